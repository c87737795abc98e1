"""The walk: its estimates, its spread, and how often its interval holds the truth."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.assess.forecast import Coverage, Walk, backtest, estimate, pooled

walks = st.builds(
    Walk, st.floats(-0.2, 0.3), st.floats(0.001, 0.5), st.none() | st.integers(2, 30),
    st.sampled_from(["t", "normal"]),
)  # fmt: skip


def test_estimates_are_mean_and_sample_deviation_of_the_log_changes() -> None:
    values = [2.9, 3.1, 3.0, 3.49]
    changes = np.diff(np.log(values))

    walk = estimate(dict(zip(range(2015, 2019), values, strict=True)))

    assert walk is not None
    assert walk.drift == pytest.approx(changes.mean())
    assert walk.sd == pytest.approx(changes.std(ddof=1))
    assert walk.observations == 3


def test_a_year_that_is_missing_makes_one_change_of_two_years() -> None:
    walk = estimate({2015: 1.0, 2016: 1.1, 2018: 1.331})

    assert walk is not None
    assert (walk.drift, walk.sd, walk.observations) == (
        pytest.approx(math.log(1.1)), pytest.approx(0, abs=1e-12), 2,
    )  # fmt: skip


def test_one_change_tells_no_spread() -> None:
    assert estimate({2020: 1.0, 2021: 1.2}) is None


def test_the_spread_holds_doubt_about_drift_and_none_where_it_is_known() -> None:
    assert Walk(0, 0.1, 9).spread(3) == pytest.approx(math.sqrt(0.01 * 3 * (1 + 3 / 9)))
    assert Walk(0, 0.1, None).spread(3) == pytest.approx(math.sqrt(0.01 * 3))


@given(walks, st.integers(1, 12), st.floats(0.1, 100), st.floats(0.1, 100))
def test_reaching_and_staying_below_are_all_there_is(walk, years, start, wanted) -> None:
    up, down = (walk.probability(start, years, sign, wanted) for sign in (">=", "<"))

    assert up + down == pytest.approx(1)
    assert walk.probability(start, years, ">=", wanted * 1.1) <= up + 1e-12


@given(walks, st.integers(1, 12))
def test_ends_of_the_interval_are_met_by_nine_and_one_in_ten(walk, years) -> None:
    low, high = walk.interval(5, years)

    assert walk.probability(5, years, ">=", low) == pytest.approx(0.9)
    assert walk.probability(5, years, ">=", high) == pytest.approx(0.1)
    assert walk.probability(5, years, ">=", walk.median(5, years)) == pytest.approx(0.5)


def test_without_spread_the_middle_decides() -> None:
    walk = Walk(math.log(1.1), 0, None)

    assert walk.probability(1, 2, ">=", 1.2) == 1
    assert walk.probability(1, 2, ">=", 1.22) == 0
    assert walk.probability(1, 0, ">", 1) == 0


def test_eighty_per_cent_intervals_hold_about_eighty_of_a_hundred_simulated_futures() -> None:
    draw = np.random.default_rng(20)
    steps = draw.normal(0.06, 0.12, (400, 13))
    series = np.exp(np.cumsum(steps, axis=1))
    found = [
        backtest(dict(enumerate(one.tolist())), ahead) for one in series for ahead in (1, 3, 5)
    ]

    whole = pooled(found)

    assert whole.count > 5000
    assert 0.75 <= whole.inside / whole.count <= 0.85
    assert pooled([]) == Coverage(0, 0, 0)
