"""Rules about what is proposed and what it rests on: musdes, PKH, replacement, the register meanwhile (V12, V15, U).

Also lines of the lesser parts that cannot be placed (V00): they refuse no household, they are left out.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from data_access.impor_aturan_rumah import FOTO
from data_access.impor_kerja import TERCAKUP, Cek, rumah
from domain.instrumen import PADAN
from domain.siks import KOLOM, LAMPIRAN_MUSDES, Bagian, JenisLampiran, StaArt
from domain.status import NONAKTIF, StatusUsulan
from domain.usulan import JenisUsulan

_PADAN = next(kode for kode, name in PADAN.items() if name == "padan")
_NONAKTIF = ", ".join(str(int(sta)) for sta in sorted(NONAKTIF))
# Neither waiting nor holding a place any more.
_ENDED = ", ".join(
    str(int(status))
    for status in (
        StatusUsulan.DITOLAK,
        StatusUsulan.TIDAK_DITETAPKAN,
        StatusUsulan.KEDALUWARSA,
        StatusUsulan.DIGANTIKAN,
    )
)
# Of the household; a household that moves must do so elsewhere.
_DESA = "coalesce(k.desa_register, k.desa)"
_OWN = "{0}.kab = :kab AND {0}.impor = :impor"


def _usulan(temuan: str, where: str, nilai: str, *, join: str = "") -> Cek:
    """A finding about a line of ``usulan``, ``u``, of the household ``k``."""
    return Cek(
        temuan,
        f"SELECT u.baris, NULL, u.idbdt, NULL, CAST({nilai} AS text), NULL FROM impor_usulan AS u "
        f"JOIN kerja_rumah AS k ON k.idbdt = u.idbdt {join} WHERE {_OWN.format('u')} AND {where}",
    )


def _attached(jenis: JenisLampiran) -> str:
    return (
        f"EXISTS (SELECT FROM impor_lampiran AS l WHERE {_OWN.format('l')} AND l.jenis = '{jenis}' "
        f"AND l.desa = {_DESA})"
    )


# A berita acara counts with its number and day, which are in the line of the musdes.
_MUSDES = (
    f"LEFT JOIN musdes AS m ON m.kab = :kab AND m.periode = :periode AND m.program = :program AND m.desa = {_DESA}"
)
_HELD = f"(m.desa IS NOT NULL OR EXISTS (SELECT FROM impor_musdes AS s WHERE {_OWN.format('s')} AND s.desa = {_DESA}))"
_BERITA_ACARA = f"(coalesce(m.berita_acara, false) OR {_HELD} AND {_attached(JenisLampiran.BERITA_ACARA)})"
_BNBA = f"(coalesce(m.bnba, false) OR {_attached(JenisLampiran.BNBA)})"

_PENDING = (
    "(k.baris_dtks IS NOT NULL OR EXISTS (SELECT FROM usulan AS c WHERE c.kab = :kab AND c.idbdt = u.idbdt "
    f"AND c.ruta IS NULL AND c.jenis = {JenisUsulan.DTKS_BARU:d} AND c.status NOT IN ({_ENDED})))"
)

# The KPM whose place is asked for: what the file says of it counts before what was found earlier.
_REPLACED = (
    "EXISTS (SELECT FROM rumah_tangga AS r LEFT JOIN kerja_rumah AS f ON f.idbdt = r.idbdt "
    "LEFT JOIN verivali AS v ON v.kab = :kab AND v.periode = :periode AND v.program = :program AND v.ruta = r.id "
    "WHERE r.kab = :kab AND r.idbdt = u.mengganti AND r.kpm_bsp "
    f"AND coalesce(f.sta, v.sta_keberadaan) IN ({_NONAKTIF}))"
)
_TAKEN = (
    f"(EXISTS (SELECT FROM impor_usulan AS t WHERE {_OWN.format('t')} AND t.mengganti = u.mengganti "
    "AND t.baris < u.baris) OR EXISTS (SELECT FROM rumah_tangga AS r JOIN usulan AS c ON c.kab = r.kab "
    "AND c.mengganti = r.id WHERE r.kab = :kab AND r.idbdt = u.mengganti AND c.periode = :periode "
    f"AND c.program = :program AND c.jenis = {JenisUsulan.BSP:d} AND c.desa BETWEEN CAST(:kab AS bigint) * 1000000 "
    "AND CAST(:kab AS bigint) * 1000000 + 999999 "
    f"AND c.status NOT IN ({_ENDED}) AND coalesce(c.ruta <> k.ruta, c.idbdt <> u.idbdt, true)))"
)

_KINDS = ", ".join(f"'{jenis}'" for jenis in JenisLampiran)
_MUSDES_KINDS = ", ".join(f"'{jenis}'" for jenis in sorted(LAMPIRAN_MUSDES))
_FIELDS = {
    part: ", ".join(f"'{kolom.nama}'" for kolom in KOLOM[part]) for part in (Bagian.RUMAH_TANGGA, Bagian.INDIVIDU)
}
_UNKNOWN_FIELD = (
    f"CASE WHEN p.idartbdt IS NULL THEN p.kolom NOT IN ({_FIELDS[Bagian.RUMAH_TANGGA]}) "
    f"ELSE p.kolom NOT IN ({_FIELDS[Bagian.INDIVIDU]}) END"
)
# The register as it is now, once a household and once a member; yes and no as a file writes them.
_CHANGED = f"""
WITH p AS MATERIALIZED (
    SELECT p.*, k.ruta FROM impor_perbaikan AS p JOIN kerja_rumah AS k ON k.idbdt = p.idbdt
    WHERE {_OWN.format("p")} AND k.ruta IS NOT NULL AND NOT ({_UNKNOWN_FIELD})
), baris AS MATERIALIZED (
    SELECT r.idbdt, CAST(NULL AS text) AS idartbdt, to_jsonb(r) AS isi
    FROM rumah_tangga AS r WHERE r.kab = :kab AND r.id IN (SELECT ruta FROM p WHERE idartbdt IS NULL)
    UNION ALL
    SELECT NULL, i.idartbdt, to_jsonb(i) FROM individu AS i
    WHERE i.kab = :kab AND i.idartbdt IN (SELECT idartbdt FROM p WHERE idartbdt IS NOT NULL)
), banding AS (
    SELECT p.baris, p.kolom, p.idbdt, p.idartbdt, coalesce(p.lama, '') AS lama, coalesce(p.baru, '') AS baru,
        CASE b.isi -> p.kolom WHEN 'true' THEN '1' WHEN 'false' THEN '0'
            ELSE coalesce(b.isi ->> p.kolom, '') END AS kini
    FROM p JOIN baris AS b ON coalesce(b.idartbdt, b.idbdt) = coalesce(p.idartbdt, p.idbdt)
)
SELECT baris, kolom, idbdt, idartbdt, lama, coalesce(nullif(kini, ''), 'kosong')
FROM banding WHERE kini <> lama AND kini <> baru
"""

CHECKS: tuple[Cek, ...] = (
    rumah("bukan_prelist", "k.status IS NULL", "k.idbdt"),
    rumah(
        "berita_acara", f"k.sta BETWEEN 2 AND 5 AND NOT {_BERITA_ACARA}", "'Desa ' || k.desa_register", join=_MUSDES
    ),
    Cek(
        "jenis_usulan",
        "SELECT u.baris, NULL, u.idbdt, NULL, u.jenis, NULL FROM impor_usulan AS u "
        f"WHERE {_OWN.format('u')} AND u.jenis NOT IN ('BSP', 'DTKS')",
    ),
    _usulan("usulan_tanpa_rumah", "u.jenis = 'DTKS' AND k.baris IS NULL AND k.ruta IS NULL", "u.idbdt"),
    _usulan("berita_acara_usulan", f"NOT {_BERITA_ACARA}", f"'Desa ' || {_DESA}", join=_MUSDES),
    _usulan("bnba", f"NOT {_BNBA}", f"'Desa ' || {_DESA}", join=_MUSDES),
    _usulan(
        "padan_register",
        f"EXISTS (SELECT FROM individu AS i WHERE i.kab = :kab AND i.ruta = k.ruta AND i.padan > {_PADAN} "
        f"AND i.sta_art = {StaArt.ADA:d} AND k.baris IS NULL)",
        "'Register'",
    ),
    _usulan("foto_usulan", f"k.baris IS NULL AND NOT {FOTO}", "NULL"),
    _usulan("pkh", "u.jenis = 'BSP' AND k.pkh", "'Penerima PKH'"),
    _usulan("tidak_terdaftar", f"u.jenis = 'BSP' AND k.ruta IS NULL AND NOT {_PENDING}", "u.idbdt"),
    _usulan("menunggu_sk", f"u.jenis = 'BSP' AND k.ruta IS NULL AND {_PENDING}", "u.idbdt"),
    _usulan("mengganti", f"u.mengganti IS NOT NULL AND NOT {_REPLACED}", "u.mengganti"),
    _usulan("mengganti_ganda", f"u.mengganti IS NOT NULL AND {_TAKEN}", "u.mengganti"),
    Cek(
        "kolom_perbaikan",
        f"SELECT p.baris, NULL, p.idbdt, p.idartbdt, p.kolom, NULL FROM impor_perbaikan AS p "
        f"WHERE {_OWN.format('p')} AND ({_UNKNOWN_FIELD})",
    ),
    Cek("register_berubah", _CHANGED),
    Cek(
        "musdes_lain",
        "SELECT m.baris, NULL, NULL, NULL, CAST(m.desa AS text), NULL FROM impor_musdes AS m "
        f"WHERE {_OWN.format('m')} AND NOT {TERCAKUP.format('m.desa')}",
    ),
    Cek(
        "lampiran_jenis",
        "SELECT l.baris, NULL, l.idbdt, NULL, l.jenis, NULL FROM impor_lampiran AS l "
        f"WHERE {_OWN.format('l')} AND l.jenis NOT IN ({_KINDS})",
    ),
    Cek(
        "lampiran_milik",
        "SELECT l.baris, CASE WHEN musdes THEN 'desa' ELSE 'idbdt' END, l.idbdt, NULL, "
        "coalesce(l.idbdt, CAST(l.desa AS text)), NULL "
        "FROM (SELECT *, jenis IN "
        f"({_MUSDES_KINDS}) AS musdes FROM impor_lampiran) AS l "
        f"WHERE {_OWN.format('l')} AND NOT coalesce(CASE WHEN musdes THEN {TERCAKUP.format('l.desa')} "
        "ELSE EXISTS (SELECT FROM kerja_rumah AS k WHERE k.idbdt = l.idbdt) END, false)",
    ),
)  # fmt: skip
