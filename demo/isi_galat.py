"""Faults that files from the field have, planted one in a household and written down, so that checks can be measured.

Each works on a household that was filled in without fault and found (sta_keberadaan 1 or 2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import NamedTuple

from demo.isi_rumah import KEPALA, Baris, Nomor, Rumah, find_pengurus
from domain.siks import Bagian, StaArt
from domain.status import StaKeberadaan


class Tanam(NamedTuple):
    """One planted fault: the rule it breaks and where. ``kolom`` is empty where no one field is meant."""

    aturan: str
    bagian: Bagian
    idbdt: str
    idartbdt: str = ""
    kolom: str = ""


@dataclass(slots=True)
class Kunjungan:
    """One visited household on its way into the file; fields of the verivali line, and what goes with it."""

    rumah: Rumah
    sta: StaKeberadaan
    diisi: datetime
    durasi: int
    catatan: str = ""
    # As it is written, faults included.
    tanggal: str = ""
    foto: bool = True
    # Of the perbaikan lines: what the operator is said to have seen in place of the prelist's value.
    lama: dict[str, str] = field(default_factory=dict)


# Returns nothing where the household does not lend itself to the fault. ``lain`` is another one of the file.
Kesalahan = Callable[[Random, Kunjungan, Kunjungan, Nomor], list[Tanam]]


def _of_ruta(aturan: str, kolom: str, value: str) -> Kesalahan:
    def plant(_rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
        kunjungan.rumah.ruta[kolom] = value
        return [Tanam(aturan, Bagian.RUMAH_TANGGA, kunjungan.rumah.idbdt, kolom=kolom)]

    return plant


def _of_person(aturan: str, kolom: str, value: Callable[[Baris], str]) -> Kesalahan:
    """Of a member who is not the pengurus, so that no other rule speaks as well."""

    def plant(rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
        orang = _other(rng, kunjungan)
        if orang is None:
            return []
        orang[kolom] = value(orang)
        return [Tanam(aturan, Bagian.INDIVIDU, kunjungan.rumah.idbdt, orang["idartbdt"], kolom)]

    return plant


def _other(rng: Random, kunjungan: Kunjungan) -> Baris | None:
    """A member with a NIK who is neither head nor pengurus."""
    holder = find_pengurus(kunjungan.rumah)
    others = [
        orang
        for orang in kunjungan.rumah.there()
        if orang is not holder and len(orang["nik"]) == 16 and orang["hub_krt"] != KEPALA
    ]
    return rng.choice(others) if others else None


def _impossible_month(orang: Baris) -> str:
    return f"{orang['nik'][:8]}17{orang['nik'][10:]}"


def _other_sex(orang: Baris) -> str:
    day = int(orang["nik"][6:8])
    return f"{orang['nik'][:6]}{day + 40 if day <= 31 else day - 40:02d}{orang['nik'][8:]}"


def _unknown_kecamatan(orang: Baris) -> str:
    return f"{orang['nik'][:4]}99{orang['nik'][6:]}"


def _misspelt(orang: Baris) -> str:
    """One letter doubled: neither Dukcapil's spelling nor another name."""
    middle = len(orang["nama"]) // 2
    return orang["nama"][:middle] + orang["nama"][middle - 1] + orang["nama"][middle:]


