"""Chapters of a pack about places and cases: kuota, usulan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from data_access.briefing_baca import kuota_segar, read_status_usulan
from data_access.kerja_periksa import read_kerja
from data_access.kuota import HITUNGAN, jumlah, read_kuota
from domain import briefing_angka as hitung
from domain import briefing_kalimat as kata
from domain.briefing import BAB_NAME, BabBriefing
from domain.figur import SAMAR, Bab, Figur, Jenis, JenisKolom, Kolom, Sel, tabel
from domain.grafik import WARNA_USULAN, Datum, batang
from domain.indikator import INDIKATOR, INDIKATOR_PERIKSA, NONAKTIF, Nilai, ratio
from domain.kalender import JAKARTA, Program
from domain.kerja_periksa import SLA_HARI, UMUR, BarisKerja, KerjaPeriksa, Sebab, umur_kata
from domain.kode import LEVEL_NAME, Level
from domain.samaran import samarkan
from domain.status import STATUS_USULAN_NAME, USULAN_TERHITUNG, StatusUsulan
from domain.usulan import JENIS_OF_TAB, Tab
from workflow.briefing_isi_bahan import Bahan

_KUOTA = INDIKATOR["kuota"]
_READ_KUOTA = "data_access.kuota.read_kuota"
_READ_KERJA = "data_access.kerja_periksa.read_kerja"
# Columns of a rekap from which each count of a kuota follows (``domain.samaran``).
_ASAL = {
    "awal": ("awal",),
    "nonaktif": NONAKTIF,
    "disetujui": ("disetujui",),
    "terpakai": ("terpakai",),
    "menunggu": ("menunggu",),
}
_DEFINISI = {
    "kuota": "Tempat yang ditetapkan untuk kab/kota dengan SK, atau yang dibagikan kab/kota kepada desa.",
    "awal": "KPM pada prelist periode ini.",
    "nonaktif": "KPM yang tidak ditemukan, sudah mampu, atau ganda.",
    "disetujui": "Usulan yang disetujui dan memegang tempat.",
    "terpakai": "Awal dikurangi nonaktif ditambah usulan disetujui.",
    "sisa": "Kuota dikurangi terpakai; negatif berarti melebihi kuota.",
    "menunggu": "Usulan yang belum diperiksa supervisor.",
    "harus_menunggu": "Usulan menunggu yang melebihi sisa tempat.",
}


def kuota(bahan: Bahan) -> Bab:
    """What is used of the kuota, by area; a sentence only where there is none."""
    title = BAB_NAME[BabBriefing.KUOTA]
    if bahan.periode.program is not Program.BSP:
        return Bab(BabBriefing.KUOTA, title, ("Kuota hanya ditetapkan untuk program BSP/Sembako.",))
    frame, own = baca_kuota(bahan)
    if not own["ada"]:
        return Bab(BabBriefing.KUOTA, title, kata.kuota(bahan.wilayah.nama, bahan.satuan, None))
    figures = _angka_kuota(bahan, frame, own)
    table = _tabel_kuota(bahan, frame)
    said = kata.kuota(bahan.wilayah.nama, bahan.satuan, figures)
    return Bab(BabBriefing.KUOTA, title, said, (figures, *_utilisasi(bahan, table), table))


def baca_kuota(bahan: Bahan) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The areas as /kuota shows them by default, and the wilayah itself."""
    where = (bahan.program, bahan.periode.kode, bahan.as_of)
    frame = read_kuota(bahan.connection, bahan.scope, bahan.level, *where)
    if bahan.scope.level < Level.KAB:
        frame = kuota_segar(frame, bahan.segar)
        return frame, jumlah(frame, bahan.scope.kode, bahan.wilayah.nama)
    own = kuota_segar(read_kuota(bahan.connection, bahan.scope, bahan.scope.level, *where), bahan.segar)
    return frame, {name: own[name].iloc[0] for name in (*HITUNGAN, "ada")}


def _tertutup(bahan: Bahan, kode: Sequence[int]) -> list[dict[str, bool]]:
    """For each area which counts of its kuota are not told."""
    found = {name: bahan.topeng.tutup(kode, columns) for name, columns in _ASAL.items()}
    rows = [{name: column[k] for name, column in found.items()} for k in range(len(kode))]
    for row in rows:
        row["kuota"] = False
        row["sisa"] = row["lebih"] = row["terpakai"]
        row["harus_menunggu"] = row["menunggu"] or row["terpakai"]
    return rows


