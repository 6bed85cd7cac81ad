"""The sample accounts: one or more for each kind of reader, all with one published password."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw
from sqlalchemy import Connection

from data_access.pengguna import find_by_username
from data_access.pengguna_store import put_account
from data_access.profil import read_profil, store_profil
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
    DemoAccount("operator.kab.cimahi", "Tatang Sutisna", Role.OPERATOR_KAB, 3277, "Kota Cimahi"),
    DemoAccount("operator.cimahi.selatan", "Wawan Hermawan", Role.OPERATOR_KECAMATAN, 327701, "Kec. Cimahi Selatan"),
    DemoAccount("operator.melong", "Neng Rahmawati", Role.OPERATOR_DESA, 3277011001, "Kel. Melong"),
    DemoAccount("bps.jabar", "Hendra Gunawan", Role.BPS, 32, "Jawa Barat"),
    DemoAccount("auditor", "Sri Handayani", Role.AUDITOR, 0, "Indonesia"),
    DemoAccount("menteri", "Agus Priyanto", Role.MENTERI, 0, "Indonesia"),
)

_DASAR_HUKUM = (
    "Undang-Undang Nomor 13 Tahun 2011 tentang Penanganan Fakir Miskin\n"
    "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah\n"
    "Peraturan Menteri Sosial Nomor 5 Tahun 2019 tentang Pengelolaan Data Terpadu Kesejahteraan Sosial"
)
_PROFIL = {
    3277: {
        "instansi": "Dinas Sosial Kota Cimahi",
        "alamat": "Jalan Contoh Nomor 1, Cimahi 40513",
        "telepon": "(022) 000-0000",
        "email": "dinsos@cimahi.example",
        "pejabat_nama": "Iwan Gunawan",
        "pejabat_jabatan": "Kepala Dinas Sosial",
        "pejabat_nip": "197001012000011001",
        "kepala_nama": "Dadang Kurnia",
        "kepala_jabatan": "Wali Kota",
        "kepala_sebutan": "Wali Kota Cimahi",
        "kota_penetapan": "Cimahi",
        "pola_nomor": "400.9/{urut}/Dinsos/{romawi}/{tahun}",
        "dasar_hukum": _DASAR_HUKUM,
    },
    3218: {
        "instansi": "Dinas Sosial Kabupaten Pangandaran",
        "alamat": "Jalan Contoh Nomor 2, Parigi 46393",
        "telepon": "(0265) 000-0000",
        "email": "dinsos@pangandaran.example",
        "pejabat_nama": "Dedi Supriadi",
        "pejabat_jabatan": "Kepala Dinas Sosial",
        "pejabat_nip": "197002022000021002",
        "kepala_nama": "Ujang Permana",
        "kepala_jabatan": "Bupati",
        "kepala_sebutan": "Bupati Pangandaran",
        "kota_penetapan": "Parigi",
        "pola_nomor": "460/{urut}-Dinsos/{tahun}",
        "dasar_hukum": _DASAR_HUKUM,
    },
}
_COLOURS = {3277: ("#0f6673", "#e8b23a"), 3218: ("#1f4f8b", "#7fb069")}


def create_demo_accounts(connection: Connection) -> None:
    """Create the sample accounts and profiles that are not there yet; a second call changes nothing."""
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
    for kab, fields in _PROFIL.items():
        if read_profil(connection, kab) is None:
            store_profil(connection, kab, {**fields, "logo": _logo(*_COLOURS[kab])}, None)


def _logo(ground: str, mark: str) -> bytes:
    """A plain shield as PNG, 480 by 600: no coat of arms of a real place."""
    picture = Image.new("RGBA", (960, 1200), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    shield = [(60, 60), (900, 60), (900, 640), (820, 860), (660, 1040), (480, 1140), (300, 1040), (140, 860), (60, 640)]
    draw.polygon(shield, fill=ground, outline=mark, width=28)
    draw.ellipse((300, 240, 660, 600), outline=mark, width=36)
    for top in (700, 780, 860):
        draw.line([(300, top), (400, top - 40), (560, top + 40), (660, top)], fill=mark, width=26, joint="curve")
    out = io.BytesIO()
    picture.resize((480, 600), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()
