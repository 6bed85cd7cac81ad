"""A page of the portal as one slide (PPTX) or one sheet of A4 (PDF), for the same address and scope as the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, current_app, request

from data_access.session import Connection, read_session
from domain.access import Actor, Permission
from domain.briefing import MIMETYPE, Bentuk
from domain.figur import Figur, Jenis
from domain.lembar import Lembar
from exchange.lembar import lembar_pdf, ukuran_mm
from exchange.lembar_pptx import lembar_pptx
from exchange.lukis import lukis_grafik, lukis_peta
from geo.lembar import read_bidang, read_latar
from pages import _lembar_isi as isi
from pages import _lembar_wilayah as wilayah
from pages._guard import guarded_route
from pages._session import current_actor
from pages._tabel_unduh import plain

Susun = Callable[[Connection, Actor, dict[str, str]], Lembar]


@dataclass(frozen=True, slots=True)
class Halaman:
    """A page that can be taken away: what it asks for besides the export, and what it says."""

    izin: Permission
    susun: Susun


_HALAMAN: dict[str, Halaman] = {
    "beranda": Halaman(Permission.VIEW_PROGRES, isi.beranda),
    "peta": Halaman(Permission.VIEW_PROGRES, wilayah.peta),
    "verivali": Halaman(Permission.VIEW_PROGRES, wilayah.verivali),
    "kuota": Halaman(Permission.VIEW_KUOTA, isi.kuota),
    "usulan": Halaman(Permission.VIEW_RUMAH_TANGGA, isi.usulan),
    "finalisasi": Halaman(Permission.VIEW_PROGRES, isi.finalisasi),
    "desa": Halaman(Permission.VIEW_PROGRES, wilayah.desa),
}

_BENTUK = {str(item): item for item in (Bentuk.PPTX, Bentuk.PDF)}


def install_lembar(server: Flask) -> None:
    """Register the route; called once for each app that is created."""
    server.add_url_rule("/lembar/<halaman>.<bentuk>", "lembar", take)


def halaman_of(actor: Actor) -> list[str]:
    """Names of the pages that the reader may take away."""
    if not actor.may(Permission.EXPORT_PROGRES):
        return []
    return [name for name, page in _HALAMAN.items() if actor.may(page.izin)]


@guarded_route(requires=Permission.EXPORT_PROGRES)
def take(halaman: str, bentuk: str) -> Response:
    """The page of an address as ``bentuk``."""
    page = _HALAMAN.get(halaman) or abort(404)
    form = _BENTUK.get(bentuk) or abort(404)
    actor = current_actor()
    actor.require(page.izin)
    with read_session() as connection:
        lembar = page.susun(connection, actor, request.args.to_dict())
    content = lembar_pdf(lembar, _svg(lembar)) if form is Bentuk.PDF else lembar_pptx(lembar, _png(lembar))
    name = f"siks-{halaman}-{plain(lembar.asal.wilayah)}-{plain(lembar.asal.periode)}.{bentuk}"
    answer = Response(content, mimetype=MIMETYPE[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _svg(lembar: Lembar) -> Callable[[Figur], bytes]:
    return lambda figur: _draw(figur, "svg", ukuran_mm(lembar, figur))


def _png(lembar: Lembar) -> Callable[[Figur], bytes]:
    return lambda figur: _draw(figur, "png", (145, 78 if lembar.ukuran else 112))


def _draw(figur: Figur, form: str, size: tuple[float, float]) -> bytes:
    if figur.jenis is not Jenis.PETA:
        return lukis_grafik(figur.isi, form, ukuran_mm=size)
    folder: Path = current_app.config["GEO_DIR"]
    asked = (folder, figur.isi["wilayah"], figur.isi["level"], figur.isi["kode"])
    return lukis_peta(figur, read_bidang(*asked), form, ukuran_mm=size, latar=read_latar(*asked))
