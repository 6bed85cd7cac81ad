"""Seals of what is only ever added: the database itself chains a digest of each such row, kab by kab.

A trigger (migration 0004) writes one row of ``segel`` for each row that enters a sealed table, whoever writes it. Here
the tables are held against their seals, so that a row changed, removed, slipped in or exchanged behind the triggers
shows and is named.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema.

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.audit import Head
from data_access.schema import segel, snapshot_desa

_FETCH = 2_000


@dataclass(frozen=True, slots=True)
class Tersegel:
    """A sealed table: columns of its key and columns that are sealed. ``berubah``: those may change, sealed anew."""

    tabel: str
    kunci: tuple[str, ...]
    kolom: tuple[str, ...]
    berubah: bool = False


# By the name under which ``segel`` has them. The triggers hold the same lists; a test compares them.
TERSEGEL: Mapping[str, Tersegel] = {
    "batch_langkah": Tersegel(
        "batch_langkah",
        ("kab", "periode", "program", "urut"),
        ("kab", "periode", "program", "urut", "langkah", "dari", "ke", "versi", "pengguna", "nama", "waktu", "alasan",
         "isi"),
    ),
    "unduhan": Tersegel(
        "unduhan",
        ("kab", "id"),
        ("kab", "id", "jenis", "periode", "program", "permohonan", "nama", "ukuran", "sidik", "pengguna", "waktu",
         "alamat_ip"),
    ),
    "surat": Tersegel(
        "surat",
        ("kab", "id"),
        ("kab", "id", "periode", "program", "versi", "kode", "nomor", "tanggal", "profil", "rekap", "sidik", "akar",
         "sidik_pdf", "halaman", "pembuat", "dibuat"),
    ),
    "surat_ttd": Tersegel(
        "surat",
        ("kab", "id"),
        ("kab", "id", "state", "cara", "ttd_nama", "ttd_mime", "ttd_sidik", "ttd_periksa", "ttd_oleh", "ttd_waktu"),
        berubah=True,
    ),
    "pendaftaran_langkah": Tersegel(
        "pendaftaran_langkah",
        ("kab", "pendaftaran", "urut"),
        ("kab", "pendaftaran", "urut", "langkah", "keputusan", "catatan", "pengguna", "waktu"),
    ),
    "akar_audit": Tersegel("akar_audit", ("hari",), ("hari", "sidik", "sidik_sebelum", "isi", "dibuat")),
}  # fmt: skip
# One seal over all desa of a snapshot; its other two tables are proven by the digest of their data file.
SNAPSHOT = "snapshot_desa"

_CHAIN = sa.text(
    "SELECT kab, urut, urut_sebelum, sidik_sebelum = coalesce(sidik_lalu, decode(repeat('00', 32), 'hex')) AS "
    "tersambung, sidik = siks_sidik_segel(kab, urut, tabel, kunci, isi, sidik_sebelum) AS utuh, tabel, kunci FROM "
    "(SELECT *, lag(urut) OVER rantai AS urut_sebelum, lag(sidik) OVER rantai AS sidik_lalu FROM segel "
    "WINDOW rantai AS (PARTITION BY kab ORDER BY urut)) AS s ORDER BY kab, urut"
)


@dataclass(frozen=True, slots=True)
class Baris:
    """One seal as the walk through its chain finds it; ``masalah`` what is wrong with it."""

    kab: int
    urut: int
    masalah: tuple[str, ...]


def heads(connection: Connection) -> dict[int, Head]:
    """The newest seal of every kab (0: of no kab)."""
    newest = sa.select(segel.c.kab, sa.func.max(segel.c.urut).label("urut")).group_by(segel.c.kab).subquery()
    query = sa.select(segel.c.kab, segel.c.urut, segel.c.sidik).join(
        newest, sa.and_(segel.c.kab == newest.c.kab, segel.c.urut == newest.c.urut)
    )
    return {row.kab: Head(row.urut, bytes(row.sidik)) for row in connection.execute(query)}


def read_sidik(connection: Connection, kab: int, urut: int) -> bytes | None:
    """Digest of one seal; None where it is not there."""
    found = connection.execute(sa.select(segel.c.sidik).where(segel.c.kab == kab, segel.c.urut == urut)).scalar()
    return None if found is None else bytes(found)


def walk(connection: Connection) -> Iterator[Baris]:
    """Every seal in the order of its chain, with what is wrong with it; a few thousand at a time."""
    for row in connection.execute(_CHAIN, execution_options={"yield_per": _FETCH}):
        wrong = []
        expected = (row.urut_sebelum or 0) + 1
        if row.urut != expected:
            wrong.append(f"segel {expected} sampai {row.urut - 1} tidak ada")
        if not row.tersambung:
            wrong.append("tidak tersambung dengan segel sebelumnya")
        if not row.utuh:
            wrong.append(f"isi segel {row.tabel} {row.kunci} tidak sesuai sidiknya")
        yield Baris(row.kab, row.urut, tuple(wrong))


def compare(connection: Connection, name: str) -> Iterator[tuple[str, str]]:
    """Rows of a sealed table that are not as they were sealed: (key, what is wrong)."""
    if name == SNAPSHOT:
        yield from _differences(connection, name, _snapshots(), appended_only=True)
        return
    of = TERSEGEL[name]
    kab = "t.kab" if "kab" in of.kunci else "0"
    rows = (
        f"SELECT {kab} AS kab, concat_ws('/', {', '.join(f't.{column}' for column in of.kunci)}) AS kunci, "
        f"siks_isi(to_jsonb(t), {_array(of.kolom)}) AS isi FROM {of.tabel} AS t"
    )
    yield from _differences(connection, name, rows, appended_only=not of.berubah)


def _snapshots() -> str:
    columns = _array(tuple(column.name for column in snapshot_desa.c))
    key = ", ".join(f"t.{column}" for column in ("kab", "periode", "program", "versi"))
    return (
        f"SELECT t.kab, concat_ws('/', {key}) AS kunci, sha256(string_agg(siks_isi(to_jsonb(t), {columns}), "
        f"CAST('' AS bytea) ORDER BY t.desa)) AS isi FROM snapshot_desa AS t GROUP BY {key}"
    )


def _array(columns: tuple[str, ...]) -> str:
    return "ARRAY[" + ", ".join(f"'{column}'" for column in columns) + "]"


def _differences(connection: Connection, name: str, rows: str, *, appended_only: bool) -> Iterator[tuple[str, str]]:
    query = sa.text(
        f"SELECT coalesce(t.kunci, s.kunci) AS kunci, t.isi IS NULL AS hilang, s.isi IS NULL AS asing, s.banyak FROM "
        f"({rows}) AS t FULL JOIN (SELECT DISTINCT ON (kab, kunci) kab, kunci, isi, "
        "count(*) OVER (PARTITION BY kab, kunci) AS banyak FROM segel WHERE tabel = :tabel "
        "ORDER BY kab, kunci, urut DESC) AS s ON s.kab = t.kab AND s.kunci = t.kunci "
        "WHERE t.isi IS DISTINCT FROM s.isi OR (s.banyak > 1 AND :sekali) ORDER BY 1"
    )
    found = connection.execute(query, {"tabel": name, "sekali": appended_only}, execution_options={"yield_per": _FETCH})
    for row in found:
        if row.hilang:
            yield row.kunci, "baris tidak ada lagi"
        elif row.asing:
            yield row.kunci, "baris tidak pernah disegel"
        elif row.banyak > 1 and appended_only:
            yield row.kunci, f"baris yang hanya boleh ditambah disegel {row.banyak} kali"
        else:
            yield row.kunci, "isi baris tidak sesuai segelnya"
