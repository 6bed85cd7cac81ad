"""Whatever bytes arrive: a clean refusal or the very content that was signed; bounded time, memory and disk."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from siks_contoh import find_key, manifest, row, rows, write

from domain.impor import BerkasDitolak
from domain.siks import KOLOM, Bagian
from exchange.siks import check_siks, open_part

HERE = Path(__file__).parent
MUTATED_FILES = 10_000
# Megabytes that a process may grow by while it reads the worst of them.
MOST_GROWTH = 500
MOST_MEMORY = 300

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write(tmp_path_factory.mktemp("baik") / "hasil.siks").read_bytes()


def run(program: str, *arguments: object) -> dict[str, object]:
    """Run one of the programs beside this file, and what it printed."""
    paths = [str(HERE), str(HERE.parents[1])]
    done = subprocess.run(
        [sys.executable, str(HERE / program), *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_ten_thousand_mutated_files_are_each_refused_cleanly_or_are_what_was_signed(tmp_path: Path) -> None:
    found = run("siks_jalan.py", MUTATED_FILES, 20261121, tmp_path)
    assert found["masalah"] == []
    assert found["berkas"] == MUTATED_FILES
    assert found["tumbuh"] < MOST_GROWTH
    assert found["tersisa"] == ["berkas.siks"], "nothing is written beside the file"
    # Each kind of harm was there, and not everything was refused for one reason.
    assert min(found["jenis"].values()) > 50
    assert len(found["hasil"]) >= 7


def test_a_file_of_50_000_households_is_read_in_constant_memory(tmp_path: Path) -> None:
    found = run("siks_besar.py", 50_000, 170_000, tmp_path / "besar.siks")
    assert found["baris"] == [50_000, 170_000]
    assert found["puncak"] < MOST_MEMORY


@given(place=st.integers(0), bit=st.integers(0, 7))
@settings(QUICK, max_examples=400)
def test_a_flipped_bit_is_refused_or_changes_nothing_that_is_read(good: bytes, place: int, bit: int) -> None:
    data = bytearray(good)
    data[place % len(data)] ^= 1 << bit
    same_or_refused(bytes(data), good)


@given(length=st.integers(0))
@QUICK
def test_every_beginning_of_a_file_is_refused(good: bytes, length: int) -> None:
    assert same_or_refused(good[: length % len(good)], good) == "refused"


@given(data=st.binary(max_size=2000))
@QUICK
def test_any_bytes_are_refused(good: bytes, data: bytes) -> None:
    assert same_or_refused(data, good) == "refused"
    assert same_or_refused(b"PK\x03\x04" + data, good) == "refused"


def same_or_refused(data: bytes, good: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path, whole = Path(folder) / "a.siks", Path(folder) / "b.siks"
        path.write_bytes(data)
        whole.write_bytes(good)
        try:
            found = check_siks(path, find_key)
        except BerkasDitolak:
            return "refused"
        assert found == check_siks(whole, find_key)
        return "same"


@given(
    values=st.lists(
        st.lists(
            st.one_of(st.none(), TEXT, st.integers(), st.booleans(), st.dates(), st.floats(allow_nan=False)),
            min_size=len(KOLOM[Bagian.PERBAIKAN]),
            max_size=len(KOLOM[Bagian.PERBAIKAN]),
        ),
        max_size=8,
    )
)
@QUICK
def test_any_rows_are_read_as_they_were_written(values: list[list[object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "a.siks", content={Bagian.PERBAIKAN: values}, lampiran=())
        assert check_siks(path, find_key).bagian[Bagian.PERBAIKAN].baris == len(values)
        with open_part(path, Bagian.PERBAIKAN) as stream:
            read = list(csv.reader(io.TextIOWrapper(stream, encoding="utf-8", newline="")))[1:]
    assert read == [[as_written(value) for value in line] for line in values]


def as_written(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case str():
            return "".join(" " if ord(letter) < 32 or ord(letter) == 127 else letter for letter in value)
        case _:
            return str(value)


def test_the_sample_of_these_tests_is_a_good_file(good: bytes) -> None:
    assert same_or_refused(good, good) == "same"
    assert manifest().kab == 3277
    assert row(Bagian.MUSDES, desa=1)[0] == 1
    assert rows(2)[Bagian.INDIVIDU]
