"""What a finalisasi writes, set-based and in the caller's transaction, and what opening the batch again takes back.

The caller holds the batch alone (``data_access.batch.hold_batch``), so no other writer comes in between. The database
itself refuses changes to a batch that is closed (function ``_guards`` of migration 0004).
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import REKAP_SURAT_COUNTS, batch, pengecualian
from data_access.verivali_store import DELTA_SQL, BatchKey, Changed
from domain.kalender import Kegiatan, Program
from domain.rekap_surat import JENIS_DIHITUNG, NONAKTIF_LINE, awal
from domain.siks import StaArt
from domain.status import StaKeberadaan, StatusUsulan, StatusVerivali
from domain.usulan import JENIS_OF_TAB, Tab

# For a kab of a million rows on a slow disk; a page's statement has seconds.
LONGEST = timedelta(minutes=10)
_WORK_MEM = "256MB"

_OF = "kab = :kab AND periode = :periode AND program = :program"
_PROPOSED = ", ".join(str(int(jenis)) for jenis in JENIS_OF_TAB[Tab.USULAN])
_APPROVED = f"{StatusUsulan.DISETUJUI:d}, {StatusUsulan.TERVALIDASI_BPS:d}"

_SIDES = (
    "sides AS (SELECT desa, true AS lama, s0 AS status, n AS sta_keberadaan, k AS kyc_lengkap FROM changed "
    "UNION ALL SELECT desa, false, s1, n, k FROM changed) "
    f"SELECT desa, count(*) / 2, {DELTA_SQL} FROM sides GROUP BY desa ORDER BY desa"
)


def _move_rows(dari: StatusVerivali, ke: StatusVerivali, tanggal: str) -> sa.TextClause:
    return sa.text(
        f"WITH changed AS (UPDATE verivali SET status = {ke:d}, tgl_final = {tanggal}, petugas = :petugas, "
        f"diubah = :moment WHERE {_OF} AND status = {dari:d} RETURNING desa, OLD.status AS s0, NEW.status AS s1, "
        f"sta_keberadaan AS n, kyc_lengkap AS k), {_SIDES}"
    )


_CLOSE_ROWS = _move_rows(StatusVerivali.DISETUJUI, StatusVerivali.FINAL, ":day")
_REOPEN_ROWS = _move_rows(StatusVerivali.FINAL, StatusVerivali.DISETUJUI, "NULL")
_ENTER = sa.text(
    f"UPDATE usulan SET status = {StatusUsulan.MASUK_BATCH:d}, diubah = :moment "
    f"WHERE {_OF} AND jenis IN ({_PROPOSED}) AND status IN ({_APPROVED})"
)
_LEAVE = sa.text(
    f"UPDATE usulan SET status = {StatusUsulan.DISETUJUI:d}, diubah = :moment WHERE {_OF} AND jenis IN ({_PROPOSED}) "
    f"AND status IN ({StatusUsulan.MASUK_BATCH:d}, {StatusUsulan.DISAHKAN:d}, {StatusUsulan.TERKIRIM:d})"
)

_COUNT_PRELIST = sa.text(f"SELECT count(*) FROM verivali WHERE {_OF}")
MEMBERS_SQL = f"SELECT ruta, count(*) AS art FROM individu WHERE kab = :kab AND sta_art = {StaArt.ADA:d} GROUP BY ruta"
_SNAP_RUTA = sa.text(
    "INSERT INTO snapshot_ruta (kab, periode, program, versi, ruta, desa, idbdt, no_kk, nama_krt, alamat, art, kpm, "
    "desil, pengurus_nama, pengurus_nik, status, sta_keberadaan, diperbaiki) "
    "SELECT v.kab, v.periode, v.program, :versi, v.ruta, v.desa, r.idbdt, r.no_kk, r.nama_krt, r.alamat, "
    "coalesce(a.art, 0), r.kpm_bsp, r.desil, r.pengurus_nama, r.pengurus_nik, v.status, v.sta_keberadaan, "
    f"v.status = {StatusVerivali.FINAL:d} AND v.sta_keberadaan = {StaKeberadaan.DITEMUKAN_BERUBAH:d} "
    "FROM verivali AS v JOIN rumah_tangga AS r ON r.kab = v.kab AND r.id = v.ruta "
    f"LEFT JOIN ({MEMBERS_SQL}) AS a ON a.ruta = v.ruta "
    "WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program ORDER BY v.ruta"
)


def _number(value: str) -> str:
    """A NIK or No. KK as it was written; null where it is no number."""
    return f"CASE WHEN {value} ~ '^[0-9]{{1,18}}$' THEN CAST({value} AS bigint) END"


# Of a household that is to enter the register its case holds the data (domain.isian).
_SNAP_USULAN = sa.text(
    "INSERT INTO snapshot_usulan (kab, periode, program, versi, usulan, jenis, desa, ruta, idbdt, mengganti, no_kk, "
    "nama_krt, alamat, art, pengurus_nama, pengurus_nik) "
    "SELECT u.kab, u.periode, u.program, :versi, u.id, u.jenis, u.desa, u.ruta, coalesce(r.idbdt, u.idbdt), "
    f"u.mengganti, coalesce(r.no_kk, {_number('b.isi ->> $$no_kk$$')}), "
    "coalesce(r.nama_krt, b.isi ->> 'nama_krt', ''), coalesce(r.alamat, b.isi ->> 'alamat', ''), "
    "coalesce(CASE WHEN u.ruta IS NOT NULL THEN (SELECT count(*) FROM individu AS i WHERE i.kab = u.kab "
    f"AND i.ruta = u.ruta AND i.sta_art = {StaArt.ADA:d}) "
    "ELSE nullif(jsonb_array_length(coalesce(u.isi -> 'anggota_baru', '[]')), 0) END, "
    f"{_number('b.isi ->> $$jumlah_art$$')}, 0), "
    "coalesce(r.pengurus_nama, b.isi ->> 'pengurus_nama'), "
    f"coalesce(r.pengurus_nik, {_number('b.isi ->> $$pengurus_nik$$')}) "
    "FROM usulan AS u LEFT JOIN rumah_tangga AS r ON r.kab = u.kab AND r.id = u.ruta "
    "CROSS JOIN LATERAL (SELECT u.isi -> 'rumah' AS isi) AS b "
    "WHERE u.kab = :kab AND u.periode = :periode AND u.program = :program "
    f"AND u.jenis IN ({_PROPOSED}) AND u.status = {StatusUsulan.MASUK_BATCH:d}"
)


def _lines_sql(program: Program) -> tuple[str, str]:
    """Counts of ``domain.rekap_surat`` by desa: over snapshot_ruta, and over snapshot_usulan."""
    first = awal(program, "true", "kpm")
    conditions = {"prelist": "true", "awal": first, "perbaikan": f"{first} AND diperbaiki"} | {
        line: f"{first} AND sta_keberadaan = {sta:d}" for sta, line in NONAKTIF_LINE.items()
    }
    ruta = ", ".join(
        f"count(*) FILTER (WHERE {where}) AS {line}, coalesce(sum(art) FILTER (WHERE {where}), 0) AS art_{line}"
        for line, where in conditions.items()
    )
    return ruta, f"jenis = {JENIS_DIHITUNG[program]:d}"


def _snap_desa(program: Program) -> sa.TextClause:
    ruta, proposed = _lines_sql(program)
    own = [name for name in REKAP_SURAT_COUNTS if name not in ("usulan", "akhir")]
    counts = [f"{prefix}{name}" for prefix in ("", "art_") for name in own]

    def last(prefix: str) -> str:
        gone = " - ".join(f"coalesce({prefix}{line}, 0)" for line in NONAKTIF_LINE.values())
        return f"coalesce({prefix}awal, 0) - {gone} + coalesce({prefix}usulan, 0)"

    return sa.text(
        "INSERT INTO snapshot_desa (kab, periode, program, versi, desa, "
        f"{', '.join(counts)}, usulan, art_usulan, akhir, art_akhir, final, kuota) "
        f"SELECT :kab, :periode, :program, :versi, desa, {', '.join(f'coalesce({name}, 0)' for name in counts)}, "
        f"coalesce(usulan, 0), coalesce(art_usulan, 0), {last('')}, {last('art_')}, coalesce(final, 0), "
        "coalesce(kuota, 0) FROM "
        f"(SELECT desa, {ruta}, count(*) FILTER (WHERE status = {StatusVerivali.FINAL:d}) AS final "
        f"FROM snapshot_ruta WHERE {_OF} AND versi = :versi GROUP BY desa) AS r "
        f"FULL JOIN (SELECT desa, count(*) FILTER (WHERE {proposed}) AS usulan, "
        f"coalesce(sum(art) FILTER (WHERE {proposed}), 0) AS art_usulan "
        f"FROM snapshot_usulan WHERE {_OF} AND versi = :versi GROUP BY desa) AS u USING (desa) "
        f"FULL JOIN (SELECT desa, kuota FROM kuota WHERE {_OF} AND desa > 0) AS k USING (desa)"
    )


_SNAP_DESA = {program: _snap_desa(program) for program in Program}
_KUOTA_KAB = sa.text(f"SELECT kuota FROM kuota WHERE {_OF} AND desa = 0")


class TidakDiRegister(Exception):
    """Rows of the prelist whose household the register does not have; ``count`` of them."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def give_time(connection: Connection) -> None:
    """Let the statements of this transaction take as long as a whole kab needs, and sort in memory."""
    connection.execute(
        sa.select(
            sa.func.set_config("statement_timeout", str(int(LONGEST.total_seconds() * 1000)), True),
            sa.func.set_config("work_mem", _WORK_MEM, True),
        )
    )


