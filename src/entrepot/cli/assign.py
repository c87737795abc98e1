"""`entrepot assign`: flows onto limited capacity."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options

_SHOWN = 10  # bottlenecks shown to people; JSON holds all
_LINKS_SHOWN = 20


class Method(StrEnum):
    """Ways to find the equilibrium."""

    GP = "gp"
    MSA = "msa"
    FW = "fw"
    CFW = "cfw"
    BFW = "bfw"


class Flows(StrEnum):
    """Flows that need no table."""

    REGION = "region"
    RELEASED = "released"


def assign(
    links: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="CSV of links: from, to, capacity, free_flow_time, b, power."
        ),
    ] = None,
    demand: Annotated[
        Path | None, typer.Option(metavar="FILE", help="CSV of demand: from, to, flow.")
    ] = None,
    flows: Annotated[
        Flows | None,
        typer.Option(
            help="Assign what the region trades in a year by its tables, or what was released "
            "as far as --as may see it, in the place of tables of one's own."
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--as", metavar="USER", help="Account that acts.")
    ] = None,
    year: Annotated[
        str | None, typer.Option(metavar="YEAR", help="Year of the region's flows. [default: now]")
    ] = None,
    level: options.Level = None,
    avoid: options.Avoid = None,
    method: Annotated[
        Method,
        typer.Option(
            help="gp moves flow between ways; msa averages; fw, cfw, bfw step towards least ways. "
            "The region's flows are found by gp."
        ),
    ] = Method.GP,
    gap: Annotated[
        float | None,
        typer.Option(help="Relative gap to reach. [default: 1e-8, for the region 1e-6]"),
    ] = None,
    iterations: Annotated[
        int | None,
        typer.Option(min=1, help="Give up after so many. [default: gp 1,000, others 20,000]"),
    ] = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Find flows such that nobody gains by another way, and what narrow places cost."""
    from entrepot.cli import show

    if flows is None:
        _only_for_flows(year=year, level=level, avoid=avoid, by=by)
        found = _of_tables(links, demand, method, gap, iterations)
    else:
        _only_for_tables(links=links, demand=demand, iterations=iterations, method=method)
        given = {"year": year, "level": level, "gap": gap, "avoid": avoid}
        released = flows is Flows.RELEASED
        found = _of_released(region, given, by) if released else _of_region(region, given)
    if as_json:
        show.document(found)
    elif flows is None:
        _show(found)
    else:
        _show_region(found)


def _of_tables(
    links: Path | None, demand: Path | None, method: Method, gap: float | None, most: int | None
) -> dict[str, Any]:
    from entrepot.corridors.assignment import DEFAULT_GAP
    from entrepot.kernel.errors import InputError, Problem
    from entrepot.service.assignments import assign_files

    if links is None or demand is None:
        hint = "Give --links and --demand, or --flows region."
        raise InputError(Problem("assignment.what", "entrepot assign", "has no flows.", hint))
    reach = DEFAULT_GAP if gap is None else gap
    return assign_files(links, demand, method=method.value, gap=reach, most=most)


