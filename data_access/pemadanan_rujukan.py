"""The reference file of Dukcapil in the database: loaded whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.copy import raw_connection
from domain.errors import InvalidInput
from domain.siks import StaArt

_TABLE = sa.text(
    "CREATE TEMPORARY TABLE rujukan_baru (baris int, nik bigint, nama text, tgl_lahir date, jns_kel smallint, "
    "keadaan smallint) ON COMMIT DROP"
)
_TWICE = sa.text(
    "SELECT array_agg(baris ORDER BY baris) FROM rujukan_baru GROUP BY nik HAVING count(*) > 1 "
    "ORDER BY min(baris) LIMIT 1"
)
_FORGET = sa.text("DELETE FROM rujukan_dukcapil")
_KEEP = sa.text(
    "INSERT INTO rujukan_dukcapil (nik, nama, tgl_lahir, jns_kel, keadaan, berkas) "
    "SELECT nik, nama, tgl_lahir, jns_kel, keadaan, :berkas FROM rujukan_baru ORDER BY nik "
    "ON CONFLICT (nik) DO UPDATE SET nama = excluded.nama, tgl_lahir = excluded.tgl_lahir, "
    "jns_kel = excluded.jns_kel, keadaan = excluded.keadaan, berkas = excluded.berkas"
)
# Who is in the file is compared anew: those who wait, those who were answered, and members of the register who were
# never asked about. Results stay as they are until then.
_DUE = sa.text("UPDATE pemadanan AS p SET coba_lagi = :now FROM rujukan_baru AS b WHERE b.nik = p.nik")
_ASK = sa.text(
    "INSERT INTO pemadanan (kab, nik, nama, tgl_lahir, coba_lagi, diubah) "
    "SELECT DISTINCT ON (i.kab, i.nik) i.kab, i.nik, i.nama, i.tgl_lahir, :now, :now "
    "FROM rujukan_baru AS b JOIN individu AS i ON i.nik = b.nik WHERE i.sta_art = :ada "
    "ORDER BY i.kab, i.nik, i.id ON CONFLICT (kab, nik) DO NOTHING"
).bindparams(ada=int(StaArt.ADA))


@dataclass(frozen=True, slots=True)
class Muatan:
    """What loading a file came to: its rows, and the NIK that are compared anew."""

    baris: int
    dipadankan: int


def load_rujukan(
    connection: Connection, rows: Iterable[Sequence[object]], berkas: str, now: datetime, *, tambah: bool
) -> Muatan:
    """Take over the rows of a file (``exchange.rujukan.read_rujukan``); ``tambah`` keeps those of earlier files.

    Raises InvalidInput when a NIK stands in it twice, and whatever ``rows`` raises; the caller's transaction is then
    undone as a whole.
    """
    connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
    connection.execute(_TABLE)
    with (
        raw_connection(connection).cursor() as cursor,
        cursor.copy("COPY rujukan_baru (baris, nik, nama, tgl_lahir, jns_kel, keadaan) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
    connection.execute(sa.text("ANALYZE rujukan_baru"))
    twice = connection.execute(_TWICE).scalar_one_or_none()
    if twice:
        lines = ", ".join(str(line) for line in twice[:5])
        raise InvalidInput(
            f"NIK yang sama ada pada baris {lines}. Berkas rujukan tidak dimuat; tidak ada yang berubah."
        )
    if not tambah:
        connection.execute(_FORGET)
    count = connection.execute(_KEEP, {"berkas": berkas}).rowcount
    asked = connection.execute(_DUE, {"now": now}).rowcount + connection.execute(_ASK, {"now": now}).rowcount
    return Muatan(count, asked)
