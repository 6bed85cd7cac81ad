"""Files that come in and go out; knows no database."""
