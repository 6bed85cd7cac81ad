"""A file goes its whole way: checked, agreed to, written, taken back; and what is refused whole says why."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from impor_alur import (
    KAB,
    NOW,
    PERIODE,
    actor,
    baris,
    ganti,
    isi,
    isi_basis_data,
    kerja,
    kirim,
    manifes,
    masukkan,
    menyimpang,
    prelist,
    salin,
)

from data_access import impor_store as store
from data_access.schema import (
    STAGED,
    audit,
    impor,
    impor_galat,
    impor_hasil,
    kunci_siks,
    lampiran,
    periode,
    usulan,
    verivali,
)
from data_access.session import current_engine, unit_of_work
from data_access.verivali_store import BatchKey
from domain.access import Actor, Role
from domain.errors import AccessDenied, RuleViolation
from domain.impor import Galat, Sebab, StateImpor, penolakan_kata
from domain.kalender import JAKARTA, Program
from domain.usulan import JenisUsulan
from exchange.manifes import render_manifest, render_penutup
from exchange.siks import read_kunci
from tests.workflow.finalisasi_alur import make_ready, set_state
from workflow import impor as alur
from workflow import impor_kerja, kalender
from workflow.finalisasi import record_finalisasi
from workflow.impor import use_gudang
from workflow.impor_gudang import gudang
from workflow.verivali import record_pemeriksaan

KEY = BatchKey(KAB, PERIODE, int(Program.BSP))
DONE = (StateImpor.SELESAI, StateImpor.SELESAI_SEBAGIAN)


@pytest.fixture(autouse=True)
def _folder(own_database: str, tmp_path: Path) -> None:
    use_gudang(tmp_path / "impor", tmp_path / "geo")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The prelist of the whole kota."""
    return prelist(tmp_path, KAB)


def staged() -> int:
    with current_engine().connect() as read:
        return sum(
            read.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in STAGED.values()
        )


def hasil(nomor: int, bagian: str = "verivali") -> dict[str, int]:
    return {name: count for name, count in baris(nomor)["ringkasan"][bagian].items() if count}


def imported(nomor: int) -> list[int]:
    with current_engine().connect() as read:
        return list(read.execute(sa.select(verivali.c.ruta).where(verivali.c.impor == nomor)).scalars())


def test_a_file_is_checked_agreed_to_written_and_taken_back(own_database: str, source: Path) -> None:
    path, report = isi(source)
    before = isi_basis_data()
    nomor = kirim(path)
    kerja(own_database)
    ready = baris(nomor)
    assert ready["state"] == StateImpor.SIAP, (ready["galat"], ready["galat_isi"])
    assert ready["manifes"]["operator"] == "operator.melong"
    assert isi_basis_data() == before

    alur.setujui(actor(), nomor, now=NOW)
    kerja(own_database)
    assert baris(nomor)["state"] in DONE
    wrote = hasil(nomor).get("baru", 0) + hasil(nomor).get("berubah", 0)
    assert 0 < wrote <= report.ruta
    assert len(imported(nomor)) == wrote
    assert menyimpang() == []
    assert staged() == 0
    after = isi_basis_data()
    assert all(after[name] != before[name] for name in ("verivali", "usulan", "lampiran", "musdes"))

    alur.tarik(actor(), nomor, now=NOW + timedelta(days=1))
    assert baris(nomor)["state"] == StateImpor.DITARIK
    assert isi_basis_data() == before
    assert menyimpang() == []
    with current_engine().connect() as read:
        acts = read.execute(
            sa.select(audit.c.aksi).where(audit.c.aksi.like("impor.%")).order_by(audit.c.urut)
        ).scalars()
        assert list(acts) == ["impor.unggah", "impor.setujui", "impor.proses", "impor.tarik"]
    again = masukkan(own_database, path)
    assert again != nomor
    assert len(imported(again)) == wrote


