"""Files that never change under their address: compressed once, kept by content, served as they lie there.

Three sources: styles and map code out of installed wheels (``/vendor/<hash>/<name>``), Dash's own bundles and our
assets (their addresses carry a version), and the geometry artefacts (``/geo/...``, in ``_geo``).
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import importlib.util
import mimetypes
import os
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import brotli
from dash.fingerprint import check_fingerprint
from flask import Flask, Response, abort, request
from werkzeug.utils import safe_join

from components.ikon import IKON

FOREVER = "public, max-age=31536000, immutable"
_SMALLEST = 512
_BUNDLES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
_ASSETS = "_dash_assets.static"
_SYMBOL = re.compile(r'<symbol[^>]*viewBox="([^"]+)"[^>]*id="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)
_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class Body:
    """One file in the forms a browser may ask for; ``packed`` maps a content coding to its bytes."""

    raw: bytes
    mimetype: str
    packed: dict[str, bytes]


class Store:
    """Compressed files kept in a folder by the hash of their content, and in memory once read.

    The best compression takes seconds for the large bundles, so it is done by one thread after the start; until
    then a file goes out quickly compressed. A file written by one server process is found by the others.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bodies: dict[str, Body] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> Body | None:
        """The file remembered under ``key``, or None."""
        return self._bodies.get(key)

    def put(self, key: str, raw: bytes, mimetype: str) -> Body:
        """Remember a file; its compressed forms are read from the folder where an earlier start left them."""
        packed = {}
        if len(raw) >= _SMALLEST and mimetype.startswith(_TEXT):
            stem = self._stem(raw)
            for coding in ("br", "gzip"):
                file = stem.with_suffix(f".{coding}")
                packed[coding] = file.read_bytes() if file.exists() else _quick(coding, raw)
        body = Body(raw, mimetype, packed)
        with self._lock:
            self._bodies[key] = body
        return body

    def pack_best(self) -> None:
        """Compress every file as well as it goes, keep the result in the folder and use it from now on."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".kunci").open("w") as turn:
            # The processes of one server take turns; the second finds everything done.
            fcntl.flock(turn, fcntl.LOCK_EX)
            for key, body in list(self._bodies.items()):
                if not body.packed:
                    continue
                stem = self._stem(body.raw)
                best = {}
                for coding in ("br", "gzip"):
                    file = stem.with_suffix(f".{coding}")
                    if not file.exists():
                        _write_whole(file, _best(coding, body.raw))
                    best[coding] = file.read_bytes()
                with self._lock:
                    self._bodies[key] = Body(body.raw, body.mimetype, best)

    def _stem(self, raw: bytes) -> Path:
        return self._folder / hashlib.sha256(raw).hexdigest()[:32]


def _quick(coding: str, raw: bytes) -> bytes:
    return brotli.compress(raw, quality=4) if coding == "br" else gzip.compress(raw, 5, mtime=0)


def _best(coding: str, raw: bytes) -> bytes:
    return brotli.compress(raw, quality=11) if coding == "br" else gzip.compress(raw, 9, mtime=0)


def _write_whole(file: Path, data: bytes) -> None:
    # Renamed into place: another process must never read half a file.
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.write_bytes(data)
    part.replace(file)


def respond(body: Body, cache_control: str) -> Response:
    """The file in the best form the browser accepts."""
    coding = request.accept_encodings.best_match(body.packed) if body.packed else None
    response = Response(body.packed[coding] if coding else body.raw, mimetype=body.mimetype)
    if coding:
        response.headers["Content-Encoding"] = coding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = cache_control
    return response


def _wheel_file(package: str, path: str) -> bytes:
    # Found without importing: the map wheel would pull its whole notebook toolkit into every server process.
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"package {package} is not installed")
    return (Path(next(iter(spec.submodule_search_locations))) / path).read_bytes()


def icon_css() -> bytes:
    """A style sheet with one mask for each icon in use, cut out of the sprite in the wheel.

    Raises RuntimeError for an icon that the sprite lacks.
    """
    sprite = _wheel_file("flask_bootstrap", "static/bootstrap5/icons/bootstrap-icons.svg").decode()
    symbols = {name: (box, " ".join(inner.split())) for box, name, inner in _SYMBOL.findall(sprite)}
    missing = IKON - symbols.keys()
    if missing:
        raise RuntimeError(f"icons not in the sprite: {sorted(missing)}")
    rules = [
        ".ikon{display:inline-block;width:1em;height:1em;flex:none;vertical-align:-.125em;background:currentColor;"
        "-webkit-mask:var(--ikon) center/contain no-repeat;mask:var(--ikon) center/contain no-repeat}"
    ]
    for name in sorted(IKON):
        box, inner = symbols[name]
        drawing = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='{box}'>{inner}</svg>".replace('"', "'")
        for char, code in (("%", "%25"), ("#", "%23"), ("<", "%3C"), (">", "%3E")):
            drawing = drawing.replace(char, code)
        rules.append(f'.ikon-{name}{{--ikon:url("data:image/svg+xml,{drawing}")}}')
    return "\n".join(rules).encode()


def _bootstrap_css() -> bytes:
    css = _wheel_file("flask_bootstrap", "static/bootstrap5/css/bootstrap.min.css")
    # A browser with its tools open would ask for a map that is not served.
    return re.sub(rb"\s*/\*# sourceMappingURL.*?\*/", b"", css)


_VENDOR: dict[str, tuple[Callable[[], bytes], str]] = {
    "bootstrap.min.css": (_bootstrap_css, "text/css"),
    "ikon.css": (icon_css, "text/css"),
    "maplibre-gl.js": (lambda: _wheel_file("maplibre", "srcjs/maplibre-gl.js"), "text/javascript"),
    "maplibre-gl.css": (lambda: _wheel_file("maplibre", "srcjs/maplibre-gl.css"), "text/css"),
}


def install_vendor(server: Flask, store: Store) -> dict[str, str]:
    """Serve the wheels' files; returns the address of each by its name."""
    urls = {}
    for name, (read, mimetype) in _VENDOR.items():
        raw = read()
        mark = hashlib.sha256(raw).hexdigest()[:12]
        store.put(f"{mark}/{name}", raw, mimetype)
        urls[name] = f"/vendor/{mark}/{name}"

    def vendor(mark: str, name: str) -> Response:
        body = store.get(f"{mark}/{name}") if name in _VENDOR else None
        if body is None:
            abort(404)
        return respond(body, FOREVER)

    server.add_url_rule("/vendor/<string:mark>/<string:name>", "vendor", vendor)
    return urls


