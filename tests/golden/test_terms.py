"""Runs the cases of terms.toml: working days, months, charges for being late, identifiers."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from entrepot.kernel.calendar import Calendar
from entrepot.kernel.identifiers import KINDS
from entrepot.kernel.money import Money
from entrepot.region.model import Region
from entrepot.store import packs
from entrepot.window.fixing import fixing_day
from entrepot.window.legal import LegalBook
from entrepot.window.surcharge import late_declaration, late_payment

TEXT = Path(__file__).with_name("terms.toml").read_text(encoding="utf-8")
CASES = tomllib.loads(TEXT)["case"]
CHARGES = {"late-payment": late_payment, "late-declaration": late_declaration}
COUNTRY = "CN"


def cases(*kinds: str) -> list:
    return [pytest.param(case, id=case["name"]) for case in CASES if case["kind"] in kinds]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture(scope="module")
def world() -> Region:
    """The world layer under the small invented region."""
    region = packs.read_region(packs.read_folder(packs.find_folder("upland"))).region
    assert region is not None
    return region


@pytest.fixture(scope="module")
def calendar(world: Region) -> Calendar:
    days = {row.day: row.kind == "makeup" for row in world.calendar if row.country == COUNTRY}
    years = {row.year for row in world.calendar_years if row.country == COUNTRY}
    return Calendar(days, years, "the pack")


@pytest.fixture(scope="module")
def legal(world: Region) -> LegalBook:
    return LegalBook(row for row in world.legal if row.jurisdiction == COUNTRY)


@pytest.mark.parametrize("case", cases("workdays"))
def test_working_days(case, calendar) -> None:
    count = calendar.count_working(day(case["from"]), case["n"])

    assert [str(counted) for counted in count.counted] == case["counted"]
    assert str(count.due) == (case["counted"] or [case["from"]])[-1]


@pytest.mark.parametrize("case", cases("fixing"))
def test_the_day_that_fixes_the_rates_of_a_month(case, calendar, legal) -> None:
    actual = fixing_day(day(f"{case['month']}-01"), legal=legal, calendar=calendar)

    assert actual == day(case["day"])


@pytest.mark.parametrize("case", cases(*CHARGES))
def test_what_being_late_costs(case, calendar, legal) -> None:
    amount = Money(Decimal(case["amount"]), "CNY")
    charge = CHARGES[case["kind"]](
        amount, day(case["from"]), day(case["to"]), legal=legal, calendar=calendar
    )

    assert {
        "due_on": str(charge.due_on),
        "days_late": charge.days_late,
        "calculated": str(charge.calculated.amount),
        "due": str(charge.due.amount),
        "waived": charge.waived,
    } == {name: case[name] for name in ("due_on", "days_late", "calculated", "due", "waived")}


@pytest.mark.parametrize("case", cases(*KINDS))
def test_an_identifier_proves_itself(case) -> None:
    check = KINDS[case["kind"]](case["value"])

    assert (check.is_valid, check.expected_check) == (case["is_valid"], case["expected"])


def test_every_kind_of_case_is_run_and_names_its_source() -> None:
    run = {"workdays", "fixing", *CHARGES, *KINDS}

    assert {case["kind"] for case in CASES} <= run
    assert all(case["source"] for case in CASES)
