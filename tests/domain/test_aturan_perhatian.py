"""Attention rules as data: every rule can be said, linked and set, and only inside its limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from domain import perhatian_kalimat as kalimat
from domain.access import Actor, Permission, Role
from domain.errors import InvalidInput
from domain.kalender import JAKARTA, Program, periode_of_month
from domain.perhatian import (
    ATURAN,
    DIBIARKAN,
    Fase,
    Keadaan,
    Kunci,
    Saat,
    Tingkat,
    check_setelan,
    default_setelan,
    desa_link,
    is_ignored,
    link,
    visible_to,
)

NOVEMBER = periode_of_month(Program.BSP, 2026, 11)


@pytest.mark.parametrize("rule", ATURAN.values(), ids=ATURAN.keys())
def test_every_rule_is_said_in_words_and_its_default_can_be_stored(rule) -> None:
    assert "1.234" in kalimat.of_kab(rule, 1234, 5678, rule.ambang) or rule.kode == "pekerja"
    assert "3 kab/kota" in kalimat.of_many(rule, 3, 1234)
    if rule.rinci:
        assert "1.234" in kalimat.of_desa(rule, 1234, 5678)
    now = default_setelan(rule)
    assert check_setelan(rule, now.ambang, now.tingkat) == now
    low, high = rule.batas
    for wrong in (low - 1, high + 1):
        with pytest.raises(InvalidInput, match=str(high)):
            check_setelan(rule, wrong, Tingkat.PENTING)
    with pytest.raises(InvalidInput, match="Tingkat"):
        check_setelan(rule, low, 4)


def test_who_may_not_see_the_kuota_sees_no_rule_about_it_and_is_never_sent_there() -> None:
    bps = Actor(1, "bps", "B", Role.BPS, 32)
    codes = {rule.kode for rule in visible_to(bps)}
    assert "usulan_lama" in codes
    assert not codes & {"kuota_lebih", "antre_lebih", "sisa_tersedia", "kuota_desa_lebih", "usul_kuota"}
    assert link(bps, ATURAN["kuota_lebih"], 3277, 1, 202611).startswith("/verivali?")


def test_old_usulan_lead_to_their_queue_those_who_may_open_it() -> None:
    monitor, leader = (Actor(1, "x", "X", role, 32) for role in (Role.DINSOS_PROVINSI, Role.PIMPINAN))
    assert link(monitor, ATURAN["usulan_lama"], 3277, 1, 202611) == "/usulan?wilayah=3277&program=1&periode=202611"
    assert link(leader, ATURAN["usulan_lama"], 3277, 1, 202611).startswith("/verivali?")


def test_the_review_queue_and_decisions_are_told_to_those_who_review_and_decide() -> None:
    for role, rule in ((Role.SUPERVISOR_KAB, "antrean_periksa"), (Role.KEPALA_DINAS, "usul_kuota")):
        assert ATURAN[rule] in visible_to(Actor(1, "x", "X", role, 3277))
    monitor = visible_to(Actor(1, "x", "X", Role.DINSOS_PROVINSI, 32))
    assert not {ATURAN["antrean_periksa"], ATURAN["usul_kuota"]} & set(monitor)
    assert ATURAN["pekerjaan_gagal"].izin is Permission.MANAGE_PORTAL


def test_a_link_names_wilayah_and_periode_and_what_to_filter() -> None:
    reader = Actor(1, "x", "X", Role.PUSDATIN)
    parts = urlsplit(link(reader, ATURAN["diam"], 3277, 1, 202611))
    assert parts.path == "/verivali"
    assert parse_qs(parts.query) == {
        "wilayah": ["3277"],
        "program": ["1"],
        "periode": ["202611"],
        "saring": ["tanda=diam|basi"],
    }
    assert "wilayah" not in link(reader, ATURAN["diam"], 0, 1, 202611)
    assert desa_link(3277011001, 1, 202611) == "/desa/3277011001?program=1&periode=202611"


def test_the_key_of_an_item_survives_the_address_and_nothing_else_is_read_as_one() -> None:
    key = Kunci("diam", 3277, 202611, 1)
    assert Kunci.parse(str(key)) == key
    assert (key.kab, Kunci("pekerjaan_gagal", 0, 0, 0).kab) == (3277, 0)
    for wrong in ("", "diam", "tidak.3277.202611.1", "diam.3277011001.1.1", "diam.-1.1.1", "diam.3277.1.1.1", "diam.²"):
        with pytest.raises(InvalidInput):
            Kunci.parse(wrong)


def test_rules_of_verivali_end_with_it_and_those_of_the_pengesahan_go_on() -> None:
    close, last = NOVEMBER.tutup_verivali, NOVEMBER.tutup_pengesahan
    second = timedelta(seconds=1)
    assert Saat(NOVEMBER, close).holds(Fase.VERIVALI)
    assert not Saat(NOVEMBER, close + second).holds(Fase.VERIVALI)
    assert Saat(NOVEMBER, close + second).holds(Fase.PENGESAHAN)
    assert Saat(NOVEMBER, last).holds(Fase.PENGESAHAN)
    assert not Saat(NOVEMBER, last + second).holds(Fase.PENGESAHAN)
    at = Saat(NOVEMBER, datetime(2026, 11, 21, 9, tzinfo=JAKARTA))
    assert (at.days_open, at.days_to_close, at.days_to_pengesahan) == (20, 4, 8)


def test_only_what_nobody_took_up_for_days_counts_as_ignored() -> None:
    clock = datetime(2026, 11, 21, tzinfo=UTC)
    assert is_ignored(Keadaan.TERBUKA, clock - DIBIARKAN, clock)
    assert not is_ignored(Keadaan.TERBUKA, clock - DIBIARKAN + timedelta(seconds=1), clock)
    assert not is_ignored(Keadaan.DIAKUI, clock - timedelta(days=90), clock)
