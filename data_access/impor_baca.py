"""Imports of one kab as its supervisor sees them: the list, one file, its households, findings, what was reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import impor_store, impor_tulis
from data_access.schema import (
    impor,
    impor_galat,
    impor_hasil,
    pengguna,
    wilayah,
)
from domain.impor import Hasil, StateImpor
from domain.impor_tampil import Baris, Impor, SaringanHasil, SaringanTemuan, Temuan
from domain.isian import Isi
from domain.validasi import Tingkat

h, g = impor_hasil, impor_galat
_SHOWN = (
    "kab", "id", "state", "nama", "ukuran", "diterima", "program", "periode", "wilayah", "manifes", "galat",
    "galat_isi", "ringkasan", "langkah", "selesai", "total", "langkah_sejak", "diunggah", "diperiksa", "disetujui",
    "diproses", "ditarik",
)  # fmt: skip
# Shown with one household; the tab of findings has them all.
_MOST_OF_ONE = 12
_STREAMED = 2_000


def list_impor(connection: Connection, kab: int, *, sebelum: int | None = None, batas: int = 20) -> list[Impor]:
    """Files of a kab that were not discarded, newest first; ``sebelum``: those older than this number."""
    query = _query().where(impor.c.kab == kab, impor.c.state != StateImpor.DIBATALKAN.value)
    if sebelum is not None:
        query = query.where(impor.c.id < sebelum)
    rows = connection.execute(query.order_by(impor.c.id.desc()).limit(batas)).mappings().all()
    names = _names(connection, {kode for row in rows for kode in row["wilayah"] or ()})
    return [_impor(dict(row), names) for row in rows]


def read_impor(connection: Connection, kab: int, nomor: int) -> Impor | None:
    """One file of a kab, or None when the kab has no such file."""
    row = connection.execute(_query().where(impor.c.kab == kab, impor.c.id == nomor)).mappings().one_or_none()
    return None if row is None else _impor(dict(row), _names(connection, set(row["wilayah"] or ())))


def _query() -> sa.Select[Any]:
    by = [sa.alias(pengguna) for _ in range(3)]
    query = sa.select(
        *(impor.c[name] for name in _SHOWN),
        by[0].c.nama.label("nama_pengunggah"),
        by[1].c.nama.label("nama_penyetuju"),
        by[2].c.nama.label("nama_penarik"),
    )
    source: Any = impor
    for alias, column in zip(by, (impor.c.pengunggah, impor.c.penyetuju, impor.c.penarik), strict=True):
        source = source.outerjoin(alias, alias.c.id == column)
    return query.select_from(source)


def _impor(row: Mapping[str, Any], names: Mapping[int, str]) -> Impor:
    return Impor(
        kab=row["kab"],
        nomor=row["id"],
        state=StateImpor(row["state"]),
        nama=row["nama"],
        ukuran=row["ukuran"],
        diterima=row["diterima"],
        pengunggah=row["nama_pengunggah"] or "akun yang sudah dihapus",
        diunggah=row["diunggah"],
        program=row["program"],
        periode=row["periode"],
        wilayah=tuple((kode, names.get(kode, str(kode))) for kode in row["wilayah"] or ()),
        manifes=row["manifes"] or {},
        galat=row["galat"],
        galat_isi=row["galat_isi"] or {},
        ringkasan=row["ringkasan"] or {},
        langkah=row["langkah"],
        selesai=row["selesai"],
        total=row["total"],
        langkah_sejak=row["langkah_sejak"],
        diperiksa=row["diperiksa"],
        disetujui=row["disetujui"],
        penyetuju=row["nama_penyetuju"],
        diproses=row["diproses"],
        ditarik=row["ditarik"],
        penarik=row["nama_penarik"],
    )


def _names(connection: Connection, codes: set[int]) -> dict[int, str]:
    if not codes:
        return {}
    rows = connection.execute(sa.select(wilayah.c.kode, wilayah.c.nama).where(wilayah.c.kode.in_(codes)))
    return {row.kode: row.nama for row in rows}


def read_desa(connection: Connection, found: Impor) -> list[tuple[int, str, Mapping[str, int]]]:
    """Desa that a file covers, by code: code, name, and what the check counted there (verivali, usulan, ditolak)."""
    counts: Mapping[str, Mapping[str, int]] = found.ringkasan.get("desa", {})
    codes = sorted(int(kode) for kode in counts)
    names = _names(connection, set(codes))
    return [(kode, names.get(kode, str(kode)), counts[str(kode)]) for kode in codes]


def count_hasil(connection: Connection, kab: int, nomor: int, saringan: SaringanHasil) -> dict[tuple[str, Hasil], int]:
    """Rows by (untuk, hasil) that the filter leaves, whatever it says of those two."""
    plain = SaringanHasil(desa=saringan.desa, aturan=saringan.aturan, cari=saringan.cari)
    query = sa.select(h.c.untuk, h.c.hasil, sa.func.count()).where(*_narrowed(kab, nomor, plain))
    rows = connection.execute(query.group_by(h.c.untuk, h.c.hasil)).all()
    return {(untuk, Hasil(hasil)): count for untuk, hasil, count in rows}


def read_hasil(
    connection: Connection,
    kab: int,
    nomor: int,
    saringan: SaringanHasil,
    sesudah: Sequence[Any] | None = None,
    batas: int = 50,
) -> list[Baris]:
    """Households of a file by desa and IDBDT, with the findings that refuse them; ``sesudah``: ``Baris.kunci``."""
    desa = sa.func.coalesce(h.c.desa, 0)
    query = (
        sa.select(h, wilayah.c.nama.label("nama_desa"))
        .outerjoin(wilayah, wilayah.c.kode == h.c.desa)
        .where(*_narrowed(kab, nomor, saringan))
        .order_by(desa, h.c.idbdt, h.c.untuk)
        .limit(batas)
    )
    if sesudah is not None:
        kode, idbdt, untuk = sesudah
        query = query.where(sa.tuple_(desa, h.c.idbdt, h.c.untuk) > sa.tuple_(sa.literal(kode), idbdt, untuk))
    rows = connection.execute(query).mappings().all()
    refused = {row["idbdt"] for row in rows if row["hasil"] == Hasil.DITOLAK}
    findings = _refusals(connection, kab, nomor, refused)
    return [
        Baris(
            untuk=row["untuk"],
            idbdt=row["idbdt"],
            baris=row["baris"],
            desa=row["desa"],
            nama_desa=row["nama_desa"],
            nama_krt=row["nama_krt"],
            hasil=Hasil(row["hasil"]),
            sebab=row["sebab"],
            sta_keberadaan=row["sta_keberadaan"],
            tanggal=row["tanggal"],
            isi=cast(Isi, row["isi"] or {}),
            aturan=tuple(row["aturan"]),
            risiko=row["risiko"],
            temuan=tuple(findings.get(row["idbdt"], ())),
        )
        for row in rows
    ]


def _narrowed(kab: int, nomor: int, saringan: SaringanHasil) -> list[sa.ColumnElement[bool]]:
    parts: list[sa.ColumnElement[bool]] = [h.c.kab == kab, h.c.impor == nomor]
    if saringan.hasil is not None:
        parts.append(h.c.hasil == saringan.hasil.value)
    if saringan.untuk:
        parts.append(h.c.untuk == saringan.untuk)
    if saringan.desa is not None:
        parts.append(h.c.desa == saringan.desa)
    if saringan.aturan:
        parts.append(sa.literal(saringan.aturan) == sa.any_(h.c.aturan))
    if saringan.cari:
        parts.append(
            sa.or_(
                h.c.idbdt.startswith(saringan.cari, autoescape=True),
                h.c.nama_krt.icontains(saringan.cari, autoescape=True),
            )
        )
    return parts


def _refusals(connection: Connection, kab: int, nomor: int, idbdt: set[str]) -> dict[str, list[Temuan]]:
    if not idbdt:
        return {}
    query = _temuan(kab, nomor).where(g.c.idbdt.in_(idbdt), g.c.tingkat == Tingkat.E.value)
    found: dict[str, list[Temuan]] = {}
    for row in connection.execute(query.order_by(g.c.idbdt, g.c.id)):
        held = found.setdefault(row.idbdt, [])
        if len(held) < _MOST_OF_ONE:
            held.append(_read_temuan(row))
    return found


def count_galat(
    connection: Connection, kab: int, nomor: int, saringan: SaringanTemuan
) -> dict[tuple[str, Tingkat], int]:
    """Findings by (rule, severity) in the desa of the filter, whatever else it says."""
    query = sa.select(g.c.aturan, g.c.tingkat, sa.func.count()).where(
        *_findings(kab, nomor, SaringanTemuan(desa=saringan.desa))
    )
    rows = connection.execute(query.group_by(g.c.aturan, g.c.tingkat)).all()
    return {(aturan, Tingkat(tingkat)): count for aturan, tingkat, count in rows}


def read_galat(
    connection: Connection,
    kab: int,
    nomor: int,
    saringan: SaringanTemuan,
    sesudah: int | None = None,
    batas: int = 50,
) -> list[Temuan]:
    """Findings of a file in the order they were made; ``sesudah``: number of the last one shown."""
    query = _temuan(kab, nomor).where(*_findings(kab, nomor, saringan))
    if sesudah is not None:
        query = query.where(g.c.id > sesudah)
    return [_read_temuan(row) for row in connection.execute(query.order_by(g.c.id).limit(batas))]


def stream_galat(connection: Connection, kab: int, nomor: int) -> Iterator[Temuan]:
    """Every finding of a file by part and line, without holding them all."""
    query = _temuan(kab, nomor).order_by(g.c.bagian, g.c.baris, g.c.id)
    with connection.execution_options(yield_per=_STREAMED).execute(query) as rows:
        yield from map(_read_temuan, rows)


def _findings(kab: int, nomor: int, saringan: SaringanTemuan) -> list[sa.ColumnElement[bool]]:
    parts: list[sa.ColumnElement[bool]] = [g.c.kab == kab, g.c.impor == nomor]
    if saringan.aturan:
        parts.append(g.c.aturan == saringan.aturan)
    if saringan.tingkat is not None:
        parts.append(g.c.tingkat == saringan.tingkat.value)
    if saringan.desa is not None:
        own = sa.select(h.c.idbdt).where(h.c.kab == kab, h.c.impor == nomor, h.c.desa == saringan.desa)
        parts.append(g.c.idbdt.in_(own))
    return parts


def _temuan(kab: int, nomor: int) -> sa.Select[Any]:
    return sa.select(g).where(g.c.kab == kab, g.c.impor == nomor)


def _read_temuan(row: Any) -> Temuan:
    return Temuan(
        row.id,
        row.bagian,
        row.baris,
        row.kolom,
        row.idbdt,
        row.idartbdt,
        row.aturan,
        Tingkat(row.tingkat),
        row.nilai,
        row.seharusnya,
    )


def read_halangan(connection: Connection, found: Impor) -> str | None:
    """Why a written import can no longer be taken back, as a sentence; None when it can."""
    held = impor_store.read(connection, found.kab, found.nomor)
    return None if held is None else impor_tulis.find_obstacle(connection, held)
