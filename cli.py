"""Commands of one installation: ``python cli.py --help``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from domain.errors import PortalError
from settings import SCALES, Settings

if TYPE_CHECKING:
    from data_access.session import Connection
    from domain.access import Actor

_NICE = 5


class _Commands(click.Group):
    """Every expected refusal ends as one line and exit status 1, never as a stack trace."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except PortalError as refusal:
            raise SystemExit(refusal.message) from refusal


@click.group(cls=_Commands)
def cli() -> None:
    """Portal SIKS-NG."""


@contextmanager
def _database() -> Iterator[tuple[Settings, str]]:
    """Settings and URL of the database, which is started for the length of the command when it is embedded."""
    from data_access.embedded import EmbeddedPostgres

    settings = Settings.from_environment()
    if settings.database_url is not None:
        yield settings, settings.database_url
        return
    server = EmbeddedPostgres(settings.var / "pg")
    try:
        yield settings, server.url
    finally:
        server.stop()


@contextmanager
def _owner() -> Iterator[Connection]:
    """A transaction of the owner, who is held by no time limit."""
    from data_access.session import make_engine

    with _database() as (_, url):
        engine = make_engine(url, owner=True, pool_size=1)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()


@contextmanager
def _portal_engine(url: str) -> Iterator[None]:
    """The engine of this process, as the role the portal works as."""
    from data_access.audit import Perangkat, use_perangkat
    from data_access.session import make_engine, use_engine

    engine = make_engine(url, pool_size=2)
    use_engine(engine)
    use_perangkat(Perangkat("baris perintah"))
    try:
        yield
    finally:
        use_perangkat(None)
        use_engine(None)
        engine.dispose()


@cli.command()
def run() -> None:
    """Siapkan semuanya dan jalankan portal sampai Ctrl-C."""
    from launch import launch

    sys.exit(launch(Settings.from_environment()))


@cli.command()
def migrate() -> None:
    """Bawa basis data ke skema terbaru."""
    from data_access import migrations

    with _database() as (_, url):
        migrations.upgrade(url)
        click.echo(f"Skema sudah di revisi {migrations.head()}.")


@cli.command()
@click.option("--antrean", type=click.Choice(["umum", "berkas", "paket"]), help="Hanya antrean ini; bawaan: semua.")
def worker(antrean: str | None) -> None:
    """Kerjakan antrean pekerjaan latar sampai dihentikan."""
    from contextlib import nullcontext

    from data_access.audit import Perangkat, use_perangkat
    from workflow.akar import use_tempat
    from workflow.impor_gudang import use_gudang
    from workflow.penyegar import listening
    from workflow.surat_massal import use_folder
    from workflow.tasks import open_queue

    with (
        _database() as (settings, url),
        _portal_engine(url),
        # Whoever works on files or packs only leaves sums and forecasts to the other.
        nullcontext() if antrean in ("berkas", "paket") else listening(url),
        open_queue(url, worker=True) as app,
    ):
        use_perangkat(Perangkat("pekerja latar"))
        _use_mail(settings)
        use_gudang(settings.impor_dir, settings.geo_dir)
        use_tempat(settings.akar_dir)
        use_folder(settings.surat_dir)
        _use_dukcapil(settings)
        if antrean == "paket":
            # Packs can wait; whoever opens a page cannot.
            os.nice(_NICE)
        queues = {"umum": ["default"], "berkas": ["berkas"], "paket": ["paket"]}
        app.run_worker(queues=queues[antrean] if antrean else None, concurrency=1, delete_jobs="successful")


