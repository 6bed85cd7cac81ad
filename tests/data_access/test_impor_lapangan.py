"""Whole files as operators make them: what is planted is found, and nothing else is refused."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from impor_bantu import IMPOR, KAB, NOW, PERIODE, Hasil, periksa
from numpy.typing import NDArray

from data_access.impor_muat import stage
from data_access.pengguna import find_by_username
from data_access.session import unit_of_work
from demo.isi import IsiReport, isi_siks
from domain.kalender import Program
from exchange.siks import open_part
from workflow.prelist import export_prelist

# Found by comparing with others afterwards, or by an answer of Dukcapil.
_LATER = {"V07", "V17"}

# Nobody was visited, no paper handed in, and Dukcapil was asked about everybody.
_UNTOUCHED = (
    "UPDATE verivali SET status = 0, sta_keberadaan = NULL WHERE kab = :kab AND periode = :periode",
    "DELETE FROM musdes WHERE kab = :kab AND periode = :periode",
    "UPDATE individu SET padan = 2 WHERE kab = :kab AND padan = 0",
)


def isi(folder: Path, galat: float, **how: Any) -> tuple[Path, IsiReport]:
    """A prelist of the whole kab as an operator brings it back."""
    with unit_of_work() as work:
        for query in _UNTOUCHED:
            work.execute(sa.text(query), {"kab": KAB, "periode": PERIODE})
        who = find_by_username(work, "supervisor.cimahi")
    assert who is not None
    export_prelist(who.actor, KAB, Program.BSP, PERIODE, folder / "prelist.siks", now=NOW)
    how = {"benih": 4, "porsi": 0.6, "now": NOW, "operator": "operator.melong"} | how
    return folder / "hasil.siks", isi_siks(folder / "prelist.siks", folder / "hasil.siks", galat=galat, **how)


def jauh(_desa: NDArray[np.int64], _lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cimahi lies between 6.8 and 7.0 degrees south; where the borders are is another test's business."""
    return np.where(np.abs(lat + 6.9) > 0.5, 90_000.0, 0.0)


def periksa_berkas(path: Path) -> Hasil:
    with unit_of_work() as work:
        stage(work, KAB, IMPOR, partial(open_part, path), now=NOW)
        return periksa(work, luar_desa=jauh)


@pytest.mark.usefixtures("own_database")
def test_a_file_without_faults_is_refused_nothing(tmp_path: Path) -> None:
    path, report = isi(tmp_path, 0.0)
    found = periksa_berkas(path)
    assert [item for item in found.temuan if item["tingkat"] == "E"] == []
    assert found.angka["verivali"]["baru"] == report.ruta
    assert found.angka["usulan"]["baru"] == report.usulan + report.dtks


@pytest.mark.usefixtures("own_database")
def test_every_planted_fault_is_found_and_no_other_refuses_a_household(tmp_path: Path) -> None:
    path, report = isi(tmp_path, 0.6)
    found = periksa_berkas(path)
    known = {(item["aturan"], item["idbdt"]) for item in found.temuan}
    missed = [item for item in report.galat if item.aturan not in _LATER and (item.aturan, item.idbdt) not in known]
    assert not missed
    # The other bearer of a NIK is refused as well: nobody can say whose it is.
    planted = {item.idbdt for item in report.galat}
    refused = [item for item in found.temuan if item["tingkat"] == "E" and item["idbdt"] not in planted]
    assert {item["aturan"] for item in refused} <= {"V06"}
    assert {item.aturan for item in report.galat} >= {f"V{number:02d}" for number in range(1, 17)}
