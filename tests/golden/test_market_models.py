"""A tariff cut and market access whose answers are known to the printed digit."""

from datetime import date
from typing import NoReturn

import pytest

from entrepot.service.access_case import access_case
from entrepot.service.smart import smart

CUT = {
    "imports": [
        {"partner": "A", "value": 200, "tariff_before_pct": 20, "tariff_after_pct": 5},
        {"partner": "B", "value": 100, "tariff_before_pct": 20, "tariff_after_pct": 20},
    ],
    "import_demand_elasticity": 1.5, "substitution_elasticity": 2,
    "export_supply_elasticity": None,
}  # fmt: skip
REACH = {
    "theta": 5, "include_own": True,
    "places": [{"code": "a", "size": 4}, {"code": "b", "size": 1}],
    "legs": [{"from": "a", "to": "b", "factor": 1.5}],
    "scenario": {"legs": [{"from": "a", "to": "b", "factor": 1.25}]},
}  # fmt: skip


def no_region() -> NoReturn:
    raise AssertionError("a case of its own legs opens no region")


@pytest.mark.parametrize(
    ("rule", "diversion"),
    [("ces", 16.949153), ("linear", 16.666667), ("laird-yeats", 14.285714)],
)
def test_creation_and_diversion_of_a_cut(rule, diversion):
    found = smart({**CUT, "diversion": rule})

    assert found["creation"] == pytest.approx(37.5, abs=1e-12)
    assert round(found["diversion"], 6) == diversion


def test_revenue_of_all_partners_before_and_after_a_cut():
    found = smart(CUT)

    assert found["revenue_before"] == pytest.approx(60, abs=1e-12)
    assert round(found["revenue_after"], 6) == 29.332627


def test_market_access_before_and_in_the_scenario():
    found = access_case(REACH, no_region, today=date(2026, 11, 27))

    [a, b] = found["places"]
    assert a["code"] == "a"
    assert round(a["access"], 6) == 4.131687
    assert round(a["access_scenario"], 6) == 4.327680
    assert a["change_pct"] == pytest.approx(100 * (4.32768 / (4 + 1.5**-5) - 1))
    assert b["access"] == pytest.approx(1 + 4 * 1.5**-5)
    assert found["theta_source"] == "given in the case"
