"""COPY, for anything over a hundred rows: about ten times as fast as executemany."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
