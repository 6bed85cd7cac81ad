"""The nouns and rules of SIKS-NG: pure Python, no database, no web framework."""
