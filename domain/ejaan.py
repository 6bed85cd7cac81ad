"""How one name is written in many ways: old and new spelling, sounds that clerks mix up, common short forms.

``kunci`` brings the ways of writing one word to one key. It says "sounds alike", never "is the same": what it finds
is shown behind what is written exactly so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

# Not part of a name: titles, and the words between a name and the father's.
TITLES = frozenset({"h", "hj", "drs", "dra", "ir", "tn", "ny", "bp", "bpk", "sdr", "alm", "almh", "bin", "binti"})

_SHORT = {
    **dict.fromkeys(("m", "mh", "mhd", "moh", "mohd", "moch", "much", "muh", "muhd", "mukh"), "muhamad"),
    **dict.fromkeys(("mohamad", "mohammad", "mochamad", "mochammad", "mohamed", "mohammed", "mokhamad"), "muhamad"),
    **dict.fromkeys(("st", "sti", "siti", "sitti"), "siti"),
    **dict.fromkeys(("abd", "abdul", "abdoel"), "abdul"),
    **dict.fromkeys(("ach", "akh", "ahmad", "achmad", "akhmad", "ahmed"), "ahmad"),
    **dict.fromkeys(("nur", "noer", "nor", "noor"), "nur"),
}

# In order: spelling of before 1947 and 1972, then sounds that are written one for the other.
_SOUNDS = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("chr", "kr"), ("ch", "h"), ("kh", "h"), ("sy", "s"),
    ("dh", "d"), ("th", "t"), ("ph", "p"), ("dz", "z"), ("ae", "ai"), ("iy", "i"), ("uw", "u"),
    ("f", "p"), ("v", "p"), ("q", "k"), ("x", "ks"), ("z", "j"), ("y", "j"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_APOSTROPHES = re.compile("['’‘`´]")
_BETWEEN = re.compile("[^a-z0-9]+")

# Up to so many letters one slip is allowed, beyond that two.
_SHORT_WORD = 5
_LEAST_LETTERS = 3


def split(name: str) -> list[str]:
    """A name as words, as the index of names has them (accents aside)."""
    return [word for word in _BETWEEN.split(_APOSTROPHES.sub("", name.lower())) if word]


def kunci(word: str) -> str:
    """Key of a lower-case word: equal for "djoko" and "joko", "moh" and "muhammad", "aminah" and "amina"."""
    key = _SHORT.get(word, word)
    for written, sound in _SOUNDS:
        key = key.replace(written, sound)
    key = _DOUBLED.sub(r"\1", key)
    return key[:-1] if len(key) > _LEAST_LETTERS and key.endswith("h") else key


def slips_allowed(word: str) -> int:
    """How many letters may be wrong, missing, added or swapped."""
    return 0 if len(word) < _LEAST_LETTERS else 1 if len(word) <= _SHORT_WORD else 2


def distance(one: str, other: str) -> int:
    """Slips between two words; neighbours swapped count once."""
    return DamerauLevenshtein.distance(one, other)


def near(word: str, words: Sequence[str], limit: int) -> list[str]:
    """Words of a list (the commonest first) that a mistyped one may stand for: fewest slips first, then commonest."""
    slips = slips_allowed(word)
    if not slips:
        return []
    found = process.extract(word, words, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=None)
    best = sorted(found, key=lambda item: (item[1], item[2]))
    return [item[0] for item in best[:limit]]


def closeness(words: Sequence[str], name: Sequence[str]) -> tuple[int, int, int]:
    """How well a name answers what was typed, smallest best: (kind, slips, words of the name).

    Kinds: 0 exactly so, 1 begins so, 2 holds every word, 3 every word sounds or begins so, 4 only with slips mended.
    """
    length = len(name)
    if list(name[: len(words)]) == list(words):
        return (0 if length == len(words) else 1, 0, length)
    if set(words) <= set(name):
        return 2, 0, length
    keys = {kunci(part) for part in name}
    if all(kunci(word) in keys or any(part.startswith(word) for part in name) for word in words):
        return 3, sum(best_match(word, name)[1] for word in words), length
    return 4, sum(best_match(word, name)[1] for word in words), length


def best_match(word: str, name: Sequence[str]) -> tuple[str, int]:
    """The word of a name that a typed one stands for, and the slips between them."""
    return min(((part, distance(word, part)) for part in name), key=lambda item: item[1])
