"""The page of one desa: its server time beside the bare statements that bring the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from bench.common import Measurement, measurement, median_ms, portal_database
from components.desa import BAGIAN, PETA, box
from data_access.keterangan import read_now
from data_access.periode import list_periode
from data_access.session import current_engine, read_session
from demo.akun import PASSWORD

# The biggest prelist there is: the page is slowest there.
BIGGEST = "SELECT desa, kab FROM rekap_desa WHERE periode = :periode AND program = 1 ORDER BY total DESC LIMIT 1"
PLACE = "kab = :kab AND periode = :periode AND program = 1 AND desa = :desa"
SECTIONS = (
    "SELECT * FROM rekap_desa WHERE program = 1 AND desa = :desa AND kab = :kab",
    "SELECT r.*, w.nama FROM wilayah w LEFT JOIN rekap_desa r ON r.desa = w.kode AND r.periode = :periode "
    "AND r.program = 1 WHERE w.induk = :desa / 10000",
    f"SELECT * FROM riwayat_desa WHERE {PLACE}",
    f"SELECT count(*) FROM verivali WHERE {PLACE} AND sta_keberadaan < 3 AND NOT kyc_lengkap",
    f"SELECT petugas, count(*), max(tgl_diisi) FROM verivali WHERE {PLACE} GROUP BY petugas",
    f"SELECT status, count(*) FROM usulan WHERE {PLACE} GROUP BY status",
    f"SELECT * FROM musdes WHERE {PLACE}",
    "SELECT * FROM kuota WHERE periode = :periode AND program = 1 AND desa = :desa AND kab = :kab",
    "SELECT * FROM pantauan WHERE wilayah = :desa AND periode = :periode AND program = 1 AND kab = :kab",
    "SELECT nama, telepon FROM pengguna WHERE wilayah IN (:desa, :kab)",
)
POINTS = (
    "SELECT t.id, t.nama_krt, t.nama_sls, v.status, t.lon, t.lat FROM verivali v JOIN rumah_tangga t "
    "ON t.kab = v.kab AND t.id = v.ruta "
    "WHERE v.kab = :kab AND v.periode = :periode AND v.program = 1 AND v.desa = :desa",
)


def measure_page() -> Iterator[Measurement]:
    """Sections, then the map with its households, of the biggest desa."""
    from app import create_app  # noqa: PLC0415 - registers the pages, which needs the engine

    with portal_database() as (settings, _):
        with read_session() as connection:
            moment = read_now(connection)
            periode = next(item for item in list_periode(connection) if item.buka <= moment).kode
            desa, kab = connection.execute(sa.text(BIGGEST), {"periode": periode}).one()
        client = create_app(settings).server.test_client()
        form = client.get("/masuk").get_data(as_text=True)
        token = form.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        client.post("/masuk", data={"username": "pusdatin", "password": PASSWORD, "csrf_token": token})
        place = {"periode": periode, "desa": desa, "kab": kab}
        for name, parts, statements in (
            ("desa-bagian", [box(part) for part in BAGIAN], SECTIONS),
            ("desa-peta", [PETA], POINTS),
        ):
            body = _asked(parts, desa, periode)

            def page(body: dict[str, Any] = body) -> None:
                assert client.post("/_dash-update-component", json=body).json["response"]

            def bare(statements: tuple[str, ...] = statements) -> None:
                with current_engine().connect() as connection:
                    for statement in statements:
                        connection.execute(sa.text(statement), place).all()

            value, floor = median_ms(page, bare, n=20)
            yield measurement(name, value, "ms", floor, 20)


def _asked(parts: list[str], desa: int, periode: int) -> dict[str, Any]:
    outputs = [{"id": part, "property": "children"} for part in parts]
    state = {"wilayah": str(desa), "program": "1", "periode": str(periode)}
    several = len(parts) > 1
    joined = "...".join(f"{part}.children" for part in parts)
    return {
        "output": f"..{joined}.." if several else joined,
        "outputs": outputs if several else outputs[0],
        "inputs": [
            {"id": "pilihan", "property": "data", "value": state},
            {"id": "versi", "property": "data", "value": None},
        ],
        "changedPropIds": ["pilihan.data"],
        "state": [],
    }


MEASURES = {"desa": measure_page}
