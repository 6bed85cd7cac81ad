"""A briefing pack as a workbook: a sheet for each figure with its numbers and its chart, a first sheet with links to
them, and one that says of every number what it counts, of what, as of when, by which read and with which digest.

The same content gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta, timezone
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from domain.figur import KELAS_SAMAR, SAMAR, Asal, Figur, Isi, Jenis, JenisKolom, Kolom, Sel
from domain.grafik import tabel as tabel_grafik
from domain.klasifikasi import BERHENTI, TIDAK_ADA_DATA
from domain.tulis import NO_DATA_TEXT, moment
from exchange import briefing_xlsx_grafik as grafik
from exchange.briefing_pptx_teks import Huruf, bersih
from exchange.briefing_xlsx_grafik import Rentang
from exchange.lukis_peta import kata_kelas, warna_kelas
from exchange.tabel_berkas import FORMAT, kepala, nilai_sel

LEMBAR_ISI, LEMBAR_DAFTAR = "Isi", "Daftar angka"
_LONGEST_CELL = 16_000
_NARROWEST, _WIDEST = 9, 60
# Points: a line of letters, and a character of a column's width.
_LINE, _CHARACTER, _SIZE = 13.5, 5.25, 10.0
_MUTED, _BRAND, _HEAD = "#55636a", "#0f6673", "#E8EDF3"
_JENIS = {Jenis.ANGKA: "Angka utama", Jenis.GRAFIK: "Grafik", Jenis.TABEL: "Tabel", Jenis.PETA: "Peta"}
_LAIN = {TIDAK_ADA_DATA: NO_DATA_TEXT, BERHENTI: "berhenti", KELAS_SAMAR: SAMAR}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def write_xlsx(isi: Isi) -> bytes:
    """The pack as XLSX."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
               "default_format_properties": {"font_name": "Arial", "font_size": 10}}  # fmt: skip
    with xlsxwriter.Workbook(file, options) as book:
        asal = isi.asal
        book.set_properties(
            {
                "title": bersih(f"{asal.judul}: {asal.wilayah}, {asal.periode}", 255),
                "subject": bersih(f"Data per {moment(asal.per, asal.zona)}", 255),
                "author": bersih(asal.pembuat, 255),
                "company": bersih(asal.sumber, 255),
                "created": asal.dibuat.astimezone(UTC).replace(tzinfo=None),
            }
        )
        _Buku(book, isi).write()
    return file.getvalue()


@dataclass(slots=True)
class _Isian:
    """What a sheet holds: columns, rows, and for cells that differ from their column a format."""

    kolom: list[Kolom]
    baris: list[list[Sel]]
    gaya: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)


