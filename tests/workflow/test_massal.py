"""One decision on many cases: the plan, what each case got, the second person, interruption, undo as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data_access import massal_store, rekap
from data_access import pemeriksaan_store as store
from data_access.schema import (
    audit,
    calon_ganda,
    klaim,
    kuota,
    rumah_tangga,
    tindakan,
    tindakan_kasus,
    usulan,
    verivali,
)
from data_access.session import unit_of_work
from domain.access import Actor, Role
from domain.antrean import Antre, SaringanAntrean
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.setelan_periksa import SetelanPeriksa
from domain.status import StatusUsulan, StatusVerivali
from domain.tindakan import StateTindakan, Tindakan
from domain.usulan import JenisUsulan, Keputusan, Tab
from tests import factories as f
from tests.workflow.test_pemeriksaan import ASEP, NEIGHBOUR, OTHERS, RINA, dump
from workflow import massal, massal_kerja

PUSDATIN = Actor(90, "pusdatin", "Ratna Wulandari", Role.PUSDATIN, 0)
SEMUA = SaringanAntrean()


def plan(actor: Actor = ASEP, saringan: SaringanAntrean = SEMUA, keputusan: Keputusan = Keputusan.SETUJUI) -> Any:
    return massal.rencanakan(actor, f.KAB, saringan, keputusan, now=f.NOW, saat=f.SAAT)


def run(jumlah: int, actor: Actor = ASEP, saringan: SaringanAntrean = SEMUA, **values: Any) -> Tindakan:
    keputusan = values.pop("keputusan", Keputusan.SETUJUI)
    return massal.jalankan(
        actor, f.KAB, saringan, keputusan, jumlah=jumlah, now=f.NOW, saat=datetime.now(UTC), **values
    )


def act_of(number: int) -> Tindakan:
    with unit_of_work() as work:
        act = store.read_act(work, f.KAB, number)
    assert act is not None
    return act


@pytest.fixture
def many(own_database: str) -> list[Any]:
    """Twelve BSP cases in one desa with three free places; the last two cannot be approved."""
    with unit_of_work() as work:
        f.clear(work)
        found = f.homes(work, 80, kpm=False)
        homes = [home for home in found if home.desa == found[0].desa][:12]
        assert len(homes) == 12
        f.papers(work, homes[0].desa)
        f.set_kuota(work, homes[0].desa, 3)
        for n, home in enumerate(homes):
            work.execute(
                sa.update(rumah_tangga)
                .where(rumah_tangga.c.kab == f.KAB, rumah_tangga.c.id == home.id)
                .values(percentile=40 - n)
            )
            values = {"ruta": None, "aturan": ["U02"]} if n == 10 else {}
            f.add_case(work, n, home, JenisUsulan.BSP, **values)
        work.execute(
            sa.insert(calon_ganda).values(
                kab=f.KAB, idartbdt="1", idbdt=homes[11].idbdt, desa=homes[0].desa, idartbdt_mirip="2",
                idbdt_mirip="3", skor=0.9, dasar={}, state="ganda",
            )
        )  # fmt: skip
    return homes


def test_the_plan_says_what_will_happen_and_each_case_what_did(many: list[Any]) -> None:
    before = dump()
    rencana = plan()
    assert (rencana.jumlah, rencana.berhasil, rencana.perlu_orang_kedua) == (12, 3, False)
    assert rencana.gagal == {"kuota_desa": 7, "menunggu_sk": 1, "ganda": 1}
    assert [(item.diminta, item.tempat, item.dapat) for item in rencana.desa] == [(10, 3, 3)]
    assert dump() == before
    number = run(12).nomor
    massal_kerja.kerjakan(f.KAB, number)
    act = act_of(number)
    assert (act.state, act.jumlah, act.selesai, act.berhasil, act.gagal) == (StateTindakan.SELESAI, 12, 12, 3, 9)
    with unit_of_work() as work:
        assert massal_store.count_hasil(work, f.KAB, number) == {"berhasil": 3, **rencana.gagal}
        won = massal_store.read_hasil(work, f.KAB, number, "berhasil")
        full = massal_store.read_hasil(work, f.KAB, number, "kuota_desa")
        acts = (
            work.execute(sa.select(audit.c.aksi).where(audit.c.objek == f"tindakan/{f.KAB}/{number}")).scalars().all()
        )
    # The poorest of those that may.
    assert [item.nomor for item in won] == [f.FIRST + n for n in (9, 8, 7)]
    assert all("Kuota desa penuh" in str(item.pesan) for item in full)
    assert acts == ["massal.mulai", "massal.potongan"]


def test_an_act_is_undone_as_a_whole(many: list[Any]) -> None:
    before = dump()
    act = run(12)
    massal_kerja.kerjakan(f.KAB, act.nomor)
    assert dump() != before
    with pytest.raises(AccessDenied):
        massal.urungkan_massal(RINA, f.KAB, act.nomor, now=f.NOW, saat=datetime.now(UTC))
    with pytest.raises(RuleViolation, match="sudah lewat"):
        massal.urungkan_massal(ASEP, f.KAB, act.nomor, now=f.NOW, saat=datetime.now(UTC) + timedelta(minutes=2))
    massal.urungkan_massal(ASEP, f.KAB, act.nomor, now=f.NOW, saat=datetime.now(UTC))
    massal_kerja.kerjakan(f.KAB, act.nomor)
    assert dump() == before
    assert act_of(act.nomor).state is StateTindakan.DIURUNGKAN


def test_an_act_that_others_wrote_over_is_not_undone_in_part(many: list[Any]) -> None:
    act = run(12)
    massal_kerja.kerjakan(f.KAB, act.nomor)
    with unit_of_work() as work:
        work.execute(sa.update(usulan).where(usulan.c.id == f.FIRST + 9).values(diubah=sa.func.now()))
    with pytest.raises(RuleViolation, match="1 dari 3 kasus sudah berubah lagi"):
        massal.urungkan_massal(ASEP, f.KAB, act.nomor, now=f.NOW, saat=datetime.now(UTC))


def test_an_interrupted_act_goes_on_where_it_stopped(many: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(massal_kerja, "POTONGAN", 5)
    number = run(12, keputusan=Keputusan.TOLAK, alasan="kuota").nomor
    assert massal_kerja._piece(f.KAB, number)
    assert act_of(number).selesai == 5
    massal_kerja.kerjakan(f.KAB, number)
    act = act_of(number)
    assert (act.state, act.selesai, act.berhasil) == (StateTindakan.SELESAI, 12, 12)
    massal_kerja.kerjakan(f.KAB, number)
    assert act_of(number) == act


def test_beyond_the_limit_a_second_person_has_to_agree(many: list[Any]) -> None:
    with pytest.raises(AccessDenied):
        massal.ubah_setelan(ASEP, SetelanPeriksa(batas_massal=5))
    massal.ubah_setelan(PUSDATIN, SetelanPeriksa(batas_massal=5))
    assert plan().perlu_orang_kedua
    before = dump()
    act = run(12)
    assert act.state is StateTindakan.MENUNGGU
    massal_kerja.kerjakan(f.KAB, act.nomor)
    assert dump() == before
    with pytest.raises(RuleViolation, match="orang lain"):
        massal.setujui_massal(ASEP, f.KAB, act.nomor, saat=f.SAAT)
    for actor in (NEIGHBOUR, *(a for a in OTHERS if a.role in (Role.OPERATOR_KAB, Role.DINSOS_PROVINSI, Role.AUDITOR))):
        with pytest.raises(AccessDenied):
            massal.setujui_massal(actor, f.KAB, act.nomor, saat=f.SAAT)
    massal.setujui_massal(RINA, f.KAB, act.nomor, saat=f.SAAT)
    massal_kerja.kerjakan(f.KAB, act.nomor)
    assert act_of(act.nomor).berhasil == 3
    with pytest.raises(RuleViolation, match="tidak lagi menunggu"):
        massal.batalkan_massal(ASEP, f.KAB, act.nomor, saat=f.SAAT)


def test_an_act_that_waits_can_be_withdrawn(many: list[Any]) -> None:
    massal.ubah_setelan(PUSDATIN, SetelanPeriksa(batas_massal=5))
    act = run(12)
    with pytest.raises(AccessDenied):
        massal.batalkan_massal(NEIGHBOUR, f.KAB, act.nomor, saat=f.SAAT)
    massal.batalkan_massal(ASEP, f.KAB, act.nomor, saat=f.SAAT)
    massal_kerja.kerjakan(f.KAB, act.nomor)
    assert act_of(act.nomor).state is StateTindakan.DIBATALKAN
    with unit_of_work() as work:
        approved = usulan.c.periode == f.PERIODE, usulan.c.status == StatusUsulan.DISETUJUI
        assert not work.execute(sa.select(usulan.c.id).where(*approved)).all()


def test_only_the_supervisor_of_the_kab_plans_and_only_what_waits(many: list[Any]) -> None:
    for actor in (*OTHERS, NEIGHBOUR):
        with pytest.raises(AccessDenied):
            plan(actor)
        with pytest.raises(AccessDenied):
            run(12, actor)
    with pytest.raises(InvalidInput, match="menunggu"):
        plan(saringan=replace(SEMUA, antre=Antre.DIPUTUSKAN))
    with pytest.raises(RuleViolation, match="berubah dari 11 menjadi 12"):
        run(11)
    with pytest.raises(RuleViolation, match="Tidak ada yang cocok"):
        run(0, saringan=replace(SEMUA, tab=Tab.PERBAIKAN))


def test_a_case_that_somebody_looks_at_is_left_to_them(many: list[Any]) -> None:
    with unit_of_work() as work:
        rina = work.execute(sa.text("SELECT id FROM pengguna WHERE username = 'supervisor2.cimahi'")).scalar_one()
        until = datetime.now(UTC) + timedelta(minutes=5)
        work.execute(sa.insert(klaim).values(kab=f.KAB, usulan=f.FIRST, pengguna=rina, sampai=until))
    rencana = plan(keputusan=Keputusan.TOLAK)
    assert (rencana.berhasil, rencana.gagal) == (11, {"diklaim": 1})
    number = run(12, keputusan=Keputusan.TOLAK, alasan="kuota").nomor
    massal_kerja.kerjakan(f.KAB, number)
    with unit_of_work() as work:
        assert massal_store.count_hasil(work, f.KAB, number) == {"berhasil": 11, "diklaim": 1}


def test_one_case_that_does_not_fit_the_register_keeps_no_other_back(own_database: str) -> None:
    with unit_of_work() as work:
        f.clear(work)
        homes = f.homes(work, 6)
        for n, home in enumerate(homes):
            f.imported(work, home, 2)
            isi = {"ruta": {"lantai": [home.lantai, 99 if n == 3 else 5]}}
            f.add_case(work, n, home, JenisUsulan.PERBAIKAN, isi=isi)
    number = run(6, saringan=SaringanAntrean(tab=Tab.PERBAIKAN)).nomor
    massal_kerja.kerjakan(f.KAB, number)
    with unit_of_work() as work:
        assert massal_store.count_hasil(work, f.KAB, number) == {"berhasil": 5, "tidak_sah": 1}
        assert rekap.compare_rekap(work, f.PERIODE, f.PROGRAM) == []


def test_visits_without_a_change_are_approved_and_returned_together(own_database: str) -> None:
    with unit_of_work() as work:
        f.clear(work)
        work.execute(sa.text("SET LOCAL ROLE NONE"))
        work.execute(sa.update(verivali).where(verivali.c.status == 2).values(status=3))
        kept, changed, gone, *rest = f.homes(work, 8)
        for home in (kept, changed, *rest):
            f.imported(work, home, 1)
        f.imported(work, gone, 3)
        f.add_case(work, 1, changed, JenisUsulan.PERBAIKAN, isi={"ruta": {"lantai": [1, 2]}})
    before = dump()
    rencana = massal.rencanakan_tetap(ASEP, f.KAB, f.PROGRAM, f.PERIODE)
    assert (rencana.jumlah, sum(item.diminta for item in rencana.desa)) == (6, 6)
    with pytest.raises(AccessDenied):
        massal.rencanakan_tetap(NEIGHBOUR, f.KAB, f.PROGRAM, f.PERIODE)
    act = massal.jalankan_tetap(ASEP, f.KAB, f.PROGRAM, f.PERIODE, jumlah=6, now=f.NOW, saat=datetime.now(UTC))
    massal_kerja.kerjakan(f.KAB, act.nomor)
    with unit_of_work() as work:
        rows = dict(
            work.execute(sa.select(verivali.c.ruta, verivali.c.status).where(verivali.c.periode == f.PERIODE)).all()
        )
        assert rekap.compare_rekap(work, f.PERIODE, f.PROGRAM) == []
        assert sum(done for _, _, done in massal_store.count_hasil_desa(work, f.KAB, act.nomor)) == 6
    assert (rows[kept.id], rows[changed.id], rows[gone.id]) == (
        StatusVerivali.DISETUJUI,
        StatusVerivali.TERIMPOR,
        StatusVerivali.TERIMPOR,
    )
    massal.urungkan_massal(ASEP, f.KAB, act.nomor, now=f.NOW, saat=datetime.now(UTC))
    massal_kerja.kerjakan(f.KAB, act.nomor)
    assert dump() == before


def test_places_are_never_given_twice_by_an_act_and_a_reviewer(many: list[Any]) -> None:
    number = run(12).nomor
    with unit_of_work() as work:
        items = work.execute(sa.select(tindakan_kasus.c.usulan).order_by(tindakan_kasus.c.urut)).scalars().all()
        assert items[:2] == [f.FIRST + 11, f.FIRST + 9]
        f.set_kuota(work, many[0].desa, 1)
    massal_kerja.kerjakan(f.KAB, number)
    with unit_of_work() as work:
        row = work.execute(
            sa.select(kuota).where(kuota.c.kab == f.KAB, kuota.c.desa == many[0].desa, kuota.c.periode == f.PERIODE)
        ).one()
        assert work.execute(sa.select(tindakan.c.berhasil).where(tindakan.c.id == number)).scalar_one() == 1
    assert row.disetujui >= 1
