"""Needs of land, power, water, labour and buildings against sites, as a document."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from entrepot.industry.factors import (
    LATER,
    NEVER,
    ON_TIME,
    UNKNOWN,
    Need,
    Served,
    Site,
    Step,
    Supply,
    serve,
)
from entrepot.service.case_parts import (
    Document,
    cited_document,
    cited_of,
    done,
    once,
    some,
    text,
)
from entrepot.service.fields import Fields

FACTORS = ("land", "power", "water", "labour", "buildings", "warehouses", "gas", "discharge")
MOST = 500
_ORDER = (ON_TIME, LATER, UNKNOWN, NEVER)
_WHY = {
    NEVER: ("factor.never", "{short} {unit} are missing, and nothing planned makes them up.",
            "缺{short} {unit}，现有计划不能补足。"),
    UNKNOWN: ("factor.unknown", "What the site has of it is not known.", "该地此项供给未知。"),
    LATER: ("factor.later", "{short} {unit} are missing until {served_from}.",
            "至{served_from}之前缺{short} {unit}。"),
    ON_TIME: ("factor.on_time", "{free} {unit} are free when {needed} are wanted.",
              "需{needed} {unit}时有{free} {unit}可用。"),
}  # fmt: skip


def serve_factors(raw: Mapping[str, object]) -> Document:
    """Tell of each site whether it can serve what is needed, from when, and what binds.

    Args:
        raw: `needs` with `factor`, `amount` and `from`; `sites` with `site` and `supplies`, each
            with `factor`, `unit`, `free`, and `changes` (`amount`, `on`, and `kind`, added or
            taken); `source` and `status`.

    Returns:
        `sites`, the first to serve first, and what the first of them answers.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    needs = [_need(one) for one in some(fields, "needs", MOST)]
    sites = [_site(one) for one in some(fields, "sites", MOST)]
    once(fields, "needs", "factor", [one.factor for one in needs])
    once(fields, "sites", "site", [name for name, _ in sites])
    cited = cited_of(fields)
    done(fields)
    found = [(name, serve(needs, supplies)) for name, supplies in sites]
    found.sort(key=lambda one: (_ORDER.index(one[1].answer), one[1].served_from or date.max))
    told = [{"site": name, **_site_told(site)} for name, site in found]
    first = {name: told[0][name] for name in ("site", "answer", "served_from", "binds")}
    return {**first, "sites": told, **cited_document(cited)}


def _need(fields: Fields) -> Need:
    factor = fields.word("factor", FACTORS, required=True)
    amount, start = fields.positive("amount", required=True), _day(fields, "from")
    fields.nothing_else()
    return Need(factor, amount or Decimal(0), start)


def _day(fields: Fields, name: str) -> date:
    fields.text(name, required=True)
    return fields.day(name) or date.min


def _site(fields: Fields) -> tuple[str, list[Supply]]:
    name = fields.text("site", required=True)
    supplies = [_supply(one) for one in some(fields, "supplies", MOST, required=False)]
    once(fields, "supplies", "factor", [one.factor for one in supplies])
    fields.nothing_else()
    return name, supplies


def _supply(fields: Fields) -> Supply:
    factor = fields.word("factor", FACTORS, required=True)
    unit, free = fields.text("unit", required=True), fields.number("free", required=True)
    steps = [_step(one) for one in some(fields, "changes", MOST, required=False)]
    fields.nothing_else()
    return Supply(factor, unit, [Step(date.min, free or Decimal(0)), *steps])


def _step(fields: Fields) -> Step:
    kind = fields.word("kind", ("added", "taken")) or "added"
    amount, on = fields.positive("amount", required=True) or Decimal(0), _day(fields, "on")
    fields.nothing_else()
    return Step(on, amount if kind == "added" else -amount)


def _site_told(site: Site) -> Document:
    return {"answer": site.answer, "served_from": _iso(site.served_from),
            "binds": list(site.binds), "factors": [_told(one) for one in site.served]}  # fmt: skip


def _told(one: Served) -> Document:
    need = one.need
    figures = {"needed": text(need.amount), "free": text(one.free), "short": text(one.short),
               "served_from": _iso(one.served_from)}  # fmt: skip
    code, message, message_zh = _WHY[one.answer]
    words = {**figures, "unit": one.unit}
    return {
        "factor": need.factor, "unit": one.unit or None, "from": need.start.isoformat(), **figures,
        "answer": one.answer,
        "reasons": [{"code": code, "message": message.format(**words),
                     "message_zh": message_zh.format(**words)}],
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
