"""Projects to a case of planning, and conditions of a site: nothing unknown counts as nothing."""

from decimal import Decimal

import pytest

from entrepot.plan.intake import read_case
from entrepot.plan.portfolio import portfolio
from entrepot.plan.projects import Ask, amount_in, benefit_of, case_of
from entrepot.plan.site import conditions_of, in_force, verdict_of
from entrepot.service.project_book import open_book
from entrepot.store.reference import open_reference

MILLION = Decimal(10) ** 6
ASK = Ask(2027, (Decimal(60), Decimal(60), Decimal(40)), "EUR", MILLION)


@pytest.fixture(scope="module")
def book():
    return open_book(open_reference("upland"))


def asked(**more) -> Ask:
    from dataclasses import replace

    return replace(ASK, **more)


def test_a_benefit_is_brought_back_to_the_day_it_is_finished() -> None:
    # 10 a year, half in the first: 5 / 1.1 + 10 / 1.21 + 10 / 1.331 by hand
    found = benefit_of(Decimal(10), 2, 3, Decimal("0.1"))

    assert round(found, 6) == Decimal("20.323065")


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("million EUR", 3), ("bn EUR", 3000), ("EUR", Decimal("0.000003")), ("million USD", None),
     ("million tonnes EUR", None), ("", None), ("dozen EUR", None)],
)  # fmt: skip
def test_an_amount_in_another_money_is_not_converted(unit: str, expected) -> None:
    assert amount_in(Decimal(3), unit, "EUR", MILLION) == expected


def test_what_is_unknown_leaves_a_project_out_and_says_why(book) -> None:
    case, out = case_of(book, ASK)
    reasons = {one["project"]: one["reasons"] for one in out}

    assert [one["id"] for one in case["projects"]] == [f"up0{n}" for n in range(1, 7)]
    assert reasons["up07"] == ["duration_unknown", "cost_unknown", "benefit_unknown"]
    assert "stage" in reasons["up08"]


def test_a_project_that_requires_one_left_out_is_left_out_too(book) -> None:
    case, out = case_of(book, asked(first_year=2030))  # up01 must start by 2028
    reasons = {one["project"]: one["reasons"] for one in out}

    assert reasons["up01"] == ["window"]
    assert reasons["up05"] == ["requires_left_out"]
    assert case["relations"] == [{"kind": "excludes", "projects": ["up06", "up02"]}]


def test_the_budget_pays_public_money_and_a_cap_the_fund(book) -> None:
    case, _ = case_of(book, asked(caps={"fund:open_fund": Decimal(50), "land_ha": Decimal(60)}))
    projects = {one["id"]: one for one in case["projects"]}

    assert projects["up01"]["cost"] == [30, 40]
    assert projects["up01"]["uses"] == {"land_ha": 30, "fund:open_fund": 20}
    assert projects["up03"]["cost"] == [20, 20]  # 20 of its own money is no public money
    assert projects["up01"]["must"]
    assert not projects["up02"]["must"]


def test_the_case_is_solved_and_keeps_every_cap(book) -> None:
    caps = {"fund:open_fund": Decimal(20), "land_ha": Decimal(60)}
    case, _ = case_of(book, asked(caps=caps, spread=Decimal("0.25")))
    found = portfolio(read_case(case))
    chosen = [one for one in case["projects"] if found.starts[one["id"]] is not None]

    assert found.status == "optimal"
    assert found.starts["up01"] is not None
    assert sum(one["uses"].get("fund:open_fund", 0) for one in chosen) <= 20
    assert sum(one["uses"].get("land_ha", 0) for one in chosen) <= 60
    assert {one["name"] for one in case["scenarios"]} == {"low", "high"}


def conditions(book, name: str):
    from datetime import date

    reference = open_reference("upland")
    one = next(each for each in book.projects if each.id == name)
    limits = [each for each in in_force(reference.table("site_limits"), date(2026, 6, 1))
              if each.place in (one.place, "upland")]  # fmt: skip
    return conditions_of(one.kind, book.needs_of(name), limits)


def test_a_site_is_met_failed_or_unknown_by_condition(book) -> None:
    found = {one.what: one.verdict for one in conditions(book, "up03")}

    assert found == {
        "land_ha": "met", "discharge_t_day": "failed", "power_mw": "unknown", "plan": "met",
        "labour": "met", "housing": "failed",
    }  # fmt: skip
    assert verdict_of(conditions(book, "up03")) == "failed"


def test_a_plan_that_does_not_name_the_kind_fails_and_no_limit_is_unknown(book) -> None:
    found = {one.what: one.verdict for one in conditions(book, "up04")}

    assert found["plan"] == "failed"
    assert found["power_mw"] == "unknown"  # no limit of power is known there
    assert found["labour"] == "unknown"  # what it takes is not known
    assert verdict_of([]) == "unknown"


def test_what_a_plan_takes_is_told_beside_each_limit(book) -> None:
    from entrepot.service.portfolio import plan_document

    caps = {"fund:open_fund": Decimal(50), "land_ha": Decimal(60)}
    case, _ = case_of(book, asked(caps=caps))
    told = plan_document(portfolio(read_case(case)))
    uses = {one["resource"]: one for one in told["uses"]}
    chosen = [one["uses"] for one in case["projects"] if told["starts"][one["id"]] is not None]

    assert set(uses) == set(caps)
    for name, limit in caps.items():
        assert uses[name]["used"] == sum(one.get(name, 0) for one in chosen)
        assert uses[name]["left"] == float(limit) - uses[name]["used"] >= 0
