"""Which countries an agreement covers, as far as the measures of the tariff tell."""

from collections.abc import Callable
from datetime import date

from entrepot.region.law import Market, Measure
from entrepot.region.window_codes import TradeAgreement
from entrepot.window.codelists import Tables

Members = Callable[[str, date], frozenset[str]]


def members_of(tables: Tables) -> Members:
    """Make the look-up of an agreement's members on a day.

    Its members are the origins its measures name in any market, and the countries of those
    markets. None are known of an agreement that has no measure: then nothing can be said.

    Args:
        tables: Gives the rows of a table by its name; measures are read when first asked.
    """
    known: dict[tuple[str, date], frozenset[str]] = {}

    def members(agreement: str, on: date) -> frozenset[str]:
        if (agreement, on) not in known:
            known[agreement, on] = _members(tables, agreement, on)
        return known[agreement, on]

    return members


def _members(tables: Tables, agreement: str, on: date) -> frozenset[str]:
    regime = _regime(tables, agreement)
    if not regime:
        return frozenset()
    countries = {row.id: row.countries for row in tables("markets") if isinstance(row, Market)}
    found: set[str] = set()
    for measure in tables("measures"):
        if isinstance(measure, Measure) and measure.regime == regime and on in measure.valid:
            found |= {*measure.origins, *countries.get(measure.market, ())}
    return frozenset(found)


def _regime(tables: Tables, agreement: str) -> str:
    """What the measures call an agreement; empty where they do not know it."""
    for row in tables("trade_agreements"):
        if isinstance(row, TradeAgreement) and row.code == agreement:
            return row.regime
    return ""
