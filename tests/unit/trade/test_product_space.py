"""Lines of the product space: a tree that holds it together, and what is near enough."""

import numpy as np
import pytest

from entrepot.trade.product_space import links_of, spanning_tree, worth_drawing

NEAR = np.array(
    [
        [1.0, 0.9, 0.2, 0.6],
        [0.9, 1.0, 0.3, 0.7],
        [0.2, 0.3, 1.0, 0.1],
        [0.6, 0.7, 0.1, 1.0],
    ],
    dtype=np.float32,
)


def test_the_tree_takes_the_nearest_way_to_each_product() -> None:
    assert spanning_tree(NEAR).tolist() == [[0, 1], [1, 2], [1, 3]]


def test_what_is_near_enough_is_drawn_beside_the_tree() -> None:
    links = links_of(NEAR, least=0.55)

    assert list(zip(links.tail.tolist(), links.head.tolist(), strict=True)) == [
        (0, 1), (1, 2), (1, 3), (0, 3),
    ]  # fmt: skip
    assert links.in_tree.tolist() == [True, True, True, False]
    assert links.proximity.tolist() == pytest.approx([0.9, 0.3, 0.7, 0.6])


def test_only_the_nearest_are_drawn_where_there_are_too_many() -> None:
    assert len(links_of(NEAR, least=0.0, most=1).tail) == 4
    assert links_of(NEAR, least=0.0, most=1).proximity[-1] == pytest.approx(0.6)


@pytest.mark.parametrize("seed", range(5))
def test_no_spanning_tree_is_nearer(seed: int) -> None:
    draw = np.random.default_rng(seed).random((30, 30))
    near = ((draw + draw.T) / 2).astype(np.float32)
    pairs = spanning_tree(near)

    assert near[pairs[:, 0], pairs[:, 1]].sum() == pytest.approx(_by_kruskal(near), rel=1e-6)
    assert len(pairs) == 29


def test_products_of_two_worlds_still_hang_together() -> None:
    assert len(spanning_tree(np.eye(3, dtype=np.float32))) == 2


def test_one_product_has_no_lines() -> None:
    assert len(links_of(np.ones((1, 1), dtype=np.float32)).tail) == 0


def test_what_is_lit_is_drawn_first_and_then_what_the_world_trades_most() -> None:
    marked = np.array([False, True, False, False])
    world = np.array([5.0, 1.0, 9.0, 7.0])

    assert worth_drawing(marked, world, 3).tolist() == [False, True, True, True]
    assert worth_drawing(marked, world, 9).all()


def _by_kruskal(near: np.ndarray) -> float:
    group, total = list(range(len(near))), 0.0
    pairs = [(near[a, b], a, b) for a in range(len(near)) for b in range(a)]
    for value, a, b in sorted(pairs, reverse=True):
        if group[a] != group[b]:
            group = [group[a] if one == group[b] else one for one in group]
            total += float(value)
    return total
