"""A list of households as a file: columns and rows for CSV and XLSX, GeoParquet for maps. Codes and numbers of identity
are text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from domain import figur
from domain.figur import JenisKolom
from domain.kesos import KEBERADAAN_NAMA
from domain.status import STATUS_NAME, StaKeberadaan, StatusVerivali

Row = Mapping[str, Any]
Cell = str | int | float | None

# Field of a row, heading, and kind: t text, c code, n number, b yes or no, p degrees, d day.
KOLOM: tuple[tuple[str, str, str], ...] = (
    ("idbdt", "IDBDT", "c"),
    ("no_kk", "Nomor KK", "c"),
    ("nama_krt", "Kepala rumah tangga", "t"),
    ("pengurus_nama", "Pengurus", "t"),
    ("pengurus_nik", "NIK pengurus", "c"),
    ("pengurus_ibu_kandung", "Ibu kandung pengurus", "t"),
    ("alamat", "Alamat", "t"),
    ("nama_sls", "SLS", "t"),
    ("kode_desa", "Kode desa", "c"),
    ("desa", "Desa/kelurahan", "t"),
    ("kecamatan", "Kecamatan", "t"),
    ("kab_kota", "Kabupaten/kota", "t"),
    ("provinsi", "Provinsi", "t"),
    ("jumlah_art", "Jumlah ART", "n"),
    ("jumlah_keluarga", "Jumlah keluarga", "n"),
    ("desil", "Desil", "n"),
    ("percentile", "Persentil", "n"),
    ("kpm_bsp", "KPM BSP", "b"),
    ("ada_pkh", "PKH", "b"),
    ("ada_kks", "KKS", "b"),
    ("ada_kis", "PBI-JK (KIS)", "b"),
    ("ada_kip", "KIP", "b"),
    ("ada_rastra", "Rastra", "b"),
    ("status", "Status verivali", "s"),
    ("sta_keberadaan", "Keberadaan", "k"),
    ("lat", "Lintang", "p"),
    ("lon", "Bujur", "p"),
    ("di_luar_desa", "Koordinat di luar desa", "b"),
    ("desa_lama", "Kode desa lama", "c"),
    ("tgl_pindah", "Tanggal pindah", "d"),
    ("sumber_data", "Sumber data", "t"),
    ("diubah", "Terakhir diubah", "d"),
)
_JENIS = {
    "c": JenisKolom.KODE,
    "n": JenisKolom.BULAT,
    "p": JenisKolom.DERAJAT,
    "d": JenisKolom.TANGGAL,
}
_WIDTH = {"idbdt": 25, "no_kk": 18, "pengurus_nik": 18, "nama_krt": 28, "alamat": 36}
KOLOM_BERKAS = tuple(
    figur.Kolom(field, heading, _JENIS.get(kind, JenisKolom.TEKS), _WIDTH.get(field, 0))
    for field, heading, kind in KOLOM
)


def _cell(row: Row, field: str, kind: str) -> Cell:
    value = row[field]
    if value is None:
        return None
    if kind == "b":
        return "ya" if value else "tidak"
    if kind == "d":
        return (value.date() if isinstance(value, datetime) else cast(date, value)).isoformat()
    if kind == "s":
        return STATUS_NAME[StatusVerivali(value)]
    if kind == "k":
        return KEBERADAAN_NAMA[StaKeberadaan(value)]
    return str(value) if kind in "tc" else cast(Cell, value)


def baris_berkas(batches: Iterable[Sequence[Row]]) -> Iterator[list[Cell]]:
    """Rows by ``KOLOM_BERKAS``, out of batches."""
    for batch in batches:
        for row in batch:
            yield [_cell(row, field, kind) for field, _, kind in KOLOM]


_POINTS = "geometry"


def write_parquet(path: Path, batches: Iterable[Sequence[Row]]) -> None:
    """GeoParquet 1.1 with points in EPSG:4326, a row group for each batch; no point where there is no coordinate."""
    # A second to load, which a start would otherwise wait for.
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415
    import pyproj  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    types = {"t": pa.string(), "c": pa.string(), "s": pa.string(), "k": pa.string(), "n": pa.int32(), "p": pa.float64()}
    types |= {"b": pa.bool_(), "d": pa.string()}
    fields = [pa.field(name, types[kind]) for name, _, kind in KOLOM] + [pa.field(_POINTS, pa.binary())]
    geo = {
        "version": "1.1.0",
        "primary_column": _POINTS,
        "columns": {
            _POINTS: {
                "encoding": "WKB",
                "geometry_types": ["Point"],
                "crs": json.loads(pyproj.CRS.from_epsg(4326).to_json()),
            }
        },
    }
    schema = pa.schema(fields, metadata={b"geo": json.dumps(geo).encode()})

    def values(batch: Sequence[Row], field: str, kind: str) -> list[Any]:
        return [row[field] for row in batch] if kind == "b" else [_cell(row, field, kind) for row in batch]

    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            columns = [pa.array(values(batch, field, kind), types[kind]) for field, _, kind in KOLOM]
            known = [row["lat"] is not None and row["lon"] is not None for row in batch]
            points = shapely.points(
                [(row["lon"], row["lat"]) if has else (0.0, 0.0) for row, has in zip(batch, known, strict=True)]
            )
            wkb = [body if has else None for body, has in zip(shapely.to_wkb(points), known, strict=True)]
            writer.write_table(pa.Table.from_arrays([*columns, pa.array(wkb, pa.binary())], schema=schema))
