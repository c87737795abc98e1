"""Whether an index hangs together, by hand and by numpy."""

import numpy as np
import pytest

from entrepot.assess.coherence import alpha, alphas, correlation, influences, pairs
from entrepot.assess.index import Index, build
from entrepot.assess.prepare import Table
from entrepot.assess.scheme import Node, Scheme


@pytest.fixture
def index() -> Index:
    """Three indicators below one node: two alike, one against them."""
    nodes = (
        Node("a", 1, "top"), Node("b", 1, "top", weight=2.0), Node("c", 1, "top"), Node("top", 2),
    )  # fmt: skip
    values = np.array([[1.0, 2.0, 9.0], [2.0, 4.0, 7.0], [4.0, 8.0, 6.5], [7.0, 14.0, 1.0]])
    steps = {"aggregate": {"method": "arithmetic"}}
    return build(Scheme("t", "u", nodes, steps=steps), Table(tuple("wxyz"), values, {}, {}))


def test_alpha_is_one_for_copies_and_by_hand_otherwise() -> None:
    column = np.array([1.0, 2.0, 4.0])

    assert alpha(np.column_stack([column, column])) == pytest.approx(1.0)
    other = np.column_stack([column, [2.0, 1.0, 3.0]])
    assert alpha(other) == pytest.approx(2 * (1 - (7 / 3 + 1) / (16 / 3)))
    assert alpha(column[:, None]) is None


def test_a_column_without_spread_or_too_few_units_has_no_correlation() -> None:
    assert correlation(np.ones(5), np.arange(5.0)) is None
    assert correlation(np.array([1.0, 2.0, np.nan]), np.array([1.0, 3.0, 4.0])) is None


def test_pairs_alike_and_against_each_other_are_found(index: Index) -> None:
    found = {(a, b): r for a, b, r in pairs(index)}

    assert found["a", "b"] == pytest.approx(1.0)
    assert found["a", "c"] < 0


def test_weights_stand_against_influence(index: Index) -> None:
    told = {one.node: one for one in influences(index)}

    assert told["b"].nominal_share == told["b"].effective_share == 0.5
    assert sum(one.influence_share for one in told.values()) == pytest.approx(1.0)
    assert told["c"].correlation < 0
    assert dict(alphas(index)).keys() == {"top"}