class _Buku:
    """The workbook being written."""

    def __init__(self, book: Any, isi: Isi) -> None:
        self.book, self.isi, self.asal = book, isi, isi.asal
        self.zone = timezone(timedelta(hours=isi.asal.zona))
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._huruf = Huruf()
        taken = {LEMBAR_ISI.lower(), LEMBAR_DAFTAR.lower(), "history"}
        self.lembar = [_name(figure, k, taken) for k, figure in enumerate(self._figures(), 1)]

    def _figures(self) -> list[Figur]:
        return [figure for chapter in self.isi.bab for figure in chapter.figur]

    def _format(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"valign": "top"} | look)
        return self._formats[key]

    def write(self) -> None:
        """All sheets, in the order of the pack."""
        front = self.book.add_worksheet(LEMBAR_ISI)
        for name, figure in zip(self.lembar, self._figures(), strict=True):
            self._figure(self.book.add_worksheet(name), figure)
        register = self.book.add_worksheet(LEMBAR_DAFTAR)
        self._isi(front)
        self._daftar(register)
        front.activate()

    # -- the sheets around the figures ----------------------------------------------------------------------------

    def _isi(self, sheet: Any) -> None:
        """What the pack is, its sentences, and a link to each sheet."""
        self._page(sheet, LEMBAR_ISI)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 62)
        sheet.set_column(2, 2, 14)
        sheet.set_column(3, 3, 10)
        bold, wrap = self._format(bold=True, font_color=_MUTED), self._format(text_wrap=True)
        (_, title), *lines = kepala(self.asal)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, bersih(title, 255), self._format(bold=True, font_size=18, font_color=_BRAND))
        line = 1
        for line, (label, text) in enumerate([*lines, ("SHA-256 isi paket", self.isi.sidik)], 1):
            sheet.write_string(line, 0, label, bold)
            sheet.write_string(line, 1, bersih(text, _LONGEST_CELL), wrap)
            self._set_height(sheet, line, [(text, 62)])
        sheet.write_string(line + 1, 0, "Daftar angka", bold)
        self._link(sheet, (line + 1, 1), LEMBAR_DAFTAR, "Definisi, penyebut, saringan, kueri, dan sidik tiap angka")
        line += 3
        head = self._format(bold=True, bottom=1, bg_color=_HEAD)
        right = self._format(bold=True, bottom=1, bg_color=_HEAD, align="right")
        for place, text in enumerate(("Bab", "Gambar", "Jenis", "Baris")):
            sheet.write_string(line, place, text, right if place == 3 else head)
        names = iter(self.lembar)
        for chapter in self.isi.bab:
            line += 1
            sheet.write_string(line, 0, bersih(chapter.judul, 255), self._format(bold=True))
            for text in chapter.kalimat:
                sheet.write_string(line, 1, bersih(text, _LONGEST_CELL), self._format(text_wrap=True, italic=True))
                self._set_height(sheet, line, [(text, 62)])
                line += 1
            for figure in chapter.figur:
                self._link(sheet, (line, 1), next(names), bersih(figure.judul, 255))
                sheet.write_string(line, 2, _JENIS[figure.jenis], self._format())
                sheet.write_number(line, 3, figure.banyak_baris, self._format(num_format="#,##0"))
                line += 1

    def _set_height(self, sheet: Any, line: int, cells: Sequence[tuple[object, float]]) -> None:
        """A row as high as its texts: not every program works it out when it opens the file."""
        lines = max((self._huruf.banyak_baris(str(text), _SIZE, wide * _CHARACTER) for text, wide in cells), default=1)
        if lines > 1:
            # 409 points is the highest row of a sheet.
            sheet.set_row(line, min(lines * _LINE, 409))

    def _link(self, sheet: Any, place: tuple[int, int], name: str, text: str) -> None:
        look = self._format(font_color=_BRAND, underline=1, text_wrap=True)
        sheet.write_url(*place, f"internal:'{name}'!A1", look, text or name)

    def _daftar(self, sheet: Any) -> None:
        """One row for each headline figure and for each other figure as a whole."""
        columns = [
            Kolom("bab", "Bab", lebar=20), Kolom("gambar", "Gambar", lebar=26), Kolom("angka", "Angka", lebar=22),
            Kolom("nilai", "Nilai", JenisKolom.DESIMAL, 12), Kolom("satuan", "Satuan", lebar=14),
            Kolom("definisi", "Definisi", lebar=46), Kolom("penyebut", "Penyebut", lebar=30),
            Kolom("saringan", "Saringan", lebar=24), Kolom("per", "Keadaan per", JenisKolom.SAAT, 19),
            Kolom("kueri", "Kueri", lebar=24), Kolom("baris", "Banyak baris", JenisKolom.BULAT, 10),
            Kolom("sidik", "Sidik (SHA-256)", JenisKolom.KODE, 66), Kolom("lembar", "Lembar", lebar=26),
        ]  # fmt: skip
        rows: list[list[Sel]] = []
        looks: dict[tuple[int, int], dict[str, Any]] = {}
        names = iter(self.lembar)
        for chapter in self.isi.bab:
            for figure in chapter.figur:
                name = next(names)
                chosen = "; ".join(f"{label}: {text}" for label, text in (*self.asal.saring, *figure.saring))
                about = [chosen or "tanpa saringan", self.asal.per.isoformat(), figure.kueri]
                about += [figure.banyak_baris, figure.sidik, name]  # type: ignore[list-item]
                for card in figure.isi["angka"] if figure.jenis is Jenis.ANGKA else ():
                    below = card["penyebut"]
                    share = f"{_plain(below)} {card['satuan_pembilang']}".strip() if below is not None else ""
                    looks[len(rows), 3] = {"num_format": _digits(card["desimal"])}
                    said = [card["nama"], card["nilai"], card["satuan"], card["definisi"], share or figure.penyebut]
                    rows.append([chapter.judul, figure.judul, *said, *about])
                if figure.jenis is not Jenis.ANGKA:
                    unit = str(figure.isi.get("satuan", ""))
                    said = ["semua angka gambar ini", None, unit, figure.definisi, figure.penyebut]
                    rows.append([chapter.judul, figure.judul, *said, *about])
        wrapped = {k for k, item in enumerate(columns) if item.jenis is JenisKolom.TEKS}
        self._head(sheet, "Daftar angka", ["Setiap angka paket ini: apa yang dihitung, dari apa, dan dari mana."])
        self._table(sheet, 4, _Isian(columns, rows, looks), wrapped)
        self._page(sheet, LEMBAR_DAFTAR, head=4)
        for k, row in enumerate(rows, 5):
            self._link(sheet, (k, len(columns) - 1), str(row[-1]), str(row[-1]))

    # -- figures --------------------------------------------------------------------------------------------------

    def _figure(self, sheet: Any, figure: Figur) -> None:
        chosen = "; ".join(f"{name}: {text}" for name, text in figure.saring)
        lines = [figure.definisi, f"Penyebut: {figure.penyebut}" if figure.penyebut else ""]
        lines += [f"Saringan: {chosen}" if chosen else "", figure.catatan, *_marks(figure)]
        lines += [_samar(self.asal, figure)]
        head = self._head(sheet, figure.judul, [line for line in lines if line])
        content = _isian(figure)
        self._table(sheet, head, content)
        self._page(sheet, figure.judul, head=head)
        last = head + len(content.baris)
        if figure.jenis is Jenis.GRAFIK:
            place = Rentang(sheet.get_name(), head, last, len(content.kolom))
            grafik.tambah(self.book, sheet, figure.isi, place, content.baris)
        elif figure.jenis is Jenis.PETA and content.baris:
            column = xl_col_to_name(2)
            bar = {"type": "data_bar", "bar_color": "#8FC9CF", "bar_solid": True, "min_type": "num", "min_value": 0}
            numbers = [row[2] for row in content.baris if isinstance(row[2], (int, float))]
            if numbers and min(numbers) >= 0:
                sheet.conditional_format(f"{column}{head + 2}:{column}{last + 1}", bar)
            self._legend(sheet, figure, head)

    def _head(self, sheet: Any, title: str, lines: Sequence[str]) -> int:
        """Title, provenance, notes and the way back; the line of the headings."""
        asal = self.asal
        about = f"{asal.wilayah} · {asal.periode} · keadaan per {moment(asal.per, asal.zona)} · {asal.sumber}"
        sheet.set_row(0, 22)
        sheet.write_string(0, 0, bersih(title, 255), self._format(bold=True, font_size=14, font_color=_BRAND))
        sheet.write_string(1, 0, bersih(about, 1_000), self._format(font_color=_MUTED))
        for k, text in enumerate(lines, 2):
            sheet.write_string(k, 0, bersih(text, 2_000), self._format(font_color=_MUTED))
        back = 2 + len(lines)
        sheet.write_url(back, 0, f"internal:'{LEMBAR_ISI}'!A1", self._format(font_color=_BRAND, underline=1), "← Isi")
        return back + 1

    def _table(self, sheet: Any, head: int, content: _Isian, wrapped: set[int] | frozenset[int] = frozenset()) -> None:
        """Headings and rows, with a filter, columns as wide as their words, the heading and the names frozen."""
        titles = [_title(item, self.asal) for item in content.kolom]
        widths = _widths(content, titles)
        lines = max(self._huruf.banyak_baris(text, _SIZE, (wide - 3) * _CHARACTER, bold=True)
                    for text, wide in zip(titles, widths, strict=True))  # fmt: skip
        sheet.set_row(head, _LINE * lines + 4)
        # A text beside a number begins a little later, so that they do not run into each other.
        kolom = content.kolom
        indents = [int(k > 0 and not item.angka and kolom[k - 1].angka) for k, item in enumerate(kolom)]
        for place, (item, text, wide) in enumerate(zip(kolom, titles, widths, strict=True)):
            look: dict[str, Any] = {"bold": True, "text_wrap": True, "bg_color": _HEAD, "bottom": 1}
            align: dict[str, Any] = {"align": "right"} if item.angka else {"align": "left", "indent": indents[place]}
            sheet.set_column(place, place, wide)
            sheet.write_string(head, place, text, self._format(**look, **align))
        broken = {k for k, wide in enumerate(widths) if k in wrapped or wide >= _WIDEST}
        for k, row in enumerate(content.baris):
            for place, (item, cell) in enumerate(zip(kolom, row, strict=True)):
                own: dict[str, Any] = {"text_wrap": True} if place in broken else {}
                own |= {} if item.angka else {"align": "left", "indent": indents[place]}
                self._cell(sheet, (head + 1 + k, place), item, cell, own | content.gaya.get((k, place), {}))
            self._set_height(sheet, head + 1 + k, [(row[place] or "", widths[place]) for place in broken])
        last = head + max(len(content.baris), 1)
        sheet.autofilter(head, 0, last, len(content.kolom) - 1)
        names = next((k for k, item in enumerate(content.kolom) if item.jenis is JenisKolom.TEKS), 0)
        sheet.freeze_panes(head + 1, min(names + 1, 2))

    def _cell(self, sheet: Any, place: tuple[int, int], kolom: Kolom, cell: Sel, look: Mapping[str, Any]) -> None:
        value = nilai_sel(kolom, _readable(kolom, cell), self.zone)
        if value is None:
            if look.get("bg_color"):
                sheet.write_blank(*place, None, self._format(**look))
        elif isinstance(value, str):
            word = {"align": "right", "italic": True, "font_color": _MUTED} if kolom.angka else {}
            sheet.write_string(
                *place, bersih(value, _LONGEST_CELL), self._format(**{**word, **look, "num_format": "@"})
            )
        else:
            form = {"num_format": FORMAT[kolom.jenis]} | dict(look)
            if isinstance(value, date):
                sheet.write_datetime(*place, value, self._format(**form))
            else:
                sheet.write_number(*place, value, self._format(**form))

    def _legend(self, sheet: Any, figure: Figur, head: int) -> None:
        """Classes with their limits, colours and counts, beside the areas."""
        said = figure.isi["legenda"]
        rows = [(k, kata_kelas(k, said["batas"], figure.isi["desimal"]), n) for k, n in enumerate(said["banyak"], 1)]
        counts = ((TIDAK_ADA_DATA, "tidak_ada_data"), (BERHENTI, "berhenti"), (KELAS_SAMAR, "disamarkan"))
        rows += [(kelas, _LAIN[kelas], said[name]) for kelas, name in counts if said.get(name)]
        look: dict[str, Any] = {"bold": True, "bg_color": _HEAD, "bottom": 1}
        sheet.set_column(5, 5, 18)
        sheet.write_string(head, 5, "Kelas", self._format(**look))
        sheet.write_string(head, 6, "Banyak", self._format(**look, align="right"))
        for k, (kelas, name, count) in enumerate(rows, head + 1):
            sheet.write_string(k, 5, name, self._format(**_class_look(kelas, said["ramp"])))
            sheet.write_number(k, 6, count, self._format(num_format="#,##0"))

    def _page(self, sheet: Any, title: str, head: int | None = None) -> None:
        """A4 lying, as wide as the paper, headings on each page, provenance below."""
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        sheet.hide_gridlines(2)
        about = f"{title} · {self.asal.wilayah} · {self.asal.periode} · per {moment(self.asal.per, self.asal.zona)}"
        sheet.set_footer(f"&L&8 {bersih(about, 150).replace('&', '&&')}&R&8Halaman &P dari &N")
        if head is not None:
            sheet.repeat_rows(head)


