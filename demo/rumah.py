"""Households of the sample as rows: where they stand, how they live, who holds the account."""

from __future__ import annotations

import numpy as np

from data_access import bulk
from demo import nama
from demo.acak import Bool, Float, Int, chance, codes, codes_by
from demo.daerah import KM_PER_DEGREE, Daerah
from demo.orang import PASANGAN, WOMEN, Orang, Ruta

OUTSIDE_SHARE = 0.015
_NO_POSITION_SHARE = 0.04

_STREETS = nama.words_of(
    "Melati Mawar Kenanga Anggrek Cempaka Flamboyan Merdeka Pahlawan Diponegoro Sudirman Pemuda Veteran Masjid "
    "Pasar Pelajar Kartini Nangka Mangga Rambutan Manggis Jambu Cendana Garuda Merpati Kutilang Rajawali Sawo"
)
_DUSUN = nama.words_of(
    "Krajan Tengah Kidul Lor Kulon Wetan Sukamaju Sukasari Mekarjaya Mekarsari Cibodas Cikalong Karanganyar "
    "Sidodadi Sumberejo Tanjung Harapan Bahagia Sejahtera Makmur Pasirmuncang Babakan Nusa Bukit Muara"
)
_STREETS_AND_DUSUN = bulk.Vocabulary(_STREETS + _DUSUN)
_PLACES = bulk.Vocabulary(["Jl. ", "Gg. ", "Dusun ", "Kampung "])
_SOURCES = bulk.Vocabulary(["BDT 2015", "MPM", "Musdes 2021", "Usulan 2024", "DTSEN 2025"])


def draw_pengurus(rng: np.random.Generator, ruta: Ruta, orang: Orang) -> Int:
    """Account holder of every household, as a place among the people: mostly the wife, else the head."""
    second = np.minimum(ruta.start + 1, len(orang.hub) - 1)
    wife = (ruta.size > 1) & (orang.hub[second] == PASANGAN) & (orang.sex[second] == WOMEN)
    return np.where(wife & chance(rng, ruta.count, 0.72), second, ruta.start)


