"""The page of one desa for readers who may not see households: sections with less in them."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash.development.base_component import Component

from components import desa as bagian
from components import desa_waktu
from components.desa_kata import Kartu
from data_access.samaran import Tanya as Samar
from data_access.samaran import read_hari_tertutup
from data_access.session import Connection
from domain.indikator import DIISI, TOTAL
from domain.kode import Level
from domain.samaran import Topeng
from pages._desa import Tanya

_TIDAK = "Tidak ditampilkan, karena memuat angka yang terlalu kecil."


def samar_of(ask: Tanya, ambang: int) -> Samar:
    """What is asked about numbers of the desa that its reader is not told."""
    return Samar(ask.scope, Level.DESA, *ask.key, ask.waktu.as_of, ambang)


def covered(
    connection: Connection, ask: Tanya, topeng: Topeng, row: dict[str, Any], trend: pd.DataFrame, forecast: Any
) -> dict[str, Component | list[Component]]:
    """Sections in place of those of ``pages._desa_bagian``, for a reader who is not told everything.

    What counts cases one by one is left out: in a desa it is seldom large.
    """
    unknown = bagian.nothing(_TIDAK)
    days = read_hari_tertutup(connection, samar_of(ask, topeng.ambang), ask.waktu.opened, "diisi", [ask.scope.kode])
    known = None if topeng.satu(ask.scope.kode, ("s0",), ("diisi_7",)) else forecast
    hidden = topeng.satu(ask.scope.kode, DIISI, TOTAL)
    daily = desa_waktu.daily(row, trend, known, ask.waktu, [day for (day,) in days])
    return {"harian": unknown if hidden else daily} | dict.fromkeys(
        ("lalu", "impor", "kasus", "usulan", "petugas"), unknown
    )


def told(kartu: list[Kartu], topeng: Topeng, kode: int) -> list[Kartu]:
    """The cards that this reader may read: progress and target first, then forecast and delay, then the rest."""
    progress, pace = topeng.satu(kode, DIISI, TOTAL), topeng.satu(kode, ("s0",), ("diisi_7",))
    left_out = {0: progress, 1: progress, 2: progress or pace, 3: progress or pace}
    return [item for at, item in enumerate(kartu) if not left_out.get(at)]
