"""Surat edaran and downloads: the list without the files, one file, and their writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import dokumen


@dataclass(frozen=True, slots=True)
class Dokumen:
    """One document without its file; ``ukuran`` in bytes."""

    id: int
    jenis: str
    judul: str
    nomor: str | None
    tanggal: date
    nama_berkas: str
    mime: str
    ukuran: int
    oleh: str
    diunggah: datetime


@dataclass(frozen=True, slots=True)
class Berkas:
    """The file of a document, under the name and type it was stored with."""

    nama: str
    mime: str
    isi: bytes


_WITHOUT_FILE = [column for column in dokumen.c if column.name != "isi"]


def list_dokumen(connection: Connection) -> list[Dokumen]:
    """Every document, newest first."""
    query = sa.select(*_WITHOUT_FILE, sa.func.octet_length(dokumen.c.isi).label("ukuran")).order_by(
        dokumen.c.tanggal.desc(), dokumen.c.id.desc()
    )
    return [Dokumen(**row._mapping) for row in connection.execute(query)]


def read_berkas(connection: Connection, number: int) -> Berkas | None:
    """The file of a document, or None."""
    query = sa.select(dokumen.c.nama_berkas, dokumen.c.mime, dokumen.c.isi).where(dokumen.c.id == number)
    row = connection.execute(query).one_or_none()
    return None if row is None else Berkas(row.nama_berkas, row.mime, bytes(row.isi))


def add_dokumen(
    connection: Connection,
    *,
    jenis: str,
    judul: str,
    nomor: str | None,
    tanggal: date,
    berkas: Berkas,
    oleh: str,
) -> int:
    """Store a document; its number."""
    values = {
        "jenis": jenis,
        "judul": judul,
        "nomor": nomor,
        "tanggal": tanggal,
        "nama_berkas": berkas.nama,
        "mime": berkas.mime,
        "isi": berkas.isi,
        "oleh": oleh,
    }
    return int(connection.execute(sa.insert(dokumen).values(**values).returning(dokumen.c.id)).scalar_one())


def remove_dokumen(connection: Connection, number: int) -> str | None:
    """Remove a document; its title, or None when there was none."""
    return connection.execute(sa.delete(dokumen).where(dokumen.c.id == number).returning(dokumen.c.judul)).scalar()
