"""A portfolio as the columns and rows of files."""

from collections.abc import Mapping
from typing import Literal

from entrepot.web.trade_export import Column
from entrepot.web.trade_sheets import Sheet
from entrepot.web.verbs import Document

Table = Literal["schedule", "money", "rejected", "points", "regrets"]
Different = Literal["steps", "spend"]
TABLES: Mapping[str, tuple[Table, ...]] = {
    "plan": ("schedule", "money", "rejected"), "frontier": ("points",), "regret": ("regrets",),
}  # fmt: skip
FIRST: Mapping[str, Table] = {ask: tables[0] for ask, tables in TABLES.items()}
STATUS = "modelled"
_PLAN = (Column("currency"), Column("scale", "number"), Column("source"), Column("status"))
_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "schedule": (
        Column("project"), Column("region"), Column("type"), Column("start", "whole"),
        Column("end", "whole"), Column("cost", "number"), Column("benefit", "number"),
        Column("chosen_share", "number"),
    ),
    "money": (
        Column("period", "whole"), Column("budget", "number"), Column("spend", "number"),
        Column("left", "number"),
    ),
    "rejected": (
        Column("project"), Column("objective", "number"), Column("cost", "number"),
        Column("search"), Column("chosen_share", "number"),
    ),
    "points": (
        Column("against"), Column("used", "number"), Column("benefit", "number"),
        Column("search"), Column("plan"),
    ),
    "regrets": (
        Column("scenario"), Column("probability", "number"), Column("best", "number"),
        Column("value", "number"), Column("regret", "number"), Column("plan"),
    ),
}  # fmt: skip


def sheet_of(found: Document, table: Table) -> Sheet:
    """A table of a portfolio, each row with what it rests on."""
    how = f", {found['status']}" if "status" in found else ""
    gap = found.get("gap")
    sure = "" if gap is None else f", gap {gap:.6f}"
    same = {
        "currency": found["currency"], "scale": found["scale"], "status": STATUS,
        "source": f"case {found['code']}; mixed-integer programme{how}{sure}",
    }  # fmt: skip
    return (*_COLUMNS[table], *_PLAN), [{**row, **same} for row in rows_of(found, table)]


_DIFFERENT: Mapping[str, tuple[Column, ...]] = {
    "steps": (
        Column("project"), Column("what"), Column("before", "whole"), Column("after", "whole"),
    ),
    "spend": (
        Column("period", "whole"), Column("before", "number"), Column("after", "number"),
        Column("change", "number"), Column("currency"), Column("scale", "number"),
    ),
}  # fmt: skip


def sheet_of_difference(found: Document, table: Different) -> Sheet:
    """What differs between two versions, each row with what it rests on."""
    same = {
        "plan": found["plan"], "one": found["before"]["number"],
        "other": found["after"]["number"], "source": found["source"], "status": found["status"],
        "currency": found["after"]["currency"], "scale": found["after"]["scale"],
    }  # fmt: skip
    known = (Column("plan"), Column("one", "whole"), Column("other", "whole"), *_PLAN[2:])
    return (*_DIFFERENT[table], *known), [{**row, **same} for row in found[table]]


def rows_of(found: Document, table: Table) -> list[Document]:
    """Rows of a table as the page shows them."""
    if table == "points":
        return [
            {**row, "against": found["against"], "search": row["status"],
             "plan": plan_of(row["starts"])}
            for row in found["points"]
        ]  # fmt: skip
    if table == "regrets":
        plan = plan_of(found["starts"])
        return [{**row, "scenario": row["name"], "plan": plan} for row in found["scenarios"]]
    if table == "money":
        rows: list[Document] = found["money"]
        return rows
    shares = found.get("chosen_share", {})
    if table == "schedule":
        return [{**row, "chosen_share": shares.get(row["project"])} for row in found["schedule"]]
    return [
        {**row, "search": row["status"], "chosen_share": shares.get(row["project"])}
        for row in found.get("forced_in", [])
    ]


def plan_of(starts: Mapping[str, int | None]) -> str:
    """Chosen projects with the period in which each starts."""
    return ", ".join(f"{name} {at}" for name, at in starts.items() if at is not None)
