"""The client of Dukcapil's service against a real server that answers, stalls, breaks, lies and comes back."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from domain.padan import Padan, Tanya
from exchange.dukcapil import Batas, Dukcapil

TOKEN = "rahasia-sekali-123"
# Short, so that waiting costs the tests nothing; the shape is that of an office.
CEPAT = Batas(hubung=0.5, baca=0.5, batch=3.0, semua=5.0, per_batch=3, percobaan=3, jeda=0.01, gagal=2, istirahat=0.4)
ORANG = [Tanya(3277, 3277015708850000 + n, "Siti Aminah", date(1985, 8, 17)) for n in range(1, 8)]

Laku = Callable[["_Pelayan", list[dict[str, Any]]], None]


class _Pelayan(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["permintaan"]
        self.server.ditanya.append((self.path, self.headers["Authorization"], asked))
        laku = self.server.laku
        (laku.pop(0) if len(laku) > 1 else laku[0])(self, asked)

    def kirim(self, body: bytes, code: int = 200, **headers: str) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


class Server:
    """A server whose answers a test scripts: one behaviour a request, the last one from then on."""

    def __init__(self) -> None:
        self.http: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Pelayan)
        self.http.daemon_threads = True
        self.http.ditanya, self.http.laku = [], [jujur]
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}/padan"

    def berlaku(self, *laku: Laku) -> None:
        self.http.laku = list(laku)

    @property
    def kali(self) -> int:
        return len(self.http.ditanya)


def jujur(pelayan: _Pelayan, asked: list[dict[str, Any]]) -> None:
    pelayan.kirim(_body([{"id": item["id"], "nik": item["nik"], "hasil": "padan"} for item in asked]))


def kode(code: int, **headers: str) -> Laku:
    return lambda pelayan, _asked: pelayan.kirim(b"{}", code, **headers)


def isi(body: bytes) -> Laku:
    return lambda pelayan, _asked: pelayan.kirim(body)


def diam(pelayan: _Pelayan, _asked: list[dict[str, Any]]) -> None:
    time.sleep(0.8)
    pelayan.close_connection = True


def menetes(pelayan: _Pelayan, _asked: list[dict[str, Any]]) -> None:
    """A byte at a time, each in time, never to an end."""
    pelayan.send_response(200)
    pelayan.send_header("Content-Length", "1000")
    pelayan.end_headers()
    try:
        for _ in range(30):
            pelayan.wfile.write(b" ")
            pelayan.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass
    pelayan.close_connection = True


def putus(pelayan: _Pelayan, _asked: list[dict[str, Any]]) -> None:
    pelayan.close_connection = True
    pelayan.connection.shutdown(socket.SHUT_RDWR)


def _body(jawaban: object) -> bytes:
    return json.dumps({"jawaban": jawaban}).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


@pytest.fixture
def klien(server: Server) -> Iterator[Dukcapil]:
    klien = Dukcapil(server.url, TOKEN, CEPAT)
    yield klien
    klien.close()


def test_everybody_is_asked_about_in_batches_and_answered(server: Server, klien: Dukcapil) -> None:
    answers = klien.tanya(ORANG)
    assert [item.tanya for item in answers] == ORANG
    assert {item.padan for item in answers} == {Padan.PADAN}
    assert [len(asked) for _, _, asked in server.http.ditanya] == [3, 3, 1]
    path, token, asked = server.http.ditanya[0]
    assert (path, token) == ("/padan", f"Bearer {TOKEN}")
    assert asked[0] == {"id": "0", "nik": "3277015708850001", "nama": "Siti Aminah", "tgl_lahir": "1985-08-17"}


def test_every_result_is_understood_and_only_a_near_name_is_kept(server: Server, klien: Dukcapil) -> None:
    said = [("tidak_padan", "SITI AMINAAH"), ("tidak_padan", "RATNA DEWI"), ("meninggal", "SITI AMINA")]

    def beragam(pelayan: _Pelayan, asked: list[dict[str, Any]]) -> None:
        rows = [
            {"id": item["id"], "nik": item["nik"], "hasil": hasil, "nama": nama}
            for item, (hasil, nama) in zip(asked, said, strict=True)
        ]
        pelayan.kirim(_body(rows))

    server.berlaku(beragam)
    answers = klien.tanya(ORANG[:3])
    assert [(item.padan, item.nama_dukcapil) for item in answers] == [
        (Padan.TIDAK_PADAN, "SITI AMINAAH"),
        (Padan.TIDAK_PADAN, None),
        (Padan.MENINGGAL, None),
    ]


def test_one_nik_under_two_names_gets_two_answers(server: Server, klien: Dukcapil) -> None:
    twice = [ORANG[0], Tanya(3218, ORANG[0].nik, "Ratna", None)]
    assert [item.tanya for item in klien.tanya(twice)] == twice


def test_whom_the_service_does_not_mention_is_left_without_an_answer(server: Server, klien: Dukcapil) -> None:
    server.berlaku(lambda p, asked: p.kirim(_body([{"id": "1", "nik": asked[1]["nik"], "hasil": "belum_rekam"}])))
    assert [item.tanya for item in klien.tanya(ORANG[:3])] == [ORANG[1]]


@pytest.mark.parametrize("laku", [kode(500), kode(503), kode(429), putus, diam, menetes, kode(429, Retry_After="0")])
def test_a_passing_failure_is_tried_again(server: Server, klien: Dukcapil, laku: Laku) -> None:
    server.berlaku(laku, laku, jujur)
    assert len(klien.tanya(ORANG[:2])) == 2
    assert server.kali == 3


@pytest.mark.parametrize("code", [301, 400, 401, 403, 404, 413, 204])
def test_what_another_try_would_not_mend_is_asked_once(server: Server, klien: Dukcapil, code: int) -> None:
    server.berlaku(kode(code, Location="http://127.0.0.1:1/"))
    assert klien.tanya(ORANG) == []
    assert server.kali == 1


_GOOD = {"id": "0", "nik": "3277015708850001", "hasil": "padan"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>gangguan</html>",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'{"jawaban": {}}',
        b'{"jawaban": [null]}',
        _body([_GOOD | {"hasil": "PADAN"}]),
        _body([_GOOD | {"hasil": 1}]),
        _body([_GOOD | {"nik": 3277015708850001}]),
        _body([_GOOD | {"nik": "3277015708850009"}]),
        _body([_GOOD | {"nik": "3277015708850001\n"}]),
        _body([_GOOD | {"id": 0}]),
        _body([_GOOD | {"id": "7"}]),
        _body([_GOOD | {"nama": "A" * 5000}]),
        _body([_GOOD, _GOOD]),
        _body([_GOOD]) [:-3],
        b'{"jawaban": ' + b"[" * 100_000,
        _body([_GOOD]) + b" " * 1_100_000,
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)  # fmt: skip
def test_a_lying_or_broken_answer_is_no_answer_at_all(server: Server, klien: Dukcapil, body: bytes) -> None:
    server.berlaku(isi(body))
    assert klien.tanya(ORANG[:2]) == []
    assert server.kali == 1


def test_after_a_batch_that_fails_the_rest_is_not_asked(server: Server, klien: Dukcapil) -> None:
    server.berlaku(jujur, kode(403))
    assert len(klien.tanya(ORANG)) == 3
    assert server.kali == 2


def test_a_service_that_keeps_failing_is_left_alone_and_tried_again_after_a_pause(
    server: Server, klien: Dukcapil
) -> None:
    server.berlaku(kode(503))
    for _ in range(5):
        assert klien.tanya(ORANG[:1]) == []
    # Two batches of three tries, then nobody knocks.
    assert server.kali == 6
    time.sleep(0.45)
    # Half open: one batch that fails closes the door again.
    assert klien.tanya(ORANG[:1]) == []
    assert klien.tanya(ORANG[:1]) == []
    assert server.kali == 9
    server.berlaku(jujur)
    time.sleep(0.45)
    assert len(klien.tanya(ORANG)) == len(ORANG)


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_long_rest_asked_for_is_kept(server: Server, klien: Dukcapil, form: str) -> None:
    wait = "600" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    server.berlaku(kode(503, Retry_After=wait), jujur)
    assert klien.tanya(ORANG) == []
    assert klien.tanya(ORANG) == []
    assert server.kali == 1


@pytest.mark.parametrize("value", ["besok", "-5", "1e9", "Fri, 32 Foo 2026 99:99:99 GMT", ""])
def test_a_rest_nobody_can_read_is_not_waited_for(server: Server, klien: Dukcapil, value: str) -> None:
    server.berlaku(kode(503, Retry_After=value), jujur)
    assert len(klien.tanya(ORANG[:1])) == 1


def test_nobody_at_the_address_is_no_answer() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        klien = Dukcapil(f"http://127.0.0.1:{held.getsockname()[1]}/", TOKEN, CEPAT)
        assert klien.tanya(ORANG) == []
        klien.close()


def test_a_server_without_the_right_certificate_is_not_talked_to(server: Server) -> None:
    klien = Dukcapil(server.url.replace("http:", "https:"), TOKEN, CEPAT)
    assert klien.tanya(ORANG) == []
    assert server.kali == 0
    klien.close()


def test_neither_token_nor_persons_are_logged(
    server: Server, klien: Dukcapil, caplog: pytest.LogCaptureFixture
) -> None:
    server.berlaku(kode(503), kode(400))
    with caplog.at_level(logging.DEBUG):
        klien.tanya(ORANG)
    assert "Dukcapil tidak menjawab: HTTP 400" in caplog.text
    for secret in (TOKEN, "327701", "Aminah"):
        assert secret not in caplog.text
