"""People of the sample who enter and review: one operator a desa, one supervisor a kab.

Nobody can sign in as them: they all carry the hash of a secret that was thrown away. They are who a monitor calls.
"""

from __future__ import annotations

import secrets

import numpy as np

from data_access import bulk
from demo import nama
from demo.acak import Int
from domain.access import Role
from workflow.masuk import hash_password

# Numbers of accounts far above those that people get.
_OPERATOR, _SUPERVISOR = 1_000_000, 2_000_000
FIRST_NUMBER = _OPERATOR


def unusable_hash() -> str:
    """A password hash that no password fits."""
    return hash_password(secrets.token_urlsafe(32))


def operator_of(semua_desa: Int, desa: Int) -> Int:
    """Account numbers of the operators of ``desa``; ``semua_desa`` are all codes of the country in order."""
    return _OPERATOR + np.searchsorted(semua_desa, desa)


def supervisor_of(kab: int) -> int:
    """Account number of the supervisor of a kab."""
    return _SUPERVISOR + kab


def petugas_rows(rng: np.random.Generator, kab: int, desa: Int, semua_desa: Int, sandi: str) -> list[bulk.Rows]:
    """Rows of ``pengguna`` for one kab: an operator for each desa, and the supervisor."""
    supervisor = np.array([supervisor_of(kab)])
    return [
        _accounts(rng, kab, operator_of(semua_desa, desa), Role.OPERATOR_DESA, "op.", desa, 10, sandi),
        _accounts(rng, kab, supervisor, Role.SUPERVISOR_KAB, "spv.", np.array([kab]), 4, sandi),
    ]


def _accounts(
    rng: np.random.Generator, kab: int, number: Int, role: Role, prefix: str, wilayah: Int, digits: int, sandi: str
) -> bulk.Rows:
    count = len(number)
    woman = rng.random(count) < 0.55
    group = nama.draw_groups(rng, kab, count)
    return bulk.Rows(
        count,
        {
            "id": bulk.int4(number),
            "username": bulk.text(bulk.Literal(prefix), bulk.Digits(wilayah, digits)),
            "nama": bulk.text(
                bulk.Word(nama.GIVEN, nama.draw_given(rng, group, woman)),
                bulk.Word(nama.SECOND, nama.draw_second(rng, group, np.arange(count), woman)),
            ),
            "peran": bulk.text(bulk.Literal(role.value)),
            "wilayah": bulk.int8(wilayah),
            "sandi": bulk.text(bulk.Literal(sandi)),
            "contoh": bulk.boolean(np.ones(count, bool)),
            # No network of the country has numbers that begin so.
            "telepon": bulk.text(
                bulk.Literal("0000-"),
                bulk.Digits(number // 10_000, 4),
                bulk.Literal("-"),
                bulk.Digits(number % 10_000, 4),
            ),
        },
    )
