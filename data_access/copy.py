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


def copy_typed(
    connection: Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """As ``copy_rows``, in binary form: bytes go as they are instead of twice as long. Values must have the exact types
    of their columns.
    """
    names = ", ".join(columns)
    kinds = [table.c[name].type.compile(connection.dialect).partition("(")[0].lower() for name in columns]
    with (
        raw_connection(connection).cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({names}) FROM STDIN (FORMAT BINARY)".encode()) as copy,
    ):
        copy.set_types(kinds)
        for row in rows:
            copy.write_row(row)


_TYPE = {">i2": "smallint", ">i4": "integer", ">i8": "bigint"}
_SEND = {">i2": "int2send", ">i4": "int4send", ">i8": "int8send"}


def read_binary(
    connection: Connection,
    query: str,
    parameters: Sequence[object] | Mapping[str, object],
    columns: Mapping[str, str],
) -> dict[str, npt.NDArray[np.int64]]:
    """The rows of a query as one array a column, in no order; a tenth of the time that rows as tuples take.

    ``columns`` are names that the query gives, with the big-endian form they are sent in (``>i2``, ``>i4``, ``>i8``).
    No value may be null.
    """
    packed = " || ".join(f"{_SEND[kind]}({name}::{_TYPE[kind]})" for name, kind in columns.items())
    # One value: COPY would send a message a row.
    row = raw_connection(connection).execute(
        f"SELECT string_agg({packed}, ''::bytea) FROM ({query}) AS q",  # noqa: S608 - our own names
        parameters,
        binary=True,
    )
    (data,) = row.fetchone() or (None,)
    assert data is None or isinstance(data, bytes)
    rows = np.frombuffer(data or b"", np.dtype([(name, kind) for name, kind in columns.items()]))
    return {name: rows[name].astype(np.int64) for name in columns}
