"""Land intensity of parcels against the rule, lowered for the open economy; idle parcels."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from entrepot.industry.criteria import in_force
from entrepot.industry.parks import (
    BELOW,
    IDLE,
    IN_USE,
    LAND,
    UNKNOWN,
    Parcel,
    Rule,
    review,
)
from entrepot.industry.sites import (
    LAND_RULES,
    MEASURES,
    PARCELS,
    PARKS,
    USES,
    money_of,
)
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Choice, Column, Row

PAGE = "/land"
_WORST_FIRST = (IDLE, BELOW, UNKNOWN, IN_USE)
_HUNDRED = Decimal(100)


def tell_land(rolls: Rolls, on: date) -> Answer:
    """Each parcel granted by a day against each rule of its use; the idle and the low first.

    A parcel counts by its worst answer: one that is idle is not counted as below the rule too.
    """
    parcels = [one for one in rolls["land_parcels"] if is_granted(one, on)]
    checks = [row for one in parcels for row in check_parcel(one, rolls["land_rules"], on)]
    answers = worst(checks)
    rows = [{**row, "answer": None if row["answer"] == UNKNOWN else row["answer"]}
            for row in sorted(checks, key=_by_need)]  # fmt: skip
    return Answer(_figures(parcels, checks, answers), rows)


def is_granted(parcel: Row, on: date) -> bool:
    """Whether a parcel was granted by a day; one without a day of grant was."""
    return parcel["granted_on"] is None or is_by(parcel["granted_on"], on)


def check_parcel(parcel: Row, rules: Sequence[Row], on: date) -> list[Row]:
    """A row for each rule of its use in force; one that is unknown where there is none."""
    found = rules_of(parcel["use"], rules, on)
    return [_check(parcel, rule, on) for rule in found] or [_unruled(parcel, on)]


def rules_of(use: str, rules: Sequence[Row], on: date) -> list[Row]:
    """The rule in force of each measure; of two in force at once the later one."""
    held = sorted((one for one in rules if one["use"] == use and in_force(one, on)),
                  key=lambda one: (one["valid_from"], one["id"]))  # fmt: skip
    latest = {one["measure"]: one for one in held}
    return [latest[measure] for measure in sorted(latest)]


def worst(checks: Sequence[Row]) -> Mapping[str, str]:
    """The worst answer of each parcel."""
    found: dict[str, str] = {}
    for row in checks:
        both = (row["answer"], found.get(row["parcel"], row["answer"]))
        found[row["parcel"]] = min(both, key=_WORST_FIRST.index)
    return found


def _check(parcel: Row, rule: Row, on: date) -> Row:
    lowered = rule["lowered_pct"] or Decimal(0)
    full, less = (_answer(parcel, rule, share, on) for share in (Decimal(0), lowered))
    is_open = parcel["is_open_economy"]
    answer = less if is_open else full if is_open is False or full == less else UNKNOWN
    least = rule["least_per_m2"]
    asked = None if least is None else least * (_HUNDRED - (lowered if is_open else 0)) / _HUNDRED
    return {
        **_head(parcel, on), "rule": rule["id"], "measure": rule["measure"], "answer": answer,
        "per_m2": money_of(_per_m2(parcel, rule["measure"]), parcel["currency"]),
        "asked_per_m2": money_of(asked, rule["currency"]),
        "is_saved": answer == IN_USE and full == BELOW,
    }  # fmt: skip


def _answer(parcel: Row, rule: Row, lowered_pct: Decimal, on: date) -> str:
    """The answer of `parks`; amounts in another currency than the rule's are not compared."""
    is_same = parcel["currency"] == rule["currency"]
    value = parcel[rule["measure"]] if is_same else None
    one = Parcel(parcel["id"], parcel["park"] or "", LAND, parcel["area_m2"], value,
                 _unused_since(parcel, on))  # fmt: skip
    asked = Rule(rule["least_per_m2"], lowered_pct / _HUNDRED, rule["idle_days"])
    return review([one], asked, on)[0].answer


