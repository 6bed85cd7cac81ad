"""Requests for the data of a kab, one function per act: authorise, hold, check against the table, write, audit.

``saat`` is the clock, by which requests are dated and expire; ``now`` the moment that periode go by.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from data_access import antrean_kerja, audit, perubahan
from data_access import permohonan_store as store
from data_access.keterangan import read_now
from data_access.pengguna import find_by_id
from data_access.periode import read_periode
from data_access.permohonan import count_unduhan
from data_access.permohonan_store import Dipegang, PaketDipegang
from data_access.session import Connection, passes_by, read_session, unit_of_work
from data_access.unduhan_store import record_unduhan
from domain.access import Actor, Permission
from domain.errors import AccessDenied, InvalidInput, PortalError, RuleViolation
from domain.kalender import Program
from domain.kode import Level, contains, level_of
from domain.mesin import Langkah, langkah_of
from domain.permohonan import (
    BERKAS_NAME,
    LANGKAH,
    STATE_NAME,
    TERBUKA,
    WAJIB,
    JenisBerkas,
    StatePaket,
    StatePermohonan,
)
from domain.siks import EKSTENSI
from exchange.gambar import render
from workflow.batch import read_setelan
from workflow.dokumen import safe_name
from workflow.impor_gudang import gudang
from workflow.prelist import Ringkas, export_prelist

log = logging.getLogger("siks.permohonan")

LARGEST = 10_000_000
LONGEST_TEXT = 2000
# A private key lies on the disk no longer than that.
PAKET_KEPT = timedelta(days=1)
# A worker that was killed left its package half made.
PAKET_LOST = timedelta(hours=6)
TASK = "buat_paket"
_MIME = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
_BEGINS = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_PREVIEW_PX = 400
_SHORTEST, _WORKER = 10, "pekerja"


@dataclass(frozen=True, slots=True)
class Unduhan:
    """A package that may be handed out: where it lies and what it is to be called."""

    path: Path
    nama: str


def buat(
    actor: Actor, program: int, periode: int, keperluan: str, *, saat: datetime, alamat_ip: str | None = None
) -> int:
    """Begin a request of the actor's kab for a periode; its number.

    Raises AccessDenied, InvalidInput, or RuleViolation while another one of the kab is under way.
    """
    kab = _own_kab(actor)
    purpose = " ".join(keperluan.split())
    if not _SHORTEST <= len(purpose) <= LONGEST_TEXT:
        raise InvalidInput(f"Tuliskan keperluan data, {_SHORTEST} sampai {LONGEST_TEXT} huruf.")
    with unit_of_work() as work:
        read_periode(work, program, periode)
        nomor = store.add(work, kab, program=program, periode=periode, keperluan=purpose, pembuat=actor.id, saat=saat)
        if nomor is None:
            raise RuleViolation("Masih ada permohonan yang berjalan. Selesaikan atau batalkan lebih dahulu.")
        _note(work, actor.username, kab, nomor, "buat", sesudah={"program": program, "periode": periode,
              "keperluan": purpose}, alamat_ip=alamat_ip)  # fmt: skip
    return nomor


def unggah_berkas(
    actor: Actor,
    kab: int,
    nomor: int,
    jenis: JenisBerkas,
    *,
    nama: str,
    isi: bytes,
    saat: datetime,
    alamat_ip: str | None = None,
) -> None:
    """Put a paper into a request: PDF, JPG or PNG by its content, which is drawn once to see that it can be.

    Raises AccessDenied, InvalidInput, or RuleViolation for a request that takes none.
    """
    actor.require(Permission.REQUEST_DATA, kab)
    safe, mime, pages = check_berkas(nama, isi)
    digest = hashlib.sha256(isi).digest()
    with unit_of_work() as work:
        held = _held_open(work, kab, nomor)
        store.put_berkas(
            work, held, jenis, nama=safe, mime=mime, halaman=pages, sidik=digest, isi=isi, oleh=actor.id, saat=saat
        )
        written = {"jenis": BERKAS_NAME[jenis], "nama": safe, "ukuran": len(isi), "sidik": digest.hex()}
        _note(work, actor.username, kab, nomor, "berkas", sesudah=written, alamat_ip=alamat_ip)


def check_berkas(nama: str, isi: bytes) -> tuple[str, str, int]:
    """(safe name, type, pages) of a paper. Raises InvalidInput with what to do."""
    if not isi:
        raise InvalidInput("Pilih berkasnya lebih dahulu; berkas ini kosong.")
    if len(isi) > LARGEST:
        raise InvalidInput(f"Berkas terlalu besar. Paling besar {LARGEST // 1_000_000} MB; kecilkan hasil pindainya.")
    safe = safe_name(nama)
    mime = _MIME.get(safe.rpartition(".")[2].lower())
    if mime is None:
        raise InvalidInput("Jenis berkas tidak diterima. Unggah PDF, JPG, atau PNG.")
    if not isi.startswith(_BEGINS[mime]):
        raise InvalidInput("Isi berkas tidak sesuai jenisnya. Pindai ulang sebagai PDF, JPG, atau PNG, lalu unggah.")
    try:
        return safe, mime, render(isi, mime, lebar=_PREVIEW_PX)[1]
    except InvalidInput as error:
        raise InvalidInput("Berkas ini tidak dapat dibuka. Pindai ulang, lalu unggah lagi.") from error


def hapus_berkas(
    actor: Actor, kab: int, nomor: int, jenis: JenisBerkas, *, saat: datetime, alamat_ip: str | None = None
) -> None:
    """Take a paper out of a request again."""
    actor.require(Permission.REQUEST_DATA, kab)
    with unit_of_work() as work:
        held = _held_open(work, kab, nomor)
        if jenis not in held.berkas:
            raise RuleViolation("Berkas ini sudah tidak ada. Muat ulang halaman.")
        store.remove_berkas(work, held, jenis)
        _note(work, actor.username, kab, nomor, "hapus-berkas", sebelum={"jenis": BERKAS_NAME[jenis]},
              alamat_ip=alamat_ip)  # fmt: skip


def langkah(
    actor: Actor,
    kab: int,
    nomor: int,
    kode: str,
    *,
    saat: datetime,
    catatan: str = "",
    alamat_ip: str | None = None,
) -> StatePermohonan:
    """Take one step of ``domain.permohonan.LANGKAH``; where the request stands then.

    Raises AccessDenied (also for a checker whom the setting does not name), or RuleViolation: a step that the state
    does not have, a note or a paper that is missing.
    """
    asked = next(step for step in LANGKAH if step.kode == kode)
    if asked.izin is None:
        raise AccessDenied()
    actor.require(asked.izin, kab)
    note = catatan.strip()
    with unit_of_work() as work:
        setelan = read_setelan(work)
        if asked.izin is Permission.CHECK_PERMOHONAN and actor.role is not setelan.pemeriksa_mou:
            raise AccessDenied()
        held = _held(work, kab, nomor)
        step = langkah_of(LANGKAH, kode, held.state, STATE_NAME)
        if step.beralasan and not note:
            raise RuleViolation("Tuliskan catatannya: apa yang harus diperbaiki.")
        if len(note) > LONGEST_TEXT:
            raise RuleViolation(f"Catatan paling banyak {LONGEST_TEXT} huruf.")
        if kode == "kirim":
            _check_papers(held, WAJIB[setelan.pemeriksa_mou])
        values = _values(actor, kode, note, saat, timedelta(days=setelan.hari_unduhan))
        store.move(work, held, StatePermohonan(step.ke), **values)
        _stepped(work, actor.username, held, step, note, alamat_ip)
    return StatePermohonan(step.ke)


def _values(actor: Actor, kode: str, note: str, saat: datetime, lasts: timedelta) -> dict[str, Any]:
    if kode == "kirim":
        return {"dikirim": saat, "catatan": None}
    if kode in ("setujui", "kembalikan"):
        values: dict[str, Any] = {"pemeriksa": actor.id, "diperiksa": saat, "catatan": note or None}
        return values | ({"berlaku_sampai": saat + lasts} if kode == "setujui" else {})
    return {}


def _check_papers(held: Dipegang, needed: tuple[JenisBerkas, ...]) -> None:
    missing = [BERKAS_NAME[jenis] for jenis in needed if jenis not in held.berkas]
    if missing:
        raise RuleViolation(f"Belum lengkap: {', '.join(missing)}. Unggah lebih dahulu, lalu kirim.")


def minta_paket(
    actor: Actor, kab: int, nomor: int, wilayah: int, *, saat: datetime, alamat_ip: str | None = None
) -> int:
    """Have the data package of the kab, or of a kecamatan or desa of it, made by the worker; its number.

    Raises AccessDenied, or RuleViolation: a request that is not open, a wilayah of another kab, all downloads taken, a
    package on its way.
    """
    actor.require(Permission.REQUEST_DATA, kab)
    if level_of(wilayah) < Level.KAB or not contains(kab, wilayah):
        raise AccessDenied()
    actor.narrow(wilayah)
    with unit_of_work() as work:
        held = _held(work, kab, nomor)
        _check_takeable(work, held, saat)
        if store.is_making(work, kab, nomor):
            raise RuleViolation("Paket sebelumnya masih dibuat. Tunggu sampai selesai.")
        number = store.add_paket(work, held, wilayah, oleh=actor.id, saat=saat)
        antrean_kerja.defer(work, TASK, f"{TASK}:{kab}:{number}", kab=kab, nomor=number)
        audit.record(
            work, actor_name=actor.username, kab=kab, aksi="paket.minta", objek=_name(kab, nomor),
            sesudah={"paket": number, "wilayah": wilayah}, alamat_ip=alamat_ip,
        )  # fmt: skip
        perubahan.announce(work, kab)
    return number


def _check_takeable(work: Connection, held: Dipegang, saat: datetime) -> None:
    if held.state is not StatePermohonan.DISETUJUI or held.berlaku_sampai is None or saat >= held.berlaku_sampai:
        raise RuleViolation("Paket data hanya dapat diambil selama permohonan disetujui dan belum kedaluwarsa.")
    most = read_setelan(work).kali_unduhan
    if count_unduhan(work, held.kab, held.nomor) >= most:
        raise RuleViolation(f"Paket permohonan ini sudah diunduh {most} kali, yaitu sebanyak yang diizinkan.")


def buat_paket(kab: int, nomor: int, *, saat: datetime) -> None:
    """Make a package that was asked for, as the one who asked; safe to repeat."""
    with unit_of_work() as work:
        held = store.hold_paket(work, kab, nomor)
        if held is None or held.state not in (StatePaket.ANTRE, StatePaket.DIBUAT):
            return
        asked = store.hold(work, kab, held.permohonan)
        akun = find_by_id(work, held.oleh)
        store.set_paket(work, kab, nomor, state=str(StatePaket.DIBUAT), persen=0)
        now = read_now(work)
        perubahan.announce(work, kab)
    try:
        made = _export(akun.actor if akun else None, held, asked, now)
    except PortalError as refusal:
        _end(kab, nomor, state=str(StatePaket.GAGAL), galat=refusal.message, selesai=saat)
        return
    except Exception as error:
        if passes_by(error):
            raise
        log.exception("package %s/%s could not be made", kab, nomor)
        text = "Paket gagal dibuat. Minta lagi; bila tetap gagal, hubungi helpdesk."
        _end(kab, nomor, state=str(StatePaket.GAGAL), galat=text, selesai=saat)
        return
    path = paket_path(kab, nomor)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    _end(
        kab,
        nomor,
        state=str(StatePaket.SIAP),
        persen=100,
        kunci=made.kunci,
        ruta=made.ruta,
        ukuran=path.stat().st_size,
        sidik=digest,
        selesai=saat,
        galat=None,
    )


def _export(actor: Actor | None, paket: PaketDipegang, asked: Dipegang | None, now: datetime) -> Ringkas:
    """Write the file, with the rights that the one who asked has now."""
    if actor is None or asked is None or asked.state is not StatePermohonan.DISETUJUI:
        raise AccessDenied()
    actor.require(Permission.REQUEST_DATA, paket.kab)
    target = paket_path(paket.kab, paket.nomor)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.unlink(missing_ok=True)
    return export_prelist(
        actor,
        paket.wilayah,
        Program(asked.program),
        asked.periode,
        target,
        now=now,
        lapor=lambda percent: _progress(paket.kab, paket.nomor, percent),
    )


def _progress(kab: int, nomor: int, percent: int) -> None:
    with unit_of_work() as work:
        store.set_paket(work, kab, nomor, persen=percent)
        perubahan.announce(work, kab)


def _end(kab: int, nomor: int, **values: Any) -> None:
    with unit_of_work() as work:
        store.set_paket(work, kab, nomor, **values)
        perubahan.announce(work, kab)


def unduh_paket(actor: Actor, kab: int, nomor: int, *, saat: datetime, alamat_ip: str | None = None) -> Unduhan:
    """A package that is ready, counted and written down before its first byte goes out.

    Raises AccessDenied (also where there is none), or RuleViolation: expired, all downloads taken, deleted already.
    """
    actor.require(Permission.REQUEST_DATA, kab)
    with unit_of_work() as work:
        paket = store.hold_paket(work, kab, nomor)
        if paket is None:
            raise AccessDenied()
        held = _held(work, kab, paket.permohonan)
        _check_takeable(work, held, saat)
        path = paket_path(kab, nomor)
        if paket.state is not StatePaket.SIAP or not path.exists():
            raise RuleViolation("Berkas paket ini sudah dihapus atau belum siap. Minta paket yang baru.")
        assert paket.ukuran is not None
        assert paket.sidik is not None
        nama = f"siks-{paket.wilayah}-{held.periode}{EKSTENSI}"
        record_unduhan(
            work, kab=kab, jenis="paket", nama=nama, ukuran=paket.ukuran, sidik=paket.sidik, pengguna=actor.id,
            waktu=saat, alamat_ip=alamat_ip, periode=held.periode, program=held.program, permohonan=held.nomor,
        )  # fmt: skip
        audit.record(
            work, actor_name=actor.username, kab=kab, aksi="paket.unduh", objek=_name(kab, held.nomor),
            sesudah={"paket": nomor, "wilayah": paket.wilayah, "berkas": nama, "sidik": paket.sidik.hex()},
            alamat_ip=alamat_ip,
        )  # fmt: skip
        perubahan.announce(work, kab)
    return Unduhan(path, nama)


def cabut_kunci(
    actor: Actor, kab: int, kunci: str, alasan: str, *, saat: datetime, alamat_ip: str | None = None
) -> None:
    """Let the key of a prelist let no file in any more: lost, stolen, or taken by the wrong person.

    Raises AccessDenied, or RuleViolation without a reason or for a key that is not in force.
    """
    actor.require(Permission.IMPORT_SIKS, kab)
    reason = alasan.strip()
    if not 3 <= len(reason) <= LONGEST_TEXT:
        raise RuleViolation("Tuliskan alasan pencabutan kunci.")
    with unit_of_work() as work:
        wilayah = store.revoke_kunci(work, kab, kunci, saat)
        if wilayah is None:
            raise RuleViolation("Kunci ini tidak ada pada kab/kota ini, atau sudah dicabut.")
        audit.record(
            work, actor_name=actor.username, kab=kab, aksi="kunci.cabut", objek=f"kunci/{kab}/{kunci}",
            sesudah={"wilayah": wilayah, "alasan": reason}, alamat_ip=alamat_ip,
        )  # fmt: skip
        perubahan.announce(work, kab)


def sapu(saat: datetime) -> None:
    """End requests whose time is over, delete packages that lay long enough, give up those that nobody makes."""
    with read_session() as connection:
        expired = store.list_expired(connection, saat)
    for kab, nomor in expired:
        with unit_of_work() as work:
            held = _held(work, kab, nomor)
            step = langkah_of(LANGKAH, "kedaluwarsa", held.state, STATE_NAME)
            store.move(work, held, StatePermohonan(step.ke))
            _stepped(work, _WORKER, held, step, "", None)
    with read_session() as connection:
        old = store.list_paket_until(connection, StatePaket.SIAP, saat - PAKET_KEPT)
        old += store.list_paket_of_ended(connection)
        lost = store.list_paket_until(connection, StatePaket.DIBUAT, saat - PAKET_LOST)
    for kab, nomor in dict.fromkeys(old):
        paket_path(kab, nomor).unlink(missing_ok=True)
        _end(kab, nomor, state=str(StatePaket.DIHAPUS))
    for kab, nomor in lost:
        paket_path(kab, nomor).unlink(missing_ok=True)
        _end(kab, nomor, state=str(StatePaket.GAGAL), galat="Pembuatan terputus. Minta paket yang baru.", selesai=saat)


def paket_path(kab: int, nomor: int) -> Path:
    """Where a package lies: beside the files from the field, under its number."""
    return gudang().folder / "paket" / f"{kab:d}-{nomor:d}{EKSTENSI}"


def _own_kab(actor: Actor) -> int:
    actor.require(Permission.REQUEST_DATA)
    if level_of(actor.wilayah) is not Level.KAB:
        raise AccessDenied()
    return actor.wilayah


def _held(work: Connection, kab: int, nomor: int) -> Dipegang:
    held = store.hold(work, kab, nomor)
    if held is None:
        raise AccessDenied()
    return held


def _held_open(work: Connection, kab: int, nomor: int) -> Dipegang:
    held = _held(work, kab, nomor)
    if held.state not in TERBUKA:
        raise RuleViolation(
            f"Berkas tidak dapat diubah pada keadaan “{STATE_NAME[held.state]}”. Muat ulang halaman untuk melihat "
            "keadaan terakhir."
        )
    return held


def _name(kab: int, nomor: int) -> str:
    return f"permohonan/{kab}/{nomor}"


def _stepped(work: Connection, username: str, held: Dipegang, step: Langkah, note: str, alamat_ip: str | None) -> None:
    after: dict[str, object] = {"state": step.ke}
    if note:
        after["catatan"] = note
    _note(
        work, username, held.kab, held.nomor, step.kode, sebelum={"state": str(held.state)},
        sesudah=after, alamat_ip=alamat_ip,
    )  # fmt: skip


def _note(
    work: Connection,
    username: str,
    kab: int,
    nomor: int,
    act: str,
    *,
    sebelum: dict[str, object] | None = None,
    sesudah: dict[str, object] | None = None,
    alamat_ip: str | None = None,
) -> None:
    audit.record(
        work,
        actor_name=username,
        kab=kab,
        aksi=f"permohonan.{act}",
        objek=_name(kab, nomor),
        sebelum=sebelum,
        sesudah=sesudah,
        alamat_ip=alamat_ip,
    )
    perubahan.announce(work, kab)
