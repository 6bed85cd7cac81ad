"""Sample documents of Beranda, made from the portal's own definitions: useful ones, and circulars marked as sample."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import xlsxwriter
from sqlalchemy import Connection

from data_access.dokumen import Berkas, add_dokumen, list_dokumen
from data_access.keterangan import read_now
from data_access.periode import list_periode
from domain.indikator import INDIKATOR
from domain.kalender import JAKARTA, PROGRAM_NAME, tanggal, tenggat_pbi
from domain.perhatian import ATURAN, TINGKAT_NAME
from workflow.dokumen import check_berkas

_BY = "contoh"
Rows = Sequence[Sequence[Any]]


def create_demo_documents(connection: Connection) -> int:
    """Put the sample documents on Beranda where there is none of them yet; how many were put."""
    there = {item.judul for item in list_dokumen(connection)}
    today = read_now(connection).astimezone(JAKARTA).date()
    made = 0
    for jenis, judul, nomor, day, berkas in _documents(connection, today):
        if judul not in there:
            add_dokumen(connection, jenis=jenis, judul=judul, nomor=nomor, tanggal=day, berkas=berkas, oleh=_BY)
            made += 1
    return made


def _documents(connection: Connection, today: date) -> list[tuple[str, str, str | None, date, Berkas]]:
    return [
        ("unduhan", "Definisi indikator", None, today, _indicators()),
        ("unduhan", "Kalender periode dan tenggat", None, today, _calendar(connection)),
        ("unduhan", "Aturan perhatian dan ambangnya", None, today, _rules()),
        (
            "edaran",
            "Contoh edaran: batas verivali dan pengesahan bulan ini",
            "CONTOH-01/SE/2026",
            today - timedelta(days=18),
            _letter(
                "contoh-edaran-tenggat.pdf",
                "Contoh surat edaran",
                [
                    "Dokumen ini contoh dan bukan surat edaran yang sebenarnya.",
                    "Verivali dan usulan ditutup tanggal 25 pukul 23.59 WIB.",
                    "Pengesahan ditutup sehari sebelum akhir bulan pukul 23.59 WIB.",
                    "Desa yang belum mulai dihubungi supervisor kab/kota paling lambat tanggal 10.",
                ],
            ),
        ),
        (
            "edaran",
            "Contoh edaran: berita acara musdes wajib diunggah",
            "CONTOH-02/SE/2026",
            today - timedelta(days=9),
            _letter(
                "contoh-edaran-musdes.pdf",
                "Contoh surat edaran",
                [
                    "Dokumen ini contoh dan bukan surat edaran yang sebenarnya.",
                    "Setiap perubahan data disertai berita acara musdes/muskel dan BNBA.",
                    "Usulan tanpa berita acara dikembalikan kepada desa.",
                ],
            ),
        ),
    ]


def _sheet(name: str, title: str, head: Sequence[str], rows: Rows, widths: Sequence[int]) -> Berkas:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(title[:31])
        sheet.write(0, 0, title, bold)
        sheet.write_row(2, 0, head, bold)
        for number, row in enumerate(rows, 3):
            sheet.write_row(number, 0, row, wrap)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(3, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return check_berkas(name, out.getvalue())


def _indicators() -> Berkas:
    rows = [
        (
            item.nama,
            item.satuan,
            item.penjelasan,
            " + ".join(item.pembilang or ()),
            " + ".join(item.penyebut or ()),
        )
        for item in INDIKATOR.values()
    ]
    head = ("Indikator", "Satuan", "Penjelasan", "Pembilang (kolom rekap)", "Penyebut (kolom rekap)")
    return _sheet("definisi-indikator.xlsx", "Definisi indikator", head, rows, (32, 10, 80, 32, 32))


def _calendar(connection: Connection) -> Berkas:
    def when(value: Any) -> str:
        local = value.astimezone(JAKARTA)
        return f"{tanggal(local.date())} {local:%H.%M} WIB"

    rows = [
        (
            PROGRAM_NAME[item.program],
            item.label,
            when(item.buka),
            when(item.tutup_verivali),
            when(item.tutup_pengesahan),
        )
        for item in list_periode(connection)
    ]
    usulan, pengesahan = tenggat_pbi(read_now(connection))
    rows.append(("PBI-JK", "bulanan, tanggal 1–11", when(usulan.buka), when(usulan.tutup), when(pengesahan.tutup)))
    head = ("Program", "Periode", "Dibuka", "Verivali dan usulan ditutup", "Pengesahan ditutup")
    return _sheet("kalender-periode.xlsx", "Kalender periode", head, rows, (16, 24, 30, 30, 30))


def _rules() -> Berkas:
    rows = [
        (item.nama, TINGKAT_NAME[item.tingkat], f"{item.ambang} {item.satuan_ambang}", item.penjelasan)
        for item in ATURAN.values()
    ]
    head = ("Aturan", "Tingkat bawaan", "Ambang bawaan", "Penjelasan")
    return _sheet("aturan-perhatian.xlsx", "Aturan perhatian", head, rows, (36, 18, 24, 90))


def _letter(name: str, title: str, lines: Sequence[str]) -> Berkas:
    return check_berkas(name, make_pdf(title, lines))


def make_pdf(title: str, lines: Sequence[str]) -> bytes:
    """One page of A4, written by hand: five objects and their table."""

    def text(value: str) -> str:
        return value.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")

    drawn = [f"BT /F1 18 Tf 64 760 Td ({text(title)}) Tj ET"]
    drawn += [f"BT /F1 11 Tf 64 {716 - 20 * row} Td ({text(line)}) Tj ET" for row, line in enumerate(lines)]
    stream = "\n".join(drawn).encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
