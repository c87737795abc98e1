"""Market access by a case: places and legs of its own, or the region's corridors."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from entrepot.corridors.access import Access, Market, market_access
from entrepot.corridors.reach import least_costs, markets_of
from entrepot.kernel.errors import ModelError, Problem
from entrepot.kernel.source import weakest
from entrepot.region.units import units_at
from entrepot.service.market_access import opened_network, parse_access
from entrepot.service.model_case import ModelCase, ModelTable, read_case
from entrepot.service.route_request import Ground
from entrepot.trade.access import Leg, cheapest_factors, reached, with_legs

THETA = 8.22
_THETA_SOURCE = (
    "borrowed: Donaldson and Hornbeck 2016, Railroads and American Economic Growth "
    "(recalled, not looked up)"
)
_OWN_SOURCE = "given in the case"
_KEYS = ("theta", "include_own", "places", "legs", "scenario")
_CORRIDOR_KEYS = ("theta", "include_own", "corridors", "year", "level", "avoid", "scenario")


def access_file(path: Path, ground: Callable[[], Ground], *, today: date) -> dict[str, Any]:
    """Market access of the case in a file.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
        ModelError: No market has a size.
    """
    return access_case(read_case(path), ground, today=today, folder=path.parent)


def access_case(
    raw: Mapping[str, Any], ground: Callable[[], Ground], *, today: date,
    folder: Path | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Market access of a case: the sum over places of size times factor to minus theta.

    Args:
        raw: The case.
        ground: Opens the region, where the case takes its corridors.
        today: Its year is taken where a case of corridors gives none.
        folder: What its files are relative to; None refuses files.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
        ModelError: No market has a size.
    """
    case = ModelCase(raw, folder)
    of_region = case.flag("corridors", default=False)
    case.only((*_CORRIDOR_KEYS, "corridors") if of_region else (*_KEYS, "corridors"))
    theta = case.number("theta", THETA, above=0)
    source = _THETA_SOURCE if raw.get("theta") is None else _OWN_SOURCE
    places, status = (
        _of_region(case, ground, theta, today) if of_region else (_of_legs(case, theta), "modelled")
    )
    return {
        "places": places, "theta": theta, "theta_source": source, "status": status,
        "warnings": case.warnings,
    }  # fmt: skip


# Places and legs of the case


def _of_legs(case: ModelCase, theta: float) -> list[dict[str, Any]]:
    own = case.flag("include_own", default=True)
    sized = case.table("places", ("code",), ("size",))
    legs = _legs(case)
    scenario = case.inner("scenario")
    others = None
    if scenario is not None:
        scenario.only(("legs",))
        others = _legs(scenario)
    codes = [str(code) for code in sized.keys["code"].texts()] if sized else []
    _tell_twice(case, codes)
    case.raise_problems()
    sizes = dict(zip(codes, sized.numbers["size"].tolist() if sized else [], strict=True))
    markets = [Market(code, gdp_usd=size) for code, size in sizes.items()]

    def access(ways: Sequence[Leg]) -> dict[str, float]:
        found = _reach(reached(codes, cheapest_factors(codes, ways)), markets, theta)
        return {one.place: one.value + (sizes[one.place] if own else 0.0) for one in found}

    before = access(legs)
    after = access(with_legs(legs, others)) if others is not None else None
    return _rows(before, after)


def _legs(case: ModelCase) -> list[Leg]:
    table: ModelTable | None = case.table("legs", ("from", "to"), ("factor",))
    if table is None:
        return []
    ends = (table.keys[side].texts() for side in ("from", "to"))
    return [
        Leg(str(tail), str(head), factor)
        for tail, head, factor in zip(*ends, table.numbers["factor"].tolist(), strict=True)
    ]


def _tell_twice(case: ModelCase, codes: Sequence[str]) -> None:
    for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
        case.fault("access.twice", "places", f"'{code}' is there {codes.count(code)} times.")


# The region's corridors


def _of_region(
    case: ModelCase, ground: Callable[[], Ground], theta: float, today: date
) -> tuple[list[dict[str, Any]], str]:
    """Rows of the region's places, and how sure what they rest on is."""
    if case.raw.get("include_own") is True:
        message = "The output of the region's own places is not known; their own is not counted."
        case.warn("access.own_unknown", "include_own", message)
    scenario = case.inner("scenario")
    if scenario is not None:
        scenario.only(("open", "avoid"))
    case.raise_problems()
    here = ground()
    asked = {name: case.raw[name] for name in ("year", "level", "avoid") if name in case.raw}
    before = _region_access(here, asked, theta, today)
    after = None
    if scenario is not None:
        avoid = [*_listed(asked.get("avoid")), *_listed(scenario.raw.get("avoid"))]
        changed = {**asked, "avoid": avoid, "open": scenario.raw.get("open")}
        told = {name: value for name, value in changed.items() if value}
        after = _values(_region_access(here, told, theta, today))
    worth = here.region.parameter("trade_usd_per_teu")
    basis = " or ".join(sorted({one.basis for one in before}))
    message = f"Sizes are {basis}; a factor is 1 plus cost over {worth.mid:g} USD a TEU."
    case.warn("access.basis", "corridors", message)
    rests_on = [one.status for one in markets_of(here.region).rests_on]
    return _rows(_values(before), after), weakest(["modelled", worth.status, *rests_on])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _values(found: Sequence[Access]) -> dict[str, float]:
    return {one.place: one.value for one in found}


def _region_access(
    ground: Ground, raw: Mapping[str, Any], theta: float, today: date
) -> list[Access]:
    """Market access by place, cost as a share of what a TEU is worth."""
    request = parse_access(raw, ground, today=today)
    region, markets = ground.region, markets_of(ground.region).markets
    units = [place.id for level in request.levels for place in units_at(region, level)]
    worth = region.parameter("trade_usd_per_teu").mid
    costs = least_costs(
        opened_network(request), list(dict.fromkeys(units)), markets, value_usd_per_teu=worth,
        avoid=request.avoid,
    )  # fmt: skip
    factors = {
        place: {to: None if usd is None else 1 + usd / worth for to, usd in row.items()}
        for place, row in costs.items()
    }
    return _reach(factors, markets, theta)


def _reach(
    factors: Mapping[str, Mapping[str, float | None]], markets: Sequence[Market], theta: float
) -> list[Access]:
    """Market access by factors.

    Raises:
        ModelError: A sum or a power is beyond what numbers can hold.
    """
    try:
        found = market_access(factors, markets, theta=theta)
        if all(isfinite(one.value) for one in found):
            return found
    except OverflowError:
        pass
    message = "sizes, factors or theta are too large to be worked with."
    raise ModelError(Problem("access.too_large", "places", message, "Look at the numbers."))


def _rows(before: Mapping[str, float], after: Mapping[str, float] | None) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "access": value,
            "access_scenario": None if after is None else after[code],
            "change_pct": None if after is None or not value else 100 * (after[code] / value - 1),
        }
        for code, value in before.items()
    ]
