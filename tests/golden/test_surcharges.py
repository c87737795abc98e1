"""Runs the cases of surcharges.toml: what being late adds, and interest either way."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from entrepot.kernel.money import Money
from entrepot.store.reference import WindowReference, open_reference
from entrepot.window.lateness import (
    Dated,
    charge_interest,
    charge_late_declaration,
    charge_late_payments,
    interest_on_refund,
)

CASES = tomllib.loads(Path(__file__).with_name("surcharges.toml").read_text("utf-8"))["case"]
KINDS = ("declaration", "payments", "interest", "refund")


def cases(kind: str) -> list:
    return [pytest.param(case, id=case["name"]) for case in CASES if case["kind"] == kind]


def money(text: str) -> Money:
    return Money(Decimal(text), "CNY")


def day(text: str) -> date:
    return date.fromisoformat(text)


def dated(rows: list) -> list[Dated]:
    return [Dated(day(on), money(amount)) for on, amount in rows]


@pytest.fixture(scope="module")
def law() -> dict:
    """The law and the calendar of the default region."""
    tables: WindowReference = open_reference("")
    return {"legal": tables.legal, "calendar": tables.calendar}


@pytest.mark.parametrize("case", cases("declaration"))
def test_a_charge_for_declaring_late(case, law) -> None:
    charge = charge_late_declaration(
        money(case["value"]), day(case["arrived"]), day(case["declared"]), **law
    )
    told = charge and {
        "from": str(charge.start), "days": charge.days,
        "calculated": str(charge.calculated.amount), "due": str(charge.due.amount),
    }  # fmt: skip

    assert told == ({name: case[name] for name in told} if "days" in case else None)


@pytest.mark.parametrize("case", cases("payments"))
def test_surcharges_for_paying_late(case, law) -> None:
    charges = charge_late_payments(dated(case["notices"]), dated(case["payments"]), **law)
    told = [
        [str(one.start), one.days, *(str(m.amount) for m in (one.base, one.calculated, one.due))]
        for one in charges
    ]

    assert told == case["charges"]


@pytest.mark.parametrize("case", cases("interest"))
def test_interest_on_what_an_audit_found(case, law) -> None:
    charge = charge_interest(
        money(case["amount"]), day(case["notified"]), day(case["found"]), **law
    )

    assert charge is not None
    assert (charge.days, str(charge.due.amount)) == (case["days"], case["due"])


@pytest.mark.parametrize("case", cases("refund"))
def test_interest_on_a_refund(case, law) -> None:
    interest = interest_on_refund(
        money(case["overpaid"]), dated(case["payments"]), day(case["on"]), legal=law["legal"]
    )

    assert str(interest.amount) == case["interest"]


def test_every_kind_of_case_is_run_and_names_its_source() -> None:
    assert {case["kind"] for case in CASES} == set(KINDS)
    assert all(case["source"] for case in CASES)
