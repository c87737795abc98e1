"""Observed values as a table tells them: a number is read as meant, or not at all."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.kernel.errors import Problem
from entrepot.kernel.source import STATUSES, Status

COLUMNS = ("what", "where", "when", "value", "unit", "source", "status")
OPTIONAL = ("note",)
WITHDRAWN = "withdrawn"  # what was known is known no longer
MOST_DIGITS = 15  # that a double keeps exactly
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,2})?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_LIKE_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_WIDE = str.maketrans("０１２３４５６７８９．，－−＋\u3000", "0123456789.,--+ ")
_SPAN = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
_CODE = re.compile(r"\S{1,80}")
_MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """A period that a value is of.

    Attributes:
        text: As it is written: 2024, 2024-H1, 2024-Q3, 2024-05.
        step: year, half, quarter or month.
        first: Its first day.
        end: The first day behind it.
    """

    text: str
    step: str
    first: date
    end: date


@dataclass(frozen=True, slots=True)
class Entry:
    """A value to be kept; None withdraws what was known."""

    row: int
    what: str
    where: str
    when: Span
    value: Decimal | None
    unit: str
    source: str
    status: Status
    note: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What is known once at any instant."""
        return self.what, self.where, self.when.text


def parse_span(text: str) -> Span | None:
    """A period: 2024, 2024-H1, 2024-Q3 or 2024-05, digits of full width too; None otherwise.

    Example:
        >>> parse_span("2024-H2").first
        datetime.date(2024, 7, 1)
    """
    text = text.translate(_WIDE).strip()
    found = _SPAN.fullmatch(text)
    if not found or int(found[1]) < 1:
        return None
    parts = dict(zip(("half", "quarter", "month"), found.groups()[1:], strict=True))
    step = next((name for name, number in parts.items() if number), "year")
    length = _MONTHS[step]
    first = (int(parts[step] or 1) - 1) * length if step != "year" else 0
    year, last = int(found[1]), first + length
    if year == date.max.year and last == _MONTHS["year"]:
        return None
    return Span(text, step, date(year, first + 1, 1), date(year + last // 12, last % 12 + 1, 1))


def parse_value(text: str, *, has_commas: bool = False) -> Decimal | str:
    """A number as it is meant, or why it cannot be told.

    Args:
        text: Plain digits with a point or a comma before decimals, of full width too.
        has_commas: Other cells of the column have decimal commas: a point before three digits
            may then stand between thousands.

    Example:
        >>> parse_value("12,5"), parse_value("1,234")
        (Decimal('12.5'), 'may be thousands or decimals.')
    """
    text = text.translate(_WIDE).strip()
    is_plain = _PLAIN.fullmatch(text) is not None
    if not is_plain and not _COMMA.fullmatch(text):
        return "is not a number."
    if _LIKE_THOUSANDS.fullmatch(text) and (has_commas or not is_plain):
        return "may be thousands or decimals."
    value = Decimal(text.replace(",", "."))
    if len(value.normalize().as_tuple().digits) > MOST_DIGITS:
        return f"has more than {MOST_DIGITS} digits."
    return value


def parse_entries(
    rows: Sequence[Row], units: Mapping[str, str]
) -> tuple[list[Entry], list[Problem]]:
    """Rows as values to be kept, and everything that is wrong with them.

    Args:
        rows: With the columns of `COLUMNS`.
        units: Unit of each indicator that is known; another is taken from its first row.
    """
    has_commas = any(_is_comma(row["value"]) for row in rows)
    known, seen = dict(units), dict[tuple[str, str, str], int]()
    entries, problems = list[Entry](), list[Problem]()
    for place, row in enumerate(rows, start=1):
        found = list(_check(place, row, known, has_commas=has_commas))
        problems += found
        if found:
            continue
        entry = _entry(place, row, has_commas=has_commas)
        known.setdefault(entry.what, entry.unit)
        if (first := seen.setdefault(entry.key, place)) != place:
            message, zh = f"tells the same as row {first}.", f"与第 {first} 行重复。"
            problems.append(_problem("twice", place, "when", message, "Leave one of them.", zh))
        entries.append(entry)
    return entries, problems


def _is_comma(text: str) -> bool:
    text = text.translate(_WIDE).strip()
    return bool(_COMMA.fullmatch(text)) and not _LIKE_THOUSANDS.fullmatch(text)


def _entry(place: int, row: Row, *, has_commas: bool) -> Entry:
    span, value = parse_span(row["when"]), _value(row["value"], has_commas=has_commas)
    assert span is not None
    assert not isinstance(value, str)
    status = next(one for one in STATUSES if one == row["status"].strip())
    what, where, unit, source = (row[name].strip() for name in ("what", "where", "unit", "source"))
    return Entry(place, what, where, span, value, unit, source, status,
                 row.get("note", "").strip())  # fmt: skip


def _value(text: str, *, has_commas: bool) -> Decimal | str | None:
    if text.strip().lower() == WITHDRAWN:
        return None
    return parse_value(text, has_commas=has_commas)


def _check(
    place: int, row: Row, units: Mapping[str, str], *, has_commas: bool
) -> Iterator[Problem]:
    empty = [name for name in COLUMNS if not row[name].strip()]
    for name in empty:
        hint = f"Write {WITHDRAWN} where it is known no longer." if name == "value" else ""
        yield _problem("missing", place, name, "is empty.", hint, "为空。")
    if "what" not in empty and not _CODE.fullmatch(row["what"].strip()):
        yield _problem("code", place, "what", "is no code: it has blanks or is too long.",
                       "Write it without blanks.", "含有空格或过长。")  # fmt: skip
    if "when" not in empty and parse_span(row["when"]) is None:
        hint = "Write 2024, 2024-H1, 2024-Q3 or 2024-05."
        yield _problem("period", place, "when", f"{row['when']!r} is no period.", hint,
                       f"“{row['when']}”不是时期。")  # fmt: skip
    value = _value(row["value"], has_commas=has_commas)
    if "value" not in empty and isinstance(value, str):
        hint = "Write digits with a point before decimals, nothing between thousands."
        yield _problem("number", place, "value", f"{row['value']!r} {value}", hint,
                       f"“{row['value']}”不能确认是哪个数。")  # fmt: skip
    if "status" not in empty and row["status"].strip() not in STATUSES:
        hint = f"One of {', '.join(STATUSES)}."
        yield _problem("status", place, "status", f"{row['status']!r} is no status.", hint,
                       f"“{row['status']}”不是状态。")  # fmt: skip
    yield from _check_unit(place, row, units)


def _check_unit(place: int, row: Row, units: Mapping[str, str]) -> Iterator[Problem]:
    what, unit = row["what"].strip(), row["unit"].strip()
    if unit and what in units and units[what] != unit:
        message = f"{unit!r} is not the unit of {what}, which is {units[what]!r}."
        yield _problem("unit", place, "unit", message, "Convert the value.",
                       f"{what}的单位是“{units[what]}”。")  # fmt: skip


def _problem(code: str, place: int, name: str, message: str, hint: str, zh: str) -> Problem:
    return Problem(f"observation.{code}", f"row {place}, {name}", message, hint, message_zh=zh)
