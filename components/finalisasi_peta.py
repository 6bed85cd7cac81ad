"""The board of finalisasi as a map and as a matrix of kab and periode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from components.format import number
from components.markup import markup
from domain.kalender import month_name
from domain.kesiapan import KEADAAN_NAME, KEADAAN_SHORT, KELOMPOK_NAME, KELOMPOK_OF, BarisPapan, Kelompok

_KELAS = {kelompok: place for place, kelompok in enumerate(Kelompok, 1)}


def spek_peta(rows: Sequence[BarisPapan], geo: Mapping[str, Any], *, kode: int, judul: str) -> dict[str, Any]:
    """What the scripts of the map draw: geometry, a class for each kab, its words, and the legend with counts."""
    kelas = [_KELAS[KELOMPOK_OF[row.keadaan]] if row.keadaan else 0 for row in rows]
    return {
        "geo": dict(geo),
        "kolom": {"kode": [row.kab for row in rows], "kelas": kelas},
        "nama": [row.nama for row in rows],
        "teks": [_words(row) for row in rows],
        "legenda": {
            "ramp": [f"fin-{kelompok}" for kelompok in Kelompok],
            "butir": [[KELOMPOK_NAME[item], kelas.count(place)] for item, place in _KELAS.items()],
            "tanpa": kelas.count(0),
        },
        "wilayah": {"kode": kode},
        "nama_induk": {str(row.kab // 100): row.provinsi for row in rows},
        "level": 2,
        "judul": judul,
    }


def _words(row: BarisPapan) -> str:
    if row.keadaan is None:
        return "tanpa prelist"
    holding = row.kesiapan.menahan
    words = KEADAAN_NAME[row.keadaan]
    if row.keadaan == "terbuka":
        words += f", {number(len(holding))} hal menahan" if holding else ", belum ada baris yang disetujui"
    return words


def matriks(
    rows: Sequence[BarisPapan], states: Mapping[tuple[int, int], str], periode: Sequence[int], kini: int
) -> str:
    """HTML of the table of kab and periode, oldest left; each cell says the state in a word and links to it.

    ``states`` holds what is shown of each (kab, periode); what is not in it had no prelist.
    """
    head = html.Tr(
        [
            html.Th("Kab/kota", scope="col"),
            *(
                html.Th(_short(kode), scope="col", title=month_name(kode), className="fin-kini" if kode == kini else "")
                for kode in periode
            ),
        ]
    )
    body = [
        html.Tr(
            [
                html.Th(html.A(row.nama, href=f"?wilayah={row.kab}&periode={kini}"), scope="row"),
                *(_cell(row, kode, states.get((row.kab, kode))) for kode in periode),
            ]
        )
        for row in rows
        if any((row.kab, kode) in states for kode in periode)
    ]
    return markup(html.Table([html.Thead(head), html.Tbody(body)], className="fin-matriks-tabel"))


def _short(kode: int) -> str:
    """ "Nov 26"."""
    return f"{month_name(kode)[:3]} {kode // 100 % 100:02d}"


def _cell(row: BarisPapan, periode: int, keadaan: str | None) -> html.Td:
    if keadaan is None:
        return html.Td(
            html.Span("–", title=f"{row.nama}, {month_name(periode)}: tanpa prelist"), className="fin-kosong"
        )
    words = f"{row.nama}, {month_name(periode)}: {KEADAAN_NAME[keadaan]}"
    link = html.A(KEADAAN_SHORT[keadaan], href=f"?wilayah={row.kab}&periode={periode}", title=words)
    return html.Td(link, className=f"fin-sel fin-k-{KELOMPOK_OF[keadaan]}")
