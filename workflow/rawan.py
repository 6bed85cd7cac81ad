"""Hot spots of a periode, searched for in the background and kept in ``pantauan``."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from data_access import keterangan
from data_access import pantauan_store as store
from data_access.session import Connection
from domain.kalender import Periode

# A search takes seconds for the country; clusters do not come and go by the minute.
_AT_MOST_EVERY = timedelta(minutes=15)


def is_due(connection: Connection, periode: Periode, clock: datetime) -> bool:
    """Whether forecasts changed since the last search, and that was a while ago by ``clock``."""
    changed = store.last_change(connection, int(periode.program), periode.kode)
    done = keterangan.read(connection, mark(periode))
    if changed is None or done is None:
        return changed is not None
    last = datetime.fromisoformat(str(done["waktu"]))
    return changed > last and clock - last >= _AT_MOST_EVERY


def search(connection: Connection, periode: Periode, clock: datetime) -> None:
    """Find the clusters of low progress and of high inclusion error, and mark their desa."""
    # PySAL takes seconds to load, which nothing but this has to wait for.
    from geo.rawan import find, neighbours  # noqa: PLC0415

    program, kode = int(periode.program), periode.kode
    rows = store.read_titik(connection, program, kode)
    pairs = neighbours(rows["lat"] / 1e6, rows["lon"] / 1e6, rows["kab"])
    progres = find(rows["kab"], pairs, rows["selesai"], rows["total"], low=True, seed=kode)
    inklusi = find(rows["kab"], pairs, rows["salah"], rows["dikunjungi"], low=False, seed=kode)
    found = {
        "desa": rows["desa"],
        "dinilai_progres": progres.dinilai.astype(np.int64),
        "gugus_progres": progres.gugus,
        "dinilai_inklusi": inklusi.dinilai.astype(np.int64),
        "gugus_inklusi": inklusi.gugus,
    }
    store.store_rawan(connection, program, kode, found)
    keterangan.store(connection, mark(periode), {"waktu": clock.isoformat()})


def mark(periode: Periode) -> str:
    """Key of ``keterangan`` under which the last search is noted."""
    return f"rawan:{int(periode.program)}:{periode.kode}"
