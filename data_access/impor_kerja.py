"""What the checks of an import work on: temporary tables with its households and members beside the register.

- ``kerja_rumah``: one row a household of the file (IDBDT), with its lines of every part, its verivali row, and its
  columns as they were found; these are null where it is proposed without a line of its own. ``aktif``: found (1-2) or
  proposed; what is nonaktif (3-5) need not be right any more.
- ``kerja_orang``: one row a line of ``individu``. ``ada``: still there, in a household that is active.
- ``kerja_susunan``: how many members a household has in all, still there, dead, and heads among those there.
- ``kerja_temuan``: the findings.

Rows that were loaded a moment ago have no statistics; copies that are analysed keep the planner from reading the
register from end to end.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Connection

from domain.kalender import JAKARTA, Kegiatan
from domain.kode import Level, level_of
from domain.siks import KOLOM, Bagian, StaArt
from domain.temuan import TEMUAN
from domain.validasi import TIDAK_TERBACA

# desa, lon, lat -> metres from each point to its desa: 0 inside, NaN where that is not known.
LuarDesa = Callable[[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Konteks:
    """One import that is checked: whose, for which periode, which wilayah it covers, and when.

    ``now`` is the portal's day (``keterangan.read_now``), ``unggah`` the moment the file arrived, by the real clock.
    """

    kab: int
    impor: int
    program: int
    periode: int
    # Kab, kecamatan or desa, as the manifest names them.
    wilayah: tuple[int, ...]
    now: datetime
    unggah: datetime
    luar_desa: LuarDesa | None = None
    # What the calendar takes at the moment; the other part of the file is held.
    dibuka: frozenset[str] = frozenset({Kegiatan.VERIVALI, Kegiatan.USULAN})

    @property
    def hari(self) -> date:
        """The day in Jakarta."""
        return self.now.astimezone(JAKARTA).date()

    def params(self) -> dict[str, Any]:
        """As bound parameters of every check."""
        covered = {level: [kode for kode in self.wilayah if level_of(kode) is level] for level in Level}
        return {
            "kab": self.kab,
            "impor": self.impor,
            "program": self.program,
            "periode": self.periode,
            "hari": self.hari,
            "unggah": self.unggah,
            "verivali_dibuka": Kegiatan.VERIVALI in self.dibuka,
            "usulan_dibuka": Kegiatan.USULAN in self.dibuka,
            "seluruh_kab": self.kab in covered[Level.KAB],
            "kecamatan": covered[Level.KECAMATAN],
            "desa": covered[Level.DESA],
        }


_COLUMNS = tuple(kolom.nama for kolom in KOLOM[Bagian.RUMAH_TANGGA] if kolom.nama != "idbdt")
_KYC = ("pengurus_nama", "pengurus_nik", "pengurus_tgl_lahir", "pengurus_ibu_kandung", "alamat")
_OWN = "kab = :kab AND impor = :impor AND idbdt IS NOT NULL"


def _lines(part: str, columns: str, condition: str = "true") -> str:
    """The first line of each household in a part; a second one is a finding of its own."""
    return (
        f"SELECT DISTINCT ON (idbdt) idbdt, {columns} FROM impor_{part} WHERE {_OWN} AND {condition} "
        "ORDER BY idbdt, baris"
    )


def _complete(row: str) -> str:
    return f"({' AND '.join(f'{row}.{name} IS NOT NULL' for name in _KYC)})"


_RUMAH = f"""
CREATE TEMPORARY TABLE kerja_rumah ON COMMIT DROP AS
WITH n AS ({_lines("rumah_tangga", f"baris, {', '.join(_COLUMNS)}")}),
kunjungan AS ({_lines("verivali", "baris AS baris_verivali, sta_keberadaan AS sta, tanggal, diisi, petugas, durasi, catatan")}),
bsp AS ({_lines("usulan", "baris AS baris_bsp", "jenis = 'BSP'")}),
dtks AS ({_lines("usulan", "baris AS baris_dtks", "jenis = 'DTKS'")}),
semua AS (SELECT *, coalesce(sta <= 2, false) OR baris_bsp IS NOT NULL OR baris_dtks IS NOT NULL AS aktif,
        baris_bsp IS NOT NULL OR baris_dtks IS NOT NULL AS usulan
    FROM n FULL JOIN kunjungan USING (idbdt) FULL JOIN bsp USING (idbdt) FULL JOIN dtks USING (idbdt))