def rumah_rows(
    rng: np.random.Generator,
    daerah: Daerah,
    ruta: Ruta,
    orang: Orang,
    pengurus: Int,
    incomplete: Bool,
    changed: Int,
) -> bulk.Rows:
    """Rows of ``rumah_tangga``. ``incomplete`` marks KPM that lack a part of their KYC, ``changed`` is the moment of
    the last change (microseconds since 1970).
    """
    count = ruta.count
    missing = codes(rng, count, (0.15, 0.25, 0.1, 0.5), 0)
    no_account = ~ruta.kpm
    moved = chance(rng, count, 0.005) & (len(daerah.desa) > 1)
    moved_from = daerah.desa[(ruta.desa_index + 1) % len(daerah.desa)]
    today = changed.max(initial=0) // 86_400_000_000
    woman = np.ones(count, bool)
    mother = nama.draw_given(rng, ruta.group, woman)
    mother_second = nama.draw_second(rng, ruta.group, np.arange(count), woman)
    return bulk.Rows(
        count,
        {
            "kab": bulk.int2(np.full(count, ruta.kab)),
            "id": bulk.int8(ruta.id),
            "desa": bulk.int8(ruta.desa),
            "idbdt": bulk.text(bulk.Digits(ruta.desa, 10), bulk.Digits(ruta.sls, 4), bulk.Digits(ruta.urut, 9)),
            "no_kk": bulk.int8(orang.no_kk, orang.without_kk),
            **_address(rng, ruta),
            "nama_krt": _name(orang, ruta.start),
            "jumlah_art": bulk.int2(ruta.size),
            "jumlah_keluarga": bulk.int2(1 + ((ruta.size > 4) & chance(rng, count, 0.2))),
            **_housing(rng, ruta),
            **_belongings(rng, daerah, ruta),
            "percentile": bulk.int2(ruta.percentile),
            "desil": bulk.int2((ruta.percentile - 1) // 10 + 1),
            "kpm_bsp": bulk.boolean(ruta.kpm),
            "pengurus_nama": _name(orang, pengurus, no_account | (incomplete & (missing == 0))),
            "pengurus_nik": bulk.int8(
                orang.nik[pengurus], no_account | orang.no_nik[pengurus] | (incomplete & (missing == 1))
            ),
            "pengurus_tgl_lahir": bulk.day(orang.born[pengurus], no_account | (incomplete & (missing == 2))),
            "pengurus_ibu_kandung": bulk.text(
                bulk.Word(nama.GIVEN, mother),
                bulk.Word(nama.SECOND, mother_second),
                null=no_account | (incomplete & (missing == 3)),
            ),
            "pengurus_jns_kel": bulk.int2(orang.sex[pengurus], no_account),
            **_position(rng, daerah, ruta),
            "desa_lama": bulk.int8(moved_from, ~moved),
            "tgl_pindah": bulk.day(today - rng.integers(20, 900, count), ~moved),
            "sumber_data": bulk.text(bulk.Word(_SOURCES, codes(rng, count, (5, 2, 2, 1, 1), 0))),
            "diubah": bulk.moment(changed),
        },
    )


def _name(orang: Orang, person: Int, null: Bool | None = None) -> bulk.Field:
    return bulk.text(
        bulk.Word(nama.GIVEN, orang.given[person]), bulk.Word(nama.SECOND, orang.second[person]), null=null
    )


def _address(rng: np.random.Generator, ruta: Ruta) -> dict[str, bulk.Field]:
    count = ruta.count
    rt, rw = (ruta.sls - 1) % 12 + 1, (ruta.sls - 1) // 12 % 30 + 1
    place = np.where(ruta.urban, codes(rng, count, (0.75, 0.25), 0), np.where(ruta.kab // 100 > 90, 3, 2))
    street = rng.integers(0, len(_STREETS), count)
    # People of one census block live in one dusun.
    dusun = (ruta.desa % 97 + ruta.sls // 3) % len(_DUSUN)
    at = np.where(ruta.urban, street, len(_STREETS) + dusun)
    return {
        "alamat": bulk.text(
            bulk.Word(_PLACES, place),
            bulk.Word(_STREETS_AND_DUSUN, at),
            bulk.Literal(" RT "),
            bulk.Digits(rt, 3),
            bulk.Literal("/RW "),
            bulk.Digits(rw, 3),
        ),
        "nama_sls": bulk.text(bulk.Literal("RT "), bulk.Digits(rt, 3), bulk.Literal(" RW "), bulk.Digits(rw, 3)),
    }


def _housing(rng: np.random.Generator, ruta: Ruta) -> dict[str, bulk.Field]:
    """The instrument's housing block; a field is empty where the questionnaire does not ask for it."""
    count, urban = ruta.count, ruta.urban
    unseen = chance(rng, count, 0.01)
    building = codes_by(rng, urban, (0.66, 0.17, 0.14, 0.01, 0.02), (0.86, 0.02, 0.1, 0.01, 0.01))
    wall = codes_by(rng, urban, (78, 6, 8, 4, 1, 2, 1), (52, 7, 25, 10, 1, 4, 1))
    roof = codes_by(rng, urban, (3, 22, 6, 34, 16, 18, 0, 0, 0, 1), (1, 12, 5, 34, 8, 34, 1, 1, 3, 1))
    water = codes_by(rng, urban, (3, 30, 22, 4, 20, 13, 2, 3, 1, 1, 1, 0), (1, 12, 8, 2, 19, 24, 7, 13, 6, 4, 3, 1))
    light = codes_by(rng, urban, (0.985, 0.01, 0.005), (0.93, 0.045, 0.025))
    toilet = codes_by(rng, urban, (80, 11, 6, 3), (72, 9, 5, 14))
    floor = codes_by(rng, urban, (1, 48, 3, 12, 1, 29, 0, 2, 3, 1), (1, 27, 3, 8, 7, 36, 1, 6, 10, 1))
    return {
        "luas_lantai": bulk.int2(
            np.clip(rng.lognormal(3.75, 0.45, count), 8, 300).astype(np.int64), chance(rng, count, 0.02)
        ),
        "sta_bangunan": bulk.int2(building, unseen),
        "sta_lahan": bulk.int2(codes(rng, count, (82, 12, 4, 2)), unseen | (building != 1)),
        "lantai": bulk.int2(floor, unseen),
        "dinding": bulk.int2(wall, unseen),
        "kondisi_dinding": bulk.int2(codes(rng, count, (56, 44)), unseen | (wall > 3)),
        "atap": bulk.int2(roof, unseen),
        "kondisi_atap": bulk.int2(codes(rng, count, (52, 48)), unseen | (roof > 7)),
        "sumber_airminum": bulk.int2(water, unseen),
        "cara_peroleh_airminum": bulk.int2(np.where(water <= 4, codes(rng, count, (0.6, 0.4)), 3), unseen),
        "sumber_penerangan": bulk.int2(light, unseen),
        "daya": bulk.int2(codes(rng, count, (58, 30, 4, 0.4, 0.1, 7)), unseen | (light != 1)),
        "bb_masak": bulk.int2(
            codes_by(rng, urban, (1, 1, 88, 2, 2, 0, 1, 4, 1), (0, 1, 62, 0, 2, 0, 1, 33, 1)), unseen
        ),
        "fasbab": bulk.int2(toilet, unseen),
        "kloset": bulk.int2(codes(rng, count, (84, 7, 8, 1)), unseen | (toilet == 4)),
        "buang_tinja": bulk.int2(
            codes_by(rng, urban, (72, 6, 12, 8, 1, 1), (55, 1, 25, 12, 5, 2)), unseen | (toilet == 4)
        ),
    }


def _belongings(rng: np.random.Generator, daerah: Daerah, ruta: Ruta) -> dict[str, bulk.Field]:
    count, urban = ruta.count, ruta.urban
    # From 1.6 for the best off on the list down to 0.4 for the poorest.
    means: Float = 0.4 + 1.2 * np.minimum(ruta.percentile, 40) / 40
    coast = 0.05 if daerah.timur else 0.02
    shares: dict[str, float] = {
        "ada_tabung_gas": 0.07, "ada_lemari_es": 0.3, "ada_ac": 0.01, "ada_pemanas": 0.004, "ada_telepon": 0.02,
        "ada_tv": 0.58, "ada_emas": 0.09, "ada_laptop": 0.03, "ada_sepeda": 0.22, "ada_motor": 0.5,
        "ada_mobil": 0.008, "ada_perahu": coast / 2, "ada_motor_tempel": coast / 2, "ada_perahu_motor": coast / 3,
        "ada_kapal": 0.001, "aset_tak_bergerak": 0.22, "rumah_lain": 0.01,
    }  # fmt: skip
    fields: dict[str, bulk.Field] = {
        name: bulk.boolean(chance(rng, count, np.minimum(share * means, 0.97))) for name, share in shares.items()
    }
    pigs = 0.35 if daerah.timur else 0.06 if daerah.kab // 100 in (12, 51, 61, 71) else 0.0
    village = np.where(urban, 0.06, 1.0)
    for name, mean in (
        ("jumlah_sapi", 0.22), ("jumlah_kerbau", 0.03), ("jumlah_kuda", 0.01), ("jumlah_babi", pigs),
        ("jumlah_kambing", 0.3),
    ):  # fmt: skip
        fields[name] = bulk.int2(rng.poisson(mean * village))
    kks = chance(rng, count, np.where(ruta.kpm, 0.93, 0.04))
    pkh = ruta.kpm & chance(rng, count, 0.52)
    for name, held in (
        ("ada_kks", kks),
        ("ada_kip", (ruta.size > 2) & chance(rng, count, 0.3)),
        ("ada_kis", chance(rng, count, 0.78)),
        ("ada_bpjs_mandiri", chance(rng, count, 0.06)),
        ("ada_jamsostek", chance(rng, count, 0.05)),
        ("ada_asuransi", chance(rng, count, 0.01)),
        ("ada_pkh", pkh),
        ("ada_rastra", ruta.kpm & chance(rng, count, 0.6)),
        ("ada_kur", chance(rng, count, 0.07)),
    ):
        fields[name] = bulk.boolean(held)
    return fields


def _position(rng: np.random.Generator, daerah: Daerah, ruta: Ruta) -> dict[str, bulk.Field]:
    """Around the desa's point, within half the way to the next desa; a few far outside, some without any."""
    count = ruta.count
    outside = chance(rng, count, OUTSIDE_SHARE)
    unknown = chance(rng, count, _NO_POSITION_SHARE) | np.isnan(daerah.lat[ruta.desa_index])
    near = np.minimum(daerah.jarak[ruta.desa_index], 4.0)
    reach = np.where(outside, 1.8 + 3 * rng.random(count), 0.42 * np.sqrt(rng.random(count))) * near
    angle = 2 * np.pi * rng.random(count)
    lat = daerah.lat[ruta.desa_index]
    north = reach * np.sin(angle) / KM_PER_DEGREE
    east = reach * np.cos(angle) / (KM_PER_DEGREE * np.cos(np.radians(lat)))
    return {
        "lat": bulk.float8(np.round(lat + north, 6), unknown),
        "lon": bulk.float8(np.round(daerah.lon[ruta.desa_index] + east, 6), unknown),
        "di_luar_desa": bulk.boolean(outside, unknown),
    }