@cli.command()
@click.option("--skala", type=click.Choice(SCALES[:-1]), default="demo", show_default=True)
@click.option("--benih", type=int, default=20261121, show_default=True, help="Benih yang sama memberi data yang sama.")
@click.option("--provinsi", type=int, help="Kode provinsi untuk skala provinsi.")
@click.option("--tanggal", type=click.DateTime(["%Y-%m-%d"]), help="Hari yang digambarkan data; bawaan: hari ini.")
@click.option("--ulang", is_flag=True, help="Hapus data contoh yang ada lebih dahulu.")
def seed(skala: str, benih: int, provinsi: int | None, tanggal: datetime | None, ulang: bool) -> None:
    """Isi basis data dengan data contoh."""
    import launch
    from workflow.impor_gudang import use_gudang

    with _database() as (settings, url):
        launch.prepare_database(url)
        use_gudang(settings.impor_dir, settings.geo_dir)
        wrote = launch.write_sample(
            url,
            skala=skala,
            benih=benih,
            alamat=launch.address(settings),
            provinsi=provinsi,
            day=tanggal.date() if tanggal else None,
            again=ulang,
        )
        if not wrote:
            sys.exit("Data contoh sudah ada. Tambahkan --ulang untuk menghapus dan membuatnya lagi.")


@cli.command("import-batas")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def import_batas(paths: tuple[Path, ...]) -> None:
    """Pasang batas resmi dari berkas GeoJSON, GeoPackage, Shapefile, FlatGeobuf, atau GeoParquet."""
    import launch

    with _database() as (settings, url):
        launch.prepare_database(url)
        launch.install_batas(url, settings.geo_dir, paths)


@cli.command("fetch-batas")
def fetch_batas() -> None:
    """Unduh batas publik (cahyadsn/wilayah_boundaries, MIT) ke var/batas; perlu jaringan."""
    from geo.unduh import BatasTidakTerunduh, fetch

    try:
        file = fetch(Settings.from_environment().var / "batas")
    except BatasTidakTerunduh as problem:
        sys.exit(str(problem))
    click.echo(f"Batas tersimpan di {file}. Jalankan ulang portal untuk memakainya.")


