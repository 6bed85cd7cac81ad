"""What makes a password good enough (section 13 of the domain document tells what shared and guessed ones cost)."""

from __future__ import annotations

from collections.abc import Iterable

from zxcvbn import zxcvbn

from domain.errors import InvalidInput
from domain.nama import KINDS, search_words

SHORTEST, LONGEST = 12, 256
# zxcvbn looks at no more; what lies behind only adds.
_LOOKED_AT = 72
# "Safely unguessable": 10^8 guesses and more, far beyond five tries in fifteen minutes.
_SCORE = 3
# What everybody in this line of work would try first.
_COMMON = (
    "siks", "siksng", "siks-ng", "kemensos", "kemsos", "dinsos", "pusdatin", "kesos", "bansos", "sembako", "bpnt",
    "verivali", "operator", "supervisor", "indonesia", "merdeka", "rahasia", "sandi", "katasandi", "kelurahan",
    "kecamatan", "kabupaten", "bismillah", "sayang", "garuda", "pancasila",
)  # fmt: skip


def check_sandi(sandi: str, *, username: str, nama: str, wilayah: Iterable[str]) -> None:
    """Refuse a weak password. ``wilayah`` are the names of the person's region and of those above it.

    Raises InvalidInput with what to do.
    """
    if len(sandi) < SHORTEST:
        raise InvalidInput(f"Kata sandi terlalu pendek. Isi paling sedikit {SHORTEST} karakter.")
    if len(sandi) > LONGEST:
        raise InvalidInput(f"Kata sandi terlalu panjang. Isi paling banyak {LONGEST} karakter.")
    own = [word for word in search_words(" ".join((username, nama, *wilayah))) if len(word) > 3 and word not in KINDS]
    plain = "".join(search_words(sandi))
    for word in own:
        if word in plain:
            raise InvalidInput(f"Kata sandi memuat “{word}”. Jangan pakai nama Anda, nama pengguna, atau nama wilayah.")
    result = zxcvbn(sandi[:_LOOKED_AT], user_inputs=[*_COMMON, *own])
    if result["score"] < _SCORE:
        raise InvalidInput(
            "Kata sandi mudah ditebak. Pakai beberapa kata yang tidak berhubungan, tanpa pola angka atau papan ketik."
        )
