"""What stands in the way of a kab is the sum of what its desa show, and is counted from the rows as they are."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from data_access.kesiapan import (
    Sumber,
    halangan_desa,
    halangan_menahan,
    kesiapan_per_kab,
    read_hitungan,
    read_kesiapan,
)
from data_access.progres import read_rekap
from data_access.schema import kuota, verivali
from data_access.session import unit_of_work
from data_access.verivali_store import BatchKey
from domain.access import Scope
from domain.halangan import Halangan
from domain.kesiapan import Kesiapan
from domain.kode import INDONESIA, Level
from domain.usulan import JenisUsulan
from tests.conftest import TODAY
from tests.factories import KAB, KEY, PERIODE, PROGRAM, add_case, clear, homes, imported, papers, set_kuota

DTKS = 2


def _desa(connection: sa.Connection, kab: int) -> list[int]:
    query = "SELECT kode FROM wilayah WHERE level = 4 AND prov = :prov AND kab = :kab"
    return list(connection.execute(sa.text(query), {"prov": kab // 100, "kab": kab}).scalars())


@pytest.mark.parametrize("program", [PROGRAM, DTKS])
def test_the_obstacles_of_a_kab_are_those_that_its_desa_show(connection: sa.Connection, program: int) -> None:
    board = kesiapan_per_kab(connection, Scope(INDONESIA), program, PERIODE)
    for kab in (3277, 3218):
        shown: Counter[Halangan] = Counter()
        for desa in _desa(connection, kab):
            for item in halangan_desa(connection, Scope(desa), program, PERIODE):
                shown[item.halangan] += item.jumlah
        own = read_kesiapan(connection, BatchKey(kab, PERIODE, program))
        counted = {item.halangan: item.jumlah for item in own.temuan}
        assert {which: n for which, n in counted.items() if which is not Halangan.KUOTA_KAB_LEBIH} == shown
        assert counted == {item.halangan: item.jumlah for item in board[kab].temuan}
        assert own == board[kab]


def test_what_is_used_of_a_kuota_is_what_the_map_says(connection: sa.Connection) -> None:
    found = read_hitungan(connection, Scope(KAB), PROGRAM, PERIODE)
    table = read_rekap(connection, Scope(KAB), Level.DESA, PROGRAM, PERIODE, TODAY).set_index("kode")
    for desa, used in zip(found["desa"].tolist(), found["terpakai"].tolist(), strict=True):
        assert used == table.loc[desa, "terpakai"]


def test_counts_kept_and_counts_taken_again_agree(connection: sa.Connection) -> None:
    kept, again = (read_hitungan(connection, Scope(KAB), PROGRAM, PERIODE, sumber) for sumber in Sumber)
    for name, column in kept.items():
        assert sorted(zip(kept["desa"], column, strict=True)) == sorted(zip(again["desa"], again[name], strict=True))


def test_only_what_would_enter_the_batch_asks_for_papers(own_database: str) -> None:
    with unit_of_work() as work:
        clear(work)
        home = homes(work, 1)[0]
        papers(work, home.desa, berita_acara=True, bnba=False)
        add_case(work, 1, home, JenisUsulan.BSP)
        waiting = _holding(work)
        add_case(work, 2, home, JenisUsulan.BSP, status=2)
        assert Halangan.TANPA_BNBA not in waiting
        assert _holding(work)[Halangan.TANPA_BNBA] == 1


def test_the_kab_holds_when_its_own_kuota_is_exceeded_though_no_desa_is(own_database: str) -> None:
    with unit_of_work() as work:
        clear(work)
        of = sa.and_(kuota.c.kab == KAB, kuota.c.periode == PERIODE, kuota.c.program == PROGRAM)
        work.execute(sa.update(kuota).where(of).values(kuota=100_000))
        assert not {Halangan.KUOTA_LEBIH, Halangan.KUOTA_KAB_LEBIH} & set(_holding(work))
        set_kuota(work, homes(work, 1)[0].desa, 5, kab_free=-3)
        assert _holding(work)[Halangan.KUOTA_KAB_LEBIH] == 3


def test_a_returned_row_and_an_incomplete_kyc_hold_and_an_unvisited_row_does_not(own_database: str) -> None:
    with unit_of_work() as work:
        clear(work)
        home = homes(work, 1)[0]
        imported(work, home, 1)
        before = _holding(work)
        of = sa.and_(verivali.c.kab == KAB, verivali.c.periode == PERIODE, verivali.c.ruta == home.id)
        work.execute(sa.update(verivali).where(of).values(status=4, kyc_lengkap=False))
        after = _holding(work)
    for which in (Halangan.DIKEMBALIKAN, Halangan.KYC):
        assert after[which] == before.get(which, 0) + 1
    assert Halangan.BELUM_DIKUNJUNGI not in after


def test_a_kab_without_a_prelist_has_nothing_in_its_way(connection: sa.Connection) -> None:
    assert read_kesiapan(connection, BatchKey(1101, PERIODE, PROGRAM)) == Kesiapan()


def _holding(work: sa.Connection) -> dict[Halangan, int]:
    return {item.halangan: item.jumlah for item in halangan_menahan(work, KEY)}
