"""What report and single page share: figures as the strings and measures that their templates set.

Widths of columns are measured with the font itself, so that no word of a cell is cut and no table is wider than its
page. A word too long for any column is broken where it must be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import font_source_sans_pro
from PIL import ImageFont

from domain.figur import SAMAR, Asal, Figur, Jenis, JenisKolom, Kolom, Sel
from domain.surat import bersih
from domain.tulis import NO_DATA_TEXT, compact_day, compact_moment, moment, number, signed
from exchange.briefing_pptx_teks import ada_samar, nilai, sel

FOLDER = Path(__file__).with_name("briefing")
_FONTS = Path(font_source_sans_pro.__file__).parent / "files"
HURUF = tuple(_FONTS / f"SourceSansPro-{face}.ttf" for face in ("Regular", "It", "Semibold", "Bold"))
LAMBANG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0f6673"/>'
    '<path d="M8 21.5V14l8-6 8 6v7.5" fill="none" stroke="#fff" stroke-width="2.5"/>'
    '<path d="M11.5 19.5l3.4 3.4 6-6.6" fill="none" stroke="#8fd6cf" stroke-width="2.5"/></svg>'
)
# Archivable and tagged; the compiler refuses what does not conform.
STANDAR = ("a-2a", "ua-1")
# A4 inside the margins of the templates, in points.
POTRET, MELINTANG = 174 * 72 / 25.4, 261 * 72 / 25.4
_KOSONG = "Tidak ada baris pada wilayah dan periode ini."
_LONGEST_CELL, _LONGEST_TEXT = 400, 2000
_LONG_WORD = re.compile(r"(\S{24})(?=\S)")
_WIDEST = 320.0
_SIZES = (9.0, 8.0, 7.0, 6.0, 5.0)
_BREAK = "\u200b"

Gambar = Callable[[Figur], bytes]


def bersihkan(value: Any) -> Any:
    """Every text of a tree as one that can be set: whatever a name holds, no page breaks on it."""
    if isinstance(value, str):
        return _breakable(value, _LONGEST_TEXT).replace(" %", "\u00a0%")
    if isinstance(value, dict):
        return {name: bersihkan(part) for name, part in value.items()}
    return [bersihkan(part) for part in value] if isinstance(value, list) else value


def dokumen(asal: Asal, judul: str) -> dict[str, Any]:
    """What programs are told of the document itself."""
    made = asal.dibuat
    return {
        "judul": bersih(judul),
        "pembuat": bersih(asal.pembuat),
        "ringkasan": bersih(f"{asal.wilayah}, {asal.periode}, angka per {moment(asal.per, asal.zona)}"),
        "kata_kunci": ["SIKS-NG", bersih(asal.wilayah), bersih(asal.periode)],
        "dibuat": [made.year, made.month, made.day, made.hour, made.minute, made.second],
    }


def rinci_asal(asal: Asal) -> list[list[str]]:
    """What every file says of itself, as (name, words)."""
    return [
        ["Angka per", moment(asal.per, asal.zona)],
        ["Dibuat", f"{moment(asal.dibuat, asal.zona)}, oleh {asal.pembuat}"],
        *([name, words] for name, words in asal.saring),
        ["Sumber", asal.sumber],
    ]


def catatan_samar(asal: Asal) -> list[str]:
    """The note on small numbers, where some are suppressed."""
    if not asal.samar:
        return []
    return [
        f"Angka di bawah {asal.samar} ditulis “{SAMAR}” agar tidak menunjuk pada satu rumah tangga, beserta angka yang "
        "dengannya ia dapat dihitung."
    ]


def tata(figur: Figur, berkas: str, asal: Asal, *, lebar: float = POTRET) -> dict[str, Any]:
    """One figure as its template sets it; ``berkas`` names the drawing of a chart or map, ``lebar`` in points."""
    said: dict[str, Any] = {
        "jenis": str(figur.jenis),
        "judul": figur.judul,
        "keterangan": keterangan(figur, asal.samar),
    }
    match figur.jenis:
        case Jenis.ANGKA:
            said["angka"] = [_angka(item) for item in figur.isi["angka"]]
        case Jenis.TABEL:
            said["kosong"] = figur.catatan or _KOSONG
        case _:
            said |= {"berkas": berkas, "alt": bersih(kata(figur), _LONGEST_TEXT)}
    cleaned: dict[str, Any] = bersihkan(said)
    if figur.jenis is Jenis.TABEL:
        return cleaned | _tabel(figur, lebar, asal.zona)
    return cleaned


def tinggi_mm(figur: Figur, paling: float) -> float:
    """Height at which a drawing is wanted: rows take what they need, everything else ``paling``."""
    isi = figur.isi
    rows = {"batang": "data", "corong": "data", "tumpuk": "baris"}.get(isi.get("jenis", ""))
    if rows is None or not isi.get("mendatar", True):
        return paling
    return min(paling, 6.0 + 8.5 * len(isi[rows]) + (8.0 if rows == "baris" else 0.0))


def keterangan(figur: Figur, samar: int = 0) -> list[str]:
    """Notes below a figure: what it shows, of what it is a share, what was chosen, what is not told."""
    empty = figur.jenis is Jenis.TABEL and not figur.isi["baris"]
    chosen = "; ".join(f"{name}: {words}" for name, words in figur.saring)
    first = " ".join(
        part
        for part in (
            figur.definisi,
            f"Penyebut: {figur.penyebut}." if figur.penyebut else "",
            f"Saringan: {chosen}." if chosen else "",
        )
        if part
    )
    notes = [first, "" if empty else figur.catatan]
    if figur.jenis is Jenis.TABEL:
        cells = [cell for row in figur.isi["baris"] for cell in row]
        if ada_samar(cells):
            limit = f"di bawah {samar} atau dapat dihitung dari angka di bawah {samar}" if samar else "terlalu kecil"
            notes.append(f"“{SAMAR}”: angka {limit}, agar tidak menunjuk pada satu rumah tangga.")
        if None in cells:
            notes.append(f"“–”: {NO_DATA_TEXT}, bukan nol.")
    return [note for note in notes if note]


def kata(figur: Figur) -> str:
    """What a chart or map says, as a sentence, for those who do not see it."""
    if figur.jenis is Jenis.GRAFIK:
        return str(figur.isi["kata"])
    isi, legend = figur.isi, figur.isi["legenda"]
    digits, unit = isi["desimal"], isi["satuan"]
    edges = [number(edge, digits) for edge in legend["batas"]]
    ranges = [f"di atas {low} sampai {high} {unit}" for low, high in pairwise(edges)]
    if "nama" in legend:
        names = list(legend["nama"])
    elif edges:
        names = [f"sampai {edges[0]} {unit}", *ranges, f"di atas {edges[-1]} {unit}"]
    else:
        names = ["dengan angka"]
    parts = [f"{name}: {number(count)}" for name, count in zip(names, legend["banyak"], strict=True)]
    others = {
        "tidak bergerak": legend["berhenti"],
        str(legend.get("nama_tanpa", NO_DATA_TEXT)): legend["tidak_ada_data"],
        SAMAR: legend["disamarkan"],
    }
    parts += [f"{name}: {number(count)}" for name, count in others.items() if count]
    return f"Peta {figur.judul}, {number(len(isi['kode']))} wilayah. " + "; ".join(parts) + "."


def _angka(item: Mapping[str, Any]) -> dict[str, Any]:
    value, unit, digits = item["nilai"], item["satuan"], item["desimal"]
    known = isinstance(value, int | float)
    lines = []
    if isinstance(item["pembilang"], int | float) and isinstance(item["penyebut"], int | float):
        of = f"{number(item['pembilang'])} dari {number(item['penyebut'])} {item['satuan_pembilang']}"
        lines.append(of.strip())
    for change in item["beda"] if known else ():
        if isinstance(change["nilai"], int | float):
            named = "poin" if unit == "%" else unit
            lines.append(f"{signed(change['nilai'], digits)} {named} dari {change['kapan']}")
    return {
        "nama": item["nama"],
        "nilai": nilai(value, digits),
        "satuan": unit,
        "ada": known,
        "baris": lines,
    }


def tulis_sel(kolom: Kolom, value: Sel, zona: int = 7) -> str:
    """A cell in words: those of a slide, with months in short."""
    try:
        match kolom.jenis:
            case JenisKolom.TANGGAL if value:
                return compact_day(date.fromisoformat(str(value)))
            case JenisKolom.SAAT if value:
                return compact_moment(datetime.fromisoformat(str(value)), zona)
    except ValueError:
        # A word that stands for a day, such as that of a suppressed one.
        pass
    return sel(value, kolom, zona)


def _tabel(figur: Figur, lebar: float, zona: int) -> dict[str, Any]:
    columns = figur.kolom
    heads = [_breakable(item.judul) for item in columns]
    rows = [
        [
            {"isi": _breakable(tulis_sel(item, cell, zona)), "kata": cell is None or cell == SAMAR}
            for item, cell in zip(columns, row, strict=True)
        ]
        for row in figur.isi["baris"]
    ]
    measured = [_measure(head, [str(row[k]["isi"]) for row in rows]) for k, head in enumerate(heads)]
    plan = _plan(measured, lebar)
    text = [item.jenis is JenisKolom.TEKS for item in columns]
    widths = _fill(plan, text)
    return {
        "kolom": [
            {"judul": head, "angka": item.angka, "lebar": round(width, 2)}
            for head, item, width in zip(heads, columns, widths, strict=True)
        ],
        "baris": rows,
        "huruf": plan.huruf,
        "sisip": plan.sisip,
        "melintang": plan.ruang > POTRET,
    }


def _breakable(text: str, most: int = _LONGEST_CELL) -> str:
    """Cleaned, with places to break in words that no column holds."""
    return _LONG_WORD.sub(rf"\1{_BREAK}", bersih(text, most))


@cache
def _font() -> ImageFont.FreeTypeFont:
    # The widest face that cells are set in: a header.
    return ImageFont.truetype(HURUF[2], 1000)


@cache
def _width(text: str) -> float:
    """Width in em."""
    return _font().getlength(text) / 1000


def _measure(head: str, cells: Sequence[str]) -> tuple[float, float]:
    """(widest word, widest text) of a column, in em."""
    texts = [head, *set(cells)]
    words = {word for text in texts for word in re.split(rf"[ {_BREAK}]", text)}
    # A head may take two lines, cells are best on one.
    whole = [_width(text) for text in texts[1:]] or [0.0]
    return max(map(_width, words)), max(*whole, _width(head) / 2)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a table fits its page: size of text, inset and room in points, least and wanted widths in points."""

    huruf: float
    sisip: float
    ruang: float
    least: list[float]
    want: list[float]


