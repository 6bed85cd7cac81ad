"""What the clock does to the review: acts that can no longer be undone are settled, unreviewed cases go on or end.

Both are safe to repeat and write down what they did; nobody has to be there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from data_access import audit, keterangan
from data_access import pemeriksaan_store as store
from data_access import tutup_store as tutup
from data_access.periode import list_periode, read_pengecualian_semua
from data_access.perubahan import announce
from data_access.session import Connection, unit_of_work
from data_access.setelan_periksa import read_setelan
from data_access.verivali_store import BatchKey, share_batch
from domain.kalender import JAKARTA, Kegiatan, Periode
from domain.setelan_periksa import SetelanPeriksa
from domain.tindakan import TENGGANG, URUNGKAN_DALAM, StateTindakan
from geo.aktif import load_manifest
from workflow.impor_gudang import gudang

__all__ = ["tetapkan", "tutup_periode"]

# Whoever writes the calendar's acts into the audit.
_CALENDAR = "kalender"
_MOST_ACTS = 50


def tetapkan(saat: datetime | None = None) -> int:
    """Settle acts whose time to be undone has passed; how many.

    Photos that came with approved visits become the register's, points that moved are held against the borders, and
    what the act could have been undone to is forgotten. Until then the register keeps its old photos, so that an undo
    has none to bring back.
    """
    before = (saat or datetime.now(UTC)) - URUNGKAN_DALAM - 2 * TENGGANG
    with unit_of_work() as work:
        acts = tutup.settled_acts(work, before, _MOST_ACTS)
    for kab, number in acts:
        with unit_of_work() as work:
            act = store.read_act(work, kab, number, lock=True)
            if act is None or act.state is not StateTindakan.SELESAI:
                continue
            tutup.copy_photos(work, kab, number)
            _place(work, kab, number)
            tutup.forget(work, kab, number)
            store.update_act(work, kab, number, state=str(StateTindakan.TETAP))
    return len(acts)


def _place(work: Connection, kab: int, number: int) -> None:
    """Say of households whose point moved whether it lies in their desa; where there are no borders it stays open."""
    rows = tutup.read_unplaced(work, kab, number)
    manifest = load_manifest(gudang().geo_dir) if rows else None
    if manifest is None:
        return
    # The geometry libraries take a second to load, which a start would otherwise wait for.
    from geo.titik import load_kab  # noqa: PLC0415

    kode, lon, lat = (np.array([getattr(row, name) for row in rows]) for name in ("desa", "lon", "lat"))
    metres = load_kab(manifest.folder, kab).outside(kode.astype(np.int64), lon.astype(float), lat.astype(float))
    known = {row.id: bool(away > 0) for row, away in zip(rows, metres, strict=True) if not np.isnan(away)}
    if known:
        tutup.write_placed(work, kab, known)


def tutup_periode(now: datetime | None = None, saat: datetime | None = None) -> int:
    """Carry over or end what nobody reviewed in periode whose pengesahan has closed; how many cases.

    ``now`` is the moment periode go by. A case that waits for a periode to be carried to is left for the next night;
    it is in no batch meanwhile.
    """
    moment = saat or datetime.now(UTC)
    with unit_of_work() as work:
        now = now or keterangan.read_now(work)
        every = list_periode(work)
        setelan = read_setelan(work)
        closed = [item for item in every if item.tutup_pengesahan < now]
        wanted = [
            (item, kab)
            for item in closed
            for kab in _over(work, item, tutup.kab_with_waiting(work, item.kode, item.program), now)
        ]
    return sum(_close(item, _after(item, every, now), kab, setelan, moment) for item, kab in wanted)


def _over(work: Connection, closed: Periode, kab: Sequence[int], now: datetime) -> list[int]:
    """Kab that have no more time either."""
    given = read_pengecualian_semua(work, closed.program, closed.kode)
    mine = {item: replace(closed, pengecualian=given.get(item, {})) for item in kab}
    return [item for item, periode in mine.items() if not periode.allows(Kegiatan.PENGESAHAN, now)]


def _after(closed: Periode, every: list[Periode], now: datetime) -> Periode | None:
    """The next periode of the programme that is open."""
    later = [
        item
        for item in every
        if item.program is closed.program and item.kode > closed.kode and item.allows(Kegiatan.PENGESAHAN, now)
    ]
    return min(later, key=lambda item: item.kode, default=None)


def _close(closed: Periode, berikut: Periode | None, kab: int, setelan: SetelanPeriksa, saat: datetime) -> int:
    key = BatchKey(kab, closed.kode, int(closed.program))
    with unit_of_work() as work:
        share_batch(work, key)
        done = tutup.close_cases(
            work,
            key,
            dibawa=sorted(setelan.dibawa),
            berikut=berikut.kode if berikut else None,
            sejak=_oldest(closed, setelan.paling_sering),
            saat=saat,
        )
        total = done.dibawa + done.digantikan + done.kedaluwarsa
        if total:
            audit.record(
                work,
                actor_name=_CALENDAR,
                kab=kab,
                aksi="usulan.tutup-periode",
                objek=f"batch/{kab}/{closed.kode}/{int(closed.program)}",
                sesudah={
                    "dibawa": done.dibawa,
                    "ke": berikut.kode if berikut else None,
                    "digantikan": done.digantikan,
                    "kedaluwarsa": done.kedaluwarsa,
                },
            )
            announce(work, kab)
    return total


def _oldest(closed: Periode, times: int) -> date:
    """Day from which on a case was handed in that has been carried over fewer than ``times`` times.

    A case that was handed in before the periode it stands in was carried into it.
    """
    if not times:
        return date.max
    months = timedelta(days=31 * (times - 1))
    return (closed.buka - months).astimezone(JAKARTA).date()
