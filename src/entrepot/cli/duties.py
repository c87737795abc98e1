"""`entrepot duty`: what one line of goods owes in one market on one day."""

from typing import Annotated

import typer

from entrepot.cli import options


def duty(
    request: Annotated[
        str, typer.Argument(metavar="[-]", help="- reads a JSON request from standard input.")
    ] = "",
    market: Annotated[
        str | None, typer.Option(metavar="CODE", help="Market the goods are imported into.")
    ] = None,
    hs: options.Hs = None,
    origin: Annotated[
        str | None, typer.Option(metavar="CODE", help="Country of origin, ISO 3166-1 alpha-2.")
    ] = None,
    value: options.Value = None,
    currency: options.Currency = None,
    on: options.On = None,
    proof: options.Proof = None,
    quantity_l: options.QuantityL = None,
    abv_pct: options.AbvPct = None,
    quantity_items: options.QuantityItems = None,
    quantity: options.Quantity = None,
    net_kg: options.NetKg = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Assess the duty of one line: charges with their working, and every rate in reach."""
    from datetime import datetime

    from entrepot.cli import answers, show
    from entrepot.service.desk import open_desk
    from entrepot.service.duties import assess_duty

    if request not in ("", options.STDIN):
        raise typer.BadParameter("give - to read standard input, or options only")
    fields = options.request(
        from_input=request == options.STDIN,
        fields={
            "market": market,
            "hs": hs,
            "origin": origin,
            "value": value,
            "currency": currency,
            "on": on,
            "proofs": proof,
            "quantities": options.quantities(quantity_l, abv_pct, quantity_items, quantity),
            "net_kg": net_kg,
        },
    )
    with show.working("Assessing"), open_desk(region, connections=1) as desk:
        document = assess_duty(desk, fields, today=datetime.now().astimezone().date())
    answers.duty(document, as_json=as_json)
