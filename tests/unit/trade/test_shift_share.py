"""Shift-share: a case by hand, and parts that add up exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.errors import ModelError
from entrepot.trade.shift_share import NOTHING, shift_share

trade = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 10**12), max_size=4)
some = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 10**12), min_size=1, max_size=4)


def test_a_case_by_hand() -> None:
    # The nation grows 20 %, in tea 50 %; the region's tea grows from 100 to 180.
    found = shift_share({"tea": 100}, {"tea": 180}, {"tea": 200, "tyres": 300},
                        {"tea": 300, "tyres": 300})["tea"]  # fmt: skip

    assert (found.change, found.national, found.mix, found.regional) == (80, 20, 30, 30)


@given(trade, trade, some, trade)
def test_the_parts_add_up_to_the_change(
    before: dict[str, int], after: dict[str, int], nation: dict[str, int], later: dict[str, int]
) -> None:
    parts = shift_share(before, after, nation, later)
    for good, one in parts.items():
        assert one.national + one.mix + one.regional == one.change
        assert one.change == after.get(good, 0) - before.get(good, 0)
    whole = sum(parts.values(), NOTHING)
    assert whole.change == sum(after.values()) - sum(before.values())


@given(some)
def test_a_region_that_grows_as_the_nation_does_gains_nothing_of_its_own(
    nation: dict[str, int],
) -> None:
    later = {good: 3 * value for good, value in nation.items()}
    parts = shift_share(nation, later, nation, later)

    assert all((one.mix, one.regional) == (0, 0) for one in parts.values())


def test_beside_a_nation_without_trade_nothing_is_told() -> None:
    with pytest.raises(ModelError):
        shift_share({"a": 1}, {"a": 2}, {}, {"a": 1})
