"""What an address of Beranda asks for, read and put into the forms its components draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from dash.development.base_component import Component

from components import beranda as frame
from components.format import day, moment, number, short_day
from data_access import keterangan
from data_access.beranda import Hari, read_hari, read_kartu, read_kegiatan
from data_access.dokumen import Dokumen, list_dokumen
from data_access.pengguna import find_ringkasan
from data_access.periode import list_periode, read_periode
from data_access.samaran import Tanya, read_hari_tertutup, read_topeng
from data_access.session import Connection
from data_access.wilayah import Wilayah, read_wilayah
from domain.access import Actor, Permission, Scope
from domain.bandingan import same_day_of
from domain.errors import InvalidInput
from domain.figur import SAMAR
from domain.indikator import INDIKATOR, Indikator, ratio
from domain.kalender import Periode, Program, Tenggat, tenggat_of, tenggat_pbi
from domain.kode import Level, ancestor, dotted, parse_kode
from domain.perhatian import link_to
from domain.samaran import jumlah_of
from pages._samar import read_ambang

_KEGIATAN, _KEGIATAN_DIBACA = 6, 60
_PROGRAM_OF_KUOTA = Program.BSP

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tinjauan:
    """One view of Beranda, checked: only what the reader may see, only what exists."""

    actor: Actor
    scope: Scope
    wilayah: Wilayah
    periode: Periode
    semua: tuple[Periode, ...]
    now: datetime
    clock: datetime
    ambang: int

    @property
    def zona(self) -> int:
        """Hours east of UTC where the wilayah lies; Jakarta's above the kab."""
        return self.wilayah.zona or 7

    @property
    def program(self) -> int:
        return int(self.periode.program)

    @property
    def per(self) -> str:
        """The moment figures speak of."""
        if self.periode.is_open(self.now):
            return f"per {moment(self.now, self.zona)}"
        return f"per {day(self.periode.as_of(self.now))}"

    @property
    def sebelum(self) -> Periode | None:
        """The periode of the same programme before this one."""
        older = [p for p in self.semua if p.program is self.periode.program and p.kode < self.periode.kode]
        return max(older, key=lambda item: item.kode, default=None)


def read_tinjauan(connection: Connection, actor: Actor, query: Query, clock: datetime) -> Tinjauan:
    """Check an address. Raises InvalidInput or AccessDenied with a text for the reader."""
    scope = actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)
    items = tuple(list_periode(connection))
    wanted = [query.get("program"), query.get("periode")]
    found = next((item for item in items if [str(int(item.program)), str(item.kode)] == wanted), None)
    if found is None:
        raise InvalidInput("Periode itu tidak ada pada program ini. Pilih periode dari daftar di atas halaman.")
    now = keterangan.read_now(connection)
    return Tinjauan(
        actor, scope, read_wilayah(connection, scope.kode), found, items, now, clock, read_ambang(connection, actor)
    )


def judul(ask: Tinjauan) -> list[Component]:
    """The question of the page and what it speaks of."""
    program = "BSP/Sembako" if ask.periode.program is Program.BSP else "DTKS"
    return frame.kepala(ask.wilayah.nama_lengkap, f"{program}, {ask.periode.label}", f"angka {ask.per}")


