"""The digest, taken in by a real mail server on this machine."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword, Session

from data_access.pengguna import find_by_username, find_ringkasan
from data_access.session import read_session, unit_of_work
from domain.access import Actor
from domain.errors import InvalidInput
from tests.workflow.kotak_pos import Postbox, free_port, mail_to, open_postbox
from workflow.perhatian import evaluate
from workflow.ringkasan import PengirimanGagal, atur_ringkasan, kirim_semua, susun
from workflow.surel import Pengirim, use_pengirim

DAY = date(2026, 11, 22)
CLOCK = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    with open_postbox() as opened:
        yield opened


def _actor(username: str) -> Actor:
    with read_session() as connection:
        akun = find_by_username(connection, username)
    assert akun is not None
    return akun.actor


def _wants(*usernames: str) -> None:
    for username in usernames:
        atur_ringkasan(_actor(username), f"{username}@contoh.go.id", aktif=True)


@pytest.mark.usefixtures("own_database")
def test_each_reader_gets_only_the_items_of_the_own_wilayah_and_permissions(postbox: tuple[Postbox, int]) -> None:
    box, port = postbox
    _wants("pusdatin", "supervisor.cimahi", "operator.melong", "bps.jabar")
    evaluate(clock=CLOCK)
    use_pengirim(mail_to(port), demo=True)
    done = kirim_semua(DAY, clock=CLOCK)
    assert done.terkirim == len(box.letters) > 2
    letter = box.to("supervisor.cimahi@contoh.go.id")
    text = letter.get_body(("plain",)).get_content()
    assert "Kota Cimahi" in text
    assert "Menunggu pemeriksaan" in text
    assert "https://siks.contoh.go.id/verivali?" in text
    assert "22 November 2026" in letter["Subject"]
    assert letter["From"] == "SIKS-NG <siks@contoh.go.id>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Pangandaran" not in text
    html = letter.get_body(("html",)).get_content()
    assert '<a href="https://siks.contoh.go.id/' in html
    national = box.to("pusdatin@contoh.go.id").get_body(("plain",)).get_content()
    assert "Pangandaran" in national
    assert "uota" not in box.to("bps.jabar@contoh.go.id").get_body(("plain",)).get_content()
    for other in ("Leuwigajah", "Cibeber", "Padasuka"):
        assert all(other not in m.as_string() for m in box.letters if m["To"].startswith("operator.melong"))


@pytest.mark.usefixtures("own_database")
def test_nobody_gets_two_letters_on_a_day_and_the_next_day_has_its_own(postbox: tuple[Postbox, int]) -> None:
    box, port = postbox
    _wants("supervisor.cimahi")
    evaluate(clock=CLOCK)
    use_pengirim(mail_to(port), demo=True)
    assert kirim_semua(DAY, clock=CLOCK).terkirim == 1
    again = kirim_semua(DAY, clock=CLOCK)
    assert (again.terkirim, again.sudah) == (0, 1)
    assert len(box.letters) == 1
    assert kirim_semua(date(2026, 11, 23), clock=CLOCK).terkirim == 1


@pytest.mark.usefixtures("own_database")
def test_a_letter_that_was_refused_is_tried_again_and_the_others_are_not(postbox: tuple[Postbox, int]) -> None:
    box, port = postbox
    _wants("supervisor.cimahi", "supervisor.pangandaran")
    evaluate(clock=CLOCK)
    use_pengirim(mail_to(port), demo=True)
    box.refuse.add("supervisor.cimahi@contoh.go.id")
    with pytest.raises(PengirimanGagal, match="1 ringkasan"):
        kirim_semua(DAY, clock=CLOCK)
    assert [letter["To"] for letter in box.letters] == ["supervisor.pangandaran@contoh.go.id"]
    box.refuse.clear()
    done = kirim_semua(DAY, clock=CLOCK)
    assert (done.terkirim, done.sudah) == (1, 1)


@pytest.mark.usefixtures("own_database")
def test_while_the_mail_server_is_away_nothing_counts_as_sent() -> None:
    _wants("supervisor.cimahi")
    evaluate(clock=CLOCK)
    use_pengirim(mail_to(1), demo=True)
    try:
        for _ in range(2):
            with pytest.raises(PengirimanGagal):
                kirim_semua(DAY, clock=CLOCK)
    finally:
        use_pengirim(None)


@pytest.mark.usefixtures("own_database")
def test_sample_accounts_get_letters_only_where_samples_are_shown(postbox: tuple[Postbox, int]) -> None:
    box, port = postbox
    _wants("supervisor.cimahi")
    evaluate(clock=CLOCK)
    use_pengirim(mail_to(port), demo=False)
    kirim_semua(DAY, clock=CLOCK)
    assert box.letters == []


@pytest.mark.usefixtures("own_database")
def test_the_password_travels_inside_tls_and_a_server_that_cannot_be_trusted_gets_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    box, port = Postbox(), free_port()

    def authenticate(_server, session: Session, _envelope, _mechanism, data: LoginPassword) -> AuthResult:
        assert session.ssl is not None
        box.users.append(f"{data.login.decode()}:{data.password.decode()}")
        return AuthResult(success=True)

    server = Controller(
        box, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True, authenticator=authenticate
    )
    server.start()
    _wants("supervisor.cimahi")
    evaluate(clock=CLOCK)
    use_pengirim(
        Pengirim.of(f"smtp://siks:s%40ndi@localhost:{port}", "siks@contoh.go.id", "https://siks.contoh.go.id"),
        demo=True,
    )
    try:
        with pytest.raises(PengirimanGagal):
            kirim_semua(DAY, clock=CLOCK)
        assert box.users == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert kirim_semua(DAY, clock=CLOCK).terkirim == 1
        assert box.users == ["siks:s@ndi"]
    finally:
        use_pengirim(None)
        server.stop()


@pytest.mark.usefixtures("own_database")
def test_the_own_address_is_checked_stored_and_audited() -> None:
    actor = _actor("dinsos.jabar")
    for wrong in ("euis", "euis@", "a@b", "a b@c.id", "a@c.id\nBcc: x@y.id"):
        with pytest.raises(InvalidInput, match="surel"):
            atur_ringkasan(actor, wrong, aktif=False)
    with pytest.raises(InvalidInput, match="sebelum"):
        atur_ringkasan(actor, "", aktif=True)
    atur_ringkasan(actor, " euis@dinsos.go.id ", aktif=True)
    with read_session() as connection:
        assert find_ringkasan(connection, actor.id) == ("euis@dinsos.go.id", True)


@pytest.mark.usefixtures("own_database")
def test_where_nothing_is_open_there_is_no_letter() -> None:
    with unit_of_work() as work:
        work.exec_driver_sql("DELETE FROM perhatian")
    with read_session() as connection:
        assert susun(connection, _actor("supervisor.cimahi"), "x@y.id", "https://x", DAY, CLOCK) is None
