"""Rules of one's own country beside those of partners, with the gaps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.kernel.codes import is_country
from entrepot.kernel.errors import InputError
from entrepot.kernel.source import weakest
from entrepot.region.law import Market
from entrepot.service.agreements import (
    MOST,
    cell_document,
    clause_document,
    count_states,
    read_good,
)
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.service.tariff_law import TariffLaw
from entrepot.tariff.clauses import Cell, Clause, Comparison, compare
from entrepot.tariff.control import covers, tell_state
from entrepot.tariff.owed import Rules

SHOWN = 4  # partners where none is named
RULES = (
    Clause("valuation_basis", "names"),
    Clause("tax_base_adds", "names"),
    Clause("import_tax", "names"),
    Clause("import_tax_pct", "figure", (), "low", "%"),
    Clause("duty_rounding", "names"),
    Clause("rate_choice", "names"),
    Clause("own_agreements", "names"),
    Clause("investment_list", "names"),
    Clause("mfn_rate", "names"),
    Clause("general_rate", "names"),
    Clause("preferences", "names"),
    Clause("schedule_edition", "names"),
    Clause("export_controls", "words"),
)
OF_A_GOOD = frozenset(
    {"mfn_rate", "general_rate", "preferences", "schedule_edition", "export_controls"}
)


def compare_countries(law: TariffLaw, raw: Mapping[str, object], *, today: date) -> Document:
    """Put rules of the region's country beside those of partners.

    Args:
        law: Law of all markets.
        raw: `countries`, partners of the region's own, by default the first that have a tariff
            here; `hs` of a good whose rates and controls are compared; `on`.
        today: Legal day used where `on` is not given.

    Raises:
        InputError: With every fault of every field.
    """
    fields = Fields(raw)
    own = law.region.country
    partners = tuple(dict.fromkeys(name.upper() for name in fields.texts("countries")))
    good, on = read_good(fields), fields.day("on") or today
    fields.nothing_else()
    for name in partners:
        if not is_country(name):
            fields.fault("country", "countries", f"{name[:40]!r} is no country.", "As in HK.")
    if len(partners) > MOST:
        fields.fault("count", "countries", f"names {len(partners)}.", f"Name at most {MOST}.")
    if fields.problems:
        raise InputError(fields.problems)
    asked = tuple(dict.fromkeys((own, *(partners or _partners(law)))))
    sides = [_Side.of(law, one, good.hs if good else "", on) for one in asked]
    clauses = [one for one in RULES if good or one.id not in OF_A_GOOD]
    found = [compare(one, [side.cell(one) for side in sides]) for one in clauses]
    return {
        "on": on.isoformat(),
        "own": own,
        "hs": good.hs if good else None,
        "countries": list(asked),
        "rules": [_rule(one) for one in found],
        "counts": count_states(found),
        "gaps": sum(one.is_gap for one in found),
    }


def _partners(law: TariffLaw) -> list[str]:
    """Countries that are a customs territory by themselves and have a tariff here."""
    single = [m.countries[0] for m in law.region.markets if len(m.countries) == 1]
    return [one for one in single if one != law.region.country][:SHOWN]


def _rule(one: Comparison) -> Document:
    cells = [{"country": cell.side, **cell_document(cell)} for cell in one.cells]
    return {**clause_document(one), "cells": cells}


@dataclass(frozen=True, slots=True)
class _Side:
    """A country, with what is known of its law on a day."""

    law: TariffLaw
    country: str
    hs: str
    on: date
    market: Market
    rules: Rules

    @classmethod
    def of(cls, law: TariffLaw, country: str, hs: str, on: date) -> "_Side":
        """Look a country up; goods are taken to come from the region's own, its own from none."""
        market = law.market_of(country, law.region.currency, on)
        own = law.region.country
        origin = own if country != own else ""
        rules = law.rules(country, market, hs, origin, on, given=None if hs else ())
        return cls(law, country, hs, on, market, rules)

    @property
    def has_tariff(self) -> bool:
        """Whether the reference data hold its customs territory."""
        return self.law.law.find_market(self.country) is not None

    def cell(self, clause: Clause) -> Cell:
        """What is known on a clause."""
        read: Callable[[_Side], Cell] = _READERS[clause.id]
        return read(self)

    def told(self, values: Sequence[str], source: str = "", status: str = "") -> Cell:
        """A cell that cites its source where it says something."""
        cited = (source, status) if values else ("", "")
        return Cell(self.country, tuple(values), "", "", "", *cited)

    def rates(self, kind: str) -> Cell:
        """Duties of a kind on the good that are in force."""
        rows = [m for m in self.rules.measures if m.kind == kind and self.on in m.valid]
        texts = dict.fromkeys(row.duty or "?" for row in rows)
        first = rows[0] if rows else None
        return self.told(tuple(texts), first.source if first else "", first.status if first else "")


