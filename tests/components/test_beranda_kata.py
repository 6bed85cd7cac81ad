"""Beranda names what people did in their own words."""

from __future__ import annotations

import re
from pathlib import Path

from components.beranda import act_words

_ACT = re.compile(r'"((?:verivali|kuota|catatan|data-kesos|dokumen|perhatian|ringkasan)\.[a-z_-]+)"')


def test_every_act_of_a_workflow_has_words() -> None:
    # Figures of a pack are named in the same way and are no acts.
    files = [file for file in Path("workflow").glob("*.py") if not file.name.startswith("briefing_isi")]
    acts = {act for file in files for act in _ACT.findall(file.read_text(encoding="utf-8"))}
    assert len(acts) > 20
    assert [act for act in sorted(acts) if "." in act_words(act) or ": " in act_words(act)] == []
