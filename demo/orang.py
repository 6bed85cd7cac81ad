"""People of the sample: who lives in a household, with names, NIK, schooling and work that agree with each other.

NIK follow Kemendagri's rule (provinsi, kab, kecamatan, day of birth with 40 added for women, serial), and about one
in thirty is wrong in one of the ways of V1 to V3 and V6 of the domain document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data_access import bulk
from demo import nama
from demo.acak import Bool, Float, Int, chance, codes, codes_by, running_number

KEPALA, PASANGAN, ANAK, MENANTU, CUCU, ORANG_TUA, LAINNYA = 1, 2, 3, 4, 5, 6, 8
MEN, WOMEN = 1, 2
BAD_NIK_SHARE = 0.03
_PADAN_SHARES = (0.02, 0.84, 0.075, 0.02, 0.02, 0.007, 0.018)


@dataclass(frozen=True, slots=True)
class Ruta:
    """Households of one kab, in order of desa. ``start`` is where each one's people begin."""

    kab: int
    id: Int
    desa: Int
    # Place of the desa in its Daerah.
    desa_index: Int
    urban: Bool
    group: Int
    size: Int
    start: Int
    percentile: Int
    kpm: Bool
    # What idbdt ends with: sheet of the census block, and number within the kab.
    sls: Int
    urut: Int

    @property
    def count(self) -> int:
        """How many households."""
        return len(self.id)


@dataclass(frozen=True, slots=True)
class Orang:
    """People of the households of one kab; arrays run over the people, household by household."""

    ruta: Int
    hub: Int
    sex: Int
    age: Int
    # Days since 1970-01-01.
    born: Int
    given: Int
    second: Int
    nik: Int
    no_nik: Bool
    # Of the households, not of the people.
    no_kk: Int
    without_kk: Bool


def draw_ruta(rng: np.random.Generator, kab: int, desa: Int, urban: Bool, art: float, per_desa: Int) -> Ruta:
    """Households of a kab: their size, welfare, and whether they hold a place in the BSP kuota (about 55 %)."""
    desa_index = np.repeat(np.arange(len(desa)), per_desa)
    count = len(desa_index)
    size = np.clip(1 + rng.poisson(art - 1, count), 1, 12)
    percentile = codes(rng, count, [1.0] * 40 + [0.12] * 20)
    within = np.arange(count) - np.repeat(np.cumsum(per_desa) - per_desa, per_desa)
    # The poorer, the likelier; the first of a desa always, so that no desa is without a prelist.
    kpm = chance(rng, count, np.clip(0.83 - 0.0125 * percentile, 0.08, 1.0)) | (within == 0)
    number = np.arange(1, count + 1)
    return Ruta(
        kab=kab,
        id=kab * 10**7 + number,
        desa=desa[desa_index],
        desa_index=desa_index,
        urban=urban[desa_index],
        group=nama.draw_groups(rng, kab, count),
        size=size,
        start=np.cumsum(size) - size,
        percentile=percentile,
        kpm=kpm,
        sls=within // 40 + 1,
        urut=number,
    )


def draw_orang(rng: np.random.Generator, ruta: Ruta, kecamatan: Int, tanggal: date) -> Orang:
    """Everybody who lives in the households on ``tanggal``; ``kecamatan`` are the codes of the whole country."""
    member = np.repeat(np.arange(ruta.count), ruta.size)
    place = np.arange(len(member)) - ruta.start[member]
    head = ruta.start[member]
    hub, sex, age = _draw_family(rng, ruta, member, place, head)
    today = int(np.datetime64(tanggal, "D").astype(np.int64))
    born = today - (age * 365.2425).astype(np.int64) - rng.integers(0, 365, len(member))
    group = ruta.group[member]
    own_kec = ruta.desa // 10_000
    kk_kec = np.where(chance(rng, ruta.count, 0.05), rng.choice(kecamatan, ruta.count), own_kec)
    issued = today - rng.integers(400, 5600, ruta.count)
    no_kk = _numbered(kk_kec, issued, np.zeros(ruta.count, bool), rng)
    shared = np.flatnonzero(chance(rng, ruta.count, 0.004))
    no_kk[shared] = no_kk[rng.integers(0, ruta.count, len(shared))]
    nik, no_nik = _draw_nik(rng, own_kec[member], kecamatan, born, sex == WOMEN)
    return Orang(
        ruta=member,
        hub=hub,
        sex=sex,
        age=age,
        born=born,
        given=nama.draw_given(rng, group, sex == WOMEN),
        second=nama.draw_second(rng, group, head, sex == WOMEN),
        nik=nik,
        no_nik=no_nik,
        no_kk=no_kk,
        without_kk=chance(rng, ruta.count, 0.004),
    )


