"""A line with fewer points that is nowhere far from the one it stands for."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.journey import Point


def simplify(points: Sequence[Point], within: float) -> tuple[Point, ...]:
    """Leave out points of a line as long as it stays within a distance of them.

    Args:
        points: The line, latitude and longitude [degrees].
        within: How far a point left out may be from the new line [degrees]; longitude counts
            like latitude, as on a flat map.

    Returns:
        A line of some of the points, the first and the last always among them.

    Example:
        >>> simplify([(0.0, 0.0), (0.01, 1.0), (0.0, 2.0), (3.0, 3.0)], 0.1)
        ((0.0, 0.0), (0.0, 2.0), (3.0, 3.0))

    Source:
        Douglas and Peucker 1973, Algorithms for the reduction of the number of points
        required to represent a digitized line.
    """
    if len(points) < 3:
        return tuple(points)
    line = np.array(points, dtype=np.float64)
    kept = np.zeros(len(line), bool)
    kept[[0, -1]] = True
    open_parts = [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        far = _distances(line[first + 1 : last], line[first], line[last])
        middle = int(np.argmax(far))
        if far[middle] > within:
            middle += first + 1
            kept[middle] = True
            open_parts += [(first, middle), (middle, last)]
    return tuple(points[number] for number in np.flatnonzero(kept).tolist())


def _distances(
    points: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far each point is from the stretch between two [degrees]."""
    run = end - start
    length_2 = float(run @ run)
    along = (points - start) @ run / length_2 if length_2 else np.zeros(len(points))
    nearest = start + np.clip(along, 0, 1)[:, None] * run
    return np.asarray(np.hypot(*(points - nearest).T))
