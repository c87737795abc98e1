"""Points spread evenly over a cube: a Sobol sequence scrambled by a digital shift.

Direction numbers are those of Joe and Kuo (2008), SIAM J. Sci. Comput. 30(5), for ten dimensions;
further ones are Latin hypercube columns, each spread evenly by itself.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_BITS = 30
_PRIMITIVE: tuple[tuple[int, tuple[int, ...]], ...] = (
    (0, (1,)), (1, (1, 3)), (1, (1, 3, 1)), (2, (1, 1, 1)), (1, (1, 1, 3, 3)),
    (4, (1, 3, 5, 13)), (2, (1, 1, 5, 5, 17)), (4, (1, 1, 5, 5, 5)), (7, (1, 1, 7, 11, 19)),
)  # fmt: skip
MOST_SOBOL = 1 + len(_PRIMITIVE)


def sobol(dimensions: int, points: int, seed: int | None = None) -> Floats:
    """Points of the unit cube (n_points, n_dimensions).

    Args:
        dimensions: Of the cube.
        points: A power of two.
        seed: Of the scrambling; None leaves the plain sequence, up to ten dimensions.
    """
    place = np.arange(points, dtype=np.int64)
    gray = place ^ (place >> 1)
    columns = []
    for dimension in range(min(dimensions, MOST_SOBOL)):
        column = np.zeros(points, dtype=np.int64)
        for bit, direction in enumerate(_directions(dimension)):
            column ^= np.where((gray >> bit) & 1, direction, 0)
        columns.append(column)
    whole = np.column_stack(columns)
    if seed is None:
        return np.asarray(whole / 2.0**_BITS)
    chance = np.random.default_rng(seed)
    shifted = whole ^ chance.integers(0, 1 << _BITS, whole.shape[1])
    rest = [
        (chance.permutation(points) + chance.random(points)) / points
        for _ in range(dimensions - whole.shape[1])
    ]
    return np.column_stack([shifted / 2.0**_BITS, *rest])


def _directions(dimension: int) -> list[int]:
    """Direction numbers of one dimension, the leading bit first."""
    if dimension == 0:
        return [1 << (_BITS - 1 - bit) for bit in range(_BITS)]
    taps, start = _PRIMITIVE[dimension - 1]
    degree = len(start)
    found = [m << (_BITS - 1 - bit) for bit, m in enumerate(start)]
    for bit in range(degree, _BITS):
        value = found[bit - degree] ^ (found[bit - degree] >> degree)
        for k in range(1, degree):
            if (taps >> (degree - 1 - k)) & 1:
                value ^= found[bit - k]
        found.append(value)
    return found
