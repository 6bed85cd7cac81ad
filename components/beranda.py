"""Beranda around the attention items: cards, headline figures, deadlines, documents, own activity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import day, moment, number, percent, short_moment, signed
from components.ikon import ikon
from domain.figur import SAMAR
from domain.indikator import Arah, Indikator
from domain.kalender import Buka, Tenggat
from domain.perhatian import ATURAN


@dataclass(frozen=True, slots=True)
class Banding:
    """A figure on another day: what the sentence calls that day, and the figure in its unit (None: not known)."""

    kapan: str
    nilai: float | None


@dataclass(frozen=True, slots=True)
class Angka:
    """One headline figure of today with the days it is held against."""

    indikator: Indikator
    nilai: float | None
    pembilang: float
    penyebut: float
    banding: Sequence[Banding]
    href: str
    # Not told to this reader.
    samar: bool = False


@dataclass(frozen=True, slots=True)
class Surat:
    """One document in a list."""

    nomor: int
    judul: str
    keterangan: str


@dataclass(frozen=True, slots=True)
class Langkah:
    """One thing the reader did: when, in words, and with what result."""

    waktu: datetime
    kalimat: str
    rincian: str
    kali: int = 1


def kepala(wilayah: str, periode: str, as_of: str) -> list[Component]:
    """The question of the page and what its figures speak of."""
    return [
        html.H1("Apa yang perlu saya kerjakan hari ini?"),
        html.P([html.Strong(wilayah), f" · {periode} · {as_of}"], className="siks-samar siks-kecil beranda-tentang"),
    ]


def kartu(items: Sequence[tuple[str, str, str, str | None]]) -> Component:
    """The cards of Gambar 5: name, value, a line of explanation, and where a click leads (None: nowhere)."""
    return html.Dl(
        [
            html.Div(
                [
                    html.Dt(name),
                    html.Dd(html.A(value, href=href) if href else value, className="beranda-nilai"),
                    html.Dd(note, className="siks-samar"),
                ]
            )
            for name, value, note, href in items
        ],
        className="beranda-kartu",
    )


def angka(items: Sequence[Angka], per: str) -> Component:
    """Headline figures side by side; ``per`` is the moment they speak of."""
    return html.Div([_angka(item, per) for item in items], className="beranda-angka")


def _angka(item: Angka, per: str) -> Component:
    over = (
        "Terlalu kecil untuk ditampilkan"
        if item.samar
        else f"{number(item.pembilang)} dari {number(item.penyebut)} {item.indikator.satuan_pembilang}"
    )
    return html.Section(
        [
            html.H2(item.indikator.nama),
            html.A(
                SAMAR if item.samar else percent(item.nilai),
                href=item.href,
                className="beranda-besar",
                title=f"{item.indikator.penjelasan} {over}, {per}. Klik untuk melihat di mana.",
            ),
            html.P(over if item.penyebut or item.samar else "Belum ada data untuk ukuran ini.", className="siks-samar"),
            html.Ul([html.Li(_change(item, other)) for other in item.banding]) if item.nilai is not None else None,
            html.Details(
                [
                    html.Summary("Penjelasan"),
                    html.P(f"{item.indikator.penjelasan} {per[:1].upper()}{per[1:]}."),
                ],
                className="beranda-jelas",
            ),
        ],
        **attributes(aria_label=item.indikator.nama),
    )


def _change(item: Angka, other: Banding) -> list[Component | str]:
    if item.nilai is None or other.nilai is None:
        return [html.Span("Tidak ada pembanding", className="siks-samar"), f" {other.kapan}"]
    change = round(item.nilai - other.nilai, 1)
    if not change:
        return [html.Span([ikon("dash-lg"), "tetap"], className="beranda-tetap"), f" {other.kapan}"]
    good = (change > 0) == (item.indikator.arah is Arah.NAIK)
    return [
        html.Span(
            [ikon("chevron-up" if change > 0 else "chevron-down"), f"{signed(change)} poin"],
            className="beranda-baik" if good else "beranda-buruk",
        ),
        html.Span("membaik" if good else "memburuk", className="visually-hidden"),
        f" {other.kapan}",
    ]


def tenggat(items: Sequence[Tenggat], now: datetime, zona: int) -> Component:
    """Deadlines with days left, in the reader's zone."""
    rows = [
        html.Tr(
            [
                html.Th([item.program, html.Span(item.kegiatan)], scope="row"),
                html.Td(
                    [
                        html.Span(_left(item, now), className=f"beranda-sisa beranda-sisa-{_urgency(item, now)}"),
                        html.Time(_until(item, now, zona), dateTime=item.tutup.isoformat()),
                    ]
                ),
            ]
        )
        for item in items
    ]
    return html.Section(
        [
            html.H2("Tenggat"),
            html.Table(
                [html.Caption("Tenggat menurut kalender", className="visually-hidden"), html.Tbody(rows)],
                className="beranda-tenggat",
            ),
        ],
        className="beranda-tenggat-bagian",
        **attributes(aria_label="Tenggat"),
    )


