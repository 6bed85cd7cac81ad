"""Households found by number, name, address or filter; never beyond the scope, never with a number in full.

An index of words carries the kab in each word (``siks_kata``), and the kab of the scope are asked one after the other
until there are enough answers: a search in one kab reads nothing of another, one of the whole country ends early for
common names and costs 514 short looks for rare ones (decision 12). Lists without words go by keyset.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import kesos_kata
from data_access.schema import individu, rumah_tangga, verivali, wilayah
from domain import ejaan
from domain.access import Scope
from domain.errors import InvalidInput
from domain.instrumen import individu_kata
from domain.kesos import (
    BANTUAN,
    BUKAN_PRELIST,
    PLAIN_ADDRESS_WORDS,
    TANPA_BANTUAN,
    Jenis,
    Kueri,
    Rujukan,
    Saringan,
    samar_nomor,
)
from domain.kode import Level, ancestor
from domain.rumah_tangga import Baris, Hasil

# Rows of one page, and people looked at before the best are shown.
HALAMAN = 50
CALON = 400
# Counted up to here; beyond it the page says "lebih dari".
PALING_BANYAK_DIHITUNG = 2_000
_COUNT_MS = 150
_SEARCH_MS = 5_000
# Fewer than these, and words that sound or begin alike are tried as well.
_ENOUGH = 20
_VARIANTS = 8
# OFFSET 0: a step that the planner may not take apart.
_FENCE: sa.ColumnElement[int] = sa.literal_column("0")

Condition = sa.ColumnElement[bool]
r, i, v = rumah_tangga, individu, verivali


@dataclass(frozen=True, slots=True)
class Tanya:
    """One question to the register. ``scope`` was narrowed to what the reader may see."""

    scope: Scope
    kueri: Kueri
    saringan: Saringan
    program: int
    periode: int


@dataclass(frozen=True, slots=True)
class _Calon:
    kab: int
    ruta: int
    nama: str
    hub: int | None


def search(connection: Connection, tanya: Tanya, sesudah: Sequence[int] | None = None) -> Hasil:
    """One page of households. Raises InvalidInput when the question is too wide to be answered in time.

    ``sesudah`` is ``berikut`` of the page before.
    """
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {_SEARCH_MS}")
    # Answers are few and each is reached by a key; no table is read from its beginning for them.
    for way in ("seqscan", "hashjoin", "mergejoin"):
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    try:
        if tanya.kueri.jenis is Jenis.KOSONG:
            return _list(connection, tanya, sesudah)
        found = _find(connection, tanya)
    except sa.exc.OperationalError as error:
        raise too_wide() from error
    return _page(connection, tanya, found, sesudah[0] if sesudah else 0)


def too_wide() -> InvalidInput:
    """The refusal of a question that would keep the database busy for long."""
    return InvalidInput("Pencarian ini terlalu luas. Pilih provinsi atau kab/kota, atau tambahkan kata dan saringan.")


# Conditions.


def inside(table: sa.Table, scope: Scope) -> list[Condition]:
    """The scope on a table with ``kab`` and ``desa``, as its index has it."""
    if scope.level is Level.NASIONAL:
        return []
    if scope.level is Level.PROVINSI:
        return [table.c.kab.between(scope.kode * 100, scope.kode * 100 + 99)]
    kab = table.c.kab == ancestor(scope.kode, Level.KAB)
    if scope.level is Level.KAB:
        return [kab]
    if scope.level is Level.DESA:
        return [kab, table.c.desa == scope.kode]
    return [kab, table.c.desa >= scope.desa.low, table.c.desa < scope.desa.high]


def narrowed(tanya: Tanya) -> list[Condition]:
    """The filters, on ``rumah_tangga``."""
    saringan = tanya.saringan
    parts: list[Condition] = []
    if saringan.bantuan == TANPA_BANTUAN:
        parts += [r.c.ada_kks.is_not(True), r.c.ada_pkh.is_not(True)]
    elif saringan.bantuan:
        parts.append(r.c[BANTUAN[saringan.bantuan][1]].is_(True))
    if saringan.desil:
        parts.append(r.c.desil.in_(sorted(saringan.desil)))
    if saringan.koordinat == "luar":
        parts.append(r.c.di_luar_desa.is_(True))
    elif saringan.koordinat:
        parts.append(r.c.lat.is_not(None) if saringan.koordinat == "ada" else r.c.lat.is_(None))
    if saringan.status or saringan.keberadaan:
        row = sa.select(sa.literal(1)).where(on_prelist(tanya))
        if saringan.status == BUKAN_PRELIST:
            parts.append(~row.exists())
        else:
            if saringan.status:
                row = row.where(v.c.status == int(saringan.status))
            if saringan.keberadaan:
                row = row.where(v.c.sta_keberadaan == int(saringan.keberadaan))
            parts.append(row.exists())
    return parts


def on_prelist(tanya: Tanya) -> Condition:
    """The row of ``verivali`` that a household has in the periode asked for."""
    return sa.and_(v.c.kab == r.c.kab, v.c.periode == tanya.periode, v.c.program == tanya.program, v.c.ruta == r.c.id)


def _kab_of(scope: Scope) -> sa.Subquery:
    """The kab of a scope, one a row, in order."""
    query = sa.select(sa.cast(wilayah.c.kode, sa.SmallInteger).label("kab")).where(wilayah.c.level == Level.KAB)
    if scope.level is Level.PROVINSI:
        query = query.where(wilayah.c.prov == scope.kode)
    elif scope.level is not Level.NASIONAL:
        query = query.where(wilayah.c.kode == ancestor(scope.kode, Level.KAB))
    return query.order_by(wilayah.c.kode).subquery("k")


def _address(words: Sequence[str], kab: sa.ColumnElement[int]) -> Condition:
    return sa.func.siks_alamat(r.c.kab, r.c.alamat).op("@>")(sa.func.siks_alamat(kab, " ".join(words)))


# Lists without words.


def list_query(tanya: Tanya, after: Sequence[int] | None) -> sa.Select[Any]:
    """Keys of one page and one more, in order of kab, desa and id, after those of the page before."""
    key = (r.c.kab, r.c.desa, r.c.id)
    query = sa.select(*key).where(*inside(r, tanya.scope), *narrowed(tanya))
    if after:
        if len(after) != len(key):
            raise InvalidInput("Lanjutan daftar tidak dapat dibaca. Cari lagi.")
        query = query.where(sa.tuple_(*key) > sa.tuple_(*(sa.literal(part, sa.BigInteger) for part in after)))
    return query.order_by(*key).limit(HALAMAN + 1)


def _list(connection: Connection, tanya: Tanya, after: Sequence[int] | None) -> Hasil:
    conditions = [*inside(r, tanya.scope), *narrowed(tanya)]
    keys = connection.execute(list_query(tanya, after)).all()
    page = keys[:HALAMAN]
    rows = _rows(connection, tanya, [(row.kab, row.id) for row in page])
    if after or len(keys) <= HALAMAN:
        count: int | None = len(keys) if not after else None
    else:
        count = _count(connection, conditions)
    return Hasil(
        rows,
        None if count is None else min(count, PALING_BANYAK_DIHITUNG),
        lebih=count is None or count > PALING_BANYAK_DIHITUNG,
        berikut=[page[-1].kab, page[-1].desa, page[-1].id] if len(keys) > HALAMAN else None,
    )


def _count(connection: Connection, conditions: Sequence[Condition]) -> int | None:
    """How many households, up to one more than are counted; None when it takes too long."""
    some = sa.select(sa.literal(1)).select_from(r).where(*conditions).limit(PALING_BANYAK_DIHITUNG + 1).subquery()
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {_COUNT_MS}")
            return connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()
    except sa.exc.OperationalError:
        return None


# Words and numbers.


@dataclass(frozen=True, slots=True)
class Temuan:
    """Households that answer, best first, each with what was found in it."""

    calon: list[_Calon]
    # The select that finds all of them without a limit: what an export streams.
    semua: sa.Select[Any]
    cara: str = "tepat"
    pengganti: str = ""
    jenis: Jenis = Jenis.NAMA


def _find(connection: Connection, tanya: Tanya) -> Temuan:
    kueri = tanya.kueri
    if kueri.jenis is Jenis.NOMOR:
        return _run(connection, number_query(tanya), jenis=Jenis.NOMOR)
    if kueri.jenis is Jenis.IDBDT:
        return _run(connection, _by_idbdt(tanya), jenis=Jenis.IDBDT)
    if kueri.jenis is Jenis.ALAMAT:
        return _by_address(connection, tanya, kueri.alamat)
    found = _by_name(connection, tanya)
    if not found.calon and not kueri.alamat:
        # Somebody who types a street without "jalan" means the street.
        address = _by_address(connection, tanya, kueri.nama)
        return address if address.calon else found
    return found


def every_match(connection: Connection, tanya: Tanya) -> sa.Select[Any] | None:
    """The select of (kab, ruta) of all households that ``search`` pages through; None for a list without words."""
    return None if tanya.kueri.jenis is Jenis.KOSONG else _find(connection, tanya).semua


def _run(connection: Connection, query: sa.Select[Any], *, jenis: Jenis) -> Temuan:
    rows = connection.execute(query.limit(CALON + 1)).all()
    return Temuan([_Calon(row.kab, row.ruta, row.nama, row.hub) for row in rows], query, jenis=jenis)


def _found(kab: Any, ruta: Any, nama: Any, hub: Any) -> sa.Select[Any]:
    return sa.select(kab.label("kab"), ruta.label("ruta"), nama.label("nama"), hub.label("hub"))


_NO_HUB = sa.cast(sa.null(), sa.SmallInteger)


def number_query(tanya: Tanya) -> sa.Select[Any]:
    """NIK of a person, or KK of a household or person. Filters do not narrow a number: it is one household's."""
    number = int(tanya.kueri.nomor)
    scope = inside(r, tanya.scope)
    own = sa.and_(r.c.kab == i.c.kab, r.c.id == i.c.ruta)
    people = [
        _found(i.c.kab, i.c.ruta, i.c.nama, i.c.hub_krt).join_from(i, r, own).where(column == number, *scope)
        for column in (i.c.nik, i.c.no_kk)
    ]
    home = _found(r.c.kab, r.c.id, r.c.nama_krt, _NO_HUB).where(r.c.no_kk == number, *scope)
    found = sa.union_all(people[0], home, people[1]).subquery("f")
    return sa.select(found)