def _plan(measured: Sequence[tuple[float, float]], lebar: float) -> _Plan:
    """The largest text at which every word fits, upright if it can be read there, else across the page."""
    rooms = (lebar, MELINTANG) if lebar == POTRET else (lebar,)
    tries = [(size, room) for sizes in (_SIZES[:2], _SIZES[2:]) for room in rooms for size in sizes]
    for size, room in tries:
        inset = 4.0 if size >= 8 else 2.5
        least = [word * size + 2 * inset + 0.5 for word, _ in measured]
        if sum(least) <= room or (size, room) == tries[-1]:
            want = [
                max(low, min(text * size, _WIDEST) + 2 * inset + 0.5)
                for low, (_, text) in zip(least, measured, strict=True)
            ]
            return _Plan(size, inset, room, least, want)
    raise AssertionError


def _fill(plan: _Plan, text: Sequence[bool]) -> list[float]:
    """Widths that fill the room: what is short is taken where lines can break, what is left goes to columns of text."""
    short = sum(plan.want) - plan.ruang
    if short > 0:
        slack = [want - least for want, least in zip(plan.want, plan.least, strict=True)]
        part = min(1.0, short / sum(slack)) if sum(slack) > 0 else 0.0
        widths = [want - free * part for want, free in zip(plan.want, slack, strict=True)]
        # Where not even single words fit, all columns shrink alike.
        scale = min(1.0, plan.ruang / sum(widths))
        return [width * scale for width in widths]
    grows = text if any(text) else [True] * len(text)
    # Numbers too far from their names are hard to follow: a narrow table stays narrow.
    spare = min(-short, 0.6 * sum(plan.want)) / sum(grows)
    return [want + (spare if wide else 0.0) for want, wide in zip(plan.want, grows, strict=True)]
