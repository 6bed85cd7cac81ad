"""What the worker does for a pack: read its content in one snapshot, keep it, make its files one after the other.

Safe to repeat and to kill at any moment: what was kept is used, what is missing is made.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from data_access import antrean_kerja
from data_access import briefing as read
from data_access import briefing_store as store
from data_access.briefing_store import Pesanan
from data_access.keterangan import read_now
from data_access.pengguna import Akun, find_by_id
from data_access.session import passes_by, read_session, unit_of_work
from domain.access import ROLE_NAME
from domain.briefing import Bentuk, may_have
from domain.errors import AccessDenied, PortalError
from domain.figur import Isi
from domain.setelan import Setelan
from workflow.briefing import kunci_antre, queue
from workflow.briefing_berkas import Berhenti, buat_semua
from workflow.impor_gudang import gudang

log = logging.getLogger("siks.briefing")

# A worker that was killed so often over one pack was killed by it.
MOST_ATTEMPTS = 5
# Content is kept so much longer than files, so that they can be made again.
ISI_KEPT = timedelta(days=366)
_LANGKAH = {Bentuk.PPTX: "Menyusun salindia", Bentuk.PDF: "Menyusun laporan", Bentuk.XLSX: "Menyusun lembar kerja"}
_READ, _FIRST_FILE = 5, 40

Jam = Callable[[], datetime]


def jam_dinding() -> datetime:
    """The time by the wall."""
    return datetime.now(UTC)


def kerjakan(nomor: int, *, jam: Jam = jam_dinding) -> None:
    """Make a pack, or what is missing of it. Does nothing for one that is over or that another worker makes.

    Raises what is the database's moment and not the pack's fault, so that the task is tried again.
    """
    with store.making(nomor) as mine:
        if not mine:
            return
        with unit_of_work() as work:
            asked = store.begin(work, nomor, jam())
        if asked is None:
            return
        try:
            if asked.percobaan > MOST_ATTEMPTS:
                _fail(nomor, "Pembuatan terputus berulang kali. Ulangi; bila tetap gagal, hubungi helpdesk.", jam)
            else:
                _make(asked, jam)
        except Berhenti:
            log.info("pack %s was stopped", nomor)
        except PortalError as refusal:
            _fail(nomor, refusal.message, jam)
        except Exception as error:
            if passes_by(error):
                raise
            log.exception("pack %s could not be made", nomor)
            _fail(nomor, f"Paket gagal dibuat. Ulangi; bila tetap gagal, sebutkan nomor {nomor} ke helpdesk.", jam)


def _make(asked: Pesanan, jam: Jam) -> None:
    isi = _content(asked, jam)
    missing = [item for item in Bentuk if item not in asked.ada]
    with read_session() as connection:
        templat = store.read_templat(connection, asked.templat) if asked.templat is not None else None
    done = len(asked.ada)
    files = buat_semua(
        isi, missing, geo_dir=gudang().geo_dir, templat=templat, peta_bentuk=asked.peta_bentuk,
        masih=lambda: _is_wanted(asked.nomor),
    )  # fmt: skip
    for item in missing:
        _tell(asked.nomor, _FIRST_FILE + 60 * done // len(Bentuk), _LANGKAH[item])
        made, content = next(files)
        with unit_of_work() as work:
            if not store.put_berkas(work, asked.nomor, made, content, jam()):
                raise Berhenti
        done += 1
    files.close()
    with unit_of_work() as work:
        store.finish(work, asked.nomor, jam())


def _content(asked: Pesanan, jam: Jam) -> Isi:
    """What the pack holds: as it was kept, or else read now."""
    from workflow.briefing_isi import angka_utama, susun  # noqa: PLC0415 - the reads of every chapter come with it

    if not asked.isi:
        _tell(asked.nomor, _READ, "Membaca angka")
        with read_session() as connection:
            read.be_patient(connection)
            pembuat = _pembuat(asked, find_by_id(connection, asked.pembuat), read.read_setelan(connection))
            now = read_now(connection)
            isi = susun(connection, asked.kunci, pembuat=pembuat, now=now, dibuat=jam())
            utama = angka_utama(connection, asked.kunci)
        # Through JSON before anything is made of it: made again, it is the same to the last digit.
        stored: dict[str, Any] = json.loads(json.dumps(isi.as_json() | {"utama": utama.as_json()}))
        with unit_of_work() as work:
            if not store.put_isi(work, asked.nomor, stored, Isi.of(stored).sidik, now):
                raise Berhenti
    with read_session() as connection:
        kept = read.read_stored(connection, asked.nomor)
    if kept is None:
        raise Berhenti
    return Isi.of(kept)


def _pembuat(asked: Pesanan, akun: Akun | None, setelan: Setelan) -> str:
    """Who made it, in words. Raises AccessDenied where the rights were lost since it was asked for."""
    if akun is None:
        raise AccessDenied()
    # A scheduled pack is made for the scope of its recipients, who are judged again when it is handed to them.
    if asked.jadwal is None and not (akun.aktif and may_have(akun.actor, asked.kunci, setelan.sel_terkecil)):
        raise AccessDenied("Paket tidak dibuat karena hak pembuatnya sudah berubah sejak paket diminta.")
    return f"{akun.actor.name}, {ROLE_NAME[akun.actor.role]}"


def _tell(nomor: int, persen: int, langkah: str) -> None:
    with unit_of_work() as work:
        if not store.advance(work, nomor, persen, langkah):
            raise Berhenti


def _is_wanted(nomor: int) -> bool:
    with read_session() as connection:
        return store.is_made(connection, nomor)


def _fail(nomor: int, galat: str, jam: Jam) -> None:
    with unit_of_work() as work:
        store.fail(work, nomor, galat, jam())


def sapu(saat: datetime) -> None:
    """Queue again what waits without a job; delete files, and much later packs, that lay long enough."""
    with unit_of_work() as work:
        for nomor in store.list_running(work):
            if not antrean_kerja.is_queued(work, kunci_antre(nomor)):
                queue(work, nomor)
    with unit_of_work() as work:
        kept = timedelta(days=read.read_setelan(work).hari_paket)
        files, packs = store.sweep(work, saat - kept, saat - kept - ISI_KEPT)
    if files or packs:
        log.info("%s files and %s packs were cleared away", files, packs)
