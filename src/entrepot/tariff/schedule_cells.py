"""Cells of a schedule: the steps of a rate, each for somebody, some on a condition."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.period import Period
from entrepot.tariff.column_map import RateColumn
from entrepot.tariff.condition import Note
from entrepot.tariff.dialects import read_cell
from entrepot.tariff.dialects.reading import Reading
from entrepot.tariff.expression import Bounded, Free, NotCovered, Sum, render


@dataclass(frozen=True, slots=True)
class Step:
    """A reading of a cell with its first day, None being that of the edition."""

    reading: Reading
    start: date | None


@dataclass(frozen=True, slots=True)
class Settled:
    """What of a cell holds for some days; an empty duty is unknown, and `note` says why."""

    duty: str
    days: Period
    note: str
    provisional: bool
    conditions: str = ""


def settle(steps: Sequence[Step], days: Period, *, skip_bracketed: bool) -> Iterator[Settled]:
    """Measures of one cell for one area: one a day and condition, unknown where none tells it."""
    for provisional in sorted({step.reading.provisional for step in steps}):
        mine = [step for step in steps if step.reading.provisional == provisional]
        starts = sorted({step.start or date.min for step in mine})
        for start, end in zip(starts, [*starts[1:], None][: len(starts)], strict=True):
            period = _within(days, None if start == date.min else start, end)
            if period is None:
                continue
            now = [s.reading for s in mine if (s.start or date.min) == start]
            plain = [one for one in now if not one.marks]
            if skip_bracketed and all(one.bracketed for one in now):
                continue
            marked = [one for one in now if one.marks and not (skip_bracketed and one.bracketed)]
            is_told = _are_told(marked)
            if len(plain) == 1:
                yield Settled(render(plain[0].duty), period, "", provisional)
            if is_told and len(plain) <= 1:
                yield from (_on_condition(one, period) for one in marked)
            elif len(plain) != 1:
                told = "; ".join(f"{one.marks} {render(one.duty)}".strip() for one in now)
                yield Settled("", period, f"on a condition: {told}", provisional)


def _are_told(marked: Sequence[Reading]) -> bool:
    """Whether each marked rate is a duty of its own mark."""
    marks = {one.marks for one in marked}
    told = (isinstance(one.duty, Free | Sum | Bounded) for one in marked)
    return bool(marked) and len(marks) == len(marked) and all(told)


def _on_condition(one: Reading, period: Period) -> Settled:
    mark = " ".join(one.marks.replace(";", ",").replace(" or ", ", ").split())
    told = f"on a condition: {one.marks}"
    return Settled(render(one.duty), period, told, one.provisional, str(Note(mark)))


def _within(days: Period, start: date | None, end: date | None) -> Period | None:
    first = max(filter(None, (days.start, start)), default=None)
    last = min(filter(None, (days.end, end)), default=None)
    return None if first and last and first >= last else Period(first, last)


def read_steps(rate: RateColumn, text: str, own: str) -> tuple[tuple[Step, ...], str]:
    """The steps of a cell, or why it cannot be read."""
    try:
        if rate.duty:
            return (Step(read_cell(rate.duty, "entrepot")[0], None),), ""
        if rate.headings:
            return _of_heading(rate, own)
        if rate.split:
            return _in_steps(text, rate.dialect, rate.split, rate.steps), ""
        return _steps(text, rate.dialect), ""
    except InputError as error:
        return (), error.problems[0].message


def _of_heading(rate: RateColumn, text: str) -> tuple[tuple[Step, ...], str]:
    heading = rate.headings.get(text)
    if heading is None:
        return (), f"the map does not tell what {text!r} stands for"
    if not heading.duty:  # known to be charged, at a rate that no source here tells
        return (Step(Reading(NotCovered(), marks=heading.note or text), heading.valid_from),), ""
    return (Step(read_cell(heading.duty, "entrepot")[0], heading.valid_from),), ""


@lru_cache(maxsize=65536)
def _steps(text: str, dialect: str) -> tuple[Step, ...]:
    return tuple(Step(reading, reading.valid_from) for reading in read_cell(text, dialect))


@lru_cache(maxsize=65536)
def _in_steps(text: str, dialect: str, sign: str, days: tuple[date, ...]) -> tuple[Step, ...]:
    parts = text.split(sign)
    if len(parts) > max(len(days), 1):
        message = f"the cell has {len(parts)} steps, the map names {len(days)}"
        raise InputError(Problem("tariff.unparsed", "steps", message))
    found: list[Step] = []
    for part, day in zip(parts, days or (None,), strict=False):
        (reading,) = read_cell(part, dialect)
        if not found or found[-1].reading.duty != reading.duty:
            found.append(Step(reading, day if len(parts) > 1 else None))
    return tuple(found)


def worded(step: Step) -> str:
    """A step in words: from when, on which mark, how much, for whom."""
    reading = step.reading
    told = [f"from {step.start}" if step.start else "", reading.marks]
    told += ["provisional" if reading.provisional else "", render(reading.duty)]
    told.append(f"({', '.join(reading.programmes)})" if reading.programmes else "")
    return " ".join(filter(None, told))
