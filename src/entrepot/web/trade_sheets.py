"""Tables of trade as the columns and rows of a file: exactly what is shown, source and status."""

from collections.abc import Sequence

from entrepot.web.trade_export import Column
from entrepot.web.verbs import Document

Sheet = tuple[Sequence[Column], Sequence[Document]]
_MEASURES = (
    Column("value", "amount"), Column("share_pct", "number"), Column("growth_pct", "number"),
    Column("contribution_pct", "number"), Column("net_mass_kg", "amount"),
    Column("hours_median", "number"), Column("hours_p90", "number"),
)  # fmt: skip
_LINE = (
    Column("line"), Column("version", "whole"), Column("declaration"), Column("month", "whole"),
    Column("flow"), Column("region"), Column("partner"), Column("origin"), Column("hs"),
    Column("regime"), Column("office"), Column("firm"), Column("basis"), Column("currency"),
    Column("value_minor", "whole"), Column("duty_minor", "whole"), Column("net_mass_g", "whole"),
    Column("batch"), Column("revision", "whole"), Column("source"), Column("status"),
)  # fmt: skip
_SPACE = (
    Column("year", "whole"), Column("product"), Column("rca", "number"), Column("made"),
    Column("density", "number"), Column("pci", "number"), Column("gain", "number"),
    Column("exports", "number"), Column("world", "number"), Column("unrealised", "number"),
    Column("is_opportunity"), Column("currency"), Column("source"), Column("status"),
)  # fmt: skip
_MIRROR = (
    Column("exporter"), Column("importer"), Column("product"), Column("exported", "amount"),
    Column("imported_fob", "amount"), Column("gap", "amount"), Column("gap_pct", "number"),
    Column("sides"), Column("reconciled", "amount"), Column("currency"), Column("from", "whole"),
    Column("to", "whole"), Column("cif_margin_pct", "number"), Column("source"), Column("status"),
)  # fmt: skip
_WHOLE_SHEET = (
    Column("currency"), Column("from", "whole"), Column("to", "whole"),
    Column("revision", "whole"), Column("source"), Column("status"),
)  # fmt: skip
_LEDGER = (
    Column("partner"), Column("rank", "whole"), Column("exports", "amount"),
    Column("imports", "amount"), Column("balance", "amount"), Column("turnover", "amount"),
    Column("turnover_before", "amount"), Column("growth_pct", "number"),
    Column("share_pct", "number"), Column("groups"), *_WHOLE_SHEET,
)  # fmt: skip
_OWN = (
    Column("partner"), Column("hs2"), Column("exports", "amount"), Column("imports", "amount"),
    Column("balance", "amount"), Column("turnover", "amount"), *_WHOLE_SHEET,
)  # fmt: skip
_FIRMS = (
    Column("period", "whole"), Column("active", "whole"), Column("entered", "whole"),
    Column("left", "whole"), Column("stayed", "whole"), Column("staying", "amount"),
    Column("entering", "amount"), Column("leaving", "amount"), Column("all", "amount"),
    *_WHOLE_SHEET,
)  # fmt: skip
_NATION = (
    Column("value", "amount"), Column("growth_pct", "number"),
    Column("nation_growth_pct", "number"), Column("nation_share_pct", "number"),
    Column("change", "amount"), Column("national", "amount"), Column("mix", "amount"),
    Column("regional", "amount"), *_WHOLE_SHEET,
)  # fmt: skip
_OUTLOOK = ("probability", "median", "p05", "p95")
_TARGETS = (
    Column("id"), Column("indicator"), Column("geography"), Column("operator"),
    Column("value", "number"), Column("unit"), Column("year", "whole"),
    Column("pace_from_baseline_pct", "number"),
    *(Column(name, "number") for name in _OUTLOOK), Column("actual", "number"),
    Column("reached"), Column("reason"), Column("source"), Column("status"),
)  # fmt: skip
_YEARS = (
    Column("year", "whole"), Column("median", "number"), Column("p05", "number"),
    Column("p95", "number"), Column("currency"), Column("method"), Column("revision", "whole"),
    Column("source"), Column("status"),
)  # fmt: skip
_REVIEW = (
    Column("geography"), Column("flow"), Column("unit"), Column("year", "whole"),
    Column("value", "number"), Column("growth_pct", "number"),
    Column("stated_growth_pct", "number"), Column("fits"), Column("figure"), Column("source"),
    Column("status"),
)  # fmt: skip
SPACE_SOURCE = "lines of trade that are loaded; Hidalgo et al. (2007), Decreux and Spies (2016)"


