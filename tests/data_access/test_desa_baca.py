"""Reads of one desa against the raw rows behind them."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import desa
from data_access.kesiapan import read_hitungan
from data_access.progres import read_rekap
from domain.access import Role, Scope
from domain.indikator import DIISI, total_of
from domain.kode import Level
from domain.status import StatusUsulan, StatusVerivali
from tests.conftest import TODAY

WHEN = (1, 202611)
MELONG, CIMAHI = 3277011001, 3277


@pytest.fixture
def scope() -> Scope:
    return Scope(MELONG)


@pytest.fixture
def rows(connection: Connection) -> list[sa.Row[tuple[object, ...]]]:
    query = "SELECT * FROM verivali WHERE kab = 3277 AND periode = 202611 AND program = 1 AND desa = :desa"
    return list(connection.execute(sa.text(query), {"desa": MELONG}))


def test_the_page_counts_what_the_rows_hold(connection: Connection, scope: Scope, rows: list[sa.Row]) -> None:
    rekap = read_rekap(connection, scope, Level.DESA, *WHEN, TODAY).to_dict("records")[0]
    by_status = Counter(row.status for row in rows)
    assert [rekap[f"s{k}"] for k in range(6)] == [by_status[k] for k in range(6)]
    missing = sum(row.sta_keberadaan in (1, 2) and not row.kyc_lengkap for row in rows)
    assert read_hitungan(connection, scope, *WHEN)["kyc_kurang"].tolist() == [missing]
    current = desa.read_periode_lalu(connection, scope, 1).set_index("periode").loc[202611]
    assert (current["total"], current["diisi"]) == (len(rows), total_of(rekap, DIISI))
    assert current["nonaktif"] == sum(row.sta_keberadaan in (3, 4, 5) for row in rows)


def test_open_cases_are_the_rows_that_stand_so_longest_first(
    connection: Connection, scope: Scope, rows: list[sa.Row]
) -> None:
    for status, since in ((StatusVerivali.TERIMPOR, "tgl_terimpor"), (StatusVerivali.DIKEMBALIKAN, "tgl_diperiksa")):
        found = desa.read_kasus(connection, scope, *WHEN, status, limit=10_000)
        waiting = {row.ruta: getattr(row, since) for row in rows if row.status == status}
        assert dict(zip(found["id"], found["sejak"], strict=True)) == waiting
        assert found["sejak"].tolist() == sorted(found["sejak"])
        assert len(desa.read_kasus(connection, scope, *WHEN, status, limit=3)) == min(3, len(waiting))


def test_imports_by_day_add_up_to_the_rows_that_arrived(
    connection: Connection, scope: Scope, rows: list[sa.Row]
) -> None:
    found = desa.read_impor(connection, scope, *WHEN)
    assert found["terimpor"].sum() == sum(row.tgl_terimpor is not None for row in rows)
    assert found["tanggal"].is_monotonic_increasing


def test_points_are_the_prelist_with_the_places_that_are_known(
    connection: Connection, scope: Scope, rows: list[sa.Row]
) -> None:
    found = desa.read_titik(connection, scope, *WHEN)
    assert set(found["id"]) == {row.ruta for row in rows}
    known = connection.execute(
        sa.text("SELECT count(lat) FROM rumah_tangga WHERE kab = 3277 AND id = ANY(:id)"),
        {"id": [int(number) for number in found["id"]]},
    ).scalar_one()
    assert found["lat"].notna().sum() == known > 0


def test_those_who_worked_have_all_rows_between_them(connection: Connection, scope: Scope, rows: list[sa.Row]) -> None:
    found = desa.read_petugas(connection, scope, *WHEN)
    assert found["baris"].sum() == sum(row.status > 0 for row in rows)
    assert found["terakhir"].max() <= TODAY


def test_usulan_and_those_waiting_agree(connection: Connection, scope: Scope) -> None:
    found = desa.read_usulan(connection, scope, *WHEN)
    raw = Counter(
        connection.execute(
            sa.text("SELECT status FROM usulan WHERE desa = :d AND periode = 202611 AND program = 1"), {"d": MELONG}
        ).scalars()
    )
    assert {int(status): count for status, count in found.items()} == dict(raw)
    waiting = desa.read_usulan_menunggu(connection, scope, *WHEN, limit=10_000)
    assert len(waiting) == found.get(StatusUsulan.BELUM_DIPERIKSA, 0)


def test_whom_to_call_is_of_this_desa_and_its_kab(connection: Connection, scope: Scope) -> None:
    found = {item.peran: item for item in desa.read_kontak(connection, scope)}
    assert set(found) == {Role.OPERATOR_DESA, Role.SUPERVISOR_KAB}
    assert all(item.telepon for item in found.values())
    query = sa.text("SELECT wilayah FROM pengguna WHERE nama = :nama AND peran = :peran")
    for role, place in ((Role.OPERATOR_DESA, MELONG), (Role.SUPERVISOR_KAB, CIMAHI)):
        assert place in connection.execute(query, {"nama": found[role].nama, "peran": role.value}).scalars().all()


def test_a_desa_without_prelist_is_empty_everywhere(connection: Connection) -> None:
    nowhere = Scope(1101012001)
    assert desa.read_titik(connection, nowhere, *WHEN).empty
    assert desa.read_periode_lalu(connection, nowhere, 1).empty
    assert desa.read_musdes(connection, nowhere, *WHEN) is None
    assert desa.read_petugas(connection, nowhere, *WHEN).empty
