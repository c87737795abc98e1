"""Scenarios side by side, as the columns and rows of a file."""

from collections.abc import Callable, Mapping, Sequence

from entrepot.web.trade_export import Column
from entrepot.web.trade_sheets import Sheet
from entrepot.web.verbs import Document

_NUMBERS = ("before", "after", "after_p10", "after_p90", "change_p10", "change_p90")
_EFFECTS = (
    Column("base"), Column("scenario"), Column("name"), Column("opens", "whole"), Column("step"),
    Column("what"), Column("sector_name"), Column("unit"),
    *(Column(name, "number") for name in _NUMBERS), Column("year", "whole"),
    Column("network_year", "whole"), Column("source"), Column("status"),
)  # fmt: skip
_TARGETS = (
    Column("base"), Column("scenario"), Column("name"), Column("opens", "whole"), Column("id"),
    Column("geography"), Column("indicator"), Column("comparator"), Column("value", "number"),
    Column("unit"), Column("year", "whole"), Column("probability_before", "number"),
    Column("probability_after", "number"), Column("factor", "number"), Column("walk_of"),
    Column("reason"), Column("source"), Column("status"),
)  # fmt: skip
_OVERLAP = (
    Column("base"), Column("project"), Column("name"), Column("alone", "number"),
    Column("shapley", "number"), Column("unit"), Column("status"),
)  # fmt: skip


def effects_sheet(found: Document) -> Sheet:
    """Each figure of each scenario."""
    same = {name: found[name] for name in ("year", "network_year")}
    return _EFFECTS, [
        {**same, **head, **one, **_ends("after", one["interval_80"]),
         **_ends("change", one["change_interval_80"])}
        for head, one in _rows(found, "effects")
    ]  # fmt: skip


def targets_sheet(found: Document) -> Sheet:
    """Each goal under each scenario."""
    return _TARGETS, [
        {**head, **one, "reason": one["reasons"].get("probability", {}).get("code")}
        for head, one in _rows(found, "targets")
    ]


def overlap_sheet(found: Document) -> Sheet:
    """What each scenario brings alone, and its part of what all bring."""
    about = found["overlap_of"]
    same = {"base": found["base"]["id"], "unit": about["unit"], "status": about["status"]}
    return _OVERLAP, [{**same, **one} for one in found["overlap"]]


SHEETS: Mapping[str, Callable[[Document], Sheet]] = {
    "effects": effects_sheet, "targets": targets_sheet, "overlap": overlap_sheet,
}  # fmt: skip


def _rows(found: Document, name: str) -> list[tuple[Document, Document]]:
    """The rows of each scenario, each with what tells the scenario."""
    return [
        ({"base": found["base"]["id"], "scenario": each["id"], "name": each["name"],
          "opens": each["opens"]}, one)
        for each in found["scenarios"] for one in each[name]
    ]  # fmt: skip


def _ends(name: str, interval: Sequence[float] | None) -> Document:
    low, high = interval or (None, None)
    return {f"{name}_p10": low, f"{name}_p90": high}
