"""`entrepot complexity`: complexity of places and products, and what lies near."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import options


def complexity(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV or Parquet, a row a location and product.")
    ],
    location: Annotated[str, typer.Option(metavar="COLUMN", help="Who exports.")] = "country",
    product: Annotated[str, typer.Option(metavar="COLUMN", help="What.")] = "product",
    value: Annotated[str, typer.Option(metavar="COLUMN", help="How much.")] = "value",
    min_exports: Annotated[
        float, typer.Option(metavar="X", help="Leave out who exports less.")
    ] = 0.0,
    measure: Annotated[
        str, typer.Option(metavar="NAME", help="rca, or given where values are marks 0 and 1.")
    ] = "rca",
    pairs: Annotated[
        str, typer.Option(metavar="A:B,C:D", help="Products whose proximity is wanted.")
    ] = "",
    project: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Places to lay over the space.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for tables.")] = None,
    as_json: options.AsJson = False,
) -> None:
    """Work out the complexity of places and products, and how near what is not made lies."""
    from entrepot.cli import acting
    from entrepot.service.complexity import Columns, complexity_of

    wanted = [(a, b) for a, _, b in (pair.partition(":") for pair in pairs.split(",") if pair)]
    document = complexity_of(
        file, Columns(location, product, value), least_exports=min_exports, measure=measure,
        pairs=wanted, project=project, out=out,
    )  # fmt: skip
    acting.told(document, as_json=as_json)
