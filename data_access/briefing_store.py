"""Briefing packs, files, schedules, deliveries and slides: written in the transaction of the act.

A pack moves by conditional updates only, and whoever makes one holds an advisory lock that ends with the connection:
two workers never make the same pack, and one that was killed holds nothing.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.schema import (
    briefing,
    briefing_berkas,
    briefing_jadwal,
    briefing_kirim,
    briefing_penerima,
    briefing_templat,
    pengguna,
)
from data_access.session import current_engine
from domain.briefing import BabBriefing, Bentuk, Kunci, StateBriefing, StateKirim

# First key of the advisory locks taken here, so that they meet no other use.
_LOCK_SPACE = 0x5147
_RUNNING = (str(StateBriefing.ANTRE), str(StateBriefing.DIKERJAKAN))


@dataclass(frozen=True, slots=True)
class Pesanan:
    """A pack as its maker sees it. ``isi``: whether its content was read already; ``ada``: files that are made."""

    nomor: int
    jadwal: int | None
    kunci: Kunci
    templat: int | None
    peta_bentuk: bool
    pembuat: int
    dibuat: datetime
    percobaan: int
    isi: bool
    ada: frozenset[Bentuk]


@dataclass(frozen=True, slots=True)
class JatuhTempo:
    """A schedule that is due, claimed by moving it on; ``jatuh`` is when it was due."""

    nomor: int
    wilayah: int
    program: int
    bab: tuple[str, ...]
    templat: int | None
    peta_bentuk: bool
    pembuat: int
    hari: int
    jam: time
    jatuh: datetime


@dataclass(frozen=True, slots=True)
class Kiriman:
    """A delivery that waits for its turn; ``percobaan`` attempts were made."""

    jadwal: int
    jatuh: datetime
    pengguna: int
    briefing: int
    percobaan: int
    state: StateBriefing
    kunci: Kunci


def add(
    work: Connection,
    kunci: Kunci,
    *,
    templat: int | None,
    peta_bentuk: bool,
    pembuat: int,
    saat: datetime,
    jadwal: int | None = None,
    kumpulan: int | None = None,
) -> int:
    """Ask for a pack; its number."""
    values = {
        "wilayah": kunci.wilayah,
        "program": kunci.program,
        "periode": kunci.periode,
        "bab": [str(item) for item in kunci.bab],
        "samar": kunci.samar,
        "templat": templat,
        "peta_bentuk": peta_bentuk,
        "pembuat": pembuat,
        "dibuat": saat,
        "jadwal": jadwal,
        "kumpulan": kumpulan,
    }
    return int(work.execute(sa.insert(briefing).values(**values).returning(briefing.c.id)).scalar_one())


def set_kumpulan(work: Connection, nomor: int) -> None:
    """Make a pack the first of those asked for in one go."""
    work.execute(sa.update(briefing).where(briefing.c.id == nomor).values(kumpulan=nomor))


def count_running(work: Connection, pembuat: int) -> int:
    """Packs of an account that wait or are made, those asked for in one go left out; held against a second click."""
    work.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_SPACE + 1, pembuat)))
    query = sa.select(sa.func.count()).where(
        briefing.c.pembuat == pembuat, briefing.c.state.in_(_RUNNING), briefing.c.kumpulan.is_(None)
    )
    return int(work.execute(query).scalar_one())


def is_running(work: Connection, pembuat: int) -> bool:
    """Whether packs that an account asked for in one go still wait or are made; held against a second click."""
    work.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_SPACE + 1, pembuat)))
    query = sa.exists().where(
        briefing.c.pembuat == pembuat, briefing.c.state.in_(_RUNNING), briefing.c.kumpulan.is_not(None)
    )
    return bool(work.execute(sa.select(query)).scalar_one())


@contextmanager
def making(nomor: int) -> Iterator[bool]:
    """Whether this process is the one to make a pack, for as long as the block lasts."""
    key = nomor % 2**31
    with current_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        mine = bool(line.execute(sa.select(sa.func.pg_try_advisory_lock(_LOCK_SPACE, key))).scalar_one())
        try:
            yield mine
        finally:
            if mine:
                line.execute(sa.select(sa.func.pg_advisory_unlock(_LOCK_SPACE, key)))


def begin(work: Connection, nomor: int, saat: datetime) -> Pesanan | None:
    """Take up a pack that waits, or that somebody who was killed had begun; None for any other."""
    b, f = briefing, briefing_berkas
    query = (
        sa.update(b)
        .where(b.c.id == nomor, b.c.state.in_(_RUNNING))
        .values(
            state=str(StateBriefing.DIKERJAKAN),
            percobaan=b.c.percobaan + 1,
            mulai=sa.func.coalesce(b.c.mulai, saat),
            galat=None,
        )
        .returning(*(column for column in b.c if column.name != "isi"), b.c.isi.is_not(None).label("berisi"))
    )
    row = work.execute(query).one_or_none()
    if row is None:
        return None
    made = work.execute(sa.select(f.c.bentuk).where(f.c.briefing == nomor)).scalars()
    return Pesanan(
        nomor=row.id,
        jadwal=row.jadwal,
        kunci=_kunci(row),
        templat=row.templat,
        peta_bentuk=row.peta_bentuk,
        pembuat=row.pembuat,
        dibuat=row.dibuat,
        percobaan=row.percobaan,
        isi=row.berisi,
        ada=frozenset(Bentuk(item) for item in made),
    )


def advance(work: Connection, nomor: int, persen: int, langkah: str) -> bool:
    """Say how far a pack is; False when it is not being made any longer (cancelled)."""
    return _move(work, nomor, StateBriefing.DIKERJAKAN, persen=persen, langkah=langkah)


def put_isi(work: Connection, nomor: int, isi: Mapping[str, Any], sidik: str, per: datetime) -> bool:
    """Keep the content of a pack that is being made; False when it is not any longer."""
    packed = zlib.compress(json.dumps(isi, ensure_ascii=False, separators=(",", ":")).encode(), 6)
    return _move(work, nomor, StateBriefing.DIKERJAKAN, isi=packed, sidik=bytes.fromhex(sidik), per=per)


def put_berkas(work: Connection, nomor: int, bentuk: Bentuk, isi: bytes, saat: datetime) -> bool:
    """Keep a file of a pack that is being made; False when it is not any longer."""
    if not _move(work, nomor, StateBriefing.DIKERJAKAN):
        return False
    values = {"isi": isi, "sidik": hashlib.sha256(isi).digest(), "ukuran": len(isi), "dibuat": saat}
    new = insert(briefing_berkas).values(briefing=nomor, bentuk=str(bentuk), **values)
    work.execute(new.on_conflict_do_update(index_elements=["briefing", "bentuk"], set_=values))
    return True


def finish(work: Connection, nomor: int, saat: datetime) -> bool:
    """A pack has its content and all its files."""
    return _move(
        work, nomor, StateBriefing.DIKERJAKAN, state=str(StateBriefing.SELESAI), persen=100, langkah=None, selesai=saat
    )


def fail(work: Connection, nomor: int, galat: str, saat: datetime) -> bool:
    """A pack could not be made; ``galat`` says why, in words for the reader."""
    state = str(StateBriefing.GAGAL)
    return _move(work, nomor, StateBriefing.DIKERJAKAN, state=state, langkah=None, galat=galat, selesai=saat)


def cancel(work: Connection, *, saat: datetime, nomor: int | None = None, kumpulan: int | None = None) -> list[int]:
    """Stop one pack, or of those asked for in one go the ones that are not over yet; their numbers."""
    b = briefing
    which = b.c.id == nomor if nomor is not None else b.c.kumpulan == kumpulan
    query = (
        sa.update(b)
        .where(which, b.c.state.in_(_RUNNING))
        .values(state=str(StateBriefing.BATAL), langkah=None, selesai=saat)
        .returning(b.c.id)
    )
    return sorted(work.execute(query).scalars())


def again(work: Connection, nomor: int) -> bool:
    """Put a pack that is over back into the queue, its files forgotten and its content kept; False for one that is
    not over.
    """
    b = briefing
    query = (
        sa.update(b)
        .where(b.c.id == nomor, b.c.state.not_in(_RUNNING))
        .values(
            state=str(StateBriefing.ANTRE), persen=0, percobaan=0, langkah=None, galat=None, mulai=None, selesai=None
        )
    )
    if not work.execute(query).rowcount:
        return False
    work.execute(sa.delete(briefing_berkas).where(briefing_berkas.c.briefing == nomor))
    return True


def list_gagal(work: Connection, kumpulan: int) -> list[int]:
    """Those of packs asked for in one go that failed or were stopped."""
    states = [str(StateBriefing.GAGAL), str(StateBriefing.BATAL)]
    query = sa.select(briefing.c.id).where(briefing.c.kumpulan == kumpulan, briefing.c.state.in_(states))
    return list(work.execute(query.order_by(briefing.c.id)).scalars())


def _move(work: Connection, nomor: int, dari: StateBriefing, **values: Any) -> bool:
    b = briefing
    query = sa.update(b).where(b.c.id == nomor, b.c.state == str(dari))
    # An update of nothing still holds the row against a cancel until the transaction ends.
    return work.execute(query.values(**(values or {"state": str(dari)}))).rowcount == 1


def is_made(connection: Connection, nomor: int) -> bool:
    """Whether a pack is still being made: nobody stopped it."""
    query = sa.exists().where(briefing.c.id == nomor, briefing.c.state == str(StateBriefing.DIKERJAKAN))
    return bool(connection.execute(sa.select(query)).scalar_one())


def list_running(connection: Connection) -> list[int]:
    """Packs that wait or are said to be made."""
    query = sa.select(briefing.c.id).where(briefing.c.state.in_(_RUNNING)).order_by(briefing.c.id)
    return list(connection.execute(query).scalars())


def sweep(work: Connection, berkas_sebelum: datetime, isi_sebelum: datetime) -> tuple[int, int]:
    """Delete files made before one moment, and packs with all that belongs to them that were asked for before
    another; how many of both.
    """
    b, f, k, t = briefing, briefing_berkas, briefing_kirim, briefing_templat
    running = sa.exists().where(b.c.id == f.c.briefing, b.c.state.in_(_RUNNING))
    gone = work.execute(
        sa.delete(b).where(b.c.state.not_in(_RUNNING), b.c.dibuat < isi_sebelum).returning(b.c.id)
    ).scalars()
    packs = list(gone)
    files = work.execute(
        sa.delete(f).where(sa.or_(sa.and_(f.c.dibuat < berkas_sebelum, ~running), f.c.briefing.in_(packs)))
    )
    work.execute(sa.delete(k).where(k.c.jatuh < isi_sebelum, k.c.state != str(StateKirim.MENUNGGU)))
    # Nothing that is asked for after they were withdrawn is made with them.
    work.execute(sa.delete(t).where(t.c.dicabut < isi_sebelum))
    return files.rowcount, len(packs)


# Schedules


def put_jadwal(work: Connection, nomor: int | None, penerima: Collection[int], **values: Any) -> int | None:
    """Write a schedule anew or over one that its maker has, with its recipients; its number, None for no such one."""
    j = briefing_jadwal
    if nomor is None:
        nomor = int(work.execute(sa.insert(j).values(**values).returning(j.c.id)).scalar_one())
    else:
        mine = sa.and_(j.c.id == nomor, j.c.pembuat == values["pembuat"])
        if not work.execute(sa.update(j).where(mine).values(**values)).rowcount:
            return None
        work.execute(sa.delete(briefing_penerima).where(briefing_penerima.c.jadwal == nomor))
    rows = [{"jadwal": nomor, "pengguna": one} for one in sorted(set(penerima))]
    if rows:
        work.execute(sa.insert(briefing_penerima), rows)
    return nomor


def count_jadwal(work: Connection, pembuat: int) -> int:
    """Schedules of an account."""
    query = sa.select(sa.func.count()).where(briefing_jadwal.c.pembuat == pembuat)
    return int(work.execute(query).scalar_one())


def remove_jadwal(work: Connection, nomor: int, pembuat: int, saat: datetime) -> int | None:
    """Delete a schedule with its recipients, and send nothing more of it; its wilayah, None where it is not that
    account's.
    """
    j, k = briefing_jadwal, briefing_kirim
    mine = sa.and_(j.c.id == nomor, j.c.pembuat == pembuat)
    found = work.execute(sa.delete(j).where(mine).returning(j.c.wilayah)).scalar_one_or_none()
    if found is None:
        return None
    work.execute(sa.delete(briefing_penerima).where(briefing_penerima.c.jadwal == nomor))
    waiting = sa.update(k).where(k.c.jadwal == nomor, k.c.state == str(StateKirim.MENUNGGU))
    work.execute(waiting.values(state=str(StateKirim.DITOLAK), galat="Jadwalnya dihapus.", waktu=saat, berikut=None))
    return int(found)


def list_jatuh(connection: Connection, saat: datetime) -> list[JatuhTempo]:
    """Schedules that are due."""
    j = briefing_jadwal
    query = sa.select(j).where(j.c.aktif, j.c.berikut <= saat).order_by(j.c.berikut, j.c.id)
    return [
        JatuhTempo(
            row.id, row.wilayah, row.program, tuple(row.bab), row.templat, row.peta_bentuk, row.pembuat, row.hari,
            row.jam, row.berikut,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def claim_jadwal(work: Connection, due: JatuhTempo, berikut: datetime) -> bool:
    """Move a schedule on; False when somebody else did, or it was changed meanwhile."""
    j = briefing_jadwal
    query = sa.update(j).where(j.c.id == due.nomor, j.c.aktif, j.c.berikut == due.jatuh)
    return work.execute(query.values(berikut=berikut)).rowcount == 1


def stop_jadwal(work: Connection, nomor: int) -> None:
    """Switch a schedule off."""
    work.execute(sa.update(briefing_jadwal).where(briefing_jadwal.c.id == nomor).values(aktif=False))


def list_penerima_id(connection: Connection, jadwal: int) -> list[int]:
    """Accounts that a schedule sends to."""
    p = briefing_penerima
    query = sa.select(p.c.pengguna).where(p.c.jadwal == jadwal).order_by(p.c.pengguna)
    return list(connection.execute(query).scalars())


# Deliveries


def add_kirim(
    work: Connection,
    due: JatuhTempo,
    penerima: int,
    *,
    briefing: int | None,
    galat: str | None = None,
) -> None:
    """Have a pack sent to somebody, or say why that person gets none."""
    state = StateKirim.MENUNGGU if galat is None else StateKirim.DITOLAK
    values = {"jadwal": due.nomor, "jatuh": due.jatuh, "pengguna": penerima, "briefing": briefing}
    values |= {"state": str(state), "galat": galat, "berikut": due.jatuh if galat is None else None}
    work.execute(insert(briefing_kirim).values(**values).on_conflict_do_nothing())


def list_kiriman(connection: Connection, saat: datetime, *, limit: int = 500) -> list[Kiriman]:
    """Deliveries whose turn has come and whose pack is over, made or not; longest waiting first."""
    k, b = briefing_kirim, briefing
    query = (
        sa.select(k.c.jadwal, k.c.jatuh, k.c.pengguna, k.c.briefing, k.c.percobaan,
                  b.c.state, b.c.wilayah, b.c.program, b.c.periode, b.c.bab, b.c.samar)
        .join(b, b.c.id == k.c.briefing)
        .where(k.c.state == str(StateKirim.MENUNGGU), k.c.berikut <= saat, b.c.state.not_in(_RUNNING))
        .order_by(k.c.berikut, k.c.jadwal, k.c.pengguna)
        .limit(limit)
    )  # fmt: skip
    return [
        Kiriman(row.jadwal, row.jatuh, row.pengguna, row.briefing, row.percobaan, StateBriefing(row.state), _kunci(row))
        for row in connection.execute(query)
    ]


def claim_kirim(work: Connection, item: Kiriman, berikut: datetime) -> bool:
    """Take a delivery for one attempt by moving it on to the next; False when somebody else did."""
    k = briefing_kirim
    query = sa.update(k).where(*_this(item), k.c.state == str(StateKirim.MENUNGGU), k.c.percobaan == item.percobaan)
    return work.execute(query.values(percobaan=item.percobaan + 1, berikut=berikut)).rowcount == 1


def end_kirim(work: Connection, item: Kiriman, state: StateKirim, galat: str | None, saat: datetime) -> bool:
    """Say what became of a delivery; False when somebody else did."""
    k = briefing_kirim
    query = sa.update(k).where(*_this(item), k.c.state == str(StateKirim.MENUNGGU))
    return work.execute(query.values(state=str(state), galat=galat, waktu=saat, berikut=None)).rowcount == 1


def tell_kirim(work: Connection, item: Kiriman, galat: str) -> None:
    """Say why an attempt failed; the next one comes."""
    work.execute(sa.update(briefing_kirim).where(*_this(item)).values(galat=galat))


def _this(item: Kiriman) -> tuple[sa.ColumnElement[bool], ...]:
    k = briefing_kirim
    return k.c.jadwal == item.jadwal, k.c.jatuh == item.jatuh, k.c.pengguna == item.pengguna


def read_email(connection: Connection, nomor: int) -> str | None:
    """E-mail address of an account."""
    return connection.execute(sa.select(pengguna.c.email).where(pengguna.c.id == nomor)).scalar_one_or_none()


def read_files(connection: Connection, nomor: int, bentuk: Sequence[Bentuk]) -> dict[Bentuk, bytes]:
    """Files of a pack, for whoever was let in already."""
    b = briefing_berkas
    query = sa.select(b.c.bentuk, b.c.isi).where(b.c.briefing == nomor, b.c.bentuk.in_([str(item) for item in bentuk]))
    found = {Bentuk(row.bentuk): bytes(row.isi) for row in connection.execute(query)}
    return {item: found[item] for item in bentuk if item in found}


# Slides of an office


def add_templat(
    work: Connection, wilayah: int, *, nama: str, isi: bytes, pembuat: int, saat: datetime, most: int
) -> int | None:
    """Keep slides of an office; their number, None where it has ``most`` in force already."""
    t = briefing_templat
    work.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_SPACE + 2, wilayah % 2**31)))
    there = sa.select(sa.func.count()).where(t.c.wilayah == wilayah, t.c.dicabut.is_(None))
    if work.execute(there).scalar_one() >= most:
        return None
    values = {"wilayah": wilayah, "nama": nama, "isi": isi, "sidik": hashlib.sha256(isi).digest()}
    values |= {"ukuran": len(isi), "pembuat": pembuat, "dibuat": saat}
    return int(work.execute(sa.insert(t).values(**values).returning(t.c.id)).scalar_one())


def withdraw_templat(work: Connection, nomor: int, wilayah: int, pembuat: int | None, saat: datetime) -> str | None:
    """Offer slides of an office (and, if named, of one account) to nobody any more; packs made with them can be made
    again. Their name, None for no such ones.
    """
    t = briefing_templat
    query = sa.update(t).where(t.c.id == nomor, t.c.wilayah == wilayah, t.c.dicabut.is_(None))
    if pembuat is not None:
        query = query.where(t.c.pembuat == pembuat)
    return work.execute(query.values(dicabut=saat).returning(t.c.nama)).scalar_one_or_none()


def is_offered(connection: Connection, nomor: int) -> bool:
    """Whether slides are in force."""
    query = sa.exists().where(briefing_templat.c.id == nomor, briefing_templat.c.dicabut.is_(None))
    return bool(connection.execute(sa.select(query)).scalar_one())


def read_templat(connection: Connection, nomor: int) -> bytes | None:
    """Slides of an office, for whoever was let in already."""
    found = connection.execute(sa.select(briefing_templat.c.isi).where(briefing_templat.c.id == nomor)).scalar()
    return None if found is None else bytes(found)


def _kunci(row: Any) -> Kunci:
    return Kunci(row.wilayah, row.program, row.periode, tuple(BabBriefing(item) for item in row.bab), row.samar)
