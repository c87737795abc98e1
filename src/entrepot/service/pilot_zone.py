"""An application for a pilot zone as a scenario: what would change against today.

The membership is a supposition and is kept nowhere; what the reference data hold no dated rule
for stays unknown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.kernel.codes import bare_hs, is_country
from entrepot.kernel.errors import EntrepotError, InputError, MissingError, Problem
from entrepot.kernel.period import Period
from entrepot.region.places import Place
from entrepot.region.policy import PilotZone, Restriction, ZoneRule
from entrepot.service.amounts import Document
from entrepot.service.duty_answer import answer_duty
from entrepot.service.fields import Fields
from entrepot.service.negative_list import SECTORS, read_plan
from entrepot.service.pilot_zone_document import GoodTold, scenario_document
from entrepot.service.tariff_law import TariffLaw
from entrepot.service.trial_law import on_trial
from entrepot.store.reference import WindowReference
from entrepot.tariff.clause_change import NewRate
from entrepot.tariff.pilot_zone import HYPOTHESIS, Hypothesis, judge_activity, judge_good
from entrepot.tariff.restriction import Plan, in_force

MOST = 200  # activities, and goods, of a scenario
WHOLE = Decimal(100)  # share in foreign hands of an entry of the list itself [%]
REGIMES = {"mfn": "MFN", "vat": "VAT"}
_SPAN_HINT = "As in 8507 or 8401-8479."


@dataclass(frozen=True, slots=True)
class _Good:
    hs: str
    name: str
    name_zh: str
    destination: str
    around: frozenset[str]
    duty: Mapping[str, object] | None


def try_pilot_zone(
    reference: WindowReference, law: Callable[[], TariffLaw] | None,
    raw: Mapping[str, object], *, today: date,
) -> Document:  # fmt: skip
    """Say what a supposed pilot zone would change of investment, controls and duty.

    Args:
        reference: Reference data of the region.
        law: Gives the rates, for goods that ask for a duty; None where none is at hand.
        raw: `zone` with `name`, `places`, `valid_from`, `valid_to`, `sections`, `hs`; `on`;
            `activities`, by default every entry of the national list at 100 %; `goods`, by
            default the products of the region.
        today: The day it is.

    Raises:
        InputError: With every fault of every field.
        MissingError: No national list is known on one of the days.
    """
    fields = Fields(raw)
    places = {one.id: one for one in reference.table("places")}
    hypothesis = _hypothesis(fields, places)
    on = fields.day("on") or max(today, hypothesis.valid.start or today)
    rows = _own(reference, "restrictions")
    plans = _plans(fields, reference, [r for r in in_force(rows, on) if r.layer == "national"])
    goods = _goods(fields, reference, places)
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    _check_lists(rows, (today, on), reference.settings.country)
    country = reference.settings.country
    judged = [
        (name, judge_activity(plan, hypothesis, rows, today=today, on=on, country=country))
        for name, plan in plans
    ]
    told = [_good_told(one, hypothesis, reference, law, today, on) for one in goods]
    return scenario_document(hypothesis, judged, told, rows, _zones(reference, on), today, on)


def scenario_choices(reference: WindowReference) -> Document:
    """What a form offers: places of the region, its own first, and sections."""
    country = reference.settings.country
    places = [one for one in reference.table("places") if one.country == country and one.parent]
    return {
        "places": [{"id": one.id, "name": one.name, "name_zh": one.name_zh} for one in places],
        "sections": list(SECTORS),
    }


def _hypothesis(fields: Fields, places: Mapping[str, Place]) -> Hypothesis:
    zone = fields.inner("zone", required=True) or Fields({})
    named = zone.texts("places")
    for name in named:
        if name not in places:
            zone.fault("place", "places", f"{name[:40]!r} is no place of the pack.",
                       "Give its id.")  # fmt: skip
    start, end = zone.day("valid_from"), zone.day("valid_to")
    if start is None and not any(one.where.endswith("valid_from") for one in zone.problems):
        zone.fault("missing", "valid_from", "is empty.", "Fill it in.")
    if start and end and start >= end:
        zone.fault("period", "valid_to", "is not after valid_from.", "Give a later day.")
    sections = frozenset(name.upper() for name in zone.texts("sections"))
    for letter in sorted(sections - set(SECTORS)):
        zone.fault("sector", "sections", f"{letter[:40]!r} is no section of GB/T 4754.",
                   "A to T, or empty.")  # fmt: skip
    hs = tuple(_span(zone, text) for text in zone.texts("hs"))
    found = Hypothesis(zone.text("name") or "…", frozenset(named), Period(start, end), sections, hs)
    zone.nothing_else()
    return found


def _span(zone: Fields, text: str) -> str:
    low, _, high = (bare_hs(part) for part in text.partition("-"))
    fits = low.isdigit() and len(low) >= 2 and (not high or (len(high) == len(low) and low <= high))
    if not fits:
        zone.fault("hs", "hs", f"{text[:40]!r} is no code or range of codes.", _SPAN_HINT)
    return f"{low}-{high}" if high else low


def _plans(
    fields: Fields, reference: WindowReference, national: Sequence[Restriction]
) -> list[tuple[Restriction | None, Plan]]:
    """The activities asked for; without any, every entry of the national list."""
    rows = fields.rows("activities")
    _count(fields, "activities", rows)
    if rows is None:
        return [(row, Plan(row.words[0], row.sector, WHOLE)) for row in national]
    found: list[tuple[Restriction | None, Plan]] = [
        (None, read_plan(one, reference)) for one in rows
    ]
    for one in rows:
        one.nothing_else()
    return found


def _goods(fields: Fields, reference: WindowReference, places: Mapping[str, Place]) -> list[_Good]:
    """The goods asked for; without any, the products of the region that have a code."""
    rows = fields.rows("goods")
    _count(fields, "goods", rows)
    if rows is None:
        coded = [(code, one) for one in reference.table("products")
                 for code in map(bare_hs, one.hs_code.split(";")) if code]  # fmt: skip
        first = dict(reversed(coded))
        return [
            _Good(code, first[code].name, first[code].name_zh, "", frozenset(), None)
            for code in dict.fromkeys(code for code, _ in coded)
        ]
    return [_read_good(one, places) for one in rows]


def _read_good(row: Fields, places: Mapping[str, Place]) -> _Good:
    code, destination = bare_hs(row.text("hs", required=True)), row.text("destination").upper()
    place, name = row.text("place"), row.text("name")
    if code and not (code.isdigit() and len(code) >= 2):
        row.fault("hs", "hs", f"{code[:40]!r} is no code.", "Digits of the HS, as 850760.")
    if destination and not is_country(destination):
        row.fault("country", "destination", f"{destination[:40]!r} is no country code.",
                  "Two letters, as US.")  # fmt: skip
    if place and place not in places:
        row.fault("place", "place", f"{place[:40]!r} is no place of the pack.", "Give its id.")
    duty = row.inner("duty")
    asked = dict(duty.raw) if duty else None
    row.nothing_else()
    return _Good(code, name, name, destination, frozenset(_around(place, places)), asked)


def _count(fields: Fields, name: str, rows: Sequence[object] | None) -> None:
    if rows is not None and len(rows) > MOST:
        fields.fault("count", name, f"holds {len(rows)} rows.", f"Give at most {MOST}.")


def _around(place: str, places: Mapping[str, Place]) -> list[str]:
    """A place and all it lies in."""
    found: list[str] = []
    while place in places and place not in found:
        found.append(place)
        place = places[place].parent or ""
    return found


def _good_told(
    good: _Good, hypothesis: Hypothesis, reference: WindowReference,
    law: Callable[[], TariffLaw] | None, today: date, on: date,
) -> GoodTold:  # fmt: skip
    judged = judge_good(
        good.hs, good.around, hypothesis, _own(reference, "controls"),
        _own(reference, "zone_rules"), destination=good.destination, today=today, on=on,
    )  # fmt: skip
    told = GoodTold(good.name, good.name_zh, good.destination, judged)
    if good.duty is None or law is None:
        return told
    asked = {**good.duty, "on": on.isoformat()}
    known = law()
    rates = _rates(known, judged.rules, good.duty)
    return replace(
        told,
        asks_duty=True,
        today=_answer(known, {**good.duty, "on": today.isoformat()}, today),
        without=_answer(known, asked, today),
        within=_answer(on_trial(known, rates), asked, today) if rates else None,
    )


def _rates(law: TariffLaw, rules: Sequence[ZoneRule], duty: Mapping[str, object]) -> list[NewRate]:
    """Rates that rules of the zone name, in the market of a duty."""
    market = law.law.find_market(str(duty.get("market", "")).upper())
    code = bare_hs(str(duty.get("hs", "")))
    if market is None:
        return []
    return [
        NewRate(market.id, rule.kind, REGIMES[rule.kind], _line(rule, code), rule.duty)
        for rule in rules
        if rule.duty and rule.kind and rule.country in market.countries
    ]


def _line(rule: ZoneRule, code: str) -> str:
    """The line of a code that a rule holds for: its own narrowest, else the code itself."""
    own = [part for part in rule.hs_codes if "-" not in part and code.startswith(part)]
    return max(own, key=len, default=code)


def _answer(law: TariffLaw, raw: Mapping[str, object], today: date) -> Document:
    """What is owed, or why there is no answer."""
    try:
        return answer_duty(law, raw, today=today)
    except EntrepotError as error:
        return {"problem": error.document()}


def _own(reference: WindowReference, table: str) -> list[Any]:
    country = reference.settings.country
    return [row for row in reference.table(table) if row.country == country]


def _zones(reference: WindowReference, on: date) -> list[PilotZone]:
    return [zone for zone in _own(reference, "pilot_zones")
            if on in zone.valid and zone.id != HYPOTHESIS]  # fmt: skip


def _check_lists(rows: Sequence[Restriction], days: Sequence[date], country: str) -> None:
    missing = [day for day in dict.fromkeys(days)
               if not any(row.layer == "national" for row in in_force(rows, day))]  # fmt: skip
    if missing:
        raise MissingError([
            Problem(
                "negative_list.missing", "on",
                f"no list of {country} in force on {day} is in the tables.",
                "Add its rows to restrictions.csv.", message_zh=f"数据中没有{day}有效的负面清单。",
            ) for day in missing
        ])  # fmt: skip
