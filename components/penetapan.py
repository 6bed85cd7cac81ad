"""The queue of batches after the pengesahan, one batch in full, and the dialogs before a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import moment, number
from components.ikon import ikon
from components.penetapan_tata import bagian, ke, tanda, tombol
from components.unduh import menu_tabel
from domain.batch import LANGKAH, STATE_NAME, StateBatch
from domain.mesin import Langkah
from domain.penetapan import JENIS_GALAT_NAME, TEMUAN, BarisAntrean, Perjalanan, Unduhan, baca_temuan
from domain.rekap_surat import LINE

_LOOK: dict[StateBatch, tuple[str, str]] = {
    StateBatch.TERBUKA: ("belum", "circle"),
    StateBatch.DIKEMBALIKAN: ("dikembalikan", "reply"),
    StateBatch.DISETUJUI_PFM: ("selesai", "check-circle"),
    StateBatch.DITETAPKAN: ("final", "check-circle-fill"),
}
_STEP_ICON = {"kembalikan": "reply", "kembalikan_bps": "reply"}
_LONGEST_REASON = 2000
_STEP_NAME = {step.kode: step.nama for step in LANGKAH}
SAYA = "saya"
_HEADING = {
    "awal": "Awal",
    "perbaikan": "Perbaikan",
    "nonaktif_3": "Tidak ditemukan",
    "nonaktif_4": "Mampu",
    "nonaktif_5": "Ganda",
    "usulan": "Usulan",
    "akhir": "Akhir",
}


def tanda_state(state: StateBatch) -> Component:
    """Where a batch stands."""
    colour, icon = _LOOK.get(state, ("proses", "circle-half"))
    return tanda(STATE_NAME[state], colour, icon)


# Dialogs.


def spec_langkah(step: Langkah, nama: str, kab: Sequence[int], angka: str) -> dict[str, Any]:
    """What the dialog of a step says and asks; ``kab`` empty: those that are ticked."""
    ask: list[dict[str, Any]] = []
    if step.beralasan:
        ask = [
            {"nama": "temuan", "jenis": "temuan", "label": "Temuan", "pilihan": _pilihan()},
            {
                "nama": "alasan",
                "jenis": "panjang",
                "label": "Alasan dan yang harus diperbaiki",
                "maks": _LONGEST_REASON,
            },
        ]
    text = {
        "verifikasi": "Hasil verifikasi provinsi diterima dan diteruskan.",
        "kembalikan": "Batch dikembalikan: wajib diperbaiki bersama oleh provinsi dan kabupaten/kota. Pusdatin "
        "membukanya kembali sebelum datanya dapat diubah.",
        "validasi": "Batch dinyatakan tervalidasi BPS dan diteruskan ke Pusdatin.",
        "kembalikan_bps": "Batch dikembalikan dengan temuan BPS. Pusdatin membukanya kembali sebelum datanya dapat "
        "diubah.",
        "terima": "Batch diterima Pusdatin dan diteruskan ke Ditjen PFM.",
        "setujui": "KPM baru dan pengganti disetujui. Usulannya terkirim, dan daftar untuk Bank/Bulog dapat diunduh.",
    }[step.kode]
    return {
        "aksi": step.kode,
        "judul": f"{step.nama}: {nama}",
        "kalimat": text,
        "angka": angka,
        "isian": ask,
        "tombol": step.nama,
        "tetap": {"kab": list(kab)},
    }


def _pilihan() -> list[dict[str, Any]]:
    return [
        {"jenis": str(jenis), "nama": JENIS_GALAT_NAME[jenis], "butir": [[kode, text] for kode, text in items.items()]}
        for jenis, items in TEMUAN.items()
    ]


# The queue.


@dataclass(frozen=True, slots=True)
class Antrean:
    """What the queue shows. ``saya``: states that wait for the reader; ``langkah``: what they may do, by state."""

    rows: Sequence[BarisAntrean]
    saya: Sequence[StateBatch]
    langkah: Mapping[StateBatch, Sequence[Langkah]]
    keadaan: str | None
    giliran: Mapping[StateBatch, str]
    unit: str
    zona: int
    nasional: bool
    # What the queue is taken away for.
    alamat: Mapping[str, object] = field(default_factory=dict)


def kalimat(found: Antrean, tempat: str, periode: str) -> str:
    """The answer of the page in one sentence."""
    mine = sum(row.state in found.saya for row in found.rows)
    decreed = sum(row.state is StateBatch.DITETAPKAN for row in found.rows)
    done = f"{number(decreed)} dari {number(len(found.rows))} kab/kota sudah ditetapkan SK"
    if not found.rows:
        return f"{tempat}, {periode}: belum ada kab/kota dengan prelist pada periode ini."
    if not found.saya:
        return f"{tempat}, {periode}: {done}."
    wait = f"{number(mine)} batch menunggu Anda" if mine else "tidak ada batch yang menunggu Anda"
    return f"{tempat}, {periode}: {wait}; {done}."


def antrean(found: Antrean) -> Component:
    """Filter chips by state, the steps that may be taken at once, and the table; what waits for the reader first."""
    shown = shown_of(found)
    steps = {step.kode: step for state in found.saya for step in found.langkah[state]}
    able = [row for row in shown if row.state in found.saya]
    return bagian(
        "Antrean",
        [
            _chips(found),
            menu_tabel("antrean batch", "/penetapan/unduh", found.alamat) if found.alamat else None,
            _together([step for step in steps.values() if step.kode != "tetapkan"]) if able else None,
            _table(shown, found, pick=bool(able) and bool(steps)) if shown else _none(found),
        ],
    )


def shown_of(found: Antrean) -> list[BarisAntrean]:
    """Batches of the state that was chosen, what waits for the reader first."""
    shown = [row for row in found.rows if _shown(row, found)]
    return sorted(shown, key=lambda row: (row.state not in found.saya, row.kab))


def _shown(row: BarisAntrean, found: Antrean) -> bool:
    if found.keadaan == SAYA:
        return row.state in found.saya
    return found.keadaan is None or row.state == found.keadaan


def _none(found: Antrean) -> Component:
    text = "Tidak ada batch yang menunggu Anda." if found.keadaan == SAYA else "Tidak ada batch dengan keadaan ini."
    return html.P([text, " ", ke("Tampilkan semua", keadaan="")], className="pen-kosong")


def _chips(found: Antrean) -> Component:
    counts = {state: sum(row.state is state for row in found.rows) for state in StateBatch}
    mine = sum(counts[state] for state in found.saya)
    chips = [("", "Semua", len(found.rows))]
    if found.saya:
        chips.append((SAYA, "Menunggu saya", mine))
    chips += [(str(state), STATE_NAME[state], count) for state, count in counts.items() if count]
    return html.Nav(
        [
            ke(
                [name, html.Span(number(count), className="pen-banyak")],
                "pen-saring" + (" pen-saring-ini" if (found.keadaan or "") == kode else ""),
                keadaan=kode,
            )
            for kode, name, count in chips
        ],
        className="pen-saringan",
        **attributes(aria_label="Saring menurut keadaan"),
    )


def _together(steps: Sequence[Langkah]) -> Component:
    buttons = [
        tombol(
            step.nama,
            _STEP_ICON.get(step.kode, "check-circle"),
            spec_langkah(step, "batch yang dipilih", (), ""),
            utama=not step.beralasan,
            banyak=True,
        )
        for step in steps
    ]
    return html.Div([html.Span("Belum ada yang dipilih", className="siks-samar", key="dipilih"), *buttons],
                    className="pen-bersama")  # fmt: skip


def _table(rows: Sequence[BarisAntrean], found: Antrean, *, pick: bool) -> Component:
    first = [html.Th(_box("Pilih semua", data_semua="1"))] if pick else []
    heads = ["Kab/kota", *(["Provinsi"] if found.nasional else []), "Keadaan", "Giliran"]
    counts = [f"Awal ({found.unit})", f"Nonaktif ({found.unit})", f"Baru ({found.unit})", f"Akhir ({found.unit})"]
    head = html.Thead(
        html.Tr([*first, *map(html.Th, heads), *(html.Th(name, className="pen-angka") for name in counts),
                 html.Th("Berubah")])
    )  # fmt: skip
    return html.Div(
        html.Table(
            [head, html.Tbody([_row(row, found, pick=pick) for row in rows])], className="pen-tabel pen-antrean"
        ),
        className="pen-gulir",
        role="region",
        tabIndex=0,
        **attributes(aria_label="Antrean batch"),
    )


def _box(nama: str, **data: str) -> Component:
    return html.Button(
        ikon("check-circle"),
        type="button",
        role="checkbox",
        className="pen-pilih",
        **attributes(aria_checked="false", aria_label=nama, **data),
    )


def _row(row: BarisAntrean, found: Antrean, *, pick: bool) -> Component:
    mine = row.state in found.saya
    box = _box(f"Pilih {row.nama}", data_kab=str(row.kab))
    cells: list[Component] = [html.Td(box if mine else None)] if pick else []
    totals = row.ringkasan
    numbers = (
        [None] * 4
        if totals is None
        else [totals["awal"], sum(totals[f"nonaktif_{sta}"] for sta in (3, 4, 5)), totals["usulan"], totals["akhir"]]
    )
    changed = moment(row.diubah, found.zona) if row.diubah and row.versi else "–"
    return html.Tr(
        [
            *cells,
            html.Th(ke(row.nama, wilayah=row.kab, keadaan=""), **attributes(scope="row")),
            *([html.Td(row.provinsi, **attributes(data_judul="Provinsi"))] if found.nasional else []),
            html.Td(tanda_state(row.state), **attributes(data_judul="Keadaan")),
            html.Td(found.giliran[row.state] or "–", **attributes(data_judul="Giliran")),
            *(
                html.Td("–" if value is None else number(value), className="pen-angka", **attributes(data_judul=name))
                for name, value in zip(("Awal", "Nonaktif", "Baru", "Akhir"), numbers, strict=True)
            ),
            html.Td(changed, className="siks-samar", **attributes(data_judul="Berubah")),
        ],
        className="pen-menunggu" if mine else None,
    )


# One batch.


@dataclass(frozen=True, slots=True)
class SatuBatch:
    """What is shown of one batch. ``tautan``: (icon, name, address); ``unduh`` the files, ``bank`` of them for Bank."""

    kab: int
    nama: str
    state: StateBatch
    versi: int
    ringkasan: Mapping[str, int]
    giliran: str
    langkah: Sequence[Langkah]
    riwayat: Sequence[Perjalanan]
    rekap: Sequence[Mapping[str, Any]]
    tautan: Sequence[tuple[str, str, str]]
    unduh: Sequence[tuple[str, str, str]]
    hitung: Mapping[str, int]
    unduhan: Sequence[Unduhan]
    unit: str
    kuota: bool
    zona: int


def batch(found: SatuBatch) -> list[Component]:
    """State, what may be done, rekap, files and the way so far."""
    parts: list[Component | None] = [
        html.P(
            [tanda_state(found.state), html.Span(f"Giliran: {found.giliran}" if found.giliran else "Selesai.")],
            className="pen-keadaan",
        ),
        html.Div([_step(step, found) for step in found.langkah], className="pen-tombol") if found.langkah else None,
        html.P(
            [html.A([ikon(icon), name], href=href, className="btn btn-sm btn-outline-secondary") for icon, name, href in
             found.tautan],
            className="pen-tombol",
        ) if found.tautan else None,
    ]  # fmt: skip
    boxes = [bagian(found.nama, parts)]
    if found.rekap:
        boxes.append(_rekap(found))
    if found.unduh:
        boxes.append(_unduh(found))
    if found.riwayat:
        boxes.append(_riwayat(found))
    return boxes


def _step(step: Langkah, found: SatuBatch) -> Component:
    totals = found.ringkasan
    gone = sum(totals.get(f"nonaktif_{sta}", 0) for sta in (3, 4, 5))
    text = (
        f"{number(totals.get('awal', 0))} {found.unit} awal, {number(gone)} nonaktif, "
        f"{number(totals.get('usulan', 0))} baru, {number(totals.get('akhir', 0))} akhir."
    )
    spec = spec_langkah(step, found.nama, (found.kab,), text)
    return tombol(step.nama, _STEP_ICON.get(step.kode, "check-circle"), spec, utama=not step.beralasan)


def _rekap(found: SatuBatch) -> Component:
    lines = [name for name in LINE if name != "prelist"]
    total = {name: sum(row[name] for row in found.rekap) for name in found.rekap[0] if name not in ("kode", "nama")}
    body = [_rekap_row(str(row["nama"]), row, lines, found) for row in found.rekap]
    foot = _rekap_row("Jumlah", total, lines, found)
    extra = [html.Th("Kuota", className="pen-angka"), html.Th("Sisa", className="pen-angka")] if found.kuota else []
    table = html.Table(
        [
            html.Thead(
                html.Tr(
                    [
                        html.Th("Kecamatan"),
                        *(html.Th(_HEADING[name], className="pen-angka", title=LINE[name]) for name in lines),
                        *extra,
                        html.Th("Anggota akhir", className="pen-angka"),
                    ]
                )
            ),
            html.Tbody(body),
            html.Tfoot(foot),
        ],
        className="pen-tabel",
    )
    about = f"Rumah tangga menurut snapshot finalisasi versi {found.versi}; kolom terakhir anggota rumah tangga."
    return bagian(
        "Rekap",
        [
            html.P(about, className="siks-samar"),
            html.Div(table, className="pen-gulir", role="region", tabIndex=0, **attributes(aria_label="Rekap")),
        ],
    )


def _rekap_row(nama: str, row: Mapping[str, Any], lines: Sequence[str], found: SatuBatch) -> Component:
    extra = [row["kuota"], row["kuota"] - row["akhir"]] if found.kuota else []
    numbers = [*(row[name] for name in lines), *extra, row["art_akhir"]]
    return html.Tr(
        [
            html.Th(nama, **attributes(scope="row")),
            *(html.Td(number(value), className="pen-angka") for value in numbers),
        ]
    )


def _unduh(found: SatuBatch) -> Component:
    counted = [
        f"hasil {number(found.hitung.get('hasil', 0))} kali",
        f"Bank/Bulog {number(found.hitung.get('bank', 0))} kali",
    ]
    newest = [
        html.Li(f"{item.nama}, {item.oleh or 'akun dihapus'}, {moment(item.waktu, found.zona)}")
        for item in found.unduhan
    ]
    return bagian(
        "Unduhan",
        [
            html.P(
                [
                    html.A([ikon(icon), name], href=href, className="btn btn-sm btn-outline-secondary", download="")
                    for icon, name, href in found.unduh
                ],
                className="pen-tombol",
            ),
            html.P(f"Sudah diunduh: {', '.join(counted)}. Setiap unduhan dicatat.", className="siks-samar"),
            html.Details([html.Summary("Unduhan terakhir"), html.Ul(newest)]) if newest else None,
        ],
    )


def _riwayat(found: SatuBatch) -> Component:
    return bagian(
        "Perjalanan", [html.Ol([_taken(step, found.zona) for step in reversed(found.riwayat)], className="pen-jalan")]
    )


def _taken(step: Perjalanan, zona: int) -> Component:
    content = step.isi or {}
    parts: list[Component] = [
        html.Div([html.Strong(_STEP_NAME[step.langkah]), tanda_state(step.ke)]),
        html.Div(f"{step.nama}, {moment(step.waktu, zona)}, versi {step.versi}", className="siks-samar"),
    ]
    if step.alasan:
        parts.append(html.P(f"“{step.alasan}”"))
    if content.get("wajib"):
        parts.append(html.P([ikon("exclamation-triangle"), str(content["wajib"])], className="pen-wajib"))
    if content.get("temuan"):
        parts.append(
            html.Ul(
                [
                    html.Li(
                        f"{JENIS_GALAT_NAME[item.jenis]}: {item.nama}, {number(item.jumlah)} rumah tangga"
                        + (f" ({item.keterangan})" if item.keterangan else "")
                    )
                    for item in baca_temuan(content["temuan"])
                ]
            )
        )
    return html.Li(parts)
