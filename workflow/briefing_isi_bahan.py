"""What the chapters of a pack are made from: one wilayah and periode, read once from one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from data_access.briefing_baca import read_jumlah_desa, read_jumlah_kab, read_tren_segar, read_wilayah_segar
from data_access.periode import list_periode, read_periode
from data_access.progres import read_total, read_trend
from data_access.samaran import Tanya, read_hari_tertutup, read_topeng
from data_access.schema import REKAP_COUNTS
from data_access.session import Connection
from data_access.wilayah import Wilayah, read_wilayah
from domain import briefing_angka as hitung
from domain.access import Scope
from domain.bandingan import TINGKAT_PETA, same_day_of
from domain.briefing import BabBriefing, Kunci
from domain.indikator import DIISI, DISAMARKAN, INDIKATOR, TOTAL, Indikator, Nilai, evaluate, ratio, total_of
from domain.kalender import Periode, Program
from domain.kode import LEVEL_NAME, Level, ancestor
from domain.samaran import Topeng, jumlah_of

_PEKAN = timedelta(days=7)
# Kab that were written in since their sums were made, with the sums of now.
Segar = Mapping[int, Mapping[str, Any]]
# Kab whose stored sums are wrong though nobody wrote: count, stored, of the desa.
Menyimpang = Sequence[tuple[int, str, int, int]]


@dataclass(frozen=True, slots=True)
class Bahan:
    """One wilayah, periode and moment. ``frame``: its areas as /peta shows them by default, fresh; ``own`` the sums of
    their counts; ``tren`` and ``lampau`` cumulative stages by day, of this periode and of the one before.
    """

    connection: Connection
    kunci: Kunci
    wilayah: Wilayah
    periode: Periode
    sebelum: Periode | None
    now: datetime
    frame: pd.DataFrame
    own: Mapping[str, int]
    segar: Segar
    menyimpang: Menyimpang
    topeng: Topeng
    tren: pd.DataFrame
    lampau: pd.DataFrame
    total_lampau: int
    # What ``hari_tertutup`` worked out, by periode and stage.
    _tertutup: dict[tuple[int, str], list[bool]] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        """The wilayah as reads ask for it."""
        return Scope(self.kunci.wilayah)

    @property
    def level(self) -> Level:
        """Level of the areas shown."""
        return TINGKAT_PETA[self.wilayah.level][0]

    @property
    def satuan(self) -> str:
        """What an area is called."""
        return LEVEL_NAME[self.level]

    def satuan_tampil(self, tampil: Sequence[bool]) -> str:
        """What the areas of a count are called, where some of them are not told."""
        return self.satuan if all(tampil) else f"{self.satuan} yang dapat disebut"

    @property
    def as_of(self) -> date:
        """The day the figures speak of."""
        return self.periode.as_of(self.now)

    @property
    def buka(self) -> str:
        """Whether verivali lies ahead ("belum"), is running ("buka") or is over ("tutup")."""
        if self.now < self.periode.buka:
            return "belum"
        return "buka" if self.periode.is_open(self.now) else "tutup"

    @property
    def program(self) -> int:
        """The programme as tables have it."""
        return int(self.periode.program)

    @property
    def kuota(self) -> bool:
        """Whether figures of the kuota belong in: of a programme that has one, for a reader who may see it."""
        return self.periode.program is Program.BSP and BabBriefing.KUOTA in self.kunci.bab

    @property
    def kab(self) -> list[int]:
        """Kab inside the scope, or the kab it lies in."""
        if self.scope.level >= Level.KAB:
            return [ancestor(self.scope.kode, Level.KAB)]
        return [int(kode) for kode in self.frame["kode"].tolist()]

    @property
    def catatan(self) -> str:
        """What a figure made from sums of kab says of those that somebody is working in."""
        if not self.segar:
            return ""
        return (
            f"{len(self.segar)} kab/kota sedang ditulisi ketika angka dibaca; angkanya dihitung langsung dari desanya."
        )

    def nilai(self, item: Indikator) -> Nilai:
        """A share of the wilayah itself."""
        above, below = total_of(self.own, item.pembilang or ()), total_of(self.own, item.penyebut or ())
        return Nilai(ratio(above, below), above, below)

    def samar(self, item: Indikator) -> bool:
        """Whether a share of the wilayah itself is too small to be told."""
        return self.topeng.satu(self.scope.kode, *jumlah_of(item))

    def progres(self) -> list[hitung.Wilayah]:
        """Progress of every area, as /peta shows it."""
        item = INDIKATOR["progres"]
        columns = ["kode", "nama", "induk", "nama_induk", *TOTAL, *DIISI]
        rows: list[dict[str, Any]] = self.frame[columns].to_dict("records")  # type: ignore[assignment]
        values = [evaluate(item, row) for row in rows]
        told = self.topeng.samarkan(item, [row["kode"] for row in rows], values)
        return [
            hitung.Wilayah(row["kode"], row["nama"], row["induk"], row["nama_induk"], value)
            for row, value in zip(rows, told, strict=True)
        ]

    def dulu(self, item: Indikator) -> list[tuple[str, Nilai]]:
        """A share as it stood a week before, and on the same day of the periode before, with words for when.

        A periode that is over is held against the other as it ended, pengesahan included.
        """
        found = []
        week = self.as_of - _PEKAN
        if self.buka == "buka" and week >= self.periode.first_day:
            found.append(("minggu lalu", self._pada(item, self.periode, week)))
        if self.sebelum is not None and self.buka != "belum":
            open_ = self.buka == "buka"
            day = same_day_of(self.periode, self.sebelum, self.as_of) if open_ else date.max
            label = f"hari yang sama {self.sebelum.label}" if open_ else f"akhir {self.sebelum.label}"
            found.append((label, self._pada(item, self.sebelum, day)))
        return found

    def hari_tertutup(self, periode: Periode, stage: str) -> list[bool]:
        """Of each day from the opening of a periode whether its history is not told; empty where all of it is."""
        ask = Tanya(self.scope, self.scope.level, self.program, periode.kode, periode.as_of(self.now),
                    self.kunci.samar)  # fmt: skip
        if (periode.kode, stage) not in self._tertutup:
            hidden = read_hari_tertutup(self.connection, ask, periode.first_day, stage, [self.scope.kode])
            self._tertutup[periode.kode, stage] = [day for (day,) in hidden]
        return self._tertutup[periode.kode, stage]

    def _pada(self, item: Indikator, periode: Periode, day: date) -> Nilai:
        """A share at the end of a day: a stage over the prelist, findings over what was visited by then."""
        stage = item.riwayat or item.kode
        stages = (stage,) if stage != "nonaktif" else (stage, "diisi")
        at = min((day - periode.first_day).days, (periode.as_of(self.now) - periode.first_day).days)
        if any(any(self.hari_tertutup(periode, name)[at : at + 1]) for name in stages):
            return DISAMARKAN
        now = periode is self.periode
        history, total = (self.tren, self.own["total"]) if now else (self.lampau, self.total_lampau)
        until = history[history["tanggal"] <= day]
        done, visited = (0, 0) if until.empty else (int(until[name].iloc[-1]) for name in (stage, "diisi"))
        below = visited if stage == "nonaktif" else total
        return Nilai(ratio(done, below), done, below)


def baca(connection: Connection, kunci: Kunci, now: datetime) -> Bahan:
    """Read what every chapter shares. Raises InvalidInput for a wilayah or periode that does not exist."""
    scope = Scope(kunci.wilayah)
    wilayah = read_wilayah(connection, kunci.wilayah)
    kab = ancestor(scope.kode, Level.KAB) if scope.level >= Level.KAB else None
    periode = read_periode(connection, kunci.program, kunci.periode, kab)
    before = [p for p in list_periode(connection) if p.program is periode.program and p.kode < periode.kode]
    sebelum = max(before, key=lambda item: item.kode, default=None)
    segar, menyimpang = _bandingkan(connection, scope, kunci)
    level, as_of = TINGKAT_PETA[wilayah.level][0], periode.as_of(now)
    where = (connection, scope, level, kunci.program, kunci.periode, as_of)
    frame = read_wilayah_segar(*where, segar)
    return Bahan(
        connection=connection,
        kunci=kunci,
        wilayah=wilayah,
        periode=periode,
        sebelum=sebelum,
        now=now,
        frame=frame,
        own={name: int(frame[name].sum()) for name in (*REKAP_COUNTS, "diisi_7")},
        segar=segar,
        menyimpang=menyimpang,
        topeng=read_topeng(connection, Tanya(*where[1:], kunci.samar, kuota=True)),
        tren=read_tren_segar(connection, scope, kunci.program, kunci.periode, segar),
        lampau=read_trend(connection, scope, kunci.program, sebelum.kode if sebelum is not None else 0),
        total_lampau=0 if sebelum is None else read_total(connection, scope, kunci.program, sebelum.kode),
    )


def _bandingkan(connection: Connection, scope: Scope, kunci: Kunci) -> tuple[Segar, Menyimpang]:
    """Kab whose stored sums are behind their desa, and those whose sums differ though nothing was written since."""
    if scope.level > Level.KAB:
        return {}, ()
    fresh = read_jumlah_desa(connection, scope, kunci.program, kunci.periode).set_index("kab")
    stored = read_jumlah_kab(connection, scope, kunci.program, kunci.periode).set_index("kab")
    segar: dict[int, Mapping[str, Any]] = {}
    menyimpang: list[tuple[int, str, int, int]] = []
    for kab in sorted({*fresh.index.tolist(), *stored.index.tolist()}):
        now = fresh.loc[kab] if kab in fresh.index else None
        then = stored.loc[kab] if kab in stored.index else None
        differs = [name for name in REKAP_COUNTS if _of(now, name) != _of(then, name)]
        if not differs:
            continue
        # Whoever writes moves the last activity of the desa: the sums of the kab follow, and count as behind.
        if now is not None and (then is None or now["terakhir"] != then["terakhir"]):
            segar[int(kab)] = now.to_dict()
        else:
            menyimpang += [(int(kab), name, _of(then, name), _of(now, name)) for name in differs[:1]]
    return segar, menyimpang


def _of(row: Any, name: str) -> int:
    return 0 if row is None else int(row[name])
