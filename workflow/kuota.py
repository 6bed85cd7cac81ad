"""Kuota, one function per action: authorise, lock, check, write, audit, announce, in one transaction.

A kab's kuota is set with the decree it rests on; the kab divides it among its desa; a division that somebody worked
out can be proposed and is decided by somebody else. Every action carries the values its form showed and is refused
when they no longer stand, so that nobody overwrites what another wrote meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from data_access import audit
from data_access import kuota_store as store
from data_access.kuota import Usul, read_usul
from data_access.kuota_store import Ketetapan, Terkunci
from data_access.periode import read_periode
from data_access.perubahan import announce
from data_access.session import Connection, unit_of_work
from data_access.verivali_store import BatchKey, share_batch
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission
from domain.batch import terkunci
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.kalender import JAKARTA, Kegiatan
from domain.kode import Level
from domain.kuota import TERBANYAK, berubah, turun_di_bawah
from workflow.batch import check_span

__all__ = [
    "UNDO_WITHIN",
    "BatchKey",
    "Hasil",
    "Ketetapan",
    "cancel_usul",
    "decide_usul",
    "record_kuota",
    "record_pembagian",
    "record_usul",
    "undo_pembagian",
]

UNDO_WITHIN = timedelta(seconds=30)
# The button is gone after half a minute; a click in its last second still has to travel.
_GRACE = timedelta(seconds=10)
_BAGI, _URUNG, _SETUJU = "kuota.bagi", "kuota.urungkan", "kuota.usul_disetujui"
_LONGEST_TEXT = 500
_LONGEST_SK = 100
_TAHAP = range(1, 10)
# Names in a refusal; the rest are counted.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Hasil:
    """What a division did. ``urut`` is its number in the kab's audit, by which it can be undone."""

    urut: int
    desa: int
    bertambah: int
    berkurang: int
    belum_dibagi: int


def record_pembagian(
    actor: Actor,
    key: BatchKey,
    lama: Mapping[int, int],
    baru: Mapping[int, int],
    *,
    kuota_kab: int,
    di_bawah: int = 0,
    now: datetime,
    alamat_ip: str | None = None,
) -> Hasil:
    """Divide a kab's kuota among its desa: places by desa as shown (``lama``) and as wanted (``baru``).

    ``kuota_kab`` is the kab's kuota as shown. ``di_bawah`` is how many KPM the actor has agreed to leave without a
    place in desa that fall below what they use. Raises AccessDenied; InvalidInput for numbers or desa that cannot
    be; RuleViolation when the periode is closed, the batch finalised, something moved meanwhile, the sum exceeds
    the kuota, or more KPM than agreed to would lose their place.
    """
    actor.require(Permission.ALLOCATE_KUOTA, key.kab)
    with unit_of_work() as work:
        held = _open(work, key, now)
        if held.kab.kuota != kuota_kab:
            raise RuleViolation(
                f"Kuota kab/kota berubah dari {kuota_kab} menjadi {held.kab.kuota} sejak halaman ini dibuka. Periksa "
                "rancangan Anda terhadap kuota yang baru, lalu terapkan lagi."
            )
        return _divide(work, actor, key, held, lama, baru, _BAGI, di_bawah=di_bawah, alamat_ip=alamat_ip)


def undo_pembagian(
    actor: Actor,
    key: BatchKey,
    urut: int,
    *,
    now: datetime,
    within: timedelta = UNDO_WITHIN,
    alamat_ip: str | None = None,
) -> Hasil:
    """Restore the division before the one with number ``urut``, which the same actor made just now.

    Raises as ``record_pembagian``, and RuleViolation when it is too late or somebody divided again since.
    """
    actor.require(Permission.ALLOCATE_KUOTA, key.kab)
    with unit_of_work() as work:
        held = _open(work, key, now)
        found = store.read_catatan(work, key.kab, urut, _BAGI)
        if found is None or found.pengguna != actor.username or found.objek != _name(key):
            raise AccessDenied
        if found.umur > within + _GRACE:
            raise RuleViolation(
                f"Waktu untuk mengurungkan ({int(within.total_seconds())} detik) sudah lewat. Ubah pembagian desa "
                "seperti biasa."
            )
        # What stood before may have lain below what is used; restoring it asks nothing anew.
        return _divide(
            work, actor, key, held, found.sesudah, found.sebelum, _URUNG, di_bawah=TERBANYAK, alamat_ip=alamat_ip
        )


