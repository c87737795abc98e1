"""A firm's own trade: accounts that add up, and a share that gives no other firm away."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.trade.firm import (
    Good,
    concentration,
    partners_of,
    products_of,
    share_of,
    whole_of,
)
from entrepot.trade.ledger import Account, Traded

goods = st.lists(
    st.builds(
        Good, st.sampled_from(["40", "85"]),
        st.builds(Traded, st.sampled_from(["JP", "US", "DE"]), st.just(202401),
                  st.sampled_from(["export", "import", "re-export"]), st.integers(0, 10**12)),
    )
)  # fmt: skip


@given(goods)
def test_partners_and_products_each_add_up_to_the_whole(told: list[Good]) -> None:
    whole = whole_of(told).turnover

    assert sum(one.turnover or 0 for one in partners_of(told).values()) == whole
    assert sum(one.turnover or 0 for one in products_of(told).values()) == whole


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({"b": 10, "c": 10, "d": 10}, Fraction(1, 4)),
        ({"b": 10, "c": 20}, None),
        ({"b": 98, "c": 1, "d": 1}, None),
        ({"b": 10, "c": 10, "d": None}, None),
        ({"b": 10, "c": 10, "d": 10, "": 1}, None),
        ({"b": 10, "c": 10, "d": 0}, None),
        ({}, None),
    ],
    ids=["safe", "two others", "one large", "unknown", "nameless", "an idle firm", "alone"],
)
def test_a_share_is_told_only_where_the_rest_is_safe(
    others: dict[str, int | None], expected: Fraction | None
) -> None:
    assert share_of("a", {"a": 10, **others}) == expected


def test_concentration_is_unknown_where_an_account_is() -> None:
    known = {"JP": Account(1, 0), "US": Account(0, 1)}

    assert concentration(known) == Fraction(1, 2)
    assert concentration({**known, "DE": Account(None, 0)}) is None
