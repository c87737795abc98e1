"""`entrepot departures`: what leaves from one place to another."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrepot.cli import options

if TYPE_CHECKING:
    from entrepot.service.departures import Taken
    from entrepot.service.timetables import Schedule


def departures(
    start: Annotated[
        str | None, typer.Option("--from", metavar="P", help="Place id, name or UN/LOCODE.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="P", help="The same.")] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Day of departure. [default: today]")
    ] = None,
    days: Annotated[
        str | None,
        typer.Option(metavar="N", help="So many days from then on. [default: 1; 14 by direction]"),
    ] = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """List departures with cut-off and places left, direct or with one change.

    Without --from and --to the region's own services are compared by direction, over 14 days.
    """
    from entrepot.cli import show
    from entrepot.cli.acting import now
    from entrepot.service.departures import list_departures
    from entrepot.service.own_services import compare_services
    from entrepot.service.timetables import open_schedule

    given = {"from": start, "to": end, "on": on, "days": days}
    fields = options.request(from_input=False, fields=given)
    with show.working("Looking"):
        schedule = open_schedule(region)
        at = now()
        with _looked(schedule) as (schedule, taken):
            today = at.astimezone().date()
            if start is None and end is None:
                found = compare_services(schedule, fields, today=today, at=at, taken=taken)
            else:
                found = list_departures(schedule, fields, today=today, at=at, taken=taken)
    if as_json:
        show.document(found)
        return
    if "directions" in found:
        _show_directions(found)
    else:
        _show(found)


@contextmanager
def _looked(schedule: "Schedule") -> Iterator[tuple["Schedule", "Taken"]]:
    """The schedule with the trains that were opened, and what finds bookings.

    Neither is there where no database was ever made here.
    """
    from functools import partial

    from entrepot.service.bookings import taken_in
    from entrepot.service.departures import none_taken
    from entrepot.service.train_rows import with_trains
    from entrepot.store.db import is_made, open_database
    from entrepot.store.home import open_home

    home = open_home()
    if not is_made(home):
        yield schedule, none_taken
        return
    with open_database(home, most=2, keep=True) as database:
        yield with_trains(schedule, database), partial(taken_in, database)


def _show(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    heads = ("departure", "by", "from", "to", "cut-off", "arrives", "TEU", "left", "status")
    numbers = ("TEU", "left")
    if found["departures"]:
        show.table(heads, [_row(one) for one in found["departures"]], right=numbers)
    for change in found["connections"]:
        transfer = change["transfer"]
        show.line(
            f"\n{' + '.join(change['ids'])}: {transfer['available_h']:g} h to change at "
            f"{transfer['place']}, at least {transfer['minimum_h']:g} h needed"
        )
        show.table(heads, [_row(one) for one in change["legs"]], right=numbers, indent=3)
    for one in found["by_headway"]:
        often = f"{one['departures_per_week'] or 0:g} a week"
        show.line(f"{one['service']} {one['name']}: {often}, no timetable known")
    if found["reason"]:
        reason = found["reason"]
        show.line(f"{reason['message']} {reason['hint']} [{reason['code']}]")


def _show_directions(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    numbers = ("departures", "TEU", "booked", "waiting", "fill")
    rows = [
        (one["direction"], row["service"], row["name"], row["mode"], len(row["departures"]),
         *_filled(row), row["status"])
        for one in found["directions"]
        for row in one["services"]
    ]  # fmt: skip
    sums = [(one["direction"], one["count"], *_filled(one)) for one in found["directions"]]
    show.table(("direction", *numbers), sums, right=numbers)
    show.line("")
    heads = ("direction", "service", "name", "by", *numbers, "status")
    show.table(heads, rows, right=numbers)


def _filled(one: Mapping[str, Any]) -> tuple[str, ...]:
    share = one["fill_share"]
    return (
        _known(one["capacity_teu"]), f"{one['booked_teu']:g}", f"{one['waiting_teu']:g}",
        "?" if share is None else f"{share:.0%}",
    )  # fmt: skip


def _row(one: Mapping[str, Any]) -> tuple[Any, ...]:
    arrives = one["arrives_max"]
    return (
        one["id"], one["mode"], one["from"], one["to"], one["cutoff"][:16],
        arrives[:16] if arrives else "?", _known(one["capacity_teu"]), _known(one["places_left"]),
        one["status"],
    )  # fmt: skip


def _known(number: float | None) -> str:
    return "?" if number is None else f"{number:g}"
