"""One decision on everything a filter matches: counted beforehand, frozen, done by the worker, undone as a whole.

The act freezes which cases it is about and their order; of BSP cases the poorest come first, so that they get the free
places. Beyond a number that an administrator sets, nothing happens until a second person agrees. What the worker does
is in ``massal_kerja``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from data_access import antrean_kerja, audit, massal_store
from data_access import pemeriksaan_store as store
from data_access.keadaan import read_keadaan, read_posisi
from data_access.kuota_store import names_of
from data_access.periode import read_periode
from data_access.perubahan import announce
from data_access.session import Connection, read_session, unit_of_work
from data_access.setelan_periksa import read_setelan, store_setelan
from data_access.verivali_store import BatchKey
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission, Scope
from domain.antrean import Antre, SaringanAntrean
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.kalender import Kegiatan
from domain.kode import INDONESIA, Level, ancestor
from domain.kuota import Calon
from domain.rintangan import Keadaan, Rintangan, Sebab
from domain.setelan_periksa import SetelanPeriksa, periksa_setelan
from domain.tindakan import SETUJUI_TETAP, Putusan, Rencana, RencanaDesa, StateTindakan, Tindakan, baca_putusan
from domain.usulan import JenisUsulan, Keputusan
from workflow.batch import check_span
from workflow.pemeriksaan import check_undo
from workflow.putusan import Pemutus, Tempat, first_obstacle

__all__ = [
    "batalkan_massal",
    "jalankan",
    "jalankan_tetap",
    "rencanakan",
    "rencanakan_tetap",
    "setujui_massal",
    "ubah_setelan",
    "urungkan_massal",
]

# Cases whose guards one statement reads.
_PART = 2000


# Cases.


def rencanakan(
    actor: Actor, kode: int | None, saringan: SaringanAntrean, keputusan: Keputusan, *, now: datetime, saat: datetime
) -> Rencana:
    """What an act on all that the filter matches would do, in numbers; nothing is written.

    ``kode`` is the wilayah, within one kab. Raises AccessDenied, InvalidInput for a filter of cases that do not wait.
    """
    scope = _scope(actor, kode)
    with read_session() as connection:
        return _plan(connection, scope, saringan, keputusan, Pemutus(actor.id, now, saat))[1]


def jalankan(
    actor: Actor,
    kode: int | None,
    saringan: SaringanAntrean,
    keputusan: Keputusan,
    *,
    jumlah: int,
    alasan: str | None = None,
    keterangan: str | None = None,
    kolom: Sequence[str] = (),
    tunda_sampai: date | None = None,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> Tindakan:
    """Freeze the cases and have the worker decide on them, or wait for a second person.

    ``jumlah`` is the number the plan showed. Raises as ``rencanakan``; InvalidInput for a decision that lacks what it
    needs; RuleViolation when other cases match by now.
    """
    scope = _scope(actor, kode)
    oleh = Pemutus(actor.id, now, saat)
    putusan = baca_putusan(
        keputusan,
        alasan=alasan,
        keterangan=keterangan,
        kolom=kolom,
        tunda_sampai=tunda_sampai,
        hari_ini=oleh.hari,
    )
    with unit_of_work() as work:
        order, rencana = _plan(work, scope, saringan, keputusan, oleh)
        words = ", ".join([read_wilayah(work, scope.kode).nama, *saringan.words()])
        number = _add(work, actor, scope, rencana, putusan, saat, words, jumlah=jumlah)
        store.add_items(work, _kab(scope), number, order)
        return _begin(work, actor, _kab(scope), number, alamat_ip)


def _plan(
    connection: Connection, scope: Scope, saringan: SaringanAntrean, keputusan: Keputusan, oleh: Pemutus
) -> tuple[list[int], Rencana]:
    """Cases in the order they would have their turn, and what would become of them."""
    if saringan.antre not in (Antre.MENUNGGU, Antre.TERTUNDA):
        raise InvalidInput("Tindakan massal hanya untuk kasus yang menunggu. Pilih saringan “Menunggu” atau “Ditunda”.")
    kab = _kab(scope)
    numbers = massal_store.read_nomor(connection, scope, saringan, oleh.hari)
    claims = store.read_claims(connection, kab, oleh.saat)
    facts = sorted(_facts(connection, kab, numbers, oleh.now), key=_turn)
    failed: Counter[str] = Counter()
    ready: list[Keadaan] = []
    for item in facts:
        claim = claims.get(item.nomor)
        taken = claim is not None and claim.pengguna != oleh.id
        obstacle = None if taken else first_obstacle(item, keputusan)
        if taken or obstacle is not None:
            failed[Sebab.DIKLAIM if obstacle is None else obstacle.sebab] += 1
        else:
            ready.append(item)
    desa: tuple[RencanaDesa, ...] = ()
    if keputusan is Keputusan.SETUJUI:
        full, desa = _places(connection, kab, [item for item in ready if item.jenis is JenisUsulan.BSP])
        failed.update(item.sebab for item in full)
    total = len(facts)
    limit = read_setelan(connection).batas_massal
    return [item.nomor for item in facts], Rencana(total, total - failed.total(), dict(failed), desa, limit)


def _facts(connection: Connection, kab: int, numbers: Sequence[int], now: datetime) -> Iterator[Keadaan]:
    for start in range(0, len(numbers), _PART):
        yield from read_keadaan(connection, kab, numbers[start : start + _PART], now).values()


def _turn(item: Keadaan) -> tuple[object, ...]:
    """The poorest first, then the earlier musdes (section 8): who gets a place when there are too few."""
    return Calon(item.nomor, item.percentile, item.musdes, disetujui=False).urutan


def _places(
    connection: Connection, kab: int, ready: Sequence[Keadaan]
) -> tuple[list[Rintangan], tuple[RencanaDesa, ...]]:
    """What keeps cases from a place, and the places of each desa."""
    full: list[Rintangan] = []
    desa: list[RencanaDesa] = []
    by_key: dict[BatchKey, list[Keadaan]] = defaultdict(list)
    for item in ready:
        by_key[BatchKey(kab, item.periode, item.program)].append(item)
    names = names_of(connection, {item.desa for item in ready})
    for key, items in by_key.items():
        asked = Counter(item.desa for item in items)
        posisi = read_posisi(connection, key, list(asked))
        free = Tempat(posisi)
        given: Counter[int] = Counter()
        for item in items:
            obstacle = free.take(item.desa, item.ruta, item.mengganti)
            given[item.desa] += obstacle is None
            full += [obstacle] if obstacle else []
        desa += [
            RencanaDesa(kode, names[kode], count, max(posisi[kode].sisa, 0) if kode in posisi else 0, given[kode])
            for kode, count in sorted(asked.items())
        ]
    return full, tuple(desa)


# Visits without a change.


def rencanakan_tetap(actor: Actor, kode: int | None, program: int, periode: int) -> Rencana:
    """How many visits of a periode found a household without a change, and would be approved together.

    ``desa`` of the plan holds the desa; there are no places to give out.
    """
    scope = _scope(actor, kode)
    with read_session() as connection:
        return _plan_tetap(connection, scope, program, periode)


def jalankan_tetap(
    actor: Actor,
    kode: int | None,
    program: int,
    periode: int,
    *,
    jumlah: int,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> Tindakan:
    """Have these visits approved. Raises AccessDenied, RuleViolation when other visits wait than the plan showed, or
    the review is closed.
    """
    scope = _scope(actor, kode)
    kab = _kab(scope)
    with unit_of_work() as work:
        check_span(read_periode(work, program, periode, kab), Kegiatan.PENGESAHAN, now)
        rencana = _plan_tetap(work, scope, program, periode)
        words = f"{read_wilayah(work, scope.kode).nama}, tanpa perubahan"
        putusan = Putusan(Keputusan.SETUJUI)
        number = _add(work, actor, scope, rencana, putusan, saat, words, jumlah=jumlah, keputusan=SETUJUI_TETAP)
        massal_store.add_visits(work, BatchKey(kab, periode, program), scope, number)
        return _begin(work, actor, kab, number, alamat_ip)


def _plan_tetap(connection: Connection, scope: Scope, program: int, periode: int) -> Rencana:
    found = massal_store.count_visits(connection, BatchKey(_kab(scope), periode, program), scope)
    total = sum(count for _, _, count in found)
    desa = tuple(RencanaDesa(kode, name, count, count, count) for kode, name, count in found)
    return Rencana(total, total, {}, desa, read_setelan(connection).batas_massal)


# The life of an act.


def setujui_massal(actor: Actor, kab: int, tindakan: int, *, saat: datetime, alamat_ip: str | None = None) -> Tindakan:
    """Agree, as the second person, to an act that somebody else planned.

    Whoever may agree to a division of the kuota may agree to this: another supervisor, the head of the Dinas, Pusdatin.
    Raises AccessDenied, RuleViolation for one's own act and for one that no longer waits.
    """
    actor.require(Permission.APPROVE_KUOTA, kab)
    with unit_of_work() as work:
        act = _waiting(work, kab, tindakan)
        if act.pembuat == actor.id:
            raise RuleViolation(
                "Tindakan ini perlu disetujui orang lain. Minta supervisor lain, kepala dinas, atau Pusdatin."
            )
        store.update_act(work, kab, tindakan, state=str(StateTindakan.DIJALANKAN), penyetuju=actor.id, disetujui=saat)
        return _begin(work, actor, kab, tindakan, alamat_ip, aksi="setujui")


def batalkan_massal(actor: Actor, kab: int, tindakan: int, *, saat: datetime, alamat_ip: str | None = None) -> None:
    """Withdraw one's own act that waits for a second person, or refuse another's."""
    if not actor.may(Permission.REVIEW_VERIVALI):
        actor.require(Permission.APPROVE_KUOTA)
    actor.narrow(kab)
    with unit_of_work() as work:
        act = _waiting(work, kab, tindakan)
        if act.pembuat != actor.id:
            actor.require(Permission.APPROVE_KUOTA)
        store.update_act(work, kab, tindakan, state=str(StateTindakan.DIBATALKAN), penyetuju=actor.id, disetujui=saat)
        _record(work, actor, act, "batalkan", alamat_ip)


def urungkan_massal(
    actor: Actor, kab: int, tindakan: int, *, now: datetime, saat: datetime, alamat_ip: str | None = None
) -> None:
    """Have one's own act taken back, within half a minute of its end; all of it, or nothing.

    Raises AccessDenied, RuleViolation when it is too late, the review is closed, or something was written since.
    """
    actor.require(Permission.REVIEW_VERIVALI, kab)
    with unit_of_work() as work:
        act = store.read_act(work, kab, tindakan, lock=True)
        check_undo(act, actor, saat)
        if act is None or act.saringan is None:
            raise AccessDenied
        for key in massal_store.list_batch(work, kab, tindakan):
            check_span(read_periode(work, key.program, key.periode, kab), Kegiatan.PENGESAHAN, now)
        moved = massal_store.count_moved(work, kab, tindakan)
        if moved:
            raise RuleViolation(
                f"{moved} dari {act.berhasil} kasus sudah berubah lagi sejak itu, sehingga tindakan ini tidak dapat "
                "diurungkan sebagai satu kesatuan."
            )
        store.update_act(
            work, kab, tindakan, state=str(StateTindakan.MENGURUNGKAN), pengurung=actor.id, diurungkan=saat
        )
        _begin(work, actor, kab, tindakan, alamat_ip, aksi="urungkan")


def ubah_setelan(actor: Actor, setelan: SetelanPeriksa, *, alamat_ip: str | None = None) -> None:
    """Set from how many cases a second person is needed, and what becomes of cases nobody reviewed."""
    actor.require(Permission.MANAGE_PORTAL, INDONESIA)
    periksa_setelan(setelan)
    with unit_of_work() as work:
        before = read_setelan(work)
        store_setelan(work, setelan)
        audit.record(
            work,
            actor_name=actor.username,
            kab=0,
            aksi="massal.setelan",
            objek="pemeriksaan",
            sebelum=before.as_facts(),
            sesudah=setelan.as_facts(),
            alamat_ip=alamat_ip,
        )
        announce(work, 0)


def _scope(actor: Actor, kode: int | None) -> Scope:
    scope = actor.narrow(kode)
    actor.require(Permission.REVIEW_VERIVALI, scope.kode)
    if scope.level < Level.KAB:
        raise InvalidInput("Pilih satu kab/kota untuk tindakan massal.")
    return scope


def _kab(scope: Scope) -> int:
    return ancestor(scope.kode, Level.KAB)


def _add(
    work: Connection,
    actor: Actor,
    scope: Scope,
    rencana: Rencana,
    putusan: Putusan,
    saat: datetime,
    words: str,
    *,
    jumlah: int,
    keputusan: str | None = None,
) -> int:
    if not rencana.jumlah:
        raise RuleViolation("Tidak ada yang cocok dengan saringan ini. Ubah saringannya.")
    if rencana.jumlah != jumlah:
        raise RuleViolation(
            f"Yang cocok dengan saringan ini berubah dari {jumlah} menjadi {rencana.jumlah}. Lihat lagi rencananya, "
            "lalu jalankan."
        )
    state = StateTindakan.MENUNGGU if rencana.perlu_orang_kedua else StateTindakan.DIJALANKAN
    return store.add_act(
        work,
        _kab(scope),
        putusan,
        state=state,
        jumlah=rencana.jumlah,
        pembuat=actor.id,
        saat=saat,
        saringan=words,
        keputusan=keputusan,
    )


def _begin(
    work: Connection, actor: Actor, kab: int, number: int, alamat_ip: str | None, *, aksi: str = "mulai"
) -> Tindakan:
    """Queue an act unless it waits for somebody, and write it down."""
    act = store.read_act(work, kab, number)
    assert act is not None, "written by the caller"
    if act.state is not StateTindakan.MENUNGGU:
        antrean_kerja.defer(work, "kerjakan_massal", f"massal-{kab}-{number}", kab=kab, nomor=number)
    _record(work, actor, act, aksi, alamat_ip)
    return act


def _waiting(work: Connection, kab: int, tindakan: int) -> Tindakan:
    act = store.read_act(work, kab, tindakan, lock=True)
    if act is None:
        raise AccessDenied
    if act.state is not StateTindakan.MENUNGGU:
        raise RuleViolation("Tindakan ini tidak lagi menunggu persetujuan. Muat ulang halaman.")
    return act


def _record(work: Connection, actor: Actor, act: Tindakan, aksi: str, alamat_ip: str | None) -> None:
    audit.record(
        work,
        actor_name=actor.username,
        kab=act.kab,
        aksi=f"massal.{aksi}",
        objek=f"tindakan/{act.kab}/{act.nomor}",
        sesudah={
            "keputusan": act.keputusan,
            "saringan": act.saringan,
            "jumlah": act.jumlah,
            "alasan": act.alasan,
            "state": str(act.state),
        },
        alamat_ip=alamat_ip,
    )
    announce(work, act.kab)
