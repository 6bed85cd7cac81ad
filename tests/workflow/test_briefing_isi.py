"""What a pack says: in figures and sentences, of any wilayah, before, during and after a periode, and to whom."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from paket_isi import MADE, SEMUA, SORE, angka, angka_dalam, angka_dari, baris, figur, paket, tersimpan

from data_access import rekap
from data_access.briefing_rujuk import hitung_baris
from data_access.session import read_session, unit_of_work
from domain.access import Scope
from domain.briefing import BabBriefing, Kunci
from domain.errors import RuleViolation
from domain.figur import SAMAR, Isi, Jenis
from domain.indikator import INDIKATOR
from domain.kalender import JAKARTA
from domain.kode import Level
from tests.workflow.finalisasi_alur import as_owner
from workflow import pantauan
from workflow.briefing_isi import angka_utama, susun

KAB, LAIN, PROVINSI, KECAMATAN, DESA = 3277, 3218, 32, 327701, 3277011001
WILAYAH = [0, PROVINSI, KAB, KECAMATAN, DESA, 9171]
WHEN = [(1, 202611), (1, 202610), (2, 202605)]
PACKS = [(kode, *when, samar) for kode in WILAYAH for when in WHEN for samar in (0, 5)]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("what", PACKS)
def test_no_sentence_tells_a_number_that_its_chapter_does_not_hold(what: tuple[int, int, int, int]) -> None:
    isi = tersimpan(*what)
    assert len(isi.bab) == len(SEMUA)
    for bab in isi.bab:
        known = angka_dari([item.isi for item in bab.figur])
        assert bab.kalimat, bab.kode
        for sentence in bab.kalimat:
            assert sentence.endswith("."), sentence
            assert SAMAR.upper() not in sentence
            told = angka_dalam(sentence)
            if not bab.figur:
                # A chapter that cannot exist here says so, and tells nothing.
                assert not told, sentence
            assert told <= known, (sentence, told - known)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("what", PACKS)
def test_a_pack_survives_json_with_the_same_digest_and_no_cell_without_a_column(
    what: tuple[int, int, int, int],
) -> None:
    isi = tersimpan(*what)
    again = Isi.of(json.loads(json.dumps(isi.as_json())))
    assert again.sidik == isi.sidik
    codes = [item.kode for bab in isi.bab for item in bab.figur]
    assert len(codes) == len(set(codes))
    for bab in isi.bab:
        for item in bab.figur:
            assert item.definisi, item.kode
            assert item.banyak_baris, item.kode
            if item.jenis is Jenis.TABEL:
                assert {len(row) for row in item.isi["baris"]} == {len(item.kolom)}, item.kode
            if bab.kode != BabBriefing.METODE:
                assert item.kueri.count("."), item.kode


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("wilayah", WILAYAH)
def test_two_packs_of_one_moment_are_the_same(wilayah: int) -> None:
    assert paket(wilayah, now=SORE).sidik == tersimpan(wilayah).sidik


@pytest.mark.usefixtures("engine")
def test_a_pack_says_where_it_comes_from() -> None:
    asal = tersimpan(KAB, samar=5).asal
    assert (asal.wilayah, asal.periode) == ("Kota Cimahi, Jawa Barat", "BSP/Sembako, November 2026")
    assert (asal.per, asal.dibuat, asal.samar, asal.kode_wilayah) == (SORE, MADE, 5, KAB)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("wilayah", "neighbour"), [(KAB, ("3218", "Pangandaran")), (LAIN, ("3277", "Cimahi")),
                                                    (KECAMATAN, ("Cimahi Utara", "327703")),
                                                    (DESA, ("Leuwigajah", "3277011004"))])  # fmt: skip
def test_nothing_of_a_neighbour_is_in_a_pack(wilayah: int, neighbour: tuple[str, ...]) -> None:
    text = json.dumps([bab.as_json() for bab in tersimpan(wilayah).bab], ensure_ascii=False)
    for name in neighbour:
        assert name not in text


@pytest.mark.usefixtures("engine")
def test_a_reader_without_the_kuota_finds_none_of_it_anywhere() -> None:
    isi = paket(KAB, bab=tuple(item for item in SEMUA if item is not BabBriefing.KUOTA), now=SORE)
    assert "kuota" not in angka(isi, "ringkasan.angka")
    assert not [item.kode for bab in isi.bab for item in bab.figur if item.kode.startswith("kuota")]
    assert INDIKATOR["kuota"].penjelasan not in json.dumps(isi.as_json(), ensure_ascii=False)
    assert "melebihi kuota" not in json.dumps(isi.as_json(), ensure_ascii=False)


@pytest.mark.usefixtures("engine")
def test_chapters_come_in_their_order_and_only_those_asked_for() -> None:
    isi = paket(PROVINSI, bab=(BabBriefing.TREN, BabBriefing.RINGKASAN), now=SORE)
    assert [bab.kode for bab in isi.bab] == [BabBriefing.RINGKASAN, BabBriefing.TREN]


@pytest.mark.usefixtures("engine")
def test_before_a_periode_opens_and_after_it_closed_sentences_say_so() -> None:
    before = paket(KAB, now=datetime(2026, 10, 20, 9, tzinfo=JAKARTA))
    assert before.bab[0].kalimat[0] == "Periode ini belum dibuka; verivali Kota Cimahi belum dimulai."
    assert before.bab[0].kalimat[1] == "Verivali dibuka 1 November 2026."
    assert not before.bab[3].figur
    after = paket(KAB, now=datetime(2026, 12, 20, 9, tzinfo=JAKARTA))
    assert after.bab[0].kalimat[0].startswith("Kota Cimahi menutup periode dengan ")
    assert "Verivali sudah ditutup 25 November 2026." in after.bab[0].kalimat
    assert not any("hari ini" in sentence for bab in after.bab for sentence in bab.kalimat)


@pytest.mark.usefixtures("engine")
def test_a_wilayah_without_a_prelist_says_so_in_every_chapter() -> None:
    isi = paket(1101, now=SORE)
    assert isi.bab[0].kalimat[0] == "Kabupaten Aceh Selatan belum memiliki prelist pada periode ini."
    assert angka(isi, "ringkasan.angka")["progres"]["nilai"] is None
    assert not isi.bab[3].figur


def test_the_forecast_of_a_pack_is_that_of_the_verivali_page(own_database: str) -> None:
    with unit_of_work() as work:
        for periode in pantauan.open_periode(work, SORE):
            pantauan.refresh(work, periode, SORE)
    isi = paket(KAB, now=SORE)
    items, curve = angka(isi, "tren.angka"), figur(isi, "tren.kurva").isi
    total = angka(isi, "ringkasan.angka")["progres"]["penyebut"]
    with read_session() as connection:
        row = connection.execute(
            sa.text("SELECT peluang, jalur_p50 FROM pantauan WHERE wilayah = 3277 AND program = 1 AND periode = 202611")
        ).one()
    assert items["peluang"]["nilai"] == row.peluang
    assert items["perkiraan"]["nilai"] == round(100 * row.jalur_p50[-1] / total, 1)
    line = next(item for item in curve["seri"] if item["gaya"] == "perkiraan")["nilai"]
    assert [value for value in line if value is not None][1:] == [round(100 * n / total, 2) for n in row.jalur_p50]
    assert curve["pita"]["bawah"][20] == curve["seri"][0]["nilai"][20]
    assert any("Peluang seluruhnya selesai" in sentence for sentence in isi.bab[3].kalimat)


@pytest.mark.usefixtures("engine")
def test_the_cheap_headline_is_that_of_the_pack() -> None:
    with read_session() as connection:
        now = angka_utama(connection, Kunci(KAB, 1, 202611, SEMUA, 0))
    assert now.isi == figur(tersimpan(KAB), "ringkasan.angka").isi


@pytest.mark.usefixtures("engine")
def test_best_and_most_behind_are_never_the_same_area() -> None:
    rows = baris(tersimpan(KAB), "peringkat.tabel")
    codes = [row["kode"] for row in rows]
    assert len(codes) == len(set(codes)) == 14
    for group in ("Terbaik", "Tertinggal"):
        values = [row["progres"] for row in rows if row["kelompok"] == group]
        assert values == sorted(values, reverse=True)


# A household that was approved and is not: what the rows, the history and the kab know better.
_WRONG = "SET s0 = s0 + 1, s3 = s3 - 1, n1 = n1 - 1"
_NOW = "periode = 202611 AND program = 1"


@pytest.mark.parametrize("wilayah", [KAB, PROVINSI, 0, KECAMATAN])
def test_a_wrong_rekap_stops_the_pack_and_says_what_to_do(own_database: str, wilayah: int) -> None:
    as_owner(own_database, f"UPDATE rekap_desa {_WRONG} WHERE desa = 3277011001 AND {_NOW}")
    with pytest.raises(RuleViolation) as refused:
        paket(wilayah, now=SORE)
    said = refused.value.message
    assert "Melong" in said or "Kota Cimahi" in said
    assert "cli.py recompute" in said
    assert len(angka_dalam(said)) >= 2


def test_wrong_sums_of_a_kab_stop_the_pack_of_the_country(own_database: str) -> None:
    as_owner(own_database, f"UPDATE rekap_kab SET n1 = n1 + 1 WHERE kab = 3218 AND {_NOW}")
    with pytest.raises(RuleViolation, match=r"Kabupaten Pangandaran: ditemukan tanpa perubahan \d+, tetapi \d+"):
        paket(0, now=SORE)
    paket(KAB, now=SORE)


def test_desa_and_kab_that_are_wrong_alike_are_found_by_the_history(own_database: str) -> None:
    as_owner(
        own_database,
        f"UPDATE rekap_desa {_WRONG} WHERE desa = 3277011001 AND {_NOW}",
        f"UPDATE rekap_kab {_WRONG} WHERE kab = 3277 AND {_NOW}",
    )
    with pytest.raises(RuleViolation, match=r"Kota Cimahi: diisi .* menurut riwayat harian"):
        paket(0, now=SORE)


def test_a_wrong_kuota_stops_the_pack(own_database: str) -> None:
    as_owner(own_database, f"UPDATE kuota SET disetujui = disetujui + 1 WHERE kab = 3277 AND desa = 0 AND {_NOW}")
    for wilayah in (KAB, PROVINSI, 0):
        with pytest.raises(RuleViolation, match=r"Kota Cimahi: .*disetujui 10, tetapi 9"):
            paket(wilayah, now=SORE)
    # Who may not see the kuota is not stopped by it.
    paket(KAB, bab=(BabBriefing.RINGKASAN, BabBriefing.PETA), now=SORE)


@pytest.mark.parametrize("wilayah", [0, PROVINSI, KAB])
def test_somebody_at_work_does_not_stop_a_pack_which_takes_the_newer_sums(own_database: str, wilayah: int) -> None:
    before = angka(paket(wilayah, now=SORE), "ringkasan.angka")["progres"]["pembilang"]
    _visit(own_database)
    with read_session() as connection:
        assert rekap.stale_kab(connection, 202611, 1) == [KAB]
    isi = paket(wilayah, now=SORE)
    assert angka(isi, "ringkasan.angka")["progres"]["pembilang"] == before + 1
    assert "1 kab/kota sedang ditulisi" in figur(isi, "ringkasan.angka").catatan
    line = [value for value in figur(isi, "tren.kurva").isi["seri"][0]["nilai"] if value is not None]
    assert line[-1] > line[-2]


def _visit(database: str) -> None:
    """One household is visited, and nobody has refreshed the sums of the kab yet."""
    with read_session() as connection:
        query = f"SELECT ruta, desa FROM verivali WHERE kab = 3277 AND {_NOW} AND status = 0 ORDER BY ruta LIMIT 1"
        ruta, desa = connection.execute(sa.text(query)).one()
    as_owner(
        database,
        "UPDATE verivali SET status = 1, sta_keberadaan = 1, tgl_diisi = :day, diubah = :moment "
        f"WHERE kab = 3277 AND {_NOW} AND ruta = :ruta",
        "UPDATE rekap_desa SET s0 = s0 - 1, s1 = s1 + 1, n1 = n1 + 1, terakhir = :moment "
        f"WHERE desa = :desa AND {_NOW}",
        "INSERT INTO riwayat_desa AS r (periode, program, desa, tanggal, kab, diisi) "
        "VALUES (202611, 1, :desa, :day, 3277, 1) "
        "ON CONFLICT (periode, program, desa, tanggal, kab) DO UPDATE SET diisi = r.diisi + 1",
        params={"ruta": ruta, "desa": desa, "day": SORE.date(), "moment": SORE + timedelta(minutes=1)},
    )


@pytest.mark.usefixtures("engine")
def test_the_second_path_reads_the_rows_of_one_kab_and_periode_only() -> None:
    with read_session() as connection:
        seen: list[tuple[str, dict[str, object]]] = []
        sa.event.listen(connection, "before_cursor_execute",
                        lambda _c, _k, text, params, *_rest: seen.append((text, params)))  # fmt: skip
        hitung_baris(connection, Scope(PROVINSI), Level.KAB, [KAB, LAIN], 1, 202611)
        assert len(seen) == 2
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {seen[0][0]}", seen[0][1]).scalars())
    assert plan.count("verivali_") >= 1
    assert "202610" not in plan
    assert "kab = " in plan


@pytest.mark.usefixtures("engine")
def test_a_curve_for_readers_without_households_has_no_small_step() -> None:
    for wilayah in (0, PROVINSI, KAB, KECAMATAN, LAIN):
        isi = tersimpan(wilayah, samar=5)
        item = angka(isi, "ringkasan.angka")["progres"]
        if item["pembilang"] == SAMAR:
            continue
        total = item["penyebut"]
        own = [
            round(value * total / 100)
            for value in figur(isi, "tren.kurva").isi["seri"][0]["nilai"]
            if value is not None
        ]
        assert own[-1] == item["pembilang"]
        assert all(step == 0 or step >= 5 for step in (b - a for a, b in pairwise(own)))


def test_a_pack_is_made_by_one_who_may_only_read(own_database: str) -> None:
    with read_session() as connection:
        isi = susun(connection, Kunci(KAB, 1, 202611, SEMUA, 5), pembuat="x", now=SORE, dibuat=MADE)
    assert isi.bab
