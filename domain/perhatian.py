"""What asks for somebody's attention: the rules, as data, and when an item that stays open counts as ignored.

A rule says what is looked for, from which threshold on, how urgent it is unless an administrator decides otherwise,
who may see it and where a click leads. What a rule finds in the tables is in ``data_access.perhatian_aturan``; every
figure grows as things get worse, so that "it grew" means the same for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from urllib.parse import urlencode

from domain.access import Actor, Permission
from domain.errors import InvalidInput
from domain.kalender import JAKARTA, Periode
from domain.kode import Level, level_of

# An item that nobody has taken up for so long is called ignored.
DIBIARKAN = timedelta(days=3)
# Longest note on an item.
CATATAN_TERPANJANG = 500
# An evaluation older than this is said to be old: it should run every five minutes.
PENILAIAN_LAMA = timedelta(minutes=15)


class Tingkat(IntEnum):
    """How urgent; 1 comes first."""

    MENDESAK = 1
    PENTING = 2
    PANTAU = 3


TINGKAT_NAME = {Tingkat.MENDESAK: "Mendesak", Tingkat.PENTING: "Penting", Tingkat.PANTAU: "Perlu dipantau"}


class Keadaan(StrEnum):
    """Life of an item; stored as text."""

    TERBUKA = "terbuka"
    DIAKUI = "diakui"
    SELESAI = "selesai"


KEADAAN_NAME = {Keadaan.TERBUKA: "Terbuka", Keadaan.DIAKUI: "Diakui", Keadaan.SELESAI: "Selesai"}


class Fase(StrEnum):
    """While what a rule looks for can still be mended."""

    VERIVALI = "verivali"
    PENGESAHAN = "pengesahan"
    # Belongs to no periode.
    SELALU = "selalu"


@dataclass(frozen=True, slots=True)
class Aturan:
    """One rule. ``ambang`` is the threshold in ``satuan_ambang``, allowed within ``batas``; ``satuan`` is what the
    figure of an item counts. ``rinci``: the rule can name the desa behind the figure.
    """

    kode: str
    nama: str
    penjelasan: str
    tingkat: Tingkat
    ambang: int
    satuan_ambang: str
    batas: tuple[int, int]
    satuan: str
    izin: Permission = Permission.VIEW_PROGRES
    fase: Fase = Fase.PENGESAHAN
    rinci: bool = False
    # Path and parameters of the page that shows it best; wilayah, program and periode are added.
    halaman: str = "/peta"
    saring: tuple[tuple[str, str], ...] = ()


ATURAN: dict[str, Aturan] = {
    item.kode: item
    for item in (
        Aturan(
            "kuota_lebih",
            "Kuota terlampaui",
            "KPM terpakai (awal dikurangi nonaktif ditambah usulan disetujui) melebihi kuota kab/kota. Finalisasi "
            "tertahan sampai kelebihannya dikembalikan.",
            Tingkat.MENDESAK,
            1,
            "KPM",
            (1, 100_000),
            "KPM",
            Permission.VIEW_KUOTA,
            halaman="/kuota",
        ),
        Aturan(
            "meleset",
            "Kab/kota diperkirakan tidak selesai",
            "Bagian prelist yang menurut perkiraan belum selesai saat verivali ditutup mencapai ambang.",
            Tingkat.MENDESAK,
            10,
            "% prelist",
            (1, 99),
            "rumah tangga",
            fase=Fase.VERIVALI,
            halaman="/peta",
            saring=(("metrik", "terlambat"),),
        ),
        Aturan(
            "belum_final",
            "Belum difinalisasi menjelang pengesahan",
            "Batch kab/kota belum difinalisasi padahal pengesahan ditutup dalam hari sebanyak ambang.",
            Tingkat.MENDESAK,
            7,
            "hari",
            (1, 30),
            "rumah tangga",
            halaman="/peta",
            saring=(("metrik", "final"),),
        ),
        Aturan(
            "pekerja",
            "Pekerja latar tidak berjalan",
            "Proses latar yang menjumlahkan rekap, menghitung perkiraan, dan menilai daftar ini tidak memberi kabar. "
            "Angka tingkat kab/kota ke atas dapat tertinggal.",
            Tingkat.MENDESAK,
            60,
            "detik",
            (60, 3600),
            "pekerja",
            fase=Fase.SELALU,
        ),
        Aturan(
            "pekerjaan_gagal",
            "Pekerjaan latar gagal",
            "Pekerjaan latar yang gagal dalam 7 hari terakhir.",
            Tingkat.MENDESAK,
            1,
            "pekerjaan",
            (1, 1000),
            "pekerjaan",
            Permission.MANAGE_PORTAL,
            Fase.SELALU,
        ),
        Aturan(
            "rekap_tertinggal",
            "Rekap tertinggal",
            "Rekap kab/kota belum mengikuti perubahan desa yang lebih lama daripada ambang.",
            Tingkat.PENTING,
            15,
            "menit",
            (2, 1440),
            "desa",
        ),
        Aturan(
            "antrean_periksa",
            "Menunggu pemeriksaan Anda",
            "Hasil verivali yang sudah terimpor dan belum diperiksa supervisor.",
            Tingkat.PENTING,
            1,
            "rumah tangga",
            (1, 100_000),
            "rumah tangga",
            Permission.REVIEW_VERIVALI,
            rinci=True,
            halaman="/usulan",
            saring=(("tab", "perbaikan"),),
        ),
        Aturan(
            "usul_kuota",
            "Usulan pembagian kuota menunggu keputusan",
            "Usulan perubahan kuota yang belum diputuskan.",
            Tingkat.PENTING,
            0,
            "hari",
            (0, 30),
            "usulan",
            Permission.APPROVE_KUOTA,
            halaman="/kuota",
        ),
        Aturan(
            "usulan_lama",
            "Usulan menunggu terlalu lama",
            "Usulan calon penerima yang belum diperiksa lebih dari batas layanan (SLA).",
            Tingkat.PENTING,
            3,
            "hari",
            (1, 60),
            "usulan",
            rinci=True,
            halaman="/usulan",
        ),
        Aturan(
            "belum_mulai",
            "Desa belum mulai",
            "Desa dengan prelist yang belum memiliki satu pun hasil kunjungan sejak periode dibuka.",
            Tingkat.PENTING,
            7,
            "hari sejak dibuka",
            (1, 180),
            "desa",
            fase=Fase.VERIVALI,
            rinci=True,
            halaman="/verivali",
            saring=(("saring", "tanda=belum_mulai"),),
        ),
        Aturan(
            "diam",
            "Desa berhenti bergerak",
            "Desa yang sudah mulai, belum selesai, dan tidak mencatat perubahan selama hari sebanyak ambang.",
            Tingkat.PENTING,
            7,
            "hari",
            (2, 90),
            "desa",
            fase=Fase.VERIVALI,
            rinci=True,
            halaman="/verivali",
            saring=(("saring", "tanda=diam|basi"),),
        ),
        Aturan(
            "kembali_lama",
            "Pengembalian belum diperbaiki",
            "Rumah tangga yang dikembalikan supervisor dan belum diisi ulang selama hari sebanyak ambang.",
            Tingkat.PENTING,
            3,
            "hari",
            (1, 60),
            "rumah tangga",
            fase=Fase.VERIVALI,
            rinci=True,
            halaman="/verivali",
            saring=(("saring", "dikembalikan>0"), ("urut", "-dikembalikan")),
        ),
        Aturan(
            "musdes_kurang",
            "Musdes belum ada",
            "Desa dengan prelist yang berita acara musdes/muskel-nya belum masuk menjelang verivali ditutup.",
            Tingkat.PENTING,
            7,
            "hari sebelum ditutup",
            (1, 60),
            "desa",
            fase=Fase.VERIVALI,
            rinci=True,
            halaman="/verivali",
            saring=(("saring", "tanda=tanpa_musdes"),),
        ),
        Aturan(
            "lalai",
            "Tidak pernah memutakhirkan",
            "Kab/kota tanpa satu pun hasil kunjungan selama beberapa periode berturut-turut, termasuk periode ini.",
            Tingkat.PENTING,
            3,
            "periode",
            (2, 24),
            "periode",
            halaman="/peta",
            saring=(("metrik", "progres"),),
        ),
        Aturan(
            "kuota_desa_lebih",
            "Kuota desa terlampaui",
            "Desa yang KPM terpakainya melebihi pembagian kuotanya.",
            Tingkat.PANTAU,
            1,
            "KPM",
            (1, 10_000),
            "desa",
            Permission.VIEW_KUOTA,
            rinci=True,
            halaman="/kuota",
        ),
        Aturan(
            "antre_lebih",
            "Usulan melebihi sisa kuota",
            "Usulan yang menunggu lebih banyak daripada tempat yang tersisa; selebihnya harus menunggu.",
            Tingkat.PANTAU,
            1,
            "usulan",
            (1, 10_000),
            "usulan",
            Permission.VIEW_KUOTA,
            halaman="/kuota",
        ),
        Aturan(
            "sisa_tersedia",
            "Kuota tersisa, calon tersedia",
            "Sisa kuota paling sedikit sebesar ambang, sementara ada ruta desil 1–4 yang belum menjadi KPM.",
            Tingkat.PANTAU,
            5,
            "% kuota",
            (1, 100),
            "KPM",
            Permission.VIEW_KUOTA,
            halaman="/kuota",
        ),
        Aturan(
            "luar_desa",
            "Koordinat di luar desa",
            "Desa yang bagian rumah tangga dengan koordinat di luar batas desanya mencapai ambang.",
            Tingkat.PANTAU,
            10,
            "% ruta",
            (1, 100),
            "desa",
            fase=Fase.SELALU,
            rinci=True,
            halaman="/verivali",
        ),
    )
}

# Seen while the page is drawn, never stored: the worker that would store it is the one that is gone.
PEKERJA = ATURAN["pekerja"]
DINILAI = tuple(item for item in ATURAN.values() if item is not PEKERJA)


@dataclass(frozen=True, slots=True)
class Setelan:
    """How a rule is applied now. ``oleh`` and ``diubah`` are None while the default holds."""

    aktif: bool
    ambang: int
    tingkat: Tingkat
    oleh: str | None = None
    diubah: datetime | None = None


def default_setelan(aturan: Aturan) -> Setelan:
    """What holds where no administrator decided otherwise."""
    return Setelan(aktif=True, ambang=aturan.ambang, tingkat=aturan.tingkat)


def aturan_of(kode: str) -> Aturan:
    """The rule of a code. Raises InvalidInput when there is none."""
    if kode not in ATURAN:
        raise InvalidInput("Aturan itu tidak dikenal. Pilih aturan dari daftar di Beranda.")
    return ATURAN[kode]


def check_setelan(aturan: Aturan, ambang: int, tingkat: int) -> Setelan:
    """A setting that may be stored. Raises InvalidInput with the limits when it may not."""
    low, high = aturan.batas
    if not low <= ambang <= high:
        raise InvalidInput(f"Ambang “{aturan.nama}” harus antara {low} dan {high} {aturan.satuan_ambang}.")
    if tingkat not in set(Tingkat):
        raise InvalidInput("Tingkat harus 1 (mendesak), 2 (penting), atau 3 (perlu dipantau).")
    return Setelan(aktif=True, ambang=ambang, tingkat=Tingkat(tingkat))


def visible_to(actor: Actor) -> tuple[Aturan, ...]:
    """Rules whose items the reader may see."""
    return tuple(item for item in ATURAN.values() if actor.may(item.izin))


@dataclass(frozen=True, slots=True)
class Kunci:
    """What tells one item from another; ``periode`` and ``program`` are 0 for rules that belong to no periode."""

    aturan: str
    wilayah: int
    periode: int
    program: int

    @property
    def kab(self) -> int:
        """Kab the item belongs to; 0 for none."""
        return self.wilayah if level_of(self.wilayah) is Level.KAB else 0

    def __str__(self) -> str:
        return f"{self.aturan}.{self.wilayah}.{self.periode}.{self.program}"

    @classmethod
    def parse(cls, text: str) -> Kunci:
        """From the text an address carries. Raises InvalidInput."""
        aturan, *numbers = text.split(".")
        if aturan not in ATURAN or len(numbers) != 3 or not all(n.isascii() and n.isdigit() for n in numbers):
            raise InvalidInput("Butir perhatian pada alamat tidak dikenal. Pilih lagi dari daftar.")
        if any(len(n) > 10 for n in numbers) or level_of(int(numbers[0])) not in (Level.NASIONAL, Level.KAB):
            raise InvalidInput("Butir perhatian pada alamat tidak dikenal. Pilih lagi dari daftar.")
        return cls(aturan, *(int(n) for n in numbers))


@dataclass(frozen=True, slots=True)
class Saat:
    """What the rules need to know of a periode at a moment; all None for rules that belong to no periode."""

    periode: Periode
    now: datetime

    @property
    def as_of(self) -> date:
        """The day the figures speak of."""
        return self.periode.as_of(self.now)

    @property
    def days_open(self) -> int:
        """Days since the opening."""
        return (self.as_of - self.periode.first_day).days

    @property
    def days_to_close(self) -> int:
        """Days from the day of the figures to the last day of verivali."""
        return (self.periode.last_day - self.as_of).days

    @property
    def days_to_pengesahan(self) -> int:
        """Days from today to the last day of the pengesahan."""
        today = self.now.astimezone(JAKARTA).date()
        return (self.periode.tutup_pengesahan.astimezone(JAKARTA).date() - today).days

    def holds(self, fase: Fase) -> bool:
        """Whether rules of that phase apply."""
        if fase is Fase.VERIVALI:
            return self.periode.is_open(self.now)
        return fase is Fase.PENGESAHAN and self.periode.buka <= self.now <= self.periode.tutup_pengesahan


def is_ignored(state: str, since: datetime, clock: datetime) -> bool:
    """Whether an item was open for long and nobody took it up."""
    return state == Keadaan.TERBUKA and clock - since >= DIBIARKAN


# Pages that not every reader of an item may open.
_ASKS = {"/kuota": Permission.VIEW_KUOTA, "/usulan": Permission.VIEW_RUMAH_TANGGA}


def link(actor: Actor, aturan: Aturan, wilayah: int, program: int, periode: int) -> str:
    """Address of the page that shows an item of a rule in a wilayah to this reader."""
    needed = _ASKS.get(aturan.halaman)
    if needed is not None and not actor.may(needed):
        return link_to("/verivali", actor, wilayah, program, periode)
    return link_to(aturan.halaman, actor, wilayah, program, periode, dict(aturan.saring))


def link_to(
    path: str, actor: Actor, wilayah: int, program: int, periode: int, more: Mapping[str, str] | None = None
) -> str:
    """Address of a page for a wilayah and periode; the reader's own wilayah need not be said, nor periode 0."""
    query: dict[str, str] = {} if wilayah == actor.wilayah else {"wilayah": str(wilayah)}
    if program and periode:
        query |= {"program": str(program), "periode": str(periode)}
    return _address(path, query | dict(more or {}))


def desa_link(kode: int, program: int, periode: int) -> str:
    """Address of the page of one desa."""
    return _address(f"/desa/{kode}", {"program": str(program), "periode": str(periode)} if periode else {})


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
