"""Surat pengesahan as PDF/A-3a: tagged, fonts embedded, with its own figures attached for programs (by typst).

The template never sees markup from outside: all text travels as JSON strings. Fonts are those that the typst wheel
carries, so that a letter looks the same on every machine.
"""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import segno

from domain import surat as teks
from domain.kalender import PROGRAM_NAME
from domain.surat import IsiSurat, bersih, ribuan
from exchange.cetak import cetak

_TEMPLATE = Path(__file__).with_name("surat") / "surat.typ"
# PDF/A-3a: archivable, tagged, and may carry the file of figures.
STANDAR = "a-3a"
LAMPIRAN_DATA = "surat.json"
_LONGEST = 2000
FORMAT_DATA = "siks-surat-1"

_KOLOM_BNBA = ["No.", "ID", "Nama", "Alamat", "No. KK", "ART", "Perubahan"]


def typeset(isi: IsiSurat) -> bytes:
    """The PDF of a letter. The same content gives the same bytes."""
    return cetak(_files(isi), standar=[STANDAR], waktu=datetime(*isi.dibuat, tzinfo=UTC))


def set_page(template: Path, said: dict[str, Any]) -> bytes:
    """The PDF of a small template of its own, with what it says."""
    files = {"main.typ": template.read_text(), "isi.json": json.dumps(said, ensure_ascii=False)}
    return cetak(files, tag=False)


def letak_ttd(isi: IsiSurat) -> tuple[int, float, float]:
    """Page (from 0), and x and y in points from its upper left corner, of the empty place for the signature."""
    found = json.loads(cetak(_files(isi), tanya="<letak-ttd>"))
    return int(found["halaman"]) - 1, float(found["x"]), float(found["y"])


def data_surat(isi: IsiSurat) -> dict[str, Any]:
    """What a program reads out of the letter to check it without a network."""
    return {
        "format": FORMAT_DATA,
        "kode": isi.kode,
        "kab": isi.kab,
        "nama_kab": isi.nama_kab,
        "program": int(isi.program),
        "periode": isi.periode,
        "versi": isi.versi,
        "nomor": isi.nomor,
        "tanggal": isi.tanggal.isoformat(),
        "penanda_tangan": {"jabatan": isi.kepala.jabatan, "nama": isi.kepala.nama},
        "sidik_data": isi.sidik.hex(),
        "akar_audit": {"hari": isi.akar[0].isoformat(), "sidik": isi.akar[1].hex()} if isi.akar else None,
        "jumlah": dict(isi.total.angka),
        "kecamatan": [{"kode": line.kode, "nama": line.nama, "angka": dict(line.angka)} for line in isi.rekap],
    }


def _files(isi: IsiSurat) -> dict[str, str]:
    files = {
        "main.typ": _TEMPLATE.read_text(),
        "isi.json": json.dumps(content(isi), ensure_ascii=False),
        LAMPIRAN_DATA: json.dumps(data_surat(isi), ensure_ascii=False, sort_keys=True),
    }
    if isi.kode is not None:
        files["qr.svg"] = _qr(alamat(isi))
    return files


def alamat(isi: IsiSurat) -> str:
    """Address by which the letter is verified."""
    return f"{isi.alamat_verifikasi}/{isi.kode}"


