"""Papers and pictures of a file that was filled in as a demonstration; one picture may show many houses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from demo.dokumen import make_pdf
from demo.foto import VARIANTS, make_picture
from demo.isi_rumah import Rumah
from domain.kalender import tanggal
from domain.kode import dotted
from domain.siks import JenisLampiran

_PAPERS = {
    JenisLampiran.BERITA_ACARA: ("Berita acara musyawarah", "Musyawarah menyetujui perubahan dan usulan terlampir."),
    JenisLampiran.DAFTAR_HADIR: ("Daftar hadir musyawarah", "Hadir: perangkat desa, RT/RW, tokoh masyarakat."),
    JenisLampiran.BNBA: ("BNBA", "Daftar rumah tangga menurut nama dan alamat yang disepakati."),
}


class Lampiran:
    """Collects attachments: a line for each use, the bytes of each once."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng = rng
        self._today = today
        self._files: dict[str, bytes] = {}
        self._lines: list[Sequence[object]] = []
        self._pictures: dict[tuple[str, int], str] = {}

    def _keep(self, data: bytes, kind: str) -> str:
        name = f"lampiran/{hashlib.sha256(data).hexdigest()}.{kind}"
        self._files[name] = data
        return name

    def _picture(self, kind: str) -> str:
        own = kind, self._rng.randrange(VARIANTS)
        if own not in self._pictures:
            self._pictures[own] = self._keep(make_picture(*own), "png")
        return self._pictures[own]

    def add_house(self, rumah: Rumah, day: date, *, with_card: bool) -> None:
        """Pictures of a house, and of the card of whoever holds the account."""
        kinds = (JenisLampiran.FOTO_RUMAH, JenisLampiran.FOTO_KTP) if with_card else (JenisLampiran.FOTO_RUMAH,)
        for kind in kinds:
            where = rumah.ruta["lat"], rumah.ruta["lon"]
            self._lines.append((self._picture(kind.value), kind, None, rumah.idbdt, day, *where))

    def add_musdes(self, desa: Sequence[str], *, without: frozenset[str]) -> list[Sequence[object]]:
        """Lines of the musdes of these desa, each with its papers; BNBA is missing in the desa of ``without``."""
        held = self._today - timedelta(days=min(self._today.day - 1, 8))
        lines: list[Sequence[object]] = []
        for kode in desa:
            number = f"BA/{kode[-4:]}/{held:%m}/{held:%Y}"
            people = self._rng.randint(18, 60)
            lines.append((kode, held, number, people))
            for kind, (title, text) in _PAPERS.items():
                if kind is JenisLampiran.BNBA and kode in without:
                    continue
                page = make_pdf(
                    title,
                    [
                        "Dokumen ini contoh dan bukan dokumen yang sebenarnya.",
                        f"Nomor {number}, desa/kelurahan {dotted(int(kode))}, {tanggal(held)}.",
                        f"{text} Peserta: {people} orang.",
                    ],
                )
                self._lines.append((self._keep(page, "pdf"), kind, kode, None, held, None, None))
        return lines

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every attachment, by name."""
        yield from self._files.items()

    def rows(self) -> list[Sequence[object]]:
        """Lines of the part ``lampiran``."""
        return self._lines
