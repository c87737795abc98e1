"""Months of registers, each named by its first day, and the twelve that have ended by a day."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date

from entrepot.kernel.roll import Row

Wrong = tuple[str, str, str, str]
MONTHS = 12


def check_month(row: Row) -> Iterator[Wrong]:
    """A month is named by its first day."""
    if row["month"].day != 1:
        yield "month", "is not the first of a month.", "Write 2026-03-01.", "须为当月第一天。"


def last_of(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def months_back(month: date, on: date) -> int:
    """How many months before the last one that has ended; 0 is that one."""
    ended = on.year * 12 + on.month - (1 if on == last_of(on) else 2)
    return ended - (month.year * 12 + month.month - 1)


def is_now(month: date, on: date) -> bool:
    """Whether a month is one of the last twelve that have ended by a day."""
    return 0 <= months_back(month, on) < MONTHS


def once(rows: Iterable[Row], *names: str) -> tuple[list[Row], int]:
    """Rows that tell the same are counted once, the first by id; and how many were left out."""
    first, every = dict[object, Row](), sorted(rows, key=lambda one: str(one["id"]))
    for one in every:
        first.setdefault(tuple(one[name] for name in names), one)
    return list(first.values()), len(every) - len(first)
