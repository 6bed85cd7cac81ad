"""The 91,599 regions: searched by name or code, read by code, always inside a scope."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import wilayah
from domain.access import Scope
from domain.errors import InvalidInput
from domain.kode import INDONESIA, Level, desa_range, dotted, lineage, parent
from domain.nama import KINDS, search_words


@dataclass(frozen=True, slots=True)
class Wilayah:
    """One region. ``nama`` carries the kind for kab/kota ("Kota Cimahi"); ``nama_lengkap`` the parents as well."""

    kode: int
    level: Level
    jenis: str
    nama: str
    nama_lengkap: str
    zona: int | None = None

    @property
    def induk(self) -> int:
        """Code of the region one level up."""
        return parent(self.kode)


_KIND_OF_KAB = "^(Kabupaten|Kota) (Administrasi )?"

INDONESIA_ROW = Wilayah(INDONESIA, Level.NASIONAL, "negara", "Indonesia", "Indonesia")


def search(connection: Connection, text: str, scope: Scope, limit: int = 20) -> list[Wilayah]:
    """Regions inside ``scope`` whose own name or parents match every word typed, best first.

    Words match by their beginning; "kab.", accents, apostrophes and case do not matter; a code, dotted or plain
    and also cut short, finds the regions that begin with it. Fewer than two letters find nothing.
    """
    compact = text.strip().replace(".", "").replace(" ", "")
    if compact.isdecimal():
        return _search_code(connection, compact, scope, limit)
    words = search_words(text)
    matches = _by_words(words)
    if matches is None:
        return []
    whole = _tsquery(" & ".join(f"{word}:AB" for word in words))
    exact = wilayah.c.cari.op("@@")(whole)
    length = sa.func.length(sa.func.regexp_replace(wilayah.c.nama, _KIND_OF_KAB, ""))
    query = (
        sa.select(wilayah)
        .where(wilayah.c.cari.op("@@")(matches), in_scope(scope))
        .order_by(
            exact.desc(),
            # Among whole names "Kota Cimahi" comes before the desa that are called Cimahi.
            sa.case((exact, length), else_=0),
            sa.case((exact, wilayah.c.level), else_=0),
            sa.func.ts_rank(sa.literal_column("'{0.01, 0, 0.1, 1}'::real[]"), wilayah.c.cari, matches).desc(),
            length,
            wilayah.c.level,
            wilayah.c.kode,
        )
        .limit(limit)
    )
    return [_as_wilayah(row) for row in connection.execute(query)]


def matching(text: str) -> sa.ColumnElement[bool]:
    """Condition on ``wilayah`` for what somebody typed, as ``search`` reads it; a text too short matches nothing."""
    compact = text.strip().replace(".", "").replace(" ", "")
    if compact.isdecimal():
        return _by_code(compact)
    matches = _by_words(search_words(text))
    return sa.false() if matches is None else wilayah.c.cari.op("@@")(matches)


def _by_words(words: list[str]) -> sa.Function[object] | None:
    if len("".join(words)) < 2:
        return None
    named = [word for word in words if word not in KINDS]
    # A kind alone ("kab") would match every region through its parents; beside a name it tells them apart.
    parts = [f"{word}:*AD" if word in named else word if named else f"{word}:AB" for word in words]
    return _tsquery(" & ".join(parts))


def _tsquery(text: str) -> sa.Function[object]:
    return sa.func.to_tsquery(sa.literal_column("'simple'"), text)


def _search_code(connection: Connection, digits: str, scope: Scope, limit: int) -> list[Wilayah]:
    query = (
        sa.select(wilayah)
        .where(_by_code(digits), in_scope(scope))
        .order_by(wilayah.c.level, wilayah.c.kode)
        .limit(limit)
    )
    return [_as_wilayah(row) for row in connection.execute(query)]


def _by_code(digits: str) -> sa.ColumnElement[bool]:
    """Codes of any level that begin with these digits."""
    ranges = [
        wilayah.c.kode.between(int(digits) * unit, (int(digits) + 1) * unit - 1)
        for length in (2, 4, 6, 10)
        if (unit := 10 ** max(length - len(digits), 0)) and length >= len(digits)
    ]
    return sa.or_(sa.false(), *ranges)


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Condition on ``wilayah.kode``: the scope's root or anything below it, at every level."""
    if scope.level is Level.NASIONAL:
        return sa.true()
    parts = []
    for level, unit in ((1, 10**8), (2, 10**6), (3, 10**4), (4, 1)):
        if level >= scope.level:
            rng = desa_range(scope.kode)
            parts.append(wilayah.c.kode.between(rng.low // unit, (rng.high - 1) // unit))
    return sa.or_(*parts)


def _as_wilayah(row: sa.Row[tuple[object, ...]]) -> Wilayah:
    return Wilayah(row.kode, Level(row.level), row.jenis, row.nama, row.nama_lengkap, row.zona)


def read_wilayah(connection: Connection, kode: int) -> Wilayah:
    """One region by code. Raises InvalidInput for a code that no region has."""
    if kode == INDONESIA:
        return INDONESIA_ROW
    row = connection.execute(sa.select(wilayah).where(wilayah.c.kode == kode)).one_or_none()
    if row is None:
        raise InvalidInput(f"Wilayah dengan kode {dotted(kode)} tidak ada. Periksa kode atau pilih dari daftar.")
    return _as_wilayah(row)


def read_lineage(connection: Connection, kode: int) -> list[Wilayah]:
    """From Indonesia down to the region itself, for a breadcrumb. Raises InvalidInput as ``read_wilayah``."""
    last = read_wilayah(connection, kode)
    above = lineage(kode)[1:-1]
    rows = connection.execute(sa.select(wilayah).where(wilayah.c.kode.in_(above)).order_by(wilayah.c.level))
    return [INDONESIA_ROW, *(_as_wilayah(row) for row in rows), *([] if kode == INDONESIA else [last])]


def read_bps(connection: Connection) -> pd.DataFrame:
    """Codes of kab/kota in both systems as plain integers: bps, kode; empty where no bridge was loaded."""
    query = sa.select(sa.cast(wilayah.c.kode_bps, sa.BigInteger).label("bps"), wilayah.c.kode).where(
        wilayah.c.kode_bps.is_not(None)
    )
    return pd.DataFrame(connection.execute(query).all(), columns=list(query.selected_columns.keys()))


def read_frame(connection: Connection) -> pd.DataFrame:
    """All regions for drawing borders: kode, level, induk, nama, lon, lat (degrees, NaN where unknown)."""
    query = sa.select(
        wilayah.c.kode, wilayah.c.level, wilayah.c.induk, wilayah.c.nama, wilayah.c.lon, wilayah.c.lat
    ).order_by(wilayah.c.kode)
    return pd.DataFrame(connection.execute(query).all(), columns=list(query.selected_columns.keys()))
