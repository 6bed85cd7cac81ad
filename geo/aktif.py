"""The borders in use: their manifest, and one tile. Asked by every request, so no geometry library is needed."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

ACTIVE = "aktif.json"
MANIFEST = "manifest.json"
# Full desa polygons, in order of their codes.
DESA_FILE = "desa.parquet"
TILE = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"

Progress = Callable[[str, int, int], None]
"""Called with the step (Indonesian, for people), how much of it is done, and how much there is."""


def silent(step: str, done: int, total: int) -> None:
    """A ``Progress`` for callers that show none."""


@dataclass(frozen=True)
class Manifest:
    """What ``manifest.json`` says about the active borders; ``folder`` is where its files lie."""

    folder: Path
    sumber: str
    dibuat: str
    label: str
    lembar: Mapping[str, Mapping[str, object]]
    kartogram: Mapping[str, Mapping[str, object]]
    ubin: Mapping[str, object] | None
    tanpa_poligon: Sequence[int]
    perkiraan: Sequence[int]


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file in one step: a reader sees the old or the new content, never a part."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "wb") as target:
        target.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def activate(root: Path, folder: Path) -> None:
    """Make ``folder`` (a finished build below ``root``) the borders in use.

    The build that was in use stays, because open pages still ask for its files; older ones are removed.
    """
    manifest_of(folder)
    before = load_manifest(root)
    write_atomically(root / ACTIVE, orjson.dumps({"folder": folder.name}))
    kept = {folder, before.folder if before else folder}
    for other in root.iterdir():
        if (other / MANIFEST).is_file() and other not in kept:
            shutil.rmtree(other)


_manifests: dict[Path, tuple[tuple[int, ...], Manifest]] = {}
_active: dict[Path, tuple[tuple[int, ...], str]] = {}


def load_manifest(root: Path) -> Manifest | None:
    """The active borders, or None when there are none yet. Two ``stat`` calls when nothing changed."""
    try:
        version = _version(root / ACTIVE)
        held = _active.get(root)
        if held is None or held[0] != version:
            held = version, str(orjson.loads((root / ACTIVE).read_bytes())["folder"])
            _active[root] = held
        return manifest_of(root / held[1])
    except FileNotFoundError:
        return None


def manifest_of(folder: Path) -> Manifest:
    """The manifest of one build, read again when it changed. Raises FileNotFoundError where there is none."""
    version = _version(folder / MANIFEST)
    held = _manifests.get(folder)
    if held is None or held[0] != version:
        content = orjson.loads((folder / MANIFEST).read_bytes())
        names = [name for name in Manifest.__dataclass_fields__ if name != "folder"]
        held = version, Manifest(folder=folder, **{name: content[name] for name in names})
        _manifests[folder] = held
    return held[1]


def _version(file: Path) -> tuple[int, ...]:
    found = file.stat()
    return found.st_mtime_ns, found.st_ino, found.st_size


_open = threading.local()


def read_tile(folder: Path, z: int, x: int, y: int) -> bytes | None:
    """One tile of a build as stored (a gzipped vector tile), None where there is nothing. ``y`` from the north.

    Also None while the tiles are not made yet, or where there is no such build. Each thread keeps one read-only
    connection.
    """
    try:
        ubin = manifest_of(folder).ubin
    except FileNotFoundError:
        return None
    if ubin is None:
        return None
    path = folder / str(ubin["file"])
    held: tuple[Path, sqlite3.Connection] | None = getattr(_open, "tiles", None)
    if held is None or held[0] != path:
        if held is not None:
            held[1].close()
        held = path, sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        _open.tiles = held
    row = held[1].execute(TILE, (z, x, (1 << z) - 1 - y)).fetchone()
    return None if row is None else bytes(row[0])


def close_tiles() -> None:
    """Close this thread's connection, if any."""
    held: tuple[Path, sqlite3.Connection] | None = getattr(_open, "tiles", None)
    if held is not None:
        with contextlib.suppress(sqlite3.Error):
            held[1].close()
        _open.tiles = None
