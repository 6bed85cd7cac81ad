"""The container: what is written is read again, and everything else is refused with a reason that can be acted on."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from siks_contoh import DESA, KUNCI, NAMA_PNG, PNG, find_key, idbdt, manifest, row, rows, write
from siks_mutasi import Entri, bertanda, bongkar, nol, rakit

from domain.impor import BerkasDitolak, Galat, penolakan_kata
from domain.instrumen import INDIVIDU_CODES, INDIVIDU_KATA, RUMAH_KATA
from domain.kalender import JAKARTA, Program
from domain.siks import BAGIAN, KOLOM, LARGEST_FILE, VERSI, Bagian, JenisBerkas, Kolom
from exchange.siks import check_siks, open_part, read_kunci, read_lampiran, write_siks
from exchange.tanda_tangan import new_key, verify
from exchange.wadah import MOST_ENTRIES


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path / "hasil.siks")


def refusal(path: Path, data: bytes | None = None) -> BerkasDitolak:
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(BerkasDitolak) as caught:
        check_siks(path, find_key)
    cause, advice = penolakan_kata(caught.value.galat, caught.value.isi)
    assert "{" not in cause + advice
    return caught.value


def read(path: Path, part: Bagian) -> list[dict[str, str]]:
    with open_part(path, part) as stream:
        return list(csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline="")))


def test_what_was_written_is_read_again(path: Path) -> None:
    found = check_siks(path, find_key)
    assert (found.kab, found.periode, found.program, found.wilayah) == (3277, 202611, Program.BSP, (DESA,))
    assert found.bagian[Bagian.RUMAH_TANGGA].baris == 5
    first = read(path, Bagian.RUMAH_TANGGA)[0]
    assert (first["nama_krt"], first["alamat"], first["lantai"]) == ("Asep, 1", 'Gg. "Mawar"', "")
    assert list(read_lampiran(path, [NAMA_PNG])) == [(NAMA_PNG, PNG)]


def test_values_are_written_as_the_format_says(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 20, 9, 30, tzinfo=JAKARTA)
    line = row(
        Bagian.VERIVALI, idbdt=idbdt(1), sta_keberadaan=2, tanggal=date(2026, 11, 20), diisi=moment, catatan="a\r\n\tb"
    )
    house = row(Bagian.RUMAH_TANGGA, idbdt=idbdt(1), desa=DESA, ada_tv=True, ada_ac=False, lat=-6.9, no_kk=12)
    path = write(tmp_path / "a.siks", content={Bagian.VERIVALI: [line], Bagian.RUMAH_TANGGA: [house]}, lampiran=())
    check_siks(path, find_key)
    assert read(path, Bagian.VERIVALI)[0] == {
        "idbdt": idbdt(1),
        "sta_keberadaan": "2",
        "tanggal": "2026-11-20",
        "diisi": "2026-11-20T09:30:00+07:00",
        "petugas": "",
        "durasi": "",
        "catatan": "a   b",
    }
    written = read(path, Bagian.RUMAH_TANGGA)[0]
    assert [written[name] for name in ("ada_tv", "ada_ac", "ada_emas", "lat", "no_kk")] == ["1", "0", "", "-6.9", "12"]


def test_the_same_content_makes_the_same_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "a.siks").read_bytes() == write(tmp_path / "b.siks").read_bytes()


def test_a_part_that_was_left_out_has_no_lines(path: Path) -> None:
    assert read(path, Bagian.USULAN) == []


def test_progress_ends_at_the_whole(path: Path) -> None:
    told: list[tuple[int, int]] = []
    check_siks(path, find_key, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0
    assert told == sorted(told)


def test_the_name_of_the_file_says_nothing(path: Path) -> None:
    assert check_siks(path.rename(path.with_name("kiriman (2) dari Pak Asep.SIKS")), find_key)


def test_a_prelist_hands_over_its_key_and_a_result_does_not(tmp_path: Path, path: Path) -> None:
    content = {Bagian.RUMAH_TANGGA: rows()[Bagian.RUMAH_TANGGA]}
    prelist = write(tmp_path / "p.siks", manifest(JenisBerkas.PRELIST), content, ())
    assert check_siks(prelist, find_key).jenis is JenisBerkas.PRELIST
    assert read_kunci(prelist) == KUNCI
    with pytest.raises(BerkasDitolak):
        read_kunci(path)


def test_the_private_half_is_not_printed() -> None:
    assert KUNCI.benih.hex() not in repr(KUNCI)
    assert str(KUNCI.benih) not in repr(KUNCI)


def test_a_signature_is_only_good_for_its_message_and_key() -> None:
    signature = KUNCI.sign(b"isi")
    assert verify(KUNCI.publik, signature, b"isi")
    assert not verify(KUNCI.publik, signature, b"isj")
    assert not verify(new_key(3277).publik, signature, b"isi")
    assert not verify(b"short", signature, b"isi")


def test_a_file_that_could_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> object:
        yield rows()[Bagian.RUMAH_TANGGA][0]
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        write(tmp_path / "a.siks", content={Bagian.RUMAH_TANGGA: broken()}, lampiran=())
    with pytest.raises(ValueError, match="not named by its content"):
        write(tmp_path / "a.siks", lampiran=[(NAMA_PNG, PNG + b"x")])
    assert list(tmp_path.iterdir()) == []


# --- refusals --------------------------------------------------------------------------------------------------------


def test_an_empty_file_is_refused(path: Path) -> None:
    assert refusal(path, b"").galat is Galat.KOSONG


@pytest.mark.parametrize("data", [b"x", b"PK", b"%PDF-1.4 " + b"x" * 500, b"<html>", bytes(10_000)])
def test_what_is_something_else_is_refused(path: Path, data: bytes) -> None:
    assert refusal(path, data).galat is Galat.BUKAN_SIKS


@pytest.mark.parametrize("left", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_said_to_be_cut_short(path: Path, left: float) -> None:
    data = path.read_bytes()
    assert refusal(path, data[: int(len(data) * left)]).galat is Galat.TERPOTONG


def test_every_cut_is_refused(path: Path) -> None:
    data = path.read_bytes()
    for length in range(len(data) - 60, len(data)):
        assert refusal(path, data[:length]).galat is Galat.TERPOTONG


def test_a_writer_that_stopped_before_the_closing_entry_is_said_to_be_cut_short(path: Path) -> None:
    assert refusal(path, rakit(bertanda(bongkar(path.read_bytes()))[:-1])).galat is Galat.TERPOTONG


def test_bytes_after_the_closing_mark_are_refused(path: Path) -> None:
    assert refusal(path, path.read_bytes() + b"\0").galat is Galat.TERPOTONG


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(LARGEST_FILE + 1)
    found = refusal(path)
    assert (found.galat, found.isi) == (Galat.TERLALU_BESAR, {"batas": 500})


def test_an_altered_part_is_named(path: Path) -> None:
    data = path.read_bytes()
    entries = bertanda(bongkar(data))
    changed = [replace(entries[0], isi=entries[0].isi.replace(b"Asep", b"Acep")), *entries[1:]]
    assert refusal(path, rakit(changed)).isi == {"bagian": "rumah_tangga"}


def test_an_altered_manifest_does_not_pass_its_signature(path: Path) -> None:
    entries = bertanda(bongkar(path.read_bytes()))
    changed = [*entries[:-2], replace(entries[-2], isi=entries[-2].isi.replace(b"3277", b"3204")), entries[-1]]
    assert refusal(path, rakit(changed)).galat is Galat.TANDA_TANGAN


def test_a_key_of_nobody_or_of_another_kab_is_refused(tmp_path: Path, path: Path) -> None:
    assert refusal(write(path, kunci=new_key(3277))).galat is Galat.KUNCI
    write(path, replace(manifest(), kab=3218, wilayah=(3218,)))
    assert refusal(path).galat is Galat.KUNCI


def test_a_manifest_of_another_kab_than_its_key_is_refused(path: Path) -> None:
    write(path, replace(manifest(), kab=3218, wilayah=(3218,)))
    with pytest.raises(BerkasDitolak) as caught:
        # Somebody who knows every key of every kab still finds two statements that differ.
        check_siks(_swapped_closing(path), lambda _kab, _key: KUNCI.publik)
    assert caught.value.galat is Galat.TANDA_TANGAN


def _swapped_closing(path: Path) -> Path:
    entries = bertanda(bongkar(path.read_bytes()), ubah=lambda content: content.replace(b"3277", b"3218"))
    path.write_bytes(rakit(entries))
    return path


@pytest.mark.parametrize("versi", ["2.0", "1.2", "0.9", "1", "1.0.0", "satu", ""])
def test_a_version_it_does_not_know_is_said_before_the_signature_is_looked_at(path: Path, versi: str) -> None:
    write(path, replace(manifest(), versi=versi), kunci=new_key(3277))
    found = refusal(path)
    assert found.galat is Galat.VERSI
    assert found.isi == {"versi": versi, "dikenal": VERSI}


def test_a_wrong_number_of_lines_is_told_with_both_numbers(path: Path) -> None:
    found = refusal(path, rakit(bertanda(bongkar(path.read_bytes()), baris={"individu": 7})))
    assert (found.galat, found.isi) == (Galat.JUMLAH, {"bagian": "individu", "ada": 5, "seharusnya": 7})
    found = refusal(path, rakit(bertanda(bongkar(path.read_bytes()), baris={"individu": 2})))
    assert found.galat is Galat.JUMLAH


def change_part(path: Path, name: str, change: Callable[[bytes], bytes], baris: int | None = None) -> bytes:
    parts = bongkar(path.read_bytes())
    parts[name] = change(parts[name])
    return rakit(bertanda(parts, baris=None if baris is None else {name: baris}))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.replace(b"Asep", "Rüdi".encode("latin-1")),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"Asep", b"A\0ep"),
        lambda data: data.replace(b"Asep", b"A\tep"),
        lambda data: data[:-1],
        lambda data: b"",
        lambda data: data.replace(b"idbdt,", b"idbdt,idbdt,", 1),
        lambda data: data.replace(b",lon", b",bujur", 1),
        lambda data: data.replace(b",lat,lon", b",lat", 1),
        lambda data: data.replace(b"3277011001,", b"3277011001,,", 1),
        lambda data: data.replace(b'"Asep, 1"', b'"Asep, 1'),
        lambda data: data.replace(b'"Asep, 1"', b'As"ep, 1'),
        lambda data: data.replace(b"RT", b"A" * 40_000),
        lambda data: data.replace(b'"Asep, 1"', b"A" * 40_000),
        lambda data: b",".join(b"k%d" % number for number in range(1_000_000)) + b"\n",
    ],
)
def test_a_signed_part_that_is_no_strict_csv_is_refused_and_named(path: Path, change: Callable[[bytes], bytes]) -> None:
    before = path.read_bytes()
    data = change_part(path, "rumah_tangga", change)
    if data == rakit(bertanda(bongkar(before))):
        pytest.skip("nothing to change")
    found = refusal(path, data)
    assert (found.galat, found.isi["bagian"]) == (Galat.RUSAK, "rumah_tangga")


def test_columns_may_come_in_any_order(path: Path) -> None:
    def turned(data: bytes) -> bytes:
        text = list(csv.reader(io.StringIO(data.decode())))
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(line[::-1] for line in text)
        return out.getvalue().encode()

    path.write_bytes(change_part(path, "rumah_tangga", turned))
    assert check_siks(path, find_key)
    assert read(path, Bagian.RUMAH_TANGGA)[0]["nama_krt"] == "Asep, 1"


@pytest.mark.parametrize(
    "name",
    [
        "../x.csv",
        "/x.csv",
        "a\\b.csv",
        "lampiran/../x.csv",
        "lampiran/",
        "RUMAH_TANGGA.CSV",
        "x.exe",
        "rumah_tangga.csv\0a",
    ],
)
def test_names_that_could_lead_elsewhere_are_refused(path: Path, name: str) -> None:
    entries = bertanda(bongkar(path.read_bytes()))
    assert refusal(path, rakit([Entri(name.encode(), b"x"), *entries])).galat is Galat.RUSAK


@pytest.mark.parametrize(
    "changed",
    [
        {"bendera": 1},
        {"metode": 12},
        {"metode": 14},
        {"mode": 0o120777},
        {"mode": 0o040755},
        {"extra": struct.pack("<HHQQ", 1, 16, 10**10, 10)},
        {"komentar": b"x"},
        {"letak": 5},
    ],
)
def test_anything_but_a_plain_entry_is_refused(path: Path, changed: dict[str, object]) -> None:
    first, *others = bertanda(bongkar(path.read_bytes()))
    assert refusal(path, rakit([replace(first, **changed), *others])).galat in (Galat.RUSAK, Galat.TERPOTONG)


def test_sizes_behind_the_data_are_taken(path: Path) -> None:
    path.write_bytes(rakit([replace(entri, bendera=8) for entri in bertanda(bongkar(path.read_bytes()))]))
    assert check_siks(path, find_key)


def test_entries_that_are_hidden_doubled_or_not_listed_are_refused(path: Path) -> None:
    entries = bertanda(bongkar(path.read_bytes()))
    for hostile in (
        [replace(entries[0], di_pusat=False), *entries],
        [entries[0], *entries],
        [Entri(b"usulan.csv", b"x\n"), *entries],
        entries[1:],
    ):
        assert refusal(path, rakit(hostile)).galat is Galat.RUSAK
    assert refusal(path, rakit(entries, awal=b"MZ")).galat is Galat.BUKAN_SIKS


def test_a_directory_that_is_empty_or_longer_than_it_says_is_refused(path: Path) -> None:
    empty = b"PK\x03\x04 penutup.json"
    assert refusal(path, empty + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0, 0, 0, len(empty), 0)).galat is (
        Galat.TERPOTONG
    )
    data = bytearray(rakit(bertanda(bongkar(write(path).read_bytes()))))
    data[-14] = data[-12] = data[-12] - 1
    assert refusal(path, bytes(data)).galat is Galat.RUSAK


def test_attachments_are_what_their_name_says_and_each_is_used(path: Path) -> None:
    parts = bongkar(path.read_bytes())
    for lampiran in (
        {},
        {NAMA_PNG: PNG, f"lampiran/{'0' * 64}.png": PNG},
        {NAMA_PNG: PNG + b"x"},
        {NAMA_PNG.replace(".png", ".pdf"): PNG},
    ):
        assert refusal(path, rakit(bertanda(parts, lampiran))).galat is Galat.RUSAK


def test_an_attachment_is_judged_by_its_content(tmp_path: Path) -> None:

    script = b"<script>"
    name = f"lampiran/{hashlib.sha256(script).hexdigest()}.png"
    line = row(Bagian.LAMPIRAN, berkas=name, jenis="rumah", idbdt=idbdt(1))
    path = write(tmp_path / "a.siks", content={Bagian.LAMPIRAN: [line]}, lampiran=[(name, script)])
    assert refusal(path).isi == {"bagian": name}


@pytest.mark.parametrize("claimed", [500, 1_000_000, 390_000_000, 2**32 - 1])
def test_a_bomb_of_ten_gigabytes_is_refused(path: Path, claimed: int) -> None:
    first, *others = bertanda(bongkar(path.read_bytes()))
    bomb = replace(first, terkompres=nol(10), ukuran=claimed)
    assert refusal(path, rakit([bomb, *others])).galat in (Galat.BOM, Galat.RUSAK)


def test_a_bomb_in_the_manifest_or_the_closing_entry_is_refused(path: Path) -> None:
    entries = bertanda(bongkar(path.read_bytes()))
    for place in (-1, -2):
        hostile = list(entries)
        hostile[place] = replace(hostile[place], terkompres=nol(10), ukuran=390_000_000)
        assert refusal(path, rakit(hostile)).galat in (Galat.BOM, Galat.RUSAK)


def test_more_entries_than_any_file_has_are_refused(path: Path) -> None:
    entries = bertanda(bongkar(path.read_bytes()))
    crowd = [Entri(b"a.csv", b"", 0)] * (MOST_ENTRIES + 1)
    assert refusal(path, rakit([*crowd, *entries])).galat is Galat.BOM


def test_more_lines_than_any_file_has_are_refused_before_they_are_read(path: Path) -> None:
    data = rakit(bertanda(bongkar(path.read_bytes()), baris={"individu": 3_000_000}))
    assert refusal(path, data).galat is Galat.BOM


def test_an_error_of_the_reader_is_not_taken_for_a_fault_of_the_file(path: Path) -> None:
    def fail() -> None:
        with open_part(path, Bagian.INDIVIDU):
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        fail()


# --- the document ----------------------------------------------------------------------------------------------------

DOCUMENT = Path(__file__).parents[2] / "docs" / "siks-format.md"


def test_the_document_lists_every_column_as_the_code_has_it() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for part in Bagian:
        section = re.search(rf"^### `{part}\.csv`$(.*?)^##", text + "\n## ", re.MULTILINE | re.DOTALL)
        assert section, part
        listed = re.findall(r"^\| `(\w+)` \| (\w+) \| (ya|) \| (\d*) \|", section[1], re.MULTILINE)
        assert listed == [
            (column.nama, column.tipe.value, "ya" if column.wajib else "", _length(column)) for column in KOLOM[part]
        ], part


def _length(column: Kolom) -> str:
    return str(column.panjang) if column.tipe.value in ("teks", "nomor") else ""


def test_the_document_names_the_parts_of_each_kind_of_file() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for jenis, parts in BAGIAN.items():
        line = re.search(rf"^\| `{jenis}` \|(.*)$", text, re.MULTILINE)
        assert line is not None
        assert re.findall(r"`(\w+)`", line[1]) == [part.value for part in parts]


def test_the_document_has_every_answer_of_the_instrument() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, (_, answers) in RUMAH_KATA.items():
        assert all(f"{code} {answer}" in _line_of(text, name) for code, answer in enumerate(answers, 1))
    for name, answers in INDIVIDU_KATA.items():
        first = INDIVIDU_CODES[name][0]
        assert all(f"{code} {answer}" in _line_of(text, name) for code, answer in enumerate(answers, first))
    assert all(f"`{galat}`" in text for galat in Galat if galat not in (Galat.HILANG, Galat.TERHENTI))


def _line_of(text: str, column: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"| `{column}` |"))


def test_the_worked_example_of_the_document_writes_a_good_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = {part: rows()[part] for part in (Bagian.RUMAH_TANGGA, Bagian.INDIVIDU)}
    for line in content[Bagian.RUMAH_TANGGA]:
        line[3:6] = "Gg. Mawar", "RT 001", "Asep"
    write(tmp_path / "prelist.siks", manifest(JenisBerkas.PRELIST), content, ())
    monkeypatch.chdir(tmp_path)
    program = re.search(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(program[1], "contoh", "exec"), {})  # noqa: S102
    found = check_siks(tmp_path / "hasil.siks", find_key)
    assert {name: isi.baris for name, isi in found.bagian.items()} == {
        "rumah_tangga": 1,
        "individu": 1,
        "verivali": 1,
    }


def test_write_siks_returns_what_the_manifest_says(tmp_path: Path) -> None:
    path = tmp_path / "a.siks"
    assert write_siks(path, manifest(), rows(), [(NAMA_PNG, PNG)], KUNCI) == check_siks(path, find_key)
