"""Packs on schedule: who gets which, made when they are due, kept for download and mailed where SMTP is set.

Each recipient gets the pack of their own scope and rights: of the wilayah of the schedule where the scope covers it,
of their own wilayah where that lies inside, none where it lies elsewhere. ``saat`` is the clock.
"""

from __future__ import annotations

import html
import logging
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta

from data_access import audit, keterangan
from data_access import briefing as read
from data_access import briefing_store as store
from data_access.briefing_store import JatuhTempo, Kiriman
from data_access.pengguna import Akun, find_by_id
from data_access.periode import list_periode
from data_access.session import Connection, read_session, unit_of_work
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission
from domain.briefing import (
    MIMETYPE,
    Bentuk,
    Kunci,
    StateBriefing,
    StateKirim,
    allowed_bab,
    ambang_of,
    berikut,
    check_bab,
    may_have,
)
from domain.briefing_tampil import Paket
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.kalender import PROGRAM_NAME, Periode, Program, month_name
from domain.kode import contains
from domain.tulis import moment
from workflow import surel
from workflow.briefing import SEGERA, check_pilihan, nama_berkas, queue
from workflow.masuk import kab_of
from workflow.surel import Lampiran, Pengirim, Surat, TidakTerkirim, as_message

log = logging.getLogger("siks.briefing")

MOST_JADWAL = 20
MOST_PENERIMA = 100
# What goes with a letter; more is a link, because mail servers refuse large ones.
LAMPIRAN = (Bentuk.PDF, Bentuk.PPTX)
LARGEST_MAIL = 15_000_000
# Pauses after failed attempts; the last one that fails ends it.
JEDA = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 360))
_LUAR = "Wilayah penerima tidak mencakup dan tidak berada di wilayah jadwal."
_TUTUP = "Akun penerima tidak aktif."


def simpan_jadwal(
    actor: Actor,
    wilayah: int,
    program: int,
    bab: Sequence[str],
    *,
    hari: int,
    jam: time,
    penerima: Collection[int],
    templat: int | None = None,
    peta_bentuk: bool = False,
    aktif: bool = True,
    nomor: int | None = None,
    saat: datetime,
    alamat_ip: str | None = None,
) -> int:
    """Keep a schedule, new or (``nomor``) over one's own; its number. ``penerima``: numbers of accounts.

    Without SEND_BRIEFING only oneself is sent to. Raises AccessDenied, InvalidInput for a day, a programme, a chapter
    or a recipient that cannot be, RuleViolation for too many schedules.
    """
    actor.require(Permission.EXPORT_PROGRES)
    scope = actor.narrow(wilayah)
    if set(penerima) - {actor.id}:
        actor.require(Permission.SEND_BRIEFING, scope.kode)
    if not 1 <= hari <= 7 or jam.tzinfo is not None:
        raise InvalidInput("Pilih hari dan jam pengiriman.")
    if program not in set(Program):
        raise InvalidInput("Pilih program dari daftar.")
    if not 1 <= len(set(penerima)) <= MOST_PENERIMA:
        raise InvalidInput(f"Pilih 1 sampai {MOST_PENERIMA} penerima.")
    chapters = check_bab(actor, bab)
    with unit_of_work() as work:
        read_wilayah(work, scope.kode)
        # Whoever pauses a schedule is not held up by somebody who has moved meanwhile.
        if aktif:
            check_pilihan(work, actor, templat)
            for one in sorted(set(penerima)):
                _check_penerima(find_by_id(work, one), scope.kode)
        if nomor is None and store.count_jadwal(work, actor.id) >= MOST_JADWAL:
            raise RuleViolation(f"Anda sudah mempunyai {MOST_JADWAL} jadwal. Hapus yang tidak dipakai lagi.")
        made = store.put_jadwal(
            work, nomor, penerima, wilayah=scope.kode, program=program, bab=[str(item) for item in chapters],
            templat=templat, peta_bentuk=peta_bentuk, hari=hari, jam=jam.replace(second=0, microsecond=0), aktif=aktif,
            pembuat=actor.id, dibuat=saat, berikut=berikut(saat, hari, jam.replace(second=0, microsecond=0)),
        )  # fmt: skip
        if made is None:
            raise AccessDenied()
        said: dict[str, object] = {
            "wilayah": scope.kode, "program": program, "bab": [str(item) for item in chapters], "hari": hari,
            "jam": jam.strftime("%H.%M"), "penerima": sorted(set(penerima)), "aktif": aktif,
        }  # fmt: skip
        _note(work, actor.username, scope.kode, "jadwal", made, said, alamat_ip)
    return made


