"""COPY, for anything over a hundred rows: about ten times as fast as executemany."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import psycopg
import sqlalchemy as sa
from sqlalchemy import Connection


def raw_connection(connection: Connection) -> psycopg.Connection[tuple[object, ...]]:
    """The psycopg connection below, inside the same transaction."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return raw


def copy_rows(
    connection: Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Append rows to a table by COPY, in the connection's own transaction."""
    names = ", ".join(columns)
    with (
        raw_connection(connection).cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({names}) FROM STDIN".encode()) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def read_binary(
    connection: Connection, query: str, parameters: Sequence[object], columns: Mapping[str, str]
) -> dict[str, npt.NDArray[np.int64]]:
    """The rows of a query as one array a column; a tenth of the time that rows as tuples take.

    ``columns`` names them in order with the big-endian form of their type (``>i2``, ``>i4``, ``>i8``; a date is an
    ``>i4`` of days since 2000-01-01). No value may be null.
    """
    form = np.dtype(
        [("_fields", ">i2"), *((part, kind) for name, kind in columns.items() for part, kind in
                               ((f"_{name}", ">i4"), (name, kind)))]
    )  # fmt: skip
    with (
        raw_connection(connection).cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)".encode(), parameters) as copy,
    ):
        data = b"".join(copy)
    head, trailer = 19, 2
    rows = np.frombuffer(data, form, offset=head, count=(len(data) - head - trailer) // form.itemsize)
    assert len(data) - head - trailer == rows.nbytes, "a null, or another type than was said"
    return {name: rows[name].astype(np.int64) for name in columns}
