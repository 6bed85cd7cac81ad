"""The slideshow: one slide for the wilayah, then one for each figure, led by the sentences of its chapter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.briefing_figur import AlamatPeta, catatan, figur, kalimat, konteks
from components.format import moment, number
from components.ikon import ikon
from components.markup import markup
from domain.figur import Bab, Figur, Isi, Jenis

TANYA, DATA, DETAK, SINI = "tayang-tanya", "tayang-data", "tayang-detak", "tayang-sini"
# Rows that are legible from the back of a room, fewer where cells hold sentences; slides that one table may take.
_ROWS, _ROWS_OF_TEXT, _MOST = 12, 6, 4
_SENTENCE = 60
# How often it looks whether there is something new; the script asks only then, or after five minutes.
_LOOK_MS = 60_000


def halaman() -> Component:
    """The empty slideshow; the answer of the server fills it."""
    buttons = (
        ("mundur", "arrow-left", "Slide sebelumnya"),
        ("maju", "arrow-right", "Slide berikutnya"),
        ("penuh", "fullscreen", "Layar penuh (F)"),
        ("tutup", "x-lg", "Tutup tayangan (Escape)"),
    )
    theme = html.Button(
        ikon("circle-half"),
        type="button",
        className="siks-tombol",
        title="Terang atau gelap",
        **attributes(data_siks="tema", aria_label="Ganti tampilan terang atau gelap"),
    )
    return html.Div(
        [
            html.H1("Tayangan briefing", className="visually-hidden"),
            # Filled by the script; the style says that it waits while it is empty.
            html.Div(id="tayang-layar", className="tayang-layar", tabIndex=-1),
            html.Div(
                [
                    html.Span([html.Span(id="tayang-tempat"), html.Span(id="tayang-per")], className="tayang-per"),
                    html.Span(id="tayang-nomor", className="tayang-nomor", role="status"),
                    theme,
                    *(
                        html.Button(
                            ikon(icon), type="button", className="siks-tombol", title=label,
                            **attributes(data_tayang=name, aria_label=label),
                        )
                        for name, icon, label in buttons
                    ),
                ],
                className="tayang-kaki",
            ),
            *(dcc.Store(id=ident) for ident in (TANYA, DATA, SINI)),
            dcc.Interval(id=DETAK, interval=_LOOK_MS),
        ],
        id="tayang",
        className="tayang",
    )  # fmt: skip


def isi_tayang(isi: Isi, peta: AlamatPeta) -> dict[str, object]:
    """What the browser shows: wilayah and moment for the foot, and of each slide its title and HTML."""
    slides = [("Pembuka", _cover(isi)), *(one for bab in isi.bab for one in _chapter(bab, peta, isi.asal.zona))]
    return {
        "tempat": isi.asal.wilayah,
        "per": konteks(isi.asal),
        "slide": [{"judul": title, "isi": markup(parts)} for title, parts in slides],
    }


def isi_gagal(pesan: str) -> dict[str, object]:
    """In place of slides: why there are none."""
    parts = [ikon("exclamation-triangle"), html.H2("Tayangan belum dapat dibuat"), html.P(pesan)]
    return {
        "per": "",
        "slide": [{"judul": "Belum dapat dibuat", "isi": markup(html.Div(parts, className="tayang-awal"))}],
    }


def _cover(isi: Isi) -> Component:
    asal = isi.asal
    lead = next((bab.kalimat[0] for bab in isi.bab if bab.kalimat), "")
    return html.Div(
        [
            html.P(asal.judul, className="tayang-bab"),
            html.H2(asal.wilayah),
            html.P(asal.periode, className="tayang-periode"),
            *([html.P(kalimat(lead), className="tayang-utama")] if lead else []),
            html.P(f"Angka per {moment(asal.per, asal.zona)}. Sumber: {asal.sumber}.", className="tayang-catatan"),
        ],
        className="tayang-awal",
    )


def _chapter(bab: Bab, peta: AlamatPeta, zona: int) -> Iterator[tuple[str, Component]]:
    if not bab.figur:
        points = html.Ul([html.Li(kalimat(text)) for text in bab.kalimat], className="tayang-butir")
        yield bab.judul, _slide(bab.judul, bab.judul, [], points, [])
        return
    lead, more = (bab.kalimat[0], bab.kalimat[1:]) if bab.kalimat else (bab.judul, ())
    for at, item in enumerate(bab.figur):
        title, words = (kalimat(lead), more) if at == 0 else (item.judul, ())
        name = [html.H3(item.judul)] if at == 0 else []
        fits = _fits(item)
        for part, start in enumerate(_starts(item, fits)):
            drawn = figur(item, f"tayang-{item.kode}-{part}", peta, zona, dari=start, baris=fits)
            below = [*catatan(item), *_rest(item, start, fits)]
            heading = title if part == 0 else f"{item.judul}, lanjutan"
            sentences = [html.P(kalimat(text)) for text in words] if part == 0 else []
            yield item.judul, _slide(bab.judul, heading, sentences, [*(name if part == 0 else []), drawn], below)


def _fits(item: Figur) -> int:
    """Rows of a table on one slide."""
    rows = item.isi["baris"] if item.jenis is Jenis.TABEL else ()
    wordy = any(isinstance(cell, str) and len(cell) > _SENTENCE for row in rows for cell in row)
    return _ROWS_OF_TEXT if wordy else _ROWS


def _starts(item: Figur, fits: int) -> range:
    rows = len(item.isi["baris"]) if item.jenis is Jenis.TABEL else 1
    return range(0, max(1, min(rows, fits * _MOST)), fits)


def _rest(item: Figur, start: int, fits: int) -> list[Component]:
    rows = len(item.isi["baris"]) if item.jenis is Jenis.TABEL else 0
    if rows <= fits:
        return []
    text = f"Baris {number(start + 1)}–{number(min(start + fits, rows))} dari {number(rows)}."
    if start + fits >= fits * _MOST and rows > fits * _MOST:
        text += " Selebihnya ada di berkas paket."
    return [html.P(text, className="brief-catatan")]


def _slide(
    bab: str, judul: str, kalimat: Sequence[Component], isi: Component | list[Component], bawah: Sequence[Component]
) -> Component:
    return html.Div(
        [
            html.Div(
                [*([html.P(bab, className="tayang-bab")] if bab != judul else []), html.H2(judul), *kalimat],
                className="tayang-kepala",
            ),
            html.Div(html.Div(isi, className="tayang-pas"), className="tayang-figur"),
            html.Div(list(bawah), className="tayang-bawah"),
        ],
        className="tayang-isi",
    )
