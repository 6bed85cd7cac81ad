"""Chapters of a pack about the end of the month and what endangers it: finalisasi, rawan."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from data_access.pantau_desa import Tinjauan, columns_at, read_keys, read_rows
from data_access.pantauan import Gugus, Rawan, read_gugus
from data_access.papan import read_papan
from domain import briefing_angka as hitung
from domain import briefing_kalimat as kata
from domain.batch import SIAP, StateBatch
from domain.briefing import BAB_NAME, BabBriefing
from domain.figur import SAMAR, Bab, Figur, Jenis, JenisKolom, Kolom, Sel, tabel
from domain.grafik import Datum, batang
from domain.halangan import Halangan
from domain.indikator import DIISI, INDIKATOR, STILL_DAYS, TOTAL, evaluate, total_of
from domain.kalender import JAKARTA, Kegiatan
from domain.kesiapan import KEADAAN_NAME, KELOMPOK_NAME, KELOMPOK_OF, BarisPapan, Kelompok
from domain.kode import Level
from domain.saring import parse_saringan
from workflow.briefing_isi_bahan import Bahan

_PAPAN = "data_access.papan.read_papan"
_BELUM = frozenset({str(StateBatch.TERBUKA), SIAP, str(StateBatch.DIKEMBALIKAN)})
_WARNA = {
    Kelompok.TERBUKA: "belum", Kelompok.SIAP: "selesai", Kelompok.DIFINALISASI: "proses",
    Kelompok.DISAHKAN: "diisi", Kelompok.PUSAT: "brand", Kelompok.DITETAPKAN: "final",
    Kelompok.DIKEMBALIKAN: "dikembalikan",
}  # fmt: skip
# Obstacles of the kuota are told to those who may see the kuota.
_HALANGAN_KUOTA = frozenset({Halangan.KUOTA_KAB_LEBIH, Halangan.KUOTA_LEBIH})


def finalisasi(bahan: Bahan) -> Bab:
    """Batches of all kab by state; of a kab its own batch; below a kab a sentence."""
    title = BAB_NAME[BabBriefing.FINALISASI]
    if bahan.scope.level > Level.KAB:
        below = "kecamatan" if bahan.scope.level is Level.KECAMATAN else "desa"
        alone = f"Finalisasi dilakukan kab/kota demi kab/kota, bukan per {below}; lihat paket kab/kotanya."
        return Bab(BabBriefing.FINALISASI, title, (alone,))
    rows = read_papan(bahan.connection, bahan.scope, bahan.periode)
    board = _papan(bahan, rows)
    if bahan.scope.level is Level.KAB:
        obstacles = _halangan(bahan, rows[0])
        return Bab(
            BabBriefing.FINALISASI, title, kata.finalisasi_kab(bahan.wilayah.nama, board, obstacles),
            (board, obstacles) if obstacles.isi["baris"] else (board,),
        )  # fmt: skip
    figures = _angka(rows)
    closes = bahan.periode.rentang(Kegiatan.PENGESAHAN)[1]
    said = kata.finalisasi("kab/kota", figures, closes.isoformat(), bahan.now > closes)
    drawn = (figures, _keadaan(rows), board) if any(row.keadaan for row in rows) else (figures, board)
    return Bab(BabBriefing.FINALISASI, title, said, drawn)


def _angka(rows: Sequence[BarisPapan]) -> Figur:
    known = Counter(row.keadaan for row in rows if row.keadaan is not None)
    of = sum(known.values())
    counts = (
        ("difinalisasi", "Sudah difinalisasi", of - sum(known[state] for state in _BELUM),
         "Kab/kota yang batch-nya sudah ditutup, apa pun langkah sesudahnya."),
        ("siap", KEADAAN_NAME[SIAP], known[SIAP], "Kab/kota terbuka tanpa halangan yang menahan finalisasi."),
        ("dikembalikan", "Dikembalikan", known[str(StateBatch.DIKEMBALIKAN)],
         "Kab/kota yang batch-nya dikembalikan provinsi atau BPS."),
    )  # fmt: skip
    items = [
        hitung.angka(kode, name, count, "kab/kota", pembilang=count, penyebut=of, satuan_pembilang="kab/kota",
                     definisi=meaning)
        for kode, name, count, meaning in counts
    ]  # fmt: skip
    return Figur(
        "finalisasi.angka", "Finalisasi dalam angka", Jenis.ANGKA, {"angka": items},
        definisi="Kab/kota menurut keadaan batch.", penyebut="kab/kota yang memiliki prelist", kueri=_PAPAN,
    )  # fmt: skip


def _keadaan(rows: Sequence[BarisPapan]) -> Figur:
    known = Counter(KELOMPOK_OF[row.keadaan] for row in rows if row.keadaan is not None)
    title = "Kab/kota menurut keadaan batch"
    data = [Datum(KELOMPOK_NAME[group], known[group], _WARNA[group]) for group in Kelompok if known[group]]
    return Figur(
        "finalisasi.keadaan", title, Jenis.GRAFIK, batang(data, judul=title, satuan="kab/kota"),
        definisi="Langkah terakhir batch tiap kab/kota.", penyebut="kab/kota yang memiliki prelist", kueri=_PAPAN,
    )  # fmt: skip


def _papan(bahan: Bahan, rows: Sequence[BarisPapan]) -> Figur:
    columns = [
        Kolom("kode", "Kode", JenisKolom.KODE, 8),
        Kolom("nama", "Kab/kota", lebar=28),
        Kolom("provinsi", "Provinsi", lebar=24),
        Kolom("keadaan", "Keadaan", lebar=26),
        Kolom("sisa", "Sisa waktu (hari)", JenisKolom.BULAT, 12),
        Kolom("tutup", "Pengesahan ditutup", JenisKolom.TANGGAL, 18),
        Kolom("diperpanjang", "Diperpanjang", lebar=14),
        Kolom("difinalisasi", "Difinalisasi", JenisKolom.TANGGAL, 16),
        Kolom("versi", "Versi", JenisKolom.BULAT, 8),
    ]
    cells: list[list[Sel]] = []
    for row in rows:
        left = math.ceil((row.tutup - bahan.now) / timedelta(days=1))
        closed = None if row.difinalisasi is None else row.difinalisasi.astimezone(JAKARTA).date().isoformat()
        known = row.keadaan is not None
        cells.append(
            [str(row.kab), row.nama, row.provinsi, KEADAAN_NAME[row.keadaan] if row.keadaan is not None else None,
             left if known else None, row.tutup.astimezone(JAKARTA).date().isoformat(),
             "ya" if row.diperpanjang else "tidak", closed, row.versi if known else None]
        )  # fmt: skip
    return tabel(
        "finalisasi.papan", "Keadaan batch", columns, cells,
        definisi="Langkah terakhir batch tiap kab/kota; sisa waktu sampai pengesahan ditutup, dengan pengecualian "
        "yang diberikan Pusdatin, negatif berarti lewat.",
        kueri=_PAPAN,
    )  # fmt: skip


def _halangan(bahan: Bahan, row: BarisPapan) -> Figur:
    columns = [
        Kolom("halangan", "Halangan", lebar=44),
        Kolom("sifat", "Sifat", lebar=34),
        Kolom("jumlah", "Jumlah", JenisKolom.BULAT, 12),
        Kolom("dari", "Dari", JenisKolom.BULAT, 12),
        Kolom("satuan", "Satuan", lebar=16),
        Kolom("langkah", "Langkah", lebar=60),
    ]
    found = [item for item in row.kesiapan.temuan if bahan.kuota or item.halangan not in _HALANGAN_KUOTA]
    cells: list[list[Sel]] = []
    for item in found:
        rule = item.aturan
        covered = bahan.kunci.samar > 0 and rule.satuan != "desa"
        counts: list[Sel] = [SAMAR, SAMAR if item.dari is not None else None] if covered else [item.jumlah, item.dari]
        holds = kata.MENAHAN if rule.menahan else kata.TIDAK_IKUT
        cells.append([rule.nama, holds, *counts, rule.satuan, rule.langkah])
    return tabel(
        "finalisasi.halangan", "Yang menahan dan yang tidak ikut", columns, cells,
        definisi="Halangan yang menahan finalisasi harus diperbaiki dahulu; yang lain hanya tidak ikut batch.",
        kueri="data_access.kesiapan.kesiapan_per_kab",
        catatan="Jumlah rumah tangga dan KPM tidak disebut." if bahan.kunci.samar and cells else "",
    )  # fmt: skip


def rawan(bahan: Bahan) -> Bab:
    """Hot spots, desa that stand still, desa that will be latest."""
    spots = read_gugus(bahan.connection, bahan.scope, Rawan.PROGRES, bahan.program, bahan.periode.kode)
    where = Tinjauan(
        bahan.scope, Level.DESA, bahan.program, bahan.periode.kode, bahan.as_of, bahan.periode.first_day,
        bahan.periode.last_day, max(bahan.periode.days_left(bahan.now), 0),
    )  # fmt: skip
    still, many = _desa(bahan, where, f"belum>0;diam>={STILL_DAYS}", "-diam,-belum")
    late, late_many = _desa(bahan, where, "belum>0;terlambat>0", "-terlambat,-belum")
    figures = Figur(
        "rawan.angka", "Titik rawan dalam angka", Jenis.ANGKA,
        {"angka": [
            hitung.angka("gugus", "Gugus desa tertinggal", len(spots), "gugus",
                         definisi=INDIKATOR["rawan"].penjelasan),
            hitung.angka("desa_gugus", "Desa di dalam gugus", sum(len(spot.desa) for spot in spots), "desa",
                         definisi="Desa yang termasuk gugus tertinggal."),
            hitung.angka("desa_diam", f"Desa diam {STILL_DAYS} hari atau lebih", many, "desa",
                         definisi=f"Desa belum selesai tanpa aktivitas {STILL_DAYS} hari atau lebih."),
            hitung.angka("desa_terlambat", "Desa terlambat bila laju tetap", late_many, "desa",
                         definisi=INDIKATOR["terlambat"].penjelasan),
        ]},
        definisi="Tempat yang membahayakan penyelesaian verivali.", penyebut="desa yang memiliki prelist",
        kueri="data_access.pantau_desa.read_keys",
    )  # fmt: skip
    groups = _gugus(bahan, spots)
    waited = f"Desa belum selesai dan {STILL_DAYS} hari atau lebih tanpa aktivitas, yang terlama lebih dahulu."
    quiet = _daftar(bahan, "rawan.diam", "Desa paling lama diam", still, waited)
    slow = INDIKATOR["terlambat"].penjelasan
    behind = _daftar(bahan, "rawan.terlambat", "Desa paling terlambat bila laju tetap", late, slow)
    drawn = (figures, *(table for table in (groups, quiet, behind) if table.isi["baris"]))
    return Bab(BabBriefing.RAWAN, BAB_NAME[BabBriefing.RAWAN], kata.rawan(figures, groups, quiet), drawn)


def _desa(bahan: Bahan, where: Tinjauan, saring: str, urut: str) -> tuple[list[dict[str, Any]], int]:
    """The first desa of a filter of the verivali page, and how many it finds."""
    asked = parse_saringan({"saring": saring, "urut": urut}, columns_at(Level.DESA))
    found = read_keys(bahan.connection, where, asked, 0, hitung.TERBANYAK)
    return read_rows(bahan.connection, where, found.kode), found.jumlah


def _rinci(bahan: Bahan) -> bool:
    """Whether desa are told with their counts: which of them must be hidden is known within a kab only, and to work it
    out for the country would take longer than the rest of the pack.
    """
    return not bahan.kunci.samar or bahan.scope.level >= Level.KAB


_TANPA_HITUNGAN = "Hitungan tiap desa ada pada paket kab/kotanya."


def _daftar(bahan: Bahan, kode: str, title: str, rows: Sequence[Mapping[str, Any]], meaning: str) -> Figur:
    columns = [
        Kolom("kode", "Kode", JenisKolom.KODE, 12),
        Kolom("nama", "Desa", lebar=24),
        Kolom("kecamatan", "Kecamatan", lebar=22),
        Kolom("kab", "Kab/kota", lebar=26),
        Kolom("diam", "Tanpa aktivitas (hari)", JenisKolom.BULAT, 14),
        Kolom("terlambat", "Terlambat (hari)", JenisKolom.BULAT, 14),
        Kolom("belum", "Belum dikunjungi (ruta)", JenisKolom.BULAT, 16),
        Kolom("total", "Prelist (ruta)", JenisKolom.BULAT, 14),
        Kolom("progres", "Progres (%)", JenisKolom.PERSEN, 12),
    ]
    codes = [row["kode"] for row in rows]
    hidden = bahan.topeng.tutup(codes, DIISI, TOTAL, ("diisi_7",)) if _rinci(bahan) else [True] * len(codes)
    when = {"as_of": bahan.as_of, "opened": bahan.periode.first_day, "deadline": bahan.periode.last_day}
    cells: list[list[Sel]] = []
    for row, covered in zip(rows, hidden, strict=True):
        last = {} if row["terakhir"] is None else {"last": row["terakhir"].astimezone(JAKARTA).date()}
        still = evaluate(INDIKATOR["diam"], row, **when, **last).nilai
        late = evaluate(INDIKATOR["terlambat"], row, **when).nilai
        share = evaluate(INDIKATOR["progres"], row).nilai
        counts: list[Sel] = [
            None if late is None else round(late), row["total"] - int(total_of(row, DIISI)), row["total"],
            None if share is None else round(share, 1),
        ]  # fmt: skip
        if covered:
            counts = [SAMAR] * len(counts)
        cells.append(
            [str(row["kode"]), row["nama"], row["kecamatan"], row["kab"], None if still is None else round(still),
             *counts]
        )  # fmt: skip
    return tabel(
        kode, title, columns, cells, definisi=meaning, penyebut="seluruh rumah tangga pada prelist desa",
        kueri="data_access.pantau_desa.read_rows", saring=(("Tingkat", "desa"),),
        catatan="" if _rinci(bahan) else _TANPA_HITUNGAN,
    )  # fmt: skip


def _gugus(bahan: Bahan, spots: Sequence[Gugus]) -> Figur:
    columns = [
        Kolom("nomor", "Gugus", JenisKolom.BULAT, 8),
        Kolom("desa", "Banyak desa", JenisKolom.BULAT, 12),
        Kolom("kecamatan", "Kecamatan", lebar=44),
        Kolom("kab", "Kab/kota", lebar=32),
        Kolom("progres", "Progres (%)", JenisKolom.PERSEN, 12),
        Kolom("sekitar", "Desa lain di sana (%)", JenisKolom.PERSEN, 14),
    ]
    shown = spots[: hitung.TERBANYAK]
    cells: list[list[Sel]] = []
    for k, spot in enumerate(shown, 1):
        few = not _rinci(bahan) or any(bahan.topeng.tutup(spot.desa, DIISI, TOTAL))
        shares: list[Sel] = [None if value is None else round(value, 1) for value in (spot.nilai, spot.sekitar)]
        cells.append(
            [k, len(spot.desa), ", ".join(spot.kecamatan), ", ".join(spot.kab), *([SAMAR, SAMAR] if few else shares)]
        )
    return tabel(
        "rawan.gugus", "Gugus desa tertinggal", columns, cells, definisi=INDIKATOR["rawan"].penjelasan,
        penyebut="seluruh rumah tangga pada prelist gugus itu", kueri="data_access.pantauan.read_gugus",
        catatan=f"{hitung.TERBANYAK} gugus terbesar." if len(spots) > len(shown) else "",
    )  # fmt: skip


BAB = {BabBriefing.FINALISASI: finalisasi, BabBriefing.RAWAN: rawan}
