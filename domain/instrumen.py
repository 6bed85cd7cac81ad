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

# The instrument's codes in words, from 1 upwards (section 5 of the domain document; BDT 2015 questionnaire).
RUMAH_KATA: dict[str, tuple[str, tuple[str, ...]]] = {
    "sta_bangunan": (
        "Status bangunan",
        ("Milik sendiri", "Kontrak/sewa", "Bebas sewa", "Dinas", "Lainnya"),
    ),
    "sta_lahan": ("Status lahan", ("Milik sendiri", "Milik orang lain", "Tanah negara", "Lainnya")),
    "lantai": (
        "Lantai terluas",
        (
            "Marmer/granit", "Keramik", "Parket/vinil/permadani", "Ubin/tegel/teraso", "Kayu/papan kualitas tinggi",
            "Semen/bata merah", "Bambu", "Kayu/papan kualitas rendah", "Tanah", "Lainnya",
        ),
    ),
    "dinding": (
        "Dinding terluas",
        (
            "Tembok", "Plesteran anyaman bambu/kawat", "Kayu", "Anyaman bambu", "Batang kayu", "Bambu", "Lainnya",
        ),
    ),
    "kondisi_dinding": ("Kondisi dinding", ("Bagus", "Jelek")),
    "atap": (
        "Atap terluas",
        (
            "Beton/genteng beton", "Genteng keramik", "Genteng metal", "Genteng tanah liat", "Asbes", "Seng", "Sirap",
            "Bambu", "Jerami/ijuk/daun/rumbia", "Lainnya",
        ),
    ),
    "kondisi_atap": ("Kondisi atap", ("Bagus", "Jelek")),
    "sumber_airminum": (
        "Sumber air minum",
        (
            "Air kemasan bermerek", "Air isi ulang", "Leding meteran", "Leding eceran", "Sumur bor/pompa",
            "Sumur terlindung", "Sumur tak terlindung", "Mata air terlindung", "Mata air tak terlindung",
            "Air sungai/danau/waduk", "Air hujan", "Lainnya",
        ),
    ),
    "cara_peroleh_airminum": ("Cara memperoleh air minum", ("Membeli eceran", "Langganan", "Tidak membeli")),
    "sumber_penerangan": ("Sumber penerangan", ("Listrik PLN", "Listrik non-PLN", "Bukan listrik")),
    "daya": (
        "Daya terpasang",
        ("450 watt", "900 watt", "1.300 watt", "2.200 watt", "Lebih dari 2.200 watt", "Tanpa meteran"),
    ),
    "bb_masak": (
        "Bahan bakar memasak",
        (
            "Listrik", "Gas lebih dari 3 kg", "Gas 3 kg", "Gas kota/biogas", "Minyak tanah", "Briket", "Arang",
            "Kayu bakar", "Tidak memasak di rumah",
        ),
    ),
    "fasbab": ("Fasilitas buang air besar", ("Sendiri", "Bersama", "Umum", "Tidak ada")),
    "kloset": ("Jenis kloset", ("Leher angsa", "Plengsengan", "Cemplung/cubluk", "Tidak pakai")),
    "buang_tinja": (
        "Pembuangan akhir tinja",
        ("Tangki", "SPAL", "Lubang tanah", "Kolam/sawah/sungai/danau/laut", "Pantai/tanah lapang/kebun", "Lainnya"),
    ),
}  # fmt: skip

ASSET_KATA: dict[str, str] = {
    "ada_tabung_gas": "Tabung gas 5,5 kg atau lebih",
    "ada_lemari_es": "Lemari es/kulkas",
    "ada_ac": "AC",
    "ada_pemanas": "Pemanas air",
    "ada_telepon": "Telepon rumah",
    "ada_tv": "Televisi",
    "ada_emas": "Emas/perhiasan",
    "ada_laptop": "Komputer/laptop",
    "ada_sepeda": "Sepeda",
    "ada_motor": "Sepeda motor",
    "ada_mobil": "Mobil",
    "ada_perahu": "Perahu",
    "ada_motor_tempel": "Motor tempel",
    "ada_perahu_motor": "Perahu motor",
    "ada_kapal": "Kapal",
    "aset_tak_bergerak": "Lahan",
    "rumah_lain": "Rumah di tempat lain",
}

