"""A briefing pack as slides: native charts and tables that can be edited, on the ministry's master or the user's own.

Each chapter begins with its sentence as headline; what does not fit on a slide goes on on the next, never over its
edge. Tables of many rows stand behind the chapters, so that those can be shown one after the other. Under every slide
stand source, moment, wilayah and number; its notes say of each figure what it counts, of what, with which filters, by
which read and with which digest. The same content gives the same bytes.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from itertools import chain, count
from typing import Any

from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.parts.chart import ChartPart
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide, SlideLayout

from domain.figur import SAMAR, Asal, Bab, Figur, Isi, Jenis, JenisKolom, Kolom, Sel, tabel
from domain.tulis import moment, number
from exchange import briefing_pptx_angka as angka
from exchange import briefing_pptx_grafik as grafik
from exchange import briefing_pptx_tabel as tabel_
from exchange.briefing_pptx_peta import tambah_peta
from exchange.briefing_pptx_teks import BARIS, ada_samar, bersih, xml
from exchange.briefing_pptx_templat import Kotak, Tata, buka, check_templat
from exchange.briefing_tata import kata
from exchange.templat.kementerian import NAMA_BAB

__all__ = ["UKURAN_PETA", "check_templat", "write_pptx"]

_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_PT = 12_700
JUDUL, _SMALLEST_TITLE, _TEXT, _CAPTION, _NOTE, _FOOT = 26.0, 16.0, 14.0, 13.0, 10.0, 10.0
_GAP = 12.0
# Millimetres on which a map is drawn so that its letters are as large as those around it.
UKURAN_PETA = (200.0, 115.0)
# Points: a chart needs so much height, a slide wider than that has two charts beside each other.
_LEAST_CHART, _TWO = 190.0, 700.0
# A table of more rows goes to the end.
_MOST_ROWS = 60
_LONGEST_TITLE, _LONGEST_SENTENCE, _LONGEST_NOTE = 220, 600, 4_000
# Tables beside a map: points across, characters of a name.
_BESIDE, _LONGEST_BESIDE = 250.0, 60
_HALF_ROWS = {"batang": 10, "corong": 5, "tumpuk": 6}

Gambar = Callable[[Figur], bytes]
Bidang = Callable[[Figur], dict[int, Any]]


def write_pptx(isi: Isi, gambar: Gambar, *, templat: bytes | None = None, bidang: Bidang | None = None) -> bytes:
    """The pack as PPTX.

    ``gambar`` gives the PNG of a map; with ``bidang`` (shapes by code, in WGS84) maps are shapes instead. Raises
    InvalidInput for a ``templat`` that ``check_templat`` refuses.
    """
    deck, tata = buka(templat)
    pen = Pena(deck, tata, isi, gambar, bidang)
    pen.sampul()
    agenda = pen.agenda()
    first = [pen.bab(item) for item in isi.bab]
    pen.isi_agenda(agenda, first, pen.lampiran())
    return pen.simpan()


@dataclass(slots=True)
class _Halaman:
    """A slide being filled: where the next thing stands and what its notes will say."""

    slide: Slide
    judul: str
    y: int
    bawah: int
    catatan: list[str]
    figur: list[Figur] = field(default_factory=list)

    @property
    def sisa(self) -> float:
        """Points left."""
        return (self.bawah - self.y) / _PT


class Pena:
    """Writes slides one after the other."""

    def __init__(self, deck: Deck, tata: Tata, isi: Isi, gambar: Gambar, bidang: Bidang | None) -> None:
        self.deck, self.tata, self.isi, self.asal = deck, tata, isi, isi.asal
        self.gambar, self.bidang = gambar, bidang
        self._titles: set[str] = set()
        self._numbers: dict[str, int] = {}
        # Digests of large tables are worked out once, not for every slide they go on on.
        self._asal_kata, self._kata_figur = _provenance(isi), dict[int, str]()
        self._now: _Halaman | None = None
        self._kode = ""
        self._late: list[tuple[str, Figur]] = []

    def simpan(self) -> bytes:
        """The file."""
        _set_properties(self.deck, self.asal)
        file = io.BytesIO()
        self.deck.save(file)
        return _repack(file.getvalue())

    # -- the first two --------------------------------------------------------------------------------------------

    def sampul(self) -> None:
        """Title, wilayah, periode, moment, maker."""
        asal = self.asal
        slide = self._slide(self.tata.sampul)
        self._set_title(slide, asal.judul)
        lines = [
            asal.wilayah,
            asal.periode,
            f"Data per {moment(asal.per, asal.zona)}",
            *(f"{name}: {text}" for name, text in asal.saring),
            f"Dibuat {moment(asal.dibuat, asal.zona)} oleh {asal.pembuat}",
        ]
        runs = "".join(paragraf(line, 24.0 if k == 0 else 16.0, bold=k == 0) for k, line in enumerate(lines))
        place = next((item for item in slide.placeholders if item.placeholder_format.idx != 0), None)
        if place is None:
            x, y, w, h = self.tata.isi
            height = sum((24.0 if k == 0 else 16.0) * BARIS for k in range(len(lines)))
            slide.shapes._spTree.append(
                parse_xml(kotak(90, "Keterangan", (x, y, w, min(h, round(height * _PT))), runs))
            )
        else:
            _fill(place, runs)
        self._foot(slide)
        self._write_notes(slide, [self._asal_kata])

    def agenda(self) -> Slide:
        """The slide that will list the chapters, once their slides are known."""
        slide = self._slide(self.tata.judul_saja)
        self._set_title(slide, "Agenda")
        return slide

    def isi_agenda(self, slide: Slide, first: Sequence[Slide], lampiran: Slide | None) -> None:
        """List the chapters with their sentences and the numbers of their first slides, each a link to it."""
        x, y, w, h = self.tata.isi
        numbers = {item.slide_id: k for k, item in enumerate(self.deck.slides, 1)}
        columns = (Kolom("bab", "Bab"), Kolom("inti", "Intinya"), Kolom("salindia", "Salindia", JenisKolom.BULAT))
        rows: list[list[Sel]] = [
            [item.judul, item.kalimat[0] if item.kalimat else "", numbers[target.slide_id]]
            for item, target in zip(self.isi.bab, first, strict=True)
        ]
        if lampiran is not None:
            rows.append(["Lampiran", "Tabel lengkap.", numbers[lampiran.slide_id]])
            first = [*first, lampiran]
        figure, room = tabel("", "", columns, rows), (w / _PT, h / _PT, self.tata.huruf, self.asal.zona)
        tries = (tabel_.halaman(figure, *room, sizes) for sizes in ((15.0, 14.0), (13.0, 12.0), (11.0, 10.0)))
        pages = next((found for found in tries if len(found) == 1), None) or tabel_.halaman(figure, *room)
        links = [slide.part.relate_to(target.part, RT.SLIDE) for target in first]
        tabel_.tambah_tabel(slide, pages[0], x, y, "Daftar bab", f"Daftar {len(rows)} bab", links)
        self._chapter_name(slide, f"{self.asal.wilayah} · {self.asal.periode}")
        self._foot(slide)
        self._write_notes(slide, [self._asal_kata])

    # -- chapters -------------------------------------------------------------------------------------------------

    def bab(self, item: Bab) -> Slide:
        """The slides of a chapter; the first of them."""
        self._kode = item.judul
        headline, *rest = item.kalimat or (item.judul,)
        first = self._open(headline, list(item.kalimat))
        late = [one for one in item.figur if one.jenis is Jenis.TABEL and one.banyak_baris > _MOST_ROWS]
        self._late += [(item.judul, one) for one in late]
        names = ", ".join(f"{one.judul} ({number(one.banyak_baris)} baris)" for one in late)
        self._sentences([*rest, *([f"Tabel lengkap pada lampiran: {names}."] if late else [])], item.judul)
        figures = [one for one in item.figur if one not in late]
        while figures:
            pair = self._pair(figures)
            if pair:
                self._two(*pair)
                del figures[:2]
            else:
                self._figure(figures.pop(0))
        self._close()
        return first

    def lampiran(self) -> Slide | None:
        """The tables of many rows; the first of their slides, None where there are none."""
        first: Slide | None = None
        for name, item in self._late:
            self._kode = f"Lampiran · {name}"
            opened = self._tabel(item, alone=True)
            first = first or opened
        self._close()
        return first

    def _open(self, title: str, notes: Sequence[str] = ()) -> Slide:
        self._close()
        slide = self._slide(self.tata.judul_saja)
        self._set_title(slide, title)
        self._chapter_name(slide, self._kode)
        _, y, _, h = self.tata.isi
        said = [bersih(f"Bab: {self._kode}"), *(bersih(note, _LONGEST_NOTE) for note in notes)]
        self._now = _Halaman(slide, bersih(title, _LONGEST_TITLE), y, y + h, said)
        return slide

    def _close(self) -> None:
        if self._now is None:
            return
        page, self._now = self._now, None
        self._foot(page.slide)
        lines = [*page.catatan, *(self._about_figur(item) for item in page.figur), self._asal_kata]
        self._write_notes(page.slide, lines)

    @property
    def _page(self) -> _Halaman:
        assert self._now is not None
        return self._now

    def _about_figur(self, item: Figur) -> str:
        if id(item) not in self._kata_figur:
            self._kata_figur[id(item)] = _about(item)
        return self._kata_figur[id(item)]

    def _sentences(self, sentences: Sequence[str], title: str) -> None:
        """What a chapter says beyond its headline, as text; on slides of its own where it is long."""
        width = self.tata.isi[2] / _PT
        huruf = self.tata.huruf
        texts = [bersih(item, _LONGEST_SENTENCE) for item in sentences]
        heights = [huruf.banyak_baris(item, _TEXT, width - 16) * _TEXT * BARIS + 6 for item in texts]
        start = 0
        while start < len(texts):
            end, used = start, 0.0
            while end < len(texts) and (used + heights[end] <= self._page.sisa or end == start):
                used += heights[end]
                end += 1
            runs = "".join(paragraf(item, _TEXT, before=6, bullet=len(texts) > 1) for item in texts[start:end])
            self._text(runs, used, "Penjelasan")
            start = end
            if start < len(texts):
                self._open(title)

    def _pair(self, figures: Sequence[Figur]) -> tuple[Figur, Figur] | None:
        """The next two figures where both are small charts and the slide is wide enough."""
        if len(figures) < 2 or self.tata.isi[2] / _PT < _TWO or not all(_is_half(item) for item in figures[:2]):
            return None
        # Three small charts are one on its own and a pair no better than a pair and one on its own.
        return figures[0], figures[1]

    def _two(self, left: Figur, right: Figur) -> None:
        x, _, w, _ = self.tata.isi
        half = (w - round(2 * _GAP * _PT)) // 2
        rooms = [grafik.Bidang(half / _PT, 9_999.0, self.tata.huruf, _chart_title(item)) for item in (left, right)]
        notes = [self._note(item) for item in (left, right)]
        foot = max(_note_height(note, half, self.tata) for note in notes)
        needed = (
            max(_LEAST_CHART, *(_least(item, room) for item, room in zip((left, right), rooms, strict=True))) + foot
        )
        if self._page.sisa < needed or self._page.figur:
            second = right.judul[:1].lower() + right.judul[1:]
            self._fresh(f"{left.judul} dan {second}", needed)
        page, start, lowest = self._page, self._page.y, self._page.y
        height = page.sisa - foot
        for k, (item, room, note) in enumerate(zip((left, right), rooms, notes, strict=True)):
            area = grafik.Bidang(room.lebar, height, room.huruf, room.judul)
            at = x + k * (w - half)
            tall = grafik.tinggi_wajar(item.isi, area)
            self._chart(item, item.isi, (at, start, half, round(tall * _PT)), room.judul)
            self._note_at(note, (at, start + round(tall * _PT), half))
            page.figur.append(item)
            lowest = max(lowest, start + round((tall + foot + _GAP) * _PT))
        page.y = lowest

    def _figure(self, item: Figur) -> None:
        match item.jenis:
            case Jenis.ANGKA:
                self._angka(item)
            case Jenis.GRAFIK:
                self._grafik(item)
            case Jenis.TABEL:
                self._tabel(item)
            case Jenis.PETA:
                self._peta(item)

    def _fresh(self, title: str, needed: float) -> bool:
        """A new slide, unless the present one holds no figure yet and has the room; whether it is new."""
        if not self._page.figur and self._page.sisa >= min(needed, self.tata.isi[3] / _PT * 0.55):
            return False
        self._open(title)
        return True

    def _angka(self, item: Figur) -> None:
        width, note = self.tata.isi[2] / _PT, self._note(item)
        foot = _note_height(note, self.tata.isi[2], self.tata)
        found = angka.susun(item, width, self._page.sisa - foot, self.tata.huruf)
        if self._page.figur or (len(found) > 1 and self._page.sisa < self.tata.isi[3] / _PT * 0.7):
            self._open(item.judul)
            found = angka.susun(item, width, self._page.sisa - foot, self.tata.huruf)
        for k, part in enumerate(found):
            if k:
                self._open(_part(item.judul, k, len(found)))
            page = self._page
            angka.tambah_angka(page.slide, part, self.tata.isi[0], page.y, self.tata.huruf)
            page.y += round((part.tinggi_total + _GAP) * _PT)
            page.figur.append(item)
        self._note_below(note)

    def _grafik(self, item: Figur) -> None:
        note = self._note(item)
        x, _, w, h = self.tata.isi
        foot = _note_height(note, w, self.tata)
        title = _chart_title(item)
        if grafik.kosong(item.isi):
            self._empty(item, "Belum ada data untuk digambar.", note)
            return
        whole = grafik.Bidang(w / _PT, h / _PT - foot, self.tata.huruf, title)
        needed = min(_least(item, whole), h / _PT) + foot
        if self._page.sisa < max(needed, _LEAST_CHART) or (self._page.figur and self._page.sisa < h / _PT * 0.5):
            self._open(item.judul)
        parts = grafik.pecah(item.isi, grafik.Bidang(w / _PT, self._page.sisa - foot, self.tata.huruf, title))
        if len(parts) > 1 and self._page.sisa < whole.tinggi:
            self._open(item.judul)
            parts = grafik.pecah(item.isi, whole)
        for k, part in enumerate(parts):
            if k:
                self._open(_part(item.judul, k, len(parts)))
            page = self._page
            title = _chart_title(item, page.judul)
            area = grafik.Bidang(w / _PT, page.sisa - foot, self.tata.huruf, title)
            tall = grafik.tinggi_wajar(part, area)
            self._chart(item, part, (x, page.y, w, round(tall * _PT)), title)
            page.y += round((tall + 4) * _PT)
            page.figur.append(item)
            self._note_below(note)

    def _tabel(self, item: Figur, *, alone: bool = False) -> Slide:
        """A table below what the slide holds or (``alone``) on slides of its own; the first of them."""
        x, _, w, h = self.tata.isi
        note, huruf, zona = self._note(item), self.tata.huruf, self.asal.zona
        foot = _note_height(note, w, self.tata)
        caption = _CAPTION * BARIS + 4

        def pages(room: float) -> list[tabel_.Halaman]:
            return tabel_.halaman(item, w / _PT, room - foot, huruf, zona)

        found = [] if alone else pages(self._page.sisa - caption)
        fits = len(found) == 1 and found[0].tinggi_total + foot + caption <= self._page.sisa
        if alone or (not fits and (self._page.figur or self._page.sisa < h / _PT * 0.6)):
            found = pages(h / _PT)
            self._open(_part(item.judul, 0, len(found)))
        else:
            words = _part(item.judul, 0, len(found))
            self._text(paragraf(words, _CAPTION, bold=True), caption, f"Judul: {item.judul}")
        first = self._page.slide
        for k, part in enumerate(found):
            if k:
                self._open(_part(item.judul, k, len(found)))
            page = self._page
            alt = _part(f"Tabel {item.judul}, {number(item.banyak_baris)} baris", k, len(found))
            tabel_.tambah_tabel(page.slide, part, x, page.y, _part(item.judul, k, len(found)), alt)
            page.y += round((part.tinggi_total + 4) * _PT)
            page.figur.append(item)
            self._note_below(note)
        return first

    def _peta(self, item: Figur) -> None:
        x, _, w, h = self.tata.isi
        note = self._note(item)
        foot = _note_height(note, w, self.tata)
        if not self._fresh(item.judul, h / _PT * 0.7) and self._page.figur:
            self._open(item.judul)
        page = self._page
        room = (x, page.y, w, page.bawah - page.y - round(foot * _PT))
        shapes = self.bidang(item) if self.bidang is not None else {}
        alt = kata(item)
        beside = self._beside(item, room)
        if shapes:
            left = room[2] - (round((beside.lebar_total + 2 * _GAP) * _PT) if beside else 0)
            tambah_peta(page.slide, item, shapes, (x, page.y, left, room[3]), self.tata.huruf, alt)
        else:
            left = self._picture(item, room, alt, centre=beside is None)
        if beside and room[2] - left >= (beside.lebar_total + _GAP) * _PT:
            at = x + room[2] - round(beside.lebar_total * _PT)
            top = page.y
            for part in beside.tabel:
                name = f"{item.judul}: {part.kolom[0].judul}"
                tabel_.tambah_tabel(page.slide, part, at, top, name, f"Tabel {name}, {len(part.baris)} baris")
                top += round((part.tinggi_total + 2 * _GAP) * _PT)
        page.y = page.bawah - round(foot * _PT)
        page.figur.append(item)
        self._note_below(note)

    def _beside(self, item: Figur, room: Kotak) -> _Samping | None:
        """The areas with the highest and the lowest figures, for the room beside the map."""
        isi = item.isi
        known = sorted(
            ((value, name) for value, name in zip(isi["nilai"], isi["nama"], strict=True) if _is_number(value)),
            key=lambda pair: (-pair[0], pair[1]),
        )
        if len(known) < 4 or room[2] / _PT < _TWO:
            return None
        most = min(5, len(known) // 2)
        unit = str(isi["satuan"] or isi["nama_indikator"])
        kind = JenisKolom.DESIMAL if isi["desimal"] else JenisKolom.BULAT
        parts = []
        for word, rows in (("tertinggi", known[:most]), ("terendah", known[-most:][::-1])):
            cells = [[bersih(name, _LONGEST_BESIDE), value] for value, name in rows]
            figure = tabel("", "", (Kolom("nama", f"{most} {word}"), Kolom("nilai", bersih(unit, 60), kind)), cells)
            found = tabel_.halaman(figure, _BESIDE, room[3] / _PT / 2 - _GAP, self.tata.huruf, self.asal.zona)
            if len(found) > 1:
                return None
            parts += found
        return _Samping(parts)

    def _picture(self, item: Figur, room: Kotak, alt: str, *, centre: bool) -> int:
        """The picture of a map, as large as the room allows; the width it takes."""
        png = self.gambar(item)
        wide, high = struct.unpack(">II", png[16:24])
        scale = min(room[2] / wide, room[3] / high)
        w, h = round(wide * scale), round(high * scale)
        left = room[0] + ((room[2] - w) // 2 if centre else 0)
        picture = self._page.slide.shapes.add_picture(io.BytesIO(png), left, room[1], w, h)
        picture.name = bersih(item.judul, 120)
        picture._element.nvPicPr.cNvPr.set("descr", bersih(alt, 1000))
        return int(w)

    def _empty(self, item: Figur, words: str, note: str) -> None:
        if self._page.sisa < 60:
            self._open(item.judul)
        runs = paragraf(item.judul, _CAPTION, bold=True) + paragraf(words, _TEXT, before=4)
        self._text(runs, _CAPTION * BARIS + _TEXT * BARIS + 6, item.judul)
        self._page.figur.append(item)
        self._note_below(note)

    # -- parts of a slide -----------------------------------------------------------------------------------------

    def _chart(self, item: Figur, spek: Any, box: Kotak, title: str) -> None:
        slide = self._page.slide
        made = grafik.gambar(spek, grafik.Bidang(box[2] / _PT, box[3] / _PT, self.tata.huruf, title))
        package = slide.part.package
        part = ChartPart.load(package.next_partname(ChartPart.partname_template), CT.DML_CHART, package, made.xml)
        part.chart_workbook.update_from_xlsx_blob(made.xlsx)
        frame = slide.shapes._add_chart_graphicFrame(slide.part.relate_to(part, RT.CHART), *box)
        named = frame.nvGraphicFramePr.cNvPr
        named.set("name", bersih(item.judul, 120))
        named.set("descr", bersih(item.isi["kata"], 1000))

    def _text(self, runs: str, height: float, name: str) -> None:
        x, _, w, _ = self.tata.isi
        page = self._page
        number_ = max(shape.shape_id for shape in page.slide.shapes) + 1
        box = (x, page.y, w, round(height * _PT))
        page.slide.shapes._spTree.append(parse_xml(kotak(number_, name, box, runs)))
        page.y += round((height + 4) * _PT)

    def _note(self, item: Figur) -> str:
        """What must be said beneath a figure, with the reason where a number is suppressed."""
        said = bersih(item.catatan, _LONGEST_SENTENCE)
        if _has_samar(item) and SAMAR not in said.lower():
            limit = f"angka di bawah {self.asal.samar}" if self.asal.samar else "angka kecil"
            said = f"{said} “{SAMAR}”: {limit}, dan yang dapat membukanya, tidak ditampilkan.".strip()
        return said

    def _note_below(self, note: str) -> None:
        x, _, w, _ = self.tata.isi
        self._note_at(note, (x, self._page.y, w))
        self._page.y += round((_note_height(note, w, self.tata) + _GAP / 2) * _PT)

    def _note_at(self, note: str, place: tuple[int, int, int]) -> None:
        if not note:
            return
        x, y, w = place
        page = self._page
        number_ = max(shape.shape_id for shape in page.slide.shapes) + 1
        height = round(_note_height(note, w, self.tata) * _PT)
        box = kotak(number_, "Catatan", (x, y, w, height), paragraf(note, _NOTE, muted=True))
        page.slide.shapes._spTree.append(parse_xml(box))

    def _slide(self, layout: SlideLayout) -> Slide:
        slide = self.deck.slides.add_slide(layout)
        self._numbers[str(slide.part.partname)] = len(self.deck.slides)
        kept = layout == self.tata.sampul
        for item in list(slide.placeholders):
            is_title = item == slide.shapes.title or item.placeholder_format.idx == 0
            if not is_title and not (kept and _is_text(item)) and not _is_bab(slide, item):
                item._element.getparent().remove(item._element)
        title = slide.shapes.title
        if title is not None:
            # It is read first.
            slide.shapes._spTree.insert(2, title._element)
        for item in slide.placeholders:
            self._keep_inside(item)
        return slide

    def _keep_inside(self, place: Any) -> None:
        """A place of the template that hangs over the edge of its slides is cut off there."""
        x, y, w, h = (int(value) for value in (place.left, place.top, place.width, place.height))
        left, top = min(max(x, 0), self.tata.lebar // 2), min(max(y, 0), self.tata.tinggi * 3 // 4)
        box = (left, top, min(x + w, self.tata.lebar) - left, min(y + h, self.tata.tinggi) - top)
        if box != (x, y, w, h):
            place.left, place.top, place.width, place.height = box[0], box[1], max(box[2], 1), max(box[3], 1)

    def _set_title(self, slide: Slide, text: str) -> None:
        """A title that no other slide has, in letters that fit its place."""
        title = slide.shapes.title
        assert title is not None
        words = bersih(text, _LONGEST_TITLE)
        tries = (f"{words} ({k})" for k in count(2))
        names = chain((words, bersih(f"{words} · {self._kode}", _LONGEST_TITLE)), tries)
        unique = next(name for name in names if name not in self._titles)
        self._titles.add(unique)
        cover = slide.slide_layout == self.tata.sampul
        _, _, w, h = (int(title.left), int(title.top), int(title.width), int(title.height))
        width, height = w / _PT - 15, h / _PT
        size, least = (44.0, 24.0) if cover else (JUDUL, _SMALLEST_TITLE)
        huruf = self.tata.huruf
        while size > least and huruf.banyak_baris(unique, size, width, bold=True) * size * BARIS > height:
            size -= 1
        while size > 10 and huruf.banyak_baris(unique, size, width, bold=True) * size * BARIS > height:
            size -= 1
        lines = max(int(height / (size * BARIS)), 1)
        shown = huruf.potong(unique, size, width, lines, bold=True)
        title.text_frame.text = shown
        for paragraph in title.text_frame.paragraphs:
            for run in paragraph.runs:
                run.font.size = round(size * _PT)
                run._r.get_or_add_rPr().set("lang", "id-ID")

    def _chapter_name(self, slide: Slide, name: str) -> None:
        place = next((item for item in slide.placeholders if _is_bab(slide, item)), None)
        if place is not None:
            width = int(place.width) / _PT
            place.text_frame.text = self.tata.huruf.potong(bersih(name), 12.0, width, 1, bold=True)

    def _foot(self, slide: Slide) -> None:
        """Source, moment, wilayah and number of the slide, in the places of the template where it has them."""
        asal = self.asal
        said = bersih(
            f"Sumber: {asal.sumber} · Data per {moment(asal.per, asal.zona)} · {asal.wilayah} · {asal.periode}"
        )
        box = self.tata.kaki
        lines = max(int(box[3] / _PT / (_FOOT * BARIS)), 1)
        shown = self.tata.huruf.potong(said, _FOOT, box[2] / _PT - 2, lines)
        number_ = max(shape.shape_id for shape in slide.shapes) + 1
        tree = slide.shapes._spTree
        tree.append(
            parse_xml(_bottom(slide, number_, "ftr", "Kaki", box, f"<a:r>{_rpr(_FOOT)}<a:t>{xml(shown)}</a:t></a:r>"))
        )
        field_ = (
            f'<a:fld id="{{C1FF6DA9-008F-8B48-92A6-B652298478BF}}" type="slidenum">{_rpr(_FOOT)}'
            f"<a:t>{self._numbers[str(slide.part.partname)]}</a:t></a:fld>"
        )
        tree.append(parse_xml(_bottom(slide, number_ + 1, "sldNum", "Nomor salindia", self.tata.nomor, field_)))

    def _write_notes(self, slide: Slide, parts: Sequence[str]) -> None:
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = "\n".join(parts)


@dataclass(frozen=True, slots=True)
class _Samping:
    """Small tables beside a map."""

    tabel: Sequence[tabel_.Halaman]

    @property
    def lebar_total(self) -> float:
        """Points across."""
        return max(sum(item.lebar) for item in self.tabel)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_text(placeholder: Any) -> bool:
    return bool(placeholder.has_text_frame)


def _is_bab(slide: Slide, placeholder: Any) -> bool:
    """Whether it is the place for the name of the chapter, by its name in the layout."""
    idx = placeholder.placeholder_format.idx
    return any(item.placeholder_format.idx == idx and item.name == NAMA_BAB for item in slide.slide_layout.placeholders)


def _is_half(item: Figur) -> bool:
    """Whether a chart is as well read at half the width."""
    if item.jenis is not Jenis.GRAFIK or grafik.kosong(item.isi):
        return False
    kind = item.isi["jenis"]
    if kind == "sebaran":
        return len(item.isi["banyak"]) <= 12
    rows = item.isi.get("baris" if kind == "tumpuk" else "data", ())
    return kind in _HALF_ROWS and len(rows) <= _HALF_ROWS[kind]


def _least(item: Figur, room: grafik.Bidang) -> float:
    """Points of height below which a chart cannot be read."""
    rows = {"batang": "data", "corong": "data", "tumpuk": "baris"}.get(item.isi["jenis"])
    if rows is None or not item.isi.get("mendatar", True):
        return _LEAST_CHART
    key = 30 if rows == "baris" else 0
    return len(item.isi[rows]) * 20.0 + room.kepala + key + 6


def _chart_title(item: Figur, slide: str = "") -> str:
    """Title and unit; the unit alone on a slide that is called the same."""
    unit = bersih(item.isi.get("satuan", ""), 60)
    if slide.startswith(bersih(item.judul, _LONGEST_TITLE)):
        return f"Satuan: {unit}" if unit else ""
    return bersih(f"{item.judul} ({unit})" if unit else item.judul, 200)


def _has_samar(item: Figur) -> bool:
    isi = item.isi
    match item.jenis:
        case Jenis.ANGKA:
            return ada_samar([value for card in isi["angka"] for value in (card["nilai"], card["pembilang"])])
        case Jenis.TABEL:
            return ada_samar([cell for row in isi["baris"] for cell in row])
        case Jenis.PETA:
            return bool(isi["legenda"].get("disamarkan"))
    values = [part["nilai"] for row in isi.get("baris", ()) for part in row["bagian"]]
    values += [row["nilai"] for row in isi.get("data", ()) if isinstance(row, dict)]
    return ada_samar(values)


def _part(title: str, at: int, of: int) -> str:
    """A title, with which part of the figure it is where there are several."""
    return f"{title} ({at + 1} dari {of})" if of > 1 else title


def _note_height(note: str, width: int, tata: Tata) -> float:
    return tata.huruf.banyak_baris(note, _NOTE, width / _PT) * _NOTE * BARIS + 4 if note else 0.0


def _about(item: Figur) -> str:
    """What the notes say of a figure."""
    chosen = "; ".join(f"{name}: {text}" for name, text in item.saring)
    lines = [
        f"Gambar: {item.judul}",
        f"Definisi: {item.definisi or '–'}",
        f"Penyebut: {item.penyebut or '–'}",
        f"Saringan: {chosen or 'tanpa saringan'}",
        f"Kueri: {item.kueri or '–'}",
        f"Banyak baris: {number(item.banyak_baris)}",
        f"SHA-256: {item.sidik}",
    ]
    if item.jenis is Jenis.ANGKA:
        lines[2:2] = [f"{card['nama']}: {card['definisi']}" for card in item.isi["angka"] if card["definisi"]]
    if item.catatan:
        lines.append(f"Catatan: {item.catatan}")
    return "\n".join(bersih(line, _LONGEST_NOTE) for line in lines) + "\n"


def _provenance(isi: Isi) -> str:
    asal = isi.asal
    chosen = "; ".join(f"{name}: {text}" for name, text in asal.saring)
    lines = [
        f"Sumber: {asal.sumber}",
        f"Wilayah: {asal.wilayah}",
        f"Periode: {asal.periode}",
        f"Saringan paket: {chosen or 'tanpa saringan'}",
        f"Data per {moment(asal.per, asal.zona)}",
        f"Dibuat {moment(asal.dibuat, asal.zona)} oleh {asal.pembuat}",
        f"SHA-256 isi paket: {isi.sidik}",
    ]
    return "\n".join(bersih(line, _LONGEST_NOTE) for line in lines)


def _rpr(size: float, *, bold: bool = False, muted: bool = False) -> str:
    shade = (
        '<a:solidFill><a:schemeClr val="tx1"><a:lumMod val="75000"/><a:lumOff val="25000"/></a:schemeClr></a:solidFill>'
        if muted
        else ""
    )
    return f'<a:rPr lang="id-ID" sz="{round(size * 100)}" b="{int(bold)}">{shade}</a:rPr>'


def paragraf(
    text: str, size: float, *, bold: bool = False, muted: bool = False, before: float = 0, bullet: bool = False
) -> str:
    mark = '<a:buFont typeface="Arial"/><a:buChar char="•"/>' if bullet else "<a:buNone/>"
    indent = 'marL="171450" indent="-171450"' if bullet else 'marL="0" indent="0"'
    return (
        f'<a:p><a:pPr {indent} algn="l"><a:spcBef><a:spcPts val="{round(before * 100)}"/></a:spcBef>{mark}</a:pPr>'
        f"<a:r>{_rpr(size, bold=bold, muted=muted)}<a:t>{xml(text, _LONGEST_SENTENCE)}</a:t></a:r></a:p>"
    )


def _fill(place: Any, runs: str) -> None:
    """Paragraphs into a placeholder, in the place of its own."""
    body = place.text_frame._txBody
    for old in list(body.findall(f"{{{body.nsmap['a']}}}p")):
        body.remove(old)
    for paragraph in parse_xml(f"<a:x {_NS}>{runs}</a:x>"):
        body.append(paragraph)


def kotak(number_: int, name: str, box: Kotak, runs: str) -> str:
    x, y, w, h = box
    return (
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{number_}" name="{xml(name, 120)}"/><p:cNvSpPr '
        'txBox="1"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        '</a:prstGeom><a:noFill/></p:spPr><p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0">'
        f"<a:noAutofit/></a:bodyPr><a:lstStyle/>{runs}</p:txBody></p:sp>"
    )


def _bottom(slide: Slide, number_: int, kind: str, name: str, box: Kotak, run: str) -> str:
    """Footer or number: a placeholder of the layout where it has one, else a box."""
    x, y, w, h = box
    ph = next(
        (item._element.nvSpPr.nvPr.find(f"{{{item._element.nsmap['p']}}}ph") for item in slide.slide_layout.placeholders
         if item._element.nvSpPr.nvPr.find(f"{{{item._element.nsmap['p']}}}ph").get("type") == kind),
        None,
    )  # fmt: skip
    place = f'<p:ph type="{kind}" sz="quarter" idx="{ph.get("idx", "0")}"/>' if ph is not None else ""
    lock = '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>' if place else '<p:cNvSpPr txBox="1"/>'
    align = "l" if kind == "ftr" else "r"
    return (
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{number_}" name="{name}"/>{lock}<p:nvPr>{place}</p:nvPr>'
        "</p:nvSpPr><p:spPr>"
        f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm><a:prstGeom prst="rect">'
        "<a:avLst/></a:prstGeom></p:spPr>"
        '<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></a:bodyPr>'
        f'<a:lstStyle/><a:p><a:pPr algn="{align}"/>{run}</a:p></p:txBody></p:sp>'
    )


def _set_properties(deck: Deck, asal: Asal) -> None:
    core = deck.core_properties
    made = asal.dibuat.astimezone(UTC).replace(tzinfo=None)
    core.title = bersih(f"{asal.judul}: {asal.wilayah}, {asal.periode}", 255)
    core.subject = bersih(f"Data per {moment(asal.per, asal.zona)}", 255)
    core.author = core.last_modified_by = bersih(asal.pembuat, 255)
    core.keywords = bersih(f"SIKS-NG, {asal.wilayah}, {asal.periode}", 255)
    core.comments = bersih(f"Sumber: {asal.sumber}", 255)
    core.category, core.content_status, core.version = "Paket briefing", "", ""
    core.language, core.revision = "id-ID", 1
    core.created = core.modified = core.last_printed = made


def _repack(content: bytes) -> bytes:
    """The same package with fixed times, so that the same content is the same file."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            info = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type = (
                zipfile.ZIP_STORED if item.filename.endswith((".png", ".xlsx")) else zipfile.ZIP_DEFLATED
            )
            target.writestr(info, source.read(item))
    return file.getvalue()