def test_the_same_rows_in_another_file_change_nothing_and_the_file_says_so(own_database: str, source: Path) -> None:
    path, _ = isi(source)
    masukkan(own_database, path)
    before = isi_basis_data()
    nomor = masukkan(own_database, salin(path, source, "lain.siks", perangkat="laptop kedua"))
    again = baris(nomor)
    assert (again["state"], again["ringkasan"]["tidak_berubah"]) == (StateImpor.SELESAI, True)
    assert hasil(nomor)["tetap"] > 0
    assert set(hasil(nomor)) <= {"tetap", "ditahan"}
    assert isi_basis_data() == before
    assert staged() == 0


def test_an_older_file_after_a_newer_one_is_held_and_overwrites_nothing(own_database: str, source: Path) -> None:
    newer, _ = isi(source, "baru.siks", porsi=1.0)
    older, _ = isi(source, "lama.siks", porsi=1.0, benih=2, now=NOW - timedelta(days=20))
    first = masukkan(own_database, newer)
    before = imported(first)
    second = masukkan(own_database, older)
    assert hasil(second)["ditahan"] >= len(before)
    assert set(imported(first)) == set(before)
    assert baris(second)["state"] in (StateImpor.SELESAI_SEBAGIAN, StateImpor.SIAP)
    assert menyimpang() == []


def test_what_was_refused_or_held_makes_an_import_partly_done(own_database: str, source: Path) -> None:
    path, report = isi(source, galat=0.5)
    nomor = masukkan(own_database, path)
    assert report.galat
    assert hasil(nomor)["ditolak"] > 0
    assert baris(nomor)["state"] == StateImpor.SELESAI_SEBAGIAN
    with current_engine().connect() as read:
        refused = sa.select(impor_hasil.c.ruta).where(
            impor_hasil.c.impor == nomor, impor_hasil.c.hasil == "ditolak", impor_hasil.c.untuk == "verivali"
        )
        query = sa.select(sa.func.count()).where(verivali.c.impor == nomor, verivali.c.ruta.in_(refused))
        assert read.execute(query).scalar_one() == 0
    assert menyimpang() == []


def test_a_reviewed_row_or_a_newer_file_keeps_an_import_from_being_taken_back(own_database: str, source: Path) -> None:
    path, _ = isi(source, porsi=1.0)
    first = masukkan(own_database, path)
    newer, _ = isi(source, "baru.siks", porsi=1.0, benih=9, now=NOW + timedelta(hours=1))
    second = masukkan(own_database, newer)
    assert hasil(second)["berubah"] > 0, hasil(second)
    with pytest.raises(RuleViolation, match="lebih baru"):
        alur.tarik(actor(), first, now=NOW)
    one = imported(second)[:1]
    record_pemeriksaan(actor(), KEY, one, setujui=True, now=NOW)
    with pytest.raises(RuleViolation, match="sudah diperiksa"):
        alur.tarik(actor(), second, now=NOW)
    assert one[0] in imported(second)


def _signed(source: Path, path: Path, nama: str, change: Callable[..., object]) -> Path:
    """The same parts under a manifest that was changed and signed anew."""
    manifest, kunci = manifes(path, source), read_kunci(source)
    content = render_manifest(change(manifest), None)
    path = ganti(path, nama, "manifest.json", lambda _old: content)
    return ganti(path, f"b-{nama}", "penutup.json", lambda _old: render_penutup(manifest, kunci.sign(content)))


def _more_rows(manifest):
    parts = dict(manifest.bagian)
    parts["verivali"] = parts["verivali"]._replace(baris=parts["verivali"].baris + 1)
    return replace(manifest, bagian=parts)


def _version(data: bytes) -> bytes:
    return json.dumps(json.loads(data) | {"versi": "9.0"}).encode()


REFUSED: dict[Galat, Callable[[Path, Path], Path]] = {
    Galat.BUKAN_HASIL: lambda source, path: source,
    Galat.RUSAK: lambda source, path: ganti(path, "x.siks", "individu.csv", lambda data: data.replace(b",", b";", 1)),
    Galat.TANDA_TANGAN: lambda source, path: ganti(path, "x.siks", "manifest.json", lambda data: data + b" "),
    Galat.VERSI: lambda source, path: ganti(path, "x.siks", "penutup.json", _version),
    Galat.JUMLAH: lambda source, path: _signed(source, path, "x.siks", _more_rows),
    Galat.BOM: lambda source, path: ganti(path, "x.siks", "individu.csv", lambda data: bytes(200_000_000)),
    Galat.PERIODE_LAIN: lambda source, path: salin(path, source, "x.siks", periode=203101),
}


