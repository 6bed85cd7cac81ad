"""NIK wait for Dukcapil, are answered in turn, and the answers reach the register and the open cases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data_access import audit
from data_access import pemadanan as store
from data_access.session import current_engine, unit_of_work
from domain.padan import Catatan, Jawaban, Padan, Tanya, nilai
from workflow import pemadanan

KAB, PERIODE, BSP, IMPOR = 3277, 202611, 1, 900_002
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


class Layanan:
    """Dukcapil with a register of its own; away while ``mati``."""

    sumber = "layanan"

    def __init__(self, *known: Catatan) -> None:
        self.known = {item.nik: item for item in known}
        self.mati = False
        self.ditanya: list[int] = []

    def tanya(self, orang: Sequence[Tanya]) -> list[Jawaban]:
        self.ditanya += [item.nik for item in orang]
        return [] if self.mati else [nilai(item, self.known[item.nik]) for item in orang if item.nik in self.known]


@pytest.fixture
def layanan(own_database: str):
    service = Layanan()
    pemadanan.use_layanan(service)
    yield service
    pemadanan.use_layanan(None)


def _all(query: str, **values: object) -> list[Any]:
    with unit_of_work() as work:
        return list(work.execute(sa.text(query), values))


def _do(query: str, **values: object) -> None:
    with unit_of_work() as work:
        work.execute(sa.text(query), values)


def _households(count: int) -> list[Any]:
    """Households whose members all have a NIK that could be one, and whose own day and sex it says."""
    return _all(
        "SELECT r.id, r.idbdt, r.desa FROM rumah_tangga r WHERE r.kab = :kab AND r.jumlah_art > 1 AND NOT EXISTS ("
        "SELECT FROM individu i WHERE i.kab = r.kab AND i.ruta = r.id AND (i.nik IS NULL OR i.nik % 10000 = 0 "
        "OR i.nik < 1000000000000000 OR i.nik / 100000000 % 100 NOT BETWEEN 1 AND 12 OR EXISTS (SELECT FROM individu o "
        "WHERE o.nik = i.nik AND (o.kab, o.id) <> (i.kab, i.id)))) ORDER BY r.id LIMIT :count",
        kab=KAB, count=count,
    )  # fmt: skip


def _members(ruta: int) -> list[Any]:
    return _all("SELECT * FROM individu WHERE kab = :kab AND ruta = :ruta ORDER BY no_urut", kab=KAB, ruta=ruta)


def _case(number: int, household: Any, jenis: int = 3, isi: dict[str, Any] | None = None, status: int = 1) -> None:
    _do(
        "INSERT INTO usulan (kab, id, jenis, periode, program, desa, ruta, idbdt, status, diajukan, impor, isi, "
        "aturan, risiko, diubah) VALUES (:kab, :id, :jenis, :periode, :program, :desa, :ruta, :idbdt, :status, :day, "
        ":impor, CAST(:isi AS jsonb), '{V09}', 5, :now)",
        kab=KAB, id=number, jenis=jenis, periode=PERIODE, program=BSP, desa=household.desa, ruta=household.id,
        idbdt=household.idbdt, status=status, day=NOW.date(), impor=IMPOR, isi=json.dumps(isi or {}), now=NOW,
    )  # fmt: skip


def _flags(number: int) -> tuple[list[str], int]:
    (row,) = _all("SELECT aturan, risiko FROM usulan WHERE kab = :kab AND id = :id", kab=KAB, id=number)
    return row.aturan, row.risiko


def _enqueue() -> int:
    with unit_of_work() as work:
        return store.enqueue_nik(work, KAB, IMPOR, NOW)


def _stage(household: Any, members: Sequence[Any], **changes: object) -> None:
    """The file holds the household as the register has it; ``changes`` are of its first member."""
    _do("INSERT INTO impor_rumah_tangga (kab, impor, baris, idbdt, desa) SELECT :k, :i, coalesce(max(baris), 1) + 1, "
        ":idbdt, :desa FROM impor_rumah_tangga WHERE impor = :i", k=KAB, i=IMPOR, idbdt=household.idbdt,
        desa=household.desa)  # fmt: skip
    for place, member in enumerate(members):
        values = {"nama": member.nama, "nik": str(member.nik), "tgl_lahir": member.tgl_lahir, "sta_art": 1}
        values |= changes if place == 0 else {}
        _do("INSERT INTO impor_individu (kab, impor, baris, idbdt, idartbdt, nama, nik, tgl_lahir, sta_art) "
            "SELECT :k, :i, coalesce(max(baris), 1) + 1, :idbdt, :idartbdt, :nama, :nik, :tgl_lahir, :sta_art "
            "FROM impor_individu WHERE impor = :i", k=KAB, i=IMPOR, idbdt=household.idbdt, idartbdt=member.idartbdt,
            **values)  # fmt: skip


def _round(at: datetime = NOW) -> pemadanan.Putaran:
    return pemadanan.padankan(20, clock=lambda: at)


def _said(member: Any, **changes: object) -> Catatan:
    return Catatan(**({"nik": member.nik, "nama": member.nama.upper(), "tgl_lahir": member.tgl_lahir} | changes))


def _padanan(nik: int) -> Any:
    (row,) = _all("SELECT * FROM pemadanan WHERE kab = :kab AND nik = :nik", kab=KAB, nik=nik)
    return row


def test_only_who_is_new_or_changed_waits_but_everybody_of_a_proposed_household(layanan: Layanan) -> None:
    mended, proposed = _households(2)
    _do("UPDATE individu SET padan = 1 WHERE kab = :k AND ruta IN (:a, :b)", k=KAB, a=mended.id, b=proposed.id)
    first, second = _members(mended.id), _members(proposed.id)
    _stage(mended, first, nama="NAMA BARU")
    _stage(proposed, second)
    _case(1, mended)
    _case(2, proposed, jenis=1)
    assert _enqueue() == 1 + len(second)
    waiting = {row.nik for row in _all("SELECT nik FROM pemadanan WHERE kab = :k AND hasil = 0", k=KAB)}
    assert waiting >= {first[0].nik, *(item.nik for item in second)}
    assert first[1].nik not in waiting
    # The same file again asks nothing twice.
    assert _enqueue() == 0


def test_a_member_who_left_is_not_asked_about(layanan: Layanan) -> None:
    (household,) = _households(1)
    members = _members(household.id)
    _stage(household, members, sta_art=2)
    _case(1, household, jenis=1)
    assert _enqueue() == len(members) - 1


def test_an_answer_reaches_register_and_case_and_is_written_down(layanan: Layanan) -> None:
    (household,) = _households(1)
    members = _members(household.id)
    _do("UPDATE individu SET padan = 0 WHERE kab = :k AND ruta = :r", k=KAB, r=household.id)
    _stage(household, members)
    _case(1, household, jenis=1)
    _enqueue()
    layanan.known = {item.nik: _said(item) for item in members[1:]}
    layanan.known[members[0].nik] = _said(members[0], keadaan=Padan.MENINGGAL)
    done = _round()
    assert (done.dijawab, done.menunggu) == (len(members), 0)
    assert [item.padan for item in _members(household.id)] == [4, *[1] * (len(members) - 1)]
    assert _flags(1) == (["V04", "V09"], 30)
    with unit_of_work() as work:
        assert audit.verify(work) == []
        last = work.execute(sa.text("SELECT aksi, sesudah FROM audit WHERE kab = 3277 ORDER BY urut DESC")).first()
    assert last.aksi == "pemadanan.jawaban"
    assert last.sesudah["meninggal"] == 1


def test_a_spelling_is_suggested_and_the_flag_goes_when_the_name_is_mended(layanan: Layanan) -> None:
    (household,) = _households(1)
    members = _members(household.id)
    _do("UPDATE individu SET padan = 1 WHERE kab = :k AND ruta = :r", k=KAB, r=household.id)
    person = members[0]
    wrong = person.nama + "h"
    _stage(household, members, nama=wrong)
    _case(
        1, household, isi={"anggota": {person.idartbdt: {"nama": person.nama, "ubah": {"nama": [person.nama, wrong]}}}}
    )
    _enqueue()
    layanan.known = {person.nik: _said(person)}
    _round()
    row = _padanan(person.nik)
    assert (row.hasil, row.nama_dukcapil) == (2, person.nama.upper())
    assert _flags(1) == (["V09", "V17"], 15)
    # The register has the right name: what was proposed says nothing about it.
    assert _members(household.id)[0].padan == 1
    _do("UPDATE impor_individu SET nama = :n WHERE kab = :k AND idartbdt = :i", n=person.nama, k=KAB, i=person.idartbdt)
    _do("UPDATE usulan SET isi = '{}' WHERE kab = :k AND id = 1", k=KAB)
    _do("UPDATE individu SET padan = 0 WHERE kab = :k AND id = :i", k=KAB, i=person.id)
    assert _enqueue() == 1
    assert _flags(1) == (["V09"], 5)
    _round(NOW + timedelta(minutes=1))
    assert _padanan(person.nik).hasil == 1


def test_while_dukcapil_is_away_rows_wait_longer_each_time_and_nothing_is_held_against_anybody(
    layanan: Layanan,
) -> None:
    (household,) = _households(1)
    members = _members(household.id)
    _do("UPDATE individu SET padan = 0 WHERE kab = :k AND ruta = :r", k=KAB, r=household.id)
    _stage(household, members)
    _case(1, household, jenis=1)
    _enqueue()
    layanan.mati = True
    waits = []
    at = NOW
    for _ in range(4):
        assert _round(at).menunggu == len(members)
        row = _padanan(members[0].nik)
        waits.append(row.coba_lagi - at)
        assert (row.hasil, row.percobaan) == (0, len(waits))
        assert _round(at).diambil == 0
        at = max(item.coba_lagi for item in _all("SELECT coba_lagi FROM pemadanan WHERE kab = :k", k=KAB))
    assert waits[3] > waits[1] > waits[0] / 2
    assert _flags(1) == (["V09"], 5)
    layanan.mati, layanan.known = False, {item.nik: _said(item) for item in members}
    assert _round(at).dijawab == len(members)
    assert [item.padan for item in _members(household.id)] == [1] * len(members)


def test_numbers_that_no_one_can_have_are_answered_without_asking(layanan: Layanan) -> None:
    _do("INSERT INTO pemadanan (kab, nik, nama, tgl_lahir, coba_lagi, diubah) VALUES (:k, 3277019902850002, 'SITI', "
        "NULL, :now, :now), (:k, 327701290285000, 'SITI', NULL, :now, :now)", k=KAB, now=NOW)  # fmt: skip
    assert _round().dijawab == 2
    assert layanan.ditanya == []
    assert (_padanan(3277019902850002).hasil, _padanan(3277019902850002).sumber) == (2, "struktur")


def test_the_reference_file_answers_before_the_service_and_knows_only_whom_it_has(layanan: Layanan) -> None:
    (household,) = _households(1)
    members = _members(household.id)
    _stage(household, members)
    _case(1, household, jenis=1)
    _enqueue()
    with current_engine().begin() as work:
        work.execute(
            sa.text(
                "INSERT INTO rujukan_dukcapil (nik, nama, tgl_lahir, berkas) VALUES (:nik, :nama, :lahir, 'a.csv')"
            ),
            {"nik": members[0].nik, "nama": members[0].nama, "lahir": members[0].tgl_lahir},
        )
    layanan.known = {item.nik: _said(item) for item in members}
    _round()
    assert _padanan(members[0].nik).sumber == "rujukan"
    assert {_padanan(item.nik).sumber for item in members[1:]} == {"layanan"}
    assert members[0].nik not in layanan.ditanya


def test_an_answer_to_a_question_that_has_changed_since_is_dropped(layanan: Layanan) -> None:
    (household,) = _households(1)
    person = _members(household.id)[0]
    _do("INSERT INTO pemadanan (kab, nik, nama, tgl_lahir, coba_lagi, diubah) "
        "VALUES (:k, :n, :nama, :lahir, :now, :now)",
        k=KAB, n=person.nik, nama=person.nama, lahir=person.tgl_lahir, now=NOW)  # fmt: skip

    class Lambat(Layanan):
        def tanya(self, orang: Sequence[Tanya]) -> list[Jawaban]:
            answers = super().tanya(orang)
            _do("UPDATE pemadanan SET nama = 'LAIN SEKALI', coba_lagi = :now WHERE kab = :k", k=KAB, now=NOW)
            return answers

    pemadanan.use_layanan(Lambat(_said(person)))
    _round()
    row = _padanan(person.nik)
    # The new question was asked in its turn, and is about somebody else.
    assert (row.nama, row.hasil) == ("LAIN SEKALI", 2)


def test_rows_of_a_worker_that_died_are_asked_again_and_answers_are_whole_or_not_at_all(
    layanan: Layanan, monkeypatch: pytest.MonkeyPatch
) -> None:
    (household,) = _households(1)
    members = _members(household.id)
    _do("UPDATE individu SET padan = 0 WHERE kab = :k AND ruta = :r", k=KAB, r=household.id)
    _stage(household, members)
    _case(1, household, jenis=1)
    _enqueue()
    layanan.known = {item.nik: _said(item, keadaan=Padan.GANDA) for item in members}

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pemadanan.audit, "record", die)
        with pytest.raises(KeyboardInterrupt):
            _round()
    assert {item.padan for item in _members(household.id)} == {0}
    assert _flags(1) == (["V09"], 5)
    assert _round(NOW + timedelta(minutes=1)).diambil == 0
    assert _round(NOW + timedelta(minutes=11)).dijawab == len(members)
    assert _flags(1) == (["V04", "V09"], 30)


def test_a_decided_case_keeps_its_flags_and_another_kab_is_left_alone(layanan: Layanan) -> None:
    (household,) = _households(1)
    members = _members(household.id)
    _stage(household, members)
    _case(1, household, jenis=1)
    _enqueue()
    _do("UPDATE usulan SET status = 2 WHERE kab = :k AND id = 1", k=KAB)
    before = _all("SELECT count(*) FILTER (WHERE padan = 5) AS n FROM individu WHERE kab <> :k", k=KAB)[0].n
    layanan.known = {item.nik: _said(item, keadaan=Padan.GANDA) for item in members}
    _round()
    assert _flags(1) == (["V09"], 5)
    assert _all("SELECT count(*) FILTER (WHERE padan = 5) AS n FROM individu WHERE kab <> :k", k=KAB)[0].n == before


def test_a_person_of_a_household_that_is_to_enter_the_register_carries_the_flag_too(layanan: Layanan) -> None:
    (household,) = _households(1)
    person = {"idartbdt": "1" * 25, "nama": "SITI AMINAH", "nik": "3277015708850002", "tgl_lahir": "1985-08-17",
              "sta_art": 1}  # fmt: skip
    _case(1, household, jenis=2, isi={"anggota_baru": [person], "rumah": {}})
    _do("UPDATE usulan SET ruta = NULL WHERE kab = :k AND id = 1", k=KAB)
    _do("INSERT INTO impor_individu (kab, impor, baris, idbdt, idartbdt, nama, nik, tgl_lahir) VALUES (:k, :i, 2, "
        ":idbdt, :idartbdt, :nama, :nik, :lahir)", k=KAB, i=IMPOR, idbdt=household.idbdt, idartbdt="1" * 25,
        nama="SITI AMINAH", nik="3277015708850002", lahir=date(1985, 8, 17))  # fmt: skip
    assert _enqueue() == 1
    layanan.known = {3277015708850002: Catatan(3277015708850002, "RATNA DEWI", date(1985, 8, 17))}
    _round()
    assert _flags(1) == (["V04", "V09"], 30)
    # The name of somebody else is not told.
    assert _padanan(3277015708850002).nama_dukcapil is None
