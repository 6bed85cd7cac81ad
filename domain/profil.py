"""Profil of a kab: who makes its letters and who signs them (sections 4 and 10 of the domain document)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from domain.errors import InvalidInput, RuleViolation

# Fields of the profil, in the order of the form, by block.
INSTANSI = ("instansi", "alamat", "telepon", "email", "pejabat_nama", "pejabat_jabatan", "pejabat_nip")
PENGESAHAN = ("kepala_nama", "kepala_jabatan", "kepala_sebutan", "kota_penetapan", "pola_nomor", "dasar_hukum")
PROFIL_TEKS: tuple[str, ...] = (*INSTANSI, *PENGESAHAN)

# What the form calls them, and what a letter cannot do without.
FIELD_NAME = {
    "instansi": "nama instansi",
    "alamat": "alamat instansi",
    "telepon": "telepon",
    "email": "surel",
    "pejabat_nama": "nama kepala dinas",
    "pejabat_jabatan": "jabatan kepala dinas",
    "pejabat_nip": "NIP kepala dinas",
    "kepala_nama": "nama bupati atau wali kota",
    "kepala_jabatan": "jabatan penanda tangan",
    "kepala_sebutan": "sebutan pada tanda tangan",
    "kota_penetapan": "kota penetapan",
    "pola_nomor": "pola nomor surat",
    "dasar_hukum": "dasar hukum",
    "logo": "logo",
}
_OPTIONAL = frozenset({"email", "telepon"})
LONGEST = dict.fromkeys(PROFIL_TEKS, 160) | {"alamat": 300, "dasar_hukum": 2000}

# The post that signs, by kind of region (UU 23/2014; Permensos 5/2019 as the Buku saku DTKS reads it).
BUPATI, WALI_KOTA = "Bupati", "Wali Kota"
_ACTING = r"(?:Pj\.|Pjs\.|Plt\.|Plh\.)"

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLACEHOLDERS = ("urut", "bulan", "romawi", "tahun")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True, slots=True)
class Profil:
    """Profil of one kab; texts may be empty. ``logo`` is a PNG. ``kepala_sebutan`` heads the signature block, for
    example "Wali Kota Cimahi" or "Pj. Bupati Pangandaran". ``oleh`` is the number of the account that changed it last.
    """

    kab: int
    instansi: str = ""
    alamat: str = ""
    telepon: str = ""
    email: str = ""
    pejabat_nama: str = ""
    pejabat_jabatan: str = ""
    pejabat_nip: str = ""
    kepala_nama: str = ""
    kepala_jabatan: str = ""
    kepala_sebutan: str = ""
    kota_penetapan: str = ""
    pola_nomor: str = ""
    dasar_hukum: str = ""
    logo: bytes | None = None
    oleh: int | None = None
    diubah: datetime | None = None


def kekurangan(profil: Profil | None) -> list[str]:
    """What is missing before a letter can be made, in the words of the form; empty when nothing is."""
    needed = [name for name in (*PROFIL_TEKS, "logo") if name not in _OPTIONAL]
    return [FIELD_NAME[name] for name in needed if profil is None or not getattr(profil, name)]


def jabatan_for(nama_kab: str) -> str:
    """The post that signs for a kab/kota of this name ("Kota Cimahi", "Kabupaten Pangandaran")."""
    return WALI_KOTA if nama_kab.startswith("Kota ") else BUPATI


def check_penanda_tangan(jabatan: str, sebutan: str, nama_kab: str) -> None:
    """Refuse every signer but the Bupati or Wali Kota of the kab. Raises RuleViolation with the rule's text."""
    right = jabatan_for(nama_kab)
    if jabatan != right:
        raise RuleViolation(
            f"Surat pengesahan hanya ditandatangani Bupati atau Wali Kota (Permensos 5/2019); untuk {nama_kab}: "
            f"{right}. Kepala Dinas Sosial, Sekretaris Daerah, dan pejabat lain tidak dapat menandatanganinya."
        )
    place = re.sub(r"^(Kabupaten|Kota) (Administrasi )?", "", nama_kab)
    if sebutan and not re.fullmatch(rf"(?:{_ACTING} )?{right} {re.escape(place)}", sebutan, re.IGNORECASE):
        raise RuleViolation(
            f"Sebutan pada tanda tangan ditulis “{right} {place}”; penjabat dengan “Pj.”, “Pjs.”, “Plt.”, atau “Plh.” "
            "di depannya."
        )


def nomor_surat(pola: str, urut: int, tanggal: date) -> str:
    """The number of a letter from its pattern: {urut} (three digits), {bulan}, {romawi} (month) and {tahun}.

    Raises InvalidInput for a pattern without {urut} or with another placeholder.
    """
    names = _PLACEHOLDER.findall(pola)
    rest = _PLACEHOLDER.sub("", pola)
    if "urut" not in names or not set(names) <= set(_PLACEHOLDERS) or "{" in rest or "}" in rest:
        raise InvalidInput(
            "Pola nomor surat memuat {urut}, dan boleh {bulan}, {romawi}, {tahun}; misalnya "
            "400.9/{urut}/Dinsos/{romawi}/{tahun}."
        )
    values = {
        "urut": f"{urut:03d}",
        "bulan": f"{tanggal.month:02d}",
        "romawi": _ROMAN[tanggal.month - 1],
        "tahun": str(tanggal.year),
    }
    return _PLACEHOLDER.sub(lambda match: values[match[1]], pola)