def _angka_kuota(bahan: Bahan, frame: pd.DataFrame, own: Mapping[str, Any]) -> Figur:
    (hidden,) = _tertutup(bahan, [bahan.scope.kode])
    used = Nilai(ratio(int(own["terpakai"]), int(own["kuota"])), int(own["terpakai"]), int(own["kuota"]))
    names = {
        "kuota": ("Kuota", "KPM"), "terpakai": ("Terpakai", "KPM"), "sisa": ("Sisa", "KPM"),
        "menunggu": ("Usulan menunggu", "usulan"), "harus_menunggu": ("Menunggu tanpa tempat", "usulan"),
    }  # fmt: skip
    items = [
        hitung.angka(kode, name, int(own[kode]), unit, samar=hidden[kode], definisi=_DEFINISI[kode])
        for kode, (name, unit) in names.items()
    ]
    items.insert(2, hitung.indikator(_KUOTA, used, samar=hidden["terpakai"]) | {"kode": "utilisasi"})
    if bahan.scope.level is not Level.DESA:
        told = [not row["terpakai"] for row in _tertutup(bahan, frame["kode"].tolist())]
        known = frame[frame["ada"].to_numpy() & told]
        over = int((known["lebih"] > 0).sum())
        items.append(
            hitung.angka("daerah_lebih", f"{bahan.satuan.capitalize()} melebihi kuota", over, bahan.satuan,
                         pembilang=over, penyebut=len(known), satuan_pembilang=bahan.satuan_tampil(told),
                         definisi="Wilayah yang terpakainya lebih dari kuotanya.")
        )  # fmt: skip
    return Figur(
        "kuota.angka", "Kuota dalam angka", Jenis.ANGKA, {"angka": items}, definisi=_KUOTA.penjelasan,
        penyebut="kuota yang ditetapkan", kueri=_READ_KUOTA, catatan=bahan.catatan,
    )  # fmt: skip


def _tabel_kuota(bahan: Bahan, frame: pd.DataFrame) -> Figur:
    counts = ("kuota", "awal", "nonaktif", "disetujui", "terpakai", "sisa")
    waiting = ("menunggu", "harus_menunggu")
    heads = {
        "kuota": "Kuota (KPM)", "awal": "Awal (KPM)", "nonaktif": "Nonaktif (KPM)", "disetujui": "Disetujui (usulan)",
        "terpakai": "Terpakai (KPM)", "sisa": "Sisa (KPM)", "menunggu": "Menunggu (usulan)",
        "harus_menunggu": "Menunggu tanpa tempat (usulan)",
    }  # fmt: skip
    columns = [
        Kolom("kode", "Kode", JenisKolom.KODE, 12),
        Kolom("nama", bahan.satuan.capitalize(), lebar=28),
        Kolom("induk", "Di", lebar=24),
        *(Kolom(name, heads[name], JenisKolom.BULAT, 14) for name in counts),
        Kolom("utilisasi", "Terpakai (%)", JenisKolom.PERSEN, 12),
        *(Kolom(name, heads[name], JenisKolom.BULAT, 14) for name in waiting),
    ]
    rows: list[list[Sel]] = []
    records = frame[["kode", "nama", "nama_induk", "ada", *counts, *waiting]].to_dict("records")
    for row, hidden in zip(records, _tertutup(bahan, frame["kode"].tolist()), strict=True):
        share = ratio(row["terpakai"], row["kuota"])
        cells = {name: hitung.tutup(int(row[name]), hidden[name]) for name in (*counts, *waiting)}
        if not row["ada"]:
            cells |= dict.fromkeys(counts)
        used = hitung.tutup(None if share is None else round(share, 1), hidden["terpakai"])
        rows.append(
            [str(row["kode"]), row["nama"], row["nama_induk"], *(cells[name] for name in counts), used,
             *(cells[name] for name in waiting)]
        )  # fmt: skip
    return tabel(
        "kuota.tabel", f"Kuota menurut {bahan.satuan}", columns, rows,
        definisi=" ".join(f"{heads[name]}: {_DEFINISI[name]}" for name in (*counts, *waiting)),
        penyebut="kuota yang ditetapkan", kueri=_READ_KUOTA, catatan=bahan.catatan,
        saring=(("Tingkat", bahan.satuan),),
    )  # fmt: skip


