"""What a declaration states becomes a case, and what keeps it from being assessed is named."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.money import Money
from entrepot.window.case_filed import case_of, check_case
from entrepot.window.filed import Declaration, Item

DAY = date(2026, 3, 10)
HEAD = {
    "currency": "USD", "incoterm": "FOB", "freight_value": Decimal("1150.00"),
    "freight_currency": "EUR", "insurance_value": Decimal("96.00"), "inland_cost": Decimal("5.00"),
}  # fmt: skip
GOODS = {
    "hs_code": "8479899990", "origin_country": "JP", "line_value": Decimal("32000.00"),
    "duty_mode": "1",
}  # fmt: skip


def filed(*items: dict, flow: str = "import", mode: str = "FOB", **head) -> Declaration:
    goods = tuple(
        Item(seq, GOODS | item, "USD", {"kg": Decimal(2000)}) for seq, item in enumerate(items, 1)
    )
    return Declaration(flow, "FULL", HEAD | head, goods, (), (), mode)


def test_a_declaration_becomes_a_case(reasons) -> None:
    declaration = filed({}, {"duty_mode": "3"})

    case = case_of(declaration, DAY)

    assert (case.flow, case.accepted_on, case.transaction_mode) == ("import", DAY, "FOB")
    assert (case.freight, case.insurance, case.inland) == (
        Money(Decimal("1150.00"), "EUR"), Money(Decimal("96.00"), "USD"),
        Money(Decimal("5.00"), "USD"),
    )  # fmt: skip
    assert [(one.seq, one.hs, one.origin, one.value) for one in case.items] == [
        (1, "8479899990", "JP", Decimal("32000.00")), (2, "8479899990", "JP", Decimal("32000.00")),
    ]  # fmt: skip
    assert case.items[0].quantities == {"kg": Decimal(2000)}
    assert check_case(declaration, reasons) == ()


def test_an_exempt_item_owes_nothing_and_others_go_by_the_tables() -> None:
    case = case_of(filed({}, {"duty_mode": "3"}), DAY)

    assert [one.rates for one in case.items] == [None, {}]


@pytest.mark.parametrize(
    ("state", "proof"),
    [("present", "valid"), ("missing", "missing"), ("none", "none"), ("", "none")],
)
def test_a_preference_goes_by_the_state_of_its_proof(state: str, proof: str) -> None:
    claimed = {"agreement_code": "22", "origin_proof_state": state}
    imported = case_of(filed(claimed), DAY).items[0].preference

    assert imported is not None
    assert (imported.agreement, imported.rate, imported.proof) == ("22", None, proof)
    assert case_of(filed(claimed, flow="export"), DAY).items[0].preference is None


@pytest.mark.parametrize(
    ("flow", "mode", "is_missing"),
    [
        ("import", "EXW", True), ("import", "FOB", True), ("import", "C&I", True),
        ("import", "C&F", False), ("import", "CIF", False),
        ("export", "FOB", False), ("export", "EXW", False), ("export", "C&I", False),
        ("export", "C&F", True), ("export", "CIF", True),
    ],
)  # fmt: skip
def test_a_price_that_needs_its_freight_must_have_it_told(reasons, flow, mode, is_missing) -> None:
    found = check_case(filed({}, flow=flow, mode=mode, freight_value=None), reasons)

    assert [problem.code for problem in found] == ["value.freight_missing"] * is_missing
    assert all("FOB" in problem.message_zh for problem in found)


@pytest.mark.parametrize("mode", ["2", "4", "8", "9"])
def test_a_mode_of_levy_that_an_officer_decides_is_named(reasons, mode) -> None:
    found = check_case(filed({}, {"duty_mode": mode}), reasons)

    assert [(problem.code, problem.where) for problem in found] == [("case.levy_mode", "item 2")]


@pytest.mark.parametrize("mode", ["1", "3", "5", "6", "7"])
def test_other_modes_are_worked_out(reasons, mode) -> None:
    assert check_case(filed({"duty_mode": mode}), reasons) == ()
