"""What Beranda, Kuota, Usulan and Finalisasi say on one slide or sheet: their own reads and parts, in fewer words."""

from __future__ import annotations

from typing import Any

from components import lembar as ambil
from components.finalisasi_papan import baris, kalimat, kolom
from components.finalisasi_peta import spek_peta
from components.finalisasi_tata import DEFAULT_ORDER
from components.kuota_kata import kalimat as kalimat_kuota
from components.usulan_kinerja import kinerja
from data_access.papan import read_papan
from data_access.perhatian import count_items, read_setelan
from data_access.session import Connection
from domain.access import Actor
from domain.figur import Asal, Figur, JenisKolom, Kolom, Sel
from domain.kesiapan import KEADAAN_NAME
from domain.kode import Level
from domain.lembar import Lembar
from domain.perhatian import Keadaan, visible_to
from domain.saring import Jenis as JenisSaring
from domain.saring import parse_saringan
from domain.tulis import number
from pages import _beranda as beranda_
from pages import _finalisasi as finalisasi_
from pages import _kuota as kuota_
from pages import _kuota_tampilan as kuota_tampilan
from pages._asal import asal_of, moment_of
from pages._finalisasi_kab import pokok
from pages._finalisasi_papan import JUDUL, narrowed
from pages._kuota_berkas import narrowed as filtered
from pages._peta_gambar import figur_finalisasi
from pages._samar import read_ambang
from pages._session import now
from pages._usulan_kinerja import area_of, read_kinerja

Query = dict[str, str]


def beranda(connection: Connection, actor: Actor, query: Query) -> Lembar:
    """Headline figures, what wants attention, deadlines."""
    ask = beranda_.read_tinjauan(connection, actor, query, now())
    cards = ambil.ukuran_di(beranda_.kartu(connection, ask))[1:]
    asal = asal_of(
        "Apa yang perlu dikerjakan hari ini?",
        ask.wilayah,
        ask.periode.label_program,
        per=moment_of(ask.periode.as_of(ask.now), ask.now, ask.wilayah.zona),
        now=ask.now,
        samar=read_ambang(connection, actor),
    )
    deadlines = ambil.baris_di(beranda_.tenggat(connection, ask))
    wanted = _perhatian(connection, ask)
    many = sum(int(row[1] or 0) for row in wanted.isi["baris"])
    said = f"{ask.wilayah.nama}: {number(many) if many else 'tidak ada'} butir perlu perhatian."
    columns = [Kolom("kegiatan", "Kegiatan", lebar=40), Kolom("sisa", "Sisa waktu", lebar=40)]
    table = ambil.tabel_singkat("beranda.tenggat", "Tenggat", columns, deadlines, len(deadlines), "tenggat")
    return Lembar(asal, (said,), (*ambil.ukuran_di(beranda_.angka(connection, ask)), *cards), (wanted, table))


def _perhatian(connection: Connection, ask: beranda_.Tinjauan) -> Figur:
    settings = read_setelan(connection)
    rules = {rule.kode: rule.nama for rule in visible_to(ask.actor) if settings[rule.kode].aktif}
    counts = count_items(connection, ask.scope, ask.program, ask.periode.kode, list(rules), ask.clock)
    open_ = [item for item in counts if item.state == Keadaan.TERBUKA]
    open_.sort(key=lambda item: (settings[item.aturan].tingkat, -item.jumlah, item.aturan))
    columns = [
        Kolom("aturan", "Perlu perhatian", lebar=50),
        Kolom("terbuka", "Butir terbuka", JenisKolom.BULAT),
        Kolom("dibiarkan", "Di antaranya dibiarkan", JenisKolom.BULAT),
    ]
    rows = [[rules[item.aturan], item.jumlah, item.dibiarkan] for item in open_]
    return ambil.tabel_singkat(
        "beranda.perhatian", "Perlu perhatian", columns, rows, len(rows), "aturan dengan butir terbuka"
    )


def kuota(connection: Connection, actor: Actor, query: Query) -> Lembar:
    """The five figures, the course of the kuota, and the ten areas that stand out."""
    ask = kuota_.read_permintaan(connection, actor, query)
    found = kuota_tampilan.read_keadaan(connection, ask)
    asal = asal_of(
        "Berapa tempat yang terpakai, sisa, dan kurang?",
        ask.wilayah,
        ask.periode.label_program,
        per=moment_of(ask.as_of, ask.moment, ask.wilayah.zona),
        now=ask.moment,
        samar=read_ambang(connection, actor),
    )
    charts = [*ambil.grafik_di(kuota_tampilan.trend(connection, ask)),
              *ambil.grafik_di(kuota_tampilan.ranking(ask, found.frame))]  # fmt: skip
    said = kalimat_kuota(ask.wilayah.nama, ask.periode.label, found.own)
    return Lembar(asal, (said,), ambil.ukuran_di(kuota_tampilan.figures(ask, found)), tuple(charts))


