"""Looking somebody up in the register: what was typed, what it may be narrowed by, and what stays covered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import InvalidInput
from domain.status import STATUS_NAME, StaKeberadaan

LONGEST_TEXT = 120
_NUMBER = re.compile(r"[0-9][0-9 .\-/]*")
# Said in every address, so that they narrow nothing.
PLAIN_ADDRESS_WORDS = frozenset(
    {"jl", "jln", "jalan", "gg", "gang", "rt", "rw", "no", "nomor", "dusun", "dsn", "kampung", "kp"}
)
_ADDRESS_WORDS = (PLAIN_ADDRESS_WORDS - {"no", "nomor"}) | {
    "blok", "perum", "perumahan", "komplek", "kompleks", "lorong", "lingkungan",
}  # fmt: skip
_RT = re.compile(r"(rt|rw)[0-9]+")


class Jenis(StrEnum):
    """What was typed into the one search box."""

    NOMOR = "nomor"
    IDBDT = "idbdt"
    NAMA = "nama"
    ALAMAT = "alamat"
    KOSONG = "kosong"


@dataclass(frozen=True, slots=True)
class Kueri:
    """What was typed, understood. ``nomor`` holds digits only; a name may be followed by an address."""

    jenis: Jenis
    nomor: str = ""
    nama: str = ""
    alamat: str = ""


def baca(text: str | None) -> Kueri:
    """Understand what was typed. Raises InvalidInput for a number that is none of the register's."""
    # What cannot be printed cannot be stored either.
    plain = " ".join("".join(c if c.isprintable() else " " for c in text or "").split())
    if len(plain) > LONGEST_TEXT:
        raise InvalidInput(f"Pencarian paling panjang {LONGEST_TEXT} huruf. Ketik nama, alamat, atau satu nomor.")
    if not plain:
        return Kueri(Jenis.KOSONG)
    if _NUMBER.fullmatch(plain):
        return _number(re.sub(r"[^0-9]", "", plain))
    words = plain.split(" ")
    start = next((i for i, word in enumerate(words) if _is_address(word)), len(words))
    name, address = " ".join(words[:start]), " ".join(words[start:])
    if len(re.sub(r"\W", "", name + address)) < 2:
        raise InvalidInput("Ketik paling sedikit dua huruf nama atau alamat.")
    return Kueri(Jenis.NAMA if name else Jenis.ALAMAT, nama=name, alamat=address)


def _is_address(word: str) -> bool:
    plain = word.lower().strip(".,:;/")
    return plain in _ADDRESS_WORDS or _RT.match(plain) is not None


def _number(digits: str) -> Kueri:
    # Fifteen digits are a NIK that lost one when it was migrated (V1).
    if len(digits) in (15, 16):
        return Kueri(Jenis.NOMOR, nomor=digits)
    if 17 <= len(digits) <= 25:
        return Kueri(Jenis.IDBDT, nomor=digits)
    raise InvalidInput("Nomor belum lengkap. NIK dan nomor KK 16 angka, IDBDT 23 angka.")


# Kept in the address as bantuan=: (label, column that must be true)
BANTUAN: dict[str, tuple[str, str]] = {
    "bsp": ("KPM BSP/Sembako", "kpm_bsp"),
    "pkh": ("Penerima PKH", "ada_pkh"),
    "kks": ("Pemegang KKS", "ada_kks"),
    "pbi": ("PBI-JK (KIS)", "ada_kis"),
    "kip": ("Pemegang KIP", "ada_kip"),
}
# In DTKS, and neither holder of a KKS nor recipient of PKH: the list that village meetings work from.
TANPA_BANTUAN = "tanpa"
TANPA_BANTUAN_NAMA = "DTKS bukan KKS & PKH"

KOORDINAT = {
    "ada": "Punya koordinat",
    "tanpa": "Tanpa koordinat",
    "luar": "Koordinat di luar desa",
}

KEBERADAAN_NAMA = {
    StaKeberadaan.DITEMUKAN_TETAP: "Ditemukan, tidak ada perubahan",
    StaKeberadaan.DITEMUKAN_BERUBAH: "Ditemukan, ada perubahan",
    StaKeberadaan.TIDAK_DITEMUKAN: "Tidak ditemukan",
    StaKeberadaan.DITEMUKAN_MAMPU: "Ditemukan, mampu",
    StaKeberadaan.DITEMUKAN_GANDA: "Ditemukan, ganda",
}
# On no prelist of the periode.
BUKAN_PRELIST = "bukan"


