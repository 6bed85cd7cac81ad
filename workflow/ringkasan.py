"""The digest by e-mail: each morning the open attention items of a reader's own wilayah and permissions."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from data_access import audit, keterangan, pengguna_store
from data_access.pengguna import find_ringkasan, list_penerima
from data_access.perhatian import Hitung, age, count_items, list_items, read_setelan
from data_access.perhatian_aturan import find_desa
from data_access.periode import list_periode
from data_access.session import Connection, read_session, unit_of_work
from data_access.wilayah import read_wilayah
from domain import perhatian_kalimat as kalimat
from domain.access import Actor, Permission, Scope
from domain.errors import InvalidInput
from domain.kalender import PROGRAM_NAME, Periode, tanggal
from domain.kode import Level
from domain.perhatian import (
    TINGKAT_NAME,
    Aturan,
    Fase,
    Keadaan,
    Saat,
    Setelan,
    Tingkat,
    desa_link,
    is_ignored,
    link,
    visible_to,
)
from workflow import surel
from workflow.batch import read_ambang
from workflow.masuk import kab_of
from workflow.surel import Pengirim, Surat, TidakTerkirim, as_message

log = logging.getLogger("siks.ringkasan")

_PLACES = 5
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class PengirimanGagal(Exception):
    """Some digests could not be sent; the task is tried again later."""


@dataclass(frozen=True, slots=True)
class Hasil:
    """What a round of sending did, in accounts. ``kosong`` had nothing to be told."""

    terkirim: int = 0
    kosong: int = 0
    sudah: int = 0
    gagal: int = 0


@dataclass(frozen=True, slots=True)
class _Baris:
    nama: str
    kata: str
    href: str


@dataclass(frozen=True, slots=True)
class _Bagian:
    tingkat: Tingkat
    judul: str
    href: str
    baris: Sequence[_Baris]
    sisa: int


def atur_ringkasan(actor: Actor, email: str, *, aktif: bool, alamat_ip: str | None = None) -> None:
    """Set one's own address and whether the digest is wanted. Raises InvalidInput for an address that is none."""
    actor.require(Permission.VIEW_PROGRES)
    address = email.strip()
    if address and (len(address) > 254 or not _EMAIL.fullmatch(address)):
        raise InvalidInput("Alamat surel tidak dapat dibaca. Tulis misalnya nama@dinsos.go.id.")
    if aktif and not address:
        raise InvalidInput("Isi alamat surel sebelum mengaktifkan ringkasan.")
    with unit_of_work() as work:
        before = find_ringkasan(work, actor.id)
        pengguna_store.set_ringkasan(work, actor.id, address or None, aktif=aktif)
        audit.record(
            work,
            actor_name=actor.username,
            kab=kab_of(actor.wilayah),
            aksi="ringkasan.atur",
            objek=f"pengguna {actor.username}",
            sebelum={"email": before[0], "aktif": before[1]},
            sesudah={"email": address or None, "aktif": aktif},
            alamat_ip=alamat_ip,
        )


def kirim_semua(day: date, *, clock: datetime | None = None) -> Hasil:
    """Send the digest of ``day`` to everyone who wants it and did not get it yet.

    Each account is claimed before its letter leaves, and given back only when the server certainly did not take it:
    better none than two. Raises PengirimanGagal when letters were given back, so that the task is tried again.
    """
    pengirim = surel.pengirim()
    if pengirim is None:
        return Hasil()
    clock = clock or datetime.now(UTC)
    with read_session() as connection:
        receivers = list_penerima(connection, demo=surel.is_demo())
    counts = {"terkirim": 0, "kosong": 0, "sudah": 0, "gagal": 0}
    for actor, email in receivers:
        counts[_kirim_satu(pengirim, actor, email, day, clock)] += 1
    log.info("digest of %s: %s", day, counts)
    if counts["gagal"]:
        raise PengirimanGagal(f"{counts['gagal']} ringkasan belum terkirim")
    return Hasil(**counts)


def _kirim_satu(pengirim: Pengirim, actor: Actor, email: str, day: date, clock: datetime) -> str:
    with unit_of_work() as work:
        if not pengguna_store.claim_ringkasan(work, actor.id, day):
            return "sudah"
    try:
        with read_session() as connection:
            surat = susun(connection, actor, email, pengirim.portal_url, day, clock)
        if surat is None:
            return "kosong"
        doubt = surel.kirim(pengirim, as_message(surat, pengirim, clock))
    except TidakTerkirim as problem:
        with unit_of_work() as work:
            pengguna_store.release_ringkasan(work, actor.id, day)
        log.warning("digest of %s for account %s not sent, will be tried again: %s", day, actor.id, problem)
        return "gagal"
    except BaseException:
        with unit_of_work() as work:
            pengguna_store.release_ringkasan(work, actor.id, day)
        raise
    if doubt is not None:
        log.warning("digest of %s for account %s may not have arrived: %s", day, actor.id, doubt)
    return "terkirim"


def susun(
    connection: Connection, actor: Actor, email: str, portal_url: str, day: date, clock: datetime
) -> Surat | None:
    """The digest of one reader, or None when nothing is open in the reader's wilayah."""
    scope = actor.narrow(None)
    now = keterangan.read_now(connection)
    settings = read_setelan(connection)
    rules = [rule for rule in visible_to(actor) if settings[rule.kode].aktif]
    rules.sort(key=lambda rule: settings[rule.kode].tingkat)
    saats = [Saat(item, now) for item in list_periode(connection)]
    running = [saat for saat in saats if saat.holds(Fase.PENGESAHAN)]
    parts: list[tuple[Periode, list[_Bagian]]] = []
    butir = 0
    for number, saat in enumerate(running):
        # Rules that belong to no periode are told once.
        own = [rule for rule in rules if rule.fase is not Fase.SELALU or not number]
        make = _of_kab if scope.level <= Level.KAB else _of_desa
        found, many = make(connection, actor, scope, saat, own, settings, clock)
        butir += many
        if found:
            parts.append((saat.periode, found))
    if not parts:
        return None
    place = read_wilayah(connection, actor.wilayah).nama_lengkap
    return _surat(actor, email, place, portal_url, day, parts, butir)


