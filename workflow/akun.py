"""Accounts made from the command line."""

from __future__ import annotations

from data_access import audit
from data_access.pengguna_store import put_account
from data_access.session import read_session, unit_of_work
from data_access.wilayah import read_lineage
from domain.access import Role
from domain.errors import InvalidInput
from domain.kode import parse_kode
from domain.pengguna import check_username
from domain.sandi import check_sandi
from workflow.masuk import hash_password, kab_of


def create_account(*, username: str, name: str, role: str, wilayah: str, password: str) -> None:
    """Create an account, or set an existing one anew: its sessions end, its authenticator is taken away.

    The way back in for accounts that nobody else is above. The password must be changed at the first login.
    Raises InvalidInput for a name, role, wilayah or password that cannot be used, AccessDenied for a role that does
    not exist at that level; then nothing is changed.
    """
    username = check_username(username)
    if role not in set(Role):
        raise InvalidInput(f"Peran “{role}” tidak dikenal. Pilihan: {', '.join(Role)}.")
    kode = parse_kode(wilayah)
    with read_session() as connection:
        places = [item.nama for item in read_lineage(connection, kode)]
    check_sandi(password, username=username, nama=name, wilayah=places)
    with unit_of_work() as work:
        put_account(
            work,
            username=username,
            nama=name,
            peran=Role(role),
            wilayah=kode,
            sandi=hash_password(password),
            ganti_sandi=True,
        )
        audit.record(
            work,
            actor_name="cli",
            kab=kab_of(kode),
            aksi="buat_akun",
            objek=f"pengguna {username}",
            sesudah={"peran": role, "wilayah": kode},
        )
