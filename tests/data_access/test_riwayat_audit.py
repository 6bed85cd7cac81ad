"""The audit is read inside the reader's wilayah only, newest first and page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from data_access import audit
from data_access.audit import Perangkat, use_perangkat
from data_access.riwayat_audit import Tanya, list_riwayat, stream_riwayat
from data_access.session import make_engine, read_session, unit_of_work
from domain.access import Scope
from domain.riwayat import Baris, Kursor

CIMAHI, PANGANDARAN, JABAR, INDONESIA = Scope(3277), Scope(3218), Scope(32), Scope(0)
MELONG = 3277011001


def _record(kab: int, objek: str, name: str = "supervisor.cimahi", aksi: str = "uji.catat") -> None:
    with unit_of_work() as work:
        audit.record(work, actor_name=name, kab=kab, aksi=aksi, objek=objek, sesudah={"nik": 3277012203900001})


@pytest.fixture
def rows(own_database: str) -> Iterator[None]:
    """Acts in two kab, of one desa, of no kab, by two persons."""
    _record(3277, "a")
    _record(3218, "b", "supervisor.pangandaran")
    _record(3277, f"catatan/{MELONG}/1", aksi="uji.desa")
    _record(0, "c", "pusdatin")
    _record(3277, "catatan/3277011002/2", "operator.melong", aksi="uji.desa")
    _record(0, "d", "operator.melong")
    _record(3277, "e")
    return


def _list(tanya: Tanya, batas: int = 100, sebelum: Kursor | None = None) -> list[Baris]:
    with read_session() as connection:
        return [row for row in list_riwayat(connection, tanya, sebelum, batas) if row.aksi.startswith("uji.")]


def _objects(tanya: Tanya) -> list[str]:
    return [row.objek for row in _list(tanya)]


@pytest.mark.usefixtures("rows")
class TestReading:
    def test_a_kab_is_read_newest_first_and_no_other(self) -> None:
        assert _objects(Tanya(CIMAHI)) == ["e", "catatan/3277011002/2", f"catatan/{MELONG}/1", "a"]
        assert _objects(Tanya(PANGANDARAN)) == ["b"]

    def test_only_the_whole_country_sees_the_chain_of_no_kab(self) -> None:
        assert "c" not in _objects(Tanya(JABAR))
        assert _objects(Tanya(INDONESIA))[:3] == ["e", "d", "catatan/3277011002/2"]
        assert {"a", "b", "c"} <= set(_objects(Tanya(INDONESIA)))

    def test_ones_own_rows_hold_those_of_no_kab_and_nobody_elses(self) -> None:
        mine = Tanya(Scope(MELONG), milik="operator.melong", desa_saja=True)
        # What was done about another desa than the reader's stays hidden.
        assert _objects(mine) == ["d"]
        assert _objects(Tanya(CIMAHI, milik="operator.melong")) == ["d", "catatan/3277011002/2"]

    def test_a_desa_chosen_shows_what_names_it(self) -> None:
        assert _objects(Tanya(Scope(MELONG), bernama_desa=True)) == [f"catatan/{MELONG}/1"]
        assert len(_objects(Tanya(Scope(327701), bernama_desa=True))) == 2

    @pytest.mark.parametrize(
        ("tanya", "found"),
        [
            (Tanya(INDONESIA, orang="supervisor.pangandaran"), ["b"]),
            (Tanya(INDONESIA, orang="supervisor.pangandaran", aksi="uji.desa"), []),
            (Tanya(CIMAHI, orang="supervisor.pangandaran"), []),
            (Tanya(CIMAHI, aksi="uji.desa"), ["catatan/3277011002/2", f"catatan/{MELONG}/1"]),
            (Tanya(JABAR, objek="b"), ["b"]),
            (Tanya(CIMAHI, objek="b"), []),
            (Tanya(CIMAHI, sampai=datetime(2001, 1, 1, tzinfo=UTC)), []),
            (Tanya(CIMAHI, dari=datetime(2001, 1, 1, tzinfo=UTC), objek="a"), ["a"]),
        ],
    )
    def test_filters_narrow_and_never_widen(self, tanya: Tanya, found: list[str]) -> None:
        assert _objects(tanya) == found

    @pytest.mark.parametrize("tanya", [Tanya(INDONESIA), Tanya(JABAR), Tanya(INDONESIA, orang="supervisor.cimahi")])
    def test_pages_follow_each_other_without_a_gap_or_a_repeat(self, tanya: Tanya) -> None:
        with read_session() as connection:
            whole = list_riwayat(connection, tanya, None, 10_000)
            paged: list[Baris] = []
            while page := list_riwayat(connection, tanya, paged[-1].kursor if paged else None, 2):
                paged += page
        assert paged == whole
        assert [row.waktu for row in whole] == sorted((row.waktu for row in whole), reverse=True)

    def test_the_file_holds_the_same_rows_as_the_pages(self) -> None:
        with read_session() as connection:
            listed = list_riwayat(connection, Tanya(JABAR), None, 10_000)
            streamed = list(stream_riwayat(connection, Tanya(JABAR)))
        key = lambda row: (row.kab, row.urut)  # noqa: E731
        assert sorted(streamed, key=key) == sorted(listed, key=key)

    def test_a_row_names_its_person_and_place(self) -> None:
        row = next(row for row in _list(Tanya(CIMAHI)) if row.objek == f"catatan/{MELONG}/1")
        assert row.nama is not None
        assert row.tempat == "Melong"
        assert _list(Tanya(INDONESIA, objek="c"))[0].tempat is None


def test_the_device_of_an_act_is_kept_and_sealed(own_database: str) -> None:
    asked = datetime(2026, 11, 21, 3, 4, 5, 678000, tzinfo=UTC)
    use_perangkat(Perangkat("Firefox", asked))
    try:
        _record(3277, "dengan perangkat")
    finally:
        use_perangkat(None)
    _record(3277, "tanpa")
    after, before = _list(Tanya(CIMAHI))[:2]
    assert (before.perangkat, before.waktu_perangkat) == ("Firefox", asked)
    assert (after.perangkat, after.waktu_perangkat) == (None, None)
    owner = make_engine(own_database, owner=True)
    with owner.begin() as connection:
        assert audit.verify(connection) == []
        connection.execute(sa.text("ALTER TABLE audit DISABLE TRIGGER audit_tidak_berubah"))
        connection.execute(sa.text("UPDATE audit SET perangkat = 'Chrome' WHERE perangkat IS NOT NULL"))
        assert [(item.kab, item.urut) for item in audit.verify(connection)] == [(3277, before.urut)]
    owner.dispose()
