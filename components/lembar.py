"""What a page shows, read from the parts it is made of, so that what is taken away says the same as the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from dash import html
from dash.development.base_component import Component

from components.tabel import Kolom as KolomLayar
from components.unduhan import baris_berkas, kolom_berkas
from domain.figur import Figur, Jenis, JenisKolom, Kolom, Sel, tabel
from domain.lembar import BARIS_LEMBAR, Ukuran
from domain.tulis import number, percent

Bagian = Component | str | float | Sequence[Any] | None
# Parts that are opened or used, not read.
_UNSEEN = (html.Details, html.Button)
_HEADS = (html.Dt, html.H2, html.H3)
_BLOCKS = (html.Div, html.Dd, html.P, html.Li, html.Ul, html.Dl, html.Section)


def teks(part: Bagian) -> str:
    """The words of a part in one line."""
    # Signs stand close to the word before them, whatever part it is in.
    return re.sub(r" +([:;,?]|\.(?=\s|$))", r"\1", " ".join(" ".join(_words(part)).split()))


def _words(part: Bagian) -> Iterator[str]:
    if part is None or isinstance(part, _UNSEEN):
        return
    if isinstance(part, str | int | float):
        yield str(part)
    elif isinstance(part, Component):
        if "visually-hidden" not in _classes(part):
            yield from _words(getattr(part, "children", None))
    else:
        for item in part:
            yield from _words(item)


def _classes(part: Component) -> list[str]:
    return (getattr(part, "className", None) or "").split()


def grafik_di(part: Bagian) -> list[Figur]:
    """The charts of a part, as figures, in their order."""
    found = []
    for item in _all(part):
        text = getattr(item, "data-grafik", None)
        if text:
            spek = orjson.loads(text)
            found.append(Figur(str(getattr(item, "id", "")), spek["judul"], Jenis.GRAFIK, spek))
    return found


def _all(part: Any) -> Iterator[Component]:
    if isinstance(part, Component):
        yield part
        yield from _all(getattr(part, "children", None))
    elif isinstance(part, list | tuple):
        for item in part:
            yield from _all(item)


def ukuran_di(part: Bagian) -> tuple[Ukuran, ...]:
    """The headline figures of a part: every box that begins with a name, its value, and lines about it."""
    found = []
    for item in _all(part):
        inside = _list(item)
        if (
            inside
            and (isinstance(inside[0], _HEADS) or "desa-kartu" in _classes(item))
            and "desa-kontak" not in _classes(item)
        ):
            lines = [line for child in inside[1:] for line in _lines(child)]
            if lines and teks(inside[0]):
                found.append(Ukuran(teks(inside[0]), lines[0], tuple(lines[1:])))
    return tuple(found)


def _list(part: Any) -> list[Any]:
    children = getattr(part, "children", None)
    return list(children) if isinstance(children, list | tuple) else [] if children is None else [children]


def _lines(part: Any) -> Iterator[str]:
    """One line for each block of text."""
    inside = _list(part) if isinstance(part, Component) else []
    if any(isinstance(child, _BLOCKS) for child in inside):
        for child in inside:
            yield from _lines(child)
    elif line := teks(part):
        yield line


def tabel_singkat(
    kode: str, judul: str, kolom: Sequence[Kolom], rows: Iterable[Sequence[Sel]], jumlah: int, benda: str
) -> Figur:
    """The first rows of a table, with the note of how many there are in all."""
    first = [list(row) for row, _ in zip(rows, range(BARIS_LEMBAR), strict=False)]
    if not jumlah:
        return tabel(kode, judul, kolom, [], catatan=f"Tidak ada {benda}.")
    # Whoever lays it out says how many found room.
    note = f"{{n}} dari {number(jumlah)} {benda}" + ("; seluruhnya pada berkas XLSX." if jumlah > BARIS_LEMBAR else ".")
    return tabel(kode, judul, kolom, first, catatan=note)


def pilih_kolom(
    kode: str, judul: str, kolom: Sequence[KolomLayar], rows: Iterable[Mapping[str, Any]], nama: Sequence[str],
    jumlah: int, benda: str,
) -> Figur:  # fmt: skip
    """Some columns of a table of the screen, its first rows."""
    known = {item.kode: item for item in kolom}
    columns = [known[name] for name in nama if name in known]
    return tabel_singkat(kode, judul, kolom_berkas(columns), baris_berkas(columns, rows), jumlah, benda)


def baris_di(part: Bagian) -> list[list[Sel]]:
    """The cells of every row of a table that was made for the screen, in words."""
    rows = (item for item in _all(part) if isinstance(item, html.Tr))
    return [[teks(cell) for cell in _list(row)] for row in rows]


def kata_di(part: Bagian, kelas: str) -> list[str]:
    """The words of every part of a class."""
    return [teks(item) for item in _all(part) if kelas in _classes(item)]


def ukuran_tahap(spek: Mapping[str, Any]) -> tuple[Ukuran, ...]:
    """The stages of a funnel as headline figures, each with its share of the first."""
    stages = spek["data"]
    first = stages[0]["nilai"]
    return tuple(
        Ukuran(
            item["nama"],
            f"{item['nilai'] if isinstance(item['nilai'], str) else number(item['nilai'])} {spek['satuan']}",
            () if item is stages[0] or not _both(item["nilai"], first) else
            (f"{percent(100 * item['nilai'] / first)} dari {stages[0]['nama'].lower()}",),
        )
        for item in stages
    )  # fmt: skip


def _both(value: Any, first: Any) -> bool:
    return isinstance(value, int | float) and isinstance(first, int | float) and bool(first)


def tabel_di(part: Bagian, kode: str, judul: str) -> list[Figur]:
    """The last table of a part, its first rows; names to the left, everything else to the right."""
    tables = [item for item in _all(part) if isinstance(item, html.Table)]
    if not tables:
        return []
    head, *rows = baris_di(tables[-1])
    kinds = [JenisKolom.TEKS, *([JenisKolom.BULAT] * (len(head) - 1))]
    columns = [Kolom(f"k{n}", str(name), kind) for n, (name, kind) in enumerate(zip(head, kinds, strict=True))]
    return [tabel_singkat(kode, judul, columns, rows, len(rows), str(head[0]).lower())]
