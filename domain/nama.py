"""Names of regions as people type them, brought to one form for search and matching."""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(r"[^a-z0-9]+")
_KIND = {
    "kab": "kabupaten",
    "kec": "kecamatan",
    "kel": "kelurahan",
    "prov": "provinsi",
    "prop": "provinsi",
    "propinsi": "provinsi",
    "ds": "desa",
}
KINDS = frozenset({"provinsi", "kabupaten", "kota", "kecamatan", "kelurahan", "desa"})


def search_words(text: str) -> list[str]:
    """Lower-case words without accents or punctuation; "Kab." becomes "kabupaten", "Ma'rang" "marang".

    Apostrophes of every sort vanish instead of splitting, because operators type them or leave them out.
    """
    flat = unicodedata.normalize("NFKD", text.replace("’", "'").replace("`", "'").replace("'", ""))
    ascii_only = flat.encode("ascii", "ignore").decode().lower()
    return [_KIND.get(word, word) for word in _WORDS.split(ascii_only) if word]
