"""The list of moves as columns and rows of a file."""

from __future__ import annotations

from datetime import datetime

from domain.figur import JenisKolom, Kolom
from domain.pemindahan import ALASAN, STATE_NAME, Pemindahan

_K, _S = JenisKolom.KODE, JenisKolom.SAAT
KOLOM = (
    Kolom("kab", "Kode kab/kota", _K),
    Kolom("nomor", "Nomor", _K),
    Kolom("keadaan", "Keadaan", lebar=22),
    Kolom("idbdt", "IDBDT", _K, 25),
    Kolom("nama", "Kepala rumah tangga", lebar=28),
    Kolom("asal", "Kode desa asal", _K),
    Kolom("asal_nama", "Desa asal"),
    Kolom("tujuan", "Kode desa tujuan", _K),
    Kolom("tujuan_nama", "Desa tujuan"),
    Kolom("kpm", "KPM BSP", lebar=9),
    Kolom("alasan", "Alasan", lebar=30),
    Kolom("keterangan", "Keterangan", lebar=30),
    Kolom("alamat", "Alamat baru", lebar=30),
    Kolom("pengaju", "Pengaju"),
    Kolom("diajukan", "Diajukan", _S),
    Kolom("pemutus", "Pemutus"),
    Kolom("diputuskan", "Diputuskan", _S),
    Kolom("catatan", "Catatan", lebar=30),
    Kolom("pembatal", "Pembatal"),
    Kolom("dibatalkan", "Dibatalkan", _S),
)


def baris(item: Pemindahan) -> list[str | bool | datetime | None]:
    """One move, by ``KOLOM``."""
    return [
        str(item.kab), str(item.nomor), STATE_NAME[item.state], item.idbdt, item.nama_krt, str(item.asal),
        item.asal_nama, str(item.tujuan), item.tujuan_nama, item.kpm, ALASAN.get(item.alasan, item.alasan),
        item.keterangan, item.alamat_baru, item.pengaju_nama, item.diajukan, item.pemutus_nama, item.diputuskan,
        item.catatan, item.pembatal_nama, item.dibatalkan,
    ]  # fmt: skip
