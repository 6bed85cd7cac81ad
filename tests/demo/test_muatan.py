"""The sample of one kab without a database: the same from the same seed, and never what the schema forbids."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data_access import bulk
from demo import daerah as daerah_module
from demo.daerah import Daerah, read_daerah, ruta_by_desa
from demo.muatan import Muatan, Rencana, make_muatan, putaran_of
from domain.kalender import Program
from domain.status import USULAN_TERHITUNG

TANGGAL = date(2026, 11, 21)
DESA = 3218010000 + np.arange(2001, 2021)


@pytest.fixture(scope="module")
def daerah() -> Daerah:
    return Daerah(
        kab=3218, zona=7, ruta=4000.0, art=3.2, kota=False, desa=DESA, urban=np.arange(20) < 3,
        lat=np.linspace(-7.7, -7.5, 20), lon=np.full(20, 108.5), jarak=np.full(20, 1.2),
    )  # fmt: skip


@pytest.fixture(scope="module")
def rencana() -> Rencana:
    putaran, months = putaran_of(TANGGAL, 12, 1)
    return Rencana(20261121, TANGGAL, putaran, months, np.array([327701, 321801, 321802, 730101]), DESA, "!")


@pytest.fixture(scope="module")
def muatan(rencana: Rencana, daerah: Daerah) -> Muatan:
    return make_muatan(rencana, daerah, 1.0, 2)


def digest(muatan: Muatan) -> str:
    content = hashlib.sha256()
    for table, parts in muatan.tables.items():
        content.update(table.encode())
        for rows in parts:
            for chunk in bulk.encode(rows):
                content.update(chunk)
    return content.hexdigest()


def values(rows: bulk.Rows, name: str) -> np.ndarray:
    field = rows.fields[name]
    assert isinstance(field, bulk.Fixed)
    return field.values.astype(field.values.dtype.newbyteorder("="))


def test_the_same_seed_and_day_give_the_same_bytes_and_another_seed_does_not(
    rencana: Rencana, daerah: Daerah, muatan: Muatan
) -> None:
    again = make_muatan(rencana, daerah, 1.0, 2)
    assert digest(again) == digest(muatan)
    assert digest(make_muatan(replace(rencana, benih=20261122), daerah, 1.0, 2)) != digest(muatan)


def test_past_periode_do_not_change_when_another_day_of_the_month_is_seeded(
    rencana: Rencana, daerah: Daerah, muatan: Muatan
) -> None:
    earlier = make_muatan(replace(rencana, tanggal=date(2026, 11, 9)), daerah, 1.0, 2)
    done = [rows for rows in muatan.tables["verivali"] if values(rows, "periode")[0] == 202609]
    same = [rows for rows in earlier.tables["verivali"] if values(rows, "periode")[0] == 202609]
    assert [list(bulk.encode(rows)) for rows in done] == [list(bulk.encode(rows)) for rows in same]


def test_thirteen_months_of_bsp_and_the_two_half_years_around_the_day() -> None:
    putaran, months = putaran_of(TANGGAL, 12, 1)
    assert months == 13
    by_program = {
        program: [item.periode.kode for item in putaran if item.periode.program == program] for program in Program
    }
    assert by_program[Program.BSP][0] == 202511
    assert by_program[Program.BSP][-1] == 202611
    assert len(by_program[Program.BSP]) == 13
    assert by_program[Program.DTKS] == [202605, 202611]
    december, _ = putaran_of(date(2026, 12, 1), 0, 1)
    assert [item.periode.kode for item in december] == [202612, 202611, 202705]
    for item in putaran_of(date(2026, 12, 1), 0, 0)[0]:
        assert item.periode.first_day <= date(2026, 12, 1) <= item.periode.last_day


def test_bytes_read_as_postgresql_sends_them() -> None:
    rows = bulk.Rows(
        2,
        {
            "a": bulk.int2(np.array([7, -1])),
            "b": bulk.text(bulk.Literal("x"), bulk.Digits(np.array([5, 12]), 3), null=np.array([False, True])),
            "c": bulk.day(np.array([10957, 10958]), np.array([True, False])),
        },
    )
    first = b"\0\3" + b"\0\0\0\2\0\7" + b"\0\0\0\4x005" + b"\xff\xff\xff\xff"
    second = b"\0\3" + b"\0\0\0\2\xff\xff" + b"\xff\xff\xff\xff" + b"\0\0\0\4\0\0\0\1"
    assert b"".join(bulk.encode(rows)) == first + second


def test_every_stage_follows_the_one_before_and_none_comes_after_the_day(muatan: Muatan) -> None:
    today = int(np.datetime64(TANGGAL).astype(np.int64)) - 10957
    for rows in muatan.tables["verivali"]:
        days = [values(rows, f"tgl_{stage}") for stage in ("diisi", "terimpor", "diperiksa", "final")]
        reached = [~rows.fields[f"tgl_{stage}"].null for stage in ("diisi", "terimpor", "diperiksa", "final")]
        status = values(rows, "status")
        for stage in range(4):
            assert (days[stage][reached[stage]] <= today).all()
            if stage:
                assert (reached[stage] <= reached[stage - 1]).all()
                assert (days[stage] >= days[stage - 1])[reached[stage]].all()
        assert (reached[0] == (status >= 1)).all()
        assert (reached[1] == (status >= 2)).all()
        assert (reached[2] == (status >= 3)).all()
        assert (reached[3] == (status == 5)).all()
        found = np.isin(values(rows, "sta_keberadaan"), (1, 2))
        assert values(rows, "kyc_lengkap")[found].all()


def test_nik_spell_the_birthday_and_the_sex_but_for_the_share_that_is_wrong(muatan: Muatan) -> None:
    rows = muatan.tables["individu"][0]
    nik, sex = values(rows, "nik"), values(rows, "jns_kel")
    born = pd.Series((values(rows, "tgl_lahir") + 10957).astype("datetime64[D]"))
    expected = (born.dt.day + np.where(sex == 2, 40, 0)) * 10**4 + born.dt.month * 100 + born.dt.year % 100
    agrees = (nik // 10**4 % 10**6 == expected.to_numpy()) & ~rows.fields["nik"].null & (nik % 10**4 > 0)
    assert 0.94 < agrees.mean() < 0.985
    known = nik[~rows.fields["nik"].null]
    assert 0.002 < 1 - len(np.unique(known)) / len(known) < 0.02
    assert 0.8 < (values(rows, "padan") == 1).mean() < 0.87


def test_shares_look_like_the_field(muatan: Muatan, daerah: Daerah) -> None:
    ruta = muatan.tables["rumah_tangga"][0]
    assert 3900 < ruta.count < 4100
    assert 0.5 < values(ruta, "kpm_bsp").mean() < 0.6
    people = muatan.tables["individu"][0].count
    assert people == values(ruta, "jumlah_art").sum()
    assert 3.0 < people / ruta.count < 3.4
    outside = ruta.fields["di_luar_desa"]
    assert 0.008 < outside.values[~outside.null].mean() < 0.022
    index = np.searchsorted(daerah.desa, values(ruta, "desa"))
    north = (values(ruta, "lat") - daerah.lat[index]) * daerah_module.KM_PER_DEGREE
    east = (values(ruta, "lon") - daerah.lon[index]) * daerah_module.KM_PER_DEGREE * np.cos(np.radians(7.6))
    away = np.hypot(north, east)[~outside.null] > daerah.jarak[0]
    assert (away == outside.values[~outside.null].astype(bool)).all()


def test_one_head_a_household_and_the_account_holder_lives_there(muatan: Muatan) -> None:
    people, ruta = muatan.tables["individu"][0], muatan.tables["rumah_tangga"][0]
    heads = pd.Series(values(people, "ruta")[values(people, "hub_krt") == 1])
    assert heads.is_unique
    assert len(heads) == ruta.count
    holders = values(people, "ruta")[values(people, "masuk_kuota").astype(bool)]
    assert set(holders) == set(values(ruta, "id")[values(ruta, "kpm_bsp").astype(bool)])


def test_kuota_of_the_desa_add_up_to_the_kab(muatan: Muatan) -> None:
    for rows in muatan.tables["kuota"]:
        for name in ("kuota", "awal", "disetujui"):
            counts = values(rows, name)
            assert counts[0] == counts[1:].sum()


def test_the_usulan_that_hold_a_place_are_those_the_kuota_counts(muatan: Muatan) -> None:
    for kuota, usulan in zip(muatan.tables["kuota"], muatan.tables["usulan"], strict=True):
        holding = np.isin(values(usulan, "status"), sorted(USULAN_TERHITUNG))
        by_desa = pd.Series(values(usulan, "desa")[holding]).value_counts()
        expected = pd.Series(values(kuota, "disetujui")[1:], index=values(kuota, "desa")[1:])
        assert (expected == by_desa.reindex(expected.index, fill_value=0)).all()


def test_usulan_are_for_households_without_a_place_and_follow_a_musdes_and_the_calendar(muatan: Muatan) -> None:
    ruta = muatan.tables["rumah_tangga"][0]
    kpm = set(values(ruta, "id")[values(ruta, "kpm_bsp").astype(bool)])
    today = int(np.datetime64(TANGGAL).astype(np.int64)) - 10957
    for usulan, musdes in zip(muatan.tables["usulan"], muatan.tables["musdes"], strict=True):
        proposed = values(usulan, "ruta")
        assert len(set(proposed)) == len(proposed)
        assert not kpm & set(proposed)
        replaced = values(usulan, "mengganti")[~usulan.fields["mengganti"].null]
        assert set(replaced) <= kpm
        assert len(set(replaced)) == len(replaced)
        held = dict(zip(values(musdes, "desa"), values(musdes, "tanggal"), strict=True))
        handed_in = values(usulan, "diajukan")
        assert (handed_in <= today).all()
        assert (handed_in >= np.array([held[desa] for desa in values(usulan, "desa")], np.int64)).all()
        days = (handed_in + 10957).astype("datetime64[D]")
        of_month = (days - days.astype("datetime64[M]")).astype(int) + 1
        assert ((of_month >= 15) & (of_month <= 25)).all()


def test_poverty_decides_with_population_and_a_sample_keeps_two_households_a_desa(daerah: Daerah) -> None:
    frame = pd.DataFrame(
        [
            (3218, 2, "kabupaten", "Pangandaran", -7.6, 108.5, 7, 440_000),
            (321801, 3, "kecamatan", "A", -7.6, 108.5, 7, np.nan),
            (3218012001, 4, "desa", "B", np.nan, np.nan, 7, np.nan),
            (9501, 2, "kabupaten", "Jayawijaya", -4.0, 138.9, 9, 440_000),
            (9501012001, 4, "desa", "C", -4.0, 138.9, 9, np.nan),
        ],
        columns=["kode", "level", "jenis", "nama", "lat", "lon", "zona", "penduduk"],
    )
    java, papua = read_daerah(frame, None)
    assert papua.ruta > 1.5 * java.ruta
    assert java.lat[0] == -7.6
    assert papua.timur
    assert not java.timur
    assert ruta_by_desa(daerah, np.random.default_rng(1), 0.0001, 2).tolist() == [2] * 20
