"""Packs: asked for, made once whatever is killed, the same when made again, and handed to nobody who may not."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from pptx import Presentation

from cli import cli
from data_access import antrean_kerja
from data_access import briefing as read
from data_access import briefing_store as store
from data_access.session import current_engine, make_engine, read_session, unit_of_work, use_engine
from domain.briefing import Bentuk, StateBriefing
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from tests.workflow.briefing_alur import (
    BAB,
    KAB,
    PERIODE,
    PROGRAM,
    PROVINSI,
    SAAT,
    TETANGGA,
    Jam,
    ask,
    look,
    now,
    rows,
    work,
)
from tests.workflow.finalisasi_alur import actor, as_owner
from workflow import briefing, briefing_kerja
from workflow.briefing_kerja import MOST_ATTEMPTS, kerjakan, sapu
from workflow.impor_gudang import use_gudang

_fork = multiprocessing.get_context("forkserver")


@pytest.fixture
def tempat(own_database: str, geo_dir: Path, tmp_path: Path) -> str:
    """A database of the test's own, with the places of a worker."""
    use_gudang(tmp_path / "impor", geo_dir)
    return own_database


def test_a_pack_is_made_once_with_its_three_files_and_says_how_far_it_is(tempat: str) -> None:
    nomor = ask()
    assert (look(nomor).state, look(nomor).persen) == (StateBriefing.ANTRE, 0)
    kerjakan(nomor, jam=Jam())
    pack = look(nomor)
    assert (pack.state, pack.persen, pack.langkah, pack.galat) == (StateBriefing.SELESAI, 100, None, None)
    assert [item.bentuk for item in pack.berkas] == list(Bentuk)
    assert pack.sidik is not None
    files = {item.bentuk: briefing.unduh(actor(), nomor, item.bentuk) for item in pack.berkas}
    assert len(Presentation(io.BytesIO(files[Bentuk.PPTX].isi)).slides) > len(BAB)
    assert files[Bentuk.PDF].isi.startswith(b"%PDF-")
    assert files[Bentuk.XLSX].nama == f"briefing-kota-cimahi-bsp-202611-{nomor}.xlsx"
    before = pack.berkas
    kerjakan(nomor, jam=Jam())
    assert look(nomor).berkas == before


def test_four_workers_make_a_pack_once(tempat: str) -> None:
    nomor = ask(bab=["ringkasan"])
    workers = [threading.Thread(target=kerjakan, args=(nomor,)) for _ in range(4)]
    for item in workers:
        item.start()
    for item in workers:
        item.join()
    pack = look(nomor)
    assert (pack.state, pack.percobaan) == (StateBriefing.SELESAI, 1)


def _make(url: str, folder: Path, geo_dir: Path, nomor: int) -> None:
    """In a process of its own: what the worker does."""
    engine = make_engine(url)
    use_engine(engine)
    use_gudang(folder, geo_dir)
    kerjakan(nomor)
    engine.dispose()


def test_a_worker_that_is_killed_after_the_first_file_leaves_it_and_the_next_one_makes_the_rest(
    tempat: str, geo_dir: Path, tmp_path: Path
) -> None:
    nomor = ask()
    process = _fork.Process(target=_make, args=(tempat, tmp_path / "impor", geo_dir, nomor))
    process.start()
    until = time.monotonic() + 120
    while not rows("SELECT 1 FROM briefing_berkas WHERE briefing = :nomor", nomor=nomor):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    process.close()
    left = look(nomor)
    assert left.state is StateBriefing.DIKERJAKAN
    assert Bentuk.PPTX in {item.bentuk for item in left.berkas}
    assert left.sidik is not None
    # Its job was queued anew by retry_stalled, or is now.
    kerjakan(nomor)
    pack = look(nomor)
    assert (pack.state, pack.percobaan, pack.sidik) == (StateBriefing.SELESAI, 2, left.sidik)
    assert pack.berkas[0] == left.berkas[0]


