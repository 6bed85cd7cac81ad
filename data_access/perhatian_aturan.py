"""What each attention rule finds, as one statement over the whole country, and the desa behind a finding.

Statements by kab answer ``kab, nilai, dari``: the figure that broke the rule (at least 1, bigger is worse) and what
it is measured against. Statements by desa answer ``desa, nilai, dari`` inside a range of desa; of rules that count
desa the statement by kab is a count over them. Batches that are finalised are left alone: nobody can mend them.
"""

# ruff: noqa: S608 - the text is put together from parts written here; every value is bound.

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.indikator import NONAKTIF
from domain.kode import DesaRange
from domain.perhatian import ATURAN, Aturan, Fase, Saat
from domain.status import StatusUsulan, StatusVerivali
from domain.usulan import JENIS_OF_TAB, JenisUsulan, Tab

# Desil that bansos usually reaches.
_DESIL_LIMIT = 4

_OF = "{0}.periode = :periode AND {0}.program = :program"
_IN = "{0}.desa >= :low AND {0}.desa < :high"
_OPEN_BATCH = (
    "NOT EXISTS (SELECT FROM batch b WHERE b.kab = {0}.kab AND b.periode = :periode AND b.program = :program "
    "AND b.state <> 'terbuka')"
)
_N = " + ".join(f"r.{name}" for name in NONAKTIF)
_WAITING = int(StatusUsulan.BELUM_DIPERIKSA)
_PROPOSED = f"u.jenis IN ({', '.join(str(int(jenis)) for jenis in JENIS_OF_TAB[Tab.USULAN])})"
_RETURNED = int(StatusVerivali.DIKEMBALIKAN)
_OLD_USULAN = "count(*) FILTER (WHERE CAST(:as_of AS date) - u.diajukan > :ambang)"
_OLD_RETURN = "count(*) FILTER (WHERE CAST(:as_of AS date) - v.tgl_diperiksa >= :ambang)"


def _at(alias: str, *parts: str) -> str:
    return " AND ".join(part.format(alias) for part in parts)


