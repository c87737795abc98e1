"""Refund sums: FOB by the terms, rates by the day, and what a case must prove."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.finance.refund import (
    InputTax,
    Price,
    RateRow,
    Rates,
    find_overlaps,
    pick_rate,
    refund_manufacturer,
    refund_trader,
)
from entrepot.finance.refund_case import (
    STATES,
    TABLE,
    Proof,
    Receipt,
    approve,
    check_proofs,
    move,
    moves_for,
)
from entrepot.kernel.errors import RefusedError
from entrepot.kernel.money import Money
from entrepot.kernel.period import Period
from entrepot.tariff.refund import refund_producer

ON = date(2026, 3, 31)


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


@pytest.mark.parametrize(
    ("terms", "fob"), [("FOB", "7120.81"), ("CFR", "6409.81"), ("CIF", "6373.62")]
)
def test_freight_and_insurance_come_off_as_the_terms_require(terms, fob: str) -> None:
    price = Price(terms, usd("1001.52"), usd("100"), usd("5.09"), Decimal("7.11"))
    found, told = price.fob("CNY")

    assert found == cny(fob)
    assert told.startswith(terms)


def row(hs: str, pct: str | None, first: date | None = None, last: date | None = None) -> RateRow:
    return RateRow(hs, None if pct is None else Decimal(pct), Period(first, last))


def test_a_national_line_comes_before_its_six_digits() -> None:
    rows = [row("283526", "5"), row("28352600", "9", date(2026, 4, 1))]

    assert pick_rate("28352600", ON, rows) == rows[0]
    assert pick_rate("28352600", date(2026, 4, 1), rows) == rows[1]
    assert pick_rate("28352610", ON, rows) == rows[0]
    assert pick_rate("28352600", ON, [row("28352600", None), row("28352601", "9")]) is None


def test_rows_of_one_code_that_share_a_day_overlap() -> None:
    rows = [row("283526", "5", None, ON), row("283526", "9", ON), row("283526", "9", ON)]

    assert find_overlaps(rows) == [(1, 2)]


def test_each_line_rounds_once_and_then_they_add() -> None:
    line = (cny("0.05"), Rates(Decimal(13), Decimal(9)))
    told = refund_trader([line] * 3, "CNY")

    assert (told.refund, told.to_cost) == (cny("0.00"), cny("0.00"))
    assert refund_trader([(cny("0.15"), line[1])], "CNY").refund == cny("0.01")


def test_bonded_material_comes_off_both_bases_of_the_first_line() -> None:
    rates = Rates(Decimal(13), Decimal(10))
    period = InputTax(cny("0.00"), cny("0.00"), cny("0.00"), cny("100.00"))
    told = refund_manufacturer([(cny("1000.00"), rates), (cny("500.00"), rates)], period)

    assert (told.non_deductible, told.cap) == (cny("42.00"), cny("140.00"))
    with pytest.raises(ValueError, match="bonded"):
        refund_manufacturer([(cny("90.00"), rates)], period)


def test_one_line_is_what_the_room_of_tariffs_works_out() -> None:
    period = InputTax(cny("60000.00"), cny("20000.00"), cny("5000.00"), cny("0.00"))
    rates = Rates(Decimal(13), Decimal(10))
    ours = refund_manufacturer([(cny("1000000.00"), rates)], period)
    theirs = refund_producer(cny("1000000.00"), cny("65000.00"), cny("20000.00"),
                             vat_pct=Decimal(13), refund_pct=Decimal(10))  # fmt: skip

    assert (ours.refund, ours.cap, ours.payable) == (theirs.refund, theirs.cap, theirs.payable)
    assert ours.carry_forward == theirs.carried_forward


# Cases


@pytest.mark.parametrize(
    ("proofs", "refund_class", "receipts", "codes"),
    [
        ([Proof("D1", "F1", True), Proof("D2", "F1", True)], "I", [], ["refund.invoice_used"]),
        ([Proof("D1", "", True), Proof("D1", "", True)], "I", [], []),
        ([Proof("D1", "F1", False)], "II", [], ["refund.no_exit"]),
        ([Proof("D1", "F1", True)], "IV", [], ["refund.no_receipt"]),
        ([Proof("D1", "F1", True)], "IV", [Receipt("R1")], []),
        ([Proof("D1", "F1", True), Proof("D2", "F2", True)], "IV", [Receipt("R1", "D1")],
         ["refund.no_receipt"]),
        ([Proof("D1", "F1", False), Proof("D2", "F1", False)], "IV", [],
         ["refund.invoice_used", *["refund.no_exit"] * 2, *["refund.no_receipt"] * 2]),
    ],
)  # fmt: skip
def test_everything_that_lacks_its_proof_is_named(
    proofs: list[Proof], refund_class: str, receipts: list[Receipt], codes: list[str]
) -> None:
    assert [one.code for one in check_proofs(proofs, refund_class, receipts)] == codes


def test_the_table_reaches_every_state_and_an_answer_leads_back() -> None:
    reached = {row.to for row in TABLE}

    assert set(STATES) <= reached
    assert move("answer", "query", {"trader"}, "so it is", asked_from="matching") == "matching"
    assert [row.name for row in moves_for("treasury", {"tax_officer"})] == ["pay"]


@pytest.mark.parametrize(
    ("name", "state", "roles", "reason", "code"),
    [
        ("pay", "approved", {"tax_officer"}, "", "refund.move"),
        ("accept", "submitted", {"trader"}, "", "refund.role"),
        ("query", "review", {"tax_officer"}, " ", "refund.reason"),
    ],
)
def test_whatever_is_not_in_the_table_is_refused(
    name: str, state, roles: set[str], reason: str, code: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        move(name, state, roles, reason)

    assert caught.value.problems[0].code == code


def test_above_the_limit_a_second_person_approves_who_is_a_supervisor() -> None:
    limit, officer = cny("1000"), {"tax_officer"}

    assert approve(cny("1000"), limit, "", "a", officer) == "approved"
    assert approve(cny("1000.01"), limit, "", "a", officer) == "review"
    assert approve(cny("1000.01"), limit, "a", "b", {"tax_supervisor"}) == "approved"
    for account, roles, code in (("a", {"tax_supervisor"}, "refund.second_person"),
                                 ("b", officer, "refund.supervisor")):  # fmt: skip
        with pytest.raises(RefusedError) as caught:
            approve(cny("1000.01"), limit, "a", account, roles)
        assert caught.value.problems[0].code == code
