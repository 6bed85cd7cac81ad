"""Charts: pure functions from numbers to a component that ``assets/grafik.js`` draws as SVG.

Each chart carries its data as JSON in an attribute, so that a new answer of the server redraws it in place. What it
says is there without the drawing too: a sentence (``ringkasan``) and a table. Numbers are written by the browser in
id-ID; colours are names of tokens of ``assets/siks.css`` (``WARNA``), so that light, dark and print need no redraw.

A datum with ``ke`` changes the address when it is clicked (``siks.go``; None removes a parameter), one with ``href``
opens a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import orjson
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import NO_DATA_TEXT, day, number
from domain.status import StatusUsulan, StatusVerivali

Alamat = Mapping[str, str | None]

WARNA = frozenset(
    {
        "brand", "muted", "control", "nodata", "belum", "diisi", "proses", "selesai", "terlambat", "dikembalikan",
        "ditolak", "final", "seq-1", "seq-2", "seq-3", "seq-4", "seq-5", "div-1", "div-2", "div-3", "div-4", "div-5",
    }
)  # fmt: skip
BENTUK = frozenset({"bulat", "kotak", "segitiga", "wajik", "silang", "cincin"})

# One colour for one thing on every page.
WARNA_STATUS = {
    StatusVerivali.BELUM_DIKUNJUNGI: "belum",
    StatusVerivali.DIISI: "diisi",
    StatusVerivali.TERIMPOR: "proses",
    StatusVerivali.DISETUJUI: "selesai",
    StatusVerivali.DIKEMBALIKAN: "dikembalikan",
    StatusVerivali.FINAL: "final",
}
WARNA_USULAN = {
    StatusUsulan.DRAFT: "belum",
    StatusUsulan.BELUM_DIPERIKSA: "proses",
    StatusUsulan.DISETUJUI: "selesai",
    StatusUsulan.DIKEMBALIKAN: "dikembalikan",
    StatusUsulan.DITOLAK: "ditolak",
    StatusUsulan.TERVALIDASI_BPS: "selesai",
    StatusUsulan.MASUK_BATCH: "final",
    StatusUsulan.DISAHKAN: "final",
    StatusUsulan.TERKIRIM: "final",
    StatusUsulan.DITETAPKAN: "final",
    StatusUsulan.TIDAK_DITETAPKAN: "ditolak",
    StatusUsulan.KEDALUWARSA: "terlambat",
}

_MOST_TABLE_ROWS = 200
# Pixels a row takes, as assets/grafik.js draws it.
_ROW = {"batang": 28, "tumpuk": 30, "corong": 36}


@dataclass(frozen=True, slots=True)
class Datum:
    """One bar, part or stage. ``nilai`` None is drawn as "tidak ada data"; ``utama`` marks the one meant."""

    nama: str
    nilai: float | None
    warna: str = "brand"
    ke: Alamat | None = None
    href: str | None = None
    catatan: str = ""
    utama: bool = False


@dataclass(frozen=True, slots=True)
class Baris:
    """One bar of a composition, with its parts from left to right."""

    nama: str
    bagian: Sequence[Datum]


@dataclass(frozen=True, slots=True)
class Seri:
    """One line: a value for each place of the axis, None where there is none.

    ``gaya``: "nyata" (thick), "target" (thin), "perkiraan" (dashed) or "lain" (for comparison).
    """

    nama: str
    nilai: Sequence[float | None]
    gaya: str = "nyata"
    warna: str = "brand"


@dataclass(frozen=True, slots=True)
class Pita:
    """A band between two rows of values; as long as the axis, None where there is none."""

    nama: str
    bawah: Sequence[float | None]
    atas: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Tanda:
    """A mark at a place of the axis (its position, or in a histogram its value). ``gaya``: "kini" or "batas"."""

    di: float
    nama: str
    gaya: str = "kini"


@dataclass(frozen=True, slots=True)
class Kelompok:
    """What points have in common: their name, colour and shape in the key."""

    nama: str
    warna: str
    bentuk: str = "bulat"


@dataclass(frozen=True, slots=True)
class Titik:
    """A point in degrees; ``kelompok`` is a position in the list of groups. ``luar``: marked with a ring."""

    lon: float
    lat: float
    kelompok: int
    nama: str
    catatan: str = ""
    href: str | None = None
    luar: bool = False


def garis(
    id: str,  # noqa: A002 - as every Dash component calls it
    sumbu: Sequence[date] | Sequence[str],
    seri: Sequence[Seri],
    *,
    judul: str,
    satuan: str,
    pita: Pita | None = None,
    tanda: Sequence[Tanda] = (),
    ringkasan: str = "",
    tinggi: int = 240,
    desimal: int = 0,
) -> Component:
    """Lines over days or named places (``sumbu``), all series as long as the axis; zero is always on the scale."""
    names = [day(item) if isinstance(item, date) else item for item in sumbu]
    lengths = {len(item.nilai) for item in seri} | ({len(pita.bawah), len(pita.atas)} if pita else set())
    if lengths - {len(sumbu)}:
        raise ValueError("a line is not as long as its axis")
    spec = {
        "x": [item.isoformat() if isinstance(item, date) else item for item in sumbu],
        "hari": bool(sumbu) and isinstance(sumbu[0], date),
        "seri": [
            {"nama": item.nama, "nilai": _plain(item.nilai), "gaya": item.gaya, "warna": _colour(item.warna)}
            for item in seri
        ],
        "pita": pita and {"nama": pita.nama, "bawah": _plain(pita.bawah), "atas": _plain(pita.atas)},
        "tanda": _marks(tanda),
        "satuan": satuan,
        "desimal": desimal,
        "tinggi": tinggi,
    }
    columns: list[tuple[str, Sequence[float | None]]] = [(item.nama, item.nilai) for item in seri]
    if pita:
        columns += [(f"{pita.nama}, bawah", pita.bawah), (f"{pita.nama}, atas", pita.atas)]
    rows = [
        [name, *(_cell(values[k], desimal) for _, values in columns)]
        for k, name in enumerate(names)
        if any(values[k] is not None for _, values in columns)
    ]
    said = ringkasan or _last_words(judul, names, seri, satuan, desimal)
    table = _table(judul, ["Hari" if spec["hari"] else "", *(name for name, _ in columns)], rows)
    return _chart(id, "garis", spec, judul, said, table, tinggi)


def batang(
    id: str,  # noqa: A002
    data: Sequence[Datum],
    *,
    judul: str,
    satuan: str,
    mendatar: bool = True,
    maks: float | None = None,
    ringkasan: str = "",
    tinggi: int = 220,
    desimal: int = 0,
) -> Component:
    """Bars from zero; lying bars take as much height as they need. ``maks`` fixes the end of the scale (100 for %)."""
    spec = {
        "data": _data(data),
        "mendatar": mendatar,
        "maks": maks,
        "satuan": satuan,
        "desimal": desimal,
        "tinggi": tinggi,
    }
    said = ringkasan or _extremes(judul, data, satuan, desimal)
    table = _table(judul, ["", satuan], [[item.nama, _cell(item.nilai, desimal)] for item in data])
    return _chart(id, "batang", spec, judul, said, table, _ROW["batang"] * len(data) if mendatar else tinggi)


def tumpuk(
    id: str,  # noqa: A002
    baris: Sequence[Baris],
    *,
    judul: str,
    satuan: str,
    ringkasan: str = "",
) -> Component:
    """Compositions, each drawn to its own 100 %; every row has the same parts in the same order."""
    spec = {"baris": [{"nama": row.nama, "bagian": _data(row.bagian)} for row in baris], "satuan": satuan, "desimal": 0}
    parts = [part.nama for part in baris[0].bagian] if baris else []
    rows = [[row.nama, *(_cell(part.nilai, 0) for part in row.bagian)] for row in baris]
    said = ringkasan or f"{judul}. " + " ".join(
        f"{row.nama}: " + ", ".join(f"{part.nama} {_cell(part.nilai, 0)}" for part in row.bagian) + "."
        for row in baris[:6]
    )
    return _chart(id, "tumpuk", spec, judul, said, _table(judul, ["", *parts], rows), _ROW["tumpuk"] * len(baris))


def corong(
    id: str,  # noqa: A002
    tahap: Sequence[Datum],
    *,
    judul: str,
    satuan: str,
    ringkasan: str = "",
) -> Component:
    """Stages that narrow: each as a share of the first."""
    spec = {"data": _data(tahap), "satuan": satuan, "desimal": 0}
    rows = [[item.nama, _cell(item.nilai, 0)] for item in tahap]
    said = (
        ringkasan or f"{judul}. " + ", ".join(f"{item.nama} {_cell(item.nilai, 0)}" for item in tahap) + f" {satuan}."
    )
    return _chart(id, "corong", spec, judul, said, _table(judul, ["Tahap", satuan], rows), _ROW["corong"] * len(tahap))


def sebaran(
    id: str,  # noqa: A002
    batas: Sequence[float],
    banyak: Sequence[int],
    *,
    judul: str,
    satuan: str,
    satuan_batas: str = "",
    warna: str = "brand",
    ke: Sequence[Alamat | None] = (),
    tanda: Sequence[Tanda] = (),
    ringkasan: str = "",
    tinggi: int = 200,
    desimal: int = 0,
) -> Component:
    """A histogram: ``banyak[k]`` things lie from ``batas[k]`` up to ``batas[k + 1]``."""
    if len(batas) != len(banyak) + 1:
        raise ValueError("a histogram has one edge more than it has bars")
    spec = {
        "batas": list(batas),
        "banyak": list(banyak),
        "satuan_batas": satuan_batas,
        "warna": _colour(warna),
        "ke": [dict(item) if item else None for item in ke],
        "tanda": _marks(tanda),
        "satuan": satuan,
        "desimal": desimal,
        "tinggi": tinggi,
    }
    names = [f"{number(low, desimal)}–{number(high, desimal)}" for low, high in pairwise(batas)]
    rows = [[name, number(count)] for name, count in zip(names, banyak, strict=True)]
    said = ringkasan or _extremes(
        judul, [Datum(name, count) for name, count in zip(names, banyak, strict=True)], satuan, 0
    )
    table = _table(judul, [satuan_batas, satuan], rows)
    return _chart(id, "sebaran", spec, judul, said, table, tinggi)


def titik(
    id: str,  # noqa: A002
    data: Sequence[Titik],
    kelompok: Sequence[Kelompok],
    *,
    judul: str,
    garis_luar: Sequence[Sequence[Sequence[float]]] = (),
    tetangga: Sequence[tuple[str, Sequence[Sequence[Sequence[float]]]]] = (),
    awalan: str = "",
    ringkasan: str = "",
    tinggi: int = 380,
) -> Component:
    """Points over an outline, in degrees. ``garis_luar`` and each neighbour (name, rings) are rings of (lon, lat).

    ``awalan`` stands before every ``href``. Points too far away to be shown stand at the edge. The table counts the
    groups; pages list the points themselves.
    """
    for item in kelompok:
        if item.bentuk not in BENTUK:
            raise ValueError(f"shape {item.bentuk} is not in BENTUK")
    counts = [sum(point.kelompok == k for point in data) for k in range(len(kelompok))]
    spec = {
        # Short names: a desa may have thousands of points.
        "data": [
            [round(p.lon, 6), round(p.lat, 6), p.kelompok, int(p.luar), p.nama, p.catatan, p.href or ""] for p in data
        ],
        "awalan": awalan,
        "kelompok": [
            {"nama": item.nama, "warna": _colour(item.warna), "bentuk": item.bentuk, "n": count}
            for item, count in zip(kelompok, counts, strict=True)
        ],
        "garis": [[list(point) for point in ring] for ring in garis_luar],
        "tetangga": [{"nama": name, "garis": [[list(p) for p in ring] for ring in rings]} for name, rings in tetangga],
        "tinggi": tinggi,
    }
    shown = [(item, count) for item, count in zip(kelompok, counts, strict=True) if count]
    said = ringkasan or f"{judul}. {number(len(data))} titik" + (
        ": " + ", ".join(f"{item.nama} {number(count)}" for item, count in shown) + "." if shown else "."
    )
    table = _table(judul, ["Kelompok", "titik"], [[item.nama, number(count)] for item, count in shown])
    return _chart(id, "titik", spec, judul, said, table, tinggi)


def _chart(
    id: str,  # noqa: A002
    kind: str,
    spec: dict[str, Any],
    title: str,
    said: str,
    table: Component,
    height: int,
) -> Component:
    content = {"jenis": kind, "judul": title, "kata": said} | spec
    return html.Div(
        [
            html.Div(
                id=id,
                className="grafik-gambar",
                # As high as the drawing will be: a page that is redrawn does not jump.
                style={"minHeight": f"{height}px"},
                **attributes(data_grafik=orjson.dumps(content).decode()),
            ),
            html.Details(
                [
                    html.Summary("Tabel"),
                    html.Div(
                        table,
                        className="grafik-tabel-isi",
                        tabIndex=0,
                        role="region",
                        **attributes(aria_label=f"Tabel: {title}"),
                    ),
                ],
                className="grafik-tabel",
            ),
        ],
        className=f"grafik grafik-{kind}",
    )


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Component:
    left_out = len(rows) - _MOST_TABLE_ROWS
    body = [
        html.Tr([html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])]) for row in rows[:_MOST_TABLE_ROWS]
    ]
    note = [html.P(f"{number(left_out)} baris lain tidak ditulis di sini.")] if left_out > 0 else []
    return html.Div(
        [
            html.Table(
                [
                    html.Caption(title, className="visually-hidden"),
                    html.Thead(html.Tr([html.Th(name, scope="col") if name else html.Td() for name in head])),
                    html.Tbody(body),
                ]
            ),
            *note,
        ]
    )


def _data(data: Sequence[Datum]) -> list[dict[str, Any]]:
    return [
        {
            "nama": item.nama,
            "nilai": item.nilai,
            "warna": _colour(item.warna),
            **({"ke": dict(item.ke)} if item.ke else {}),
            **({"href": item.href} if item.href else {}),
            **({"catatan": item.catatan} if item.catatan else {}),
            **({"utama": True} if item.utama else {}),
        }
        for item in data
    ]


def _marks(marks: Sequence[Tanda]) -> list[dict[str, Any]]:
    return [{"di": item.di, "nama": item.nama, "gaya": item.gaya} for item in marks]


def _colour(name: str) -> str:
    if name not in WARNA:
        raise ValueError(f"colour {name} is not in WARNA")
    return name


def _plain(values: Sequence[float | None]) -> list[float | None]:
    return [None if value is None else round(float(value), 4) for value in values]


def _cell(value: float | None, digits: int) -> str:
    return NO_DATA_TEXT if value is None else number(value, digits)


def _extremes(title: str, data: Sequence[Datum], unit: str, digits: int) -> str:
    known = [(item.nilai, item.nama) for item in data if item.nilai is not None]
    if not known:
        return f"{title}. Tidak ada data."
    (high, top), (low, bottom) = max(known), min(known)
    if len(known) == 1 or high == low:
        return f"{title}. {top}: {number(high, digits)} {unit}."
    return f"{title}. Tertinggi {top}: {number(high, digits)} {unit}; terendah {bottom}: {number(low, digits)} {unit}."


def _last_words(title: str, names: Sequence[str], series: Sequence[Seri], unit: str, digits: int) -> str:
    parts = []
    for item in series:
        at = max((k for k, value in enumerate(item.nilai) if value is not None), default=None)
        if at is not None:
            parts.append(f"{item.nama} {number(item.nilai[at], digits)} {unit} pada {names[at]}")
    return f"{title}. " + ("; ".join(parts) + "." if parts else "Tidak ada data.")
