"""Steps after the pengesahan, and the files that leave: who, when, for what reason, and what is in them."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest
import sqlalchemy as sa
from finalisasi_alur import KEY, KEY_DTKS, NOW, actor, make_ready, rows, stored
from penetapan_alur import SAAT, bring_to, enter, rekap_rows
from python_calamine import CalamineWorkbook

from data_access import keterangan
from data_access.batch import list_langkah
from data_access.impor_store import read_kunci
from data_access.session import current_engine, unit_of_work
from data_access.verivali_store import BatchKey
from domain import setelan
from domain.batch import StateBatch
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.impor import BerkasDitolak
from domain.penetapan import WAJIB, baca_temuan, giliran, menunggu_saya
from domain.setelan import Setelan
from domain.siks import Bagian, JenisBerkas
from exchange.siks import check_siks, open_part
from workflow import penetapan, sk
from workflow.berkas_batch import tulis_bank, tulis_hasil

TEMUAN = baca_temuan(
    [
        {"jenis": "inklusi", "kode": "mampu", "jumlah": 12, "keterangan": "Desa Melong"},
        {"jenis": "eksklusi", "kode": "terlewat", "jumlah": 3},
    ]
)
OTHER = BatchKey(3218, 202611, 1)


def _steps() -> list:
    with current_engine().connect() as connection:
        return list_langkah(connection, KEY)


def _validate_by_bps() -> None:
    with unit_of_work() as work:
        keterangan.store(work, setelan.KUNCI, {"validasi_bps": True})


def test_a_batch_goes_from_provinsi_to_pfm_and_its_usulan_are_sent(own_database: str) -> None:
    bring_to(own_database, "disetujui_pfm")
    assert stored().state is StateBatch.DISETUJUI_PFM
    assert [step.langkah for step in _steps()][-3:] == ["verifikasi", "terima", "setujui"]
    sent = rows("SELECT count(*) AS jumlah FROM usulan WHERE {of} AND status = 8")[0].jumlah
    assert sent == len(rows("SELECT FROM snapshot_usulan WHERE {of}")) > 0
    assert _steps()[-1].isi == {"kpm": len(rekap_rows()), "usulan": sent}


def test_a_return_names_its_errors_and_says_they_are_mended_together(own_database: str) -> None:
    bring_to(own_database, "disahkan")
    who = actor("dinsos.jabar")
    penetapan.kembalikan(who, [KEY], alasan="Banyak yang sudah mampu.", temuan=TEMUAN, now=NOW)
    step = _steps()[-1]
    assert stored().state is StateBatch.DIKEMBALIKAN
    assert (step.alasan, step.isi["wajib"]) == ("Banyak yang sudah mampu.", WAJIB)
    assert baca_temuan(step.isi["temuan"]) == TEMUAN
    (noted,) = rows("SELECT sesudah FROM audit WHERE aksi = 'batch.kembalikan'")
    assert noted.sesudah["temuan"][0]["jumlah"] == 12


@pytest.mark.parametrize(("alasan", "temuan", "words"), [("", TEMUAN, "alasan"), ("Ada galat", (), "temuan")])
def test_a_return_without_reason_or_finding_is_refused(
    own_database: str, alasan: str, temuan: tuple, words: str
) -> None:
    bring_to(own_database, "disahkan")
    with pytest.raises(RuleViolation, match=words):
        penetapan.kembalikan(actor("dinsos.jabar"), [KEY], alasan=alasan, temuan=temuan, now=NOW)
    assert stored().state is StateBatch.DISAHKAN


@pytest.mark.parametrize(
    "item",
    [
        {"jenis": "lain", "kode": "mampu", "jumlah": 1},
        {"jenis": "inklusi", "kode": "terlewat", "jumlah": 1},
        {"jenis": "inklusi", "kode": "mampu", "jumlah": 0},
        {"jenis": "inklusi", "kode": "mampu", "jumlah": True},
        {"jenis": "inklusi", "kode": "mampu", "jumlah": "3"},
        {"jenis": "inklusi", "kode": "mampu", "jumlah": 1, "keterangan": "x" * 501},
        {"jenis": "inklusi", "kode": ["mampu"], "jumlah": 1},
    ],
)
def test_a_finding_that_is_not_of_the_list_is_refused(item: dict) -> None:
    with pytest.raises(InvalidInput):
        baca_temuan([item])


def test_the_same_finding_is_not_named_twice() -> None:
    with pytest.raises(InvalidInput, match="dua kali"):
        baca_temuan([{"jenis": "inklusi", "kode": "ganda", "jumlah": 1}] * 2)


def test_bps_validates_where_the_centre_asks_for_it_and_pusdatin_waits_for_it(own_database: str) -> None:
    bring_to(own_database, "diverifikasi_provinsi")
    bps = actor("bps.jabar")
    with pytest.raises(RuleViolation, match="validasi BPS tidak dipakai"):
        penetapan.validasi(bps, [KEY], now=NOW)
    _validate_by_bps()
    with pytest.raises(RuleViolation, match="menunggu validasi BPS"):
        penetapan.terima(actor("pusdatin"), [KEY], now=NOW)
    penetapan.validasi(bps, [KEY], now=NOW)
    penetapan.terima(actor("pusdatin"), [KEY], now=NOW)
    assert stored().state is StateBatch.DITERIMA_PUSDATIN


def test_bps_returns_with_its_findings(own_database: str) -> None:
    bring_to(own_database, "diverifikasi_provinsi")
    _validate_by_bps()
    penetapan.kembalikan_bps(actor("bps.jabar"), [KEY], alasan="Tidak sesuai", temuan=TEMUAN, now=NOW)
    assert stored().state is StateBatch.DIKEMBALIKAN
    assert _steps()[-1].langkah == "kembalikan_bps"


def test_of_several_kab_each_is_told_what_became_of_it(own_database: str) -> None:
    bring_to(own_database, "disahkan")
    far = BatchKey(3671, 202611, 1)
    done = penetapan.verifikasi(actor("dinsos.jabar"), [KEY, OTHER, far, KEY], now=NOW)
    assert [(item.kab, item.berhasil) for item in done] == [(3277, True), (3218, False), (3671, False)]
    assert "Terbuka" in (done[1].pesan or "")
    assert done[2].pesan == AccessDenied().message
    assert stored().state is StateBatch.DIVERIFIKASI_PROVINSI


def test_nothing_to_act_on_is_said(own_database: str) -> None:
    with pytest.raises(RuleViolation, match="satu kab"):
        penetapan.verifikasi(actor("dinsos.jabar"), [], now=NOW)


def test_a_batch_waits_for_whom_the_setting_says() -> None:
    without, with_bps = Setelan(), Setelan(validasi_bps=True)
    verified = StateBatch.DIVERIFIKASI_PROVINSI
    assert (giliran(verified, without), giliran(verified, with_bps)) == ("Pusdatin Kesos", "Validator BPS")
    assert giliran(StateBatch.DISAHKAN, without) == "Dinas Sosial Provinsi"
    assert giliran(StateBatch.DITETAPKAN, without) == ""


def test_each_role_sees_what_waits_for_it(own_database: str) -> None:
    without, with_bps = Setelan(), Setelan(validasi_bps=True)
    assert menunggu_saya(actor("dinsos.jabar"), without) == (StateBatch.DISAHKAN,)
    assert menunggu_saya(actor("bps.jabar"), without) == ()
    assert menunggu_saya(actor("bps.jabar"), with_bps) == (StateBatch.DIVERIFIKASI_PROVINSI,)
    assert StateBatch.DIVERIFIKASI_PROVINSI not in menunggu_saya(actor("pusdatin"), with_bps)
    assert menunggu_saya(actor("pfm"), without) == (StateBatch.DITERIMA_PUSDATIN,)
    assert menunggu_saya(actor("supervisor.cimahi"), without) == ()


# Files.


def _csv(path: Path) -> tuple[dict[str, str], list[dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    cut = lines.index([])
    return {line[0]: line[1] for line in lines[:cut]}, [
        dict(zip(lines[cut + 1], line, strict=True)) for line in lines[cut + 2 :]
    ]


def test_no_file_leaves_before_the_finalisasi(own_database: str, tmp_path: Path) -> None:
    make_ready(own_database)
    for bentuk in ("siks", "xlsx", "csv"):
        with pytest.raises(RuleViolation, match="setelah batch difinalisasi"):
            tulis_hasil(actor(), KEY, bentuk, tmp_path / f"a.{bentuk}", now=NOW, saat=SAAT)
    with pytest.raises(RuleViolation, match="disetujui Ditjen PFM"):
        tulis_bank(actor("pfm"), KEY, "csv", tmp_path / "b.csv", now=NOW, saat=SAAT)
    assert not rows("SELECT FROM unduhan")


def test_the_result_of_a_periode_says_that_it_is_not_decreed_and_is_written_down(
    own_database: str, tmp_path: Path
) -> None:
    bring_to(own_database, "disahkan")
    path = tmp_path / "a.csv"
    done = tulis_hasil(actor(), KEY, "csv", path, now=NOW, saat=SAAT, alamat_ip="10.0.0.1")
    about, lines = _csv(path)
    assert about["Keadaan"] == "Disahkan; belum ditetapkan SK Menteri Sosial"
    assert about["Sidik"] == stored().sidik.hex()
    held = rows("SELECT FROM snapshot_ruta WHERE {of} UNION ALL SELECT FROM snapshot_usulan WHERE {of}")
    assert len(lines) == done.baris == len(held)
    assert {line["Ditetapkan"] for line in lines} == {""}
    assert sum(line["Keadaan"] in ("KPM tetap", "KPM baru") for line in lines) == len(rekap_rows())
    assert all(len(line["IDBDT"]) == 23 for line in lines)
    (noted,) = rows("SELECT jenis, nama, ukuran, sidik, alamat_ip FROM unduhan WHERE kab = :kab AND periode = :periode")
    assert (noted.jenis, noted.nama, noted.ukuran) == ("hasil", done.nama, path.stat().st_size)
    assert (bytes(noted.sidik), noted.alamat_ip) == (hashlib.sha256(path.read_bytes()).digest(), "10.0.0.1")
    (said,) = rows("SELECT sesudah FROM audit WHERE aksi = 'penetapan.unduh-hasil'")
    assert (said.sesudah["baris"], said.sesudah["identitas"]) == (done.baris, "lengkap")


def test_the_result_for_the_offline_application_is_signed_and_lets_nothing_in(
    own_database: str, tmp_path: Path
) -> None:
    bring_to(own_database, "disahkan")
    path = tmp_path / "a.siks"
    done = tulis_hasil(actor(), KEY, "siks", path, now=NOW, saat=SAAT)
    (kunci,) = rows("SELECT id, kunci_publik FROM kunci_siks WHERE kab = :kab AND dicabut IS NOT NULL")
    found = check_siks(path, lambda kab, nama: bytes(kunci.kunci_publik) if (kab, nama) == (3277, kunci.id) else None)
    assert found.jenis is JenisBerkas.FINAL
    assert found.kunci_publik == bytes(kunci.kunci_publik).hex()
    assert kunci.id == hashlib.sha256(bytes(kunci.kunci_publik)).hexdigest()[:16]
    assert "belum ditetapkan" in found.keadaan
    assert found.bagian["penetapan"].baris == done.baris
    with open_part(path, Bagian.PENETAPAN) as stream:
        assert sum(1 for _ in stream) == done.baris + 1

    def of_portal(kab: int, nama: str) -> bytes | None:
        with current_engine().connect() as connection:
            return read_kunci(connection, kab, nama)

    with pytest.raises(BerkasDitolak):
        check_siks(path, of_portal)


def test_who_may_not_see_identities_gets_the_result_masked_and_no_siks(own_database: str, tmp_path: Path) -> None:
    bring_to(own_database, "disahkan")
    head = actor("kepaladinas.cimahi")
    tulis_hasil(head, KEY, "csv", tmp_path / "a.csv", now=NOW, saat=SAAT)
    _, lines = _csv(tmp_path / "a.csv")
    assert {"*" in line["NIK pengurus"] for line in lines if line["NIK pengurus"]} == {True}
    with pytest.raises(AccessDenied):
        tulis_hasil(head, KEY, "siks", tmp_path / "a.siks", now=NOW, saat=SAAT)


@pytest.mark.parametrize(
    "who", ["supervisor.pangandaran", "bps.jabar", "walikota.cimahi", "operator.melong", "auditor"]
)
def test_nobody_else_takes_the_result_away(own_database: str, tmp_path: Path, who: str) -> None:
    bring_to(own_database, "disahkan")
    with pytest.raises(AccessDenied):
        tulis_hasil(actor(who), KEY, "csv", tmp_path / "a.csv", now=NOW, saat=SAAT)
    assert not rows("SELECT FROM unduhan")


def test_the_list_for_the_bank_holds_who_stays_and_who_is_new_without_whom_they_replace(
    own_database: str, tmp_path: Path
) -> None:
    bring_to(own_database, "disetujui_pfm")
    done = tulis_bank(actor("pfm"), KEY, "xlsx", tmp_path / "a.xlsx", now=NOW, saat=SAAT)
    book = CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    assert book.sheet_names[0] == "Keterangan"
    head, *lines = book.get_sheet_by_index(1).to_python()
    assert {line[head.index("IDBDT")] for line in lines} == {row.idbdt for row in rekap_rows()}
    gone = {row.idbdt for row in rows("SELECT idbdt FROM snapshot_ruta WHERE {of} AND sta_keberadaan IN (3, 4, 5)")}
    assert gone
    assert not gone & {line[0] for line in lines}
    assert all(isinstance(line[head.index("NIK pengurus")], str) for line in lines)
    assert rows("SELECT jenis FROM unduhan")[0].jenis == "bank"
    assert done.baris == len(lines)


def test_after_the_decree_the_bank_gets_only_those_it_lists_and_the_result_says_who(
    own_database: str, tmp_path: Path
) -> None:
    bring_to(own_database, "disetujui_pfm")
    listed = [tuple(row) for row in rekap_rows()][5:]
    nomor = enter(tmp_path, listed)
    sk.baca(nomor)
    sk.tetapkan(actor("pusdatin"), nomor, saat=SAAT)
    sk.kerjakan(nomor)
    done = tulis_bank(actor("pfm"), KEY, "csv", tmp_path / "a.csv", now=NOW, saat=SAAT)
    assert done.baris == len(listed)
    tulis_hasil(actor(), KEY, "csv", tmp_path / "b.csv", now=NOW, saat=SAAT)
    about, lines = _csv(tmp_path / "b.csv")
    assert about["Keadaan"] == "Ditetapkan SK Menteri Sosial Nomor 164/HUK/2026 tanggal 20 November 2026"
    assert sum(line["Ditetapkan"] == "ya" for line in lines) == len(listed)


@pytest.mark.parametrize("who", ["pusdatin", "supervisor.cimahi", "dinsos.jabar"])
def test_only_pfm_hands_the_list_to_the_bank(own_database: str, tmp_path: Path, who: str) -> None:
    bring_to(own_database, "disetujui_pfm")
    with pytest.raises(AccessDenied):
        tulis_bank(actor(who), KEY, "csv", tmp_path / "a.csv", now=NOW, saat=SAAT)


def test_a_name_that_a_spreadsheet_would_run_is_text(own_database: str, tmp_path: Path) -> None:
    with unit_of_work() as work:
        work.execute(sa.text("UPDATE rumah_tangga SET nama_krt = '=1+1' WHERE kab = 3277"))
    bring_to(own_database, "disahkan")
    tulis_hasil(actor(), KEY, "csv", tmp_path / "a.csv", now=NOW, saat=SAAT)
    _, lines = _csv(tmp_path / "a.csv")
    assert "=1+1" not in {line["Kepala rumah tangga"] for line in lines}


def test_the_register_pays_nobody(own_database: str, tmp_path: Path) -> None:
    with pytest.raises(RuleViolation, match="BSP"):
        tulis_bank(actor("pfm"), KEY_DTKS, "csv", tmp_path / "a.csv", now=NOW, saat=SAAT)