def _by_idbdt(tanya: Tanya) -> sa.Select[Any]:
    """IDBDT of a household or IDARTBDT of a person, in each kab of the scope: both keys begin with the kab."""
    kab = _kab_of(tanya.scope)
    number = tanya.kueri.nomor
    scope = inside(r, tanya.scope)
    within = sa.func.array(sa.select(kab.c.kab).scalar_subquery())
    home = _found(r.c.kab, r.c.id, r.c.nama_krt, _NO_HUB).where(r.c.kab == sa.any_(within), r.c.idbdt == number, *scope)
    own = sa.and_(r.c.kab == i.c.kab, r.c.id == i.c.ruta)
    person = (
        _found(i.c.kab, i.c.ruta, i.c.nama, i.c.hub_krt)
        .join_from(i, r, own)
        .where(i.c.kab == sa.any_(within), i.c.idartbdt == number, *scope)
    )
    return sa.select(sa.union_all(home, person).subquery("f"))


def _by_address(connection: Connection, tanya: Tanya, text: str) -> Temuan:
    words = _telling(kesos_kata.address_words(connection, text))
    kab = _kab_of(tanya.scope)
    home = _found(r.c.kab, r.c.id, r.c.nama_krt, _NO_HUB).where(_address(words, kab.c.kab))
    if tanya.scope.level is Level.DESA:
        home = home.where(*inside(r, tanya.scope), *narrowed(tanya))
        return _run(connection, home.select_from(kab.join(r, sa.true())), jenis=Jenis.ALAMAT)
    return _run(connection, _checked(tanya, kab, home, narrowed(tanya)), jenis=Jenis.ALAMAT)


