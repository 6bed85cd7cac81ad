"""Looking into the register, one function per act: authorise, read, and write down who looked at what.

A search is written down with what was typed when it was a name or an address; of a number only its kind and a keyed
digest, by which an auditor who holds a number finds who searched for it, and nobody finds the number. Opening a card,
showing numbers in full, printing a letter and taking a list away name the household or the filter, and the reason.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data_access import audit, kesos, kesos_kartu, kesos_kata, keterangan
from data_access.kesos import Tanya
from data_access.session import Connection, read_session, unit_of_work
from domain.access import Actor, Permission, Scope
from domain.errors import AccessDenied
from domain.kalender import JAKARTA
from domain.kesos import Alasan, Jenis, Kueri, Rujukan, Saringan
from domain.kode import Level, ancestor, contains, level_of
from domain.rumah_tangga import Hasil, Identitas, Kartu

_KEY = "kesos_kunci"
# Photos that show a number.
FOTO_IDENTITAS = frozenset({"ktp"})


def _kab_of(kode: int) -> int:
    """The chain of audit that a wilayah belongs to; above one kab it is the one of no kab."""
    return ancestor(kode, Level.KAB) if level_of(kode) >= Level.KAB else 0


def digest(connection: Connection, nomor: str) -> str:
    """The keyed digest of a number as searches are written down with it: 24 hexadecimal digits.

    The key is the installation's own and lies in its database: whoever can read it can read the register as well,
    whoever has only rows of the audit cannot try numbers out.
    """
    stored = keterangan.read(connection, _KEY)
    assert stored is not None, "the migration makes the key"
    return hmac.new(bytes.fromhex(str(stored["kunci"])), nomor.encode(), hashlib.sha256).hexdigest()[:24]


def describe(connection: Connection, kueri: Kueri, saringan: Saringan) -> dict[str, object]:
    """What was asked for, as the audit keeps it: never a NIK or KK."""
    words: dict[str, object] = {"cari": kueri.jenis.value}
    if kueri.nomor:
        words["sidik"] = digest(connection, kueri.nomor)
    if kueri.nama:
        words["nama"] = kueri.nama
    if kueri.alamat:
        words["alamat"] = kueri.alamat
    if saringan and kueri.jenis is not Jenis.NOMOR:
        words["saringan"] = saringan.words()
    return words


def find(actor: Actor, tanya: Tanya, sesudah: Sequence[int] | None = None, *, alamat_ip: str | None = None) -> Hasil:
    """One page of households. Raises AccessDenied without the right, InvalidInput for what cannot be searched."""
    actor.require(Permission.VIEW_RUMAH_TANGGA, tanya.scope.kode)
    with read_session() as connection:
        hasil = kesos.search(connection, tanya, sesudah)
    with unit_of_work() as work:
        found: dict[str, object] = {"baris": len(hasil.baris), "lanjutan": bool(sesudah)}
        if tanya.kueri.nomor:
            found["rumah_tangga"] = [str(row.rujukan) for row in hasil.baris]
        asked = describe(work, tanya.kueri, tanya.saringan)
        audit.record(
            work,
            actor_name=actor.username,
            kab=_kab_of(tanya.scope.kode),
            aksi="data-kesos.cari",
            objek=f"wilayah/{tanya.scope.kode}",
            sesudah={**asked, **found},
            alamat_ip=alamat_ip,
        )
    return hasil


def open_card(actor: Actor, rujukan: Rujukan, *, day: date, alamat_ip: str | None = None) -> Kartu:
    """The card of a household, numbers masked. Raises AccessDenied for one that the reader may not see or is not."""
    kartu = _read(actor, rujukan, day)
    _note(actor, rujukan, "data-kesos.kartu", None, alamat_ip)
    return kartu


def check_reach(actor: Actor, rujukan: Rujukan) -> None:
    """Raise AccessDenied for a household whose kab the reader's wilayah does not meet; reads no row."""
    if not (actor.sees(rujukan.kab) or contains(rujukan.kab, actor.wilayah)):
        raise AccessDenied


def unmask(
    actor: Actor, rujukan: Rujukan, alasan: Alasan, *, day: date, alamat_ip: str | None = None
) -> tuple[Kartu, Identitas]:
    """A card and its numbers in full, for a reason that is written down first. Raises AccessDenied."""
    actor.require(Permission.UNMASK_IDENTITAS)
    kartu = _read(actor, rujukan, day)
    _note(actor, rujukan, "data-kesos.buka-identitas", alasan, alamat_ip)
    with read_session() as connection:
        identitas = kesos_kartu.read_identitas(connection, actor.narrow(None), rujukan)
    if identitas is None:
        raise AccessDenied
    return kartu, identitas


