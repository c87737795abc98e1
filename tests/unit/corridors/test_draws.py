"""Drawn times: quantiles of known distributions, and the same chance for the same leg."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.corridors.small import ONE_FEU, network

from entrepot.corridors.cost import lognormal
from entrepot.corridors.draws import DRAWS, draw, spread
from entrepot.corridors.route import Query, find_routes

LEG = find_routes(network(), Query("mill", "town", ONE_FEU)).options[0].legs[0]


def leg(**values):
    return replace(LEG, **values)


def border(p50, p90):
    span = lognormal(p50, p90)
    return leg(kind="border", hours_p50=span.p50_h, hours_mean=span.mean_h, hours_var=span.var_h2)


def test_a_lognormal_leg_meets_its_two_quantiles() -> None:
    found = spread([border(30.0, 108.5)])

    assert found.p50_h == pytest.approx(30.0, rel=0.05)
    assert found.p90_h == pytest.approx(108.5, rel=0.05)


def test_a_wait_for_a_regular_service_is_even_between_nothing_and_the_headway() -> None:
    wait = leg(kind="wait", hours_p50=84.0, hours_mean=84.0, hours_var=168.0**2 / 12)
    hours = draw(wait)

    assert hours.min() >= -1e-9
    assert hours.max() <= 168.0
    assert np.quantile(hours, 0.9) == pytest.approx(0.9 * 168.0, rel=0.02)


def test_a_leg_without_spread_takes_its_time() -> None:
    found = spread([leg(kind="haul", hours_p50=10.0, hours_mean=10.0, hours_var=0.0)])

    assert (found.p50_h, found.p90_h, found.late_share) == (10.0, 10.0, 0.0)


def test_mean_and_variance_of_the_draws_are_those_of_the_legs() -> None:
    legs = [border(10, 20), leg(kind="haul", to_place="far", hours_mean=50.0, hours_var=100.0)]
    hours = sum(draw(one) for one in legs)

    assert len(hours) == DRAWS
    assert hours.mean() == pytest.approx(sum(one.hours_mean for one in legs), rel=0.02)
    assert hours.var() == pytest.approx(sum(one.hours_var for one in legs), rel=0.15)


def test_the_same_leg_has_the_same_draws_and_another_one_others() -> None:
    assert (draw(border(10, 20)) == draw(border(10, 20))).all()
    other = replace(border(10, 20), to_place="elsewhere")
    assert abs(np.corrcoef(draw(border(10, 20)), draw(other))[0, 1]) < 0.1


def test_late_is_what_takes_a_day_more_than_usual() -> None:
    one = border(30.0, 108.5)

    assert spread([one]).late_share == pytest.approx((draw(one) > 54.0).mean(), abs=1e-4)
