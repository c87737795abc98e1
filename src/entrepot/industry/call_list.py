"""Whom an office calls next: targets scored by origin and industry, and what calls came to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.industry.criteria import tenth
from entrepot.industry.recruit import LEAST_OUTCOMES, Outcome, Past, Ranked, Target, past, rank
from entrepot.kernel.house_roll import feeding
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/recruit"
CALL, WAIT, VISIT, REFUSED = "call", "wait", "visit", "refused"
_OUTCOMES = (
    Choice("no_answer", "no answer", "未接通"),
    Choice("call_again", "to be called again", "再联系"),
    Choice(VISIT, "a visit is agreed", "约定来访"), Choice(REFUSED, "refused", "谢绝"),
)  # fmt: skip
_STATES = (
    Choice(CALL, "call now", "现在联系"), Choice(WAIT, "wait", "等待"),
    Choice(VISIT, "a visit is agreed", "已约来访"), Choice(REFUSED, "refused", "已谢绝"),
)  # fmt: skip
TARGETS = Roll(
    "recruit_targets", "Firms to be asked to come", "招商目标企业",
    (
        Column("title", "text", "Firm", "企业名称", needed=True),
        Column("origin", "country", "Country it is from", "来源国", needed=True),
        Column("industry", "id", "Industry", "行业", needed=True),
        Column("office", "id", "Office that calls", "负责机构", needed=True),
        Column("gap", "amount", "What the chain lacks at its node", "产业链缺口"),
        Column("currency", "currency", "Currency", "币种"),
        Column("fit_pct", "number", "Fit to the region's limits [%]", "要素匹配度（%）", least=0,
               most=100),
        Column("entered_on", "day", "Entered", "列入日期", needed=True),
        Column("left_on", "day", "Taken off", "移出日期"),
    ),
)  # fmt: skip
ORIGINS = Roll(
    "recruit_origins", "Ties with countries of origin", "与来源国的联系",
    (
        Column("origin", "country", "Country", "来源国", needed=True),
        Column("tie_pct", "number", "Strength of the tie [%]", "联系强度（%）", needed=True,
               least=0, most=100),
        Column("since", "day", "Since", "起始日期", needed=True),
    ),
)  # fmt: skip
OUTCOMES = Roll(
    "recruit_outcomes", "What became of earlier projects", "以往项目结果",
    (
        Column("decided_on", "day", "Decided", "确定日期", needed=True),
        Column("is_landed", "yes_no", "Landed", "是否落地", needed=True),
        Column("origin", "country", "Country of origin", "来源国"),
        Column("industry", "id", "Industry", "行业"),
    ),
)  # fmt: skip

DECIDED = feeding("pipeline_outcomes", "Projects landed or lost, from pipelines",
                  "项目库已落地或流失的项目", OUTCOMES)  # fmt: skip


def check_next(row: Row) -> Iterable[tuple[str, str, str, str]]:
    """Who is to be called again is called on a day."""
    if row["outcome"] == "call_again" and not row["next_on"]:
        yield ("next_on", "is empty.", "Say when to call again.", "请填写再联系日期。")


CALLS = Roll(
    "recruit_calls", "Calls to targets", "联系记录",
    (
        Column("target", "id", "Firm", "目标企业", needed=True, refers="recruit_targets"),
        Column("called_on", "day", "Called", "联系日期", needed=True),
        Column("outcome", "choice", "Outcome", "结果", needed=True, choices=_OUTCOMES),
        Column("next_on", "day", "Call again", "再联系日期"),
    ),
    checks=(check_next,),
)  # fmt: skip


def tell_calls(rolls: Rolls, on: date) -> Answer:
    """The call list of each office on a day, the most worth calling first."""
    found, calls = _ranked(rolls, on), _calls(rolls, on)
    rows = sorted((_row(*one, calls, on) for one in found), key=_by_office)
    places = Counter[str]()
    for row in rows:
        places[row["office"]] += 1
        row["rank"] = places[row["office"]]
    known = past(_outcomes(rolls), on).counts.get(("", ""), (0, 0))[0]
    return Answer({**_counted(rows), "outcomes": known,
                   "is_calibrated": known >= LEAST_OUTCOMES}, rows)  # fmt: skip


def _counted(rows: Sequence[Row]) -> Row:
    now = [row for row in rows if row["state"] == CALL]
    return {"targets": len(rows) or None, "to_call": len(now),
            "offices": len({row["office"] for row in now}),
            "unscored": sum(row["score"] is None for row in rows)}  # fmt: skip


def _ranked(rolls: Rolls, on: date) -> list[tuple[Row, Ranked]]:
    """Targets on the list on a day, ranked.

    Gaps are compared in the currency most of them are told in; in another a gap is not known.
    """
    rows = {one["id"]: one for one in rolls["recruit_targets"]
            if is_by(one["entered_on"], on) and not is_by(one["left_on"], on)}  # fmt: skip
    currency, ties = _currency(rows.values()), _ties(rolls, on)
    targets = [_target(one, currency, ties) for one in rows.values()]
    return [(rows[one.target.id], one) for one in rank(targets, _outcomes(rolls), on)]


def _target(row: Row, currency: str | None, ties: Mapping[str, Decimal]) -> Target:
    gap, fit, tie = row["gap"], row["fit_pct"], ties.get(row["origin"])
    is_told = gap is not None and row["currency"] == currency
    return Target(row["id"], float(gap) if is_told else None, _share(fit), _share(tie),
                  row["origin"], row["industry"])  # fmt: skip


def _currency(rows: Iterable[Row]) -> str | None:
    told = [one["currency"] for one in rows if one["gap"] is not None]
    return min(set(told), key=lambda one: (-told.count(one), one), default=None)


def _ties(rolls: Rolls, on: date) -> dict[str, Decimal]:
    rows = sorted(rolls["recruit_origins"], key=lambda one: (one["since"], one["id"]))
    return {one["origin"]: one["tie_pct"] for one in rows if is_by(one["since"], on)}


def _outcomes(rolls: Rolls) -> list[Outcome]:
    return [Outcome(one["decided_on"], one["is_landed"], one["origin"] or "", one["industry"] or "")
            for one in rolls["recruit_outcomes"]]  # fmt: skip


def _calls(rolls: Rolls, on: date) -> dict[str, Row]:
    """The last call to each target by a day."""
    rows = sorted(rolls["recruit_calls"], key=lambda one: (one["called_on"], one["id"]))
    return {one["target"]: one for one in rows if is_by(one["called_on"], on)}


def _row(target: Row, found: Ranked, calls: Mapping[str, Row], on: date) -> dict[str, Any]:
    last = calls.get(target["id"])
    return {
        "office": target["office"], "rank": 0, "target": target["id"], "title": target["title"],
        "origin": target["origin"], "industry": target["industry"], "score": _pct(found.score),
        "probability_pct": _pct(found.probability), "worth": _pct(found.worth),
        "state": _state(last, on), "called_on": last["called_on"] if last else None,
        "next_on": last["next_on"] if last else None,
    }  # fmt: skip


def _state(last: Row | None, on: date) -> str:
    """What to do; after a call without an answer the next may be made at once."""
    if last is None:
        return CALL
    if last["outcome"] in (VISIT, REFUSED):
        return str(last["outcome"])
    return WAIT if last["next_on"] and last["next_on"] > on else CALL


def _by_office(row: Row) -> tuple[Any, ...]:
    order = (CALL, WAIT, VISIT, REFUSED).index(row["state"])
    return (row["office"], order, row["worth"] is None, -(row["worth"] or 0), row["target"])


def _share(pct: Decimal | None) -> float | None:
    return None if pct is None else float(pct) / 100


def _pct(share: float | None) -> Decimal | None:
    return None if share is None else tenth(Decimal(100 * share))


def tell_mix(rolls: Rolls, on: date) -> Answer:
    """Targets by origin and industry on a day, with what calls came to."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for one in tell_calls(rolls, on).rows:
        groups.setdefault((one["origin"], one["industry"]), []).append(one)
    known = past(_outcomes(rolls), on)
    rows = [_group(*pair, some, known) for pair, some in sorted(groups.items())]
    figures = {"origins": len({one[0] for one in groups}) or None,
               "industries": len({one[1] for one in groups}) or None,
               "visits": sum(row["visits"] for row in rows)}  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (row["best"] is None, -(row["best"] or 0))))


