"""Compression of answers that are made anew each time: layouts and figures, at a level that costs a millisecond."""

from __future__ import annotations

import gzip

import brotli
from flask import Flask, request
from werkzeug.wrappers import Response

# Below this a compressed answer fits the same packet as the plain one.
_SMALLEST = 1024


def install_compression(server: Flask) -> None:
    """Compress JSON answers that nothing compressed before."""
    server.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype != "application/json" or response.direct_passthrough or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    coding = request.accept_encodings.best_match(["br", "gzip"])
    if len(body) < _SMALLEST or coding is None:
        return response
    response.set_data(brotli.compress(body, quality=4) if coding == "br" else gzip.compress(body, 4, mtime=0))
    response.headers["Content-Encoding"] = coding
    return response
