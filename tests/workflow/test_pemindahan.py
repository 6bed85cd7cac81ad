"""Households moved inside their kab: who may, what stands in the way, and that every count follows and comes back."""

# ruff: noqa: S311 - shuffling test rows needs no secret

from __future__ import annotations

import contextlib
import io
import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from data_access import rekap
from data_access.batch import hold_batch
from data_access.schema import (
    audit,
    batch,
    individu,
    klaim,
    kuota,
    pemindahan,
    rekap_desa,
    rekap_register,
    riwayat_desa,
    rumah_tangga,
    usulan,
    verivali,
)
from data_access.session import current_engine, make_engine, unit_of_work, use_engine
from domain.access import Actor, Role
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.pemindahan import LANGKAH, Isian, StatePemindahan
from domain.usulan import JenisUsulan
from tests.factories import KAB, KEY, NOW, PERIODE, PROGRAM, SAAT, add_case, clear, imported, set_kuota
from workflow import pemindahan as alur

DESA = (3277011001, 3277011002, 3277021001)
OPERATOR_DESA = Actor(21, "operator.melong", "Operator Melong", Role.OPERATOR_DESA, DESA[0])
OPERATOR = Actor(22, "operator.kab", "Operator", Role.OPERATOR_KAB, KAB)
SUPERVISOR = Actor(23, "supervisor", "Supervisor", Role.SUPERVISOR_KAB, KAB, totp=True)
KEPALA = Actor(24, "kepala", "Kepala Dinas", Role.KEPALA_DINAS, KAB)
NEIGHBOUR = Actor(25, "tetangga", "Supervisor Tetangga", Role.SUPERVISOR_KAB, 3218)
ISIAN = Isian("domisili", "Ikut anak", None)


def _paper() -> alur.Dokumen:
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(picture, "PNG")
    return alur.Dokumen("surat.png", "image/png", picture.getvalue())


PAPER = _paper()


OPEN = sa.and_(*(batch.c[name] == value for name, value in KEY.params().items()))


def put_batch(url: str, state: str, of: Any = OPEN) -> None:
    """Batches in a state, without the steps that lead there: the guards of the database are away for it."""
    owner = make_engine(url, owner=True)
    with owner.begin() as work:
        work.exec_driver_sql("SET LOCAL session_replication_role = replica")
        if not work.execute(sa.update(batch).where(of).values(state=state)).rowcount:
            work.execute(sa.insert(batch).values(**KEY.params(), state=state))
    owner.dispose()


@pytest.fixture
def register(own_database: str) -> list[sa.Row[Any]]:
    """Thirty households of the first desa, KPM of the open periode first; nobody has a case."""
    r = rumah_tangga
    # What was finalised before has its SK.
    put_batch(own_database, "ditetapkan", sa.and_(batch.c.kab == KAB, batch.c.state != "terbuka"))
    with unit_of_work() as work:
        clear(work)
        # Persons and families of the sample that are in two desa at once would stand in the way.
        work.execute(sa.update(individu).where(individu.c.kab == KAB).values(nik=None))
        work.execute(sa.update(r).where(r.c.kab == KAB).values(no_kk=None))
        query = (
            sa.select(r)
            .join(verivali, sa.and_(verivali.c.kab == r.c.kab, verivali.c.ruta == r.c.id))
            .where(r.c.kab == KAB, r.c.desa == DESA[0], verivali.c.periode == PERIODE, verivali.c.program == PROGRAM)
            .order_by(r.c.id)
            .limit(30)
        )
        return list(work.execute(query).all())


def propose(homes: list[Any], tujuan: int = DESA[1], actor: Actor = OPERATOR, isian: Isian = ISIAN) -> list[int]:
    return alur.ajukan(actor, KAB, [home.id for home in homes], tujuan, isian, PAPER, saat=SAAT)


def approve(numbers: list[int], actor: Actor = SUPERVISOR, saat: datetime = SAAT) -> int:
    return alur.setujui(actor, KAB, numbers, now=NOW, saat=saat)


def where_is(ruta: int) -> Any:
    with current_engine().connect() as read:
        return read.execute(sa.select(rumah_tangga).where(rumah_tangga.c.kab == KAB, rumah_tangga.c.id == ruta)).one()


