"""What narrow places cost."""

import pytest

from entrepot.corridors.assignment import Link, LinkFlow
from entrepot.corridors.bottleneck import lost_of, rank_bottlenecks

FREE = LinkFlow(Link("a", "b", 10, 4, 0, 1), 8, 4)  # never dearer
NARROW = LinkFlow(Link("b", "c", 10, 2, 0.5, 1, "border", "p"), 20, 4)
OTHER_WAY = LinkFlow(Link("c", "b", 10, 2, 0.5, 1, "border", "p"), 10, 3)
YARD = LinkFlow(Link("c", "d", 20, 1, 1, 2, "terminal", "y"), 40, 5)


def test_the_two_directions_of_a_post_count_together_and_the_dearest_comes_first() -> None:
    found = rank_bottlenecks([FREE, NARROW, YARD, OTHER_WAY])

    assert [(one.kind, one.id, one.flow, one.lost) for one in found] == [
        ("terminal", "y", 40, 160), ("border", "p", 30, 50),
    ]  # fmt: skip
    assert [one.lost_share for one in found] == pytest.approx([160 / 210, 50 / 210])
    assert [one.saturation for one in found] == [2.0, 2.0]


def test_the_dual_is_the_formula_of_the_envelope() -> None:
    yard, post = rank_bottlenecks([NARROW, OTHER_WAY, YARD])

    assert yard.dual == pytest.approx(2 / 3 * 1 * 1 * 2**3)
    assert post.dual == pytest.approx(1 / 2 * 2 * 0.5 * (2**2 + 1**2))


def test_what_flow_does_not_raise_is_not_lost() -> None:
    always = LinkFlow(Link("a", "b", 1, 4, 0.5, 0), 8, 6)

    assert lost_of(always) == 0
    assert rank_bottlenecks([always, FREE]) == []
