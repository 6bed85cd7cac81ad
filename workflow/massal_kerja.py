"""The worker's half of an act on many: some hundred at a time, each piece a transaction with a line in the audit.

An act that was interrupted goes on where it stopped: a piece and its outcome are kept together, or neither is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from data_access import audit, keterangan, massal_store, verivali_store
from data_access import pemeriksaan_store as store
from data_access.massal_store import BERUBAH, DIURUNGKAN, Kunjungan
from data_access.pengguna import find_by_id
from data_access.periode import read_periode
from data_access.perubahan import announce
from data_access.register_store import TidakCocok
from data_access.session import Connection, unit_of_work
from data_access.tutup_store import forget
from domain.batch import terkunci
from domain.kalender import Kegiatan
from domain.rintangan import Rintangan, Sebab
from domain.status import StatusVerivali
from domain.tindakan import BERHASIL, POTONGAN, SETUJUI_TETAP, Putusan, StateTindakan, Tindakan
from domain.usulan import Keputusan
from workflow import putusan as engine
from workflow.putusan import Pemutus

# Rows a piece takes: one of cases is bigger work than one of visits.
_VISITS = 1000
_NEXT = {StateTindakan.DIJALANKAN: StateTindakan.SELESAI, StateTindakan.MENGURUNGKAN: StateTindakan.DIURUNGKAN}
_UNFIT = Rintangan(
    Sebab.TIDAK_SAH,
    "Perubahan ini tidak cocok dengan isi register sekarang.",
    "Kembalikan kasus ini dengan alasan isian.",
)


def kerjakan(kab: int, nomor: int) -> None:
    """Do, or take back, an act to its end."""
    while _piece(kab, nomor):
        pass


def _piece(kab: int, nomor: int) -> bool:
    """One piece; False when nothing is left to do."""
    with unit_of_work() as work:
        act = store.read_act(work, kab, nomor, lock=True)
        if act is None or act.state not in _NEXT:
            return False
        oleh = Pemutus(act.pembuat, keterangan.read_now(work), datetime.now(UTC))
        forward = act.state is StateTindakan.DIJALANKAN
        visits = act.keputusan == SETUJUI_TETAP
        step = (_approve_visits if forward else _return_visits) if visits else (_decide if forward else _undo)
        outcome = step(work, act, oleh)
        if not outcome:
            moment = {"diselesaikan": oleh.saat} if forward else {}
            if not forward:
                forget(work, kab, nomor)
            store.update_act(work, kab, nomor, state=str(_NEXT[act.state]), **moment)
            announce(work, kab)
            return False
        counted = Counter(outcome.values())
        if forward:
            store.update_act(
                work,
                kab,
                nomor,
                selesai=act.selesai + len(outcome),
                berhasil=act.berhasil + counted[BERHASIL],
            )
        _record(work, act, outcome, forward=forward)
        announce(work, kab)
    return True


# Cases.


def _decide(work: Connection, act: Tindakan, oleh: Pemutus) -> dict[int, str]:
    nomor = massal_store.next_items(work, act.kab, act.nomor, POTONGAN)
    if not nomor:
        return {}
    row = store.read_putusan(work, act.kab, act.nomor)
    putusan = Putusan(Keputusan(row.keputusan), row.alasan, row.keterangan, tuple(row.kolom or ()), row.tunda_sampai)

    def run(some: Sequence[int]) -> dict[int, Rintangan | None]:
        with work.begin_nested():
            return engine.terapkan(work, act.kab, act.nomor, some, putusan, oleh)

    found = _run_or_split(run, nomor)
    unfit = [number for number, obstacle in found.items() if obstacle is _UNFIT]
    if unfit:
        rows = [{"nomor": n, "hasil": str(_UNFIT.sebab), "pesan": _UNFIT.pesan, "sebelum": None} for n in unfit]
        store.record_items(work, act.kab, act.nomor, rows)
    return {number: str(obstacle.sebab) if obstacle else BERHASIL for number, obstacle in found.items()}


def _run_or_split(
    run: Callable[[Sequence[int]], dict[int, Rintangan | None]], nomor: Sequence[int]
) -> dict[int, Rintangan | None]:
    """One bad case must not keep the others of its piece back: a piece that fails is halved until it is found."""
    try:
        return run(nomor)
    except TidakCocok:
        if len(nomor) == 1:
            return {nomor[0]: _UNFIT}
    middle = len(nomor) // 2
    return _run_or_split(run, nomor[:middle]) | _run_or_split(run, nomor[middle:])


def _undo(work: Connection, act: Tindakan, oleh: Pemutus) -> dict[int, str]:
    nomor = massal_store.next_items(work, act.kab, act.nomor, POTONGAN, BERHASIL)
    changed = engine.kembalikan(work, act.kab, act.nomor, nomor, oleh) if nomor else set()
    outcome = {number: BERUBAH if number in changed else DIURUNGKAN for number in nomor}
    for hasil in set(outcome.values()):
        massal_store.mark_items(work, act.kab, act.nomor, [n for n, was in outcome.items() if was == hasil], hasil)
    return outcome


# Visits without a change: all of one act belong to one batch.


def _approve_visits(work: Connection, act: Tindakan, oleh: Pemutus) -> dict[int, str]:
    items = massal_store.next_visits(work, act.kab, act.nomor, _VISITS)
    if not items:
        return {}
    key = items[0].key
    finalised = terkunci(verivali_store.share_batch(work, key))
    periode = read_periode(work, key.program, key.periode, key.kab)
    dibuka = periode.allows(Kegiatan.PENGESAHAN, oleh.now)
    held = {} if finalised or not dibuka else massal_store.lock_visits(work, key, [item.ruta for item in items])
    changed = verivali_store.write_pemeriksaan(
        work, key, list(held), StatusVerivali.DISETUJUI, petugas=oleh.id, day=oleh.hari, moment=oleh.now
    )
    stopped = Sebab.DIFINALISASI if finalised else Sebab.VERIVALI if dibuka else Sebab.PERIODE_TUTUP
    outcome = {item.ruta: BERHASIL if item.ruta in held else str(stopped) for item in items}
    written = {"hari": oleh.hari.isoformat(), "ditulis": oleh.now.isoformat()}
    rows = [
        {"urut": item.urut, "hasil": outcome[item.ruta], "sebelum": {**held[item.ruta], **written}}
        if item.ruta in held
        else {"urut": item.urut, "hasil": outcome[item.ruta], "sebelum": None}
        for item in items
    ]
    massal_store.record_visits(work, act.kab, act.nomor, rows)
    verivali_store.apply_deltas(work, key, changed, day=oleh.hari, moment=oleh.now)
    return outcome


def _return_visits(work: Connection, act: Tindakan, oleh: Pemutus) -> dict[int, str]:
    items = massal_store.next_visits(work, act.kab, act.nomor, _VISITS, BERHASIL)
    if not items:
        return {}
    key = items[0].key
    was = {item.ruta: item.sebelum or {} for item in items}
    finalised = terkunci(verivali_store.share_batch(work, key))
    moments = sorted({str(before["ditulis"]) for before in was.values()})
    same = set() if finalised else massal_store.lock_approved(work, key, list(was), moments)
    outcome = {item.ruta: DIURUNGKAN if item.ruta in same else BERUBAH for item in items}
    massal_store.record_visits(work, act.kab, act.nomor, [_marked(item, outcome[item.ruta]) for item in items])
    for day in sorted({str(was[ruta]["hari"]) for ruta in same}):
        rows = [was[ruta] for ruta in sorted(same) if was[ruta]["hari"] == day]
        restored = store.restore_verivali(work, key, rows)
        verivali_store.apply_deltas(work, key, restored, day=datetime.fromisoformat(day).date(), moment=oleh.now)
    return outcome


def _marked(item: Kunjungan, hasil: str) -> dict[str, object]:
    return {"urut": item.urut, "hasil": hasil, "sebelum": item.sebelum}


def _record(work: Connection, act: Tindakan, outcome: dict[int, str], *, forward: bool) -> None:
    """What became of each case, in the chain of the kab: the rows of an act are not out of reach, the audit is."""
    who = find_by_id(work, act.pembuat)
    by_outcome: dict[str, object] = {}
    for hasil in sorted(set(outcome.values())):
        by_outcome[hasil] = [number for number, was in outcome.items() if was == hasil]
    audit.record(
        work,
        actor_name=who.actor.username if who else str(act.pembuat),
        kab=act.kab,
        aksi="massal.potongan" if forward else "massal.potongan-urung",
        objek=f"tindakan/{act.kab}/{act.nomor}",
        sesudah={"keputusan": act.keputusan, **by_outcome},
    )
