"""The import page in words: sizes, states with their icon, progress with the time left, what a file does in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from components.format import number, percent
from domain.impor import LANGKAH_NAME, STATE_NAME, Galat, Hasil, Langkah, StateImpor, penolakan_kata
from domain.impor_tampil import Impor

# State -> icon and status colour (components and assets share the names).
KEADAAN: dict[StateImpor, tuple[str, str]] = {
    StateImpor.MENGUNGGAH: ("upload", "diisi"),
    StateImpor.DIUNGGAH: ("hourglass-split", "belum"),
    StateImpor.DIPERIKSA: ("arrow-repeat", "proses"),
    StateImpor.SIAP: ("eye", "terlambat"),
    StateImpor.DIPROSES: ("arrow-repeat", "proses"),
    StateImpor.SELESAI: ("check-circle-fill", "selesai"),
    StateImpor.SELESAI_SEBAGIAN: ("check-circle", "selesai"),
    StateImpor.GAGAL: ("x-circle", "ditolak"),
    StateImpor.DIBATALKAN: ("trash", "belum"),
    StateImpor.DITARIK: ("reply", "dikembalikan"),
}
HASIL: dict[Hasil, tuple[str, str]] = {
    Hasil.BARU: ("plus-lg", "selesai"),
    Hasil.BERUBAH: ("arrow-repeat", "proses"),
    Hasil.TETAP: ("dash-lg", "belum"),
    Hasil.DITAHAN: ("pause-fill", "terlambat"),
    Hasil.DITOLAK: ("x-circle", "ditolak"),
}
# The way of a file; each step is done once its last state is left behind.
JALAN: tuple[tuple[str, tuple[StateImpor, ...]], ...] = (
    ("Diunggah", (StateImpor.MENGUNGGAH, StateImpor.DIUNGGAH)),
    ("Diperiksa", (StateImpor.DIPERIKSA,)),
    ("Siap", (StateImpor.SIAP,)),
    ("Diproses", (StateImpor.DIPROSES,)),
    ("Selesai", (StateImpor.SELESAI, StateImpor.SELESAI_SEBAGIAN, StateImpor.DITARIK)),
)
# Without a byte for so long, an upload counts as cut off.
_SILENT = timedelta(seconds=30)
_WAITS_LONG = timedelta(minutes=1)
_BYTES = frozenset({Langkah.SEGEL})
_UNIT = {Langkah.MUAT: "baris", Langkah.TULIS: "rumah tangga", Langkah.LAMPIRAN: "lampiran"}


def ukuran(size: int) -> str:
    """A size of a file: 812 KB, 43,5 MB."""
    if size < 1_000_000:
        return f"{number(max(size / 1000, 1))} KB"
    return f"{number(size / 1_000_000, 1)} MB"


def lama(seconds: float) -> str:
    """A stretch of time, rounded as people say it."""
    if seconds < 60:
        return f"{max(round(seconds), 1)} detik"
    minutes = round(seconds / 60)
    return f"{minutes} menit" if minutes < 60 else f"{minutes // 60} jam {minutes % 60} menit"


def bagian_selesai(item: Impor) -> float | None:
    """Share of the present step that is done (0 to 1); None when it has no measure."""
    return min(item.selesai / item.total, 1.0) if item.total > 0 else None


def kemajuan(item: Impor, now: datetime | None = None) -> str:
    """What happens to the file at the moment: step, rows done, time left."""
    now = now or datetime.now(UTC)
    since = now - item.langkah_sejak if item.langkah_sejak else timedelta()
    if item.state is StateImpor.DIUNGGAH:
        if since > _WAITS_LONG:
            return f"Menunggu giliran sejak {lama(since.total_seconds())}: portal sedang mengerjakan yang lain."
        return "Menunggu giliran diperiksa."
    if item.langkah is None:
        return "Menunggu giliran diproses." if item.state is StateImpor.DIPROSES else "Mulai memeriksa."
    step = Langkah(item.langkah)
    words = LANGKAH_NAME[step]
    if not item.total:
        return f"{words}, {lama(since.total_seconds())} berjalan."
    done = (
        f"{ukuran(item.selesai)} dari {ukuran(item.total)}"
        if step in _BYTES
        else f"{number(item.selesai)} dari {number(item.total)} {_UNIT.get(step, '')}".rstrip()
    )
    left = sisa(item, since)
    share = percent(100 * min(item.selesai / item.total, 1), 0)
    return f"{words}: {done} ({share}){'' if left is None else f', sekitar {lama(left)} lagi'}."


def sisa(item: Impor, since: timedelta) -> float | None:
    """Seconds that the step still needs at its pace so far; None while that cannot be told."""
    seconds = since.total_seconds()
    if not item.selesai or item.selesai >= item.total or seconds < 1:
        return None
    return seconds * (item.total - item.selesai) / item.selesai


def terputus(item: Impor, now: datetime | None = None) -> bool:
    """Whether no byte of an upload has come for a while."""
    silent = (now or datetime.now(UTC)) - (item.langkah_sejak or item.diunggah)
    return item.state is StateImpor.MENGUNGGAH and silent > _SILENT


def persen_tiba(item: Impor) -> int:
    """Share of an upload that has arrived, rounded down."""
    return 100 * item.diterima // max(item.ukuran, 1)


def yang_ditulis(item: Impor) -> str:
    """480 rumah tangga dan 12 usulan: what the import writes; nothing where all of it is there already."""
    verivali, usulan = item.tertulis
    parts = [f"{number(count)} {word}" for count, word in ((verivali, "rumah tangga"), (usulan, "usulan")) if count]
    if not parts and item.ringkasan.get("tidak_berubah") is False:
        # Papers alone: a berita acara that was handed in later.
        return "lampiran"
    return " dan ".join(parts)


def akibat(item: Impor) -> list[str]:
    """What the file changes, a sentence a line; the same words before it is written and after."""
    verivali, usulan = item.tertulis
    move = item.ringkasan.get("perubahan", {})
    lines = []
    if verivali:
        of = _enumerate(
            (item.hitung("verivali", Hasil.BARU), "baru"),
            (item.hitung("verivali", Hasil.BERUBAH), "berubah dari impor sebelumnya"),
        )
        lines.append(f"{number(verivali)} rumah tangga menjadi Terimpor: {of}.")
        cases = _enumerate((move.get("perbaikan", 0), "perbaikan"), (move.get("nonaktif", 0), "nonaktif"))
        lines += [f"{cases} masuk antrean pemeriksaan."] if cases else []
        same = move.get("tanpa_perubahan", 0)
        lines += [f"{number(same)} tanpa perubahan data, dapat disetujui sekaligus di antrean."] if same else []
    if usulan:
        lines.append(f"{number(usulan)} usulan masuk antrean pemeriksaan.")
    if item.ringkasan.get("lampiran") and yang_ditulis(item):
        lines.append(f"Lampiran dari baris yang masuk ikut disimpan ({number(item.ringkasan['lampiran'])} di berkas).")
    return lines


def _enumerate(*parts: tuple[int, str]) -> str:
    return ", ".join(f"{number(count)} {word}" for count, word in parts if count)


def tidak_ditulis(item: Impor) -> list[str]:
    """What of the file is left out, and why, a sentence a line."""
    words = (
        (Hasil.TETAP, "sama dengan yang sudah diimpor"),
        (Hasil.DITAHAN, "ditahan: portal sudah memegang yang lebih baru atau sudah memutuskannya"),
        (Hasil.DITOLAK, "ditolak karena melanggar aturan; minta operator memperbaikinya"),
    )
    return [f"{number(item.jumlah(hasil))} baris {text}." for hasil, text in words if item.jumlah(hasil)]


def penolakan(item: Impor) -> tuple[str, str]:
    """Why a file was refused whole, and what to do about it."""
    return penolakan_kata(Galat(item.galat), dict(item.galat_isi)) if item.galat else ("Berkas ini ditolak.", "")


def cakupan(item: Impor, names: Sequence[str]) -> str:
    """Which desa a file covers, shortly: the first ones by name, the rest counted."""
    shown = list(names) or [name for _, name in item.wilayah]
    first = ", ".join(shown[:3])
    rest = len(shown) - 3
    return f"{first}, dan {number(rest)} lagi" if rest > 0 else first


def nama_keadaan(item: Impor) -> str:
    """State in words."""
    if item.state is StateImpor.SIAP:
        return "Menunggu keputusan Anda"
    return "Ditolak" if item.state is StateImpor.GAGAL else STATE_NAME[item.state]
