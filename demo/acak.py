"""Drawing codes and shares for many rows at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Bool = npt.NDArray[np.bool_]
Int = npt.NDArray[np.int64]
Float = npt.NDArray[np.float64]


def codes(rng: np.random.Generator, count: int, shares: Sequence[float], first: int = 1) -> Int:
    """Codes ``first``, ``first + 1`` ... with these shares (they need not add up to 1)."""
    limits = np.cumsum(shares)
    drawn: Int = np.searchsorted(limits, rng.random(count) * limits[-1], side="right") + first
    return drawn


def codes_by(
    rng: np.random.Generator, urban: Bool, in_town: Sequence[float], in_village: Sequence[float], first: int = 1
) -> Int:
    """Codes with one set of shares in town and another in the village."""
    return np.where(urban, codes(rng, len(urban), in_town, first), codes(rng, len(urban), in_village, first))


def chance(rng: np.random.Generator, count: int, share: float | Float) -> Bool:
    """True with this probability, for each row."""
    return rng.random(count) < share


def running_number(keys: Int) -> Int:
    """0, 1, 2 ... among rows of the same key, in order of appearance."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(keys) else np.array([], int)
    number = np.arange(len(keys)) - np.repeat(starts, np.diff(np.append(starts, len(keys))))
    result = np.empty(len(keys), np.int64)
    result[order] = number
    return result
