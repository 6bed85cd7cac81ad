"""Requests for data, their papers and packages, and keys of files: written in the transaction of the act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.schema import kunci_siks, paket, permohonan, permohonan_berkas
from domain.permohonan import BERJALAN, JenisBerkas, StatePaket, StatePermohonan

# Packages that are, or will be, a download.
_BERGERAK = (StatePaket.ANTRE, StatePaket.DIBUAT)


@dataclass(frozen=True, slots=True)
class Dipegang:
    """A request that is held until the transaction ends."""

    kab: int
    nomor: int
    state: StatePermohonan
    program: int
    periode: int
    berlaku_sampai: datetime | None
    berkas: frozenset[JenisBerkas]


@dataclass(frozen=True, slots=True)
class PaketDipegang:
    """A package that is held; ``sidik`` and ``ukuran`` once it is made."""

    kab: int
    nomor: int
    permohonan: int
    wilayah: int
    state: StatePaket
    oleh: int
    ukuran: int | None
    sidik: bytes | None


def add(
    work: Connection, kab: int, *, program: int, periode: int, keperluan: str, pembuat: int, saat: datetime
) -> int | None:
    """Begin a request; None where the kab has one that is not decided yet."""
    # Two clicks of one kab meet here.
    work.execute(sa.select(sa.func.pg_advisory_xact_lock(0x5151, kab)))
    running = sa.exists().where(permohonan.c.kab == kab, permohonan.c.state.in_([str(item) for item in BERJALAN]))
    if work.execute(sa.select(running)).scalar_one():
        return None
    values = {"kab": kab, "state": str(StatePermohonan.DRAFT), "program": program, "periode": periode}
    values |= {"keperluan": keperluan, "pembuat": pembuat, "dibuat": saat}
    return int(work.execute(sa.insert(permohonan).values(**values).returning(permohonan.c.id)).scalar_one())


def hold(work: Connection, kab: int, nomor: int) -> Dipegang | None:
    """The request, held alone until the transaction ends."""
    p, b = permohonan, permohonan_berkas
    row = work.execute(
        sa.select(p.c.state, p.c.program, p.c.periode, p.c.berlaku_sampai)
        .where(p.c.kab == kab, p.c.id == nomor)
        .with_for_update()
    ).one_or_none()
    if row is None:
        return None
    papers = work.execute(sa.select(b.c.jenis).where(b.c.kab == kab, b.c.permohonan == nomor)).scalars()
    return Dipegang(
        kab, nomor, StatePermohonan(row[0]), row[1], row[2], row[3], frozenset(JenisBerkas(item) for item in papers)
    )


def move(work: Connection, held: Dipegang, ke: StatePermohonan, **values: Any) -> None:
    """Put a held request into another state, with what goes along."""
    p = permohonan
    work.execute(sa.update(p).where(p.c.kab == held.kab, p.c.id == held.nomor).values(state=str(ke), **values))


def list_expired(work: Connection, saat: datetime) -> list[tuple[int, int]]:
    """Approved requests (kab, number) whose time is over."""
    p = permohonan
    query = sa.select(p.c.kab, p.c.id).where(p.c.state == str(StatePermohonan.DISETUJUI), p.c.berlaku_sampai <= saat)
    return [(row[0], row[1]) for row in work.execute(query.order_by(p.c.kab, p.c.id))]


def put_berkas(
    work: Connection, held: Dipegang, jenis: JenisBerkas, *, nama: str, mime: str, halaman: int, sidik: bytes,
    isi: bytes, oleh: int, saat: datetime,
) -> None:  # fmt: skip
    """Keep a paper; one of the same kind that was there is replaced."""
    values = {
        "nama": nama,
        "mime": mime,
        "halaman": halaman,
        "sidik": sidik,
        "isi": isi,
        "oleh": oleh,
        "diunggah": saat,
    }
    new = insert(permohonan_berkas).values(kab=held.kab, permohonan=held.nomor, jenis=str(jenis), **values)
    work.execute(new.on_conflict_do_update(index_elements=["kab", "permohonan", "jenis"], set_=values))


def remove_berkas(work: Connection, held: Dipegang, jenis: JenisBerkas) -> None:
    """Take a paper out."""
    b = permohonan_berkas
    work.execute(sa.delete(b).where(b.c.kab == held.kab, b.c.permohonan == held.nomor, b.c.jenis == str(jenis)))


def is_making(work: Connection, kab: int, nomor: int) -> bool:
    """Whether a package of a request is on its way."""
    query = sa.exists().where(
        paket.c.kab == kab, paket.c.permohonan == nomor, paket.c.state.in_([str(item) for item in _BERGERAK])
    )
    return bool(work.execute(sa.select(query)).scalar_one())


def add_paket(work: Connection, held: Dipegang, wilayah: int, *, oleh: int, saat: datetime) -> int:
    """Ask for a package of a held request; its number."""
    values = {"kab": held.kab, "permohonan": held.nomor, "wilayah": wilayah, "state": str(StatePaket.ANTRE)}
    values |= {"oleh": oleh, "diminta": saat}
    return int(work.execute(sa.insert(paket).values(**values).returning(paket.c.id)).scalar_one())


def hold_paket(work: Connection, kab: int, nomor: int) -> PaketDipegang | None:
    """The package, held alone until the transaction ends."""
    p = paket
    query = sa.select(p.c.permohonan, p.c.wilayah, p.c.state, p.c.oleh, p.c.ukuran, p.c.sidik).where(
        p.c.kab == kab, p.c.id == nomor
    )
    row = work.execute(query.with_for_update()).one_or_none()
    if row is None:
        return None
    return PaketDipegang(
        kab, nomor, row[0], row[1], StatePaket(row[2]), row[3], row[4], None if row[5] is None else bytes(row[5])
    )


def set_paket(work: Connection, kab: int, nomor: int, **values: Any) -> None:
    """Write down how a package stands."""
    work.execute(sa.update(paket).where(paket.c.kab == kab, paket.c.id == nomor).values(**values))


def list_paket_until(work: Connection, state: StatePaket, saat: datetime) -> list[tuple[int, int]]:
    """Packages (kab, number) that stand there since before a moment."""
    since = sa.func.coalesce(paket.c.selesai, paket.c.diminta)
    query = sa.select(paket.c.kab, paket.c.id).where(paket.c.state == str(state), since < saat)
    return [(row[0], row[1]) for row in work.execute(query.order_by(paket.c.kab, paket.c.id))]


def list_paket_of_ended(work: Connection) -> list[tuple[int, int]]:
    """Ready packages (kab, number) whose request is open no longer."""
    query = (
        sa.select(paket.c.kab, paket.c.id)
        .join(permohonan, sa.and_(permohonan.c.kab == paket.c.kab, permohonan.c.id == paket.c.permohonan))
        .where(paket.c.state == str(StatePaket.SIAP), permohonan.c.state != str(StatePermohonan.DISETUJUI))
    )
    return [(row[0], row[1]) for row in work.execute(query)]


def revoke_kunci(work: Connection, kab: int, kunci: str, saat: datetime) -> int | None:
    """Let a key let no file in any more; its wilayah, or None where there is no such key in force."""
    k = kunci_siks
    query = (
        sa.update(k)
        .where(k.c.kab == kab, k.c.id == kunci, k.c.dicabut.is_(None))
        .values(dicabut=saat)
        .returning(k.c.wilayah)
    )
    found = work.execute(query).scalar_one_or_none()
    return None if found is None else int(found)
