"""A row of the audit that somebody changed, removed, moved or slipped in is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from data_access import audit
from data_access.session import make_engine, unit_of_work


def _record(kab: int, objek: str, **values: object) -> int:
    with unit_of_work() as work:
        return audit.record(work, actor_name="supervisor.cimahi", kab=kab, aksi="uji", objek=objek, **values)  # type: ignore[arg-type]


@pytest.fixture
def chain(own_database: str) -> Iterator[sa.Engine]:
    """Three rows of kab 3277 and two of 3218, and an engine of somebody who may do anything."""
    for kab, objek in ((3277, "a"), (3277, "b"), (3218, "x"), (3277, "c"), (3218, "y")):
        _record(kab, objek, sebelum={"status": 1, "daftar": ["é", None, True]}, sesudah={"z": 1, "a": {"n": 10**12}})
    owner = make_engine(own_database, owner=True)
    yield owner
    owner.dispose()


def _findings(owner: sa.Engine, known: dict[int, audit.Head] | None = None) -> list[audit.Finding]:
    with owner.connect() as connection:
        return audit.verify(connection, known or {})


def _tamper(owner: sa.Engine, *statements: str) -> None:
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE audit DISABLE TRIGGER audit_tidak_berubah"))
        for statement in statements:
            connection.execute(sa.text(statement))


def _last(owner: sa.Engine, kab: int) -> int:
    with owner.connect() as connection:
        return audit.heads(connection)[kab].urut


def test_an_untouched_audit_has_no_findings(chain: sa.Engine) -> None:
    assert _findings(chain) == []


def test_each_kab_counts_its_own_rows_without_a_gap(own_database: str) -> None:
    first = _record(9101, "a")
    assert [_record(9101, "b"), _record(9171, "a"), _record(9101, "c")] == [first + 1, 1, first + 2]


@pytest.mark.parametrize(
    "change",
    [
        "pengguna = 'orang.lain'",
        "waktu = waktu + interval '1 microsecond'",
        "sesudah = jsonb_set(sesudah, '{z}', '2')",
        "sebelum = NULL",
        "alamat_ip = '10.0.0.1'",
        "sidik = decode(repeat('00', 32), 'hex')",
    ],
)
def test_a_changed_row_is_found(chain: sa.Engine, change: str) -> None:
    urut = _last(chain, 3277) - 1
    _tamper(chain, f"UPDATE audit SET {change} WHERE kab = 3277 AND urut = {urut}")
    found = {(finding.kab, finding.urut) for finding in _findings(chain)}
    assert (3277, urut) in found
    assert all(kab == 3277 for kab, _ in found)


def test_a_removed_row_is_found(chain: sa.Engine) -> None:
    urut = _last(chain, 3277) - 1
    _tamper(chain, f"DELETE FROM audit WHERE kab = 3277 AND urut = {urut}")
    assert any("tidak ada" in finding.masalah for finding in _findings(chain))


def test_two_rows_that_changed_places_are_found(chain: sa.Engine) -> None:
    last = _last(chain, 3277)
    _tamper(
        chain,
        f"UPDATE audit SET urut = -1 WHERE kab = 3277 AND urut = {last}",
        f"UPDATE audit SET urut = {last} WHERE kab = 3277 AND urut = {last - 1}",
        f"UPDATE audit SET urut = {last - 1} WHERE kab = 3277 AND urut = -1",
    )
    assert _findings(chain)


def test_a_row_slipped_in_at_the_end_is_found(chain: sa.Engine) -> None:
    _tamper(
        chain,
        "INSERT INTO audit (kab, urut, waktu, pengguna, aksi, objek, sidik_sebelum, sidik) "
        "SELECT kab, urut + 1, now(), 'orang.lain', 'uji', 'palsu', sidik, sha256(sidik) FROM audit "
        "WHERE kab = 3277 ORDER BY urut DESC LIMIT 1",
    )
    assert [finding.masalah for finding in _findings(chain)] == ["isi baris tidak sesuai sidiknya"]


def test_rows_cut_off_the_end_are_found_with_a_head_kept_elsewhere(chain: sa.Engine) -> None:
    with chain.connect() as connection:
        known = audit.heads(connection)
    _tamper(chain, f"DELETE FROM audit WHERE kab = 3277 AND urut = {known[3277].urut}")
    assert _findings(chain) == []
    assert [finding.kab for finding in _findings(chain, known)] == [3277]


def test_a_chain_written_anew_as_a_whole_is_found_with_a_head_kept_elsewhere(chain: sa.Engine) -> None:
    with chain.connect() as connection:
        known = audit.heads(connection)
    _tamper(chain, "DELETE FROM audit WHERE kab = 3277", "ALTER TABLE audit ENABLE TRIGGER audit_tidak_berubah")
    for _ in range(known[3277].urut):
        _record(3277, "lain")
    assert _findings(chain) == []
    assert [finding.kab for finding in _findings(chain, known)] == [3277]


@pytest.mark.parametrize("statement", ["UPDATE audit SET objek = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
def test_the_portal_itself_cannot_alter_what_was_written(chain: sa.Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), unit_of_work() as work:
        work.execute(sa.text(statement))


def test_the_owner_cannot_alter_it_by_accident(chain: sa.Engine) -> None:
    with pytest.raises(DBAPIError, match="audit hanya dapat ditambah"), chain.begin() as connection:
        connection.execute(sa.text("DELETE FROM audit"))


def test_a_float_is_refused_because_its_digest_would_not_be_found_again(own_database: str) -> None:
    with pytest.raises(TypeError, match="float"):
        _record(3277, "a", sesudah={"bagian": [{"nilai": 0.1}]})


def test_a_row_of_a_transaction_that_failed_is_not_there(own_database: str) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work() as work:
        _ = 1 / (audit.record(work, actor_name="x", kab=9101, aksi="uji", objek="a") - 1)
    assert _record(9101, "b") == 1
