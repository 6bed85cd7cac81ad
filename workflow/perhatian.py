"""Attention items: the rules are evaluated in the background; people take items up, close them, and set the rules."""

from __future__ import annotations

from datetime import UTC, datetime

from data_access import audit, keterangan, perubahan
from data_access import perhatian as reads
from data_access import perhatian_store as store
from data_access.perhatian_aturan import find_by_kab
from data_access.periode import list_periode
from data_access.perubahan import REFRESHED
from data_access.session import Connection, read_session, unit_of_work
from domain.access import Actor, Permission
from domain.errors import InvalidInput, RuleViolation
from domain.kode import INDONESIA
from domain.perhatian import (
    CATATAN_TERPANJANG,
    DINILAI,
    KEADAAN_NAME,
    Aturan,
    Fase,
    Keadaan,
    Kunci,
    Saat,
    Setelan,
    aturan_of,
    check_setelan,
)

# More kab than this at once are announced as "all".
_MANY_KAB = 20


def evaluate(*, now: datetime | None = None, clock: datetime | None = None) -> int:
    """Evaluate every rule over the whole country; returns how many items changed.

    ``now`` is the moment figures and deadlines go by, ``clock`` the time at which items open and end; both are the
    present when not given. Each rule is a transaction of its own. Safe to run twice at the same time: a rule that
    another run is evaluating is left to it. The same figures again change nothing.
    """
    clock = clock or datetime.now(UTC)
    with read_session() as connection:
        now = now or keterangan.read_now(connection)
        settings = reads.read_setelan(connection)
        running = [Saat(item, now) for item in list_periode(connection)]
    running = [saat for saat in running if saat.holds(Fase.PENGESAHAN)]
    changed = 0
    for rule in DINILAI:
        for saat in [None] if rule.fase is Fase.SELALU else running:
            changed += _evaluate_one(rule, settings[rule.kode], saat, clock)
    with unit_of_work() as work:
        ended = store.end_other_periode(
            work, [(saat.periode.kode, int(saat.periode.program)) for saat in running], clock
        )
        reads.store_dinilai(work, clock)
        _announce(work, ended)
    return changed + len(ended)


def _evaluate_one(rule: Aturan, setelan: Setelan, saat: Saat | None, clock: datetime) -> int:
    periode, program = (saat.periode.kode, int(saat.periode.program)) if saat else (0, 0)
    with unit_of_work() as work:
        if not store.claim(work, rule.kode, periode, program):
            return 0
        applies = setelan.aktif and (saat is None or saat.holds(rule.fase))
        found = find_by_kab(work, rule, setelan.ambang, saat) if applies else []
        changes = store.store_found(work, rule.kode, periode, program, found, clock)
        _announce(work, changes.kab)
        for item in sorted(changes.kembali, key=lambda item: item.kab):
            audit.record(
                work,
                actor_name="sistem",
                kab=item.kab,
                aksi="perhatian.muncul_lagi",
                objek=f"perhatian {Kunci(rule.kode, item.kab, periode, program)}",
                sebelum={
                    "catatan": item.catatan,
                    "diakui_oleh": item.diakui_oleh,
                    "diselesaikan_oleh": item.diselesaikan_oleh,
                },
                sesudah={"nilai": item.nilai},
            )
    return len(changes.kab)


def _announce(work: Connection, kab: frozenset[int] | set[int]) -> None:
    for one in [0] if len(kab) > _MANY_KAB else sorted(kab):
        perubahan.announce(work, one, REFRESHED)


def akui(actor: Actor, kunci: Kunci, catatan: str, *, clock: datetime, alamat_ip: str | None = None) -> None:
    """Take an item up; the note says what is being done and may be empty. An item taken up before changes its note.

    Raises AccessDenied outside the actor's wilayah or for a rule whose items the actor may not see, RuleViolation
    when the item has ended, InvalidInput for a note that is too long.
    """
    note = _checked(actor, kunci, catatan)
    with unit_of_work() as work:
        before = _held(work, kunci)
        if before.state is Keadaan.SELESAI:
            raise RuleViolation("Butir ini sudah selesai. Muat ulang daftar; buka lagi bila masih perlu ditangani.")
        store.write_diakui(work, kunci, actor.id, note or None, clock)
        _note(work, actor, kunci, before, Keadaan.DIAKUI, note, alamat_ip)


