"""What each household of a file would change in the register, and what becomes of it: ``impor_hasil``.

Works on the tables of ``impor_kerja`` once the rules have run. The shape of ``isi`` is ``domain.isian``.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.impor import Hasil, Sebab
from domain.siks import KOLOM, Bagian, Tipe
from domain.status import DAPAT_TERIMPOR, StatusUsulan
from domain.usulan import JenisUsulan
from domain.validasi import ATURAN, Tingkat

_OWN = "kab = :kab AND impor = :impor"
_KEYS = ("idbdt", "idartbdt", "desa", "sta_art")
_NUMBERS = frozenset(kolom.nama for part in KOLOM.values() for kolom in part if kolom.tipe is Tipe.NOMOR)
_RUMAH = tuple(kolom.nama for kolom in KOLOM[Bagian.RUMAH_TANGGA] if kolom.nama not in _KEYS)
_ORANG = tuple(kolom.nama for kolom in KOLOM[Bagian.INDIVIDU] if kolom.nama not in _KEYS)

# A function takes a hundred arguments at most.
_PAIRS = 40


def _object(pairs: Sequence[tuple[str, str]]) -> str:
    chunks = [pairs[at : at + _PAIRS] for at in range(0, len(pairs), _PAIRS)]
    return " || ".join(
        f"jsonb_build_object({', '.join(f'{name!r}, {value}' for name, value in chunk)})" for chunk in chunks
    )


def _register(row: str, name: str) -> str:
    """A column of the register as a file writes it."""
    return f"CAST({row}.{name} AS text)" if name in _NUMBERS else f"{row}.{name}"


def _difference(pairs: Sequence[tuple[str, str, str]]) -> tuple[str, str]:
    """Of (name, now, proposed): the object of those that differ, and the condition that there are any."""
    both = "CASE WHEN {1} IS DISTINCT FROM {0} THEN jsonb_build_array({0}, {1}) END"
    changed = _object([(name, both.format(old, new)) for name, old, new in pairs])
    before, after = (", ".join(pair[place] for pair in pairs) for place in (1, 2))
    return f"jsonb_strip_nulls({changed})", f"ROW({after}) IS DISTINCT FROM ROW({before})"


_RUTA_DIFF, _RUTA_DIFFERS = _difference([(name, _register("r", name), f"k.{name}") for name in _RUMAH])
_ORANG_DIFF, _ORANG_DIFFERS = _difference(
    [(name, _register("i", name), f"a.{name}") for name in _ORANG] + [("sta_art", "i.sta_art", "a.keadaan")]
)
_ORANG_ALL = _object([(name, f"a.{name}") for name in ("idartbdt", *_ORANG)] + [("sta_art", "a.keadaan")])
_RUMAH_ALL = _object([(name, f"k.{name}") for name in ("desa", *_RUMAH)])

# Differences, and a digest of what the file says: of the household, of its members, of its photos. A photo taken anew
# is a change too, because it may be what was asked for.
_ISI = f"""
CREATE TEMPORARY TABLE kerja_isi ON COMMIT DROP AS
WITH ruta AS (
    SELECT k.idbdt, {_RUTA_DIFF} AS ubah
    FROM kerja_rumah AS k JOIN rumah_tangga AS r ON r.kab = :kab AND r.id = k.ruta
    WHERE k.baris IS NOT NULL AND {_RUTA_DIFFERS}
), anggota AS (
    SELECT a.idbdt, jsonb_object_agg(a.idartbdt, jsonb_build_object('nama', i.nama, 'ubah', {_ORANG_DIFF})) AS ubah
    FROM kerja_orang AS a JOIN individu AS i ON i.kab = :kab AND i.id = a.art
    WHERE {_ORANG_DIFFERS} GROUP BY a.idbdt
), baru AS (
    SELECT a.idbdt, jsonb_agg({_ORANG_ALL} ORDER BY a.no_urut, a.baris) AS semua
    FROM kerja_orang AS a WHERE a.art IS NULL GROUP BY a.idbdt
), isi_orang AS (
    SELECT a.idbdt, string_agg(CAST(ROW(a.idartbdt, a.keadaan, {", ".join(f"a.{name}" for name in _ORANG)}) AS text), ''
        ORDER BY a.idartbdt, a.baris) AS isi
    FROM kerja_orang AS a GROUP BY a.idbdt
), foto AS (
    SELECT idbdt, string_agg(concat_ws(':', jenis, berkas), ',' ORDER BY jenis, berkas) AS isi
    FROM impor_lampiran WHERE {_OWN} AND idbdt IS NOT NULL GROUP BY idbdt
)
SELECT k.idbdt,
    CASE WHEN k.ruta IS NOT NULL THEN jsonb_strip_nulls(jsonb_build_object('ruta', ruta.ubah, 'anggota', anggota.ubah))
        WHEN k.baris_dtks IS NOT NULL THEN jsonb_build_object('rumah', {_RUMAH_ALL}) ELSE '{{}}' END
        || CASE WHEN baru.semua IS NULL THEN '{{}}' ELSE jsonb_build_object('anggota_baru', baru.semua) END AS isi,
    concat_ws('|', hashtextextended(CAST(ROW({", ".join(f"k.{name}" for name in _RUMAH)}) AS text), 0),
        hashtextextended(isi_orang.isi, 0), foto.isi) AS sidik
