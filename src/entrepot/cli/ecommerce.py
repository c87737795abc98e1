"""`entrepot ecommerce`: lists of cross-border e-commerce."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Lists of cross-border e-commerce: matched, taxed, counted, returned.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("assess")
def assess(
    case: Annotated[
        str, typer.Argument(metavar="CASE|-", help="JSON of one list; - is standard input.")
    ],
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Match order, payment and waybill, and work out what one list owes; needs no store."""
    from entrepot.cli import show
    from entrepot.service.cases import read_cases
    from entrepot.service.ecommerce import assess_list
    from entrepot.store.reference import open_reference

    found = assess_list(open_reference(region), read_cases(case))
    if as_json:
        show.document(found)
    else:
        _show(found)


def _show(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    show.line(f"{found['result']}, {found['treatment']}, filed by {found['filing']}")
    names = ("taxable", "duty", "consumption_tax", "vat", "total", "counted", "used_after",
             "remaining")  # fmt: skip
    show.facts({name: show.money(found[name]) for name in names}, as_json=False)
    show.line("")
    for line in found["working"]:
        show.line(line)
    show.line(found["source"])


File = Annotated[
    str, typer.Argument(metavar="FILE", help="NDJSON, one list a line; - is standard input.")
]
Results = Annotated[
    Path, typer.Option("--results", metavar="OUT", help="NDJSON to write, one result a line.")
]
Ref = Annotated[str, typer.Argument(metavar="LIST", help="Reference of a list, or its order.")]


@app.command()
def lists(
    file: File, results: Results, by: acting.As, at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """File e-commerce lists: each line matched, taxed, counted, and kept or refused by itself."""
    from entrepot.cli.list_files import file_lines
    from entrepot.service.ecommerce_lists import EcommerceFiler

    file_lines(EcommerceFiler, file, results, by=by, at=at, as_json=as_json)


@app.command("return")
def return_(
    ref: Ref, by: acting.As,
    applied: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Day the return was applied for. [default: --on]"),
    ] = None,
    on: options.On = None, at: acting.At = None, as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Take back the goods of a list within their days; the buyer's allowance is given back."""
    from entrepot.service.ecommerce_acts import return_list

    days = {"on": _day(on, "--on"), "applied": _day(applied, "--applied")}
    _act(return_list, ref, by=by, at=at, as_json=as_json, **days)


@app.command()
def release(
    by: acting.As,
    refs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LIST]...", help="Lists; none are all that wait by the day."),
    ] = None,
    on: options.On = None, at: acting.At = None, as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Release accepted lists: what they reserved of the buyers' years is used."""
    from entrepot.service.ecommerce_release import release_lists

    _act(release_lists, refs or [], by=by, at=at, as_json=as_json, on=_day(on, "--on"))


@app.command()
def refuse(
    ref: Ref, by: acting.As, reason: acting.Reason, on: options.On = None, at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Refuse an accepted list, with a reason; the buyer's allowance is given back."""
    from entrepot.service.ecommerce_acts import refuse_list

    day = _day(on, "--on")
    _act(refuse_list, ref, by=by, at=at, as_json=as_json, on=day, reason=reason)


@app.command("show")
def show_(
    ref: Ref, by: acting.As,
    buyer: Annotated[
        bool, typer.Option("--buyer", help="Reveal the buyer to an officer; that is noted.")
    ] = False,
    at: acting.At = None, as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Show a list with its goods and what they owe."""
    from entrepot.service.ecommerce_acts import show_list

    _act(show_list, ref, by=by, at=at, as_json=as_json, reveal=buyer)


@app.command("list")
def list_(by: acting.As, at: acting.At = None, as_json: options.AsJson = False) -> None:
    """List the newest lists."""
    from entrepot.service.ecommerce_acts import list_lists

    _act(list_lists, by=by, at=at, as_json=as_json)


@app.command()
def allowance(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Personal id of the buyer.")],
    year: Annotated[int, typer.Option(min=2000, max=2199, help="Calendar year.")],
    by: acting.As, at: acting.At = None, as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Tell what a person used, reserved and has left of a year; the look-up itself is noted."""
    from entrepot.service.ecommerce_acts import look_up_allowance

    with acting.window("Acting") as window:
        document = look_up_allowance(window, person, year, by=by, at=acting.instant(at))
    told = document if as_json else {**document, "year": str(year)}  # no number with a comma
    acting.told(told, as_json=as_json)


@app.command()
def forms(region: options.Region = None, as_json: options.AsJson = False) -> None:
    """List the forms of e-commerce with their filing path and limits; needs no store."""
    from entrepot.service.ecommerce_figures import list_forms
    from entrepot.store.reference import open_reference

    acting.told(list_forms(open_reference(region), at=acting.now()), as_json=as_json)


Month = Annotated[str, typer.Option(metavar="MONTH", help="As 2026-03. [default: this month]")]


@app.command()
def statistics(
    by: acting.As, month: Month = "", at: acting.At = None, as_json: options.AsJson = False
) -> None:
    """Count the lists of each form in a month, and what they came to."""
    from entrepot.service.ecommerce_figures import count_forms

    _act(count_forms, month, by=by, at=at, as_json=as_json)


@app.command()
def summary(
    by: acting.As, month: Month = "", at: acting.At = None, as_json: options.AsJson = False
) -> None:
    """Sum up a month of exports under 9610, by code and country of destination."""
    from entrepot.service.ecommerce_figures import summarise_month

    _act(summarise_month, month, by=by, at=at, as_json=as_json)


@app.command()
def movements(
    by: acting.As, month: Month = "", at: acting.At = None, as_json: options.AsJson = False
) -> None:
    """List what accepted lists moved in a month, as statistics sees it."""
    from entrepot.service.ecommerce_figures import list_movements

    _act(list_movements, month, by=by, at=at, as_json=as_json)


def _act(
    verb: Callable[..., Mapping[str, Any]], *about: Any, by: str, at: str | None, as_json: bool,
    **more: Any,
) -> None:  # fmt: skip
    with acting.window("Acting") as window:
        document = verb(window, *about, by=by, at=acting.instant(at), **more)
    acting.told(document, as_json=as_json)


def _day(text: str | None, where: str) -> date | None:
    from entrepot.kernel.errors import InputError, Problem

    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        hint = "Write it as 2026-11-20."
        raise InputError(Problem("input.date", where, f"{text!r} is not a day.", hint)) from error