def state_of(number: int) -> str:
    with current_engine().connect() as read:
        query = sa.select(pemindahan.c.state).where(pemindahan.c.kab == KAB, pemindahan.c.id == number)
        return str(read.execute(query).scalar_one())


def totals() -> dict[str, Any]:
    """What a move must leave as it was: sums of the kab, and what is left of the kuota in each desa."""
    names = ("total", "s0", "s1", "s2", "s3", "s4", "s5", "n1", "n2", "n3", "n4", "n5", "kyc_lengkap")
    with current_engine().connect() as read:
        found: dict[str, Any] = {}
        for table in (rekap_desa, kuota, riwayat_desa, rekap_register):
            columns = [c for c in table.c if c.name in (*names, "kuota", "awal", "disetujui", "diisi", "terimpor",
                       "diperiksa", "final", "nonaktif", "ruta", "art", "d1", "p1")]  # fmt: skip
            query = sa.select(*(sa.func.sum(c) for c in columns)).where(table.c.kab == KAB)
            found[table.name] = tuple(read.execute(query).one())
        gone = rekap_desa.c.n3 + rekap_desa.c.n4 + rekap_desa.c.n5
        query = (
            sa.select(kuota.c.periode, kuota.c.desa, kuota.c.kuota - kuota.c.awal + sa.func.coalesce(gone, 0)
                      - kuota.c.disetujui)
            .outerjoin(
                rekap_desa, sa.and_(*(rekap_desa.c[n] == kuota.c[n] for n in ("kab", "periode", "program", "desa")))
            )
            .where(kuota.c.kab == KAB, kuota.c.desa > 0)
            .order_by(kuota.c.periode, kuota.c.desa)
        )  # fmt: skip
        found["sisa"] = [tuple(row) for row in read.execute(query)]
        return found


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the kab that a move writes, but for the moments of the last write."""
    tables = (rumah_tangga, verivali, usulan, kuota, rekap_desa, rekap_register, riwayat_desa)
    left_out = {"diubah", "terakhir", "dihitung"}
    found: dict[str, list[tuple[Any, ...]]] = {}
    with current_engine().connect() as read:
        for table in tables:
            columns = [c for c in table.c if c.name not in left_out]
            rows = [tuple(row) for row in read.execute(sa.select(*columns).where(table.c.kab == KAB))]
            # A desa or day with nothing left counts as none.
            keys = len(table.primary_key)
            if table in (rekap_desa, riwayat_desa):
                rows = [row for row in rows if any(row[keys:])]
            found[table.name] = sorted(rows, key=str)
    return found


def drift() -> list[Any]:
    with current_engine().connect() as read:
        return [
            found
            for periode, program in read.execute(sa.select(batch.c.periode, batch.c.program).distinct()).all()
            for found in rekap.compare_rekap(read, periode, program, KAB)
        ]


def cumulative() -> dict[tuple[Any, ...], int]:
    counts = ("diisi", "terimpor", "diperiksa", "final", "nonaktif")
    keys = ("periode", "program", "desa")
    with current_engine().connect() as read:
        rows = read.execute(
            sa.select(*(riwayat_desa.c[k] for k in keys), *(sa.func.sum(riwayat_desa.c[n]).label(n) for n in counts))
            .where(riwayat_desa.c.kab == KAB)
            .group_by(*(riwayat_desa.c[k] for k in keys))
        ).mappings()
        return {(*(row[k] for k in keys), n): int(row[n]) for row in rows for n in counts if row[n]}


def recounted() -> dict[tuple[Any, ...], int]:
    """The history as counting the rows gives it, left as it was."""
    with current_engine().connect() as read:
        rounds = read.execute(
            sa.select(verivali.c.periode, verivali.c.program).where(verivali.c.kab == KAB).distinct()
        ).all()
    with current_engine().connect() as work:
        for periode, program in rounds:
            rekap.rebuild_riwayat(work, periode, program, KAB)
        counts = ("diisi", "terimpor", "diperiksa", "final", "nonaktif")
        keys = ("periode", "program", "desa")
        rows = work.execute(
            sa.select(*(riwayat_desa.c[k] for k in keys), *(sa.func.sum(riwayat_desa.c[n]).label(n) for n in counts))
            .where(riwayat_desa.c.kab == KAB)
            .group_by(*(riwayat_desa.c[k] for k in keys))
        ).mappings()
        found = {(*(row[k] for k in keys), n): int(row[n]) for row in rows for n in counts if row[n]}
        work.rollback()
    return found


def test_a_household_moves_with_members_counts_cases_and_its_place(register: list[Any]) -> None:
    home = register[0]
    with unit_of_work() as work:
        imported(work, home, 1)
        case = add_case(work, 1, home, JenisUsulan.PERBAIKAN)
    before = totals()
    places, first = kuota_of(DESA[0])
    numbers = propose([home], isian=Isian("domisili", "Ikut anak", "JL BARU NO 1 RT 2"))
    assert where_is(home.id).desa == DESA[0]
    assert approve(numbers) == 1
    assert kuota_of(DESA[0]) == (places - 1, first - 1)
    moved = where_is(home.id)
    assert (moved.desa, moved.desa_lama, moved.tgl_pindah, moved.oleh_pindah) == (DESA[1], DESA[0], NOW.date(), 23)
    assert (moved.alamat, moved.nama_sls, moved.di_luar_desa) == ("JL BARU NO 1 RT 2", None, None)
    with current_engine().connect() as read:
        assert (
            read.execute(sa.select(usulan.c.desa).where(usulan.c.kab == KAB, usulan.c.id == case)).scalar() == DESA[1]
        )
        rows = read.execute(
            sa.select(verivali.c.desa, batch.c.state)
            .outerjoin(batch, sa.and_(*(batch.c[n] == verivali.c[n] for n in ("kab", "periode", "program"))))
            .where(verivali.c.kab == KAB, verivali.c.ruta == home.id)
        ).all()
        assert all(desa == (DESA[0] if state == "ditetapkan" else DESA[1]) for desa, state in rows)
        act = read.execute(sa.select(audit).where(audit.c.kab == KAB).order_by(audit.c.urut.desc())).first()
    assert act is not None
    assert (act.aksi, act.sesudah["tempat_kuota"]) == ("pemindahan.setujui", 1)
    assert totals() == before
    assert drift() == []


def kuota_of(desa: int) -> tuple[int, int]:
    with current_engine().connect() as read:
        query = sa.select(kuota.c.kuota, kuota.c.awal).where(
            kuota.c.kab == KAB, kuota.c.periode == PERIODE, kuota.c.program == PROGRAM, kuota.c.desa == desa
        )
        places, first = read.execute(query).one()
        return places, first


def test_a_kpm_found_nonaktif_leaves_the_place_that_it_freed(register: list[Any]) -> None:
    home = register[0]
    with unit_of_work() as work:
        imported(work, home, 3)
    before, places = totals(), kuota_of(DESA[0])
    approve(propose([home]))
    assert kuota_of(DESA[0]) == (places[0], places[1] - 1)
    assert totals() == before


def test_an_approved_usulan_takes_its_place_along(register: list[Any]) -> None:
    r = rumah_tangga
    with unit_of_work() as work:
        home = work.execute(
            sa.select(r).where(r.c.kab == KAB, r.c.desa == DESA[0], ~sa.exists().where(
                verivali.c.kab == r.c.kab, verivali.c.ruta == r.c.id, verivali.c.periode == PERIODE,
                verivali.c.program == PROGRAM)).limit(1)
        ).one()  # fmt: skip
        add_case(work, 1, home, JenisUsulan.BSP, status=2)
        work.execute(
            sa.update(kuota)
            .where(kuota.c.kab == KAB, kuota.c.periode == PERIODE, kuota.c.program == PROGRAM,
                   kuota.c.desa.in_([0, DESA[0]]))
            .values(disetujui=kuota.c.disetujui + 1)
        )  # fmt: skip
        set_kuota(work, DESA[0], 3)
    before = totals()
    assert approve(propose([home])) == 1
    assert totals() == before


def test_a_move_taken_back_leaves_no_trace_in_register_or_counts(register: list[Any]) -> None:
    with unit_of_work() as work:
        for number, home in enumerate(register[:6]):
            imported(work, home, 1 + number % 5)
            add_case(work, number, home, JenisUsulan.PERBAIKAN)
    before = everything()
    numbers = propose(register[:6], isian=Isian("relokasi", "", "RELOKASI BLOK A"))
    approve(numbers)
    assert everything() != before
    alur.batalkan(KEPALA, KAB, numbers, "Salah pilih desa", saat=SAAT + timedelta(hours=1))
    assert everything() == before
    assert drift() == []
    assert {state_of(number) for number in numbers} == {"dibatalkan"}


def test_random_moves_keep_every_count_equal_to_counting_the_rows(register: list[Any]) -> None:
    rng = random.Random(7)
    with unit_of_work() as work:
        for home in register[:20]:
            if rng.random() < 0.7:
                imported(work, home, rng.randint(1, 5))
        rounds = work.execute(
            sa.select(verivali.c.periode, verivali.c.program).where(verivali.c.kab == KAB).distinct()
        ).all()
        for periode, program in rounds:
            rekap.recompute_rekap(work, periode, program, KAB)
            rekap.rebuild_riwayat(work, periode, program, KAB)
    before, moved = totals(), []
    for step in range(12):
        saat = SAAT + timedelta(minutes=step)
        if moved and rng.random() < 0.3:
            number = moved.pop(rng.randrange(len(moved)))
            # Refused where the household has moved on since.
            with contextlib.suppress(RuleViolation):
                alur.batalkan(KEPALA, KAB, [number], "Salah pilih desa", saat=saat)
        else:
            target = rng.choice(DESA)
            some = [home for home in rng.sample(register, 4) if where_is(home.id).desa != target]
            if some:
                numbers = propose(some, target)
                approve(numbers, saat=saat)
                moved += numbers
        assert totals() == before
        assert drift() == []
    assert cumulative() == recounted()


def _in_other_kab(work: Any) -> int:
    query = sa.select(rumah_tangga.c.desa).where(rumah_tangga.c.kab == 3218).limit(1)
    return int(work.execute(query).scalar_one())


def test_a_target_in_another_kab_or_above_a_desa_is_refused(register: list[Any]) -> None:
    with current_engine().connect() as read:
        other = _in_other_kab(read)
    for target in (other, KAB, 327701, 9999999999, 0):
        with pytest.raises(InvalidInput, match="kab/kota yang sama"):
            propose(register[:1], target)


def test_what_stands_in_the_way_is_told_by_household(register: list[Any]) -> None:
    first, second, third, fourth, fifth = register[:5]
    with unit_of_work() as work:
        there = work.execute(
            sa.select(rumah_tangga).where(rumah_tangga.c.kab == KAB, rumah_tangga.c.desa == DESA[1]).limit(1)
        ).one()
        for home in (there, first):
            work.execute(
                sa.update(rumah_tangga).where(rumah_tangga.c.kab == KAB, rumah_tangga.c.id == home.id)
                .values(no_kk=3277010101010001)
            )  # fmt: skip
        for home in (there, second):
            member = work.execute(
                sa.select(individu.c.id).where(individu.c.kab == KAB, individu.c.ruta == home.id).limit(1)
            ).scalar_one()
            work.execute(
                sa.update(individu).where(individu.c.kab == KAB, individu.c.id == member)
                .values(nik=3277014101900001, sta_art=1)
            )  # fmt: skip
        case = add_case(work, 1, third, JenisUsulan.PERBAIKAN)
        work.execute(sa.insert(klaim).values(kab=KAB, usulan=case, pengguna=99, sampai=SAAT + timedelta(minutes=3)))
    propose([fourth])
    for home, why in (
        (first, "nomor KK-nya"), (second, "NIK anggotanya"), (third, "sedang diperiksa"), (fourth, "menunggu"),
    ):  # fmt: skip
        with pytest.raises(RuleViolation, match=why) as refused:
            propose([home, fifth])
        assert home.nama_krt in refused.value.message
        assert there.nama_krt not in refused.value.message or there.nama_krt == home.nama_krt
    with pytest.raises(RuleViolation, match="sudah berada di desa tujuan"):
        propose([fifth], DESA[0])


def test_a_month_that_waits_for_its_decree_keeps_nobody_whom_the_next_has(
    register: list[Any], own_database: str
) -> None:
    past = sa.and_(batch.c.kab == KAB, batch.c.program == PROGRAM, batch.c.periode == 202610)
    put_batch(own_database, "disetujui_pfm", past)
    home = register[0]
    with current_engine().connect() as read:
        of = sa.and_(verivali.c.kab == KAB, verivali.c.ruta == home.id, verivali.c.program == PROGRAM)
        months = dict(read.execute(sa.select(verivali.c.periode, verivali.c.desa).where(of)).all())
        assert {202610, PERIODE} <= set(months)
        approve(propose([home]))
        assert where_is(home.id).desa == DESA[1]
        after = dict(read.execute(sa.select(verivali.c.periode, verivali.c.desa).where(of)).all())
    assert (after[202610], after[PERIODE]) == (months[202610], DESA[1])


@pytest.mark.parametrize("state", ["difinalisasi", "surat_dibuat", "disahkan", "dikembalikan", "disetujui_pfm"])
def test_a_household_of_a_locked_batch_stays_until_it_is_decreed(
    register: list[Any], own_database: str, state: str
) -> None:
    home = register[0]
    numbers = propose([home])
    put_batch(own_database, state)
    with pytest.raises(RuleViolation, match="BSP/Sembako November 2026"):
        approve(numbers)
    assert (where_is(home.id).desa, state_of(numbers[0])) == (DESA[0], "diajukan")
    put_batch(own_database, "ditetapkan")
    before = totals()
    approve(numbers)
    assert where_is(home.id).desa == DESA[1]
    # What was decreed says what it said.
    with current_engine().connect() as read:
        row = read.execute(
            sa.select(verivali.c.desa).where(verivali.c.kab == KAB, verivali.c.ruta == home.id,
                                             verivali.c.periode == PERIODE, verivali.c.program == PROGRAM)
        )  # fmt: skip
        assert row.scalar_one() == DESA[0]
    assert totals() == before


def test_a_move_is_taken_back_only_until_finalisasi_and_while_nothing_changed(
    register: list[Any], own_database: str
) -> None:
    changed, visited, locked = register[:3]
    numbers = propose([changed, visited, locked])
    with unit_of_work() as work:
        imported(work, locked, 1)
    approve(numbers)
    with unit_of_work() as work:
        of = sa.and_(rumah_tangga.c.kab == KAB, rumah_tangga.c.id == changed.id)
        work.execute(sa.update(rumah_tangga).where(of).values(diubah=SAAT + timedelta(hours=1)))
        of = sa.and_(verivali.c.kab == KAB, verivali.c.ruta == visited.id, verivali.c.periode == PERIODE)
        work.execute(sa.update(verivali).where(of).values(diubah=SAAT + timedelta(hours=1)))
    for number, why in ((numbers[0], "data rumah tangga diperbaiki"), (numbers[1], "hasil verivali")):
        with pytest.raises(RuleViolation, match=why):
            alur.batalkan(KEPALA, KAB, [number], "Salah pilih desa", saat=SAAT)
    put_batch(own_database, "difinalisasi")
    with pytest.raises(RuleViolation, match="sudah difinalisasi"):
        alur.batalkan(KEPALA, KAB, [numbers[2]], "Salah pilih desa", saat=SAAT)
    assert {where_is(home.id).desa for home in (changed, visited, locked)} == {DESA[1]}


def test_a_place_that_was_given_away_since_cannot_come_back(register: list[Any]) -> None:
    numbers = propose(register[:1])
    assert approve(numbers) == 1
    with unit_of_work() as work:
        of = sa.and_(
            kuota.c.kab == KAB, kuota.c.periode == PERIODE, kuota.c.program == PROGRAM, kuota.c.desa == DESA[1]
        )
        work.execute(sa.update(kuota).where(of).values(kuota=0))
    with pytest.raises(RuleViolation, match="dibagi ulang"):
        alur.batalkan(KEPALA, KAB, numbers, "Salah pilih desa", saat=SAAT)
    assert (where_is(register[0].id).desa, state_of(numbers[0])) == (DESA[1], "dipindah")


def test_nobody_approves_or_refuses_what_they_proposed(register: list[Any]) -> None:
    numbers = propose(register[:2], actor=SUPERVISOR)
    with pytest.raises(RuleViolation, match="orang lain"):
        approve(numbers)
    with pytest.raises(RuleViolation, match="orang lain"):
        alur.tolak(SUPERVISOR, KAB, numbers, "Tidak jadi", saat=SAAT)
    with pytest.raises(AccessDenied):
        alur.tarik(OPERATOR, KAB, numbers, saat=SAAT)
    alur.tarik(SUPERVISOR, KAB, numbers[:1], saat=SAAT)
    approve(numbers[1:], KEPALA)
    assert [state_of(number) for number in numbers] == ["dibatalkan", "dipindah"]


def test_an_operator_desa_proposes_from_the_own_desa_only(register: list[Any]) -> None:
    propose(register[:1], actor=OPERATOR_DESA)
    with current_engine().connect() as read:
        other = read.execute(
            sa.select(rumah_tangga).where(rumah_tangga.c.kab == KAB, rumah_tangga.c.desa == DESA[1]).limit(1)
        ).one()
    with pytest.raises(AccessDenied):
        propose([other], DESA[0], actor=OPERATOR_DESA)
    with pytest.raises(AccessDenied):
        propose([register[1], other], DESA[2], actor=OPERATOR_DESA)


_ROLE_WILAYAH = {
    Role.OPERATOR_DESA: (DESA[0], 3218012001),
    Role.OPERATOR_KECAMATAN: (327701, 321801),
    Role.DINSOS_PROVINSI: (32, 33),
    **dict.fromkeys((Role.OPERATOR_KAB, Role.SUPERVISOR_KAB, Role.KEPALA_DINAS, Role.KEPALA_DAERAH), (KAB, 3218)),
    **dict.fromkeys((Role.BPS, Role.PIMPINAN, Role.AUDITOR), (KAB, 3218)),
    **dict.fromkeys((Role.PUSDATIN, Role.PFM, Role.MENTERI), (0, 0)),
}


def take(actor: Actor, kode: str, number: int, home: Any) -> None:
    acts: dict[str, Callable[[], object]] = {
        "ajukan": lambda: propose([home], actor=actor),
        "tarik": lambda: alur.tarik(actor, KAB, [number], saat=SAAT),
        "setujui": lambda: approve([number], actor),
        "tolak": lambda: alur.tolak(actor, KAB, [number], "Surat tidak sah", saat=SAAT),
        "batalkan": lambda: alur.batalkan(actor, KAB, [number], "Salah pilih desa", saat=SAAT),
    }
    acts[kode]()


def put(number: int, state: str, pengaju: int) -> None:
    with unit_of_work() as work:
        of = sa.and_(pemindahan.c.kab == KAB, pemindahan.c.id == number)
        work.execute(sa.update(pemindahan).where(of).values(state=state, pengaju=pengaju))


def test_every_step_is_refused_to_every_role_that_has_it_not_and_outside_its_wilayah(register: list[Any]) -> None:
    home = register[0]
    number = propose([home])[0]
    for step in LANGKAH:
        for role in Role:
            for inside, wilayah in zip((True, False), _ROLE_WILAYAH[role], strict=True):
                actor = Actor(40, "uji", "Uji", role, wilayah, totp=True)
                assert step.izin is not None
                if actor.may(step.izin) and inside and wilayah:
                    continue
                put(number, str(next(iter(step.dari), "diajukan")), 40 if step.kode == "tarik" else 22)
                with pytest.raises(AccessDenied):
                    take(actor, step.kode, number, home)
    assert where_is(home.id).desa == DESA[0]


def test_every_step_is_taken_by_each_role_that_has_it_and_on_any_day(register: list[Any]) -> None:
    homes = iter(register)
    late = NOW + timedelta(days=400)
    for step in LANGKAH:
        for role in Role:
            actor = Actor(40, "uji", "Uji", role, _ROLE_WILAYAH[role][0], totp=True)
            assert step.izin is not None
            assert step.kegiatan is None
            if not actor.may(step.izin):
                continue
            home = next(homes)
            if step.kode == "ajukan":
                assert state_of(propose([home], actor=actor)[0]) == step.ke
                continue
            number = propose([home], actor=actor if step.kode == "tarik" else OPERATOR)[0]
            if StatePemindahan.DIPINDAH in step.dari:
                alur.setujui(KEPALA, KAB, [number], now=late, saat=SAAT)
            take(actor, step.kode, number, home)
            assert state_of(number) == step.ke
            # No step leads out of where it ended but those of the table.
            for other in LANGKAH:
                if other.kode != "ajukan" and step.ke not in other.dari:
                    with pytest.raises(RuleViolation):
                        take(Actor(22 if other.kode == "tarik" else 99, "x", "X", Role.SUPERVISOR_KAB, KAB),
                             other.kode, number, home)  # fmt: skip


def test_the_next_kab_cannot_touch_a_move(register: list[Any]) -> None:
    number = propose(register[:1])[0]
    for kode in ("setujui", "tolak", "batalkan", "tarik"):
        with pytest.raises(AccessDenied):
            take(NEIGHBOUR, kode, number, register[0])
    with pytest.raises(AccessDenied):
        alur.setujui(NEIGHBOUR, 3218, [number], now=NOW, saat=SAAT)


def _together(acts: list[Callable[[], object]], url: str) -> list[BaseException | None]:
    """Run acts at one moment, each in a thread; what each raised."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)
    use_engine(wide := make_engine(url, pool_size=len(acts)))

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except (RuleViolation, AccessDenied) as refused:
            results[place] = refused  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        wide.dispose()
    return results


