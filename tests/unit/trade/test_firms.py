"""Firms in trade: margins that add up, and survival beside an independent estimator."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from entrepot.trade.firms import Spell, spells, survival, turns

values = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**9), max_size=6)


def test_a_case_by_hand() -> None:
    first, second = turns({2023: {"a": 10, "b": 5}, 2024: {"a": 12, "c": 3, "d": 0}})

    assert (first.active, first.entered, first.change) == (2, None, None)
    assert (second.active, second.entered, second.left, second.stayed) == (2, 1, 1, 1)
    assert second.change is not None
    assert (second.change.existing, second.change.new, second.change.lost) == (2, 3, -5)


@given(st.dictionaries(st.integers(2000, 2010), values, min_size=2))
def test_who_stays_enters_and_leaves_adds_up(traded: dict[int, dict[str, int]]) -> None:
    found = turns(traded)
    for before, now in pairwise(found):
        assert now.entered is not None
        assert now.left is not None
        assert now.change is not None
        assert before.active + now.entered - now.left == now.active
        assert now.change.change == sum(traded[now.period].values()) - sum(
            traded[before.period].values()
        )


def test_over_an_unknown_period_nobody_enters_or_leaves() -> None:
    traded = {2020: {"a": 1}, 2021: {"a": 2, "b": 1}, 2023: {"c": 5}, 2024: {"c": 4}}
    found = turns(traded, unknown=[2022])

    assert [one.period for one in found] == [2020, 2021, 2023, 2024]
    assert [one.entered for one in found] == [None, 1, None, 0]
    assert [one.before for one in found] == [None, 2020, None, 2023]
    assert (found[2].active, found[2].change) == (1, None)
    assert turns({}, unknown=[2022]) == []


def test_runs_that_began_before_are_left_out_and_those_that_last_are_censored() -> None:
    found = spells([[True, True, False, True], [False, True, False, False], [False, False]])

    assert found == [Spell(1, ended=False), Spell(1, ended=True)]


@given(st.lists(st.builds(Spell, st.integers(1, 9), st.booleans()), min_size=1, max_size=40))
def test_survival_is_that_of_an_independent_estimator(runs: list[Spell]) -> None:
    ended = [one.length for one in runs if one.ended]
    lasting = [one.length for one in runs if not one.ended]
    if not ended:
        assert survival(runs) == []
        return
    peer = ecdf(CensoredData(uncensored=ended, right=lasting)).sf
    for step in survival(runs):
        assert float(step.share) == pytest.approx(float(peer.evaluate(np.float64(step.after))))
