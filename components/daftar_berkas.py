"""Lists that count nothing (batches after the pengesahan, deadlines, data requests, accounts) as columns and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.access import ROLE_NAME, Actor
from domain.batch import STATE_NAME, StateBatch
from domain.figur import JenisKolom, Kolom
from domain.kalender import NAMA_PROGRAM, PROGRAM_NAME, Jadwal, Program, Tenggat, month_name
from domain.penetapan import BarisAntrean
from domain.permohonan import STATE_NAME as STATE_PERMOHONAN
from domain.permohonan import Permohonan

_K, _N, _S = JenisKolom.KODE, JenisKolom.BULAT, JenisKolom.SAAT

KOLOM_TENGGAT = (
    Kolom("program", "Program", lebar=16),
    Kolom("periode", "Periode", lebar=18),
    Kolom("kegiatan", "Kegiatan", lebar=30),
    Kolom("buka", "Dibuka", _S),
    Kolom("tutup", "Ditutup", _S),
    Kolom("semula", "Semula ditutup", _S),
)
KOLOM_PERMOHONAN = (
    Kolom("nomor", "Permohonan", _K),
    Kolom("kab", "Kode kab/kota", _K),
    Kolom("nama", "Kab/kota", lebar=26),
    Kolom("program", "Program", lebar=16),
    Kolom("periode", "Periode", lebar=18),
    Kolom("keadaan", "Keadaan", lebar=18),
    Kolom("keperluan", "Keperluan", lebar=40),
    Kolom("pembuat", "Pembuat"),
    Kolom("dibuat", "Dibuat", _S),
    Kolom("dikirim", "Dikirim", _S),
    Kolom("pemeriksa", "Pemeriksa"),
    Kolom("diperiksa", "Diperiksa", _S),
    Kolom("berlaku", "Unduhan berlaku sampai", _S),
    Kolom("catatan", "Catatan", lebar=40),
)
KOLOM_AKUN = (
    Kolom("username", "Nama pengguna", _K, 26),
    Kolom("nama", "Nama", lebar=28),
    Kolom("peran", "Peran", lebar=26),
    Kolom("kode", "Kode wilayah", _K),
    Kolom("wilayah", "Wilayah", lebar=34),
    Kolom("aktif", "Dibuka", lebar=9),
    Kolom("totp", "Autentikator", lebar=12),
    Kolom("sandi", "Belum mengganti sandi", lebar=12),
    Kolom("terkunci", "Terkunci sampai", _S),
    Kolom("terakhir", "Terakhir dipakai", _S),
    Kolom("dibuat", "Dibuat", _S),
    Kolom("jabatan", "Jabatan"),
    Kolom("nip", "NIP", _K, 20),
    Kolom("telepon", "Telepon", _K, 18),
    Kolom("surel", "Surel", lebar=28),
)


def kolom_antrean(unit: str) -> list[Kolom]:
    """Columns of the queue of batches; ``unit``: what the programme counts."""
    counts = (("awal", "Awal"), ("nonaktif", "Nonaktif"), ("baru", "Baru"), ("akhir", "Akhir"))
    return [
        Kolom("kode", "Kode", _K),
        Kolom("nama", "Kab/kota", lebar=26),
        Kolom("provinsi", "Provinsi", lebar=22),
        Kolom("keadaan", "Keadaan", lebar=26),
        Kolom("giliran", "Giliran", lebar=26),
        Kolom("versi", "Versi", _N),
        *(Kolom(kode, f"{name} ({unit})", _N) for kode, name in counts),
        Kolom("diubah", "Berubah", _S),
    ]


def baris_antrean(row: BarisAntrean, giliran: Mapping[StateBatch, str]) -> list[Any]:
    """One batch, by ``kolom_antrean``."""
    totals = row.ringkasan
    counts: Sequence[int | None] = (
        [None] * 4
        if totals is None
        else [totals["awal"], sum(totals[f"nonaktif_{sta}"] for sta in (3, 4, 5)), totals["usulan"], totals["akhir"]]
    )
    changed = row.diubah if row.versi else None
    return [
        str(row.kab), row.nama, row.provinsi, STATE_NAME[row.state], giliran[row.state], row.versi, *counts, changed,
    ]  # fmt: skip


def baris_tenggat(jadwal: Jadwal, item: Tenggat) -> list[Any]:
    """One deadline, by ``KOLOM_TENGGAT``."""
    return [
        NAMA_PROGRAM[jadwal.program], month_name(jadwal.kode), item.kegiatan, item.buka, item.tutup, item.semula,
    ]  # fmt: skip


def baris_permohonan(item: Permohonan) -> list[Any]:
    """One data request, by ``KOLOM_PERMOHONAN``."""
    return [
        f"{item.kab}-{item.nomor}", str(item.kab), item.nama_kab, PROGRAM_NAME[Program(item.program)],
        month_name(item.periode), STATE_PERMOHONAN[item.state], item.keperluan, item.pembuat, item.dibuat,
        item.dikirim, item.pemeriksa, item.diperiksa, item.berlaku_sampai, item.catatan,
    ]  # fmt: skip


def baris_akun(
    actor: Actor,
    tempat: str,
    keadaan: tuple[bool, bool, bool],
    saat: tuple[datetime | None, datetime | None, datetime],
    kontak: tuple[str | None, str | None, str | None, str | None],
) -> list[Any]:
    """One account by ``KOLOM_AKUN``. ``keadaan``: open, with authenticator, first password unchanged; ``saat``: locked
    until, last used, made; ``kontak``: position, NIP, telephone, mail.
    """
    kode = str(actor.wilayah) if actor.wilayah else None
    return [actor.username, actor.name, ROLE_NAME[actor.role], kode, tempat, *keadaan, *saat, *kontak]