def _of_region(region: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    from datetime import datetime

    from entrepot.cli import show
    from entrepot.service.regional_flows import assign_flows
    from entrepot.service.routes import open_ground

    fields = options.request(from_input=False, fields=given)
    with show.working("Assigning the flows of the region"):
        today = datetime.now().astimezone().date()
        return assign_flows(open_ground(region), fields, today=today)


def _of_released(region: str | None, given: Mapping[str, Any], by: str | None) -> dict[str, Any]:
    from entrepot.cli import acting
    from entrepot.kernel.errors import InputError, Problem
    from entrepot.service.released_flows import assign_released
    from entrepot.service.routes import open_ground

    if not by:
        hint = "Give --as USER."
        raise InputError(Problem("assignment.account", "--as", "says nobody who acts.", hint))
    fields = options.request(from_input=False, fields=given)
    with acting.window("Assigning what was released") as window:
        return assign_released(window, open_ground(region), fields, by=by, at=acting.now())


def _only_for_flows(**given: object) -> None:
    names = {"by": "as"}
    _refuse(
        [names.get(name, name) for name, value in given.items() if value],
        "speaks of --flows region or released.",
    )


def _only_for_tables(*, method: Method, **given: object) -> None:
    names = [name for name, value in given.items() if value is not None]
    _refuse(names, "speaks of tables, not of --flows.")
    if method is not Method.GP:
        _refuse(["method"], "is gp for the flows of a region, whose yards share one capacity.")


def _refuse(names: Sequence[str], message: str) -> None:
    from entrepot.kernel.errors import InputError, Problem

    if names:
        hint = "Leave it out."
        raise InputError([Problem("assignment.option", f"--{n}", message, hint) for n in names])


def _show(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    gap = f"relative gap {found['relative_gap']:.2e}"
    show.line(f"{found['method']}, {found['iterations']:,} iterations, {gap}")
    show.line(f"total cost {found['total_cost']:,.3f}, objective {found['objective']:,.3f}\n")
    numbers = ("flow", "cost", "flow/capacity")
    rows = [
        (one["from"], one["to"], one["flow"], f"{one['cost']:,.3f}", f"{one['saturation']:.2f}")
        for one in found["links"]
    ]
    show.table(("from", "to", *numbers), rows, right=numbers)
    _show_bottlenecks(found["bottlenecks"][:_SHOWN])
    for one in found["unassigned"]:
        show.line(f"not assigned: {one['from']} to {one['to']}: {one['reason']} [{one['code']}]")


def _show_bottlenecks(found: Sequence[Mapping[str, Any]]) -> None:
    from entrepot.cli import show

    if not found:
        return
    numbers = ("flow", "lost", "share", "dual")
    rows = [
        (one["kind"], one["id"], one["flow"], one["lost"], f"{one['lost_share']:.1%}",
         f"{one['dual']:,.3f}")
        for one in found
    ]  # fmt: skip
    show.line("\nBottlenecks")
    show.table(("kind", "id", *numbers), rows, right=numbers)


def _show_region(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    trade, gap = found["trade"], f"relative gap {found['relative_gap']:.2e}"
    show.line(f"{found['query']['year']}: {trade['teu']:,.0f} TEU, trade of {trade['year']}")
    if not found["links"]:
        show.line("there is no flow of this year that a way carries")
        _show_region_ends(found)
        return
    show.line(f"{found['iterations']} rounds, {gap}, {found['total_cost']:,.0f} USD a year\n")
    show.line("Bottlenecks, by what they cost a year")
    numbers = ("TEU", "capacity", "use", "congestion", "waiting", "USD")
    rows = [
        (one["rank"], one["kind"], one["name"], _whole(one["flow"]), _whole(one["capacity"]),
         _share(one["saturation"]), _whole(one["lost_usd"]), _whole(one["delay_usd"]),
         _whole(one["cost_usd"]), one["status"])
        for one in found["bottlenecks"][:_SHOWN]
    ]  # fmt: skip
    show.table(("", "kind", "name", *numbers, "status"), rows, right=("", *numbers))
    columns = ("TEU", "USD/TEU", "use")
    steps = [
        (one["from"], one["to"], one["mode"], one["service"] or "", _whole(one["flow"]),
         _whole(one["cost"]), _share(one["saturation"]))
        for one in found["links"][:_LINKS_SHOWN]
    ]  # fmt: skip
    show.line("\nLinks, the most used first")
    show.table(("from", "to", "mode", "service", *columns), steps, right=columns)
    _show_region_ends(found)


def _show_region_ends(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    clearance, weakest = found["clearance"], found["gateways"]["weakest"]
    if clearance["share"] is not None:
        show.line(f"\n{clearance['share']:.1%} of the flow can be cleared in the region")
    if weakest:
        show.line(f"weakest mode of exports by sea: {weakest}")
    for note in found["trade"]["notes"]:
        show.line(note["text"])
    for one in found["unassigned"]:
        name = one["partner"] or f"{one['from']} to {one['to']}"
        flow = f"{one['direction']}, {name}, {one['flow']:,.0f} TEU"
        show.line(f"not assigned: {flow}: {one['reason']} [{one['code']}]")


def _whole(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.0f}"


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.0%}"
