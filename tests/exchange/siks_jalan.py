"""Checks mutated files in a process of its own and prints as JSON what came of them.

``siks_jalan.py COUNT SEED FOLDER``. The folder is where each file lies while it is checked; nothing else may appear
there. A file that takes longer than ten seconds is a hang.
"""

from __future__ import annotations

import json
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import siks_contoh as contoh
import siks_mutasi as mutasi

from domain.impor import BerkasDitolak, penolakan_kata
from domain.siks import Bagian, JenisBerkas
from exchange.siks import check_siks, open_part, read_kunci, read_lampiran

_HANG = 10


class Hang(BaseException):
    """Not an Exception, so that nothing catches it on the way."""


def _ring(_signal: int, _frame: object) -> None:
    raise Hang


def _read_whole(path: Path) -> None:
    for part in (Bagian.RUMAH_TANGGA, Bagian.INDIVIDU, Bagian.LAMPIRAN):
        with open_part(path, part) as stream:
            while stream.read(1 << 16):
                pass


def main(count: int, seed: int, folder: Path) -> None:
    signal.signal(signal.SIGALRM, _ring)
    path = folder / "berkas.siks"
    contoh.write(path)
    good = path.read_bytes()
    content = check_siks(path, contoh.find_key)
    contoh.write(path, contoh.manifest(JenisBerkas.PRELIST), contoh.rows() | {Bagian.LAMPIRAN: []}, ())
    prelist = path.read_bytes()
    before, slowest = contoh.peak(), 0.0
    refused: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    problems: list[str] = []
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")  # noqa: S311
        kind, data = mutasi.mutasi(rng, prelist if rng.random() < 0.1 else good)
        path.write_bytes(data)
        kinds[kind] += 1
        start = time.monotonic()
        signal.alarm(_HANG)
        try:
            found = check_siks(path, contoh.find_key)
            _read_whole(path)
            list(read_lampiran(path, found.lampiran))
            refused["diterima"] += 1
            accepted[kind] += 1
            # Bits that mean nothing may differ; what is signed may not.
            if kind in ("flip", "flip_at_end", "cut", "splice", "around", "rezip") and found.jenis == content.jenis:
                same = (found.bagian, found.lampiran) == (content.bagian, content.lampiran)
                problems += [] if same else [f"{number} {kind}: other content accepted"]
        except BerkasDitolak as refusal:
            penolakan_kata(refusal.galat, refusal.isi)
            refused[refusal.galat.value] += 1
        except (Exception, Hang) as problem:  # noqa: BLE001 - what must not happen is what is looked for
            problems.append(f"{number} {kind}: {type(problem).__name__}: {problem}"[:300])
        try:
            # Whoever opens a file without asking for its signature is refused as cleanly.
            read_kunci(path)
            _read_whole(path)
        except BerkasDitolak:
            pass
        except (Exception, Hang) as problem:  # noqa: BLE001
            problems.append(f"{number} {kind}, unchecked: {type(problem).__name__}: {problem}"[:300])
        signal.alarm(0)
        slowest = max(slowest, time.monotonic() - start)
    left = sorted(item.name for item in folder.iterdir())
    print(  # noqa: T201
        json.dumps(
            {
                "berkas": count,
                "hasil": refused,
                "jenis": kinds,
                "diterima": accepted,
                "masalah": problems[:20],
                "tumbuh": contoh.peak() - before,
                "terlama": round(slowest, 2),
                "tersisa": left,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
