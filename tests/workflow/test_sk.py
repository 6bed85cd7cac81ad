"""The decree: entered, read, compared with the rekap, and followed by usulan, kuota and register."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from finalisasi_alur import KEY, NOW, actor, rows, stored
from penetapan_alur import BARU, SAAT, add_dtks_baru, bring_to, enter, rekap_rows, write_list

from data_access import audit
from data_access.schema import wilayah
from data_access.session import read_session, unit_of_work
from data_access.sk import count_beda, read_beda, read_sk, read_total, stream_beda
from domain.batch import StateBatch
from domain.errors import AccessDenied, InvalidInput, PerluTotp, RuleViolation
from domain.sk import Beda, SaringanRekon, SebabBeda, StateSk
from domain.status import StatusUsulan
from workflow import penetapan, sk


def _state(nomor: int) -> StateSk:
    with read_session() as connection:
        found = read_sk(connection, nomor)
    assert found is not None
    return found.state


def _laporan(nomor: int) -> dict:
    with read_session() as connection:
        return read_sk(connection, nomor).laporan


def _good_lines() -> list[tuple[object, ...]]:
    return [tuple(row) for row in rekap_rows()]


def test_a_list_is_read_and_counted_by_kab(own_database: str, tmp_path: Path) -> None:
    bring_to(own_database, "disetujui_pfm")
    lines = _good_lines()
    nomor = enter(tmp_path, lines)
    sk.baca(nomor)
    assert _state(nomor) is StateSk.SIAP
    stored_rows = rows("SELECT count(*), sum(art) FROM sk_baris WHERE sk = :sk", sk=nomor)[0]
    assert tuple(stored_rows) == (len(lines), sum(int(line[3]) for line in lines))
    assert [tuple(row) for row in rows("SELECT kab, ruta, hasil FROM sk_kab WHERE sk = :sk", sk=nomor)] == [
        (3277, len(lines), "menunggu")
    ]


def test_a_list_with_wrong_lines_is_refused_whole_and_every_line_is_named(own_database: str, tmp_path: Path) -> None:
    good = ("32770110010001000000001", 3277011001, "Asep", 4)
    lines = [
        good,
        ("32770110010001000000002", 3277011099, "Neneng", 4),
        good,
        ("32180110010001000000003", 3277011001, "Dadang", 4),
        ("1", 3277011001, "Dadang", 4),
    ]
    nomor = enter(tmp_path, lines)
    sk.baca(nomor)
    assert _state(nomor) is StateSk.GAGAL
    assert _laporan(nomor)["jumlah"] == {"DESA_TAK_DIKENAL": 1, "GANDA": 1, "IDBDT": 1, "KAB": 1}
    assert [(line, salah) for line, salah, _ in _laporan(nomor)["baris"]] == [
        (3, "DESA_TAK_DIKENAL"), (4, "GANDA"), (5, "KAB"), (6, "IDBDT"),
    ]  # fmt: skip
    assert not rows("SELECT FROM sk_baris")
    with pytest.raises(RuleViolation, match="ditolak"):
        sk.tetapkan(actor("pusdatin"), nomor, saat=SAAT)
    # One that was refused stands in nobody's way.
    assert enter(tmp_path, [good]) > nomor


def test_a_file_that_is_no_list_is_refused_with_what_to_do(own_database: str, tmp_path: Path) -> None:
    nomor = enter(tmp_path, [])
    sk.baca(nomor)
    assert "satu rumah tangga pun" in _laporan(nomor)["pesan"]


@pytest.mark.parametrize("who", ["pfm", "supervisor.cimahi", "dinsos.jabar", "auditor", "walikota.cimahi"])
def test_only_pusdatin_enters_a_decree(own_database: str, tmp_path: Path, who: str) -> None:
    with pytest.raises(AccessDenied):
        enter(tmp_path, [("32770110010001000000001", 3277011001, "Asep", 4)], who=who)
    assert not rows("SELECT FROM sk")


def test_a_session_without_totp_does_not_decree(own_database: str, tmp_path: Path) -> None:
    nomor = enter(tmp_path, [("32770110010001000000001", 3277011001, "Asep", 4)])
    sk.baca(nomor)
    for act in (lambda who: sk.tetapkan(who, nomor, saat=SAAT), lambda who: sk.batalkan(who, nomor)):
        with pytest.raises(PerluTotp):
            act(actor("pusdatin", totp=False))
    assert _state(nomor) is StateSk.SIAP


@pytest.mark.parametrize(
    ("nomor", "tanggal", "words"),
    [("", "2026-11-20", "nomor SK"), ("164/HUK", "2026-11-22", "belum tiba"), ("164/HUK", "20 Nov", "dibaca"),
     ("164/HUK", "1990-01-01", "lama")],
)  # fmt: skip
def test_number_and_day_of_a_decree_are_checked(
    own_database: str, tmp_path: Path, nomor: str, tanggal: str, words: str
) -> None:
    enter(tmp_path, [])
    path = write_list(tmp_path / "b.csv", [])
    with pytest.raises(InvalidInput, match=words):
        sk.catat(
            actor("pusdatin"), 1, 202611, nomor=nomor, tanggal=tanggal, nama_berkas="b.csv", berkas=path, now=NOW,
            saat=SAAT,
        )  # fmt: skip


def test_a_programme_and_periode_have_one_decree_until_it_is_discarded(own_database: str, tmp_path: Path) -> None:
    line = ("32770110010001000000001", 3277011001, "Asep", 4)
    first = enter(tmp_path, [line])
    with pytest.raises(RuleViolation, match="sudah dicatat"):
        enter(tmp_path, [line])
    sk.baca(first)
    sk.batalkan(actor("pusdatin"), first)
    assert _state(first) is StateSk.DIBATALKAN
    assert not rows("SELECT FROM sk_baris")
    assert enter(tmp_path, [line]) > first


def test_the_decree_decides_usulan_and_gives_places_back_and_the_register_follows(
    own_database: str, tmp_path: Path
) -> None:
    fresh = add_dtks_baru(own_database)
    bring_to(own_database, "disetujui_pfm")
    proposed = rows("SELECT usulan, idbdt, desa, ruta FROM snapshot_usulan WHERE {of} AND jenis = 1 ORDER BY usulan")
    kept = rows(
        "SELECT idbdt, ruta FROM snapshot_ruta WHERE {of} AND kpm AND sta_keberadaan IN (1, 2) ORDER BY ruta LIMIT 1"
    )[0]
    gone = rows("SELECT ruta FROM snapshot_ruta WHERE {of} AND kpm AND sta_keberadaan IN (3, 4, 5)")
    assert len(proposed) >= 2, "the sample has usulan that were approved"
    assert gone
    dropped = proposed[0]
    places = dict(tuple(row) for row in rows("SELECT desa, disetujui FROM kuota WHERE {of}"))
    lines = [line for line in _good_lines() if line[0] not in (dropped.idbdt, kept.idbdt)]
    nomor = enter(tmp_path, [*lines, (BARU, 3277011001, "Euis", 2)])
    sk.baca(nomor)
    sk.tetapkan(actor("pusdatin"), nomor, saat=SAAT)
    sk.kerjakan(nomor)

    assert [row.pesan for row in rows("SELECT pesan FROM sk_kab WHERE sk = :sk", sk=nomor)] == [None]
    assert _state(nomor) is StateSk.DITETAPKAN
    assert stored().state is StateBatch.DITETAPKAN
    status = dict(tuple(row) for row in rows("SELECT id, status FROM usulan WHERE {of} AND status > 5"))
    assert status[dropped.usulan] == StatusUsulan.TIDAK_DITETAPKAN
    assert {status[row.usulan] for row in proposed[1:]} == {StatusUsulan.DITETAPKAN}
    assert status[fresh] == StatusUsulan.DITETAPKAN
    now = dict(tuple(row) for row in rows("SELECT desa, disetujui FROM kuota WHERE {of}"))
    assert {desa: places[desa] - count for desa, count in now.items() if places[desa] != count} == {
        0: 1, dropped.desa: 1,
    }  # fmt: skip
    kpm = {row.id for row in rows("SELECT id FROM rumah_tangga WHERE kab = :kab AND kpm_bsp")}
    assert {row.ruta for row in proposed[1:]} <= kpm
    assert not kpm & {dropped.ruta, kept.ruta, *(row.ruta for row in gone)}
    (home,) = rows("SELECT * FROM rumah_tangga WHERE kab = :kab AND idbdt = :idbdt", idbdt=BARU)
    assert (home.nama_krt, home.kpm_bsp, home.no_kk, home.desa) == ("Euis", False, 3277011001000001, 3277011001)
    people = rows("SELECT nama, masuk_kuota FROM individu WHERE kab = :kab AND ruta = :ruta ORDER BY id", ruta=home.id)
    assert [row.nama for row in people] == ["Euis", "Dede"]
    flagged = rows(
        "SELECT r.id, count(*) FILTER (WHERE i.masuk_kuota) AS jumlah FROM rumah_tangga AS r JOIN individu AS i "
        "ON i.kab = r.kab AND i.ruta = r.id WHERE r.kab = :kab AND r.id = ANY(:ruta) GROUP BY r.id",
        ruta=[row.ruta for row in proposed[1:]],
    )
    assert all(row.jumlah == 1 for row in flagged)
    with read_session() as connection:
        assert not list(audit.verify(connection))


def test_a_kab_that_is_not_there_yet_is_held_up_and_comes_later(own_database: str, tmp_path: Path) -> None:
    bring_to(own_database, "diterima_pusdatin")
    with read_session() as connection:
        query = sa.select(sa.func.min(wilayah.c.kode)).where(wilayah.c.kab == 3218, wilayah.c.level == 4)
        desa = connection.execute(query).scalar_one()
    nomor = enter(tmp_path, [*_good_lines(), (f"{desa}0001000000001", desa, "Dadang", 3)])
    sk.baca(nomor)
    sk.tetapkan(actor("pusdatin"), nomor, saat=SAAT)
    sk.kerjakan(nomor)
    found = {row.kab: row for row in rows("SELECT * FROM sk_kab WHERE sk = :sk", sk=nomor)}
    assert {kab: row.hasil for kab, row in found.items()} == {3277: "tertunda", 3218: "tertunda"}
    assert "Diterima Pusdatin" in found[3277].pesan
    assert stored().state is StateBatch.DITERIMA_PUSDATIN
    penetapan.setujui(actor("pfm"), [KEY], now=NOW)
    sk.tetapkan(actor("pusdatin"), nomor, saat=SAAT)
    sk.kerjakan(nomor)
    assert stored().state is StateBatch.DITETAPKAN, rows("SELECT * FROM sk_kab")
    assert {row.kab: row.hasil for row in rows("SELECT * FROM sk_kab WHERE sk = :sk", sk=nomor)} == {
        3277: "ditetapkan", 3218: "tertunda",
    }  # fmt: skip


def test_work_that_is_repeated_changes_nothing(own_database: str, tmp_path: Path) -> None:
    bring_to(own_database, "disetujui_pfm")
    nomor = enter(tmp_path, _good_lines())
    sk.baca(nomor)
    sk.baca(nomor)
    sk.tetapkan(actor("pusdatin"), nomor, saat=SAAT)
    sk.kerjakan(nomor)
    before = rows("SELECT disetujui FROM kuota WHERE {of} ORDER BY desa")
    with unit_of_work() as work:
        # As a worker that was killed after the kab and before the end would leave it.
        work.execute(sa.text("UPDATE sk_kab SET hasil = 'menunggu'"))
        work.execute(sa.text("UPDATE sk SET state = 'diproses'"))
    sk.kerjakan(nomor)
    assert _state(nomor) is StateSk.DITETAPKAN
    assert rows("SELECT disetujui FROM kuota WHERE {of} ORDER BY desa") == before
    assert len(rows("SELECT FROM batch_langkah WHERE {of} AND langkah = 'tetapkan'")) == 1
    with pytest.raises(RuleViolation, match="sudah ditetapkan"):
        sk.tetapkan(actor("pusdatin"), nomor, saat=SAAT)


def test_rekap_and_decree_differ_row_by_row_as_their_totals_say(own_database: str, tmp_path: Path) -> None:
    add_dtks_baru(own_database)
    bring_to(own_database, "disetujui_pfm")
    lines = _good_lines()
    gone = rows("SELECT idbdt, desa, nama_krt FROM snapshot_ruta WHERE {of} AND kpm AND sta_keberadaan = 3 LIMIT 1")[0]
    dead, clean, moved, grown = (line[0] for line in lines[:4])
    with unit_of_work() as work:
        of_dead = "(SELECT id FROM rumah_tangga WHERE kab = 3277 AND idbdt = :idbdt)"
        nik = {"idbdt": dead}
        work.execute(sa.text("DELETE FROM pemadanan WHERE kab = 3277"))
        work.execute(
            sa.text(
                "INSERT INTO pemadanan (kab, nik, nama, hasil, diubah) SELECT kab, pengurus_nik, nama_krt, 4, now() "
                f"FROM rumah_tangga WHERE kab = 3277 AND id = {of_dead} AND pengurus_nik IS NOT NULL"
            ),
            nik,
        )
        work.execute(
            sa.text(
                "UPDATE individu SET padan = 1 WHERE kab = 3277 AND ruta = (SELECT id FROM rumah_tangga "
                "WHERE kab = 3277 AND idbdt = :idbdt)"
            ),
            {"idbdt": clean},
        )
    other = next(line[1] for line in lines if line[1] != lines[2][1])
    listed = [line for line in lines if line[0] not in (dead, clean)]
    listed = [
        (line[0], other if line[0] == moved else line[1], line[2], int(line[3]) + (line[0] == grown)) for line in listed
    ]
    extra = [
        (gone.idbdt, gone.desa, gone.nama_krt, 2),
        (BARU, 3277011001, "Euis", 2),
        (f"{lines[0][1]}9999777777777", lines[0][1], "Orang Lain", 5),
    ]
    nomor = enter(tmp_path, [*listed, *extra])
    sk.baca(nomor)
    assert _state(nomor) is StateSk.SIAP, _laporan(nomor)
    with read_session() as connection:
        totals = read_total(connection, KEY, 1, nomor)
        counts = {(beda, sebab): jumlah for beda, sebab, jumlah in count_beda(connection, KEY, 1, nomor)}
        found = list(stream_beda(connection, KEY, 1, nomor, SaringanRekon()))
        paged, after = [], ""
        while page := read_beda(connection, KEY, 1, nomor, SaringanRekon(), sesudah=after, batas=2):
            paged += page
            after = page[-1].idbdt
        only = read_beda(connection, KEY, 1, nomor, SaringanRekon(beda=Beda.TAMBAHAN), batas=10)
        named = read_beda(connection, KEY, 1, nomor, SaringanRekon(cari="orang lain"), batas=10)
    by_idbdt = {row.idbdt: (row.beda, row.sebab) for row in found if row.beda is not Beda.ART}
    assert by_idbdt[dead][0] is by_idbdt[clean][0] is Beda.TIDAK_DITETAPKAN
    assert by_idbdt[dead][1] is SebabBeda.MENINGGAL
    assert by_idbdt[clean][1] is SebabBeda.CLEANSING
    assert by_idbdt[moved] == (Beda.DESA, SebabBeda.PINDAH)
    assert by_idbdt[gone.idbdt] == (Beda.TAMBAHAN, SebabBeda.NONAKTIF)
    assert by_idbdt[BARU] == (Beda.TAMBAHAN, SebabBeda.USULAN_DTKS)
    assert by_idbdt[extra[2][0]] == (Beda.TAMBAHAN, SebabBeda.TIDAK_DIKENAL)
    assert len(by_idbdt) == 6
    assert grown in {row.idbdt for row in found if row.beda is Beda.ART}
    assert paged == found
    assert {row.idbdt for row in only} == {line[0] for line in extra}
    assert [row.idbdt for row in named] == [extra[2][0]]
    assert sum(counts.values()) == len(found)
    # The totals are those of the letter and of the list, and the rows make the difference.
    (letter,) = rows("SELECT sum(akhir) AS akhir, sum(art_akhir) AS art FROM snapshot_desa WHERE {of}")
    assert sum(item.rekap for item in totals) == letter.akhir
    assert sum(item.art_rekap for item in totals) == letter.art
    assert sum(item.sk for item in totals) == len(listed) + len(extra)
    for item in totals:
        assert item.sk == item.rekap - item.tidak_ditetapkan + item.tambahan - item.keluar + item.masuk
    assert sum(item.beda_art for item in totals) == sum(row.beda is Beda.ART for row in found)
