"""`entrepot chain`: industrial chains, what they need and lack."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options

app = typer.Typer(help="Industrial chains: needs, gaps, what to do.", no_args_is_help=True)


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


@app.command("show")
def show_map(
    chain: Annotated[
        str, typer.Argument(metavar="[CHAIN]", help="Id of a chain. [default: all]")
    ] = "",
    place: Annotated[str, typer.Option(metavar="PLACE", help="Only nodes made there.")] = "",
    kind: Annotated[
        str, typer.Option("--class", metavar="CLASS", help="strengthen, supplement or extend.")
    ] = "",
    presence: Annotated[
        str, typer.Option(metavar="WORD", help="yes, partly, no or unknown: made in the region?")
    ] = "",
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Tell the chains of the region: nodes, links, firms, needs and gaps."""
    from entrepot.cli import show
    from entrepot.service.chain_map import chain_map, nodes_of
    from entrepot.store.reference import open_reference

    pack = open_reference(region)
    found = chain_map(pack, nodes_of(pack), chain, place=place, kind=kind, presence=presence)
    if as_json:
        show.document(found)
        return
    heads = ("node", "name", "chain", "here", "firms", "output", "need", "gap", "class")
    rows = [
        (one["id"], one["name"], one["chain"], one["presence"], len(one["firms"]),
         _number(one["output_cny"]), _number(one["need_cny"]), _number(one["gap_cny"]),
         one["class"] or "-")
        for one in found["nodes"]
    ]  # fmt: skip
    show.table(heads, rows, right=("firms", "output", "need", "gap"))


@app.command("clusters")
def clusters(region: options.Region = None, as_json: options.AsJson = False) -> None:
    """Tell each cluster beside its goal: value, firms, projects, missing links."""
    from entrepot.cli import show
    from entrepot.service.chain_map import clusters_of
    from entrepot.store.reference import open_reference

    found = clusters_of(open_reference(region))
    if as_json:
        show.document({"clusters": found})
        return
    heads = ("cluster", "goal", "value", "firms", "projects", "missing links")
    rows = [
        (one["id"], f"{_number(one['goal'])} {one['unit']}".strip(), _number(one["value_cny"]),
         one["firms"], one["projects"], ", ".join(node["id"] for node in one["missing"]) or "-")
        for one in found
    ]  # fmt: skip
    show.table(heads, rows, right=("goal", "value", "firms", "projects"))


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
