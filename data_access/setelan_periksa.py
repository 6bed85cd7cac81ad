"""Settings of the review, as stored."""

from __future__ import annotations

from sqlalchemy import Connection

from data_access import keterangan
from domain.setelan_periksa import SetelanPeriksa, baca_setelan

_KEY = "pemeriksaan"


def read_setelan(connection: Connection) -> SetelanPeriksa:
    """The settings; defaults where nobody has set any."""
    return baca_setelan(keterangan.read(connection, _KEY))


def store_setelan(connection: Connection, setelan: SetelanPeriksa) -> None:
    """Put settings in place of what was there."""
    keterangan.store(connection, _KEY, setelan.as_facts())
