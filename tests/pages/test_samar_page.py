"""Who may not see households is told no small number on any page, and can work none out from all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from data_access.session import current_engine
from domain.figur import KELAS_SAMAR, SAMAR
from domain.indikator import INDIKATOR
from domain.setelan import Setelan
from tests.berkas_tabel import baca_csv
from tests.pages.test_kuota_page import page as kuota_page
from tests.pages.test_kuota_page import part
from tests.pages.test_peta_page import ask, detail, drawn
from tests.workflow.finalisasi_alur import actor
from workflow import kalender

SignIn = Callable[[str], FlaskClient]
AMBANG = 5
WHEN = {"program": "1", "periode": "202611"}
LEADERS = ["pimpinan.cimahi", "menteri"]
# Counts of households of the verivali table, each as part and whole: what is left of the whole is a count too.
BAGIAN = [
    ("belum", "total"), ("diisi", "total"), ("terimpor", "diisi"), ("diperiksa", "terimpor"), ("final", "diperiksa"),
    ("dikembalikan", "diperiksa"), ("tidak_ditemukan", "diisi"), ("mampu", "diisi"), ("ganda", "diisi"),
]  # fmt: skip
HITUNGAN = sorted({name for pair in BAGIAN for name in pair})


def rows(client: FlaskClient, **query: str) -> list[dict[str, Any]]:
    answer = client.get("/api/verivali/baris", query_string={**WHEN, "dari": "0", "sampai": "500", **query})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[dict[str, Any]] = answer.json["baris"]  # type: ignore[index]
    return found


def small(value: Any) -> bool:
    return isinstance(value, (int, float)) and 0 < abs(value) < AMBANG


@pytest.mark.parametrize("username", LEADERS)
@pytest.mark.parametrize("level", ["2", "3", "4"])
def test_the_table_holds_no_small_count_and_no_small_rest(sign_in: SignIn, username: str, level: str) -> None:
    where = {"wilayah": "32"} if level == "2" else {"wilayah": "3277"}
    if username != "menteri" and level == "2":
        pytest.skip("above the wilayah of this reader")
    found = rows(sign_in(username), level=level, **where)
    assert found
    assert not [(row["nama"], name, row[name]) for row in found for name in HITUNGAN if small(row[name])]
    for row in found:
        for part_, whole in BAGIAN:
            if SAMAR not in (row[part_], row[whole]) and row[whole] is not None:
                assert not small(row[whole] - row[part_]), (row["nama"], part_, whole)


def test_files_hold_what_the_table_holds(sign_in: SignIn) -> None:
    leader = sign_in("pimpinan.cimahi")
    screen = {row["kode"]: row for row in rows(leader)}
    file = leader.get("/verivali/unduh", query_string={**WHEN, "format": "csv"}).data
    assert SAMAR in file.decode("utf-8-sig")
    lines = baca_csv(file).isi
    assert len(lines) == len(screen)
    for cells in lines:
        own = screen[cells["Kode"]]
        assert (cells["Ganda (ruta)"] == SAMAR) is (own["ganda"] == SAMAR)


def _determined(known: list[dict[str, Any]], families: Iterable[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """Hidden cells that follow from sums of areas and of statuses, by linear algebra; ``known`` rows by kode."""
    by_kode = {row["kode"]: row for row in known}
    hidden = [(row["kode"], name) for row in known for name in HITUNGAN if row[name] == SAMAR]
    place = {cell: k for k, cell in enumerate(hidden)}
    equations = []
    for parent, children in families:
        for name in HITUNGAN:
            line = np.zeros(len(hidden))
            for sign, kode in ((-1, parent), *((1, child) for child in children)):
                if by_kode[kode][name] == SAMAR:
                    line[place[kode, name]] += sign
            equations.append(line)
    for kode, row in by_kode.items():
        line = np.zeros(len(hidden))
        for sign, name in ((1, "belum"), (1, "diisi"), (-1, "total")):
            if row[name] == SAMAR:
                line[place[kode, name]] += sign
        equations.append(line)
    matrix = np.array([line for line in equations if line.any()])
    rank = np.linalg.matrix_rank(matrix)
    found = []
    for k, cell in enumerate(hidden):
        unit = np.zeros(len(hidden))
        unit[k] = 1
        if np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank:
            found.append(cell)
    return found


@pytest.mark.parametrize("username", LEADERS)
def test_nobody_finds_a_hidden_number_by_subtracting_desa_kecamatan_and_kab(sign_in: SignIn, username: str) -> None:
    leader, insider = sign_in(username), sign_in("supervisor.cimahi")
    desa = rows(leader, level="4", wilayah="3277")
    kecamatan = rows(leader, level="3", wilayah="3277")
    above = rows(sign_in("menteri"), level="2", wilayah="32")
    kab = next(row for row in above if row["kode"] == "3277")
    assert any(row[name] == SAMAR for row in desa for name in HITUNGAN)
    families = [("3277", [row["kode"] for row in kecamatan])]
    families += [
        (row["kode"], [one["kode"] for one in desa if one["kode"].startswith(row["kode"])]) for row in kecamatan
    ]
    truth = {row["kode"]: row for level in ("3", "4") for row in rows(insider, level=level)}
    found = _determined([kab, *kecamatan, *desa], families)
    assert [cell for cell in found if small(truth[cell[0]][cell[1]])] == []


def test_conditions_and_orders_say_nothing_of_what_is_hidden(sign_in: SignIn) -> None:
    leader, insider = sign_in("pimpinan.cimahi"), sign_in("supervisor.cimahi")
    covered = {row["kode"] for row in rows(leader) if row["ganda"] == SAMAR}
    assert covered
    for number in range(AMBANG):
        assert not covered & {row["kode"] for row in rows(leader, saring=f"ganda={number}")}
    ordered = [row["ganda"] for row in rows(leader, urut="ganda")]
    told = [value for value in ordered if value != SAMAR]
    assert ordered == [*sorted(told), *[SAMAR] * len(covered)]
    assert len(rows(insider, saring="ganda<5")) > len(rows(leader, saring="ganda<5"))


@pytest.mark.parametrize("username", LEADERS)
@pytest.mark.parametrize("metrik", sorted(set(INDIKATOR) - {"rawan", "rawan_inklusi", "diam", "kuota"}))
def test_the_map_holds_no_small_count(sign_in: SignIn, username: str, metrik: str) -> None:
    for level in ("3", "4"):
        found = drawn(sign_in(username), wilayah="3277", metrik=metrik, level=level)
        kolom = found["kolom"]
        assert not [value for value in kolom["pembilang"] if small(value)]
        if metrik not in ("terlambat",):
            pairs = zip(kolom["pembilang"], kolom["penyebut"], strict=True)
            assert not [pair for pair in pairs if None not in pair and small(pair[1] - pair[0])]
        hidden = [k for k, kelas in enumerate(kolom["kelas"]) if kelas == KELAS_SAMAR]
        assert found["legenda"]["disamarkan"] == len(hidden)
        for k in hidden:
            assert {kolom[name][k] for name in ("nilai", "pembilang", "penyebut", "peringkat")} == {None}


@pytest.mark.parametrize("username", LEADERS)
def test_between_two_days_that_are_told_nothing_small_has_moved(sign_in: SignIn, username: str) -> None:
    leader = sign_in(username)
    query = {"wilayah": "3277", "metrik": "progres", "kunci": "x"}
    found = ask(leader, "peta-bingkai", "peta-bingkai-tanya", query)["response"]["peta-bingkai"]["data"]
    for days in zip(*found["kumulatif"], strict=True):
        told = [count for count in days if count is not None]
        assert not [b - a for a, b in pairwise(told) if small(b - a)]
    trend = detail(leader, wilayah="3277", pilih="3277011001")["tren"]["sendiri"]
    insider = detail(sign_in("supervisor.cimahi"), wilayah="3277", pilih="3277011001")["tren"]["sendiri"]
    assert all(a in (None, b) for a, b in zip(trend, insider, strict=True))


@pytest.mark.parametrize("username", LEADERS)
def test_the_kuota_holds_no_small_count(sign_in: SignIn, username: str) -> None:
    leader = sign_in(username)
    answer = kuota_page(leader, wilayah="3277")
    table = part(answer, "kuota-tabel", "rowData")
    names = ("awal", "nonaktif", "disetujui", "terpakai", "menunggu", "kandidat")
    assert not [(row["nama"], name) for row in table for name in names if small(row[name])]
    assert any(row["disetujui"] == SAMAR for row in table)
    for row in table:
        if SAMAR in (row["disetujui"], row["nonaktif"]):
            assert row["terpakai"] == row["sisa"] == row["utilisasi"] == SAMAR
    file = leader.get("/kuota/unduh", query_string={**WHEN, "wilayah": "3277", "format": "csv", "urut": "-disetujui"})
    assert file.status_code == 200
    assert SAMAR in file.data.decode("utf-8-sig")


def test_who_may_see_households_sees_everything(sign_in: SignIn) -> None:
    insider = sign_in("supervisor.cimahi")
    assert not [row for row in rows(insider) if SAMAR in row.values()]
    assert not drawn(insider, wilayah="3277", metrik="ganda")["legenda"]["disamarkan"]
    assert SAMAR not in str(part(kuota_page(insider, wilayah="3277"), "kuota-tabel", "rowData"))


@pytest.mark.usefixtures("own_database")
def test_the_centre_sets_the_limit_and_it_counts_at_once(sign_in: SignIn) -> None:
    leader, centre = sign_in("pimpinan.cimahi"), actor("pusdatin")
    now = datetime.now(UTC)
    kalender.ubah_setelan(centre, replace(Setelan(), sel_terkecil=12), now=now)
    counts = [row[name] for row in rows(leader) for name in HITUNGAN if isinstance(row[name], int)]
    assert counts
    assert not [count for count in counts if 0 < count < 12]
    kalender.ubah_setelan(centre, replace(Setelan(), sel_terkecil=0), now=now)
    assert not [row for row in rows(leader) if SAMAR in row.values()]
    with current_engine().connect() as connection:
        acts = connection.exec_driver_sql("SELECT sesudah FROM audit WHERE aksi = 'kalender.setelan'").scalars().all()
    assert [act["sel_terkecil"] for act in acts] == [12, 0]
