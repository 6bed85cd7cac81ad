"""One page of the portal as one slide: sentences, headline figures, and its charts, map or table side by side."""

from __future__ import annotations

from dataclasses import replace

from pptx.oxml import parse_xml

from domain.figur import SAMAR, Bab, Figur, Isi, Jenis
from domain.lembar import Lembar, Ukuran
from domain.tulis import NO_DATA_TEXT, moment
from exchange import briefing_pptx_angka as angka
from exchange import briefing_pptx_grafik as grafik
from exchange import briefing_pptx_tabel as tabel
from exchange.briefing_pptx import JUDUL, Gambar, Pena, kotak, paragraf
from exchange.briefing_pptx_teks import BARIS, bersih
from exchange.briefing_pptx_templat import buka
from exchange.briefing_tata import kata

_PT = 12_700
_TEXT, _HEAD, _NOTE, _GAP = 14.0, 13.0, 10.0, 14.0
_LINES, _MOST_CARDS, _CARD_LINES = 3, 5, 2
# Letters of a table that stands beside something.
_SIZES = (12.0, 11.0, 10.0)


def lembar_pptx(lembar: Lembar, gambar: Gambar) -> bytes:
    """The slide, always exactly one, with native charts and tables; ``gambar`` gives the PNG of a map."""
    asal = lembar.asal
    bab = Bab(asal.judul, f"{asal.wilayah} · {asal.periode}", lembar.kalimat, lembar.figur)
    deck, tata = buka(None)
    pen = _Pena(deck, tata, Isi(asal, (bab,)), gambar, None)
    pen.lembar(lembar, bab)
    return pen.simpan()


