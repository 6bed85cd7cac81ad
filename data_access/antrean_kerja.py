"""Jobs for the worker, put into its queue in the caller's own transaction: both are kept, or neither."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import JSONB

# Work on files and cases has a worker of its own, so that a large file does not hold up what pages wait for.
BERKAS = "berkas"
# Packs are made one at a time, behind everything else.
PAKET = "paket"

_DEFER = sa.text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(:queue, :task, :urgensi, :lock, :kunci, :args, NULL)]"
    "::procrastinate_job_to_defer_v1[])"
).bindparams(sa.bindparam("args", type_=JSONB))


def is_queued(connection: Connection, kunci: str) -> bool:
    """Whether a task with that ``kunci`` waits or runs; one whose worker was killed counts until it is queued anew."""
    query = sa.text(
        "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = :kunci AND status IN ('todo', 'doing'))"
    )
    return bool(connection.execute(query, {"kunci": kunci}).scalar_one())


def defer(
    connection: Connection,
    task: str,
    kunci: str,
    *,
    queue: str = BERKAS,
    giliran: str | None = None,
    urgensi: int = 0,
    **args: object,
) -> None:
    """Queue a task of ``workflow.tasks`` at commit. Two with one ``kunci`` never run at once, and while one waits a
    second adds nothing. Of those with one ``giliran`` only one runs at a time, the most urgent (highest) first.
    """
    values = {"queue": queue, "task": task, "kunci": kunci, "lock": giliran or kunci, "urgensi": urgensi}
    try:
        with connection.begin_nested():
            connection.execute(_DEFER, values | {"args": args})
    except sa.exc.IntegrityError:
        return
