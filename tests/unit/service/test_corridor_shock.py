"""Cases of equilibrium whose shock is a scenario of a small region's corridors."""

from datetime import date

import numpy as np
import pytest

from entrepot.kernel.errors import InputError
from entrepot.service.corridor_ask import year_of
from entrepot.service.corridor_shock import corridor_shock
from entrepot.service.equilibrium import Here, equilibrium
from entrepot.service.model_case import ModelCase
from entrepot.service.routes import open_ground

TODAY = date(2026, 11, 27)
CODES = ("upland", "NL", "SG", "ZZ")
FASTER = {"name": "faster", "edit": [{"scale": "border:all", "time": 0.2, "cost": 0.5}]}
DEARER = {"name": "dearer", "edit": [{"scale": "tariff:rail", "cost": 2.0}]}
NOTHING = {"name": "nothing", "edit": []}


@pytest.fixture(scope="module")
def here():
    ground = open_ground("upland")
    return Here(lambda: ground, TODAY)


def case(**more):
    rows = [
        {"origin": one, "destination": other, "value": 9.0 if one == other else 1.0}
        for one in CODES
        for other in CODES
    ]
    return {
        "model": "one-sector", "theta": 4.0, "closure": "additive", "flows": rows,
        "corridors": True, "scenario": FASTER, **more,
    }  # fmt: skip


def test_cheaper_corridors_bring_trade_and_income_to_the_region(here):
    found = equilibrium(case(), here=here)
    lanes = found["corridors"]["lanes"]
    own = next(one for one in found["countries"] if one["code"] == "upland")

    assert {(one["partner"], one["flow"]) for one in lanes} == {
        (partner, flow) for partner in ("NL", "SG") for flow in ("export", "import")
    }
    assert all(one["tau_hat"] < 1 < one["trade_first_order_hat"] for one in lanes)
    assert own["real_income_hat"] > 1
    assert found["residual"] <= 1e-10


def test_the_parts_of_a_lane_multiply_back(here):
    theta = 4.0
    for one in equilibrium(case(), here=here)["corridors"]["lanes"]:
        parts = one["money_hat"] ** -theta * one["hours_hat"] ** -theta * one["trade_rest_hat"]

        assert parts == pytest.approx(one["trade_hat"], rel=1e-12)
        assert one["money_hat"] * one["hours_hat"] == pytest.approx(one["tau_hat"], rel=1e-12)
        assert one["value_new"] == pytest.approx(one["value"] * one["trade_hat"], rel=1e-12)


def test_without_a_difference_nothing_changes(here):
    found = equilibrium(case(scenario=NOTHING), here=here)

    assert [one["real_income_hat"] for one in found["countries"]] == pytest.approx([1] * 4)
    assert {one["tau_hat"] for one in found["corridors"]["lanes"]} == {1.0}


def test_dearer_trains_move_money_and_never_bring_trade(here):
    for one in equilibrium(case(scenario=DEARER), here=here)["corridors"]["lanes"]:
        assert one["tau_hat"] >= 1
        assert one["trade_first_order_hat"] <= 1


@pytest.mark.parametrize("edit", [{"scale": "border:all", "time": 3.0}, DEARER["edit"][0],
                                  {"close": "passage:malacca"}])  # fmt: skip
def test_a_worse_network_makes_no_lane_cheaper_at_any_value_of_time(here, edit):
    ground = here.ground()
    raw = case(scenario={"edit": [edit]})
    shock = corridor_shock(ModelCase(raw, None), CODES, np.zeros((4, 4)), here.ground, today=TODAY)

    assert ground.region.id == "upland"
    days, values = shock.drawn.one, shock.drawn.other
    for share in np.linspace(days.low, days.high, 31):
        for value in np.linspace(values.low, values.high, 31):
            assert (shock.change((share, value)).tau_hat >= 1 - 1e-9).all()


def test_faster_clearance_moves_hours_alone(here):
    hours = [{"partner": "NL", "flow": "export", "hours": 48.0}]
    told = case(scenario=None, clearance={"factor": 0.5, "hours": {"rows": hours}})
    lanes = {(one["partner"], one["flow"]): one
             for one in equilibrium(told, here=here)["corridors"]["lanes"]}  # fmt: skip
    moved = lanes["NL", "export"]

    assert moved["hours_before"] - moved["hours_after"] == pytest.approx(24)
    assert moved["money_hat"] == 1.0
    assert moved["cost_before"] - moved["cost_after"] == pytest.approx(0.01)  # a day at 1 %
    assert lanes["SG", "import"]["tau_hat"] == 1.0


def test_bands_hold_the_middle_and_follow_their_seed(here):
    draws = {"n": 40, "seed": 7, "theta": {"mean": 4, "sd": 0.5}}
    found, again = (equilibrium(case(draws=draws), here=here) for _ in range(2))
    other = equilibrium(case(draws={**draws, "seed": 8}), here=here)

    assert found == again
    assert found["bands"] != other["bands"]
    for one in found["corridors"]["lanes"]:
        low, middle, high = (one["trade_band"][name] for name in ("p05", "median", "p95"))
        assert low <= middle <= high
        assert low < high


def test_dearer_goods_pay_a_smaller_share_for_their_way(here):
    def lanes(**more):
        found = equilibrium(case(scenario=DEARER, **more), here=here)["corridors"]
        return found["value_usd_per_teu"], found["lanes"]

    (supposed, _), (given, cheap), (_, dear) = (
        lanes(), lanes(value_usd_per_teu=10_000), lanes(value_usd_per_teu=1_000_000)
    )  # fmt: skip

    assert supposed["low"] < supposed["value"] < supposed["high"]
    assert (given["low"], given["high"], given["status"]) == (10_000, 10_000, "unverified")
    for one, other in zip(cheap, dear, strict=True):
        assert one["money_before"] > other["money_before"]
        assert one["tau_hat"] >= other["tau_hat"] - 1e-12


