"""What advisers and partners do: keys, postings, decisions. Nothing that students see starts here unapproved."""
