"""`entrepot scenario keep`, `list`, `show`, `remove`, `restore`: scenarios that somebody keeps."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import options
from entrepot.cli.acting import As

Reference = Annotated[str, typer.Argument(metavar="REFERENCE", help="Of a kept scenario.")]


def keep(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.toml", help="Pairs of places and scenarios.")
    ],
    who: As,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Run scenarios and keep each under its name; other edits are another version."""
    from entrepot.cli import show
    from entrepot.cli.acting import now
    from entrepot.service.desk import open_desk
    from entrepot.service.kept_scenarios import keep_scenarios
    from entrepot.service.scenario_files import read_scenario_file

    raw = read_scenario_file(file)
    with show.working("Running scenarios"), open_desk(region, connections=1) as desk:
        found = keep_scenarios(desk, raw, by=who, at=now().astimezone())
    if as_json:
        show.document(found)
        return
    columns = ("reference", "name", "version", "hash")
    show.table(columns, [tuple(one[name] for name in columns) for one in found["scenarios"]])


def list_(who: As, region: options.Region = None, as_json: options.AsJson = False) -> None:
    """List the scenarios one keeps, newest first."""
    from entrepot.cli import show
    from entrepot.cli.acting import now
    from entrepot.service.desk import open_desk
    from entrepot.service.kept_scenarios import list_scenarios

    with show.working("Reading"), open_desk(region, connections=1) as desk:
        found = list_scenarios(desk, by=who, at=now())
    if as_json:
        show.document(found)
        return
    columns = ("reference", "name", "version", "made_at", "runs")
    rows = [tuple(one[name] for name in columns) for one in found["scenarios"]]
    show.table(columns, rows, right=("version", "runs"))


def show_(
    reference: Reference, who: As, region: options.Region = None, as_json: options.AsJson = False
) -> None:
    """Show a kept scenario with its edits and its latest runs."""
    _act("show_scenario", reference, who, region, as_json=as_json)


def remove(
    reference: Reference, who: As, region: options.Region = None, as_json: options.AsJson = False
) -> None:
    """Take a scenario off one's list; `restore` puts it back."""
    _act("remove_scenario", reference, who, region, as_json=as_json)


def restore(
    reference: Reference, who: As, region: options.Region = None, as_json: options.AsJson = False
) -> None:
    """Put a removed scenario back on one's list."""
    _act("restore_scenario", reference, who, region, as_json=as_json)


def _act(verb: str, reference: str, who: str, region: str | None, *, as_json: bool) -> None:
    from entrepot.cli import show
    from entrepot.cli.acting import now, told
    from entrepot.service import kept_scenarios
    from entrepot.service.desk import open_desk

    with show.working("Reading"), open_desk(region, connections=1) as desk:
        found = getattr(kept_scenarios, verb)(desk, reference, by=who, at=now())
    told(found, as_json=as_json)
