"""The sentences that lead the chapters of a briefing pack, from its figures by rules.

A sentence takes its numbers out of the figures of the chapter and computes none, so that it can say nothing that the
data do not hold; numbers that are too small to be told are not told here either. Every function takes what stands in
``Figur.isi`` and gives sentences in plain Indonesian.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from domain.figur import SAMAR, Figur
from domain.kalender import JAKARTA
from domain.tulis import day, number, percent

Angka = Mapping[str, Any]
Kalimat = tuple[str, ...]


def angka_of(figur: Figur) -> dict[str, Angka]:
    """Headline figures of a figure by their code."""
    return {item["kode"]: item for item in figur.isi["angka"]}


def tahu(item: Angka | None) -> bool:
    """Whether a headline figure has a number that may be told."""
    return item is not None and item["nilai"] is not None and item["nilai"] != SAMAR


def kolom_of(figur: Figur, kode: str) -> list[Any]:
    """One column of a table."""
    at = [item.kode for item in figur.kolom].index(kode)
    return [row[at] for row in figur.isi["baris"]]


def _persen(item: Angka) -> str:
    return percent(item["nilai"], item["desimal"])


def _bilang(item: Angka) -> str:
    return f"{number(item['nilai'], item['desimal'])} {item['satuan']}"


def _perubahan(item: Angka) -> str:
    """ "naik 3,1 poin dari minggu lalu dan turun 2 poin dari …", "tetap sejak …"; empty where nothing compares."""
    parts = []
    for other in item["beda"]:
        change = other["nilai"]
        if change:
            parts.append(f"{'naik' if change > 0 else 'turun'} {number(abs(change), 1)} poin dari {other['kapan']}")
        else:
            parts.append(f"sama dengan {other['kapan']}")
    return " dan ".join(parts)


def hari_of(iso: str) -> str:
    """A day of a table in words; of a moment the day in Jakarta."""
    if len(iso) == len("2026-11-21"):
        return day(date.fromisoformat(iso))
    return day(datetime.fromisoformat(iso).astimezone(JAKARTA).date())


def ringkasan(nama: str, buka: str, utama: Figur, daerah: Figur | None, tenggat: Figur) -> Kalimat:
    """How far the wilayah is, how many of its areas are behind, when verivali closes.

    ``buka`` is "belum", "buka" or "tutup".
    """
    progres = angka_of(utama)["progres"]
    said = []
    if buka == "belum":
        said.append(f"Periode ini belum dibuka; verivali {nama} belum dimulai.")
    elif progres["nilai"] is None:
        said.append(f"{nama} belum memiliki prelist pada periode ini.")
    elif progres["nilai"] == SAMAR:
        said.append(f"Progres {nama} disamarkan karena jumlahnya terlalu kecil untuk disebut.")
    else:
        done = progres["pembilang"] == progres["penyebut"]
        verb = "menutup periode dengan" if buka == "tutup" else "mencapai"
        text = f"Seluruh prelist {nama} sudah diverifikasi" if done else f"{nama} {verb} {_persen(progres)}"
        change = _perubahan(progres)
        said.append(f"{text}{', ' if change else ''}{change}{_di_bawah(daerah, buka)}.")
    said += _tenggat(tenggat, buka)
    said += _hasil(angka_of(utama))
    return tuple(said)


def _di_bawah(daerah: Figur | None, buka: str) -> str:
    found = angka_of(daerah).get("di_bawah_target") if daerah is not None else None
    if found is None or not tahu(found) or not found["penyebut"]:
        return ""
    count, of, satuan = found["nilai"], found["penyebut"], found["satuan_pembilang"]
    when = "target" if buka == "tutup" else "target hari ini"
    if not count:
        return f"; tidak ada {satuan} di bawah {when}"
    if count == of:
        return f"; semua {satuan} di bawah {when}"
    return f"; {number(count)} dari {number(of)} {satuan} di bawah {when}"


def _tenggat(tenggat: Figur, buka: str) -> list[str]:
    names, opens, closes, left = (kolom_of(tenggat, kode) for kode in ("kegiatan", "buka", "tutup", "sisa"))
    if not names:
        return []
    if buka == "belum":
        return [f"{names[0]} dibuka {hari_of(opens[0])}."]
    if buka == "tutup":
        return [f"{names[0]} sudah ditutup {hari_of(closes[0])}."]
    days = "tersisa kurang dari sehari" if left[0] <= 1 else f"tersisa {number(left[0])} hari"
    return [f"{names[0]} ditutup {hari_of(closes[0])}, {days}."]


def _hasil(items: Mapping[str, Angka]) -> list[str]:
    parts = []
    if tahu(items.get("diperiksa")):
        parts.append(f"{_persen(items['diperiksa'])} prelist sudah diperiksa")
    if tahu(items.get("final")):
        parts.append(f"{_persen(items['final'])} sudah final")
    if tahu(items.get("nonaktif")):
        parts.append(f"{_persen(items['nonaktif'])} dari yang dikunjungi nonaktif")
    if not parts:
        return []
    text = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}{',' if len(parts) > 2 else ''} dan {parts[-1]}"
    return [f"{text[:1].upper()}{text[1:]}."]


def peta(satuan: str, peta_: Figur, daerah: Figur) -> Kalimat:
    """Highest and lowest of the map, areas without data, areas that stand still."""
    shown = [
        (value, nama)
        for value, nama in zip(peta_.isi["nilai"], peta_.isi["nama"], strict=True)
        if value is not None and value != SAMAR
    ]
    legend = peta_.isi["legenda"]
    said = []
    if not shown:
        said.append(f"Tidak ada {satuan} dengan angka yang dapat ditampilkan.")
    elif min(shown)[0] == max(shown)[0]:
        which = f"{shown[0][1]} mencapai" if len(shown) == 1 else f"Semua {satuan} yang memiliki data mencapai"
        said.append(f"{which} {percent(shown[0][0])}.")
    else:
        (low, bottom), (high, top) = min(shown), max(shown)
        said.append(f"Tertinggi {top} ({percent(high)}), terendah {bottom} ({percent(low)}).")
    still = angka_of(daerah).get("diam")
    if tahu(still) and still is not None and still["penyebut"]:
        said.append(
            f"{number(still['nilai'])} dari {number(still['penyebut'])} {still['satuan_pembilang']} tidak bergerak "
            "sepekan terakhir."
            if still["nilai"]
            else f"Semua {still['satuan_pembilang']} dan belum selesai bergerak dalam sepekan terakhir."
            if "yang" in still["satuan_pembilang"]
            else f"Semua {satuan} yang belum selesai bergerak dalam sepekan terakhir."
        )
    if legend["tidak_ada_data"]:
        said.append(f"{number(legend['tidak_ada_data'])} {satuan} tidak memiliki data.")
    if legend["disamarkan"]:
        said.append(f"Angka {number(legend['disamarkan'])} {satuan} disamarkan karena terlalu kecil untuk disebut.")
    return tuple(said)


def peringkat(satuan: str, tabel: Figur | None) -> Kalimat:
    """Who leads and who is most behind; None where there are too few areas to rank."""
    if tabel is None:
        return (f"Tidak ada dua {satuan} dengan angka yang dapat dibandingkan, sehingga tidak ada peringkat.",)
    names, values = kolom_of(tabel, "nama"), kolom_of(tabel, "progres")
    if values[0] == values[-1]:
        return (f"Semua {satuan} pada daftar ini mencapai {percent(values[0])}.",)
    return (f"{names[0]} memimpin dengan {percent(values[0])}; {names[-1]} paling tertinggal dengan "
            f"{percent(values[-1])}.",)  # fmt: skip


def tren(utama: Figur, buka: str, batas: str) -> Kalimat:
    """Where the curve stands against target, the pace, and the forecast. ``batas``: the deadline in ISO."""
    items = angka_of(utama)
    said = []
    gap = items.get("selisih")
    if buka == "belum":
        return ("Periode ini belum dibuka, sehingga belum ada kurva.",)
    if gap is not None and tahu(gap):
        when = "akhir" if buka == "tutup" else "hari ini"
        where = "di atas" if gap["nilai"] > 0 else "di bawah"
        said.append(
            f"Progres {number(abs(gap['nilai']), 1)} poin {where} target {when}."
            if gap["nilai"]
            else f"Progres tepat pada target {when}."
        )
    elif gap is not None:
        said.append("Kedudukan terhadap target disamarkan karena jumlahnya terlalu kecil untuk disebut.")
    pace, need = items.get("laju"), items.get("perlu")
    if pace is not None and tahu(pace):
        text = f"Laju sepekan terakhir {_bilang(pace)}"
        if need is not None and tahu(need):
            text += f"; perlu {_bilang(need)}" if need["nilai"] else "; tidak ada yang tersisa"
        said.append(f"{text}.")
    said += _perkiraan(items, batas)
    return tuple(said) or ("Belum ada riwayat harian pada periode ini.",)


def _perkiraan(items: Mapping[str, Angka], batas: str) -> list[str]:
    chance, middle = items.get("peluang"), items.get("perkiraan")
    if chance is None or not tahu(chance):
        return []
    text = f"Peluang seluruhnya selesai sampai {hari_of(batas)}: {_persen(chance)}"
    if tahu(middle) and middle is not None:
        low, high = items["perkiraan_bawah"], items["perkiraan_atas"]
        span = "" if low["nilai"] == high["nilai"] else f" (antara {_persen(low)} dan {_persen(high)})"
        text += f"; pada hari itu diperkirakan {_persen(middle)} selesai{span}"
    return [f"{text}."]


def kuota(nama: str, satuan: str, utama: Figur | None) -> Kalimat:
    """What is used of the kuota, what is left, who waits; None where no kuota is set."""
    if utama is None:
        return (f"Kuota {nama} belum ditetapkan pada periode ini.",)
    items = angka_of(utama)
    if not tahu(items["terpakai"]):
        said = [f"Kuota {nama} {_bilang(items['kuota'])}; yang terpakai disamarkan karena jumlahnya kecil."]
    else:
        used = f"{number(items['terpakai']['nilai'])} dari {number(items['kuota']['nilai'])} tempat {nama} terpakai"
        share = f" ({_persen(items['utilisasi'])})" if tahu(items["utilisasi"]) else ""
        left = items["sisa"]["nilai"]
        rest = (
            f"kelebihan {number(-left)} KPM" if left < 0 else "tidak ada sisa" if not left else f"sisa {number(left)}"
        )
        said = [f"{used}{share}; {rest}{' tempat' if left > 0 else ''}."]
    over = items.get("daerah_lebih")
    if over is not None and tahu(over) and over["penyebut"]:
        said.append(
            f"{number(over['nilai'])} dari {number(over['penyebut'])} {over['satuan_pembilang']} melebihi kuota."
            if over["nilai"]
            else f"Tidak ada {over['satuan_pembilang']} melebihi kuota."
            if "yang" in over["satuan_pembilang"]
            else f"Tidak ada {satuan} yang melebihi kuota."
        )
    waiting, short = items.get("menunggu"), items.get("harus_menunggu")
    if waiting is not None and tahu(waiting):
        said.append(_menunggu(waiting, short))
    return tuple(said)


def _menunggu(waiting: Angka, short: Angka | None) -> str:
    if not waiting["nilai"]:
        return "Tidak ada usulan yang menunggu."
    if short is None or not tahu(short) or not short["nilai"]:
        return f"{number(waiting['nilai'])} usulan menunggu dan semuanya mendapat tempat."
    return f"{number(waiting['nilai'])} usulan menunggu, {number(short['nilai'])} di antaranya tidak mendapat tempat."


def usulan(nama: str, utama: Figur, alasan: Figur | None) -> Kalimat:
    """What waits and for how long, what was decided, and the reason most often given."""
    items = angka_of(utama)
    waiting, late, total = items["menunggu"], items["lewat_sla"], items["semua"]
    if total["nilai"] == 0:
        return (f"Tidak ada usulan dari {nama} pada periode ini.",)
    said = []
    if not tahu(waiting):
        said.append("Jumlah usulan yang menunggu disamarkan karena terlalu kecil untuk disebut.")
    elif not waiting["nilai"]:
        said.append(f"Tidak ada usulan dari {nama} yang menunggu.")
    else:
        text = f"{number(waiting['nilai'])} usulan dari {nama} menunggu"
        if tahu(late):
            text += (
                f", {number(late['pembilang'])} di antaranya melewati batas waktu pemeriksaan"
                if late["pembilang"]
                else ", semuanya masih dalam batas waktu pemeriksaan"
            )
        said.append(f"{text}.")
    back = items.get("pengembalian")
    if back is not None and tahu(back):
        some = f"{number(back['pembilang'])} di antaranya dikembalikan ({_persen(back)})"
        went = some if back["pembilang"] else "tidak ada yang dikembalikan"
        said.append(f"{number(back['penyebut'])} sudah diputuskan, {went}.")
    said += _alasan(alasan)
    return tuple(said)


# Reasons that were given too seldom to be told, together.
LAINNYA = "Alasan lain"


def _alasan(alasan: Figur | None) -> list[str]:
    if alasan is None:
        return ["Belum ada yang dikembalikan atau ditolak."]
    rows = [
        (count, name)
        for name, count in zip(kolom_of(alasan, "alasan"), kolom_of(alasan, "jumlah"), strict=True)
        if count not in (None, SAMAR) and name != LAINNYA
    ]
    if not rows:
        return ["Alasan pengembalian dan penolakan disamarkan karena jumlahnya terlalu kecil untuk disebut."]
    count, name = rows[0]
    return [f"Alasan terbanyak dikembalikan atau ditolak: {name} ({number(count)} kali)."]


def finalisasi(satuan: str, utama: Figur, tutup: str, lewat: bool) -> Kalimat:
    """How many kab are finalised, ready, returned; ``tutup`` the last day of the pengesahan in ISO."""
    items = angka_of(utama)
    done, ready, back = items["difinalisasi"], items["siap"], items["dikembalikan"]
    if not done["penyebut"]:
        return (f"Belum ada {satuan} dengan prelist pada periode ini.",)
    count, of = done["nilai"], done["penyebut"]
    text = (
        f"Semua {satuan} sudah difinalisasi"
        if count == of
        else f"{number(count)} dari {number(of)} {satuan} sudah difinalisasi"
        if count
        else f"Belum ada {satuan} yang difinalisasi"
    )
    if ready["nilai"]:
        text += f"; {number(ready['nilai'])} siap difinalisasi"
    if back["nilai"]:
        text += f"; {number(back['nilai'])} dikembalikan"
    return (f"{text}.", f"Pengesahan {'sudah ' if lewat else ''}ditutup {hari_of(tutup)}.")


def finalisasi_kab(nama: str, keadaan: Figur, halangan: Figur) -> Kalimat:
    """The state of one kab's batch and what stands in its way."""
    (state,) = kolom_of(keadaan, "keadaan")
    if state is None:
        return (f"{nama} belum memiliki prelist pada periode ini.",)
    (tutup,) = kolom_of(keadaan, "tutup")
    said = [f"Batch {nama}: {state}; pengesahan ditutup {hari_of(tutup)}."]
    holding = [
        name
        for name, holds in zip(kolom_of(halangan, "halangan"), kolom_of(halangan, "sifat"), strict=True)
        if holds == MENAHAN
    ]
    if holding:
        said.append(f"Yang menahan finalisasi: {_gabung(holding)}.")
    return tuple(said)


