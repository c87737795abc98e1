"""Negative lists: layers over each other, words of both languages, shares at the edge."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.store.reference import open_reference
from entrepot.tariff.phrase import names
from entrepot.tariff.restriction import Outcome, Plan, check_investment, in_force


@pytest.fixture(scope="module")
def check():
    reference = open_reference("upland")
    rows = [row for row in reference.table("restrictions") if row.country == "XU"]

    def judge(activity: str, on: date = date(2026, 8, 1), share: str = "100", **where) -> Outcome:
        plan = Plan(activity, where.pop("sector", ""), Decimal(share), **where)
        return check_investment(plan, on, in_force(rows, on), reference.table("pilot_zones"))

    return judge


def test_the_national_list_decides_where_nothing_lies_over_it(check) -> None:
    found = check("hospital")

    assert found.verdict == "refused"
    assert [(layer.layer, layer.won) for layer in found.layers] == [("national", True)]


def test_a_pilot_zone_wins_while_its_membership_lasts(check) -> None:
    inside = check("hospital", zone="tarn_zone")
    after = check("hospital", date(2027, 7, 1), zone="tarn_zone")

    assert (inside.verdict, inside.row and inside.row.layer) == ("national_treatment", "zone")
    assert [layer.won for layer in inside.layers] == [False, True]
    assert after.verdict == "refused"
    assert "no dated membership" in after.layers[1].why


def test_a_place_wins_over_the_nation_for_its_own_entry_alone(check) -> None:
    around = frozenset({"norrholt", "upland"})

    assert check("ferry", share="60", places=around).verdict == "conditional"
    assert check("ferry", date(2025, 12, 31), "60", places=around).verdict == "refused"
    assert check("ferry", share="60", places=frozenset({"suderholt"})).verdict == "refused"
    assert check("hospital", places=around).verdict == "refused"


def test_without_a_share_a_limit_settles_nothing() -> None:
    rows = [r for r in open_reference("upland").table("restrictions") if r.country == "XU"]
    found = check_investment(Plan("ferry"), date(2026, 8, 1), rows, ())

    assert found.verdict == "undetermined"
    assert found.row is not None


def test_the_severest_of_two_entries_that_are_said_decides(check) -> None:
    assert check("hospital and ferry", share="60").verdict == "refused"
    assert check("hospital and ferry", share="40").verdict == "conditional"


def test_a_section_that_is_not_listed_is_open(check) -> None:
    found = check("batteries", sector="C")

    assert (found.verdict, found.row, found.entries) == ("national_treatment", None, 2)


@pytest.mark.parametrize(
    ("phrase", "text", "is_named"),
    [("market research", "Researches of the market", False),
     ("market survey", "surveys of markets", True), ("医院", "三家民营医院", True),
     ("医院", "医疗", False), ("clinic", "dental clinics", True), ("", "anything", False),
     ("air", "repair", False), ("ferry", "ferries", True)],
)  # fmt: skip
def test_a_phrase_is_named_by_its_words(phrase: str, text: str, is_named: bool) -> None:
    assert names(phrase, text) is is_named
