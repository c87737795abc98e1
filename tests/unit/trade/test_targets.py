"""When a target on trade is reached."""

import pytest

from entrepot.trade.targets import HOLDS, reaches

SIDES = {
    ">=": (False, True, True), ">": (False, False, True), "~": (False, True, True),
    "=": (False, True, True), "<=": (True, True, False), "<": (True, False, False),
}  # fmt: skip


@pytest.mark.parametrize("comparator", HOLDS)
def test_comparators_hold_on_their_side(comparator):
    assert tuple(reaches(value, comparator, 5) for value in (4, 5, 6)) == SIDES[comparator]
