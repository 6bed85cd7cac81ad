"""Letters by e-mail: the mail server of this process, how a letter looks, and whether it left."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

_TIMEOUT_S = 20
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_WORD = re.compile(r"[a-z0-9.-]+")


class TidakTerkirim(Exception):
    """The server certainly did not take the letter, so that it may be sent again."""


@dataclass(frozen=True, slots=True)
class Pengirim:
    """The mail server and what stands in the letters. ``tls``: encrypted from the first byte, else by STARTTLS."""

    host: str
    port: int
    tls: bool
    user: str | None
    sandi: str | None
    dari: str
    portal_url: str

    @classmethod
    def of(cls, smtp_url: str, dari: str, portal_url: str) -> Pengirim:
        """From checked settings: smtp://user:pass@host:587 or smtps://..., a sender, the address of the portal."""
        parts = urlsplit(smtp_url)
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "",
            port=parts.port or (465 if tls else 587),
            tls=tls,
            user=unquote(parts.username) if parts.username else None,
            sandi=unquote(parts.password) if parts.password else None,
            dari=dari,
            portal_url=portal_url.rstrip("/"),
        )


@dataclass(frozen=True, slots=True)
class Lampiran:
    """A file that goes with a letter."""

    nama: str
    mimetype: str
    isi: bytes


@dataclass(frozen=True, slots=True)
class Surat:
    """One letter before it becomes a message: plain text, and the same as simple HTML."""

    penerima: str
    subjek: str
    teks: str
    html: str
    lampiran: Sequence[Lampiran] = ()


@dataclass(frozen=True, slots=True)
class _Kantor:
    """What this process sends with; sample accounts get letters with ``demo``."""

    pengirim: Pengirim | None = None
    demo: bool = False


_kantor = _Kantor()


def use_pengirim(pengirim: Pengirim | None, *, demo: bool = False) -> None:
    """Set the mail server of this process; None switches letters off. Sample accounts get letters with ``demo``."""
    global _kantor  # noqa: PLW0603 - one mail server a process is the point
    _kantor = _Kantor(pengirim, demo)


def pengirim() -> Pengirim | None:
    """The mail server of this process, None where none is set."""
    return _kantor.pengirim


def is_demo() -> bool:
    """Whether sample accounts get letters."""
    return _kantor.demo


def as_message(surat: Surat, pengirim: Pengirim, clock: datetime, *, tanda: str | None = None) -> EmailMessage:
    """The letter as it leaves. ``tanda`` (small letters, digits, dots) names it: sent twice, it is one letter to those
    who compare.
    """
    domain = parseaddr(pengirim.dari)[1].rpartition("@")[2] or "siks-ng"
    message = EmailMessage()
    message["From"] = pengirim.dari
    message["To"] = surat.penerima
    message["Subject"] = surat.subjek
    message["Date"] = format_datetime(clock)
    message["Message-ID"] = f"<{tanda}@{domain}>" if tanda and _WORD.fullmatch(tanda) else make_msgid(domain=domain)
    # Keeps out-of-office robots from answering.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(surat.teks)
    message.add_alternative(surat.html, subtype="html")
    for item in surat.lampiran:
        kind, _, rest = item.mimetype.partition("/")
        message.add_attachment(item.isi, maintype=kind, subtype=rest, filename=item.nama)
    return message


def kirim(pengirim: Pengirim, message: EmailMessage) -> str | None:
    """Hand a letter to the server; None when it took it, else why nobody knows: the line broke after the letter left.

    Raises TidakTerkirim where it was certainly not taken. Better none than two: only then may it be sent again.
    """
    certain = True
    try:
        with _connected(pengirim) as server:
            certain = False
            server.send_message(message)
    except (smtplib.SMTPException, OSError) as problem:
        if certain or isinstance(problem, (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)):
            raise TidakTerkirim(str(problem)) from problem
        return str(problem)
    return None


@contextmanager
def _connected(pengirim: Pengirim) -> Iterator[smtplib.SMTP]:
    """A server ready to take a letter. Raises SMTPException or OSError; a password never leaves unencrypted."""
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if pengirim.tls:
        server = smtplib.SMTP_SSL(pengirim.host, pengirim.port, timeout=_TIMEOUT_S, context=context)
    else:
        server = smtplib.SMTP(pengirim.host, pengirim.port, timeout=_TIMEOUT_S)
    try:
        if not pengirim.tls:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif pengirim.host not in _LOCAL:
                raise smtplib.SMTPNotSupportedError("server surel tidak menawarkan STARTTLS")
        if pengirim.user is not None:
            server.login(pengirim.user, pengirim.sandi or "")
        yield server
    finally:
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()
