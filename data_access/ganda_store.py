"""Persons to compare for likely duplicates (V07), the candidates that were found, and the flags of their cases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.kasus_tanda import set_tanda
from data_access.schema import calon_ganda
from domain.ganda import Orang, Pasangan, StateCalon
from domain.impor import StateImpor
from domain.padan import polos
from domain.siks import StaArt
from domain.status import StatusUsulan
from domain.usulan import JenisUsulan

_ADA = int(StaArt.ADA)
_GONE = f"({StatusUsulan.DITOLAK:d}, {StatusUsulan.KEDALUWARSA:d}, {StatusUsulan.DIGANTIKAN:d})"
_DONE = (StateImpor.DIPROSES, StateImpor.SELESAI, StateImpor.SELESAI_SEBAGIAN)
_AT_ONCE = 20_000

# What a case says of a person where it says anything, otherwise the register.
_MEMBERS = """
    SELECT i.idartbdt, r.idbdt, r.desa,
        CASE WHEN ubah ? 'nama' THEN ubah -> 'nama' ->> 1 ELSE i.nama END AS nama,
        CASE WHEN ubah ? 'tgl_lahir' THEN CAST(ubah -> 'tgl_lahir' ->> 1 AS date) ELSE i.tgl_lahir END AS tgl_lahir,
        CASE WHEN ubah ? 'jns_kel' THEN CAST(ubah -> 'jns_kel' ->> 1 AS smallint) ELSE i.jns_kel END AS jns_kel,
        CASE WHEN ubah ? 'nik' THEN ubah -> 'nik' ->> 1 ELSE CAST(i.nik AS text) END AS nik,
        coalesce(u.isi #>> '{ruta,pengurus_nama,1}', r.pengurus_nama) AS pengurus,
        coalesce(u.isi #>> '{ruta,pengurus_ibu_kandung,1}', r.pengurus_ibu_kandung) AS ibu
    FROM usulan AS u
    JOIN rumah_tangga AS r ON r.kab = u.kab AND r.id = u.ruta
    JOIN individu AS i ON i.kab = u.kab AND i.ruta = u.ruta
    CROSS JOIN LATERAL (SELECT coalesce(u.isi -> 'anggota' -> i.idartbdt -> 'ubah', '{}') AS ubah) AS c
"""
_NEW = """
    SELECT a ->> 'idartbdt' AS idartbdt, coalesce(u.idbdt, r.idbdt) AS idbdt, u.desa, a ->> 'nama' AS nama,
        CAST(a ->> 'tgl_lahir' AS date) AS tgl_lahir, CAST(a ->> 'jns_kel' AS smallint) AS jns_kel, a ->> 'nik' AS nik,
        coalesce(u.isi #>> '{rumah,pengurus_nama}', u.isi #>> '{ruta,pengurus_nama,1}', r.pengurus_nama) AS pengurus,
        coalesce(u.isi #>> '{rumah,pengurus_ibu_kandung}', u.isi #>> '{ruta,pengurus_ibu_kandung,1}',
            r.pengurus_ibu_kandung) AS ibu
    FROM usulan AS u
    LEFT JOIN rumah_tangga AS r ON r.kab = u.kab AND r.id = u.ruta
    CROSS JOIN LATERAL jsonb_array_elements(coalesce(u.isi -> 'anggota_baru', '[]')) AS a
"""
_STILL_THERE = f"coalesce(CAST(a ->> 'sta_art' AS smallint), {_ADA}) = {_ADA}"

# Who is new, whose number, name or date is another, and everybody of a household that is proposed.
_COME = sa.text(
    f"""
    SELECT DISTINCT ON (idartbdt) * FROM (
        {_NEW} WHERE u.kab = :kab AND u.impor = :impor AND u.status NOT IN {_GONE} AND {_STILL_THERE}
        UNION ALL
        {_MEMBERS} WHERE u.kab = :kab AND u.impor = :impor AND u.status NOT IN {_GONE} AND coalesce(
            CAST(ubah -> 'sta_art' ->> 1 AS smallint), i.sta_art) = {_ADA}
            AND (u.jenis = {JenisUsulan.BSP:d} OR ubah ?| ARRAY['nik', 'nama', 'tgl_lahir'])
    ) AS orang WHERE nama IS NOT NULL ORDER BY idartbdt
    """  # noqa: S608 - our own codes
)
_OTHERS = sa.text(
    f"""
    SELECT i.idartbdt, r.idbdt, r.desa, i.nama, i.tgl_lahir, i.jns_kel, CAST(i.nik AS text) AS nik,
        r.pengurus_nama AS pengurus, r.pengurus_ibu_kandung AS ibu
    FROM individu AS i JOIN rumah_tangga AS r ON r.kab = i.kab AND r.id = i.ruta
    WHERE i.kab = :kab AND i.sta_art = {_ADA}
    UNION ALL
    {_NEW} WHERE u.kab = :kab AND u.impor IS DISTINCT FROM :impor AND u.status NOT IN {_GONE} AND {_STILL_THERE}
        AND a ->> 'nama' IS NOT NULL
    """  # noqa: S608 - our own codes
)

# What an earlier file brought of the same persons is looked for anew; what was decided stays.
_FORGET = sa.text(
    "DELETE FROM calon_ganda WHERE kab = :kab AND state = 'terbuka' AND idartbdt = ANY(CAST(:idartbdt AS text[]))"
)
_DECIDED = sa.text(
    "SELECT idartbdt, idartbdt_mirip FROM calon_ganda WHERE kab = :kab "
    "AND (idartbdt = ANY(CAST(:idartbdt AS text[])) OR idartbdt_mirip = ANY(CAST(:idartbdt AS text[])))"
)
_LOCK_KASUS = sa.text(
    f"""
    SELECT u.id, k.idbdt FROM usulan AS u
    LEFT JOIN rumah_tangga AS r ON r.kab = u.kab AND r.id = u.ruta
    CROSS JOIN LATERAL (SELECT coalesce(u.idbdt, r.idbdt) AS idbdt) AS k
    WHERE u.kab = :kab AND u.status = {StatusUsulan.BELUM_DIPERIKSA:d} AND k.idbdt = ANY(CAST(:idbdt AS text[]))
    ORDER BY u.id FOR UPDATE OF u
    """  # noqa: S608 - our own codes
)
_SUSPECT = sa.text(
    "SELECT DISTINCT idbdt FROM calon_ganda WHERE kab = :kab AND state <> 'bukan' "
    "AND idbdt = ANY(CAST(:idbdt AS text[]))"
)
_STATE = sa.text("SELECT state FROM impor WHERE kab = :kab AND id = :impor FOR SHARE")


def read_datang(connection: Connection, kab: int, impor: int) -> list[Orang]:
    """Persons whom the cases of an import bring: new, changed in number, name or date, or proposed."""
    return [_orang(row) for row in connection.execute(_COME, {"kab": kab, "impor": impor})]


def read_lain(connection: Connection, kab: int, impor: int, datang: Collection[str]) -> Iterator[Orang]:
    """Everybody else of the kab, streamed: the register, and who waits to enter it; without the IDARTBDT ``datang``."""
    connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
    result = connection.execution_options(yield_per=_AT_ONCE).execute(_OTHERS, {"kab": kab, "impor": impor})
    return (_orang(row) for row in result if row.idartbdt not in datang)


def still_imported(connection: Connection, kab: int, impor: int) -> bool:
    """Whether an import stands; it cannot be taken back until the transaction ends."""
    return connection.execute(_STATE, {"kab": kab, "impor": impor}).scalar_one_or_none() in _DONE


def lock_kasus(connection: Connection, kab: int, idbdt: Collection[str]) -> dict[int, str]:
    """Lock the open cases of households, in order; number -> IDBDT."""
    rows = connection.execute(_LOCK_KASUS, {"kab": kab, "idbdt": sorted(idbdt)})
    return {row.id: row.idbdt for row in rows}


def store_calon(
    connection: Connection, kab: int, impor: int, datang: Sequence[Orang], found: Sequence[Pasangan]
) -> int:
    """Put what was found in place of what was open about the same persons; how many candidates are open anew.

    A pair that was decided on before, from either side, is not asked about again.
    """
    people = {"kab": kab, "idartbdt": [item.idartbdt for item in datang]}
    connection.execute(_FORGET, people)
    known = {frozenset(row) for row in connection.execute(_DECIDED, people)}
    desa = {item.idartbdt: item.desa for item in datang}
    rows = [
        {
            "kab": kab,
            "idartbdt": item.idartbdt,
            "idbdt": item.idbdt,
            "desa": desa[item.idartbdt],
            "idartbdt_mirip": item.idartbdt_mirip,
            "idbdt_mirip": item.idbdt_mirip,
            "skor": item.skor,
            "dasar": item.dasar,
            "impor": impor,
        }
        for item in found
        if frozenset((item.idartbdt, item.idartbdt_mirip)) not in known
    ]
    if rows:
        connection.execute(insert(calon_ganda), rows)
    return len(rows)


def mark_mirip(connection: Connection, kab: int, kasus: dict[int, str], now: datetime) -> int:
    """Bring V07 of locked cases (``lock_kasus``) to what is known of their households; how many changed."""
    values = {"kab": kab, "idbdt": sorted(set(kasus.values()))}
    suspect = set(connection.execute(_SUSPECT, values).scalars())
    return sum(
        set_tanda(connection, kab, "V07", [n for n, idbdt in kasus.items() if (idbdt in suspect) is ya], now, ya=ya)
        for ya in (True, False)
    )


def lock_calon(connection: Connection, kab: int, nomor: int) -> StateCalon | None:
    """State of a candidate, locked; None when there is none."""
    query = sa.select(calon_ganda.c.state).where(calon_ganda.c.kab == kab, calon_ganda.c.id == nomor)
    state = connection.execute(query.with_for_update()).scalar_one_or_none()
    return None if state is None else StateCalon(state)


def read_idbdt(connection: Connection, kab: int, nomor: int) -> str | None:
    """Household that a candidate came with, or None."""
    query = sa.select(calon_ganda.c.idbdt).where(calon_ganda.c.kab == kab, calon_ganda.c.id == nomor)
    return connection.execute(query).scalar_one_or_none()


def store_putusan(connection: Connection, kab: int, nomor: int, state: StateCalon, pemutus: int, now: datetime) -> None:
    """Write what was decided about a candidate."""
    connection.execute(
        sa.update(calon_ganda)
        .where(calon_ganda.c.kab == kab, calon_ganda.c.id == nomor)
        .values(state=state.value, pemutus=pemutus, diputuskan=now)
    )


def _orang(row: sa.Row[tuple[object, ...]]) -> Orang:
    """The mother's name on record is that of the one who holds the account, nobody else's."""
    holder = bool(row.pengurus) and bool(row.ibu) and polos(row.pengurus) == polos(row.nama)
    return Orang(
        row.idartbdt, row.idbdt, row.desa, row.nama, row.tgl_lahir, row.jns_kel, row.nik, row.ibu if holder else None
    )
