"""What an address of the pengesahan page asks for, and what it shows of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from data_access.batch import Batch, read_batch
from data_access.keterangan import read_now
from data_access.periode import read_periode
from data_access.session import Connection
from data_access.surat import list_surat
from data_access.verivali_store import BatchKey
from data_access.wilayah import Wilayah, read_wilayah
from domain.access import Actor, Scope
from domain.errors import InvalidInput
from domain.kalender import Periode
from domain.kode import Level, ancestor, level_of, parse_kode
from domain.surat import Surat

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Permintaan:
    """One view of the page, checked. ``wilayah`` is a kab, or what lies above it."""

    actor: Actor
    wilayah: Wilayah
    scope: Scope
    periode: Periode
    moment: datetime

    @property
    def di_kab(self) -> bool:
        """Whether one kab is shown."""
        return self.scope.level is Level.KAB

    @property
    def key(self) -> BatchKey:
        """The batch shown. Raises InvalidInput above a kab."""
        if not self.di_kab:
            raise InvalidInput("Pilih satu kab/kota lebih dahulu: surat pengesahan dibuat kab/kota demi kab/kota.")
        return BatchKey(self.scope.kode, self.periode.kode, int(self.periode.program))

    @property
    def zona(self) -> int:
        """Hours east of UTC of the wilayah."""
        return self.wilayah.zona or 7


@dataclass(frozen=True, slots=True)
class Berkas:
    """A batch with its letters, newest first."""

    batch: Batch
    surat: list[Surat]

    @property
    def berlaku(self) -> Surat | None:
        """The letter that stands."""
        return next((item for item in self.surat if item.state == "berlaku"), None)

    @property
    def cap(self) -> str:
        """Changes whenever something is to be drawn anew."""
        return "|".join([self.batch.state, *(f"{item.id}{item.state}{item.ttd_waktu}" for item in self.surat)])


def read_permintaan(connection: Connection, actor: Actor, query: Query) -> Permintaan:
    """Check an address. Raises InvalidInput or AccessDenied with a text for the reader."""
    asked = parse_kode(query["wilayah"]) if query.get("wilayah") else actor.wilayah
    # A letter is the kab's: of a kecamatan or desa the page shows the one it lies in, where the reader may see it.
    kode = ancestor(asked, Level.KAB) if level_of(asked) > Level.KAB else asked
    actor.narrow(asked)
    scope = actor.narrow(kode)
    return Permintaan(
        actor=actor,
        wilayah=read_wilayah(connection, scope.kode),
        scope=scope,
        periode=read_periode(
            connection,
            whole(query, "program", 1),
            whole(query, "periode", 0),
            kode if scope.level is Level.KAB else None,
        ),
        moment=read_now(connection),
    )


def read_berkas(connection: Connection, key: BatchKey) -> Berkas:
    """The batch and its letters."""
    return Berkas(read_batch(connection, key), list_surat(connection, key))


def whole(query: Query, key: str, default: int) -> int:
    """A number of an address. Raises InvalidInput for anything else."""
    text = query.get(key) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidInput(f"Bagian “{key}” pada alamat tidak dapat dibaca. Pilih lagi dari halaman ini.")
    return int(text)
