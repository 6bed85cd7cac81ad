"""The difference that a file makes, household by household and field by field; identities covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import day, number
from components.ikon import ikon
from components.impor_kata import HASIL
from domain.impor import HASIL_NAME, Hasil
from domain.impor_tampil import UNTUK, VERIVALI, Baris, Temuan
from domain.isian_kata import kata, label, samarkan
from domain.kesos import KEBERADAAN_NAMA
from domain.siks import StaArt
from domain.status import StaKeberadaan
from domain.validasi import ATURAN

_COVERED = "angka yang disamarkan berbeda"
# Of a household that is to enter the register, shown before its other answers.
_FIRST = ("alamat", "nama_sls", "no_kk", "jumlah_art", "jumlah_keluarga", "luas_lantai")


def baris(items: Sequence[Baris]) -> list[Component]:
    """One entry a household."""
    return [_rumah(item) for item in items]


def lencana_hasil(hasil: Hasil) -> Component:
    """What becomes of a household, as icon and word."""
    icon, colour = HASIL[hasil]
    return html.Span([ikon(icon), HASIL_NAME[hasil]], className=f"impor-lencana impor-{colour}")


def _rumah(item: Baris) -> Component:
    return html.Article(
        [
            html.Div(
                [
                    lencana_hasil(item.hasil),
                    html.H3(item.nama_krt or "Tanpa nama"),
                    html.Span(UNTUK[item.untuk], className="impor-untuk"),
                ],
                className="impor-rumah-atas",
            ),
            html.P(_where(item), className="impor-samar"),
            *_held(item),
            *_refused(item.temuan),
            *_flags(item),
            *_changes(item),
        ],
        className="impor-rumah",
        key=f"{item.untuk}-{item.idbdt}",
    )


def _where(item: Baris) -> str:
    parts = [f"IDBDT {item.idbdt}"]
    if item.nama_desa:
        parts.append(item.nama_desa)
    parts.append(f"baris {number(item.baris)}")
    visit = item.isi.get("kunjungan", {})
    sta = item.sta_keberadaan or visit.get("sta")
    if item.untuk == VERIVALI and sta in set(StaKeberadaan):
        parts.append(KEBERADAAN_NAMA[StaKeberadaan(sta)])
    if item.tanggal:
        parts.append(f"{'dikunjungi' if item.untuk == VERIVALI else 'diajukan'} {day(item.tanggal)}")
    if visit.get("petugas"):
        parts.append(f"oleh {visit['petugas']}")
    return " · ".join(parts)


def _held(item: Baris) -> list[Component]:
    if item.hasil is not Hasil.DITAHAN or not item.sebab:
        return []
    return [html.P([ikon("pause-fill"), item.sebab], className="impor-ditahan")]


def _refused(findings: Sequence[Temuan]) -> list[Component]:
    if not findings:
        return []
    return [html.Ul([html.Li(_finding(one)) for one in findings], className="impor-pelanggaran")]


def _finding(one: Temuan) -> list[Component | str]:
    rule = ATURAN[one.aturan]
    said = [f"{label(one.kolom)}: tertulis “{samarkan(one.kolom, one.nilai)}”."] if one.kolom and one.nilai else []
    if one.kolom and not one.nilai:
        said.append(f"{label(one.kolom)}: kosong.")
    said.append(f"Seharusnya: {samarkan(one.kolom, one.seharusnya)}." if one.seharusnya else rule.langkah)
    return [html.B(f"{rule.nama}."), f" {' '.join(said)} ", html.Code(rule.kode_siks)]


def _flags(item: Baris) -> list[Component]:
    told = {one.aturan for one in item.temuan}
    codes = [kode for kode in item.aturan if kode in ATURAN and kode not in told]
    if not codes:
        return []
    marks = [
        html.Li([ikon("exclamation-triangle"), ATURAN[kode].nama, html.Code(ATURAN[kode].kode_siks)]) for kode in codes
    ]
    return [html.Ul(marks, className="impor-tanda", **attributes(aria_label="Peringatan"))]


def _changes(item: Baris) -> list[Component]:
    isi = item.isi
    groups: list[Component] = []
    if isi.get("ruta"):
        groups.append(_group("Rumah tangga", "", isi["ruta"]))
    for idart, member in isi.get("anggota", {}).items():
        groups.append(_group(f"Anggota {member['nama']}", f"IDARTBDT {idart}", member["ubah"]))
    parts: list[Component] = [_table(groups)] if groups else []
    people = isi.get("anggota_baru", [])
    if people:
        parts.append(_newcomers("Anggota" if isi.get("rumah") else "Anggota baru", people))
    if any(isi.get("rumah", {}).values()):
        parts.append(_new_household(isi["rumah"]))
    if not parts and item.untuk == VERIVALI and item.hasil in (Hasil.BARU, Hasil.BERUBAH):
        parts.append(html.P("Tidak ada isian yang berbeda dari register.", className="impor-samar"))
    if isi.get("keterangan"):
        parts.append(html.P([html.B("Keterangan: "), str(isi["keterangan"])]))
    note = isi.get("kunjungan", {}).get("catatan")
    if note:
        parts.append(html.P([html.B("Catatan petugas: "), note]))
    return parts


def _table(groups: Sequence[Component]) -> Component:
    heads = html.Thead(html.Tr([html.Th(head, scope="col") for head in ("Isian", "Di register", "Di berkas")]))
    return html.Table([heads, *groups], className="impor-beda")


def _group(title: str, note: str, fields: Mapping[str, Sequence[Any]]) -> Component:
    head = html.Th(
        [title, *([html.Span(f" {note}", className="impor-samar")] if note else [])],
        colSpan=3,
        scope="rowgroup",
        className="impor-beda-siapa",
    )
    return html.Tbody([html.Tr(head), *(_row(field, before, after) for field, (before, after) in fields.items())])


def _row(field: str, before: Any, after: Any) -> Component:
    old, new = kata(field, before), kata(field, after)
    gone = field == "sta_art" and after not in (None, int(StaArt.ADA))
    return html.Tr(
        [
            html.Th(label(field), scope="row"),
            html.Td(html.Del(old), **attributes(data_judul="Di register")),
            html.Td(
                [
                    html.Ins(new, className="impor-hilang" if gone else ""),
                    *([html.Span(f" ({_COVERED})", className="impor-samar")] if old == new else []),
                ],
                **attributes(data_judul="Di berkas"),
            ),
        ]
    )


def _newcomers(title: str, people: Sequence[Mapping[str, Any]]) -> Component:
    return html.Div(
        [html.H4(f"{title} ({number(len(people))})"), html.Ul([html.Li(_person(one)) for one in people])],
        className="impor-anggota",
    )


def _person(one: Mapping[str, Any]) -> str:
    words = [str(one.get("nama") or "Tanpa nama")]
    for field in ("hub_krt", "jns_kel"):
        if one.get(field) is not None:
            words.append(kata(field, one[field]))
    if one.get("tgl_lahir"):
        words.append(f"lahir {kata('tgl_lahir', one['tgl_lahir'])}")
    words.append(f"NIK {kata('nik', one.get('nik'))}")
    return ", ".join(words)


def _new_household(house: Mapping[str, Any]) -> Component:
    skip = {"idbdt", "desa", "nama_krt", *_FIRST}
    fields = [name for name in _FIRST if house.get(name) is not None]
    fields += [name for name, value in house.items() if name not in skip and value not in (None, "", False)]
    return html.Details(
        [
            html.Summary([ikon("chevron-right"), f"Keadaan rumah dan aset ({number(len(fields))} isian)"]),
            html.Dl(
                [html.Div([html.Dt(label(name)), html.Dd(kata(name, house[name]))]) for name in fields],
                className="impor-fakta",
            ),
        ]
    )
