"""A briefing pack: its chapters, the files it comes as, the states it goes through, and when a schedule is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.access import Actor, Permission
from domain.errors import InvalidInput
from domain.kalender import JAKARTA


class BabBriefing(StrEnum):
    """Chapters, in the order they stand in a pack."""

    RINGKASAN = "ringkasan"
    PETA = "peta"
    PERINGKAT = "peringkat"
    TREN = "tren"
    KUOTA = "kuota"
    USULAN = "usulan"
    FINALISASI = "finalisasi"
    RAWAN = "rawan"
    METODE = "metode"


BAB_NAME: dict[BabBriefing, str] = {
    BabBriefing.RINGKASAN: "Ringkasan",
    BabBriefing.PETA: "Peta kemajuan",
    BabBriefing.PERINGKAT: "10 terbaik dan tertinggal",
    BabBriefing.TREN: "Tren dan perkiraan",
    BabBriefing.KUOTA: "Kuota",
    BabBriefing.USULAN: "Usulan dan alasan penolakan",
    BabBriefing.FINALISASI: "Finalisasi per kab/kota",
    BabBriefing.RAWAN: "Titik rawan",
    BabBriefing.METODE: "Catatan metode",
}

# What a chapter asks for beyond the pack itself.
PERLU_IZIN: dict[BabBriefing, Permission] = {BabBriefing.KUOTA: Permission.VIEW_KUOTA}


class Bentuk(StrEnum):
    """Files of a pack; the value is the ending of the name."""

    PPTX = "pptx"
    PDF = "pdf"
    XLSX = "xlsx"


MIMETYPE: dict[Bentuk, str] = {
    Bentuk.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Bentuk.PDF: "application/pdf",
    Bentuk.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class StateBriefing(StrEnum):
    """Where a pack stands; GAGAL and BATAL can be asked for again."""

    ANTRE = "antre"
    DIKERJAKAN = "dikerjakan"
    SELESAI = "selesai"
    GAGAL = "gagal"
    BATAL = "batal"


class StateKirim(StrEnum):
    """What became of a scheduled pack for one recipient."""

    MENUNGGU = "menunggu"
    DIKIRIM = "dikirim"
    GAGAL = "gagal"
    TANPA_SUREL = "tanpa_surel"
    DITOLAK = "ditolak"


def allowed_bab(actor: Actor) -> tuple[BabBriefing, ...]:
    """Chapters that the reader may have."""
    return tuple(item for item in BabBriefing if item not in PERLU_IZIN or actor.may(PERLU_IZIN[item]))


def check_bab(actor: Actor, bab: Sequence[str]) -> tuple[BabBriefing, ...]:
    """The chapters asked for, in their order. Raises InvalidInput for none or one that is not the reader's."""
    offered = allowed_bab(actor)
    if not bab or not set(bab) <= {str(item) for item in offered}:
        raise InvalidInput("Pilih sedikitnya satu bab dari daftar.")
    return tuple(item for item in offered if item in set(bab))


def ambang_of(actor: Actor, sel_terkecil: int) -> int:
    """Below which count a number is suppressed for this reader; 0 for those who may see households."""
    return 0 if actor.may(Permission.VIEW_RUMAH_TANGGA) else sel_terkecil


@dataclass(frozen=True, slots=True)
class Kunci:
    """What a pack is asked for: of which wilayah and periode, with which chapters, and from which count on."""

    wilayah: int
    program: int
    periode: int
    bab: tuple[BabBriefing, ...]
    samar: int


def may_have(actor: Actor, kunci: Kunci, sel_terkecil: int) -> bool:
    """Whether a reader may see a pack: its wilayah, each of its chapters, and all that it tells."""
    return (
        actor.may(Permission.EXPORT_PROGRES)
        and actor.sees(kunci.wilayah)
        and set(kunci.bab) <= set(allowed_bab(actor))
        and kunci.samar >= ambang_of(actor, sel_terkecil)
    )


def berikut(sejak: datetime, hari: int, jam: time) -> datetime:
    """The next moment strictly after ``sejak`` on ISO weekday ``hari`` at ``jam`` in Jakarta."""
    local = sejak.astimezone(JAKARTA)
    day = local.date() + timedelta(days=(hari - local.isoweekday()) % 7)
    moment = datetime.combine(day, jam, JAKARTA)
    return moment if moment > sejak else moment + timedelta(days=7)
