"""`entrepot bonded`: goods under bond, from one product's consumption to a book's account."""

from datetime import date, datetime, time
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Goods under bond: account books, lists, gate passes, transfers, repairs, leases.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
File = Annotated[str, typer.Argument(metavar="FILE|-", help="JSON; - is standard input.")]


@app.command()
def gross(
    net: Annotated[
        str | None, typer.Option(metavar="N", help="Net consumption of one unit of the product.")
    ] = None,
    loss_pct: Annotated[
        str | None, typer.Option(metavar="PCT", help="Process loss, of the gross consumption [%].")
    ] = None,
    units: Annotated[
        str | None, typer.Option(metavar="N", help="Units of the product. [default: 1]")
    ] = None,
    unit: Annotated[
        str | None, typer.Option(metavar="UNIT", help="Unit of the material. [default: kg]")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Work out gross consumption: units x net / (1 - loss), rounded once to five places."""
    from entrepot.cli import show
    from entrepot.service.bonded_cases import work_out_gross

    raw = {"net": net, "loss_pct": loss_pct, "units": units, "unit": unit}
    show.facts(work_out_gross(raw), as_json=as_json)


@app.command()
def check(file: File, as_json: options.AsJson = False) -> None:
    """Check a book: what lies there after its moves; exit 3 where it would fall below zero."""
    from entrepot.service.bonded_cases import check_book
    from entrepot.service.cases import read_cases

    acting.told(check_book(read_cases(file)), as_json=as_json)


@app.command()
def lease(file: File, as_json: options.AsJson = False) -> None:
    """Work out what a lease owes on each rent, at its end and in all."""
    from entrepot.cli import show
    from entrepot.service.bonded_cases import assess_lease
    from entrepot.service.cases import read_cases

    document = assess_lease(read_cases(file))
    if as_json:
        show.document(document)
        return
    heads = ("due on", "duty", "VAT", "total")
    rows = [(one["due_on"], *_amounts(one)) for one in document["instalments"]]
    show.table(heads, [*rows, ("end", *_amounts(document["end"]))], right=heads[1:])
    show.line(f"total {show.money(document['total'])}")


def _amounts(one: dict[str, dict[str, str]]) -> list[str]:
    from entrepot.cli import show

    return [show.money(one[name]) for name in ("duty", "vat", "total")]


# With a store

THINGS = "books, lists, gate-passes, transfers, repairs, leases, handbooks or projects"
What = Annotated[str, typer.Argument(metavar="THING", help=f"Which: {THINGS}.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="Its reference.")]


@app.command()
def add(
    thing: What, file: File, by: acting.As, at: acting.At = None, on: options.On = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Open a book, submit a list, make a gate pass, propose a transfer or project, and the like."""
    from entrepot.service.bonded import thing_named
    from entrepot.service.cases import read_cases

    verb, raw = thing_named(thing).add, read_cases(file)
    _run(verb, raw, by=by, at=at, on=on, as_json=as_json)


@app.command("list")
def list_(
    thing: What, by: acting.As, at: acting.At = None, on: options.On = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """List what somebody may see: what waits comes first."""
    from entrepot.service.bonded import thing_named

    _run(thing_named(thing).list, by=by, at=at, on=on, as_json=as_json)


@app.command()
def show(
    ref: Ref, by: acting.As, at: acting.At = None, on: options.On = None,
    item: Annotated[
        str, typer.Option(metavar="ITEM", help="Only movements of this item of a book.")
    ] = "",
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Show a thing by its reference; a book goes down to its movements."""
    from entrepot.service.bonded import thing_of

    more = {"item": item} if item else {}
    _run(thing_of(ref).show, ref, by=by, at=at, on=on, as_json=as_json, **more)


@app.command()
def act(
    ref: Ref,
    move: Annotated[
        str,
        typer.Argument(
            metavar="MOVE",
            help="bill, consume, sell, count or close a book; settle or reopen "
            "a handbook; approve, refuse, withdraw, destroy "
            "or finish a list; weigh or cancel a pass; accept or withdraw a transfer; return a "
            "repair; pay or end a lease; admit, refuse or tell a year of a project.",
        ),
    ],
    by: acting.As,
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help="JSON with what the move needs.")
    ] = "",
    weighed_kg: Annotated[
        str, typer.Option(metavar="KG", help="What the scale showed, of a gate pass [kg].")
    ] = "",
    declaration: Annotated[
        str, typer.Option(metavar="REF", help="Declaration that it was done under.")
    ] = "",
    instalment: Annotated[
        str, typer.Option(metavar="N", help="Number of the instalment that is paid.")
    ] = "",
    reason: acting.Reason = "",
    at: acting.At = None,
    on: options.On = None,
    as_json: options.AsJson = False,
) -> None:
    """Do with a thing what its state and the role allow."""
    from entrepot.service.bonded import thing_of
    from entrepot.service.cases import read_cases

    told = {"weighed_kg": weighed_kg, "declaration": declaration, "instalment": instalment,
            "reason": reason}  # fmt: skip
    raw = {name: value for name, value in told.items() if value}
    read = read_cases(file) if file else {}
    given = {**read, **raw, "move": move} if isinstance(read, dict) else read
    _run(thing_of(ref).act, ref, given, by=by, at=at, on=on, as_json=as_json)


@app.command()
def verify(
    ref: Ref, by: acting.As, at: acting.At = None, on: options.On = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Count a book anew from its movements and compare; exit 5 where they differ."""
    from entrepot.service.bonded_books import verify_book

    document = _run(verify_book, ref, by=by, at=at, on=on, as_json=as_json)
    if not document["agrees"]:
        raise typer.Exit(5)


def _run(
    verb: Any, *about: Any, by: str, at: str | None, on: str | None, as_json: bool, **more: Any
) -> Any:
    with acting.window("Acting") as window:
        document = verb(window, *about, by=by, at=_when(window, at, on), **more)
    acting.told(document, as_json=as_json)
    return document


def _when(window: Any, at: str | None, on: str | None) -> datetime:
    """The instant told, or noon of the legal day told in the zone of the region, or now."""
    from entrepot.service.bonded_fields import Asked

    if at or not on:
        return acting.instant(at)
    asked = Asked({"on": on})
    day = asked.day("on")
    asked.end()
    return datetime.combine(day or date.min, time(12), window.reference.zone)
