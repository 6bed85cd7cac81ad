"""What an address of the desa page asks for: its parameters read and checked, nothing drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from components.peta_kalimat import Waktu
from data_access.keterangan import read_now
from data_access.periode import read_periode
from data_access.session import Connection
from data_access.wilayah import Wilayah, read_wilayah
from domain.access import Actor, Scope
from domain.errors import InvalidInput
from domain.kalender import Periode
from domain.kode import Level, ancestor, parse_kode
from domain.status import StatusVerivali
from pages._asal import moment_of
from pages._grafik_unduh import tandai_asal
from pages._samar import read_ambang

Query = Mapping[str, str]

BUKAN_DESA = "Halaman ini menampilkan satu desa atau kelurahan. Pilih desa pada kotak pencarian wilayah."


@dataclass(frozen=True, slots=True)
class Tanya:
    """One view of a desa, checked: a desa that the reader may see, a periode that exists."""

    actor: Actor
    wilayah: Wilayah
    scope: Scope
    periode: Periode
    moment: datetime
    status: int | None

    @property
    def waktu(self) -> Waktu:
        """The day figures speak of and the span of the periode."""
        as_of = self.periode.as_of(self.moment)
        return Waktu(as_of, self.periode.first_day, self.periode.last_day, self.periode.is_open(self.moment))

    @property
    def key(self) -> tuple[int, int]:
        """Programme and periode, as reads take them."""
        return int(self.periode.program), self.periode.kode

    @property
    def kab(self) -> int:
        """The kab of the desa."""
        return ancestor(self.scope.kode, Level.KAB)

    def address(self, path: str, **more: str) -> str:
        """Address of another page for the same desa and periode."""
        program, periode = self.key
        query = {"wilayah": self.scope.kode, "program": program, "periode": periode, **more}
        return f"{path}?{urlencode(query)}"


def narrowed(actor: Actor, kode: str | None) -> Scope:
    """The scope of a desa asked for. Raises InvalidInput for what is no desa, AccessDenied outside the scope."""
    scope = actor.narrow(parse_kode(kode))
    if scope.level is not Level.DESA:
        raise InvalidInput(BUKAN_DESA)
    return scope


def read_tanya(connection: Connection, actor: Actor, query: Query) -> Tanya:
    """Check an address. Raises InvalidInput or AccessDenied with a text for the reader."""
    scope = narrowed(actor, query.get("wilayah"))
    numbers = {key: query.get(key, "") for key in ("program", "periode")}
    if not all(text.isascii() and text.isdigit() and len(text) <= 9 for text in numbers.values()):
        raise InvalidInput("Program atau periode pada alamat tidak dapat dibaca. Pilih dari daftar di atas halaman.")
    status = query.get("status") or None
    if status is not None and (not status.isdigit() or int(status) not in set(StatusVerivali)):
        raise InvalidInput("Status pada alamat tidak dikenal. Pilih status pada batang di halaman ini.")
    wilayah, moment = read_wilayah(connection, scope.kode), read_now(connection)
    periode = read_periode(connection, int(numbers["program"]), int(numbers["periode"]))
    per, samar = moment_of(periode.as_of(moment), moment, wilayah.zona), read_ambang(connection, actor)
    tandai_asal(wilayah, periode.label_program, moment, per=per, samar=samar)
    return Tanya(actor, wilayah, scope, periode, moment, None if status is None else int(status))
