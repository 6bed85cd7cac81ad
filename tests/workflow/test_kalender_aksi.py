"""The calendar in action: every write asks it, a kab can be given more time, and a periode opens by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data_access import periode_store, rekap
from data_access.keadaan import read_keadaan
from data_access.periode import list_berjalan, list_jadwal, list_periode, read_periode
from data_access.schema import audit, batch, kuota, periode, persiapan, rumah_tangga, verivali
from data_access.session import current_engine, make_engine, unit_of_work
from data_access.verivali_store import BatchKey
from domain.access import Actor, Permission, Role
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.kalender import JAKARTA, PBI_JK, Kegiatan, Program
from domain.setelan import Setelan
from domain.status import StaKeberadaan
from domain.tindakan import StateTindakan
from domain.usulan import JenisUsulan, Keputusan
from tests import factories as f
from workflow import kalender, massal, massal_kerja, pemeriksaan
from workflow import kuota as kuota_act
from workflow.pemeriksaan_tutup import tutup_periode
from workflow.verivali import Pengisian, record_impor, record_pemeriksaan, record_pengisian

pytestmark = pytest.mark.usefixtures("own_database")

SECOND = timedelta(seconds=1)
SAAT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=JAKARTA)
KEY = BatchKey(f.KAB, f.PERIODE, f.PROGRAM)
NEXT_KAB = BatchKey(3218, f.PERIODE, f.PROGRAM)
CENTRE = Actor(1, "pusdatin", "Pusdatin", Role.PUSDATIN, totp=True)
SUPERVISOR = Actor(2, "supervisor.cimahi", "Asep", Role.SUPERVISOR_KAB, f.KAB, totp=True)
OPERATOR = Actor(3, "operator.cimahi", "Operator", Role.OPERATOR_KAB, f.KAB)
WHY = "Banjir memutus jalan ke tiga kelurahan."
WILAYAH = {
    Role.OPERATOR_DESA: 3277011001, Role.OPERATOR_KECAMATAN: 327701, Role.DINSOS_PROVINSI: 32, Role.BPS: 32,
    Role.PUSDATIN: 0, Role.PFM: 0, Role.MENTERI: 0, Role.AUDITOR: 32,
}  # fmt: skip


def give(kegiatan: Kegiatan, hari: date, key: BatchKey = KEY, actor: Actor = CENTRE, **more: Any) -> int:
    return kalender.beri_pengecualian(actor, key, kegiatan, hari, WHY, **({"now": NOW, "saat": SAAT} | more))


def of_kab(key: BatchKey = KEY) -> Any:
    with unit_of_work() as work:
        return read_periode(work, key.program, key.periode, key.kab)


def acts() -> list[str]:
    with current_engine().connect() as read:
        query = sa.select(audit.c.aksi).where(audit.c.aksi.like("kalender.%")).order_by(audit.c.waktu, audit.c.urut)
        return list(read.execute(query).scalars())


# Exceptions.


def test_a_kab_that_was_given_time_has_it_to_the_last_second_and_its_neighbour_has_not() -> None:
    give(Kegiatan.VERIVALI, date(2026, 11, 27))
    last = datetime(2026, 11, 27, 23, 59, 59, tzinfo=JAKARTA)
    assert of_kab().allows(Kegiatan.VERIVALI, last)
    assert not of_kab().allows(Kegiatan.VERIVALI, last + SECOND)
    assert not of_kab().allows(Kegiatan.USULAN, last)
    assert not of_kab(NEXT_KAB).allows(Kegiatan.VERIVALI, datetime(2026, 11, 26, tzinfo=JAKARTA))
    assert acts() == ["kalender.beri"]


def test_an_exception_never_shortens_and_is_bounded() -> None:
    for hari in (date(2026, 11, 25), date(2026, 11, 22)):
        with pytest.raises(RuleViolation, match="hanya menambah waktu"):
            give(Kegiatan.VERIVALI, hari)
    with pytest.raises(RuleViolation, match="paling lama 62 hari"):
        give(Kegiatan.PENGESAHAN, date(2027, 3, 1))
    with pytest.raises(RuleViolation, match="pengesahan lebih dahulu"):
        give(Kegiatan.VERIVALI, date(2026, 12, 2))
    with pytest.raises(RuleViolation, match="sudah lewat"):
        give(Kegiatan.PENGESAHAN, date(2026, 11, 30), now=datetime(2026, 12, 1, tzinfo=JAKARTA))
    give(Kegiatan.PENGESAHAN, date(2026, 12, 3))
    give(Kegiatan.VERIVALI, date(2026, 12, 2))
    assert of_kab().allows(Kegiatan.VERIVALI, datetime(2026, 12, 2, 23, 59, 59, tzinfo=JAKARTA))


@pytest.mark.parametrize("alasan", ["", "   ", "pendek", "x" * 1001, "alasan\x00yang panjang"])
def test_an_exception_needs_a_reason(alasan: str) -> None:
    with pytest.raises(RuleViolation):
        kalender.beri_pengecualian(CENTRE, KEY, "verivali", date(2026, 11, 27), alasan, now=NOW, saat=SAAT)


def test_an_unknown_activity_kab_or_periode_is_refused() -> None:
    with pytest.raises(InvalidInput):
        kalender.beri_pengecualian(CENTRE, KEY, "libur", date(2026, 11, 27), WHY, now=NOW, saat=SAAT)
    for key in (BatchKey(32, f.PERIODE, 1), BatchKey(f.KAB, 209901, 1), BatchKey(f.KAB, f.PERIODE, PBI_JK)):
        with pytest.raises(InvalidInput):
            give(Kegiatan.PENGESAHAN, date(2026, 12, 2), key)


@pytest.mark.parametrize("role", list(Role))
def test_only_pusdatin_gives_time_takes_it_back_and_decides(role: Role) -> None:
    number = give(Kegiatan.VERIVALI, date(2026, 11, 27))
    actor = Actor(70, "uji", "Uji", role, WILAYAH.get(role, f.KAB), totp=True)
    tries: dict[Permission, list[Callable[[], object]]] = {
        Permission.GRANT_EXCEPTION: [
            lambda: give(Kegiatan.VERIVALI, date(2026, 11, 28), actor=actor),
            lambda: kalender.cabut_pengecualian(actor, f.KAB, number, saat=SAAT),
        ],
        Permission.MANAGE_PORTAL: [
            lambda: kalender.ubah_setelan(actor, Setelan(hari_unduhan=9), now=NOW),
            lambda: kalender.buka_sekarang(actor, now=NOW),
            lambda: kalender.buka_periode_dini(actor, 1, 202612, now=datetime(2026, 11, 25, tzinfo=JAKARTA)),
        ],
    }
    for permission, functions in tries.items():
        for function in functions:
            if actor.may(permission):
                function()
            else:
                with pytest.raises(AccessDenied):
                    function()
    assert (role is Role.PUSDATIN) == actor.may(Permission.GRANT_EXCEPTION)


def test_an_exception_taken_back_ends_at_once_and_is_not_taken_back_twice() -> None:
    number = give(Kegiatan.VERIVALI, date(2026, 11, 27))
    kalender.cabut_pengecualian(CENTRE, f.KAB, number, saat=SAAT)
    assert not of_kab().allows(Kegiatan.VERIVALI, datetime(2026, 11, 26, tzinfo=JAKARTA))
    with pytest.raises(RuleViolation, match="sudah dicabut"):
        kalender.cabut_pengecualian(CENTRE, f.KAB, number, saat=SAAT)
    with pytest.raises(AccessDenied):
        kalender.cabut_pengecualian(CENTRE, 3218, number, saat=SAAT)
    assert acts() == ["kalender.beri", "kalender.cabut"]


def test_the_pengesahan_is_not_taken_from_under_verivali() -> None:
    first = give(Kegiatan.PENGESAHAN, date(2026, 12, 3))
    second = give(Kegiatan.VERIVALI, date(2026, 12, 2))
    with pytest.raises(RuleViolation, match="lebih dahulu"):
        kalender.cabut_pengecualian(CENTRE, f.KAB, first, saat=SAAT)
    kalender.cabut_pengecualian(CENTRE, f.KAB, second, saat=SAAT)
    kalender.cabut_pengecualian(CENTRE, f.KAB, first, saat=SAAT)


# Every write asks.


def _row(status: int) -> int:
    """A household of the open batch with that status."""
    with unit_of_work() as work:
        query = sa.select(verivali.c.ruta).where(
            verivali.c.kab == f.KAB,
            verivali.c.periode == f.PERIODE,
            verivali.c.program == 1,
            verivali.c.status == status,
        )
        return int(work.execute(query.limit(1)).scalar_one())


def test_each_write_of_verivali_is_taken_in_the_last_second_and_not_one_later() -> None:
    item = of_kab()
    fill = [Pengisian(_row(0), StaKeberadaan.TIDAK_DITEMUKAN, kyc_lengkap=False)]
    for wrong in (item.buka - SECOND, item.tutup_verivali + SECOND):
        for write in (
            lambda at: record_pengisian(OPERATOR, KEY, fill, now=at),
            lambda at: record_impor(SUPERVISOR, KEY, [_row(1)], now=at),
        ):
            with pytest.raises(RuleViolation, match="Verivali periode November 2026 dibuka"):
                write(wrong)
    for wrong in (item.buka - SECOND, item.tutup_pengesahan + SECOND):
        with pytest.raises(RuleViolation, match="Pengesahan periode November 2026 dibuka"):
            record_pemeriksaan(SUPERVISOR, KEY, [_row(2)], setujui=True, now=wrong)
    assert record_pengisian(OPERATOR, KEY, fill, now=item.tutup_verivali) == 1
    assert record_pemeriksaan(SUPERVISOR, KEY, [_row(2)], setujui=True, now=item.tutup_pengesahan) == 1
    give(Kegiatan.PENGESAHAN, date(2026, 12, 2))
    late = datetime(2026, 12, 2, 23, 59, 59, tzinfo=JAKARTA)
    assert record_pemeriksaan(SUPERVISOR, KEY, [_row(2)], setujui=True, now=late) == 1


def test_the_review_asks_in_sql_as_everybody_else_does() -> None:
    with unit_of_work() as work:
        f.clear(work)
        number = f.add_case(work, 1, f.homes(work, 1, kpm=False)[0], JenisUsulan.BSP)

    def open_at(moment: datetime) -> bool:
        with unit_of_work() as work:
            return read_keadaan(work, f.KAB, [number], moment)[number].dibuka

    end = datetime(2026, 11, 29, 23, 59, 59, tzinfo=JAKARTA)
    assert open_at(end)
    assert not open_at(end + SECOND)
    given = give(Kegiatan.PENGESAHAN, date(2026, 12, 2))
    give(Kegiatan.PENGESAHAN, date(2026, 12, 5), NEXT_KAB)
    assert open_at(datetime(2026, 12, 2, 23, 59, 59, tzinfo=JAKARTA))
    assert not open_at(datetime(2026, 12, 3, tzinfo=JAKARTA))
    kalender.cabut_pengecualian(CENTRE, f.KAB, given, saat=SAAT)
    assert not open_at(end + SECOND)


def test_a_decision_is_neither_made_nor_undone_after_the_pengesahan() -> None:
    with unit_of_work() as work:
        f.clear(work)
        homes = f.homes(work, 2, kpm=False)
        first, second = (f.add_case(work, n, home, JenisUsulan.BSP) for n, home in enumerate(homes, 1))
    end = datetime(2026, 11, 29, 23, 59, 59, tzinfo=JAKARTA)
    saat = datetime.now(UTC)

    def refuse(number: int, at: datetime) -> Any:
        return pemeriksaan.putuskan(
            SUPERVISOR, f.KAB, number, Keputusan.TOLAK, versi=f.SAAT, alasan="mampu", keterangan="Sudah mampu.",
            now=at, saat=saat,
        )  # fmt: skip

    act = refuse(first, end)
    with pytest.raises(RuleViolation):
        refuse(second, end + SECOND)
    with pytest.raises(RuleViolation, match="Pengesahan"):
        pemeriksaan.urungkan(SUPERVISOR, f.KAB, act.nomor, now=end + SECOND, saat=saat)
    pemeriksaan.urungkan(SUPERVISOR, f.KAB, act.nomor, now=end, saat=saat)


def test_visits_are_not_approved_together_after_the_pengesahan() -> None:
    end = datetime(2026, 11, 29, 23, 59, 59, tzinfo=JAKARTA)
    count = massal.rencanakan_tetap(SUPERVISOR, f.KAB, f.PROGRAM, f.PERIODE).jumlah
    assert count
    with pytest.raises(RuleViolation, match="Pengesahan"):
        massal.jalankan_tetap(
            SUPERVISOR, f.KAB, f.PROGRAM, f.PERIODE, jumlah=count, now=end + SECOND, saat=datetime.now(UTC)
        )
    massal.ubah_setelan(CENTRE, massal.SetelanPeriksa(batas_massal=10**5))
    act = massal.jalankan_tetap(SUPERVISOR, f.KAB, f.PROGRAM, f.PERIODE, jumlah=count, now=end, saat=datetime.now(UTC))
    assert act.state is StateTindakan.DIJALANKAN
    # The worker comes to it when the pengesahan has closed.
    with unit_of_work() as work:
        closed = sa.update(periode).where(periode.c.program == 1, periode.c.kode == f.PERIODE)
        work.execute(
            closed.values(
                tutup_verivali=datetime(2026, 11, 19, tzinfo=JAKARTA), tutup_pengesahan=NOW - timedelta(days=1)
            )
        )
    massal_kerja.kerjakan(f.KAB, act.nomor)
    with unit_of_work() as work:
        done = massal.store.read_act(work, f.KAB, act.nomor)
    assert done is not None
    assert (done.selesai, done.berhasil) == (count, 0)


def test_the_kuota_is_divided_to_the_last_second_of_the_pengesahan() -> None:
    end = datetime(2026, 11, 29, 23, 59, 59, tzinfo=JAKARTA)

    def divide(at: datetime) -> None:
        kuota_act.record_pembagian(SUPERVISOR, KEY, {1: 0}, {1: 1}, kuota_kab=0, now=at)

    with pytest.raises(RuleViolation, match="Pengesahan"):
        divide(end + SECOND)
    give(Kegiatan.PENGESAHAN, date(2026, 12, 2))
    for at in (end, end + SECOND):
        with pytest.raises((RuleViolation, InvalidInput)) as refused:
            divide(at)
        assert "Pengesahan" not in str(refused.value)


def test_the_night_leaves_a_kab_alone_that_has_more_time() -> None:
    with unit_of_work() as work:
        f.clear(work)
        f.add_case(work, 1, f.homes(work, 1, kpm=False)[0], JenisUsulan.PERBAIKAN)
    given = give(Kegiatan.PENGESAHAN, date(2026, 12, 2))
    night = datetime(2026, 11, 30, 0, 15, tzinfo=JAKARTA)
    assert tutup_periode(night, SAAT) == 0
    with unit_of_work() as work:
        assert [(item.program, item.kode) for item in list_berjalan(work, night)] == [(1, f.PERIODE)]
    assert tutup_periode(datetime(2026, 12, 3, 0, 15, tzinfo=JAKARTA), SAAT) == 1
    kalender.cabut_pengecualian(CENTRE, f.KAB, given, saat=SAAT)
    with unit_of_work() as work:
        assert list_berjalan(work, night) == []


# Opening.


DECEMBER = datetime(2026, 12, 1, tzinfo=JAKARTA)
NEW = BatchKey(f.KAB, 202612, 1)


def _prelist(program: int, kode: int) -> dict[int, int]:
    with current_engine().connect() as read:
        query = (
            sa.select(verivali.c.kab, sa.func.count())
            .where(verivali.c.program == program, verivali.c.periode == kode)
            .group_by(verivali.c.kab)
        )
        return dict(read.execute(query).all())


def _kpm() -> dict[int, int]:
    with current_engine().connect() as read:
        query = sa.select(rumah_tangga.c.kab, sa.func.count()).where(rumah_tangga.c.kpm_bsp)
        return dict(read.execute(query.group_by(rumah_tangga.c.kab)).all())


def test_a_periode_opens_with_its_first_second_and_not_one_earlier() -> None:
    assert kalender.buka_periode(DECEMBER - SECOND).kab == 0
    assert _prelist(1, 202612) == {}
    with unit_of_work() as work:
        assert 202612 not in [item.kode for item in list_periode(work)]
    done = kalender.buka_periode(DECEMBER)
    # BSP monthly; DTKS is gathered from the month after its last decree.
    assert _prelist(1, 202612) == _kpm()
    assert sum(_prelist(2, 202705).values()) == done.ruta - sum(_kpm().values())
    with unit_of_work() as work:
        assert {(int(item.program), item.kode) for item in list_periode(work)} >= {(1, 202612), (2, 202705)}
        for program, kode in ((1, 202612), (2, 202705)):
            assert rekap.compare_rekap(work, kode, program) == []
            assert rekap.stale_kab(work, kode, program) == []
            assert work.execute(
                sa.select(periode.c.disiapkan).where(periode.c.program == program, periode.c.kode == kode)
            ).scalar()
    assert kalender.buka_periode(DECEMBER) == kalender.Pembukaan()


def test_the_kuota_goes_along_and_its_kpm_are_counted_anew() -> None:
    with unit_of_work() as work:
        (home,) = f.homes(work, 1)
        work.execute(
            sa.update(rumah_tangga)
            .where(rumah_tangga.c.kab == f.KAB, rumah_tangga.c.id == home.id)
            .values(kpm_bsp=False)
        )
    kalender.buka_periode(DECEMBER)

    def rows(kode: int) -> dict[int, Any]:
        with current_engine().connect() as read:
            query = sa.select(kuota).where(kuota.c.kab == f.KAB, kuota.c.program == 1, kuota.c.periode == kode)
            return {row.desa: row for row in read.execute(query)}

    before, after = rows(f.PERIODE), rows(202612)
    assert {desa: row.kuota for desa, row in after.items()} == {desa: row.kuota for desa, row in before.items()}
    assert (after[0].dasar_sk, after[0].tahap) == (before[0].dasar_sk, before[0].tahap)
    assert after[0].awal == _kpm()[f.KAB] == sum(row.awal for desa, row in after.items() if desa)
    assert {row.disetujui for row in after.values()} == {0}


def test_a_smaller_kuota_decreed_ahead_is_divided_anew() -> None:
    with unit_of_work() as work:
        work.execute(sa.insert(kuota).values(periode=202612, program=1, desa=0, kab=f.KAB, kuota=1))
    kalender.buka_periode(DECEMBER)
    with current_engine().connect() as read:
        query = sa.select(kuota.c.desa, kuota.c.kuota).where(
            kuota.c.kab == f.KAB, kuota.c.program == 1, kuota.c.periode == 202612
        )
        places = dict(read.execute(query).all())
    assert places[0] == 1
    assert not any(count for desa, count in places.items() if desa)


def test_an_opening_that_was_interrupted_goes_on_and_no_kab_is_made_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    kalender.rencanakan(DECEMBER)
    real, seen = periode_store.prepare_kab, []

    def fails(connection: Any, key: BatchKey, moment: datetime) -> int | None:
        seen.append(key.kab)
        found = real(connection, key, moment)
        if key.kab == 3277 and len(seen) < 8:
            raise KeyError("power cut")
        return found

    monkeypatch.setattr(periode_store, "prepare_kab", fails)
    done = kalender.buka_periode(DECEMBER)
    assert done.gagal
    assert f.KAB not in _prelist(1, 202612)
    with unit_of_work() as work:
        # The kab that have theirs work already.
        assert 202612 in [item.kode for item in list_periode(work)]
        assert periode_store.due(work, DECEMBER)
    seen.extend(range(8))
    kalender.buka_periode(DECEMBER)
    assert _prelist(1, 202612) == _kpm()
    with unit_of_work() as work:
        assert periode_store.due(work, DECEMBER) == []
        assert work.execute(sa.select(sa.func.count()).select_from(persiapan)).scalar() == 10


def test_households_that_were_decreed_nonaktif_are_on_no_later_dtks_list(own_database: str) -> None:
    owner = make_engine(own_database, owner=True)
    with owner.begin() as work:
        row = work.execute(
            sa.select(verivali.c.ruta).where(
                verivali.c.kab == f.KAB, verivali.c.program == 2, verivali.c.periode == 202611
            )
        ).first()
        assert row is not None
        work.execute(sa.text("SET LOCAL session_replication_role = replica"))
        work.execute(
            sa.update(verivali)
            .where(
                verivali.c.kab == f.KAB,
                verivali.c.program == 2,
                verivali.c.periode == 202611,
                verivali.c.ruta == row.ruta,
            )
            .values(status=5, sta_keberadaan=4)
        )
        work.execute(
            sa.update(batch)
            .where(batch.c.kab == f.KAB, batch.c.program == 2, batch.c.periode == 202611)
            .values(state="ditetapkan")
        )
    owner.dispose()
    kalender.buka_periode(DECEMBER)
    with current_engine().connect() as read:
        listed = set(
            read.execute(
                sa.select(verivali.c.ruta).where(
                    verivali.c.kab == f.KAB, verivali.c.program == 2, verivali.c.periode == 202705
                )
            ).scalars()
        )
        home = read.execute(sa.select(sa.func.count()).where(rumah_tangga.c.kab == f.KAB)).scalar_one()
    assert row.ruta not in listed
    assert len(listed) == home - 1


def test_a_prelist_can_be_made_ahead_for_printing_and_is_not_written_on() -> None:
    with pytest.raises(RuleViolation, match="paling cepat 14 hari"):
        kalender.buka_periode_dini(CENTRE, 1, 202612, now=datetime(2026, 11, 16, 23, 59, 59, tzinfo=JAKARTA))
    with pytest.raises(RuleViolation, match="sudah ditutup"):
        kalender.buka_periode_dini(CENTRE, 1, 202610, now=NOW)
    done = kalender.buka_periode_dini(CENTRE, 1, 202612, now=NOW)
    assert done.ruta == sum(_kpm().values())
    with pytest.raises(RuleViolation, match="Verivali periode Desember 2026 dibuka"):
        record_pengisian(
            OPERATOR, NEW, [Pengisian(1, StaKeberadaan.TIDAK_DITEMUKAN, kyc_lengkap=False)], now=DECEMBER - SECOND
        )


def test_periode_are_planned_once_and_follow_the_decree_months() -> None:
    kalender.rencanakan(NOW)
    assert kalender.rencanakan(NOW) == 0

    def dtks() -> list[tuple[int, date]]:
        with unit_of_work() as work:
            found = list_jadwal(work, NOW, NOW + timedelta(days=300))
        return [(item.kode, item.first_day) for item in found if item.program == Program.DTKS]

    assert dtks() == [(202611, date(2026, 6, 1)), (202705, date(2026, 12, 1))]
    kalender.ubah_setelan(CENTRE, Setelan(bulan_dtks=(1, 4, 7, 10)), now=NOW)
    # What has begun stays; the next is gathered from where it ends.
    assert dtks() == [
        (202611, date(2026, 6, 1)), (202701, date(2026, 12, 1)), (202704, date(2027, 2, 1)), (202707, date(2027, 5, 1)),
    ]  # fmt: skip
    assert "kalender.setelan" in acts()


@pytest.mark.parametrize(
    "wrong",
    [
        Setelan(bulan_dtks=()), Setelan(bulan_dtks=(13,)), Setelan(bulan_dtks=(5, 5)), Setelan(hari_unduhan=0),
        Setelan(pemeriksa_mou=Role.BPS), Setelan(langkah_pendaftaran=("desa", "bulan")), Setelan(kali_unduhan=9999),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_refused(wrong: Setelan) -> None:
    with pytest.raises(InvalidInput):
        kalender.ubah_setelan(CENTRE, wrong, now=NOW)


# Addresses of calendar programs.


def test_an_address_answers_until_it_is_replaced_revoked_or_its_owner_goes() -> None:
    with unit_of_work() as work:
        from data_access.pengguna import find_by_username  # noqa: PLC0415

        found = find_by_username(work, "supervisor.cimahi")
    assert found is not None
    owner = found.actor

    def shows(number: int, wilayah: int = f.KAB) -> bool:
        with unit_of_work() as work:
            try:
                return kalender.wilayah_langganan(work, number, wilayah, demo=True) == wilayah
            except AccessDenied:
                return False

    first = kalender.langganan_of(owner, saat=SAAT).nomor
    assert shows(first)
    assert not shows(first, 3218)
    assert not shows(first, 0)
    second = kalender.langganan_of(owner, saat=SAAT).nomor
    assert (shows(first), shows(second)) == (False, True)
    with unit_of_work() as work:
        assert not work.execute(sa.text("SELECT 1 FROM langganan WHERE wilayah <> 3277")).all()
        work.execute(sa.text("UPDATE pengguna SET aktif = false WHERE id = :id"), {"id": owner.id})
    assert not shows(second)
    kalender.cabut_langganan(owner, saat=SAAT)
    assert not shows(second)
