"""`entrepot insurance`: limits on buyers, shipments under them, claims; `quote` is with loans."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from entrepot.cli import acting, lending, options

app = lending.insurance
Buyer = Annotated[str, typer.Argument(metavar="B", help="Reference of the insured buyer.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="The firm's own name of the shipment.")]


@app.command()
def buyer(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="JSON; - is standard input.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Ask an insurer for a limit on a buyer abroad."""
    from entrepot.service import credit_insurance
    from entrepot.service.cases import one_case, read_cases

    raw = one_case(read_cases(file))
    acting.run("Asking", credit_insurance.ask_limit, raw, by=by, as_json=as_json)


@app.command()
def decide(
    buyer: Buyer,
    by: acting.As,
    grade: Annotated[str, typer.Option(help="Grade of the buyer.")] = "",
    country_grade: Annotated[str, typer.Option(help="Grade of the country.")] = "",
    limit: Annotated[str, typer.Option(help="Less than the most that the grade allows.")] = "",
    refuse: Annotated[str, typer.Option(metavar="REASON", help="Refuse instead.")] = "",
    as_json: options.AsJson = False,
) -> None:
    """Grant a limit on a buyer by its grade, or refuse it."""
    raw = {"move": "refuse", "reason": refuse} if refuse else {
        "move": "grant", "grade": grade, "country_grade": country_grade
    }  # fmt: skip
    _act(buyer, raw, by, as_json=as_json, limit="" if refuse else limit)


@app.command()
def ship(
    buyer: Buyer,
    ref: Ref,
    value: Annotated[str, typer.Option(metavar="AMOUNT", help="Value of the goods.")],
    terms: Annotated[str, typer.Option(metavar="DAYS", help="Days of credit.")],
    by: acting.As,
    shipped: Annotated[str, typer.Option(metavar="DAY", help="Day sent. [default: today]")] = "",
    as_json: options.AsJson = False,
) -> None:
    """Declare a shipment; it is insured as far as the limit reaches."""
    raw = {"move": "ship", "ref": ref, "terms_days": terms, "shipped_on": shipped}
    _act(buyer, raw, by, as_json=as_json, value=value)


@app.command()
def paid(buyer: Buyer, ref: Ref, by: acting.As, as_json: options.AsJson = False) -> None:
    """Note that the buyer paid for a shipment; its part of the limit is free again."""
    _act(buyer, {"move": "paid", "ref": ref}, by, as_json=as_json)


@app.command()
def claim(
    buyer: Buyer,
    ref: Ref,
    amount: Annotated[str, typer.Option(metavar="AMOUNT", help="What was lost and is insured.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Claim the loss of a shipment for which the buyer does not pay."""
    _act(buyer, {"move": "claim", "ref": ref}, by, as_json=as_json, amount=amount)


@app.command()
def settle(
    buyer: Buyer,
    ref: Ref,
    by: acting.As,
    amount: Annotated[str, typer.Option(metavar="AMOUNT", help="What the insurer pays.")] = "",
    reject: Annotated[str, typer.Option(metavar="REASON", help="Reject it instead.")] = "",
    as_json: options.AsJson = False,
) -> None:
    """Pay for a loss that is claimed, or reject the claim."""
    if reject:
        _act(buyer, {"move": "reject", "ref": ref, "reason": reject}, by, as_json=as_json)
    else:
        _act(buyer, {"move": "indemnify", "ref": ref}, by, as_json=as_json, amount=amount)


@app.command()
def show(buyer: Buyer, by: acting.As, as_json: options.AsJson = False) -> None:
    """Show a buyer with its limit and shipments."""
    from entrepot.service import credit_insurance

    acting.run("Looking", credit_insurance.show_buyer, buyer, by=by, as_json=as_json)


@app.command("list")
def list_(by: acting.As, as_json: options.AsJson = False) -> None:
    """List the insured buyers, the newest first."""
    from entrepot.service import credit_insurance

    acting.run("Looking", credit_insurance.list_buyers, by=by, as_json=as_json)


def _act(buyer: str, raw: Mapping[str, Any], by: str, *, as_json: bool, **sums: str) -> None:
    """Act on a buyer; sums are in the region's money, those left empty are not told."""
    from entrepot.service import credit_insurance

    with acting.window("Acting") as opened:
        currency = opened.reference.settings.currency
        told = {
            name: {"amount": amount, "currency": currency}
            for name, amount in sums.items() if amount
        }  # fmt: skip
        filled = {name: value for name, value in raw.items() if value}
        found = credit_insurance.act_on_buyer(
            opened, buyer, {**filled, **told}, by=by, at=acting.now()
        )
    acting.told(found, as_json=as_json)
