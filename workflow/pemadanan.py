"""Pemadanan: NIK that wait are asked about, answers are written down and carried to the register and to open cases.

Adapters are asked in turn, each about what those before it could not answer: the structure of the number itself, the
reference file that Dukcapil handed over, and Dukcapil's service where one is set. What nobody answers goes on waiting
as "belum dipadankan"; nothing is ever refused because nobody answered.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Protocol

from data_access import audit, perubahan
from data_access import pemadanan as store
from data_access.kasus_tanda import lock_kasus_of_nik, mark_padan
from data_access.pemadanan_rujukan import Muatan, load_rujukan
from data_access.session import read_session, unit_of_work
from domain.nik import baca_nik
from domain.padan import Jawaban, Padan, Tanya, nilai
from exchange.rujukan import read_rujukan

# Rows a round takes; a worker that dies leaves them alone for the lease.
BATCH = 2_000
_LEASE = timedelta(minutes=10)
_SYSTEM = "sistem"


class Pemadan(Protocol):
    """Something that may know what Dukcapil says of a person."""

    # Written beside each answer.
    sumber: str

    def tanya(self, orang: Sequence[Tanya]) -> list[Jawaban]:
        """Answers for those it knows of; it is silent about the others, and never raises for being out of reach."""
        ...


class Struktur:
    """The number itself: one that cannot be a NIK is nobody's. Needs nothing."""

    sumber = "struktur"

    def tanya(self, orang: Sequence[Tanya]) -> list[Jawaban]:
        """Numbers that are impossible by V01 and V02 are "tidak padan"; of the others it says nothing."""
        return [Jawaban(item, Padan.TIDAK_PADAN) for item in orang if not _possible(item.nik)]


class Rujukan:
    """The file that Dukcapil handed over (``cli.py padankan --rujukan``); knows only whom it has."""

    sumber = "rujukan"

    def tanya(self, orang: Sequence[Tanya]) -> list[Jawaban]:
        """Compare with the rows of the file that have these NIK."""
        with read_session() as connection:
            known = store.read_rujukan(connection, [item.nik for item in orang])
        return [nilai(item, known[item.nik]) for item in orang if item.nik in known]


_service: Pemadan | None = None


def use_layanan(service: Pemadan | None) -> None:
    """Set Dukcapil's service for this process; None where none is configured."""
    global _service  # noqa: PLW0603 - one service a process is the point
    _service = service


@dataclass(frozen=True, slots=True)
class Putaran:
    """What a round came to, in NIK."""

    diambil: int = 0
    dijawab: int = 0
    menunggu: int = 0

    def __add__(self, other: Putaran) -> Putaran:
        return Putaran(self.diambil + other.diambil, self.dijawab + other.dijawab, self.menunggu + other.menunggu)


def muat_rujukan(path: Path, *, tambah: bool, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Muatan:
    """Load the file that Dukcapil handed over, whole or not at all; ``tambah`` keeps the rows of earlier files.

    Raises InvalidInput with the lines that are wrong.
    """
    with unit_of_work() as work:
        loaded = load_rujukan(work, read_rujukan(path), path.name, clock(), tambah=tambah)
        audit.record(
            work,
            actor_name="cli",
            kab=0,
            aksi="pemadanan.rujukan",
            objek=f"rujukan {path.name}",
            sesudah={"baris": loaded.baris, "dipadankan": loaded.dipadankan, "tambah": tambah},
        )
    return loaded


def padankan(budget_s: float, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Putaran:
    """Ask about every NIK whose time has come, in batches, until none is left or ``budget_s`` seconds are over.

    Safe to run twice at the same time, and to be killed: rows belong to one run for a while, and each batch is
    written in one transaction a kab.
    """
    until = time.monotonic() + budget_s
    total = Putaran()
    while time.monotonic() < until:
        with unit_of_work() as work:
            due = store.take_due(work, clock(), BATCH, _LEASE)
        if not due:
            break
        total += _round(due, clock())
    return total


def _round(due: Sequence[Tanya], now: datetime) -> Putaran:
    adapters: list[Pemadan] = [Struktur(), Rujukan(), *([_service] if _service else [])]
    open_ = list(due)
    answered = 0
    for adapter in adapters:
        answers = adapter.tanya(open_) if open_ else []
        answered += _write(answers, adapter.sumber, now)
        known = {(item.tanya.kab, item.tanya.nik) for item in answers}
        open_ = [item for item in open_ if (item.kab, item.nik) not in known]
    for kab, asked in _by_kab(open_):
        with unit_of_work() as work:
            store.postpone(work, kab, asked, now)
    return Putaran(len(due), answered, len(open_))


def _write(answers: Sequence[Jawaban], sumber: str, now: datetime) -> int:
    """Answers of one adapter: row, register and open cases of a kab in one transaction, written down once."""
    of_nik = {(item.tanya.kab, item.tanya.nik): item for item in answers}
    total = 0
    for kab, asked in _by_kab(item.tanya for item in answers):
        numbers = [item.nik for item in asked]
        said = [of_nik[kab, nik] for nik in numbers]
        with unit_of_work() as work:
            # Cases first, as everywhere: whoever decides on one of them holds it.
            cases = lock_kasus_of_nik(work, kab, numbers)
            written = store.store_answers(work, kab, said, sumber, now)
            members = store.carry_to_register(work, kab, numbers)
            flags = mark_padan(work, kab, cases, now)
            audit.record(
                work,
                actor_name=_SYSTEM,
                kab=kab,
                aksi="pemadanan.jawaban",
                objek=f"pemadanan/{sumber}",
                sesudah={"baris": written, "anggota": members, "tanda": flags, **_by_result(said)},
            )
            perubahan.announce(work, kab)
        total += written
    return total


def _by_result(said: Iterable[Jawaban]) -> dict[str, int]:
    return dict(Counter(item.padan.name.lower() for item in said))


def _by_kab(orang: Iterable[Tanya]) -> list[tuple[int, list[Tanya]]]:
    ordered = sorted(orang, key=lambda item: (item.kab, item.nik))
    return [(kab, list(items)) for kab, items in groupby(ordered, key=lambda item: item.kab)]


def _possible(nik: int) -> bool:
    said = baca_nik(str(nik))
    return said is not None and said.lahir is not None
