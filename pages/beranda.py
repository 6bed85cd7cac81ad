"""What must I do today? Deadlines, headline figures, and what is stuck, late, over or waiting for this reader."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, dcc, html
from dash.development.base_component import Component
from flask import current_app, request

from components import beranda_perhatian as dialog
from components.atribut import attributes
from components.pengguna import pita_totp
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput, PortalError
from domain.kalender import JAKARTA
from domain.kode import parse_kode
from domain.pengguna import needs_totp
from domain.perhatian import Kunci
from pages import _beranda as view
from pages import _beranda_perhatian as attention
from pages._beranda import Query, read_tinjauan
from pages._guard import guarded_callback, render_error
from pages._session import current_actor, current_akun, now
from workflow import perhatian as acts
from workflow.dokumen import JENIS
from workflow.ringkasan import atur_ringkasan

dash.register_page(
    __name__,
    path="/",
    name="Beranda",
    title="Apa yang perlu saya kerjakan hari ini?",
    order=0,
    requires=Permission.VIEW_PROGRES,
)

HEAD, TOP, ITEMS, SIDE = "beranda-kepala", "beranda-atas", "beranda-perhatian", "beranda-sisi"
DIALOG, OPENED = "beranda-dialog-isi", "beranda-dialog-buka"
# What an act leaves behind: the list follows at once, and the dialog closes.
ACTED, RULED, MAILED, CLOSED = "beranda-tertulis", "beranda-diatur", "beranda-surel-tertulis", "beranda-ditutup"
WRITTEN = (ACTED, RULED, MAILED)


def layout(**_query: str) -> Component:
    """The empty page; the address reaches it through the shell's ``pilihan``."""
    akun = current_akun()
    return html.Div(
        [
            *([pita_totp()] if akun and not akun.totp and needs_totp(akun.actor.role) else []),
            html.Div(html.H1("Apa yang perlu saya kerjakan hari ini?"), id=HEAD),
            html.Div(dialog.memuat(), id=TOP),
            html.Div(
                [html.Section(id=ITEMS, className="beranda-utama"), html.Div(id=SIDE, className="beranda-samping")],
                className="beranda-kolom",
            ),
            html.Dialog(
                html.Div(dialog.wadah_dialog(), id=DIALOG),
                id="beranda-dialog",
                **attributes(aria_labelledby="beranda-dialog-judul"),
            ),
            *(dcc.Store(id=name) for name in (*WRITTEN, OPENED, CLOSED)),
        ],
        className="beranda",
    )


