"""What an act changed, field by field and in words, and what of it a reader may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain import isian_kata
from domain.access import ROLE_NAME, Role
from domain.batch import STATE_NAME as BATCH_NAME
from domain.impor import STATE_NAME as IMPOR_NAME
from domain.isian_kata import LABEL, kata, label
from domain.kalender import NAMA_PROGRAM, month_name
from domain.pemindahan import StatePemindahan
from domain.permohonan import STATE_NAME as PERMOHONAN_NAME

# Labels of what acts write down beside the fields of a household.
_LABEL = {
    "state": "Keadaan",
    "alasan": "Alasan",
    "baris": "Baris",
    "peran": "Peran",
    "wilayah": "Wilayah",
    "aktif": "Aktif",
    "ruta": "Rumah tangga",
    "art": "Anggota rumah tangga",
    "sidik": "Sidik (SHA-256)",
    "sha256": "Sidik (SHA-256)",
    "ukuran": "Ukuran berkas (bita)",
    "tanggal_sk": "Tanggal SK",
    "dasar_sk": "Dasar SK",
    "kpm": "KPM",
    "desa_asal": "Desa asal",
    "desa_tujuan": "Desa tujuan",
    "berlaku_sampai": "Berlaku sampai",
    "versi": "Versi",
    "kunci": "Kunci",
    "kuota_kab": "Kuota kab/kota",
}
_NAMA_STATE: dict[str, str] = {
    **{str(item): item.replace("_", " ").capitalize() for item in StatePemindahan},
    **PERMOHONAN_NAME,
    **{str(state): name for state, name in IMPOR_NAME.items()},
    **BATCH_NAME,
}
# Other names of fields that identify a person.
_SAMA = {"ibu": "pengurus_ibu_kandung", "ibu_kandung": "pengurus_ibu_kandung", "nama_ibu": "pengurus_ibu_kandung",
         "kk": "no_kk"}  # fmt: skip
_PALING_BANYAK = 12


@dataclass(frozen=True, slots=True)
class Kursor:
    """The row of the audit that a page ended with."""

    waktu: datetime
    kab: int
    urut: int


@dataclass(frozen=True, slots=True)
class Baris:
    """One row of the audit. ``tempat``: the desa that its object names, else its kab; None for acts of no kab.

    ``nama``: the person of that username, None where there is no such account.
    """

    kab: int
    urut: int
    waktu: datetime
    pengguna: str
    alamat_ip: str | None
    aksi: str
    objek: str
    sebelum: dict[str, Any] | None
    sesudah: dict[str, Any] | None
    waktu_perangkat: datetime | None
    perangkat: str | None
    nama: str | None
    tempat: str | None

    @property
    def kursor(self) -> Kursor:
        """Where the next page begins after this row."""
        return Kursor(self.waktu, self.kab, self.urut)


@dataclass(frozen=True, slots=True)
class Beda:
    """One field with its values in words; None on the side where it does not stand."""

    isian: str
    sebelum: str | None
    sesudah: str | None


def beda(sebelum: Mapping[str, Any] | None, sesudah: Mapping[str, Any] | None, *, lengkap: bool) -> list[Beda]:
    """Fields of an act before and after, those that are the same on both sides left out.

    Without ``lengkap`` NIK, No. KK, mother's name and day of birth are masked, wherever they stand.
    """
    before, after = dict(_leaves(sebelum or {}, ())), dict(_leaves(sesudah or {}, ()))
    return [
        Beda(
            " › ".join(_LABEL.get(part) or label(part) for part in path),
            _words(path, before[path], lengkap) if path in before else None,
            _words(path, after[path], lengkap) if path in after else None,
        )
        for path in dict.fromkeys([*before, *after])
        if path not in before or path not in after or before[path] != after[path]
    ]


def samarkan(text: str) -> str:
    """A text with what identifies a person covered."""
    return isian_kata.samarkan(None, text) or text


def _leaves(value: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, item in value.items():
        if isinstance(item, Mapping) and item:
            yield from _leaves(item, (*path, str(name)))
        else:
            yield (*path, str(name)), item


def _words(path: tuple[str, ...], value: Any, lengkap: bool) -> str:
    if isinstance(value, list):
        shown = [_words(path, item, lengkap) for item in value[:_PALING_BANYAK]]
        more = len(value) - len(shown)
        return ", ".join(shown) + (f", dan {more} lagi" if more > 0 else "") or "kosong"
    if isinstance(value, Mapping):
        parts = (f"{label(name)}: {_words((*path, name), item, lengkap)}" for name, item in value.items())
        return "; ".join(parts) or "kosong"
    # The name of a member's field may stand above the pair of its values.
    field = next((name for name in reversed(path) if name in LABEL or name in _SAMA), path[-1])
    text = _named(path[-1], value) or kata(_SAMA.get(field, field), value, samar=not lengkap)
    return text if lengkap else samarkan(text)


def _named(field: str, value: Any) -> str | None:
    """Values whose words are not those of a questionnaire."""
    if isinstance(value, bool) and field not in LABEL:
        return "ya" if value else "tidak"
    if field == "state":
        return _NAMA_STATE.get(str(value))
    if field == "peran" and value in set(Role):
        return ROLE_NAME[Role(value)]
    if field == "program":
        return NAMA_PROGRAM.get(value)
    if field == "periode" and isinstance(value, int) and 190001 <= value <= 999912 and 1 <= value % 100 <= 12:
        return month_name(value)
    return None
