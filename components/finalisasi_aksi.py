"""The act of finalising and of opening again: the panel with its buttons, what a dialog asks, what was closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import number
from components.ikon import ikon
from domain.kesiapan import Pratinjau

FINALISASI, BUKA_KEMBALI = "finalisasi", "buka_kembali"
_LONGEST_REASON = 2000


def tombol(aksi: str, nama: str, icon: str, *, halangan: str | None, kelas: str) -> Component:
    """A button that opens a dialog; ``halangan`` says why it cannot be pressed now."""
    button = html.Button(
        [ikon(icon), nama],
        type="button",
        className=f"btn {kelas}",
        disabled=halangan is not None,
        **attributes(data_fin=aksi),
    )
    return html.Div(
        [button, *([html.Span(halangan, className="siks-samar")] if halangan else [])], className="fin-aksi"
    )


def tertutup(sidik: str, versi: int, baris: int | None, links: list[tuple[str, str, str]]) -> list[Component]:
    """What was closed: version, digest, and where it can be seen and taken."""
    facts: list[tuple[str, Any]] = [
        ("Versi", number(versi)),
        *([("Baris final", f"{number(baris)} rumah tangga")] if baris is not None else []),
        ("Sidik berkas data (SHA-256)", html.Code(sidik, className="fin-sidik")),
    ]
    return [
        html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts], className="fin-fakta"),
        html.P(
            [html.A([ikon(icon), name], href=href, className="btn btn-sm btn-outline-secondary")
             for icon, name, href in links],
            className="fin-tautan",
        ),
    ]  # fmt: skip


def dialog_finalisasi(
    nama: str, periode: str, found: Pratinjau, tinggal: Mapping[str, int], unit: str
) -> dict[str, Any]:
    """What the dialog restates and asks before a batch is closed."""
    stays = [f"{number(count)} {name}" for name, count in tinggal.items() if count]
    lines = [
        ["Menjadi final dan terkunci", f"{number(found.final)} rumah tangga"],
        [f"{unit} tetap", number(found.tetap)],
        [f"{unit} keluar", number(sum(found.keluar.values()))],
        [f"{unit} masuk", number(found.masuk)],
        [f"{unit} akhir", number(found.akhir)],
        ["Tidak ikut", "; ".join(stays) or "tidak ada"],
    ]
    if found.kuota is not None and found.terpakai is not None:
        lines.insert(5, ["Sisa kuota", number(found.kuota - found.terpakai)])
    return {
        "aksi": FINALISASI,
        "judul": f"Finalisasi {nama}, {periode}",
        "kalimat": "Batch ditutup dan disalin apa adanya. Sesudah itu tidak ada barisnya yang dapat diubah; hanya "
        "Pusdatin yang dapat membukanya kembali.",
        "butir": lines,
        "isian": [{"nama": "nama", "label": f"Ketik “{nama}” untuk melanjutkan", "jenis": "teks", "wajib": True,
                   "sama": nama, "maks": 120}],
        "tombol": "Finalisasi",
        "tetap": {"terlihat": terlihat(found)},
    }  # fmt: skip


def terlihat(found: Pratinjau) -> list[int]:
    """The numbers that the dialog restates, as they come back with the wish."""
    return [found.final, found.awal, sum(found.keluar.values()), found.masuk]


def dialog_buka_kembali(nama: str, periode: str, versi: int) -> dict[str, Any]:
    """What the dialog asks before a batch is opened again."""
    return {
        "aksi": BUKA_KEMBALI,
        "judul": f"Buka kembali {nama}, {periode}",
        "kalimat": f"Baris dapat diubah lagi dan suratnya dicabut. Salinan versi {versi} tetap tersimpan; finalisasi "
        f"berikutnya menjadi versi {versi + 1}. Alasan tercatat pada perjalanan batch dan riwayat.",
        "butir": [],
        "isian": [
            {"nama": "alasan", "label": "Alasan", "jenis": "panjang", "wajib": True, "maks": _LONGEST_REASON},
            {"nama": "sampai", "label": "Beri waktu verivali dan pengesahan sampai (boleh kosong)", "jenis": "tanggal"},
        ],
        "tombol": "Buka kembali",
        "tetap": {},
    }


def dialog_totp() -> dict[str, Any]:
    """What a reader is told whose session was not confirmed by a code yet."""
    return {
        "aksi": None,
        "judul": "Konfirmasi dengan kode autentikator",
        "kalimat": "Tindakan ini meminta sesi yang dikonfirmasi dengan kode 6 angka dari aplikasi autentikator Anda.",
        "butir": [],
        "isian": [],
        "tautan": {"nama": "Buka Profil", "href": "/profil"},
    }
