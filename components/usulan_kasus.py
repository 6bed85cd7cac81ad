"""One case: who it is about, what stands in the way, and the bar to decide with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import day, number
from components.ikon import ikon
from components.usulan_banding import changes, members, proposed, rules
from components.usulan_daftar import kunci, risk, status
from components.usulan_mirip import lookalikes
from components.usulan_samping import comments, documents, history, others, quota, visit
from domain.ganda import CalonGanda
from domain.isian_kata import label
from domain.kasus import Kasus, KasusLain
from domain.kesos import KEBERADAAN_NAMA
from domain.siks import LAMPIRAN_NAME, JenisLampiran
from domain.status import StaKeberadaan, StatusUsulan
from domain.usulan import JENIS_NAME, JenisUsulan, Keputusan, menjadi

# Photos that a return may ask for anew, beside those that the case has.
_FOTO = (JenisLampiran.FOTO_RUMAH, JenisLampiran.FOTO_KTP, JenisLampiran.BERITA_ACARA, JenisLampiran.BNBA)
# What a return may always name, of the household and of each member.
_ALWAYS = ("no_kk", "alamat", "pengurus_nama", "pengurus_nik", "pengurus_ibu_kandung", "lat")
_OF_MEMBER = ("nik", "nama", "tgl_lahir")


@dataclass(frozen=True, slots=True)
class Bingkai:
    """What surrounds a case on the page. ``boleh``: the reader decides; ``zona`` in hours east of UTC."""

    boleh: bool
    buka_identitas: bool
    zona: int
    hari_ini: date
    peta: Component | None
    # Likely duplicates and other open cases, as far as they are the reader's to see.
    mirip: Sequence[CalonGanda]
    lain: Sequence[KasusLain]
    # Path of the household in the register, and of the file it came with; None where the reader has no such page.
    register: str | None
    berkas: str | None
    # Tokens for photos that show a number, once the reader has opened the identity: of the case, of the register.
    izin: tuple[str, str] | None = None


def case(kasus: Kasus, bingkai: Bingkai) -> Component:
    """The whole case, with what the browser needs to act on it."""
    return html.Article(
        [
            _head(kasus, bingkai),
            html.Div(
                [
                    html.Div(
                        [
                            _obstacles(kasus, bingkai),
                            rules(kasus.langgar),
                            changes(kasus),
                            proposed(kasus.isian),
                            members(kasus),
                            lookalikes(bingkai.mirip, kasus.baris.kab, boleh=bingkai.boleh),
                            html.Div(id="usulan-kartu-tempat"),
                            comments(kasus, bingkai.zona, boleh=bingkai.boleh),
                        ],
                        className="usulan-utama",
                    ),
                    html.Aside(
                        [
                            part
                            for part in (
                                documents(kasus, bingkai.izin),
                                bingkai.peta,
                                others(bingkai.lain),
                                visit(kasus),
                                quota(kasus),
                                history(kasus.riwayat, bingkai.zona),
                            )
                            if part is not None
                        ],
                        className="usulan-tepi",
                        **attributes(aria_label="Bukti dan riwayat"),
                    ),
                ],
                className="usulan-badan",
                tabIndex=0,
                role="region",
                **attributes(aria_label="Isi kasus"),
            ),
            _bar(kasus, bingkai),
        ],
        className="usulan-isi-kasus",
        key=kunci(kasus.baris),
        **attributes(aria_labelledby="usulan-judul", data_usulan_isi=orjson.dumps(_facts(kasus, bingkai)).decode()),
    )


def gone() -> Component:
    """What stands for a case that is not the reader's to see, or is not there."""
    return html.Div(
        [
            ikon("signpost-split"),
            html.H2("Kasus ini tidak ada di wilayah Anda", id="usulan-judul", tabIndex=-1),
            html.P("Pilih kasus lain dari antrean."),
        ],
        className="siks-ganti",
    )


