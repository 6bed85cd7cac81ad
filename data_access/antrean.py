"""The review queue: one page of cases in a total order, exact counts, and what its filters can be set to.

The order is by day (or risk), then kab, then number, so that a page begins right after the last case of the one before.
A kab and the country each have an index in that order; of a provinsi each kab is asked for its first cases, and the
best of all are taken (decision 20).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import kesos
from data_access.schema import impor, individu, klaim, pengguna, rumah_tangga, usulan, wilayah
from domain.access import Scope
from domain.antrean import (
    STATUS_OF_ANTRE,
    Antre,
    Cari,
    JenisCari,
    Kunci,
    SaringanAntrean,
    Urut,
    baca_kunci,
)
from domain.errors import InvalidInput
from domain.isian import Isi
from domain.kasus import BarisAntrean, Halaman, Hitungan, Pemegang, Pilihan
from domain.kesos import Jenis, Kueri, Saringan
from domain.kode import Level, ancestor
from domain.status import StatusUsulan
from domain.usulan import JENIS_NAME, JENIS_OF_TAB, JenisUsulan
from domain.validasi import ATURAN

HALAMAN = 50
_STREAMED = 1_000
_LAST = 2**63 - 1
# OFFSET 0: a step that the planner may not take apart.
_FENCE: sa.ColumnElement[int] = sa.literal_column("0")
# Length of an IDBDT.
_IDBDT = 23

Condition = sa.ColumnElement[bool]
u, r = usulan, rumah_tangga


def read_antrean(
    connection: Connection,
    scope: Scope,
    saringan: SaringanAntrean,
    sesudah: str | None = None,
    batas: int = HALAMAN,
    *,
    hari_ini: date,
    saat: datetime,
) -> Halaman:
    """One page of the queue of ``scope``, after ``sesudah`` (``berikut`` of the page before).

    ``hari_ini`` is the day ages are counted from, ``saat`` the clock that claims go by. Raises InvalidInput for a
    place that cannot be read, and for a name searched beyond one kab.
    """
    after = baca_kunci(sesudah, saringan.urut)
    keys = connection.execute(page_query(connection, scope, saringan, after, batas, hari_ini)).all()
    page = keys[:batas]
    rows = read_baris(connection, [(row.kab, row.id) for row in page], hari_ini, saat)
    if len(keys) <= batas:
        return Halaman(rows, None)
    last = page[-1]
    nilai = (-last.k0, last.k1.isoformat()) if saringan.urut is Urut.RISIKO else (last.k0.isoformat(),)
    return Halaman(rows, str(Kunci(nilai, last.kab, last.id)))


def stream_antrean(
    connection: Connection, scope: Scope, saringan: SaringanAntrean, *, hari_ini: date, saat: datetime
) -> Iterator[BarisAntrean]:
    """The whole queue in its order, page after page, so that memory stays the same however long it is."""
    after: str | None = None
    while True:
        page = read_antrean(connection, scope, saringan, after, _STREAMED, hari_ini=hari_ini, saat=saat)
        yield from page.baris
        after = page.berikut
        if after is None:
            return


def page_query(
    connection: Connection,
    scope: Scope,
    saringan: SaringanAntrean,
    after: Kunci | None,
    batas: int,
    hari_ini: date,
) -> sa.Select[Any]:
    """Keys of one page and one more: kab, id, and what they are ordered by (k0, k1)."""
    order = _order(saringan)
    descending = saringan.urut is Urut.BARU
    keys = [column.label(f"k{place}") for place, column in enumerate(order)]
    query = sa.select(u.c.kab, u.c.id, *keys).where(*_conditions(connection, scope, saringan, hari_ini))
    if saringan.cari is not None:
        # Few answer a search: they are found first and put in order then, never the other way round.
        found: Any = query.where(*kesos.inside(u, scope)).offset(_FENCE).subquery("x")
        source, kab = found, found.c.kab
    elif scope.level is Level.PROVINSI:
        each = _kab_of(scope)
        query = query.where(u.c.kab == each.c.kab)
        if after is not None:
            query = query.where(_beyond((*order, u.c.id), after, each.c.kab, descending=descending))
        found = query.order_by(*_sorted((*order, u.c.id), descending=descending)).limit(batas + 1).lateral("x")
        source, kab = each.join(found, sa.true()), found.c.kab
    else:
        return _straight(query.where(*kesos.inside(u, scope)), scope, order, after, batas, descending=descending)
    columns = tuple(found.c[f"k{place}"] for place in range(len(order)))
    query = sa.select(found.c.kab, found.c.id, *columns).select_from(source)
    if after is not None:
        query = query.where(_beyond((*columns, found.c.id), after, kab, descending=descending))
    return query.order_by(*_sorted((*columns, found.c.kab, found.c.id), descending=descending)).limit(batas + 1)


def _straight(
    query: sa.Select[Any],
    scope: Scope,
    order: tuple[sa.ColumnElement[Any], ...],
    after: Kunci | None,
    batas: int,
    *,
    descending: bool,
) -> sa.Select[Any]:
    """Along one index: that of a kab, or that of the country."""
    place = (*order, u.c.id) if scope.level >= Level.KAB else (*order, u.c.kab, u.c.id)
    if after is not None:
        values = _values(after, len(order))
        other = (
            sa.tuple_(*values, after.nomor) if scope.level >= Level.KAB else sa.tuple_(*values, after.kab, after.nomor)
        )
        query = query.where(sa.tuple_(*place) < other if descending else sa.tuple_(*place) > other)
    return query.order_by(*_sorted(place, descending=descending)).limit(batas + 1)


def standing_query(connection: Connection, scope: Scope, saringan: SaringanAntrean, hari_ini: date) -> sa.Select[Any]:
    """Every case of ``scope`` that the filter matches, without an order: what an act on many is about."""
    return sa.select(u).where(*kesos.inside(u, scope), *_conditions(connection, scope, saringan, hari_ini))


def _conditions(connection: Connection, scope: Scope, saringan: SaringanAntrean, hari_ini: date) -> list[Condition]:
    return [*_standing(saringan, hari_ini), *_narrowed(connection, scope, saringan, hari_ini)]


def _order(saringan: SaringanAntrean) -> tuple[sa.ColumnElement[Any], ...]:
    """What the queue is ordered by before the number, as its index has it."""
    if saringan.urut is Urut.RISIKO:
        return -u.c.risiko, u.c.diajukan
    return (_day(saringan),)


def _day(saringan: SaringanAntrean) -> sa.Column[date]:
    """The day that counts: of what was decided the decision's."""
    return u.c.diputuskan if saringan.antre in (Antre.DIKEMBALIKAN, Antre.DIPUTUSKAN) else u.c.diajukan


