"""Use of land and buildings of parks, from a case that is handed in."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from entrepot.industry.parks import (
    BELOW,
    IDLE,
    IN_USE,
    KINDS,
    UNKNOWN,
    Parcel,
    Rule,
    Total,
    Use,
    review,
    totals,
)
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

MOST = 10_000
IDLE_DAYS = 3650
_WHY = {
    IDLE: ("land.idle", "Unused for {days} days; the rule allows fewer than {most}.",
           "已闲置{days}天，规则限{most}天以内。"),
    BELOW: ("land.below", "{made} per m2 a year, less than {limit}.",
        "每平方米年产出{made}，低于{limit}。"),
    UNKNOWN: ("land.unknown", "Its output or the least asked is not known.",
        "产出或最低要求未知。"),
    IN_USE: ("land.in_use", "{made} per m2 a year, at least {limit}.",
        "每平方米年产出{made}，不低于{limit}。"),
}  # fmt: skip


def review_land(raw: Mapping[str, object], *, today: date) -> Document:
    """Tell which parcels and buildings are idle or used below the rule, and why.

    Args:
        raw: `parcels` with `id`, `park`, `kind` (land or building), `area_m2`, and by choice
            `output` of a year and `idle_since`; `idle_days`, and by choice
            `least_output_per_m2` and `lowered_share`; `currency`, `on`, `source`, `status`.
        today: The day where the case names none.

    Returns:
        `parcels`, the longest idle first, each with its reason; `parks`: totals by kind.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    on, rule = fields.day("on") or today, _rule(fields)
    currency = fields.text("currency", required=True)
    parcels = _parcels(fields)
    cited = cited_of(fields)
    done(fields)
    found = review(parcels, rule, on)
    return {"on": on.isoformat(), "currency": currency, "limit_per_m2": text(rule.limit),
            "parcels": [_told(one, rule) for one in found],
            "parks": [_total(one) for one in totals(found)], **cited_document(cited)}  # fmt: skip


def _rule(fields: Fields) -> Rule:
    fields.text("idle_days", required=True)
    days = fields.whole("idle_days", low=1, high=IDLE_DAYS)
    return Rule(fields.number("least_output_per_m2"), share(fields, "lowered_share", Decimal(0)),
                days or 1)  # fmt: skip


def _parcels(fields: Fields) -> list[Parcel]:
    found = [_parcel(one) for one in some(fields, "parcels", MOST)]
    once(fields, "parcels", "id", [one.id for one in found])
    return found


def _parcel(fields: Fields) -> Parcel:
    name, park = fields.text("id", required=True), fields.text("park", required=True)
    kind = fields.word("kind", KINDS, required=True)
    area = fields.positive("area_m2", required=True) or Decimal(1)
    output, since = fields.number("output"), fields.day("idle_since")
    fields.nothing_else()
    return Parcel(name, park, kind, area, output, since)


def _told(one: Use, rule: Rule) -> Document:
    parcel, made = one.parcel, text(one.output_per_m2)
    words = {"days": one.idle_days, "most": rule.idle_days, "made": made, "limit": text(rule.limit)}
    code, message, message_zh = _WHY[one.answer]
    return {
        "park": parcel.park, "parcel": parcel.id, "kind": parcel.kind,
        "area_m2": text(parcel.area_m2), "output": text(parcel.output), "output_per_m2": made,
        "idle_days": one.idle_days if parcel.idle_since else None, "answer": one.answer,
        "reasons": [{"code": code, "message": message.format(**words),
                     "message_zh": message_zh.format(**words)}],
    }  # fmt: skip


def _total(one: Total) -> Document:
    return {"park": one.park, "kind": one.kind, "area_m2": text(one.area_m2),
            "idle_m2": text(one.idle_m2), "output_per_m2": text(one.output_per_m2)}  # fmt: skip