def record_kuota(
    actor: Actor, key: BatchKey, *, lama: int, baru: Ketetapan, now: datetime, alamat_ip: str | None = None
) -> None:
    """Set a kab's kuota and the decree it rests on; ``lama`` is the kuota the form showed (0: none).

    Raises AccessDenied; InvalidInput for a missing or impossible number, SK or day; RuleViolation when the periode
    is closed, the batch finalised, the kuota moved meanwhile, or desa were given more than ``baru``.
    """
    actor.require(Permission.SET_KUOTA, key.kab)
    _check_number(baru.kuota)
    _check_decree(baru, now)
    with unit_of_work() as work:
        if read_wilayah(work, key.kab).level is not Level.KAB:
            raise InvalidInput("Kuota ditetapkan untuk kab/kota. Pilih satu kab/kota lebih dahulu.")
        held = _open(work, key, now)
        if held.kab.kuota != lama:
            raise RuleViolation(
                f"Kuota kab/kota ini berubah dari {lama} menjadi {held.kab.kuota} sejak formulir dibuka. Periksa "
                "angkanya, lalu simpan lagi."
            )
        if baru.kuota < held.dibagi:
            raise RuleViolation(
                f"Kuota {baru.kuota} lebih kecil daripada yang sudah dibagi kepada desa ({held.dibagi}). Minta "
                f"supervisor mengurangi pembagian desa sebanyak {held.dibagi - baru.kuota} tempat lebih dahulu, lalu "
                "simpan lagi."
            )
        if held.kab == baru:
            raise RuleViolation("Tidak ada yang berubah: kuota dan dasar SK sama dengan yang tersimpan.")
        store.write_kab(work, key, baru)
        audit.record(
            work,
            actor_name=actor.username,
            kab=key.kab,
            aksi="kuota.tetapkan",
            objek=_name(key),
            sebelum=_as_audit(held.kab),
            sesudah=_as_audit(baru),
            alamat_ip=alamat_ip,
        )
        announce(work, key.kab)