def _utilisasi(bahan: Bahan, table: Figur) -> list[Figur]:
    """Bars of those that used most, out of the table."""
    known = [
        (value, name)
        for name, value in zip(kata.kolom_of(table, "nama"), kata.kolom_of(table, "utilisasi"), strict=True)
        if value not in (None, SAMAR)
    ]
    top = sorted(known, key=lambda item: (-item[0], item[1]))[: hitung.TERBANYAK]
    if len(known) < 2:
        return []
    title = f"{len(top)} {bahan.satuan} dengan kuota paling terpakai"
    spec = batang([Datum(name, value, "proses") for value, name in top], judul=title, satuan="%", desimal=1)
    return [
        Figur("kuota.utilisasi", title, Jenis.GRAFIK, spec, definisi=_KUOTA.penjelasan, penyebut="kuota wilayah itu",
              kueri=_READ_KUOTA, catatan=bahan.catatan, saring=(("Tingkat", bahan.satuan),))
    ]  # fmt: skip


def usulan(bahan: Bahan) -> Bab:
    """Cases by status, how long they wait, why they go back."""
    jenis = JENIS_OF_TAB[Tab.USULAN]
    where = (bahan.program, bahan.periode.kode)
    kerja = read_kerja(bahan.connection, bahan.scope, None, jenis, *where, bahan.now.astimezone(JAKARTA).date())
    status = read_status_usulan(bahan.connection, bahan.scope, *where)
    title = BAB_NAME[BabBriefing.USULAN]
    hidden = _samar_usulan(bahan, status, kerja.semua)
    figures = _angka_usulan(kerja.semua, sum(status.values()), hidden, bahan.kunci.samar)
    if not status:
        return Bab(BabBriefing.USULAN, title, kata.usulan(bahan.wilayah.nama, figures, None), (figures,))
    reasons = _alasan(kerja.sebab, hidden, bahan.kunci.samar)
    said = kata.usulan(bahan.wilayah.nama, figures, reasons)
    drawn = [figures, _status(status, hidden), _umur(kerja.semua, hidden)]
    if reasons is not None:
        drawn += [*_pareto(reasons), reasons]
    if bahan.scope.level is not Level.DESA and kerja.wilayah:
        drawn.append(_tabel_usulan(bahan, kerja))
    return Bab(BabBriefing.USULAN, title, said, tuple(drawn))


# What of the cases is not told: statuses by their number, ages by their class, or how many there are.
Tertutup = frozenset[StatusUsulan | str]
_SEMUA = "semua"


def _umur_kode(k: int) -> str:
    return f"umur{k}"


def _samar_usulan(bahan: Bahan, status: Mapping[StatusUsulan, int], semua: BarisKerja) -> Tertutup:
    """Statuses add up to all cases, ages to those that wait; of cases that wait and are not told no age is."""
    samar, own = bahan.kunci.samar, bahan.scope.kode
    codes: list[StatusUsulan | str] = list(status)
    (first,) = samarkan([list(status.values())], samar, partisi=(range(len(codes)),)) if codes else ([],)
    (second,) = samarkan([list(semua.umur)], samar, partisi=(range(len(UMUR)),))
    hidden = {code for code, covered in zip(codes, first, strict=True) if covered}
    # What the kuota of this or another wilayah must not tell would follow from all cases and the other statuses.
    forced: set[StatusUsulan | str] = set()
    if bahan.topeng.satu(own, _ASAL["menunggu"]):
        forced |= {StatusUsulan.BELUM_DIPERIKSA}
    if bahan.topeng.satu(own, _ASAL["disetujui"]):
        forced |= USULAN_TERHITUNG
    if forced or 0 < sum(status.values()) < samar:
        hidden |= forced | {_SEMUA}
    few = StatusUsulan.BELUM_DIPERIKSA in hidden
    return frozenset(hidden | {_umur_kode(k) for k, covered in enumerate(second) if covered or few})


