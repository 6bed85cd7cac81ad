"""Parts of a file on their way beside the register: what is read, what is not, and that nothing else gets in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from impor_bantu import DESA, IMPOR, KAB, NOW, pembuka, tulis
from sqlalchemy import Connection

from data_access import impor_muat
from data_access.impor_muat import stage
from domain.impor import BerkasDitolak, Galat
from domain.siks import KOLOM, Bagian

_MUSDES = [kolom.nama for kolom in KOLOM[Bagian.MUSDES]]
_LAMPIRAN = [kolom.nama for kolom in KOLOM[Bagian.LAMPIRAN]]


@pytest.fixture
def database(connection: Connection) -> Iterator[Connection]:
    yield connection
    connection.rollback()


def muat(connection: Connection, bagian: Bagian, *rows: list[str]) -> list[sa.Row[tuple[object, ...]]]:
    """Stage one part; its findings."""
    stage(connection, KAB, IMPOR, pembuka({bagian: tulis(rows)}), now=NOW)
    query = "SELECT baris, kolom, nilai, seharusnya FROM impor_galat WHERE kab = :kab AND impor = :impor ORDER BY id"
    return list(connection.execute(sa.text(query), {"kab": KAB, "impor": IMPOR}))


def baca(connection: Connection, bagian: Bagian) -> list[sa.RowMapping]:
    query = f"SELECT * FROM impor_{bagian} WHERE kab = :kab AND impor = :impor ORDER BY baris"
    return list(connection.execute(sa.text(query), {"kab": KAB, "impor": IMPOR}).mappings())


def test_lines_are_read_by_the_names_of_their_columns_and_keep_their_place(database: Connection) -> None:
    found = muat(
        database,
        Bagian.MUSDES,
        ["nomor", "peserta", "desa", "tanggal"],
        ["BA/1, lanjutan", " 12 ", str(DESA), "2026-11-10"],
        ["BA/2", "", str(DESA), "2024-02-29"],
    )
    assert found == []
    rows = [(row["baris"], row["nomor"], row["peserta"], str(row["tanggal"])) for row in baca(database, Bagian.MUSDES)]
    assert rows == [(2, "BA/1, lanjutan", 12, "2026-11-10"), (3, "BA/2", None, "2024-02-29")]


@pytest.mark.parametrize(
    ("kolom", "value"),
    [
        ("tanggal", "31-12-2025"), ("tanggal", "2025-02-29"), ("tanggal", "2026-11-23"), ("tanggal", "1849-12-31"),
        ("tanggal", "2026-11-10; DROP TABLE impor"), ("peserta", "32768"), ("peserta", "-1"), ("peserta", "1e3"),
        ("peserta", "0x1F"), ("peserta", "９"), ("peserta", "9" * 400), ("desa", "3277.01"), ("nomor", "x" * 61),
        ("nomor", "a\x07b"), ("nomor", "a\u202eb"), ("nomor", "a\u200bb"), ("nomor", "a\u2028b"),
        ("desa", ""), ("nomor", "  "),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_read_is_a_finding_and_is_not_stored(
    database: Connection, kolom: str, value: str
) -> None:
    row = {"desa": str(DESA), "tanggal": "2026-11-10", "nomor": "BA/1", "peserta": "9"} | {kolom: value}
    ((baris, where, nilai, _),) = muat(database, Bagian.MUSDES, _MUSDES, [row[name] for name in _MUSDES])
    assert (baris, where) == (2, kolom)
    assert nilai is None or (nilai.isprintable() and len(nilai) <= 100)
    (stored,) = baca(database, Bagian.MUSDES)
    assert stored[kolom] is None


@pytest.mark.parametrize(("value", "good"), [("107.5", True), ("-6.88", True), ("1e-05", True), ("nan", False),
                                             ("inf", False), ("1e999", False), ("10,5", False)])  # fmt: skip
def test_degrees_are_finite_numbers_with_a_point(database: Connection, value: str, good: bool) -> None:
    row = {"berkas": "lampiran/x.jpg", "jenis": "rumah", "lat": value}
    found = muat(database, Bagian.LAMPIRAN, _LAMPIRAN, [row.get(name, "") for name in _LAMPIRAN])
    assert (found == []) is good


@pytest.mark.parametrize(("value", "good"), [
    ("2026-11-20T10:00:00+07:00", True), ("2026-11-20T10:00:00.123456Z", True), ("2026-11-20 10:00+09:00", True),
    ("2026-11-20T10:00:00", False), ("2026-02-30T10:00:00Z", False), ("2026-11-20T24:00:00Z", False),
    ("2026-12-24T10:00:00Z", False), ("infinity", False), ("now", False),
])  # fmt: skip
def test_moments_have_a_day_that_was_and_an_offset(database: Connection, value: str, good: bool) -> None:
    row = {"idbdt": "1", "sta_keberadaan": "1", "tanggal": "2026-11-20", "diisi": value}
    names = [kolom.nama for kolom in KOLOM[Bagian.VERIVALI]]
    found = muat(database, Bagian.VERIVALI, names, [row.get(name, "") for name in names])
    assert (found == []) is good


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "musdes"),
        (b"desa,tanggal,nomor\n", "peserta"),
        (b"desa,tanggal,nomor,peserta,asing\n", "asing"),
        (b"desa,tanggal,nomor,peserta,peserta\n", "desa"),
        (b"desa,tanggal,nomor,peserta\n1,2\n", "musdes"),
        (b"desa,tanggal,nomor,peserta\n1,2,3,4,5\n", "musdes"),
        (b"desa,tanggal,nomor,peserta\n3277011001,2026-11-10,\xff\xfe,4\n", "musdes"),
        (b"\xff\xfe,tanggal,nomor,peserta\n", "musdes"),
        (b"desa,tanggal,nomor,peserta\n" + b"1" * 3_000_000, "musdes"),
    ],
)
def test_a_part_that_is_no_table_of_its_columns_refuses_the_file(
    database: Connection, content: bytes, word: str
) -> None:
    parts = {Bagian.MUSDES: content or b"\n"}
    with pytest.raises(BerkasDitolak) as refusal:
        stage(database, KAB, IMPOR, pembuka(parts), now=NOW)
    assert refusal.value.galat is Galat.RUSAK
    assert word in str(refusal.value.isi["bagian"])


def test_a_file_that_is_all_wrong_stores_one_finding_a_line_beyond_the_limit(
    database: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impor_muat, "MOST_DETAILED", 10)
    monkeypatch.setattr(impor_muat, "_BLOCK", 2_000)
    found = muat(database, Bagian.MUSDES, _MUSDES, *([["x", "x", "", "x"]] * 1_000))
    counts = Counter(row.baris for row in found)
    assert set(counts) == set(range(2, 1_002))
    assert (counts[2], counts[1_001]) == (4, 1)


def test_staging_again_leaves_nothing_of_the_earlier_try(database: Connection) -> None:
    row = [str(DESA), "2026-11-10", "BA/1", "x"]
    assert len(muat(database, Bagian.MUSDES, _MUSDES, row)) == 1
    assert muat(database, Bagian.MUSDES, _MUSDES, [*row[:3], "9"]) == []
    assert len(baca(database, Bagian.MUSDES)) == 1


def test_progress_counts_lines_of_all_parts(database: Connection) -> None:
    told: list[int] = []
    parts = {
        Bagian.MUSDES: tulis([_MUSDES, [str(DESA), "2026-11-10", "BA/1", "9"]]),
        Bagian.LAMPIRAN: tulis([_LAMPIRAN, ["lampiran/x.jpg", "rumah", "", "", "", "", ""]]),
    }
    lines = stage(database, KAB, IMPOR, pembuka(parts), now=NOW, report=told.append)
    assert told[-1] == 2
    assert lines[Bagian.MUSDES] == lines[Bagian.LAMPIRAN] == 1
    assert lines[Bagian.INDIVIDU] == 0