LIVESTOCK_KATA: dict[str, str] = {
    "jumlah_sapi": "Sapi",
    "jumlah_kerbau": "Kerbau",
    "jumlah_kuda": "Kuda",
    "jumlah_babi": "Babi",
    "jumlah_kambing": "Kambing/domba",
}

PROGRAM_KATA: dict[str, str] = {
    "kpm_bsp": "BSP/Sembako",
    "ada_pkh": "PKH",
    "ada_kks": "KKS",
    # The card of those whose BPJS premium the state pays.
    "ada_kis": "PBI-JK (KIS)",
    "ada_kip": "KIP",
    "ada_rastra": "Rastra",
    "ada_kur": "KUR",
    "ada_bpjs_mandiri": "BPJS mandiri",
    "ada_jamsostek": "Jamsostek/BPJS Ketenagakerjaan",
    "ada_asuransi": "Asuransi lain",
}

# field -> words from the lowest code of INDIVIDU_CODES upwards
INDIVIDU_KATA: dict[str, tuple[str, ...]] = {
    "hub_krt": (
        "Kepala rumah tangga", "Istri/suami", "Anak", "Menantu", "Cucu", "Orang tua/mertua", "Pembantu", "Lainnya",
    ),
    "jns_kel": ("Laki-laki", "Perempuan"),
    "sta_kawin": ("Belum kawin", "Kawin", "Cerai hidup", "Cerai mati"),
    "sta_hamil": ("Hamil", "Tidak hamil"),
    "jenis_cacat": (
        "Tidak ada", "Tunadaksa", "Tunanetra", "Tunarungu", "Tunawicara", "Tunarungu dan wicara",
        "Tunanetra dan tunadaksa", "Tunanetra, rungu, dan wicara", "Tunarungu, wicara, dan daksa",
        "Tunarungu, wicara, netra, dan daksa", "Disabilitas intelektual", "Mantan penderita gangguan jiwa",
        "Disabilitas fisik dan mental",
    ),
    "penyakit_kronis": (
        "Tidak ada", "Hipertensi", "Rematik", "Asma", "Jantung", "Diabetes", "TBC", "Stroke", "Kanker", "Lainnya",
    ),
    "partisipasi_sekolah": ("Belum pernah sekolah", "Masih sekolah", "Tidak sekolah lagi"),
    "ijazah": ("Tidak punya", "SD/sederajat", "SMP/sederajat", "SMA/sederajat", "D1-D3", "D4/S1", "S2/S3"),
    "lapangan_usaha": (
        "Padi dan palawija", "Hortikultura", "Perkebunan", "Perikanan tangkap", "Perikanan budidaya", "Peternakan",
        "Kehutanan dan pertanian lain", "Pertambangan/penggalian", "Industri pengolahan", "Listrik dan gas",
        "Bangunan/konstruksi", "Perdagangan", "Hotel dan rumah makan", "Transportasi dan pergudangan",
        "Informasi dan komunikasi", "Keuangan dan asuransi", "Jasa pendidikan", "Jasa kesehatan",
        "Jasa kemasyarakatan dan perorangan", "Pemulung", "Lainnya/TKI", "Lainnya",
    ),
    "kedudukan": (
        "Berusaha sendiri", "Berusaha dibantu buruh tidak tetap", "Berusaha dibantu buruh tetap",
        "Buruh/karyawan swasta", "ASN/TNI/Polri/BUMN", "Pekerja bebas pertanian", "Pekerja bebas nonpertanian",
        "Pekerja keluarga",
    ),
}  # fmt: skip


def rumah_kata(field: str, kode: int | None) -> str | None:
    """A housing code in words; None where the questionnaire holds no answer."""
    return None if kode is None else RUMAH_KATA[field][1][kode - 1]


def individu_kata(field: str, kode: int | None) -> str | None:
    """A code of a person in words; None where there is no answer."""
    return None if kode is None else INDIVIDU_KATA[field][kode - INDIVIDU_CODES[field][0]]