def _left(item: Tenggat, now: datetime) -> str:
    state = item.state(now)
    if state is Buka.BELUM_BUKA:
        return f"buka {item.days_until_open(now)} hari lagi"
    days = item.days_left(now)
    if state is Buka.TUTUP:
        return "ditutup hari ini" if days == 0 else f"lewat {-days} hari"
    return "kurang dari sehari" if days <= 1 else f"{days} hari lagi"


def _urgency(item: Tenggat, now: datetime) -> str:
    state = item.state(now)
    if state is not Buka.BUKA:
        return state
    return "dekat" if item.days_left(now) <= 3 else "buka"


def _until(item: Tenggat, now: datetime, zona: int) -> str:
    if item.state(now) is Buka.BELUM_BUKA:
        return f"mulai {short_moment(item.buka, zona)}"
    return short_moment(item.tutup, zona)


def dokumen(edaran: Sequence[Surat], unduhan: Sequence[Surat], *, kelola: bool) -> list[Component]:
    """Surat edaran in the yellow block of the manual, and the downloads; ``kelola`` offers upload and removal."""
    add = (
        [
            html.Button(
                [ikon("upload"), "Unggah dokumen"],
                className="btn btn-sm btn-outline-secondary",
                **attributes(data_ke='{"panel":"unggah"}'),
            )
        ]
        if kelola
        else []
    )
    return [
        html.Section(
            [html.H2([ikon("megaphone"), "Surat edaran"]), _letters(edaran, "Belum ada surat edaran.", kelola)],
            className="beranda-edaran",
            **attributes(aria_label="Surat edaran"),
        ),
        html.Section(
            [html.H2("Unduhan"), _letters(unduhan, "Belum ada berkas untuk diunduh.", kelola), *add],
            **attributes(aria_label="Unduhan"),
        ),
    ]


def _letters(items: Sequence[Surat], nothing: str, kelola: bool) -> Component:
    if not items:
        return html.P(nothing, className="siks-samar")
    return html.Ul([_letter(item, kelola) for item in items], className="beranda-surat")


def _letter(item: Surat, kelola: bool) -> Component:
    remove = html.Button(
        ikon("trash"),
        className="siks-tombol",
        title="Hapus dokumen",
        **attributes(data_hapus=str(item.nomor), data_judul=item.judul, aria_label=f"Hapus {item.judul}"),
    )
    return html.Li(
        [
            html.Div(
                [
                    html.A([ikon("download"), item.judul], href=f"/dokumen/{item.nomor}"),
                    html.Div(item.keterangan, className="siks-samar"),
                ]
            ),
            *([remove] if kelola else []),
        ]
    )


def size_text(size: int) -> str:
    """Bytes as people say them: 12 kB, 1,4 MB."""
    return f"{number(size / 1e6, 1)} MB" if size >= 1e6 else f"{number(max(size / 1e3, 1))} kB"


def letter_text(nomor: str | None, tanggal: date, nama_berkas: str, ukuran: int) -> str:
    """What stands below the title of a document."""
    kind = nama_berkas.rpartition(".")[2].upper()
    return " · ".join(part for part in (nomor, day(tanggal), f"{kind} {size_text(ukuran)}") if part)


