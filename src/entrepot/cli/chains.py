"""`entrepot chain`: industrial chains, what they need and lack."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options

app = typer.Typer(help="Industrial chains: needs, gaps, what to do.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Let the verb be named, though there is but one."""


@app.command("gaps")
def gaps(
    case: Annotated[
        Path,
        typer.Argument(
            metavar="CASE",
            help="JSON: nodes, links, enterprises, runs, seed. What is not known is left out.",
        ),
    ],
    as_json: options.AsJson = False,
) -> None:
    """Tell what each node needs, lacks and carries, its class, and how sure its rank is."""
    from entrepot.cli import show
    from entrepot.service.promotion import gaps_of

    found = gaps_of(case)
    if as_json:
        show.document(found)
        return
    tell_gaps(found["nodes"])


def tell_gaps(nodes: list[dict[str, Any]]) -> None:
    """Print nodes, best rank first."""
    from entrepot.cli import show

    heads = ("node", "need", "local share", "gap", "criticality", "class", "rank", "5 %", "95 %")
    rows = [
        (one["id"], _number(one["need_cny"]), _share(one), _number(one["gap_cny"]),
         _number(one["criticality_cny"]), one["class"] or "-", one["rank"] or "-",
         _whole(one["rank_p05"]), _whole(one["rank_p95"]))
        for one in sorted(nodes, key=lambda one: (one["rank"] is None, one["rank"]))
    ]  # fmt: skip
    show.table(heads, rows, right=[head for head in heads if head not in ("node", "class")])


def _share(one: dict[str, Any]) -> str:
    share = one["local_share"]
    return "-" if share is None else f"{share:.3f} {one['basis']}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"
