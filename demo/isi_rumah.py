"""A household as an operator finds it: faults of the register mended, and what has changed since the last visit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from domain.nik import baca_nik
from domain.siks import StaArt
from domain.status import StaKeberadaan

Baris = dict[str, str]

KEPALA, PASANGAN, ANAK = "1", "2", "3"
_ADA = str(int(StaArt.ADA))
_KK = re.compile(r"[0-9]{16}")
_MOTHERS = ("Siti Aminah", "Sumiati", "Nurhayati", "Rohani", "Sri Lestari", "Maryam", "Kartini", "Endang Wahyuni")
_KYC = ("pengurus_nama", "pengurus_nik", "pengurus_tgl_lahir", "pengurus_ibu_kandung", "alamat")
_DAYS_IN_YEAR = 365.2425


@dataclass(slots=True)
class Rumah:
    """One household with its members, as it was on the prelist and as it is now."""

    ruta: Baris
    anggota: list[Baris]
    # What the prelist says of single fields: (idartbdt, rule).
    temuan: list[tuple[str, str]] = field(default_factory=list)
    lama_ruta: Baris = field(init=False)
    lama_anggota: dict[str, Baris] = field(init=False)

    def __post_init__(self) -> None:
        self.lama_ruta = dict(self.ruta)
        self.lama_anggota = {orang["idartbdt"]: dict(orang) for orang in self.anggota}

    @property
    def idbdt(self) -> str:
        """Its number in the register."""
        return self.ruta["idbdt"]

    @property
    def desa(self) -> str:
        """Code of its desa."""
        return self.ruta["desa"]

    def there(self) -> list[Baris]:
        """Members who are still there."""
        return [orang for orang in self.anggota if orang["sta_art"] in ("", _ADA)]

    def perbaikan(self) -> list[tuple[str, str, str, str, str]]:
        """Each field that is no longer as on the prelist: idbdt, idartbdt, field, before, after."""
        found = [
            (self.idbdt, "", name, self.lama_ruta[name], value)
            for name, value in self.ruta.items()
            if value != self.lama_ruta[name]
        ]
        for orang in self.anggota:
            lama = self.lama_anggota.get(orang["idartbdt"], orang)
            found += [
                (self.idbdt, orang["idartbdt"], name, lama[name], value)
                for name, value in orang.items()
                if value != lama[name]
            ]
        return found

    def changed(self) -> bool:
        """Whether anything differs from the prelist."""
        return len(self.anggota) != len(self.lama_anggota) or bool(self.perbaikan())


@dataclass(slots=True)
class Nomor:
    """Gives out NIK and No. KK that nobody has: serials that no office has reached, none of them twice."""

    rng: Random
    given: set[str] = field(default_factory=set)

    def draw(self, desa: str, day: date, *, perempuan: bool = False) -> str:
        """Sixteen digits: kecamatan, day with 40 added for women, serial."""
        while True:
            number = f"{desa[:6]}{day.day + 40 * perempuan:02d}{day:%m%y}{self.rng.randint(6000, 9999)}"
            if number not in self.given:
                self.given.add(number)
                return number

    def nik_of(self, orang: Baris, desa: str) -> str:
        """A NIK that agrees with day of birth and sex."""
        return self.draw(desa, born(orang), perempuan=orang["jns_kel"] == "2")


def born(orang: Baris) -> date:
    """Day of birth; one in the middle where it is not known."""
    return date.fromisoformat(orang["tgl_lahir"]) if orang["tgl_lahir"] else date(1985, 6, 15)


def age(orang: Baris, today: date) -> int:
    """In years."""
    return int((today - born(orang)).days / _DAYS_IN_YEAR)


def mend(rumah: Rumah, nomor: Nomor, *, proposed: bool = False) -> None:
    """Put right what the rules of severity E would refuse (V01 to V03, V05, V06, V08, V13), as the papers show it.

    A member without a NIK may stay so, but not in a household that is ``proposed``.
    """
    ruta = rumah.ruta
    if _KK.fullmatch(ruta["no_kk"]) is None:
        ruta["no_kk"] = nomor.draw(rumah.desa, date(2015, 1, 1) + timedelta(days=nomor.rng.randint(0, 3000)))
    doubled = {idartbdt for idartbdt, aturan in rumah.temuan if aturan == "V06"}
    holder = find_pengurus(rumah)
    for orang in rumah.there():
        if _KK.fullmatch(orang["no_kk"]) is None:
            orang["no_kk"] = ruta["no_kk"]
        wrong = orang["nik"] and (orang["idartbdt"] in doubled or not _plausible(orang["nik"]))
        if wrong or (proposed and not orang["nik"]):
            orang["nik"] = nomor.nik_of(orang, rumah.desa)
    mend_kepala(rumah)
    mend_kyc(rumah, holder, nomor)
    ruta["jumlah_art"] = str(len(rumah.there()))


def _plausible(nik: str) -> bool:
    read = baca_nik(nik)
    # No kab numbers a kecamatan 99.
    return read is not None and read.lahir is not None and read.kecamatan % 100 != 99


def mend_kepala(rumah: Rumah) -> None:
    """Exactly one head among those who are there: the one there is, else the spouse, else the eldest."""
    there = rumah.there()
    if not there:
        return
    heads = [orang for orang in there if orang["hub_krt"] == KEPALA]
    head = heads[0] if heads else min(there, key=lambda orang: (orang["hub_krt"] != PASANGAN, born(orang)))
    for orang in heads[1:]:
        orang["hub_krt"] = "8"
    head["hub_krt"] = KEPALA
    if not heads:
        rumah.ruta["nama_krt"] = head["nama"]


def find_pengurus(rumah: Rumah) -> Baris | None:
    """The member who holds the account: the same NIK, else the same name; None when that member is gone."""
    for own, other in (("nik", "pengurus_nik"), ("nama", "pengurus_nama")):
        for orang in rumah.there():
            if orang[own] and orang[own] == rumah.ruta[other]:
                return orang
    return None


def mend_kyc(rumah: Rumah, holder: Baris | None, nomor: Nomor) -> None:
    """Complete the five KYC fields from the member who holds the account, else the spouse or head (V10)."""
    ruta, there = rumah.ruta, rumah.there()
    if not there:
        return
    if holder is None or holder not in there:
        women = [orang for orang in there if orang["hub_krt"] == PASANGAN and orang["jns_kel"] == "2"]
        holder = women[0] if women else next(orang for orang in there if orang["hub_krt"] == KEPALA)
    if ruta["pengurus_nama"] not in ("", holder["nama"]):
        # Another person has another mother.
        ruta["pengurus_ibu_kandung"] = ""
    if not holder["nik"]:
        holder["nik"] = nomor.nik_of(holder, rumah.desa)
    if not holder["tgl_lahir"]:
        holder["tgl_lahir"] = born(holder).isoformat()
    ruta["pengurus_nama"], ruta["pengurus_nik"] = holder["nama"], holder["nik"]
    ruta["pengurus_tgl_lahir"], ruta["pengurus_jns_kel"] = holder["tgl_lahir"], holder["jns_kel"]
    ruta["pengurus_ibu_kandung"] = ruta["pengurus_ibu_kandung"] or nomor.rng.choice(_MOTHERS)
    ruta["alamat"] = ruta["alamat"] or "Dusun Krajan RT 001/RW 001"


def has_kyc(rumah: Rumah) -> bool:
    """Whether all five fields are there."""
    return all(rumah.ruta[name] for name in _KYC)


def draw_sta(rng: Random) -> StaKeberadaan:
    """What an operator finds: as the sample's past periode, with room for households that only need mending."""
    return rng.choices(list(StaKeberadaan), weights=(70, 22, 3.6, 3.2, 1.2))[0]


