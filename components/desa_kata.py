"""What the page of one desa says in sentences and single figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from components.format import day, number, percent
from components.peta_kalimat import Waktu
from domain.halangan import Temuan
from domain.indikator import DIISI, INDIKATOR, STILL_DAYS, TOTAL, Nilai, days_late, ratio, target_rows, total_of
from domain.kode import dotted
from domain.samaran import TERBUKA, Topeng

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kartu:
    """One figure of the headline: label, figure, what stands under it, and how it is to be taken.

    ``nada``: "" (plain), "baik" or "buruk"; never the only sign.
    """

    label: str
    angka: str
    kata: str = ""
    nada: str = ""


def title(jenis: str, nama: str) -> str:
    """The question the page answers."""
    return f"Apa yang terjadi di {jenis} {nama}?"


def place(kode: int, nama_lengkap: str, nama: str) -> str:
    """Code and parents, under the title."""
    parents = nama_lengkap.removeprefix(nama).lstrip(", ")
    return f"{dotted(kode)} · {parents}" if parents else dotted(kode)


def sentence(row: Row, waktu: Waktu, temuan: Sequence[Temuan], topeng: Topeng = TERBUKA) -> str:
    """The state of the desa and what holds its finalisasi, read out first; without what ``topeng`` hides."""
    total, done = int(row["total"]), int(total_of(row, DIISI))
    if not total:
        return "Desa ini tidak memiliki prelist pada periode dan program ini."
    target = target_rows(total, waktu.as_of, waktu.opened, waktu.deadline)
    gap = done - target
    text = f"{number(done)} dari {number(total)} rumah tangga sudah diverifikasi ({percent(ratio(done, total))})"
    if done >= total:
        text += "; verivali selesai"
    elif gap:
        text += f", {number(abs(gap))} {'di atas' if gap > 0 else 'di bawah'} target {_when(waktu)}"
    if topeng.ambang and topeng.satu(row["kode"], DIISI, TOTAL):
        text = "Angkanya terlalu kecil untuk ditampilkan"
    holding = [item for item in temuan if item.aturan.menahan]
    if holding:
        text += f". {number(len(holding))} hal menahan finalisasi: " + ", ".join(
            f"{item.aturan.nama[0].lower()}{item.aturan.nama[1:]}"
            + ("" if topeng.ambang else f" ({number(item.jumlah)} {item.aturan.satuan})")
            for item in holding
        )
    else:
        text += ". Tidak ada yang menahan finalisasi"
    return text + "."


def _when(waktu: Waktu) -> str:
    return "hari ini" if waktu.hari_ini else "akhir" if waktu.as_of >= waktu.deadline else day(waktu.as_of)


def chance(peluang: int) -> str:
    """ "7 dari 10 kemungkinan selesai tepat waktu"; the ends are not called certain."""
    if peluang >= 98:
        return "hampir pasti selesai tepat waktu"
    if peluang < 3:
        return "hampir tidak mungkin selesai tepat waktu"
    if peluang < 10:
        return "kurang dari 1 dari 10 kemungkinan selesai tepat waktu"
    return f"{min(round(peluang / 10), 9)} dari 10 kemungkinan selesai tepat waktu"


def cards(row: Row, waktu: Waktu, days_left: int, forecast: Row | None, diam: Nilai, last: str | None) -> list[Kartu]:
    """The figures of the headline. ``last`` is the moment of the last activity in words, None when there was none."""
    total, done = int(row["total"]), int(total_of(row, DIISI))
    if not total:
        return []
    target = target_rows(total, waktu.as_of, waktu.opened, waktu.deadline)
    finished = done >= total
    gap = done - target
    return [
        Kartu(
            INDIKATOR["progres"].nama,
            percent(ratio(done, total)),
            f"{number(done)} dari {number(total)} rumah tangga",
            "baik" if finished else "",
        ),
        Kartu(
            f"Target {_when(waktu)}",
            number(target),
            "rumah tangga, " + ("tercapai" if gap >= 0 else f"kurang {number(-gap)}"),
            "baik" if gap >= 0 else "buruk",
        ),
        _forecast(finished, waktu, forecast),
        _late(days_late(total, done, row["diisi_7"], waktu.as_of, waktu.deadline), finished, waktu, days_left),
        _activity(finished, waktu, diam, last),
    ]


def _activity(finished: bool, waktu: Waktu, diam: Nilai, last: str | None) -> Kartu:
    label = "Aktivitas terakhir"
    if last is None:
        return Kartu(label, "belum ada", f"sejak periode dibuka {day(waktu.opened)}", "" if finished else "buruk")
    if not waktu.hari_ini:
        return Kartu(label, last)
    return Kartu(label, _ago(diam), last, "buruk" if not finished and (diam.nilai or 0) >= STILL_DAYS else "")


def _ago(diam: Nilai) -> str:
    days = int(diam.nilai or 0)
    return "hari ini" if days == 0 else "kemarin" if days == 1 else f"{number(days)} hari lalu"


def _forecast(finished: bool, waktu: Waktu, forecast: Row | None) -> Kartu:
    label = "Perkiraan"
    if finished:
        return Kartu(label, "selesai", "tidak ada yang perlu diperkirakan", "baik")
    if not waktu.hari_ini:
        return Kartu(label, "tidak ada", "verivali sudah ditutup" if waktu.as_of >= waktu.deadline else "")
    if forecast is None or forecast["peluang"] is None:
        return Kartu(label, "belum dihitung", "perkiraan dihitung setelah data berubah")
    peluang = int(forecast["peluang"])
    middle, late = forecast["selesai_p50"], forecast["selesai_p90"]
    when = "" if middle is None else f"; paling mungkin selesai {day(middle)}"
    if middle is not None and late is not None and late != middle:
        when += f", paling lambat sekitar {day(late)}"
    return Kartu(label, f"{peluang} %", chance(peluang) + when, "baik" if peluang >= 70 else "buruk")


def _late(late: Nilai, finished: bool, waktu: Waktu, days_left: int) -> Kartu:
    label = INDIKATOR["terlambat"].nama
    left = f"batas {day(waktu.deadline)}" + (f", {number(days_left)} hari lagi" if days_left > 0 else "")
    if finished:
        return Kartu("Batas verivali", "selesai", left, "baik")
    if not waktu.hari_ini:
        return Kartu("Batas verivali", day(waktu.deadline), "verivali ditutup, belum selesai", "buruk")
    if late.nilai is None:
        return Kartu(label, "tidak bergerak", left, "buruk")
    days = round(late.nilai)
    if days > 365:
        return Kartu(label, "lebih dari setahun", left, "buruk")
    if days > 0:
        return Kartu(label, f"{number(days)} hari", left, "buruk")
    return Kartu(label, "tepat waktu", (f"{number(-days)} hari lebih awal; " if days else "") + left, "baik")


def age(sejak: date | None, as_of: date) -> str:
    """How long something waits."""
    if sejak is None:
        return ""
    days = (as_of - sejak).days
    return "hari ini" if days <= 0 else f"{number(days)} hari"


def metres(value: float) -> str:
    """340 m, 2,1 km."""
    return f"{number(round(value / 10) * 10 or 10)} m" if value < 1000 else f"{number(value / 1000, 1)} km"
