"""Files that leave after the finalisasi: the result of a periode for the kab, the list of KPM for Bank and Bulog.

Every file is written whole, then written down (``unduhan``, audit) with its digest, and only then handed out.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data_access import audit, penetapan, prelist
from data_access.batch import Batch, read_batch
from data_access.periode import read_periode
from data_access.session import Connection, read_session, unit_of_work
from data_access.sk import read_berlaku, stream_beda
from data_access.unduhan_store import record_unduhan
from data_access.verivali_store import BatchKey
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission
from domain.batch import STATE_NAME, StateBatch, terkunci
from domain.errors import InvalidInput, RuleViolation
from domain.kalender import JAKARTA, PROGRAM_NAME, Program, month_name, tanggal
from domain.kesos import samar_nomor
from domain.penetapan import DAPAT_KE_BANK, KOLOM_BANK, KOLOM_BEDA, KOLOM_HASIL
from domain.siks import MODUL, JenisBerkas
from domain.sk import BEDA_NAME, SEBAB_NAME, BarisRekon, SaringanRekon, Sk
from exchange.hasil_periode import tulis_csv, tulis_siks, tulis_xlsx
from exchange.siks import Manifest
from exchange.tanda_tangan import KunciPrivat, new_key
from workflow.batch import objek
from workflow.prelist import APLIKASI, VERSI_APLIKASI

BENTUK_HASIL = ("siks", "xlsx", "csv")
BENTUK_BANK = ("csv", "xlsx")
_IDENTITAS = ("no_kk", "pengurus_nik")


@dataclass(frozen=True, slots=True)
class Berkas:
    """A file that was written: name to hand it out under, rows, SHA-256."""

    nama: str
    baris: int
    sidik: bytes


def tulis_hasil(
    actor: Actor,
    key: BatchKey,
    bentuk: str,
    path: Path,
    *,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> Berkas:
    """Write the result of a kab's periode to ``path`` (``siks``, ``xlsx``, ``csv``).

    Raises AccessDenied; RuleViolation before the finalisasi. Numbers of identity are masked for who may not see them,
    who then gets no ``.siks``.
    """
    actor.require(Permission.EXPORT_RUMAH_TANGGA, key.kab)
    if bentuk not in BENTUK_HASIL:
        raise InvalidInput("Pilih .siks, XLSX, atau CSV.")
    full = actor.may(Permission.UNMASK_IDENTITAS)
    if bentuk == "siks":
        actor.require(Permission.UNMASK_IDENTITAS, key.kab)
    kunci = new_key(key.kab) if bentuk == "siks" else None
    with read_session() as connection:
        batch, decree, about = _open(connection, key, now)
        if not terkunci(batch.state):
            raise RuleViolation("Hasil periode dapat diunduh setelah batch difinalisasi.")
        rows = penetapan.stream_hasil(connection, key, batch.versi, _number(decree))
        rows = rows if full else _masked(rows)
        if kunci is not None:
            count = tulis_siks(path, _manifest(actor, key, about["Keadaan"], now), rows, kunci)
        else:
            write = tulis_xlsx if bentuk == "xlsx" else tulis_csv
            count = write(path, list(about.items()), KOLOM_HASIL, rows)
    done = _finished(f"hasil-{key.kab}-{key.periode}-{Program(key.program).name.lower()}.{bentuk}", path, count)
    _write_down(actor, key, "hasil", done, path, batch, saat=saat, alamat_ip=alamat_ip, kunci=kunci)
    return done


def tulis_bank(
    actor: Actor,
    key: BatchKey,
    bentuk: str,
    path: Path,
    *,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> Berkas:
    """Write the KPM of a kab for Bank and Bulog to ``path``: who stays and who is new, without whom they replace.

    Raises AccessDenied; RuleViolation before PFM has approved, or for a programme that pays nobody.
    """
    actor.require(Permission.APPROVE_KPM, key.kab)
    if bentuk not in BENTUK_BANK:
        raise InvalidInput("Pilih CSV atau XLSX.")
    if key.program != Program.BSP:
        raise RuleViolation("Daftar untuk Bank/Bulog hanya ada pada program BSP/Sembako.")
    with read_session() as connection:
        batch, decree, about = _open(connection, key, now)
        if batch.state not in DAPAT_KE_BANK:
            raise RuleViolation("Daftar untuk Bank/Bulog dapat diunduh setelah KPM disetujui Ditjen PFM.")
        rows = penetapan.stream_bank(connection, key, batch.versi, _number(decree))
        count = (tulis_xlsx if bentuk == "xlsx" else tulis_csv)(path, list(about.items()), KOLOM_BANK, rows)
    done = _finished(f"kpm-{key.kab}-{key.periode}.{bentuk}", path, count)
    _write_down(actor, key, "bank", done, path, batch, saat=saat, alamat_ip=alamat_ip, kunci=None)
    return done


def tulis_beda(
    actor: Actor,
    key: BatchKey,
    bentuk: str,
    path: Path,
    saringan: SaringanRekon,
    *,
    now: datetime,
    alamat_ip: str | None = None,
) -> Berkas:
    """Write the rows of a kab that differ between rekap and decree to ``path`` (``csv``, ``xlsx``).

    Raises AccessDenied; RuleViolation where there is nothing to compare yet.
    """
    actor.require(Permission.EXPORT_RUMAH_TANGGA, key.kab)
    if bentuk not in BENTUK_BANK:
        raise InvalidInput("Pilih CSV atau XLSX.")
    with read_session() as connection:
        batch, _, about = _open(connection, key, now)
        decree = read_berlaku(connection, key)
        if not batch.versi or decree is None:
            raise RuleViolation("Rekonsiliasi ada setelah batch difinalisasi dan daftar SK dibaca.")
        about["SK"] = f"Nomor {decree.nomor} tanggal {tanggal(decree.tanggal)}"
        rows = map(_beda, stream_beda(connection, key, batch.versi, decree.nomor_urut, saringan))
        count = (tulis_xlsx if bentuk == "xlsx" else tulis_csv)(path, list(about.items()), KOLOM_BEDA, rows)
    done = _finished(f"rekonsiliasi-{key.kab}-{key.periode}.{bentuk}", path, count)
    with unit_of_work() as work:
        audit.record(
            work,
            actor_name=actor.username,
            kab=key.kab,
            aksi="penetapan.unduh-rekonsiliasi",
            objek=objek(key),
            sesudah={"nama": done.nama, "baris": done.baris, "sk": decree.nomor_urut, "sidik": done.sidik.hex()},
            alamat_ip=alamat_ip,
        )
    return done


def _beda(row: BarisRekon) -> Mapping[str, Any]:
    return {
        "idbdt": row.idbdt,
        "nama": row.nama,
        "beda": BEDA_NAME[row.beda],
        "sebab": SEBAB_NAME[row.sebab],
        "desa_rekap": row.desa_rekap,
        "nama_rekap": row.nama_rekap,
        "desa_sk": row.desa_sk,
        "nama_sk": row.nama_sk,
        "art_rekap": row.art_rekap,
        "art_sk": row.art_sk,
    }


def _open(connection: Connection, key: BatchKey, now: datetime) -> tuple[Batch, Sk | None, dict[str, str]]:
    """Batch, decree where it is in force in the kab, and what the file says of itself."""
    batch = read_batch(connection, key)
    read_periode(connection, key.program, key.periode)
    decree = read_berlaku(connection, key) if batch.state is StateBatch.DITETAPKAN else None
    state = (
        f"Ditetapkan SK Menteri Sosial Nomor {decree.nomor} tanggal {tanggal(decree.tanggal)}"
        if decree
        else f"{STATE_NAME[batch.state]}; belum ditetapkan SK Menteri Sosial"
    )
    about = {
        "Kabupaten/kota": read_wilayah(connection, key.kab).nama_lengkap,
        "Program": PROGRAM_NAME[Program(key.program)],
        "Periode": month_name(key.periode),
        "Keadaan": state,
        "Versi finalisasi": str(batch.versi),
        "Sidik": batch.sidik.hex() if batch.sidik else "",
        "Diunduh": f"{now.astimezone(JAKARTA):%d-%m-%Y %H.%M} WIB",
    }
    return batch, decree, about


def _number(decree: Sk | None) -> int | None:
    return decree.nomor_urut if decree else None


def _masked(rows: Iterator[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        yield {**row, **{name: samar_nomor(row[name]) for name in _IDENTITAS}}


def _manifest(actor: Actor, key: BatchKey, keadaan: str, now: datetime) -> Manifest:
    return Manifest(
        jenis=JenisBerkas.FINAL,
        modul=next(modul for modul, program in MODUL.items() if program == key.program),
        kab=key.kab,
        wilayah=(key.kab,),
        periode=key.periode,
        aplikasi=APLIKASI,
        versi_aplikasi=VERSI_APLIKASI,
        dibuat=now,
        perangkat=platform.node()[:100],
        operator=actor.username,
        keadaan=keadaan[:100],
    )


def _finished(nama: str, path: Path, count: int) -> Berkas:
    with path.open("rb") as file:
        return Berkas(nama, count, hashlib.file_digest(file, "sha256").digest())


def _write_down(
    actor: Actor,
    key: BatchKey,
    jenis: str,
    done: Berkas,
    path: Path,
    batch: Batch,
    *,
    saat: datetime,
    alamat_ip: str | None,
    kunci: KunciPrivat | None,
) -> None:
    with unit_of_work() as work:
        if kunci is not None:
            # Withdrawn from the first moment: it proves where the file comes from and lets nothing in.
            prelist.store_key(
                work, key, kunci.id, kunci.publik, wilayah=key.kab, oleh=actor.username, dibuat=saat, dicabut=saat
            )
        record_unduhan(
            work,
            kab=key.kab,
            jenis=jenis,
            nama=done.nama,
            ukuran=path.stat().st_size,
            sidik=done.sidik,
            pengguna=actor.id,
            waktu=saat,
            alamat_ip=alamat_ip,
            periode=key.periode,
            program=key.program,
        )
        audit.record(
            work,
            actor_name=actor.username,
            kab=key.kab,
            aksi=f"penetapan.unduh-{jenis}",
            objek=objek(key),
            sesudah={
                "nama": done.nama,
                "baris": done.baris,
                "versi": batch.versi,
                "sidik": done.sidik.hex(),
                "identitas": "lengkap" if jenis == "bank" or actor.may(Permission.UNMASK_IDENTITAS) else "samar",
            }
            | ({"kunci": kunci.id} if kunci else {}),
            alamat_ip=alamat_ip,
        )
