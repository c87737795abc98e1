"""`entrepot workdays`, `fx` and `charges`: days, rates of a month, what being late costs."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from entrepot.cli import options

fx = typer.Typer(help="Customs rates of exchange.", no_args_is_help=True, rich_markup_mode=None)
charges = typer.Typer(help="What being late costs.", no_args_is_help=True, rich_markup_mode=None)


def workdays(
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="Day of the event; it does not count."),
    ] = None,
    n: Annotated[
        str | None, typer.Option("--n", metavar="N", help="How many working days to count.")
    ] = None,
    calendar: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="Days over the published ones: CSV with date,is_working,source (true or false).",
        ),
    ] = "",
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Count working days, with days made up for on a Saturday or Sunday."""
    from entrepot.cli import acting, show
    from entrepot.service.calendar_file import over, parse_changes
    from entrepot.service.terms import count_workdays
    from entrepot.store.reference import open_reference

    known = open_reference(region).calendar
    if calendar:
        known = over(known, parse_changes(acting.read_text(calendar), calendar))
    document = count_workdays(known, _given({"from": start, "n": n}))
    show.facts(document, as_json=as_json)


@fx.command()
def month(
    month: Annotated[
        str, typer.Argument(metavar="[MONTH]", help="Month of the declarations, such as 2026-03.")
    ] = "",
    at: Annotated[
        str,
        typer.Option(
            metavar="INSTANT",
            help="An instant with its offset; the day of the office tells the month.",
        ),
    ] = "",
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Show the rates of a month and the day that fixes them."""
    from entrepot.cli import show
    from entrepot.service.terms import month_rates
    from entrepot.store.exchange import load_rates
    from entrepot.store.reference import open_reference

    document = month_rates(open_reference(region), load_rates(), month=month, at=at)
    if as_json:
        show.document(document)
        return
    show.facts({name: fact for name, fact in document.items() if name != "rates"}, as_json=False)
    show.line("")
    show.table(("currency", "rate"), list(document["rates"].items()), right=["rate"])


@charges.command("late-payment")
def pay(
    tax: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Tax of the notice, in the region's money.")
    ] = None,
    notified: Annotated[str | None, typer.Option(metavar="DAY", help="Day of the notice.")] = None,
    paid: Annotated[str | None, typer.Option(metavar="DAY", help="Day of the payment.")] = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Work out the surcharge on a tax paid late."""
    from entrepot.service.terms import charge_late_payment
    from entrepot.store.reference import open_reference

    raw = _given({"tax": tax, "notified": notified, "paid": paid})
    _show_charge(charge_late_payment(open_reference(region), raw), as_json=as_json)


@charges.command("late-declaration")
def declare(
    value: Annotated[
        str | None,
        typer.Option(metavar="AMOUNT", help="Customs value, in the region's money."),
    ] = None,
    arrived: Annotated[
        str | None, typer.Option(metavar="DAY", help="Day the means of transport arrived.")
    ] = None,
    declared: Annotated[
        str | None, typer.Option(metavar="DAY", help="Day of the declaration.")
    ] = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Work out the charge on goods declared late."""
    from entrepot.service.terms import charge_late_declaration
    from entrepot.store.reference import open_reference

    raw = _given({"value": value, "arrived": arrived, "declared": declared})
    _show_charge(charge_late_declaration(open_reference(region), raw), as_json=as_json)


def _show_charge(document: Mapping[str, Any], *, as_json: bool) -> None:
    from entrepot.cli import show

    if as_json:
        show.document(document)
        return
    amounts = {name: show.money(document[name]) for name in ("calculated", "due")}
    show.facts({**document, **amounts}, as_json=False)


def _given(fields: Mapping[str, str | None]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}
