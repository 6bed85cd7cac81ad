"""What the pengesahan page shows of one kab, and above one."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from components import pengesahan as bagian
from components.format import moment
from components.ikon import ikon
from data_access.session import Connection
from domain.access import Permission
from domain.batch import StateBatch
from pages._pengesahan import Berkas, Permintaan
from workflow import surat as acts
from workflow import surat_massal
from workflow.surat_tte import current_tte

_S = StateBatch
_SIGNABLE = frozenset({_S.SURAT_DIBUAT, _S.SURAT_DITANDATANGANI})


def is_running(connection: Connection, ask: Permintaan) -> bool:
    """Whether letters of the wilayah are being set."""
    found = surat_massal.read_kemajuan(connection, ask.scope.kode, int(ask.periode.program), ask.periode.kode)
    return found is not None and not found.tuntas


def above(connection: Connection, ask: Permintaan) -> list[Component]:
    """What stands above a kab: the way to one, and all letters in one file."""
    program, periode = int(ask.periode.program), ask.periode.kode
    board = f"/finalisasi?{urlencode({'wilayah': ask.scope.kode, 'program': program, 'periode': periode})}"
    parts: list[Component] = [
        bagian.kunci(ask.scope.kode, program, periode),
        html.P(
            ["Pilih satu kab/kota pada bilah di atas, atau dari ", html.A("papan Finalisasi", href=board), "."],
            className="sah-kosong",
        ),
    ]
    if ask.actor.may(Permission.EXPORT_RUMAH_TANGGA):
        run = surat_massal.read_kemajuan(connection, ask.scope.kode, program, periode)
        ended = moment(datetime.fromisoformat(run.akhir), ask.zona) if run and run.akhir else ""
        parts.append(
            bagian.massal(
                ask.scope.kode, program, periode, run.selesai if run else 0, run.total if run else 0,
                tuntas=bool(run and run.tuntas), akhir=ended,
            )
        )  # fmt: skip
    return parts


def kab(connection: Connection, ask: Permintaan, berkas: Berkas) -> list[Component]:
    """One kab: where it stands, both letters, what this reader may do next."""
    state, surat = berkas.batch.state, berkas.berlaku
    head = html.Div(
        [
            html.P(bagian.kalimat(state, surat, ask.wilayah.nama), className="sah-kalimat"),
            bagian.jalan(state),
        ],
        className="sah-kepala",
    )
    left = [*_letter(ask, berkas), *_make(connection, ask, berkas)]
    right = _signed(ask, berkas)
    key = bagian.kunci(ask.scope.kode, int(ask.periode.program), ask.periode.kode)
    parts = [key, head, bagian.aturan()]
    if left or right:
        parts.append(html.Div([html.Div(left), html.Div(right)], className="sah-dua"))
    else:
        parts.append(_finalise_first(ask))
    if berkas.surat:
        parts.append(bagian.kartu("Riwayat surat", [bagian.riwayat(berkas.surat, ask.zona)]))
    return parts


def _finalise_first(ask: Permintaan) -> Component:
    query = urlencode({"wilayah": ask.scope.kode, "program": int(ask.periode.program), "periode": ask.periode.kode})
    link = html.A([ikon("arrow-right"), "Buka Finalisasi"], href=f"/finalisasi?{query}", className="btn btn-primary")
    return html.Div([html.P("Belum ada surat pada periode ini."), link], className="sah-kosong")


def _letter(ask: Permintaan, berkas: Berkas) -> list[Component]:
    surat = berkas.berlaku
    if surat is None:
        return []
    data = ask.actor.may(Permission.UNMASK_IDENTITAS) and ask.actor.may(Permission.EXPORT_RUMAH_TANGGA)
    parts = [
        bagian.lembar(surat, "surat", surat.halaman),
        bagian.unduhan(surat, data=data),
        bagian.fakta(surat, ask.zona),
    ]
    return [bagian.kartu("Surat yang dibuat", parts)]


def _make(connection: Connection, ask: Permintaan, berkas: Berkas) -> list[Component]:
    """The form of a new letter, where this reader may make one now."""
    if not ask.actor.may(Permission.PREPARE_PENGESAHAN) or berkas.batch.state not in (_S.DIFINALISASI, _S.SURAT_DIBUAT):
        return []
    draft = acts.usul_surat(connection, ask.key, now=ask.moment)
    profil = f"/profil?{urlencode({'wilayah': ask.scope.kode})}"
    if draft.kurang:
        return [
            bagian.kartu(
                "Buat surat", [bagian.kurang(draft.kurang, profil, boleh=ask.actor.may(Permission.EDIT_PROFIL))]
            )
        ]
    if draft.larangan:
        return [
            bagian.kartu(
                "Buat surat", [html.P(draft.larangan, className="sah-tidak"), html.A("Buka Profil", href=profil)]
            )
        ]
    again = berkas.berlaku is not None
    form = bagian.formulir_surat(draft.nomor, draft.tanggal, draft.paling_awal, draft.paling_akhir, lagi=again)
    return [bagian.kartu("Ganti surat" if again else "Buat surat", [form])]


def _signed(ask: Permintaan, berkas: Berkas) -> list[Component]:
    surat, state = berkas.berlaku, berkas.batch.state
    if surat is None:
        return []
    parts: list[Component] = []
    if surat.ditandatangani:
        pages = None if surat.ttd_mime == "application/pdf" else 1
        shown = [bagian.lembar(surat, "ttd", pages), *bagian.periksa(surat, ask.zona)]
        parts.append(bagian.kartu("Surat bertanda tangan", shown))
    if state is _S.SURAT_DITANDATANGANI and ask.actor.may(Permission.CONFIRM_PENGESAHAN):
        office = surat.rekap["kepala"][0]
        sure = f"Nyatakan bahwa surat nomor {surat.nomor} bertanda tangan {office}? Usulan dalam batch ikut disahkan."
        parts.append(bagian.kartu("Nyatakan disahkan", [
            html.P(f"Bandingkan kedua surat: nomor, angka, dan tanda tangan {office}."),
            bagian.tombol("sahkan", "Nyatakan disahkan", sure),
        ]))  # fmt: skip
    if state in _SIGNABLE:
        parts += _ways(ask, lagi=surat.ditandatangani)
    return parts


def _ways(ask: Permintaan, *, lagi: bool) -> list[Component]:
    """The two ways to sign, for those who may."""
    parts: list[Component] = []
    if ask.actor.may(Permission.SIGN_PENGESAHAN) and current_tte().tersedia:
        sure = "Tanda tangani surat ini secara elektronik dengan sertifikat Anda?"
        text = "Tanda tangan PAdES dibubuhkan pada PDF; isi surat tidak berubah."
        act: Component = bagian.tombol("tanda-tangan", "Tanda tangani", sure)
        if not ask.actor.totp:
            text += " Sesi ini harus dikonfirmasi dengan kode autentikator lebih dahulu."
            act = html.A("Masukkan kode autentikator", href="/autentikator", className="btn btn-primary")
        parts.append(bagian.kartu("Tanda tangan elektronik", [html.P(text), act]))
    if ask.actor.may(Permission.PREPARE_PENGESAHAN):
        title = "Ganti surat bertanda tangan" if lagi else "Unggah surat bertanda tangan"
        parts.append(bagian.kartu(title, [bagian.unggah(lagi=lagi)]))
    return parts or [bagian.kartu("Tanda tangan", [html.P("Menunggu Bupati/Wali Kota dan supervisor kab/kota.")])]
