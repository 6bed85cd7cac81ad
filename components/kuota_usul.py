"""Proposals to divide a kuota otherwise, and the form that sets a kab's kuota."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.format import moment, number
from components.ikon import ikon
from components.kuota_kata import ke
from components.kuota_rancang import tombol

_STATE = {
    "diajukan": ("Menunggu keputusan", "hourglass-split", "proses"),
    "disetujui": ("Disetujui", "check-circle", "selesai"),
    "ditolak": ("Ditolak", "x-circle", "ditolak"),
    "dibatalkan": ("Dibatalkan", "dash-lg", "belum"),
}
_NAMED = 6


@dataclass(frozen=True, slots=True)
class BarisUsul:
    """A proposal as it is shown. ``isi`` holds name of the desa, places before and after.

    ``kpm_di_bawah`` is how many KPM an approval would leave without a place; ``putuskan`` and ``batalkan``: what the
    reader may do; ``kab`` is set where proposals of several kab stand together.
    """

    id: int
    state: str
    pembuat: str
    dibuat: Any
    pemutus: str | None
    diputuskan: Any
    catatan: str
    alasan: str | None
    isi: Sequence[tuple[str, int, int]]
    bertambah: int
    berkurang: int
    kpm_di_bawah: int = 0
    putuskan: bool = False
    batalkan: bool = False
    kab: tuple[int, str] | None = None


def daftar_usul(rows: Sequence[BarisUsul], zona: int) -> Component:
    """The proposals, those that wait first."""
    if not rows:
        return html.P("Belum ada usul perubahan kuota pada periode ini.", className="kuota-samar")
    return html.Ul([_proposal(row, zona) for row in rows], className="kuota-usul-daftar")


def _proposal(row: BarisUsul, zona: int) -> Component:
    word, icon, colour = _STATE[row.state]
    numbers = f"{number(len(row.isi))} desa, +{number(row.bertambah)} dan −{number(row.berkurang)} tempat"
    head: list[Component] = [
        html.Span([ikon(icon), word], className=f"siks-tanda siks-tanda-{colour}"),
        html.Strong(f"Usul {row.id}: {numbers}"),
    ]
    if row.kab:
        head.append(html.A(row.kab[1], href=f"?wilayah={row.kab[0]}", **ke({"wilayah": str(row.kab[0]), "level": ""})))
    lines: list[Component] = [
        html.Div(head, className="kuota-usul-kepala"),
        html.P(f"Diajukan {row.pembuat}, {moment(row.dibuat, zona)}", className="kuota-samar"),
    ]
    if row.catatan:
        lines.append(html.P(f"“{row.catatan}”"))
    if row.diputuskan:
        reason = f": “{row.alasan}”" if row.alasan else ""
        lines.append(
            html.P(
                f"{word} oleh {row.pemutus or 'akun dihapus'}, {moment(row.diputuskan, zona)}{reason}",
                className="kuota-samar",
            )
        )
    lines.append(_changes(row))
    if row.putuskan or row.batalkan:
        lines.append(_decision(row, numbers))
    return html.Li(lines)


def _changes(row: BarisUsul) -> Component:
    shown = [f"{nama} {number(lama)} → {number(baru)}" for nama, lama, baru in row.isi]
    if len(shown) <= _NAMED:
        return html.P("; ".join(shown), className="kuota-usul-isi")
    return html.Details(
        [
            html.Summary(f"{'; '.join(shown[:_NAMED])}; dan {number(len(shown) - _NAMED)} lainnya"),
            html.P("; ".join(shown[_NAMED:])),
        ],
        className="kuota-usul-isi",
    )


def _decision(row: BarisUsul, numbers: str) -> Component:
    made: list[Component] = []
    if row.putuskan:
        below = (
            f" {number(row.kpm_di_bawah)} KPM tidak mendapat tempat, karena desanya turun di bawah yang terpakai."
            if row.kpm_di_bawah
            else ""
        )
        made.append(
            tombol(
                "Setujui",
                "check-circle",
                {
                    "aksi": "putuskan",
                    "judul": f"Setujui usul {row.id}?",
                    "kalimat": f"{numbers}.{below} Pembagian langsung berubah.",
                    "tetap": {"nomor": row.id, "setujui": True, "di_bawah": row.kpm_di_bawah},
                    "tombol": "Setujui dan terapkan",
                },
                kind="primary",
            )
        )
        made.append(
            tombol(
                "Tolak",
                "x-circle",
                {
                    "aksi": "putuskan",
                    "judul": f"Tolak usul {row.id}",
                    "kalimat": f"{numbers}. Pembagian tidak berubah.",
                    "tetap": {"nomor": row.id, "setujui": False},
                    "isian": [{"nama": "alasan", "label": "Alasan", "jenis": "panjang", "maks": 500, "wajib": True}],
                    "tombol": "Tolak usul",
                },
            )
        )
    if row.batalkan:
        made.append(
            tombol(
                "Batalkan",
                "x-lg",
                {
                    "aksi": "batalkan",
                    "judul": f"Batalkan usul {row.id}?",
                    "kalimat": f"{numbers}. Usul tidak dapat dibuka lagi.",
                    "tetap": {"nomor": row.id},
                    "tombol": "Batalkan usul",
                },
            )
        )
    return html.Div(made, className="kuota-tombol")


def tombol_tetapkan(
    nama: str, lama: int, dibagi: int, dasar_sk: str | None, tanggal_sk: str | None, tahap: int | None
) -> Component:
    """The button behind which a kab's kuota is set with its decree."""
    field: dict[str, Any] = {"wajib": True}
    return tombol(
        "Tetapkan kuota",
        "lock",
        {
            "aksi": "tetapkan",
            "judul": f"Tetapkan kuota {nama}",
            "kalimat": f"Sekarang {number(lama)} tempat, {number(dibagi)} di antaranya sudah dibagi kepada desa. Kuota "
            "baru tidak boleh kurang dari yang sudah dibagi.",
            "tetap": {"lama": lama},
            "isian": [
                {"nama": "kuota", "label": "Kuota (tempat)", "jenis": "angka", "nilai": lama, **field},
                {"nama": "dasar_sk", "label": "Nomor SK", "jenis": "teks", "nilai": dasar_sk, "maks": 100, **field},
                {"nama": "tanggal_sk", "label": "Tanggal SK", "jenis": "tanggal", "nilai": tanggal_sk, **field},
                {"nama": "tahap", "label": "Tahap perluasan (boleh kosong)", "jenis": "angka", "nilai": tahap},
            ],
            "tombol": "Simpan kuota",
        },
    )
