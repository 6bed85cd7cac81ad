"""Two persons where there should be one: the same NIK, found exactly and against the whole country (V06); and likely
duplicates of a household, side by side (V07).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import calon_ganda, pengguna
from domain.ganda import DASAR, CalonGanda, OrangCalon, StateCalon
from domain.isian_kata import kata
from domain.siks import StaArt
from domain.status import NONAKTIF, StatusUsulan

_NONAKTIF = ", ".join(str(int(sta)) for sta in sorted(NONAKTIF))

# Where the other bearer of a NIK is.
BERKAS, REGISTER, LUAR = "berkas", "register", "luar"

# Everybody in the file; ``nik`` is null of those who do not count: gone, in a household that the same file gives up, or
# with a number that V01 refuses. A copy, because rows that were loaded a moment ago have no statistics, without which
# the planner would read the register from end to end. In order of NIK, so that the index is walked once.
_PERSONS = sa.text(
    f"""
    CREATE TEMPORARY TABLE nik_berkas ON COMMIT DROP AS
    SELECT a.baris, a.idbdt, a.idartbdt,
        CASE WHEN coalesce(a.sta_art, {StaArt.ADA:d}) = {StaArt.ADA:d} AND a.nik ~ '^[0-9]{{16}}$'
            AND a.nik <> repeat(left(a.nik, 1), 16) AND right(a.nik, 4) <> '0000'
            AND a.idbdt NOT IN (
                SELECT v.idbdt FROM impor_verivali AS v
                WHERE v.kab = :kab AND v.impor = :impor AND v.sta_keberadaan IN ({_NONAKTIF}))
        THEN CAST(a.nik AS bigint) END AS nik
    FROM impor_individu AS a
    WHERE a.kab = :kab AND a.impor = :impor
    ORDER BY nik
    """  # noqa: S608 - our own codes
)

# Who stands in the file is judged by the file; the others by the register, where the newest finding of their
# household must not say that it is gone.
_FOUND = sa.text(
    f"""
    CREATE TEMPORARY TABLE nik_ganda ON COMMIT DROP AS
    WITH orang_lain AS MATERIALIZED (
        SELECT b.baris, b.idbdt, b.idartbdt, b.nik, i.kab, i.ruta, i.idartbdt AS lain
        FROM nik_berkas AS b
        JOIN individu AS i ON i.nik = b.nik
        WHERE i.sta_art = {StaArt.ADA:d}
            AND NOT EXISTS (SELECT FROM nik_berkas AS f WHERE i.kab = :kab AND f.idartbdt = i.idartbdt)
    ), register AS (
        SELECT * FROM orang_lain AS o
        WHERE NOT coalesce((
            SELECT v.sta_keberadaan IN ({_NONAKTIF}) FROM verivali AS v
            WHERE v.kab = o.kab AND v.ruta = o.ruta AND v.status > 0
            ORDER BY v.periode DESC, v.diubah DESC NULLS LAST LIMIT 1), false)
    ), berkas AS (
        SELECT baris, idbdt, idartbdt, nik, count(*) OVER bearers AS jumlah,
            lag(idartbdt) OVER (bearers ORDER BY baris) AS sebelum,
            lead(idartbdt) OVER (bearers ORDER BY baris) AS sesudah
        FROM nik_berkas WHERE nik IS NOT NULL WINDOW bearers AS (PARTITION BY nik)
    )
    SELECT baris, idbdt, idartbdt, nik, '{BERKAS}' AS letak, coalesce(sebelum, sesudah) AS lain
    FROM berkas WHERE jumlah > 1
    UNION ALL
    SELECT baris, idbdt, idartbdt, nik, CASE WHEN kab = :kab THEN '{REGISTER}' ELSE '{LUAR}' END,
        min(lain) FILTER (WHERE kab = :kab)
    FROM register GROUP BY baris, idbdt, idartbdt, nik, kab = :kab
    """  # noqa: S608 - our own codes
)


def duplicate_nik(connection: Connection, kab: int, impor: int) -> int:
    """Fill the temporary table ``nik_ganda`` with the lines of ``impor_individu`` whose NIK somebody else bears too.

    Columns: baris, idbdt, idartbdt, nik (bigint), letak (``BERKAS``: another line of the file, ``REGISTER``: somebody
    of this kab, ``LUAR``: of another kab), lain (IDARTBDT of the other; null for ``LUAR``, who is not this kab's to
    see). At most one row a line and letak. It lives until the transaction ends; returns how many rows it has.
    """
    connection.execute(sa.text("DROP TABLE IF EXISTS nik_berkas, nik_ganda"))
    parameters = {"kab": kab, "impor": impor}
    connection.execute(_PERSONS, parameters)
    connection.execute(sa.text("ANALYZE nik_berkas"))
    connection.execute(_FOUND, parameters)
    return int(connection.execute(sa.text("SELECT count(*) FROM nik_ganda")).scalar_one())


# A person as the register has them, with what waiting cases would change of number, name and date; or, of one who is
# to enter, as the newest case has them.
_SIDES = sa.text(
    f"""
    WITH orang AS (
        SELECT i.idartbdt, r.idbdt, r.desa, r.nama_krt, r.alamat, r.pengurus_ibu_kandung AS ibu, r.diubah AS sejak,
            true AS terdaftar, jsonb_build_object('nama', i.nama, 'nik', i.nik, 'tgl_lahir', i.tgl_lahir,
                'jns_kel', i.jns_kel, 'hub_krt', i.hub_krt)
                || coalesce((SELECT jsonb_object_agg(key, value -> 1) FROM usulan AS u
                    CROSS JOIN LATERAL jsonb_each(u.isi -> 'anggota' -> i.idartbdt -> 'ubah')
                    WHERE u.kab = i.kab AND u.ruta = i.ruta
                        AND u.status = {StatusUsulan.BELUM_DIPERIKSA:d}), '{{}}') AS isi
        FROM individu AS i JOIN rumah_tangga AS r ON r.kab = i.kab AND r.id = i.ruta
        WHERE i.kab = :kab AND i.idartbdt = ANY(CAST(:idartbdt AS text[]))
        UNION ALL
        SELECT a ->> 'idartbdt', coalesce(u.idbdt, r.idbdt), u.desa,
            coalesce(u.isi #>> '{{rumah,nama_krt}}', r.nama_krt), coalesce(u.isi #>> '{{rumah,alamat}}', r.alamat),
            coalesce(u.isi #>> '{{rumah,pengurus_ibu_kandung}}', r.pengurus_ibu_kandung), u.diajukan, false, a
        FROM usulan AS u
        LEFT JOIN rumah_tangga AS r ON r.kab = u.kab AND r.id = u.ruta
        CROSS JOIN LATERAL jsonb_array_elements(coalesce(u.isi -> 'anggota_baru', '[]')) AS a
        WHERE u.kab = :kab AND a ->> 'idartbdt' = ANY(CAST(:idartbdt AS text[])) AND (
            u.ruta IS NULL AND u.idbdt = ANY(CAST(:idbdt AS text[])) OR u.ruta IN (
                SELECT id FROM rumah_tangga WHERE kab = :kab AND idbdt = ANY(CAST(:idbdt AS text[]))))
    )
    SELECT DISTINCT ON (o.idartbdt) o.*, w.nama_lengkap FROM orang AS o JOIN wilayah AS w ON w.kode = o.desa
    ORDER BY o.idartbdt, o.terdaftar DESC, o.sejak DESC
    """  # noqa: S608 - our own codes
)


def read_calon(connection: Connection, kab: int, idbdt: str) -> list[CalonGanda]:
    """Likely duplicates of the members of a household, both persons side by side, the likeliest first.

    Of both only what the kab may see: all of them live in it. NIK, mother's name and birth are covered.
    """
    g = calon_ganda
    query = (
        sa.select(g, pengguna.c.nama.label("nama_pemutus"))
        .outerjoin(pengguna, pengguna.c.id == g.c.pemutus)
        .where(g.c.kab == kab, g.c.idbdt == idbdt)
        .order_by(g.c.skor.desc(), g.c.id)
    )
    rows = connection.execute(query).mappings().all()
    sides = _read_sides(
        connection,
        kab,
        {row[name] for row in rows for name in ("idartbdt", "idartbdt_mirip")},
        {row[name] for row in rows for name in ("idbdt", "idbdt_mirip")},
    )
    return [
        CalonGanda(
            nomor=row["id"],
            skor=round(row["skor"] * 100),
            dasar=tuple((DASAR[field][0], row["dasar"][field]) for field in DASAR if field in row["dasar"]),
            state=StateCalon(row["state"]),
            ditemukan=row["ditemukan"],
            diputuskan=row["diputuskan"],
            pemutus=row["nama_pemutus"],
            datang=sides.get(row["idartbdt"]),
            mirip=sides.get(row["idartbdt_mirip"]),
        )
        for row in rows
    ]


def _read_sides(
    connection: Connection, kab: int, idartbdt: Collection[str], idbdt: Collection[str]
) -> dict[str, OrangCalon]:
    if not idartbdt:
        return {}
    values = {"kab": kab, "idartbdt": sorted(idartbdt), "idbdt": sorted(idbdt)}
    return {row["idartbdt"]: _side(dict(row)) for row in connection.execute(_SIDES, values).mappings()}


def _side(row: Mapping[str, Any]) -> OrangCalon:
    isi = row["isi"]
    return OrangCalon(
        idartbdt=row["idartbdt"],
        idbdt=row["idbdt"],
        nama=isi.get("nama") or "",
        nik=kata("nik", isi.get("nik")),
        lahir=kata("tgl_lahir", isi.get("tgl_lahir")),
        jenis_kelamin=kata("jns_kel", isi.get("jns_kel")),
        hubungan=kata("hub_krt", isi.get("hub_krt")),
        nama_krt=row["nama_krt"] or "",
        alamat=row["alamat"] or "",
        desa=row["nama_lengkap"],
        ibu=kata("pengurus_ibu_kandung", row["ibu"]),
        terdaftar=row["terdaftar"],
        sejak=row["sejak"].date() if row["sejak"] else None,
    )
