"""Factors of legs along the cheapest path."""

import numpy as np
import pytest

from entrepot.kernel.errors import InputError
from entrepot.trade.access import Leg, cheapest_factors, reached, with_legs


def test_factors_multiply_along_the_cheapest_path():
    legs = [Leg("a", "b", 2.0), Leg("b", "c", 1.5), Leg("a", "c", 4.0), Leg("b", "a", 1.8)]

    found = cheapest_factors("abcd", legs)

    assert found[0, 1] == found[1, 0] == 1.8
    assert found[0, 2] == pytest.approx(1.8 * 1.5)
    assert np.isinf(found[0, 3])
    assert (np.diagonal(found) == 1).all()


def test_no_path_is_unknown():
    assert reached("ab", cheapest_factors("ab", []))["a"] == {"a": 1.0, "b": None}


def test_a_leg_of_a_scenario_replaces_the_one_between_the_same_places():
    legs = [Leg("a", "b", 2.0), Leg("b", "c", 1.5)]

    assert with_legs(legs, [Leg("b", "a", 3.0)]) == [Leg("b", "c", 1.5), Leg("b", "a", 3.0)]


def test_unknown_places_and_factors_below_one_are_each_told():
    with pytest.raises(InputError) as raised:
        cheapest_factors("ab", [Leg("a", "x", 2.0), Leg("a", "b", 0.5), Leg("a", "b", np.inf)])

    assert [one.where for one in raised.value.problems] == [
        "legs[1]", "legs[2].factor", "legs[3].factor",
    ]  # fmt: skip
