"""Around the calendar: head with its months, exceptions, the address for calendar programs, forms of the centre."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import moment, short_moment
from components.ikon import ikon
from components.unduh import menu_tabel
from domain.access import ROLE_NAME, Role
from domain.kalender import KEGIATAN_NAME, NAMA_PROGRAM, Kegiatan, Pengecualian, month_name
from domain.setelan import LANGKAH_PENDAFTARAN, MOST_DAYS, MOST_SEL, MOST_TIMES, Setelan

Field = dict[str, Any]

_LANGKAH_NAME = {
    "desa": "Desa/kelurahan",
    "kecamatan": "Kecamatan",
    "kab": "Kab/kota",
    "provinsi": "Provinsi",
    "menteri": "Kementerian",
}


def kepala(
    wilayah: str, kode_wilayah: str, kode: int, sebelum: int | None, sesudah: int | None, kini: int
) -> list[Component]:
    """The question, the month, and the ways to others."""
    return [
        html.H1("Sampai kapan?"),
        html.P([html.Strong(wilayah), " · tenggat menurut kalender"], className="siks-samar siks-kecil"),
        html.Nav(
            [
                _to(sebelum, "arrow-left", "Bulan sebelumnya", "kalender-sebelum"),
                html.H2(month_name(kode), **attributes(aria_live="polite")),
                _to(sesudah, "arrow-right", "Bulan berikutnya", "kalender-sesudah"),
                *([html.A("Bulan ini", href="/kalender", id="kalender-kini", **attributes(data_bulan=""))]
                  if kode != kini else []),
                menu_tabel("tenggat bulan ini", "/kalender/unduh", {"wilayah": kode_wilayah, "bulan": kode}),
            ],
            className="kalender-pindah",
            **attributes(aria_label="Pilih bulan"),
        ),
    ]  # fmt: skip


def _to(kode: int | None, icon: str, name: str, ident: str) -> Component:
    if kode is None:
        return html.Span(ikon(icon), className="siks-tombol kalender-habis")
    label = f"{name}, {month_name(kode)}"
    return html.A(
        ikon(icon),
        href=f"/kalender?bulan={kode}",
        id=ident,
        title=label,
        className="siks-tombol",
        **attributes(data_bulan=str(kode), aria_label=label),
    )


def kabar(items: Sequence[Pengecualian], zona: int) -> list[Component]:
    """What a kab reads first: the time it was given."""
    return [
        html.Div(
            [
                ikon("megaphone"),
                html.Span(
                    [
                        html.Strong(f"{KEGIATAN_NAME[item.kegiatan]} {NAMA_PROGRAM[item.program]} "
                                    f"{month_name(item.periode)} dibuka sampai {short_moment(item.sampai, zona)}."),
                        f" Alasan: {item.alasan}",
                    ]
                ),
            ],
            className="siks-notis siks-notis-info",
        )
        for item in items
    ]  # fmt: skip


def pengecualian(items: Sequence[Pengecualian], now: datetime, zona: int, *, cabut: bool) -> Component:
    """Every exception of the scope, with a way to take it back where the reader may."""
    title = html.H2("Pengecualian waktu")
    if not items:
        return html.Section(
            [title, html.P("Tidak ada pengecualian. Tenggat berlaku sama untuk semua.", className="siks-samar")]
        )
    head = ["Kab/kota", "Kegiatan", "Sampai", "Alasan", "Diberikan", "Keadaan"]
    return html.Section(
        [
            title,
            html.Div(
                html.Table(
                    [
                        html.Caption("Pengecualian waktu", className="visually-hidden"),
                        html.Thead(html.Tr([html.Th(name, scope="col") for name in head])),
                        html.Tbody([_baris(item, now, zona, cabut=cabut) for item in items]),
                    ],
                    className="kalender-tabel",
                ),
                className="kalender-gulir",
                tabIndex=0,
                role="region",
                **attributes(aria_label="Daftar pengecualian waktu"),
            ),
        ]
    )


def _baris(item: Pengecualian, now: datetime, zona: int, *, cabut: bool) -> Component:
    what = f"{KEGIATAN_NAME[item.kegiatan]} {NAMA_PROGRAM[item.program]} {month_name(item.periode)}"
    if item.dicabut is not None:
        state: Any = f"Dicabut {short_moment(item.dicabut, zona)}"
    elif item.sampai < now:
        state = "Sudah berakhir"
    elif cabut:
        state = html.Button(
            "Cabut",
            className="btn btn-sm btn-outline-secondary",
            **attributes(
                data_cabut=json.dumps({"kab": item.kab, "nomor": item.nomor}),
                data_tanya=f"Cabut pengecualian {item.nama_kab}: {what}? Tenggat semula langsung berlaku lagi.",
                aria_label=f"Cabut pengecualian {item.nama_kab}, {what}",
            ),
        )
    else:
        state = "Berlaku"
    return html.Tr(
        [
            html.Th(item.nama_kab, scope="row"),
            html.Td(what),
            html.Td(short_moment(item.sampai, zona)),
            html.Td(item.alasan),
            html.Td(f"{item.pemberi}, {short_moment(item.dibuat, zona)}"),
            html.Td(state),
        ]
    )


def langganan(alamat: str | None, dibuat: datetime | None, zona: int) -> Component:
    """The file to take away, and the address that a calendar program asks by itself."""
    parts: list[Component] = [
        html.H2("Di kalender Anda"),
        html.P(
            "Tenggat wilayah Anda dapat tampil di ponsel atau aplikasi kalender, dengan pengingat 3 hari dan 1 hari "
            "sebelumnya.",
            className="siks-samar siks-kecil",
        ),
        html.P(html.A([ikon("download"), "Unduh sekali (.ics)"], href="/kalender.ics")),
    ]
    make = attributes(data_langganan="buat")
    if alamat is None:
        parts.append(html.Button("Buat alamat langganan", className="btn btn-sm btn-outline-secondary", **make))
        return html.Section(parts)
    parts += [
        html.P("Alamat langganan Anda:", className="siks-kecil", id="kalender-alamat-nama"),
        html.Code(alamat, id="kalender-alamat", tabIndex=0, **attributes(aria_labelledby="kalender-alamat-nama")),
        html.P(
            f"Dibuat {moment(dibuat, zona)}. Siapa pun yang memegang alamat ini melihat tenggat wilayah Anda, tanpa "
            "data orang. Cabut bila tersebar."
            if dibuat
            else "",
            className="siks-samar siks-kecil",
        ),
        html.Div(
            [
                html.Button("Salin", className="btn btn-sm btn-outline-secondary", **attributes(data_salin="1")),
                html.Button("Ganti alamat", className="btn btn-sm btn-outline-secondary", **make),
                html.Button(
                    "Cabut alamat", className="btn btn-sm btn-outline-secondary", **attributes(data_langganan="cabut")
                ),
            ],
            className="kalender-tombol",
        ),
    ]
    return html.Section(parts)


def formulir(judul: str, penjelasan: str, aksi: str, tombol: str, bidang: Sequence[Field]) -> Component:
    """A form that the browser draws from its fields; what is typed travels to the callback of ``aksi``."""
    return html.Details(
        [
            html.Summary(judul),
            html.P(penjelasan, className="siks-samar siks-kecil"),
            html.Div(
                className="kalender-formulir",
                **attributes(data_formulir=json.dumps({"aksi": aksi, "tombol": tombol, "bidang": list(bidang)})),
            ),
        ],
        className="kalender-lipat",
    )


def form_beri(nama_kab: str | None, periode: Sequence[tuple[str, str]], hari: tuple[str, str]) -> Component:
    """More time for the kab of the address."""
    if nama_kab is None:
        return html.P(
            "Untuk memberi kab/kota waktu lebih, pilih kab/kota itu di atas halaman.", className="siks-samar siks-kecil"
        )
    return formulir(
        f"Beri {nama_kab} waktu lebih",
        "Berlaku sampai pukul 23.59.59 WIB pada hari itu. Kab/kota membaca alasannya.",
        "beri",
        "Beri waktu",
        [
            {"nama": "periode", "label": "Periode", "jenis": "pilih", "pilihan": list(periode)},
            {
                "nama": "kegiatan",
                "label": "Kegiatan",
                "jenis": "pilih",
                "pilihan": [(str(item), KEGIATAN_NAME[item]) for item in Kegiatan],
            },
            {"nama": "hari", "label": "Sampai hari", "jenis": "tanggal", "min": hari[0], "max": hari[1]},
            {"nama": "alasan", "label": "Alasan", "jenis": "teks", "paling": 1000},
        ],
    )


def form_setelan(now: Setelan) -> Component:
    """What the centre decides."""
    return formulir(
        "Setelan pusat",
        "Sumber berbeda pendapat tentang hal-hal ini, sehingga pusat yang memutuskannya. Periode yang sudah dimulai "
        "tidak berubah.",
        "setelan",
        "Simpan setelan",
        [
            {
                "nama": "bulan_dtks",
                "label": "Bulan penetapan DTKS",
                "jenis": "centang",
                "pilihan": [(str(item), month_name(200000 + item).split()[0]) for item in range(1, 13)],
                "nilai": [str(item) for item in now.bulan_dtks],
            },
            {
                "nama": "langkah_pendaftaran",
                "label": "Langkah pendaftaran aktif",
                "jenis": "centang",
                "pilihan": [(step, _LANGKAH_NAME[step]) for step in LANGKAH_PENDAFTARAN],
                "nilai": list(now.langkah_pendaftaran),
            },
            {
                "nama": "validasi_bps",
                "label": "Validasi BPS sebelum diterima Pusdatin",
                "jenis": "pilih",
                "pilihan": [("ya", "Ya"), ("tidak", "Tidak")],
                "nilai": "ya" if now.validasi_bps else "tidak",
            },
            {
                "nama": "pemeriksa_mou",
                "label": "Pemeriksa permohonan data",
                "jenis": "pilih",
                "pilihan": [(str(role), ROLE_NAME[role]) for role in (Role.PFM, Role.PUSDATIN)],
                "nilai": str(now.pemeriksa_mou),
            },
            _whole("hari_unduhan", "Hari unduhan dibuka", now.hari_unduhan, MOST_DAYS),
            _whole("kali_unduhan", "Unduhan paling banyak", now.kali_unduhan, MOST_TIMES),
            _whole("sel_terkecil", "Sel terkecil yang dibuka (0: semua)", now.sel_terkecil, MOST_SEL, least=0),
            _whole("hari_paket", "Hari berkas paket briefing disimpan", now.hari_paket, MOST_DAYS),
        ],
    )


def _whole(nama: str, label: str, nilai: int, most: int, *, least: int = 1) -> Field:
    return {"nama": nama, "label": label, "jenis": "angka", "nilai": nilai, "min": least, "max": most}


def pembukaan(rows: Sequence[Mapping[str, Any]]) -> Component:
    """Prelists of the periode that run or come next: ready, on the way, or to be made ahead."""
    lines: list[Component] = []
    for row in rows:
        parts: list[Any] = [html.Strong(row["nama"]), f" · {row['kata']} "]
        if row.get("dini"):
            parts.append(
                html.Button(
                    "Siapkan prelist sekarang",
                    className="btn btn-sm btn-outline-secondary",
                    **attributes(data_buka=json.dumps(row["dini"]), aria_label=f"Siapkan prelist {row['nama']}"),
                )
            )
        lines.append(html.Li(parts))
    return html.Details(
        [
            html.Summary("Pembukaan periode"),
            html.P(
                "Periode dan prelist dibuat sendiri oleh portal saat periode dimulai. Tombol ini mengerjakannya "
                "sekarang; aman diulang.",
                className="siks-samar siks-kecil",
            ),
            html.Ul(lines),
            html.Button(
                "Buat yang sudah waktunya", className="btn btn-sm btn-outline-secondary", **attributes(data_buka="{}")
            ),
        ],
        className="kalender-lipat",
    )
