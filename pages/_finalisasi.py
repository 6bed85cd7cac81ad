"""What an address of the finalisasi page asks for: its parameters read and checked, nothing read of a batch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from data_access.keterangan import read_now
from data_access.periode import read_periode
from data_access.samaran import Tanya
from data_access.session import Connection
from data_access.verivali_store import BatchKey
from data_access.wilayah import Wilayah, read_wilayah
from domain.access import Actor, Permission, Scope
from domain.errors import AccessDenied, InvalidInput
from domain.halangan import Halangan
from domain.kalender import Periode
from domain.kesiapan import KEADAAN_NAME
from domain.kode import Level, ancestor, contains, level_of, parse_kode
from pages._samar import read_ambang

Query = Mapping[str, str]

PAPAN = "papan"
TAMPIL = (PAPAN, "peta", "kartogram", "matriks")
HALANGAN_KUOTA = frozenset({Halangan.KUOTA_KAB_LEBIH, Halangan.KUOTA_LEBIH})
_KEY = re.compile(r"([0-9]{10})-([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Permintaan:
    """One view of the page, checked. ``keadaan``, ``aturan``, ``desa``, ``sesudah``, ``versi``, ``beda`` narrow what is
    shown where they are not None; ``periode`` carries the exceptions of the kab where one is shown.
    """

    actor: Actor
    wilayah: Wilayah
    scope: Scope
    periode: Periode
    moment: datetime
    tampil: str
    keadaan: str | None
    aturan: Halangan | None
    desa: int | None
    sesudah: tuple[int, int] | None
    versi: int | None
    beda: int | None
    ambang: int

    @property
    def di_kab(self) -> bool:
        """Whether one kab, or a part of one, is shown instead of the board."""
        return self.scope.level >= Level.KAB

    @property
    def utuh(self) -> bool:
        """Whether it is a whole kab: a reader of a desa sees its own obstacles only."""
        return self.scope.level is Level.KAB

    @property
    def key(self) -> BatchKey:
        """The batch shown. Raises InvalidInput on the board."""
        if not self.di_kab:
            raise InvalidInput("Pilih satu kab/kota lebih dahulu: finalisasi dilakukan kab/kota demi kab/kota.")
        return BatchKey(ancestor(self.scope.kode, Level.KAB), self.periode.kode, int(self.periode.program))

    @property
    def zona(self) -> int:
        """Hours east of UTC of the wilayah."""
        return self.wilayah.zona or 7

    @property
    def sees_ruta(self) -> bool:
        """Whether the reader may see single households."""
        return self.actor.may(Permission.VIEW_RUMAH_TANGGA)

    @property
    def hidden(self) -> frozenset[Halangan]:
        """Obstacles that are not told to this reader."""
        return frozenset() if self.actor.may(Permission.VIEW_KUOTA) else HALANGAN_KUOTA

    @property
    def samar(self) -> Tanya:
        """What is asked about numbers of kab that this reader is not told."""
        program, kode = int(self.periode.program), self.periode.kode
        return Tanya(self.scope, Level.KAB, program, kode, self.periode.as_of(self.moment), self.ambang, kuota=True)

    def check_ambang(self) -> None:
        """Raise AccessDenied where cases are counted one by one and the reader is not told small numbers."""
        if self.ambang:
            raise AccessDenied

    @property
    def alamat(self) -> dict[str, object]:
        """Wilayah and periode as an address carries them."""
        return {"wilayah": str(self.scope.kode), "program": int(self.periode.program), "periode": self.periode.kode}

    def here(self, **changed: object) -> str:
        """Address of this page with some keys changed; an empty one is taken away."""
        kept = {"tampil": self.tampil if self.tampil != PAPAN else "", "keadaan": self.keadaan or ""}
        if self.di_kab:
            kept |= {"aturan": self.aturan or "", "desa": self.desa or "", "versi": self.versi or ""}
        return self.address("", **kept | {"sesudah": "", "beda": ""} | changed)

    def address(self, path: str, **more: object) -> str:
        """Address of another page for the same periode, and for the same wilayah unless ``more`` names one."""
        query = {
            "wilayah": self.scope.kode,
            "program": int(self.periode.program),
            "periode": self.periode.kode,
            **more,
        }
        return f"{path}?{urlencode(query)}"


def read_permintaan(connection: Connection, actor: Actor, query: Query) -> Permintaan:
    """Check an address. Raises InvalidInput or AccessDenied with a text for the reader."""
    scope = actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)
    kab = ancestor(scope.kode, Level.KAB) if scope.level >= Level.KAB else None
    return Permintaan(
        actor=actor,
        wilayah=read_wilayah(connection, scope.kode),
        scope=scope,
        periode=read_periode(connection, _whole(query, "program", 1), _whole(query, "periode", 0), kab),
        moment=read_now(connection),
        tampil=_one_of(query, "tampil", TAMPIL) or PAPAN,
        keadaan=_one_of(query, "keadaan", tuple(KEADAAN_NAME)),
        aturan=_aturan(actor, query),
        desa=_desa(query, "desa", scope),
        sesudah=_sesudah(query),
        versi=_whole(query, "versi", 0) or None,
        beda=_desa(query, "beda", scope),
        ambang=read_ambang(connection, actor),
    )


def _whole(query: Query, key: str, default: int) -> int:
    text = query.get(key) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidInput(f"Bagian “{key}” pada alamat tidak dapat dibaca. Pilih lagi dari halaman ini.")
    return int(text)


def _one_of(query: Query, key: str, known: tuple[str, ...]) -> str | None:
    text = query.get(key) or None
    if text is not None and text not in known:
        raise InvalidInput(f"Bagian “{key}” pada alamat tidak dikenal. Pilih lagi dari halaman ini.")
    return text


def _aturan(actor: Actor, query: Query) -> Halangan | None:
    text = _one_of(query, "aturan", tuple(str(item) for item in Halangan))
    found = Halangan(text) if text else None
    if found in HALANGAN_KUOTA:
        actor.require(Permission.VIEW_KUOTA)
    return found


def _desa(query: Query, key: str, scope: Scope) -> int | None:
    """A desa of the wilayah shown; one that was chosen before another wilayah was is forgotten."""
    kode = parse_kode(query[key]) if query.get(key) else None
    inside = kode is not None and level_of(kode) is Level.DESA and contains(scope.kode, kode)
    return kode if inside else None


def _sesudah(query: Query) -> tuple[int, int] | None:
    if not query.get("sesudah"):
        return None
    match = _KEY.fullmatch(query["sesudah"])
    if match is None:
        raise InvalidInput("Halaman daftar pada alamat tidak dapat dibaca. Buka daftarnya lagi dari halaman ini.")
    return int(match[1]), int(match[2])
