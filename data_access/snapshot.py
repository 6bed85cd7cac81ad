"""What changed since a snapshot: in the live data or in a later version, by desa and household by household."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.finalisasi_store import MEMBERS_SQL
from data_access.schema import batch_langkah
from data_access.verivali_store import BatchKey
from domain.finalisasi import BEDA_KOLOM, Beda

HALAMAN = 100

_COLUMNS = tuple(column for columns in BEDA_KOLOM.values() for column in columns)
_OF = "kab = :kab AND periode = :periode AND program = :program"


# Households that belong to one desa in the snapshot or on either side now: a look at it reads no other.
_OF_DESA = (
    f"WITH nomor AS MATERIALIZED (SELECT ruta FROM snapshot_ruta WHERE {_OF} AND versi = :dari AND desa = :desa UNION "
    "{other})"
)
_WITHIN = "ruta IN (SELECT ruta FROM nomor)"


def _stored(versi: str, *, within: bool) -> str:
    return (
        f"SELECT ruta, idbdt, {', '.join(_COLUMNS)} FROM snapshot_ruta WHERE {_OF} AND versi = :{versi}"
        f"{f' AND {_WITHIN}' if within else ''}"
    )


_OF_REGISTER = {
    "status": "v.status", "sta_keberadaan": "v.sta_keberadaan", "desa": "v.desa", "kpm": "r.kpm_bsp",
    "art": "coalesce(a.art, 0)",
}  # fmt: skip


def _live(*, within: bool) -> str:
    members = MEMBERS_SQL.replace(" GROUP BY", f" AND {_WITHIN} GROUP BY") if within else MEMBERS_SQL
    return (
        "SELECT v.ruta, r.idbdt, "
        + ", ".join(f"{_OF_REGISTER.get(column, f'r.{column}')} AS {column}" for column in _COLUMNS)
        + " FROM verivali AS v JOIN rumah_tangga AS r ON r.kab = v.kab AND r.id = v.ruta "
        f"LEFT JOIN ({members}) AS a ON a.ruta = v.ruta "
        "WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program"
        f"{f' AND v.{_WITHIN}' if within else ''}"
    )


def _differs(beda: Beda) -> str:
    if beda is Beda.BARU:
        return "l.ruta IS NULL"
    if beda is Beda.HILANG:
        return "b.ruta IS NULL"
    return (
        "l.ruta = b.ruta AND (" + " OR ".join(f"l.{name} IS DISTINCT FROM b.{name}" for name in BEDA_KOLOM[beda]) + ")"
    )


# A household that moved is told in the desa it was in.
_DESA = "coalesce(l.desa, b.desa)"
_ANY = " OR ".join(f"({_differs(beda)})" for beda in Beda)


def _both(what: str, *, live: bool, within: bool = False) -> str:
    later = _live(within=within) if live else _stored("ke", within=within)
    return (
        f"SELECT {what} FROM ({_stored('dari', within=within)}) AS l FULL JOIN ({later}) AS b ON b.ruta = l.ruta "
        f"WHERE ({_ANY})"
    )


def _list(*, live: bool, within: bool) -> sa.TextClause:
    columns = (
        f"{_DESA} AS di, coalesce(l.ruta, b.ruta) AS nomor, coalesce(b.idbdt, l.idbdt) AS kode, "
        "coalesce(b.nama_krt, l.nama_krt) AS nama, "
        + ", ".join(f"{side}.{name} AS {side}_{name}" for side in "lb" for name in _COLUMNS)
        + "".join(f", ({_differs(beda)}) AS beda_{beda}" for beda in Beda)
    )
    other = (
        f"SELECT ruta FROM verivali WHERE {_OF} AND desa = :desa"
        if live
        else (f"SELECT ruta FROM snapshot_ruta WHERE {_OF} AND versi = :ke AND desa = :desa")
    )
    return sa.text(
        (f"{_OF_DESA.format(other=other)} " if within else "")
        + _both(columns, live=live, within=within)
        + (f" AND {_DESA} = :desa" if within else "")
        + f" AND ({_DESA}, coalesce(l.ruta, b.ruta)) > (:sesudah_desa, :sesudah_ruta) ORDER BY 1, 2 LIMIT :batas"
    )


# By whether the later side is the live data, and whether one desa is asked for.
_LIST = {(live, within): _list(live=live, within=within) for live in (True, False) for within in (True, False)}
_COUNTS = f"{_DESA} AS di, count(*) AS jumlah, " + ", ".join(
    f"count(*) FILTER (WHERE {_differs(beda)}) AS {beda}" for beda in Beda
)
_COUNT = {live: sa.text(_both(_COUNTS, live=live) + " GROUP BY 1 ORDER BY 1") for live in (True, False)}


@dataclass(frozen=True, slots=True)
class Versi:
    """One finalisasi of a batch. ``nama`` is who did it, as they were called then."""

    versi: int
    waktu: datetime
    nama: str
    sidik: bytes


@dataclass(frozen=True, slots=True)
class BedaDesa:
    """Households of a desa that differ (``jumlah``), and how many of them in which way."""

    desa: int
    jumlah: int
    menurut: dict[Beda, int]


@dataclass(frozen=True, slots=True)
class BedaRuta:
    """One household: in which ways it differs, and the columns of those as they were and as they are.

    ``desa`` is where it was in the snapshot. Numbers are whole; whoever shows them masks them.
    """

    desa: int
    ruta: int
    idbdt: str
    nama_krt: str
    beda: tuple[Beda, ...]
    sebelum: dict[str, Any]
    sesudah: dict[str, Any]


def list_versi(connection: Connection, key: BatchKey) -> list[Versi]:
    """Every version of the batch's snapshot, the newest first."""
    step = batch_langkah
    query = (
        sa.select(step.c.versi, step.c.waktu, step.c.nama, step.c.isi["sidik"].astext.label("sidik"))
        .where(
            step.c.kab == key.kab,
            step.c.periode == key.periode,
            step.c.program == key.program,
            step.c.langkah == "finalisasi",
        )
        .order_by(step.c.versi.desc())
    )
    return [Versi(row.versi, row.waktu, row.nama, bytes.fromhex(row.sidik)) for row in connection.execute(query)]


