"""Whether foreign investment may enter an activity on a day, and the steps of its way."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.region.places import Place
from entrepot.region.policy import InvestmentStep, Restriction
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.store.reference import WindowReference
from entrepot.tariff.restriction import Layer, Outcome, Plan, check_investment, in_force

SECTORS = "ABCDEFGHIJKLMNOPQRST"
LONGEST = 200  # characters of an activity
STAGES = ("entry", "complaint", "remedy")


def check_negative_list(
    reference: WindowReference, raw: Mapping[str, object], *, today: date
) -> Document:
    """Check an activity, a foreign share, a day and a place against the lists in force.

    Args:
        reference: Reference data of the region.
        raw: `activity` in words, `sector`, `foreign_share_pct`, `on`, `zone` and `place`.
        today: Day used where `on` is not given.

    Raises:
        InputError: With every fault of the fields.
        MissingError: No list of that day is in the reference data.
    """
    fields = Fields(raw)
    plan = read_plan(fields, reference)
    on = fields.day("on") or today
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    rows = in_force(_own(reference, "restrictions"), on)
    if not any(row.layer == "national" for row in rows):
        raise MissingError(_no_list(reference.settings.country, on))
    outcome = check_investment(plan, on, rows, _own(reference, "pilot_zones"))
    steps = [s for s in _own(reference, "investment_steps") if on in s.valid]
    return _told(plan, on, outcome, steps)


def list_restrictions(
    reference: WindowReference, raw: Mapping[str, object], *, today: date
) -> Document:
    """The lists in force on a day, entry by entry, with the steps and clocks beside them.

    Raises:
        InputError: `on` is no day.
    """
    fields = Fields(raw)
    on = fields.day("on") or today
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    rows = in_force(_own(reference, "restrictions"), on)
    steps = [s for s in _own(reference, "investment_steps") if on in s.valid]
    return {
        "on": on.isoformat(),
        "entries": [_entry(row) for row in rows],
        "zones": [{"id": zone.id, "name": zone.name, "name_zh": zone.name_zh}
                  for zone in _own(reference, "pilot_zones") if on in zone.valid],
        "steps": [_step(one) for one in _in_order(steps)],
    }  # fmt: skip


def read_plan(fields: Fields, reference: WindowReference) -> Plan:
    """What somebody wants to invest in; faults are kept with the fields."""
    activity = fields.text("activity", required=True)
    if len(activity) > LONGEST:
        fields.fault("long", "activity", f"is longer than {LONGEST} signs.", "Say it in short.")
    sector = fields.text("sector").upper()
    if sector and (len(sector) > 1 or sector not in SECTORS):
        fields.fault(
            "sector", "sector", f"{sector!r} is no section of GB/T 4754.", "A to T, or empty."
        )
    share = fields.amount("foreign_share_pct", most=Decimal(100))
    place = fields.text("place")
    around = _around(place, {one.id: one for one in reference.table("places")}) if place else ()
    if place and not around:
        fields.fault("place", "place", f"{place!r} is no place of the pack.", "Give its id.")
    return Plan(activity, sector, share, fields.text("zone"), frozenset(around))


def _around(place: str, places: Mapping[str, Place]) -> list[str]:
    """A place and all it lies in."""
    found: list[str] = []
    while place in places and place not in found:
        found.append(place)
        place = places[place].parent or ""
    return found


def _own(reference: WindowReference, table: str) -> list[Any]:
    country = reference.settings.country
    return [row for row in reference.table(table) if row.country == country]


def _told(plan: Plan, on: date, outcome: Outcome, steps: Sequence[InvestmentStep]) -> Document:
    row = outcome.row
    return {
        "activity": plan.activity,
        "sector": plan.sector or None,
        "foreign_share_pct": _plain(plan.foreign_share_pct),
        "on": on.isoformat(),
        "list": {"name": row.layer if row else "national", "edition": outcome.edition,
                 "entries": outcome.entries, "manufacturing": outcome.manufacturing},
        "verdict": outcome.verdict,
        "entry": row.entry if row else None,
        "kind": row.kind.replace("_", " ") if row else None,
        "why": outcome.why,
        "condition": row.condition if row else "",
        "condition_zh": row.condition_zh if row else "",
        "layers": [_layer(layer) for layer in outcome.layers],
        "candidates": [_entry(one) for one in outcome.candidates],
        "status": row.check if row else None,
        "source": row.source if row else "",
        "steps": [_step(one) for one in _in_order(steps)],
    }  # fmt: skip


def _layer(layer: Layer) -> Document:
    row = layer.row
    return {
        "layer": layer.layer, "edition": row.edition if row else None,
        "entry": row.entry if row else None, "verdict": layer.verdict, "won": layer.won,
        "why": layer.why, "activity": row.activity if row else "",
        "activity_zh": row.activity_zh if row else "", "source": row.source if row else "",
        "status": row.status if row else "unverified",
    }  # fmt: skip


def _entry(row: Restriction) -> Document:
    return {
        "layer": row.layer, "edition": row.edition, "entry": row.entry, "part": row.part,
        "sector": row.sector, "kind": row.kind, "below": row.below,
        "foreign_max_pct": _plain(row.foreign_max_pct),
        "activity": row.activity, "activity_zh": row.activity_zh, "condition": row.condition,
        "condition_zh": row.condition_zh, "area": row.area, "replaces": row.replaces,
        "check": row.check, "source": row.source, "status": row.status,
    }  # fmt: skip


def _in_order(steps: Sequence[InvestmentStep]) -> list[InvestmentStep]:
    return sorted(steps, key=lambda step: (STAGES.index(step.stage), step.seq))


def _step(row: InvestmentStep) -> Document:
    names = (
        "stage", "seq", "step", "step_zh", "who", "who_zh", "clock", "clock_unit",
        "instrument", "instrument_zh", "source", "status", "note", "note_zh",
    )  # fmt: skip
    since = {"since": row.valid_from.isoformat() if row.valid_from else None}
    return {name: getattr(row, name) for name in names} | since


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _no_list(country: str, on: date) -> Problem:
    return Problem(
        "negative_list.missing", "on", f"no list of {country} in force on {on} is in the tables.",
        "Add its rows to restrictions.csv.", message_zh=f"数据中没有{on}有效的负面清单。",
    )  # fmt: skip
