"""What the map draws, put together from counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from components.peta_berkas import baris_peta, kolom_peta
from components.peta_data import (
    Banding,
    Saat,
    difference,
    evaluate_areas,
    evaluate_on_day,
    frames_by_day,
    map_values,
    without_polygon,
)
from domain.bandingan import ranks, same_day_of
from domain.figur import SAMAR
from domain.indikator import DISAMARKAN, INDIKATOR, Arah, Nilai
from domain.kalender import Program, periode_of_month
from domain.klasifikasi import BERHENTI, TIDAK_ADA_DATA, Cara
from domain.kode import Level

SAAT = Saat(date(2026, 11, 21), date(2026, 11, 1), date(2026, 11, 25))
ZERO = dict.fromkeys(
    ("s0", "s1", "s2", "s3", "s4", "s5", "n1", "n2", "n3", "n4", "n5", "diisi_7", "kuota", "terpakai"), 0
)


def area(kode: int, total: int, done: int, **more: Any) -> dict[str, Any]:
    row = ZERO | {
        "kode": kode,
        "nama": f"W{kode}",
        "induk": kode // 100,
        "nama_induk": f"I{kode // 100}",
        "total": total,
    }
    return row | {"s0": total - done, "s1": done, "n1": done, "diisi_7": min(done, 7), "terakhir": pd.NaT} | more


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    found = pd.DataFrame(rows)
    return found.assign(terakhir=pd.to_datetime(found["terakhir"], utc=True))


AREAS = frame(area(3201, 100, 90), area(3202, 200, 20), area(3203, 0, 0), area(3301, 50, 25))
DAILY = pd.DataFrame(
    [(3201, date(2026, 11, 3), 40), (3201, date(2026, 11, 10), 50), (3202, date(2026, 11, 10), 20)],
    columns=["kode", "tanggal", "diisi"],
)


def test_lists_of_an_answer_are_parallel_and_figures_are_those_shown() -> None:
    drawn = map_values(INDIKATOR["progres"], AREAS, evaluate_areas(INDIKATOR["progres"], AREAS, SAAT), Cara.PITA)
    kolom = drawn["kolom"]
    assert {len(values) for values in kolom.values()} == {4}
    assert kolom["nilai"] == [90.0, 10.0, None, 50.0]
    assert kolom["kelas"] == [5, 1, TIDAK_ADA_DATA, 3]
    assert drawn["legenda"]["banyak"] == [1, 0, 1, 0, 1]
    assert drawn["legenda"]["tidak_ada_data"] == 1


def test_rank_counts_siblings_with_a_figure_and_one_is_best() -> None:
    drawn = map_values(INDIKATOR["progres"], AREAS, evaluate_areas(INDIKATOR["progres"], AREAS, SAAT), Cara.PITA)
    assert drawn["kolom"]["peringkat"] == [1, 2, None, 1]
    assert drawn["kolom"]["dari"] == [2, 2, 2, 1]


def test_where_less_is_better_the_least_ranks_first_and_equals_share() -> None:
    values = [Nilai(5.0, 0, 0), Nilai(1.0, 0, 0), Nilai(5.0, 0, 0)]
    assert ranks(values, [1, 1, 1], Arah.TURUN) == ([2, 1, 2], [3, 3, 3])


def test_an_area_that_stands_still_is_told_from_one_without_data() -> None:
    rows = frame(area(3201, 100, 50, diisi_7=0), area(3202, 0, 0))
    kelas = map_values(INDIKATOR["terlambat"], rows, evaluate_areas(INDIKATOR["terlambat"], rows, SAAT), Cara.PITA)
    assert kelas["kolom"]["kelas"] == [BERHENTI, TIDAK_ADA_DATA]


def test_days_since_activity_are_counted_in_jakarta() -> None:
    # 17.30 UTC on the 19th is already the 20th in Jakarta.
    rows = frame(area(3201, 10, 5, terakhir="2026-11-19T17:30:00Z"), area(3202, 10, 0))
    assert [item.nilai for item in evaluate_areas(INDIKATOR["diam"], rows, SAAT)] == [1.0, 20.0]


def test_a_day_of_the_history_counts_what_was_done_until_then() -> None:
    values = evaluate_on_day(INDIKATOR["progres"], AREAS, DAILY, date(2026, 11, 5))
    assert [item.nilai for item in values] == [40.0, 0.0, None, 0.0]


def test_frames_hold_every_day_and_end_as_the_last_day_stands() -> None:
    frames = frames_by_day(INDIKATOR["progres"], AREAS, DAILY, SAAT)
    assert len(frames["kumulatif"]) == 21
    assert frames["kumulatif"][1] == [0, 0, 0, 0]
    assert frames["kumulatif"][2] == [40, 0, 0, 0]
    assert frames["kumulatif"][-1] == [90, 20, 0, 0]


def test_frames_without_any_history_are_zero() -> None:
    frames = frames_by_day(INDIKATOR["progres"], AREAS, DAILY.iloc[:0], SAAT)
    assert frames["kumulatif"][0] == [0, 0, 0, 0]


def test_an_open_periode_is_compared_with_the_same_day_of_the_other() -> None:
    november = periode_of_month(Program.BSP, 2026, 11)
    october = periode_of_month(Program.BSP, 2026, 10)
    assert same_day_of(november, october, date(2026, 11, 21)) == date(2026, 10, 21)
    assert same_day_of(november, october, date(2026, 11, 25)) == date(2026, 10, 25)


def test_a_difference_is_in_points_and_missing_where_either_is() -> None:
    now, then = [Nilai(60.0, 6, 10), Nilai(None, 0, 0)], [Nilai(70.0, 7, 10), Nilai(1.0, 1, 100)]
    assert [item.nilai for item in difference(now, then)] == [-10.0, None]


def test_a_difference_takes_the_diverging_ramp_with_its_warm_end_at_the_loss() -> None:
    values = evaluate_areas(INDIKATOR["progres"], AREAS, SAAT)
    then = [Nilai(50.0, 1, 2)] * 4
    drawn = map_values(
        INDIKATOR["progres"], AREAS, values, Cara.PITA, Banding(202610, "Oktober 2026", then, selisih=True)
    )
    assert drawn["legenda"]["ramp"] == ["div-1", "div-2", "div-3", "div-4", "div-5"]
    assert drawn["kolom"]["nilai"] == [40.0, -40.0, None, 0.0]
    assert drawn["metrik"]["satuan"] == "poin"


def test_two_maps_side_by_side_share_their_classes() -> None:
    values = evaluate_areas(INDIKATOR["progres"], AREAS, SAAT)
    then = [Nilai(10.0, 1, 10), Nilai(95.0, 95, 100), Nilai(None, 0, 0), Nilai(50.0, 1, 2)]
    drawn = map_values(
        INDIKATOR["progres"], AREAS, values, Cara.PITA, Banding(202610, "Oktober 2026", then, selisih=False)
    )
    assert drawn["banding"]["kelas"] == [1, 5, TIDAK_ADA_DATA, 3]


def test_desa_without_polygon_are_counted_by_the_area_shown_that_holds_them() -> None:
    missing = [3201012001, 3201012002, 3202012001, 9999012001]
    assert without_polygon(missing, [3201, 3202], Level.KAB) == {"jumlah": 3, "daftar": [(3201, 2), (3202, 1)]}
    assert without_polygon(missing, [3201012002], Level.DESA) == {"jumlah": 1, "daftar": [(3201012002, 1)]}


def _drawn() -> dict[str, Any]:
    return map_values(INDIKATOR["progres"], AREAS, evaluate_areas(INDIKATOR["progres"], AREAS, SAAT), Cara.PITA)


def test_the_file_of_the_map_has_a_row_for_each_area_with_what_its_figure_is_of() -> None:
    drawn = _drawn()
    rows = list(baris_peta(drawn))
    assert [item.judul for item in kolom_peta(drawn)][3] == "Progres verivali (%)"
    assert rows[0][:6] == ["3201", "W3201", "I32", 90.0, 90, 100]
    assert (rows[2][3], rows[2][-1]) == (None, "tidak ada data")


def test_a_figure_that_is_not_told_is_a_word_in_the_file() -> None:
    values = evaluate_areas(INDIKATOR["progres"], AREAS, SAAT)
    hidden = map_values(INDIKATOR["progres"], AREAS, [DISAMARKAN, *values[1:]], Cara.PITA)
    rows = list(baris_peta(hidden))
    assert rows[0][3:6] == [SAMAR] * 3
    assert rows[0][-1] == ""
    assert rows[1][3:6] == [10.0, 20, 200]
