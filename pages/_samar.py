"""Below which count numbers are hidden from the reader of a page."""

from __future__ import annotations

from workflow.batch import read_ambang

__all__ = ["read_ambang"]
