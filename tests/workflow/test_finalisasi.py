"""A kab's month is closed once, on a snapshot that can be proven; opened again; and what changed since is told."""

from __future__ import annotations

import hashlib
import io
import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data_access import berkas_data, rekap, snapshot
from data_access.batch import list_langkah
from data_access.periode import read_periode
from data_access.schema import REKAP_SURAT_COUNTS
from data_access.session import current_engine, unit_of_work
from data_access.verivali_store import BatchKey
from domain.batch import StateBatch
from domain.berkas_data import SIDIK_PERTAMA
from domain.errors import AccessDenied, InvalidInput, PerluTotp, RuleViolation
from domain.finalisasi import Beda
from domain.indikator import terpakai
from domain.kalender import Kegiatan, Program
from exchange.berkas_data import check_berkas
from tests.workflow.finalisasi_alur import KAB, KEY, KEY_DTKS, NOW, actor, as_owner, make_ready, rows, set_state, stored
from workflow.finalisasi import Finalisasi, buka_kembali, record_finalisasi

NASTY = 'Siti "Ai\'" \\ Nur\tHayati\nbaris\r\u2028dua \u00e9\U0001f600 \\N'
OF = f"kab = {KAB} AND periode = {KEY.periode} AND program = {KEY.program}"


def file_of(versi: int, key: BatchKey = KEY) -> bytes:
    out = io.BytesIO()
    with current_engine().connect() as read:
        digest = berkas_data.write_berkas(read, key, versi, out)
    assert hashlib.sha256(out.getvalue()).digest() == digest
    return out.getvalue()


def beda(dari: int, ke: int | None = None, **how: Any) -> list[snapshot.BedaRuta]:
    with current_engine().connect() as read:
        return snapshot.list_beda(read, KEY, dari, ke, **how)


@pytest.fixture
def ready(own_database: str) -> str:
    make_ready(own_database)
    return own_database


def test_approved_rows_and_usulan_enter_the_batch_and_the_rest_is_left_behind(ready: str) -> None:
    assert ready
    before = dict(rows("SELECT status, count(*) FROM verivali WHERE {of} GROUP BY 1"))
    done = record_finalisasi(actor(), KEY, now=NOW, alamat_ip="10.0.0.1")
    assert done.baris == before[3] > 0
    after = dict(rows("SELECT status, count(*) FROM verivali WHERE {of} GROUP BY 1"))
    assert after == {status: count for status, count in before.items() if status != 3} | {5: before[3]}
    assert rows("SELECT DISTINCT tgl_final FROM verivali WHERE {of} AND status = 5") == [(NOW.date(),)]
    # Those that nobody decided on keep their status.
    assert dict(rows("SELECT status, count(*) FROM usulan WHERE {of} GROUP BY 1")) == {1: 15, 6: 9}
    kept = stored()
    assert (kept.state, kept.versi, kept.sidik, kept.finalis) == (
        StateBatch.DIFINALISASI,
        1,
        done.sidik,
        actor().id,
    )
    assert kept.ringkasan == done.ringkasan
    assert kept.difinalisasi == NOW
    with current_engine().connect() as read:
        assert rekap.compare_rekap(read, KEY.periode, KEY.program) == []
        (step,) = list_langkah(read, KEY)
    assert (step.langkah, step.versi, step.nama) == ("finalisasi", 1, actor().name)
    (act,) = rows(f"SELECT aksi, alamat_ip, sebelum, sesudah FROM audit WHERE kab = {KAB} ORDER BY urut DESC LIMIT 1")
    assert (act.aksi, act.alamat_ip, act.sebelum) == ("batch.finalisasi", "10.0.0.1", {"state": "terbuka"})
    assert act.sesudah["sidik"] == done.sidik.hex()


def test_the_snapshot_is_the_batch_as_it_stood_whatever_the_register_becomes(ready: str) -> None:
    assert ready
    live = (
        "SELECT v.ruta, v.desa, r.idbdt, r.nama_krt, r.alamat, r.kpm_bsp, v.status, v.sta_keberadaan, "
        "(SELECT count(*) FROM individu AS i WHERE i.kab = r.kab AND i.ruta = r.id AND i.sta_art = 1) "
        "FROM verivali AS v JOIN rumah_tangga AS r ON r.kab = v.kab AND r.id = v.ruta "
        "WHERE v.kab = :kab AND v.periode = :periode "
        "AND v.program = :program ORDER BY 1"
    )
    record_finalisasi(actor(), KEY, now=NOW)
    then = rows(live)
    with unit_of_work() as work:
        work.execute(sa.text("UPDATE rumah_tangga SET nama_krt = 'Lain', alamat = 'Lain' WHERE kab = 3277"))
    kept = rows(
        "SELECT ruta, desa, idbdt, nama_krt, alamat, kpm, status, sta_keberadaan, art FROM snapshot_ruta WHERE {of} "
        "ORDER BY ruta"
    )
    assert kept == then


