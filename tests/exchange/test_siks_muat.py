"""What a valid key signed and the container lets through, whatever its values: loaded and judged, or refused."""

from __future__ import annotations

import random
from datetime import datetime
from functools import partial
from pathlib import Path

from siks_contoh import DESA, find_key
from siks_mutasi import bertanda, bongkar, hostile_part, rakit

from data_access.impor_aturan import Konteks, check
from data_access.impor_muat import stage
from data_access.session import current_engine
from demo.isi import isi_siks
from domain.impor import BerkasDitolak
from domain.kalender import JAKARTA, Program
from exchange.siks import check_siks, open_part
from workflow.prelist import export_prelist, system_actor

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=JAKARTA)
KAB, IMPOR = 3277, 77
FILES = 30


def from_the_field(folder: Path) -> bytes:
    """The parts of a played operator's file, signed with the key of these tests, without pictures."""
    export_prelist(system_actor(KAB), DESA, Program.BSP, 202611, folder / "p.siks", now=NOW)
    isi_siks(folder / "p.siks", folder / "h.siks", benih=1, porsi=1, galat=0.3, now=NOW, operator="op.uji")
    parts = bongkar((folder / "h.siks").read_bytes())
    del parts["lampiran"]
    return rakit(bertanda(parts))


def test_hostile_values_become_findings_and_never_an_error(own_database: str, tmp_path: Path) -> None:
    good = from_the_field(tmp_path)
    path = tmp_path / "jahat.siks"
    konteks = Konteks(KAB, IMPOR, 1, 202611, (DESA,), NOW, NOW)
    loaded, seed = 0, 0
    while loaded < FILES:
        seed += 1
        path.write_bytes(hostile_part(random.Random(f"muat-{seed}"), good))  # noqa: S311
        try:
            check_siks(path, find_key)
        except BerkasDitolak:
            continue
        loaded += 1
        with current_engine().connect() as connection:
            try:
                stage(connection, KAB, IMPOR, partial(open_part, path), now=NOW)
                found = check(connection, konteks)
                assert set(found) >= {"verivali", "usulan", "galat"}, seed
            except BerkasDitolak:
                pass
            connection.rollback()
