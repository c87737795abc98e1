"""What a railway or a shorter clearance brings to trade and income, on the lines that are loaded.

A scenario of the corridors changes money and hours between the region and its partners; these
become a ratio of costs, and the world of the lines is solved again with it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.service.corridor_ask import VALUE_OF_TIME, values_of_time
from entrepot.service.desk import Desk
from entrepot.service.equilibrium import Here, equilibrium
from entrepot.service.fields import Fields
from entrepot.service.kept_scenarios import list_scenarios, show_scenario
from entrepot.service.trade_cells import Asked, lines_of
from entrepot.service.trade_runs import start_run
from entrepot.service.what_if_world import (
    CLOSURES,
    DRAWS,
    OWN,
    SEED,
    WhatIfWorld,
    case_of,
    number_between,
)
from entrepot.trade import tables

Document = dict[str, Any]
QUANTILES = ("p50", "p90")
MOST_DRAWS, MOST_RUN_DRAWS = 2000, 100_000
EFFECT_DEFAULTS = {
    "theta": "4", "theta_sd": "0.5", "domestic_pct": "80", "closure": "additive",
    "value_of_time": VALUE_OF_TIME, "clearance_at": "p50", "draws": str(DRAWS), "seed": str(SEED),
}  # fmt: skip
THETA_SOURCE = (
    "Simonovska and Waugh 2014, The elasticity of trade (roughly four; recalled, not looked up); "
    "the standard deviation is supposed"
)


def corridor_effect(
    desk: Desk, world: WhatIfWorld, raw: Mapping[str, Any], *, by: str, at: datetime
) -> Document:
    """Solve the world again after a scenario of the corridors, a faster clearance, or both.

    Args:
        desk: The desk.
        world: The world of the lines.
        raw: Fields by name: scenario (reference of a kept one, or a table of edits), clearance
            (what hours from lodging to release are multiplied by), clearance_at (p50 or p90),
            partners, theta, theta_sd, domestic_pct, closure, value_of_time, value_usd_per_teu (what
            goods of a TEU are worth, where the pack's spread is not meant), year of the trade,
            network_year, draws, seed. `EFFECT_DEFAULTS` stand in for those that are absent.
        by: Account; empty is the machine itself.
        at: Instant.

    Returns:
        The document of `equilibrium` with corridors, asked, year, places and statuses.

    Raises:
        InputError: With every fault of every field.
        MissingError: No exports are loaded, nobody keeps such a scenario, or no line tells how
            long clearance took.
        ModelError: There is no convergence.
        RoleError: Who acts is no statistics analyst.
    """
    asked = parse_effect(desk, raw, MOST_DRAWS)
    found = world.world(asked["year"], by=by, at=at)
    case, measured = _case(desk, found, asked, by=by, at=at)
    with desk.turn:
        solved = equilibrium(case, here=Here(lambda: desk, at.date()))
    return solved | world.about(found, asked) | {
        "clearance": measured, "theta_source": THETA_SOURCE,
    }  # fmt: skip


def start_effect(
    desk: Desk, world: WhatIfWorld, raw: Mapping[str, Any], *, by: str, at: datetime
) -> Document:
    """Ask for the same in the background, with as many draws as a run takes.

    Returns:
        The run, whose case holds the flows as they are now.

    Raises:
        InputError: With every fault of every field.
        MissingError: As `corridor_effect`.
        RefusedError: Too many runs wait.
        RoleError: Who acts is no statistics analyst.
    """
    asked = parse_effect(desk, raw, MOST_RUN_DRAWS)
    found = world.world(asked["year"], by=by, at=at)
    case, _ = _case(desk, found, asked, by=by, at=at)
    scenario = case.get("scenario")
    name = str(scenario.get("name") or "")[:90] if scenario else "clearance"
    run = {"model": "equilibrium", "name": f"{name}, {found['year']}", "case": case}
    return start_run(desk.window, run, by=by, at=at)


def _case(
    desk: Desk, world: Document, asked: Document, *, by: str, at: datetime
) -> tuple[Document, Sequence[Document]]:
    """The case of `equilibrium`, and the hours of clearance that it holds."""
    case = case_of(world["flows"], asked) | corridors_case(asked)
    case["data_status"] = world["data_status"]
    if asked["reference"]:
        kept = show_scenario(desk, asked["reference"], by=by, at=at)
        case["scenario"] = {"name": kept["name"], "edit": kept["edits"]}
    elif asked["edits"] is not None:
        case["scenario"] = asked["edits"]
    measured = _clearance(desk, world, asked, by=by, at=at)
    if measured:
        case["clearance"] = {"factor": asked["clearance"], "hours": {"rows": [
            {"partner": one["partner"], "flow": one["flow"], "hours": one[asked["clearance_at"]]}
            for one in measured
        ]}}  # fmt: skip
    return case, measured


def effect_choices(desk: Desk, *, by: str, at: datetime) -> Document:
    """What a form offers: the scenarios that somebody keeps, and the values of time."""
    kept = list_scenarios(desk, by=by, at=at)["scenarios"] if by else []
    return {
        "scenarios": [{"reference": one["reference"], "name": one["name"]} for one in kept],
        "values_of_time": [
            {"id": one.id, "name": one.name, "low": one.low, "value": one.mid, "high": one.high,
             "source": one.source, "status": one.status}
            for one in values_of_time(desk.region)
        ],
        "closures": CLOSURES, "quantiles": QUANTILES,
    }  # fmt: skip


def parse_effect(desk: Desk, raw: Mapping[str, Any], most_draws: int) -> Document:
    """The fields of `corridor_effect`, checked.

    Raises:
        InputError: With every fault.
    """
    given = {name: value for name, value in raw.items() if value not in ("", None)}
    edits = given.pop("scenario") if isinstance(given.get("scenario"), Mapping) else None
    fields = Fields({**EFFECT_DEFAULTS, **given})
    asked: Document = {
        "reference": fields.text("scenario"), "edits": edits,
        "partners": [one.upper() for one in fields.texts("partners")],
        "clearance": number_between(fields, "clearance", Decimal(0), Decimal(10))
        if "clearance" in given else None,
        "clearance_at": fields.word("clearance_at", QUANTILES) or QUANTILES[0],
        "value_of_time": fields.word(
            "value_of_time", [one.id for one in values_of_time(desk.region)]
        ),
        "value_usd_per_teu": number_between(
            fields, "value_usd_per_teu", Decimal(100), Decimal(10_000_000)
        ) if "value_usd_per_teu" in given else None,
        "closure": fields.word("closure", CLOSURES),
        "year": fields.whole("year", low=1900, high=2200),
        "network_year": fields.whole("network_year", low=1990, high=2100),
        "theta": number_between(fields, "theta", Decimal("0.5"), Decimal(50)),
        "theta_sd": number_between(fields, "theta_sd", Decimal(0), Decimal(10)),
        "domestic_pct": number_between(fields, "domestic_pct", Decimal(1), Decimal(99)),
        "draws": fields.whole("draws", low=1, high=most_draws),
        "seed": fields.whole("seed", low=0, high=2**31),
    }  # fmt: skip
    fields.nothing_else()
    if not asked["reference"] and edits is None and asked["clearance"] is None:
        hint = "Name a scenario that you keep, or a factor of the hours of clearance such as 0.5."
        fields.fault("nothing", "scenario", "and clearance are both empty.", hint)
    if fields.problems:
        raise InputError(fields.problems)
    return asked


def corridors_case(asked: Document) -> Document:
    """What the case of `equilibrium` says of the corridors, the scenario apart."""
    found: Document = {
        "corridors": True, "value_of_time": asked["value_of_time"],
        "draws": {
            "n": asked["draws"], "seed": asked["seed"],
            "theta": {"mean": asked["theta"], "sd": asked["theta_sd"]},
        },
    }  # fmt: skip
    if asked["value_usd_per_teu"] is not None:
        found["value_usd_per_teu"] = asked["value_usd_per_teu"]
    if asked["partners"]:
        found["partners"] = asked["partners"]
    if asked["network_year"] is not None:
        found["year"] = asked["network_year"]
    return found


def _clearance(
    desk: Desk, world: Document, asked: Document, *, by: str, at: datetime
) -> Sequence[Document]:
    """Hours from lodging to release of the region's own lines by partner and flow.

    Raises:
        MissingError: No line of the year tells them.
    """
    if asked["clearance"] is None:
        return []
    year = world["year"]
    lines = Asked(100 * year, 100 * year + 99, ("partner", "flow"), ("export", "import"),
                  where={"reporter": OWN})  # fmt: skip
    with lines_of(desk.window, lines, by=by, at=at) as found:
        rows = found.rows(tables.clearance(found.table, ("partner", "flow")))
    if not rows:
        message = "no line of the year tells when it was lodged and released."
        hint = "Lines that are gathered from the window do; load such lines."
        raise MissingError(Problem("trade.no_clearance", "clearance", message, hint))
    return [
        {"partner": one["partner"], "flow": one["flow"], "lines": one["n_lines"],
         "p50": one["hours_p50"], "p90": one["hours_p90"]}
        for one in sorted(rows, key=lambda row: (row["partner"], row["flow"]))
    ]  # fmt: skip
