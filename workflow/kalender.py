"""The calendar, one function per act: more time for a kab, what the centre decides, addresses, opening of periode."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from data_access import audit, keterangan, perubahan
from data_access import pengecualian_store as store
from data_access import periode_store as opening
from data_access.pengecualian_store import Langganan
from data_access.pengguna import find_by_id
from data_access.periode import read_periode
from data_access.session import Connection, passes_by, unit_of_work
from data_access.verivali_store import BatchKey, share_batch
from data_access.wilayah import read_wilayah
from domain import setelan
from domain.access import Actor, Permission
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.kalender import JAKARTA, KEGIATAN_NAME, Jadwal, Kegiatan, Program, rencana, tanggal
from domain.kode import INDONESIA, Level, level_of
from workflow.batch import read_setelan

__all__ = [
    "Pembukaan",
    "beri_pengecualian",
    "buka_periode",
    "buka_periode_dini",
    "buka_sekarang",
    "cabut_langganan",
    "cabut_pengecualian",
    "langganan_of",
    "rencanakan",
    "ubah_setelan",
    "wilayah_langganan",
]

_log = logging.getLogger(__name__)
# Whoever writes the calendar's acts into the audit.
_CALENDAR = "kalender"
_SHORTEST_REASON, _LONGEST_REASON = 10, 1000
# More time is for a kab in need; what is later belongs to the next periode.
_LONGEST_EXCEPTION = timedelta(days=62)
# How long before it begins a prelist may be made by hand, so that it can be printed.
DINI = timedelta(days=14)
_LAST_SECOND = time(23, 59, 59)


# More time for a kab.


def beri_pengecualian(
    actor: Actor,
    key: BatchKey,
    kegiatan: str,
    hari: date,
    alasan: str,
    *,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> int:
    """Give a kab time for an activity until the last second of ``hari`` in Jakarta; its number.

    Raises AccessDenied; InvalidInput for an activity or a kab that does not exist; RuleViolation for a day that gives
    no more time than the kab has, lies behind or too far ahead, or lies after its pengesahan; and without a reason.
    """
    actor.require(Permission.GRANT_EXCEPTION, key.kab)
    activity = _kegiatan(kegiatan)
    reason = _reason(alasan)
    if level_of(key.kab) is not Level.KAB:
        raise InvalidInput("Pengecualian diberikan kepada satu kab/kota. Pilih kab/kota lebih dahulu.")
    until = datetime.combine(hari, _LAST_SECOND, JAKARTA)
    with unit_of_work() as work:
        name = read_wilayah(work, key.kab).nama_lengkap
        share_batch(work, key)
        periode = read_periode(work, key.program, key.periode, key.kab)
        _check_until(periode, activity, until, now)
        number = store.add_pengecualian(work, key, activity, sampai=until, alasan=reason, oleh=actor.id, saat=saat)
        audit.record(
            work,
            actor_name=actor.username,
            kab=key.kab,
            aksi="kalender.beri",
            objek=f"pengecualian/{key.kab}/{number}",
            sebelum={"sampai": periode.rentang(activity)[1].isoformat()},
            sesudah={
                "judul": f"{name}: {KEGIATAN_NAME[activity].lower()} {periode.label} sampai {tanggal(hari)}",
                "program": key.program,
                "periode": key.periode,
                "kegiatan": str(activity),
                "sampai": until.isoformat(),
                "alasan": reason,
            },
            alamat_ip=alamat_ip,
        )
        perubahan.announce(work, key.kab)
    return number


def cabut_pengecualian(actor: Actor, kab: int, nomor: int, *, saat: datetime, alamat_ip: str | None = None) -> None:
    """Take an exception back; what the calendar says, or another exception, counts again at once.

    Raises AccessDenied also where there is none; RuleViolation for one that was taken back before, and where the kab
    would have time for verivali or usulan after its pengesahan.
    """
    actor.require(Permission.GRANT_EXCEPTION, kab)
    with unit_of_work() as work:
        item = store.hold_pengecualian(work, kab, nomor)
        if item is None:
            raise AccessDenied
        if item.dicabut is not None:
            raise RuleViolation("Pengecualian ini sudah dicabut. Muat ulang halaman untuk melihat keadaan terakhir.")
        key = BatchKey(kab, item.periode, item.program)
        share_batch(work, key)
        store.revoke_pengecualian(work, kab, nomor, oleh=actor.id, saat=saat)
        after = read_periode(work, key.program, key.periode, kab)
        last = after.rentang(Kegiatan.PENGESAHAN)[1]
        if item.kegiatan is Kegiatan.PENGESAHAN and max(after.pengecualian.values(), default=last) > last:
            raise RuleViolation("Cabut lebih dahulu pengecualian verivali dan usulan yang melewati pengesahan.")
        audit.record(
            work,
            actor_name=actor.username,
            kab=kab,
            aksi="kalender.cabut",
            objek=f"pengecualian/{kab}/{nomor}",
            sebelum={"sampai": item.sampai.isoformat()},
            sesudah={
                "judul": f"{item.nama_kab}: {KEGIATAN_NAME[item.kegiatan].lower()} {after.label}",
                "sampai": after.rentang(item.kegiatan)[1].isoformat(),
            },
            alamat_ip=alamat_ip,
        )
        perubahan.announce(work, kab)


def _kegiatan(value: str) -> Kegiatan:
    try:
        return Kegiatan(value)
    except ValueError as error:
        raise InvalidInput("Pilih kegiatan: verivali, usulan, atau pengesahan.") from error


def _reason(alasan: str) -> str:
    reason = alasan.strip()
    if len(reason) < _SHORTEST_REASON:
        raise RuleViolation(f"Tulis alasan pengecualian, sedikitnya {_SHORTEST_REASON} huruf: kab/kota membacanya.")
    if len(reason) > _LONGEST_REASON or "\x00" in reason:
        raise RuleViolation(f"Alasan paling banyak {_LONGEST_REASON} huruf.")
    return reason


def _check_until(periode: Jadwal, kegiatan: Kegiatan, until: datetime, now: datetime) -> None:
    name, last = KEGIATAN_NAME[kegiatan], periode.rentang(kegiatan)[1]
    if until <= last:
        raise RuleViolation(
            f"{name} {periode.label} sudah dibuka sampai {tanggal(last.astimezone(JAKARTA).date())}. Pengecualian "
            "hanya menambah waktu; pilih hari sesudahnya."
        )
    if until < now:
        raise RuleViolation("Hari itu sudah lewat. Pilih hari ini atau sesudahnya.")
    if until > periode.tutup_pengesahan + _LONGEST_EXCEPTION:
        raise RuleViolation(
            f"Pengecualian paling lama {_LONGEST_EXCEPTION.days} hari sesudah tutup pengesahan. Sesudah itu, kerjakan "
            "pada periode berikutnya."
        )
    if kegiatan is not Kegiatan.PENGESAHAN and until > periode.rentang(Kegiatan.PENGESAHAN)[1]:
        raise RuleViolation(
            f"{name} tidak dapat dibuka sesudah pengesahan ditutup. Beri pengecualian pengesahan lebih dahulu."
        )


# What the centre decides.


def ubah_setelan(actor: Actor, baru: setelan.Setelan, *, now: datetime, alamat_ip: str | None = None) -> None:
    """Set what the centre decides; periode ahead follow changed decree months, those that have begun stay.

    Raises AccessDenied; InvalidInput for a value that cannot be.
    """
    actor.require(Permission.MANAGE_PORTAL, INDONESIA)
    setelan.periksa(baru)
    with unit_of_work() as work:
        before = read_setelan(work)
        keterangan.store(work, setelan.KUNCI, baru.as_json())
        if before.bulan_dtks != baru.bulan_dtks:
            opening.forget_ahead(work, Program.DTKS, now)
            _plan(work, baru, now)
        audit.record(
            work,
            actor_name=actor.username,
            kab=0,
            aksi="kalender.setelan",
            objek="setelan",
            sebelum=before.as_json(),
            sesudah=baru.as_json(),
            alamat_ip=alamat_ip,
        )
        perubahan.announce(work, 0)


# Addresses of calendar programs.


def langganan_of(actor: Actor, *, saat: datetime, alamat_ip: str | None = None) -> Langganan:
    """A new address for the actor's wilayah; the one before answers no longer."""
    actor.require(Permission.VIEW_PROGRES)
    with unit_of_work() as work:
        store.revoke_langganan(work, actor.id, saat)
        number = store.add_langganan(work, actor.wilayah, actor.id, saat)
        _record_own(work, actor, "kalender.langganan", number, alamat_ip)
    return Langganan(number, actor.wilayah, actor.id, saat)