@dataclass(frozen=True, slots=True)
class Saringan:
    """What a list is narrowed by; empty means "all"."""

    bantuan: str = ""
    desil: frozenset[int] = frozenset()
    status: str = ""
    keberadaan: str = ""
    koordinat: str = ""

    def __bool__(self) -> bool:
        return self != Saringan()

    def words(self) -> list[str]:
        """What it narrows by, in words."""
        parts = []
        if self.bantuan:
            parts.append(TANPA_BANTUAN_NAMA if self.bantuan == TANPA_BANTUAN else BANTUAN[self.bantuan][0])
        if self.desil:
            parts.append("desil " + ", ".join(str(item) for item in sorted(self.desil)))
        if self.status:
            parts.append("bukan prelist" if self.status == BUKAN_PRELIST else STATUS_OF[self.status].lower())
        if self.keberadaan:
            parts.append(KEBERADAAN_NAMA[StaKeberadaan(int(self.keberadaan))].lower())
        if self.koordinat:
            parts.append(KOORDINAT[self.koordinat].lower())
        return parts


STATUS_OF = {str(int(status)): name for status, name in STATUS_NAME.items()}


def baca_saringan(query: Mapping[str, object]) -> Saringan:
    """Filters of an address. Raises InvalidInput for a value that no control of the page makes."""
    return Saringan(
        bantuan=_one_of(query, "bantuan", {*BANTUAN, TANPA_BANTUAN}),
        desil=frozenset(
            int(_one_of({"desil": part}, "desil", {str(n) for n in range(1, 11)}))
            for part in str(query.get("desil") or "").split(",")
            if part
        ),
        status=_one_of(query, "status", {*STATUS_OF, BUKAN_PRELIST}),
        keberadaan=_one_of(query, "keberadaan", {str(int(item)) for item in StaKeberadaan}),
        koordinat=_one_of(query, "koordinat", set(KOORDINAT)),
    )


def _one_of(query: Mapping[str, object], key: str, allowed: set[str]) -> str:
    value = str(query.get(key) or "")
    if value and value not in allowed:
        raise InvalidInput(f"Saringan “{key}” pada alamat tidak dikenal. Pilih lagi dari halaman ini.")
    return value


@dataclass(frozen=True, slots=True)
class Rujukan:
    """Names one household in an address: ``3277-32770000012``."""

    kab: int
    ruta: int

    def __str__(self) -> str:
        return f"{self.kab}-{self.ruta}"


_REFERENCE = re.compile(r"([1-9][0-9]{3})-([0-9]{1,18})")


def baca_rujukan(text: object) -> Rujukan:
    """Read a household of an address. Raises InvalidInput for anything else."""
    match = _REFERENCE.fullmatch(str(text or ""))
    if match is None:
        raise InvalidInput("Rumah tangga pada alamat tidak dapat dibaca. Cari lagi dari halaman Data Kesos.")
    return Rujukan(int(match[1]), int(match[2]))


# Why somebody may need to see a number in full; kept with the household in the audit.
ALASAN: dict[str, str] = {
    "pemadanan": "Memadankan dengan data Dukcapil",
    "perbaikan": "Memperbaiki data rumah tangga",
    "pengaduan": "Menangani pengaduan atau sanggahan warga",
    "layanan": "Melayani permintaan warga yang bersangkutan",
    "penyaluran": "Menyelesaikan masalah penyaluran",
    "pemeriksaan": "Pemeriksaan atau audit",
}
LEAST_REASON = 10
_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Alasan:
    """A reason from the list, and what was written with it."""

    kode: str
    keterangan: str


def baca_alasan(kode: object, keterangan: object) -> Alasan:
    """A reason that says something. Raises InvalidInput otherwise."""
    text = " ".join("".join(c if c.isprintable() else " " for c in str(keterangan or "")).split())
    if str(kode) not in ALASAN:
        raise InvalidInput("Pilih alasan membuka identitas dari daftar.")
    if len(text) < LEAST_REASON or len(set(text.lower()) - {" "}) < 4:
        raise InvalidInput(
            f"Tulis keterangan paling sedikit {LEAST_REASON} huruf, misalnya nomor surat atau nama pengadu."
        )
    # A NIK written as its own reason would stand in the audit in clear.
    if re.search(r"[0-9]{15,}", re.sub(r"[ .\-]", "", text)):
        raise InvalidInput("Jangan menulis NIK atau nomor KK dalam keterangan.")
    return Alasan(str(kode), text[:_LONGEST_REASON])


_SHORTEST_TO_SHOW = 12


def samar_nomor(nomor: int | str | None) -> str | None:
    """NIK or KK with the first and last four digits, as lokal-id masks it; a shorter number shows none."""
    if nomor is None:
        return None
    digits = str(nomor)
    return f"{digits[:4]}{'*' * 8}{digits[-4:]}" if len(digits) >= _SHORTEST_TO_SHOW else "*" * 12


def samar_nama(nama: str | None) -> str | None:
    """A name by its initials: "S*** A***"."""
    return " ".join(f"{word[:1]}***" for word in nama.split()) if nama else nama
