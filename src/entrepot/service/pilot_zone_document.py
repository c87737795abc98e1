"""A scenario of a pilot zone as a document."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.kernel.money import Money
from entrepot.region.policy import PilotZone, Restriction, ZoneRule
from entrepot.service.amounts import Document
from entrepot.service.rerun_document import shift_document
from entrepot.tariff.control import Told
from entrepot.tariff.pilot_zone import GoodJudged, Hypothesis, Judged
from entrepot.tariff.rerun import Moved, Side
from entrepot.tariff.restriction import Outcome, in_force

SUBJECTS = ("duty", "import_tax", "control", "licence", "inspection", "quota")


@dataclass(frozen=True, slots=True)
class GoodTold:
    """A good with what is owed on it.

    Attributes:
        name, name_zh: What people call it.
        destination: Where it goes; empty is every destination.
        judged: Its controls and the rules of the zone on it.
        asks_duty: Whether a duty was asked for it.
        today, without: What it owes today, and on the day of the scenario outside the zone.
        within: What it owes inside; None where no rule of a zone names a rate.
    """

    name: str
    name_zh: str
    destination: str
    judged: GoodJudged
    asks_duty: bool = False
    today: Document | None = None
    without: Document | None = None
    within: Document | None = None


def scenario_document(
    hypothesis: Hypothesis, activities: Sequence[tuple[Restriction | None, Judged]],
    goods: Sequence[GoodTold], restrictions: Sequence[Restriction], zones: Iterable[PilotZone],
    today: date, on: date,
) -> Document:  # fmt: skip
    """What a supposed zone changes, activity by activity and good by good.

    Args:
        hypothesis: The zone.
        activities: Each with the entry of the list it stands for, where it is one.
        goods: The goods.
        restrictions: Rows of all lists of the country.
        zones: Pilot zones of the country in the reference data on the day.
        today: The day it is.
        on: Legal day of the scenario.
    """
    effects = Counter(judged.effect for _, judged in activities)
    return {
        "status": "modelled",
        "zone": _zone(hypothesis, on),
        "today": today.isoformat(),
        "on": on.isoformat(),
        "known_zones": [
            {"id": zone.id, "name": zone.name, "name_zh": zone.name_zh, "source": zone.source,
             "status": zone.status} for zone in zones
        ],
        "zone_list": _zone_list(in_force(restrictions, on)),
        "activities": [_activity(row, judged) for row, judged in activities],
        "goods": [_good(one) for one in goods],
        "counts": {
            "activities": len(activities),
            "goods": len(goods),
            "effects": dict(sorted(effects.items())),
            "controls_changed": sum(_changes(one) for one in goods),
            "goods_with_zone_rule": sum(bool(one.judged.rules) for one in goods),
        },
        "unknown": _unknown(goods),
    }  # fmt: skip


def _zone(hypothesis: Hypothesis, on: date) -> Document:
    start, end = hypothesis.valid.start, hypothesis.valid.end
    return {
        "name": hypothesis.name,
        "places": sorted(hypothesis.places),
        "valid_from": start.isoformat() if start else None,
        "valid_to": end.isoformat() if end else None,
        "sections": sorted(hypothesis.sections),
        "hs": list(hypothesis.hs),
        "in_force": on in hypothesis.valid,
        "membership": "hypothesis",
        "status": "modelled",
    }


def _zone_list(rows: Iterable[Restriction]) -> Document:
    """What is known of the list of pilot zones that day."""
    own = [row for row in rows if row.layer == "zone" and not row.area]
    return {
        "editions": sorted({row.edition for row in own}),
        "rows": len(own),
        "checks": sorted({row.check for row in own}),
        "sources": list(dict.fromkeys(row.source for row in own)),
    }


def _activity(entry: Restriction | None, judged: Judged) -> Document:
    plan = judged.plan
    share = plan.foreign_share_pct
    return {
        "activity": entry.activity if entry else plan.activity,
        "activity_zh": entry.activity_zh if entry else plan.activity,
        "sector": plan.sector or None,
        "foreign_share_pct": None if share is None else f"{share:f}",
        "where": judged.where,
        "effect": judged.effect,
        "today": _outcome(judged.today),
        "without": _outcome(judged.without),
        "within": _outcome(judged.within) if judged.within else None,
    }


def _outcome(outcome: Outcome) -> Document:
    row = outcome.row
    return {
        "verdict": outcome.verdict,
        "why": outcome.why,
        "layer": row.layer if row else None,
        "edition": row.edition if row else outcome.edition,
        "entry": row.entry if row else None,
        "condition": row.condition if row else "",
        "condition_zh": row.condition_zh if row else "",
        "check": row.check if row else None,
        "source": row.source if row else "",
        "status": row.status if row else None,
    }


def _good(one: GoodTold) -> Document:
    judged = one.judged
    return {
        "hs": judged.hs,
        "name": one.name,
        "name_zh": one.name_zh,
        "destination": one.destination or None,
        "where": judged.where,
        "controls": [_control(before, then) for before, then in judged.controls],
        "zone_rules": [_rule(rule) for rule in judged.rules],
        "zone_difference": "stated" if judged.rules else "unknown",
        "duty": _duty(one) if one.asks_duty else None,
    }


def _control(before: Told, then: Told) -> Document:
    row = then.control
    return {
        "id": row.id, "item": row.item, "item_zh": row.item_zh, "kind": row.kind,
        "instrument": row.instrument, "instrument_zh": row.instrument_zh,
        "today": before.state, "on": then.state, "changes": before.state != then.state,
        "why": then.why, "in_zone": "unknown", "source": row.source, "status": row.status,
    }  # fmt: skip


def _rule(row: ZoneRule) -> Document:
    return {
        "id": row.id, "subject": row.subject, "rule": row.rule, "rule_zh": row.rule_zh,
        "duty": row.duty or None, "source": row.source, "status": row.status,
    }  # fmt: skip


def _duty(one: GoodTold) -> Document:
    """What is owed today, then outside and inside; inside is unknown where no rule names a rate."""
    sides = [_side(document) for document in (one.today, one.without, one.within)]
    today, without, within = sides
    return {
        "since_today": shift_document(Moved(today, without).all),
        "by_the_zone": shift_document(Moved(without, within).all) if one.within else None,
        "duty_by_the_zone": shift_document(Moved(without, within).duty) if one.within else None,
        "state": "computed" if one.within else "unknown",
        "problem": next((d["problem"] for d in (one.today, one.without, one.within)
                         if d and "problem" in d), None),
    }  # fmt: skip


def _side(document: Document | None) -> Side:
    if document is None or "problem" in document:
        return Side(asks_money=True, failed=document is not None)
    totals = document["totals"]
    return Side(None, _money(totals["duty"]), _money(totals["all"]), asks_money=True)


def _money(document: Mapping[str, Any] | None) -> Money | None:
    return Money(Decimal(document["amount"]), document["currency"]) if document else None


def _changes(one: GoodTold) -> int:
    return sum(before.state != then.state for before, then in one.judged.controls)


def _unknown(goods: Iterable[GoodTold]) -> list[str]:
    """Subjects on which no rule of a pilot zone on these goods is in the reference data."""
    told = {rule.subject for one in goods for rule in one.judged.rules}
    return [subject for subject in SUBJECTS if subject not in told]
