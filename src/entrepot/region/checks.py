"""What must hold between the rows of a pack: keys, references, order and validity."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from entrepot.kernel.errors import Problem
from entrepot.kernel.period import Period
from entrepot.region.cells import BROKEN, nearest
from entrepot.region.columns import Column, Columns
from entrepot.region.sheet import Sheet

MOST_NAMED = 5  # rows that one hint names

Sheets = Mapping[str, Sequence[Sheet]]  # table to its sheets, the layer beneath first


def check_keys(columns: Columns, sheet: Sheet) -> Iterator[Problem]:
    """Find rows of one file that share a key."""
    names = columns.key_of(sheet.table)
    holders: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for i, key in enumerate(sheet.keys(names)):
        holders[key].append(i)
    for key, same in holders.items():
        if len(same) == 1 or BROKEN in key:
            continue
        rows = ", ".join(str(sheet.rows[i]) for i in same[:MOST_NAMED])
        shown = ", ".join(str(part) for part in key if part not in ("", None))
        for i in same[1:]:
            message, hint = (
                f"'{shown}' is there more than once.",
                f"Keep one or rename: rows {rows}.",
            )
            yield Problem("pack.duplicate", sheet.where(i, names[0]), message, hint)


def check_rows(table: Mapping[str, Column], sheet: Sheet) -> Iterator[Problem]:
    """Find rows whose cells contradict each other."""
    for column in table.values():
        if column.not_above:
            yield from _pairs(sheet, column.name, column.not_above, _is_above, _ABOVE)
        if column.before:
            yield from _pairs(sheet, column.name, column.before, _is_not_before, _LATE)
        if column.not_equal:
            yield from _pairs(sheet, column.name, column.not_equal, _is_equal, _SAME)


_ABOVE = "{first} is above {other}, {value}.", "Swap them, or check the unit."
_LATE = "{first} does not come before {other}, {value}.", "The end is the first day outside."
_SAME = "{first} is also {other}.", "Name two different places."


def _is_above(first: Any, second: Any) -> bool:
    return bool(first > second)


def _is_not_before(first: Any, second: Any) -> bool:
    return bool(first >= second)


def _is_equal(first: Any, second: Any) -> bool:
    return bool(first == second)


def _pairs(
    sheet: Sheet,
    name: str,
    other: str,
    is_wrong: Callable[[Any, Any], bool],
    words: tuple[str, str],
) -> Iterator[Problem]:
    unknown = (None, BROKEN)
    for i, (first, second) in enumerate(zip(sheet.values[name], sheet.values[other], strict=True)):
        if first not in unknown and second not in unknown and is_wrong(first, second):
            message = words[0].format(first=first, other=other, value=second)
            yield Problem("pack.order", sheet.where(i, name), message, words[1])


def check_references(columns: Columns, sheets: Sheets) -> Iterator[Problem]:
    """Find cells that name a row which no layer of the pack holds."""
    known = {table: _ids(columns, sheets, table) for table in _referred(columns)}
    for table, layers in sheets.items():
        for column in (c for c in columns[table].values() if c.refers_to):
            allowed = set[str]().union(*(known.get(name, {name}) for name in column.refers_to))
            for sheet in layers:
                yield from _broken(sheet, column, allowed)


def _referred(columns: Columns) -> set[str]:
    return {name for c in columns for name in c.refers_to if name in columns.tables}


def _ids(columns: Columns, sheets: Sheets, table: str) -> set[str]:
    (key,) = columns.key_of(table)
    return {value for sheet in sheets[table] for value in sheet.values[key]}


def _broken(sheet: Sheet, column: Column, allowed: Collection[str]) -> Iterator[Problem]:
    kind = next(name for name in column.refers_to).removesuffix("s")
    unknown = ("", None, BROKEN)
    hints: dict[str, str] = {}
    for i, cell in enumerate(sheet.values[column.name]):
        for value in cell if column.is_list and cell is not BROKEN else (cell,):
            if value in allowed or value in unknown:
                continue
            if value not in hints:
                hints[value] = nearest(value, [name for name in allowed if name is not BROKEN])
            message = f"there is no {kind} '{value}'."
            yield Problem("pack.reference", sheet.where(i, column.name), message, hints[value])


def check_ancestry(sheets: Sheets) -> Iterator[Problem]:
    """Find places that lie, in the end, within themselves."""
    parents = {
        place: parent
        for sheet in sheets["places"]
        for place, parent in zip(sheet.values["id"], sheet.values["parent"], strict=True)
    }
    for sheet in sheets["places"]:
        for i, place in enumerate(sheet.values["id"]):
            if place is not BROKEN and place in ancestors(place, parents):
                message, hint = f"'{place}' lies within itself.", "Break the circle of parents."
                yield Problem("pack.order", sheet.where(i, "parent"), message, hint)


def ancestors(place: str, parents: Mapping[str, Any]) -> list[str]:
    """The units a place lies in, from the nearest up; stops when a circle closes."""
    chain: list[str] = []
    above: Any = parents.get(place)
    while above in parents and above not in chain:
        chain.append(above)
        above = parents[above]
    return chain


def check_validity(columns: Columns, sheets: Sheets) -> Iterator[Problem]:
    """Find rows of one kind, line and origin that are valid on the same day."""
    for table, layers in sheets.items():
        once = [column.name for column in columns[table].values() if column.once]
        if once:
            yield from _overlaps(layers, once)


def _overlaps(layers: Sequence[Sheet], once: Sequence[str]) -> Iterator[Problem]:
    groups: defaultdict[tuple[Any, ...], list[tuple[Period, Sheet, int]]] = defaultdict(list)
    for sheet in layers:
        ends = sheet.keys(("valid_from", "valid_to"))
        for i, key in enumerate(sheet.keys(once)):
            if BROKEN not in key and BROKEN not in ends[i]:
                groups[tuple(map(_unordered, key))].append((Period(*ends[i]), sheet, i))
    for rows in groups.values():
        if len(rows) > 1:
            yield from _overlapping(rows)


def _unordered(value: Any) -> Any:
    return frozenset(value) if isinstance(value, tuple) else value


def _overlapping(rows: Sequence[tuple[Period, Sheet, int]]) -> Iterator[Problem]:
    """Each row that begins before an earlier one of its group has ended."""
    first, *others = sorted(rows, key=_by_days)
    longest = first
    for row in others:
        valid, sheet, i = row
        earlier, other, j = longest
        if valid.overlaps(earlier):
            yield Problem(
                "pack.overlap",
                sheet.where(i, "valid_from"),
                f"two rows of one kind are valid on the same days: {earlier} and {valid}.",
                f"The other is {other.where(j)}; end one where the other begins.",
            )
        longest = max(longest, row, key=_end)


def _by_days(row: tuple[Period, Sheet, int]) -> tuple[date, date]:
    return row[0].start or date.min, _end(row)


def _end(row: tuple[Period, Sheet, int]) -> date:
    return row[0].end or date.max
