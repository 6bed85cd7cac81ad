"""Surat pengesahan as DOCX, for offices that must adapt it: the same words and figures, with styles and real tables.

It carries neither code nor digest of its own file: what was changed in it proves nothing, and the PDF stands.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table, _Row

from domain.surat import IsiSurat
from exchange.surat import content

_FONT = "Times New Roman"
_RIGHT, _CENTER = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER


def docx(isi: IsiSurat) -> bytes:
    """The letter as a DOCX file. The same content gives the same text and tables as the PDF."""
    said = content(isi)
    paper = Document()
    _styles(paper)
    made = datetime(*isi.dibuat, tzinfo=UTC)
    props = paper.core_properties
    props.title, props.author, props.language, props.created = said["judul"], said["pemerintah"], "id-ID", made
    props.last_modified_by, props.comments = "", "Salinan yang dapat diubah; yang berlaku adalah PDF berkode."
    _sheet(paper, across=False)
    _foot(paper, f"{said['kaki']} · salinan yang dapat diubah")
    _kop(paper, said, isi.logo)
    _letter(paper, said)
    paper.add_section()
    _sheet(paper, across=True)
    _rekap(paper, said["rekap"])
    if said["bnba"]:
        paper.add_section()
        _sheet(paper, across=False)
        _bnba(paper, said["bnba"])
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _styles(paper: Paper) -> None:
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(11)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    normal.paragraph_format.space_after = Pt(4)
    for name, size in (("Heading 1", 12), ("Heading 2", 10)):
        style = paper.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), None
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), _FONT)


def _sheet(paper: Paper, *, across: bool) -> None:
    section = paper.sections[-1]
    wide, tall = Mm(297), Mm(210)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (wide, tall) if across else (tall, wide)
    section.left_margin, section.right_margin = (Mm(15), Mm(15)) if across else (Mm(25), Mm(20))
    section.top_margin = section.bottom_margin = Mm(18)


def _foot(paper: Paper, text: str) -> None:
    line = paper.sections[0].footer.paragraphs[0]
    line.add_run(f"{text} · halaman ")
    _field(line, "PAGE")
    line.add_run(" dari ")
    _field(line, "NUMPAGES")
    for run in line.runs:
        run.font.size = Pt(8)


def _field(line: Any, name: str) -> None:
    run = line.add_run()
    for kind, text in (("begin", None), (None, name), ("end", None)):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)


def _kop(paper: Paper, said: dict[str, Any], logo: bytes | None) -> None:
    table = paper.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    left.width, right.width = Mm(25), Mm(140)
    if logo is not None:
        left.paragraphs[0].add_run().add_picture(io.BytesIO(logo), height=Mm(22))
    for at, (text, size, bold) in enumerate(
        (
            (said["pemerintah"].upper(), 13, False),
            (said["instansi"].upper(), 16, True),
            (said["alamat"], 9, False),
            (said["kontak"], 9, False),
        )
    ):
        line = right.paragraphs[0] if at == 0 else right.add_paragraph()
        line.alignment, line.paragraph_format.space_after = _CENTER, Pt(0)
        run = line.add_run(text)
        run.font.size, run.bold = Pt(size), bold
    border = OxmlElement("w:tblBorders")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", "thinThickSmallGap"), ("sz", "24"), ("space", "0"), ("color", "000000")):
        bottom.set(qn(f"w:{key}"), value)
    border.append(bottom)
    table._tbl.tblPr.append(border)


def _letter(paper: Paper, said: dict[str, Any]) -> None:
    _head(paper, said)
    paper.add_paragraph(said["pembuka"])
    for number, line in enumerate(said["dasar"], 1):
        _item(paper, f"{number}.", line)
    paper.add_paragraph(said["pernyataan_pembuka"])
    for at, line in enumerate(said["pernyataan"]):
        _item(paper, f"{'abcdefgh'[at]}.", line)
    rows = [[line["nama"], line["ruta"], line["individu"]] for line in said["ringkas"]]
    table = _table(paper, said["ringkas_judul"], rows, widths=(85, 40, 40), numbers=(1, 2))
    for line, row in zip(said["ringkas"], table.rows[1:], strict=True):
        if line["tebal"]:
            _bold(row)
    _signature(paper, said)
    if said["kode"]:
        paper.add_paragraph(f"Kode verifikasi {said['kode']} · {said['alamat_verifikasi']}").runs[0].font.size = Pt(8)
    paper.add_paragraph("Tembusan:")
    for number, line in enumerate(said["tembusan"], 1):
        _item(paper, f"{number}.", line)


def _head(paper: Paper, said: dict[str, Any]) -> None:
    paper.add_paragraph(said["tempat_tanggal"]).alignment = _RIGHT
    head = paper.add_table(rows=0, cols=3)
    for name in ("nomor", "lampiran", "hal"):
        cells = head.add_row().cells
        for cell, text, width in zip(cells, (name.capitalize(), ":", said[name]), (20, 5, 140), strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].add_run(text).bold = name == "hal" and text == said["hal"]
    paper.add_paragraph()
    for line in said["tujuan"]:
        paper.add_paragraph(line).paragraph_format.space_after = Pt(0)
    paper.add_paragraph()


def _signature(paper: Paper, said: dict[str, Any]) -> None:
    """The closing sentence and the signature, which never stands alone on a page."""
    closing = paper.add_paragraph(said["penutup"])
    closing.paragraph_format.space_before, closing.paragraph_format.keep_with_next = Pt(6), True
    texts = (said["ttd"]["jabatan"], "", "", "", said["ttd"]["nama"])
    for at, text in enumerate(texts):
        line = paper.add_paragraph()
        line.add_run(text).bold = at == len(texts) - 1
        line.alignment, line.paragraph_format.left_indent = _CENTER, Mm(90)
        line.paragraph_format.keep_with_next = at < len(texts) - 1


def _bold(row: _Row) -> None:
    for cell in row.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _item(paper: Paper, mark: str, text: str) -> None:
    line = paper.add_paragraph(f"{mark}\t{text}")
    line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Mm(8), Mm(-8)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(8))


def _rekap(paper: Paper, said: dict[str, Any]) -> None:
    paper.add_heading(said["judul"], 1)
    paper.add_paragraph(said["keterangan"])
    heads = []
    for head in said["kepala"]:
        heads += [head["nama"] if head["lebar"] == 1 else f"{head['nama']} {part}" for part in _parts(head["lebar"])]
    rows = [[line["no"], line["nama"], *line["angka"]] for line in said["baris"]]
    rows.append(["", said["jumlah_nama"], *said["jumlah"]])
    widths = (8, 41, *((267 - 49) / len(heads) for _ in heads))
    numbers = (0, *range(2, len(widths)))
    table = _table(paper, ["No.", "Kecamatan", *heads], rows, widths=widths, numbers=numbers, size=7)
    _bold(table.rows[-1])
    paper.add_paragraph(said["catatan"]).runs[0].font.size = Pt(8)


def _parts(width: int) -> Sequence[str]:
    return ("RT", "individu") if width == 2 else ("",)


def _bnba(paper: Paper, said: dict[str, Any]) -> None:
    paper.add_heading(said["judul"], 1)
    paper.add_paragraph(said["keterangan"])
    for desa in said["desa"]:
        paper.add_heading(desa["nama"], 2)
        if desa["baris"]:
            _table(paper, said["kolom"], desa["baris"], widths=(9, 36, 34, 36, 26, 10, 30), numbers=(0, 5), size=7.5)


def _table(
    paper: Paper,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[float],
    numbers: Sequence[int],
    size: float = 9.5,
) -> Table:
    table: Table = paper.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)

    def row(texts: Sequence[str], head: bool) -> str:
        cells = (_cell(text, widths[at], size, bold=head, right=at in numbers) for at, text in enumerate(texts))
        return f"<w:tr>{_HEAD_ROW if head else _ROW}{''.join(cells)}</w:tr>"

    # As XML at once: made cell by cell, two thousand rows would take a quarter of a minute.
    text = "".join(row(texts, at == 0) for at, texts in enumerate([heads, *rows]))
    for part in list(parse_xml(f"<w:rows {nsdecls('w')}>{text}</w:rows>")):
        table._tbl.append(part)
    return table


# No row is cut in two, and the first stands on every page of its table.
_ROW = "<w:trPr><w:cantSplit/></w:trPr>"
_HEAD_ROW = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"


def _cell(text: str, width: float, size: float, *, bold: bool, right: bool) -> str:
    props = f'{"<w:b/>" if bold else ""}<w:sz w:val="{round(size * 2)}"/>'
    align = f'<w:spacing w:after="0"/><w:jc w:val="{"right" if right else "left"}"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{round(Mm(width).twips)}"/></w:tcPr><w:p><w:pPr>{align}</w:pPr>'
        f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
    )
