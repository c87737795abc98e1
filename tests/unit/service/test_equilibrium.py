"""Cases of equilibrium: what is told as wrong, all at once, and what is warned of."""

import json

import pytest

from entrepot.kernel.errors import InputError
from entrepot.service.equilibrium import equilibrium, equilibrium_file
from entrepot.store.frames import read_frame

FLOWS = """exporter,importer,trade,hat
01,01,80,82
01,02,20,15
01,03,0,3
02,01,10,12
02,02,90,86
02,03,5,7
03,01,8,9
03,02,7,6
03,03,50,50
"""
SHOCK = "exporter,importer,x\n01,02,0.5\n02,01,0.5\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "flows.csv").write_text(FLOWS)
    (tmp_path / "shock.csv").write_text(SHOCK)
    return tmp_path


def case(**more):
    columns = {"origin": "exporter", "destination": "importer"}
    return {
        "model": "one-sector", "flows": {"file": "flows.csv", "value": "trade", **columns},
        "theta": 4.0, "closure": "additive", "baseline": "observed",
        "shock": {"file": "shock.csv", "trade_shift": "x", **columns}, **more,
    }  # fmt: skip


def problems(told, folder):
    with pytest.raises(InputError) as raised:
        equilibrium(told, folder)
    return [(one.code, one.where) for one in raised.value.problems]


def test_a_case_file_finds_its_tables_beside_it(folder):
    (folder / "case.json").write_text(json.dumps(case(write_flows="new.csv")))

    found = equilibrium_file(folder / "case.json")

    assert [one["code"] for one in found["countries"]] == ["01", "02", "03"]
    assert found["status"] == "modelled"
    written = read_frame(folder / "new.csv")
    assert list(written.columns) == ["origin", "destination", "value", "value_new"]
    assert written.number("value").sum() == pytest.approx(270)
    assert written.number("value_new").sum() == pytest.approx(270)
    assert written.columns["origin"].levels == ("01", "02", "03")


def test_a_shock_of_pairs_that_do_not_trade_is_warned_of_unless_the_base_is_fitted(folder):
    (folder / "shock.csv").write_text(SHOCK + "01,03,1.0\n")

    observed = equilibrium(case(), folder)
    fitted_flows = {**case()["flows"], "fitted": "hat"}
    fitted = equilibrium(case(baseline="fitted", flows=fitted_flows), folder)

    [warning] = observed["warnings"]
    assert warning["code"] == "trade.zero_flow"
    assert "01-03" in warning["message"]
    assert "fitted" in warning["message"]
    assert fitted["warnings"] == []
    assert fitted["baseline"] == "fitted"
    gain = [found["countries"][2]["imports_hat"] for found in (observed, fitted)]
    assert gain[1] > gain[0]


def test_a_fitted_base_keeps_observed_output_and_spending(folder):
    told = case(
        baseline="fitted", flows={**case()["flows"], "fitted": "hat"}, write_flows="new.csv"
    )

    equilibrium(told, folder)

    written = read_frame(folder / "new.csv")
    origin = written.columns["origin"].codes
    sums = [written.number("value")[origin == place].sum() for place in range(3)]
    assert sums == pytest.approx([100, 105, 65])


def test_totals_that_differ_are_warned_of_with_gap_and_fix(folder):
    totals = [
        {"country": code, "output": 100.0, "expenditure": 101.0} for code in ("01", "02", "03")
    ]
    told = case(
        baseline="fitted", flows={**case()["flows"], "fitted": "hat"}, totals={"rows": totals}
    )

    found = equilibrium(told, folder)

    [warning] = found["warnings"]
    assert warning["code"] == "trade.totals_differ"
    assert "+1 %" in warning["message"]
    assert "scaled" in warning["message"]


def test_every_bad_row_of_every_table_is_listed(folder):
    (folder / "flows.csv").write_text(FLOWS + ",01,3,3\n04,02,-3,1\n01,02,1,1\n02,04,NaN,2\n")
    (folder / "shock.csv").write_text(SHOCK + "99,01,1\n,02,1\n01,98,1\n02,01,2\n")

    assert problems(case(), folder) == [
        ("trade.key_missing", "flows.csv row 10, exporter"),
        ("trade.not_a_number", "flows.csv row 13, trade"),
        ("trade.negative", "flows.csv row 11, trade"),
        ("trade.key_missing", "shock.csv row 4, exporter"),
        ("trade.key_unknown", "shock.csv row 3, origin"),
        ("trade.key_unknown", "shock.csv row 5, destination"),
        ("trade.twice", "shock.csv row 6"),
        ("trade.twice", "flows.csv row 12"),
        ("trade.domestic_missing", "04"),
    ]


