"""Judging a declaration without a store: the dictionary, the facts of the rules, the verdict."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from entrepot.kernel.errors import Problem
from entrepot.kernel.period import Period
from entrepot.region.law import Market, Measure
from entrepot.region.window_codes import TradeAgreement
from entrepot.store.hscodes import load_hs
from entrepot.store.reference import WindowReference
from entrepot.window.codelists import HsEditions
from entrepot.window.documents import Dictionary
from entrepot.window.rulebook import RuleFacts
from entrepot.window.rules import examine

# Editions of the Harmonized System take effect every five or six years; this is that of 2022.
HS_2022 = Period(date(2022, 1, 1), date(2028, 1, 1))
_SUBHEADING = 6


@cache
def hs_editions() -> HsEditions:
    """The editions of the Harmonized System at hand."""
    subheadings = frozenset(code for code, _ in load_hs() if len(code) == _SUBHEADING)
    return HsEditions(((HS_2022, subheadings),))


def dictionary_of(tables: WindowReference) -> Dictionary:
    """The dictionary of a region, with its codes and the commodity codes in force."""
    return Dictionary.of(tables.table, hs_editions())


def rule_facts_of(tables: WindowReference, dictionary: Dictionary) -> RuleFacts:
    """What the numbered rules ask of a region's tables."""
    return RuleFacts.of(
        tables.table,
        dictionary,
        country=tables.settings.country,
        members=members_of(tables),
    )


def members_of(tables: WindowReference) -> Callable[[str, date], frozenset[str]]:
    """Which countries an agreement covers on a day, as far as the measures tell.

    An agreement's members are the origins its measures name in any market, and the countries
    of those markets; none are known of an agreement that has no measure.
    """
    agreements: tuple[TradeAgreement, ...] = tables.table("trade_agreements")
    regimes = {row.code: row.regime for row in agreements}
    known: dict[tuple[str, date], frozenset[str]] = {}

    def members(agreement: str, on: date) -> frozenset[str]:
        regime = regimes.get(agreement, "")
        if regime and (regime, on) not in known:
            known[regime, on] = _members(tables, regime, on)
        return known.get((regime, on), frozenset())

    return members


def check_document(tables: WindowReference, raw: Mapping[str, object], on: date) -> list[Problem]:
    """Everything that is wrong with a document, its form and the rules, in one go."""
    _, problems = examine(raw, rule_facts_of(tables, dictionary_of(tables)), on)
    return list(problems)


def _members(tables: WindowReference, regime: str, on: date) -> frozenset[str]:
    markets: tuple[Market, ...] = tables.table("markets")
    measures: tuple[Measure, ...] = tables.table("measures")
    countries = {market.id: market.countries for market in markets}
    found: set[str] = set()
    for measure in measures:
        if measure.regime == regime and on in measure.valid:
            found |= {*measure.origins, *countries.get(measure.market, ())}
    return frozenset(found)
