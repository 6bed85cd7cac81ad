"""What the worker does with files from the field: check, write, begin again what was interrupted, tidy up.

A check is one transaction, a write another: whatever ends the worker, either all of it is there or nothing, and the
next worker begins the step anew. Progress is told in small transactions of its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from data_access import antrean_kerja, audit, impor_lampiran, keterangan, perubahan
from data_access import impor_store as store
from data_access.impor_aturan import Konteks, LuarDesa, check
from data_access.impor_muat import stage
from data_access.impor_store import Impor
from data_access.impor_tulis import LONGEST, Penulisan, write
from data_access.pengguna import find_by_id
from data_access.periode import read_periode
from data_access.session import Connection, passes_by, read_session, unit_of_work
from data_access.verivali_store import BatchKey, lock_batch
from data_access.wilayah import read_wilayah
from domain.batch import terkunci
from domain.errors import AccessDenied, InvalidInput
from domain.impor import BerkasDitolak, Galat, Langkah, StateImpor
from domain.kalender import JAKARTA, Kegiatan, Periode, month_name, tanggal
from domain.siks import JenisBerkas
from exchange.siks import Manifest, check_siks, open_part, read_lampiran
from geo.aktif import load_manifest
from geo.titik import load_kab
from workflow.impor import queue
from workflow.impor_gudang import gudang

# How long the bytes of a file are kept once its way has ended: to try a refused file again, and to settle who sent
# what. Rows and papers are in the database then.
BYTES_KEPT = timedelta(days=30)
# An upload that nobody goes on with.
_ABANDONED = timedelta(hours=24)
# Rows beside the register go right after the write; what was left over is looked for so far back.
_LEFT_OVER = timedelta(days=2)
# A file that so many workers did not survive is given up.
MOST_TRIES = 5
_REPORT_EVERY_S = 0.3

_log = logging.getLogger(__name__)


class _Stopped(Exception):
    """Somebody discarded the file meanwhile: nothing of this step is kept."""


def periksa(kab: int, nomor: int) -> None:
    """Check a file that has arrived: SIAP, SELESAI when it would change nothing, or GAGAL with the reason.

    Does nothing for a file in another state. Raises what is the database's moment or a fault of the portal.
    """
    _step(kab, nomor, {StateImpor.DIUNGGAH, StateImpor.DIPERIKSA}, StateImpor.DIPERIKSA, _check)


def proses(kab: int, nomor: int) -> None:
    """Write what the supervisor agreed to: SELESAI, SELESAI_SEBAGIAN, or GAGAL with nothing written.

    Does nothing for a file in another state. Raises as ``periksa``.
    """
    _step(kab, nomor, {StateImpor.DIPROSES}, StateImpor.DIPROSES, _write)


def selesaikan(kab: int, nomor: int) -> Impor:
    """Do here and now what a file waits for, or wait while a worker does; the file as it then stands. Raises as
    ``periksa``, and AccessDenied when there is none.
    """
    while True:
        with read_session() as connection:
            item = store.read(connection, kab, nomor)
        if item is None:
            raise AccessDenied
        if item.state is StateImpor.DIPROSES:
            proses(kab, nomor)
        elif item.state in (StateImpor.DIUNGGAH, StateImpor.DIPERIKSA):
            periksa(kab, nomor)
        else:
            return item
        time.sleep(_REPORT_EVERY_S)


def sapu() -> None:
    """Take up files that no job is left for, discard uploads that were abandoned, remove rows that nobody needs."""
    with unit_of_work() as work:
        working = store.list_working(work)
        abandoned = store.list_abandoned(work, _ABANDONED)
        left_over = store.list_left_over(work, _LEFT_OVER)
    for kab, nomor, state in working:
        with unit_of_work() as work:
            if not antrean_kerja.is_queued(work, f"impor:{kab}:{nomor}"):
                queue(work, kab, nomor, state)
    for kab, nomor in abandoned:
        _discard(kab, nomor)
    for kab, nomor in left_over:
        _clear(kab, nomor)


def buang_berkas() -> None:
    """Delete the bytes of files whose way ended ``BYTES_KEPT`` ago."""
    for kab, nomor in gudang().berkas():
        with read_session() as connection:
            over = store.is_over(connection, kab, nomor, BYTES_KEPT)
        if over:
            gudang().remove(kab, nomor)


def _step(
    kab: int, nomor: int, begins_in: set[StateImpor], state: StateImpor, do: Callable[[Impor, Path], None]
) -> None:
    item = _begin(kab, nomor, begins_in, state)
    if item is None:
        return
    try:
        do(item, _bytes_of(item))
    except _Stopped:
        return
    except BerkasDitolak as refusal:
        _fail(item, state, refusal)
    except Exception as error:
        if not passes_by(error):
            _fail(item, state, BerkasDitolak(Galat.TERHENTI))
        raise


def _bytes_of(item: Impor) -> Path:
    path = gudang().whole(item.kab, item.id)
    if not path.exists():
        raise BerkasDitolak(Galat.HILANG)
    return path


def _begin(kab: int, nomor: int, begins_in: set[StateImpor], state: StateImpor) -> Impor | None:
    with unit_of_work() as work:
        item = store.lock(work, kab, nomor)
        if item is None or item.state not in begins_in:
            return None
        if item.percobaan >= MOST_TRIES:
            _log.error("File %s of kab %s is given up after %s tries", nomor, kab, item.percobaan)
            store.fail(work, kab, nomor, Galat.TERHENTI, {})
            perubahan.announce(work, kab)
            return None
        if item.state is not state:
            store.change(work, kab, nomor, state=state)
        store.change(work, kab, nomor, percobaan=item.percobaan + 1)
        perubahan.announce(work, kab)
        return item


def _fail(item: Impor, state: StateImpor, refusal: BerkasDitolak) -> None:
    with unit_of_work() as work:
        held = store.lock(work, item.kab, item.id)
        if held is None or held.state is not state:
            return
        store.fail(work, item.kab, item.id, refusal.galat, refusal.isi)
        store.clear_staged(work, item.kab, item.id)
        store.clear_findings(work, item.kab, item.id)
        perubahan.announce(work, item.kab)


def _check(item: Impor, path: Path) -> None:
    manifest = check_siks(path, partial(_find_key, item.kab), _Progress(item, Langkah.SEGEL))
    with unit_of_work() as work:
        periode = _check_manifest(work, item, manifest)
        store.change(
            work,
            item.kab,
            item.id,
            program=int(manifest.program),
            periode=manifest.periode,
            wilayah=list(manifest.wilayah),
            manifes=manifest.as_json(),
        )
    key = BatchKey(item.kab, manifest.periode, int(manifest.program))
    with unit_of_work() as work:
        _hold(work, item)
        found, urut = _compare(work, item, path, key, manifest.wilayah, _dibuka(periode, item))
        unchanged = _changes_nothing(found) and not impor_lampiran.would_write(work, key.params() | {"impor": item.id})
        held = store.lock(work, item.kab, item.id)
        if held is None or held.state is not StateImpor.DIPERIKSA:
            raise _Stopped
        store.change(
            work,
            item.kab,
            item.id,
            state=StateImpor.SELESAI if unchanged else StateImpor.SIAP,
            ringkasan=found | {"tidak_berubah": unchanged},
            diperiksa=keterangan.read_now(work),
            audit_urut=urut,
        )
        perubahan.announce(work, item.kab)
    _log.info("File %s of kab %s for %s was checked", item.id, item.kab, periode.label)
    if unchanged:
        _clear(item.kab, item.id)


def _write(item: Impor, path: Path) -> None:
    assert item.program is not None
    assert item.periode is not None
    assert item.disetujui is not None
    key = BatchKey(item.kab, item.periode, item.program)
    with unit_of_work() as work:
        _hold(work, item)
        periode = read_periode(work, key.program, key.periode, key.kab)
        state = lock_batch(work, key)
        _check_open(periode, item, finalised=terkunci(state))
        found = dict(item.ringkasan or {})
        dibuka = _dibuka(periode, item)
        seen = store.last_write(work, item.kab) == item.audit_urut and found.get("dibuka") == dibuka
        if not seen or not store.has_staged(work, item.kab, item.id):
            found, _ = _compare(work, item, path, key, item.wilayah or [], dibuka)
        wrote = write(
            work,
            Penulisan(
                key=key,
                impor=item.id,
                pengunggah=item.pengunggah,
                operator=str((item.manifes or {}).get("operator", "")),
                first_day=periode.first_day,
                day=item.disetujui.astimezone(JAKARTA).date(),
                moment=item.disetujui,
            ),
            partial(_attachments, path),
            wrote=_Progress(item, Langkah.TULIS),
            attached=_Progress(item, Langkah.LAMPIRAN),
        )
        held = store.lock(work, item.kab, item.id)
        if held is None or held.state is not StateImpor.DIPROSES:
            raise _Stopped
        after = StateImpor.SELESAI_SEBAGIAN if _count(found, "ditolak", "ditahan") else StateImpor.SELESAI
        store.change(
            work,
            item.kab,
            item.id,
            state=after,
            ringkasan=found | {"tidak_berubah": False},
            musdes=wrote.musdes,
            diproses=keterangan.read_now(work),
        )
        antrean_kerja.defer(work, "cari_ganda", f"ganda:{item.kab}:{item.id}", kab=item.kab, nomor=item.id)
        penyetuju = find_by_id(work, item.penyetuju or 0)
        audit.record(
            work,
            actor_name=penyetuju.actor.username if penyetuju else "",
            kab=item.kab,
            aksi="impor.proses",
            objek=f"impor/{item.kab}/{item.id}",
            sebelum={"state": StateImpor.DIPROSES.value},
            sesudah={"state": after.value, "nama": item.nama, **wrote.jumlah},
        )
        antrean_kerja.defer(work, "cari_ganda", f"ganda:{item.kab}:{item.id}", kab=item.kab, nomor=item.id)
        perubahan.announce(work, item.kab)
    _clear(item.kab, item.id)


def _hold(work: Connection, item: Impor) -> None:
    store.let_run(work, LONGEST)
    if not store.hold(work, item.id):
        raise _Stopped


def _find_key(own: int, kab: int, kunci: str) -> bytes | None:
    with read_session() as connection:
        if kab == own:
            return store.read_kunci(connection, kab, kunci)
        try:
            name = read_wilayah(connection, kab).nama_lengkap
        except InvalidInput:
            name = f"wilayah {kab}"
    raise BerkasDitolak(Galat.KAB_LAIN, wilayah=name)


def _check_manifest(work: Connection, item: Impor, manifest: Manifest) -> Periode:
    """The periode of a file whose signature holds. Raises BerkasDitolak when it is none to be imported."""
    if manifest.jenis is not JenisBerkas.HASIL:
        raise BerkasDitolak(Galat.BUKAN_HASIL)
    try:
        periode = read_periode(work, int(manifest.program), manifest.periode, item.kab)
    except InvalidInput as unknown:
        raise BerkasDitolak(Galat.PERIODE_LAIN, periode=month_name(manifest.periode)) from unknown
    finalised = store.is_finalised(work, item.kab, manifest.periode, int(manifest.program))
    _check_open(periode, item, finalised=finalised)
    return periode


def _check_open(periode: Periode, item: Impor, *, finalised: bool) -> None:
    """Who handed a file in, or agreed to it, in time is not late because the worker was busy."""
    if finalised:
        raise BerkasDitolak(Galat.DIFINALISASI, periode=periode.label)
    if not _dibuka(periode, item):
        buka, tutup = (tanggal(at.astimezone(JAKARTA).date()) for at in periode.rentang(Kegiatan.VERIVALI))
        raise BerkasDitolak(Galat.PERIODE_TUTUP, periode=periode.label, buka=buka, tutup=tutup)


def _dibuka(periode: Periode, item: Impor) -> list[str]:
    """What of a file the calendar takes, by the moment it was agreed to or, before, handed in."""
    moment = item.disetujui or item.diunggah
    return [str(kegiatan) for kegiatan in (Kegiatan.VERIVALI, Kegiatan.USULAN) if periode.allows(kegiatan, moment)]


def _compare(
    work: Connection, item: Impor, path: Path, key: BatchKey, wilayah: Sequence[int], dibuka: Sequence[str]
) -> tuple[dict[str, object], int]:
    """Lay the rows of a file beside the register and say what they would change; with the newest act it has seen."""
    urut = store.last_write(work, item.kab)
    now = keterangan.read_now(work)
    rows = sum(int(part["baris"]) for part in (item.manifes or {}).get("bagian", {}).values())
    loading = _Progress(item, Langkah.MUAT)
    stage(work, item.kab, item.id, partial(open_part, path), now=now, report=lambda done: loading(done, rows))
    _Progress(item, Langkah.ATURAN)(0, rows)
    konteks = Konteks(
        kab=item.kab,
        impor=item.id,
        program=key.program,
        periode=key.periode,
        wilayah=tuple(wilayah),
        now=now,
        unggah=item.diunggah,
        luar_desa=_borders(item.kab),
        dibuka=frozenset(dibuka),
    )
    return check(work, konteks) | {"dibuka": list(dibuka)}, urut


def _borders(kab: int) -> LuarDesa | None:
    """How far a point lies outside its desa; None where no borders are installed."""
    manifest = load_manifest(gudang().geo_dir)
    return None if manifest is None else load_kab(manifest.folder, kab).outside


def _changes_nothing(found: dict[str, object]) -> bool:
    # What was refused the supervisor has to see.
    return not _count(found, "baru", "berubah", "ditolak")


def _count(found: dict[str, object], *hasil: str) -> int:
    parts = (found.get(part) for part in ("verivali", "usulan"))
    return sum(int(part.get(name, 0)) for part in parts if isinstance(part, dict) for name in hasil)


def _attachments(path: Path, names: Sequence[str]) -> Iterable[tuple[str, bytes]]:
    return read_lampiran(path, names)


def _discard(kab: int, nomor: int) -> None:
    with unit_of_work() as work:
        held = store.lock(work, kab, nomor)
        if held is None or held.state is not StateImpor.MENGUNGGAH:
            return
        store.change(work, kab, nomor, state=StateImpor.DIBATALKAN)
        perubahan.announce(work, kab)
    gudang().remove(kab, nomor)


def _clear(kab: int, nomor: int) -> None:
    with unit_of_work() as work:
        store.let_run(work, LONGEST)
        store.clear_staged(work, kab, nomor)


class _Progress:
    """Tells how far a step is, now and then, in transactions of its own: the page sees it while the work goes on."""

    def __init__(self, item: Impor, langkah: Langkah) -> None:
        self._item, self._langkah = item, langkah
        self._told = 0.0

    def __call__(self, done: int, total: int) -> None:
        """``done`` of ``total``; the first and the last are always told."""
        if done < total and time.monotonic() - self._told < _REPORT_EVERY_S:
            return
        self._told = time.monotonic()
        with unit_of_work() as work:
            store.report(work, self._item.kab, self._item.id, self._langkah, done, total)
