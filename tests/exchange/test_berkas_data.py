"""A data file of a snapshot is checked without a database: an honest one passes, every other is refused in words."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable

import pytest

from domain.berkas_data import JUMLAH, SIDIK_PERTAMA, Kepala
from domain.errors import InvalidInput
from exchange import berkas_data
from exchange.berkas_data import check_berkas

# idbdt, art, kpm, status, sta, diperbaiki
HOMES = (
    ("A1", 3, 1, 5, "1", 0),
    ("A2", 4, 1, 5, "2", 1),
    ("B1", 2, 1, 5, "3", 0),
    ("B2", 1, 1, 0, "\\N", 0),
    ("C\\t1", 5, 0, 5, "4", 0),
)
COUNTS = dict.fromkeys(JUMLAH, 0) | {
    "baris_ruta": 5, "baris_usulan": 2, "prelist": 5, "awal": 4, "perbaikan": 1, "nonaktif_3": 1, "usulan": 1,
    "akhir": 4, "art_prelist": 15, "art_awal": 10, "art_perbaikan": 4, "art_nonaktif_3": 2, "art_usulan": 6,
    "art_akhir": 14, "final": 4, "kuota": 9,
}  # fmt: skip


def text(**changed: int) -> str:
    head = Kepala(kab=3277, periode=202611, program=1, versi=1, sebelum=SIDIK_PERTAMA, jumlah=COUNTS | changed).text()
    homes = "".join(
        f"R\t{n}\t{code}\t3277011001\t\\N\tNama\tJl. \\\\ \\n\t{art}\t{kpm}\t3\t\\N\t\\N\t{status}\t{sta}\t{mended}\n"
        for n, (code, art, kpm, status, sta, mended) in enumerate(HOMES)
    )
    cases = "".join(
        f"U\t{number}\t{jenis}\t3277011001\t\\N\t\\N\t\\N\t\\N\tBaru\tJl.\t6\t\\N\t\\N\n"
        for number, jenis in ((9, 1), (10_000_000_000_123, 2))
    )
    return head + homes + cases


def check(data: bytes) -> berkas_data.BerkasData:
    return check_berkas(io.BytesIO(data))


def test_an_honest_file_gives_its_header_and_its_digest() -> None:
    data = text().encode()
    found = check(data)
    assert found.sidik == hashlib.sha256(data).digest()
    assert found.kepala.text() == text()[: text().index("#data\n") + len("#data\n")]
    assert found.kepala.jumlah["akhir"] == 4


CHANGES: dict[str, tuple[Callable[[str], str], str]] = {
    "empty": (lambda _: "", "bukan berkas data SIKS-NG"),
    "foreign": (lambda _: "kode;nama\n1;2\n", "bukan berkas data SIKS-NG"),
    "other format": (lambda t: t.replace("berkas-data 1", "berkas-data 2"), "bukan berkas data SIKS-NG"),
    "half a line": (lambda t: t[:-5], "terpotong di tengah baris"),
    "last line gone": (lambda t: t[: t.rindex("U\t")], "“baris_usulan” tertulis 2, baris berjumlah 1"),
    "only a header": (lambda t: t[: t.index("R\t")], "“baris_ruta” tertulis 5, baris berjumlah 0"),
    "cut in the header": (lambda t: t[: t.index("#awal")], "susunan kepala"),
    "a household more": (lambda t: t + t[t.index("R\t0") : t.index("R\t1")], "tidak pada urutannya"),
    "twice the same": (lambda t: t.replace("R\t1\tA2", "R\t1\tA1"), "tidak pada urutannya"),
    "members changed": (lambda t: t.replace("\t4\t1\t3\t", "\t5\t1\t3\t"), "“art_prelist”"),
    "finding changed": (lambda t: t.replace("\t5\t1\t0\n", "\t5\t4\t0\n"), "“nonaktif_4”"),
    "field more": (lambda t: t.replace("\t5\t1\t0\n", "\t5\t1\t0\tx\n"), "tidak dikenal"),
    "unknown line": (lambda t: t + "X\t1\n", "tidak dikenal"),
    "no number": (lambda t: t.replace("#awal\t4", "#awal\tempat"), "angka yang tidak dapat dibaca"),
    "huge number": (lambda t: t.replace("#awal\t4", "#awal\t" + "9" * 5000), "angka yang tidak dapat dibaca"),
    "other digits": (lambda t: t.replace("#awal\t4", "#awal\t\u0664"), "angka yang tidak dapat dibaca"),
    "unknown programme": (lambda t: t.replace("#program\t1", "#program\t7"), "program yang tidak dikenal"),
    "newer rules": (lambda t: t.replace("#aturan\t1", "#aturan\t99"), "portal yang lebih baru"),
    "no digest": (lambda t: t.replace("#sebelum\t00", "#sebelum\tzz"), "sidik versi sebelumnya"),
    "endless line": (lambda t: t + "R\t" + "x" * 200_000 + "\n", "terlalu panjang"),
    "windows line ends": (lambda t: t.replace("\n", "\r\n"), "bukan berkas data SIKS-NG"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_that_was_changed_or_is_another_is_refused_in_words(name: str) -> None:
    change, message = CHANGES[name]
    with pytest.raises(InvalidInput, match=message):
        check(change(text()).encode())


def test_bytes_that_are_no_text_and_files_beyond_every_size_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidInput, match="bukan teks UTF-8"):
        check(text().encode() + b"R\t\xff\xfe\n")
    monkeypatch.setattr(berkas_data, "LARGEST", 100)
    with pytest.raises(InvalidInput, match="terlalu besar"):
        check(text().encode())


def test_any_flipped_bit_changes_the_digest_or_is_refused() -> None:
    data = text().encode()
    honest = check(data).sidik
    for place in range(0, len(data), 7):
        changed = bytearray(data)
        changed[place] ^= 1
        try:
            assert check(bytes(changed)).sidik != honest
        except InvalidInput:
            continue