def _sorted(columns: tuple[Any, ...], *, descending: bool) -> list[Any]:
    return [column.desc() if descending else column for column in columns]


def _values(after: Kunci, count: int) -> list[Any]:
    """What a case is ordered by before kab and number."""
    day: Any = sa.cast(after.nilai[-1], sa.Date)
    return [day] if count == 1 else [sa.literal(-int(after.nilai[0]), sa.SmallInteger), day]


def _beyond(place: tuple[Any, ...], after: Kunci, kab: Any, *, descending: bool) -> Condition:
    """What comes after a case, as one comparison of rows that the index of each kab can begin at.

    Of the same day, a kab that comes later in the order has all its cases still to show, an earlier one none.
    """
    # Numbers are above 0: nothing is beyond _LAST one way, or below 0 the other.
    earlier, later = (-1, _LAST) if descending else (_LAST, -1)
    comes_later = kab < after.kab if descending else kab > after.kab
    number = sa.case((kab == after.kab, after.nomor), (comes_later, later), else_=earlier)
    here = sa.tuple_(*place)
    other = sa.tuple_(*_values(after, len(place) - 1), sa.cast(number, sa.BigInteger))
    return here < other if descending else here > other


def _kab_of(scope: Scope) -> sa.Subquery:
    """The kab of a provinsi or of the country, one a row."""
    query = sa.select(sa.cast(wilayah.c.kode, sa.SmallInteger).label("kab")).where(wilayah.c.level == Level.KAB)
    if scope.level is Level.PROVINSI:
        query = query.where(wilayah.c.prov == scope.kode)
    elif scope.level is not Level.NASIONAL:
        query = query.where(wilayah.c.kode == ancestor(scope.kode, Level.KAB))
    return query.subquery("k")


# Conditions.


def _codes(values: Any) -> str:
    return ", ".join(str(int(value)) for value in sorted(values))


def _of_tab(saringan: SaringanAntrean) -> Condition:
    # Written out, so that the planner sees that a partial index holds all of them.
    return sa.literal_column(f"usulan.jenis IN ({_codes(JENIS_OF_TAB[saringan.tab])})", sa.Boolean)


