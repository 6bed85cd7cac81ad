"""What follows the pengesahan of a kab: provinsi, BPS, Pusdatin and PFM, each step in a transaction of its own.

Several kab may be taken at once; what stands in the way of one leaves the others alone, and each is told of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data_access.batch import Batch
from data_access.finalisasi_store import give_time, move_usulan
from data_access.session import Connection, unit_of_work
from data_access.verivali_store import BatchKey
from domain.access import Actor
from domain.errors import PortalError, RuleViolation
from domain.penetapan import WAJIB, TemuanKembali, langkah_dari
from domain.status import StatusUsulan
from workflow.batch import hold, read_setelan, take

__all__ = ["BatchKey", "HasilLangkah", "kembalikan", "kembalikan_bps", "setujui", "terima", "validasi", "verifikasi"]


@dataclass(frozen=True, slots=True)
class HasilLangkah:
    """What became of a step in one kab; ``pesan`` says why where it was not taken."""

    kab: int
    pesan: str | None = None

    @property
    def berhasil(self) -> bool:
        """Whether the step was taken."""
        return self.pesan is None


Isi = Callable[[Connection, Batch], dict[str, Any] | None]


def verifikasi(
    actor: Actor, keys: Sequence[BatchKey], *, now: datetime, alamat_ip: str | None = None
) -> list[HasilLangkah]:
    """The provinsi accepts."""
    return _each(actor, "verifikasi", keys, now=now, alamat_ip=alamat_ip)


def kembalikan(
    actor: Actor,
    keys: Sequence[BatchKey],
    *,
    alasan: str,
    temuan: Sequence[TemuanKembali],
    now: datetime,
    alamat_ip: str | None = None,
) -> list[HasilLangkah]:
    """The provinsi returns for a reason, with the errors it found; to be mended together with the kab."""
    return _return(actor, "kembalikan", keys, alasan, temuan, now, alamat_ip)


def validasi(
    actor: Actor, keys: Sequence[BatchKey], *, now: datetime, alamat_ip: str | None = None
) -> list[HasilLangkah]:
    """BPS accepts; refused where the centre does without it."""
    return _each(actor, "validasi", keys, now=now, alamat_ip=alamat_ip)


def kembalikan_bps(
    actor: Actor,
    keys: Sequence[BatchKey],
    *,
    alasan: str,
    temuan: Sequence[TemuanKembali],
    now: datetime,
    alamat_ip: str | None = None,
) -> list[HasilLangkah]:
    """BPS returns for a reason, with the errors it found."""
    return _return(actor, "kembalikan_bps", keys, alasan, temuan, now, alamat_ip)


def terima(
    actor: Actor, keys: Sequence[BatchKey], *, now: datetime, alamat_ip: str | None = None
) -> list[HasilLangkah]:
    """Pusdatin takes in."""
    return _each(actor, "terima", keys, now=now, alamat_ip=alamat_ip)


def setujui(
    actor: Actor, keys: Sequence[BatchKey], *, now: datetime, alamat_ip: str | None = None
) -> list[HasilLangkah]:
    """PFM approves new and replaced KPM: their usulan are sent, the list for Bank and Bulog may leave."""
    return _each(actor, "setujui", keys, now=now, alamat_ip=alamat_ip, isi=_send)


def _send(work: Connection, before: Batch) -> dict[str, Any]:
    give_time(work)
    sent = move_usulan(work, before.key, StatusUsulan.TERKIRIM)
    return {"kpm": int((before.ringkasan or {}).get("akhir", 0)), "usulan": sent}


def _return(
    actor: Actor,
    kode: str,
    keys: Sequence[BatchKey],
    alasan: str,
    temuan: Sequence[TemuanKembali],
    now: datetime,
    alamat_ip: str | None,
) -> list[HasilLangkah]:
    if not temuan:
        raise RuleViolation(
            "Sebutkan paling sedikit satu temuan, galat inklusi atau eksklusi, dengan jumlah rumah tangganya."
        )
    content = {"wajib": WAJIB, "temuan": [item.as_json() for item in temuan]}
    return _each(actor, kode, keys, now=now, alasan=alasan, alamat_ip=alamat_ip, isi=lambda _work, _before: content)


def _each(
    actor: Actor,
    kode: str,
    keys: Sequence[BatchKey],
    *,
    now: datetime,
    alamat_ip: str | None,
    alasan: str | None = None,
    isi: Isi | None = None,
) -> list[HasilLangkah]:
    """Take a step in every kab. Of a single one the refusal is raised, of several it is told."""
    if not keys:
        raise RuleViolation("Pilih paling sedikit satu kab/kota.")
    done: list[HasilLangkah] = []
    for key in dict.fromkeys(keys):
        try:
            _one(actor, kode, key, now=now, alasan=alasan, isi=isi, alamat_ip=alamat_ip)
        except PortalError as refused:
            if len(keys) == 1:
                raise
            done.append(HasilLangkah(key.kab, refused.message))
        else:
            done.append(HasilLangkah(key.kab))
    return done


def _one(
    actor: Actor,
    kode: str,
    key: BatchKey,
    *,
    now: datetime,
    alasan: str | None,
    isi: Isi | None,
    alamat_ip: str | None,
) -> None:
    with unit_of_work() as work:
        before, step = hold(work, actor, key, kode, now=now, alasan=alasan)
        if step not in langkah_dari(before.state, read_setelan(work)):
            raise RuleViolation("Pusdatin menetapkan bahwa validasi BPS tidak dipakai, sehingga langkah ini tidak ada.")
        content = isi(work, before) if isi is not None else None
        take(work, actor, before, step, now=now, alasan=alasan, isi=content, alamat_ip=alamat_ip)
