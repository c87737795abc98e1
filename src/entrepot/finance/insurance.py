"""Export credit insurance: most that is insured on a buyer, and what cover of shipments costs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from entrepot.kernel.errors import Problem
from entrepot.kernel.money import Money, total
from entrepot.region.lending import BuyerGrade, CreditRate

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Buyer:
    """A buyer abroad.

    Attributes:
        country: ISO 3166-1 alpha-2.
        country_grade: The insurer's grade of the country; None is unknown.
        grade: The insurer's grade of the buyer; None is unknown.
        paid_12m: What it paid in twelve months; None is unknown.
        is_overdue: Whether it owes something that is past due.
        asked: Limit asked for; None asks for the most.
    """

    country: str
    country_grade: int | None
    grade: int | None
    paid_12m: Money | None
    is_overdue: bool
    asked: Money | None = None


@dataclass(frozen=True, slots=True)
class Shipment:
    """Goods sent on credit."""

    ref: str
    value: Money
    terms_days: int


@dataclass(frozen=True, slots=True)
class Covered:
    """A shipment under cover.

    Attributes:
        shipment: What was sent.
        insured: What would be paid for a loss of it.
        rate: The row of the premium; None where there is none.
        premium: Of this shipment; None where it cannot be known.
    """

    shipment: Shipment
    insured: Money | None
    rate: CreditRate | None
    premium: Money | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What an insurer would take on.

    Attributes:
        limit: Most that is insured on the buyer; None where it cannot be known.
        grade: The row of the buyer's grade.
        covered: Each shipment, in order.
        premium: Of all; None where that of one is unknown.
        problems: Why something is refused or unknown.
    """

    limit: Money | None
    grade: BuyerGrade | None
    covered: tuple[Covered, ...]
    premium: Money | None
    problems: tuple[Problem, ...]


def quote_cover(
    buyer: Buyer,
    shipments: Sequence[Shipment],
    grades: Iterable[BuyerGrade],
    rates: Iterable[CreditRate],
    currency: str,
) -> Offer:
    """Quote a buyer's limit and the premium of shipments; each premium rounds once, then they add.

    Args:
        buyer: The buyer.
        shipments: What would be insured, all in `currency`.
        grades: Grades of buyers in force.
        rates: Rates in force.
        currency: The region's money.
    """
    row = next((one for one in grades if one.grade == buyer.grade), None)
    limit = _limit(buyer, row, currency)
    covered = tuple(_cover_all(buyer, row, shipments, tuple(rates), limit))
    premiums = [one.premium for one in covered if one.premium is not None]
    premium = total(premiums, currency) if len(premiums) == len(covered) else None
    return Offer(limit, row, covered, premium, (*_unknown(buyer, row), *_beyond(row, covered)))


def _limit(buyer: Buyer, row: BuyerGrade | None, currency: str) -> Money | None:
    if buyer.is_overdue:
        return Money(Decimal(0), currency).rounded()
    if row is None or buyer.paid_12m is None:
        return None
    found = min(buyer.paid_12m.amount * row.paid_pct / _HUNDRED, row.most)
    if buyer.asked is not None:
        found = min(found, buyer.asked.amount)
    return Money(found, currency).rounded()


def _cover_all(
    buyer: Buyer, row: BuyerGrade | None, shipments: Iterable[Shipment],
    rates: Sequence[CreditRate], limit: Money | None,
) -> Iterator[Covered]:  # fmt: skip
    """Cover in the order of sending, each as far as the limit still reaches."""
    left = limit
    for one in shipments:
        insured = None if row is None else _share(one.value, row.insured_pct)
        if insured is not None and left is not None:
            insured = min(insured, left, key=lambda sum_: sum_.amount)
            left -= insured
        rate = _rate(buyer, one, rates)
        yield Covered(one, insured, rate, _premium(insured, rate))


def _rate(buyer: Buyer, one: Shipment, rates: Iterable[CreditRate]) -> CreditRate | None:
    fitting = [
        rate for rate in rates
        if rate.country_grade == buyer.country_grade and one.terms_days <= rate.to_days
    ]  # fmt: skip
    return min(fitting, key=lambda found: found.to_days, default=None)


def _premium(insured: Money | None, rate: CreditRate | None) -> Money | None:
    return None if insured is None or rate is None else _share(insured, rate.rate_pct)


def _share(amount: Money, pct: Decimal) -> Money:
    return (amount * pct).convert(1 / _HUNDRED, amount.currency).rounded()


def _unknown(buyer: Buyer, row: BuyerGrade | None) -> Iterator[Problem]:
    if row is None:
        yield _told("grade", "buyer.grade", "no row tells what a buyer of this grade may owe.",
                    "Give the insurer's grade.", "买方等级未知或无对应规则。")  # fmt: skip
    if buyer.country_grade is None:
        yield _told("country", "buyer.country_grade", f"the grade of {buyer.country} is unknown.",
                    "Give the insurer's grade of the country.", "国别等级未知。")  # fmt: skip
    if buyer.paid_12m is None and not buyer.is_overdue:
        yield _told("paid", "buyer.paid_12m", "nobody told what the buyer paid in twelve months.",
                    "Give the amount.", "买方近十二个月付款额未知。")  # fmt: skip
    if buyer.is_overdue:
        message = "the buyer owes what is past due: nothing more is insured on it."
        yield _told("overdue", "buyer.overdue", message, "Settle that first.",
                    "买方有逾期应付款，不再承保。")  # fmt: skip


def _beyond(row: BuyerGrade | None, covered: Iterable[Covered]) -> Iterator[Problem]:
    """A problem for each shipment that the buyer's limit does not cover as the grade would."""
    for one in covered:
        if row is None or one.insured is None:
            continue
        beyond = _share(one.shipment.value, row.insured_pct) - one.insured
        if beyond.amount:
            yield _told("limit", f"shipments, {one.shipment.ref}", f"{beyond} of it is beyond the "
                        "buyer's limit and not insured.", "Ship later, or ask for a higher limit.",
                        f"其中 {beyond} 超出买方限额，不予承保。")  # fmt: skip


def _told(code: str, where: str, message: str, hint: str, chinese: str) -> Problem:
    return Problem(f"insurance.{code}", where, message, hint, message_zh=chinese)
