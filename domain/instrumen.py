"""Codes of the BDT instrument (section 5 of the domain document) and the fields that carry them.

The sets are what the database checks: a field may be empty, or hold one of its codes.
"""

from __future__ import annotations

# field -> highest code; every set runs from 1 without gaps.
RUMAH_CODES: dict[str, int] = {
    "sta_bangunan": 5,
    "sta_lahan": 4,
    "lantai": 10,
    "dinding": 7,
    "kondisi_dinding": 2,
    "atap": 10,
    "kondisi_atap": 2,
    "sumber_airminum": 12,
    "cara_peroleh_airminum": 3,
    "sumber_penerangan": 3,
    "daya": 6,
    "bb_masak": 9,
    "fasbab": 4,
    "kloset": 4,
    "buang_tinja": 6,
}

# Yes/no holdings of the household.
RUMAH_ASSETS: tuple[str, ...] = (
    "ada_tabung_gas",
    "ada_lemari_es",
    "ada_ac",
    "ada_pemanas",
    "ada_telepon",
    "ada_tv",
    "ada_emas",
    "ada_laptop",
    "ada_sepeda",
    "ada_motor",
    "ada_mobil",
    "ada_perahu",
    "ada_motor_tempel",
    "ada_perahu_motor",
    "ada_kapal",
    "aset_tak_bergerak",
    "rumah_lain",
)

RUMAH_LIVESTOCK: tuple[str, ...] = ("jumlah_sapi", "jumlah_kerbau", "jumlah_kuda", "jumlah_babi", "jumlah_kambing")

RUMAH_PROGRAMS: tuple[str, ...] = (
    "ada_kks",
    "ada_kip",
    "ada_kis",
    "ada_bpjs_mandiri",
    "ada_jamsostek",
    "ada_asuransi",
    "ada_pkh",
    "ada_rastra",
    "ada_kur",
)

# field -> (lowest, highest) code
INDIVIDU_CODES: dict[str, tuple[int, int]] = {
    "hub_krt": (1, 8),
    "jns_kel": (1, 2),
    "sta_kawin": (1, 4),
    "ada_akta_nikah": (0, 2),
    "ada_di_kk": (1, 2),
    # Bitmask: 0 none, 1 akta, 2 pelajar, 4 KTP, 8 SIM.
    "kartu_identitas": (0, 15),
    "sta_hamil": (1, 2),
    "jenis_cacat": (0, 12),
    "penyakit_kronis": (0, 9),
    "partisipasi_sekolah": (0, 2),
    "jenjang": (1, 10),
    "kelas": (1, 8),
    "ijazah": (0, 6),
    # Two published files differ: 21 or 22 is "lainnya".
    "lapangan_usaha": (1, 22),
    "kedudukan": (1, 8),
}
# Result of pemadanan with Dukcapil (V4).
PADAN = {
    0: "belum dipadankan",
    1: "padan",
    2: "tidak padan",
    3: "belum rekam",
    4: "meninggal",
    5: "ganda",
    6: "tanpa dokumen",
}
