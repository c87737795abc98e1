"""Policy measures kept as rows: how many of a text are entered, who may claim, use of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from entrepot.industry.criteria import (
    ANSWERS,
    FIRM_FACTS,
    OPEN,
    facts_by,
    in_force,
    requirement_of,
    told_zh,
    word_of,
)
from entrepot.industry.measure_rolls import (
    CLAIMS,
    CONDITIONS,
    GRANTED,
    MEASURES,
    REFUSED,
    SETS,
    STATES,
    WAITING,
)
from entrepot.industry.policy_measures import (
    ALL,
    ANY,
    NO,
    YES,
    Condition,
    Fact,
    Grant,
    Joined,
    Match,
    Measure,
    answer_of,
    match,
)
from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct, sums
from entrepot.kernel.roll import Column, Row

PAGE = "/measures"


def tell_match(rolls: Rolls, on: date) -> Answer:
    """What each firm may claim on a day, or could if papers showed it."""
    measures, facts = _measures(rolls, on), facts_by(rolls["firm_facts"], "firm", on)
    claims, kept = _claims(rolls, on), _kept(rolls)
    rows = [{"firm": firm, **row, "state": _state(claims.get((firm, row["measure"])), on)}
            for firm, own in facts.items()
            for row in _claimable(measures, own, kept, on)]  # fmt: skip
    counts = {word: sum(row["answer"] == word for row in rows) for word in (YES, OPEN)}
    figures = {
        "firms": len(facts) or None, "may_claim": counts[YES] if facts else None,
        "by_papers": counts[OPEN] if facts else None,
        "unclaimed": sum(row["answer"] == YES and row["state"] is None for row in rows),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (row["firm"], row["answer"] != YES,
                                                         row["measure"])))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Kept:
    """Rows of measures by id, those each is not had with, and the Chinese of each paper."""

    measures: Mapping[str, Row]
    foes: Mapping[str, set[str]]
    papers: Mapping[str, str]


def _kept(rolls: Rolls) -> _Kept:
    foes: dict[str, set[str]] = {}
    for row in rolls["support_measures"]:
        if row["excludes"]:
            foes.setdefault(row["id"], set()).add(row["excludes"])
            foes.setdefault(row["excludes"], set()).add(row["id"])
    papers = {row["paper"] or row["fact"]: row["paper_zh"] or row["paper"] or row["fact"]
              for row in rolls["measure_conditions"]}  # fmt: skip
    return _Kept({one["id"]: one for one in rolls["support_measures"]}, foes, papers)


def _claimable(
    measures: Sequence[Measure], facts: Mapping[str, Fact], kept: _Kept, on: date
) -> list[Row]:
    """What a firm may claim, or could; beside it what else it may claim but not together."""
    had = [match(one, facts, on) for one in measures if may(one, facts) != NO]
    sure = {one.measure.id for one in had if one.answer == YES}
    return [{**_told(one, kept),
             "not_with": ", ".join(sorted(kept.foes.get(one.measure.id, set()) & sure)) or None}
            for one in had]  # fmt: skip


def _told(one: Match, kept: _Kept) -> dict[str, Any]:
    row = kept.measures[one.measure.id]
    amount = None if one.amount is None else (Money(one.amount, row["currency"]).rounded(),)
    return {"measure": one.measure.id, **told_zh(row, "title"), "answer": word_of(one.answer),
            "amount": amount, "papers": "; ".join(one.papers) or None,
            "papers_zh": "；".join(kept.papers[paper] for paper in one.papers) or None}  # fmt: skip


def may(measure: Measure, facts: Mapping[str, Fact]) -> str:
    """Whether a firm of some facts may claim a measure in force: yes, no or unknown."""
    return answer_of(measure.condition, facts)


def _measures(rolls: Rolls, on: date) -> list[Measure]:
    """Measures in force, of texts in force."""
    texts = {one["id"] for one in rolls["measure_sets"] if in_force(one, on)}
    asked: dict[str, list[Row]] = {}
    for row in rolls["measure_conditions"]:
        asked.setdefault(row["measure"], []).append(row)
    return [_measure(one, asked.get(one["id"], ())) for one in rolls["support_measures"]
            if one["text"] in texts and in_force(one, on)]  # fmt: skip


def _measure(row: Row, asked: Sequence[Row]) -> Measure:
    gives = row["fixed"] is not None or row["share_pct"] is not None
    grant = Grant(row["fixed"], row["share_pct"], row["of_fact"] or "", row["at_most"])
    return Measure(row["id"], row["valid_from"], row["valid_to"], condition_of(asked),
                   grant if gives else None, frozenset({row["excludes"]} - {None}))  # fmt: skip


def condition_of(asked: Sequence[Row]) -> Condition | None:
    """All conditions of a measure; of those that share a word in `either` one is enough."""
    groups: dict[str, list[Condition]] = {}
    for row in asked:
        groups.setdefault(row["either"] or f"\n{row['id']}", []).append(requirement_of(row))
    parts = [Joined(ANY, some) if len(some) > 1 else some[0] for some in groups.values()]
    return Joined(ALL, parts) if parts else None


def _claims(rolls: Rolls, on: date) -> dict[tuple[str, str], Row]:
    """The last claim of a firm to a measure by a day."""
    rows = sorted(rolls["measure_claims"], key=lambda one: (one["claimed_on"], one["id"]))
    return {(one["firm"], one["measure"]): one for one in rows if is_by(one["claimed_on"], on)}


def _state(claim: Row | None, on: date) -> str | None:
    if claim is None:
        return None
    return str(claim["outcome"]) if is_by(claim["decided_on"], on) else WAITING


def tell_use(rolls: Rolls, on: date) -> Answer:
    """Use of each measure up to a day: who may claim it, who did, and what was granted."""
    facts, groups = facts_by(rolls["firm_facts"], "firm", on), dict[str, list[Row]]()
    for one in rolls["measure_claims"]:
        if is_by(one["claimed_on"], on):
            groups.setdefault(one["measure"], []).append(one)
    firms = {one.id: {firm for firm, own in facts.items() if may(one, own) == YES}
             for one in _measures(rolls, on)}  # fmt: skip
    rows = [_use(one, firms.get(one["id"], set()) if facts else None, groups.get(one["id"], []), on)
            for one in rolls["support_measures"]]  # fmt: skip
    claims = [one for some in groups.values() for one in some]
    figures = {
        "claims": len(claims) if rows else None, "granted": _count(claims, GRANTED, on),
        "waiting": _count(claims, WAITING, on), "amount": _granted(claims, on),
        "unused": sum(not row["claims"] for row in rows),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (row["text"], row["number"],
                                                         row["measure"])))  # fmt: skip


def _use(row: Row, firms: set[str] | None, claims: Sequence[Row], on: date) -> Row:
    took = {one["firm"] for one in claims} & (firms or set())
    return {
        "text": row["text"], "number": row["number"], "measure": row["id"],
        **told_zh(row, "title"), "may_claim": None if firms is None else len(firms),
        "claims": len(claims), "taken_up_pct": share_pct(len(took), len(firms or ())),
        "granted": _count(claims, GRANTED, on), "refused": _count(claims, REFUSED, on),
        "waiting": _count(claims, WAITING, on), "amount": _granted(claims, on),
    }  # fmt: skip


def _count(claims: Sequence[Row], state: str, on: date) -> int:
    return sum(_state(one, on) == state for one in claims)


def _granted(claims: Sequence[Row], on: date) -> tuple[Money, ...] | None:
    return sums([one for one in claims if _state(one, on) == GRANTED], "amount")


_TITLE = Column("title", "text", "Measure", "措施")
PANELS = (
    Panel(
        "measure_match", (39,), PAGE, "What each firm may claim", "企业可享措施",
        (SETS, MEASURES, CONDITIONS, FIRM_FACTS, CLAIMS),
        (
            Column("firms", "whole", "Firms something is known of", "有情况可查的企业"),
            Column("may_claim", "whole", "Measures firms may claim", "可享（企业×措施）"),
            Column("by_papers", "whole", "Open until papers show it", "待材料证明（企业×措施）"),
            Column("unclaimed", "whole", "May be claimed and were not", "可享未申请"),
        ),
        (
            Column("firm", "id", "Firm", "企业"), Column("measure", "id", "Number", "编号"), _TITLE,
            Column("answer", "choice", "May it claim", "是否可享", choices=ANSWERS),
            Column("amount", "money", "What it gives", "可得金额"),
            Column("papers", "text", "Papers that would settle it", "待补材料"),
            Column("not_with", "text", "Not together with", "不可叠加"),
            Column("state", "choice", "Claim", "申请情况", choices=STATES),
        ),
        tell_match,
    ),
    Panel(
        "measure_use", (39,), PAGE, "Use of each measure", "措施使用情况",
        (SETS, MEASURES, CONDITIONS, FIRM_FACTS, CLAIMS),
        (
            Column("claims", "whole", "Claims", "申请"),
            Column("granted", "whole", "Granted", "已兑现"),
            Column("waiting", "whole", "Waiting", "办理中"),
            Column("amount", "money", "Money granted", "兑现金额"),
            Column("unused", "whole", "Measures nobody claimed", "无人申请的措施"),
        ),
        (
            Column("text", "id", "Text", "文件"),
            Column("number", "whole", "Number in the text", "条目序号"),
            Column("measure", "id", "Number", "编号"), _TITLE,
            Column("may_claim", "whole", "Firms that may claim", "可享企业"),
            Column("claims", "whole", "Claims", "申请"),
            Column("taken_up_pct", "number", "Of those that may, claimed [%]", "享受率（%）"),
            Column("granted", "whole", "Granted", "已兑现"),
            Column("refused", "whole", "Refused", "未通过"),
            Column("waiting", "whole", "Waiting", "办理中"),
            Column("amount", "money", "Money granted", "兑现金额"),
        ),
        tell_use,
    ),
)  # fmt: skip
