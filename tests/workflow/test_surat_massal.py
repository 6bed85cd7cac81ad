"""All letters of a provinsi in one file: complete, resumable, for those above a kab only."""

from __future__ import annotations

import zipfile
from pathlib import Path

import finalisasi_alur as alur
import pypdfium2
import pytest
import surat_alur as s

from data_access.session import current_engine
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from workflow import surat_massal as run
from workflow.finalisasi import record_finalisasi

JABAR, PROGRAM, PERIODE = 32, 1, 202611
NEXT = alur.BatchKey(3218, PERIODE, PROGRAM)


@pytest.fixture
def folder(own_database: str, tmp_path: Path) -> Path:
    s.finalise(own_database)
    s.make()
    alur.make_ready(own_database, NEXT)
    record_finalisasi(alur.actor("supervisor.pangandaran"), NEXT, now=alur.NOW)
    run.use_folder(tmp_path)
    return tmp_path


def _names(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        return sorted(archive.namelist())


def test_every_finalised_kab_is_in_the_file(folder: Path) -> None:
    assert run.minta(alur.actor("dinsos.jabar"), JABAR, PROGRAM, PERIODE, now=s.saat()) == 2
    assert run.cetak(JABAR, PROGRAM, PERIODE, now=s.saat()) == 2
    file = run.berkas(JABAR, PROGRAM, PERIODE)
    assert file is not None
    kode = s.letters()[0].kode
    assert _names(file) == ["surat-3218-rancangan-v1.pdf", f"surat-{kode}.pdf"]
    with zipfile.ZipFile(file) as archive:
        assert archive.read(f"surat-{kode}.pdf") == s.pdf_of(s.letters()[0])
        draft = pypdfium2.PdfDocument(archive.read("surat-3218-rancangan-v1.pdf"))
    text = draft[0].get_textpage().get_text_range()
    assert "RANCANGAN" in text
    assert "Kabupaten Pangandaran" in text
    with current_engine().connect() as read:
        told = run.read_kemajuan(read, JABAR, PROGRAM, PERIODE)
    assert told is not None
    assert (told.selesai, told.total, told.tuntas) == (2, 2, True)


def test_a_run_that_was_cut_off_goes_on_where_it_was(folder: Path) -> None:
    run.cetak(JABAR, PROGRAM, PERIODE, now=s.saat())
    place = folder / f"{JABAR}-{PROGRAM}-{PERIODE}"
    kept = place / "3218-rancangan-v1.pdf"
    mark = kept.stat().st_mtime_ns
    (place / f"{s.letters()[0].kode}.pdf").unlink()
    (folder / f"{JABAR}-{PROGRAM}-{PERIODE}.zip").unlink()
    s.make(nomor="400.9/002/Dinsos/XI/2026")
    run.cetak(JABAR, PROGRAM, PERIODE, now=s.saat())
    assert kept.stat().st_mtime_ns == mark
    file = run.berkas(JABAR, PROGRAM, PERIODE)
    assert file is not None
    # The letter that stands now, and not the one it replaced.
    assert f"surat-{s.letters()[0].kode}.pdf" in _names(file)
    assert len(_names(file)) == 2


def test_only_readers_above_a_kab_ask_for_it(folder: Path) -> None:
    for who in ("supervisor.cimahi", "pimpinan.cimahi", "bps.jabar"):
        with pytest.raises(AccessDenied):
            run.minta(alur.actor(who), JABAR, PROGRAM, PERIODE, now=s.saat())
    with pytest.raises(AccessDenied):
        run.minta(alur.actor("dinsos.jabar"), 33, PROGRAM, PERIODE, now=s.saat())
    with pytest.raises(InvalidInput):
        run.minta(alur.actor("dinsos.jabar"), 3277, PROGRAM, PERIODE, now=s.saat())


def test_a_second_request_waits_for_the_first(folder: Path) -> None:
    run.minta(alur.actor("pusdatin"), 0, PROGRAM, PERIODE, now=s.saat())
    with pytest.raises(RuleViolation, match="sedang dicetak"):
        run.minta(alur.actor("pusdatin"), 0, PROGRAM, PERIODE, now=s.saat())


def test_without_a_finalised_kab_there_is_nothing_to_print(own_database: str) -> None:
    with pytest.raises(RuleViolation, match="Belum ada kab"):
        run.minta(alur.actor("dinsos.jabar"), JABAR, 2, PERIODE, now=s.saat())
