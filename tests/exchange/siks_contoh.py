"""Small files of the tests: a prelist or a hasil of Kota Cimahi, whole and signed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from domain.kalender import JAKARTA
from domain.siks import KOLOM, Bagian, JenisBerkas
from exchange.siks import KunciPrivat, Manifest, write_siks
from exchange.tanda_tangan import new_key

KUNCI = new_key(3277)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
NAMA_PNG = f"lampiran/{hashlib.sha256(PNG).hexdigest()}.png"
DESA = 3277011001


def manifest(jenis: JenisBerkas = JenisBerkas.HASIL) -> Manifest:
    return Manifest(
        jenis=jenis,
        modul="BSP",
        kab=3277,
        wilayah=(DESA,),
        periode=202611,
        aplikasi="Uji",
        versi_aplikasi="1.0",
        dibuat=datetime(2026, 11, 20, 9, 30, tzinfo=JAKARTA),
        perangkat="uji",
        operator="op.uji",
    )


def row(part: Bagian, **values: object) -> list[object]:
    return [values.get(column.nama) for column in KOLOM[part]]


def idbdt(number: int) -> str:
    return f"{DESA}0001{number:09d}"


def rows(count: int = 5) -> dict[Bagian, list[list[object]]]:
    return {
        Bagian.RUMAH_TANGGA: [
            row(Bagian.RUMAH_TANGGA, idbdt=idbdt(n), desa=DESA, nama_krt=f"Asep, {n}", alamat='Gg. "Mawar"')
            for n in range(1, count + 1)
        ],
        Bagian.INDIVIDU: [
            row(Bagian.INDIVIDU, idartbdt=f"{idbdt(n)}01", idbdt=idbdt(n), nama=f"Asep {n}", no_urut=1)
            for n in range(1, count + 1)
        ],
        Bagian.LAMPIRAN: [row(Bagian.LAMPIRAN, berkas=NAMA_PNG, jenis="rumah", idbdt=idbdt(1))],
    }


def write(
    path: Path,
    own: Manifest | None = None,
    content: Mapping[Bagian, Iterable[Sequence[object]]] | None = None,
    lampiran: Iterable[tuple[str, bytes]] = ((NAMA_PNG, PNG),),
    kunci: KunciPrivat = KUNCI,
) -> Path:
    write_siks(path, own or manifest(), rows() if content is None else content, lampiran, kunci)
    return path


def peak() -> int:
    """Most memory that this program has held, in MB; unlike that of getrusage, without what its parent held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024


def find_key(kab: int, key: str) -> bytes | None:
    return KUNCI.publik if (kab, key) == (KUNCI.kab, KUNCI.id) else None
