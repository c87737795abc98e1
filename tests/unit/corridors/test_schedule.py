"""Waiting for departures."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.unit.corridors.small import SERVICES, TODAY

from entrepot.corridors.schedule import departure_wait, headway_wait, runs_on


def test_half_a_headway_is_waited_for_a_regular_service():
    wait = headway_wait(168.0)

    assert wait.mean_h == 84
    assert wait.var_h2 == pytest.approx(168**2 / 12)


def test_an_irregular_service_is_waited_for_longer():
    rng = np.random.default_rng(7)
    gaps = rng.gamma(1 / 0.36, 100 * 0.36, 400_000)
    ends = np.cumsum(gaps)
    arrivals = rng.uniform(0, ends[-2], 400_000)
    waits = ends[np.searchsorted(ends, arrivals)] - arrivals
    wait = headway_wait(100.0, 0.6)

    assert wait.mean_h == pytest.approx(68.0)
    assert wait.mean_h == pytest.approx(waits.mean(), rel=0.02)
    assert wait.var_h2 == pytest.approx(waits.var(), rel=0.05)


def test_a_weekly_train_keeps_a_timetable_and_a_rarer_one_does_not():
    assert departure_wait("rail", 1.0, 0.6).mean_h == 84
    assert departure_wait("rail", 0.5, 0.6).mean_h == pytest.approx(168 * 1.36)
    assert departure_wait("sea", 0.5, 0.6).mean_h == 168


def test_handling_runs_while_the_cut_off_does():
    assert departure_wait("sea", 1.0, 0.6, 72.0, 60.0).mean_h == 84 + 12
    assert departure_wait("sea", 1.0, 0.6, 24.0, 60.0).mean_h == 84


def test_only_offered_services_within_their_dates_and_with_departures_run():
    train = SERVICES[0]

    assert runs_on(train, TODAY)
    assert not runs_on(replace(train, use="observed"), TODAY)
    assert not runs_on(replace(train, departures_per_week=0.0), TODAY)
    assert not runs_on(replace(train, valid_from=date(2027, 1, 1)), TODAY)
    assert not runs_on(replace(train, valid_to=TODAY), TODAY)
    assert runs_on(replace(train, departures_per_week=None), TODAY)
