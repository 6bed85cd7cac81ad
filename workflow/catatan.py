"""Notes of the monitors on a desa: written, and taken back by their author within half a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from data_access import audit, catatan_store
from data_access.perubahan import announce
from data_access.session import unit_of_work
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission
from domain.errors import InvalidInput, RuleViolation
from domain.kode import Level, ancestor, level_of

TERPANJANG = 1000
URUNG = timedelta(seconds=30)


def tulis_catatan(actor: Actor, desa: int, isi: str, *, now: datetime, alamat_ip: str | None = None) -> int:
    """Keep a note on a desa and return its number within the kab.

    Raises AccessDenied without the permission or outside the actor's wilayah, InvalidInput for a text that is empty,
    too long or carries control characters, and for a code that is no desa.
    """
    actor.require(Permission.WRITE_CATATAN, desa)
    text = _checked(isi)
    if level_of(desa) is not Level.DESA:
        raise InvalidInput("Catatan hanya dapat ditulis untuk satu desa/kelurahan.")
    kab = ancestor(desa, Level.KAB)
    with unit_of_work() as work:
        read_wilayah(work, desa)
        nomor = catatan_store.insert_catatan(work, kab=kab, desa=desa, pengguna=actor.id, isi=text, waktu=now)
        audit.record(
            work,
            actor_name=actor.username,
            kab=kab,
            aksi="catatan.tulis",
            objek=f"catatan/{desa}/{nomor}",
            sesudah={"isi": text},
            alamat_ip=alamat_ip,
        )
        announce(work, kab)
    return nomor


def urungkan_catatan(actor: Actor, desa: int, nomor: int, *, now: datetime, alamat_ip: str | None = None) -> None:
    """Take back one's own note within 30 seconds.

    Raises AccessDenied without the permission or outside the actor's wilayah, RuleViolation for somebody else's note
    and for one that is gone or too old.
    """
    actor.require(Permission.WRITE_CATATAN, desa)
    kab = ancestor(desa, Level.KAB)
    with unit_of_work() as work:
        held = catatan_store.lock_catatan(work, kab, nomor)
        if held is None or held.desa != desa:
            raise RuleViolation("Catatan itu sudah tidak ada.")
        if held.pengguna != actor.id:
            raise RuleViolation("Hanya penulisnya yang dapat mengurungkan catatan.")
        if now - held.waktu > URUNG:
            raise RuleViolation(
                f"Catatan hanya dapat diurungkan dalam {URUNG.seconds} detik. Tulis catatan baru sebagai ralat."
            )
        catatan_store.delete_catatan(work, kab, nomor)
        audit.record(
            work,
            actor_name=actor.username,
            kab=kab,
            aksi="catatan.urung",
            objek=f"catatan/{desa}/{nomor}",
            sebelum={"isi": held.isi},
            alamat_ip=alamat_ip,
        )
        announce(work, kab)


def _checked(isi: str) -> str:
    text = "\n".join(line.rstrip() for line in isi.strip().splitlines())
    if not text:
        raise InvalidInput("Catatan masih kosong. Tulis apa yang perlu diketahui tentang desa ini.")
    if len(text) > TERPANJANG:
        raise InvalidInput(f"Catatan terlalu panjang: {len(text)} huruf. Paling banyak {TERPANJANG} huruf.")
    if any(char != "\n" and not char.isprintable() for char in text):
        raise InvalidInput("Catatan memuat karakter yang tidak dapat ditampilkan. Ketik ulang teksnya.")
    return text
