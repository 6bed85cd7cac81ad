"""One step of a state machine, as data: who may take it, from where to where, and in which span of the calendar.

Every machine of the portal lists its steps this way; the actions check them, the tests try every role on each, and
``docs/peralihan.md`` is made from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.access import Permission
from domain.errors import RuleViolation
from domain.kalender import Kegiatan


@dataclass(frozen=True, slots=True)
class Langkah:
    """``izin`` None: nobody takes it by hand, the portal does. ``kegiatan`` None: on any day.

    ``kode`` is unique in its machine; ``nama`` is what its button says.
    """

    kode: str
    nama: str
    dari: frozenset[str]
    ke: str
    izin: Permission | None
    kegiatan: Kegiatan | None = None
    beralasan: bool = False


def langkah_of(mesin: Iterable[Langkah], kode: str, state: str, nama_state: dict[str, str]) -> Langkah:
    """The step of that code. Raises RuleViolation where the machine does not have it from ``state``."""
    step = next(step for step in mesin if step.kode == kode)
    if state not in step.dari:
        raise RuleViolation(
            f"“{step.nama}” tidak dapat dilakukan dari keadaan “{nama_state[state]}”. Muat ulang halaman untuk melihat "
            "keadaan terakhir."
        )
    return step
