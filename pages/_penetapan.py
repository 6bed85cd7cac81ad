"""What an address of the penetapan page asks for, checked, and the parts it is answered with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from components.penetapan import SAYA
from data_access.keterangan import read_now
from data_access.periode import read_periode
from data_access.session import Connection
from data_access.verivali_store import BatchKey
from data_access.wilayah import Wilayah, read_wilayah
from domain.access import Actor, Scope
from domain.batch import StateBatch
from domain.errors import InvalidInput
from domain.kalender import Periode, Program
from domain.kode import Level, ancestor, contains, level_of, parse_kode
from domain.setelan import Setelan
from domain.sk import Beda, SaringanRekon, SebabBeda
from workflow.batch import read_setelan

Query = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Permintaan:
    """One view of the page. ``kab`` None: the queue; ``keadaan``: a state or SAYA; ``saringan``: of the differences."""

    actor: Actor
    wilayah: Wilayah
    scope: Scope
    periode: Periode
    moment: datetime
    setelan: Setelan
    kab: int | None
    keadaan: str | None
    saringan: SaringanRekon
    sesudah: str

    @property
    def key(self) -> BatchKey:
        """The batch of one kab. Raises InvalidInput on the queue."""
        if self.kab is None:
            raise InvalidInput("Pilih satu kab/kota lebih dahulu.")
        return BatchKey(self.kab, self.periode.kode, int(self.periode.program))

    @property
    def unit(self) -> str:
        """What the rekap counts."""
        return "KPM" if self.periode.program is Program.BSP else "rumah tangga"

    @property
    def zona(self) -> int:
        """Hours east of UTC of the wilayah."""
        return self.wilayah.zona or 7

    def address(self, path: str, **more: object) -> str:
        """Address of a page or file for the same programme and periode."""
        query = {"program": int(self.periode.program), "periode": self.periode.kode, **more}
        return f"{path}?{urlencode({name: value for name, value in query.items() if value not in (None, '')})}"


def read_permintaan(connection: Connection, actor: Actor, query: Query) -> Permintaan:
    """Check an address. Raises InvalidInput or AccessDenied with a text for the reader."""
    scope = actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)
    kab = ancestor(scope.kode, Level.KAB) if scope.level >= Level.KAB else None
    return Permintaan(
        actor=actor,
        wilayah=read_wilayah(connection, scope.kode),
        scope=scope,
        periode=read_periode(connection, whole(query, "program", 1), whole(query, "periode", 0), kab),
        moment=read_now(connection),
        setelan=read_setelan(connection),
        kab=kab,
        keadaan=_one_of(query, "keadaan", (SAYA, *(str(state) for state in StateBatch))),
        saringan=read_saringan(query, kab),
        sesudah=_digits(query.get("sesudah")),
    )


def read_saringan(query: Query, kab: int | None) -> SaringanRekon:
    """Filters of the reconciliation. Raises InvalidInput."""
    kind, cause = _one_of(query, "beda", tuple(map(str, Beda))), _one_of(query, "sebab", tuple(map(str, SebabBeda)))
    place = parse_kode(query["tempat"]) if query.get("tempat") else None
    inside = place is not None and kab is not None and contains(kab, place) and level_of(place) > Level.KAB
    text = str(query.get("cari") or "").strip()
    if len(text) > 100 or "\x00" in text:
        raise InvalidInput("Yang dicari terlalu panjang. Tulis sebagian nama atau IDBDT.")
    return SaringanRekon(
        Beda(kind) if kind else None, SebabBeda(cause) if cause else None, place if inside else None, text
    )


def whole(query: Query, key: str, default: int) -> int:
    """A number of the address. Raises InvalidInput."""
    text = str(query.get(key) or default)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidInput(f"Bagian “{key}” pada alamat tidak dapat dibaca. Pilih lagi dari halaman ini.")
    return int(text)


def _one_of(query: Query, key: str, known: tuple[str, ...]) -> str | None:
    text = query.get(key) or None
    if text is not None and text not in known:
        raise InvalidInput(f"Bagian “{key}” pada alamat tidak dikenal. Pilih lagi dari halaman ini.")
    return text


def _digits(value: object) -> str:
    text = str(value or "")
    if text and not (text.isascii() and text.isdigit() and len(text) <= 23):
        raise InvalidInput("Halaman daftar pada alamat tidak dapat dibaca. Buka daftarnya lagi dari halaman ini.")
    return text
