"""Files that were taken away after a finalisasi, one row a download; rows are added and never changed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import unduhan


def record_unduhan(
    work: Connection,
    *,
    kab: int,
    jenis: str,
    nama: str,
    ukuran: int,
    sidik: bytes,
    pengguna: int,
    waktu: datetime,
    alamat_ip: str | None,
    periode: int | None = None,
    program: int | None = None,
    permohonan: int | None = None,
) -> int:
    """Write a download down and return its number in the kab: kind (``hasil``, ``data_surat``, ``bank``, ``paket``),
    name, bytes and SHA-256 of the file as it was handed out.
    """
    values = {
        "kab": kab,
        "jenis": jenis,
        "periode": periode,
        "program": program,
        "permohonan": permohonan,
        "nama": nama,
        "ukuran": ukuran,
        "sidik": sidik,
        "pengguna": pengguna,
        "waktu": waktu,
        "alamat_ip": alamat_ip,
    }
    return int(work.execute(sa.insert(unduhan).values(**values).returning(unduhan.c.id)).scalar_one())
