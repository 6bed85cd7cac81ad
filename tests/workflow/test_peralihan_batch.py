"""Every step of a batch is tried by every role, in and out of its wilayah, from every state, in time and too late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from data_access import keterangan
from data_access.batch import Batch, list_langkah, read_batch
from data_access.periode import read_periode
from data_access.schema import audit, batch
from data_access.session import make_engine
from domain.access import PERLU_TOTP, Actor, Role, check_assignment
from domain.batch import LANGKAH, StateBatch
from domain.errors import AccessDenied, PerluTotp, RuleViolation
from domain.kode import INDONESIA
from domain.mesin import Langkah
from domain.setelan import KUNCI, Setelan
from tests.workflow.finalisasi_alur import KAB, KEY, make_ready, stored
from workflow.batch import hold, take
from workflow.finalisasi import buka_kembali, record_finalisasi

# Who takes which step, as the domain document has it (sections 2, 4 and 6.3); beside the table on purpose.
OLEH: dict[str, set[Role]] = {
    "finalisasi": {Role.SUPERVISOR_KAB},
    "buat_surat": {Role.SUPERVISOR_KAB},
    "unggah_surat": {Role.SUPERVISOR_KAB},
    "tanda_tangan": {Role.KEPALA_DAERAH},
    "sahkan": {Role.SUPERVISOR_KAB, Role.KEPALA_DAERAH},
    "verifikasi": {Role.DINSOS_PROVINSI},
    "kembalikan": {Role.DINSOS_PROVINSI},
    "validasi": {Role.BPS},
    "kembalikan_bps": {Role.BPS},
    "terima": {Role.PUSDATIN},
    "setujui": {Role.PFM},
    "tetapkan": {Role.PUSDATIN},
    "buka_kembali": {Role.PUSDATIN},
}
# A wilayah of the role that holds the kab (or lies in it), and one that does not; none where the role is national.
_TEMPAT = (INDONESIA, KAB // 100, KAB, KAB * 100 + 1, KAB * 10**6 + 11001)
_LUAR = (None, 33, 3218, 3218 * 100 + 1, 3218 * 10**6 + 12001)
STEPS = pytest.mark.parametrize("step", LANGKAH, ids=lambda step: step.kode)
ROLES = pytest.mark.parametrize("role", Role, ids=str)


def places(role: Role) -> list[tuple[int, int | None]]:
    """(inside, outside) for every level that the role exists at."""
    found = []
    for inside, outside in zip(_TEMPAT, _LUAR, strict=True):
        try:
            check_assignment(role, inside)
        except AccessDenied:
            continue
        found.append((inside, outside))
    assert found
    return found


def person(role: Role, wilayah: int, *, totp: bool = True) -> Actor:
    return Actor(1, f"uji.{role}", "Uji", role, wilayah, totp=totp)


@pytest.fixture(scope="module")
def owner(database_url: str, engine: sa.Engine) -> Iterator[sa.Engine]:
    assert engine
    owner = make_engine(database_url, owner=True)
    yield owner
    owner.dispose()


@pytest.fixture
def work(owner: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that nobody sees and that is taken back; as the owner, who may put a batch into any state."""
    with owner.connect() as work:
        transaction = work.begin()
        yield work
        transaction.rollback()


def put(work: sa.Connection, state: str) -> None:
    of = sa.and_(batch.c.kab == KAB, batch.c.periode == KEY.periode, batch.c.program == KEY.program)
    if not work.execute(sa.update(batch).where(of).values(state=state)).rowcount:
        work.execute(sa.insert(batch).values(**KEY.params(), state=state))


def span(work: sa.Connection, step: Langkah) -> tuple[datetime, datetime]:
    assert step.kegiatan is not None
    return read_periode(work, KEY.program, KEY.periode).rentang(step.kegiatan)


def moment(work: sa.Connection, step: Langkah) -> datetime:
    """One at which the step is open; any day will do for one that the calendar does not bind."""
    return span(work, step)[1] if step.kegiatan else datetime.fromisoformat("2031-01-01T00:00+07:00")


def attempt(work: sa.Connection, actor: Actor, step: Langkah, now: datetime, alasan: str | None = "Sebab") -> Batch:
    """Take the step; afterwards the database is as before."""
    nested = work.begin_nested()
    try:
        before, found = hold(work, actor, KEY, step.kode, now=now, alasan=alasan)
        take(work, actor, before, found, now=now, alasan=alasan, alamat_ip="10.1.1.1")
        after = read_batch(work, KEY)
        last = list_langkah(work, KEY)[-1]
        assert (last.langkah, last.dari, last.ke, last.pengguna) == (step.kode, before.state, step.ke, actor.id)
        assert last.alasan == alasan
        act = work.execute(sa.select(audit).where(audit.c.kab == KAB).order_by(audit.c.urut.desc()).limit(1)).one()
        assert (act.aksi, act.pengguna, act.alamat_ip) == (f"batch.{step.kode}", actor.username, "10.1.1.1")
        return after
    finally:
        nested.rollback()


