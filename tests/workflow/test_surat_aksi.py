"""The letter of a batch: who makes, signs and confirms it, what it says, what replaces it, what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import finalisasi_alur as alur
import pypdfium2
import pytest
import sqlalchemy as sa
import surat_alur as s

from data_access.profil import store_profil
from data_access.session import current_engine, unit_of_work
from data_access.surat import read_perubahan, read_rekap_desa, read_ttd
from domain.access import PERMISSIONS, Actor, Permission, Role
from domain.batch import LANGKAH
from domain.errors import AccessDenied, InvalidInput, PerluTotp, RuleViolation
from domain.kalender import JAKARTA
from domain.surat import ATURAN_TTD, Kepala, ribuan
from exchange import surat_tte
from workflow import surat as acts
from workflow.finalisasi import buka_kembali
from workflow.surat_tte import Tte, current_tte, use_tte

STEPS = {step.kode: step for step in LANGKAH if step.kode in ("buat_surat", "unggah_surat", "tanda_tangan", "sahkan")}
_STATE = {"buat_surat": "difinalisasi", "unggah_surat": "surat_dibuat", "tanda_tangan": "surat_dibuat",
          "sahkan": "surat_ditandatangani"}  # fmt: skip


@pytest.fixture
def final(own_database: str, tmp_path: Path) -> Iterator[str]:
    """A database whose Cimahi is finalised, and a process that signs with certificates of its own."""
    s.finalise(own_database)
    before = current_tte()
    s.demo_tte(tmp_path / "tte")
    yield own_database
    use_tte(before)


def _take(kode: str, who: Actor, now: object = alur.NOW) -> None:
    key = alur.KEY
    match kode:
        case "buat_surat":
            acts.buat_surat(
                who, key, nomor="X/1", tanggal_surat=s.HARI, alamat=s.ALAMAT, now=now, saat_ini=s.saat()  # type: ignore[arg-type]
            )  # fmt: skip
        case "unggah_surat":
            acts.unggah_surat(who, key, nama="scan.jpg", isi=s.scan(), now=now, saat_ini=s.saat())  # type: ignore[arg-type]
        case "tanda_tangan":
            acts.tanda_tangan(who, key, now=now, saat_ini=s.saat())  # type: ignore[arg-type]
        case _:
            acts.sahkan(who, key, now=now)  # type: ignore[arg-type]


def _up_to(kode: str) -> None:
    """Take the steps before one."""
    if kode != "buat_surat":
        s.make()
    if kode == "sahkan":
        _take("unggah_surat", alur.actor())


def _text(pdf: bytes) -> str:
    paper = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in paper)


def test_the_letter_says_what_the_snapshot_says(final: str) -> None:
    number = s.make()
    (surat,) = s.letters()
    assert surat.id == number
    assert alur.stored().state == "surat_dibuat"
    with current_engine().connect() as read:
        desa = read_rekap_desa(read, alur.KEY, 1)
        changes = read_perubahan(read, alur.KEY, 1, desa)
    assert surat.sidik == alur.stored().sidik
    text = _text(s.pdf_of(surat))
    for name in ("awal", "akhir", "art_akhir", "perbaikan", "usulan", "nonaktif_3", "nonaktif_4", "nonaktif_5"):
        total = sum(row[name] for row in desa)
        assert surat.rekap["jumlah"][name] == total
        assert ribuan(total) in text, name
    by_kecamatan: dict[int, int] = {}
    for row in desa:
        by_kecamatan[row["desa"] // 10_000] = by_kecamatan.get(row["desa"] // 10_000, 0) + row["akhir"]
    for line in surat.rekap["baris"]:
        if line["kode"] != alur.KAB:
            assert line["angka"]["akhir"] == by_kecamatan[line["kode"]]
    # The list of what changes has exactly the households that the rekap counts.
    gone = sum(row["nonaktif_3"] + row["nonaktif_4"] + row["nonaktif_5"] for row in desa)
    assert sum(len(item.baris) for item in changes) == gone + sum(row["usulan"] for row in desa)
    assert surat.kode in text
    assert "Wali Kota Cimahi" in text
    assert "Dadang Kurnia" in text
    kk = [line[3] for item in changes for line in item.baris]
    assert all(re.fullmatch(r"\d{4}\*{8}\d{4}|–", number) for number in kk)


def test_kuota_of_the_kab_adds_up_with_what_no_desa_has(final: str) -> None:
    s.make()
    (surat,) = s.letters()
    kuota = alur.rows("SELECT kuota FROM kuota WHERE {of} AND desa = 0")[0][0]
    assert surat.rekap["jumlah"]["kuota"] == kuota == sum(line["angka"]["kuota"] for line in surat.rekap["baris"])


def test_a_new_letter_replaces_the_one_before_and_keeps_it(final: str) -> None:
    s.make()
    s.make(nomor="400.9/002/Dinsos/XI/2026")
    newest, first = s.letters()
    assert (newest.state, first.state) == ("berlaku", "diganti")
    assert newest.kode != first.kode
    assert s.pdf_of(first).startswith(b"%PDF")


def test_a_profile_that_lacks_something_makes_no_letter_and_says_what(final: str) -> None:
    with unit_of_work() as work:
        store_profil(work, alur.KAB, {"kota_penetapan": "", "kepala_nama": ""}, None)
    with pytest.raises(RuleViolation, match=r"nama bupati atau wali kota, kota penetapan.*Profil"):
        s.make()
    assert s.letters() == []
    assert alur.stored().state == "difinalisasi"


@pytest.mark.parametrize("jabatan", ["Kepala Dinas Sosial", "Sekretaris Daerah", "a.n. Wali Kota", "Bupati", "Camat"])
def test_nobody_but_the_head_of_the_kab_may_be_the_signer(final: str, jabatan: str) -> None:
    with unit_of_work() as work:
        store_profil(work, alur.KAB, {"kepala_jabatan": jabatan}, None)
    with pytest.raises(RuleViolation, match=re.escape(ATURAN_TTD)):
        s.make()
    assert s.letters() == []


def test_who_holds_the_office_for_a_time_signs_as_such(final: str) -> None:
    with unit_of_work() as work:
        store_profil(work, alur.KAB, {"kepala_sebutan": "Pj. Wali Kota Cimahi"}, None)
    s.make()
    assert "Pj. Wali Kota Cimahi" in _text(s.pdf_of(s.letters()[0]))


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 12, 25)])
def test_a_letter_is_dated_between_finalisasi_and_the_end_of_the_pengesahan(final: str, day: date) -> None:
    with pytest.raises(RuleViolation, match="Tanggal surat"):
        s.make(tanggal=day)


def test_a_number_of_another_batch_is_not_taken_again(final: str) -> None:
    s.make()
    s.finalise(final, alur.KEY_DTKS)
    with pytest.raises(RuleViolation, match="sudah dipakai"):
        s.make(alur.KEY_DTKS)
    s.make(alur.KEY_DTKS, nomor="400.9/002/Dinsos/XI/2026")


def test_the_letter_of_dtks_has_no_kuota(final: str) -> None:
    s.finalise(final, alur.KEY_DTKS)
    s.make(alur.KEY_DTKS)
    text = _text(s.pdf_of(s.letters(alur.KEY_DTKS)[0]))
    assert "DTKS" in text
    assert "Sisa kuota" not in text


@pytest.mark.parametrize("kode", list(STEPS))
@pytest.mark.parametrize("role", list(Role))
def test_each_step_is_taken_by_its_role_inside_its_kab_only(final: str, kode: str, role: Role) -> None:
    _up_to(kode)
    allowed = STEPS[kode].izin in PERMISSIONS[role]
    for wilayah in (3218, alur.KAB):
        who = Actor(id=1, username="uji", name="Uji", role=role, wilayah=wilayah, totp=True)
        if allowed and wilayah == alur.KAB:
            _take(kode, who)
            assert alur.stored().state == STEPS[kode].ke
        else:
            with pytest.raises(AccessDenied):
                _take(kode, who)
            assert alur.stored().state == _STATE[kode]


@pytest.mark.parametrize("kode", list(STEPS))
def test_no_step_is_taken_after_the_pengesahan_has_closed(final: str, kode: str) -> None:
    _up_to(kode)
    who = alur.actor("walikota.cimahi" if kode == "tanda_tangan" else "supervisor.cimahi")
    with pytest.raises(RuleViolation, match="Pengesahan periode November 2026 dibuka"):
        _take(kode, who, alur.NOW.astimezone(JAKARTA) + timedelta(days=30))
    assert alur.stored().state == _STATE[kode]


def test_to_sign_electronically_the_session_must_be_confirmed(final: str) -> None:
    s.make()
    with pytest.raises(PerluTotp):
        _take("tanda_tangan", alur.actor("walikota.cimahi", totp=False))


def test_a_scan_is_kept_as_it_came_and_confirmed_by_hand(final: str) -> None:
    s.make()
    assert (
        acts.unggah_surat(
            alur.actor(), alur.KEY, nama="../../surat <b>.jpg", isi=s.scan(), now=alur.NOW, saat_ini=s.saat()
        )
        == []
    )
    (surat,) = s.letters()
    assert (surat.cara, surat.ttd_mime, surat.ttd_periksa) == ("basah", "image/jpeg", None)
    assert surat.ttd_nama is not None
    assert "/" not in surat.ttd_nama
    assert "<" not in surat.ttd_nama
    with current_engine().connect() as read:
        assert read_ttd(read, surat.kab, surat.id) == s.scan()
    waiting = alur.rows("SELECT count(*) FROM usulan WHERE {of} AND status = 6")[0][0]
    assert acts.sahkan(alur.actor(), alur.KEY, now=alur.NOW) == waiting > 0
    assert alur.stored().state == "disahkan"
    assert alur.rows("SELECT count(*) FROM usulan WHERE {of} AND status = 7")[0][0] == waiting


@pytest.mark.parametrize(
    ("isi", "why"),
    [
        (b"", "Pilih berkas"),
        (b"<html><script>alert(1)</script></html>", "Jenis berkas tidak diterima"),
        (b"MZ\x90\x00 program", "Jenis berkas tidak diterima"),
        (b"%PDF-1.7\nthis is no paper", "tidak dapat"),
        (b"\xff\xd8\xff broken", "tidak dapat"),
        (b"%PDF-" + b"0" * acts.LARGEST, "terlalu besar"),
    ],
)
def test_what_is_no_paper_is_refused_and_nothing_is_kept(final: str, isi: bytes, why: str) -> None:
    s.make()
    with pytest.raises(InvalidInput, match=why):
        acts.unggah_surat(alur.actor(), alur.KEY, nama="surat.pdf", isi=isi, now=alur.NOW, saat_ini=s.saat())
    assert s.letters()[0].cara is None
    assert alur.stored().state == "surat_dibuat"


def test_the_letter_itself_is_not_taken_for_a_signed_one(final: str) -> None:
    s.make()
    with pytest.raises(RuleViolation, match="belum ditandatangani"):
        acts.unggah_surat(
            alur.actor(), alur.KEY, nama="a.pdf", isi=s.pdf_of(s.letters()[0]), now=alur.NOW, saat_ini=s.saat()
        )


def test_an_electronic_signature_is_appended_and_verified(final: str) -> None:
    s.make()
    (found,) = acts.tanda_tangan(alur.actor("walikota.cimahi"), alur.KEY, now=alur.NOW, saat_ini=s.saat())
    assert found.utuh
    assert found.seluruh
    assert found.dipercaya
    assert "Dadang Kurnia" in found.penanda_tangan
    (surat,) = s.letters()
    assert surat.cara == "elektronik"
    assert surat.ttd_periksa == [found.as_json() | {"surat_ini": True}]
    with current_engine().connect() as read:
        signed = read_ttd(read, surat.kab, surat.id)
    assert signed is not None
    assert signed.startswith(s.pdf_of(surat))
    assert "Sertifikat contoh" not in _text(s.pdf_of(surat))


def _signed() -> bytes:
    _take("tanda_tangan", alur.actor("walikota.cimahi"))
    with current_engine().connect() as read:
        signed = read_ttd(read, alur.KAB, s.letters()[0].id)
    assert signed is not None
    return signed


def test_an_uploaded_letter_is_asked_for_its_signature(final: str) -> None:
    s.make()
    signed = _signed()
    (found,) = acts.unggah_surat(
        alur.actor(), alur.KEY, nama="dari-bsre.pdf", isi=signed, now=alur.NOW, saat_ini=s.saat()
    )
    assert found.utuh
    (surat,) = s.letters()
    assert isinstance(surat.ttd_periksa, list)
    assert surat.ttd_periksa[0]["surat_ini"]


def test_a_signed_letter_that_was_replaced_is_told_apart(final: str, tmp_path: Path) -> None:
    s.make()
    (first,) = s.letters()
    kepala = Kepala(*first.rekap["kepala"])
    cert = current_tte().sertifikat(alur.KAB, kepala)
    signed = surat_tte.sign(s.pdf_of(first), cert, kepala, (0, 300, 600), now=s.saat(), waktu="sekarang")
    s.make(nomor="400.9/002/Dinsos/XI/2026")
    acts.unggah_surat(alur.actor(), alur.KEY, nama="lama.pdf", isi=signed, now=alur.NOW, saat_ini=s.saat())
    periksa = s.letters()[0].ttd_periksa
    assert isinstance(periksa, list)
    assert not periksa[0]["surat_ini"]


def test_a_signature_over_something_that_was_changed_is_refused(final: str) -> None:
    s.make()
    signed = bytearray(_signed())
    at = signed.find(b"stream", 5_000) + 40
    signed[at] ^= 1
    with pytest.raises((RuleViolation, InvalidInput)):
        acts.unggah_surat(alur.actor(), alur.KEY, nama="a.pdf", isi=bytes(signed), now=alur.NOW, saat_ini=s.saat())


def test_a_signature_that_nobody_here_trusts_is_told_as_such(final: str, tmp_path: Path) -> None:
    s.make()
    signed = _signed()
    assert surat_tte.verify(signed) != []
    assert not surat_tte.verify(signed)[0].dipercaya
    use_tte(Tte(contoh=tmp_path / "another"))
    (found,) = acts.unggah_surat(alur.actor(), alur.KEY, nama="a.pdf", isi=signed, now=alur.NOW, saat_ini=s.saat())
    assert found.utuh
    assert not found.dipercaya


def test_without_a_certificate_nobody_signs_electronically(final: str) -> None:
    s.make()
    for tte in (Tte(), Tte(p12="/nowhere/{kab}.p12")):
        use_tte(tte)
        with pytest.raises(RuleViolation, match="dengan tangan"):
            _take("tanda_tangan", alur.actor("walikota.cimahi"))
    assert alur.stored().state == "surat_dibuat"


def test_every_step_is_in_the_audit_and_among_the_steps_of_the_batch(final: str) -> None:
    s.make()
    _take("tanda_tangan", alur.actor("walikota.cimahi"))
    _take("sahkan", alur.actor())
    with current_engine().connect() as read:
        acts_written = read.execute(
            sa.text("SELECT aksi FROM audit WHERE kab = 3277 AND aksi LIKE 'batch.%' ORDER BY urut")
        ).scalars()
        assert list(acts_written)[-4:] == [
            "batch.finalisasi", "batch.buat_surat", "batch.tanda_tangan", "batch.sahkan"
        ]  # fmt: skip


def test_opening_the_batch_again_revokes_its_letter(final: str) -> None:
    s.make()
    buka_kembali(alur.actor("pusdatin"), alur.KEY, alasan="Salah kuota", sampai=None, now=alur.NOW)
    assert s.letters()[0].state == "dicabut"


def test_only_the_head_of_a_kab_carries_the_right_to_sign() -> None:
    assert {role for role in Role if Permission.SIGN_PENGESAHAN in PERMISSIONS[role]} == {Role.KEPALA_DAERAH}
