"""Letters of pengesahan: what one says, read from the snapshot; letters as they were made, by batch and by code."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import batch, pengguna, snapshot_desa, snapshot_ruta, snapshot_usulan, surat, wilayah
from data_access.verivali_store import BatchKey
from domain.kalender import Program
from domain.kesos import samar_nomor
from domain.kode import Level, ancestor
from domain.rekap_surat import JENIS_DIHITUNG
from domain.status import NONAKTIF
from domain.surat import NAMA_ANGKA, BarisPerubahan, PerubahanDesa, Surat, desa_tercetak, kata_sta, kata_usulan

BERLAKU, DIGANTI, DICABUT = "berlaku", "diganti", "dicabut"


_FILES = frozenset({"pdf", "ttd"})
_maker, _signer = pengguna.alias("maker"), pengguna.alias("signer")
_QUERY = (
    sa.select(
        *(column for column in surat.c if column.name not in _FILES),
        _maker.c.nama.label("nama_pembuat"),
        _signer.c.nama.label("nama_ttd"),
    )
    .outerjoin(_maker, _maker.c.id == surat.c.pembuat)
    .outerjoin(_signer, _signer.c.id == surat.c.ttd_oleh)
)


def _as_surat(row: Any) -> Surat:
    return Surat(
        row.kab, row.id, row.periode, row.program, row.versi, row.kode, row.nomor, row.tanggal,
        row.profil, row.rekap, bytes(row.sidik), None if row.akar is None else bytes(row.akar), bytes(row.sidik_pdf),
        row.halaman, row.state, row.nama_pembuat, row.dibuat, row.cara, row.ttd_nama, row.ttd_mime,
        None if row.ttd_sidik is None else bytes(row.ttd_sidik), row.ttd_periksa, row.nama_ttd, row.ttd_waktu,
    )  # fmt: skip


def _of(table: sa.Table, key: BatchKey, versi: int | None = None) -> sa.ColumnElement[bool]:
    same = sa.and_(table.c.kab == key.kab, table.c.periode == key.periode, table.c.program == key.program)
    return same if versi is None else sa.and_(same, table.c.versi == versi)


def key_of(letter: Surat) -> BatchKey:
    """The batch that a letter is about."""
    return BatchKey(letter.kab, letter.periode, letter.program)


def list_surat(connection: Connection, key: BatchKey) -> list[Surat]:
    """The letters of a batch, newest first."""
    query = _QUERY.where(_of(surat, key)).order_by(surat.c.id.desc())
    return [_as_surat(row) for row in connection.execute(query)]


def read_surat(connection: Connection, kab: int, nomor: int) -> Surat | None:
    """One letter of a kab by its number."""
    row = connection.execute(_QUERY.where(surat.c.kab == kab, surat.c.id == nomor)).one_or_none()
    return None if row is None else _as_surat(row)


def find_surat(connection: Connection, kab: int, kode: str) -> Surat | None:
    """The letter with that code."""
    row = connection.execute(_QUERY.where(surat.c.kab == kab, surat.c.kode == kode)).one_or_none()
    return None if row is None else _as_surat(row)


def read_pdf(connection: Connection, kab: int, nomor: int) -> bytes | None:
    """The PDF of a letter as it was made."""
    found = connection.execute(sa.select(surat.c.pdf).where(surat.c.kab == kab, surat.c.id == nomor)).scalar()
    return None if found is None else bytes(found)


def read_ttd(connection: Connection, kab: int, nomor: int) -> bytes | None:
    """What came back signed; None where nothing did."""
    found = connection.execute(sa.select(surat.c.ttd).where(surat.c.kab == kab, surat.c.id == nomor)).scalar()
    return None if found is None else bytes(found)


def read_berlaku(connection: Connection, key: BatchKey) -> Surat | None:
    """The letter of a batch that stands."""
    row = connection.execute(
        _QUERY.where(_of(surat, key), surat.c.state == BERLAKU).order_by(surat.c.id.desc()).limit(1)
    ).one_or_none()
    return None if row is None else _as_surat(row)


def next_urut(connection: Connection, kab: int, tahun: int) -> int:
    """Running number of the next letter of a kab in a year: one more than letters that were made."""
    within = sa.and_(surat.c.tanggal >= date(tahun, 1, 1), surat.c.tanggal < date(tahun + 1, 1, 1))
    query = sa.select(sa.func.count()).select_from(surat).where(surat.c.kab == kab, within)
    return int(connection.execute(query).scalar_one()) + 1


def find_nomor(connection: Connection, key: BatchKey, nomor: str) -> int | None:
    """Periode of a letter of another batch of the kab that has the same number; None where there is none."""
    query = sa.select(surat.c.periode).where(surat.c.kab == key.kab, surat.c.nomor == nomor, ~_of(surat, key))
    return connection.execute(query.limit(1)).scalar()


def read_rekap_desa(connection: Connection, key: BatchKey, versi: int) -> list[dict[str, int]]:
    """Counts of every desa of a snapshot: ``desa`` and the names of ``domain.surat.NAMA_ANGKA``."""
    query = sa.select(snapshot_desa.c.desa, *(snapshot_desa.c[name] for name in NAMA_ANGKA))
    rows = connection.execute(query.where(_of(snapshot_desa, key, versi)).order_by(snapshot_desa.c.desa))
    return [dict(row) for row in rows.mappings()]


def read_nama(connection: Connection, kode: Collection[int]) -> dict[int, str]:
    """Names of regions by code."""
    query = sa.select(wilayah.c.kode, wilayah.c.nama).where(wilayah.c.kode.in_(list(kode)))
    return {row.kode: row.nama for row in connection.execute(query)}


def list_kab_final(connection: Connection, prefix: int, program: int, periode: int) -> list[int]:
    """Kab of a provinsi (0: of Indonesia) whose batch was finalised, by code."""
    inside = (
        sa.true()
        if prefix == 0
        else sa.or_(batch.c.kab == prefix, batch.c.kab.between(prefix * 100, prefix * 100 + 99))
    )
    query = sa.select(batch.c.kab).where(
        batch.c.periode == periode, batch.c.program == program, batch.c.versi > 0, batch.c.state != "terbuka", inside
    )
    return list(connection.execute(query.order_by(batch.c.kab)).scalars())


def read_perubahan(
    connection: Connection, key: BatchKey, versi: int, desa: Collection[dict[str, int]]
) -> list[PerubahanDesa]:
    """What changes, by desa: usulan that came in and households found nonaktif, those that the rekap counts.

    ``desa`` is what ``read_rekap_desa`` gave; No. KK are masked here. Desa whose households would make the letter too
    long have counts only.
    """
    counts = {
        row["desa"]: (row["usulan"], row["nonaktif_3"] + row["nonaktif_4"] + row["nonaktif_5"])
        for row in desa
        if row["usulan"] + row["nonaktif_3"] + row["nonaktif_4"] + row["nonaktif_5"]
    }
    printed = desa_tercetak({kode: sum(pair) for kode, pair in counts.items()})
    names = read_nama(connection, {*counts, *(ancestor(kode, Level.KECAMATAN) for kode in counts)})
    rows: dict[int, list[BarisPerubahan]] = {kode: [] for kode in counts}
    if printed:
        for kode, line in [*_came(connection, key, versi, printed), *_went(connection, key, versi, printed)]:
            rows[kode].append(line)
    return [
        PerubahanDesa(
            f"{names.get(kode, kode)}, Kec. {names.get(ancestor(kode, Level.KECAMATAN), '')}", usulan, gone, rows[kode]
        )
        for kode, (usulan, gone) in sorted(counts.items())
    ]


def _came(connection: Connection, key: BatchKey, versi: int, desa: Collection[int]) -> list[tuple[int, BarisPerubahan]]:
    u, old = snapshot_usulan, snapshot_ruta
    query = (
        sa.select(u.c.desa, u.c.idbdt, u.c.nama_krt, u.c.alamat, u.c.no_kk, u.c.art, old.c.idbdt.label("mengganti"))
        .outerjoin(old, sa.and_(_of(old, key, versi), old.c.ruta == u.c.mengganti))
        .where(_of(u, key, versi), u.c.jenis == int(JENIS_DIHITUNG[Program(key.program)]), u.c.desa.in_(list(desa)))
        .order_by(u.c.desa, u.c.nama_krt, u.c.usulan)
    )
    return [(row.desa, _line(row, kata_usulan(row.mengganti))) for row in connection.execute(query)]


def _went(connection: Connection, key: BatchKey, versi: int, desa: Collection[int]) -> list[tuple[int, BarisPerubahan]]:
    r = snapshot_ruta
    counted = r.c.kpm if key.program == int(Program.BSP) else sa.true()
    query = (
        sa.select(r.c.desa, r.c.idbdt, r.c.nama_krt, r.c.alamat, r.c.no_kk, r.c.art, r.c.sta_keberadaan)
        .where(
            _of(r, key, versi),
            counted,
            r.c.sta_keberadaan.in_([int(sta) for sta in NONAKTIF]),
            r.c.desa.in_(list(desa)),
        )
        .order_by(r.c.desa, r.c.sta_keberadaan, r.c.nama_krt, r.c.ruta)
    )
    return [(row.desa, _line(row, kata_sta(row.sta_keberadaan))) for row in connection.execute(query)]


def _line(row: Any, what: str) -> BarisPerubahan:
    return (row.idbdt or "baru", row.nama_krt, row.alamat, samar_nomor(row.no_kk) or "–", row.art, what)
