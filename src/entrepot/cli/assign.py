"""`entrepot assign`: flows onto limited capacity."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options

_SHOWN = 10  # bottlenecks shown to people; JSON holds all


class Method(StrEnum):
    """Ways to find the equilibrium."""

    GP = "gp"
    MSA = "msa"
    FW = "fw"
    CFW = "cfw"
    BFW = "bfw"


def assign(
    links: Annotated[
        Path,
        typer.Option(
            metavar="FILE", help="CSV of links: from, to, capacity, free_flow_time, b, power."
        ),
    ],
    demand: Annotated[Path, typer.Option(metavar="FILE", help="CSV of demand: from, to, flow.")],
    method: Annotated[
        Method,
        typer.Option(
            help="gp moves flow between ways; msa averages; fw, cfw, bfw step towards least ways."
        ),
    ] = Method.GP,
    gap: Annotated[float, typer.Option(help="Relative gap to reach.")] = 1e-8,
    iterations: Annotated[
        int | None,
        typer.Option(min=1, help="Give up after so many. [default: gp 1,000, others 20,000]"),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Find flows such that nobody gains by another way, and what narrow places cost."""
    from entrepot.cli import show
    from entrepot.service.assignments import assign_files

    found = assign_files(links, demand, method=method.value, gap=gap, most=iterations)
    if as_json:
        show.document(found)
        return
    _show(found)


def _show(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    gap = f"relative gap {found['relative_gap']:.2e}"
    show.line(f"{found['method']}, {found['iterations']:,} iterations, {gap}")
    show.line(f"total cost {found['total_cost']:,.3f}, objective {found['objective']:,.3f}\n")
    numbers = ("flow", "cost", "flow/capacity")
    rows = [
        (one["from"], one["to"], one["flow"], f"{one['cost']:,.3f}", f"{one['saturation']:.2f}")
        for one in found["links"]
    ]
    show.table(("from", "to", *numbers), rows, right=numbers)
    _show_bottlenecks(found["bottlenecks"][:_SHOWN])
    for one in found["unassigned"]:
        show.line(f"not assigned: {one['from']} to {one['to']}: {one['reason']} [{one['code']}]")


def _show_bottlenecks(found: Sequence[Mapping[str, Any]]) -> None:
    from entrepot.cli import show

    if not found:
        return
    numbers = ("flow", "lost", "share", "dual")
    rows = [
        (one["kind"], one["id"], one["flow"], one["lost"], f"{one['lost_share']:.1%}",
         f"{one['dual']:,.3f}")
        for one in found
    ]  # fmt: skip
    show.line("\nBottlenecks")
    show.table(("kind", "id", *numbers), rows, right=numbers)
