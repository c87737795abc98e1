"""Rows of a table of stage events: read as they are meant, or told by row and column."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from entrepot.industry.ladder import LOST, RUNG, STALLED, VOID
from entrepot.kernel.codes import is_currency
from entrepot.kernel.errors import Problem
from entrepot.kernel.money import MINOR_DIGITS
from entrepot.kernel.source import STATUSES

REQUIRED = ("event", "pipeline", "project", "on", "stage")
OPTIONAL = (
    "promised", "landed", "currency", "reason", "source", "status", "corrects", "project_name",
    "place", "chain", "enterprise", "owner", "campaign",
)  # fmt: skip
COLUMNS = (*REQUIRED, *OPTIONAL)
TOLD = ("project_name", "place", "chain", "enterprise", "owner", "campaign")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_AMOUNT = re.compile(r"\d{1,15}(\.\d{1,4})?", re.ASCII)
_CENTS = re.compile(r"\d{1,15}(\.\d{1,2})?", re.ASCII)
ID_MOST, TEXT_MOST = 80, 1000
_NEED_REASON = (STALLED, LOST)
Words = Callable[[str], Mapping[str, str]]


class StageRow(NamedTuple):
    """An event as a row tells it; `row` counts from 1 below the header."""

    row: int
    event: str
    pipeline: str
    project: str
    on: date | None
    stage: str
    promised: Decimal | None
    landed: Decimal | None
    currency: str
    reason: str
    source: str
    status: str
    corrects: str
    project_name: str
    place: str
    chain: str
    enterprise: str
    owner: str
    campaign: str

    @property
    def key(self) -> tuple[str, str]:
        """The project it is of."""
        return self.pipeline, self.project

    @property
    def content(self) -> tuple[object, ...]:
        """All it says; the same event may be told again, not another under its name."""
        return self[2:]


def check_header(header: Sequence[str]) -> list[Problem]:
    """What is wrong with the columns of a table."""
    found = [_problem("column_missing", one, "is no column of it.", "缺少该列。")
             for one in REQUIRED if one not in header]  # fmt: skip
    for place, one in enumerate(header):
        if one not in COLUMNS:
            hint = f"Known are {', '.join(COLUMNS)}."
            found.append(_problem("column_unknown", one[:40], "is no known column.",
                                  "未知的列。", hint))  # fmt: skip
        elif one in header[:place]:
            found.append(_problem("column_twice", one, "is there twice.", "该列重复。"))
    return found


def read_rows(
    header: Sequence[str], rows: Iterable[list[str]], words_of: Words, currency: str
) -> tuple[list[StageRow], list[Problem]]:
    """Rows as events, and everything that is wrong with them.

    Args:
        header: Columns, as `check_header` found them right.
        rows: Cells.
        words_of: Stage words of a pipeline, canonical ones among them.
        currency: Of amounts that name none.
    """
    width, found, problems = len(header), list[StageRow](), list[Problem]()
    pick = itemgetter(*(header.index(one) if one in header else width for one in COLUMNS))
    words = lru_cache(maxsize=None)(words_of)
    for place, cells in enumerate(rows, start=1):
        if len(cells) > width:
            problems.append(_cell("cells", place, "", "has more cells than the header.",
                                  "单元格多于表头。"))  # fmt: skip
            continue
        full = [*cells, *[""] * (width + 1 - len(cells))]  # one more for absent columns
        (event, pipeline, project, on, word, promised, landed, money, reason, source, status,
         corrects, *told) = map(str.strip, pick(full))  # fmt: skip
        stage, day = words(pipeline).get(word, ""), day_of(on)
        paid, due = _amount(landed), _amount(promised)
        told_in = (money or currency) if promised or landed else ""
        row = StageRow(place, event, pipeline, project, day, stage, due, paid, told_in, reason,
                       source, status or "unverified", corrects, *told)  # fmt: skip
        if not (day and _is_plain(row) and _is_plain_amounts(promised, landed, told_in or money)):
            problems += _check(row, (on, word, promised, landed, money))
        found.append(row)
    return found, problems


def _is_plain(row: StageRow) -> bool:
    """Whether a row is as most are, and needs no closer look but at its amounts."""
    return (
        row.stage in RUNG and not row.corrects and row.status == "unverified"
        and bool(row.event and row.pipeline and row.project)
        and len(row.event) + len(row.pipeline) + len(row.project) <= ID_MOST
        and (row.event + row.pipeline + row.project).isprintable()
        and sum(map(len, row[9:])) <= TEXT_MOST
    )  # fmt: skip


def _is_plain_amounts(promised: str, landed: str, currency: str) -> bool:
    if not promised and not landed:
        return not currency or is_currency(currency)
    return _has_cents(currency) and all(
        not text or _CENTS.fullmatch(text) for text in (promised, landed)
    )


@lru_cache(maxsize=256)
def _has_cents(currency: str) -> bool:
    return is_currency(currency) and MINOR_DIGITS.get(currency, 2) == 2


@lru_cache(maxsize=65536)
def day_of(text: str) -> date | None:
    """The day that a cell tells; None where it tells none."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text and _AMOUNT.fullmatch(text) else None


