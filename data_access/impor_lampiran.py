"""Musdes and attachments that an import brings: the deliberation of a desa, its papers, photos of households."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import JSONB

from data_access.copy import copy_typed
from data_access.schema import lampiran, musdes
from domain.impor import Hasil
from domain.siks import LAMPIRAN_MUSDES, MIME, Bagian, JenisLampiran
from domain.validasi import Tingkat

Read = Callable[[Sequence[str]], Iterable[tuple[str, bytes]]]
Report = Callable[[int, int], None]

_MIME_OF = {ending: mime for mime, ending in MIME.items()}
_FLAGS = {
    "berita_acara": JenisLampiran.BERITA_ACARA,
    "daftar_hadir": JenisLampiran.DAFTAR_HADIR,
    "bnba": JenisLampiran.BNBA,
    "foto": JenisLampiran.FOTO_MUSDES,
}
_PAPERS = "('{}')".format("', '".join(sorted(LAMPIRAN_MUSDES)))


def _sound(bagian: Bagian) -> str:
    """Staged lines of a part that no finding refuses; asked as NOT IN, which is hashed."""
    return (
        f"(SELECT s.* FROM impor_{bagian} AS s WHERE s.kab = :kab AND s.impor = :impor AND s.baris NOT IN "
        "(SELECT baris FROM impor_galat WHERE kab = :kab AND impor = :impor "
        f"AND bagian = '{bagian}' AND tingkat = '{Tingkat.E}'))"
    )


_OWN_DESA = "w.kode = {of}.desa AND w.level = 4 AND w.kab = :kab"
# Papers that lie in the file, or came with an earlier one: a flag that is set stays.
_MARKS = ", ".join(f"bool_or(l.jenis = '{jenis}') AS {name}" for name, jenis in _FLAGS.items())
_DESA = sa.text(
    f"SELECT s.desa FROM {_sound(Bagian.MUSDES)} AS s JOIN wilayah AS w ON {_OWN_DESA.format(of='s')} "
    f"UNION SELECT l.desa FROM {_sound(Bagian.LAMPIRAN)} AS l JOIN wilayah AS w ON {_OWN_DESA.format(of='l')} "
    f"WHERE l.jenis IN {_PAPERS}"
)
# An earlier deliberation does not take the place of a later one.
_MUSDES = sa.text(
    f"WITH berkas AS (SELECT l.desa, {_MARKS} FROM {_sound(Bagian.LAMPIRAN)} AS l WHERE l.jenis IN {_PAPERS} "
    "GROUP BY l.desa) "
    f"INSERT INTO musdes AS m (periode, program, desa, kab, tanggal, nomor, peserta, {', '.join(_FLAGS)}) "
    "SELECT DISTINCT ON (s.desa) CAST(:periode AS integer), CAST(:program AS smallint), s.desa, "
    "CAST(:kab AS smallint), s.tanggal, s.nomor, s.peserta, "
    f"{', '.join(f'coalesce(b.{name}, false)' for name in _FLAGS)} "
    f"FROM {_sound(Bagian.MUSDES)} AS s JOIN wilayah AS w ON {_OWN_DESA.format(of='s')} "
    "LEFT JOIN berkas AS b ON b.desa = s.desa ORDER BY s.desa, s.tanggal DESC, s.baris "
    "ON CONFLICT (periode, program, desa, kab) DO UPDATE SET tanggal = excluded.tanggal, nomor = excluded.nomor, "
    "peserta = excluded.peserta WHERE excluded.tanggal >= m.tanggal"
)
_MARK = sa.text(
    f"UPDATE musdes AS m SET {', '.join(f'{name} = m.{name} OR b.{name}' for name in _FLAGS)} FROM "
    f"(SELECT l.desa, {_MARKS} FROM {_sound(Bagian.LAMPIRAN)} AS l WHERE l.jenis IN {_PAPERS} GROUP BY l.desa) AS b "
    "WHERE m.periode = :periode AND m.program = :program AND m.kab = :kab AND m.desa = b.desa"
)
_READ_MUSDES = (
    sa.select(musdes.c.desa, sa.func.to_jsonb(musdes.table_valued()))
    .where(
        musdes.c.periode == sa.bindparam("periode"),
        musdes.c.program == sa.bindparam("program"),
        musdes.c.kab == sa.bindparam("kab"),
        musdes.c.desa == sa.any_(sa.cast(sa.bindparam("desa"), sa.ARRAY(sa.BigInteger))),
    )
    .order_by(musdes.c.desa)
)
_DELETE_MUSDES = sa.text(
    "DELETE FROM musdes WHERE periode = :periode AND program = :program AND kab = :kab "
    "AND desa = ANY(CAST(:desa AS bigint[]))"
)
_RESTORE_MUSDES = sa.text(
    "INSERT INTO musdes SELECT r.* FROM jsonb_populate_recordset(NULL::musdes, CAST(:rows AS jsonb)) AS r"
).bindparams(sa.bindparam("rows", type_=JSONB))

_OWN = ("kab", "impor", "periode", "program")
_SAID = ("jenis", "desa", "idbdt", "diambil", "lat", "lon", "sha256")
_HELD = (
    "SELECT FROM lampiran AS x WHERE x.kab = :kab AND x.desa = a.desa AND x.periode = :periode "
    "AND x.program = :program AND x.jenis = a.jenis AND x.sha256 = a.sha256"
)
# Of households that are written, and papers of desa; each once, and none that is there already.
_LAMPIRAN = sa.text(
    "WITH rumah AS (SELECT DISTINCT idbdt, desa FROM impor_hasil "
    f"WHERE kab = :kab AND impor = :impor AND hasil IN ('{Hasil.BARU}', '{Hasil.BERUBAH}')), "
    "ada AS (SELECT DISTINCT ON (l.berkas, l.jenis, coalesce(h.desa, l.desa), h.idbdt) l.berkas, l.jenis, "
    "coalesce(h.desa, l.desa) AS desa, h.idbdt, l.diambil, l.lat, l.lon, "
    "decode(split_part(split_part(l.berkas, '/', 2), '.', 1), 'hex') AS sha256 "
    f"FROM {_sound(Bagian.LAMPIRAN)} AS l "
    f"LEFT JOIN rumah AS h ON h.idbdt = l.idbdt AND l.jenis NOT IN {_PAPERS} "
    f"LEFT JOIN wilayah AS w ON {_OWN_DESA.format(of='l')} AND l.jenis IN {_PAPERS} "
    "WHERE h.idbdt IS NOT NULL OR w.kode IS NOT NULL "
    "ORDER BY l.berkas, l.jenis, coalesce(h.desa, l.desa), h.idbdt, l.baris) "
    f"SELECT berkas, {', '.join(_SAID)} FROM ada AS a WHERE NOT EXISTS ({_HELD} AND x.idbdt = a.idbdt) "
    f"AND NOT EXISTS ({_HELD} AND a.idbdt IS NULL AND x.idbdt IS NULL) ORDER BY a.berkas"
)
_DELETE_LAMPIRAN = sa.text("DELETE FROM lampiran WHERE kab = :kab AND impor = :impor")


def write_lampiran(connection: Connection, params: Mapping[str, Any], read: Read, report: Report) -> int:
    """Write the attachments of an import and return how many. ``report``: those done, and how many in all."""
    wanted = connection.execute(_LAMPIRAN, params).all()
    by_name = {name: list(rows) for name, rows in groupby(wanted, key=lambda row: row.berkas)}
    own = tuple(params[name] for name in _OWN)

    def rows() -> Iterator[Sequence[object]]:
        done = 0
        for name, data in read(list(by_name)):
            common = (*own, _MIME_OF[name.rpartition(".")[2]], len(data), data)
            for row in by_name[name]:
                yield *common, *row[1:]
            done += len(by_name[name])
            report(done, len(wanted))

    copy_typed(connection, lampiran, (*_OWN, "mime", "ukuran", "isi", *_SAID), rows())
    return len(wanted)


def would_write(connection: Connection, params: Mapping[str, Any]) -> bool:
    """Whether the file brings a paper, a photo, or a musdes line that is not here already."""
    if connection.execute(_LAMPIRAN, params).first() is not None:
        return True
    with connection.begin_nested() as attempt:
        changed = write_musdes(connection, params)
        attempt.rollback()
    return bool(changed)


def take_back(connection: Connection, params: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, int]:
    """Delete the attachments of an import and restore the musdes rows that it changed."""
    connection.execute(_DELETE_MUSDES, {**params, "desa": [int(desa) for desa in changed]})
    before = [rows[0] for rows in changed.values() if rows[0] is not None]
    if before:
        connection.execute(_RESTORE_MUSDES, {"rows": before})
    return {"musdes": len(changed), "lampiran": connection.execute(_DELETE_LAMPIRAN, params).rowcount}


def musdes_moved_on(connection: Connection, params: Mapping[str, Any], changed: Mapping[str, Any]) -> bool:
    """Whether a musdes row is no longer what the import made of it."""
    now = _read_musdes(connection, params, [int(desa) for desa in changed])
    return any(now.get(int(desa)) != rows[1] for desa, rows in changed.items())


def write_musdes(connection: Connection, params: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Write the deliberations of an import; the rows that changed, by desa: [before, after]."""
    desa = list(connection.execute(_DESA, params).scalars())
    before = _read_musdes(connection, params, desa)
    connection.execute(_MUSDES, params)
    connection.execute(_MARK, params)
    after = _read_musdes(connection, params, desa)
    return {str(kode): [before.get(kode), row] for kode, row in after.items() if before.get(kode) != row}


def _read_musdes(connection: Connection, params: Mapping[str, Any], desa: Sequence[int]) -> dict[int, Any]:
    return {row[0]: row[1] for row in connection.execute(_READ_MUSDES, {**params, "desa": list(desa)})}
