"""`entrepot case`: cases of firms, who answers them, and by when."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Cases of firms: a steward, a promise in working days, what is late.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
File = Annotated[Path, typer.Argument(metavar="FILE", help="JSON, CSV or Excel.")]
Case = Annotated[str, typer.Argument(metavar="CASE", help="Which case.")]
Text = Annotated[str, typer.Option(help="What is said.")]


@app.command("open")
def open_(file: File, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Open the cases of a file, all of them or none.

    Each tells kind and promise_working_days, and by choice case, firm, place, steward, opened_at,
    subject, legal_basis, remedy, next_step, item, cost, currency, approval, worked, source, status.
    """
    from entrepot.service.stewards import open_cases

    data = acting.read(str(file))
    acting.run("Opening", open_cases, data, file.name, by=by, as_json=as_json)


@app.command()
def reply(
    case: Case, text: Text = "", at: acting.At = None, by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Say that the firm was answered; the first answer is measured."""
    _act(case, "reply", {"text": text}, at, by, as_json=as_json)


@app.command()
def pause(
    case: Case, text: Text = "", at: acting.At = None, by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Stop the clock for a query to the firm."""
    _act(case, "pause", {"text": text}, at, by, as_json=as_json)


@app.command()
def resume(
    case: Case, text: Text = "", at: acting.At = None, by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Let the clock go on, for the firm has answered the query."""
    _act(case, "resume", {"text": text}, at, by, as_json=as_json)


@app.command()
def close(
    case: Case,
    satisfaction: Annotated[str, typer.Option(metavar="1-5", help="What the firm says.")] = "",
    legal_basis: Annotated[str, typer.Option(help="Act a complaint rests on.")] = "",
    remedy: Annotated[str, typer.Option(help="What a complaint was given.")] = "",
    text: Text = "",
    at: acting.At = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Close a case; a complaint with its legal basis and its remedy."""
    told = {"text": text, "satisfaction": satisfaction, "legal_basis": legal_basis,
            "remedy": remedy}  # fmt: skip
    _act(case, "close", told, at, by, as_json=as_json)


@app.command("show")
def show_(case: Case, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Show a case and all that happened to it."""
    from entrepot.service.steward_lists import show_case

    acting.run("Looking", show_case, case, by=by, as_json=as_json)


@app.command()
def due(
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="[default: today]")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """List open cases that are due by a day, overdue first."""
    from entrepot.cli import show
    from entrepot.service.steward_lists import list_due

    with acting.window("Looking") as window:
        found = list_due(window, acting.legal_day(on), by=by, at=acting.now())
    if as_json:
        show.document(found)
        return
    heads = ("due_on", "case", "kind", "firm", "steward", "subject")
    show.table(heads, [[one[head] for head in heads] for one in found["cases"]])


@app.command()
def measure(by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Tell by kind how cases are served: in time, first reply, satisfaction."""
    from entrepot.service.steward_lists import measure_service

    acting.run("Measuring", measure_service, by=by, as_json=as_json)


@app.command()
def escalate(
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="[default: today]")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Tell the level above of each late case, each level once; served, it is done each day."""
    from entrepot.service.stewards import escalate as tell

    acting.run("Telling", tell, acting.legal_day(on), by=by, as_json=as_json)


def _act(
    case: str, move: str, told: dict[str, Any], at: str | None, by: str, *, as_json: bool
) -> None:
    from entrepot.service.stewards import act_on_case

    instant = acting.instant(at)
    with acting.window("Keeping") as window:
        document = act_on_case(window, case, move, told, by=by, at=instant)
    acting.told(document, as_json=as_json)
