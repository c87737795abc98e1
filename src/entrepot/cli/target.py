"""`entrepot target`: decisions on targets, the pace within a year, a doubling and its parts."""

from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Targets: decisions on them, the pace within a year, a doubling split over its parts.",
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


@app.command()
def pace(
    geography: Annotated[str, typer.Argument(metavar="PLACE", help="Place, by its id or name.")],
    parts: Annotated[bool, typer.Option("--parts", help="Its parts' goals too.")] = False,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Hold the year under way against what past years had by then, by own months of trade."""
    from entrepot.service.target_pace import paces_of

    with acting.window("Looking") as window:
        found = paces_of(window, geography, parts=parts, by=by, at=acting.now())
    if as_json:
        acting.told(found, as_json=True)
        return
    from entrepot.cli import show

    heads = ("id", "goal of the year", "months", "so far", "done", "expected", "pace", "unknown")
    rows = [
        (one["id"], _plain(one["goal_of_year"]), str(one["months"]), _plain(one["so_far"]),
         _share(one["completion"]), _share(one["expected"]), _plain(one["pace"]),
         one["reason"]["text"] if one["reason"] else "")
        for one in found["paces"]
    ]  # fmt: skip
    show.table(heads, rows, right=heads[1:-1])


@app.command()
def doubling(
    base: Annotated[int, typer.Option(metavar="YEAR", help="Year that is to double.")],
    until: Annotated[int, typer.Option(metavar="YEAR", help="Year by which.")],
    split: Annotated[str, typer.Option("--by", help="firm, product or place.")] = "product",
    factor: Annotated[int, typer.Option(help="How many times the base.")] = 2,
    flow: Annotated[str, typer.Option(help="export or import. [default: both]")] = "",
    currency: Annotated[str, typer.Option(help="Currency of the figures.")] = "USD",
    through: Annotated[
        str, typer.Option(metavar="MONTH", help="Last month, 202606. [default: the last loaded]")
    ] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Split a doubling of trade: what each part owes by the last month, and what it brought."""
    from entrepot.service.target_doubling import split_doubling

    given = {"by": split, "base": base, "until": until, "factor": factor, "flow": flow,
             "currency": currency,
             "through": int(through) if through.isdigit() else through}  # fmt: skip
    raw = {name: value for name, value in given.items() if value != ""}
    acting.run("Splitting", split_doubling, raw, by=by, as_json=as_json)


@app.command()
def compare(
    geography: Annotated[str, typer.Argument(metavar="PLACE", help="Place, by its id or name.")],
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Lay the parts of a place side by side, by what is on record of them."""
    from entrepot.cli import show
    from entrepot.service.place_comparison import compare_places
    from entrepot.store.reference import open_reference

    found = compare_places(open_reference(region), geography)
    if as_json:
        show.document(found)
        return
    heads = ("place", "indicator", "year", "value", "unit", "status")
    rows = [
        (cell["geography"], one["indicator"], str(cell["year"] or ""), _plain(cell["value"]),
         one["unit"], cell["reason"]["text"] if cell["reason"] else cell["status"])
        for one in found["indicators"] for cell in one["cells"]
    ]  # fmt: skip
    show.table(heads, rows, right=("value",))
    for topic in found["topics"]:
        told = topic["reason"]["text"] if topic["reason"] else f"{len(topic['figures'])} figures"
        show.line(f"{topic['text']}: {told}")


def _plain(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.4g}"


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.1%}"


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
