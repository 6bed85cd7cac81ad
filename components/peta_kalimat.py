"""What the map says, in sentences: read out by screen readers, quoted in mails, the same numbers as the colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from components.format import day, number, percent, signed
from domain.figur import SAMAR
from domain.indikator import DIISI, PACE_DAYS, Indikator, Nilai, ratio, target_share, total_of

_VERB = {
    "progres": "sudah diverifikasi",
    "terimpor": "sudah diimpor",
    "diperiksa": "sudah diperiksa",
    "final": "sudah final",
    "nonaktif": "yang dikunjungi nonaktif",
    "tidak_ditemukan": "yang dikunjungi tidak ditemukan",
    "mampu": "yang dikunjungi sudah mampu",
    "ganda": "yang dikunjungi ganda",
    "kuota": "kuota terpakai",
    "inklusi": "yang dikunjungi salah sasaran",
    "eksklusi": "desil terbawah belum menjadi KPM",
    "rawan": "tertinggal berdekatan",
    "rawan_inklusi": "bergalat inklusi berdekatan",
}
_PERTANYAAN = {
    "progres": "verivali tertinggal",
    "terimpor": "hasil belum diimpor",
    "diperiksa": "hasil belum diperiksa",
    "final": "data belum final",
    "nonaktif": "banyak rumah tangga nonaktif",
    "tidak_ditemukan": "banyak rumah tangga tidak ditemukan",
    "mampu": "banyak rumah tangga sudah mampu",
    "ganda": "banyak rumah tangga ganda",
    "terlambat": "verivali akan terlambat",
    "perubahan": "verivali lambat bergerak",
    "diam": "verivali berhenti",
    "kuota": "kuota belum terpakai",
    "inklusi": "banyak KPM salah sasaran",
    "eksklusi": "banyak rumah tangga miskin belum menjadi KPM",
    "rawan": "verivali tertinggal secara berkelompok",
    "rawan_inklusi": "galat inklusi tinggi secara berkelompok",
}


@dataclass(frozen=True, slots=True)
class Waktu:
    """The day figures speak of, and the periode's first and last day; ``hari_ini`` when that day is today."""

    as_of: date
    opened: date
    deadline: date
    hari_ini: bool


def question(indikator: Indikator, level_name: str) -> str:
    """The title line: the one question the page answers."""
    return f"Di {level_name} mana {_PERTANYAAN[indikator.kode]}?"


def figure(indikator: Indikator, nilai: Nilai) -> str:
    """The figure alone, with its unit: "62,4 %", "3 hari", "tidak bergerak"."""
    if nilai.samar:
        return SAMAR
    if nilai.nilai is None:
        return "tidak bergerak" if nilai.berhenti else "tidak ada data"
    if indikator.satuan == "%":
        return percent(nilai.nilai)
    if indikator.berpusat:
        return f"{signed(nilai.nilai, 0)} hari"
    return f"{signed(nilai.nilai)} poin" if indikator.satuan == "poin" else f"{number(nilai.nilai)} {indikator.satuan}"


def fraction(indikator: Indikator, nilai: Nilai) -> str:
    """Numerator and denominator in words; empty where there is nothing to divide by."""
    if not nilai.penyebut:
        return ""
    return f"{number(nilai.pembilang)} dari {number(nilai.penyebut)} {indikator.satuan_pembilang}"


def target_gap(nilai: Nilai, waktu: Waktu) -> float | None:
    """Points of progress above (+) or below (−) the straight line to the deadline; None without a figure."""
    if nilai.nilai is None:
        return None
    return nilai.nilai - 100 * target_share(waktu.as_of, waktu.opened, waktu.deadline)


def gap_words(gap: float, waktu: Waktu) -> str:
    """ "3,1 poin di bawah target hari ini"."""
    when = "hari ini" if waktu.hari_ini else "akhir" if waktu.as_of >= waktu.deadline else day(waktu.as_of)
    if abs(gap) < 0.05:
        return f"tepat pada target {when}"
    return f"{number(abs(gap), 1)} poin di {'atas' if gap > 0 else 'bawah'} target {when}"


def _statement(indikator: Indikator, nilai: Nilai) -> str:
    if nilai.nilai is None:
        return (
            "angkanya terlalu kecil untuk ditampilkan"
            if nilai.samar
            else "tidak bergerak dalam 7 hari, jadi perkiraan selesai belum ada"
            if nilai.berhenti
            else "belum ada data pada periode ini"
        )
    if indikator.kode == "terlambat":
        late = round(nilai.nilai)
        if nilai.pembilang >= nilai.penyebut:
            return "verivali sudah selesai"
        when = f"{number(late)} hari setelah" if late > 0 else f"{number(-late)} hari sebelum" if late else "tepat pada"
        return f"bila laju tetap, verivali selesai {when} batas"
    if indikator.kode == "diam":
        return (
            "aktivitas terakhir hari ini" if nilai.nilai < 1 else f"aktivitas terakhir {number(nilai.nilai)} hari lalu"
        )
    counts = f"{number(nilai.pembilang)} dari {number(nilai.penyebut)}"
    if indikator.kode == "perubahan":
        direction = "naik" if nilai.nilai >= 0 else "turun"
        return f"progres {direction} {number(abs(nilai.nilai), 1)} poin dalam 7 hari ({counts} rumah tangga)"
    subject = "" if indikator.kode == "kuota" else f"{indikator.satuan_pembilang} "
    return f"{percent(nilai.nilai)} {subject}{_VERB[indikator.kode]} ({counts})"