def _name(figure: Figur, k: int, taken: set[str]) -> str:
    """A name for the sheet that no other has, and that every program takes."""
    base = f"{k} " + " ".join(_FORBIDDEN.sub(" ", bersih(figure.judul, 60)).split())
    # Counted in UTF-16, as spreadsheets do.
    while len(base.encode("utf-16-le")) > 62:
        base = base[:-1]
    name = base.strip() or str(k)
    taken.add(name.lower())
    return name


def _readable(kolom: Kolom, cell: Sel) -> Sel:
    """A cell whose text is a day or moment where its column says so; other words stay words."""
    if not isinstance(cell, str) or kolom.jenis not in (JenisKolom.TANGGAL, JenisKolom.SAAT):
        return cell
    try:
        return cell if date.fromisoformat(cell[:10]).year >= 1900 else None
    except ValueError:
        return None


def _title(kolom: Kolom, asal: Asal) -> str:
    title = bersih(kolom.judul, 255)
    return f"{title} (waktu UTC+{asal.zona})" if kolom.jenis is JenisKolom.SAAT else title


def _digits(desimal: int) -> str:
    return "#,##0" + ("." + "0" * desimal if desimal else "")


def _plain(value: object) -> str:
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)


def _widths(content: _Isian, titles: Sequence[str]) -> list[float]:
    """Widths in characters: of the longest cell, not less than a word of the heading with the button of the filter."""
    widths: list[float] = []
    for place, (item, title) in enumerate(zip(content.kolom, titles, strict=True)):
        word = max(len(part) for part in re.split(r"[\s/]", title)) + 3
        if item.lebar:
            widths.append(max(item.lebar, word))
            continue
        longest = max((_length(item, row[place]) for row in content.baris), default=0)
        widths.append(min(max(longest + 2, word, _NARROWEST), _WIDEST))
    return widths


