"""What the register holds of the household beside what the case would change; folded away where it only completes."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.format import number
from components.usulan_banding import facts
from domain.kalender import PROGRAM_NAME, month_name
from domain.kesos import KEBERADAAN_NAMA
from domain.rumah_tangga import Kartu
from domain.status import STATUS_NAME, STATUS_USULAN_NAME, StaKeberadaan, StatusUsulan, StatusVerivali


def register_card(kartu: Kartu, *, buka: bool) -> Component:
    """The household as it is registered. ``buka``: unfolded, because the case itself says nothing of it."""
    area = None if kartu.luas_lantai is None else f"{number(kartu.luas_lantai)} m²"
    belongings = [*kartu.aset, *(f"{name} {number(count)} ekor" for name, count in kartu.ternak)]
    held = [name for name, holds in kartu.program if holds]
    identity = [
        ("IDBDT", kartu.idbdt),
        ("No. KK", kartu.no_kk),
        ("Alamat", kartu.alamat),
        ("SLS", kartu.nama_sls),
        ("Desil", None if kartu.desil is None else f"{kartu.desil}, persentil {kartu.percentile or '–'}"),
        ("Anggota", f"{number(kartu.jumlah_art)} orang, {number(kartu.jumlah_keluarga)} keluarga"),
        ("Pengurus", kartu.pengurus_nama),
        ("NIK pengurus", kartu.pengurus_nik),
        ("Ibu kandung pengurus", kartu.pengurus_ibu),
        ("Program", ", ".join(held) or "tidak ada"),
    ]
    return html.Section(
        html.Details(
            [
                html.Summary("Kartu rumah tangga di register"),
                facts(_asked(identity)),
                html.H4("Perumahan"),
                facts(_asked([("Luas lantai", area), *kartu.rumah])),
                html.H4("Aset"),
                html.P(", ".join(belongings) or "Tidak ada aset yang tercatat."),
                *_past(kartu),
            ],
            open=buka,
            className="usulan-kartu",
        ),
        className="usulan-bagian",
    )


def _asked(pairs: Sequence[tuple[str, str | None]]) -> list[tuple[str, str]]:
    return [(name, text) for name, text in pairs if text]


def _past(kartu: Kartu) -> list[Component]:
    """Visits and proposals of earlier periode, one line each."""
    visits = [
        (
            f"{month_name(item.periode)}, {PROGRAM_NAME[item.program]}",
            STATUS_NAME[StatusVerivali(item.status)]
            + (
                ""
                if item.sta_keberadaan is None
                else f": {KEBERADAAN_NAMA[StaKeberadaan(item.sta_keberadaan)].lower()}"
            ),
        )
        for item in kartu.kunjungan
    ]
    proposals = [
        (
            f"{month_name(item.periode)}, {PROGRAM_NAME[item.program]}",
            STATUS_USULAN_NAME[StatusUsulan(item.status)] + (f": {item.alasan}" if item.alasan else ""),
        )
        for item in kartu.pengajuan
    ]
    parts: list[Component] = []
    if visits:
        parts += [html.H4("Verivali"), facts(visits)]
    if proposals:
        parts += [html.H4("Usulan"), facts(proposals)]
    return parts
