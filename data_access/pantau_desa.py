"""The table of verivali: areas of one level in order, filtered and searched, with everything counted about them.

Two steps, so that a page of 83,762 desa costs one sort. ``read_keys`` finds which areas come next and reads only the
tables that the order and the conditions speak of; ``read_rows`` counts everything about those few. Both steps work on
the same tables as the map (``data_access.progres``), so that a table and a map of one moment agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import ARRAY

from data_access.progres import area_of, areas, inside, is_from_kab, of_periode
from data_access.saring import columns_of, condition, ordering
from data_access.schema import (
    REKAP_COUNTS,
    musdes,
    pantauan,
    pengguna,
    rekap_desa,
    rekap_kab,
    rekap_register,
    riwayat_desa,
    riwayat_kab,
    wilayah,
)
from data_access.wilayah import matching
from domain.access import Role, Scope
from domain.errors import InvalidInput
from domain.indikator import (
    DIISI,
    DIPERIKSA,
    FINAL,
    INDIKATOR,
    INDIKATOR_PANTAUAN,
    NONAKTIF,
    PACE_DAYS,
    STA_COLUMNS,
    STALE_DAYS,
    STILL_DAYS,
    TERIMPOR,
    target_share,
)
from domain.kalender import Program
from domain.kode import Level
from domain.samaran import Topeng, jumlah_of, mask_of
from domain.saring import ULANGI, Jenis, Saringan, Syarat
from domain.tanda import Tanda

Sql = sa.ColumnElement[Any]

_UNIT = {Level.PROVINSI: 10**8, Level.KAB: 10**6, Level.KECAMATAN: 10**4, Level.DESA: 1}
# Whom to call about an area of each level.
_CONTACT = {
    Level.PROVINSI: Role.DINSOS_PROVINSI,
    Level.KAB: Role.SUPERVISOR_KAB,
    Level.KECAMATAN: Role.OPERATOR_KECAMATAN,
    Level.DESA: Role.OPERATOR_DESA,
}
_PLACES = {"provinsi": Level.PROVINSI, "kab": Level.KAB, "kecamatan": Level.KECAMATAN}

_COUNTS = {
    "total": ("total",),
    "belum": ("s0",),
    "diisi": DIISI,
    "terimpor": TERIMPOR,
    "diperiksa": DIPERIKSA,
    "final": FINAL,
    "tidak_ditemukan": ("n3",),
    "mampu": ("n4",),
    "ganda": ("n5",),
    "dikembalikan": ("s4",),
}
_SHARES = {
    "progres": INDIKATOR["progres"],
    "persen_terimpor": INDIKATOR["terimpor"],
    "persen_diperiksa": INDIKATOR["diperiksa"],
    "persen_final": INDIKATOR["final"],
    "nonaktif": INDIKATOR["nonaktif"],
    "kyc": INDIKATOR_PANTAUAN["kyc"],
}

# Sums of columns of a rekap from which a column of the table follows: hidden with any of them.
_PACE = (("s0",), ("diisi_7",))
JUMLAH: dict[str, tuple[tuple[str, ...], ...]] = {
    **{name: (columns,) for name, columns in _COUNTS.items()},
    **{name: jumlah_of(figure) for name, figure in _SHARES.items()},
    "laju": (("diisi_7",),),
    "perlu": (("s0",),),
    **dict.fromkeys(("terlambat", "selesai", "peluang"), _PACE),
    "target": (("total",),),
    "selisih": (DIISI, ("total",)),
    "padan": jumlah_of(INDIKATOR_PANTAUAN["padan"]),
    "inklusi": jumlah_of(INDIKATOR["inklusi"]),
    # What charts and files tell besides.
    **{name: ((name,),) for name in ("s1", "s2", "s3", "kyc_lengkap", "p1", "art")},
    "dikunjungi": (STA_COLUMNS,),
    "aktif": (("n1", "n2"),),
    "galat_inklusi": (("inklusi",),),
}
_MASK = {name: mask_of(*sums) for name, sums in JUMLAH.items()}

_ALL: dict[str, Jenis] = {
    "kode": Jenis.ANGKA,
    "nama": Jenis.TEKS,
    **dict.fromkeys(_PLACES, Jenis.TEKS),
    **dict.fromkeys((*_COUNTS, *_SHARES), Jenis.ANGKA),
    **dict.fromkeys(
        (
            "diam", "laju", "perlu", "terlambat", "target", "selisih", "peluang", "padan", "inklusi",
            "desa", "desa_selesai", "persen_selesai", "desa_musdes", "musdes", "gugus",
        ),
        Jenis.ANGKA,
    ),
    "petugas": Jenis.TEKS,
    "telepon": Jenis.TEKS,
    "tanda": Jenis.PILIHAN,
}  # fmt: skip
_OF_MANY_DESA = frozenset({"desa", "desa_selesai", "persen_selesai", "desa_musdes"})


def columns_at(level: Level) -> dict[str, Jenis]:
    """Columns that an order or a condition may name in a table of ``level``, and what they hold.

    Of a desa the musdes is "sudah" or "belum"; of larger areas it is the percentage of their desa.
    """
    if level is Level.DESA:
        return {name: kind for name, kind in _ALL.items() if name not in _OF_MANY_DESA} | {"musdes": Jenis.PILIHAN}
    above = {name for name, of in _PLACES.items() if of >= level}
    return {name: kind for name, kind in _ALL.items() if name not in above and name != "gugus"}


@dataclass(frozen=True, slots=True)
class Tinjauan:
    """Which areas, of which periode, seen from which day; ``days_left`` to the deadline as the portal counts them."""

    scope: Scope
    level: Level
    program: int
    periode: int
    as_of: date
    opened: date
    deadline: date
    days_left: int
    # What the reader is not told; takes no part in the order and meets no condition.
    topeng: Topeng = field(default_factory=Topeng)


class _Sources:
    """Everything an expression may speak of, each a subquery by area that is joined only when asked for."""

    def __init__(self, ask: Tinjauan) -> None:
        self.ask = ask
        self.used: dict[str, sa.FromClause] = {}
        self.places: dict[str, Any] = {}

    def place(self, name: str) -> Any:
        """The wilayah of a higher level that an area lies in."""
        return self.places.setdefault(name, wilayah.alias(name))

    def _by_area(self, name: str, table: sa.Table, columns: Sequence[Sql], *where: Sql) -> sa.FromClause:
        if name not in self.used:
            area = area_of(table, self.ask.level)
            query = sa.select(area.label("area"), *columns).where(inside(table, self.ask.scope), *where)
            grouped = query.group_by(sa.literal_column("1"))
            self.used[name] = grouped.subquery(name)
        return self.used[name]

    def _of(self, table: sa.Table) -> Sql:
        return of_periode(table, self.ask.program, self.ask.periode)

    @property
    def rekap(self) -> sa.FromClause:
        table = rekap_kab if is_from_kab(self.ask.scope, self.ask.level) else rekap_desa
        if self.ask.level is Level.DESA:
            # One row a desa: nothing to group.
            if "rekap" not in self.used:
                self.used["rekap"] = (
                    sa.select(
                        rekap_desa.c.desa.label("area"),
                        *(rekap_desa.c[name] for name in REKAP_COUNTS),
                        rekap_desa.c.terakhir,
                    )
                    .where(self._of(rekap_desa), inside(rekap_desa, self.ask.scope))
                    .subquery("rekap")
                )
            return self.used["rekap"]
        columns: list[Sql] = [_sum(table, name) for name in REKAP_COUNTS]
        return self._by_area(
            "rekap", table, [*columns, sa.func.max(table.c.terakhir).label("terakhir")], self._of(table)
        )

    @property
    def laju(self) -> sa.FromClause:
        table = riwayat_kab if is_from_kab(self.ask.scope, self.ask.level) else riwayat_desa
        return self._by_area("laju", table, [_sum(table, "diisi")], self._of(table), _lately(table, self.ask.as_of))

    @property
    def desa(self) -> sa.FromClause:
        return self._by_area("desa_", rekap_desa, _desa_counts(), self._of(rekap_desa))

    @property
    def musdes(self) -> sa.FromClause:
        counted = sa.func.count().filter(musdes.c.berita_acara).label("musdes")
        return self._by_area("musdes_", musdes, [counted], self._of(musdes))

    @property
    def register(self) -> sa.FromClause:
        return self._by_area("register", rekap_register, [_sum(rekap_register, name) for name in ("art", "p1")])

    @property
    def pantauan(self) -> sa.FromClause:
        if "pantauan" not in self.used:
            names = ("peluang", "inklusi_desil", "rawan_progres", "gugus_progres")
            self.used["pantauan"] = (
                sa.select(pantauan.c.wilayah.label("area"), *(pantauan.c[name] for name in names))
                .where(self._of(pantauan), pantauan.c.level == int(self.ask.level))
                .subquery("pantauan_")
            )
        return self.used["pantauan"]

    @property
    def samar(self) -> sa.FromClause:
        """Bits of what is hidden, of the areas where something is."""
        if "samar" not in self.used:
            bits = [(kode, bit) for kode, bit in self.ask.topeng.bit.items() if bit]
            columns = (sa.literal([item[k] for item in bits], ARRAY(sa.BigInteger)) for k in (0, 1))
            pairs = sa.func.unnest(*columns).table_valued("area", "bit").render_derived(name="tertutup")
            self.used["samar"] = sa.select(pairs.c.area, pairs.c.bit).subquery("samar")
        return self.used["samar"]

    @property
    def kontak(self) -> sa.FromClause:
        if "kontak" not in self.used:
            self.used["kontak"] = (
                sa.select(pengguna.c.wilayah.label("area"), pengguna.c.nama, pengguna.c.telepon)
                .where(_contacts(self.ask.level))
                .distinct(pengguna.c.wilayah)
                .order_by(pengguna.c.wilayah, pengguna.c.telepon.is_(None), pengguna.c.id)
                .subquery("kontak")
            )
        return self.used["kontak"]


def _sum(table: sa.Table, name: str) -> Sql:
    return sa.cast(sa.func.sum(table.c[name]), sa.BigInteger).label(name)


def _lately(table: sa.Table, as_of: date) -> Sql:
    return sa.and_(table.c.tanggal > as_of - timedelta(days=PACE_DAYS), table.c.tanggal <= as_of)


def _desa_counts() -> list[Sql]:
    having = rekap_desa.c.total > 0
    return [
        sa.func.count().filter(having).label("desa"),
        sa.func.count().filter(having, rekap_desa.c.s0 == 0).label("desa_selesai"),
    ]


def _contacts(level: Level) -> Sql:
    return sa.and_(pengguna.c.peran == _CONTACT[level].value, pengguna.c.aktif)


def _plus(source: sa.FromClause, columns: Sequence[str]) -> Sql:
    total: Sql = source.c[columns[0]]
    for name in columns[1:]:
        total = total + source.c[name]
    return total


def _over(above: Sql, below: Sql | float) -> Sql:
    """Division of double precision, none by zero: the one Python does, where SQLAlchemy's own would go by numeric."""
    divisor = sa.func.nullif(sa.cast(below, sa.Double), 0)
    return sa.cast(above, sa.Double).op("/", return_type=sa.Double())(divisor)


