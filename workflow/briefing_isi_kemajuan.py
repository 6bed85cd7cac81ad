"""Chapters of a pack about progress: ringkasan, peta, peringkat, tren."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from data_access.beranda import read_hari
from data_access.pantauan import read_pantauan_one
from domain import briefing_angka as hitung
from domain import briefing_kalimat as kata
from domain.bandingan import same_day_of
from domain.briefing import BAB_NAME, BabBriefing
from domain.figur import SAMAR, Bab, Figur, Jenis, JenisKolom, Kolom, Sel, tabel
from domain.grafik import Datum, Pita, Seri, Tanda, batang, garis
from domain.indikator import (
    DIISI,
    INDIKATOR,
    Arah,
    Nilai,
    needed_per_day,
    pace,
    ratio,
    target_rows,
    target_share,
    total_of,
)
from domain.kalender import tenggat_of
from domain.kode import Level
from workflow.briefing_isi_bahan import Bahan

_PROGRES = INDIKATOR["progres"]
_PRELIST = "seluruh rumah tangga pada prelist"
_REKAP = "data_access.progres.read_rekap"
# Stages of the headline, each part of the one before.
_TAHAP = ("progres", "terimpor", "diperiksa", "final")


def _saring(bahan: Bahan) -> tuple[tuple[str, str], ...]:
    return (("Ukuran", _PROGRES.nama), ("Tingkat", bahan.satuan))


def utama(bahan: Bahan) -> Figur:
    """The headline figures with their changes."""
    items = []
    for kode in (*_TAHAP, "nonaktif"):
        item = INDIKATOR[kode]
        now = bahan.nilai(item)
        changes = [(when, hitung.perubahan(now, then)) for when, then in bahan.dulu(item)]
        items.append(hitung.indikator(item, now, beda=changes, samar=bahan.samar(item)))
    if bahan.kuota:
        items.append(_kuota(bahan))
    return Figur(
        "ringkasan.angka",
        "Angka utama",
        Jenis.ANGKA,
        {"angka": items},
        definisi="Angka pokok verivali wilayah ini, dengan perubahannya.",
        penyebut=_PRELIST,
        kueri=_REKAP,
        catatan=bahan.catatan,
    )


def _kuota(bahan: Bahan) -> dict[str, Any]:
    """Kuota used, as Beranda has it, with the nonaktif of now."""
    item, when = INDIKATOR["kuota"], bahan.as_of
    week = max(when - timedelta(days=7), bahan.periode.first_day)
    where = (bahan.connection, bahan.scope, bahan.program)
    now, then = read_hari(*where, bahan.periode.kode, (when, week), with_kuota=True)
    used = Nilai(ratio(now.terpakai, now.kuota), now.terpakai, now.kuota)
    changes = []
    # What moved since is not told where counts may be small, nor mixed with sums that are a moment older.
    steady = not bahan.segar and not bahan.kunci.samar
    if bahan.buka == "buka" and week < when and steady:
        before = Nilai(ratio(then.terpakai, then.kuota), then.terpakai, then.kuota)
        changes.append(("minggu lalu", hitung.perubahan(used, before)))
    if bahan.sebelum is not None and bahan.buka == "buka" and steady:
        day = same_day_of(bahan.periode, bahan.sebelum, when)
        (other,) = read_hari(*where, bahan.sebelum.kode, (day,), with_kuota=True)
        before = Nilai(ratio(other.terpakai, other.kuota), other.terpakai, other.kuota)
        changes.append((f"hari yang sama {bahan.sebelum.label}", hitung.perubahan(used, before)))
    return hitung.indikator(item, used, beda=changes, samar=bahan.samar(item))


def _di_bawah(bahan: Bahan, areas: list[hitung.Wilayah]) -> list[tuple[hitung.Wilayah, int]]:
    """Areas that can be told, with the rows that their own target lacks (negative) or exceeds."""
    when = (bahan.as_of, bahan.periode.first_day, bahan.periode.last_day)
    told = [area for area in areas if area.tampil is not None]
    return [(area, int(area.nilai.pembilang) - target_rows(int(area.nilai.penyebut), *when)) for area in told]


def _daerah(bahan: Bahan, kode: str, items: list[dict[str, Any]]) -> Figur:
    return Figur(
        kode,
        f"{bahan.satuan.capitalize()} dalam angka",
        Jenis.ANGKA,
        {"angka": items},
        definisi="Berapa wilayah di bawah target, selesai, dan tidak bergerak.",
        penyebut=f"{bahan.satuan} yang memiliki prelist" + (" dan dapat disebut" if bahan.kunci.samar else ""),
        kueri=_REKAP,
        catatan=bahan.catatan,
        saring=_saring(bahan),
    )


def _target(bahan: Bahan) -> Figur | None:
    """How many areas are behind the target, and done; None for a wilayah that has none below it."""
    if bahan.scope.level is Level.DESA:
        return None
    areas = bahan.progres()
    gaps, unit = _di_bawah(bahan, areas), bahan.satuan_tampil([not area.samar for area in areas])
    below, done = sum(gap < 0 for _, gap in gaps), sum(area.nilai.pembilang >= area.nilai.penyebut for area, _ in gaps)
    share = 100 * target_share(bahan.as_of, bahan.periode.first_day, bahan.periode.last_day)
    return _daerah(bahan, "ringkasan.wilayah", [
        hitung.angka("di_bawah_target", f"{bahan.satuan.capitalize()} di bawah target", below, bahan.satuan,
                     pembilang=below, penyebut=len(gaps), satuan_pembilang=unit,
                     definisi="Wilayah yang jumlah terverifikasinya kurang dari target lurus sampai batas verivali."),
        hitung.angka("selesai", f"{bahan.satuan.capitalize()} selesai", done, bahan.satuan, pembilang=done,
                     penyebut=len(gaps), satuan_pembilang=unit,
                     definisi="Wilayah yang seluruh prelistnya sudah diverifikasi."),
        hitung.angka("target", "Target hari ini" if bahan.buka == "buka" else "Target", share, "%", desimal=1,
                     definisi="Bagian prelist yang seharusnya selesai, pada garis lurus dari pembukaan sampai batas "
                     "verivali."),
    ])  # fmt: skip


def _bergerak(bahan: Bahan, areas: list[hitung.Wilayah]) -> Figur:
    """How many areas have data, and while the periode runs how many of them stand still."""
    told = [area.tampil is not None for area in areas]
    known, unit = sum(told), bahan.satuan_tampil([not area.samar for area in areas])
    items = [
        hitung.angka("ada", f"{bahan.satuan.capitalize()} dengan angka", known, bahan.satuan, pembilang=known,
                     penyebut=len(areas), satuan_pembilang=bahan.satuan,
                     definisi="Wilayah yang memiliki prelist dan angkanya dapat disebut.")
    ]  # fmt: skip
    if bahan.buka == "buka":
        rows = zip(areas, told, bahan.frame["diisi_7"].tolist(), strict=True)
        still = sum(there and moved <= 0 and area.nilai.pembilang < area.nilai.penyebut for area, there, moved in rows)
        items.append(
            hitung.angka("diam", f"{bahan.satuan.capitalize()} tidak bergerak 7 hari", still, bahan.satuan,
                         pembilang=still, penyebut=known, satuan_pembilang=unit,
                         definisi="Wilayah belum selesai tanpa satu pun rumah tangga terverifikasi dalam 7 hari.")
        )  # fmt: skip
    return _daerah(bahan, "peta.wilayah", items)


def _tenggat(bahan: Bahan) -> Figur:
    columns = [
        Kolom("kegiatan", "Kegiatan"),
        Kolom("buka", "Dibuka", JenisKolom.SAAT, 24),
        Kolom("tutup", "Ditutup", JenisKolom.SAAT, 24),
        Kolom("sisa", "Sisa (hari)", JenisKolom.BULAT, 12),
        Kolom("keadaan", "Keadaan"),
    ]
    words = {"belum_buka": "belum dibuka", "buka": "sedang berjalan", "tutup": "sudah ditutup"}
    rows: list[list[Sel]] = [
        [item.kegiatan, item.buka.isoformat(), item.tutup.isoformat(), item.days_left(bahan.now),
         words[item.state(bahan.now)]]
        for item in tenggat_of(bahan.periode)
    ]  # fmt: skip
    return tabel(
        "ringkasan.tenggat", "Tenggat", columns, rows,
        definisi="Saat kegiatan periode ini dibuka dan ditutup, dengan pengecualian yang diberikan Pusdatin; sisa "
        "hari dibulatkan ke atas, negatif berarti lewat.",
        kueri="data_access.periode.read_periode",
    )  # fmt: skip


def ringkasan(bahan: Bahan) -> Bab:
    """Headline figures, areas behind target, deadlines."""
    first, areas, deadlines = utama(bahan), _target(bahan), _tenggat(bahan)
    said = kata.ringkasan(bahan.wilayah.nama, bahan.buka, first, areas, deadlines)
    figures = (first, areas, deadlines) if areas is not None else (first, deadlines)
    return Bab(BabBriefing.RINGKASAN, BAB_NAME[BabBriefing.RINGKASAN], said, figures)


def peta(bahan: Bahan) -> Bab:
    """The map of progress, and all its areas as a table."""
    areas = bahan.progres()
    title = f"Progres verivali menurut {bahan.satuan}, {bahan.wilayah.nama}, {bahan.periode.label}"
    told = {"definisi": _PROGRES.penjelasan, "penyebut": _PRELIST, "kueri": _REKAP, "catatan": bahan.catatan}
    drawn = hitung.peta(
        "peta.progres", title, bahan.scope.kode, bahan.level, _PROGRES, areas, saring=_saring(bahan), **told
    )
    found, table = _bergerak(bahan, areas), _semua(bahan, areas, told)
    if bahan.scope.level is Level.DESA:
        alone = f"{bahan.wilayah.nama} tidak memiliki wilayah di bawahnya untuk dibandingkan."
        return Bab(BabBriefing.PETA, BAB_NAME[BabBriefing.PETA], (alone,), (drawn, table))
    said = kata.peta(bahan.satuan, drawn, found)
    return Bab(BabBriefing.PETA, BAB_NAME[BabBriefing.PETA], said, (drawn, found, table))


def _semua(bahan: Bahan, areas: list[hitung.Wilayah], told: dict[str, str]) -> Figur:
    columns = [
        Kolom("kode", "Kode", JenisKolom.KODE, 12),
        Kolom("nama", bahan.satuan.capitalize(), lebar=28),
        Kolom("induk", "Di", lebar=24),
        Kolom("diisi", "Diverifikasi (ruta)", JenisKolom.BULAT, 14),
        Kolom("total", "Prelist (ruta)", JenisKolom.BULAT, 14),
        Kolom("progres", "Progres (%)", JenisKolom.PERSEN, 12),
        Kolom("target", "Target (ruta)", JenisKolom.BULAT, 14),
        Kolom("selisih", "Selisih dari target (ruta)", JenisKolom.BULAT, 16),
        Kolom("diisi_7", "Bertambah 7 hari (ruta)", JenisKolom.BULAT, 16),
        Kolom("peringkat", "Peringkat di induknya", JenisKolom.BULAT, 12),
        Kolom("dari", "Dari", JenisKolom.BULAT, 8),
    ]
    rank, among = hitung.peringkat(areas, Arah.NAIK, per_induk=True)
    when = (bahan.as_of, bahan.periode.first_day, bahan.periode.last_day)
    moved = bahan.frame["diisi_7"].tolist()
    hidden_moved = bahan.topeng.tutup([area.kode for area in areas], ("diisi_7",))
    rows: list[list[Sel]] = []
    for k, area in enumerate(areas):
        above, below = int(area.nilai.pembilang), int(area.nilai.penyebut)
        goal = target_rows(below, *when)
        counts: list[Sel] = [above, below, area.tampil, goal, above - goal, int(moved[k])]
        if area.samar:
            counts = [SAMAR] * len(counts)
        elif area.tampil is None:
            counts[2:] = [None] * (len(counts) - 2)
        elif hidden_moved[k]:
            counts[-1] = SAMAR
        rows.append([str(area.kode), area.nama, area.nama_induk, *counts, rank[k], among[k]])
    return tabel("peta.tabel", f"Semua {bahan.satuan}", columns, rows, saring=_saring(bahan), **told)


def peringkat(bahan: Bahan) -> Bab:
    """The best and those most behind, as bars and as a table."""
    areas = hitung.terurut(bahan.progres())
    many = hitung.ujung(len(areas))
    title = BAB_NAME[BabBriefing.PERINGKAT]
    if not many:
        return Bab(BabBriefing.PERINGKAT, title, kata.peringkat(bahan.satuan, None))
    rank = dict(zip((area.kode for area in areas), hitung.peringkat(areas, Arah.NAIK, per_induk=False)[0], strict=True))
    best, worst = areas[:many], areas[-many:]
    told = {
        "definisi": f"{_PROGRES.penjelasan} Peringkat di antara semua {bahan.satuan} {bahan.wilayah.nama}.",
        "penyebut": _PRELIST,
        "kueri": _REKAP,
        "catatan": bahan.catatan,
    }
    columns = [
        Kolom("kelompok", "Kelompok", lebar=14),
        Kolom("peringkat", "Peringkat", JenisKolom.BULAT, 10),
        Kolom("kode", "Kode", JenisKolom.KODE, 12),
        Kolom("nama", bahan.satuan.capitalize(), lebar=28),
        Kolom("induk", "Di", lebar=24),
        Kolom("diisi", "Diverifikasi (ruta)", JenisKolom.BULAT, 14),
        Kolom("total", "Prelist (ruta)", JenisKolom.BULAT, 14),
        Kolom("progres", "Progres (%)", JenisKolom.PERSEN, 12),
    ]
    rows: list[list[Sel]] = [
        [group, rank[area.kode], str(area.kode), area.nama, area.nama_induk, int(area.nilai.pembilang),
         int(area.nilai.penyebut), area.tampil]
        for group, members in (("Terbaik", best), ("Tertinggal", worst))
        for area in members
    ]  # fmt: skip
    table = tabel("peringkat.tabel", f"{many} terbaik dan {many} tertinggal", columns, rows, saring=_saring(bahan),
                  **told)  # fmt: skip
    bars = [
        _bars(bahan, f"peringkat.{kode}", f"{many} {bahan.satuan} {word}", members, colour, told)
        for kode, word, members, colour in (
            ("terbaik", "terbaik", best, "selesai"),
            ("tertinggal", "paling tertinggal", worst[::-1], "terlambat"),
        )
    ]
    return Bab(BabBriefing.PERINGKAT, title, kata.peringkat(bahan.satuan, table), (*bars, table))


def _bars(bahan: Bahan, kode: str, title: str, areas: list[hitung.Wilayah], colour: str, told: dict[str, str]) -> Figur:
    spec = batang(
        [Datum(area.nama, area.tampil, colour) for area in areas], judul=title, satuan="%", maks=100, desimal=1
    )
    return Figur(kode, title, Jenis.GRAFIK, spec, saring=_saring(bahan), **told)


def tren(bahan: Bahan) -> Bab:
    """The curve beside target and last periode, and the forecast."""
    title = BAB_NAME[BabBriefing.TREN]
    figures = _angka_tren(bahan)
    said = kata.tren(figures, bahan.buka, bahan.periode.tutup_verivali.isoformat())
    if not bahan.own["total"] or bahan.buka == "belum":
        return Bab(BabBriefing.TREN, title, said)
    return Bab(BabBriefing.TREN, title, said, (_kurva(bahan), figures))


def _perkiraan(bahan: Bahan) -> dict[str, Any]:
    """The forecast of the wilayah; empty where there is none, or where it would tell a hidden number."""
    if bahan.buka != "buka" or bahan.samar(_PROGRES):
        return {}
    return read_pantauan_one(bahan.connection, bahan.scope.kode, bahan.program, bahan.periode.kode) or {}


def _angka_tren(bahan: Bahan) -> Figur:
    now = bahan.nilai(_PROGRES)
    hidden = bahan.samar(_PROGRES)
    first, last, total = bahan.periode.first_day, bahan.periode.last_day, bahan.own["total"]
    goal = 100 * target_share(bahan.as_of, first, last)
    items = [hitung.angka("target", "Target", goal, "%", desimal=1,
                          definisi="Bagian prelist yang seharusnya selesai pada hari ini.")]  # fmt: skip
    if now.nilai is not None:
        items.append(
            hitung.angka("selisih", "Selisih dari target", now.nilai - goal, "poin", desimal=1, samar=hidden,
                         definisi="Progres dikurangi target hari ini.")
        )  # fmt: skip
    if bahan.buka == "buka" and total:
        left = total - total_of(bahan.own, DIISI)
        need = needed_per_day(left, max(bahan.periode.days_left(bahan.now), 0))
        moved = bahan.topeng.satu(bahan.scope.kode, ("diisi_7",))
        items.append(
            hitung.angka("laju", "Laju 7 hari", pace(bahan.own["diisi_7"]), "rumah tangga per hari",
                         samar=hidden or moved, definisi="Rata-rata rumah tangga terverifikasi per hari, 7 hari.")
        )  # fmt: skip
        items.append(
            hitung.angka("perlu", "Perlu per hari", None if need is None else ceil(need), "rumah tangga per hari",
                         samar=hidden, definisi="Sisa prelist dibagi hari tersisa sampai batas verivali.")
        )  # fmt: skip
    items += _angka_perkiraan(bahan)
    return Figur(
        "tren.angka", "Laju dan perkiraan", Jenis.ANGKA, {"angka": items},
        definisi="Kedudukan terhadap target, laju, dan perkiraan sampai batas verivali.",
        penyebut=_PRELIST, kueri="data_access.pantauan.read_pantauan_one", catatan=_per(bahan),
    )  # fmt: skip


def _per(bahan: Bahan) -> str:
    day = _perkiraan(bahan).get("tanggal")
    return f"Perkiraan per {kata.hari_of(day.isoformat())}." if day is not None else ""


def _angka_perkiraan(bahan: Bahan) -> list[dict[str, Any]]:
    known, total = _perkiraan(bahan), bahan.own["total"]
    if not total or known.get("peluang") is None:
        return []
    items = [
        hitung.angka("peluang", "Peluang selesai tepat waktu", known["peluang"], "%",
                     definisi="Bagian simulasi yang menyelesaikan seluruh prelist sampai batas verivali; sudah "
                     "dikalibrasi pada periode lalu.")
    ]  # fmt: skip
    if known["jalur_p50"]:
        names = (("", "p50", "separuh"), ("_bawah", "p10", "sepersepuluh"), ("_atas", "p90", "sembilan persepuluh"))
        for suffix, path, share in names:
            items.append(
                hitung.angka(f"perkiraan{suffix}", f"Perkiraan progres akhir ({path})",
                             ratio(known[f"jalur_{path}"][-1], total), "%", desimal=1,
                             definisi=f"Progres pada batas verivali yang tidak dilampaui {share} simulasi.")
            )  # fmt: skip
    return items


def _kurva(bahan: Bahan) -> Figur:
    first, last, total = bahan.periode.first_day, bahan.periode.last_day, bahan.own["total"]
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    own = _harian(bahan.tren, [day if day <= bahan.as_of else None for day in days])
    # The last point is the headline itself, also for what was written after the deadline.
    at = days.index(bahan.as_of)
    own[at] = float(total_of(bahan.own, DIISI))
    own = [None] * len(days) if bahan.samar(_PROGRES) else _terbuka(own, bahan.hari_tertutup(bahan.periode, "diisi"))
    lines = [
        Seri("Diverifikasi", _bagian(own, total)),
        Seri("Target", [round(100 * target_share(day, first, last), 2) for day in days], "target", "terlambat"),
    ]
    if bahan.sebelum is not None and bahan.total_lampau:
        start, end = bahan.sebelum.first_day, bahan.sebelum.last_day
        then = [start + timedelta(days=k) for k in range(len(days))]
        before = _harian(bahan.lampau, [day if day <= end else None for day in then])
        before = _terbuka(before, bahan.hari_tertutup(bahan.sebelum, "diisi"))
        lines.append(Seri(bahan.sebelum.label, _bagian(before, bahan.total_lampau), "lain", "muted"))
    band = _ramalan(bahan, lines, own, at, len(days))
    spec = garis(
        days,
        lines,
        judul=f"Progres verivali {bahan.wilayah.nama}, kumulatif",
        satuan="%",
        pita=band,
        tanda=[Tanda(at, "hari ini")] if bahan.buka == "buka" and bahan.as_of < last else [],
        desimal=1,
    )
    return Figur(
        "tren.kurva", "Progres harian, target, dan perkiraan", Jenis.GRAFIK, spec,
        definisi=f"{_PROGRES.penjelasan} Nilai pada akhir tiap hari; periode lalu menurut hari ke-n setelah "
        "pembukaan; pita memuat delapan dari sepuluh simulasi.",
        penyebut=_PRELIST, kueri="data_access.progres.read_trend", catatan=" ".join(
            part for part in (bahan.catatan, _per(bahan), _jarang(bahan.kunci.samar)) if part
        ),
    )  # fmt: skip


def _jarang(samar: int) -> str:
    return "Hari yang pertambahannya terlalu kecil untuk disebut dilewati." if samar else ""


def _ramalan(bahan: Bahan, lines: list[Seri], own: list[float | None], at: int, size: int) -> Pita | None:
    """Adds the line of the forecast and gives its band; None without a forecast of this day."""
    known, total = _perkiraan(bahan), bahan.own["total"]
    paths = {name: known.get(f"jalur_{name}") for name in ("p10", "p50", "p90")}
    if known.get("tanggal") != bahan.as_of or not all(paths.values()) or own[at] is None:
        return None
    placed: dict[str, list[float | None]] = {}
    for name, values in paths.items():
        row: list[float | None] = [None] * size
        row[at] = own[at]
        for k, value in enumerate(values or (), at + 1):
            if k < size:
                row[k] = float(value)
        placed[name] = _bagian(row, total)
    lines.append(Seri("Perkiraan", placed["p50"], "perkiraan"))
    return Pita("Delapan dari sepuluh simulasi", placed["p10"], placed["p90"])


def _harian(tren: Any, days: list[Any]) -> list[float | None]:
    """Rumah tangga filled in by the end of each day; None for the days that are None."""
    known = dict(zip(tren["tanggal"], tren["diisi"].tolist(), strict=True))
    wanted = [day for day in days if day is not None]
    last = max((count for day, count in known.items() if wanted and day < wanted[0]), default=0)
    found: list[float | None] = []
    for day in days:
        last = known.get(day, last) if day is not None else last
        found.append(None if day is None else float(last))
    return found


def _terbuka(values: list[float | None], hidden: list[bool]) -> list[float | None]:
    """A series without the days that are not told."""
    return [None if any(hidden[k : k + 1]) else value for k, value in enumerate(values)]


def _bagian(values: list[float | None], total: int) -> list[float | None]:
    return [None if value is None else round(100 * value / total, 2) for value in values]


BAB = {
    BabBriefing.RINGKASAN: ringkasan,
    BabBriefing.PETA: peta,
    BabBriefing.PERINGKAT: peringkat,
    BabBriefing.TREN: tren,
}
