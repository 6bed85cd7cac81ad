"""What a case would change: the shape of ``usulan.isi`` and ``impor_hasil.isi``, written once and read by everyone.

A JSON object with any of these keys:

- ``ruta``: column of ``rumah_tangga`` -> ``[value in the register when the file was checked, proposed value]``
- ``anggota``: IDARTBDT -> ``{"nama": name in the register, "ubah": {column of individu: [before, proposed]}}``
- ``anggota_baru``: list of members that the register does not have, each column -> value (``KOLOM`` of individu)
- ``rumah``: of a household that is to enter the register (DTKS baru): each column -> value
- ``kunjungan``: ``{"sta": 1-5, "tanggal": "yyyy-mm-dd", "petugas": username, "durasi": minutes, "catatan": text}``
- ``keterangan``: text of a usulan

NIK and No. KK are strings as they were written, dates are ISO, yes/no is true/false, a missing answer is null.
"""

from __future__ import annotations

from typing import Any, TypedDict


class AnggotaUbah(TypedDict):
    """Changes of one member."""

    nama: str
    ubah: dict[str, list[Any]]


class Kunjungan(TypedDict, total=False):
    """The visit that a case comes from."""

    sta: int
    tanggal: str
    petugas: str | None
    durasi: int | None
    catatan: str | None


class Isi(TypedDict, total=False):
    """See the module."""

    ruta: dict[str, list[Any]]
    anggota: dict[str, AnggotaUbah]
    anggota_baru: list[dict[str, Any]]
    rumah: dict[str, Any]
    kunjungan: Kunjungan
    keterangan: str