def _with_status(antre: Antre) -> Condition:
    wanted = STATUS_OF_ANTRE[antre]
    text = f"= {_codes(wanted)}" if len(wanted) == 1 else f"IN ({_codes(wanted)})"
    return sa.literal_column(f"usulan.status {text}", sa.Boolean)


def _standing(saringan: SaringanAntrean, hari_ini: date) -> list[Condition]:
    """Where a case stands."""
    parts = [_with_status(saringan.antre)]
    if saringan.antre is Antre.MENUNGGU:
        parts.append(sa.func.coalesce(u.c.tunda_sampai, hari_ini) <= hari_ini)
    elif saringan.antre is Antre.TERTUNDA:
        parts.append(u.c.tunda_sampai > hari_ini)
    if _day(saringan) is u.c.diputuskan:
        parts.append(u.c.diputuskan.is_not(None))
    return parts


def _narrowed(
    connection: Connection, scope: Scope, saringan: SaringanAntrean, hari_ini: date, *, tab: bool = True
) -> list[Condition]:
    """Every filter but the wilayah and where a case stands; ``tab`` False leaves out the kind as well."""
    oldest, newest = (
        None if days is None else hari_ini - timedelta(days=days) for days in (saringan.umur_sampai, saringan.umur_dari)
    )
    simple: tuple[tuple[object, Callable[[Any], Condition]], ...] = (
        (saringan.jenis if tab else None, lambda jenis: u.c.jenis == int(jenis)),
        (saringan.program, lambda program: u.c.program == int(program)),
        (saringan.periode, u.c.periode.__eq__),
        (saringan.aturan or None, lambda kode: sa.literal(kode) == sa.any_(u.c.aturan)),
        (oldest, u.c.diajukan.__ge__),
        (newest, u.c.diajukan.__le__),
        (saringan.petugas, u.c.pengusul.__eq__),
        (saringan.risiko_dari, u.c.risiko.__ge__),
        (saringan.risiko_sampai, u.c.risiko.__le__),
        (saringan.impor, u.c.impor.__eq__),
        (saringan.nomor or None, u.c.id.in_),
        (saringan.cari, lambda cari: _searched(connection, scope, cari)),
    )
    return [*([_of_tab(saringan)] if tab else []), *(made(value) for value, made in simple if value is not None)]


def _searched(connection: Connection, scope: Scope, cari: Cari) -> Condition:
    """Cases of a household that the register knows, and cases that bring the name or number themselves."""
    if cari.jenis is JenisCari.IDBDT:
        return _by_idbdt(scope, cari.teks)
    words = _words(scope, cari.teks)
    if cari.jenis is JenisCari.NIK:
        people: sa.Select[Any] = sa.select(individu.c.kab, individu.c.ruta).where(individu.c.nik == int(cari.teks))
        brought = sa.func.siks_kasus(u.c.kab, u.c.isi).op("&&")(words)
    elif scope.level < Level.KAB:
        raise InvalidInput(
            "Pilih satu kab/kota lebih dahulu untuk mencari nama. NIK dan IDBDT dapat dicari di mana pun."
        )
    else:
        kueri = Kueri(Jenis.NAMA, nama=cari.teks)
        found = kesos.every_match(connection, kesos.Tanya(Scope(_kab(scope)), kueri, Saringan(), 0, 0))
        assert found is not None, "a name is never an empty question"
        some = found.subquery("s")
        people = sa.select(some.c.kab, some.c.ruta)
        brought = sa.func.siks_kasus(u.c.kab, u.c.isi).op("@>")(sa.func.siks_kata(_kab_literal(scope), cari.teks))
    match = people.subquery("p")
    known = sa.select(u.c.kab, u.c.id).join(match, sa.and_(u.c.kab == match.c.kab, u.c.ruta == match.c.ruta))
    return _any_of(known, sa.select(u.c.kab, u.c.id).where(*kesos.inside(u, scope), brought))


def _any_of(*found: sa.Select[Any]) -> Condition:
    keys = sa.union(*found).subquery("cocok")
    return sa.tuple_(u.c.kab, u.c.id).in_(sa.select(keys.c.kab, keys.c.id))