def _draw_family(rng: np.random.Generator, ruta: Ruta, member: Int, place: Int, head: Int) -> tuple[Int, Int, Int]:
    count = len(member)
    head_age = np.clip(rng.normal(48, 13, ruta.count), 19, 92).astype(np.int64)
    head_woman = chance(rng, ruta.count, 0.16)
    couple = (ruta.size > 1) & chance(rng, ruta.count, np.where(head_woman, 0.06, 0.9))
    hub = np.array([ANAK, MENANTU, CUCU, ORANG_TUA, LAINNYA])[codes(rng, count, (0.78, 0.04, 0.07, 0.07, 0.04), 0)]
    hub[(place == 1) & couple[member]] = PASANGAN
    hub[place == 0] = KEPALA
    of_head = head_age[member]
    spread = rng.random(count)
    age = np.select(
        [hub == KEPALA, hub == PASANGAN, hub == ANAK, hub == MENANTU, hub == CUCU, hub == ORANG_TUA],
        [
            of_head,
            np.clip(of_head + np.where(head_woman[member], 3, -3) + (spread - 0.5) * 10, 17, 95),
            np.clip((of_head - 18) * (0.15 + 0.85 * spread) - 3, 0, 55),
            19 + spread * 20,
            np.clip((of_head - 38) * spread, 0, 25),
            np.clip(of_head + 19 + spread * 14, 45, 101),
        ],
        5 + spread * 62,
    ).astype(np.int64)
    sex = codes(rng, count, (0.5, 0.5))
    head_sex = np.where(head_woman, WOMEN, MEN)[member]
    sex = np.where(hub == KEPALA, head_sex, np.where(hub == PASANGAN, 3 - head_sex, sex))
    return hub, sex, age


def _numbered(kec: Int, days: Int, woman: Bool, rng: np.random.Generator) -> Int:
    """Sixteen digits: kecamatan, day with 40 added for women, and a serial that differs within the kab."""
    moments = days.astype("datetime64[D]")
    months = moments.astype("datetime64[M]")
    day = (moments - months).astype(np.int64) + 1 + 40 * woman
    month = months.astype(np.int64) % 12 + 1
    year = months.astype(np.int64) // 12 + 1970
    prefix = kec * 10**6 + day * 10**4 + month * 100 + year % 100
    serial = running_number(prefix) * 3 + rng.integers(1, 4, len(kec))
    numbers: Int = prefix * 10**4 + np.minimum(serial, 9999)
    return numbers