@pytest.mark.parametrize("galat", REFUSED, ids=str)
def test_a_file_that_is_refused_whole_says_why_and_changes_nothing(
    own_database: str, source: Path, galat: Galat
) -> None:
    path, _ = isi(source, porsi=0.1)
    before = isi_basis_data()
    nomor = masukkan(own_database, REFUSED[galat](source, path))
    refused = baris(nomor)
    assert (refused["state"], refused["galat"]) == (StateImpor.GAGAL, galat)
    assert all(penolakan_kata(galat, refused["galat_isi"]))
    assert isi_basis_data() == before
    assert staged() == 0
    assert gudang().whole(KAB, nomor).exists()


def test_a_file_cut_short_and_one_that_is_something_else_are_told_apart(own_database: str, source: Path) -> None:
    path, _ = isi(source, porsi=0.1)
    cut, other = path.with_name("potong.siks"), path.with_name("lain.siks")
    cut.write_bytes(path.read_bytes()[:-2000])
    other.write_bytes(b"%PDF-1.4 bukan siks" * 100)
    assert baris(masukkan(own_database, cut))["galat"] == Galat.TERPOTONG
    assert baris(masukkan(own_database, other))["galat"] == Galat.BUKAN_SIKS


def test_a_file_of_another_kab_names_that_kab(own_database: str, tmp_path: Path) -> None:
    path, _ = isi(prelist(tmp_path, 3218, "tetangga.siks"), porsi=0.05)
    refused = baris(masukkan(own_database, path))
    assert refused["galat"] == Galat.KAB_LAIN
    assert "Pangandaran" in refused["galat_isi"]["wilayah"]


def test_a_key_that_was_withdrawn_refuses_a_file_until_it_is_given_out_again(own_database: str, source: Path) -> None:
    path, _ = isi(source, porsi=0.1)
    with unit_of_work() as work:
        work.execute(sa.update(kunci_siks).values(dicabut=NOW))
    nomor = masukkan(own_database, path)
    assert baris(nomor)["galat"] == Galat.KUNCI
    with unit_of_work() as work:
        work.execute(sa.update(kunci_siks).values(dicabut=None))
    assert alur.ulangi(actor(), nomor, now=NOW).state is StateImpor.DIUNGGAH
    kerja(own_database)
    assert (baris(nomor)["state"], baris(nomor)["galat"]) == (StateImpor.SIAP, None)


def test_a_finalised_kab_takes_no_file_not_even_one_that_was_agreed_to_before(own_database: str, source: Path) -> None:
    path, _ = isi(source, porsi=0.1)
    nomor = kirim(path)
    kerja(own_database)
    alur.setujui(actor(), nomor, now=NOW)
    set_state(own_database, "difinalisasi")
    before = isi_basis_data()
    kerja(own_database)
    assert (baris(nomor)["state"], baris(nomor)["galat"]) == (StateImpor.GAGAL, Galat.DIFINALISASI)
    alur.ulangi(actor(), nomor, now=NOW)
    kerja(own_database)
    assert baris(nomor)["galat"] == Galat.DIFINALISASI
    assert isi_basis_data() == before
    assert staged() == 0


def test_a_file_that_arrived_after_its_periode_closed_is_refused_and_one_that_waited_for_the_worker_is_not(
    own_database: str, source: Path
) -> None:
    in_time, late = (kirim(isi(source, f"{n}.siks", porsi=0.1, benih=n)[0]) for n in (1, 2))
    with unit_of_work() as work:
        closing = sa.update(periode).where(periode.c.program == 1, periode.c.kode == PERIODE)
        work.execute(closing.values(tutup_verivali=NOW))
        work.execute(sa.update(impor).where(impor.c.id == late).values(diunggah=NOW + timedelta(seconds=1)))
    kerja(own_database)
    assert baris(in_time)["state"] == StateImpor.SIAP
    refused = baris(late)
    assert (refused["state"], refused["galat"]) == (StateImpor.GAGAL, Galat.PERIODE_TUTUP)
    assert "1 November 2026 sampai 21 November 2026" in penolakan_kata(Galat.PERIODE_TUTUP, refused["galat_isi"])[0]


