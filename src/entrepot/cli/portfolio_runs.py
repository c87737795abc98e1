"""`entrepot portfolio start`, `runs`, `show`, `stop`, `cancel`: searches that are kept."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

Run = Annotated[str, typer.Argument(metavar="ID", help="Id of the search.")]


def add_to(app: typer.Typer) -> None:
    """Put the verbs beside those of files."""
    for name, verb in (
        ("start", start), ("runs", runs), ("show", show), ("stop", stop), ("cancel", cancel),
    ):  # fmt: skip
        app.command(name)(verb)


def start(
    case: Annotated[
        str, typer.Argument(metavar="CASE", help="JSON of the case; - is standard input.")
    ],
    ask: Annotated[str, typer.Option(help="plan, frontier or regret.")] = "plan",
    against: Annotated[
        str, typer.Option(help="What a frontier holds benefit against: spend, tail, a resource.")
    ] = "",
    name: Annotated[str, typer.Option(help="Under which it is kept. [default: its code]")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Have a case searched while the region is served; the same case is searched once."""
    from entrepot.service.portfolio_runs import start_run

    content = acting.read(case)
    _tell("Asking", start_run, content, name, by=by, as_json=as_json, ask=ask, against=against)


def runs(by: acting.By = "", as_json: options.AsJson = False) -> None:
    """List the newest searches."""
    from entrepot.cli import show as screen
    from entrepot.service.portfolio_runs import list_runs

    with acting.window("Looking") as opened:
        rows = list_runs(opened, by=by, at=acting.now())
    if as_json:
        screen.document({"runs": rows})
        return
    heads = ("id", "name", "ask", "state", "best", "gap", "by", "at")
    lines = [(one["id"], one["name"], one["ask"], one["state"],
              _number(one["progress"]["objective"]), _share(one["progress"]["gap"]),
              one["made_by"], one["made_at"]) for one in rows]  # fmt: skip
    screen.table(heads, lines, right=("best", "gap"))


def show(run: Run, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Show how far a search is, and what came out."""
    from entrepot.service.portfolio_runs import show_run

    _tell("Looking", show_run, run, by=by, as_json=as_json)


def stop(run: Run, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """End a search with the best plan found."""
    from entrepot.service.portfolio_runs import stop_run

    _tell("Stopping", stop_run, run, by=by, as_json=as_json)


def cancel(run: Run, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """End a search without an answer; the same case goes on from the best plan it had."""
    from entrepot.service.portfolio_runs import cancel_run

    _tell("Cancelling", cancel_run, run, by=by, as_json=as_json)


def _tell(what: str, act: Any, *about: Any, by: str, as_json: bool, **more: Any) -> None:
    from entrepot.cli import show as screen

    with acting.window(what) as opened:
        found = act(opened, *about, by=by, at=acting.now(), **more)
    if as_json:
        screen.document(found)
        return
    _head(found)
    for one in found["problems"]:
        screen.line(f"{one['where']}: {one['message']} [{one['code']}]")
    if found["result"] is not None and found["ask"] == "plan":
        from entrepot.cli.portfolio import show_plan

        screen.line("")
        show_plan(found["result"])


def _head(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show as screen

    told = found["progress"]
    state = "stopped" if found["is_stopped"] and found["state"] == "done" else found["state"]
    screen.line(f"{found['id']} {found['name']}: {found['ask']} {found['against']}".rstrip())
    screen.line(
        f"{state}; best {_number(told['objective'])}, at most {_number(told['bound'])}, "
        f"gap {_share(told['gap'])}; attempts {found['attempts']}"
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.4f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2%}"