_DESA: dict[str, str] = {
    # nilai: rows nobody has been to; dari: the prelist.
    "belum_mulai": f"SELECT r.desa, r.kab, r.total AS nilai, r.total AS dari FROM rekap_desa r "
    f"WHERE {_at('r', _OF, _IN)} AND r.total > 0 AND r.s0 = r.total AND :days_open >= :ambang "
    f"AND {_OPEN_BATCH.format('r')}",
    # nilai: days without a change; dari: rows left.
    "diam": "SELECT d.desa, d.kab, d.hari AS nilai, d.s0 AS dari FROM (SELECT r.desa, r.kab, r.s0, "
    "CAST(:as_of AS date) - greatest(CAST(r.terakhir AT TIME ZONE 'Asia/Jakarta' AS date), CAST(:opened AS date)) "
    f"AS hari FROM rekap_desa r WHERE {_at('r', _OF, _IN)} AND r.s0 > 0 AND r.s0 < r.total) d "
    f"WHERE d.hari >= :ambang AND {_OPEN_BATCH.format('d')}",
    # nilai: rows waiting; dari: rows that arrived.
    "antrean_periksa": "SELECT r.desa, r.kab, r.s2 AS nilai, r.total - r.s0 AS dari FROM rekap_desa r "
    f"WHERE {_at('r', _OF, _IN)} AND r.s2 > 0 AND {_OPEN_BATCH.format('r')}",
    # nilai: usulan older than the limit; dari: usulan waiting.
    "usulan_lama": f"SELECT u.desa, u.kab, {_OLD_USULAN} AS nilai, count(*) AS dari FROM usulan u "
    f"WHERE {_at('u', _OF, _IN)} AND {_PROPOSED} AND u.status = {_WAITING} GROUP BY u.desa, u.kab "
    f"HAVING {_OLD_USULAN} > 0",
    # nilai: returned rows older than the limit; dari: returned rows. The rekap says in which desa to look.
    "kembali_lama": f"SELECT v.desa, v.kab, {_OLD_RETURN} AS nilai, count(*) AS dari "
    "FROM rekap_desa r JOIN verivali v ON v.kab = r.kab AND v.periode = r.periode "
    f"AND v.program = r.program AND v.desa = r.desa WHERE {_at('r', _OF, _IN)} AND {_OF.format('v')} AND r.s4 > 0 "
    f"AND v.status = {_RETURNED} AND {_OPEN_BATCH.format('r')} GROUP BY v.desa, v.kab HAVING {_OLD_RETURN} > 0",
    # nilai: rows on the prelist of a desa without a signed minute; dari: the same.
    "musdes_kurang": "SELECT r.desa, r.kab, r.total AS nilai, r.total AS dari FROM rekap_desa r LEFT JOIN musdes m "
    "ON m.periode = r.periode AND m.program = r.program AND m.desa = r.desa AND m.kab = r.kab AND m.berita_acara "
    f"WHERE {_at('r', _OF, _IN)} AND r.total > 0 AND m.desa IS NULL AND :days_to_close <= :ambang "
    f"AND {_OPEN_BATCH.format('r')}",
    # nilai: KPM beyond the kuota of the desa; dari: that kuota.
    "kuota_desa_lebih": f"SELECT k.desa, k.kab, k.awal - ({_N}) + k.disetujui - k.kuota AS nilai, k.kuota AS dari "
    "FROM kuota k JOIN rekap_desa r ON r.periode = k.periode AND r.program = k.program AND r.desa = k.desa "
    f"WHERE {_at('k', _OF, _IN)} AND k.desa > 0 AND {_at('r', _OF, _IN)} "
    f"AND k.awal - ({_N}) + k.disetujui - k.kuota >= :ambang",
    # nilai: households outside; dari: households with coordinates.
    "luar_desa": "SELECT g.desa, g.kab, g.luar_desa AS nilai, g.ruta - g.tanpa_koordinat AS dari FROM rekap_register g "
    f"WHERE {_IN.format('g')} AND g.luar_desa > 0 "
    "AND 100.0 * g.luar_desa >= :ambang * (g.ruta - g.tanpa_koordinat)",
}

_PRELIST = f"SELECT r.kab, count(*) AS dari FROM rekap_desa r WHERE {_OF.format('r')} AND r.total > 0 GROUP BY r.kab"
_REGISTER = "SELECT g.kab, count(*) AS dari FROM rekap_register g GROUP BY g.kab"


def _count_desa(kode: str, over: str = _PRELIST) -> str:
    return (
        f"SELECT f.kab, f.nilai, coalesce(p.dari, f.nilai) AS dari FROM (SELECT d.kab, count(*) AS nilai "
        f"FROM ({_DESA[kode]}) d GROUP BY d.kab) f LEFT JOIN ({over}) p ON p.kab = f.kab"
    )


def _sum_desa(kode: str, *, at_least: bool = False) -> str:
    limit = " HAVING sum(d.nilai) >= :ambang" if at_least else ""
    return f"SELECT d.kab, sum(d.nilai) AS nilai, sum(d.dari) AS dari FROM ({_DESA[kode]}) d GROUP BY d.kab{limit}"


_POSISI = (
    f"SELECT k.kab, k.kuota, k.awal - coalesce({_N}, 0) + k.disetujui AS terpakai FROM kuota k LEFT JOIN rekap_kab r "
    f"ON r.periode = k.periode AND r.program = k.program AND r.kab = k.kab WHERE {_OF.format('k')} AND k.desa = 0 "
    "AND k.kuota > 0"
)
_ANTRE = (
    f"SELECT u.kab, count(*) AS menunggu FROM usulan u WHERE {_OF.format('u')} AND "
    f"u.jenis = {JenisUsulan.BSP:d} AND u.status = {_WAITING} GROUP BY u.kab"
)
_CALON = " + ".join(f"g.d{desil} - g.k{desil}" for desil in range(1, _DESIL_LIMIT + 1))

