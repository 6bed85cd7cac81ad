"""Every state machine of the portal in one list, from which ``docs/peralihan.md`` is made.

A machine of ``domain.mesin.Langkah`` says who takes each step and when. The older machines of verivali, kasus and
impor know only where a step leads; who takes it stands beside it here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain import batch, impor, pemindahan, pendaftaran, permohonan, status, usulan
from domain.access import PERLU_TOTP, PERMISSIONS, ROLE_NAME, Permission, Role
from domain.kalender import KEGIATAN_NAME, Kegiatan
from domain.mesin import Langkah


@dataclass(frozen=True, slots=True)
class Mesin:
    """One state machine: what it is about, its states in words, and its steps."""

    nama: str
    tentang: str
    state: dict[str, str]
    langkah: tuple[Langkah, ...]


_REVIEW, _IMPORT = Permission.REVIEW_VERIVALI, Permission.IMPORT_SIKS


def _verivali() -> Iterator[Langkah]:
    """Steps of a visit; what may become what is ``domain.status.TRANSITIONS``."""
    s = status.StatusVerivali
    taken = {
        s.DIISI: ("isi", "Isi hasil kunjungan", Permission.ENTER_VERIVALI, Kegiatan.VERIVALI),
        s.TERIMPOR: ("impor", "Impor berkas", _IMPORT, Kegiatan.VERIVALI),
        s.DISETUJUI: ("setujui", "Setujui", _REVIEW, Kegiatan.PENGESAHAN),
        s.DIKEMBALIKAN: ("kembalikan", "Kembalikan", _REVIEW, Kegiatan.PENGESAHAN),
        s.FINAL: ("finalisasi", "Finalisasi", Permission.RECORD_FINALISASI, Kegiatan.PENGESAHAN),
    }
    for then, (kode, nama, izin, kegiatan) in taken.items():
        dari = {now for now, thens in status.TRANSITIONS.items() if then in thens}
        if then is s.TERIMPOR:
            dari |= status.DAPAT_TERIMPOR
        yield Langkah(kode, nama, frozenset(item.name.lower() for item in dari), then.name.lower(), izin, kegiatan)


def _kasus() -> Iterator[Langkah]:
    """Steps of a case up to the batch; ``domain.usulan.PERALIHAN``."""
    names = {
        usulan.Keputusan.SETUJUI: "Setujui",
        usulan.Keputusan.KEMBALIKAN: "Kembalikan",
        usulan.Keputusan.TOLAK: "Tolak",
        usulan.Keputusan.TUNDA: "Tunda",
    }
    for step in usulan.PERALIHAN:
        if step.keputusan is not None:
            kode, nama = str(step.keputusan), names[step.keputusan]
            izin: Permission | None = _REVIEW
            kegiatan: Kegiatan | None = Kegiatan.PENGESAHAN
        else:
            kode = str(step.oleh)
            nama = "Digantikan kiriman baru" if step.oleh is usulan.Pelaku.IMPOR else "Pengesahan ditutup"
            izin, kegiatan = (_IMPORT, Kegiatan.VERIVALI) if step.oleh is usulan.Pelaku.IMPOR else (None, None)
        yield Langkah(
            kode,
            nama,
            frozenset({step.dari.name.lower()}),
            step.ke.name.lower(),
            izin,
            kegiatan,
            step.keputusan in (usulan.Keputusan.TOLAK, usulan.Keputusan.KEMBALIKAN),
        )


def _impor() -> Iterator[Langkah]:
    """Steps of a file; ``domain.impor.TRANSITIONS``. The supervisor's are by hand, all others the worker's."""
    s = impor.StateImpor
    by_hand = {
        s.DIUNGGAH: "Unggah",
        s.DIPROSES: "Setujui impor",
        s.DIBATALKAN: "Buang",
        s.DITARIK: "Tarik kembali",
    }
    for then in s:
        dari = frozenset(str(now) for now, thens in impor.TRANSITIONS.items() if then in thens)
        if not dari:
            continue
        nama = by_hand.get(then)
        kegiatan = Kegiatan.VERIVALI if then in (s.DIUNGGAH, s.DIPROSES) else None
        yield Langkah(str(then), nama or impor.STATE_NAME[then], dari, str(then), _IMPORT if nama else None, kegiatan)


def _usul_kuota() -> Iterator[Langkah]:
    """Steps of a proposal to divide the kuota anew; the proposer never decides (``workflow.kuota``)."""
    asked = frozenset({"diajukan"})
    decides = Permission.APPROVE_KUOTA
    yield Langkah("setujui", "Setujui", asked, "disetujui", decides, Kegiatan.PENGESAHAN)
    yield Langkah("tolak", "Tolak", asked, "ditolak", decides, beralasan=True)
    yield Langkah("batalkan", "Tarik kembali", asked, "dibatalkan", Permission.PROPOSE_KUOTA)


def mesin() -> tuple[Mesin, ...]:
    """All of them, in the order of a month."""
    return (
        Mesin(
            "Verivali",
            "one household in one periode",
            {item.name.lower(): status.STATUS_NAME[item] for item in status.StatusVerivali},
            tuple(_verivali()),
        ),
        Mesin("Impor", "one file from the field", {str(k): v for k, v in impor.STATE_NAME.items()}, tuple(_impor())),
        Mesin(
            "Kasus",
            "one usulan or correction under review",
            {item.name.lower(): status.STATUS_USULAN_NAME[item] for item in status.StatusUsulan},
            tuple(_kasus()),
        ),
        Mesin(
            "Usul kuota",
            "a proposal to divide a kab's kuota anew",
            {"diajukan": "Diajukan", "disetujui": "Disetujui", "ditolak": "Ditolak", "dibatalkan": "Dibatalkan"},
            tuple(_usul_kuota()),
        ),
        Mesin("Batch", "finalisasi and pengesahan of one kab, programme and periode", batch.STATE_NAME, batch.LANGKAH),
        Mesin("Pemindahan", "one household on its way to another desa", pemindahan.STATE_NAME, pemindahan.LANGKAH),
        Mesin("Pendaftaran", "a citizen's registration or a report", pendaftaran.STATE_NAME, pendaftaran.LANGKAH),
        Mesin("Permohonan data", "a request for the data of a kab", permohonan.STATE_NAME, permohonan.LANGKAH),
    )


def siapa(izin: Permission | None) -> str:
    """Who may take a step, in words."""
    if izin is None:
        return "portal"
    roles = ", ".join(ROLE_NAME[role] for role in Role if izin in PERMISSIONS[role])
    return f"{roles} (TOTP)" if izin in PERLU_TOTP else roles


def dokumen() -> str:
    """Markdown of all machines."""
    parts = [
        "# State machines",
        "",
        "Made by `make peralihan` from `domain/peralihan.py`, and held equal to it by a test. Every step asks for its",
        "permission inside the actor's wilayah; where it names an activity, the calendar must have that open for the",
        "kab. “portal” takes a step by itself.",
    ]
    for item in mesin():
        parts += ["", f"## {item.nama}: {item.tentang}", ""]
        parts += ["| step | from | to | who | when |", "|---|---|---|---|---|"]
        for step in item.langkah:
            dari = ", ".join(name for state, name in item.state.items() if state in step.dari) or "–"
            when = KEGIATAN_NAME[step.kegiatan] if step.kegiatan else "any day"
            reason = ", with a reason" if step.beralasan else ""
            parts.append(f"| {step.nama}{reason} | {dari} | {item.state[step.ke]} | {siapa(step.izin)} | {when} |")
    return "\n".join(parts) + "\n"
