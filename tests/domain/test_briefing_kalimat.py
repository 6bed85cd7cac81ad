"""Sentences by rules: zero, none, all, equal, nothing to compare with, too small to be told, before and after."""

from __future__ import annotations

from typing import Any

import pytest

from domain import briefing_kalimat as kata
from domain.briefing_angka import angka
from domain.figur import SAMAR, Figur, Jenis, JenisKolom, Kolom, Sel, tabel


def figur(*items: dict[str, Any]) -> Figur:
    return Figur("x", "x", Jenis.ANGKA, {"angka": list(items)})


def progres(nilai: float | None, above: int = 70, below: int = 100, beda: Any = (), *, samar: bool = False) -> Figur:
    return figur(
        angka("progres", "Progres", nilai, "%", desimal=1, pembilang=above, penyebut=below, beda=beda, samar=samar)
    )


def daerah(below: int, of: int, satuan: str = "kab/kota") -> Figur:
    return figur(angka("di_bawah_target", "x", below, satuan, pembilang=below, penyebut=of, satuan_pembilang=satuan))


def tenggat(left: int = 5) -> Figur:
    columns = [Kolom("kegiatan", "Kegiatan"), Kolom("buka", "Buka", JenisKolom.SAAT),
               Kolom("tutup", "Tutup", JenisKolom.SAAT), Kolom("sisa", "Sisa", JenisKolom.BULAT)]  # fmt: skip
    row: list[Sel] = ["Verivali", "2026-11-01T00:00:00+07:00", "2026-11-25T23:59:59+07:00", left]
    return tabel("t", "t", columns, [row])


def pertama(utama: Figur, areas: Figur | None = None, buka: str = "buka") -> str:
    return kata.ringkasan("Jawa Barat", buka, utama, areas, tenggat())[0]


def test_a_headline_says_how_far_how_it_changed_and_how_many_are_behind() -> None:
    said = pertama(progres(72.4, beda=[("bulan lalu", 3.1), ("minggu lalu", -0.2)]), daerah(14, 27))
    assert said == (
        "Jawa Barat mencapai 72,4 %, naik 3,1 poin dari bulan lalu dan turun 0,2 poin dari minggu lalu; 14 dari 27 "
        "kab/kota di bawah target hari ini."
    )


@pytest.mark.parametrize(
    ("utama", "areas", "said"),
    [
        (progres(0.0, 0), None, "Jawa Barat mencapai 0 %."),
        (progres(100.0, 100), None, "Seluruh prelist Jawa Barat sudah diverifikasi."),
        (progres(50.0, 50, beda=[("minggu lalu", 0.0)]), None, "Jawa Barat mencapai 50 %, sama dengan minggu lalu."),
        (progres(50.0, 50, beda=[("minggu lalu", None)]), None, "Jawa Barat mencapai 50 %."),
        (progres(50.0, 50), daerah(0, 27), "Jawa Barat mencapai 50 %; tidak ada kab/kota di bawah target hari ini."),
        (progres(50.0, 50), daerah(27, 27), "Jawa Barat mencapai 50 %; semua kab/kota di bawah target hari ini."),
        (progres(50.0, 50), daerah(0, 0), "Jawa Barat mencapai 50 %."),
        (progres(None, 0, 0), None, "Jawa Barat belum memiliki prelist pada periode ini."),
        (
            progres(50.0, 50, samar=True),
            daerah(1, 2),
            "Progres Jawa Barat disamarkan karena jumlahnya terlalu kecil untuk disebut.",
        ),
    ],
)
def test_zero_all_equal_none_and_small_have_words_of_their_own(utama: Figur, areas: Figur | None, said: str) -> None:
    assert pertama(utama, areas) == said


def test_almost_all_is_not_all() -> None:
    assert pertama(progres(100.0, 99_999, 100_000)) == "Jawa Barat mencapai 100 %."