@cli.command("import-sk")
@click.argument("berkas", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--nomor", required=True, help="Nomor SK.")
@click.option("--tanggal", required=True, metavar="YYYY-MM-DD", help="Tanggal SK.")
@click.option("--program", type=click.Choice(["BSP", "DTKS"]), default="BSP", show_default=True)
@click.option("--periode", type=int, required=True, metavar="YYYYMM")
@click.option("--pengguna", required=True, metavar="NAMA", help="Petugas Pusdatin yang mencatat.")
@click.option("--tetapkan", is_flag=True, help="Tetapkan semua kab/kota pada daftar bila daftarnya diterima.")
def import_sk(
    berkas: Path, nomor: str, tanggal: str, program: str, periode: int, pengguna: str, tetapkan: bool
) -> None:
    """Catat SK Menteri Sosial dengan daftarnya (CSV atau XLSX) dan periksa baris demi baris."""
    import shutil
    from dataclasses import replace
    from datetime import UTC

    from data_access.keterangan import read_now
    from data_access.pengguna import find_by_username
    from data_access.session import read_session
    from data_access.sk import count_hasil, read_sk
    from domain.kalender import Program
    from domain.sk import HASIL_KAB_NAME, SalahBaris, StateSk
    from workflow import sk
    from workflow.impor_gudang import use_gudang

    with _database() as (settings, url), _portal_engine(url):
        use_gudang(settings.impor_dir, settings.geo_dir)
        with read_session() as connection:
            akun, now = find_by_username(connection, pengguna), read_now(connection)
        if akun is None or not akun.usable(demo=settings.demo):
            sys.exit(f"Pengguna {pengguna} tidak dikenal atau tidak aktif.")
        # Whoever works at the machine itself has proven more than a code would.
        actor, saat = replace(akun.actor, totp=True), datetime.now(UTC)
        put = sk.tempat_unggah() / f"cli-{berkas.stat().st_ino}.tmp"
        shutil.copyfile(berkas, put)
        try:
            number = sk.catat(
                actor, int(Program[program]), periode, nomor=nomor, tanggal=tanggal, nama_berkas=berkas.name,
                berkas=put, now=now, saat=saat,
            )  # fmt: skip
        finally:
            put.unlink(missing_ok=True)
        sk.baca(number)
        with read_session() as connection:
            found = read_sk(connection, number)
        assert found is not None
        if found.state is not StateSk.SIAP:
            laporan = found.laporan or {}
            click.echo(laporan.get("pesan") or "Daftar ditolak; tidak ada yang disimpan.")
            for line, salah, nilai in laporan.get("baris", []):
                click.echo(f"baris {line}: {SalahBaris[salah]} ({nilai})")
            sys.exit(1)
        click.echo(f"SK {number}: {found.ruta} rumah tangga, {found.art} anggota.")
        if tetapkan:
            sk.tetapkan(actor, number, saat=saat)
            sk.kerjakan(number)
            with read_session() as connection:
                hasil = count_hasil(connection, number)
            click.echo(", ".join(f"{HASIL_KAB_NAME[kind]}: {count} kab/kota" for kind, count in hasil.items()))


@cli.command("import-siks")
@click.argument("berkas", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--pengguna", required=True, metavar="NAMA", help="Supervisor yang mengunggah.")
@click.option("--terima", is_flag=True, help="Setujui dan proses berkas yang siap.")
def import_siks(berkas: tuple[Path, ...], pengguna: str, terima: bool) -> None:
    """Unggah dan periksa berkas .siks dari lapangan; cetak apa yang akan diubahnya."""
    from data_access.pengguna import find_by_username
    from data_access.session import read_session
    from workflow.impor_gudang import use_gudang

    with _database() as (settings, url), _portal_engine(url):
        use_gudang(settings.impor_dir, settings.geo_dir)
        with read_session() as connection:
            akun = find_by_username(connection, pengguna)
        if akun is None or not akun.usable(demo=settings.demo):
            sys.exit(f"Pengguna {pengguna} tidak dikenal atau tidak aktif.")
        done = [_import_one(akun.actor, path, terima=terima) for path in berkas]
    sys.exit(0 if all(done) else 1)


def _import_one(actor: Actor, path: Path, *, terima: bool) -> bool:
    """Upload and check one file, agree to it when asked, say how it stands; False when it was refused."""
    from data_access.keterangan import read_now
    from data_access.session import read_session
    from domain.impor import STATE_NAME, Galat, StateImpor, penolakan_kata
    from workflow import impor
    from workflow.impor_kerja import selesaikan

    with read_session() as connection:
        now = read_now(connection)
    try:
        at = impor.mulai(actor, path.name, path.stat().st_size, now=now)
        with path.open("rb") as file:
            while at.state is StateImpor.MENGUNGGAH:
                file.seek(at.diterima)
                at = impor.terima(actor, at.nomor, at.diterima, file.read(impor.LARGEST_CHUNK), now=now)
        item = selesaikan(at.kab, at.nomor)
        if terima and item.state is StateImpor.SIAP:
            impor.setujui(actor, item.id, now=now)
            item = selesaikan(at.kab, at.nomor)
    except PortalError as refusal:
        click.echo(f"{path.name}: {refusal.message}")
        return False
    words = [f"{path.name}: impor {item.id}, {STATE_NAME[item.state].lower()}."]
    if item.galat:
        words += penolakan_kata(Galat(item.galat), item.galat_isi or {})
    for bagian in ("verivali", "usulan"):
        counts = (item.ringkasan or {}).get(bagian, {})
        shown = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        words += [f"{bagian.capitalize()}: {shown}."] if shown else []
    click.echo(" ".join(words))
    return item.galat is None


@cli.command()
@click.option("--perbaiki", is_flag=True, help="Hitung ulang rekap yang menyimpang.")
def recompute(perbaiki: bool) -> None:
    """Bandingkan rekap dengan baris verivali; bila diminta, perbaiki dan hitung ulang perkiraannya."""
    from data_access import keterangan, rekap
    from data_access.periode import list_periode
    from workflow import pantauan

    drifted = 0
    with _owner() as connection:
        for item in list_periode(connection):
            found = rekap.compare_rekap(connection, item.kode, item.program)
            drifted += len(found)
            click.echo(f"{item.program.name} {item.label}: {len(found)} desa menyimpang")
            if perbaiki and len(found):
                rekap.recompute_rekap(connection, item.kode, item.program)
                rekap.refresh_kab(connection, item.kode, item.program)
        if perbaiki:
            now = keterangan.read_now(connection)
            for item in pantauan.open_periode(connection, now):
                pantauan.refresh(connection, item, now)
            for kab in pantauan.list_register(connection):
                pantauan.refresh_register(connection, kab)
            click.echo("Perkiraan dan rekap data terpadu sudah dihitung ulang.")
    sys.exit(1 if drifted and not perbaiki else 0)


def _use_mail(settings: Settings) -> bool:
    """Hand the mail server of the settings to this process; False when none is set."""
    from workflow.surel import Pengirim, use_pengirim

    if settings.smtp_url is None or settings.smtp_from is None or settings.portal_url is None:
        return False
    use_pengirim(Pengirim.of(settings.smtp_url, settings.smtp_from, settings.portal_url), demo=settings.demo)
    return True


@cli.command("export-siks")
@click.option("--wilayah", required=True, help="Kode kab/kota, kecamatan, atau desa, dengan atau tanpa titik.")
@click.option("--periode", type=int, required=True, help="Bulan penetapan, misalnya 202611.")
@click.option("--program", type=click.Choice(["BSP", "DTKS"]), default="BSP", show_default=True)
@click.option("--keluar", required=True, type=click.Path(path_type=Path), help="Berkas .siks yang ditulis.")
@click.option("--pengguna", metavar="NAMA", help="Atas nama akun ini; bawaan: pengelola instalasi.")
def export_siks(wilayah: str, periode: int, program: str, keluar: Path, pengguna: str | None) -> None:
    """Tulis prelist untuk operator: rumah tangga yang harus dikunjungi dan kunci untuk menandatangani hasilnya."""
    from data_access.keterangan import read_now
    from data_access.pengguna import find_by_username
    from data_access.session import read_session
    from domain.kalender import Program
    from domain.kode import parse_kode
    from workflow.prelist import export_prelist, system_actor

    kode = parse_kode(wilayah)
    with _database() as (settings, url), _portal_engine(url):
        actor = system_actor(kode)
        with read_session() as connection:
            now = read_now(connection)
            if pengguna is not None:
                akun = find_by_username(connection, pengguna)
                if akun is None or not akun.usable(demo=settings.demo):
                    sys.exit(f"Pengguna {pengguna} tidak dikenal atau tidak aktif.")
                actor = akun.actor
        done = export_prelist(actor, kode, Program[program], periode, keluar, now=now)
    click.echo(
        f"{keluar}: {done.ruta} rumah tangga, {done.calon} calon, {done.dikembalikan} dikembalikan; "
        f"kunci {done.kunci}. Berkas ini memuat kunci: serahkan hanya kepada operatornya."
    )


@cli.command()
@click.option("--wilayah", default="0", show_default=True, help="Kode wilayah, dengan atau tanpa titik; 0: Indonesia.")
@click.option("--periode", type=int, required=True, help="Bulan penetapan, misalnya 202611.")
@click.option("--program", type=click.Choice(["BSP", "DTKS"]), default="BSP", show_default=True)
@click.option("--bentuk", type=click.Choice(["pptx", "pdf", "xlsx"]), multiple=True, help="Bawaan: ketiganya.")
@click.option("--bab", multiple=True, help="Bab yang dimuat; bawaan: semua yang boleh.")
@click.option("--templat", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Salindia sendiri.")
@click.option("--peta-bentuk", is_flag=True, help="Peta pada salindia sebagai bentuk yang dapat disunting.")
@click.option("--keluar", default=".", type=click.Path(file_okay=False, path_type=Path), help="Folder tujuan.")
@click.option("--pengguna", metavar="NAMA", help="Atas nama akun ini; bawaan: pengelola instalasi.")
def paket(
    *,
    wilayah: str,
    periode: int,
    program: str,
    bentuk: tuple[str, ...],
    bab: tuple[str, ...],
    templat: Path | None,
    peta_bentuk: bool,
    keluar: Path,
    pengguna: str | None,
) -> None:
    """Tulis paket briefing sebagai berkas, tanpa menyimpannya di portal."""
    from datetime import UTC

    from data_access.keterangan import read_now
    from data_access.pengguna import find_by_username
    from data_access.session import read_session
    from domain.access import ROLE_NAME, Actor, Role
    from domain.briefing import Bentuk, allowed_bab
    from domain.kalender import Program
    from domain.kode import parse_kode
    from exchange.briefing_pptx import check_templat
    from workflow.briefing import susun_kunci
    from workflow.briefing_berkas import buat_berkas
    from workflow.briefing_isi import susun

    slides = templat.read_bytes() if templat is not None else None
    if slides is not None:
        check_templat(slides)
    with _database() as (settings, url), _portal_engine(url):
        actor = Actor(0, "cli", "Pengelola instalasi", Role.PUSDATIN)
        with read_session() as connection:
            if pengguna is not None:
                akun = find_by_username(connection, pengguna)
                if akun is None or not akun.usable(demo=settings.demo):
                    sys.exit(f"Pengguna {pengguna} tidak dikenal atau tidak aktif.")
                actor = akun.actor
            now, kode = read_now(connection), parse_kode(wilayah)
            chosen = bab or tuple(str(item) for item in allowed_bab(actor))
            kunci = susun_kunci(connection, actor, kode, int(Program[program]), periode, chosen, now=now)
            maker = f"{actor.name}, {ROLE_NAME[actor.role]}"
            isi = susun(connection, kunci, pembuat=maker, now=now, dibuat=datetime.now(UTC))
        keluar.mkdir(parents=True, exist_ok=True)
        for form in (Bentuk(item) for item in bentuk or tuple(Bentuk)):
            target = keluar / f"briefing-{kode}-{program.lower()}-{periode}.{form}"
            target.write_bytes(
                buat_berkas(isi, form, geo_dir=settings.geo_dir, templat=slides, peta_bentuk=peta_bentuk)
            )
            click.echo(f"{target}: {target.stat().st_size} bita")


@cli.command("open-periode")
@click.option("--program", type=click.Choice(["BSP", "DTKS"]), default="BSP", show_default=True)
@click.option("--periode", type=int, help="Siapkan prelist periode ini sebelum dibuka, misalnya 202612.")
def open_periode(program: str, periode: int | None) -> None:
    """Buat periode bulan-bulan mendatang, dan siapkan prelist periode yang sudah dimulai."""
    from data_access import keterangan
    from data_access.session import read_session
    from domain.access import Actor, Role
    from domain.kalender import Program
    from workflow import kalender

    actor = Actor(0, "cli", "Pengelola instalasi", Role.PUSDATIN)
    with _database() as (_, url), _portal_engine(url):
        with read_session() as connection:
            now = keterangan.read_now(connection)
        if periode is None:
            done = kalender.buka_sekarang(actor, now=now)
        else:
            done = kalender.buka_periode_dini(actor, Program[program], periode, now=now)
    click.echo(f"{done.periode} periode baru dibuat; prelist {done.kab} kab/kota disiapkan ({done.ruta} rumah tangga).")
    if done.gagal:
        raise SystemExit(f"{done.gagal} kab/kota gagal disiapkan. Lihat catatan, lalu jalankan lagi.")


@cli.command("cabut-kunci")
@click.argument("kunci")
@click.option("--wilayah", required=True, help="Kode kab/kota pemilik kunci.")
@click.option("--alasan", required=True, help="Misalnya: laptop operator hilang.")
def cabut_kunci(kunci: str, wilayah: str, alasan: str) -> None:
    """Cabut kunci sebuah prelist: berkas yang ditandatangani dengannya tidak diterima lagi."""
    from datetime import UTC

    from domain.kode import parse_kode
    from workflow.permohonan import cabut_kunci as cabut
    from workflow.prelist import system_actor

    with _database() as (_, url), _portal_engine(url):
        actor = system_actor(parse_kode(wilayah))
        cabut(actor, actor.wilayah, kunci, alasan, saat=datetime.now(UTC))
    click.echo(f"Kunci {kunci} dicabut.")


@cli.command("atur-periksa")
@click.option("--batas-massal", type=int, help="Tindakan atas lebih banyak kasus dari ini perlu orang kedua.")
@click.option(
    "--dibawa", help="Jenis yang dibawa ke periode berikutnya bila belum diperiksa: bsp, dtks_baru; - kosong."
)
@click.option("--paling-sering", type=int, help="Berapa kali paling banyak sebuah kasus dibawa.")
def atur_periksa(batas_massal: int | None, dibawa: str | None, paling_sering: int | None) -> None:
    """Lihat atau ubah setelan pemeriksaan; tanpa pilihan hanya mencetaknya."""
    from dataclasses import replace

    from data_access.session import read_session
    from data_access.setelan_periksa import read_setelan
    from domain.access import Actor, Role
    from domain.errors import InvalidInput
    from domain.usulan import JENIS_NAME, JenisUsulan
    from workflow.massal import ubah_setelan

    with _database() as (_, url), _portal_engine(url):
        with read_session() as connection:
            now = read_setelan(connection)
        wanted = now
        if batas_massal is not None:
            wanted = replace(wanted, batas_massal=batas_massal)
        if paling_sering is not None:
            wanted = replace(wanted, paling_sering=paling_sering)
        if dibawa is not None:
            names = {jenis.name.lower(): jenis for jenis in JenisUsulan}
            words = [word for word in dibawa.replace(",", " ").split() if word != "-"]
            if unknown := [word for word in words if word not in names]:
                raise InvalidInput(f"Jenis “{unknown[0]}” tidak dikenal. Pilihan: bsp, dtks_baru.")
            wanted = replace(wanted, dibawa=frozenset(names[word] for word in words))
        if wanted != now:
            ubah_setelan(Actor(0, "cli", "Pengelola instalasi", Role.PUSDATIN), wanted)
    kinds = ", ".join(JENIS_NAME[jenis].lower() for jenis in sorted(wanted.dibawa)) or "tidak ada"
    click.echo(f"Orang kedua diperlukan di atas {wanted.batas_massal} kasus.")
    click.echo(f"Dibawa ke periode berikutnya, paling banyak {wanted.paling_sering} kali: {kinds}.")


@cli.command("isi-siks")
@click.argument("prelist", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keluar", required=True, type=click.Path(path_type=Path), help="Berkas .siks yang ditulis.")
@click.option("--benih", type=int, default=1, show_default=True, help="Benih yang sama memberi isi yang sama.")
@click.option("--porsi", type=click.FloatRange(0, 1), default=0.9, show_default=True, help="Bagian yang dikunjungi.")
@click.option("--galat", type=click.FloatRange(0, 1), default=0.05, show_default=True, help="Bagian yang diberi galat.")
@click.option("--usulan", type=click.IntRange(0), default=5, show_default=True, help="Usulan BSP paling banyak.")
@click.option("--operator", default="op.peraga", show_default=True, help="Nama pengguna operator.")
def isi_siks(prelist: Path, keluar: Path, benih: int, porsi: float, galat: float, usulan: int, operator: str) -> None:
    """Perankan operator: isi sebuah prelist seperti di lapangan dan tulis berkas hasilnya."""
    from collections import Counter

    from data_access.keterangan import read_now
    from data_access.session import read_session
    from demo import isi
    from domain.impor import BerkasDitolak, penolakan_kata

    with _database() as (_, url), _portal_engine(url), read_session() as connection:
        now = read_now(connection)
    try:
        done = isi.isi_siks(
            prelist, keluar, benih=benih, porsi=porsi, galat=galat, now=now, operator=operator, usulan=usulan
        )
    except BerkasDitolak as refusal:
        sys.exit(" ".join(penolakan_kata(refusal.galat, refusal.isi)))
    findings = ", ".join(
        f"{code} {count}" for code, count in sorted(Counter(item.aturan for item in done.galat).items())
    )
    click.echo(
        f"{keluar}: {done.ruta} rumah tangga dikunjungi, {done.perbaikan} isian diperbaiki, {done.usulan} usulan BSP, "
        f"{done.dtks} usulan DTKS. Galat yang ditanam: {findings or 'tidak ada'}."
    )


@cli.command()
@click.option("--lihat", metavar="NAMA", help="Cetak ringkasan seorang pengguna tanpa mengirimnya.")
@click.option("--kirim", is_flag=True, help="Kirim sekarang kepada semua yang hari ini belum menerimanya.")
def ringkasan(lihat: str | None, kirim: bool) -> None:
    """Ringkasan butir perhatian lewat surel."""
    from data_access.pengguna import find_by_username
    from data_access.session import read_session
    from domain.kalender import JAKARTA
    from workflow.ringkasan import PengirimanGagal, kirim_semua, susun

    if not lihat and not kirim:
        sys.exit("Pilih --lihat NAMA atau --kirim.")
    moment = datetime.now(JAKARTA)
    with _database() as (settings, url), _portal_engine(url):
        if lihat:
            with read_session() as connection:
                akun = find_by_username(connection, lihat)
                if akun is None:
                    sys.exit(f"Pengguna {lihat} tidak dikenal.")
                address = settings.portal_url or f"http://{settings.host}:{settings.port}"
                surat = susun(connection, akun.actor, "", address, moment.date(), moment)
            click.echo(f"{surat.subjek}\n\n{surat.teks}" if surat else "Tidak ada butir terbuka; tidak ada surel.")
            return
        if not _use_mail(settings):
            sys.exit("Surel belum dipasang. Isi SMTP_URL, SMTP_FROM, dan PORTAL_URL.")
        try:
            done = kirim_semua(moment.date())
        except PengirimanGagal as problem:
            sys.exit(f"{problem}. Lihat catatan di atas; jalankan lagi untuk mencoba ulang.")
        click.echo(
            f"{done.terkirim} terkirim, {done.kosong} tanpa butir terbuka, {done.sudah} sudah menerima hari ini."
        )


def _use_dukcapil(settings: Settings) -> None:
    """Hand Dukcapil's service of the settings to this process, where one is set."""
    from exchange.dukcapil import Dukcapil
    from workflow.pemadanan import use_layanan

    if settings.dukcapil_url is not None and settings.dukcapil_token is not None:
        use_layanan(Dukcapil(settings.dukcapil_url, settings.dukcapil_token))


@cli.command()
@click.option("--rujukan", type=click.Path(path_type=Path), help="Muat berkas rujukan Dukcapil (.csv atau .parquet).")
@click.option("--tambah", is_flag=True, help="Pertahankan isi berkas rujukan sebelumnya.")
@click.option("--sekarang", is_flag=True, help="Padankan NIK yang sudah waktunya, tanpa menunggu pekerja.")
def padankan(rujukan: Path | None, tambah: bool, sekarang: bool) -> None:
    """Padankan NIK dengan Dukcapil."""
    from workflow import pemadanan

    if rujukan is None and not sekarang:
        sys.exit("Pilih --rujukan BERKAS, --sekarang, atau keduanya.")
    with _database() as (settings, url), _portal_engine(url):
        if rujukan is not None:
            loaded = pemadanan.muat_rujukan(rujukan, tambah=tambah)
            click.echo(f"{loaded.baris} baris rujukan dimuat; {loaded.dipadankan} NIK akan dipadankan.")
        if sekarang:
            _use_dukcapil(settings)
            done = pemadanan.padankan(float("inf"))
            click.echo(f"{done.diambil} NIK ditanyakan, {done.dijawab} terjawab, {done.menunggu} belum dipadankan.")


@cli.command("verify-audit")
@click.option("--akar", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Tempat kedua akar audit.")
def verify_audit(akar: Path | None) -> None:
    """Periksa audit, segel, akar, langkah, snapshot, dan surat: yang diubah, hilang, ditambah, atau dipindah."""
    from workflow.akar import periksa

    def report(text: str) -> None:
        click.echo(f"Memeriksa {text}…", err=True)

    count = 0
    with _owner() as connection:
        for finding in periksa(connection, akar or Settings.from_environment().akar_dir, report):
            click.echo(str(finding))
            count += 1
    click.echo("Audit dan yang dijaminnya utuh." if not count else f"{count} temuan.")
    sys.exit(1 if count else 0)


@cli.command("verify-surat")
@click.argument("berkas", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--portal", is_flag=True, help="Tanyakan juga pada basis data portal ini apakah suratnya masih berlaku.")
def verify_surat(berkas: tuple[Path, ...], portal: bool) -> None:
    """Periksa surat pengesahan (PDF), berkas datanya, atau keduanya, tanpa jaringan dan basis data."""
    from exchange.surat_periksa import periksa
    from workflow.surat_tte import Tte

    settings = Settings.from_environment()
    akar = Tte(akar=settings.tte_akar, contoh=settings.tte_contoh).akar_tepercaya()
    found = [periksa(file, akar) for file in berkas]
    marks = {True: "terbukti", False: "SALAH", None: "tidak terbukti dari berkas ini"}
    for file, one in zip(berkas, found, strict=True):
        click.echo(f"{file.name}: {'surat ' + str(one.kode) if one.jenis == 'surat' else 'berkas data'}")
        click.echo(f"  sidik berkas {one.sidik.hex()}")
        click.echo(f"  sidik data   {one.sidik_data.hex()}")
        click.echo(
            f"  awal {one.jumlah['awal']}, usulan {one.jumlah['usulan']}, akhir {one.jumlah['akhir']} rumah tangga"
        )
        for proof in one.bukti:
            click.echo(f"  {marks[proof.benar]}: {proof.teks}")
    same = len({one.sidik_data for one in found}) == 1
    if len(found) > 1:
        click.echo(f"{marks[same]}: surat dan berkas data ini saling cocok.")
    stands = [_stands(one.kode) for one in found if portal and one.kode]
    sys.exit(0 if same and all(stands) and all(proof.benar is not False for one in found for proof in one.bukti) else 1)


def _stands(kode: str) -> bool:
    """Say whether the portal of this machine knows a letter by that code and still lets it stand."""
    from data_access.session import read_session
    from data_access.surat import find_surat
    from domain.surat import parse_kode_surat

    parsed = parse_kode_surat(kode)
    with _database() as (_, url), _portal_engine(url), read_session() as connection:
        found = find_surat(connection, *parsed) if parsed else None
    click.echo(f"{kode}: {'tidak ada pada portal ini' if found is None else found.state}.")
    return found is not None and found.state == "berlaku"


@cli.command("akar-audit")
def akar_audit() -> None:
    """Buat akar audit hari kemarin bila belum ada, dan lengkapi tempat kedua."""
    from datetime import UTC

    from data_access.akar import read_akar
    from data_access.session import read_session
    from workflow.akar import buat, use_tempat

    with _database() as (settings, url), _portal_engine(url):
        use_tempat(settings.akar_dir)
        buat(datetime.now(UTC))
        with read_session() as connection:
            newest = read_akar(connection)
    if newest is not None:
        click.echo(f"Akar {newest.hari}: {newest.sidik.hex()}")


@cli.command("create-user")
@click.argument("username")
@click.option("--nama", required=True)
@click.option("--peran", required=True)
@click.option("--wilayah", required=True, help="Kode wilayah; 0 untuk nasional.")
@click.password_option("--sandi", prompt="Kata sandi", help="Paling sedikit 12 karakter.")
def create_user(username: str, nama: str, peran: str, wilayah: str, sandi: str) -> None:
    """Buat akun."""
    from workflow.akun import create_account

    with _database() as (_, url), _portal_engine(url):
        create_account(username=username, name=nama, role=peran, wilayah=wilayah, password=sandi)
        click.echo(f"Akun {username} dibuat.")


if __name__ == "__main__":
    cli()
