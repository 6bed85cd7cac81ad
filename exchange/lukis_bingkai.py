"""What stands around a picture that goes out on its own: title, wilayah, periode, filters; as-of, source, maker."""

from __future__ import annotations

from dataclasses import dataclass

from domain.figur import Asal
from domain.tulis import moment
from exchange.lukis_kanvas import Kanvas, wide, wrap

TEPI = 28.0
_TITLE, _TEXT, _SMALL = 20.0, 13.0, 11.0


@dataclass(frozen=True, slots=True)
class Bingkai:
    """A frame at a width, in lines; how much room it takes is known before anything is drawn."""

    judul: list[str]
    tempat: list[str]
    kaki: list[str]
    lebar: float

    @classmethod
    def of(cls, asal: Asal, lebar: float, *, satuan: str = "", catatan: str = "") -> Bingkai:
        """The words of ``asal``; ``satuan`` of the numbers, ``catatan`` what must be said of this picture besides."""
        room = lebar - 2 * TEPI
        place = [asal.wilayah, asal.periode, *(f"{name}: {words}" for name, words in asal.saring)]
        place += [f"dalam {satuan}"] if satuan else []
        foot = [f"Keadaan per {moment(asal.per, asal.zona)}. Sumber: {asal.sumber}."]
        foot.append(f"Dibuat {moment(asal.dibuat, asal.zona)} oleh {asal.pembuat}.")
        if asal.samar:
            foot.append(f"Angka di bawah {asal.samar} disamarkan.")
        if catatan and catatan not in foot:
            foot.append(catatan)
        return cls(
            wrap(asal.judul, room, _TITLE, bold=True),
            wrap(" · ".join(place), room, _TEXT),
            wrap(" ".join(foot), room, _SMALL),
            lebar,
        )

    @property
    def atas(self) -> float:
        """Pixels above the picture."""
        return TEPI + 26 * len(self.judul) + 19 * len(self.tempat) + 12

    @property
    def bawah(self) -> float:
        """Pixels below the picture."""
        return 14 + 16 * len(self.kaki) + 18

    def gambar(self, k: Kanvas) -> Kanvas:
        """Draw the frame on a whole sheet; the part that is left for the picture."""
        y = TEPI - 6
        k.kotak(0, 0, k.lebar, 6, "brand")
        for line in self.judul:
            y += 26
            k.tulis(TEPI, y - 4, line, size=_TITLE, bold=True, colour="ink")
        for line in self.tempat:
            y += 19
            k.tulis(TEPI, y - 2, line, size=_TEXT)
        foot = k.tinggi - self.bawah + 14
        k.garis([(TEPI, foot), (k.lebar - TEPI, foot)], "line")
        for n, line in enumerate(self.kaki, 1):
            k.tulis(TEPI, foot + 2 + 16 * n, line, size=_SMALL)
        return k.bagian(TEPI, self.atas, k.lebar - 2 * TEPI, k.tinggi - self.atas - self.bawah)


def label(k: Kanvas, x: float, y: float, words: str) -> None:
    """A name on a light plate, for the panels of a comparison."""
    k.kotak(x, y, wide(words, 13, bold=True) + 16, 24, "surface", tepi="line", rx=4)
    k.tulis(x + 8, y + 17, words, size=13, bold=True, colour="ink")
