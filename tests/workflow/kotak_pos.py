"""A real mail server on this machine, for the tests of what leaves by e-mail."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from workflow.surel import Pengirim, use_pengirim


class Postbox:
    """Keeps what it is given; ``refuse`` answers a recipient with an error for as long as it holds the address."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuse: set[str] = set()
        self.users: list[str] = []

    async def handle_RCPT(self, _server, _session: Session, envelope: Envelope, address: str, _options) -> str:  # noqa: N802
        if address in self.refuse:
            return "450 4.2.1 mailbox busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def to(self, address: str) -> EmailMessage:
        (letter,) = [letter for letter in self.letters if letter["To"] == address]
        return letter


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def mail_to(port: int) -> Pengirim:
    """The portal's way to that server."""
    return Pengirim.of(f"smtp://127.0.0.1:{port}", "SIKS-NG <siks@contoh.go.id>", "https://siks.contoh.go.id/")


@contextmanager
def open_postbox() -> Iterator[tuple[Postbox, int]]:
    """A server for as long as the block lasts; afterwards this process sends nothing any more."""
    box, port = Postbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, port
    finally:
        server.stop()
        use_pengirim(None)
