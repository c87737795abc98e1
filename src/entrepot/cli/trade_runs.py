"""`entrepot trade-run`: long runs of the models of trade, worked out while the region is served."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Long runs of the models of trade: start, look, cancel.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the run.")]


@app.command()
def start(
    case: Annotated[
        Path, typer.Argument(metavar="CASE.json", help="The case, with its rows inside.")
    ],
    model: Annotated[str, typer.Option(metavar="MODEL", help="gravity, equilibrium or load.")],
    name: Annotated[str, typer.Option(help="Name under which it is kept.")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Ask for a run; the same question asked again is answered by the same run."""
    from entrepot.service.model_case import read_case
    from entrepot.service.trade_runs import start_run

    raw: dict[str, Any] = {"model": model, "name": name, "case": read_case(case)}
    acting.run("Asking", start_run, raw, by=by, as_json=as_json)


@app.command("list")
def list_(
    name: Annotated[str, typer.Option(help="Only those kept by this name.")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """List the newest runs."""
    from entrepot.service.trade_runs import list_runs

    acting.run("Looking", list_runs, name, by=by, as_json=as_json)


@app.command()
def show(run: Id, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Show how far a run is, and what came out."""
    from entrepot.service.trade_runs import get_run

    acting.run("Looking", get_run, run, by=by, as_json=as_json)


@app.command()
def cancel(run: Id, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Cancel a run that waits or is being worked out."""
    from entrepot.service.trade_runs import cancel_run

    acting.run("Cancelling", cancel_run, run, by=by, as_json=as_json)
