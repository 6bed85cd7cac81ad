"""What the page tests share: walking routes and callbacks, and asking a callback the way the browser does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

CALLBACKS = "/_dash-update-component"


def state_of(wilayah: int) -> dict[str, Any]:
    """State of an address, as the shell hands it to every callback, and what questions of a page add to it."""
    address = {"wilayah": str(wilayah), "program": "1", "periode": "202611", "metrik": "progres"}
    kab = int(str(wilayah)[:4]) if isinstance(wilayah, int) and wilayah >= 1000 else 3277
    page = {"kunci": "uji", "saat": 1, "lapis": "desa", "induk": [wilayah], "ruta": f"{kab}-{kab}0000001"}
    return {**address, **page}


def ask(client: FlaskClient, app: Any, output: str, wilayah: int, **headers: str) -> TestResponse:
    """Post one callback with every store of state filled in for ``wilayah``."""
    known = app.callback_map[output]

    def value(dependency: dict[str, Any]) -> Any:
        if dependency["property"] == "pathname":
            return "/peta"
        if dependency["property"] == "search":
            return f"?wilayah={wilayah}"
        return state_of(wilayah) if dependency["property"] == "data" else None

    def filled(dependencies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**dependency, "value": value(dependency)} for dependency in dependencies]

    outputs = [
        {"id": part.component_id, "property": part.component_property}
        for part in (known["output"] if isinstance(known["output"], list) else [known["output"]])
    ]
    inputs = filled(known["inputs"])
    body = {
        "output": output,
        "outputs": outputs if isinstance(known["output"], list) else outputs[0],
        "inputs": inputs,
        "state": filled(known["state"]),
        "changedPropIds": [f"{inputs[0]['id']}.{inputs[0]['property']}"],
    }
    return client.post(CALLBACKS, json=body, headers=headers)


def server_callbacks(app: Any) -> Iterator[tuple[str, Any]]:
    """Every callback that runs on the server, with the function behind it."""
    for output, known in app.callback_map.items():
        if "callback" in known:
            yield output, known["callback"]


def ids_in(layout: Any) -> Iterator[str]:
    """Every id of a component tree."""
    if isinstance(layout, (list, tuple)):
        for part in layout:
            yield from ids_in(part)
        return
    if not hasattr(layout, "to_plotly_json"):
        return
    own = getattr(layout, "id", None)
    if isinstance(own, str):
        yield own
    yield from ids_in(getattr(layout, "children", None))


def token_of(client: FlaskClient) -> str:
    """The form token of the login page."""
    page = client.get("/masuk").get_data(as_text=True)
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