def _draw_nik(rng: np.random.Generator, kec: Int, kecamatan: Int, born: Int, woman: Bool) -> tuple[Int, Bool]:
    count = len(kec)
    where_from = codes(rng, count, (0.9, 0.06, 0.04), 0)
    first_kec = np.where(where_from == 2, rng.choice(kecamatan, count), kec)
    neighbours = np.unique(kec)
    first_kec = np.where(where_from == 1, rng.choice(neighbours, count), first_kec)
    # W of V2: the number says another sex or another day than the person's papers.
    as_woman = woman ^ chance(rng, count, 0.006)
    as_born = born + np.where(chance(rng, count, 0.006), rng.integers(-40, 40, count), 0)
    nik = _numbered(first_kec, as_born, as_woman, rng)

    twice = np.flatnonzero(chance(rng, count, 0.005))
    nik[twice] = nik[rng.integers(0, count, len(twice))]

    bad = np.flatnonzero(chance(rng, count, BAD_NIK_SHARE))
    kind = codes(rng, len(bad), (0.26, 0.2, 0.08, 0.14, 0.08, 0.24), 0)
    good = nik[bad]
    prefix, rest = good // 10**10, good % 10**10
    nik[bad] = np.select(
        [kind == 0, kind == 1, kind == 2, kind == 3, kind == 4],
        [
            good // 10,
            good - good % 10**4,
            rng.integers(1, 10, len(bad)) * 1_111_111_111_111_111,
            # Month 13 and later.
            prefix * 10**10 + rest // 10**8 * 10**8 + rng.integers(13, 20, len(bad)) * 10**6 + rest % 10**6,
            # No kab numbers a kecamatan 99.
            prefix // 100 * 100 * 10**10 + 99 * 10**10 + rest,
        ],
        good,
    )
    missing = np.zeros(count, bool)
    missing[bad[kind == 5]] = True
    return nik, missing


def individu_rows(rng: np.random.Generator, ruta: Ruta, orang: Orang, pengurus: Int) -> bulk.Rows:
    """Rows of ``individu``; ``pengurus`` are the people who hold an account."""
    count = len(orang.ruta)
    member, age, sex = orang.ruta, orang.age, orang.sex
    urut = np.arange(count) - ruta.start[member] + 1
    married, papers = _marriage(rng, ruta, orang)
    work, position = _work(rng, ruta.urban[member], age, sex)
    school = _school(rng, age)
    in_kuota = np.zeros(count, bool)
    in_kuota[pengurus] = True
    can_be_pregnant = (sex == WOMEN) & (age >= 15) & (age <= 49) & (married == 2)
    kronis = np.where(chance(rng, count, np.clip((age - 20) / 220, 0.01, 0.3)), rng.integers(1, 10, count), 0)
    padan = codes(rng, count, _PADAN_SHARES, 0)
    padan[orang.no_nik] = 6
    no_kk_missing = orang.without_kk[member]
    idbdt = (
        bulk.Digits(ruta.desa[member], 10), bulk.Digits(ruta.sls[member], 4), bulk.Digits(ruta.urut[member], 9),
    )  # fmt: skip
    return bulk.Rows(
        count,
        {
            "kab": bulk.int2(np.full(count, ruta.kab)),
            "id": bulk.int8(ruta.kab * 10**8 + np.arange(1, count + 1)),
            "ruta": bulk.int8(ruta.id[member]),
            "idartbdt": bulk.text(*idbdt, bulk.Digits(urut, 2)),
            "nama": bulk.text(bulk.Word(nama.GIVEN, orang.given), bulk.Word(nama.SECOND, orang.second)),
            "nik": bulk.int8(orang.nik, orang.no_nik),
            "no_kk": bulk.int8(orang.no_kk[member], no_kk_missing),
            "tgl_lahir": bulk.day(orang.born),
            "no_urut": bulk.int2(urut),
            "hub_krt": bulk.int2(orang.hub),
            "jns_kel": bulk.int2(sex),
            "sta_kawin": bulk.int2(married),
            "ada_akta_nikah": bulk.int2(papers),
            "ada_di_kk": bulk.int2(1 + chance(rng, count, 0.03), no_kk_missing),
            "kartu_identitas": bulk.int2(_cards(rng, age)),
            "sta_hamil": bulk.int2(2 - chance(rng, count, 0.04), ~can_be_pregnant),
            "jenis_cacat": bulk.int2(np.where(chance(rng, count, 0.025), rng.integers(1, 13, count), 0)),
            "penyakit_kronis": bulk.int2(kronis),
            **school,
            "lapangan_usaha": bulk.int2(work, work == 0),
            "kedudukan": bulk.int2(position, work == 0),
            "padan": bulk.int2(padan),
            "masuk_kuota": bulk.boolean(in_kuota),
        },
    )


