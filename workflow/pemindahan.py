"""Moves of households inside their kab, one function per action: authorise, hold, check, write, audit, announce.

Whoever proposes does not approve. Each act takes many households at once: all of them, or none with the reasons.
``now`` is the moment of the sample or the day, by which a move is dated; ``saat`` the clock of claims and of records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data_access import audit, kuota_store, perubahan
from data_access import pemindahan_store as store
from data_access import pemindahan_tulis as tulis
from data_access.pemindahan import read_ikut
from data_access.pemindahan_store import Ajuan, Rumah
from data_access.pemindahan_tulis import Pindah, TempatTerbagi
from data_access.session import Connection, read_session, unit_of_work
from domain.access import Actor, Permission, Scope
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.kalender import JAKARTA
from domain.kesos import Rujukan
from domain.kode import Level, ancestor, level_of
from domain.mesin import Langkah, langkah_of
from domain.pemindahan import (
    LANGKAH,
    PALING_BANYAK,
    PALING_BANYAK_PUTUSAN,
    STATE_NAME,
    Calon,
    Halangan,
    Isian,
    Sebab,
    StatePemindahan,
    baca_teks,
    kalimat_halangan,
)
from exchange.gambar import render
from workflow.dokumen import safe_name

LARGEST = 5_000_000
_MIME = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
_BEGINS = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_PREVIEW_PX = 200


@dataclass(frozen=True, slots=True)
class Dokumen:
    """A paper that may be stored, under a name that is safe everywhere."""

    nama: str
    mime: str
    isi: bytes


def periksa_dokumen(nama: str, isi: bytes) -> Dokumen:
    """A paper whose content is what its name says and that can be shown. Raises InvalidInput with what to do."""
    if not isi:
        raise InvalidInput("Pilih dokumennya lebih dahulu; berkas ini kosong.")
    if len(isi) > LARGEST:
        raise InvalidInput(f"Dokumen terlalu besar. Paling besar {LARGEST // 1_000_000} MB; kecilkan hasil pindainya.")
    safe = safe_name(nama)
    mime = _MIME.get(safe.rpartition(".")[2].lower())
    if mime is None:
        raise InvalidInput("Jenis dokumen tidak diterima. Unggah PDF, JPG, atau PNG.")
    if not isi.startswith(_BEGINS[mime]):
        raise InvalidInput("Isi dokumen tidak sesuai jenisnya. Pindai ulang sebagai PDF, JPG, atau PNG, lalu unggah.")
    try:
        render(isi, mime, lebar=_PREVIEW_PX)
    except InvalidInput as error:
        raise InvalidInput("Dokumen ini tidak dapat dibuka. Pindai ulang, lalu unggah lagi.") from error
    return Dokumen(safe, mime, isi)


def periksa(actor: Actor, kab: int, ruta: Sequence[int], tujuan: int | None, *, saat: datetime) -> list[Calon]:
    """Households that are to be proposed: what would move with each, and what stands in the way.

    Raises AccessDenied for one that the actor may not speak for. Nothing is written.
    """
    _require(actor, _step("ajukan"), kab)
    if not ruta:
        return []
    _check_count(ruta, PALING_BANYAK)
    with read_session() as connection:
        rumah = _rumah(connection, actor, kab, ruta)
        # Without a target, each stays where it is, which stands in the way of nothing but itself.
        to = {item.ruta: tujuan or item.desa for item in rumah.values()}
        found = store.find_halangan(connection, kab, rumah, to, saat)
        why = {item.ruta: item for item in found if tujuan or item.sebab is not Sebab.DESA_SAMA}
        return [
            Calon(
                Rujukan(kab, number),
                rumah[number].nama,
                rumah[number].kpm,
                read_ikut(connection, Rujukan(kab, number)),
                why.get(number),
            )
            for number in ruta
        ]


def ajukan(
    actor: Actor,
    kab: int,
    ruta: Sequence[int],
    tujuan: int,
    isian: Isian,
    dokumen: Dokumen,
    *,
    saat: datetime,
    alamat_ip: str | None = None,
) -> list[int]:
    """Propose that households move to another desa of the kab, all on one paper; the numbers of their proposals.

    An operator desa proposes for households of the own desa. Raises AccessDenied, InvalidInput for a target that is no
    desa of the kab, RuleViolation when something stands in the way of any of them.
    """
    _require(actor, _step("ajukan"), kab)
    _check_count(ruta, PALING_BANYAK)
    with unit_of_work() as work:
        store.take_turn(work, kab)
        rumah = _rumah(work, actor, kab, ruta)
        if level_of(tujuan) is not Level.DESA or tujuan not in kuota_store.desa_of(work, kab):
            raise InvalidInput("Desa tujuan harus desa atau kelurahan di kab/kota yang sama.")
        _refuse(store.find_halangan(work, kab, rumah, dict.fromkeys(rumah, tujuan), saat))
        sidik = hashlib.sha256(dokumen.isi).digest()
        paper = store.add_dokumen(
            work, kab, nama=dokumen.nama, mime=dokumen.mime, sidik=sidik, isi=dokumen.isi, oleh=actor.id, saat=saat
        )
        numbers = store.add_ajuan(
            work, kab, list(rumah.values()), tujuan, isian, dokumen=paper, pengaju=actor.id, saat=saat
        )
        moves = [
            {"nomor": number, "ruta": item, "dari": rumah[item].desa, "ke": tujuan}
            for number, item in zip(numbers, sorted(rumah), strict=True)
        ]
        after: dict[str, object] = {"pemindahan": moves, "alasan": isian.alasan, "dokumen": sidik.hex()}
        _record(work, actor, kab, "ajukan", numbers, after, alamat_ip)
    return numbers


def setujui(
    actor: Actor, kab: int, nomor: Sequence[int], *, now: datetime, saat: datetime, alamat_ip: str | None = None
) -> int:
    """Approve proposals and move their households, in one transaction; how many of them took a place of the kuota
    along.

    Raises AccessDenied, RuleViolation for one's own proposal, one that was decided, or what stands in the way.
    """
    with unit_of_work() as work:
        ajuan = _hold(work, actor, kab, "setujui", nomor)
        rumah = store.read_rumah(work, kab, [item.ruta for item in ajuan])
        held = tulis.hold(work, kab, list(rumah))
        to = {item.ruta: item.tujuan for item in ajuan}
        found = store.find_halangan(work, kab, rumah, to, saat, [item.nomor for item in ajuan])
        # Its desa as it was proposed from: somebody may have moved it meanwhile.
        found += [
            Halangan(item.ruta, rumah[item.ruta].nama, Sebab.BERUBAH, "desa asalnya sudah lain")
            for item in ajuan
            if rumah[item.ruta].desa not in (item.asal, item.tujuan)
        ]
        _refuse(found)
        pindah = [Pindah(item.nomor, item.ruta, item.asal, item.tujuan) for item in ajuan]
        store.decide(
            work, kab, [i.nomor for i in ajuan], StatePemindahan.DIPINDAH, pemutus=actor.id, saat=saat, catatan=None
        )
        places = tulis.pindahkan(
            work,
            kab,
            pindah,
            held,
            alamat={item.ruta: item.alamat for item in ajuan},
            oleh=actor.id,
            hari=now.astimezone(JAKARTA).date(),
            saat=saat,
        )
        after: dict[str, object] = {"pemindahan": _moves(pindah), "tempat_kuota": places}
        _record(work, actor, kab, "setujui", [item.nomor for item in ajuan], after, alamat_ip)
    return places


def tolak(
    actor: Actor, kab: int, nomor: Sequence[int], catatan: str, *, saat: datetime, alamat_ip: str | None = None
) -> None:
    """Refuse proposals, with a note for who made them. Raises as ``setujui``, InvalidInput without a note."""
    text = _note(catatan)
    with unit_of_work() as work:
        ajuan = _hold(work, actor, kab, "tolak", nomor)
        numbers = [item.nomor for item in ajuan]
        store.decide(work, kab, numbers, StatePemindahan.DITOLAK, pemutus=actor.id, saat=saat, catatan=text)
        _record(work, actor, kab, "tolak", numbers, {"catatan": text}, alamat_ip)


def tarik(actor: Actor, kab: int, nomor: Sequence[int], *, saat: datetime, alamat_ip: str | None = None) -> None:
    """Withdraw one's own proposals while nobody has decided on them."""
    with unit_of_work() as work:
        ajuan = _hold(work, actor, kab, "tarik", nomor)
        numbers = [item.nomor for item in ajuan]
        store.withdraw(work, kab, numbers, pembatal=actor.id, saat=saat, catatan=None)
        _record(work, actor, kab, "tarik", numbers, {}, alamat_ip)


