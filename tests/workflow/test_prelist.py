"""Prelists: what an operator is given, with which key, and who may give it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

import settings
from cli import cli
from data_access.audit import verify
from data_access.pengguna import find_by_username
from data_access.schema import kunci_siks
from data_access.session import current_engine, read_session, unit_of_work, use_engine
from demo.isi import isi_siks
from domain.access import Actor
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.impor import BerkasDitolak
from domain.kalender import JAKARTA, Program
from domain.siks import Bagian, JenisBerkas
from domain.status import DAPAT_TERIMPOR
from exchange.siks import check_siks, open_part, read_kunci
from workflow import prelist
from workflow.prelist import Ringkas, export_prelist, system_actor

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=JAKARTA)
KAB, KEC, DESA, PERIODE = 3277, 327701, 3277011001, 202611
OPEN = sorted(map(int, DAPAT_TERIMPOR))


@pytest.fixture
def supervisor(own_database: str) -> Actor:
    with read_session() as connection:
        return find_by_username(connection, "supervisor.cimahi").actor


def export(actor: Actor, target: Path, wilayah: int = KAB, program: Program = Program.BSP) -> Ringkas:
    return export_prelist(actor, wilayah, program, PERIODE, target, now=NOW)


def kept_key(kab: int, key: str) -> bytes | None:
    with read_session() as connection:
        query = sa.select(kunci_siks.c.kunci_publik).where(kunci_siks.c.kab == kab, kunci_siks.c.id == key)
        found = connection.execute(query).scalar_one_or_none()
    return None if found is None else bytes(found)


def lines(path: Path, part: Bagian) -> Iterator[dict[str, str]]:
    with open_part(path, part) as stream:
        yield from csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))


def ask(query: str, **params: object) -> list[sa.Row]:
    with read_session() as connection:
        return list(connection.execute(sa.text(query), params))


def test_a_prelist_holds_what_may_still_be_brought_and_checks_with_the_kept_key(
    supervisor: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "p.siks"
    done = export(supervisor, path)
    found = check_siks(path, kept_key)
    assert (found.jenis, found.modul, found.kab, found.wilayah) == (JenisBerkas.PRELIST, "BSP", KAB, (KAB,))
    assert (found.kunci, found.operator) == (done.kunci, "supervisor.cimahi")
    listed = {
        row.idbdt
        for row in ask(
            "SELECT r.idbdt FROM verivali AS v JOIN rumah_tangga AS r ON r.kab = v.kab AND r.id = v.ruta "
            "WHERE v.kab = :kab AND v.periode = :periode AND v.program = 1 AND v.status = ANY(:open)",
            kab=KAB, periode=PERIODE, open=OPEN,
        )
    }  # fmt: skip
    candidates = [row["idbdt"] for row in lines(path, Bagian.CALON)]
    homes = [row["idbdt"] for row in lines(path, Bagian.RUMAH_TANGGA)]
    assert set(homes[: done.ruta]) == listed
    assert sorted(homes[done.ruta :]) == sorted(candidates)
    assert len(homes) == len(set(homes)) == done.ruta + done.calon


def test_members_come_in_the_order_of_their_households(supervisor: Actor, tmp_path: Path) -> None:
    path = tmp_path / "p.siks"
    done = export(supervisor, path, KEC)
    homes = [row["idbdt"] for row in lines(path, Bagian.RUMAH_TANGGA)]
    members = [row["idbdt"] for row in lines(path, Bagian.INDIVIDU)]
    assert list(dict.fromkeys(members)) == homes
    assert len(members) == done.anggota
    registered = ask(
        "SELECT count(*) AS n FROM individu AS i JOIN rumah_tangga AS r ON r.kab = i.kab AND r.id = i.ruta "
        "WHERE r.kab = :kab AND r.idbdt = ANY(:idbdt)",
        kab=KAB,
        idbdt=homes,
    )
    assert registered[0].n == done.anggota


def test_a_prelist_stays_inside_its_wilayah(supervisor: Actor, tmp_path: Path) -> None:
    path = tmp_path / "p.siks"
    for wilayah in (DESA, KEC):
        export(supervisor, path, wilayah)
        assert {row["desa"][: len(str(wilayah))] for row in lines(path, Bagian.RUMAH_TANGGA)} == {str(wilayah)}
        assert {row["idbdt"][: len(str(wilayah))] for row in lines(path, Bagian.PENGEMBALIAN)} <= {str(wilayah)}
        assert {row["idbdt"][: len(str(wilayah))] for row in lines(path, Bagian.TEMUAN)} == {str(wilayah)}


def test_candidates_are_poor_hold_no_place_receive_no_pkh_and_are_not_proposed(
    supervisor: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "p.siks"
    export(supervisor, path)
    candidates = [row["idbdt"] for row in lines(path, Bagian.CALON)]
    assert candidates
    wrong = ask(
        "SELECT r.idbdt FROM rumah_tangga AS r WHERE r.kab = :kab AND r.idbdt = ANY(:idbdt) AND (r.kpm_bsp OR "
        "r.ada_pkh OR r.desil > 4 OR EXISTS (SELECT FROM usulan AS u WHERE u.kab = r.kab AND u.ruta = r.id AND "
        "u.periode = :periode AND u.program = 1 AND u.jenis = 1 AND u.status IN (0, 1, 2, 5, 6, 7, 8, 9)))",
        kab=KAB,
        periode=PERIODE,
        idbdt=candidates,
    )
    assert wrong == []


def test_what_was_returned_is_told_with_reason_and_fields(supervisor: Actor, tmp_path: Path) -> None:
    ruta = ask(
        "SELECT ruta, idbdt FROM verivali AS v JOIN rumah_tangga AS r ON r.kab = v.kab AND r.id = v.ruta "
        "WHERE v.kab = :kab AND v.periode = :periode AND v.program = 1 AND v.status = 4 ORDER BY 1",
        kab=KAB,
        periode=PERIODE,
    )
    with unit_of_work() as work:
        work.execute(
            sa.text(
                "INSERT INTO usulan (kab, id, jenis, periode, program, desa, ruta, status, alasan, kolom, diajukan, "
                "diubah) SELECT :kab, 99, 3, :periode, 1, desa, id, 3, 'foto', ARRAY['lantai', 'atap'], "
                "CURRENT_DATE, now() FROM rumah_tangga WHERE kab = :kab AND id = :ruta"
            ),
            {"kab": KAB, "periode": PERIODE, "ruta": ruta[0].ruta},
        )
    path = tmp_path / "p.siks"
    export(supervisor, path)
    told = [row for row in lines(path, Bagian.PENGEMBALIAN) if row["jenis"] == "verivali"]
    assert sorted(row["idbdt"] for row in told) == sorted(row.idbdt for row in ruta)
    mine = next(row for row in told if row["idbdt"] == ruta[0].idbdt)
    assert (mine["alasan"], mine["kolom"]) == ("foto", "lantai atap")


def test_a_nik_that_somebody_else_bears_is_told_beforehand(supervisor: Actor, tmp_path: Path) -> None:
    path = tmp_path / "p.siks"
    export(supervisor, path)
    told = {row["idartbdt"] for row in lines(path, Bagian.TEMUAN) if row["aturan"] == "V06"}
    members = {row["idartbdt"] for row in lines(path, Bagian.INDIVIDU)}
    doubled = {
        row.idartbdt
        for row in ask(
            "SELECT i.idartbdt FROM individu AS i WHERE i.kab = :kab AND EXISTS (SELECT FROM individu AS o "
            "WHERE o.nik = i.nik AND (o.kab, o.id) <> (i.kab, i.id))",
            kab=KAB,
        )
    }
    assert told == doubled & members
    assert told


def test_every_prelist_has_a_key_of_its_own_and_is_written_down(supervisor: Actor, tmp_path: Path) -> None:
    first, second = (export(supervisor, tmp_path / name) for name in ("a.siks", "b.siks"))
    assert first.kunci != second.kunci
    assert read_kunci(tmp_path / "a.siks").publik == kept_key(KAB, first.kunci)
    rows = ask("SELECT aksi, pengguna, sesudah FROM audit WHERE aksi = 'prelist.unduh' ORDER BY urut")
    assert [(row.pengguna, row.sesudah["kunci"]) for row in rows] == [
        ("supervisor.cimahi", first.kunci),
        ("supervisor.cimahi", second.kunci),
    ]
    with read_session() as connection:
        assert verify(connection) == []
        stored = connection.execute(sa.select(kunci_siks)).mappings().all()
    private = read_kunci(tmp_path / "a.siks").benih
    assert all(
        private not in map(bytes, filter(lambda value: isinstance(value, bytes), row.values())) for row in stored
    )


@pytest.mark.parametrize("username", ["supervisor.pangandaran", "operator.melong", "pimpinan.cimahi", "auditor"])
def test_nobody_else_takes_a_prelist(own_database: str, tmp_path: Path, username: str) -> None:
    with read_session() as connection:
        actor = find_by_username(connection, username).actor
    with pytest.raises(AccessDenied):
        export(actor, tmp_path / "p.siks", DESA)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_exported_leaves_no_file_and_no_key(supervisor: Actor, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        export(supervisor, tmp_path / "p.zip")
    with pytest.raises(InvalidInput):
        export_prelist(supervisor, KAB, Program.BSP, 201001, tmp_path / "p.siks", now=NOW)
    with pytest.raises(InvalidInput):
        export(system_actor(KAB), tmp_path / "p.siks", 3277019999)
    with pytest.raises(InvalidInput):
        system_actor(32)
    with unit_of_work() as work:
        work.execute(sa.text("UPDATE verivali SET status = 5 WHERE kab = 3277 AND periode = 202611 AND status > 0"))
        work.execute(sa.text("DELETE FROM verivali WHERE kab = 3277 AND periode = 202611 AND status = 0"))
    with pytest.raises(RuleViolation, match=r"32\.77"):
        export(supervisor, tmp_path / "p.siks")
    assert list(tmp_path.iterdir()) == []
    assert ask("SELECT 1 FROM kunci_siks") == []


def test_a_file_whose_key_could_not_be_kept_is_taken_away(
    supervisor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("gone")

    monkeypatch.setattr(prelist.prelist, "store_key", fail)
    with pytest.raises(RuntimeError):
        export(supervisor, tmp_path / "p.siks")
    assert list(tmp_path.iterdir()) == []
    assert ask("SELECT 1 FROM audit WHERE aksi = 'prelist.unduh'") == []


def test_the_programme_without_kuota_has_no_candidates(supervisor: Actor, tmp_path: Path) -> None:
    code = ask("SELECT max(periode) AS kode FROM verivali WHERE kab = :kab AND program = 2", kab=KAB)[0].kode
    if code is None:
        pytest.skip("the sample has no DTKS prelist")
    path = tmp_path / "p.siks"
    done = export_prelist(supervisor, KAB, Program.DTKS, code, path, now=NOW)
    assert check_siks(path, kept_key).modul == "DT"
    assert done.calon == 0


def test_the_commands_export_and_fill_in(own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", own_database)
    monkeypatch.setenv("SECRET_KEY", "x" * 48)
    monkeypatch.setenv("SKALA", "demo")
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    before = current_engine()
    prelist_file, result = tmp_path / "p.siks", tmp_path / "h.siks"
    ask_for = ["export-siks", "--wilayah", "32.77.01", "--periode", "202611", "--keluar", str(prelist_file)]
    run = CliRunner().invoke(cli, ask_for)
    assert run.exit_code == 0, run.output
    assert "kunci" in run.output
    run = CliRunner().invoke(cli, ["isi-siks", str(prelist_file), "--keluar", str(result), "--galat", "0"])
    assert run.exit_code == 0, run.output
    assert "tidak ada" in run.output
    run = CliRunner().invoke(cli, ["isi-siks", str(result), "--keluar", str(tmp_path / "x.siks")])
    assert run.exit_code == 1
    assert "rusak" in run.output
    run = CliRunner().invoke(cli, [*ask_for, "--pengguna", "supervisor.pangandaran"])
    assert run.exit_code == 1
    run = CliRunner().invoke(cli, [*ask_for, "--pengguna", "tidak.ada"])
    assert run.exit_code == 1

    use_engine(before)
    assert check_siks(result, kept_key).jenis is JenisBerkas.HASIL
    by = ask("SELECT pengguna FROM audit WHERE aksi = 'prelist.unduh'")
    assert [row.pengguna for row in by] == ["cli"]


def test_the_version_in_a_manifest_is_that_of_the_portal() -> None:
    assert settings.VERSION == prelist.VERSI_APLIKASI


def test_a_prelist_that_was_altered_is_not_filled_in(supervisor: Actor, tmp_path: Path) -> None:

    path = tmp_path / "p.siks"
    export(supervisor, path, DESA)
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)
    with pytest.raises(BerkasDitolak):
        isi_siks(path, tmp_path / "h.siks", benih=1, porsi=1, galat=0, now=NOW, operator="op")
    assert not (tmp_path / "h.siks").exists()
