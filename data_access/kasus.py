"""One case of the review with everything a reviewer decides by, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.antrean import read_baris
from data_access.kasus_riwayat import read_komentar, read_lain, read_mirip, read_riwayat
from data_access.keadaan import read_keadaan, read_posisi_kuota
from data_access.schema import foto, impor_galat, individu, lampiran, musdes, rumah_tangga, usulan
from data_access.verivali_store import BatchKey
from domain.isian import Isi
from domain.isian_kata import KOSONG, NOMOR, kata, label, samarkan
from domain.kasus import AnggotaKasus, BarisAntrean, BerkasKasus, Kasus, Langgar, MusdesKasus, Ubahan
from domain.kesos import samar_nomor
from domain.rintangan import rintangan_kuota, rintangan_of
from domain.siks import KOLOM, LAMPIRAN_MUSDES, LAMPIRAN_NAME, Bagian, JenisLampiran, StaArt
from domain.status import StatusUsulan
from domain.usulan import JenisUsulan
from domain.validasi import ATURAN

Row = Mapping[str, Any]
_PERSON = tuple(item.nama for item in KOLOM[Bagian.INDIVIDU] if item.nama not in ("idartbdt", "idbdt"))
_HOME = tuple(item.nama for item in KOLOM[Bagian.RUMAH_TANGGA] if item.nama not in ("idbdt", "desa"))
_VISIT = {"sta": "sta_keberadaan", "tanggal": "tanggal", "petugas": "petugas", "durasi": "durasi", "catatan": "catatan"}


def read_kasus(
    connection: Connection,
    kab: int,
    nomor: int,
    *,
    now: datetime,
    saat: datetime,
    hari_ini: date,
    terbuka: bool = False,
) -> Kasus | None:
    """A case of a kab, or None. The caller has checked that its reader sees the kab; ``baris.desa`` tells where.

    ``now`` is the moment periode go by, ``saat`` the clock of claims, ``hari_ini`` the day ages are counted from.
    ``terbuka`` shows NIK, No. KK, mother's name and birth in full.
    """
    found = read_baris(connection, [(kab, nomor)], hari_ini, saat)
    if not found:
        return None
    baris = found[0]
    row = connection.execute(sa.select(usulan).where(usulan.c.kab == kab, usulan.c.id == nomor)).mappings().one()
    case = dict(row)
    isi = cast(Isi, case["isi"] or {})
    home = _home(connection, kab, baris.ruta)
    people = _people(connection, kab, baris.ruta)
    samar = not terbuka
    new = isi.get("rumah", {})
    key = BatchKey(kab, baris.periode, baris.program)
    kuota = read_posisi_kuota(connection, key, baris.desa) if baris.jenis is JenisUsulan.BSP else None
    obstacles = []
    if baris.status is StatusUsulan.BELUM_DIPERIKSA:
        obstacles = rintangan_of(read_keadaan(connection, kab, [nomor], now)[nomor])
        full = rintangan_kuota(kuota.desa, kuota.kab) if kuota else None
        obstacles += [full] if full else []
    return Kasus(
        baris=baris,
        no_kk=_number(new.get("no_kk", home.get("no_kk")), samar=samar),
        desil=home.get("desil"),
        percentile=home.get("percentile"),
        kpm=bool(home.get("kpm_bsp")),
        ubahan=_changes("", isi.get("ruta", {}), home, samar=samar),
        isian=_answers(new, _HOME, samar=samar),
        anggota=_members(isi, people, samar=samar),
        langgar=_broken(connection, case, baris),
        kolom=tuple(case["kolom"] or ()),
        keterangan=isi.get("keterangan"),
        kunjungan=tuple(
            (label(column), kata(column, isi["kunjungan"][key]))  # type: ignore[literal-required]
            for key, column in _VISIT.items()
            if isi.get("kunjungan", {}).get(key) is not None
        ),
        yang_diganti=_replaced(connection, kab, case["mengganti"]),
        musdes=_musdes(connection, case),
        berkas=(*_papers(connection, case, baris), *_photos(connection, kab, baris.ruta)),
        titik_terdaftar=_point(home.get("lat"), home.get("lon")),
        titik_usulan=_proposed_point(isi, home),
        riwayat=read_riwayat(connection, case),
        komentar=read_komentar(connection, kab, nomor, {item["idartbdt"]: item["nama"] for item in people}),
        lain=read_lain(connection, case, [item["nik"] for item in people if item["nik"]], isi),
        mirip=read_mirip(connection, kab, baris.idbdt),
        kuota=kuota,
        rintangan=tuple(obstacles),
        terbuka=terbuka,
    )


def read_lampiran_isi(connection: Connection, kab: int, nomor: int) -> tuple[int, str, str, bytes] | None:
    """(desa, JenisLampiran, MIME type, bytes) of a paper or photo of a kab, or None.

    The caller checks the desa against its reader's wilayah before it hands out anything.
    """
    row = connection.execute(
        sa.select(lampiran.c.desa, lampiran.c.jenis, lampiran.c.mime, lampiran.c.isi).where(
            lampiran.c.kab == kab, lampiran.c.id == nomor
        )
    ).one_or_none()
    return None if row is None else (row.desa, row.jenis, row.mime, bytes(row.isi))


def _home(connection: Connection, kab: int, ruta: int | None) -> Row:
    r = rumah_tangga
    row = connection.execute(sa.select(r).where(r.c.kab == kab, r.c.id == ruta)).mappings().one_or_none()
    return dict(row) if row else {}


def _people(connection: Connection, kab: int, ruta: int | None) -> list[Row]:
    i = individu
    query = sa.select(i).where(i.c.kab == kab, i.c.ruta == ruta).order_by(i.c.no_urut, i.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def _plain(value: Any) -> str | None:
    """A value as one from the register and one from a case can be compared."""
    if value is None or value == "":
        return None
    return str(int(value)) if isinstance(value, bool) else str(value)


def _number(value: Any, *, samar: bool) -> str | None:
    return None if value is None else (samar_nomor(value) if samar else str(value))


def _changes(member: str, ubah: Mapping[str, list[Any]], now: Row, *, samar: bool) -> tuple[Ubahan, ...]:
    made = []
    for column, (before, after) in ubah.items():
        current = now.get(column)
        proposed = kata(column, after, samar=samar)
        if samar and column in NOMOR:
            proposed += _differing(before, after)
        made.append(
            Ubahan(
                kolom=f"{member}.{column}" if member else column,
                label=label(column),
                lama=kata(column, before, samar=samar),
                kini=kata(column, current, samar=samar),
                usulan=proposed,
                bertentangan=_plain(current) not in (_plain(before), _plain(after)),
            )
        )
    return tuple(made)


def _differing(before: Any, after: Any) -> str:
    """How far two covered numbers differ: their covers may look alike."""
    one, other = _plain(before), _plain(after)
    if one is None or other is None or len(one) != len(other):
        return ""
    return f" ({sum(a != b for a, b in zip(one, other, strict=True))} angka berbeda)"


def _answers(values: Mapping[str, Any], columns: Iterable[str], *, samar: bool) -> tuple[tuple[str, str], ...]:
    return tuple(
        (label(column), kata(column, values[column], samar=samar))
        for column in columns
        if values.get(column) not in (None, "", False)
    )


def _members(isi: Isi, people: list[Row], *, samar: bool) -> tuple[AnggotaKasus, ...]:
    changed = isi.get("anggota", {})
    known = [
        _member(
            row, _changes(row["idartbdt"], changed.get(row["idartbdt"], {"ubah": {}})["ubah"], row, samar=samar), samar
        )
        for row in people
    ]
    new = [
        _member({"padan": 0, **row}, (), samar, _answers(row, _PERSON, samar=samar))
        for row in isi.get("anggota_baru", [])
    ]
    return (*known, *new)


def _member(row: Row, ubah: tuple[Ubahan, ...], samar: bool, isian: tuple[tuple[str, str], ...] = ()) -> AnggotaKasus:
    gone = next((item for item in ubah if item.kolom.endswith(".sta_art")), None)
    if isian:
        state = "baru"
    elif gone is not None or row.get("sta_art", StaArt.ADA) != StaArt.ADA:
        state = "pergi"
    else:
        state = "berubah" if ubah else ""
    return AnggotaKasus(
        idartbdt=str(row.get("idartbdt") or ""),
        nama=str(row.get("nama") or KOSONG),
        nik=_number(row.get("nik"), samar=samar),
        hubungan=kata("hub_krt", row.get("hub_krt")),
        jenis_kelamin=kata("jns_kel", row.get("jns_kel")),
        lahir=kata("tgl_lahir", row.get("tgl_lahir"), samar=samar),
        padan=row["padan"],
        keadaan=state,
        ubah=ubah,
        isian=isian,
    )


def _broken(connection: Connection, case: Row, baris: BarisAntrean) -> tuple[Langgar, ...]:
    """Rules that the case carries, with what the check of its file found."""
    g = impor_galat
    details: dict[str, list[tuple[str, str | None, str | None]]] = {}
    if case["impor"] is not None:
        query = (
            sa.select(g.c.aturan, g.c.kolom, g.c.nilai, g.c.seharusnya)
            .where(g.c.kab == case["kab"], g.c.impor == case["impor"], g.c.idbdt == baris.idbdt)
            .order_by(g.c.id)
        )
        for row in connection.execute(query):
            values = (samarkan(row.kolom, row.nilai), samarkan(row.kolom, row.seharusnya))
            details.setdefault(row.aturan, []).append((label(row.kolom) if row.kolom else "", *values))
    codes = dict.fromkeys((*case["aturan"], *details))
    return tuple(
        Langgar(kode, ATURAN[kode].nama, ATURAN[kode].langkah, ATURAN[kode].risiko, tuple(details.get(kode, ())))
        for kode in codes
        if kode in ATURAN
    )


def _replaced(connection: Connection, kab: int, ruta: int | None) -> str | None:
    """Name and IDBDT of the KPM whose place is asked for."""
    if ruta is None:
        return None
    r = rumah_tangga
    row = connection.execute(sa.select(r.c.nama_krt, r.c.idbdt).where(r.c.kab == kab, r.c.id == ruta)).one_or_none()
    return None if row is None else f"{row.nama_krt} ({row.idbdt})"


def _since(case: Row) -> int:
    """The month a case was handed in: one that was carried over keeps the musdes it came from."""
    day: date = case["diajukan"]
    return min(day.year * 100 + day.month, int(case["periode"]))


def _musdes(connection: Connection, case: Row) -> MusdesKasus | None:
    m = musdes
    row = connection.execute(
        sa.select(m)
        .where(
            m.c.kab == case["kab"],
            m.c.desa == case["desa"],
            m.c.program == case["program"],
            m.c.periode.between(_since(case), case["periode"]),
        )
        .order_by(m.c.periode.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return MusdesKasus(row.tanggal, row.nomor, row.peserta, row.berita_acara, row.daftar_hadir, row.bnba, row.foto)


def _papers(connection: Connection, case: Row, baris: BarisAntrean) -> list[BerkasKasus]:
    """What came with the case, and the papers of its musdes."""
    p = lampiran
    of_musdes = sa.and_(
        p.c.idbdt.is_(None),
        p.c.desa == case["desa"],
        p.c.program == case["program"],
        p.c.periode.between(_since(case), case["periode"]),
    )
    # 0: of a registration, which comes with no file.
    own = sa.and_(p.c.idbdt == baris.idbdt, p.c.impor == (case["impor"] or 0))
    columns = [column for column in p.c if column.name != "isi"]
    rows = connection.execute(
        sa.select(*columns).where(p.c.kab == case["kab"], sa.or_(own, of_musdes)).order_by(p.c.id)
    )
    return [
        BerkasKasus(
            sumber="musdes" if row.jenis in LAMPIRAN_MUSDES else "kasus",
            nomor=row.id,
            jenis=row.jenis,
            nama=LAMPIRAN_NAME[JenisLampiran(row.jenis)],
            mime=row.mime,
            ukuran=row.ukuran,
            diambil=row.diambil,
            titik=_point(row.lat, row.lon),
        )
        for row in rows
    ]


def _photos(connection: Connection, kab: int, ruta: int | None) -> list[BerkasKasus]:
    """Photos that the register holds."""
    f = foto
    query = sa.select(f.c.jenis, f.c.mime, f.c.diambil).where(f.c.kab == kab, f.c.ruta == ruta).order_by(f.c.jenis)
    return [
        BerkasKasus(
            "register", None, row.jenis, LAMPIRAN_NAME[JenisLampiran(row.jenis)], row.mime, None, row.diambil, None
        )
        for row in connection.execute(query)
    ]


def _point(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    return None if lat is None or lon is None else (lat, lon)


def _proposed_point(isi: Isi, home: Row) -> tuple[float, float] | None:
    new = isi.get("rumah")
    if new is not None:
        return _point(new.get("lat"), new.get("lon"))
    changed = isi.get("ruta", {})
    if not {"lat", "lon"} & set(changed):
        return None
    lat, lon = (changed[column][1] if column in changed else home.get(column) for column in ("lat", "lon"))
    return _point(lat, lon)
