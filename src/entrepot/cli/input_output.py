"""`entrepot io`: what sectors need of each other."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options

app = typer.Typer(help="Input-output models of a case or a table.", no_args_is_help=True)
KINDS = ("flows", "coefficients")


@app.callback()
def _group() -> None:
    """Let the verb be named, though there is but one."""


@app.command("leontief")
def leontief(
    case: Annotated[
        Path,
        typer.Argument(
            metavar="CASE",
            help="JSON: sectors, coefficients or flows and output, final_demand, extract, "
            "regional. A table of CSV or Excel has sectors down and across, a row `output` and "
            "a column `final_demand`.",
        ),
    ],
    cells: Annotated[
        str, typer.Option(metavar="|".join(KINDS), help="What the cells of a table are.")
    ] = "flows",
    as_json: options.AsJson = False,
) -> None:
    """Tell output behind a final demand, linkages, losses without a sector, regional shares."""
    from entrepot.cli import show
    from entrepot.service.input_output import leontief_of

    if cells not in KINDS:
        raise typer.BadParameter(f"write {' or '.join(KINDS)}.", param_hint="--cells")
    found = leontief_of(case, cells)
    if as_json:
        show.document(found)
        return
    _tell(found)


def _tell(found: dict[str, Any]) -> None:
    from entrepot.cli import show

    show.line(f"spectral radius {found['spectral_radius']:.6g}, residual {found['residual']:.3g}\n")
    lost = {one["sector"]: one["loss_others"] for one in found["extraction"]}
    heads = ("sector", "final demand", "output", "backward", "forward", "others lose")
    columns = (found["final_demand"], found["output"], found["backward"], found["forward"],
               [lost.get(name) for name in found["sectors"]])  # fmt: skip
    rows = [(name, *(_number(one) for one in row))
            for name, *row in zip(found["sectors"], *columns, strict=True)]  # fmt: skip
    show.table(heads, rows, right=heads[1:])
    if found["regional"]:
        one = found["regional"]
        show.line(f"\nshare of the nation {one['share']:.4f}, lambda {one['lambda']:.4f}")
        show.table(("sector", "location quotient"),
                   [(name, _number(slq)) for name, slq in
                    zip(found["sectors"], one["slq"], strict=True)],
                   right=("location quotient",))  # fmt: skip


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.4f}"
