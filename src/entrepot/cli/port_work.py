"""More of `entrepot port`: boxes, yard, calls, trucks, sealed legs, airport, figures."""

from collections.abc import Callable
from typing import Annotated

import typer

from entrepot.cli import acting, options

Container = Annotated[str, typer.Argument(metavar="CONTAINER", help="Container, ISO 6346.")]
Site = Annotated[str, typer.Option(metavar="SITE", help="Place. [default: the account's first]")]
Number = Annotated[int, typer.Argument(metavar="ID", help="Its number.")]
File = Annotated[str, typer.Argument(metavar="FILE|-", help="JSON; - is standard input.")]
From = Annotated[str, typer.Option("--from", metavar="DAY", help="First day.")]
To = Annotated[str, typer.Option("--to", metavar="DAY", help="Last day.")]
Seal = Annotated[str, typer.Option(metavar="SEAL", help="Seal read; empty is broken or missing.")]


def box(container: Container, by: acting.As, as_json: options.AsJson = False) -> None:
    """Show a box with its events, holds, free time and whose time its stay was."""
    from entrepot.service import port_boxes

    acting.run("Looking", port_boxes.show_box, container, by=by, as_json=as_json)


def hold(
    container: Container, by: acting.As, reason: acting.Reason, as_json: options.AsJson = False
) -> None:
    """Keep a box at the port until the hold is lifted."""
    from entrepot.service import port_boxes

    acting.run("Holding", port_boxes.hold, container, by=by, reason=reason, as_json=as_json)


def lift(container: Container, by: acting.As, as_json: options.AsJson = False) -> None:
    """Lift one's own hold of a box at the port."""
    from entrepot.service import port_boxes

    acting.run("Lifting", port_boxes.lift, container, by=by, as_json=as_json)


def yard(by: acting.As, site: Site = "", as_json: options.AsJson = False) -> None:
    """Show what stands where in the yard, and for how long."""
    from entrepot.service import port_yard

    acting.run("Looking", port_yard.show_yard, by=by, site=site, as_json=as_json)


def lay_out(
    block: Annotated[str, typer.Argument(metavar="BLOCK", help="One to three capitals.")],
    by: acting.As,
    bays: Annotated[int, typer.Option(help="Bays.")] = 4,
    rows: Annotated[int, typer.Option(help="Rows.")] = 2,
    tiers: Annotated[int, typer.Option(help="Tiers.")] = 3,
    site: Site = "",
    as_json: options.AsJson = False,
) -> None:
    """Give the yard a block of slots."""
    from entrepot.service import port_yard

    acting.run("Laying out", port_yard.lay_out, block, bays, rows, tiers, by=by, site=site,
               as_json=as_json)  # fmt: skip


def ground(
    container: Container,
    by: acting.As,
    slot: Annotated[
        str, typer.Option(metavar="SLOT", help="As A-1-1-1. [default: the first free one]")
    ] = "",
    site: Site = "",
    as_json: options.AsJson = False,
) -> None:
    """Set a box down in the yard."""
    from entrepot.service import port_yard

    acting.run("Setting down", port_yard.ground, container, by=by, slot=slot, site=site,
               as_json=as_json)  # fmt: skip


def take_up(
    container: Container, by: acting.As, site: Site = "", as_json: options.AsJson = False
) -> None:
    """Take a box up from the yard."""
    from entrepot.service import port_yard

    acting.run("Taking up", port_yard.take_up, container, by=by, site=site, as_json=as_json)


def calls(by: acting.As, site: Site = "", as_json: options.AsJson = False) -> None:
    """List transport calls, the newest first."""
    from entrepot.service import port_calls

    acting.run("Looking", port_calls.list_calls, by=by, site=site, as_json=as_json)


def call(file: File, by: acting.As, as_json: options.AsJson = False) -> None:
    """Plan a call: `mode`, `reference`, `route`, `planned_at`; with `bills`, its manifest too."""
    from entrepot.service import port_calls
    from entrepot.service.files import read_body

    raw = read_body(acting.read(file), "application/json")
    bills = raw.pop("bills", None)
    with acting.window("Planning") as window:
        told = port_calls.plan_call(window, raw, by=by, at=acting.now())
        if bills is not None:
            told = port_calls.add_bills(window, told["id"], {"bills": bills}, by=by,
                                        at=acting.now())  # fmt: skip
    acting.told(told, as_json=as_json)


