"""What somebody changes about themself (password, authenticator, sessions, person) and about their kab (profil)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from data_access import audit, pengguna_store, perubahan, sesi
from data_access.pengguna import Akun, read_akun
from data_access.profil import read_profil, store_profil
from data_access.session import Connection, read_session, unit_of_work
from data_access.wilayah import read_lineage, read_wilayah
from domain.access import Actor, Permission
from domain.errors import InvalidInput, RuleViolation
from domain.kalender import JAKARTA
from domain.kode import Level
from domain.pengguna import check_email, check_nama, check_nip, check_telepon
from domain.profil import (
    FIELD_NAME,
    LONGEST,
    PROFIL_TEKS,
    Profil,
    check_penanda_tangan,
    kekurangan,
    nomor_surat,
)
from domain.sandi import check_sandi
from exchange import gambar
from workflow import totp
from workflow.masuk import confirm_kode, confirm_sandi, hash_password, kab_of

LARGEST_PICTURE = 5_000_000


def ganti_sandi(
    akun: Akun, lama: str, baru: str, ulang: str, *, digest: bytes, now: datetime, alamat_ip: str | None
) -> None:
    """A new password, chosen by its owner; every session but this one (``digest``) ends. Raises InvalidInput."""
    if baru != ulang:
        raise InvalidInput("Kedua isian kata sandi baru berbeda. Ketik sekali lagi.")
    actor = akun.actor
    with read_session() as connection:
        places = [item.nama for item in read_lineage(connection, actor.wilayah)]
    check_sandi(baru, username=actor.username, nama=actor.name, wilayah=places)
    confirm_sandi(akun, lama, now=now, alamat_ip=alamat_ip)
    if baru == lama:
        raise InvalidInput("Kata sandi baru sama dengan yang sekarang. Buat yang lain.")
    with unit_of_work() as work:
        pengguna_store.set_sandi(work, actor.id, hash_password(baru), now, ganti=False)
        ended = sesi.end_every(work, actor.id, now, actor.id, but=digest)
        _record(work, akun, "akun.ganti_sandi", alamat_ip, {"sesi_berakhir": ended})


def aktifkan_totp(
    akun: Akun, segel: str, kode: str, sandi: str, *, digest: bytes, now: datetime, alamat_ip: str | None
) -> list[str]:
    """Enrol an authenticator and confirm this session; recovery codes, to be shown once. Raises InvalidInput, or
    RuleViolation where there is one already: it is taken away by the level above only.
    """
    confirm_sandi(akun, sandi, now=now, alamat_ip=alamat_ip)
    sealed, step = totp.confirmed_secret(akun.actor, segel, kode, now)
    codes, digests = totp.recovery_codes()
    with unit_of_work() as work:
        if not pengguna_store.store_totp(work, akun.actor.id, sealed, step, digests, now):
            raise RuleViolation(
                "Autentikator akun ini sudah aktif. Untuk menggantinya, minta reset kepada pengelola akun."
            )
        sesi.confirm_sesi(work, digest, akun.actor.id)
        _record(work, akun, "akun.totp", alamat_ip)
    return codes


def konfirmasi_sesi(akun: Akun, kode: str, *, digest: bytes, now: datetime, alamat_ip: str | None) -> None:
    """Confirm an open session with a code. Raises KodeDitolak."""
    confirm_kode(akun, kode, now=now, alamat_ip=alamat_ip)
    with unit_of_work() as work:
        pengguna_store.clear_attempts(work, akun.actor.id)
        sesi.confirm_sesi(work, digest, akun.actor.id)
        _record(work, akun, "akun.konfirmasi_sesi", alamat_ip)


def akhiri_sesi(akun: Akun, digest: bytes, *, now: datetime, alamat_ip: str | None) -> None:
    """End one of one's own sessions. Raises RuleViolation when it is not open."""
    with unit_of_work() as work:
        if not sesi.end_sesi(work, digest, akun.actor.id, now, akun.actor.id):
            raise RuleViolation("Sesi ini sudah berakhir. Muat ulang halaman.")
        _record(work, akun, "akun.akhiri_sesi", alamat_ip)


