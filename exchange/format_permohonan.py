"""Forms of a data request as DOCX: surat permohonan, MoU and BAST, with the names of the kab filled in.

The wording follows what Permensos 10/2016 asks for (purpose, use, secrecy, no handing on); an office adapts it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

_KOSONG = "………………………………"


@dataclass(frozen=True, slots=True)
class IsiFormat:
    """What is filled in. ``profil`` by field of ``domain.profil``; ``kepada`` is whom the request goes to."""

    nama_kab: str
    program: str
    periode: str
    keperluan: str
    kepada: str
    profil: Mapping[str, str]
    logo: bytes | None


def surat(isi: IsiFormat) -> bytes:
    """Letter of the Kepala Dinas that asks for the data."""
    paper = _paper(isi)
    _lines(paper, ["Nomor\t: " + _KOSONG, "Lampiran\t: 1 (satu) berkas", "Hal\t: Permohonan data"])
    _lines(paper, ["Yth.", isi.kepada, "di Jakarta"])
    _text(
        paper,
        f"Dalam rangka {isi.keperluan}, bersama ini kami mengajukan permohonan data terpadu {isi.nama_kab} untuk "
        f"program {isi.program} periode {isi.periode}.",
        "Data hanya dipergunakan untuk keperluan tersebut, dijaga kerahasiaannya, dan tidak diserahkan kepada pihak "
        "lain, sebagaimana diatur dalam Peraturan Menteri Sosial Nomor 10 Tahun 2016 tentang Mekanisme Penggunaan Data "
        "Terpadu Program Penanganan Fakir Miskin.",
        "Demikian permohonan ini kami sampaikan. Atas perhatian dan kerja samanya kami ucapkan terima kasih.",
    )
    _sign(paper, [_dinas(isi)])
    return _bytes(paper)


def mou(isi: IsiFormat) -> bytes:
    """Agreement between ministry and kab about the use of the data."""
    paper = _paper(isi)
    _title(paper, "NOTA KESEPAHAMAN", f"tentang penggunaan data terpadu {isi.nama_kab}", "Nomor: " + _KOSONG)
    _text(
        paper,
        f"Pada hari ini, {_KOSONG}, yang bertanda tangan di bawah ini:",
        f"1. {_KOSONG}, bertindak untuk dan atas nama {isi.kepada}, selanjutnya disebut PIHAK KESATU;",
        f"2. {_or(isi, 'pejabat_nama')}, {_or(isi, 'pejabat_jabatan')}, bertindak untuk dan atas nama "
        f"{_or(isi, 'instansi')}, selanjutnya disebut PIHAK KEDUA,",
        "sepakat mengadakan kerja sama penggunaan data terpadu dengan ketentuan sebagai berikut.",
    )
    articles = (
        ("Maksud", f"PIHAK KEDUA mempergunakan data terpadu program {isi.program} periode {isi.periode} untuk "
                   f"{isi.keperluan}."),
        ("Kewajiban", "PIHAK KEDUA menjaga kerahasiaan data, membatasi akses pada petugas yang ditunjuk, tidak "
                      "menggandakan atau menyerahkan data kepada pihak lain, dan menyampaikan hasil verifikasi dan "
                      "validasi kepada PIHAK KESATU."),
        ("Jangka waktu", "Kesepahaman ini berlaku selama periode tersebut dan berakhir dengan penyerahan hasil "
                         "verifikasi dan validasi."),
        ("Penutup", "Kesepahaman ini dibuat rangkap dua, bermeterai cukup, masing-masing mempunyai kekuatan hukum "
                    "yang sama."),
    )  # fmt: skip
    for number, (name, text) in enumerate(articles, 1):
        _title(paper, f"Pasal {number}", name, size=11)
        _text(paper, text)
    _sign(paper, [("PIHAK KESATU", isi.kepada, _KOSONG, ""), ("PIHAK KEDUA", *_dinas(isi)[1:])])
    return _bytes(paper)


def bast(isi: IsiFormat) -> bytes:
    """Record that the data were handed over."""
    paper = _paper(isi)
    _title(paper, "BERITA ACARA SERAH TERIMA DATA", "Nomor: " + _KOSONG)
    _text(
        paper,
        f"Pada hari ini, {_KOSONG}, {isi.kepada} menyerahkan kepada {_or(isi, 'instansi')} data terpadu {isi.nama_kab} "
        f"program {isi.program} periode {isi.periode}, yang dipergunakan untuk {isi.keperluan}.",
        "Yang menerima bertanggung jawab atas kerahasiaan, keamanan, dan penggunaan data tersebut.",
        "Berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.",
    )
    _sign(paper, [("Yang menyerahkan", isi.kepada, _KOSONG, ""), ("Yang menerima", *_dinas(isi)[1:])])
    return _bytes(paper)


def _dinas(isi: IsiFormat) -> tuple[str, str, str, str]:
    """Place and date, post, name and NIP of the Kepala Dinas, who signs requests."""
    nip = isi.profil.get("pejabat_nip", "")
    place = isi.profil.get("kota_penetapan") or _KOSONG
    return f"{place}, {_KOSONG}", _or(isi, "pejabat_jabatan"), _or(isi, "pejabat_nama"), f"NIP {nip}" if nip else ""


def _or(isi: IsiFormat, field: str) -> str:
    return isi.profil.get(field) or _KOSONG


def _paper(isi: IsiFormat) -> Any:
    paper = Document()
    paper.core_properties.author, paper.core_properties.title = "Portal SIKS-NG", "Permohonan data"
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Serif", Pt(11)
    if isi.logo is not None:
        _centre(paper.add_paragraph()).add_run().add_picture(io.BytesIO(isi.logo), height=Mm(20))
    head = _centre(paper.add_paragraph())
    head.add_run(f"PEMERINTAH {isi.nama_kab.upper()}\n{_or(isi, 'instansi').upper()}\n").bold = True
    head.add_run(" · ".join(part for name in ("alamat", "telepon", "email") if (part := isi.profil.get(name))))
    return paper


def _centre(paragraph: Any) -> Any:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _title(paper: Any, *lines: str, size: int = 13) -> None:
    run = _centre(paper.add_paragraph()).add_run("\n".join(lines))
    run.bold, run.font.size = True, Pt(size)


def _lines(paper: Any, lines: list[str]) -> None:
    paragraph = paper.add_paragraph("\n".join(lines))
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(25))


def _text(paper: Any, *paragraphs: str) -> None:
    for text in paragraphs:
        paper.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _sign(paper: Any, blocks: list[tuple[str, str, str, str]]) -> None:
    """Signature blocks beside each other, one alone on the right: (heading, post, name, NIP)."""
    table = paper.add_table(rows=1, cols=2)
    for cell, (head, post, name, nip) in zip(table.rows[0].cells[-len(blocks) :], blocks, strict=True):
        cell.text = f"{head}\n{post},\n\n\n\n"
        cell.paragraphs[0].add_run(name).bold = True
        cell.paragraphs[0].add_run(f"\n{nip}")


def _bytes(paper: Any) -> bytes:
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()
