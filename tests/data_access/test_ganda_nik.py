"""The same NIK twice: in a file, in the kab, elsewhere (V06)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from data_access.ganda import duplicate_nik

KAB, IMPOR = 3277, 900_001
# Nobody in the sample was registered in a kecamatan 98.
FREE = 3277980101900001


@pytest.fixture
def work(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that is never committed."""
    with engine.connect() as connection:
        yield connection
        connection.rollback()


def _persons(work: sa.Connection, kab: int, count: int) -> list[sa.Row]:
    """Persons of the register, each of another household, alone with their NIK."""
    return list(
        work.execute(
            sa.text(
                "SELECT DISTINCT ON (i.ruta) i.id, i.idartbdt, r.idbdt, i.nik, i.ruta FROM individu i "
                "JOIN rumah_tangga r ON r.kab = i.kab AND r.id = i.ruta "
                "WHERE i.kab = :kab AND i.nik > 1000000000000000 AND i.nik % 10000 > 0 "
                "AND NOT EXISTS (SELECT FROM individu o WHERE o.nik = i.nik AND o.idartbdt <> i.idartbdt) "
                "AND NOT EXISTS (SELECT FROM verivali v WHERE v.kab = i.kab AND v.ruta = i.ruta "
                "AND v.sta_keberadaan > 2) ORDER BY i.ruta LIMIT :count"
            ),
            {"kab": kab, "count": count},
        )
    )


def _stage(work: sa.Connection, *lines: tuple[str, str, int | str | None, int | None]) -> None:
    """Lines of individu: idbdt, idartbdt, NIK, sta_art."""
    for baris, (idbdt, idartbdt, nik, sta_art) in enumerate(lines, 2):
        work.execute(
            sa.text("INSERT INTO impor_individu (kab, impor, baris, idbdt, idartbdt, nik, sta_art, nama) "
                    "VALUES (:kab, :impor, :baris, :idbdt, :idartbdt, :nik, :sta_art, 'SITI')"),
            {"kab": KAB, "impor": IMPOR, "baris": baris, "idbdt": idbdt, "idartbdt": idartbdt,
             "nik": None if nik is None else str(nik), "sta_art": sta_art},
        )  # fmt: skip


def _found(work: sa.Connection) -> list[tuple[int, str, str | None]]:
    duplicate_nik(work, KAB, IMPOR)
    rows = work.execute(sa.text("SELECT baris, letak, lain FROM nik_ganda ORDER BY baris, letak"))
    return [tuple(row) for row in rows]


def test_a_file_that_repeats_the_register_holds_no_duplicate(work: sa.Connection) -> None:
    a, b = _persons(work, KAB, 2)
    _stage(work, (a.idbdt, a.idartbdt, a.nik, 1), (b.idbdt, b.idartbdt, b.nik, None))
    assert _found(work) == []


def test_two_lines_with_one_nik_are_both_told_of_the_other(work: sa.Connection) -> None:
    a, b = _persons(work, KAB, 2)
    _stage(work, (a.idbdt, a.idartbdt, FREE, 1), (b.idbdt, b.idartbdt, FREE, 1))
    assert _found(work) == [(2, "berkas", b.idartbdt), (3, "berkas", a.idartbdt)]


def test_a_nik_of_somebody_else_in_the_kab_is_found_with_its_bearer(work: sa.Connection) -> None:
    a, b = _persons(work, KAB, 2)
    _stage(work, (a.idbdt, a.idartbdt, b.nik, 1))
    assert _found(work) == [(2, "register", b.idartbdt)]


def test_a_nik_active_in_another_kab_is_found_without_saying_whose_it_is(work: sa.Connection) -> None:
    (a,) = _persons(work, KAB, 1)
    (other,) = _persons(work, 3218, 1)
    _stage(work, (a.idbdt, a.idartbdt, other.nik, 1))
    assert _found(work) == [(2, "luar", None)]


def test_whom_the_file_gives_another_nik_or_calls_gone_no_longer_bears_the_old_one(work: sa.Connection) -> None:
    a, b, c, d = _persons(work, KAB, 4)
    _stage(
        work,
        (a.idbdt, a.idartbdt, b.nik, 1), (b.idbdt, b.idartbdt, FREE, 1),
        (c.idbdt, c.idartbdt, d.nik, 1), (d.idbdt, d.idartbdt, d.nik, 3),
    )  # fmt: skip
    assert _found(work) == []


def test_a_household_found_double_in_the_same_file_frees_the_nik_of_its_members(work: sa.Connection) -> None:
    a, b = _persons(work, KAB, 2)
    _stage(work, (a.idbdt, a.idartbdt, b.nik, 1), (b.idbdt, b.idartbdt, b.nik, 1))
    work.execute(
        sa.text("INSERT INTO impor_verivali (kab, impor, baris, idbdt, sta_keberadaan) VALUES (:k, :i, 2, :idbdt, 5)"),
        {"k": KAB, "i": IMPOR, "idbdt": b.idbdt},
    )
    assert _found(work) == []


def test_a_bearer_who_left_or_whose_household_was_last_found_nonaktif_does_not_count(work: sa.Connection) -> None:
    a, b, c, d = _persons(work, KAB, 4)
    work.execute(sa.text("UPDATE individu SET sta_art = 2 WHERE kab = :k AND id = :id"), {"k": KAB, "id": b.id})
    work.execute(
        sa.text("UPDATE verivali SET status = 2, sta_keberadaan = 5 WHERE kab = :k AND ruta = :r AND periode = 202611"),
        {"k": KAB, "r": d.ruta},
    )
    held = work.execute(
        sa.text("SELECT count(*) FROM verivali WHERE kab = :k AND ruta = :r AND periode = 202611"),
        {"k": KAB, "r": d.ruta},
    ).scalar_one()
    _stage(work, (a.idbdt, a.idartbdt, b.nik, 1), (c.idbdt, c.idartbdt, d.nik, 1))
    assert _found(work) == ([] if held else [(3, "register", d.idartbdt)])


def test_numbers_that_are_no_nik_are_not_compared(work: sa.Connection) -> None:
    a, b = _persons(work, KAB, 2)
    for number in ("1111111111111111", "3277010101900000", "327701010190000", "32770101019000O1", "", None):
        work.execute(sa.text("DELETE FROM impor_individu WHERE kab = :k AND impor = :i"), {"k": KAB, "i": IMPOR})
        _stage(work, (a.idbdt, a.idartbdt, number, 1), (b.idbdt, b.idartbdt, number, 1))
        assert _found(work) == []
