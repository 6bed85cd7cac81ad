"""The table of verivali: its columns for each level, and a row of counts as the figures it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from components.tabel import Kolom, Pilihan
from domain.figur import SAMAR
from domain.indikator import (
    DIISI,
    DIPERIKSA,
    FINAL,
    INDIKATOR,
    INDIKATOR_PANTAUAN,
    TERIMPOR,
    Nilai,
    evaluate,
    needed_per_day,
    pace,
    target_rows,
    total_of,
)
from domain.kalender import JAKARTA
from domain.kode import Level, dotted
from domain.tanda import TANDA_NAME, Tanda, tanda_of

_RUTA = "ruta"

_TANDA = {
    Tanda.BELUM_MULAI: ("circle", "ditolak"),
    Tanda.BASI: ("hourglass-split", "ditolak"),
    Tanda.DIAM: ("pause-fill", "terlambat"),
    Tanda.KURANG_LAJU: ("clock-history", "terlambat"),
    Tanda.TANPA_MUSDES: ("inbox", "belum"),
    Tanda.DIKEMBALIKAN: ("reply", "dikembalikan"),
    Tanda.RAWAN: ("geo-alt", "terlambat"),
}
PILIHAN_TANDA = {tanda.value: Pilihan(TANDA_NAME[tanda], *_TANDA[tanda]) for tanda in Tanda}
_MUSDES = {"sudah": Pilihan("Sudah", "check-circle", "selesai"), "belum": Pilihan("Belum", "circle", "belum")}

_PLACES = (
    ("kecamatan", "Kecamatan", Level.KECAMATAN),
    ("kab", "Kab/kota", Level.KAB),
    ("provinsi", "Provinsi", Level.PROVINSI),
)
_NAME = {Level.DESA: "Desa/kelurahan", Level.KECAMATAN: "Kecamatan", Level.KAB: "Kab/kota", Level.PROVINSI: "Provinsi"}


@dataclass(frozen=True, slots=True)
class Hari:
    """The day that figures speak of, the span of the periode, and the days left as the portal counts them."""

    as_of: date
    opened: date
    deadline: date
    days_left: int


def _count(kode: str, judul: str, penjelasan: str, *, tampil: bool = True, lebar: int = 100) -> Kolom:
    return Kolom(kode, judul, "angka", _RUTA, penjelasan, "Tahap", lebar, tampil=tampil)


def _share(kode: str, judul: str, penjelasan: str, kelompok: str, *, tampil: bool = False) -> Kolom:
    return Kolom(kode, judul, "persen", "%", penjelasan, kelompok, 100, desimal=1, tampil=tampil)


def kolom_tabel(level: Level) -> list[Kolom]:
    """Columns of a table of ``level``, the usual ones shown; the names are those of ``data_access.pantau_desa``."""
    about, more = INDIKATOR, INDIKATOR_PANTAUAN
    small = level is Level.DESA
    places = [
        Kolom(
            kode,
            judul,
            "teks",
            kelompok="Wilayah",
            lebar=170 if kode == "kab" else 130,
            tampil=kode != "provinsi" or level is Level.KAB,
            sempit=False,
        )
        for kode, judul, of in _PLACES
        if of < level
    ]
    musdes = (
        [Kolom("musdes", "Musdes", "status", "", "Berita acara musdes periode ini", "Musdes", 110, pilihan=_MUSDES)]
        if small
        else [
            Kolom("desa", "Desa", "angka", "desa", "Desa yang memiliki prelist", "Musdes", 90),
            Kolom("desa_selesai", "Desa selesai", "angka", "desa", more["desa_selesai"].penjelasan, "Musdes", 100),
            _share("persen_selesai", "Desa selesai", more["desa_selesai"].penjelasan, "Musdes"),
            Kolom("desa_musdes", "Desa bermusdes", "angka", "desa", more["musdes"].penjelasan, "Musdes", tampil=False),
            _share("musdes", "Musdes", more["musdes"].penjelasan, "Musdes", tampil=True),
        ]
    )
    return [
        Kolom("nama", _NAME[level], "nama", kelompok="Wilayah", lebar=170 if small else 220),
        *places,
        Kolom("kode_titik", "Kode", "teks", kelompok="Wilayah", lebar=130, tampil=False, urut=False, saring=False),
        Kolom("progres", "Progres", "batang", "%", about["progres"].penjelasan, "Tahap", 120, desimal=1),
        Kolom(
            "tanda", "Tanda", "tanda", "", "Yang perlu diperhatikan", "Tanda", 170, urut=False, pilihan=PILIHAN_TANDA
        ),
        _count("belum", "Sisa", "Belum dikunjungi", lebar=96),
        Kolom("petugas", "Petugas", "teks", "", "Yang dapat dihubungi", "Kontak", 160),
        Kolom("telepon", "Telepon", "telepon", "", "Yang dapat dihubungi", "Kontak", 140),
        _count("total", "Prelist", "Rumah tangga pada prelist"),
        _count("diisi", "Diisi", "Sudah memiliki hasil kunjungan"),
        _count("terimpor", "Terimpor", about["terimpor"].penjelasan),
        _count("diperiksa", "Diperiksa", about["diperiksa"].penjelasan),
        _count("final", "Final", about["final"].penjelasan),
        _share("persen_terimpor", "Terimpor", about["terimpor"].penjelasan, "Tahap"),
        _share("persen_diperiksa", "Diperiksa", about["diperiksa"].penjelasan, "Tahap"),
        _share("persen_final", "Final", about["final"].penjelasan, "Tahap"),
        _count("dikembalikan", "Dikembalikan", "Dikembalikan supervisor dan belum diperbaiki", lebar=122),
        Kolom("tidak_ditemukan", "Tidak ditemukan", "angka", _RUTA, "Nonaktif: status 3", "Nonaktif", 112),
        Kolom("mampu", "Mampu", "angka", _RUTA, "Nonaktif: sudah mampu, status 4", "Nonaktif", 90),
        Kolom("ganda", "Ganda", "angka", _RUTA, "Nonaktif: ganda, status 5", "Nonaktif", 90),
        _share("nonaktif", "Nonaktif", about["nonaktif"].penjelasan, "Nonaktif"),
        _share("inklusi", "Galat inklusi", about["inklusi"].penjelasan, "Nonaktif"),
        _share("kyc", "KYC lengkap", more["kyc"].penjelasan, "Mutu data", tampil=True),
        _share("padan", "Padan", more["padan"].penjelasan, "Mutu data", tampil=True),
        *musdes,
        Kolom("terakhir", "Aktivitas terakhir", "tanggal", "", about["diam"].penjelasan, "Laju", 118, urut=False),
        Kolom("diam", "Tanpa aktivitas", "angka", "hari", about["diam"].penjelasan, "Laju", 112),
        Kolom("laju", "Laju", "angka", "ruta/hari", "Rata-rata 7 hari terakhir", "Laju", 100, desimal=1),
        Kolom("perlu", "Perlu", "angka", "ruta/hari", "Agar selesai pada batas waktu", "Laju", 100, desimal=1),
        Kolom("terlambat", "Terlambat", "angka", "hari", about["terlambat"].penjelasan, "Laju", 108),
        Kolom("target", "Seharusnya", "angka", _RUTA, "Seharusnya diisi sampai hari ini", "Laju", 112, tampil=False),
        Kolom("selisih", "Selisih target", "angka", _RUTA, "Diisi dikurangi seharusnya", "Laju", 100, tampil=False),
        Kolom("selesai", "Perkiraan selesai", "tanggal", "", "Hari tengah simulasi", "Perkiraan", 118, urut=False),
        Kolom("peluang", "Peluang tepat waktu", "peluang", "", "Bagian simulasi yang selesai", "Perkiraan", 122),
    ]


_STAGES = {"terimpor": TERIMPOR, "diperiksa": DIPERIKSA, "final": FINAL}


def angka(row: Mapping[str, Any], hari: Hari, level: Level) -> dict[str, Any]:
    """The figures of one area from its counts (``data_access.pantau_desa.read_rows``), unrounded, by column.

    None where there is nothing to count: no prelist, nobody visited, no forecast yet. SAMAR where ``row["tutup"]``
    names the column: the reader is not told.
    """
    last = row["terakhir"]
    moment = {"as_of": hari.as_of, "opened": hari.opened, "deadline": hari.deadline}
    diam = evaluate(
        INDIKATOR["diam"], row, **(moment | ({"last": last.astimezone(JAKARTA).date()} if last is not None else {}))
    )
    late = evaluate(INDIKATOR["terlambat"], row, **moment)
    total, done = row["total"], total_of(row, DIISI)
    target = target_rows(total, hari.as_of, hari.opened, hari.deadline)
    flagged = {**row, "rawan_progres": row["rawan_progres"] or 0}
    counts = {
        "total": total,
        "belum": row["s0"],
        "diisi": done,
        **{name: total_of(row, columns) for name, columns in _STAGES.items()},
        "dikembalikan": row["s4"],
        "tidak_ditemukan": row["n3"],
        "mampu": row["n4"],
        "ganda": row["n5"],
        "laju": pace(row["diisi_7"]),
        "perlu": needed_per_day(row["s0"], hari.days_left),
        "target": target,
        "selisih": done - target,
    }
    return {
        "progres": evaluate(INDIKATOR["progres"], row).nilai,
        "tanda": [tanda.value for tanda in tanda_of(flagged, diam, late)],
        **(counts if total else dict.fromkeys(counts)),
        **{f"persen_{name}": evaluate(INDIKATOR[name], row).nilai for name in _STAGES},
        "nonaktif": evaluate(INDIKATOR["nonaktif"], row).nilai,
        "inklusi": evaluate(INDIKATOR["inklusi"], row).nilai if row["inklusi"] is not None else None,
        "kyc": evaluate(INDIKATOR_PANTAUAN["kyc"], row).nilai,
        "padan": evaluate(INDIKATOR_PANTAUAN["padan"], row).nilai,
        **_musdes(row, level),
        "terakhir": last,
        "diam": diam.nilai,
        "terlambat": late.nilai,
        "selesai": row["selesai_p50"],
        "peluang": row["peluang"],
        "petugas": row["petugas"],
        "telepon": row["telepon"],
        **dict.fromkeys(row["tutup"], SAMAR),
    }


def _musdes(row: Mapping[str, Any], level: Level) -> dict[str, Any]:
    if level is Level.DESA:
        return {"musdes": None if not row["total"] else "sudah" if row["musdes"] else "belum"}
    share: dict[str, Nilai] = {kode: evaluate(INDIKATOR_PANTAUAN[kode], row) for kode in ("musdes", "desa_selesai")}
    return {
        "desa": row["desa"],
        "desa_selesai": row["desa_selesai"],
        "persen_selesai": share["desa_selesai"].nilai,
        "desa_musdes": row["musdes"],
        "musdes": share["musdes"].nilai,
    }


def baris_tabel(row: Mapping[str, Any], hari: Hari, level: Level, periode: tuple[int, int]) -> dict[str, Any]:
    """One row as the browser gets it: percentages to one decimal, days as ISO text, and where the row leads."""
    figures = angka(row, hari, level)
    last = figures["terakhir"]
    program, kode_periode = periode
    if level is Level.DESA:
        link = f"/desa/{row['kode']}?program={program}&periode={kode_periode}"
    else:
        link = f"?wilayah={row['kode']}&level={int(level) + 1}&cari=&saring=&pilih="
    shown = {key: round(value, 1) if isinstance(value, float) else value for key, value in figures.items()}
    return {
        "kode": str(row["kode"]),
        "kode_titik": dotted(row["kode"]),
        "nama": row["nama"],
        "tautan": link,
        **{name: row[name] for name, _, of in _PLACES if of < level},
        **shown,
        "terakhir": None if last is None else last.astimezone(JAKARTA).date().isoformat(),
        "selesai": figures["selesai"].isoformat() if isinstance(figures["selesai"], date) else figures["selesai"],
    }
