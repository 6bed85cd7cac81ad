"""The verivali table: every figure equals the rows, the map and the file; order and filters mean what is shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from components.verivali_berkas import baris, kolom_verivali
from components.verivali_tabel import Hari, angka, baris_tabel, kolom_tabel
from data_access.pantau_desa import (
    Halaman,
    Tinjauan,
    columns_at,
    count_flags,
    count_still,
    read_keys,
    read_rows,
    stream_rows,
)
from data_access.progres import read_rekap
from domain.access import Scope
from domain.errors import InvalidInput
from domain.indikator import BATAS_DESIL, INDIKATOR, evaluate
from domain.kode import Level, contains
from domain.saring import Saringan, parse_saringan
from domain.tanda import Tanda
from tests.conftest import TODAY

BSP, DTKS, PERIODE = 1, 2, 202611
OPENED, DEADLINE, DAYS_LEFT = date(2026, 11, 1), date(2026, 11, 25), 5
HARI = Hari(TODAY, OPENED, DEADLINE, DAYS_LEFT)
UNIT = {Level.PROVINSI: 10**8, Level.KAB: 10**6, Level.KECAMATAN: 10**4, Level.DESA: 1}


def _ask(kode: int, level: Level, program: int = BSP) -> Tinjauan:
    return Tinjauan(Scope(kode), level, program, PERIODE, TODAY, OPENED, DEADLINE, DAYS_LEFT)


def _keys(connection: sa.Connection, ask: Tinjauan, **query: str) -> Halaman:
    return read_keys(connection, ask, parse_saringan(query, columns_at(ask.level)))


def _figures(connection: sa.Connection, ask: Tinjauan, **query: str) -> list[dict[str, Any]]:
    rows = stream_rows(connection, ask, _keys(connection, ask, **query).kode)
    return [{"kode": row["kode"], "nama": row["nama"], **angka(row, HARI, ask.level)} for row in rows]


@pytest.fixture(scope="module")
def raw(engine: sa.Engine) -> Mapping[str, pd.DataFrame]:
    """Single rows as they lie in the register; nothing counted by anybody."""
    queries = {
        "verivali": "SELECT v.desa, v.program, v.status, v.sta_keberadaan AS sta, v.kyc_lengkap, v.tgl_diisi, "
        "v.diubah, r.desil FROM verivali v JOIN rumah_tangga r ON r.kab = v.kab AND r.id = v.ruta "
        "WHERE v.periode = 202611",
        "individu": "SELECT r.desa, i.padan FROM individu i JOIN rumah_tangga r ON r.kab = i.kab AND r.id = i.ruta",
        "musdes": "SELECT desa, program, berita_acara FROM musdes WHERE periode = 202611",
    }
    with engine.connect() as connection:
        found = {}
        for name, query in queries.items():
            answer = connection.execute(sa.text(query))
            found[name] = pd.DataFrame(answer.all(), columns=list(answer.keys()))
    return found


def _share(above: float, below: float) -> float | None:
    return 100 * above / below if below else None


def _by_hand(raw: Mapping[str, pd.DataFrame], area: int, unit: int, program: int) -> dict[str, Any]:
    """The figures of one area by a second path: single rows through pandas."""
    rows = raw["verivali"]
    rows = rows[(rows["program"] == program) & (rows["desa"] // unit == area)]
    people = raw["individu"][raw["individu"]["desa"] // unit == area]
    held = raw["musdes"]
    held = held[(held["program"] == program) & (held["desa"] // unit == area) & held["berita_acara"]]
    total, seen = len(rows), rows[rows["sta"].notna()]
    off, active = seen[seen["sta"] >= 3], seen[seen["sta"] <= 2]
    days = pd.to_datetime(rows["tgl_diisi"])
    # A returned row keeps its day but may be waiting for repair: it stays filled in.
    lately = int((days > pd.Timestamp(TODAY - timedelta(days=7))).sum())
    desa = rows.groupby("desa")["status"]
    left = int((rows["status"] == 0).sum())
    inclusion = len(off) + int((active["desil"] > BATAS_DESIL).sum())
    last = rows["diubah"].dropna().max() if rows["diubah"].notna().any() else None
    since = OPENED if last is None else max(OPENED, last.tz_convert("Asia/Jakarta").date())
    still = (TODAY - since).days if total else None
    late = None
    if total:
        late = 0.0 if not left else math.ceil(left / (lately / 7)) - 4.0 if lately else None
    counted = {
        "total": total,
        "belum": left,
        "diisi": int((rows["status"] > 0).sum()),
        "terimpor": int((rows["status"] >= 2).sum()),
        "diperiksa": int((rows["status"] >= 3).sum()),
        "final": int((rows["status"] == 5).sum()),
        "dikembalikan": int((rows["status"] == 4).sum()),
        "tidak_ditemukan": int((rows["sta"] == 3).sum()),
        "mampu": int((rows["sta"] == 4).sum()),
        "ganda": int((rows["sta"] == 5).sum()),
        "laju": lately / 7,
        "perlu": left / DAYS_LEFT,
        "target": round(total * 21 / 25),
        "selisih": int((rows["status"] > 0).sum()) - round(total * 21 / 25),
    }
    return {
        # No prelist: nothing to count.
        **(counted if total else dict.fromkeys(counted)),
        "progres": _share(len(seen), total),
        "persen_terimpor": _share((rows["status"] >= 2).sum(), total),
        "persen_diperiksa": _share((rows["status"] >= 3).sum(), total),
        "persen_final": _share((rows["status"] == 5).sum(), total),
        "nonaktif": _share(len(off), len(seen)),
        "inklusi": _share(inclusion, len(seen)) if program == BSP else None,
        "kyc": _share(int(active["kyc_lengkap"].sum()), len(active)),
        "padan": _share(int((people["padan"] == 1).sum()), len(people)),
        "desa": desa.ngroups,
        "desa_selesai": int((desa.min() > 0).sum()) if total else 0,
        "desa_musdes": len(held),
        "terlambat": late,
        "diam": None if still is None else float(max(still, 0)),
    }


@pytest.mark.parametrize("program", [BSP, DTKS])
@pytest.mark.parametrize(
    ("kode", "level"),
    [(0, Level.PROVINSI), (32, Level.KAB), (3277, Level.KECAMATAN), (3277, Level.DESA), (9171, Level.DESA)],
)
def test_every_figure_of_the_table_is_what_single_rows_add_up_to(
    connection: sa.Connection, raw: Mapping[str, pd.DataFrame], kode: int, level: Level, program: int
) -> None:
    figures = _figures(connection, _ask(kode, level, program))
    assert any(row["total"] for row in figures)
    for row in figures:
        expected = _by_hand(raw, row["kode"], UNIT[level], program)
        if level is Level.DESA:
            held, has = expected.pop("desa_musdes"), expected.pop("desa")
            expected.pop("desa_selesai")
            expected["musdes"] = None if not has else "sudah" if held else "belum"
        else:
            expected["musdes"] = _share(expected["desa_musdes"], expected["desa"])
            expected["persen_selesai"] = _share(expected["desa_selesai"], expected["desa"])
        for name, value in expected.items():
            assert row[name] == (value if value is None or isinstance(value, str) else pytest.approx(value)), (
                row["nama"],
                name,
            )


@pytest.mark.parametrize(
    ("kode", "level"), [(0, Level.PROVINSI), (0, Level.KAB), (32, Level.KECAMATAN), (3277, Level.DESA)]
)
def test_the_table_says_what_the_map_says(connection: sa.Connection, kode: int, level: Level) -> None:
    figures = {row["kode"]: row for row in _figures(connection, _ask(kode, level))}
    frame = read_rekap(connection, Scope(kode), level, BSP, PERIODE, TODAY)
    assert set(figures) == set(frame["kode"])
    moment = {"as_of": TODAY, "opened": OPENED, "deadline": DEADLINE}
    for row in frame.to_dict("records"):
        mine = figures[row["kode"]]
        for kode_indikator in ("progres", "nonaktif", "terlambat"):
            assert mine[kode_indikator] == evaluate(INDIKATOR[kode_indikator], row, **moment).nilai
        last = {} if pd.isna(row["terakhir"]) else {"last": row["terakhir"].tz_convert("Asia/Jakarta").date()}
        assert mine["diam"] == evaluate(INDIKATOR["diam"], row, **moment, **last).nilai


@pytest.mark.parametrize(("kode", "level"), [(0, Level.KAB), (3277, Level.DESA)])
def test_the_file_says_what_the_table_says(connection: sa.Connection, kode: int, level: Level) -> None:
    ask = _ask(kode, level)
    keys = _keys(connection, ask, urut="-progres", saring="total>0").kode
    header = [item.judul for item in kolom_verivali(level)]
    body = [baris(row, HARI, level) for row in stream_rows(connection, ask, keys, 7)]
    assert [row[0] for row in body] == [str(key) for key in keys]
    at = {item.kode: item.kepala for item in kolom_tabel(level)}
    for line, row in zip(body, _figures(connection, ask, urut="-progres", saring="total>0"), strict=True):
        told = dict(zip(header, line, strict=True))
        for name in ("total", "diisi", "final", "mampu", "progres", "nonaktif", "kyc", "laju", "terlambat"):
            assert told[at[name]] == row[name]


@pytest.mark.parametrize(("kode", "level"), [(3218, Level.DESA), (3218, Level.KECAMATAN), (32, Level.KAB)])
def test_any_column_can_lead_and_what_is_unknown_comes_last(connection: sa.Connection, kode: int, level: Level) -> None:
    ask = _ask(kode, level)
    shown = _figures(connection, ask)[0].keys()
    for name in columns_at(level).keys() & shown - {"tanda", "nama", "musdes", "petugas", "telepon"}:
        for sign, down in (("", False), ("-", True)):
            values = [row[name] for row in _figures(connection, ask, urut=f"{sign}{name}")]
            known = [value for value in values if value is not None]
            assert values[: len(known)] == known, name
            assert known == pytest.approx(sorted(known, reverse=down)), name


def test_a_filter_keeps_the_rows_that_show_it_and_counts_them(connection: sa.Connection) -> None:
    ask = _ask(3277, Level.DESA)
    everything = _figures(connection, ask)
    low = _figures(connection, ask, saring="progres<60")
    assert {row["kode"] for row in low} == {row["kode"] for row in everything if row["progres"] < 60}
    both = _keys(connection, ask, saring="progres>=20;progres<60")
    assert both.jumlah == len([row for row in everything if 20 <= row["progres"] < 60])
    first = read_keys(connection, ask, parse_saringan({"saring": "progres<101"}, columns_at(Level.DESA)), 0, 3)
    assert (len(first.kode), first.jumlah) == (3, 15)
    named = _figures(connection, ask, saring="nama~MELONG")
    assert [row["nama"] for row in named] == ["Melong"]
    assert _figures(connection, ask, saring="kecamatan~selatan;nama=melong") == named


@pytest.mark.parametrize(("kode", "level"), [(3218, Level.DESA), (0, Level.KECAMATAN), (0, Level.KAB)])
def test_flags_found_by_the_database_are_those_shown(connection: sa.Connection, kode: int, level: Level) -> None:
    ask = _ask(kode, level)
    everything = _figures(connection, ask)
    counted = count_flags(connection, ask)
    for tanda in Tanda:
        shown = {row["kode"] for row in everything if tanda in row["tanda"]}
        assert set(_keys(connection, ask, saring=f"tanda={tanda}").kode) == shown, tanda
        assert counted[tanda] == len(shown), tanda
    flagged = {row["kode"] for row in everything if {"diam", "belum_mulai"} & set(row["tanda"])}
    assert set(_keys(connection, ask, saring="tanda=diam|belum_mulai").kode) == flagged


def test_days_without_activity_add_up_to_the_unfinished(connection: sa.Connection) -> None:
    ask = _ask(3218, Level.DESA)
    unfinished = [row for row in _figures(connection, ask) if row["belum"]]
    found = count_still(connection, ask, (0, 2, 6, 14))
    assert found == [
        sum(low <= row["diam"] <= high for row in unfinished)
        for low, high in ((0, 0), (1, 2), (3, 6), (7, 14), (15, 999))
    ]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"cari": "cimahi"},
        {"saring": "nama~cimahi"},
        {"cari": "3277"},
        {"saring": "kode>=3277000000"},
        {"urut": "kab"},
    ],
)
def test_nothing_of_another_kab_is_found_or_counted(connection: sa.Connection, query: dict[str, str]) -> None:
    for level in (Level.DESA, Level.KECAMATAN):
        found = _keys(connection, _ask(3218, level), **query)
        assert all(contains(3218, kode) for kode in found.kode)
        assert found.jumlah == len(found.kode)


def test_a_level_above_the_wilayah_and_a_flag_that_does_not_exist_are_refused(connection: sa.Connection) -> None:
    with pytest.raises(InvalidInput, match="tingkat lain"):
        read_keys(connection, _ask(3277, Level.PROVINSI), Saringan())
    with pytest.raises(InvalidInput, match="Tanda"):
        _keys(connection, _ask(3277, Level.DESA), saring="tanda=sandi")


def test_all_desa_of_the_country_can_be_listed_also_those_without_a_prelist(connection: sa.Connection) -> None:
    first = read_keys(
        connection, _ask(0, Level.DESA), parse_saringan({"urut": "progres"}, columns_at(Level.DESA)), 0, 100
    )
    assert (len(first.kode), first.jumlah) == (100, 83_762)
    unknown = read_keys(
        connection, _ask(0, Level.DESA), parse_saringan({"saring": "total:kosong"}, columns_at(Level.DESA))
    )
    (row,) = read_rows(connection, _ask(0, Level.DESA), unknown.kode[:1])
    shown = baris_tabel(row, HARI, Level.DESA, (BSP, PERIODE))
    assert (shown["total"], shown["progres"], shown["tanda"]) == (None, None, [])


def test_the_page_of_rows_is_read_through_indexes(connection: sa.Connection) -> None:
    """At national size each of these tables holds 83,762 rows a periode; a page may read a few of them."""
    ask = _ask(0, Level.DESA)
    keys = _keys(connection, _ask(3277, Level.DESA)).kode
    plans: list[str] = []

    def explain(conn: sa.Connection, _c: object, statement: str, parameters: object, _x: object, _m: bool) -> None:
        if "rekap_desa" in statement and not statement.startswith("EXPLAIN"):
            cursor = conn.connection.cursor()
            cursor.execute(f"EXPLAIN {statement}", parameters)
            plans.extend(line for (line,) in cursor.fetchall())

    sa.event.listen(connection, "before_cursor_execute", explain)
    connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
    read_rows(connection, ask, keys)
    plan = "\n".join(plans)
    for table in ("rekap_desa", "riwayat_desa", "pantauan", "musdes", "pengguna", "rekap_register"):
        assert f"Seq Scan on {table}" not in plan
