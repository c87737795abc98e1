"""`entrepot quote` and `entrepot quotes`: ask for a quote, and look at earlier ones."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import options

app = typer.Typer(help="Quotes made so far.", no_args_is_help=True, rich_markup_mode=None)


def quote(
    origin: Annotated[
        str, typer.Argument(help="Place the goods start from; - reads a JSON request.")
    ],
    destination: Annotated[str, typer.Argument(help="Place they go to.")] = "",
    hs: options.Hs = None,
    teu: Annotated[str | None, typer.Option(metavar="N", help="Containers [TEU].")] = None,
    tonnes: Annotated[str | None, typer.Option(metavar="T", help="Gross mass [t].")] = None,
    value: options.Value = None,
    currency: options.Currency = None,
    incoterm: Annotated[
        str | None, typer.Option(metavar="RULE", help="Incoterms 2020 rule of the invoice.")
    ] = None,
    on: options.On = None,
    year: Annotated[
        str | None, typer.Option(metavar="YEAR", help="Year whose network is used.")
    ] = None,
    avoid: options.Avoid = None,
    max_: Annotated[
        str | None, typer.Option("--max", metavar="N", help="Most options. [default: 7]")
    ] = None,
    proof: options.Proof = None,
    quantity_l: options.QuantityL = None,
    abv_pct: options.AbvPct = None,
    quantity_items: options.QuantityItems = None,
    quantity: options.Quantity = None,
    net_kg: options.NetKg = None,
    volume_m3: Annotated[
        str | None, typer.Option("--volume-m3", metavar="M3", help="Volume of the goods [m3].")
    ] = None,
    piece_t: Annotated[
        str | None, typer.Option("--piece-t", metavar="T", help="Heaviest single piece [t].")
    ] = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Find the best ways for a consignment, each with its landed cost, and keep the quote."""
    from datetime import datetime

    from entrepot.cli import answers, show
    from entrepot.service.desk import open_desk
    from entrepot.service.quotes import make_quote

    from_input = origin == options.STDIN
    fields = options.request(
        from_input=from_input,
        fields={
            "origin": None if from_input else origin,
            "destination": destination,
            "hs": hs,
            "teu": teu,
            "tonnes": tonnes,
            "value": value,
            "currency": currency,
            "incoterm": incoterm,
            "on": on,
            "year": year,
            "avoid": avoid,
            "max": max_,
            "proofs": proof,
            "quantities": options.quantities(quantity_l, abv_pct, quantity_items, quantity),
            "net_kg": net_kg,
            "volume_m3": volume_m3,
            "piece_t": piece_t,
        },
    )
    with show.working("Finding the best ways"), open_desk(region, connections=1) as desk:
        document = make_quote(desk, fields, at=datetime.now().astimezone())
    answers.quote(document, as_json=as_json)


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    before: Annotated[
        str | None, typer.Option(metavar="REF", help="Go on behind this quote.")
    ] = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """List quotes, the newest first."""
    from entrepot.cli import answers, show
    from entrepot.service.desk import open_desk
    from entrepot.service.quotes import list_quotes

    with show.working("Reading"), open_desk(region, connections=1) as desk:
        found = list_quotes(desk, most=limit, before=before)
    answers.quotes(found, as_json=as_json)


@app.command("show")
def show_(
    reference: Annotated[str, typer.Argument(help="Reference of the quote.")],
    csv: Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet.")] = False,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write a PDF.")] = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Show a quote again, to the cent, whatever has changed since."""
    from entrepot.cli import answers, show
    from entrepot.service.desk import open_desk
    from entrepot.service.quotes import get_quote

    with show.working("Reading"), open_desk(region, connections=1) as desk:
        document = get_quote(desk, reference)
    if pdf is not None:
        show.file(pdf, show.printed("pdf", document))
    elif csv:
        show.raw(show.printed("csv", document))
    else:
        answers.quote(document, as_json=as_json)