def _ratio(above: Sql, below: Sql) -> Sql:
    """Percentage as ``domain.indikator.ratio``: no value where there is nothing to divide by."""
    return _over(100.0 * sa.cast(above, sa.Double), below)


def _none_as_zero(column: Sql) -> Sql:
    return sa.func.coalesce(column, 0)


class _Expressions:
    """SQL of each column of ``columns_at``, after the rules of ``domain.indikator`` and ``domain.tanda``."""

    def __init__(self, ask: Tinjauan, sources: _Sources) -> None:
        self.ask, self.sources = ask, sources

    def of(self, kolom: str) -> Sql:
        """The column as this reader knows it: without a value where it is hidden."""
        mask = _MASK.get(kolom, 0)
        if not mask or not any(self.ask.topeng.bit.values()):
            return self._plain(kolom)
        return sa.case((_none_as_zero(self.sources.samar.c.bit).op("&")(mask) == 0, self._plain(kolom)))

    def _plain(self, kolom: str) -> Sql:
        if kolom in ("kode", "nama"):
            return wilayah.c[kolom]
        if kolom in _PLACES:
            named: Sql = self.sources.place(kolom).c.nama
            return named
        if kolom == "musdes" and self.ask.level is Level.DESA:
            return sa.case((self._total == 0, None), (self._desa_musdes > 0, "sudah"), else_="belum")
        if kolom in _COUNTS:
            # Without a prelist there is nothing to count, which is not the same as none.
            return sa.case((self._total > 0, _plus(self.sources.rekap, _COUNTS[kolom])))
        if kolom in _SHARES:
            figure = _SHARES[kolom]
            return _ratio(
                _plus(self.sources.rekap, figure.pembilang or ()), _plus(self.sources.rekap, figure.penyebut or ())
            )
        found: Sql = getattr(self, f"_{kolom}")
        return found

    @property
    def _total(self) -> Sql:
        return self.sources.rekap.c.total

    @property
    def _left(self) -> Sql:
        return self.sources.rekap.c.s0

    @property
    def _diam(self) -> Sql:
        last = sa.cast(sa.func.timezone("Asia/Jakarta", self.sources.rekap.c.terakhir), sa.Date)
        opened = sa.literal(self.ask.opened, sa.Date)
        days = sa.literal(self.ask.as_of, sa.Date) - sa.func.greatest(sa.func.coalesce(last, opened), opened)
        return sa.case((self._total > 0, sa.func.greatest(sa.cast(days, sa.Integer), 0)))

    @property
    def _moved(self) -> Sql:
        return _none_as_zero(self.sources.laju.c.diisi)

    @property
    def _laju(self) -> Sql:
        return sa.case((self._total > 0, _over(self._moved, PACE_DAYS)))

    @property
    def _perlu(self) -> Sql:
        needed = _over(self._left, self.ask.days_left) if self.ask.days_left > 0 else sa.null()
        return sa.case((self._total == 0, None), (self._left <= 0, 0.0), else_=needed)

    @property
    def _terlambat(self) -> Sql:
        days = sa.func.ceil(_over(self._left, _over(self._moved, PACE_DAYS)))
        late = days + (self.ask.as_of - self.ask.deadline).days
        return sa.case((self._total == 0, None), (self._left <= 0, 0.0), (self._moved <= 0, None), else_=late)

    @property
    def _target(self) -> Sql:
        share = target_share(self.ask.as_of, self.ask.opened, self.ask.deadline)
        # Of double precision, round() goes to the even neighbour as Python's does.
        return sa.case((self._total > 0, sa.func.round(sa.cast(self._total, sa.Double) * share)))

    @property
    def _selisih(self) -> Sql:
        return self._plain("diisi") - self._target

    @property
    def _peluang(self) -> Sql:
        return self.sources.pantauan.c.peluang

    @property
    def _gugus(self) -> Sql:
        return self.sources.pantauan.c.gugus_progres

    @property
    def _padan(self) -> Sql:
        return _ratio(self.sources.register.c.p1, self.sources.register.c.art)

    @property
    def _inklusi(self) -> Sql:
        above = _plus(self.sources.rekap, NONAKTIF) + self.sources.pantauan.c.inklusi_desil
        figure = _ratio(above, _plus(self.sources.rekap, STA_COLUMNS))
        return figure if self.ask.program == Program.BSP else sa.case((sa.false(), figure))

    @property
    def _desa(self) -> Sql:
        if self.ask.level is Level.DESA:
            return sa.case((self._total > 0, 1), else_=0)
        return _none_as_zero(self.sources.desa.c.desa)

    @property
    def _desa_selesai(self) -> Sql:
        if self.ask.level is Level.DESA:
            return sa.case((sa.and_(self._total > 0, self._left == 0), 1), else_=0)
        return _none_as_zero(self.sources.desa.c.desa_selesai)

    @property
    def _persen_selesai(self) -> Sql:
        return _ratio(self._desa_selesai, self._desa)

    @property
    def _desa_musdes(self) -> Sql:
        return _none_as_zero(self.sources.musdes.c.musdes)

    @property
    def _musdes(self) -> Sql:
        return _ratio(self._desa_musdes, self._desa)

    @property
    def _petugas(self) -> Sql:
        return self.sources.kontak.c.nama

    @property
    def _telepon(self) -> Sql:
        return self.sources.kontak.c.telepon

    def flag(self, tanda: Tanda) -> Sql:
        """The rule of ``domain.tanda.tanda_of`` for one flag."""
        going = sa.and_(self._left > 0, self._left < self._total)
        match tanda:
            case Tanda.BELUM_MULAI:
                rule = self._left == self._total
            case Tanda.BASI:
                rule = sa.and_(going, self._diam > STALE_DAYS)
            case Tanda.DIAM:
                rule = sa.and_(going, self._diam.between(STILL_DAYS, STALE_DAYS))
            case Tanda.KURANG_LAJU:
                rule = sa.and_(going, sa.or_(self._moved <= 0, self._terlambat > 0))
            case Tanda.TANPA_MUSDES:
                rule = self._desa_musdes == 0
            case Tanda.DIKEMBALIKAN:
                rule = self._plain("dikembalikan") > 0
            case Tanda.RAWAN:
                rule = self.sources.pantauan.c.rawan_progres > 0
        return sa.and_(self._total > 0, rule)


