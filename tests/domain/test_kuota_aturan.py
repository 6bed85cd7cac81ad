"""The kuota's arithmetic with the figures of the domain document, and that no division gives out a place too many."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput, RuleViolation
from domain.kuota import (
    Aturan,
    Calon,
    Desa,
    Posisi,
    bagi,
    berubah,
    level_up,
    share_out,
    turun_di_bawah,
    yang_muat,
)


def test_a_desa_with_thirty_four_nonaktif_and_thirty_approved_has_four_places_left_and_six_must_wait() -> None:
    before = Posisi(kuota=877, awal=877, nonaktif=12 + 15 + 7, disetujui=0)
    assert before.terpakai == 843
    after = Posisi(kuota=877, awal=877, nonaktif=34, disetujui=30, menunggu=10)
    assert (after.terpakai, after.sisa, after.lebih, after.harus_menunggu) == (873, 4, 0, 6)
    assert round(after.utilisasi or 0, 2) == 99.54


def test_five_too_many_are_over_and_the_twenty_poorest_stay() -> None:
    found = Posisi(kuota=500, awal=500, nonaktif=20, disetujui=25, menunggu=3)
    assert (found.terpakai, found.sisa, found.lebih, found.harus_menunggu) == (505, -5, 5, 3)
    claims = [Calon(number, 60 - number, date(2026, 11, 3), disetujui=True) for number in range(25)]
    stay, go = yang_muat(found.kuota - found.awal + found.nonaktif, claims)
    assert [item.percentile for item in stay] == list(range(36, 56))
    assert sorted(item.percentile or 0 for item in go) == list(range(56, 61))


def test_of_equal_percentile_the_earlier_musdes_stays_and_the_unknown_goes() -> None:
    late = Calon(1, 10, date(2026, 11, 9), disetujui=True)
    early = Calon(2, 10, date(2026, 11, 2), disetujui=True)
    no_day = Calon(3, 10, None, disetujui=True)
    no_rank = Calon(4, None, date(2026, 11, 1), disetujui=True)
    poorer_but_waiting = Calon(5, 1, date(2026, 11, 1), disetujui=False)
    stay, go = yang_muat(3, [poorer_but_waiting, no_rank, no_day, late, early])
    assert stay == [early, late, no_day]
    assert go == [no_rank, poorer_but_waiting]
    assert yang_muat(-4, [late]) == ([], [late])


def test_an_expansion_by_fifty_leaves_ten() -> None:
    found = Posisi(kuota=550, awal=500, nonaktif=20, disetujui=60)
    assert (found.terpakai, found.sisa) == (540, 10)
    assert round(found.utilisasi or 0, 2) == 98.18


def test_desa_together_get_the_kuota_of_the_kab_and_idle_places_are_pooled() -> None:
    desa = [Desa(1, 100, 90, 100, 80, 0), Desa(2, 100, 100, 100, 90, 6), Desa(3, 50, 48, 50, 40, 1)]
    pooled = bagi(Aturan.GABUNG, 250, desa)
    assert pooled.tempat == {1: 95, 2: 106, 3: 49}
    assert pooled.jumlah == 250
    assert pooled.catatan == ""


def test_a_replacement_frees_exactly_one_place() -> None:
    full = Posisi(kuota=10, awal=10, nonaktif=0, disetujui=0)
    left = Posisi(kuota=10, awal=10, nonaktif=1, disetujui=0)
    replaced = Posisi(kuota=10, awal=10, nonaktif=1, disetujui=1)
    assert (full.sisa, left.sisa, replaced.sisa) == (0, 1, 0)


def test_no_kuota_has_no_utilisasi() -> None:
    assert Posisi(0, 0, 0, 0).utilisasi is None


places = st.integers(0, 5000)
weights = st.lists(st.integers(0, 3000), min_size=1, max_size=40).filter(any)


@given(places, weights)
def test_a_proportional_division_is_exact_within_one_of_its_share_and_follows_the_weights(
    total: int, heavy: list[int]
) -> None:
    given_out = share_out(total, dict(enumerate(heavy)))
    assert sum(given_out.values()) == total
    for key, weight in enumerate(heavy):
        assert total * weight // sum(heavy) <= given_out[key] <= -(-total * weight // sum(heavy))
    by_weight = sorted(range(len(heavy)), key=lambda key: heavy[key])
    for lighter, heavier in itertools.pairwise(by_weight):
        if heavy[lighter] < heavy[heavier]:
            assert given_out[lighter] <= given_out[heavier]
        else:
            assert abs(given_out[lighter] - given_out[heavier]) <= 1


@given(st.data(), weights, places)
def test_no_desa_falls_below_its_floor_and_the_sum_stays_exact(
    data: st.DataObject, heavy: list[int], more: int
) -> None:
    floors = dict(enumerate(data.draw(st.lists(places, min_size=len(heavy), max_size=len(heavy)))))
    total = sum(floors.values()) + more
    given_out = share_out(total, dict(enumerate(heavy)), floors)
    assert sum(given_out.values()) == total
    assert all(given_out[key] >= floors[key] for key in floors)
    assert given_out == share_out(total, dict(reversed(list(enumerate(heavy)))), floors)


@given(places, st.dictionaries(st.integers(0, 50), st.integers(1, 400)))
def test_a_top_up_gives_all_alike_and_none_beyond_its_need(total: int, need: dict[int, int]) -> None:
    given_out = level_up(total, need)
    assert sum(given_out.values()) == min(total, sum(need.values()))
    assert all(0 <= given_out[key] <= need[key] for key in need)
    unmet = [given_out[key] for key in need if given_out[key] < need[key]]
    if unmet:
        assert max(given_out.values()) - min(unmet) <= 1


desa_lists = st.lists(
    st.builds(
        Desa,
        kode=st.integers(1, 10**6),
        kuota=st.integers(0, 900),
        terpakai=st.integers(0, 900),
        awal=st.integers(0, 900),
        ruta=st.integers(0, 900),
        menunggu=st.integers(0, 90),
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda item: item.kode,
)


@given(st.sampled_from(Aturan), desa_lists, st.integers(0, 500))
def test_no_rule_ever_gives_out_more_than_the_kab_has_or_takes_a_used_place(
    rule: Aturan, desa: list[Desa], more: int
) -> None:
    total = sum(item.kuota for item in desa) + more
    try:
        found = bagi(rule, total, desa)
    except RuleViolation:
        assert not any(item.ruta for item in desa) or not any(item.awal for item in desa)
        return
    assert set(found.tempat) == {item.kode for item in desa}
    assert min(found.tempat.values()) >= 0
    assert found.jumlah == total if rule in (Aturan.RUTA, Aturan.AWAL) else found.jumlah <= total
    if sum(item.terpakai for item in desa) <= total:
        fallen = turun_di_bawah(
            {item.kode: item.kuota for item in desa}, found.tempat, {item.kode: item.terpakai for item in desa}
        )
        assert fallen == {}


def test_a_kab_with_fewer_places_than_are_used_says_so_in_numbers() -> None:
    desa = [Desa(1, 60, 60, 60, 50, 0), Desa(2, 45, 45, 40, 50, 0)]
    found = bagi(Aturan.RUTA, 100, desa)
    assert found.tempat == {1: 50, 2: 50}
    assert "kurang 5" in found.catatan
    assert "1 desa" in found.catatan


def test_a_rule_without_anything_to_go_by_says_which_other_to_choose() -> None:
    with pytest.raises(RuleViolation, match="Pilih cara pembagian lain"):
        bagi(Aturan.RUTA, 10, [Desa(1, 10, 5, 10, 0, 0)])
    with pytest.raises(InvalidInput, match="tidak memiliki desa"):
        bagi(Aturan.TETAP, 10, [])
    with pytest.raises(RuleViolation, match="melebihi kuota kab/kota sebanyak 3"):
        bagi(Aturan.MENUNGGU, 7, [Desa(1, 10, 5, 10, 0, 0)])


def test_a_top_up_takes_the_undivided_places_and_leaves_the_others_alone() -> None:
    desa = [Desa(1, 100, 90, 100, 80, 0), Desa(2, 100, 100, 100, 90, 6), Desa(3, 50, 50, 50, 40, 9)]
    assert bagi(Aturan.MENUNGGU, 260, desa).tempat == {1: 100, 2: 105, 3: 55}
    assert "Masih kurang 5" in bagi(Aturan.MENUNGGU, 260, desa).catatan


def test_only_desa_that_lose_places_count_as_taken_below_what_is_used() -> None:
    lama, baru, used = {1: 10, 2: 10, 3: 10}, {1: 11, 2: 8, 3: 10}, {1: 12, 2: 9, 3: 12}
    assert turun_di_bawah(lama, baru, used) == {2: 1}
    assert berubah(lama, baru) == {1: (10, 11), 2: (10, 8)}
