"""All households of one question as rows for a file: read through a cursor of the server, some thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.kesos import Tanya, every_match, inside, narrowed, on_prelist
from data_access.schema import rumah_tangga, verivali, wilayah
from domain.kesos import samar_nama, samar_nomor

_BATCH = 2_000
r, v = rumah_tangga, verivali

# Columns of a row of ``stream``, in order.
KOLOM: tuple[str, ...] = (
    "idbdt", "no_kk", "nama_krt", "pengurus_nama", "pengurus_nik", "pengurus_ibu_kandung", "alamat", "nama_sls",
    "kode_desa", "desa", "kecamatan", "kab_kota", "provinsi", "jumlah_art", "jumlah_keluarga", "desil", "percentile",
    "kpm_bsp", "ada_pkh", "ada_kks", "ada_kis", "ada_kip", "ada_rastra", "status", "sta_keberadaan", "lat", "lon",
    "di_luar_desa", "desa_lama", "tgl_pindah", "sumber_data", "diubah",
)  # fmt: skip


def stream(connection: Connection, tanya: Tanya, *, lengkap: bool) -> Iterator[list[dict[str, Any]]]:
    """Rows by ``KOLOM``, a batch at a time, in order of kab, desa and id where nothing was searched for.

    ``lengkap`` False masks KK, NIK and mother's name before they leave this layer. Memory stays the same however many
    rows there are.
    """
    matches = every_match(connection, tanya)
    query = _select(tanya)
    if matches is None:
        query = query.where(*narrowed(tanya)).order_by(r.c.kab, r.c.desa, r.c.id)
    else:
        # A household is written once, however many of its members were found.
        found = matches.subquery("cocok")
        homes = sa.select(found.c.kab, found.c.ruta).distinct().subquery("rumah")
        query = query.where(r.c.kab == homes.c.kab, r.c.id == homes.c.ruta)
    rows = connection.execution_options(stream_results=True, yield_per=_BATCH).execute(query)
    for batch in rows.mappings().partitions():
        yield [dict(row) if lengkap else _masked(row) for row in batch]


def _masked(row: Any) -> dict[str, Any]:
    return {
        **row,
        "no_kk": samar_nomor(row["no_kk"]),
        "pengurus_nik": samar_nomor(row["pengurus_nik"]),
        "pengurus_ibu_kandung": samar_nama(row["pengurus_ibu_kandung"]),
    }


def _select(tanya: Tanya) -> sa.Select[Any]:
    desa, kec, kab, prov = (wilayah.alias(name) for name in ("desa", "kec", "kab", "prov"))
    plain = [name for name in KOLOM if name in r.c]
    named = {
        "kode_desa": r.c.desa,
        "desa": desa.c.nama,
        "kecamatan": kec.c.nama,
        "kab_kota": kab.c.nama,
        "provinsi": prov.c.nama,
        "status": v.c.status,
        "sta_keberadaan": v.c.sta_keberadaan,
    }
    columns = [r.c[name] if name in plain else named[name].label(name) for name in KOLOM]
    return (
        sa.select(*columns)
        .select_from(
            r.join(desa, desa.c.kode == r.c.desa)
            .join(kec, kec.c.kode == desa.c.induk)
            .join(kab, kab.c.kode == kec.c.induk)
            .join(prov, prov.c.kode == kab.c.induk)
            .outerjoin(v, on_prelist(tanya))
        )
        .where(*inside(r, tanya.scope))
    )
