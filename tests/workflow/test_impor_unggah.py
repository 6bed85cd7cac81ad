"""A file arrives in pieces: nothing is lost, nothing is taken twice, and only its kab knows of it."""

from __future__ import annotations

import hashlib
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_access import impor_store as store
from data_access.pengguna import find_by_username
from data_access.schema import audit, impor
from data_access.session import current_engine, unit_of_work
from domain.access import Actor
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.impor import Galat, StateImpor
from domain.kalender import JAKARTA
from domain.siks import LARGEST_FILE
from workflow import impor as alur
from workflow.impor import LARGEST_CHUNK, Unggahan, use_gudang
from workflow.impor_gudang import gudang

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=JAKARTA)
CONTENT = bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def _folder(own_database: str, tmp_path: Path) -> None:
    use_gudang(tmp_path / "impor", tmp_path / "geo")


def actor(username: str = "supervisor.cimahi") -> Actor:
    with unit_of_work() as work:
        found = find_by_username(work, username)
        assert found is not None
        return found.actor


def upload(
    content: bytes = CONTENT, nama: str = "melong.siks", piece: int = 3000, who: Actor | None = None
) -> Unggahan:
    who = who or actor()
    at = alur.mulai(who, nama, len(content), now=NOW)
    while at.state is StateImpor.MENGUNGGAH:
        at = alur.terima(who, at.nomor, at.diterima, content[at.diterima : at.diterima + piece], now=NOW)
    return at


def row(nomor: int) -> sa.RowMapping:
    with current_engine().connect() as read:
        return read.execute(sa.select(impor).where(impor.c.id == nomor)).mappings().one()


def jobs() -> list[tuple[str, str]]:
    with current_engine().connect() as read:
        found = read.execute(sa.text("SELECT task_name, lock FROM procrastinate_jobs ORDER BY id"))
        return [(item[0], item[1]) for item in found]


def test_a_file_arrives_in_pieces_and_its_check_is_queued_once() -> None:
    done = upload()
    assert (done.state, done.diterima, done.ukuran) == (StateImpor.DIUNGGAH, len(CONTENT), len(CONTENT))
    assert gudang().whole(3277, done.nomor).read_bytes() == CONTENT
    assert row(done.nomor)["sha256"] == hashlib.sha256(CONTENT).digest()
    assert jobs() == [("periksa_impor", f"impor:3277:{done.nomor}")]
    with current_engine().connect() as read:
        acts = read.execute(sa.select(audit.c.aksi, audit.c.objek).where(audit.c.aksi.like("impor.%"))).all()
    assert [tuple(act) for act in acts] == [("impor.unggah", f"impor/3277/{done.nomor}")]


def test_an_upload_that_broke_off_goes_on_where_it_stood() -> None:
    who = actor()
    first = alur.mulai(who, "melong.siks", len(CONTENT), now=NOW)
    alur.terima(who, first.nomor, 0, CONTENT[:4000], now=NOW)
    again = alur.mulai(who, "melong.siks", len(CONTENT), now=NOW + timedelta(hours=2))
    assert (again.nomor, again.diterima) == (first.nomor, 4000)
    assert upload().nomor == first.nomor
    assert gudang().whole(3277, first.nomor).read_bytes() == CONTENT


def test_a_piece_for_another_place_is_not_taken_and_the_answer_says_where_to_go_on() -> None:
    who = actor()
    at = alur.mulai(who, "melong.siks", len(CONTENT), now=NOW)
    alur.terima(who, at.nomor, 0, CONTENT[:4000], now=NOW)
    assert alur.terima(who, at.nomor, 0, CONTENT[:4000], now=NOW).diterima == 4000
    assert alur.terima(who, at.nomor, 9000, b"x", now=NOW).diterima == 4000
    assert upload().state is StateImpor.DIUNGGAH


