"""Files of an index: a scheme in TOML, with its tree in a table where it names one, and data."""

import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.assess.prepare import Floats, Table
from entrepot.assess.scheme import Scheme, check_scheme, read_scheme
from entrepot.assess.wording import problem
from entrepot.kernel.errors import InputError, Problem

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_BLANK = ("", "NA", "N/A", "NaN", "nan")
_PLAIN = "Write digits 0 to 9 with a point before decimals, nothing between thousands."
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IndexFiles:
    """A scheme and its data.

    Attributes:
        raw: The scheme as its file tells it, the tree in it.
        hash: Of scheme and data.
        ignored: Columns of the data that nothing names.
    """

    raw: Mapping[str, Any]
    scheme: Scheme
    table: Table
    hash: str
    ignored: tuple[str, ...]


def read_index(scheme: Path, data: Path) -> IndexFiles:
    """A scheme and its data, checked.

    Raises:
        InputError: One cannot be used; everything wrong is named.
    """
    raw = read_scheme_file(scheme)
    plan, text = read_scheme(raw), _text(data)
    header, rows = rows_of(text, data.name)
    table = table_of(plan, header, rows, data.name)
    seal = hashlib.sha256(f"{sorted(raw.items(), key=str)!r}\n{text}".encode()).hexdigest()
    return IndexFiles(raw, plan, table, f"sha256:{seal}", ignored_of(plan, header))


def read_table(scheme: Scheme, data: Path) -> Table:
    """Data as a scheme reads them.

    Raises:
        InputError: They cannot be used; everything wrong is named.
    """
    header, rows = rows_of(_text(data), data.name)
    return table_of(scheme, header, rows, data.name)


def read_toml(path: Path) -> dict[str, Any]:
    """A file of TOML.

    Raises:
        InputError: It cannot be read, or is none.
    """
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        hint = "Correct the line it names."
        raise InputError(problem("toml", str(path), f"is no TOML: {error}.", hint)) from None


def read_weights(path: Path) -> list[dict[str, float]]:
    """Sets of weights of a file with the columns rep, iCode and Weight.

    Raises:
        InputError: It cannot be used.
    """
    header, rows = rows_of(_text(path), path.name)
    need_columns(("rep", "iCode", "Weight"), header, path.name)
    sets: dict[str, dict[str, float]] = {}
    problems: list[Problem] = []
    for place, row in enumerate(rows, start=1):
        value = _cell(row["Weight"], f"{path.name} row {place}, Weight", problems)
        sets.setdefault(row["rep"], {})[row["iCode"]] = value
    if problems:
        raise InputError(problems)
    return list(sets.values())


def read_rows(path: Path) -> tuple[list[str], list[Row]]:
    """Header and rows of a CSV file.

    Raises:
        InputError: It cannot be read.
    """
    return rows_of(_text(path), path.name)


def read_scheme_file(path: Path) -> dict[str, Any]:
    """A checked scheme as its file tells it, the tree in it."""
    raw = read_toml(path)
    if "tree" in raw:
        raw |= {"node": list(_metadata(path.parent / str(raw["tree"])))}
    problems = check_scheme(raw)
    if problems:
        raise InputError(problems)
    return raw


def _metadata(path: Path) -> Iterator[dict[str, Any]]:
    """Nodes of a metadata table with iCode, Level, Parent, Direction, Weight and Type."""
    header, rows = rows_of(_text(path), path.name)
    need_columns(("iCode", "Level", "Parent", "Direction", "Weight", "Type"), header, path.name)
    problems: list[Problem] = []
    for place, row in enumerate(rows, start=1):
        if row["Type"] not in ("Indicator", "Aggregate"):
            continue
        node: dict[str, Any] = {"code": row["iCode"], "name": row.get("iName") or row["iCode"]}
        for key in ("Level", "Direction", "Weight", "Target", "Low", "High"):
            value = _cell(row.get(key, ""), f"{path.name} row {place}, {key}", problems)
            if not np.isnan(value):
                node[key.lower()] = int(value) if key in ("Level", "Direction") else value
        for key, column in (("parent", "Parent"), ("denominator", "Denominator")):
            if row.get(column) not in ("", "NA", None):
                node[key] = row[column]
        yield node
    if problems:
        raise InputError(problems)


