"""The review in numbers: what waits and for how long, what was decided, how often work goes back, and why."""

from __future__ import annotations

from dataclasses import dataclass

from domain.indikator import ratio

# A case that waits longer than this many days is late (section 11).
SLA_HARI = 3
# Ages of waiting cases in days, both ends included; the last class has no end.
UMUR: tuple[tuple[int, int | None], ...] = ((0, 1), (2, SLA_HARI), (SLA_HARI + 1, 7), (8, None))


def umur_kata(low: int, high: int | None) -> str:
    """A class of ages in words."""
    return f"lebih dari {low - 1} hari" if high is None else f"{low}–{high} hari"


@dataclass(frozen=True, slots=True)
class BarisKerja:
    """Figures of one area or one reviewer; ``kode`` is the wilayah or the account, 0 for all.

    ``umur`` counts waiting cases by the classes of ``UMUR`` (of a reviewer: none, a case waits for nobody in
    particular). ``median``: days from the day a case was handed in to the decision; None where nothing was decided.
    """

    kode: int
    nama: str
    umur: tuple[int, ...]
    disetujui: int
    dikembalikan: int
    ditolak: int
    median: float | None

    @property
    def menunggu(self) -> int:
        """Cases that nobody has decided on."""
        return sum(self.umur)

    @property
    def terlambat(self) -> int:
        """Cases that wait longer than ``SLA_HARI``."""
        return sum(count for (low, _), count in zip(UMUR, self.umur, strict=True) if low > SLA_HARI)

    @property
    def diperiksa(self) -> int:
        """Cases decided on."""
        return self.disetujui + self.dikembalikan + self.ditolak

    @property
    def pengembalian(self) -> float | None:
        """Per cent of the cases decided on that went back (``domain.indikator``: pengembalian)."""
        return ratio(self.dikembalikan, self.diperiksa)


@dataclass(frozen=True, slots=True)
class Sebab:
    """A reason of returns and refusals: how often, and per cent of all up to and with it (Pareto)."""

    alasan: str
    dikembalikan: int
    ditolak: int
    kumulatif: float

    @property
    def jumlah(self) -> int:
        """Times it was given."""
        return self.dikembalikan + self.ditolak


@dataclass(frozen=True, slots=True)
class KerjaPeriksa:
    """The work of a wilayah: all together, by area, by reviewer, and the reader's own."""

    semua: BarisKerja
    wilayah: list[BarisKerja]
    pemeriksa: list[BarisKerja]
    sendiri: BarisKerja | None
    sebab: list[Sebab]
