"""What is now and what is proposed, field by field: of the household, of each member, of a household that is new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import number
from components.ikon import ikon
from components.usulan_daftar import tags
from domain.instrumen import PADAN
from domain.isian_kata import label
from domain.kasus import AnggotaKasus, Kasus, Langgar, Ubahan

_KEADAAN = {"baru": "Baru", "berubah": "Berubah", "pergi": "Tidak lagi ada"}
# What the row of a member says already.
_IN_ROW = frozenset(label(name) for name in ("nama", "nik", "tgl_lahir", "hub_krt", "jns_kel"))
# Below this likeness two texts are simply different, and marks in them would be noise; so are marks in answers that are
# chosen from a list.
_ALIKE = 0.7
_WRITTEN = re.compile(r"nama|nik|no_kk|alamat|tgl_lahir|ibu")


def changes(kasus: Kasus) -> Component | None:
    """The fields of the household that would change."""
    if not kasus.ubahan:
        return None
    count = len(kasus.ubahan)
    return _section(
        f"Perubahan rumah tangga ({number(count)})",
        _comparison(kasus.ubahan, {item.kolom for item in kasus.komentar if item.kolom}),
    )


def _section(title: str, *content: Component, kind: str = "") -> Component:
    return html.Section([html.H3(title), *content], className=f"usulan-bagian {kind}".strip())


def _comparison(found: Sequence[Ubahan], commented: set[str]) -> Component:
    return html.Table(
        [
            html.Thead(html.Tr([html.Th(head, scope="col") for head in ("Isian", "Kini", "Usulan")])),
            html.Tbody([_line(item, item.kolom in commented) for item in found]),
        ],
        className="usulan-banding",
    )


def _line(item: Ubahan, commented: bool) -> Component:
    written = _WRITTEN.search(item.kolom.rpartition(".")[2])
    before, after = marked(item.kini, item.usulan) if written else ([item.kini], [item.usulan])
    return html.Tr(
        [
            html.Th(
                [
                    item.label,
                    html.Button(
                        ikon("chat-left-text"),
                        className="usulan-catat" + (" usulan-catat-ada" if commented else ""),
                        title="Komentari isian ini",
                        **attributes(
                            data_usulan="komentar", data_kolom=item.kolom, aria_label=f"Komentari {item.label}"
                        ),
                    ),
                ],
                scope="row",
            ),
            html.Td(
                [
                    *before,
                    *(
                        [
                            html.Div(
                                [ikon("exclamation-triangle"), f"pada prelist: {item.lama}"], className="usulan-dulu"
                            )
                        ]
                        if item.bertentangan
                        else []
                    ),
                ],
                className="usulan-kini",
                **attributes(data_judul="Kini"),
            ),
            html.Td(
                after,
                className="usulan-baru",
                **attributes(data_judul="Usulan"),
            ),
        ],
        className="usulan-tentang" if item.bertentangan else "",
    )


def marked(before: str, after: str) -> tuple[list[Component | str], list[Component | str]]:
    """Two texts with what differs between them marked, where they are nearly the same."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if before == after or max(len(before), len(after)) > 120 or matcher.ratio() < _ALIKE:
        return [before], [after]
    old: list[Component | str] = []
    new: list[Component | str] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            old.append(before[a:b])
            new.append(after[c:d])
            continue
        old += [html.Mark(before[a:b])] if b > a else []
        new += [html.Mark(after[c:d])] if d > c else []
    return old, new


def proposed(pairs: Sequence[tuple[str, str]]) -> Component | None:
    """Answers of a household that is to enter the register."""
    if not pairs:
        return None
    return _section("Data rumah tangga yang diusulkan", facts(pairs))


def facts(pairs: Sequence[tuple[str, str]]) -> Component:
    """Labels and answers in columns."""
    return html.Dl([html.Div([html.Dt(name), html.Dd(text)]) for name, text in pairs], className="usulan-fakta")


def members(kasus: Kasus) -> Component | None:
    """The members, those who change with what changes."""
    people = kasus.anggota
    if not people:
        return None
    moved = Counter(one.keadaan for one in people if one.keadaan)
    words = [f"{number(moved[state])} {name.lower()}" for state, name in _KEADAAN.items() if moved[state]]
    title = f"Anggota ({', '.join([number(len(people)), *words])})"
    commented = {item.kolom for item in kasus.komentar if item.kolom}
    heads = ("Nama", "Hubungan", "L/P", "Lahir", "NIK", "Dukcapil")
    return _section(
        title,
        html.Div(
            html.Table(
                [
                    html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                    html.Tbody([row for one in people for row in _person(one, commented)]),
                ],
                className="usulan-anggota",
            ),
            className="usulan-gulung-datar",
            tabIndex=0,
            role="region",
            **attributes(aria_label="Anggota rumah tangga"),
        ),
    )


def _person(one: AnggotaKasus, commented: set[str]) -> list[Component]:
    badge = (
        [html.Span(_KEADAAN[one.keadaan], className=f"usulan-keadaan usulan-keadaan-{one.keadaan}")]
        if one.keadaan
        else []
    )
    good = one.padan == 1
    rows: list[Component] = [
        html.Tr(
            [
                html.Th([one.nama, *badge], scope="row"),
                html.Td(one.hubungan),
                html.Td(one.jenis_kelamin[:1], title=one.jenis_kelamin),
                html.Td(one.lahir),
                html.Td(one.nik or "tidak ada", className="usulan-nomor"),
                html.Td(PADAN[one.padan], className="" if good or not one.padan else "usulan-tak-padan"),
            ],
            className=f"usulan-orang-{one.keadaan}" if one.keadaan else "",
        )
    ]
    if one.ubah:
        rows.append(html.Tr(html.Td(_comparison(one.ubah, commented), colSpan=6), className="usulan-rinci"))
    elif one.isian:
        rest = [pair for pair in one.isian if pair[0] not in _IN_ROW]
        rows.append(html.Tr(html.Td(facts(rest), colSpan=6), className="usulan-rinci"))
    return rows


def rules(found: Sequence[Langgar]) -> Component | None:
    """Rules that the case breaks, and what to do about each."""
    if not found:
        return None
    return _section(
        f"Aturan yang dilanggar ({number(len(found))})",
        html.Ul([_rule(item) for item in found], className="usulan-langgar"),
    )


def _rule(item: Langgar) -> Component:
    details = [
        "".join((f"{name}: " if name else "", value or "kosong", f" → {expected}" if expected else ""))
        for name, value, expected in item.rincian
        if name or value
    ]
    return html.Li(
        [
            *tags([item.kode]),
            html.Div(
                [
                    html.B(item.nama),
                    html.Span(f" {item.langkah}", className="siks-samar"),
                    *([html.Div("; ".join(details))] if details else []),
                ]
            ),
            html.Span(f"+{item.risiko}" if item.risiko else "", className="usulan-bobot", title="Menambah risiko"),
        ]
    )
