"""What customs released for export of firms that are guided: since when, how often, to where."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.industry.policy_measures import Fact
from entrepot.kernel.house_roll import house_roll
from entrepot.kernel.panel import grouped, is_by, sums
from entrepot.kernel.roll import Column, Row

RELEASED = house_roll(
    "released_exports", "Exports released, of firms guided", "培育企业已放行出口",
    (
        Column("firm", "id", "Firm", "企业", needed=True),
        Column("declaration", "id", "Declaration", "报关单"),
        Column("released_on", "day", "Released", "放行日期", needed=True),
        Column("market", "country", "Market", "市场"),
        Column("value", "amount", "Value", "货值"),
        Column("currency", "currency", "Currency", "币种"),
    ),
)  # fmt: skip
COLUMNS = (
    Column("months", "whole", "Months with exports released", "有放行出口的月数"),
    Column("markets", "whole", "Markets", "市场数"),
    Column("value", "money", "Value released", "已放行货值"),
)


def by_firm(rows: Sequence[Row], on: date) -> Mapping[Any, Sequence[Row]]:
    """What was released by a day, by firm."""
    return grouped([one for one in rows if is_by(one["released_on"], on)], "firm")


def told_of(rows: Sequence[Row]) -> dict[str, Any]:
    """What the releases of a firm come to; none that the house knows of is unknown, not zero."""
    return {
        "months": len(months_of(rows)) or None,
        "markets": markets_of(rows), "value": sums(rows, "value") if _is_told(rows) else None,
    }  # fmt: skip


def facts_of(rows: Sequence[Row]) -> dict[str, Fact]:
    """The same as facts that criteria may ask for."""
    if not rows:
        return {}
    markets = markets_of(rows)
    known: dict[str, Fact] = {} if markets is None else {"export_markets": Decimal(markets)}
    return {"has_exported": True, "export_months": Decimal(len(months_of(rows))), **known}


def markets_of(rows: Sequence[Row]) -> int | None:
    """How many markets there were; unknown where one of them is not for the eyes of who asks."""
    return len({one["market"] for one in rows}) if rows and _is_told(rows) else None


def _is_told(rows: Sequence[Row]) -> bool:
    return all(one["market"] is not None for one in rows)


def months_of(rows: Sequence[Row]) -> set[tuple[int, int]]:
    """Months in which something was released."""
    return {(one["released_on"].year, one["released_on"].month) for one in rows}
