"""Rules about who somebody is: NIK, No. KK, what Dukcapil answered (V01 to V06, V17)."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import ganda
from data_access.impor_kerja import ENAM_BELAS, NIK, Cek, orang, rumah
from domain.instrumen import INDIVIDU_KATA, PADAN
from domain.temuan import PROVINSI_INDUK

_LAIN = "CASE g.letak WHEN 'luar' THEN 'anggota di kab/kota lain' ELSE 'IDARTBDT ' || g.lain END"
_PADAN_CODE = next(kode for kode, name in PADAN.items() if name == "padan")

# An answer speaks of the name and date it was asked with; a spelling that is off by a letter or two is V17 instead.
_ANSWERED = (
    "JOIN pemadanan AS p ON p.kab = :kab AND p.nik = a.nik16 AND p.nama = a.nama "
    "AND p.tgl_lahir IS NOT DISTINCT FROM a.tgl_lahir"
)
_NOT_MATCHED = f"p.hasil > {_PADAN_CODE} AND p.nama_dukcapil IS NULL"
_SPELT = f"p.hasil > {_PADAN_CODE} AND p.nama_dukcapil IS NOT NULL"
_WHEN = " ".join(f"WHEN {kode} THEN '{name}'" for kode, name in PADAN.items())
_ANSWER = f"CASE p.hasil {_WHEN} END"
_SEX = f"CASE WHEN a.nik_perempuan THEN '{INDIVIDU_KATA['jns_kel'][1]}' ELSE '{INDIVIDU_KATA['jns_kel'][0]}' END"

# Kecamatan were split and renumbered, and NIK keep the old codes (section 3). Impossible is what can never have been
# one: no such kab, or a number that no kab reaches; unless Dukcapil confirmed the NIK.
_KECAMATAN = "LEFT JOIN wilayah AS w ON w.kode = a.nik_kecamatan AND w.level = 3"
_IMPOSSIBLE = (
    "(a.nik_kecamatan % 100 NOT BETWEEN 1 AND (SELECT max(kode % 100) FROM wilayah WHERE level = 3) "
    "OR NOT EXISTS (SELECT FROM wilayah AS b WHERE b.kode = a.nik_kecamatan / 100 AND b.level = 2) "
    f"AND a.nik_kecamatan / 10000 NOT IN ({', '.join(map(str, PROVINSI_INDUK))}))"
)
_CONFIRMED = (
    f"(coalesce(a.nik_lama AND a.padan_lama = {_PADAN_CODE}, false) OR EXISTS (SELECT FROM pemadanan AS p "
    f"WHERE p.kab = :kab AND p.nik = a.nik16 AND p.hasil = {_PADAN_CODE}))"
)

# The papers of who is gone need not be right, but they must be numbers that the register can hold.
_UNFIT = "a.aktif AND NOT a.ada AND {0} !~ '^[0-9]{{1,16}}$'"

# The other household of a No. KK, of the file or of the register; the file's word counts for those that are in it.
_KK_SHARED = """JOIN (
    SELECT b.idbdt, coalesce(min('IDBDT ' || b.lain), 'rumah tangga di kab/kota lain') AS lain FROM (
        SELECT idbdt, coalesce(lag(idbdt) OVER kk, lead(idbdt) OVER kk) AS lain, count(*) OVER bersama > 1 AS ada
        FROM kerja_rumah WHERE aktif AND no_kk IS NOT NULL
        WINDOW bersama AS (PARTITION BY no_kk), kk AS (PARTITION BY no_kk ORDER BY idbdt)
        UNION ALL
        SELECT n.idbdt, CASE WHEN r.kab = :kab THEN r.idbdt END, true
        FROM (SELECT idbdt, CAST(no_kk AS bigint) AS no_kk FROM kerja_rumah
            WHERE aktif AND no_kk ~ '^[0-9]{16}$' ORDER BY 2) AS n
        JOIN rumah_tangga AS r ON r.no_kk = n.no_kk
        WHERE NOT EXISTS (SELECT FROM kerja_rumah AS f WHERE r.kab = :kab AND f.idbdt = r.idbdt)
    ) AS b WHERE b.ada GROUP BY b.idbdt
) AS s ON s.idbdt = k.idbdt"""

CHECKS: tuple[Cek, ...] = (
    orang("nik_bentuk", f"a.ada AND a.nik IS NOT NULL AND a.nik16 IS NULL OR {_UNFIT.format('a.nik')}", "a.nik"),
    orang("nik_kosong", "a.ada AND a.nik IS NULL AND NOT a.usulan", "NULL"),
    orang("nik_kosong_usulan", "a.ada AND a.nik IS NULL AND a.usulan", "NULL"),
    rumah("nik_pengurus", f"k.aktif AND NOT ({NIK.format('k.pengurus_nik')})", "k.pengurus_nik"),
    orang("nik_tanggal", "a.ada AND NOT a.nik_berhari", "a.nik"),
    orang(
        "nik_lahir",
        "a.ada AND a.nik_berhari AND a.tgl_lahir IS NOT NULL "
        "AND (a.nik_hari, a.nik_bulan, a.nik_tahun) <> (extract(day FROM a.tgl_lahir), "
        "extract(month FROM a.tgl_lahir), CAST(extract(year FROM a.tgl_lahir) AS integer) % 100)",
        "a.tgl_lahir",
        "format('%s-%s-%s', lpad(CAST(a.nik_hari AS text), 2, '0'), lpad(CAST(a.nik_bulan AS text), 2, '0'), "
        "lpad(CAST(a.nik_tahun AS text), 2, '0'))",
    ),
    orang(
        "nik_kelamin",
        "a.ada AND a.nik_berhari AND a.jns_kel <> CASE WHEN a.nik_perempuan THEN 2 ELSE 1 END",
        "a.jns_kel",
        _SEX,
    ),
    orang(
        "nik_wilayah",
        f"a.ada AND a.nik16 IS NOT NULL AND w.kode IS NULL AND {_IMPOSSIBLE} AND NOT {_CONFIRMED}",
        "a.nik",
        join=_KECAMATAN,
    ),
    orang(
        "nik_lama",
        f"a.ada AND a.nik16 IS NOT NULL AND w.kode IS NULL AND NOT {_IMPOSSIBLE} AND NOT {_CONFIRMED}",
        "a.nik",
        join=_KECAMATAN,
    ),
    orang("nik_tempat", "a.ada AND a.nik_kecamatan <> a.desa / 10000", "a.nik", join=_KECAMATAN.removeprefix("LEFT ")),
    orang("padan", f"a.ada AND NOT a.usulan AND {_NOT_MATCHED}", "a.nik", _ANSWER, join=_ANSWERED),
    orang("padan_usulan", f"a.ada AND a.usulan AND {_NOT_MATCHED}", "a.nik", _ANSWER, join=_ANSWERED),
    orang("ejaan", f"a.ada AND {_SPELT}", "a.nama", "p.nama_dukcapil", join=_ANSWERED),
    rumah("kk_bentuk", f"k.aktif AND NOT {ENAM_BELAS.format('k.no_kk')}", "k.no_kk"),
    orang(
        "kk_bentuk_orang",
        f"a.ada AND NOT {ENAM_BELAS.format('a.no_kk')} OR {_UNFIT.format('a.no_kk')}",
        "a.no_kk",
    ),
    rumah("kk_bersama", "k.aktif", "k.no_kk", "s.lain", join=_KK_SHARED),
)  # fmt: skip

_NIK_GANDA = orang(
    "nik_ganda",
    "a.ada",
    "a.nik",
    f"string_agg({_LAIN}, ', ' ORDER BY g.letak)",
    join="JOIN nik_ganda AS g ON g.baris = a.baris",
)


def find_shared_nik(connection: Connection, kab: int, impor: int) -> Cek:
    """V06: finds NIK that somebody else bears too, and returns the check that names them."""
    ganda.duplicate_nik(connection, kab, impor)
    connection.execute(sa.text("ANALYZE nik_ganda"))
    return Cek(_NIK_GANDA.temuan, f"{_NIK_GANDA.sql} GROUP BY a.baris, a.idbdt, a.idartbdt, a.nik")
