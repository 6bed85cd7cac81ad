"""What a file would change: new, changed, unchanged, held; and the difference, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from impor_bantu import IMPOR, KAB, NOW, PERIODE, Berkas, Hasil
from sqlalchemy import Connection

from domain.impor import Sebab
from domain.temuan import risiko

_KEYS = {"kab": KAB, "periode": PERIODE}


@pytest.fixture
def berkas(connection: Connection) -> Iterator[Berkas]:
    """A file with one household that was found as it is registered."""
    for query in (
        "UPDATE verivali SET status = 0, sta_keberadaan = NULL WHERE kab = :kab AND periode = :periode",
        "DELETE FROM usulan WHERE kab = :kab AND periode = :periode",
    ):
        connection.execute(sa.text(query), _KEYS)
    idbdt = connection.execute(
        sa.text(
            "SELECT r.idbdt FROM rumah_tangga AS r JOIN individu AS i ON i.kab = r.kab AND i.ruta = r.id "
            "WHERE r.kab = :kab AND r.kpm_bsp AND r.pengurus_ibu_kandung IS NOT NULL AND r.luas_lantai IS NOT NULL "
            "GROUP BY r.idbdt, r.jumlah_art HAVING bool_and(coalesce(i.nik, 0) > 10^15) AND count(*) > 2 "
            "ORDER BY r.idbdt LIMIT 1"
        ),
        _KEYS,
    ).scalar_one()
    file = Berkas(connection)
    file.musdes(file.rumah(idbdt)["desa"])
    file.lampiran("rumah", idbdt=idbdt)
    # Rules are another test's business.
    yield file
    connection.rollback()


def _row(found: Hasil, untuk: str = "verivali") -> sa.RowMapping:
    return next(row for (kind, _), row in found.hasil.items() if kind == untuk)


def _sql(connection: Connection, query: str, **more: Any) -> None:
    connection.execute(sa.text(query), _KEYS | {"impor": IMPOR} | more)


def _written(connection: Connection, found: Hasil, status: int = 2) -> None:
    """As the import would leave the verivali row."""
    row = _row(found)
    _sql(
        connection,
        "UPDATE verivali SET status = :status, sta_keberadaan = 1, impor = 1, sidik = :sidik, diisi = :diisi "
        "WHERE kab = :kab AND periode = :periode AND program = 1 AND ruta = :ruta",
        status=status, sidik=row["sidik"], diisi=row["diisi"], ruta=row["ruta"],
    )  # fmt: skip


def test_a_household_found_as_registered_changes_nothing_of_it(berkas: Berkas) -> None:
    found = berkas.periksa()
    assert _row(found)["hasil"] == "baru"
    assert set(_row(found)["isi"]) == {"kunjungan"}
    assert _row(found)["isi"]["kunjungan"] == {
        "sta": 1, "tanggal": "2026-11-20", "petugas": "operator.melong", "durasi": 12, "catatan": None,
    }  # fmt: skip


def test_only_what_differs_is_in_the_difference_and_what_was_emptied_is_null(berkas: Berkas) -> None:
    ruta, orang = berkas.bagian["rumah_tangga"][0], berkas.bagian["individu"][-1]
    floor, tv, nik, name = ruta["luas_lantai"], ruta["ada_tv"], orang["nik"], orang["nama"]
    ruta |= {"luas_lantai": None, "ada_tv": not tv}
    orang |= {"nik": str(nik)[:15], "sta_art": 3}
    isi = _row(berkas.periksa())["isi"]
    assert isi["ruta"] == {"luas_lantai": [floor, None], "ada_tv": [tv, not tv]}
    ubah = {"nik": [str(nik), str(nik)[:15]], "sta_art": [1, 3]}
    assert isi["anggota"] == {orang["idartbdt"]: {"nama": name, "ubah": ubah}}


def test_a_member_nobody_registered_comes_whole(berkas: Berkas) -> None:
    orang = berkas.bagian["individu"][-1]
    born = dict(orang) | {"idartbdt": orang["idbdt"] + "77", "no_urut": 77, "nik": None, "tgl_lahir": "2026-10-01"}
    berkas.bagian["individu"].append(born)
    (new,) = _row(berkas.periksa())["isi"]["anggota_baru"]
    assert (new["idartbdt"], new["nik"], new["tgl_lahir"], new["sta_art"]) == (born["idartbdt"], None, "2026-10-01", 1)


def test_the_same_rows_in_another_file_change_nothing(berkas: Berkas, connection: Connection) -> None:
    _written(connection, berkas.periksa())
    berkas.bagian["verivali"][0] |= {"diisi": "2026-11-20T18:00:00+07:00", "durasi": 40}
    berkas.bagian["individu"].reverse()
    assert _row(berkas.periksa())["hasil"] == "tetap"


def test_a_photo_taken_anew_is_a_change(berkas: Berkas, connection: Connection) -> None:
    _written(connection, berkas.periksa())
    berkas.bagian["lampiran"][-1]["berkas"] = "lampiran/anew.jpg"
    assert _row(berkas.periksa())["hasil"] == "berubah"


def test_an_older_file_after_a_newer_one_is_held_and_says_so(berkas: Berkas, connection: Connection) -> None:
    _written(connection, berkas.periksa())
    berkas.bagian["verivali"][0] |= {"diisi": "2026-11-19T10:00:00+07:00", "catatan": "lama"}
    # What is older need not be mended.
    berkas.bagian["rumah_tangga"][0]["jumlah_art"] = 19
    found = berkas.periksa()
    assert (_row(found)["hasil"], _row(found)["sebab"]) == ("ditahan", Sebab.LEBIH_LAMA)
    assert found.temuan == []


def test_a_clock_that_runs_ahead_does_not_hold_what_comes_later(berkas: Berkas, connection: Connection) -> None:
    berkas.bagian["verivali"][0]["diisi"] = "2026-11-22T10:00:00+07:00"
    found = berkas.periksa()
    assert _row(found)["diisi"] == NOW
    _written(connection, found)
    berkas.bagian["verivali"][0] |= {"diisi": NOW.isoformat(), "catatan": "baru"}
    assert _row(berkas.periksa())["hasil"] == "berubah"


@pytest.mark.parametrize("status", [3, 5])
def test_what_was_decided_on_is_held(berkas: Berkas, connection: Connection, status: int) -> None:
    _written(connection, berkas.periksa(), status)
    berkas.bagian["verivali"][0] |= {"diisi": "2026-11-20T18:00:00+07:00", "catatan": "lagi"}
    found = berkas.periksa()
    assert (_row(found)["hasil"], _row(found)["sebab"]) == ("ditahan", Sebab.DISETUJUI)


def test_a_second_line_of_a_household_refuses_it(berkas: Berkas) -> None:
    berkas.bagian["verivali"].append(dict(berkas.bagian["verivali"][0]) | {"sta_keberadaan": 4})
    found = berkas.periksa()
    assert _row(found)["hasil"] == "ditolak"
    refusing = [(item["bagian"], item["baris"], item["aturan"]) for item in found.temuan if item["tingkat"] == "E"]
    assert refusing == [("verivali", 3, "V00")]


def test_a_household_of_another_kab_is_refused(berkas: Berkas, connection: Connection) -> None:
    idbdt = connection.execute(sa.text("SELECT idbdt FROM rumah_tangga WHERE kab = 3218 LIMIT 1")).scalar_one()
    neighbour = Berkas(connection, 3218)
    berkas.bagian["rumah_tangga"] = [neighbour.rumah(idbdt)]
    berkas.bagian["individu"] = neighbour.bagian["individu"]
    berkas.bagian["verivali"][0]["idbdt"] = idbdt
    found = berkas.periksa()
    assert {("V00", "E"), ("U05", "E")} <= found.kode(idbdt)
    assert (_row(found)["hasil"], _row(found)["ruta"]) == ("ditolak", None)


def test_a_new_household_is_proposed_with_everything_it_says(berkas: Berkas, connection: Connection) -> None:
    idbdt = f"{berkas.bagian['rumah_tangga'][0]['desa']}9999000000001"
    berkas.bagian["rumah_tangga"][0]["idbdt"] = idbdt
    for place, orang in enumerate(berkas.bagian["individu"]):
        orang |= {"idbdt": idbdt, "idartbdt": f"{idbdt}{place:02d}", "nik": f"327701010190{place + 6001}"}
        orang |= {"tgl_lahir": "1990-01-01", "jns_kel": 1, "sta_hamil": None}
    berkas.bagian["verivali"] = []
    berkas.bagian["lampiran"][-1]["idbdt"] = idbdt
    berkas.usulan(idbdt, "DTKS")
    row = _row(berkas.periksa(), "DTKS")
    assert (row["ruta"], row["desa"]) == (None, berkas.bagian["rumah_tangga"][0]["desa"])
    assert row["isi"]["rumah"]["alamat"] == berkas.bagian["rumah_tangga"][0]["alamat"]
    assert len(row["isi"]["anggota_baru"]) == len(berkas.bagian["individu"])
    assert row["isi"]["keterangan"] == "Layak"


def _usulan(connection: Connection, ruta: int, status: int, impor: int | None, sidik: int | None) -> None:
    _sql(
        connection,
        "INSERT INTO usulan (kab, id, jenis, periode, program, desa, ruta, status, diajukan, impor, diubah) "
        "SELECT kab, 5, 1, :periode, 1, desa, id, :status, '2026-11-19', :sumber, now() FROM rumah_tangga "
        "WHERE kab = :kab AND id = :ruta",
        ruta=ruta, status=status, sumber=impor,
    )  # fmt: skip
    if impor:
        _sql(
            connection,
            "INSERT INTO impor_hasil (kab, impor, untuk, idbdt, baris, hasil, sidik, diisi) "
            "SELECT :kab, :sumber, 'BSP', idbdt, 2, 'baru', :sidik, '2026-11-19 17:00+00' FROM rumah_tangga "
            "WHERE kab = :kab AND id = :ruta",
            sumber=impor, sidik=sidik, ruta=ruta,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "same", "tanggal", "expected", "sebab"),
    [
        (1, True, "2026-11-20", "tetap", None),
        (3, False, "2026-11-20", "berubah", None),
        (1, False, "2026-11-18", "ditahan", Sebab.LEBIH_LAMA),
        (2, False, "2026-11-20", "ditahan", Sebab.DIPUTUSKAN),
        (4, False, "2026-11-20", "ditahan", Sebab.DIPUTUSKAN),
        (12, False, "2026-11-20", "baru", None),
    ],
)
def test_a_proposal_is_compared_with_the_case_of_its_household(
    berkas: Berkas, connection: Connection, status: int, same: bool, tanggal: str, expected: str, sebab: Sebab | None
) -> None:
    idbdt = connection.execute(
        sa.text(
            "SELECT idbdt FROM rumah_tangga AS r WHERE kab = :kab AND NOT kpm_bsp AND NOT ada_pkh AND NOT EXISTS "
            "(SELECT FROM individu AS i WHERE i.kab = r.kab AND i.ruta = r.id AND padan <> 1) "
            "AND desa = :desa ORDER BY id LIMIT 1"
        ),
        _KEYS | {"desa": berkas.bagian["rumah_tangga"][0]["desa"]},
    ).scalar_one()
    berkas.usulan(idbdt, tanggal=tanggal)
    first = _row(berkas.periksa(), "BSP")
    assert first["hasil"] == "baru"
    _usulan(connection, first["ruta"], status, 5, first["sidik"] if same else 1)
    row = _row(berkas.periksa(), "BSP")
    assert (row["hasil"], row["sebab"]) == (expected, sebab)


def test_who_receives_it_already_is_not_proposed_again(berkas: Berkas) -> None:
    berkas.usulan(berkas.bagian["rumah_tangga"][0]["idbdt"])
    row = _row(berkas.periksa(), "BSP")
    assert (row["hasil"], row["sebab"]) == ("ditahan", Sebab.SUDAH_KPM)


def test_the_risk_is_the_one_the_domain_makes_of_the_warnings(berkas: Berkas) -> None:
    berkas.bagian["rumah_tangga"][0]["pengurus_ibu_kandung"] = "Almh. Siti 2"
    berkas.bagian["individu"][-1]["kedudukan"] = 5
    found = berkas.periksa()
    warned = {item["aturan"] for item in found.temuan if item["tingkat"] == "W"}
    assert {"V09", "V15"} <= warned
    assert _row(found)["risiko"] == risiko(warned)


def test_what_is_only_noted_adds_no_risk(berkas: Berkas) -> None:
    person = berkas.bagian["individu"][-1]
    person["nik"] = "110101" + str(person["nik"])[6:]
    found = berkas.periksa()
    assert {(item["aturan"], item["tingkat"]) for item in found.temuan} == {("V03", "I")}
    assert (_row(found)["aturan"], _row(found)["risiko"]) == (["V03"], 0)


def test_numbers_say_what_the_file_would_change(berkas: Berkas) -> None:
    angka = berkas.periksa().angka
    desa = str(berkas.bagian["rumah_tangga"][0]["desa"])
    assert angka["verivali"] == {"baru": 1, "berubah": 0, "tetap": 0, "ditahan": 0, "ditolak": 0}
    assert angka["desa"] == {desa: {"verivali": 1, "usulan": 0, "ditolak": 0}}
    assert (angka["anggota"], angka["lampiran"]) == (len(berkas.bagian["individu"]), 3)
