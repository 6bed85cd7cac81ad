"""Packs on schedule: who gets which, made when they are due, kept for download and mailed where SMTP is set.

Each recipient gets the pack of their own scope and rights: of the wilayah of the schedule where the scope covers it,
of their own wilayah where that lies inside, none where it lies elsewhere. ``saat`` is the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time

from domain.access import Actor


def simpan_jadwal(
    actor: Actor,
    wilayah: int,
    program: int,
    bab: Sequence[str],
    *,
    hari: int,
    jam: time,
    penerima: Collection[int],
    templat: int | None = None,
    peta_bentuk: bool = False,
    aktif: bool = True,
    nomor: int | None = None,
    saat: datetime,
    alamat_ip: str | None = None,
) -> int:
    """Keep a schedule, new or (``nomor``) over one's own; its number. ``penerima``: numbers of accounts."""
    raise NotImplementedError


def hapus_jadwal(actor: Actor, nomor: int, *, saat: datetime, alamat_ip: str | None = None) -> None:
    """Delete one's own schedule; packs that it made stay."""
    raise NotImplementedError
