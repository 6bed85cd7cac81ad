"""One household as a card: who lives there, how, with what, and what happened to it. Numbers are masked here.

``read_identitas`` alone hands out NIK, KK, mother's name and dates of birth in full, and only ``workflow.kesos``
calls it, after it wrote down why.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.kesos import inside
from data_access.pemindahan import list_riwayat
from data_access.schema import foto, individu, pengguna, periode, rumah_tangga, usulan, verivali, wilayah
from domain.access import Role, Scope
from domain.instrumen import (
    ASSET_KATA,
    LIVESTOCK_KATA,
    PROGRAM_KATA,
    RUMAH_KATA,
    individu_kata,
    rumah_kata,
)
from domain.kalender import Program
from domain.kesos import Rujukan, samar_nama, samar_nomor
from domain.rumah_tangga import Anggota, Identitas, Kartu, Kunjungan, Pengajuan
from domain.siks import STA_ART_NAME, StaArt
from domain.usulan import JENIS_OF_TAB, Tab

r, i = rumah_tangga, individu


def read_kartu(connection: Connection, scope: Scope, rujukan: Rujukan, day: date) -> Kartu | None:
    """The card of a household inside ``scope``; None when there is no such household there. ``day``: age on it."""
    query = (
        sa.select(r, wilayah.c.nama_lengkap)
        .join(wilayah, wilayah.c.kode == r.c.desa)
        .where(r.c.kab == rujukan.kab, r.c.id == rujukan.ruta, *inside(r, scope))
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return Kartu(
        rujukan=rujukan,
        desa=row["desa"],
        idbdt=row["idbdt"],
        no_kk=samar_nomor(row["no_kk"]),
        nama_krt=row["nama_krt"],
        alamat=row["alamat"],
        nama_sls=row["nama_sls"],
        tempat=row["nama_lengkap"],
        jumlah_art=row["jumlah_art"],
        jumlah_keluarga=row["jumlah_keluarga"],
        desil=row["desil"],
        percentile=row["percentile"],
        luas_lantai=row["luas_lantai"],
        rumah=[(label, rumah_kata(field, row[field])) for field, (label, _) in RUMAH_KATA.items()],
        aset=[label for field, label in ASSET_KATA.items() if row[field]],
        ternak=[(label, row[field]) for field, label in LIVESTOCK_KATA.items() if row[field]],
        program=[(label, row[field]) for field, label in PROGRAM_KATA.items()],
        tanpa_bantuan=not row["ada_kks"] and not row["ada_pkh"],
        pengurus_nama=row["pengurus_nama"],
        pengurus_nik=samar_nomor(row["pengurus_nik"]),
        pengurus_ibu=samar_nama(row["pengurus_ibu_kandung"]),
        koordinat=None if row["lat"] is None or row["lon"] is None else (row["lat"], row["lon"]),
        di_luar_desa=row["di_luar_desa"],
        pindah_dari=_name_of(connection, row["desa_lama"]),
        tgl_pindah=row["tgl_pindah"],
        sumber_data=row["sumber_data"],
        diubah=row["diubah"],
        anggota=[_anggota(member, day) for member in _members(connection, rujukan)],
        kunjungan=_kunjungan(connection, rujukan),
        pengajuan=_pengajuan(connection, rujukan),
        foto=[
            (item.jenis, item.diambil)
            for item in connection.execute(
                sa.select(foto.c.jenis, foto.c.diambil)
                .where(foto.c.kab == rujukan.kab, foto.c.ruta == rujukan.ruta)
                .order_by(foto.c.jenis)
            )
        ],
        perpindahan=list_riwayat(connection, rujukan),
    )


def read_identitas(connection: Connection, scope: Scope, rujukan: Rujukan) -> Identitas | None:
    """The numbers and names in full; None as ``read_kartu``."""
    row = connection.execute(
        sa.select(r.c.no_kk, r.c.pengurus_nik, r.c.pengurus_ibu_kandung, r.c.pengurus_tgl_lahir).where(
            r.c.kab == rujukan.kab, r.c.id == rujukan.ruta, *inside(r, scope)
        )
    ).one_or_none()
    if row is None:
        return None
    return Identitas(
        no_kk=_text(row.no_kk),
        pengurus_nik=_text(row.pengurus_nik),
        pengurus_ibu=row.pengurus_ibu_kandung,
        pengurus_lahir=row.pengurus_tgl_lahir,
        anggota={member["id"]: (_text(member["nik"]), member["tgl_lahir"]) for member in _members(connection, rujukan)},
    )


def read_foto(connection: Connection, scope: Scope, rujukan: Rujukan, jenis: str) -> tuple[str, bytes] | None:
    """(MIME type, bytes) of one photo of a household inside ``scope``, or None."""
    row = connection.execute(
        sa.select(foto.c.mime, foto.c.isi)
        .join(r, sa.and_(r.c.kab == foto.c.kab, r.c.id == foto.c.ruta))
        .where(foto.c.kab == rujukan.kab, foto.c.ruta == rujukan.ruta, foto.c.jenis == jenis, *inside(r, scope))
    ).one_or_none()
    return None if row is None else (row.mime, bytes(row.isi))


def read_kepala_dinas(connection: Connection, kab: int) -> str | None:
    """Name of the active head of a kab's Dinas Sosial, when the portal has the account."""
    return connection.execute(
        sa.select(pengguna.c.nama)
        .where(pengguna.c.wilayah == kab, pengguna.c.peran == Role.KEPALA_DINAS.value, pengguna.c.aktif)
        .order_by(pengguna.c.id)
        .limit(1)
    ).scalar_one_or_none()


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _name_of(connection: Connection, kode: int | None) -> str | None:
    if kode is None:
        return None
    return connection.execute(sa.select(wilayah.c.nama_lengkap).where(wilayah.c.kode == kode)).scalar_one_or_none()


