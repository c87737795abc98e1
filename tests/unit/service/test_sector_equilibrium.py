"""Cases of many sectors: what is told as wrong, all at once."""

import pytest

from entrepot.kernel.errors import InputError
from entrepot.service.equilibrium import equilibrium

PAIRS = [("food", "a", "b"), ("food", "b", "a"), ("steel", "a", "b"), ("steel", "b", "a")]


def case(**more):
    return {
        "model": "caliendo-parro", "closure": "additive", "duty_in_flows": False,
        "flows": {"rows": [
            {"sector": s, "importer": n, "exporter": i, "value": 3.0 + k}
            for k, (s, n, i) in enumerate(PAIRS)
        ]},
        "tariffs": {"rows": [
            {"sector": s, "importer": n, "exporter": i, "before_pct": 10.0, "after_pct": 5.0}
            for s, n, i in PAIRS
        ]},
        "output": {"rows": [
            {"country": n, "sector": s, "gross_output": 20.0, "value_added_share": 0.5}
            for n in "ab" for s in ("food", "steel")
        ]},
        "inputs": {"rows": [
            {"country": n, "user": u, "input": i, "share": 0.75 if u == i else 0.25}
            for n in "ab" for u in ("food", "steel") for i in ("food", "steel")
        ]},
        "elasticities": {"rows": [{"sector": "food", "theta": 5}, {"sector": "steel", "theta": 3}]},
        "tau_hat": None, "blocs": {"both": ["a", "b"]}, **more,
    }  # fmt: skip


def rows(name, place, **changes):
    """The case with one row of a table changed."""
    told = [dict(row) for row in case()[name]["rows"]]
    told[place].update(changes)
    return case(**{name: {"rows": told}})


def problems(told):
    with pytest.raises(InputError) as raised:
        equilibrium(told)
    return [(one.code, one.where) for one in raised.value.problems]


def test_the_document_has_the_keys_of_the_contract():
    found = equilibrium(case())

    assert list(found) == [
        "model", "closure", "numeraire", "iterations", "residual", "clipped", "countries", "blocs",
        "status", "warnings",
    ]  # fmt: skip
    assert {
        "code", "welfare_exact_pct", "welfare_first_order_pct", "welfare_first_order_log_pct",
        "terms_of_trade_pct", "volume_of_trade_pct", "real_wage_pct",
        "tariff_revenue_share_before_pct", "tariff_revenue_share_after_pct",
    } <= set(found["countries"][0])  # fmt: skip
    assert found["clipped"] == {"output": [], "final_demand": []}
    assert all(one["imports_from_members_pct"] > 0 for one in found["blocs"]["both"])
    assert found["numeraire"] == "world_value_added"


def test_first_order_welfare_is_the_sum_of_its_parts():
    for one in equilibrium(case())["countries"]:
        assert one["welfare_first_order_pct"] == pytest.approx(
            one["terms_of_trade_pct"] + one["volume_of_trade_pct"] + one["trade_cost_pct"]
        )


def test_flows_that_hold_duty_are_the_same_as_those_without_times_duty():
    with_duty = [{**row, "value": 1.1 * row["value"]} for row in case()["flows"]["rows"]]

    found = equilibrium(case(flows={"rows": with_duty}, duty_in_flows=True))

    for one, other in zip(found["countries"], equilibrium(case())["countries"], strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9)


def test_tariffs_that_are_absent_are_nothing():
    found = equilibrium(case(tariffs=None, blocs=None))

    assert all(one["tariff_revenue_share_before_pct"] == 0 for one in found["countries"])
    assert all(one["welfare_exact_pct"] == pytest.approx(0, abs=1e-9) for one in found["countries"])
    assert found["blocs"] == {}


def test_the_wage_that_is_named_is_the_unit_of_fixed_deficits():
    found = equilibrium(case(closure="fixed-nominal", numeraire="b"))

    assert found["numeraire"] == "b"
    assert found["residual"] <= 1e-10


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (rows("flows", 1, value=-1.0), [("trade.negative", "flows.rows row 2, value")]),
        (rows("flows", 1, value=None), [("trade.not_a_number", "flows.rows row 2, value")]),
        (rows("flows", 0, exporter="z"), [("trade.key_unknown", "flows.rows row 1, exporter")]),
        (rows("flows", 0, exporter="a"), [("trade.home_flow", "flows.rows row 1")]),
        (rows("flows", 3, sector="food"), [("trade.twice", "flows.rows row 4")]),
        (rows("tariffs", 2, importer="z"), [("trade.key_unknown", "tariffs.rows row 3, importer")]),
        (rows("inputs", 0, share=0.5), [("trade.input_shares", "inputs, a, food")]),
        (rows("inputs", 0, input="wood"), [("trade.key_unknown", "inputs.rows row 1, input"),]),
        (rows("output", 3, value_added_share=1.5),
         [("trade.value_added", "output, b, steel, value_added_share")]),
        (rows("elasticities", 0, theta=0), [("trade.theta", "food")]),
        (case(elasticities={"rows": [{"sector": "food", "theta": 5}]}),
         [("trade.elasticity_missing", "steel")]),
        (case(output={"rows": case()["output"]["rows"][:3]}, blocs=None),
         [("trade.output_missing", "output.rows, b, steel")]),
        (case(blocs={"x": ["a", "q"]}), [("trade.key_unknown", "blocs.x")]),
        (case(draws={"n": 1}), [("case.unknown", "draws")]),
        (case(tau_hat={"rows": [{"sector": "food", "importer": "a", "exporter": "b",
                                 "tau_hat": 0.0}]}),
         [("trade.cost", "tau_hat.rows row 1, tau_hat")]),
        (case(numeraire="a"), [("trade.numeraire", "numeraire")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(told, expected):
    assert problems(told) == expected


def test_an_empty_case_lacks_all_its_tables_at_once():
    found = problems({"model": "caliendo-parro"})

    assert [where for _, where in found] == ["closure", "flows", "output", "inputs", "elasticities"]


def test_negative_input_shares_are_used_and_warned_of():
    told = case()
    told["inputs"]["rows"][0]["share"], told["inputs"]["rows"][1]["share"] = 1.1, -0.1

    found = equilibrium(told)

    [warning] = found["warnings"]
    assert warning["code"] == "trade.input_negative"
    assert "rows 2 " in warning["message"]
