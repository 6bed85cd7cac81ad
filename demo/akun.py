"""The sample accounts: one or more for each kind of reader, all with one published password."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from data_access.pengguna import find_by_username
from data_access.pengguna_store import put_account
from domain.access import ROLE_NAME, Role
from workflow.masuk import hash_password

PASSWORD = "demo-siks-2026"  # noqa: S105 - published on purpose; refused outside demo mode


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One sample account; ``name`` is how it is printed at the start and listed on the login page."""

    username: str
    person: str
    role: Role
    wilayah: int
    place: str

    @property
    def name(self) -> str:
        """Role and place, as people read them."""
        return f"{ROLE_NAME[self.role]}, {self.place}"


DEMO_ACCOUNTS = (
    DemoAccount("pusdatin", "Ratna Wulandari", Role.PUSDATIN, 0, "Indonesia"),
    DemoAccount("pfm", "Bambang Setiawan", Role.PFM, 0, "Indonesia"),
    DemoAccount("dinsos.jabar", "Euis Komariah", Role.DINSOS_PROVINSI, 32, "Jawa Barat"),
    DemoAccount("supervisor.cimahi", "Asep Hidayat", Role.SUPERVISOR_KAB, 3277, "Kota Cimahi"),
    DemoAccount("supervisor2.cimahi", "Rina Marlina", Role.SUPERVISOR_KAB, 3277, "Kota Cimahi"),
    DemoAccount("supervisor.pangandaran", "Yayan Suryana", Role.SUPERVISOR_KAB, 3218, "Kab. Pangandaran"),
    DemoAccount("pimpinan.cimahi", "Lilis Nurhayati", Role.PIMPINAN, 3277, "Kota Cimahi"),
    DemoAccount("walikota.cimahi", "Dadang Kurnia", Role.KEPALA_DAERAH, 3277, "Kota Cimahi"),
    DemoAccount("kepaladinas.cimahi", "Iwan Gunawan", Role.KEPALA_DINAS, 3277, "Kota Cimahi"),
    DemoAccount("operator.melong", "Neng Rahmawati", Role.OPERATOR_DESA, 3277011001, "Kel. Melong"),
    DemoAccount("bps.jabar", "Hendra Gunawan", Role.BPS, 32, "Jawa Barat"),
    DemoAccount("auditor", "Sri Handayani", Role.AUDITOR, 0, "Indonesia"),
)


def create_demo_accounts(connection: Connection) -> None:
    """Create the sample accounts that are not there yet; a second call changes nothing and ends no session."""
    for account in DEMO_ACCOUNTS:
        if find_by_username(connection, account.username) is not None:
            continue
        put_account(
            connection,
            username=account.username,
            nama=account.person,
            peran=account.role,
            wilayah=account.wilayah,
            sandi=hash_password(PASSWORD),
            contoh=True,
        )
