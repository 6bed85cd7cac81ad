"""What an address of the kuota page asks for: its parameters read and checked, nothing read of the kuota itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from components.kuota_rancang import IMPOR
from data_access.keterangan import read_now
from data_access.periode import read_periode
from data_access.samaran import Tanya, read_topeng
from data_access.session import Connection
from data_access.wilayah import Wilayah, read_wilayah
from domain.access import Actor, Scope
from domain.errors import InvalidInput
from domain.indikator import BATAS_DESIL
from domain.kalender import Periode
from domain.kode import Level, parse_kode
from domain.kuota import DESIL, TERBANYAK, Aturan
from domain.samaran import Topeng
from pages._asal import moment_of
from pages._grafik_unduh import tandai_asal
from pages._samar import read_ambang
from workflow.kuota import BatchKey

Query = Mapping[str, str]

_LEVELS: dict[Level, tuple[Level, ...]] = {
    Level.NASIONAL: (Level.KAB, Level.PROVINSI),
    Level.PROVINSI: (Level.KAB, Level.KECAMATAN, Level.DESA),
    Level.KAB: (Level.DESA, Level.KECAMATAN),
    Level.KECAMATAN: (Level.DESA,),
    Level.DESA: (Level.DESA,),
}
PERINGKAT = ("harus_menunggu", "sisa", "utilisasi", "kandidat")
# More changes by hand do not fit an address; a file takes any number.
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class Permintaan:
    """One view of the page, checked. ``batas`` None: the usual limit; ``ubah`` holds places by desa, set by hand;
    ``peringkat`` empty: whatever says something.
    """

    actor: Actor
    wilayah: Wilayah
    scope: Scope
    level: Level
    periode: Periode
    moment: datetime
    batas: int | None
    simulasi: bool
    cara: str
    ubah: Mapping[int, int]
    peringkat: str
    topeng: Topeng

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels this wilayah can be shown at, the usual one first."""
        return _LEVELS[self.wilayah.level]

    @property
    def program(self) -> int:
        return int(self.periode.program)

    @property
    def as_of(self) -> date:
        """The day the figures speak of."""
        return self.periode.as_of(self.moment)

    @property
    def batas_pakai(self) -> int:
        """The desil limit that counts candidates."""
        return self.batas or BATAS_DESIL

    @property
    def key(self) -> BatchKey:
        """The kab's division that actions of this page speak of. Raises InvalidInput unless one kab is shown."""
        if self.wilayah.level is not Level.KAB:
            raise InvalidInput("Pilih satu kab/kota lebih dahulu: kuota dibagi kab/kota demi kab/kota.")
        return BatchKey(self.wilayah.kode, self.periode.kode, self.program)


def read_permintaan(connection: Connection, actor: Actor, query: Query) -> Permintaan:
    """Check an address. Raises InvalidInput or AccessDenied with a text for the reader."""
    scope = actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)
    wilayah = read_wilayah(connection, scope.kode)
    is_kab = wilayah.level is Level.KAB
    kab = wilayah.kode if is_kab else None
    periode = read_periode(connection, _whole(query, "program", 1), _whole(query, "periode", 0), kab)
    moment = read_now(connection)
    per, samar = moment_of(periode.as_of(moment), moment, wilayah.zona), read_ambang(connection, actor)
    tandai_asal(wilayah, periode.label_program, moment, per=per, samar=samar)
    level = _level(wilayah.level, query)
    about = Tanya(scope, level, int(periode.program), periode.kode, periode.as_of(moment), samar, kuota=True)
    return Permintaan(
        actor=actor,
        wilayah=wilayah,
        scope=scope,
        level=level,
        periode=periode,
        moment=moment,
        batas=_batas(query),
        # Kept in the address while the wilayah changes; there it says nothing.
        # What a division would change is told household by household.
        simulasi=is_kab and query.get("simulasi") == "1" and not samar,
        cara=_cara(query),
        ubah=_ubah(query, scope) if is_kab else {},
        peringkat=_one_of(query, "peringkat", ("", *PERINGKAT), ""),
        topeng=read_topeng(connection, about),
    )


def _whole(query: Query, key: str, default: int) -> int:
    text = query.get(key) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidInput(f"Bagian “{key}” pada alamat tidak dapat dibaca. Pilih lagi dari halaman ini.")
    return int(text)


def _one_of(query: Query, key: str, known: tuple[str, ...], default: str) -> str:
    text = query.get(key) or default
    if text not in known:
        raise InvalidInput(f"Bagian “{key}” pada alamat tidak dikenal. Pilih lagi dari halaman ini.")
    return text


def _level(own: Level, query: Query) -> Level:
    wanted = _whole(query, "level", int(_LEVELS[own][0]))
    if wanted not in set(Level):
        raise InvalidInput("Tingkat wilayah pada alamat tidak dikenal. Pilih tingkat dari halaman ini.")
    # A level kept in the address while the wilayah changed may not exist there: the usual one is shown then.
    return Level(wanted) if wanted in _LEVELS[own] else _LEVELS[own][0]


def _batas(query: Query) -> int | None:
    if not query.get("batas"):
        return None
    limit = _whole(query, "batas", BATAS_DESIL)
    if limit not in DESIL:
        raise InvalidInput("Batas desil pada alamat harus 1 sampai 10. Pilih lagi dari halaman ini.")
    return limit


def _cara(query: Query) -> str:
    return _one_of(query, "cara", (*Aturan, IMPOR), Aturan.TETAP)


def _ubah(query: Query, scope: Scope) -> dict[int, int]:
    """``011001.120_011002.98``: places by the last six digits of a desa."""
    found: dict[int, int] = {}
    parts = [part for part in (query.get("ubah") or "").split("_") if part]
    if len(parts) > MOST_CHANGES:
        raise InvalidInput(
            f"Lebih dari {MOST_CHANGES} desa diubah dengan tangan. Pakai “Impor XLSX” untuk perubahan sebanyak itu."
        )
    for part in parts:
        desa, _, places = part.partition(".")
        readable = len(desa) == 6 and all(text.isascii() and text.isdigit() for text in (desa, places))
        if not readable or int(places[:12]) > TERBANYAK:
            raise InvalidInput("Rancangan pada alamat tidak dapat dibaca. Buang rancangan, lalu ubah lagi dari tabel.")
        found[scope.kode * 10**6 + int(desa)] = int(places)
    return found