SELECT s.*, r.id AS ruta, r.desa AS desa_register, coalesce(r.kpm_bsp, false) AS kpm,
    coalesce(s.nama_krt, r.nama_krt) AS kepala, CASE WHEN s.baris IS NULL THEN r.ada_pkh ELSE s.ada_pkh END AS pkh,
    CASE WHEN s.baris IS NULL THEN {_complete("r")} ELSE {_complete("s")} END AS kyc_lengkap,
    s.baris_bsp IS NOT NULL OR (coalesce(r.kpm_bsp, false) AND coalesce(s.sta <= 2, false)) AS kyc_wajib,
    s.usulan OR coalesce(s.sta = 2, false) AS berubah,
    v.status, v.impor AS impor_lama, v.sidik AS sidik_lama, v.diisi AS diisi_lama
FROM semua AS s
LEFT JOIN rumah_tangga AS r ON r.kab = :kab AND r.idbdt = s.idbdt
LEFT JOIN verivali AS v ON v.kab = :kab AND v.periode = :periode AND v.program = :program AND v.ruta = r.id
"""  # noqa: E501

# Sixteen digits that are not all the same. (A pattern that refers back to itself takes 150 µs a number.)
ENAM_BELAS = "({0} ~ '^[0-9]{{16}}$' AND {0} <> repeat(left({0}, 1), 16))"
# V01: and a serial.
NIK = ENAM_BELAS + " AND {0} !~ '0000$'"
_ORANG = f"""
CREATE TEMPORARY TABLE kerja_orang ON COMMIT DROP AS
WITH terbaca AS MATERIALIZED (
    SELECT a.*, coalesce(a.sta_art, {StaArt.ADA:d}) AS keadaan, k.aktif, k.usulan, k.kpm, k.ruta,
        coalesce(k.desa, k.desa_register) AS desa,
        CASE WHEN {NIK.format("a.nik")} THEN CAST(a.nik AS bigint) END AS nik16
    FROM impor_individu AS a LEFT JOIN kerja_rumah AS k ON k.idbdt = a.idbdt
    WHERE a.kab = :kab AND a.impor = :impor
), dibaca AS MATERIALIZED (
    SELECT *, nik16 / 10000000000 AS nik_kecamatan, nik16 / 100000000 % 100 > 40 AS nik_perempuan,
        nik16 / 100000000 % 100 - CASE WHEN nik16 / 100000000 % 100 > 40 THEN 40 ELSE 0 END AS nik_hari,
        nik16 / 1000000 % 100 AS nik_bulan, nik16 / 10000 % 100 AS nik_tahun
    FROM terbaca
)
SELECT d.*, coalesce(d.aktif, false) AND d.keadaan = {StaArt.ADA:d} AS ada,
    d.nik_hari BETWEEN 1 AND 31 AND d.nik_bulan BETWEEN 1 AND 12 AND NOT (d.nik_bulan IN (4, 6, 9, 11) AND d.nik_hari = 31)
        AND NOT (d.nik_bulan = 2 AND d.nik_hari > CASE WHEN d.nik_tahun % 4 = 0 THEN 29 ELSE 28 END) AS nik_berhari,
    i.id AS art, i.ruta AS ruta_lama, i.padan AS padan_lama, CAST(i.nik AS text) = d.nik AS nik_lama
FROM dibaca AS d LEFT JOIN individu AS i ON i.kab = :kab AND i.idartbdt = d.idartbdt
"""  # noqa: E501

_SUSUNAN = f"""
CREATE TEMPORARY TABLE kerja_susunan ON COMMIT DROP AS
SELECT idbdt, count(*) AS semua, count(*) FILTER (WHERE keadaan = {StaArt.ADA:d}) AS ada,
    count(*) FILTER (WHERE keadaan = {StaArt.MENINGGAL:d}) AS meninggal,
    count(*) FILTER (WHERE keadaan = {StaArt.ADA:d} AND hub_krt = 1) AS kepala