MENAHAN, TIDAK_IKUT = "Menahan finalisasi", "Tidak menahan, tetapi tidak ikut batch"


def _gabung(names: Sequence[str]) -> str:
    lowered = [f"{name[:1].lower()}{name[1:]}" if name[1:2].islower() else name for name in names]
    return "; ".join(lowered)


def rawan(utama: Figur, gugus: Figur, diam: Figur) -> Kalimat:
    """Hot spots, and the desa that stand still longest."""
    items = angka_of(utama)
    said = []
    spots, desa = items["gugus"], items["desa_gugus"]
    if spots["nilai"]:
        places = kolom_of(gugus, "kecamatan")[0], kolom_of(gugus, "kab")[0]
        said.append(
            f"{number(desa['nilai'])} desa tertinggal berdekatan dalam {number(spots['nilai'])} gugus; yang terbesar "
            f"di Kec. {places[0]}, {places[1]}."
        )
    else:
        said.append("Tidak ada gugus desa berdekatan yang tertinggal secara nyata.")
    still = items["desa_diam"]
    if still["nilai"]:
        names, days = kolom_of(diam, "nama"), kolom_of(diam, "diam")
        said.append(
            f"{number(still['nilai'])} desa yang belum selesai diam sepekan atau lebih; paling lama {names[0]}, "
            f"{number(days[0])} hari."
        )
    else:
        said.append("Tidak ada desa yang belum selesai dan diam sepekan atau lebih.")
    return tuple(said)


def metode(utama: Figur) -> Kalimat:
    """How the numbers were made and checked."""
    items = angka_of(utama)
    said = [
        f"Paket ini memuat {number(items['figur']['nilai'])} figur dari satu keadaan basis data.",
        f"{number(items['cocok']['nilai'])} angka dihitung lagi lewat jalur kedua dan semuanya sama.",
    ]
    if "samar" in items:
        said.append(f"Hitungan di bawah {number(items['samar']['nilai'])} disamarkan.")
    return tuple(said)
