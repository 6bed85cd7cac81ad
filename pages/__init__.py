"""Pages: one file for each address; files that begin with an underscore are what pages share."""
