"""How ready a firm or a place is, and who nears a threshold, from a case that is handed in."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from entrepot.industry.policy_measures import Measure as Asked
from entrepot.industry.policy_measures import match
from entrepot.industry.readiness import Criterion, Reading, Span, Watched, judge, watch
from entrepot.service.case_parts import (
    Document,
    cited_document,
    cited_of,
    done,
    once,
    share,
    some,
    text,
)
from entrepot.service.fields import Fields
from entrepot.service.measure_case import condition_of, facts_of, reason_of

MOST_CRITERIA, MOST_FIRMS, MOST_READINGS = 300, 5000, 200
_YES_NO = ("yes", "no")
_STATES = {
    "above": ("It has {value}, {asked} is asked.", "现为{value}，要求{asked}。"),
    "graduate": (
        "It passed {asked} at its last reading: {value}.",
        "最近一期已达{asked}：{value}。",
    ),
    "fell_back": ("It fell below {asked}: {missing} missing.", "已跌破{asked}，尚差{missing}。"),
    "near": ("It is near {asked}: {missing} missing.", "接近{asked}，尚差{missing}。"),
    "below": ("It is below {asked}: {missing} missing.", "低于{asked}，尚差{missing}。"),
    "unknown": ("Its last reading is not known.", "最近一期数据未知。"),
}


def score_readiness(raw: Mapping[str, object]) -> Document:
    """Tell how ready something is, part by part, what is missed, and what papers are wanting.

    Args:
        raw: `subject`, `facts` as for measures, `criteria` with `id`, `part`, `condition`,
            `weight` and `must` (yes or no), `pass_score` from 0 to 100, `source` and `status`.

    Returns:
        `answer`, `score` (null while not known) between `least` and `most`, `parts`, `criteria`
        with reasons, `missed` and `papers`.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    subject, facts = fields.text("subject", required=True), facts_of(fields)
    rows = some(fields, "criteria", MOST_CRITERIA)
    criteria = [one for row in rows if (one := _criterion(row))]
    once(fields, "criteria", "id", [row.text("id") for row in rows])
    passing = fields.number("pass_score", required=True) or Decimal(0)
    if passing > 100:
        fields.fault("score", "pass_score", f"{passing} is above 100.", "Give it from 0 to 100.")
    cited = cited_of(fields)
    done(fields)
    found = judge(criteria, facts, passing)
    matches = {one.id: match(Asked(one.id, condition=one.condition), facts, date.min)
               for one in criteria}  # fmt: skip
    told = [{"criterion": one.id, "part": one.part, "weight": text(one.weight), "must": one.must,
             "answer": found.answers[one.id], "papers": list(matches[one.id].papers),
             "reasons": [reason_of(why) for why in matches[one.id].findings]}
            for one in criteria]  # fmt: skip
    papers = dict.fromkeys(paper for one in matches.values() for paper in one.papers)
    return {"subject": subject, "answer": found.answer, "pass_score": text(passing),
            **_span(found.score), "parts": [{"part": name, **_span(one)}
                                            for name, one in found.parts.items()],
            "criteria": told, "papers": list(papers),
            "missed": [name for name, answer in found.answers.items() if answer == "no"],
            **cited_document(cited)}  # fmt: skip


def _criterion(fields: Fields) -> Criterion | None:
    name, part = fields.text("id", required=True), fields.text("part", required=True)
    inner = fields.inner("condition", required=True)
    condition = condition_of(inner, 0) if inner else None
    weight = fields.number("weight")
    if weight == 0:
        fields.fault("weight", "weight", "is zero.", "Give a weight, or leave the criterion out.")
    must = fields.word("must", _YES_NO) == "yes"
    fields.nothing_else()
    return Criterion(name, part, condition, weight or Decimal(1), must) if condition else None


def watch_threshold(raw: Mapping[str, object], *, today: date) -> Document:
    """Tell which firms are above a threshold, passed it, fell back, or are near.

    Args:
        raw: `threshold`, `unit`, `near_share` (0.8 where none is given), `on`, `firms` with `firm`
            and `readings` (`on`, `value`; a null is not known), `source` and `status`.
        today: The day where the case names none.

    Returns:
        `firms` with `state`, the last reading and what is `missing`; `counts` by state.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    threshold, unit = fields.number("threshold", required=True), fields.text("unit", required=True)
    if threshold == 0:
        fields.fault("threshold", "threshold", "is zero.", "Give what is asked, above zero.")
    near, on = share(fields, "near_share", Decimal("0.8")), fields.day("on") or today
    rows = some(fields, "firms", MOST_FIRMS)
    firms = [(one.text("firm", required=True), _readings(one)) for one in rows]
    once(fields, "firms", "firm", [name for name, _ in firms])
    cited = cited_of(fields)
    done(fields)
    found = [(name, watch(readings, threshold or Decimal(0), near, on))
             for name, readings in firms]  # fmt: skip
    return {"on": on.isoformat(), "threshold": text(threshold), "unit": unit,
            "counts": dict(Counter(one.state for _, one in found)),
            "firms": [_watched(name, one, threshold) for name, one in found],
            **cited_document(cited)}  # fmt: skip


def _readings(fields: Fields) -> list[Reading]:
    found, days = [], []
    for one in some(fields, "readings", MOST_READINGS, required=False):
        day, value = one.day("on"), one.number("value")
        if day is None and not one.has("on"):
            one.fault("missing", "on", "is empty.", "Give the last day of the period.")
        one.nothing_else()
        found += [Reading(day, value)] if day else []
        days.append(str(day or ""))
    fields.nothing_else()
    once(fields, "readings", "on", days)
    return found


def _watched(name: str, one: Watched, threshold: Decimal | None) -> Document:
    last = one.last
    held = {"asked": text(threshold), "missing": text(one.missing),
            "value": text(last.value) if last else None}  # fmt: skip
    message, message_zh = (words.format(**held) for words in _STATES[one.state])
    why = {"code": f"watch.{one.state}", "message": message, "message_zh": message_zh}
    return {"firm": name, "state": one.state, "missing": held["missing"],
            "on": last.on.isoformat() if last else None, "value": held["value"],
            "reasons": [why]}  # fmt: skip


def _span(span: Span) -> Document:
    return {"score": text(span.known), "least": text(span.least), "most": text(span.most)}
