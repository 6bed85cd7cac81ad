"""What every table keeps to."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data_access import migrations
from data_access.embedded import EmbeddedPostgres
from data_access.schema import REFERENCE_TABLES, metadata
from data_access.session import make_engine
from domain.instrumen import INDIVIDU_CODES, RUMAH_CODES

DATA_TABLES = [table for name, table in metadata.tables.items() if name not in REFERENCE_TABLES]


@pytest.mark.parametrize("table", DATA_TABLES, ids=lambda table: table.name)
def test_kab_is_in_every_key_so_that_the_register_can_be_spread_by_kab(table: sa.Table) -> None:
    assert "kab" in table.primary_key.columns
    for constraint in table.constraints:
        if isinstance(constraint, (sa.UniqueConstraint, sa.ForeignKeyConstraint)):
            assert "kab" in {column.name for column in constraint.columns}, constraint.name
    for index in table.indexes:
        if index.unique:
            assert "kab" in index.columns


def test_the_migrations_make_exactly_the_schema(migrated_url: str) -> None:
    migrations.differences(migrated_url)
    assert migrations.is_current(migrated_url)


def test_migrating_twice_changes_nothing(migrated_url: str) -> None:
    migrations.upgrade(migrated_url)
    migrations.differences(migrated_url)


def test_an_owner_who_may_not_create_roles_migrates_when_the_role_was_given_beforehand(
    postgres: EmbeddedPostgres, migrated_url: str
) -> None:
    url = postgres.create_database("kantor")
    admin = make_engine(migrated_url, owner=True)
    with admin.begin() as connection:
        connection.execute(sa.text("CREATE ROLE pemilik LOGIN"))
        connection.execute(sa.text("GRANT siks_app TO pemilik"))
        connection.execute(sa.text("ALTER DATABASE kantor OWNER TO pemilik"))
    admin.dispose()
    office = url.replace("//postgres:", "//pemilik:", 1)
    migrations.upgrade(office)
    engine = make_engine(office)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT current_user")).scalar_one() == "siks_app"
        assert connection.execute(sa.text("SELECT count(*) FROM wilayah")).scalar_one() == 0
    engine.dispose()


@pytest.mark.parametrize("field", sorted(RUMAH_CODES | INDIVIDU_CODES))
def test_a_code_outside_the_instrument_is_refused_by_the_database(migrated_url: str, field: str) -> None:
    table, highest = (
        ("rumah_tangga", RUMAH_CODES[field]) if field in RUMAH_CODES else ("individu", INDIVIDU_CODES[field][1])
    )
    base = {
        "rumah_tangga": {
            "kab": 3277, "id": 1, "desa": 3277011001, "idbdt": "x", "alamat": "-", "nama_krt": "-",
            "jumlah_art": 1, "sumber_data": "uji", "diubah": "2026-11-01",
        },
        "individu": {"kab": 3277, "id": 1, "ruta": 1, "idartbdt": "x", "nama": "-", "no_urut": 1},
    }  # fmt: skip
    row = base[table] | {field: highest + 1}
    names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    engine = make_engine(migrated_url, owner=True)
    with engine.connect() as connection, pytest.raises(sa.exc.IntegrityError, match=f"ck_{table}_{field}"):
        connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
    engine.dispose()


def test_the_portals_role_cannot_alter_the_audit_nor_the_schema(engine: sa.Engine) -> None:
    for statement in (
        "UPDATE audit SET aksi = 'x'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "DROP TABLE audit",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
    ):
        with engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError, match=r"permission|must be owner"):
            connection.execute(sa.text(statement))
