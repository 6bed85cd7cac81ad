"""Small numbers: which counts of a table must not be told to somebody who may not see households.

A count below the limit could point at one household. It is suppressed, and with it as many others as it takes that
nobody finds it by subtracting what is shown from a total that is shown (complementary suppression).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

Nilai = Sequence[Sequence[float | None]]
Topeng = list[list[bool]]


def samarkan(
    nilai: Nilai, ambang: int, *, kelompok: Sequence[Hashable] = (), partisi: Sequence[Sequence[int]] = ()
) -> Topeng:
    """Which cells of a table of counts are suppressed, cell for cell.

    ``kelompok[i]``: rows with the same value add up to a total that the reader knows (areas of one parent); empty: all
    rows do. ``partisi``: columns that add up to a total that the reader knows, row by row. Zeros and missing cells
    (None) are told: they point at nobody. ``ambang`` 0 suppresses nothing.
    """
    hidden = [[value is not None and 0 < value < ambang for value in row] for row in nilai]
    if not any(any(row) for row in hidden):
        return hidden
    groups: dict[Hashable, list[int]] = {}
    for i in range(len(nilai)):
        groups.setdefault(kelompok[i] if kelompok else None, []).append(i)
    columns = range(len(nilai[0]))
    lines = [[(i, j) for i in rows] for rows in groups.values() for j in columns]
    lines += [[(i, j) for j in part] for i in range(len(nilai)) for part in partisi]
    changed = True
    # A cell hidden for its column can be the only one hidden in its row; ends because cells are only ever added.
    while changed:
        changed = sum(_protect(line, nilai, hidden, ambang) for line in lines) > 0
    return hidden


def _protect(line: list[tuple[int, int]], nilai: Nilai, hidden: Topeng, ambang: int) -> bool:
    """Hide more of a line whose hidden part could be worked out; whether any was hidden."""
    changed = False
    while True:
        covered = [(nilai[i][j] or 0) for i, j in line if hidden[i][j]]
        # The hidden cells together are what the total leaves: one alone is found, and so is a sum that is small.
        if not covered or (len(covered) > 1 and sum(covered) >= ambang):
            return changed
        open_cells = [(nilai[i][j] or 0, i, j) for i, j in line if not hidden[i][j] and nilai[i][j] is not None]
        if not open_cells:
            return changed
        _, i, j = min(open_cells, key=lambda cell: (not cell[0], cell[0], cell[1], cell[2]))
        hidden[i][j] = changed = True


def samarkan_bagian(
    pembilang: Sequence[float | None],
    penyebut: Sequence[float | None],
    ambang: int,
    *,
    kelompok: Sequence[Hashable] = (),
) -> tuple[list[bool], list[bool]]:
    """For a share by area: where numerator (and with it the share) and where denominator are suppressed.

    What is left of the denominator is a count too: 97 of 100 says that 3 are left.
    """
    rest = [
        None if above is None or below is None else below - above
        for above, below in zip(pembilang, penyebut, strict=True)
    ]
    table = [[above, left, below] for above, left, below in zip(pembilang, rest, penyebut, strict=True)]
    hidden = samarkan(table, ambang, kelompok=kelompok, partisi=((0, 1),))
    above = [row[0] or row[1] or row[2] for row in hidden]
    return above, [row[2] for row in hidden]
