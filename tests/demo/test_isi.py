"""The played operator: sound files break no rule, planted faults are found by the rules they are said to break."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data_access.impor_aturan import Konteks, check
from data_access.impor_muat import stage
from data_access.session import current_engine
from demo.isi import IsiReport, isi_siks
from domain.kalender import JAKARTA, Program
from domain.siks import KOLOM, Bagian, JenisBerkas
from exchange.siks import check_siks, open_part, read_kunci, read_lampiran
from workflow.prelist import export_prelist, system_actor

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=JAKARTA)
KAB, IMPOR = 3204, 77
# Found by others than the rules of a row: likeness and spelling by what Dukcapil says, and a place by its borders.
ELSEWHERE = {"V07", "V17"}


@pytest.fixture
def prelist(own_database: str, tmp_path: Path) -> Path:
    path = tmp_path / "prelist.siks"
    export_prelist(system_actor(KAB), KAB, Program.BSP, 202611, path, now=NOW)
    return path


def fill(prelist: Path, **changed: Any) -> tuple[Path, IsiReport]:
    target = prelist.with_name("hasil.siks")
    asked = {"benih": 1, "porsi": 1.0, "galat": 0.0, "now": NOW, "operator": "op.uji"} | changed
    return target, isi_siks(prelist, target, **asked)


def lines(path: Path, part: Bagian) -> Iterator[dict[str, str]]:
    with open_part(path, part) as stream:
        yield from csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))


def found_in(path: Path) -> tuple[dict[str, Any], set[tuple[str, str]], set[tuple[str, str]]]:
    """Numbers of the check, and (rule, IDBDT) of its findings: those that refuse, and all."""
    konteks = Konteks(KAB, IMPOR, 1, 202611, (KAB,), NOW, NOW)
    with current_engine().connect() as connection:
        stage(connection, KAB, IMPOR, partial(open_part, path), now=NOW)
        numbers = check(connection, konteks)
        rows = connection.execute(
            sa.text("SELECT aturan, tingkat, idbdt FROM impor_galat WHERE kab = :kab AND impor = :impor"),
            {"kab": KAB, "impor": IMPOR},
        ).all()
        connection.rollback()
    refusing = {(row.aturan, row.idbdt) for row in rows if row.tingkat == "E"}
    return numbers, refusing, {(row.aturan, row.idbdt) for row in rows}


@pytest.mark.parametrize("benih", [1, 2])
def test_a_sound_file_is_refused_nothing(prelist: Path, benih: int) -> None:
    path, done = fill(prelist, benih=benih)
    numbers, refusing, _ = found_in(path)
    assert refusing == set()
    assert done.galat == ()
    assert numbers["verivali"]["baru"] + numbers["verivali"]["berubah"] == done.ruta > 200
    assert numbers["usulan"]["baru"] == done.usulan + done.dtks == 7
    assert numbers["perubahan"]["tanpa_perubahan"] > 0


def test_every_planted_fault_is_found_and_no_other(prelist: Path) -> None:
    path, done = fill(prelist, benih=3, galat=0.4)
    _, refusing, found = found_in(path)
    planted = {(item.aturan, item.idbdt) for item in done.galat}
    # A place outside its desa needs borders, and a paper may have been handed in before.
    judged = {
        (item.aturan, item.idbdt)
        for item in done.galat
        if item.aturan not in ELSEWHERE | {"V12"} and (item.aturan, item.kolom) != ("V16", "lat")
    }
    assert judged <= found
    assert {idbdt for _, idbdt in refusing} <= {idbdt for _, idbdt in planted}
    kinds = Counter(item.aturan for item in done.galat)
    assert set(kinds) >= {f"V{number:02d}" for number in range(18)} | {"U01", "U02", "U03", "U04", "U05"}


def test_the_file_is_whole_and_signed_with_the_key_of_the_prelist(prelist: Path) -> None:
    path, done = fill(prelist)
    kunci = read_kunci(prelist)
    found = check_siks(path, lambda kab, key: kunci.publik if (kab, key) == (KAB, kunci.id) else None)
    assert (found.jenis, found.kab, found.wilayah, found.operator) == (JenisBerkas.HASIL, KAB, (KAB,), "op.uji")
    assert found.bagian[Bagian.VERIVALI].baris == done.ruta
    assert len(list(read_lampiran(path, found.lampiran))) == done.lampiran
    for part in found.bagian:
        assert set(next(lines(path, Bagian(part)))) == {column.nama for column in KOLOM[Bagian(part)]}


def test_the_same_seed_fills_in_the_same(prelist: Path) -> None:
    first = fill(prelist, galat=0.2)[0].read_bytes()
    assert fill(prelist, galat=0.2)[0].read_bytes() == first
    assert fill(prelist, galat=0.2, benih=2)[0].read_bytes() != first


def test_findings_are_spread_as_in_the_field(prelist: Path) -> None:
    _, done = fill(prelist)
    gone = sum(done.sta.get(code, 0) for code in (3, 4, 5))
    assert 0.03 < gone / done.ruta < 0.15
    assert done.sta[1] > done.sta[2] / 2
    assert done.sta[2] > done.ruta / 5


def test_a_share_is_visited_and_what_was_returned_always(prelist: Path) -> None:
    path, done = fill(prelist, porsi=0.2)
    listed = sum(1 for _ in lines(prelist, Bagian.RUMAH_TANGGA)) - sum(1 for _ in lines(prelist, Bagian.CALON))
    assert done.ruta < listed * 0.5
    returned = {row["idbdt"] for row in lines(prelist, Bagian.PENGEMBALIAN) if row["jenis"] == "verivali"}
    visited = {row["idbdt"]: row["sta_keberadaan"] for row in lines(path, Bagian.VERIVALI)}
    assert returned
    assert {visited[idbdt] for idbdt in returned} == {"2"}


def test_what_the_operator_saw_and_wrote_agrees_with_the_rows(prelist: Path) -> None:
    path, _ = fill(prelist)
    before = {row["idbdt"]: row for row in lines(prelist, Bagian.RUMAH_TANGGA)} | {
        row["idartbdt"]: row for row in lines(prelist, Bagian.INDIVIDU)
    }
    after = {row["idbdt"]: row for row in lines(path, Bagian.RUMAH_TANGGA)} | {
        row["idartbdt"]: row for row in lines(path, Bagian.INDIVIDU)
    }
    told = list(lines(path, Bagian.PERBAIKAN))
    assert told
    for row in told:
        key = row["idartbdt"] or row["idbdt"]
        assert (before[key][row["kolom"]], after[key][row["kolom"]]) == (row["lama"], row["baru"])


def test_a_replacement_is_for_a_kpm_of_the_same_desa_found_nonaktif_and_asked_for_once(prelist: Path) -> None:
    path, _ = fill(prelist, usulan=20)
    sta = {row["idbdt"]: row["sta_keberadaan"] for row in lines(path, Bagian.VERIVALI)}
    replaced = [row for row in lines(path, Bagian.USULAN) if row["mengganti"]]
    assert replaced
    for row in replaced:
        assert sta[row["mengganti"]] in "345"
        assert row["mengganti"][:10] == row["idbdt"][:10]
    assert len({row["mengganti"] for row in replaced}) == len(replaced)
