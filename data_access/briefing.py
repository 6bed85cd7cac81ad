"""Briefing packs, schedules and slides of an office, as a reader may see them.

A pack is seen by whoever has its wilayah in their scope, may have each of its chapters, and from whom nothing is kept
that it tells: one without suppressed numbers by those who may see households only.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from data_access import keterangan
from data_access.schema import (
    briefing,
    briefing_berkas,
    briefing_jadwal,
    briefing_kirim,
    briefing_penerima,
    briefing_templat,
    pengguna,
    wilayah,
)
from data_access.wilayah import in_scope
from domain.access import Actor, Permission, Role, Scope
from domain.briefing import BabBriefing, Bentuk, StateBriefing, StateKirim, allowed_bab, ambang_of
from domain.briefing_tampil import Beda, Berkas, JadwalBriefing, Kirim, Kumpulan, Paket, Penerima, Templat
from domain.errors import AccessDenied
from domain.figur import Figur, Isi
from domain.kode import Level, level_of, lineage
from domain.setelan import KUNCI, Setelan, setelan_of

_NAMA = sa.func.coalesce(wilayah.c.nama, "Indonesia")
_AUTHOR = sa.func.coalesce(pengguna.c.nama, "Pengelola instalasi")


def read_setelan(connection: Connection) -> Setelan:
    """What the centre has decided."""
    return setelan_of(keterangan.read(connection, KUNCI))


def visible(connection: Connection, actor: Actor) -> list[sa.ColumnElement[bool]]:
    """Conditions on ``briefing`` joined to ``wilayah``: what this reader may see."""
    found: list[sa.ColumnElement[bool]] = [
        briefing.c.samar >= ambang_of(actor, read_setelan(connection).sel_terkecil),
        briefing.c.bab.contained_by(sa.cast([str(item) for item in allowed_bab(actor)], postgresql.ARRAY(sa.Text))),
    ]
    # Indonesia has no row of its own, so that a condition on the joined row refuses it to everybody below.
    return found if level_of(actor.wilayah) is Level.NASIONAL else [*found, in_scope(Scope(actor.wilayah))]


def list_briefing(
    connection: Connection,
    actor: Actor,
    *,
    kumpulan: int | None = None,
    jadwal: int | None = None,
    sebelum: int | None = None,
    limit: int = 20,
) -> list[Paket]:
    """Own packs and those that a schedule made for the reader, newest first, from before number ``sebelum``.

    Packs asked for in one go are left out unless their ``kumpulan`` is named, whose packs come in order of wilayah.
    """
    mine = briefing.c.id.in_(sa.select(briefing_kirim.c.briefing).where(briefing_kirim.c.pengguna == actor.id))
    query = _paket().where(sa.or_(briefing.c.pembuat == actor.id, mine), *visible(connection, actor))
    if kumpulan is not None:
        query = query.where(briefing.c.kumpulan == kumpulan).order_by(briefing.c.wilayah, briefing.c.id)
    else:
        query = query.where(briefing.c.kumpulan.is_(None)).order_by(briefing.c.id.desc())
    if jadwal is not None:
        query = query.where(briefing.c.jadwal == jadwal)
    if sebelum is not None:
        query = query.where(briefing.c.id < sebelum)
    return _as_paket(connection, connection.execute(query.limit(limit)).all())


def read_briefing(connection: Connection, actor: Actor, nomor: int) -> Paket:
    """One pack. Raises AccessDenied for one that is not there or not for this reader."""
    actor.require(Permission.EXPORT_PROGRES)
    query = _paket().where(briefing.c.id == nomor, *visible(connection, actor))
    found = _as_paket(connection, connection.execute(query).all())
    if not found:
        raise AccessDenied()
    return found[0]


def read_isi(connection: Connection, actor: Actor, nomor: int) -> Isi | None:
    """Content of a pack; None while it has none. Raises AccessDenied as ``read_briefing``."""
    read_briefing(connection, actor, nomor)
    stored = read_stored(connection, nomor)
    return None if stored is None else Isi.of(stored)


def read_berkas(connection: Connection, actor: Actor, nomor: int, bentuk: Bentuk) -> tuple[Paket, bytes]:
    """A pack and one file of it. Raises AccessDenied, also for a file that is not there."""
    pack = read_briefing(connection, actor, nomor)
    b = briefing_berkas
    found = connection.execute(sa.select(b.c.isi).where(b.c.briefing == nomor, b.c.bentuk == str(bentuk))).scalar()
    if found is None:
        raise AccessDenied()
    return pack, bytes(found)


def read_kumpulan(connection: Connection, actor: Actor, nomor: int) -> Kumpulan:
    """How far packs asked for in one go are. Raises AccessDenied for those of somebody else."""
    found = _kumpulan(connection, actor, briefing.c.kumpulan == nomor, 1)
    if not found:
        raise AccessDenied()
    return found[0]


def list_kumpulan(
    connection: Connection, actor: Actor, *, sebelum: int | None = None, limit: int = 5
) -> list[Kumpulan]:
    """What the reader asked for in one go, newest first, from before number ``sebelum``."""
    condition = briefing.c.kumpulan < sebelum if sebelum is not None else briefing.c.kumpulan.is_not(None)
    return _kumpulan(connection, actor, condition, limit)


def _kumpulan(connection: Connection, actor: Actor, condition: sa.ColumnElement[bool], limit: int) -> list[Kumpulan]:
    b = briefing
    ended = {state: sa.func.count().filter(b.c.state == str(state)) for state in StateBriefing}
    ready = b.c.state == str(StateBriefing.SELESAI)
    query = (
        sa.select(
            b.c.kumpulan,
            sa.func.count().label("total"),
            *(count.label(str(state)) for state, count in ended.items()),
            sa.func.avg(sa.case((b.c.state.in_(["antre", "dikerjakan"]), b.c.persen), else_=100)).label("persen"),
            sa.func.min(b.c.dibuat).label("dibuat"),
            sa.func.max(b.c.selesai).filter(ready).label("terakhir"),
            sa.func.avg(b.c.selesai - b.c.mulai).filter(ready).label("lama"),
        )
        .where(b.c.pembuat == actor.id, condition)
        .group_by(b.c.kumpulan)
        .order_by(b.c.kumpulan.desc())
        .limit(limit)
    )
    found = []
    for row in connection.execute(query):
        left = row.antre + row.dikerjakan
        lasts: timedelta | None = row.lama
        due = row.terakhir + lasts * left if left and lasts is not None else None
        found.append(
            Kumpulan(row.kumpulan, row.total, row.selesai, row.gagal, row.batal, int(row.persen), row.dibuat, due)
        )
    return found


def list_bawahan(connection: Connection, scope: Scope) -> list[int]:
    """Codes of the areas one level below, in order."""
    query = sa.select(wilayah.c.kode).where(wilayah.c.induk == scope.kode, wilayah.c.level == scope.level + 1)
    return list(connection.execute(query.order_by(wilayah.c.kode)).scalars())


def list_jadwal(connection: Connection, actor: Actor) -> list[JadwalBriefing]:
    """Own schedules and those that send to the reader, whose other recipients are not told; newest first."""
    j, p = briefing_jadwal, briefing_penerima
    received = j.c.id.in_(sa.select(p.c.jadwal).where(p.c.pengguna == actor.id))
    query = (
        sa.select(j, _NAMA.label("nama"), _AUTHOR.label("pembuat_nama"))
        .outerjoin(wilayah, wilayah.c.kode == j.c.wilayah)
        .outerjoin(pengguna, pengguna.c.id == j.c.pembuat)
        .where(sa.or_(j.c.pembuat == actor.id, received))
        .order_by(j.c.id.desc())
    )
    rows = connection.execute(query).all()
    people = list_penerima(connection, [row.id for row in rows])
    return [
        JadwalBriefing(
            nomor=row.id,
            wilayah=row.wilayah,
            nama=row.nama,
            program=row.program,
            bab=tuple(BabBriefing(item) for item in row.bab),
            templat=row.templat,
            peta_bentuk=row.peta_bentuk,
            hari=row.hari,
            jam=row.jam,
            aktif=row.aktif,
            pembuat=row.pembuat,
            pembuat_nama=row.pembuat_nama,
            berikut=row.berikut,
            penerima=tuple(one for one in people.get(row.id, ()) if actor.id in (row.pembuat, one.id)),
        )
        for row in rows
    ]


def list_penerima(connection: Connection, jadwal: Sequence[int]) -> dict[int, list[Penerima]]:
    """Recipients by schedule, in order of name."""
    p = briefing_penerima
    query = _penerima().add_columns(p.c.jadwal).join(p, p.c.pengguna == pengguna.c.id).where(p.c.jadwal.in_(jadwal))
    found: dict[int, list[Penerima]] = {}
    for row in connection.execute(query.order_by(pengguna.c.nama, pengguna.c.id)):
        found.setdefault(row.jadwal, []).append(_as_penerima(row))
    return found


def search_penerima(connection: Connection, actor: Actor, kode: int, text: str, *, limit: int = 20) -> list[Penerima]:
    """Accounts whose scope covers a wilayah, or lies inside it, by words of their name.

    Raises AccessDenied without the right to send to others; fewer than two letters find nothing.
    """
    actor.require(Permission.SEND_BRIEFING, kode)
    words = text.lower().split()[:5]
    if len("".join(words)) < 2:
        return []
    inside = sa.true() if level_of(kode) is Level.NASIONAL else in_scope(Scope(kode))
    query = _penerima().where(
        pengguna.c.aktif, sa.or_(pengguna.c.wilayah.in_(lineage(kode)), sa.and_(wilayah.c.kode.is_not(None), inside))
    )
    for word in words:
        query = query.where(
            sa.or_(
                pengguna.c.username.contains(word, autoescape=True),
                sa.func.lower(pengguna.c.nama).contains(word, autoescape=True),
            )
        )
    rows = connection.execute(query.order_by(pengguna.c.wilayah, pengguna.c.nama, pengguna.c.id).limit(limit))
    return [_as_penerima(row) for row in rows]


def list_kirim(connection: Connection, actor: Actor, jadwal: int, *, limit: int = 50) -> list[Kirim]:
    """Deliveries of a schedule, newest first: all of them for who made it, else one's own."""
    k, j = briefing_kirim, briefing_jadwal
    mine = sa.exists().where(j.c.id == k.c.jadwal, j.c.pembuat == actor.id)
    query = (
        sa.select(k, _AUTHOR.label("nama"))
        .outerjoin(pengguna, pengguna.c.id == k.c.pengguna)
        .where(k.c.jadwal == jadwal, sa.or_(mine, k.c.pengguna == actor.id))
        .order_by(k.c.jatuh.desc(), k.c.pengguna)
        .limit(limit)
    )
    return [
        Kirim(
            jatuh=row.jatuh,
            pengguna=row.pengguna,
            nama=row.nama,
            briefing=row.briefing,
            state=StateKirim(row.state),
            percobaan=row.percobaan,
            berikut=row.berikut,
            galat=row.galat,
            waktu=row.waktu,
        )
        for row in connection.execute(query)
    ]