def _check_penerima(akun: Akun | None, wilayah: int) -> None:
    if akun is None or not akun.aktif:
        raise InvalidInput("Salah satu penerima tidak dikenal atau tidak aktif. Pilih penerima dari daftar.")
    if _area(akun.actor, wilayah) is None:
        raise InvalidInput(f"{akun.actor.name} bertugas di wilayah lain, jadi tidak dapat menerima paket ini.")


def hapus_jadwal(actor: Actor, nomor: int, *, saat: datetime, alamat_ip: str | None = None) -> None:
    """Delete one's own schedule; what waits is not sent any more, packs that it made stay. Raises AccessDenied."""
    with unit_of_work() as work:
        wilayah = store.remove_jadwal(work, nomor, actor.id, saat)
        if wilayah is None:
            raise AccessDenied()
        _note(work, actor.username, wilayah, "jadwal_hapus", nomor, None, alamat_ip)


def jalankan_jadwal(saat: datetime) -> int:
    """Ask for the packs of every schedule that is due; how many schedules that were.

    Each is claimed by moving it on, in the transaction that asks for its packs. A schedule that was due several times
    while no worker ran is run once.
    """
    with read_session() as connection:
        due = store.list_jatuh(connection, saat)
    return sum(_run(item, saat) for item in due)


def _run(due: JatuhTempo, saat: datetime) -> bool:
    with unit_of_work() as work:
        if not store.claim_jadwal(work, due, berikut(saat, due.hari, due.jam)):
            return False
        maker = find_by_id(work, due.pembuat)
        if maker is None or not maker.aktif or not maker.actor.sees(due.wilayah):
            store.stop_jadwal(work, due.nomor)
            _note(work, "pekerja", due.wilayah, "jadwal_henti", due.nomor, None, None)
            return False
        periode = _periode(work, due.program)
        limit = read.read_setelan(work).sel_terkecil
        templat = due.templat if due.templat is not None and store.is_offered(work, due.templat) else None
        packs: dict[Kunci, int] = {}
        for one in store.list_penerima_id(work, due.nomor):
            akun = find_by_id(work, one)
            found = _pack_for(akun, maker.actor, due, periode, limit)
            if isinstance(found, str):
                store.add_kirim(work, due, one, briefing=None, galat=found)
                continue
            if found not in packs:
                packs[found] = store.add(
                    work, found, templat=templat, peta_bentuk=due.peta_bentuk, pembuat=due.pembuat, saat=saat,
                    jadwal=due.nomor,
                )  # fmt: skip
                queue(work, packs[found], urgensi=SEGERA)
            store.add_kirim(work, due, one, briefing=packs[found])
    log.info("schedule %s: %s packs", due.nomor, len(packs))
    return True


def _pack_for(akun: Akun | None, maker: Actor, due: JatuhTempo, periode: Periode | None, limit: int) -> Kunci | str:
    """What a recipient gets of a schedule, or why nothing."""
    if akun is None or not akun.aktif:
        return _TUTUP
    if akun.actor.id != maker.id and not maker.may(Permission.SEND_BRIEFING):
        return "Pembuat jadwal tidak berhak lagi mengirim kepada orang lain."
    area = _area(akun.actor, due.wilayah)
    if area is None:
        return _LUAR
    bab = tuple(item for item in allowed_bab(akun.actor) if str(item) in due.bab)
    if not bab:
        return "Tidak ada bab jadwal ini yang boleh dilihat penerima."
    if periode is None:
        return "Belum ada periode program ini."
    return Kunci(area, due.program, periode.kode, bab, ambang_of(akun.actor, limit))


def _area(penerima: Actor, wilayah: int) -> int | None:
    """The wilayah of the pack that somebody gets of a schedule; None where the two have nothing in common."""
    if penerima.sees(wilayah):
        return wilayah
    return penerima.wilayah if contains(wilayah, penerima.wilayah) else None


def _periode(connection: Connection, program: int) -> Periode | None:
    """The newest periode of a programme that has begun, by the moment that periode go by."""
    now = keterangan.read_now(connection)
    begun = [item for item in list_periode(connection) if item.program == program and item.buka <= now]
    return max(begun, key=lambda item: item.kode, default=None)


def kirim_semua(saat: datetime) -> Counter[StateKirim]:
    """Make an attempt at every delivery whose turn has come and whose pack is over; what became of them.

    Each is claimed before its letter leaves. What the server certainly did not take is tried again after a pause that
    grows, and is given up after the last; a delivery that a killed worker had claimed is tried again too, as the same
    letter to whoever compares (Message-ID).
    """
    with read_session() as connection:
        waiting = store.list_kiriman(connection, saat)
    done: Counter[StateKirim] = Counter()
    for item in waiting:
        state = _kirim(item, saat)
        if state is not None:
            done[state] += 1
    return done


