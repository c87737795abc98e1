"""`entrepot alert`: goals and tasks that call for an answer."""

from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Alerts: check goals and tasks, list, hand on, close with a reason.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Ref = Annotated[str, typer.Argument(metavar="A", help="Reference of the alert.")]


@app.command()
def check(
    owner: Annotated[
        str, typer.Option(metavar="USER", help="Owner of what nobody owns. [default: who acts]")
    ] = "",
    by: acting.By = "",
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Look at the goals of trade and at overdue tasks; the same alert is raised once."""
    from entrepot.service.alerts import check_alerts

    raw = {"owner": owner} if owner else {}
    with acting.window("Looking") as window:
        document = check_alerts(window, raw, by=by, at=acting.instant(at))
    _told(document, "raised", as_json)


@app.command("list")
def list_(
    by: acting.By = "",
    is_open: Annotated[bool, typer.Option("--open", help="Only those that are open.")] = False,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """List alerts, those past their deadline first."""
    from entrepot.service.alerts import list_alerts

    with acting.window("Looking up") as window:
        document = list_alerts(window, by=by, at=acting.instant(at), is_open=is_open)
    _told(document, "alerts", as_json)


@app.command()
def show(
    ref: Ref, by: acting.By = "", at: acting.At = None, as_json: options.AsJson = False
) -> None:
    """Show an alert with its figures and its history."""
    from entrepot.service.alerts import show_alert

    with acting.window("Looking up") as window:
        document = show_alert(window, ref, by=by, at=acting.instant(at))
    acting.told(document, as_json=as_json)


@app.command()
def close(
    ref: Ref,
    by: acting.As,
    reason: acting.Reason = "",
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Close an alert; it takes a reason."""
    _act(ref, {"move": "close", "reason": reason}, by, at, as_json)


@app.command()
def assign(
    ref: Ref,
    by: acting.As,
    owner: Annotated[str, typer.Option(metavar="USER", help="Who answers for it now.")] = "",
    due: Annotated[str, typer.Option(metavar="DAY", help="Its deadline.")] = "",
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Hand an alert to another owner, or give it another deadline."""
    _act(ref, {"move": "assign", "owner": owner, "due_on": due}, by, at, as_json)


def _act(ref: str, raw: dict[str, str], by: str, at: str | None, as_json: bool) -> None:
    from entrepot.service.alerts import act_on_alert

    given = {name: text for name, text in raw.items() if text}
    with acting.window("Acting") as window:
        document = act_on_alert(window, ref, given, by=by, at=acting.instant(at))
    acting.told(document, as_json=as_json)


def _told(document: dict[str, object], name: str, as_json: bool) -> None:
    from entrepot.cli import show as printed

    if as_json:
        printed.document(document)
        return
    rows = document[name]
    assert isinstance(rows, list)
    heads = ("alert", "standing", "deadline", "owner", "about", "what happened")
    cells = [(one["reference"], one["standing"], one["due_on"], one["owner"], one["subject"],
              one["message"]) for one in rows]  # fmt: skip
    printed.table(heads, cells)