FROM kerja_rumah AS k LEFT JOIN ruta USING (idbdt) LEFT JOIN anggota USING (idbdt) LEFT JOIN baru USING (idbdt)
LEFT JOIN isi_orang USING (idbdt) LEFT JOIN foto USING (idbdt)
"""

_RISIKO = ", ".join(f"('{rule.kode}', {rule.risiko})" for rule in ATURAN.values())


def _flags(parts: str) -> str:
    """Rules that a household breaks without being refused for it, found in some parts: their codes, and the risk that
    ``domain.temuan.risiko`` makes of them.
    """
    return f"""SELECT t.idbdt, array_agg(t.aturan ORDER BY t.aturan) AS aturan,
        least(100, coalesce(sum(b.risiko) FILTER (WHERE t.berat), 0)) AS risiko
    FROM (SELECT idbdt, aturan, bool_or(tingkat = '{Tingkat.W}') AS berat FROM kerja_temuan
        WHERE tingkat <> '{Tingkat.E}' AND bagian IN ({parts}) AND idbdt IS NOT NULL GROUP BY idbdt, aturan) AS t
    JOIN (VALUES {_RISIKO}) AS b (aturan, risiko) USING (aturan) GROUP BY t.idbdt"""


def _refused(parts: str, key: str = "idbdt") -> str:
    return (
        f"SELECT DISTINCT {key} FROM kerja_temuan WHERE tingkat = '{Tingkat.E}' AND bagian IN ({parts}) "
        f"AND {key} IS NOT NULL"
    )


_INSERT = (
    "INSERT INTO impor_hasil (kab, impor, untuk, idbdt, baris, desa, ruta, nama_krt, hasil, sebab, sta_keberadaan, "
    "kyc_lengkap, tanggal, diisi, sidik, mengganti, isi, aturan, risiko) "
)
_OPEN = ", ".join(str(int(status)) for status in sorted(DAPAT_TERIMPOR))

# The same content changes nothing, whatever else holds; what is older or decided need not be mended first.
_VERIVALI = f"""{_INSERT}
WITH ditolak AS ({_refused("'rumah_tangga', 'individu', 'verivali'")}),
bendera AS ({_flags("'rumah_tangga', 'individu', 'verivali', 'perbaikan'")}),
baris AS (
    SELECT k.*, least(k.diisi, :unggah) AS saat, s.isi, d.idbdt IS NOT NULL AS tolak, b.aturan, b.risiko,
        jsonb_build_object('kunjungan', jsonb_build_object('sta', k.sta, 'tanggal', k.tanggal, 'petugas', k.petugas,
            'durasi', k.durasi, 'catatan', k.catatan)) AS kunjungan,
        hashtextextended(CAST(ROW(s.sidik, k.sta, k.tanggal, k.petugas, k.catatan) AS text), 0) AS sidik
    FROM kerja_rumah AS k JOIN kerja_isi AS s USING (idbdt) LEFT JOIN ditolak AS d USING (idbdt)
    LEFT JOIN bendera AS b USING (idbdt)
    WHERE k.baris_verivali IS NOT NULL
), dibanding AS (
    SELECT *, impor_lama IS NOT NULL AND sidik_lama = sidik AS tetap,
        CASE WHEN NOT CAST(:verivali_dibuka AS boolean) THEN '{Sebab.VERIVALI_TUTUP}'
            WHEN status NOT IN ({_OPEN}) THEN '{Sebab.DISETUJUI}' WHEN diisi_lama > saat THEN '{Sebab.LEBIH_LAMA}' END
        AS tahan
    FROM baris
)
SELECT :kab, :impor, 'verivali', idbdt, baris_verivali, coalesce(desa_register, desa), ruta, kepala,
    CASE WHEN tetap THEN '{Hasil.TETAP}' WHEN tahan IS NOT NULL THEN '{Hasil.DITAHAN}'
        WHEN tolak THEN '{Hasil.DITOLAK}' WHEN status = 0 THEN '{Hasil.BARU}' ELSE '{Hasil.BERUBAH}' END,
    CASE WHEN NOT coalesce(tetap, false) THEN tahan END, sta, kyc_lengkap, tanggal, saat, sidik, NULL, isi || kunjungan,
    coalesce(aturan, '{{}}'), coalesce(risiko, 0)
