"""Accounts: how long their sessions last, who manages whom, and why somebody may or may not do something.

Who creates whom follows the chain of the regulation (sections 2 and 13 of the domain document): the centre the
provinsi, the provinsi the kab/kota, the supervisor the operators. It is data, so that practice can change it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.access import PERLU_TOTP, PERMISSIONS, ROLE_LEVEL, ROLE_NAME, Actor, Obstacle, Permission, Role
from domain.batch import LANGKAH
from domain.errors import AccessDenied, InvalidInput
from domain.kalender import JAKARTA, KEGIATAN_NAME, Jadwal, Kegiatan, tanggal
from domain.kode import LEVEL_NAME, Level, contains, level_of

# A session ends after so long without use, and after so long in any case.
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)

_KAB_DOWN = frozenset({Level.KAB, Level.KECAMATAN, Level.DESA})
# By the role of the manager: the roles it creates and changes, and the levels at which it does.
MENGELOLA: dict[Role, dict[Role, frozenset[Level]]] = {
    Role.PUSDATIN: {
        Role.DINSOS_PROVINSI: frozenset({Level.PROVINSI}),
        Role.PFM: frozenset({Level.NASIONAL}),
        Role.MENTERI: frozenset({Level.NASIONAL}),
        Role.BPS: ROLE_LEVEL[Role.BPS],
        Role.AUDITOR: ROLE_LEVEL[Role.AUDITOR],
        Role.PIMPINAN: frozenset({Level.NASIONAL, Level.PROVINSI}),
    },
    Role.DINSOS_PROVINSI: {
        Role.SUPERVISOR_KAB: frozenset({Level.KAB}),
        Role.KEPALA_DINAS: frozenset({Level.KAB}),
        Role.KEPALA_DAERAH: frozenset({Level.KAB}),
        Role.PIMPINAN: _KAB_DOWN,
    },
    Role.SUPERVISOR_KAB: {
        Role.OPERATOR_KAB: frozenset({Level.KAB}),
        Role.OPERATOR_KECAMATAN: frozenset({Level.KECAMATAN}),
        Role.OPERATOR_DESA: frozenset({Level.DESA}),
    },
}

# Most sessions and requests of one account that wait at a time.
MOST_REQUESTS = 3
# Surat tugas are erased so long after the decision; what nobody decided in that time is refused.
PAPER_KEPT = timedelta(days=90)
# Ended sessions are forgotten so long after their last use.
SESSION_KEPT = timedelta(days=90)

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{6,19}")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


def check_username(text: str) -> str:
    """A name to sign in with. Raises InvalidInput."""
    name = text.strip().lower()
    if not _USERNAME.fullmatch(name):
        raise InvalidInput("Nama pengguna terdiri atas 3–40 huruf kecil, angka, titik, atau tanda hubung.")
    return name


def check_nama(text: str) -> str:
    """The name of a person. Raises InvalidInput."""
    name = " ".join(text.split())
    if not 3 <= len(name) <= 100 or not any(letter.isalpha() for letter in name):
        raise InvalidInput("Isi nama lengkap, 3 sampai 100 huruf.")
    return name


def check_telepon(text: str) -> str | None:
    """A telephone number, or None for an empty one. Raises InvalidInput."""
    number = " ".join(text.split())
    if number and not _PHONE.fullmatch(number):
        raise InvalidInput("Nomor telepon tidak dapat dibaca. Tulis angka saja, misalnya 0812 3456 7890.")
    return number or None


def check_email(text: str) -> str | None:
    """An e-mail address, or None for an empty one. Raises InvalidInput."""
    address = text.strip()
    if len(address) > 120 or (address and not _EMAIL.fullmatch(address)):
        raise InvalidInput("Alamat surel tidak dapat dibaca. Tulis seperti nama@instansi.go.id.")
    return address or None


def check_nip(text: str) -> str | None:
    """A NIP of 18 digits, with or without spaces, or None for an empty one. Raises InvalidInput."""
    digits = re.sub(r"[ .]", "", text)
    if digits and not (len(digits) == 18 and digits.isascii() and digits.isdecimal()):
        raise InvalidInput("NIP terdiri atas 18 angka. Kosongkan bila bukan pegawai negeri.")
    return digits or None


def below(role: Role) -> frozenset[tuple[Role, Level]]:
    """Roles, each at a level, that this role or one that it manages creates: it sees, closes and resets them."""
    direct = MENGELOLA.get(role, {})
    pairs = {(lower, level) for lower, levels in direct.items() for level in levels}
    return frozenset(pairs.union(*(below(lower) for lower in direct)))


def is_above(actor: Actor, akun: Actor) -> bool:
    """Whether ``actor`` sees, closes and resets ``akun``: never themself, a peer or somebody above."""
    known = (akun.role, level_of(akun.wilayah)) in below(actor.role)
    return known and akun.id != actor.id and contains(actor.wilayah, akun.wilayah)


def manages(actor: Actor, role: Role, wilayah: int) -> bool:
    """Whether ``actor`` creates accounts of ``role`` for ``wilayah``, and changes accounts into such."""
    levels = MENGELOLA.get(actor.role, {}).get(role, frozenset())
    return contains(actor.wilayah, wilayah) and level_of(wilayah) in levels


def check_manages(actor: Actor, role: Role, wilayah: int) -> None:
    """Refuse an account that ``actor`` does not give. Raises AccessDenied with the rule's text."""
    if manages(actor, role, wilayah):
        return
    levels = MENGELOLA.get(actor.role, {}).get(role)
    if levels is None:
        creators = [ROLE_NAME[maker] for maker, below in MENGELOLA.items() if role in below]
        by = " atau ".join(creators) or "pengelola instalasi"
        raise AccessDenied(f"Akun {ROLE_NAME[role]} diberikan oleh {by}, bukan oleh {ROLE_NAME[actor.role]}.")
    where = ", ".join(LEVEL_NAME[level] for level in sorted(levels))
    raise AccessDenied(f"Peran {ROLE_NAME[role]} diberikan untuk {where} di dalam wilayah Anda. Pilih wilayah itu.")


