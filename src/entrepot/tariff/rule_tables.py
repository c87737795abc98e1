"""Tables of product rules and of concordances: rows of cells in; rules, rows and problems out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from entrepot.kernel.errors import InputError, Problem
from entrepot.tariff.concordance import ConcordanceRow
from entrepot.tariff.rules_in_words import plain_words, read_alternatives
from entrepot.tariff.rules_of_origin import Span, render

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("hs", "hs code", "hs_code", "code", "heading", "subheading", "hs编码", "编码",
             "税则号列", "税号", "协调制度编码", "商品编码", "子目"),
    "goods": ("goods", "description", "product description", "product", "货品名称", "商品名称",
              "商品描述", "货品描述"),
    "rule": ("rule", "product specific rule", "product-specific rule", "psr", "origin criterion",
             "产品特定原产地规则", "原产地标准", "原产地规则", "规则"),
    "from": ("from", "old", "hs2012", "hs2017", "旧编码", "转换前"),
    "to": ("to", "new", "hs2022", "hs2028", "新编码", "转换后"),
}  # fmt: skip
_CHAPTER = re.compile(r"(?:chapter|ch\.?)\s*(\d{1,2})|第\s*(\d{1,2})\s*章", re.IGNORECASE)
_CODE = re.compile(r"\d{2}(?:\.?\d{2})?(?:\.?\d{2})?")


@dataclass(frozen=True, slots=True)
class RuleCell:
    """One cell of a table with a rule in it.

    Attributes:
        row: Number of its row in the file, the header being row 1.
        code: The code as the table writes it.
        low, high: Codes from one to another.
        goods: What goods of those codes it is for.
        text: The rule as the table writes it.
        rule: Its canonical form; empty where a person must read it.
        reason: Why a person must.
    """

    row: int
    code: str
    low: str
    high: str
    goods: str
    text: str
    rule: str
    reason: str = ""


def find_columns(
    header: Iterable[str], wanted: Sequence[str], given: Mapping[str, str]
) -> dict[str, str]:
    """Which column of a file is which, by a map or by the names tables commonly use.

    Raises:
        InputError: One that is needed is not there.
    """
    names = {" ".join(name.split()).casefold(): name for name in header if name}
    found: dict[str, str] = {}
    for key in wanted:
        words = (given[key].casefold(),) if given.get(key) else COLUMNS[key]
        name = next((names[word] for word in words if word in names), None)
        if name is not None:
            found[key] = name
    missing = [key for key in wanted if key not in found and key != "goods"]
    if missing:
        raise InputError([
            Problem("tariff.column", key, f"no column of the file is its {key}.",
                    f"Name it in the map; the file has: {', '.join(names.values())[:200]}.")
            for key in missing
        ])  # fmt: skip
    return found


def read_rule_rows(
    rows: Iterable[Mapping[str, str]], columns: Mapping[str, str]
) -> Iterator[RuleCell]:
    """Rules of a table; a row without a rule says nothing and is left out."""
    for number, row in enumerate(rows, start=2):
        text = row.get(columns["rule"], "").strip()
        if text:
            goods = row.get(columns.get("goods", ""), "").strip()
            yield from _cells(number, row.get(columns["code"], "").strip(), goods, [text])


def read_rule_sets(sets: Iterable[Mapping[str, object]]) -> Iterator[RuleCell]:
    """Rules of a file of rule sets: heading, subdivision, and rules of which one suffices.

    Sets for the same goods of the same codes become one that a person must read.
    """
    found: dict[tuple[str, str, str], RuleCell] = {}
    for cell in _set_cells(sets):
        key = (cell.low or cell.code, cell.high, cell.goods)
        first = found.setdefault(key, cell)
        if first.text != cell.text:
            reason = f"sets {first.row} and {cell.row} have rules for the same goods"
            found[key] = replace(first, text=f"{first.text} / {cell.text}", rule="", reason=reason)
    yield from found.values()


def _set_cells(sets: Iterable[Mapping[str, object]]) -> Iterator[RuleCell]:
    for number, one in enumerate(sets, start=1):
        rules = one.get("rules")
        texts = [str(rule.get("rule", "")) for rule in rules] if isinstance(rules, list) else []
        goods = str(one.get("subdivision") or "").strip()
        yield from _cells(number, str(one.get("heading") or ""), goods, texts)


def _cells(number: int, code: str, goods: str, texts: Sequence[str]) -> Iterator[RuleCell]:
    told = " or ".join(map(plain_words, texts))
    try:
        rule, reason = render(read_alternatives(texts)), ""
    except InputError as error:
        rule, reason = "", error.problems[0].message
    if re.match(r"ex\b", code.strip(), re.IGNORECASE):
        rule, reason = "", "the rule is for a part of the code only"
    spans = read_codes(code)
    if not spans:
        yield RuleCell(number, code, "", "", goods, told, "", f"{code[:40]!r} is no code of the HS")
    for span in spans:
        yield RuleCell(number, code, span.low, span.high, goods, told, rule, reason)


def read_codes(text: str) -> tuple[Span, ...]:
    """Codes and ranges in a cell; nothing where something in it is no code.

    Example:
        >>> [(span.low, span.high) for span in read_codes("1301, 1302.11-1302.13")]
        [('1301', '1301'), ('130211', '130213')]
    """
    plain = _CHAPTER.sub(lambda found: f"{int(found[1] or found[2]):02}", text)
    plain = re.sub(r"^\s*ex\b|(?:sub)?headings?|品目|子目", " ", plain, flags=re.IGNORECASE)
    spans = []
    for part in re.split(r"[,;，；、]|\bor\b|\band\b|及|和", plain):
        ends = [end.strip() for end in re.split(r"-|–|—|至|\bto\b|\bthrough\b", part)]
        if not all(_CODE.fullmatch(end) for end in ends) or len(ends) > 2:
            return ()
        low, high = (end.replace(".", "") for end in (ends[0], ends[-1]))
        if len(low) != len(high) or high < low:
            return ()
        spans.append(Span(low, high))
    return tuple(spans)


def check_rules(cells: Sequence[RuleCell]) -> list[Problem]:
    """Rules for the same goods of the same codes that differ."""
    seen: dict[tuple[str, str, str], RuleCell] = {}
    problems = []
    for cell in cells:
        first = seen.setdefault((cell.low, cell.high, cell.goods), cell)
        if cell.low and first.text != cell.text:
            problems.append(
                Problem("origin.rule_overlap", f"row {cell.row}, {cell.code}",
                        f"has another rule than row {first.row}, for the same goods.",
                        "Tell the goods apart, or keep one row.",
                        message_zh=f"与第{first.row}行同一商品的规则不同。")
            )  # fmt: skip
    return problems


# Concordances


def read_concordance_rows(
    rows: Iterable[Mapping[str, str]], columns: Mapping[str, str], edition: str, to_edition: str
) -> tuple[list[ConcordanceRow], list[tuple[int, str, str]]]:
    """Rows of a correlation table.

    Returns:
        The rows, each once, and what could not be read: row, cell and reason. `ex` before a
        code, which marks a part of it, is left out: a part is one of several candidates.
    """
    found: dict[ConcordanceRow, None] = {}
    unread: list[tuple[int, str, str]] = []
    last = ""
    for number, row in enumerate(rows, start=2):
        before = row.get(columns["from"], "").strip() or last
        after = row.get(columns["to"], "").strip()
        last = before
        if not after:
            continue
        for old in _six(before):
            for new in _six(after):
                found[ConcordanceRow(edition, old, to_edition, new)] = None
        if not _six(before) or not _six(after):
            unread.append((number, f"{before} {after}", "is no code of six digits"))
    return list(found), unread


def _six(cell: str) -> list[str]:
    """Codes of six digits in a cell, `ex` left out; nothing where something is none."""
    parts = [re.sub(r"^\s*ex\s*|[.\s*]", "", part, flags=re.IGNORECASE)
             for part in re.split(r"[,;，；、]", cell)]  # fmt: skip
    parts = [part for part in parts if part]
    return parts if parts and all(re.fullmatch(r"\d{6}", part) for part in parts) else []
