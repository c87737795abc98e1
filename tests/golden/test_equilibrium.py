"""Equilibria whose answer is known: two like economies, and stored results for 44 economies."""

import numpy as np
import pytest

from entrepot.service.equilibrium import equilibrium

ONE_SECTOR = 1.0111974025413308  # (0.8 + 0.2 * 0.95^-4)^(1/4)
WITH_INPUTS = 1.0225201869063345  # its square: half of the cost are inputs
WIOD = "ge_gravity_wiod44_2000_2014_with_golden.parquet"


def flows():
    return [
        {"origin": one, "destination": other, "value": 0.8 if one == other else 0.2}
        for one in "ab"
        for other in "ab"
    ]


@pytest.mark.parametrize(
    "closure", ["additive", "multiplicative", "balanced-first", "fixed-nominal"]
)
def test_two_like_economies_gain_what_the_formula_says(closure):
    abroad = [
        {"origin": "a", "destination": "b", "tau": 0.95},
        {"origin": "b", "destination": "a", "tau": 0.95},
    ]
    case = {
        "model": "one-sector", "flows": {"rows": flows()}, "theta": 4, "closure": closure,
        "numeraire": "a" if closure == "fixed-nominal" else None,
        "shock": {"rows": abroad, "tau_hat": "tau"},
    }  # fmt: skip

    found = equilibrium(case)

    assert [one["real_income_hat"] for one in found["countries"]] == pytest.approx(
        [ONE_SECTOR, ONE_SECTOR], rel=1e-13
    )
    assert found["residual"] <= 1e-10


def test_two_like_economies_with_inputs_gain_it_twice():
    traded = [
        {"sector": "s", "importer": "a", "exporter": "b", "value": 0.2, "tau_hat": 0.95},
        {"sector": "s", "importer": "b", "exporter": "a", "value": 0.2, "tau_hat": 0.95},
    ]
    case = {
        "model": "caliendo-parro", "closure": "balanced-first",
        "flows": {"rows": traded},
        "output": {"rows": [
            {"country": code, "sector": "s", "gross_output": 1.0, "value_added_share": 0.5}
            for code in "ab"
        ]},
        "inputs": {"rows": [
            {"country": code, "user": "s", "input": "s", "share": 1.0} for code in "ab"
        ]},
        "elasticities": {"rows": [{"sector": "s", "theta": 4.0}]},
        "tau_hat": {"rows": traded},
    }  # fmt: skip

    found = equilibrium(case)

    gains = [1 + one["welfare_exact_pct"] / 100 for one in found["countries"]]
    assert gains == pytest.approx([WITH_INPUTS, WITH_INPUTS], rel=1e-12)
    assert found["residual"] <= 1e-10


@pytest.mark.parametrize(
    ("closure", "result", "stored"),
    [("additive", "real_income_hat", "w_eu"), ("multiplicative", "real_wage_hat", "w_mult")],
)
def test_all_stored_results_of_the_enlargement_are_met(trade_data, closure, result, stored):
    """Source: GE_gravity, TradeData0014_Results (float32), year 2000, theta 4."""
    from entrepot.store.frames import read_frame

    columns = {"origin": "exporter", "destination": "importer"}
    path = str(trade_data / WIOD)
    case = {
        "model": "one-sector", "theta": 4, "closure": closure,
        "flows": {"file": path, "where": "year = 2000", "value": "trade", **columns},
        "shock": {"file": path, "where": "year = 2000", "trade_shift": "eu_effect", **columns},
    }  # fmt: skip

    found = equilibrium(case, trade_data)

    kept = read_frame(trade_data / WIOD, columns=["exporter", stored], where="year = 2000")
    expected = dict(zip(kept.columns["exporter"].texts(), kept.number(stored), strict=True))
    assert len(found["countries"]) == 44
    got = {one["code"]: one[result] for one in found["countries"]}
    np.testing.assert_allclose(
        [got[code] for code in expected], list(expected.values()), rtol=0, atol=1e-6
    )
    assert found["residual"] <= 1e-10
    assert found["warnings"] == []
