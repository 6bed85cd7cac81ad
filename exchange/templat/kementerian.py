"""The master of the ministry's decks: 16:9, four layouts, the portal's colours as theme.

It is made from the empty presentation of python-pptx each time, so that what it holds can be read here. Lengths are
in EMU.
"""

from __future__ import annotations

import io
import re
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.util import Emu, Inches

from domain.warna import WARNA

FONT = "Arial"
# Idx of the placeholder above the title that names the chapter; templates may have one with the same name.
NAMA_BAB = "Bab"

_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_TEMA = {
    "dk1": "ink", "lt1": "surface", "dk2": "brand-strong", "lt2": "ground", "accent1": "brand", "accent2": "proses",
    "accent3": "selesai", "accent4": "terlambat", "accent5": "dikembalikan", "accent6": "ditolak", "hlink": "brand",
    "folHlink": "dikembalikan",
}  # fmt: skip
_W, _H = Inches(13.333), Inches(7.5)
_LEFT, _WIDTH = Inches(0.6), Inches(12.13)
_LATAR = f'<p:bg {_NS}><p:bgPr><a:solidFill><a:schemeClr val="tx2"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
_RAMP = ("seq-1", "seq-2", "seq-3", "seq-4", "seq-5")

Kotak = tuple[int, int, int, int]
_BAB: Kotak = (_LEFT, Inches(0.36), _WIDTH, Inches(0.32))
_JUDUL: Kotak = (_LEFT, Inches(0.66), _WIDTH, Inches(0.86))
_ISI: Kotak = (_LEFT, Inches(1.68), _WIDTH, Inches(5.1))
_KAKI: Kotak = (_LEFT, Inches(6.94), Inches(11.2), Inches(0.34))
_NOMOR: Kotak = (Inches(11.93), Inches(6.94), Inches(0.8), Inches(0.34))