class _Pena(Pena):
    """Lays one page out on one slide: what does not fit is left to the page itself."""

    def lembar(self, item: Lembar, bab: Bab) -> None:
        """The slide of a page."""
        self._kode = bab.judul
        self._open(item.asal.judul, [*item.kalimat, *(_card(card).kata for card in item.ukuran)])
        self._begin(item)
        self._said(item)
        self._cards(item.ukuran[:_MOST_CARDS])
        self._figures(item.figur)
        self._close()

    def _begin(self, item: Lembar) -> None:
        """Who made it and what was chosen at the foot; what follows begins closer to a title of one line."""
        x, _, w, _ = self.tata.isi
        asal, page = item.asal, self._page
        chosen = "".join(f"{name}: {words}. " for name, words in asal.saring)
        said = bersih(f"{chosen}Dibuat {moment(asal.dibuat, asal.zona)} oleh {asal.pembuat}.")
        page.bawah -= round(_NOTE * BARIS * _PT)
        self._note_at(self.tata.huruf.potong(said, _NOTE, w / _PT, 1), (x, page.bawah, w))
        page.bawah -= round(_GAP / 2 * _PT)
        if self.tata.huruf.banyak_baris(page.judul, JUDUL, self.tata.judul[2] / _PT - 15, bold=True) == 1:
            page.y -= round(JUDUL * BARIS * _PT)

    def _said(self, item: Lembar) -> None:
        x, _, w, _ = self.tata.isi
        text = self.tata.huruf.potong(bersih(" ".join(item.kalimat), 600), _TEXT, w / _PT - 16, _LINES)
        high = self.tata.huruf.banyak_baris(text, _TEXT, w / _PT - 16) * _TEXT * BARIS + 2
        self._line(text, (x, self._page.y, w), _TEXT, "Kalimat")
        self._page.y += round((high + _GAP / 2) * _PT)

    def _cards(self, items: tuple[Ukuran, ...]) -> None:
        if not items:
            return
        x, _, w, _ = self.tata.isi
        cards = [_card(item) for item in items]
        wide = (w / _PT - _GAP * (len(cards) - 1)) / len(cards)
        tall = max(card.tinggi(wide, self.tata.huruf) for card in cards)
        angka.tambah_angka(
            self._page.slide, angka.Susunan(cards, len(cards), wide, tall), x, self._page.y, self.tata.huruf
        )
        self._page.y += round((tall + _GAP) * _PT)

    def _figures(self, items: tuple[Figur, ...]) -> None:
        """What there is, side by side in the height that is left."""
        x, _, w, _ = self.tata.isi
        top = self._page.y
        wide = (w - round(_GAP * _PT) * (len(items) - 1)) // max(len(items), 1)
        for k, item in enumerate(items):
            self._page.y = top
            place = (x + k * (wide + round(_GAP * _PT)), wide)
            if item.jenis is Jenis.TABEL:
                self._rows(item, *place)
            elif item.jenis is Jenis.PETA:
                self._map(item, *place)
            else:
                self._drawn(item, *place)
            self._page.figur.append(item)

    def _rows(self, item: Figur, x: int, w: int) -> None:
        self._heading(item.judul, x, w)
        foot = _NOTE * BARIS * 2
        if not item.isi["baris"]:
            self._line(item.catatan, (x, self._page.y, w), _TEXT, "Keterangan")
            return
        first = self._fitting(item, w / _PT, self._page.sisa - foot)
        alt = f"{item.judul}, {len(first.baris)} baris"
        tabel.tambah_tabel(self._page.slide, first, x, self._page.y, item.judul, alt)
        self._page.y += round((first.tinggi_total + 4) * _PT)
        note = self._note(replace(item, catatan=item.catatan.replace("{n}", str(len(first.baris)))))
        self._note_at(note, (x, self._page.y, w))

    def _fitting(self, item: Figur, width: float, height: float) -> tabel.Halaman:
        """As many rows as there is height for, in the columns that stand beside each other."""
        rows = item.isi["baris"]
        for n in range(len(rows), 0, -1):
            part = replace(item, isi={**item.isi, "baris": rows[:n]})
            (first, *_) = tabel.halaman(part, width, height, self.tata.huruf, self.asal.zona, _SIZES)
            if len(first.baris) == n:
                break
        return first

    def _map(self, item: Figur, x: int, w: int) -> None:
        self._heading(item.judul, x, w)
        room = (x, self._page.y, w, self._page.bawah - self._page.y)
        self._picture(item, room, kata(item), centre=True)

    def _drawn(self, item: Figur, x: int, w: int) -> None:
        if grafik.kosong(item.isi):
            self._heading(item.judul, x, w)
            self._line("Belum ada data untuk digambar.", (x, self._page.y, w), _TEXT, "Keterangan")
            return
        area = grafik.Bidang(w / _PT, self._page.sisa, self.tata.huruf, item.judul)
        spek, *_ = grafik.pecah(item.isi, area)
        self._chart(item, spek, (x, self._page.y, w, round(grafik.tinggi_wajar(spek, area) * _PT)), item.judul)

    def _heading(self, text: str, x: int, w: int) -> None:
        high = self.tata.huruf.banyak_baris(text, _HEAD, w / _PT, bold=True) * _HEAD * BARIS + 4
        self._line(text, (x, self._page.y, w), _HEAD, f"Judul: {text}", bold=True)
        self._page.y += round(high * _PT)

    def _line(self, text: str, place: tuple[int, int, int], size: float, name: str, *, bold: bool = False) -> None:
        lines = self.tata.huruf.banyak_baris(text, size, place[2] / _PT, bold=bold)
        number_ = max(shape.shape_id for shape in self._page.slide.shapes) + 1
        box = (*place, round((lines * size * BARIS + 4) * _PT))
        self._page.slide.shapes._spTree.append(parse_xml(kotak(number_, name, box, paragraf(text, size, bold=bold))))


def _card(item: Ukuran) -> angka.Kartu:
    known = item.nilai not in (SAMAR, NO_DATA_TEXT)
    return angka.Kartu(bersih(item.nama, 48), bersih(item.nilai, 40), "", item.catatan[:_CARD_LINES], known)
