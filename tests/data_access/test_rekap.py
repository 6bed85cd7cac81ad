"""Counting the rows again: the rekap is found wrong where it is, mended, and summed per kab."""

from __future__ import annotations

import sqlalchemy as sa

from data_access import rekap
from data_access.schema import REKAP_COUNTS, rekap_desa, rekap_kab, riwayat_desa, riwayat_kab, verivali
from data_access.session import current_engine
from domain.kalender import Program

PERIODE, KAB = 202611, 3277


def first_desa(connection: sa.Connection) -> int:
    query = sa.select(rekap_desa.c.desa).where(
        rekap_desa.c.periode == PERIODE, rekap_desa.c.program == Program.BSP, rekap_desa.c.kab == KAB
    )
    return connection.execute(query.order_by(rekap_desa.c.desa).limit(1)).scalar_one()


def test_a_wrong_count_is_named_and_recomputing_mends_it(own_database: str) -> None:
    with current_engine().begin() as work:
        desa = first_desa(work)
        wrong = (rekap_desa.c.desa == desa) & (rekap_desa.c.periode == PERIODE) & (rekap_desa.c.program == Program.BSP)
        work.execute(sa.update(rekap_desa).where(wrong).values(s0=rekap_desa.c.s0 + 3, total=rekap_desa.c.total + 3,
                                                               n1=rekap_desa.c.n1))  # fmt: skip
        (drift,) = rekap.compare_rekap(work, PERIODE, Program.BSP, KAB)
        assert drift.desa == desa
        assert set(drift.stored) == {"total", "s0"}
        assert drift.stored["total"] == drift.counted["total"] + 3
        rekap.recompute_rekap(work, PERIODE, Program.BSP, KAB)
        assert rekap.compare_rekap(work, PERIODE, Program.BSP) == []


def test_a_desa_without_rekap_and_a_rekap_without_rows_are_both_found(own_database: str) -> None:
    with current_engine().begin() as work:
        desa = first_desa(work)
        key = (verivali.c.kab == KAB) & (verivali.c.periode == PERIODE) & (verivali.c.program == Program.BSP)
        work.execute(sa.delete(verivali).where(key, verivali.c.desa == desa))
        (drift,) = rekap.compare_rekap(work, PERIODE, Program.BSP, KAB)
        assert drift.counted["total"] == 0
        rekap.recompute_rekap(work, PERIODE, Program.BSP, KAB)
        work.execute(sa.delete(rekap_desa).where(rekap_desa.c.periode == PERIODE, rekap_desa.c.kab == KAB))
        assert {drift.stored["total"] for drift in rekap.compare_rekap(work, PERIODE, Program.BSP, KAB)} == {0}


def test_recomputing_one_kab_leaves_the_others_alone(own_database: str) -> None:
    with current_engine().begin() as work:
        others = sa.select(rekap_desa).where(rekap_desa.c.kab != KAB).order_by(*rekap_desa.primary_key)
        before = work.execute(others).all()
        rekap.recompute_rekap(work, PERIODE, Program.BSP, KAB)
        rekap.rebuild_riwayat(work, PERIODE, Program.BSP, KAB)
        assert work.execute(others).all() == before


def test_the_kab_is_the_sum_of_its_desa_and_follows_them(own_database: str) -> None:
    with current_engine().begin() as work:
        desa = first_desa(work)
        one = (rekap_desa.c.desa == desa) & (rekap_desa.c.periode == PERIODE) & (rekap_desa.c.program == Program.BSP)
        work.execute(sa.delete(rekap_desa).where(one))
        work.execute(sa.delete(riwayat_desa).where(riwayat_desa.c.desa == desa, riwayat_desa.c.periode == PERIODE))
        rekap.refresh_kab(work, PERIODE, Program.BSP, KAB)
        kab = work.execute(
            sa.select(rekap_kab).where(
                rekap_kab.c.kab == KAB, rekap_kab.c.periode == PERIODE, rekap_kab.c.program == Program.BSP
            )
        ).mappings()
        sums = work.execute(
            sa.select(*(sa.func.sum(rekap_desa.c[name]).label(name) for name in REKAP_COUNTS)).where(
                rekap_desa.c.kab == KAB, rekap_desa.c.periode == PERIODE, rekap_desa.c.program == Program.BSP
            )
        ).mappings()
        expected = sums.one()
        stored = kab.one()
        assert {name: stored[name] for name in REKAP_COUNTS} == dict(expected)
        by_day = [
            work.execute(
                sa.select(table.c.tanggal, sa.func.sum(table.c.diisi), sa.func.sum(table.c.final))
                .where(table.c.kab == KAB, table.c.periode == PERIODE, table.c.program == Program.BSP)
                .group_by(table.c.tanggal)
                .order_by(table.c.tanggal)
            ).all()
            for table in (riwayat_kab, riwayat_desa)
        ]
        assert by_day[0] == by_day[1]
