"""A table as the answer to a request, written while its rows are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack

from flask import Response, abort, request

from domain.figur import Asal, Kolom
from exchange.tabel_berkas import LEMBAR, XLSX, Baris, Catatan, csv_parts, xlsx_parts

_FORMAT = {"csv": (csv_parts, "text/csv; charset=utf-8"), "xlsx": (xlsx_parts, XLSX)}


def read_format() -> str:
    """``format`` of the address, csv without one; anything else is no page."""
    form = request.values.get("format", "csv")
    return form if form in _FORMAT else abort(404)


def send_table(
    form: str,
    nama: str,
    asal: Asal,
    kolom: Sequence[Kolom],
    rows: Iterable[Baris],
    *,
    catatan: Catatan = (),
    lembar: str = LEMBAR,
    held: ExitStack | None = None,
) -> Response:
    """The whole table in a form of ``read_format``. ``nama``: of the file, without "siks-" and its end.

    ``held`` keeps open what the rows are read from, until the last byte or until the reader has gone away.
    """
    write, mimetype = _FORMAT[form]
    held = held or ExitStack()
    parts = write(asal, kolom, rows, catatan=catatan, lembar=lembar)
    held.callback(parts.close)  # type: ignore[attr-defined]
    try:
        # What goes wrong before the first byte is answered like on any other page.
        first = next(parts)
    except BaseException:
        held.close()
        raise

    def body() -> Iterator[bytes]:
        with held:
            yield first
            yield from parts

    answer = Response(body(), mimetype=mimetype)
    answer.call_on_close(held.close)
    answer.headers["Content-Disposition"] = f'attachment; filename="siks-{plain(nama)}.{form}"'
    return answer


def plain(text: str) -> str:
    """A text as part of the name of a file: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