def move_call(
    number: Number,
    move: Annotated[str, typer.Argument(metavar="arrive|depart", help="What it did.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Tell that a call came or went."""
    from entrepot.service import port_calls

    acting.run("Telling", port_calls.move_call, number, move, by=by, as_json=as_json)


def trucks(by: acting.As, site: Site = "", as_json: options.AsJson = False) -> None:
    """List truck slots of the next days, and appointments."""
    from entrepot.service import port_trucks

    acting.run("Looking", port_trucks.list_slots, by=by, site=site, as_json=as_json)


def open_slots(file: File, by: acting.As, as_json: options.AsJson = False) -> None:
    """Open truck slots: `starts`, `minutes`, `count`, `capacity`."""
    from entrepot.service import port_trucks
    from entrepot.service.files import read_body

    raw = read_body(acting.read(file), "application/json")
    acting.run("Opening", port_trucks.open_slots, raw, by=by, as_json=as_json)


def book_truck(file: File, by: acting.As, as_json: options.AsJson = False) -> None:
    """Book a truck: `site`, `starts`, `container`, `vehicle`."""
    from entrepot.service import port_trucks
    from entrepot.service.files import read_body

    raw = read_body(acting.read(file), "application/json")
    acting.run("Booking", port_trucks.book_truck, raw, by=by, as_json=as_json)


def truck(
    number: Number,
    state: Annotated[str, typer.Argument(metavar="came|cancelled", help="What became of it.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Tell that a truck came, or cancel its appointment."""
    from entrepot.service import port_trucks

    acting.run("Telling", port_trucks.change, number, state, by=by, as_json=as_json)


def legs(
    by: acting.As,
    state: Annotated[
        str, typer.Option(metavar="STATE", help="sealed, arrived, seal_check, cleared.")
    ] = "",
    as_json: options.AsJson = False,
) -> None:
    """List sealed legs, the newest first, and the partner seaports."""
    from entrepot.service import port_legs

    acting.run("Looking", port_legs.list_legs, by=by, state=state, as_json=as_json)


def leg_arrive(
    number: Number, by: acting.As, seal: Seal = "", as_json: options.AsJson = False
) -> None:
    """Read the seal of a box on arrival; one that differs reopens its check alone."""
    from entrepot.service import port_legs

    acting.run("Reading", port_legs.take_in, number, seal, by=by, as_json=as_json)


def seal_check(number: Number, by: acting.As, seal: Seal, as_json: options.AsJson = False) -> None:
    """Close the check of a seal: the box has a new one."""
    from entrepot.service import port_legs

    acting.run("Closing", port_legs.close_check, number, seal, by=by, as_json=as_json)


def dwell(
    start: From, end: To, by: acting.As, site: Site = "", as_json: options.AsJson = False
) -> None:
    """Divide the stays of some days among the parties whose time each part was."""
    from entrepot.service import port_boxes

    first, last = acting.day(start, "--from"), acting.day(end, "--to")
    acting.run("Counting", port_boxes.dwell, first, last, by=by, site=site, as_json=as_json)


def local(start: From, end: To, by: acting.As, as_json: options.AsJson = False) -> None:
    """Tell what share of the released flow an inland office cleared, month by month."""
    from entrepot.service import port_figures

    first, last = acting.day(start, "--from"), acting.day(end, "--to")
    acting.run("Counting", port_figures.cleared_at_home, first, last, by=by, as_json=as_json)


def air(start: From, end: To, by: acting.As, as_json: options.AsJson = False) -> None:
    """Tell where parcels and air cargo are, and hours of service by centre."""
    from entrepot.service import port_air

    first, last = acting.day(start, "--from"), acting.day(end, "--to")
    acting.run("Looking", port_air.show_airport, first, last, by=by, as_json=as_json)


def air_step(file: File, by: acting.As, as_json: options.AsJson = False) -> None:
    """Tell a step of an air consignment: `reference`, `kind`, `centre`, `customs`."""
    from entrepot.service import port_air
    from entrepot.service.files import read_body

    raw = read_body(acting.read(file), "application/json")
    acting.run("Telling", port_air.take_step, raw, by=by, as_json=as_json)


def openings(
    region: options.Region = None,
    by: Annotated[
        str, typer.Option("--as", metavar="USER", help="Whose eyes. [default: the pack alone]")
    ] = "",
    as_json: options.AsJson = False,
) -> None:
    """List approvals and readiness of ports and special areas, as dated rows."""
    if by:
        from entrepot.service import port_openings

        acting.run("Looking", port_openings.list_openings, by=by, as_json=as_json)
        return
    from entrepot.cli import show
    from entrepot.service import port_air
    from entrepot.store.reference import open_reference

    told = port_air.list_openings(open_reference(region))
    if as_json:
        show.document(told)
    else:
        heads = ("zone", "kind", "step", "state", "since", "status")
        show.table(heads, ([row[head] for head in heads] for row in told["rows"]))


def opening_record(file: File, by: acting.As, as_json: options.AsJson = False) -> None:
    """Record a step: `zone`, `kind`, `step`, `doer`, `state`; `due_on`, `since`, `evidence`."""
    from entrepot.service import port_openings
    from entrepot.service.files import read_body

    raw = read_body(acting.read(file), "application/json")
    acting.run("Recording", port_openings.record, raw, by=by, as_json=as_json)


def opening_change(
    number: Number, file: File, by: acting.As, as_json: options.AsJson = False
) -> None:
    """Say how a step stands: `state`, `doer`; `due_on`, `since`, `evidence`."""
    from entrepot.service import port_openings
    from entrepot.service.files import read_body

    raw = read_body(acting.read(file), "application/json")
    acting.run("Noting", port_openings.change, number, raw, by=by, as_json=as_json)


def opening_confirm(number: Number, by: acting.As, as_json: options.AsJson = False) -> None:
    """Confirm, as a second person, that a step is done."""
    from entrepot.service import port_openings

    acting.run("Confirming", port_openings.confirm, number, by=by, as_json=as_json)


def add_to(port: typer.Typer) -> None:
    """Give `entrepot port` these commands."""
    commands: dict[str, Callable[..., None]] = {
        "box": box, "hold": hold, "lift": lift, "yard": yard, "lay-out": lay_out,
        "ground": ground, "take-up": take_up, "calls": calls, "call": call,
        "move-call": move_call, "trucks": trucks, "open-slots": open_slots,
        "book-truck": book_truck, "truck": truck, "legs": legs, "leg-arrive": leg_arrive,
        "seal-check": seal_check, "dwell": dwell, "local": local, "air": air,
        "air-step": air_step, "openings": openings,
        "opening-record": opening_record, "opening-change": opening_change,
        "opening-confirm": opening_confirm,
    }  # fmt: skip
    for name, command in commands.items():
        port.command(name)(command)
