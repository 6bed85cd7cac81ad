"""What a table on screen becomes in a file: its columns, its cells in words, and what was filtered as one says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from components.tabel import Kolom
from domain import figur
from domain.figur import JenisKolom
from domain.saring import Saringan, Syarat
from domain.tulis import number

_JENIS = {
    "persen": JenisKolom.PERSEN,
    "batang": JenisKolom.PERSEN,
    "peluang": JenisKolom.PERSEN,
    "tanggal": JenisKolom.TANGGAL,
    "telepon": JenisKolom.KODE,
}
# Names of columns that hold a code although the screen shows them as text.
_KODE = frozenset({"kode", "kode_titik"})
_SIGN = {"<": "<", "<=": "≤", "=": "=", "!=": "≠", ">=": "≥", ">": ">", "~": "berisi"}
# Characters of a file beside one of the screen's pixels.
_PIXELS = 7


def kolom_berkas(kolom: Iterable[Kolom]) -> list[figur.Kolom]:
    """Columns of the file of a table: the same titles, each with its unit."""
    return [figur.Kolom(item.kode, _title(item), _kind(item), _width(item)) for item in kolom]


def _title(kolom: Kolom) -> str:
    return f"{kolom.judul} (%)" if kolom.jenis == "peluang" else kolom.kepala


def _kind(kolom: Kolom) -> JenisKolom:
    if kolom.kode in _KODE:
        return JenisKolom.KODE
    if kolom.jenis == "angka":
        return JenisKolom.DESIMAL if kolom.desimal else JenisKolom.BULAT
    return _JENIS.get(kolom.jenis, JenisKolom.TEKS)


def _width(kolom: Kolom) -> int:
    return round(kolom.lebar / _PIXELS) if _kind(kolom) is JenisKolom.TEKS else 0


def baris_berkas(kolom: Sequence[Kolom], rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """Rows of the screen as rows of the file: choices in their words."""
    for row in rows:
        yield [sel(item, row[item.kode]) for item in kolom]


def sel(kolom: Kolom, value: Any) -> Any:
    """One cell; a list of keys or one key of a choice becomes its words."""
    if isinstance(value, (list, tuple)):
        return ", ".join(_word(kolom, key) for key in value)
    return _word(kolom, value) if isinstance(value, str) else value


def _word(kolom: Kolom, key: str) -> str:
    return kolom.pilihan[key].kata if key in kolom.pilihan else key


def kata_saringan(saringan: Saringan, kolom: Sequence[Kolom]) -> list[tuple[str, str]]:
    """What an address asks of a table, as a reader would say it: conditions, search, order."""
    known = {item.kode: item for item in kolom}
    said = []
    if saringan.syarat:
        said.append(("Syarat", ", ".join(_condition(item, known.get(item.kolom)) for item in saringan.syarat)))
    if saringan.cari:
        said.append(("Cari", saringan.cari))
    if saringan.urut:
        names = [(known[item.kolom].judul if item.kolom in known else item.kolom, item.turun) for item in saringan.urut]
        said.append(("Urutan", ", ".join(f"{name} {'menurun' if down else 'menaik'}" for name, down in names)))
    return said


def _condition(syarat: Syarat, kolom: Kolom | None) -> str:
    title, value = kolom.judul if kolom else syarat.kolom, syarat.nilai
    if isinstance(value, bool):
        return f"{title} {'kosong' if value else 'terisi'}"
    sign = _SIGN[syarat.tanda]
    if isinstance(value, tuple):
        return f"{title} {sign} " + " atau ".join(_word(kolom, key) if kolom else key for key in value)
    if isinstance(value, str):
        return f"{title} {sign} “{value}”"
    unit = "" if kolom is None else "%" if kolom.jenis == "peluang" else kolom.satuan
    return f"{title} {sign} {number(value, 6)}" + (f" {unit}" if unit else "")
