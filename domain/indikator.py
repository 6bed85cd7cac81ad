"""Every figure of the portal, defined once: what is counted, over what, and how it reads (section 11).

A figure over an area is the sum of numerators over the sum of denominators of its parts, never an average of
percentages. Columns are those of ``rekap_desa`` and ``rekap_kab``; anything that supports ``row[column]`` with
numbers in it (a mapping, a database row, a frame of columns) can be evaluated.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

# Rows by StatusVerivali 0..5; together they are the prelist (T).
STATUS_COLUMNS = ("s0", "s1", "s2", "s3", "s4", "s5")
# Rows by sta_keberadaan_RT 1..5; together they are the rows with a finding.
STA_COLUMNS = ("n1", "n2", "n3", "n4", "n5")
TOTAL = ("total",)
DIISI = ("s1", "s2", "s3", "s4", "s5")
TERIMPOR = ("s2", "s3", "s4", "s5")
DIPERIKSA = ("s3", "s4", "s5")
FINAL = ("s5",)
NONAKTIF = ("n3", "n4", "n5")

PACE_DAYS = 7
# Bansos is meant for desil 1 to this one (section 5 of the domain document); above it a KPM is an inclusion error,
# up to it a ruta that is no KPM is an exclusion error.
BATAS_DESIL = 4
# An unfinished wilayah without activity for so many days stands still; for more than so many it is stale (section 11).
STILL_DAYS = 7
STALE_DAYS = 14


class Arah(StrEnum):
    """Which way is good; decides the colour ramp and who is called best."""

    NAIK = "naik"
    TURUN = "turun"


@dataclass(frozen=True, slots=True)
class Indikator:
    """One figure. ``satuan`` is '%', 'hari' or 'poin'; ratio figures carry their columns, others None."""

    kode: str
    nama: str
    satuan: str
    arah: Arah
    penjelasan: str
    pembilang: tuple[str, ...] | None = None
    penyebut: tuple[str, ...] | None = None
    satuan_pembilang: str = "rumah tangga"
    # Figures centred on zero (early/late, up/down) take the diverging ramp.
    berpusat: bool = False
    # Limits of the fixed target bands, in the figure's unit, low to high.
    pita: tuple[float, ...] = (20.0, 40.0, 60.0, 80.0)
    # Share-of-rows figures can be played day by day and compared between periode.
    riwayat: str | None = None


def _share(
    kode: str,
    nama: str,
    columns: tuple[str, ...],
    over: tuple[str, ...],
    penjelasan: str,
    *,
    arah: Arah = Arah.NAIK,
    pita: tuple[float, ...] = (20.0, 40.0, 60.0, 80.0),
    riwayat: str | None = None,
    satuan_pembilang: str = "rumah tangga",
) -> Indikator:
    return Indikator(
        kode,
        nama,
        "%",
        arah,
        penjelasan,
        columns,
        over,
        satuan_pembilang=satuan_pembilang,
        pita=pita,
        riwayat=riwayat,
    )


_NONAKTIF_PITA = (2.5, 5.0, 10.0, 20.0)

INDIKATOR: dict[str, Indikator] = {
    item.kode: item
    for item in (
        _share(
            "progres",
            "Progres verivali",
            DIISI,
            TOTAL,
            "Rumah tangga yang sudah memiliki hasil kunjungan (status keberadaan 1–5) dibagi seluruh rumah tangga "
            "pada prelist.",
            riwayat="diisi",
        ),
        _share(
            "terimpor",
            "Terimpor",
            TERIMPOR,
            TOTAL,
            "Rumah tangga yang hasilnya sudah diimpor ke portal dibagi seluruh rumah tangga pada prelist.",
            riwayat="terimpor",
        ),
        _share(
            "diperiksa",
            "Diperiksa",
            DIPERIKSA,
            TOTAL,
            "Rumah tangga yang sudah diperiksa supervisor (disetujui, dikembalikan, atau final) dibagi seluruh "
            "rumah tangga pada prelist.",
            riwayat="diperiksa",
        ),
        _share(
            "final",
            "Final",
            FINAL,
            TOTAL,
            "Rumah tangga yang sudah masuk batch finalisasi dibagi seluruh rumah tangga pada prelist.",
            riwayat="final",
        ),
        _share(
            "nonaktif",
            "Nonaktif",
            NONAKTIF,
            STA_COLUMNS,
            "Rumah tangga tidak ditemukan, sudah mampu, atau ganda dibagi rumah tangga yang sudah dikunjungi.",
            arah=Arah.TURUN,
            pita=_NONAKTIF_PITA,
        ),
        _share(
            "tidak_ditemukan",
            "Nonaktif: tidak ditemukan",
            ("n3",),
            STA_COLUMNS,
            "Rumah tangga tidak ditemukan (status 3) dibagi rumah tangga yang sudah dikunjungi.",
            arah=Arah.TURUN,
            pita=_NONAKTIF_PITA,
        ),
        _share(
            "mampu",
            "Nonaktif: sudah mampu",
            ("n4",),
            STA_COLUMNS,
            "Rumah tangga ditemukan tetapi sudah mampu (status 4) dibagi rumah tangga yang sudah dikunjungi.",
            arah=Arah.TURUN,
            pita=_NONAKTIF_PITA,
        ),
        _share(
            "ganda",
            "Nonaktif: ganda",
            ("n5",),
            STA_COLUMNS,
            "Rumah tangga ditemukan ganda (status 5) dibagi rumah tangga yang sudah dikunjungi.",
            arah=Arah.TURUN,
            pita=_NONAKTIF_PITA,
        ),
        Indikator(
            "terlambat",
            "Hari terlambat bila laju tetap",
            "hari",
            Arah.TURUN,
            "Selisih antara perkiraan selesai (sisa dibagi rata-rata 7 hari terakhir) dan batas verivali. Negatif "
            "berarti lebih awal.",
            berpusat=True,
            pita=(-7.0, 0.0, 7.0, 30.0),
        ),
        Indikator(
            "perubahan",
            "Perubahan 7 hari",
            "poin",
            Arah.NAIK,
            "Kenaikan progres verivali dalam 7 hari terakhir, dalam poin persen dari prelist.",
            ("diisi_7",),
            TOTAL,
            pita=(1.0, 5.0, 10.0, 20.0),
        ),
        Indikator(
            "diam",
            "Hari sejak aktivitas terakhir",
            "hari",
            Arah.TURUN,
            "Hari sejak baris terakhir berubah pada periode ini; bila belum ada aktivitas, dihitung sejak periode "
            "dibuka.",
            pita=(1.0, 3.0, 7.0, 14.0),
        ),
        _share(
            "kuota",
            "Kuota terpakai",
            ("terpakai",),
            ("kuota",),
            "KPM awal dikurangi nonaktif ditambah usulan disetujui, dibagi kuota.",
            pita=(80.0, 90.0, 95.0, 100.0),
            satuan_pembilang="KPM",
        ),
        _share(
            "inklusi",
            "Galat inklusi",
            ("inklusi",),
            ("kpm_dikunjungi",),
            f"KPM yang tidak ditemukan, sudah mampu, atau ganda, ditambah KPM ditemukan yang desilnya di atas "
            f"{BATAS_DESIL}, dibagi KPM yang sudah dikunjungi. Hanya untuk BSP.",
            arah=Arah.TURUN,
            pita=(5.0, 10.0, 20.0, 30.0),
            satuan_pembilang="KPM",
        ),
        _share(
            "eksklusi",
            "Galat eksklusi",
            ("bukan_kpm_miskin",),
            ("ruta_miskin",),
            f"Rumah tangga desil 1–{BATAS_DESIL} pada data terpadu yang bukan KPM, dibagi seluruh rumah tangga desil "
            f"1–{BATAS_DESIL}. Keadaan data terpadu sekarang, tidak bergantung pada periode.",
            arah=Arah.TURUN,
            pita=(10.0, 20.0, 40.0, 60.0),
        ),
        _share(
            "rawan",
            "Desa tertinggal berdekatan",
            ("rawan_progres",),
            ("dinilai_progres",),
            "Desa yang progresnya rendah dibanding kab/kotanya dan dikelilingi desa yang juga rendah, dibagi desa yang "
            "dapat dinilai. Sebuah desa dihitung hanya bila kumpulan serendah itu hampir mustahil terjadi karena "
            "kebetulan dan terdiri atas sedikitnya 3 desa.",
            arah=Arah.TURUN,
            pita=(0.0, 2.5, 5.0, 10.0),
            satuan_pembilang="desa",
        ),
        _share(
            "rawan_inklusi",
            "Desa bergalat inklusi berdekatan",
            ("rawan_inklusi",),
            ("dinilai_inklusi",),
            "Desa yang galat inklusinya tinggi dibanding kab/kotanya dan dikelilingi desa yang juga tinggi, dibagi "
            "desa yang dapat dinilai. Sebuah desa dihitung hanya bila kumpulan setinggi itu hampir mustahil terjadi "
            "karena kebetulan dan terdiri atas sedikitnya 3 desa.",
            arah=Arah.TURUN,
            pita=(0.0, 2.5, 5.0, 10.0),
            satuan_pembilang="desa",
        ),
    )
}

# Figures whose counts lie outside a rekap row: of the register, of musdes, of the desa of an area, of the forecast.
INDIKATOR_PANTAUAN: dict[str, Indikator] = {
    item.kode: item
    for item in (
        _share(
            "kyc",
            "KYC lengkap",
            ("kyc_lengkap",),
            ("n1", "n2"),
            "Rumah tangga aktif (status 1–2) dengan KYC lengkap dibagi rumah tangga aktif.",
        ),
        _share(
            "padan",
            "Padan Dukcapil",
            ("p1",),
            ("art",),
            "Anggota rumah tangga yang padan dengan data Dukcapil dibagi seluruh anggota rumah tangga pada register.",
            satuan_pembilang="anggota rumah tangga",
        ),
        _share(
            "musdes",
            "Realisasi musdes",
            ("musdes",),
            ("desa",),
            "Desa dengan berita acara musdes pada periode ini dibagi desa yang memiliki prelist.",
            satuan_pembilang="desa",
        ),
        _share(
            "desa_selesai",
            "Desa selesai",
            ("desa_selesai",),
            ("desa",),
            "Desa yang seluruh rumah tangganya sudah dikunjungi dibagi desa yang memiliki prelist.",
            satuan_pembilang="desa",
        ),
    )
}

# Figures of the review, counted from its cases (``domain.kerja_periksa``).
INDIKATOR_PERIKSA: dict[str, Indikator] = {
    item.kode: item
    for item in (
        _share(
            "pengembalian",
            "Dikembalikan",
            ("dikembalikan",),
            ("disetujui", "dikembalikan", "ditolak"),
            "Kasus yang dikembalikan dibagi seluruh kasus yang sudah diputuskan (disetujui, dikembalikan, atau "
            "ditolak) pada periode ini.",
            arah=Arah.TURUN,
            pita=(5.0, 10.0, 20.0, 30.0),
            satuan_pembilang="kasus",
        ),
        Indikator(
            "lama_periksa",
            "Median hari sampai diputuskan",
            "hari",
            Arah.TURUN,
            "Hari dari tanggal usulan sampai keputusan, nilai tengah dari seluruh kasus yang sudah diputuskan.",
            pita=(1.0, 3.0, 7.0, 14.0),
        ),
        _share(
            "lewat_sla",
            "Menunggu lebih dari 3 hari",
            ("terlambat",),
            ("menunggu",),
            "Kasus belum diperiksa yang diajukan lebih dari 3 hari lalu dibagi seluruh kasus belum diperiksa.",
            arah=Arah.TURUN,
            pita=(5.0, 10.0, 25.0, 50.0),
            satuan_pembilang="kasus",
        ),
    )
}


def total_of(row: Mapping[str, float], columns: Sequence[str]) -> float:
    """Sum of the named columns of a row."""
    return sum(row[column] for column in columns)


def ratio(pembilang: float, penyebut: float) -> float | None:
    """Percentage, or None where the denominator is zero: an area without rows has no figure, not 0 %."""
    return 100.0 * pembilang / penyebut if penyebut else None


def terpakai(awal: Any, nonaktif: Any, disetujui: Any) -> Any:
    """KPM that hold a place: awal − N + U_disetujui (section 8); numbers, or columns of numbers."""
    return awal - nonaktif + disetujui


@dataclass(frozen=True, slots=True)
class Nilai:
    """A figure for one area. ``nilai`` None with ``berhenti`` means: rows are left and nothing has moved; with
    ``samar``: it is not told to this reader, and its counts are left out.
    """

    nilai: float | None
    pembilang: float
    penyebut: float
    berhenti: bool = False
    samar: bool = False


DISAMARKAN = Nilai(None, 0, 0, samar=True)


def days_late(total: float, done: float, done_in_pace_days: float, as_of: date, deadline: date) -> Nilai:
    """Days by which verivali misses the deadline if the pace of the last 7 days holds; negative is early.

    Finished areas are 0 late. An area with rows left and no movement has no forecast and is ``berhenti``.
    """
    left = total - done
    if not total:
        return Nilai(None, 0, 0)
    if left <= 0:
        return Nilai(0.0, done, total)
    if done_in_pace_days <= 0:
        return Nilai(None, done, total, berhenti=True)
    days_needed = math.ceil(left / (done_in_pace_days / PACE_DAYS))
    return Nilai(float((as_of - deadline).days + days_needed), done, total)


def days_still(last: date | None, opened: date, as_of: date) -> float:
    """Days since the last activity; since the opening when there was none."""
    return float(max((as_of - max(last or opened, opened)).days, 0))


def evaluate(indikator: Indikator, row: Mapping[str, float], **moment: date) -> Nilai:
    """One figure for one area from its rekap row.

    ``moment`` holds ``as_of``, ``opened``, ``deadline`` and, where there was any, ``last`` (day of the last
    activity); ratio figures ignore it.
    """
    if indikator.kode == "terlambat":
        return days_late(row["total"], total_of(row, DIISI), row["diisi_7"], moment["as_of"], moment["deadline"])
    if indikator.kode == "diam":
        if not row["total"]:
            return Nilai(None, 0, 0)
        return Nilai(
            days_still(moment.get("last"), moment["opened"], moment["as_of"]),
            total_of(row, DIISI),
            row["total"],
        )
    if indikator.pembilang is None or indikator.penyebut is None:
        raise KeyError(indikator.kode)
    above, below = total_of(row, indikator.pembilang), total_of(row, indikator.penyebut)
    return Nilai(ratio(above, below), above, below)


def target_rows(total: int, day: date, opened: date, deadline: date) -> int:
    """Rows of a prelist that should be done by the end of ``day``: ``target_share`` of them, to the nearest row.

    An area's own, from its own prelist: rounding each of its desa and adding them would drift.
    """
    return round(total * target_share(day, opened, deadline))


def target_share(day: date, opened: date, deadline: date) -> float:
    """Share (0–1) of the prelist that should be done by the end of ``day`` on a straight line to the deadline."""
    length = (deadline - opened) / timedelta(days=1) + 1
    return min(max(((day - opened) / timedelta(days=1) + 1) / length, 0.0), 1.0)


def pace(done_in_pace_days: float) -> float:
    """Rows a day, mean of the last 7 days (v in section 11)."""
    return done_in_pace_days / PACE_DAYS


def needed_per_day(left: float, days_left: int) -> float | None:
    """Rows a day that finish what is left by the deadline; None once it has passed, 0 where nothing is left."""
    if left <= 0:
        return 0.0
    return left / days_left if days_left > 0 else None
