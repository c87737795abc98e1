"""`entrepot pipeline` and `lists`: projects from lead to landed capital, and the three lists."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Projects from lead to landed capital: stage words, events, what becomes of them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
events = typer.Typer(
    help="Stage events, only ever added.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(events, name="events")
File = Annotated[Path, typer.Argument(metavar="FILE", help="File, or - for standard input.")]


@app.command()
def define(file: File, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Define a pipeline by a JSON file: its name, and the stage that each word of it means."""
    from entrepot.service.pipelines import define_pipeline

    data = acting.read(str(file))
    acting.run("Defining", define_pipeline, data, file.name, by=by, as_json=as_json)


@app.command("list")
def list_(by: acting.By = "", as_json: options.AsJson = False) -> None:
    """List pipelines and their words."""
    from entrepot.service.pipelines import list_pipelines

    acting.run("Looking", list_pipelines, by=by, as_json=as_json)


@app.command()
def scope(
    account: Annotated[str, typer.Argument(metavar="USER", help="Account of a promoter.")],
    place: Annotated[list[str] | None, typer.Option(help="Only projects of it.")] = None,
    chain: Annotated[list[str] | None, typer.Option(help="Only projects of it.")] = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Say which projects a promoter sees and tells of; every one without place or chain."""
    from entrepot.service.pipelines import set_scope

    acting.run("Granting", set_scope, account, place or [], chain or [], by=by, as_json=as_json)


@events.command("import")
def import_(file: File, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Import stage events from a CSV file, all or nothing.

    Columns: event, pipeline, project, on, stage, and by choice promised, landed, currency, reason,
    source, status, corrects, project_name, place, chain, enterprise, owner, campaign.
    """
    from entrepot.service.stage_import import import_events

    data = acting.read(str(file))
    acting.run("Importing", import_events, data, file.name, by=by, as_json=as_json)


@app.command()
def metrics(
    pipeline: Annotated[str, typer.Option(metavar="P", help="Which pipeline.")],
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Up to when. [default: today]")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Tell what becomes of projects: reached, conversion, capital, days in each stage."""
    from entrepot.cli import show
    from entrepot.service.project_lists import measure_pipeline

    now = acting.now()
    day = acting.day(as_of, "--as-of") if as_of else now.date()
    with acting.window("Measuring") as window:
        found = measure_pipeline(window, pipeline, day, by=by, at=now)
    if as_json:
        show.document(found)
        return
    days = {one["stage"]: one for one in found["stage_days"]}
    rows = [(one["stage"], str(one["projects"]), _money(one["promised"]),
             *(_cell(days[one["stage"]][name]) for name in ("entered", "open", "median_days")))
            for one in found["reached"]]  # fmt: skip
    heads = ("stage", "reached", "promised", "entered", "open", "median days")
    show.table(heads, rows, right=heads[1:])
    show.line("")
    show.facts({name: found["capital"][name] for name in ("landed_share",)}, as_json=False)
    show.line(f"signed, not started: {', '.join(found['signed_not_started']['items']) or '-'}")


def lists(
    as_of: Annotated[
        list[str] | None,
        typer.Option(metavar="DATE", help="Day of the lists; again for more. [default: today]"),
    ] = None,
    since: Annotated[str, typer.Option(metavar="DATE", help="Tell what moved since.")] = "",
    known_at: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="As known then. [default: now]")
    ] = None,
    pipeline: Annotated[str, typer.Option(metavar="P", help="Only projects of it.")] = "",
    chain: Annotated[str, typer.Option(metavar="C", help="Only projects of it.")] = "",
    place: Annotated[str, typer.Option(metavar="X", help="Only projects of it.")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """List projects to recruit, negotiating and ongoing on a day, and what moved."""
    from entrepot.cli import show
    from entrepot.service.project_lists import Asked, list_projects

    now = acting.now()
    days = tuple(acting.day(one, "--as-of") for one in as_of or ()) or (now.date(),)
    asked = Asked(days, acting.day(since, "--since") if since else None,
                  acting.instant(known_at) if known_at else None,
                  pipeline, chain, place)  # fmt: skip
    with acting.window("Listing") as window:
        found = list_projects(window, asked, by=by, at=now)
    if as_json:
        show.document(found)
        return
    for one in found.get("snapshots", [found]):
        _snapshot(one)


def _snapshot(found: dict[str, Any]) -> None:
    from entrepot.cli import show

    show.facts({"as_of": found["as_of"], **found["counts"]}, as_json=False)
    heads = ("project", "stage", "since", "days", "stalled", "promised", "owner", "name")
    for name, items in found["lists"].items():
        show.line("")
        show.line(name.replace("_", " "))
        rows = [(one["project"], one["stage"], one["since"], str(one["days_in_stage"]),
                 "yes" if one["stalled"] else "", _money(one["promised"]), one["owner"] or "-",
                 one["name"]) for one in items]  # fmt: skip
        show.table(heads, rows, indent=2, right=("days", "promised"))
    if found["changes"]:
        show.line("")
        moved = ("on", "project", "from", "to", "event")
        show.table(moved, [[one[name] for name in moved] for one in found["changes"]["moves"]])


def _money(told: dict[str, str] | None) -> str:
    from entrepot.cli import show

    return "-" if told is None else str(show.money(told))


def _cell(value: int | None) -> str:
    return "-" if value is None else str(value)