def _unused_since(parcel: Row, on: date) -> date | None:
    since, until = parcel["idle_since"], parcel["idle_until"]
    return since if is_by(since, on) and not (until and until < on) else None


def _per_m2(parcel: Row, measure: str) -> Decimal | None:
    value = parcel[measure]
    return None if value is None else Decimal(value / parcel["area_m2"])


def _unruled(parcel: Row, on: date) -> Row:
    return {**_head(parcel, on), "rule": None, "measure": None, "answer": UNKNOWN,
            "per_m2": None, "asked_per_m2": None, "is_saved": False}  # fmt: skip


def _head(parcel: Row, on: date) -> Row:
    since = _unused_since(parcel, on)
    return {**{name: parcel[name] for name in ("park", "use", "area_m2", "is_open_economy")},
            "parcel": parcel["id"], "idle_days": (on - since).days if since else None}  # fmt: skip


def _figures(parcels: Sequence[Row], checks: Sequence[Row], answers: Mapping[str, str]) -> Row:
    area = {one["id"]: one["area_m2"] for one in parcels}
    idle_m2 = sum((area[one] for one, answer in answers.items() if answer == IDLE), Decimal(0))
    counts = {answer: list(answers.values()).count(answer) for answer in _WORST_FIRST}
    saved = {row["parcel"] for row in checks if row["is_saved"]}
    known = len(parcels) > counts[UNKNOWN]
    return {
        "parcels": len(parcels) or None, "idle": counts[IDLE] if known else None,
        "idle_m2": idle_m2 if known else None,
        "idle_pct": share_pct(idle_m2, sum(area.values())) if known else None,
        "below": counts[BELOW] if known else None,
        "saved": sum(answers[one] == IN_USE for one in saved) if known else None,
        "not_judged": counts[UNKNOWN],
    }  # fmt: skip


def _by_need(row: Row) -> tuple[int, int, str, str]:
    return (_WORST_FIRST.index(row["answer"]), -(row["idle_days"] or 0), row["parcel"],
            row["measure"] or "")  # fmt: skip


_ANSWERS = (
    Choice(IDLE, "idle", "闲置"), Choice(BELOW, "below the rule", "低于要求"),
    Choice(IN_USE, "meets the rule", "符合要求"),
)  # fmt: skip
PANELS = (
    Panel(
        "land_intensity", (126,), PAGE, "Land intensity, the lower rule and idle parcels",
        "用地强度、下调规则与闲置地块", (PARKS, PARCELS, LAND_RULES),
        (
            Column("parcels", "whole", "Parcels", "地块"),
            Column("idle", "whole", "Idle", "闲置地块"),
            Column("idle_m2", "number", "Idle land [m²]", "闲置面积（平方米）"),
            Column("idle_pct", "number", "Of all land [%]", "闲置占比（%）"),
            Column("below", "whole", "Below the rule", "低于要求"),
            Column("saved", "whole", "In order by the lower rule alone", "仅按下调规则达标"),
            Column("not_judged", "whole", "Not judged: something is unknown", "信息不全未能判定"),
        ),
        (
            Column("parcel", "id", "Parcel", "地块"), Column("park", "id", "Park", "园区"),
            Column("use", "choice", "Use", "用途", choices=USES),
            Column("area_m2", "number", "Area [m²]", "面积（平方米）"),
            Column("is_open_economy", "yes_no", "Open economy", "开放型经济"),
            Column("answer", "choice", "Answer", "判定", choices=_ANSWERS),
            Column("measure", "choice", "Measured by", "衡量指标", choices=MEASURES),
            Column("per_m2", "money", "A m²", "每平方米"),
            Column("asked_per_m2", "money", "Asked a m²", "每平方米要求"),
            Column("idle_days", "whole", "Days unused", "闲置天数"),
            Column("rule", "id", "Rule", "规则"),
        ),
        tell_land,
    ),
)  # fmt: skip
