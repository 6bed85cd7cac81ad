"""Writes a large file, reads it in a second process and prints as JSON the lines and the peak memory (MB) of reading.

``siks_besar.py HOUSEHOLDS MEMBERS FILE``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import siks_contoh as contoh

from domain.siks import Bagian
from exchange.siks import check_siks, open_part

PARTS = (Bagian.RUMAH_TANGGA, Bagian.INDIVIDU)


def _households(count: int) -> Iterator[Sequence[object]]:
    for n in range(count):
        yield contoh.row(
            Bagian.RUMAH_TANGGA,
            idbdt=contoh.idbdt(n),
            desa=contoh.DESA,
            no_kk=3_277_010_101_000_000 + n * 7919,
            alamat=f"Jl. Melati {n * 31 % 997} RT {n % 12}",
            nama_krt=f"Asep {n * 7919 % 100_003}",
            lantai=n % 9 + 1,
            ada_tv=n % 3 == 0,
            lat=-6.9 - n / 1e6,
            lon=107.5 + n / 1e6,
        )


def _members(count: int, households: int) -> Iterator[Sequence[object]]:
    for n in range(count):
        own = contoh.idbdt(n * households // count)
        yield contoh.row(
            Bagian.INDIVIDU,
            idartbdt=f"{own}{n % 100:02d}",
            idbdt=own,
            nama=f"Neng {n * 104_729 % 1_000_003}",
            nik=3_277_010_101_000_000 + n * 104_729,
            tgl_lahir="1990-02-03",
            no_urut=1,
        )


def main(households: int, members: int, path: Path) -> None:
    if os.fork() == 0:
        content = {PARTS[0]: _households(households), PARTS[1]: _members(members, households)}
        contoh.write(path, content=content, lampiran=())
        # The key was made before the fork, so that both have it.
        os._exit(0)
    assert os.wait()[1] == 0
    check_siks(path, contoh.find_key)
    lines = []
    for part in PARTS:
        with open_part(path, part) as stream:
            lines.append(sum(1 for _ in stream) - 1)
    print(json.dumps({"baris": lines, "puncak": contoh.peak()}))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