@dataclass(frozen=True, slots=True)
class Surat:
    """A letter of one household: its card, its numbers where they may be shown, who signs, and its trace."""

    kartu: Kartu
    identitas: Identitas | None
    kepala_dinas: str | None
    tanggal: date
    # Chain and number of the audit row that was written for it.
    catatan: str


def write_letter(
    actor: Actor, rujukan: Rujukan, *, alasan: Alasan | None, now: datetime, alamat_ip: str | None = None
) -> Surat:
    """Surat Keterangan Terdaftar of a household; numbers in full only with the right and a reason."""
    day = now.astimezone(JAKARTA).date()
    if alasan is not None:
        actor.require(Permission.UNMASK_IDENTITAS)
    kartu = _read(actor, rujukan, day)
    number = _note(actor, rujukan, "data-kesos.surat", alasan, alamat_ip)
    with read_session() as connection:
        kepala = kesos_kartu.read_kepala_dinas(connection, rujukan.kab)
        identitas = kesos_kartu.read_identitas(connection, actor.narrow(None), rujukan) if alasan else None
    return Surat(kartu, identitas, kepala, day, f"{rujukan.kab}/{number}")


def read_photo(actor: Actor, rujukan: Rujukan, jenis: str, *, dibuka: bool) -> tuple[str, bytes] | None:
    """(MIME type, bytes) of one photo, or None. ``dibuka``: its numbers were opened with a reason.

    Raises AccessDenied for a photo that shows a number while they are closed.
    """
    actor.require(Permission.VIEW_RUMAH_TANGGA)
    if jenis in FOTO_IDENTITAS and not (dibuka and actor.may(Permission.UNMASK_IDENTITAS)):
        raise AccessDenied
    with read_session() as connection:
        return kesos_kartu.read_foto(connection, actor.narrow(None), rujukan, jenis)


def begin_export(
    actor: Actor, tanya: Tanya, bentuk: str, alasan: Alasan | None, *, alamat_ip: str | None = None
) -> str:
    """Write down that a list is taken away, before its first row is; returns the trace ("3277/12").

    Raises AccessDenied without the right to the list, or to its numbers where a reason is given.
    """
    actor.require(Permission.EXPORT_RUMAH_TANGGA, tanya.scope.kode)
    if alasan is not None:
        actor.require(Permission.UNMASK_IDENTITAS)
    kab = _kab_of(tanya.scope.kode)
    with unit_of_work() as work:
        words = describe(work, tanya.kueri, tanya.saringan)
        number = audit.record(
            work,
            actor_name=actor.username,
            kab=kab,
            aksi="data-kesos.unduh",
            objek=f"wilayah/{tanya.scope.kode}",
            sesudah={**words, "bentuk": bentuk, "identitas": "lengkap" if alasan else "samar", **_reason(alasan)},
            alamat_ip=alamat_ip,
        )
    return f"{kab}/{number}"


def end_export(
    actor: Actor, scope: Scope, catatan: str, baris: int, *, selesai: bool, alamat_ip: str | None = None
) -> None:
    """Write down how many rows left the portal under a trace of ``begin_export``, and whether they were all."""
    with unit_of_work() as work:
        audit.record(
            work,
            actor_name=actor.username,
            kab=_kab_of(scope.kode),
            aksi="data-kesos.unduh-selesai" if selesai else "data-kesos.unduh-terputus",
            objek=f"audit/{catatan}",
            sesudah={"baris": baris},
            alamat_ip=alamat_ip,
        )


def count_words() -> int:
    """Count the words of names anew, for correcting what is mistyped; returns how many there are."""
    with unit_of_work() as work:
        return kesos_kata.count_words(work)


def _read(actor: Actor, rujukan: Rujukan, day: date) -> Kartu:
    actor.require(Permission.VIEW_RUMAH_TANGGA)
    scope = actor.narrow(None)
    with read_session() as connection:
        kartu = kesos_kartu.read_kartu(connection, scope, rujukan, day)
    if kartu is None:
        # The same words for one that is elsewhere and for one that is nowhere.
        raise AccessDenied
    return kartu


def _reason(alasan: Alasan | None) -> dict[str, object]:
    return {} if alasan is None else {"alasan": alasan.kode, "keterangan": alasan.keterangan}


def _note(actor: Actor, rujukan: Rujukan, aksi: str, alasan: Alasan | None, alamat_ip: str | None) -> int:
    with unit_of_work() as work:
        return audit.record(
            work,
            actor_name=actor.username,
            kab=rujukan.kab,
            aksi=aksi,
            objek=f"rumah_tangga/{rujukan}",
            sesudah=_reason(alasan) or None,
            alamat_ip=alamat_ip,
        )
