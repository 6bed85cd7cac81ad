"""Accounts made from the command line."""

from __future__ import annotations

import re

from data_access import audit
from data_access.pengguna_store import put_account
from data_access.session import read_session, unit_of_work
from data_access.wilayah import read_wilayah
from domain.access import Role
from domain.errors import InvalidInput
from domain.kode import parse_kode
from workflow.masuk import hash_password, kab_of

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
_SHORTEST_PASSWORD = 12


def create_account(*, username: str, name: str, role: str, wilayah: str, password: str) -> None:
    """Create an account, or set an existing one anew and end its sessions.

    Raises InvalidInput for a name, role, wilayah or password that cannot be used, AccessDenied for a role that does
    not exist at that level; then nothing is changed.
    """
    if not _USERNAME.fullmatch(username):
        raise InvalidInput("Nama pengguna terdiri atas 3–40 huruf kecil, angka, titik, atau tanda hubung.")
    if role not in set(Role):
        raise InvalidInput(f"Peran “{role}” tidak dikenal. Pilihan: {', '.join(Role)}.")
    if len(password) < _SHORTEST_PASSWORD:
        raise InvalidInput(f"Kata sandi terlalu pendek. Isi paling sedikit {_SHORTEST_PASSWORD} karakter.")
    kode = parse_kode(wilayah)
    with read_session() as connection:
        read_wilayah(connection, kode)
    with unit_of_work() as work:
        put_account(work, username=username, nama=name, peran=Role(role), wilayah=kode, sandi=hash_password(password))
        audit.record(
            work,
            actor_name="cli",
            kab=kab_of(kode),
            aksi="buat_akun",
            objek=f"pengguna {username}",
            sesudah={"peran": role, "wilayah": kode},
        )
