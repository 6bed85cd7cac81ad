"""Deny by default: every route and callback, tried as a stranger, in the wrong role and wilayah, and rightly."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dash
import pytest
from _jalan import CALLBACKS, ask, ids_in, server_callbacks
from flask.testing import FlaskClient

from data_access.pengguna import find_by_username
from data_access.pengguna_store import end_sessions
from data_access.session import unit_of_work
from domain.access import PERMISSIONS, Permission, Role
from pages import _guard
from pages._session import current_akun
from pages._shell import layout_for

# Reachable without signing in; a route that joins this list is a decision.
PUBLIC = {
    "/masuk",
    "/masuk/kode",
    "/lupa-sandi",
    "/kalender/langganan/<token>.ics",
    "/verifikasi",
    "/verifikasi/<string:kode>",
    "/healthz",
    "/vendor/<string:mark>/<string:name>",
    "/assets/<path:filename>",
}
PUBLIC_FILES = {"/assets/siks.css", "/assets/lambang.svg", "/assets/verifikasi.js"}

SignIn = Callable[[str], FlaskClient]


def _addresses(app: Any) -> list[tuple[str, str, str]]:
    """(rule, method, an address that the rule answers) for every route."""
    found = []
    for rule in app.server.url_map.iter_rules():
        values = {
            name: 1 if "Integer" in type(converter).__name__ else "x.js" for name, converter in rule._converters.items()
        }
        _, path = rule.build(values)  # type: ignore[misc]
        found += [(rule.rule, method, path) for method in rule.methods - {"OPTIONS", "HEAD"}]
    return found


def test_a_stranger_gets_nothing_from_any_route(app: Any, client: FlaskClient) -> None:
    addresses = _addresses(app)
    assert {rule for rule, _, _ in addresses} >= PUBLIC
    for rule, method, path in addresses:
        if rule in PUBLIC - {"/assets/<path:filename>"}:
            continue
        answer = client.open(path, method=method, json={} if method == "POST" else None)
        # 400: the form token is asked for before anything else.
        assert answer.status_code in (302, 400, 401), (rule, method, answer.status_code)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/masuk"), (rule, method)


def test_every_asset_but_those_of_the_login_page_wants_a_session(client: FlaskClient) -> None:
    files = [f"/assets/{file.name}" for file in Path("assets").iterdir()]
    reached = {file for file in files if client.get(file).status_code == 200}
    assert reached == PUBLIC_FILES


@pytest.mark.parametrize(
    "path",
    [
        "/assets/..%2fapp.py",
        "/assets/../app.py",
        "/vendor/x/..%2f..%2fapp.py",
        "/geo/%2e%2e/aktif.json",
        "//evil.example/",
    ],
)
def test_no_path_trick_gets_a_stranger_past_the_login(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (302, 308, 401, 404)
    assert "import" not in answer.get_data(as_text=True)


def test_every_callback_asks_for_a_permission(app: Any) -> None:
    callbacks = list(server_callbacks(app))
    assert callbacks
    unguarded = [output for output, function in callbacks if getattr(function, "guard", None) is None]
    assert unguarded == []


def test_only_the_shell_is_content_with_any_reader(app: Any) -> None:
    anyone = {output for output, function in server_callbacks(app) if function.guard == "signed in"}
    assert anyone == {"halaman.children", "..remah.children...wilayah-kini.data...per-tanggal.children.."}


def test_every_route_of_ours_asks_for_a_permission(app: Any) -> None:
    without = {
        rule.rule
        for rule in app.server.url_map.iter_rules()
        if not hasattr(app.server.view_functions[rule.endpoint], "guard")
    }
    framework = {rule for rule in without if rule.startswith(("/_", "/<path:path>", "/static"))}
    assert without - framework == PUBLIC | {"/", "/keluar"}


def test_a_stranger_gets_401_and_no_data_from_any_callback(app: Any, client: FlaskClient) -> None:
    for output, _ in server_callbacks(app):
        answer = ask(client, app, output, 0)
        assert answer.status_code == 401, output
        assert set(answer.json) == {"pesan", "masuk"}


def _notice(answer: Any) -> str:
    assert answer.status_code == 200
    return json.dumps(answer.json.get("sideUpdate", {}).get("pemberitahuan", {}), ensure_ascii=False)


def test_a_reader_of_another_kab_is_refused_by_every_callback_and_told_so(app: Any, sign_in: SignIn) -> None:
    neighbour = sign_in("supervisor.pangandaran")
    for output, _ in server_callbacks(app):
        answer = ask(neighbour, app, output, 3277)
        text = answer.get_data(as_text=True)
        assert "Cimahi" not in text, output
        if output == "halaman.children":
            assert "di luar kewenangan" in text
            continue
        # Either the shell's notice, or the page's own words in place of its figures.
        shown = [value for properties in answer.json["response"].values() for value in properties.values()]
        assert "SIKS-403" in _notice(answer) or all(value is None or "galat" in value for value in shown), output


def test_a_role_without_the_permission_is_refused_by_every_callback_that_asks_for_one(
    app: Any, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = sign_in("pfm")
    monkeypatch.setitem(PERMISSIONS, Role.PFM, frozenset())
    for output, function in server_callbacks(app):
        if function.guard != "signed in":
            assert "SIKS-403" in _notice(ask(visitor, app, output, 0)), output
    assert "di luar kewenangan" in ask(visitor, app, "halaman.children", 0).get_data(as_text=True)
    assert visitor.get("/peta").status_code == 403
    assert visitor.get("/api/wilayah?cari=cimahi").status_code == 403


def test_the_right_reader_gets_an_answer_from_every_callback(app: Any, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    for output, _ in server_callbacks(app):
        answer = ask(reader, app, output, 3277)
        assert answer.status_code in (200, 204), output
        if answer.status_code == 200:
            assert "siks-notis-gagal" not in _notice(answer), output


@pytest.mark.parametrize("wilayah", ["abc", "9", "32.7", "' OR 1=1"])
def test_a_code_that_cannot_be_read_is_said_and_not_widened(app: Any, sign_in: SignIn, wilayah: str) -> None:
    reader = sign_in("supervisor.cimahi")
    answer = ask(reader, app, "..remah.children...wilayah-kini.data...per-tanggal.children..", wilayah)  # type: ignore[arg-type]
    assert "SIKS-400" in _notice(answer)


def test_an_unexpected_error_is_said_with_a_number_that_the_log_has_too(
    app: Any, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    reader = sign_in("supervisor.cimahi")
    body = {
        "output": "..remah.children...wilayah-kini.data...per-tanggal.children..",
        "outputs": [
            {"id": "remah", "property": "children"},
            {"id": "wilayah-kini", "property": "data"},
            {"id": "per-tanggal", "property": "children"},
        ],
        "inputs": [{"id": "tempat", "property": "data", "value": ["not", "a", "dict"]}],
        "state": [],
        "changedPropIds": ["tempat.data"],
    }
    with caplog.at_level(logging.ERROR, logger="siks.guard"):
        notice = _notice(reader.post(CALLBACKS, json=body))
    number = notice.split("G-")[1][:8]
    assert any(f"G-{number}" in record.getMessage() for record in caplog.records)


def test_a_callback_that_does_not_exist_is_an_error_with_a_number(app: Any, sign_in: SignIn) -> None:
    answer = sign_in("pusdatin").post(
        CALLBACKS, json={"output": "tidak.ada", "outputs": [], "inputs": [], "state": [], "changedPropIds": []}
    )
    assert answer.status_code == 500
    assert answer.json["kode"].startswith("G-")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ],
)
def test_callbacks_asked_for_by_another_site_are_refused(app: Any, sign_in: SignIn, headers: dict[str, str]) -> None:
    answer = ask(sign_in("pusdatin"), app, "halaman.children", 0, **headers)
    assert answer.status_code == 403
    assert "response" not in answer.json


def test_callbacks_asked_for_by_the_portal_itself_are_answered(app: Any, sign_in: SignIn) -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert ask(sign_in("pusdatin"), app, "halaman.children", 0, **headers).status_code == 200


def test_a_callback_posted_as_a_form_is_refused(sign_in: SignIn) -> None:
    assert sign_in("pusdatin").post(CALLBACKS, data={"output": "x"}).status_code == 403


def test_an_account_that_ends_its_sessions_is_signed_out_everywhere(
    app: Any, own_database: str, sign_in: SignIn
) -> None:
    reader = sign_in("supervisor.cimahi")
    assert reader.get("/peta").status_code == 200
    with unit_of_work() as work:
        akun = find_by_username(work, "supervisor.cimahi")
        assert akun is not None
        end_sessions(work, akun.actor.id)
    assert reader.get("/peta").status_code == 302


def _layouts(app: Any, sign_in: SignIn) -> set[str]:
    reader = sign_in("pusdatin")
    with reader:
        reader.get("/peta")
        assert current_akun() is not None
        found = set(ids_in(layout_for("uji")))
        for page in dash.page_registry.values():
            found |= set(ids_in(page["layout"]()))
    return found


def test_every_id_that_a_callback_names_is_in_some_layout(app: Any, sign_in: SignIn) -> None:
    there = _layouts(app, sign_in)
    named = {
        dependency["id"]
        for spec in app._callback_list
        for dependency in (*spec["inputs"], *spec["state"])
        if not dependency["id"].startswith("{")
    }
    written = {
        part.split(".")[0]
        for spec in app._callback_list
        if not spec["no_output"]
        for part in spec["output"].strip(".").split("...")
        if not part.startswith("{")
    }
    assert (named | written) - there == set()


def test_no_property_is_written_by_two_callbacks(app: Any) -> None:
    written = [
        part for spec in app._callback_list for part in spec["output"].strip(".").split("...") if "@" not in part
    ]
    assert len(written) == len(set(written))


def test_every_page_names_the_permission_it_needs(app: Any) -> None:
    assert all(isinstance(page["requires"], Permission) for page in dash.page_registry.values())


def test_public_endpoints_are_the_ones_listed_here(app: Any) -> None:
    rules = {rule.rule for rule in app.server.url_map.iter_rules() if rule.endpoint in _guard.PUBLIC_ENDPOINTS}
    assert rules == PUBLIC - {"/assets/<path:filename>"}
