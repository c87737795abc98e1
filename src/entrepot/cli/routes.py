"""`entrepot route`: the best ways for a load, each with its legs."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options

_UNITS = (("teu", "TEU"), ("tonnes", "t"), ("depart", "departure"))


def route(
    origin: Annotated[str, typer.Argument(help="Place id, UN/LOCODE or LAT,LON to start from.")],
    destination: Annotated[str, typer.Argument(help="Place id, UN/LOCODE or LAT,LON to reach.")],
    teu: Annotated[str | None, typer.Option(metavar="N", help="Containers [TEU].")] = None,
    tonnes: Annotated[str | None, typer.Option(metavar="N", help="Gross mass [t].")] = None,
    hs: options.Hs = None,
    value_usd: Annotated[
        str | None, typer.Option("--value-usd", metavar="N", help="Value of the goods [USD].")
    ] = None,
    depart: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day of departure. [default: today]")
    ] = None,
    window: Annotated[
        str | None, typer.Option(metavar="DAYS", help="Tell the cheapest way of so many days.")
    ] = None,
    year: Annotated[
        str | None, typer.Option(metavar="YEAR", help="Year whose network is used.")
    ] = None,
    modes: Annotated[
        str | None, typer.Option(metavar="MODE,...", help="Modes that may be used. [default: all]")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="WORD", help="pareto, cost, time, co2e, risk or km. [default: pareto]"
        ),
    ] = None,
    eps: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Leave out what is no more better. [default: 0.05]"),
    ] = None,
    max_: Annotated[
        str | None,
        typer.Option("--max", metavar="N", help="Most routes; 0 is the whole front. [default: 7]"),
    ] = None,
    avoid: options.Avoid = None,
    inventory: Annotated[
        str | None,
        typer.Option(metavar="PCT_PER_DAY", help="Cost of a day in transit, of the value [%]."),
    ] = None,
    overlay: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="CSV of bare legs in the place of the network: from, to, mode, cost_usd, "
            "time_mean_h, co2e_wtw_kg, variance_h2.",
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(
            metavar="FILE[#NAME]",
            help="TOML of scenarios: find the ways as its first one has it, or the one named.",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Threads for the days of a window.")] = 1,
    timing: Annotated[bool, typer.Option("--timing", help="Tell how long it took.")] = False,
    as_geojson: Annotated[
        bool, typer.Option("--geojson", help="Answer with the lines of the legs as GeoJSON.")
    ] = False,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Find the best ways for a load by cost, time, emissions and reliability."""
    from datetime import datetime

    from entrepot.cli import show
    from entrepot.service.bare_routes import route_over
    from entrepot.service.route_geojson import geojson
    from entrepot.service.routes import open_ground, track_lines
    from entrepot.service.routes import route as find
    from entrepot.service.scenario_files import pick_scenario

    given = {
        "origin": origin, "destination": destination, "teu": teu, "tonnes": tonnes, "hs": hs,
        "value_usd": value_usd, "depart": depart, "window": window, "year": year, "modes": modes,
        "by": by, "eps": eps, "max": max_, "avoid": avoid, "inventory": inventory,
    }  # fmt: skip
    fields: dict[str, Any] = dict(options.request(from_input=False, fields=given))
    if scenario is not None:
        fields["scenario"] = pick_scenario(scenario)
    with show.working("Finding the best ways"):
        if overlay is not None:
            found = route_over(overlay, fields, timing=timing)
        else:
            today = datetime.now().astimezone().date()
            tracks = track_lines() if as_geojson else None
            ground = open_ground(region)
            found = find(ground, fields, today=today, timing=timing, tracks=tracks, jobs=jobs)
    if as_geojson and overlay is None:
        show.document(geojson(found))
        return
    if as_json:
        show.document(found)
        return
    _show(found)


def _show(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    query = found["query"]
    told = [f"{query['origin']} → {query['destination']}"]
    told += [f"{query[name]} {unit}" for name, unit in _UNITS if query.get(name)]
    show.line(", ".join(told))
    numbers = ("USD", "h mean", "h 50 %", "h 90 %", "late", "kg CO2e", "km")
    rows = [
        (
            one["id"], ", ".join(one["why"]), one["cost_usd"], one["time_mean_h"],
            one["time_p50_h"], one["time_p90_h"], f"{one['late_share']:.0%}", one["co2e_wtw_kg"],
            one["distance_km"], ", ".join(one["km_by_mode"]),
        )
        for one in found["routes"]
    ]  # fmt: skip
    show.table(("route", "why", *numbers, "by"), rows, right=numbers)
    for one in found["routes"]:
        _show_legs(one["id"], one["legs"])
    for miss in found["misses"]:
        show.line(f"{miss['message']} [{miss['code']}]")
    if found["profile"]:
        _show_profile(found["profile"])


def _show_legs(name: str, legs: Iterable[Mapping[str, Any]]) -> None:
    from entrepot.cli import show

    show.line(f"\n{name}")
    numbers = ("km", "hours", "USD", "kg CO2e")
    columns = ("kind", "mode", "from", "to", "km", "time_mean_h", "cost_usd", "co2e_wtw_kg",
               "service", "departs", "status")  # fmt: skip
    rows = [tuple(leg[column] for column in columns) for leg in legs]
    headings = ("leg", "by", "from", "to", *numbers, "service", "departs", "status")
    show.table(headings, rows, right=numbers, indent=3)


def _show_profile(profile: Iterable[Mapping[str, Any]]) -> None:
    from entrepot.cli import show

    show.line("")
    rows = [
        (one["day"], one["cost_usd"], one["wait_h"], one["departs"], one["arrives_mean"],
         one["route"])
        for one in profile
    ]  # fmt: skip
    heads = ("day", "USD", "waits [h]", "departs", "arrives", "route")
    show.table(heads, rows, right=("USD", "waits [h]"))
