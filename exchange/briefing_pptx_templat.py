"""The deck that slides are made in: the ministry's master or the user's own template, looked at before it is used.

A template is hostile input. It is taken apart as a ZIP with its sizes counted, must be a presentation without macros,
embedded objects, active content or links that load something, and only parts of kinds that slides need remain once its
own slides are gone.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout

from domain.errors import InvalidInput
from exchange.briefing_pptx_teks import Huruf
from exchange.templat import kementerian

TERBESAR = 20_000_000
_UNFOLDED, _PARTS, _CHUNK = 120_000_000, 3_000, 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, RuntimeError, EOFError, OSError)

_BUKAN = (
    "Berkas ini bukan templat PowerPoint (.pptx) yang dapat dibaca. Buka di PowerPoint, simpan sebagai "
    "“PowerPoint Presentation (.pptx)”, lalu unggah lagi."
)
_BESAR = "Templat lebih dari 20 MB. Perkecil gambarnya (Compress Pictures), lalu unggah lagi."
_TERBUKA = "Isi templat terlalu besar bila dibuka. Hapus salindia dan gambar yang tidak diperlukan, lalu unggah lagi."
_SANDI = (
    "Templat ini bersandi atau berbentuk .ppt lama. Lepaskan sandinya, simpan sebagai "
    "“PowerPoint Presentation (.pptx)”, lalu unggah lagi."
)
_MAKRO = "Templat memuat makro. Simpan sebagai “PowerPoint Presentation (.pptx)” tanpa makro, lalu unggah lagi."
_POTX = (
    "Berkas ini .potx atau .ppsx. Buka di PowerPoint, simpan sebagai “PowerPoint Presentation (.pptx)”, lalu unggah."
)
_TAUTAN = (
    "Templat mengambil sesuatu dari luar berkas ({name}). Hapus tautan pada master dan salindianya, lalu unggah lagi."
)
_AKTIF = "Templat memuat objek tersemat atau isi aktif ({name}). Hapus objek itu, lalu unggah lagi."
_TANPA_JUDUL = (
    "Templat tidak memiliki tata letak dengan tempat judul. Tambahkan tata letak berjudul pada Slide "
    "Master, lalu unggah "
    "lagi."
)

_PML = "application/vnd.openxmlformats-officedocument.presentationml"
_UTAMA = f"{_PML}.presentation.main+xml"
# What may remain of a template when its slides are gone.
_BOLEH = frozenset(
    {
        _UTAMA,
        f"{_PML}.slideMaster+xml", f"{_PML}.slideLayout+xml", f"{_PML}.notesMaster+xml", f"{_PML}.handoutMaster+xml",
        f"{_PML}.presProps+xml", f"{_PML}.viewProps+xml", f"{_PML}.tableStyles+xml", f"{_PML}.tags+xml",
        f"{_PML}.commentAuthors+xml", "application/vnd.openxmlformats-officedocument.theme+xml",
        "application/vnd.openxmlformats-officedocument.themeOverride+xml",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml", "application/xml",
        "application/vnd.ms-powerpoint.changesinfo+xml", "application/vnd.ms-powerpoint.revisioninfo+xml",
        "application/vnd.ms-powerpoint.authors+xml", "application/x-fontdata",
    }
)  # fmt: skip
_KECIL = frozenset(item.lower() for item in _BOLEH)
_GAMBAR = re.compile(r"image/(png|jpe?g|gif|bmp|tiff|x-emf|x-wmf|svg\+xml)\Z")
_ACTIVE_NAME = re.compile(
    r"(?i)vbaproject|/activex/|/ctrlprops/|/webextensions/|\.(exe|dll|scr|bat|cmd|js|vbs|ps1|jar)\Z"
)
_ACTIVE_TYPE = re.compile(r"(?i)oleobject|activex|\bcontrol|vba|webextension|taskpane")
_ACTIVE_ACTION = re.compile(rb"ppaction://(program|macro|ole|customshow)", re.IGNORECASE)
_DTD = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_SCRIPT = re.compile(rb"<script|\bon\w+\s*=|javascript:|<foreignobject", re.IGNORECASE)


def check_templat(content: bytes) -> None:
    """Refuse what is no harmless template with a usable layout; raises InvalidInput with what to do."""
    _open(content)


def _open(content: bytes) -> Deck:
    """The template without its slides. Raises InvalidInput."""
    if len(content) > TERBESAR:
        raise InvalidInput(_BESAR)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InvalidInput(_SANDI)
    try:
        _check_package(content)
        deck = Presentation(io.BytesIO(content))
        _strip(deck)
        _check_left(deck)
        if tata_of(deck) is None:
            raise InvalidInput(_TANPA_JUDUL)
    except (*_BROKEN, etree.XMLSyntaxError, PythonPptxError, KeyError, AttributeError, TypeError, IndexError) as error:
        # A package may be a ZIP and still hold what makes no presentation.
        raise InvalidInput(_BUKAN) from error
    return deck


def _check_package(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        names = {item.filename for item in parts}
        if "[Content_Types].xml" not in names or len(names) != len(parts):
            raise InvalidInput(_BUKAN)
        if len(parts) > _PARTS or sum(item.file_size for item in parts) > _UNFOLDED:
            raise InvalidInput(_TERBUKA)
        left = _UNFOLDED
        for item in parts:
            if item.flag_bits & 1:
                raise InvalidInput(_SANDI)
            if item.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise InvalidInput(_BUKAN)
            left -= _check_part(package, item, left)


def _check_part(package: zipfile.ZipFile, item: zipfile.ZipInfo, left: int) -> int:
    """Look at one part; its bytes, counted, because the size that the package states may be a lie."""
    name, size, kept = item.filename, 0, b""
    if _ACTIVE_NAME.search(f"/{name}"):
        raise InvalidInput(_MAKRO if "vba" in name.lower() else _AKTIF.format(name=name[-60:]))
    is_xml = name.lower().endswith((".xml", ".rels", ".vml"))
    is_small = name == "[Content_Types].xml" or name.endswith(".rels")
    whole = b""
    with package.open(item) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > left or (is_small and size > _CHUNK):
                raise InvalidInput(_TERBUKA)
            looked = kept + chunk
            if is_xml and _DTD.search(looked):
                raise InvalidInput(_BUKAN)
            if name.lower().endswith(".svg") and _SCRIPT.search(looked):
                raise InvalidInput(_AKTIF.format(name=name[-60:]))
            kept = chunk[-80:]
            whole += chunk if is_small else b""
    if name == "[Content_Types].xml":
        _check_types(whole)
    elif name.endswith(".rels"):
        _check_links(name, whole)
    return size


def _check_types(content: bytes) -> None:
    found = [str(item.get("ContentType", "")) for item in _tree(content)]
    if any("macroenabled" in item.lower() or "vba" in item.lower() for item in found):
        raise InvalidInput(_MAKRO)
    if any(item in (f"{_PML}.template.main+xml", f"{_PML}.slideshow.main+xml") for item in found):
        raise InvalidInput(_POTX)
    if _UTAMA not in found:
        raise InvalidInput(_BUKAN)
    for item in found:
        if _ACTIVE_TYPE.search(item):
            raise InvalidInput(_AKTIF.format(name=item[-60:]))


def _check_links(name: str, content: bytes) -> None:
    """Links of slides go with the slides; everything else must lie inside the package."""
    of_slide = re.match(r"ppt/(slides|notesSlides)/_rels/", name) is not None
    for item in _tree(content):
        kind = str(item.get("Type", "")).rsplit("/", 1)[-1]
        if _ACTIVE_TYPE.search(kind):
            raise InvalidInput(_AKTIF.format(name=kind))
        if item.get("TargetMode") == "External" and not (of_slide and kind == "hyperlink"):
            raise InvalidInput(_TAUTAN.format(name=str(item.get("Target", ""))[:60]))


def _tree(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _strip(deck: Deck) -> None:
    """Take out the slides, what lists them, and the picture of the first one."""
    listed = deck.slides._sldIdLst
    for item in list(listed):
        deck.part.drop_rel(item.rId)
        listed.remove(item)
    root = deck.part._element
    for name in ("custShowLst", "extLst", "photoAlbum", "modifyVerifier"):
        for found in root.findall(f"{{{root.nsmap['p']}}}{name}"):
            root.remove(found)
    # Relations to slides that the list did not name, and to what belongs to slides only.
    for key, rel in list(deck.part.rels.items()):
        if rel.reltype in (RT.SLIDE, RT.COMMENTS, RT.PRINTER_SETTINGS):
            deck.part.rels.pop(key)
    package = deck.part.package
    for key, rel in list(package._rels.items()):
        if rel.reltype == RT.THUMBNAIL:
            package._rels.pop(key)


def _check_left(deck: Deck) -> None:
    for part in deck.part.package.iter_parts():
        kind = str(part.content_type).lower()
        if kind not in _KECIL and not _GAMBAR.match(kind):
            raise InvalidInput(_AKTIF.format(name=str(part.partname)[-60:]))
        if kind.endswith("xml") and not kind.startswith("image/") and _ACTIVE_ACTION.search(part.blob):
            raise InvalidInput(_AKTIF.format(name=str(part.partname)[-60:]))


Kotak = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Tata:
    """Layouts by what they are for, and where things stand on a slide; lengths in EMU as (x, y, width, height).

    ``isi`` is the room for figures: beneath the title, above the footer.
    """

    sampul: SlideLayout
    judul_saja: SlideLayout
    lebar: int
    tinggi: int
    judul: Kotak
    isi: Kotak
    kaki: Kotak
    nomor: Kotak
    huruf: Huruf


_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_BOTTOM = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_BODIES = (PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.BODY)


def buka(templat: bytes | None) -> tuple[Deck, Tata]:
    """An empty deck and its places. Raises InvalidInput for a template that ``check_templat`` refuses."""
    deck = Presentation(io.BytesIO(kementerian.buat())) if templat is None else _open(templat)
    found = tata_of(deck)
    assert found is not None
    return deck, found


def tata_of(deck: Deck) -> Tata | None:
    """The places of a deck, by the kinds of its placeholders, whatever its layouts are called; None without a title."""
    titled = [item for item in _layouts(deck) if _title(item) is not None]
    if not titled:
        return None
    plain = [item for item in titled if PP_PLACEHOLDER.CENTER_TITLE not in _kinds(item)] or titled
    content = next((item for item in plain if _element_type(item) == "obj" and _body(item)), None) or next(
        (item for item in plain if len(_content(item)) == 1 and _body(item)), None
    )
    only = min(plain, key=lambda item: (_element_type(item) != "titleOnly", len(_content(item))))
    cover = next((item for item in titled if _element_type(item) == "title"), None) or next(
        (item for item in titled if PP_PLACEHOLDER.CENTER_TITLE in _kinds(item)), titled[0]
    )
    width, height = int(deck.slide_width or 0), int(deck.slide_height or 0)
    if width < 3_000_000 or height < 2_000_000:
        return None
    title = _box(_title(only), width, height) or (width // 20, height // 20, width * 9 // 10, height // 8)
    foot, number = _bottom(only, width, height)
    return Tata(
        cover,
        only,
        width,
        height,
        title,
        _room(content, title, foot[1], width, height),
        foot,
        number,
        _font(deck),
    )


def _layouts(deck: Deck) -> Iterator[SlideLayout]:
    for master in deck.slide_masters:
        yield from master.slide_layouts


def _element_type(layout: SlideLayout) -> str:
    return str(layout._element.get("type", ""))


def _kinds(layout: SlideLayout) -> set[PP_PLACEHOLDER]:
    return {item.placeholder_format.type for item in layout.placeholders}


def _title(layout: SlideLayout) -> Any:
    return next((item for item in layout.placeholders if item.placeholder_format.type in _TITLES), None)


def _content(layout: SlideLayout) -> list[Any]:
    """Placeholders that want to be filled, but for the one that names the chapter."""
    known = (*_TITLES, *_BOTTOM, PP_PLACEHOLDER.SUBTITLE)
    return [
        item
        for item in layout.placeholders
        if item.placeholder_format.type not in known and item.name != kementerian.NAMA_BAB
    ]


def _body(layout: SlideLayout) -> Any:
    found = [item for item in _content(layout) if item.placeholder_format.type in _BODIES]
    return found[0] if len(found) == 1 else None


def _box(shape: Any, width: int, height: int) -> Kotak | None:
    """Where a placeholder stands, cut to the slide; None where it does not say or lies outside."""
    if shape is None:
        return None
    found = [getattr(shape, name) for name in ("left", "top", "width", "height")]
    if any(value is None for value in found):
        return None
    x, y, w, h = (int(value) for value in found)
    x, y, right, bottom = max(x, 0), max(y, 0), min(x + w, width), min(y + h, height)
    return (x, y, right - x, bottom - y) if right - x > width // 20 and bottom - y > height // 60 else None


def _bottom(layout: SlideLayout, width: int, height: int) -> tuple[Kotak, Kotak]:
    """Room for the footer and for the number: those of the template where they stand low, else along the edge."""
    places = {
        item.placeholder_format.type: box
        for item in (*layout.placeholders, *layout.slide_master.placeholders)
        if item.placeholder_format.type in _BOTTOM and (box := _box(item, width, height)) and box[1] > height * 0.8
    }
    margin = width // 24
    line = places.get(PP_PLACEHOLDER.FOOTER) or places.get(PP_PLACEHOLDER.SLIDE_NUMBER)
    y, h = (line[1], line[3]) if line else (height - height // 16, height // 20)
    number = places.get(PP_PLACEHOLDER.SLIDE_NUMBER)
    if number is None or abs(number[1] - y) > h:
        number = (width - margin - width // 14, y, width // 14, h)
    left = min((box[0] for box in places.values()), default=margin)
    right = max((box[0] + box[2] for box in places.values()), default=width - margin)
    if number[0] + number[2] // 2 > width // 2:
        foot = (left, y, number[0] - left - width // 100, h)
    else:
        start = number[0] + number[2] + width // 100
        foot = (start, y, right - start, h)
    return foot, number


def _room(content: SlideLayout | None, title: Kotak, bottom: int, width: int, height: int) -> Kotak:
    gap = height // 50
    low = bottom - gap
    body = _box(_body(content), width, height) if content is not None else None
    if body and body[2] > width * 0.4 and body[3] > height * 0.35:
        x, y, w, _ = body
        return x, y, w, low - y
    below = title[1] + title[3] + gap
    if below > height * 0.5:
        below = height // 5
    return title[0], below, title[2] if title[2] > width * 0.5 else width - 2 * title[0], low - below


def _font(deck: Deck) -> Huruf:
    theme = deck.slide_master.part.part_related_by(RT.THEME)
    return Huruf.of(_face(theme))


def _face(theme: Part) -> str:
    name = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    found = _tree(theme.blob).find(f".//{name}minorFont/{name}latin")
    return "" if found is None else str(found.get("typeface", ""))
