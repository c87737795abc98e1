"""Files of benchmarks: a scored tree, a table of economies, a survey of editions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from entrepot.assess.benchmarks import KINDS, Item
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.service.index_files import Row, read_rows

_TREE = ("topic", "pillar")
_SAME = {"maximum": ("maximum", "max_point"), "item": ("item", "indicator_id")}
_NOT_PARTS = ("country", "code", "score", "rank", "year", "edition", "method", "source")
_GROUPS = ("world", "region", "average", "oecd")
_ONE = "Score each method alone: its figures say nothing beside those of another."
Table = tuple[str, Sequence[str], Sequence[Row]]  # name, header, rows


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of files of one form.

    Attributes:
        form: tree, checklist, table or survey.
        parts: Columns that hold the scores of parts, of a table or survey.
    """

    form: str
    rows: tuple[Row, ...]
    parts: tuple[str, ...] = ()


def read_benchmark(paths: Sequence[Path]) -> Rows:
    """Files of one form and one method.

    Raises:
        InputError: A file is of no form, or cannot be used.
        RefusedError: Files or editions of different methods would be joined, or groups of
            economies stand among economies.
    """
    return join_tables([(path.name, *read_rows(path)) for path in paths])


def join_tables(tables: Sequence[Table]) -> Rows:
    """Tables of one form and one method, as `read_benchmark` reads files."""
    told = [_form(*one) for one in tables]
    forms = {one.form for one in told}
    rows = tuple(row for one in told for row in one.rows)
    if len(forms) > 1 or len({frozenset(one.parts) for one in told}) > 1:
        raise RefusedError(
            Problem("benchmark.methods", ", ".join(name for name, *_ in tables),
                    "have other parts: they are not of one method.", _ONE,
                    message_zh="各文件的组成不同，不是同一方法。")
        )  # fmt: skip
    methods = list(dict.fromkeys(row.get("method", "").strip() for row in rows))
    if len(methods) > 1:
        names = ", ".join(one or "none told" for one in methods)
        raise RefusedError(
            Problem("benchmark.methods", "method", f"is not one: {names}.", _ONE,
                    message_zh="方法不止一种，不得合并。")
        )  # fmt: skip
    found = Rows(told[0].form, rows, told[0].parts)
    _check_groups(found)
    return found


def read_items(rows: Rows) -> tuple[Item, ...]:
    """Items of a tree.

    Raises:
        InputError: The rows are of no tree, or an item cannot be used.
    """
    if rows.form != "tree":
        told = "is no scored tree."
        raise InputError(
            Problem("benchmark.form", "file", told, "Give topic, pillar, item, maximum, obtained.",
                    message_zh="不是评分树。")
        )  # fmt: skip
    problems: list[Problem] = []
    items = tuple(_item(row, f"row {at}", problems) for at, row in enumerate(rows.rows, start=1))
    problems += _twice(items)
    if problems:
        raise InputError(problems)
    return items


def read_checklist(rows: Rows) -> tuple[tuple[str, int | None], ...]:
    """Indicator and value, 0, 1 or 2, of each variable; None where it is blank.

    Raises:
        InputError: A value is none of these, or a variable is given twice.
    """
    problems, seen = list[Problem](), set[tuple[str, str]]()
    found: list[tuple[str, int | None]] = []
    for at, row in enumerate(rows.rows, start=1):
        text, key = row["value"].strip(), (row["indicator"].strip(), row["variable"].strip())
        if text not in ("", "0", "1", "2"):
            told, hint = f"{text!r} is not 0, 1 or 2.", "Leave it blank where it is not known."
            problems.append(_problem("value", f"row {at}, value", told, hint, "不是0、1或2。"))
        if not all(key) or key in seen:
            told, hint = "names no variable, or one twice.", "Give each variable once."
            problems.append(_problem("twice", f"row {at}", told, hint, "变量为空或重复。"))
        seen.add(key)
        found.append((key[0], int(text) if text in ("0", "1", "2") else None))
    if problems:
        raise InputError(problems)
    return tuple(found)


def read_reforms(
    items: Sequence[Item], texts: Sequence[str], path: Path | None
) -> Mapping[str, Fraction]:
    """New points by item: TOPIC/ITEM=POINTS or =max, and rows of topic, item, obtained.

    Raises:
        InputError: One is no reform of an item; everything wrong is named.
    """
    asked = [(text, *_split(text)) for text in texts]
    if path:
        _, rows = read_rows(path)
        asked += [
            (f"{path.name} row {at}", f"{row.get('topic', '')}/{row.get('item', '')}",
             row.get("obtained", ""))
            for at, row in enumerate(rows, start=1)
        ]  # fmt: skip
    known, problems = {one.key: one for one in items}, list[Problem]()
    found: dict[str, Fraction] = {}
    for where, key, points in asked:
        value = _reform(where, known.get(key), points, problems)
        if key in found:
            problems.append(_problem("reform", where, "names an item twice.", "Name it once.",
                                     "重复的项目。"))  # fmt: skip
        found[key] = value
    if not asked:
        problems.append(_problem("reform", "--reform", "names none.", "Write TOPIC/ITEM=POINTS.",
                                 "没有改革项。"))  # fmt: skip
    if problems:
        raise InputError(problems)
    return found


