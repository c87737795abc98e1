"""`entrepot opportunities`: products and markets worth pursuing."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrepot.cli import acting, options

if TYPE_CHECKING:
    from entrepot.service.opportunities import Wanted


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
    year: Annotated[
        int | None, typer.Option(metavar="YEAR", help="Of the region's trade. [default: the last]")
    ] = None,
    region: options.Region = None,
    by: acting.By = "",
    top: Annotated[int, typer.Option(metavar="N", min=0, help="How many; 0 is all.")] = 20,
    as_json: options.AsJson = False,
) -> None:
    """Rank products and markets by what could be sold and is not."""
    from entrepot.service.opportunities import Wanted, opportunities_of

    chosen = tuple(one for one in terms.split(",") if one and one != "none")
    wanted = Wanted(exporter, market, product, min_unrealised, top, chosen)
    if trade is None:
        acting.told(_of_region(wanted, region, year, by, factors), as_json=as_json)
    else:
        found = opportunities_of(trade, wanted, factors=factors, later=later)
        acting.told(found, as_json=as_json)


def _of_region(
    wanted: "Wanted", region: str | None, year: int | None, by: str, factors: Path | None
) -> Mapping[str, Any]:
    """Opportunities of the region's own store."""
    from entrepot.cli import show
    from entrepot.service.desk import open_desk
    from entrepot.service.region_opportunities import region_opportunities

    with show.working("Ranking"), open_desk(region, connections=2) as desk:
        return region_opportunities(
            desk, wanted, year=year, by=by, at=acting.now(), factors=factors
        )