@guarded_callback(
    Output(HEAD, "children"),
    Output(TOP, "children"),
    Output(ITEMS, "children"),
    Output(SIDE, "children"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    *(Input(name, "data") for name in WRITTEN),
    requires=Permission.VIEW_PROGRES,
)
def show(query: Query | None, *_written: object) -> tuple[Any, ...]:
    """The whole page for one address, in one snapshot."""
    with read_session() as connection:
        try:
            ask = read_tinjauan(connection, current_actor(), query or {}, now())
            return (
                view.judul(ask),
                [view.kartu(connection, ask), view.angka(connection, ask)],
                attention.perhatian(connection, ask, query or {}),
                [
                    view.tenggat(connection, ask),
                    *view.dokumen(connection, ask),
                    view.kegiatan(connection, ask),
                    view.ringkasan(connection, ask, current_app.config),
                ],
            )
        except PortalError as refused:
            # In place of the figures too: those of another wilayah must not stay under this address.
            render_error(refused)
            refusal = dialog.kabar("shield-lock", "Tidak dapat ditampilkan", refused.message, "tolak")
            return dash.no_update, refusal, None, None


@guarded_callback(Output(DIALOG, "children"), Input("pilihan", "data"), requires=Permission.VIEW_PROGRES)
def show_dialog(query: Query | None) -> Component | None:
    """What the dialog of the address holds: an item, the rules, one rule, the digest, the upload; or nothing."""
    query = query or {}
    with read_session() as connection:
        ask = read_tinjauan(connection, current_actor(), query, now())
        if query.get("butir"):
            return attention.rincian(connection, ask, query)
        if query.get("atur"):
            return attention.ubah_aturan(connection, ask, query["atur"])
        match query.get("panel"):
            case None | "":
                return None
            case "aturan":
                return attention.daftar_aturan(connection, ask)
            case "ringkasan":
                return dialog.surel(*view.own_ringkasan(connection, ask))
            case "unggah":
                attention.check_manager(ask)
                return dialog.unggah(ask.clock.astimezone(JAKARTA).date().isoformat(), JENIS)
        raise InvalidInput("Bagian “panel” pada alamat tidak dikenal. Pilih lagi dari halaman ini.")


dash.clientside_callback(
    ClientsideFunction("beranda", "buka"), Output(OPENED, "data"), Input(DIALOG, "children"), State("pilihan", "data")
)
dash.clientside_callback(
    ClientsideFunction("beranda", "tutup"), Output(CLOSED, "data"), *(Input(name, "data") for name in WRITTEN)
)


@guarded_callback(
    Output(ACTED, "data"),
    Input(dialog.AKUI, "n_clicks"),
    Input(dialog.TUTUP, "n_clicks"),
    Input(dialog.BUKA, "n_clicks"),
    State(dialog.CATATAN, "value"),
    State("pilihan", "data"),
    requires=Permission.ACT_PERHATIAN,
    prevent_initial_call=True,
)
def act(_akui: int | None, _tutup: int | None, _buka: int | None, catatan: str | None, query: Query) -> Any:
    """Take an item up, close it or open it again; the answer tells the page that something was written."""
    actor = current_actor()
    actor.narrow(parse_kode(query.get("wilayah")) if query.get("wilayah") else None)
    if not any((_akui, _tutup, _buka)):
        return None
    kunci = Kunci.parse(query.get("butir") or "")
    ip = request.remote_addr
    match dash.ctx.triggered_id:
        case dialog.AKUI:
            acts.akui(actor, kunci, catatan or "", clock=now(), alamat_ip=ip)
            said = "Butir diakui. Anda tercatat sedang menanganinya."
        case dialog.TUTUP:
            acts.selesaikan(actor, kunci, catatan or "", clock=now(), alamat_ip=ip)
            said = "Butir ditandai selesai. Terbuka lagi bila keadaannya memburuk."
        case _:
            acts.buka_lagi(actor, kunci, alamat_ip=ip)
            said = "Butir dibuka lagi."
    return _done(said)


@guarded_callback(
    Output(RULED, "data"),
    Input(dialog.SIMPAN_ATURAN, "n_clicks"),
    State(dialog.AKTIF, "value"),
    State(dialog.AMBANG, "value"),
    State(dialog.TINGKAT, "value"),
    State("pilihan", "data"),
    requires=Permission.MANAGE_PORTAL,
    prevent_initial_call=True,
)
def set_rule(
    clicks: int | None, aktif: list[str] | None, ambang: float | None, tingkat: int | None, query: Query
) -> Any:
    """Store how a rule applies."""
    if not clicks:
        return None
    if ambang is None or int(ambang) != ambang:
        raise InvalidInput("Isi ambang dengan bilangan bulat di dalam batas yang tertulis.")
    acts.atur(
        current_actor(),
        query.get("atur") or "",
        aktif=bool(aktif),
        ambang=int(ambang),
        tingkat=int(tingkat or 0),
        clock=now(),
        alamat_ip=request.remote_addr,
    )
    return _done("Aturan disimpan. Berlaku pada penilaian berikutnya, paling lama 5 menit lagi.")


@guarded_callback(
    Output(MAILED, "data"),
    Input(dialog.SIMPAN_SUREL, "n_clicks"),
    State(dialog.SUREL, "value"),
    State(dialog.KIRIM, "value"),
    requires=Permission.VIEW_PROGRES,
    prevent_initial_call=True,
)
def set_mail(clicks: int | None, email: str | None, kirim: list[str] | None) -> Any:
    """Store where the reader's own digest goes."""
    if not clicks:
        return None
    atur_ringkasan(current_actor(), email or "", aktif=bool(kirim), alamat_ip=request.remote_addr)
    return _done("Ringkasan lewat surel diaktifkan." if kirim else "Ringkasan lewat surel dimatikan.")


def _done(said: str) -> dict[str, str]:
    """What was done; the browser says it once the dialog is closed. Differs each time, so that it is heard."""
    return {"kata": said, "saat": now().isoformat()}