def _by_idbdt(scope: Scope, start: str) -> Condition:
    def begins(column: sa.ColumnElement[Any]) -> Condition:
        return column.between(start, start.ljust(_IDBDT, "9"))

    within = sa.func.array(sa.select(_kab_of(scope).c.kab).scalar_subquery())
    home = (
        sa.select(u.c.kab, u.c.id)
        .join(r, sa.and_(u.c.kab == r.c.kab, u.c.ruta == r.c.id))
        .where(r.c.kab == sa.any_(within), begins(r.c.idbdt))
    )
    new = sa.select(u.c.kab, u.c.id).where(u.c.kab == sa.any_(within), u.c.ruta.is_(None), begins(u.c.idbdt))
    return _any_of(home, new)


def _kab(scope: Scope) -> int:
    return ancestor(scope.kode, Level.KAB)


def _kab_literal(scope: Scope) -> Any:
    return sa.literal(_kab(scope), sa.SmallInteger)


def _words(scope: Scope, number: str) -> Any:
    """A number as the index of cases holds it, once for each kab of the scope."""
    if scope.level >= Level.KAB:
        return sa.func.siks_kata(_kab_literal(scope), number)
    each = _kab_of(scope)
    return sa.func.array(sa.select(sa.func.concat(each.c.kab, number)).scalar_subquery())


# Rows.


def read_baris(
    connection: Connection, keys: list[tuple[int, int]], hari_ini: date, saat: datetime
) -> list[BarisAntrean]:
    """Cases by key (kab, number), in the order of the keys; one that is not there is left out."""
    if not keys:
        return []
    pengusul, pemutus, pemegang = (pengguna.alias(name) for name in ("pengusul", "pemutus", "pemegang"))
    kecamatan, kota, baru = wilayah.alias("kec"), wilayah.alias("kota"), u.alias("baru")
    # Of a usulan for a household that is to enter the register: the name it is proposed under.
    proposed = (
        sa.select(baru.c.isi["rumah"]["nama_krt"].astext)
        .where(baru.c.kab == u.c.kab, baru.c.idbdt == u.c.idbdt, u.c.ruta.is_(None), baru.c.ruta.is_(None))
        .where(baru.c.jenis == int(JenisUsulan.DTKS_BARU))
        .order_by(baru.c.id.desc())
        .limit(1)
    )
    query = (
        sa.select(
            u, r.c.nama_krt, r.c.alamat, r.c.idbdt.label("terdaftar"), wilayah.c.nama.label("nama_desa"),
            kecamatan.c.nama.label("nama_kec"), kota.c.nama.label("nama_kab"),
            pengusul.c.nama.label("nama_pengusul"), pemutus.c.nama.label("nama_pemutus"),
            klaim.c.pengguna.label("klaim_oleh"), klaim.c.sampai.label("klaim_sampai"),
            pemegang.c.nama.label("klaim_nama"), proposed.scalar_subquery().label("nama_diusulkan"),
        )
        .select_from(
            u.join(wilayah, wilayah.c.kode == u.c.desa)
            .join(kecamatan, kecamatan.c.kode == wilayah.c.induk)
            .join(kota, kota.c.kode == kecamatan.c.induk)
            .outerjoin(r, sa.and_(r.c.kab == u.c.kab, r.c.id == u.c.ruta))
            .outerjoin(pengusul, pengusul.c.id == u.c.pengusul)
            .outerjoin(pemutus, pemutus.c.id == u.c.petugas)
            .outerjoin(klaim, sa.and_(klaim.c.kab == u.c.kab, klaim.c.usulan == u.c.id, klaim.c.sampai > saat))
            .outerjoin(pemegang, pemegang.c.id == klaim.c.pengguna)
        )
        .where(sa.tuple_(u.c.kab, u.c.id).in_(keys))
    )  # fmt: skip
    rows = {(row.kab, row.id): _baris(row, hari_ini) for row in connection.execute(query)}
    return [rows[key] for key in keys if key in rows]


def _baris(row: Any, hari_ini: date) -> BarisAntrean:
    isi = cast(Isi, row.isi or {})
    rumah = isi.get("rumah", {})
    return BarisAntrean(
        kab=row.kab,
        nomor=row.id,
        jenis=JenisUsulan(row.jenis),
        status=StatusUsulan(row.status),
        program=row.program,
        periode=row.periode,
        idbdt=row.idbdt or row.terdaftar,
        ruta=row.ruta,
        nama=row.nama_krt or rumah.get("nama_krt") or row.nama_diusulkan or "",
        alamat=row.alamat or rumah.get("alamat"),
        desa=row.desa,
        nama_desa=row.nama_desa,
        induk=f"{row.nama_kec}, {row.nama_kab}",
        diajukan=row.diajukan,
        umur=max((hari_ini - row.diajukan).days, 0),
        aturan=tuple(row.aturan),
        risiko=row.risiko,
        perubahan=jumlah_ubahan(isi),
        sta=isi.get("kunjungan", {}).get("sta"),
        mengganti=row.mengganti is not None,
        pengusul=row.nama_pengusul,
        impor=row.impor,
        tunda_sampai=row.tunda_sampai,
        alasan=row.alasan,
        diputuskan=row.diputuskan,
        pemutus=row.nama_pemutus,
        pemegang=None if row.klaim_oleh is None else Pemegang(row.klaim_oleh, row.klaim_nama, row.klaim_sampai),
        versi=row.diubah,
    )


