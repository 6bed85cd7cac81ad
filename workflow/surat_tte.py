"""Certificates that this installation signs letters with: named by its settings, or of a demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from domain.errors import RuleViolation
from domain.surat import Kepala
from exchange.surat_sertifikat import akar_contoh, sertifikat_contoh
from exchange.surat_tte import Sertifikat


@dataclass(frozen=True, slots=True)
class Tte:
    """``p12`` is a file, or a pattern of files with ``{kab}`` in it; ``akar`` a file of trusted root certificates
    (PEM); ``contoh`` the folder in which a demonstration keeps its own, None outside of one.
    """

    p12: str | None = None
    sandi: str = ""
    akar: Path | None = None
    contoh: Path | None = None

    @property
    def tersedia(self) -> bool:
        """Whether letters can be signed electronically here."""
        return self.p12 is not None or self.contoh is not None

    def sertifikat(self, kab: int, kepala: Kepala) -> Sertifikat:
        """The certificate to sign a kab's letter with. Raises RuleViolation where there is none."""
        if self.p12 is not None:
            file = Path(self.p12.replace("{kab}", str(kab)))
            if not file.is_file():
                raise RuleViolation(
                    "Sertifikat tanda tangan elektronik untuk kab/kota ini belum dipasang. Unggah surat yang "
                    "ditandatangani dengan tangan, atau minta pengelola portal memasang sertifikatnya."
                )
            return Sertifikat(file.read_bytes(), self.sandi, contoh=False)
        if self.contoh is None:
            raise RuleViolation(
                "Tanda tangan elektronik belum disiapkan pada portal ini. Unggah surat yang ditandatangani dengan "
                "tangan."
            )
        return sertifikat_contoh(self.contoh, kepala)

    def akar_tepercaya(self) -> bytes:
        """Root certificates that an electronic signature may lead to, as PEM."""
        if self.akar is not None:
            return self.akar.read_bytes()
        return b"" if self.contoh is None else akar_contoh(self.contoh)


_tte = Tte()


def use_tte(tte: Tte) -> None:
    """Set the certificates of this process; the start of the server, a command or a test does it once."""
    global _tte  # noqa: PLW0603 - one installation a process is the point
    _tte = tte


def current_tte() -> Tte:
    """The certificates of this process; none before ``use_tte``."""
    return _tte