_BY_DEADLINE = "p.jalur_p50[array_upper(p.jalur_p50, 1)]"

_KAB: dict[str, str] = {
    "belum_mulai": _count_desa("belum_mulai"),
    "diam": _count_desa("diam"),
    "musdes_kurang": _count_desa("musdes_kurang"),
    "kuota_desa_lebih": _count_desa("kuota_desa_lebih"),
    "luar_desa": _count_desa("luar_desa", _REGISTER),
    "antrean_periksa": _sum_desa("antrean_periksa", at_least=True),
    "kembali_lama": _sum_desa("kembali_lama"),
    # The usulan of desa that wait for no longer than the limit belong to what the figure is measured against.
    "usulan_lama": f"SELECT u.kab, {_OLD_USULAN} AS nilai, count(*) AS dari FROM usulan u "
    f"WHERE {_OF.format('u')} AND {_PROPOSED} AND u.status = {_WAITING} GROUP BY u.kab HAVING {_OLD_USULAN} > 0",
    # The middle of the forecast, because the chance that a whole kab is done to the last row is near none everywhere.
    "meleset": f"SELECT r.kab, r.total - {_BY_DEADLINE} AS nilai, r.total AS dari FROM pantauan p JOIN rekap_kab r "
    "ON r.periode = p.periode AND r.program = p.program AND r.kab = p.kab "
    f"WHERE {_OF.format('p')} AND p.level = 2 AND 100 * (r.total - {_BY_DEADLINE}) >= :ambang * r.total "
    f"AND {_OPEN_BATCH.format('p')}",
    "belum_final": "SELECT r.kab, r.total - r.s5 AS nilai, r.total AS dari FROM rekap_kab r "
    f"WHERE {_OF.format('r')} AND r.total > r.s5 AND :days_to_pengesahan <= :ambang AND {_OPEN_BATCH.format('r')}",
    # Every periode after the last one in which anything was filled in.
    "lalai": "SELECT r.kab, count(*) AS nilai, max(s.semua) AS dari FROM rekap_kab r JOIN (SELECT kab, "
    "count(*) AS semua, coalesce(max(periode) FILTER (WHERE total > s0), 0) AS terakhir FROM rekap_kab "
    "WHERE program = :program AND periode <= :periode AND total > 0 GROUP BY kab) s ON s.kab = r.kab "
    "WHERE r.program = :program AND r.periode <= :periode AND r.total > 0 AND r.periode > s.terakhir "
    "GROUP BY r.kab HAVING count(*) >= :ambang",
    "kuota_lebih": f"SELECT q.kab, q.terpakai - q.kuota AS nilai, q.kuota AS dari FROM ({_POSISI}) q "
    "WHERE q.terpakai - q.kuota >= :ambang",
    "antre_lebih": "SELECT q.kab, a.menunggu - greatest(q.kuota - q.terpakai, 0) AS nilai, a.menunggu AS dari "
    f"FROM ({_POSISI}) q JOIN ({_ANTRE}) a ON a.kab = q.kab "
    "WHERE a.menunggu - greatest(q.kuota - q.terpakai, 0) >= :ambang",
    "sisa_tersedia": f"SELECT q.kab, q.kuota - q.terpakai AS nilai, q.kuota AS dari FROM ({_POSISI}) q JOIN (SELECT "
    f"g.kab, sum({_CALON}) AS calon FROM rekap_register g GROUP BY g.kab) c ON c.kab = q.kab "
    "WHERE c.calon > 0 AND 100.0 * (q.kuota - q.terpakai) >= :ambang * q.kuota",
    "usul_kuota": "SELECT k.kab, count(*) AS nilai, count(*) AS dari FROM usul_kuota k "
    f"WHERE {_OF.format('k')} AND k.state = 'diajukan' AND k.dibuat <= now() - make_interval(days => :ambang) "
    "GROUP BY k.kab",
    # Changes that the sum does not know yet although they are older than the limit.
    "rekap_tertinggal": "SELECT d.kab, count(*) AS nilai, max(p.dari) AS dari FROM rekap_desa d LEFT JOIN rekap_kab k "
    "ON k.periode = d.periode AND k.program = d.program AND k.kab = d.kab "
    f"JOIN ({_PRELIST}) p ON p.kab = d.kab "
    f"WHERE {_OF.format('d')} AND d.terakhir > coalesce(k.terakhir, '-infinity') "
    "AND d.terakhir < CAST(:now AS timestamptz) - make_interval(mins => :ambang) GROUP BY d.kab",
    "pekerjaan_gagal": "SELECT 0 AS kab, count(DISTINCT job_id) AS nilai, count(DISTINCT job_id) AS dari "
    "FROM procrastinate_events WHERE type = 'failed' AND at > now() - interval '7 days' "
    "HAVING count(DISTINCT job_id) >= :ambang",
}