@dataclass(frozen=True, slots=True)
class _Question:
    """Which rows there are: where they come from, their key, the conditions, and the order."""

    rows: sa.FromClause
    key: Sql
    where: list[Sql]
    order: list[Sql]


def _question(ask: Tinjauan, saringan: Saringan, *, complete: bool) -> _Question:
    sources = _Sources(ask)
    expressions = _Expressions(ask, sources)
    columns = {name: expressions.of(name) for name in columns_of(saringan) - {"tanda"}}
    where = [
        _flagged(expressions, item) if item.kolom == "tanda" else condition(item, columns[item.kolom])
        for item in saringan.syarat
    ]
    if saringan.cari:
        where.append(matching(saringan.cari))
    named = bool(saringan.cari or sources.places or columns_of(saringan) & {"kode", "nama"})
    if complete and not named:
        # Every desa has its rekap row: the regions have nothing to add, and joining them doubles the time.
        first: sa.FromClause = sources.rekap
        key = first.c.area
    else:
        first, key = wilayah, wilayah.c.kode
        where.append(areas(ask.scope, ask.level))
    rows = first
    for source in sources.used.values():
        if source is not first:
            rows = rows.outerjoin(source, source.c.area == key)
    for name, above in sources.places.items():
        held_in = wilayah.c.induk if name == "kecamatan" else wilayah.c.kab if name == "kab" else wilayah.c.prov
        rows = rows.join(above, above.c.kode == held_in)
    return _Question(rows, key, where, ordering(saringan.urut, columns, key))


