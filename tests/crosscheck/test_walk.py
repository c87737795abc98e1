"""Walks of targets beside statsforecast and statsmodels, the t distribution beside scipy."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import stdtr, stdtrit

from entrepot.assess import student
from entrepot.assess.decomposition import lmdi
from entrepot.assess.forecast import estimate

CASES = json.loads(Path(__file__).with_name("statsforecast_walk.json").read_text())


def _by_n(count: int | None) -> float:
    return math.sqrt(((count or 0) - 1) / (count or 1))


@pytest.mark.parametrize("name", CASES)
def test_middle_and_band_are_those_of_statsforecast(name: str) -> None:
    """It divides squares by n where ours, as a sample, divide by n - 1."""
    case = CASES[name]
    found = estimate(dict(enumerate(case["values"])), "normal")

    assert found is not None
    walk = replace(found, sd=found.sd * _by_n(found.observations))
    last = case["values"][-1]
    for place, (median, low, high) in enumerate(
        zip(case["median"], case["low"], case["high"], strict=True)
    ):
        assert walk.median(last, place + 1) == pytest.approx(median, rel=1e-9)
        assert walk.interval(last, place + 1) == pytest.approx((low, high), rel=1e-6)


@pytest.mark.parametrize("name", CASES)
def test_the_first_year_by_t_is_the_prediction_interval_of_least_squares(name: str) -> None:
    case = CASES[name]
    walk = estimate(dict(enumerate(case["values"])))

    assert walk is not None
    assert walk.interval(case["values"][-1], 1) == pytest.approx(case["t_first_year"], rel=1e-9)


def test_the_t_distribution_is_that_of_scipy() -> None:
    for degrees in (1, 2, 3, 4, 7, 18, 59):
        for score in np.linspace(-12, 12, 49).tolist():
            assert student.below(score, degrees) == pytest.approx(
                float(stdtr(degrees, score)), abs=1e-14
            )
        for share in (0.1, 0.5, 0.9, 0.995):
            assert student.quantile(share, degrees) == pytest.approx(
                float(stdtrit(degrees, share)), rel=1e-11, abs=1e-14
            )


def test_effects_are_the_integral_along_steady_growth_of_each_factor() -> None:
    """Each factor grows at its own steady rate; its effect is the integral of V d ln x."""
    draw = np.random.default_rng(5)
    start, end = draw.uniform(0.2, 9, (2, 4, 3))
    at = (np.arange(20_000) + 0.5) / 20_000
    rates = np.log(end / start)
    products = np.exp(np.log(start).sum(axis=1)[:, None] + rates.sum(axis=1)[:, None] * at)
    wanted = (products.mean(axis=1)[:, None] * rates).sum(axis=0)
    sectors = [dict(enumerate(one.tolist())) for one in (start, end)]
    told = [{str(name): values for name, values in one.items()} for one in sectors]

    found = lmdi(("a", "b", "c"), *told)

    assert list(found.effects.values()) == pytest.approx(wanted.tolist(), rel=1e-7)
