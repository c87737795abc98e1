"""Routes over bare legs that a file gives in the place of a network."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import cast

from entrepot.corridors.bare import Bare, check_ends, plan_bare, read_legs
from entrepot.corridors.draws import spread
from entrepot.corridors.journey import Route
from entrepot.corridors.misses import Miss, cut_misses
from entrepot.corridors.planning import BYS, By, Plan
from entrepot.kernel.codes import MODES
from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.service.route_request import MOST_ROUTES, read_share

BEST = ("cost_usd", "time_mean_h", "co2e_wtw_kg", "variance_h2")
_PARTS = ("haul", "transfer", "border", "port", "drayage", "inventory", "fees")
_WITHOUT_KM = tuple(by for by in BYS if by != "km")


def route_over(file: Path, raw: Mapping[str, object], *, timing: bool = False) -> Document:
    """Find routes over the legs of a CSV file, by the same kernel as over a region.

    What bare legs do not tell is null: kilometres, gauges, emissions from tank to wheel.

    Args:
        file: CSV with from, to, mode, cost_usd, time_mean_h, co2e_wtw_kg, variance_h2.
        raw: Fields by name: origin, destination, modes, by, eps, max. What is carried is in
            the weights of the legs already; teu, tonnes, hs and value_usd are only told again.
        timing: Add how long the steps took.

    Raises:
        InputError: The file or a field cannot be used; all that is wrong is told at once.
        MissingError: No way leads there.
    """
    began = perf_counter()
    fields = Fields(raw)
    problems: list[Problem] = []
    try:
        bare: Bare | None = read_legs(_read(file), file=str(file))
    except InputError as error:
        bare, problems = None, list(error.problems)
    ends = [fields.text(name, required=True) for name in ("origin", "destination")]
    if ends[0] and ends[0] == ends[1]:
        fields.fault("same", "destination", "is the origin.", "Name another place.")
    modes = fields.texts("modes")
    by = cast(By, fields.word("by", _WITHOUT_KM) or "pareto")
    eps = read_share(fields, "eps", most=10)
    most = fields.whole("max", low=0, high=1000)
    amounts = {name: fields.positive(name) for name in ("teu", "tonnes", "value_usd")}
    load: Document = {name: None if one is None else float(one) for name, one in amounts.items()}
    load["hs"] = fields.text("hs") or None
    fields.nothing_else()
    problems += fields.problems
    if bare is not None:
        problems += [*_unknown_modes(bare, modes), *check_ends(bare, *ends)]
    if problems or bare is None:
        raise InputError(problems)
    eps, most = 0.05 if eps is None else eps, MOST_ROUTES if most is None else most
    ready = perf_counter()
    plan = plan_bare(bare, *ends, by=by, epsilon=eps, most=most, modes=modes)
    searched = perf_counter()
    misses = (*cut_misses(plan.is_cut), *_misses(bare, file, modes, plan.routes))
    if not plan.best:
        raise _unreachable(ends, misses)
    told = {"origin": ends[0], "destination": ends[1], **load, "modes": list(modes), "by": by,
            "eps": eps, "max": most, "overlay": file.name}  # fmt: skip
    document = _document(told, plan, misses)
    if timing:
        steps = {"prepare": ready - began, "search": searched - ready}
        document["timing_ms"] = {name: round(1000 * s, 3) for name, s in steps.items()}
    return document


def _document(told: Document, plan: Plan, misses: Sequence[Miss]) -> Document:
    shown = enumerate(zip(plan.routes, plan.why, strict=True), start=1)
    return {
        "query": told,
        "overlay_hash": plan.overlay_hash,
        "front_size": plan.front_size,
        "best": dict(zip(BEST, plan.best, strict=True)),
        "routes": [_route(f"r{number}", one, why) for number, (one, why) in shown],
        "misses": [asdict(miss) for miss in misses],
        "profile": [],
    }


def _route(number: str, one: Route, why: Sequence[str]) -> Document:
    drawn = spread(one.legs)
    sums = {
        "cost_usd": round(sum(leg.freight_usd for leg in one.legs), 6),
        "time_mean_h": round(sum(leg.hours_mean for leg in one.legs), 6),
        "variance_h2": round(sum(leg.hours_var for leg in one.legs), 6),
        "co2e_wtw_kg": round(sum(leg.co2e_kg for leg in one.legs), 6),
    }
    return {
        "id": number,
        "why": list(why),
        "cost_usd": sums["cost_usd"],
        "cost": {part: sums["cost_usd"] if part == "haul" else 0.0 for part in _PARTS},
        "time_mean_h": sums["time_mean_h"],
        "time_p50_h": drawn.p50_h,
        "time_p90_h": drawn.p90_h,
        "variance_h2": sums["variance_h2"],
        "late_share": drawn.late_share,
        "co2e_wtw_kg": sums["co2e_wtw_kg"],
        "co2e_ttw_kg": None,
        "co2e_hub_kg": None,
        "distance_km": None,
        "km_by_mode": {},
        "borders": [],
        "gauge_changes": [],
        "passages": [],
        "boxes": {},
        "legs": [
            {
                "seq": seq,
                "kind": "haul",
                "mode": leg.mode,
                "from": leg.from_place,
                "to": leg.to_place,
                "km": None,
                "gauge_mm": None,
                "traffic": None,
                "service": None,
                "departs": None,
                "cost_usd": leg.freight_usd,
                "time_mean_h": leg.hours_mean,
                "variance_h2": leg.hours_var,
                "co2e_wtw_kg": leg.co2e_kg,
                "co2e_ttw_kg": None,
                "source": "",
                "status": leg.status,
            }
            for seq, leg in enumerate(one.legs, start=1)
        ],
    }


def _misses(
    bare: Bare, file: Path, modes: Sequence[str], routes: Sequence[Route]
) -> tuple[Miss, ...]:
    """Why each mode of the house is in no route given."""
    used = {leg.mode for one in routes for leg in one.legs}
    there = set(bare.modes)
    found = []
    for mode in MODES:
        if mode in used:
            continue
        code = f"corridors.no_{mode}"
        if mode not in there:
            message = f"No leg of {file.name} is by {mode}."
            found.append(Miss(mode, code, file.name, message, hint="Add such legs."))
        elif modes and mode not in modes:
            message = f"{mode} is not among the modes asked for."
            found.append(Miss(mode, code, "modes", message, hint=f"Add {mode} to --modes."))
        else:
            message = f"Legs by {mode} are on no route given."
            found.append(Miss(mode, code, file.name, message, hint="Ask for --max 0."))
    return tuple(found)


def _unreachable(ends: Sequence[str], misses: Sequence[Miss]) -> MissingError:
    where = f"{ends[0]} to {ends[1]}"
    message = "No legs lead from the one to the other."
    hint = "Add legs, or ask for more modes."
    error = MissingError(Problem("corridors.unreachable", where, message, hint))
    first = Miss("route", "corridors.no_service", where, message, hint=hint)
    error.extra["misses"] = [asdict(miss) for miss in (first, *misses)]
    return error


def _unknown_modes(bare: Bare, modes: Sequence[str]) -> list[Problem]:
    known = sorted({*bare.modes, *MODES})
    hint = f"Known: {', '.join(known)}."
    return [
        Problem("input.unknown", "modes", f"{word!r} is no mode.", hint)
        for word in modes
        if word not in known
    ]


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(
            Problem("file.unreadable", str(file), f"cannot be read: {error.strerror}.",
                    "Name a file you may read.")
        ) from error  # fmt: skip
    except UnicodeDecodeError as error:
        raise InputError(
            Problem("file.encoding", str(file), "is not UTF-8.", "Save it as UTF-8.")
        ) from error
