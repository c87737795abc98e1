"""The pace a target needs, and what closes a gap."""

import pytest

from entrepot.kernel.errors import InputError
from entrepot.trade.trajectory import Trajectory, cost_change_pct, remainder


@pytest.mark.parametrize(
    ("base", "first", "target", "last", "pace"),
    [(5, 2020, 50, 2035, 16.591), (3.49, 2018, 5, 2020, 19.694), (3.49, 2018, 50, 2035, 16.952)],
)
def test_the_pace_of_the_stated_targets(base, first, target, last, pace):
    assert Trajectory(base, target, first, last).pace_pct == pytest.approx(pace, abs=5e-4)


@pytest.mark.parametrize(("year", "value"), [(2020, 5), (2025, 10.772), (2030, 23.208), (2035, 50)])
def test_the_steady_path_passes_the_stated_values(year, value):
    assert Trajectory(5, 50, 2020, 2035).at(year) == pytest.approx(value, abs=5e-4)


def test_a_target_before_its_base_is_refused():
    with pytest.raises(InputError):
        Trajectory(5, 50, 2035, 2020)


def test_parts_and_remainder_multiply_to_the_total():
    parts = (1.3, 1.1, 1.25, 1.02)

    product = remainder(3.22, parts)
    for part in parts:
        product *= part

    assert product == pytest.approx(3.22, rel=1e-15)


def test_a_gap_of_three_is_a_quarter_of_trade_cost():
    assert cost_change_pct(3.22, 4) == pytest.approx(-25.3, abs=0.06)