FROM kerja_orang WHERE idbdt IS NOT NULL GROUP BY idbdt
"""

_TEMUAN = """
CREATE TEMPORARY TABLE kerja_temuan (
    bagian text NOT NULL, baris integer NOT NULL, kolom text, idbdt text, idartbdt text, aturan text NOT NULL,
    tingkat text NOT NULL, nilai text, seharusnya text) ON COMMIT DROP
"""
# What could not be read was found when the file was loaded.
_UNREADABLE = (
    "INSERT INTO kerja_temuan SELECT bagian, baris, kolom, idbdt, idartbdt, aturan, tingkat, nilai, seharusnya "
    f"FROM impor_galat WHERE kab = :kab AND impor = :impor AND aturan = '{TIDAK_TERBACA}'"
)
# A desa, by its column, that the file may speak of.
TERCAKUP = (
    "({0} / 1000000 = :kab AND (CAST(:seluruh_kab AS boolean) OR {0} / 10000 = ANY(CAST(:kecamatan AS bigint[])) "
    "OR {0} = ANY(CAST(:desa AS bigint[]))))"
)


_TABLES = ("kerja_rumah", "kerja_orang", "kerja_susunan", "kerja_temuan")
_PREPARE = (
    _RUMAH,
    "CREATE INDEX ON kerja_rumah (idbdt)",
    "ANALYZE kerja_rumah (idbdt, ruta)",
    _ORANG,
    "CREATE INDEX ON kerja_orang (idbdt)",
    "ANALYZE kerja_orang (idbdt, idartbdt, nik16)",
    _SUSUNAN,
    "ANALYZE kerja_susunan",
    _TEMUAN,
    _UNREADABLE,
)


def prepare(connection: Connection, params: dict[str, Any]) -> None:
    """Make the tables of the module for an import that was staged."""
    connection.execute(sa.text(f"DROP TABLE IF EXISTS {', '.join(_TABLES)}"))
    for statement in _PREPARE:
        connection.execute(sa.text(statement), params)


@dataclass(frozen=True, slots=True)
class Cek:
    """The condition of one ``domain.temuan.TEMUAN``: a query for baris, kolom, idbdt, idartbdt, nilai, saran."""

    temuan: str
    sql: str


def orang(temuan: str, where: str, nilai: str, saran: str = "NULL", *, join: str = "", kolom: str = "NULL") -> Cek:
    """A finding about a member, ``a``."""
    return Cek(
        temuan,
        f"SELECT a.baris, {kolom}, a.idbdt, a.idartbdt, CAST({nilai} AS text), {saran} "
        f"FROM kerja_orang AS a {join} WHERE {where}",
    )


def rumah(
    temuan: str,
    where: str,
    nilai: str,
    saran: str = "NULL",
    *,
    join: str = "",
    kolom: str = "NULL",
    orang: str = "NULL",
) -> Cek:
    """A finding about a household, ``k``, at its line in the part that the finding belongs to."""
    line = {
        Bagian.RUMAH_TANGGA: "k.baris",
        Bagian.VERIVALI: "k.baris_verivali",
        Bagian.USULAN: "k.baris_bsp",
    }[TEMUAN[temuan].bagian]
    return Cek(
        temuan,
        f"SELECT {line}, {kolom}, k.idbdt, {orang}, CAST({nilai} AS text), {saran} "
        f"FROM kerja_rumah AS k {join} WHERE {line} IS NOT NULL AND {where}",
    )


def run(connection: Connection, checks: Iterable[Cek], params: dict[str, Any]) -> None:
    """Add what the checks find to ``kerja_temuan``."""
    for check in checks:
        kind = TEMUAN[check.temuan]
        connection.execute(
            sa.text(
                "INSERT INTO kerja_temuan SELECT CAST(:bagian AS text), q.baris, coalesce(q.kolom, :kolom), q.idbdt, "
                "q.idartbdt, CAST(:aturan AS text), CAST(:tingkat AS text), left(q.nilai, 100), "
                "left(replace(:seharusnya, '{}', coalesce(q.saran, '')), 200) "
                f"FROM ({check.sql}) AS q (baris, kolom, idbdt, idartbdt, nilai, saran)"
            ),
            params
            | {
                "bagian": kind.bagian.value,
                "kolom": kind.kolom,
                "aturan": kind.aturan,
                "tingkat": kind.tingkat.value,
                "seharusnya": kind.seharusnya,
            },
        )
