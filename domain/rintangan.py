"""What keeps a case of the review from being approved, in words (sections 6.2, 8 and 9 of the domain document)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.instrumen import PADAN
from domain.kuota import Posisi
from domain.status import NONAKTIF, STATUS_NAME, StatusVerivali
from domain.usulan import JenisUsulan


class Sebab(StrEnum):
    """What keeps a case from being approved, in the order in which it is told; the last two keep it from any act."""

    DIFINALISASI = "difinalisasi"
    PERIODE_TUTUP = "periode_tutup"
    BUKAN_REGISTER = "bukan_register"
    MENUNGGU_SK = "menunggu_sk"
    SUDAH_KPM = "sudah_kpm"
    SUDAH_DISETUJUI = "sudah_disetujui"
    GANDA = "ganda"
    TIDAK_PADAN = "tidak_padan"
    TANPA_BERITA_ACARA = "tanpa_berita_acara"
    TANPA_BNBA = "tanpa_bnba"
    PENGGANTI = "pengganti"
    SUDAH_DIGANTI = "sudah_diganti"
    VERIVALI = "verivali"
    KUOTA_BELUM = "kuota_belum"
    KUOTA_DESA = "kuota_desa"
    KUOTA_KAB = "kuota_kab"
    TIDAK_SAH = "tidak_sah"
    DIPUTUSKAN = "diputuskan"
    DIKLAIM = "diklaim"


@dataclass(frozen=True, slots=True)
class Rintangan:
    """One thing that stands in the way, in words: what it is, and who does what about it."""

    sebab: Sebab
    pesan: str
    langkah: str


@dataclass(frozen=True, slots=True)
class Keadaan:
    """What the guards of an approval ask about one case (sections 6.2 and 8 of the domain document)."""

    nomor: int
    jenis: JenisUsulan
    periode: int
    program: int
    desa: int
    ruta: int | None
    mengganti: int | None
    # Its batch is open, and the moment lies between the opening and the closing of the pengesahan.
    difinalisasi: bool
    dibuka: bool
    # Flag U02: its household enters the register with the next SK.
    menunggu_sk: bool
    kpm: bool
    disetujui_lain: bool
    ganda: bool
    # domain.instrumen.PADAN of the pengurus; None where there is no NIK to compare.
    padan: int | None
    berita_acara: bool
    bnba: bool
    # Finding for the KPM it replaces, and whether another approved usulan took that place.
    sta_mengganti: int | None
    sudah_diganti: bool
    # StatusVerivali of the row it comes from; None where there is none.
    verivali: int | None
    percentile: int | None
    musdes: date | None


# Papers of the musdes by kind of case (V12): whoever comes in or goes out was decided on in the musdes, and a proposal
# names its people. A correction of what is written about a household is not decided there.
PERLU_BERITA_ACARA = frozenset({JenisUsulan.BSP, JenisUsulan.DTKS_BARU, JenisUsulan.KETIDAKLAYAKAN})
PERLU_BNBA = frozenset({JenisUsulan.BSP, JenisUsulan.DTKS_BARU})
DARI_VERIVALI = frozenset({JenisUsulan.PERBAIKAN, JenisUsulan.KETIDAKLAYAKAN})

_UPLOAD = "Minta desa/kelurahan mengunggahnya lewat berkas .siks, atau kembalikan usulan ini dengan alasan dokumen."
_NIK_STEP = (
    "Kembalikan dengan alasan identitas: NIK dan nama harus sama dengan KTP, atau orangnya diarahkan ke Dukcapil."
)


def rintangan_of(item: Keadaan) -> list[Rintangan]:
    """What stands in the way of approving a case, but for the kuota; empty when nothing does."""
    return [Rintangan(sebab, *words) for sebab, words in _found(item).items() if words is not None]


def _found(item: Keadaan) -> dict[Sebab, tuple[str, str] | None]:
    usulan = item.jenis in PERLU_BNBA
    found: dict[Sebab, tuple[str, str] | None] = {
        Sebab.DIFINALISASI: (
            "Batch periode ini sudah difinalisasi, sehingga tidak ada yang dapat diputuskan lagi.",
            "Ajukan pembukaan kembali ke Pusdatin bila perlu.",
        )
        if item.difinalisasi
        else None,
        Sebab.PERIODE_TUTUP: (
            "Pengesahan periode ini tidak sedang dibuka.",
            "Kasus ini dibawa ke periode berikutnya atau kedaluwarsa menurut kalender.",
        )
        if not item.dibuka
        else None,
    }
    if item.jenis is JenisUsulan.BSP:
        found |= _of_bsp(item)
    if usulan:
        found |= {
            Sebab.GANDA: (
                "Salah satu anggotanya dinyatakan ganda dengan orang lain di register.",
                "Tolak usulan ini, atau nyatakan kembali “bukan orang yang sama”.",
            )
            if item.ganda
            else None,
            Sebab.TIDAK_PADAN: _padan_words(item.padan),
        }
    if item.jenis in PERLU_BERITA_ACARA and not item.berita_acara:
        found[Sebab.TANPA_BERITA_ACARA] = ("Berita acara musdes/muskel desa ini belum ada.", _UPLOAD)
    if usulan and not item.bnba:
        found[Sebab.TANPA_BNBA] = ("BNBA musdes/muskel desa ini belum ada.", _UPLOAD)
    if item.jenis in DARI_VERIVALI and item.verivali != StatusVerivali.TERIMPOR:
        name = "tidak ada pada prelist" if item.verivali is None else STATUS_NAME[StatusVerivali(item.verivali)].lower()
        found[Sebab.VERIVALI] = (
            f"Hasil verivali rumah tangga ini {name}, tidak lagi menunggu pemeriksaan.",
            "Tolak kasus ini; perubahannya dibawa pada periode berikutnya.",
        )
    return found


def _of_bsp(item: Keadaan) -> dict[Sebab, tuple[str, str] | None]:
    """Guards of a proposal for a bantuan."""
    if item.ruta is None:
        if item.menunggu_sk:
            return {
                Sebab.MENUNGGU_SK: (
                    "Rumah tangga ini baru diusulkan ke DTKS dan menunggu SK Mensos.",
                    "Tunda sampai SK ditetapkan, atau tolak.",
                )
            }
        return {
            Sebab.BUKAN_REGISTER: (
                "Rumah tangga ini tidak ada di register; bantuan hanya untuk yang terdaftar.",
                "Kembalikan supaya diusulkan dahulu sebagai DTKS baru.",
            )
        }
    gone = item.sta_mengganti is not None and item.sta_mengganti in NONAKTIF
    return {
        Sebab.SUDAH_KPM: ("Rumah tangga ini sudah menjadi KPM BSP.", "Tolak: satu rumah tangga satu tempat.")
        if item.kpm
        else None,
        Sebab.SUDAH_DISETUJUI: (
            "Usulan lain untuk rumah tangga ini sudah disetujui pada periode yang sama.",
            "Tolak dengan alasan data ganda.",
        )
        if item.disetujui_lain
        else None,
        Sebab.PENGGANTI: (
            "KPM yang diganti tidak berstatus nonaktif pada periode ini.",
            "Kembalikan supaya keberadaan KPM itu diisi 3, 4, atau 5, atau usulkan tanpa pengganti.",
        )
        if item.mengganti is not None and not gone
        else None,
        Sebab.SUDAH_DIGANTI: (
            "Tempat KPM yang diganti sudah diberikan kepada usulan lain.",
            "Kembalikan supaya diusulkan tanpa pengganti.",
        )
        if item.sudah_diganti
        else None,
    }


def _padan_words(padan: int | None) -> tuple[str, str] | None:
    if padan is None:
        return "NIK pengurus tidak ada, sehingga tidak dapat dipadankan dengan Dukcapil.", _NIK_STEP
    # Nothing is refused because Dukcapil has not answered: a silent service must not keep anybody from eating.
    if padan in (0, 1):
        return None
    return f"NIK pengurus tidak lolos pemadanan Dukcapil: {PADAN[padan]}.", _NIK_STEP


def rintangan_kuota(desa: Posisi | None, kab: Posisi | None) -> Rintangan | None:
    """What the kuota has against one more KPM; None when a place is free in the desa and in the kab."""
    if desa is None or kab is None or not kab.kuota:
        return Rintangan(
            Sebab.KUOTA_BELUM,
            "Kuota kab/kota ini belum dibagi kepada desa/kelurahan itu.",
            "Bagi kuota pada halaman Kuota lebih dahulu.",
        )
    if desa.sisa <= 0:
        return Rintangan(
            Sebab.KUOTA_DESA,
            f"Kuota desa penuh: {_places(desa)}.",
            "Tambah kuota desa pada halaman Kuota, atau tunda usulan ini.",
        )
    if kab.sisa <= 0:
        return Rintangan(
            Sebab.KUOTA_KAB,
            f"Kuota kab/kota penuh: {_places(kab)}.",
            "Tunda usulan ini sampai ada tempat yang kosong.",
        )
    return None


def _places(posisi: Posisi) -> str:
    words = f"{posisi.terpakai} dari {posisi.kuota} tempat terpakai"
    return f"{words}, lebih {posisi.lebih}" if posisi.lebih else words
