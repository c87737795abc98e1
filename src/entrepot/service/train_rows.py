"""Trains that were opened, as rows of the timetable."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from entrepot.region.transport import TimetableRow
from entrepot.service.timetables import Schedule
from entrepot.store.db import Database
from entrepot.store.trains import list_opened


def with_trains(schedule: Schedule, database: Database) -> Schedule:
    """A schedule with the trains that were opened beside its timetable."""
    rows = list_opened(database)
    return schedule.with_opened(map(_row, rows)) if rows else schedule


def _row(train: Mapping[str, Any]) -> TimetableRow:
    told = train["told"]
    local = train["departs_at"].astimezone(ZoneInfo(told["zone"]))
    early = (train["departs_at"] - train["cutoff_at"]).total_seconds()
    return TimetableRow(
        note=told["note"], note_zh=told["note_zh"], source=told["source"], status=told["status"],
        id=train["id"], service=train["service"], days=(), every_weeks=1, week=0,
        dates=(local.date(),), except_dates=(), departs=f"{local:%H:%M}", zone=told["zone"],
        cutoff_h=early / 3600, capacity_teu=float(train["capacity_teu"]), valid_from=None,
        valid_to=None,
    )  # fmt: skip
