"""Briefing packs: asked for here, made by the worker (``briefing_kerja``), downloaded, cancelled, made again.

``now`` is the moment that periode go by, ``saat`` the clock, by which packs are dated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data_access import antrean_kerja, audit
from data_access import briefing as read
from data_access import briefing_store as store
from data_access.periode import read_periode
from data_access.session import Connection, unit_of_work
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission
from domain.briefing import MIMETYPE, Bentuk, Kunci, ambang_of, check_bab
from domain.briefing_tampil import Beda, Paket
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.kalender import Program
from domain.kode import Level
from workflow.dokumen import safe_name
from workflow.masuk import kab_of

TASK = "buat_briefing"
# Packs of one account, or scheduled ones, come before those that were asked for in one go.
SEGERA = 10
MOST_WAITING = 10
MOST_TEMPLAT = 20
LARGEST_TEMPLAT = 10_000_000


@dataclass(frozen=True, slots=True)
class Unduhan:
    """A file that may be handed out."""

    nama: str
    mimetype: str
    isi: bytes


def susun_kunci(
    connection: Connection,
    actor: Actor,
    wilayah: int,
    program: int,
    periode: int,
    bab: Sequence[str],
    *,
    now: datetime,
) -> Kunci:
    """What a reader asks for, checked and narrowed: also for looking at a pack before it is made.

    Raises AccessDenied, InvalidInput for a wilayah, periode or chapter that is none, RuleViolation for a periode that
    has not begun.
    """
    actor.require(Permission.EXPORT_PROGRES)
    scope = actor.narrow(wilayah)
    read_wilayah(connection, scope.kode)
    if read_periode(connection, program, periode).buka > now:
        raise RuleViolation("Periode itu belum dimulai. Pilih periode yang sudah berjalan.")
    limit = ambang_of(actor, read.read_setelan(connection).sel_terkecil)
    return Kunci(scope.kode, program, periode, check_bab(actor, bab), limit)


def minta(
    actor: Actor,
    wilayah: int,
    program: int,
    periode: int,
    bab: Sequence[str],
    *,
    templat: int | None = None,
    peta_bentuk: bool = False,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> int:
    """Ask for a pack; its number. ``peta_bentuk``: maps of the slides as shapes that can be edited.

    Raises as ``susun_kunci``, InvalidInput for slides that are not offered, RuleViolation while too many are waiting.
    """
    with unit_of_work() as work:
        kunci = susun_kunci(work, actor, wilayah, program, periode, bab, now=now)
        check_pilihan(work, actor, templat)
        if store.count_running(work, actor.id) >= MOST_WAITING:
            raise RuleViolation(
                f"Masih ada {MOST_WAITING} paket Anda yang dibuat. Tunggu, atau batalkan salah satunya."
            )
        nomor = store.add(work, kunci, templat=templat, peta_bentuk=peta_bentuk, pembuat=actor.id, saat=saat)
        queue(work, nomor, urgensi=SEGERA)
        _note(work, actor, kunci.wilayah, "minta", nomor, sesudah=_said(kunci), alamat_ip=alamat_ip)
    return nomor


def minta_semua(
    actor: Actor,
    wilayah: int,
    program: int,
    periode: int,
    bab: Sequence[str],
    *,
    templat: int | None = None,
    peta_bentuk: bool = False,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> int:
    """Ask for one pack for every provinsi of Indonesia, or every kab/kota of a provinsi; the number of them together.

    Raises as ``minta``, InvalidInput for a kab and below, RuleViolation while such a run of the reader goes on.
    """
    actor.require(Permission.SEND_BRIEFING, wilayah)
    scope = actor.narrow(wilayah)
    if scope.level > Level.PROVINSI:
        raise InvalidInput("Pilih Indonesia atau provinsi untuk membuat banyak paket.")
    with unit_of_work() as work:
        first = susun_kunci(work, actor, wilayah, program, periode, bab, now=now)
        check_pilihan(work, actor, templat)
        if store.is_running(work, actor.id):
            raise RuleViolation("Paket yang diminta sekaligus masih dibuat. Tunggu, atau batalkan lebih dahulu.")
        kumpulan: int | None = None
        areas = read.list_bawahan(work, scope)
        for kode in areas:
            kunci = Kunci(kode, program, periode, first.bab, first.samar)
            nomor = store.add(
                work, kunci, templat=templat, peta_bentuk=peta_bentuk, pembuat=actor.id, saat=saat, kumpulan=kumpulan
            )
            if kumpulan is None:
                kumpulan = nomor
                store.set_kumpulan(work, nomor)
            queue(work, nomor)
        if kumpulan is None:
            raise InvalidInput("Wilayah ini tidak mempunyai wilayah bawahan.")
        said = _said(first) | {"paket": len(areas)}
        _note(work, actor, wilayah, "minta_semua", kumpulan, sesudah=said, alamat_ip=alamat_ip)
    return kumpulan


def queue(work: Connection, nomor: int, *, urgensi: int = 0) -> None:
    """Have the worker make a pack, after the commit; one at a time, the urgent ones first."""
    antrean_kerja.defer(
        work, TASK, kunci_antre(nomor), queue=antrean_kerja.PAKET, giliran=TASK, urgensi=urgensi, nomor=nomor
    )


def kunci_antre(nomor: int) -> str:
    """Under which name the job of a pack stands in the queue."""
    return f"{TASK}:{nomor}"


def batalkan(actor: Actor, nomor: int, *, saat: datetime, alamat_ip: str | None = None) -> None:
    """Stop a pack that waits or is being made. Raises AccessDenied, RuleViolation for one that is over."""
    with unit_of_work() as work:
        pack = _own(work, actor, nomor)
        if not store.cancel(work, nomor=nomor, saat=saat):
            raise RuleViolation("Paket ini sudah selesai, jadi tidak dapat dibatalkan. Muat ulang halaman.")
        _note(work, actor, pack.wilayah, "batal", nomor, alamat_ip=alamat_ip)


def batalkan_semua(actor: Actor, kumpulan: int, *, saat: datetime, alamat_ip: str | None = None) -> int:
    """Stop what is not over yet of packs asked for in one go; how many those were. Raises as ``batalkan``."""
    with unit_of_work() as work:
        read.read_kumpulan(work, actor, kumpulan)
        stopped = store.cancel(work, kumpulan=kumpulan, saat=saat)
        if not stopped:
            raise RuleViolation("Semua paket ini sudah selesai. Muat ulang halaman.")
        _note(work, actor, actor.wilayah, "batal", kumpulan, sesudah={"paket": len(stopped)}, alamat_ip=alamat_ip)
    return len(stopped)


def ulangi(actor: Actor, nomor: int, *, alamat_ip: str | None = None) -> None:
    """Make a pack again that failed, was stopped, or whose files are wanted anew; one whose content was read keeps it.

    Raises AccessDenied, RuleViolation for one that is not over.
    """
    with unit_of_work() as work:
        pack = read.read_briefing(work, actor, nomor)
        # Whoever may read a pack whose files were cleared away may have them back.
        if pack.pembuat != actor.id and (pack.berkas or pack.sidik is None):
            raise AccessDenied()
        if not store.again(work, nomor):
            raise RuleViolation("Paket ini masih dibuat. Tunggu sampai selesai, atau batalkan lebih dahulu.")
        queue(work, nomor, urgensi=SEGERA)
        _note(work, actor, pack.wilayah, "ulang", nomor, alamat_ip=alamat_ip)


def ulangi_gagal(actor: Actor, kumpulan: int, *, alamat_ip: str | None = None) -> int:
    """Make those again that failed or were stopped of packs asked for in one go; how many. Raises as ``ulangi``."""
    with unit_of_work() as work:
        read.read_kumpulan(work, actor, kumpulan)
        found = store.list_gagal(work, kumpulan)
        for nomor in found:
            if store.again(work, nomor):
                queue(work, nomor)
        if not found:
            raise RuleViolation("Tidak ada paket yang gagal atau dibatalkan. Muat ulang halaman.")
        _note(work, actor, actor.wilayah, "ulang", kumpulan, sesudah={"paket": len(found)}, alamat_ip=alamat_ip)
    return len(found)


def unduh(actor: Actor, nomor: int, bentuk: Bentuk, *, alamat_ip: str | None = None) -> Unduhan:
    """A file of a pack, written down before its first byte goes out. Raises AccessDenied, also where there is none."""
    with unit_of_work() as work:
        pack, content = read.read_berkas(work, actor, nomor, bentuk)
        _note(
            work, actor, pack.wilayah, "unduh", nomor,
            sesudah={"bentuk": str(bentuk), "sidik": hashlib.sha256(content).hexdigest()}, alamat_ip=alamat_ip,
        )  # fmt: skip
    return Unduhan(nama_berkas(pack, bentuk), MIMETYPE[bentuk], content)


def nama_berkas(pack: Paket, bentuk: Bentuk) -> str:
    """What a file of a pack is called: wilayah, programme, periode and number."""
    place = "-".join(pack.nama.lower().replace(".", "").split())
    program = Program(pack.program).name.lower()
    return safe_name(f"briefing-{place}-{program}-{pack.periode}-{pack.nomor}.{bentuk}")


def bandingkan(connection: Connection, actor: Actor, nomor: int) -> list[Beda]:
    """Headline figures that have moved on since a pack was made; none where it has no content yet.

    Raises AccessDenied as ``read_briefing``.
    """
    from workflow.briefing_isi import angka_utama  # noqa: PLC0415 - the reads of every chapter come with it

    pack = read.read_briefing(connection, actor, nomor)
    stored = read.read_stored(connection, nomor)
    if stored is None:
        return []
    kunci = Kunci(pack.wilayah, pack.program, pack.periode, pack.bab, pack.samar)
    return read.compare(stored, angka_utama(connection, kunci))


def unggah_templat(actor: Actor, *, nama: str, isi: bytes, saat: datetime, alamat_ip: str | None = None) -> int:
    """Keep slides for the reader's own office, on which packs can be laid; their number.

    Raises AccessDenied, InvalidInput for a file that is no presentation or too large, RuleViolation when there are
    too many.
    """
    from exchange.briefing_pptx import check_templat  # noqa: PLC0415 - loads the libraries of the slides

    actor.require(Permission.EXPORT_PROGRES)
    safe = safe_name(nama)
    if len(isi) > LARGEST_TEMPLAT:
        raise InvalidInput(f"Templat terlalu besar. Paling besar {LARGEST_TEMPLAT // 1_000_000} MB.")
    check_templat(isi)
    with unit_of_work() as work:
        nomor = store.add_templat(
            work, actor.wilayah, nama=safe, isi=isi, pembuat=actor.id, saat=saat, most=MOST_TEMPLAT
        )
        if nomor is None:
            raise RuleViolation(f"Kantor ini sudah mempunyai {MOST_TEMPLAT} templat. Cabut yang tidak dipakai lagi.")
        said: dict[str, object] = {"nama": safe, "ukuran": len(isi), "sidik": hashlib.sha256(isi).hexdigest()}
        _note(work, actor, actor.wilayah, "templat", nomor, sesudah=said, alamat_ip=alamat_ip)
    return nomor


def cabut_templat(actor: Actor, nomor: int, *, saat: datetime, alamat_ip: str | None = None) -> None:
    """Offer slides of one's own office to nobody any more: by who put them there, or who sends packs for the office.

    Raises AccessDenied, also for slides that are not in force.
    """
    with unit_of_work() as work:
        pembuat = None if actor.may(Permission.SEND_BRIEFING) else actor.id
        name = store.withdraw_templat(work, nomor, actor.wilayah, pembuat, saat)
        if name is None:
            raise AccessDenied()
        _note(work, actor, actor.wilayah, "templat_cabut", nomor, sebelum={"nama": name}, alamat_ip=alamat_ip)


def check_pilihan(connection: Connection, actor: Actor, templat: int | None) -> None:
    """Raise InvalidInput for slides that are not offered to the reader, or not any more."""
    if templat is not None and templat not in {item.nomor for item in read.list_templat(connection, actor)}:
        raise InvalidInput("Templat itu tidak tersedia. Pilih templat lain, atau bawaan portal.")


def _own(work: Connection, actor: Actor, nomor: int) -> Paket:
    pack = read.read_briefing(work, actor, nomor)
    if pack.pembuat != actor.id:
        raise AccessDenied()
    return pack


def _said(kunci: Kunci) -> dict[str, object]:
    return {
        "wilayah": kunci.wilayah,
        "program": kunci.program,
        "periode": kunci.periode,
        "bab": [str(item) for item in kunci.bab],
        "samar": kunci.samar,
    }


def _note(
    work: Connection,
    actor: Actor,
    wilayah: int,
    act: str,
    nomor: int,
    *,
    sebelum: dict[str, object] | None = None,
    sesudah: dict[str, object] | None = None,
    alamat_ip: str | None = None,
) -> None:
    """Nothing is announced: no figure of any page has changed."""
    audit.record(
        work,
        actor_name=actor.username,
        kab=kab_of(wilayah),
        aksi=f"briefing.{act}",
        objek=f"briefing/{nomor}",
        sebelum=sebelum,
        sesudah=sesudah,
        alamat_ip=alamat_ip,
    )