def _length(kolom: Kolom, cell: Sel) -> int:
    match kolom.jenis:
        case JenisKolom.TANGGAL:
            return 10
        case JenisKolom.SAAT:
            return 19
        case JenisKolom.DERAJAT:
            return 11
    return len(f"{cell:,.1f}") if isinstance(cell, (int, float)) else len(str(cell or ""))


def _samar(asal: Asal, figure: Figur) -> str:
    if SAMAR not in str(figure.isi) or not asal.samar or SAMAR in figure.catatan.lower():
        return ""
    return f"“{SAMAR}”: angka di bawah {asal.samar}, dan yang dapat membukanya, tidak ditampilkan."


def _marks(figure: Figur) -> list[str]:
    """Marks of a chart in words: the chart of a sheet does not draw them."""
    if figure.jenis is not Jenis.GRAFIK:
        return []
    spek = figure.isi
    said = []
    for item in spek.get("tanda", ()):
        at = item["di"]
        if spek["jenis"] == "garis" and 0 <= round(at) < len(spek["x"]):
            at = spek["x"][round(at)]
        said.append(f"{item['nama']}: {at}")
    return [f"Tanda: {'; '.join(said)}"] if said else []


def _isian(figure: Figur) -> _Isian:
    match figure.jenis:
        case Jenis.ANGKA:
            return _angka(figure)
        case Jenis.TABEL:
            return _Isian(figure.kolom, [list(row) for row in figure.isi["baris"]])
        case Jenis.PETA:
            return _peta(figure)
    return _grafik(figure.isi)