def test_usulan_outside_their_days_are_held_while_the_verivali_goes_in_and_are_taken_when_the_days_come(
    own_database: str, source: Path
) -> None:
    nomor = kirim(isi(source)[0])
    early = datetime(2026, 11, 14, 23, 59, 59, tzinfo=JAKARTA)
    with unit_of_work() as work:
        work.execute(sa.update(impor).where(impor.c.id == nomor).values(diunggah=early))
    kerja(own_database)
    assert (hasil(nomor, "usulan").keys(), "baru" in hasil(nomor)) == ({"ditahan"}, True)
    with current_engine().connect() as read:
        query = sa.select(impor_hasil.c.sebab).where(impor_hasil.c.impor == nomor, impor_hasil.c.untuk != "verivali")
        assert set(read.execute(query).scalars()) == {Sebab.USULAN_TUTUP}
    # Agreed to with the first second of the span, it is compared anew and the proposals are taken.
    alur.setujui(actor(), nomor, now=early + timedelta(seconds=1))
    kerja(own_database)
    assert baris(nomor)["state"] in DONE
    assert hasil(nomor, "usulan").get("baru")
    with current_engine().connect() as read:
        made = sa.select(sa.func.count()).where(
            usulan.c.impor == nomor, usulan.c.jenis.in_([JenisUsulan.BSP, JenisUsulan.DTKS_BARU])
        )
        assert read.execute(made).scalar_one() == hasil(nomor, "usulan")["baru"]


def test_only_usulan_are_taken_where_a_kab_has_more_time_for_them_alone(own_database: str, source: Path) -> None:
    late = datetime(2026, 11, 26, tzinfo=JAKARTA)
    centre = Actor(1, "pusdatin", "Pusdatin", Role.PUSDATIN)
    kalender.beri_pengecualian(
        centre, KEY, "usulan", date(2026, 11, 27), "Jaringan putus tiga hari.", now=NOW, saat=NOW
    )
    nomor = kirim(isi(source)[0])
    with unit_of_work() as work:
        work.execute(sa.update(impor).where(impor.c.id == nomor).values(diunggah=late))
    kerja(own_database)
    assert hasil(nomor).keys() == {"ditahan"}
    assert hasil(nomor, "usulan").get("baru")
    with pytest.raises(RuleViolation, match="Verivali periode November 2026 dibuka"):
        alur.setujui(actor(), nomor, now=datetime(2026, 11, 28, tzinfo=JAKARTA))
    alur.setujui(actor(), nomor, now=late)
    kerja(own_database)
    assert imported(nomor) == []
    with pytest.raises(RuleViolation, match="Pengesahan periode November 2026 dibuka"):
        alur.tarik(actor(), nomor, now=datetime(2026, 11, 30, tzinfo=JAKARTA))
    alur.tarik(actor(), nomor, now=datetime(2026, 11, 29, 23, 59, 59, tzinfo=JAKARTA))


def test_nobody_agrees_to_a_file_when_its_periode_is_over(own_database: str, source: Path) -> None:
    nomor = kirim(isi(source, porsi=0.1)[0])
    kerja(own_database)
    with pytest.raises(RuleViolation, match=r"dibuka 01-11-2026 00\.00 sampai 25-11-2026"):
        alur.setujui(actor(), nomor, now=NOW + timedelta(days=5))
    assert baris(nomor)["state"] == StateImpor.SIAP


def test_bytes_that_are_gone_refuse_the_file_cleanly(own_database: str, source: Path) -> None:
    nomor = kirim(isi(source, porsi=0.1)[0])
    gudang().remove(KAB, nomor)
    kerja(own_database)
    assert baris(nomor)["galat"] == Galat.HILANG


