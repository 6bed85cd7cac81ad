"""Files from the field, one function per act of the supervisor: authorise, lock, check, write, audit, announce.

What the worker does with a file between two acts is in ``impor_kerja``. A file belongs to the kab of whoever uploads
it; files of another kab do not exist for its supervisor.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from data_access import antrean_kerja, audit, impor_tulis, perubahan
from data_access import impor_store as store
from data_access.impor_store import Impor
from data_access.periode import read_periode
from data_access.session import Connection, unit_of_work
from data_access.verivali_store import BatchKey, lock_batch
from domain.access import Actor, Permission
from domain.batch import terkunci
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.impor import STATE_NAME, TRANSITIONS, Galat, StateImpor, penolakan_kata
from domain.kalender import JAKARTA, Kegiatan, Periode
from domain.kode import Level, level_of
from domain.siks import EKSTENSI, LARGEST_FILE
from workflow.batch import check_span
from workflow.impor_gudang import gudang, use_gudang

__all__ = [
    "LARGEST_CHUNK",
    "Unggahan",
    "batalkan",
    "check_berkas",
    "mulai",
    "setujui",
    "tarik",
    "terima",
    "ulangi",
    "use_gudang",
]

LARGEST_CHUNK = 4_000_000
_LONGEST_NAME = 120
_MB = 1_000_000
_DISCARDABLE = frozenset(state for state, then in TRANSITIONS.items() if StateImpor.DIBATALKAN in then)


@dataclass(frozen=True, slots=True)
class Unggahan:
    """How far an upload is: ``diterima`` of ``ukuran`` bytes. The next chunk begins at ``diterima``."""

    kab: int
    nomor: int
    state: StateImpor
    diterima: int
    ukuran: int


def mulai(actor: Actor, nama: str, ukuran: int, *, now: datetime, alamat_ip: str | None = None) -> Unggahan:
    """Announce a file of ``ukuran`` bytes; one of that name and size that the same person left unfinished goes on.

    Raises AccessDenied; InvalidInput for a name or a size that no file from the field has; RuleViolation when there
    is no room for it.
    """
    kab = _kab_of(actor)
    nama = _clean(nama)
    if PurePosixPath(nama).suffix.lower() != EKSTENSI:
        raise _refused(Galat.EKSTENSI, nama=nama)
    if ukuran <= 0:
        raise _refused(Galat.KOSONG)
    if ukuran > LARGEST_FILE:
        raise _refused(Galat.TERLALU_BESAR, batas=LARGEST_FILE // _MB)
    with unit_of_work() as work:
        found = store.find_unfinished(work, kab, nama, ukuran, actor.id)
        if found is None:
            if store.count_unfinished(work, kab) >= store.MOST_UNFINISHED:
                raise RuleViolation(
                    f"Ada {store.MOST_UNFINISHED} unggahan kab/kota Anda yang belum selesai. Lanjutkan atau batalkan "
                    "sebagian, lalu coba lagi."
                )
            if not gudang().has_room(ukuran):
                raise RuleViolation("Penyimpanan portal hampir penuh. Hubungi helpdesk, lalu coba lagi.")
            found = store.create(work, kab, nama, ukuran, actor.id, now)
            perubahan.announce(work, kab)
    return _as_unggahan(found)


def terima(
    actor: Actor, nomor: int, offset: int, potongan: bytes, *, now: datetime, alamat_ip: str | None = None
) -> Unggahan:
    """Take the bytes that follow those already there; the last ones queue the check.

    Bytes for another place are not taken, and the answer says where to go on. A file whose bytes are an import
    already is refused: its state is then GAGAL. Raises AccessDenied; InvalidInput for a chunk that is empty, too
    large, or beyond the size that was announced.
    """
    kab = _kab_of(actor)
    if not 0 < len(potongan) <= LARGEST_CHUNK:
        raise InvalidInput("Potongan berkas tidak terbaca. Muat ulang halaman, lalu unggah lagi.")
    with unit_of_work() as work:
        held = _held(work, kab, nomor)
        if held.pengunggah != actor.id:
            raise AccessDenied()
        if held.state is not StateImpor.MENGUNGGAH or offset != held.diterima:
            return _as_unggahan(held)
        diterima = offset + len(potongan)
        if diterima > held.ukuran:
            raise InvalidInput("Berkas berubah selama diunggah. Batalkan unggahan ini, lalu unggah lagi.")
        if not gudang().write(kab, nomor, offset, potongan):
            # The bytes are gone (another disk, a power cut): from the beginning.
            diterima = 0
        store.change(work, kab, nomor, diterima=diterima)
        if diterima == held.ukuran:
            _complete(work, actor, held, now, alamat_ip)
        after = _held(work, kab, nomor)
    if after.state is StateImpor.GAGAL:
        gudang().remove(kab, nomor)
    return _as_unggahan(after)


def setujui(actor: Actor, nomor: int, *, now: datetime, alamat_ip: str | None = None) -> Unggahan:
    """Agree to what a checked file would change, and queue the writing.

    Raises AccessDenied; RuleViolation when the file is not SIAP or its periode is no longer open.
    """
    kab = _kab_of(actor)
    with unit_of_work() as work:
        held = _held(work, kab, nomor)
        _check_state(held, {StateImpor.SIAP}, "disetujui")
        assert held.program is not None
        assert held.periode is not None
        check_berkas(read_periode(work, held.program, held.periode, kab), now)
        store.change(work, kab, nomor, state=StateImpor.DIPROSES, disetujui=now, penyetuju=actor.id)
        queue(work, kab, nomor, StateImpor.DIPROSES)
        _record(work, actor, held, "impor.setujui", alamat_ip, StateImpor.DIPROSES)
        return _as_unggahan(_held(work, kab, nomor))


def batalkan(actor: Actor, nomor: int, *, now: datetime, alamat_ip: str | None = None) -> Unggahan:
    """Discard a file of which nothing was written; its bytes are deleted.

    Raises AccessDenied; RuleViolation once the supervisor has agreed to it.
    """
    kab = _kab_of(actor)
    with unit_of_work() as work:
        held = _held(work, kab, nomor)
        _check_state(held, _DISCARDABLE, "dibatalkan")
        store.change(work, kab, nomor, state=StateImpor.DIBATALKAN)
        store.clear_staged(work, kab, nomor)
        store.clear_findings(work, kab, nomor)
        _record(work, actor, held, "impor.batalkan", alamat_ip, StateImpor.DIBATALKAN)
        after = _held(work, kab, nomor)
    gudang().remove(kab, nomor)
    return _as_unggahan(after)


def ulangi(actor: Actor, nomor: int, *, now: datetime, alamat_ip: str | None = None) -> Unggahan:
    """Check a refused file again: after a key was given out anew, a periode opened, or the portal was mended.

    Raises AccessDenied; RuleViolation when it was not refused, or its bytes are no longer kept.
    """
    kab = _kab_of(actor)
    with unit_of_work() as work:
        held = _held(work, kab, nomor)
        _check_state(held, {StateImpor.GAGAL}, "diperiksa ulang")
        if held.sha256 is None or not gudang().whole(kab, nomor).exists():
            raise RuleViolation("Berkas ini tidak lagi disimpan portal. Unggah lagi berkas yang sama.")
        same = store.find_same(work, kab, held.sha256)
        if same is not None or not store.arrive(work, kab, nomor, held.sha256, now):
            raise RuleViolation("Berkas yang sama sudah diunggah lagi. Lihat impor yang lebih baru.")
        store.change(work, kab, nomor, galat=None, galat_isi=None)
        queue(work, kab, nomor, StateImpor.DIUNGGAH)
        _record(work, actor, held, "impor.ulangi", alamat_ip, StateImpor.DIUNGGAH)
        return _as_unggahan(_held(work, kab, nomor))


def tarik(actor: Actor, nomor: int, *, now: datetime, alamat_ip: str | None = None) -> Unggahan:
    """Take an import back whole: every row it wrote is again what it was, and its cases are gone.

    Raises AccessDenied; RuleViolation when one of its rows was reviewed or a newer file wrote over it, when the
    batch is finalised, or the periode is over.
    """
    kab = _kab_of(actor)
    with unit_of_work() as work:
        store.let_run(work, impor_tulis.LONGEST)
        found = _found(store.read(work, kab, nomor))
        # The batch before the file: the order in which the worker takes them.
        if found.program is not None and found.periode is not None:
            state = lock_batch(work, BatchKey(kab, found.periode, found.program))
            if terkunci(state):
                raise RuleViolation("Periode ini sudah difinalisasi, sehingga impornya tidak dapat ditarik kembali.")
            # As long as the review may go on.
            check_span(read_periode(work, found.program, found.periode, kab), Kegiatan.PENGESAHAN, now)
        held = _held(work, kab, nomor)
        _check_state(held, {StateImpor.SELESAI, StateImpor.SELESAI_SEBAGIAN}, "ditarik kembali")
        obstacle = impor_tulis.find_obstacle(work, held)
        if obstacle is not None:
            raise RuleViolation(obstacle)
        restored = impor_tulis.take_back(work, held, now)
        store.change(work, kab, nomor, state=StateImpor.DITARIK, ditarik=now, penarik=actor.id)
        _record(work, actor, held, "impor.tarik", alamat_ip, StateImpor.DITARIK, **restored)
        after = _held(work, kab, nomor)
    return _as_unggahan(after)


def queue(connection: Connection, kab: int, nomor: int, state: StateImpor) -> None:
    """Queue the work that a file in that state waits for; nothing is added while it waits already."""
    task = "proses_impor" if state is StateImpor.DIPROSES else "periksa_impor"
    antrean_kerja.defer(connection, task, f"impor:{kab}:{nomor}", kab=kab, nomor=nomor)


def check_berkas(periode: Periode, now: datetime) -> None:
    """Refuse a file when the calendar takes neither its verivali nor its usulan."""
    if not periode.allows(Kegiatan.USULAN, now):
        check_span(periode, Kegiatan.VERIVALI, now)


def _complete(work: Connection, actor: Actor, held: Impor, now: datetime, alamat_ip: str | None) -> None:
    digest = gudang().finish(held.kab, held.id)
    if store.arrive(work, held.kab, held.id, digest, now):
        queue(work, held.kab, held.id, StateImpor.DIUNGGAH)
        _record(work, actor, held, "impor.unggah", alamat_ip, StateImpor.DIUNGGAH, sha256=digest.hex())
        return
    same = store.find_same(work, held.kab, digest)
    when = same.diunggah.astimezone(JAKARTA) if same else now
    isi: dict[str, str | int] = {"waktu": f"{when:%d-%m-%Y %H.%M}", "nomor": same.id if same else 0}
    store.fail(work, held.kab, held.id, Galat.SUDAH_DIIMPOR, isi)
    perubahan.announce(work, held.kab)


def _kab_of(actor: Actor) -> int:
    actor.require(Permission.IMPORT_SIKS)
    if level_of(actor.wilayah) is not Level.KAB:
        raise AccessDenied()
    return actor.wilayah


def _found(item: Impor | None) -> Impor:
    if item is None:
        raise AccessDenied()
    return item


def _held(work: Connection, kab: int, nomor: int) -> Impor:
    return _found(store.lock(work, kab, nomor))


def _check_state(held: Impor, wanted: Collection[StateImpor], word: str) -> None:
    if held.state not in wanted:
        raise RuleViolation(
            f"Impor ini tidak dapat {word}: statusnya “{STATE_NAME[held.state]}”. Muat ulang halaman untuk melihat "
            "keadaan terakhir."
        )


def _record(
    work: Connection,
    actor: Actor,
    held: Impor,
    aksi: str,
    alamat_ip: str | None,
    then: StateImpor,
    **sesudah: object,
) -> None:
    audit.record(
        work,
        actor_name=actor.username,
        kab=held.kab,
        aksi=aksi,
        objek=f"impor/{held.kab}/{held.id}",
        sebelum={"state": held.state.value},
        sesudah={"state": then.value, "nama": held.nama} | sesudah,
        alamat_ip=alamat_ip,
    )
    perubahan.announce(work, held.kab)


def _clean(nama: str) -> str:
    """The name of the file alone, without folders and without what cannot be shown."""
    last = nama.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(character for character in last if character.isprintable()).strip()
    return shown if len(shown) <= _LONGEST_NAME else shown[-_LONGEST_NAME:]


def _refused(galat: Galat, **isi: str | int) -> InvalidInput:
    return InvalidInput(" ".join(penolakan_kata(galat, isi)))


def _as_unggahan(item: Impor) -> Unggahan:
    return Unggahan(item.kab, item.id, item.state, item.diterima, item.ukuran)