def kartu(connection: Connection, ask: Tinjauan) -> Component:
    """The four cards of Gambar 5, each leading to where its figure comes from."""
    bsp = max((p for p in ask.semua if p.program is _PROGRAM_OF_KUOTA and p.buka <= ask.now), key=lambda p: p.kode)
    # Of another programme the kuota is that of the BSP periode running now.
    at = ask.periode if ask.periode.program is _PROGRAM_OF_KUOTA else bsp
    found = read_kartu(connection, ask.scope, int(at.program), at.kode)
    sees_kuota = ask.actor.may(Permission.VIEW_KUOTA)
    cards: list[tuple[str, str, str, str | None]] = [
        (
            "Wilayah",
            ask.wilayah.nama,
            f"Kode {dotted(ask.wilayah.kode)}" if ask.wilayah.kode else "Seluruh provinsi",
            _page(ask, "/peta"),
        )
    ]
    if sees_kuota:
        cards.append(
            (
                "Kuota BSP",
                f"{number(found.kuota)} KPM" if found.kuota else "belum ditetapkan",
                f"Periode {at.label}",
                _page(ask, "/kuota"),
            )
        )
    cards.append(
        (
            "Jumlah data terpadu",
            SAMAR
            if 0 < (found.ruta or 0) < ask.ambang
            else f"{number(found.ruta)} ruta"
            if found.ruta is not None
            else "belum dihitung",
            f"Dihitung {moment(found.dihitung, ask.zona)}" if found.dihitung else "Dihitung oleh pekerja latar",
            _page(ask, "/data-kesos") if ask.actor.may(Permission.VIEW_RUMAH_TANGGA) else None,
        )
    )
    cards.append(("Tahap perluasan BPNT", *_tahap(found.tahap, ask.scope.level), None))
    return frame.kartu(cards)


def _tahap(tahap: dict[int, int], level: Level) -> tuple[str, str]:
    if level > Level.KAB:
        return "menurut kab/kota", "Tahap ditetapkan untuk kab/kota"
    if not tahap:
        return "belum ditetapkan", "Tidak ada keputusan perluasan"
    if level is Level.KAB:
        return f"Tahap {next(iter(tahap))}", "Perluasan BPNT"
    return (
        f"{number(sum(tahap.values()))} kab/kota",
        ", ".join(f"tahap {stage}: {number(count)}" for stage, count in tahap.items()),
    )


def _page(ask: Tinjauan, path: str, **more: str) -> str:
    return link_to(path, ask.actor, ask.scope.kode, ask.program, ask.periode.kode, more)


def _headlines(ask: Tinjauan) -> list[Indikator]:
    """Three figures for the reader: who reviews sees what is reviewed, who may not see the kuota something else."""
    kuota = ask.actor.may(Permission.VIEW_KUOTA) and ask.periode.program is _PROGRAM_OF_KUOTA
    reviews = ask.actor.may(Permission.REVIEW_VERIVALI)
    codes = ["progres", "diperiksa" if reviews or not kuota else "nonaktif", "kuota" if kuota else "nonaktif"]
    return [INDIKATOR[code] for code in codes]


def _parts(indikator: Indikator, at: Hari) -> tuple[int, int]:
    return {
        "progres": (at.diisi, at.total),
        "diperiksa": (at.diperiksa, at.total),
        "nonaktif": (at.nonaktif, at.diisi),
        "kuota": (at.terpakai, at.kuota),
    }[indikator.kode]


def angka(connection: Connection, ask: Tinjauan) -> Component:
    """Three headline figures with their change since the day before and since the same day of the last periode."""
    chosen = _headlines(ask)
    with_kuota = any(item.kode == "kuota" for item in chosen)
    today = ask.periode.as_of(ask.now)
    yesterday = max(today.fromordinal(today.toordinal() - 1), ask.periode.first_day)
    now, before = read_hari(
        connection, ask.scope, ask.program, ask.periode.kode, (today, yesterday), with_kuota=with_kuota
    )
    earlier, earlier_day = None, None
    if ask.sebelum is not None:
        earlier_day = same_day_of(ask.periode, ask.sebelum, today)
        earlier = read_hari(
            connection, ask.scope, ask.program, ask.sebelum.kode, (earlier_day,), with_kuota=with_kuota
        )[0]
    since = "dari kemarin" if ask.periode.is_open(ask.now) else f"dari {short_day(yesterday)}"
    topeng = read_topeng(connection, _samar(ask, ask.periode))
    made = []
    for item in chosen:
        above, below = _parts(item, now)
        known = yesterday < today and _told(connection, ask, item, ask.periode, yesterday)
        banding = [frame.Banding(since, ratio(*_parts(item, before)) if known else None)]
        if ask.sebelum is not None and earlier is not None and earlier_day is not None:
            known = _told(connection, ask, item, ask.sebelum, earlier_day)
            share = ratio(*_parts(item, earlier)) if known else None
            banding.append(frame.Banding(f"dari {short_day(earlier_day)}", share))
        href = _page(ask, "/peta", metrik=item.kode)
        if topeng.satu(ask.scope.kode, *jumlah_of(item)):
            made.append(frame.Angka(item, None, 0, 0, [], href, samar=True))
        else:
            made.append(frame.Angka(item, ratio(above, below), above, below, banding, href))
    return frame.angka(made, ask.per)


