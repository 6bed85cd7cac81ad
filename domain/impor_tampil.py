"""An import as it is shown: the file and where it stands, its households, its findings, and what narrows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.errors import InvalidInput
from domain.impor import Hasil, StateImpor
from domain.isian import Isi
from domain.kode import Level, level_of, parse_kode
from domain.validasi import ATURAN, Tingkat

VERIVALI = "verivali"
# What a household of a file is there for: ``impor_hasil.untuk``.
UNTUK = {VERIVALI: "Verivali", "BSP": "Usulan BSP", "DTKS": "Usulan DTKS"}

# States in which something moves by itself, so that a page that shows them looks again soon.
BERJALAN = frozenset({StateImpor.DIUNGGAH, StateImpor.DIPERIKSA, StateImpor.DIPROSES})
# What the file brought is in the verivali rows and the cases.
TERTULIS = frozenset({StateImpor.SELESAI, StateImpor.SELESAI_SEBAGIAN})

LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Impor:
    """One file. ``ringkasan`` is what the check counted (see data_access.impor_aturan), empty before it."""

    kab: int
    nomor: int
    state: StateImpor
    nama: str
    ukuran: int
    diterima: int
    pengunggah: str
    diunggah: datetime
    program: int | None = None
    periode: int | None = None
    # Code and name of every wilayah that the manifest names.
    wilayah: tuple[tuple[int, str], ...] = ()
    manifes: Mapping[str, Any] = field(default_factory=dict)
    galat: str | None = None
    galat_isi: Mapping[str, Any] = field(default_factory=dict)
    ringkasan: Mapping[str, Any] = field(default_factory=dict)
    langkah: str | None = None
    selesai: int = 0
    total: int = 0
    langkah_sejak: datetime | None = None
    diperiksa: datetime | None = None
    disetujui: datetime | None = None
    penyetuju: str | None = None
    diproses: datetime | None = None
    ditarik: datetime | None = None
    penarik: str | None = None

    def hitung(self, bagian: str, hasil: Hasil) -> int:
        """Households with this outcome in ``bagian`` ("verivali" or "usulan")."""
        return int(self.ringkasan.get(bagian, {}).get(hasil.value, 0))

    def jumlah(self, hasil: Hasil) -> int:
        """Rows with this outcome, of verivali and usulan together."""
        return self.hitung("verivali", hasil) + self.hitung("usulan", hasil)

    @property
    def baris(self) -> int:
        """Rows of verivali and usulan in the file."""
        return sum(self.jumlah(hasil) for hasil in Hasil)

    @property
    def tertulis(self) -> tuple[int, int]:
        """Households of verivali, and usulan, that the import writes."""
        verivali, usulan = (
            self.hitung(part, Hasil.BARU) + self.hitung(part, Hasil.BERUBAH) for part in ("verivali", "usulan")
        )
        return verivali, usulan


@dataclass(frozen=True, slots=True)
class Temuan:
    """One finding about a line of a file; values as they were found, not covered."""

    nomor: int
    bagian: str
    baris: int
    kolom: str | None
    idbdt: str | None
    idartbdt: str | None
    aturan: str
    tingkat: Tingkat
    nilai: str | None
    seharusnya: str | None


@dataclass(frozen=True, slots=True)
class Baris:
    """One household of a file and what becomes of it."""

    untuk: str
    idbdt: str
    baris: int
    desa: int | None
    nama_desa: str | None
    nama_krt: str | None
    hasil: Hasil
    sebab: str | None
    sta_keberadaan: int | None
    tanggal: date | None
    isi: Isi
    aturan: tuple[str, ...]
    risiko: int
    # Findings that refuse it.
    temuan: tuple[Temuan, ...] = ()

    @property
    def kunci(self) -> list[Any]:
        """What the next page begins after."""
        return [self.desa or 0, self.idbdt, self.untuk]


@dataclass(frozen=True, slots=True)
class SaringanHasil:
    """What the list of households is narrowed by; empty means "all"."""

    hasil: Hasil | None = None
    untuk: str = ""
    desa: int | None = None
    aturan: str = ""
    cari: str = ""


@dataclass(frozen=True, slots=True)
class SaringanTemuan:
    """What the list of findings is narrowed by; empty means "all"."""

    aturan: str = ""
    tingkat: Tingkat | None = None
    desa: int | None = None


def baca_nomor(value: object) -> int | None:
    """Number of an import in an address; None when there is none. Raises InvalidInput for anything else."""
    if value in (None, ""):
        return None
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise InvalidInput("Nomor berkas pada alamat tidak dapat dibaca. Buka berkasnya dari daftar.")
    return int(text)


def baca_saringan_hasil(query: Mapping[str, Any], cari: object = None) -> SaringanHasil:
    """Filters of an address, and the words typed. Raises InvalidInput for what no control of the page makes."""
    hasil = _one_of(query, "hasil", {item.value for item in Hasil})
    text = " ".join("".join(c if c.isprintable() else " " for c in str(cari or "")).split())
    return SaringanHasil(
        Hasil(hasil) if hasil else None,
        _one_of(query, "untuk", set(UNTUK)),
        _desa(query),
        _one_of(query, "aturan", set(ATURAN)),
        text[:LONGEST_SEARCH],
    )


def baca_saringan_temuan(query: Mapping[str, Any]) -> SaringanTemuan:
    """Filters of an address. Raises InvalidInput for what no control of the page makes."""
    tingkat = _one_of(query, "tingkat", {item.value for item in Tingkat})
    return SaringanTemuan(_one_of(query, "aturan", set(ATURAN)), Tingkat(tingkat) if tingkat else None, _desa(query))


def _one_of(query: Mapping[str, Any], key: str, known: set[str]) -> str:
    value = str(query.get(key) or "")
    if value and value not in known:
        raise InvalidInput(f"Saringan “{key}” pada alamat tidak dikenal. Pilih lagi dari halaman ini.")
    return value


def _desa(query: Mapping[str, Any]) -> int | None:
    if not query.get("desa"):
        return None
    kode = parse_kode(str(query["desa"]))
    if level_of(kode) is not Level.DESA:
        raise InvalidInput("Desa pada alamat bukan kode desa. Pilih lagi dari halaman ini.")
    return kode
