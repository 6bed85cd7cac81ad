"""Kuota set, divided, proposed and decided: what each action allows, that two at once never give out a place twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from data_access import audit
from data_access.kuota import list_usul
from data_access.perubahan import CHANNEL
from data_access.schema import kuota
from data_access.session import current_engine
from domain.access import Actor, Permission, Role, Scope
from domain.errors import AccessDenied, InvalidInput, PortalError, RuleViolation
from domain.kalender import JAKARTA
from workflow.kuota import (
    BatchKey,
    Hasil,
    Ketetapan,
    cancel_usul,
    decide_usul,
    record_kuota,
    record_pembagian,
    record_usul,
    undo_pembagian,
)

KAB, PERIODE = 3277, 202611
KEY = BatchKey(KAB, PERIODE, 1)
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=JAKARTA)
SAAT = datetime(2030, 1, 2, tzinfo=UTC)
A, B, C = 3277011001, 3277011002, 3277011003

SUPERVISOR = Actor(901, "supervisor.cimahi", "Supervisor", Role.SUPERVISOR_KAB, KAB)
OTHER = Actor(902, "supervisor.dua", "Supervisor Dua", Role.SUPERVISOR_KAB, KAB)
HEAD = Actor(903, "kepala", "Kepala Dinas", Role.KEPALA_DINAS, KAB)
CENTRE = Actor(904, "pusdatin", "Pusdatin", Role.PUSDATIN, 0)
NEIGHBOUR = Actor(905, "tetangga", "Supervisor Tetangga", Role.SUPERVISOR_KAB, 3218)
READER = Actor(906, "pimpinan", "Pimpinan", Role.PIMPINAN, KAB)
BPS = Actor(907, "bps", "BPS", Role.BPS, 32)

pytestmark = pytest.mark.usefixtures("own_database")


def division() -> dict[int, int]:
    with current_engine().connect() as read:
        rows = read.execute(
            sa.select(kuota.c.desa, kuota.c.kuota).where(
                kuota.c.kab == KAB, kuota.c.periode == PERIODE, kuota.c.desa > 0
            )
        )
        return dict(rows.all())


def of_kab() -> int:
    with current_engine().connect() as read:
        return read.execute(
            sa.select(kuota.c.kuota).where(kuota.c.kab == KAB, kuota.c.periode == PERIODE, kuota.c.desa == 0)
        ).scalar_one()


def divide(actor: Actor, changes: dict[int, int], *, now: datetime = NOW, di_bawah: int = 10**6, **shown: int) -> Hasil:
    lama = division()
    baru = {desa: lama[desa] + change for desa, change in changes.items()}
    return record_pembagian(
        actor, KEY, lama, baru, kuota_kab=shown.get("kuota_kab", of_kab()), di_bawah=di_bawah, now=now
    )


def trail() -> list[str]:
    with current_engine().connect() as read:
        assert audit.verify(read) == []
        return list(
            read.execute(
                sa.text("SELECT aksi FROM audit WHERE kab = :kab AND aksi LIKE 'kuota.%' ORDER BY urut"), {"kab": KAB}
            ).scalars()
        )


def close_batch() -> None:
    with current_engine().begin() as work:
        # The portal's user may close a batch by a finalisasi only.
        work.execute(sa.text("SET LOCAL ROLE NONE"))
        work.execute(
            sa.text(
                "INSERT INTO batch (kab, periode, program, state) VALUES (:kab, :periode, 1, 'difinalisasi') "
                "ON CONFLICT (kab, periode, program) DO UPDATE SET state = 'difinalisasi'"
            ),
            {"kab": KAB, "periode": PERIODE},
        )


def test_places_move_between_desa_with_a_record_of_before_and_after_and_can_be_put_back() -> None:
    before = division()
    done = divide(SUPERVISOR, {A: -7, B: 7})
    assert (done.desa, done.bertambah, done.berkurang, done.belum_dibagi) == (2, 7, 7, 0)
    assert division() == before | {A: before[A] - 7, B: before[B] + 7}
    with current_engine().connect() as read:
        row = read.execute(
            sa.text("SELECT sebelum, sesudah FROM audit WHERE kab = :kab AND urut = :urut"),
            {"kab": KAB, "urut": done.urut},
        ).one()
    assert row.sebelum == {"desa": {str(A): before[A], str(B): before[B]}}
    assert row.sesudah["desa"] == {str(A): before[A] - 7, str(B): before[B] + 7}
    undo_pembagian(SUPERVISOR, KEY, done.urut, now=NOW)
    assert division() == before
    assert trail() == ["kuota.bagi", "kuota.urungkan"]


def test_only_who_divided_takes_it_back_and_only_just_after() -> None:
    done = divide(SUPERVISOR, {A: -1, B: 1})
    with pytest.raises(AccessDenied):
        undo_pembagian(OTHER, KEY, done.urut, now=NOW)
    with pytest.raises(AccessDenied):
        undo_pembagian(SUPERVISOR, KEY, done.urut + 1, now=NOW)
    with pytest.raises(RuleViolation, match="sudah lewat"):
        undo_pembagian(SUPERVISOR, KEY, done.urut, now=NOW, within=timedelta(seconds=-11))
    divide(OTHER, {A: -1, C: 1})
    with pytest.raises(RuleViolation, match="sudah diubah"):
        undo_pembagian(SUPERVISOR, KEY, done.urut, now=NOW)


def test_never_more_than_the_kab_has_and_the_excess_is_named() -> None:
    with pytest.raises(RuleViolation, match=r"melebihi kuota kab/kota .* Kurangi 3 tempat"):
        divide(SUPERVISOR, {A: 3})
    assert divide(SUPERVISOR, {A: -3}).belum_dibagi == 3
    assert divide(SUPERVISOR, {B: 2}).belum_dibagi == 1


def test_a_desa_falls_below_what_it_uses_only_when_the_number_was_agreed_to() -> None:
    with current_engine().connect() as read:
        used = read.execute(
            sa.text(
                "SELECT k.awal - r.n3 - r.n4 - r.n5 + k.disetujui FROM kuota k JOIN rekap_desa r "
                "USING (periode, program, desa, kab) WHERE desa = :desa AND periode = :periode AND program = 1"
            ),
            {"desa": A, "periode": PERIODE},
        ).scalar_one()
    change = {A: used - division()[A] - 4}
    with pytest.raises(RuleViolation, match=r"1 desa turun di bawah .* 4 KPM"):
        divide(SUPERVISOR, change, di_bawah=0)
    with pytest.raises(RuleViolation, match="4 KPM"):
        divide(SUPERVISOR, change, di_bawah=3)
    divide(SUPERVISOR, change, di_bawah=4)
    assert division()[A] == used - 4


def test_values_that_moved_since_the_form_was_shown_are_refused_by_name() -> None:
    stale = division()
    divide(OTHER, {A: -5, B: 5})
    with pytest.raises(RuleViolation, match=r"2 desa sudah diubah .*→"):
        record_pembagian(SUPERVISOR, KEY, stale, stale | {C: stale[C] - 1}, kuota_kab=of_kab(), now=NOW)
    with pytest.raises(RuleViolation, match="Kuota kab/kota berubah"):
        divide(SUPERVISOR, {C: -1}, kuota_kab=of_kab() + 1)
    with pytest.raises(RuleViolation, match="Tidak ada yang berubah"):
        divide(SUPERVISOR, {C: 0})


@pytest.mark.parametrize(
    ("lama", "baru", "kind"),
    [
        ({3218012001: 0}, {3218012001: 5}, InvalidInput),
        ({A: -1}, {A: -1}, InvalidInput),
        ({}, {A: 5}, InvalidInput),
        ({3277: 0}, {3277: 5}, InvalidInput),
        ({0: 0}, {0: 5}, InvalidInput),
        ({A: 1}, {A: 10**12}, InvalidInput),
    ],
)
def test_what_cannot_be_a_division_is_refused(
    lama: dict[int, int], baru: dict[int, int], kind: type[PortalError]
) -> None:
    before = division()
    with pytest.raises(kind):
        record_pembagian(SUPERVISOR, KEY, lama, baru, kuota_kab=of_kab(), di_bawah=10**6, now=NOW)
    assert division() == before
    assert trail() == []


@pytest.mark.parametrize("actor", [NEIGHBOUR, READER, BPS, HEAD, CENTRE], ids=lambda actor: actor.username)
def test_only_the_supervisor_of_the_kab_divides(actor: Actor) -> None:
    with pytest.raises(AccessDenied):
        divide(actor, {A: -1, B: 1})


def test_nothing_moves_once_the_periode_is_closed_or_finalised() -> None:
    with pytest.raises(RuleViolation, match="sampai 29-11-2026"):
        divide(SUPERVISOR, {A: -1, B: 1}, now=datetime(2026, 11, 30, tzinfo=JAKARTA))
    number = record_usul(SUPERVISOR, KEY, {A: division()[A]}, {A: division()[A] - 1}, catatan="", now=NOW, saat=SAAT)
    close_batch()
    for act in (
        lambda: divide(SUPERVISOR, {A: -1, B: 1}),
        lambda: record_kuota(CENTRE, KEY, lama=of_kab(), baru=Ketetapan(10**6, "SK 1", date(2026, 11, 1), 1), now=NOW),
        lambda: decide_usul(HEAD, KEY, number, setujui=True, now=NOW, saat=SAAT),
    ):
        with pytest.raises(RuleViolation, match="difinalisasi"):
            act()
    cancel_usul(SUPERVISOR, KEY, number, saat=SAAT)


def test_the_centre_sets_a_kuota_with_its_decree_but_not_below_what_is_divided() -> None:
    held = of_kab()
    new = Ketetapan(held + 50, "12/HUK/2026", date(2026, 11, 10), 2)
    record_kuota(CENTRE, KEY, lama=held, baru=new, now=NOW)
    assert of_kab() == held + 50
    assert divide(SUPERVISOR, {A: 20}).belum_dibagi == 30
    with pytest.raises(RuleViolation, match=r"lebih kecil daripada yang sudah dibagi .* 1 tempat"):
        record_kuota(CENTRE, KEY, lama=held + 50, baru=Ketetapan(held + 19, "13", date(2026, 11, 11), 2), now=NOW)
    with pytest.raises(RuleViolation, match="sejak formulir dibuka"):
        record_kuota(CENTRE, KEY, lama=held, baru=Ketetapan(held + 60, "13", date(2026, 11, 11), 2), now=NOW)
    with pytest.raises(RuleViolation, match="Tidak ada yang berubah"):
        record_kuota(CENTRE, KEY, lama=held + 50, baru=new, now=NOW)
    with pytest.raises(AccessDenied):
        record_kuota(SUPERVISOR, KEY, lama=held + 50, baru=new, now=NOW)
    assert trail() == ["kuota.tetapkan", "kuota.bagi"]


@pytest.mark.parametrize(
    "wrong",
    [
        Ketetapan(5, "", date(2026, 11, 1), 1),
        Ketetapan(5, "x" * 101, date(2026, 11, 1), 1),
        Ketetapan(5, "SK", None, 1),
        Ketetapan(5, "SK", date(2026, 12, 1), 1),
        Ketetapan(5, "SK", date(2026, 11, 1), 0),
        Ketetapan(-5, "SK", date(2026, 11, 1), 1),
    ],
)
def test_a_decree_without_number_or_day_is_refused(wrong: Ketetapan) -> None:
    with pytest.raises(InvalidInput):
        record_kuota(CENTRE, KEY, lama=of_kab(), baru=wrong, now=NOW)


def test_a_kab_that_never_had_a_kuota_gets_one_and_can_then_be_divided() -> None:
    key = BatchKey(3204, 202612, 1)
    december = datetime(2026, 11, 28, tzinfo=JAKARTA)
    actor = Actor(908, "sup", "Sup", Role.SUPERVISOR_KAB, 3204)
    desa = 3204052001
    with pytest.raises(RuleViolation, match="belum ditetapkan"):
        record_pembagian(actor, key, {desa: 0}, {desa: 5}, kuota_kab=0, now=december)
    record_kuota(CENTRE, key, lama=0, baru=Ketetapan(90, "1/HUK/2026", date(2026, 11, 25), None), now=december)
    done = record_pembagian(actor, key, {desa: 0}, {desa: 5}, kuota_kab=90, now=december)
    assert done.belum_dibagi == 85


def _propose(actor: Actor = SUPERVISOR, change: int = 4) -> int:
    held = division()
    return record_usul(
        actor,
        KEY,
        {A: held[A], B: held[B]},
        {A: held[A] - change, B: held[B] + change},
        catatan="  Desa B kekurangan. ",
        now=NOW,
        saat=SAAT,
    )


def test_a_proposal_is_decided_by_somebody_else_and_then_stands() -> None:
    before = division()
    number = _propose()
    assert division() == before
    with pytest.raises(RuleViolation, match="tidak dapat diputuskan oleh pembuatnya"):
        decide_usul(SUPERVISOR, KEY, number, setujui=True, now=NOW, saat=SAAT)
    done = decide_usul(HEAD, KEY, number, setujui=True, di_bawah=10**6, now=NOW, saat=SAAT)
    assert done is not None
    assert division() == before | {A: before[A] - 4, B: before[B] + 4}
    with pytest.raises(RuleViolation, match="sudah disetujui"):
        decide_usul(HEAD, KEY, number, setujui=False, alasan="x", now=NOW, saat=SAAT)
    with current_engine().connect() as read:
        (usul,) = list_usul(read, Scope(KAB), 1, PERIODE)
    assert (usul.state, usul.catatan, usul.bertambah, usul.berkurang) == ("disetujui", "Desa B kekurangan.", 4, 4)
    assert trail() == ["kuota.usul", "kuota.usul_disetujui"]


def test_a_proposal_whose_values_moved_says_what_moved_and_stays_open() -> None:
    number = _propose()
    divide(OTHER, {A: -1, C: 1})
    with pytest.raises(RuleViolation, match="1 desa sudah diubah"):
        decide_usul(HEAD, KEY, number, setujui=True, di_bawah=10**6, now=NOW, saat=SAAT)
    with current_engine().connect() as read:
        assert list_usul(read, Scope(KAB), 1, PERIODE)[0].state == "diajukan"
        assert list_usul(read, Scope(3218), 1, PERIODE) == []
    with pytest.raises(InvalidInput, match="alasan"):
        decide_usul(HEAD, KEY, number, setujui=False, alasan=" ", now=NOW, saat=SAAT)
    assert decide_usul(HEAD, KEY, number, setujui=False, alasan="Sudah berubah", now=NOW, saat=SAAT) is None


def test_a_proposal_is_withdrawn_by_its_maker_only_and_unknown_to_the_neighbour() -> None:
    number = _propose()
    with pytest.raises(RuleViolation, match="pembuatnya"):
        cancel_usul(OTHER, KEY, number, saat=SAAT)
    for actor in (NEIGHBOUR, READER, BPS):
        with pytest.raises(AccessDenied):
            cancel_usul(actor, KEY, number, saat=SAAT)
        with pytest.raises(AccessDenied):
            decide_usul(actor, KEY, number, setujui=True, now=NOW, saat=SAAT)
        with pytest.raises(AccessDenied):
            _propose(actor)
    with pytest.raises(AccessDenied):
        decide_usul(CENTRE, BatchKey(3218, PERIODE, 1), number, setujui=True, now=NOW, saat=SAAT)
    cancel_usul(SUPERVISOR, KEY, number, saat=SAAT)
    with pytest.raises(RuleViolation, match="sudah dibatalkan"):
        decide_usul(HEAD, KEY, number, setujui=True, now=NOW, saat=SAAT)
    with pytest.raises(InvalidInput, match="Catatan terlalu panjang"):
        record_usul(SUPERVISOR, KEY, {A: 1}, {A: 2}, catatan="x" * 501, now=NOW, saat=SAAT)


def _at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act gave or raised, all started at the same moment."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            found[place] = act()
        except PortalError as refusal:
            found[place] = refusal

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_two_supervisors_at_once_one_divides_and_the_other_is_told() -> None:
    lama, whole = division(), of_kab()

    def act(actor: Actor, to: int) -> Callable[[], object]:
        return lambda: record_pembagian(
            actor, KEY, lama, lama | {A: lama[A] - 5, to: lama[to] + 5}, kuota_kab=whole, di_bawah=10**6, now=NOW
        )

    for _ in range(3):
        found = _at_once(act(SUPERVISOR, B), act(OTHER, C))
        done = [item for item in found if isinstance(item, Hasil)]
        assert len(done) == 1
        assert all(isinstance(item, (Hasil, RuleViolation)) for item in found)
        assert sum(division().values()) == whole
        divide(SUPERVISOR, {desa: lama[desa] - places for desa, places in division().items()})


def test_an_approval_and_a_division_at_once_never_overwrite_each_other() -> None:
    number, held, whole = _propose(), division(), of_kab()
    _, _ = _at_once(
        lambda: decide_usul(HEAD, KEY, number, setujui=True, di_bawah=10**6, now=NOW, saat=SAAT),
        lambda: record_pembagian(OTHER, KEY, held, held | {A: held[A] - 9}, kuota_kab=whole, di_bawah=10**6, now=NOW),
    )
    now = division()
    approved = held | {A: held[A] - 4, B: held[B] + 4}
    assert now in (approved, held | {A: held[A] - 9})
    assert len(trail()) == 2


def test_an_action_is_announced_to_open_pages() -> None:
    with current_engine().connect() as listening:
        raw = listening.connection.driver_connection
        assert raw is not None
        raw.autocommit = True
        raw.execute(f"LISTEN {CHANNEL}")
        divide(SUPERVISOR, {A: -1, B: 1})
        heard = [note.payload for note in raw.notifies(timeout=2, stop_after=1)]
    assert [payload.split(":")[:2] for payload in heard] == [["tulis", str(KAB)]]


def test_the_roles_that_may_act_are_the_ones_of_the_matrix() -> None:
    assert {role for role in Role if Actor(1, "x", "x", role).may(Permission.ALLOCATE_KUOTA)} == {Role.SUPERVISOR_KAB}
    assert not BPS.may(Permission.VIEW_KUOTA)
