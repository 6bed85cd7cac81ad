"""Beranda at national scope, and the evaluation of every attention rule, each beside the bare SQL it runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from bench.common import Measurement, measurement, median_ms
from bench.peta import _portal, _signed_in
from data_access.keterangan import read_now
from data_access.perhatian import read_setelan
from data_access.perhatian_aturan import parameters, statement_by_kab
from data_access.periode import list_periode
from data_access.session import current_engine, read_session
from domain.perhatian import DINILAI, Fase, Saat
from workflow.perhatian import evaluate

OUTPUTS = ("beranda-kepala", "beranda-atas", "beranda-perhatian", "beranda-sisi")
INPUTS = ("pilihan", "versi", "beranda-tertulis", "beranda-diatur", "beranda-surel-tertulis")


def measure_page() -> Iterator[Measurement]:
    """The answer that fills Beranda for Indonesia, through the web application, beside its statements bare."""
    with _portal() as (app, _, periode):
        evaluate()
        client = _signed_in(app)
        query = {"wilayah": "0", "program": "1", "periode": periode}
        body = {
            "output": "..{}..".format("...".join(f"{name}.children" for name in OUTPUTS)),
            "outputs": [{"id": name, "property": "children"} for name in OUTPUTS],
            "inputs": [
                {"id": name, "property": "data", "value": query if name == "pilihan" else None} for name in INPUTS
            ],
            "changedPropIds": ["pilihan.data"],
            "state": [],
        }

        def answer() -> None:
            assert client.post("/_dash-update-component", json=body).status_code == 200

        seen: list[tuple[str, Any]] = []

        def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
            seen.append((statement, values))

        answer()
        sa.event.listen(current_engine(), "before_cursor_execute", note)
        answer()
        sa.event.remove(current_engine(), "before_cursor_execute", note)
        with current_engine().connect() as connection:

            def bare() -> None:
                for statement, values in seen:
                    connection.exec_driver_sql(statement, values).fetchall()

            value, floor = median_ms(answer, bare, n=20)
        yield measurement("beranda-halaman", value, "ms", floor, 20)


def measure_evaluation() -> Iterator[Measurement]:
    """Every rule over the whole country with nothing changed since, beside the statements of the rules bare."""
    with _portal():
        evaluate()
        with read_session() as connection:
            moment, settings = read_now(connection), read_setelan(connection)
            saats = [Saat(item, moment) for item in list_periode(connection)]
        running = [saat for saat in saats if saat.holds(Fase.PENGESAHAN)]
        with current_engine().connect() as connection:

            def bare() -> None:
                for rule in DINILAI:
                    for saat in [None] if rule.fase is Fase.SELALU else running:
                        if saat is None or saat.holds(rule.fase):
                            values = parameters(rule, settings[rule.kode].ambang, saat)
                            connection.execute(statement_by_kab(rule.kode), values).fetchall()

            value, floor = median_ms(evaluate, bare, n=5)
        yield measurement("beranda-penilaian", value, "ms", floor, 5)


MEASURES = {"beranda-halaman": measure_page, "beranda-penilaian": measure_evaluation}
