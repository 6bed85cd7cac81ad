"""Who manages whom, and that an explanation says what the guard does: for every role and permission."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.access import PERMISSIONS, Actor, Permission, Role, check_assignment
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.kalender import JAKARTA, Program, periode_of_month
from domain.kode import contains
from domain.pengguna import (
    MENGELOLA,
    PERMISSION_NAME,
    Keadaan,
    below,
    check_manages,
    check_nip,
    check_telepon,
    explain,
    explain_kalender,
    is_above,
    manages,
)
from domain.profil import Profil, check_penanda_tangan, kekurangan, nomor_surat

NOW = datetime(2026, 11, 21, 10, tzinfo=JAKARTA)
PLACES = (0, 32, 3277, 327701, 3277011001, 31, 3218, 321801, 3218012001)


def actor(role: Role, wilayah: int, number: int = 1) -> Actor:
    return Actor(number, f"{role}.{wilayah}", "Orang", role, wilayah, totp=True)


def everyone() -> list[Actor]:
    """An account of every role at every place where it can exist."""
    found = []
    for role in Role:
        for place in PLACES:
            try:
                check_assignment(role, place)
            except AccessDenied:
                continue
            found.append(actor(role, place, len(found) + 1))
    return found


ALL = everyone()


def test_every_permission_has_a_name() -> None:
    assert set(PERMISSION_NAME) == set(Permission)


def test_only_who_manages_accounts_creates_them() -> None:
    assert {role for role in Role if Permission.MANAGE_PENGGUNA in PERMISSIONS[role]} == set(MENGELOLA)


def test_nobody_is_above_themself_a_peer_or_somebody_above() -> None:
    for one in ALL:
        assert not is_above(one, one)
        for other in ALL:
            assert not (is_above(one, other) and is_above(other, one)), (one, other)
            if one.role is other.role:
                assert not is_above(one, other)


def test_nobody_reaches_out_of_their_wilayah() -> None:
    for one in ALL:
        for other in ALL:
            if is_above(one, other) or manages(one, other.role, other.wilayah):
                assert contains(one.wilayah, other.wilayah), (one, other)


def test_who_gives_an_account_is_above_it() -> None:
    for one in ALL:
        for other in ALL:
            if other.id != one.id and manages(one, other.role, other.wilayah):
                assert is_above(one, other)


def test_every_account_but_the_highest_has_somebody_above() -> None:
    orphans = {one.role for one in ALL if not any(is_above(other, one) for other in ALL)}
    assert orphans == {Role.PUSDATIN}


@pytest.mark.parametrize(
    ("manager", "wilayah", "role", "target", "may"),
    [
        (Role.PUSDATIN, 0, Role.DINSOS_PROVINSI, 32, True),
        (Role.PUSDATIN, 0, Role.PUSDATIN, 0, False),
        (Role.PUSDATIN, 0, Role.SUPERVISOR_KAB, 3277, False),
        (Role.DINSOS_PROVINSI, 32, Role.SUPERVISOR_KAB, 3277, True),
        (Role.DINSOS_PROVINSI, 31, Role.SUPERVISOR_KAB, 3277, False),
        (Role.DINSOS_PROVINSI, 32, Role.PIMPINAN, 32, False),
        (Role.SUPERVISOR_KAB, 3277, Role.OPERATOR_DESA, 3277011001, True),
        (Role.SUPERVISOR_KAB, 3277, Role.OPERATOR_DESA, 3218012001, False),
        (Role.SUPERVISOR_KAB, 3277, Role.SUPERVISOR_KAB, 3277, False),
        (Role.SUPERVISOR_KAB, 3277, Role.KEPALA_DAERAH, 3277, False),
        (Role.OPERATOR_KAB, 3277, Role.OPERATOR_DESA, 3277011001, False),
    ],
)
def test_accounts_are_given_by_the_level_above(manager: Role, wilayah: int, role: Role, target: int, may: bool) -> None:
    given = actor(manager, wilayah)
    assert manages(given, role, target) is may
    if may:
        check_manages(given, role, target)
    else:
        with pytest.raises(AccessDenied):
            check_manages(given, role, target)


def test_the_levels_below_reach_down_to_the_desa() -> None:
    assert {role for role, _ in below(Role.PUSDATIN)} == set(Role) - {Role.PUSDATIN}


@pytest.mark.parametrize("totp", [False, True])
@pytest.mark.parametrize("permission", list(Permission))
def test_an_explanation_agrees_with_the_guard_for_every_role_in_and_out_of_its_wilayah(
    permission: Permission, totp: bool
) -> None:
    state = Keadaan(aktif=True, ganti_sandi=False, terkunci_sampai=None, totp=totp)
    for one in ALL:
        asked = Actor(one.id, one.username, one.name, one.role, one.wilayah, totp=totp)
        for place in PLACES:
            try:
                asked.require(permission, place)
                allowed = True
            except AccessDenied:
                allowed = False
            lines = explain(one, state, permission, place, NOW)
            assert all(line.boleh for line in lines) is allowed, (one, permission, place)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"aktif": False}, "ditutup"),
        ({"ganti_sandi": True}, "belum diganti"),
        ({"terkunci_sampai": NOW + timedelta(minutes=1)}, "terkunci"),
    ],
)
def test_the_state_of_the_account_is_part_of_the_explanation(change: dict[str, object], word: str) -> None:
    state = Keadaan(**({"aktif": True, "ganti_sandi": False, "terkunci_sampai": None, "totp": True} | change))  # type: ignore[arg-type]
    lines = explain(actor(Role.SUPERVISOR_KAB, 3277), state, Permission.REVIEW_VERIVALI, 3277, NOW)
    assert [word in line.kata for line in lines if not line.boleh] == [True]


def test_the_calendar_is_part_of_the_explanation_to_the_second() -> None:
    november = periode_of_month(Program.BSP, 2026, 11)
    last = datetime(2026, 11, 29, 23, 59, 59, tzinfo=JAKARTA)
    for moment, open_ in ((last, True), (last + timedelta(seconds=1), False)):
        (line,) = explain_kalender(Permission.RECORD_FINALISASI, november, moment)
        assert line.boleh is open_
        assert "29 November 2026 pukul 23.59.59" in line.kata
    assert explain_kalender(Permission.VIEW_PROGRES, november, NOW) == []


def test_fields_of_a_person_are_checked() -> None:
    assert check_nip("19700101 200001 1 001") == "197001012000011001"
    assert check_nip("") is None
    assert check_telepon("0812 3456 7890") == "0812 3456 7890"
    for check, text in ((check_nip, "123"), (check_telepon, "telepon saya"), (check_telepon, "<script>")):
        with pytest.raises(InvalidInput):
            check(text)


@pytest.mark.parametrize(
    ("jabatan", "sebutan", "kab"),
    [
        ("Kepala Dinas Sosial", "", "Kota Cimahi"),
        ("Bupati", "", "Kota Cimahi"),
        ("Wali Kota", "", "Kabupaten Pangandaran"),
        ("Wali Kota", "Kepala Dinas Sosial Kota Cimahi", "Kota Cimahi"),
        ("Wali Kota", "a.n. Wali Kota Cimahi Sekretaris Daerah", "Kota Cimahi"),
        ("Wali Kota", "Wali Kota Bandung", "Kota Cimahi"),
        ("Sekretaris Daerah", "Sekretaris Daerah", "Kabupaten Pangandaran"),
    ],
)
def test_nobody_signs_but_the_bupati_or_wali_kota_of_the_kab(jabatan: str, sebutan: str, kab: str) -> None:
    with pytest.raises(RuleViolation):
        check_penanda_tangan(jabatan, sebutan, kab)


@pytest.mark.parametrize(
    ("jabatan", "sebutan", "kab"),
    [
        ("Wali Kota", "WALI KOTA CIMAHI", "Kota Cimahi"),
        ("Wali Kota", "Pj. Wali Kota Cimahi", "Kota Cimahi"),
        ("Bupati", "Bupati Pangandaran", "Kabupaten Pangandaran"),
        ("Wali Kota", "Wali Kota Jakarta Barat", "Kota Administrasi Jakarta Barat"),
        ("Bupati", "", "Kabupaten Administrasi Kepulauan Seribu"),
    ],
)
def test_who_acts_as_bupati_or_wali_kota_signs(jabatan: str, sebutan: str, kab: str) -> None:
    check_penanda_tangan(jabatan, sebutan, kab)


def test_an_empty_profil_lacks_everything_a_letter_needs() -> None:
    missing = kekurangan(None)
    assert missing == kekurangan(Profil(3277))
    assert "logo" in missing
    assert "pola nomor surat" in missing
    assert "surel" not in missing


def test_the_number_of_a_letter_follows_its_pattern() -> None:
    day = NOW.date()
    assert nomor_surat("400.9/{urut}/Dinsos/{romawi}/{tahun}", 7, day) == "400.9/007/Dinsos/XI/2026"
    assert nomor_surat("{urut}-{bulan}", 1234, day) == "1234-11"
    for wrong in ("400.9", "{nomor}", "{urut} {", "{urut}{urut.__class__}", "{0}{urut}"):
        with pytest.raises(InvalidInput):
            nomor_surat(wrong, 1, day)