def _facts(kasus: Kasus, bingkai: Bingkai) -> dict[str, object]:
    item = kasus.baris
    return {
        "kunci": kunci(item),
        "versi": item.versi.isoformat(),
        "nama": item.nama,
        "boleh": _may_decide(kasus, bingkai),
        "rintangan": [one.pesan for one in kasus.rintangan],
        "kolom": _fields(kasus),
        "hari": bingkai.hari_ini.isoformat(),
        "ruta": f"{item.kab}-{item.ruta}" if item.ruta else None,
    }


def _fields(kasus: Kasus) -> list[tuple[str, str]]:
    """What a return may ask to mend: what the case changes, and what is most often wrong."""
    found = {one.kolom: one.label for one in kasus.ubahan}
    for person in kasus.anggota:
        found |= {one.kolom: f"{one.label}, {person.nama}" for one in person.ubah}
    found |= {name: label(name) for name in _ALWAYS if name not in found}
    found |= {str(kind): LAMPIRAN_NAME[kind] for kind in _FOTO}
    for person in kasus.anggota:
        names = (f"{person.idartbdt}.{field}" for field in _OF_MEMBER if person.idartbdt)
        found |= {name: f"{label(name.rpartition('.')[2])}, {person.nama}" for name in names if name not in found}
    return list(found.items())


def _may_decide(kasus: Kasus, bingkai: Bingkai) -> list[Keputusan]:
    """What the reader can do with the case as it stands."""
    item = kasus.baris
    return [one for one in Keputusan if bingkai.boleh and menjadi(item.jenis, item.status, one) is not None]


def _head(kasus: Kasus, bingkai: Bingkai) -> Component:
    item = kasus.baris
    return html.Header(
        [
            html.Div(
                [
                    html.Button(
                        [ikon("arrow-left"), html.Span("Antrean")],
                        className="siks-tombol usulan-kembali",
                        **attributes(data_usulan="tutup", aria_label="Kembali ke antrean"),
                    ),
                    html.H2(item.nama, id="usulan-judul", tabIndex=-1),
                    status(item.status),
                    risk(item.risiko),
                    *_open_identity(kasus, bingkai),
                    html.Span(
                        [
                            _step("sebelum", "chevron-up", "Kasus sebelumnya (K)"),
                            _step("sesudah", "chevron-down", "Kasus berikutnya (J)"),
                        ],
                        className="usulan-langkah",
                    ),
                ],
                className="usulan-judul-baris",
            ),
            html.P(_line(kasus, bingkai), className="usulan-sebut"),
            html.Div(className="usulan-klaim", role="status", hidden=True),
        ],
        className="usulan-kepala-kasus",
    )


def _open_identity(kasus: Kasus, bingkai: Bingkai) -> list[Component]:
    if not bingkai.buka_identitas:
        return []
    if kasus.terbuka:
        return [html.Span([ikon("eye"), "Identitas terbuka"], className="siks-samar")]
    return [
        html.Button(
            [ikon("eye"), "NIK dan KTP", html.Kbd("I")],
            className="btn btn-sm btn-outline-secondary",
            title="Tampilkan NIK, No. KK, ibu kandung, dan foto KTP; alasannya dicatat",
            **attributes(data_usulan="identitas", aria_keyshortcuts="i"),
        )
    ]


def _step(where: str, icon: str, title: str) -> Component:
    return html.Button(
        ikon(icon), className="siks-tombol", title=title, **attributes(data_usulan=where, aria_label=title)
    )


