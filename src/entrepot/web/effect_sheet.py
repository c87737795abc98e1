"""What a change of the corridors does to trade, as the columns and rows of a file."""

from entrepot.web.opportunity_sheet import status_of_data
from entrepot.web.trade_export import Column
from entrepot.web.trade_sheets import Sheet
from entrepot.web.verbs import Document
from entrepot.web.what_if_sheet import percent

_SHARES = ("cost_before", "cost_after", "money_before", "money_after")
_HATS = {
    "tau_hat": "cost_factor_pct", "money_hat": "by_money_pct", "hours_hat": "by_hours_pct",
    "trade_first_order_hat": "trade_first_order_pct", "trade_hat": "trade_pct",
    "trade_rest_hat": "by_the_rest_pct",
}  # fmt: skip
_COLUMNS = (
    Column("year", "whole"), Column("network_year", "whole"), Column("scenario"),
    Column("partner"), Column("flow"),
    *(Column(f"{name}_pct", "number") for name in _SHARES),
    Column("hours_before", "number"), Column("hours_after", "number"),
    *(Column(name, "number") for name in _HATS.values()),
    Column("trade_median_pct", "number"), Column("trade_p05_pct", "number"),
    Column("trade_p95_pct", "number"), Column("value_usd", "number"),
    Column("value_new_usd", "number"), Column("closure"), Column("theta", "number"),
    Column("source"), Column("status"),
)  # fmt: skip


def lanes_of(found: Document) -> list[Document]:
    """Each lane with its changes in percent, those that change most first."""
    rows = [_row(one) for one in found["corridors"]["lanes"]]
    return sorted(rows, key=lambda row: -abs(row["trade_first_order_pct"] or 0))


def _row(one: Document) -> Document:
    band = one["trade_band"] or dict.fromkeys(("median", "p05", "p95"))
    return {
        "partner": one["partner"], "flow": one["flow"],
        **{f"{name}_pct": 100 * one[name] for name in _SHARES},
        "hours_before": one["hours_before"], "hours_after": one["hours_after"],
        **{told: percent(one[name]) for name, told in _HATS.items()},
        **{f"trade_{name}_pct": percent(band[name]) for name in ("median", "p05", "p95")},
        "value_usd": one["value"], "value_new_usd": one["value_new"],
        "legs_before": one["legs_before"], "legs_after": one["legs_after"],
    }  # fmt: skip


def lanes_sheet(found: Document) -> Sheet:
    """The lanes with what they rest on."""
    corridors = found["corridors"]
    scenario = corridors["scenario"]
    same = {
        "year": found["year"], "network_year": corridors["network_year"],
        "scenario": scenario and scenario["name"], "closure": found["closure"],
        "theta": found["theta"], "status": status_of_data({**found, "status": corridors["status"]}),
    }  # fmt: skip
    rests_on = (found["source"], corridors["value_of_time"]["source"])
    return _COLUMNS, [
        {**row, **same, "source": "; ".join(dict.fromkeys((*rests_on, *_sources(row))))}
        for row in lanes_of(found)
    ]


def _sources(row: Document) -> list[str]:
    return [leg["source"] for leg in (*row["legs_before"], *row["legs_after"]) if leg["source"]]
