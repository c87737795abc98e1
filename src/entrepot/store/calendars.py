"""What two persons put over the published calendar, within one transaction."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from entrepot.store.db import Tx
from entrepot.store.queries import queries

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that was put over the published calendar of a country.

    Attributes:
        version: Number of the last change, 0 where there was none.
        days: Day by day, True at work.
        years: Years published with a change.
        source: Who said so.
    """

    version: int
    days: Mapping[date, bool]
    years: frozenset[int]
    source: str


def find_version(tx: Tx, country: str) -> int:
    """Number of the last change, 0 where there was none."""
    return int(queries("finance").find_calendar_version(tx, country=country))


def list_versions(tx: Tx, country: str) -> list[Row]:
    """Every change, the newest first."""
    return list(queries("finance").list_calendar_versions(tx, country=country))


def list_days(tx: Tx, country: str) -> list[Row]:
    """Each changed day as its newest version has it."""
    return list(queries("finance").list_changed_days(tx, country=country))


def load_changes(tx: Tx, country: str) -> Changes:
    """Everything put over the published calendar."""
    versions, days = list_versions(tx, country), list_days(tx, country)
    years = frozenset(year for one in versions for year in one["years"])
    sources = "; ".join(dict.fromkeys(row["source"] for row in days))
    last = max((one["version"] for one in versions), default=0)
    return Changes(last, {row["day"]: row["is_working"] for row in days}, years, sources)


def add_version(
    tx: Tx, country: str, version: int, *, reason: str, years: Iterable[int],
    rows: Iterable[Row], proposed_by: str, by: str, at: datetime,
) -> None:  # fmt: skip
    """Put a change over the calendar."""
    sql = queries("finance")
    sql.add_calendar_version(
        tx, country=country, version=version, reason=reason, years=sorted(years),
        proposed_by=proposed_by, by=by, at=at,
    )  # fmt: skip
    told = [
        {"day": str(row["date"]), "is_working": row["is_working"], "source": row["source"]}
        for row in rows
    ]
    sql.add_working_days(tx, country=country, version=version, rows=json.dumps(told))
