"""What differs between two plans: projects that came in, went out or moved, money, worth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from entrepot.plan.case import Starts

IN, OUT, MOVED = "in", "out", "moved"


@dataclass(frozen=True, slots=True)
class Told:
    """A plan as it was told.

    Attributes:
        spend: What is spent in each period, in `currency` times `scale`.
        worth: The objective; None where another question was asked.
    """

    starts: Starts
    spend: Sequence[Decimal]
    worth: float | None
    currency: str
    scale: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """A project that starts otherwise.

    Attributes:
        what: in, out or moved.
        before: Period in which it started; None where it was not built.
    """

    project: str
    what: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Spent:
    """Spending of a period.

    Attributes:
        before: None where the plan has no such period, or its money is of another kind.
        change: None where one of them is unknown.
    """

    period: int
    before: Decimal | None
    after: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """What is spent more."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs.

    Attributes:
        steps: In the order of periods, then of names.
        spent: Of each period; empty where the money is of two kinds.
        worth: What the later plan is worth more; None where that cannot be told.
        is_one_money: Whether both are in one currency and scale.
    """

    steps: tuple[Step, ...]
    spent: tuple[Spent, ...]
    worth: float | None
    is_one_money: bool


def difference(before: Told, after: Told) -> Difference:
    """What differs between two plans.

    A project that only one of them knows was not built in the other. Money is compared only
    where currency and scale are the same.

    Example:
        >>> one = Told({"RAIL": 0, "YARD": None}, [Decimal(5)], 14.0, "CNY", Decimal(1))
        >>> other = Told({"RAIL": 1, "YARD": 0}, [Decimal(4)], 15.0, "CNY", Decimal(1))
        >>> [(step.project, step.what) for step in difference(one, other).steps]
        [('YARD', 'in'), ('RAIL', 'moved')]
    """
    is_one = (before.currency, before.scale) == (after.currency, after.scale)
    is_known = is_one and before.worth is not None and after.worth is not None
    return Difference(
        tuple(sorted(_steps(before.starts, after.starts), key=_place)),
        tuple(_spent(before.spend, after.spend)) if is_one else (),
        (after.worth or 0.0) - (before.worth or 0.0) if is_known else None,
        is_one,
    )


def _steps(before: Starts, after: Starts) -> Iterator[Step]:
    for name in {**before, **after}:
        was, is_now = before.get(name), after.get(name)
        if was != is_now:
            what = IN if was is None else OUT if is_now is None else MOVED
            yield Step(name, what, was, is_now)


def _place(step: Step) -> tuple[int, str]:
    first = step.after if step.after is not None else step.before
    return first or 0, step.project


def _spent(before: Sequence[Decimal], after: Sequence[Decimal]) -> Iterator[Spent]:
    for period, (was, is_now) in enumerate(zip_longest(before, after)):
        yield Spent(period, was, is_now)
