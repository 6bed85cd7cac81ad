"""The review, one function per action on one case: authorise, lock, check, write, audit, announce, in one transaction.

``now`` is the moment periode go by, ``saat`` the clock of claims, of the undo and of what is written down. ``versi`` is
``usulan.diubah`` as the page showed it: whoever comes late is told who decided what, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from data_access import audit
from data_access import pemeriksaan_store as store
from data_access.kasus import read_kasus
from data_access.kasus_riwayat import read_pemutus
from data_access.pemeriksaan_store import Tercatat
from data_access.periode import read_periode
from data_access.perubahan import announce
from data_access.register_store import TidakCocok
from data_access.session import Connection, read_session, unit_of_work
from data_access.tutup_store import forget
from domain.access import Actor, Permission
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.isian_kata import samarkan
from domain.kalender import JAKARTA, Kegiatan, tanggal
from domain.kasus import Kasus, Pemegang, baca_kolom
from domain.kesos import Alasan
from domain.status import STATUS_USULAN_NAME, StatusUsulan
from domain.tindakan import (
    KLAIM_SELAMA,
    TENGGANG,
    URUNGKAN_DALAM,
    Putusan,
    StateTindakan,
    Tindakan,
    baca_putusan,
    baca_teks,
)
from domain.usulan import Keputusan, menjadi
from workflow import putusan as engine
from workflow.batch import check_span
from workflow.putusan import Pemutus

__all__ = ["buka_identitas", "klaim", "komentari", "lepas", "putuskan", "urungkan"]


def klaim(actor: Actor, kab: int, nomor: int, *, saat: datetime) -> Pemegang:
    """Take a case for five minutes, or prolong one's own claim.

    A claim is a look, not an act: it is not written to the audit. Raises AccessDenied; RuleViolation for a case that
    was decided, with who did what, or that another person looks at, with who and until when.
    """
    actor.require(Permission.REVIEW_VERIVALI, kab)
    until = saat + KLAIM_SELAMA
    with unit_of_work() as work:
        case = _one(work, kab, nomor)
        if case.status is not StatusUsulan.BELUM_DIPERIKSA:
            raise _too_late(work, kab, case)
        if store.claim(work, kab, nomor, actor.id, saat=saat, sampai=until) is None:
            raise _held(store.read_claims(work, kab, saat)[nomor])
    return Pemegang(actor.id, actor.name, until)


def lepas(actor: Actor, kab: int, nomor: int) -> None:
    """Give up one's own claim; nothing happens where there is none."""
    actor.require(Permission.REVIEW_VERIVALI, kab)
    with unit_of_work() as work:
        store.release(work, kab, nomor, actor.id)


