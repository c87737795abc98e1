"""A table of trade with its measures, as it is shown, printed and exported."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import minor_unit
from entrepot.kernel.source import weakest
from entrepot.service.trade_cells import BY, Asked, Counted, count_cells, place_of
from entrepot.service.window import Window
from entrepot.trade import indices
from entrepot.trade.disclosure import TOTAL
from entrepot.trade.figures import Cell, months_between, total
from entrepot.trade.lines import FLOWS

Document = dict[str, Any]
MEASURES = ("value", "share", "growth", "contribution", "hhi", "cr4", "margins", "mass", "hours")
WHERE = tuple(name for name in BY if name not in ("flow", "month"))
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "value": ("value",), "share": ("share_pct",), "growth": ("growth_pct",),
    "contribution": ("contribution_pct",), "mass": ("net_mass_kg",),
    "hours": ("hours_median", "hours_p90"),
}  # fmt: skip
_PCT_DIGITS = 6
_MOST_PUBLIC = 2  # fields of a public table
_YEAR = 100  # a year earlier, as months are written
_SEP = "\x1f"


def show(window: Window, raw: Mapping[str, Any], *, by: str, at: datetime) -> Document:
    """A table of trade in some months, with its measures.

    Args:
        window: The window.
        raw: from, to (202401), by, measure, flow, currency, revision, and fields that must be
            so. Only what the region itself reports counts, unless a `reporter` is named or the
            table is by reporter.
        by: Account; empty is the machine itself.
        at: Instant.

    Returns:
        revision, rows, total, missing months, warnings, sources, status. The same revision
        gives the same document whenever it is asked for.

    Raises:
        InputError: With every fault of what is asked.
        RoleError: Who acts is no statistics analyst.
    """
    asked, measures = parse_asked(raw)
    now = count_cells(window, asked, by=by, at=at)
    before = None
    if {"growth", "contribution", "margins"} & set(measures):
        before = count_cells(window, year_before(asked), by=by, at=at)
    return table_document(asked, measures, now, before)


def table_document(
    asked: Asked, measures: Sequence[str], now: Counted, before: Counted | None
) -> Document:
    """The document of a table, from its cells and those of a year before."""
    table = Table(asked, now)
    earlier = Table(year_before(asked), before) if before else None
    told = list(_warnings(table, "the months asked for"))
    if earlier:
        told += _warnings(earlier, "the year before")
    return {
        "revision": now.revision, "from": asked.first, "to": asked.last, "by": list(asked.by),
        "currency": asked.currency, "missing": table.missing,
        "rows": list(_rows(table, earlier, measures)),
        "total": _total(table, earlier, measures),
        "warnings": told, "sources": list(now.sources),
        "status": weakest(cell.status for cell in now.cells),
    }  # fmt: skip


def missing_months(asked: Asked, counted: Counted) -> list[int]:
    """Months of a table that are not loaded."""
    return missing_in(asked, counted.months)


def missing_in(asked: Asked, months: Collection[int]) -> list[int]:
    """Months of a table that are not among some."""
    return [one for one in _months(asked) if one not in months]


def year_before(asked: Asked) -> Asked:
    """The same table a year earlier."""
    return replace(asked, first=asked.first - _YEAR, last=asked.last - _YEAR)


class Table:
    """Cells added up over their months.

    Args:
        asked: What was asked.
        counted: Its cells.
    """

    def __init__(self, asked: Asked, counted: Counted) -> None:
        self.asked, self.counted = asked, counted
        self.missing = missing_months(asked, counted)
        self.cells: dict[str, list[Cell]] = defaultdict(list)
        for cell in counted.cells:
            self.cells[_SEP.join(map(str, cell.key))].append(cell)

    def value(self, key: str) -> int | None:
        """Value of a key; unknown where a month or a rate is missing."""
        return None if self.missing else total(cell.value_minor for cell in self.cells.get(key, ()))

    def suppressed(self, key: str) -> str | None:
        """Why a row is not shown; None where it is."""
        return self.counted.hidden.get(place_of(key.split(_SEP)))

    def shown(self, key: str) -> int | None:
        """Value of a key as far as it is shown."""
        return None if self.suppressed(key) else self.value(key)

    def marks(self, key: str) -> Document:
        """How many lines a row has; in a public table, why it is not shown."""
        if self.asked.public:
            return {"suppressed": self.suppressed(key)}
        return {"n_lines": sum(cell.n_lines for cell in self.cells.get(key, ()))}

    @property
    def total_is_hidden(self) -> bool:
        """Whether the total would give a row away."""
        return (TOTAL, TOTAL) in self.counted.hidden

    @property
    def values(self) -> dict[str, int] | None:
        """Values by key; None where one of them is unknown."""
        found = {key: self.value(key) for key in self.cells}
        known = {key: value for key, value in found.items() if value is not None}
        return known if len(known) == len(found) and not self.missing else None

    @property
    def whole(self) -> int | None:
        """Value of everything."""
        found = self.values
        return None if found is None else sum(found.values())


def _months(asked: Asked) -> list[int]:
    """The months of a table; a year as a whole is one month 00."""
    if asked.first % 100 == 0:
        return [year * 100 for year in range(asked.first // 100, asked.last // 100 + 1)]
    return months_between(asked.first, asked.last)


def _rows(table: Table, earlier: Table | None, measures: Sequence[str]) -> Iterator[Document]:
    """A row a key, the largest shown first; what is suppressed follows by name."""
    keys = {*table.cells, *(earlier.cells if earlier else ())}
    share = indices.shares(table.values) if table.values and not table.total_is_hidden else None
    parts = _parts(table, earlier)
    for key in sorted(keys, key=lambda one: (-(table.shown(one) or 0), one)):
        cells = [] if table.suppressed(key) else table.cells.get(key, [])
        both = earlier and not (table.suppressed(key) or earlier.suppressed(key))
        before = earlier.value(key) if earlier and both else None
        known: Document = {
            "value": amount(table.shown(key), table.asked.currency),
            "share_pct": percent(share.get(key, Fraction(0)) if share and cells else None),
            "growth_pct": percent(indices.growth(before, table.shown(key))),
            "contribution_pct": percent(parts[key] if parts and both else None),
            "net_mass_kg": kilograms(total(cell.net_mass_g for cell in cells)) if cells else None,
            **_hours(cells),
        }
        wanted = {name for measure in measures for name in _COLUMNS.get(measure, ())}
        yield {
            **dict(zip(table.asked.by, key.split(_SEP), strict=False)),
            **table.marks(key), **{name: known[name] for name in known if name in wanted},
            "status": weakest(cell.status for cell in cells) if cells else None,
        }  # fmt: skip


def _parts(table: Table, earlier: Table | None) -> dict[str, Fraction] | None:
    if earlier is None or table.values is None or earlier.values is None:
        return None
    return indices.contributions(earlier.values, table.values)


def _total(table: Table, earlier: Table | None, measures: Sequence[str]) -> Document:
    values = None if table.counted.hidden else table.values
    whole = None if table.total_is_hidden else table.whole
    found: Document = {"value": amount(whole, table.asked.currency), "n_lines": sum(
        cell.n_lines for cells in table.cells.values() for cell in cells)}  # fmt: skip
    if earlier and not (table.total_is_hidden or earlier.total_is_hidden):
        found["value_before"] = amount(earlier.whole, table.asked.currency)
        found["growth_pct"] = percent(indices.growth(earlier.whole, table.whole))
    if "hhi" in measures:
        found["hhi"] = number(indices.herfindahl(values)) if values else None
    if "cr4" in measures:
        found["cr4_pct"] = percent(indices.largest(values)) if values else None
    if "margins" in measures:
        both = earlier is not None and earlier.values is not None and values is not None
        split = indices.margins(earlier.values, values) if both else None  # type: ignore[union-attr,arg-type]
        found["margins"] = {
            name: amount(getattr(split, name) if split else None, table.asked.currency)
            for name in ("existing", "new", "lost")
        }
    return found


def _hours(cells: Iterable[Cell]) -> Document:
    """Hours of a row of one month; those of several months do not follow from the months'."""
    known = [cell for cell in cells if cell.hours_median is not None]
    one = known[0] if len(known) == 1 else None
    return {"hours_median": one and one.hours_median, "hours_p90": one and one.hours_p90}


