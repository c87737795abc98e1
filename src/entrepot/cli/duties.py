"""`entrepot duty`: what one line of goods owes in one market on one day."""

from collections.abc import Mapping
from typing import Annotated

import typer

from entrepot.cli import options


def duty(
    request: Annotated[
        str,
        typer.Argument(metavar="[FILE|-]", help="JSON of one case or a list; - is standard input."),
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

    from entrepot.cli import answers, cases, show
    from entrepot.service.cases import read_cases
    from entrepot.service.desk import open_desk
    from entrepot.service.duties import assess_duty
    from entrepot.service.duty_answer import answer_duty
    from entrepot.service.tariff_desk import tariff_law

    told = {
        "market": market,
        "hs": hs,
        "origin": origin,
        "value": value,
        "currency": currency,
        "on": on,
        "proofs": proof,
        "quantities": options.quantities(quantity_l, abv_pct, quantity_items, quantity),
        "net_kg": net_kg,
    }
    raw = read_cases(request) if request else {}
    today = datetime.now().astimezone().date()
    with show.working("Assessing"), open_desk(region, connections=1) as desk:
        if request and _is_case(raw):
            law = tariff_law(desk)
            cases.tell(
                raw, lambda case: answer_duty(law, case, today=today), as_json=as_json,
                shown=answers.duty_case,
            )  # fmt: skip
        else:
            fields = options.given(told, beside=raw)
            answers.duty(assess_duty(desk, fields, today=today), as_json=as_json)


def _is_case(raw: object) -> bool:
    """Whether a document is a case; one line can be asked for as the options name its fields."""
    return not isinstance(raw, Mapping) or not {"value", "proofs", "net_kg"} & raw.keys()
