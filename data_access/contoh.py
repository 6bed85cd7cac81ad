"""Sample register: what the seed reads before it starts, and the marks it leaves while it runs.

``keterangan`` holds ``contoh`` once a seed is complete. While one runs it holds ``contoh_berjalan`` with the same
parameters, and ``contoh_kab:<kab>`` for each kab whose rows are in; both go when it is complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import keterangan
from data_access.copy import raw_connection
from data_access.schema import STAGED, batch, pengguna, periode, rumah_tangga, verivali
from data_access.verivali_store import BatchKey
from domain.batch import StateBatch

# In the order that foreign keys ask for.
TABLES = (
    "rumah_tangga",
    "individu",
    "verivali",
    "kuota",
    "batch",
    "usulan",
    "musdes",
    "foto",
    "rekap_desa",
    "riwayat_desa",
    "rekap_kab",
    "riwayat_kab",
    "rekap_register",
    "pantauan",
    "simulasi",
)
# What people wrote about rows of the sample; it goes with them.
ABOUT_ROWS = (
    "usul_kuota",
    "catatan",
    "perhatian",
    "kunci_siks",
    "impor",
    *(table.name for table in STAGED.values()),
    "impor_hasil",
    "impor_galat",
    "impor_jejak",
    "lampiran",
    "klaim",
    "tindakan",
    "tindakan_kasus",
    "komentar",
    "pemadanan",
    "calon_ganda",
    "pengecualian",
    "persiapan",
    "batch_langkah",
    "snapshot_ruta",
    "snapshot_usulan",
    "snapshot_desa",
    "surat",
    "sk",
    "sk_baris",
    "unduhan",
    "permohonan",
    "permohonan_berkas",
    "paket",
    "segel",
    "akar_audit",
    "pemindahan",
    "pemindahan_dokumen",
    "pendaftaran",
    "pendaftaran_langkah",
    "pendaftaran_berkas",
    "briefing",
    "briefing_berkas",
    "briefing_jadwal",
    "briefing_penerima",
    "briefing_kirim",
    "briefing_templat",
)
# Tables big enough that their indexes are made after the rows.
INDEXED_LATE = (
    "rumah_tangga",
    "individu",
    "verivali",
    "kuota",
    "usulan",
    "foto",
    "pemindahan",
    "pendaftaran",
    "rekap_desa",
    "riwayat_desa",
)

_RUNNING, _KAB = "contoh_berjalan", "contoh_kab:"
# Any number that no other advisory lock of the portal uses.
_LOCK = 5149


def read_wilayah(connection: Connection) -> pd.DataFrame:
    """All regions: kode, level, jenis, nama, lat, lon (degrees), zona (hours east of UTC), penduduk (people; known
    for provinsi and kab). Ordered by kode; NaN where unknown.
    """
    query = "SELECT kode, level, jenis, nama, lat, lon, zona, penduduk FROM wilayah ORDER BY kode"
    cursor = raw_connection(connection).execute(query)
    assert cursor.description is not None
    frame = pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])
    return frame.astype({"lat": float, "lon": float, "penduduk": float})


def try_lock(connection: Connection) -> bool:
    """Whether this transaction may seed; held until it ends, so that two seeds never meet."""
    return bool(connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))).scalar())


def holds_rows(connection: Connection) -> bool:
    """Whether there is any rumah tangga or verivali row."""
    first = sa.union_all(sa.select(rumah_tangga.c.kab).limit(1), sa.select(verivali.c.kab).limit(1))
    return connection.execute(first).first() is not None


def running(connection: Connection) -> Any:
    """Parameters of a seed that was begun and is not complete; None when there is none."""
    return keterangan.read(connection, _RUNNING)


def begin(connection: Connection, parameters: dict[str, object]) -> None:
    """Mark a seed as begun, after the tables were emptied."""
    forget(connection)
    keterangan.store(connection, _RUNNING, parameters)


def mark_kab(connection: Connection, kab: Iterable[int]) -> None:
    """Mark these kab as written; in the transaction of their rows."""
    for kode in kab:
        keterangan.store(connection, f"{_KAB}{kode}", {})


def kab_done(connection: Connection) -> set[int]:
    """Kab whose rows are in."""
    keys = connection.exec_driver_sql("SELECT kunci FROM keterangan WHERE kunci LIKE 'contoh\\_kab:%%'").scalars()
    return {int(key.removeprefix(_KAB)) for key in keys}


def finish(connection: Connection, parameters: dict[str, object]) -> None:
    """Mark the seed as complete."""
    forget(connection)
    keterangan.store(connection, keterangan.SAMPLE, parameters)


def forget(connection: Connection) -> None:
    """Remove every mark of a seed."""
    connection.exec_driver_sql(
        "DELETE FROM keterangan WHERE kunci LIKE 'contoh\\_kab:%%' OR kunci IN (%s, %s)",
        (_RUNNING, keterangan.SAMPLE),
    )


def remove_accounts(connection: Connection, first: int) -> None:
    """Remove the sample's accounts of the field, which carry numbers from ``first``."""
    connection.execute(sa.delete(pengguna).where(pengguna.c.id >= first, pengguna.c.contoh))


def clear_periode(connection: Connection) -> None:
    """Forget the periode of an earlier sample; its rows are gone already."""
    connection.execute(sa.delete(periode))


def closed_batches(connection: Connection, program: int) -> list[BatchKey]:
    """Batches of a programme that are closed and went no further."""
    query = (
        sa.select(batch.c.kab, batch.c.periode, batch.c.program)
        .where(batch.c.state == StateBatch.DIFINALISASI, batch.c.program == program)
        .order_by(batch.c.kab, batch.c.periode)
    )
    return [BatchKey(*row) for row in connection.execute(query)]


def name_of(connection: Connection, number: int) -> str:
    """Name of the holder of an account."""
    return str(connection.execute(sa.select(pengguna.c.nama).where(pengguna.c.id == number)).scalar_one())
