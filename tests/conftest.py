"""A real PostgreSQL with the schema, all regions and a small register, made once; real borders of three provinsi.

Tests that only read share the database; a test that writes asks for ``own_database`` and gets a copy of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from pytest_socket import socket_allow_hosts
from werkzeug.serving import make_server

from data_access import migrations, wilayah, wilayah_store
from data_access.embedded import EmbeddedPostgres
from data_access.session import make_engine, use_engine
from demo.akun import PASSWORD, create_demo_accounts
from demo.seed import seed
from geo.aktif import activate
from geo.perkiraan import build_perkiraan
from geo.ubin import build_tiles
from settings import Settings

# Late in the month: the periode of November 2026 is open and has four days left.
TODAY = date(2026, 11, 21)
SEED = 20261121

PROVINSI_WITH_BORDERS = (31, 32, 36)


def pytest_runtest_setup() -> None:
    """Nothing in the suite may leave the machine; the browser is watched by its own tests."""
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path_factory.mktemp("pg") / "data", durable=False)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_url(postgres: EmbeddedPostgres) -> str:
    """A database with every migration and every region, and no register."""
    url = postgres.create_database("dasar")
    migrations.upgrade(url)
    engine = make_engine(url, owner=True)
    with engine.begin() as connection:
        wilayah_store.load(connection)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def sample_url(postgres: EmbeddedPostgres, migrated_url: str) -> str:
    """Regions, a register of a few kab, demo accounts; nobody works in this one, others are copied from it."""
    url = postgres.create_database("asli", template="dasar")
    engine = make_engine(url, owner=True)
    seed(engine, skala="uji", benih=SEED, tanggal=TODAY)
    with engine.begin() as connection:
        create_demo_accounts(connection)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def database_url(postgres: EmbeddedPostgres, sample_url: str) -> str:
    """The database most tests read."""
    return postgres.create_database("contoh", template="asli")


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[sa.Engine]:
    """The engine the portal uses, as its restricted role."""
    engine = make_engine(database_url)
    use_engine(engine)
    yield engine
    use_engine(None)
    engine.dispose()


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def own_database(
    postgres: EmbeddedPostgres, migrated_url: str, engine: sa.Engine, request: pytest.FixtureRequest
) -> Iterator[str]:
    """URL of an untouched copy of the sample for a test that writes; the process uses it until the test ends."""
    name = f"uji_{abs(hash(request.node.nodeid))}"
    url = postgres.create_database(name, template="asli")
    own = make_engine(url)
    use_engine(own)
    yield url
    own.dispose()
    use_engine(engine)
    # Hundreds of copies would fill the disk before the suite ends.
    with psycopg.connect(migrated_url, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def geo_dir(engine: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Approximate borders with tiles of three provinsi, built the way the first start builds them."""
    root = tmp_path_factory.mktemp("portal") / "geo"
    with engine.connect() as connection:
        frame = wilayah.read_frame(connection)
    frame = frame[frame["kode"].astype(str).str[:2].astype(int).isin(PROVINSI_WITH_BORDERS)]
    folder = build_perkiraan(frame[frame["level"] == 4], frame, root)
    activate(root, folder)
    build_tiles(folder)
    return root


@pytest.fixture(scope="session")
def settings(database_url: str, geo_dir: Path) -> Settings:
    no_official_borders = geo_dir.parent / "batas"
    no_official_borders.mkdir()
    return Settings(
        host="127.0.0.1",
        port=8050,
        database_url=database_url,
        batas_dir=no_official_borders,
        secret_key="x" * 48,
        skala="demo",
        https=False,
        var=geo_dir.parent,
    )


@pytest.fixture(scope="session")
def app(settings: Settings, engine: sa.Engine):
    from app import create_app  # noqa: PLC0415 - registers the pages, which needs the engine

    return create_app(settings)


@pytest.fixture
def client(app) -> FlaskClient:
    """An anonymous visitor."""
    return app.server.test_client()


@pytest.fixture
def sign_in(app) -> Callable[[str], FlaskClient]:
    """A visitor signed in through the form, by username of a demo account."""

    def _sign_in(username: str) -> FlaskClient:
        visitor = app.server.test_client()
        page = visitor.get("/masuk").get_data(as_text=True)
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        answer = visitor.post("/masuk", data={"username": username, "password": PASSWORD, "csrf_token": token})
        assert answer.status_code == 302, answer.get_data(as_text=True)[:500]
        return visitor

    return _sign_in


@pytest.fixture(scope="session")
def portal_url(app) -> Iterator[str]:
    """The portal on a port of this machine, for the browser."""
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
