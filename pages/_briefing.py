"""What an address of the briefing asks for, checked, and the content that preview, slideshow and maps draw from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from data_access.keterangan import read_now
from data_access.session import Connection
from domain.access import Actor
from domain.briefing import Kunci, allowed_bab
from domain.errors import InvalidInput
from domain.figur import Figur, Isi
from domain.kode import parse_kode
from pages._asal import maker
from pages._session import now
from workflow.briefing import susun_kunci
from workflow.briefing_isi import susun

Query = Mapping[str, Any]

# Millimetres of a map on a page and on a slide: letters keep their size, so they are larger on a smaller sheet.
LEMBAR = {"halaman": (210.0, 140.0), "salindia": (190.0, 98.0)}


def whole(query: Query, key: str, digits: int = 9) -> int:
    """A number of the address; 0 where it names none. Raises InvalidInput for what is no number."""
    text = str(query.get(key) or "0")
    if not (text.isascii() and text.isdigit() and len(text) <= digits):
        raise InvalidInput(f"Bagian “{key}” pada alamat tidak dapat dibaca. Pilih lagi dari halaman ini.")
    return int(text)


def read_kunci(connection: Connection, actor: Actor, query: Query) -> Kunci:
    """What the address asks for, narrowed to the reader; without chapters all that are the reader's.

    Raises InvalidInput, AccessDenied, or RuleViolation for a periode that has not begun.
    """
    return susun_kunci(
        connection,
        actor,
        wilayah_of(actor, query),
        whole(query, "program"),
        whole(query, "periode"),
        bab_of(actor, query),
        now=read_now(connection),
    )


def wilayah_of(actor: Actor, query: Query) -> int:
    """The wilayah of the address, inside the reader's."""
    return actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None).kode


def bab_of(actor: Actor, query: Query) -> list[str]:
    """Chapters of the address; all of the reader's where it names none."""
    asked = str(query.get("bab") or "")
    return asked.split(",") if asked else [str(item) for item in allowed_bab(actor)]


def read_isi(connection: Connection, actor: Actor, kunci: Kunci) -> Isi:
    """The content of a pack as it would be made now. Raises RuleViolation where a figure does not reconcile."""
    return susun(connection, kunci, pembuat=maker(actor), now=read_now(connection), dibuat=now())


def alamat_peta(kunci: Kunci, lembar: str) -> Callable[[Figur], str]:
    """Addresses of the maps of a content, drawn for a ``lembar`` (page or slide).

    The digest in them changes with the figures, and only then.
    """

    def address(item: Figur) -> str:
        where = {"wilayah": kunci.wilayah, "program": kunci.program, "periode": kunci.periode, "lembar": lembar}
        return "/briefing/peta.svg?" + urlencode(where | {"figur": item.kode, "sidik": item.sidik[:16]})

    return address
