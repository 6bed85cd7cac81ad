"""Surat edaran and downloads: put there and taken away by the centre."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from datetime import date
from pathlib import PurePosixPath

from data_access import audit, perubahan
from data_access import dokumen as store
from data_access.dokumen import Berkas
from data_access.session import unit_of_work
from domain.access import Actor, Permission
from domain.errors import InvalidInput, RuleViolation
from domain.kode import INDONESIA

JENIS = {"edaran": "Surat edaran", "unduhan": "Unduhan"}
LARGEST = 10_000_000

_OFFICE = "application/vnd.openxmlformats-officedocument."
_XLSX, _DOCX = _OFFICE + "spreadsheetml.sheet", _OFFICE + "wordprocessingml.document"
# Ending of the name and the type it is served as.
MIME = {
    "pdf": "application/pdf",
    "xlsx": _XLSX,
    "docx": _DOCX,
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
_BEGINS = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_HOLDS = {_XLSX: "xl/workbook.xml", _DOCX: "word/document.xml"}
_LONGEST_NAME = 80


def unggah(
    actor: Actor,
    *,
    jenis: str,
    judul: str,
    nomor: str,
    tanggal: str,
    nama_berkas: str,
    isi: bytes,
    alamat_ip: str | None = None,
) -> int:
    """Put a document on Beranda for every reader; its number.

    Raises AccessDenied, or InvalidInput for a kind, title, date or file that cannot be taken. The type is decided by
    what is in the file, which must agree with the ending of its name.
    """
    actor.require(Permission.MANAGE_PORTAL, INDONESIA)
    if jenis not in JENIS:
        raise InvalidInput("Pilih jenis dokumen: surat edaran atau unduhan.")
    title, number = " ".join(judul.split()), " ".join(nomor.split())
    if not 3 <= len(title) <= 150:
        raise InvalidInput("Isi judul dokumen, 3 sampai 150 huruf.")
    if len(number) > 80:
        raise InvalidInput("Nomor surat terlalu panjang. Tulis paling banyak 80 huruf.")
    try:
        day = date.fromisoformat(tanggal)
    except ValueError as error:
        raise InvalidInput("Isi tanggal dokumen, misalnya 2026-11-21.") from error
    berkas = check_berkas(nama_berkas, isi)
    with unit_of_work() as work:
        created = store.add_dokumen(
            work, jenis=jenis, judul=title, nomor=number or None, tanggal=day, berkas=berkas, oleh=actor.username
        )
        perubahan.announce(work, 0)
        audit.record(
            work,
            actor_name=actor.username,
            kab=0,
            aksi="dokumen.unggah",
            objek=f"dokumen {created}",
            sesudah={
                "judul": title,
                "jenis": jenis,
                "berkas": berkas.nama,
                "ukuran": len(isi),
                "sha256": hashlib.sha256(isi).hexdigest(),
            },
            alamat_ip=alamat_ip,
        )
    return created


def hapus(actor: Actor, number: int, *, alamat_ip: str | None = None) -> None:
    """Take a document away. Raises AccessDenied, or RuleViolation when it is gone already."""
    actor.require(Permission.MANAGE_PORTAL, INDONESIA)
    with unit_of_work() as work:
        title = store.remove_dokumen(work, number)
        if title is None:
            raise RuleViolation("Dokumen ini sudah tidak ada. Muat ulang halaman.")
        perubahan.announce(work, 0)
        audit.record(
            work,
            actor_name=actor.username,
            kab=0,
            aksi="dokumen.hapus",
            objek=f"dokumen {number}",
            sebelum={"judul": title},
            alamat_ip=alamat_ip,
        )


def check_berkas(name: str, content: bytes) -> Berkas:
    """A file that may be stored, under a name that is safe everywhere. Raises InvalidInput with what to do."""
    if not content:
        raise InvalidInput("Pilih berkas yang akan diunggah; berkas ini kosong.")
    if len(content) > LARGEST:
        raise InvalidInput(f"Berkas terlalu besar. Paling besar {LARGEST // 1_000_000} MB.")
    safe = safe_name(name)
    ending = safe.rpartition(".")[2].lower()
    mime = MIME.get(ending)
    if mime is None:
        raise InvalidInput("Jenis berkas tidak diterima. Unggah PDF, XLSX, DOCX, PNG, atau JPG.")
    if not _is_what_it_says(mime, content):
        raise InvalidInput(f"Isi berkas bukan {ending.upper()}. Simpan ulang sebagai {ending.upper()}, lalu unggah.")
    return Berkas(safe, mime, content)


def safe_name(name: str) -> str:
    """The last part of a name with letters, digits, space, dot, dash and underscore only, never hidden or too long."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    stem = re.sub(r"[^A-Za-z0-9 _.-]+", "-", stem).strip(" .-_")[:_LONGEST_NAME] or "dokumen"
    ending = re.sub(r"[^A-Za-z0-9]+", "", ending)[:5]
    return f"{stem}.{ending}" if ending else stem


def _is_what_it_says(mime: str, content: bytes) -> bool:
    if mime in _BEGINS:
        return content.startswith(_BEGINS[mime])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    # A macro inside would run on the reader's machine.
    macro = any(part.lower().endswith("vbaproject.bin") for part in names)
    return "[Content_Types].xml" in names and _HOLDS[mime] in names and not macro
