"""The geometry artefacts: named by their content, so a browser keeps them for good; never compressed here."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask, Response, abort, request

from domain.access import Permission
from pages._guard import guarded_route
from pages._static import FOREVER

_FOLDER = re.compile(r"(?:perkiraan|resmi)-[0-9a-f]{6,64}")
_FILE = re.compile(r"(?:lembar|kartogram)-\d-\d{1,4}\.[0-9a-f]{6,64}\.json")
_CODINGS = {"br": ".br", "gzip": ".gz"}


def install_geo(server: Flask, root: Path) -> None:
    """Serve sheets and kartogram of the artefact folders below ``root`` to readers who are signed in.

    Outlines carry no figures; a reader sees those of the neighbours too, as grey shapes.
    """

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
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = FOREVER
        return response

    server.add_url_rule("/geo/<string:folder>/<string:file>", "geometri", geometry)