def _samar(ask: Tinjauan, periode: Periode) -> Tanya:
    """What is asked about numbers of the wilayah that this reader is not told."""
    program = int(periode.program)
    return Tanya(ask.scope, ask.scope.level, program, periode.kode, periode.as_of(ask.now), ask.ambang)


def _told(connection: Connection, ask: Tinjauan, indikator: Indikator, periode: Periode, day: date) -> bool:
    """Whether a figure of a past day is told to this reader; those without a history are not."""
    if not ask.ambang:
        return True
    if indikator.riwayat is None:
        return False
    about = _samar(ask, periode)
    hidden = read_hari_tertutup(connection, about, periode.first_day, indikator.riwayat, [ask.scope.kode])
    return not hidden[(day - periode.first_day).days][0]


def tenggat(connection: Connection, ask: Tinjauan) -> Component:
    """Deadlines of the periode that runs in each programme, with what the kab was given, and of PBI-JK."""
    kab = ancestor(ask.scope.kode, Level.KAB) if ask.scope.level >= Level.KAB else None
    running: list[Tenggat] = []
    for program in Program:
        begun = [item for item in ask.semua if item.program is program and item.buka <= ask.now]
        if begun:
            running += tenggat_of(read_periode(connection, program, max(item.kode for item in begun), kab))
    return frame.tenggat([*running, *tenggat_pbi(ask.now)], ask.now, ask.zona)


def dokumen(connection: Connection, ask: Tinjauan) -> list[Component]:
    """Surat edaran and downloads."""
    items = list_dokumen(connection)

    def letters(jenis: str) -> list[frame.Surat]:
        return [frame.Surat(item.id, item.judul, _about(item)) for item in items if item.jenis == jenis]

    return frame.dokumen(letters("edaran"), letters("unduhan"), kelola=ask.actor.may(Permission.MANAGE_PORTAL))


def _about(item: Dokumen) -> str:
    return frame.letter_text(item.nomor, item.tanggal, item.nama_berkas, item.ukuran)


def kegiatan(connection: Connection, ask: Tinjauan) -> Component:
    """What the reader did last, and nobody else."""
    rows: list[frame.Langkah] = []
    for item in read_kegiatan(connection, ask.actor.username, _KEGIATAN_DIBACA):
        place = None if item.tempat == ask.wilayah.nama else item.tempat
        about = (frame.act_subject(item.objek), place, frame.act_result(item.sesudah))
        one = frame.Langkah(item.waktu, frame.act_words(item.aksi), " · ".join(part for part in about if part))
        # The same again and again is one line, with the newest moment.
        if rows and (rows[-1].kalimat, rows[-1].rincian) == (one.kalimat, one.rincian):
            rows[-1] = replace(rows[-1], kali=rows[-1].kali + 1)
        else:
            rows.append(one)
    return frame.kegiatan(rows[:_KEGIATAN], ask.zona)


def own_ringkasan(connection: Connection, ask: Tinjauan) -> tuple[str | None, bool]:
    """The reader's own address, and whether the digest is wanted."""
    return find_ringkasan(connection, ask.actor.id)


def ringkasan(connection: Connection, ask: Tinjauan, settings: Mapping[str, Any]) -> Component:
    """The reader's own digest."""
    email, aktif = own_ringkasan(connection, ask)
    return frame.ringkasan(email, aktif, bool(settings.get("SURAT_TERPASANG")))