def _check(row: StageRow, texts: tuple[str, str, str, str, str]) -> Iterator[Problem]:
    """All that is wrong with a row."""
    on, word, promised, landed, money = texts
    for name in ("event", "pipeline", "project"):
        yield from _check_id(row.row, name, getattr(row, name))
    yield from _check_stage(row, on, word)
    yield from _check_money(row, promised, landed, money)
    if row.status not in STATUSES:
        hint = f"One of {', '.join(STATUSES)}."
        yield _cell("status", row.row, "status", f"{row.status[:40]!r} is no status.",
                    "没有这种状态。", hint)  # fmt: skip
    for name in ("reason", "source", "corrects", *TOLD):
        if len(getattr(row, name)) > TEXT_MOST:
            yield _cell("long", row.row, name, f"is longer than {TEXT_MOST} characters.",
                        "文字过长。")  # fmt: skip


def _check_stage(row: StageRow, on: str, word: str) -> Iterator[Problem]:
    at = row.row
    if not word:
        yield _cell("missing", at, "stage", "is empty.", "为空。")
    elif not row.stage:
        hint = "Write a canonical stage, or a word that `entrepot pipeline define` gave it."
        yield _cell("stage", at, "stage", f"{word[:40]!r} is no stage of {row.pipeline[:40]}.",
                    f"“{word[:40]}”不是该流程的阶段。", hint)  # fmt: skip
    if row.on is None and (on or row.stage != VOID):
        yield _cell("day", at, "on", f"{on[:40]!r} is no day.", f"“{on[:40]}”不是日期。",
                    "Write it as 2026-03-10.")  # fmt: skip
    if row.stage in _NEED_REASON and not row.reason:
        yield _cell("reason", at, "reason", f"is empty, and {row.stage} needs one.", "缺少原因。")
    if row.stage == VOID and not row.corrects:
        yield _cell("corrects", at, "corrects", "is empty, and void needs the event it removes.",
                    "作废须注明原事件。")  # fmt: skip
    if row.corrects and row.corrects == row.event:
        yield _cell("corrects", at, "corrects", "names the event itself.", "不能更正自身。")


def _check_id(at: int, name: str, text: str) -> Iterator[Problem]:
    if not text:
        yield _cell("missing", at, name, "is empty.", "为空。")
    elif len(text) > ID_MOST or not text.isprintable():
        yield _cell("id", at, name, f"is longer than {ID_MOST} characters or not plain.",
                    "过长或含有不可见字符。")  # fmt: skip


def _check_money(row: StageRow, promised: str, landed: str, money: str) -> Iterator[Problem]:
    for name, text, amount in (
        ("promised", promised, row.promised),
        ("landed", landed, row.landed),
    ):
        if text and amount is None:
            yield _cell("amount", row.row, name, f"{text[:40]!r} is no amount.",
                        f"“{text[:40]}”不是金额。",
                        "Write digits with a point before decimals, nothing between "
                        "thousands.")  # fmt: skip
        elif amount is not None and _decimals(amount) > MINOR_DIGITS.get(row.currency, 2):
            yield _cell("amount", row.row, name, f"has more decimals than {row.currency} has.",
                        "小数位数过多。")  # fmt: skip
    if money and not is_currency(money):
        yield _cell("currency", row.row, "currency", f"{money[:40]!r} is no currency.",
                    f"“{money[:40]}”不是币种。", "Write its ISO code, as CNY.")  # fmt: skip
    elif (promised or landed) and not row.currency:
        yield _cell("currency", row.row, "currency", "is empty, and there is an amount.",
                    "金额缺少币种。")  # fmt: skip


def _decimals(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent


def cell(row: int, name: str, code: str, message: str, zh: str, hint: str = "") -> Problem:
    """A problem with a cell, whose place the name of the table is put before."""
    return _cell(code, row, name, message, zh, hint)


def _cell(code: str, row: int, name: str, message: str, zh: str, hint: str = "") -> Problem:
    where = f"row {row}, {name}" if name else f"row {row}"
    return _problem(code, where, message, zh, hint)


def _problem(code: str, where: str, message: str, zh: str, hint: str = "") -> Problem:
    return Problem(f"stage_event.{code}", where, message, hint, message_zh=zh)
