"""What a reader sees of the briefing: packs, those asked for in one go, schedules, deliveries, slides of an office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from domain.access import Role
from domain.briefing import BabBriefing, Bentuk, StateBriefing, StateKirim


@dataclass(frozen=True, slots=True)
class Berkas:
    """A file of a pack that can be downloaded; ``ukuran`` in bytes."""

    bentuk: Bentuk
    ukuran: int
    sidik: str
    dibuat: datetime


@dataclass(frozen=True, slots=True)
class Paket:
    """One pack. ``langkah`` says what is being done, ``galat`` why it could not be made, both in words; ``per`` is the
    moment its figures speak of, ``sidik`` the digest of its content; ``pembuat_nama`` as the portal knows the account.
    """

    nomor: int
    kumpulan: int | None
    jadwal: int | None
    wilayah: int
    nama: str
    program: int
    periode: int
    bab: tuple[BabBriefing, ...]
    samar: int
    templat: int | None
    peta_bentuk: bool
    state: StateBriefing
    persen: int
    langkah: str | None
    galat: str | None
    percobaan: int
    pembuat: int
    pembuat_nama: str
    dibuat: datetime
    mulai: datetime | None
    selesai: datetime | None
    per: datetime | None
    sidik: str | None
    berkas: tuple[Berkas, ...] = ()

    @property
    def berjalan(self) -> bool:
        """Whether it waits or is being made."""
        return self.state in (StateBriefing.ANTRE, StateBriefing.DIKERJAKAN)


@dataclass(frozen=True, slots=True)
class Kumpulan:
    """Packs that were asked for in one go. ``persen`` is of all of them; ``perkiraan`` when the last will be done, by
    the pace so far, None before the first is.
    """

    nomor: int
    total: int
    selesai: int
    gagal: int
    batal: int
    persen: int
    dibuat: datetime
    perkiraan: datetime | None

    @property
    def berjalan(self) -> bool:
        """Whether some still wait or are being made."""
        return self.selesai + self.gagal + self.batal < self.total


@dataclass(frozen=True, slots=True)
class Penerima:
    """Somebody a schedule sends to, or could."""

    id: int
    username: str
    nama: str
    role: Role
    wilayah: int
    tempat: str


@dataclass(frozen=True, slots=True)
class JadwalBriefing:
    """One schedule: ISO weekday and time of day in Jakarta; ``berikut`` is when it is due next."""

    nomor: int
    wilayah: int
    nama: str
    program: int
    bab: tuple[BabBriefing, ...]
    templat: int | None
    peta_bentuk: bool
    hari: int
    jam: time
    aktif: bool
    pembuat: int
    pembuat_nama: str
    berikut: datetime
    penerima: tuple[Penerima, ...]


@dataclass(frozen=True, slots=True)
class Kirim:
    """What became of a scheduled pack for one recipient; ``galat`` why it was not sent, in words."""

    jatuh: datetime
    pengguna: int
    nama: str
    briefing: int | None
    state: StateKirim
    percobaan: int
    berikut: datetime | None
    galat: str | None
    waktu: datetime | None


@dataclass(frozen=True, slots=True)
class Templat:
    """Slides of an office; ``tempat`` names its wilayah."""

    nomor: int
    wilayah: int
    tempat: str
    nama: str
    ukuran: int
    pembuat: int
    dibuat: datetime


@dataclass(frozen=True, slots=True)
class Beda:
    """A headline figure when the pack was made and now; None where there is no number, SAMAR where it is kept back."""

    kode: str
    nama: str
    dulu: float | str | None
    kini: float | str | None
    satuan: str
    desimal: int
