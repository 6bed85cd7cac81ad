"""What a request about the register asks for: the address and what was typed, checked and narrowed; photo permits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from data_access.kesos import Tanya
from data_access.keterangan import read_now
from data_access.periode import read_periode
from data_access.session import Connection
from domain.access import Actor
from domain.errors import InvalidInput
from domain.kesos import Kueri, Rujukan, baca, baca_saringan
from domain.kode import parse_kode

# How long photos that show a number stay open after a reason was given.
_PERMIT_S = 600


def read_tanya(connection: Connection, actor: Actor, query: Mapping[str, Any]) -> Tanya:
    """Check a question. Raises InvalidInput or AccessDenied with a text for the reader."""
    scope = actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)
    periode = read_periode(connection, _whole(query, "program", "1"), _whole(query, "periode", "0"))
    teks = query.get("teks")
    kueri = baca(teks) if isinstance(teks, str) else Kueri(baca(None).jenis)
    return Tanya(scope, kueri, baca_saringan(query), int(periode.program), periode.kode)


def _whole(query: Mapping[str, Any], key: str, default: str) -> int:
    text = str(query.get(key) or default)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidInput(f"Bagian “{key}” pada alamat tidak dapat dibaca. Pilih lagi dari halaman ini.")
    return int(text)


def read_cursor(value: Any) -> list[int] | None:
    """Where the next page begins, as the page itself was told. Raises InvalidInput for anything else."""
    if value is None:
        return None
    if not (isinstance(value, list) and len(value) in (1, 3) and all(type(part) is int for part in value)):
        raise InvalidInput("Lanjutan daftar tidak dapat dibaca. Cari lagi.")
    return cast(list[int], value)


def today(connection: Connection) -> Any:
    """The day that ages are told for."""
    return read_now(connection).date()


def ip() -> str | None:
    """Address of the reader's machine."""
    return request.remote_addr


def permit(actor: Actor, rujukan: Rujukan) -> str:
    """A short-lived token for photos of one household that show a number, for this reader alone."""
    return _serializer().dumps([actor.id, str(rujukan)])


def permitted(actor: Actor, rujukan: Rujukan, token: str | None) -> bool:
    """Whether a token of ``permit`` is still good for this reader and household."""
    try:
        return bool(token) and _serializer().loads(cast(str, token), max_age=_PERMIT_S) == [actor.id, str(rujukan)]
    except BadSignature:
        return False


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(cast(str, current_app.secret_key), salt="kesos-foto")