def needs_totp(role: Role) -> bool:
    """Whether the role carries an act that asks for a code."""
    return bool(PERMISSIONS[role] & PERLU_TOTP)


@dataclass(frozen=True, slots=True)
class Keadaan:
    """State of an account as far as it decides on what it may do; ``totp``: an authenticator is enrolled."""

    aktif: bool
    ganti_sandi: bool
    terkunci_sampai: datetime | None
    totp: bool


@dataclass(frozen=True, slots=True)
class Alasan:
    """One line of an explanation: whether it allows, what is so, and where the rule stands."""

    boleh: bool
    kata: str
    aturan: str


def explain(
    actor: Actor,
    keadaan: Keadaan,
    permission: Permission,
    kode: int | None,
    now: datetime,
    kalender: Sequence[Alasan] = (),
) -> list[Alasan]:
    """Why this account may or may not use ``permission`` for a wilayah; it may when every line allows.

    Asks ``Actor.obstacles``, as every guard does: an explanation that differs from the decision cannot be given. The
    session of the account counts as confirmed when an authenticator is enrolled, because its login then asks for a
    code. ``kalender`` are lines on the calendar, where the permission belongs to a step that has one.
    """
    asked = Actor(actor.id, actor.username, actor.name, actor.role, actor.wilayah, totp=keadaan.totp)
    found = asked.obstacles(permission, kode)
    name, role = PERMISSION_NAME[permission], ROLE_NAME[actor.role]
    lines = [
        Alasan(
            keadaan.aktif,
            "Akun dibuka." if keadaan.aktif else "Akun ditutup; tidak dapat masuk.",
            "Keadaan akun",
        ),
        Alasan(
            not keadaan.ganti_sandi,
            "Kata sandi dibuat sendiri."
            if not keadaan.ganti_sandi
            else "Kata sandi pemberian belum diganti; semua halaman menunggu itu.",
            "Aturan kata sandi",
        ),
        Alasan(
            Obstacle.PERAN not in found,
            f"Peran {role} {'memberi' if Obstacle.PERAN not in found else 'tidak memberi'} izin “{name}”.",
            f"Matriks peran; izin ini dimiliki {_holders(permission)}",
        ),
    ]
    if keadaan.terkunci_sampai is not None and keadaan.terkunci_sampai > now:
        lines.insert(1, Alasan(False, "Akun terkunci sementara karena 5 kali salah.", "Aturan penguncian, 15 menit"))
    if kode is not None:
        inside = Obstacle.WILAYAH not in found
        lines.append(
            Alasan(
                inside,
                f"Wilayah yang ditanyakan {'di dalam' if inside else 'di luar'} wilayah akun.",
                "Cakupan wilayah",
            )
        )
    if permission in PERLU_TOTP:
        lines.append(
            Alasan(
                Obstacle.TOTP not in found,
                "Autentikator aktif; kodenya diminta saat masuk."
                if keadaan.totp
                else "Autentikator belum aktif; tindakan ini meminta kode.",
                "Izin dengan kode autentikator",
            )
        )
    return [*lines, *kalender]


