"""Requests for data: every step by every role, and the package that is made, counted and deleted."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from data_access import keterangan
from data_access.pengguna import find_by_username
from data_access.permohonan import list_kunci, list_paket, read_permohonan
from data_access.schema import audit, kunci_siks, permohonan, unduhan
from data_access.session import read_session, unit_of_work
from domain.access import Actor, Permission, Role, Scope
from domain.errors import AccessDenied, InvalidInput, PortalError, RuleViolation
from domain.kalender import JAKARTA
from domain.permohonan import LANGKAH, JenisBerkas, Paket, StatePaket, StatePermohonan
from domain.setelan import KUNCI, Setelan
from workflow import permohonan as alur
from workflow.impor_gudang import use_gudang

KAB, DESA, NEXT = 3277, 3277011001, 3218
SAAT = datetime(2026, 11, 22, 8, 0, tzinfo=JAKARTA)
# Where each role stands that sees the kab.
_WILAYAH = {Role.OPERATOR_DESA: DESA, Role.OPERATOR_KECAMATAN: 327701, Role.DINSOS_PROVINSI: 32}
_CENTRE = {Role.BPS, Role.PUSDATIN, Role.PFM, Role.MENTERI, Role.AUDITOR}


def _actor(username: str = "supervisor.cimahi") -> Actor:
    with read_session() as connection:
        akun = find_by_username(connection, username)
    assert akun is not None
    return akun.actor


def _role(role: Role, *, inside: bool = True) -> Actor:
    place = _WILAYAH.get(role, 0 if role in _CENTRE else KAB)
    if not inside:
        place = {DESA: 3218011001, 327701: 321801, 32: 33}.get(place, NEXT)
    return Actor(1, f"uji.{role}", "Uji", role, place, totp=True)


def scan() -> bytes:
    """A picture such as a scanner makes."""
    out = io.BytesIO()
    Image.new("RGB", (310, 438), "white").save(out, "JPEG")
    return out.getvalue()


def _new() -> int:
    return alur.buat(_actor(), 1, 202611, "Verifikasi dan validasi BSP November", saat=SAAT)


def _paper(nomor: int, jenis: JenisBerkas, isi: bytes | None = None, nama: str = "surat.jpg") -> None:
    alur.unggah_berkas(_actor(), KAB, nomor, jenis, nama=nama, isi=scan() if isi is None else isi, saat=SAAT)


def _put(nomor: int, state: str) -> None:
    with unit_of_work() as work:
        values: dict[str, Any] = {"state": state, "berlaku_sampai": SAAT + timedelta(days=30)}
        work.execute(sa.update(permohonan).where(permohonan.c.id == nomor).values(**values))


def _state(nomor: int) -> StatePermohonan:
    with read_session() as connection:
        found = read_permohonan(connection, Scope(KAB), KAB, nomor)
    assert found is not None
    return found.state


def _approved() -> int:
    nomor = _new()
    for jenis in (JenisBerkas.SURAT, JenisBerkas.MOU):
        _paper(nomor, jenis)
    alur.langkah(_actor(), KAB, nomor, "kirim", saat=SAAT)
    alur.langkah(_actor("pfm"), KAB, nomor, "setujui", saat=SAAT)
    return nomor


def _paket(nomor: int) -> Paket:
    with read_session() as connection:
        return list_paket(connection, KAB, nomor)[0]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    use_gudang(tmp_path / "impor", tmp_path / "geo")


_MATRIX = [
    (step, role, inside)
    for step in LANGKAH
    for role in Role
    for inside in (True, False)
    if inside or role not in _CENTRE
]


def test_every_step_is_taken_by_its_roles_inside_and_by_nobody_else(own_database: str) -> None:
    nomor = _new()
    for jenis in (JenisBerkas.SURAT, JenisBerkas.MOU):
        _paper(nomor, jenis)
    for step, role, inside in _MATRIX:
        kode = step.kode
        actor = _role(role, inside=inside)
        allowed = inside and step.izin is not None and actor.may(step.izin)
        # The setting names one checker: Ditjen PFM.
        allowed = allowed and (step.izin is not Permission.CHECK_PERMOHONAN or role is Role.PFM)
        for state in StatePermohonan:
            _put(nomor, state)
            if allowed and state in step.dari:
                assert alur.langkah(actor, KAB, nomor, kode, saat=SAAT, catatan="Perbaiki MoU") == step.ke
                assert _state(nomor) == step.ke
                continue
            with pytest.raises(PortalError) as refused:
                alur.langkah(actor, KAB, nomor, kode, saat=SAAT, catatan="Perbaiki MoU")
            assert isinstance(refused.value, RuleViolation if allowed else AccessDenied), (kode, role, inside, state)
            assert _state(nomor) == state


def test_the_checker_is_whom_the_setting_names_and_asks_for_other_papers(own_database: str) -> None:
    with unit_of_work() as work:
        keterangan.store(work, KUNCI, replace(Setelan(), pemeriksa_mou=Role.PUSDATIN).as_json())
    nomor = _new()
    _paper(nomor, JenisBerkas.SURAT)
    _paper(nomor, JenisBerkas.MOU)
    with pytest.raises(RuleViolation, match="BAST"):
        alur.langkah(_actor(), KAB, nomor, "kirim", saat=SAAT)
    _paper(nomor, JenisBerkas.BAST)
    alur.langkah(_actor(), KAB, nomor, "kirim", saat=SAAT)
    with pytest.raises(AccessDenied):
        alur.langkah(_actor("pfm"), KAB, nomor, "setujui", saat=SAAT)
    alur.langkah(_actor("pusdatin"), KAB, nomor, "setujui", saat=SAAT)
    assert _state(nomor) is StatePermohonan.DISETUJUI


def test_a_request_comes_back_with_a_note_and_is_sent_again(own_database: str) -> None:
    nomor = _new()
    with pytest.raises(RuleViolation, match="Surat permohonan, MoU"):
        alur.langkah(_actor(), KAB, nomor, "kirim", saat=SAAT)
    for jenis in (JenisBerkas.SURAT, JenisBerkas.MOU):
        _paper(nomor, jenis)
    alur.langkah(_actor(), KAB, nomor, "kirim", saat=SAAT)
    with pytest.raises(RuleViolation, match="tidak dapat diubah"):
        _paper(nomor, JenisBerkas.MOU)
    with pytest.raises(RuleViolation, match="catatan"):
        alur.langkah(_actor("pfm"), KAB, nomor, "kembalikan", saat=SAAT, catatan=" ")
    alur.langkah(_actor("pfm"), KAB, nomor, "kembalikan", saat=SAAT, catatan="MoU belum bermeterai")
    with read_session() as connection:
        found = read_permohonan(connection, Scope(KAB), KAB, nomor)
    assert found is not None
    assert (found.state, found.catatan) == (StatePermohonan.PERLU_PERBAIKAN, "MoU belum bermeterai")
    _paper(nomor, JenisBerkas.MOU)
    assert alur.langkah(_actor(), KAB, nomor, "kirim", saat=SAAT) is StatePermohonan.MENUNGGU_PEMERIKSAAN


def test_a_kab_has_one_request_under_way(own_database: str) -> None:
    nomor = _new()
    with pytest.raises(RuleViolation, match="berjalan"):
        _new()
    alur.langkah(_actor(), KAB, nomor, "batalkan", saat=SAAT)
    assert _new() > nomor


@pytest.mark.parametrize(
    ("nama", "isi"),
    [
        ("surat.pdf", b""),
        ("surat.pdf", b"MZ\x90\x00"),
        ("surat.svg", b"<svg onload=alert(1)>"),
        ("surat.pdf", b"%PDF-1.7 broken"),
        ("surat.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("surat.jpg", b"\xff\xd8\xff" + bytes(10_000_001)),
        ("surat.exe", b"\xff\xd8\xff"),
    ],
)
def test_a_paper_that_is_not_what_it_says_is_refused(own_database: str, nama: str, isi: bytes) -> None:
    nomor = _new()
    with pytest.raises(InvalidInput):
        _paper(nomor, JenisBerkas.SURAT, isi, nama)


def test_nobody_of_the_next_kab_touches_it(own_database: str) -> None:
    nomor = _approved()
    neighbour = _actor("supervisor.pangandaran")
    tries = [
        lambda: alur.minta_paket(neighbour, KAB, nomor, KAB, saat=SAAT),
        lambda: alur.minta_paket(neighbour, NEXT, nomor, NEXT, saat=SAAT),
        lambda: alur.minta_paket(_actor(), KAB, nomor, NEXT, saat=SAAT),
        lambda: alur.minta_paket(_actor(), KAB, nomor, 32, saat=SAAT),
        lambda: alur.unggah_berkas(neighbour, KAB, nomor, JenisBerkas.MOU, nama="a.jpg", isi=scan(), saat=SAAT),
        lambda: alur.cabut_kunci(neighbour, KAB, "x", "hilang", saat=SAAT),
        lambda: alur.minta_paket(_actor("pfm"), KAB, nomor, KAB, saat=SAAT),
    ]
    for act in tries:
        with pytest.raises(AccessDenied):
            act()
    with read_session() as connection:
        assert read_permohonan(connection, Scope(NEXT), KAB, nomor) is None


def test_the_package_is_made_taken_counted_and_deleted(own_database: str) -> None:
    nomor = _approved()
    paket = alur.minta_paket(_actor(), KAB, nomor, DESA, saat=SAAT)
    with pytest.raises(RuleViolation, match="masih dibuat"):
        alur.minta_paket(_actor(), KAB, nomor, DESA, saat=SAAT)
    with pytest.raises(RuleViolation, match="belum siap"):
        alur.unduh_paket(_actor(), KAB, paket, saat=SAAT)
    alur.buat_paket(KAB, paket, saat=SAAT)
    made = _paket(nomor)
    assert (made.state, made.persen) == (StatePaket.SIAP, 100)
    assert made.ruta
    taken = alur.unduh_paket(_actor(), KAB, paket, saat=SAAT, alamat_ip="10.1.1.1")
    with zipfile.ZipFile(taken.path) as package:
        assert "kunci.json" in package.namelist()
        assert json.loads(package.read("manifest.json"))["wilayah"] == [DESA]
    assert taken.nama == f"siks-{DESA}-202611.siks"
    with read_session() as connection:
        row = connection.execute(sa.select(unduhan).where(unduhan.c.jenis == "paket")).one()
        acts = connection.execute(
            sa.select(audit.c.aksi).where(audit.c.kab == KAB, audit.c.aksi.like("paket.%")).order_by(audit.c.urut)
        ).scalars()
        assert list(acts) == ["paket.minta", "paket.unduh"]
    assert (row.permohonan, row.ukuran, row.alamat_ip) == (nomor, made.ukuran, "10.1.1.1")
    alur.sapu(SAAT + timedelta(days=2))
    assert not taken.path.exists()
    assert _paket(nomor).state is StatePaket.DIHAPUS
    with pytest.raises(RuleViolation, match="dihapus"):
        alur.unduh_paket(_actor(), KAB, paket, saat=SAAT)


def test_no_more_is_taken_than_the_setting_allows(own_database: str) -> None:
    with unit_of_work() as work:
        keterangan.store(work, KUNCI, replace(Setelan(), kali_unduhan=1).as_json())
    nomor = _approved()
    paket = alur.minta_paket(_actor(), KAB, nomor, DESA, saat=SAAT)
    alur.buat_paket(KAB, paket, saat=SAAT)
    alur.unduh_paket(_actor(), KAB, paket, saat=SAAT)
    with pytest.raises(RuleViolation, match="1 kali"):
        alur.unduh_paket(_actor(), KAB, paket, saat=SAAT)
    with pytest.raises(RuleViolation, match="1 kali"):
        alur.minta_paket(_actor(), KAB, nomor, DESA, saat=SAAT)


def test_it_expires_to_the_second_and_its_packages_go(own_database: str) -> None:
    nomor = _approved()
    paket = alur.minta_paket(_actor(), KAB, nomor, DESA, saat=SAAT)
    alur.buat_paket(KAB, paket, saat=SAAT)
    end = SAAT + timedelta(days=Setelan().hari_unduhan)
    alur.unduh_paket(_actor(), KAB, paket, saat=end - timedelta(seconds=1))
    with pytest.raises(RuleViolation, match="kedaluwarsa"):
        alur.unduh_paket(_actor(), KAB, paket, saat=end)
    alur.sapu(end - timedelta(seconds=1))
    assert _state(nomor) is StatePermohonan.DISETUJUI
    alur.sapu(end)
    assert _state(nomor) is StatePermohonan.KEDALUWARSA
    assert not alur.paket_path(KAB, paket).exists()


def test_a_package_that_cannot_be_made_says_why_and_may_be_asked_for_again(own_database: str) -> None:
    nomor = _approved()
    with unit_of_work() as work:
        work.execute(sa.update(permohonan).where(permohonan.c.id == nomor).values(periode=202612))
    paket = alur.minta_paket(_actor(), KAB, nomor, DESA, saat=SAAT)
    alur.buat_paket(KAB, paket, saat=SAAT)
    made = _paket(nomor)
    assert made.state is StatePaket.GAGAL
    assert made.galat
    assert alur.minta_paket(_actor(), KAB, nomor, DESA, saat=SAAT) > paket


def test_a_key_that_was_withdrawn_lets_no_file_in(own_database: str) -> None:
    nomor = _approved()
    paket = alur.minta_paket(_actor(), KAB, nomor, DESA, saat=SAAT)
    alur.buat_paket(KAB, paket, saat=SAAT)
    with read_session() as connection:
        key = list_kunci(connection, KAB)[0]
    assert key.wilayah == DESA
    with pytest.raises(RuleViolation, match="alasan"):
        alur.cabut_kunci(_actor(), KAB, key.kunci, "", saat=SAAT)
    alur.cabut_kunci(_actor(), KAB, key.kunci, "Laptop operator hilang", saat=SAAT)
    with read_session() as connection:
        assert connection.execute(sa.select(kunci_siks.c.dicabut).where(kunci_siks.c.id == key.kunci)).scalar() == SAAT
    with pytest.raises(RuleViolation, match="sudah dicabut"):
        alur.cabut_kunci(_actor(), KAB, key.kunci, "Sekali lagi", saat=SAAT)
