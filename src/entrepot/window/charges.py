"""The charges on one item, in their order, each rounded once and with its working."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from entrepot.kernel.money import Money
from entrepot.tariff.evaluation import Exchange, Worked, evaluate
from entrepot.tariff.expression import (
    CUSTOMS_VALUE,
    AdValorem,
    Bounded,
    Duty,
    Sum,
)
from entrepot.tariff.units import EXACT, count
from entrepot.window.figures import settled, told
from entrepot.window.rates import Rate

_ON_DUTIES = ("consumption_tax", "vat")
_ONE, _HUNDRED = Decimal(1), Decimal(100)


@dataclass(frozen=True, slots=True)
class Levy:
    """One charge on one item.

    Attributes:
        type: Type of charge, one of `rates.TYPES`.
        base: The value the rate was applied to: the customs value, or the composite price,
            which is not rounded.
        quantity: How much of a unit was charged, None for a share of value alone.
        rate: The rate as the case or the tariff words it.
        unrounded: The amount before its one rounding.
        amount: The amount, half up to the minor unit.
        working: The sum as a person would write it.
        source: Where the rate was read.
    """

    type: str
    base: Money
    quantity: tuple[Decimal, str] | None
    rate: str
    unrounded: Money
    amount: Money
    working: str
    source: str


@dataclass(frozen=True, slots=True)
class Goods:
    """What a rate may need beside a value.

    Attributes:
        quantities: Amounts by unit of the tariff.
        exchange: Rates for specific amounts in other currencies.
    """

    quantities: Mapping[str, Decimal]
    exchange: Exchange


def levy_import(
    value: Money, rates: Iterable[Rate], goods: Goods, left_out: Collection[str] = ()
) -> tuple[Levy, ...]:
    """Work out what is owed on an item that enters.

    Duties are taken of the customs value. The consumption tax is a share of the composite
    price, value and rounded duties with the tax itself, plus its part by quantity; VAT is a
    share of that price, which is never rounded.

    Args:
        value: Customs value, rounded.
        rates: Rates in order; each quantity and exchange rate they need is known.
        goods: Quantities and exchange.
        left_out: Types of charge that no base holds, because they are waived.

    Source:
        Design of the window 4.6 (4) to (8).
    """
    levies: list[Levy] = []
    parts = [("customs_value", value)]
    price: Money | None = None
    for rate in rates:
        if rate.type not in _ON_DUTIES:
            levies.append(_levy(rate, value, goods))
            if rate.type not in left_out:
                parts.append((rate.type, levies[-1].amount))
            continue
        before = sum((amount for _, amount in parts[1:]), value) if price is None else price
        words = _words(parts) if price is None else told(before)
        if rate.type == "vat":
            levies.append(_levy(rate, before, goods, words))
            continue
        levy, after = _consumption_tax(rate, before, words, goods)
        levies.append(levy)
        price = before if rate.type in left_out else after
    return tuple(levies)


def levy_export(
    price: Money, rates: Sequence[Rate], goods: Goods
) -> tuple[Money, tuple[Levy, ...]]:
    """Work out the value of an item that leaves, and the duty on it.

    The price holds the duty: value = price / (1 + rate), and the duty is the rate on the
    rounded value.

    Args:
        price: FOB price, not rounded.
        rates: The export duty, or nothing.
        goods: Quantities and exchange.

    Source:
        Design of the window 4.6 (4).
    """
    if not rates:
        return settled(price).rounded(), ()
    (rate,) = rates
    value, working = solve_base(price, rate.duty, goods, sign=-1, words=told(price))
    value = settled(value).rounded()
    return value, (_levy(rate, value, goods, prefix=f"{working} = {told(value)}; "),)


def _consumption_tax(rate: Rate, before: Money, words: str, goods: Goods) -> tuple[Levy, Money]:
    """The tax, and the price that holds it."""
    if not rate.of_price:
        levy = _levy(rate, before, goods, words)
        return levy, before + levy.unrounded
    price, working = solve_base(before, rate.duty, goods, sign=1, words=words)
    prefix = f"{working} = {told(price)}; "
    return _levy(rate, price, goods, told(price), prefix=prefix), price


def solve_base(
    amount: Money, duty: Duty, goods: Goods, *, sign: Literal[1, -1], words: str
) -> tuple[Money, str]:
    """The base x for which x = amount + sign * duty(x), not rounded, with its working.

    A sum of shares and specific amounts gives x = (amount + fixed) / (1 - share). The duty
    grows with x more slowly than x itself, so that under a floor or a cap x is the greater or
    the smaller of the two solutions.

    Args:
        amount: What x is without the duty.
        duty: The duty; shares of it add up to less than one.
        goods: Quantities and exchange.
        sign: 1 where x holds the duty, -1 where the amount holds it.
        words: The amount in words.
    """
    if isinstance(duty, Sum):
        return _solve_sum(amount, duty, goods, sign, words)
    if not isinstance(duty, Bounded):
        return amount, words
    solved = _solve_sum(amount, duty.body, goods, sign, words)
    for bound in duty.bounds:
        limit = _solve_sum(amount, bound.limit, goods, sign, words)
        takes_greater = (bound.kind == "at least") == (sign > 0)
        pick: Callable[..., tuple[Money, str]] = max if takes_greater else min
        solved = pick(solved, limit, key=lambda pair: pair[0].amount)
    return solved


def _solve_sum(
    amount: Money, duty: Sum, goods: Goods, sign: Literal[1, -1], words: str
) -> tuple[Money, str]:
    fixed = _worked(duty, Money(Decimal(0), amount.currency), goods).amount
    share_pct = share_of(duty)
    assert fixed is not None
    total = amount + fixed * sign
    if fixed.amount:
        words = f"({_open(words)} {'+' if sign > 0 else '-'} {told(fixed)})"
    if not share_pct:
        return total, words
    divisor = EXACT.subtract(_ONE, EXACT.divide(share_pct * sign, _HUNDRED))
    solved = Money(EXACT.divide(total.amount, divisor), amount.currency)
    return solved, f"{words} / (1 {'-' if sign > 0 else '+'} {share_pct:f} %)"


def share_of(duty: Sum) -> Decimal:
    """The share of the base that a sum asks for, without its parts by quantity [%]."""
    shares = (
        term.rate_pct if sign == "+" else -term.rate_pct
        for sign, term in duty.terms
        if isinstance(term, AdValorem)
    )
    return sum(shares, Decimal(0))


def highest_share_pct(duty: Duty) -> Decimal:
    """The greatest share of a base that a duty or one of its bounds asks for [%]."""
    if isinstance(duty, Bounded):
        sums = (duty.body, *(bound.limit for bound in duty.bounds))
        return max(share_of(part) for part in sums)
    return share_of(duty) if isinstance(duty, Sum) else Decimal(0)


def _levy(rate: Rate, base: Money, goods: Goods, words: str = "", prefix: str = "") -> Levy:
    worked = _worked(rate.duty, base, goods)
    assert worked.amount is not None
    exact = settled(worked.amount)
    working = worked.working
    if words:
        working = working.replace(f"{base} x ", f"{words} x ")
    return Levy(
        rate.type, base, _counted(rate, goods), rate.text, exact, exact.rounded(),
        prefix + working, rate.source,
    )  # fmt: skip


def _worked(duty: Duty, base: Money, goods: Goods) -> Worked:
    return evaluate(
        duty, bases={CUSTOMS_VALUE: base, "cif": base}, quantities=goods.quantities,
        currency=base.currency, exchange=goods.exchange,
    )  # fmt: skip


def _counted(rate: Rate, goods: Goods) -> tuple[Decimal, str] | None:
    for term in rate.by_quantity:
        amount = count(term.unit, term.qualifier, goods.quantities)
        unit = f"{term.unit}/{term.qualifier}" if term.qualifier else term.unit
        return None if amount is None else (amount, unit)
    return None


def _words(parts: Sequence[tuple[str, Money]]) -> str:
    """A base and what it is made of; nothing is added to a value alone."""
    held = [(name, amount) for name, amount in parts if amount.amount or name == parts[0][0]]
    if len(held) == 1:
        return told(held[0][1])
    return f"({' + '.join(f'{told(amount)} {name}' for name, amount in held)})"


def _open(words: str) -> str:
    """A sum without the brackets around it, to be continued."""
    return words[1:-1] if words.startswith("(") else words
