"""Writes of letters, in the transaction of the step that makes, signs or confirms one; the caller holds the batch."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import surat
from data_access.surat import BERLAKU, DIGANTI
from data_access.verivali_store import BatchKey


def store_surat(
    work: Connection,
    key: BatchKey,
    *,
    versi: int,
    kode: str,
    nomor: str,
    tanggal: date,
    profil: dict[str, str],
    rekap: dict[str, Any],
    sidik: bytes,
    akar: bytes | None,
    pdf: bytes,
    sidik_pdf: bytes,
    halaman: int,
    pembuat: int,
    dibuat: datetime,
) -> int:
    """Keep a new letter; the one that stood is replaced. Returns its number in the kab."""
    same = sa.and_(surat.c.kab == key.kab, surat.c.periode == key.periode, surat.c.program == key.program)
    work.execute(sa.update(surat).where(same, surat.c.state == BERLAKU).values(state=DIGANTI))
    values = {
        **key.params(),
        "versi": versi,
        "kode": kode,
        "nomor": nomor,
        "tanggal": tanggal,
        "profil": profil,
        "rekap": rekap,
        "sidik": sidik,
        "akar": akar,
        "pdf": pdf,
        "sidik_pdf": sidik_pdf,
        "halaman": halaman,
        "pembuat": pembuat,
        "dibuat": dibuat,
    }
    return int(work.execute(sa.insert(surat).values(**values).returning(surat.c.id)).scalar_one())


def store_ttd(
    work: Connection,
    kab: int,
    nomor: int,
    *,
    cara: str,
    nama: str,
    mime: str,
    isi: bytes,
    sidik: bytes,
    periksa: list[dict[str, Any]] | None,
    oleh: int,
    waktu: datetime,
) -> None:
    """Keep what came back signed, in place of what came before."""
    work.execute(
        sa.update(surat)
        .where(surat.c.kab == kab, surat.c.id == nomor)
        .values(
            cara=cara,
            ttd_nama=nama,
            ttd_mime=mime,
            ttd=isi,
            ttd_sidik=sidik,
            ttd_periksa=sa.null() if periksa is None else periksa,
            ttd_oleh=oleh,
            ttd_waktu=waktu,
        )
    )
