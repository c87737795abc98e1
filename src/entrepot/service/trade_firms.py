"""Firms in trade, from the lines that are loaded: active, entered, left, and how long they stay."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from entrepot.service.trade_cells import Lines, check_bases, lines_of, month_rates, rates_table
from entrepot.service.trade_table import Document, amount, missing_in, parse_asked, percent
from entrepot.service.window import Window
from entrepot.trade import tables
from entrepot.trade.firms import Turn, runs, spells, survival, turns

FEW = 3  # firms fewer than this are not told to everybody


def firms(window: Window, raw: Mapping[str, Any], *, by: str, at: datetime) -> Document:
    """Active firms by period, who entered and left and what that changed, and survival.

    Args:
        window: The window.
        raw: from, to, flow, currency, revision, fields that must be so, `period`: year (so by
            default) or month.
        by: Account; empty is the machine itself.
        at: Instant.

    Returns:
        periods, survival, lines without a firm, sources, status. Periods with a month that is not
        loaded are not told.

    Raises:
        InputError: With every fault of what is asked.
        RoleError: Who acts is no statistics analyst.
    """
    asked, _ = parse_asked({**raw, "by": "partner"})
    per = 1 if raw.get("period") == "month" else 100
    with lines_of(window, asked, by=by, at=at) as lines:
        check_bases(lines.rows(lines.table.select("flow", "basis").distinct()))
        traded, unknown, nameless = _traded(lines, asked.currency, per)
        missing = sorted({month // per for month in missing_in(asked, lines.months)})
        known = {period: values for period, values in traded.items() if period not in missing}
        return {
            "revision": lines.revision, "from": asked.first, "to": asked.last,
            "currency": asked.currency, "period": "month" if per == 1 else "year",
            "periods": [
                _turn(one, asked.currency, unknown) for one in turns(known, missing)
            ],
            "survival": _survival(known, missing), "missing": missing,
            "lines_without_firm": nameless,
            "sources": list(lines.sources), "status": "derived",
        }  # fmt: skip


def _traded(
    lines: Lines, currency: str, per: int
) -> tuple[dict[int, dict[str, int]], set[int], int]:
    """Value by firm, by period; periods with a value that is unknown; lines without a firm."""
    rates, _ = month_rates(lines.rows(lines.table.select("currency", "month").distinct()), currency)
    money = tables.in_currency(lines.table, rates_table(rates))
    named = money.filter(money.firm != "").mutate(of=(money.month // per).cast("int64"))
    rows = lines.rows(
        named.group_by(["of", "firm"]).aggregate(value=tables.whole_sum(named.value_minor))
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["of"], {})[row["firm"]] = row["value"] or int(row["value"] is None)
    unknown = {row["of"] for row in rows if row["value"] is None}
    nameless = lines.rows(lines.table.filter(lines.table.firm == "").count().name("n").as_table())
    return found, unknown, int(nameless[0]["n"])


def _turn(one: Turn, currency: str, unknown: Collection[int]) -> Document:
    """A period; the change of value is unknown where a value of it, or of the one before, is."""
    change = None if {one.period, one.before} & {*unknown} else one.change
    return {
        "period": one.period, "active": one.active, "entered": one.entered, "left": one.left,
        "stayed": one.stayed,
        "change": None if change is None else {
            "staying": amount(change.existing, currency), "entering": amount(change.new, currency),
            "leaving": amount(change.lost, currency), "all": amount(change.change, currency),
        },
    }  # fmt: skip


def _survival(
    traded: Mapping[int, Mapping[str, int]], unknown: Collection[int]
) -> list[Document]:  # fmt: skip
    """A run that reaches an unknown period is censored there."""
    names = sorted({firm for values in traded.values() for firm in values})
    active = [
        [bool(traded[period].get(name)) for period in run]
        for run in runs(traded, unknown) for name in names
    ]  # fmt: skip
    return [
        {"after": one.after, "at_risk": one.at_risk, "ended": one.ended,
         "share_pct": percent(one.share)}
        for one in survival(spells(active))
    ]  # fmt: skip
