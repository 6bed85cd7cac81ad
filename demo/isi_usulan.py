"""Proposals of a file that was filled in as a demonstration: for the programme, and for the register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from demo.isi_galat import Kunjungan, Tanam
from demo.isi_rumah import Baris, Nomor, Rumah, mend_kyc
from domain.siks import KOLOM, Bagian
from domain.status import NONAKTIF

_FIELDS = {part: [column.nama for column in KOLOM[part]] for part in (Bagian.RUMAH_TANGGA, Bagian.INDIVIDU)}
# Numbers of new households, above those of the register.
_FIRST_NEW = 900_000_000
_HOUSE = {
    "luas_lantai": "36", "sta_bangunan": "3", "lantai": "6", "dinding": "3", "kondisi_dinding": "2", "atap": "6",
    "kondisi_atap": "2", "sumber_airminum": "6", "cara_peroleh_airminum": "3", "sumber_penerangan": "1", "daya": "1",
    "bb_masak": "8", "fasbab": "2", "kloset": "1", "buang_tinja": "3", "jumlah_keluarga": "1",
}  # fmt: skip
_PERSON = {
    "ada_di_kk": "1", "jenis_cacat": "0", "penyakit_kronis": "0", "sta_art": "1", "ada_akta_nikah": "0",
}  # fmt: skip
_FAMILY = (
    ("1", "1", "2", 34, ("Hendra", "Iwan", "Rahmat", "Taufik")),
    ("2", "2", "2", 31, ("Wati", "Lina", "Rosita", "Yanti")),
    ("3", "2", "1", 9, ("Nisa", "Tiara", "Laila", "Sinta")),
    ("3", "1", "1", 4, ("Dani", "Reza", "Hafiz", "Bagas")),
)
_REASONS = ("Kehilangan pekerjaan, rumah tidak layak.", "Lansia tanpa penghasilan tetap.", "Diputuskan musyawarah.")


@dataclass(slots=True)
class Usulan:
    """Lines of ``usulan``, households new to the register, and faults that were planted."""

    baris: list[Baris] = field(default_factory=list)
    rumah: list[Rumah] = field(default_factory=list)
    # Visited though not on the prelist.
    asing: list[Rumah] = field(default_factory=list)
    # Desa of proposed households, and those whose BNBA is missing.
    desa: set[str] = field(default_factory=set)
    tanpa_bnba: frozenset[str] = frozenset()
    galat: list[Tanam] = field(default_factory=list)


def propose(
    calon: Iterable[Baris],
    returned: Iterable[Baris],
    kunjungan: Sequence[Kunjungan],
    rng: Random,
    nomor: Nomor,
    now: datetime,
    *,
    usulan: int,
    dtks: int,
    faulty: bool,
) -> Usulan:
    """Propose the poorest candidates, each in the place of a KPM of its desa that turned out nonaktif."""
    done = Usulan()
    desa = sorted({item.rumah.desa for item in kunjungan})
    if not desa:
        return done
    candidates = [row for row in calon if row["desa"] in desa]
    matched = [row for row in candidates if row["padan"] == "1"]
    vacated = [item.rumah for item in kunjungan if item.sta in NONAKTIF]
    for row in matched[:usulan]:
        gone = next((rumah for rumah in vacated if rumah.desa == row["desa"]), None)
        if gone is not None:
            vacated.remove(gone)
        _add(done, row["idbdt"], row["desa"], now, rng, gone.idbdt if gone else "")
    for row in returned:
        if row["jenis"] == "bsp":
            _add(done, row["idbdt"], row["idbdt"][:10], now, rng)
    for number in range(dtks):
        rumah = _new_house(rng, nomor, rng.choice(kunjungan).rumah.ruta, now.date(), number)
        done.rumah.append(rumah)
        done.baris.append(_line("DTKS", rumah.idbdt, now, rng))
    if faulty:
        _plant(done, candidates, matched[usulan:], kunjungan, rng, now)
    return done


def _line(jenis: str, idbdt: str, now: datetime, rng: Random, mengganti: str = "") -> Baris:
    return {
        "jenis": jenis,
        "idbdt": idbdt,
        "mengganti": mengganti,
        "tanggal": now.date().isoformat(),
        "keterangan": rng.choice(_REASONS),
    }


def _add(done: Usulan, idbdt: str, desa: str, now: datetime, rng: Random, mengganti: str = "") -> None:
    done.baris.append(_line("BSP", idbdt, now, rng, mengganti))
    done.desa.add(desa)


def _plant(
    done: Usulan,
    candidates: Sequence[Baris],
    left: Sequence[Baris],
    kunjungan: Sequence[Kunjungan],
    rng: Random,
    now: datetime,
) -> None:
    """One proposal each that cannot be: unknown (U01), of a place that is taken (U03), not padan (V04), waiting for
    the decree (U02); a household off the prelist (U05); a desa without BNBA (V12).
    """
    desa = kunjungan[0].rumah.desa
    nowhere = f"{desa}9999{_FIRST_NEW + 99_999_999:09d}"
    _add(done, nowhere, desa, now, rng)
    done.galat.append(Tanam("U01", Bagian.USULAN, nowhere, kolom="idbdt"))
    active = next((item.rumah for item in kunjungan if item.sta not in NONAKTIF), None)
    spare = list(left)
    if active is not None and spare:
        row = spare.pop()
        _add(done, row["idbdt"], row["desa"], now, rng, active.idbdt)
        done.galat.append(Tanam("U03", Bagian.USULAN, row["idbdt"], kolom="mengganti"))
    unmatched = next((row for row in candidates if row["padan"] == "0"), None)
    if unmatched is not None:
        _add(done, unmatched["idbdt"], unmatched["desa"], now, rng)
        done.galat.append(Tanam("V04", Bagian.USULAN, unmatched["idbdt"]))
    if done.rumah:
        new = done.rumah[0]
        _add(done, new.idbdt, new.desa, now, rng)
        done.galat.append(Tanam("U02", Bagian.USULAN, new.idbdt))
    if spare:
        row = spare.pop()
        rumah = Rumah(dict.fromkeys(_FIELDS[Bagian.RUMAH_TANGGA], ""), [])
        rumah.ruta.update({name: row[name] for name in ("idbdt", "desa", "nama_krt", "alamat")})
        done.asing.append(rumah)
        done.galat.append(Tanam("U05", Bagian.VERIVALI, row["idbdt"]))
    proposed = sorted(done.desa)
    if len(proposed) > 1:
        done.tanpa_bnba = frozenset(proposed[-1:])
        lacking = [line["idbdt"] for line in done.baris if line["idbdt"][:10] in done.tanpa_bnba]
        done.galat += [Tanam("V12", Bagian.USULAN, idbdt) for idbdt in lacking]


def _new_house(rng: Random, nomor: Nomor, beside: Baris, today: date, number: int) -> Rumah:
    """A young family next door that is not in the register, with numbers that nobody has."""
    desa = beside["desa"]
    idbdt = f"{desa}9001{_FIRST_NEW + rng.randrange(90_000_000) + number:09d}"
    ruta = dict.fromkeys(_FIELDS[Bagian.RUMAH_TANGGA], "0") | dict.fromkeys(
        (column.nama for column in KOLOM[Bagian.RUMAH_TANGGA][:9]), ""
    )
    ruta |= dict.fromkeys(("sta_lahan", *(name for name in ruta if name.startswith("pengurus_"))), "")
    ruta |= _HOUSE | {
        "idbdt": idbdt,
        "desa": desa,
        "no_kk": nomor.draw(desa, today - timedelta(days=rng.randint(200, 2000))),
        "alamat": f"Dusun Baru RT {rng.randint(1, 9):03d}/RW 001",
        "nama_sls": "RT 001 RW 001",
        "lat": beside["lat"],
        "lon": beside["lon"],
    }
    last = rng.choice(("Hidayat", "Saputra", "Ramdani", "Kurnia"))
    members = []
    for place, (hub, sex, married, years, names) in enumerate(_FAMILY[: rng.randint(2, len(_FAMILY))], 1):
        person = (
            dict.fromkeys(_FIELDS[Bagian.INDIVIDU], "")
            | _PERSON
            | {
                "idartbdt": f"{idbdt}{place:02d}",
                "idbdt": idbdt,
                "nama": f"{rng.choice(names)} {last}",
                "no_kk": ruta["no_kk"],
                "tgl_lahir": (today - timedelta(days=years * 365 + rng.randint(0, 364))).isoformat(),
                "no_urut": str(place),
                "hub_krt": hub,
                "jns_kel": sex,
                "sta_kawin": married,
                "kartu_identitas": "4" if years >= 17 else "1",
                "ijazah": "1" if years >= 17 else "0",
            }
        )
        person["nik"] = nomor.nik_of(person, desa)
        members.append(person)
    ruta["nama_krt"], ruta["jumlah_art"] = members[0]["nama"], str(len(members))
    rumah = Rumah(ruta, members)
    mend_kyc(rumah, members[1], nomor)
    return rumah