def batalkan(
    actor: Actor, kab: int, nomor: Sequence[int], catatan: str, *, saat: datetime, alamat_ip: str | None = None
) -> None:
    """Take moves back until their batch is finalised: every row, case, place and count as before, or nothing.

    Raises as ``setujui``, InvalidInput without a note, and RuleViolation with what was written since.
    """
    text = _note(catatan)
    try:
        with unit_of_work() as work:
            ajuan = _hold(work, actor, kab, "batalkan", nomor)
            rumah = store.read_rumah(work, kab, [item.ruta for item in ajuan])
            held = tulis.hold(work, kab, list(rumah))
            back = {item.ruta: item.asal for item in ajuan}
            found = store.find_halangan(work, kab, rumah, back, saat, [item.nomor for item in ajuan])
            # One that is back already was moved by somebody since, which the other check says.
            _refuse([item for item in found if item.sebab is not Sebab.DESA_SAMA])
            _refuse(tulis.find_berubah(work, kab, ajuan, rumah, held))
            pindah = [Pindah(item.nomor, item.ruta, item.tujuan, item.asal) for item in ajuan]
            before = {item.ruta: item.sebelum or {} for item in ajuan}
            numbers = [item.nomor for item in ajuan]
            store.withdraw(work, kab, numbers, pembatal=actor.id, saat=saat, catatan=text)
            tulis.kembalikan(work, kab, pindah, held, before, saat)
            _record(work, actor, kab, "batalkan", numbers, {"pemindahan": _moves(pindah), "catatan": text}, alamat_ip)
    except TempatTerbagi as error:
        _refuse([Halangan(ruta, rumah[ruta].nama, Sebab.TEMPAT_TERBAGI) for ruta in error.ruta])