def usulan(connection: Connection, actor: Actor, query: Query) -> Lembar:
    """The review in numbers: what waits and how long, and why work goes back."""
    ask, tab, found, periode = read_kinerja(connection, query)
    shown = kinerja(found, tab, ask.wilayah.nama, area_of(ask))
    asal = asal_of(
        "Apa yang menunggu keputusan, dan mengapa dikembalikan?",
        ask.wilayah,
        periode.label_program,
        per=ask.now,
        saring=[("Antrean", tab.capitalize())],
        now=ask.now,
    )
    own = ambil.ukuran_di([item for item in shown if type(item).__name__ == "Dl"])
    figures = [*ambil.grafik_di(shown), *ambil.tabel_di(shown, "usulan", f"Per {area_of(ask)}")]
    return Lembar(asal, tuple(ambil.kata_di(shown, "usulan-kalimat")), own, tuple(figures))


def finalisasi(connection: Connection, actor: Actor, query: Query) -> Lembar:
    """The board: its map, the states with their counts, the first rows; or one kab with what holds it."""
    ask = finalisasi_.read_permintaan(connection, actor, query)
    asal = asal_of(
        JUDUL if not ask.di_kab else "Apa yang masih menahan finalisasi?",
        ask.wilayah,
        ask.periode.label_program,
        per=ask.moment,
        saring=[("Keadaan", KEADAAN_NAME[ask.keadaan])] if ask.keadaan else [],
        now=ask.moment,
        samar=read_ambang(connection, actor),
    )
    if ask.di_kab:
        return _kab(connection, ask, asal)
    rows = read_papan(connection, ask.scope, ask.periode)
    shown = narrowed(ask, rows)
    said = kalimat(rows, ask.periode.tutup_pengesahan, ask.moment, ask.zona)
    title = "Keadaan finalisasi menurut kab/kota"
    figures = (figur_finalisasi(spek_peta(shown, {}, kode=ask.scope.kode, judul=title)), _papan(ask, query, shown))
    return Lembar(asal, (said,), (), figures)


def _papan(ask: finalisasi_.Permintaan, query: Query, rows: list[Any]) -> Figur:
    columns = kolom(ask.hidden)
    kinds = {item.kode: JenisSaring.ANGKA if item.jenis == "angka" else JenisSaring.TEKS for item in columns}
    saringan = parse_saringan({"urut": DEFAULT_ORDER, **{k: v for k, v in query.items() if v}}, kinds)
    found = filtered(baris(rows, ask.moment, ask.hidden), saringan)
    names = ("nama", "provinsi", "keadaan", "menahan", "disetujui", "final", "total")
    wide = ask.scope.level is Level.NASIONAL
    chosen = [name for name in names if wide or name != "provinsi"]
    return ambil.pilih_kolom("finalisasi.papan", "Kab/kota", columns, found, chosen, len(found), "kab/kota")


def _kab(connection: Connection, ask: finalisasi_.Permintaan, asal: Asal) -> Lembar:
    said, told = pokok(connection, ask)
    columns = [
        Kolom("halangan", "Halangan", lebar=40),
        Kolom("jumlah", "Jumlah", JenisKolom.BULAT, 10),
        Kolom("satuan", "Satuan", lebar=16),
        Kolom("dari", "Dari", JenisKolom.BULAT, 10),
        Kolom("siapa", "Oleh", lebar=22),
        Kolom("langkah", "Yang perlu dilakukan", lebar=60),
    ]
    rows: list[list[Sel]] = [
        [rule.nama, item.jumlah, rule.satuan, item.dari, rule.siapa, rule.langkah]
        for item in told
        for rule in (item.aturan,)
    ]
    if ask.ambang:
        # Which obstacles there are, and not how many cases.
        columns, rows = [columns[k] for k in (0, 4, 5)], [[row[k] for k in (0, 4, 5)] for row in rows]
    table = ambil.tabel_singkat("finalisasi.halangan", "Yang menghalangi", columns, rows, len(rows), "halangan")
    return Lembar(asal, (said,), (), (table,))