def test_economies_without_domestic_flow_are_each_named(folder):
    (folder / "flows.csv").write_text(
        FLOWS.replace("02,02,90", "02,02,0").replace("03,03", "03,04")
    )

    found = problems(case(), folder)

    assert found == [("trade.domestic_missing", code) for code in ("02", "03", "04")]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"theta": 0}, ("case.number", "theta")),
        ({"theta": None}, ("case.missing", "theta")),
        ({"theta": "4"}, ("case.number", "theta")),
        ({"closure": None}, ("case.word", "closure")),
        ({"closure": "fixed-nominal"}, ("trade.numeraire", "numeraire")),
        ({"numeraire": "01"}, ("trade.numeraire", "numeraire")),
        ({"baseline": "guessed"}, ("case.word", "baseline")),
        ({"baseline": "fitted"}, ("trade.fitted_missing", "flows.fitted")),
        ({"elasticity": 4}, ("case.unknown", "elasticity")),
        ({"flows": None}, ("case.missing", "flows")),
        ({"flows": {"file": "none.csv"}}, ("frame.unreadable", "none.csv")),
        ({"flows": {"file": "flows.csv", "rows": []}}, ("case.table", "flows.file")),
        ({"flows": {"rows": []}}, ("case.rows", "flows.rows")),
        ({"shock": {"file": "shock.csv"}}, ("trade.shock_kind", "shock")),
        (
            {"shock": {"file": "shock.csv", "trade_shift": "x", "tau_hat": "x"}},
            ("trade.shock_kind", "shock"),
        ),
        ({"totals": {"rows": [{"country": "01", "output": 1, "expenditure": 1}]}},
         ("case.totals", "totals")),
        ({"draws": {"n": 0, "seed": 1}}, ("case.number", "draws.n")),
        ({"draws": {"n": 5}}, ("case.number", "draws.seed")),
        ({"draws": {"n": 5, "seed": 1, "theta": {"mean": -4, "sd": 1}}},
         ("case.number", "draws.theta.mean")),
        ({"draws": {"n": 5, "seed": 1, "theta": {"mean": 4, "sd": -1}}},
         ("case.number", "draws.theta.sd")),
        ({"duty_in_flows": "no"}, ("case.flag", "duty_in_flows")),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_used_says_where(folder, more, expected):
    assert expected in problems(case(**more), folder)


def test_a_case_of_the_api_names_no_file():
    found = problems(case(write_flows="new.csv"), None)

    assert ("case.files", "flows.file") in found
    assert ("case.files", "shock.file") in found
    assert ("case.files", "write_flows") in found


@pytest.mark.parametrize("text", ["", "[]", "{", "\xff"])
def test_a_file_that_is_no_case_is_told(tmp_path, text):
    (tmp_path / "case.json").write_text(text, "latin-1")

    with pytest.raises(InputError) as raised:
        equilibrium_file(tmp_path / "case.json")

    assert raised.value.problems[0].code in ("case.json", "case.unreadable")


def test_bands_hold_the_central_answer_and_come_again_with_their_seed(folder):
    told = case(draws={
        "n": 200, "seed": 1, "theta": {"mean": 4, "sd": 0.5},
        "shift_scale": {"mean": 1, "sd": 0.2},
    })  # fmt: skip

    found, again = equilibrium(told, folder), equilibrium(told, folder)

    assert found["bands"] == again["bands"]
    for country, band in zip(found["countries"], found["bands"], strict=True):
        low, middle, high = (band["real_income_hat"][name] for name in ("p05", "median", "p95"))
        assert low < middle < high
        assert low < country["real_income_hat"] < high


def test_draws_without_spread_are_the_central_answer(folder):
    found = equilibrium(case(draws={"n": 3, "seed": 9}), folder)

    for country, band in zip(found["countries"], found["bands"], strict=True):
        assert band["real_income_hat"] == pytest.approx(
            dict.fromkeys(("median", "p05", "p95"), country["real_income_hat"]), rel=1e-9
        )


def test_a_shift_of_trade_and_the_cost_that_makes_it_are_the_same_shock(folder):
    (folder / "cost.csv").write_text(f"exporter,importer,t\n01,02,{2.718281828459045 ** -0.125}\n"
                                     f"02,01,{2.718281828459045 ** -0.125}\n")  # fmt: skip
    cost = {"file": "cost.csv", "origin": "exporter", "destination": "importer", "tau_hat": "t"}

    shift, by_cost = equilibrium(case(), folder), equilibrium(case(shock=cost), folder)

    for one, other in zip(shift["countries"], by_cost["countries"], strict=True):
        assert other == pytest.approx(one, rel=1e-10)


def test_duties_are_spent_and_their_share_is_told(folder):
    tariffs = [
        {"origin": "01", "destination": "02", "before_pct": 20, "after_pct": 0},
        {"origin": "03", "destination": "02", "before_pct": 20, "after_pct": 20},
    ]

    found = equilibrium(case(shock=None, tariffs={"rows": tariffs}), folder)

    before, after = (
        [one[f"tariff_revenue_share_{when}"] for one in found["countries"]]
        for when in ("before", "after")
    )
    assert before[1] == pytest.approx(0.2 * 27 / (27 * 1.2 + 90))
    assert 0 < after[1] < before[1]
    assert before[0] == after[2] == 0
    assert found["warnings"] == []
    assert found["countries"][0]["exports_hat"] > 1


def test_flows_with_duty_in_them_are_taken_as_buyers_pay(folder):
    tariffs = {"rows": [{"origin": "01", "destination": "02", "before_pct": 25, "after_pct": 25}]}

    found = equilibrium(
        case(tariffs=tariffs, duty_in_flows=True, shock=None, write_flows="new.csv"), folder
    )

    assert found["countries"][1]["tariff_revenue_share_before"] == pytest.approx(4 / 117)
    assert read_frame(folder / "new.csv").number("value").sum() == pytest.approx(270)


def test_pairs_without_a_row_are_warned_of(folder):
    (folder / "flows.csv").write_text(FLOWS.replace("03,01,8,9\n", ""))

    [warning] = equilibrium(case(), folder)["warnings"]

    assert warning["code"] == "trade.pairs_absent"
    assert warning["message"].startswith("1 of 9 pairs")


def test_a_case_without_a_shock_says_so(folder):
    found = equilibrium(case(shock=None), folder)

    assert [one["code"] for one in found["warnings"]] == ["trade.no_shock"]
    assert all(one["real_income_hat"] == pytest.approx(1, abs=1e-9) for one in found["countries"])