def summary(
    nama: str, indikator: Indikator, nilai: Nilai, waktu: Waktu, *, still: tuple[int, int, str] | None = None
) -> str:
    """One sentence on a wilayah. ``still``: areas below it that have not moved, of how many, of which level."""
    text = f"{nama}: {_statement(indikator, nilai)}"
    gap = target_gap(nilai, waktu) if indikator.kode == "progres" else None
    if gap is not None:
        text += f", {gap_words(gap, waktu)}"
    if still is not None:
        stopped, areas, level = still
        text += (
            f"; {number(stopped)} dari {number(areas)} {level} tidak bergerak {PACE_DAYS} hari"
            if stopped
            else f"; semua {level} bergerak dalam {PACE_DAYS} hari"
        )
    return text + "."


@dataclass(frozen=True, slots=True)
class Kumpulan:
    """A cluster of desa in figures and names; ``nilai`` and ``sekitar`` in per cent."""

    desa: int
    kecamatan: Sequence[str]
    kab: Sequence[str]
    nilai: float | None
    sekitar: float | None


_KUMPULAN = {"rawan": ("tertinggal", "progres"), "rawan_inklusi": ("bergalat inklusi tinggi", "galat inklusi")}
_NAMED = 3


def cluster_words(indikator: Indikator, found: Sequence[Kumpulan]) -> str:
    """The biggest cluster in a sentence, and how many more there are: "12 desa yang tertinggal berdekatan di Kec. X
    dan Y, Kabupaten Z: progres 12 %, desa lain di sana 85 %." Empty where there is none.
    """
    if not found:
        return ""
    kind, figure_name = _KUMPULAN[indikator.kode]
    first = found[0]
    text = f"{number(first.desa)} desa yang {kind} berdekatan di Kec. {_joined(first.kecamatan)}, {_joined(first.kab)}"
    if first.nilai is not None and first.sekitar is not None:
        text += f": {figure_name} {percent(first.nilai)}, desa lain di sana {percent(first.sekitar)}"
    more = len(found) - 1
    return f"{text}; {number(more)} kumpulan lain." if more else f"{text}."


def _joined(names: Sequence[str]) -> str:
    shown = list(names[:_NAMED])
    if len(names) > _NAMED:
        return f"{', '.join(shown)}, dan {number(len(names) - _NAMED)} lainnya"
    # Three and more take a comma before the last.
    return " dan ".join(shown) if len(shown) < 3 else f"{', '.join(shown[:-1])}, dan {shown[-1]}"


def count_still(rows: Sequence[Mapping[str, float]]) -> tuple[int, int]:
    """Areas with rows left that have not moved for 7 days, and areas that have rows at all."""
    having = [row for row in rows if row["total"]]
    return sum(row["diisi_7"] <= 0 and total_of(row, DIISI) < row["total"] for row in having), len(having)


def cards(row: Mapping[str, float], waktu: Waktu, days_left: int, *, samar: bool = False) -> list[tuple[str, str, str]]:
    """Figures beside the headline: label, figure, remark; ``samar``: what speaks of progress and pace is left out."""
    total, done = row["total"], total_of(row, DIISI)
    progres = Nilai(ratio(done, total), done, total)
    target = 100 * target_share(waktu.as_of, waktu.opened, waktu.deadline)
    gap = None if samar else target_gap(progres, waktu)
    left = max(total - done, 0)
    found = [
        ("Target hari ini" if waktu.hari_ini else "Target", percent(target), "" if gap is None else _short_gap(gap)),
        ("Batas verivali", day(waktu.deadline), _days_left(days_left)),
    ]
    if total and waktu.hari_ini and samar:
        found.append(("Laju 7 hari", SAMAR, ""))
    elif total and waktu.hari_ini:
        pace = row["diisi_7"] / PACE_DAYS
        need = left / days_left if days_left > 0 else None
        found.append(("Laju 7 hari", f"{number(round(pace))} ruta/hari", f"perlu {number(ceil(need))}" if need else ""))
        found.append(("Selesai bila laju tetap", *_forecast(left, pace, waktu)))
    return found


def _short_gap(gap: float) -> str:
    if abs(gap) < 0.05:
        return "tepat"
    return f"{number(abs(gap), 1)} poin {'di atas' if gap > 0 else 'di bawah'}"


def _days_left(days_left: int) -> str:
    if days_left > 0:
        return f"{number(days_left)} hari lagi"
    return "hari ini" if days_left == 0 else f"lewat {number(-days_left)} hari"


def _forecast(left: float, pace: float, waktu: Waktu) -> tuple[str, str]:
    if left <= 0:
        return "selesai", ""
    if pace <= 0:
        return "tidak ada", "tidak bergerak"
    finish = waktu.as_of + timedelta(days=ceil(left / pace))
    late = (finish - waktu.deadline).days
    remark = (
        f"{number(late)} hari terlambat" if late > 0 else f"{number(-late)} hari lebih awal" if late else "tepat waktu"
    )
    # A pace that needs years says only that it is far too slow.
    return (day(finish), remark) if late <= 365 else ("lebih dari setahun", "laju terlalu lambat")


def trend_words(nama: str, own: list[float | None], nama_induk: str | None, induk: list[float | None] | None) -> str:
    """The trend line for those who do not see it."""
    if not own or own[-1] is None:
        return f"{nama}: belum ada riwayat harian."
    first = "" if own[0] is None else f"dari {percent(own[0])} pada hari pertama menjadi "
    text = f"{nama}: {first}{percent(own[-1])}"
    if nama_induk and induk and induk[-1] is not None:
        text += f"; {nama_induk} {percent(induk[-1])}"
    return text + "."
