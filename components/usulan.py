"""The page of the review: tabs, filters, the two panes; what stands in them comes with the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from dash import dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import number
from components.ikon import ikon
from components.unduh import ANGKA, menu
from components.usulan_kinerja import UMUR_PILIH
from domain.antrean import ANTRE_NAME, LONGEST_SEARCH, Antre, SaringanAntrean, Urut
from domain.kasus import Hitungan, Pilihan
from domain.kesos import ALASAN
from domain.tindakan import LONGEST_TEXT
from domain.usulan import ALASAN_KEMBALI, ALASAN_TOLAK, Tab

UNDUH = "/usulan/unduh"
TEKS, CARI = "usulan-teks", "usulan-cari"
# Stores: what the browser wishes, and what the server answers.
TANYA, DAFTAR, LANJUT, LANJUTAN = "usulan-tanya", "usulan-daftar", "usulan-lanjut", "usulan-lanjutan"
HITUNGAN = "usulan-hitungan"
BUKA, MUATAN, SIAP, MUATAN_SIAP = "usulan-buka", "usulan-muatan", "usulan-siap", "usulan-muatan-siap"
DIBUKA, PEMEGANG, IDENTITAS, SIBUK = "usulan-dibuka", "usulan-pemegang", "usulan-identitas", "usulan-sibuk"
# Acts on many and work in numbers: their wish and their answer.
PITA, DETAK, KINERJA = "usulan-pita", "usulan-detak", "usulan-kinerja"

TAB_NAME = {Tab.USULAN: "Usulan", Tab.PERBAIKAN: "Perbaikan"}
TAB_KINERJA = "kinerja"

_URUT = {str(Urut.BARU): "Terbaru", str(Urut.RISIKO): "Risiko tertinggi"}
RISIKO = {"60-": "Tinggi, mulai 60", "30-59": "Sedang, 30–59", "1-29": "Rendah, 1–29", "0-0": "Tidak ada"}

_KEYS = (
    ("J", "Kasus berikutnya"),
    ("K", "Kasus sebelumnya"),
    ("S", "Setujui"),
    ("B", "Kembalikan"),
    ("T", "Tolak"),
    ("P", "Tunda"),
    ("X", "Pilih atau batal pilih kasus ini"),
    ("U", "Urungkan keputusan terakhir"),
    ("L", "Lihat dokumen dan foto"),
    ("I", "Buka NIK, No. KK, dan foto KTP"),
    ("C", "Tulis komentar"),
    ("?", "Bantuan tombol"),
)


_LABEL_LAYAR = attributes(aria_label="Tindakan atas banyak kasus")


def usulan_page(stores: Sequence[str], *, boleh: bool, unduh: bool) -> Component:
    """The whole page, empty. ``boleh``: the reader decides, others look; ``unduh``: the list may be taken away."""
    return html.Div(
        [
            *(dcc.Store(id=name) for name in stores),
            html.Div(
                [
                    html.H1("Apa yang menunggu keputusan?"),
                    html.Nav(id="usulan-tab", className="usulan-tab", **attributes(aria_label="Bagian pemeriksaan")),
                    *([_help()] if boleh else []),
                ],
                className="usulan-atas",
            ),
            html.Div(id="usulan-pita-isi", className="usulan-pita", role="status"),
            html.Div(
                [
                    _search(),
                    html.Button(
                        [ikon("sort-down"), "Saringan dan urutan"],
                        className="btn btn-outline-secondary usulan-buka-saringan",
                        **attributes(data_usulan="saringan", aria_expanded="false", aria_controls="usulan-saringan"),
                    ),
                    html.Div(id="usulan-saringan", className="usulan-pilihan"),
                ],
                className="usulan-saringan",
                role="search",
            ),
            html.Div([_queue(boleh=boleh, unduh=unduh), _case()], className="usulan-isi"),
            html.Div(id="usulan-kinerja-isi", className="usulan-kinerja"),
            html.Div(id="usulan-kabar", className="usulan-kabar", role="status", **attributes(aria_live="polite")),
            html.Dialog(
                html.Div(id="usulan-layar-isi"),
                id="usulan-layar",
                className="usulan-dialog usulan-dialog-lebar",
                **_LABEL_LAYAR,
            ),
        ],
        id="usulan",
        className="usulan",
        **attributes(data_kata=orjson.dumps(_words()).decode(), data_boleh="1" if boleh else "0"),
    )


def _words() -> dict[str, object]:
    """What the dialogs of the browser say."""
    return {
        "tolak": ALASAN_TOLAK,
        "kembalikan": ALASAN_KEMBALI,
        "identitas": {kode: ALASAN[kode] for kode in ("perbaikan", "pemadanan", "pemeriksaan", "pengaduan")},
        "tombol": _KEYS,
        "paling_panjang": LONGEST_TEXT,
    }


def _help() -> Component:
    return html.Button(
        [html.Kbd("?"), "Tombol"],
        className="btn btn-sm btn-outline-secondary usulan-bantuan",
        **attributes(data_usulan="bantuan"),
    )


def _search() -> Component:
    return html.Div(
        [
            html.Label("Cari NIK, nama, atau IDBDT", htmlFor=TEKS),
            html.Div(
                [
                    dcc.Input(
                        id=TEKS,
                        type="search",
                        className="form-control form-control-sm",
                        maxLength=LONGEST_SEARCH,
                        autoComplete="off",
                        spellCheck=False,
                        placeholder="Misalnya siti aminah",
                    ),
                    html.Button(
                        ikon("search"),
                        id=CARI,
                        className="btn btn-sm btn-outline-secondary",
                        title="Cari",
                        **attributes(aria_label="Cari"),
                    ),
                ],
                className="usulan-kotak",
            ),
        ],
        className="usulan-cari",
    )


def _queue(*, boleh: bool, unduh: bool) -> Component:
    return html.Section(
        [
            html.Div(
                [
                    html.Div(id="usulan-kepala", **attributes(aria_live="polite")),
                    *([_unduh()] if unduh else []),
                ],
                className="usulan-kepala",
            ),
            *([html.Div(id="usulan-massal", className="usulan-massal", hidden=True)] if boleh else []),
            html.Div(
                [
                    html.Ul(id="usulan-baris", className="usulan-baris"),
                    html.Button(
                        "Muat berikutnya",
                        id="usulan-lagi",
                        hidden=True,
                        className="btn btn-sm btn-outline-secondary usulan-lagi",
                        **attributes(data_usulan="lanjut"),
                    ),
                ],
                className="usulan-gulung",
            ),
        ],
        className="usulan-antre",
        **attributes(aria_label="Antrean"),
    )


def _unduh() -> Component:
    """The whole list as a file; its question goes in the body: a name or number that was typed is part of it."""
    forms = [
        html.Button(text, type="submit", name="format", value=form, className="usulan-tautan") for form, text in ANGKA
    ]
    hidden = [dcc.Input(type="hidden", name=name, value="") for name in ("csrf_token", "tanya")]
    return html.Form(
        [*hidden, menu("daftar ini", [("Daftar", forms)])],
        action=UNDUH,
        method="POST",
        **attributes(data_usulan="unduh"),
    )


def _case() -> Component:
    return html.Div(
        [html.Div(id="usulan-kasus", className="usulan-kasus"), html.Div(id="usulan-penampil", hidden=True)],
        className="usulan-samping",
    )


def tabs(found: Hitungan, now: str) -> list[Component]:
    """The parts of the page, each with how many wait there; ``now`` is the open one."""
    parts = [_tab(str(tab), name, found.tab.get(str(tab)), now) for tab, name in TAB_NAME.items()]
    return [*parts, _tab(TAB_KINERJA, "Kinerja", None, now)]


def _tab(kode: str, name: str, count: int | None, now: str) -> Component:
    return html.A(
        [name, *([html.Span(number(count), className="usulan-lencana")] if count is not None else [])],
        href=f"?tab={kode}",
        **attributes(data_usulan_tab=kode, **({"aria_current": "page"} if kode == now else {})),
    )


def filters(saringan: SaringanAntrean, choices: Pilihan, query: Mapping[str, object]) -> list[Component]:
    """The controls that narrow, each choice with how many cases it would leave."""
    counted: dict[str, tuple[str, Sequence[tuple[int | str, str, int]]]] = {
        "jenis": ("Jenis", choices.jenis),
        "desa": ("Desa/kelurahan", choices.desa),
        "aturan": ("Aturan", [(kode, f"{kode} {name}", count) for kode, name, count in choices.aturan]),
        "petugas": ("Petugas", choices.petugas),
        "impor": ("Berkas", choices.impor),
    }
    parts = [
        _select(key, label, [(str(kode), f"{name} ({number(count)})") for kode, name, count in found], query)
        for key, (label, found) in counted.items()
        if len(found) > 1 or query.get(key)
    ]
    parts += [
        _select("umur", "Umur", list(UMUR_PILIH.items()), query),
        _select("risiko", "Risiko", list(RISIKO.items()), query),
    ]
    parts.append(_select("urut", "Urutan", list(_URUT.items()), query, "Terlama"))
    narrowed = any(query.get(key) for key in (*counted, "umur", "risiko")) or saringan.cari is not None
    parts.append(
        html.Button(
            [ikon("x-lg"), "Hapus saringan"],
            className="btn btn-sm btn-outline-secondary",
            hidden=not narrowed,
            **attributes(data_usulan="kosongkan"),
        )
    )
    return parts


def _select(
    key: str, label: str, choices: Sequence[tuple[str, str]], query: Mapping[str, object], every: str = "Semua"
) -> Component:
    now = str(query.get(key) or "")
    # What the address asks for stays choosable when no case is left for it.
    extra = [(now, f"{now} (0)")] if now and now not in {kode for kode, _ in choices} else []
    return html.Label(
        [
            html.Span(label),
            html.Select(
                [html.Option(every, value=""), *(html.Option(name, value=kode) for kode, name in [*choices, *extra])],
                className="form-select form-select-sm" + (" usulan-aktif" if now else ""),
                **attributes(data_usulan_saring=key),
            ),
        ],
        className="usulan-pilih",
    )


def states(found: Hitungan, now: Antre) -> Component:
    """Which cases: those to decide, those put off, those returned or decided; each with its number."""
    return html.Div(
        [
            html.A(
                [name, html.Span(number(found.antre.get(str(antre), 0)), className="usulan-lencana")],
                href=f"?antre={antre}",
                **attributes(data_usulan_antre=str(antre), **({"aria_current": "true"} if antre is now else {})),
            )
            for antre, name in ANTRE_NAME.items()
            if antre is now or antre is Antre.MENUNGGU or found.antre.get(str(antre), 0)
        ],
        className="usulan-antre-pilih",
        role="group",
        **attributes(aria_label="Keadaan kasus"),
    )
