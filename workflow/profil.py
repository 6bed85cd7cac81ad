"""What somebody changes about themself: password, authenticator, and about their kab: the profil."""

from __future__ import annotations

from datetime import datetime

from data_access import audit, pengguna_store, sesi
from data_access.pengguna import Akun
from data_access.session import read_session, unit_of_work
from data_access.wilayah import read_lineage
from domain.errors import InvalidInput, RuleViolation
from domain.sandi import check_sandi
from workflow import totp
from workflow.masuk import confirm_kode, confirm_sandi, hash_password, kab_of


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
        _record(work, akun, "ganti_sandi", alamat_ip, {"sesi_berakhir": ended})


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
        _record(work, akun, "totp_aktif", alamat_ip)
    return codes


def konfirmasi_sesi(akun: Akun, kode: str, *, digest: bytes, now: datetime, alamat_ip: str | None) -> None:
    """Confirm an open session with a code. Raises KodeDitolak."""
    confirm_kode(akun, kode, now=now, alamat_ip=alamat_ip)
    with unit_of_work() as work:
        pengguna_store.clear_attempts(work, akun.actor.id)
        sesi.confirm_sesi(work, digest, akun.actor.id)
        _record(work, akun, "sesi_dikonfirmasi", alamat_ip)


def akhiri_sesi(akun: Akun, digest: bytes, *, now: datetime, alamat_ip: str | None) -> None:
    """End one of one's own sessions. Raises RuleViolation when it is not open."""
    with unit_of_work() as work:
        if not sesi.end_sesi(work, digest, akun.actor.id, now, akun.actor.id):
            raise RuleViolation("Sesi ini sudah berakhir. Muat ulang halaman.")
        _record(work, akun, "sesi_diakhiri", alamat_ip)


def _record(
    work: sesi.Connection, akun: Akun, aksi: str, alamat_ip: str | None, sesudah: dict[str, object] | None = None
) -> None:
    actor = akun.actor
    audit.record(
        work,
        actor_name=actor.username,
        kab=kab_of(actor.wilayah),
        aksi=aksi,
        objek=f"pengguna {actor.username}",
        sesudah=sesudah,
        alamat_ip=alamat_ip,
    )
