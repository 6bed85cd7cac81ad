"""Nobody works a suppressed number out of packs by subtraction, however many packs they lay side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from paket_isi import SORE, angka, baris, tersimpan
from scipy.optimize import linprog

from data_access.progres import read_rekap
from data_access.session import read_session
from domain.access import Scope
from domain.figur import SAMAR
from domain.indikator import DIISI
from domain.kode import Level, ancestor

AMBANG = 5
KAB = (3277, 3218)
# What a reader knows of an area: (diisi, prelist), None where it is not told.
Tahu = dict[int, tuple[int | None, int | None]]


def _small(count: int) -> bool:
    return 0 < count < AMBANG


@cache
def _benar() -> dict[int, tuple[int, int]]:
    """diisi and prelist of every area of the sample, at every level."""
    found: dict[int, tuple[int, int]] = {}
    with read_session() as connection:
        frame = read_rekap(connection, Scope(0), Level.DESA, 1, 202611, SORE.date())
    frame = frame[frame["total"] > 0]
    for kode, done, total in zip(frame["kode"], frame[list(DIISI)].sum(axis=1), frame["total"], strict=True):
        for level in Level:
            area = ancestor(int(kode), level)
            before = found.get(area, (0, 0))
            found[area] = (before[0] + int(done), before[1] + int(total))
    return found


def _paket() -> Iterator[int]:
    kab = {ancestor(kode, Level.KAB) for kode in _benar() if kode > 999}
    yield from (0, *sorted({kode // 100 for kode in kab}), *KAB)
    yield from sorted(kode for kode in _benar() if len(str(kode)) == 6 and kode // 100 in KAB)


@cache
def _tahu() -> Tahu:
    """What the packs of the country, its provinsi, two kab and all their kecamatan tell together."""
    known: Tahu = {}
    for wilayah in _paket():
        isi = tersimpan(wilayah, samar=AMBANG)
        own = angka(isi, "ringkasan.angka")["progres"]
        cells = [(wilayah, own["pembilang"], own["penyebut"])]
        cells += [(int(row["kode"]), row["diisi"], row["total"]) for row in baris(isi, "peta.tabel")]
        for kode, done, total in cells:
            before = known.get(kode, (None, None))
            told = tuple(None if value == SAMAR else value for value in (done, total))
            known[kode] = (told[0] if before[0] is None else before[0], told[1] if before[1] is None else before[1])
    return known


@pytest.mark.usefixtures("engine")
def test_the_sample_has_numbers_to_hide_and_none_of_them_is_told() -> None:
    truth, known = _benar(), _tahu()
    hidden = [kode for kode, (done, _) in known.items() if done is None and kode in truth]
    assert len(hidden) > 20
    for kode, (done, total) in known.items():
        if kode not in truth:
            continue
        assert done in (None, truth[kode][0])
        assert total in (None, truth[kode][1])
        if done is not None and total is not None:
            assert not _small(done), kode
            assert not _small(total - done), kode


@pytest.mark.usefixtures("engine")
def test_no_small_number_follows_from_any_number_of_packs() -> None:
    truth, known = _benar(), _tahu()
    codes = [kode for kode in truth if len(str(kode)) <= 4 or kode // 10 ** (len(str(kode)) - 4) in KAB]
    place = {kode: k for k, kode in enumerate(codes)}
    size = len(codes)
    # Variables: diisi, then prelist; an area is the sum of its parts, and diisi is part of the prelist.
    rows, values = [], []
    for kode in codes:
        level = (
            Level.NASIONAL if kode == 0 else {2: Level.PROVINSI, 4: Level.KAB, 6: Level.KECAMATAN}.get(len(str(kode)))
        )
        parts = [] if level is None else [other for other in codes if _parent(other) == kode and other != kode]
        for shift in (0, size) if parts else ():
            row = np.zeros(2 * size)
            row[place[kode] + shift] = 1
            row[[place[other] + shift for other in parts]] = -1
            rows.append(row)
            values.append(0.0)
    bounds: list[tuple[float, float | None]] = []
    for which in (0, 1):
        for kode in codes:
            told = known.get(kode, (None, None))[which]
            bounds.append((0, None) if told is None else (told, told))
    inside = np.hstack([np.eye(size), -np.eye(size)])
    sensitive = [kode for kode in codes if _small(truth[kode][0]) or _small(truth[kode][1] - truth[kode][0])]
    assert len(sensitive) > 20
    for kode in sensitive:
        if len(str(kode)) <= 4 and kode not in KAB:
            continue
        done, total = truth[kode]
        aim = np.zeros(2 * size)
        aim[place[kode]] = 1 if _small(done) else -1
        aim[place[kode] + size] = 0 if _small(done) else 1
        ends = [
            linprog(sign * aim, A_ub=inside, b_ub=np.zeros(size), A_eq=np.array(rows), b_eq=np.array(values),
                    bounds=bounds, method="highs")
            for sign in (1, -1)
        ]  # fmt: skip
        assert all(end.status in (0, 3) for end in ends), kode
        low = ends[0].fun if ends[0].status == 0 else -np.inf
        high = -ends[1].fun if ends[1].status == 0 else np.inf
        assert high - low >= 1, (kode, low, high, done, total)


def _parent(kode: int) -> int:
    text = str(kode)
    return kode // 10**4 if len(text) == 10 else kode // 100


@pytest.mark.usefixtures("engine")
def test_a_hidden_number_stands_in_no_sentence_note_or_chart() -> None:
    for wilayah in (*KAB, 32):
        isi = tersimpan(wilayah, samar=AMBANG)
        for row in baris(isi, "peta.tabel"):
            if row["diisi"] != SAMAR:
                continue
            assert row["progres"] == row["selisih"] == row["diisi_7"] == SAMAR
            for bab in isi.bab:
                assert not any(f"{row['nama']} (" in said or f"{row['nama']} memimpin" in said for said in bab.kalimat)
            ranked = [item["kode"] for item in baris(isi, "peringkat.tabel")] if _ranked(wilayah) else []
            assert row["kode"] not in ranked


def _ranked(wilayah: int) -> bool:
    return "peringkat.tabel" in json.dumps([item.kode for bab in tersimpan(wilayah, samar=AMBANG).bab
                                            for item in bab.figur])  # fmt: skip


@pytest.mark.usefixtures("engine")
def test_parts_of_a_kuota_that_add_up_are_not_told_with_one_of_them_hidden() -> None:
    for wilayah in (*KAB, 32, 0):
        for row in baris(tersimpan(wilayah, samar=AMBANG), "kuota.tabel"):
            counts = [row[name] for name in ("awal", "nonaktif", "disetujui", "terpakai")]
            assert counts.count(SAMAR) != 1, row
            assert not any(_small(value) for value in counts[:3] if isinstance(value, int)), row
            assert (row["sisa"] == SAMAR) == (row["terpakai"] == SAMAR)


@pytest.mark.usefixtures("engine")
def test_cases_of_the_review_are_told_with_their_few_hidden() -> None:
    for wilayah in (*KAB, 32, 0):
        isi = tersimpan(wilayah, samar=AMBANG)
        for row in baris(isi, "usulan.tabel"):
            assert not any(_small(value) for value in (row["menunggu"], row["terlambat"]) if isinstance(value, int)), (
                row
            )
        items = angka(isi, "usulan.angka")
        told = [items[name]["nilai"] for name in ("semua", "menunggu")]
        assert not any(_small(value) for value in told if isinstance(value, int))
