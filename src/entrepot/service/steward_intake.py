"""Files of cases: JSON, CSV or Excel, every cell read, every fault named with its place."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from entrepot.industry.stewardship import KINDS, MOST_DAYS, MOVES, SCORES
from entrepot.kernel.codes import is_currency
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import STATUSES
from entrepot.service.cases import parse_cases
from entrepot.store.tables import read_table

TOLD = (
    "subject", "legal_basis", "remedy", "next_step", "item", "cost", "currency", "approval",
    "worked", "source", "status",
)  # fmt: skip
COLUMNS = (
    "case", "kind", "firm", "place", "steward", "opened_at", "promise_working_days", *TOLD,
)  # fmt: skip
# What follows from events: an exported file may hold it, and it is not read.
FOLLOWS = ("due_on", "state", "first_reply_at", "level", "satisfaction", "closed_on")
NEEDED = ("kind", "promise_working_days")
WORDS = ("text", "legal_basis", "remedy", "satisfaction")
_LONGEST = 1000
_MOST_COST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class Asked:
    """A case to be opened.

    Attributes:
        where: Its place in the file.
        case: As the file names it; empty where it does not.
        kind: What it is.
        firm: Code or id, empty where nobody is named.
        place: Id of its place.
        steward: Whose it is; empty is who acts.
        opened_at: When it came.
        opened_on: The day of it where it came.
        promise: Working days promised.
        told: All else.
    """

    where: str
    case: str
    kind: str
    firm: str
    place: str
    steward: str
    opened_at: datetime
    opened_on: date
    promise: int
    told: Mapping[str, str]


def read_asked(
    data: bytes, name: str, places: Collection[str], zone: tzinfo, at: datetime
) -> list[Asked]:
    """Cases of a file: an object, a list of them, or a table with a row a case.

    Raises:
        InputError: A cell cannot be used; every one is named.
    """
    problems: list[Problem] = []
    rows = _rows(data, name, problems)
    found = [one for where, row in rows
             if (one := _read(where, row, places, zone, at, problems))]  # fmt: skip
    named = Counter(one.case for one in found if one.case)
    problems += [fault("twice", f"{one.where}, case", f"{one.case!r} stands there twice.",
                       "Keep one.", "重复。") for one in found if named[one.case] > 1]  # fmt: skip
    if problems:
        raise InputError(problems)
    if not rows:
        raise InputError(fault("empty", name, "has no case.", "Give a row a case.", "没有数据行。"))
    return found


def _rows(data: bytes, name: str, problems: list[Problem]) -> list[tuple[str, Mapping[str, str]]]:
    if data.lstrip()[:1] in (b"{", b"["):
        return _objects(data, name, problems)
    table = read_table(data, name)
    problems += [
        _unknown(f"{name}, {one}")
        for one in table.header
        if one and one not in (*COLUMNS, *FOLLOWS)
    ]
    problems += [fault("missing", f"{name}, {one}", "is missing.", "Add the column.", "缺少此列。")
                 for one in NEEDED if one not in table.header]  # fmt: skip
    return [(f"row {at}", row) for at, row in enumerate(table.rows, 1)]


def _objects(
    data: bytes, name: str, problems: list[Problem]
) -> list[tuple[str, Mapping[str, str]]]:  # fmt: skip
    raw = parse_cases(data, name)
    found: list[tuple[str, Mapping[str, str]]] = []
    for at, one in enumerate(raw if isinstance(raw, list) else [raw], 1):
        where = f"case {at}"
        if not isinstance(one, dict):
            problems.append(fault("object", where, "is no object.", "Write {...}.", "不是对象。"))
            continue
        problems += [_unknown(f"{where}, {key}") for key in one if key not in COLUMNS]
        found.append((where, {key: _text(value) for key, value in one.items()}))
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, default=str) if isinstance(value, dict | list) else str(value)


def _read(
    where: str, row: Mapping[str, str], places: Collection[str], zone: tzinfo, at: datetime,
    problems: list[Problem],
) -> Asked | None:  # fmt: skip
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
    begun = _instant(cells["opened_at"], zone, at)
    found = [*_words(cells, places), *_numbers(cells)]
    if begun is None or begun > at:
        hint = "Write 2026-03-10, or 2026-03-10T08:30:00+08:00."
        found.append(("opened_at", "is no day or instant up to now.", hint, "不是有效的时刻。"))
    problems += [fault("cell", f"{where}, {column}", message, hint, zh)
                 for column, message, hint, zh in found]  # fmt: skip
    if found or begun is None:
        return None
    return Asked(
        where, cells["case"], cells["kind"], cells["firm"], cells["place"], cells["steward"], begun,
        begun.astimezone(zone).date(), int(cells["promise_working_days"]),
        {column: cells[column] for column in TOLD},
    )  # fmt: skip


Fault = tuple[str, str, str, str]


def _words(cells: Mapping[str, str], places: Collection[str]) -> list[Fault]:
    found = [(column, "is too long.", f"At most {_LONGEST} characters.", "过长。")
             for column, text in cells.items() if len(text) > _LONGEST]  # fmt: skip
    for column, words in (("kind", KINDS), ("status", STATUSES)):
        if cells[column] not in words and (cells[column] or column == "kind"):
            found.append((column, f"{cells[column][:40]!r} is not known.",
                          f"One of {', '.join(words)}.", "不在取值范围内。"))  # fmt: skip
    if cells["place"] and cells["place"] not in places:
        found.append(("place", "there is no such place.", "Search the places.", "没有该地点。"))
    if len(cells["case"]) > 60:
        found.append(("case", "is too long.", "At most 60 characters.", "过长。"))
    return found


def _numbers(cells: Mapping[str, str]) -> list[Fault]:
    found, days = [], cells["promise_working_days"]
    if not (days.isascii() and days.isdigit() and len(days) < 5 and 1 <= int(days) <= MOST_DAYS):
        found.append(("promise_working_days", "is no number of working days.",
                      f"Write 1 to {MOST_DAYS}.", "不是有效的工作日数。"))  # fmt: skip
    if cells["cost"] and not _is_amount(cells["cost"]):
        found.append(("cost", "is no amount.", "Write digits: 1234.50", "不是有效金额。"))
    if cells["cost"] and not is_currency(cells["currency"]):
        found.append(("currency", "is no currency.", "Write CNY.", "不是有效的币种。"))
    return found


def _is_amount(text: str) -> bool:
    try:
        return text.isascii() and 0 <= Decimal(text) <= _MOST_COST
    except InvalidOperation:
        return False


def _instant(text: str, zone: tzinfo, at: datetime) -> datetime | None:
    """An instant with its offset, or the beginning of a day; now where nothing is told."""
    if not text:
        return at
    try:
        if len(text) == len("2026-03-10"):
            return datetime.combine(date.fromisoformat(text), time(), zone)
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _unknown(where: str) -> Problem:
    return fault("column", where, "is nothing a case tells.", f"One of {', '.join(COLUMNS)}.",
                 "没有此列。")  # fmt: skip


def read_move(case: str, move: str, raw: Mapping[str, str]) -> dict[str, str]:
    """What is told with a move; texts that are empty are left out.

    Raises:
        InputError: There is no such move, a text is too long, or a score is none.
    """
    if move not in MOVES:
        raise InputError(fault("move", case, "there is no such move.",
                               f"One of {', '.join(MOVES)}.", "没有此操作。"))  # fmt: skip
    told = {name: str(raw.get(name) or "").strip() for name in WORDS}
    found = [fault("long", f"{case}, {name}", "is too long.", f"At most {_LONGEST} characters.",
                   "过长。") for name, text in told.items() if len(text) > _LONGEST]  # fmt: skip
    score = told["satisfaction"]
    if score and score not in map(str, SCORES):
        found.append(fault("score", f"{case}, satisfaction", "is no score.", "Write 1 to 5.",
                           "评分须为 1 至 5。"))  # fmt: skip
    if found:
        raise InputError(found)
    return {name: text for name, text in told.items() if text}


def fault(code: str, where: str, message: str, hint: str, zh: str) -> Problem:
    """What is wrong with a case, or with what is asked of one."""
    return Problem(f"case.{code}", where, message, hint, message_zh=zh)


def amounts(rows: Sequence[Mapping[str, str]]) -> dict[str, Decimal]:
    """Sums of costs by currency; what nobody told is left out."""
    found: dict[str, Decimal] = {}
    for row in rows:
        if row.get("cost"):
            sum_ = found.get(row["currency"], Decimal(0))
            found[row["currency"]] = sum_ + Decimal(row["cost"])
    return found
