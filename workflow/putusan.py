"""One decision on some cases of a kab, inside a transaction of the caller: held, checked, written, one outcome each.

Deciding one case and deciding thousands go through here, so that both keep the same rules. What stands in the way of
one case leaves the others alone. Nothing is announced or audited here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from data_access import pemeriksaan_store as store
from data_access import register_store, verivali_store
from data_access.keadaan import read_keadaan, read_posisi
from data_access.pemeriksaan_store import Tercatat
from data_access.session import Connection
from data_access.verivali_store import BatchKey, Changed
from domain.batch import terkunci
from domain.kalender import JAKARTA
from domain.kuota import Posisi
from domain.rintangan import DARI_VERIVALI, Keadaan, Rintangan, Sebab, rintangan_kuota, rintangan_of
from domain.status import STATUS_USULAN_NAME, USULAN_TERHITUNG, StatusVerivali
from domain.tindakan import BERHASIL, Putusan
from domain.usulan import JenisUsulan, Keputusan, menjadi

# What stops any decision, not only an approval.
_STOPS_ALL = frozenset({Sebab.DIFINALISASI, Sebab.PERIODE_TUTUP})


@dataclass(frozen=True, slots=True)
class Pemutus:
    """Who decides, at which moment of the periode (``now``), and by which clock (``saat``)."""

    id: int
    now: datetime
    saat: datetime

    @property
    def hari(self) -> date:
        """The day of the decision."""
        return self.now.astimezone(JAKARTA).date()


@dataclass(slots=True)
class Dipegang:
    """Cases that are held, with what belongs to them. ``places`` are BSP places to book, by batch and desa."""

    cases: dict[int, Tercatat]
    finalised: set[BatchKey] = field(default_factory=set)
    verivali: dict[tuple[BatchKey, int], tuple[int, dict[str, Any]]] = field(default_factory=dict)
    places: dict[BatchKey, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))


def hold(work: Connection, kab: int, nomor: Sequence[int]) -> Dipegang:
    """Lock batch, verivali rows and cases, in this order; a case that is not there is left out."""
    seen = store.read_cases(work, kab, nomor)
    rows: dict[BatchKey, list[int]] = {case.key: [] for case in seen.values()}
    for case in seen.values():
        if case.jenis in DARI_VERIVALI and case.ruta is not None:
            rows[case.key].append(case.ruta)
    order = sorted(rows, key=lambda key: (key.periode, key.program))
    held = Dipegang({})
    held.finalised = {key for key in order if terkunci(verivali_store.share_batch(work, key))}
    for key in order:
        if rows[key]:
            found = store.lock_verivali(work, key, rows[key])
            held.verivali |= {(key, ruta): value for ruta, value in found.items()}
    held.cases = store.lock_cases(work, kab, list(seen))
    # A case whose batch changed in between was carried over by the calendar: whoever asked has not seen it so.
    held.cases = {number: case for number, case in held.cases.items() if case.key == seen[number].key}
    return held


def terapkan(
    work: Connection,
    kab: int,
    tindakan: int,
    nomor: Sequence[int],
    putusan: Putusan,
    oleh: Pemutus,
    held: Dipegang | None = None,
) -> dict[int, Rintangan | None]:
    """Decide on cases in the order given and write what became of each into the act; None where it succeeded.

    ``held`` is what ``hold`` gave for them. Of BSP cases the first get the free places. Raises
    ``register_store.TidakCocok`` where a change does not fit the register as it is; nothing of the transaction may be
    kept then.
    """
    held = held or hold(work, kab, nomor)
    outcome = _check(work, kab, held, nomor, putusan, oleh)
    _fill_places(work, held, nomor, putusan, outcome)
    done = [number for number in nomor if outcome[number] is None]
    before = _write(work, kab, held, done, putusan, oleh) if done else {}
    store.record_items(work, kab, tindakan, [_item(number, outcome[number], before.get(number)) for number in nomor])
    if done and putusan.keputusan is not Keputusan.TUNDA:
        _write_verivali(work, held, done, putusan, oleh)
    return outcome


def _item(number: int, obstacle: Rintangan | None, before: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "nomor": number,
        "hasil": str(obstacle.sebab) if obstacle else BERHASIL,
        "pesan": obstacle.pesan if obstacle else None,
        "sebelum": before,
    }


# Checks.


def _check(
    work: Connection, kab: int, held: Dipegang, nomor: Sequence[int], putusan: Putusan, oleh: Pemutus
) -> dict[int, Rintangan | None]:
    """What stands in the way of each case, but for the kuota."""
    claims = store.read_claims(work, kab, oleh.saat)
    facts = read_keadaan(work, kab, list(held.cases), oleh.now)
    outcome: dict[int, Rintangan | None] = {}
    for number in nomor:
        case, claim = held.cases.get(number), claims.get(number)
        if case is None or menjadi(case.jenis, case.status, putusan.keputusan) is None:
            outcome[number] = _decided(case)
        elif claim is not None and claim.pengguna != oleh.id:
            until = claim.sampai.astimezone(JAKARTA)
            outcome[number] = Rintangan(
                Sebab.DIKLAIM,
                f"Kasus ini sedang diperiksa {claim.nama} sampai {until:%H.%M} WIB.",
                "Periksa kasus lain, atau tunggu sampai dilepas.",
            )
        else:
            outcome[number] = first_obstacle(facts[number], putusan.keputusan)
    return outcome


def _decided(case: Tercatat | None) -> Rintangan:
    name = "tidak ada lagi" if case is None else f"sudah berstatus “{STATUS_USULAN_NAME[case.status]}”"
    return Rintangan(Sebab.DIPUTUSKAN, f"Kasus ini {name}.", "Muat ulang halaman untuk melihat keadaan terakhir.")


def first_obstacle(facts: Keadaan, keputusan: Keputusan) -> Rintangan | None:
    """What stands in the way of a decision first, but for the kuota and other people; None when nothing does."""
    found = rintangan_of(facts)
    if keputusan is not Keputusan.SETUJUI:
        found = [item for item in found if item.sebab in _STOPS_ALL]
    return found[0] if found else None


def _fill_places(
    work: Connection, held: Dipegang, nomor: Sequence[int], putusan: Putusan, outcome: dict[int, Rintangan | None]
) -> None:
    """Give free places to BSP cases in order, and take back those of approved ones that are returned or refused."""
    bsp = [
        held.cases[number]
        for number in nomor
        if outcome[number] is None and held.cases[number].jenis is JenisUsulan.BSP
    ]
    approve = putusan.keputusan is Keputusan.SETUJUI
    moved = bsp if approve else [case for case in bsp if case.status in USULAN_TERHITUNG]
    by_key: dict[BatchKey, list[Tercatat]] = defaultdict(list)
    for case in moved:
        by_key[case.key].append(case)
    for key in sorted(by_key, key=lambda key: (key.periode, key.program)):
        desa = {case.desa for case in by_key[key]}
        store.lock_kuota(work, key, desa)
        if not approve:
            held.places[key].subtract(case.desa for case in by_key[key])
            continue
        free = Tempat(read_posisi(work, key, list(desa)))
        for case in by_key[key]:
            outcome[case.nomor] = free.take(case.desa, case.ruta, case.mengganti)
            held.places[key][case.desa] += outcome[case.nomor] is None


class Tempat:
    """Free places of a kab and its desa while they are given out one by one."""

    def __init__(self, posisi: dict[int, Posisi]) -> None:
        self._posisi = posisi
        self._given: Counter[int] = Counter()
        self._ruta: set[int | None] = set()
        self._replaced: set[int] = set()

    def take(self, desa: int, ruta: int | None, mengganti: int | None) -> Rintangan | None:
        """Give one place; what stands in the way where there is none, or the household or its place had its turn."""
        if ruta in self._ruta:
            return Rintangan(
                Sebab.SUDAH_DISETUJUI,
                "Usulan lain untuk rumah tangga ini baru saja disetujui.",
                "Tolak dengan alasan data ganda.",
            )
        if mengganti in self._replaced:
            return Rintangan(
                Sebab.SUDAH_DIGANTI,
                "Tempat KPM yang diganti baru saja diberikan kepada usulan lain.",
                "Kembalikan supaya diusulkan tanpa pengganti.",
            )
        full = rintangan_kuota(self._now(desa), self._now(0))
        if full is None:
            self._given.update((desa, 0))
            self._ruta.add(ruta)
            if mengganti is not None:
                self._replaced.add(mengganti)
        return full

    def _now(self, desa: int) -> Posisi | None:
        found = self._posisi.get(desa)
        if found is None:
            return None
        return Posisi(found.kuota, found.awal, found.nonaktif, found.disetujui + self._given[desa])


# Writes.


def _write(
    work: Connection,
    kab: int,
    held: Dipegang,
    done: Sequence[int],
    putusan: Putusan,
    oleh: Pemutus,
) -> dict[int, dict[str, Any]]:
    """Cases, places and register; by case what an undo needs."""
    first = held.cases[done[0]]
    then = menjadi(first.jenis, first.status, putusan.keputusan)
    assert then is not None, "checked above; one decision leads to one status, whatever the case"
    before: dict[int, dict[str, Any]] = {}
    for number in done:
        case = held.cases[number]
        before[number] = {"kasus": case.kembali, "versi": oleh.saat.isoformat()}
        if case.jenis is JenisUsulan.BSP:
            before[number]["tempat"] = int(then in USULAN_TERHITUNG) - int(case.status in USULAN_TERHITUNG)
        visit = _visit(held, case)
        if visit is not None and putusan.keputusan is not Keputusan.TUNDA:
            before[number] |= {"verivali": {"ruta": case.ruta, **visit}, "hari": oleh.hari.isoformat()}
    store.write_putusan(work, kab, done, putusan, then, petugas=oleh.id, hari=oleh.hari, saat=oleh.saat)
    for key, places in held.places.items():
        store.book(work, key, places)
    if putusan.keputusan is Keputusan.SETUJUI:
        changing = [number for number in done if held.cases[number].jenis in DARI_VERIVALI]
        written = register_store.apply_changes(work, kab, changing, oleh.saat) if changing else {}
        for number, was in written.items():
            before[number]["register"] = was
    return before


def _visit(held: Dipegang, case: Tercatat) -> dict[str, Any] | None:
    """The verivali row behind a case as it was, if it waits for the review."""
    status, was = held.verivali.get((case.key, case.ruta or 0), (None, None))
    return was if status == StatusVerivali.TERIMPOR else None


def _write_verivali(work: Connection, held: Dipegang, done: Sequence[int], putusan: Putusan, oleh: Pemutus) -> None:
    """The visits behind the cases, then the counts of their desa: the last locks of the transaction.

    An approved case and a refused correction let the visit stand: the household was there, the register stays as it
    was. A refused "nonaktif" does not: a household must not leave the list on a finding that was not accepted.
    """
    changes: list[tuple[BatchKey, Changed]] = []
    wanted: dict[tuple[BatchKey, StatusVerivali], list[int]] = defaultdict(list)
    for number in done:
        case = held.cases[number]
        if case.ruta is not None and _visit(held, case) is not None:
            wanted[case.key, verivali_of(case.jenis, putusan.keputusan)].append(case.ruta)
    for (key, status), ruta in wanted.items():
        changed = verivali_store.write_pemeriksaan(
            work, key, ruta, status, petugas=oleh.id, day=oleh.hari, moment=oleh.now
        )
        changes.append((key, changed))
    for key, changed in changes:
        verivali_store.apply_deltas(work, key, changed, day=oleh.hari, moment=oleh.now)


def verivali_of(jenis: JenisUsulan, keputusan: Keputusan) -> StatusVerivali:
    """What becomes of the visit when a case that came from it is decided."""
    stands = keputusan is Keputusan.SETUJUI or (keputusan is Keputusan.TOLAK and jenis is JenisUsulan.PERBAIKAN)
    return StatusVerivali.DISETUJUI if stands else StatusVerivali.DIKEMBALIKAN


# Undo.


def kembalikan(work: Connection, kab: int, tindakan: int, nomor: Sequence[int], oleh: Pemutus) -> set[int]:
    """Put cases of an act back to how they stood before it; those that changed since are left, and returned."""
    held = hold(work, kab, nomor)
    was = store.read_done(work, kab, tindakan, nomor)
    changed = _moved(work, kab, held, was)
    back = [number for number in nomor if number in was and number not in changed]
    places: dict[BatchKey, Counter[int]] = defaultdict(Counter)
    visits: dict[tuple[BatchKey, date], list[dict[str, Any]]] = defaultdict(list)
    for number in back:
        case, before = held.cases[number], was[number]
        if before.get("tempat"):
            places[case.key][case.desa] -= before["tempat"]
        if "verivali" in before:
            visits[case.key, date.fromisoformat(before["hari"])].append(before["verivali"])
    for key in sorted(places, key=lambda key: (key.periode, key.program)):
        store.lock_kuota(work, key, list(places[key]))
        store.book(work, key, places[key])
    register_store.restore(
        work, kab, [(held.cases[n].ruta or 0, was[n]["register"]) for n in back if "register" in was[n]]
    )
    store.restore_cases(work, kab, tindakan, back)
    for (key, day), rows in visits.items():
        restored = store.restore_verivali(work, key, rows)
        verivali_store.apply_deltas(work, key, restored, day=day, moment=oleh.now)
    return changed


def _moved(work: Connection, kab: int, held: Dipegang, was: dict[int, dict[str, Any]]) -> set[int]:
    """Cases that somebody wrote after the act: the case itself, its household, or its batch."""
    changed = {
        number
        for number, before in was.items()
        if number not in held.cases or held.cases[number].versi != datetime.fromisoformat(before["versi"])
    }
    changed |= {number for number, case in held.cases.items() if case.key in held.finalised}
    written = [
        {"nomor": number, "ruta": held.cases[number].ruta, "diubah": before["versi"]}
        for number, before in was.items()
        if number in held.cases and "ruta" in before.get("register", {})
    ]
    return changed | register_store.changed_since(work, kab, written)
