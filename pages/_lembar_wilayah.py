"""What the map, the table of verivali and the page of a desa say on one slide or sheet, from their own parts."""

from __future__ import annotations

from typing import Any

from components import lembar as ambil
from components.peta_berkas import baris_peta, kolom_peta
from components.peta_data import NAMA_LEVEL, map_values
from components.verivali_tabel import baris_tabel, kolom_tabel
from data_access.pantau_desa import read_keys, read_rows
from data_access.session import Connection
from domain.access import Actor
from domain.figur import Figur
from domain.indikator import Arah
from domain.klasifikasi import CARA_NAME
from domain.kode import Level
from domain.lembar import BARIS_LEMBAR, Lembar, Ukuran
from pages import _desa as desa_
from pages import _peta as peta_
from pages import _verivali as verivali_
from pages._asal import asal_of, moment_of
from pages._desa_bagian import answer
from pages._peta_gambar import figur_peta
from pages._peta_tampilan import headline, words
from pages._verivali_tampilan import around

Query = dict[str, str]
_MOST_CARDS = 3
# Columns that name what an area lies in; those that the whole page lies in say nothing.
_DI_ATAS = (("kecamatan", Level.KECAMATAN), ("kab", Level.KAB), ("provinsi", Level.PROVINSI))


def peta(connection: Connection, actor: Actor, query: Query) -> Lembar:
    """The map of the address, its headline, and the areas that need it most."""
    ask = peta_.read_permintaan(connection, actor, query)
    frame, values = peta_.read_values(connection, ask, ask.scope, ask.level)
    drawn = map_values(ask.indikator, frame, values, ask.cara, peta_.read_banding(connection, ask))
    said = words(connection, ask, frame, peta_.read_own(connection, ask, frame, values))
    asal = asal_of(
        said["pertanyaan"],
        ask.wilayah,
        ask.periode.label_program,
        per=moment_of(ask.as_of, ask.moment, ask.wilayah.zona),
        saring=[("Ukuran", ask.indikator.nama), ("Kelas", CARA_NAME[ask.cara])],
        now=ask.moment,
        samar=ask.ambang,
    )
    level = NAMA_LEVEL[ask.level]
    title = f"{ask.indikator.nama} menurut {level}"
    figur = figur_peta(drawn, wilayah=ask.scope.kode, level=int(ask.level), judul=title, label=ask.periode.label)
    top = headline(connection, ask, ask.scope)
    first = Ukuran(top["ukuran"], top["besar"], (top["pecahan"],) if top["pecahan"] else ())
    cards = tuple(Ukuran(name, value, (note,) if note else ()) for name, value, note in top["kartu"])
    return Lembar(asal, (said["kalimat"],), (first, *cards[:_MOST_CARDS]), (figur, _terburuk(ask, drawn, level)))


def _terburuk(ask: peta_.Permintaan, drawn: dict[str, Any], level: str) -> Figur:
    """The areas whose figure wants most attention; those without one come last."""
    columns = kolom_peta(drawn)
    at = {item.kode: place for place, item in enumerate(columns)}
    sign = 1 if ask.indikator.arah is Arah.NAIK else -1
    rows = list(baris_peta(drawn))

    def order(row: list[Any]) -> tuple[bool, float]:
        value = row[at["nilai"]]
        return (True, 0.0) if not isinstance(value, int | float) else (False, sign * value)

    told = {"induk": drawn["banyak_induk"], "keterangan": any(row[at["keterangan"]] for row in rows)}
    names = ("nama", "induk", "nilai", "pembilang", "penyebut", "keterangan")
    chosen = [name for name in names if told.get(name, True)]
    found = [[row[at[name]] for name in chosen] for row in sorted(rows, key=order)]
    title = f"{level.capitalize()} yang paling perlu perhatian"
    return ambil.tabel_singkat("peta.tabel", title, [columns[at[name]] for name in chosen], found, len(rows), level)


def verivali(connection: Connection, actor: Actor, query: Query) -> Lembar:
    """The sentence, the stages, the curve, and the first rows of the table as the address orders them."""
    ask = verivali_.read_permintaan(connection, actor, query)
    whole, level = ask.tinjauan, NAMA_LEVEL[ask.tinjauan.level]
    title, sentence, _flags, _switch, aside = around(connection, ask)
    charts = {item.isi["jenis"]: item for item in reversed(ambil.grafik_di(aside))}
    page = read_keys(connection, whole, verivali_.read_saringan(query, whole.level), 0, BARIS_LEMBAR)
    rows = [baris_tabel(row, ask.hari, whole.level, ask.nomor) for row in read_rows(connection, whole, page.kode)]
    above = [name for name, of in _DI_ATAS if of > whole.scope.level]
    names = ("nama", *above, "progres", "belum", "laju", "perlu", "selesai", "petugas")
    table = ambil.pilih_kolom("verivali.tabel", f"{level.capitalize()} yang belum selesai", kolom_tabel(whole.level),
                              rows, names, page.jumlah, level)  # fmt: skip
    asal = asal_of(
        title,
        ask.wilayah,
        ask.periode.label_program,
        per=moment_of(ask.hari.as_of, ask.moment, ask.wilayah.zona),
        saring=[("Menurut", level)],
        now=ask.moment,
        samar=whole.topeng.ambang,
    )
    stages = ambil.ukuran_tahap(charts["corong"].isi) if "corong" in charts else ()
    curve = [charts["garis"]] if "garis" in charts else []
    return Lembar(asal, (sentence,), stages, (*curve, table))


def desa(connection: Connection, actor: Actor, query: Query) -> Lembar:
    """The sentence, figures, composition and daily course of one desa."""
    ask = desa_.read_tanya(connection, actor, query)
    parts = answer(connection, ask)
    asal = asal_of(
        f"Bagaimana verivali di {ask.wilayah.nama}?",
        ask.wilayah,
        ask.periode.label_program,
        per=moment_of(ask.waktu.as_of, ask.moment, ask.wilayah.zona),
        now=ask.moment,
    )
    figures = [*ambil.grafik_di(parts["harian"]), *ambil.grafik_di(parts["status"])]
    return Lembar(asal, tuple(ambil.kata_di(parts["kepala"], "desa-kalimat")), ambil.ukuran_di(parts["ukuran"]),
                  tuple(figures[:2]))  # fmt: skip
