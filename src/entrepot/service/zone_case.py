"""Trade, revenue and jobs with and without a free trade zone, as a document."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from entrepot.kernel.codes import is_currency
from entrepot.plan.zone import EXPORT, IMPORT, Beside, Flow, FlowTold, beside, cost_ratio, together
from entrepot.service.case_parts import Document, cited_document, cited_of, done, share, text
from entrepot.service.fields import Fields
from entrepot.service.pilot_zone import try_pilot_zone
from entrepot.store.reference import WindowReference

MOST = 200
_MOST_PCT, _MOST_THETA = Decimal(1000), Decimal(20)
_FIGURES = ("trade", "revenue", "jobs")


def compare_zone(reference: WindowReference, raw: Mapping[str, object], *, today: date) -> Document:
    """Trade, revenue and jobs without and with a zone; its rules where a zone is named.

    Args:
        reference: Tables of the region.
        raw: `currency`, `flows` with `name`, `kind` (export or import), `value`, `inside` (share
            through the zone), `duty_pct`, `zone_duty_pct`, `saved_pct`, `theta` and
            `jobs_per_million` (unknown where absent); `zone` as `entrepot pilot-zone` takes it;
            `source` and `status`.
        today: The day it is.

    Returns:
        `flows` and `together`, each figure without, with and changed (null is unknown), and
        `rules`: how many activities and goods the zone changes, null where no zone is named.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    currency = fields.text("currency", required=True)
    if currency and not is_currency(currency):
        fields.fault("currency", "currency", f"{currency!r} is no currency.", "As in EUR.")
    zone = fields.inner("zone")
    flows = [_flow(one) for one in (fields.rows("flows") or [])[:MOST]]
    if not flows:
        fields.fault("missing", "flows", "is empty.", "Name one or more.")
    cited = cited_of(fields)
    done(fields)
    told = [beside(one) for one in flows]
    return {
        "currency": currency, "flows": [_told(one) for one in told],
        "together": [{"figure": name, **_beside(together([getattr(one, name) for one in told]))}
                     for name in _FIGURES],
        "rules": _rules(reference, zone.raw, today) if zone else None,
        **cited_document(cited),
    }  # fmt: skip


def _rules(reference: WindowReference, zone: Mapping[str, object], today: date) -> Document:
    """What the rules of a supposed zone change, counted by effect."""
    found = try_pilot_zone(reference, None, {"zone": zone}, today=today)
    return {name: _count([str(one["effect"]) for one in found[name] if "effect" in one])
            for name in ("activities",)}  # fmt: skip


def _count(effects: list[str]) -> dict[str, int]:
    return {one: effects.count(one) for one in dict.fromkeys(effects)}


def _flow(fields: Fields) -> Flow:
    name = fields.text("name", required=True)
    kind = fields.word("kind", (EXPORT, IMPORT), required=True)
    value, inside = fields.positive("value", required=True), share(fields, "inside")
    duty, there, saved = (_pct(fields, one) for one in ("duty_pct", "zone_duty_pct", "saved_pct"))
    theta = fields.positive("theta", required=True, most=_MOST_THETA)
    jobs = fields.amount("jobs_per_million")
    fields.nothing_else()
    found = Flow(name, kind, value or Decimal(1), inside, duty, there, saved,
                 float(theta or 1), jobs)  # fmt: skip
    if cost_ratio(found) <= 0:
        fields.fault("saved", "saved_pct", "leaves no cost.", "Save less than the whole.")
        return Flow(name, kind, Decimal(1), inside, duty, there, Decimal(0), 1.0, jobs)
    return found


def _pct(fields: Fields, name: str) -> Decimal:
    found = fields.number(name, required=True)
    if found is not None and found > _MOST_PCT:
        fields.fault("range", name, f"{found} % is hard to believe.", "Write 6.5 for 6.5 %.")
    return found or Decimal(0)


def _told(one: FlowTold) -> Document:
    flow = one.flow
    return {
        "name": flow.name, "kind": flow.kind, "inside": text(flow.inside),
        "duty_pct": text(flow.duty_pct), "zone_duty_pct": text(flow.zone_duty_pct),
        "cost_ratio": cost_ratio(flow), "theta": flow.theta,
        **{f"{name}_{side}": value for name in _FIGURES
           for side, value in _beside(getattr(one, name)).items()},
    }  # fmt: skip


def _beside(one: Beside) -> Document:
    return {"without": one.without, "with": one.with_zone, "change": one.change}
