"""What the guards of an approval ask about cases, read for one or for many with one statement; and the kuota."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.periode import tutup_sql
from data_access.verivali_store import BatchKey
from domain.indikator import NONAKTIF
from domain.kalender import Kegiatan
from domain.kasus import PosisiKuota
from domain.kuota import Posisi
from domain.rintangan import Keadaan
from domain.status import USULAN_TERHITUNG, StatusUsulan
from domain.usulan import JenisUsulan

_HELD = ", ".join(str(int(status)) for status in sorted(USULAN_TERHITUNG))
_GONE = " + ".join(f"r.{name}" for name in NONAKTIF)

# From the month a case was handed in to the periode it is in now: one that was carried over keeps the papers and the
# findings of the periode it came from.
_SPAN = "BETWEEN CAST(to_char(u.diajukan, 'YYYYMM') AS integer) AND u.periode"

_KEADAAN = sa.text(
    f"""
    SELECT u.id, u.jenis, u.periode, u.program, u.desa, u.ruta, u.mengganti,
        coalesce(b.state <> 'terbuka', false) AS difinalisasi,
        coalesce(:now BETWEEN p.buka AND {tutup_sql(Kegiatan.PENGESAHAN, "u.kab", "p")}, false) AS dibuka,
        'U02' = ANY(u.aturan) AS menunggu_sk,
        coalesce(r.kpm_bsp, false) AS kpm,
        EXISTS (SELECT FROM usulan AS o WHERE o.kab = u.kab AND o.ruta = u.ruta AND o.id <> u.id
            AND o.jenis = {JenisUsulan.BSP:d} AND o.periode = u.periode AND o.program = u.program
            AND o.status IN ({_HELD})) AS disetujui_lain,
        EXISTS (SELECT FROM calon_ganda AS g WHERE g.kab = u.kab AND g.idbdt = coalesce(u.idbdt, r.idbdt)
            AND g.state = 'ganda') AS ganda,
        CASE WHEN orang.nik IS NOT NULL THEN coalesce(
            (SELECT nullif(d.hasil, 0) FROM pemadanan AS d WHERE d.kab = u.kab AND d.nik = orang.nik),
            (SELECT max(i.padan) FROM individu AS i WHERE i.kab = u.kab AND i.ruta = u.ruta AND i.nik = orang.nik),
            0) END AS padan,
        m.berita_acara, m.bnba, m.tanggal AS musdes,
        (SELECT w.sta_keberadaan FROM verivali AS w WHERE w.kab = u.kab AND w.program = u.program
            AND w.ruta = u.mengganti AND w.periode {_SPAN} ORDER BY w.periode DESC LIMIT 1) AS sta_mengganti,
        u.mengganti IS NOT NULL AND EXISTS (SELECT FROM usulan AS o WHERE o.kab = u.kab AND o.mengganti = u.mengganti
            AND o.id <> u.id AND o.periode = u.periode AND o.program = u.program AND o.desa = u.desa
            AND o.jenis = {JenisUsulan.BSP:d} AND o.status IN ({_HELD})) AS sudah_diganti,
        v.status AS verivali, r.percentile
    FROM usulan AS u
    LEFT JOIN rumah_tangga AS r ON r.kab = u.kab AND r.id = u.ruta
    LEFT JOIN periode AS p ON p.program = u.program AND p.kode = u.periode
    LEFT JOIN batch AS b ON b.kab = u.kab AND b.periode = u.periode AND b.program = u.program
    LEFT JOIN verivali AS v ON v.kab = u.kab AND v.periode = u.periode AND v.program = u.program AND v.ruta = u.ruta
    CROSS JOIN LATERAL (SELECT CASE
        WHEN u.jenis NOT IN ({JenisUsulan.BSP:d}, {JenisUsulan.DTKS_BARU:d}) THEN NULL
        WHEN u.ruta IS NULL THEN CAST(substring(u.isi #>> '{{rumah,pengurus_nik}}' FROM '^[0-9]{{1,18}}$') AS bigint)
        ELSE coalesce(r.pengurus_nik, (SELECT i.nik FROM individu AS i WHERE i.kab = u.kab AND i.ruta = u.ruta
            AND i.hub_krt = 1 ORDER BY i.no_urut LIMIT 1)) END AS nik) AS orang
    CROSS JOIN LATERAL (SELECT coalesce(bool_or(s.berita_acara), false) AS berita_acara,
        coalesce(bool_or(s.bnba), false) AS bnba, min(s.tanggal) AS tanggal
        FROM musdes AS s WHERE s.kab = u.kab AND s.program = u.program AND s.desa = u.desa
        AND s.periode {_SPAN}) AS m
    WHERE u.kab = :kab AND u.id = ANY(CAST(:nomor AS bigint[]))
    """
)

# Of the kab (desa 0) and of some of its desa.
_POSISI = sa.text(
    f"""
    SELECT k.desa, k.kuota, k.awal, k.disetujui, coalesce((
        SELECT sum({_GONE}) FROM rekap_desa AS r
        WHERE r.periode = k.periode AND r.program = k.program AND r.kab = k.kab
            AND r.desa BETWEEN CASE k.desa WHEN 0 THEN :low ELSE k.desa END
            AND CASE k.desa WHEN 0 THEN :high ELSE k.desa END), 0) AS nonaktif,
        (SELECT count(*) FROM usulan AS u WHERE u.periode = k.periode AND u.program = k.program
            AND u.jenis = {JenisUsulan.BSP:d} AND u.status = {StatusUsulan.BELUM_DIPERIKSA:d}
            AND u.desa BETWEEN CASE k.desa WHEN 0 THEN :low ELSE k.desa END
            AND CASE k.desa WHEN 0 THEN :high ELSE k.desa END) AS menunggu
    FROM kuota AS k
    WHERE k.periode = :periode AND k.program = :program AND k.kab = :kab
        AND k.desa = ANY(CAST(:desa AS bigint[]))
    """
)


def read_keadaan(connection: Connection, kab: int, nomor: Sequence[int], now: datetime) -> dict[int, Keadaan]:
    """What the guards ask about some cases of a kab, by number; ``now`` is the moment periode go by."""
    rows = connection.execute(_KEADAAN, {"kab": kab, "nomor": list(nomor), "now": now})
    return {
        row.id: Keadaan(
            nomor=row.id,
            jenis=JenisUsulan(row.jenis),
            periode=row.periode,
            program=row.program,
            desa=row.desa,
            ruta=row.ruta,
            mengganti=row.mengganti,
            difinalisasi=row.difinalisasi,
            dibuka=row.dibuka,
            menunggu_sk=row.menunggu_sk,
            kpm=row.kpm,
            disetujui_lain=row.disetujui_lain,
            ganda=row.ganda,
            padan=row.padan,
            berita_acara=row.berita_acara,
            bnba=row.bnba,
            sta_mengganti=row.sta_mengganti,
            sudah_diganti=row.sudah_diganti,
            verivali=row.verivali,
            percentile=row.percentile,
            musdes=row.musdes,
        )
        for row in rows
    }


def read_posisi(connection: Connection, key: BatchKey, desa: Sequence[int]) -> dict[int, Posisi]:
    """Kuota of the kab (0) and of some of its desa, by code; one without a row has none."""
    params = key.params() | {"low": key.kab * 10**6, "high": key.kab * 10**6 + 10**6 - 1, "desa": [0, *desa]}
    return {
        row.desa: Posisi(row.kuota, row.awal, int(row.nonaktif), row.disetujui, row.menunggu)
        for row in connection.execute(_POSISI, params)
    }


def read_posisi_kuota(connection: Connection, key: BatchKey, desa: int) -> PosisiKuota:
    """The kuota that one desa's case asks a place of."""
    found = read_posisi(connection, key, [desa])
    return PosisiKuota(found.get(desa), found.get(0))