def _flagged(expressions: _Expressions, syarat: Syarat) -> Sql:
    """Areas with any of the flags named; with none at all for "kosong", with one for "terisi"."""
    known = {tanda.value: tanda for tanda in Tanda}
    names = tuple(known) if isinstance(syarat.nilai, bool) else syarat.nilai
    if not isinstance(names, tuple) or not set(names) <= known.keys():
        raise InvalidInput(f"Tanda pada saringan tidak dikenal. {ULANGI}")
    any_of = sa.or_(*(sa.func.coalesce(expressions.flag(known[name]), sa.false()) for name in names))
    return sa.not_(any_of) if syarat.nilai is True else any_of


def _sizes(connection: Connection, ask: Tinjauan) -> tuple[int, bool]:
    """How many areas there are, and whether each has a row of counts (asked for desa only, where it matters)."""
    areas_there = sa.select(sa.func.count()).select_from(wilayah).where(areas(ask.scope, ask.level)).scalar_subquery()
    if ask.level is not Level.DESA:
        return int(connection.execute(sa.select(areas_there)).scalar_one()), False
    counted = (
        sa.select(sa.func.count())
        .select_from(rekap_desa)
        .where(of_periode(rekap_desa, ask.program, ask.periode), inside(rekap_desa, ask.scope))
        .scalar_subquery()
    )
    there, have = connection.execute(sa.select(areas_there, counted)).one()
    return int(there), there == have