def _angka_usulan(semua: BarisKerja, total: int, hidden: Tertutup, samar: int) -> Figur:
    waits = StatusUsulan.BELUM_DIPERIKSA in hidden
    ages = any(_umur_kode(k) in hidden for k in range(len(UMUR)))
    late = INDIKATOR_PERIKSA["lewat_sla"]
    items = [
        hitung.angka("semua", "Usulan periode ini", total, "usulan", samar=_SEMUA in hidden,
                     definisi="Seluruh usulan yang tercatat pada periode ini, apa pun statusnya."),
        hitung.angka("menunggu", "Menunggu pemeriksaan", semua.menunggu, "usulan", samar=waits,
                     definisi="Usulan yang belum diperiksa supervisor."),
        hitung.indikator(late, Nilai(ratio(semua.terlambat, semua.menunggu), semua.terlambat, semua.menunggu),
                         samar=waits or ages),
    ]  # fmt: skip
    if not samar:
        # Who decided is part of these counts; beside the statuses they would tell the few that differ.
        back, days = INDIKATOR_PERIKSA["pengembalian"], INDIKATOR_PERIKSA["lama_periksa"]
        items += [
            hitung.indikator(back, Nilai(semua.pengembalian, semua.dikembalikan, semua.diperiksa)),
            hitung.angka(days.kode, days.nama, semua.median, days.satuan, desimal=1, definisi=days.penjelasan),
        ]
    return Figur(
        "usulan.angka", "Usulan dalam angka", Jenis.ANGKA, {"angka": items},
        definisi="Usulan BSP dan usulan DTKS baru pada periode ini.", penyebut="usulan periode ini",
        kueri=_READ_KERJA,
    )  # fmt: skip


def _status(status: Mapping[StatusUsulan, int], hidden: Tertutup) -> Figur:
    data = [
        Datum(STATUS_USULAN_NAME[code], None if code in hidden else count, WARNA_USULAN[code])
        for code, count in status.items()
    ]
    title = "Usulan menurut status"
    return Figur(
        "usulan.status", title, Jenis.GRAFIK, batang(data, judul=title, satuan="usulan"),
        definisi="Jumlah usulan pada tiap status.", penyebut="usulan periode ini",
        kueri="data_access.briefing_baca.read_status_usulan", catatan=_tanpa(any(code in hidden for code in status)),
    )  # fmt: skip


def _umur(semua: BarisKerja, hidden: Tertutup) -> Figur:
    title = "Umur usulan yang menunggu"
    data = [
        Datum(
            umur_kata(low, high),
            None if _umur_kode(k) in hidden else count,
            "terlambat" if low > SLA_HARI else "brand",
        )
        for k, ((low, high), count) in enumerate(zip(UMUR, semua.umur, strict=True))
    ]
    return Figur(
        "usulan.umur", title, Jenis.GRAFIK, batang(data, judul=title, satuan="usulan"),
        definisi=f"Hari sejak diajukan; lebih dari {SLA_HARI} hari melewati batas waktu pemeriksaan.",
        penyebut="usulan yang belum diperiksa", kueri=_READ_KERJA,
        catatan=_tanpa(any(_umur_kode(k) in hidden for k in range(len(UMUR)))),
    )  # fmt: skip


def _tanpa(some: bool) -> str:
    return "Batang tanpa angka disamarkan karena terlalu kecil untuk disebut." if some else ""


def _alasan(sebab: Sequence[Sebab], hidden: Tertutup, samar: int) -> Figur | None:
    """Reasons with their counts, most first; None where nothing went back."""
    if not sebab:
        return None
    columns = [Kolom("alasan", "Alasan", lebar=48), Kolom("jumlah", "Jumlah", JenisKolom.BULAT, 12)]
    if not samar:
        columns += [
            Kolom("dikembalikan", "Dikembalikan", JenisKolom.BULAT, 14),
            Kolom("ditolak", "Ditolak", JenisKolom.BULAT, 12),
            Kolom("kumulatif", "Kumulatif (%)", JenisKolom.PERSEN, 14),
        ]
        rows: list[list[Sel]] = [
            [one.alasan, one.jumlah, one.dikembalikan, one.ditolak, round(one.kumulatif, 1)] for one in sebab
        ]
    else:
        rows = _alasan_samar(sebab, samar, semua={StatusUsulan.DIKEMBALIKAN, StatusUsulan.DITOLAK} & hidden != set())
    return tabel(
        "usulan.alasan", "Alasan pengembalian dan penolakan", columns, rows,
        definisi="Berapa kali tiap alasan dipakai; kumulatif dihitung dari alasan terbanyak.",
        penyebut="usulan yang dikembalikan atau ditolak", kueri=_READ_KERJA,
    )  # fmt: skip