def test_the_lines_of_the_letter_agree_with_the_kuota_in_every_desa(ready: str) -> None:
    assert ready
    done = record_finalisasi(actor(), KEY, now=NOW)
    kuota = {
        row.desa: row
        for row in rows(
            "SELECT k.desa, k.kuota, k.awal, k.disetujui, r.total, r.s5, r.n3, r.n4, r.n5 FROM kuota AS k "
            "JOIN rekap_desa AS r USING (kab, periode, program, desa) WHERE k.kab = :kab AND k.periode = :periode "
            "AND k.program = :program"
        )
    }
    lines = rows("SELECT * FROM snapshot_desa WHERE {of}")
    assert {line.desa for line in lines} >= set(kuota)
    for line in lines:
        row = kuota[line.desa]
        assert line.akhir == terpakai(row.awal, row.n3 + row.n4 + row.n5, row.disetujui)
        assert (line.prelist, line.awal, line.usulan, line.final, line.kuota) == (
            row.total,
            row.awal,
            row.disetujui,
            row.s5,
            row.kuota,
        )
        assert (line.nonaktif_3, line.nonaktif_4, line.nonaktif_5) == (row.n3, row.n4, row.n5)
        assert line.art_akhir == (
            line.art_awal - line.art_nonaktif_3 - line.art_nonaktif_4 - line.art_nonaktif_5 + line.art_usulan
        )
    for name in (*REKAP_SURAT_COUNTS, *(f"art_{name}" for name in REKAP_SURAT_COUNTS), "final", "kuota"):
        assert done.ringkasan[name] == sum(getattr(line, name) for line in lines)


def test_dtks_counts_its_whole_prelist_and_has_no_kuota(ready: str) -> None:
    make_ready(ready, KEY_DTKS)
    done = record_finalisasi(actor(), KEY_DTKS, now=NOW)
    total = rows("SELECT count(*) FROM verivali WHERE {of}", KEY_DTKS)[0][0]
    assert done.ringkasan["awal"] == done.ringkasan["prelist"] == total
    assert done.ringkasan["kuota"] == done.ringkasan["kuota_kab"] == 0
    assert check_berkas(io.BytesIO(file_of(1, KEY_DTKS))).sidik == done.sidik
    assert stored().state is StateBatch.TERBUKA


def test_the_digest_is_that_of_the_file_whatever_the_names_hold(ready: str) -> None:
    as_owner(
        ready,
        "UPDATE rumah_tangga SET nama_krt = :name, alamat = :name, pengurus_nama = :name "
        "WHERE kab = 3277 AND (id % 3 = 0 OR kpm_bsp IS FALSE)",
        "UPDATE rumah_tangga SET no_kk = NULL, pengurus_nama = NULL, pengurus_nik = NULL "
        "WHERE kab = 3277 AND id % 5 = 0",
        params={"name": NASTY},
    )
    done = record_finalisasi(actor(), KEY, now=NOW)
    data = file_of(1)
    assert hashlib.sha256(data).digest() == done.sidik
    checked = check_berkas(io.BytesIO(data))
    assert checked.sidik == done.sidik
    assert (checked.kepala.kab, checked.kepala.versi, checked.kepala.sebelum) == (KAB, 1, SIDIK_PERTAMA)
    assert checked.kepala.jumlah == {name: done.ringkasan[name] for name in checked.kepala.jumlah}
    written = NASTY.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    assert f"\t{written}\t".encode() in data
    with current_engine().connect() as read, pytest.raises(InvalidInput, match="Versi itu tidak ada"):
        berkas_data.write_berkas(read, KEY, 2, io.BytesIO())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            "UPDATE verivali SET status = 4 WHERE {of} AND status = 3 AND ruta % 2 = 0",
            "Dikembalikan dan belum diperbaiki: ",
        ),
        ("UPDATE kuota SET kuota = 0 WHERE {of}", "Terpakai melebihi kuota: "),
        ("UPDATE verivali SET kyc_lengkap = false WHERE {of} AND sta_keberadaan = 1", "KYC belum lengkap.*: "),
        ("DELETE FROM musdes WHERE {of}", r"Berita acara musdes.*desa.*BNBA belum ada"),
        (
            "UPDATE verivali SET status = 2, tgl_diperiksa = NULL WHERE {of} AND status = 3",
            "Belum ada baris yang disetuj",
        ),
        ("UPDATE verivali SET ruta = 9000000000 + ruta WHERE {of} AND ruta % 97 = 0", "baris prelist tidak ada pada"),
    ],
)
def test_what_holds_the_batch_is_told_with_its_count_and_nothing_is_done(ready: str, change: str, message: str) -> None:
    as_owner(ready, change.format(of=OF))
    before = rows("SELECT md5(string_agg(v::text, '' ORDER BY ruta)) FROM verivali AS v WHERE {of}")
    with pytest.raises(RuleViolation, match=message):
        record_finalisasi(actor(), KEY, now=NOW)
    assert rows("SELECT md5(string_agg(v::text, '' ORDER BY ruta)) FROM verivali AS v WHERE {of}") == before
    assert stored().state is StateBatch.TERBUKA
    assert rows("SELECT 1 FROM snapshot_ruta WHERE {of} LIMIT 1") == []


