"""Figures by area: the same at every level, equal to the rows, never from outside the scope, never by a long scan."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa

from data_access.progres import read_daily, read_rekap, read_total, read_trend
from data_access.schema import REKAP_COUNTS
from domain.access import Scope
from domain.errors import InvalidInput
from domain.kode import Level, contains
from tests.conftest import TODAY

BSP, DTKS, PERIODE = 1, 2, 202611


def _rekap(connection: sa.Connection, kode: int, level: Level, program: int = BSP) -> pd.DataFrame:
    return read_rekap(connection, Scope(kode), level, program, PERIODE, TODAY)


@pytest.mark.parametrize("program", [BSP, DTKS])
@pytest.mark.parametrize("kode", [0, 32, 3277])
def test_every_level_sums_to_the_same_and_to_the_rows_themselves(
    connection: sa.Connection, kode: int, program: int
) -> None:
    unit = {0: 10**10, 32: 10**8, 3277: 10**6}[kode]
    rows = connection.execute(
        sa.text(
            "SELECT count(*) AS total, count(*) FILTER (WHERE status > 0) AS diisi, "
            "count(*) FILTER (WHERE sta_keberadaan >= 3) AS nonaktif, "
            "count(*) FILTER (WHERE kyc_lengkap AND sta_keberadaan <= 2) AS kyc "
            "FROM verivali WHERE periode = :periode AND program = :program AND desa / :unit = :kode"
        ),
        {"periode": PERIODE, "program": program, "unit": unit, "kode": kode},
    ).one()
    assert rows.total > 0
    for level in Level:
        if level >= max(Level.PROVINSI, Scope(kode).level):
            frame = _rekap(connection, kode, level, program)
            found = frame[list(REKAP_COUNTS)].sum()
            assert found["total"] == rows.total, level
            assert found["total"] - found["s0"] == rows.diisi, level
            assert found[["n3", "n4", "n5"]].sum() == rows.nonaktif, level
            assert found["kyc_lengkap"] == rows.kyc, level
            if level <= Level.KECAMATAN:
                assert read_total(connection, Scope(kode), program, PERIODE) == rows.total


def test_areas_without_a_single_row_are_listed_too(connection: sa.Connection) -> None:
    assert len(_rekap(connection, 0, Level.KAB)) == 514
    assert len(_rekap(connection, 0, Level.PROVINSI)) == 38
    assert len(_rekap(connection, 32, Level.KECAMATAN)) == 627


@pytest.mark.parametrize("level", [Level.KAB, Level.KECAMATAN, Level.DESA])
def test_no_row_of_another_kab_appears(connection: sa.Connection, level: Level) -> None:
    frame = _rekap(connection, 3218, level)
    assert len(frame) > 0
    assert all(contains(3218, int(kode)) for kode in frame["kode"])
    daily = read_daily(connection, Scope(3218), level, BSP, PERIODE)
    assert all(contains(3218, int(kode)) for kode in daily["kode"])


def test_a_level_above_the_scope_is_refused(connection: sa.Connection) -> None:
    with pytest.raises(InvalidInput, match="Tingkat"):
        _rekap(connection, 3218, Level.PROVINSI)


@pytest.mark.parametrize("kode", [0, 32, 3277, 327701, 3277011001])
def test_the_history_of_a_wilayah_ends_at_its_present_state(connection: sa.Connection, kode: int) -> None:
    level = max(Level.PROVINSI, Scope(kode).level)
    frame = _rekap(connection, kode, level)
    done = int((frame["total"] - frame["s0"]).sum())
    trend = read_trend(connection, Scope(kode), BSP, PERIODE)
    assert trend["diisi"].iloc[-1] == done
    assert (trend["diisi"] >= trend["terimpor"]).all()
    assert trend["tanggal"].max() <= TODAY


def test_the_pace_counts_the_seven_days_up_to_and_with_the_day_asked(connection: sa.Connection) -> None:
    daily = read_daily(connection, Scope(3277), Level.KAB, BSP, PERIODE)
    for day in (TODAY, TODAY - timedelta(days=9), date(2026, 11, 3)):
        in_days = daily[(daily["tanggal"] > day - timedelta(days=7)) & (daily["tanggal"] <= day)]
        frame = read_rekap(connection, Scope(3277), Level.KAB, BSP, PERIODE, day)
        assert frame["diisi_7"].iloc[0] == in_days["diisi"].sum()


def test_the_division_of_kuota_among_desa_sums_to_the_kab(connection: sa.Connection) -> None:
    kab, desa = _rekap(connection, 3277, Level.KAB), _rekap(connection, 3277, Level.DESA)
    assert kab["kuota"].iloc[0] > 0
    for name in ("kuota", "awal", "disetujui", "terpakai"):
        assert desa[name].sum() == kab[name].iloc[0], name


@pytest.mark.parametrize(
    ("kode", "level", "forbidden"),
    [
        (0, Level.KAB, "rekap_desa"),
        (32, Level.KAB, "rekap_desa"),
        (3277, Level.DESA, "Seq Scan on rekap_desa"),
        (32, Level.KECAMATAN, "Seq Scan on rekap_desa"),
        (3277, Level.DESA, "Seq Scan on riwayat_desa"),
        (3277, Level.DESA, "Seq Scan on kuota"),
    ],
)
def test_a_read_touches_no_more_than_it_shows(
    connection: sa.Connection, kode: int, level: Level, forbidden: str
) -> None:
    """At national size 83,762 desa have a row in each periode; the plan must not depend on the sample being small."""
    seen: list[str] = []

    def explain(
        conn: sa.Connection, cursor: object, statement: str, parameters: object, _context: object, _many: bool
    ) -> None:
        if "rekap_" in statement and not statement.startswith("EXPLAIN"):
            raw = conn.connection.cursor()
            raw.execute(f"EXPLAIN {statement}", parameters)
            seen.extend(line for (line,) in raw.fetchall())

    sa.event.listen(connection, "before_cursor_execute", explain)
    # Small tables are scanned because it is cheap; what is asked here is whether an index would serve.
    connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
    _rekap(connection, kode, level)
    plan = "\n".join(seen)
    assert "Scan" in plan
    assert forbidden not in plan