def putuskan(
    actor: Actor,
    kab: int,
    nomor: int,
    keputusan: Keputusan,
    *,
    versi: datetime,
    alasan: str | None = None,
    keterangan: str | None = None,
    kolom: Sequence[str] = (),
    tunda_sampai: date | None = None,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> Tindakan:
    """Decide on one case and return the act, which can be undone for half a minute.

    Raises AccessDenied; InvalidInput for a decision that lacks its reason, fields or day; RuleViolation when somebody
    else decided or looks at it, when it changed since ``versi``, or when something stands in the way of approving it.
    """
    actor.require(Permission.REVIEW_VERIVALI, kab)
    oleh = Pemutus(actor.id, now, saat)
    putusan = baca_putusan(
        keputusan,
        alasan=alasan,
        keterangan=keterangan,
        kolom=kolom,
        tunda_sampai=tunda_sampai,
        hari_ini=oleh.hari,
    )
    try:
        with unit_of_work() as work:
            return _decide(work, actor, kab, nomor, putusan, oleh, versi, alamat_ip)
    except TidakCocok as error:
        raise RuleViolation(
            "Perubahan ini tidak cocok dengan isi register sekarang, sehingga tidak dapat disetujui. Kembalikan kasus "
            "ini dengan alasan isian."
        ) from error


def _decide(
    work: Connection,
    actor: Actor,
    kab: int,
    nomor: int,
    putusan: Putusan,
    oleh: Pemutus,
    versi: datetime,
    alamat_ip: str | None,
) -> Tindakan:
    held = engine.hold(work, kab, [nomor])
    case = held.cases.get(nomor) or _one(work, kab, nomor)
    if menjadi(case.jenis, case.status, putusan.keputusan) is None or case.versi != versi:
        raise _too_late(work, kab, case)
    number = store.add_act(work, kab, putusan, state=StateTindakan.SELESAI, jumlah=1, pembuat=oleh.id, saat=oleh.saat)
    store.add_items(work, kab, number, [nomor])
    obstacle = engine.terapkan(work, kab, number, [nomor], putusan, oleh, held)[nomor]
    if obstacle is not None:
        raise RuleViolation(f"{obstacle.pesan} {obstacle.langkah}")
    store.update_act(work, kab, number, selesai=1, berhasil=1, diselesaikan=oleh.saat)
    then = menjadi(case.jenis, case.status, putusan.keputusan)
    after: dict[str, object] = {"status": then, "tindakan": number, "alasan": putusan.kalimat}
    if putusan.kolom:
        after["kolom"] = list(putusan.kolom)
    if putusan.tunda_sampai:
        after["tunda_sampai"] = putusan.tunda_sampai.isoformat()
    _record(work, actor, kab, nomor, str(putusan.keputusan), alamat_ip, {"status": int(case.status)}, after)
    act = store.read_act(work, kab, number)
    assert act is not None, "written above"
    return act


def urungkan(
    actor: Actor, kab: int, tindakan: int, *, now: datetime, saat: datetime, alamat_ip: str | None = None
) -> None:
    """Take back one's own decision on one case, within half a minute: case, kuota, register and visit as they were.

    Raises AccessDenied for another's act, RuleViolation when it is too late, the review is closed, or something
    changed since.
    """
    actor.require(Permission.REVIEW_VERIVALI, kab)
    with unit_of_work() as work:
        done = list(store.read_done(work, kab, tindakan))
        held = engine.hold(work, kab, done)
        act = store.read_act(work, kab, tindakan, lock=True)
        check_undo(act, actor, saat)
        if act is None or act.jumlah != 1:
            raise AccessDenied
        for key in {case.key for case in held.cases.values()}:
            check_span(read_periode(work, key.program, key.periode, kab), Kegiatan.PENGESAHAN, now)
        if engine.kembalikan(work, kab, tindakan, done, Pemutus(actor.id, now, saat)):
            raise RuleViolation(
                "Kasus ini sudah berubah lagi setelah keputusan Anda, sehingga tidak dapat diurungkan. Muat ulang "
                "halaman untuk melihat keadaan terakhir."
            )
        forget(work, kab, tindakan)
        store.update_act(work, kab, tindakan, state=str(StateTindakan.DIURUNGKAN), pengurung=actor.id, diurungkan=saat)
        _record(work, actor, kab, done[0], "urungkan", alamat_ip, {"tindakan": tindakan}, {"keputusan": act.keputusan})


def check_undo(act: Tindakan | None, actor: Actor, saat: datetime) -> None:
    """Refuse an undo of another's act, of one that is not finished, and one that comes too late."""
    if act is None or act.pembuat != actor.id:
        raise AccessDenied
    if act.state is StateTindakan.DIURUNGKAN:
        raise RuleViolation("Keputusan ini sudah diurungkan.")
    late = act.diselesaikan is None or saat > act.diselesaikan + URUNGKAN_DALAM + TENGGANG
    if late or act.state is not StateTindakan.SELESAI:
        raise RuleViolation(
            f"Waktu untuk mengurungkan ({int(URUNGKAN_DALAM.total_seconds())} detik) sudah lewat. Usulan yang "
            "disetujui masih dapat dikembalikan atau ditolak sampai finalisasi."
        )


def komentari(
    actor: Actor,
    kab: int,
    nomor: int,
    isi: str,
    kolom: str | None = None,
    *,
    saat: datetime,
    alamat_ip: str | None = None,
) -> int:
    """Leave a comment on a case, or on one of its fields; returns its number.

    Raises AccessDenied, InvalidInput for an empty or too long text or a field that no case has.
    """
    actor.require(Permission.REVIEW_VERIVALI, kab)
    text = samarkan(None, baca_teks(isi, "Komentar"))
    if text is None:
        raise InvalidInput("Tulis komentarnya lebih dahulu.")
    field = baca_kolom([kolom])[0] if kolom else None
    with unit_of_work() as work:
        _one(work, kab, nomor)
        number = store.add_comment(work, kab, nomor, kolom=field, isi=text, pengguna=actor.id, saat=saat)
        _record(work, actor, kab, nomor, "komentar", alamat_ip, None, {"komentar": number, "kolom": field})
    return number


def buka_identitas(
    actor: Actor,
    kab: int,
    nomor: int,
    alasan: Alasan,
    *,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> Kasus:
    """A case with NIK, No. KK, mother's name and birth in full, for a reason that is written down first."""
    actor.require(Permission.UNMASK_IDENTITAS)
    with unit_of_work() as work:
        case = _one(work, kab, nomor)
        actor.require(Permission.VIEW_RUMAH_TANGGA, case.desa)
        reason: dict[str, object] = {"alasan": alasan.kode, "keterangan": alasan.keterangan}
        audit.record(
            work,
            actor_name=actor.username,
            kab=kab,
            aksi="usulan.buka-identitas",
            objek=_name(kab, nomor),
            sesudah=reason,
            alamat_ip=alamat_ip,
        )
    day = now.astimezone(JAKARTA).date()
    with read_session() as connection:
        found = read_kasus(connection, kab, nomor, now=now, saat=saat, hari_ini=day, terbuka=True)
    if found is None:
        raise AccessDenied
    return found


def _one(work: Connection, kab: int, nomor: int) -> Tercatat:
    case = store.read_cases(work, kab, [nomor]).get(nomor)
    if case is None:
        raise AccessDenied
    return case


def _too_late(work: Connection, kab: int, case: Tercatat) -> RuleViolation:
    """What whoever comes late is told: who did what, and when."""
    last = read_pemutus(work, kab, case.nomor)
    if last is None:
        name = STATUS_USULAN_NAME[case.status].lower()
        return RuleViolation(
            f"Kasus ini berubah sejak Anda membukanya dan kini berstatus “{name}”. Muat ulang halaman untuk melihat "
            "keadaan terakhir."
        )
    who, what, when = last
    there = when.astimezone(JAKARTA)
    return RuleViolation(
        f"Kasus ini sudah {what} oleh {who} pada {tanggal(there.date())} pukul {there:%H.%M} WIB. Keputusan Anda tidak "
        "disimpan."
    )


def _held(claim: Pemegang) -> RuleViolation:
    until = claim.sampai.astimezone(JAKARTA)
    return RuleViolation(
        f"Kasus ini sedang diperiksa {claim.nama} sampai {until:%H.%M} WIB. Periksa kasus lain, atau tunggu sampai "
        "dilepas."
    )


def _name(kab: int, nomor: int) -> str:
    return f"usulan/{kab}/{nomor}"


def _record(
    work: Connection,
    actor: Actor,
    kab: int,
    nomor: int,
    aksi: str,
    alamat_ip: str | None,
    sebelum: dict[str, object] | None,
    sesudah: dict[str, object],
) -> None:
    audit.record(
        work,
        actor_name=actor.username,
        kab=kab,
        aksi=f"usulan.{aksi}",
        objek=_name(kab, nomor),
        sebelum=sebelum,
        sesudah=sesudah,
        alamat_ip=alamat_ip,
    )
    announce(work, kab)