def test_a_checked_file_that_is_discarded_leaves_nothing_behind(own_database: str, source: Path) -> None:
    before = isi_basis_data()
    nomor = kirim(isi(source, porsi=0.1)[0])
    kerja(own_database)
    assert staged() > 0
    alur.batalkan(actor(), nomor, now=NOW)
    with current_engine().connect() as read:
        for table in (impor_hasil, impor_galat):
            assert read.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0
    assert staged() == 0
    assert isi_basis_data() == before
    assert list(gudang().berkas()) == []


def test_the_neighbour_neither_agrees_to_nor_takes_back_an_import(own_database: str, source: Path) -> None:
    nomor = kirim(isi(source, porsi=0.1)[0])
    kerja(own_database)
    neighbour = actor("supervisor.pangandaran")
    with pytest.raises(AccessDenied):
        alur.setujui(neighbour, nomor, now=NOW)
    alur.setujui(actor(), nomor, now=NOW)
    kerja(own_database)
    with pytest.raises(AccessDenied):
        alur.tarik(neighbour, nomor, now=NOW)
    assert baris(nomor)["state"] in DONE


def test_rows_beside_the_register_that_a_crash_emptied_are_read_again(own_database: str, source: Path) -> None:
    path, _ = isi(source, porsi=0.2)
    nomor = kirim(path)
    kerja(own_database)
    with unit_of_work() as work:
        store.clear_staged(work, KAB, nomor)
    alur.setujui(actor(), nomor, now=NOW)
    kerja(own_database)
    assert baris(nomor)["state"] in DONE
    with current_engine().connect() as read:
        assert read.execute(sa.select(sa.func.count()).where(lampiran.c.impor == nomor)).scalar_one() > 0


def test_what_was_reviewed_between_check_and_agreement_is_compared_again(own_database: str, source: Path) -> None:
    path, _ = isi(source, porsi=1.0)
    first = masukkan(own_database, path)
    newer, _ = isi(source, "baru.siks", porsi=1.0, benih=9, now=NOW + timedelta(hours=1))
    nomor = kirim(newer)
    kerja(own_database)
    before = hasil(nomor)
    with current_engine().connect() as read:
        waiting = sa.select(impor_hasil.c.ruta).where(impor_hasil.c.impor == nomor, impor_hasil.c.hasil == "berubah")
        reviewed = list(read.execute(waiting.where(impor_hasil.c.untuk == "verivali").limit(5)).scalars())
    record_pemeriksaan(actor(), KEY, reviewed, setujui=True, now=NOW)
    alur.setujui(actor(), nomor, now=NOW)
    kerja(own_database)
    assert baris(nomor)["state"] == StateImpor.SELESAI_SEBAGIAN
    assert hasil(nomor)["ditahan"] == before.get("ditahan", 0) + 5
    assert set(reviewed) <= set(imported(first))
    assert menyimpang() == []


