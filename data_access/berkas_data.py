"""The data file of a snapshot, as the database writes it: its digest in one statement, or its lines in order.

The form is ``domain.berkas_data``; both ways run the same query over the snapshot, so the digest of the batch is that
of the file.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

import hashlib
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import batch_langkah, snapshot_desa, snapshot_ruta, snapshot_usulan
from data_access.verivali_store import BatchKey
from domain.berkas_data import JUMLAH, KOLOM_RUTA, KOLOM_USULAN, SIDIK_PERTAMA, Kepala
from domain.errors import InvalidInput

# Lines fetched at a time: some 400 kB.
_FETCH = 2_000

_TEXTS = frozenset({"idbdt", "nama_krt", "alamat", "pengurus_nama"})
_FLAGS = frozenset({"kpm", "diperbaiki"})


def _field(column: str, *, careful: bool) -> str:
    if column in _FLAGS:
        column = f"CAST({column} AS integer)"
    elif column in _TEXTS and careful:
        column = f"replace({column}, '\\', '\\\\')"
        for char, letter in ((9, "t"), (10, "n"), (13, "r")):
            column = f"replace({column}, chr({char}), '\\{letter}')"
    return f"coalesce(CAST({column} AS text), '\\N')"


def _line(letter: str, columns: tuple[str, ...]) -> str:
    """A row as a line. Its texts are looked at together first: hardly any holds what must be written otherwise."""
    plain, escaped = (
        f"concat_ws(chr(9), '{letter}', {', '.join(_field(column, careful=careful) for column in columns)})"
        for careful in (False, True)
    )
    texts = ", ".join(column for column in columns if column in _TEXTS)
    return f"CASE WHEN concat_ws('', {texts}) ~ '[\\\\\\t\\n\\r]' THEN {escaped} ELSE {plain} END || chr(10)"


_OF = "kab = :kab AND periode = :periode AND program = :program AND versi = :versi"
_LINES = (
    f'SELECT 1 AS bagian, CAST(idbdt AS text) COLLATE "C" AS kunci, CAST(0 AS bigint) AS nomor, '
    f"{_line('R', KOLOM_RUTA)} AS baris FROM snapshot_ruta WHERE {_OF} "
    f"UNION ALL SELECT 2, '', usulan, {_line('U', KOLOM_USULAN)} FROM snapshot_usulan WHERE {_OF}"
)
# The header is one of the aggregated rows, so that the whole file lies in memory once and not twice.
_DIGEST = sa.text(
    "SELECT sha256(string_agg(convert_to(baris, 'UTF8'), CAST('' AS bytea) ORDER BY bagian, kunci, nomor)) "
    f"FROM (SELECT 0 AS bagian, '' AS kunci, CAST(0 AS bigint) AS nomor, CAST(:kepala AS text) AS baris "
    f"UNION ALL {_LINES}) AS b"
)
_STREAM = sa.text(f"SELECT baris FROM ({_LINES}) AS l ORDER BY bagian, kunci, nomor")


def _of(table: sa.Table, key: BatchKey, versi: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        table.c.kab == key.kab,
        table.c.periode == key.periode,
        table.c.program == key.program,
        table.c.versi == versi,
    )


def read_jumlah(connection: Connection, key: BatchKey, versi: int) -> dict[str, int]:
    """Counts of the header, from the snapshot."""
    lines = {
        "baris_ruta": sa.select(sa.func.count()).where(_of(snapshot_ruta, key, versi)),
        "baris_usulan": sa.select(sa.func.count()).where(_of(snapshot_usulan, key, versi)),
    }
    sums = {
        name: sa.select(sa.func.coalesce(sa.func.sum(snapshot_desa.c[name]), 0)).where(_of(snapshot_desa, key, versi))
        for name in JUMLAH
        if name not in lines
    }
    found = connection.execute(
        sa.select(*(query.scalar_subquery().label(name) for name, query in (lines | sums).items()))
    )
    return {name: int(value) for name, value in found.mappings().one().items()}


def compute_sidik(connection: Connection, kepala: Kepala) -> bytes:
    """SHA-256 of the data file of the snapshot that the header speaks of."""
    params = {"kab": kepala.kab, "periode": kepala.periode, "program": kepala.program, "versi": kepala.versi}
    return bytes(connection.execute(_DIGEST, params | {"kepala": kepala.text()}).scalar_one())


def read_sidik(connection: Connection, key: BatchKey, versi: int) -> bytes:
    """Digest of one version, as the finalisasi wrote it down; 32 zeros for version 0.

    Raises InvalidInput where there is no such version.
    """
    if versi == 0:
        return SIDIK_PERTAMA
    query = sa.select(batch_langkah.c.isi["sidik"].astext).where(
        _of(batch_langkah, key, versi), batch_langkah.c.langkah == "finalisasi"
    )
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise InvalidInput("Versi itu tidak ada. Pilih salah satu versi finalisasi pada riwayat batch.")
    return bytes.fromhex(found)


def read_kepala(connection: Connection, key: BatchKey, versi: int) -> Kepala:
    """Header of a version that was finalised. Raises InvalidInput where there is none."""
    read_sidik(connection, key, versi)
    return Kepala(
        **key.params(),
        versi=versi,
        sebelum=read_sidik(connection, key, versi - 1),
        jumlah=read_jumlah(connection, key, versi),
    )


def write_berkas(connection: Connection, key: BatchKey, versi: int, out: BinaryIO) -> bytes:
    """Write the data file of a version, some lines at a time, and return its SHA-256.

    Raises InvalidInput where there is no such version.
    """
    sha = hashlib.sha256()
    head = read_kepala(connection, key, versi).text().encode()
    sha.update(head)
    out.write(head)
    lines = connection.execution_options(yield_per=_FETCH).execute(_STREAM, key.params() | {"versi": versi}).scalars()
    for part in lines.partitions():
        data = "".join(part).encode()
        sha.update(data)
        out.write(data)
    return sha.digest()
