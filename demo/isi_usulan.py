"""Proposals of a file that was filled in as a demonstration: for the programme, and for the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from demo.isi_galat import Kunjungan, Tanam
from demo.isi_rumah import Baris, Nomor, Rumah, mend, mend_kyc
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


@dataclass(frozen=True, slots=True)
class Calon:
    """A candidate of the prelist; ``padan``: nothing speaks against the numbers of its members."""

    rumah: Rumah
    padan: bool


@dataclass(slots=True)
class Usulan:
    """Lines of ``usulan``, the households they bring, and faults that were planted."""

    baris: list[Baris] = field(default_factory=list)
    rumah: list[Rumah] = field(default_factory=list)
    # Visited though not on the prelist.
    asing: list[Rumah] = field(default_factory=list)
    # Desa whose BNBA is missing.
    tanpa_bnba: frozenset[str] = frozenset()
    galat: list[Tanam] = field(default_factory=list)


def propose(
    calon: Sequence[Calon],
    returned: Sequence[str],
    kunjungan: Sequence[Kunjungan],
    rng: Random,
    nomor: Nomor,
    now: datetime,
    *,
    usulan: int,
    dtks: int,
    faulty: bool,
) -> Usulan:
    """Propose what was returned and the poorest candidates, in the place of a KPM of their desa found nonaktif."""
    done = Usulan()
    desa = {item.rumah.desa for item in kunjungan}
    candidates = [item for item in calon if item.rumah.desa in desa]
    sound = [item.rumah for item in candidates if item.padan]
    again = [rumah for rumah in sound if rumah.idbdt in returned]
    fresh = [rumah for rumah in sound if rumah.idbdt not in returned]
    vacated = [item.rumah for item in kunjungan if item.sta in NONAKTIF and not _asked_for(item.rumah)]
    for rumah in [*again, *fresh[:usulan]]:
        gone = next((other for other in vacated if other.desa == rumah.desa), None)
        if gone is not None:
            vacated.remove(gone)
        mend(rumah, nomor, proposed=True)
        _add(done, "BSP", rumah, now, rng, gone.idbdt if gone else "")
    for number in range(dtks if kunjungan else 0):
        beside = rng.choice(kunjungan).rumah.ruta
        _add(done, "DTKS", _new_house(rng, nomor, beside, now.date(), number), now, rng)
    if faulty and kunjungan:
        doubtful = [item.rumah for item in candidates if any(aturan == "V04" for _, aturan in item.rumah.temuan)]
        _plant(done, fresh[usulan:], doubtful, kunjungan, rng, nomor, now)
    return done


def _asked_for(rumah: Rumah) -> bool:
    return any(aturan == "U03" for _, aturan in rumah.temuan)


def _line(jenis: str, idbdt: str, now: datetime, rng: Random, mengganti: str = "") -> Baris:
    return {
        "jenis": jenis,
        "idbdt": idbdt,
        "mengganti": mengganti,
        "tanggal": now.date().isoformat(),
        "keterangan": rng.choice(_REASONS),
    }


def _add(done: Usulan, jenis: str, rumah: Rumah, now: datetime, rng: Random, mengganti: str = "") -> None:
    done.baris.append(_line(jenis, rumah.idbdt, now, rng, mengganti))
    done.rumah.append(rumah)


def _plant(
    done: Usulan,
    left: Sequence[Rumah],
    doubtful: Sequence[Rumah],
    kunjungan: Sequence[Kunjungan],
    rng: Random,
    nomor: Nomor,
    now: datetime,
) -> None:
    """One proposal each that cannot be: unknown (U01), of a place that is taken (U03), not padan (V04), waiting for
    the decree (U02); a household off the prelist (U05); a desa without BNBA (V12), if it handed in none before.
    """
    nowhere = f"{kunjungan[0].rumah.desa}9999{_FIRST_NEW + 99_999_999:09d}"
    done.baris.append(_line("BSP", nowhere, now, rng))
    done.galat.append(Tanam("U01", Bagian.USULAN, nowhere, kolom="idbdt"))
    active = next((item.rumah for item in kunjungan if item.sta not in NONAKTIF), None)
    spare = list(left)
    if active is not None and spare:
        rumah = spare.pop()
        mend(rumah, nomor, proposed=True)
        _add(done, "BSP", rumah, now, rng, active.idbdt)
        done.galat.append(Tanam("U03", Bagian.USULAN, rumah.idbdt, kolom="mengganti"))
    if doubtful:
        # Without its rows: the register alone speaks.
        done.baris.append(_line("BSP", doubtful[0].idbdt, now, rng))
        done.galat.append(Tanam("V04", Bagian.USULAN, doubtful[0].idbdt))
    new = next((line["idbdt"] for line in done.baris if line["jenis"] == "DTKS"), None)
    if new is not None:
        done.baris.append(_line("BSP", new, now, rng))
        done.galat.append(Tanam("U02", Bagian.USULAN, new, kolom="idbdt"))
    if spare:
        rumah = spare.pop()
        mend(rumah, nomor, proposed=True)
        done.asing.append(rumah)
        done.galat.append(Tanam("U05", Bagian.VERIVALI, rumah.idbdt, kolom="idbdt"))
    proposed = sorted({rumah.desa for rumah in done.rumah})
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
