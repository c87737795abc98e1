"""Days that a file, or a person, puts over the published calendar: date, is_working, source."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from entrepot.kernel.calendar import Calendar
from entrepot.kernel.errors import InputError, Problem

COLUMNS = ("date", "is_working", "source")
WORDS = {"true": True, "false": False}
MOST_ROWS = 4000


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day as it is to be.

    Attributes:
        day: The day.
        is_working: Whether offices work on it.
        source: Who says so.
    """

    day: date
    is_working: bool
    source: str


def parse_changes(text: str, where: str) -> tuple[DayChange, ...]:
    """Read the rows `date,is_working,source` of a file.

    Args:
        text: The file, with its header.
        where: What to call it in a fault.

    Raises:
        InputError: With every fault of every row.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    heads = [head.strip() for head in rows.fieldnames or ()]
    if set(heads) != set(COLUMNS):
        raise InputError(
            _fault(where, f"has the columns {', '.join(heads) or 'of none'}.",
                   f"Begin with {','.join(COLUMNS)}.", "列名不符。")
        )  # fmt: skip
    rows.fieldnames = heads
    return read_changes(((f"{where} row {rows.line_num}", row) for row in rows), where)


def read_changes(
    rows: Iterable[tuple[str, Mapping[str, object]]], where: str
) -> tuple[DayChange, ...]:
    """Read rows of days, each with its place.

    Raises:
        InputError: With every fault of every row.
    """
    problems: list[Problem] = []
    found: dict[date, DayChange] = {}
    for place, row in rows:
        change = _read(place, row, problems)
        if change is not None and change.day in found:
            problems.append(
                _fault(place, f"{change.day} is there twice.", "Keep one.", "日期重复。")
            )
        elif change is not None:
            found[change.day] = change
    if len(found) > MOST_ROWS:
        problems.append(_fault(where, f"has over {MOST_ROWS} rows.", "Split it.", "行数过多。"))
    if problems:
        raise InputError(problems)
    return tuple(found.values())


def over(calendar: Calendar, changes: Iterable[DayChange], years: Iterable[int] = ()) -> Calendar:
    """A calendar with changes laid over it; its source names theirs."""
    known = list(changes)
    sources = "; ".join(dict.fromkeys(one.source for one in known if one.source))
    return calendar.changed({one.day: one.is_working for one in known}, frozenset(years), sources)


def _read(place: str, row: Mapping[str, object], problems: list[Problem]) -> DayChange | None:
    day, word, source = (
        "" if row.get(name) is None else str(row[name]).strip() for name in COLUMNS
    )
    before = len(problems)
    try:
        found = date.fromisoformat(day)
    except ValueError:
        hint = "Write it as 2026-05-06."
        problems.append(_fault(f"{place}, date", f"{day[:40]!r} is no day.", hint, "日期无效。"))
    if word.casefold() not in WORDS:
        problems.append(
            _fault(f"{place}, is_working", f"{word[:40]!r} is neither true nor false.",
                   "Write true or false.", "应为 true 或 false。")
        )  # fmt: skip
    if not source:
        problems.append(
            _fault(f"{place}, source", "is empty.", "Say who published it.", "未填写来源。")
        )
    if len(problems) > before:
        return None
    return DayChange(found, WORDS[word.casefold()], source[:400])


def _fault(where: str, message: str, hint: str, message_zh: str) -> Problem:
    return Problem("calendar.row", where, message, hint, message_zh=message_zh)