def ubah_diri(akun: Akun, fields: Mapping[str, str], foto: bytes | None, *, alamat_ip: str | None) -> None:
    """What somebody says about themself: nama, nip, jabatan, telepon, email; a photo where one was sent.

    Raises InvalidInput.
    """
    values: dict[str, str | bytes | None] = {
        "nama": check_nama(fields.get("nama", "")),
        "nip": check_nip(fields.get("nip", "")),
        "jabatan": _line("jabatan", fields.get("jabatan", "")) or None,
        "telepon": check_telepon(fields.get("telepon", "")),
        "email": check_email(fields.get("email", "")),
    }
    if foto:
        values["foto"] = gambar.as_potret(_small(foto))
    with unit_of_work() as work:
        before = read_akun(work, akun.actor.id)
        if before is None:
            raise RuleViolation("Akun ini tidak ada lagi.")
        known = {"nama": before.actor.name, **{name: getattr(before, name) for name in values if hasattr(before, name)}}
        changed = {name: value for name, value in values.items() if name == "foto" or known.get(name) != value}
        if not changed:
            raise RuleViolation("Tidak ada yang berubah. Ubah isian atau pilih foto, lalu simpan.")
        pengguna_store.set_diri(work, akun.actor.id, values)
        _record(
            work,
            akun,
            "profil.diri",
            alamat_ip,
            _said(changed, "foto"),
            {name: known.get(name) for name in changed if name != "foto"},
        )


def ubah_profil(
    actor: Actor, kab: int, fields: Mapping[str, str], logo: bytes | None, *, now: datetime, alamat_ip: str | None
) -> list[str]:
    """Store the profil of a kab; what is still missing for a letter, in words.

    Empty fields are taken: a form may be filled in over several days. Raises AccessDenied, InvalidInput, and
    RuleViolation for a signer other than the Bupati or Wali Kota.
    """
    actor.require(Permission.EDIT_PROFIL, kab)
    values: dict[str, str | bytes | None] = {name: _field(name, fields.get(name, "")) for name in PROFIL_TEKS}
    if values["email"]:
        check_email(str(values["email"]))
    if values["pejabat_nip"]:
        values["pejabat_nip"] = check_nip(str(values["pejabat_nip"]))
    if values["pola_nomor"]:
        nomor_surat(str(values["pola_nomor"]), 1, now.astimezone(JAKARTA).date())
    if logo:
        values["logo"] = gambar.as_logo(_small(logo))
    with unit_of_work() as work:
        place = read_wilayah(work, kab)
        if place.level is not Level.KAB:
            raise InvalidInput("Profil instansi milik kab/kota. Pilih kab/kota di atas halaman.")
        if values["kepala_jabatan"] or values["kepala_sebutan"]:
            check_penanda_tangan(str(values["kepala_jabatan"]), str(values["kepala_sebutan"]), place.nama)
        before = read_profil(work, kab) or Profil(kab)
        changed = {name: value for name, value in values.items() if name == "logo" or getattr(before, name) != value}
        if not changed:
            raise RuleViolation("Tidak ada yang berubah. Ubah isian atau pilih logo, lalu simpan.")
        store_profil(work, kab, values, actor.id)
        audit.record(
            work,
            actor_name=actor.username,
            kab=kab,
            aksi="profil.ubah",
            objek=f"profil {kab}",
            sebelum={name: getattr(before, name) for name in changed if name != "logo"},
            sesudah=_said(changed, "logo"),
            alamat_ip=alamat_ip,
        )
        perubahan.announce(work, kab)
        return kekurangan(read_profil(work, kab))


def _field(name: str, text: str) -> str:
    if name != "dasar_hukum":
        return _line(FIELD_NAME[name], text, LONGEST[name])
    lines = [" ".join(line.split()) for line in text.splitlines()]
    kept = "\n".join(line for line in lines if line)
    if len(kept) > LONGEST[name]:
        raise InvalidInput(f"Isian {FIELD_NAME[name]} terlalu panjang. Paling banyak {LONGEST[name]} huruf.")
    return kept


def _line(name: str, text: str, longest: int = 160) -> str:
    line = " ".join(text.split())
    if len(line) > longest:
        raise InvalidInput(f"Isian {name} terlalu panjang. Paling banyak {longest} huruf.")
    return line


def _small(picture: bytes) -> bytes:
    if len(picture) > LARGEST_PICTURE:
        raise InvalidInput(f"Gambar terlalu besar. Paling besar {LARGEST_PICTURE // 1_000_000} MB.")
    return picture


def _said(changed: Mapping[str, str | bytes | None], picture: str) -> dict[str, object]:
    """Values for the audit: a picture by its digest."""
    return {
        name: hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value
        for name, value in changed.items()
        if name != picture or value is not None
    }


def _record(
    work: Connection,
    akun: Akun,
    aksi: str,
    alamat_ip: str | None,
    sesudah: dict[str, object] | None = None,
    sebelum: dict[str, object] | None = None,
) -> None:
    actor = akun.actor
    audit.record(
        work,
        actor_name=actor.username,
        kab=kab_of(actor.wilayah),
        aksi=aksi,
        objek=f"pengguna {actor.username}",
        sebelum=sebelum,
        sesudah=sesudah,
        alamat_ip=alamat_ip,
    )
