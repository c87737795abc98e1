"""Programmes, items and alerts as the columns and rows of a file: exactly what is shown."""

from entrepot.web.trade_export import Column
from entrepot.web.trade_sheets import Sheet
from entrepot.web.verbs import Document

_PROGRAMMES = (
    Column("id"), Column("name"), Column("name_zh"), Column("what_it_says"),
    Column("what_it_says_zh"), Column("system_no", "whole"), Column("standing"),
    Column("drift_days", "whole"), Column("items", "whole"), Column("done", "whole"),
    Column("overdue", "whole"), Column("next_due"), Column("owners"), Column("on"),
    Column("source"), Column("status"),
)  # fmt: skip
_ITEMS = (
    Column("programme"), Column("reference"), Column("kind"), Column("parent"), Column("title"),
    Column("title_zh"), Column("owner"), Column("planned_on"), Column("due_on"),
    Column("drift_days", "whole"), Column("standing"), Column("agenda"), Column("decision"),
    Column("target"), Column("evidence"), Column("reported_by"), Column("reached_on"),
    Column("closed_by"), Column("closed_at"), Column("closing"), Column("on"), Column("source"),
    Column("status"),
)  # fmt: skip
_ALERTS = (
    Column("reference"), Column("kind"), Column("subject"), Column("name"), Column("name_zh"),
    Column("message"), Column("owner"), Column("due_on"), Column("standing"), Column("raised_at"),
    Column("closed_by"), Column("closed_at"), Column("reason"), Column("source"),
    Column("status"),
)  # fmt: skip
_PROJECTS = (
    Column("id"), Column("name"), Column("name_zh"), Column("place"), Column("kind"),
    Column("part_of"), Column("stage"), Column("promised"), Column("landed"),
    Column("amount_unit"), Column("count", "whole"), Column("sponsor"), Column("opened"),
    Column("link"), Column("programme"), Column("has_costs"), Column("has_effects"),
    Column("note"), Column("source"), Column("status"),
)  # fmt: skip


def of_projects(found: Document) -> Sheet:
    """The projects, each in a row."""
    return _PROJECTS, found["projects"]


def of_programmes(found: Document) -> Sheet:
    """The register, a programme each row."""
    return _PROGRAMMES, [{**one, "on": found["on"]} for one in found["programmes"]]


def of_items(found: Document) -> Sheet:
    """The items of all programmes, with their evidence and where to read it."""
    return _ITEMS, [
        {**one, "on": found["on"], "evidence": [_evidence(proof) for proof in one["evidence"]]}
        for one in found["items"]
    ]


def of_alerts(found: Document) -> Sheet:
    """The alerts, an alert each row."""
    return _ALERTS, found["alerts"]


def _evidence(proof: Document) -> str:
    return f"{proof['what']} ({proof['source']})"
