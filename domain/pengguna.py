"""Accounts: how long their sessions last, who manages whom, and why somebody may or may not do something."""

from __future__ import annotations

from datetime import timedelta

# A session ends after so long without use, and after so long in any case.
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
