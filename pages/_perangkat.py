"""What a request was made with, for the audit: the name that the browser gives itself and the clock of its device."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask, request

from data_access.audit import Perangkat, use_perangkat

# Written by assets/riwayat.js: milliseconds since 1970 by the device's clock.
_CLOCK = "siks_jam"
_LONGEST = 200
# 2000 and 2100 in milliseconds: a clock beyond them says nothing.
_EARLIEST, _LATEST = 946_684_800_000, 4_102_444_800_000


def install_perangkat(server: Flask) -> None:
    """Set it at the beginning of each request and forget it at its end."""
    server.before_request(_remember)
    server.teardown_request(lambda _error: use_perangkat(None))


def _remember() -> None:
    name = "".join(letter for letter in request.user_agent.string if " " <= letter <= "~")[:_LONGEST].strip()
    use_perangkat(Perangkat(name or "tanpa nama", _clock(request.cookies.get(_CLOCK, ""))))


def _clock(text: str) -> datetime | None:
    if not (text.isascii() and text.isdecimal() and len(text) <= 13):
        return None
    return datetime.fromtimestamp(int(text) / 1000, UTC) if _EARLIEST <= int(text) <= _LATEST else None