def change(rumah: Rumah, rng: Random, nomor: Nomor, today: date) -> None:
    """What may happen to a household in some months: one to three changes, with everything that follows from them."""
    for act in rng.sample(_CHANGES, rng.choice((1, 1, 2, 3))):
        act(rumah, rng, nomor, today)
    while not rumah.changed():
        _house(rumah, rng, nomor, today)
    mend_kepala(rumah)
    mend_kyc(rumah, find_pengurus(rumah), nomor)
    rumah.ruta["jumlah_art"] = str(len(rumah.there()))


def _house(rumah: Rumah, rng: Random, _nomor: Nomor, _today: date) -> None:
    ruta = rumah.ruta
    name, codes = rng.choice(
        (("lantai", "246"), ("dinding", "13"), ("atap", "2456"), ("bb_masak", "38"), ("sumber_airminum", "2356"))
    )
    ruta[name] = rng.choice(codes.replace(ruta[name], "") or codes)
    for part, last in (("dinding", 3), ("atap", 7)):
        asked = ruta[part] != "" and int(ruta[part]) <= last
        ruta[f"kondisi_{part}"] = (ruta[f"kondisi_{part}"] or rng.choice("12")) if asked else ""


def _belongings(rumah: Rumah, rng: Random, _nomor: Nomor, _today: date) -> None:
    for name in rng.sample(("ada_motor", "ada_tv", "ada_lemari_es", "ada_sepeda", "ada_emas"), 2):
        rumah.ruta[name] = "0" if rumah.ruta[name] == "1" else "1"