def count_beda(connection: Connection, key: BatchKey, dari: int, ke: int | None = None) -> list[BedaDesa]:
    """Desa with households that differ from version ``dari``, in version ``ke`` or (None) as the data are now."""
    rows = connection.execute(_COUNT[ke is None], key.params() | {"dari": dari, "ke": ke}).mappings()
    return [BedaDesa(row["di"], row["jumlah"], {beda: row[beda] for beda in Beda if row[beda]}) for row in rows]


def list_beda(
    connection: Connection,
    key: BatchKey,
    dari: int,
    ke: int | None = None,
    *,
    desa: int | None = None,
    sesudah: tuple[int, int] = (0, 0),
    batas: int = HALAMAN,
) -> list[BedaRuta]:
    """The households of ``count_beda``, of one desa or of all, by desa and number.

    ``sesudah`` is (desa, ruta) of the last one of the page before.
    """
    params = key.params() | {
        "dari": dari,
        "ke": ke,
        "desa": desa,
        "sesudah_desa": sesudah[0],
        "sesudah_ruta": sesudah[1],
        "batas": batas,
    }
    return [_as_beda(row) for row in connection.execute(_LIST[ke is None, desa is not None], params).mappings()]


def _as_beda(row: sa.RowMapping) -> BedaRuta:
    found = tuple(beda for beda in Beda if row[f"beda_{beda}"])
    columns = [name for beda in found for name in BEDA_KOLOM.get(beda, ())]
    return BedaRuta(
        row["di"],
        row["nomor"],
        row["kode"],
        row["nama"],
        found,
        {name: row[f"l_{name}"] for name in columns},
        {name: row[f"b_{name}"] for name in columns},
    )