def test_a_file_that_no_worker_survives_is_given_up(
    own_database: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nomor = kirim(isi(source, porsi=0.1)[0])
    monkeypatch.setattr(impor_kerja, "check_siks", _killed)
    for _ in range(impor_kerja.MOST_TRIES):
        with pytest.raises(KeyboardInterrupt):
            impor_kerja.periksa(KAB, nomor)
        assert baris(nomor)["state"] == StateImpor.DIPERIKSA
    impor_kerja.periksa(KAB, nomor)
    assert (baris(nomor)["state"], baris(nomor)["galat"]) == (StateImpor.GAGAL, Galat.TERHENTI)


def _killed(*_args: object) -> None:
    raise KeyboardInterrupt


def test_a_fault_of_the_portal_is_told_as_such_and_may_be_tried_again(
    own_database: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nomor = kirim(isi(source, porsi=0.1)[0])
    with monkeypatch.context() as broken:
        broken.setattr(impor_kerja, "stage", lambda *_args, **_how: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            impor_kerja.periksa(KAB, nomor)
    assert baris(nomor)["galat"] == Galat.TERHENTI
    alur.ulangi(actor(), nomor, now=NOW)
    kerja(own_database)
    assert baris(nomor)["state"] == StateImpor.SIAP


def test_files_that_no_job_is_left_for_are_taken_up_again(own_database: str, source: Path) -> None:
    nomor = kirim(isi(source, porsi=0.1)[0])
    with unit_of_work() as work:
        work.execute(sa.text("DELETE FROM procrastinate_jobs"))
    impor_kerja.sapu()
    impor_kerja.sapu()
    with current_engine().connect() as read:
        assert read.execute(sa.text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() == 1
    kerja(own_database)
    assert baris(nomor)["state"] == StateImpor.SIAP


def test_abandoned_uploads_and_files_kept_long_enough_are_deleted(own_database: str, source: Path) -> None:
    path, _ = isi(source, porsi=0.1)
    done = masukkan(own_database, path)
    waiting = kirim(isi(source, "lain.siks", porsi=0.1, benih=5)[0])
    left = alur.mulai(actor(), "terputus.siks", 10, now=NOW)
    alur.terima(actor(), left.nomor, 0, b"x", now=NOW)
    impor_kerja.sapu()
    impor_kerja.buang_berkas()
    assert {nomor for _, nomor in gudang().berkas()} == {done, waiting, left.nomor}
    with unit_of_work() as work:
        work.execute(sa.text("UPDATE impor SET langkah_sejak = now() - interval '31 days'"))
    impor_kerja.sapu()
    impor_kerja.buang_berkas()
    assert {nomor for _, nomor in gudang().berkas()} == {waiting}
    assert baris(left.nomor)["state"] == StateImpor.DIBATALKAN


def _at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts at one moment; what each gave or raised."""
    barrier, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes.append(act())
        except (RuleViolation, AccessDenied) as refusal:
            outcomes.append(refusal)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_workers_on_one_file_write_it_once(own_database: str, source: Path) -> None:
    nomor = kirim(isi(source)[0])
    _at_once(*[lambda: impor_kerja.periksa(KAB, nomor)] * 3)
    assert baris(nomor)["state"] == StateImpor.SIAP
    outcomes = _at_once(*[lambda: alur.setujui(actor(), nomor, now=NOW)] * 2)
    assert sum(isinstance(item, RuleViolation) for item in outcomes) == 1
    _at_once(*[lambda: impor_kerja.proses(KAB, nomor)] * 3)
    assert baris(nomor)["state"] in DONE
    assert len(imported(nomor)) == hasil(nomor).get("baru", 0) + hasil(nomor).get("berubah", 0)
    assert menyimpang() == []


def test_two_imports_of_one_kab_at_once_are_written_one_after_the_other(own_database: str, source: Path) -> None:
    numbers = [kirim(isi(source, f"{n}.siks", porsi=1.0, benih=n, now=NOW + timedelta(minutes=n))[0]) for n in (1, 2)]
    _at_once(*(lambda nomor=nomor: impor_kerja.periksa(KAB, nomor) for nomor in numbers))
    for nomor in numbers:
        alur.setujui(actor(), nomor, now=NOW)
    _at_once(*(lambda nomor=nomor: impor_kerja.proses(KAB, nomor) for nomor in numbers))
    assert {baris(nomor)["state"] for nomor in numbers} <= set(DONE)
    assert menyimpang() == []
    with current_engine().connect() as read:
        open_cases = read.execute(
            sa.select(sa.func.count())
            .where(usulan.c.impor.in_(numbers), usulan.c.status == 1, usulan.c.ruta.is_not(None), usulan.c.jenis > 2)
            .group_by(usulan.c.ruta)
        ).scalars()
        assert set(open_cases) == {1}


@pytest.mark.parametrize("ahead", [0.0, 0.1, 0.4])
def test_an_import_and_a_finalisasi_never_mix(own_database: str, source: Path, ahead: float) -> None:
    make_ready(own_database)
    nomor = kirim(isi(source)[0])
    kerja(own_database)
    alur.setujui(actor(), nomor, now=NOW)
    ready = threading.Event()

    def finalise() -> object:
        ready.wait(ahead)
        return record_finalisasi(replace(actor(), totp=True), KEY, now=NOW)

    _at_once(lambda: impor_kerja.proses(KAB, nomor), finalise)
    state = baris(nomor)
    wrote = len(imported(nomor))
    if state["state"] == StateImpor.GAGAL:
        assert (state["galat"], wrote) == (Galat.DIFINALISASI, 0)
    else:
        assert wrote > 0
    assert menyimpang() == []
