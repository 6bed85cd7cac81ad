"""Managing accounts: by whom, what ends, what the audit keeps, and requests with a surat tugas."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from data_access import reset_sandi
from data_access.pengguna import SaringAkun, count_akun, find_by_username, list_akun, read_akun
from data_access.schema import audit, pengguna
from data_access.schema import reset_sandi as reset_tabel
from data_access.session import current_engine, read_session, unit_of_work
from domain.access import Actor, Role, Scope
from domain.errors import AccessDenied, InvalidInput, PerluTotp, PortalError, RuleViolation
from domain.pengguna import MOST_REQUESTS, PAPER_KEPT, SESSION_KEPT, is_above
from workflow import pengguna as acts
from workflow.masuk import buka_sesi, digest_of, masuk

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
AT: dict[str, Any] = {"now": NOW, "alamat_ip": "127.0.0.1"}
SUPERVISOR = Actor(9001, "atasan", "Atasan", Role.SUPERVISOR_KAB, 3277, totp=True)
NEIGHBOUR = Actor(9002, "tetangga", "Tetangga", Role.SUPERVISOR_KAB, 3218, totp=True)
DINSOS = Actor(9003, "dinsos", "Dinsos", Role.DINSOS_PROVINSI, 32, totp=True)
PUSDATIN = Actor(9004, "pusat", "Pusat", Role.PUSDATIN, totp=True)

pytestmark = pytest.mark.usefixtures("own_database")


def number_of(username: str) -> int:
    with read_session() as connection:
        akun = find_by_username(connection, username)
    assert akun is not None
    return akun.actor.id


def give(actor: Actor = SUPERVISOR, **changed: Any) -> tuple[int, str]:
    values = {
        "username": "op.baru", "nama": "Operator Baru", "peran": "operator_desa", "wilayah": 3277011001,
        "telepon": "", "email": "",
    }  # fmt: skip
    return acts.buat(actor, **(values | changed), **AT)


def opened(username: str) -> str:
    with read_session() as connection:
        akun = find_by_username(connection, username)
    assert akun is not None
    token = f"sesi {username}"
    buka_sesi(akun, token, now=NOW, alamat_ip=None, perangkat="uji", totp_diberi=False)
    return token


def is_open(token: str) -> bool:
    with current_engine().connect() as connection:
        query = sa.text("SELECT berakhir IS NULL FROM sesi WHERE id = :id")
        return bool(connection.execute(query, {"id": digest_of(token)}).scalar_one())


def written() -> list[Any]:
    with current_engine().connect() as connection:
        return list(connection.execute(sa.select(audit).order_by(audit.c.waktu.desc()).limit(5)))


def paper(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, kind)
    return out.getvalue()


def test_a_new_account_signs_in_once_it_has_its_first_password_and_must_change_it() -> None:
    number, sandi = give()
    akun = masuk("op.baru", sandi, now=NOW, alamat_ip=None, demo=False)
    assert (akun.actor.id, akun.ganti_sandi, akun.contoh) == (number, True, False)
    row = written()[1]
    assert (row.kab, row.aksi, row.objek, row.pengguna) == (3277, "akun.buat", "pengguna op.baru", "atasan")
    assert sandi not in str(row)


def test_a_first_password_is_strong_and_never_the_same() -> None:
    found = {acts.first_password() for _ in range(50)}
    assert len(found) == 50
    assert all(len(sandi) == 19 and not set(sandi) & set("il1o0") for sandi in found)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"peran": "supervisor_kab", "wilayah": 3277}, AccessDenied),
        ({"peran": "operator_desa", "wilayah": 3277}, AccessDenied),
        ({"wilayah": 3218012001}, AccessDenied),
        ({"wilayah": 3277019999}, InvalidInput),
        ({"peran": "raja"}, InvalidInput),
        ({"username": "Op Baru"}, InvalidInput),
        ({"username": "operator.melong"}, RuleViolation),
        ({"nama": "x"}, InvalidInput),
        ({"email": "bukan surel"}, InvalidInput),
        ({"telepon": "rahasia"}, InvalidInput),
    ],
)
def test_what_cannot_be_given_is_refused_and_nothing_is_made(
    changed: dict[str, Any], refusal: type[PortalError]
) -> None:
    with pytest.raises(refusal):
        give(**changed)
    with read_session() as connection:
        assert find_by_username(connection, "op.baru") is None


def acts_on(number: int) -> dict[str, Callable[[Actor], Any]]:
    return {
        "ubah": lambda actor: acts.ubah(actor, number, peran="operator_kecamatan", wilayah=327701, **AT),
        "tutup": lambda actor: acts.tutup(actor, number, "pindah tugas", **AT),
        "reset": lambda actor: acts.reset(actor, number, totp=True, **AT),
        "sesi": lambda actor: acts.akhiri_sesi(actor, number, None, **AT),
    }


@pytest.mark.parametrize("name", ["ubah", "tutup", "reset", "sesi"])
def test_acts_on_an_account_are_refused_to_everyone_who_is_not_above_it(name: str) -> None:
    number = number_of("operator.melong")
    before = written()[0].urut
    for actor in (
        NEIGHBOUR,
        Actor(9005, "kepala", "Kepala", Role.KEPALA_DINAS, 3277, totp=True),
        Actor(9006, "op", "Op", Role.OPERATOR_KAB, 3277, totp=True),
        Actor(9007, "dinsos2", "Dinsos", Role.DINSOS_PROVINSI, 31, totp=True),
        Actor(number, "operator.melong", "Diri", Role.OPERATOR_DESA, 3277011001, totp=True),
    ):
        with pytest.raises(AccessDenied):
            acts_on(number)[name](actor)
    assert written()[0].urut == before


@pytest.mark.parametrize("name", ["ubah", "tutup", "reset", "sesi"])
def test_every_act_asks_for_a_confirmed_session(name: str) -> None:
    unconfirmed = Actor(9001, "atasan", "Atasan", Role.SUPERVISOR_KAB, 3277)
    with pytest.raises(PerluTotp):
        acts_on(number_of("operator.melong"))[name](unconfirmed)
    with pytest.raises(PerluTotp):
        give(unconfirmed)


def test_nobody_manages_themself_or_a_peer() -> None:
    mine = number_of("supervisor.cimahi")
    me = Actor(mine, "supervisor.cimahi", "Saya", Role.SUPERVISOR_KAB, 3277, totp=True)
    for number in (mine, number_of("supervisor2.cimahi"), number_of("dinsos.jabar")):
        with pytest.raises(AccessDenied):
            acts.reset(me, number, totp=True, **AT)


def test_the_level_above_the_level_above_resets_too_but_changes_no_role() -> None:
    number = number_of("operator.melong")
    assert acts.reset(DINSOS, number, totp=False, **AT)
    assert acts.reset(PUSDATIN, number, totp=False, **AT)
    with pytest.raises(AccessDenied):
        acts.ubah(DINSOS, number, peran="operator_kecamatan", wilayah=327701, **AT)


@pytest.mark.parametrize("name", ["ubah", "tutup", "reset", "sesi"])
def test_what_takes_rights_away_ends_the_sessions_at_once(name: str) -> None:
    number, token = number_of("operator.melong"), opened("operator.melong")
    other = opened("supervisor2.cimahi")
    acts_on(number)[name](SUPERVISOR)
    assert not is_open(token)
    assert is_open(other)


def test_a_closed_account_opens_again_and_a_second_try_says_so() -> None:
    number = number_of("operator.melong")
    acts.tutup(SUPERVISOR, number, "pindah tugas", **AT)
    with pytest.raises(RuleViolation):
        acts.tutup(SUPERVISOR, number, "pindah tugas", **AT)
    acts.buka(SUPERVISOR, number, alamat_ip=None)
    with pytest.raises(RuleViolation):
        acts.buka(SUPERVISOR, number, alamat_ip=None)
    with pytest.raises(InvalidInput):
        acts.tutup(SUPERVISOR, number, " ", **AT)


def test_a_reset_lifts_the_lock_and_takes_the_authenticator_only_when_asked() -> None:
    number = number_of("operator.melong")
    enrolled = {"totp": b"x", "totp_aktif": NOW, "totp_pemulihan": ["a"], "terkunci_sampai": NOW + timedelta(hours=1)}
    with unit_of_work() as work:
        work.execute(sa.update(pengguna).where(pengguna.c.id == number).values(**enrolled))
    sandi = acts.reset(SUPERVISOR, number, totp=False, **AT)
    akun = masuk("operator.melong", sandi, now=NOW, alamat_ip=None, demo=True)
    assert (akun.totp, akun.ganti_sandi) == (True, True)
    acts.reset(SUPERVISOR, number, totp=True, **AT)
    with read_session() as connection:
        after = read_akun(connection, number)
    assert after is not None
    assert (after.totp, after.pemulihan) == (False, 0)
    assert written()[0].sesudah == {"totp_dilepas": True, "permintaan": None}


def ask(username: str = "operator.melong", isi: bytes | None = None, **changed: Any) -> None:
    values = {"username": username, "telepon": "0812 0000 0000", "nama_berkas": "surat tugas.png"} | changed
    acts.minta_reset(**values, isi=paper() if isi is None else isi, **AT, demo=True)


def waiting(actor: Actor = SUPERVISOR) -> list[reset_sandi.PermintaanReset]:
    with read_session() as connection:
        return reset_sandi.list_permintaan(connection, actor, limit=10)


def test_a_request_is_seen_by_those_above_and_by_nobody_else() -> None:
    ask()
    assert [len(waiting(actor)) for actor in (SUPERVISOR, DINSOS, PUSDATIN, NEIGHBOUR)] == [1, 1, 1, 0]
    (found,) = waiting()
    assert (found.akun.username, found.telepon, found.mime) == ("operator.melong", "0812 0000 0000", "image/png")
    assert written()[0].pengguna == "tidak dikenal"


def test_a_name_that_does_not_exist_is_answered_alike_and_leaves_nothing() -> None:
    ask("tidak.ada")
    assert waiting(PUSDATIN) == []


@pytest.mark.parametrize(
    ("isi", "changed"),
    [
        (b"", {}),
        (b"<html>", {}),
        (b"%PDF-1.4 rusak", {}),
        (paper()[:50], {}),
        (paper() + b"0" * acts.LARGEST_PAPER, {}),
        (paper("GIF"), {}),
        (None, {"telepon": ""}),
    ],
)
def test_a_paper_that_cannot_be_read_is_refused_for_every_name_alike(isi: bytes, changed: dict[str, str]) -> None:
    texts = set()
    for name in ("operator.melong", "tidak.ada"):
        with pytest.raises(InvalidInput) as refusal:
            ask(name, isi, **changed)
        texts.add(refusal.value.message)
    assert len(texts) == 1


def test_requests_beyond_the_most_are_dropped_in_silence() -> None:
    for _ in range(MOST_REQUESTS + 2):
        ask()
    assert len(waiting()) == MOST_REQUESTS


def test_approving_gives_a_password_and_closes_every_request_of_the_account() -> None:
    ask()
    ask()
    sandi = acts.setujui_reset(SUPERVISOR, waiting()[0].id, totp=False, **AT)
    assert masuk("operator.melong", sandi, now=NOW, alamat_ip=None, demo=True).ganti_sandi
    assert waiting() == []


def test_a_request_is_decided_once_also_by_two_at_the_same_moment() -> None:
    ask()
    number = waiting()[0].id
    results: list[str] = []
    gate = threading.Barrier(2)

    def approve(actor: Actor) -> None:
        gate.wait()
        try:
            acts.setujui_reset(actor, number, totp=False, **AT)
            results.append("ya")
        except RuleViolation:
            results.append("tidak")

    threads = [threading.Thread(target=approve, args=(actor,)) for actor in (SUPERVISOR, DINSOS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["tidak", "ya"]


def test_a_request_is_refused_with_a_note_and_by_nobody_outside() -> None:
    ask()
    number = waiting()[0].id
    for actor, note in ((NEIGHBOUR, "bukan dari dinas"), (SUPERVISOR, "")):
        with pytest.raises(AccessDenied if actor is NEIGHBOUR else InvalidInput):
            acts.tolak_reset(actor, number, note, **AT)
    acts.tolak_reset(SUPERVISOR, number, "bukan dari dinas", **AT)
    assert waiting() == []


def test_papers_and_sessions_are_cleared_away_when_their_time_has_come() -> None:
    ask()
    ask()
    token = opened("operator.melong")
    acts.tolak_reset(SUPERVISOR, waiting()[0].id, "tidak terbaca", **AT)

    def kept() -> tuple[int, int]:
        with current_engine().connect() as connection:
            query = sa.select(sa.func.count()).where(sa.func.octet_length(reset_tabel.c.isi) > 0)
            return int(connection.execute(query).scalar_one()), len(waiting())

    acts.bersihkan(NOW + PAPER_KEPT)
    assert kept() == (2, 1)
    acts.bersihkan(NOW + PAPER_KEPT + timedelta(seconds=1))
    assert kept() == (0, 0)
    assert SESSION_KEPT == PAPER_KEPT
    with read_session() as connection:
        still = connection.execute(sa.text("SELECT count(*) FROM sesi WHERE id = :id"), {"id": digest_of(token)})
        assert still.scalar_one() == 0


def test_the_list_holds_exactly_the_accounts_that_the_rule_puts_below(connection: sa.Connection) -> None:
    everyone = [row.id for row in connection.execute(sa.select(pengguna.c.id))]
    for actor in (SUPERVISOR, NEIGHBOUR, DINSOS, PUSDATIN):
        scope, none = Scope(actor.wilayah), SaringAkun()
        found: list[str] = []
        while True:
            rows = list_akun(connection, actor, scope, none, NOW, sesudah=found[-1] if found else "", limit=7)
            if not rows:
                break
            found += [row.actor.username for row in rows]
        accounts = [akun for number in everyone if (akun := read_akun(connection, number)) is not None]
        assert found == sorted(akun.actor.username for akun in accounts if is_above(actor, akun.actor))
        assert len(found) == count_akun(connection, actor, scope, none, NOW)


@pytest.mark.parametrize(
    ("saring", "found"),
    [
        (SaringAkun("melong"), {"operator.melong"}),
        (SaringAkun("RAHMAWATI neng"), {"operator.melong"}),
        (SaringAkun("%"), set()),
        (SaringAkun("op_rator"), set()),
        (SaringAkun(peran=Role.OPERATOR_KAB), {"operator.kab.cimahi"}),
        (SaringAkun("operator", keadaan="tutup"), set()),
    ],
)
def test_accounts_are_found_by_words_role_and_state(
    connection: sa.Connection, saring: SaringAkun, found: set[str]
) -> None:
    rows = list_akun(connection, SUPERVISOR, Scope(3277), saring, NOW, sesudah="", limit=50)
    assert {row.actor.username for row in rows} == found
