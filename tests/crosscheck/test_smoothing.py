"""Smoothing against statsmodels; its numbers stand beside the script that made them."""

import json
from pathlib import Path

import numpy as np
import pytest

from entrepot.trade.smoothing import Fit, Shape, State, run, simulate

PEER = json.loads(Path(__file__).with_name("statsmodels_smoothing.json").read_text())


@pytest.mark.parametrize("name", PEER["cases"])
def test_errors_and_forecasts_are_those_of_statsmodels(name):
    case = PEER["cases"][name]
    shape = Shape(case["trend"], len(case["seasons"]))
    tries = np.array([case["parameters"]])
    first = State(case["level"], case["growth"], np.array(case["seasons"]))

    errors, (level, trend, seasons) = run(np.array(PEER["series"]), tries, first)
    state = State(float(level[0]), float(trend[0]), seasons[:, 0])
    ahead = simulate(Fit(shape, tries[0], state, 1.0), 24, np.zeros((1, 24)))[0]

    assert shape.name == name
    assert errors[:, 0] == pytest.approx(np.array(case["errors"]), abs=1e-10)
    assert ahead == pytest.approx(np.array(case["ahead"]), abs=1e-10)