def install_bundles(server: Flask, store: Store, assets: Path) -> None:
    """Put the store before Dash's bundles and our assets, whose views would read and send them whole each time."""
    bundle_view = server.view_functions[_BUNDLES]

    def bundle(package_name: str, fingerprinted_path: str) -> Response:
        # The name without its version is the key: invented versions must not fill the memory.
        name, versioned = check_fingerprint(fingerprinted_path)
        key = f"{package_name}/{name}"
        body = store.get(key)
        if body is None:
            answer = bundle_view(package_name=package_name, fingerprinted_path=fingerprinted_path)
            if answer.status_code != 200:
                return answer
            body = store.put(key, answer.get_data(), answer.mimetype)
        return respond(body, FOREVER if versioned else "no-cache")

    def asset(filename: str) -> Response:
        file = Path(safe_join(str(assets), filename) or "/")
        if not file.is_file():
            abort(404)
        key = f"assets/{filename}?{file.stat().st_mtime_ns}"
        mimetype = mimetypes.guess_type(filename)[0] or "application/octet-stream"
        body = store.get(key) or store.put(key, file.read_bytes(), mimetype)
        return respond(body, FOREVER if "m" in request.args else "no-cache")

    server.view_functions[_BUNDLES] = bundle
    server.view_functions[_ASSETS] = asset


def warm(server: Flask, store: Store, urls: Iterable[str]) -> None:
    """Read what the pages load and pack everything in the store as well as it goes; takes seconds."""
    for url in urls:
        with server.test_request_context(url):
            server.view_functions[request.endpoint or ""](**(request.view_args or {}))
    store.pack_best()