@dataclass(frozen=True, slots=True)
class Halaman:
    """Codes of the areas asked for, in order, and how many there are in all."""

    kode: list[int]
    jumlah: int


def read_keys(
    connection: Connection, ask: Tinjauan, saringan: Saringan, first: int = 0, last: int | None = None
) -> Halaman:
    """The areas from ``first`` up to ``last`` (all without one) in the order asked for.

    Raises InvalidInput for a level above the scope, or a flag that does not exist.
    """
    if ask.level < max(ask.scope.level, Level.PROVINSI):
        raise InvalidInput("Tingkat wilayah itu lebih tinggi daripada wilayah yang dipilih. Pilih tingkat lain.")
    there, complete = _sizes(connection, ask)
    question = _question(ask, saringan, complete=complete)
    query = sa.select(question.key).select_from(question.rows).where(*question.where).order_by(*question.order)
    kode = list(connection.execute(query.offset(first).limit(None if last is None else last - first)).scalars())
    if not saringan.syarat and not saringan.cari:
        return Halaman(kode, there)
    if last is None or (first == 0 and len(kode) < last):
        return Halaman(kode, first + len(kode))
    counted = sa.select(sa.func.count()).select_from(question.rows).where(*question.where)
    return Halaman(kode, int(connection.execute(counted).scalar_one()))


