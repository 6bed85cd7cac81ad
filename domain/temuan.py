"""Every way in which a line of a file can break a rule: where it is found, how severe it is, what was expected.

``domain.validasi`` has the rules themselves; one rule may be broken in several ways. The conditions, as SQL, are in
``data_access.impor_aturan_*`` under the same names.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from domain.siks import Bagian
from domain.validasi import ATURAN, TIDAK_TERBACA, WAJIB, Tingkat

_RUMAH, _ORANG, _VERIVALI, _USULAN = Bagian.RUMAH_TANGGA, Bagian.INDIVIDU, Bagian.VERIVALI, Bagian.USULAN
_E, _W, _I = Tingkat.E, Tingkat.W, Tingkat.I

# A child may take over from a pengurus who died from this age on.
DEWASA = 17
USIA_HAMIL = (10, 54)
# Provinsi that gave kab to new ones (2012, 2022): a NIK issued before names a kab that is no longer in the list.
PROVINSI_INDUK = (64, 91, 92)


@dataclass(frozen=True, slots=True)
class Temuan:
    """One kind of finding. In ``seharusnya``, {} stands for what the check suggests; ``kolom`` is None where each
    finding names its own, or none.
    """

    aturan: str
    tingkat: Tingkat
    bagian: Bagian
    kolom: str | None
    seharusnya: str


TEMUAN: dict[str, Temuan] = {
    # Lines that cannot be placed.
    "tanpa_rumah": Temuan(TIDAK_TERBACA, _E, _VERIVALI, "idbdt", "Ada barisnya di bagian rumah tangga"),
    "usulan_tanpa_rumah": Temuan(TIDAK_TERBACA, _E, _USULAN, "idbdt", "Ada barisnya di bagian rumah tangga"),
    "anggota_tanpa_rumah": Temuan(TIDAK_TERBACA, _E, _ORANG, "idbdt", "Ada barisnya di bagian rumah tangga"),
    "tanpa_kunjungan": Temuan(TIDAK_TERBACA, _E, _RUMAH, "idbdt", "Ada hasil verivali atau usulannya"),
    "desa_lain": Temuan(TIDAK_TERBACA, _E, _RUMAH, "desa", "Desa di dalam wilayah berkas ini"),
    "pindah_desa": Temuan(TIDAK_TERBACA, _E, _RUMAH, "desa", "{} menurut register; pindah lewat menu Pemindahan"),
    "nomor_rumah": Temuan(TIDAK_TERBACA, _E, _RUMAH, "idbdt", "IDBDT baru 10 sampai 23 angka"),
    "nomor_orang": Temuan(TIDAK_TERBACA, _E, _ORANG, "idartbdt", "IDARTBDT baru 10 sampai 25 angka"),
    "anggota_lain": Temuan(TIDAK_TERBACA, _E, _ORANG, "idartbdt", "Terdaftar pada rumah tangga {}"),
    "rumah_kosong": Temuan(TIDAK_TERBACA, _E, _RUMAH, None, WAJIB),
    "orang_kosong": Temuan(TIDAK_TERBACA, _E, _ORANG, None, WAJIB),
    "jenis_usulan": Temuan(TIDAK_TERBACA, _E, _USULAN, "jenis", "BSP atau DTKS"),
    "kolom_perbaikan": Temuan(TIDAK_TERBACA, _E, Bagian.PERBAIKAN, "kolom", "Nama isian yang dikenal"),
    "musdes_lain": Temuan(TIDAK_TERBACA, _E, Bagian.MUSDES, "desa", "Desa di dalam wilayah berkas ini"),
    "lampiran_jenis": Temuan(TIDAK_TERBACA, _E, Bagian.LAMPIRAN, "jenis", "Jenis lampiran yang dikenal"),
    "lampiran_milik": Temuan(TIDAK_TERBACA, _E, Bagian.LAMPIRAN, None, "Desa atau IDBDT yang ada di berkas ini"),
    # Identity.
    "nik_bentuk": Temuan("V01", _E, _ORANG, "nik", "16 angka dari KTP atau KK, bukan angka kembar atau akhiran 0000"),
    "nik_kosong": Temuan("V01", _W, _ORANG, "nik", "NIK dari KTP atau KK"),
    "nik_kosong_usulan": Temuan("V01", _E, _ORANG, "nik", "NIK setiap anggota yang diusulkan"),
    "nik_pengurus": Temuan("V01", _E, _RUMAH, "pengurus_nik", "16 angka dari KTP atau KK"),
    "nik_tanggal": Temuan("V02", _E, _ORANG, "nik", "Angka ke-7 sampai ke-12 berupa tanggal lahir"),
    "nik_lahir": Temuan("V02", _W, _ORANG, "tgl_lahir", "{} menurut NIK"),
    "nik_kelamin": Temuan("V02", _W, _ORANG, "jns_kel", "{} menurut NIK"),
    "nik_wilayah": Temuan("V03", _E, _ORANG, "nik", "Enam angka pertama berupa kode kecamatan"),
    "nik_lama": Temuan("V03", _W, _ORANG, "nik", "Kecamatan yang dikenal; ini mungkin kode sebelum pemekaran"),
    "nik_tempat": Temuan("V03", _I, _ORANG, "nik", "Tidak harus diubah: NIK mengikuti tempat pertama terdaftar"),
    "padan": Temuan("V04", _W, _ORANG, "nik", "Padan; jawaban Dukcapil: {}"),
    "padan_usulan": Temuan("V04", _E, _ORANG, "nik", "Padan; jawaban Dukcapil: {}"),
    "padan_register": Temuan("V04", _E, _USULAN, None, "Setiap anggotanya padan menurut register"),
    "kk_bentuk": Temuan("V05", _E, _RUMAH, "no_kk", "16 angka dari KK"),
    "kk_bentuk_orang": Temuan("V05", _E, _ORANG, "no_kk", "16 angka dari KK"),
    "kk_bersama": Temuan("V05", _W, _RUMAH, "no_kk", "Satu rumah tangga; dipakai juga oleh {}"),
    "nik_ganda": Temuan("V06", _E, _ORANG, "nik", "Satu orang; dipakai juga oleh {}"),
    "ejaan": Temuan("V17", _W, _ORANG, "nama", "{}"),
    # The household, who holds the account, who belongs to it.
    "kyc": Temuan("V08", _E, _RUMAH, None, "Diisi, karena rumah tangga ini ditemukan atau diusulkan"),
    "ibu_alm": Temuan("V09", _W, _RUMAH, "pengurus_ibu_kandung", "Nama gadis tanpa gelar dan tanpa Alm./Almh."),
    "ibu_huruf": Temuan("V09", _W, _RUMAH, "pengurus_ibu_kandung", "Huruf saja"),
    "ibu_sama": Temuan("V09", _W, _RUMAH, "pengurus_ibu_kandung", "Bukan nama pengurus"),
    "pengurus_meninggal": Temuan("V10", _W, _RUMAH, "pengurus_nama", "{}"),
    "semua_meninggal": Temuan("V11", _W, _VERIVALI, "sta_keberadaan", "3 (tidak ditemukan)"),
    "kepala": Temuan("V13", _E, _RUMAH, "hub_krt", "Satu kepala rumah tangga yang masih ada"),
    "jumlah_art": Temuan("V13", _E, _RUMAH, "jumlah_art", "{} anggota yang masih ada"),
    "pengurus_luar": Temuan("V13", _E, _RUMAH, "pengurus_nama", "Salah satu anggota yang masih ada"),
    "anggota_hilang": Temuan("V13", _E, _RUMAH, "idartbdt", "Ada di berkas; yang pergi diberi keadaan 2 sampai 4"),
    "kode_rumah": Temuan("V14", _E, _RUMAH, None, "{}"),
    "kode_orang": Temuan("V14", _E, _ORANG, None, "{}"),
    "kode_sta": Temuan("V14", _E, _VERIVALI, "sta_keberadaan", "1 sampai 5"),
    "lahan": Temuan("V14", _E, _RUMAH, "sta_lahan", "Kosong, kecuali bangunan milik sendiri (1)"),
    "kondisi_dinding": Temuan("V14", _E, _RUMAH, "kondisi_dinding", "Kosong, kecuali dinding 1 sampai 3"),
    "kondisi_atap": Temuan("V14", _E, _RUMAH, "kondisi_atap", "Kosong, kecuali atap 1 sampai 7"),
    "hamil_laki": Temuan("V14", _E, _ORANG, "sta_hamil", "Hanya untuk perempuan"),
    "hamil_usia": Temuan("V14", _W, _ORANG, "sta_hamil", f"Usia {USIA_HAMIL[0]} sampai {USIA_HAMIL[1]} tahun"),
    "pegawai": Temuan("V15", _W, _ORANG, "kedudukan", "Bukan ASN, TNI, Polri, atau pegawai BUMN"),
    # What is proposed, and what it rests on.
    "berita_acara": Temuan("V12", _E, _VERIVALI, None, "Berita acara musdes/muskel desa ini dengan nomor dan tanggal"),
    "berita_acara_usulan": Temuan("V12", _E, _USULAN, None, "Berita acara musdes/muskel desa ini"),
    "bnba": Temuan("V12", _E, _USULAN, None, "BNBA musdes/muskel desa ini"),
    "pkh": Temuan("V15", _E, _USULAN, None, "Bukan penerima PKH"),
    "foto": Temuan("V16", _W, _RUMAH, None, "Foto rumah"),
    "foto_usulan": Temuan("V16", _W, _USULAN, None, "Foto rumah"),
    "koordinat": Temuan("V16", _W, _RUMAH, "lat", "Koordinat rumah"),
    "luar_desa": Temuan("V16", _W, _RUMAH, "lat", "Titik di dalam desa; sekarang {} di luarnya"),
    "tidak_terdaftar": Temuan("U01", _E, _USULAN, "idbdt", "IDBDT dari register, atau usulan DTKS lebih dahulu"),
    "menunggu_sk": Temuan("U02", _W, _USULAN, "idbdt", "Menunggu SK Mensos untuk rumah tangga ini"),
    "mengganti": Temuan("U03", _E, _USULAN, "mengganti", "KPM kab/kota ini yang nonaktif (keberadaan 3, 4, atau 5)"),
    "mengganti_ganda": Temuan("U03", _E, _USULAN, "mengganti", "Satu usulan untuk satu KPM yang diganti"),
    "register_berubah": Temuan("U04", _W, Bagian.PERBAIKAN, None, "Sekarang di register: {}"),
    "bukan_prelist": Temuan("U05", _E, _VERIVALI, "idbdt", "IDBDT dari prelist periode ini"),
}


def risiko(aturan: Collection[str]) -> int:
    """Risk of a case (0-100): the sum of what each rule adds that it breaks with severity W, each rule once."""
    return min(100, sum(ATURAN[kode].risiko for kode in set(aturan)))
