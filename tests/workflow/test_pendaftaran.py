"""Citizens who register, and reports of ketidaklayakan: the chain desk by desk, and the cases they become."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from data_access import keterangan, rekap
from data_access.pendaftaran import list_pendaftaran, read_pendaftaran
from data_access.schema import (
    individu,
    lampiran,
    pendaftaran,
    pendaftaran_langkah,
    rumah_tangga,
    usulan,
    verivali,
)
from data_access.session import current_engine, make_engine, read_session, unit_of_work, use_engine
from domain import setelan
from domain.access import Actor, Role, Scope
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.pendaftaran import LANGKAH, MEJA, StatePendaftaran, baca_isian, langkah_berikut
from domain.setelan import Setelan
from tests.factories import HARI, KAB, NOW, PERIODE, PROGRAM, SAAT, clear, imported
from workflow import pemindahan
from workflow import pendaftaran as alur

DESA, NIK = 3277011001, "3277014505900001"
OPERATOR = Actor(31, "operator.melong", "Operator Melong", Role.OPERATOR_DESA, DESA)
DESKS = {
    "desa": OPERATOR,
    "kecamatan": Actor(32, "camat", "Camat", Role.OPERATOR_KECAMATAN, 327701),
    "kab": Actor(33, "walikota", "Wali Kota", Role.KEPALA_DAERAH, KAB),
    "provinsi": Actor(34, "gubernur", "Gubernur", Role.DINSOS_PROVINSI, 32),
    "menteri": Actor(35, "pusdatin", "Pusdatin", Role.PUSDATIN, 0),
}
SUPERVISOR = Actor(36, "supervisor", "Supervisor", Role.SUPERVISOR_KAB, KAB, totp=True)
NEIGHBOUR = Actor(37, "tetangga", "Supervisor Tetangga", Role.SUPERVISOR_KAB, 3218, totp=True)
# DTKS of November is open on this day.
FORM = {
    "nik": NIK, "no_kk": "3277010101100009", "nama": "Siti Rohmah", "tgl_lahir": "1990-05-05", "alamat": "Jl. Melati 3",
    "telepon": "0812 3456 7890", "alasan": "belum_terdata", "anggota": "4", "keterangan": "Buruh harian",
    "sta_bangunan": "2", "lantai": "6", "dinding": "1", "atap": "6", "sumber_airminum": "5", "sumber_penerangan": "1",
    "fasbab": "2",
}  # fmt: skip


def _paper() -> pemindahan.Dokumen:
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(picture, "PNG")
    return pemindahan.Dokumen("ktp.png", "image/png", picture.getvalue())


PAPERS = {"ktp": _paper(), "surat": _paper()}


@pytest.fixture
def register(own_database: str) -> list[Any]:
    """Households of the first desa that nobody has visited in the open periode; no case waits."""
    r = rumah_tangga
    with unit_of_work() as work:
        clear(work)
        query = (
            sa.select(r)
            .join(verivali, sa.and_(verivali.c.kab == r.c.kab, verivali.c.ruta == r.c.id))
            .where(r.c.kab == KAB, r.c.desa == DESA, verivali.c.periode == PERIODE, verivali.c.program == PROGRAM)
            .order_by(r.c.id)
            .limit(12)
        )
        homes = list(work.execute(query).all())
        work.execute(
            sa.update(verivali)
            .where(verivali.c.kab == KAB, verivali.c.ruta.in_([home.id for home in homes]),
                   verivali.c.periode == PERIODE)
            .values(status=0, sta_keberadaan=None, kyc_lengkap=False, tgl_diisi=None, tgl_terimpor=None,
                    tgl_diperiksa=None, tgl_final=None)
        )  # fmt: skip
        for program in (1, 2):
            rekap.recompute_rekap(work, PERIODE, program, KAB)
            rekap.rebuild_riwayat(work, PERIODE, program, KAB)
    return homes


def register_citizen(actor: Actor = OPERATOR, **other: str) -> int:
    return alur.catat(actor, DESA, baca_isian(FORM | other, HARI), PAPERS, saat=SAAT)


def forward(actor: Actor, number: int) -> int | None:
    return alur.teruskan(actor, KAB, number, now=NOW, saat=SAAT)


def read(number: int) -> Any:
    with read_session() as connection:
        found = read_pendaftaran(connection, Scope(0), KAB, number)
    assert found is not None
    return found


def set_chain(*steps: str) -> None:
    with unit_of_work() as work:
        keterangan.store(work, setelan.KUNCI, Setelan(langkah_pendaftaran=steps).as_json())


def test_a_citizen_goes_up_the_chain_and_becomes_a_case_with_papers(register: list[Any]) -> None:
    number = register_citizen()
    for desk, actor in DESKS.items():
        assert read(number).langkah == desk
        case = forward(actor, number)
    done = read(number)
    assert (done.state, done.langkah, done.usulan) == (StatePendaftaran.DITERUSKAN, None, case)
    with current_engine().connect() as look:
        row = look.execute(sa.select(usulan).where(usulan.c.kab == KAB, usulan.c.id == case)).one()
        papers = look.execute(sa.select(lampiran.c.jenis).where(lampiran.c.idbdt == row.idbdt)).scalars().all()
        steps = look.execute(
            sa.select(pendaftaran_langkah.c.langkah, pendaftaran_langkah.c.keputusan)
            .where(pendaftaran_langkah.c.pendaftaran == number).order_by(pendaftaran_langkah.c.urut)
        ).all()  # fmt: skip
    assert (row.jenis, row.status, row.desa, row.ruta, row.program) == (2, 1, DESA, None, 2)
    assert row.isi["rumah"]["lantai"] == 6
    assert row.isi["anggota_baru"][0]["nik"] == NIK
    assert f"nomor {number}" in row.isi["keterangan"]
    assert papers == ["ktp"]
    assert [tuple(step) for step in steps] == [("pencatat", "kirim"), *((desk, "teruskan") for desk in DESKS)]


def test_a_shorter_chain_ends_sooner_and_a_dropped_desk_is_passed_over(register: list[Any]) -> None:
    set_chain("desa", "kab")
    number = register_citizen()
    assert forward(DESKS["desa"], number) is None
    assert read(number).langkah == "kab"
    set_chain("desa", "provinsi")
    # It waits where it was; from there the next desk of the new chain is asked.
    forward(DESKS["kab"], number)
    assert read(number).langkah == "provinsi"
    assert forward(DESKS["provinsi"], number) is not None
    assert langkah_berikut((), None) is None


def test_what_is_sent_back_returns_to_the_desk_that_asked(register: list[Any]) -> None:
    number = register_citizen()
    forward(DESKS["desa"], number)
    alur.kembalikan(DESKS["kecamatan"], KAB, number, "Alamat belum lengkap", saat=SAAT)
    assert (read(number).state, read(number).langkah) == (StatePendaftaran.DIKEMBALIKAN, "pencatat")
    with pytest.raises(InvalidInput, match="NIK tidak dapat diganti"):
        alur.kirim(OPERATOR, KAB, number, baca_isian(FORM | {"nik": "3277014505900002"}, HARI), {}, saat=SAAT)
    alur.kirim(OPERATOR, KAB, number, baca_isian(FORM | {"alamat": "Jl. Melati 3 RT 02"}, HARI), {}, saat=SAAT)
    assert (read(number).langkah, read(number).isi["alamat"]) == ("kecamatan", "Jl. Melati 3 RT 02")
    alur.tolak(DESKS["kecamatan"], KAB, number, "Bukan warga sini", saat=SAAT)
    assert (read(number).state, read(number).langkah) == (StatePendaftaran.DITOLAK, None)
    with pytest.raises(RuleViolation):
        forward(DESKS["kecamatan"], number)
    # Refused is over: the citizen may ask again.
    assert register_citizen() > number


def test_who_is_in_the_register_is_told_at_once(register: list[Any]) -> None:
    with unit_of_work() as work:
        of = sa.and_(individu.c.kab == KAB, individu.c.ruta == register[0].id)
        member = work.execute(sa.select(sa.func.min(individu.c.id)).where(of)).scalar_one()
        work.execute(sa.update(individu).where(individu.c.kab == KAB, individu.c.id == member).values(nik=int(NIK)))
    with pytest.raises(RuleViolation, match="sudah ada dalam register di wilayah Anda"):
        register_citizen()
    with unit_of_work() as work:
        work.execute(sa.update(individu).where(individu.c.kab == KAB, individu.c.id == member).values(nik=None))
    register_citizen()
    with pytest.raises(RuleViolation, match="sedang berjalan"):
        register_citizen(SUPERVISOR)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"nik": "327701450590000"}, "NIK tidak sah"),
        ({"nik": "3277010000000000"}, "NIK tidak sah"),
        ({"tgl_lahir": "1991-05-05"}, "tidak sesuai NIK"),
        ({"tgl_lahir": "kemarin"}, "tanggal lahir"),
        ({"no_kk": "123"}, "Nomor KK"),
        ({"nama": "<b>x</b>"}, "nama lengkap"),
        ({"alamat": "x"}, "alamat"),
        ({"telepon": "telepon saya"}, "telepon"),
        ({"anggota": "0"}, "jumlah anggota"),
        ({"lantai": "11"}, "Lantai"),
        ({"alasan": "iseng"}, "alasan"),
        ({"keterangan": "NIK 3277014505900001"}, "Jangan menulis NIK"),
    ],
)
def test_a_form_says_which_field_is_wrong(change: dict[str, str], why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        baca_isian(FORM | change, HARI)


_ROLE_WILAYAH = {
    Role.OPERATOR_DESA: (DESA, 3218012001),
    Role.OPERATOR_KECAMATAN: (327701, 321801),
    Role.DINSOS_PROVINSI: (32, 33),
    **dict.fromkeys((Role.OPERATOR_KAB, Role.SUPERVISOR_KAB, Role.KEPALA_DINAS, Role.KEPALA_DAERAH), (KAB, 3218)),
    **dict.fromkeys((Role.BPS, Role.PIMPINAN, Role.AUDITOR), (KAB, 3218)),
    **dict.fromkeys((Role.PUSDATIN, Role.PFM, Role.MENTERI), (0, None)),
}


def take(actor: Actor, kode: str, number: int, home: Any, now: Any = NOW) -> None:
    acts: dict[str, Callable[[], object]] = {
        "catat": lambda: register_citizen(actor, nik=f"32770145059{actor.id:05d}"),
        "lapor": lambda: alur.lapor(actor, KAB, home.id, "mampu", "Punya dua mobil", PAPERS, now=now, saat=SAAT),
        "teruskan": lambda: alur.teruskan(actor, KAB, number, now=now, saat=SAAT),
        "kembalikan": lambda: alur.kembalikan(actor, KAB, number, "Belum lengkap", saat=SAAT),
        "tolak": lambda: alur.tolak(actor, KAB, number, "Bukan warga sini", saat=SAAT),
        "kirim": lambda: alur.kirim(actor, KAB, number, baca_isian(FORM, HARI), {}, saat=SAAT),
    }
    acts[kode]()


def put(number: int, state: str, langkah: str | None) -> None:
    with unit_of_work() as work:
        of = sa.and_(pendaftaran.c.kab == KAB, pendaftaran.c.id == number)
        work.execute(sa.update(pendaftaran).where(of).values(state=state, langkah=langkah))


def test_every_step_by_every_role_in_and_out_of_its_wilayah_on_any_day(register: list[Any]) -> None:
    number, homes, years = register_citizen(), iter(register), NOW + timedelta(days=900)
    asked = 60
    for step in (step for step in LANGKAH if step.izin is not None):
        for role in Role:
            for inside, wilayah in zip((True, False), _ROLE_WILAYAH[role], strict=True):
                if wilayah is None:
                    continue
                asked += 1
                actor = Actor(asked, "uji", "Uji", role, wilayah, totp=True)
                desk = next((code for code, meja in MEJA.items() if meja.peran is role), "desa")
                put(number, str(next(iter(step.dari), "berjalan")), "pencatat" if step.kode == "kirim" else desk)
                home = next(homes) if step.kode == "lapor" and inside and actor.may(step.izin) else register[-1]
                # An expired calendar stands in the way of nothing: what no periode can carry waits for one.
                if inside and actor.may(step.izin):
                    take(actor, step.kode, number, home, years)
                    if step.kode in ("kembalikan", "tolak", "kirim"):
                        assert read(number).state == step.ke
                else:
                    with pytest.raises(AccessDenied):
                        take(actor, step.kode, number, home, years)


def test_only_the_desk_it_waits_for_may_move_it(register: list[Any]) -> None:
    number = register_citizen()
    for desk in MEJA:
        put(number, "berjalan", desk)
        for other, actor in DESKS.items():
            if other != desk:
                for kode in ("teruskan", "kembalikan", "tolak"):
                    with pytest.raises(AccessDenied):
                        take(actor, kode, number, register[0])
    put(number, "berjalan", "periode")
    with pytest.raises(AccessDenied):
        forward(DESKS["menteri"], number)


def test_the_next_kab_sees_nothing(register: list[Any]) -> None:
    number = register_citizen()
    with read_session() as connection:
        assert read_pendaftaran(connection, Scope(3218), KAB, number) is None
        assert list_pendaftaran(connection, Scope(3218)) == ([], None)
        assert len(list_pendaftaran(connection, Scope(DESA))[0]) == 1
        assert list_pendaftaran(connection, Scope(3277011002))[0] == []
    with pytest.raises(AccessDenied):
        alur.lapor(NEIGHBOUR, KAB, register[0].id, "mampu", "Punya dua mobil", PAPERS, now=NOW, saat=SAAT)
    with pytest.raises(AccessDenied):
        alur.catat(NEIGHBOUR, DESA, baca_isian(FORM, HARI), {}, saat=SAAT)


def drift() -> list[Any]:
    with current_engine().connect() as look:
        return [item for program in (1, 2) for item in rekap.compare_rekap(look, PERIODE, program, KAB)]


def report(home: Any, alasan: str = "mampu", now: Any = NOW) -> tuple[int, int | None]:
    return alur.lapor(OPERATOR, KAB, home.id, alasan, "Punya dua mobil dan toko", PAPERS, now=now, saat=SAAT)


@pytest.mark.parametrize(("alasan", "sta"), [("mampu", 4), ("ganda", 5), ("meninggal", 3), ("pindah", 3)])
def test_a_report_becomes_a_case_on_its_verivali_row(register: list[Any], alasan: str, sta: int) -> None:
    number, case = report(register[0], alasan)
    assert read(number).usulan == case
    with current_engine().connect() as look:
        row = look.execute(sa.select(usulan).where(usulan.c.kab == KAB, usulan.c.id == case)).one()
        found = look.execute(
            sa.select(verivali.c.status, verivali.c.sta_keberadaan).where(
                verivali.c.kab == KAB, verivali.c.ruta == register[0].id, verivali.c.periode == row.periode,
                verivali.c.program == row.program)
        ).one()  # fmt: skip
    assert (row.jenis, row.status, row.isi["kunjungan"]["sta"]) == (4, 1, sta)
    assert tuple(found) == (2, sta)
    assert drift() == []


def test_a_household_is_reported_once(register: list[Any]) -> None:
    report(register[0])
    with pytest.raises(RuleViolation, match="sudah dilaporkan"):
        report(register[0])


def test_a_report_waits_for_a_row_that_can_carry_it(register: list[Any]) -> None:
    home = register[0]
    with unit_of_work() as work:
        imported(work, home, 1)
        # Approved in both programmes.
        of = sa.and_(verivali.c.kab == KAB, verivali.c.ruta == home.id, verivali.c.periode == PERIODE)
        work.execute(
            sa.update(verivali).where(of).values(status=3, sta_keberadaan=1, tgl_diisi=HARI, tgl_terimpor=HARI)
        )
        for program in (1, 2):
            rekap.recompute_rekap(work, PERIODE, program, KAB)
    number, case = report(home)
    assert case is None
    assert read(number).langkah == "periode"
    with pytest.raises(RuleViolation, match="sudah dilaporkan"):
        report(home)
    assert alur.lanjutkan(now=NOW, saat=SAAT) == 0
    with unit_of_work() as work:
        work.execute(sa.update(verivali).where(of).values(status=4))
        for program in (1, 2):
            rekap.recompute_rekap(work, PERIODE, program, KAB)
    assert alur.lanjutkan(now=NOW, saat=SAAT) == 1
    assert read(number).state is StatePendaftaran.DITERUSKAN
    assert drift() == []
    assert alur.lanjutkan(now=NOW, saat=SAAT) == 0


def test_nothing_is_written_into_a_periode_that_is_over(register: list[Any]) -> None:
    number, case = report(register[0], now=NOW + timedelta(days=900))
    assert (case, read(number).langkah) == (None, "periode")
    with current_engine().connect() as look:
        query = sa.select(sa.func.count()).where(usulan.c.kab == KAB, usulan.c.ruta == register[0].id)
        assert look.execute(query.where(usulan.c.jenis == 4)).scalar_one() == 0


def test_of_eight_reports_at_one_moment_one_stands(register: list[Any], own_database: str) -> None:
    engine, gate, refused = current_engine(), threading.Barrier(8), []
    use_engine(wide := make_engine(own_database, pool_size=8))

    def run() -> None:
        gate.wait()
        try:
            report(register[0])
        except RuleViolation as error:
            refused.append(error)

    threads = [threading.Thread(target=run) for _ in range(8)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        use_engine(engine)
        wide.dispose()
    with current_engine().connect() as look:
        query = sa.select(sa.func.count()).where(usulan.c.kab == KAB, usulan.c.ruta == register[0].id)
        assert look.execute(query).scalar_one() == 1
    assert len(refused) == 7
    assert drift() == []
