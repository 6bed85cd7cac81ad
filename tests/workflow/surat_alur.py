"""What tests of the letter share: a finalised batch of the sample, its letter, a scan of it."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import finalisasi_alur as alur
from PIL import Image

from data_access.session import current_engine
from data_access.surat import list_surat, read_pdf
from domain.surat import Surat
from workflow.finalisasi import record_finalisasi
from workflow.surat import buat_surat
from workflow.surat_tte import Tte, use_tte

ALAMAT = "https://siks.contoh.example/verifikasi"
HARI = date(2026, 11, 21)


def saat() -> datetime:
    """The clock; certificates of a demonstration are in force from a moment ago."""
    return datetime.now(UTC)


def finalise(url: str, key: alur.BatchKey = alur.KEY) -> None:
    """Close the batch of the sample."""
    alur.make_ready(url, key)
    record_finalisasi(alur.actor(), key, now=alur.NOW)


def make(key: alur.BatchKey = alur.KEY, *, nomor: str = "400.9/001/Dinsos/XI/2026", tanggal: date = HARI) -> int:
    """The letter of a finalised batch."""
    return buat_surat(
        alur.actor(), key, nomor=nomor, tanggal_surat=tanggal, alamat=ALAMAT, now=alur.NOW, saat_ini=saat()
    )


def letters(key: alur.BatchKey = alur.KEY) -> list[Surat]:
    """Letters of the batch, newest first."""
    with current_engine().connect() as read:
        return list_surat(read, key)


def pdf_of(surat: Surat) -> bytes:
    """Its PDF."""
    with current_engine().connect() as read:
        found = read_pdf(read, surat.kab, surat.id)
    assert found is not None
    return found


def scan() -> bytes:
    """A picture such as a scanner makes."""
    out = io.BytesIO()
    Image.new("RGB", (620, 877), "white").save(out, "JPEG")
    return out.getvalue()


def demo_tte(folder: Path) -> None:
    """Let this process sign with certificates of its own."""
    use_tte(Tte(contoh=folder))
