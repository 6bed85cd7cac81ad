"""What a request of the review asks for: the address and what was typed, checked and narrowed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from components.usulan import TAB_KINERJA
from data_access.keterangan import read_now
from data_access.session import Connection
from data_access.wilayah import Wilayah, read_wilayah
from domain.access import Actor, Permission, Scope
from domain.antrean import SaringanAntrean, baca_saringan
from domain.errors import InvalidInput
from domain.kalender import JAKARTA
from domain.kode import Level, contains, level_of, parse_kode
from domain.usulan import Tab

# Rows of one page of the queue, and the most that are read anew when something changed.
HALAMAN, TERBANYAK = 50, 500


@dataclass(frozen=True, slots=True)
class Permintaan:
    """A question: by whom, where, about which cases, and the moments it is asked at."""

    actor: Actor
    # Of the address alone: what the choice of desa is offered for.
    root: Scope
    wilayah: Wilayah
    # Narrowed by the desa filter.
    scope: Scope
    saringan: SaringanAntrean
    # As periode go by; the clock claims go by; the day ages are counted from.
    now: datetime
    saat: datetime

    @property
    def hari_ini(self) -> date:
        """The day that ages and delays are counted from."""
        return self.now.astimezone(JAKARTA).date()

    @property
    def zona(self) -> int:
        """Hours east of UTC of the wilayah."""
        return self.wilayah.zona or 7


def read_permintaan(connection: Connection, actor: Actor, query: Mapping[str, Any] | None) -> Permintaan:
    """Check a question. Raises InvalidInput or AccessDenied with a text for the reader."""
    query = dict(query or {})
    if query.get("tab") == TAB_KINERJA:
        query["tab"] = str(Tab.USULAN)
    root = actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)
    desa = parse_kode(query["desa"]) if query.get("desa") else None
    # A desa that was chosen before another wilayah was is forgotten.
    inside = desa is not None and level_of(desa) is Level.DESA and contains(root.kode, desa)
    return Permintaan(
        actor=actor,
        root=root,
        wilayah=read_wilayah(connection, root.kode),
        scope=actor.narrow(desa) if inside else root,
        saringan=baca_saringan(query),
        now=read_now(connection),
        saat=datetime.now(UTC),
    )


def may_decide(actor: Actor) -> bool:
    """Whether the reader decides, or only looks."""
    return actor.may(Permission.REVIEW_VERIVALI)


_KEY = re.compile(r"([1-9][0-9]{3})-([0-9]{1,18})")


def read_kunci(actor: Actor, text: object) -> tuple[int, int]:
    """Kab and number of a case in an address. Raises InvalidInput, or AccessDenied for a kab that is not the reader's.

    A reader of one desa passes for its kab: the desa of the case is checked when it has been read.
    """
    match = _KEY.fullmatch(str(text or ""))
    if match is None:
        raise InvalidInput("Kasus pada alamat tidak dapat dibaca. Pilih lagi dari antrean.")
    kab = int(match[1])
    if not contains(kab, actor.wilayah):
        actor.narrow(kab)
    return kab, int(match[2])


def narrowed_by(connection: Connection, ask: Permintaan) -> list[str]:
    """What the page itself narrows by, in words; wilayah, programme and periode stand in the bar above."""
    desa = [] if ask.scope == ask.root else [read_wilayah(connection, ask.scope.kode).nama]
    return [*desa, *replace(ask.saringan, program=None, periode=None).words()]
