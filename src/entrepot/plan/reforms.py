"""The score that a plan of tasks leads to, year by year.

A task changes an item of a scored benchmark. What is shown by evidence counts as had; what is
planned counts from its year on; what is likely weighs each gain by its chance, where all are told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from entrepot.assess.benchmarks import Item, gains, reformed, score


@dataclass(frozen=True, slots=True)
class ReformTask:
    """A task that changes an item.

    Attributes:
        key: TOPIC/ITEM that it changes.
        obtained: Points the item has then.
        year: Year by whose end it is due.
        evidence: What shows that it is done; empty where nothing does.
        chance: That it is done by then, 0 to 1; None is unknown.
    """

    id: str
    key: str
    obtained: Fraction
    year: int
    evidence: str = ""
    chance: Fraction | None = None


@dataclass(frozen=True, slots=True)
class YearScore:
    """The score at the end of a year.

    Attributes:
        proven: With what evidence shows.
        planned: With every task that is due by then.
        likely: With each gain by its chance; None where a chance is unknown.
    """

    year: int
    proven: Fraction | None
    planned: Fraction | None
    likely: Fraction | None
    tasks: tuple[str, ...]


def path_of(items: Sequence[Item], tasks: Sequence[ReformTask]) -> list[YearScore]:
    """The score at the end of each year in which a task is due."""
    years = sorted({one.year for one in tasks})
    shown = _points(one for one in tasks if one.evidence)
    proven = score(reformed(items, shown)).overall
    return [_year(items, tasks, year, proven) for year in years]


def gain_of(items: Sequence[Item], task: ReformTask) -> Fraction:
    """What a task adds to the whole by itself."""
    return sum((one.overall for one in gains(items, {task.key: task.obtained})), Fraction(0))


def _year(
    items: Sequence[Item], tasks: Sequence[ReformTask], year: int, proven: Fraction | None
) -> YearScore:
    due = [one for one in tasks if one.year <= year]
    planned = score(reformed(items, _points(due))).overall
    new = tuple(one.id for one in tasks if one.year == year)
    return YearScore(year, proven, planned, _likely(items, due), new)


def _likely(items: Sequence[Item], due: Sequence[ReformTask]) -> Fraction | None:
    """Gains add up, so the mean is that of each; what is shown is sure."""
    now, total = score(items).overall, Fraction(0)
    for one in due:
        chance = Fraction(1) if one.evidence else one.chance
        if chance is None:
            return None
        total += chance * gain_of(items, one)
    return None if now is None else now + total


def _points(tasks: Iterable[ReformTask]) -> dict[str, Fraction]:
    return {one.key: one.obtained for one in tasks}