def jumlah_ubahan(isi: Isi) -> int:
    """Fields that a case would change; a new member counts as one."""
    members = sum(len(item["ubah"]) for item in isi.get("anggota", {}).values())
    return len(isi.get("ruta", {})) + members + len(isi.get("anggota_baru", []))


# Counts.


def count_antrean(connection: Connection, scope: Scope, saringan: SaringanAntrean, *, hari_ini: date) -> Hitungan:
    """Exact numbers under the filter: waiting cases by tab, and cases of the tab by where they stand.

    The kind (``jenis``) narrows only the tab it belongs to. Above a kab this reads every case of the scope.
    """
    later = sa.func.coalesce(u.c.tunda_sampai > hari_ini, sa.false()).label("tertunda")
    query = (
        sa.select(u.c.jenis, u.c.status, later, sa.func.count().label("jumlah"))
        .where(*kesos.inside(u, scope), *_narrowed(connection, scope, saringan, hari_ini, tab=False))
        .group_by(u.c.jenis, u.c.status, later)
    )
    rows = connection.execute(query).all()

    def total(jenis: tuple[JenisUsulan, ...], antre: Antre) -> int:
        put_off = {Antre.MENUNGGU: False, Antre.TERTUNDA: True}.get(antre)
        return sum(
            row.jumlah
            for row in rows
            if row.jenis in jenis and row.status in STATUS_OF_ANTRE[antre] and put_off in (None, row.tertunda)
        )

    return Hitungan(
        tab={
            str(tab): total(saringan.jenis_dicari if tab is saringan.tab else jenis, Antre.MENUNGGU)
            for tab, jenis in JENIS_OF_TAB.items()
        },
        antre={str(antre): total(saringan.jenis_dicari, antre) for antre in Antre},
    )


def read_pilihan(connection: Connection, scope: Scope, saringan: SaringanAntrean) -> Pilihan:
    """What the filters of a tab can be set to: values that waiting cases of ``scope`` have, each with their number.

    Desa and imports are told within one kab only: above it they would be thousands.
    """
    waiting = [*kesos.inside(u, scope), _of_tab(saringan), _with_status(Antre.MENUNGGU)]
    within = scope.level >= Level.KAB

    def grouped(column: Any, name: Any, *joins: tuple[sa.Table, Condition]) -> list[tuple[Any, str, int]]:
        source: Any = u
        for table, condition in joins:
            source = source.join(table, condition)
        query = sa.select(column, name, sa.func.count()).select_from(source).where(*waiting, column.is_not(None))
        return [(row[0], row[1], row[2]) for row in connection.execute(query.group_by(column, name).order_by(name))]

    rule = sa.func.unnest(u.c.aturan).table_valued("kode").render_derived("a")
    rules = connection.execute(
        sa.select(rule.c.kode, sa.func.count())
        .select_from(u.join(rule, sa.true()))
        .where(*waiting)
        .group_by(rule.c.kode)
    )
    kinds = {row[0]: row[2] for row in grouped(u.c.jenis, u.c.jenis)}
    return Pilihan(
        jenis=[(int(jenis), JENIS_NAME[jenis], kinds.get(int(jenis), 0)) for jenis in JENIS_OF_TAB[saringan.tab]],
        aturan=[(kode, ATURAN[kode].nama, number) for kode, number in sorted(map(tuple, rules)) if kode in ATURAN],
        desa=grouped(u.c.desa, wilayah.c.nama, (wilayah, wilayah.c.kode == u.c.desa)) if within else [],
        petugas=grouped(u.c.pengusul, pengguna.c.nama, (pengguna, pengguna.c.id == u.c.pengusul)) if within else [],
        impor=grouped(u.c.impor, impor.c.nama, (impor, sa.and_(impor.c.kab == u.c.kab, impor.c.id == u.c.impor)))
        if within
        else [],
    )
