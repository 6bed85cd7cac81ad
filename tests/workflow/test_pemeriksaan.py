"""Decisions on cases: who may, what each does to kuota, register and visit, who comes late, and that undo undoes."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data_access import rekap
from data_access.schema import (
    audit,
    batch,
    foto,
    individu,
    komentar,
    kuota,
    rekap_desa,
    riwayat_desa,
    rumah_tangga,
    tindakan,
    usulan,
    verivali,
)
from data_access.session import unit_of_work
from domain.access import Actor, Role
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.status import StatusUsulan, StatusVerivali
from domain.usulan import JenisUsulan, Keputusan
from tests import factories as f
from workflow import pemeriksaan as p

ASEP = Actor(4, "supervisor.cimahi", "Asep Hidayat", Role.SUPERVISOR_KAB, f.KAB)
RINA = Actor(5, "supervisor2.cimahi", "Rina Marlina", Role.SUPERVISOR_KAB, f.KAB)
NEIGHBOUR = Actor(6, "supervisor.pangandaran", "Yayan Suryana", Role.SUPERVISOR_KAB, 3218)
OTHERS = [
    Actor(50 + n, role.value, role.value, role, wilayah)
    for n, (role, wilayah) in enumerate(
        [
            (Role.OPERATOR_DESA, 3277011001),
            (Role.OPERATOR_KAB, f.KAB),
            (Role.KEPALA_DINAS, f.KAB),
            (Role.KEPALA_DAERAH, f.KAB),
            (Role.DINSOS_PROVINSI, 32),
            (Role.BPS, 32),
            (Role.PUSDATIN, 0),
            (Role.PFM, 0),
            (Role.MENTERI, 0),
            (Role.PIMPINAN, f.KAB),
            (Role.AUDITOR, 0),
        ]
    )
]
SETUJUI, KEMBALIKAN, TOLAK, TUNDA = Keputusan


def decide(actor: Actor, number: int, keputusan: Keputusan = SETUJUI, **values: Any) -> Any:
    values = {"versi": f.SAAT, "now": f.NOW, "saat": f.SAAT + timedelta(minutes=1)} | values
    if keputusan in (KEMBALIKAN, TOLAK):
        values.setdefault("alasan", "lainnya")
        values.setdefault("keterangan", "alamat tidak ditemukan")
    if keputusan is TUNDA:
        values.setdefault("tunda_sampai", date(2026, 11, 24))
    return p.putuskan(actor, f.KAB, number, keputusan, **values)


def undo(actor: Actor, act: int, seconds: int = 20) -> None:
    p.urungkan(actor, f.KAB, act, now=f.NOW, saat=f.SAAT + timedelta(minutes=1, seconds=seconds))


def one(table: sa.Table, **key: Any) -> Any:
    with unit_of_work() as work:
        return work.execute(sa.select(table).where(*(table.c[name] == value for name, value in key.items()))).one()


def dump() -> dict[str, list[Any]]:
    """Every table that a decision writes; days without a movement and the moment of the last one say nothing."""
    found: dict[str, list[Any]] = {}
    with unit_of_work() as work:
        for table in (usulan, rumah_tangga, individu, foto, verivali, kuota, rekap_desa, riwayat_desa):
            query = sa.select(table).where(table.c.kab == f.KAB).order_by(*table.primary_key.columns)
            rows = [dict(row) for row in work.execute(query).mappings()]
            for row in rows:
                row.pop("terakhir", None)
            if table is riwayat_desa:
                names = ("diisi", "terimpor", "diperiksa", "final", "nonaktif")
                rows = [row for row in rows if any(row[name] for name in names)]
            found[table.name] = rows
    return found


@pytest.fixture
def cases(own_database: str) -> dict[JenisUsulan, int]:
    """One waiting case of every kind, each ready to be approved, in one desa with one free place."""
    with unit_of_work() as work:
        f.clear(work)
        bsp, new, fixed, gone = f.homes(work, 4, kpm=False)
        for home in (bsp, new, fixed, gone):
            f.papers(work, home.desa)
        f.imported(work, fixed, 2)
        f.imported(work, gone, 4)
        f.set_kuota(work, bsp.desa, 1)
        nik = work.execute(sa.select(individu.c.nik).where(individu.c.ruta == new.id).limit(1)).scalar_one()
        person = work.execute(
            sa.select(individu)
            .where(individu.c.kab == f.KAB, individu.c.ruta == fixed.id)
            .order_by(individu.c.no_urut.desc())
            .limit(1)
        ).one()
        work.execute(
            sa.text("INSERT INTO pemadanan (kab, nik, nama, hasil, diubah) VALUES (3277, :nik, 'X', 1, now())"),
            {"nik": nik},
        )
        gone_and_renamed = {"sta_art": [1, 2], "nama": ["", "NAMA LAIN"]}
        f.add_case(work, 1, bsp, JenisUsulan.BSP)
        f.add_case(
            work, 2, new, JenisUsulan.DTKS_BARU, ruta=None, idbdt="9" * 23,
            isi={"rumah": {"nama_krt": "BARU", "pengurus_nik": str(nik)}},
        )  # fmt: skip
        f.add_case(
            work, 3, fixed, JenisUsulan.PERBAIKAN,
            isi={
                "ruta": {"lantai": [fixed.lantai, 9], "ada_tv": [fixed.ada_tv, not fixed.ada_tv], "lat": [None, -6.88],
                         "pengurus_tgl_lahir": [None, "1980-02-03"], "no_kk": [None, "3277012201010001"]},
                "anggota": {person.idartbdt: {"nama": person.nama, "ubah": gone_and_renamed}},
                "anggota_baru": [{"idartbdt": "3277" + "9" * 21, "nama": "BAYI", "nik": "3277011011260001",
                                  "hub_krt": 3, "jns_kel": 1, "tgl_lahir": "2026-11-10"}],
            },
        )  # fmt: skip
        f.add_case(work, 4, gone, JenisUsulan.KETIDAKLAYAKAN, isi={"kunjungan": {"sta": 4}})
        rekap.recompute_rekap(work, f.PERIODE, f.PROGRAM)
    return {jenis: f.FIRST + int(jenis) for jenis in JenisUsulan}


@pytest.mark.parametrize("keputusan", list(Keputusan))
@pytest.mark.parametrize("jenis", list(JenisUsulan))
def test_undo_brings_everything_back(cases: dict[JenisUsulan, int], jenis: JenisUsulan, keputusan: Keputusan) -> None:
    before = dump()
    act = decide(ASEP, cases[jenis], keputusan)
    assert dump() != before
    undo(ASEP, act.nomor)
    assert dump() == before
    with pytest.raises(RuleViolation, match="sudah diurungkan"):
        undo(ASEP, act.nomor)


@pytest.mark.parametrize("actor", [*OTHERS, NEIGHBOUR], ids=lambda actor: actor.username)
def test_only_the_supervisor_of_the_kab_decides(cases: dict[JenisUsulan, int], actor: Actor) -> None:
    before = dump()
    act = decide(ASEP, cases[JenisUsulan.DTKS_BARU], TUNDA)
    undo(ASEP, act.nomor)
    for keputusan in Keputusan:
        with pytest.raises(AccessDenied):
            decide(actor, cases[JenisUsulan.BSP], keputusan)
    with pytest.raises(AccessDenied):
        p.klaim(actor, f.KAB, cases[JenisUsulan.BSP], saat=f.SAAT)
    with pytest.raises(AccessDenied):
        p.komentari(actor, f.KAB, cases[JenisUsulan.BSP], "halo", saat=f.SAAT)
    with pytest.raises(AccessDenied):
        undo(actor, act.nomor)
    assert dump() == before


def test_a_case_of_another_kab_is_not_there(cases: dict[JenisUsulan, int]) -> None:
    with pytest.raises(AccessDenied):
        p.putuskan(NEIGHBOUR, 3218, cases[JenisUsulan.BSP], SETUJUI, versi=f.SAAT, now=f.NOW, saat=f.SAAT)


def test_an_approval_takes_a_place_and_a_return_gives_it_back(cases: dict[JenisUsulan, int]) -> None:
    number = cases[JenisUsulan.BSP]
    desa = one(usulan, kab=f.KAB, id=number).desa
    places = {"kab": f.KAB, "periode": f.PERIODE, "program": f.PROGRAM}
    before = [one(kuota, desa=kode, **places).disetujui for kode in (0, desa)]
    decide(ASEP, number)
    assert [one(kuota, desa=kode, **places).disetujui for kode in (0, desa)] == [n + 1 for n in before]
    later = f.SAAT + timedelta(minutes=1)
    decide(
        RINA, number, KEMBALIKAN, versi=later, saat=later + timedelta(hours=1), kolom=["pengurus_nik", "berita_acara"]
    )
    assert [one(kuota, desa=kode, **places).disetujui for kode in (0, desa)] == before
    row = one(usulan, kab=f.KAB, id=number)
    assert (row.status, row.alasan, row.kolom) == (
        StatusUsulan.DIKEMBALIKAN,
        "Lainnya: alamat tidak ditemukan",
        ["pengurus_nik", "berita_acara"],
    )


def test_without_a_free_place_the_figures_are_named(cases: dict[JenisUsulan, int]) -> None:
    with unit_of_work() as work:
        f.set_kuota(work, one(usulan, kab=f.KAB, id=cases[JenisUsulan.BSP]).desa, 0)
    with pytest.raises(RuleViolation, match=r"Kuota desa penuh: \d+ dari \d+ tempat terpakai"):
        decide(ASEP, cases[JenisUsulan.BSP])
    with unit_of_work() as work:
        f.set_kuota(work, one(usulan, kab=f.KAB, id=cases[JenisUsulan.BSP]).desa, 5, kab_free=0)
    with pytest.raises(RuleViolation, match="Kuota kab/kota penuh"):
        decide(ASEP, cases[JenisUsulan.BSP])
    assert one(usulan, kab=f.KAB, id=cases[JenisUsulan.BSP]).status == StatusUsulan.BELUM_DIPERIKSA


def test_a_correction_is_written_into_the_register(cases: dict[JenisUsulan, int]) -> None:
    number = cases[JenisUsulan.PERBAIKAN]
    ruta = one(usulan, kab=f.KAB, id=number).ruta
    before = one(rumah_tangga, kab=f.KAB, id=ruta)
    decide(ASEP, number)
    home = one(rumah_tangga, kab=f.KAB, id=ruta)
    assert (home.lantai, home.ada_tv, home.lat, home.no_kk) == (9, not before.ada_tv, -6.88, 3277012201010001)
    assert (home.pengurus_tgl_lahir, home.di_luar_desa, home.sumber_data) == (date(1980, 2, 3), None, "verivali 202611")
    # One died, one was born.
    assert home.jumlah_art == before.jumlah_art
    with unit_of_work() as work:
        people = work.execute(
            sa.select(individu).where(individu.c.kab == f.KAB, individu.c.ruta == ruta).order_by(individu.c.no_urut)
        ).all()
    assert [(row.nama, row.sta_art) for row in people][-2:] == [("NAMA LAIN", 2), ("BAYI", 1)]
    assert (people[-1].nik, people[-1].tgl_lahir) == (3277011011260001, date(2026, 11, 10))
    assert one(verivali, ruta=ruta, periode=f.PERIODE, program=f.PROGRAM).status == StatusVerivali.DISETUJUI


@pytest.mark.parametrize(
    ("jenis", "keputusan", "then"),
    [
        (JenisUsulan.PERBAIKAN, SETUJUI, StatusVerivali.DISETUJUI),
        (JenisUsulan.PERBAIKAN, KEMBALIKAN, StatusVerivali.DIKEMBALIKAN),
        (JenisUsulan.PERBAIKAN, TOLAK, StatusVerivali.DISETUJUI),
        (JenisUsulan.PERBAIKAN, TUNDA, StatusVerivali.TERIMPOR),
        (JenisUsulan.KETIDAKLAYAKAN, SETUJUI, StatusVerivali.DISETUJUI),
        (JenisUsulan.KETIDAKLAYAKAN, KEMBALIKAN, StatusVerivali.DIKEMBALIKAN),
        (JenisUsulan.KETIDAKLAYAKAN, TOLAK, StatusVerivali.DIKEMBALIKAN),
    ],
)
def test_the_visit_follows_the_decision_and_the_counts_the_visit(
    cases: dict[JenisUsulan, int], jenis: JenisUsulan, keputusan: Keputusan, then: StatusVerivali
) -> None:
    ruta = one(usulan, kab=f.KAB, id=cases[jenis]).ruta
    home = one(rumah_tangga, kab=f.KAB, id=ruta)
    decide(ASEP, cases[jenis], keputusan)
    assert one(verivali, ruta=ruta, periode=f.PERIODE, program=f.PROGRAM).status == then
    if keputusan is not SETUJUI:
        assert one(rumah_tangga, kab=f.KAB, id=ruta) == home
    with unit_of_work() as work:
        assert rekap.compare_rekap(work, f.PERIODE, f.PROGRAM) == []


def test_eight_approvers_of_the_last_place_get_it_once(cases: dict[JenisUsulan, int]) -> None:
    desa = one(usulan, kab=f.KAB, id=cases[JenisUsulan.BSP]).desa
    with unit_of_work() as work:
        homes = [home for home in f.homes(work, 60, kpm=False) if home.desa == desa][4:12]
        assert len(homes) == 8
        numbers = [f.add_case(work, 100 + n, home, JenisUsulan.BSP) for n, home in enumerate(homes)]
        f.set_kuota(work, desa, 1)
    start = threading.Barrier(8)
    said: list[str] = []

    def approve(number: int) -> None:
        start.wait()
        try:
            decide(Actor(100 + number % 8, f"s{number}", "S", Role.SUPERVISOR_KAB, f.KAB), number)
            said.append("dapat")
        except RuleViolation as error:
            said.append(error.message)

    threads = [threading.Thread(target=approve, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("dapat") == 1
    assert sum("Kuota desa penuh" in text for text in said) == 7
    with unit_of_work() as work:
        held = work.execute(
            sa.select(sa.func.count()).where(usulan.c.id.in_(numbers), usulan.c.status == StatusUsulan.DISETUJUI)
        ).scalar_one()
    assert held == 1


def test_who_comes_late_is_told_who_decided_what(cases: dict[JenisUsulan, int]) -> None:
    number = cases[JenisUsulan.BSP]
    with unit_of_work() as work:
        asep = work.execute(sa.text("SELECT id FROM pengguna WHERE username = 'supervisor.cimahi'")).scalar_one()
    decide(Actor(asep, ASEP.username, ASEP.name, ASEP.role, f.KAB), number, TOLAK)
    with pytest.raises(RuleViolation, match=r"sudah ditolak oleh Asep Hidayat pada 21 November 2026 pukul 09\.31 WIB"):
        decide(RINA, number)


def test_two_supervisors_decide_a_case_once(cases: dict[JenisUsulan, int]) -> None:
    start, said = threading.Barrier(2), []

    def act(actor: Actor, keputusan: Keputusan) -> None:
        start.wait()
        try:
            decide(actor, cases[JenisUsulan.BSP], keputusan)
            said.append("jadi")
        except RuleViolation:
            said.append("ditolak")

    threads = [threading.Thread(target=act, args=pair) for pair in ((ASEP, SETUJUI), (RINA, TOLAK))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["ditolak", "jadi"]


def test_a_claim_keeps_others_away_until_it_expires(cases: dict[JenisUsulan, int]) -> None:
    number = cases[JenisUsulan.BSP]
    with unit_of_work() as work:
        ids = dict(work.execute(sa.text("SELECT username, id FROM pengguna")).all())
    asep, rina = (Actor(ids[a.username], a.username, a.name, a.role, a.wilayah) for a in (ASEP, RINA))
    assert p.klaim(asep, f.KAB, number, saat=f.SAAT).sampai == f.SAAT + timedelta(minutes=5)
    with pytest.raises(RuleViolation, match=r"sedang diperiksa Asep Hidayat sampai 09\.35 WIB"):
        p.klaim(rina, f.KAB, number, saat=f.SAAT + timedelta(minutes=4))
    with pytest.raises(RuleViolation, match="sedang diperiksa Asep Hidayat"):
        decide(rina, number)
    p.lepas(rina, f.KAB, number)
    assert p.klaim(rina, f.KAB, number, saat=f.SAAT + timedelta(minutes=6)).nama == "Rina Marlina"
    decide(rina, number, saat=f.SAAT + timedelta(minutes=7))
    with pytest.raises(RuleViolation, match="sudah disetujui oleh Rina Marlina"):
        p.klaim(asep, f.KAB, number, saat=f.SAAT + timedelta(minutes=20))


def test_undo_is_refused_late_to_others_and_after_a_change(cases: dict[JenisUsulan, int]) -> None:
    act = decide(ASEP, cases[JenisUsulan.PERBAIKAN])
    with pytest.raises(RuleViolation, match="sudah lewat"):
        undo(ASEP, act.nomor, seconds=60)
    with pytest.raises(AccessDenied):
        undo(RINA, act.nomor)
    ruta = one(usulan, kab=f.KAB, id=cases[JenisUsulan.PERBAIKAN]).ruta
    with unit_of_work() as work:
        work.execute(
            sa.update(rumah_tangga)
            .where(rumah_tangga.c.kab == f.KAB, rumah_tangga.c.id == ruta)
            .values(diubah=f.SAAT + timedelta(minutes=2))
        )
    before = dump()
    with pytest.raises(RuleViolation, match="sudah berubah lagi"):
        undo(ASEP, act.nomor)
    assert dump() == before


def test_nothing_is_decided_after_finalisasi_or_outside_the_periode(cases: dict[JenisUsulan, int]) -> None:
    late = datetime(2027, 1, 5, tzinfo=f.NOW.tzinfo)
    with pytest.raises(RuleViolation, match="tidak sedang dibuka"):
        decide(ASEP, cases[JenisUsulan.BSP], now=late)
    act = decide(ASEP, cases[JenisUsulan.BSP])
    with unit_of_work() as work:
        work.execute(sa.text("SET LOCAL ROLE NONE"))
        work.execute(sa.delete(batch).where(batch.c.kab == f.KAB, batch.c.periode == f.PERIODE))
        work.execute(sa.insert(batch).values(**f.KEY.params(), state="difinalisasi"))
    for jenis in (JenisUsulan.PERBAIKAN, JenisUsulan.DTKS_BARU):
        for keputusan in Keputusan:
            with pytest.raises(RuleViolation, match="sudah difinalisasi"):
                decide(ASEP, cases[jenis], keputusan)
    with pytest.raises(RuleViolation, match="tidak dapat diurungkan"):
        undo(ASEP, act.nomor)


@pytest.mark.parametrize(
    ("keputusan", "values", "what"),
    [
        (TOLAK, {"alasan": None}, "Pilih alasannya"),
        (TOLAK, {"alasan": "identitas"}, "Pilih alasannya"),
        (KEMBALIKAN, {"alasan": "lainnya", "keterangan": " "}, "Tulis keterangan"),
        (KEMBALIKAN, {"kolom": ["desa; DROP TABLE"]}, "tidak dikenal"),
        (TUNDA, {"tunda_sampai": date(2026, 11, 21)}, "Pilih hari"),
        (TUNDA, {"tunda_sampai": None}, "Pilih hari"),
        (SETUJUI, {"keterangan": "x" * 501}, "paling panjang"),
    ],
)
def test_a_decision_that_lacks_what_it_needs_is_refused(
    cases: dict[JenisUsulan, int], keputusan: Keputusan, values: dict[str, Any], what: str
) -> None:
    with pytest.raises(InvalidInput, match=what):
        decide(ASEP, cases[JenisUsulan.BSP], keputusan, **values)


def test_a_change_that_the_register_cannot_hold_is_refused_whole(cases: dict[JenisUsulan, int]) -> None:
    with unit_of_work() as work:
        work.execute(
            sa.update(usulan)
            .where(usulan.c.kab == f.KAB, usulan.c.id == cases[JenisUsulan.PERBAIKAN])
            .values(isi={"ruta": {"lantai": [1, 99]}})
        )
    before = dump()
    with pytest.raises(RuleViolation, match="tidak cocok dengan isi register"):
        decide(ASEP, cases[JenisUsulan.PERBAIKAN])
    assert dump() == before


def test_comments_and_decisions_are_written_to_the_audit_without_numbers(cases: dict[JenisUsulan, int]) -> None:
    number = cases[JenisUsulan.BSP]
    p.komentari(ASEP, f.KAB, number, "NIK 3277011002900001 salah", "pengurus_nik", saat=f.SAAT)
    decide(ASEP, number, TOLAK, keterangan="NIK 3277011002900001 milik orang lain")
    assert one(komentar, kab=f.KAB, usulan=number).isi == "NIK 3277********0001 salah"
    with unit_of_work() as work:
        rows = work.execute(sa.select(audit.c.aksi, audit.c.sesudah).where(audit.c.objek == f"usulan/{f.KAB}/{number}"))
        acts = {row.aksi: str(row.sesudah) for row in rows}
        stored = work.execute(sa.select(tindakan.c.keterangan)).scalars().all()
    assert set(acts) == {"usulan.komentar", "usulan.tolak"}
    assert "3277011002900001" not in str(acts) + str(stored)
