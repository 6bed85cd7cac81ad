"""Charts as data: the specification that ``assets/grafik.js`` draws on the screen and every file draws again.

A specification is plain JSON: ``jenis``, ``judul``, ``kata`` (what it says, as a sentence), ``satuan``, ``desimal`` and
what its kind needs. Colours are names of tokens (``domain.warna``). ``tabel`` gives the same numbers as rows, so that
picture, slide and sheet can never differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from domain.status import StatusUsulan, StatusVerivali
from domain.tulis import NO_DATA_TEXT, day, number

Spek = dict[str, Any]
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
    StatusUsulan.DIGANTIKAN: "muted",
}


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
) -> Spek:
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
    said = ringkasan or _last_words(judul, names, seri, satuan, desimal)
    return _spek("garis", spec, judul, said)


def batang(
    data: Sequence[Datum],
    *,
    judul: str,
    satuan: str,
    mendatar: bool = True,
    maks: float | None = None,
    ringkasan: str = "",
    tinggi: int = 220,
    desimal: int = 0,
) -> Spek:
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
    return _spek("batang", spec, judul, said)


def tumpuk(
    baris: Sequence[Baris],
    *,
    judul: str,
    satuan: str,
    ringkasan: str = "",
) -> Spek:
    """Compositions, each drawn to its own 100 %; every row has the same parts in the same order."""
    spec = {"baris": [{"nama": row.nama, "bagian": _data(row.bagian)} for row in baris], "satuan": satuan, "desimal": 0}
    said = ringkasan or f"{judul}. " + " ".join(
        f"{row.nama}: " + ", ".join(f"{part.nama} {_cell(part.nilai, 0)}" for part in row.bagian) + "."
        for row in baris[:6]
    )
    return _spek("tumpuk", spec, judul, said)


def corong(
    tahap: Sequence[Datum],
    *,
    judul: str,
    satuan: str,
    ringkasan: str = "",
) -> Spek:
    """Stages that narrow: each as a share of the first."""
    spec = {"data": _data(tahap), "satuan": satuan, "desimal": 0}
    said = (
        ringkasan or f"{judul}. " + ", ".join(f"{item.nama} {_cell(item.nilai, 0)}" for item in tahap) + f" {satuan}."
    )
    return _spek("corong", spec, judul, said)


def sebaran(
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
) -> Spek:
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
    said = ringkasan or _extremes(
        judul, [Datum(name, count) for name, count in zip(names, banyak, strict=True)], satuan, 0
    )
    return _spek("sebaran", spec, judul, said)


def titik(
    data: Sequence[Titik],
    kelompok: Sequence[Kelompok],
    *,
    judul: str,
    garis_luar: Sequence[Sequence[Sequence[float]]] = (),
    tetangga: Sequence[tuple[str, Sequence[Sequence[Sequence[float]]]]] = (),
    awalan: str = "",
    ringkasan: str = "",
    tinggi: int = 380,
) -> Spek:
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
    return _spek("titik", spec, judul, said)


def _spek(jenis: str, isi: Spek, judul: str, kata: str) -> Spek:
    return {"jenis": jenis, "judul": judul, "kata": kata} | isi


@dataclass(frozen=True, slots=True)
class TabelGrafik:
    """The numbers of a chart: headers, and rows of a name and what is drawn for it (None: no data).

    ``satuan`` of the numbers, with ``desimal`` decimals.
    """

    kepala: Sequence[str]
    baris: Sequence[tuple[str, Sequence[float | None]]]
    satuan: str
    desimal: int


def tabel(spek: Mapping[str, Any]) -> TabelGrafik:
    """The numbers that a specification draws; raises KeyError or TypeError for what is none."""
    match spek["jenis"]:
        case "garis":
            columns = [(item["nama"], item["nilai"]) for item in spek["seri"]]
            if pita := spek["pita"]:
                columns += [(f"{pita['nama']}, bawah", pita["bawah"]), (f"{pita['nama']}, atas", pita["atas"])]
            names = [day(date.fromisoformat(item)) if spek["hari"] else item for item in spek["x"]]
            rows = [(name, [values[k] for _, values in columns]) for k, name in enumerate(names)]
            kept = [row for row in rows if any(value is not None for value in row[1])]
            head, found = ["Hari" if spek["hari"] else "", *(name for name, _ in columns)], kept
        case "batang":
            head, found = ["", spek["satuan"]], [(item["nama"], [item["nilai"]]) for item in spek["data"]]
        case "corong":
            head, found = ["Tahap", spek["satuan"]], [(item["nama"], [item["nilai"]]) for item in spek["data"]]
        case "tumpuk":
            head = ["", *(part["nama"] for part in spek["baris"][0]["bagian"])] if spek["baris"] else [""]
            found = [(row["nama"], [part["nilai"] for part in row["bagian"]]) for row in spek["baris"]]
        case "sebaran":
            head = [spek["satuan_batas"], spek["satuan"]]
            digits = spek["desimal"]
            names = [f"{number(low, digits)}–{number(high, digits)}" for low, high in pairwise(spek["batas"])]
            found = [(name, [count]) for name, count in zip(names, spek["banyak"], strict=True)]
            return TabelGrafik(head, found, spek["satuan"], 0)
        case "titik":
            head = ["Kelompok", "titik"]
            found = [(item["nama"], [item["n"]]) for item in spek["kelompok"] if item["n"]]
            return TabelGrafik(head, found, "titik", 0)
        case other:
            raise KeyError(other)
    return TabelGrafik(head, found, spek["satuan"], spek["desimal"])


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
