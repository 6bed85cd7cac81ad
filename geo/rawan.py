"""Hot spots: desa that stand out from their own kab together with the desa around them.

The figure of a desa is compared with its kab as a whole, allowing for how few rows some desa have (empirical Bayes,
Assunção and Reis 1999). Local Moran statistics (Anselin 1995) tell which desa are low among low or high among high;
their significance is that of random rearrangement within the kab, with the share of false discoveries held at 5 %
(Benjamini and Hochberg). Significant desa that touch, also across the border of a kab, are one cluster. See
``docs/decisions/0010-hot-spots.md``.

PySAL takes seconds to load: import this module only in background work.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from esda import Moran_Local, fdr
from libpysal.graph import Graph
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

Int = npt.NDArray[np.int64]
Float = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]

NEIGHBOURS = 6
PERMUTATIONS = 999
FALSE_SHARE = 0.05
# Fewer desa than this say nothing of what is usual in a kab.
LEAST_DESA = 12
LEAST_CLUSTER = 3
# A neighbour lies at most so many times the usual distance of the kab away, in km between these.
_REACH, _REACH_KM = 2.5, (3.0, 60.0)
_KM_PER_DEGREE = 111.195


@dataclass(frozen=True, slots=True)
class Temuan:
    """What was found of N desa: ``dinilai`` whether a desa could be judged, ``gugus`` the number of its cluster from
    1, 0 where it is in none.
    """

    dinilai: Bool
    gugus: Int


def neighbours(lat: Float, lon: Float, kab: Int) -> tuple[Int, Int]:
    """Pairs of neighbouring desa as places in the arrays, each pair both ways: the nearest by their coordinates
    (degrees), within what is usual in their kab. A desa on an island of its own, or without coordinates, has none.
    """
    known = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    if len(known) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    points = _on_a_sphere(lat[known], lon[known])
    distance, near = cKDTree(points).query(points, k=min(NEIGHBOURS + 1, len(known)))
    # Where two share a point the desa itself need not come first.
    other = near != np.arange(len(known))[:, None]
    codes, group = np.unique(kab[known], return_inverse=True)
    usual = np.array([np.median(distance[group == index][:, -1]) for index in range(len(codes))])
    reach = np.clip(_REACH * usual, *_REACH_KM)[group]
    linked = other & (distance <= reach[:, None])
    a = np.repeat(known, linked.sum(1))
    b = known[near[linked]]
    pairs = np.unique(np.concatenate([np.stack([a, b]), np.stack([b, a])], 1), axis=1)
    return pairs[0], pairs[1]


def find(kab: Int, pairs: tuple[Int, Int], above: Int, below: Int, *, low: bool, seed: int) -> Temuan:
    """Clusters of desa whose share ``above`` / ``below`` is low (or high) together, numbered by size."""
    dinilai = np.zeros(len(kab), np.bool_)
    flagged = np.zeros(len(kab), np.bool_)
    focal, other = pairs
    order = np.argsort(kab[focal], kind="stable")
    focal, other = focal[order], other[order]
    inside = (kab[focal] == kab[other]) & (below[focal] > 0) & (below[other] > 0)
    focal, other = focal[inside], other[inside]
    edges = np.searchsorted(kab[focal], np.unique(kab[focal]))
    for part_focal, part_other in zip(np.split(focal, edges[1:]), np.split(other, edges[1:]), strict=True):
        places, first = np.unique(part_focal, return_inverse=True)
        if len(places) < LEAST_DESA:
            continue
        score = _scores(above[places], below[places])
        dinilai[places] = True
        if score is not None:
            second = np.searchsorted(places, part_other)
            flagged[places] = _significant(-score if low else score, first, second, seed)
    return Temuan(dinilai, _clusters(flagged, pairs))


def _on_a_sphere(lat: Float, lon: Float) -> Float:
    """Points in km of which straight distances are those over ground, near enough."""
    north, east = np.radians(lat), np.radians(lon)
    radius = _KM_PER_DEGREE * 180 / np.pi
    return radius * np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], 1)


def _scores(above: Int, below: Int) -> Float | None:
    """Distance of each share from that of all, in standard deviations that grow as rows get fewer; None where all
    are alike.
    """
    share = above.sum() / below.sum()
    chance = share * (1 - share)
    rate = above / below
    spread = float((below * (rate - share) ** 2).sum() / below.sum())
    between = max(spread - chance / float(below.mean()), 0.0)
    score: Float = (rate - share) / np.sqrt(np.maximum(between + chance / below, 1e-12))
    return score if float(np.ptp(score)) > 1e-9 else None


def _significant(score: Float, focal: Int, other: Int, seed: int) -> Bool:
    """Desa that are high among high, beyond chance."""
    graph = Graph.from_arrays(focal, other, np.ones(len(focal)))
    with warnings.catch_warnings():
        # esda will double these probabilities unless told not to, and cannot be told through this class yet; one
        # direction is what is asked here.
        warnings.simplefilter("ignore", DeprecationWarning)
        local = Moran_Local(score, graph, permutations=PERMUTATIONS, keep_simulations=False, seed=seed)
    # Own sign is given under rearrangement of the others, so only those of the sign asked for are tested.
    tested = score > score.mean()
    limit = fdr(local.p_sim[tested], FALSE_SHARE)
    found: Bool = tested & (local.q == 1) & (local.p_sim <= limit)
    return found


def _clusters(flagged: Bool, pairs: tuple[Int, Int]) -> Int:
    focal, other = pairs
    joined = flagged[focal] & flagged[other]
    count = len(flagged)
    matrix = coo_matrix((np.ones(int(joined.sum())), (focal[joined], other[joined])), shape=(count, count))
    _, label = connected_components(matrix, directed=False)
    size = np.bincount(label[flagged], minlength=int(label.max(initial=0)) + 1)
    ranked = np.argsort(-size, kind="stable")
    ranked = ranked[size[ranked] >= LEAST_CLUSTER]
    number = np.zeros(len(size), np.int64)
    number[ranked] = np.arange(1, len(ranked) + 1)
    return np.where(flagged, number[label], 0)
