"""What the clock does to the review: acts are settled, unreviewed cases are carried over once or end, never twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data_access import pemeriksaan_store as store
from data_access import periode as periode_store
from data_access.schema import audit, foto, lampiran, rumah_tangga, tindakan_kasus, usulan
from data_access.session import make_engine, unit_of_work
from domain.errors import RuleViolation
from domain.kalender import JAKARTA, Program, periode_of_month
from domain.setelan_periksa import SetelanPeriksa
from domain.status import StatusUsulan
from domain.tindakan import StateTindakan
from domain.usulan import JenisUsulan, Keputusan
from tests import factories as f
from tests.workflow.test_massal import PUSDATIN
from tests.workflow.test_pemeriksaan import ASEP, decide, undo
from workflow import massal
from workflow.impor_gudang import use_gudang
from workflow.pemeriksaan_tutup import tetapkan, tutup_periode

JANUARI = periode_of_month(Program.BSP, 2027, 1)
CLOSED = datetime(2026, 11, 30, 1, tzinfo=JAKARTA)
JPEG = b"\xff\xd8\xff baru"


def status(number: int) -> tuple[StatusUsulan, int]:
    with unit_of_work() as work:
        row = work.execute(sa.select(usulan.c.status, usulan.c.periode).where(usulan.c.id == f.FIRST + number)).one()
    return StatusUsulan(row.status), row.periode


@pytest.fixture
def waiting(own_database: str) -> list[Any]:
    """A case of every kind and the periode after: 202612, if the sample has none."""
    owner = make_engine(own_database, owner=True)
    with owner.begin() as work:
        for item in (periode_of_month(Program.BSP, 2026, 12), JANUARI):
            periode_store.store_periode(work, [item])
            periode_store.ensure_partition(work, item.kode)
    owner.dispose()
    with unit_of_work() as work:
        f.clear(work)
        homes = f.homes(work, 4, kpm=False)
        for jenis, home in zip(JenisUsulan, homes, strict=True):
            values = {"ruta": None, "idbdt": "9" * 23} if jenis is JenisUsulan.DTKS_BARU else {}
            f.add_case(work, int(jenis), home, jenis, **values)
    return homes


def test_nothing_happens_while_the_pengesahan_is_open(waiting: list[Any]) -> None:
    assert tutup_periode(f.NOW, f.SAAT) == 0


def test_a_proposal_is_carried_over_once_and_a_correction_ends(waiting: list[Any]) -> None:
    december = datetime(2026, 12, 1, 0, 15, tzinfo=JAKARTA)
    # Between two periode a proposal waits for the next one; what belongs to a visit ends at once.
    assert tutup_periode(CLOSED, f.SAAT) == 2
    assert [status(int(jenis)) for jenis in JenisUsulan] == [
        (StatusUsulan.BELUM_DIPERIKSA, 202611),
        (StatusUsulan.BELUM_DIPERIKSA, 202611),
        (StatusUsulan.KEDALUWARSA, 202611),
        (StatusUsulan.KEDALUWARSA, 202611),
    ]
    assert tutup_periode(december, f.SAAT) == 2
    assert status(1) == (StatusUsulan.BELUM_DIPERIKSA, 202612)
    assert tutup_periode(december, f.SAAT) == 0
    assert tutup_periode(datetime(2027, 1, 2, tzinfo=JAKARTA), f.SAAT) == 2
    assert status(1) == (StatusUsulan.KEDALUWARSA, 202612)
    with unit_of_work() as work:
        notes = work.execute(sa.select(audit.c.sesudah).where(audit.c.aksi == "usulan.tutup-periode")).scalars().all()
    assert [note["dibawa"] for note in notes] == [0, 2, 0]


def test_a_newer_case_of_the_household_takes_the_place_of_the_one_carried_over(waiting: list[Any]) -> None:
    with unit_of_work() as work:
        f.add_case(work, 50, waiting[0], JenisUsulan.BSP, periode=202612)
    assert tutup_periode(datetime(2026, 12, 2, tzinfo=JAKARTA), f.SAAT) == 4
    assert status(1) == (StatusUsulan.DIGANTIKAN, 202611)
    assert status(50) == (StatusUsulan.BELUM_DIPERIKSA, 202612)


def test_what_is_carried_over_is_a_setting(waiting: list[Any]) -> None:
    massal.ubah_setelan(PUSDATIN, SetelanPeriksa(dibawa=frozenset({JenisUsulan.DTKS_BARU})))
    tutup_periode(datetime(2026, 12, 2, tzinfo=JAKARTA), f.SAAT)
    assert (status(1)[0], status(2)) == (StatusUsulan.KEDALUWARSA, (StatusUsulan.BELUM_DIPERIKSA, 202612))


def test_a_case_that_was_carried_over_keeps_its_musdes(waiting: list[Any]) -> None:
    with unit_of_work() as work:
        f.papers(work, waiting[0].desa)
    december = datetime(2026, 12, 2, tzinfo=JAKARTA)
    tutup_periode(december, f.SAAT)
    with pytest.raises(RuleViolation, match="belum dibagi"):
        decide(ASEP, f.FIRST + 1, versi=f.SAAT, now=december)


def test_photos_and_points_follow_once_an_act_cannot_be_undone(own_database: str, geo_dir: Path) -> None:
    use_gudang(geo_dir.parent / "impor", geo_dir)
    with unit_of_work() as work:
        f.clear(work)
        home = f.homes(work, 1)[0]
        f.imported(work, home, 2)
        isi = {"ruta": {"lat": [home.lat, -2.5], "lon": [home.lon, 118.0]}}
        number = f.add_case(work, 1, home, JenisUsulan.PERBAIKAN, impor=7, isi=isi)
        work.execute(
            sa.insert(lampiran).values(
                kab=f.KAB, impor=7, jenis="rumah", periode=f.PERIODE, program=f.PROGRAM, desa=home.desa,
                idbdt=home.idbdt, mime="image/jpeg", sha256=b"x", ukuran=len(JPEG), diambil=f.HARI, isi=JPEG,
            )
        )  # fmt: skip
    act = decide(ASEP, number)

    def photo() -> Any:
        with unit_of_work() as work:
            return work.execute(
                sa.select(foto.c.isi).where(foto.c.kab == f.KAB, foto.c.ruta == home.id, foto.c.jenis == "rumah")
            ).scalar_one_or_none()

    done = f.SAAT + timedelta(minutes=1)
    assert tetapkan(done + timedelta(seconds=45)) == 0
    assert photo() != JPEG
    assert tetapkan(done + timedelta(seconds=55)) == 1
    assert bytes(photo()) == JPEG
    with unit_of_work() as work:
        row = work.execute(sa.select(rumah_tangga.c.di_luar_desa).where(rumah_tangga.c.id == home.id)).scalar_one()
        kept = work.execute(sa.select(tindakan_kasus.c.sebelum)).scalars().all()
        settled = store.read_act(work, f.KAB, act.nomor)
    assert row is True
    assert kept == [None]
    assert settled is not None
    assert settled.state is StateTindakan.TETAP
    with pytest.raises(RuleViolation, match="sudah lewat"):
        undo(ASEP, act.nomor)
    assert tetapkan(done + timedelta(hours=1)) == 0


def test_an_undone_act_is_not_settled(own_database: str) -> None:
    with unit_of_work() as work:
        f.clear(work)
        number = f.add_case(work, 1, f.homes(work, 1)[0], JenisUsulan.BSP)
    act = decide(ASEP, number, Keputusan.TOLAK)
    undo(ASEP, act.nomor)
    assert tetapkan(f.SAAT + timedelta(hours=1)) == 0