def test_of_two_pieces_for_one_place_at_one_moment_exactly_one_is_taken() -> None:
    who = actor()
    at = alur.mulai(who, "melong.siks", 8000, now=NOW)
    barrier = threading.Barrier(2)
    answers: list[Unggahan] = []

    def send(letter: bytes) -> None:
        barrier.wait()
        answers.append(alur.terima(who, at.nomor, 0, letter * 4000, now=NOW))

    threads = [threading.Thread(target=send, args=(letter,)) for letter in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.diterima for answer in answers] == [4000, 4000]
    part = gudang().folder / f"3277-{at.nomor}.bagian"
    assert part.read_bytes() in (b"a" * 4000, b"b" * 4000)


def test_bytes_of_a_request_that_never_committed_are_written_over() -> None:
    who = actor()
    at = alur.mulai(who, "melong.siks", len(CONTENT), now=NOW)
    alur.terima(who, at.nomor, 0, CONTENT[:4000], now=NOW)
    with (gudang().folder / f"3277-{at.nomor}.bagian").open("ab") as file:
        file.write(b"left behind")
    done = upload()
    assert gudang().whole(3277, done.nomor).read_bytes() == CONTENT


def test_a_server_killed_between_the_last_byte_and_the_commit_loses_nothing() -> None:
    who = actor()
    at = alur.mulai(who, "melong.siks", len(CONTENT), now=NOW)
    alur.terima(who, at.nomor, 0, CONTENT[:4000], now=NOW)
    assert gudang().write(3277, at.nomor, 4000, CONTENT[4000:])
    gudang().finish(3277, at.nomor)
    done = upload()
    assert (done.nomor, done.state) == (at.nomor, StateImpor.DIUNGGAH)
    assert gudang().whole(3277, done.nomor).read_bytes() == CONTENT


def test_bytes_that_are_gone_are_asked_for_again() -> None:
    who = actor()
    at = alur.mulai(who, "melong.siks", len(CONTENT), now=NOW)
    alur.terima(who, at.nomor, 0, CONTENT[:4000], now=NOW)
    (gudang().folder / f"3277-{at.nomor}.bagian").unlink()
    assert alur.terima(who, at.nomor, 4000, CONTENT[4000:], now=NOW).diterima == 0
    assert upload().state is StateImpor.DIUNGGAH


def test_the_same_bytes_again_are_refused_naming_the_first_and_are_not_kept() -> None:
    first = upload()
    second = upload(nama="salinan.siks")
    assert (second.state, second.nomor != first.nomor) == (StateImpor.GAGAL, True)
    stored = row(second.nomor)
    assert stored["galat"] == Galat.SUDAH_DIIMPOR
    assert stored["galat_isi"] == {"waktu": "21-11-2026 09.00", "nomor": first.nomor}
    assert not gudang().whole(3277, second.nomor).exists()
    with pytest.raises(RuleViolation, match="tidak lagi disimpan"):
        alur.ulangi(actor(), second.nomor, now=NOW)
    assert len(jobs()) == 1