def _alasan_samar(sebab: Sequence[Sebab], samar: int, *, semua: bool) -> list[list[Sel]]:
    """Reasons given often enough: what somebody wrote once may name people."""
    counts: dict[str, int] = {}
    for one in sebab:
        name = one.alasan if one.jumlah >= samar else kata.LAINNYA
        counts[name] = counts.get(name, 0) + one.jumlah
    ordered = sorted(counts.items(), key=lambda item: (item[0] == kata.LAINNYA, -item[1], item[0]))
    hidden = samarkan([[count] for _, count in ordered], samar)
    return [[name, hitung.tutup(count, semua or row[0])] for (name, count), row in zip(ordered, hidden, strict=True)]


def _pareto(reasons: Figur) -> list[Figur]:
    told = [
        (name, count)
        for name, count in zip(kata.kolom_of(reasons, "alasan"), kata.kolom_of(reasons, "jumlah"), strict=True)
        if count != SAMAR
    ]
    if not told:
        return []
    title = "Alasan dari yang terbanyak"
    data = [Datum(name, count, "ditolak") for name, count in told[:12]]
    return [
        Figur("usulan.pareto", title, Jenis.GRAFIK, batang(data, judul=title, satuan="kali"),
              definisi=reasons.definisi, penyebut=reasons.penyebut, kueri=_READ_KERJA)
    ]  # fmt: skip


def _tabel_usulan(bahan: Bahan, kerja: KerjaPeriksa) -> Figur:
    level = {Level.NASIONAL: Level.PROVINSI, Level.PROVINSI: Level.KAB}.get(bahan.scope.level, Level.DESA)
    satuan, samar = LEVEL_NAME[level], bahan.kunci.samar
    areas = sorted(kerja.wilayah, key=lambda item: item.kode)
    columns = [
        Kolom("kode", "Kode", JenisKolom.KODE, 12),
        Kolom("nama", satuan.capitalize(), lebar=28),
        Kolom("menunggu", "Menunggu (usulan)", JenisKolom.BULAT, 14),
        Kolom("terlambat", f"Menunggu lebih dari {SLA_HARI} hari", JenisKolom.BULAT, 16),
    ]
    if not samar:
        columns += [
            Kolom("diputuskan", "Diputuskan", JenisKolom.BULAT, 12),
            Kolom("disetujui", "Disetujui", JenisKolom.BULAT, 12),
            Kolom("dikembalikan", "Dikembalikan", JenisKolom.BULAT, 14),
            Kolom("ditolak", "Ditolak", JenisKolom.BULAT, 12),
            Kolom("median", "Median hari sampai diputuskan", JenisKolom.DESIMAL, 16),
        ]
    counts = [[one.menunggu - one.terlambat, one.terlambat, one.menunggu] for one in areas]
    families = [one.kode // 10**4 if level is Level.DESA else 0 for one in areas]
    hidden = samarkan(counts, samar, kelompok=families, partisi=((0, 1),))
    elsewhere = bahan.topeng.tutup([one.kode for one in areas], _ASAL["menunggu"])
    rows: list[list[Sel]] = []
    for one, covered, forced in zip(areas, hidden, elsewhere, strict=True):
        whole = forced or covered[2]
        late = whole or covered[0] or covered[1]
        row: list[Sel] = [
            str(one.kode), one.nama, hitung.tutup(one.menunggu, whole), hitung.tutup(one.terlambat, late)
        ]  # fmt: skip
        if not samar:
            row += [one.diperiksa, one.disetujui, one.dikembalikan, one.ditolak]
            row.append(None if one.median is None else round(one.median, 1))
        rows.append(row)
    return tabel(
        "usulan.tabel", f"Usulan menurut {satuan}", columns, rows,
        definisi="Usulan menunggu dan yang sudah diputuskan pada periode ini.", penyebut="usulan wilayah itu",
        kueri=_READ_KERJA, saring=(("Tingkat", satuan),),
    )  # fmt: skip


BAB = {BabBriefing.KUOTA: kuota, BabBriefing.USULAN: usulan}