def _unreadable_date(_rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
    kunjungan.tanggal = kunjungan.diisi.strftime("%d/%m/%Y")
    return [Tanam("V00", Bagian.VERIVALI, kunjungan.rumah.idbdt, kolom="tanggal")]


def _shared_kk(_rng: Random, kunjungan: Kunjungan, lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
    kunjungan.rumah.ruta["no_kk"] = lain.rumah.ruta["no_kk"]
    return [Tanam("V05", Bagian.RUMAH_TANGGA, item.rumah.idbdt, kolom="no_kk") for item in (kunjungan, lain)]


def _shared_nik(rng: Random, kunjungan: Kunjungan, lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
    orang, other = _other(rng, kunjungan), _other(rng, lain)
    if orang is None or other is None:
        return []
    orang["nik"], orang["tgl_lahir"], orang["jns_kel"] = other["nik"], other["tgl_lahir"], other["jns_kel"]
    orang["sta_hamil"] = ""
    # Nobody can say whose it is.
    return [Tanam("V06", Bagian.INDIVIDU, bearer["idbdt"], bearer["idartbdt"], "nik") for bearer in (orang, other)]


def _look_alike(rng: Random, kunjungan: Kunjungan, lain: Kunjungan, nomor: Nomor) -> list[Tanam]:
    """The person of another household, registered once more under another number."""
    orang, other = _other(rng, kunjungan), _other(rng, lain)
    if orang is None or other is None:
        return []
    for name in ("nama", "tgl_lahir", "jns_kel"):
        orang[name] = other[name]
    orang["sta_hamil"] = ""
    orang["nik"] = nomor.nik_of(orang, kunjungan.rumah.desa)
    return [Tanam("V07", Bagian.INDIVIDU, kunjungan.rumah.idbdt, orang["idartbdt"], "nama")]


def _dead_pengurus(_rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
    holder = find_pengurus(kunjungan.rumah)
    if holder is None or holder["hub_krt"] == KEPALA:
        return []
    holder["sta_art"] = str(int(StaArt.MENINGGAL))
    kunjungan.rumah.ruta["jumlah_art"] = str(len(kunjungan.rumah.there()))
    return [Tanam("V10", Bagian.RUMAH_TANGGA, kunjungan.rumah.idbdt, kolom="pengurus_nama")]


def _all_dead(_rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
    for orang in kunjungan.rumah.there():
        orang["sta_art"] = str(int(StaArt.MENINGGAL))
    kunjungan.rumah.ruta["jumlah_art"] = "0"
    return [Tanam("V11", Bagian.VERIVALI, kunjungan.rumah.idbdt, kolom="sta_keberadaan")]


def _two_heads(rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
    orang = _other(rng, kunjungan)
    if orang is None:
        return []
    orang["hub_krt"] = KEPALA
    return [Tanam("V13", Bagian.INDIVIDU, kunjungan.rumah.idbdt, orang["idartbdt"], "hub_krt")]


def _miscounted(_rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
    ruta = kunjungan.rumah.ruta
    ruta["jumlah_art"] = str(int(ruta["jumlah_art"]) + 2)
    return [Tanam("V13", Bagian.RUMAH_TANGGA, kunjungan.rumah.idbdt, kolom="jumlah_art")]


def _stranger(_rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, nomor: Nomor) -> list[Tanam]:
    ruta, stranger = kunjungan.rumah.ruta, dict(kunjungan.rumah.anggota[0])
    ruta["pengurus_nama"], ruta["pengurus_nik"] = "Orang Lain", nomor.nik_of(stranger, kunjungan.rumah.desa)
    ruta["pengurus_tgl_lahir"], ruta["pengurus_jns_kel"] = stranger["tgl_lahir"], stranger["jns_kel"]
    return [Tanam("V13", Bagian.RUMAH_TANGGA, kunjungan.rumah.idbdt, kolom="pengurus_nik")]


def _missing_member(rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
    orang = _other(rng, kunjungan)
    if orang is None or orang["idartbdt"] not in kunjungan.rumah.lama_anggota:
        return []
    kunjungan.rumah.anggota.remove(orang)
    kunjungan.rumah.ruta["jumlah_art"] = str(len(kunjungan.rumah.there()))
    return [Tanam("V13", Bagian.INDIVIDU, kunjungan.rumah.idbdt, orang["idartbdt"])]


def _unfitting_code(_rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
    ruta = kunjungan.rumah.ruta
    ruta["sta_bangunan"], ruta["sta_lahan"] = "2", "1"
    return [Tanam("V14", Bagian.RUMAH_TANGGA, kunjungan.rumah.idbdt, kolom="sta_lahan")]


def _elsewhere(_rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
    ruta = kunjungan.rumah.ruta
    if not ruta["lat"]:
        return []
    ruta["lat"] = f"{float(ruta['lat']) + 0.9:.6f}"
    return [Tanam("V16", Bagian.RUMAH_TANGGA, kunjungan.rumah.idbdt, kolom="lat")]


def _no_photo(_rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
    kunjungan.foto = False
    ruta = kunjungan.rumah.ruta
    ruta["ada_sepeda"] = "0" if ruta["ada_sepeda"] == "1" else "1"
    return [Tanam("V16", Bagian.LAMPIRAN, kunjungan.rumah.idbdt)]


def _stale(rng: Random, kunjungan: Kunjungan, _lain: Kunjungan, _nomor: Nomor) -> list[Tanam]:
    """The operator saw another value than the register holds: it changed after the prelist was made."""
    ruta, before = kunjungan.rumah.ruta, kunjungan.rumah.lama_ruta
    if not before["luas_lantai"]:
        return []
    ruta["luas_lantai"] = str(int(before["luas_lantai"]) + rng.randint(3, 9))
    kunjungan.lama["luas_lantai"] = str(int(before["luas_lantai"]) + 1)
    return [Tanam("U04", Bagian.PERBAIKAN, kunjungan.rumah.idbdt, kolom="luas_lantai")]


# In turn, so that a file of some hundred households holds every kind.
KESALAHAN: tuple[Kesalahan, ...] = (
    _of_ruta("V00", "luas_lantai", "empat puluh"),
    _of_person("V01", "nik", lambda orang: orang["nik"][:15]),
    _of_person("V02", "nik", _impossible_month),
    _of_person("V03", "nik", _unknown_kecamatan),
    _of_ruta("V05", "no_kk", "327701"),
    _shared_nik,
    _of_ruta("V08", "pengurus_ibu_kandung", ""),
    _two_heads,
    _of_ruta("V14", "lantai", "14"),
    _miscounted,
    _of_person("V02", "nik", _other_sex),
    _shared_kk,
    _look_alike,
    _of_ruta("V09", "pengurus_ibu_kandung", "Almh. Sumiati"),
    _dead_pengurus,
    _all_dead,
    _unfitting_code,
    _of_person("V15", "kedudukan", lambda _orang: "5"),
    _elsewhere,
    _no_photo,
    _of_person("V17", "nama", _misspelt),
    _stale,
    _of_person("V00", "tgl_lahir", lambda _orang: "1990-02-31"),
    _of_person("V01", "nik", lambda orang: orang["nik"][:12] + "0000"),
    _of_ruta("V08", "pengurus_nik", ""),
    _stranger,
    _missing_member,
    _unreadable_date,
)
