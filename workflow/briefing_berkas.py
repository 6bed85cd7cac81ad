"""Files of a pack out of its content: in this process for one, in a process of its own and behind everybody else for
a pack, one file after the other.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Generator, Sequence
from functools import cache
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from domain.briefing import Bentuk
from domain.errors import PortalError
from domain.figur import Figur, Isi, Jenis

# What every child has loaded when it begins; loading takes longer than most files.
_PRELOAD = ["workflow.briefing_berkas", "exchange.briefing_pptx", "exchange.briefing_pdf", "exchange.briefing_xlsx",
            "exchange.lukis", "geo.lembar", "matplotlib.backends.backend_agg",
            "matplotlib.backends.backend_svg"]  # fmt: skip
# A tenth of the processor while a page is made, all that is left otherwise.
_NICE = 10
# A file that takes longer will never be ready.
_LONGEST_S = 600
_LOOK_S = 0.5


class Berhenti(Exception):
    """Nobody wants the files any more."""


def buat_berkas(
    isi: Isi, bentuk: Bentuk, *, geo_dir: Path, templat: bytes | None = None, peta_bentuk: bool = False
) -> bytes:
    """One file of a pack; the same content gives the same numbers.

    Raises InvalidInput for slides of an office that cannot be used.
    """
    # Pages that never make a file load none of it.
    from exchange.briefing_pdf import ukuran_mm, write_pdf  # noqa: PLC0415
    from exchange.briefing_pptx import UKURAN_PETA, write_pptx  # noqa: PLC0415
    from exchange.briefing_xlsx import write_xlsx  # noqa: PLC0415
    from exchange.lukis import lukis_grafik, lukis_peta  # noqa: PLC0415
    from geo.lembar import read_bidang  # noqa: PLC0415

    @cache
    def shapes(wilayah: int, level: int, kode: tuple[int, ...]) -> dict[int, Any]:
        return dict(read_bidang(geo_dir, wilayah, level, kode))

    def bidang(figur: Figur) -> dict[int, Any]:
        return shapes(figur.isi["wilayah"], figur.isi["level"], tuple(figur.isi["kode"]))

    def gambar(form: str, ukuran: Callable[[Figur], tuple[float, float]]) -> Callable[[Figur], bytes]:
        def draw(figur: Figur) -> bytes:
            if figur.jenis is Jenis.PETA:
                return lukis_peta(figur, bidang(figur), form, ukuran_mm=ukuran(figur))
            return lukis_grafik(figur.isi, form, ukuran_mm=ukuran(figur))

        return draw

    match bentuk:
        case Bentuk.PPTX:
            drawn = gambar("png", lambda _: UKURAN_PETA)
            return write_pptx(isi, drawn, templat=templat, bidang=bidang if peta_bentuk else None)
        case Bentuk.PDF:
            return write_pdf(isi, gambar("svg", ukuran_mm))
        case Bentuk.XLSX:
            return write_xlsx(isi)


def buat_semua(
    isi: Isi,
    bentuk: Sequence[Bentuk],
    *,
    geo_dir: Path,
    templat: bytes | None,
    peta_bentuk: bool,
    masih: Callable[[], bool],
) -> Generator[tuple[Bentuk, bytes]]:
    """Files of a pack as they get ready, by a child with little claim on the processor.

    Raises Berhenti as soon as ``masih`` says that nobody waits any more, RuntimeError for a child that died or hangs.
    """
    fork = multiprocessing.get_context("forkserver")
    fork.set_forkserver_preload(_PRELOAD)
    here, there = fork.Pipe(duplex=False)
    child = fork.Process(target=_child, args=(there, isi, bentuk, geo_dir, templat, peta_bentuk), daemon=True)
    child.start()
    there.close()
    try:
        for item in bentuk:
            _wait(here, masih)
            try:
                content = here.recv()
            except EOFError:
                raise RuntimeError(f"the process that makes {item} died") from None
            if isinstance(content, PortalError):
                raise content
            yield item, content
    finally:
        here.close()
        child.kill()
        child.join()
        child.close()


def _wait(pipe: Pipe, masih: Callable[[], bool]) -> None:
    until = time.monotonic() + _LONGEST_S
    while not pipe.poll(_LOOK_S):
        if not masih():
            raise Berhenti
        if time.monotonic() > until:
            raise RuntimeError(f"no file within {_LONGEST_S} seconds")


def _child(
    out: Pipe, isi: Isi, bentuk: Sequence[Bentuk], geo_dir: Path, templat: bytes | None, peta_bentuk: bool
) -> None:
    os.nice(max(0, _NICE - os.nice(0)))
    try:
        for item in bentuk:
            out.send(buat_berkas(isi, item, geo_dir=geo_dir, templat=templat, peta_bentuk=peta_bentuk))
    except PortalError as refusal:
        # Anything else is written to the log by the child itself, as it dies of it.
        out.send(refusal)
