"""The chain of effects by hand, and the cases that its issue names."""

from fractions import Fraction

import numpy as np
import pytest

from entrepot.plan.effects import trade_after
from entrepot.plan.output import OutputTable, output_for

TABLE = OutputTable(np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0]))


def test_two_sectors_of_the_textbook():
    """Miller and Blair, Input-Output Analysis, chapter 2: final demand of 600 and 1500."""
    found = output_for(TABLE, np.array([600.0, 1500.0]))

    assert found.round(4).tolist() == [1247.5248, 1841.5842]


def test_the_same_with_fractions():
    a, b, c, d = Fraction(15, 100), Fraction(25, 100), Fraction(20, 100), Fraction(5, 100)
    whole = (1 - a) * (1 - d) - b * c
    by_hand = ((1 - d) * 600 + b * 1500) / whole, (c * 600 + (1 - a) * 1500) / whole

    found = output_for(TABLE, np.array([600.0, 1500.0]))

    assert found.tolist() == pytest.approx([float(one) for one in by_hand], rel=1e-14)


def test_five_per_cent_off_the_cost_of_trade():
    assert round(trade_after(1.0, 0.95, 4.0), 6) == 1.227738
    assert trade_after(200.0, 0.95, 4.0) == pytest.approx(float(200 / Fraction(95, 100) ** 4))
