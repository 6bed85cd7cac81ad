"""One look for every table: AG Grid with our tokens, Indonesian texts and the address as its state.

A page puts ``tabel(...)`` into its layout and calls ``sambungkan(ident)`` once at import. The rows come from the
guarded route ``sumber``, which gets the query of the address and answers JSON:

- ``dipimpin="infinite"``: asked with ``dari`` and ``sampai`` (half-open), answers ``{"baris": [...], "jumlah": n}``;
  ``jumlah`` may be left out except for ``dari=0``. Sorting, filtering and searching are the server's
  (``domain.saring`` reads the address, ``data_access.saring`` makes SQL of it).
- ``dipimpin="client"``: asked once, answers ``{"baris": [...]}``; the browser sorts, filters and searches. Without
  ``sumber`` a callback of the page fills ``Output(id, "rowData")``.

A route refuses with a status of 400 or above and ``{"pesan": "..."}``. In the address, after ``awalan``: ``urut``
(``-progres,nama``), ``saring`` (``progres<50;nama~sido``), ``kolom`` (codes in order), ``cari``. Only what the reader
changed stands there, so a saved view is its address. The table's own script is ``assets/tabel.js``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import dash
from dash import ClientsideFunction, Input, Output, State, dcc, html
from dash.development.base_component import Component
from dash_ag_grid import AgGrid

from components.atribut import attributes
from components.ikon import ikon

Jenis = Literal["teks", "angka", "persen", "batang", "tanggal", "status", "tanda", "telepon", "nama", "peluang"]

_NUMBERS = frozenset({"angka", "persen", "batang", "peluang"})

# Words of AG Grid that a reader can meet; the rest belongs to features that are switched off.
_TEKS = {
    "filterOoo": "Saring…", "equals": "sama dengan", "notEqual": "tidak sama dengan", "blank": "kosong",
    "notBlank": "terisi", "empty": "Pilih satu", "lessThan": "kurang dari", "greaterThan": "lebih dari",
    "lessThanOrEqual": "paling banyak", "greaterThanOrEqual": "paling sedikit", "contains": "berisi",
    "inRange": "antara", "inRangeStart": "dari", "inRangeEnd": "sampai", "after": "sesudah", "before": "sebelum",
    "andCondition": "dan", "orCondition": "atau", "applyFilter": "Terapkan", "resetFilter": "Hapus",
    "clearFilter": "Kosongkan", "cancelFilter": "Batal", "textFilter": "Saring teks", "numberFilter": "Saring angka",
    "dateFilter": "Saring tanggal", "dateFormatOoo": "yyyy-mm-dd", "filterPlaceholder": "nilai",
    "columnMenuPin": "Sematkan", "pinColumn": "Sematkan kolom", "pinLeft": "Di kiri", "pinRight": "Di kanan",
    "noPin": "Lepas", "autosizeThisColumn": "Pas lebar kolom ini", "autosizeAllColumns": "Pas lebar semua kolom",
    "sortAscending": "Urutkan naik", "sortDescending": "Urutkan turun", "sortUnSort": "Tanpa urutan",
    "resetColumns": "Kembalikan kolom", "columnFilter": "Saring kolom", "columnChooser": "Pilih kolom",
    "loadingOoo": "Memuat…", "loadingError": "Gagal", "noRowsToShow": "Tidak ada baris", "enabled": "Aktif",
    "ariaColumnFiltered": "kolom disaring", "ariaFilterInput": "isian saringan", "ariaFilterValue": "nilai saringan",
    "ariaFilterFromValue": "saring dari", "ariaFilterToValue": "saring sampai", "ariaFilterMenuOpen": "buka saringan",
    "ariaFilteringOperator": "cara menyaring", "ariaMenuColumn": "tekan Alt dan panah bawah untuk menu kolom",
    "ariaFilterColumn": "tekan Ctrl dan Enter untuk menyaring", "ariaSortableColumn": "tekan Enter untuk mengurutkan",
    "ariaRowSelect": "tekan spasi untuk memilih baris ini", "ariaRowDeselect": "tekan spasi untuk melepas baris ini",
    "ariaRowToggleSelection": "pilih atau lepas baris", "ariaSearch": "cari", "ariaToggleVisibility": "tampilkan kolom",
    "ariaLabelColumnMenu": "menu kolom", "ariaLabelColumnFilter": "saringan kolom", "ariaLabelCellEditor": "isian sel",
    "ariaLabelLoadingOverlay": "memuat", "ariaSkeletonCellLoading": "baris sedang dimuat", "ariaHidden": "tersembunyi",
    "ariaVisible": "terlihat", "ariaChecked": "dipilih", "ariaUnchecked": "tidak dipilih",
    "ariaDateFilterInput": "isian tanggal", "ariaLabelDialog": "kotak dialog", "ariaIndeterminate": "sebagian",
    "ariaInputEditor": "isian", "ariaSkeletonCellLoadingFailed": "baris gagal dimuat",
    "invalidNumber": "Angka tidak dapat dibaca", "invalidDate": "Tanggal tidak dapat dibaca",
    "strictLessThanValidation": "Harus kurang dari {variable}", "thousandSeparator": ".", "decimalSeparator": ",",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pilihan:
    """One value of a ``status`` or ``tanda`` column: the word, the icon and the status colour beside it.

    ``warna`` names a token of ``siks.css`` without its prefix: belum, proses, selesai, terlambat, dikembalikan,
    ditolak, final.
    """

    kata: str
    ikon: str = "circle"
    warna: str = "belum"

    def __post_init__(self) -> None:
        ikon(self.ikon)


@dataclass(frozen=True, slots=True)
class Kolom:
    """One column; ``kode`` is the field of the row and the name in the address.

    Values by ``jenis``: teks and telepon text; angka, persen and batang (0-100) numbers; tanggal ISO text; status one
    key of ``pilihan``; tanda a list of keys; peluang a percentage said as "7 dari 10"; nama text that links to the
    row's ``tautan``. None is "tidak ada data".
    ``satuan`` stands in the header. ``tampil`` False: the reader must choose the column. ``kelompok`` heads the column
    in the chooser; ``sempit`` False: not shown on a phone unless chosen. ``desimal`` is the number of decimals shown.
    ``isian``: whole numbers that the reader may write in rows whose field ``isian`` is true; the page reads them from
    ``Input(id, "cellValueChanged")``.
    """

    kode: str
    judul: str
    jenis: Jenis = "teks"
    satuan: str = ""
    penjelasan: str = ""
    kelompok: str = ""
    lebar: int = 120
    desimal: int = 0
    tampil: bool = True
    urut: bool = True
    saring: bool = True
    isian: bool = False
    sempit: bool = True
    pilihan: Mapping[str, Pilihan] = field(default_factory=dict)

    @property
    def kepala(self) -> str:
        """Title with its unit: "Progres (%)"."""
        return f"{self.judul} ({self.satuan})" if self.satuan else self.judul


def _function(name: str) -> dict[str, str]:
    return {"function": name}


def _definition(kolom: Kolom, *, first: bool) -> dict[str, Any]:
    """One AG Grid column. Functions are named; ``assets/tabel.js`` has them, so that no text is ever run."""
    made: dict[str, Any] = {
        "field": kolom.kode,
        "colId": kolom.kode,
        "headerName": kolom.kepala,
        "width": kolom.lebar,
        "hide": not kolom.tampil,
        "sortable": kolom.urut,
        "headerTooltip": kolom.penjelasan or kolom.kepala,
        "cellRendererParams": {"desimal": kolom.desimal},
        # Numbers that are worst when high or low alike: the first click shows the largest.
        "sortingOrder": ["desc", "asc"] if kolom.jenis in _NUMBERS else ["asc", "desc"],
    }
    if kolom.jenis in _NUMBERS:
        made |= {
            "type": "rightAligned",
            "cellClass": "siks-angka",
            "valueFormatter": _function(f"siksAngka(params, {kolom.desimal if kolom.jenis == 'angka' else 1})"),
        }
    if kolom.isian:
        made |= {
            "editable": _function("siksBolehIsi(params)"),
            "singleClickEdit": True,
            "cellEditor": "agNumberCellEditor",
            "cellEditorParams": {"min": 0, "precision": 0},
            "cellClass": _function("siksKelasIsian(params)"),
        }
    renderer = {
        "batang": "SiksBatang",
        "status": "SiksStatus",
        "tanda": "SiksTanda",
        "telepon": "SiksTelepon",
        "nama": "SiksNama",
    }.get(kolom.jenis)
    if renderer:
        made["cellRenderer"] = renderer
        if kolom.jenis == "nama":
            made["tooltipField"] = kolom.kode
    elif kolom.jenis == "peluang":
        made["valueFormatter"] = _function("siksPeluang(params)")
    elif kolom.jenis == "tanggal":
        made["valueFormatter"] = _function("siksTanggal(params)")
    elif kolom.jenis == "teks":
        made["valueFormatter"] = _function("siksTeks(params)")
        made["tooltipField"] = kolom.kode
    if kolom.pilihan:
        words = {
            key: {"kata": item.kata, "ikon": item.ikon, "warna": item.warna} for key, item in kolom.pilihan.items()
        }
        made["cellRendererParams"] = {"pilihan": words}
        made["filterParams"] = {"pilihan": words}
    made |= _filter(kolom)
    if first:
        made |= {"pinned": "left", "lockPinned": True, "lockPosition": "left", "suppressMovable": True}
    return made


def _filter(kolom: Kolom) -> dict[str, Any]:
    if not kolom.saring:
        return {"filter": False}
    common = {"maxNumConditions": 1, "buttons": ["apply", "reset"], "closeOnApply": True}
    if kolom.jenis in _NUMBERS:
        options = ["lessThan", "lessThanOrEqual", "equals", "greaterThanOrEqual", "greaterThan", "blank", "notBlank"]
        # A comma is a decimal comma: the filter box takes what the cells show.
        parse = {
            "allowedCharPattern": "\\d\\-\\,\\.",
            "numberParser": _function("siksBaca(params)"),
            "numberFormatter": _function("siksTulis(params)"),
        }
        return {"filter": "agNumberColumnFilter", "filterParams": {**common, "filterOptions": options, **parse}}
    if kolom.pilihan:
        return {"filter": "SiksPilih"}
    if kolom.jenis == "tanggal":
        return {"filter": False}
    return {
        "filter": "agTextColumnFilter",
        "filterParams": {**common, "filterOptions": ["contains", "equals", "blank", "notBlank"]},
    }


def tabel(
    ident: str,
    kolom: Sequence[Kolom],
    *,
    benda: str,
    nama: str,
    sumber: str | None = None,
    dipimpin: Literal["infinite", "client"] = "infinite",
    kunci: str = "kode",
    urut: str = "",
    cari: str = "Cari di tabel",
    kosong: str = "Belum ada data untuk wilayah dan periode ini.",
    unduh: str | None = None,
    pilih: bool = False,
    tinggi: str = "min(70vh, 720px)",
    awalan: str = "",
    alat: Sequence[Component] = (),
    untuk: Mapping[str, Sequence[str]] | None = None,
) -> Component:
    """The whole table with its tools: search, active filters, columns, downloads, row count, and the grid itself.

    ``benda`` is what a row is ("desa"), ``nama`` what the table is called by screen readers. The first column is
    pinned; a row's ``tautan`` (an address; "?wilayah=..." stays on the page) is opened by Enter, double click or its
    ``nama`` column. ``urut`` is the order without one in the address. ``unduh`` is the address of the export, called
    with the query of the page and ``format=csv`` or ``xlsx``. ``pilih`` gives checkboxes and fills
    ``Input(id, "selectedRows")``. ``alat`` are controls of the page that stand before the search box. ``untuk``:
    the table rests while the address has another value for one of these parameters, because a page that then makes
    another table (of another level) must not have this one ask for its rows.
    """
    spec = {
        "sumber": sumber,
        "dipimpin": dipimpin,
        "benda": benda,
        "nama": nama,
        "urut": urut,
        "cari": cari,
        "kosong": kosong,
        "unduh": unduh,
        "awalan": awalan,
        "untuk": {name: list(values) for name, values in (untuk or {}).items()},
        "kolom": [
            {
                "kode": item.kode,
                "judul": item.judul,
                "kepala": item.kepala,
                "satuan": item.satuan,
                "jenis": item.jenis,
                "kelompok": item.kelompok,
                "tampil": item.tampil,
                "sempit": item.sempit,
                "pilihan": {key: value.kata for key, value in item.pilihan.items()},
            }
            for item in kolom
        ],
    }
    return html.Div(
        [
            dcc.Store(id=f"{ident}-spec", data=spec),
            dcc.Store(id=f"{ident}-terpasang"),
            _tools(ident, benda, unduh, alat),
            html.Div(id=f"{ident}-saringan", className="siks-tabel-saringan", hidden=True),
            html.Div(
                [
                    _grid(ident, kolom, dipimpin, kunci, pilih),
                    html.Div(id=f"{ident}-kabar", className="siks-tabel-kabar", **attributes(role="status")),
                ],
                className="siks-tabel-bidang",
                style={"height": tinggi},
            ),
            html.Div(id=f"{ident}-cetak", className="siks-tabel-cetak"),
        ],
        className="siks-tabel",
    )


def _tools(ident: str, benda: str, unduh: str | None, alat: Sequence[Component]) -> Component:
    files = [
        html.A(
            [ikon("download"), text],
            id=f"{ident}-unduh-{form}",
            href=unduh,
            className="btn btn-sm btn-outline-secondary",
            **attributes(aria_label=f"Unduh seluruh hasil sebagai {text}"),
        )
        for form, text in (("csv", "CSV"), ("xlsx", "XLSX"))
        if unduh
    ]
    return html.Div(
        [
            *alat,
            # The field itself is made in the browser: Dash's would set the address on every key.
            html.Div(ikon("search"), id=f"{ident}-cari", className="siks-tabel-cari"),
            html.Span(
                f"Memuat {benda}…",
                id=f"{ident}-jumlah",
                className="siks-tabel-jumlah",
                **attributes(aria_live="polite"),
            ),
            html.Details(
                [
                    html.Summary([ikon("layout-three-columns"), "Kolom"], className="btn btn-sm btn-outline-secondary"),
                    html.Div(id=f"{ident}-kolom", className="siks-tabel-kolom-isi"),
                ],
                className="siks-tabel-kolom",
            ),
            *files,
        ],
        className="siks-tabel-alat",
    )


def _grid(ident: str, kolom: Sequence[Kolom], dipimpin: str, kunci: str, pilih: bool) -> Component:
    options: dict[str, Any] = {
        "theme": _function("siksTema(agGrid)"),
        "localeText": _TEKS,
        "rowHeight": 34,
        "headerHeight": 44,
        "tooltipShowDelay": 400,
        "enableCellTextSelection": True,
        "suppressDragLeaveHidesColumns": True,
        "suppressNoRowsOverlay": True,
        "suppressColumnVirtualisation": False,
        "animateRows": False,
        "multiSortKey": "ctrl",
        "suppressMenuHide": True,
        "popupParent": _function("siksInduk()"),
    }
    if dipimpin == "infinite":
        # No limit of requests at once: Dash's own first one is never answered and would count for ever.
        options |= {
            "cacheBlockSize": 100,
            "maxBlocksInCache": 20,
            "infiniteInitialRowCount": 1,
            "rowBuffer": 20,
            "maxConcurrentDatasourceRequests": 0,
            "blockLoadDebounceMillis": 25,
        }
    if pilih:
        options["rowSelection"] = {
            "mode": "multiRow",
            "headerCheckbox": dipimpin == "client",
            "enableClickSelection": False,
        }
    grid: Component = AgGrid(
        id=ident,
        columnDefs=[_definition(item, first=number == 0) for number, item in enumerate(kolom)],
        defaultColDef={
            "resizable": True,
            "wrapHeaderText": True,
            "suppressHeaderMenuButton": True,
            "suppressHeaderContextMenu": True,
        },
        rowModelType="infinite" if dipimpin == "infinite" else "clientSide",
        getRowId=f"params.data.{kunci}",
        dashGridOptions=options,
        style={"height": "100%", "width": "100%"},
    )
    return grid


def sambungkan(ident: str) -> None:
    """Connect a table with the address and with live changes; called once, where the page registers its callbacks."""
    dash.clientside_callback(
        ClientsideFunction("tabel", "sambung"),
        Output(f"{ident}-terpasang", "data"),
        Input("pilihan", "data"),
        Input("versi", "data"),
        Input(f"{ident}-spec", "data"),
        State(f"{ident}-spec", "id"),
    )
