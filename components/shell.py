"""The frame around every page: top bar, wilayah and periode pickers, breadcrumb, user menu, notice, footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import day, moment
from components.ikon import ikon
from components.pemberitahuan import NOTICE
from components.unduh import menu
from domain.access import ROLE_NAME, Actor
from domain.kalender import PROGRAM_NAME, Periode

URL = "url"
PILIHAN = "pilihan"
BAWAAN = "bawaan"
BREADCRUMB = "remah"
PAGE = "halaman"
AS_OF = "per-tanggal"
HERE = "wilayah-kini"
# Rises when something in the reader's scope changed; callbacks that draw figures take it as an input.
VERSI = "versi"
PLACE = "tempat"
TAKE = "unduh-halaman"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation: a page that works and that the reader may open.

    ``menu`` is where it stands: "" in the bar, "lain" under Lainnya, "akun" in the menu of the account.
    """

    name: str
    path: str
    menu: str = ""


def defaults(root: int, root_name: str, periode: Sequence[Periode], current: dict[int, int]) -> dict[str, object]:
    """What the browser needs to complete an address: the reader's root, the programmes and their periode.

    ``current`` is the periode that a programme opens with.
    """
    programs = sorted({item.program for item in periode})
    return {
        "wilayah": str(root),
        "nama_wilayah": root_name,
        "program": [{"kode": str(int(item)), "nama": PROGRAM_NAME[item]} for item in programs],
        "periode": {
            str(int(program)): [
                {"kode": str(item.kode), "nama": item.label} for item in periode if item.program is program
            ]
            for program in programs
        },
        "periode_awal": {str(program): str(kode) for program, kode in current.items()},
    }


def shell(
    *,
    actor: Actor,
    wilayah_name: str,
    nav: Sequence[NavItem],
    data: dict[str, object],
    csrf_token: str,
    sample_note: str | None,
    version: str,
    lembar: Sequence[str] = (),
) -> Component:
    """The whole frame for one reader; the page itself is filled in by the router. ``lembar`` names the pages that can
    be taken away as a slide or sheet.
    """
    return html.Div(
        [
            dcc.Location(id=URL, refresh=False),
            dcc.Store(id=PILIHAN),
            dcc.Store(id=PLACE),
            dcc.Store(id=BAWAAN, data=data),
            dcc.Store(id=HERE),
            dcc.Store(id=VERSI),
            html.A("Langsung ke isi halaman", href="#isi", className="siks-lompat"),
            html.Header(
                [
                    html.Div(
                        [
                            html.A([html.Span(className="siks-lambang"), "SIKS-NG"], href="/", className="siks-merek"),
                            html.Nav(
                                [*_links(nav, "", "siks-nav-butir"), *_more(nav)],
                                className="siks-nav",
                                **attributes(aria_label="Menu utama"),
                            ),
                            html.Div(id="bilah", className="siks-bilah"),
                            _theme_button(),
                            _user_menu(actor, wilayah_name, csrf_token, nav),
                        ],
                        className="siks-atas",
                    ),
                    html.Div(
                        [
                            html.Nav(id=BREADCRUMB, className="siks-remah", **attributes(aria_label="Wilayah")),
                            *([_take_away(lembar)] if lembar else []),
                        ],
                        className="siks-remah-baris",
                    ),
                ],
                className="siks-kepala",
            ),
            *([html.Div([ikon("info-circle"), sample_note], className="siks-pita-contoh")] if sample_note else []),
            html.Div(id=NOTICE, className="siks-notis-wadah", role="status", **attributes(aria_live="polite")),
            html.Div(id="kepala-cetak", className="siks-cetak"),
            html.Main(html.Div(id=PAGE), id="isi", tabIndex=-1, className="siks-isi"),
            html.Footer(
                [html.Span(f"SIKS-NG {version}"), html.Span(id=AS_OF)],
                className="siks-kaki",
            ),
        ],
        id="akar",
    )


def _take_away(lembar: Sequence[str]) -> Component:
    """The menu of a page as a whole; the browser leads it to the page and address shown, and hides it elsewhere."""
    links = [
        html.A(text, href="#", **attributes(data_bentuk=form))
        for form, text in (("pptx", "Slide (PPTX)"), ("pdf", "A4 (PDF)"))
    ]
    more = attributes(data_halaman=" ".join(lembar))
    return menu("halaman ini", [("Halaman", links)], kata="Unduh halaman", id=TAKE, hidden=True, **more)


def _theme_button() -> Component:
    return html.Button(
        ikon("circle-half"),
        id="tema",
        className="siks-tombol",
        title="Terang atau gelap",
        **attributes(data_siks="tema", aria_label="Ganti tampilan terang atau gelap"),
    )


def _links(nav: Sequence[NavItem], menu: str, kelas: str) -> list[Component]:
    return [
        html.A(item.name, href=item.path, className=kelas, **attributes(data_siks="nav"))
        for item in nav
        if item.menu == menu
    ]


def _more(nav: Sequence[NavItem]) -> list[Component]:
    """Pages that are not asked for every day."""
    links = _links(nav, "lain", "siks-nav-butir")
    if not links:
        return []
    summary = html.Summary(["Lainnya", ikon("chevron-down")], className="siks-nav-butir")
    return [html.Details([summary, html.Div(links, className="siks-nav-isi")], className="siks-nav-lain")]


def _user_menu(actor: Actor, wilayah_name: str, csrf_token: str, nav: Sequence[NavItem]) -> Component:
    return html.Details(
        [
            html.Summary(
                [ikon("person-circle"), html.Span(actor.name, className="siks-akun-nama")],
                className="siks-tombol",
                # A phone shows the icon alone.
                **attributes(aria_label=f"Akun {actor.name}"),
            ),
            html.Div(
                [
                    html.Div(actor.name, className="fw-semibold"),
                    html.Div(ROLE_NAME[actor.role]),
                    html.Div(wilayah_name, className="siks-samar"),
                    *_links(nav, "akun", "siks-akun-butir"),
                    html.Form(
                        [
                            dcc.Input(type="hidden", name="csrf_token", value=csrf_token),
                            html.Button(
                                [ikon("box-arrow-right"), "Keluar"],
                                type="submit",
                                className="btn btn-sm btn-outline-secondary w-100",
                            ),
                        ],
                        action="/keluar",
                        method="POST",
                    ),
                ],
                className="siks-akun-isi",
            ),
        ],
        className="siks-akun",
    )


def breadcrumb(line: Sequence[tuple[int, str, bool]]) -> list[Component]:
    """Links from (kode, name, may open) rows, Indonesia first; what the reader may not open is a plain word."""
    parts: list[Component] = []
    for position, (kode, name, open_) in enumerate(line):
        if position:
            parts.append(html.Span(ikon("chevron-right"), className="siks-remah-panah"))
        if position == len(line) - 1:
            parts.append(html.Span(name, className="siks-remah-sini", **attributes(aria_current="page")))
        elif open_:
            parts.append(html.A(name, href=f"?wilayah={kode}", **attributes(data_wilayah=str(kode))))
        else:
            parts.append(html.Span(name))
    return parts


def as_of(periode: Periode, now: datetime, zona: int) -> str:
    """The moment that the figures of a periode speak of, in the zone of the wilayah shown."""
    if now < periode.buka:
        return f"Periode dibuka {day(periode.first_day)}"
    if periode.is_open(now):
        return f"Angka per {moment(now, zona)}"
    return f"Angka per {day(periode.last_day)}, verivali ditutup"
