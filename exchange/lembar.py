"""One page of the portal as one sheet of A4 (``lembar_pdf``)."""

from __future__ import annotations

import json
from typing import Any

from domain.figur import Asal, Figur, Jenis
from domain.lembar import Lembar, Ukuran
from domain.tulis import moment
from exchange.briefing_tata import FOLDER, HURUF, LAMBANG, STANDAR, Gambar, bersihkan, dokumen, tata, tinggi_mm
from exchange.cetak import cetak

# What one page holds: longer texts are cut, the page itself has them whole.
_KALIMAT, _JUDUL = 420, 120


def lembar_pdf(lembar: Lembar, gambar: Gambar) -> bytes:
    """The sheet, always exactly one. ``gambar`` gives the SVG of a chart or map.

    Raises RuntimeError where it cannot be set.
    """
    files = {"umum.typ": (FOLDER / "umum.typ").read_text(), "main.typ": (FOLDER / "lembar.typ").read_text()}
    files["lambang.svg"] = LAMBANG
    figures = []
    for n, figur in enumerate(lembar.figur):
        name = f"gambar-{n}.svg"
        figures.append(tata(figur, name, lembar.asal) | {"catatan": bersihkan(_notes(figur))})
        if figur.jenis in (Jenis.GRAFIK, Jenis.PETA):
            files[name] = gambar(figur).decode()
    asal = lembar.asal
    said = dokumen(asal, f"{asal.judul} {asal.wilayah}, {asal.periode}") | bersihkan(
        {
            "judul": potong(asal.judul, _JUDUL),
            "wilayah": potong(asal.wilayah, _JUDUL),
            "periode": potong(asal.periode, _JUDUL),
            "kalimat": [potong(sentence, _KALIMAT) for sentence in lembar.kalimat],
            "ukuran": [_card(item) for item in lembar.ukuran],
            "kaki": potong(provenance(asal), 2 * _KALIMAT),
        }
    )
    files["isi.json"] = json.dumps(said | {"figur": figures}, ensure_ascii=False)
    return cetak(files, standar=STANDAR, waktu=asal.dibuat, huruf=HURUF)


def ukuran_mm(lembar: Lembar, figur: Figur) -> tuple[float, float]:
    """Width and height at which a drawing of a sheet is wanted."""
    drawings = sum(item.jenis is not Jenis.TABEL for item in lembar.figur)
    # What cards and tables leave of the page.
    cards = 34 * -(-len(lembar.ukuran) // (4 if len(lembar.ukuran) == 4 else 3))
    tables = 82 * (len(lembar.figur) - drawings)
    high = max((205 - cards - tables) / max(drawings, 1) - 12, 60.0)
    if figur.jenis is Jenis.PETA:
        # A map that is wanted too high is drawn a little smaller.
        return 174, high + 18
    return 174, tinggi_mm(figur, min(high, 95.0))


def provenance(asal: Asal) -> str:
    """Where the numbers come from, at the foot of slide and sheet."""
    chosen = "".join(f" {name}: {words}." for name, words in asal.saring)
    small = f" Angka di bawah {asal.samar} disamarkan." if asal.samar else ""
    return (
        f"{asal.wilayah}, {asal.periode}.{chosen} Angka per {moment(asal.per, asal.zona)}.{small} Sumber: "
        f"{asal.sumber}. Dibuat {moment(asal.dibuat, asal.zona)} oleh {asal.pembuat}."
    )


def potong(text: str, most: int) -> str:
    """A text, or as much of it as there is room for."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _notes(figur: Figur) -> list[str]:
    return [note for note in (figur.definisi, figur.catatan) if note]


def _card(item: Ukuran) -> dict[str, Any]:
    return {
        "nama": potong(item.nama, 48),
        "nilai": potong(item.nilai, 40),
        "satuan": "",
        "ada": True,
        "baris": [potong(line, 90) for line in item.catatan[:3]],
    }
