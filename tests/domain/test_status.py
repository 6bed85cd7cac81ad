"""The state machine of one household's verivali, step by step."""

from __future__ import annotations

import itertools

import pytest

from domain.status import StaKeberadaan, StatusVerivali, may_become, needs_kyc

S = StatusVerivali
ALLOWED = {
    (S.BELUM_DIKUNJUNGI, S.DIISI),
    (S.DIISI, S.DIISI),
    (S.DIISI, S.TERIMPOR),
    (S.TERIMPOR, S.DISETUJUI),
    (S.TERIMPOR, S.DIKEMBALIKAN),
    (S.DIKEMBALIKAN, S.DIISI),
    (S.DISETUJUI, S.FINAL),
}


@pytest.mark.parametrize(("now", "then"), list(itertools.product(S, S)))
def test_every_step_is_allowed_or_refused_as_the_regulation_has_it(now: S, then: S) -> None:
    assert may_become(now, then) == ((now, then) in ALLOWED)


@pytest.mark.parametrize("sta", StaKeberadaan)
def test_a_household_found_needs_kyc_and_one_that_is_nonaktif_does_not(sta: StaKeberadaan) -> None:
    assert needs_kyc(sta) == (sta in (StaKeberadaan.DITEMUKAN_TETAP, StaKeberadaan.DITEMUKAN_BERUBAH))