def catat_unduhan(
    actor: Actor, scope: Scope, state: StatePemindahan, bentuk: str, *, alamat_ip: str | None = None
) -> None:
    """Write down that a list of moves is taken away. Raises AccessDenied."""
    actor.require(Permission.EXPORT_RUMAH_TANGGA, scope.kode)
    kab = ancestor(scope.kode, Level.KAB) if scope.level >= Level.KAB else 0
    with unit_of_work() as work:
        audit.record(
            work,
            actor_name=actor.username,
            kab=kab,
            aksi="pemindahan.unduh",
            objek=f"wilayah/{scope.kode}",
            sesudah={"state": str(state), "bentuk": bentuk},
            alamat_ip=alamat_ip,
        )


def _step(kode: str) -> Langkah:
    return next(step for step in LANGKAH if step.kode == kode)


def _require(actor: Actor, step: Langkah, kab: int) -> None:
    """The step's permission, in the actor's own kab: everybody who has a part in a move belongs to one."""
    if step.izin is None or level_of(actor.wilayah) < Level.KAB or ancestor(actor.wilayah, Level.KAB) != kab:
        raise AccessDenied()
    actor.require(step.izin)


def _check_count(items: Sequence[int], most: int) -> None:
    if not items:
        raise InvalidInput("Pilih paling sedikit satu rumah tangga.")
    if len(items) > most:
        raise InvalidInput(f"Paling banyak {most} rumah tangga sekaligus. Kurangi pilihan, lalu ulangi.")
    if len(set(items)) < len(items):
        raise InvalidInput("Rumah tangga yang sama terpilih lebih dari sekali. Muat ulang halaman, lalu pilih lagi.")


def _rumah(work: Connection, actor: Actor, kab: int, ruta: Sequence[int]) -> dict[int, Rumah]:
    """Households that the actor may speak for; the same words for one that is elsewhere and for one that is nowhere."""
    rumah = store.read_rumah(work, kab, ruta)
    if len(rumah) < len(ruta) or not all(actor.sees(item.desa) for item in rumah.values()):
        raise AccessDenied()
    return rumah


def _hold(work: Connection, actor: Actor, kab: int, kode: str, nomor: Sequence[int]) -> list[Ajuan]:
    """Proposals held for a step that the actor may take on each of them, in order of ruta."""
    step = _step(kode)
    _require(actor, step, kab)
    _check_count(nomor, PALING_BANYAK_PUTUSAN)
    store.take_turn(work, kab)
    ajuan = store.hold_ajuan(work, kab, nomor)
    if len(ajuan) < len(nomor) or not all(actor.sees(i.asal) or actor.sees(i.tujuan) for i in ajuan):
        raise AccessDenied()
    for item in ajuan:
        langkah_of(LANGKAH, kode, item.state, STATE_NAME)
    own = [item for item in ajuan if item.pengaju == actor.id]
    if step.izin is Permission.REQUEST_PEMINDAHAN and len(own) < len(ajuan):
        raise AccessDenied("Ajuan hanya dapat ditarik oleh yang mengajukan.")
    if step.ke in (StatePemindahan.DIPINDAH, StatePemindahan.DITOLAK) and own:
        raise RuleViolation(
            f"{len(own)} di antaranya Anda ajukan sendiri. Persetujuan harus diberikan orang lain: Supervisor atau "
            "Kepala Dinas Sosial."
        )
    return sorted(ajuan, key=lambda item: item.ruta)


def _note(catatan: str) -> str:
    text = baca_teks(catatan)
    if len(text) < 5:
        raise InvalidInput("Tuliskan alasannya, paling sedikit 5 huruf.")
    return text


def _refuse(found: list[Halangan]) -> None:
    if found:
        raise RuleViolation(kalimat_halangan(found))


def _moves(pindah: Sequence[Pindah]) -> list[dict[str, int]]:
    return [{"nomor": item.nomor, "ruta": item.ruta, "dari": item.asal, "ke": item.tujuan} for item in pindah]


def _record(
    work: Connection,
    actor: Actor,
    kab: int,
    aksi: str,
    nomor: Sequence[int],
    sesudah: dict[str, object],
    alamat_ip: str | None,
) -> None:
    objek = f"pemindahan/{kab}/{nomor[0]}" if len(nomor) == 1 else f"pemindahan/{kab}"
    audit.record(
        work,
        actor_name=actor.username,
        kab=kab,
        aksi=f"pemindahan.{aksi}",
        objek=objek,
        sesudah={"nomor": list(nomor), "baris": len(nomor), **sesudah},
        alamat_ip=alamat_ip,
    )
    perubahan.announce(work, kab)
