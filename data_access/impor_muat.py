"""Load the parts of a file beside the register: Arrow reads and cleans, COPY writes (section 5 of the data layer).

The lines of an import lie in ``impor_<part>`` as they were found. What cannot be read is null there and a finding V00
of severity E, which refuses its household later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.csv as pa_csv
import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.copy import copy_rows, raw_connection
from data_access.impor_bersih import Salah, clean, printable
from data_access.schema import STAGED, impor_galat
from domain.impor import BerkasDitolak, Galat
from domain.kalender import JAKARTA
from domain.siks import KOLOM, Bagian
from domain.validasi import TIDAK_TERBACA, Tingkat

# Findings in full detail; beyond it one a line, so that what a file can make us store is bounded by its lines.
MOST_DETAILED = 20_000
_BLOCK = 1 << 20

_PLACE = ("kab", "impor", "baris")
_FINDING = (
    "kab", "impor", "bagian", "baris", "kolom", "idbdt", "idartbdt", "aturan", "tingkat", "nilai", "seharusnya",
)  # fmt: skip

# What tells two lines of a part apart.
_KEYS: dict[Bagian, tuple[str, ...]] = {
    Bagian.RUMAH_TANGGA: ("idbdt",),
    Bagian.INDIVIDU: ("idartbdt",),
    Bagian.VERIVALI: ("idbdt",),
    Bagian.USULAN: ("jenis", "idbdt"),
}


def stage(
    connection: Connection,
    kab: int,
    impor: int,
    open_part: Callable[[Bagian], AbstractContextManager[BinaryIO]],
    *,
    now: datetime,
    report: Callable[[int], None] | None = None,
) -> dict[Bagian, int]:
    """Load the parts of a file, in place of what an earlier try left; returns the lines of each.

    ``open_part`` gives the CSV of a part (UTF-8, header first), ``exchange.siks.open_part`` of a file that was
    checked. ``now`` is the real clock: no date lies beyond it. ``report`` is told the lines read so far, of all
    parts. Raises BerkasDitolak (RUSAK) when a part is no table of its columns.
    """
    _forget(connection, kab, impor)
    findings = _Findings(connection, kab, impor)
    lines: dict[Bagian, int] = {}
    for bagian in STAGED:
        before = sum(lines.values())
        with open_part(bagian) as stream:
            for loaded in _load(connection, kab, impor, bagian, stream, findings, now):
                lines[bagian] = loaded
                if report:
                    report(before + loaded)
        _refuse_doubles(connection, kab, impor, bagian)
        _analyze(connection, bagian)
    return lines


def _forget(connection: Connection, kab: int, impor: int) -> None:
    for table in (*STAGED.values(), impor_galat):
        connection.execute(table.delete().where(table.c.kab == kab, table.c.impor == impor))


def _load(
    connection: Connection,
    kab: int,
    impor: int,
    bagian: Bagian,
    stream: BinaryIO,
    findings: _Findings,
    now: datetime,
) -> Iterator[int]:
    """Load one part, and yield how many lines of it are in after each batch; at least once."""
    columns = KOLOM[bagian]
    names = [kolom.nama for kolom in columns]
    statement = f"COPY {STAGED[bagian].name} ({', '.join((*_PLACE, *names))}) FROM STDIN (FORMAT csv)"
    hari_ini = now.astimezone(JAKARTA).date()
    done = 0
    yield done
    for batch in _batches(bagian, stream):
        cleaned = {kolom.nama: clean(kolom, batch.column(kolom.nama), hari_ini) for kolom in columns}
        # The header is line 1.
        first = done + 2
        place = {
            "kab": pa.repeat(kab, batch.num_rows),
            "impor": pa.repeat(impor, batch.num_rows),
            "baris": pa.array(range(first, first + batch.num_rows), pa.int32()),
        }
        rows = pa.RecordBatch.from_pydict(place | {name: values for name, (values, _) in cleaned.items()})
        sink = pa.BufferOutputStream()
        pa_csv.write_csv(rows, sink, pa_csv.WriteOptions(include_header=False))
        with raw_connection(connection).cursor() as cursor, cursor.copy(statement.encode()) as copy:
            copy.write(memoryview(sink.getvalue()))
        findings.write(bagian, first, rows, [wrong for _, found in cleaned.values() for wrong in found])
        done += batch.num_rows
        yield done


def _batches(bagian: Bagian, stream: BinaryIO) -> Iterator[pa.RecordBatch]:
    """The lines of a part, every column as text. Raises BerkasDitolak."""
    names = [kolom.nama for kolom in KOLOM[bagian]]
    try:
        reader = pa_csv.open_csv(
            stream,
            # In this thread alone: the stream is a zip entry, which two may not read.
            pa_csv.ReadOptions(block_size=_BLOCK, use_threads=False),
            pa_csv.ParseOptions(newlines_in_values=False, ignore_empty_lines=False),
            pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), check_utf8=True),
        )
        _check_header(bagian, reader.schema.names, names)
        yield from reader
    except (pa.ArrowInvalid, UnicodeDecodeError) as problem:
        raise BerkasDitolak(Galat.RUSAK, bagian=bagian.value) from problem


def _check_header(bagian: Bagian, found: list[str], wanted: list[str]) -> None:
    if sorted(found) != sorted(wanted):
        odd = sorted(set(found) ^ set(wanted)) or found
        raise BerkasDitolak(Galat.RUSAK, bagian=f"{bagian}, kolom {printable(odd[0])}")


class _Findings:
    """Values that could not be read, on their way into ``impor_galat``."""

    def __init__(self, connection: Connection, kab: int, impor: int) -> None:
        self._connection = connection
        self._import = (kab, impor)
        self._written = 0

    def write(self, bagian: Bagian, first: int, rows: pa.RecordBatch, wrong: list[Salah]) -> None:
        """Store what was found in a batch whose first line is ``first``."""
        if self._written >= MOST_DETAILED:
            wrong = list({found.tempat: found for found in wrong}.values())
        self._written += len(wrong)
        if wrong:
            found = (self._row(bagian, first, rows, item) for item in wrong)
            copy_rows(self._connection, impor_galat, _FINDING, found)

    def _row(self, bagian: Bagian, first: int, rows: pa.RecordBatch, found: Salah) -> tuple[object, ...]:
        return (
            *self._import,
            bagian.value,
            first + found.tempat,
            found.kolom,
            _cell(rows, "idbdt", found.tempat),
            _cell(rows, "idartbdt", found.tempat),
            TIDAK_TERBACA,
            Tingkat.E.value,
            found.nilai,
            found.seharusnya,
        )


def _cell(rows: pa.RecordBatch, name: str, place: int) -> Any:
    return rows.column(name)[place].as_py() if name in rows.schema.names else None


def _refuse_doubles(connection: Connection, kab: int, impor: int, bagian: Bagian) -> None:
    """A second line of the same household or person: nobody can say which is meant."""
    if bagian not in _KEYS:
        return
    key = ", ".join(_KEYS[bagian])
    person = "idartbdt" if bagian is Bagian.INDIVIDU else "CAST(NULL AS text)"
    connection.execute(
        sa.text(
            f"INSERT INTO impor_galat ({', '.join(_FINDING)}) "  # noqa: S608 - our own names
            f"SELECT :kab, :impor, :bagian, baris, '{_KEYS[bagian][-1]}', idbdt, {person}, '{TIDAK_TERBACA}', "
            f"'{Tingkat.E}', {_KEYS[bagian][-1]}, format('Satu baris; yang pertama ada di baris %s', pertama) "
            f"FROM (SELECT *, min(baris) OVER (PARTITION BY {key}) AS pertama FROM impor_{bagian} "
            f"WHERE kab = :kab AND impor = :impor AND {_KEYS[bagian][-1]} IS NOT NULL) AS n WHERE baris > pertama"
        ),
        {"kab": kab, "impor": impor, "bagian": bagian.value},
    )


def _analyze(connection: Connection, bagian: Bagian) -> None:
    """Tell the planner what was loaded: it would take it for a handful of lines, and read the register for each."""
    keys = {"kab", "impor", "idbdt", "idartbdt"} & set(STAGED[bagian].columns.keys())
    connection.execute(sa.text(f"ANALYZE impor_{bagian} ({', '.join(sorted(keys))})"))
