"""Attention items in words: the same on the page and in the digest by e-mail."""

from __future__ import annotations

from domain.perhatian import Aturan


def whole(value: int) -> str:
    """1.234.567, as Indonesian readers group digits."""
    return f"{value:,}".replace(",", ".")


_KAB = {
    "kuota_lebih": "{nilai} KPM di atas kuota {dari}",
    "meleset": "diperkirakan kurang {nilai} dari {dari} rumah tangga",
    "belum_final": "{nilai} dari {dari} rumah tangga belum final",
    "pekerja": "tidak memberi kabar",
    "pekerjaan_gagal": "{nilai} pekerjaan gagal dalam 7 hari",
    "rekap_tertinggal": "perubahan {nilai} dari {dari} desa belum dijumlahkan",
    "antrean_periksa": "{nilai} rumah tangga menunggu diperiksa",
    "usul_kuota": "{nilai} usulan pembagian menunggu",
    "usulan_lama": "{nilai} dari {dari} usulan menunggu lebih dari {ambang} hari",
    "belum_mulai": "{nilai} dari {dari} desa belum mulai",
    "diam": "{nilai} dari {dari} desa diam {ambang} hari atau lebih",
    "kembali_lama": "{nilai} dari {dari} pengembalian belum diperbaiki {ambang} hari atau lebih",
    "musdes_kurang": "{nilai} dari {dari} desa tanpa berita acara musdes",
    "lalai": "{nilai} periode berturut-turut tanpa pemutakhiran",
    "kuota_desa_lebih": "{nilai} dari {dari} desa melebihi kuotanya",
    "antre_lebih": "{nilai} dari {dari} usulan tidak mendapat tempat",
    "sisa_tersedia": "{nilai} dari {dari} tempat masih kosong",
    "luar_desa": "{nilai} dari {dari} desa dengan {ambang} % ruta atau lebih di luar batas",
}
_DESA = {
    "antrean_periksa": "{nilai} rumah tangga menunggu diperiksa",
    "usulan_lama": "{nilai} dari {dari} usulan menunggu terlalu lama",
    "belum_mulai": "{nilai} rumah tangga pada prelist",
    "diam": "{nilai} hari tanpa perubahan, sisa {dari} rumah tangga",
    "kembali_lama": "{nilai} dari {dari} pengembalian belum diperbaiki",
    "musdes_kurang": "{nilai} rumah tangga pada prelist",
    "kuota_desa_lebih": "{nilai} KPM di atas kuota {dari}",
    "luar_desa": "{nilai} dari {dari} ruta berkoordinat di luar batas",
}
# What the figures of several kab add up to; a share or a number of periode cannot be added.
_SUM = {
    "kuota_lebih": "{nilai} KPM di atas kuota",
    "meleset": "{nilai} rumah tangga diperkirakan belum selesai",
    "belum_final": "{nilai} rumah tangga belum final",
    "rekap_tertinggal": "{nilai} desa belum dijumlahkan",
    "antrean_periksa": "{nilai} rumah tangga menunggu",
    "usul_kuota": "{nilai} usulan pembagian",
    "usulan_lama": "{nilai} usulan",
    "belum_mulai": "{nilai} desa",
    "diam": "{nilai} desa",
    "kembali_lama": "{nilai} pengembalian",
    "musdes_kurang": "{nilai} desa",
    "kuota_desa_lebih": "{nilai} desa",
    "antre_lebih": "{nilai} usulan",
    "sisa_tersedia": "{nilai} tempat kosong",
    "luar_desa": "{nilai} desa",
}


# What a rule may count and yet say nothing of single households.
_BUKAN_RUTA = frozenset({"desa", "periode", "detik", "pekerjaan", "usul"})
TIDAK_DISEBUT = "jumlahnya tidak ditampilkan"


def tertutup(aturan: Aturan, samar: int) -> bool:
    """Whether the figures of a rule are kept from a reader with this limit for small numbers.

    They are of that moment and of no table that could be covered cell by cell, so all of them are.
    """
    return samar > 0 and aturan.satuan not in _BUKAN_RUTA


def of_kab(aturan: Aturan, nilai: int, dari: int, ambang: int, *, samar: int = 0) -> str:
    """The figure of an item of one kab, with what it is measured against."""
    if tertutup(aturan, samar):
        return TIDAK_DISEBUT
    return _KAB[aturan.kode].format(nilai=whole(nilai), dari=whole(dari), ambang=whole(ambang))


def of_desa(aturan: Aturan, nilai: int, dari: int, *, samar: int = 0) -> str:
    """The figure of one desa behind an item; in a desa every rule counts households."""
    if samar:
        return TIDAK_DISEBUT
    return _DESA[aturan.kode].format(nilai=whole(nilai), dari=whole(dari))


def of_many(aturan: Aturan, kab: int, nilai: int, *, samar: int = 0) -> str:
    """What a rule found in several kab: "14.020 desa di 503 kab/kota"."""
    area = f"{whole(kab)} kab/kota"
    text = None if tertutup(aturan, samar) else _SUM.get(aturan.kode)
    return area if text is None else f"{text.format(nilai=whole(nilai))} di {area}"
