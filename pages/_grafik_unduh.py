"""A chart of the screen as a picture or as its numbers.

What the browser sends back is what the server wrote into the page, and nothing else: with each chart go its provenance
and a signature over both and over the reader's account. So a picture with the head of the portal can only hold numbers
that the portal has shown to this reader, and the wilayah is narrowed to the reader once more.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from flask import Flask, Response, abort, current_app, g, has_request_context, request

from components.grafik import use_penanda
from data_access.keterangan import read_now
from data_access.session import read_session
from data_access.wilayah import Wilayah
from domain.access import Actor, Permission
from domain.errors import AccessDenied, InvalidInput
from domain.figur import Asal, JenisKolom, Kolom
from domain.grafik import tabel
from exchange.lukis import BENTUK, lukis_grafik
from exchange.tabel_berkas import XLSX, csv_parts, xlsx_parts
from pages._asal import asal_of, maker
from pages._guard import guarded_route
from pages._session import LONGEST, current_actor, current_akun, now

PATH = "/grafik/unduh"
_SHEETS = {"csv": (csv_parts, "text/csv; charset=utf-8"), "xlsx": (xlsx_parts, XLSX)}
# A desa with thousands of points is the largest chart.
LARGEST = 900_000
_STALE = "Grafik ini tidak dapat diunduh dari halaman yang terbuka. Muat ulang halaman, lalu unduh lagi."


def install_grafik(server: Flask) -> None:
    """Register the route and let charts be signed; called once for each app that is created."""
    server.add_url_rule(PATH, "unduh_grafik", download, methods=["POST"])
    use_penanda(_sign)


def tandai_asal(
    wilayah: Wilayah,
    periode_label: str,
    moment: datetime,
    *,
    per: datetime | None = None,
    saring: Iterable[tuple[str, str]] = (),
    samar: int = 0,
) -> None:
    """Say where the numbers of the charts come from that this request draws; without it they have no menu.

    ``per`` is what they speak of where that is not ``moment``, the present of the portal.
    """
    if has_request_context() and current_akun() is not None:
        g.asal_grafik = asal_of("", wilayah, periode_label, per=per or moment, saring=saring, now=moment, samar=samar)


def _sign(jenis: str, spek: str) -> tuple[str, str] | None:
    asal: Asal | None = g.get("asal_grafik") if has_request_context() else None
    if asal is None or not _may(current_actor(), jenis):
        return None
    said = orjson.dumps(asal.as_json() | {"ditulis": now().timestamp()}).decode()
    return said, _signature(spek, said)


def _may(actor: Actor, jenis: str) -> bool:
    """Points are households, so they are taken away by whoever may take households away."""
    wanted = {Permission.EXPORT_PROGRES} | ({Permission.EXPORT_RUMAH_TANGGA} if jenis == "titik" else set())
    return all(actor.may(permission) for permission in wanted)


def _signature(spek: str, asal: str) -> str:
    key = hashlib.sha256(b"siks-grafik" + str(current_app.secret_key).encode()).digest()
    # Their lengths keep what was signed as two texts from being read as two others.
    text = f"{current_actor().id}:{len(spek)}:{len(asal)}:{spek}{asal}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download() -> Response:
    """A signed chart (JSON ``spek``, ``asal``, ``tanda`` as the page carries them) as ``format``."""
    form = request.args.get("format", "png")
    if form not in BENTUK and form not in _SHEETS:
        abort(404)
    spek, asal = _verified()
    with read_session() as connection:
        made = read_now(connection)
    asal = replace(asal, judul=spek["judul"], dibuat=made, pembuat=maker(current_actor()))
    if form in BENTUK:
        answer = Response(lukis_grafik(spek, form, asal=asal), mimetype=BENTUK[form])
    else:
        answer = _sheet(spek, asal, form)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(asal, form)}"'
    return answer


def _verified() -> tuple[dict[str, Any], Asal]:
    """The chart and where it comes from. Raises InvalidInput for what we did not write, AccessDenied outside."""
    if (request.content_length or 0) > LARGEST:
        abort(413)
    body = request.get_json(silent=True)
    parts = [body.get(name) for name in ("spek", "asal", "tanda")] if isinstance(body, dict) else []
    if len(parts) != 3 or not all(isinstance(part, str) for part in parts):
        raise InvalidInput(_STALE)
    spek_text, asal_text, given = parts
    if not hmac.compare_digest(_signature(spek_text, asal_text).encode(), given.encode()):
        raise InvalidInput(_STALE)
    # From here on these are our own words.
    spek, said = orjson.loads(spek_text), orjson.loads(asal_text)
    if now().timestamp() - said.pop("ditulis") > LONGEST.total_seconds():
        raise InvalidInput(_STALE)
    asal = Asal.of(said)
    # The account may have lost a wilayah or a right since.
    current_actor().narrow(asal.kode_wilayah)
    if not _may(current_actor(), spek["jenis"]):
        raise AccessDenied
    return spek, asal


def _sheet(spek: Mapping[str, Any], asal: Asal, form: str) -> Response:
    found = tabel(spek)
    kind = JenisKolom.DESIMAL if found.desimal else JenisKolom.BULAT
    columns = [Kolom("nama", found.kepala[0] or "Nama", lebar=32)]
    columns += [Kolom(f"k{n}", name or "Nilai", kind) for n, name in enumerate(found.kepala[1:])]
    rows = [(name, *values) for name, values in found.baris]
    write, mimetype = _SHEETS[form]
    return Response(write(asal, columns, rows, catatan=[("Satuan", found.satuan)]), mimetype=mimetype)


def file_name(asal: Asal, form: str) -> str:
    """Title and wilayah as a name that every disk takes."""
    words = f"siks {asal.judul[:60]} {asal.wilayah.split(',')[0]} {asal.per:%Y-%m-%d}".lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', words).strip('-')}.{form}"
