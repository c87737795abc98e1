"""`entrepot train`: trains opened, booked, filled."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Trains: open, book, cancel, show, list, fill.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Train = Annotated[str, typer.Argument(metavar="TRAIN", help="Name of the train, such as X1.")]
Tonnes = Annotated[str | None, typer.Option(metavar="T", help="Gross mass of all boxes [t].")]


@app.command("open")
def open_(
    by: acting.As,
    train: Annotated[str | None, typer.Option(metavar="NAME", help="Name of the train.")] = None,
    service: Annotated[
        str | None, typer.Option(metavar="ID", help="Service by rail that it is a departure of.")
    ] = None,
    departs: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="When it leaves, with its offset.")
    ] = None,
    cutoff: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="Until when goods may come in.")
    ] = None,
    capacity_teu: Annotated[
        str | None, typer.Option(metavar="N", help="What may be booked [TEU].")
    ] = None,
    capacity_t: Annotated[
        str | None, typer.Option(metavar="T", help="What may be booked [t]. [default: no limit]")
    ] = None,
    wagon: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND:TEU:TONNES:SOCKETS[xN]",
            help="A wagon, or N of them; repeat. [default: usual container flats]",
        ),
    ] = None,
    at: acting.At = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Open a train for booking: a departure beside those of the timetable."""
    from entrepot.cli.bookings import opened
    from entrepot.service.trains import open_train

    given = {
        "train": train, "service": service, "departs": departs, "cutoff": cutoff,
        "capacity_teu": capacity_teu, "capacity_t": capacity_t, "wagons": wagon,
    }  # fmt: skip
    fields = options.request(from_input=False, fields=given)
    with opened("Opening", region) as (schedule, database):
        found = open_train(schedule, database, fields, at=acting.instant(at), by=by)
    _show(found, as_json)


@app.command()
def book(
    train: Train,
    by: acting.As,
    teu: Annotated[str | None, typer.Option(metavar="N", help="Places [TEU].")] = None,
    key: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="Your own reference; again is the same booking."),
    ] = None,
    tonnes: Tonnes = None,
    box: Annotated[
        list[str] | None, typer.Option(metavar="TEU", help="Places of a box: 1, 2, 2.25; repeat.")
    ] = None,
    powered: Annotated[
        str | None, typer.Option(metavar="N", help="How many boxes need power.")
    ] = None,
    onto: Annotated[
        str | None, typer.Option(metavar="DEPARTURE", help="Ship under the same document.")
    ] = None,
    at: acting.At = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Book places on a train, or a place on its waiting list."""
    from entrepot.service.timetables import open_schedule
    from entrepot.service.trains import book_train

    given = {"teu": teu, "key": key, "tonnes": tonnes, "boxes": box, "powered": powered,
             "onto": onto}  # fmt: skip
    fields = options.request(from_input=False, fields=given)
    schedule = open_schedule(region) if onto else None
    _run(book_train, train, fields, by=by, at=at, as_json=as_json, schedule=schedule)


@app.command()
def bookings(
    train: Train,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-", help="JSON, a booking a line: key, teu, tonnes, boxes. - is input."
        ),
    ],
    by: acting.As,
    workers: Annotated[int, typer.Option(metavar="N", help="How many work at a time.")] = 8,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Book what the lines of a file ask for; the same key again is the same booking."""
    from entrepot.cli import show
    from entrepot.service.train_bookings import book_lines
    from entrepot.store.db import open_database
    from entrepot.store.home import open_home

    lines = acting.read_text(file).splitlines()
    with (
        show.working("Booking"),
        open_database(open_home(), most=max(2, workers + 1), keep=True) as database,
    ):
        instant = acting.instant(at)
        found = book_lines(database, train, lines, workers=workers, at=instant, by=by)
    _show(found, as_json)


@app.command()
def cancel(
    booking: Annotated[str, typer.Argument(metavar="BOOKING", help="Its name, or its key.")],
    by: acting.As, at: acting.At = None, as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Cancel a booking; its places go to who waits, in the order of asking."""
    from entrepot.service.trains import cancel_train

    _run(cancel_train, booking, by=by, at=at, as_json=as_json)


@app.command()
def show(
    train: Train, by: acting.As, at: acting.At = None, as_json: options.AsJson = False
) -> None:
    """Show a train with its places and waiting list; who runs it sees all bookings."""
    from entrepot.service.trains import show_train

    _run(show_train, train, by=by, at=at, as_json=as_json)


@app.command("list")
def list_(at: acting.At = None, as_json: options.AsJson = False) -> None:
    """List trains with what is still free."""
    from entrepot.cli import show as showing
    from entrepot.cli.mandates import store
    from entrepot.service.trains import list_trains

    with store("Looking") as database:
        found = list_trains(database, at=acting.instant(at))
    if as_json:
        showing.document(found)
        return
    heads = ("train", "service", "from", "to", "departs", "cutoff", "capacity_teu", "booked_teu",
             "waiting")  # fmt: skip
    showing.table(heads, ([one[head] for head in heads] for one in found["rows"]))


@app.command()
def fill(
    train: Train, by: acting.As, at: acting.At = None, as_json: options.AsJson = False
) -> None:
    """Work out which box goes on which wagon: most places, then fewest wagons."""
    from entrepot.cli import show as showing
    from entrepot.cli.mandates import store
    from entrepot.service.train_filling import fill_train

    with store("Filling") as database:
        found = fill_train(database, train, at=acting.instant(at), by=by)
    if as_json:
        showing.document(found)
        return
    showing.line(f"{found['train']}: {found['teu']} TEU on {found['wagons_used']} wagons")
    rows = [
        (one["wagon"], one["kind"], f"{one['loaded_teu']}/{one['teu']}",
         f"{one['loaded_t']}/{one['payload_t']}",
         ", ".join(f"{box['booking']}/{box['box']}" for box in one["boxes"]))
        for one in found["wagons"]
    ]  # fmt: skip
    showing.table(("wagon", "kind", "TEU", "t", "boxes"), rows)
    for one in found["left_out"]:
        showing.line(f"{one['booking']}/{one['box']} stays behind: {one['reason']}")


def _run(
    verb: Callable[..., Mapping[str, Any]], *about: Any, by: str, at: str | None, as_json: bool,
    **more: Any,
) -> None:  # fmt: skip
    from entrepot.cli.mandates import store

    with store("Acting") as database:
        found = verb(database, *about, at=acting.instant(at), by=by, **more)
    _show(found, as_json)


def _show(found: Mapping[str, Any], as_json: bool) -> None:
    acting.told(found, as_json=as_json)
