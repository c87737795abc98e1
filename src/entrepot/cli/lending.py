"""`entrepot loan`, `entrepot insurance`, `entrepot fruit`: money and room for small exporters."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from entrepot.cli import acting, cases, options

loan = typer.Typer(
    help="Trade loans: score, limit, shares of risk.", no_args_is_help=True, rich_markup_mode=None
)
insurance = typer.Typer(
    help="Export credit insurance: limits of buyers, premiums.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
fruit = typer.Typer(
    help="Village fruit by train: boxes, what stays, shares.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


Loan = Annotated[str, typer.Argument(metavar="N", help="Reference of the loan.")]


@loan.callback()
@insurance.callback()
@fruit.callback()
def _rooms() -> None:
    """Keep each verb a word of its own."""


@loan.command()
def score(case: cases.File, region: options.Region = None, as_json: options.AsJson = False) -> None:
    """Score a firm from customs, tax and insurance records, each point explained."""
    from entrepot.service.lending_cases import score_loan
    from entrepot.store.reference import open_reference

    reference, today = open_reference(region), datetime.now().astimezone().date()
    cases.answer(
        case, lambda raw: score_loan(reference, raw, today=today), as_json=as_json, shown=_score
    )


@loan.command()
def ask(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="JSON; - is standard input.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Ask a bank for a loan; the house scores the firm by its records."""
    from entrepot.service import loans
    from entrepot.service.cases import one_case, read_cases

    acting.run("Asking", loans.ask_loan, one_case(read_cases(file)), by=by, as_json=as_json)


@loan.command()
def act(
    reference: Loan,
    move: Annotated[
        str, typer.Argument(metavar="MOVE", help="grant, refuse, draw, repay or write_off.")
    ],
    by: acting.As,
    amount: Annotated[str | None, typer.Option(metavar="AMOUNT", help="How much.")] = None,
    key: Annotated[
        str, typer.Option(metavar="K", help="Your own key of money; again is the same move.")
    ] = "",
    reason: acting.Reason = "",
    as_json: options.AsJson = False,
) -> None:
    """Decide a loan, or move its money."""
    from entrepot.service import loans

    raw: dict[str, Any] = {"move": move, "key": key, "reason": reason}
    with acting.window("Acting") as opened:
        if amount is not None:
            currency = opened.reference.settings.currency
            raw["amount"] = {"amount": amount, "currency": currency}
        found = loans.act_on_loan(opened, reference, raw, by=by, at=acting.now())
    acting.told(found, as_json=as_json)


@loan.command("show")
def show_one(reference: Loan, by: acting.As, as_json: options.AsJson = False) -> None:
    """Show a loan with its score and money."""
    from entrepot.service import loans

    acting.run("Looking", loans.show_loan, reference, by=by, as_json=as_json)


@loan.command("list")
def list_them(by: acting.As, as_json: options.AsJson = False) -> None:
    """List loans: the next due first, with the days each is late."""
    from entrepot.service import loans

    acting.run("Looking", loans.list_loans, by=by, as_json=as_json)


@insurance.command()
def quote(case: cases.File, region: options.Region = None, as_json: options.AsJson = False) -> None:
    """Quote a buyer's limit and the premium of shipments."""
    from entrepot.service.lending_cases import quote_insurance
    from entrepot.store.reference import open_reference

    reference, today = open_reference(region), datetime.now().astimezone().date()
    cases.answer(
        case, lambda raw: quote_insurance(reference, raw, today=today), as_json=as_json,
        shown=_quote,
    )  # fmt: skip


@fruit.command()
def consolidate(case: cases.File, as_json: options.AsJson = False) -> None:
    """Put batches of fruit into cold boxes of a train that arrives in time, and share out."""
    from entrepot.service.fruit import consolidate_case

    cases.answer(case, consolidate_case, as_json=as_json, shown=_fruit)


def _score(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    show.line(f"{found['score']} points, band {found['band']}; limit {_money(found['limit'])}")
    rows = [
        (part["feature"], "?" if part["value"] is None else part["value"], part["points"],
         part["most"], part["source"])
        for part in found["parts"]
    ]  # fmt: skip
    show.table(("record", "value", "points", "of", "source"), rows, right=("points", "of"))
    for share in found["shares"]:
        show.line(f"{share['who']} bears {share['pct']} %: {_money(share['amount'])}")
    show.line(f"[{found['status']}]")


def _quote(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    limit, premium = _money(found["buyer_limit"]), _money(found["premium"])
    show.line(f"limit of the buyer {limit}; premium {premium}")
    for line in found["working"]:
        show.line(line)
    for gap in found["missing"]:
        show.line(f"{gap['where']}: {gap['message']} {gap['hint']}")
    show.line(f"[{found['status']}]")


def _fruit(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    rows = [
        (box["box"], box["mass_kg"], box["capacity_kg"], ", ".join(box["batches"]))
        for box in found["boxes"]
    ]
    show.table(("box", "kg", "of", "batches"), rows, right=("kg", "of"))
    for one in found["left_out"]:
        show.line(f"{one['batch']} stays: {one['reason']}")
    for one in found["payouts"]:
        show.line(f"{one['farmer']} gets {_money(one['amount'])}")


def _money(amount: Mapping[str, str] | None) -> str:
    from entrepot.cli import show

    return show.money(amount) if amount else "?"