def kegiatan(items: Sequence[Langkah], zona: int) -> Component:
    """What the reader did last."""
    rows = [
        html.Li(
            [
                html.Time(moment(item.waktu, zona), dateTime=item.waktu.isoformat(), className="siks-samar"),
                html.Div(
                    [
                        f"{item.kalimat}{f', {item.kali} kali' if item.kali > 1 else ''}",
                        html.Span(item.rincian, className="siks-samar"),
                    ]
                ),
            ]
        )
        for item in items
    ]
    return html.Section(
        [
            html.H2("Kegiatan saya"),
            html.Ol(rows, className="beranda-kegiatan")
            if rows
            else html.P("Belum ada kegiatan yang tercatat atas nama Anda.", className="siks-samar"),
        ],
        **attributes(aria_label="Kegiatan saya"),
    )


def ringkasan(email: str | None, aktif: bool, terpasang: bool) -> Component:
    """Whether the reader gets the digest, and the way to change it."""
    if email and aktif:
        text = f"Dikirim setiap pukul 07.00 WIB ke {email}."
    elif email:
        text = f"Tidak dikirim. Surel Anda: {email}."
    else:
        text = "Belum aktif. Isi surel untuk menerima daftar butir setiap pagi."
    off = html.P("Pengiriman surel belum dipasang oleh pengelola portal.", className="siks-samar")
    return html.Section(
        [
            html.H2("Ringkasan lewat surel"),
            html.P(text),
            *([] if terpasang else [off]),
            html.Button(
                [ikon("envelope"), "Atur ringkasan"],
                className="btn btn-sm btn-outline-secondary",
                **attributes(data_ke='{"panel":"ringkasan"}'),
            ),
        ],
        **attributes(aria_label="Ringkasan lewat surel"),
    )


