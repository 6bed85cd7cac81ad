"""The kuota page: its answer for Indonesia and the what-if of a kab, beside the statements that they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from bench.common import Measurement, measurement, median_ms
from bench.peta import _portal, _signed_in
from data_access.session import current_engine

REPEATS = 30
# The kab with the most households in every scale of the sample.
KAB = "3277"

_SHOWN = (
    "kuota-galat.children", "kuota-kalimat.children", "kuota-angka.children", "kuota-peringatan.children",
    "kuota-kendali.children", "kuota-tabel.rowData", "kuota-tren.children", "kuota-peringkat.children",
    "kuota-usul.children",
)  # fmt: skip
_DRAFT = (
    "kuota-rancang-kendali.children", "kuota-rancang-ringkas.children", "kuota-rancang.rowData", "kuota-tampil.data",
)  # fmt: skip


def _ask(client: FlaskClient, outputs: tuple[str, ...], stores: dict[str, Any]) -> Callable[[], None]:
    body = {
        "output": f"..{'...'.join(outputs)}..",
        "outputs": [dict(zip(("id", "property"), name.split("."), strict=True)) for name in outputs],
        "inputs": [{"id": name, "property": "data", "value": value} for name, value in stores.items()],
        "changedPropIds": ["pilihan.data"],
        "state": [],
    }

    def answer() -> None:
        found = client.post("/_dash-update-component", json=body)
        assert found.status_code == 200
        assert found.json["response"]

    return answer


def _bare(run: Callable[[], None]) -> Callable[[], None]:
    """The statements that a call sends, run again with nothing around them."""
    run()
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        seen.append((statement, parameters))

    sa.event.listen(current_engine(), "before_cursor_execute", note)
    run()
    sa.event.remove(current_engine(), "before_cursor_execute", note)

    def bare() -> None:
        with current_engine().connect() as connection:
            for statement, parameters in seen:
                connection.exec_driver_sql(statement, parameters).fetchall()

    return bare


def measure_page() -> Iterator[Measurement]:
    """All 514 kab/kota with warnings, trend and ranking."""
    with _portal() as (app, _, periode):
        pilihan = {"wilayah": "0", "program": "1", "periode": periode}
        answer = _ask(_signed_in(app), _SHOWN, {"pilihan": pilihan, "versi": None, "kuota-segar": None})
        value, floor = median_ms(answer, _bare(answer), n=REPEATS)
        yield measurement("kuota-nasional", value, "ms", floor, REPEATS)


def measure_draft() -> Iterator[Measurement]:
    """The what-if of one whole kab: division by a rule, and who falls in or out."""
    with _portal() as (app, _, periode):
        pilihan = {"wilayah": KAB, "program": "1", "periode": periode, "simulasi": "1", "cara": "awal", "batas": "5"}
        stores = {"pilihan": pilihan, "versi": None, "kuota-segar": None, "kuota-berkas": None}
        answer = _ask(_signed_in(app), _DRAFT, stores)
        value, floor = median_ms(answer, _bare(answer), n=REPEATS)
        yield measurement("kuota-rancangan", value, "ms", floor, REPEATS)


MEASURES = {"kuota-nasional": measure_page, "kuota-rancangan": measure_draft}