def cabut_langganan(actor: Actor, *, saat: datetime, alamat_ip: str | None = None) -> None:
    """End the actor's address; nothing happens where there is none."""
    actor.require(Permission.VIEW_PROGRES)
    with unit_of_work() as work:
        held = store.find_langganan(work, actor.id)
        if held is not None:
            store.revoke_langganan(work, actor.id, saat)
            _record_own(work, actor, "kalender.langganan_cabut", held.nomor, alamat_ip)


def _record_own(work: Connection, actor: Actor, aksi: str, number: int, alamat_ip: str | None) -> None:
    audit.record(work, actor_name=actor.username, kab=0, aksi=aksi, objek=f"langganan/{number}", alamat_ip=alamat_ip)


def wilayah_langganan(connection: Connection, nomor: int, wilayah: int, *, demo: bool) -> int:
    """Wilayah whose deadlines an address shows. Raises AccessDenied once it was revoked, its owner may no longer sign
    in, or the owner's wilayah is another.
    """
    held = store.read_langganan(connection, nomor)
    owner = find_by_id(connection, held.pengguna) if held is not None else None
    if held is None or owner is None or not owner.usable(demo=demo):
        raise AccessDenied
    if held.wilayah != wilayah or not owner.actor.sees(wilayah) or not owner.actor.may(Permission.VIEW_PROGRES):
        raise AccessDenied
    return wilayah


