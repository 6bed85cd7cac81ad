"""The letter as a page: archivable, whole, safe whatever a name holds; the DOCX; the signature on it."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.kalender import Program
from domain.surat import (
    MOST_PRINTED,
    NAMA_ANGKA,
    BarisRekap,
    IsiSurat,
    Kepala,
    PerubahanDesa,
    belum_dibagi,
    bersih,
    desa_tercetak,
    kode_baru,
    parse_kode_surat,
    rekap_kecamatan,
    ribuan,
)
from exchange import surat, surat_tte
from exchange.cetak import cetak
from exchange.surat_docx import docx
from exchange.surat_periksa import periksa
from exchange.surat_sertifikat import akar_contoh, sertifikat_contoh

_NASTY = r'#panic() $x^2$ *b* _i_ `c` \ @ref <l> [m] {n} // "q" & </w:t> %'


def letter(kecamatan: int = 3, changes: int = 4, **given: Any) -> IsiSurat:
    desa = [
        dict.fromkeys(NAMA_ANGKA, 0)
        | {
            "desa": (320100 + k) * 10_000 + 2001 + d, "awal": 1_000 + k, "art_awal": 4_000, "nonaktif_3": 3,
            "nonaktif_4": 2, "nonaktif_5": 1, "usulan": 5, "akhir": 999 + k, "art_akhir": 3_990, "kuota": 1_010,
        }
        for k in range(1, kecamatan + 1)
        for d in range(9)
    ]  # fmt: skip
    names = {320100 + k: f"Kecamatan Nomor {k}" for k in range(1, kecamatan + 1)}
    rows = [
        (f"3201012001{n:06d}", f"Nama {n}", "Kp. Baru RT 01", "3201********0001", 4, "Usulan masuk")
        for n in range(changes)
    ]
    values: dict[str, Any] = {
        "kab": 3201, "nama_kab": "Kabupaten Bogor", "program": Program.BSP, "periode": 202611,
        "label_periode": "November 2026", "versi": 1,
        "profil": {"instansi": "Dinas Sosial", "alamat": "Jl. Raya 1", "telepon": "021", "email": "a@b.example",
                   "kota_penetapan": "Cibinong", "dasar_hukum": ""},
        "logo": None, "kepala": Kepala("Bupati Bogor", "Nama Bupati"), "nomor": "400/1/2026",
        "tanggal": date(2026, 11, 27), "difinalisasi": "26 November 2026 pukul 14.35 WIB",
        "rekap": rekap_kecamatan(desa, names), "sidik": hashlib.sha256(b"data").digest(),
        "akar": (date(2026, 11, 26), hashlib.sha256(b"akar").digest()), "kode": kode_baru(3201),
        "alamat_verifikasi": "https://siks.example/verifikasi", "dibuat": (2026, 11, 27, 2, 30, 0),
        "perubahan": [PerubahanDesa("Desa Satu, Kec. Dua", changes, 0, rows)] if changes else [],
    }  # fmt: skip
    return IsiSurat(**values | given)


def pages(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


@pytest.fixture(scope="module")
def made() -> tuple[IsiSurat, bytes]:
    isi = letter(kecamatan=50, changes=40)
    return isi, surat.typeset(isi)


def test_the_pdf_is_archivable_tagged_and_carries_its_fonts(made: tuple[IsiSurat, bytes]) -> None:
    _, pdf = made
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"/MarkInfo" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"/OutputIntent" in pdf
    assert b"/JavaScript" not in pdf
    # Every font has its file inside, and none is the machine's own.
    fonts = set(re.findall(rb"/FontName\s*/(\S+)", pdf))
    assert fonts
    assert all(b"Libertinus" in name or b"DejaVuSansMono" in name for name in fonts)
    assert pdf.count(b"/FontFile3") + pdf.count(b"/FontFile2") >= len(fonts)
    assert re.search(rb"/Lang\s*\(id", pdf)


def test_the_same_content_gives_the_same_bytes(made: tuple[IsiSurat, bytes]) -> None:
    isi, pdf = made
    assert surat.typeset(isi) == pdf


def test_the_letter_is_upright_and_the_rekap_across_on_a4(made: tuple[IsiSurat, bytes]) -> None:
    paper = pypdfium2.PdfDocument(made[1])
    sizes = [tuple(round(side) for side in page.get_size()) for page in paper]
    assert sizes[0] == (595, 842)
    assert sizes[1] == (842, 595)
    assert set(sizes) == {(595, 842), (842, 595)}


def test_every_page_is_numbered_and_known_by_its_code(made: tuple[IsiSurat, bytes]) -> None:
    isi, pdf = made
    found = pages(pdf)
    for number, text in enumerate(found, 1):
        assert f"halaman {number} dari {len(found)}" in text
        assert isi.kode is not None
        assert isi.kode in text


def test_the_head_of_the_rekap_is_on_each_of_its_pages_and_sums_are_right(made: tuple[IsiSurat, bytes]) -> None:
    isi, pdf = made
    found = [text for text in pages(pdf) if "Kecamatan Nomor" in text]
    assert len(found) > 1
    assert all("Perbaikan" in text and "Nonaktif (3)" in text for text in found)
    total = sum(line.angka["akhir"] for line in isi.rekap)
    assert isi.total.angka["akhir"] == total
    assert ribuan(total) in found[-1]
    assert ribuan(total) in pages(pdf)[0]
    whole = "\n".join(found)
    assert all(f"Kecamatan Nomor {k}" in whole for k in range(1, 51))


def test_amounts_are_said_in_words(made: tuple[IsiSurat, bytes]) -> None:
    first = " ".join(pages(made[1])[0].split())
    assert "(dua ribu tujuh ratus) rumah tangga" in first


@pytest.mark.parametrize("lines", [1, 8, 14, 20, 26, 32, 45])
def test_the_signature_is_never_alone_on_a_page(lines: int) -> None:
    basis = "\n".join(f"Peraturan Daerah Nomor {n} Tahun 2020 tentang sesuatu yang panjang" for n in range(lines))
    isi = letter()
    found = pages(surat.typeset(replace(isi, profil={**isi.profil, "dasar_hukum": basis})))
    page = next(text for text in found if "Nama Bupati" in text)
    assert "Demikian disampaikan" in page
    assert "Bupati Bogor," in page


def test_the_place_of_the_signature_is_found_on_the_page(made: tuple[IsiSurat, bytes]) -> None:
    page, x, y = surat.letak_ttd(letter())
    assert page == 0
    assert 250 < x < 400
    assert 500 < y < 760


def test_a_draft_says_so_on_every_page_and_has_no_code() -> None:
    found = pages(surat.typeset(letter(kode=None)))
    assert all("RANCANGAN" in text for text in found)
    assert "Periksa keaslian" not in "".join(found)


def test_the_figures_travel_inside_the_pdf(made: tuple[IsiSurat, bytes]) -> None:
    isi, pdf = made
    paper = pypdfium2.PdfDocument(pdf)
    assert paper.count_attachments() == 1
    attached = json.loads(bytes(paper.get_attachment(0).get_data()))
    assert attached["kode"] == isi.kode
    assert attached["sidik_data"] == isi.sidik.hex()
    assert attached["jumlah"]["akhir"] == isi.total.angka["akhir"]


def _with(text: str) -> IsiSurat:
    isi = letter(kecamatan=1)
    rows = [(text[:20] or "-", text, text, "3201********0001", 4, text)]
    return replace(
        isi,
        nomor=text,
        kepala=Kepala(bersih(text) or "x", bersih(text) or "x"),
        profil={**dict.fromkeys(isi.profil, text), "dasar_hukum": text},
        nama_kab=f"Kabupaten {text}",
        rekap=(BarisRekap(320101, text, isi.rekap[0].angka),),
        perubahan=[PerubahanDesa(text, 1, 0, rows)],
    )


def test_signs_of_markup_are_printed_and_never_obeyed() -> None:
    text = "\n".join(pages(surat.typeset(_with(_NASTY))))
    assert "#panic()" in text
    assert "$x^2$" in text
    assert "</w:t>" in text
    document = Document(io.BytesIO(docx(_with(_NASTY))))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any(_NASTY in text for text in cells)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=60))
def test_no_name_breaks_the_letter(text: str) -> None:
    isi = _with(text)
    assert surat.typeset(isi).startswith(b"%PDF")
    Document(io.BytesIO(docx(isi)))


@given(st.text(max_size=200))
def test_a_cleaned_text_has_no_control_and_no_direction(text: str) -> None:
    clean = bersih(text)
    assert clean == bersih(clean)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", clean)


def test_what_cannot_be_drawn_becomes_a_question_mark_and_not_nothing() -> None:
    assert bersih("Aé\u202eB\u0000 王 ﬁ \U0001f600") == "AéB ? fi ?"


def test_a_letter_prints_whole_desa_up_to_its_limit() -> None:
    assert desa_tercetak({1: MOST_PRINTED - 10, 2: 10, 3: 1}) == {1, 2}
    assert desa_tercetak({1: MOST_PRINTED + 1, 2: 1}) == set()


def test_desa_that_are_not_printed_are_counted_and_said() -> None:
    isi = letter(kecamatan=1)
    isi = replace(isi, perubahan=[PerubahanDesa("Desa Besar, Kec. Satu", 3_000, 20, ())])
    text = " ".join("\n".join(pages(surat.typeset(isi))).split())
    assert "3.020 rumah tangga tidak dicetak" in text
    assert "Desa Besar, Kec. Satu: 3.000 usulan masuk, 20 nonaktif; rinciannya pada berkas data" in text


def test_kuota_that_no_desa_has_stands_on_a_line_of_its_own() -> None:
    isi = letter(kecamatan=1)
    lines = belum_dibagi(isi.rekap, isi.kab, 9_100)
    assert sum(line.angka["kuota"] for line in lines) == 9_100
    text = "\n".join(pages(surat.typeset(replace(isi, rekap=lines))))
    assert "Kuota belum dibagi ke desa" in text
    assert "Jumlah 1 kecamatan" in text


def test_the_docx_says_the_same_and_repeats_its_heads(made: tuple[IsiSurat, bytes]) -> None:
    isi, _ = made
    document = Document(io.BytesIO(docx(isi)))
    rekap = next(table for table in document.tables if table.rows[0].cells[1].text == "Kecamatan")
    assert len(rekap.rows) == 52
    assert rekap.rows[51].cells[1].text == "Jumlah 50 kecamatan"
    assert ribuan(isi.total.angka["akhir"]) in [cell.text for cell in rekap.rows[51].cells]
    assert (
        rekap.rows[0]._tr.trPr.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblHeader")
        is not None
    )
    text = "\n".join(line.text for line in document.paragraphs)
    assert "Bupati Bogor," in text
    assert isi.kode is not None
    assert isi.kode in text


def test_a_signature_leaves_the_letter_as_it_was_and_is_verified(tmp_path: Path, made: tuple[IsiSurat, bytes]) -> None:
    isi, pdf = made
    cert = sertifikat_contoh(tmp_path, isi.kepala)
    signed = surat_tte.sign(pdf, cert, isi.kepala, surat.letak_ttd(isi), now=datetime.now(UTC), waktu="hari ini")
    assert signed.startswith(pdf)
    assert b"<pdfaid:part>3</pdfaid:part>" in signed
    (found,) = surat_tte.verify(signed, akar_contoh(tmp_path))
    assert (found.utuh, found.seluruh, found.dipercaya) == (True, True, True)
    assert "Nama Bupati" in found.penanda_tangan
    assert not surat_tte.verify(signed)[0].dipercaya
    assert not surat_tte.verify(signed + b"\n% more")[0].seluruh
    changed = bytearray(signed)
    changed[signed.find(b"stream", 9_000) + 20] ^= 1
    assert not surat_tte.verify(bytes(changed))[0].utuh
    assert surat_tte.verify(pdf) == []
    # The keys are nobody's but the portal's.
    assert all(file.stat().st_mode & 0o077 == 0 for file in tmp_path.glob("*.p12"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("3277-7K2M-9QXD-4HTV", (3277, "3277-7K2M-9QXD-4HTV")),
        (" 3277 7k2m 9qxd 4htv ", (3277, "3277-7K2M-9QXD-4HTV")),
        ("3277-OK2M-9QXD-4HTI", (3277, "3277-0K2M-9QXD-4HT1")),
        ("3277-7K2M-9QXD", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, found: tuple[int, str] | None) -> None:
    assert parse_kode_surat(typed) == found


def test_a_new_code_is_read_back() -> None:
    kode = kode_baru(3277)
    assert parse_kode_surat(kode) == (3277, kode)


def _written(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def test_a_letter_is_checked_without_a_network(tmp_path: Path, made: tuple[IsiSurat, bytes]) -> None:
    isi, pdf = made
    found = periksa(_written(tmp_path, "a.pdf", pdf))
    assert (found.jenis, found.kode, found.sidik_data) == ("surat", isi.kode, isi.sidik)
    assert [proof.benar for proof in found.bukti] == [True, True, None, None]


def test_a_letter_whose_print_was_changed_does_not_agree_with_itself(tmp_path: Path) -> None:
    isi = letter(kecamatan=1)
    files = surat._files(isi)
    other = surat._files(replace(isi, rekap=(replace(isi.rekap[0], angka={**isi.rekap[0].angka, "akhir": 7}),)))
    forged = cetak(
        files | {"isi.json": other["isi.json"]}, standar=[surat.STANDAR], waktu=datetime(2026, 11, 27, tzinfo=UTC)
    )
    found = periksa(_written(tmp_path, "a.pdf", forged))
    assert [proof.benar for proof in found.bukti][:2] == [True, False]


def test_a_letter_that_does_not_add_up_is_found(tmp_path: Path) -> None:
    isi = letter(kecamatan=1)
    files = surat._files(isi)
    said = json.loads(files["surat.json"])
    said["kecamatan"][0]["angka"]["akhir"] += 1
    forged = cetak(
        files | {"surat.json": json.dumps(said)}, standar=[surat.STANDAR], waktu=datetime(2026, 11, 27, tzinfo=UTC)
    )
    assert periksa(_written(tmp_path, "a.pdf", forged)).bukti[0].benar is False


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7 rubbish", b"#format\tsiks-ng berkas-data 1\nrubbish\n"])
def test_what_is_neither_letter_nor_data_is_said_to_be_so(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InvalidInput):
        periksa(_written(tmp_path, "x", data))
