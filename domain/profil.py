"""Profil of a kab: who makes its letters and who signs them (sections 4 and 10 of the domain document)."""

from __future__ import annotations

# Fields of the profil, in the order of the form, by block.
INSTANSI = ("instansi", "alamat", "telepon", "email", "pejabat_nama", "pejabat_jabatan", "pejabat_nip")
PENGESAHAN = ("kepala_nama", "kepala_jabatan", "kepala_sebutan", "kota_penetapan", "pola_nomor", "dasar_hukum")
PROFIL_TEKS: tuple[str, ...] = (*INSTANSI, *PENGESAHAN)
