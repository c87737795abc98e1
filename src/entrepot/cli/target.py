"""`entrepot target`: what people decided on targets, told as it stood then."""

from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Decisions on targets: which reading is meant, how one stands, who said so and why.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Name = Annotated[str, typer.Argument(metavar="ID", help="Target, or row that states an average.")]
From = Annotated[
    str, typer.Option("--from", metavar="DAY", help="Day from which it stands. [default: today]")
]


@app.command()
def decide(
    target: Name,
    by: acting.As,
    reading: Annotated[
        str,
        typer.Option(
            metavar="READING",
            help="from_first: growth from the level of the first year; to_first: growth to it; "
            "open: undecided again.",
        ),
    ],
    reason: acting.Reason = "",
    first: From = "",
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Decide which reading of an average over years is meant; the target is judged by it."""
    _decide(target, "reading", reading, reason, first, by, at, as_json)


@app.command()
def judge(
    target: Name,
    by: acting.As,
    status: Annotated[
        str,
        typer.Option(
            metavar="STATUS",
            help="met, on_track, moderate, insufficient, moving_away; open: as worked out again.",
        ),
    ],
    reason: acting.Reason = "",
    first: From = "",
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Write how a target stands; what was worked out stays beside it."""
    _decide(target, "status", status, reason, first, by, at, as_json)


@app.command()
def decisions(
    target: Annotated[str, typer.Argument(metavar="[ID]", help="Of this one alone.")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Tell all that was ever decided, the newest first."""
    from entrepot.service.target_decisions import list_decisions

    acting.run("Looking", list_decisions, target, by=by, as_json=as_json)


def _decide(
    target: str, kind: str, choice: str, reason: str, first: str, by: str, at: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    from entrepot.service.target_decisions import decide_target

    raw = {"target": target, "kind": kind, "choice": choice, "reason": reason,
           **({"from": first} if first else {})}  # fmt: skip
    with acting.window("Deciding") as window:
        document = decide_target(window, raw, by=by, at=acting.instant(at))
    acting.told(document, as_json=as_json)
