"""Rules about a household: who holds the account, who belongs to it, codes, photos and place (V08 to V11, V13 to V16).

Also lines that cannot be placed at all (V00).
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.impor_kerja import TERCAKUP, Cek, LuarDesa, orang, rumah
from domain.instrumen import INDIVIDU_CODES, RUMAH_CODES
from domain.siks import JenisLampiran, StaArt
from domain.temuan import DEWASA, TEMUAN, USIA_HAMIL
from domain.validasi import Tingkat

_AGE = "extract(year FROM age(CAST(:hari AS date), {0}.tgl_lahir))"
_ASN = 5
_ANAK, _KEPALA, _PEREMPUAN = 3, 1, 2

_SUSUNAN = "LEFT JOIN kerja_susunan AS s ON s.idbdt = k.idbdt"
_ALL_DEAD = "coalesce(s.meninggal = s.semua, false)"
_LIVED_IN = f"k.aktif AND NOT {_ALL_DEAD}"
_IS_PENGURUS = "({0}.nik = k.pengurus_nik OR lower({0}.nama) = lower(k.pengurus_nama))"

# Who takes over: adult daughter, else adult son, else the head (V10).
_PENERUS = f"""LEFT JOIN LATERAL (
    SELECT c.nama || CASE WHEN c.hub_krt = {_KEPALA} THEN ' (kepala keluarga)'
        WHEN c.jns_kel = {_PEREMPUAN} THEN ' (anak perempuan)' ELSE ' (anak laki-laki)' END AS nama
    FROM kerja_orang AS c
    WHERE c.idbdt = k.idbdt AND c.ada AND (c.hub_krt = {_KEPALA}
        OR c.hub_krt = {_ANAK} AND {_AGE.format("c")} >= {DEWASA})
    ORDER BY c.hub_krt = {_KEPALA}, c.jns_kel DESC, c.tgl_lahir LIMIT 1
) AS p ON true"""


def _outside(codes: Mapping[str, tuple[int, int]], row: str) -> tuple[str, str]:
    """Condition that some code of a row is none of its set, and the join that lists those."""
    any_of = " OR ".join(f"{row}.{name} NOT BETWEEN {low} AND {high}" for name, (low, high) in codes.items())
    each = ", ".join(f"('{name}', {row}.{name}, {low}, {high})" for name, (low, high) in codes.items())
    join = f"JOIN LATERAL (VALUES {each}) AS c (kolom, nilai, low, high) ON c.nilai NOT BETWEEN c.low AND c.high"
    return f"({any_of})", join


_RUMAH_WRONG, _RUMAH_EACH = _outside(
    {name: (1, high) for name, high in (RUMAH_CODES | {"pengurus_jns_kel": 2}).items()}, "k"
)
_ORANG_WRONG, _ORANG_EACH = _outside(INDIVIDU_CODES | {"sta_art": (1, max(StaArt))}, "a")


def _missing(row: str, *names: str) -> str:
    each = ", ".join(f"('{name}', CAST({row}.{name} AS text))" for name in names)
    return f"JOIN LATERAL (VALUES {each}) AS c (kolom, nilai) ON c.nilai IS NULL"


_IBU = "k.pengurus_ibu_kandung"
_TITLED = r"'\m(alm|almh|almarhum|almarhumah|dra?|hj?|ny)\M'"
FOTO = (
    "EXISTS (SELECT FROM impor_lampiran AS l WHERE l.kab = :kab AND l.impor = :impor AND l.idbdt = k.idbdt "
    f"AND l.jenis = '{JenisLampiran.FOTO_RUMAH}')"
)
# Where no place in Indonesia is.
_NOWHERE = "(k.lat IS NULL OR k.lon IS NULL OR k.lat NOT BETWEEN -12 AND 7 OR k.lon NOT BETWEEN 94 AND 142)"

PLACED: tuple[Cek, ...] = (
    rumah("tanpa_rumah", "k.baris IS NULL", "k.idbdt"),
    orang("anggota_tanpa_rumah", "a.aktif IS NULL", "a.idbdt"),
    rumah("tanpa_kunjungan", "k.baris_verivali IS NULL AND NOT k.usulan", "k.idbdt"),
    rumah(
        "desa_lain",
        f"k.desa IS NOT NULL AND NOT ({TERCAKUP.format('k.desa')} "
        "AND EXISTS (SELECT FROM wilayah AS w WHERE w.kode = k.desa AND w.level = 4))",
        "k.desa",
    ),
    rumah("pindah_desa", "k.desa <> k.desa_register", "k.desa", "CAST(k.desa_register AS text)"),
    rumah("nomor_rumah", "k.ruta IS NULL AND k.idbdt !~ '^[0-9]{10,23}$'", "k.idbdt"),
    orang("nomor_orang", "a.art IS NULL AND a.idartbdt !~ '^[0-9]{10,25}$'", "a.idartbdt"),
    orang(
        "anggota_lain",
        "a.ruta_lama IS DISTINCT FROM a.ruta",
        "a.idartbdt",
        "r.idbdt",
        join="JOIN rumah_tangga AS r ON r.kab = :kab AND r.id = a.ruta_lama",
    ),
    rumah(
        "rumah_kosong",
        "k.aktif AND NOT (k.kyc_wajib AND c.kolom = 'alamat')",
        "NULL",
        kolom="c.kolom",
        join=_missing("k", "alamat", "nama_krt", "jumlah_art", "jumlah_keluarga"),
    ),
    orang("orang_kosong", "a.aktif", "NULL", kolom="c.kolom", join=_missing("a", "nama", "no_urut")),
)

CHECKS: tuple[Cek, ...] = (
    rumah(
        "kyc",
        "k.kyc_wajib AND NOT k.kyc_lengkap",
        "NULL",
        kolom="c.kolom",
        join=_missing("k", "pengurus_nama", "pengurus_nik", "pengurus_tgl_lahir", "pengurus_ibu_kandung", "alamat"),
    ),
    rumah("ibu_alm", f"k.kyc_wajib AND {_IBU} ~* {_TITLED}", _IBU),
    rumah("ibu_huruf", f"k.kyc_wajib AND {_IBU} ~ '[^[\\:alpha\\:]''’ .-]'", _IBU),
    rumah("ibu_sama", f"k.kyc_wajib AND lower({_IBU}) = lower(k.pengurus_nama)", _IBU),
    rumah(
        "pengurus_meninggal",
        "k.aktif",
        "k.pengurus_nama",
        "coalesce(p.nama, 'Tidak ada anak dewasa atau kepala keluarga yang masih ada')",
        join=f"JOIN kerja_orang AS d ON d.idbdt = k.idbdt AND d.keadaan = {StaArt.MENINGGAL:d} "
        f"AND {_IS_PENGURUS.format('d')} {_PENERUS}",
    ),
    rumah("semua_meninggal", f"k.aktif AND {_ALL_DEAD}", "k.sta", join=_SUSUNAN),
    rumah("kepala", f"{_LIVED_IN} AND coalesce(s.kepala, 0) <> 1", "coalesce(s.kepala, 0)", join=_SUSUNAN),
    rumah(
        "jumlah_art",
        f"{_LIVED_IN} AND k.jumlah_art <> coalesce(s.ada, 0)",
        "k.jumlah_art",
        "CAST(coalesce(s.ada, 0) AS text)",
        join=_SUSUNAN,
    ),
    rumah(
        "pengurus_luar",
        "k.aktif AND coalesce(k.pengurus_nama, k.pengurus_nik) IS NOT NULL "
        "AND NOT EXISTS (SELECT FROM kerja_orang AS d WHERE d.idbdt = k.idbdt "
        f"AND d.keadaan <= {StaArt.MENINGGAL:d} AND {_IS_PENGURUS.format('d')})",
        "k.pengurus_nama",
    ),
    rumah(
        "anggota_hilang",
        "k.aktif AND NOT EXISTS (SELECT FROM kerja_orang AS d WHERE d.idartbdt = i.idartbdt)",
        "i.nama",
        join=f"JOIN individu AS i ON i.kab = :kab AND i.ruta = k.ruta AND i.sta_art = {StaArt.ADA:d}",
        orang="i.idartbdt",
    ),
    rumah("kode_rumah", _RUMAH_WRONG, "c.nilai", "c.low || ' sampai ' || c.high", kolom="c.kolom", join=_RUMAH_EACH),
    orang("kode_orang", _ORANG_WRONG, "c.nilai", "c.low || ' sampai ' || c.high", kolom="c.kolom", join=_ORANG_EACH),
    rumah("kode_sta", "k.sta NOT BETWEEN 1 AND 5", "k.sta"),
    rumah("lahan", "k.sta_lahan IS NOT NULL AND k.sta_bangunan IS DISTINCT FROM 1", "k.sta_lahan"),
    rumah("kondisi_dinding", "k.kondisi_dinding IS NOT NULL AND coalesce(k.dinding, 9) > 3", "k.kondisi_dinding"),
    rumah("kondisi_atap", "k.kondisi_atap IS NOT NULL AND coalesce(k.atap, 9) > 7", "k.kondisi_atap"),
    orang("hamil_laki", f"a.sta_hamil = 1 AND a.jns_kel IS DISTINCT FROM {_PEREMPUAN}", "a.sta_hamil"),
    orang(
        "hamil_usia",
        f"a.ada AND a.sta_hamil = 1 AND a.jns_kel = {_PEREMPUAN} "
        f"AND {_AGE.format('a')} NOT BETWEEN {USIA_HAMIL[0]} AND {USIA_HAMIL[1]}",
        f"{_AGE.format('a')} || ' tahun'",
    ),
    orang("pegawai", f"a.ada AND (a.kpm OR a.usulan) AND a.kedudukan = {_ASN}", "a.kedudukan"),
    rumah("foto", f"k.aktif AND k.berubah AND NOT {FOTO}", "NULL"),
    rumah("koordinat", f"k.aktif AND k.berubah AND {_NOWHERE}", "concat_ws(', ', k.lat, k.lon)"),
)  # fmt: skip

_POINTS = sa.text(
    "SELECT k.baris, k.idbdt, k.lat, k.lon, k.desa FROM kerja_rumah AS k "
    f"WHERE k.aktif AND k.desa IS NOT NULL AND NOT {_NOWHERE} ORDER BY k.baris"
)
_OUTSIDE = sa.text(
    "INSERT INTO kerja_temuan (bagian, baris, kolom, idbdt, aturan, tingkat, nilai, seharusnya) "
    "VALUES (:bagian, :baris, :kolom, :idbdt, :aturan, :tingkat, :nilai, :seharusnya)"
)


def find_outside(connection: Connection, luar_desa: LuarDesa) -> None:
    """V16: points that lie outside the polygon of their desa; borders are files, which the database does not know."""
    rows = connection.execute(_POINTS).all()
    if not rows:
        return
    lat, lon = (np.array([row[place] for row in rows], dtype=np.float64) for place in (2, 3))
    metres = luar_desa(np.array([row.desa for row in rows], dtype=np.int64), lon, lat)
    found = list(_described(rows, metres))
    if found:
        connection.execute(_OUTSIDE, found)


def _described(rows: Any, metres: Any) -> Iterator[dict[str, Any]]:
    kind = TEMUAN["luar_desa"]
    for place in np.flatnonzero(metres > 0):
        row, away = rows[place], float(metres[place])
        distance = f"{away:.0f} m" if away < 1000 else f"{away / 1000:.1f} km".replace(".", ",")
        yield {
            "bagian": kind.bagian.value,
            "baris": row.baris,
            "kolom": kind.kolom,
            "idbdt": row.idbdt,
            "aturan": kind.aturan,
            "tingkat": Tingkat.W.value,
            "nilai": f"{row.lat}, {row.lon}",
            "seharusnya": kind.seharusnya.format(distance),
        }