def _angka(figure: Figur) -> _Isian:
    cards = figure.isi["angka"]
    since = list(dict.fromkeys(change["kapan"] for card in cards for change in card["beda"]))
    columns = [
        Kolom("nama", "Angka"), Kolom("nilai", "Nilai", JenisKolom.DESIMAL), Kolom("satuan", "Satuan"),
        Kolom("pembilang", "Pembilang", JenisKolom.BULAT), Kolom("penyebut", "Penyebut", JenisKolom.BULAT),
        Kolom("dihitung", "Yang dihitung"),
        *(Kolom(f"beda{k}", f"Perubahan dari {when}", JenisKolom.DESIMAL) for k, when in enumerate(since)),
        Kolom("definisi", "Definisi"),
    ]  # fmt: skip
    rows: list[list[Sel]] = []
    looks: dict[tuple[int, int], dict[str, Any]] = {}
    for k, card in enumerate(cards):
        change = {item["kapan"]: item["nilai"] for item in card["beda"]}
        said = [card["nama"], card["nilai"], card["satuan"], card["pembilang"], card["penyebut"]]
        rows.append([*said, card["satuan_pembilang"], *(change.get(when) for when in since), card["definisi"]])
        form = _digits(card["desimal"])
        looks[k, 1] = {"num_format": form, "bold": True}
        for j in range(len(since)):
            looks[k, 6 + j] = {"num_format": f"+{form};-{form};0"}
    return _Isian(columns, rows, looks)