def _marriage(rng: np.random.Generator, ruta: Ruta, orang: Orang) -> tuple[Int, Int]:
    count = len(orang.ruta)
    couple = np.zeros(ruta.count, bool)
    couple[orang.ruta[orang.hub == PASANGAN]] = True
    alone = np.where(orang.age < 28, 1, codes(rng, count, (0.12, 0.0, 0.3, 0.58)))
    younger = np.where((orang.age >= 20) & chance(rng, count, 0.18), 2, 1)
    married = np.select(
        [
            (orang.hub == PASANGAN) | (orang.hub == MENANTU),
            orang.hub == KEPALA,
            orang.hub == ORANG_TUA,
        ],
        [np.full(count, 2), np.where(couple[orang.ruta], 2, alone), codes(rng, count, (0.0, 0.4, 0.05, 0.55))],
        younger,
    )
    papers = np.where(married == 1, 0, codes(rng, count, (0.82, 0.18)))
    return married, papers


def _cards(rng: np.random.Generator, age: Int) -> Int:
    count = len(age)
    grown = np.where(age >= 17, 4 * chance(rng, count, 0.96) + 8 * chance(rng, count, 0.14), 0)
    young = np.where(age < 17, np.where(chance(rng, count, 0.87), 1, 0), chance(rng, count, 0.2))
    pupil = np.where((age >= 6) & (age <= 22) & chance(rng, count, 0.3), 2, 0)
    return grown + young + pupil


def _school(rng: np.random.Generator, age: Int) -> dict[str, bulk.Field]:
    count = len(age)
    stays = np.select([age < 6, age <= 12, age <= 15, age <= 18, age <= 23], [0.05, 0.98, 0.9, 0.66, 0.14], 0.0).astype(
        float
    )
    now = chance(rng, count, stays)
    ever = (age >= 7) & chance(rng, count, np.where(age > 60, 0.68, 0.955))
    taking_part = np.where(now, 1, np.where(ever, 2, 0))
    left_with = codes(rng, count, (0.17, 0.4, 0.2, 0.19, 0.02, 0.018, 0.002), 0)
    by_age: Int = np.select([age <= 12, age <= 15, age <= 18], [0, 1, 2], 3)
    diploma = np.where(taking_part == 2, np.minimum(left_with, np.where(age < 22, 3, 6)), np.where(now, by_age, 0))
    level_now = np.select([age <= 12, age <= 15, age <= 18], [1, 4, 7], 10)
    level_left = np.array([1, 1, 4, 7, 10, 10, 10])[diploma]
    level = np.where(now, level_now, level_left) + 2 * (chance(rng, count, 0.14) & (level_now < 10))
    level = np.where(now | (diploma < 4), np.minimum(level, 10), 10)
    in_year = np.clip(age - np.select([age <= 12, age <= 15, age <= 18], [6, 12, 15], 18), 1, 6)
    year = np.where(now, in_year, np.where(diploma > 0, 8, rng.integers(1, 7, count)))
    never = taking_part == 0
    return {
        "partisipasi_sekolah": bulk.int2(taking_part, age < 5),
        "jenjang": bulk.int2(level, never),
        "kelas": bulk.int2(year, never),
        "ijazah": bulk.int2(diploma),
    }


def _work(rng: np.random.Generator, urban: Bool, age: Int, sex: Int) -> tuple[Int, Int]:
    count = len(age)
    share: Float = np.where(sex == MEN, 0.83, 0.46) * np.where((age > 68) | (age < 19), 0.4, 1.0)
    works = (age >= 15) & chance(rng, count, share)
    # Food crops, estates, fisheries and livestock in the village; trade, industry, building, services in town.
    in_town = (3, 1, 1, 1, 1, 1, 1, 2, 16, 1, 14, 26, 6, 9, 1, 1, 1, 1, 8, 3, 3)
    in_village = (34, 7, 12, 4, 1, 4, 3, 2, 7, 1, 8, 9, 1, 3, 1, 1, 1, 1, 2, 1, 1)
    field = codes_by(rng, urban, in_town, in_village)
    position = codes_by(rng, urban, (24, 5, 1, 42, 2, 17, 8, 1), (31, 18, 1, 16, 14, 9, 10, 1))
    return np.where(works, field, 0), position
