"""Maps of slides as shapes: one freeform per area, named by it and grouped, with a legend of shapes beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from pptx.oxml import parse_xml
from pptx.slide import Slide

from domain.figur import KELAS_SAMAR, SAMAR, Figur
from domain.klasifikasi import BERHENTI, TIDAK_ADA_DATA
from domain.tulis import NO_DATA_TEXT, number
from domain.warna import WARNA
from exchange.briefing_pptx_teks import BARIS, Huruf, bersih, nilai, xml
from exchange.lukis_peta import kata_kelas

_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
Kotak = tuple[int, int, int, int]
_PT = 12_700
# Points between two corners that no projector shows apart.
_FINEST = 0.35
_SIZE, _ROW, _SWATCH = 11.0, 18.0, (22.0, 12.0)
_LEGEND = 190.0
_HATCH = "465056"
_LAIN = {TIDAK_ADA_DATA: (NO_DATA_TEXT, "wdUpDiag"), BERHENTI: ("berhenti", "dkHorz"), KELAS_SAMAR: (SAMAR, "pct20")}


@dataclass(slots=True)
class _Nomor:
    """Numbers of the shapes of a slide."""

    last: int

    def next(self) -> int:
        self.last += 1
        return self.last


def tambah_peta(slide: Slide, figur: Figur, bidang: Mapping[int, Any], box: Kotak, huruf: Huruf, alt: str) -> None:
    """Put the map of a figure on a slide, inside ``box`` (EMU); ``bidang``: geometry (WGS84) of areas by code."""
    numbers = _Nomor(max(shape.shape_id for shape in slide.shapes))
    x, y, w, h = box
    legend = min(round(_LEGEND * _PT), w // 3)
    tree = slide.shapes._spTree
    tree.append(parse_xml(_areas(figur, bidang, (x, y, w - legend - 12 * _PT, h), numbers, alt)))
    tree.append(parse_xml(_legend(figur, (x + w - legend, y, legend, h), huruf, numbers)))


def _areas(figur: Figur, bidang: Mapping[int, Any], box: Kotak, numbers: _Nomor, alt: str) -> str:
    isi = figur.isi
    drawn = [k for k, code in enumerate(isi["kode"]) if code in bidang]
    shapes = _mercator([bidang[isi["kode"][k]] for k in drawn])
    west, south, east, north = shapely.total_bounds(shapes)
    scale = min(box[2] / max(east - west, 1e-9), box[3] / max(north - south, 1e-9))
    left = box[0] + (box[2] - (east - west) * scale) / 2
    top = box[1] + (box[3] - (north - south) * scale) / 2
    simple = shapely.coverage_simplify(shapes, _FINEST * _PT / scale) if len(shapes) > 1 else shapes
    ramp = isi["legenda"]["ramp"]
    thin = 0.25 if len(drawn) > 200 else 0.5
    parts = []
    for k, shape in zip(drawn, simple, strict=True):
        if shape.is_empty:
            continue
        said = f"{isi['nama'][k]}: {nilai(isi['nilai'][k], isi['desimal'], isi['satuan'])}"
        fill = _fill(isi["kelas"][k], ramp)
        parts.append(
            _freeform(shape, (west, north, left, top, scale), numbers.next(), isi["nama"][k], said, fill, thin)
        )
    frame = f'<a:off x="{box[0]}" y="{box[1]}"/><a:ext cx="{box[2]}" cy="{box[3]}"/>'
    child = f'<a:chOff x="{box[0]}" y="{box[1]}"/><a:chExt cx="{box[2]}" cy="{box[3]}"/>'
    return (
        f'<p:grpSp {_NS}><p:nvGrpSpPr><p:cNvPr id="{numbers.next()}" name="{xml(figur.judul, 120)}" '
        f'descr="{xml(alt, 1000)}"/>'
        f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>{frame}{child}</a:xfrm></p:grpSpPr>"
        f"{''.join(parts)}</p:grpSp>"
    )


def _mercator(shapes: Sequence[Any]) -> Any:
    """Geometry as the screen projects it, in degrees at the equator."""

    def project(points: Any) -> Any:
        out = points.copy()
        for row in out:
            row[1] = math.degrees(math.log(math.tan(math.pi / 4 + math.radians(row[1]) / 2)))
        return out

    return shapely.transform(shapely.polygons([]) if not shapes else list(shapes), project)


def _fill(kelas: int, ramp: Sequence[str]) -> str:
    if kelas > 0:
        return f'<a:solidFill><a:srgbClr val="{WARNA[ramp[kelas - 1]][1:].upper()}"/></a:solidFill>'
    return (
        f'<a:pattFill prst="{_LAIN[kelas][1]}"><a:fgClr><a:srgbClr val="{_HATCH}"/></a:fgClr>'
        '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>'
    )


def _freeform(
    shape: Any,
    view: tuple[float, float, float, float, float],
    number_: int,
    name: str,
    said: str,
    fill: str,
    line: float,
) -> str:
    west, north, left, top, scale = view

    def place(point: Sequence[float]) -> tuple[int, int]:
        return round(left + (point[0] - west) * scale), round(top + (north - point[1]) * scale)

    rings = [
        [place(point) for point in ring.coords]
        for polygon in shapely.get_parts(shape)
        if polygon.geom_type == "Polygon"
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    across, down = [p[0] for ring in rings for p in ring], [p[1] for ring in rings for p in ring]
    x, y = min(across), min(down)
    w, h = max(max(across) - x, 1), max(max(down) - y, 1)
    path = "".join(
        f'<a:moveTo><a:pt x="{ring[0][0] - x}" y="{ring[0][1] - y}"/></a:moveTo>'
        + "".join(f'<a:lnTo><a:pt x="{px - x}" y="{py - y}"/></a:lnTo>' for px, py in ring[1:-1])
        + "<a:close/>"
        for ring in rings
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number_}" name="{xml(name, 120)}" descr="{xml(said)}"/>'
        "<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
        f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm><a:custGeom>'
        "<a:avLst/><a:gdLst/><a:ahLst/>"
        f'<a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{w}" h="{h}">'
        f"{path}</a:path></a:pathLst></a:custGeom>"
        f'{fill}<a:ln w="{round(line * _PT)}"><a:solidFill><a:srgbClr '
        f'val="{WARNA["control"][1:].upper()}"/></a:solidFill>'
        "<a:round/></a:ln></p:spPr></p:sp>"
    )


def _legend(figur: Figur, box: Kotak, huruf: Huruf, numbers: _Nomor) -> str:
    isi, said = figur.isi, figur.isi["legenda"]
    rows = [(k, kata_kelas(k, said["batas"], isi["desimal"]), count) for k, count in enumerate(said["banyak"], 1)]
    rows += [
        (kelas, _LAIN[kelas][0], said.get(name, 0))
        for kelas, name in ((TIDAK_ADA_DATA, "tidak_ada_data"), (BERHENTI, "berhenti"), (KELAS_SAMAR, "disamarkan"))
        if said.get(name) or kelas == TIDAK_ADA_DATA
    ]
    x, y, w, _ = box
    head = f"{isi['nama_indikator']} ({isi['satuan']})" if isi["satuan"] else str(isi["nama_indikator"])
    head = huruf.potong(bersih(head), _SIZE, w / _PT, 3, bold=True)
    lines = huruf.banyak_baris(head, _SIZE, w / _PT, bold=True)
    tall = round((lines * _SIZE * BARIS + 6) * _PT)
    parts = [_text(numbers.next(), (x, y, w, tall), head, bold=True)]
    at = y + tall
    step, swatch = round(_ROW * _PT), (round(_SWATCH[0] * _PT), round(_SWATCH[1] * _PT))
    for kelas, name, count in rows:
        parts.append(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{numbers.next()}" name="Warna {xml(name)}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
            f'<p:spPr><a:xfrm><a:off x="{x}" y="{at + (step - swatch[1]) // 2}"/><a:ext '
            f'cx="{swatch[0]}" cy="{swatch[1]}"/></a:xfrm>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{_fill(kelas, said["ramp"])}'
            f'<a:ln w="6350"><a:solidFill><a:srgbClr val="{WARNA["control"][1:].upper()}"/>'
            "</a:solidFill></a:ln></p:spPr></p:sp>"
        )
        inside = (x + swatch[0] + 7 * _PT, at, w - swatch[0] - 7 * _PT, step)
        parts.append(_text(numbers.next(), inside, f"{name}: {number(count)}"))
        at += step
    height = at - y
    place = f'<a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{height}"/>'
    place += f'<a:chOff x="{x}" y="{y}"/><a:chExt cx="{w}" cy="{height}"/>'
    return (
        f'<p:grpSp {_NS}><p:nvGrpSpPr><p:cNvPr id="{numbers.next()}" name="Legenda"/><p:cNvGrpSpPr/>'
        "<p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr><a:xfrm>{place}</a:xfrm></p:grpSpPr>{''.join(parts)}</p:grpSp>"
    )


def _text(number_: int, box: Kotak, text: str, *, bold: bool = False) -> str:
    x, y, w, h = box
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number_}" name="Legenda {number_}"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm><a:prstGeom '
        'prst="rect"><a:avLst/></a:prstGeom>'
        '<a:noFill/></p:spPr><p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" '
        'anchor="ctr"/><a:lstStyle/>'
        f'<a:p><a:r><a:rPr lang="id-ID" sz="{round(_SIZE * 100)}" b="{int(bold)}"><a:solidFill>'
        '<a:schemeClr val="tx1"/></a:solidFill>'
        f"</a:rPr><a:t>{xml(text)}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
