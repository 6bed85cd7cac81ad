"""The review in numbers: ages, decisions, returns and reasons agree with the cases, each reader sees theirs."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import Any

import pytest
import sqlalchemy as sa

from data_access.kerja_periksa import read_kerja
from data_access.schema import usulan
from data_access.session import unit_of_work
from domain.access import Actor, Role, Scope
from domain.indikator import INDIKATOR_PERIKSA, evaluate
from domain.kerja_periksa import KerjaPeriksa, umur_kata
from domain.usulan import JenisUsulan
from tests import factories as f

ASEP = Actor(4, "supervisor.cimahi", "Asep Hidayat", Role.SUPERVISOR_KAB, f.KAB)
PROVINSI = Actor(3, "dinsos.jabar", "Euis Komariah", Role.DINSOS_PROVINSI, 32)


@pytest.fixture
def decided(own_database: str) -> list[dict[str, Any]]:
    """Waiting cases of every age, and cases that Asep (4) and Rina (5) decided on."""
    reasons = {3: "Foto tidak jelas atau bukan rumah ini: gelap", 4: "Data ganda"}
    with unit_of_work() as work:
        f.clear(work)
        homes = f.homes(work, 30)
        rows = []
        for n, home in enumerate(homes):
            status = 1 if n < 10 else (2, 3, 3, 4)[n % 4]
            values: dict[str, Any] = {"diajukan": f.HARI - timedelta(days=n), "status": status}
            if status != 1:
                values |= {"petugas": 4 + n % 2, "diputuskan": f.HARI - timedelta(days=n // 2)}
                values["alasan"] = reasons.get(status)
            if n == 29:
                # Returned, and then replaced by a newer case.
                values |= {"status": 12, "status_lama": 3, "alasan": reasons[3]}
            f.add_case(work, n, home, JenisUsulan.BSP, **values)
            rows.append({"desa": home.desa, **values})
    return rows


def read(actor: Actor, kode: int) -> KerjaPeriksa:
    with unit_of_work() as work:
        return read_kerja(work, Scope(kode), actor, [JenisUsulan.BSP], f.PROGRAM, f.PERIODE, f.HARI)


def test_figures_are_those_of_the_cases(decided: list[dict[str, Any]]) -> None:
    kerja = read(ASEP, f.KAB)
    done = [row for row in decided if row["status"] != 1]
    returned = [row for row in done if row["status"] in (3, 12)]
    assert kerja.semua.umur == (2, 2, 4, 2)
    assert (kerja.semua.menunggu, kerja.semua.terlambat) == (10, 6)
    assert (kerja.semua.diperiksa, kerja.semua.dikembalikan) == (len(done), len(returned))
    assert kerja.semua.median == median((row["diputuskan"] - row["diajukan"]).days for row in done)
    assert kerja.semua.pengembalian == 100 * len(returned) / len(done)
    assert sum(item.menunggu for item in kerja.wilayah) == 10
    assert sum(item.diperiksa for item in kerja.pemeriksa) == len(done)
    figure = evaluate(
        INDIKATOR_PERIKSA["pengembalian"],
        {"dikembalikan": kerja.semua.dikembalikan, "disetujui": kerja.semua.disetujui, "ditolak": kerja.semua.ditolak},
    )
    assert figure.nilai == kerja.semua.pengembalian


def test_reasons_are_counted_without_what_was_written_with_them(decided: list[dict[str, Any]]) -> None:
    sebab = read(ASEP, f.KAB).sebab
    assert [item.alasan for item in sebab] == ["Foto tidak jelas atau bukan rumah ini", "Data ganda"]
    assert sebab[0].jumlah >= sebab[1].jumlah
    assert sebab[-1].kumulatif == 100


def test_a_reviewer_sees_their_own_a_provinsi_its_kab_a_neighbour_nothing(decided: list[dict[str, Any]]) -> None:
    mine, above = read(ASEP, f.KAB), read(PROVINSI, 32)
    assert mine.sendiri == next(item for item in mine.pemeriksa if item.kode == 4)
    assert above.pemeriksa == []
    assert above.sendiri is None
    assert [item.nama for item in above.wilayah if item.kode == f.KAB] == ["Kota Cimahi"]
    neighbour = read(Actor(6, "x", "X", Role.SUPERVISOR_KAB, 3218), 3218)
    assert neighbour.semua.menunggu == neighbour.semua.diperiksa == 0


def test_a_wilayah_without_cases_has_no_figures(own_database: str) -> None:
    with unit_of_work() as work:
        work.execute(sa.text("SET LOCAL ROLE NONE"))
        work.execute(sa.delete(usulan))
    kerja = read(ASEP, f.KAB)
    assert (kerja.semua.median, kerja.semua.pengembalian, kerja.sebab) == (None, None, [])
    assert umur_kata(8, None) == "lebih dari 7 hari"
