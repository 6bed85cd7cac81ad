"""Acts on many cases: what would happen, how far it has come, what happened to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import number, short_moment
from components.ikon import ikon
from domain.tindakan import (
    BERHASIL,
    HASIL_NAME,
    SETUJUI_TETAP,
    URUNGKAN_DALAM,
    HasilKasus,
    Rencana,
    StateTindakan,
    Tindakan,
)
from domain.usulan import Keputusan

_VERB = {
    Keputusan.SETUJUI: ("Setujui", "disetujui"),
    Keputusan.KEMBALIKAN: ("Kembalikan", "dikembalikan"),
    Keputusan.TOLAK: ("Tolak", "ditolak"),
    Keputusan.TUNDA: ("Tunda", "ditunda"),
    SETUJUI_TETAP: ("Setujui", "disetujui"),
}
_MOST_DESA = 100


def what(keputusan: str) -> str:
    """What the items of an act are called."""
    return "rumah tangga tanpa perubahan" if keputusan == SETUJUI_TETAP else "kasus"


def plan(rencana: Rencana, keputusan: str, wish: Mapping[str, object]) -> list[Component]:
    """What an act would do, and the button that does it with the same wish."""
    verb, done = _VERB[keputusan]
    name = what(keputusan)
    left = rencana.jumlah - rencana.berhasil
    sentence = f"{number(rencana.berhasil)} dari {number(rencana.jumlah)} {name} akan {done}"
    sentence += f"; {number(left)} dilewati dan tetap menunggu." if left else "."
    second = rencana.perlu_orang_kedua
    parts: list[Component] = [html.H2(f"{verb} {number(rencana.jumlah)} {name}"), html.P(html.B(sentence))]
    if rencana.gagal:
        lines = [
            (HASIL_NAME[kode], number(count)) for kode, count in sorted(rencana.gagal.items(), key=lambda x: -x[1])
        ]
        parts.append(_table(("Yang dilewati", "Kasus"), lines))
    if rencana.desa and keputusan == Keputusan.SETUJUI:
        places = [(one.nama, number(one.diminta), number(one.tempat), number(one.dapat)) for one in rencana.desa]
        parts.append(_table(("Desa", "Usulan BSP", "Tempat", "Mendapat"), places[:_MOST_DESA]))
    if second:
        text = f"Lebih dari {number(rencana.batas)}: dijalankan setelah disetujui orang kedua."
        parts.append(html.P([ikon("people"), text], className="usulan-kedua"))
    elif rencana.berhasil:
        seconds = int(URUNGKAN_DALAM.total_seconds())
        parts.append(html.P(f"Setelah selesai dapat diurungkan selama {seconds} detik.", className="siks-samar"))
    label = "Ajukan ke orang kedua" if second else f"{verb} {number(rencana.berhasil)}"
    parts.append(
        _buttons(
            *(
                [button(label, "jalankan", {**wish, "jumlah": rencana.jumlah}, "btn-primary")]
                if rencana.berhasil
                else []
            ),
            button("Batal" if rencana.berhasil else "Tutup", "tutup", {}),
        )
    )
    return parts


def button(text: str, aksi: str, isi: Mapping[str, object], look: str = "btn-outline-secondary") -> Component:
    """A button that sends a wish."""
    spec = orjson.dumps({"aksi": aksi, "isi": dict(isi)}).decode()
    return html.Button(text, className=f"btn btn-sm {look}", **attributes(data_usulan_aksi=spec))


def _buttons(*parts: Component) -> Component:
    return html.Div(list(parts), className="usulan-dialog-tombol")


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> Component:
    return html.Table(
        [
            html.Thead(
                html.Tr([html.Th(head, scope="col", className=_right(place)) for place, head in enumerate(heads)])
            ),
            html.Tbody(
                [
                    html.Tr(
                        [
                            html.Th(line[0], scope="row"),
                            *(html.Td(cell, className="usulan-angka") for cell in line[1:]),
                        ]
                    )
                    for line in lines
                ]
            ),
        ],
        className="usulan-rencana",
    )


def _right(place: int) -> str:
    return "usulan-angka" if place else ""


def unchanged(jumlah: int, wish: Mapping[str, object]) -> Component:
    """The strip that offers to approve all visits without a change together."""
    return html.Div(
        [
            ikon("check2-all"),
            html.Span(
                [html.B(number(jumlah)), " rumah tangga ditemukan tanpa perubahan menunggu persetujuan."],
                className="usulan-pita-kata",
            ),
            button("Setujui semua…", "rencanakan", {**wish, "keputusan": SETUJUI_TETAP}),
        ]
    )


def strip(act: Tindakan, saya: int, *, boleh_putus: bool, boleh_setuju: bool, saat: datetime, zona: int) -> Component:
    """One act: how far it is, what can be done about it."""
    ref = {"kab": act.kab, "tindakan": act.nomor}
    verb, done = _VERB[act.keputusan]
    about = f"{verb} {number(act.jumlah)} {what(act.keputusan)}"
    own = act.pembuat == saya
    parts: list[Component] = []
    actions: list[Component] = []
    icon = "check-circle"
    if act.state is StateTindakan.MENUNGGU:
        icon = "people"
        who = "Anda" if own else act.nama_pembuat
        words = f"{about}, diajukan {who} {short_moment(act.dibuat, zona)}, menunggu persetujuan orang kedua. "
        parts.append(html.Span([html.B(words), act.saringan or ""]))
        if boleh_setuju and not own:
            actions.append(button("Setujui", "massal-setujui", ref, "btn-primary"))
        if (own and boleh_putus) or boleh_setuju:
            actions.append(button("Tarik kembali" if own else "Tolak", "massal-batalkan", ref))
    elif act.state in (StateTindakan.DIJALANKAN, StateTindakan.MENGURUNGKAN):
        icon = "hourglass-split"
        head = f"Mengurungkan: {about}" if act.state is StateTindakan.MENGURUNGKAN else about
        parts.append(html.Span(f"{head}: {number(act.selesai)} dari {number(act.jumlah)} selesai."))
        share = round(100 * act.selesai / act.jumlah) if act.jumlah else 0
        actions.append(
            html.Span(
                html.Span(style={"width": f"{share}%"}),
                className="usulan-maju",
                role="progressbar",
                **attributes(
                    aria_valuenow=str(share), aria_valuemin="0", aria_valuemax="100", aria_label=f"Kemajuan: {about}"
                ),
            )
        )
    else:
        undone = act.state is StateTindakan.DIURUNGKAN
        words = "diurungkan" if undone else done
        text = f"{number(act.berhasil)} dari {number(act.jumlah)} {what(act.keputusan)} {words} oleh {act.nama_pembuat}"
        parts.append(html.Span([html.B(text + "."), f" {act.saringan}" if act.saringan else ""]))
        actions.append(button("Lihat hasil", "rincian", ref))
        if own and act.diselesaikan and act.boleh_urungkan(saat):
            until = act.diselesaikan + URUNGKAN_DALAM
            undo = button("Urungkan", "massal-urungkan", ref)
            actions.append(html.Span(undo, **attributes(data_usulan_sampai=str(int(until.timestamp() * 1000)))))
    return html.Div(
        [ikon(icon), html.Span(parts, className="usulan-pita-kata"), *actions],
        className="usulan-tunggu" if act.state is StateTindakan.MENUNGGU else "",
    )


def outcome(
    act: Tindakan, counts: Mapping[str, int], hasil: str | None, items: Sequence[HasilKasus], terbanyak: int
) -> list[Component]:
    """What an act did to each case; chips narrow by what became of them."""
    ref = {"kab": act.kab, "tindakan": act.nomor}
    chips = [_chip(f"Semua ({number(sum(counts.values()))})", ref, hasil is None)]
    chips += [
        _chip(f"{HASIL_NAME.get(kode, kode)} ({number(count)})", {**ref, "hasil": kode}, hasil == kode)
        for kode, count in sorted(counts.items(), key=lambda x: (x[0] != BERHASIL, -x[1]))
    ]
    lines = [
        html.Tr(
            [
                html.Th(
                    html.A(one.nama or str(one.nomor), href=f"/usulan?kasus={act.kab}-{one.nomor}", target="_blank"),
                    scope="row",
                ),
                html.Td(one.nama_desa),
                html.Td(HASIL_NAME.get(one.hasil or "", "Belum giliran")),
                html.Td(one.pesan or "", className="siks-samar"),
            ]
        )
        for one in items
    ]
    heads = [html.Th(head, scope="col") for head in ("Nama", "Desa", "Hasil", "Keterangan")]
    return [
        html.H2("Hasil tindakan"),
        html.P(act.saringan or "", className="siks-samar"),
        html.Div(chips, className="usulan-butir-hasil"),
        html.Table([html.Thead(html.Tr(heads)), html.Tbody(lines)], className="usulan-hasil"),
        *([html.P(f"{number(terbanyak)} yang pertama.", className="siks-samar")] if len(items) >= terbanyak else []),
        _buttons(button("Tutup", "tutup", {})),
    ]


def outcome_visits(act: Tindakan, found: Sequence[tuple[str, int, int]]) -> list[Component]:
    """What an act did to visits without a change, by desa."""
    lines = [(name, number(count), number(done)) for name, count, done in found]
    return [
        html.H2("Hasil tindakan"),
        html.P(act.saringan or "", className="siks-samar"),
        _table(("Desa", "Rumah tangga", "Disetujui"), lines),
        _buttons(button("Tutup", "tutup", {})),
    ]


def _chip(text: str, ref: Mapping[str, object], now: bool) -> Component:
    spec = orjson.dumps({"aksi": "rincian", "isi": dict(ref)}).decode()
    pressed = {"aria_pressed": "true"} if now else {}
    return html.Button(text, className="usulan-chip", **attributes(data_usulan_aksi=spec, **pressed))
