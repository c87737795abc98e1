"""What a duty comes to on goods of a value and quantities, with its working."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from entrepot.kernel.money import Money
from entrepot.tariff.expression import (
    CUSTOMS_VALUE,
    AdValorem,
    Bounded,
    Duty,
    Free,
    NotCovered,
    Part,
    Seasonal,
    SeeLine,
    Specific,
    Sum,
    Term,
    render,
    render_term,
)
from entrepot.tariff.units import EXACT, asks_for, count

Exchange: TypeAlias = Callable[[str, str], Decimal | None]
"""Units of the second currency for one of the first, on the day; None when not known."""


def no_exchange(_from: str, _to: str) -> Decimal | None:
    """An exchange that knows no rate."""
    return None


def change(money: Money, currency: str, exchange: Exchange) -> Money | None:
    """Convert without rounding; None when the rate is not known."""
    if money.currency == currency:
        return money
    rate = exchange(money.currency, currency)
    return None if rate is None else money.convert(rate, currency)


@dataclass(frozen=True, slots=True)
class Worked:
    """An amount before rounding, or what must be known to find it.

    Attributes:
        amount: None when anything it rests on is unknown.
        working: The sum as a person would write it.
        needs: What to ask for, empty when the amount is known.
    """

    amount: Money | None
    working: str
    needs: tuple[str, ...] = ()


def evaluate(
    duty: Duty,
    *,
    bases: Mapping[str, Money | None],
    quantities: Mapping[str, Decimal],
    currency: str,
    exchange: Exchange = no_exchange,
    parts: Mapping[str, Money | None] | None = None,
    on: date | None = None,
) -> Worked:
    """Work out a duty exactly; nothing is rounded here.

    One unknown makes the whole unknown: a floor that cannot be worked out might bind.

    Args:
        duty: The parsed duty.
        bases: Values by basis, `customs_value` first of all; None is unknown.
        quantities: Quantities of the goods by unit key.
        currency: Currency of the answer.
        exchange: Rates for specific amounts in other currencies.
        parts: What the parts that a duty only names come to, where someone knows.
        on: The legal day, for duties that go by season.

    Returns:
        The amount and its working; for NotCovered and SeeLine, what to look up instead.
    """
    sums = _Sums(bases, quantities, currency, exchange, parts or {})
    if isinstance(duty, Seasonal):
        if on is None or (in_season := duty.on(on)) is None:
            need = f"the season's duty on {on}" if on else "the legal day"
            return Worked(None, render(duty), (need,))
        duty = in_season
    match duty:
        case Free():
            return Worked(Money(Decimal(0), currency), "Free")
        case NotCovered():
            return Worked(None, "not covered by this regime", ("the duty of another regime",))
        case SeeLine(code):
            return Worked(None, f"as line {code}", (f"the duty of line {code}",))
        case Sum():
            return sums.total(duty)
        case Bounded():
            return sums.bounded(duty)


@dataclass(frozen=True, slots=True)
class _Sums:
    bases: Mapping[str, Money | None]
    quantities: Mapping[str, Decimal]
    currency: str
    exchange: Exchange
    parts: Mapping[str, Money | None]

    def bounded(self, duty: Bounded) -> Worked:
        so_far = self.total(duty.body)
        for bound in duty.bounds:
            limit = self.total(bound.limit)
            working = f"{so_far.working}; {bound.kind} {limit.working}"
            if so_far.amount is None or limit.amount is None:
                needs = tuple(dict.fromkeys(so_far.needs + limit.needs))
                so_far = Worked(None, working, needs)
                continue
            pick = max if bound.kind == "at least" else min
            amount = pick(so_far.amount.amount, limit.amount.amount)
            so_far = Worked(Money(amount, self.currency), working)
        return so_far

    def total(self, duty: Sum) -> Worked:
        parts = [(sign, self._term(term)) for sign, term in duty.terms]
        working = "".join(
            f" {sign} {part.working}" if place else part.working
            for place, (sign, part) in enumerate(parts)
        )
        needs = tuple(dict.fromkeys(need for _, part in parts for need in part.needs))
        amount = Money(Decimal(0), self.currency)
        for sign, part in parts:
            if part.amount is None:
                return Worked(None, working, needs)
            amount = amount + part.amount if sign == "+" else amount - part.amount
        return Worked(amount, working)

    def _term(self, term: Term) -> Worked:
        match term:
            case AdValorem():
                return self._share(term)
            case Specific():
                return self._count(term)
            case Part():
                return self._part(term)

    def _part(self, term: Part) -> Worked:
        amount = self.parts.get(term.name)
        if amount is None:
            return Worked(None, render_term(term), (f"the amount: {term.name.replace('_', ' ')}",))
        return self._changed(amount, f"{amount} {render_term(term)}")

    def _share(self, term: AdValorem) -> Worked:
        if not term.rate_pct:
            return Worked(Money(Decimal(0), self.currency), render_term(term))
        base = self.bases.get(term.basis)
        if base is None:
            return Worked(None, render_term(term), (_basis_asked(term.basis),))
        amount = base * EXACT.divide(term.rate_pct, Decimal(100))
        return self._changed(amount, f"{base} x {render_term(term)}")

    def _count(self, term: Specific) -> Worked:
        if not term.amount:
            return Worked(Money(Decimal(0), self.currency), render_term(term))
        counted = count(term.unit, term.qualifier, self.quantities)
        if counted is None:
            return Worked(None, render_term(term), (asks_for(term.unit, term.qualifier),))
        per_one = EXACT.divide(term.amount, term.per)
        amount = Money(per_one, term.currency) * counted
        unit = f"{term.unit}/{term.qualifier}" if term.qualifier else term.unit
        return self._changed(amount, f"{_plain(counted)} {unit} x {render_term(term)}")

    def _changed(self, amount: Money, working: str) -> Worked:
        changed = change(amount, self.currency, self.exchange)
        if changed is None:
            need = f"an exchange rate from {amount.currency} to {self.currency}"
            return Worked(None, working, (need,))
        if amount.currency == self.currency:
            return Worked(changed, working)
        rate = self.exchange(amount.currency, self.currency)
        return Worked(changed, f"{working} x {rate} {self.currency}/{amount.currency}")


def _basis_asked(basis: str) -> str:
    return "the customs value" if basis == CUSTOMS_VALUE else f"the value: {basis}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize(EXACT):f}"