def _checked(tanya: Tanya, kab: sa.Subquery, found: sa.Select[Any], conditions: Sequence[Condition]) -> sa.Select[Any]:
    """What the index of words found in each kab, as far as its household lies inside the scope and meets conditions.

    Both steps are fenced off by OFFSET 0: the planner knows no frequency of a word within a kab, and the order of
    the steps is what bounds the work.
    """
    first = found.offset(_FENCE).lateral("p")
    own = sa.select(sa.literal(1)).where(
        r.c.kab == first.c.kab, r.c.id == first.c.ruta, *inside(r, tanya.scope), *conditions
    )
    return _found(first.c.kab, first.c.ruta, first.c.nama, first.c.hub).select_from(
        kab.join(first, sa.true()).join(own.offset(_FENCE).lateral("h"), sa.true())
    )


def _telling(words: list[str]) -> list[str]:
    """Words that narrow an address, or all when none does."""
    return [word for word in words if word not in PLAIN_ADDRESS_WORDS] or words


Groups = Sequence[Sequence[str]]


def name_query(tanya: Tanya, groups: Groups, address: Sequence[str] = ()) -> sa.Select[Any]:
    """People whose name holds one word of every group, with their household, kab after kab.

    In one desa the households come first, because they are few.
    """
    where = narrowed(tanya)
    if address:
        where.append(_address(address, r.c.kab))
    if tanya.scope.level is Level.DESA:
        home = sa.select(r.c.kab, r.c.id).where(*inside(r, tanya.scope), *where).offset(_FENCE).subquery("h")
        person = (
            sa.select(i.c.nama, i.c.hub_krt)
            .where(i.c.kab == home.c.kab, i.c.ruta == home.c.id, *_named(groups, home.c.kab))
            .lateral("p")
        )
        return _found(home.c.kab, home.c.id, person.c.nama, person.c.hub_krt).select_from(home.join(person, sa.true()))
    kab = _kab_of(tanya.scope)
    people = _found(i.c.kab, i.c.ruta, i.c.nama, i.c.hub_krt).where(*_named(groups, kab.c.kab))
    return _checked(tanya, kab, people, where)