def _line(kasus: Kasus, bingkai: Bingkai) -> list[Component | str]:
    item = kasus.baris
    what = JENIS_NAME[item.jenis]
    if item.jenis is JenisUsulan.KETIDAKLAYAKAN and item.sta:
        what = f"{what}: {KEBERADAAN_NAMA[StaKeberadaan(item.sta)].lower()}"
    parts: list[Component | str] = [
        html.B(what),
        f" · {item.nama_desa}, {item.induk}",
        f" · diajukan {day(item.diajukan)} ({number(item.umur)} hari)",
    ]
    if item.pengusul:
        parts.append(f" oleh {item.pengusul}")
    if kasus.desil is not None:
        parts.append(f" · desil {kasus.desil}")
    if bingkai.berkas:
        parts += [" · ", html.A(f"berkas {item.impor}", href=bingkai.berkas)]
    if bingkai.register:
        parts += [" · ", html.A("Data Kesos", href=bingkai.register)]
    return parts


def _obstacles(kasus: Kasus, bingkai: Bingkai) -> Component | None:
    item = kasus.baris
    if item.status is not StatusUsulan.BELUM_DIPERIKSA:
        return _decided(kasus)
    parts: list[Component] = []
    if item.tunda_sampai and item.tunda_sampai > bingkai.hari_ini:
        parts.append(_note("clock", f"Ditunda sampai {day(item.tunda_sampai)}.", "", ""))
    parts += [_note("exclamation-octagon", one.pesan, one.langkah, "buruk") for one in kasus.rintangan]
    conflicts = sum(one.bertentangan for one in kasus.ubahan) + sum(
        one.bertentangan for who in kasus.anggota for one in who.ubah
    )
    if conflicts:
        text = f"{number(conflicts)} isian berubah di register sejak prelist dibuat."
        parts.append(
            _note(
                "exclamation-triangle", text, "Bandingkan nilai prelist, kini, dan usulan sebelum memutuskan.", "awas"
            )
        )
    if not kasus.rintangan:
        parts.append(_note("check-circle", "Tidak ada yang menghalangi persetujuan.", "", "baik"))
    return html.Ul(parts, className="usulan-rintangan", **attributes(aria_label="Yang menghalangi persetujuan"))


def _decided(kasus: Kasus) -> Component:
    item = kasus.baris
    who = f" oleh {item.pemutus}" if item.pemutus else ""
    when = f" pada {day(item.diputuskan)}" if item.diputuskan else ""
    text: list[Component | str] = [status(item.status), f"{who}{when}." if who or when else ""]
    return html.Div([html.P(text), *([html.P(item.alasan)] if item.alasan else [])], className="usulan-putus")


def _note(icon: str, text: str, step: str, kind: str) -> Component:
    return html.Li(
        [ikon(icon), html.Div([html.Span(text, className="usulan-pesan"), f" {step}" if step else ""])],
        className=f"usulan-{kind}" if kind else "",
    )


_DECISIONS = {
    Keputusan.SETUJUI: ("check-circle", "Setujui", "S"),
    Keputusan.KEMBALIKAN: ("reply", "Kembalikan", "B"),
    Keputusan.TOLAK: ("x-circle", "Tolak", "T"),
    Keputusan.TUNDA: ("clock", "Tunda", "P"),
}


def _bar(kasus: Kasus, bingkai: Bingkai) -> Component | None:
    open_ = _may_decide(kasus, bingkai)
    if not open_:
        return None
    return html.Footer(
        [
            *(_decide(one, blocked=one is Keputusan.SETUJUI and bool(kasus.rintangan)) for one in open_),
            html.Span(className="usulan-letak"),
        ],
        className="usulan-putusan",
        role="group",
        **attributes(aria_label="Keputusan"),
    )


def _decide(what: Keputusan, *, blocked: bool) -> Component:
    icon, name, key = _DECISIONS[what]
    look = "btn-primary" if what is Keputusan.SETUJUI else "btn-outline-secondary"
    off = {"aria_disabled": "true", "title": "Belum dapat disetujui: lihat yang menghalangi di atas"} if blocked else {}
    return html.Button(
        [ikon(icon), name, html.Kbd(key)],
        className=f"btn btn-sm {look}",
        **attributes(data_usulan_putus=str(what), aria_keyshortcuts=key.lower(), **off),
    )
