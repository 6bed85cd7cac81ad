"""Registrations of citizens and reports of ketidaklayakan: authorise, hold, check, write, audit, announce.

A registration goes from desk to desk of the chain that the centre has set and becomes a usulan DTKS baru at its end. A
report becomes a case at once where a verivali row of an open batch can carry it. Where no batch can, it waits, and the
worker makes it a case when one is open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from data_access import audit, keterangan, kuota_store, perubahan
from data_access import pendaftaran_store as store
from data_access.pendaftaran_store import Tercatat
from data_access.session import Connection, read_session, unit_of_work
from domain import setelan
from domain.access import Actor, Permission
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.kalender import JAKARTA, Program
from domain.kode import Level, ancestor, level_of
from domain.mesin import Langkah, langkah_of
from domain.pendaftaran import (
    ALASAN,
    ALASAN_DAFTAR,
    BERKAS,
    LANGKAH,
    MEJA,
    MENUNGGU_PERIODE,
    PENCATAT,
    STA_OF,
    STATE_NAME,
    Isian,
    JenisPendaftaran,
    StatePendaftaran,
    baca_catatan,
    langkah_berikut,
)
from domain.usulan import JenisUsulan
from workflow.pemindahan import Dokumen

# Registrations that one run of the worker makes cases of.
_AT_ONCE = 500


def catat(
    actor: Actor,
    desa: int,
    isian: Isian,
    berkas: Mapping[str, Dokumen],
    *,
    saat: datetime,
    alamat_ip: str | None = None,
) -> int:
    """Take down the registration of a citizen who lives in ``desa``; its number.

    Raises AccessDenied, InvalidInput for a place that is no desa, RuleViolation for a citizen who is in the register or
    whose registration is on its way.
    """
    actor.require(Permission.RECORD_PENDAFTARAN, desa)
    if level_of(desa) is not Level.DESA:
        raise InvalidInput("Pilih desa atau kelurahan tempat tinggal warga.")
    kab, nik = ancestor(desa, Level.KAB), int(isian.nik)
    with _one_at_a_time("Pendaftaran warga ini sedang berjalan."), unit_of_work() as work:
        if desa not in kuota_store.desa_of(work, kab):
            raise InvalidInput("Pilih desa atau kelurahan tempat tinggal warga.")
        _check_unknown(work, actor, kab, nik)
        first = langkah_berikut(_chain(work), None) or MENUNGGU_PERIODE
        number = store.add(
            work,
            kab,
            saat,
            jenis=str(JenisPendaftaran.DAFTAR),
            langkah=first,
            desa=desa,
            nik=nik,
            nama=isian.nama,
            isi=isian.as_json(),
            pencatat=actor.id,
        )
        _add_papers(work, actor, kab, number, berkas, saat)
        store.add_langkah(
            work, kab, number, langkah=PENCATAT, keputusan="kirim", catatan=None, pengguna=actor.id, saat=saat
        )
        _record(work, actor.username, kab, number, "catat", {"desa": desa, "langkah": first}, alamat_ip)
    return number


@contextmanager
def _one_at_a_time(text: str) -> Iterator[None]:
    """Of two at one moment the second is told so."""
    try:
        yield
    except store.SudahAda as error:
        raise RuleViolation(f"{text} Muat ulang halaman untuk melihatnya.") from error


def _check_unknown(work: Connection, actor: Actor, kab: int, nik: int) -> None:
    there = store.find_nik(work, nik)
    if there is not None and actor.sees(there):
        raise RuleViolation(
            "Warga ini sudah ada dalam register di wilayah Anda. Cari NIK-nya pada Data Kesos; bila datanya berubah, "
            "perbaiki lewat verivali."
        )
    if there is not None:
        raise RuleViolation(
            "Warga ini sudah ada dalam register di luar wilayah Anda. Minta Supervisor menelusurinya lebih dahulu."
        )
    running = store.find_running(work, kab, nik=nik)
    if running is not None:
        raise RuleViolation(f"Pendaftaran warga ini sedang berjalan (nomor {running}). Lanjutkan yang itu.")


def lapor(
    actor: Actor,
    kab: int,
    ruta: int,
    alasan: str,
    catatan: str,
    berkas: Mapping[str, Dokumen],
    *,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> tuple[int, int | None]:
    """Report that a household of the register is not eligible, on any day; its number, and that of its case.

    The case is None where no verivali row can carry the finding now. Raises AccessDenied, InvalidInput without a reason
    or paper, RuleViolation for a household that is reported already.
    """
    actor.require(Permission.RECORD_PENDAFTARAN)
    if alasan not in ALASAN:
        raise InvalidInput("Pilih alasan ketidaklayakan dari daftar.")
    note = baca_catatan(catatan)
    if len(note) < 10:
        raise InvalidInput("Jelaskan temuannya, paling sedikit 10 huruf.")
    if not berkas:
        raise InvalidInput("Lampirkan surat keterangan atau fotonya.")
    with _one_at_a_time("Rumah tangga ini sudah dilaporkan."), unit_of_work() as work:
        rumah = store.read_rumah(work, kab, ruta)
        if rumah is None or not actor.sees(rumah.desa):
            raise AccessDenied()
        if store.find_running(work, kab, ruta=ruta) is not None or store.has_open_case(work, kab, ruta):
            raise RuleViolation(
                "Rumah tangga ini sudah dilaporkan dan menunggu pemeriksaan. Tidak perlu dilaporkan lagi."
            )
        number = store.add(
            work,
            kab,
            saat,
            jenis=str(JenisPendaftaran.KETIDAKLAYAKAN),
            langkah=MENUNGGU_PERIODE,
            desa=rumah.desa,
            ruta=ruta,
            nama=rumah.nama,
            isi={"alasan": alasan, "keterangan": note, "idbdt": rumah.idbdt},
            pencatat=actor.id,
        )
        _add_papers(work, actor, kab, number, berkas, saat)
        store.add_langkah(
            work, kab, number, langkah=PENCATAT, keputusan="kirim", catatan=note, pengguna=actor.id, saat=saat
        )
        _record(work, actor.username, kab, number, "lapor", {"ruta": ruta, "alasan": alasan}, alamat_ip)
    return number, jadikan_kasus(kab, number, now=now, saat=saat)


def teruskan(
    actor: Actor,
    kab: int,
    nomor: int,
    catatan: str = "",
    *,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> int | None:
    """Pass a registration on to the next desk; from the last one it becomes a case, whose number is returned.

    Raises AccessDenied for who does not sit at the desk that it waits for, RuleViolation for one that is over.
    """
    note = baca_catatan(catatan) or None
    with unit_of_work() as work:
        item = _hold(work, actor, kab, nomor, "teruskan")
        chain = _chain(work)
        following = langkah_berikut(chain, item.langkah) or MENUNGGU_PERIODE
        _step(work, actor, item, "teruskan", note, saat)
        store.update(work, kab, nomor, saat, langkah=following)
        after: dict[str, object] = {"dari": item.langkah, "langkah": following}
        _record(work, actor.username, kab, nomor, "teruskan", after, alamat_ip)
    return jadikan_kasus(kab, nomor, now=now, saat=saat) if following == MENUNGGU_PERIODE else None


def kembalikan(
    actor: Actor, kab: int, nomor: int, catatan: str, *, saat: datetime, alamat_ip: str | None = None
) -> None:
    """Send a registration back to who took it down, with a note. Raises as ``teruskan``."""
    _end(actor, kab, nomor, "kembalikan", catatan, PENCATAT, saat, alamat_ip)


def tolak(actor: Actor, kab: int, nomor: int, catatan: str, *, saat: datetime, alamat_ip: str | None = None) -> None:
    """Refuse a registration for good, with a note. Raises as ``teruskan``."""
    _end(actor, kab, nomor, "tolak", catatan, None, saat, alamat_ip)


def _end(
    actor: Actor,
    kab: int,
    nomor: int,
    kode: str,
    catatan: str,
    langkah: str | None,
    saat: datetime,
    alamat_ip: str | None,
) -> None:
    note = baca_catatan(catatan)
    if len(note) < 5:
        raise InvalidInput("Tuliskan alasannya, paling sedikit 5 huruf.")
    with unit_of_work() as work:
        item = _hold(work, actor, kab, nomor, kode)
        _step(work, actor, item, kode, note, saat)
        store.update(work, kab, nomor, saat, state=_langkah(kode).ke, langkah=langkah)
        _record(work, actor.username, kab, nomor, kode, {"dari": item.langkah, "catatan": note}, alamat_ip)


def kirim(
    actor: Actor,
    kab: int,
    nomor: int,
    isian: Isian,
    berkas: Mapping[str, Dokumen],
    *,
    saat: datetime,
    alamat_ip: str | None = None,
) -> None:
    """Send a registration that came back to the desk that returned it, mended. The NIK stays: another is another one.

    Raises as ``teruskan``; InvalidInput for another NIK.
    """
    with unit_of_work() as work:
        item = _hold(work, actor, kab, nomor, "kirim")
        if isian.nik != item.isi.get("nik"):
            raise InvalidInput("NIK tidak dapat diganti. Tolak pendaftaran ini, lalu catat yang baru.")
        chain = _chain(work)
        back = store.read_desk_before(work, kab, nomor)
        desk = back if back in chain else langkah_berikut(chain, None) or MENUNGGU_PERIODE
        _add_papers(work, actor, kab, nomor, berkas, saat)
        store.add_langkah(
            work, kab, nomor, langkah=PENCATAT, keputusan="kirim", catatan=None, pengguna=actor.id, saat=saat
        )
        values = {"state": str(StatePendaftaran.BERJALAN), "langkah": desk, "nama": isian.nama, "isi": isian.as_json()}
        store.update(work, kab, nomor, saat, **values)
        _record(work, actor.username, kab, nomor, "kirim", {"langkah": desk}, alamat_ip)


def jadikan_kasus(kab: int, nomor: int, *, now: datetime, saat: datetime) -> int | None:
    """Make a case of what waits for a periode, where one can take it; its number, or None while it waits."""
    with unit_of_work() as work:
        item = store.hold(work, kab, nomor)
        if item is None or item.langkah != MENUNGGU_PERIODE:
            return None
        if item.jenis is JenisPendaftaran.DAFTAR:
            return _propose(work, item, now, saat)
        return _report(work, item, now, saat)


def lanjutkan(*, now: datetime, saat: datetime) -> int:
    """Make cases of all that waited for a periode that is open now; how many."""
    with read_session() as connection:
        waiting = store.list_waiting(connection, _AT_ONCE)
    return sum(jadikan_kasus(kab, number, now=now, saat=saat) is not None for kab, number in waiting)


def _propose(work: Connection, item: Tercatat, now: datetime, saat: datetime) -> int | None:
    keys = store.open_batches(work, item.kab, now, int(Program.DTKS))
    if not keys:
        return None
    key, isi = keys[0], item.isi
    idbdt = f"{item.desa}9{item.nomor:012d}"
    person = {
        "idartbdt": f"{idbdt}01", "nama": item.nama, "nik": isi["nik"], "no_kk": isi["no_kk"],
        "tgl_lahir": isi["tgl_lahir"], "hub_krt": 1, "no_urut": 1,
    }  # fmt: skip
    house = {
        "no_kk": isi["no_kk"], "alamat": isi["alamat"], "nama_krt": item.nama, "jumlah_art": isi["anggota"],
        "pengurus_nama": item.nama, "pengurus_nik": isi["nik"], "pengurus_tgl_lahir": isi["tgl_lahir"], **isi["rumah"],
    }  # fmt: skip
    note = f"Pendaftaran aktif nomor {item.nomor}: {ALASAN_DAFTAR[isi['alasan']].lower()}. {isi['keterangan']}".strip()
    case = store.add_case(
        work,
        key,
        item.nomor,
        JenisUsulan.DTKS_BARU,
        desa=item.desa,
        ruta=None,
        idbdt=idbdt,
        isi={"rumah": house, "anggota_baru": [person], "keterangan": note},
        pengusul=item.pencatat,
        hari=_day(now),
        saat=saat,
    )
    store.attach(work, key, item.nomor, item.desa, idbdt)
    _became(work, item, case, saat)
    return case


def _report(work: Connection, item: Tercatat, now: datetime, saat: datetime) -> int | None:
    assert item.ruta is not None, "a report is about a household of the register"
    sta, day = STA_OF[item.isi["alasan"]], _day(now)
    for key in store.open_batches(work, item.kab, now):
        desa = store.can_carry(work, key, item.ruta)
        if desa is None:
            continue
        delta = store.write_finding(work, key, item.ruta, sta, petugas=item.pencatat, hari=day, now=now, saat=saat)
        visit = {"sta": int(sta), "tanggal": day.isoformat(), "catatan": item.isi["keterangan"]}
        note = f"Laporan ketidaklayakan nomor {item.nomor}: {ALASAN[item.isi['alasan']].lower()}."
        case = store.add_case(
            work,
            key,
            item.nomor,
            JenisUsulan.KETIDAKLAYAKAN,
            desa=desa,
            ruta=item.ruta,
            idbdt=item.isi["idbdt"],
            isi={"kunjungan": visit, "keterangan": note},
            pengusul=item.pencatat,
            hari=day,
            saat=saat,
        )
        store.attach(work, key, item.nomor, desa, item.isi["idbdt"])
        store.apply_finding(work, key, delta, day, now)
        _became(work, item, case, saat)
        return case
    return None


def _became(work: Connection, item: Tercatat, case: int, saat: datetime) -> None:
    state = str(StatePendaftaran.DITERUSKAN)
    store.update(work, item.kab, item.nomor, saat, state=state, langkah=None, usulan=case)
    _record(work, "portal", item.kab, item.nomor, "kasus", {"usulan": case}, None)


def _langkah(kode: str) -> Langkah:
    return next(step for step in LANGKAH if step.kode == kode)


def _hold(work: Connection, actor: Actor, kab: int, nomor: int, kode: str) -> Tercatat:
    """A registration held for a step that the actor may take: at the desk that it waits for, in the own wilayah."""
    step = _langkah(kode)
    if step.izin is None:
        raise AccessDenied()
    actor.require(step.izin)
    item = store.hold(work, kab, nomor)
    if item is None or item.jenis is not JenisPendaftaran.DAFTAR or not actor.sees(item.desa):
        raise AccessDenied()
    langkah_of(LANGKAH, kode, item.state, STATE_NAME)
    if kode != "kirim" and (item.langkah not in MEJA or MEJA[item.langkah].peran is not actor.role):
        raise AccessDenied("Pendaftaran ini tidak menunggu Anda.")
    return item


def _chain(connection: Connection) -> tuple[str, ...]:
    return setelan.setelan_of(keterangan.read(connection, setelan.KUNCI)).langkah_pendaftaran


def _add_papers(
    work: Connection, actor: Actor, kab: int, number: int, berkas: Mapping[str, Dokumen], saat: datetime
) -> None:
    if not set(berkas) <= set(BERKAS):
        raise InvalidInput("Jenis dokumen tidak dikenal. Muat ulang halaman, lalu unggah lagi.")
    rows: list[dict[str, Any]] = [
        {
            "jenis": kind,
            "nama": paper.nama,
            "mime": paper.mime,
            "sidik": hashlib.sha256(paper.isi).digest(),
            "isi": paper.isi,
        }
        for kind, paper in berkas.items()
    ]
    store.add_berkas(work, kab, number, rows, oleh=actor.id, saat=saat)


def _step(work: Connection, actor: Actor, item: Tercatat, keputusan: str, note: str | None, saat: datetime) -> None:
    assert item.langkah is not None, "held at a desk"
    store.add_langkah(
        work,
        item.kab,
        item.nomor,
        langkah=item.langkah,
        keputusan=keputusan,
        catatan=note,
        pengguna=actor.id,
        saat=saat,
    )


def _day(now: datetime) -> date:
    return now.astimezone(JAKARTA).date()


def _record(
    work: Connection,
    who: str,
    kab: int,
    nomor: int,
    aksi: str,
    sesudah: dict[str, object],
    alamat_ip: str | None,
) -> None:
    audit.record(
        work,
        actor_name=who,
        kab=kab,
        aksi=f"pendaftaran.{aksi}",
        objek=f"pendaftaran/{kab}/{nomor}",
        sesudah=sesudah,
        alamat_ip=alamat_ip,
    )
    perubahan.announce(work, kab)
