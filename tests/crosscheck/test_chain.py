"""From carriage to trade, by a second program: levels in place of changes, and fractions.

The ratio of costs is reckoned again with fractions from money and hours, and the world is solved
before and after by scipy's root finder; nothing of `entrepot.trade` is in it.
"""

from fractions import Fraction

import numpy as np
import pytest
from tests.crosscheck.plain_equilibrium import armington
from tests.unit.service.test_corridor_shock import CODES, TODAY, case

from entrepot.service.corridor_ask import DENSITY
from entrepot.service.equilibrium import Here, equilibrium
from entrepot.service.routes import open_ground

THETA = 4.0


@pytest.fixture(scope="module")
def found():
    ground = open_ground("upland")
    return equilibrium(world(), here=Here(lambda: ground, TODAY))


def world():
    """Flows that a world in levels gives, so that both programs begin alike."""
    _, _, flows = solved(np.ones((4, 4)))
    rows = [
        {"origin": one, "destination": other, "value": float(flows[i, j])}
        for i, one in enumerate(CODES)
        for j, other in enumerate(CODES)
    ]
    return case(flows=rows)


def solved(factors):
    """The world at costs times some factors."""
    chance = np.random.default_rng(4)
    cost = 1.3 - 0.3 * np.eye(4)
    tastes = chance.uniform(0.5, 1.5, (4, 4)) + 2 * np.eye(4)
    labour, deficit = np.array([1.0, 3.0, 2.0, 1.5]), np.zeros(4)
    return armington(tastes, cost * factors, np.zeros((4, 4)), labour, deficit, THETA)


def ratio(lane, day_pct):
    """Cost after over before, as a fraction."""

    def cost(when):
        money, hours = Fraction(lane[f"money_{when}"]), Fraction(lane[f"hours_{when}"])
        return 1 + money + Fraction(day_pct) / 100 * hours / 24

    return cost("after") / cost("before")


def test_ratios_are_those_of_fractions(found):
    day = found["corridors"]["value_of_time"]["value"]

    assert found["corridors"]["value_usd_per_teu"]["id"] == DENSITY
    for lane in found["corridors"]["lanes"]:
        assert lane["tau_hat"] == pytest.approx(float(ratio(lane, day)), rel=1e-12)


def test_trade_and_income_are_those_of_a_world_in_levels(found):
    factors, places = np.ones((4, 4)), {code: place for place, code in enumerate(CODES)}
    ends = {}
    for lane in found["corridors"]["lanes"]:
        pair = (places["upland"], places[lane["partner"]])
        ends[lane["partner"], lane["flow"]] = pair if lane["flow"] == "export" else pair[::-1]
        factors[ends[lane["partner"], lane["flow"]]] = lane["tau_hat"]
    wage, price, flows = solved(np.ones((4, 4)))
    wage_after, price_after, flows_after = solved(factors)
    income = (wage_after / price_after) / (wage / price)

    assert (factors < 1).sum() == 4
    found_income = {one["code"]: one["real_income_hat"] for one in found["countries"]}
    assert [found_income[code] for code in CODES] == pytest.approx(income.tolist(), rel=1e-8)
    for lane in found["corridors"]["lanes"]:
        pair = ends[lane["partner"], lane["flow"]]
        assert lane["trade_hat"] == pytest.approx(flows_after[pair] / flows[pair], rel=1e-8)
