"""Smoothing by hand, the choice of a model, and its futures."""

import numpy as np
import pytest

from entrepot.kernel.errors import ModelError
from entrepot.trade.forecast import forecast
from entrepot.trade.smoothing import Shape, State, fit, run

MONTHS = np.arange(72)
SEASONAL = 100 * 1.006**MONTHS * (1 + 0.3 * np.sin(2 * np.pi * MONTHS / 12))


def test_simple_smoothing_by_hand():
    tries, state = np.array([[0.5, 0.0, 1.0, 0.0]]), State(10.0, 0.0, np.zeros(1))

    errors, (level, _, _) = run(np.array([12.0, 9.0]), tries, state)

    assert errors.ravel().tolist() == [2.0, -2.0]
    assert level.tolist() == [10.0]


def test_an_unknown_value_moves_nothing_and_is_no_zero():
    tries, state = np.array([[0.5, 0.1, 1.0, 0.0]]), State(10.0, 1.0, np.zeros(1))

    errors, (level, trend, _) = run(np.array([np.nan, np.nan]), tries, state)

    assert errors.ravel().tolist() == [0.0, 0.0]
    assert (level.tolist(), trend.tolist()) == ([12.0], [1.0])


def test_an_exact_line_is_fitted_without_error():
    assert fit(np.arange(3.0, 20.0), Shape("linear")).sigma < 1e-12


def test_a_seasonal_series_gets_a_season_and_beats_the_naive():
    found = forecast(SEASONAL, 12, 12, draws=200, seed=1)

    *models, naive = found.trials
    assert found.method.endswith("A) of logarithms")
    assert min(one.mase for one in models) < naive.mase
    truth = SEASONAL[:12] * 1.006**72
    assert found.median == pytest.approx(truth, rel=0.02)


def test_bands_nest_and_a_seed_tells_the_same_again():
    noisy = SEASONAL * np.exp(np.random.default_rng(3).normal(0, 0.05, 72))

    found, again = (forecast(noisy, 12, 12, draws=500, seed=7) for _ in range(2))

    p05, p25, p75, p95 = found.bands
    assert np.all((p05 < p25) & (p25 < found.median) & (found.median < p75) & (p75 < p95))
    assert np.array_equal(found.paths, again.paths)


def test_a_series_in_another_unit_has_the_same_forecast_in_it():
    one = forecast(SEASONAL, 12, 6, draws=200, seed=1)
    other = forecast(SEASONAL * 1000, 12, 6, draws=200, seed=1)

    assert other.method == one.method
    assert other.paths == pytest.approx(one.paths * 1000, rel=1e-9)


def test_three_values_have_no_forecast():
    with pytest.raises(ModelError):
        forecast(np.array([1.0, 2.0, np.nan, 3.0]), 1, 2, draws=100, seed=1)


def test_the_band_of_noise_covers_about_what_it_promises():
    helds = [
        forecast(np.random.default_rng(n).normal(100, 5, 120), 12, 12, draws=100, seed=1).coverage
        for n in range(6)
    ]

    assert {held.count for held in helds} == {8 * 12}
    assert 0.8 < sum(held.inside for held in helds) / sum(held.count for held in helds) < 0.97


def test_too_short_a_series_tells_no_coverage():
    assert forecast(np.arange(1.0, 6.0), 1, 2, draws=100, seed=1).coverage.count == 0
