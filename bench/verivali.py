"""The verivali table: its first rows over the whole country, a filter with its count, and the whole result as files."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from bench.common import Measurement, measurement, median_ms
from bench.peta import _portal, _signed_in
from data_access.session import current_engine

# What one who knows the tables would write for the first hundred rows, worst first: the order from the rekap alone,
# then everything about those hundred.
_FIRST = """
WITH awal AS (
  SELECT r.*, row_number() OVER () AS urut FROM (
    SELECT * FROM rekap_desa r WHERE r.periode = :periode AND r.program = 1 {where}
    ORDER BY (r.total - r.s0)::float8 / nullif(r.total, 0) NULLS LAST, r.total DESC, r.desa LIMIT 100
  ) r
)
SELECT a.*, w.nama, kec.nama AS kecamatan, kab.nama AS nama_kab, prov.nama AS provinsi, l.diisi, m.berita_acara,
  g.art, g.p1, p.peluang, p.selesai_p10, p.selesai_p50, p.selesai_p90, p.inklusi_desil, p.rawan_progres,
  p.gugus_progres, k.nama AS petugas, k.telepon
FROM awal a
JOIN wilayah w ON w.kode = a.desa
JOIN wilayah kec ON kec.kode = w.induk
JOIN wilayah kab ON kab.kode = a.kab
JOIN wilayah prov ON prov.kode = a.kab / 100
LEFT JOIN LATERAL (SELECT sum(diisi) AS diisi FROM riwayat_desa h WHERE h.periode = a.periode AND h.program = a.program
  AND h.desa = a.desa AND h.tanggal > CAST(:hari AS date) - 7 AND h.tanggal <= CAST(:hari AS date)) l ON true
LEFT JOIN musdes m ON m.periode = a.periode AND m.program = a.program AND m.desa = a.desa
LEFT JOIN rekap_register g ON g.desa = a.desa
LEFT JOIN pantauan p ON p.periode = a.periode AND p.program = a.program AND p.wilayah = a.desa AND p.kab = a.kab
LEFT JOIN LATERAL (SELECT nama, telepon FROM pengguna u WHERE u.wilayah = a.desa AND u.peran = 'operator_desa'
  AND u.aktif ORDER BY u.id LIMIT 1) k ON true
ORDER BY a.urut
"""
_ALL = """
SELECT r.*, w.nama, kec.nama, kab.nama, l.diisi, m.berita_acara, g.art, g.p1, p.peluang, p.selesai_p50, k.nama,
  k.telepon
FROM wilayah w
JOIN wilayah kec ON kec.kode = w.induk
JOIN wilayah kab ON kab.kode = w.kab
LEFT JOIN rekap_desa r ON r.desa = w.kode AND r.periode = :periode AND r.program = 1
LEFT JOIN (SELECT desa, sum(diisi) AS diisi FROM riwayat_desa WHERE periode = :periode AND program = 1
  AND tanggal > CAST(:hari AS date) - 7 AND tanggal <= CAST(:hari AS date) GROUP BY desa) l ON l.desa = w.kode
LEFT JOIN musdes m ON m.desa = w.kode AND m.periode = :periode AND m.program = 1
LEFT JOIN rekap_register g ON g.desa = w.kode
LEFT JOIN pantauan p ON p.wilayah = w.kode AND p.periode = :periode AND p.program = 1
LEFT JOIN pengguna k ON k.wilayah = w.kode AND k.peran = 'operator_desa' AND k.aktif
WHERE w.level = 4 ORDER BY w.kode
"""
_BEGUN = "AND r.s0 > 0 AND r.s0 < r.total"


def measure_rows() -> Iterator[Measurement]:
    """The first hundred of all desa through the web application, beside one hand-written statement for the same."""
    with _portal() as (app, _, periode):
        client = _signed_in(app)
        with current_engine().connect() as connection:
            day = connection.execute(
                sa.text("SELECT nilai ->> 'tanggal' FROM keterangan WHERE kunci = 'contoh'")
            ).scalar()
            key = {"periode": int(periode), "hari": day}
            for name, saring, where in (
                ("verivali-baris", "", ""),
                ("verivali-baris-saring", "belum>0;diisi>0", _BEGUN),
            ):
                query = {"program": "1", "periode": periode, "dari": "0", "sampai": "100", "saring": saring}

                def answer(query: dict[str, str] = query) -> None:
                    body = client.get("/api/verivali/baris", query_string=query).json
                    assert body is not None
                    assert len(body["baris"]) == 100

                statement = sa.text(_FIRST.format(where=where))
                number = sa.text(f"SELECT count(*) FROM rekap_desa r WHERE periode = :periode AND program = 1 {where}")

                def bare(statement: sa.TextClause = statement, number: sa.TextClause = number) -> None:
                    assert len(connection.execute(statement, key).all()) == 100
                    connection.execute(number, key).scalar()

                value, floor = median_ms(answer, bare, n=20)
                yield measurement(name, value, "ms", floor, 20)


def measure_files() -> Iterator[Measurement]:
    """Every desa as a file, beside reading the same rows with one statement."""
    with _portal() as (app, _, periode):
        client = _signed_in(app)
        with current_engine().connect() as connection:
            day = connection.execute(
                sa.text("SELECT nilai ->> 'tanggal' FROM keterangan WHERE kunci = 'contoh'")
            ).scalar()
            key = {"periode": int(periode), "hari": day}

            def bare() -> None:
                connection.execute(sa.text(_ALL), key).all()

            for form in ("csv", "xlsx"):

                def answer(form: str = form) -> None:
                    query = {"program": "1", "periode": periode, "format": form, "urut": "kode"}
                    response = client.get("/verivali/unduh", query_string=query, buffered=False)
                    assert sum(len(part) for part in response.response) > 1_000_000
                    response.close()

                value, floor = median_ms(answer, bare, n=2)
                yield measurement(f"verivali-unduh-{form}", value / 1000, "s", floor / 1000, 2)


MEASURES = {"verivali-baris": measure_rows, "verivali-unduh": measure_files}
