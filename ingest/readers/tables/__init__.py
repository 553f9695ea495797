"""Tables whose rows are things: delimited text, workbooks, lists in JSON."""
