"""A world share, a plan's imports and a shock, worked out by hand."""

import pytest

from entrepot.kernel.errors import InputError, ModelError
from entrepot.service.trade_cases import (
    circulation,
    node_flows,
    planned_imports,
    services_trade,
    world_share,
)

FLOWS = [
    {"exporter": "A", "importer": "X", "value": 60, "mass": 10},
    {"exporter": "A", "importer": "Y", "value": 40, "mass": 10},
    {"exporter": "B", "importer": "X", "value": 40, "mass": 10},
    {"exporter": "C", "importer": "Y", "value": 260, "mass": 20},
]
PLAN = {
    "plan": [{"product": "cell", "period": "2026", "output": 100},
             {"product": "cell", "period": "2027", "output": 200}],
    "coefficients": [{"product": "cell", "input": "nickel", "per_unit": 0.5}],
    "home": [{"input": "nickel", "period": "2026", "quantity": 10}],
    "stock": [{"input": "nickel", "quantity": 50}],
    "contracts": [{"input": "nickel", "period": "2027", "origin": "ID", "quantity": 60},
                  {"input": "nickel", "period": "2027", "origin": "PH", "quantity": 20}],
}  # fmt: skip
SHOCK = {
    "products": [{"product": "salt", "output": 100}, {"product": "cell", "output": 200}],
    "exports": [{"product": "cell", "partner": "EU", "value": 100}],
    "shock": [{"product": "*", "partner": "EU", "change_pct": -20}],
    "links": [{"maker": "salt", "user": "cell", "share": 0.25}],
}  # fmt: skip


def test_a_share_of_the_world_with_prices_and_exposure() -> None:
    case = {"flows": {"rows": FLOWS, "mass": "mass"}, "exporter": "A"}
    found = world_share(case)

    assert (found["share_pct"], found["mass_share_pct"], found["rank"]) == (25, 40, 2)
    assert (found["price"], found["world_price"], found["price_ratio"]) == (5, 8, 0.625)
    assert (found["hhi"], found["cr4_pct"]) == (pytest.approx(0.52), 100)
    first = found["buyers"][0]
    assert (first["importer"], first["of_sales_pct"], first["of_its_purchases_pct"]) == (
        "X", 60, 60
    )  # fmt: skip
    assert (first["price"], first["other_price"]) == (6, 4)


def test_without_masses_prices_are_unknown_and_who_sells_nothing_has_no_rank() -> None:
    case = {"flows": [{k: v for k, v in one.items() if k != "mass"} for one in FLOWS]}
    found, nothing = (world_share({**case, "exporter": one}) for one in ("A", "Z"))

    assert (found["price"], found["mass_share_pct"], found["share_pct"]) == (None, None, 25)
    assert (nothing["rank"], nothing["hhi"], nothing["share_pct"]) == (None, None, 0)
    assert [one["code"] for one in nothing["warnings"]] == ["share.nothing"]


def test_a_plan_needs_what_neither_home_nor_stock_gives() -> None:
    found = planned_imports(PLAN)
    [nickel] = found["inputs"]
    first, second = nickel["periods"]

    # 2026: 50 needed, 10 at home, 50 in stock: 10 left. 2027: 100 needed less 10: 90, 80 bought.
    assert (first["needed"], first["imports"], first["stock_after"]) == (50, 0, 10)
    assert (second["needed"], second["stock"], second["imports"], second["gap"]) == (
        100, 10, 90, 10
    )  # fmt: skip
    assert nickel["cover_pct"] == pytest.approx(100 * 80 / 90)
    assert nickel["hhi"] == pytest.approx(0.75**2 + 0.25**2)
    assert [one["origin"] for one in nickel["origins"]] == ["ID", "PH"]


def test_every_fault_of_a_plan_is_told() -> None:
    tyre = {"product": "tyre", "period": "2026", "output": 1}
    bad = {**PLAN, "plan": [*PLAN["plan"], PLAN["plan"][0], tyre], "x": 1}
    with pytest.raises(InputError) as wrong:
        planned_imports(bad)

    assert {one.code for one in wrong.value.problems} == {
        "case.unknown", "case.twice", "planned.coefficients"
    }  # fmt: skip


