"""/verifikasi: what a letter of pengesahan stands for, for anybody who holds one; no login, no personal data.

Every code that is not there gets one and the same answer, found by the same look-up, so that nothing can be learned
by trying. A file that is dropped here never leaves the browser: its SHA-256 is computed there (``verifikasi.js``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response

from components.format import day, moment, number
from data_access.batch import list_langkah, read_batch
from data_access.session import Connection, read_session
from data_access.surat import BERLAKU, DICABUT, find_surat, key_of
from data_access.wilayah import read_wilayah
from domain.batch import STATE_NAME, StateBatch
from domain.kalender import PROGRAM_NAME, Program, month_name
from domain.surat import HITUNGAN, Surat, parse_kode_surat

# Of one address; a hall of people who all scan the same letter stays below it.
LOOKS_PER_ADDRESS = "120 per minute"
# Codes that are not there: whoever tries them has seconds for each.
FAILURES_PER_ADDRESS = "12 per minute"
# Looked for in place of what is no code at all, so that it takes as long.
_NO_CODE = (9999, "9999-0000-0000-0000")
_DISAHKAN = frozenset(StateBatch) - {
    StateBatch.TERBUKA, StateBatch.DIFINALISASI, StateBatch.SURAT_DIBUAT, StateBatch.SURAT_DITANDATANGANI,
    StateBatch.DIKEMBALIKAN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Jawaban:
    """What is told of a letter: whether it stands, in one word and one sentence, and its facts by name."""

    berlaku: bool
    kata: str
    kalimat: str
    fakta: list[tuple[str, str]]
    jumlah: list[tuple[str, str, str]]
    sidik: str
    sidik_pdf: str
    sidik_ttd: str
    akar: str
    kode: str


def install_verifikasi(server: Flask) -> None:
    """Serve /verifikasi and /verifikasi/<kode> to everybody."""
    limiter = Limiter(get_remote_address, app=server, storage_uri="memory://", headers_enabled=False)
    pages = Blueprint("verifikasi", __name__, template_folder="templates")

    @limiter.limit(LOOKS_PER_ADDRESS)
    def form() -> Response | str:
        typed = request.args.get("kode", "")
        if typed.strip():
            return redirect(url_for("verifikasi.surat", kode=typed.strip()[:40]))
        return render_template("verifikasi.html", kode="")

    @limiter.limit(LOOKS_PER_ADDRESS)
    @limiter.limit(FAILURES_PER_ADDRESS, deduct_when=lambda answer: answer.status_code == 404)
    def surat(kode: str) -> tuple[str, int]:
        kab, plain = parse_kode_surat(kode) or _NO_CODE
        with read_session() as connection:
            found = find_surat(connection, kab, plain)
            answer = None if found is None else _jawaban(connection, found)
        return render_template("verifikasi.html", kode=kode[:40], dicari=True, jawaban=answer), 200 if answer else 404

    pages.add_url_rule("/verifikasi", "form", form)
    pages.add_url_rule("/verifikasi/<string:kode>", "surat", surat)
    server.register_blueprint(pages)


def _jawaban(connection: Connection, surat: Surat) -> Jawaban:
    key = key_of(surat)
    batch = read_batch(connection, key)
    place = read_wilayah(connection, key.kab)
    zona = place.zona or 7
    stands = surat.state == BERLAKU
    total: dict[str, Any] = surat.rekap["jumlah"]
    rows = [(name, number(total[kode]), number(total[f"art_{kode}"])) for kode, name in HITUNGAN]
    if key.program == int(Program.BSP):
        rows += [("Kuota", number(total["kuota"]), ""), ("Sisa kuota", number(total["kuota"] - total["akhir"]), "")]
    facts = [
        ("Kab/kota", place.nama_lengkap),
        ("Yang disahkan", f"Hasil verifikasi dan validasi {PROGRAM_NAME[Program(key.program)]}"),
        ("Periode", month_name(key.periode)),
        ("Difinalisasi", f"{surat.rekap['difinalisasi']}, versi {surat.versi}"),
        ("Nomor surat", surat.nomor),
        ("Tanggal surat", day(surat.tanggal)),
        ("Penanda tangan", surat.rekap["kepala"][0]),
        ("Tanda tangan", _ttd(surat, zona)),
    ]
    if stands:
        facts.append(("Keadaan", _keadaan(connection, surat, batch.state, zona)))
    word, sentence = _word(surat)
    return Jawaban(
        berlaku=stands,
        kata=word,
        kalimat=sentence,
        fakta=facts,
        jumlah=rows,
        sidik=surat.sidik.hex(),
        sidik_pdf=surat.sidik_pdf.hex(),
        sidik_ttd=surat.ttd_sidik.hex() if surat.ttd_sidik else "",
        akar=f"{surat.akar.hex()} ({surat.rekap['akar_hari']})" if surat.akar else "",
        kode=surat.kode,
    )


def _word(surat: Surat) -> tuple[str, str]:
    if surat.state == BERLAKU:
        return "Berlaku", "Surat dengan kode ini dibuat portal dan masih berlaku."
    if surat.state == DICABUT:
        return (
            "Dicabut",
            "Batch dibuka kembali oleh Pusdatin sesudah surat ini dibuat, sehingga surat ini tidak berlaku.",
        )
    return "Digantikan", "Surat ini sudah digantikan surat yang lebih baru dari kab/kota yang sama."


def _ttd(surat: Surat, zona: int) -> str:
    if surat.ttd_waktu is None:
        return "belum diterima portal"
    how = "elektronik" if surat.cara == "elektronik" else "basah, hasil pindai"
    return f"{how}, diterima {moment(surat.ttd_waktu, zona)}"


def _keadaan(connection: Connection, surat: Surat, state: StateBatch, zona: int) -> str:
    if state not in _DISAHKAN:
        return f"{STATE_NAME[state]}; belum disahkan"
    done = [step.waktu for step in list_langkah(connection, key_of(surat)) if step.ke is StateBatch.DISAHKAN]
    when = f" {moment(done[-1], zona)}" if done else ""
    return f"Disahkan{when}" + ("" if state is StateBatch.DISAHKAN else f"; kini {STATE_NAME[state].lower()}")