def _group(origin: str, industry: str, rows: Sequence[Row], known: Past) -> Row:
    decided, landed = known.counts.get(("origin", origin), (0, 0))
    scores = [row["score"] for row in rows if row["score"] is not None]
    return {"origin": origin, "industry": industry, "targets": len(rows),
            "best": max(scores, default=None),
            "called": sum(row["called_on"] is not None for row in rows),
            "visits": sum(row["state"] == VISIT for row in rows),
            "refused": sum(row["state"] == REFUSED for row in rows),
            "decided": decided or None, "landed": landed if decided else None}  # fmt: skip


PANELS = (
    Panel(
        "recruit_calls_due", (8,), PAGE, "Call list by office", "各机构招商联系清单",
        (TARGETS, ORIGINS, OUTCOMES, CALLS),
        (
            Column("targets", "whole", "Targets", "目标企业"),
            Column("to_call", "whole", "To be called now", "现在应联系"),
            Column("offices", "whole", "Offices with calls to make", "有待联系的机构"),
            Column("unscored", "whole", "Not scored, a part is unknown", "缺项未评分"),
            Column("outcomes", "whole", "Earlier outcomes known", "已知以往结果"),
            Column("is_calibrated", "yes_no", "Enough outcomes to believe probabilities",
                   "结果足以校准概率"),
        ),
        (
            Column("office", "id", "Office", "机构"), Column("rank", "whole", "Place", "名次"),
            Column("target", "id", "Number", "编号"), Column("title", "text", "Firm", "企业"),
            Column("origin", "country", "From", "来源国"),
            Column("industry", "id", "Industry", "行业"),
            Column("score", "number", "Score: gap x fit x tie [0 to 100]",
                   "评分：缺口×匹配×联系（0–100）"),
            Column("probability_pct", "number", "Probability of landing [%]", "落地概率（%）"),
            Column("worth", "number", "Worth a call [0 to 100]", "联系价值（0–100）"),
            Column("state", "choice", "What to do", "下一步", choices=_STATES),
            Column("called_on", "day", "Last called", "上次联系"),
            Column("next_on", "day", "Call again", "再联系日期"),
        ),
        tell_calls, (DECIDED,),
    ),
    Panel(
        "recruit_mix", (8,), PAGE, "Targets by origin and industry", "按来源国与行业的目标",
        (TARGETS, ORIGINS, OUTCOMES, CALLS),
        (
            Column("origins", "whole", "Countries of origin", "来源国"),
            Column("industries", "whole", "Industries", "行业"),
            Column("visits", "whole", "Visits agreed", "已约来访"),
        ),
        (
            Column("origin", "country", "From", "来源国"),
            Column("industry", "id", "Industry", "行业"),
            Column("targets", "whole", "Targets", "目标企业"),
            Column("best", "number", "Best score [0 to 100]", "最高评分（0–100）"),
            Column("called", "whole", "Called", "已联系"),
            Column("visits", "whole", "Visits agreed", "已约来访"),
            Column("refused", "whole", "Refused", "已谢绝"),
            Column("decided", "whole", "Projects of that origin decided", "该来源国已定项目"),
            Column("landed", "whole", "Of them landed", "其中已落地"),
        ),
        tell_mix, (DECIDED,),
    ),
)  # fmt: skip