def _peta(figure: Figur) -> _Isian:
    isi = figure.isi
    unit = f"{isi['nama_indikator']} ({isi['satuan']})" if isi["satuan"] else str(isi["nama_indikator"])
    kind = JenisKolom.DESIMAL if isi["desimal"] else JenisKolom.BULAT
    columns = [Kolom("kode", "Kode", JenisKolom.KODE), Kolom("nama", "Wilayah"), Kolom("nilai", unit, kind, 18)]
    columns.append(Kolom("kelas", "Kelas"))
    rows: list[list[Sel]] = []
    looks: dict[tuple[int, int], dict[str, Any]] = {}
    areas = zip(isi["kode"], isi["nama"], isi["nilai"], isi["kelas"], strict=True)
    for k, (kode, nama, value, kelas) in enumerate(areas):
        word = kata_kelas(kelas, isi["legenda"]["batas"], isi["desimal"]) if kelas > 0 else _LAIN[kelas]
        told: Sel = SAMAR if kelas == KELAS_SAMAR else value
        rows.append([str(kode), nama, told, word])
        looks[k, 3] = _class_look(kelas, isi["legenda"]["ramp"])
    return _Isian(columns, rows, looks)


def _class_look(kelas: int, ramp: Sequence[str]) -> dict[str, Any]:
    """Fill of a class, with letters that can be read on it."""
    if kelas == KELAS_SAMAR:
        return {"pattern": 17, "font_color": "#1c2529"}
    colour = warna_kelas(kelas, ramp)
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    dark = 0.299 * red + 0.587 * green + 0.114 * blue < 140
    return {"bg_color": colour, "font_color": "#ffffff" if dark else "#1c2529"}


def _grafik(spek: Mapping[str, Any]) -> _Isian:
    """The numbers of a chart, days as dates; of points their places and names."""
    kind = JenisKolom.DESIMAL if spek.get("desimal") else JenisKolom.BULAT
    if spek["jenis"] == "titik":
        columns = [Kolom("kelompok", "Kelompok"), Kolom("nama", "Nama")]
        columns += [Kolom("bujur", "Bujur", JenisKolom.DERAJAT), Kolom("lintang", "Lintang", JenisKolom.DERAJAT)]
        points = sorted(spek["data"], key=lambda item: item[2])
        return _Isian(columns, [[spek["kelompok"][p[2]]["nama"], p[4], p[0], p[1]] for p in points])
    found = tabel_grafik(spek)
    first = Kolom("nama", found.kepala[0] or "Nama")
    rows: list[list[Sel]] = [[name, *values] for name, values in found.baris]
    if spek["jenis"] == "garis" and spek["hari"]:
        first = Kolom("hari", "Hari", JenisKolom.TANGGAL)
        edges = [spek["pita"]["bawah"], spek["pita"]["atas"]] if spek["pita"] else []
        series = [*(item["nilai"] for item in spek["seri"]), *edges]
        days = [day for k, day in enumerate(spek["x"]) if any(values[k] is not None for values in series)]
        rows = [[day, *row[1:]] for day, row in zip(days, rows, strict=True)]
    one = len(found.kepala) == 2
    heads = [
        f"{'Nilai' if one else name} ({found.satuan})" if found.satuan else name or "Nilai" for name in found.kepala[1:]
    ]
    columns = [first, *(Kolom(f"n{k}", head, kind) for k, head in enumerate(heads))]
    form = {"num_format": _digits(spek.get("desimal") or 0)}
    looks = {(k, j): form for k in range(len(rows)) for j in range(1, len(columns))}
    return _Isian(columns, rows, looks)
