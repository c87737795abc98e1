"""Schedules of tariffs taken in: read, compared with what stands, and kept or refused."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import EntrepotError, InputError, Problem, RefusedError
from entrepot.kernel.period import Period
from entrepot.region.law import Refund
from entrepot.service.accounts import need_role
from entrepot.service.amounts import Document
from entrepot.service.refund_rates import Stored
from entrepot.store import schedules as store
from entrepot.store.accounts import acting_for
from entrepot.store.column_maps import read_toml, shipped_map
from entrepot.store.db import Database, Tx
from entrepot.store.tables import FileTable, read_table
from entrepot.tariff.column_map import ColumnMap, read_map
from entrepot.tariff.difference import Difference, compare, settle_doubles, tell
from entrepot.tariff.schedule import Need, Schedule, check_columns, read_schedule

IMPORTERS = ("document_officer", "supervisor", "administrator")
DUTIES = (
    "us", "us-301", "us-232", "us-122", "eu", "gb", "jp", "vn-mfn", "vn-preference", "au",
    "au-fta", "nz", "eaeu", "cn", "cn-refund", "lines",
)  # fmt: skip
MOST_FAULTS = 100
MOST_CHANGES = 500
MOST_LISTED = 100
_EVERY = 2000  # rows between two words on how far the reading is


@dataclass(frozen=True, slots=True)
class Request:
    """A file that someone wants to import.

    Attributes:
        schedule: Name of the schedule.
        data: The file's bytes.
        file_name: Its name.
        map_text: A column map that goes over the shipped one, as TOML.
        agreement: Which agreement the file is of.
        edition: Edition; empty is the map's.
        valid_from: First day; empty is the map's.
        show: Codes whose cells are told.
        is_dry: Only tell what would change.
        by: Who imports.
        at: Now.
    """

    schedule: str
    data: bytes
    file_name: str
    by: str
    at: datetime
    map_text: str = ""
    agreement: str = ""
    edition: str = ""
    valid_from: str = ""
    show: tuple[str, ...] = ()
    is_dry: bool = False


Told = Callable[[int, int], None]


def _silent(_done: int, _count: int) -> None:
    return


def check_importer(database: Database, who: str, at: datetime) -> None:
    """See that an account may import schedules.

    Raises:
        RoleError: It may not.
    """
    with acting_for(database, who, at) as (_, actor):
        need_role(actor, *IMPORTERS)


def import_schedule(database: Database | None, request: Request, told: Told = _silent) -> Document:
    """Read a schedule and, unless the run is dry, bring the database to it in one transaction.

    The same file twice changes nothing. Days before the edition keep the measures they had.

    Args:
        database: Where measures are kept; None for a dry run where there is none yet.
        request: What is imported.
        told: Told how many rows are read, of how many.

    Returns:
        Rows, columns, what a person must read, the difference, the cells asked for.

    Raises:
        InputError: The file, the map or the options cannot be used, or `measure.overlap`.
        RefusedError: `tariff.column_unparsed`; the report is kept, nothing else.
    """
    reading = _read(request, told)
    if reading.refusals:
        raise _refuse(database, reading)
    if database is None:
        return reading.document(_compare((), reading), is_applied=False)
    with database.transaction() as tx:
        if request.is_dry:
            standing = store.list_standing(tx, reading.handed.scope)
            return reading.document(_compare(standing, reading), is_applied=False)
        return _apply(tx, reading)


def list_imports(database: Database | None, most: int = MOST_LISTED) -> Document:
    """The newest imports, newest first."""
    if database is None:
        return {"imports": []}
    with database.transaction() as tx:
        return {"imports": [_listed(row) for row in store.list_imports(tx, most)]}


def get_import(database: Database, number: int) -> Document:
    """One import with its whole report.

    Raises:
        MissingError: There is no such import.
    """
    with database.transaction() as tx:
        row = store.get_import(tx, number)
    return {**_listed(row), **row["report"]}


def stored_refunds(database: Database | None) -> Stored:
    """The rows of the imported refund library, by country and code."""

    def stored(country: str, code: str) -> tuple[Refund, ...]:
        if database is None:
            return ()
        with database.transaction() as tx:
            return store.list_refunds(tx, country, code)

    return stored


@dataclass(frozen=True, slots=True)
class _Reading:
    request: Request
    handed: store.Handed
    table: ColumnMap
    schedule: Schedule
    refusals: tuple[Problem, ...]

    @property
    def first_day(self) -> date:
        """Day from which the edition replaces what stood; rows with days of their own: ever."""
        return date.min if self.table.first_day else self.handed.valid_from

    def document(
        self, difference: Difference | None, *, is_applied: bool, number: int | None = None
    ) -> Document:
        """The answer, which is also the report that is kept."""
        none = dict.fromkeys(("added", "removed", "changed"), 0)
        changes = difference.changes[:MOST_CHANGES] if difference else ()
        return {
            "schedule": self.handed.schedule,
            "agreement": self.handed.agreement or None,
            "market": self.handed.market,
            "edition": self.handed.edition,
            "valid_from": self.handed.valid_from.isoformat(),
            "file": self.handed.file_name,
            "rows": self.schedule.rows,
            "columns": {
                name: {
                    "cells": one.cells, "parsed": one.parsed, "needs_person": one.needs_person
                }
                for name, one in self.schedule.columns.items()
            },
            "needs_person": [asdict(need) for need in self.schedule.needs],
            "difference": tell(difference) if difference else none,
            "changes": [asdict(change) for change in changes],
            "shown": [asdict(shown) for shown in self.schedule.shown],
            "refusals": [problem.document() for problem in self.refusals],
            "applied": is_applied,
            "import": number,
        }  # fmt: skip


def _read(request: Request, told: Told) -> _Reading:
    if request.schedule not in DUTIES:
        hint = (
            f"Schedules: {', '.join(DUTIES)}; `entrepot tariff import` knows rules and concordance."
        )
        raise InputError(Problem("tariff.schedule", request.schedule, "is none we know.", hint))
    over = read_toml(request.map_text, "--map") if request.map_text else {}
    table = read_map(shipped_map(request.schedule), over, request.agreement)
    handed = _handed(request, table, over)
    file = read_table(request.data, request.file_name)
    handed = replace(handed, agreement=request.agreement or table.list_of(file.header))
    valid = Period(handed.valid_from, table.valid_to)
    table = replace(table, edition=handed.edition)
    show = tuple("".join(filter(str.isdigit, code)) for code in request.show)
    schedule = read_schedule(_counted(file, told), file.header, table, valid, show)
    _settle(schedule, table)
    return _Reading(request, handed, table, schedule, check_columns(schedule))


def _counted(file: FileTable, told: Told) -> Iterator[Mapping[str, str]]:
    for number, row in enumerate(file.rows):
        if number % _EVERY == 0:
            told(number, len(file.rows))
        yield row
    told(len(file.rows), len(file.rows))


def _handed(request: Request, table: ColumnMap, over: Mapping[str, Any]) -> store.Handed:
    problems = []
    day = table.valid_from
    if request.valid_from:
        try:
            day = date.fromisoformat(request.valid_from)
        except ValueError:
            day = None
    if day is None:
        hint = "Write the first day as 2026-01-01."
        problems.append(Problem("tariff.valid_from", "--valid-from", "no first day.", hint))
    edition = request.edition or table.edition
    if not edition:
        hint = "Say which edition it is, such as 2026."
        problems.append(Problem("tariff.edition", "--edition", "no edition.", hint))
    if problems or day is None:
        raise InputError(problems)
    said = [request.schedule, request.agreement, edition, day.isoformat(), repr(table)]
    told = hashlib.sha256(json.dumps([*said, dict(over)], default=str).encode())
    told.update(request.data)
    return store.Handed(
        request.schedule, request.agreement, table.market, edition, day, told.hexdigest(),
        request.file_name, request.by, request.at,
    )  # fmt: skip


def _settle(schedule: Schedule, table: ColumnMap) -> None:
    """Make one measure of doubles, or refuse them.

    Raises:
        InputError: `measure.overlap`, with every pair up to so many.
    """
    measures, doubles, overlaps = settle_doubles(schedule.measures, table.duplicates)
    if overlaps:
        raise InputError(overlaps[:MOST_FAULTS])
    schedule.measures = measures
    schedule.needs += doubles
    double = {(need.code, need.column) for need in doubles}
    schedule.shown = [
        replace(shown, state="needs_person", duty=None)
        if (shown.code, shown.column) in double else shown
        for shown in schedule.shown
    ]  # fmt: skip


def _compare(standing: Sequence[Any], reading: _Reading) -> Difference:
    return compare(standing, reading.schedule.measures, reading.first_day)


def _refuse(database: Database | None, reading: _Reading) -> EntrepotError:
    """The refusal with its report, which is kept unless the run is dry."""
    error = RefusedError(reading.refusals)
    error.extra = {"report": reading.document(None, is_applied=False)}
    if database is not None and not reading.request.is_dry:
        with database.transaction() as tx:
            store.save_import(tx, reading.handed, "refused", error.extra["report"])
    return error


def _apply(tx: Tx, reading: _Reading) -> Document:
    handed = reading.handed
    store.hold_imports(tx)
    last = store.find_last(tx, handed.schedule, handed.agreement)
    if last and last["hash"] == handed.hash:
        return reading.document(None, is_applied=True, number=last["id"])
    if last and last["valid_from"] > handed.valid_from:
        raise _older(handed, last["valid_from"])
    difference = _compare(store.list_standing(tx, handed.scope), reading)
    document = reading.document(difference, is_applied=True)
    number = store.save_import(tx, handed, "applied", document)
    store.supersede(tx, difference.ended, number, handed.at)
    store.save_measures(tx, handed, number, difference.begun)
    store.save_lines(tx, handed, number, reading.table.language, reading.schedule.lines)
    return document | {"import": number}


def _older(handed: store.Handed, later: date) -> RefusedError:
    return RefusedError(
        Problem(
            "tariff.edition_older", handed.schedule,
            f"an edition from {later} stands; this one begins on {handed.valid_from}.",
            "Import editions in the order of their days.",
        )
    )  # fmt: skip


def _listed(row: Mapping[str, Any]) -> Document:
    report = row["report"]
    return {
        "import": row["id"],
        "schedule": row["schedule"],
        "agreement": row["agreement"] or None,
        "market": row["market"],
        "edition": row["edition"],
        "valid_from": row["valid_from"].isoformat(),
        "file": row["file_name"],
        "state": row["state"],
        "imported_at": row["imported_at"].isoformat(),
        "imported_by": row["imported_by"],
        "rows": report["rows"],
        "columns": report["columns"],
        "difference": report["difference"],
        "refusals": report["refusals"],
        "needs_person_count": len(report["needs_person"]),
    }


def needs_of(document: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The list of what a person must read as lines of a table, the header first."""
    heads = tuple(Need.__dataclass_fields__)
    yield heads
    for need in document["needs_person"]:
        yield tuple(str(need[head]) for head in heads)
