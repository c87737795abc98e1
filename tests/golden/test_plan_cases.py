"""Worked cases of planning by hand: each with its name and where its figures come from."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from entrepot.service.plan_questions import answer_question, example_of
from entrepot.store.reference import open_reference

ON = date(2026, 11, 28)
MILLION = Decimal(1_000_000)


def answer(name: str, raw=None, region: str = "upland"):
    return answer_question(open_reference(region), name, raw or example_of(name), today=ON)


def sections(**measured: str | None):
    return [{"party": party, "name": "border", "measured": {"index": value},
             "limit": {"index": "1"}} for party, value in measured.items()]  # fmt: skip


def chishui(*, failed_share: str = "0", **measured: str | None):
    raw = {
        "scheme": "chishui", "weights": {"index": "1"}, "failed_share": failed_share,
        "sections": sections(**measured), "source": "supposed", "status": "synthetic",
    }  # fmt: skip
    found = answer("compensation", raw, "guizhou")
    parties = {one["party"]: one for one in found["parties"]}
    return found, parties


def millions(money) -> Decimal | None:
    return None if money is None else Decimal(money["amount"]) / MILLION


def test_shares_of_the_agreement_on_200_million_where_all_water_is_clean() -> None:
    """Agreement A013 of the facts: contributions 50, 40, 10 %, payouts 40, 30, 30 %."""
    found, parties = chishui(Guizhou="0.9", Sichuan="1", Yunnan="0.2")

    assert {name: millions(one["contribution"]) for name, one in parties.items()} == {
        "Guizhou": 100, "Sichuan": 80, "Yunnan": 20,
    }  # fmt: skip
    assert {name: millions(one["payout"]) for name, one in parties.items()} == {
        "Guizhou": 80, "Sichuan": 60, "Yunnan": 60,
    }  # fmt: skip
    assert millions(parties["Yunnan"]["net"]) == 40
    assert millions(found["withheld"]) == 0
    assert "Contemporary Guizhou" in found["source"]


def test_a_party_that_fails_keeps_the_share_the_case_names() -> None:
    found, parties = chishui(failed_share="0.25", Guizhou="1.01", Sichuan="1", Yunnan="1")

    assert parties["Guizhou"]["water"] == "failed"
    assert millions(parties["Guizhou"]["payout"]) == 20
    assert millions(found["withheld"]) == 60


def test_water_that_was_not_measured_leaves_the_draw_unknown() -> None:
    found, parties = chishui(Guizhou=None, Sichuan="1")

    assert parties["Guizhou"]["payout"] is None
    assert parties["Yunnan"]["payout"] is None  # no section of its own
    assert millions(parties["Guizhou"]["contribution"]) == 100  # it pays all the same
    assert found["withheld"] is None


def test_the_index_is_the_weighted_mean_of_measured_over_limit() -> None:
    """0.4 x 12/15 + 0.3 x 0.4/0.5 + 0.3 x 0.09/0.1 = 0.83."""
    found = answer("compensation")

    assert [one["index"] for one in found["sections"]] == ["0.83", "1.14"]
    assert found["status"] == "synthetic"


def test_a_reserve_covers_94_per_cent_by_the_second_worst_loss() -> None:
    """Needs by hand: 0.9 x (120+140+120) = 342; 0.6 x (120+140) = 156; 0.2 x 260 = 52.

    Leaving 342 uncovered misses 5 %, within the 6 % that may be missed; 156 would miss 15 %.
    """
    found = answer("reserve")

    assert {one["name"]: one["need"] for one in found["shocks"]} == {
        "Border shut": "156", "Bridge down": "342", "Slow trains": "52",
    }  # fmt: skip
    assert found["level"] == "156"
    assert [one["is_covered"] for one in found["shocks"]] == [True, False, True]
    assert found["shocks"][1]["short"] == "186"  # 342 - 156
    assert found["expired"] == "0"


def test_a_cheaper_valley_lowers_cost_price_and_lifts_sales() -> None:
    """Before 0.4 x 0.14 + 0.4 x 0.1 + 0.2 x 0.06 + 0.025 = 0.133; after 0.105; 25 kWh.

    Cost 34.325 to 33.625; half passed through: 40 to 39.65; sales (39.65/40)^-4 - 1 = 3.5777 %.
    """
    found = answer("power")
    before, after = found["sides"]

    assert (before["kwh_price"], after["kwh_price"]) == ("0.133", "0.105")
    assert (before["cost"], after["cost"]) == ("34.325", "33.625")
    assert after["sold_at"] == "39.65"
    assert found["sales_change_pct"] == pytest.approx(100 * ((39.65 / 40) ** -4 - 1), rel=1e-12)
    assert answer("power", {**example_of("power"), "theta": None})["units_change"] is None


def test_a_zone_trades_revenue_for_trade() -> None:
    """Imports: a quarter inside at 0.99/1.06 of the cost, theta 4; duty 6 % outside, 0 inside."""
    found = answer("zone")
    _, machines = found["flows"]
    grown = 20e6 * (0.99 / 1.06) ** -4

    assert machines["trade_with"] == pytest.approx(60e6 + grown, rel=1e-12)
    assert machines["revenue_without"] == pytest.approx(4.8e6)
    assert machines["revenue_with"] == pytest.approx(3.6e6)
    assert machines["jobs_change"] is None
    together = {one["figure"]: one for one in found["together"]}
    assert together["jobs"]["with"] is None  # unknown of one flow is unknown of all
    assert found["rules"] is None


def test_the_rules_of_a_named_zone_stand_beside_its_trade() -> None:
    zone = {"name": "Trial", "places": ["guiyang"], "valid_from": "2027-01-01"}
    found = answer("zone", {**example_of("zone"), "zone": zone}, "guizhou")

    assert sum(found["rules"]["activities"].values()) > 0


def test_a_plan_of_tasks_leads_to_scores_by_year() -> None:
    """Rules 70 of 100, services 40: (70 + 40) / 2 = 55; t1 adds 15, t2 adds 15."""
    found = answer("reforms")
    first, second = found["years"]

    assert (found["now"], first["planned"], second["planned"]) == (55.0, 70.0, 85.0)
    assert first["likely"] == pytest.approx(float(55 + Fraction(8, 10) * 15))
    assert second["likely"] == pytest.approx(74.5)
    assert (first["proven"], second["proven"]) == (55.0, 55.0)


def test_a_task_on_evidence_is_proven_and_one_without_a_chance_leaves_the_likely_unknown() -> None:
    raw = example_of("reforms")
    first, second = raw["tasks"]
    plain = {name: value for name, value in second.items() if name != "chance"}
    shown = {**raw, "tasks": [{**first, "evidence": "Order 5"}, plain]}
    found = answer("reforms", shown)

    assert [one["proven"] for one in found["years"]] == [70.0, 70.0]
    assert [one["likely"] for one in found["years"]] == [70.0, None]
