"""The checks of a file read a NIK in SQL: they must read what ``domain.nik`` reads, whatever the number."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.impor_kerja import Konteks, prepare
from domain.nik import baca_nik

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
KONTEKS = Konteks(kab=3277, impor=900_004, program=1, periode=202611, wilayah=(3277,), now=NOW, unggah=NOW)

_BUILT = st.builds(
    "{}{:02d}{:02d}{:02d}{:04d}".format,
    st.sampled_from(["327701", "320405", "999999", "110101"]),
    st.integers(0, 75),
    st.integers(0, 14),
    st.integers(0, 99),
    st.sampled_from([0, 1, 2, 9999]),
)
_NUMBERS = st.one_of(
    _BUILT,
    st.text(alphabet="0123456789", min_size=14, max_size=18),
    st.sampled_from(["1" * 16, "0" * 16, "32770117O8850002", "3277 0117 0885 0002", "٣٢٧٧٠١١٧٠٨٨٥٠٠٠٢"]),
)
_READ = sa.text(
    "SELECT nik, nik16, nik_kecamatan, nik_berhari, nik_hari, nik_bulan, nik_tahun, nik_perempuan FROM kerja_orang"
)


def _said(nik: str) -> tuple[object, ...]:
    said = baca_nik(nik)
    if said is None:
        return None, None, None
    born = said.lahir
    if born is None:
        return said.kecamatan, False, None
    return said.kecamatan, True, (born.day, born.month, born.year % 100, said.jns_kel == 2)


@given(st.lists(_NUMBERS, min_size=200, max_size=400))
@settings(max_examples=8, deadline=None)
def test_the_database_reads_a_nik_as_the_domain_does(engine: sa.Engine, numbers: list[str]) -> None:
    with engine.connect() as connection:
        connection.execute(
            sa.text("INSERT INTO impor_individu (kab, impor, baris, nik) VALUES (3277, 900004, :baris, :nik)"),
            [{"baris": baris, "nik": nik} for baris, nik in enumerate(numbers)],
        )
        prepare(connection, KONTEKS.params())
        for row in connection.execute(_READ):
            day = (row.nik_hari, row.nik_bulan, row.nik_tahun, row.nik_perempuan) if row.nik_berhari else None
            assert (row.nik_kecamatan, row.nik_berhari, day) == _said(row.nik), row.nik
        connection.rollback()
