"""What a what-if of trade tells, as the columns and rows of a file."""

from entrepot.web.opportunity_sheet import status_of_data
from entrepot.web.trade_export import Column
from entrepot.web.trade_sheets import Sheet
from entrepot.web.verbs import Document

_COLUMNS = (
    Column("year", "whole"), Column("economy"), Column("real_income_pct", "number"),
    Column("real_income_median_pct", "number"), Column("real_income_p05_pct", "number"),
    Column("real_income_p95_pct", "number"), Column("first_order_pct", "number"),
    Column("real_wage_pct", "number"), Column("exports_pct", "number"),
    Column("imports_pct", "number"), Column("domestic_share", "number"),
    Column("domestic_share_new", "number"), Column("closure"), Column("theta", "number"),
    Column("source"), Column("status"),
)  # fmt: skip


def rows_of(found: Document) -> list[Document]:
    """Each economy with its changes in percent, those that change most first."""
    unknown = dict.fromkeys(("median", "p05", "p95"))
    bands = {one["code"]: unknown for one in found["countries"]} | {
        one["code"]: one["real_income_hat"] for one in found.get("bands", ())
    }
    rows = [
        {
            "economy": one["code"], "real_income_pct": percent(one["real_income_hat"]),
            "real_income_median_pct": percent(bands[one["code"]]["median"]),
            "real_income_p05_pct": percent(bands[one["code"]]["p05"]),
            "real_income_p95_pct": percent(bands[one["code"]]["p95"]),
            "first_order_pct": one["welfare_first_order_pct"],
            "real_wage_pct": percent(one["real_wage_hat"]),
            "exports_pct": percent(one["exports_hat"]),
            "imports_pct": percent(one["imports_hat"]),
            "domestic_share": one["domestic_share"],
            "domestic_share_new": one["domestic_share_new"],
        }
        for one in found["countries"]
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -abs(row["real_income_pct"] or 0))


def sheet_of(found: Document) -> Sheet:
    """The same rows with what they rest on."""
    same = {name: found[name] for name in ("year", "closure", "theta", "source")}
    same["status"] = status_of_data(found)
    return _COLUMNS, [{**same, **row} for row in rows_of(found)]


def percent(factor: float | None) -> float | None:
    """A factor as a change in percent; unknown stays unknown, as where nothing was sold before."""
    return None if factor is None else 100 * (factor - 1)
