"""Rules V1 to V17: each with the fault and without, in a household that is otherwise right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
import sqlalchemy as sa
from impor_bantu import DESA, KAB, PERIODE, Baris, Berkas, periksa
from sqlalchemy import Connection

from data_access import impor_aturan_identitas as aturan_identitas
from data_access import impor_aturan_rumah as aturan_rumah
from data_access import impor_aturan_usulan as aturan_usulan
from data_access.impor_aturan_rumah import PLACED
from domain.temuan import TEMUAN

_UNKNOWN = "32770110019999000000001"
_KEYS = {"kab": KAB, "periode": PERIODE, "desa": DESA}


@dataclass
class Rumah:
    """One household of a file in the making."""

    berkas: Berkas
    connection: Connection
    ruta: Baris
    kunjungan: Baris
    # Of another household that is as right.
    lain: str

    @property
    def idbdt(self) -> str:
        return str(self.ruta["idbdt"])

    @property
    def anggota(self) -> list[Baris]:
        return self.berkas.anggota(self.idbdt)

    @property
    def pengurus(self) -> Baris:
        return next(orang for orang in self.anggota if orang["nik"] == self.ruta["pengurus_nik"])

    @property
    def orang(self) -> Baris:
        """A member who neither leads nor holds the account."""
        return next(orang for orang in self.anggota if orang is not self.pengurus and orang["hub_krt"] != 1)

    def sql(self, query: str, **more: object) -> None:
        self.connection.execute(sa.text(query), _KEYS | {"idbdt": self.idbdt, "lain": self.lain} | more)

    def usulkan(self) -> None:
        """Let it be a household of the register that is proposed instead of visited."""
        self.sql("UPDATE rumah_tangga SET kpm_bsp = false WHERE kab = :kab AND idbdt = :idbdt")
        self.berkas.bagian["verivali"].remove(self.kunjungan)
        self.berkas.usulan(self.idbdt)
        self.ruta["ada_pkh"] = False


@pytest.fixture(scope="module")
def contoh(engine: sa.Engine) -> list[str]:
    """KPM of one desa with a head, a pengurus and others, whom no rule speaks against."""
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text("SELECT idbdt FROM rumah_tangga WHERE kab = :kab AND kpm_bsp ORDER BY id LIMIT 300"), {"kab": KAB}
        )
        berkas = siap(connection)
        for (idbdt,) in rows:
            berkas.rumah(idbdt)
            berkas.lampiran("rumah", idbdt=idbdt)
        found = berkas.periksa()
        broken = {item["idbdt"] for item in found.temuan}
        sound = [row["idbdt"] for row in berkas.bagian["rumah_tangga"] if row["idbdt"] not in broken and row["lat"]]
        connection.rollback()

    def suits(idbdt: str) -> bool:
        ruta = next(row for row in berkas.bagian["rumah_tangga"] if row["idbdt"] == idbdt)
        people = berkas.anggota(idbdt)
        holder = [orang for orang in people if orang["nik"] == ruta["pengurus_nik"]]
        others = [orang for orang in people if orang not in holder and orang["hub_krt"] != 1]
        return bool(holder and others) and all(orang["nik"] and orang["no_kk"] for orang in people)

    return [idbdt for idbdt in sound if suits(idbdt)]


def siap(connection: Connection) -> Berkas:
    """A file of a kab where nobody was visited and no paper handed in."""
    for query in (
        "UPDATE verivali SET status = 0, sta_keberadaan = NULL WHERE kab = :kab AND periode = :periode",
        "DELETE FROM musdes WHERE kab = :kab AND periode = :periode",
        "DELETE FROM usulan WHERE kab = :kab AND periode = :periode",
    ):
        connection.execute(sa.text(query), _KEYS)
    return Berkas(connection)


@pytest.fixture
def rumah(connection: Connection, contoh: list[str]) -> Iterator[Rumah]:
    berkas = siap(connection)
    ruta = berkas.rumah(contoh[0])
    berkas.lampiran("rumah", idbdt=contoh[0])
    berkas.musdes(ruta["desa"])
    yield Rumah(berkas, connection, ruta, berkas.bagian["verivali"][0], contoh[1])
    connection.rollback()


def _nik(orang: Baris, place: int, digits: str) -> str:
    nik = str(orang["nik"])
    return nik[:place] + digits + nik[place + len(digits) :]


def _other_day(rumah: Rumah) -> None:
    day = int(str(rumah.orang["nik"])[6:8])
    rumah.orang["nik"] = _nik(rumah.orang, 6, f"{day + 1 if day % 10 < 8 else day - 1:02d}")


def _other_sex(rumah: Rumah) -> None:
    rumah.orang["jns_kel"] = 3 - rumah.orang["jns_kel"]
    rumah.orang["sta_hamil"] = None


def _answer(rumah: Rumah, hasil: int, nama: str | None = None) -> None:
    orang = rumah.orang
    rumah.sql(
        "INSERT INTO pemadanan (kab, nik, nama, tgl_lahir, hasil, nama_dukcapil, diubah) "
        "VALUES (:kab, :nik, :nama, :lahir, :hasil, :ejaan, now())",
        nik=int(orang["nik"]), nama=orang["nama"], lahir=orang["tgl_lahir"], hasil=hasil, ejaan=nama,
    )  # fmt: skip


def _answer_usulan(rumah: Rumah) -> None:
    rumah.usulkan()
    _answer(rumah, 4)


def _shared_kk(rumah: Rumah) -> None:
    rumah.sql("UPDATE rumah_tangga SET no_kk = :kk WHERE kab = :kab AND idbdt = :lain", kk=rumah.ruta["no_kk"])


def _twice(rumah: Rumah) -> None:
    rumah.orang["nik"] = rumah.pengurus["nik"]


def _elsewhere(rumah: Rumah) -> None:
    rumah.sql(
        "UPDATE individu SET nik = :nik WHERE kab = 9171 AND id = (SELECT min(id) FROM individu WHERE kab = 9171)",
        nik=rumah.orang["nik"],
    )


def _dead(rumah: Rumah, *people: Baris) -> None:
    for orang in people:
        orang["sta_art"] = 2
    rumah.ruta["jumlah_art"] = sum(orang["sta_art"] == 1 for orang in rumah.anggota)


def _changed_without_papers(rumah: Rumah) -> None:
    rumah.kunjungan["sta_keberadaan"] = 3
    rumah.berkas.bagian["lampiran"] = []


def _proposed_without(jenis: str) -> Callable[[Rumah], None]:
    def fault(rumah: Rumah) -> None:
        rumah.usulkan()
        papers = rumah.berkas.bagian["lampiran"]
        rumah.berkas.bagian["lampiran"] = [line for line in papers if line["jenis"] != jenis]

    return fault


def _gone_missing(rumah: Rumah) -> None:
    rumah.berkas.bagian["individu"].remove(rumah.orang)
    rumah.ruta["jumlah_art"] -= 1


def _two_heads(rumah: Rumah) -> None:
    rumah.orang["hub_krt"] = 1


def _stranger(rumah: Rumah) -> None:
    rumah.ruta |= {"pengurus_nama": "Orang Lain", "pengurus_nik": 3277010101900077}


def _pregnant(rumah: Rumah, **of: object) -> None:
    rumah.orang.update({"sta_hamil": 1} | of)


def _pkh(rumah: Rumah) -> None:
    rumah.usulkan()
    rumah.ruta["ada_pkh"] = True


def _propose_unknown(rumah: Rumah) -> None:
    rumah.berkas.usulan(_UNKNOWN)


def _replaces(rumah: Rumah, sta: int) -> None:
    rumah.usulkan()
    rumah.berkas.bagian["usulan"][0]["mengganti"] = rumah.lain
    rumah.berkas.rumah(rumah.lain, sta)


def _stale(rumah: Rumah) -> None:
    rumah.ruta["luas_lantai"] = 77
    rumah.berkas.bagian["perbaikan"].append(
        {"idbdt": rumah.idbdt, "idartbdt": None, "kolom": "luas_lantai", "lama": "1", "baru": "77"}
    )


def _off_prelist(rumah: Rumah) -> None:
    rumah.sql(
        "DELETE FROM verivali WHERE kab = :kab AND periode = :periode AND ruta = "
        "(SELECT id FROM rumah_tangga WHERE kab = :kab AND idbdt = :idbdt)"
    )


def _own_mother(rumah: Rumah) -> None:
    rumah.ruta["pengurus_ibu_kandung"] = rumah.ruta["pengurus_nama"].upper()


def _ruta(**ubah: object) -> Callable[[Rumah], None]:
    return lambda rumah: rumah.ruta.update(ubah)


def _orang(**ubah: object) -> Callable[[Rumah], None]:
    return lambda rumah: rumah.orang.update(ubah)


# Rule, severity, field, and how a household that is right comes to break it.
FAULTS: tuple[tuple[str, str, str | None, Callable[[Rumah], None]], ...] = (
    ("V00", "E", "luas_lantai", _ruta(luas_lantai="empat puluh")),
    ("V00", "E", "luas_lantai", _ruta(luas_lantai=-4)),
    ("V00", "E", "ada_ac", _ruta(ada_ac="ya")),
    ("V00", "E", "jumlah_art", _ruta(jumlah_art=None)),
    ("V00", "E", "nama_krt", _ruta(nama_krt="Budi\u202eiduB")),
    ("V00", "E", "nama", _orang(nama="N" * 101)),
    ("V00", "E", "nama", _orang(nama=None)),
    ("V00", "E", "tgl_lahir", _orang(tgl_lahir="1990-02-30")),
    ("V00", "E", "tgl_lahir", _orang(tgl_lahir="2026-12-24")),
    ("V00", "E", "desa", _ruta(desa=3277011002)),
    ("V00", "E", "desa", _ruta(desa=3218011001)),
    ("V01", "E", "nik", lambda rumah: rumah.orang.update(nik=str(rumah.orang["nik"])[:15])),
    ("V01", "E", "nik", _orang(nik="3333333333333333")),
    ("V01", "E", "nik", lambda rumah: rumah.orang.update(nik=_nik(rumah.orang, 12, "0000"))),
    ("V01", "E", "nik", _orang(nik="=SUM(A1)")),
    ("V01", "E", "nik", lambda rumah: (rumah.orang.update(nik="tidak ada"), _dead(rumah, rumah.orang))),
    ("V01", "W", "nik", _orang(nik=None)),
    ("V01", "E", "pengurus_nik", _ruta(pengurus_nik="12")),
    ("V02", "E", "nik", lambda rumah: rumah.orang.update(nik=_nik(rumah.orang, 8, "13"))),
    ("V02", "E", "nik", lambda rumah: rumah.orang.update(nik=_nik(rumah.orang, 6, "3502"))),
    ("V02", "W", "tgl_lahir", _other_day),
    ("V02", "W", "jns_kel", _other_sex),
    ("V03", "E", "nik", lambda rumah: rumah.orang.update(nik=_nik(rumah.orang, 0, "327799"))),
    ("V03", "E", "nik", lambda rumah: rumah.orang.update(nik=_nik(rumah.orang, 0, "990101"))),
    ("V03", "W", "nik", lambda rumah: rumah.orang.update(nik=_nik(rumah.orang, 0, "327740"))),
    ("V03", "W", "nik", lambda rumah: rumah.orang.update(nik=_nik(rumah.orang, 0, "910101"))),
    ("V03", "I", "nik", lambda rumah: rumah.orang.update(nik=_nik(rumah.orang, 0, "320405"))),
    ("V04", "W", "nik", lambda rumah: _answer(rumah, 3)),
    ("V04", "E", "nik", _answer_usulan),
    ("V05", "E", "no_kk", _ruta(no_kk="327701")),
    ("V05", "E", "no_kk", _orang(no_kk="1" * 16)),
    ("V05", "W", "no_kk", _shared_kk),
    ("V06", "E", "nik", _twice),
    ("V06", "E", "nik", _elsewhere),
    ("V08", "E", "pengurus_nama", _ruta(pengurus_nama=None)),
    ("V08", "E", "pengurus_nik", _ruta(pengurus_nik=None)),
    ("V08", "E", "pengurus_tgl_lahir", _ruta(pengurus_tgl_lahir=None)),
    ("V08", "E", "pengurus_ibu_kandung", _ruta(pengurus_ibu_kandung=" ")),
    ("V08", "E", "alamat", _ruta(alamat=None)),
    ("V09", "W", "pengurus_ibu_kandung", _ruta(pengurus_ibu_kandung="Almh. Sumiati")),
    ("V09", "W", "pengurus_ibu_kandung", _ruta(pengurus_ibu_kandung="Sumiati 2")),
    ("V09", "W", "pengurus_ibu_kandung", _own_mother),
    ("V10", "W", "pengurus_nama", lambda rumah: _dead(rumah, rumah.pengurus)),
    ("V11", "W", "sta_keberadaan", lambda rumah: _dead(rumah, *rumah.anggota)),
    ("V12", "E", None, _changed_without_papers),
    ("V12", "E", None, _proposed_without("berita_acara")),
    ("V12", "E", None, _proposed_without("bnba")),
    ("V13", "E", "hub_krt", _two_heads),
    ("V13", "E", "jumlah_art", _ruta(jumlah_art=19)),
    ("V13", "E", "pengurus_nama", _stranger),
    ("V13", "E", "idartbdt", _gone_missing),
    ("V14", "E", "lantai", _ruta(lantai=11)),
    ("V14", "E", "sta_bangunan", _ruta(sta_bangunan=0)),
    ("V14", "E", "sta_lahan", _ruta(sta_bangunan=2, sta_lahan=1)),
    ("V14", "E", "kondisi_dinding", _ruta(dinding=4, kondisi_dinding=1)),
    ("V14", "E", "kondisi_atap", _ruta(atap=8, kondisi_atap=1)),
    ("V14", "E", "kedudukan", _orang(kedudukan=9)),
    ("V14", "E", "sta_art", _orang(sta_art=5)),
    ("V14", "E", "sta_keberadaan", lambda rumah: rumah.kunjungan.update(sta_keberadaan=6)),
    ("V14", "E", "sta_hamil", lambda rumah: _pregnant(rumah, jns_kel=1)),
    ("V14", "W", "sta_hamil", lambda rumah: _pregnant(rumah, jns_kel=2, tgl_lahir="1950-01-01")),
    ("V15", "E", None, _pkh),
    ("V15", "W", "kedudukan", _orang(kedudukan=5)),
    (
        "V16",
        "W",
        None,
        lambda rumah: (rumah.berkas.bagian.update(lampiran=[]), rumah.kunjungan.update(sta_keberadaan=2)),
    ),
    ("V16", "W", "lat", lambda rumah: (rumah.ruta.update(lat=None), rumah.kunjungan.update(sta_keberadaan=2))),
    ("V17", "W", "nama", lambda rumah: _answer(rumah, 2, "NAMA DUKCAPIL")),
    ("U03", "E", "mengganti", lambda rumah: _replaces(rumah, 1)),
    ("U04", "W", "luas_lantai", _stale),
    ("U05", "E", "idbdt", _off_prelist),
)  # fmt: skip


def test_a_household_that_is_right_breaks_no_rule(rumah: Rumah) -> None:
    found = rumah.berkas.periksa()
    assert found.temuan == []
    assert found.hasil["verivali", rumah.idbdt]["hasil"] == "baru"


@pytest.mark.parametrize(
    ("aturan", "tingkat", "kolom", "fault"),
    FAULTS,
    ids=[f"{place}-{fault[0]}{fault[1]}" for place, fault in enumerate(FAULTS)],
)
def test_a_fault_is_found_where_it_is(
    rumah: Rumah, aturan: str, tingkat: str, kolom: str | None, fault: Callable[[Rumah], None]
) -> None:
    fault(rumah)
    found = rumah.berkas.periksa()
    assert (aturan, tingkat) in found.kode(rumah.idbdt, kolom)
    for row in found.hasil.values():
        if row["idbdt"] == rumah.idbdt:
            refused = any(kode[1] == "E" for kode in found.kode(rumah.idbdt))
            assert row["hasil"] == ("ditolak" if refused else "baru")
            if tingkat != "E":
                assert aturan in row["aturan"]


@pytest.mark.parametrize("name", sorted(TEMUAN))
def test_every_finding_has_a_condition(name: str) -> None:
    known = {check.temuan for check in (*aturan_identitas.CHECKS, *PLACED, *aturan_rumah.CHECKS, *aturan_usulan.CHECKS)}
    assert name in known | {"nik_ganda", "luar_desa"}


def test_a_proposal_of_a_household_nobody_registered_is_refused(rumah: Rumah) -> None:
    _propose_unknown(rumah)
    found = rumah.berkas.periksa()
    assert ("U01", "E") in found.kode(_UNKNOWN)
    assert found.hasil["BSP", _UNKNOWN]["hasil"] == "ditolak"


def test_a_proposal_of_a_household_that_is_itself_proposed_waits_for_the_decree(rumah: Rumah) -> None:
    _propose_unknown(rumah)
    rumah.berkas.usulan(_UNKNOWN, "DTKS")
    assert ("U02", "W") in rumah.berkas.periksa().kode(_UNKNOWN)


def test_the_place_of_a_nonaktif_kpm_is_asked_for_once(rumah: Rumah) -> None:
    _replaces(rumah, 3)
    lain = rumah.berkas.bagian["usulan"][0]
    assert ("U03", "E") not in rumah.berkas.periksa().kode(rumah.idbdt)
    rumah.berkas.bagian["usulan"].insert(0, lain | {"idbdt": rumah.lain})
    assert ("U03", "E") in rumah.berkas.periksa().kode(rumah.idbdt)


def test_an_adult_daughter_follows_a_pengurus_who_died_before_a_son_and_the_head(rumah: Rumah) -> None:
    for orang in rumah.anggota:
        orang["hub_krt"] = 1 if orang["hub_krt"] == 1 else 8
    number = max(orang["no_urut"] for orang in rumah.anggota) + 1
    born = {"tgl_lahir": "1999-05-01", "hub_krt": 3, "nik": None, "sta_hamil": None}
    son, daughter = (
        rumah.orang
        | born
        | {"nama": name, "jns_kel": sex, "no_urut": number + sex, "idartbdt": f"{rumah.idbdt}{number + sex:02d}"}
        for sex, name in ((1, "PUTRA"), (2, "PUTRI"))
    )
    rumah.berkas.bagian["individu"] += [son, daughter]
    holder = rumah.pengurus
    for gone, expected in (([], "PUTRI (anak perempuan)"), ([daughter], "PUTRA (anak laki-laki)")):
        _dead(rumah, holder, *gone)
        found = rumah.berkas.periksa()
        assert [item["seharusnya"] for item in found.temuan if item["aturan"] == "V10"] == [expected]


def test_a_point_outside_its_desa_is_measured(rumah: Rumah) -> None:
    found = rumah.berkas.periksa(luar_desa=lambda desa, lon, _lat: np.where(desa > 0, 1_240.0, lon))
    assert [(item["aturan"], item["seharusnya"]) for item in found.temuan] == [
        ("V16", "Titik di dalam desa; sekarang 1,2 km di luarnya")
    ]
    unknown = rumah.berkas.periksa(luar_desa=lambda desa, _lon, _lat: np.full(len(desa), np.nan))
    assert unknown.temuan == []


def test_what_dukcapil_confirmed_is_no_unknown_kecamatan(rumah: Rumah) -> None:
    rumah.orang["nik"] = _nik(rumah.orang, 0, "327799")
    _answer(rumah, 1)
    assert not [item for item in rumah.berkas.periksa().temuan if item["aturan"] == "V03"]


def test_a_nonaktif_household_need_not_be_right(rumah: Rumah) -> None:
    rumah.kunjungan["sta_keberadaan"] = 3
    rumah.ruta |= {"pengurus_ibu_kandung": None, "no_kk": "1"}
    rumah.orang["nik"] = "15"
    found = rumah.berkas.periksa()
    assert found.temuan == []
    assert found.angka["perubahan"] == {"nonaktif": 1, "perbaikan": 0, "tanpa_perubahan": 0}


def test_a_check_that_is_done_again_says_the_same(rumah: Rumah) -> None:
    rumah.orang["nik"] = "15"
    rumah.ruta |= {"luas_lantai": "x", "desa": 3277011002}
    first, second = rumah.berkas.periksa(), periksa(rumah.connection)

    def plain(rows: list[sa.RowMapping]) -> list[dict[str, object]]:
        return [{name: value for name, value in row.items() if name != "id"} for row in rows]

    assert plain(second.temuan) == plain(first.temuan)
    assert second.hasil == first.hasil
    assert second.angka == first.angka