def _address(rumah: Rumah, rng: Random, _nomor: Nomor, _today: date) -> None:
    street = rumah.ruta["alamat"].partition(" RT ")[0]
    rt, rw = rng.randint(1, 12), rng.randint(1, 9)
    rumah.ruta["alamat"] = f"{street} RT {rt:03d}/RW {rw:03d}"
    rumah.ruta["nama_sls"] = f"RT {rt:03d} RW {rw:03d}"


def _position(rumah: Rumah, rng: Random, _nomor: Nomor, _today: date) -> None:
    for name in ("lat", "lon"):
        if rumah.ruta[name]:
            rumah.ruta[name] = f"{float(rumah.ruta[name]) + rng.uniform(-0.0003, 0.0003):.6f}"


def _birth(rumah: Rumah, rng: Random, nomor: Nomor, today: date) -> None:
    last = max(int(orang["no_urut"] or 0) for orang in rumah.anggota)
    if last >= 90:
        return
    woman = rng.random() < 0.5
    child = dict.fromkeys(rumah.anggota[0], "") | {
        "idartbdt": f"{rumah.idbdt}{last + 1:02d}",
        "idbdt": rumah.idbdt,
        "nama": " ".join((rng.choice(_GIRLS if woman else _BOYS), rumah.ruta["nama_krt"].rpartition(" ")[2])),
        "no_kk": rumah.ruta["no_kk"],
        "tgl_lahir": (today - timedelta(days=rng.randint(20, 300))).isoformat(),
        "no_urut": str(last + 1),
        "hub_krt": ANAK,
        "jns_kel": "2" if woman else "1",
        "sta_kawin": "1",
        "ada_akta_nikah": "0",
        "ada_di_kk": "1",
        "kartu_identitas": "1",
        "jenis_cacat": "0",
        "penyakit_kronis": "0",
        "ijazah": "0",
        "sta_art": _ADA,
    }
    child["nik"] = nomor.nik_of(child, rumah.desa)
    rumah.anggota.append(child)


_GIRLS = ("Aisyah", "Nadia", "Putri", "Zahra", "Intan", "Salsa", "Bunga", "Melati")
_BOYS = ("Rafi", "Fajar", "Bima", "Ilham", "Raka", "Galang", "Yoga", "Arya")


def _death(rumah: Rumah, rng: Random, _nomor: Nomor, today: date) -> None:
    there = rumah.there()
    old = [orang for orang in there if age(orang, today) >= 55]
    if old and sum(age(orang, today) >= 17 for orang in there) > 1:
        rng.choice(old)["sta_art"] = str(int(StaArt.MENINGGAL))


def _moved(rumah: Rumah, rng: Random, _nomor: Nomor, today: date) -> None:
    grown = [
        orang
        for orang in rumah.there()
        if orang["hub_krt"] == ANAK and age(orang, today) >= 17 and orang["nama"] != rumah.ruta["pengurus_nama"]
    ]
    if grown:
        rng.choice(grown)["sta_art"] = str(int(StaArt.PINDAH))


def _work(rumah: Rumah, rng: Random, _nomor: Nomor, today: date) -> None:
    working = [orang for orang in rumah.there() if 18 <= age(orang, today) <= 60]
    if working:
        orang = rng.choice(working)
        orang["lapangan_usaha"] = rng.choice(("1", "9", "11", "12", "14", "19"))
        orang["kedudukan"] = rng.choice("1467")


_CHANGES: tuple[Callable[[Rumah, Random, Nomor, date], None], ...] = (
    _house, _house, _belongings, _belongings, _address, _position, _birth, _death, _moved, _work, _work,
)  # fmt: skip