def _kirim(item: Kiriman, saat: datetime) -> StateKirim | None:
    with unit_of_work() as work:
        pause = JEDA[min(item.percobaan, len(JEDA) - 1)]
        if not store.claim_kirim(work, item, saat + pause):
            return None
        akun = find_by_id(work, item.pengguna)
        refused = _refusal(akun, item, read.read_setelan(work).sel_terkecil)
        if refused is not None:
            return _end(work, item, *refused, saat)
        assert akun is not None
        address = store.read_email(work, item.pengguna)
        office = surel.pengirim()
        if address is None or office is None or not akun.usable(demo=surel.is_demo()):
            return _end(work, item, StateKirim.TANPA_SUREL, None, saat)
        pack = read.read_briefing(work, akun.actor, item.briefing)
        files = store.read_files(work, item.briefing, LAMPIRAN)
    tanda = f"briefing.{item.jadwal}.{int(item.jatuh.timestamp())}.{item.pengguna}"
    message = as_message(_surat(office, akun.actor, address, pack, files), office, saat, tanda=tanda)
    try:
        doubt = surel.kirim(office, message)
    except TidakTerkirim as problem:
        log.warning("pack %s for account %s not sent: %s", item.briefing, item.pengguna, problem)
        return _missed(item, str(problem), saat)
    with unit_of_work() as work:
        store.end_kirim(work, item, StateKirim.DIKIRIM, doubt and f"Belum pasti sampai: {doubt}"[:500], saat)
        said: dict[str, object] = {"briefing": item.briefing, "penerima": akun.actor.username}
        _note(work, "pekerja", pack.wilayah, "kirim", item.jadwal, said, None)
    return StateKirim.DIKIRIM


def _refusal(akun: Akun | None, item: Kiriman, limit: int) -> tuple[StateKirim, str] | None:
    """Why somebody gets nothing: judged anew at each attempt, because people move."""
    if akun is None or not akun.aktif:
        return StateKirim.DITOLAK, _TUTUP
    if not may_have(akun.actor, item.kunci, limit):
        return StateKirim.DITOLAK, _LUAR
    if item.state is not StateBriefing.SELESAI:
        return StateKirim.GAGAL, "Paketnya tidak jadi dibuat."
    return None


def _end(work: Connection, item: Kiriman, state: StateKirim, galat: str | None, saat: datetime) -> StateKirim:
    store.end_kirim(work, item, state, galat, saat)
    return state


def _missed(item: Kiriman, problem: str, saat: datetime) -> StateKirim:
    text = f"Server surel menolak atau tidak menjawab: {problem}"[:500]
    with unit_of_work() as work:
        if item.percobaan + 1 > len(JEDA):
            return _end(work, item, StateKirim.GAGAL, text, saat)
        store.tell_kirim(work, item, text)
    return StateKirim.MENUNGGU


def _surat(office: Pengirim, actor: Actor, address: str, pack: Paket, files: dict[Bentuk, bytes]) -> Surat:
    fits = len(files) == len(LAMPIRAN) and sum(map(len, files.values())) <= LARGEST_MAIL
    when = f"{PROGRAM_NAME[Program(pack.program)]}, {month_name(pack.periode)}"
    assert pack.per is not None
    said = [f"Yth. {actor.name},", f"Paket briefing {pack.nama} ({when}), angka per {moment(pack.per)}, sudah siap."]
    if fits:
        said.append("Laporan (PDF) dan salindia (PPTX) terlampir.")
    elif files:
        said.append("Berkasnya terlalu besar untuk surel. Unduh dari portal.")
    else:
        said.append("Berkasnya tidak disimpan lagi. Buat ulang dari portal.")
    href = f"{office.portal_url}/briefing?paket={pack.nomor}"
    rich = "".join(f"<p>{html.escape(line)}</p>" for line in said)
    rich += f'<p><a href="{html.escape(href)}">Buka paket di portal</a></p>'
    body = f'<!doctype html><html lang="id"><body style="font-family:sans-serif">{rich}</body></html>'
    attached = [Lampiran(nama_berkas(pack, form), MIMETYPE[form], content) for form, content in files.items()]
    title = f"SIKS-NG: paket briefing {pack.nama}, {when}"
    return Surat(address, title, "\n\n".join([*said, href]) + "\n", body, tuple(attached) if fits else ())


def _note(
    work: Connection,
    name: str,
    wilayah: int,
    act: str,
    nomor: int,
    said: dict[str, object] | None,
    alamat_ip: str | None,
) -> None:
    audit.record(
        work,
        actor_name=name,
        kab=kab_of(wilayah),
        aksi=f"briefing.{act}",
        objek=f"jadwal-briefing/{nomor}",
        sesudah=said,
        alamat_ip=alamat_ip,
    )