def test_of_eight_who_approve_one_move_one_does_and_nothing_moves_twice(register: list[Any], own_database: str) -> None:
    before, engine = totals(), current_engine()
    numbers = propose(register[:5])
    actors = [Actor(50 + n, f"s{n}", f"S{n}", Role.SUPERVISOR_KAB, KAB, totp=True) for n in range(8)]
    try:
        results = _together([lambda who=who: approve(numbers, who) for who in actors], own_database)
    finally:
        use_engine(engine)
    assert sum(result is None for result in results) == 1
    assert totals() == before
    assert drift() == []


def close(url: str) -> None:
    """What every finalisasi does first and last: hold the batch alone, and leave it locked."""
    owner = make_engine(url, owner=True)
    with owner.begin() as work:
        hold_batch(work, KEY)
        work.exec_driver_sql("SET LOCAL session_replication_role = replica")
        work.execute(sa.update(batch).where(OPEN).values(state="difinalisasi"))
    owner.dispose()


def test_moves_against_each_other_and_a_finalisasi_leave_no_half_state(register: list[Any], own_database: str) -> None:
    engine = current_engine()
    with unit_of_work() as work:
        for home in register[:8]:
            imported(work, home, 1)
        of = sa.and_(verivali.c.kab == KAB, verivali.c.periode == PERIODE, verivali.c.program == PROGRAM)
        work.execute(sa.update(verivali).where(of, verivali.c.ruta.in_([h.id for h in register[:8]])).values(status=3))
        rekap.recompute_rekap(work, PERIODE, PROGRAM)
    proposals = [propose([home], DESA[1 + place % 2]) for place, home in enumerate(register[:7])]
    before = totals()["kuota"], totals()["rekap_desa"][0]
    acts: list[Callable[[], object]] = [lambda n=n: approve(n) for n in proposals]
    acts.insert(3, lambda: close(own_database))
    try:
        results = _together(acts, own_database)
    finally:
        use_engine(engine)
    assert results.pop(3) is None
    for number, home, result in zip(proposals, register, results, strict=False):
        there = where_is(home.id).desa
        assert (state_of(number[0]) == "dipindah") == (result is None) == (there != DESA[0])
        with current_engine().connect() as read:
            row = read.execute(sa.select(verivali.c.desa).where(of, verivali.c.ruta == home.id)).scalar_one()
        assert row == there
    assert (totals()["kuota"], totals()["rekap_desa"][0]) == before
    assert drift() == []


def test_a_paper_is_checked_by_what_it_holds() -> None:
    for name, content, why in (
        ("surat.exe", b"MZ", "Jenis dokumen"),
        ("surat.pdf", b"<html>", "tidak sesuai"),
        ("surat.pdf", b"%PDF-1.7 bukan apa-apa", "tidak dapat dibuka"),
        ("surat.png", b"", "kosong"),
        ("surat.png", b"x" * (alur.LARGEST + 1), "terlalu besar"),
    ):
        with pytest.raises(InvalidInput, match=why):
            alur.periksa_dokumen(name, content)
    paper = alur.periksa_dokumen("../../Surat Kepindahan.PNG", PAPER.isi)
    assert (paper.nama, paper.mime) == ("Surat Kepindahan.PNG", "image/png")
