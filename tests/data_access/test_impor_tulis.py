"""What an import writes and takes back: rows, counts, history, cases, papers, all of it and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data_access import impor_store as store
from data_access import rekap
from data_access.impor_tulis import Bergeser, Penulisan, Tertulis, find_obstacle, take_back, write
from data_access.schema import (
    STAGED,
    impor,
    impor_galat,
    impor_hasil,
    impor_jejak,
    lampiran,
    musdes,
    pengguna,
    rekap_desa,
    riwayat_desa,
    rumah_tangga,
    usulan,
    verivali,
)
from data_access.session import current_engine, unit_of_work
from data_access.verivali_store import BatchKey, lock_batch
from domain.impor import StateImpor
from domain.kalender import JAKARTA
from domain.siks import Bagian
from domain.status import StatusUsulan, StatusVerivali
from domain.usulan import JenisUsulan

KAB, PERIODE = 3277, 202611
KEY = BatchKey(KAB, PERIODE, 1)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=JAKARTA)
TODAY, FIRST = NOW.date(), date(2026, 11, 1)
CHANGED = {"ruta": {"lantai": [6, 2]}, "kunjungan": {"petugas": "operator.melong"}}
PDF = b"%PDF-1.4 berita acara"
PDF_NAME = f"lampiran/{hashlib.sha256(PDF).hexdigest()}.pdf"

Rumah = sa.Row[tuple[Any, ...]]


def rumah_with(status: StatusVerivali, count: int) -> Sequence[Rumah]:
    """Households of the open periode in that status, with the day they were filled in."""
    v, r = verivali, rumah_tangga
    query = (
        sa.select(v.c.ruta, v.c.desa, v.c.tgl_diisi, v.c.sta_keberadaan, r.c.idbdt)
        .join(r, sa.and_(r.c.kab == v.c.kab, r.c.id == v.c.ruta))
        .where(v.c.kab == KAB, v.c.periode == PERIODE, v.c.program == 1, v.c.status == int(status))
        .order_by(v.c.ruta)
        .limit(count)
    )
    with current_engine().connect() as read:
        found = read.execute(query).all()
    assert len(found) == count
    return found


def begin() -> int:
    """An import that was agreed to."""
    with unit_of_work() as work:
        made = store.create(work, KAB, "melong.siks", 10, 1, NOW)
        store.change(work, KAB, made.id, state=StateImpor.DIPROSES, program=1, periode=PERIODE, disetujui=NOW)
        return made.id


def found(nomor: int, item: Rumah, sta: int | None = 1, **values: Any) -> dict[str, Any]:
    """A row of ``impor_hasil``: the household visited on 12 November."""
    row = {
        "kab": KAB,
        "impor": nomor,
        "untuk": "verivali",
        "idbdt": item.idbdt,
        "baris": 2,
        "desa": item.desa,
        "ruta": item.ruta,
        "hasil": "baru",
        "sta_keberadaan": sta,
        "kyc_lengkap": sta in (1, 2),
        "tanggal": date(2026, 11, 12),
        "diisi": NOW - timedelta(days=9),
        "sidik": item.ruta * 7,
        "isi": {},
        "mengganti": None,
        "aturan": [],
    }
    return row | values


def put(nomor: int, *rows: dict[str, Any]) -> None:
    with unit_of_work() as work:
        work.execute(sa.insert(impor_hasil), list(rows))


def put_papers(nomor: int, desa: int, tanggal: date = date(2026, 11, 10)) -> None:
    """A musdes line with its berita acara."""
    place = {"kab": KAB, "impor": nomor, "baris": 2, "desa": desa}
    with unit_of_work() as work:
        work.execute(
            sa.insert(STAGED[Bagian.MUSDES]), place | {"tanggal": tanggal, "nomor": f"BA/{nomor}", "peserta": 30}
        )
        work.execute(sa.insert(STAGED[Bagian.LAMPIRAN]), place | {"berkas": PDF_NAME, "jenis": "berita_acara"})


def run(nomor: int, moment: datetime = NOW) -> Tertulis:
    penulisan = Penulisan(
        key=KEY,
        impor=nomor,
        pengunggah=1,
        operator="operator.melong",
        first_day=FIRST,
        day=moment.astimezone(JAKARTA).date(),
        moment=moment,
    )
    with unit_of_work() as work:
        lock_batch(work, KEY)
        wrote = write(
            work,
            penulisan,
            lambda names: [(name, PDF) for name in names],
            wrote=lambda _done, _total: None,
            attached=lambda _done, _total: None,
        )
        store.change(work, KAB, nomor, state=StateImpor.SELESAI, musdes=wrote.musdes)
    return wrote


def undo(nomor: int) -> None:
    with unit_of_work() as work:
        lock_batch(work, KEY)
        item = store.lock(work, KAB, nomor)
        assert item is not None
        assert find_obstacle(work, item) is None
        take_back(work, item, NOW + timedelta(days=1))


def obstacle(nomor: int) -> str:
    with unit_of_work() as work:
        item = store.read(work, KAB, nomor)
        assert item is not None
        return find_obstacle(work, item) or ""


def dump() -> dict[str, set[tuple[Any, ...]]]:
    """Everything an import may write, but for when a desa was last written."""
    tables = {
        verivali: [],
        usulan: [],
        musdes: [],
        lampiran: ["isi"],
        rekap_desa: ["terakhir"],
        riwayat_desa: [],
        impor_jejak: [],
    }
    with current_engine().connect() as read:
        return {
            table.name: {
                tuple(map(str, row))
                for row in read.execute(
                    sa.select(*(column for column in table.c if column.name not in left_out)).where(table.c.kab == KAB)
                )
            }
            for table, left_out in tables.items()
        }


def one(ruta: int) -> sa.RowMapping:
    with current_engine().connect() as read:
        query = sa.select(verivali).where(verivali.c.kab == KAB, verivali.c.periode == PERIODE, verivali.c.ruta == ruta)
        return read.execute(query.where(verivali.c.program == 1)).mappings().one()


def cases(nomor: int) -> dict[tuple[str, int], sa.RowMapping]:
    with current_engine().connect() as read:
        rows = read.execute(sa.select(usulan).where(usulan.c.kab == KAB, usulan.c.impor == nomor)).mappings()
        return {(row["idbdt"], row["jenis"]): row for row in rows}


def drift() -> list[rekap.Drift]:
    with current_engine().connect() as read:
        return rekap.compare_rekap(read, PERIODE, 1)


def history() -> set[tuple[Any, ...]]:
    with current_engine().connect() as read:
        query = sa.select(riwayat_desa).where(riwayat_desa.c.kab == KAB, riwayat_desa.c.periode == PERIODE)
        return {tuple(row) for row in read.execute(query.where(riwayat_desa.c.program == 1))}


@pytest.mark.usefixtures("own_database")
def test_a_household_that_nobody_had_visited_comes_in_with_the_day_of_its_visit() -> None:
    fresh = rumah_with(StatusVerivali.BELUM_DIKUNJUNGI, 6)
    nomor = begin()
    put(
        nomor,
        found(nomor, fresh[0]),
        found(nomor, fresh[1], sta=3),
        found(nomor, fresh[2], tanggal=date(2026, 12, 24)),
        found(nomor, fresh[3], tanggal=date(2026, 10, 2)),
        found(nomor, fresh[4], hasil="ditolak"),
        found(nomor, fresh[5], hasil="ditahan"),
    )
    assert run(nomor).jumlah["verivali"] == 4
    assert [one(item.ruta)["status"] for item in fresh] == [2, 2, 2, 2, 0, 0]
    assert [one(item.ruta)["tgl_diisi"] for item in fresh[:4]] == [
        date(2026, 11, 12),
        date(2026, 11, 12),
        TODAY,
        FIRST,
    ]
    row = one(fresh[0].ruta)
    assert (row["tgl_terimpor"], row["impor"], row["sidik"]) == (TODAY, nomor, fresh[0].ruta * 7)
    assert drift() == []


@pytest.mark.usefixtures("own_database")
def test_counts_and_days_are_those_of_the_rows_whatever_the_rows_were_before() -> None:
    with unit_of_work() as work:
        rekap.rebuild_riwayat(work, PERIODE, 1, KAB)
    nomor = begin()
    states = (StatusVerivali.BELUM_DIKUNJUNGI, StatusVerivali.DIISI)
    rows = [item for status in states for item in rumah_with(status, 15)]
    put(nomor, *(found(nomor, item, sta=1 + n % 5) for n, item in enumerate(rows)))
    run(nomor)
    assert drift() == []
    played = {row[2:4]: row[5:9] for row in history()}
    with unit_of_work() as work:
        rekap.rebuild_riwayat(work, PERIODE, 1, KAB)
    counted = {row[2:4]: row[5:9] for row in history()}
    assert {key: row for key, row in played.items() if any(row)} == counted


@pytest.mark.usefixtures("own_database")
def test_an_import_that_is_taken_back_leaves_everything_as_it_was() -> None:
    nomor = begin()
    states = (
        StatusVerivali.BELUM_DIKUNJUNGI,
        StatusVerivali.DIISI,
        StatusVerivali.TERIMPOR,
        StatusVerivali.DIKEMBALIKAN,
    )
    rows = [item for status in states for item in rumah_with(status, 3)]
    older = begin()
    put(older, *(found(older, item, isi=CHANGED) for item in rows[:8]))
    put_papers(older, rows[0].desa, date(2026, 11, 9))
    run(older)
    before = dump()
    put(
        nomor,
        *(
            found(nomor, item, sta=1 + n % 5, hasil="berubah", isi=CHANGED if n % 2 else {})
            for n, item in enumerate(rows)
        ),
        found(nomor, rows[0], untuk="BSP", sta=None, isi={"keterangan": "layak"}),
    )
    put_papers(nomor, rows[0].desa)
    run(nomor, NOW + timedelta(hours=2))
    assert drift() == []
    changed = dump()
    assert all(changed[name] != before[name] for name in ("verivali", "usulan", "musdes", "rekap_desa"))
    undo(nomor)
    assert dump() == before
    assert drift() == []


@pytest.mark.usefixtures("own_database")
def test_only_what_somebody_has_to_decide_on_becomes_a_case() -> None:
    fresh = rumah_with(StatusVerivali.BELUM_DIKUNJUNGI, 6)
    nomor = begin()
    put(
        nomor,
        found(nomor, fresh[0]),
        found(nomor, fresh[1], sta=2, isi=CHANGED),
        found(nomor, fresh[2], sta=4),
        found(nomor, fresh[3], aturan=["V09"]),
        found(nomor, fresh[4], aturan=["V03"]),
        found(nomor, fresh[5], untuk="BSP", sta=None, mengganti=fresh[2].ruta),
        found(nomor, fresh[5], untuk="DTKS", idbdt="BARU-1", ruta=None, sta=None, isi={"rumah": {"nama_krt": "A"}}),
    )
    with unit_of_work() as work:
        common = {"kab": KAB, "impor": nomor, "bagian": "verivali", "baris": 2}
        for item, rule, level in ((fresh[3], "V09", "W"), (fresh[4], "V03", "I")):
            work.execute(sa.insert(impor_galat), common | {"idbdt": item.idbdt, "aturan": rule, "tingkat": level})
        operator = work.execute(sa.select(pengguna.c.id).where(pengguna.c.username == "operator.melong")).scalar_one()
    run(nomor)
    made = cases(nomor)
    assert set(made) == {
        (fresh[1].idbdt, JenisUsulan.PERBAIKAN),
        (fresh[2].idbdt, JenisUsulan.KETIDAKLAYAKAN),
        (fresh[3].idbdt, JenisUsulan.PERBAIKAN),
        (fresh[5].idbdt, JenisUsulan.BSP),
        ("BARU-1", JenisUsulan.DTKS_BARU),
    }
    case = made[fresh[1].idbdt, JenisUsulan.PERBAIKAN]
    assert (case["isi"], case["diajukan"]) == (CHANGED, TODAY)
    in_melong = fresh[1].desa == 3277011001
    assert case["pengusul"] == (operator if in_melong else 1)
    assert made[fresh[5].idbdt, JenisUsulan.BSP]["mengganti"] == fresh[2].ruta
    assert made["BARU-1", JenisUsulan.DTKS_BARU]["ruta"] is None
    assert {case["status"] for case in made.values()} == {StatusUsulan.BELUM_DIPERIKSA}


@pytest.mark.usefixtures("own_database")
def test_an_older_open_case_makes_room_for_the_newer_one_even_when_nothing_is_left_to_decide() -> None:
    first, second = rumah_with(StatusVerivali.BELUM_DIKUNJUNGI, 2)
    older = begin()
    put(older, found(older, first, isi=CHANGED), found(older, second, isi=CHANGED))
    run(older)
    newer = begin()
    put(newer, found(newer, first, sta=3, hasil="berubah"), found(newer, second, hasil="berubah"))
    run(newer)
    old = cases(older)
    assert {case["status"] for case in old.values()} == {StatusUsulan.DIGANTIKAN}
    new = cases(newer)[first.idbdt, JenisUsulan.KETIDAKLAYAKAN]
    assert old[first.idbdt, JenisUsulan.PERBAIKAN]["pengganti"] == new["id"]
    assert old[second.idbdt, JenisUsulan.PERBAIKAN]["pengganti"] is None
    assert "lebih baru" in obstacle(older)
    undo(newer)
    assert {case["status"] for case in cases(older).values()} == {StatusUsulan.BELUM_DIPERIKSA}
    assert obstacle(older) == ""


@pytest.mark.usefixtures("own_database")
def test_what_was_reviewed_stands_in_the_way_of_taking_back() -> None:
    first, second = rumah_with(StatusVerivali.BELUM_DIKUNJUNGI, 2)
    nomor = begin()
    put(nomor, found(nomor, first), found(nomor, second, isi=CHANGED))
    run(nomor)
    assert obstacle(nomor) == ""
    with unit_of_work() as work:
        work.execute(
            sa.update(usulan)
            .where(usulan.c.kab == KAB, usulan.c.impor == nomor)
            .values(status=int(StatusUsulan.DIKEMBALIKAN))
        )
    assert "1 barisnya sudah diperiksa" in obstacle(nomor)
    with unit_of_work() as work:
        work.execute(
            sa.update(verivali).where(verivali.c.ruta == first.ruta, verivali.c.impor == nomor).values(status=3)
        )
    assert "2 barisnya sudah diperiksa" in obstacle(nomor)


@pytest.mark.usefixtures("own_database")
def test_a_paper_is_kept_once_and_an_earlier_musdes_does_not_replace_a_later_one() -> None:
    item = rumah_with(StatusVerivali.BELUM_DIKUNJUNGI, 1)[0]
    with unit_of_work() as work:
        work.execute(sa.delete(musdes).where(musdes.c.desa == item.desa, musdes.c.periode == PERIODE))
    first, second = begin(), begin()
    for nomor, day in ((first, date(2026, 11, 10)), (second, date(2026, 11, 3))):
        put_papers(nomor, item.desa, day)
    assert run(first).jumlah["lampiran"] == 1
    assert run(second).jumlah["lampiran"] == 0
    with current_engine().connect() as read:
        row = read.execute(sa.select(musdes).where(musdes.c.desa == item.desa, musdes.c.periode == PERIODE)).one()
        paper = read.execute(sa.select(lampiran).where(lampiran.c.kab == KAB)).one()
        kept = read.execute(sa.select(impor.c.id, impor.c.musdes).where(impor.c.kab == KAB).order_by(impor.c.id)).all()
    assert (row.nomor, row.tanggal, row.berita_acara, row.bnba) == (f"BA/{first}", date(2026, 11, 10), True, False)
    assert (paper.isi, paper.mime, paper.idbdt, paper.sha256.hex()) == (
        PDF,
        "application/pdf",
        None,
        hashlib.sha256(PDF).hexdigest(),
    )
    assert [list(changed.musdes) for changed in kept] == [[str(item.desa)], []]


@pytest.mark.usefixtures("own_database")
def test_nothing_is_written_when_a_row_moved_on_since_the_check() -> None:
    first, second = rumah_with(StatusVerivali.BELUM_DIKUNJUNGI, 2)
    nomor = begin()
    put(nomor, found(nomor, first), found(nomor, second))
    with unit_of_work() as work:
        work.execute(
            sa.update(verivali)
            .where(verivali.c.ruta == first.ruta, verivali.c.periode == PERIODE)
            .values(status=3, sta_keberadaan=1)
        )
    with pytest.raises(Bergeser):
        run(nomor)
    assert one(second.ruta)["status"] == 0
