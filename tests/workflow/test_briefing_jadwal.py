"""Packs on schedule: due once, each recipient their own scope, letters that are tried again and given up."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import pytest

from data_access import briefing as read
from data_access.session import read_session
from domain.briefing import StateKirim
from domain.briefing_tampil import Kirim
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from tests.workflow.briefing_alur import BAB, KAB, PERIODE, PROGRAM, PROVINSI, rows
from tests.workflow.finalisasi_alur import actor, as_owner
from tests.workflow.kotak_pos import Postbox, mail_to, open_postbox
from workflow import briefing_jadwal
from workflow.briefing_jadwal import JEDA, hapus_jadwal, jalankan_jadwal, kirim_semua, simpan_jadwal
from workflow.briefing_kerja import kerjakan
from workflow.impor_gudang import use_gudang
from workflow.surel import use_pengirim

# A Saturday; Monday 07.00 in Jakarta is midnight of the day after tomorrow, UTC.
SABTU = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SENIN = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


@pytest.fixture
def tempat(own_database: str, geo_dir: Path, tmp_path: Path) -> str:
    use_gudang(tmp_path / "impor", geo_dir)
    return own_database


@pytest.fixture
def postbox(tempat: str) -> Iterator[Postbox]:
    """A mail server that takes what the portal sends, also to sample accounts, who all have an address."""
    as_owner(tempat, "UPDATE pengguna SET email = username || '@contoh.go.id'")
    with open_postbox() as (box, port):
        use_pengirim(mail_to(port), demo=True)
        yield box


def _plan(
    username: str = "supervisor.cimahi",
    wilayah: int = KAB,
    penerima: tuple[str, ...] = ("supervisor.cimahi",),
    *,
    bab: tuple[str, ...] = ("ringkasan",),
    nomor: int | None = None,
) -> int:
    """Every Monday at seven."""
    return simpan_jadwal(
        actor(username), wilayah, PROGRAM, bab, hari=1, jam=time(7), penerima=[actor(one).id for one in penerima],
        nomor=nomor, saat=SABTU,
    )  # fmt: skip


def _make_all() -> None:
    for (nomor,) in rows("SELECT id FROM briefing WHERE state = 'antre' ORDER BY id"):
        kerjakan(nomor)


def _deliveries(jadwal: int, username: str = "supervisor.cimahi") -> dict[str, Kirim]:
    with read_session() as connection:
        return {item.nama: item for item in read.list_kirim(connection, actor(username), jadwal)}


def _pdf(letter: EmailMessage) -> str:
    (content,) = [part.get_content() for part in letter.iter_attachments() if part.get_content_type().endswith("pdf")]
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text


def test_a_schedule_is_run_when_it_is_due_once_by_four_workers_and_then_a_week_later(tempat: str) -> None:
    jadwal = _plan()
    with read_session() as connection:
        (kept,) = read.list_jadwal(connection, actor())
    assert (kept.nomor, kept.berikut) == (jadwal, SENIN)
    assert jalankan_jadwal(SENIN - timedelta(seconds=1)) == 0
    done: list[int] = []
    workers = [threading.Thread(target=lambda: done.append(jalankan_jadwal(SENIN))) for _ in range(4)]
    for item in workers:
        item.start()
    for item in workers:
        item.join()
    assert sum(done) == 1
    assert rows("SELECT wilayah, periode, jadwal FROM briefing") == [(KAB, PERIODE, jadwal)]
    with read_session() as connection:
        (kept,) = read.list_jadwal(connection, actor())
    assert kept.berikut == SENIN + timedelta(days=7)
    # Three weeks without a worker are one pack, not three.
    assert jalankan_jadwal(SENIN + timedelta(days=22)) == 1
    assert rows("SELECT count(*) FROM briefing")[0][0] == 2


def test_each_recipient_gets_the_pack_of_their_own_scope_and_nothing_else(tempat: str, postbox: Postbox) -> None:
    jadwal = _plan(
        "dinsos.jabar",
        PROVINSI,
        ("dinsos.jabar", "supervisor.cimahi", "supervisor.pangandaran", "bps.jabar", "pusdatin", "pimpinan.cimahi"),
        bab=("ringkasan", "kuota"),
    )
    jalankan_jadwal(SENIN)
    _make_all()
    made = rows("SELECT wilayah, samar, cardinality(bab) FROM briefing ORDER BY wilayah, samar, bab")
    assert made == [(32, 0, 1), (32, 0, 2), (3218, 0, 2), (3277, 0, 2), (3277, 5, 2)]
    kirim_semua(SENIN)
    assert len(postbox.letters) == 6
    cimahi = postbox.to("supervisor.cimahi@contoh.go.id")
    names = sorted(part.get_filename().rpartition(".")[2] for part in cimahi.iter_attachments())
    assert names == ["pdf", "pptx"]
    assert "Kota Cimahi" in _pdf(cimahi)
    assert "Pangandaran" not in _pdf(cimahi)
    assert "Cimahi" not in _pdf(postbox.to("supervisor.pangandaran@contoh.go.id"))
    assert "Jawa Barat" in _pdf(postbox.to("pusdatin@contoh.go.id"))
    for username in ("bps.jabar", "pimpinan.cimahi", "supervisor.cimahi"):
        with read_session() as connection:
            (pack,) = read.list_briefing(connection, actor(username))
        assert (pack.jadwal, pack.pembuat) == (jadwal, actor("dinsos.jabar").id)
    assert {item.state for item in _deliveries(jadwal, "dinsos.jabar").values()} == {StateKirim.DIKIRIM}
    assert list(_deliveries(jadwal, "supervisor.cimahi")) == ["Asep Hidayat"]
    # Nothing is sent twice.
    assert kirim_semua(SENIN + timedelta(hours=1)) == {}


def test_somebody_who_moved_away_before_or_after_the_pack_was_made_is_refused(tempat: str, postbox: Postbox) -> None:
    jadwal = _plan(penerima=("supervisor.cimahi", "kepaladinas.cimahi", "supervisor2.cimahi"))
    as_owner(tempat, "UPDATE pengguna SET wilayah = 3218 WHERE username = 'kepaladinas.cimahi'")
    jalankan_jadwal(SENIN)
    _make_all()
    as_owner(tempat, "UPDATE pengguna SET wilayah = 3218 WHERE username = 'supervisor2.cimahi'")
    kirim_semua(SENIN)
    assert [letter["To"] for letter in postbox.letters] == ["supervisor.cimahi@contoh.go.id"]
    found = _deliveries(jadwal)
    for name in ("Iwan Gunawan", "Rina Marlina"):
        assert found[name].state is StateKirim.DITOLAK
        assert found[name].galat is not None
    assert found["Iwan Gunawan"].briefing is None
    with read_session() as connection:
        assert read.list_briefing(connection, actor("supervisor2.cimahi")) == []


def test_a_closed_account_gets_nothing_and_one_without_an_address_finds_the_pack_in_the_portal(
    tempat: str, postbox: Postbox
) -> None:
    jadwal = _plan(penerima=("supervisor.cimahi", "kepaladinas.cimahi"))
    as_owner(
        tempat,
        "UPDATE pengguna SET aktif = false WHERE username = 'kepaladinas.cimahi'",
        "UPDATE pengguna SET email = NULL WHERE username = 'supervisor.cimahi'",
    )
    jalankan_jadwal(SENIN)
    _make_all()
    kirim_semua(SENIN)
    assert postbox.letters == []
    states = {name: item.state for name, item in _deliveries(jadwal).items()}
    assert states == {"Asep Hidayat": StateKirim.TANPA_SUREL, "Iwan Gunawan": StateKirim.DITOLAK}
    with read_session() as connection:
        (pack,) = read.list_briefing(connection, actor())
    assert len(pack.berkas) == 3


def test_where_the_maker_has_gone_the_schedule_stops(tempat: str) -> None:
    jadwal = _plan(penerima=("supervisor.cimahi", "kepaladinas.cimahi"))
    as_owner(tempat, "UPDATE pengguna SET aktif = false WHERE username = 'supervisor.cimahi'")
    assert jalankan_jadwal(SENIN) == 0
    assert rows("SELECT count(*) FROM briefing")[0][0] == 0
    assert rows("SELECT aktif FROM briefing_jadwal WHERE id = :nomor", nomor=jadwal) == [(False,)]


def test_a_letter_that_is_refused_is_tried_again_after_growing_pauses_and_then_given_up(
    tempat: str, postbox: Postbox
) -> None:
    jadwal = _plan()
    postbox.refuse.add("supervisor.cimahi@contoh.go.id")
    jalankan_jadwal(SENIN)
    assert kirim_semua(SENIN) == {}, "a pack that is not made yet uses up no attempt"
    _make_all()
    saat = SENIN
    for attempt, pause in enumerate(JEDA, 1):
        assert kirim_semua(saat) == {StateKirim.MENUNGGU: 1}
        assert kirim_semua(saat + pause - timedelta(seconds=1)) == {}
        (item,) = _deliveries(jadwal).values()
        assert (item.state, item.percobaan) == (StateKirim.MENUNGGU, attempt)
        assert item.galat is not None
        assert "mailbox busy" in item.galat
        saat += pause
    assert kirim_semua(saat) == {StateKirim.GAGAL: 1}
    (item,) = _deliveries(jadwal).values()
    assert (item.state, item.percobaan, item.berikut) == (StateKirim.GAGAL, len(JEDA) + 1, None)
    postbox.refuse.clear()
    assert kirim_semua(saat + timedelta(days=9)) == {}


def test_four_workers_send_a_letter_once(tempat: str, postbox: Postbox) -> None:
    _plan(penerima=("supervisor.cimahi", "kepaladinas.cimahi", "supervisor2.cimahi"))
    jalankan_jadwal(SENIN)
    _make_all()
    workers = [threading.Thread(target=kirim_semua, args=(SENIN,)) for _ in range(4)]
    for item in workers:
        item.start()
    for item in workers:
        item.join()
    assert sorted(letter["To"].partition(".")[0] for letter in postbox.letters) == ["kepaladinas", "supervisor",
                                                                                  "supervisor2"]  # fmt: skip
    assert len({letter["Message-ID"] for letter in postbox.letters}) == 3


def test_files_too_large_for_a_letter_become_a_link(
    tempat: str, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(briefing_jadwal, "LARGEST_MAIL", 1000)
    _plan()
    jalankan_jadwal(SENIN)
    _make_all()
    kirim_semua(SENIN)
    (letter,) = postbox.letters
    assert list(letter.iter_attachments()) == []
    body = letter.get_body(("plain",))
    assert body is not None
    ((nomor,),) = rows("SELECT id FROM briefing")
    assert f"https://siks.contoh.go.id/briefing?paket={nomor}" in body.get_content()
    assert "terlalu besar" in body.get_content()


def test_a_pack_that_could_not_be_made_is_told_as_such(tempat: str, postbox: Postbox) -> None:
    jadwal = _plan()
    jalankan_jadwal(SENIN)
    as_owner(tempat, "UPDATE briefing SET state = 'gagal'")
    kirim_semua(SENIN)
    assert postbox.letters == []
    (item,) = _deliveries(jadwal).values()
    assert item.state is StateKirim.GAGAL


def test_others_are_sent_to_only_by_those_who_may_and_only_where_it_concerns_them(tempat: str) -> None:
    assert _plan("pimpinan.cimahi", penerima=("pimpinan.cimahi",))
    with pytest.raises(AccessDenied):
        _plan("pimpinan.cimahi", penerima=("pimpinan.cimahi", "supervisor.cimahi"))
    with pytest.raises(InvalidInput, match="wilayah lain"):
        _plan(penerima=("supervisor.pangandaran",))
    with pytest.raises(AccessDenied):
        _plan(wilayah=3218)
    with pytest.raises(InvalidInput):
        _plan("bps.jabar", PROVINSI, ("bps.jabar",), bab=BAB)
    with pytest.raises(InvalidInput):
        _plan(penerima=())
    mine = _plan()
    for username in ("kepaladinas.cimahi", "supervisor.pangandaran"):
        with pytest.raises(AccessDenied):
            hapus_jadwal(actor(username), mine, saat=SABTU)
        with read_session() as connection:
            assert read.list_jadwal(connection, actor(username)) == []
            assert read.list_kirim(connection, actor(username), mine) == []
    with pytest.raises(AccessDenied):
        _plan("kepaladinas.cimahi", penerima=("kepaladinas.cimahi",), nomor=mine)
    hapus_jadwal(actor(), mine, saat=SABTU)
    assert jalankan_jadwal(SENIN) == 1, "only that of the pimpinan"


def test_a_schedule_can_be_paused_although_a_recipient_has_moved_and_says_who_when_it_is_resumed(tempat: str) -> None:
    people = [actor().id, actor("kepaladinas.cimahi").id]
    nomor = _plan(penerima=("supervisor.cimahi", "kepaladinas.cimahi"))
    as_owner(tempat, "UPDATE pengguna SET wilayah = 3218 WHERE username = 'kepaladinas.cimahi'")
    rest = {"hari": 1, "jam": time(7), "penerima": people, "nomor": nomor, "saat": SABTU}
    simpan_jadwal(actor(), KAB, PROGRAM, ["ringkasan"], aktif=False, **rest)
    assert jalankan_jadwal(SENIN) == 0
    with pytest.raises(InvalidInput, match="Iwan Gunawan"):
        simpan_jadwal(actor(), KAB, PROGRAM, ["ringkasan"], aktif=True, **rest)


def test_recipients_are_found_by_name_inside_the_wilayah_and_above_it(tempat: str) -> None:
    with read_session() as connection:
        found = {one.username for one in read.search_penerima(connection, actor(), KAB, "gunawan")}
        assert found == {"kepaladinas.cimahi", "bps.jabar"}
        assert read.search_penerima(connection, actor(), KAB, "yayan") == []
        assert read.search_penerima(connection, actor(), KAB, "g") == []
        with pytest.raises(AccessDenied):
            read.search_penerima(connection, actor(), 3218, "yayan")
        with pytest.raises(AccessDenied):
            read.search_penerima(connection, actor("pimpinan.cimahi"), KAB, "gunawan")


def test_nobody_fills_the_portal_with_schedules(tempat: str) -> None:
    for _ in range(briefing_jadwal.MOST_JADWAL):
        _plan()
    with pytest.raises(RuleViolation, match="Hapus"):
        _plan()