def explain_kalender(permission: Permission, jadwal: Jadwal, now: datetime) -> list[Alasan]:
    """What the calendar of a periode says about a permission; nothing where no step of it has a deadline."""
    asked = {step.kegiatan for step in LANGKAH if step.izin is permission and step.kegiatan is not None}
    lines = []
    for kegiatan in sorted(asked | _KEGIATAN.get(permission, frozenset())):
        first, last = (moment.astimezone(JAKARTA) for moment in jadwal.rentang(kegiatan))
        span = f"{tanggal(first.date())} sampai {tanggal(last.date())} pukul {last:%H.%M.%S} WIB"
        open_ = jadwal.allows(kegiatan, now)
        word = "sedang dibuka" if open_ else "tidak dibuka sekarang"
        lines.append(Alasan(open_, f"{KEGIATAN_NAME[kegiatan]} {jadwal.label} {word}: {span}.", "Kalender periode"))
    return lines


def _holders(permission: Permission) -> str:
    holders: Iterable[str] = (ROLE_NAME[role] for role in Role if permission in PERMISSIONS[role])
    return ", ".join(holders)


_P = Permission
# Acts outside the steps of a batch that ask the calendar.
_KEGIATAN = {
    _P.ENTER_VERIVALI: frozenset({Kegiatan.VERIVALI}),
    _P.IMPORT_SIKS: frozenset({Kegiatan.VERIVALI}),
    _P.REVIEW_VERIVALI: frozenset({Kegiatan.PENGESAHAN}),
}
PERMISSION_NAME: dict[Permission, str] = {
    _P.VIEW_PROGRES: "melihat progres",
    _P.EXPORT_PROGRES: "mengunduh progres",
    _P.VIEW_KUOTA: "melihat kuota",
    _P.VIEW_RUMAH_TANGGA: "melihat rumah tangga",
    _P.ENTER_VERIVALI: "mengisi verivali",
    _P.IMPORT_SIKS: "mengimpor berkas .siks",
    _P.REVIEW_VERIVALI: "memeriksa perbaikan dan usulan",
    _P.RECORD_FINALISASI: "memfinalisasi",
    _P.VIEW_AUDIT: "melihat riwayat",
    _P.UNMASK_IDENTITAS: "melihat NIK dan KK lengkap",
    _P.EXPORT_RUMAH_TANGGA: "mengunduh rumah tangga",
    _P.ALLOCATE_KUOTA: "membagi kuota ke desa",
    _P.SET_KUOTA: "menetapkan kuota kab/kota",
    _P.PROPOSE_KUOTA: "mengusulkan perubahan kuota",
    _P.APPROVE_KUOTA: "menyetujui perubahan kuota",
    _P.WRITE_CATATAN: "menulis catatan desa",
    _P.ACT_PERHATIAN: "menindaklanjuti butir perhatian",
    _P.MANAGE_PORTAL: "mengelola portal",
    _P.PREPARE_PENGESAHAN: "membuat surat pengesahan",
    _P.SIGN_PENGESAHAN: "menandatangani surat pengesahan",
    _P.CONFIRM_PENGESAHAN: "mengunggah dan mengesahkan surat",
    _P.VERIFY_PENGESAHAN: "memverifikasi sebagai provinsi",
    _P.VALIDATE_PENGESAHAN: "memvalidasi sebagai BPS",
    _P.RECEIVE_PENGESAHAN: "menerima pengesahan",
    _P.APPROVE_KPM: "menyetujui KPM",
    _P.RECORD_SK: "mencatat SK penetapan",
    _P.REOPEN_BATCH: "membuka kembali yang sudah final",
    _P.GRANT_EXCEPTION: "memberi pengecualian tenggat",
    _P.EDIT_PROFIL: "mengubah profil instansi",
    _P.VIEW_PERMOHONAN: "melihat permohonan data",
    _P.REQUEST_DATA: "mengajukan permohonan data",
    _P.CHECK_PERMOHONAN: "memeriksa permohonan data",
    _P.REQUEST_PEMINDAHAN: "mengajukan pemindahan",
    _P.APPROVE_PEMINDAHAN: "menyetujui pemindahan",
    _P.RECORD_PENDAFTARAN: "mencatat pendaftaran warga",
    _P.FORWARD_PENDAFTARAN: "meneruskan pendaftaran warga",
    _P.MANAGE_PENGGUNA: "mengelola akun",
    _P.SEND_BRIEFING: "mengirim paket briefing ke orang lain",
}