def fraction(text: str, where: str, problems: list[Problem]) -> Fraction | None:
    """A plain number as it is written, None where blank."""
    text = text.strip()
    if not text:
        return None
    try:
        value = Decimal(text) if text.isascii() and "_" not in text else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if value.is_finite():
        return Fraction(value)
    hint = "Write digits with a point, or leave it blank where it is not known."
    problems.append(_problem("number", where, f"{text!r} is not a number.", hint, "不是数字。"))
    return None


def _form(name: str, header: Sequence[str], rows: Sequence[Row]) -> Rows:
    if not rows:
        raise InputError(_problem("empty", name, "has no row.", "Give a row an item.",
                                  "没有数据行。"))  # fmt: skip
    if {*_TREE, "obtained"} <= set(header) and all(
        any(one in header for one in names) for names in _SAME.values()
    ):
        return Rows("tree", tuple(rows))
    if {"indicator", "variable", "value", "evidence"} <= set(header):
        return Rows("checklist", tuple(rows))
    pillars = tuple(one for one in header if one.startswith("pillar_"))
    if "economy" in header and pillars:
        return Rows("table", tuple(rows), pillars)
    parts = tuple(one for one in header if one not in _NOT_PARTS)
    if {"country", "score"} <= set(header) and parts:
        return Rows("survey", tuple(rows), parts)
    raise InputError(
        _problem("form", name, "has columns of no benchmark.",
                 "A tree has topic, pillar, item, maximum, obtained; a checklist indicator, "
                 "variable, value, evidence; a table economy, pillar_1 …; a survey country, "
                 "score, year and its parts.", "表头不是任何一种基准。")
    )  # fmt: skip


def _check_groups(rows: Rows) -> None:
    """Groups of economies are no economies."""
    if rows.form in ("tree", "checklist"):
        return
    name = "economy" if rows.form == "table" else "country"
    has_code = any(row.get("code", "").strip() for row in rows.rows)
    groups = [
        row[name]
        for row in rows.rows
        if row[name].strip().lower().endswith("income")
        or row[name].strip().lower() in _GROUPS
        or (has_code and not row.get("code", "").strip())
    ]
    if groups:
        raise RefusedError(
            Problem("benchmark.group_row", f"{name} {one}", "is a group, no economy.",
                    "Leave out rows of income groups and regions.",
                    message_zh="是分组，不是经济体。")
            for one in groups
        )  # fmt: skip


def _item(row: Row, where: str, problems: list[Problem]) -> Item:
    code, maximum = (next(row[one] for one in _SAME[key] if one in row)
                     for key in ("item", "maximum"))  # fmt: skip
    whole = fraction(maximum, f"{where}, maximum", problems)
    had = fraction(row["obtained"], f"{where}, obtained", problems)
    kind = row.get("kind", "").strip()
    for is_wrong, name, told, zh in (
        (not row["topic"].strip() or not code.strip(), "item", "names no item.", "没有项目名称。"),
        (whole is None or whole <= 0, "maximum", "is no number above zero.", "不是大于零的数。"),
        (had is not None and had < 0, "obtained", "is below zero.", "小于零。"),
        (
            kind and kind not in KINDS,
            "kind",
            "is neither de jure nor de facto.",
            "不是法规或实践。",
        ),
    ):
        if is_wrong:
            problems.append(_problem("item", f"{where}, {name}", told, "Correct the cell.", zh))
    name = row.get("name") or (row.get("indicator", "") if "indicator_id" in row else "")
    return Item(row["topic"].strip(), row["pillar"].strip(), code.strip(), name,
                whole or Fraction(1), had, kind)  # fmt: skip


def _twice(items: Sequence[Item]) -> Iterator[Problem]:
    seen: set[str] = set()
    for one in items:
        if one.key in seen:
            yield _problem("twice", one.key, "is given twice.",
                           "Score one economy and one edition at a time.", "重复。")  # fmt: skip
        seen.add(one.key)


def _split(text: str) -> tuple[str, str]:
    key, _, points = text.rpartition("=")
    return key.strip(), points.strip()


def _reform(where: str, item: Item | None, points: str, problems: list[Problem]) -> Fraction:
    def say(message: str, hint: str, zh: str) -> Fraction:
        problems.append(_problem("reform", where, message, hint, zh))
        return Fraction(0)

    if item is None:
        return say("names no item of the tree.", "Write TOPIC/ITEM=POINTS.", "评分树中没有该项目。")
    if item.obtained is None:
        hint = "Tell what it has."
        return say("has no known points: a gain cannot be told.", hint, "现有得分未知。")
    value = item.maximum if points == "max" else fraction(points, where, problems)
    most = max(item.maximum, item.obtained)
    if value is None or not 0 <= value <= most:
        told = f"{points!r} is not from 0 to {float(most):g}."
        return say(told, "Give points, or max.", "超出范围。")
    return value


def _problem(code: str, where: str, message: str, hint: str, zh: str) -> Problem:
    return Problem(f"benchmark.{code}", where, message, hint, message_zh=zh)
