"""Roles, permissions and scope."""

from __future__ import annotations

import pytest

from domain.access import PERMISSIONS, ROLE_NAME, Actor, Permission, Role, check_assignment
from domain.errors import AccessDenied, InvalidInput

SUPERVISOR = Actor(1, "supervisor.cimahi", "Supervisor", Role.SUPERVISOR_KAB, 3277, totp=True)


def test_every_role_has_a_name_and_a_row_in_the_matrix() -> None:
    assert set(PERMISSIONS) == set(ROLE_NAME) == set(Role)


def test_only_the_supervisor_finalises() -> None:
    assert [role for role in Role if Permission.RECORD_FINALISASI in PERMISSIONS[role]] == [Role.SUPERVISOR_KAB]


def test_pimpinan_and_menteri_never_see_a_household() -> None:
    for role in (Role.PIMPINAN, Role.MENTERI):
        assert Permission.VIEW_RUMAH_TANGGA not in PERMISSIONS[role]


def test_a_supervisor_sees_the_own_kab_and_everything_below() -> None:
    assert SUPERVISOR.narrow(None).kode == 3277
    assert SUPERVISOR.narrow(3277011001).kode == 3277011001


@pytest.mark.parametrize("outside", [0, 32, 3218, 3218011001, 327])
def test_a_wilayah_outside_the_scope_is_refused_and_not_clamped(outside: int) -> None:
    with pytest.raises((AccessDenied, InvalidInput)):
        SUPERVISOR.narrow(outside)


def test_the_permission_alone_is_not_enough_outside_the_scope() -> None:
    SUPERVISOR.require(Permission.RECORD_FINALISASI, 3277)
    with pytest.raises(AccessDenied):
        SUPERVISOR.require(Permission.RECORD_FINALISASI, 3218)


def test_a_supervisor_of_a_desa_does_not_exist() -> None:
    check_assignment(Role.SUPERVISOR_KAB, 3277)
    with pytest.raises(AccessDenied, match="Supervisor"):
        check_assignment(Role.SUPERVISOR_KAB, 3277011001)
