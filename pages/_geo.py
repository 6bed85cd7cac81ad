"""The geometry artefacts: named by their content, so a browser keeps them for good; never compressed here.

Outlines carry no figures: a reader sees those of the neighbours too, as grey shapes.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from flask import Flask, Response, abort, request

from domain.access import Permission
from geo.aktif import MANIFEST, manifest_of, read_tile
from pages._guard import guarded_route
from pages._static import FOREVER

_FOLDER = re.compile(r"(?:perkiraan|resmi)-[0-9a-f]{6,64}")
_FILE = re.compile(r"(?:lembar|kartogram)-\d-\d{1,4}\.[0-9a-f]{6,64}\.json")
_DEEPEST_ZOOM = 14
_CODINGS = {"br": ".br", "gzip": ".gz"}


def install_geo(server: Flask, root: Path) -> None:
    """Serve sheets, kartogram and tiles of the artefact folders below ``root`` to readers who are signed in."""

    @guarded_route(requires=Permission.VIEW_PROGRES)
    def geometry(folder: str, file: str) -> Response:
        # The whole name must fit the pattern: nothing else of the disk has an address.
        if not _FOLDER.fullmatch(folder) or not _FILE.fullmatch(file):
            abort(404)
        lies = {coding: root / folder / f"{file}{end}" for coding, end in _CODINGS.items()}
        coding = request.accept_encodings.best_match([name for name, path in lies.items() if path.is_file()])
        if coding is None:
            abort(404)
        response = Response(lies[coding].read_bytes(), mimetype="application/json")
        response.headers["Content-Encoding"] = coding
        return _for_good(response)

    @guarded_route(requires=Permission.VIEW_PROGRES)
    def tile(folder: str, z: int, x: int, y: int) -> Response:
        if not _FOLDER.fullmatch(folder) or z > _DEEPEST_ZOOM or max(x, y) >= 1 << z:
            abort(404)
        packed = read_tile(root / folder, z, x, y)
        if packed is None:
            # The open sea is empty for good; tiles that are still being made are not.
            made = (root / folder / MANIFEST).is_file() and manifest_of(root / folder).ubin is not None
            return _for_good(Response(status=204)) if made else Response(status=204)
        if "gzip" not in request.accept_encodings:
            return _for_good(Response(gzip.decompress(packed), mimetype="application/x-protobuf"))
        response = Response(packed, mimetype="application/x-protobuf")
        response.headers["Content-Encoding"] = "gzip"
        return _for_good(response)

    server.add_url_rule("/geo/<string:folder>/<string:file>", "geometri", geometry)
    server.add_url_rule("/geo/<string:folder>/ubin/<int:z>/<int:x>/<int:y>.pbf", "ubin", tile)


def _for_good(response: Response) -> Response:
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER
    return response