def read_rows(connection: Connection, ask: Tinjauan, kode: Sequence[int]) -> list[dict[str, Any]]:
    """Everything about these areas of ``ask.level``, in the order given.

    Each row: kode, nama, kecamatan, kab, provinsi (names, None at or above the level); the rekap counts (rumah
    tangga), terakhir; diisi_7; desa, desa_selesai, musdes (desa); art, p1 (anggota, of the register); from the last
    forecast, None before there is one: peluang (%), selesai_p10, selesai_p50, selesai_p90, inklusi_desil, inklusi and
    kpm_dikunjungi (KPM), rawan_progres, gugus_progres; petugas and telepon of whom to call; ``tutup``: columns of the
    table that the reader is not told.
    """
    if not kode:
        return []
    areas_asked = sa.func.unnest(sa.literal(list(kode), ARRAY(sa.BigInteger))).table_valued(
        "kode", with_ordinality="urut"
    )
    asked = areas_asked.render_derived(name="diminta")
    own, key = wilayah.alias("sendiri"), asked.c.kode

    def counted(name: str, table: sa.Table, columns: Sequence[Sql], *where: Sql) -> Any:
        return sa.select(*columns).where(_at(table, key, ask.level), *where).lateral(name)

    def of(table: sa.Table) -> Sql:
        return of_periode(table, ask.program, ask.periode)

    by_kab = is_from_kab(ask.scope, ask.level)
    rekap_t, riwayat_t = (rekap_kab, riwayat_kab) if by_kab else (rekap_desa, riwayat_desa)
    rekap = counted(
        "r",
        rekap_t,
        [*(_sum(rekap_t, name) for name in REKAP_COUNTS), sa.func.max(rekap_t.c.terakhir).label("terakhir")],
        of(rekap_t),
    )
    laju = counted("l", riwayat_t, [_sum(riwayat_t, "diisi")], of(riwayat_t), _lately(riwayat_t, ask.as_of))
    desa = counted("d", rekap_desa, _desa_counts(), of(rekap_desa))
    held = counted("m", musdes, [sa.func.count().filter(musdes.c.berita_acara).label("musdes")], of(musdes))
    register = counted("g", rekap_register, [_sum(rekap_register, name) for name in ("art", "p1")])
    contact = (
        sa.select(pengguna.c.nama, pengguna.c.telepon)
        .where(pengguna.c.wilayah == key, _contacts(ask.level))
        .order_by(pengguna.c.telepon.is_(None), pengguna.c.id)
        .limit(1)
        .lateral("k")
    )
    rows: sa.FromClause = asked.join(own, own.c.kode == key)
    for part in (rekap, laju, desa, held, register, contact):
        rows = rows.outerjoin(part, sa.true())
    rows = rows.outerjoin(pantauan, sa.and_(of(pantauan), pantauan.c.wilayah == key))
    names: list[Sql] = []
    for name, level in _PLACES.items():
        if level < ask.level:
            above = wilayah.alias(name)
            held_in = own.c.induk if level is Level.KECAMATAN else own.c.kab if level is Level.KAB else own.c.prov
            rows = rows.outerjoin(above, above.c.kode == held_in)
            names.append(above.c.nama.label(name))
        else:
            names.append(sa.null().label(name))
    query = (
        sa.select(
            key.label("kode"),
            own.c.nama,
            *names,
            *(_none_as_zero(rekap.c[name]).label(name) for name in REKAP_COUNTS),
            rekap.c.terakhir,
            _none_as_zero(laju.c.diisi).label("diisi_7"),
            desa.c.desa,
            desa.c.desa_selesai,
            held.c.musdes,
            *(_none_as_zero(register.c[name]).label(name) for name in ("art", "p1")),
            *(pantauan.c[name] for name in _FORECAST),
            contact.c.nama.label("petugas"),
            contact.c.telepon,
        )
        .select_from(rows)
        .order_by(asked.c.urut)
    )
    return [
        dict(row) | _inklusi(row, ask) | {"tutup": tutup_of(ask.topeng, row["kode"])}
        for row in connection.execute(query).mappings()
    ]


