"""From money and hours to a ratio of costs, by hand."""

import numpy as np
import pytest

from entrepot.trade.chain import Carriage, cost_change
from entrepot.trade.draws import Both, Normal, Triangular, draw


def carriage(money, hours, at=(0.01,)):
    return Carriage(np.array(at), np.array(money, dtype=float), np.array(hours, dtype=float))


def test_no_change_is_one_in_every_part():
    one = carriage([[0.1, 0.2]], [[24.0, 480.0]])
    found = cost_change(one, one, 0.01)

    assert found.tau_hat.tolist() == [1, 1]
    assert found.money.tolist() == [1, 1]
    assert found.hours.tolist() == [1, 1]
    assert found.first_order(4.0).tolist() == [1, 1]


def test_hours_alone_leave_the_part_of_money_at_one():
    found = cost_change(carriage([[0.1]], [[480.0]]), carriage([[0.1]], [[240.0]]), 0.01)

    assert found.money.tolist() == [1.0]
    assert found.hours == pytest.approx(1.2 / 1.3)
    assert found.before == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("share", "money", "time"),
    [
        (0.001, 0.10, 0.03),  # cheap and slow
        (0.010, 0.20, 0.10),  # dear and fast
        (0.0055, 0.15, 0.065),  # half-way between, straight
        (0.0005, 0.10, 0.015),  # below the least: its way is kept
        (0.020, 0.20, 0.20),  # above the greatest
    ],
)
def test_between_two_values_of_time_cost_runs_straight(share, money, time):
    ways = carriage([[0.10], [0.20]], [[720.0], [240.0]], at=(0.001, 0.010))
    found = ways.parts(share)

    assert [one.tolist() for one in found] == [[pytest.approx(money)], [pytest.approx(time)]]


def test_draws_of_a_triangle_stay_inside_it_and_one_point_is_itself():
    chance = np.random.default_rng(1)
    point, wide = Triangular(0.01, 0.01, 0.01), Triangular(0.006, 0.01, 0.021)
    inside, point = draw(chance, 1000, Normal(4), Both(wide, point)).scale.T

    assert inside.min() >= 0.006
    assert inside.max() <= 0.021
    assert inside.mean() == pytest.approx((0.006 + 0.01 + 0.021) / 3, rel=0.02)
    assert point.tolist() == [0.01] * 1000


def test_dearer_goods_pay_less_of_their_value_and_lose_as_much_a_day():
    before = carriage([[100.0]], [[240.0]], at=(10.0,))
    after = carriage([[80.0]], [[144.0]], at=(10.0,))
    cheap, dear = cost_change(before, after, 0.01, 1000.0), cost_change(before, after, 0.01, 2000.0)

    assert cheap.before == pytest.approx(0.2)
    assert cheap.tau_hat == pytest.approx(0.95)
    assert dear.before == pytest.approx(0.15)
    assert dear.after == pytest.approx(0.04 + 0.06)
