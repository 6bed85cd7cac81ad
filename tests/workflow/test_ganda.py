"""Likely duplicates: who is registered already is found, others are left in peace, a reviewer decides."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data_access import audit
from data_access.antrean_kerja import defer
from data_access.ganda import read_calon
from data_access.ganda_store import read_datang, read_lain
from data_access.pengguna import find_by_username
from data_access.session import read_session, unit_of_work
from domain.access import Actor
from domain.errors import AccessDenied, RuleViolation
from domain.ganda import DASAR, Orang, StateCalon, dasar_of
from workflow import ganda, mirip
from workflow.mirip import cari_mirip
from workflow.tasks import open_queue

KAB, PERIODE, IMPOR = 3277, 202611, 900_003
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


def _all(query: str, **values: object) -> list[Any]:
    with unit_of_work() as work:
        return list(work.execute(sa.text(query), values))


def _do(query: str, **values: object) -> None:
    with unit_of_work() as work:
        work.execute(sa.text(query), values)


def _actor(username: str) -> Actor:
    with read_session() as connection:
        akun = find_by_username(connection, username)
    assert akun is not None
    return akun.actor


def _register(kab: int) -> list[Orang]:
    with read_session() as connection:
        return list(read_lain(connection, kab, 0, set()))


@pytest.fixture
def impor(own_database: str) -> int:
    """An import that was written."""
    _do("INSERT INTO impor (kab, id, state, nama, ukuran, pengunggah) OVERRIDING SYSTEM VALUE "
        "VALUES (:k, :i, 'selesai', 'a.siks', 1, 1)", k=KAB, i=IMPOR)  # fmt: skip
    return IMPOR


def _pick(count: int = 1) -> list[Any]:
    """Members of the register of a full name, who hold the account of their household."""
    return _all(
        "SELECT i.*, r.idbdt, r.desa, r.pengurus_ibu_kandung AS ibu FROM individu i JOIN rumah_tangga r "
        "ON r.kab = i.kab AND r.id = i.ruta WHERE i.kab = :k AND upper(i.nama) = upper(r.pengurus_nama) "
        "AND i.nama LIKE '% %' AND length(i.nama) > 10 AND r.pengurus_ibu_kandung IS NOT NULL "
        "AND i.nik % 10000 > 0 AND i.nik > 1e15 ORDER BY i.id LIMIT :n", k=KAB, n=count,
    )  # fmt: skip


def _newcomer(person: Any, **changes: object) -> dict[str, Any]:
    values = {
        "idartbdt": "9" * 25, "nama": person.nama, "nik": None, "jns_kel": person.jns_kel, "sta_art": 1, "hub_krt": 1,
        "tgl_lahir": person.tgl_lahir.isoformat(),
    }  # fmt: skip
    return values | changes


def _case(desa: int, members: list[dict[str, Any]], rumah: dict[str, Any] | None = None, nomor: int = 1) -> str:
    idbdt = f"{nomor}" * 23
    isi = {"rumah": {"nama_krt": "KEPALA", "alamat": "Jl. Mawar"} | (rumah or {}), "anggota_baru": members}
    _do(
        "INSERT INTO usulan (kab, id, jenis, periode, program, desa, idbdt, status, diajukan, impor, isi, diubah) "
        "VALUES (:k, :n, 2, :p, 1, :desa, :idbdt, 1, :day, :i, CAST(:isi AS jsonb), :now)",
        k=KAB, n=nomor, p=PERIODE, desa=desa, idbdt=idbdt, day=NOW.date(), i=IMPOR, isi=json.dumps(isi), now=NOW,
    )  # fmt: skip
    return idbdt


def _flags(nomor: int = 1) -> tuple[list[str], int]:
    (row,) = _all("SELECT aturan, risiko FROM usulan WHERE kab = :k AND id = :n", k=KAB, n=nomor)
    return row.aturan, row.risiko


def _calon(idbdt: str) -> Any:
    with read_session() as connection:
        return read_calon(connection, KAB, idbdt)


def test_the_words_of_agreement_are_those_of_the_levels_compared() -> None:
    assert set(DASAR) == set(mirip._LEVELS)
    for field, (_, words) in DASAR.items():
        levels = mirip._LEVELS[field]
        assert len(words) == len(levels)
        assert sum(m for _, m, _, _ in levels) == pytest.approx(1)
        assert sum(u for _, _, u, _ in levels) == pytest.approx(1, abs=0.001)
    top = {field: len(words) - 1 for field, (_, words) in DASAR.items()}
    assert dasar_of(top | {"ibu": -1})["nama"] == "sama"
    assert "ibu" not in dasar_of(top | {"ibu": -1})


def test_somebody_registered_under_another_spelling_is_found(engine: sa.Engine) -> None:
    register = _register(KAB)
    person = next(item for item in register if item.ibu and "Siti" in item.nama and item.tgl_lahir and " " in item.nama)
    variants = {
        "spelling": {"nama": person.nama.replace("Siti", "Sitti")},
        "slip": {"nama": person.nama[:-2] + person.nama[-1] + person.nama[-2]},
        "title": {"nama": "Hj. " + person.nama},
        "day and month": {"tgl_lahir": _swapped(person.tgl_lahir)},
        "year": {"tgl_lahir": person.tgl_lahir.replace(year=person.tgl_lahir.year + 1)},
    }
    for what, changes in variants.items():
        came = replace(person, idartbdt="9" * 25, idbdt="9" * 23, nik=None, **changes)
        found = cari_mirip([came], register)
        assert person.idartbdt in {item.idartbdt_mirip for item in found}, what


def _swapped(day: date | None) -> date | None:
    return None if day is None else date(day.year, day.day, day.month) if day.day <= 12 else day


def test_a_shared_name_or_a_shared_day_is_not_enough(engine: sa.Engine) -> None:
    register = _register(KAB)
    other = [item for item in _register(3204) if item.tgl_lahir][:1500]
    came = [
        replace(item, idartbdt=f"9{n:024d}", idbdt=f"9{n // 4:022d}", desa=register[n].desa, nik=None)
        for n, item in enumerate(other)
    ]
    # People of another kab, who bear the names of this one's: hardly any looks like somebody here.
    assert len(cari_mirip(came, register)) <= 6
    name_only = replace(register[0], idartbdt="9" * 25, idbdt="9" * 23, nik=None, ibu=None, tgl_lahir=date(1931, 5, 6))
    assert cari_mirip([name_only], register) == []


def test_two_of_one_household_are_never_compared_and_two_who_came_are_found_once(engine: sa.Engine) -> None:
    person = next(item for item in _register(KAB) if item.ibu and item.tgl_lahir)
    twins = [replace(person, idartbdt=f"9{n:024d}", idbdt="9" * 23) for n in range(2)]
    assert cari_mirip(twins, _register(3204)) == []
    apart = [replace(item, idbdt=f"8{n:022d}", nik=None) for n, item in enumerate(twins)]
    (found,) = cari_mirip(apart, _register(3204))
    assert (found.idartbdt, found.idartbdt_mirip) == (apart[0].idartbdt, apart[1].idartbdt)


def test_what_nobody_filled_in_is_compared_with_nobody(engine: sa.Engine) -> None:
    empty = Orang("9" * 25, "9" * 23, 3277011001, "…", None, None, "abc", None)
    assert cari_mirip([empty], _register(KAB)) == []
    assert cari_mirip([], _register(KAB)) == []
    assert cari_mirip([empty], []) == []


def test_the_same_question_has_the_same_answer(engine: sa.Engine) -> None:
    register = _register(KAB)
    came = [replace(item, idartbdt=f"9{n:024d}", idbdt=f"9{n:022d}") for n, item in enumerate(register[:200])]
    assert cari_mirip(came, register) == cari_mirip(came, register)


def test_a_candidate_is_shown_side_by_side_and_flags_its_case(impor: int) -> None:
    (person,) = _pick()
    name = person.nama.upper() + "H"
    rumah = {"pengurus_nama": name, "pengurus_ibu_kandung": person.ibu}
    idbdt = _case(person.desa, [_newcomer(person, nama=name)], rumah)
    assert ganda.cari(KAB, impor) >= 1
    assert _flags() == (["V07"], 30)
    best = _calon(idbdt)[0]
    assert best.state is StateCalon.TERBUKA
    assert best.skor > 80
    assert ("Tanggal lahir", "sama") in best.dasar
    assert ("Ibu kandung", "sama") in best.dasar
    assert (best.mirip.nama, best.mirip.terdaftar, best.datang.terdaftar) == (person.nama, True, False)
    assert best.datang.alamat == "Jl. Mawar"
    # NIK, mother's name and the day of birth are covered on both sides.
    shown = repr(best)
    assert str(person.nik) not in shown
    assert person.ibu not in shown
    assert f"{person.tgl_lahir:%Y-%m-%d}" not in shown


def test_looking_again_changes_nothing_and_a_worker_that_dies_leaves_nothing(
    impor: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (person,) = _pick()
    idbdt = _case(person.desa, [_newcomer(person)], {"pengurus_nama": person.nama, "pengurus_ibu_kandung": person.ibu})

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ganda.audit, "record", die)
        with pytest.raises(KeyboardInterrupt):
            ganda.cari(KAB, impor)
    assert _calon(idbdt) == []
    assert _flags() == ([], 0)
    count = ganda.cari(KAB, impor)
    before = [(item.skor, item.dasar) for item in _calon(idbdt)]
    assert ganda.cari(KAB, impor) == count
    assert [(item.skor, item.dasar) for item in _calon(idbdt)] == before


def test_the_worker_looks_when_an_import_was_written(impor: int, own_database: str) -> None:
    (person,) = _pick()
    idbdt = _case(person.desa, [_newcomer(person)], {"pengurus_nama": person.nama, "pengurus_ibu_kandung": person.ibu})
    with unit_of_work() as work:
        defer(work, "cari_ganda", f"ganda:{KAB}:{impor}", kab=KAB, nomor=impor)
    assert _calon(idbdt) == []
    with open_queue(own_database, worker=True) as app:
        app.run_worker(queues=["berkas"], wait=False, install_signal_handlers=False)
    assert _calon(idbdt)


def test_an_import_that_was_taken_back_leaves_no_candidates(impor: int) -> None:
    (person,) = _pick()
    idbdt = _case(person.desa, [_newcomer(person)])
    _do("UPDATE impor SET state = 'ditarik' WHERE kab = :k AND id = :i", k=KAB, i=impor)
    assert ganda.cari(KAB, impor) == 0
    assert _calon(idbdt) == []


def test_the_reviewer_decides_and_may_decide_otherwise(impor: int) -> None:
    (person,) = _pick()
    idbdt = _case(person.desa, [_newcomer(person)], {"pengurus_nama": person.nama, "pengurus_ibu_kandung": person.ibu})
    ganda.cari(KAB, impor)
    actor = _actor("supervisor.cimahi")
    for item in _calon(idbdt):
        ganda.putuskan_ganda(actor, KAB, item.nomor, ganda=False, now=NOW)
    assert _flags() == ([], 0)
    first = _calon(idbdt)[0]
    assert (first.state, first.pemutus) == (StateCalon.BUKAN, actor.name)
    with pytest.raises(RuleViolation, match="bukan orang yang sama"):
        ganda.putuskan_ganda(actor, KAB, first.nomor, ganda=False, now=NOW)
    # What was decided is not asked again when the household comes with another file.
    assert ganda.cari(KAB, impor) == 0
    assert _flags() == ([], 0)
    ganda.putuskan_ganda(actor, KAB, first.nomor, ganda=True, now=NOW + timedelta(minutes=1))
    assert _flags() == (["V07"], 30)
    with unit_of_work() as work:
        assert audit.verify(work) == []
    acts = [row.aksi for row in _all("SELECT aksi FROM audit WHERE kab = :k ORDER BY urut DESC LIMIT 1", k=KAB)]
    assert acts == ["ganda.nyatakan"]


@pytest.mark.parametrize("username", ["supervisor.pangandaran", "dinsos.jabar", "operator.melong", "pimpinan.cimahi"])
def test_nobody_else_decides(impor: int, username: str) -> None:
    (person,) = _pick()
    idbdt = _case(person.desa, [_newcomer(person)], {"pengurus_nama": person.nama, "pengurus_ibu_kandung": person.ibu})
    ganda.cari(KAB, impor)
    item = _calon(idbdt)[0]
    with pytest.raises(AccessDenied):
        ganda.putuskan_ganda(_actor(username), KAB, item.nomor, ganda=True, now=NOW)
    assert _calon(idbdt)[0].state is StateCalon.TERBUKA


def test_a_candidate_of_another_kab_cannot_be_reached_through_ones_own(impor: int) -> None:
    (person,) = _pick()
    idbdt = _case(person.desa, [_newcomer(person)], {"pengurus_nama": person.nama, "pengurus_ibu_kandung": person.ibu})
    ganda.cari(KAB, impor)
    item = _calon(idbdt)[0]
    with pytest.raises(AccessDenied):
        ganda.putuskan_ganda(_actor("supervisor.pangandaran"), 3218, item.nomor, ganda=True, now=NOW)
    with read_session() as connection:
        assert read_calon(connection, 3218, idbdt) == []


def test_candidates_come_from_the_own_kab_only(impor: int) -> None:
    neighbour = next(item for item in _register(3218) if item.ibu and item.tgl_lahir and item.nik)
    members = [_newcomer(neighbour)]
    idbdt = _case(3277011001, members, {"pengurus_nama": neighbour.nama, "pengurus_ibu_kandung": neighbour.ibu})
    ganda.cari(KAB, impor)
    assert neighbour.idartbdt not in {item.mirip.idartbdt for item in _calon(idbdt) if item.mirip}


def test_of_a_mended_household_only_whom_the_file_changes_is_compared(impor: int) -> None:
    one, other = _pick(2)
    isi = {"anggota": {one.idartbdt: {"nama": one.nama, "ubah": {"nama": [one.nama, "NAMA LAIN"]}}}}
    for nomor, person, changes in ((1, one, isi), (2, other, {"ruta": {"alamat": ["A", "B"]}})):
        _do(
            "INSERT INTO usulan (kab, id, jenis, periode, program, desa, ruta, idbdt, status, diajukan, impor, isi, "
            "diubah) VALUES (:k, :n, 3, :p, 1, :desa, :ruta, :idbdt, 1, :day, :i, CAST(:isi AS jsonb), :now)",
            k=KAB, n=nomor, p=PERIODE, desa=person.desa, ruta=person.ruta, idbdt=person.idbdt, day=NOW.date(),
            i=impor, isi=json.dumps(changes), now=NOW,
        )  # fmt: skip
    with read_session() as connection:
        came = read_datang(connection, KAB, impor)
    assert [(item.idartbdt, item.nama) for item in came] == [(one.idartbdt, "NAMA LAIN")]