def tutup_of(topeng: Topeng, kode: int) -> frozenset[str]:
    """Columns of the table that are hidden of an area."""
    bit = topeng.bit.get(kode, 0)
    return frozenset(name for name, mask in _MASK.items() if bit & mask) if bit else frozenset()


def _inklusi(row: sa.RowMapping, ask: Tinjauan) -> dict[str, int | None]:
    """Counts of the inclusion error; every row of BSP is a KPM, of another programme that is not known."""
    if ask.program != Program.BSP or row["inklusi_desil"] is None:
        return {"inklusi": None, "kpm_dikunjungi": 0}
    return {
        "inklusi": sum(row[name] for name in NONAKTIF) + row["inklusi_desil"],
        "kpm_dikunjungi": sum(row[name] for name in STA_COLUMNS),
    }


_FORECAST = (
    "peluang", "selesai_p10", "selesai_p50", "selesai_p90", "inklusi_desil", "rawan_progres", "gugus_progres",
)  # fmt: skip


def _at(table: sa.Table, key: Sql, level: Level) -> Sql:
    """Rows of a table that belong to the area whose code is ``key``: a range that its index serves."""
    if "desa" not in table.c:
        return table.c.kab == key if level is Level.KAB else table.c.kab.between(key * 100, key * 100 + 99)
    unit = _UNIT[level]
    if unit == 1:
        return table.c.desa == key
    return sa.and_(table.c.desa >= key * unit, table.c.desa < (key + 1) * unit)


def stream_rows(
    connection: Connection, ask: Tinjauan, kode: Sequence[int], chunk: int = 2_000
) -> Iterator[dict[str, Any]]:
    """``read_rows`` of any number of areas, a part at a time."""
    for start in range(0, len(kode), chunk):
        yield from read_rows(connection, ask, kode[start : start + chunk])


def count_flags(connection: Connection, ask: Tinjauan) -> dict[Tanda, int]:
    """How many areas of ``ask.level`` in scope carry each flag."""
    sources = _Sources(ask)
    expressions = _Expressions(ask, sources)
    flags = {tanda: sa.func.count().filter(expressions.flag(tanda)) for tanda in Tanda}
    rows = sources.rekap
    for source in [source for source in sources.used.values() if source is not sources.rekap]:
        rows = rows.outerjoin(source, source.c.area == sources.rekap.c.area)
    row = connection.execute(sa.select(*flags.values()).select_from(rows)).one()
    return dict(zip(flags, row, strict=True))


def count_still(connection: Connection, ask: Tinjauan, limits: Sequence[int]) -> list[int]:
    """Areas with rows left, by days without activity: up to each limit, and beyond the last; one number more."""
    expressions = _Expressions(ask, _Sources(ask))
    rekap = expressions.sources.rekap
    place = sa.func.width_bucket(expressions.of("diam"), sa.literal([limit + 1 for limit in limits], ARRAY(sa.Integer)))
    query = sa.select(place, sa.func.count()).select_from(rekap).where(rekap.c.s0 > 0).group_by(place)
    found: Mapping[int, int] = {int(bucket): count for bucket, count in connection.execute(query)}
    return [found.get(number, 0) for number in range(len(limits) + 1)]