def test_the_table_and_the_document_name_the_same_steps() -> None:
    assert {step.kode for step in LANGKAH} == set(OLEH)
    assert len({step.kode for step in LANGKAH}) == len(LANGKAH)


@STEPS
@ROLES
def test_a_step_is_for_its_roles_in_their_wilayah(work: sa.Connection, step: Langkah, role: Role) -> None:
    now = moment(work, step)
    for state in step.dari:
        put(work, state)
        for inside, outside in places(role):
            if role in OLEH[step.kode]:
                assert attempt(work, person(role, inside), step, now).state == step.ke
                if step.izin in PERLU_TOTP:
                    with pytest.raises(PerluTotp):
                        attempt(work, person(role, inside, totp=False), step, now)
            else:
                with pytest.raises(AccessDenied):
                    attempt(work, person(role, inside), step, now)
            if outside is not None:
                with pytest.raises(AccessDenied):
                    attempt(work, person(role, outside), step, now)
    assert read_batch(work, KEY).state == state


@STEPS
def test_a_step_is_refused_from_every_other_state(work: sa.Connection, step: Langkah) -> None:
    now = moment(work, step)
    for role in OLEH[step.kode]:
        actor = person(role, places(role)[0][0])
        for state in set(StateBatch) - step.dari:
            put(work, state)
            with pytest.raises(RuleViolation, match="tidak dapat dilakukan dari keadaan"):
                attempt(work, actor, step, now)


@pytest.mark.parametrize("step", [step for step in LANGKAH if step.kegiatan], ids=lambda step: step.kode)
@ROLES
def test_a_step_with_a_deadline_is_for_nobody_a_second_too_early_or_too_late(
    work: sa.Connection, step: Langkah, role: Role
) -> None:
    put(work, next(iter(step.dari)))
    first, last = span(work, step)
    for inside, _ in places(role):
        actor = person(role, inside)
        for now in (first - timedelta(seconds=1), last + timedelta(seconds=1)):
            with pytest.raises((RuleViolation, AccessDenied)) as refused:
                attempt(work, actor, step, now)
            assert isinstance(refused.value, RuleViolation) == (role in OLEH[step.kode])
        if role in OLEH[step.kode]:
            assert attempt(work, actor, step, first).state == step.ke
            assert attempt(work, actor, step, last).state == step.ke


@pytest.mark.parametrize("step", [step for step in LANGKAH if step.beralasan], ids=lambda step: step.kode)
def test_a_step_that_asks_for_a_reason_is_not_taken_without(work: sa.Connection, step: Langkah) -> None:
    for role in OLEH[step.kode]:
        actor = person(role, places(role)[0][0])
        put(work, next(iter(step.dari)))
        for alasan in (None, "", " \n", "x" * 2001):
            with pytest.raises(RuleViolation, match=r"[Aa]lasan"):
                attempt(work, actor, step, moment(work, step), alasan)


def test_pusdatin_waits_for_bps_only_where_the_setting_says_so(work: sa.Connection) -> None:
    step = next(step for step in LANGKAH if step.kode == "terima")
    actor, now = person(Role.PUSDATIN, INDONESIA), moment(work, step)
    keterangan.store(work, KUNCI, Setelan(validasi_bps=True).as_json())
    put(work, StateBatch.DIVERIFIKASI_PROVINSI)
    with pytest.raises(RuleViolation, match="menunggu validasi BPS"):
        attempt(work, actor, step, now)
    put(work, StateBatch.DIVALIDASI_BPS)
    assert attempt(work, actor, step, now).state is StateBatch.DITERIMA_PUSDATIN


def test_closing_and_opening_themselves_refuse_every_other_role(own_database: str) -> None:
    make_ready(own_database)
    now = datetime.fromisoformat("2026-11-21T09:00+07:00")
    for role in Role:
        for inside, outside in places(role):
            for place in {inside, outside} - {None}:
                actor = person(role, place)
                if not (role is Role.SUPERVISOR_KAB and place == KAB):
                    with pytest.raises(AccessDenied):
                        record_finalisasi(actor, KEY, now=now)
    record_finalisasi(person(Role.SUPERVISOR_KAB, KAB), KEY, now=now)
    for role in set(Role) - {Role.PUSDATIN}:
        for inside, _ in places(role):
            with pytest.raises(AccessDenied):
                buka_kembali(person(role, inside), KEY, "Sebab", None, now=now)
    assert stored().state is StateBatch.DIFINALISASI
    assert buka_kembali(person(Role.PUSDATIN, INDONESIA), KEY, "Sebab", None, now=now) > 0
