"""A closed batch cannot be changed by whatever the portal's database user sends; its owner still can load and mend."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import sqlalchemy as sa

from data_access import finalisasi_store
from data_access.schema import batch, kuota, verivali
from data_access.session import current_engine, make_engine, unit_of_work
from domain.batch import LANGKAH, StateBatch
from domain.errors import RuleViolation
from domain.status import StatusUsulan
from tests.workflow.finalisasi_alur import KAB, KEY, NOW, PERIODE, actor, as_owner, make_ready, rows, set_state, stored
from workflow.finalisasi import record_finalisasi

OF = f"kab = {KAB} AND periode = {PERIODE} AND program = 1"
NEXT = f"{KAB}, 202612, 1"


@pytest.fixture
def closed(own_database: str) -> str:
    """The batch is closed; its URL."""
    make_ready(own_database)
    record_finalisasi(actor(), KEY, now=NOW)
    return own_database


def send(statement: str, **params: Any) -> int:
    """One statement as the portal's user."""
    with unit_of_work() as work:
        return work.execute(sa.text(statement), params).rowcount


def fingerprint() -> list[Any]:
    """Everything that a closed batch consists of."""
    parts = (
        "verivali",
        "usulan",
        "kuota",
        "batch",
        "batch_langkah",
        "snapshot_ruta",
        "snapshot_usulan",
        "snapshot_desa",
    )
    return [
        rows(f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {name} AS t WHERE {OF}")
        for name in parts
    ]


ATTEMPTS = (
    f"UPDATE verivali SET status = 3 WHERE {OF} AND status = 5",
    f"UPDATE verivali SET sta_keberadaan = 1 WHERE {OF} AND status = 5",
    f"UPDATE verivali SET petugas = petugas WHERE {OF}",
    "UPDATE verivali SET desa = 3277011001 WHERE kab = 3277",
    f"UPDATE verivali SET periode = 202612 WHERE {OF}",
    f"UPDATE verivali SET periode = {PERIODE} WHERE kab = 3277 AND periode = 202610 AND program = 1",
    f"DELETE FROM verivali WHERE {OF}",
    f"INSERT INTO verivali (kab, periode, program, ruta, desa) VALUES ({KAB}, {PERIODE}, 1, 999999999, 3277011001)",
    f"INSERT INTO verivali (kab, periode, program, ruta, desa) SELECT kab, periode, program, ruta, desa FROM verivali "
    f"WHERE {OF} ON CONFLICT (kab, periode, program, ruta) DO UPDATE SET status = 0, sta_keberadaan = NULL",
    f"WITH x AS (UPDATE verivali SET status = 3 WHERE {OF} AND status > 0 RETURNING 1) SELECT count(*) FROM x",
    f"MERGE INTO verivali AS v USING (SELECT 1) AS s ON v.kab = {KAB} AND v.periode = {PERIODE} AND v.program = 1 "
    "WHEN MATCHED THEN DELETE",
    f"UPDATE verivali_{PERIODE} SET status = 3 WHERE {OF}",
    f"DELETE FROM verivali_{PERIODE} WHERE {OF}",
    f"TRUNCATE verivali_{PERIODE}",
    f"UPDATE usulan SET status = 2 WHERE {OF} AND status = 6",
    f"UPDATE usulan SET status = 9 WHERE {OF} AND status = 6",
    f"UPDATE usulan SET status = 7, desa = desa + 1 WHERE {OF} AND status = 6",
    f"UPDATE usulan SET isi = '{{}}' WHERE {OF} AND status = 6",
    f"UPDATE usulan SET periode = 202612 WHERE {OF} AND status = 6",
    f"UPDATE usulan SET status = 2 WHERE {OF} AND status = 1",
    f"UPDATE usulan SET desa = desa + 1 WHERE {OF} AND status = 1",
    f"UPDATE usulan SET id = id + 1000000 WHERE {OF} AND status = 6",
    f"UPDATE usulan SET kab = 3218, id = id + 5000000, desa = 3218012001, ruta = NULL WHERE {OF} AND status = 6",
    f"DELETE FROM usulan WHERE {OF}",
    f"INSERT INTO usulan (kab, id, periode, program, desa, status, diajukan, diubah, jenis) "
    f"VALUES ({KAB}, 1, {PERIODE}, 1, 3277011001, 2, '2026-11-20', now(), 1)",
    f"UPDATE kuota SET kuota = kuota + 1 WHERE {OF}",
    f"UPDATE kuota SET disetujui = disetujui - 1 WHERE {OF} AND disetujui > 0",
    f"DELETE FROM kuota WHERE {OF}",
    f"INSERT INTO kuota (kab, periode, program, desa, kuota) VALUES ({KAB}, {PERIODE}, 1, 3277999999, 5)",
    f"UPDATE batch SET state = 'terbuka' WHERE {OF}",
    f"UPDATE batch SET state = 'ditetapkan' WHERE {OF}",
    f"UPDATE batch SET sidik = sha256('x') WHERE {OF}",
    f"UPDATE batch SET versi = versi + 1 WHERE {OF}",
    f"UPDATE batch SET ringkasan = '{{}}' WHERE {OF}",
    f"UPDATE batch SET finalis = 1, difinalisasi = now() WHERE {OF}",
    f"UPDATE batch SET periode = 209912 WHERE {OF}",
    f"DELETE FROM batch WHERE {OF}",
    f"INSERT INTO batch (kab, periode, program, state, versi) VALUES ({NEXT}, 'difinalisasi', 1)",
    f"UPDATE batch_langkah SET nama = 'x' WHERE {OF}",
    f"DELETE FROM batch_langkah WHERE {OF}",
    *(
        statement
        for name in ("snapshot_ruta", "snapshot_usulan", "snapshot_desa")
        for statement in (
            f"UPDATE {name} SET versi = 9 WHERE {OF}",
            f"DELETE FROM {name} WHERE {OF}",
            f"TRUNCATE {name}",
            f"DELETE FROM {name}_{PERIODE} WHERE {OF}",
        )
    ),
    f"INSERT INTO snapshot_desa (kab, periode, program, versi, desa) VALUES ({KAB}, {PERIODE}, 1, 1, 3277999999)",
    f"INSERT INTO snapshot_desa (kab, periode, program, versi, desa) VALUES ({KAB}, {PERIODE}, 1, 2, 3277011001)",
    f"INSERT INTO snapshot_desa (kab, periode, program, versi, desa) VALUES ({NEXT}, 7, 3277011001)",
    "ALTER TABLE verivali DISABLE TRIGGER ALL",
    "DROP TRIGGER jaga_update ON verivali",
    "SET session_replication_role = replica",
    f"SELECT siks_buka_kembali({KAB}, {PERIODE}, 1, 1, 'x', now(), '  ')",
)


def test_no_statement_of_the_portals_user_changes_a_closed_batch(closed: str) -> None:
    as_owner(closed, "SELECT siks_siapkan_periode(202612)")
    before = fingerprint()
    passed = []
    for statement in ATTEMPTS:
        try:
            send(statement)
        except RuleViolation:
            continue
        except sa.exc.ProgrammingError as error:
            if "permission denied" in str(error) or "must be owner" in str(error):
                continue
            raise
        passed.append(statement)
    assert passed == []
    assert fingerprint() == before


def test_what_the_guard_says_is_a_sentence_for_a_person(closed: str) -> None:
    assert closed
    with pytest.raises(RuleViolation, match=r"Periode 202611 sudah difinalisasi untuk kab/kota 3277.*Hanya Pusdatin"):
        send(f"UPDATE verivali SET status = 3 WHERE {OF} AND status = 5")


def test_an_open_batch_beside_it_and_the_neighbours_take_changes(closed: str) -> None:
    assert closed
    assert send(f"UPDATE verivali SET petugas = 1 WHERE kab = {KAB} AND periode = {PERIODE} AND program = 2") > 0
    assert send(f"UPDATE verivali SET petugas = 1 WHERE kab = 3218 AND periode = {PERIODE} AND program = 1") > 0


def test_a_row_without_a_batch_row_is_guarded_all_the_same(own_database: str) -> None:
    as_owner(own_database, f"DELETE FROM batch WHERE {OF}")
    assert send(f"UPDATE verivali SET petugas = 1 WHERE {OF}") > 0
    assert stored().state is StateBatch.TERBUKA
    assert rows(f"SELECT 1 FROM batch WHERE {OF}")


def test_what_entered_the_batch_goes_its_way_and_nothing_else(closed: str) -> None:
    assert closed
    steps = (StatusUsulan.DISAHKAN, StatusUsulan.TERKIRIM, StatusUsulan.DITETAPKAN)
    for step in steps:
        with unit_of_work() as work:
            assert finalisasi_store.move_usulan(work, KEY, step) == 9
            assert finalisasi_store.move_usulan(work, KEY, step) == 0
    assert rows(f"SELECT DISTINCT status FROM usulan WHERE {OF} AND status <> 1") == [(9,)]


def test_an_usulan_that_is_not_decreed_gives_its_place_back_while_the_sk_is_recorded(closed: str) -> None:
    for step in (StatusUsulan.DISAHKAN, StatusUsulan.TERKIRIM):
        with unit_of_work() as work:
            finalisasi_store.move_usulan(work, KEY, step)
    number, desa = rows(f"SELECT id, desa FROM usulan WHERE {OF} AND status = 8 ORDER BY id")[0]
    before = dict(rows(f"SELECT desa, disetujui FROM kuota WHERE {OF}"))
    with pytest.raises(RuleViolation), unit_of_work() as work:
        finalisasi_store.move_usulan(work, KEY, StatusUsulan.TIDAK_DITETAPKAN, [number])
    set_state(closed, "disetujui_pfm")
    with unit_of_work() as work:
        assert finalisasi_store.move_usulan(work, KEY, StatusUsulan.TIDAK_DITETAPKAN, [number]) == 1
    after = dict(rows(f"SELECT desa, disetujui FROM kuota WHERE {OF}"))
    assert {key: before[key] - after[key] for key in before if before[key] != after[key]} == {0: 1, desa: 1}
    with pytest.raises(RuleViolation):
        send(f"UPDATE kuota SET kuota = 0 WHERE {OF}")


def test_what_was_left_behind_is_flagged_carried_over_or_over(closed: str) -> None:
    as_owner(closed, "SELECT siks_siapkan_periode(202612)")
    waiting = [row.id for row in rows(f"SELECT id FROM usulan WHERE {OF} AND status = 1 ORDER BY id")]
    assert send("UPDATE usulan SET risiko = 5, aturan = '{V04}' WHERE kab = 3277 AND id = :id", id=waiting[0]) == 1
    assert send("UPDATE usulan SET periode = 202612 WHERE kab = 3277 AND id = :id", id=waiting[0]) == 1
    assert send("UPDATE usulan SET status = 11 WHERE kab = 3277 AND id = :id", id=waiting[1]) == 1
    as_owner(closed, "UPDATE batch SET state = 'disahkan' WHERE kab = 3277 AND periode = 202612")
    with pytest.raises(RuleViolation):
        send("UPDATE usulan SET periode = 202612 WHERE kab = 3277 AND id = :id", id=waiting[2])


def test_the_database_knows_exactly_the_steps_of_the_domain(closed: str) -> None:
    allowed = {(dari, step.ke) for step in LANGKAH for dari in step.dari if step.ke != StateBatch.TERBUKA} | {
        (state, state) for state in StateBatch
    }
    # Closing takes a snapshot with it, which its own tests cover.
    allowed -= {(StateBatch.TERBUKA, StateBatch.DIFINALISASI)}
    taken = set()
    owner = make_engine(closed, owner=True)
    of = sa.and_(batch.c.kab == KAB, batch.c.periode == PERIODE, batch.c.program == 1)
    for dari in StateBatch:
        for ke in StateBatch:
            with owner.begin() as work:
                work.execute(sa.update(batch).where(of).values(state=str(dari)))
            try:
                send(f"UPDATE batch SET state = '{ke}' WHERE {OF}")
            except RuleViolation:
                continue
            taken.add((dari, ke))
    owner.dispose()
    assert taken == allowed


def test_only_the_function_with_a_reason_opens_again_and_it_writes_the_step_down(closed: str) -> None:
    assert closed
    call = f"SELECT siks_buka_kembali({KAB}, {PERIODE}, 1, 7, 'Pusdatin', now(), :why)"
    with pytest.raises(RuleViolation, match="dengan alasan"):
        send(call, why=" ")
    send(call, why="Salah unggah")
    assert stored().state is StateBatch.TERBUKA
    step = rows(f"SELECT langkah, dari, ke, versi, nama, alasan FROM batch_langkah WHERE {OF} ORDER BY urut DESC")[0]
    assert tuple(step) == ("buka_kembali", "difinalisasi", "terbuka", 1, "Pusdatin", "Salah unggah")
    with pytest.raises(RuleViolation, match="tidak dapat dibuka"):
        send(call, why="Lagi")


def test_the_owner_still_loads_and_mends(closed: str) -> None:
    as_owner(
        closed,
        f"UPDATE verivali SET petugas = 1 WHERE {OF}",
        f"UPDATE usulan SET status = 8 WHERE {OF} AND status = 6",
        f"UPDATE kuota SET kuota = kuota + 1 WHERE {OF}",
        f"UPDATE batch SET state = 'ditetapkan' WHERE {OF}",
        f"DELETE FROM snapshot_desa WHERE {OF}",
        "TRUNCATE verivali",
    )
    assert rows(f"SELECT count(*) FROM verivali WHERE {OF}") == [(0,)]


@pytest.mark.parametrize("table", [verivali, kuota])
def test_the_portals_user_may_write_every_column_but_the_key(engine: sa.Engine, table: sa.Table) -> None:
    assert engine
    query = sa.text("SELECT has_column_privilege(:table, :name, 'UPDATE')")
    with current_engine().connect() as read:
        for column in table.columns:
            allowed = read.execute(query, {"table": table.name, "name": column.name}).scalar_one()
            assert allowed is not column.primary_key, column.name


def test_a_writer_that_asks_nobody_waits_for_the_finaliser_and_is_refused(own_database: str) -> None:
    make_ready(own_database)
    outcome: list[object] = []

    def write() -> None:
        try:
            send(f"UPDATE verivali SET petugas = 99 WHERE {OF} AND status = 0")
            outcome.append("written")
        except RuleViolation:
            outcome.append("refused")

    writer = threading.Thread(target=write)
    owner = make_engine(own_database, owner=True)
    with owner.begin() as work:
        work.execute(sa.text(f"SELECT FROM batch WHERE {OF} FOR UPDATE"))
        writer.start()
        time.sleep(0.3)
        assert outcome == []
        work.execute(sa.text(f"UPDATE batch SET state = 'difinalisasi' WHERE {OF}"))
    writer.join()
    owner.dispose()
    assert outcome == ["refused"]
    assert rows(f"SELECT count(*) FROM verivali WHERE {OF} AND petugas = 99") == [(0,)]


def test_closing_without_snapshot_or_digest_is_refused(own_database: str) -> None:
    make_ready(own_database)
    full = "state = 'difinalisasi', versi = 1, sidik = sha256('x'), ringkasan = '{}', difinalisasi = now(), finalis = 1"
    for assignments in ("state = 'difinalisasi'", full, full.replace("versi = 1", "versi = 2")):
        with pytest.raises(RuleViolation, match="snapshot dan sidiknya"):
            send(f"UPDATE batch SET {assignments} WHERE {OF}")
