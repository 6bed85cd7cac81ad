"""What tests after the pengesahan share: a kab's batch brought to a step, and a decree made from its rekap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from finalisasi_alur import KEY, NOW, actor, as_owner, make_ready, rows

from data_access.schema import usulan
from data_access.session import unit_of_work
from data_access.verivali_store import BatchKey
from domain.status import StatusUsulan
from domain.usulan import JenisUsulan
from workflow import penetapan, sk
from workflow.finalisasi import record_finalisasi
from workflow.impor_gudang import use_gudang

SAAT = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
BARU = "32770110019999800000001"


def add_dtks_baru(url: str, key: BatchKey = KEY, idbdt: str = BARU) -> int:
    """An approved usulan of a household that is to enter the register; its number."""
    number = 990_000_001
    people = [
        {"idartbdt": f"{idbdt}0{place}", "nama": name, "nik": f"32770141058{place}0001", "tgl_lahir": "1980-05-01",
         "hub_krt": place, "jns_kel": 2, "sta_art": 1}
        for place, name in enumerate(("Euis", "Dede"), 1)
    ]  # fmt: skip
    rumah = {"desa": 3277011001, "alamat": "Kp. Baru RT 1", "nama_krt": "Euis", "no_kk": "3277011001000001"}
    row = {
        **key.params(), "id": number, "jenis": int(JenisUsulan.DTKS_BARU), "desa": 3277011001, "idbdt": idbdt,
        "status": int(StatusUsulan.DISETUJUI), "diajukan": NOW.date(), "diubah": SAAT,
        "isi": {"rumah": rumah, "anggota_baru": people},
    }  # fmt: skip
    with unit_of_work() as work:
        work.execute(sa.insert(usulan).values(**row))
    return number


def bring_to(url: str, state: str, key: BatchKey = KEY) -> None:
    """Finalise the batch of the sample and take it to ``disahkan`` or a step after it."""
    make_ready(url, key)
    record_finalisasi(actor(), key, now=NOW)
    of = "kab = :kab AND periode = :periode AND program = :program"
    as_owner(
        url,
        f"UPDATE batch SET state = 'disahkan' WHERE {of}",
        f"UPDATE usulan SET status = 7 WHERE {of} AND status = 6",
        params=key.params(),
    )
    steps = {
        "diverifikasi_provinsi": lambda: penetapan.verifikasi(actor("dinsos.jabar"), [key], now=NOW),
        "diterima_pusdatin": lambda: penetapan.terima(actor("pusdatin"), [key], now=NOW),
        "disetujui_pfm": lambda: penetapan.setujui(actor("pfm"), [key], now=NOW),
    }
    for name, take in steps.items():
        if state == "disahkan":
            return
        take()
        if name == state:
            return


def rekap_rows(key: BatchKey = KEY) -> list[Any]:
    """idbdt, desa, nama, art of the rekap: KPM that stay and usulan BSP."""
    return rows(
        "SELECT idbdt, desa, nama_krt AS nama, greatest(art, 1) AS art FROM snapshot_ruta WHERE {of} AND kpm "
        "AND coalesce(sta_keberadaan, 0) NOT IN (3, 4, 5) UNION ALL SELECT idbdt, desa, nama_krt, greatest(art, 1) "
        "FROM snapshot_usulan WHERE {of} AND jenis = 1 ORDER BY 1",
        key,
    )


def write_list(path: Path, lines: Iterable[tuple[object, ...]]) -> Path:
    """A list of a decree as CSV."""
    text = "".join(f"{';'.join(map(str, line))}\n" for line in lines)
    path.write_text(f"IDBDT;Kode Desa;Nama;Jumlah ART\n{text}", encoding="utf-8")
    return path


def enter(folder: Path, lines: Iterable[tuple[object, ...]], *, who: str = "pusdatin", key: BatchKey = KEY) -> int:
    """Enter a decree with these lines, as the page does; its number. Its list is not read yet."""
    use_gudang(folder / "impor", folder / "geo")
    path = write_list(sk.tempat_unggah() / "unggah.tmp", lines)
    return sk.catat(
        actor(who), key.program, key.periode, nomor="164/HUK/2026", tanggal="2026-11-20", nama_berkas="sk.csv",
        berkas=path, now=NOW, saat=SAAT,
    )  # fmt: skip