_WHOLE = DesaRange(0, 10**10)


@dataclass(frozen=True, slots=True)
class DesaTemuan:
    """One desa behind an item: see the statements for what ``nilai`` and ``dari`` count."""

    desa: int
    nama: str
    kecamatan: str
    nilai: int
    dari: int


def _params(aturan: Aturan, ambang: int, saat: Saat | None, within: DesaRange = _WHOLE) -> dict[str, Any]:
    fixed: dict[str, Any] = {"ambang": ambang, "low": within.low, "high": within.high}
    if aturan.fase is Fase.SELALU or saat is None:
        return fixed
    return fixed | {
        "periode": saat.periode.kode,
        "program": int(saat.periode.program),
        "as_of": saat.as_of,
        "opened": saat.periode.first_day,
        "days_open": saat.days_open,
        "days_to_close": saat.days_to_close,
        "days_to_pengesahan": saat.days_to_pengesahan,
        "now": saat.now,
    }


def statement_by_kab(kode: str) -> sa.TextClause:
    """The statement of a rule over all kab: ``kab, nilai, dari``."""
    return sa.text(_KAB[kode])


def parameters(aturan: Aturan, ambang: int, saat: Saat | None) -> dict[str, Any]:
    """What ``statement_by_kab`` of the rule is bound to at a moment; ``saat`` is None for rules without periode."""
    return _params(aturan, ambang, saat)


def find_by_kab(connection: Connection, aturan: Aturan, ambang: int, saat: Saat | None) -> list[tuple[int, int, int]]:
    """Every kab (0: none in particular) in which the rule finds something: kab, nilai, dari."""
    rows = connection.execute(statement_by_kab(aturan.kode), _params(aturan, ambang, saat))
    return [(row.kab, int(row.nilai), int(row.dari)) for row in rows]


def find_desa(
    connection: Connection, aturan: Aturan, ambang: int, saat: Saat | None, within: DesaRange, limit: int
) -> tuple[int, list[DesaTemuan]]:
    """How many desa of the range the rule finds, and the worst of them (at most ``limit``) as they stand now.

    Raises KeyError for a rule that has no desa behind it (``rinci``).
    """
    text = (
        f"SELECT f.desa, f.nilai, f.dari, f.semua, w.nama, i.nama AS kecamatan FROM (SELECT d.desa, d.nilai, d.dari, "
        f"count(*) OVER () AS semua FROM ({_DESA[aturan.kode]}) d ORDER BY d.nilai DESC, d.desa LIMIT :limit) f "
        "JOIN wilayah w ON w.kode = f.desa JOIN wilayah i ON i.kode = w.induk ORDER BY f.nilai DESC, f.desa"
    )
    rows = connection.execute(sa.text(text), _params(aturan, ambang, saat, within) | {"limit": limit}).all()
    found = [DesaTemuan(row.desa, row.nama, row.kecamatan, int(row.nilai), int(row.dari)) for row in rows]
    return (int(rows[0].semua) if rows else 0), found


assert _KAB.keys() | {"pekerja"} == ATURAN.keys()
assert _DESA.keys() == {item.kode for item in ATURAN.values() if item.rinci}