def test_a_pack_that_kills_its_worker_again_and_again_is_given_up_in_words(tempat: str) -> None:
    nomor = ask()
    as_owner(tempat, f"UPDATE briefing SET state = 'dikerjakan', percobaan = {MOST_ATTEMPTS}")
    kerjakan(nomor)
    pack = look(nomor)
    assert pack.state is StateBriefing.GAGAL
    assert pack.galat is not None
    assert "terputus berulang kali" in pack.galat


def test_made_again_it_holds_the_same_numbers_although_the_data_moved_on(tempat: str) -> None:
    nomor = ask()
    kerjakan(nomor)
    first = look(nomor)
    with read_session() as connection:
        kept = read.read_isi(connection, actor(), nomor)
        assert briefing.bandingkan(connection, actor(), nomor) == []
    _visit_ten(tempat)
    with read_session() as connection:
        moved = briefing.bandingkan(connection, actor(), nomor)
    assert moved
    assert all(item.dulu != item.kini for item in moved)
    briefing.ulangi(actor(), nomor)
    assert look(nomor).berkas == ()
    kerjakan(nomor)
    again = look(nomor)
    assert again.state is StateBriefing.SELESAI
    assert (again.sidik, again.per) == (first.sidik, first.per)
    with read_session() as connection:
        assert read.read_isi(connection, actor(), nomor) == kept
    sheets = {pack.berkas[2].ukuran for pack in (first, again)}
    assert len(sheets) == 1


def _visit_ten(url: str) -> None:
    """Ten households of a desa are filled in, as the write path would have it."""
    as_owner(
        url,
        "UPDATE rekap_desa SET s0 = s0 - 10, s1 = s1 + 10, n1 = n1 + 10, terakhir = now() WHERE periode = 202611 AND "
        "program = 1 AND desa = (SELECT min(desa) FROM rekap_desa WHERE kab = 3277 AND s0 > 10 AND periode = 202611 "
        "AND program = 1)",
    )


def test_a_number_that_the_second_path_finds_otherwise_stops_the_pack_and_says_so(tempat: str) -> None:
    as_owner(tempat, "UPDATE rekap_kab SET s0 = s0 + 7 WHERE kab = 3277 AND periode = 202611 AND program = 1")
    nomor = ask()
    kerjakan(nomor)
    pack = look(nomor)
    assert (pack.state, pack.berkas) == (StateBriefing.GAGAL, ())
    assert pack.galat is not None
    assert "Kota Cimahi" in pack.galat or "3277" in pack.galat or "32.77" in pack.galat
    as_owner(tempat, "UPDATE rekap_kab SET s0 = s0 - 7 WHERE kab = 3277 AND periode = 202611 AND program = 1")
    briefing.ulangi(actor(), nomor)
    kerjakan(nomor)
    assert look(nomor).state is StateBriefing.SELESAI


