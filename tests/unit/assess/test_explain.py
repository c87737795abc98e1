"""A change splits exactly over its causes, and a pool over its claims."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.assess.explain import CAUSES, split_change
from entrepot.assess.tilt import certainty, tilt

sets = [frozenset(c for at, c in enumerate(CAUSES) if bits >> at & 1) for bits in range(16)]


@given(st.lists(st.integers(-99, 99).map(float), min_size=16, max_size=16))
def test_parts_add_up_to_the_whole_change(values) -> None:
    told = dict(zip(sets, values, strict=True))
    parts = split_change(told.__getitem__)

    assert sum(parts.values()) == pytest.approx(values[15] - values[0], abs=1e-9)


def test_causes_that_act_together_share_evenly_and_a_bystander_has_nothing() -> None:
    parts = split_change(lambda changed: float({"data", "weights"} <= changed))

    assert parts == {"data": 0.5, "weights": 0.5, "method": 0.0, "peers": 0.0}
    with pytest.raises(ValueError, match="eight"):
        split_change(lambda _: 0.0, tuple("abcdefghi"))


def test_a_prize_is_paid_as_far_as_the_rank_is_sure() -> None:
    assert certainty(np.array([0.2, 0.5, 0.65, 0.8, 1.0])).tolist() == pytest.approx(
        [0, 0, 0.5, 1, 1]
    )


@given(st.integers(0, 10**9), st.lists(st.integers(0, 50), min_size=1, max_size=9))
def test_a_pool_is_paid_to_the_last_unit_of_money(pool: int, claims: list[int]) -> None:
    paid = tilt(pool, np.array(claims, dtype=float))

    assert sum(paid) == (pool if any(claims) else 0)
    assert all(amount == 0 for amount, claim in zip(paid, claims, strict=True) if not claim)
