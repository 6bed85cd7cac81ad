"""Electronic signature of a letter: PAdES baseline B-B (pyHanko), made and verified; certificates of a demonstration.

A signature is appended: the bytes of the generated letter stay as they were, so that anybody can see that exactly
this letter was signed. What is uploaded is hostile and is verified by a process of its own (``_tte_anak.py``).
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle

from domain.errors import InvalidInput, RuleViolation
from domain.surat import Kepala
from exchange.surat import set_page

_STAMP = Path(__file__).with_name("surat") / "tte.typ"
_CHILD = Path(__file__).with_name("_tte_anak.py")
_SECONDS = 30
# Of tte.typ, and of an upright A4 sheet, in points.
_WIDE, _TALL, _SHEET = 204.1, 65.2, 841.89
_FIELD = "PengesahanKepalaDaerah"


@dataclass(frozen=True, slots=True)
class Sertifikat:
    """A PKCS#12 file with its password. ``contoh``: issued by this portal to itself, which proves nothing in law."""

    p12: bytes
    sandi: str
    contoh: bool


@dataclass(frozen=True, slots=True)
class Periksa:
    """What verifying one signature said. ``utuh``: what it covers is unchanged; ``seluruh``: it covers the whole file;
    ``dipercaya``: its certificate leads to one that the installation trusts; ``waktu`` is the signer's own word.
    """

    penanda_tangan: str
    penerbit: str
    waktu: str | None
    utuh: bool
    seluruh: bool
    dipercaya: bool

    def as_json(self) -> dict[str, Any]:
        """As ``surat.ttd_periksa`` keeps it."""
        return asdict(self)


def sign(
    pdf: bytes,
    sertifikat: Sertifikat,
    kepala: Kepala,
    letak: tuple[int, float, float],
    *,
    now: datetime,
    waktu: str,
) -> bytes:
    """The letter with a signature appended, shown in its place (page from 0, x and y from the upper left, points);
    ``waktu`` is the moment as it is printed.

    Raises RuleViolation for a certificate that cannot be opened or is not in force.
    """
    signer = _signer(sertifikat, now)
    page, x, y = letak
    left, top = x + 8, _SHEET - y - 2
    box = (round(left), round(top - _TALL), round(left + _WIDE), round(top))
    about = signers.PdfSignatureMetadata(
        field_name=_FIELD,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        reason="Pengesahan hasil verifikasi dan validasi",
        name=f"{kepala.nama}, {kepala.jabatan}",
    )
    said = {"nama": kepala.nama, "jabatan": kepala.jabatan, "waktu": waktu, "contoh": sertifikat.contoh}
    out = io.BytesIO()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as stamp:
        stamp.write(set_page(_STAMP, said))
        stamp.flush()
        signers.PdfSigner(
            about,
            signer=signer,
            stamp_style=StaticStampStyle.from_pdf_file(stamp.name, border_width=0),
            new_field_spec=fields.SigFieldSpec(_FIELD, on_page=page, box=box),
        ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()


def _signer(sertifikat: Sertifikat, now: datetime) -> signers.SimpleSigner:
    try:
        signer: signers.SimpleSigner = signers.SimpleSigner.load_pkcs12_data(
            sertifikat.p12, (), sertifikat.sandi.encode() or None
        )
    except ValueError as error:
        raise RuleViolation(
            "Sertifikat tanda tangan elektronik tidak dapat dibuka. Minta pengelola portal memeriksa setelan TTE_P12 "
            "dan TTE_SANDI, atau unggah surat yang ditandatangani dengan tangan."
        ) from error
    assert signer.signing_cert is not None
    span = signer.signing_cert["tbs_certificate"]["validity"]
    if not span["not_before"].native <= now <= span["not_after"].native:
        raise RuleViolation("Sertifikat tanda tangan elektronik belum atau tidak lagi berlaku.")
    return signer


def verify(pdf: bytes, akar: bytes = b"") -> list[Periksa]:
    """Every signature of a PDF, oldest first; ``akar`` are trusted root certificates (PEM). No network is used.

    Raises InvalidInput for what cannot be read as a PDF.
    """
    try:
        # -I: neither the folder nor the environment of the portal has a say in what is imported.
        done = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-I", str(_CHILD)],
            input=len(akar).to_bytes(4, "big") + akar + pdf,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidInput(_UNREADABLE) from error
    if done.returncode:
        raise InvalidInput(_UNREADABLE)
    return [Periksa(**item) for item in json.loads(done.stdout)["tanda_tangan"]]


_UNREADABLE = "PDF ini tidak dapat dibaca. Simpan atau pindai ulang sebagai PDF, lalu unggah lagi."
