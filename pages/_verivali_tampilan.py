"""What stands around the table of verivali for a checked address: title, sentence, flags, charts."""

from __future__ import annotations

from dash.development.base_component import Component

from components.verivali_samping import (
    BATAS_DIAM,
    GugusKata,
    kalimat,
    pertanyaan,
    pilih_level,
    samping,
    tanda_pilihan,
)
from data_access.pantau_desa import count_flags, count_still
from data_access.pantauan import Gugus, Rawan, read_gugus
from data_access.session import Connection
from pages._verivali import Permintaan, levels_in, read_curve, read_total


def around(connection: Connection, ask: Permintaan) -> tuple[str, str, list[Component], Component, list[Component]]:
    """Title, sentence, flags with their counts, the switch between levels, and the charts."""
    whole = ask.tinjauan
    total = read_total(connection, ask)
    trend, untold, forecast = read_curve(connection, ask)
    still = count_still(connection, whole, BATAS_DIAM)
    flags = count_flags(connection, whole)
    spots = read_gugus(connection, whole.scope, Rawan.PROGRES, whole.program, whole.periode)
    gugus = [_spot(item, whole.topeng.ambang) for item in spots]
    level = whole.level
    return (
        pertanyaan(level),
        kalimat(ask.wilayah.nama, total, ask.hari, terbuka=ask.periode.is_open(ask.moment)),
        tanda_pilihan(flags),
        pilih_level(levels_in(ask.wilayah.level), level),
        samping(total, ask.hari, level, trend, forecast, still, gugus, untold),
    )


def _spot(gugus: Gugus, ambang: int) -> GugusKata:
    """A hot spot in words. Its shares are left out where desa are hidden, which they would help to work out."""
    place = ", ".join(f"Kecamatan {name}" for name in gugus.kecamatan[:2])
    more = len(gugus.kecamatan) - 2
    where = f"{place}{f' dan {more} lain' if more > 0 else ''}, {', '.join(gugus.kab)}"
    share, around = (None, None) if ambang else (gugus.nilai, gugus.sekitar)
    return GugusKata(gugus.nomor, len(gugus.desa), where, share, around)
