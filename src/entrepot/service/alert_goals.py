"""What is looked at for alerts: goals of trade as they are forecast, and tasks past their day."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from entrepot.assess.alerts import (
    BREAK,
    DROP,
    MISSES,
    MISSING,
    OVERDUE,
    Finding,
    Rule,
    find_break,
    find_drop,
    find_misses,
    find_missing,
    find_overdue,
)
from entrepot.kernel.source import Status
from entrepot.service.forecast_targets import forecast_targets
from entrepot.service.programmes import Document, day_of, item_document, judged
from entrepot.service.window import Window
from entrepot.store.plans import Plans
from entrepot.trade.targets import HOLDS
from entrepot.trade.trajectory import Trajectory

Rules = Mapping[str, Rule]
_MONTHS = 12
_UNSURE: Status = "unverified"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an alert on a goal or a task comes from.

    Attributes:
        source, status: Of the figures.
        owner: Who answers for it; empty where nobody is known.
    """

    source: str
    status: Status
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """How likely a goal is now, and by what.

    Attributes:
        target: The goal.
        known_until: Last period that is known.
        digest: Of the series and the goal: the same ones have the same probability.
        probability: Share of one.
        source, status: Of the series.
    """

    target: str
    known_until: str
    digest: str
    probability: float
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at goals and tasks found.

    Attributes:
        findings: What calls for an alert.
        outlooks: Goals with a probability.
        origins: By goal or task.
        goals, tasks: How many were looked at.
        untold: Goals of which nothing can be told, as their words tell no amount.
    """

    findings: tuple[Finding, ...]
    outlooks: tuple[Outlook, ...]
    origins: Mapping[str, Origin]
    goals: int
    tasks: int = 0
    untold: tuple[str, ...] = ()

    def and_tasks(self, other: "Look") -> "Look":
        """Both looks as one; who owns a task that a goal measures owns the goal's alerts."""
        owners = {name: one.owner for name, one in other.origins.items() if one.owner}
        origins = {
            name: replace(one, owner=owners.get(name, "")) for name, one in self.origins.items()
        }
        return replace(self, findings=(*self.findings, *other.findings), tasks=other.tasks,
                       origins={**other.origins, **origins})  # fmt: skip

    def drops(self, book: Plans, region: str, rules: Rules) -> list[Finding]:
        """Goals that are less likely than when they were last looked at."""
        found = []
        for one in self.outlooks if DROP in rules else ():
            row = book.find_outlook(region=region, target=one.target)
            before = row["probability"] if row else None
            found.append(
                find_drop(one.target, before, one.probability, one.known_until, rules[DROP])
            )
        return [one for one in found if one]


def look_at_goals(window: Window, rules: Rules, *, at: datetime) -> Look:
    """The goals of trade of the pack, each by published years or its own months."""
    told = forecast_targets(window, {"bridge": "longest"}, by="", at=at)["targets"]
    findings: list[Finding | None] = []
    for one in told:
        findings += _of_goal(window, one, rules, at)
    return Look(
        tuple(one for one in findings if one),
        tuple(_outlook(one) for one in told if one.get("outlook")),
        {one["id"]: Origin(one["source"], one["status"]) for one in told},
        goals=len(told), untold=tuple(one["id"] for one in told if not _is_amount(one)),
    )  # fmt: skip


def look_at_tasks(window: Window, book: Plans, rules: Rules, *, at: datetime) -> Look:
    """Items of programmes that are open past their day."""
    on = day_of(window.reference, at)
    rows = [
        item_document(row, on)
        for row in book.list_items(region=window.reference.settings.id, programme="")
    ]
    open_ = [row for row in rows if judged(row).is_open]
    late = [_overdue(row, rules, at, window) for row in open_ if OVERDUE in rules]
    origins = {row["reference"]: _origin(row) for row in open_}
    measured = {row["target"]: _origin(row) for row in open_ if row["target"]}
    return Look(tuple(one for one in late if one), (), {**measured, **origins}, 0, len(open_))


def _origin(row: Document) -> Origin:
    return Origin(row["source"], row["status"] or _UNSURE, row["owner"])


def _overdue(row: Document, rules: Rules, at: datetime, window: Window) -> Finding | None:
    on = day_of(window.reference, at)
    found = find_overdue(row["reference"], judged(row).due_on, on, rules[OVERDUE])
    about = {name: row[name] for name in ("title", "title_zh", "programme")}
    return found and replace(found, facts={**found.facts, **about})


# One goal


def _of_goal(
    window: Window, told: Document, rules: Rules, at: datetime
) -> Sequence[Finding | None]:  # fmt: skip
    if not _is_amount(told):
        return ()
    known = yearly(told.get("series", {}).get("rows", ()))
    return (
        _missing(window, told, known, rules, at) if MISSING in rules else None,
        find_break(told["id"], known, rules[BREAK]) if BREAK in rules else None,
        find_misses(told["id"], known, _path(told), told["operator"], rules[MISSES])
        if MISSES in rules else None,
    )  # fmt: skip


def _is_amount(told: Document) -> bool:
    """Whether a goal is one of which figures could tell something."""
    return told["value"] is not None and told["year"] is not None and told["operator"] in HOLDS


def _missing(
    window: Window, told: Document, known: Mapping[int, float], rules: Rules, at: datetime
) -> Finding | None:
    on, last = day_of(window.reference, at), max(known, default=None)
    reason = told.get("reason", "")
    found = find_missing(told["id"], last, told["year"], on, rules[MISSING], reason)
    facts = {"reason_zh": told.get("reason_zh", "")}
    return found and replace(found, facts={**found.facts, **facts})


def yearly(rows: Sequence[Mapping[str, Any]]) -> dict[int, float]:
    """Values by whole year; of a year with an unknown month nothing is known.

    Example:
        >>> yearly([{"period": "2023", "value": 2.0}])
        {2023: 2.0}
    """
    months: dict[int, list[float]] = {}
    for row in rows:
        period = row["period"].replace("-", "")
        months.setdefault(int(period[:4]), []).append(row["value"])
    is_monthly = any(len(row["period"]) > len("2024") for row in rows)
    parts = _MONTHS if is_monthly else 1
    return {year: sum(values) for year, values in months.items() if len(values) == parts}


def _path(told: Document) -> dict[int, float]:
    """What was due in each year from the stated baseline; nothing without one."""
    base = told["baseline"]
    known = (base["value"], told["value"], base["year"], told["year"])
    if None in known or base["value"] <= 0 or told["value"] <= 0 or base["year"] >= told["year"]:
        return {}
    way = Trajectory(*known)
    return {year: way.at(year) for year in range(base["year"] + 1, told["year"] + 1)}


def _outlook(told: Document) -> Outlook:
    rows = told["series"]["rows"]
    about = [rows, told["value"], told["year"], told["operator"]]
    digest = hashlib.sha256(json.dumps(about).encode()).hexdigest()
    return Outlook(told["id"], rows[-1]["period"], digest, told["outlook"]["probability"],
                   told["series"]["source"], told["status"])  # fmt: skip