def _run(connection: Connection, statement: sa.TextClause, params: dict[str, Any]) -> Changed:
    rows = connection.execute(statement, params).all()
    return Changed(sum(row[1] for row in rows), [(row[0], *row[2:]) for row in rows])


def close_rows(connection: Connection, key: BatchKey, *, petugas: int, day: date, moment: datetime) -> Changed:
    """Every approved row becomes final; what nobody approved stays."""
    return _run(connection, _CLOSE_ROWS, key.params() | {"petugas": petugas, "day": day, "moment": moment})


def reopen_rows(connection: Connection, key: BatchKey, *, petugas: int, moment: datetime) -> Changed:
    """Every final row is an approved one again."""
    return _run(connection, _REOPEN_ROWS, key.params() | {"petugas": petugas, "moment": moment})


def enter_usulan(connection: Connection, key: BatchKey, moment: datetime) -> int:
    """Every approved usulan enters the batch; how many."""
    return connection.execute(_ENTER, key.params() | {"moment": moment}).rowcount


def leave_usulan(connection: Connection, key: BatchKey, moment: datetime) -> int:
    """What entered the batch is an approved usulan again; how many."""
    return connection.execute(_LEAVE, key.params() | {"moment": moment}).rowcount


def store_snapshot(connection: Connection, key: BatchKey, versi: int) -> None:
    """Copy the batch as it stands: households, usulan that entered it, and the lines of the letter by desa.

    Raises TidakDiRegister.
    """
    params = key.params() | {"versi": versi}
    copied = connection.execute(_SNAP_RUTA, params).rowcount
    missing = int(connection.execute(_COUNT_PRELIST, params).scalar_one()) - copied
    if missing:
        raise TidakDiRegister(missing)
    connection.execute(_SNAP_USULAN, params)
    connection.execute(_SNAP_DESA[Program(key.program)], params)


