"""Firms near the line of size: who nears it, what holds them back, what helps, who passed it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from entrepot.industry.criteria import DATES, check_dates, in_force
from entrepot.industry.readiness import (
    ABOVE,
    BELOW,
    FELL_BACK,
    GRADUATE,
    NEAR,
    Reading,
    Watched,
    watch,
)
from entrepot.industry.tasks import by_owner
from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/measures"
STATES = (
    Choice(NEAR, "near the line", "接近标准"), Choice(FELL_BACK, "fell below it", "退规"),
    Choice(GRADUATE, "passed it at the last reading", "新升规"), Choice(ABOVE, "above", "规上"),
    Choice(BELOW, "below", "规下"),
)  # fmt: skip
_ORDER = (*(one.code for one in STATES), None)
CAUSES = (
    Choice("orders", "too few orders", "订单不足"), Choice("finance", "finance", "资金"),
    Choice("land", "land or rooms", "用地用房"), Choice("power", "power or water", "用电用水"),
    Choice("labour", "labour", "用工"), Choice("technology", "technology", "技术"),
    Choice("transport", "transport", "物流"), Choice("papers", "papers not filed", "申报材料"),
)  # fmt: skip
LINES = Roll(
    "size_lines", "Lines of size", "规模标准",
    (
        Column("title", "text", "Line", "标准名称", needed=True),
        Column("title_zh", "text", "Line in Chinese", "标准名称（中文）"),
        Column("asked", "amount", "Turnover of a year asked", "年主营业务收入标准", needed=True),
        Column("currency", "currency", "Currency", "币种", needed=True),
        Column("near_pct", "number", "Near from [% of the line]", "接近起点（占标准%）",
               needed=True, least=0, most=100),
        *DATES,
    ),
    checks=(check_dates,),
)  # fmt: skip
READINGS = Roll(
    "size_readings", "Turnover of firms watched", "入库培育企业收入",
    (
        Column("firm", "id", "Firm", "企业", needed=True),
        Column("line", "id", "Line", "标准", needed=True, refers="size_lines"),
        Column("ended_on", "day", "Last day of the year it is of", "年度截止日", needed=True),
        Column("turnover", "amount", "Turnover of the year", "年主营业务收入"),
        Column("currency", "currency", "Currency", "币种"),
    ),
)  # fmt: skip
HOLDS = Roll(
    "size_causes", "What holds firms below the line", "制约因素",
    (
        Column("firm", "id", "Firm", "企业", needed=True),
        Column("cause", "choice", "Cause", "制约因素", needed=True, choices=CAUSES),
        Column("told_on", "day", "Told", "反映日期", needed=True),
        Column("helped_on", "day", "Help given", "帮扶日期"),
        Column("cleared_on", "day", "Cleared", "解决日期"),
    ),
)  # fmt: skip
HELP = Roll(
    "size_help", "Help there is, by cause", "帮扶措施",
    (
        Column("cause", "choice", "Cause", "制约因素", needed=True, choices=CAUSES),
        Column("title", "text", "Help", "帮扶措施", needed=True),
        Column("title_zh", "text", "Help in Chinese", "帮扶措施（中文）"),
        Column("office", "id", "Office", "责任单位"),
        *DATES,
    ),
    checks=(check_dates,),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Firm:
    """A firm against a line: its readings by a day, and where it stands."""

    firm: str
    line: Row
    readings: Sequence[Reading]
    found: Watched
    place: str | None

    @property
    def state(self) -> str | None:
        """None where the last reading is not known."""
        return self.found.state if self.found.state in _ORDER else None

    @property
    def passed_on(self) -> date | None:
        """The last time it was seen to pass the line."""
        asked = self.line["asked"]
        return max((after.on for before, after in pairwise(self.readings)
                    if before.value is not None and after.value is not None
                    and before.value < asked <= after.value), default=None)  # fmt: skip


def firms_of(rolls: Rolls, on: date) -> list[_Firm]:
    """Firms against each line in force that they have a reading for."""
    lines = {one["id"]: one for one in rolls["size_lines"] if in_force(one, on)}
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rolls["size_readings"], key=lambda one: (one["ended_on"], one["id"])):
        if row["line"] in lines and is_by(row["ended_on"], on):
            groups.setdefault((row["firm"], row["line"]), []).append(row)
    return [_firm(firm, lines[line], rows, on) for (firm, line), rows in groups.items()]


def _firm(firm: str, line: Row, rows: Sequence[Row], on: date) -> _Firm:
    """Of two readings of one day the later row counts; in another currency it is not known."""
    told = {row["ended_on"]: row["turnover"] if row["currency"] == line["currency"] else None
            for row in rows}  # fmt: skip
    readings = [Reading(day, value) for day, value in told.items()]
    found = watch(readings, line["asked"], line["near_pct"] / 100, on)
    return _Firm(firm, line, readings, found, rows[-1]["place"])


def tell_watch(rolls: Rolls, on: date) -> Answer:
    """Where firms stand to their line on a day, what holds back those near it, and what helps.

    Help is suggested to those near the line and those that fell below, for each cause not cleared.
    A firm held against two lines counts once in each state it has.
    """
    found, help_ = firms_of(rolls, on), _help(rolls, on)
    causes = by_owner((one for one in rolls["size_causes"] if _is_open(one, on)), "firm")
    rows = [_row(one, causes.get(one.firm, ()), help_, on) for one in found]
    counts = Counter(state for _, state in {(row["firm"], row["state"]) for row in rows})
    figures = {
        "watched": len({row["firm"] for row in rows}) or None,
        "near": counts[NEAR], "graduates": counts[GRADUATE],
        "ever": len({row["firm"] for row in rows if row["passed_on"]}),
        "fell_back": counts[FELL_BACK],
        "unknown": counts[None],
        "without_cause": len({row["firm"] for row in rows if row["state"] in (NEAR, FELL_BACK)
                              and not row["causes"]}),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_state))


def _is_open(row: Row, on: date) -> bool:
    return is_by(row["told_on"], on) and not is_by(row["cleared_on"], on)


def _help(rolls: Rolls, on: date) -> dict[str, list[Row]]:
    return by_owner((one for one in rolls["size_help"] if in_force(one, on)), "cause")


def _row(one: _Firm, causes: Sequence[Row], help_: Mapping[str, Sequence[Row]], on: date) -> Row:
    value = one.found.last.value if one.found.last else None
    held = [choice for choice in CAUSES if choice.code in {row["cause"] for row in causes}]
    is_helped = one.state in (NEAR, FELL_BACK)
    fits = [row for choice in held for row in help_.get(choice.code, ())] if is_helped else []
    return {
        "firm": one.firm, "line": one.line["id"], "state": one.state,
        "ended_on": one.found.last.on if one.found.last else None,
        "turnover": _money(value, one.line), "missing": _money(one.found.missing, one.line),
        "of_line_pct": share_pct(value, one.line["asked"]), "passed_on": one.passed_on,
        "causes": "; ".join(choice.en for choice in held) or None,
        "causes_zh": "；".join(choice.zh for choice in held) or None,
        "helped_on": max((row["helped_on"] for row in causes if is_by(row["helped_on"], on)),
                         default=None),
        "help": "; ".join(row["title"] for row in fits) or None,
        "help_zh": "；".join(row["title_zh"] or row["title"] for row in fits) or None,
    }  # fmt: skip


def _money(value: Decimal | None, line: Row) -> tuple[Money, ...] | None:
    return None if value is None else (Money(value, line["currency"]),)


def _by_state(row: Row) -> tuple[Any, ...]:
    """Those near the line first, the nearest of them at the head."""
    return (_ORDER.index(row["state"]), -(row["of_line_pct"] or 0), row["firm"], row["line"])


PANELS = (
    Panel(
        "size_watch", (55,), PAGE, "Firms near the line of size: help and graduates",
        "临规企业监测、帮扶与升规", (LINES, READINGS, HOLDS, HELP),
        (
            Column("watched", "whole", "Firms watched", "监测企业"),
            Column("near", "whole", "Near the line", "接近标准"),
            Column("graduates", "whole", "Graduates of the last reading", "最近一期新升规"),
            Column("ever", "whole", "Graduates since readings are kept", "累计升规"),
            Column("fell_back", "whole", "Fell below the line", "退规"),
            Column("unknown", "whole", "Last reading not known", "最近一期未知"),
            Column("without_cause", "whole", "Near or below again, no cause told",
                   "未说明制约因素"),
        ),
        (
            Column("firm", "id", "Firm", "企业"), Column("line", "id", "Line", "标准"),
            Column("state", "choice", "Stands", "状态", choices=STATES),
            Column("ended_on", "day", "Last reading", "最近一期"),
            Column("turnover", "money", "Turnover", "收入"),
            Column("of_line_pct", "number", "Of the line [%]", "占标准（%）"),
            Column("missing", "money", "Missing to the line", "尚差"),
            Column("passed_on", "day", "Passed the line", "升规日期"),
            Column("causes", "text", "Held back by", "制约因素"),
            Column("help", "text", "Help suggested", "建议帮扶"),
            Column("helped_on", "day", "Help last given", "最近帮扶"),
        ),
        tell_watch,
    ),
)  # fmt: skip
