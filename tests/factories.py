"""Cases of the review as imports write them, made without a file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import rekap
from data_access.schema import individu, kuota, musdes, rumah_tangga, usulan, verivali
from data_access.verivali_store import BatchKey
from domain.kalender import JAKARTA, Program
from domain.usulan import JenisUsulan

KAB, PERIODE, PROGRAM = 3277, 202611, int(Program.BSP)
KEY = BatchKey(KAB, PERIODE, PROGRAM)
HARI = date(2026, 11, 21)
# The moment of the sample that periode go by, and a clock.
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=JAKARTA)
SAAT = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
FIRST = 700_000_000


def clear(work: Connection) -> None:
    """No case of the open periode, and every desa has its papers and the kuota it needs."""
    # What was finalised cannot be touched.
    work.execute(sa.delete(usulan).where(usulan.c.periode >= PERIODE))
    work.execute(sa.update(musdes).where(musdes.c.kab == KAB).values(berita_acara=True, bnba=True))


def homes(work: Connection, count: int, *, kpm: bool | None = None, kab: int = KAB) -> list[Any]:
    """Rows of the register whose pengurus is padan, in one desa as far as there are so many."""
    r = rumah_tangga
    query = sa.select(r).where(r.c.kab == kab).order_by(r.c.desa, r.c.id).limit(count)
    if kpm is not None:
        query = query.where(r.c.kpm_bsp == kpm)
    rows = work.execute(query).all()
    work.execute(
        sa.update(individu).where(individu.c.kab == kab, individu.c.ruta.in_([row.id for row in rows])).values(padan=1)
    )
    for row in rows:
        head = work.execute(
            sa.select(individu.c.nik)
            .where(individu.c.kab == kab, individu.c.ruta == row.id, individu.c.nik.is_not(None))
            .limit(1)
        ).scalar()
        work.execute(sa.update(r).where(r.c.kab == kab, r.c.id == row.id).values(pengurus_nik=head))
    return list(rows)


def set_kuota(work: Connection, desa: int, free: int, *, kab_free: int = 100_000) -> None:
    """A kuota of the desa and of the kab with so many places left."""
    for kode, places in ((desa, free), (0, kab_free)):
        used = work.execute(
            sa.text(
                "SELECT coalesce(k.awal + k.disetujui, 0) - coalesce((SELECT sum(n3 + n4 + n5) FROM rekap_desa AS r "
                "WHERE r.kab = :kab AND r.periode = :periode AND r.program = :program "
                "AND (:desa = 0 OR r.desa = :desa)), 0) FROM kuota AS k WHERE k.kab = :kab AND k.periode = :periode "
                "AND k.program = :program AND k.desa = :desa"
            ),
            KEY.params() | {"desa": kode},
        ).scalar_one()
        work.execute(
            sa.update(kuota)
            .where(kuota.c.kab == KAB, kuota.c.periode == PERIODE, kuota.c.program == PROGRAM, kuota.c.desa == kode)
            .values(kuota=used + places)
        )


def papers(work: Connection, desa: int, *, berita_acara: bool = True, bnba: bool = True) -> None:
    """The musdes of a desa with these of its papers."""
    work.execute(sa.delete(musdes).where(musdes.c.kab == KAB, musdes.c.periode == PERIODE, musdes.c.desa == desa))
    work.execute(
        sa.insert(musdes).values(
            **KEY.params(), desa=desa, tanggal=date(2026, 11, 10), nomor="BA/1", berita_acara=berita_acara, bnba=bnba
        )
    )


def add_case(work: Connection, number: int, home: Any, jenis: JenisUsulan, **values: Any) -> int:
    """One waiting case of a household of the register; its number."""
    row = {
        "kab": home.kab,
        "id": FIRST + number,
        "jenis": int(jenis),
        "periode": PERIODE,
        "program": PROGRAM,
        "desa": home.desa,
        "ruta": home.id,
        "idbdt": home.idbdt,
        "status": 1,
        "diajukan": date(2026, 11, 18),
        "isi": {},
        "diubah": SAAT,
    }
    work.execute(sa.insert(usulan).values(**row | values))
    return FIRST + number


def imported(work: Connection, home: Any, sta: int) -> None:
    """The verivali row of a household as an import leaves it."""
    day = date(2026, 11, 17)
    row = {
        "status": 2, "sta_keberadaan": sta, "kyc_lengkap": sta <= 2, "tgl_diisi": day, "tgl_terimpor": day,
        "tgl_diperiksa": None, "tgl_final": None, "petugas": 1, "diubah": SAAT,
    }  # fmt: skip
    key = {**KEY.params(), "ruta": home.id}
    of = sa.and_(*(verivali.c[name] == value for name, value in key.items()))
    if not work.execute(sa.update(verivali).where(of).values(**row)).rowcount:
        work.execute(sa.insert(verivali).values(**key, desa=home.desa, **row))
    rekap.recompute_rekap(work, PERIODE, PROGRAM)