def test_an_error_nobody_expected_is_told_with_a_number_and_not_with_its_text(
    tempat: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("rahasia")

    monkeypatch.setattr(briefing_kerja, "buat_semua", fail)
    nomor = ask()
    kerjakan(nomor)
    pack = look(nomor)
    assert pack.state is StateBriefing.GAGAL
    assert pack.galat is not None
    assert str(nomor) in pack.galat
    assert "rahasia" not in pack.galat


def test_a_pack_that_is_cancelled_while_it_is_made_stops_and_can_be_asked_for_again(
    tempat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nomor = ask()
    tell = store.advance

    def cancel_at_the_files(work_: sa.Connection, number: int, persen: int, langkah: str) -> bool:
        if persen >= 40 and look(number).state is StateBriefing.DIKERJAKAN:
            briefing.batalkan(actor(), number, saat=SAAT)
        return tell(work_, number, persen, langkah)

    monkeypatch.setattr(store, "advance", cancel_at_the_files)
    kerjakan(nomor)
    assert (look(nomor).state, look(nomor).berkas) == (StateBriefing.BATAL, ())
    monkeypatch.setattr(store, "advance", tell)
    with pytest.raises(RuleViolation, match="sudah selesai"):
        briefing.batalkan(actor(), nomor, saat=SAAT)
    briefing.ulangi(actor(), nomor)
    kerjakan(nomor)
    assert look(nomor).state is StateBriefing.SELESAI


def test_nobody_gets_a_pack_of_another_wilayah_of_a_chapter_or_of_numbers_that_are_not_theirs(tempat: str) -> None:
    with_kuota = ask()
    provinsi = ask("dinsos.jabar", PROVINSI, ["ringkasan"])
    told = ask("supervisor.cimahi", KAB, ["ringkasan"])
    hidden = ask("pimpinan.cimahi", KAB, ["ringkasan"])
    for nomor in (with_kuota, provinsi, told, hidden):
        kerjakan(nomor)
        refused = {
            with_kuota: ("supervisor.pangandaran", "bps.jabar", "pimpinan.cimahi", "operator.melong"),
            provinsi: ("supervisor.cimahi", "pimpinan.cimahi"),
            told: ("supervisor.pangandaran", "pimpinan.cimahi"),
            hidden: ("supervisor.pangandaran", "operator.melong"),
        }[nomor]
        for username in refused:
            with pytest.raises(AccessDenied):
                briefing.unduh(actor(username), nomor, Bentuk.PDF)
            with pytest.raises(AccessDenied):
                briefing.ulangi(actor(username), nomor)
            with pytest.raises(AccessDenied):
                briefing.batalkan(actor(username), nomor, saat=SAAT)
            with read_session() as connection:
                assert nomor not in {item.nomor for item in read.list_briefing(connection, actor(username))}
                with pytest.raises(AccessDenied):
                    read.read_isi(connection, actor(username), nomor)
    assert briefing.unduh(actor("bps.jabar"), told, Bentuk.PDF).isi
    assert briefing.unduh(actor("supervisor.cimahi"), hidden, Bentuk.PDF).isi
    assert look(hidden).samar == 5
    written = rows("SELECT aksi, objek FROM audit WHERE aksi = 'briefing.unduh' ORDER BY urut")
    assert len(written) == 2


def test_what_may_not_be_asked_for_is_refused_before_anything_is_queued(tempat: str) -> None:
    for username, wilayah, bab, expected in (
        ("supervisor.pangandaran", KAB, BAB, AccessDenied),
        ("bps.jabar", KAB, BAB, InvalidInput),
        ("supervisor.cimahi", KAB, (), InvalidInput),
        ("supervisor.cimahi", KAB, ("semua",), InvalidInput),
        ("dinsos.jabar", 3299, BAB, InvalidInput),
    ):
        with pytest.raises(expected):
            ask(username, wilayah, bab)
    with pytest.raises(AccessDenied):
        briefing.minta_semua(actor("pimpinan.cimahi"), KAB, PROGRAM, PERIODE, BAB, now=now(), saat=SAAT)
    with pytest.raises(InvalidInput):
        briefing.minta_semua(actor(), KAB, PROGRAM, PERIODE, BAB, now=now(), saat=SAAT)
    with pytest.raises(AccessDenied):
        briefing.minta_semua(actor("dinsos.jabar"), 31, PROGRAM, PERIODE, BAB, now=now(), saat=SAAT)
    for _ in range(briefing.MOST_WAITING):
        ask()
    with pytest.raises(RuleViolation, match="Tunggu"):
        ask()
    assert rows("SELECT count(*) FROM briefing")[0][0] == briefing.MOST_WAITING


def test_an_account_that_was_moved_after_asking_gets_no_pack_of_the_old_wilayah(tempat: str) -> None:
    nomor = ask()
    as_owner(tempat, "UPDATE pengguna SET wilayah = 3218 WHERE username = 'supervisor.cimahi'")
    kerjakan(nomor)
    assert rows("SELECT state FROM briefing WHERE id = :nomor", nomor=nomor)[0][0] == "gagal"
    with pytest.raises(AccessDenied):
        look(nomor)


def test_one_pack_for_every_kab_of_a_provinsi_is_made_in_order_and_the_single_one_does_not_wait(tempat: str) -> None:
    # Five areas are enough to see the order.
    as_owner(tempat, "DELETE FROM wilayah WHERE level = 2 AND prov = 32 AND kode NOT IN (3201, 3204, 3218, 3273, 3277)")
    who = actor("dinsos.jabar")
    kumpulan = briefing.minta_semua(who, PROVINSI, PROGRAM, PERIODE, ["ringkasan"], now=now(), saat=SAAT)
    with pytest.raises(RuleViolation, match="sekaligus masih dibuat"):
        briefing.minta_semua(who, PROVINSI, PROGRAM, PERIODE, ["ringkasan"], now=now(), saat=SAAT)
    alone = ask("dinsos.jabar", PROVINSI, ["ringkasan"])
    with read_session() as connection:
        before = read.read_kumpulan(connection, who, kumpulan)
        packs = read.list_briefing(connection, who, kumpulan=kumpulan)
        with pytest.raises(AccessDenied):
            read.read_kumpulan(connection, actor(), kumpulan)
    assert (before.total, before.selesai, before.persen, before.perkiraan) == (5, 0, 0, None)
    assert [item.wilayah for item in packs] == [3201, 3204, 3218, 3273, 3277]
    jam = Jam()
    kerjakan(packs[0].nomor, jam=jam)
    briefing.batalkan(who, packs[1].nomor, saat=jam())
    with read_session() as connection:
        meanwhile = read.read_kumpulan(connection, who, kumpulan)
    assert (meanwhile.selesai, meanwhile.batal, meanwhile.persen, meanwhile.berjalan) == (1, 1, 40, True)
    assert meanwhile.perkiraan is not None
    assert meanwhile.perkiraan > jam.saat - timedelta(seconds=60)
    assert briefing.ulangi_gagal(who, kumpulan) == 1
    work(tempat)
    with read_session() as connection:
        after = read.read_kumpulan(connection, who, kumpulan)
        packs = read.list_briefing(connection, who, kumpulan=kumpulan)
    assert (after.selesai, after.persen, after.berjalan) == (5, 100, False)
    assert all(len(item.berkas) == 3 for item in packs)
    ended = rows("SELECT id FROM briefing WHERE id <> :first ORDER BY selesai", first=packs[0].nomor)
    # The one that somebody waits for came first, then those of the run in their order.
    assert [row[0] for row in ended] == [alone, *(item.nomor for item in packs[1:])]
    # A kab's own supervisor may open theirs, and only theirs.
    assert look(packs[4].nomor).wilayah == KAB
    with pytest.raises(AccessDenied):
        look(packs[2].nomor)


def test_a_run_is_cancelled_as_a_whole(tempat: str) -> None:
    who = actor("dinsos.jabar")
    kumpulan = briefing.minta_semua(who, PROVINSI, PROGRAM, PERIODE, ["ringkasan"], now=now(), saat=SAAT)
    with pytest.raises(AccessDenied):
        briefing.batalkan_semua(actor("pusdatin"), kumpulan, saat=SAAT)
    assert briefing.batalkan_semua(who, kumpulan, saat=SAAT) == 27
    work(tempat)
    with read_session() as connection:
        assert read.read_kumpulan(connection, who, kumpulan).batal == 27
    assert rows("SELECT count(*) FROM briefing_berkas")[0][0] == 0


def test_a_job_that_was_lost_is_queued_again(tempat: str) -> None:
    nomor = ask(bab=["ringkasan"])
    as_owner(tempat, "DELETE FROM procrastinate_jobs")
    sapu(SAAT)
    sapu(SAAT)
    with unit_of_work() as work_:
        assert antrean_kerja.is_queued(work_, briefing.kunci_antre(nomor))
    work(tempat)
    assert look(nomor).state is StateBriefing.SELESAI


def test_files_are_cleared_away_first_and_come_back_from_the_content_until_that_goes_too(tempat: str) -> None:
    nomor = ask(bab=["ringkasan"])
    kerjakan(nomor, jam=Jam())
    first = look(nomor)
    sapu(SAAT + timedelta(days=29))
    assert look(nomor).berkas == first.berkas
    sapu(SAAT + timedelta(days=31))
    assert (look(nomor).berkas, look(nomor).sidik) == ((), first.sidik)
    # Whoever may read it may have the files back, also if somebody else asked for it.
    briefing.ulangi(actor("kepaladinas.cimahi"), nomor)
    kerjakan(nomor, jam=Jam())
    assert [item.bentuk for item in look(nomor).berkas] == list(Bentuk)
    with pytest.raises(AccessDenied):
        briefing.ulangi(actor("kepaladinas.cimahi"), nomor)
    sapu(SAAT + timedelta(days=31 + 366))
    with pytest.raises(AccessDenied):
        look(nomor)


def test_own_slides_are_checked_kept_for_the_office_and_withdrawn_by_it(tempat: str) -> None:
    made = io.BytesIO()
    Presentation().save(made)
    with pytest.raises(InvalidInput):
        briefing.unggah_templat(actor(), nama="../x.pptx", isi=b"PK\x03\x04 not slides", saat=SAAT)
    with pytest.raises(InvalidInput, match="terlalu besar"):
        briefing.unggah_templat(actor(), nama="x.pptx", isi=bytes(briefing.LARGEST_TEMPLAT + 1), saat=SAAT)
    nomor = briefing.unggah_templat(actor(), nama="dinas.pptx", isi=made.getvalue(), saat=SAAT)
    ask_with = {"now": now(), "saat": SAAT, "templat": nomor}
    for username, wilayah in (("supervisor.pangandaran", TETANGGA), ("dinsos.jabar", PROVINSI)):
        with read_session() as connection:
            assert read.list_templat(connection, actor(username)) == []
        with pytest.raises(InvalidInput, match="tidak tersedia"):
            briefing.minta(actor(username), wilayah, PROGRAM, PERIODE, ["ringkasan"], **ask_with)
        with pytest.raises(AccessDenied):
            briefing.cabut_templat(actor(username), nomor, saat=SAAT)
    with pytest.raises(AccessDenied):
        briefing.cabut_templat(actor("pimpinan.cimahi"), nomor, saat=SAAT)
    pack = briefing.minta(actor("pimpinan.cimahi"), KAB, PROGRAM, PERIODE, ["ringkasan"], **ask_with)
    briefing.cabut_templat(actor("kepaladinas.cimahi"), nomor, saat=SAAT)
    with pytest.raises(InvalidInput, match="tidak tersedia"):
        briefing.minta(actor(), KAB, PROGRAM, PERIODE, ["ringkasan"], **ask_with)
    # What was asked for with it is still made with it.
    kerjakan(pack)
    assert look(pack).state is StateBriefing.SELESAI


def test_packs_are_listed_page_by_page_newest_first(tempat: str) -> None:
    asked = [ask(bab=["ringkasan"]) for _ in range(5)]
    with read_session() as connection:
        first = read.list_briefing(connection, actor(), limit=3)
        rest = read.list_briefing(connection, actor(), sebelum=first[-1].nomor, limit=3)
        assert read.list_briefing(connection, replace(actor(), wilayah=TETANGGA)) == []
    assert [item.nomor for item in [*first, *rest]] == asked[::-1]


def test_files_are_written_at_the_command_line_with_the_rights_of_the_one_named(
    tempat: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "DATABASE_URL": tempat,
        "SECRET_KEY": "k" * 32,
        "VAR_DIR": str(tmp_path),
        "SKALA": "demo",
    }.items():
        monkeypatch.setenv(name, value)
    own = current_engine()

    def run(*arguments: str) -> Result:
        common = ("--periode", str(PERIODE), "--keluar", str(tmp_path / "paket"), "--bab", "ringkasan")
        result = CliRunner().invoke(cli, ["paket", *common, *arguments])
        use_engine(own)
        return result

    assert run("--wilayah", "32.77", "--bentuk", "pptx", "--bentuk", "xlsx").exit_code == 0
    assert sorted(file.name for file in (tmp_path / "paket").iterdir()) == [
        "briefing-3277-bsp-202611.pptx",
        "briefing-3277-bsp-202611.xlsx",
    ]
    refused = run("--wilayah", "3277", "--pengguna", "supervisor.pangandaran")
    assert refused.exit_code == 1
    assert "tidak berwenang" in refused.output
