"""Measures of trade: exact, and they add up."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from entrepot.trade.indices import (
    contributions,
    growth,
    herfindahl,
    largest,
    margins,
    shares,
)

VALUES = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 10**15), min_size=1)


@given(VALUES, VALUES)
def test_contributions_add_up_to_growth_exactly(before, after) -> None:
    found = contributions(before, after)

    assert (sum(found.values()) if found else None) == growth(
        sum(before.values()), sum(after.values())
    )


@given(VALUES, VALUES)
def test_margins_add_up_to_the_change(before, after) -> None:
    assert margins(before, after).change == sum(after.values()) - sum(before.values())


@given(VALUES)
def test_shares_are_a_whole_and_concentration_lies_between_its_bounds(values) -> None:
    found, index = shares(values), herfindahl(values)

    assert found is None or sum(found.values()) == 1
    assert index is None or Fraction(1, len(values)) <= index <= 1


def test_growth_from_nothing_or_from_the_unknown_is_unknown() -> None:
    assert growth(0, 5) is None
    assert growth(None, 5) is None
    assert growth(4, None) is None


def test_a_lost_product_is_a_loss_and_a_new_one_a_gain() -> None:
    found = margins({"tea": 10, "tyres": 20, "guitars": 0}, {"tyres": 25, "guitars": 7})

    assert (found.existing, found.new, found.lost) == (5, 7, -10)


def test_four_of_five_equal_ones_hold_four_fifths() -> None:
    assert largest(dict.fromkeys("abcde", 3)) == Fraction(4, 5)
    assert herfindahl(dict.fromkeys("abcde", 3)) == Fraction(1, 5)