def buat() -> bytes:
    """The master as a PPTX without slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(_W), Emu(_H)
    _tema(deck)
    master = deck.slide_master
    _master(deck)
    kept = {"title": 0, "obj": 1, "titleOnly": 5, "blank": 6}
    layouts = list(deck.slide_layouts)
    for k, layout in enumerate(layouts):
        if k not in kept.values():
            master.slide_layouts.remove(layout)
    makers = {"title": _sampul, "obj": _judul_isi, "titleOnly": _judul_saja, "blank": _kosong}
    for kind, k in kept.items():
        name, shapes = makers[kind]()
        layout = layouts[k]
        layout._element.cSld.set("name", name)
        _replace(layout._element, shapes)
        if kind == "title":
            layout._element.set("showMasterSp", "0")
            layout._element.cSld.insert(0, parse_xml(_LATAR))
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _tema(deck: Deck) -> None:
    part = deck.slide_master.part.part_related_by(RT.THEME)
    text = part.blob.decode()
    for name, token in _TEMA.items():
        colour = f'<a:{name}><a:srgbClr val="{WARNA[token][1:].upper()}"/></a:{name}>'
        text = re.sub(rf"<a:{name}>.*?</a:{name}>", colour, text, count=1)
    text = text.replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{FONT}"/>')
    text = text.replace('name="Office Theme"', 'name="Kementerian Sosial"')
    part._blob = text.encode()


def _master(deck: Deck) -> None:
    element = deck.slide_master._element
    shapes = [
        _batang(1, (0, 0, Inches(0.16), _H), "tx2"),
        _garis(2, (_LEFT, Inches(6.9), _WIDTH)),
        _tempat(3, "Judul", 'type="title"', _JUDUL, "Judul", anchor="t"),
        _tempat(4, "Isi", 'type="body" idx="1"', _ISI, "Isi"),
        _tempat(5, "Kaki", 'type="ftr" sz="quarter" idx="3"', _KAKI, "", _gaya(10, "l", muted=True), "ctr"),
        _tempat(6, "Nomor", 'type="sldNum" sz="quarter" idx="4"', _NOMOR, None, _gaya(10, "r", muted=True), "ctr"),
    ]
    _replace(element, shapes)
    styles = element.find(f"{{{element.nsmap['p']}}}txStyles")
    assert styles is not None
    styles.getparent().replace(styles, parse_xml(_TX_STYLES))


def _gaya(size: float, align: str, *, muted: bool = False, bold: bool = False, colour: str = "") -> str:
    fill = f'<a:solidFill><a:schemeClr val="{colour or "tx1"}">'
    fill += '<a:lumMod val="65000"/><a:lumOff val="35000"/>' if muted else ""
    fill += "</a:schemeClr></a:solidFill>"
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="{align}"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{round(size * 100)}" b="{int(bold)}">{fill}</a:defRPr></a:lvl1pPr>'
    )


def _sampul() -> tuple[str, list[str]]:
    step = _W // 5
    band = [
        _batang(20 + k, (k * step, _H - Inches(0.22), step + Inches(0.02), Inches(0.22)), WARNA[name][1:])
        for k, name in enumerate(_RAMP)
    ]
    return "Sampul", [
        *band,
        _tempat(
            2, "Judul", 'type="ctrTitle"', (Inches(0.9), Inches(1.5), Inches(11.5), Inches(1.7)), "Judul paket",
            _gaya(44, "l", bold=True, colour="bg1"), "b",
        ),
        _tempat(
            3, "Keterangan", 'type="subTitle" idx="1"', (Inches(0.9), Inches(3.4), Inches(11.5), Inches(2.9)),
            "Wilayah, periode", _gaya(20, "l", colour="bg1"),
        ),
        *_kaki("bg1"),
    ]  # fmt: skip


def _kaki(colour: str = "") -> list[str]:
    style = [_gaya(10, align, colour=colour) if colour else "" for align in ("l", "r")]
    return [
        _tempat(10, "Kaki", 'type="ftr" sz="quarter" idx="11"', _KAKI if colour else None, "", style[0]),
        _tempat(11, "Nomor", 'type="sldNum" sz="quarter" idx="12"', _NOMOR if colour else None, None, style[1]),
    ]


def _bab() -> str:
    return _tempat(
        7,
        NAMA_BAB,
        'type="body" sz="quarter" idx="13"',
        _BAB,
        "Bab",
        _gaya(12, "l", bold=True, colour="accent1"),
        "ctr",
    )


def _judul_isi() -> tuple[str, list[str]]:
    title = _tempat(2, "Judul", 'type="title"', None, "Judul")
    return "Judul dan isi", [_bab(), title, _tempat(3, "Isi", 'idx="1"', None, "Isi"), *_kaki()]


def _judul_saja() -> tuple[str, list[str]]:
    return "Judul saja", [_bab(), _tempat(2, "Judul", 'type="title"', None, "Judul"), *_kaki()]


def _kosong() -> tuple[str, list[str]]:
    return "Kosong", _kaki()


def _replace(element: Any, shapes: list[str]) -> None:
    tree = element.cSld.spTree
    for child in list(tree)[2:]:
        tree.remove(child)
    for shape in shapes:
        tree.append(parse_xml(shape))


def _xfrm(box: Kotak | None) -> str:
    if box is None:
        return ""
    x, y, w, h = (int(value) for value in box)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'


def _tempat(
    number: int, name: str, kind: str, box: Kotak | None, text: str | None, style: str = "", anchor: str = ""
) -> str:
    """A placeholder; ``text`` None is the number of the slide."""
    run = (
        '<a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum"><a:rPr lang="id-ID"/><a:t>‹#›</a:t></a:fld>'
        if text is None
        else f'<a:r><a:rPr lang="id-ID"/><a:t>{text}</a:t></a:r>' if text else ""
    )  # fmt: skip
    body = '<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"' + (f' anchor="{anchor}"' if anchor else "") + ">"
    form = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>' if box else ""
    return (
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{_xfrm(box)}{form}</p:spPr>"
        f"<p:txBody>{body}<a:normAutofit/></a:bodyPr><a:lstStyle>{style}</a:lstStyle>"
        f'<a:p>{run}<a:endParaRPr lang="id-ID"/></a:p></p:txBody></p:sp>'
    )


def _batang(number: int, box: Kotak, colour: str) -> str:
    """A filled rectangle: ``colour`` is a name of the theme or hexadecimal."""
    fill = f'<a:srgbClr val="{colour}"/>' if len(colour) == 6 else f'<a:schemeClr val="{colour}"/>'
    return (
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{number + 40}" name="Hiasan {number}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvSpPr><p:spPr>{_xfrm(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"<a:solidFill>{fill}</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def _garis(number: int, line: tuple[int, int, int]) -> str:
    x, y, width = line
    return (
        f'<p:cxnSp {_NS}><p:nvCxnSpPr><p:cNvPr id="{number + 40}" name="Hiasan {number}"/><p:cNvCxnSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr>{_xfrm((x, y, width, 0))}<a:prstGeom prst="line"><a:avLst/>'
        f'</a:prstGeom><a:ln w="9525"><a:solidFill><a:srgbClr val="{WARNA["line"][1:]}"/></a:solidFill></a:ln>'
        "</p:spPr></p:cxnSp>"
    )


def _level(level: int, size: int) -> str:
    return (
        f'<a:lvl{level}pPr marL="{228600 * level}" indent="-228600" algn="l" defTabSz="914400" rtl="0" eaLnBrk="1" '
        f'latinLnBrk="0" hangingPunct="1"><a:spcBef><a:spcPts val="600"/></a:spcBef><a:buFont typeface="Arial"/>'
        f'<a:buChar char="•"/><a:defRPr sz="{size * 100}" kern="1200"><a:solidFill><a:schemeClr val="tx1"/>'
        '</a:solidFill><a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr>'
        f"</a:lvl{level}pPr>"
    )


_TX_STYLES = (
    f'<p:txStyles {_NS}><p:titleStyle><a:lvl1pPr algn="l" defTabSz="914400" rtl="0" eaLnBrk="1" latinLnBrk="0" '
    'hangingPunct="1"><a:lnSpc><a:spcPct val="95000"/></a:lnSpc><a:spcBef><a:spcPct val="0"/></a:spcBef><a:buNone/>'
    '<a:defRPr sz="2600" b="1" kern="1200"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
    '<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/></a:defRPr></a:lvl1pPr>'
    "</p:titleStyle><p:bodyStyle>"
    + "".join(_level(k + 1, size) for k, size in enumerate((18, 16, 14, 14, 14, 14, 14, 14, 14)))
    + "</p:bodyStyle><p:otherStyle><a:defPPr><a:defRPr/></a:defPPr></p:otherStyle></p:txStyles>"
)