def _valuation(side: _Side) -> Cell:
    row = side.law.find_valuation(side.country, side.on)
    if row is not None:
        return side.told((row.basis,), row.source, row.status)
    market = side.market
    return side.told((market.basis,) if market.basis else (), market.source, market.status)


def _tax_base(side: _Side) -> Cell:
    row = side.law.find_valuation(side.country, side.on)
    adds = sorted(row.vat_base_adds) if row else []
    return side.told(adds, row.source if row else "", row.status if row else "")


def _tax(side: _Side) -> Cell:
    row = side.rules.vat or side.law.law.find_vat(side.country, side.hs, side.on)
    return side.told((row.tax,), row.source, row.status) if row else side.told(())


def _tax_pct(side: _Side) -> Cell:
    row = side.rules.vat or side.law.law.find_vat(side.country, side.hs, side.on)
    if row is None or row.rate_pct is None:
        return side.told(())
    return side.told((f"{row.rate_pct:f}",), row.source, row.status)


def _rounding(side: _Side) -> Cell:
    market = side.market
    if not side.has_tariff:
        return side.told(())
    dated = side.law.law.roundings_of(market.id, side.on)
    row = next((one for one in dated if one.step == "duty"), None)
    if row is not None:
        return side.told((f"{row.unit:f}", row.how), row.source, row.status)
    least = "minor_unit" if market.duty_digits is None else _unit(market.duty_digits)
    return side.told((least, market.duty_rounding), market.source, market.status)


def _unit(digits: int) -> str:
    return f"{Decimal(1).scaleb(-digits):f}"


def _choice(side: _Side) -> Cell:
    market = side.market
    known = (market.choice or "lowest",) if side.has_tariff else ()
    return side.told(known, market.source, market.status)


def _agreements(side: _Side) -> Cell:
    rows = [
        row
        for row in side.law.region.origin_parties
        if row.country == side.country and side.on in row.valid
    ]
    sources = "; ".join(dict.fromkeys(row.source for row in rows))
    status = weakest(row.status for row in rows) if rows else ""
    return side.told(sorted({row.agreement for row in rows}), sources, status)


def _investment(side: _Side) -> Cell:
    rows = [
        row
        for row in side.law.region.restrictions
        if row.country == side.country and row.layer == "national" and side.on in row.valid
    ]
    editions = dict.fromkeys(row.edition for row in rows)
    first = rows[0] if rows else None
    return side.told(tuple(editions), first.source if first else "", first.status if first else "")


def _preferences(side: _Side) -> Cell:
    rows = [m for m in side.rules.measures if m.kind == "preference" and side.on in m.valid]
    texts = sorted({f"{row.regime} {row.duty or '?'}" for row in rows})
    first = rows[0] if rows else None
    return side.told(texts, first.source if first else "", first.status if first else "")


def _edition(side: _Side) -> Cell:
    rows = [m for m in side.rules.measures if m.vintage]
    editions = dict.fromkeys(row.vintage for row in rows)
    first = rows[0] if rows else None
    return side.told(tuple(editions), first.source if first else "", first.status if first else "")


def _controls(side: _Side) -> Cell:
    rows = [
        row
        for row in side.law.region.controls
        if row.country == side.country
        and covers(row, side.hs)
        and tell_state(row, side.on).state != "ended"
    ]
    if not rows:
        return side.told(())
    names, names_zh = "; ".join(one.item for one in rows), "；".join(one.item_zh for one in rows)
    return Cell(side.country, (), names, names_zh, "", rows[0].source, rows[0].status)


_READERS: Mapping[str, Callable[[_Side], Cell]] = {
    "valuation_basis": _valuation, "tax_base_adds": _tax_base, "import_tax": _tax,
    "import_tax_pct": _tax_pct, "duty_rounding": _rounding, "rate_choice": _choice,
    "own_agreements": _agreements, "investment_list": _investment,
    "mfn_rate": lambda side: side.rates("mfn"),
    "general_rate": lambda side: side.rates("general"),
    "preferences": _preferences, "schedule_edition": _edition, "export_controls": _controls,
}  # fmt: skip
