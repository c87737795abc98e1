"""Columns of the goals of a place as a file."""

from collections.abc import Sequence

from entrepot.web.trade_export import Column
from entrepot.web.verbs import Document

_GOALS = (
    Column("id"), Column("geography"), Column("indicator"), Column("comparator"),
    Column("value", "number"), Column("unit"), Column("year", "whole"),
    Column("base_value", "number"), Column("base_year", "whole"), Column("base_status"),
    Column("actual_value", "number"), Column("actual_year", "whole"),
    Column("required_cagr_pct", "number"), Column("required_cagr_from_previous_pct", "number"),
    Column("required_cagr_from_today_pct", "number"), Column("actual_cagr_pct", "number"),
    Column("pace_ratio", "number"), Column("standing"), Column("standing_calculated"),
    Column("decided"), Column("decided_why"), Column("probability", "number"),
    Column("outcome"), Column("why_unknown"), Column("walk_of"),
    Column("probability_by_walk_of", "number"), Column("probability_with_projects", "number"),
    Column("path_drift_pct", "number"), Column("flags"), Column("note"),
    Column("source"), Column("status"),
)  # fmt: skip


def of_goals(found: Document) -> tuple[Sequence[Column], list[Document]]:
    """The goals, one a row; `status` is that of the statement."""
    return _GOALS, [
        {
            **one, **_of("base", one["base"], "value", "year", "status"),
            **_of("actual", one["actual"], "value", "year"),
            "why_unknown": one["reasons"].get("actual", {}).get("code", ""),
            "walk_of": one["elsewhere"] and one["elsewhere"]["walk_of"],
            "probability_by_walk_of": one["elsewhere"] and one["elsewhere"]["probability"],
            "probability_with_projects": (one["projects"] or {}).get("probability_with"),
            "path_drift_pct": (one["path_drift"] or {}).get("drift_pct"),
            "standing": one["status"], "standing_calculated": one["status_calculated"],
            **_decided(one), "status": one["source_status"],
        }
        for one in found["targets"]
    ]  # fmt: skip


def _of(prefix: str, told: Document | None, *names: str) -> Document:
    return {f"{prefix}_{name}": told and told[name] for name in names}


def _decided(one: Document) -> Document:
    """What people decided on a goal, in one cell each."""
    told = [found for name in ("reading_decided", "status_written") if (found := one[name])]
    return {
        "decided": "; ".join(found["choice"] for found in told),
        "decided_why": "; ".join(found["reason"] for found in told),
    }


def of_decisions(found: Document) -> tuple[Sequence[Column], list[Document]]:
    """Decisions on targets, one a row."""
    names = ("target", "kind", "choice", "reason", "from", "by", "at")
    return tuple(map(Column, names)), found["decisions"]


_PACES = (
    Column("id"), Column("geography"), Column("indicator"), Column("under_way", "whole"),
    Column("months", "whole"), Column("unit"), Column("goal_of_year", "number"),
    Column("so_far", "number"), Column("completion", "number"), Column("elapsed", "number"),
    Column("expected", "number"), Column("pace", "number"), Column("likely", "number"),
    Column("why_unknown"), Column("source"), Column("status"),
)  # fmt: skip
_PARTS = (
    Column("by"), Column("key"), Column("base", "amount"), Column("at_end", "amount"),
    Column("owed", "amount"), Column("so_far", "amount"), Column("gap", "amount"),
    Column("pace", "number"), Column("currency"), Column("through", "whole"), Column("source"),
    Column("status"),
)  # fmt: skip


def of_paces(found: Document) -> tuple[Sequence[Column], list[Document]]:
    """Where the year under way stands, one goal a row."""
    return _PACES, [
        {**one, "why_unknown": one["reason"]["code"] if one["reason"] else ""}
        for one in found["paces"]
    ]


def of_doubling(found: Document) -> tuple[Sequence[Column], list[Document]]:
    """Parts of a doubling, one a row."""
    shared = {name: found[name] for name in ("by", "currency", "through", "source", "status")}
    return _PARTS, [{**shared, **one} for one in found["parts"]]


_PLACES = (
    Column("geography"), Column("indicator"), Column("unit"), Column("year", "whole"),
    Column("value", "number"), Column("why_unknown"), Column("source"), Column("status"),
)  # fmt: skip


def of_places(found: Document) -> tuple[Sequence[Column], list[Document]]:
    """Places side by side, a figure a row."""
    return _PLACES, [
        {
            "indicator": one["indicator"], "unit": one["unit"], **cell,
            "why_unknown": cell["reason"]["code"] if cell["reason"] else "",
        }
        for one in found["indicators"] for cell in one["cells"]
    ]  # fmt: skip
