"""Boundaries: read, mend, simplify, tile, and place a point. Knows no database."""
