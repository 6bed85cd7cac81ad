"""A briefing pack as report: A4, with contents, full tables, vector drawings, tagged for screen readers (by typst)."""

from __future__ import annotations

import json
from typing import Any

from domain.briefing import BabBriefing
from domain.figur import Bab, Figur, Isi, Jenis
from domain.surat import bersih
from domain.tulis import moment, number
from exchange.briefing_tata import (
    FOLDER,
    HURUF,
    LAMBANG,
    STANDAR,
    Gambar,
    bersihkan,
    catatan_samar,
    dokumen,
    rinci_asal,
    tata,
    tinggi_mm,
)
from exchange.cetak import cetak

_LEMBAGA = "Kementerian Sosial Republik Indonesia"
# Characters of each side of the running header.
_KEPALA = 120
_KOSONG = "Tidak ada angka untuk bab ini pada wilayah dan periode ini."
_ASAL = (
    "Setiap angka dalam laporan ini berasal dari satu bacaan basis data pada satu saat. Sidik (SHA-256) dihitung dari "
    "angka-angkanya: dua berkas dengan sidik yang sama memuat angka yang sama."
)


def write_pdf(isi: Isi, gambar: Gambar) -> bytes:
    """The report. ``gambar`` gives the SVG of a chart or map. The same content gives the same bytes.

    Raises RuntimeError where it cannot be set.
    """
    files = {f"{name}.typ": (FOLDER / f"{name}.typ").read_text() for name in ("umum", "laporan")}
    files["main.typ"] = files.pop("laporan.typ")
    files["lambang.svg"] = LAMBANG
    chapters = []
    for bab in isi.bab:
        names = [f"gambar-{len(files) + k}.svg" for k in range(len(bab.figur))]
        for name, figur in zip(names, bab.figur, strict=True):
            if _drawn(figur):
                files[name] = gambar(figur).decode()
        chapters.append(_bab(isi, bab, names))
    title = f"{isi.asal.judul} {isi.asal.wilayah}, {isi.asal.periode}"
    said = dokumen(isi.asal, title) | bersihkan(_said(isi)) | {"bab": chapters}
    files["isi.json"] = json.dumps(said, ensure_ascii=False)
    return cetak(files, standar=STANDAR, waktu=isi.asal.dibuat, huruf=HURUF)


def ukuran_mm(figur: Figur) -> tuple[float, float]:
    """Width and height at which a drawing is wanted, so that its letters are as large as those around it."""
    return 174, 112 if figur.jenis is Jenis.PETA else tinggi_mm(figur, 62)


def _drawn(figur: Figur) -> bool:
    return figur.jenis in (Jenis.GRAFIK, Jenis.PETA)


def _bab(isi: Isi, bab: Bab, names: list[str]) -> dict[str, Any]:
    figures = [tata(figur, name, isi.asal) for figur, name in zip(bab.figur, names, strict=True)]
    return {
        "judul": bersihkan(bab.judul),
        "kalimat": bersihkan(list(bab.kalimat)),
        "kosong": "" if bab.kalimat or bab.figur else _KOSONG,
        "figur": figures,
    }


def _said(isi: Isi) -> dict[str, Any]:
    asal = isi.asal
    lead = next((bab.kalimat[0] for bab in isi.bab if bab.kalimat), "")
    as_of = f"Angka per {moment(asal.per, asal.zona)}"
    return {
        "lembaga": _LEMBAGA,
        "kepala": [bersih(f"{asal.judul}: {asal.wilayah}", _KEPALA), f"{bersih(asal.periode, _KEPALA)}. {as_of}"],
        "kaki": f"Sumber: {asal.sumber}. Dibuat {moment(asal.dibuat, asal.zona)} oleh {asal.pembuat}.",
        "sampul": {
            "judul": asal.judul,
            "wilayah": asal.wilayah,
            "periode": asal.periode,
            "kalimat": lead,
            "rinci": rinci_asal(asal),
            "catatan": [*catatan_samar(asal), f"Sidik isi (SHA-256): {_groups(isi.sidik)}"],
        },
        "asal": {
            "judul": "Asal angka",
            "pembuka": f"{_ASAL} Sidik seluruh isi: {_groups(isi.sidik)}.",
            # The chapter on method, where the pack has one, tells it of each figure.
            "rinci": [] if _told(isi) else [_origin(bab, figur) for bab in isi.bab for figur in bab.figur],
        },
    }


def _told(isi: Isi) -> bool:
    return any(bab.kode == BabBriefing.METODE for bab in isi.bab)


def _origin(bab: Bab, figur: Figur) -> dict[str, Any]:
    chosen = [f"{name}: {words}" for name, words in figur.saring]
    share = [f"Penyebut: {figur.penyebut}"] if figur.penyebut else []
    said = [*([figur.definisi.rstrip(".")] if figur.definisi else []), *share, *chosen]
    return {
        "judul": f"{bab.judul}: {figur.judul}",
        "kata": ". ".join(said) + "." if said else "",
        "asal": f"{figur.kueri or 'tanpa kueri'}, {number(figur.banyak_baris)} baris, sidik {figur.sidik}",
    }


def _groups(digest: str) -> str:
    """64 hexadecimal digits in groups of eight, to be compared by eye."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