def test_two_uploads_of_one_file_at_the_same_moment_are_one_import() -> None:
    people = [actor("supervisor.cimahi"), actor("supervisor2.cimahi")]
    barrier = threading.Barrier(2)
    states: list[StateImpor] = []

    def send(who: Actor) -> None:
        at = alur.mulai(who, "melong.siks", len(CONTENT), now=NOW)
        barrier.wait()
        states.append(alur.terima(who, at.nomor, 0, CONTENT, now=NOW).state)

    threads = [threading.Thread(target=send, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states) == [StateImpor.DIUNGGAH, StateImpor.GAGAL]
    assert len(jobs()) == 1


def test_what_was_discarded_may_be_uploaded_again() -> None:
    first = upload()
    assert alur.batalkan(actor(), first.nomor, now=NOW).state is StateImpor.DIBATALKAN
    assert list(gudang().berkas()) == []
    assert upload().state is StateImpor.DIUNGGAH


@pytest.mark.parametrize(
    ("nama", "ukuran", "words"),
    [
        ("melong.zip", 10, "bukan berkas .siks"),
        ("melong", 10, "bukan berkas .siks"),
        ("melong.siks.exe", 10, "bukan berkas .siks"),
        ("melong.siks", 0, "kosong"),
        ("melong.siks", LARGEST_FILE + 1, "lebih besar dari 500 MB"),
    ],
)
def test_what_cannot_be_a_file_from_the_field_is_refused_before_a_byte_is_sent(
    nama: str, ukuran: int, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        alur.mulai(actor(), nama, ukuran, now=NOW)


def test_a_name_never_leaves_its_folder() -> None:
    at = alur.mulai(actor(), "..\\..\\etc/../pass\x00wd\u202e.SIKS", 10, now=NOW)
    assert row(at.nomor)["nama"] == "passwd.SIKS"
    alur.terima(actor(), at.nomor, 0, b"0123456789", now=NOW)
    assert [path.name for path in gudang().folder.iterdir()] == [f"3277-{at.nomor}.siks"]


def test_a_piece_too_large_empty_or_beyond_the_announced_size_is_refused() -> None:
    at = alur.mulai(actor(), "melong.siks", 10, now=NOW)
    for piece in (b"", b"x" * (LARGEST_CHUNK + 1)):
        with pytest.raises(InvalidInput, match="tidak terbaca"):
            alur.terima(actor(), at.nomor, 0, piece, now=NOW)
    with pytest.raises(InvalidInput, match="berubah selama diunggah"):
        alur.terima(actor(), at.nomor, 0, b"x" * 11, now=NOW)
    assert row(at.nomor)["diterima"] == 0


def test_a_kab_with_too_many_unfinished_uploads_has_to_tidy_up_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_UNFINISHED", 2)
    for n in range(2):
        alur.mulai(actor(), f"{n}.siks", 10, now=NOW)
    with pytest.raises(RuleViolation, match="belum selesai"):
        alur.mulai(actor(), "lagi.siks", 10, now=NOW)


@pytest.mark.parametrize("username", ["operator.melong", "kepaladinas.cimahi", "pusdatin", "auditor", "bps.jabar"])
def test_nobody_but_a_supervisor_uploads(username: str) -> None:
    with pytest.raises(AccessDenied):
        alur.mulai(actor(username), "melong.siks", 10, now=NOW)


def test_the_neighbour_can_do_nothing_with_a_file_of_this_kab() -> None:
    own = upload()
    unfinished = alur.mulai(actor(), "lain.siks", 10, now=NOW)
    neighbour = actor("supervisor.pangandaran")
    with pytest.raises(AccessDenied):
        alur.terima(neighbour, unfinished.nomor, 0, b"x", now=NOW)
    for act in (alur.setujui, alur.batalkan, alur.ulangi, alur.tarik):
        for nomor in (own.nomor, unfinished.nomor, 2**60, -1):
            with pytest.raises(AccessDenied):
                act(neighbour, nomor, now=NOW)
    assert row(own.nomor)["state"] == StateImpor.DIUNGGAH


def test_a_colleague_may_decide_on_a_file_but_not_send_its_bytes() -> None:
    at = alur.mulai(actor(), "melong.siks", 10, now=NOW)
    colleague = actor("supervisor2.cimahi")
    with pytest.raises(AccessDenied):
        alur.terima(colleague, at.nomor, 0, b"x", now=NOW)
    assert alur.batalkan(colleague, at.nomor, now=NOW).state is StateImpor.DIBATALKAN


def test_an_act_that_the_state_does_not_have_is_refused_naming_the_state() -> None:
    done = upload()
    for act in (alur.setujui, alur.ulangi, alur.tarik):
        with pytest.raises(RuleViolation, match="“Diunggah”"):
            act(actor(), done.nomor, now=NOW)
