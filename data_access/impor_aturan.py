"""Check an import that was staged: rules V1 to V17 and the difference, set-based, in one transaction.

Nothing but ``impor_hasil`` and ``impor_galat`` is written. The conditions are in ``impor_aturan_*``, their words in
``domain.temuan``.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import impor_aturan_identitas as identitas
from data_access import impor_aturan_rumah as rumah
from data_access import impor_aturan_usulan as usulan
from data_access.impor_banding import compare
from data_access.impor_kerja import Konteks, LuarDesa, prepare, run
from domain.impor import Hasil
from domain.status import NONAKTIF
from domain.validasi import TIDAK_TERBACA, Tingkat

__all__ = ["MOST_FINDINGS", "Konteks", "LuarDesa", "check"]

# Findings of one rule and severity that are kept line by line; the others are counted.
MOST_FINDINGS = 20_000

_OWN = "kab = :kab AND impor = :impor"
_NOT_WRITTEN = f"'{Hasil.TETAP}', '{Hasil.DITAHAN}'"
_NONAKTIF = ", ".join(str(int(sta)) for sta in sorted(NONAKTIF))

# What is wrong with a line that changes nothing is nobody's work; what could not be read stays, as the file was loaded.
_DROP_HELD = (
    "DELETE FROM kerja_temuan AS t USING (SELECT idbdt FROM impor_hasil "
    f"WHERE {_OWN} GROUP BY idbdt HAVING bool_and(hasil IN ({_NOT_WRITTEN}))) AS h "
    f"WHERE h.idbdt = t.idbdt AND t.aturan <> '{TIDAK_TERBACA}'"
)
_FORGET = f"DELETE FROM impor_galat WHERE {_OWN}"
_FINDING = "bagian, baris, kolom, idbdt, idartbdt, aturan, tingkat, nilai, seharusnya"
# A line that cannot be placed was found before, where the check is done again.
_ONCE = f"(SELECT DISTINCT {_FINDING} FROM kerja_temuan) AS t"
_KEEP = (
    f"INSERT INTO impor_galat (kab, impor, {_FINDING}) SELECT :kab, :impor, {_FINDING} FROM ("
    f"SELECT {_FINDING}, row_number() OVER (PARTITION BY aturan, tingkat ORDER BY bagian, baris) AS n "
    f"FROM {_ONCE}) AS t "
    f"WHERE n <= {MOST_FINDINGS} OR aturan = '{TIDAK_TERBACA}' "
    "ORDER BY bagian, baris, kolom, aturan"
)

_HASIL = f"SELECT untuk <> 'verivali', hasil, count(*) FROM impor_hasil WHERE {_OWN} GROUP BY 1, 2"
_DESA = (
    "SELECT desa, count(*) FILTER (WHERE untuk = 'verivali'), count(*) FILTER (WHERE untuk <> 'verivali'), "
    f"count(*) FILTER (WHERE hasil = '{Hasil.DITOLAK}') FROM impor_hasil "
    f"WHERE {_OWN} AND desa IS NOT NULL GROUP BY desa ORDER BY desa"
)
# As the cases will be made: of what was found nonaktif, and of what differs or carries a warning.
_CHANGES = (
    f"SELECT count(*) FILTER (WHERE sta_keberadaan IN ({_NONAKTIF})) AS nonaktif, "
    f"count(*) FILTER (WHERE sta_keberadaan NOT IN ({_NONAKTIF}) AND berbeda) AS perbaikan, "
    f"count(*) FILTER (WHERE sta_keberadaan NOT IN ({_NONAKTIF}) AND NOT berbeda) AS tanpa_perubahan "
    "FROM (SELECT h.sta_keberadaan, h.isi ?| ARRAY['ruta', 'anggota', 'anggota_baru'] OR EXISTS (SELECT FROM "
    f"kerja_temuan AS t WHERE t.idbdt = h.idbdt AND t.tingkat = '{Tingkat.W}') AS berbeda FROM impor_hasil AS h "
    f"WHERE {_OWN} AND untuk = 'verivali' AND hasil IN ('{Hasil.BARU}', '{Hasil.BERUBAH}')) AS h"
)
_FINDINGS = f"SELECT aturan, tingkat, count(*) FROM {_ONCE} GROUP BY 1, 2 ORDER BY 1, 2"
_LINES = (
    f"SELECT (SELECT count(*) FROM impor_individu WHERE {_OWN}) AS anggota, "
    f"(SELECT count(*) FROM impor_lampiran WHERE {_OWN}) AS lampiran, "
    f"(SELECT count(*) FROM impor_galat WHERE {_OWN}) AS dirinci"
)


def check(connection: Connection, konteks: Konteks) -> dict[str, Any]:
    """Write ``impor_hasil`` and ``impor_galat`` of a staged import and return what it would change in numbers.

    Keys of the answer, all JSON: ``verivali`` and ``usulan`` (number by ``Hasil``), ``perubahan`` (perbaikan,
    nonaktif, tanpa_perubahan), ``galat`` (by ``Tingkat``), ``aturan`` (rule -> severity -> number), ``desa`` (code ->
    verivali, usulan, ditolak), ``anggota``, ``lampiran``, ``tidak_dirinci`` (findings counted but not kept).
    """
    params = konteks.params()
    # Sorts and hashes of a whole kab; the register is reached by its keys or read by kab.
    connection.execute(sa.text("SET LOCAL work_mem = '128MB'"))
    prepare(connection, params)
    shared = identitas.find_shared_nik(connection, konteks.kab, konteks.impor)
    run(connection, (*rumah.PLACED, *identitas.CHECKS, shared, *rumah.CHECKS, *usulan.CHECKS), params)
    if konteks.luar_desa:
        rumah.find_outside(connection, konteks.luar_desa)
    compare(connection, params)
    for statement in (_DROP_HELD, _FORGET, _KEEP):
        connection.execute(sa.text(statement), params)
    return _ringkasan(connection, params)


def _ringkasan(connection: Connection, params: dict[str, Any]) -> dict[str, Any]:
    def rows(statement: str) -> list[Any]:
        return list(connection.execute(sa.text(statement), params))

    hasil = {name: dict.fromkeys(map(str, Hasil), 0) for name in ("verivali", "usulan")}
    for of_usulan, name, count in rows(_HASIL):
        hasil["usulan" if of_usulan else "verivali"][name] = count
    aturan: dict[str, dict[str, int]] = defaultdict(dict)
    galat = dict.fromkeys(map(str, Tingkat), 0)
    for kode, tingkat, count in rows(_FINDINGS):
        aturan[kode][tingkat] = count
        galat[tingkat] += count
    (lines,) = rows(_LINES)
    (changes,) = rows(_CHANGES)
    return {
        **hasil,
        "perubahan": dict(changes._mapping),
        "galat": galat,
        "aturan": dict(aturan),
        "desa": {str(desa): {"verivali": v, "usulan": u, "ditolak": t} for desa, v, u, t in rows(_DESA)},
        "anggota": lines.anggota,
        "lampiran": lines.lampiran,
        "tidak_dirinci": sum(galat.values()) - lines.dirinci,
    }
