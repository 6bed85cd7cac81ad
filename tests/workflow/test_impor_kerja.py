"""A file goes its whole way: checked, agreed to, written, taken back; and what is refused whole says why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from impor_alur import KAB, NOW, PERIODE, actor, baris, isi, isi_basis_data, kerja, kirim, masukkan, menyimpang, prelist

from data_access.schema import STAGED, audit, usulan, verivali
from data_access.session import current_engine, unit_of_work
from domain.impor import Galat, StateImpor
from domain.errors import RuleViolation
from workflow import impor as alur
from workflow.impor import use_gudang
from workflow.impor_gudang import gudang


@pytest.fixture(autouse=True)
def _folder(own_database: str, tmp_path: Path) -> None:
    use_gudang(tmp_path / "impor", tmp_path / "geo")


def test_a_file_is_checked_agreed_to_written_and_taken_back(own_database: str, tmp_path: Path) -> None:
    path, report = isi(prelist(tmp_path))
    before = isi_basis_data()
    nomor = kirim(path)
    kerja(own_database)
    ready = baris(nomor)
    assert ready["state"] == StateImpor.SIAP, (ready["galat"], ready["galat_isi"])
    assert ready["ringkasan"]["verivali"]["baru"] + ready["ringkasan"]["verivali"]["berubah"] > 0
    assert isi_basis_data() == before
    alur.setujui(actor(), nomor, now=NOW)
    kerja(own_database)
    done = baris(nomor)
    assert done["state"] in (StateImpor.SELESAI, StateImpor.SELESAI_SEBAGIAN)
    assert menyimpang() == []
    after = isi_basis_data()
    assert after["verivali"] != before["verivali"]
    with current_engine().connect() as read:
        for table in STAGED.values():
            assert read.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0
    alur.tarik(actor(), nomor, now=NOW)
    assert isi_basis_data() == before
    assert menyimpang() == []
    print(report, done["ringkasan"])