def table_of(scheme: Scheme, header: Sequence[str], rows: Sequence[Row], name: str) -> Table:
    """Rows as a scheme reads them.

    Raises:
        InputError: They cannot be used; everything wrong is named.
    """
    codes = [node.code for node in scheme.indicators]
    texts = [scheme.unit, *scheme.groups, *filter(None, (scheme.time, scheme.unit_class))]
    need_columns((*texts, *codes, *scheme.denominators, *scheme.rule_columns), header, name)
    problems: list[Problem] = []
    units = tuple(row[scheme.unit].strip() for row in rows)
    times = _numbers(rows, units, scheme.time, problems) if scheme.time else np.array([])
    values = [_numbers(rows, units, code, problems) for code in codes]
    below = {one: _numbers(rows, units, one, problems) for one in scheme.denominators}
    rules = {one: _numbers(rows, units, one, problems) for one in scheme.rule_columns}
    problems += [*_twice(units, times, name), *_check_rules(rules, units)]
    if problems:
        raise InputError(problems)
    groups = {one: tuple(row[one] for row in rows) for one in scheme.groups}
    classes = tuple(row[scheme.unit_class] for row in rows) if scheme.unit_class else ()
    return Table(
        units, np.column_stack(values), groups, below, tuple(times.tolist()), classes, rules
    )


def _check_rules(rules: Mapping[str, Floats], units: Sequence[str]) -> Iterator[Problem]:
    """What a rule counts is known and not below zero: a blank is no zero."""
    for column, told in rules.items():
        for at in np.flatnonzero(~(told >= 0)).tolist():
            message = "is empty." if np.isnan(told[at]) else "is below zero."
            hint = "Write how many there were, 0 where there was none."
            yield problem("rule_column", f"{units[at]}, {column}", message, hint)


def _numbers(
    rows: Sequence[Row], units: Sequence[str], column: str, problems: list[Problem]
) -> Floats:
    cells = zip(rows, units, strict=True)
    return np.array([_cell(row[column], f"{unit}, {column}", problems) for row, unit in cells])


def _cell(text: str, where: str, problems: list[Problem]) -> float:
    """A cell as a number, NaN where blank; what is no plain number is refused, never guessed."""
    text = text.strip()
    if text in _BLANK:
        return float("nan")
    if _NUMBER.fullmatch(text):
        return float(text)
    problems.append(problem("number", where, f"{text!r} is not a number.", _PLAIN))
    return float("nan")


def _twice(units: Sequence[str], times: Floats, name: str) -> Iterator[Problem]:
    keys = list(zip(units, times.tolist(), strict=True)) if len(times) else list(units)
    seen: set[object] = set()
    if not keys:
        yield problem("empty", name, "has no row.", "Give a row a unit.")
    for place, key in enumerate(keys, start=1):
        if key in seen or not units[place - 1]:
            told = "is given twice." if units[place - 1] else "names no unit."
            hint = 'Panels give time = "COLUMN".'
            yield problem("unit", f"{name} row {place}, {units[place - 1]}", told, hint)
        seen.add(key)


def need_columns(columns: Sequence[str], header: Sequence[str], name: str) -> None:
    """See that a table has its columns.

    Raises:
        InputError: One is missing; all that are, are named.
    """
    lost = [
        problem("column_missing", f"{name}, {one}", "is no column of it.", "Name another.")
        for one in dict.fromkeys(columns)
        if one not in header
    ]
    if lost:
        raise InputError(lost)


def ignored_of(scheme: Scheme, header: Sequence[str]) -> tuple[str, ...]:
    """Columns that a scheme does not name."""
    used = {scheme.unit, scheme.time, scheme.unit_class, *scheme.groups, *scheme.denominators}
    used |= set(scheme.rule_columns)
    used |= {node.code for node in scheme.indicators}
    return tuple(one for one in header if one not in used)


def rows_of(text: str, name: str) -> tuple[list[str], list[Row]]:
    """Header and rows of a table.

    Raises:
        InputError: A row is longer than the header.
    """
    reader = csv.DictReader(io.StringIO(text), restval="")
    rows = list(reader)
    long = [place for place, row in enumerate(rows, start=1) if None in row]
    if long:
        raise InputError(
            [problem("row", f"{name} row {at}", "has more cells than the header.", _PLAIN)
             for at in long]
        )  # fmt: skip
    return list(reader.fieldnames or ()), list(rows)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        told = f"cannot be read: {error.strerror}."
        raise InputError(problem("file", str(path), told, "Check the path.")) from None
    except UnicodeDecodeError:
        hint = "Save it as UTF-8."
        raise InputError(problem("file", str(path), "is not UTF-8.", hint)) from None
