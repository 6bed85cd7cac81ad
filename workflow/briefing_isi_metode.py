"""The last chapter: of every number of the pack its definition, its denominator, its source, and how it was checked."""

from __future__ import annotations

from collections.abc import Sequence

from domain import briefing_angka as hitung
from domain import briefing_kalimat as kata
from domain.briefing import BAB_NAME, BabBriefing
from domain.figur import Bab, Figur, Jenis, JenisKolom, Kolom, Sel, tabel
from workflow.briefing_isi_bahan import Bahan

# Digits of a digest that a table shows; the sheet of the workbook has them all.
_DIGIT = 16


def metode(bahan: Bahan, bab: Sequence[Bab], cocok: int) -> Bab:
    """``cocok``: how many numbers were equal by the second path."""
    figures = [(one.judul, item) for one in bab for item in one.figur]
    counts = [
        hitung.angka("figur", "Figur dalam paket", len(figures), "figur",
                     definisi="Figur pada bab lain dari paket ini."),
        hitung.angka("cocok", "Angka yang dicocokkan", cocok, "angka",
                     definisi="Angka yang dihitung lagi lewat jalur kedua: dari baris verivali, riwayat harian, "
                     "usulan, kuota desa, dan jumlah tabel. Paket dihentikan bila satu saja berbeda."),
    ]  # fmt: skip
    if bahan.kunci.samar:
        counts.append(
            hitung.angka("samar", "Sel terkecil", bahan.kunci.samar, "",
                         definisi="Hitungan di bawah angka ini disamarkan, beserta angka yang membukanya lewat "
                         "pengurangan.")
        )  # fmt: skip
    first = Figur(
        "metode.angka", "Pencocokan", Jenis.ANGKA, {"angka": counts},
        definisi="Bagaimana angka paket ini diperiksa.", kueri="workflow.briefing_isi_periksa.periksa",
    )  # fmt: skip
    return Bab(
        BabBriefing.METODE,
        BAB_NAME[BabBriefing.METODE],
        kata.metode(first),
        (first, _ukuran(figures), _figur(figures)),
    )


def _ukuran(figures: Sequence[tuple[str, Figur]]) -> Figur:
    """Every headline figure with what it means."""
    columns = [
        Kolom("bab", "Bab", lebar=24),
        Kolom("angka", "Angka", lebar=32),
        Kolom("satuan", "Satuan", lebar=20),
        Kolom("definisi", "Definisi", lebar=80),
    ]
    rows: list[list[Sel]] = [
        [title, item["nama"], item["satuan"], item["definisi"]]
        for title, figure in figures
        if figure.jenis is Jenis.ANGKA
        for item in figure.isi["angka"]
    ]
    return tabel("metode.ukuran", "Arti tiap angka", columns, rows, definisi="Definisi tiap angka pokok.")


def _figur(figures: Sequence[tuple[str, Figur]]) -> Figur:
    columns = [
        Kolom("bab", "Bab", lebar=24),
        Kolom("judul", "Figur", lebar=40),
        Kolom("definisi", "Definisi", lebar=70),
        Kolom("penyebut", "Penyebut", lebar=34),
        Kolom("kueri", "Sumber baca", lebar=40),
        Kolom("baris", "Baris", JenisKolom.BULAT, 8),
        Kolom("sidik", "Sidik", JenisKolom.KODE, 18),
    ]
    rows: list[list[Sel]] = [
        [title, item.judul, item.definisi, item.penyebut, item.kueri, item.banyak_baris, item.sidik[:_DIGIT]]
        for title, item in figures
    ]
    return tabel(
        "metode.figur", "Asal tiap figur", columns, rows,
        definisi="Definisi, penyebut, sumber, dan sidik SHA-256 (awalnya) isi tiap figur.",
    )  # fmt: skip