def _warnings(table: Table, where: str) -> Iterator[Document]:
    if table.missing:
        yield {
            "code": "trade.month_missing", "where": where,
            "message": f"not loaded: {', '.join(map(str, table.missing))}; the sums are unknown.",
        }  # fmt: skip
    for currency, month in table.counted.without_rate:
        yield {
            "code": "trade.rate_missing", "where": f"{currency} {month}",
            "message": f"no rate to {table.asked.currency}; the cells are unknown.",
        }  # fmt: skip


# Figures as text and numbers


def amount(minor: int | None, currency: str) -> str | None:
    """An amount in major units, as exact text."""
    if minor is None:
        return None
    return format((Decimal(minor) * minor_unit(currency)).quantize(minor_unit(currency)), "f")


def percent(share: Fraction | None) -> float | None:
    """A share as a percentage."""
    return None if share is None else round(float(100 * share), _PCT_DIGITS)


def number(fraction: Fraction | None) -> float | None:
    """A fraction as a number."""
    return None if fraction is None else round(float(fraction), 2 * _PCT_DIGITS)


def kilograms(grams: int | None) -> str | None:
    """A mass as exact text [kg]."""
    return None if grams is None else format((Decimal(grams) / 1000).normalize(), "f")


# What is asked


def parse_asked(raw: Mapping[str, Any]) -> tuple[Asked, tuple[str, ...]]:
    """Read what table is asked for.

    Raises:
        InputError: With every fault.
    """
    problems: list[Problem] = []
    first, last = (_month(raw, name, problems) for name in ("from", "to"))
    if first and last and (first > last or (first % 100 == 0) != (last % 100 == 0)):
        problems.append(
            _wrong(
                "to", f"{last} does not follow {first}.", "Give two months, or two years as 202400."
            )
        )
    keys = _several(raw, "by", BY, problems, "partner")
    measures = _several(raw, "measure", MEASURES, problems, "value")
    flows = _several(raw, "flow", tuple(FLOWS), problems, "")
    if raw.get("public") and len(keys) > _MOST_PUBLIC:
        problems.append(_wrong("by", "is too much for a public table.", "Give two fields at most."))
    currency = str(raw.get("currency") or "USD").upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        problems.append(_wrong("currency", f"{currency!r} is no currency.", "Write it as USD."))
    revision = _revision(raw, problems)
    where = {name: str(raw[name]) for name in WHERE if raw.get(name)}
    if raw.get("own") or not ("reporter" in where or "reporter" in keys):
        where["reporter"] = ""  # the region's own: reports of several never add up in one figure
    if problems:
        raise InputError(problems)
    public = bool(raw.get("public"))
    joined = dict(raw.get("concordances") or {})
    return Asked(first, last, keys, flows, revision, currency, where, public, joined), measures