def _qr(text: str) -> str:
    out = io.BytesIO()
    # A printed, copied and folded sheet: a quarter of the code may be lost.
    segno.make(text, error="q", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def content(isi: IsiSurat) -> dict[str, Any]:
    """Every text of a letter, in the order of its pages, ready to be set."""
    head, points = teks.pernyataan(isi)
    place = bersih(isi.nama_kab, 80)
    profil = {name: bersih(value) for name, value in isi.profil.items()}
    contact = [
        f"Telepon {profil['telepon']}" if profil.get("telepon") else "",
        f"Surel {profil['email']}" if profil.get("email") else "",
    ]
    changes = bool(isi.perubahan)
    said: dict[str, Any] = {
        "judul": f"Surat pengesahan {isi.hal.removeprefix('Pengesahan ')} {place}",
        "ringkasan": f"Nomor {isi.nomor}, {teks.kalimat_tanggal(isi)}",
        "kata_kunci": [
            "surat pengesahan",
            "SIKS-NG",
            PROGRAM_NAME[isi.program],
            place,
            *([isi.kode] if isi.kode else []),
        ],
        "dibuat": list(isi.dibuat),
        "rancangan": isi.kode is None,
        "pemerintah": f"Pemerintah {place}",
        "instansi": profil.get("instansi", ""),
        "alamat": profil.get("alamat", ""),
        "kontak": "  ·  ".join(item for item in contact if item),
        # The compiler takes files of text only.
        "logo": None if isi.logo is None else list(isi.logo),
        "nomor": bersih(isi.nomor, 120),
        "lampiran": "2 (dua) lampiran" if changes else "1 (satu) lampiran",
        "hal": isi.hal,
        "tempat_tanggal": teks.kalimat_tanggal(isi),
        "tujuan": list(teks.TUJUAN),
        "pembuka": teks.PEMBUKA,
        "dasar": teks.dasar(isi),
        "pernyataan_pembuka": head,
        "pernyataan": points,
        "ringkas_judul": ["Uraian", "Rumah tangga", "Individu"],
        "ringkas": [
            {"nama": name, "ruta": ruta, "individu": individu, "tebal": bold}
            for name, ruta, individu, bold in teks.ringkas(isi)
        ],
        "penutup": teks.PENUTUP,
        "ttd": {"jabatan": f"{isi.kepala.jabatan},", "nama": isi.kepala.nama},
        "tembusan": teks.tembusan(isi),
        "kode": isi.kode,
        "alamat_verifikasi": alamat(isi) if isi.kode else "",
        "alamat_verifikasi_pendek": isi.alamat_verifikasi.split("://")[-1],
        "kaki": teks.kaki(isi),
        "rekap": _rekap(isi),
        "bnba": _bnba(isi) if changes else None,
        "bukti": _bukti(isi),
    }
    return cast(dict[str, Any], _clean(said))


def _clean(value: Any) -> Any:
    """Every text of a tree as one that can be set: whatever a name holds, no page breaks on it."""
    if isinstance(value, str):
        return bersih(value, _LONGEST)
    if isinstance(value, dict):
        return {name: _clean(part) for name, part in value.items()}
    return [_clean(part) for part in value] if isinstance(value, list) else value


def _rekap(isi: IsiSurat) -> dict[str, Any]:
    columns = list(teks.KEPALA_REKAP)
    kepala = [{"nama": name, "lebar": 2} for _, name in columns]
    if isi.berkuota:
        kepala += [{"nama": "Kuota", "lebar": 1}, {"nama": "Sisa", "lebar": 1}]

    def angka(line: teks.BarisRekap) -> list[str]:
        cells = [ribuan(line.angka[part + key]) for key, _ in columns for part in ("", "art_")]
        return [*cells, ribuan(line.angka["kuota"]), ribuan(line.sisa)] if isi.berkuota else cells

    return {
        "judul": f"Lampiran I. Rekapitulasi per kecamatan, {isi.nama_kab}",
        "keterangan": f"{PROGRAM_NAME[isi.program]} periode {isi.label_periode}, lampiran surat nomor {isi.nomor}",
        "kolom": len(kepala) * 2 - (2 if isi.berkuota else 0),
        "kepala": kepala,
        "sub": ["RT", "Individu"] * len(columns),
        "baris": [
            {"no": "" if line.kode == isi.kab else str(at), "nama": bersih(line.nama, 60), "angka": angka(line)}
            for at, line in enumerate(isi.rekap, 1)
        ],
        "jumlah_nama": f"Jumlah {sum(line.kode != isi.kab for line in isi.rekap)} kecamatan",
        "jumlah": angka(isi.total),
        "catatan": teks.keterangan_rekap(isi),
    }


def _bnba(isi: IsiSurat) -> dict[str, Any]:
    number = 0
    groups = []
    for desa in isi.perubahan:
        rows = []
        for kode, nama, alamat_ruta, no_kk, art, what in desa.baris:
            number += 1
            rows.append([str(number), kode, bersih(nama, 90), bersih(alamat_ruta, 120), no_kk, str(art), what])
        groups.append({"nama": teks.judul_perubahan(desa), "baris": rows})
    return {
        "judul": "Lampiran II. Daftar perubahan menurut nama dan alamat (BNBA)",
        "keterangan": teks.keterangan_bnba(isi),
        "kolom": _KOLOM_BNBA,
        "desa": groups,
    }


def _bukti(isi: IsiSurat) -> dict[str, Any]:
    def row(name: str, value: str, *, sandi: bool = False) -> dict[str, Any]:
        return {"nama": name, "nilai": value, "sandi": sandi}

    rows = [
        row("Kode verifikasi", isi.kode or "belum ada: rancangan"),
        row("Berkas data (SHA-256)", _groups(isi.sidik), sandi=True),
        row("Batch", f"{isi.kab}/{isi.periode}/{int(isi.program)}, versi {isi.versi}, difinalisasi {isi.difinalisasi}"),
    ]
    if isi.akar is not None:
        day, digest = isi.akar
        rows.append(row(f"Akar jejak audit {_day(day)}", _groups(digest), sandi=True))
    return {"judul": "Bukti keutuhan", "baris": rows}


def _day(value: date) -> str:
    return f"{value.day:02d}-{value.month:02d}-{value.year}"


def _groups(digest: bytes) -> str:
    """64 hexadecimal digits in groups of eight, to be read aloud."""
    text = digest.hex()
    return " ".join(text[at : at + 8] for at in range(0, len(text), 8))


def sidik(pdf: bytes) -> bytes:
    """SHA-256 of a letter."""
    return hashlib.sha256(pdf).digest()
