"""Files are brought in at the command line on the same way as on the page."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from impor_alur import KAB, isi, prelist

from cli import cli
from data_access.schema import verivali
from data_access.session import current_engine, use_engine


@pytest.fixture
def run(own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name, value in {"DATABASE_URL": own_database, "SECRET_KEY": "k" * 32, "VAR_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SKALA", "demo")
    own = current_engine()

    def _run(*arguments: str | Path) -> Result:
        result = CliRunner().invoke(cli, ["import-siks", *map(str, arguments)])
        use_engine(own)
        return result

    return _run


def written() -> int:
    with current_engine().connect() as read:
        return read.execute(sa.select(sa.func.count()).where(verivali.c.impor.is_not(None))).scalar_one()


def test_a_file_is_checked_and_written_only_when_that_is_asked_for(run, tmp_path: Path) -> None:
    path, _ = isi(prelist(tmp_path, KAB), porsi=0.1)
    checked = run(path, "--pengguna", "supervisor.cimahi")
    assert checked.exit_code == 0, checked.output
    assert "siap. Verivali: " in checked.output
    assert written() == 0
    again = run(path, "--pengguna", "supervisor.cimahi")
    assert again.exit_code == 1
    assert "Berkas yang sama sudah diunggah" in again.output

    other, _ = isi(tmp_path / "prelist.siks", "lain.siks", porsi=0.1, benih=3)
    done = run(other, "--terima", "--pengguna", "supervisor.cimahi")
    assert done.exit_code == 0, done.output
    assert "selesai" in done.output
    assert written() > 0


def test_one_bad_file_among_others_is_named_and_the_others_go_on(run, tmp_path: Path) -> None:
    path, _ = isi(prelist(tmp_path, KAB), porsi=0.1)
    odd, cut = tmp_path / "catatan.txt", tmp_path / "potong.siks"
    odd.write_bytes(b"bukan siks")
    cut.write_bytes(path.read_bytes()[:-1000])
    done = run(odd, cut, path, "--pengguna", "supervisor.cimahi")
    assert done.exit_code == 1
    assert "“catatan.txt” bukan berkas .siks." in done.output
    assert "terpotong" in done.output
    assert "siap." in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("username", ["operator.melong", "pusdatin"])
def test_who_may_not_import_is_refused_here_too(run, tmp_path: Path, username: str) -> None:
    path, _ = isi(prelist(tmp_path, KAB), porsi=0.05)
    refused = run(path, "--pengguna", username)
    assert refused.exit_code == 1
    assert "tidak berwenang" in refused.output
    assert "tidak dikenal" in run(path, "--pengguna", "siapa").output
