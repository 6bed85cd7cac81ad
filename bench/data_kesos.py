"""The register: finding households through the whole portal beside the bare statements it sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from bench.common import Measurement, measurement, median_ms
from bench.peta import _portal, _signed_in
from data_access.session import current_engine, read_session

LIST = "..kesos-kepala.children...kesos-baris.children...kesos-berikut.data.."
REPEATS = 15


def _statements(run: Callable[[], None]) -> list[tuple[str, Any]]:
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if "rumah_tangga" in statement or "kata_nama" in statement or "SET LOCAL enable" in statement:
            seen.append((statement, parameters))

    run()
    sa.event.listen(current_engine(), "before_cursor_execute", note)
    run()
    sa.event.remove(current_engine(), "before_cursor_execute", note)
    return seen


def measure() -> Iterator[Measurement]:
    """One search by NIK, by name, by a mistyped name, and one filtered list, over the whole country."""
    with _portal() as (app, _, periode):
        client = _signed_in(app)
        with read_session() as connection:
            nik, nama = connection.exec_driver_sql(
                "SELECT nik, nama FROM individu WHERE kab = 3277 AND nik > 10^15 AND nama LIKE '%% %%' LIMIT 1"
            ).one()
        asked = {
            "nik": {"teks": str(nik)},
            "nama": {"teks": nama},
            "salah-ketik": {"teks": f"{nama[:-2]}{nama[-1]}{nama[-2]}"},
            "saringan": {"teks": "", "bantuan": "tanpa", "desil": "1"},
        }
        for name, query in asked.items():
            outputs = [
                dict(zip(("id", "property"), part.split("."), strict=True)) for part in LIST.strip(".").split("...")
            ]
            value = {"wilayah": "0", "program": "1", "periode": periode, **query}
            body = {
                "output": LIST,
                "outputs": outputs,
                "inputs": [{"id": "kesos-tanya", "property": "data", "value": value}],
                "changedPropIds": ["kesos-tanya.data"],
                "state": [],
            }

            def answer(body: dict[str, Any] = body) -> None:
                assert client.post("/_dash-update-component", json=body).status_code == 200

            statements = _statements(answer)
            with current_engine().connect() as connection:

                def bare(connection: Any = connection, statements: Any = statements) -> None:
                    with connection.begin():
                        for statement, parameters in statements:
                            result = connection.exec_driver_sql(statement, parameters)
                            if result.returns_rows:
                                result.fetchall()

                found, floor = median_ms(answer, bare, n=REPEATS)
            yield measurement(f"data-kesos-{name}", found, "ms", floor, REPEATS)


MEASURES = {"data-kesos": measure}
