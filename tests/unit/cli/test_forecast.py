"""`entrepot forecast`: what it prints, and what it refuses."""

import json
import math

import pytest

from entrepot.cli import main

YEARS = {
    "series": [{"period": str(2010 + n), "value": 10 * 1.08**n} for n in range(14)],
    "target": 50, "year": 2035, "what": "trade.total", "where": "upland", "unit": "bn USD",
    "source": "synthetic", "parts": {"supply": 1.2, "demand": 1.1},
}  # fmt: skip


@pytest.fixture
def call(tmp_path, capsys):
    def run(case, *words):
        path = tmp_path / "case.json"
        path.write_text(json.dumps(case))
        code = main.call(["forecast", str(path), *words])
        return code, capsys.readouterr()

    return run


def test_steady_growth_goes_on_and_meets_what_lies_below_it(call):
    code, told = call(YEARS, "--json")

    found = json.loads(told.out)
    assert code == 0
    assert found["outlook"]["status"] == "modelled"
    assert found["outlook"]["median"] == pytest.approx(10 * 1.08**25, rel=0.05)
    assert found["outlook"]["probability"] > 0.9
    assert found["path"]["base_year"] == 2023


def test_parts_and_remainder_make_the_gap(call):
    _, told = call(YEARS, "--json")

    found = json.loads(told.out)
    parts = found["decomposition"]
    product = 1.0
    for name in ("supply", "demand", "trade_cost", "new_products", "remainder"):
        product *= parts[name]
    assert product == pytest.approx(found["gap"]["factor"], rel=1e-12)


def test_people_read_probability_and_pace(call):
    code, told = call(YEARS)

    assert code == 0
    assert "probability" in told.out
    assert "pace needed from 2023" in told.out


def test_a_missing_month_is_unknown(call):
    months = [
        {"period": f"{2020 + n // 12}{n % 12 + 1:02d}", "value": 100 + n + 20 * (n % 12 == 0)}
        for n in range(48)
        if n != 30
    ]
    code, told = call({**YEARS, "series": months, "year": 2025}, "--json")

    found = json.loads(told.out)
    assert code == 0
    assert (found["known"], found["unknown"]) == (47, 1)
    assert [one["year"] for one in found["years"]] == [2024, 2025]


def test_few_months_have_no_season_and_say_so(call):
    months = [{"period": f"2024{n:02d}", "value": 100 + n} for n in range(1, 13)]
    _, told = call({**YEARS, "series": months, "year": 2025}, "--json")

    assert [one["code"] for one in json.loads(told.out)["warnings"]] == ["forecast.short"]


def test_everything_wrong_with_periods_is_told_at_once(call):
    series = [*YEARS["series"], {"period": "2010", "value": 1}, {"period": "20x1", "value": 1}]
    code, told = call({**YEARS, "series": series})

    assert code == 2
    assert told.err.count("[forecast.period]") == 2


def test_a_year_behind_the_series_is_refused(call):
    code, told = call({**YEARS, "year": 2015})

    assert code == 2
    assert "[forecast.year]" in told.err


def test_a_series_without_a_target_has_futures_and_no_outlook(call):
    case = {name: value for name, value in YEARS.items() if name not in ("target", "parts")}
    code, told = call(case, "--json")
    found = json.loads(told.out)

    assert code == 0
    assert (found["outlook"], found["path"], found["gap"]) == (None, None, None)
    assert found["years"][-1]["year"] == 2035


def test_a_target_from_above_has_the_other_part_of_the_futures(call):
    noisy = [{"period": str(2010 + n), "value": 10 + n % 3} for n in range(14)]
    case = {**YEARS, "series": noisy, "target": 11}
    least, most = (
        json.loads(call({**case, "operator": sign}, "--json")[1].out) for sign in (">=", "<")
    )

    assert 0.1 < least["outlook"]["probability"] < 0.9
    assert least["outlook"]["probability"] + most["outlook"]["probability"] == pytest.approx(1)


def test_the_decomposition_is_printed_and_multiplies_back(call):
    _, told = call(YEARS)
    line = next(one for one in told.out.splitlines() if one.startswith("target over median"))
    total, *factors = (float(one.split()[-1]) for one in line.replace(" = ", " x ").split(" x "))

    assert len(factors) == 5
    assert math.prod(factors) == pytest.approx(total, rel=2e-3)


def test_a_case_and_the_store_are_not_asked_at_once(call):
    code, told = call(YEARS, "--series")

    assert code == 2
    assert "[forecast.case]" in told.err
