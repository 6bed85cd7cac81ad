"""What the forecasts are made from, read by COPY into arrays, and where they are kept.

The row of ``simulasi`` of a kab is the lock of its rows of ``pantauan``; row 0 is that of provinsi and country.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.copy import raw_connection, read_binary
from data_access.schema import REGISTER_COUNTS, pantauan, rekap_kab, simulasi, wilayah
from domain.indikator import BATAS_DESIL, DIISI, NONAKTIF, STA_COLUMNS
from domain.kalender import Periode
from domain.kode import Level, desa_range
from domain.siks import StaArt

Int = npt.NDArray[np.int64]

_DONE = " + ".join(DIISI)


def read_desa(connection: Connection, program: int, periode: Sequence[int], wilayah: int) -> dict[str, Int]:
    """Counts of the desa of a wilayah in some periode, in no order: periode, desa, total, selesai."""
    rng = desa_range(wilayah)
    return read_binary(
        connection,
        f"SELECT periode, desa, total, {_DONE} AS selesai FROM rekap_desa WHERE program = %s AND periode = ANY(%s) "
        "AND desa >= %s AND desa < %s",
        (program, list(periode), rng.low, rng.high),
        {"periode": ">i4", "desa": ">i8", "total": ">i4", "selesai": ">i4"},
    )


def read_harian(connection: Connection, program: int, periode: Sequence[int], wilayah: int) -> dict[str, Int]:
    """Rows filled in by desa and day: periode, desa, hari (days since 2000-01-01), diisi. In no order."""
    rng = desa_range(wilayah)
    return read_binary(
        connection,
        "SELECT periode, desa, tanggal - DATE '2000-01-01' AS hari, diisi FROM riwayat_desa "
        "WHERE program = %s AND periode = ANY(%s) AND desa >= %s AND desa < %s AND diisi <> 0",
        (program, list(periode), rng.low, rng.high),
        {"periode": ">i4", "desa": ">i8", "hari": ">i4", "diisi": ">i4"},
    )


def day_number(day: date) -> int:
    """A day as PostgreSQL counts them: from 2000-01-01."""
    return (day - date(2000, 1, 1)).days


def dense(desa: Int, periode: Sequence[Periode], counts: dict[str, Int], daily: dict[str, Int]) -> tuple[Int, Int]:
    """Total [desa, P] and rows done by day [desa, P, T]: the last of the T days is the deadline of each periode, a
    day before the opening has none. ``desa`` is sorted; rows of other desa are left out.
    """
    order = {item.kode: index for index, item in enumerate(periode)}
    length = max(((item.last_day - item.first_day).days + 1 for item in periode), default=1)
    total = np.zeros((len(desa), len(periode)), np.int64)
    harian = np.zeros((len(desa), len(periode), length), np.int64)
    if not len(periode):
        return total, harian
    codes = np.array(sorted(order), np.int64)
    column = np.array([order[kode] for kode in codes.tolist()])
    deadline = np.array([day_number(periode[order[kode]].last_day) for kode in codes.tolist()])

    def places(rows: dict[str, Int]) -> tuple[Int, Int, npt.NDArray[np.bool_]]:
        at = np.searchsorted(desa, rows["desa"])
        known = (at < len(desa)) & (desa[np.minimum(at, len(desa) - 1)] == rows["desa"])
        return at, np.searchsorted(codes, rows["periode"]), known

    at, which, known = places(counts)
    total[at[known], column[which[known]]] = counts["total"][known]
    at, which, known = places(daily)
    day = length - 1 - (deadline[which] - daily["hari"])
    known &= (day >= 0) & (day < length)
    np.add.at(harian, (at[known], column[which[known]], day[known]), daily["diisi"][known])
    return total, harian


def read_inklusi(connection: Connection, program: int, periode: int, kab: int) -> dict[str, Int]:
    """KPM found (sta 1-2) though their desil is above the limit, by desa: desa, jumlah. Desa without any are left
    out.
    """
    return read_binary(
        connection,
        "SELECT v.desa, count(*) AS jumlah FROM verivali v JOIN rumah_tangga r ON r.kab = v.kab AND r.id = v.ruta "
        "WHERE v.periode = %s AND v.program = %s AND v.kab = %s AND v.sta_keberadaan <= 2 AND r.kpm_bsp "
        "AND r.desil > %s GROUP BY v.desa",
        (periode, program, kab, BATAS_DESIL),
        {"desa": ">i8", "jumlah": ">i8"},
    )


def read_musdes(connection: Connection, program: int, periode: int, kab: int) -> Int:
    """Desa of a kab whose berita acara musdes was handed in."""
    return read_binary(
        connection,
        "SELECT desa FROM musdes WHERE periode = %s AND program = %s AND desa >= %s AND desa < %s AND berita_acara",
        (periode, program, kab * 10**6, (kab + 1) * 10**6),
        {"desa": ">i8"},
    )["desa"]


def read_past_kab(connection: Connection, program: int, periode: Sequence[int]) -> dict[str, Int]:
    """Rows on the prelist and done of every kab in past periode: periode, kab, total, selesai."""
    return read_binary(
        connection,
        f"SELECT periode, kab, total, {_DONE} AS selesai FROM rekap_kab WHERE program = %s AND periode = ANY(%s)",
        (program, list(periode)),
        {"periode": ">i4", "kab": ">i2", "total": ">i4", "selesai": ">i4"},
    )


def read_past_days(connection: Connection, program: int, periode: Sequence[int]) -> dict[str, Int]:
    """Rows filled in by day in the whole country: periode, hari (days since 2000-01-01), diisi."""
    return read_binary(
        connection,
        "SELECT periode, tanggal - DATE '2000-01-01' AS hari, sum(diisi) AS diisi FROM riwayat_kab "
        "WHERE program = %s AND periode = ANY(%s) GROUP BY periode, tanggal",
        (program, list(periode)),
        {"periode": ">i4", "hari": ">i4", "diisi": ">i8"},
    )


def lock(connection: Connection, program: int, periode: int, kab: int) -> None:
    """Hold the rows of a kab (0: of what lies above) until the transaction ends, so that two workers take turns."""
    key = {"program": program, "periode": periode, "kab": kab}
    connection.execute(insert(simulasi).values(key).on_conflict_do_nothing())
    connection.execute(sa.select(sa.literal(1)).where(*(simulasi.c[name] == value for name, value in key.items()))
                       .select_from(simulasi).with_for_update())  # fmt: skip


def store_simulasi(connection: Connection, program: int, periode: int, kab: int, tanggal: date, isi: bytes) -> None:
    """Put the simulated futures of a kab, which start from ``tanggal``, in place of the earlier ones."""
    connection.execute(
        sa.update(simulasi)
        .where(simulasi.c.program == program, simulasi.c.periode == periode, simulasi.c.kab == kab)
        .values(tanggal=tanggal, isi=isi, dihitung=sa.func.clock_timestamp())
    )


def read_simulasi(connection: Connection, program: int, periode: int, tanggal: date) -> dict[int, bytes]:
    """Simulated futures that start from ``tanggal``, by kab."""
    query = sa.select(simulasi.c.kab, simulasi.c.isi).where(
        simulasi.c.program == program,
        simulasi.c.periode == periode,
        simulasi.c.kab > 0,
        simulasi.c.tanggal == tanggal,
    )
    return {row.kab: row.isi for row in connection.execute(query)}


def list_kab(connection: Connection, program: int, periode: int) -> list[int]:
    """Kab that have a prelist in a periode."""
    query = sa.select(rekap_kab.c.kab).where(rekap_kab.c.program == program, rekap_kab.c.periode == periode)
    return list(connection.execute(query.order_by(rekap_kab.c.kab)).scalars())


def stale_kab(connection: Connection, program: int, periode: int, tanggal: date) -> list[int]:
    """Kab whose forecast does not start from ``tanggal``, or whose sums were refreshed after it was made."""
    own = sa.and_(simulasi.c.program == program, simulasi.c.periode == periode, simulasi.c.kab == rekap_kab.c.kab)
    query = (
        sa.select(rekap_kab.c.kab)
        .outerjoin(simulasi, own)
        .where(
            rekap_kab.c.program == program,
            rekap_kab.c.periode == periode,
            sa.or_(simulasi.c.tanggal.is_distinct_from(tanggal), simulasi.c.dihitung < rekap_kab.c.disegarkan),
        )
        .order_by(rekap_kab.c.kab)
    )
    return list(connection.execute(query).scalars())


# What a refresh writes; the columns of hot spots are another's.
COLUMNS: tuple[str, ...] = (
    "periode", "program", "wilayah", "kab", "level", "tanggal", "desa", "desa_selesai", "musdes", "diisi_1", "diisi_7",
    "target", "inklusi_desil", "desa_tepat", "selesai_p10", "selesai_p50", "selesai_p90", "peluang", "jalur_p10",
    "jalur_p50", "jalur_p90",
)  # fmt: skip
_NAMES = ", ".join(COLUMNS)
_KEY = ("periode", "program", "wilayah", "kab")
_SET = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name not in _KEY)
_BARU = "pantauan_baru"


def store_rows(
    connection: Connection, program: int, periode: int, kab: int, columns: Mapping[str, Sequence[object]]
) -> None:
    """Replace the rows of a kab (0: of what lies above) by those of parallel ``columns``, named as ``COLUMNS``; hot
    spots stay. Lists are of integers. The caller holds ``lock``.
    """
    connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS {_BARU} (LIKE pantauan INCLUDING DEFAULTS)")
    connection.exec_driver_sql(f"TRUNCATE {_BARU}")
    lines = zip(*(_texts(name, columns[name]) for name in COLUMNS), strict=True)
    with (
        raw_connection(connection).cursor() as cursor,
        cursor.copy(f"COPY {_BARU} ({_NAMES}) FROM STDIN".encode()) as copy,
    ):
        copy.write("".join("\t".join(line) + "\n" for line in lines))
    connection.exec_driver_sql(
        f"INSERT INTO pantauan ({_NAMES}) SELECT {_NAMES} FROM {_BARU} ORDER BY wilayah "
        f"ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET {_SET}, dihitung = now()"
    )
    connection.exec_driver_sql(
        "DELETE FROM pantauan WHERE periode = %s AND program = %s AND kab = %s "
        f"AND wilayah NOT IN (SELECT wilayah FROM {_BARU})",
        (periode, program, kab),
    )


def _texts(name: str, values: Sequence[object]) -> list[str]:
    """A column as COPY reads it."""
    if name.startswith("jalur"):
        return [r"\N" if value is None else "{" + str(value)[1:-1] + "}" for value in values]
    return [r"\N" if value is None else str(value) for value in values]


# Of the counts, what areas above the kab add up.
ADDED: tuple[str, ...] = ("desa", "desa_selesai", "musdes", "diisi_1", "diisi_7", "inklusi_desil")


def read_sums(connection: Connection, program: int, periode: int) -> dict[int, dict[str, int]]:
    """Sums of the kab rows by provinsi: the counts of ``ADDED``."""
    area = sa.cast(pantauan.c.kab // 100, sa.Integer)
    query = (
        sa.select(area.label("prov"), *(sa.func.sum(pantauan.c[name]).label(name) for name in ADDED))
        .where(pantauan.c.program == program, pantauan.c.periode == periode, pantauan.c.level == int(Level.KAB))
        .group_by(area)
    )
    return {row["prov"]: {name: int(row[name]) for name in ADDED} for row in connection.execute(query).mappings()}


def read_titik(connection: Connection, program: int, periode: int) -> dict[str, Int]:
    """Every desa with a prelist and known coordinates, ordered by desa: desa, kab, lat, lon (millionths of a degree),
    total, selesai (rows), dikunjungi (KPM with a finding) and salah (of them in inclusion error).
    """
    nonaktif, seen = " + ".join(f"r.{name}" for name in NONAKTIF), " + ".join(f"r.{name}" for name in STA_COLUMNS)
    rows = read_binary(
        connection,
        f"SELECT r.desa, r.kab, round(w.lat * 1e6) AS lat, round(w.lon * 1e6) AS lon, r.total, {_DONE} AS selesai, "
        f"{seen} AS dikunjungi, {nonaktif} + p.inklusi_desil AS salah FROM rekap_desa r "
        "JOIN pantauan p ON p.wilayah = r.desa AND p.kab = r.kab AND p.periode = r.periode AND p.program = r.program "
        "JOIN wilayah w ON w.kode = r.desa "
        "WHERE r.periode = %s AND r.program = %s AND r.total > 0 AND w.lat IS NOT NULL AND w.lon IS NOT NULL",
        (periode, program),
        {
            "desa": ">i8",
            "kab": ">i2",
            "lat": ">i4",
            "lon": ">i4",
            "total": ">i4",
            "selesai": ">i4",
            "dikunjungi": ">i4",
            "salah": ">i4",
        },
    )
    order = np.argsort(rows["desa"])
    return {name: values[order] for name, values in rows.items()}


_RAWAN = ("dinilai_progres", "rawan_progres", "gugus_progres", "dinilai_inklusi", "rawan_inklusi", "gugus_inklusi")
_RAWAN_SET = ", ".join(f"{name} = b.{name}" for name in _RAWAN)
_RAWAN_OLD, _RAWAN_NEW = (", ".join(f"{table}.{name}" for name in _RAWAN) for table in "pb")
_RAWAN_SUMS = ", ".join(
    f"coalesce(sum({name}), 0) AS {name}" if name[:5] != "gugus" else f"CAST(NULL AS integer) AS {name}"
    for name in _RAWAN
)
_AREA = {1: "(wilayah / 100000000)", 2: "kab", 3: "(wilayah / 10000)", 0: "0"}


def store_rawan(connection: Connection, program: int, periode: int, rows: dict[str, Int]) -> None:
    """Write what was found of each desa (``desa``, and for progres and inklusi ``dinilai_…`` 0 or 1 and ``gugus_…``,
    0 for none), and the sums of the areas above. A desa that is not among the rows was not judged.
    """
    key = {"periode": periode, "program": program}
    held = sa.select(simulasi.c.kab).where(simulasi.c.periode == periode, simulasi.c.program == program)
    # In the order of their codes, and each alone before its kab: as a refresh of many kab does.
    connection.execute(held.order_by(simulasi.c.kab).with_for_update())
    names = ("desa", "dinilai_progres", "gugus_progres", "dinilai_inklusi", "gugus_inklusi")
    own = (
        "SELECT p.wilayah, coalesce(b.dinilai_progres, 0) AS dinilai_progres, "
        "CAST(coalesce(b.gugus_progres, 0) > 0 AS integer) AS rawan_progres, "
        "nullif(b.gugus_progres, 0) AS gugus_progres, coalesce(b.dinilai_inklusi, 0) AS dinilai_inklusi, "
        "CAST(coalesce(b.gugus_inklusi, 0) > 0 AS integer) AS rawan_inklusi, "
        "nullif(b.gugus_inklusi, 0) AS gugus_inklusi FROM pantauan p LEFT JOIN unnest("
        + ", ".join(f"CAST(:{name} AS {'bigint' if name == 'desa' else 'integer'}[])" for name in names)
        + f") AS b({', '.join(names)}) ON b.desa = p.wilayah WHERE p.periode = :periode AND p.program = :program "
        "AND p.level = 4"
    )
    update = (
        f"UPDATE pantauan p SET {_RAWAN_SET} FROM (%s) AS b WHERE p.periode = :periode AND p.program = :program "
        f"AND p.wilayah = b.wilayah AND p.level = %s AND ({_RAWAN_OLD}) IS DISTINCT FROM ({_RAWAN_NEW})"
    )
    connection.execute(sa.text(update % (own, 4)), key | {name: rows[name].tolist() for name in names})
    for level, area in _AREA.items():
        sums = (
            f"SELECT {area} AS wilayah, {_RAWAN_SUMS} FROM pantauan WHERE periode = :periode "
            "AND program = :program AND level = 4 GROUP BY 1"
        )
        connection.execute(sa.text(update % (sums, level)), key)


def last_change(connection: Connection, program: int, periode: int) -> datetime | None:
    """When the forecast of any kab of a periode was last made; None before the first."""
    query = sa.select(sa.func.max(simulasi.c.dihitung)).where(
        simulasi.c.program == program, simulasi.c.periode == periode, simulasi.c.kab > 0
    )
    latest: datetime | None = connection.execute(query).scalar_one()
    return latest


_REGISTER = ", ".join(REGISTER_COUNTS)
_OF_RUTA = (
    "count(*) AS ruta",
    *(f"count(*) FILTER (WHERE desil = {desil}) AS d{desil}" for desil in range(1, 11)),
    *(f"count(*) FILTER (WHERE desil = {desil} AND kpm_bsp) AS k{desil}" for desil in range(1, 11)),
    "count(*) FILTER (WHERE di_luar_desa) AS luar_desa",
    "count(*) FILTER (WHERE lat IS NULL OR lon IS NULL) AS tanpa_koordinat",
)
_PADAN = tuple(name for name in REGISTER_COUNTS if name[0] == "p")
_OF_ART = ("count(*) AS art", *(f"count(*) FILTER (WHERE padan = {name[1:]}) AS {name}" for name in _PADAN))
_BY_ART = ("art", *_PADAN)


def _count(of_desa: str) -> sa.TextClause:
    """Counts of the register by desa into ``rekap_register``; ``of_desa`` narrows households ``t``."""
    return sa.text(
        f"WITH r AS (SELECT kab, desa, {', '.join(_OF_RUTA)} FROM rumah_tangga t "
        f"WHERE kab = :kab{of_desa} GROUP BY kab, desa), "
        f"i AS (SELECT t.desa, {', '.join(_OF_ART)} FROM individu p JOIN rumah_tangga t ON t.kab = p.kab "
        f"AND t.id = p.ruta WHERE p.kab = :kab AND p.sta_art = {StaArt.ADA:d}{of_desa} GROUP BY t.desa) "
        f"INSERT INTO rekap_register (desa, kab, {_REGISTER}) SELECT r.desa, r.kab, "
        + ", ".join(f"coalesce(i.{name}, 0)" if name in _BY_ART else f"r.{name}" for name in REGISTER_COUNTS)
        + " FROM r LEFT JOIN i ON i.desa = r.desa ORDER BY r.desa"
    )


_COUNT_REGISTER = _count("")
_COUNT_DESA = _count(" AND t.desa = ANY(CAST(:desa AS bigint[]))")
_FORGET_DESA = sa.text("DELETE FROM rekap_register WHERE kab = :kab AND desa = ANY(CAST(:desa AS bigint[]))")


def list_register(connection: Connection) -> list[int]:
    """Every kab."""
    query = sa.select(wilayah.c.kode).where(wilayah.c.level == int(Level.KAB)).order_by(wilayah.c.kode)
    return list(connection.execute(query).scalars())


def count_register(connection: Connection, kab: int) -> None:
    """Count what is known of the households of each desa of a kab, in place of the earlier counts."""
    # One at a time: both of two would find the old rows and add the new ones.
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_REGISTER_LOCK, kab)))
    connection.exec_driver_sql("DELETE FROM rekap_register WHERE kab = %s", (kab,))
    connection.execute(_COUNT_REGISTER, {"kab": kab})


def recount_register(connection: Connection, kab: int, desa: Collection[int]) -> None:
    """Count some desa of a kab anew, in the transaction of what moved households between them."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_REGISTER_LOCK, kab)))
    params = {"kab": kab, "desa": sorted(desa)}
    connection.execute(_FORGET_DESA, params)
    connection.execute(_COUNT_DESA, params)


# Any number that no other advisory lock of the portal uses.
_REGISTER_LOCK = 5150
