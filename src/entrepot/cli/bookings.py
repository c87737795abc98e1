"""`entrepot book` and `entrepot bookings`: places on departures."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrepot.cli import options

if TYPE_CHECKING:
    from entrepot.service.timetables import Schedule
    from entrepot.store.db import Database

app = typer.Typer(help="Bookings: list, show, cancel.", no_args_is_help=True, rich_markup_mode=None)
As = Annotated[
    str,
    typer.Option(
        "--as", metavar="USER", help="Account that acts. [default: the desk of this machine]"
    ),
]
Reference = Annotated[str, typer.Argument(metavar="R", help="Reference of the booking.")]


def book(
    departures: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DEPARTURE...", help="Ids of `departures`: one, or a train and then a ship."
        ),
    ] = None,
    teu: Annotated[str | None, typer.Option(metavar="N", help="Places [TEU].")] = None,
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference", "--key", metavar="R", help="Your own; again is the same booking."
        ),
    ] = None,
    tonnes: Annotated[
        str | None, typer.Option(metavar="T", help="Gross mass of all boxes [t].")
    ] = None,
    cancel: Annotated[
        str | None, typer.Option("--cancel", metavar="R", help="Cancel this booking instead.")
    ] = None,
    by: As = "",
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Book places: all of the departures, or a place on the waiting list of all."""
    from entrepot.cli.acting import now
    from entrepot.kernel.errors import InputError, Problem
    from entrepot.service.bookings import book_places, cancel_booking

    given = {"departures": departures, "teu": teu, "reference": reference, "tonnes": tonnes}
    fields = options.request(from_input=False, fields=given)
    if cancel is not None and fields:
        hint = "Give --cancel R alone."
        raise InputError(Problem("booking.cancel", "--cancel", "comes with a booking.", hint))
    with opened("Booking", region) as (schedule, database):
        if cancel is not None:
            found = cancel_booking(schedule, database, cancel, at=now(), by=by)
        else:
            found = book_places(schedule, database, fields, at=now(), by=by)
    _show(found, as_json=as_json)


@app.command("list")
def list_them(by: As = "", region: options.Region = None, as_json: options.AsJson = False) -> None:
    """List one's own bookings, the newest first."""
    from entrepot.cli import show
    from entrepot.cli.acting import now
    from entrepot.service.bookings import list_bookings

    with opened("Looking", region) as (schedule, database):
        found = list_bookings(schedule, database, at=now(), by=by)
    if as_json:
        show.document(found)
        return
    rows = [
        (one["reference"], one["state"], f"{one['teu']:g}", one["waiting_place"] or "",
         " + ".join(leg["id"] for leg in one["legs"]))
        for one in found["rows"]
    ]  # fmt: skip
    show.table(("reference", "state", "TEU", "waits as", "departures"), rows, right=("TEU",))


@app.command("show")
def show_one(
    reference: Reference, by: As = "", region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Show a booking as it stands."""
    from entrepot.cli.acting import now
    from entrepot.service.bookings import show_booking

    with opened("Looking", region) as (schedule, database):
        found = show_booking(schedule, database, reference, at=now(), by=by)
    _show(found, as_json=as_json)


@app.command("cancel")
def cancel_one(
    reference: Reference, by: As = "", region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Cancel a booking; its places go to who waits, in the order of asking."""
    from entrepot.cli.acting import now
    from entrepot.service.bookings import cancel_booking

    with opened("Cancelling", region) as (schedule, database):
        found = cancel_booking(schedule, database, reference, at=now(), by=by)
    _show(found, as_json=as_json)


@contextmanager
def opened(what: str, region: str | None) -> Iterator[tuple["Schedule", "Database"]]:
    """A region's services and the database, held open while one command runs."""
    from entrepot.cli.mandates import store
    from entrepot.service.timetables import open_schedule

    schedule = open_schedule(region)
    with store(what) as database:
        yield schedule, database


def _show(found: Mapping[str, Any], *, as_json: bool) -> None:
    from entrepot.cli import show

    if as_json:
        show.document(found)
        return
    waits = (
        f", place {found['waiting_place']} on the waiting list" if found["waiting_place"] else ""
    )
    show.line(f"{found['reference']}: {found['teu']:g} TEU {found['state']}{waits}")
    rows = [
        (leg["id"], leg["mode"], leg["from"], leg["to"], leg["cutoff"][:16],
         f"{leg['places_left']:g}", leg["status"])
        for leg in found["legs"]
    ]  # fmt: skip
    show.table(
        ("departure", "by", "from", "to", "cut-off", "left", "status"), rows, right=("left",)
    )
    for change in found["transfers"]:
        show.line(
            f"{change['available_h']:g} h to change at {change['place']}, "
            f"at least {change['minimum_h']:g} h needed"
        )