def record_usul(
    actor: Actor,
    key: BatchKey,
    lama: Mapping[int, int],
    baru: Mapping[int, int],
    *,
    catatan: str,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> int:
    """Keep a division as a proposal and return its number; nothing is divided yet.

    ``now`` is the moment periode go by, ``saat`` the clock that the proposal is dated with. Raises as
    ``record_pembagian``; a proposal may take desa below what they use, which who approves it has to agree to.
    """
    actor.require(Permission.PROPOSE_KUOTA, key.kab)
    text = catatan.strip()
    if len(text) > _LONGEST_TEXT:
        raise InvalidInput(f"Catatan terlalu panjang. Ringkas menjadi paling banyak {_LONGEST_TEXT} huruf.")
    with unit_of_work() as work:
        held = _open(work, key, now)
        changed = _check_division(work, key, held, lama, baru)
        number = store.insert_usul(work, key, changed, catatan=text, pembuat=actor.id, moment=saat)
        audit.record(
            work,
            actor_name=actor.username,
            kab=key.kab,
            aksi="kuota.usul",
            objek=_name_of_usul(key, number),
            sebelum={"desa": {str(desa): before for desa, (before, _) in changed.items()}},
            sesudah={"desa": {str(desa): after for desa, (_, after) in changed.items()}, "catatan": text},
            alamat_ip=alamat_ip,
        )
        announce(work, key.kab)
    return number


def decide_usul(
    actor: Actor,
    key: BatchKey,
    number: int,
    *,
    setujui: bool,
    alasan: str = "",
    di_bawah: int = 0,
    now: datetime,
    saat: datetime,
    alamat_ip: str | None = None,
) -> Hasil | None:
    """Approve a proposal, which divides at once, or refuse it with a reason.

    Whoever made it does not decide on it. Raises as ``record_pembagian``; when a desa no longer has the places the
    proposal began with it says which moved, and the proposal stays open.
    """
    actor.require(Permission.APPROVE_KUOTA, key.kab)
    text = alasan.strip()
    if not setujui and not text:
        raise InvalidInput("Tulis alasan penolakan, supaya pengusul tahu apa yang perlu diperbaiki.")
    if len(text) > _LONGEST_TEXT:
        raise InvalidInput(f"Alasan terlalu panjang. Ringkas menjadi paling banyak {_LONGEST_TEXT} huruf.")
    with unit_of_work() as work:
        held = _open(work, key, now)
        usul = _held_usul(work, key, number)
        if usul.pembuat == actor.id:
            raise RuleViolation(
                "Usul tidak dapat diputuskan oleh pembuatnya. Minta kepala dinas, supervisor lain, atau Pusdatin."
            )
        state = "disetujui" if setujui else "ditolak"
        store.close_usul(work, key.kab, number, state, pemutus=actor.id, moment=saat, alasan=text)
        if setujui:
            before, after = ({desa: sides[i] for desa, sides in usul.isi.items()} for i in (0, 1))
            return _divide(
                work, actor, key, held, before, after, _SETUJU, di_bawah=di_bawah, alamat_ip=alamat_ip, usul=number
            )
        _record_end(work, actor, key, number, "kuota.usul_ditolak", state, text, alamat_ip)
    return None


def cancel_usul(actor: Actor, key: BatchKey, number: int, *, saat: datetime, alamat_ip: str | None = None) -> None:
    """Withdraw a proposal; only who made it may. Possible also when the periode is closed."""
    actor.require(Permission.PROPOSE_KUOTA, key.kab)
    with unit_of_work() as work:
        usul = _held_usul(work, key, number)
        if usul.pembuat != actor.id:
            raise RuleViolation("Usul hanya dapat dibatalkan oleh pembuatnya.")
        store.close_usul(work, key.kab, number, "dibatalkan", pemutus=actor.id, moment=saat, alasan="")
        _record_end(work, actor, key, number, "kuota.usul_dibatalkan", "dibatalkan", "", alamat_ip)


def _open(work: Connection, key: BatchKey, now: datetime) -> Terkunci:
    """The kab's kuota, held; refused where nothing may change any more."""
    periode = read_periode(work, key.program, key.periode, key.kab)
    if terkunci(share_batch(work, key)):
        raise RuleViolation(
            f"Periode {periode.label} sudah difinalisasi untuk kab/kota ini, sehingga kuotanya tidak dapat diubah. "
            "Minta Pusdatin membuka kembali bila ada kekeliruan."
        )
    # It may be set and divided before the periode begins.
    if now >= periode.buka:
        check_span(periode, Kegiatan.PENGESAHAN, now)
    return store.lock(work, key)


def _divide(
    work: Connection,
    actor: Actor,
    key: BatchKey,
    held: Terkunci,
    lama: Mapping[int, int],
    baru: Mapping[int, int],
    aksi: str,
    *,
    di_bawah: int,
    alamat_ip: str | None,
    usul: int | None = None,
) -> Hasil:
    changed = _check_division(work, key, held, lama, baru)
    after = {desa: places for desa, (_, places) in changed.items()}
    below = turun_di_bawah(held.desa, after, held.terpakai)
    if sum(below.values()) > di_bawah:
        raise RuleViolation(
            f"{len(below)} desa turun di bawah yang sudah terpakai ({_listed(work, below)}), sehingga "
            f"{sum(below.values())} KPM tidak mendapat tempat. Beri tanda setuju pada jumlah itu, atau ubah rancangan."
        )
    store.write_desa(work, key, after)
    left = held.kab.kuota - held.dibagi - sum(new - old for old, new in changed.values())
    then: dict[str, object] = {"desa": {str(desa): places for desa, places in after.items()}}
    if usul is not None:
        then["usul"] = usul
    if below:
        then["di_bawah_terpakai"] = sum(below.values())
    urut = audit.record(
        work,
        actor_name=actor.username,
        kab=key.kab,
        aksi=aksi,
        objek=_name(key),
        sebelum={"desa": {str(desa): before for desa, (before, _) in changed.items()}},
        sesudah=then,
        alamat_ip=alamat_ip,
    )
    announce(work, key.kab)
    return Hasil(
        urut,
        len(changed),
        sum(max(new - old, 0) for old, new in changed.values()),
        sum(max(old - new, 0) for old, new in changed.values()),
        left,
    )


def _check_division(
    work: Connection, key: BatchKey, held: Terkunci, lama: Mapping[int, int], baru: Mapping[int, int]
) -> dict[int, tuple[int, int]]:
    """What a division changes (places before and after, by desa), if it may be."""
    for places in baru.values():
        _check_number(places)
    strange = (set(baru) | set(lama)) - store.desa_of(work, key.kab)
    if strange:
        raise InvalidInput(f"{len(strange)} kode desa bukan desa di kab/kota ini. Unduh ulang daftar desanya.")
    if not held.kab.kuota:
        raise RuleViolation(
            "Kuota kab/kota ini belum ditetapkan, sehingga belum dapat dibagi. Minta Pusdatin atau Ditjen PFM "
            "menetapkannya."
        )
    if set(baru) - set(lama):
        raise InvalidInput("Rancangan tidak lengkap: angka sebelumnya tidak terbaca. Muat ulang halaman.")
    moved = {desa: places for desa, places in lama.items() if held.desa.get(desa, 0) != places}
    if moved:
        names = store.names_of(work, list(moved)[:_NAMED])
        parts = [f"{names[desa]} {moved[desa]} → {held.desa.get(desa, 0)}" for desa in list(moved)[:_NAMED]]
        more = f", dan {len(moved) - _NAMED} lainnya" if len(moved) > _NAMED else ""
        raise RuleViolation(
            f"Kuota {len(moved)} desa sudah diubah sejak angka ini dibaca: {'; '.join(parts)}{more}. Muat ulang "
            "halaman, lalu susun lagi dengan angka terbaru."
        )
    changed = berubah(held.desa, baru)
    if not changed:
        raise RuleViolation("Tidak ada yang berubah: rancangan sama dengan pembagian sekarang.")
    total = held.dibagi + sum(then - before for before, then in changed.values())
    # A kab that was over before may at least be brought down step by step.
    if total > held.kab.kuota and total >= held.dibagi:
        raise RuleViolation(
            f"Jumlah kuota desa ({total}) melebihi kuota kab/kota ({held.kab.kuota}). Kurangi "
            f"{total - held.kab.kuota} tempat."
        )
    return changed


def _listed(work: Connection, below: Mapping[int, int]) -> str:
    worst = sorted(below, key=lambda desa: (-below[desa], desa))[:_NAMED]
    names = store.names_of(work, worst)
    more = f", dan {len(below) - _NAMED} lainnya" if len(below) > _NAMED else ""
    return ", ".join(f"{names[desa]} kurang {below[desa]}" for desa in worst) + more


def _held_usul(work: Connection, key: BatchKey, number: int) -> Usul:
    state = store.lock_usul(work, key.kab, number)
    usul = None if state is None else read_usul(work, key.kab, number)
    if usul is None:
        raise AccessDenied
    if state != "diajukan":
        raise RuleViolation(f"Usul ini sudah {state}. Muat ulang halaman untuk melihat keadaan terakhir.")
    return usul


def _record_end(
    work: Connection,
    actor: Actor,
    key: BatchKey,
    number: int,
    aksi: str,
    state: str,
    alasan: str,
    alamat_ip: str | None,
) -> None:
    audit.record(
        work,
        actor_name=actor.username,
        kab=key.kab,
        aksi=aksi,
        objek=_name_of_usul(key, number),
        sebelum={"state": "diajukan"},
        sesudah={"state": state, "alasan": alasan},
        alamat_ip=alamat_ip,
    )
    announce(work, key.kab)


def _name(key: BatchKey) -> str:
    return f"kuota/{key.kab}/{key.periode}/{key.program}"


def _name_of_usul(key: BatchKey, number: int) -> str:
    return f"{_name(key)}/usul/{number}"


def _as_audit(held: Ketetapan) -> dict[str, object]:
    return {
        "kuota": held.kuota,
        "dasar_sk": held.dasar_sk,
        "tanggal_sk": held.tanggal_sk.isoformat() if held.tanggal_sk else None,
        "tahap": held.tahap,
    }


def _check_number(places: int) -> None:
    if not 0 <= places <= TERBANYAK:
        raise InvalidInput(f"Kuota harus bilangan bulat 0 sampai {TERBANYAK}. Perbaiki angkanya.")


def _check_decree(new: Ketetapan, now: datetime) -> None:
    number = (new.dasar_sk or "").strip()
    if not number:
        raise InvalidInput("Isi nomor SK yang menjadi dasar kuota.")
    if len(number) > _LONGEST_SK:
        raise InvalidInput(f"Nomor SK terlalu panjang. Tulis paling banyak {_LONGEST_SK} huruf.")
    if new.tanggal_sk is None or new.tanggal_sk > now.astimezone(JAKARTA).date():
        raise InvalidInput("Isi tanggal SK; tanggalnya tidak boleh setelah hari ini.")
    if new.tahap is not None and new.tahap not in _TAHAP:
        raise InvalidInput("Tahap perluasan harus angka 1 sampai 9, atau kosong.")
