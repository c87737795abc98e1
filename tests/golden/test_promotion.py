"""Serving, granting, asking and placing, worked by hand.

Power is golden 6 of the requirements of industry: 40 MW free, 60 more from 1 July 2027, 80 needed
from 1 January 2027. The others are small enough to be added up on paper.
"""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.industry.factors import Need, Step, Supply, serve
from entrepot.industry.placement import Firm, Park, place
from entrepot.industry.policy_measures import Grant, Measure, Requirement, match, take
from entrepot.industry.recruit import Outcome, Target, calibrate, rank

POWER = Supply("power", "MW", [Step(date.min, Decimal(40)), Step(date(2027, 7, 1), Decimal(60))])


def test_power_is_served_when_more_of_it_comes():
    found = serve([Need("power", Decimal(80), date(2027, 1, 1))], [POWER])

    assert found.answer == "later"
    assert found.served_from == date(2027, 7, 1)
    assert found.binds == ["power"]
    assert found.served[0].short == 40


def test_what_is_taken_later_is_not_free_before():
    taken = Supply("power", "MW", [*POWER.steps, Step(date(2028, 1, 1), Decimal(-30))])

    found = serve([Need("power", Decimal(80), date(2027, 1, 1))], [taken])

    assert found.answer == "never"
    assert found.served[0].free == 40


def test_the_cap_of_a_group_and_an_exclusion_leave_twelve_thousand_five_hundred():
    """10,000 and 3,000 under a cap of 12,000 are 12,000; 10,000 and 2,500 are more."""
    measures = [
        Measure("share", grant=Grant(share_pct=Decimal(10), of="exports", most=Decimal(10_000)),
                group="export"),
        Measure("young", condition=Requirement("age", "at_most", Decimal(5)),
                grant=Grant(fixed=Decimal(3_000)), group="export", excludes=frozenset({"plain"})),
        Measure("plain", grant=Grant(fixed=Decimal(2_500))),
    ]  # fmt: skip
    facts = {"exports": Decimal(120_000), "age": Decimal(3)}

    found = take([match(one, facts, date(2026, 11, 28)) for one in measures],
                 {"export": Decimal(12_000)})  # fmt: skip

    assert found.measures == ["share", "plain"]
    assert found.amount == Decimal("12500.00")
    assert found.left_out == {"young": ["plain"]}


def test_an_unknown_fact_asks_for_its_paper():
    asks = Requirement("high_tech", "is", value=True, paper="certificate")

    found = match(Measure("m", condition=asks), {}, date(2026, 11, 28))

    assert (found.answer, found.papers) == ("unknown", ["certificate"])


def test_two_outcomes_make_half_and_a_landed_one_of_the_origin_moves_it():
    """Of all 2/4 = 1/2; of the origin (1 + 10/2) / 11 = 6/11, of the other 5/11."""
    outcomes = [Outcome(date(2024, 1, 1), True, "A"), Outcome(date(2025, 1, 1), False, "B"),
                Outcome(date(2026, 1, 1), True, "B")]  # fmt: skip
    targets = [Target("b", 80.0, 1.0, 1.0, "B"), Target("a", 100.0, 0.5, 1.0, "A"),
               Target("c", None, 1.0, 1.0, "A")]  # fmt: skip

    found = rank(targets, outcomes, date(2026, 1, 1))

    assert [one.target.id for one in found] == ["b", "a", "c"]
    assert [one.probability for one in found[:2]] == pytest.approx([5 / 11, 6 / 11], rel=1e-12)
    assert [one.worth for one in found] == [
        pytest.approx(0.8 * 5 / 11, rel=1e-12), pytest.approx(0.5 * 6 / 11, rel=1e-12), None,
    ]  # fmt: skip


def test_the_second_outcome_was_told_two_thirds_and_did_not_land():
    """(1 + 1) / (1 + 2) = 2/3 after one landed; (1/2 - 1)^2 and (2/3)^2 are 25/36 in the mean."""
    outcomes = [Outcome(date(2024, 1, 1), True), Outcome(date(2025, 1, 1), False)]

    found = calibrate(outcomes, date(2026, 1, 1))

    assert found.brier == pytest.approx((1 / 4 + 4 / 9) / 2, rel=1e-12)
    assert not found.is_calibrated


def test_who_scores_more_stands_back_where_both_are_placed_so():
    """Both fit park P, one alone fits Q too: it goes to Q, though P suits it better."""
    firms = [Firm("x", {"land": Decimal(60)}, wishes={"rail": 1.0}),
             Firm("y", {"land": Decimal(90)})]  # fmt: skip
    parks = [Park("P", {"land": Decimal(100)}, offers={"rail": 0.9}),
             Park("Q", {"land": Decimal(60)}, offers={"rail": 0.2})]  # fmt: skip

    found = place(firms, parks)

    assert [(one.firm.id, one.park.id) for one in found.placed] == [("x", "Q"), ("y", "P")]
    assert found.left == {"P": {"land": Decimal(10)}, "Q": {"land": Decimal(0)}}
