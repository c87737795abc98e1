"""`entrepot scenario effect`: what a railway or a shorter clearance brings to trade and income."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options


def effect(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="[REFERENCE|FILE.toml[#NAME]]",
            help="A kept scenario, or one of a file; may be left out with --clearance.",
            show_default=False,
        ),
    ] = "",
    who: Annotated[
        str, typer.Option("--as", metavar="USER", help="Account that acts. [default: the machine]")
    ] = "",
    clearance: Annotated[
        str | None,
        typer.Option(metavar="N", help="Multiply measured hours from lodging to release by this."),
    ] = None,
    clearance_at: Annotated[
        str | None, typer.Option(metavar="WORD", help="Which hours: p50 or p90. [default: p50]")
    ] = None,
    partners: Annotated[
        str | None, typer.Option(metavar="VN,TH", help="Partners. [default: all of the lines]")
    ] = None,
    theta: Annotated[
        str | None, typer.Option(metavar="N", help="Trade elasticity. [default: 4]")
    ] = None,
    theta_sd: Annotated[
        str | None, typer.Option(metavar="N", help="Its standard deviation. [default: 0.5]")
    ] = None,
    value_of_time: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Parameter of a day in transit. [default: inv_hs_low]"),
    ] = None,
    value_usd_per_teu: Annotated[
        str | None,
        typer.Option(metavar="USD", help="Worth of a TEU. [default: the spread of the pack]"),
    ] = None,
    closure: Annotated[
        str | None,
        typer.Option(metavar="WORD", help="additive, multiplicative or balanced-first."),
    ] = None,
    domestic_pct: Annotated[
        str | None, typer.Option(metavar="N", help="Supposed share bought at home. [default: 80]")
    ] = None,
    year: Annotated[str | None, typer.Option(metavar="YEAR", help="Of the trade.")] = None,
    network_year: Annotated[
        str | None, typer.Option(metavar="YEAR", help="Of the corridors. [default: now]")
    ] = None,
    draws: Annotated[
        str | None, typer.Option(metavar="N", help="How many draws. [default: 200]")
    ] = None,
    seed: Annotated[
        str | None, typer.Option(metavar="S", help="Seed of the draws. [default: 1]")
    ] = None,
    background: Annotated[
        bool, typer.Option("--background", help="Work it out while the region is served.")
    ] = False,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Solve the world of the loaded lines again after a scenario or a faster clearance."""
    from entrepot.cli import show
    from entrepot.cli.acting import now, told
    from entrepot.service.corridor_chain import corridor_effect, start_effect
    from entrepot.service.desk import open_desk
    from entrepot.service.what_if_world import WhatIfWorld

    raw: dict[str, Any] = {
        "scenario": _scenario(scenario), "clearance": clearance, "clearance_at": clearance_at,
        "partners": partners, "theta": theta, "theta_sd": theta_sd, "closure": closure,
        "value_of_time": value_of_time, "value_usd_per_teu": value_usd_per_teu,
        "domestic_pct": domestic_pct, "year": year,
        "network_year": network_year, "draws": draws, "seed": seed,
    }  # fmt: skip
    with show.working("Solving the world again"), open_desk(region, connections=2) as desk:
        work = start_effect if background else corridor_effect
        found = work(desk, WhatIfWorld(desk), raw, by=who, at=now().astimezone())
    if background:
        told(found, as_json=as_json)
        return
    if as_json:
        show.document(found)
        return
    _show(found)


def _scenario(told: str) -> str | Mapping[str, Any]:
    """A reference as it is; the table of a scenario of a file."""
    from entrepot.service.scenario_files import pick_scenario

    is_file = told.partition("#")[0].endswith(".toml") or Path(told.partition("#")[0]).is_file()
    return pick_scenario(told) if told and is_file else told


def _show(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show
    from entrepot.cli.equilibrium import show_economies, show_lanes

    corridors = found["corridors"]
    name = corridors["scenario"]["name"] if corridors["scenario"] else "faster clearance"
    show.line(
        f"{name}: trade of {found['year']} ({found['data_status']}), corridors of "
        f"{corridors['network_year']}, closure {found['closure']}, theta {found['theta']:g}, "
        f"{found['draws']['n']} draws, residual {found['residual']:.1e}\n"
    )
    show_economies(found)
    show_lanes(corridors)
    for one in found["warnings"]:
        show.line(f"\nwarning: {one['where']}: {one['message']} [{one['code']}]")
