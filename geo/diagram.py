"""Power diagrams: Voronoi cells whose borders lean towards the denser side.

A plain Voronoi border lies halfway between two desa. Where a dense kota meets sparse country that gives the kota
far too much land, so every point carries a weight (the square of a radius): the border moves by the difference
of the weights. With equal weights the cells are the ordinary Voronoi cells.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, cKDTree

from geo.coverage import Polygons

Coordinates = NDArray[np.float64]

GRID = 6
"""Decimals of every corner. Cells and coastline are cut on the same grid, so shared edges stay identical."""
SPACING_SHARE = 0.5
NEAREST_SHARE = 0.9
"""Radius of a point: half the mean distance to its four nearest, but below 0.9 of the nearest point's distance,
so that every point stays inside its own cell. Measured against real kab: 0.888 of the area agrees at the median,
0.882 with equal weights; larger shares were worse."""
NEIGHBOURS = 4
IDENTICAL = 5
"""Decimals (about 1 m) at which two points count as the same place."""
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


def separate(points: Coordinates) -> Coordinates:
    """Move points that share a place onto a small spiral around it, in order of their rows; others stay.

    Two identical points would have one cell between them. The shift is 60 m times the square root of the rank.
    """
    _, place = np.unique(np.round(points, IDENTICAL), axis=0, return_inverse=True)
    place = place.reshape(-1)
    order = np.argsort(place, kind="stable")
    start = np.r_[0, np.flatnonzero(np.diff(place[order])) + 1]
    rank = np.empty(len(points))
    rank[order] = np.arange(len(points)) - np.repeat(start, np.diff(np.r_[start, len(points)]))
    reach = 0.00055 * np.sqrt(rank)
    angle = rank * GOLDEN_ANGLE
    return np.asarray(points + np.c_[reach * np.cos(angle), reach * np.sin(angle)])


def spacing(points: Coordinates, group: NDArray[np.int64], alone: float) -> NDArray[np.float64]:
    """Mean distance in degrees of each point to its four nearest of the same group; ``alone`` when it has none."""
    result = np.full(len(points), alone)
    order = np.argsort(group, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        if len(rows) > 1:
            near = cKDTree(points[rows]).query(points[rows], k=min(NEIGHBOURS + 1, len(rows)))[0]
            result[rows] = near[:, 1:].mean(axis=1)
    return result


def weights(points: Coordinates, gaps: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weight of each point from its spacing (``gaps``, degrees)."""
    if len(points) < 2:
        return np.zeros(len(points))
    nearest = cKDTree(points).query(points, k=2)[0][:, 1]
    return np.asarray(np.minimum(SPACING_SHARE * gaps, NEAREST_SHARE * nearest) ** 2)


def cells(points: Coordinates, weight: NDArray[np.float64], frame: tuple[float, float, float, float]) -> Polygons:
    """The cell of each point inside (and somewhat beyond) ``frame``; neighbours share their corners exactly.

    The points are lifted to a paraboloid lowered by their weights; the lower hull is the dual of the diagram. A
    ring of outer points, far enough not to be felt inside the frame, closes the cells at the rim.
    """
    everything = np.vstack([points, _outer_ring(frame)])
    lifted_weight = np.r_[weight, np.zeros(len(everything) - len(points))]
    middle = everything.mean(axis=0)
    centred = everything - middle
    hull = ConvexHull(np.c_[centred, (centred**2).sum(axis=1) - lifted_weight])
    lower = hull.equations[:, 2] < 0
    planes = hull.equations[lower]
    corners = np.round(-planes[:, :2] / (2 * planes[:, 2:3]) + middle, GRID)
    owner = hull.simplices[lower].ravel()
    corner = np.repeat(np.arange(len(planes)), 3)
    count = np.maximum(np.bincount(owner, minlength=len(everything)), 1)
    inner = np.c_[[np.bincount(owner, corners[corner, axis], len(everything)) / count for axis in (0, 1)]].T
    spoke = corners[corner] - inner[owner]
    order = np.lexsort((np.arctan2(spoke[:, 1], spoke[:, 0]), owner))
    order = order[owner[order] < len(points)]
    shaped, ring = np.unique(owner[order], return_inverse=True)
    result: Polygons = np.full(len(points), None, dtype=object)
    result[shaped] = shapely.polygons(shapely.linearrings(corners[corner[order]], indices=ring))
    return result


def _outer_ring(frame: tuple[float, float, float, float]) -> Coordinates:
    """A circle of points around the frame, at one and a half times its diagonal."""
    west, south, east, north = frame
    middle = np.array([(west + east) / 2, (south + north) / 2])
    radius = 1.5 * np.hypot(east - west, north - south)
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False) + 0.01
    return np.asarray(middle + radius * np.c_[np.cos(angle), np.sin(angle)])
