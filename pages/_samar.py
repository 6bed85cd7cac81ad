"""Below which count numbers are hidden from the reader of a page."""

from __future__ import annotations

from data_access.session import Connection
from domain.access import Actor, Permission
from domain.briefing import ambang_of
from workflow.batch import read_setelan


def read_ambang(connection: Connection, actor: Actor) -> int:
    """0 for those who may see households, without asking; else what the centre has set."""
    if actor.may(Permission.VIEW_RUMAH_TANGGA):
        return 0
    return ambang_of(actor, read_setelan(connection).sel_terkecil)
