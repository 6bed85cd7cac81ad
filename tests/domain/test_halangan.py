"""What stands between a desa and its finalisasi, as rules over counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from domain.halangan import ATURAN, Halangan, halangan_of, hitung_halangan

CLEAN: dict[str, Any] = {
    "total": 100, "s0": 0, "s1": 0, "s2": 0, "s3": 100, "s4": 0, "s5": 0,
    "n1": 90, "n2": 10, "n3": 0, "n4": 0, "n5": 0,
    "kuota": 100, "awal": 100, "disetujui": 0, "terpakai": 100,
    "kyc_kurang": 0, "usulan": 0, "menunggu": 0, "masuk": 0, "berita_acara": 0, "bnba": 0,
}  # fmt: skip


def test_a_desa_without_faults_has_no_obstacle() -> None:
    assert halangan_of(CLEAN) == []


@pytest.mark.parametrize(
    ("changes", "which", "count", "of"),
    [
        ({"terpakai": 105}, Halangan.KUOTA_LEBIH, 5, 100),
        ({"kyc_kurang": 7}, Halangan.KYC, 7, 100),
        ({"usulan": 3, "masuk": 3, "berita_acara": 1}, Halangan.TANPA_BNBA, 1, None),
        ({"s4": 4}, Halangan.DIKEMBALIKAN, 4, 100),
        ({"s0": 12}, Halangan.BELUM_DIKUNJUNGI, 12, 100),
        ({"s1": 5}, Halangan.BELUM_DIIMPOR, 5, 100),
        ({"s2": 6}, Halangan.BELUM_DIPERIKSA, 6, 100),
        ({"usulan": 9, "menunggu": 2}, Halangan.USULAN_MENUNGGU, 2, 9),
    ],
)
def test_each_fault_is_told_with_its_number(changes: dict[str, int], which: Halangan, count: int, of: int) -> None:
    found = {item.halangan: item for item in halangan_of(CLEAN | changes)}
    assert (found[which].jumlah, found[which].dari) == (count, of)


def test_a_change_needs_a_berita_acara_and_a_proposal_a_bnba_too() -> None:
    nonaktif = {item.halangan for item in halangan_of(CLEAN | {"n3": 1})}
    assert nonaktif == {Halangan.TANPA_BERITA_ACARA}
    proposed = CLEAN | {"usulan": 2, "masuk": 1, "berita_acara": 1}
    assert {item.halangan for item in halangan_of(proposed)} == {Halangan.TANPA_BNBA}
    assert halangan_of(proposed | {"bnba": 1}) == []


def test_usulan_that_wait_or_were_refused_ask_for_no_papers() -> None:
    assert {item.halangan for item in halangan_of(CLEAN | {"usulan": 3, "menunggu": 1})} == {Halangan.USULAN_MENUNGGU}


def test_a_column_of_desa_counts_as_its_desa_one_by_one() -> None:
    rows = [
        CLEAN,
        CLEAN | {"terpakai": 105, "n4": 2},
        CLEAN | {"terpakai": 90, "masuk": 1, "usulan": 2, "menunggu": 1, "bnba": 1},
        CLEAN | {"s4": 3, "s0": 1, "kyc_kurang": 4, "berita_acara": 1, "masuk": 5, "usulan": 5},
    ]
    columns = {name: np.array([row[name] for row in rows]) for name in CLEAN}
    counted = {which: int(count.sum()) for which, (count, _of) in hitung_halangan(columns).items()}
    for which, count in counted.items():
        assert count == sum(item.jumlah for row in rows for item in halangan_of(row) if item.halangan is which)


def test_what_holds_comes_before_what_is_left_out() -> None:
    found = halangan_of(CLEAN | {"s0": 1, "s4": 1, "terpakai": 101, "kyc_kurang": 1})
    assert [item.aturan.menahan for item in found] == [True, True, True, False]
    assert set(ATURAN) == set(Halangan)
