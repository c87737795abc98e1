"""`entrepot observation`: values added, corrected, and told as they were known at an instant."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Observed values: what is known now, and what was known then.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
File = Annotated[Path, typer.Argument(metavar="FILE.csv", help="A row a value.")]


@app.command()
def add(file: File, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Add values; what differs from what is known corrects it from now on.

    Columns: what, where, when, value, unit, source, status, and by choice note.
    """
    from entrepot.service.observations import add_observations

    data = acting.read(str(file))
    acting.run("Adding", add_observations, data, file.name, by=by, as_json=as_json)


@app.command("as-known")
def as_known(
    at: Annotated[
        str, typer.Option(metavar="INSTANT", help="When, with its offset. [default: now]")
    ] = "",
    what: Annotated[
        list[str] | None, typer.Option(metavar="INDICATOR", help="Only this; repeat.")
    ] = None,
    where: Annotated[
        list[str] | None, typer.Option(metavar="PLACE", help="Only this place; repeat.")
    ] = None,
    when: Annotated[
        list[str] | None, typer.Option(metavar="PERIOD", help="Only this period; repeat.")
    ] = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Tell values as they were known at an instant."""
    from entrepot.service.observations import Wanted, list_known

    wanted = Wanted(tuple(what or ()), tuple(where or ()), tuple(when or ()))
    acting.run("Looking", list_known, acting.instant(at), wanted, by=by, as_json=as_json)


@app.command()
def history(
    what: Annotated[str, typer.Argument(metavar="INDICATOR", help="What is observed.")],
    where: Annotated[str, typer.Argument(metavar="PLACE", help="Of which place.")],
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Tell all that was ever known of an indicator and a place."""
    from entrepot.service.observations import show_history

    acting.run("Looking", show_history, what, where, by=by, as_json=as_json)


@app.command()
def define(file: File, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Tell what is observed.

    Columns: code, name, unit, and by choice name_zh, direction, kind, denominator, owner,
    revision_policy.
    """
    from entrepot.service.observations import define_indicators

    data = acting.read(str(file))
    acting.run("Defining", define_indicators, data, file.name, by=by, as_json=as_json)


@app.command()
def indicators(by: acting.By = "", as_json: options.AsJson = False) -> None:
    """List what is observed."""
    from entrepot.service.observations import list_indicators

    acting.run("Looking", list_indicators, by=by, as_json=as_json)


@app.command()
def measure(
    period: Annotated[
        str,
        typer.Option(metavar="PERIOD", help="2026, 2026-H1, 2026-03. [default: the last month]"),
    ] = "",
    is_look: Annotated[
        bool, typer.Option("--look", help="Only tell what comes out; keep nothing.")
    ] = False,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Measure clearance, refunds and dwell from the window's own records, and keep them.

    The same again is kept once; what differs corrects what was known, from now on.
    """
    from entrepot.cli import show
    from entrepot.service import measurements

    act = measurements.measure if is_look else measurements.keep_measurements
    with acting.window("Measuring") as opened:
        document = act(opened, period, by=by, at=acting.now())
    if as_json:
        show.document(document)
        return
    rows = [
        (one["name"], one["where"], "unknown" if one["value"] is None else f"{one['value']:.2f}",
         one["unit"], one["cases"], one["status"] or one["reason"])
        for one in document["figures"]
    ]  # fmt: skip
    show.line(document["period"])
    show.table(("figure", "where", "value", "unit", "cases", "status"), rows,
               right=("value", "cases"))  # fmt: skip
    if not is_look:
        counts = ("added", "corrected", "unchanged", "withdrawn")
        show.line(", ".join(f"{document[name]} {name}" for name in counts))
