"""Codes of an authenticator (TOTP, RFC 6238): enrolling, using up a code, sealing the secret.

The secret is sealed with a key derived from the key of the installation, so that a copy of the database alone makes no
codes. A code counts once; the step before and the step after are accepted too, because clocks differ.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from data_access import pengguna_store
from data_access.session import Connection
from domain.access import Actor
from domain.errors import InvalidInput

ISSUER = "SIKS-NG"
STEP = 30
RECOVERY_CODES = 10
# Somebody who fetches the telephone first is still in time.
_FORM_SECONDS = 1800

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class _Kunci:
    segel: Fernet
    sidik: bytes


_kunci: _Kunci | None = None


def use_kunci(secret_key: str) -> None:
    """Set the key of the installation; the start of the server or a test does it once."""
    global _kunci  # noqa: PLW0603 - one installation a process is the point
    _kunci = _Kunci(Fernet(base64.urlsafe_b64encode(_derive(secret_key, b"totp"))), _derive(secret_key, b"pemulihan"))


@dataclass(frozen=True, slots=True)
class Pendaftaran:
    """What somebody who enrols is shown: the secret as text and QR (SVG), and its seal to send back with a code."""

    rahasia: str
    qr: str
    segel: str


def begin(actor: Actor, now: datetime, segel: str | None = None) -> Pendaftaran:
    """A new secret for this account, or the one of a form that is shown again. Nothing is stored yet."""
    rahasia = (_open_form(actor, segel, now) if segel else None) or pyotp.random_base32()
    uri = pyotp.TOTP(rahasia).provisioning_uri(name=actor.username, issuer_name=ISSUER)
    out = io.BytesIO()
    segno.make(uri, error="m").save(out, kind="svg", scale=4, border=4, light="#fff", xmldecl=False, svgns=True)
    form = json.dumps([actor.id, rahasia]).encode()
    return Pendaftaran(
        rahasia, out.getvalue().decode(), _key().segel.encrypt_at_time(form, int(now.timestamp())).decode()
    )


def confirmed_secret(actor: Actor, segel: str, kode: str, now: datetime) -> tuple[bytes, int]:
    """(sealed secret, step) of a form whose first code is right. Raises InvalidInput."""
    rahasia = _open_form(actor, segel, now)
    if rahasia is None:
        raise InvalidInput("Formulir ini sudah kedaluwarsa. Pindai kode QR yang baru, lalu isi kodenya.")
    step = _step_of(rahasia, kode, now)
    if step is None:
        raise InvalidInput("Kode tidak cocok. Periksa jam telepon, lalu isi kode 6 angka yang sedang tampil.")
    return _key().segel.encrypt(rahasia.encode()), step


def recovery_codes() -> tuple[list[str], list[str]]:
    """(codes to show once, their digests to store)."""
    codes = [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)
    ]
    return codes, [_digest(code) for code in codes]


def use_code(work: Connection, number: int, kode: str, now: datetime) -> bool:
    """Use up a code of the authenticator, or a recovery code; False when it is wrong or was used before."""
    segel = pengguna_store.read_totp(work, number)
    if segel is None:
        return False
    plain = kode.replace(" ", "")
    if not (plain.isdecimal() and plain.isascii()):
        return pengguna_store.claim_pemulihan(work, number, _digest(plain))
    try:
        rahasia = _key().segel.decrypt(segel).decode()
    except InvalidToken:
        # Sealed under another SECRET_KEY: no code can be right any more, the level above must reset it.
        return False
    step = _step_of(rahasia, plain, now)
    return step is not None and pengguna_store.claim_langkah(work, number, step)


def _key() -> _Kunci:
    if _kunci is None:
        raise RuntimeError("use_kunci() has not been called")
    return _kunci


def _derive(secret_key: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"siks-ng/" + purpose).derive(secret_key.encode())


def _digest(code: str) -> str:
    plain = code.upper().replace("-", "").encode()
    return hmac.new(_key().sidik, plain, hashlib.sha256).hexdigest()


def _open_form(actor: Actor, segel: str, now: datetime) -> str | None:
    try:
        number, rahasia = json.loads(
            _key().segel.decrypt_at_time(segel.encode(), ttl=_FORM_SECONDS, current_time=int(now.timestamp()))
        )
    except (InvalidToken, ValueError):
        return None
    return str(rahasia) if number == actor.id else None


def _step_of(rahasia: str, kode: str, now: datetime) -> int | None:
    plain, present = kode.replace(" ", ""), int(now.timestamp()) // STEP
    totp = pyotp.TOTP(rahasia)
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), plain.encode()):
            return step
    return None
