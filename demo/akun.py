"""The sample accounts: one or more for each kind of reader, all with one published password."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from data_access.pengguna_store import put_account
from domain.access import Role
from workflow.masuk import hash_password

DEMO_PASSWORD = "demo-siks-2026"  # noqa: S105 - published on purpose; refused outside demo mode


@dataclass(frozen=True, slots=True)
class AkunContoh:
    """One sample account, as it is printed at the start and listed on the login page."""

    username: str
    nama: str
    peran: Role
    wilayah: int
    tempat: str


AKUN_CONTOH = (
    AkunContoh("pusdatin", "Ratna Wulandari", Role.PUSDATIN, 0, "Indonesia"),
    AkunContoh("pfm", "Bambang Setiawan", Role.PFM, 0, "Indonesia"),
    AkunContoh("dinsos.jabar", "Euis Komariah", Role.DINSOS_PROVINSI, 32, "Jawa Barat"),
    AkunContoh("supervisor.cimahi", "Asep Hidayat", Role.SUPERVISOR_KAB, 3277, "Kota Cimahi"),
    AkunContoh("supervisor.pangandaran", "Yayan Suryana", Role.SUPERVISOR_KAB, 3218, "Kab. Pangandaran"),
    AkunContoh("pimpinan.cimahi", "Lilis Nurhayati", Role.KEPALA_DINAS, 3277, "Kota Cimahi"),
    AkunContoh("walikota.cimahi", "Dadang Kurnia", Role.KEPALA_DAERAH, 3277, "Kota Cimahi"),
    AkunContoh("operator.melong", "Neng Rahmawati", Role.OPERATOR_DESA, 3277011001, "Kel. Melong"),
    AkunContoh("bps.jabar", "Hendra Gunawan", Role.BPS, 32, "Jawa Barat"),
    AkunContoh("auditor", "Sri Handayani", Role.AUDITOR, 0, "Indonesia"),
)


def create_demo_accounts(connection: Connection) -> None:
    """Create the sample accounts, or set them back to how they were."""
    for akun in AKUN_CONTOH:
        put_account(
            connection,
            username=akun.username,
            nama=akun.nama,
            peran=akun.peran,
            wilayah=akun.wilayah,
            sandi=hash_password(DEMO_PASSWORD),
            contoh=True,
        )