def of_table(found: Document, flow: str) -> Sheet:
    """A table with its measures; those that were not asked for have no column."""
    rows = found["rows"]
    told = {name for row in rows for name in row}
    marks = [Column("suppressed")] if "suppressed" in told else []
    marks += [Column("n_lines", "whole")] if "n_lines" in told else []
    columns = [
        *(Column(name) for name in found["by"]),
        *(column for column in _MEASURES if column.name in told), *marks,
        Column("currency"), *([] if "flow" in found["by"] else [Column("flow")]),
        Column("from", "whole"), Column("to", "whole"), Column("revision", "whole"),
        Column("source"), Column("status"),
    ]  # fmt: skip
    same = {name: found[name] for name in ("from", "to", "revision", "currency")}
    same |= {"source": found["sources"], "flow": flow or "all"}
    if "month" in found["by"]:
        rows = sorted(rows, key=lambda row: [row[name] for name in found["by"]])
    return columns, [{**same, **row} for row in rows]


def of_lines(found: Document) -> Sheet:
    """The lines of a cell; the source of each is its batch's."""
    return _LINE, found["rows"]


def of_mirror(found: Document) -> Sheet:
    """Both reports of each flow; the margin and its source stand in every row."""
    step = found["step"] or {"cif_margin_pct": None, "source": ""}
    same = {
        "from": found["from"], "to": found["to"], "currency": found["currency"],
        "cif_margin_pct": step["cif_margin_pct"], "status": found["status"],
        "source": [*found["sources"], *([step["source"]] if step["source"] else [])],
    }  # fmt: skip
    return _MIRROR, [{"product": "", **one, **same} for one in found["rows"]]


def of_ledger(found: Document) -> Sheet:
    """The accounts of partners, the largest first."""
    rows = [{**one, "groups": "; ".join(one["groups"])} for one in found["partners"]]
    return _LEDGER, [{**one, **_same(found)} for one in rows]


def of_own(found: Document) -> Sheet:
    """A firm's accounts by partner, then by chapter."""
    rows = [*found["partners"], *found["products"]]
    return _OWN, [{"partner": "", "hs2": "", **one, **_same(found)} for one in rows]


def of_firms(found: Document) -> Sheet:
    """Firms by period, and the change by those that stay, enter and leave."""
    rows = [{**one, **(one["change"] or {})} for one in found["periods"]]
    return _FIRMS, [{**one, **_same(found)} for one in rows]


def of_nation(found: Document) -> Sheet:
    """The region beside the nation, a row each."""
    columns = (Column(found["by"]), *_NATION)
    return columns, [{**one, **_same(found)} for one in found["rows"]]


def _same(found: Document) -> Document:
    """What every row of a sheet tells."""
    told = {name: found[name] for name in ("from", "to", "revision", "currency", "status")}
    return {**told, "source": found["sources"]}


def of_targets(found: Document) -> Sheet:
    """The goals of trade; where nothing can be told, the reason stands there."""
    rows = []
    for one in found["targets"]:
        outlook = one.get("outlook") or {}
        rows.append({**{name: outlook.get(name) for name in _OUTLOOK}, "reason": "", "actual": None,
                     "reached": None, **one})  # fmt: skip
    return _TARGETS, rows


def of_outlook(found: Document) -> Sheet:
    """The years to come with their band."""
    series = found["series"]
    same = {
        "currency": series["currency"], "method": found["method"], "revision": series["revision"],
        "source": series["sources"], "status": status_of_forecast(found),
    }  # fmt: skip
    return _YEARS, [{**one, **same} for one in found["years"]]


def of_review(found: Document) -> Sheet:
    """The years of each series, with the figures that tell them."""
    return _REVIEW, [
        {
            **step, "geography": found["geography"], "flow": one["flow"], "unit": one["unit"],
            "figure": "; ".join(row["id"] for row in step["figures"]),
            "source": list(dict.fromkeys(row["source"] for row in step["figures"])),
        }
        for one in found["series"] for step in one["steps"]
    ]  # fmt: skip


def status_of_forecast(found: Document) -> str:
    """What is foreseen from invented lines is no surer than they."""
    return "synthetic" if found["series"]["status"] == "synthetic" else str(found["status"])


def of_space(found: Document) -> Sheet:
    """The products of the product space."""
    status = found["status"]
    if found["data_status"] == "synthetic":
        status = "synthetic"  # what is worked out from invented lines is no surer than they
    same = {name: found[name] for name in ("year", "currency")}
    same |= {"source": SPACE_SOURCE, "status": status}
    flags = ("made", "is_opportunity")
    return _SPACE, [
        {**same, **row, **{name: "yes" if row[name] else "no" for name in flags}}
        for row in found["products"]
    ]