FROM dibanding
"""

# A case of the same household in this periode; one that is over does not count.
_ENDED = f"{StatusUsulan.TIDAK_DITETAPKAN:d}, {StatusUsulan.KEDALUWARSA:d}, {StatusUsulan.DIGANTIKAN:d}"
_WAITING = f"{StatusUsulan.BELUM_DIPERIKSA:d}, {StatusUsulan.DIKEMBALIKAN:d}"
_USULAN = f"""{_INSERT}
WITH ditolak AS ({_refused("'rumah_tangga', 'individu'")}), ditolak_baris AS ({_refused("'usulan'", "baris")}),
bendera AS ({_flags("'rumah_tangga', 'individu', 'usulan'")}),
baris AS (
    SELECT u.jenis, u.mengganti, u.tanggal AS hari, u.keterangan, u.baris AS baris_usulan, k.*, s.isi,
        least(CAST(u.tanggal AS timestamp) AT TIME ZONE 'Asia/Jakarta', :unggah) AS saat,
        d.idbdt IS NOT NULL OR u.baris IN (SELECT baris FROM ditolak_baris) AS tolak, b.aturan, b.risiko,
        hashtextextended(CAST(ROW(s.sidik, u.jenis, u.mengganti, u.tanggal, u.keterangan) AS text), 0) AS sidik
    FROM impor_usulan AS u JOIN kerja_rumah AS k
        ON k.idbdt = u.idbdt AND u.baris = CASE u.jenis WHEN 'BSP' THEN k.baris_bsp ELSE k.baris_dtks END
    JOIN kerja_isi AS s ON s.idbdt = u.idbdt LEFT JOIN ditolak AS d ON d.idbdt = u.idbdt
    LEFT JOIN bendera AS b ON b.idbdt = u.idbdt
    WHERE u.kab = :kab AND u.impor = :impor
), dibanding AS (
    SELECT b.*, c.status IS NOT NULL AS ada, c.sidik = b.sidik AS tetap,
        CASE WHEN NOT CAST(:usulan_dibuka AS boolean) THEN '{Sebab.USULAN_TUTUP}'
            WHEN b.jenis = 'BSP' AND b.kpm THEN '{Sebab.SUDAH_KPM}'
            WHEN b.jenis = 'DTKS' AND b.ruta IS NOT NULL THEN '{Sebab.TERDAFTAR}'
            WHEN c.status NOT IN ({_WAITING}) THEN '{Sebab.DIPUTUSKAN}'
            WHEN c.diisi > b.saat THEN '{Sebab.LEBIH_LAMA}' END AS tahan
    FROM baris AS b LEFT JOIN LATERAL (
        SELECT c.status, h.sidik, h.diisi FROM usulan AS c
        LEFT JOIN impor_hasil AS h
            ON h.kab = c.kab AND h.impor = c.impor AND h.untuk = b.jenis AND h.idbdt = b.idbdt AND c.impor <> :impor
        WHERE c.kab = :kab AND c.periode = :periode AND c.program = :program AND c.status NOT IN ({_ENDED})
            AND c.jenis = CASE b.jenis WHEN 'BSP' THEN {JenisUsulan.BSP:d} ELSE {JenisUsulan.DTKS_BARU:d} END
            AND (c.ruta = b.ruta OR c.ruta IS NULL AND c.idbdt = b.idbdt)
        ORDER BY c.diubah DESC LIMIT 1
    ) AS c ON true
)
SELECT :kab, :impor, b.jenis, b.idbdt, b.baris_usulan, coalesce(b.desa_register, b.desa), b.ruta, b.kepala,
    CASE WHEN tetap THEN '{Hasil.TETAP}' WHEN tahan IS NOT NULL THEN '{Hasil.DITAHAN}'
        WHEN tolak THEN '{Hasil.DITOLAK}' WHEN ada THEN '{Hasil.BERUBAH}' ELSE '{Hasil.BARU}' END,
    CASE WHEN NOT coalesce(tetap, false) THEN tahan END, NULL, b.kyc_lengkap, b.hari, b.saat, b.sidik, g.id,
    CASE WHEN b.jenis = 'BSP' AND b.ruta IS NULL THEN '{{}}' ELSE b.isi END
        || CASE WHEN b.keterangan IS NULL THEN '{{}}' ELSE jsonb_build_object('keterangan', b.keterangan) END,
    coalesce(b.aturan, '{{}}'), coalesce(b.risiko, 0)
FROM dibanding AS b LEFT JOIN rumah_tangga AS g ON g.kab = :kab AND g.idbdt = b.mengganti
"""


def compare(connection: Connection, params: dict[str, Any]) -> None:
    """Fill ``impor_hasil`` for an import, in place of what an earlier check wrote."""
    connection.execute(sa.text("DROP TABLE IF EXISTS kerja_isi"))
    connection.execute(sa.text(f"DELETE FROM impor_hasil WHERE {_OWN}"), params)
    connection.execute(sa.text("ANALYZE kerja_temuan (idbdt, aturan)"))
    for statement in (_ISI, "ANALYZE kerja_isi (idbdt)", _VERIVALI, _USULAN):
        connection.execute(sa.text(statement), params)
