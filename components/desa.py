"""The page of one desa: its bones, and the sections that a view of it fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.desa_kata import Kartu, Row, age, metres
from components.format import day, moment, number, percent
from components.grafik import (
    WARNA_STATUS,
    WARNA_USULAN,
    Baris,
    Datum,
    Kelompok,
    Pita,
    Seri,
    Tanda,
    Titik,
    batang,
    garis,
    titik,
    tumpuk,
)
from components.ikon import ikon
from components.peta_kalimat import Waktu
from domain.access import ROLE_NAME, Role
from domain.halangan import Halangan, Temuan
from domain.indikator import DIISI, NONAKTIF, STA_COLUMNS, STATUS_COLUMNS, pace, ratio, target_share, total_of
from domain.kuota import Posisi
from domain.status import STATUS_NAME, STATUS_USULAN_NAME, StatusUsulan, StatusVerivali

BAGIAN = (
    "kepala", "ukuran", "status", "halangan", "harian", "lalu", "impor", "kasus", "usulan", "sekitar", "petugas",
)  # fmt: skip
PETA, CATATAN, KABAR, KABAR_KATA = "desa-peta", "desa-catatan", "desa-kabar", "desa-kabar-kata"
TULIS, ISI, URUNG, NOMOR, TULISAN = "desa-tulis", "desa-isi", "desa-urung", "desa-nomor", "desa-tulisan"

_BENTUK = {
    StatusVerivali.BELUM_DIKUNJUNGI: "kotak",
    StatusVerivali.DIISI: "segitiga",
    StatusVerivali.TERIMPOR: "cincin",
    StatusVerivali.DISETUJUI: "bulat",
    StatusVerivali.DIKEMBALIKAN: "silang",
    StatusVerivali.FINAL: "wajik",
}
_MUSDES = (
    ("berita_acara", "berita acara"),
    ("daftar_hadir", "daftar hadir"),
    ("bnba", "BNBA"),
    ("foto", "foto"),
)


def box(name: str) -> str:
    """Id of the box that a section is drawn into."""
    return f"desa-{name}"


def desa_page(longest_note: int, *, writes: bool) -> Component:
    """Empty boxes with their headings; ``writes``: whether the reader may leave notes."""
    return html.Div(
        [
            html.Div(html.P("Memuat data…", className="siks-samar"), id=box("kepala")),
            html.Div(id=box("ukuran")),
            html.Div(id=box("status")),
            html.Div(
                [
                    _section("Di mana rumah tangganya?", PETA, "desa-peta-bagian"),
                    _section("Apa yang menghalangi finalisasi?", box("halangan")),
                    _section("Kemajuan harian", box("harian"), "desa-lebar"),
                    _section("Periode sebelumnya", box("lalu")),
                    _section("Impor dan musdes", box("impor")),
                    _section("Menunggu dan dikembalikan", box("kasus")),
                    _section("Usulan dan kuota", box("usulan")),
                    _section("Desa sekitar", box("sekitar"), "desa-lebar"),
                    _section("Petugas", box("petugas")),
                    _notes(longest_note, writes=writes),
                ],
                className="desa-kisi",
            ),
        ],
        className="desa",
    )


def _section(title: str, name: str, extra: str = "") -> Component:
    return html.Section([html.H2(title), html.Div(id=name)], className=f"desa-bagian {extra}".strip())


def _notes(longest: int, *, writes: bool) -> Component:
    form = html.Div(
        [
            html.Label("Tulis catatan", htmlFor=ISI, className="visually-hidden"),
            dcc.Textarea(
                id=ISI,
                className="form-control",
                maxLength=longest,
                rows=2,
                placeholder="Apa yang perlu diketahui tentang desa ini?",
            ),
            html.Button("Simpan catatan", id=TULIS, className="btn btn-sm btn-primary", type="button"),
            html.Div(
                [
                    html.Span(id=KABAR_KATA),
                    html.Button("Urungkan", id=URUNG, className="btn btn-sm btn-outline-secondary", type="button"),
                ],
                id=KABAR,
                className="desa-kabar",
                hidden=True,
                role="status",
            ),
            dcc.Store(id=NOMOR),
        ],
        className="desa-tulis",
    )
    return html.Section(
        [
            html.H2("Catatan"),
            *([form] if writes else []),
            dcc.Store(id=TULISAN),
            html.Div(id=CATATAN),
        ],
        className="desa-bagian desa-lebar",
    )


def wrong_place(message: str, back: str) -> Component:
    """What stands in for the page when the address names no desa of the reader."""
    return html.Div(
        [
            ikon("signpost-split"),
            html.H1("Halaman desa tidak dapat dibuka"),
            html.P(message),
            html.P(html.A("Buka peta", href=back, className="btn btn-primary")),
        ],
        className="siks-ganti",
    )


def head(judul: str, tempat: str, kalimat: str, links: Sequence[tuple[str, str, str]]) -> list[Component]:
    """Title, place, sentence and the ways on (icon, name, address)."""
    return [
        html.Div(
            [
                html.H1(judul),
                html.P(tempat, className="siks-samar siks-kecil"),
                html.P(kalimat, className="desa-kalimat"),
            ]
        ),
        html.Nav(
            [
                html.A([ikon(icon), name], href=address, className="btn btn-sm btn-outline-secondary")
                for icon, name, address in links
            ],
            className="desa-tautan",
            **attributes(aria_label="Halaman lain tentang desa ini"),
        ),
    ]


def figures(kartu: Sequence[Kartu], kontak: Sequence[tuple[Role, str, str | None]]) -> Component:
    """The headline figures, and whom to call."""
    people = [
        html.Div(
            [
                html.Span(ROLE_NAME[role], className="desa-label"),
                html.B(name),
                html.A([ikon("telephone"), phone], href=f"tel:{phone}") if phone else html.Span("tanpa nomor telepon"),
            ]
        )
        for role, name, phone in kontak
    ]
    return html.Div(
        [
            *(
                html.Div(
                    [html.Span(item.label, className="desa-label"), html.B(item.angka), html.Span(item.kata)],
                    className=f"desa-kartu desa-{item.nada}" if item.nada else "desa-kartu",
                )
                for item in kartu
            ),
            html.Div(
                people or [html.Span("Kontak", className="desa-label"), html.B("belum ada akun petugas")],
                className="desa-kartu desa-kontak",
            ),
        ],
        className="desa-ukuran",
    )


def composition(row: Row, chosen: int | None) -> Component:
    """Rows by status; a click shows one status on the map."""
    if not row["total"]:
        return html.Div()
    parts = [
        Datum(
            STATUS_NAME[StatusVerivali(k)],
            int(row[column]),
            WARNA_STATUS[StatusVerivali(k)],
            ke={"status": None if chosen == k else str(k)},
        )
        for k, column in enumerate(STATUS_COLUMNS)
    ]
    return tumpuk(
        "desa-susunan", [Baris("Status verivali", parts)], judul="Rumah tangga menurut status", satuan="rumah tangga"
    )


def obstacles(temuan: Sequence[Temuan], links: Mapping[Halangan, str]) -> Component:
    """What stands between the desa and finalisasi: those that hold, then those that would be left out."""
    if not temuan:
        return html.P([ikon("check-circle"), " Tidak ada halangan."], className="desa-baik")
    groups = [
        ("Menahan finalisasi", "exclamation-octagon", [item for item in temuan if item.aturan.menahan]),
        ("Tidak ikut bila difinalisasi sekarang", "hourglass-split", [t for t in temuan if not t.aturan.menahan]),
    ]
    parts: list[Component] = []
    for name, icon, items in groups:
        if items:
            parts += [
                html.H3([ikon(icon), name]),
                html.Ul([_obstacle(item, links.get(item.halangan)) for item in items], className="desa-halangan"),
            ]
    return html.Div(parts)


def _obstacle(item: Temuan, link: str | None) -> Component:
    rule = item.aturan
    of = f"dari {number(item.dari)} {rule.satuan}" if item.dari else rule.satuan
    return html.Li(
        [
            html.B(number(item.jumlah)),
            html.Div(
                [
                    html.A(rule.nama, href=link) if link else html.Span(rule.nama, className="fw-semibold"),
                    html.Span(of, className="siks-samar"),
                    html.Span(f"{rule.siapa}: {rule.langkah}", className="desa-langkah"),
                ]
            ),
        ],
    )


def daily(row: Row, trend: pd.DataFrame, forecast: Row | None, waktu: Waktu) -> Component:
    """Rows done at the end of each day, the straight target, and the forecast with its band."""
    total = int(row["total"])
    if not total:
        return _nothing("Tidak ada prelist pada periode ini.")
    days = [waktu.opened + timedelta(days=n) for n in range((waktu.deadline - waktu.opened).days + 1)]
    known = dict(zip(trend["tanggal"], trend["diisi"], strict=True))
    done = int(max((count for when, count in known.items() if when < waktu.opened), default=0))
    actual: list[float | None] = []
    for when in days:
        done = int(known.get(when, done))
        actual.append(done if when <= waktu.as_of else None)
    lines = [
        Seri("Selesai", actual),
        Seri(
            "Target", [total * target_share(when, waktu.opened, waktu.deadline) for when in days], "target", "terlambat"
        ),
    ]
    band = None
    if forecast is not None and waktu.hari_ini and forecast["jalur_p50"]:
        start = days.index(forecast["tanggal"]) if forecast["tanggal"] in days else None
        if start is not None:
            now = actual[start]
            low, middle, high = (_path(forecast[f"jalur_p{q}"], start, len(days), now) for q in (10, 50, 90))
            lines.append(Seri("Perkiraan", middle, "perkiraan"))
            band = Pita("8 dari 10 kemungkinan", low, high)
    marks = [Tanda(days.index(waktu.as_of), "hari ini")] if waktu.hari_ini and waktu.as_of in days else []
    return garis(
        "desa-garis",
        days,
        lines,
        judul="Rumah tangga selesai diverifikasi",
        satuan="rumah tangga",
        pita=band,
        tanda=[*marks, Tanda(len(days) - 1, "batas", "batas")],
        tinggi=260,
    )


def _path(values: Sequence[int], start: int, length: int, now: float | None) -> list[float | None]:
    path: list[float | None] = [None] * length
    path[start] = now
    for k, value in enumerate(values):
        if start + 1 + k < length:
            path[start + 1 + k] = float(value)
    return path


def past(frame: pd.DataFrame, labels: Mapping[int, str], current: int) -> Component:
    """Progress at the deadline of each periode, and the share found nonaktif."""
    if frame.empty:
        return _nothing("Belum ada periode dengan prelist.")
    rows = frame.tail(12).to_dict("records")
    shares = [(int(r["periode"]), ratio(r["diisi"], r["total"]), ratio(r["nonaktif"], r["dikunjungi"])) for r in rows]
    bars = [
        Datum(
            labels.get(kode, str(kode)),
            None if done is None else round(done, 1),
            "brand" if kode == current else "muted",
            ke={"periode": str(kode)},
            catatan=f"nonaktif {percent(off)} dari yang dikunjungi",
            utama=kode == current,
        )
        for kode, done, off in shares
    ]
    off_bars = [
        Datum(labels.get(kode, str(kode)), None if off is None else round(off, 1), "terlambat", utama=kode == current)
        for kode, _, off in shares
    ]
    return html.Div(
        [
            html.H3("Progres pada batas verivali (%)"),
            batang(
                "desa-lalu-progres",
                bars,
                judul="Progres pada batas verivali",
                satuan="%",
                mendatar=False,
                maks=100,
                tinggi=150,
                desimal=1,
            ),
            html.H3("Nonaktif dari yang dikunjungi (%)"),
            batang(
                "desa-lalu-nonaktif",
                off_bars,
                judul="Nonaktif dari yang dikunjungi",
                satuan="%",
                mendatar=False,
                tinggi=120,
                desimal=1,
            ),
        ]
    )


def arrivals(impor: pd.DataFrame, musdes: Row | None, waktu: Waktu) -> Component:
    """Rows that arrived by day, and the papers of the musdes."""
    parts: list[Component] = [html.H3("Baris terimpor menurut hari")]
    if impor.empty:
        parts.append(_nothing("Belum ada impor pada periode ini."))
    else:
        by_day = {item["tanggal"]: int(item["terimpor"]) for item in impor.to_dict("records")}
        length = (waktu.as_of - waktu.opened).days + 1
        days = [waktu.opened + timedelta(days=n) for n in range(length)] if length <= 31 else sorted(by_day)
        parts.append(
            batang(
                "desa-impor-hari",
                [Datum(_short(when), by_day.get(when, 0), "proses") for when in days],
                judul="Baris terimpor menurut hari",
                satuan="rumah tangga",
                mendatar=False,
                tinggi=150,
            )
        )
    parts.append(html.H3("Musdes/muskel"))
    if musdes is None:
        parts.append(_nothing("Belum ada musdes/muskel yang dicatat pada periode ini."))
        return html.Div(parts)
    people = f", {number(musdes['peserta'])} peserta" if musdes["peserta"] else ""
    parts += [
        html.P(f"{day(musdes['tanggal'])}, nomor {musdes['nomor']}{people}", className="desa-rapat"),
        html.Ul(
            [
                html.Li(
                    [
                        ikon("check-circle" if musdes[key] else "x-circle"),
                        f"{name}: {'ada' if musdes[key] else 'belum ada'}",
                    ],
                    className="desa-baik" if musdes[key] else "desa-buruk",
                )
                for key, name in _MUSDES
            ],
            className="desa-berkas",
        ),
    ]
    return html.Div(parts)


def _short(when: date) -> str:
    return f"{when.day}/{when.month}"


def cases(
    groups: Sequence[tuple[str, int, pd.DataFrame | None]], kab: int, as_of: date, tautan: str | None
) -> Component:
    """Open cases: name, number and, for readers who may see them, the households that wait longest."""
    parts: list[Component] = []
    for name, count, frame in groups:
        if not count:
            parts.append(html.P(f"{name}: tidak ada.", className="siks-samar"))
            continue
        if frame is None:
            parts.append(html.P([html.B(number(count)), f" {name.lower()}"]))
            continue
        rows = frame.to_dict("records")
        oldest = age(rows[0]["sejak"], as_of) if rows else ""
        body = [
            html.Tr(
                [
                    html.Th(
                        html.A(item["nama_krt"], href=f"/data-kesos?ruta={kab}-{item['id']}"),
                        scope="row",
                    ),
                    html.Td(item["nama_sls"] or ""),
                    html.Td(age(item["sejak"], as_of), className="desa-angka"),
                ]
            )
            for item in rows
        ]
        parts.append(
            html.Details(
                [
                    html.Summary(
                        [html.B(number(count)), f" {name.lower()}", html.Span(f", terlama {oldest}" if oldest else "")]
                    ),
                    html.Div(
                        html.Table(
                            [
                                html.Thead(
                                    html.Tr(
                                        [
                                            html.Th("Kepala rumah tangga", scope="col"),
                                            html.Th("SLS", scope="col"),
                                            html.Th("Menunggu", scope="col", className="desa-angka"),
                                        ]
                                    )
                                ),
                                html.Tbody(body),
                            ],
                            className="desa-tabel",
                        ),
                        className="desa-gulung",
                        tabIndex=0,
                        role="region",
                        **attributes(aria_label=name),
                    ),
                    *(
                        [
                            html.P(
                                f"{number(len(rows))} terlama dari {number(count)} ditampilkan.", className="siks-samar"
                            )
                        ]
                        if count > len(rows)
                        else []
                    ),
                ],
                open=count <= 6,
                **attributes(data_buka=f"kasus-{len(parts)}"),
            )
        )
    if tautan:
        parts.append(html.P(html.A("Seluruh rumah tangga desa ini", href=tautan)))
    return html.Div(parts, className="desa-kasus")


def proposals(usulan: Mapping[StatusUsulan, int], posisi: Posisi | None, kuota_link: str | None) -> Component:
    """Usulan by status; the kuota of the desa where the reader may see it."""
    parts: list[Component] = []
    if usulan:
        parts.append(
            batang(
                "desa-usulan-status",
                [Datum(STATUS_USULAN_NAME[status], count, WARNA_USULAN[status]) for status, count in usulan.items()],
                judul="Usulan menurut status",
                satuan="usulan",
            )
        )
    else:
        parts.append(_nothing("Belum ada usulan pada periode ini."))
    if posisi is not None:
        parts.append(html.H3("Kuota desa"))
        if not (posisi.kuota or posisi.awal):
            parts.append(_nothing("Kuota desa belum ditetapkan pada periode ini."))
        else:
            facts = [
                ("Kuota", number(posisi.kuota)),
                (
                    "Awal − nonaktif + disetujui",
                    f"{number(posisi.awal)} − {number(posisi.nonaktif)} + {number(posisi.disetujui)}",
                ),
                ("Terpakai", f"{number(posisi.terpakai)} ({percent(posisi.utilisasi)})"),
                ("Lebih" if posisi.lebih else "Sisa", number(posisi.lebih or posisi.sisa)),
                ("Usulan menunggu tanpa tempat", number(posisi.harus_menunggu)),
            ]
            parts.append(
                html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts], className="desa-dl")
            )
        if kuota_link:
            parts.append(html.P(html.A("Buka kuota", href=kuota_link)))
    return html.Div(parts)


def around(frame: pd.DataFrame, kode: int, address: str, nama_induk: str) -> Component:
    """The desa of the same kecamatan side by side, this one marked. ``address`` ends the links of the others."""
    having = frame[frame["total"] > 0]
    if len(having) < 2:
        return _nothing("Tidak ada desa lain yang dapat dibandingkan di wilayah Anda.")
    rows: list[dict[Any, Any]] = sorted(
        having.to_dict("records"), key=lambda item: -(ratio(total_of(item, DIISI), item["total"]) or 0)
    )
    body = [_around_row(item, item["kode"] == kode, address) for item in rows]
    position = next((n for n, item in enumerate(rows, 1) if item["kode"] == kode), None)
    said = f"{nama_induk}: urutan {position} dari {len(rows)} menurut progres." if position else nama_induk
    head_row = ["Desa", "Progres (%)", "Nonaktif (%)", "Laju 7 hari (ruta/hari)", "Belum dikunjungi (ruta)"]
    return html.Div(
        [
            html.P(said, className="siks-samar siks-kecil"),
            html.Div(
                html.Table(
                    [
                        html.Thead(
                            html.Tr(
                                [
                                    html.Th(name, scope="col", className="desa-angka" if n > 1 else "")
                                    for n, name in enumerate(head_row)
                                ]
                            )
                        ),
                        html.Tbody(body),
                    ],
                    className="desa-tabel desa-sekitar",
                ),
                className="desa-gulung",
                tabIndex=0,
                role="region",
                **attributes(aria_label="Desa sekitar"),
            ),
        ]
    )


def _around_row(item: Mapping[Any, Any], own: bool, address: str) -> Component:
    share = ratio(total_of(item, DIISI), item["total"]) or 0.0
    off = ratio(total_of(item, NONAKTIF), total_of(item, STA_COLUMNS))
    name = (
        html.Span([item["nama"], " (desa ini)"]) if own else html.A(item["nama"], href=f"/desa/{item['kode']}{address}")
    )
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(
                html.Div(
                    [
                        html.Span(style={"width": f"{share:.1f}%"}, **attributes(aria_hidden="true")),
                        html.B(percent(share)),
                    ],
                    className="desa-bilah",
                )
            ),
            html.Td(percent(off), className="desa-angka"),
            html.Td(number(round(pace(item["diisi_7"]), 1), 1), className="desa-angka"),
            html.Td(number(item["s0"]), className="desa-angka"),
        ],
        className="desa-ini" if own else "",
    )


def workers(frame: pd.DataFrame) -> Component:
    """Who last worked on the rows."""
    if frame.empty:
        return _nothing("Belum ada baris yang dikerjakan.")
    body = []
    for item in frame.to_dict("records"):
        known = item["nama"] is not None
        body.append(
            html.Tr(
                [
                    html.Th(item["nama"] if known else "akun tidak dikenal", scope="row"),
                    html.Td(ROLE_NAME[Role(item["peran"])] if known else ""),
                    html.Td(number(int(item["baris"])), className="desa-angka"),
                    html.Td(day(item["terakhir"]) if item["terakhir"] else ""),
                ]
            )
        )
    head_row = [("Nama", ""), ("Peran", ""), ("Baris terakhir ditangani (ruta)", "desa-angka"), ("Hari terakhir", "")]
    return html.Table(
        [
            html.Thead(html.Tr([html.Th(name, scope="col", className=cls) for name, cls in head_row])),
            html.Tbody(body),
        ],
        className="desa-tabel",
    )


def notes(items: Sequence[tuple[str, Role, str, str]]) -> Component:
    """Notes, newest first: author, role, moment in words, text."""
    if not items:
        return _nothing("Belum ada catatan.")
    return html.Ul(
        [
            html.Li(
                [
                    html.Div([html.B(name), html.Span(f"{ROLE_NAME[role]} · {when}", className="siks-samar")]),
                    html.P(text),
                ]
            )
            for name, role, when, text in items
        ],
        className="desa-catatan",
    )


def household_map(
    frame: pd.DataFrame | None,
    outside: Sequence[float],
    kab: int,
    own: Sequence[Any],
    neighbours: Sequence[tuple[str, Sequence[Any]]],
    chosen: int | None,
    border_note: str,
) -> Component:
    """Households over the outline. ``frame`` None: the reader may not see them. ``outside``: metres beyond the border
    for each row (0 inside, NaN where not known)."""
    remarks: list[str] = []
    points: list[Titik] = []
    far: list[tuple[float, Mapping[Any, Any]]] = []
    if frame is None:
        remarks.append("Letak rumah tangga hanya tampil bagi peran yang boleh melihat data rumah tangga.")
    else:
        rows = frame.assign(luar=list(outside))
        placed = rows[rows["lon"].notna() & rows["lat"].notna()]
        without = len(rows) - len(placed)
        far = [(item["luar"], item) for item in placed.to_dict("records") if item["luar"] > 0]
        shown = placed if chosen is None else placed[placed["status"] == chosen]
        points = [_point(item) for item in shown.to_dict("records")]
        if len(rows) == 0:
            remarks.append("Tidak ada rumah tangga pada prelist periode ini.")
        elif len(placed) == 0:
            remarks.append("Belum ada rumah tangga yang memiliki koordinat.")
        elif without:
            remarks.append(f"{number(without)} dari {number(len(rows))} rumah tangga belum memiliki koordinat.")
        if chosen is not None:
            remarks.append(
                f"Hanya status “{STATUS_NAME[StatusVerivali(chosen)]}”; klik lagi pada batang status untuk semua."
            )
    if not own:
        remarks.append("Batas desa ini belum ada.")
    elif border_note:
        remarks.append(border_note)
    groups = [Kelompok(STATUS_NAME[s], WARNA_STATUS[s], _BENTUK[s]) for s in StatusVerivali]
    drawing = (
        [
            titik(
                "desa-titik",
                points,
                groups,
                judul="Letak rumah tangga",
                garis_luar=own,
                tetangga=neighbours,
                awalan=f"/data-kesos?ruta={kab}-",
            )
        ]
        if own or points
        else []
    )
    return html.Div(
        [*drawing, *(html.P(text, className="siks-samar siks-kecil") for text in remarks), *_beyond(far, kab)]
    )


def _point(item: Mapping[Any, Any]) -> Titik:
    beyond = item["luar"] > 0
    note = " · ".join(
        part
        for part in (item["nama_sls"] or "", f"{metres(item['luar'])} di luar batas desa" if beyond else "")
        if part
    )
    return Titik(
        item["lon"],
        item["lat"],
        int(item["status"]),
        item["nama_krt"],
        note,
        str(item["id"]),
        beyond,
    )


_MOST_BEYOND = 30


def _beyond(far: list[tuple[float, Mapping[Any, Any]]], kab: int) -> list[Component]:
    if not far:
        return []
    far.sort(key=lambda pair: -pair[0])
    left = len(far) - _MOST_BEYOND
    return [
        html.Details(
            [
                html.Summary([html.B(number(len(far))), " rumah tangga di luar batas desa"]),
                html.Ol(
                    [
                        html.Li(
                            [
                                html.A(item["nama_krt"], href=f"/data-kesos?ruta={kab}-{item['id']}"),
                                f" {metres(distance)} di luar",
                            ]
                        )
                        for distance, item in far[:_MOST_BEYOND]
                    ],
                    className="desa-luar",
                ),
                *([html.P(f"dan {number(left)} lagi.")] if left > 0 else []),
            ],
            **attributes(data_buka="luar"),
        )
    ]


def _nothing(text: str) -> Component:
    return html.P(text, className="siks-samar")


def note_time(when: Any, zona: int) -> str:
    """The moment of a note, in the zone of the desa."""
    return moment(when, zona)
