"""A letter or its data file, checked without network and database: what it proves by itself, and what it does not.

Whoever hands a file in may have made it. A letter that agrees with itself is no more than that: only an electronic
signature, the portal, or the signed paper says whose it is.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2

from domain.berkas_data import FORMAT
from domain.errors import InvalidInput
from domain.surat import HITUNGAN, NAMA_ANGKA, ribuan
from exchange import surat_tte
from exchange.berkas_data import BerkasData, check_berkas
from exchange.surat import FORMAT_DATA, LAMPIRAN_DATA

LARGEST_PDF = 50_000_000
_LARGEST_DATA = 5_000_000
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Bukti:
    """One thing that was looked at: whether it holds (None: it cannot be said from this file alone), in words."""

    benar: bool | None
    teks: str


@dataclass(frozen=True, slots=True)
class Terperiksa:
    """What was read of one file. ``sidik_data`` is the digest that binds a letter and a data file."""

    jenis: str
    sidik: bytes
    sidik_data: bytes
    kode: str | None
    jumlah: Mapping[str, int]
    bukti: list[Bukti]


def periksa(file: Path, akar: bytes = b"") -> Terperiksa:
    """Check a letter (PDF) or a data file, told apart by content; ``akar`` are trusted roots of signatures (PEM).

    Raises InvalidInput for anything else, with what to do.
    """
    with file.open("rb") as stream:
        head = stream.read(64)
    if head.startswith(b"%PDF-"):
        if file.stat().st_size > LARGEST_PDF:
            raise InvalidInput("PDF ini terlalu besar untuk sebuah surat pengesahan.")
        return _letter(file.read_bytes(), akar)
    if head.startswith(f"#format\t{FORMAT}".encode()):
        with file.open("rb") as stream:
            return _data(check_berkas(stream))
    raise InvalidInput("Berkas ini bukan surat pengesahan (PDF) dan bukan berkas datanya. Pilih berkas dari portal.")


def _data(found: BerkasData) -> Terperiksa:
    head = found.kepala
    return Terperiksa(
        "data",
        found.sidik,
        found.sidik,
        None,
        head.jumlah,
        [
            Bukti(True, "Isi berkas data sesuai dengan jumlah di kepalanya, baris demi baris."),
            Bukti(True, f"Batch {head.kab}/{head.periode}/{head.program} versi {head.versi}."),
            Bukti(None, "Apakah surat pengesahan memuat sidik ini: bandingkan dengan suratnya."),
        ],
    )


def _letter(pdf: bytes, akar: bytes) -> Terperiksa:
    said, text = _read(pdf)
    lines = said["kecamatan"]
    total = said["jumlah"]
    adds_up = all(sum(line["angka"][name] for line in lines) == total[name] for name in NAMA_ANGKA)
    printed = all(ribuan(total[name]) in text for name, _ in HITUNGAN) and str(said["kode"]) in text
    proofs = [
        Bukti(adds_up, "Jumlah per kecamatan menjumlah ke jumlah kab/kota."),
        Bukti(printed, "Kode dan angka yang tercetak sama dengan yang tersimpan di dalam PDF."),
    ]
    signatures = surat_tte.verify(pdf, akar)
    for one in signatures:
        proofs.append(Bukti(one.utuh, f"Tanda tangan elektronik {one.penanda_tangan}: isi tidak berubah sesudahnya."))
        proofs.append(Bukti(one.seluruh, "Tanda tangan mencakup seluruh berkas."))
        trusted = True if one.dipercaya else None
        proofs.append(Bukti(trusted, f"Penerbit sertifikat ({one.penerbit}) dipercaya di mesin ini."))
    if not signatures:
        proofs.append(Bukti(None, "Siapa yang menandatangani: PDF ini tidak memuat tanda tangan elektronik."))
    proofs.append(Bukti(None, "Apakah surat masih berlaku: periksa kodenya di portal, halaman /verifikasi."))
    return Terperiksa(
        "surat", hashlib.sha256(pdf).digest(), bytes.fromhex(said["sidik_data"]), said["kode"], total, proofs
    )


def _read(pdf: bytes) -> tuple[dict[str, Any], str]:
    """Attached figures, checked for form, and the text of all pages."""
    wrong = InvalidInput("PDF ini tidak memuat angka surat pengesahan. Pakai PDF dari portal, bukan hasil pindai.")
    try:
        paper = pypdfium2.PdfDocument(io.BytesIO(pdf))
        files = [paper.get_attachment(at) for at in range(min(paper.count_attachments(), 20))]
        data = next(bytes(item.get_data()) for item in files if item.get_name() == LAMPIRAN_DATA)
        text = "\n".join(page.get_textpage().get_text_range() for page in paper)
        said = json.loads(data[:_LARGEST_DATA])
        lines = said["kecamatan"]
        numbers = [said["jumlah"][name] for name in NAMA_ANGKA]
        numbers += [line["angka"][name] for line in lines for name in NAMA_ANGKA]
        right = said["format"] == FORMAT_DATA and _HEX.fullmatch(said["sidik_data"]) is not None
    except (pypdfium2.PdfiumError, StopIteration, ValueError, KeyError, TypeError) as error:
        raise wrong from error
    if not right or not all(isinstance(value, int) for value in numbers):
        raise wrong
    return said, text
