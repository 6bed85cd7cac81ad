"""What the shell asks the server: its first state, the page of an address, the breadcrumb, the search for a wilayah."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from urllib.parse import parse_qsl

import dash
from dash import ClientsideFunction, Input, Output, State, clientside_callback, html
from dash.development.base_component import Component
from flask import Flask, Response, jsonify, request
from flask_wtf.csrf import generate_csrf

from components import shell as frame
from components.pemberitahuan import forbidden_page, not_found_page
from data_access import keterangan
from data_access.periode import list_periode
from data_access.session import read_session
from data_access.wilayah import read_lineage, read_wilayah, search
from domain.access import Actor, Permission
from domain.errors import AccessDenied, InvalidInput
from domain.kalender import Periode
from domain.kode import parse_kode
from pages._guard import guarded_callback, guarded_route
from pages._lembar import halaman_of
from pages._session import current_actor, current_akun

_SEARCH_LIMIT = 12


def install_shell(server: Flask) -> None:
    """Register the shell's callbacks and its search route; called once for each app that is created."""
    server.add_url_rule("/api/wilayah", "cari_wilayah", find_wilayah)
    clientside_callback(
        ClientsideFunction("siks", "pilihan"),
        Output(frame.PILIHAN, "data"),
        Output(frame.PLACE, "data"),
        Input(frame.URL, "search"),
        State(frame.BAWAAN, "data"),
    )
    guarded_callback(
        Output(frame.PAGE, "children"),
        Input(frame.URL, "pathname"),
        State(frame.URL, "search"),
        requires=None,
    )(show_page)
    guarded_callback(
        Output(frame.BREADCRUMB, "children"),
        Output(frame.HERE, "data"),
        Output(frame.AS_OF, "children"),
        Input(frame.PLACE, "data"),
        requires=None,
        prevent_initial_call=True,
    )(show_place)
    clientside_callback(
        ClientsideFunction("siks", "kini"),
        Output(frame.HERE, "modified_timestamp"),
        Input(frame.HERE, "data"),
        prevent_initial_call=True,
    )


def layout_for(version: str) -> Component:
    """The shell for the reader of this request; an empty frame when Dash asks for it outside of one."""
    akun = current_akun()
    if akun is None:
        return html.Div()
    actor = akun.actor
    with read_session() as connection:
        periode = list_periode(connection)
        root = read_wilayah(connection, actor.wilayah)
        sample = keterangan.read(connection, keterangan.SAMPLE)
        moment = keterangan.read_now(connection)
    return frame.shell(
        actor=actor,
        wilayah_name=root.nama_lengkap,
        nav=[
            frame.NavItem(page["name"], page["path"], page.get("menu", ""))
            for page in dash.page_registry.values()
            if page.get("requires") is not None and page.get("nav", True) and actor.may(page["requires"])
        ],
        data=frame.defaults(actor.wilayah, root.nama, periode, first_periode(periode, moment)),
        csrf_token=generate_csrf(),
        sample_note="Data contoh, bukan orang dan rumah tangga yang nyata." if sample else None,
        version=version,
        lembar=halaman_of(actor),
    )


def first_periode(periode: Sequence[Periode], moment: datetime) -> dict[int, int]:
    """For each programme the periode to open with: the newest that has begun, else the earliest there is."""
    current: dict[int, int] = {}
    for item in sorted(periode, key=lambda item: item.buka):
        if item.buka <= moment or int(item.program) not in current:
            current[int(item.program)] = item.kode
    return current


def page_status(path: str, query: Mapping[str, str], actor: Actor) -> int:
    """Status under which a page address is answered to this reader: 200, 403 or 404."""
    found = page_at(path)
    if found is None:
        return 404
    page, parts = found
    if not actor.may(page["requires"]):
        return 403
    try:
        for kode in (parts.get("kode"), query.get("wilayah")):
            actor.narrow(parse_kode(kode) if kode else None)
    except InvalidInput:
        return 404
    except AccessDenied:
        return 403
    return 200


def page_at(path: str) -> tuple[dict[str, Any], dict[str, str]] | None:
    """The registered page of a path with the variables of its template (``/desa/<kode>``), or None."""
    wanted = path.rstrip("/") or "/"
    for page in cast(Mapping[str, dict[str, Any]], dash.page_registry).values():
        template = page.get("path_template")
        if template is None:
            if page["path"] == wanted:
                return page, {}
            continue
        fixed, _, variable = template.partition("<")
        rest = wanted.removeprefix(fixed)
        if wanted.startswith(fixed) and rest and "/" not in rest:
            return page, {variable.rstrip(">"): rest}
    return None


def show_page(path: str | None, query_string: str | None) -> Component:
    """The page of the address, or what stands in for it. Runs on a change of path only, never of the query."""
    query = dict(parse_qsl((query_string or "").lstrip("?")))
    status = page_status(path or "/", query, current_actor())
    if status == 403:
        return forbidden_page()
    found = page_at(path or "/")
    if status == 404 or found is None:
        return not_found_page()
    page, parts = found
    return cast(Component, page["layout"](**query | parts))


def show_place(place: dict[str, str] | None) -> tuple[list[Component], dict[str, str], str]:
    """Where the reader is: the breadcrumb, the names for the picker and print, and the moment figures speak of."""
    actor, state = current_actor(), place or {}
    scope = actor.narrow(parse_kode(state["wilayah"]) if state.get("wilayah") else None)
    with read_session() as connection:
        line = read_lineage(connection, scope.kode)
        moment = keterangan.read_now(connection)
        periode = next(
            (
                item
                for item in list_periode(connection)
                if [str(int(item.program)), str(item.kode)] == [state.get("program"), state.get("periode")]
            ),
            None,
        )
    here = line[-1]
    return (
        frame.breadcrumb([(item.kode, item.nama, actor.sees(item.kode)) for item in line]),
        {"kode": str(here.kode), "nama": here.nama, "lengkap": here.nama_lengkap},
        frame.as_of(periode, moment, here.zona or 7) if periode else "",
    )


@guarded_route(requires=Permission.VIEW_PROGRES)
def find_wilayah() -> Response:
    """JSON list of ``kode, nama, jenis, lengkap`` for the picker, best match first, inside the reader's scope only."""
    scope = current_actor().narrow(None)
    with read_session() as connection:
        found = search(connection, request.args.get("cari", "")[:80], scope, _SEARCH_LIMIT)
    return jsonify(
        [
            {"kode": str(item.kode), "nama": item.nama, "jenis": item.jenis, "lengkap": item.nama_lengkap}
            for item in found
        ]
    )
