"""Files of a division: what is written can be read back, and nothing hostile gets further than one clear sentence."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
import xlsxwriter

from components.kuota_berkas import LEMBAR, MOST_BYTES, baca_xlsx, baris_kuota, catatan_kuota, kolom_kuota
from components.kuota_tabel import KOLOM
from domain.errors import InvalidInput
from domain.figur import Asal
from exchange.tabel_berkas import write_xlsx
from tests.berkas_tabel import baca_xlsx as read_back
from tests.berkas_tabel import keterangan

KAB, PERIODE = 3277, 202611
DESA = {3277011001: "Melong", 3277011002: "Cibeureum", 3277021001: "Cipageran"}
HEAD = ["Kode", "Wilayah", "Kuota"]


def _book(rows: Sequence[Sequence[Any]], sheet: str = "Kuota", note: Sequence[Sequence[str]] = ()) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet(sheet)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                page.write(line, place, cell)
        if note:
            about = book.add_worksheet("Keterangan")
            for line, row in enumerate(note):
                about.write_row(line, 0, row)
    return out.getvalue()


def _read(rows: Sequence[Sequence[Any]], **options: Any) -> Any:
    return baca_xlsx(_book(rows, **options), KAB, DESA, PERIODE)


def _mistakes(*rows: Sequence[Any]) -> dict[int, str]:
    read = _read([HEAD, *rows])
    return {item.baris: item.pesan for item in read.galat}


def test_what_is_written_is_read_back_unchanged_with_codes_as_text_and_numbers_as_numbers() -> None:
    rows = [
        {item.kode: None for item in KOLOM}
        | {"kode": str(kode), "nama": nama, "kuota": 100 + place, "utilisasi": 99.54, "sisa": -3}
        for place, (kode, nama) in enumerate(DESA.items())
    ]
    now = datetime(2026, 11, 21, 7, tzinfo=UTC)
    asal = Asal("Kuota menurut desa", "Kota Cimahi", "November 2026", now, now, "Sari, Supervisor kab/kota")
    out = io.BytesIO()
    write_xlsx(out, asal, kolom_kuota(), baris_kuota(rows), catatan=catatan_kuota(PERIODE), lembar=LEMBAR)
    content = out.getvalue()
    assert baca_xlsx(content, KAB, DESA, PERIODE).tempat == {kode: 100 + place for place, kode in enumerate(DESA)}
    file = read_back(content, LEMBAR)
    cells = file.isi[0]
    assert cells["Kode"] == "3277011001"
    assert (cells["Kuota"], cells["Sisa"], cells["Utilisasi (%)"]) == (100, -3, 99.54)
    assert file.judul == [item.judul for item in kolom_kuota()]
    assert "finalisasi tertahan" in keterangan(content)["Sisa"]


def test_a_division_of_another_periode_is_refused_whatever_stands_above_it() -> None:
    now = datetime(2026, 10, 21, 7, tzinfo=UTC)
    asal = Asal("Kuota menurut desa", "Kota Cimahi", "Oktober 2026", now, now, "Sari, Supervisor kab/kota")
    out = io.BytesIO()
    write_xlsx(out, asal, kolom_kuota(), (), catatan=catatan_kuota(202610), lembar=LEMBAR)
    with pytest.raises(InvalidInput, match="periode 202610"):
        baca_xlsx(out.getvalue(), KAB, DESA, PERIODE)


def test_a_mistake_below_what_stands_above_the_table_is_named_by_the_row_of_the_sheet() -> None:
    read = _read([["Kuota menurut desa"], ["Wilayah", "Kota Cimahi"], [], HEAD, ["3277011001", "", -4]])
    assert [item.baris for item in read.galat] == [5]


def test_codes_may_be_dotted_or_numbers_and_empty_rows_are_passed_over() -> None:
    read = _read([HEAD, ["32.77.01.1001", "", 5], [], [3277011002.0, "x", 0], ["", "", ""]])
    assert (read.tempat, read.galat) == ({3277011001: 5, 3277011002: 0}, [])


def test_every_row_that_is_wrong_is_named_with_what_to_do() -> None:
    found = _mistakes(
        ["3277011001", "", "1.200"],
        ["3277011002", "", -4],
        ["3277021001", "", 2.5],
        ["3204052001", "", 5],
        ["3277019999", "", 5],
        ["3277", "", 5],
        ["abc", "", 5],
        ["", "", 5],
        ["3277011001", "", 5],
        ["3277021001", "", ""],
        ["3277021001", "", True],
        ["3277021001", "", 10**12],
    )
    words = {
        2: "bukan angka", 3: "harus 0 sampai", 4: "bukan bilangan bulat", 5: "bukan desa di kab/kota ini",
        6: "tidak dikenal", 7: "bukan kode desa", 8: "bukan kode desa", 9: "Kode desa kosong",
        10: "sudah ada pada baris 2", 11: "sudah ada pada baris 4",
    }  # fmt: skip
    for line, text in words.items():
        assert text in found[line], found
    assert "kosong" in _mistakes(["3277021001", "", ""])[2]
    assert "bukan angka" in _mistakes(["3277021001", "", True])[2]
    assert "harus 0 sampai" in _mistakes(["3277021001", "", 10**12])[2]
    assert "satu pun desa" in _mistakes()[0]


@pytest.mark.parametrize(
    ("rows", "options", "text"),
    [
        ([HEAD, ["3277011001", "", 5]], {"sheet": "Lembar1"}, "Lembar “Kuota” tidak ada"),
        ([["Kode", "Wilayah"], ["3277011001", ""]], {}, "Kolom “Kuota” tidak ada"),
        ([["Kuota"], [5]], {}, "Kolom “Kode” tidak ada"),
        ([["Kode", "Kuota", "Kuota"], ["3277011001", 5, 6]], {}, "lebih dari satu"),
        ([], {}, "Kolom “Kode” tidak ada"),
        ([HEAD, ["3277011001", "", "=1+1"]], {}, "berisi rumus"),
        ([HEAD, ["3277011001", "", 5]], {"note": [["Kode periode", "202610"]]}, "periode 202610"),
        ([HEAD] + [["3277011001", "", 5]] * 5001, {}, "melebihi 5000 baris"),
        ([HEAD + [""] * 80 + ["x"]], {}, "60 kolom"),
    ],
)
def test_a_file_that_is_no_division_is_refused_as_a_whole(
    rows: list[list[Any]], options: dict[str, Any], text: str
) -> None:
    with pytest.raises(InvalidInput, match=text):
        _read(rows, **options)


def _repacked(change: dict[str, bytes | None], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    good = _book([HEAD, ["3277011001", "", 5]])
    with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(out, "w", compress) as target:
        for name in source.namelist():
            if name not in change:
                target.writestr(name, source.read(name))
        for name, content in change.items():
            if content is not None:
                target.writestr(name, content)
    return out.getvalue()


def _sheet(cells: str) -> bytes:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{head}{cells}</sheetData></worksheet>".encode()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "bukan XLSX"),
        (b"Kode;Kuota\r\n3277011001;5", "bukan XLSX"),
        (b"PK\x03\x04 broken", "bukan XLSX"),
        (b"x" * (MOST_BYTES + 1), "lebih besar dari 2 MB"),
        (_repacked({"bom.xml": b"0" * 40_000_000}), "terlalu besar"),
        (_repacked({f"xl/{n}.xml": b"" for n in range(300)}), "terlalu besar"),
        (_repacked({"xl/workbook.xml": None}), "bukan XLSX"),
        (_repacked({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "bukan XLSX"),
        (_repacked({SHEET: b"<worksheet"}), "bukan XLSX|tidak ada"),
        (_repacked({SHEET: _sheet('<row r="1"><c r="XFD1048576"><v>1</v></c></row>')}), "melebihi"),
        (_repacked({SHEET: _sheet("<row r='1048576'><c><v>1</v></c></row>")}), "melebihi"),
        (_repacked({SHEET: _sheet('<row r="1"><c r="A1"><f >1</f><v>1</v></c></row>')}), "rumus"),
        (_repacked({SHEET: _sheet('<row r="1"/>').decode().encode("utf-16")}), "bukan XLSX"),
        (
            _repacked(
                {
                    "xl/sharedStrings.xml": b'<!DOCTYPE s [<!ENTITY a "aaaa">]><sst '
                    b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&a;</t></si></sst>'
                }
            ),
            "bukan XLSX|tidak ada",
        ),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "file",
)
def test_what_would_hurt_the_reader_is_refused_before_it_is_unfolded(content: bytes, text: str) -> None:
    with pytest.raises(InvalidInput, match=text):
        baca_xlsx(content, KAB, DESA, PERIODE)


def test_a_package_that_lies_about_its_size_is_counted_while_it_unfolds() -> None:
    content = bytearray(_repacked({"bom.xml": b"0" * 40_000_000}))
    # The stated size stands in the central directory, little-endian.
    stated = (40_000_000).to_bytes(4, "little")
    while (at := content.find(stated)) >= 0:
        content[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(InvalidInput):
        baca_xlsx(bytes(content), KAB, DESA, PERIODE)


def test_broken_bytes_anywhere_give_a_refusal_or_a_reading_and_never_an_error() -> None:
    good = _book([HEAD, ["3277011001", "", 5], ["3277011002", "", 6]])
    rng = random.Random(7)  # noqa: S311 - no secret
    for _ in range(400):
        broken = bytearray(good)
        for _ in range(rng.randint(1, 6)):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        with contextlib.suppress(InvalidInput):
            baca_xlsx(bytes(broken), KAB, DESA, PERIODE)
