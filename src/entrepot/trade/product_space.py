"""The product space drawn: which of its proximities are worth a line.

Everything is near everything a little. The strongest way to reach each product is kept, so that
the drawing holds together, and beside it whatever is nearer than a threshold.

Source:
    Hidalgo, Klinger, Barabasi and Hausmann (2007), The product space conditions the development
    of nations: maximum spanning tree, and links of proximity 0.55 and more.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Near = NDArray[np.float32]
Places = NDArray[np.int64]
NEAR = 0.55


@dataclass(frozen=True, slots=True)
class Links:
    """Lines of the drawing, each once.

    Attributes:
        tail, head: Products they join, tail below head (n_links,).
        proximity: How near these are (n_links,).
        in_tree: Whether the drawing would fall apart without it (n_links,).
    """

    tail: Places
    head: Places
    proximity: Near
    in_tree: NDArray[np.bool_]


def links_of(near: Near, *, least: float = NEAR, most: int | None = None) -> Links:
    """The lines of a product space: its maximum spanning tree, and what is near enough.

    Args:
        near: Proximity (n_products, n_products).
        least: Proximity from which a line is drawn.
        most: How many lines beside those of the tree; the nearest. None is all.

    Returns:
        The lines, those of the tree first, by their products.
    """
    tree = spanning_tree(near)
    upper = np.triu(near >= least, 1)
    upper[tree[:, 0], tree[:, 1]] = False
    rest = np.argwhere(upper)
    if most is not None and len(rest) > most:
        nearest = np.argsort(-near[rest[:, 0], rest[:, 1]], kind="stable")[:most]
        rest = rest[np.sort(nearest)]
    both = np.concatenate([tree, rest]).astype(np.int64)
    tail, head = both[:, 0], both[:, 1]
    in_tree = np.arange(len(both)) < len(tree)
    return Links(tail, head, near[tail, head], in_tree)


def worth_drawing(
    marked: NDArray[np.bool_], world: NDArray[np.float64], most: int
) -> NDArray[np.bool_]:
    """Which products are drawn where there are too many to tell apart.

    Args:
        marked: Those that are lit or ringed; they go first (n_products,).
        world: What the world trades of each (n_products,).
        most: How many are drawn.

    Returns:
        Whether each is drawn; of like ones the most traded are (n_products,).
    """
    chosen = np.zeros(len(world), dtype=bool)
    chosen[np.lexsort((-world, ~marked))[:most]] = True
    return chosen


def spanning_tree(near: Near) -> Places:
    """The maximum spanning tree, by its pairs of products in order (n_products - 1, 2).

    Source:
        Prim (1957), Shortest connection networks and some generalizations; among equals the first.
    """
    count = len(near)
    best, via = near[0].astype(np.float64), np.zeros(count, dtype=np.int64)
    best[0] = -np.inf
    pairs = np.empty((max(count - 1, 0), 2), dtype=np.int64)
    for n in range(count - 1):
        new = int(best.argmax())
        pairs[n] = sorted((int(via[new]), new))
        best[new] = -np.inf
        closer = np.isfinite(best) & (near[new] > best)
        best[closer], via[closer] = near[new][closer], new
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
