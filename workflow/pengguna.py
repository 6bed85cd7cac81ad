"""Managing accounts: created, changed, closed and reset by the level above, never by themselves or a peer.

Every act asks for a session confirmed by a code (``PERLU_TOTP``), locks the account, checks it as it is now, writes,
and leaves an audit row without secrets. Whatever takes rights away ends the sessions of the account at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from data_access import audit, pengguna_store, perubahan, reset_sandi, sesi
from data_access.pengguna import RingkasAkun, find_by_username, read_akun
from data_access.session import Connection, read_session, unit_of_work
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission, Role
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.pengguna import (
    MOST_REQUESTS,
    PAPER_KEPT,
    SESSION_KEPT,
    check_email,
    check_manages,
    check_nama,
    check_telepon,
    check_username,
    is_above,
)
from exchange import gambar
from workflow.dokumen import safe_name
from workflow.masuk import hash_password, kab_of

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# A surat tugas is a page or two.
LARGEST_PAPER = 5_000_000
_PAPERS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_SHORTEST_NOTE = 5


def buat(
    actor: Actor,
    *,
    username: str,
    nama: str,
    peran: str,
    wilayah: int,
    telepon: str,
    email: str,
    now: datetime,
    alamat_ip: str | None,
) -> tuple[int, str]:
    """A new account: (number, first password, to be shown once). Raises AccessDenied, InvalidInput, RuleViolation."""
    actor.require(Permission.MANAGE_PENGGUNA, wilayah)
    role = _role(peran)
    check_manages(actor, role, wilayah)
    name, person = check_username(username), check_nama(nama)
    phone, address = check_telepon(telepon), check_email(email)
    sandi = first_password()
    with unit_of_work() as work:
        read_wilayah(work, wilayah)
        number = pengguna_store.add_akun(
            work,
            username=name,
            nama=person,
            peran=role,
            wilayah=wilayah,
            sandi=hash_password(sandi),
            telepon=phone,
            email=address,
            pembuat=actor.id,
            now=now,
        )
        if number is None:
            raise RuleViolation(f"Nama pengguna “{name}” sudah dipakai. Pilih nama lain.")
        target = Actor(number, name, person, role, wilayah)
        after: dict[str, object] = {"nama": person, "peran": str(role), "wilayah": wilayah}
        _record(work, actor.username, target, "akun.buat", alamat_ip, sesudah=after)
    return number, sandi


def ubah(actor: Actor, number: int, *, peran: str, wilayah: int, now: datetime, alamat_ip: str | None) -> None:
    """Another role or wilayah; the sessions of the account end. Raises AccessDenied, InvalidInput, RuleViolation."""
    actor.require(Permission.MANAGE_PENGGUNA, wilayah)
    role = _role(peran)
    with _held(actor, number) as (work, akun):
        # Who may give neither what the account has nor what it is to get has no say in it.
        check_manages(actor, akun.actor.role, akun.actor.wilayah)
        check_manages(actor, role, wilayah)
        if (role, wilayah) == (akun.actor.role, akun.actor.wilayah):
            raise RuleViolation("Akun ini sudah mempunyai peran dan wilayah itu. Tidak ada yang diubah.")
        read_wilayah(work, wilayah)
        pengguna_store.set_peran(work, number, role, wilayah)
        sesi.end_every(work, number, now, actor.id)
        _record(
            work,
            actor.username,
            replace(akun.actor, wilayah=wilayah),
            "akun.ubah",
            alamat_ip,
            sebelum={"peran": str(akun.actor.role), "wilayah": akun.actor.wilayah},
            sesudah={"peran": str(role), "wilayah": wilayah},
        )


def tutup(actor: Actor, number: int, alasan: str, *, now: datetime, alamat_ip: str | None) -> None:
    """Close an account and end its sessions. Raises AccessDenied, InvalidInput without a reason, RuleViolation."""
    actor.require(Permission.MANAGE_PENGGUNA)
    reason = _note(alasan, "Tulis alasan menutup akun, paling sedikit 5 huruf.")
    with _held(actor, number) as (work, akun):
        if not akun.aktif:
            raise RuleViolation("Akun ini sudah ditutup. Muat ulang halaman.")
        pengguna_store.set_aktif(work, number, aktif=False)
        sesi.end_every(work, number, now, actor.id)
        _record(work, actor.username, akun.actor, "akun.tutup", alamat_ip, {"alasan": reason})


def buka(actor: Actor, number: int, *, alamat_ip: str | None) -> None:
    """Open a closed account again. Raises AccessDenied, RuleViolation."""
    actor.require(Permission.MANAGE_PENGGUNA)
    with _held(actor, number) as (work, akun):
        if akun.aktif:
            raise RuleViolation("Akun ini sudah dibuka. Muat ulang halaman.")
        pengguna_store.set_aktif(work, number, aktif=True)
        _record(work, actor.username, akun.actor, "akun.buka", alamat_ip)


def reset(actor: Actor, number: int, *, totp: bool, now: datetime, alamat_ip: str | None) -> str:
    """A password to be shown once, which lifts a lock too; ``totp``: the authenticator is taken away as well.

    The sessions of the account end. Raises AccessDenied.
    """
    actor.require(Permission.MANAGE_PENGGUNA)
    with _held(actor, number) as (work, akun):
        return _reset(work, actor, akun, totp=totp, now=now, alamat_ip=alamat_ip, permintaan=None)


def akhiri_sesi(actor: Actor, number: int, digest: bytes | None, *, now: datetime, alamat_ip: str | None) -> int:
    """End one session of an account, or all of them where ``digest`` is None; how many. Raises AccessDenied."""
    actor.require(Permission.MANAGE_PENGGUNA)
    with _held(actor, number) as (work, akun):
        if digest is None:
            ended = sesi.end_every(work, number, now, actor.id)
        else:
            ended = int(sesi.end_sesi(work, digest, number, now, actor.id))
        _record(
            work,
            actor.username,
            akun.actor,
            "akun.akhiri_sesi",
            alamat_ip,
            {"sesi": ended},
        )
    return ended


def minta_reset(
    username: str, telepon: str, nama_berkas: str, isi: bytes, *, now: datetime, alamat_ip: str | None, demo: bool
) -> None:
    """Ask for a new password with a surat tugas, without signing in.

    Says nothing about whether the account exists: paper and number are checked first, for every name alike, and what
    belongs to no account, or to one that has enough requests, is dropped in silence. Raises InvalidInput.
    """
    phone = check_telepon(telepon)
    if phone is None:
        raise InvalidInput("Isi nomor telepon, agar pengelola akun dapat menghubungi Anda.")
    mime = next((kind for begin, kind in _PAPERS.items() if isi.startswith(begin)), None)
    if not isi or mime is None:
        raise InvalidInput("Unggah surat tugas sebagai PDF, JPG, atau PNG.")
    if len(isi) > LARGEST_PAPER:
        raise InvalidInput(f"Surat tugas terlalu besar. Paling besar {LARGEST_PAPER // 1_000_000} MB.")
    try:
        gambar.render(isi, mime, lebar=400)
    except InvalidInput as error:
        raise InvalidInput("Surat tugas ini tidak dapat dibaca. Simpan ulang sebagai PDF, JPG, atau PNG.") from error
    with unit_of_work() as work:
        akun = find_by_username(work, username)
        if akun is None or not akun.usable(demo=demo) or not pengguna_store.hold_akun(work, akun.actor.id):
            return
        if reset_sandi.count_open(work, akun.actor.id) >= MOST_REQUESTS:
            return
        reset_sandi.add_permintaan(
            work,
            pengguna_id=akun.actor.id,
            telepon=phone,
            nama_berkas=safe_name(nama_berkas),
            mime=mime,
            isi=isi,
            alamat_ip=alamat_ip,
            now=now,
        )
        _record(work, "tidak dikenal", akun.actor, "akun.minta_reset", alamat_ip)


def setujui_reset(actor: Actor, permintaan: int, *, totp: bool, now: datetime, alamat_ip: str | None) -> str:
    """Approve a request: a password to be shown once. Raises AccessDenied, RuleViolation when it was decided."""
    actor.require(Permission.MANAGE_PENGGUNA)
    with _asked(actor, permintaan) as (work, akun):
        reset_sandi.decide(work, permintaan, reset_sandi.DISETUJUI, pemutus=actor.id, catatan=None, now=now)
        return _reset(work, actor, akun, totp=totp, now=now, alamat_ip=alamat_ip, permintaan=permintaan)


def tolak_reset(actor: Actor, permintaan: int, catatan: str, *, now: datetime, alamat_ip: str | None) -> None:
    """Refuse a request with a note. Raises AccessDenied, InvalidInput without a note, RuleViolation when decided."""
    actor.require(Permission.MANAGE_PENGGUNA)
    note = _note(catatan, "Tulis mengapa permintaan ditolak, paling sedikit 5 huruf.")
    with _asked(actor, permintaan) as (work, akun):
        reset_sandi.decide(work, permintaan, reset_sandi.DITOLAK, pemutus=actor.id, catatan=note, now=now)
        after: dict[str, object] = {"permintaan": permintaan, "catatan": note}
        _record(work, actor.username, akun.actor, "akun.tolak_reset", alamat_ip, after)


def bersihkan(now: datetime) -> tuple[int, int]:
    """Forget old sessions and erase papers that were kept long enough: (sessions, papers)."""
    with unit_of_work() as work:
        return sesi.remove_before(work, now - SESSION_KEPT), reset_sandi.erase_papers(work, now - PAPER_KEPT, now)


def first_password() -> str:
    """A password to hand over: 16 letters and digits (79 bits) that are not taken for each other, in groups of four."""
    text = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


@contextmanager
def _held(actor: Actor, number: int) -> Iterator[tuple[Connection, RingkasAkun]]:
    """An account locked in a transaction, as it is now. Raises AccessDenied unless ``actor`` is above it."""
    with unit_of_work() as work:
        akun = read_akun(work, number) if pengguna_store.hold_akun(work, number) else None
        if akun is None or not is_above(actor, akun.actor):
            raise AccessDenied
        yield work, akun


@contextmanager
def _asked(actor: Actor, permintaan: int) -> Iterator[tuple[Connection, RingkasAkun]]:
    """The account of a request that waits, both locked. Raises AccessDenied, RuleViolation when it was decided."""
    with read_session() as connection:
        found = reset_sandi.read_permintaan(connection, permintaan)
    if found is None:
        raise AccessDenied
    with _held(actor, found.akun.id) as (work, akun):
        now_is = reset_sandi.read_permintaan(work, permintaan, lock=True)
        if now_is is None or now_is.state != reset_sandi.DIAJUKAN:
            raise RuleViolation("Permintaan ini sudah diputuskan orang lain. Muat ulang halaman.")
        yield work, akun


def _reset(
    work: Connection,
    actor: Actor,
    akun: RingkasAkun,
    *,
    totp: bool,
    now: datetime,
    alamat_ip: str | None,
    permintaan: int | None,
) -> str:
    number, sandi = akun.actor.id, first_password()
    pengguna_store.set_sandi(work, number, hash_password(sandi), now, ganti=True)
    taken = totp and pengguna_store.drop_totp(work, number)
    sesi.end_every(work, number, now, actor.id)
    reset_sandi.decide_others(work, number, pemutus=actor.id, now=now)
    after: dict[str, object] = {"totp_dilepas": taken, "permintaan": permintaan}
    _record(work, actor.username, akun.actor, "akun.reset", alamat_ip, after)
    return sandi


def _role(peran: str) -> Role:
    if peran not in set(Role):
        raise InvalidInput("Pilih peran dari daftar.")
    return Role(peran)


def _note(text: str, refusal: str) -> str:
    note = " ".join(text.split())
    if not _SHORTEST_NOTE <= len(note) <= 500:
        raise InvalidInput(refusal)
    return note


def _record(
    work: Connection,
    oleh: str,
    akun: Actor,
    aksi: str,
    alamat_ip: str | None,
    sesudah: dict[str, object] | None = None,
    sebelum: dict[str, object] | None = None,
) -> None:
    kab = kab_of(akun.wilayah)
    audit.record(
        work,
        actor_name=oleh,
        kab=kab,
        aksi=aksi,
        objek=f"pengguna {akun.username}",
        sebelum=sebelum,
        sesudah=sesudah,
        alamat_ip=alamat_ip,
    )
    perubahan.announce(work, kab)
