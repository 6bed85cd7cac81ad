"""Flags that findings of later put on open cases, or take off: V04 and V17 (pemadanan), V07 (likely duplicates)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.padan import Padan
from domain.siks import StaArt
from domain.status import StatusUsulan
from domain.validasi import ATURAN

_ADA = int(StaArt.ADA)
_OPEN = f"status = {StatusUsulan.BELUM_DIPERIKSA:d}"

# Persons of cases as they would be if the case were approved. ``tetap``: number, name and date are the register's own,
# so that its result holds where nothing newer is known.
_ORANG = f"""
    SELECT k.id, n.nik, n.nama, n.tgl_lahir, i.padan,
        (n.nik, n.nama, n.tgl_lahir) IS NOT DISTINCT FROM (CAST(i.nik AS text), i.nama, i.tgl_lahir) AS tetap
    FROM kasus AS k
    JOIN individu AS i ON i.kab = :kab AND i.ruta = k.ruta
    CROSS JOIN LATERAL (SELECT coalesce(k.isi -> 'anggota' -> i.idartbdt -> 'ubah', '{{}}') AS ubah) AS u
    CROSS JOIN LATERAL (
        SELECT CASE WHEN ubah ? 'nik' THEN ubah -> 'nik' ->> 1 ELSE CAST(i.nik AS text) END AS nik,
            CASE WHEN ubah ? 'nama' THEN ubah -> 'nama' ->> 1 ELSE i.nama END AS nama,
            CASE WHEN ubah ? 'tgl_lahir' THEN CAST(ubah -> 'tgl_lahir' ->> 1 AS date) ELSE i.tgl_lahir END AS tgl_lahir,
            CASE WHEN ubah ? 'sta_art' THEN CAST(ubah -> 'sta_art' ->> 1 AS smallint) ELSE i.sta_art END AS sta_art
    ) AS n
    WHERE coalesce(n.sta_art, {_ADA}) = {_ADA}
    UNION ALL
    SELECT k.id, a ->> 'nik', a ->> 'nama', CAST(a ->> 'tgl_lahir' AS date), CAST({Padan.BELUM:d} AS smallint), false
    FROM kasus AS k CROSS JOIN LATERAL jsonb_array_elements(coalesce(k.isi -> 'anggota_baru', '[]')) AS a
    WHERE coalesce(CAST(a ->> 'sta_art' AS smallint), {_ADA}) = {_ADA}
"""  # noqa: S608 - our own codes

_LOCK_OF_NIK = sa.text(
    f"""
    WITH kasus AS (SELECT id, ruta, isi FROM usulan WHERE kab = :kab AND {_OPEN}),
    kena AS (SELECT DISTINCT id FROM ({_ORANG}) AS o WHERE nik = ANY(CAST(:nik AS text[])))
    SELECT u.id FROM usulan AS u JOIN kena USING (id) WHERE u.kab = :kab AND u.{_OPEN} ORDER BY u.id FOR UPDATE OF u
    """  # noqa: S608 - our own codes
)

# As domain.padan.aturan_of: V17 where one spelling only is wrong, V04 otherwise.
_PADAN = sa.text(
    f"""
    WITH kasus AS (SELECT id, ruta, isi FROM usulan WHERE kab = :kab AND id = ANY(CAST(:id AS bigint[]))),
    hasil AS (
        SELECT o.id, p.nama_dukcapil,
            CASE WHEN p.nik IS NOT NULL THEN p.hasil WHEN o.nik IS NULL THEN {Padan.TANPA_DOKUMEN:d}
                WHEN o.tetap THEN o.padan ELSE {Padan.BELUM:d} END AS hasil
        FROM ({_ORANG}) AS o
        LEFT JOIN pemadanan AS p ON p.kab = :kab AND CAST(p.nik AS text) = o.nik
            AND p.nama = o.nama AND p.tgl_lahir IS NOT DISTINCT FROM o.tgl_lahir
    )
    SELECT id, coalesce(bool_or(hasil > {Padan.PADAN:d} AND nama_dukcapil IS NULL), false) AS "V04",
        coalesce(bool_or(hasil = {Padan.TIDAK_PADAN:d} AND nama_dukcapil IS NOT NULL), false) AS "V17"
    FROM hasil GROUP BY id
    """  # noqa: S608 - our own codes
)

_RISK = ", ".join(f"('{kode}', {item.risiko})" for kode, item in ATURAN.items() if item.risiko)
_SET = sa.text(
    f"""
    WITH baru AS (
        SELECT u.id, array(SELECT k FROM unnest(array_remove(u.aturan, CAST(:kode AS text))
            || CASE WHEN :ya THEN ARRAY[CAST(:kode AS text)] END) AS k ORDER BY k) AS aturan
        FROM usulan AS u
        WHERE u.kab = :kab AND u.id = ANY(CAST(:id AS bigint[])) AND u.{_OPEN} AND (:kode = ANY(u.aturan)) <> :ya
        ORDER BY u.id FOR UPDATE
    )
    UPDATE usulan AS u SET aturan = b.aturan, diubah = :now, risiko = (
        SELECT least(100, coalesce(sum(r.risiko), 0)) FROM (VALUES {_RISK}) AS r (kode, risiko)
        WHERE r.kode = ANY(b.aturan))
    FROM baru AS b WHERE u.kab = :kab AND u.id = b.id
    """  # noqa: S608 - our own codes
)


def set_tanda(connection: Connection, kab: int, kode: str, kasus: Sequence[int], now: datetime, *, ya: bool) -> int:
    """Put the flag ``kode`` on open cases (``ya``) or take it off, with their risk; how many changed."""
    if not kasus:
        return 0
    values = {"kab": kab, "id": sorted(kasus), "kode": kode, "ya": ya, "now": now}
    return connection.execute(_SET, values).rowcount


def lock_kasus_of_nik(connection: Connection, kab: int, nik: Sequence[int]) -> list[int]:
    """Lock the open cases that have one of these NIK among their persons, in order; their numbers."""
    values = {"kab": kab, "nik": [str(item) for item in nik]}
    return list(connection.execute(_LOCK_OF_NIK, values).scalars())


def mark_padan(connection: Connection, kab: int, kasus: Sequence[int], now: datetime) -> int:
    """Bring V04 and V17 of open cases to what is known of their persons; how many flags changed."""
    rows = connection.execute(_PADAN, {"kab": kab, "id": sorted(kasus)}).mappings().all()
    return sum(
        set_tanda(connection, kab, kode, [row["id"] for row in rows if row[kode] is ya], now, ya=ya)
        for kode in ("V04", "V17")
        for ya in (True, False)
    )