def test_only_the_kabs_supervisor_with_a_code_may_and_only_in_time(ready: str) -> None:
    for refused in (
        actor("supervisor.pangandaran"),
        actor("operator.melong"),
        actor("pusdatin"),
        actor("walikota.cimahi"),
    ):
        with pytest.raises(AccessDenied):
            record_finalisasi(refused, KEY, now=NOW)
    with pytest.raises(PerluTotp):
        record_finalisasi(actor(totp=False), KEY, now=NOW)
    with current_engine().connect() as read:
        last = read_periode(read, KEY.program, KEY.periode).tutup_pengesahan
    with pytest.raises(RuleViolation, match="Pengesahan periode November 2026"):
        record_finalisasi(actor(), KEY, now=last + timedelta(seconds=1))
    assert record_finalisasi(actor(), KEY, now=last).versi == 1
    assert ready


def test_one_of_eight_at_once_closes_the_batch_and_the_others_are_told_who_and_when(ready: str) -> None:
    assert ready
    barrier = threading.Barrier(8)
    outcomes: list[Finalisasi | str] = []

    def act() -> None:
        barrier.wait()
        try:
            outcomes.append(record_finalisasi(actor(), KEY, now=NOW))
        except RuleViolation as refusal:
            outcomes.append(refusal.message)

    threads = [threading.Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [item for item in outcomes if isinstance(item, Finalisasi)]
    told = {item for item in outcomes if isinstance(item, str)}
    assert len(told) == 1
    assert f"oleh {actor().name} pada 21 November 2026 pukul 09.30 WIB (versi 1)" in told.pop()
    assert stored().sidik == won.sidik
    with current_engine().connect() as read:
        assert len(list_langkah(read, KEY)) == 1
        assert rekap.compare_rekap(read, KEY.periode, KEY.program) == []


def test_pusdatin_opens_again_and_the_next_version_stands_on_the_first(ready: str) -> None:
    assert ready
    before = rows(
        "SELECT md5(string_agg(concat_ws(',', ruta, status, tgl_final), '' ORDER BY ruta)) FROM verivali WHERE {of}"
    )
    first = record_finalisasi(actor(), KEY, now=NOW)
    kept = file_of(1)
    later, until = NOW + timedelta(days=20), NOW + timedelta(days=22)
    for refused in (actor(), actor("dinsos.jabar"), actor("pfm")):
        with pytest.raises(AccessDenied):
            buka_kembali(refused, KEY, "Salah", None, now=later)
    with pytest.raises(RuleViolation, match="alasan"):
        buka_kembali(actor("pusdatin"), KEY, "  ", None, now=later)
    with pytest.raises(RuleViolation, match="sesudah sekarang"):
        buka_kembali(actor("pusdatin"), KEY, "Salah", NOW, now=later)
    assert buka_kembali(actor("pusdatin"), KEY, " Salah unggah ", until, now=later) == first.baris
    assert stored().state is StateBatch.TERBUKA
    assert (stored().versi, stored().sidik) == (1, first.sidik)
    assert before == rows(
        "SELECT md5(string_agg(concat_ws(',', ruta, status, tgl_final), '' ORDER BY ruta)) FROM verivali WHERE {of}"
    )
    assert dict(rows("SELECT status, count(*) FROM usulan WHERE {of} GROUP BY 1")) == {1: 15, 2: 9}
    with current_engine().connect() as read:
        assert rekap.compare_rekap(read, KEY.periode, KEY.program) == []
        periode = read_periode(read, KEY.program, KEY.periode, KAB)
        assert list_langkah(read, KEY)[-1].alasan == "Salah unggah"
    assert periode.allows(Kegiatan.PENGESAHAN, until)
    assert periode.allows(Kegiatan.VERIVALI, until)
    assert not periode.allows(Kegiatan.VERIVALI, until + timedelta(seconds=1))

    with unit_of_work() as work:
        work.execute(sa.text("UPDATE rumah_tangga SET nama_krt = 'Baru' WHERE kab = 3277"))
    second = record_finalisasi(actor(), KEY, now=until)
    assert second.versi == 2
    assert second.sidik != first.sidik
    assert file_of(1) == kept
    assert check_berkas(io.BytesIO(file_of(2))).kepala.sebelum == first.sidik
    with current_engine().connect() as read:
        assert [item.sidik for item in snapshot.list_versi(read, KEY)] == [second.sidik, first.sidik]


def test_what_the_menteri_decreed_is_not_opened_again(ready: str) -> None:
    record_finalisasi(actor(), KEY, now=NOW)
    set_state(ready, "ditetapkan")
    with pytest.raises(RuleViolation, match="tidak dapat dilakukan dari keadaan"):
        buka_kembali(actor("pusdatin"), KEY, "Salah", None, now=NOW)


def test_nothing_differs_right_after_and_each_change_is_told_where_it_was(ready: str) -> None:
    record_finalisasi(actor(), KEY, now=NOW)
    assert beda(1) == []
    prelist = rows("SELECT ruta, desa FROM verivali WHERE {of} ORDER BY desa, ruta")
    one, two, three, four, five = (row.ruta for row in prelist[:5])
    away = next(row.desa for row in prelist if row.desa != prelist[0].desa)
    as_owner(
        ready,
        f"UPDATE rumah_tangga SET nama_krt = 'Nama Baru', alamat = 'Alamat Baru' WHERE kab = 3277 AND id = {one}",
        f"UPDATE rumah_tangga SET kpm_bsp = false WHERE kab = 3277 AND id = {two}",
        f"UPDATE individu SET sta_art = 2 WHERE kab = 3277 AND ruta = {three} AND no_urut = 1",
        f"UPDATE verivali SET desa = {away} WHERE {OF} AND ruta = {four}",
        f"DELETE FROM verivali WHERE {OF} AND ruta = {five}",
        f"INSERT INTO verivali (kab, periode, program, ruta, desa) SELECT kab, {KEY.periode}, 1, id, desa "
        "FROM rumah_tangga WHERE kab = 3277 AND NOT kpm_bsp AND id <> :two ORDER BY id LIMIT 1",
        params={"two": two},
    )
    found = {item.ruta: item for item in beda(1)}
    assert len(found) == 6
    assert found[one].beda == (Beda.NAMA, Beda.ALAMAT)
    assert (found[one].sebelum["nama_krt"], found[one].sesudah["nama_krt"]) != ("Nama Baru", "")
    assert found[one].sesudah == {"nama_krt": "Nama Baru", "alamat": "Alamat Baru"}
    assert (found[two].beda, found[two].sebelum, found[two].sesudah) == ((Beda.KPM,), {"kpm": True}, {"kpm": False})
    assert found[three].beda == (Beda.ANGGOTA,)
    assert found[three].sebelum["art"] - found[three].sesudah["art"] == 1
    assert (found[four].beda, found[four].desa) == ((Beda.DESA,), prelist[3].desa)
    assert found[four].sesudah == {"desa": away}
    assert found[five].beda == (Beda.HILANG,)
    assert [item.beda for item in found.values()].count((Beda.BARU,)) == 1
    with current_engine().connect() as read:
        counts = snapshot.count_beda(read, KEY, 1)
    assert sum(item.jumlah for item in counts) == 6
    assert sum(item.menurut.get(Beda.NAMA, 0) for item in counts) == 1
    for item in counts:
        assert len(beda(1, desa=item.desa)) == item.jumlah


def test_differences_come_page_by_page_and_between_versions(ready: str) -> None:
    assert ready
    record_finalisasi(actor(), KEY, now=NOW)
    with unit_of_work() as work:
        changed = work.execute(
            sa.text("UPDATE rumah_tangga SET alamat = 'Pindah' WHERE kab = 3277 AND kpm_bsp")
        ).rowcount
    pages: list[snapshot.BedaRuta] = []
    while page := beda(1, sesudah=(pages[-1].desa, pages[-1].ruta) if pages else (0, 0), batas=100):
        assert len(page) <= 100
        pages += page
    assert len({item.ruta for item in pages}) == len(pages) == changed
    assert pages == beda(1, batas=10_000)
    buka_kembali(actor("pusdatin"), KEY, "Perbaikan alamat", None, now=NOW)
    # Reopened: what was final is an approved row again.
    assert Beda.STATUS in beda(1)[0].beda
    record_finalisasi(actor(), KEY, now=NOW)
    assert beda(2) == []
    assert [item.ruta for item in beda(1, 2, batas=10_000)] == [item.ruta for item in pages]
    assert beda(2, 2) == []
    one = pages[0].desa
    assert beda(1, 2, desa=one, batas=10_000) == [item for item in beda(1, 2, batas=10_000) if item.desa == one]


def test_a_programme_without_a_periode_is_said_so(ready: str) -> None:
    assert ready
    with pytest.raises(InvalidInput):
        record_finalisasi(actor(), BatchKey(KAB, 209901, int(Program.BSP)), now=NOW)