def _named(groups: Groups, kab: sa.ColumnElement[int]) -> list[Condition]:
    words = sa.func.siks_kata(i.c.kab, i.c.nama)
    if all(len(group) == 1 for group in groups):
        return [words.op("@>")(sa.func.siks_kata(kab, " ".join(group[0] for group in groups)))]
    return [words.op("&&")(sa.func.siks_kata(kab, " ".join(group))) for group in groups]


def _by_name(connection: Connection, tanya: Tanya) -> Temuan:
    typed = kesos_kata.plain_words(connection, tanya.kueri.nama)
    words = [word for word in typed if word not in ejaan.TITLES] or typed
    if not words:
        raise InvalidInput("Ketik nama dengan huruf, misalnya siti aminah.")
    address = _telling(kesos_kata.address_words(connection, tanya.kueri.alamat)) if tanya.kueri.alamat else []

    def ask(groups: Groups, cara: str) -> Temuan:
        query = name_query(tanya, groups, address)
        rows = connection.execute(query.limit(CALON + 1)).all()
        calon = [_Calon(row.kab, row.ruta, row.nama, row.hub) for row in rows]
        ranked = sorted(calon, key=lambda item: (*ejaan.closeness(words, ejaan.split(item.nama)), item.nama, item.kab))
        return Temuan(ranked, query, cara)

    exact = ask([[word] for word in words], "tepat")
    if len(exact.calon) >= _ENOUGH:
        return exact
    best = exact
    for groups in _spellings(connection, words):
        found = ask(groups, "ejaan")
        if len(found.calon) > len(best.calon):
            best = found
    if best.calon:
        return best
    mended = ask(_mended(connection, words), "koreksi")
    if not mended.calon:
        return exact
    first = ejaan.split(mended.calon[0].nama)
    instead = " ".join(ejaan.best_match(word, first)[0] for word in words).upper()
    return Temuan(mended.calon, mended.semua, "koreksi", instead)


