"""A small pack with every kind of figure, suppressed and missing cells too, for the tests of the files."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from domain import klasifikasi
from domain.figur import KELAS_SAMAR, SAMAR, Asal, Bab, Figur, Isi, Jenis, JenisKolom, Kolom, Sel, tabel
from domain.grafik import (
    Baris,
    Datum,
    Kelompok,
    Pita,
    Seri,
    Spek,
    Tanda,
    Titik,
    batang,
    corong,
    garis,
    sebaran,
    titik,
    tumpuk,
)  # fmt: skip

NOW = datetime(2026, 11, 21, 7, 35, tzinfo=UTC)
MADE = datetime(2026, 11, 21, 8, 2, tzinfo=UTC)
KAB: tuple[tuple[int, str], ...] = (
    (3201, "Kab. Bogor"), (3202, "Kab. Sukabumi"), (3203, "Kab. Cianjur"), (3204, "Kab. Bandung"),
    (3205, "Kab. Garut"), (3206, "Kab. Tasikmalaya"), (3207, "Kab. Ciamis"), (3208, "Kab. Kuningan"),
    (3209, "Kab. Cirebon"), (3210, "Kab. Majalengka"), (3211, "Kab. Sumedang"), (3212, "Kab. Indramayu"),
    (3213, "Kab. Subang"), (3214, "Kab. Purwakarta"), (3215, "Kab. Karawang"), (3216, "Kab. Bekasi"),
    (3217, "Kab. Bandung Barat"), (3218, "Kab. Pangandaran"), (3271, "Kota Bogor"), (3272, "Kota Sukabumi"),
    (3273, "Kota Bandung"), (3274, "Kota Cirebon"), (3275, "Kota Bekasi"), (3276, "Kota Depok"),
    (3277, "Kota Cimahi"), (3278, "Kota Tasikmalaya"), (3279, "Kota Banjar"),
)  # fmt: skip
PROGRES: tuple[float | None, ...] = (
    71.4, 66.0, 58.3, 80.2, 74.9, 77.1, 88.6, 90.2, 63.7, 81.0, 69.5, 49.8, 72.2, 75.0,
    61.9, 55.1, 79.3, 83.8, 86.1, 91.7, 68.8, None, 64.4, 70.3, 93.5, 84.7, 96.2,
)  # fmt: skip
BATAS = (60.0, 70.0, 80.0, 90.0)


def contoh_isi() -> Isi:
    """A pack of Jawa Barat as of NOW, made at MADE; the same at each call."""
    asal = Asal(
        judul="Paket briefing",
        wilayah="Provinsi Jawa Barat",
        periode="PKH, periode November 2026",
        per=NOW,
        dibuat=MADE,
        pembuat="Rina Marlina, Dinas Sosial Provinsi",
        saring=(("Program", "PKH"),),
        samar=5,
        kode_wilayah=32,
    )
    return Isi(asal, (_ringkasan(), _peta(), _peringkat(), _tren(), _kuota(), _usulan(), _finalisasi(), _rawan()))


def _grafik(kode: str, spek: Spek, **more: str) -> Figur:
    return Figur(kode, spek["judul"], Jenis.GRAFIK, spek, **more)


def _ringkasan() -> Bab:
    headline: list[dict[str, object]] = [
        {
            "kode": "progres", "nama": "Progres verivali", "nilai": 72.4, "satuan": "%", "desimal": 1,
            "pembilang": 412_301, "penyebut": 569_477, "satuan_pembilang": "rumah tangga",
            "definisi": "Rumah tangga yang sudah memiliki hasil kunjungan dibagi seluruh rumah tangga pada prelist.",
            "beda": [{"kapan": "bulan lalu", "nilai": 3.1}, {"kapan": "minggu lalu", "nilai": 1.4}],
        },
        {
            "kode": "final", "nama": "Kab/kota final", "nilai": 14, "satuan": "kab/kota", "desimal": 0,
            "pembilang": 14, "penyebut": 27, "satuan_pembilang": "kab/kota",
            "definisi": "Kab/kota yang batch-nya sudah difinalkan.",
            "beda": [{"kapan": "minggu lalu", "nilai": 5}],
        },
        {
            "kode": "usulan", "nama": "Usulan menunggu", "nilai": SAMAR, "satuan": "usulan", "desimal": 0,
            "pembilang": None, "penyebut": None, "satuan_pembilang": "usulan",
            "definisi": "Usulan yang belum diperiksa.", "beda": [],
        },
        {
            "kode": "laju", "nama": "Laju verivali", "nilai": None, "satuan": "rumah tangga/hari", "desimal": 0,
            "pembilang": None, "penyebut": None, "satuan_pembilang": "rumah tangga",
            "definisi": "Rata-rata 7 hari terakhir.", "beda": [],
        },
        {
            "kode": "selisih", "nama": "Selisih dari rencana", "nilai": -4.2, "satuan": "poin", "desimal": 1,
            "pembilang": None, "penyebut": None, "satuan_pembilang": "",
            "definisi": "Progres dikurangi rencana pada hari ini.", "beda": [{"kapan": "minggu lalu", "nilai": -0.6}],
        },
    ]  # fmt: skip
    figure = Figur(
        "ringkasan.angka",
        "Angka utama",
        Jenis.ANGKA,
        {"angka": headline},
        definisi="Angka utama wilayah pada periode ini.",
        penyebut="seluruh rumah tangga pada prelist",
        kueri="progres.read_total",
    )
    sentence = "Jawa Barat mencapai 72,4 %, naik 3,1 poin dari bulan lalu; 14 kab/kota di bawah target."
    return Bab("ringkasan", "Ringkasan", (sentence, "Laju 7 hari terakhir belum dapat dihitung."), (figure,))


def _peta() -> Bab:
    values: list[Sel] = list(PROGRES)
    kelas = klasifikasi.classes_of(PROGRES, [False] * len(KAB), BATAS)
    # Kota Banjar is small.
    values[-1], kelas[-1] = SAMAR, KELAS_SAMAR
    counts = klasifikasi.count_classes(kelas[:-1], BATAS)
    figure = Figur(
        "peta.progres",
        "Progres verivali per kab/kota",
        Jenis.PETA,
        {
            "wilayah": 32, "level": 2, "nama_indikator": "Progres verivali", "satuan": "%", "desimal": 1,
            "kode": [kode for kode, _ in KAB], "nama": [nama for _, nama in KAB], "nilai": values, "kelas": kelas,
            "legenda": {
                "batas": list(counts.batas), "banyak": list(counts.banyak), "tidak_ada_data": counts.tidak_ada_data,
                "berhenti": counts.berhenti, "disamarkan": 1,
                "ramp": list(klasifikasi.ramp(5, low_is_bad=True, centred=False)),
            },
        },
        definisi="Rumah tangga yang sudah memiliki hasil kunjungan dibagi seluruh rumah tangga pada prelist.",
        penyebut="seluruh rumah tangga pada prelist kab/kota",
        kueri="progres.read_rekap",
        catatan="Angka di bawah 5 disamarkan.",
    )  # fmt: skip
    return Bab("peta", "Peta kemajuan", ("4 kab/kota di atas 90 %; 4 kab/kota di bawah 60 %.",), (figure,))


def _peringkat() -> Bab:
    order = sorted((value, nama) for value, (_, nama) in zip(PROGRES, KAB, strict=True) if value is not None)
    best = batang(
        [Datum(nama, value, "selesai") for value, nama in reversed(order[-10:])],
        judul="10 kab/kota terbaik", satuan="%", maks=100, desimal=1,
    )  # fmt: skip
    worst = batang(
        [Datum(nama, value, "terlambat", utama=k == 0) for k, (value, nama) in enumerate(order[:10])],
        judul="10 kab/kota tertinggal", satuan="%", maks=100, desimal=1,
    )  # fmt: skip
    columns = (
        Kolom("kode", "Kode", JenisKolom.KODE, 8),
        Kolom("nama", "Kab/kota", JenisKolom.TEKS, 24),
        Kolom("prelist", "Prelist (ruta)", JenisKolom.BULAT, 14),
        Kolom("diisi", "Sudah dikunjungi (ruta)", JenisKolom.BULAT, 14),
        Kolom("progres", "Progres (%)", JenisKolom.PERSEN, 12),
        Kolom("laju", "Laju (ruta/hari)", JenisKolom.DESIMAL, 12),
        Kolom("perkiraan", "Perkiraan selesai", JenisKolom.TANGGAL, 16),
        Kolom("aktif", "Kegiatan terakhir", JenisKolom.SAAT, 20),
    )
    rows: list[list[Sel]] = []
    for k, ((kode, nama), value) in enumerate(zip(KAB, PROGRES, strict=True)):
        total = 9_000 + 1_733 * ((k * 7) % 27)
        done: Sel = None if value is None else round(total * value / 100)
        pace = None if value is None else 12.5 + 3 * k
        day = None if value is None else (NOW.date() + timedelta(days=5 + k)).isoformat()
        moment = (NOW - timedelta(hours=7 * k)).isoformat()
        hidden = kode == 3279
        rows.append([f"{kode}", nama, total, SAMAR if hidden else done, SAMAR if hidden else value, pace, day, moment])
    table = tabel(
        "peringkat.semua",
        "Semua kab/kota",
        columns,
        rows,
        definisi="Progres verivali per kab/kota, urut kode.",
        penyebut="seluruh rumah tangga pada prelist kab/kota",
        kueri="progres.read_rekap",
        catatan="Angka di bawah 5 disamarkan.",
        saring=(("Tingkat", "Kab/kota"),),
    )
    more = {
        "definisi": "Progres verivali per kab/kota.",
        "penyebut": "seluruh rumah tangga pada prelist kab/kota",
        "kueri": "progres.read_rekap",
    }
    sentence = "Kota Banjar memimpin dengan 96,2 %; Kab. Indramayu tertinggal dengan 49,8 %."
    return Bab(
        "peringkat",
        "10 terbaik dan tertinggal",
        (sentence,),
        (_grafik("peringkat.terbaik", best, **more), _grafik("peringkat.tertinggal", worst, **more), table),
    )


def _tren() -> Bab:
    days = [date(2026, 11, 1) + timedelta(days=k) for k in range(30)]
    today = 20
    real: list[float | None] = [round(30 + 2.12 * k + (k % 4) * 0.6, 1) if k <= today else None for k in range(30)]
    ahead: list[float | None] = [None if k < today else round(72.4 + 2.0 * (k - today), 1) for k in range(30)]
    low = [None if value is None else round(value - 0.6 * (k - today), 1) for k, value in enumerate(ahead)]
    high = [None if value is None else round(min(100, value + 0.5 * (k - today)), 1) for k, value in enumerate(ahead)]
    target: list[float | None] = [round(100 * (k + 1) / 30, 1) for k in range(30)]
    lines = garis(
        days,
        [
            Seri("Progres", real),
            Seri("Target", target, "target", "muted"),
            Seri("Perkiraan", ahead, "perkiraan"),
        ],
        judul="Progres harian dan perkiraan",
        satuan="%",
        pita=Pita("Rentang 80 %", low, high),
        tanda=(Tanda(today, "hari ini"), Tanda(27, "batas impor", "batas")),
        desimal=1,
    )
    weeks = batang(
        [Datum(f"Pekan {k}", value, "brand") for k, value in ((1, 91_220), (2, 120_450), (3, None), (4, 98_034))],
        judul="Kunjungan per pekan", satuan="rumah tangga", mendatar=False,
    )  # fmt: skip
    return Bab(
        "tren",
        "Tren dan perkiraan",
        ("Dengan laju sekarang Jawa Barat selesai 5 Desember 2026, 5 hari setelah batas.",),
        (
            _grafik(
                "tren.progres", lines, definisi="Progres tiap akhir hari.", kueri="progres.read_daily",
                penyebut="seluruh rumah tangga pada prelist",
            ),
            _grafik("tren.pekan", weeks, definisi="Kunjungan per pekan.", kueri="progres.read_trend"),
        ),
    )  # fmt: skip


def _kuota() -> Bab:
    rows = [
        Baris(
            nama,
            (
                Datum("Terpakai", 8_000 + 310 * k, "final"),
                Datum("Diusulkan", 900 + 120 * (k % 5), "proses"),
                Datum("Tersisa", 150 * (k % 4), "belum"),
            ),
        )
        for k, (_, nama) in enumerate(KAB[:8])
    ]
    chart = tumpuk(rows, judul="Kuota per kab/kota", satuan="KPM")
    return Bab(
        "kuota",
        "Kuota",
        ("91,3 % kuota terpakai; Kab. Bogor sudah penuh.",),
        (_grafik("kuota.pakai", chart, definisi="KPM aktif terhadap kuota.", kueri="kuota.read_kuota"),),
    )


def _usulan() -> Bab:
    stages = corong(
        [
            Datum("Diusulkan", 18_402, "proses"), Datum("Diperiksa", 15_110, "proses"),
            Datum("Disetujui", 12_038, "selesai"), Datum("Masuk batch", 9_876, "final"),
        ],
        judul="Perjalanan usulan", satuan="usulan",
    )  # fmt: skip
    reasons = batang(
        [
            Datum("Sudah terdaftar pada keluarga lain di desa yang berbeda", 1_204, "ditolak"),
            Datum("NIK tidak padan Dukcapil", 963, "ditolak"), Datum("Tidak ditemukan", 401, "ditolak"),
            Datum("Dokumen tidak lengkap", None, "ditolak"),
        ],
        judul="Alasan penolakan", satuan="usulan",
    )  # fmt: skip
    waiting = sebaran(
        [0, 1, 3, 7, 14, 30], [310, 822, 640, 205, 41],
        judul="Umur usulan yang menunggu", satuan="usulan", satuan_batas="hari", warna="proses",
        tanda=(Tanda(7, "batas pelayanan", "batas"),),
    )  # fmt: skip
    return Bab(
        "usulan",
        "Usulan dan alasan penolakan",
        ("3.072 usulan ditolak; alasan terbanyak: sudah terdaftar pada keluarga lain.",),
        (
            _grafik("usulan.corong", stages, definisi="Usulan menurut tahap.", kueri="kerja_periksa.read_corong"),
            _grafik("usulan.alasan", reasons, definisi="Usulan ditolak menurut alasan.", kueri="usulan.read_alasan"),
            _grafik("usulan.umur", waiting, definisi="Hari sejak usulan masuk.", kueri="usulan.read_umur"),
        ),
    )


def _finalisasi() -> Bab:
    columns = (
        Kolom("kode", "Kode", JenisKolom.KODE),
        Kolom("nama", "Kab/kota"),
        Kolom("keadaan", "Keadaan"),
        Kolom("catatan", "Catatan"),
        Kolom("kpm", "KPM", JenisKolom.BULAT),
    )
    rows: list[list[Sel]] = [
        [
            f"{kode}", nama, ("Final", "Menunggu surat", "Dikembalikan")[k % 3],
            "Surat pengesahan menunggu tanda tangan wali kota, nomor berita acara belum lengkap." if k % 3 else None,
            (k * 977) % 9000 if k != 4 else SAMAR,
        ]
        for k, (kode, nama) in enumerate(KAB)
    ]  # fmt: skip
    table = tabel(
        "finalisasi.papan",
        "Keadaan finalisasi",
        columns,
        rows,
        definisi="Keadaan batch tiap kab/kota.",
        kueri="papan.read_papan",
    )
    return Bab("finalisasi", "Finalisasi per kab/kota", ("9 dari 27 kab/kota sudah final.",), (table,))


def _rawan() -> Bab:
    points = [Titik(107.5 + 0.01 * k, -6.9 + 0.007 * (k % 5), k % 2, f"Desa {k}") for k in range(12)]
    groups = (Kelompok("Lambat", "terlambat"), Kelompok("Nonaktif tinggi", "ditolak", "segitiga"))
    chart = titik(
        points, groups, judul="Desa rawan", garis_luar=[[[107.4, -7.0], [107.8, -7.0], [107.8, -6.8], [107.4, -6.8]]]
    )
    empty = tabel(
        "rawan.desa",
        "Desa yang perlu dilihat",
        (Kolom("desa", "Desa"), Kolom("sebab", "Sebab")),
        [],
        definisi="Gugus desa yang jauh dari tetangganya.",
        kueri="pantauan.read_gugus",
        catatan="Tidak ada gugus desa pada periode ini.",
    )
    return Bab(
        "rawan",
        "Titik rawan",
        ("12 desa rawan pada 2 gugus.",),
        (_grafik("rawan.titik", chart, definisi="Desa dalam gugus rawan.", kueri="pantauan.read_gugus"), empty),
    )
