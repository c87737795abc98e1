"""A reserve of a good: how much to keep against loss of supply, and how to turn it over.

The level is the least that covers what is lost in enough of the probability. Stock is issued
oldest first into ordinary use before it is too old, and bought anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Shock:
    """Supply that fails.

    Attributes:
        probability: That it comes within the plan.
        cut: Share of supply that is lost, 0 to 1.
        periods: How long.
        start: First period of it; None is the worst.
    """

    name: str
    probability: Decimal
    cut: Decimal
    periods: int
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Lot:
    """Stock of one age [periods]."""

    amount: Decimal
    age: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """How stock is kept.

    Attributes:
        life: Periods that a lot is good for.
        turn_at: Age from which on it is issued into ordinary use.
        most_turned: Most that ordinary use takes in a period; None is all of use.
        most_bought: Most that can be bought in a period; None is no limit.
    """

    life: int
    turn_at: int
    most_turned: Decimal | None = None
    most_bought: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One period of the plan; opening + bought = issued + drawn + expired + closing.

    Attributes:
        issued: Given into ordinary use to turn stock over.
        drawn: Given because supply failed.
        short: Use that nothing met.
        oldest: Age of the oldest lot at the end; None where nothing is kept.
    """

    period: int
    opening: Decimal
    issued: Decimal
    drawn: Decimal
    expired: Decimal
    bought: Decimal
    closing: Decimal
    short: Decimal
    oldest: int | None


def need_of(shock: Shock, use: Sequence[Decimal]) -> Decimal:
    """What a shock takes from use; where it has no start, at its worst.

    Example:
        >>> need_of(Shock("x", Decimal(1), Decimal("0.5"), 2), [Decimal(1), Decimal(4), Decimal(6)])
        Decimal('5.0')
    """
    starts = range(max(len(use) - shock.periods, 0) + 1) if shock.start is None else [shock.start]
    return max(sum(use[at : at + shock.periods], ZERO) for at in starts) * shock.cut


def level_for(shocks: Sequence[Shock], use: Sequence[Decimal], wanted: Decimal) -> Decimal:
    """The least stock that covers shocks but for 1 - wanted of probability."""
    needs = sorted(((need_of(one, use), one.probability) for one in shocks), reverse=True)
    missed = ZERO
    for need, probability in needs:
        missed += probability
        if missed > 1 - wanted:
            return need
    return ZERO


def turn_over(
    use: Sequence[Decimal], lots: Sequence[Lot], level: Decimal, terms: Terms,
    shock: Shock | None = None,
) -> list[Step]:  # fmt: skip
    """Stock period by period, held at a level; under a shock nothing is bought while it lasts."""
    kept, steps = sorted(lots, key=lambda one: -one.age), []
    for period, asked in enumerate(use):
        is_hit = shock is not None and _lasts(shock, period)
        opening = _sum(kept)
        lost = asked * shock.cut if shock and is_hit else ZERO
        kept, drawn = _take(kept, lost)
        room = asked if terms.most_turned is None else min(asked, terms.most_turned)
        kept, issued = _take(kept, ZERO if is_hit else room, terms.turn_at)
        kept = [replace(one, age=one.age + 1) for one in kept]
        good = [one for one in kept if one.age < terms.life]
        expired = _sum(kept) - _sum(good)
        bought = ZERO if is_hit else _bought(level - _sum(good), terms)
        kept = [*good, Lot(bought)] if bought else good
        steps.append(Step(period, opening, issued, drawn, expired, bought, _sum(kept),
                          lost - drawn, kept[0].age if kept else None))  # fmt: skip
    return steps


def worst_start(shock: Shock, use: Sequence[Decimal]) -> Shock:
    """A shock that begins when it takes most; one with a start as it is."""
    if shock.start is not None:
        return shock
    starts = range(max(len(use) - shock.periods, 0) + 1)
    worst = max(starts, key=lambda at: sum(use[at : at + shock.periods], ZERO))
    return replace(shock, start=worst)


def _lasts(shock: Shock, period: int) -> bool:
    first = shock.start or 0
    return first <= period < first + shock.periods


def _take(lots: Sequence[Lot], wanted: Decimal, age: int = 0) -> tuple[list[Lot], Decimal]:
    """Take from the oldest lots of an age or more, up to what is wanted."""
    left, kept = wanted, []
    for one in lots:
        taken = min(one.amount, left) if one.age >= age else ZERO
        left -= taken
        if one.amount > taken:
            kept.append(replace(one, amount=one.amount - taken))
    return kept, wanted - left


def _bought(missing: Decimal, terms: Terms) -> Decimal:
    most = missing if terms.most_bought is None else min(missing, terms.most_bought)
    return max(most, ZERO)


def _sum(lots: Sequence[Lot]) -> Decimal:
    return sum((one.amount for one in lots), ZERO)
