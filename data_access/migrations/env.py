"""Alembic's entry: one transaction for each migration, under a short lock time so that readers never queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from data_access.schema import metadata
from data_access.session import make_engine


def _is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    # The queue's tables belong to procrastinate, the partitions to the periode they were made for.
    return not (
        kind == "table"
        and name is not None
        and name.startswith(("procrastinate_", "verivali_", "snapshot_ruta_", "snapshot_usulan_", "snapshot_desa_"))
    )


def run() -> None:
    """Migrate through an owner connection of its own."""
    engine = make_engine(context.config.attributes["url"], owner=True, pool_size=1)
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("SET lock_timeout = '5s'"))
            connection.commit()
            context.configure(
                connection=connection,
                target_metadata=metadata,
                include_object=_is_ours,
                compare_server_default=True,
                transaction_per_migration=True,
            )
            with context.begin_transaction():
                context.run_migrations()
    finally:
        engine.dispose()


run()
