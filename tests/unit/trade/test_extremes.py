"""Numbers beyond reason end as an error that says so, never as a result or a crash."""

from datetime import date

import pytest

from entrepot.kernel.errors import EntrepotError, ModelError
from entrepot.service.access_case import access_case
from entrepot.service.equilibrium import equilibrium
from entrepot.service.smart import smart

PAIRS = [(one, other) for one in "ab" for other in "ab"]


def flows(*values):
    return [
        {"origin": one, "destination": other, "value": value, "x": -700.0 * (one != other)}
        for (one, other), value in zip(PAIRS, values, strict=True)
    ]


@pytest.mark.parametrize("theta", [1e-300, 4.0, 1000.0, 1e308])
@pytest.mark.parametrize("closure", ["additive", "multiplicative", "balanced-first"])
def test_one_sector_solves_or_says_why_not(theta, closure):
    rows = flows(1e-9, 100.0, 0.0, 1.0)
    case = {
        "model": "one-sector", "theta": theta, "closure": closure, "flows": rows,
        "shock": {"rows": rows, "trade_shift": "x"},
    }  # fmt: skip

    try:
        found = equilibrium(case)
    except EntrepotError as error:
        assert error.problems  # noqa: PT017
    else:
        assert found["residual"] <= 1e-10
        assert all(one["real_income_hat"] is not None for one in found["countries"])


PAIR = {"sector": "s", "importer": "a", "exporter": "b"}


def sectors(added):
    return {
        "model": "caliendo-parro", "closure": "multiplicative",
        "flows": [{**PAIR, "value": added}],
        "output": [{"country": c, "sector": "s", "gross_output": 3.5, "value_added_share": added}
                   for c in "ab"],
        "inputs": [{"country": c, "user": "s", "input": "s", "share": 1} for c in "ab"],
        "elasticities": [{"sector": "s", "theta": 4.0}],
        "tau_hat": [{**PAIR, "tau_hat": 0.5}],
    }  # fmt: skip


def test_many_sectors_that_never_settle_are_given_up(monkeypatch):
    monkeypatch.setattr("entrepot.trade.sectors._MOST_ROUNDS", 10)

    with pytest.raises(ModelError) as raised:
        equilibrium(sectors(0.5))

    assert raised.value.problems[0].code == "trade.no_convergence"


def test_a_world_that_hardly_moves_but_is_not_at_rest_is_no_result():
    assert equilibrium(sectors(0.1))["residual"] <= 1e-10

    with pytest.raises(ModelError) as raised:
        equilibrium(sectors(1e-7))

    assert raised.value.problems[0].code == "trade.no_convergence"
    assert raised.value.exit_code == 5


def test_a_cut_of_numbers_too_large_has_no_answer():
    cut = {"partner": "A", "value": 1e300, "tariff_before_pct": 1e300, "tariff_after_pct": 0}
    case = {"imports": [cut], "import_demand_elasticity": 1, "substitution_elasticity": 1}

    with pytest.raises(ModelError) as raised:
        smart(case)

    assert raised.value.problems[0].code == "smart.too_large"


@pytest.mark.parametrize("factor", [1.5, 1e200])
def test_market_access_of_numbers_too_large_has_no_answer(factor):
    case = {
        "theta": 100 if factor > 2 else 1e-9,
        "places": [{"code": code, "size": 1.7e308} for code in "abc"],
        "legs": [{"from": "a", "to": code, "factor": factor} for code in "bc"],
    }

    with pytest.raises(ModelError) as raised:
        access_case(case, lambda: pytest.fail("no region"), today=date(2026, 11, 27))

    assert raised.value.problems[0].code == "access.too_large"