def _month(raw: Mapping[str, Any], name: str, problems: list[Problem]) -> int:
    text = str(raw.get(name) or "").replace("-", "")
    if len(text) == 4:
        text += "00"
    if not (text.isascii() and text.isdigit() and len(text) == 6 and int(text[4:]) <= 12):
        problems.append(
            _wrong(
                name, f"{text or 'nothing'!r} is no month.", "Write 202401, or 2024 for the year."
            )
        )
        return 0
    return int(text)


def _several(
    raw: Mapping[str, Any], name: str, known: Sequence[str], problems: list[Problem], otherwise: str
) -> tuple[str, ...]:
    told = raw.get(name) or otherwise
    words = [one.strip() for one in told.split(",")] if isinstance(told, str) else list(told)
    words = [one for one in words if one]
    for one in words:
        if one not in known:
            problems.append(
                _wrong(name, f"{one!r} is none.", f"One or more of: {', '.join(known)}.")
            )
    return tuple(dict.fromkeys(words))


def _revision(raw: Mapping[str, Any], problems: list[Problem]) -> int | None:
    text = raw.get("revision")
    if text in (None, ""):
        return None
    if not str(text).isdigit():
        problems.append(_wrong("revision", f"{text!r} is no number.", "Write it as 3."))
        return None
    return int(str(text))


def _wrong(where: str, message: str, hint: str) -> Problem:
    return Problem("trade.asked", where, message, hint)