def read_kuota_kab(connection: Connection, key: BatchKey) -> int:
    """The kab's own kuota (KPM); 0 where the programme has none."""
    return int(connection.execute(_KUOTA_KAB, key.params()).scalar_one_or_none() or 0)


def close_batch(
    connection: Connection,
    key: BatchKey,
    *,
    state: str,
    versi: int,
    sidik: bytes,
    ringkasan: dict[str, int],
    finalis: int,
    moment: datetime,
) -> None:
    """Close the batch with digest and totals of its new snapshot in one statement."""
    connection.execute(
        sa.update(batch)
        .where(batch.c.kab == key.kab, batch.c.periode == key.periode, batch.c.program == key.program)
        .values(
            state=state,
            versi=versi,
            sidik=sidik,
            ringkasan=ringkasan,
            difinalisasi=moment,
            finalis=finalis,
            diubah=moment,
        )
    )


# What follows the batch: the status a step leads to, and the one it comes from.
_BEFORE = {
    StatusUsulan.DISAHKAN: StatusUsulan.MASUK_BATCH,
    StatusUsulan.TERKIRIM: StatusUsulan.DISAHKAN,
    StatusUsulan.DITETAPKAN: StatusUsulan.TERKIRIM,
    StatusUsulan.TIDAK_DITETAPKAN: StatusUsulan.TERKIRIM,
}
_MOVE = sa.text(
    f"UPDATE usulan SET status = :ke, diubah = now() WHERE {_OF} AND jenis IN ({_PROPOSED}) AND status = :dari "
    "AND (CAST(:nomor AS bigint[]) IS NULL OR id = ANY(CAST(:nomor AS bigint[]))) RETURNING desa, jenis"
)
_GIVE_BACK = sa.text(
    "UPDATE kuota AS k SET disetujui = k.disetujui - m.jumlah "
    "FROM unnest(CAST(:desa AS bigint[]), CAST(:jumlah AS integer[])) AS m (desa, jumlah) "
    "WHERE k.kab = :kab AND k.periode = :periode AND k.program = :program AND k.desa = m.desa"
)