def test_every_lane_lists_its_legs_and_every_figure_its_source(here):
    corridors = equilibrium(case(), here=here)["corridors"]

    for one in corridors["lanes"]:
        assert all(leg["source"] and leg["status"] for leg in one["legs_before"])
        assert one["legs_after"]
    assert corridors["value_of_time"]["source"].startswith("Hummels and Schaur")
    assert all(one["source"] for one in corridors["sources"])
    assert corridors["status"] == "synthetic"


def test_partners_without_a_place_and_lanes_without_trade_are_told(here):
    rows = [
        one for one in case()["flows"] if (one["origin"], one["destination"]) != ("SG", "upland")
    ]
    warnings = {one["code"]: one["message"]
                for one in equilibrium(case(flows=rows), here=here)["warnings"]}  # fmt: skip

    assert "ZZ" in warnings["corridors.no_place"]
    assert "SG-upland" in warnings["trade.zero_flow"]
    assert "baseline fitted" in warnings["trade.zero_flow"]


def test_a_partner_cut_off_is_told_and_not_counted(here):
    shut = {"name": "shut", "edit": [{"close": "mode:sea"}, {"close": "mode:air"},
                                     {"close": "border:all"}]}  # fmt: skip
    found = equilibrium(case(scenario=shut), here=here)

    told = {one["code"]: one["message"] for one in found["warnings"]}
    assert "NL" in told["corridors.cut_off"]
    assert found["corridors"]["lanes"] == []
    assert np.allclose([one["real_income_hat"] for one in found["countries"]], 1)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"region": "XX"}, [("corridors.region", "region")]),
        ({"value_of_time": "gold"}, [("corridors.value_of_time", "value_of_time")]),
        ({"partners": ["QQ"]}, [("trade.key_unknown", "partners")]),
        ({"partners": "NL"}, [("case.text", "partners")]),
        ({"level": "moon"}, [("level", "level")]),
        ({"year": 12}, [("case.number", "year")]),
        ({"clearance": {"factor": -1, "hours": {"rows": [
            {"partner": "NL", "flow": "export", "hours": 3}]}}},
         [("case.number", "clearance.factor")]),
        ({"shock": {"rows": [], "tau_hat": "x"}}, [("corridors.two_shocks", "shock")]),
        ({"scenario": {"edit": [{"close": "border:nowhere"}]}},
         [("scenario.unknown", "scenario.edit[1].close")]),
        ({"draws": {"n": 3, "seed": 1, "shift_scale": {"mean": 1, "sd": 0.1}}},
         [("case.unknown", "draws.shift_scale")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(here, more, expected):
    with pytest.raises(InputError) as raised:
        equilibrium(case(**more), here=here)

    assert [(one.code, one.where) for one in raised.value.problems][: len(expected)] == expected


def test_a_case_of_corridors_needs_a_region():
    with pytest.raises(InputError) as raised:
        equilibrium(case())

    assert raised.value.problems[0].code == "corridors.no_region"


def test_scenario_without_corridors_means_nothing(here):
    told = {name: value for name, value in case().items() if name != "corridors"}
    with pytest.raises(InputError) as raised:
        equilibrium(told, here=here)

    assert raised.value.problems[0].code == "case.unknown"


def test_a_fitted_baseline_gives_a_pair_without_trade_some(here):
    rows = [{**one, "value": 0.0 if (one["origin"], one["destination"]) == ("SG", "upland")
             else one["value"], "fitted": 2.0} for one in case()["flows"]]  # fmt: skip
    flows = {"rows": rows, "fitted": "fitted"}

    def lane(baseline):
        lanes = equilibrium(case(flows=flows, baseline=baseline), here=here)["corridors"]["lanes"]
        return next(one for one in lanes if (one["partner"], one["flow"]) == ("SG", "import"))

    assert lane("observed")["trade_hat"] is None
    assert lane("observed")["value_new"] == 0
    assert lane("fitted")["trade_hat"] > 1
    assert lane("fitted")["value_new"] > lane("fitted")["value"] > 0


def test_the_year_of_a_case_is_its_own_the_last_of_its_edits_or_now():
    edits = [{"open": "link:x", "year": 2029}, {"add": {"year": 2031}}, "no edit"]

    assert year_of({"year": 2027, "scenario": {"edit": edits}}, today=TODAY) == 2027
    assert year_of({"scenario": {"edit": edits}}, today=TODAY) == 2031
    assert year_of({"scenario": {"edit": "none"}}, today=TODAY) == 2026


def test_lanes_without_measured_hours_are_told_and_stay(here):
    hours = [{"partner": "NL", "flow": flow, "hours": 48.0} for flow in ("export", "import")]
    told = case(scenario=None, clearance={"factor": 0.5, "hours": {"rows": hours}})
    found = equilibrium(told, here=here)["corridors"]

    assert {"code": "corridors.no_hours", "partners": ["SG"]} in found["left_out"]
    assert {one["tau_hat"] for one in found["lanes"] if one["partner"] == "SG"} == {1.0}


def test_everything_wrong_in_a_case_is_told_at_once(here):
    rows = [one for one in case()["flows"] if one["origin"] != "ZZ" or one["destination"] != "ZZ"]
    with pytest.raises(InputError) as raised:
        equilibrium(case(theta=0, level="moon", partners=["QQ"], flows=rows), here=here)

    assert {one.where for one in raised.value.problems} == {"theta", "level", "partners", "ZZ"}
