"""The decree of the Menteri: entered with its list, read in the background, applied kab by kab.

Whoever enters it holds a session confirmed by TOTP; the worker acts in their name. A worker that was killed begins
again where nothing was kept: the list is taken whole or not, a kab is decreed whole or not.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from data_access import antrean_kerja, audit, keterangan, perubahan
from data_access import sk_store as store
from data_access.batch import Batch, hold_batch
from data_access.finalisasi_store import give_time, move_usulan
from data_access.pengguna import find_by_id
from data_access.periode import read_periode
from data_access.register_store import TidakCocok, add_homes
from data_access.session import Connection, passes_by, read_session, unit_of_work
from data_access.sk import read_sk
from data_access.verivali_store import BatchKey
from domain.access import Actor, Permission
from domain.batch import StateBatch
from domain.errors import AccessDenied, InvalidInput, PortalError, RuleViolation
from domain.kalender import JAKARTA, Program
from domain.sk import (
    LARGEST_SK,
    MOST_FINDINGS,
    STATE_SK_NAME,
    BarisSk,
    HasilKab,
    SalahBaris,
    Sk,
    StateSk,
    TemuanSk,
    baca_kepala,
)
from domain.status import StatusUsulan
from domain.usulan import JenisUsulan
from exchange.daftar_sk import AKHIRAN, read_daftar
from workflow.batch import hold, take
from workflow.impor_gudang import gudang

log = logging.getLogger("siks.sk")

_FOLDER = "sk"
_REPORT_EVERY_S = 1.0
_DISCARDABLE = frozenset({StateSk.DIUNGGAH, StateSk.SIAP, StateSk.GAGAL})
_APPLICABLE = frozenset({StateSk.SIAP, StateSk.DITETAPKAN})


def tempat_unggah() -> Path:
    """Folder in which a list is put down while it arrives; it is moved from there."""
    folder = gudang().folder / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def catat(
    actor: Actor,
    program: int,
    periode: int,
    *,
    nomor: str,
    tanggal: str,
    nama_berkas: str,
    berkas: Path,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> int:
    """Enter a decree whose list lies in ``berkas`` (taken away from there) and have the list read; its number.

    Raises AccessDenied, InvalidInput for what was typed or the kind of file, RuleViolation where the programme and
    periode have a decree already.
    """
    actor.require(Permission.RECORD_SK)
    kepala = baca_kepala(nomor, tanggal, hari=now.astimezone(JAKARTA).date())
    nama = _clean(nama_berkas)
    size = berkas.stat().st_size
    if PurePosixPath(nama).suffix.lower() not in AKHIRAN:
        raise InvalidInput("Daftar SK harus berupa berkas .csv atau .xlsx.")
    if not 0 < size <= LARGEST_SK:
        raise InvalidInput(f"Berkas daftar SK kosong atau lebih dari {LARGEST_SK // 1_000_000_000} GB.")
    with berkas.open("rb") as file:
        sidik = hashlib.file_digest(file, "sha256").digest()
    with unit_of_work() as work:
        read_periode(work, program, periode)
        if (other := store.lock_slot(work, program, periode)) is not None:
            raise RuleViolation(
                f"SK untuk program dan periode ini sudah dicatat (nomor urut {other}). Batalkan yang lama lebih dahulu."
            )
        number = store.add_sk(
            work, program, periode, kepala, nama_berkas=nama, ukuran=size, sidik=sidik, oleh=actor.id, dibuat=saat
        )
        berkas.rename(_berkas(number))
        antrean_kerja.defer(work, "baca_sk", _kunci(number), nomor=number)
        written = {"nomor": kepala.nomor, "tanggal": kepala.tanggal.isoformat(), "berkas": nama, "sidik": sidik.hex()}
        _record(work, actor, number, "sk.catat", alamat_ip, {"program": program, "periode": periode, **written})
    return number


def batalkan(actor: Actor, nomor: int, *, alamat_ip: str | None = None) -> None:
    """Discard a decree that nothing has followed yet. Raises AccessDenied, RuleViolation."""
    actor.require(Permission.RECORD_SK)
    with unit_of_work() as work:
        _check_state(work, nomor, _DISCARDABLE, "dibatalkan")
        store.drop_daftar(work, nomor)
        store.change_sk(work, nomor, state=str(StateSk.DIBATALKAN))
        _record(work, actor, nomor, "sk.batalkan", alamat_ip, None)
    _berkas(nomor).unlink(missing_ok=True)


def tetapkan(actor: Actor, nomor: int, *, saat: datetime, alamat_ip: str | None = None) -> None:
    """Have the decree applied to every kab of its list that waits, or that something stood in the way of.

    Raises AccessDenied; RuleViolation where its list was not read, or no kab is left.
    """
    actor.require(Permission.RECORD_SK)
    with unit_of_work() as work:
        _check_state(work, nomor, _APPLICABLE, "ditetapkan")
        store.wait_again(work, nomor)
        if store.next_kab(work, nomor) is None:
            raise RuleViolation("Semua kab/kota pada SK ini sudah ditetapkan.")
        store.change_sk(work, nomor, state=str(StateSk.DIPROSES), penetap=actor.id, ditetapkan=saat)
        antrean_kerja.defer(work, "tetapkan_sk", _kunci(nomor), nomor=nomor)
        _record(work, actor, nomor, "sk.tetapkan", alamat_ip, None)


# The worker's half: the list.


class _Dibatalkan(Exception):
    """Somebody discarded the decree while its list was read; nothing of it may be kept."""


def baca(nomor: int) -> None:
    """Read the list of a decree: taken over whole, or refused with what is wrong line by line."""
    found = _read(nomor)
    if found is None or found.state is not StateSk.DIUNGGAH:
        return
    try:
        laporan = _take(found)
        if laporan is not None:
            with unit_of_work() as work:
                _finish(work, found, StateSk.GAGAL, laporan)
    except _Dibatalkan:
        return


def _take(found: Sk) -> dict[str, Any] | None:
    """Take the list over; what is wrong with it where it cannot be."""
    nomor = found.nomor_urut
    counts: Counter[SalahBaris] = Counter()
    named: list[TemuanSk] = []
    try:
        with unit_of_work() as work:
            rows = read_daftar(_berkas(nomor), PurePosixPath(found.nama_berkas).suffix.lower())
            store.copy_daftar(work, _good(nomor, rows, counts, named))
            more, first = store.check_daftar(work)
            if not counts and not more:
                ruta, art = store.take_daftar(work, nomor)
                _finish(work, found, StateSk.SIAP, {}, ruta=ruta, art=art)
                return None
            counts.update(more)
            named += first
    except PortalError as refused:
        return {"pesan": refused.message}
    except FileNotFoundError:
        return {"pesan": "Berkas daftar SK hilang dari penyimpanan portal. Unggah lagi."}
    return _laporan(counts, named)


def _good(
    nomor: int, rows: Iterator[BarisSk | TemuanSk], counts: Counter[SalahBaris], named: list[TemuanSk]
) -> Iterator[BarisSk]:
    """The lines that can be taken; the others are counted, the first of them named."""
    told = time.monotonic()
    for row in rows:
        if isinstance(row, BarisSk):
            yield row
        else:
            counts[row.salah] += 1
            if len(named) < MOST_FINDINGS:
                named.append(row)
        if time.monotonic() - told > _REPORT_EVERY_S:
            told = time.monotonic()
            with unit_of_work() as work:
                store.change_sk(work, nomor, terbaca=row.baris - 1)
                perubahan.announce(work, 0)


def _laporan(counts: Counter[SalahBaris], named: list[TemuanSk]) -> dict[str, Any]:
    first = sorted(named, key=lambda item: item.baris)[:MOST_FINDINGS]
    return {
        "jumlah": {item.name: count for item, count in sorted(counts.items())},
        "baris": [[item.baris, item.salah.name, item.nilai] for item in first],
    }


def _finish(work: Connection, found: Sk, state: StateSk, laporan: dict[str, Any], **values: Any) -> None:
    """Store how the reading ended. Raises _Dibatalkan."""
    nomor = found.nomor_urut
    if store.lock_sk(work, nomor) is not StateSk.DIUNGGAH:
        raise _Dibatalkan
    store.change_sk(work, nomor, state=str(state), laporan=laporan, **values)
    audit.record(
        work,
        actor_name=_name(work, found.oleh),
        kab=0,
        aksi="sk.baca",
        objek=f"sk/{nomor}",
        sesudah={"state": str(state), "jumlah": laporan.get("jumlah", {}), **values},
    )
    perubahan.announce(work, 0)


# The worker's half: the kab.


def kerjakan(nomor: int) -> None:
    """Apply a decree to the kab that wait, one after the other."""
    found = _read(nomor)
    if found is None or found.state is not StateSk.DIPROSES or found.penetap is None:
        return
    while (kab := _next(nomor)) is not None:
        try:
            _decree(found, BatchKey(kab, found.periode, found.program))
        except PortalError as refused:
            _hold_up(nomor, kab, refused.message)
        except TidakCocok:
            _hold_up(nomor, kab, "Isi usulan DTKS baru tidak cocok dengan register. Laporkan ke Pusdatin.")
        except Exception as error:
            # The moment of the database, not this kab's fault: the task is tried again.
            if passes_by(error):
                raise
            log.exception("decree %s of kab %s", nomor, kab)
            _hold_up(nomor, kab, "Penetapan gagal karena kesalahan portal. Coba lagi; bila tetap, hubungi helpdesk.")
    with unit_of_work() as work:
        if store.lock_sk(work, nomor) is StateSk.DIPROSES:
            store.change_sk(work, nomor, state=str(StateSk.DITETAPKAN))
            perubahan.announce(work, 0)


def _next(nomor: int) -> int | None:
    with read_session() as connection:
        return store.next_kab(connection, nomor)


def _hold_up(nomor: int, kab: int, pesan: str) -> None:
    with unit_of_work() as work:
        store.record_kab(work, nomor, kab, HasilKab.TERTUNDA, pesan, datetime.now(UTC))
        perubahan.announce(work, kab)


def _decree(found: Sk, key: BatchKey) -> None:
    """One kab, whole or not: usulan decided, places given back, the register following, the batch at its end."""
    saat = datetime.now(UTC)
    with unit_of_work() as work:
        give_time(work)
        actor = _penetap(work, found)
        if hold_batch(work, key).state is StateBatch.DITETAPKAN:
            store.record_kab(work, found.nomor_urut, key.kab, HasilKab.DITETAPKAN, None, saat)
            return
        before, step = hold(work, actor, key, "tetapkan", now=keterangan.read_now(work))
        isi = _apply(work, found, before, saat)
        store.record_kab(work, found.nomor_urut, key.kab, HasilKab.DITETAPKAN, None, saat)
        take(work, actor, before, step, now=keterangan.read_now(work), isi=isi)


def _apply(work: Connection, found: Sk, before: Batch, saat: datetime) -> dict[str, Any]:
    key, nomor = before.key, found.nomor_urut
    decreed = store.decreed_usulan(work, key, before.versi, nomor)
    made = move_usulan(work, key, StatusUsulan.DITETAPKAN, list(decreed))
    refused = move_usulan(work, key, StatusUsulan.TIDAK_DITETAPKAN)
    fresh = [number for number, jenis in decreed.items() if jenis is JenisUsulan.DTKS_BARU]
    added = add_homes(work, key.kab, fresh, sumber=f"SK {found.periode}", saat=saat) if fresh else []
    came = left = 0
    if key.program == Program.BSP:
        # A household may be proposed for aid only after it was decreed into the register.
        came, left = store.follow_kpm(work, key, before.versi, nomor, bukan=added, saat=saat)
    return {
        "sk": nomor,
        "nomor": found.nomor,
        "tanggal": found.tanggal.isoformat(),
        "usulan_ditetapkan": made,
        "usulan_tidak_ditetapkan": refused,
        "kpm_masuk": came,
        "kpm_keluar": left,
        "ruta_baru": len(added),
    }


def _penetap(work: Connection, found: Sk) -> Actor:
    """Whoever had it applied, as they are now; their session was confirmed when they asked for it."""
    akun = find_by_id(work, found.penetap or 0)
    if akun is None or not akun.aktif:
        raise AccessDenied("Akun yang menetapkan SK ini sudah ditutup. Minta petugas lain menetapkannya lagi.")
    return replace(akun.actor, totp=True)


def _read(nomor: int) -> Sk | None:
    with read_session() as connection:
        return read_sk(connection, nomor)


def _check_state(work: Connection, nomor: int, allowed: frozenset[StateSk], verb: str) -> None:
    state = store.lock_sk(work, nomor)
    if state is None:
        raise AccessDenied()
    if state not in allowed:
        raise RuleViolation(f"SK ini “{STATE_SK_NAME[state]}”, sehingga tidak dapat {verb}. Muat ulang halaman.")


def _record(
    work: Connection, actor: Actor, nomor: int, aksi: str, alamat_ip: str | None, sesudah: dict[str, Any] | None
) -> None:
    audit.record(
        work,
        actor_name=actor.username,
        kab=0,
        aksi=aksi,
        objek=f"sk/{nomor}",
        sesudah=sesudah,
        alamat_ip=alamat_ip,
    )
    perubahan.announce(work, 0)


def _name(work: Connection, number: int) -> str:
    akun = find_by_id(work, number)
    return akun.actor.username if akun else str(number)


def _berkas(nomor: int) -> Path:
    return tempat_unggah() / f"{nomor:d}.daftar"


def _kunci(nomor: int) -> str:
    return f"sk/{nomor}"


def _clean(nama: str) -> str:
    """The last part of a name, without what a terminal or a page would run."""
    nama = "".join(char for char in PurePosixPath(nama.replace("\\", "/")).name if char.isprintable())[-120:]
    if not nama:
        raise InvalidInput("Berkas tidak bernama. Beri nama, lalu unggah lagi.")
    return nama