def test_a_shock_abroad_reaches_who_sells_to_the_exporter() -> None:
    found = circulation(SHOCK)
    salt, cell = sorted(found["products"], key=lambda one: one["product"] == "cell")

    # A fifth of 100 is lost; each unit of cells takes a quarter of salt.
    assert (cell["lost"], cell["direct"], cell["change"]) == (-20, -20, -20)
    assert (salt["direct"], salt["indirect"], salt["change_pct"]) == (0, -5, -5)
    assert (cell["export_share_pct"], found["total"]["change"]) == (50, -25)


def test_what_is_sold_at_home_instead_is_not_lost() -> None:
    found = circulation({**SHOCK, "redirect_pct": 100})
    gain = circulation({**SHOCK, "redirect_pct": 100, "shock": [
        {"product": "cell", "partner": "*", "change_pct": 10}]})  # fmt: skip

    assert found["total"]["change"] == 0
    assert {one["product"]: one["redirected"] for one in found["products"]}["cell"] == 20
    assert {one["product"]: one["change"] for one in gain["products"]}["cell"] == 10


def test_exports_above_output_and_unknown_products_are_told() -> None:
    bad = {**SHOCK, "exports": [{"product": "cell", "partner": "EU", "value": 300},
                                {"product": "tea", "partner": "EU", "value": 1}],
           "redirect_pct": 101}  # fmt: skip
    with pytest.raises(InputError) as wrong:
        circulation(bad)
    with pytest.raises(ModelError):
        circulation({**SHOCK, "links": [{"maker": "salt", "user": "salt", "share": 1}]})

    assert {one.code for one in wrong.value.problems} == {
        "circulation.product", "circulation.exports", "circulation.redirect"
    }  # fmt: skip


def figure(category: str, value: float, flow: str = "export", mode: str = "all") -> dict:
    return {"period": "2024", "category": category, "mode": mode, "flow": flow, "value": value}


def test_services_say_what_their_parts_leave_of_the_whole() -> None:
    modes = [figure("SD", 2, "import", mode) for mode in "1234"]
    told = [figure("S", 100), figure("SC", 60), figure("SC1", 20), figure("SD", 30),
            figure("S", 40, "import"), *modes]  # fmt: skip
    found = services_trade({"figures": told, "unit": "m USD", "source": "by hand"})
    rows = {row["category"]: row for row in found["rows"]}

    assert (rows["S"]["balance"], rows["S"]["unallocated_exports"]) == (60, 10)
    assert (rows["SC"]["unallocated_exports"], rows["SC"]["imports"]) == (40, None)
    assert (rows["SD"]["imports"], len(rows["SD"]["modes"])) == (8, 4)
    assert rows["SC"]["balance"] is None
    assert found["status"] == "unverified"


def test_parts_and_modes_above_their_whole_and_strange_words_are_told() -> None:
    with pytest.raises(InputError) as above:
        services_trade({"figures": [figure("S", 10), figure("SC", 11),
                                    figure("S", 12, mode="1")]})  # fmt: skip
    with pytest.raises(InputError) as strange:
        services_trade({"figures": [figure("S", 10, "outflow", "5")]})

    assert [one.code for one in above.value.problems] == ["services.parts"] * 2
    assert [one.where for one in strange.value.problems] == ["mode", "flow"]


def test_flows_of_a_node_are_known_or_unknown_each_in_its_unit() -> None:
    told = [{"period": "2024", "kind": "goods", "direction": one, "unit": "t", "value": value}
            for one, value in (("in", 30), ("out", 50))]  # fmt: skip
    told.append({**told[0], "kind": "people", "unit": "persons", "value": 7})
    found = {row["kind"]: row for row in node_flows({"figures": told})["rows"]}

    assert (found["goods"]["balance"], found["goods"]["turnover"]) == (20, 80)
    assert (found["people"]["in"], found["people"]["out"], found["people"]["balance"]) == (
        7, None, None
    )  # fmt: skip
    assert (found["data"]["in"], found["money"]["turnover"]) == (None, None)
