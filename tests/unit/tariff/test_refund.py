"""Refund rates by day, and the producer's sum."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.money import Money
from entrepot.region.law import Refund
from entrepot.tariff.refund import find_rate, refund_producer, refund_trader

CENTS = st.integers(0, 10**12).map(lambda cents: Money(Decimal(cents) / 100, "CNY"))


def row(code: str, pct: str | None, start: date | None = None, end: date | None = None) -> Refund:
    rate = None if pct is None else Decimal(pct)
    return Refund("", "a source", "published", "CN", code, Decimal(13), rate, start, end)


def test_the_last_day_is_inside_and_the_next_rate_is_told() -> None:
    turn = date(2026, 4, 1)
    found = find_rate("850760", date(2026, 3, 31), [row("850760", "9", None, turn),
                                                   row("850760", "6", turn)])  # fmt: skip

    assert (found.refund_pct, found.last) == (Decimal(9), date(2026, 3, 31))
    assert (found.changes_on, found.next_pct) == (turn, Decimal(6))


def test_national_lines_that_differ_leave_the_rate_open() -> None:
    found = find_rate("920290", date(2026, 3, 31), [row("920290", "13"), row("92029000", "0")])

    assert found.treatment == "unknown"
    assert found.refund_pct is None
    assert [one.hs_code for one in found.lines] == ["920290", "92029000"]


def test_a_code_below_all_rows_takes_the_row_of_its_six_digits() -> None:
    assert find_rate("8541430099", date(2026, 1, 1), [row("854143", "9")]).refund_pct == 9


def test_a_blank_rate_is_unknown_and_zero_is_taxed() -> None:
    on = date(2026, 1, 1)

    assert find_rate("1", on, [row("1", None)]).treatment == "unknown"
    assert find_rate("1", on, []).treatment == "unknown"
    assert find_rate("1", on, [row("1", "0")]).treatment == "taxed_as_domestic"


def test_a_producers_sum_worked_by_hand() -> None:
    """FOB 100,000 at 13 and 9: 4,000 not credited, 5,000 of 9,000 left, 2,000 owed at home."""
    fob, paid, owed = (Money(Decimal(sum_), "CNY") for sum_ in (100_000, 9_000, 2_000))
    found = refund_producer(fob, paid, owed, vat_pct=Decimal(13), refund_pct=Decimal(9))

    told = [money.amount for money in (found.non_creditable, found.cap, found.credit_left)]
    assert told == [4000, 9000, 3000]
    assert (found.refund.amount, found.payable.amount, found.carried_forward.amount) == (3000, 0, 0)


@given(fob=CENTS, paid=CENTS, owed=CENTS, pct=st.integers(0, 13))
def test_nothing_is_lost_between_what_is_owed_credited_and_refunded(fob, paid, owed, pct) -> None:
    found = refund_producer(fob, paid, owed, vat_pct=Decimal(13), refund_pct=Decimal(pct))

    assert found.payable - found.credit_left == owed + found.non_creditable - paid
    assert found.refund + found.carried_forward == found.credit_left
    assert found.refund.amount <= found.cap.amount
    assert min(found.refund.amount, found.payable.amount, found.carried_forward.amount) >= 0


@given(net=CENTS, pct=st.integers(0, 17))
def test_a_traders_refund_never_exceeds_the_invoice(net, pct) -> None:
    assert 0 <= refund_trader(net, Decimal(pct)).amount <= net.amount
