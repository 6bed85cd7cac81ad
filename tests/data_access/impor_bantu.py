"""What tests of the rules share: a file as it was made, staged and checked in a transaction that is rolled back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.impor_aturan import Konteks, LuarDesa, check
from data_access.impor_muat import stage
from data_access.schema import impor_galat, impor_hasil
from domain.kalender import JAKARTA
from domain.siks import KOLOM, Bagian

KAB, DESA, PERIODE, IMPOR = 3277, 3277011001, 202611, 77
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=JAKARTA)

Baris = dict[str, Any]


class Hasil(NamedTuple):
    """What a check gave: its numbers, the rows of ``impor_hasil`` by (untuk, idbdt), and the findings."""

    angka: dict[str, Any]
    hasil: dict[tuple[str, str], sa.RowMapping]
    temuan: list[sa.RowMapping]

    def kode(self, idbdt: str, kolom: str | None = None) -> set[tuple[str, str]]:
        """Rule and severity of the findings about a household."""
        return {
            (item["aturan"], item["tingkat"])
            for item in self.temuan
            if item["idbdt"] == idbdt and (kolom is None or item["kolom"] == kolom)
        }


def sel(value: object) -> str:
    """A value as a file writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime():
            return value.isoformat()
    return str(value)


class Berkas:
    """Lines of a file in the making; what is read from the register is as a prelist gives it."""

    def __init__(self, connection: Connection, kab: int = KAB) -> None:
        self._connection = connection
        self.kab = kab
        self.bagian: dict[Bagian, list[Baris]] = {bagian: [] for bagian in KOLOM}

    def rumah(self, idbdt: str, sta: int | None = 1, **ubah: Any) -> Baris:
        """Add a household of the register with its members, visited unless ``sta`` is None; its line."""
        names = ", ".join(f"r.{kolom.nama}" for kolom in KOLOM[Bagian.RUMAH_TANGGA])
        row = self._read(f"SELECT {names} FROM rumah_tangga AS r WHERE kab = :kab AND idbdt = :idbdt", idbdt)[0]
        self.bagian[Bagian.RUMAH_TANGGA].append(row | ubah)
        people = ", ".join(f"i.{kolom.nama}" for kolom in KOLOM[Bagian.INDIVIDU] if kolom.nama != "idbdt")
        self.bagian[Bagian.INDIVIDU] += self._read(
            f"SELECT {people}, r.idbdt FROM individu AS i JOIN rumah_tangga AS r ON r.kab = i.kab AND r.id = i.ruta "
            "WHERE r.kab = :kab AND r.idbdt = :idbdt ORDER BY i.no_urut",
            idbdt,
        )
        if sta is not None:
            self.kunjungan(idbdt, sta)
        return self.bagian[Bagian.RUMAH_TANGGA][-1]

    def kunjungan(self, idbdt: str, sta: int, **ubah: Any) -> Baris:
        """Add a verivali line."""
        line = {"idbdt": idbdt, "sta_keberadaan": sta, "tanggal": "2026-11-20", "petugas": "operator.melong"}
        line |= {"diisi": "2026-11-20T10:00:00+07:00", "durasi": 12, "catatan": None} | ubah
        self.bagian[Bagian.VERIVALI].append(line)
        return line

    def usulan(self, idbdt: str, jenis: str = "BSP", **ubah: Any) -> Baris:
        """Add a proposal."""
        line = {"jenis": jenis, "idbdt": idbdt, "mengganti": None, "tanggal": "2026-11-20", "keterangan": "Layak"}
        self.bagian[Bagian.USULAN].append(line | ubah)
        return self.bagian[Bagian.USULAN][-1]

    def musdes(self, desa: int) -> None:
        """Add a musdes with its papers."""
        self.bagian[Bagian.MUSDES].append({"desa": desa, "tanggal": "2026-11-10", "nomor": "BA/1", "peserta": 30})
        for jenis in ("berita_acara", "bnba"):
            self.lampiran(jenis, desa=desa)

    def lampiran(self, jenis: str, **ubah: Any) -> None:
        """Add an attachment."""
        number = len(self.bagian[Bagian.LAMPIRAN])
        self.bagian[Bagian.LAMPIRAN].append({"berkas": f"lampiran/{number:064x}.pdf", "jenis": jenis} | ubah)

    def anggota(self, idbdt: str) -> list[Baris]:
        """Lines of the members of a household."""
        return [row for row in self.bagian[Bagian.INDIVIDU] if row["idbdt"] == idbdt]

    def csv(self, bagian: Bagian) -> bytes:
        """A part as the container holds it."""
        names = [kolom.nama for kolom in KOLOM[bagian]]
        return tulis([names, *([sel(row.get(name)) for name in names] for row in self.bagian[bagian])])

    def buka(self) -> Any:
        """As ``exchange.siks.open_part``, of this file."""
        return pembuka({bagian: self.csv(bagian) for bagian in self.bagian})

    def periksa(self, **konteks: Any) -> Hasil:
        """Stage and check it in the connection's transaction."""
        stage(self._connection, self.kab, IMPOR, self.buka(), now=NOW)
        return periksa(self._connection, kab=self.kab, **konteks)

    def _read(self, query: str, idbdt: str) -> list[Baris]:
        rows = self._connection.execute(sa.text(query), {"kab": self.kab, "idbdt": idbdt})
        return [dict(row) for row in rows.mappings()]


def tulis(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def pembuka(parts: Mapping[Bagian, bytes]) -> Any:
    """Opens parts that are in memory; of one that is not there, the header alone."""

    @contextmanager
    def open_part(bagian: Bagian) -> Iterator[BinaryIO]:
        yield io.BytesIO(parts.get(bagian) or tulis([[kolom.nama for kolom in KOLOM[bagian]]]))

    return open_part


def periksa(
    connection: Connection,
    kab: int = KAB,
    impor: int = IMPOR,
    program: int = 1,
    periode: int = PERIODE,
    unggah: datetime = NOW,
    luar_desa: LuarDesa | None = None,
) -> Hasil:
    """Check what was staged, and read what that wrote."""
    konteks = Konteks(kab, impor, program, periode, (kab,), NOW, unggah, luar_desa)
    angka = check(connection, konteks)
    h, g = impor_hasil, impor_galat
    rows = connection.execute(sa.select(h).where(h.c.kab == kab, h.c.impor == impor)).mappings()
    found = connection.execute(sa.select(g).where(g.c.kab == kab, g.c.impor == impor).order_by(g.c.id)).mappings()
    return Hasil(angka, {(row["untuk"], row["idbdt"]): row for row in rows}, list(found))