_ACTS = {
    "surat.unduh_data": "Mengunduh berkas data surat",
    "surat.massal": "Mencetak semua surat satu wilayah",
    "masuk": "Masuk ke portal",
    "keluar": "Keluar dari portal",
    "masuk_gagal": "Gagal masuk: kata sandi atau kode salah",
    "masuk_terkunci": "Gagal masuk: akun terkunci",
    "buat_akun": "Membuat akun",
    "akun.buat": "Memberi akun",
    "akun.ubah": "Mengubah peran atau wilayah akun",
    "akun.tutup": "Menutup akun",
    "akun.buka": "Membuka akun",
    "akun.reset": "Mereset kata sandi",
    "akun.minta_reset": "Meminta reset kata sandi",
    "akun.tolak_reset": "Menolak permintaan reset kata sandi",
    "akun.ganti_sandi": "Mengganti kata sandi sendiri",
    "akun.totp": "Mengaktifkan autentikator",
    "akun.konfirmasi_sesi": "Mengonfirmasi sesi dengan kode",
    "akun.akhiri_sesi": "Mengakhiri sesi",
    "profil.diri": "Mengubah profil sendiri",
    "profil.ubah": "Mengubah profil instansi dan pengesahan",
    "verivali.pengisian": "Mengisi hasil verivali",
    "verivali.impor": "Mengimpor hasil verivali",
    "verivali.setujui": "Menyetujui hasil verivali",
    "verivali.kembalikan": "Mengembalikan hasil verivali",
    "batch.finalisasi": "Memfinalisasi batch",
    "batch.buka_kembali": "Membuka kembali batch",
    "batch.verifikasi": "Menerima hasil verifikasi provinsi",
    "batch.kembalikan": "Mengembalikan batch untuk diperbaiki bersama",
    "batch.validasi": "Menyatakan batch tervalidasi BPS",
    "batch.kembalikan_bps": "Mengembalikan batch dari validasi BPS",
    "batch.terima": "Menerima batch di Pusdatin",
    "batch.setujui": "Menyetujui KPM",
    "batch.tetapkan": "Menetapkan batch menurut SK",
    "sk.catat": "Mencatat SK Menteri Sosial",
    "sk.baca": "Membaca daftar SK",
    "sk.batalkan": "Membatalkan SK",
    "sk.tetapkan": "Menetapkan SK",
    "penetapan.unduh-hasil": "Mengunduh hasil periode",
    "penetapan.unduh-bank": "Mengunduh KPM untuk Bank/Bulog",
    "penetapan.unduh-rekonsiliasi": "Mengunduh rekonsiliasi SK",
    "impor.unggah": "Mengunggah berkas .siks",
    "impor.ulangi": "Memeriksa ulang berkas .siks",
    "impor.batalkan": "Membatalkan impor",
    "impor.setujui": "Menyetujui impor",
    "impor.proses": "Memproses impor",
    "impor.tarik": "Menarik kembali impor",
    "impor.laporan": "Mengunduh laporan impor",
    "perhatian.akui": "Mengakui butir perhatian",
    "perhatian.selesai": "Menutup butir perhatian",
    "perhatian.buka_lagi": "Membuka lagi butir perhatian",
    "perhatian.muncul_lagi": "Butir perhatian muncul lagi",
    "perhatian.atur": "Mengubah aturan perhatian",
    "dokumen.unggah": "Mengunggah dokumen",
    "dokumen.hapus": "Menghapus dokumen",
    "ringkasan.atur": "Mengubah ringkasan surel",
    "prelist.unduh": "Mengunduh prelist dan kuncinya",
    "kuota.tetapkan": "Menetapkan kuota kab/kota",
    "kuota.bagi": "Membagi kuota ke desa",
    "kuota.usul": "Mengusulkan perubahan kuota",
    "kuota.urungkan": "Mengurungkan pembagian kuota",
    "kuota.usul_disetujui": "Menyetujui usul perubahan kuota",
    "kuota.usul_ditolak": "Menolak usul perubahan kuota",
    "kuota.usul_dibatalkan": "Membatalkan usul perubahan kuota",
    "kalender.beri": "Memberi pengecualian waktu",
    "kalender.cabut": "Mencabut pengecualian waktu",
    "kalender.setelan": "Mengubah setelan pusat",
    "kalender.buka": "Membuka periode",
    "kalender.prelist": "Menyiapkan prelist periode",
    "kalender.langganan": "Membuat alamat langganan kalender",
    "kalender.langganan_cabut": "Mencabut alamat langganan kalender",
    "usulan.setujui": "Menyetujui kasus",
    "usulan.kembalikan": "Mengembalikan kasus",
    "usulan.tolak": "Menolak kasus",
    "usulan.tunda": "Menunda kasus",
    "usulan.urungkan": "Mengurungkan keputusan kasus",
    "usulan.komentar": "Mengomentari kasus",
    "usulan.buka-identitas": "Membuka identitas lengkap pada kasus",
    "usulan.tutup-periode": "Menutup periode: kasus yang belum diperiksa",
    "massal.mulai": "Merencanakan tindakan massal",
    "massal.setujui": "Menyetujui tindakan massal",
    "massal.batalkan": "Membatalkan tindakan massal",
    "massal.urungkan": "Mengurungkan tindakan massal",
    "massal.potongan": "Menjalankan bagian tindakan massal",
    "massal.potongan-urung": "Mengurungkan bagian tindakan massal",
    "massal.setelan": "Mengubah setelan pemeriksaan",
    "pemindahan.ajukan": "Mengajukan pemindahan rumah tangga",
    "pemindahan.setujui": "Menyetujui pemindahan rumah tangga",
    "pemindahan.tolak": "Menolak pemindahan rumah tangga",
    "pemindahan.tarik": "Menarik ajuan pemindahan",
    "pemindahan.batalkan": "Membatalkan pemindahan rumah tangga",
    "pemindahan.unduh": "Mengunduh daftar pemindahan",
    "pendaftaran.catat": "Mencatat pendaftaran warga",
    "pendaftaran.lapor": "Melaporkan ketidaklayakan",
    "pendaftaran.teruskan": "Meneruskan pendaftaran",
    "pendaftaran.kembalikan": "Mengembalikan pendaftaran",
    "pendaftaran.tolak": "Menolak pendaftaran",
    "pendaftaran.kirim": "Mengirim ulang pendaftaran",
    "pendaftaran.kasus": "Menjadikan pendaftaran kasus",
    "catatan.tulis": "Menulis catatan desa",
    "catatan.urung": "Menarik catatan desa",
    "pemadanan.jawaban": "Memadankan NIK dengan Dukcapil",
    "pemadanan.rujukan": "Memuat berkas rujukan Dukcapil",
    "ganda.cari": "Mencari orang yang mirip",
    "ganda.nyatakan": "Menyatakan dua orang ganda",
    "ganda.bukan": "Menyatakan dua orang bukan orang yang sama",
    "data-kesos.cari": "Mencari di Data Kesos",
    "data-kesos.kartu": "Membuka kartu rumah tangga",
    "data-kesos.buka-identitas": "Membuka identitas lengkap",
    "data-kesos.surat": "Mencetak surat keterangan terdaftar",
    "data-kesos.unduh": "Mengunduh daftar rumah tangga",
    "data-kesos.unduh-selesai": "Unduhan daftar rumah tangga selesai",
    "data-kesos.unduh-terputus": "Unduhan daftar rumah tangga terputus",
    "riwayat.unduh": "Mengunduh riwayat",
    "unduh.tabel": "Mengunduh tabel rumah tangga",
    "contoh.hapus": "Menghapus data contoh",
    "permohonan.buat": "Membuat permohonan data",
    "permohonan.berkas": "Mengunggah berkas permohonan data",
    "permohonan.hapus-berkas": "Menghapus berkas permohonan data",
    "permohonan.kirim": "Mengirim permohonan data",
    "permohonan.setujui": "Menyetujui permohonan data",
    "permohonan.kembalikan": "Mengembalikan permohonan data",
    "permohonan.batalkan": "Membatalkan permohonan data",
    "permohonan.kedaluwarsa": "Masa unduh permohonan data berakhir",
    "paket.minta": "Meminta paket data",
    "paket.unduh": "Mengunduh paket data",
    "briefing.minta": "Meminta paket briefing",
    "briefing.minta_semua": "Meminta paket briefing untuk setiap wilayah bawahan",
    "briefing.batal": "Membatalkan paket briefing",
    "briefing.ulang": "Mengulangi paket briefing",
    "briefing.unduh": "Mengunduh paket briefing",
    "briefing.jadwal": "Menyimpan jadwal paket briefing",
    "briefing.jadwal_hapus": "Menghapus jadwal paket briefing",
    "briefing.jadwal_henti": "Jadwal paket briefing berhenti: pembuatnya tidak berhak lagi",
    "briefing.kirim": "Surel paket briefing terkirim",
    "briefing.templat": "Mengunggah templat salindia",
    "briefing.templat_cabut": "Mencabut templat salindia",
    "kunci.cabut": "Mencabut kunci berkas .siks",
}


def act_choices() -> list[tuple[str, str]]:
    """Every act that has words here, by its name in the audit, in the order of the words."""
    return sorted(_ACTS.items(), key=lambda item: item[1])


def act_words(aksi: str) -> str:
    """An act of the audit as its doer would say it; one without words here keeps its own, made readable."""
    return _ACTS.get(aksi) or aksi.replace(".", ": ").replace("_", " ").capitalize()


def act_subject(objek: str) -> str:
    """The attention rule that the object of an audit row names, in words; nothing for other objects."""
    kind, _, rest = objek.partition(" ")
    rule = ATURAN.get(rest.partition(".")[0]) if kind in ("perhatian", "aturan") else None
    return rule.nama if rule else ""


def act_result(sesudah: dict[str, Any] | None) -> str:
    """The few results worth a word: rows written, the title of a document."""
    if not sesudah:
        return ""
    if isinstance(sesudah.get("baris"), int):
        return f"{number(sesudah['baris'])} baris"
    return str(sesudah.get("judul") or "")
