"""The guide in Slack: what is asked there is written down first, then answered, as a colleague would expect it."""
