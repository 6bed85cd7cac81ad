"""Looking somebody up: what is found, what stays outside the scope, how the database gets there."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from data_access import kesos, kesos_kartu, kesos_kata, kesos_unduh
from data_access.kesos import Tanya, search
from domain import ejaan
from domain.access import Scope
from domain.errors import InvalidInput
from domain.kesos import Rujukan, baca, baca_saringan
from domain.rumah_tangga import Hasil

PERIODE = (1, 202611)


def _tanya(text: str, kode: int = 3277, **filters: str) -> Tanya:
    return Tanya(Scope(kode), baca(text), baca_saringan(filters), *PERIODE)


def _search(connection: sa.Connection, text: str, kode: int = 3277, **filters: str) -> Hasil:
    with connection.begin():
        return search(connection, _tanya(text, kode, **filters))


@pytest.fixture
def person(connection: sa.Connection) -> sa.Row:
    """A wife of Cimahi with two words in her name and numbers of sixteen digits."""
    with connection.begin():
        return connection.execute(
            sa.text(
                "SELECT i.*, r.idbdt, r.desa, r.alamat FROM individu i JOIN rumah_tangga r ON r.kab = i.kab AND "
                "r.id = i.ruta WHERE i.kab = 3277 AND i.hub_krt = 2 AND i.nik > 10^15 AND i.no_kk IS NOT NULL AND "
                "i.nama LIKE '% %' ORDER BY i.id LIMIT 1 OFFSET 7"
            )
        ).one()


def test_each_kind_of_number_finds_its_household(connection: sa.Connection, person: sa.Row) -> None:
    wanted = Rujukan(3277, person.ruta)
    for number in (str(person.nik), str(person.no_kk), person.idbdt, person.idartbdt):
        for kode in (0, 32, 3277, person.desa // 10_000, person.desa):
            found = _search(connection, number, kode)
            assert wanted in [row.rujukan for row in found.baris], (number, kode)
    spaced = f"{str(person.nik)[:6]} {str(person.nik)[6:12]}-{str(person.nik)[12:]}"
    assert wanted in [row.rujukan for row in _search(connection, spaced).baris]


def test_nothing_of_the_next_kab_is_found_by_number_name_or_list(connection: sa.Connection, person: sa.Row) -> None:
    texts = [
        str(person.nik),
        str(person.no_kk),
        person.idbdt,
        person.idartbdt,
        person.nama,
        "jl melati",
        person.nama[:4],
    ]
    other_desa = 3277011002 if person.desa != 3277011002 else 3277011003
    for text in texts:
        for kode in (3218, 73, 9171):
            assert all(
                row.rujukan.kab // 100 == kode // 100 if kode > 99 else row.rujukan.kab // 100 == kode
                for row in _search(connection, text, kode).baris
            )
            assert Rujukan(3277, person.ruta) not in [row.rujukan for row in _search(connection, text, kode).baris]
        assert Rujukan(3277, person.ruta) not in [row.rujukan for row in _search(connection, text, other_desa).baris]
    assert {row.rujukan.kab for row in _search(connection, "", 3218).baris} == {3218}


def test_a_name_is_found_in_any_order_case_and_with_the_member_named(connection: sa.Connection, person: sa.Row) -> None:
    first, second = person.nama.split(" ", 1)
    for text in (person.nama, person.nama.upper(), f"{second} {first}", f"  {first}   {second} "):
        found = _search(connection, text)
        assert found.cara == "tepat" or found.baris
        assert any(person.nama in (row.cocok.split(" (")[0], row.nama_krt) for row in found.baris), text


def test_every_household_with_the_name_is_found_and_exact_names_come_first(
    connection: sa.Connection, person: sa.Row
) -> None:
    with connection.begin():
        bearing = set(
            connection.execute(
                sa.text("SELECT ruta FROM individu WHERE kab = 3277 AND lower(nama) = lower(:nama)"),
                {"nama": person.nama},
            ).scalars()
        )
    found = _search(connection, person.nama)
    shown = [row.rujukan.ruta for row in found.baris]
    assert set(shown[: len(bearing)]) == bearing


def test_a_slip_is_mended_and_said(connection: sa.Connection, person: sa.Row) -> None:
    first, second = person.nama.lower().split(" ", 1)
    typed = f"{first} {second[:-2]}{second[-1]}{second[-2]}q"
    found = _search(connection, typed)
    assert found.baris
    if found.cara == "koreksi":
        assert found.pengganti.startswith(first.upper()) or found.pengganti


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("djoko", "joko"), ("soekarno", "sukarno"), ("tjetjep", "cecep"), ("moh", "muhammad"), ("mochamad", "muh"),
        ("sitti", "siti"), ("jusuf", "yusup"), ("khadijah", "hadijah"), ("nuraini", "nuraeni"), ("aminah", "amina"),
        ("achmad", "ahmad"), ("sjarif", "syarief"[:5] + "f"), ("zainal", "jaenal"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_share_a_key(one: str, other: str) -> None:
    assert ejaan.kunci(one) == ejaan.kunci(other)


@pytest.mark.parametrize(("one", "other"), [("siti", "sari"), ("asep", "agus"), ("aminah", "aisyah"), ("budi", "dodi")])
def test_different_words_do_not(one: str, other: str) -> None:
    assert ejaan.kunci(one) != ejaan.kunci(other)


def test_a_spelling_that_nobody_bears_finds_the_one_people_bear(connection: sa.Connection) -> None:
    found = _search(connection, "Jusup", 3277)
    assert any("Yusuf" in (row.cocok or row.nama_krt) for row in found.baris)
    assert found.cara == "ejaan"


def test_an_address_is_found_with_its_rt_however_it_is_written(connection: sa.Connection, person: sa.Row) -> None:
    street = re.split(r" RT ", person.alamat)[0].split(". ")[-1]
    rt = int(re.search(r"RT (\d+)", person.alamat)[1])  # type: ignore[index]
    for text in (f"jl {street} rt {rt}", f"Jalan {street} RT.{rt:03}", f"gg {street.upper()} rt{rt:02}"):
        found = _search(connection, text)
        assert found.baris, text
        assert all(street in row.alamat and f"RT {rt:03}" in row.alamat for row in found.baris)
    narrowed = _search(connection, f"{person.nama} rt {rt}")
    assert Rujukan(3277, person.ruta) in [row.rujukan for row in narrowed.baris]


def test_filters_agree_with_a_plain_count(connection: sa.Connection) -> None:
    cases = {
        "NOT coalesce(ada_kks, false) AND NOT coalesce(ada_pkh, false)": {"bantuan": "tanpa"},
        "ada_pkh AND desil IN (1, 2)": {"bantuan": "pkh", "desil": "1,2"},
        "lat IS NULL": {"koordinat": "tanpa"},
        "di_luar_desa": {"koordinat": "luar"},
        "EXISTS (SELECT FROM verivali v WHERE v.kab = r.kab AND v.ruta = r.id AND v.periode = 202611 AND "
        "v.program = 1 AND v.status = 0)": {"status": "0"},
        "EXISTS (SELECT FROM verivali v WHERE v.kab = r.kab AND v.ruta = r.id AND v.periode = 202611 AND "
        "v.program = 1 AND v.sta_keberadaan = 4)": {"keberadaan": "4"},
        "NOT EXISTS (SELECT FROM verivali v WHERE v.kab = r.kab AND v.ruta = r.id AND v.periode = 202611 AND "
        "v.program = 1)": {"status": "bukan"},
    }
    for condition, filters in cases.items():
        with connection.begin():
            wanted = (
                connection.execute(
                    sa.text(f"SELECT id FROM rumah_tangga r WHERE kab = 3277 AND {condition} ORDER BY desa, id")
                )
                .scalars()
                .all()
            )
        seen: list[int] = []
        after = None
        while True:
            with connection.begin():
                page = search(connection, _tanya("", 3277, **filters), after)
            if after is None and page.jumlah is not None:
                assert page.jumlah == len(wanted)
                assert not page.lebih
            seen += [row.rujukan.ruta for row in page.baris]
            after = page.berikut
            if after is None:
                break
        assert seen == list(wanted), filters


def test_rows_and_card_show_no_number_in_full(connection: sa.Connection, person: sa.Row) -> None:
    found = _search(connection, str(person.nik))
    with connection.begin():
        kartu = kesos_kartu.read_kartu(connection, Scope(3277), Rujukan(3277, person.ruta), date(2026, 11, 21))
        clear = (
            connection.execute(
                sa.text(
                    "SELECT nik::text FROM individu WHERE kab = 3277 AND ruta = :r AND nik IS NOT NULL UNION ALL "
                    "SELECT no_kk::text FROM rumah_tangga WHERE kab = 3277 AND id = :r AND no_kk IS NOT NULL"
                ),
                {"r": person.ruta},
            )
            .scalars()
            .all()
        )
    for number in clear:
        assert number not in repr(found)
        assert number not in repr(kartu)
    assert str(person.tgl_lahir) not in repr(kartu)


def test_a_card_outside_the_scope_is_none(connection: sa.Connection, person: sa.Row) -> None:
    day = date(2026, 11, 21)
    with connection.begin():
        for kode in (3218, 73, 3277011001 if person.desa != 3277011001 else 3277011002):
            assert kesos_kartu.read_kartu(connection, Scope(kode), Rujukan(3277, person.ruta), day) is None
            assert kesos_kartu.read_identitas(connection, Scope(kode), Rujukan(3277, person.ruta)) is None
            assert kesos_kartu.read_foto(connection, Scope(kode), Rujukan(3277, person.ruta), "rumah") is None


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE individu", "%", "((", "😀😀", "a\x00b", "siti & aminah", "{}", "\\", "jl '", "ñandú"]
)
def test_whatever_is_typed_is_answered_or_refused_in_words(connection: sa.Connection, text: str) -> None:
    try:
        found = _search(connection, text)
    except InvalidInput:
        return
    assert found.jumlah is not None


@given(st.text(max_size=40))
def test_what_is_typed_never_breaks_the_reader_of_it(text: str) -> None:
    try:
        kueri = baca(text)
    except InvalidInput:
        return
    assert kueri.nomor == "" or kueri.nomor.isdigit()


def test_words_of_a_name_are_those_of_the_index(connection: sa.Connection) -> None:
    for name in ("M. Ma'mun", "Siti  Nur-Aini", " Abd.Rahman ", "Nur’aini", "Hj. Upik"):
        with connection.begin():
            assert kesos_kata.plain_words(connection, name) == ejaan.split(name)


def _plan(connection: sa.Connection, query: sa.Select) -> str:
    with connection.begin():
        for way in ("seqscan", "hashjoin", "mergejoin"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
        return "\n".join(connection.exec_driver_sql(f"EXPLAIN {str(compiled).replace('%', '%%')}").scalars())


@pytest.mark.parametrize("kode", [0, 32, 3277, 327701, 3277011001])
def test_a_name_is_looked_up_by_its_words_kab_by_kab(connection: sa.Connection, kode: int) -> None:
    plan = _plan(connection, kesos.name_query(_tanya("siti aminah", kode), [["siti"], ["aminah"]]).limit(401))
    assert "Seq Scan on individu" not in plan
    assert "Seq Scan on rumah_tangga" not in plan
    # The wilayah is the outer side; each kab's words are asked of the index, each household by its key.
    if kode < 10**9:
        assert "Bitmap Index Scan on ix_individu_kata" in plan
        assert "using pk_rumah_tangga" in plan
        assert plan.index("wilayah") < plan.index("ix_individu_kata")
    else:
        assert "ix_rumah_tangga_kab_desa" in plan


@pytest.mark.parametrize("kode", [0, 32, 3277])
def test_numbers_go_by_their_own_index(connection: sa.Connection, kode: int) -> None:
    plan = _plan(connection, kesos.number_query(_tanya("3277011203850001", kode)))
    assert {"ix_individu_nik", "ix_individu_no_kk", "ix_rumah_tangga_no_kk"} <= set(re.findall(r"ix_\w+", plan))
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("kode", [0, 32, 3277, 327701, 3277011001])
def test_a_list_begins_at_its_place_in_an_index(connection: sa.Connection, kode: int) -> None:
    plan = _plan(connection, kesos.list_query(_tanya("", kode, bantuan="tanpa"), [3277, 3277011002, 32770000100]))
    assert "Seq Scan" not in plan
    assert "ix_rumah_tangga_kab_desa" in plan
    if kode < 10**6:
        # In order of the index already; only households of one desa are put in order.
        assert "Incremental Sort" in plan
    assert "ROW(kab, desa) >= ROW(3277" in plan


def test_an_export_holds_every_household_once_masked_unless_asked(connection: sa.Connection) -> None:
    with connection.begin():
        wanted = connection.execute(
            sa.text("SELECT idbdt, no_kk FROM rumah_tangga WHERE kab = 3277 ORDER BY kab, desa, id")
        ).all()
        rows = [row for batch in kesos_unduh.stream(connection, _tanya(""), lengkap=False) for row in batch]
    assert [row["idbdt"] for row in rows] == [row.idbdt for row in wanted]
    assert all(row["no_kk"] is None or "*" in row["no_kk"] for row in rows)
    with connection.begin():
        full = [row for batch in kesos_unduh.stream(connection, _tanya(""), lengkap=True) for row in batch]
    assert [row["no_kk"] for row in full] == [row.no_kk for row in wanted]


def test_an_export_of_a_name_is_not_cut_off(connection: sa.Connection, person: sa.Row) -> None:
    word = person.nama.split(" ")[0].lower()
    with connection.begin():
        wanted = set(
            connection.execute(
                sa.text(
                    "SELECT DISTINCT r.idbdt FROM individu i JOIN rumah_tangga r ON r.kab = i.kab AND r.id = i.ruta "
                    "WHERE i.kab = 3277 AND :word = ANY(siks_kata(NULL::smallint, i.nama))"
                ),
                {"word": word},
            ).scalars()
        )
        rows = [r["idbdt"] for b in kesos_unduh.stream(connection, _tanya(word), lengkap=False) for r in b]
    assert wanted <= set(rows)
    assert len(rows) == len(set(rows))