def test_before_and_after_a_periode() -> None:
    assert kata.ringkasan("Jawa Barat", "belum", progres(0.0, 0), daerah(27, 27), tenggat(40)) == (
        "Periode ini belum dibuka; verivali Jawa Barat belum dimulai.",
        "Verivali dibuka 1 November 2026.",
    )
    said = kata.ringkasan("Jawa Barat", "tutup", progres(90.0, 90), daerah(3, 27), tenggat(-4))
    assert said == (
        "Jawa Barat menutup periode dengan 90 %; 3 dari 27 kab/kota di bawah target.",
        "Verivali sudah ditutup 25 November 2026.",
    )


def test_the_last_day_is_less_than_a_day() -> None:
    said = kata.ringkasan("Jawa Barat", "buka", progres(90.0, 90), None, tenggat(1))
    assert said[1] == "Verivali ditutup 25 November 2026, tersisa kurang dari sehari."


def peta(nilai: list[Any], nama: list[str]) -> Figur:
    hidden = sum(value == SAMAR for value in nilai)
    return Figur("p", "p", Jenis.PETA, {"nilai": nilai, "nama": nama, "kode": list(range(len(nama))), "legenda": {
        "tidak_ada_data": sum(value is None for value in nilai), "disamarkan": hidden}})  # fmt: skip


def test_a_map_names_highest_and_lowest_and_what_is_missing() -> None:
    still = figur(angka("diam", "x", 1, "desa", pembilang=1, penyebut=2, satuan_pembilang="desa"))
    assert kata.peta("desa", peta([80.0, 20.5, None, SAMAR], ["A", "B", "C", "D"]), still) == (
        "Tertinggi A (80 %), terendah B (20,5 %).",
        "1 dari 2 desa tidak bergerak sepekan terakhir.",
        "1 desa tidak memiliki data.",
        "Angka 1 desa disamarkan karena terlalu kecil untuk disebut.",
    )


def test_a_map_of_equals_of_one_and_of_none() -> None:
    none = figur()
    assert kata.peta("desa", peta([50.0, 50.0], ["A", "B"]), none)[0] == "Semua desa yang memiliki data mencapai 50 %."
    assert kata.peta("desa", peta([50.0], ["A"]), none)[0] == "A mencapai 50 %."
    assert kata.peta("desa", peta([SAMAR], ["A"]), none)[0] == "Tidak ada desa dengan angka yang dapat ditampilkan."


def kuota_of(sisa: int, terpakai: int = 90, *, samar: bool = False, menunggu: int = 0, kurang: int = 0) -> Figur:
    return figur(
        angka("kuota", "Kuota", 100, "KPM"),
        angka("terpakai", "Terpakai", terpakai, "KPM", samar=samar),
        angka("utilisasi", "Utilisasi", float(terpakai), "%", desimal=1, samar=samar),
        angka("sisa", "Sisa", sisa, "KPM", samar=samar),
        angka("menunggu", "Menunggu", menunggu, "usulan"),
        angka("harus_menunggu", "Menunggu", kurang, "usulan"),
    )


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (kuota_of(10), "90 dari 100 tempat Cimahi terpakai (90 %); sisa 10 tempat."),
        (kuota_of(0, 100), "100 dari 100 tempat Cimahi terpakai (100 %); tidak ada sisa."),
        (kuota_of(-3, 103), "103 dari 100 tempat Cimahi terpakai (103 %); kelebihan 3 KPM."),
        (kuota_of(10, samar=True), "Kuota Cimahi 100 KPM; yang terpakai disamarkan karena jumlahnya kecil."),
        (None, "Kuota Cimahi belum ditetapkan pada periode ini."),
    ],
)
def test_places_left_none_left_too_few_and_not_told(items: Figur | None, said: str) -> None:
    assert kata.kuota("Cimahi", "desa", items)[0] == said


def test_usulan_that_wait_and_find_no_place() -> None:
    assert kata.kuota("Cimahi", "desa", kuota_of(10))[-1] == "Tidak ada usulan yang menunggu."
    assert kata.kuota("Cimahi", "desa", kuota_of(10, menunggu=4))[-1] == (
        "4 usulan menunggu dan semuanya mendapat tempat."
    )
    assert kata.kuota("Cimahi", "desa", kuota_of(1, menunggu=4, kurang=3))[-1] == (
        "4 usulan menunggu, 3 di antaranya tidak mendapat tempat."
    )


