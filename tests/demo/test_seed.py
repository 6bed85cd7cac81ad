"""The sample as it stands in a database: rows and counts agree, it is not written twice, and it can be interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from data_access import contoh, keterangan, migrations, rekap
from data_access.embedded import EmbeddedPostgres
from data_access.periode import list_periode
from data_access.schema import batch, individu, kuota, rekap_desa, rekap_kab, rumah_tangga, verivali
from data_access.session import make_engine
from demo import seed as seed_module
from demo.seed import EDISI, SCALES, seed
from domain.errors import InvalidInput, RuleViolation
from domain.kalender import Program

TANGGAL = date(2026, 11, 21)
KAB = (9171, 3277)


class Killed(BaseException):
    """What a test throws where a process would have been killed."""


@pytest.fixture
def empty(postgres: EmbeddedPostgres, migrated_url: str, request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """A database with the regions and no register."""
    url = postgres.create_database(f"kosong_{abs(hash(request.node.nodeid))}", template="dasar")
    engine = make_engine(url, owner=True)
    yield engine
    engine.dispose()


def content(engine: sa.Engine) -> list[object]:
    """A digest of every table of the register, whatever the order of its rows and the moment they were counted."""
    row = {
        table: "(to_jsonb(t) - 'dihitung' - 'disegarkan')::text"
        if table in ("rekap_kab", "rekap_register", "pantauan", "simulasi")
        else "(t.*)::text"
        for table in contoh.TABLES
    }
    with engine.connect() as read:
        return [
            read.exec_driver_sql(f"SELECT count(*), sum(hashtextextended({text}, 0)) FROM {table} t").one()
            for table, text in row.items()
        ]


def test_counts_are_those_of_the_rows_in_every_periode(connection: sa.Connection) -> None:
    items = list_periode(connection)
    assert len([item for item in items if item.program is Program.BSP]) == 13
    assert len([item for item in items if item.program is Program.DTKS]) == 2
    for item in items:
        assert rekap.compare_rekap(connection, item.kode, int(item.program)) == []


def test_history_up_to_the_last_day_is_the_stages_of_the_rekap(connection: sa.Connection) -> None:
    differing = connection.exec_driver_sql(
        "SELECT r.periode, r.program, r.desa FROM rekap_desa r LEFT JOIN (SELECT periode, program, desa, "
        "sum(diisi) d, sum(terimpor) t, sum(diperiksa) p, sum(final) f, sum(nonaktif) n FROM riwayat_desa "
        "GROUP BY 1, 2, 3) h USING (periode, program, desa) "
        "WHERE (r.total - r.s0, r.s2 + r.s3 + r.s4 + r.s5, r.s3 + r.s4 + r.s5, r.s5, r.n3 + r.n4 + r.n5) "
        "IS DISTINCT FROM (coalesce(h.d, 0), coalesce(h.t, 0), coalesce(h.p, 0), coalesce(h.f, 0), coalesce(h.n, 0))"
    ).all()
    assert differing == []


def test_only_finalised_kab_hold_final_rows(connection: sa.Connection) -> None:
    joined = sa.select(rekap_kab.c.s5, batch.c.state).join(
        batch,
        (batch.c.kab == rekap_kab.c.kab)
        & (batch.c.periode == rekap_kab.c.periode)
        & (batch.c.program == rekap_kab.c.program),
    )
    states = {(final > 0, state) for final, state in connection.execute(joined)}
    assert states == {(True, "difinalisasi"), (True, "ditetapkan"), (False, "terbuka")}


def test_utilisation_of_the_kuota_is_near_full_in_every_kab(connection: sa.Connection) -> None:
    taken = (kuota.c.awal - rekap_kab.c.n3 - rekap_kab.c.n4 - rekap_kab.c.n5 + kuota.c.disetujui) * 100.0
    query = sa.select(taken / kuota.c.kuota).where(
        kuota.c.desa == 0,
        kuota.c.kab == rekap_kab.c.kab,
        kuota.c.periode == rekap_kab.c.periode,
        kuota.c.program == rekap_kab.c.program,
    )
    shares = sorted(connection.execute(query).scalars())
    assert shares[0] > 90
    assert shares[-1] < 106
    assert shares[len(shares) // 2] > 95


def test_the_kuota_counts_the_usulan_that_hold_a_place(connection: sa.Connection) -> None:
    differing = connection.exec_driver_sql(
        "SELECT k.desa, k.disetujui FROM kuota k LEFT JOIN (SELECT periode, program, desa, count(*) n FROM usulan "
        "WHERE status IN (2, 5, 6, 7, 8, 9) GROUP BY 1, 2, 3) u USING (periode, program, desa) "
        "WHERE k.desa > 0 AND k.disetujui <> coalesce(u.n, 0)"
    ).all()
    assert differing == []


def test_every_row_filled_in_was_filled_in_by_the_operator_of_its_desa(connection: sa.Connection) -> None:
    wrong = connection.exec_driver_sql(
        "SELECT count(*) FROM verivali v LEFT JOIN pengguna p ON p.id = v.petugas "
        "WHERE v.status > 0 AND (p.wilayah IS DISTINCT FROM v.desa OR p.peran <> 'operator_desa')"
    ).scalar_one()
    assert wrong == 0


def test_every_person_lives_in_a_household_and_every_prelist_row_is_one(connection: sa.Connection) -> None:
    people = sa.select(sa.func.count()).select_from(individu)
    assert (
        connection.execute(people).scalar()
        == connection.execute(sa.select(sa.func.sum(rumah_tangga.c.jumlah_art))).scalar()
    )
    newest = sa.select(sa.func.count()).where(verivali.c.periode == 202611, verivali.c.program == Program.BSP)
    kpm = sa.select(sa.func.count()).where(rumah_tangga.c.kpm_bsp)
    assert connection.execute(newest).scalar() == connection.execute(kpm).scalar()
    assert (
        connection.execute(
            sa.select(sa.func.count()).where(verivali.c.periode == 202611, verivali.c.program == Program.DTKS)
        ).scalar()
        == connection.execute(sa.select(sa.func.count()).select_from(rumah_tangga)).scalar()
    )


def test_a_kab_that_found_everybody_has_no_kpm_without_kyc(connection: sa.Connection) -> None:
    missing = sa.or_(
        rumah_tangga.c.pengurus_nama.is_(None),
        rumah_tangga.c.pengurus_tgl_lahir.is_(None),
        rumah_tangga.c.pengurus_ibu_kandung.is_(None),
    )
    found = sa.select(sa.func.count()).where(
        rumah_tangga.c.kab == verivali.c.kab,
        rumah_tangga.c.id == verivali.c.ruta,
        verivali.c.periode == 202611,
        verivali.c.program == Program.BSP,
        verivali.c.sta_keberadaan <= 2,
        missing,
    )
    assert connection.execute(found).scalar() == 0
    assert connection.execute(sa.select(sa.func.count()).where(rumah_tangga.c.kpm_bsp, missing)).scalar() > 0


def test_seeding_twice_is_refused_and_ulang_begins_anew(empty: sa.Engine) -> None:
    first = seed(empty, skala="uji", benih=5, tanggal=TANGGAL, hanya_kab=KAB)
    before = content(empty)
    with pytest.raises(RuleViolation, match="skala uji, benih 5, tanggal 2026-11-21"):
        seed(empty, skala="uji", benih=5, tanggal=TANGGAL, hanya_kab=KAB)
    assert content(empty) == before
    again = seed(empty, skala="uji", benih=5, tanggal=TANGGAL, hanya_kab=KAB, ulang=True)
    assert content(empty) == before
    assert again.rows == first.rows
    seed(empty, skala="uji", benih=6, tanggal=TANGGAL, hanya_kab=KAB, ulang=True)
    assert content(empty) != before
    with empty.connect() as read:
        stored = keterangan.read(read, keterangan.SAMPLE)
        assert stored == {"benih": 6, "skala": "uji", "tanggal": "2026-11-21", "edisi": EDISI}


def test_rows_that_are_no_sample_are_never_overwritten(empty: sa.Engine) -> None:
    with empty.begin() as work:
        work.execute(
            sa.insert(rumah_tangga),
            {
                "kab": 3277, "id": 1, "desa": 3277011001, "idbdt": "1", "alamat": "-", "nama_krt": "A",
                "jumlah_art": 1, "sumber_data": "BDT", "diubah": datetime(2026, 1, 1, tzinfo=UTC),
            },
        )  # fmt: skip
    for ulang in (False, True):
        with pytest.raises(RuleViolation, match="bukan contoh"):
            seed(empty, skala="uji", benih=5, tanggal=TANGGAL, hanya_kab=KAB, ulang=ulang)


@pytest.mark.parametrize("at", ["Baris", "Rekap", "Indeks"])
def test_an_interrupted_seed_goes_on_where_it_stopped_and_ends_the_same(
    empty: sa.Engine, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    monkeypatch.setitem(SCALES, "nasional", SCALES["uji"])
    monkeypatch.setattr(seed_module, "_GROUP_RUTA", 1)

    def kill(step: str, _done: int, _total: int) -> None:
        if step == at:
            raise Killed

    with pytest.raises(Killed):
        seed(empty, skala="nasional", benih=5, tanggal=TANGGAL, hanya_kab=KAB, progress=kill)
    with empty.connect() as read:
        assert keterangan.read(read, keterangan.SAMPLE) is None
        written = contoh.kab_done(read)
    assert written == ({9171} if at == "Baris" else set(KAB))
    report = seed(empty, skala="nasional", benih=5, tanggal=TANGGAL, hanya_kab=KAB)
    assert report.resumed_kab == len(written)
    resumed = content(empty)
    seed(empty, skala="nasional", benih=5, tanggal=TANGGAL, hanya_kab=KAB, ulang=True)
    assert content(empty) == resumed
    migrations.differences(empty.url.render_as_string(hide_password=False))


def test_an_interrupted_seed_of_other_data_is_thrown_away(empty: sa.Engine) -> None:
    def kill(step: str, _done: int, _total: int) -> None:
        if step == "Rekap":
            raise Killed

    with pytest.raises(Killed):
        seed(empty, skala="uji", benih=5, tanggal=TANGGAL, hanya_kab=KAB, progress=kill)
    report = seed(empty, skala="uji", benih=6, tanggal=TANGGAL, hanya_kab=(3277,))
    assert report.resumed_kab == 0
    with empty.connect() as read:
        assert set(read.execute(sa.select(rekap_desa.c.kab).distinct()).scalars()) == {3277}


def test_demo_takes_some_kab_whole_and_the_others_as_a_sample_in_two_processes(
    empty: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sabang, jayapura = 1172, 9171
    small = replace(SCALES["demo"], penuh=frozenset({sabang}), bulan_lalu=0, setengah_tahun_lalu=0)
    monkeypatch.setitem(SCALES, "demo", small)
    monkeypatch.setattr(seed_module, "_GROUP_RUTA", 1)
    report = seed(empty, skala="demo", benih=5, tanggal=TANGGAL, hanya_kab=(sabang, jayapura))
    with empty.connect() as read:
        per_kab = dict(read.execute(sa.select(rumah_tangga.c.kab, sa.func.count()).group_by(rumah_tangga.c.kab)).all())
    assert per_kab[sabang] > 2000
    assert per_kab[jayapura] < 1000
    assert report.rows["rumah_tangga"] == sum(per_kab.values())


def test_a_scale_seed_or_provinsi_that_does_not_exist_is_refused(empty: sa.Engine) -> None:
    with pytest.raises(InvalidInput, match="Skala"):
        seed(empty, skala="besar", benih=1, tanggal=TANGGAL)
    with pytest.raises(InvalidInput, match="Benih"):
        seed(empty, skala="uji", benih=-1, tanggal=TANGGAL)
    with pytest.raises(InvalidInput, match="provinsi"):
        seed(empty, skala="provinsi", benih=1, tanggal=TANGGAL, wilayah_provinsi=39)


def test_only_one_seed_runs_at_a_time(empty: sa.Engine) -> None:
    with empty.connect() as other:
        assert contoh.try_lock(other)
        with pytest.raises(RuleViolation, match="proses lain"):
            seed(empty, skala="uji", benih=1, tanggal=TANGGAL)
