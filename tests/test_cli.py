"""Commands as an administrator meets them: they do it and say so, or say in one line what to do instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from cli import cli
from data_access import migrations
from data_access.pengguna import find_by_username
from data_access.session import current_engine, make_engine, read_session, use_engine
from domain.access import Role

Run = Callable[..., Result]


@pytest.fixture
def run(own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a database of its own."""
    for name, value in {"DATABASE_URL": own_database, "SECRET_KEY": "k" * 32, "VAR_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    own = current_engine()

    def _run(*arguments: str) -> Result:
        result = CliRunner().invoke(cli, list(arguments))
        # A command has the process to itself and leaves no engine behind.
        use_engine(own)
        return result

    return _run


def _refused(result: Result, words: str) -> None:
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output
    assert result.output.count("\n") == 1


def test_an_account_is_made_and_the_audit_says_so(run: Run) -> None:
    result = run(
        "create-user", "rini.jabar", "--nama", "Rini", "--peran", "dinsos_provinsi", "--wilayah", "32",
        "--sandi", "cukup-panjang-sekali",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    with read_session() as connection:
        akun = find_by_username(connection, "rini.jabar")
        note = connection.execute(sa.text("SELECT objek FROM audit WHERE aksi = 'buat_akun'")).scalar_one()
    assert akun is not None
    assert (akun.actor.role, akun.actor.wilayah, akun.contoh) == (Role.DINSOS_PROVINSI, 32, False)
    assert note == "pengguna rini.jabar"
    assert run("verify-audit").stdout == "Audit dan yang dijaminnya utuh.\n"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"username": "R"}, "Nama pengguna"),
        ({"peran": "raja"}, "tidak dikenal"),
        ({"sandi": "pendek"}, "terlalu pendek"),
        ({"wilayah": "3299"}, "32.99"),
        ({"wilayah": "32.7"}, "tidak dapat dibaca"),
        ({"peran": "supervisor_kab", "wilayah": "32"}, "tidak dapat diberikan"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_not_made(run: Run, changed: dict[str, str], words: str) -> None:
    given = {
        "username": "rini.jabar", "peran": "dinsos_provinsi", "wilayah": "32", "sandi": "cukup-panjang-sekali",
    } | changed  # fmt: skip
    result = run(
        "create-user", given["username"], "--nama", "Rini", "--peran", given["peran"], "--wilayah", given["wilayah"],
        "--sandi", given["sandi"],
    )  # fmt: skip
    _refused(result, words)
    with read_session() as connection:
        assert find_by_username(connection, given["username"].lower()) is None


def test_sample_data_is_never_written_over_unasked(run: Run) -> None:
    _refused(run("seed"), "--ulang")


def test_borders_that_cannot_be_read_are_refused_and_none_become_active(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "rusak.geojson"
    broken.write_text("{")
    result = run("import-batas", str(broken))
    assert result.exit_code == 1
    assert "rusak.geojson" in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "geo" / "aktif.json").exists()


def test_a_count_that_drifted_is_reported_and_mended(run: Run, own_database: str) -> None:
    owner = make_engine(own_database, owner=True)
    with owner.begin() as connection:
        connection.execute(
            sa.text(
                "UPDATE rekap_desa SET s0 = s0 + 1, total = total + 1 WHERE periode = 202611 AND program = 1 "
                "AND desa = 3277011001"
            )
        )
    owner.dispose()
    found = run("recompute")
    assert found.exit_code == 1
    assert "BSP November 2026: 1 desa menyimpang" in found.output
    assert run("recompute", "--perbaiki").exit_code == 0
    assert run("recompute").exit_code == 0


def test_migrating_again_says_where_the_schema_stands(run: Run) -> None:
    assert run("migrate").output == f"Skema sudah di revisi {migrations.head()}.\n"


def test_a_reference_file_of_dukcapil_is_loaded_and_compared_at_once(run: Run, tmp_path: Path) -> None:
    with read_session() as connection:
        person = connection.execute(
            sa.text("SELECT i.nik, i.nama, i.tgl_lahir FROM individu i WHERE kab = 3277 AND padan = 1 AND nik > 1e15 "
                    "AND nik % 10000 > 0 AND nik / 100000000 % 100 BETWEEN 1 AND 12 AND NOT EXISTS ("
                    "SELECT FROM individu o WHERE o.nik = i.nik AND (o.kab, o.id) <> (i.kab, i.id)) LIMIT 1")
        ).one()  # fmt: skip
    file = tmp_path / "dukcapil.csv"
    file.write_text(f"nik,nama,tgl_lahir,keadaan\n{person.nik},{person.nama},{person.tgl_lahir},meninggal\n")
    result = run("padankan", "--rujukan", str(file), "--sekarang")
    assert result.output == (
        "1 baris rujukan dimuat; 1 NIK akan dipadankan.\n1 NIK ditanyakan, 1 terjawab, 0 belum dipadankan.\n"
    )
    _refused(run("padankan"), "Pilih --rujukan BERKAS")
    _refused(run("padankan", "--rujukan", str(tmp_path / "tiada.csv")), "tidak dapat dibuka")


def test_settings_of_the_review_are_shown_changed_and_checked(run: Run) -> None:
    assert "di atas 500 kasus" in run("atur-periksa").output
    changed = run("atur-periksa", "--batas-massal", "50", "--dibawa", "bsp")
    assert changed.output.splitlines() == [
        "Orang kedua diperlukan di atas 50 kasus.",
        "Dibawa ke periode berikutnya, paling banyak 1 kali: usulan bsp.",
    ]
    assert run("atur-periksa").output == changed.output
    _refused(run("atur-periksa", "--dibawa", "perbaikan"), "tidak dapat dibawa")
    _refused(run("atur-periksa", "--dibawa", "x"), "tidak dikenal")