# Opening of periode.


@dataclass(frozen=True, slots=True)
class Pembukaan:
    """What was made: periode ahead, prelists of kab with their households, kab that failed."""

    periode: int = 0
    kab: int = 0
    ruta: int = 0
    gagal: int = 0

    def __add__(self, other: Pembukaan) -> Pembukaan:
        return Pembukaan(
            self.periode + other.periode, self.kab + other.kab, self.ruta + other.ruta, self.gagal + other.gagal
        )


def rencanakan(now: datetime) -> int:
    """Make periode of the coming months and room for their rows; how many periode are new."""
    with unit_of_work() as work:
        new = _plan(work, read_setelan(work), now)
        codes = opening.without_partition(work)
    for kode in codes:
        try:
            with unit_of_work() as work:
                opening.make_partition(work, kode)
        except Exception as error:
            if not passes_by(error):
                raise
            # Somebody holds the tables; the next run finds them free.
            _log.warning("No room for the periode %s yet: %s", kode, error)
    return new


def _plan(work: Connection, decided: setelan.Setelan, now: datetime) -> int:
    return opening.store_jadwal(work, rencana(now, decided.bulan_dtks, opening.newest(work, Program.DTKS)))


def buka_periode(now: datetime | None = None) -> Pembukaan:
    """What the clock asks for: periode ahead, and the prelists of those that have begun. Safe to repeat and to
    interrupt: each kab is a transaction of its own.
    """
    if now is None:
        with unit_of_work() as work:
            now = keterangan.read_now(work)
    done = Pembukaan(periode=rencanakan(now))
    with unit_of_work() as work:
        wanted = opening.due(work, now)
    for program, kode in wanted:
        done += _open(program, kode)
    return done


def buka_sekarang(actor: Actor, *, now: datetime, alamat_ip: str | None = None) -> Pembukaan:
    """The same by hand. Raises AccessDenied."""
    actor.require(Permission.MANAGE_PORTAL, INDONESIA)
    done = buka_periode(now)
    _record_opening(actor, "kalender.buka", "periode", done, alamat_ip)
    return done


def buka_periode_dini(
    actor: Actor, program: int, kode: int, *, now: datetime, alamat_ip: str | None = None
) -> Pembukaan:
    """Make the prelists of one periode before it begins, so that they can be printed; nothing can be written on them
    until it does. Raises AccessDenied, InvalidInput, RuleViolation when it is too early or over.
    """
    actor.require(Permission.MANAGE_PORTAL, INDONESIA)
    rencanakan(now)
    with unit_of_work() as work:
        periode = read_periode(work, program, kode)
    if now < periode.buka - DINI:
        raise RuleViolation(f"Prelist {periode.label} dapat disiapkan paling cepat {DINI.days} hari sebelum dibuka.")
    if now > periode.tutup_pengesahan:
        raise RuleViolation(f"Periode {periode.label} sudah ditutup.")
    done = _open(periode.program, periode.kode)
    _record_opening(actor, "kalender.buka", f"periode/{program}/{kode}", done, alamat_ip)
    return done


def _open(program: Program, kode: int) -> Pembukaan:
    """Prelists of the kab that have none; one that fails leaves the others alone and is tried again next time."""
    saat = datetime.now(UTC)
    with unit_of_work() as work:
        waiting = opening.kab_left(work, program, kode)
    done = Pembukaan()
    for kab in waiting:
        try:
            done += _open_kab(BatchKey(kab, kode, int(program)), saat)
        except Exception as error:  # noqa: BLE001 - one kab must not keep the country from its prelist
            _log.exception("The prelist of kab %s for %s could not be made", kab, kode)
            done = replace(done, gagal=done.gagal + 1)
            if passes_by(error):
                break
    with unit_of_work() as work:
        if not opening.kab_left(work, program, kode) and opening.count_prepared(work, program, kode):
            opening.finish(work, program, kode, saat)
            perubahan.announce(work, 0)
    return done


def _open_kab(key: BatchKey, saat: datetime) -> Pembukaan:
    with unit_of_work() as work:
        count = opening.prepare_kab(work, key, saat)
        if count is None:
            return Pembukaan()
        audit.record(
            work,
            actor_name=_CALENDAR,
            kab=key.kab,
            aksi="kalender.prelist",
            objek=f"batch/{key.kab}/{key.periode}/{key.program}",
            sesudah={"baris": count},
        )
        perubahan.announce(work, key.kab)
    return Pembukaan(kab=1, ruta=count)


def _record_opening(actor: Actor, aksi: str, objek: str, done: Pembukaan, alamat_ip: str | None) -> None:
    with unit_of_work() as work:
        audit.record(
            work,
            actor_name=actor.username,
            kab=0,
            aksi=aksi,
            objek=objek,
            sesudah={"periode": done.periode, "kab": done.kab, "baris": done.ruta, "gagal": done.gagal},
            alamat_ip=alamat_ip,
        )
        perubahan.announce(work, 0)
