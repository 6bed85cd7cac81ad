"""A pack and a schedule of the sample: what a dinas provinsi would have asked for; the worker makes the pack."""

from __future__ import annotations

from datetime import UTC, datetime, time

from data_access import keterangan
from data_access.pengguna import find_by_username
from data_access.periode import list_berjalan
from data_access.session import read_session
from domain.briefing import allowed_bab
from domain.kalender import Program
from workflow.briefing import minta
from workflow.briefing_jadwal import simpan_jadwal

_SIAPA = "dinsos.jabar"


def ask_briefing() -> None:
    """Ask for the pack of a provinsi, and have it made every Monday at 07.00; nothing where nobody is there to ask."""
    with read_session() as connection:
        now = keterangan.read_now(connection)
        running = [item for item in list_berjalan(connection, now) if item.program is Program.BSP]
        akun = find_by_username(connection, _SIAPA)
    if akun is None or not running:
        return
    actor, saat, periode = akun.actor, datetime.now(UTC), max(item.kode for item in running)
    bab = allowed_bab(actor)
    minta(actor, actor.wilayah, int(Program.BSP), periode, bab, now=now, saat=saat)
    simpan_jadwal(actor, actor.wilayah, int(Program.BSP), bab, hari=1, jam=time(7), penerima=[actor.id], saat=saat)
