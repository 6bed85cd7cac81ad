"""The reference file of Dukcapil: read in its forms, refused by line, loaded whole or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from data_access.session import unit_of_work
from domain.errors import InvalidInput
from exchange.rujukan import read_rujukan
from workflow import pemadanan

HEADER = "nik,nama,tgl_lahir,jns_kel,keadaan\n"
GOOD = "3277015708850001,SITI AMINAH,1985-08-17,P,aktif\n"
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


def _csv(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "dukcapil.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def _refusal(path: Path) -> str:
    with pytest.raises(InvalidInput) as refused:
        list(read_rujukan(path))
    return refused.value.message


@pytest.mark.parametrize(
    "text",
    [
        HEADER + GOOD,
        "\ufeff" + HEADER + GOOD,
        HEADER.replace(",", ";") + GOOD.replace(",", ";"),
        "Keadaan,Jns_Kel,NIK,tgl_lahir,Nama,lain\n,2,3277015708850001,17-08-1985, SITI  AMINAH ,x\n",
        HEADER + '"3277015708850001","SITI AMINAH",17/08/1985,Perempuan,\n',
        (HEADER + GOOD).replace("\n", "\r\n"),
    ],
)
def test_the_forms_an_office_writes_are_read_alike(tmp_path: Path, text: str) -> None:
    assert list(read_rujukan(_csv(tmp_path, text))) == [
        (2, 3277015708850001, "SITI AMINAH", date(1985, 8, 17), 2, 1),
    ]


def test_parquet_is_read_with_its_own_types(tmp_path: Path) -> None:
    path = tmp_path / "dukcapil.parquet"
    table = pa.table(
        {"nik": [3277015708850001, 3277015708850002], "tgl_lahir": [date(1985, 8, 17), None], "keadaan": [4, None]}
    )
    pq.write_table(table, path)
    assert list(read_rujukan(path)) == [
        (2, 3277015708850001, None, date(1985, 8, 17), None, 4),
        (3, 3277015708850002, None, None, None, 1),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "kosong"),
        (HEADER, "tidak berisi satu baris pun"),
        ("nama,tgl_lahir\nSITI,1985-08-17\n", "Kolom “nik” tidak ada"),
        (HEADER + GOOD + "327701570885000,A,,,\n", "baris 3: NIK bukan 16 angka"),
        (HEADER + "3.27701570885e15,A,,,\n", "baris 2: NIK bukan 16 angka"),
        (HEADER + "3277015708850001,A,1985-02-30,,\n", "baris 2: tanggal lahir"),
        (HEADER + "3277015708850001,A,,X,\n", "baris 2: jenis kelamin"),
        (HEADER + "3277015708850001,A,,,hidup\n", "baris 2: keadaan"),
        (HEADER + f"3277015708850001,{'A' * 300},,,\n", "baris 2: nama terlalu panjang"),
        (HEADER + GOOD + "3277015708850002,A\n", "Baris 3: jumlah kolomnya berbeda"),
        (HEADER.encode() + b"3277015708850001,\xff\xfe,,,\n", "UTF-8"),
        (b"PK\x03\x04" + bytes(200), "tidak dapat dibaca sebagai CSV"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str | bytes, said: str) -> None:
    message = _refusal(_csv(tmp_path, text))
    assert said in message
    assert "327701570885" not in message


def test_only_the_first_wrong_lines_are_named(tmp_path: Path) -> None:
    message = _refusal(_csv(tmp_path, HEADER + "x,,,,\n" * 500))
    assert message.count("baris") < 15
    assert "dan lainnya" in message


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"bukan parquet sama sekali")
    assert "tidak dapat dibaca sebagai PARQUET" in _refusal(tmp_path / "a.parquet")
    assert "tidak dapat dibuka" in _refusal(tmp_path / "tiada.csv")
    assert ".csv atau .parquet" in _refusal(tmp_path / "a.xlsx")


def _rujukan() -> list[tuple[int, str | None]]:
    with unit_of_work() as work:
        return [tuple(row) for row in work.execute(sa.text("SELECT nik, nama FROM rujukan_dukcapil ORDER BY nik"))]


def test_a_file_replaces_the_one_before_or_is_added_to_it(tmp_path: Path, own_database: str) -> None:
    first = _csv(tmp_path, HEADER + GOOD + GOOD.replace("0001", "0002"))
    assert pemadanan.muat_rujukan(first, tambah=False).baris == 2
    pemadanan.muat_rujukan(_csv(tmp_path, HEADER + GOOD.replace("SITI", "NUR")), tambah=True)
    assert _rujukan() == [(3277015708850001, "NUR AMINAH"), (3277015708850002, "SITI AMINAH")]
    pemadanan.muat_rujukan(_csv(tmp_path, HEADER + GOOD), tambah=False)
    assert _rujukan() == [(3277015708850001, "SITI AMINAH")]
    for wrong in (GOOD + GOOD, GOOD.replace("0001", "0003") + "1,,,,\n"):
        with pytest.raises(InvalidInput, match="tidak ada yang berubah"):
            pemadanan.muat_rujukan(_csv(tmp_path, HEADER + wrong), tambah=False)
        assert _rujukan() == [(3277015708850001, "SITI AMINAH")]


def test_who_is_in_the_file_is_compared_anew(tmp_path: Path, own_database: str) -> None:
    with unit_of_work() as work:
        person = work.execute(
            sa.text("SELECT * FROM individu i WHERE kab = 3277 AND nik % 10000 > 0 AND nik > 1e15 AND padan = 1 AND "
                    "nik / 100000000 % 100 BETWEEN 1 AND 12 AND NOT EXISTS (SELECT FROM individu o "
                    "WHERE o.nik = i.nik AND (o.kab, o.id) <> (i.kab, i.id)) ORDER BY id LIMIT 1")
        ).one()  # fmt: skip
    path = _csv(tmp_path, HEADER + f"{person.nik},{person.nama},{person.tgl_lahir},,meninggal\n")
    assert pemadanan.muat_rujukan(path, tambah=False).dipadankan == 1
    assert pemadanan.padankan(20).dijawab == 1
    with unit_of_work() as work:
        found = work.execute(sa.text("SELECT padan FROM individu WHERE kab = 3277 AND id = :id"), {"id": person.id})
        assert found.scalar_one() == 4
