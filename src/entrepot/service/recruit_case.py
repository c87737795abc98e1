"""Whom to ask to come, from a case that is handed in."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from entrepot.industry.recruit import Calibration, Outcome, Ranked, Target, calibrate, rank
from entrepot.service.case_parts import Document, cited_document, cited_of, done, once, some
from entrepot.service.fields import Fields

MOST_TARGETS, MOST_OUTCOMES = 10_000, 100_000
_PARTS = {
    "gap": ("recruit.gap", "What the chain lacks at its node is not known.", "该环节缺口未知。"),
    "fit": ("recruit.fit", "How well the region's limits suit it is not known.",
            "与本地要素条件的适配度未知。"),
    "tie": ("recruit.tie", "How well the region is tied to its origin is not known.",
            "与来源地的联系程度未知。"),
}  # fmt: skip


def recruit_list(raw: Mapping[str, object], *, today: date) -> Document:
    """Tell whom to ask first: gap x fit x origin, times how likely such a project lands.

    Args:
        raw: `targets` with `id`, `name`, `node`, `origin`, `industry`, `gap`, `fit`, `owner`,
            `last_contact` and `next_step`; `origins`: how well the region is tied to each, 0 to
            1; `outcomes` with `on`, `landed` (true or false), `origin`, `industry`; `on`, the
            day, and `source` and `status`. What is not known is left out.
        today: The day where the case names none.

    Returns:
        `targets` in order, each with its parts, probability and reasons; `calibration`.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    on = fields.day("on") or today
    ties = _ties(fields)
    rows = some(fields, "targets", MOST_TARGETS)
    targets = [_target(one, ties) for one in rows]
    notes = {target.id: _notes(one) for target, one in zip(targets, rows, strict=True)}
    outcomes = [_outcome(one) for one in some(fields, "outcomes", MOST_OUTCOMES, required=False)]
    once(fields, "targets", "id", [one.id for one in targets])
    for one in rows:
        one.nothing_else()
    cited = cited_of(fields)
    done(fields)
    found = calibrate(outcomes, on)
    return {
        "on": on.isoformat(),
        "targets": [{**_told(place, one), **notes[one.target.id]}
                    for place, one in enumerate(rank(targets, outcomes, on), start=1)],
        "calibration": _calibration(found), **cited_document(cited),
    }  # fmt: skip


def _ties(fields: Fields) -> dict[str, float]:
    inner = fields.inner("origins")
    return {} if inner is None else {
        str(name): _share(inner, str(name)) or 0.0 for name in inner.raw
    }  # fmt: skip


def _share(fields: Fields, name: str) -> float | None:
    found = fields.number(name)
    if found is not None and found > 1:
        fields.fault("share", name, f"{found} is not from 0 to 1.", "Write 0.4 for 40 %.")
    return None if found is None else float(found)


def _target(fields: Fields, ties: Mapping[str, float]) -> Target:
    name, origin = fields.text("id", required=True), fields.text("origin")
    gap, fit = fields.number("gap"), _share(fields, "fit")
    return Target(name, None if gap is None else float(gap), fit, ties.get(origin), origin,
                  fields.text("industry"))  # fmt: skip


def _notes(fields: Fields) -> Document:
    day = fields.day("last_contact")
    words = {name: fields.text(name) or None
             for name in ("name", "name_zh", "node", "owner", "next_step")}  # fmt: skip
    return {**words, "last_contact": day.isoformat() if day else None}


def _outcome(fields: Fields) -> Outcome:
    fields.text("on", required=True)
    on, landed = fields.day("on"), fields.word("landed", ("true", "false"), required=True)
    origin, industry = fields.text("origin"), fields.text("industry")
    fields.nothing_else()
    return Outcome(on or date.min, landed == "true", origin, industry)


def _told(place: int, one: Ranked) -> Document:
    target = one.target
    return {
        "place": None if one.worth is None else place, "target": target.id,
        "origin": target.origin or None, "industry": target.industry or None,
        "parts": {"gap": one.gap_share, "fit": target.fit, "origin": target.tie},
        "score": one.score, "probability": one.probability, "worth": one.worth,
        "reasons": _reasons(one),
    }  # fmt: skip


def _reasons(one: Ranked) -> list[Document]:
    """What is not known, else the part that keeps it down most."""
    parts = {"gap": one.gap_share, "fit": one.target.fit, "tie": one.target.tie}
    lacking = [name for name, value in parts.items() if value is None]
    if lacking:
        return [dict(zip(("code", "message", "message_zh"), _PARTS[name], strict=True))
                for name in lacking]  # fmt: skip
    told = {name: value for name, value in parts.items() if value is not None}
    name = min({**told, "chance": one.probability}.items(), key=lambda part: part[1])[0]
    english, chinese = _WEAKEST[name]
    return [{"code": f"recruit.weakest_{name}", "message": english, "message_zh": chinese}]


_WEAKEST = {
    "gap": ("Its gap beside the largest keeps it down most.", "缺口相对偏小，拖累最大。"),
    "fit": ("How the region's limits suit it keeps it down most.", "要素条件适配拖累最大。"),
    "tie": ("The tie to its origin keeps it down most.", "与来源地的联系拖累最大。"),
    "chance": ("How seldom such projects land keeps it down most.", "同类落地概率拖累最大。"),
}  # fmt: skip


def _calibration(found: Calibration) -> Document:
    told = {name: value for name, value in asdict(found).items() if name != "bins"}
    state = "calibrated" if found.is_calibrated else "uncalibrated"
    return {"state": state, **told, "bins": [asdict(one) for one in found.bins]}
