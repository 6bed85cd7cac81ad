"""One case with everything a reviewer decides by: what would change, what is known, what stands in the way."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data_access.kasus import read_kasus
from data_access.schema import calon_ganda, impor_galat, individu, rumah_tangga
from data_access.session import unit_of_work
from domain.kasus import Kasus
from domain.rintangan import Sebab
from domain.usulan import JenisUsulan
from tests import factories as f


def read(work: sa.Connection, number: int, **values: Any) -> Kasus:
    case = read_kasus(work, f.KAB, number, now=f.NOW, saat=f.SAAT, hari_ini=f.HARI, **values)
    assert case is not None
    return case


def test_a_correction_shows_what_was_what_is_and_what_is_proposed(own_database: str) -> None:
    with unit_of_work() as work:
        f.clear(work)
        home = f.homes(work, 1)[0]
        f.imported(work, home, 2)
        person = work.execute(
            sa.select(individu).where(individu.c.kab == f.KAB, individu.c.ruta == home.id).limit(1)
        ).one()
        work.execute(
            sa.update(rumah_tangga)
            .where(rumah_tangga.c.kab == f.KAB, rumah_tangga.c.id == home.id)
            .values(lantai=9, atap=6, luas_lantai=None)
        )
        number = f.add_case(
            work,
            1,
            home,
            JenisUsulan.PERBAIKAN,
            isi={
                "ruta": {"lantai": [6, 5], "atap": [6, 2], "luas_lantai": [None, 40], "lat": [home.lat, -6.9]},
                "anggota": {person.idartbdt: {"nama": person.nama, "ubah": {"sta_art": [1, 2]}}},
                "anggota_baru": [{"idartbdt": "1", "nama": "BAYI BARU", "nik": "3277011011260001", "hub_krt": 3}],
                "kunjungan": {"sta": 2, "tanggal": "2026-11-17", "durasi": 12},
            },
            impor=5,
            aturan=["V16"],
        )
        work.execute(
            sa.insert(impor_galat).values(
                kab=f.KAB, impor=5, bagian="rumah_tangga", baris=2, kolom="lat", idbdt=home.idbdt, aturan="V16",
                tingkat="W", nilai="-6.9",
            )
        )  # fmt: skip
        case = read(work, number)
    changes = {item.kolom: item for item in case.ubahan}
    assert (changes["lantai"].lama, changes["lantai"].kini, changes["lantai"].usulan) == (
        "Semen/bata merah",
        "Tanah",
        "Kayu/papan kualitas tinggi",
    )
    assert changes["lantai"].bertentangan
    assert not changes["atap"].bertentangan
    assert changes["luas_lantai"].usulan == "40 m²"
    assert [item.keadaan for item in case.anggota if item.keadaan] == ["pergi", "baru"]
    assert case.anggota[-1].nik == "3277********0001"
    assert [(item.kode, item.rincian) for item in case.langgar] == [("V16", (("Lintang", "-6.9", None),))]
    assert case.titik_usulan == (-6.9, home.lon)
    assert case.baris.perubahan == 6
    assert case.rintangan == ()


def test_numbers_are_covered_until_they_are_opened(own_database: str) -> None:
    with unit_of_work() as work:
        f.clear(work)
        home = f.homes(work, 1)[0]
        number = f.add_case(
            work, 1, home, JenisUsulan.PERBAIKAN,
            isi={"ruta": {"pengurus_nik": ["3277011002900001", "3277011003900001"]}},
        )  # fmt: skip
        closed, opened = read(work, number), read(work, number, terbuka=True)
    assert closed.ubahan[0].usulan == "3277********0001 (1 angka berbeda)"
    assert opened.ubahan[0].usulan == "3277011003900001"


def test_each_obstacle_has_its_own_message(own_database: str) -> None:
    with unit_of_work() as work:
        f.clear(work)
        first, second, third, old = f.homes(work, 4, kpm=False)
        f.papers(work, first.desa, berita_acara=False, bnba=False)
        f.set_kuota(work, first.desa, 0)
        work.execute(sa.update(individu).where(individu.c.ruta == first.id).values(padan=4))
        work.execute(
            sa.insert(calon_ganda).values(
                kab=f.KAB, idartbdt="1", idbdt=first.idbdt, desa=first.desa, idartbdt_mirip="2",
                idbdt_mirip=second.idbdt, skor=0.9, dasar={}, state="ganda",
            )
        )  # fmt: skip
        case = read(work, f.add_case(work, 1, first, JenisUsulan.BSP, mengganti=old.id))
        waiting = read(work, f.add_case(work, 2, second, JenisUsulan.BSP, ruta=None, aturan=["U02"]))
        strange = read(work, f.add_case(work, 3, second, JenisUsulan.BSP, ruta=None))
        f.imported(work, third, 4)
        gone = read(work, f.add_case(work, 4, third, JenisUsulan.KETIDAKLAYAKAN))
    assert [item.sebab for item in case.rintangan] == [
        Sebab.PENGGANTI,
        Sebab.GANDA,
        Sebab.TIDAK_PADAN,
        Sebab.TANPA_BERITA_ACARA,
        Sebab.TANPA_BNBA,
        Sebab.KUOTA_DESA,
    ]
    assert len({item.pesan for item in case.rintangan}) == 6
    assert "meninggal" in case.rintangan[2].pesan
    assert [item.sebab for item in waiting.rintangan][:1] == [Sebab.MENUNGGU_SK]
    assert [item.sebab for item in strange.rintangan][:1] == [Sebab.BUKAN_REGISTER]
    assert [item.sebab for item in gone.rintangan] == [Sebab.TANPA_BERITA_ACARA]


def test_other_cases_of_the_same_people_are_named(own_database: str) -> None:
    with unit_of_work() as work:
        f.clear(work)
        home, other = f.homes(work, 2)
        nik = work.execute(
            sa.select(individu.c.nik).where(individu.c.ruta == home.id, individu.c.nik.is_not(None)).limit(1)
        ).scalar_one()
        number = f.add_case(work, 1, home, JenisUsulan.BSP)
        f.add_case(work, 2, home, JenisUsulan.PERBAIKAN)
        f.add_case(
            work, 3, other, JenisUsulan.DTKS_BARU, ruta=None, idbdt="1",
            isi={"rumah": {"nama_krt": "SIAPA"}, "anggota_baru": [{"nama": "SIAPA", "nik": str(nik)}]},
        )  # fmt: skip
        case = read(work, number)
    assert [(item.nomor, item.sama) for item in case.lain] == [
        (f.FIRST + 2, "rumah tangga yang sama"),
        (f.FIRST + 3, "NIK yang sama"),
    ]


def test_nothing_is_refused_because_dukcapil_has_not_answered(own_database: str) -> None:
    with unit_of_work() as work:
        f.clear(work)
        home = f.homes(work, 1, kpm=False)[0]
        f.papers(work, home.desa)
        f.set_kuota(work, home.desa, 5)
        for padan, stands in ((0, False), (1, False), (2, True), (4, True)):
            work.execute(sa.update(individu).where(individu.c.ruta == home.id).values(padan=padan))
            case = read(work, f.add_case(work, 10 + padan, home, JenisUsulan.BSP))
            assert (Sebab.TIDAK_PADAN in {item.sebab for item in case.rintangan}) is stands
