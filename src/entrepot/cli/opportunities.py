"""`entrepot opportunities`: products and markets worth pursuing."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import options


def opportunities(
    trade: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV or Parquet of exporter, importer, product, value."),
    ] = None,
    terms: Annotated[
        str, typer.Option(metavar="NAMES", help="none, or some of growth,tariff,distance.")
    ] = "none",
    factors: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Table of term, exporter, importer, product, factor."),
    ] = None,
    later: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The same trade later: a backtest.")
    ] = None,
    exporter: Annotated[str, typer.Option(metavar="C", help="Only this exporter.")] = "",
    market: Annotated[str, typer.Option(metavar="M", help="Only this market.")] = "",
    product: Annotated[str, typer.Option(metavar="P", help="Only this product.")] = "",
    min_unrealised: Annotated[
        float, typer.Option(metavar="X", help="Least amount that is not realised.")
    ] = 0.0,
    top: Annotated[int, typer.Option(metavar="N", min=0, help="How many; 0 is all.")] = 20,
    as_json: options.AsJson = False,
) -> None:
    """Rank products and markets by what could be sold and is not."""
    from entrepot.cli import acting
    from entrepot.kernel.errors import InputError, Problem
    from entrepot.service.opportunities import Wanted, opportunities_of

    chosen = tuple(one for one in terms.split(",") if one and one != "none")
    wanted = Wanted(exporter, market, product, min_unrealised, top, chosen)
    if trade is None:
        raise InputError(Problem("trade.file", "--trade", "is not given.", "Name a file."))
    acting.told(opportunities_of(trade, wanted, factors=factors, later=later), as_json=as_json)