def _of_kab(
    connection: Connection,
    actor: Actor,
    scope: Scope,
    saat: Saat,
    rules: Sequence[Aturan],
    settings: dict[str, Setelan],
    clock: datetime,
) -> tuple[list[_Bagian], int]:
    program, periode = int(saat.periode.program), saat.periode.kode
    samar = read_ambang(connection, actor)
    codes = [rule.kode for rule in rules]
    counts: dict[str, Hitung] = {
        item.aturan: item
        for item in count_items(connection, scope, program, periode, codes, clock)
        if item.state is Keadaan.TERBUKA
    }
    items = list_items(connection, scope, program, periode, codes, states=[Keadaan.TERBUKA], limit=_PLACES)
    parts = []
    for rule in rules:
        total = counts.get(rule.kode)
        if total is None:
            continue
        rows = []
        for item in items:
            if item.kunci.aturan == rule.kode:
                words = kalimat.of_kab(rule, item.nilai, item.dari, settings[rule.kode].ambang, samar=samar)
                if is_ignored(item.state, item.sejak, clock):
                    words += f", dibiarkan {age(item.sejak, clock)} hari"
                rows.append(_Baris(item.nama, words, link(actor, rule, item.kunci.wilayah, program, periode)))
        title = rule.nama
        if scope.level < Level.KAB:
            title += f": {kalimat.of_many(rule, total.jumlah, total.nilai, samar=samar)}"
        href = link(actor, rule, scope.kode, program, periode)
        parts.append(_Bagian(settings[rule.kode].tingkat, title, href, rows, total.jumlah - len(rows)))
    return parts, sum(item.jumlah for item in counts.values())


def _of_desa(
    connection: Connection,
    actor: Actor,
    scope: Scope,
    saat: Saat,
    rules: Sequence[Aturan],
    settings: dict[str, Setelan],
    _clock: datetime,
) -> tuple[list[_Bagian], int]:
    program, periode = int(saat.periode.program), saat.periode.kode
    samar = read_ambang(connection, actor)
    parts, butir = [], 0
    for rule in rules:
        if not rule.rinci or not (rule.fase is Fase.SELALU or saat.holds(rule.fase)):
            continue
        now = settings[rule.kode]
        many, found = find_desa(connection, rule, now.ambang, saat, scope.desa, _PLACES)
        if many:
            rows = [
                _Baris(
                    one.nama,
                    kalimat.of_desa(rule, one.nilai, one.dari, samar=samar),
                    desa_link(one.desa, program, periode),
                )
                for one in found
            ]
            href = link(actor, rule, scope.kode, program, periode)
            parts.append(_Bagian(now.tingkat, rule.nama, href, rows, many - len(rows)))
            butir += many
    return parts, butir


def _surat(
    actor: Actor,
    email: str,
    place: str,
    portal_url: str,
    day: date,
    parts: Sequence[tuple[Periode, Sequence[_Bagian]]],
    butir: int,
) -> Surat:
    title = f"SIKS-NG: {kalimat.whole(butir)} butir perlu perhatian, {tanggal(day)}"
    plain = [f"Yth. {actor.name},", "", f"{kalimat.whole(butir)} butir masih terbuka di {place}.", ""]
    rich = [
        f"<p>Yth. {html.escape(actor.name)},</p>",
        f"<p>{kalimat.whole(butir)} butir masih terbuka di {html.escape(place)}.</p>",
    ]
    for periode, groups in parts:
        name = f"{PROGRAM_NAME[periode.program]}, {periode.label}"
        plain += [name.upper(), ""]
        rich.append(f"<h2>{html.escape(name)}</h2>")
        for group in groups:
            head = f"[{TINGKAT_NAME[group.tingkat]}] {group.judul}"
            plain += [head, f"  {portal_url}{group.href}"]
            rich.append(
                f"<p><strong>{html.escape(TINGKAT_NAME[group.tingkat])}</strong>: "
                f'<a href="{html.escape(portal_url + group.href)}">{html.escape(group.judul)}</a></p><ul>'
            )
            for row in group.baris:
                plain.append(f"  - {row.nama}: {row.kata}")
                rich.append(
                    f'<li><a href="{html.escape(portal_url + row.href)}">{html.escape(row.nama)}</a>: '
                    f"{html.escape(row.kata)}</li>"
                )
            if group.sisa > 0:
                plain.append(f"  - dan {kalimat.whole(group.sisa)} lainnya")
                rich.append(f"<li>dan {kalimat.whole(group.sisa)} lainnya</li>")
            plain.append("")
            rich.append("</ul>")
    foot = "Untuk berhenti menerima surel ini, buka Beranda, lalu Atur ringkasan"
    plain += [f"Beranda: {portal_url}/", f"{foot}: {portal_url}/?panel=ringkasan"]
    rich.append(
        f'<p><a href="{html.escape(portal_url)}/">Buka Beranda</a>. {foot}: '
        f'<a href="{html.escape(portal_url)}/?panel=ringkasan">ubah di sini</a>.</p>'
    )
    body = f'<!doctype html><html lang="id"><body style="font-family:sans-serif">{"".join(rich)}</body></html>'
    return Surat(email, title, "\n".join(plain) + "\n", body)
