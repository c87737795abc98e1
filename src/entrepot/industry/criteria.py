"""What firms, ports and candidates are held against: schemes and criteria as data, facts by day."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.industry.policy_measures import (
    NO,
    ONE_OF,
    ORDERED,
    UNKNOWN,
    YES,
    Fact,
    Requirement,
)
from entrepot.industry.readiness import Criterion, Readiness, judge
from entrepot.kernel.panel import Rolls
from entrepot.kernel.roll import Choice, Column, Roll, Row

_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,8})?")
_YES_NO = {"yes": True, "no": False, "是": True, "否": False}
OPEN = "open"  # an answer that rests on what is not known
ANSWERS = (Choice(YES, "yes", "是"), Choice(NO, "no", "否"), Choice(OPEN, "not known", "未知"))
_OPERATORS = (
    Choice("is", "is", "为"), Choice("is_not", "is not", "不为"),
    Choice("one_of", "is one of", "属于"), Choice("at_least", "is at least", "不低于"),
    Choice("at_most", "is at most", "不高于"), Choice("above", "is above", "高于"),
    Choice("below", "is below", "低于"),
)  # fmt: skip
CONDITION = (
    Column("fact", "id", "Fact", "事项", needed=True),
    Column("operator", "choice", "Is held how", "比较方式", needed=True, choices=_OPERATORS),
    Column("value", "text", "Against what; several with ; between", "比较值（多个以;分隔）",
           needed=True),
    Column("paper", "text", "Paper that shows it", "证明材料"),
    Column("paper_zh", "text", "The paper in Chinese", "证明材料（中文）"),
)  # fmt: skip
DATES = (
    Column("valid_from", "day", "In force from", "生效日期"),
    Column("valid_to", "day", "Last day in force", "失效日期"),
)  # fmt: skip
Wrong = tuple[str, str, str, str]


def check_value(row: Row) -> Iterable[Wrong]:
    """More and less are of numbers alone."""
    if row["operator"] in ORDERED and not isinstance(fact_of(row["value"]), Decimal):
        yield ("value", "is no number.", "Write digits: 12.5.", "不是数字。")


def check_dates(row: Row) -> Iterable[Wrong]:
    """Nothing ends before it begins."""
    if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
        yield ("valid_to", "is before it begins.", "Mend one of the days.", "早于生效日期。")


FIRM_FACTS = Roll(
    "firm_facts", "What is known of firms", "企业情况",
    (
        Column("firm", "id", "Firm", "企业", needed=True),
        Column("fact", "id", "Fact", "事项", needed=True),
        Column("value", "text", "What it is; empty is no longer known", "取值（空为不再已知）"),
        Column("known_on", "day", "Known since", "获知日期", needed=True),
        Column("evidence", "text", "Evidence", "依据"),
    ),
)  # fmt: skip
SCHEMES = Roll(
    "readiness_schemes", "Schemes that readiness is judged by", "评估方案",
    (
        Column("title", "text", "Scheme", "方案名称", needed=True),
        Column("title_zh", "text", "Scheme in Chinese", "方案名称（中文）"),
        Column("pass_score", "number", "Score asked [0 to 100]", "合格分（0–100）", needed=True,
               least=0, most=100),
        *DATES,
    ),
    checks=(check_dates,),
)  # fmt: skip
CRITERIA = Roll(
    "readiness_criteria", "Criteria of readiness", "评估标准",
    (
        Column("scheme", "id", "Scheme", "方案", needed=True, refers="readiness_schemes"),
        Column("part", "text", "Part", "部分", needed=True),
        Column("title", "text", "Criterion", "标准", needed=True),
        Column("title_zh", "text", "Criterion in Chinese", "标准（中文）"),
        *CONDITION,
        Column("weight", "whole", "Weight", "权重", least=1, most=1000),
        Column("is_must", "yes_no", "Nobody passes without it", "必备"),
        Column("advice", "text", "What helps", "建议"),
        Column("advice_zh", "text", "What helps, in Chinese", "建议（中文）"),
    ),
    checks=(check_value,),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scheme:
    """What something is judged by.

    Attributes:
        passes: The score asked; None where it is not in force.
        rows: Its criteria, what nobody passes without first, then the heavier.
        criteria: The same, to be judged by.
    """

    passes: Decimal | None
    rows: Sequence[Row]
    criteria: Sequence[Criterion]


@dataclass(frozen=True, slots=True)
class Judged:
    """How ready something is by a scheme.

    Attributes:
        criteria: Rows of the scheme, what nobody passes without first, then the heavier.
        found: Score and answers; None where the scheme is not in force or has no criteria.
    """

    criteria: Sequence[Row]
    found: Readiness | None

    @property
    def answer(self) -> str:
        """yes, no or open."""
        return word_of(self.found.answer if self.found else UNKNOWN)

    @property
    def open(self) -> Sequence[Row]:
        """Criteria not met; missed ones before those not known, in each the order of criteria."""
        answers = self.found.answers if self.found else {}
        return [row for want in (NO, UNKNOWN) for row in self.criteria
                if answers.get(row["id"]) == want]  # fmt: skip

    def bounds(self) -> Row:
        """The least and the most that the score can be [0 to 100]."""
        span = self.found.score if self.found else None
        return {"least_score": tenth(span.least) if span else None,
                "most_score": tenth(span.most) if span else None}  # fmt: skip


def judge_by(rolls: Rolls, on: date) -> Mapping[str, Scheme]:
    """Schemes by id, with their criteria in order."""
    passes = {one["id"]: one["pass_score"] for one in rolls["readiness_schemes"]
              if in_force(one, on)}  # fmt: skip
    groups: dict[str, list[Row]] = {}
    for row in sorted(rolls["readiness_criteria"], key=_by_weight):
        groups.setdefault(row["scheme"], []).append(row)
    return {name: Scheme(passes.get(name), rows, [_criterion(row) for row in rows])
            for name, rows in groups.items()}  # fmt: skip


def judged(schemes: Mapping[str, Scheme], name: str | None, facts: Mapping[str, Fact]) -> Judged:
    """How ready something of some facts is by a scheme."""
    one = schemes.get(name or "")
    if one is None or one.passes is None or not one.rows:
        return Judged(one.rows if one else (), None)
    return Judged(one.rows, judge(one.criteria, facts, one.passes))


def requirement_of(row: Row) -> Requirement:
    """The condition of a row."""
    text = row["value"]
    value: Fact | frozenset[str] = fact_of(text)
    if row["operator"] == ONE_OF:
        value = frozenset(one.strip() for one in text.split(";") if one.strip())
    return Requirement(row["fact"], row["operator"], value, row["paper"] or "")


def fact_of(text: str) -> Fact:
    """A fact as a register holds it: yes or no, a number, or a word; a code keeps its zeros."""
    if text.lower() in _YES_NO:
        return _YES_NO[text.lower()]
    return Decimal(text) if _PLAIN_NUMBER.fullmatch(text) else text


def word_of(answer: str) -> str:
    """An answer as panels have it."""
    return OPEN if answer == UNKNOWN else answer


def facts_by(rows: Sequence[Row], who: str, on: date) -> dict[str, dict[str, Fact]]:
    """What is known by subject and fact on a day: the last that was learnt by then."""
    told: dict[str, dict[str, Fact]] = {}
    for row in sorted(rows, key=lambda one: (one["known_on"], one["id"])):
        if row["known_on"] > on:
            continue
        own = told.setdefault(row[who], {})
        own.pop(row["fact"], None)
        if row["value"] is not None:
            own[row["fact"]] = fact_of(row["value"])
    return told


def in_force(row: Row, on: date) -> bool:
    """Whether a day lies within the dates of a row; a date not told does not bound it."""
    return (row["valid_from"] or date.min) <= on <= (row["valid_to"] or date.max)


def tenth(value: Decimal) -> Decimal:
    """A number to a tenth."""
    return value.quantize(Decimal("0.1"))


def told_zh(row: Row | None, name: str) -> dict[str, Any]:
    """A text of a row and its Chinese, the text itself where there is none; None without a row."""
    text = row[name] if row else None
    return {name: text, f"{name}_zh": (row[f"{name}_zh"] if row else None) or text}


def asked_of(row: Row) -> dict[str, str]:
    """What a condition asks, in words."""
    how, fact = next(one for one in _OPERATORS if one.code == row["operator"]), row["value"]
    zh = shown(fact_of(fact))[1] or fact
    return {"asked": f"{how.en} {fact}", "asked_zh": f"{how.zh}{zh.replace('; ', '、')}"}


def shown(fact: Fact | None) -> tuple[str | None, str | None]:
    """A fact as people read it, in English and in Chinese."""
    if isinstance(fact, bool):
        return ("yes", "是") if fact else ("no", "否")
    text = f"{fact:f}" if isinstance(fact, Decimal) else fact
    return text, text


def _criterion(row: Row) -> Criterion:
    return Criterion(row["id"], row["part"], requirement_of(row), Decimal(row["weight"] or 1),
                     bool(row["is_must"]))  # fmt: skip


def _by_weight(row: Row) -> tuple[bool, int, str]:
    return (not row["is_must"], -(row["weight"] or 1), row["id"])
