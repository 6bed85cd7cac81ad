"""Plays an operator: takes a prelist, fills it in as they do in the field, and writes what would come back.

The same seed gives the same content. With ``galat`` 0 the file holds nothing that a rule of severity E refuses, as far
as an operator can know; above it, that share of the visited households carries one planted fault each.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from demo.isi_galat import KESALAHAN, Kunjungan, Tanam
from demo.isi_lampiran import Lampiran
from demo.isi_rumah import Baris, Nomor, Rumah, change, draw_sta, mend
from demo.isi_usulan import Calon, Usulan, propose
from domain.kalender import JAKARTA
from domain.siks import KOLOM, Bagian, JenisBerkas
from domain.status import NONAKTIF, StaKeberadaan
from exchange.siks import Manifest, check_siks, open_part, read_kunci, write_siks

__all__ = ["IsiReport", "Tanam", "isi_siks"]

APLIKASI, VERSI_APLIKASI = "SIKS-NG Offline (peraga)", "1.0"
_NOTES = ("Rumah di belakang masjid.", "Ditemui anak tertua.", "Sedang bekerja, diwakili istri.", "Alamat sesuai KK.")
_NOT_FOUND = ("Pindah ke luar kota.", "Rumah kosong, tetangga tidak tahu.", "Sudah tidak tinggal di sini.")


@dataclass(frozen=True, slots=True)
class IsiReport:
    """What was filled in, in numbers, and every fault that was planted."""

    ruta: int
    anggota: int
    # By code 1 to 5.
    sta: dict[int, int]
    perbaikan: int
    usulan: int
    dtks: int
    lampiran: int
    galat: tuple[Tanam, ...]


@dataclass(slots=True)
class _Isian:
    """Lines of the file as they come together."""

    kunjungan: list[Kunjungan] = field(default_factory=list)
    galat: list[Tanam] = field(default_factory=list)


def isi_siks(
    prelist: Path,
    target: Path,
    *,
    benih: int,
    porsi: float,
    galat: float,
    now: datetime,
    operator: str,
    usulan: int = 5,
    dtks: int = 2,
) -> IsiReport:
    """Fill in the share ``porsi`` of a prelist and write the result, signed with the prelist's own key.

    Returned households are always visited and mended. ``usulan`` proposals for the programme and ``dtks`` for the
    register are made at most. ``now`` is the end of the last visit. Raises BerkasDitolak when ``prelist`` is no prelist
    that is whole.
    """
    kunci = read_kunci(prelist)
    asked = check_siks(prelist, lambda kab, key: kunci.publik if (kab, key) == (kunci.kab, kunci.id) else None)
    rng = Random(benih)  # noqa: S311 - sample data
    nomor = Nomor(rng)
    isian = _Isian()
    calon = {row["idbdt"]: row["padan"] == "1" for row in _rows(prelist, Bagian.CALON)}
    candidates: dict[str, Rumah] = {}
    for rumah, returned in _read(prelist):
        if rumah.idbdt in calon:
            candidates[rumah.idbdt] = rumah
        elif returned or rng.random() < porsi:
            isian.kunjungan.append(_visit(rumah, rng, nomor, now, returned=returned))
    _plant(isian, rng, nomor, galat)
    proposals = propose(
        [Calon(candidates[idbdt], padan) for idbdt, padan in calon.items()],
        [row["idbdt"] for row in _rows(prelist, Bagian.PENGEMBALIAN) if row["jenis"] == "bsp"],
        isian.kunjungan,
        Random(benih + 1),  # noqa: S311 - sample data
        nomor,
        now,
        usulan=usulan,
        dtks=dtks,
        faulty=galat > 0,
    )
    isian.galat += proposals.galat
    lampiran = Lampiran(rng, now.date())
    rows = _rows_of(isian, proposals, lampiran, operator, now)
    manifest = Manifest(
        jenis=JenisBerkas.HASIL,
        modul=asked.modul,
        kab=asked.kab,
        wilayah=asked.wilayah,
        periode=asked.periode,
        aplikasi=APLIKASI,
        versi_aplikasi=VERSI_APLIKASI,
        dibuat=now,
        perangkat=f"peraga-{benih}",
        operator=operator,
    )
    done = write_siks(target, manifest, rows, lampiran.files(), kunci)
    return IsiReport(
        ruta=len(isian.kunjungan),
        anggota=done.bagian[Bagian.INDIVIDU].baris,
        sta=dict(sorted(Counter(int(item.sta) for item in isian.kunjungan).items())),
        perbaikan=done.bagian[Bagian.PERBAIKAN].baris,
        usulan=sum(line["jenis"] == "BSP" for line in proposals.baris),
        dtks=sum(line["jenis"] == "DTKS" for line in proposals.baris),
        lampiran=len(done.lampiran),
        galat=tuple(isian.galat),
    )


def _rows(path: Path, part: Bagian) -> Iterator[Baris]:
    with open_part(path, part) as stream:
        yield from csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))


def _read(prelist: Path) -> Iterator[tuple[Rumah, bool]]:
    """Households with their members and findings, and whether each was returned; both parts are in the same order."""
    returned = {row["idbdt"] for row in _rows(prelist, Bagian.PENGEMBALIAN) if row["jenis"] == "verivali"}
    findings: dict[str, list[tuple[str, str]]] = {}
    for row in _rows(prelist, Bagian.TEMUAN):
        findings.setdefault(row["idbdt"], []).append((row["idartbdt"], row["aturan"]))
    members = _rows(prelist, Bagian.INDIVIDU)
    waiting = next(members, None)
    for ruta in _rows(prelist, Bagian.RUMAH_TANGGA):
        anggota = []
        while waiting is not None and waiting["idbdt"] == ruta["idbdt"]:
            anggota.append(waiting)
            waiting = next(members, None)
        yield Rumah(ruta, anggota, findings.get(ruta["idbdt"], [])), ruta["idbdt"] in returned


def _visit(rumah: Rumah, rng: Random, nomor: Nomor, now: datetime, *, returned: bool) -> Kunjungan:
    sta = StaKeberadaan.DITEMUKAN_BERUBAH if returned else draw_sta(rng)
    if not rumah.anggota:
        sta = StaKeberadaan.TIDAK_DITEMUKAN
    if sta not in NONAKTIF:
        mend(rumah, nomor)
        if sta is StaKeberadaan.DITEMUKAN_BERUBAH:
            change(rumah, rng, nomor, now.date())
        elif rumah.changed():
            sta = StaKeberadaan.DITEMUKAN_BERUBAH
    when = _moment(rng, now)
    notes = _NOT_FOUND if sta is StaKeberadaan.TIDAK_DITEMUKAN else _NOTES
    note = rng.choice(notes) if sta in NONAKTIF or rng.random() < 0.2 else ""
    return Kunjungan(rumah, sta, when, rng.randint(9, 45), note, when.date().isoformat())


def _moment(rng: Random, now: datetime) -> datetime:
    """In office hours of one of the days of this month, not after ``now``."""
    local = now.astimezone(JAKARTA)
    day = local.date() - timedelta(days=rng.randint(0, min(9, local.day - 1)))
    start = datetime.combine(day, time(8), JAKARTA)
    return min(start + timedelta(seconds=rng.randint(0, 9 * 3600)), local).replace(microsecond=0)


def _plant(isian: _Isian, rng: Random, nomor: Nomor, galat: float) -> None:
    """One fault in each of a share of the households that were found, every kind in turn."""
    found = [item for item in isian.kunjungan if item.sta not in NONAKTIF]
    chosen = rng.sample(found, round(len(found) * galat)) if len(found) > 1 else []
    faulty = {item.rumah.idbdt for item in chosen}
    sound = [item for item in found if item.rumah.idbdt not in faulty] or found
    waiting = deque(KESALAHAN)
    for kunjungan in chosen:
        for plant in tuple(waiting):
            planted = plant(rng, kunjungan, rng.choice(sound), nomor)
            if planted:
                isian.galat += planted
                # Those that did not fit come first with the next household.
                waiting.remove(plant)
                waiting.append(plant)
                break
        if kunjungan.rumah.changed():
            kunjungan.sta = StaKeberadaan.DITEMUKAN_BERUBAH


def _rows_of(
    isian: _Isian, proposals: Usulan, lampiran: Lampiran, operator: str, now: datetime
) -> dict[Bagian, Iterable[Sequence[object]]]:
    visits = isian.kunjungan
    houses = [*(item.rumah for item in visits), *proposals.rumah, *proposals.asing]
    # A household that is not on the prelist has been visited like any other.
    extra = [
        Kunjungan(rumah, StaKeberadaan.DITEMUKAN_TETAP, now, 20, "", now.date().isoformat())
        for rumah in proposals.asing
    ]
    for item in visits:
        if item.foto and item.sta is not StaKeberadaan.TIDAK_DITEMUKAN:
            lampiran.add_house(item.rumah, item.diisi.date(), with_card=item.sta not in NONAKTIF)
    for rumah in proposals.rumah:
        lampiran.add_house(rumah, now.date(), with_card=True)
    musdes = lampiran.add_musdes(sorted({rumah.desa for rumah in houses}), without=proposals.tanpa_bnba)
    return {
        Bagian.RUMAH_TANGGA: (list(rumah.ruta.values()) for rumah in houses),
        Bagian.INDIVIDU: (list(orang.values()) for rumah in houses for orang in rumah.anggota),
        Bagian.VERIVALI: (_verivali(item, operator) for item in [*visits, *extra]),
        Bagian.PERBAIKAN: (line for item in visits for line in _perbaikan(item)),
        Bagian.USULAN: (_ordered(Bagian.USULAN, line) for line in proposals.baris),
        Bagian.MUSDES: musdes,
        Bagian.LAMPIRAN: lampiran.rows(),
    }


def _ordered(part: Bagian, line: Baris) -> list[str]:
    return [line.get(column.nama, "") for column in KOLOM[part]]


def _verivali(item: Kunjungan, operator: str) -> Sequence[object]:
    return (item.rumah.idbdt, int(item.sta), item.tanggal, item.diisi, operator, item.durasi, item.catatan)


def _perbaikan(item: Kunjungan) -> Iterator[Sequence[object]]:
    for idbdt, idartbdt, kolom, lama, baru in item.rumah.perbaikan():
        seen = item.lama.get(kolom, lama) if not idartbdt else lama
        yield idbdt, idartbdt, kolom, seen, baru
