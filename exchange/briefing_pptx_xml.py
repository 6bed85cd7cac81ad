"""Parts of chart XML (ECMA-376, DrawingML charts) that the kinds of charts share; each returns text.

The order of elements is that of the schema: PowerPoint repairs or refuses a chart in which it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.figur import Sel
from domain.warna import WARNA
from exchange.briefing_pptx_buku import Buku, serial
from exchange.briefing_pptx_teks import xml

_NS = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
SUMBU_X, SUMBU_Y = 111_111, 222_222
# Names of places are cut on the axis; the workbook holds them whole.
NAMA_TERPANJANG = 70


def format_angka(digits: int) -> str:
    """A number format that groups and separates as Indonesian readers do, where the program lets a format say so."""
    return "[$-421]#,##0" + ("." + "0" * digits if digits else "")


def warna(name: str) -> str:
    """Hexadecimal of a colour by the name of its token."""
    return WARNA[name][1:].upper()


def isi(colour: str, alpha: int = 100) -> str:
    """A fill; ``alpha`` in per cent."""
    inside = f'<a:alpha val="{alpha * 1000}"/>' if alpha < 100 else ""
    return f'<a:solidFill><a:srgbClr val="{colour}">{inside}</a:srgbClr></a:solidFill>'


# Text and thin lines take the colours of the theme, so that they are right on a dark template too.
TINTA = '<a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
PUDAR = '<a:solidFill><a:schemeClr val="tx1"><a:lumMod val="75000"/><a:lumOff val="25000"/></a:schemeClr></a:solidFill>'
KISI = '<a:solidFill><a:schemeClr val="tx1"><a:alpha val="14000"/></a:schemeClr></a:solidFill>'
SUMBU = '<a:solidFill><a:schemeClr val="tx1"><a:alpha val="45000"/></a:schemeClr></a:solidFill>'
TANPA_ISI = "<a:noFill/>"


def goresan(fill: str, width: float = 0.75, dash: str = "") -> str:
    """A line; ``width`` in points."""
    return (
        f'<a:ln w="{round(width * 12700)}" cap="rnd">'
        f"{fill}{f'<a:prstDash val={chr(34)}{dash}{chr(34)}/>' if dash else ''}"
        "<a:round/></a:ln>"
    )


TANPA_GARIS = "<a:ln><a:noFill/></a:ln>"


def bentuk(inside: str) -> str:
    """How something looks."""
    return f"<c:spPr>{inside}</c:spPr>"


def huruf(size: float, *, bold: bool = False, fill: str = TINTA) -> str:
    """Letters of labels."""
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="{int(bold)}">{fill}'
        '</a:defRPr></a:pPr><a:endParaRPr lang="id-ID"/></a:p></c:txPr>'
    )


def tata(x: float, y: float, w: float, h: float, *, inner: bool = False) -> str:
    """A place as shares of the chart."""
    target = '<c:layoutTarget val="inner"/>' if inner else ""
    return (
        f'<c:layout><c:manualLayout>{target}<c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x:.4f}"/><c:y val="{y:.4f}"/><c:w val="{w:.4f}"/><c:h val="{h:.4f}"/></c:manualLayout></c:layout>'
    )


def kepala(text: str, size: float) -> str:
    """The title of a chart, at its upper left corner."""
    return (
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="l"><a:defRPr sz="{round(size * 100)}" b="1">'
        f'{TINTA}</a:defRPr></a:pPr><a:r><a:rPr lang="id-ID" sz="{round(size * 100)}" b="1">{TINTA}</a:rPr>'
        f"<a:t>{xml(text)}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:layout><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/><c:x val="0"/><c:y val="0"/>'
        '</c:manualLayout></c:layout><c:overlay val="0"/></c:title>'
    )


def _points(values: Sequence[Sel]) -> str:
    points = "".join(
        f'<c:pt idx="{k}"><c:v>{value!r}</c:v></c:pt>'
        for k, value in enumerate(values)
        if value is not None and not isinstance(value, str)
    )
    return f'<c:ptCount val="{len(values)}"/>{points}'


def numbers(reference: str, values: Sequence[Sel], code: str) -> str:
    """Numbers of the workbook, with what they are now; a word in place of a number is none."""
    return (
        f"<c:numRef><c:f>{reference}</c:f><c:numCache><c:formatCode>{xml(code)}</c:formatCode>{_points(values)}"
        "</c:numCache></c:numRef>"
    )


def words(reference: str, values: Sequence[str]) -> str:
    """Words of the workbook."""
    points = "".join(
        f'<c:pt idx="{k}"><c:v>{xml(value, NAMA_TERPANJANG)}</c:v></c:pt>' for k, value in enumerate(values)
    )
    return (
        f'<c:strRef><c:f>{reference}</c:f><c:strCache><c:ptCount val="{len(values)}"/>{points}</c:strCache></c:strRef>'
    )


@dataclass(frozen=True, slots=True)
class Deret:
    """One series: the place of its column, how it looks (spPr, marker), its labels and, after its values, the rest."""

    lajur: int
    rupa: str
    label: str = ""
    tambahan: str = ""
    ekor: str = ""


def deret(book: Buku, number: int, item: Deret, code: str) -> str:
    """A series over the categories in the first column."""
    column = book.lajur[item.lajur]
    first = book.lajur[0].isi
    if first and all(isinstance(value, date) for value in first):
        days = [serial(value) for value in first if isinstance(value, date)]
        names = numbers(book.alamat(0), days, FORMAT_HARI)
    else:
        names = words(book.alamat(0), [str(value) for value in first])
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>'
        f"<c:tx>{words(book.alamat_kepala(item.lajur), [column.kepala])}</c:tx>"
        f"{item.rupa}{item.label}{item.tambahan}<c:cat>{names}</c:cat>"
        f"<c:val>{numbers(book.alamat(item.lajur), [v for v in column.isi if not isinstance(v, date)], code)}</c:val>"
        f"{item.ekor}</c:ser>"
    )


FORMAT_HARI = "[$-421]d mmm"


def tampil(*, value: bool = False, name: bool = False) -> str:
    """What a label shows."""
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/>'
        f'<c:showSerName val="{int(name)}"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
        + ("<c:separator> </c:separator>" if value and name else "")
    )


def label_satu(
    at: int, place: str, code: str, letters: str, *, dx: float = 0.0, dy: float = 0.0, value: bool, name: bool
) -> str:
    """The label of one point, moved by shares of the chart."""
    moved = (
        f'<c:layout><c:manualLayout><c:x val="{dx:.4f}"/><c:y val="{dy:.4f}"/></c:manualLayout></c:layout>'
        if abs(dx) > 1e-4 or abs(dy) > 1e-4
        else ""
    )
    return (
        f'<c:dLbl><c:idx val="{at}"/>{moved}<c:numFmt formatCode="{xml(code)}" sourceLinked="0"/>'
        f'<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{letters}<c:dLblPos val="{place}"/>'
        f"{tampil(value=value, name=name)}</c:dLbl>"
    )


def tanpa_label(at: int) -> str:
    """No label at one point."""
    return f'<c:dLbl><c:idx val="{at}"/><c:delete val="1"/></c:dLbl>'


def label_beberapa(inside: Sequence[str]) -> str:
    """Labels of some points only."""
    return f"<c:dLbls>{''.join(inside)}{tampil()}</c:dLbls>"


def label_semua(place: str, code: str, letters: str, but: Sequence[str] = ()) -> str:
    """The value at each point, ``but`` those that say otherwise."""
    return (
        f'<c:dLbls>{"".join(but)}<c:numFmt formatCode="{xml(code)}" sourceLinked="0"/>'
        f'<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{letters}<c:dLblPos val="{place}"/>'
        f"{tampil(value=True)}</c:dLbls>"
    )


def sumbu_nama(size: float, *, turned: bool = False, skip: int = 1, hidden: bool = False) -> str:
    """The axis of names; ``turned`` for lying bars, whose first is at the top."""
    return (
        f'<c:catAx><c:axId val="{SUMBU_X}"/><c:scaling><c:orientation '
        f'val="{"maxMin" if turned else "minMax"}"/></c:scaling>'
        f'<c:delete val="{int(hidden)}"/><c:axPos val="{"l" if turned else "b"}"/><c:numFmt '
        'formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{bentuk(goresan(SUMBU))}{huruf(size)}<c:crossAx val="{SUMBU_Y}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        f'<c:lblAlgn val="ctr"/><c:lblOffset val="60"/><c:tickLblSkip val="{skip}"/><c:noMultiLvlLbl '
        'val="1"/></c:catAx>'
    )


def sumbu_hari(size: float, every: int) -> str:
    """The axis of days, with a name at every so many."""
    return (
        f'<c:dateAx><c:axId val="{SUMBU_X}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:numFmt formatCode="{FORMAT_HARI}" sourceLinked="0"/><c:majorTickMark val="out"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{bentuk(goresan(SUMBU))}{huruf(size, fill=PUDAR)}'
        f'<c:crossAx val="{SUMBU_Y}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblOffset val="60"/>'
        f'<c:baseTimeUnit val="days"/><c:majorUnit val="{every}"/><c:majorTimeUnit val="days"/></c:dateAx>'
    )


def sumbu_angka(
    low: float, high: float, step: float, code: str, size: float, *, shown: bool = True, between: str = "between"
) -> str:
    """The axis of numbers; hidden where every bar says its own."""
    grid = f"<c:majorGridlines>{bentuk(goresan(KISI))}</c:majorGridlines>" if shown else ""
    return (
        f'<c:valAx><c:axId val="{SUMBU_Y}"/><c:scaling><c:orientation val="minMax"/><c:max '
        f'val="{high:.10g}"/><c:min val="{low:.10g}"/>'
        f'</c:scaling><c:delete val="{int(not shown)}"/><c:axPos val="l"/>{grid}'
        f'<c:numFmt formatCode="{xml(code)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{bentuk(TANPA_GARIS)}{huruf(size, fill=PUDAR)}<c:crossAx val="{SUMBU_X}"/>'
        f'<c:crosses val="min"/><c:crossBetween val="{between}"/><c:majorUnit val="{step:.10g}"/></c:valAx>'
    )


def lembar_grafik(plot: str, place: str, *, title: str = "", legend: str = "") -> bytes:
    """The whole chart part."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {_NS}><c:date1904 val="0"/>'
        f'<c:lang val="id-ID"/><c:roundedCorners val="0"/><c:chart>{title}<c:autoTitleDeleted val="{int(not title)}"/>'
        f"<c:plotArea>{place}{plot}</c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>"
        '<a:defRPr sz="1100"/></a:pPr><a:endParaRPr lang="id-ID"/></a:p></c:txPr></c:chartSpace>'
    ).encode()
