"""Whether land, power, water, labour or buildings can serve what is planned, and from when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

ON_TIME, LATER, NEVER, UNKNOWN = "on_time", "later", "never", "unknown"
WORST_FIRST = (NEVER, UNKNOWN, LATER, ON_TIME)


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes free on a day and stays so; below zero is taken for good."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Supply:
    """A factor at a site.

    Attributes:
        steps: What is free, by the day from which; in any order.
    """

    factor: str
    unit: str
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Need:
    """What is wanted of a factor, from a day on and for good."""

    factor: str
    amount: Decimal
    start: date


@dataclass(frozen=True, slots=True)
class Served:
    """How a need fares.

    Attributes:
        free: On the day it is wanted, at the least from then on until more is added; None where
            the supply is not known.
        short: What is missing on that day.
        served_from: First day from which it is there for good, not before it is wanted.
    """

    need: Need
    unit: str
    free: Decimal | None
    short: Decimal | None
    served_from: date | None

    @property
    def answer(self) -> str:
        """on_time, later, never or unknown."""
        if self.free is None:
            return UNKNOWN
        if self.served_from is None:
            return NEVER
        return ON_TIME if self.served_from <= self.need.start else LATER


@dataclass(frozen=True, slots=True)
class Site:
    """All needs at a site.

    Attributes:
        served_from: First day on which all are served; None where one never is, or is unknown.
        binds: Factors that decide the answer: those never served, else those not known, else
            those served last and late.
    """

    served: Sequence[Served]
    answer: str
    served_from: date | None
    binds: Sequence[str]


def serve(needs: Sequence[Need], supplies: Iterable[Supply]) -> Site:
    """When a site can serve needs, and what binds.

    Args:
        needs: One or more; one of each factor.
        supplies: One of each factor; a factor without is unknown, not nothing.
    """
    by_factor = {one.factor: one for one in supplies}
    served = [_serve(need, by_factor.get(need.factor)) for need in needs]
    answers = {one.answer for one in served}
    answer = next(one for one in WORST_FIRST if one in answers)
    days = [one.served_from for one in served if one.served_from is not None]
    latest = max(days) if answer in (LATER, ON_TIME) else None
    return Site(served, answer, latest, _binding(served, answer, latest))


def _serve(need: Need, supply: Supply | None) -> Served:
    if supply is None:
        return Served(need, "", None, None, None)
    days, lasting = _lasting(supply.steps)
    free = next((left for day, left in zip(reversed(days), reversed(lasting), strict=True)
                 if day <= need.start), Decimal(0))  # fmt: skip
    first = next((day for day, left in zip(days, lasting, strict=True) if left >= need.amount),
                 None)  # fmt: skip
    from_day = None if first is None else max(first, need.start)
    return Served(need, supply.unit, free, max(need.amount - free, Decimal(0)), from_day)


def _lasting(steps: Sequence[Step]) -> tuple[list[date], list[Decimal]]:
    """Days on which something changes, and what is free from each on for good."""
    days = sorted({step.on for step in steps})
    free = list(accumulate(sum((one.amount for one in steps if one.on == day), Decimal(0))
                           for day in days))  # fmt: skip
    least = list(accumulate(reversed(free), min))
    return days, least[::-1]


def _binding(served: Sequence[Served], answer: str, latest: date | None) -> list[str]:
    if answer == ON_TIME:
        return []
    return [one.need.factor for one in served
            if one.answer == answer and (answer != LATER or one.served_from == latest)]  # fmt: skip
