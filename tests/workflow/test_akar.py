"""Whatever is changed, removed, exchanged, slipped in or reordered behind the portal's back is found and named.

The tampering is the owner's, with the triggers switched off: what the portal's own role cannot do at all.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import finalisasi_alur as alur
import pytest
import sqlalchemy as sa
import surat_alur
from click.testing import CliRunner
from sqlalchemy.exc import DBAPIError

from cli import cli
from data_access import audit, keterangan
from data_access.akar import Akar, list_akar, read_akar
from data_access.schema import snapshot_desa
from data_access.segel import TERSEGEL
from data_access.session import make_engine, read_session, unit_of_work
from data_access.unduhan_store import record_unduhan
from workflow import akar
from workflow.akar import Temuan, buat, periksa, use_tempat
from workflow.finalisasi import buka_kembali

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)


def _findings(url: str, tempat: Path | None = None) -> list[Temuan]:
    owner = make_engine(url, owner=True)
    try:
        with owner.begin() as connection:
            return list(periksa(connection, tempat))
    finally:
        owner.dispose()


def _tamper(url: str, *statements: str) -> None:
    owner = make_engine(url, owner=True)
    with owner.begin() as connection:
        # No trigger and no foreign key has a say.
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            assert connection.execute(sa.text(statement)).rowcount > 0, statement
    owner.dispose()


def _download(nama: str) -> None:
    with unit_of_work() as work:
        record_unduhan(
            work, kab=3277, jenis="hasil", nama=nama, ukuran=10, sidik=bytes(32), pengguna=1, waktu=NOW, alamat_ip=None
        )


@pytest.fixture
def month(own_database: str) -> str:
    """A batch that was closed and has its letter, three downloads, and two roots."""
    surat_alur.finalise(own_database)
    surat_alur.make()
    surat_alur.make(nomor="400.9/002/Dinsos/XI/2026")
    for nama in ("a", "b", "c"):
        _download(nama)
    assert buat(NOW) is not None
    _download("d")
    assert buat(NOW + timedelta(days=1)) is not None
    return own_database


def test_what_was_not_touched_gives_no_finding(month: str) -> None:
    assert _findings(month) == []


TAMPERING: list[tuple[str, tuple[str, ...]]] = [
    # One bit, or one value.
    ("audit", ("UPDATE audit SET objek = objek || ' ' WHERE kab = 3277 AND urut = 1",)),
    ("akar_audit", ("UPDATE akar_audit SET sidik = set_bit(sidik, 7, 1 - get_bit(sidik, 7)) "
                    "WHERE hari = '2026-11-21'",)),
    ("akar_audit", ("UPDATE akar_audit SET dibuat = dibuat + interval '1 second' WHERE hari = '2026-11-21'",)),
    ("segel", ("UPDATE segel SET isi = set_bit(isi, 3, 1 - get_bit(isi, 3)) WHERE kab = 3277 AND urut = 2",)),
    ("batch_langkah", ("UPDATE batch_langkah SET nama = 'Orang Lain' WHERE langkah = 'finalisasi'",)),
    ("batch_langkah", ("UPDATE batch_langkah SET waktu = waktu - interval '1 day' WHERE langkah = 'finalisasi'",)),
    ("batch", ("UPDATE batch SET state = 'disahkan' WHERE kab = 3277 AND versi > 0",)),
    ("batch", ("UPDATE batch SET sidik = set_bit(sidik, 0, 1 - get_bit(sidik, 0)) WHERE kab = 3277 AND versi > 0",)),
    ("batch", ("UPDATE batch SET finalis = finalis + 1 WHERE kab = 3277 AND versi > 0",)),
    ("snapshot_ruta", ("UPDATE snapshot_ruta SET kpm = NOT kpm WHERE ruta = (SELECT min(ruta) FROM snapshot_ruta)",)),
    ("snapshot_desa", ("UPDATE snapshot_desa SET akhir = akhir + 1 WHERE desa = 3277011001",)),
    ("surat", ("UPDATE surat SET pdf = set_bit(pdf, 4000, 1 - get_bit(pdf, 4000)) WHERE nomor LIKE '%001%'",)),
    ("surat", ("UPDATE surat SET tanggal = tanggal + 1 WHERE nomor LIKE '%001%'",)),
    ("surat", ("UPDATE surat SET state = 'berlaku' WHERE nomor LIKE '%001%'",)),
    ("unduhan", ("UPDATE unduhan SET ukuran = ukuran + 1 WHERE nama = 'b'",)),
    # Removed.
    ("audit", ("DELETE FROM audit WHERE kab = 3277 AND urut = 1",)),
    ("akar_audit", ("DELETE FROM akar_audit WHERE hari = '2026-11-21'",)),
    ("akar_audit", ("DELETE FROM akar_audit WHERE hari = '2026-11-22'",)),
    ("segel", ("DELETE FROM segel WHERE kab = 3277 AND urut = 2",)),
    ("batch_langkah", ("DELETE FROM batch_langkah WHERE langkah = 'buat_surat' AND urut = 3",)),
    ("batch", ("DELETE FROM batch WHERE kab = 3277 AND versi > 0",)),
    ("snapshot_ruta", ("DELETE FROM snapshot_ruta WHERE ruta = (SELECT max(ruta) FROM snapshot_ruta)",)),
    ("snapshot_desa", ("DELETE FROM snapshot_desa WHERE desa = 3277011001",)),
    ("surat", ("DELETE FROM surat WHERE nomor LIKE '%001%'",)),
    ("unduhan", ("DELETE FROM unduhan WHERE nama = 'd'",)),
    # Slipped in.
    ("akar_audit", ("INSERT INTO akar_audit SELECT hari + 5, sidik, sidik, isi, dibuat FROM akar_audit LIMIT 1",)),
    ("segel", ("INSERT INTO segel SELECT kab, urut + 1, tabel, kunci, isi, sidik, sha256(sidik) FROM segel "
               "WHERE kab = 3277 ORDER BY urut DESC LIMIT 1",)),
    ("batch_langkah", ("INSERT INTO batch_langkah SELECT kab, periode, program, urut + 1, langkah, dari, ke, versi, "
                       "pengguna, nama, waktu, alasan, isi FROM batch_langkah WHERE kab = 3277 AND urut = 3",)),
    ("snapshot_ruta", ("INSERT INTO snapshot_ruta SELECT kab, periode, program, versi, ruta + 900000, desa, "
                       "left(idbdt, -1) || 'X', no_kk, nama_krt, alamat, art, kpm, desil, pengurus_nama, pengurus_nik, "
                       "status, sta_keberadaan, diperbaiki FROM snapshot_ruta WHERE kab = 3277 LIMIT 1",)),
    ("surat", ("INSERT INTO surat (kab, periode, program, versi, kode, nomor, tanggal, profil, rekap, sidik, pdf, "
               "sidik_pdf, halaman, pembuat, dibuat) SELECT kab, periode, program, versi, kode || 'Z', 'palsu', "
               "tanggal, profil, rekap, sidik, pdf, sidik_pdf, halaman, pembuat, dibuat FROM surat LIMIT 1",)),
    ("unduhan", ("INSERT INTO unduhan (kab, jenis, nama, ukuran, sidik, pengguna, waktu) "
                 "SELECT kab, jenis, 'x', ukuran, sidik, pengguna, waktu FROM unduhan LIMIT 1",)),
    # Exchanged, or put in another order.
    ("unduhan", ("UPDATE unduhan AS u SET nama = o.nama FROM unduhan AS o WHERE (u.nama, o.nama) IN "
                 "(('a', 'b'), ('b', 'a'))",)),
    ("batch_langkah", ("UPDATE batch_langkah SET urut = urut + 100 WHERE kab = 3277 AND urut IN (2, 3)",
                       "UPDATE batch_langkah SET urut = 105 - urut WHERE kab = 3277 AND urut > 100")),
    ("segel", ("UPDATE segel SET urut = -urut WHERE kab = 3277 AND urut IN (1, 2)",
               "UPDATE segel SET urut = 3 + urut WHERE kab = 3277 AND urut < 0")),
    ("akar_audit", ("UPDATE akar_audit SET hari = hari + 100",
                    "UPDATE akar_audit SET hari = date '2026-11-22' - (hari - date '2026-11-21' - 100)")),
    ("snapshot_ruta", ("UPDATE snapshot_ruta AS u SET alamat = o.alamat || '!' FROM snapshot_ruta AS o "
                       "WHERE (u.kab, o.kab, u.versi, o.versi) = (3277, 3277, 1, 1) AND u.ruta < o.ruta",)),
    ("surat", ("UPDATE surat AS u SET pdf = o.pdf, sidik_pdf = o.sidik_pdf FROM surat AS o WHERE u.id <> o.id",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "statements"), TAMPERING, ids=[f"{name}-{at}" for at, (name, _) in enumerate(TAMPERING)]
)
def test_every_tampering_is_found_and_its_table_named(month: str, table: str, statements: tuple[str, ...]) -> None:
    _tamper(month, *statements)
    found = _findings(month)
    assert any(table in item.tabel for item in found), [str(item) for item in found]


def test_what_was_cut_off_before_anybody_looked_is_found_by_the_root(month: str) -> None:
    with read_session() as connection:
        last = audit.heads(connection)[3277].urut
    _tamper(month, f"DELETE FROM audit WHERE kab = 3277 AND urut = {last}")
    assert [(item.tabel, item.baris) for item in _findings(month)][:1] == [("audit", f"3277/{last}")]


def test_a_download_removed_with_its_seal_is_found_by_the_root(month: str) -> None:
    _tamper(
        month,
        "DELETE FROM segel AS s WHERE kab = 3277 AND urut = (SELECT max(urut) FROM segel WHERE kab = 3277)",
        "DELETE FROM unduhan WHERE nama = 'd'",
    )
    assert any(item.tabel == "segel" for item in _findings(month))


def test_a_database_made_anew_as_a_whole_is_found_by_the_second_place(month: str, tmp_path: Path) -> None:
    use_tempat(tmp_path)
    try:
        assert buat(NOW + timedelta(days=1)) is None
    finally:
        use_tempat(None)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["akar-2026-11-21.json", "akar-2026-11-22.json"]
    assert _findings(month, tmp_path) == []
    file = tmp_path / "akar-2026-11-21.json"
    kept = json.loads(file.read_text())
    file.write_text(file.read_text().replace(kept["sidik"][:8], "00000000"))
    assert [item.tabel for item in _findings(month, tmp_path)][:1] == ["tempat kedua"]
    file.unlink()
    assert any("tempat kedua" in item.masalah for item in _findings(month, tmp_path))


def test_a_second_place_that_fails_is_said_and_the_root_stands(own_database: str, tmp_path: Path) -> None:
    broken = tmp_path / "berkas"
    broken.write_text("")
    use_tempat(broken)
    try:
        assert buat(NOW) is not None
    finally:
        use_tempat(None)
    with read_session() as connection:
        assert keterangan.read(connection, akar.GAGAL) is not None
        assert read_akar(connection) is not None


def test_a_day_has_one_root_and_each_holds_the_one_before(month: str) -> None:
    assert buat(NOW + timedelta(days=1)) is None
    with read_session() as connection:
        newest, first = list_akar(connection)
    assert isinstance(newest, Akar)
    assert (newest.hari, first.hari) == (date(2026, 11, 22), date(2026, 11, 21))
    assert newest.sidik_sebelum == first.sidik


def test_a_batch_opened_again_and_closed_once_more_is_whole(month: str) -> None:
    pusdatin = alur.actor("pusdatin")
    buka_kembali(pusdatin, alur.KEY, "Data keliru", None, now=alur.NOW)
    assert _findings(month) == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO segel VALUES (1, 1, 'a', 'b', '', '', '')",
        "DELETE FROM segel",
        "UPDATE segel SET kunci = ''",
        "SELECT siks_catat_segel(1, 'a', 'b', '')",
    ],
)
def test_the_portal_itself_cannot_write_a_seal(own_database: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), unit_of_work() as work:
        work.execute(sa.text(statement))


def test_the_triggers_seal_what_is_checked(connection: sa.Connection) -> None:
    rows = connection.execute(
        # Arguments of a trigger are kept with a zero after each.
        sa.text(
            "SELECT tgname, split_part(a, '|', 1 + CAST(n > 1 AS integer)) AS kunci, split_part(a, '|', 3) AS kolom "
            "FROM (SELECT tgname, tgnargs AS n, replace(encode(tgargs, 'escape'), '\\000', '|') AS a FROM pg_trigger "
            "WHERE tgname LIKE 'segel\\_%' AND tgparentid = 0) AS t"
        )
    )
    sealed = {row.tgname.removeprefix("segel_"): [row.kunci, row.kolom] for row in rows}
    assert sealed.pop("snapshot_desa")[0] == ",".join(column.name for column in snapshot_desa.c)
    assert sealed == {name: [",".join(of.kunci), ",".join(of.kolom)] for name, of in TERSEGEL.items()}


def test_the_command_says_what_it_found_and_ends_with_a_status(
    month: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", month)
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    good = CliRunner().invoke(cli, ["verify-audit"])
    assert (good.exit_code, "utuh" in good.output) == (0, True), good.output
    _tamper(month, "UPDATE unduhan SET nama = 'z' WHERE nama = 'a'")
    bad = CliRunner().invoke(cli, ["verify-audit"])
    assert bad.exit_code == 1
    assert "unduhan 3277/" in bad.output
