"""Surat pengesahan of a batch: made, signed by hand or electronically, and declared disahkan.

The signer is the Bupati or Wali Kota and nobody else (domain.profil); every step is one of ``domain.batch.LANGKAH``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from data_access import audit
from data_access import surat as letters
from data_access import surat_store as store
from data_access.akar import read_akar
from data_access.batch import Batch, read_batch
from data_access.berkas_data import write_berkas
from data_access.finalisasi_store import move_usulan
from data_access.periode import read_periode
from data_access.profil import read_profil
from data_access.session import Connection, read_session, unit_of_work
from data_access.surat import key_of
from data_access.unduhan_store import record_unduhan
from data_access.verivali_store import BatchKey
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission
from domain.errors import InvalidInput, RuleViolation
from domain.kalender import JAKARTA, ZONE, Kegiatan, Program, tanggal
from domain.profil import PROFIL_TEKS, Profil, kekurangan, nomor_surat
from domain.status import StatusUsulan
from domain.surat import (
    BarisRekap,
    IsiSurat,
    Kepala,
    Surat,
    belum_dibagi,
    bersih,
    kepala_of,
    kode_baru,
    rekap_kecamatan,
)
from exchange import surat as paper
from exchange import surat_tte
from exchange.gambar import render
from workflow.batch import hold, objek, take
from workflow.dokumen import safe_name
from workflow.surat_tte import current_tte

LARGEST = 10_000_000
_PDF = "application/pdf"
_BEGINS = {_PDF: b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
_BASAH, _ELEKTRONIK = "basah", "elektronik"
# Wide enough to see that it can be drawn.
_TRIAL_WIDTH = 400
_NOMOR = (3, 80)


@dataclass(frozen=True, slots=True)
class Usul:
    """What the form of a new letter begins with, and what stands in the way of it."""

    nomor: str
    tanggal: date
    paling_awal: date
    paling_akhir: date
    kurang: list[str]
    larangan: str | None


def usul_surat(connection: Connection, key: BatchKey, *, now: datetime) -> Usul:
    """Number and day that the next letter of a finalised batch would carry, and what its profil lacks."""
    profil = read_profil(connection, key.kab)
    first, last = _span(connection, key)
    day = min(max(now.astimezone(JAKARTA).date(), first), last)
    kurang = kekurangan(profil)
    nomor, refused = "", None
    if profil is not None and not kurang:
        try:
            nomor = nomor_surat(profil.pola_nomor, letters.next_urut(connection, key.kab, day.year), day)
            _kepala(connection, key.kab, profil)
        except (InvalidInput, RuleViolation) as error:
            refused = error.message
    return Usul(nomor, day, first, last, kurang, refused)


def _span(connection: Connection, key: BatchKey) -> tuple[date, date]:
    """Days that a letter may carry: from its finalisasi to the last of the pengesahan."""
    batch = read_batch(connection, key)
    last = read_periode(connection, key.program, key.periode, key.kab).rentang(Kegiatan.PENGESAHAN)[1]
    begun = (batch.difinalisasi or last).astimezone(JAKARTA).date()
    return begun, max(begun, last.astimezone(JAKARTA).date())


def _kepala(connection: Connection, kab: int, profil: Profil) -> Kepala:
    name = read_wilayah(connection, kab).nama
    return kepala_of(name, profil.kepala_jabatan, profil.kepala_sebutan, profil.kepala_nama)


def compose(
    connection: Connection,
    batch: Batch,
    profil: Profil,
    kepala: Kepala,
    *,
    nomor: str,
    pada: date,
    kode: str | None,
    alamat: str,
    now: datetime,
) -> IsiSurat:
    """All that a letter of the newest snapshot of a batch says. ``alamat`` is where letters are verified."""
    key = batch.key
    place = read_wilayah(connection, key.kab)
    desa = letters.read_rekap_desa(connection, key, batch.versi)
    kecamatan = {int(row["desa"]) // 10_000 for row in desa}
    lines = rekap_kecamatan(desa, letters.read_nama(connection, kecamatan))
    assert batch.sidik is not None
    assert batch.difinalisasi is not None
    kuota = int((batch.ringkasan or {}).get("kuota_kab", 0))
    akar = read_akar(connection)
    made = now.astimezone(UTC)
    return IsiSurat(
        kab=key.kab,
        nama_kab=place.nama,
        program=Program(key.program),
        periode=key.periode,
        label_periode=read_periode(connection, key.program, key.periode).label,
        versi=batch.versi,
        profil={name: getattr(profil, name) for name in PROFIL_TEKS},
        logo=profil.logo,
        kepala=kepala,
        nomor=nomor,
        tanggal=pada,
        difinalisasi=saat(batch.difinalisasi, place.zona or 7),
        rekap=belum_dibagi(lines, key.kab, kuota) if key.program == int(Program.BSP) else lines,
        sidik=batch.sidik,
        akar=(akar.hari, akar.sidik) if akar else None,
        kode=kode,
        alamat_verifikasi=alamat,
        dibuat=(made.year, made.month, made.day, made.hour, made.minute, made.second),
        perubahan=letters.read_perubahan(connection, key, batch.versi, desa),
    )


def saat(moment: datetime, zona: int) -> str:
    """A moment in the zone of the kab: "26 November 2026 pukul 14.35 WIB"."""
    zone, short = ZONE[zona]
    local = moment.astimezone(ZoneInfo(zone))
    return f"{tanggal(local.date())} pukul {local:%H.%M} {short}"


def buat_surat(
    actor: Actor,
    key: BatchKey,
    *,
    nomor: str,
    tanggal_surat: date,
    alamat: str,
    now: datetime,
    saat_ini: datetime,
    alamat_ip: str | None = None,
) -> int:
    """Make the letter of a finalised batch; the one before it stands no longer. Returns its number in the kab.

    ``now`` is the moment periode go by, ``saat_ini`` the clock. Raises AccessDenied, InvalidInput, or RuleViolation:
    a profil that lacks something (with what), a signer who is not Bupati or Wali Kota, a day or number that cannot be.
    """
    with unit_of_work() as work:
        before, step = hold(work, actor, key, "buat_surat", now=now)
        profil = read_profil(work, key.kab)
        kurang = kekurangan(profil)
        if profil is None or kurang:
            raise RuleViolation(
                f"Profil belum lengkap: {', '.join(kurang)}. Lengkapi pada halaman Profil, lalu buat suratnya lagi."
            )
        kepala = _kepala(work, key.kab, profil)
        number = _check_nomor(work, key, nomor)
        _check_tanggal(work, key, tanggal_surat)
        isi = compose(
            work, before, profil, kepala, nomor=number, pada=tanggal_surat, kode=kode_baru(key.kab), alamat=alamat,
            now=saat_ini,
        )  # fmt: skip
        pdf = paper.typeset(isi)
        halaman = render(pdf, _PDF, lebar=_TRIAL_WIDTH)[1]
        assert isi.kode is not None
        made = store.store_surat(
            work,
            key,
            versi=isi.versi,
            kode=isi.kode,
            nomor=isi.nomor,
            tanggal=isi.tanggal,
            profil=dict(isi.profil),
            rekap=_as_rekap(isi),
            sidik=isi.sidik,
            akar=isi.akar[1] if isi.akar else None,
            pdf=pdf,
            sidik_pdf=paper.sidik(pdf),
            halaman=halaman,
            pembuat=actor.id,
            dibuat=saat_ini,
        )
        written = {"surat": made, "nomor": isi.nomor, "kode": isi.kode, "sidik_pdf": paper.sidik(pdf).hex()}
        take(work, actor, before, step, now=now, isi=written, alamat_ip=alamat_ip)
    return made


def _check_nomor(work: Connection, key: BatchKey, nomor: str) -> str:
    number = bersih(nomor, 200)
    shortest, longest = _NOMOR
    if not shortest <= len(number) <= longest:
        raise InvalidInput(f"Isi nomor surat, {shortest} sampai {longest} huruf.")
    other = letters.find_nomor(work, key, number)
    if other is not None:
        raise RuleViolation(f"Nomor {number} sudah dipakai surat periode {other}. Pakai nomor lain.")
    return number


def _check_tanggal(work: Connection, key: BatchKey, day: date) -> None:
    first, last = _span(work, key)
    if not first <= day <= last:
        raise RuleViolation(
            f"Tanggal surat dari {tanggal(first)} (finalisasi) sampai {tanggal(last)} (akhir pengesahan)."
        )


def _as_rekap(isi: IsiSurat) -> dict[str, Any]:
    """Lines and the other texts of a letter, so that it can be set again and its place for the signature is known."""
    page, x, y = paper.letak_ttd(replace(isi, perubahan=isi.perubahan[:1]))
    return {
        "baris": [{"kode": line.kode, "nama": line.nama, "angka": dict(line.angka)} for line in isi.rekap],
        "jumlah": dict(isi.total.angka),
        "difinalisasi": isi.difinalisasi,
        "akar_hari": isi.akar[0].isoformat() if isi.akar else None,
        "alamat": isi.alamat_verifikasi,
        "kepala": [isi.kepala.jabatan, isi.kepala.nama],
        "letak": [page, x, y],
    }


def isi_of(connection: Connection, surat: Surat) -> IsiSurat:
    """What a letter says, as it was made: for the DOCX."""
    key, said = key_of(surat), surat.rekap
    profil = read_profil(connection, key.kab)
    made = surat.dibuat.astimezone(UTC)
    desa = letters.read_rekap_desa(connection, key, surat.versi)
    day = said["akar_hari"]
    return IsiSurat(
        kab=key.kab,
        nama_kab=read_wilayah(connection, key.kab).nama,
        program=Program(key.program),
        periode=key.periode,
        label_periode=read_periode(connection, key.program, key.periode).label,
        versi=surat.versi,
        profil=surat.profil,
        logo=profil.logo if profil else None,
        kepala=Kepala(*said["kepala"]),
        nomor=surat.nomor,
        tanggal=surat.tanggal,
        difinalisasi=said["difinalisasi"],
        rekap=tuple(BarisRekap(line["kode"], line["nama"], line["angka"]) for line in said["baris"]),
        sidik=surat.sidik,
        akar=(date.fromisoformat(day), surat.akar) if day and surat.akar else None,
        kode=surat.kode,
        alamat_verifikasi=said["alamat"],
        dibuat=(made.year, made.month, made.day, made.hour, made.minute, made.second),
        perubahan=letters.read_perubahan(connection, key, surat.versi, desa),
    )


def _standing(work: Connection, key: BatchKey) -> Surat:
    found = letters.read_berlaku(work, key)
    if found is None:
        raise RuleViolation("Surat pengesahan batch ini belum dibuat. Buat suratnya lebih dahulu.")
    return found


def unggah_surat(
    actor: Actor,
    key: BatchKey,
    *,
    nama: str,
    isi: bytes,
    now: datetime,
    saat_ini: datetime,
    alamat_ip: str | None = None,
) -> list[surat_tte.Periksa]:
    """Take the signed letter in: PDF, JPG or PNG by its content. Returns what its electronic signatures said, if any.

    Raises AccessDenied, InvalidInput for a file that is too large or cannot be drawn, or RuleViolation: the letter as
    it was made, without a signature; an electronic signature that is broken.
    """
    actor.require(Permission.PREPARE_PENGESAHAN, key.kab)
    mime = check_ttd(isi)
    # Before the batch is held: both are done by processes of their own that take their time.
    found = surat_tte.verify(isi, current_tte().akar_tepercaya()) if mime == _PDF else []
    if any(not item.utuh for item in found):
        raise RuleViolation(
            "Tanda tangan elektronik pada berkas ini rusak: isinya berubah sesudahnya. Minta berkas aslinya."
        )
    with unit_of_work() as work:
        before, step = hold(work, actor, key, "unggah_surat", now=now)
        surat = _standing(work, key)
        digest = hashlib.sha256(isi).digest()
        if digest == surat.sidik_pdf:
            raise RuleViolation("Berkas ini surat yang belum ditandatangani. Unggah yang sudah bertanda tangan.")
        cara = _ELEKTRONIK if found else _BASAH
        store.store_ttd(
            work, surat.kab, surat.id, cara=cara, nama=safe_name(nama), mime=mime, isi=isi, sidik=digest,
            periksa=_periksa(work, surat, isi, found), oleh=actor.id, waktu=saat_ini,
        )  # fmt: skip
        written = {"surat": surat.id, "cara": cara, "sidik_ttd": digest.hex()}
        take(work, actor, before, step, now=now, isi=written, alamat_ip=alamat_ip)
    return found


def check_ttd(isi: bytes) -> str:
    """MIME type of a signed letter. Raises InvalidInput for one too large, of no such kind, or not to be drawn."""
    if not isi:
        raise InvalidInput("Pilih berkas surat yang sudah ditandatangani.")
    if len(isi) > LARGEST:
        raise InvalidInput(f"Berkas terlalu besar. Paling besar {LARGEST // 1_000_000} MB; pindai dengan 200 dpi.")
    mime = next((kind for kind, head in _BEGINS.items() if isi.startswith(head)), None)
    if mime is None:
        raise InvalidInput("Jenis berkas tidak diterima. Unggah PDF, JPG, atau PNG.")
    render(isi, mime, lebar=_TRIAL_WIDTH)
    return mime


def _periksa(work: Connection, surat: Surat, isi: bytes, found: list[surat_tte.Periksa]) -> list[dict[str, Any]] | None:
    if not found:
        return None
    own = letters.read_pdf(work, surat.kab, surat.id)
    # A signature is appended, so a signed letter begins with the very bytes that were made here.
    same = own is not None and isi.startswith(own)
    return [item.as_json() | {"surat_ini": same} for item in found]


def tanda_tangan(
    actor: Actor, key: BatchKey, *, now: datetime, saat_ini: datetime, alamat_ip: str | None = None
) -> list[surat_tte.Periksa]:
    """Sign the letter that stands electronically, as the head of the kab; what verifying it said.

    Raises AccessDenied, PerluTotp, or RuleViolation without a letter or a certificate in force.
    """
    with unit_of_work() as work:
        before, step = hold(work, actor, key, "tanda_tangan", now=now)
        surat = _standing(work, key)
        pdf = letters.read_pdf(work, surat.kab, surat.id)
        assert pdf is not None
        kepala = Kepala(*surat.rekap["kepala"])
        page, x, y = surat.rekap["letak"]
        zona = read_wilayah(work, key.kab).zona or 7
        tte = current_tte()
        signed = surat_tte.sign(
            pdf, tte.sertifikat(key.kab, kepala), kepala, (page, x, y), now=saat_ini, waktu=saat(saat_ini, zona)
        )
        found = surat_tte.verify(signed, tte.akar_tepercaya())
        digest = hashlib.sha256(signed).digest()
        store.store_ttd(
            work, surat.kab, surat.id, cara=_ELEKTRONIK, nama=f"surat-{surat.kode}-ttd.pdf", mime=_PDF, isi=signed,
            sidik=digest, periksa=_periksa(work, surat, signed, found), oleh=actor.id, waktu=saat_ini,
        )  # fmt: skip
        written = {"surat": surat.id, "cara": _ELEKTRONIK, "sidik_ttd": digest.hex()}
        take(work, actor, before, step, now=now, isi=written, alamat_ip=alamat_ip)
    return found


def unduh_data(actor: Actor, surat: Surat, out: BinaryIO, *, now: datetime, alamat_ip: str | None = None) -> str:
    """Write the data file whose digest the letter carries, and the download down; the name of the file.

    It holds whole identities. Raises AccessDenied.
    """
    actor.require(Permission.UNMASK_IDENTITAS, surat.kab)
    actor.require(Permission.EXPORT_RUMAH_TANGGA, surat.kab)
    begun = out.tell()
    # A connection of its own: it streams, and writes nothing afterwards.
    with read_session() as connection:
        digest = write_berkas(connection, key_of(surat), surat.versi, out)
    name = f"data-{surat.kode}.tsv"
    with unit_of_work() as work:
        record_unduhan(
            work,
            kab=surat.kab,
            jenis="data_surat",
            nama=name,
            ukuran=out.tell() - begun,
            sidik=digest,
            pengguna=actor.id,
            waktu=now,
            alamat_ip=alamat_ip,
            periode=surat.periode,
            program=surat.program,
        )
        audit.record(
            work,
            actor_name=actor.username,
            kab=surat.kab,
            aksi="surat.unduh_data",
            objek=objek(key_of(surat)),
            sesudah={"kode": surat.kode, "sidik": digest.hex()},
            alamat_ip=alamat_ip,
        )
    return name


def sahkan(actor: Actor, key: BatchKey, *, now: datetime, alamat_ip: str | None = None) -> int:
    """Declare that the letter carries the signature of the Bupati or Wali Kota; usulan of the batch are disahkan.

    Returns how many usulan. Raises AccessDenied, or RuleViolation without a signed letter.
    """
    with unit_of_work() as work:
        before, step = hold(work, actor, key, "sahkan", now=now)
        surat = _standing(work, key)
        if not surat.ditandatangani:
            raise RuleViolation("Surat yang berlaku belum ditandatangani. Unggah atau tanda tangani lebih dahulu.")
        moved = move_usulan(work, key, StatusUsulan.DISAHKAN)
        written = {"surat": surat.id, "kode": surat.kode, "usulan": moved}
        take(work, actor, before, step, now=now, isi=written, alamat_ip=alamat_ip)
    return moved
