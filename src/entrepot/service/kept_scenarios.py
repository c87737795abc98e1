"""Scenarios that people keep: run and kept under their names, listed, removed, put back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.region.scenario import Scenario
from entrepot.service.amounts import Document
from entrepot.service.desk import Desk
from entrepot.service.route_request import hash_of
from entrepot.service.scenarios import (
    MOST_AT_ONCE,
    Table,
    case_document,
    parse_study,
    run_study,
)
from entrepot.store import scenarios as store
from entrepot.store.accounts import acting_for

_LONGEST_NAME = 120


def keep_scenarios(desk: Desk, raw: Table, *, by: str, at: datetime) -> Document:
    """Run scenarios and keep each under its name with what came of it.

    A name whose newest version has the same edits keeps it; other edits are a new version.

    Args:
        desk: The desk.
        raw: Tables `od` and `scenario`, as for a run.
        by: Who keeps them.
        at: The instant, which also gives the day of departure where a pair gives none.

    Returns:
        The document of the run, each scenario with its reference and version.

    Raises:
        InputError: With every fault of every pair and every edit.
    """
    with desk.turn:
        study = parse_study(desk, raw, today=at.date(), most=MOST_AT_ONCE)
        _check_names(study.scenarios)
        cases = run_study(desk, study, today=at.date())
    told = []
    with acting_for(desk.database, by, at) as (book, actor):
        for scenario, found in zip(study.scenarios, cases, strict=True):
            digest = hash_of(desk, scenario)
            result = [case_document(case) for case in found]
            kept = store.keep_scenario(
                book.tx, owner=actor.account, region=desk.region.id,
                pack_version=desk.region.version, name=scenario.name, digest=digest,
                edits=[edit.document() for edit in scenario.edits], at=at,
            )  # fmt: skip
            pairs = [{key: str(value) if not isinstance(value, int | float | list) else value
                      for key, value in pair.items()} for pair in study.pairs]  # fmt: skip
            store.add_run(book.tx, kept["id"], od=pairs, result=result, at=at)
            told.append(
                {"reference": kept["reference"], "version": kept["version"],
                 "name": scenario.name, "hash": digest, "od": result}
            )  # fmt: skip
    return {"scenarios": told}


def list_scenarios(desk: Desk, *, by: str, at: datetime) -> Document:
    """The scenarios somebody keeps, newest first."""
    with acting_for(desk.database, by, at) as (book, actor):
        rows = store.list_scenarios(book.tx, actor.account, desk.region.id)
    return {"scenarios": [_plain(row) for row in rows]}


def show_scenario(desk: Desk, reference: str, *, by: str, at: datetime) -> Document:
    """A kept scenario with its edits and its runs.

    Raises:
        MissingError: Who asks keeps no such scenario.
    """
    with acting_for(desk.database, by, at) as (book, _):
        row, runs = store.get_scenario(book.tx, reference)
    told = {key: value for key, value in row.items() if key not in ("id", "owner")}
    return _plain(told) | {"runs": [_plain(run) for run in runs]}


def remove_scenario(desk: Desk, reference: str, *, by: str, at: datetime) -> Document:
    """Take a scenario off its owner's list; `restore_scenario` puts it back.

    Raises:
        MissingError: Who asks keeps no such scenario.
    """
    with acting_for(desk.database, by, at) as (book, _):
        store.remove_scenario(book.tx, reference, at=at)
    return show_scenario(desk, reference, by=by, at=at)


def restore_scenario(desk: Desk, reference: str, *, by: str, at: datetime) -> Document:
    """Put a removed scenario back on its owner's list.

    Raises:
        MissingError: Who asks removed no such scenario.
    """
    with acting_for(desk.database, by, at) as (book, _):
        store.restore_scenario(book.tx, reference)
    return show_scenario(desk, reference, by=by, at=at)


def _check_names(scenarios: tuple[Scenario, ...]) -> None:
    """Each name once, and short enough to be read in a list."""
    problems = []
    for number, one in enumerate(scenarios, start=1):
        where = f"scenario[{number}].name"
        if len(one.name) > _LONGEST_NAME or not one.name.isprintable():
            message = f"is longer than {_LONGEST_NAME} characters, or is no text."
            problems.append(Problem("scenario.name", where, message, "Shorten it."))
        if one.name in [other.name for other in scenarios[: number - 1]]:
            problems.append(
                Problem("scenario.name_twice", where, f"'{one.name}' is there twice.",
                        "Give each scenario a name of its own.")
            )  # fmt: skip
    if problems:
        raise InputError(problems)


def _plain(row: Mapping[str, Any]) -> Document:
    """A row with its instants as text."""
    return {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in row.items()
    }