def selesaikan(actor: Actor, kunci: Kunci, catatan: str, *, clock: datetime, alamat_ip: str | None = None) -> None:
    """Close an item whose cause is still there; the note must say why. It opens again when it gets worse.

    Raises as ``akui``, and InvalidInput without a note.
    """
    note = _checked(actor, kunci, catatan)
    if not note:
        raise InvalidInput("Tulis catatan: apa yang sudah dilakukan sehingga butir ini dapat ditutup.")
    with unit_of_work() as work:
        before = _held(work, kunci)
        if before.state is Keadaan.SELESAI:
            raise RuleViolation("Butir ini sudah selesai. Muat ulang daftar.")
        store.write_selesai(work, kunci, actor.id, note, clock)
        _note(work, actor, kunci, before, Keadaan.SELESAI, note, alamat_ip)


def buka_lagi(actor: Actor, kunci: Kunci, *, alamat_ip: str | None = None) -> None:
    """Take back an acknowledgement, or a closing by hand while the cause is there. Raises as ``akui``."""
    _checked(actor, kunci, "")
    with unit_of_work() as work:
        before = _held(work, kunci)
        if before.state is Keadaan.TERBUKA:
            raise RuleViolation("Butir ini masih terbuka. Muat ulang daftar.")
        if before.nilai == 0:
            raise RuleViolation("Sebab butir ini sudah tidak ada, jadi tidak perlu dibuka lagi.")
        store.write_terbuka(work, kunci)
        _note(work, actor, kunci, before, Keadaan.TERBUKA, "", alamat_ip)


def _checked(actor: Actor, kunci: Kunci, catatan: str) -> str:
    actor.require(Permission.ACT_PERHATIAN, kunci.wilayah)
    actor.require(aturan_of(kunci.aturan).izin)
    note = catatan.strip()
    if len(note) > CATATAN_TERPANJANG:
        raise InvalidInput(f"Catatan terlalu panjang. Tulis paling banyak {CATATAN_TERPANJANG} huruf.")
    return note


def _held(work: Connection, kunci: Kunci) -> store.Tersimpan:
    before = store.lock_item(work, kunci)
    if before is None:
        raise RuleViolation("Butir ini tidak ada lagi. Muat ulang daftar.")
    return before


def _note(
    work: Connection,
    actor: Actor,
    kunci: Kunci,
    before: store.Tersimpan,
    then: Keadaan,
    catatan: str,
    alamat_ip: str | None,
) -> None:
    perubahan.announce(work, kunci.kab)
    audit.record(
        work,
        actor_name=actor.username,
        kab=kunci.kab,
        aksi={
            Keadaan.DIAKUI: "perhatian.akui",
            Keadaan.SELESAI: "perhatian.selesai",
            Keadaan.TERBUKA: "perhatian.buka_lagi",
        }[then],
        objek=f"perhatian {kunci}",
        sebelum={"keadaan": KEADAAN_NAME[before.state], "catatan": before.catatan},
        sesudah={"keadaan": KEADAAN_NAME[then], "catatan": catatan or None, "nilai": before.nilai},
        alamat_ip=alamat_ip,
    )


def atur(
    actor: Actor,
    kode: str,
    *,
    aktif: bool,
    ambang: int,
    tingkat: int,
    clock: datetime,
    alamat_ip: str | None = None,
) -> None:
    """Set whether, from which threshold on and how urgently a rule applies; it counts from the next evaluation.

    Raises AccessDenied, or InvalidInput for a rule, threshold or urgency that does not exist.
    """
    actor.require(Permission.MANAGE_PORTAL, INDONESIA)
    rule = aturan_of(kode)
    checked = check_setelan(rule, ambang, tingkat)
    then = Setelan(aktif, checked.ambang, checked.tingkat, actor.username, clock)
    with unit_of_work() as work:
        before = reads.read_setelan(work)[kode]
        store.write_aturan(work, kode, then, clock)
        perubahan.announce(work, 0)
        audit.record(
            work,
            actor_name=actor.username,
            kab=0,
            aksi="perhatian.atur",
            objek=f"aturan {kode}",
            sebelum={"aktif": before.aktif, "ambang": before.ambang, "tingkat": int(before.tingkat)},
            sesudah={"aktif": then.aktif, "ambang": then.ambang, "tingkat": int(then.tingkat)},
            alamat_ip=alamat_ip,
        )