def move_usulan(connection: Connection, key: BatchKey, ke: StatusUsulan, nomor: Collection[int] | None = None) -> int:
    """Take the usulan of a closed batch one step on, all of them or those with these numbers; how many moved.

    ``ke`` is DISAHKAN, TERKIRIM, DITETAPKAN or TIDAK_DITETAPKAN; what is not in the status before it stays. One that
    is not decreed gives its place in the kuota back, which the database takes until the batch is ``ditetapkan``.
    """
    params = key.params() | {"ke": int(ke), "dari": int(_BEFORE[ke]), "nomor": None if nomor is None else list(nomor)}
    moved = connection.execute(_MOVE, params).all()
    if ke is StatusUsulan.TIDAK_DITETAPKAN:
        counted = [row.desa for row in moved if row.jenis == JENIS_DIHITUNG[Program.BSP]]
        if counted:
            places = {desa: counted.count(desa) for desa in sorted(set(counted))} | {0: len(counted)}
            connection.execute(_GIVE_BACK, key.params() | {"desa": list(places), "jumlah": list(places.values())})
    return len(moved)


_REOPEN = sa.text("SELECT siks_buka_kembali(:kab, :periode, :program, :pengguna, :nama, :waktu, :alasan)")


def reopen_batch(
    connection: Connection, key: BatchKey, *, pengguna: int, nama: str, waktu: datetime, alasan: str
) -> None:
    """Open a held batch again and write the step down, by the one function of the database that may."""
    connection.execute(_REOPEN, key.params() | {"pengguna": pengguna, "nama": nama, "waktu": waktu, "alasan": alasan})


def grant_time(
    connection: Connection, key: BatchKey, sampai: datetime, *, alasan: str, oleh: int, moment: datetime
) -> None:
    """More time for verivali and pengesahan of one kab."""
    row = key.params() | {"sampai": sampai, "alasan": alasan, "oleh": oleh, "dibuat": moment}
    connection.execute(
        sa.insert(pengecualian),
        [row | {"kegiatan": str(kegiatan)} for kegiatan in (Kegiatan.VERIVALI, Kegiatan.PENGESAHAN)],
    )
