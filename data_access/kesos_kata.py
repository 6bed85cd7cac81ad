"""Words of names, counted: how a mistyped or differently spelt word is understood before the index is asked.

The list may be a day old. A word that is not in it yet is still found as it is written, because the index of
``individu`` holds every word.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import keterangan
from data_access.copy import copy_rows
from data_access.schema import individu, kata_nama
from domain.ejaan import kunci

COUNTED = "kata_nama"
# Above so many people a sample says what is common just as well.
_ALL_BELOW = 10_000_000
# Words kept, the commonest first: beyond lie slips of the pen, which nothing should be corrected to.
_MOST_WORDS = 400_000
# Words without a kab before them.
_NO_KAB = sa.cast(sa.null(), sa.SmallInteger)


def count_words(connection: Connection) -> int:
    """Count the words of all names anew and return how many there are. Needs the owner's or worker's time limit."""
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    # The planner's own estimate: counting a hundred million rows would take longer than the words do.
    people = connection.execute(sa.text("SELECT reltuples FROM pg_class WHERE oid = 'individu'::regclass")).scalar_one()
    share = min(100.0, 100.0 * _ALL_BELOW / max(people, 1.0))
    source = individu if share == 100.0 else sa.tablesample(individu, sa.func.system(share), seed=sa.literal(0))
    every = sa.select(sa.func.unnest(sa.func.siks_kata(_NO_KAB, source.c.nama)).label("kata")).subquery("s")
    count = sa.func.count()
    rows = connection.execute(
        sa.select(every.c.kata, count)
        .where(sa.func.length(every.c.kata) > 1)
        .group_by(every.c.kata)
        .order_by(count.desc())
        .limit(_MOST_WORDS)
    ).all()
    connection.execute(sa.delete(kata_nama))
    scale = 100.0 / share
    copy_rows(
        connection, kata_nama, ("kata", "kunci", "jumlah"), ((kata, kunci(kata), int(n * scale)) for kata, n in rows)
    )
    stamp = connection.execute(sa.select(sa.func.now())).scalar_one()
    keterangan.store(connection, COUNTED, {"pada": stamp.isoformat(), "kata": len(rows)})
    return len(rows)


def plain_words(connection: Connection, text: str) -> list[str]:
    """A text as the words that the index of names holds."""
    return [word for word in connection.execute(sa.select(sa.func.siks_kata(_NO_KAB, text))).scalar_one() if word]


def address_words(connection: Connection, text: str) -> list[str]:
    """A text as the words that the index of addresses holds."""
    return [word for word in connection.execute(sa.select(sa.func.siks_alamat(_NO_KAB, text))).scalar_one() if word]


def sounding_like(connection: Connection, words: Sequence[str], limit: int) -> dict[str, list[str]]:
    """For each word the commonest ones that sound the same, itself first."""
    keys = {word: kunci(word) for word in words}
    found = connection.execute(
        sa.select(kata_nama.c.kata, kata_nama.c.kunci)
        .where(kata_nama.c.kunci.in_(set(keys.values())))
        .order_by(kata_nama.c.jumlah.desc())
    ).all()
    return {
        word: [word, *(row.kata for row in found if row.kunci == key and row.kata != word)][:limit]
        for word, key in keys.items()
    }


def beginning_with(connection: Connection, start: str, limit: int) -> list[str]:
    """The commonest words that begin so."""
    return list(
        connection.execute(
            sa.select(kata_nama.c.kata)
            .where(kata_nama.c.kata >= start, kata_nama.c.kata < start + "\x7f")
            .order_by(kata_nama.c.jumlah.desc())
            .limit(limit)
        ).scalars()
    )


def known(connection: Connection, words: Sequence[str]) -> set[str]:
    """Those of the words that are in the list."""
    return set(connection.execute(sa.select(kata_nama.c.kata).where(kata_nama.c.kata.in_(words))).scalars())


_list: tuple[object, list[str]] = (None, [])


def all_words(connection: Connection) -> list[str]:
    """Every word, the commonest first; kept in the process until they are counted again."""
    global _list  # noqa: PLW0603 - some megabytes that only a mistyped name needs
    stamp = (str(connection.engine.url), keterangan.read(connection, COUNTED))
    if _list[0] != stamp:
        # One text instead of 400,000 rows: a tenth of the time.
        text = connection.execute(
            sa.select(sa.func.string_agg(kata_nama.c.kata, sa.text("' ' ORDER BY jumlah DESC, kata")))
        ).scalar_one()
        _list = (stamp, (text or "").split())
    return _list[1]
