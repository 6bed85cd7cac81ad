"""Words of the audit page: what an act was about and where that is found, with which device, and its clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from components.beranda import act_subject
from domain.kalender import month_name
from domain.kode import dotted

# A clock that is off by less may as well have been slow on the way.
_SELISIH_S = 120

_BROWSER = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SISTEM = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def _batch(kab: str, periode: str, program: str) -> tuple[str, str]:
    words = f"Batch {_bulan(periode)}, {_program(program)}"
    return words, f"/finalisasi?{urlencode({'wilayah': kab, 'periode': periode, 'program': program})}"


def _kuota(kab: str, periode: str, program: str) -> tuple[str, str]:
    words = f"Kuota {_bulan(periode)}, {_program(program)}"
    return words, f"/kuota?{urlencode({'wilayah': kab, 'periode': periode, 'program': program})}"


def _permohonan(kab: str, nomor: str) -> tuple[str, str]:
    return f"Permohonan data {nomor}", f"/permohonan-data?buka={kab}-{nomor}"


def _prelist(program: str, periode: str, wilayah: str) -> tuple[str, None]:
    return f"Prelist {program} {_bulan(periode)}, {dotted(int(wilayah))}", None


def _bulan(periode: str) -> str:
    return month_name(int(periode)) if re.fullmatch(r"[12]\d{3}(0[1-9]|1[0-2])", periode) else periode


def _program(program: str) -> str:
    return {"1": "BSP", "2": "DTKS", "3": "PBI-JK"}.get(program, program)


# Objects as workflow names them, with the page that shows them; no page where the reader may not have one.
_OBJEK: tuple[tuple[str, Callable[..., tuple[str, str | None]]], ...] = (
    (r"batch/(\d{4})/(\d{6})/(\d)", _batch),
    (r"kuota/(\d{4})/(\d{6})/(\d)(?:/usul/\d+)?", _kuota),
    (r"impor/\d{4}/(\d+)", lambda nomor: (f"Impor {nomor}", f"/impor?berkas={nomor}")),
    (r"usulan/(\d{4})/(\d+)", lambda kab, nomor: (f"Kasus {nomor}", f"/usulan?kasus={kab}-{nomor}")),
    (r"tindakan/\d{4}/(\d+)", lambda nomor: (f"Tindakan massal {nomor}", "/usulan?tab=massal")),
    (r"rumah_tangga/(\d{4})[-/](\d+)", lambda kab, nomor: (f"Rumah tangga {nomor}", f"/data-kesos?ruta={kab}-{nomor}")),
    (r"catatan/(\d{10})/\d+", lambda desa: (f"Catatan desa {dotted(int(desa))}", f"/desa/{desa}")),
    (r"wilayah/(\d+)", lambda kode: (f"Wilayah {dotted(int(kode))}", f"/data-kesos?wilayah={kode}")),
    (r"pemindahan/\d{4}/(\d+)", lambda nomor: (f"Pemindahan {nomor}", "/pemindahan")),
    (r"permohonan/(\d{4})/(\d+)", _permohonan),
    (r"prelist (\w+) (\d{6}) (\d+)", _prelist),
    (r"kunci/\d{4}/(\w+)", lambda kunci: (f"Kunci {kunci}", "/permohonan-data")),
    (r"pengguna[ /](\S+)", lambda nama: (f"Akun {nama}", None)),
    (r"dokumen (\d+)", lambda nomor: (f"Dokumen {nomor}", f"/dokumen/{nomor}")),
)  # fmt: skip


def objek_kata(objek: str) -> tuple[str, str | None]:
    """What an act was about in words, and the path of the page that shows it."""
    for pattern, words in _OBJEK:
        found = re.fullmatch(pattern, objek)
        if found:
            return words(*found.groups())
    rule = act_subject(objek)
    return (rule, None) if rule else (objek.replace("/", " ").replace("_", " "), None)


def perangkat_kata(perangkat: str | None) -> str:
    """ "Firefox 128 di Windows" from what a browser calls itself; other devices as they are written down."""
    if not perangkat:
        return ""
    for mark, name in _BROWSER:
        found = re.search(re.escape(mark) + r"(\d{1,4})", perangkat)
        if found:
            system = next((label for key, label in _SISTEM if key in perangkat), None)
            version = re.search(r"Version/(\d{1,4})", perangkat) if name == "Safari" else found
            return f"{name} {(version or found)[1]}" + (f" di {system}" if system else "")
    return perangkat[:60]


def selisih_kata(waktu: datetime, perangkat: datetime | None) -> str:
    """By how much the clock of the device was off; nothing where it was right, or not known."""
    if perangkat is None:
        return ""
    off = round((perangkat - waktu).total_seconds())
    if abs(off) < _SELISIH_S:
        return ""
    size, unit = next(
        (abs(off) // seconds, unit)
        for seconds, unit in ((86_400, "hari"), (3_600, "jam"), (60, "menit"))
        if abs(off) >= seconds
    )
    return f"jam perangkat {size} {unit} {'lebih cepat' if off > 0 else 'terlambat'}"
