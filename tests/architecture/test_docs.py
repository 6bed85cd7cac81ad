"""The documents say what the code does."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

import pytest

from cli import cli
from domain.access import Permission, Role
from domain.batch import StateBatch
from domain.impor import Hasil, StateImpor
from domain.kalender import Kegiatan
from domain.pemindahan import StatePemindahan
from domain.pendaftaran import StatePendaftaran
from domain.peralihan import dokumen, mesin
from domain.permohonan import StatePermohonan
from domain.sk import StateSk
from domain.status import StaKeberadaan, StatusUsulan, StatusVerivali
from domain.usulan import JenisUsulan

ROOT = Path(__file__).resolve().parents[2]


_IN_WORDS = [
    Role,
    Permission,
    StateBatch,
    StateImpor,
    Hasil,
    Kegiatan,
    StatePemindahan,
    StatePendaftaran,
    StatePermohonan,
    StateSk,
]


def _section(title: str) -> str:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return text.split(f"## `{title}`")[1].split("\n## ")[0]


@pytest.mark.parametrize("enum", [StatusVerivali, StaKeberadaan, StatusUsulan, JenisUsulan])
def test_the_glossary_lists_every_state_under_its_code(enum: type[Enum]) -> None:
    rows = re.findall(r"^\| (\d+) \| ([A-Z_]+) \|", _section(enum.__name__), re.MULTILINE)
    assert [(int(code), name) for code, name in rows] == [(item.value, item.name) for item in enum]


@pytest.mark.parametrize("enum", _IN_WORDS)
def test_the_glossary_lists_every_code_in_words(enum: type[Enum]) -> None:
    rows = re.findall(r"^\| ([a-z_]+) \|", _section(enum.__name__), re.MULTILINE)
    assert [row for row in rows if row != "code"] == [item.value for item in enum]


def test_every_make_target_named_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for file in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")]:
        for target in re.findall(r"`make ([a-z-]+)", file.read_text(encoding="utf-8")):
            assert target in targets, f"{file.name}: make {target}"


def test_every_link_between_documents_leads_somewhere() -> None:
    for file in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", file.read_text(encoding="utf-8")):
            assert (file.parent / link).exists(), f"{file.name}: {link}"


def test_every_command_named_in_the_documents_exists() -> None:
    for file in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for command in re.findall(r"cli\.py ([a-z-]+)", file.read_text(encoding="utf-8")):
            assert command in cli.commands, f"{file.name}: {command}"


def test_the_document_of_the_state_machines_is_made_from_their_tables() -> None:
    assert (ROOT / "docs" / "peralihan.md").read_text(encoding="utf-8") == dokumen()


def test_every_step_of_a_machine_leads_between_states_that_have_a_name() -> None:
    for machine in mesin():
        for step in machine.langkah:
            assert step.dari | {step.ke} <= set(machine.state), f"{machine.nama}: {step.kode}"
