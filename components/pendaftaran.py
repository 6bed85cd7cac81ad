"""The page of registrations and reports: queue, list, one in full with its steps as a line, and the two forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from components.ajuan import bidang, fakta, go, kosong, kotak, pilihan, sel, tab, tabel, teks, tutup
from components.atribut import attributes
from components.format import day, moment, number
from components.ikon import ikon
from components.unduh import menu_tabel
from domain.figur import JenisKolom, Kolom
from domain.instrumen import RUMAH_KATA, rumah_kata
from domain.pemindahan import DesaPilihan
from domain.pendaftaran import (
    ALASAN,
    ALASAN_DAFTAR,
    BERKAS,
    JENIS_NAME,
    LANGKAH_NAME,
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_TEXT,
    MEJA,
    MENUNGGU_PERIODE,
    PENCATAT,
    RUMAH_TANYA,
    STATE_NAME,
    JenisPendaftaran,
    LangkahTempuh,
    Pendaftaran,
    StatePendaftaran,
)
from domain.rumah_tangga import Kartu

FORM, DAFTAR, RINCI = "daftar-form", "daftar-daftar", "daftar-rinci"
AKSI, JAWAB, SEGAR = "daftar-aksi", "daftar-jawab", "daftar-segar"
_TAMPIL = {
    StatePendaftaran.BERJALAN: ("hourglass-split", "proses"),
    StatePendaftaran.DIKEMBALIKAN: ("reply", "dikembalikan"),
    StatePendaftaran.DITOLAK: ("x-circle", "ditolak"),
    StatePendaftaran.DITERUSKAN: ("check-circle", "selesai"),
}
_SMALL = "btn btn-sm btn-outline-secondary"
UNDUH = "/pendaftaran/unduh"
KOLOM = (
    Kolom("nomor", "Nomor", JenisKolom.KODE, 14),
    Kolom("nama", "Warga atau rumah tangga", lebar=30),
    Kolom("nik", "NIK", JenisKolom.KODE, 18),
    Kolom("jenis", "Jenis", lebar=24),
    Kolom("kode", "Kode desa", JenisKolom.KODE),
    Kolom("desa", "Desa", lebar=30),
    Kolom("keadaan", "Keadaan", lebar=22),
    Kolom("langkah", "Menunggu", lebar=22),
    Kolom("pencatat", "Dicatat oleh", lebar=24),
    Kolom("dibuat", "Dicatat", JenisKolom.SAAT),
    Kolom("diubah", "Berubah", JenisKolom.SAAT),
)


def page(*, may_record: bool) -> Component:
    """The frame; every area is filled by the address."""
    record = html.Button(
        [ikon("plus-lg"), "Catat pendaftaran"], className="btn btn-primary", **go(catat="1", lapor=None)
    )
    return html.Div(
        [
            *(dcc.Store(id=name) for name in (AKSI, JAWAB, SEGAR)),
            html.Div(
                [
                    html.Div(
                        [
                            html.H1("Warga mana yang mendaftar, dan sampai di mana?"),
                            html.P(
                                "Pendaftaran naik dari desa sampai Menteri, lalu diperiksa sebagai usulan DTKS baru. "
                                "Ketidaklayakan dapat dilaporkan setiap hari dari kartu rumah tangga di Data Kesos.",
                                className="siks-samar siks-kecil",
                            ),
                        ]
                    ),
                    *([record] if may_record else []),
                ],
                className="ajuan-kepala",
            ),
            html.Div([bidang(FORM)], className="ajuan-ajukan"),
            html.Div([bidang(DAFTAR), bidang(RINCI)], className="ajuan-isi"),
        ],
        className="ajuan",
        id="pendaftaran",
    )


def keadaan(item: Pendaftaran) -> Component:
    """Where it stands: icon and word, and what it waits for."""
    icon, colour = _TAMPIL[item.state]
    waits = f" · {LANGKAH_NAME[item.langkah]}" if item.langkah else ""
    return html.Span([ikon(icon), f"{STATE_NAME[item.state]}{waits}"], className=f"ajuan-state ajuan-{colour}")


def daftar(
    found: Sequence[Pendaftaran],
    *,
    tampil: str,
    menunggu: int | None,
    buka: str,
    lanjut: str | None,
    mulai: bool,
    unduh: Mapping[str, object] | None,
) -> Component:
    """The queue of the reader's desk, or everything. ``menunggu`` None: the reader has no desk;
    ``unduh``: the address of the list, None for who may not take it away.
    """
    tabs: list[tuple[str, str, int | None]] = [("semua", "Semua", None)]
    if menunggu is not None:
        tabs.insert(0, ("saya", "Menunggu saya", menunggu))
    head = tab(tabs, tampil, "tampil")
    if not found:
        text = "Tidak ada yang menunggu Anda" if tampil == "saya" else "Belum ada pendaftaran"
        return html.Div([head, kosong("inbox", text, "Pendaftaran dan laporan di wilayah ini muncul di sini.")])
    links = [] if unduh is None else [menu_tabel("daftar pendaftaran", UNDUH, {**unduh, "tampil": tampil})]
    heads = ("Warga atau rumah tangga", "Jenis", "Desa", "Keadaan", "Dicatat")
    tools = html.Div(
        [
            *links,
            *([html.Button("Kembali ke awal", type="button", className=_SMALL, **go(setelah=None))] if mulai else []),
            *(
                [html.Button("Halaman berikutnya", type="button", className=_SMALL, **go(setelah=lanjut))]
                if lanjut
                else []
            ),
        ],
        className="ajuan-massal",
    )
    return html.Div([head, tabel(heads, [_row(item, buka) for item in found], "Daftar pendaftaran"), tools])


def baris(item: Pendaftaran) -> list[Any]:
    """One registration or report, by ``KOLOM``; the NIK as the page shows it."""
    return [
        f"{item.kab}-{item.nomor}", item.nama, item.nik, JENIS_NAME[item.jenis], str(item.desa), item.tempat,
        STATE_NAME[item.state], LANGKAH_NAME[item.langkah] if item.langkah else None, item.pencatat_nama, item.dibuat,
        item.diubah,
    ]  # fmt: skip


def _row(item: Pendaftaran, buka: str) -> Component:
    key = f"{item.kab}-{item.nomor}"
    current = attributes(aria_current="true") if key == buka else {}
    return html.Tr(
        [
            html.Th(
                [
                    html.Button(item.nama, type="button", className="ajuan-nama", **current, **go(buka=key)),
                    html.Div(f"NIK {item.nik}" if item.nik else f"Nomor {item.nomor}", className="siks-samar"),
                ],
                scope="row",
            ),
            sel("Jenis", JENIS_NAME[item.jenis]),
            sel("Desa", item.tempat),
            sel("Keadaan", keadaan(item)),
            sel("Dicatat", [moment(item.dibuat), html.Div(item.pencatat_nama, className="siks-samar")]),
        ]
    )


def garis(item: Pendaftaran, chain: Sequence[str], taken: Sequence[LangkahTempuh]) -> Component:
    """The steps as a line: done, where it is, and what is ahead."""
    if item.jenis is JenisPendaftaran.KETIDAKLAYAKAN:
        stops = [PENCATAT, MENUNGGU_PERIODE, "kasus"]
    else:
        passed = [step.langkah for step in taken if step.keputusan == "teruskan" and step.langkah not in chain]
        stops = [PENCATAT, *sorted({*chain, *passed}, key=list(MEJA).index), "kasus"]
    names = {**LANGKAH_NAME, PENCATAT: "Dicatat", "kasus": "Kasus pemeriksaan", MENUNGGU_PERIODE: "Menunggu periode"}
    done = {step.langkah for step in taken if step.keputusan in ("teruskan", "kirim")}
    over = item.state is StatePendaftaran.DITERUSKAN
    stopped = taken[-1].langkah if item.state is StatePendaftaran.DITOLAK and taken else None
    here = "kasus" if item.langkah == MENUNGGU_PERIODE and MENUNGGU_PERIODE not in stops else item.langkah
    marks = []
    for stop in stops:
        if stop == stopped:
            icon, kind = "x-circle", "ajuan-henti"
        elif stop == here:
            icon, kind = "hourglass-split", "ajuan-kini"
        elif over or stop in done:
            icon, kind = "check-circle-fill", "ajuan-sudah"
        else:
            icon, kind = "circle", ""
        marks.append(html.Li([ikon(icon), names[stop]], className=kind))
    return html.Ol(marks, className="ajuan-langkah", **attributes(aria_label="Langkah"))


_DONE = {"teruskan": "Diteruskan", "kembalikan": "Dikembalikan", "tolak": "Ditolak", "kirim": "Dikirim"}


def rinci(
    item: Pendaftaran,
    chain: Sequence[str],
    taken: Sequence[LangkahTempuh],
    berkas: Sequence[tuple[int, str, str]],
    *,
    boleh: Sequence[str],
    lihat: bool,
) -> Component:
    """One registration or report. ``boleh`` are the steps that the reader may take now; ``lihat``: papers are shown."""
    key = f"{item.kab}-{item.nomor}"
    heading = html.H2(item.nama, tabIndex=-1, **attributes(data_ajuan_fokus="1"))
    links: list[Component] = []
    if item.usulan:
        links.append(html.A("Buka kasusnya pada pemeriksaan", href=f"/usulan?kasus={item.kab}-{item.usulan}"))
    if item.ruta:
        links.append(html.A("Buka kartu rumah tangga", href=f"/data-kesos?ruta={item.kab}-{item.ruta}"))
    return html.Section(
        [
            html.Div([heading, tutup("Tutup rincian", buka=None)], className="ajuan-atas"),
            html.Div([keadaan(item), html.Div(f"{JENIS_NAME[item.jenis]} nomor {item.nomor}", className="siks-samar")]),
            garis(item, chain, taken),
            _facts(item),
            *links,
            *([_decide(key, boleh)] if set(boleh) & {"teruskan", "kembalikan", "tolak"} else []),
            *(
                [html.Button("Perbaiki dan kirim ulang", className="btn btn-primary", **go(catat=key))]
                if "kirim" in boleh
                else []
            ),
            _papers(key, berkas, lihat=lihat),
            html.Div(
                [html.H3("Riwayat"), html.Ul([_step(step) for step in reversed(taken)], className="ajuan-riwayat")]
            ),
        ],
        className="ajuan-rinci",
        **attributes(aria_label=f"{JENIS_NAME[item.jenis]} {item.nama}"),
    )


def _facts(item: Pendaftaran) -> Component:
    isi = item.isi
    if item.jenis is JenisPendaftaran.KETIDAKLAYAKAN:
        pairs = [("Alasan", ALASAN[isi["alasan"]]), ("Temuan", isi["keterangan"]), ("IDBDT", isi["idbdt"])]
        return fakta([*pairs, ("Desa", item.tempat), ("Pelapor", f"{item.pencatat_nama}, {moment(item.dibuat)}")])
    house = [(RUMAH_KATA[name][0], rumah_kata(name, code)) for name, code in isi["rumah"].items()]
    return fakta(
        [
            ("NIK", item.nik),
            ("Tanggal lahir", day(date.fromisoformat(isi["tgl_lahir"]))),
            ("Alamat", isi["alamat"]),
            ("Desa", item.tempat),
            ("Telepon", isi["telepon"]),
            ("Alasan", ALASAN_DAFTAR[isi["alasan"]]),
            ("Keterangan", isi["keterangan"]),
            ("Anggota rumah tangga", number(isi["anggota"])),
            *house,
            ("Pencatat", f"{item.pencatat_nama}, {moment(item.dibuat)}"),
        ]
    )


def _step(step: LangkahTempuh) -> Component:
    return html.Li(
        [
            html.B(f"{_DONE[step.keputusan]}: {LANGKAH_NAME[step.langkah]}"),
            html.Div(f"{step.nama}, {moment(step.waktu)}", className="siks-samar"),
            *([html.Div(f"“{step.catatan}”")] if step.catatan else []),
        ]
    )


def _papers(key: str, berkas: Sequence[tuple[int, str, str]], *, lihat: bool) -> Component:
    if not berkas:
        return html.P("Tanpa dokumen.", className="siks-samar")
    if not lihat:
        names = ", ".join(BERKAS[kind] for _, kind, _ in berkas)
        return html.P(
            [ikon("lock"), f" Dokumen: {names}. Isinya memuat nomor identitas, yang tertutup bagi peran Anda."]
        )
    shown = []
    for place, kind, name in berkas:
        url = f"/pendaftaran/berkas/{key.replace('-', '/')}/{place}"
        image = html.Img(src=url, alt=f"{BERKAS[kind]}: {name}", className="ajuan-dokumen")
        shown.append(html.Div([html.Div(BERKAS[kind]), html.A(image, href=url, target="_blank")]))
    return html.Div([html.H3("Dokumen"), html.Div(shown, className="ajuan-form")])


def _decide(key: str, boleh: Sequence[str]) -> Component:
    words = {"teruskan": "Teruskan", "kembalikan": "Kembalikan", "tolak": "Tolak"}
    buttons = [
        html.Button(
            words[kode],
            name="aksi",
            value=kode,
            className="btn btn-primary" if kode == "teruskan" else "btn btn-outline-secondary",
        )
        for kode in words
        if kode in boleh
    ]
    note = teks("catatan", "Catatan (wajib bila dikembalikan atau ditolak)", panjang=LONGEST_TEXT)
    return html.Form(
        [note, html.Div(buttons, className="ajuan-tombol")],
        className="ajuan-putus",
        **attributes(data_ajuan_tanya=AKSI, data_ajuan_nomor=key),
    )


def formulir(desa: Sequence[DesaPilihan], item: Pendaftaran | None) -> Component:
    """The form of a citizen; of ``item`` it is filled in with what was said before, but for the numbers."""
    isi: Mapping[str, object] = item.isi if item else {}

    def said(name: str) -> str:
        return str(isi.get(name, ""))

    name = item.nama if item else ""
    house = isi.get("rumah", {})
    assert isinstance(house, Mapping)
    questions = [
        pilihan(
            field,
            RUMAH_KATA[field][0],
            {str(code): word for code, word in enumerate(RUMAH_KATA[field][1], 1)},
            str(house.get(field, "")),
        )
        for field in RUMAH_TANYA
    ]
    places = {str(one.kode): f"{one.nama}, Kec. {one.kecamatan}" for one in desa}
    only = str(desa[0].kode) if len(desa) == 1 else ""
    place = [] if item else [pilihan("desa", "Desa/kelurahan", places, only)]
    title = f"Perbaiki pendaftaran nomor {item.nomor}" if item else "Catat pendaftaran warga"
    return html.Section(
        [
            html.Div([html.H2(title), tutup("Tutup formulir", catat=None)], className="ajuan-atas"),
            html.Form(
                [
                    html.Div(
                        [
                            _group("Warga"),
                            kotak("nik", "NIK", inputmode="numeric", maxlength="19"),
                            kotak("no_kk", "Nomor KK", inputmode="numeric", maxlength="19"),
                            kotak("nama", "Nama sesuai KTP", nilai=name, maxlength=str(LONGEST_NAME)),
                            kotak("tgl_lahir", "Tanggal lahir", jenis="date", nilai=said("tgl_lahir")),
                            *place,
                            kotak("alamat", "Alamat", nilai=said("alamat"), maxlength=str(LONGEST_ADDRESS)),
                            kotak("telepon", "Telepon (bila ada)", jenis="tel", nilai=said("telepon"), maxlength="20"),
                            pilihan("alasan", "Alasan mendaftar", ALASAN_DAFTAR, said("alasan")),
                            _group("Rumah tangga"),
                            kotak(
                                "anggota", "Jumlah anggota rumah tangga", jenis="number", nilai=said("anggota"), min="1"
                            ),
                            *questions,
                            kotak("keterangan", "Keterangan", nilai=said("keterangan"), maxlength=str(LONGEST_TEXT)),
                            _group("Dokumen (PDF, JPG, PNG)"),
                            *(_file(kind, label) for kind, label in BERKAS.items()),
                        ],
                        className="ajuan-form",
                    ),
                    html.Div(
                        html.Button("Kirim ulang" if item else "Catat", type="submit", className="btn btn-primary"),
                        className="ajuan-tombol",
                    ),
                ],
                className="ajuan-putus",
                **attributes(data_ajuan_kirim=_route(item)),
            ),
        ],
        className="ajuan-kartu",
    )


def _route(item: Pendaftaran | None) -> str:
    return f"/api/pendaftaran/{item.kab}/{item.nomor}" if item else "/api/pendaftaran"


def _group(name: str) -> Component:
    return html.H3(name, className="ajuan-lebar")


def _file(kind: str, label: str) -> Component:
    return kotak(kind, label, jenis="file", accept=".pdf,.jpg,.jpeg,.png")


def laporan(kartu: Kartu) -> Component:
    """The form that reports a household of the register."""
    return html.Section(
        [
            html.Div([html.H2("Laporkan ketidaklayakan"), tutup("Tutup formulir", lapor=None)], className="ajuan-atas"),
            fakta(
                [
                    ("Rumah tangga", kartu.nama_krt),
                    ("IDBDT", kartu.idbdt),
                    ("Alamat", f"{kartu.alamat}, {kartu.tempat}"),
                ]
            ),
            html.Form(
                [
                    html.Div(
                        [
                            pilihan("alasan", "Alasan", ALASAN),
                            _file("surat", "Surat keterangan"),
                            _file("rumah", "Foto rumah"),
                            teks(
                                "catatan",
                                "Temuan",
                                panjang=LONGEST_TEXT,
                                contoh="Apa yang ditemukan, kapan, oleh siapa",
                            ),
                        ],
                        className="ajuan-form",
                    ),
                    html.Div(
                        html.Button("Laporkan", type="submit", className="btn btn-primary"), className="ajuan-tombol"
                    ),
                ],
                className="ajuan-putus",
                **attributes(data_ajuan_kirim=f"/api/ketidaklayakan/{kartu.rujukan.kab}/{kartu.rujukan.ruta}"),
            ),
        ],
        className="ajuan-kartu",
    )