def _members(connection: Connection, rujukan: Rujukan) -> list[Mapping[str, Any]]:
    query = sa.select(i).where(i.c.kab == rujukan.kab, i.c.ruta == rujukan.ruta).order_by(i.c.no_urut)
    return [dict(row) for row in connection.execute(query).mappings()]


def _anggota(row: Mapping[str, Any], day: date) -> Anggota:
    kesehatan = [
        word
        for field in ("jenis_cacat", "penyakit_kronis")
        if row[field] and (word := individu_kata(field, row[field]))
    ]
    if row["sta_hamil"] == 1:
        kesehatan.append("Hamil")
    work = individu_kata("lapangan_usaha", row["lapangan_usaha"])
    position = individu_kata("kedudukan", row["kedudukan"])
    return Anggota(
        id=row["id"],
        nama=row["nama"],
        nik=samar_nomor(row["nik"]),
        hubungan=individu_kata("hub_krt", row["hub_krt"]),
        jenis_kelamin=individu_kata("jns_kel", row["jns_kel"]),
        umur=_age(row["tgl_lahir"], day),
        kawin=individu_kata("sta_kawin", row["sta_kawin"]),
        sekolah=individu_kata("partisipasi_sekolah", row["partisipasi_sekolah"]),
        ijazah=individu_kata("ijazah", row["ijazah"]),
        pekerjaan=f"{work}: {position.lower()}" if work and position else work,
        kesehatan=kesehatan,
        padan=row["padan"],
        masuk_kuota=row["masuk_kuota"],
        pergi=None if row["sta_art"] == StaArt.ADA else STA_ART_NAME[StaArt(row["sta_art"])],
    )


def _age(born: date | None, day: date) -> int | None:
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _kunjungan(connection: Connection, rujukan: Rujukan) -> list[Kunjungan]:
    v = verivali
    newest = sa.func.coalesce(v.c.tgl_final, v.c.tgl_diperiksa, v.c.tgl_terimpor, v.c.tgl_diisi)
    query = (
        sa.select(v.c.periode, v.c.program, v.c.status, v.c.sta_keberadaan, newest.label("tanggal"), pengguna.c.nama)
        .outerjoin(pengguna, pengguna.c.id == v.c.petugas)
        .where(v.c.kab == rujukan.kab, v.c.ruta == rujukan.ruta)
        .order_by(v.c.periode.desc(), v.c.program)
    )
    # Every periode is named: the key holds the household last, and a partition would be read whole.
    rounds = connection.execute(sa.select(periode.c.kode, periode.c.program)).all()
    query = query.where(sa.tuple_(v.c.periode, v.c.program).in_([tuple(item) for item in rounds]))
    return [
        Kunjungan(row.periode, Program(row.program), row.status, row.sta_keberadaan, row.tanggal, row.nama)
        for row in connection.execute(query)
    ]


def _pengajuan(connection: Connection, rujukan: Rujukan) -> list[Pengajuan]:
    u = usulan
    query = (
        sa.select(u.c.periode, u.c.program, u.c.status, u.c.alasan, u.c.diajukan, u.c.diputuskan)
        .where(u.c.kab == rujukan.kab, u.c.ruta == rujukan.ruta, u.c.jenis.in_(JENIS_OF_TAB[Tab.USULAN]))
        .order_by(u.c.diajukan.desc(), u.c.id.desc())
    )
    return [
        Pengajuan(row.periode, Program(row.program), row.status, row.alasan, row.diajukan, row.diputuskan)
        for row in connection.execute(query)
    ]