def _spellings(connection: Connection, words: Sequence[str]) -> list[Groups]:
    """Other ways to write the same: words that sound or begin alike, two words as one, one as two."""
    sounding = kesos_kata.sounding_like(connection, words, _VARIANTS)
    groups = [list(sounding[word]) for word in words]
    if len(words[-1]) > 2:
        more = kesos_kata.beginning_with(connection, words[-1], _VARIANTS)
        groups[-1] = list(dict.fromkeys([*groups[-1], *more]))
    others: list[Groups] = [groups] if any(len(group) > 1 for group in groups) else []
    joined = [(n, words[n] + words[n + 1]) for n in range(len(words) - 1)]
    halves = [(n, (word[:cut], word[cut:])) for n, word in enumerate(words) for cut in range(3, len(word) - 2)]
    known = kesos_kata.known(
        connection, [*(word for _, word in joined), *(part for _, pair in halves for part in pair)]
    )
    others += [[*groups[:n], [word], *groups[n + 2 :]] for n, word in joined if word in known]
    others += [[*groups[:n], [one], [two], *groups[n + 1 :]] for n, (one, two) in halves if {one, two} <= known][:2]
    return others


def _mended(connection: Connection, words: Sequence[str]) -> Groups:
    every = kesos_kata.all_words(connection)
    sounding = kesos_kata.sounding_like(connection, words, _VARIANTS)
    return [list(dict.fromkeys([*sounding[word], *ejaan.near(word, every, _VARIANTS)])) for word in words]


def _page(connection: Connection, tanya: Tanya, found: Temuan, start: int) -> Hasil:
    by_home: dict[tuple[int, int], list[_Calon]] = {}
    for item in found.calon[:CALON]:
        by_home.setdefault((item.kab, item.ruta), []).append(item)
    keys = list(by_home)
    page = keys[start : start + HALAMAN]
    notes = {key: _note(by_home[key]) for key in page}
    end = start + HALAMAN
    return Hasil(
        _rows(connection, tanya, page, notes),
        len(keys),
        lebih=len(found.calon) > CALON,
        berikut=[end] if end < len(keys) else None,
        pengganti=found.pengganti,
        cara=found.cara,
        jenis=found.jenis,
    )


def _note(people: Sequence[_Calon]) -> str:
    """Whom the search found in a household, when it is not its head."""
    first = people[0]
    return "" if first.hub in (None, 1) else f"{first.nama} ({str(individu_kata('hub_krt', first.hub)).lower()})"


def _rows(
    connection: Connection,
    tanya: Tanya,
    keys: Sequence[tuple[int, int]],
    notes: dict[tuple[int, int], str] | None = None,
) -> list[Baris]:
    """Households by key, in the order of the keys."""
    if not keys:
        return []
    query = (
        sa.select(
            r.c.kab, r.c.id, r.c.idbdt, r.c.no_kk, r.c.nama_krt, r.c.alamat, r.c.jumlah_art, r.c.desil, r.c.kpm_bsp,
            r.c.ada_pkh, r.c.ada_kks, r.c.ada_kis, r.c.lat, r.c.diubah, wilayah.c.nama_lengkap, v.c.status,
            v.c.sta_keberadaan,
        )
        .select_from(r.join(wilayah, wilayah.c.kode == r.c.desa).outerjoin(v, on_prelist(tanya)))
        .where(sa.tuple_(r.c.kab, r.c.id).in_(keys), *inside(r, tanya.scope))
    )  # fmt: skip
    rows = {(row.kab, row.id): row for row in connection.execute(query)}
    return [
        Baris(
            rujukan=Rujukan(row.kab, row.id),
            idbdt=row.idbdt,
            no_kk=samar_nomor(row.no_kk),
            nama_krt=row.nama_krt,
            cocok=(notes or {}).get(key, ""),
            alamat=row.alamat,
            tempat=row.nama_lengkap,
            jumlah_art=row.jumlah_art,
            desil=row.desil,
            kpm_bsp=row.kpm_bsp,
            pkh=bool(row.ada_pkh),
            kks=bool(row.ada_kks),
            pbi=bool(row.ada_kis),
            status=row.status,
            sta_keberadaan=row.sta_keberadaan,
            koordinat=row.lat is not None,
            diubah=row.diubah.date(),
        )
        for key in keys
        if (row := rows.get(key)) is not None
    ]
