"""Notes on a desa: who may, what is refused, undo, two at once, and what audit keeps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from data_access.desa import read_catatan
from data_access.pengguna import find_by_username
from data_access.session import read_session
from domain.access import Actor, Scope
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from workflow.catatan import TERPANJANG, tulis_catatan, urungkan_catatan

MELONG = 3277011001
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("own_database")


def actor(username: str) -> Actor:
    with read_session() as connection:
        akun = find_by_username(connection, username)
    assert akun is not None
    return akun.actor


def notes() -> list[str]:
    with read_session() as connection:
        return [item.isi for item in read_catatan(connection, Scope(MELONG))]


def audited() -> list[str]:
    with read_session() as connection:
        query = sa.text("SELECT aksi FROM audit WHERE aksi LIKE 'catatan.%' ORDER BY urut")
        return list(connection.execute(query).scalars())


def test_a_note_is_kept_as_written_with_its_author_and_audited() -> None:
    text = "<script>alert(1)</script>\nOperator sakit  \nsejak Senin & belum diganti"
    tulis_catatan(actor("supervisor.cimahi"), MELONG, text, now=NOW)
    with read_session() as connection:
        kept = read_catatan(connection, Scope(MELONG))[0]
    assert kept.isi == "<script>alert(1)</script>\nOperator sakit\nsejak Senin & belum diganti"
    assert (kept.nama, kept.waktu) == ("Asep Hidayat", NOW)
    assert audited() == ["catatan.tulis"]


@pytest.mark.parametrize(
    "username",
    ["pimpinan.cimahi", "walikota.cimahi", "operator.melong", "bps.jabar", "auditor", "supervisor.pangandaran"],
)
def test_who_may_not_write_here_is_refused_and_nothing_is_kept(username: str) -> None:
    with pytest.raises(AccessDenied):
        tulis_catatan(actor(username), MELONG, "x", now=NOW)
    assert notes() == []


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (TERPANJANG + 1), "nul\x00", "lonceng\x07"])
def test_a_text_that_cannot_be_a_note_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(InvalidInput):
        tulis_catatan(actor("supervisor.cimahi"), MELONG, text, now=NOW)
    assert audited() == []


def test_a_note_is_on_a_desa_that_exists() -> None:
    for kode in (3277, 327701, 3277019999):
        with pytest.raises(InvalidInput):
            tulis_catatan(actor("supervisor.cimahi"), kode, "x", now=NOW)


def test_two_people_write_at_once_and_both_notes_stay() -> None:
    writers = [actor("supervisor.cimahi"), actor("dinsos.jabar")]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda n: tulis_catatan(writers[n % 2], MELONG, f"catatan {n}", now=NOW), range(20)))
    assert sorted(notes()) == sorted(f"catatan {n}" for n in range(20))
    assert audited() == ["catatan.tulis"] * 20


def test_the_author_takes_a_note_back_within_30_seconds_and_nobody_else() -> None:
    author, other = actor("supervisor.cimahi"), actor("dinsos.jabar")
    number = tulis_catatan(author, MELONG, "salah desa", now=NOW)
    with pytest.raises(RuleViolation, match="penulisnya"):
        urungkan_catatan(other, MELONG, number, now=NOW)
    with pytest.raises(RuleViolation, match="30 detik"):
        urungkan_catatan(author, MELONG, number, now=NOW + timedelta(seconds=31))
    urungkan_catatan(author, MELONG, number, now=NOW + timedelta(seconds=30))
    assert notes() == []
    assert audited() == ["catatan.tulis", "catatan.urung"]
    with pytest.raises(RuleViolation, match="tidak ada"):
        urungkan_catatan(author, MELONG, number, now=NOW)


def test_a_note_of_another_desa_is_not_reached_through_ones_own() -> None:
    number = tulis_catatan(actor("supervisor.cimahi"), MELONG, "tetap", now=NOW)
    with pytest.raises(RuleViolation, match="tidak ada"):
        urungkan_catatan(actor("supervisor.cimahi"), 3277011002, number, now=NOW)
    assert notes() == ["tetap"]