def list_templat(connection: Connection, actor: Actor) -> list[Templat]:
    """Slides in force of the reader's office and of those above it, nearest first."""
    t = briefing_templat
    query = (
        sa.select(t.c.id, t.c.wilayah, t.c.nama, t.c.ukuran, t.c.pembuat, t.c.dibuat, _NAMA.label("tempat"))
        .outerjoin(wilayah, wilayah.c.kode == t.c.wilayah)
        .where(t.c.dicabut.is_(None), t.c.wilayah.in_(lineage(actor.wilayah)))
        .order_by(t.c.wilayah.desc(), t.c.nama, t.c.id)
    )
    return [
        Templat(row.id, row.wilayah, row.tempat, row.nama, row.ukuran, row.pembuat, row.dibuat)
        for row in connection.execute(query)
    ]


def be_patient(connection: Connection) -> None:
    """Give a read that nobody waits for more time, and one processor: the others are for pages."""
    connection.execute(sa.text("SET LOCAL statement_timeout = '5min'"))
    connection.execute(sa.text("SET LOCAL max_parallel_workers_per_gather = 0"))


def read_stored(connection: Connection, nomor: int) -> Mapping[str, Any] | None:
    """What a pack keeps: ``Isi.as_json`` and, as ``utama``, its headline figures. For whoever was let in already."""
    stored = connection.execute(sa.select(briefing.c.isi).where(briefing.c.id == nomor)).scalar()
    return None if stored is None else json.loads(zlib.decompress(stored))


