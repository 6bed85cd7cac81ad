"""Files of the sample: operators hand in their month and the supervisor takes most of it in, the way they all do.

Nothing is written past the portal's own path: a prelist is made, filled in, uploaded, checked, agreed to, processed.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from data_access import keterangan
from data_access.impor_baca import read_impor
from data_access.kuota_store import desa_of
from data_access.pengguna import find_by_username
from data_access.periode import list_periode
from data_access.session import read_session
from data_access.wilayah import read_wilayah
from demo.isi import isi_siks
from domain.access import Actor
from domain.errors import RuleViolation
from domain.impor import StateImpor
from domain.kalender import Program
from workflow import impor
from workflow.impor_kerja import periksa, proses
from workflow.prelist import export_prelist


@dataclass(frozen=True, slots=True)
class _Kiriman:
    """One file: share of the prelist that was visited, share of faults, and whether the supervisor took it in."""

    porsi: float
    galat: float
    proses: bool = True
    # Bytes missing at the end: the copying broke off.
    terpotong: int = 0


# By kab, one for each of its first desa.
KIRIMAN: dict[str, tuple[_Kiriman, ...]] = {
    "supervisor.cimahi": (
        _Kiriman(0.08, 0.02),
        _Kiriman(0.08, 0.0),
        _Kiriman(0.06, 0.05),
        _Kiriman(0.06, 0.02),
        _Kiriman(0.05, 0.15, proses=False),
        _Kiriman(0.05, 0.02, proses=False, terpotong=4_000),
    ),
    "supervisor.pangandaran": (
        _Kiriman(0.1, 0.02),
        _Kiriman(0.1, 0.05),
        _Kiriman(0.08, 0.02, proses=False),
    ),
}


def hand_in(benih: int) -> int:
    """Hand in the files of the sample; how many were processed. The folder of files must be set."""
    done = 0
    with tempfile.TemporaryDirectory() as folder:
        for username, kiriman in KIRIMAN.items():
            with read_session() as connection:
                akun = find_by_username(connection, username)
                now = keterangan.read_now(connection)
                desa = [] if akun is None else sorted(desa_of(connection, akun.actor.wilayah))
            if akun is None:
                continue
            for number, (kode, item) in enumerate(zip(desa, kiriman, strict=False)):
                moment = now - timedelta(minutes=20 * (len(kiriman) - number))
                done += _hand_in_one(akun.actor, kode, item, Path(folder), benih + kode, moment)
    return done


def _hand_in_one(actor: Actor, desa: int, item: _Kiriman, folder: Path, benih: int, now: datetime) -> bool:
    prelist, filled = folder / f"prelist-{desa}.siks", folder / f"{desa}.siks"
    with read_session() as connection:
        place = read_wilayah(connection, desa).nama
        mine = (one for one in list_periode(connection) if one.program is Program.BSP and one.is_open(now))
        periode = next(mine, None)
    if periode is None:
        return False
    try:
        export_prelist(actor, desa, Program.BSP, periode.kode, prelist, now=now - timedelta(days=2))
    except RuleViolation:
        # Everything there is done.
        return False
    isi_siks(
        prelist,
        filled,
        benih=benih,
        porsi=item.porsi,
        galat=item.galat,
        now=now - timedelta(hours=1),
        operator=f"op.{desa}",
    )
    content = filled.read_bytes()
    nomor = upload(actor, f"{place}.siks", content[: len(content) - item.terpotong], now=now)
    periksa(actor.wilayah, nomor)
    with read_session() as connection:
        checked = read_impor(connection, actor.wilayah, nomor)
    # A file that would change nothing has come to its end already.
    if not item.proses or checked is None or checked.state is not StateImpor.SIAP:
        return False
    impor.setujui(actor, nomor, now=now)
    proses(actor.wilayah, nomor)
    return True


def upload(actor: Actor, nama: str, content: bytes, *, now: datetime) -> int:
    """Send the bytes of a file as a browser does; its number."""
    sent = impor.mulai(actor, nama, len(content), now=now)
    while sent.state is StateImpor.MENGUNGGAH:
        piece = content[sent.diterima : sent.diterima + impor.LARGEST_CHUNK]
        sent = impor.terima(actor, sent.nomor, sent.diterima, piece, now=now)
    return sent.nomor
