"""What surrounds a case: its history, comments, other open cases of the same people, persons it may be double with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import ARRAY

from data_access.schema import (
    calon_ganda,
    impor,
    individu,
    komentar,
    pendaftaran,
    pengguna,
    rumah_tangga,
    tindakan,
    tindakan_kasus,
    usulan,
    wilayah,
)
from domain.isian import Isi
from domain.kalender import tanggal
from domain.kasus import KasusLain, Komentar, Mirip, Peristiwa, kolom_kata
from domain.status import StatusUsulan
from domain.tindakan import BERHASIL, StateTindakan
from domain.usulan import ALASAN_KEMBALI, ALASAN_TOLAK, JenisUsulan, Keputusan

Row = Mapping[str, Any]
_DONE = {
    Keputusan.SETUJUI: "Disetujui",
    Keputusan.KEMBALIKAN: "Dikembalikan",
    Keputusan.TOLAK: "Ditolak",
    Keputusan.TUNDA: "Ditunda",
}
_MOST = 20


def read_riwayat(connection: Connection, case: Row) -> tuple[Peristiwa, ...]:
    """Steps of a case, newest first."""
    undone = pengguna.alias("pengurung")
    t, k = tindakan, tindakan_kasus
    query = (
        sa.select(t, pengguna.c.nama, undone.c.nama.label("nama_pengurung"))
        .select_from(
            k.join(t, sa.and_(t.c.kab == k.c.kab, t.c.id == k.c.tindakan))
            .outerjoin(pengguna, pengguna.c.id == t.c.pembuat)
            .outerjoin(undone, undone.c.id == t.c.pengurung)
        )
        .where(k.c.kab == case["kab"], k.c.usulan == case["id"], k.c.hasil == BERHASIL)
    )
    steps = []
    for row in connection.execute(query):
        steps.append(Peristiwa(row.diselesaikan or row.dibuat, row.nama, _DONE[Keputusan(row.keputusan)], _reason(row)))
        if row.state == StateTindakan.DIURUNGKAN:
            steps.append(Peristiwa(row.diurungkan, row.nama_pengurung, "Keputusan diurungkan", None))
    return tuple(sorted([*steps, *_arrival(connection, case)], key=lambda item: item.waktu, reverse=True))


def _reason(row: Any) -> str | None:
    words = {**ALASAN_TOLAK, **ALASAN_KEMBALI} if row.keputusan != Keputusan.TOLAK else ALASAN_TOLAK
    parts = [words[row.alasan] if row.alasan else None, row.keterangan]
    if row.tunda_sampai:
        parts.insert(0, f"sampai {tanggal(row.tunda_sampai)}")
    return ": ".join(part for part in parts if part) or None


def _arrival(connection: Connection, case: Row) -> list[Peristiwa]:
    if case["impor"] is None:
        return _registration(connection, case)
    row = connection.execute(
        sa.select(impor.c.nama, impor.c.diproses, impor.c.diunggah, pengguna.c.nama.label("siapa"))
        .outerjoin(pengguna, pengguna.c.id == impor.c.pengunggah)
        .where(impor.c.kab == case["kab"], impor.c.id == case["impor"])
    ).one_or_none()
    return [] if row is None else [Peristiwa(row.diproses or row.diunggah, row.siapa, "Diimpor", row.nama)]


def _registration(connection: Connection, case: Row) -> list[Peristiwa]:
    """Of a case that a citizen or a report led to."""
    p = pendaftaran
    row = connection.execute(
        sa.select(p.c.id, p.c.dibuat, pengguna.c.nama)
        .outerjoin(pengguna, pengguna.c.id == p.c.pencatat)
        .where(p.c.kab == case["kab"], p.c.usulan == case["id"])
    ).one_or_none()
    return [] if row is None else [Peristiwa(row.dibuat, row.nama, "Dicatat", f"Pendaftaran nomor {row.id}")]


def read_pemutus(connection: Connection, kab: int, nomor: int) -> tuple[str, str, datetime] | None:
    """(name, decision in words, moment) of the last act on a case that stands, or None."""
    t, k = tindakan, tindakan_kasus
    query = (
        sa.select(pengguna.c.nama, t.c.keputusan, sa.func.coalesce(t.c.diselesaikan, t.c.dibuat).label("waktu"))
        .select_from(
            k.join(t, sa.and_(t.c.kab == k.c.kab, t.c.id == k.c.tindakan)).join(pengguna, pengguna.c.id == t.c.pembuat)
        )
        .where(k.c.kab == kab, k.c.usulan == nomor, k.c.hasil == BERHASIL, t.c.state != StateTindakan.DIURUNGKAN)
        .order_by(t.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.nama, _DONE[Keputusan(row.keputusan)].lower(), row.waktu)


def read_komentar(connection: Connection, kab: int, nomor: int, anggota: Mapping[str, str]) -> tuple[Komentar, ...]:
    """Comments of a case, oldest first."""
    query = (
        sa.select(komentar, pengguna.c.nama)
        .join(pengguna, pengguna.c.id == komentar.c.pengguna)
        .where(komentar.c.kab == kab, komentar.c.usulan == nomor)
        .order_by(komentar.c.id)
    )
    return tuple(
        Komentar(row.id, row.kolom, kolom_kata(row.kolom, anggota) if row.kolom else None, row.isi, row.nama, row.waktu)
        for row in connection.execute(query)
    )


def read_lain(connection: Connection, case: Row, nik: Sequence[int], isi: Isi) -> tuple[KasusLain, ...]:
    """Other waiting or returned cases of the kab: of the same household, or with a person of the same NIK."""
    numbers = {str(number) for number in nik} | _brought(isi)
    u, i = usulan, individu
    home = [sa.and_(u.c.idbdt == case["idbdt"], u.c.ruta.is_(None))] if case["idbdt"] else []
    if case["ruta"] is not None:
        home.append(u.c.ruta == case["ruta"])
    wanted = [int(number) for number in numbers if number.isdigit() and len(number) <= 18]
    shared = sa.select(i.c.ruta).where(i.c.kab == case["kab"], i.c.nik.in_(wanted), i.c.ruta != (case["ruta"] or 0))
    words = sa.cast([f"{case['kab']}{number}" for number in wanted], ARRAY(sa.Text))
    brought = sa.func.siks_kasus(u.c.kab, u.c.isi).op("&&")(words)
    found: dict[int, KasusLain] = {}
    # Each condition has an index of its own; together in one OR they would have none.
    same_home, same_nik = "rumah tangga yang sama", "NIK yang sama"
    for same, condition in (*((same_home, one) for one in home), (same_nik, u.c.ruta.in_(shared)), (same_nik, brought)):
        query = (
            sa.select(u.c.kab, u.c.id, u.c.jenis, u.c.isi, rumah_tangga.c.nama_krt, wilayah.c.nama)
            .select_from(
                u.join(wilayah, wilayah.c.kode == u.c.desa).outerjoin(
                    rumah_tangga, sa.and_(rumah_tangga.c.kab == u.c.kab, rumah_tangga.c.id == u.c.ruta)
                )
            )
            .where(
                u.c.kab == case["kab"],
                u.c.id != case["id"],
                u.c.status.in_([int(StatusUsulan.BELUM_DIPERIKSA), int(StatusUsulan.DIKEMBALIKAN)]),
                condition,
            )
        )
        for row in connection.execute(query):
            name = row.nama_krt or ((row.isi or {}).get("rumah") or {}).get("nama_krt") or ""
            found.setdefault(row.id, KasusLain(row.kab, row.id, JenisUsulan(row.jenis), name, row.nama, same))
    return tuple(sorted(found.values(), key=lambda item: item.nomor)[:_MOST])


def _brought(isi: Isi) -> set[str]:
    """NIK that a case brings."""
    people = [*isi.get("anggota_baru", []), isi.get("rumah", {})]
    changed = [item["ubah"].get("nik", [None, None])[1] for item in isi.get("anggota", {}).values()]
    found = [person.get(column) for person in people for column in ("nik", "pengurus_nik")] + changed
    return {str(number) for number in found if number}


def read_mirip(connection: Connection, kab: int, idbdt: str | None) -> tuple[Mirip, ...]:
    """Persons of the register whom members of the household look like, the likeliest first."""
    g = calon_ganda
    own, other = individu.alias("sendiri"), individu.alias("lain")
    query = (
        sa.select(g, own.c.nama.label("nama"), other.c.nama.label("nama_mirip"))
        .select_from(
            g.outerjoin(own, sa.and_(own.c.kab == g.c.kab, own.c.idartbdt == g.c.idartbdt)).outerjoin(
                other, sa.and_(other.c.kab == g.c.kab, other.c.idartbdt == g.c.idartbdt_mirip)
            )
        )
        .where(g.c.kab == kab, g.c.idbdt == idbdt)
        .order_by(g.c.skor.desc())
        .limit(_MOST)
    )
    return tuple(
        Mirip(
            row.id, row.nama or "anggota baru", row.nama_mirip or "", row.idbdt_mirip, round(row.skor * 100), row.state
        )
        for row in connection.execute(query)
    )
