"""Bulk load: rows as COPY BINARY built from numpy columns, and the indexes put off until the rows are in.

For the sample register and for loads of whole kab; a page never comes here. The binary form of a value is that of
PostgreSQL's send functions: big-endian, days and microseconds counted from 2000-01-01.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint, DropIndex

from data_access.copy import raw_connection
from data_access.schema import metadata

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]

_HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_TRAILER = struct.pack(">h", -1)
# Rows put together at a time: the work space of a slice stays in the processor's cache.
_SLICE = 4096
_EPOCH_DAYS = int(np.datetime64("2000-01-01", "D").astype(np.int64))
_EPOCH_MICROSECONDS = _EPOCH_DAYS * 86_400_000_000


class Vocabulary:
    """Words to choose from by index, as fixed-width bytes."""

    def __init__(self, words: Sequence[str]) -> None:
        encoded = [word.encode() for word in words]
        self.width = max(map(len, encoded), default=0)
        self.lengths = np.array([len(word) for word in encoded], np.int32)
        padded = b"".join(word.ljust(self.width, b"\0") for word in encoded)
        self.table = np.frombuffer(padded, np.uint8).reshape(len(encoded), self.width)
        self.mask = np.arange(self.width) < self.lengths[:, None]


class Piece(Protocol):
    """A part of a text column: at most ``width`` bytes a row."""

    width: int

    def fill(self, rows: slice, out: npt.NDArray[np.uint8], keep: Mask) -> Array | int:
        """Write the bytes of ``rows`` and which of them count; return how many a row."""


class Word:
    """The word of a vocabulary that each row points to."""

    def __init__(self, vocabulary: Vocabulary, index: Array) -> None:
        self.vocabulary, self.index, self.width = vocabulary, index, vocabulary.width

    def fill(self, rows: slice, out: npt.NDArray[np.uint8], keep: Mask) -> Array | int:
        """See Piece."""
        index = self.index[rows]
        out[:] = self.vocabulary.table[index]
        keep[:] = self.vocabulary.mask[index]
        lengths: Array = self.vocabulary.lengths[index]
        return lengths


class Literal:
    """The same text in every row."""

    def __init__(self, text: str) -> None:
        self.bytes = np.frombuffer(text.encode(), np.uint8)
        self.width = len(self.bytes)

    def fill(self, rows: slice, out: npt.NDArray[np.uint8], keep: Mask) -> Array | int:
        """See Piece."""
        out[:] = self.bytes
        return self.width


class Digits:
    """A number with leading zeros, ``width`` digits wide."""

    def __init__(self, values: Array, width: int) -> None:
        self.values, self.width = values, width
        self._powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)

    def fill(self, rows: slice, out: npt.NDArray[np.uint8], keep: Mask) -> Array | int:
        """See Piece."""
        out[:] = self.values[rows, None] // self._powers % 10 + ord("0")
        return self.width


@dataclass(frozen=True, slots=True)
class Fixed:
    """A column whose values all have the same number of bytes; big-endian. ``null`` marks rows without one."""

    values: Array
    null: Mask | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """A text column put together from pieces."""

    pieces: Sequence[Piece]
    null: Mask | None = None


Field = Fixed | Joined


def int2(values: Array, null: Mask | None = None) -> Fixed:
    """A smallint column."""
    return Fixed(values.astype(">i2"), null)


def int4(values: Array, null: Mask | None = None) -> Fixed:
    """An integer column."""
    return Fixed(values.astype(">i4"), null)


def int8(values: Array, null: Mask | None = None) -> Fixed:
    """A bigint column."""
    return Fixed(values.astype(">i8"), null)


def float8(values: Array, null: Mask | None = None) -> Fixed:
    """A double precision column."""
    return Fixed(values.astype(">f8"), null)


def boolean(values: Array, null: Mask | None = None) -> Fixed:
    """A boolean column."""
    return Fixed(values.astype(np.uint8), null)


def day(days: Array, null: Mask | None = None) -> Fixed:
    """A date column from days since 1970-01-01."""
    return Fixed((days - _EPOCH_DAYS).astype(">i4"), null)


def moment(microseconds: Array, null: Mask | None = None) -> Fixed:
    """A timestamptz column from microseconds since 1970-01-01 UTC."""
    return Fixed((microseconds - _EPOCH_MICROSECONDS).astype(">i8"), null)


def text(*pieces: Piece, null: Mask | None = None) -> Joined:
    """A text column."""
    return Joined(pieces, null)


@dataclass(frozen=True, slots=True)
class Rows:
    """``count`` rows as named columns."""

    count: int
    fields: Mapping[str, Field]


def encode(rows: Rows) -> Iterator[bytes]:
    """The rows in the binary form of COPY, without header and trailer, some thousand rows at a time."""
    widths = [_width(field) for field in rows.fields.values()]
    template = np.zeros(2 + sum(widths) + 4 * len(widths), np.uint8)
    template[:2] = _bytes_of(len(widths), ">i2")
    start = 2
    for field, width in zip(rows.fields.values(), widths, strict=True):
        if isinstance(field, Fixed):
            template[start : start + 4] = _bytes_of(width, ">i4")
        start += 4 + width
    for first in range(0, rows.count, _SLICE):
        yield _encode_slice(rows, slice(first, min(first + _SLICE, rows.count)), template, widths)


def _encode_slice(rows: Rows, part: slice, template: npt.NDArray[np.uint8], widths: Sequence[int]) -> bytes:
    count = part.stop - part.start
    out = np.empty((count, len(template)), np.uint8)
    out[:] = template
    keep = np.ones(out.shape, np.bool_)
    start = 2
    for field, width in zip(rows.fields.values(), widths, strict=True):
        length, body = out[:, start : start + 4], slice(start + 4, start + 4 + width)
        null = None if field.null is None else field.null[part]
        if isinstance(field, Fixed):
            values = np.ascontiguousarray(field.values[part])
            out[:, body] = values.view(np.uint8).reshape(count, width)
            if null is not None:
                length[null] = 0xFF
        else:
            used = _fill_text(field.pieces, part, out[:, body], keep[:, body])
            used = np.broadcast_to(used, count) if null is None else np.where(null, -1, used)
            length[:] = used.astype(">i4").view(np.uint8).reshape(count, 4)
        if null is not None:
            keep[null, body] = False
        start += 4 + width
    return out[keep].tobytes()


def _fill_text(pieces: Sequence[Piece], part: slice, out: npt.NDArray[np.uint8], keep: Mask) -> Array:
    used: Array | int = 0
    start = 0
    for piece in pieces:
        end = start + piece.width
        used = used + piece.fill(part, out[:, start:end], keep[:, start:end])
        start = end
    return np.asarray(used)


def _width(field: Field) -> int:
    return field.values.itemsize if isinstance(field, Fixed) else sum(piece.width for piece in field.pieces)


def _bytes_of(value: int, kind: str) -> npt.NDArray[np.uint8]:
    return np.array([value], kind).view(np.uint8)


def copy_binary(connection: Connection, table: str, parts: Iterable[Rows]) -> int:
    """Append the parts, which must have the same columns, to a table in one COPY; returns how many rows."""
    remaining = iter(parts)
    first = next(remaining, None)
    if first is None:
        return 0
    count = 0
    statement = f"COPY {table} ({', '.join(first.fields)}) FROM STDIN (FORMAT BINARY)"
    with raw_connection(connection).cursor() as cursor, cursor.copy(statement.encode()) as copy:
        copy.write(_HEADER)
        for rows in itertools.chain([first], remaining):
            for chunk in encode(rows):
                copy.write(chunk)
            count += rows.count
        copy.write(_TRAILER)
    return count


@contextmanager
def bulk_connection(engine: Engine, *, work_mem: str = "64MB") -> Iterator[Connection]:
    """A connection in a transaction, set up for a load: a commit does not wait for the disk, because a load that
    is lost with the power is started again.
    """
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
        connection.exec_driver_sql(f"SET LOCAL work_mem = '{work_mem}'")
        connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '256MB'")
        yield connection


def _keys_and_indexes(table: sa.Table) -> tuple[list[sa.Constraint], list[sa.Index]]:
    kinds = (sa.PrimaryKeyConstraint, sa.UniqueConstraint)
    keys = [constraint for constraint in table.constraints if isinstance(constraint, kinds)]
    return sorted(keys, key=lambda key: str(key.name)), sorted(table.indexes, key=lambda index: str(index.name))


def _present(connection: Connection) -> set[str]:
    names = connection.exec_driver_sql(
        "SELECT conname FROM pg_constraint UNION ALL SELECT relname FROM pg_class WHERE relkind IN ('i', 'I')"
    )
    return set(names.scalars())


def drop_indexes(connection: Connection, tables: Sequence[str]) -> None:
    """Drop every key, foreign key and index of the tables that is there. ``restore_indexes`` makes them again."""
    present = _present(connection)
    for table in (metadata.tables[name] for name in tables):
        for foreign in table.foreign_key_constraints:
            if foreign.name in present:
                connection.execute(DropConstraint(foreign))
    for table in (metadata.tables[name] for name in tables):
        keys, indexes = _keys_and_indexes(table)
        for index in indexes:
            connection.execute(DropIndex(index, if_exists=True))
        for key in keys:
            if key.name in present:
                connection.execute(DropConstraint(key))


def restore_indexes(
    engine: Engine, tables: Sequence[str], progress: Callable[[int, int], None] = lambda _done, _total: None
) -> None:
    """Make every key, index and foreign key of the tables that the database lacks, two tables at a time.

    ``progress`` is told how many are made and how many were lacking.
    """
    with engine.connect() as connection:
        present = _present(connection)
    per_table: list[list[sa.schema.ExecutableDDLElement]] = []
    foreign: list[sa.schema.ExecutableDDLElement] = []
    for table in (metadata.tables[name] for name in tables):
        keys, indexes = _keys_and_indexes(table)
        per_table.append(
            [
                *(AddConstraint(key) for key in keys if key.name not in present),
                *(CreateIndex(index) for index in indexes if index.name not in present),
            ]
        )
        foreign += [AddConstraint(key) for key in table.foreign_key_constraints if key.name not in present]
    total = sum(map(len, per_table)) + len(foreign)
    made = itertools.count(1)

    def run(statements: Sequence[sa.schema.ExecutableDDLElement]) -> None:
        for statement in statements:
            with bulk_connection(engine) as connection:
                connection.execute(statement)
            progress(next(made), total)

    # One table is one thread's: two statements on one table would wait for each other.
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, per_table))
    run(foreign)


def truncate(connection: Connection, tables: Sequence[str]) -> None:
    """Empty the tables at once."""
    connection.exec_driver_sql(f"TRUNCATE {', '.join(tables)}")


def analyze(connection: Connection, tables: Sequence[str]) -> None:
    """Let the planner know what the tables hold now."""
    connection.exec_driver_sql(f"ANALYZE {', '.join(tables)}")
