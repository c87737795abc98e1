"""`entrepot scenario compare`: from the corridors of scenarios to how likely goals are."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options

_FILE = "[FILE.toml[#NAME]|REFERENCE]"
Number = str | None


def compare(
    base: Annotated[
        str,
        typer.Argument(
            metavar="BASE", help="`base` for the region as it is, or as a scenario.",
            show_default=False,
        ),
    ],
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar=f"{_FILE}...", help="Kept scenarios, or those of files.", show_default=False
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="TOML, CSV or Excel: input and output of the region."),
    ] = None,
    who: Annotated[
        str, typer.Option("--as", metavar="USER", help="Account that acts. [default: the machine]")
    ] = "",
    partners: Annotated[
        Number, typer.Option(metavar="VN,TH", help="Partners. [default: all of the lines]")
    ] = None,
    theta: Annotated[Number, typer.Option(metavar="N", help="Trade elasticity. [default: 4]")]
    = None,
    theta_sd: Annotated[
        Number, typer.Option(metavar="N", help="Its standard deviation. [default: 0.5]")
    ] = None,
    value_of_time: Annotated[
        Number,
        typer.Option(metavar="ID", help="Parameter of a day in transit. [default: inv_hs_low]"),
    ] = None,
    value_usd_per_teu: Annotated[
        Number,
        typer.Option(metavar="USD", help="Worth of a TEU. [default: the spread of the pack]"),
    ] = None,
    closure: Annotated[
        Number, typer.Option(metavar="WORD", help="additive, multiplicative or balanced-first.")
    ] = None,
    domestic_pct: Annotated[
        Number, typer.Option(metavar="N", help="Supposed share bought at home. [default: 80]")
    ] = None,
    year: Annotated[Number, typer.Option(metavar="YEAR", help="Of the trade.")] = None,
    network_year: Annotated[
        Number, typer.Option(metavar="YEAR", help="Of the corridors. [default: last opening]")
    ] = None,
    draws: Annotated[Number, typer.Option(metavar="N", help="How many draws. [default: 200]")]
    = None,
    seed: Annotated[Number, typer.Option(metavar="S", help="Seed of the draws. [default: 1]")]
    = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Walk scenarios from corridors to trade, output and the probability of goals."""
    from entrepot.cli import show
    from entrepot.cli.acting import now
    from entrepot.service.comparison import compare_scenarios
    from entrepot.service.desk import open_desk
    from entrepot.service.output_files import read_output
    from entrepot.service.what_if_world import WhatIfWorld

    raw: dict[str, Any] = {
        "base": _tables(base)[0],
        "scenarios": [one for told in scenarios for one in _tables(told)],
        "output": read_output(output) if output else None,
        "partners": partners, "theta": theta, "theta_sd": theta_sd, "closure": closure,
        "value_of_time": value_of_time, "value_usd_per_teu": value_usd_per_teu,
        "domestic_pct": domestic_pct, "year": year, "network_year": network_year,
        "draws": draws, "seed": seed,
    }  # fmt: skip
    with show.working("Comparing scenarios"), open_desk(region, connections=2) as desk:
        found = compare_scenarios(desk, WhatIfWorld(desk), raw, by=who, at=now().astimezone())
    if as_json:
        show.document(found)
        return
    _show(found)


def _tables(told: str) -> Sequence[str | Mapping[str, Any]]:
    """A reference as it is; the tables of a file, one where it is named."""
    from entrepot.service.scenario_files import pick_scenarios

    file = told.partition("#")[0]
    is_file = file.endswith(".toml") or Path(file).is_file()
    return pick_scenarios(told) if is_file else [told]


def _show(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    show.line(
        f"Trade of {found['year']} ({found['data_status']}), corridors of "
        f"{found['network_year']}, closure {found['closure']}, theta {found['theta']:g}, "
        f"{found['draws']['n']} draws; beside {found['base']['name']}"
    )
    for one in found["scenarios"]:
        show.line(f"\n{one['name']}, from {one['opens']} on")
        rows = [(each["step"], each["what"], each["unit"], _number(each["before"]),
                 _number(each["after"]), _span(each["interval_80"]), each["status"])
                for each in one["effects"]]  # fmt: skip
        numbers = ("before", "after", "80 % interval")
        show.table(("step", "what", "unit", *numbers, "status"), rows, right=numbers)
        _show_targets(one["targets"])
        for told in one["warnings"]:
            show.line(f"warning: {told['where']}: {told['message']} [{told['code']}]")
    for told in (found["output_table"] or {}).get("warnings", ()):
        show.line(f"warning: {told['where']}: {told['message']} [{told['code']}]")
    show.line("\nWhat they bring to trade together, shared parts counted once")
    _show_overlap(found)


def _show_overlap(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    rows = [(one["name"], f"{one['alone']:,.0f}", f"{one['shapley']:,.0f}")
            for one in found["overlap"]]  # fmt: skip
    rows.append(("together", "", f"{found['overlap_of']['together']:,.0f}"))
    numbers = ("alone USD", "its part USD")
    show.table(("project", *numbers), rows, right=numbers)


def _show_targets(targets: Sequence[Mapping[str, Any]]) -> None:
    from entrepot.cli import show

    if not targets:
        return
    show.line("")
    rows = [(one["id"], one["geography"], one["indicator"], f"{one['comparator']} {one['value']}",
             one["unit"], str(one["year"] or ""), _chance(one, "before"), _chance(one, "after"))
            for one in targets]  # fmt: skip
    show.table(("id", "place", "goal", "value", "unit", "year", "before", "after"), rows,
               right=("before", "after"))  # fmt: skip


def _number(value: float | None) -> str:
    if value is None:
        return "unknown"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.6g}"


def _span(interval: Sequence[float] | None) -> str:
    return " to ".join(map(_number, interval)) if interval else "-"


def _chance(one: Mapping[str, Any], when: str) -> str:
    """A probability, or why there is none."""
    found = one[f"probability_{when}"]
    if found is None:
        return str(one["reasons"].get("probability", {}).get("code", "unknown"))
    return f"{100 * found:.2f} %"