def compare(stored: Mapping[str, Any], kini: Figur) -> list[Beda]:
    """Headline figures that are no longer what they were when the pack was made."""
    then = {item["kode"]: item for item in Figur.of(stored["utama"]).isi["angka"]}
    return [
        Beda(item["kode"], item["nama"], then[item["kode"]]["nilai"], item["nilai"], item["satuan"], item["desimal"])
        for item in kini.isi["angka"]
        if item["kode"] in then and then[item["kode"]]["nilai"] != item["nilai"]
    ]


def _paket() -> sa.Select[Any]:
    columns = [column for column in briefing.c if column.name != "isi"]
    return (
        sa.select(*columns, _NAMA.label("nama"), _AUTHOR.label("pembuat_nama"))
        .outerjoin(wilayah, wilayah.c.kode == briefing.c.wilayah)
        .outerjoin(pengguna, pengguna.c.id == briefing.c.pembuat)
    )


def _as_paket(connection: Connection, rows: Sequence[sa.Row[Any]]) -> list[Paket]:
    b = briefing_berkas
    files: dict[int, list[Berkas]] = {}
    query = sa.select(b.c.briefing, b.c.bentuk, b.c.ukuran, b.c.sidik, b.c.dibuat)
    for row in connection.execute(query.where(b.c.briefing.in_([row.id for row in rows]))):
        item = Berkas(Bentuk(row.bentuk), row.ukuran, bytes(row.sidik).hex(), row.dibuat)
        files.setdefault(row.briefing, []).append(item)
    order = list(Bentuk)
    return [
        Paket(
            nomor=row.id,
            kumpulan=row.kumpulan,
            jadwal=row.jadwal,
            wilayah=row.wilayah,
            nama=row.nama,
            program=row.program,
            periode=row.periode,
            bab=tuple(BabBriefing(item) for item in row.bab),
            samar=row.samar,
            templat=row.templat,
            peta_bentuk=row.peta_bentuk,
            state=StateBriefing(row.state),
            persen=row.persen,
            langkah=row.langkah,
            galat=row.galat,
            percobaan=row.percobaan,
            pembuat=row.pembuat,
            pembuat_nama=row.pembuat_nama,
            dibuat=row.dibuat,
            mulai=row.mulai,
            selesai=row.selesai,
            per=row.per,
            sidik=None if row.sidik is None else bytes(row.sidik).hex(),
            berkas=tuple(sorted(files.get(row.id, ()), key=lambda item: order.index(item.bentuk))),
        )
        for row in rows
    ]


def _penerima() -> sa.Select[Any]:
    return sa.select(
        pengguna.c.id,
        pengguna.c.username,
        pengguna.c.nama,
        pengguna.c.peran,
        pengguna.c.wilayah,
        sa.func.coalesce(wilayah.c.nama_lengkap, "Indonesia").label("tempat"),
    ).outerjoin(wilayah, wilayah.c.kode == pengguna.c.wilayah)


def _as_penerima(row: sa.Row[Any]) -> Penerima:
    return Penerima(row.id, row.username, row.nama, Role(row.peran), row.wilayah, row.tempat)
