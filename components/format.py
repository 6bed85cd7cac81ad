"""Numbers and dates as Indonesian readers write them; defined in ``domain.tulis``, for components and pages."""

from __future__ import annotations

from domain.tulis import NO_DATA_TEXT, day, moment, number, percent, short_day, short_moment, signed

__all__ = ["NO_DATA_TEXT", "day", "moment", "number", "percent", "short_day", "short_moment", "signed"]