def keadaan(done: int, of: int, ready: int = 0, back: int = 0) -> tuple[str, ...]:
    items = figur(*(angka(kode, kode, count, "kab/kota", pembilang=count, penyebut=of)
                    for kode, count in (("difinalisasi", done), ("siap", ready), ("dikembalikan", back))))  # fmt: skip
    return kata.finalisasi("kab/kota", items, "2026-11-29T23:59:59+07:00", lewat=False)


def test_finalised_none_some_all_and_nothing_to_finalise() -> None:
    assert keadaan(0, 5)[0] == "Belum ada kab/kota yang difinalisasi."
    assert keadaan(2, 5, 1, 1)[0] == "2 dari 5 kab/kota sudah difinalisasi; 1 siap difinalisasi; 1 dikembalikan."
    assert keadaan(5, 5) == ("Semua kab/kota sudah difinalisasi.", "Pengesahan ditutup 29 November 2026.")
    assert keadaan(0, 0) == ("Belum ada kab/kota dengan prelist pada periode ini.",)


def test_a_curve_above_on_and_below_its_target() -> None:
    batas = "2026-11-25T23:59:59+07:00"

    def said(gap: float, buka: str = "buka") -> str:
        return kata.tren(figur(angka("selisih", "x", gap, "poin", desimal=1)), buka, batas)[0]

    assert said(3.14) == "Progres 3,1 poin di atas target hari ini."
    assert said(-3.14, "tutup") == "Progres 3,1 poin di bawah target akhir."
    assert said(0.01) == "Progres tepat pada target hari ini."
    assert kata.tren(figur(), "buka", batas) == ("Belum ada riwayat harian pada periode ini.",)
    hidden = figur(angka("selisih", "x", 3.0, "poin", samar=True), angka("laju", "x", 3.0, "ruta", samar=True))
    assert kata.tren(hidden, "buka", batas) == (
        "Kedudukan terhadap target disamarkan karena jumlahnya terlalu kecil untuk disebut.",
    )


def test_cases_that_wait_are_late_or_not_and_reasons_lead_with_the_one_given_most() -> None:
    columns = [Kolom("alasan", "Alasan"), Kolom("jumlah", "Jumlah", JenisKolom.BULAT)]

    def said(waiting: int, late: int, rows: list[list[Sel]] | None, *, samar: bool = False) -> tuple[str, ...]:
        items = figur(
            angka("semua", "x", 100, "usulan"),
            angka("menunggu", "x", waiting, "usulan", samar=samar),
            angka("lewat_sla", "x", None, "%", pembilang=late, penyebut=waiting, samar=samar)
            | ({} if samar or not waiting else {"nilai": round(100 * late / waiting, 1)}),
        )
        return kata.usulan("Cimahi", items, None if rows is None else tabel("a", "a", columns, rows))

    assert said(10, 3, [["Salah", 4], ["Lain", 1]]) == (
        "10 usulan dari Cimahi menunggu, 3 di antaranya melewati batas waktu pemeriksaan.",
        "Alasan terbanyak dikembalikan atau ditolak: Salah (4 kali).",
    )
    assert said(10, 0, None) == (
        "10 usulan dari Cimahi menunggu, semuanya masih dalam batas waktu pemeriksaan.",
        "Belum ada yang dikembalikan atau ditolak.",
    )
    assert said(0, 0, None)[0] == "Tidak ada usulan dari Cimahi yang menunggu."
    assert said(3, 1, [["Salah", SAMAR]], samar=True) == (
        "Jumlah usulan yang menunggu disamarkan karena terlalu kecil untuk disebut.",
        "Alasan pengembalian dan penolakan disamarkan karena jumlahnya terlalu kecil untuk disebut.",
    )
