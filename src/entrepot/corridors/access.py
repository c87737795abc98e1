"""Market access: how much of the world's markets a place can reach, and at what cost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from entrepot.kernel.errors import InputError, ModelError, Problem

Basis = Literal["gdp", "population"]


@dataclass(frozen=True, slots=True)
class Market:
    """A destination and its size.

    Attributes:
        place: Place id.
        gdp_usd: Its yearly output [USD], None where unknown.
        population: Its residents, None where unknown.
    """

    place: str
    gdp_usd: float | None = None
    population: float | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A market that does not count.

    Attributes:
        place: The market.
        code: Stable name of the reason.
        reason: Why, as a sentence.
    """

    place: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Access:
    """Market access of one place.

    Attributes:
        place: The place.
        value: Sum over markets of size / cost^theta.
        basis: What the sizes are: GDP or population; never a mix, which has no unit.
        theta: The elasticity it was worked out with.
        parts: What each market adds, the most first.
        left_out: Markets that do not count, each with its reason.
    """

    place: str
    value: float
    basis: Basis
    theta: float
    parts: tuple[tuple[str, float], ...]
    left_out: tuple[LeftOut, ...]


def market_access(
    costs: Mapping[str, Mapping[str, float | None]], markets: Sequence[Market], *, theta: float
) -> list[Access]:
    """Market access of each origin: the sum over markets of size / cost^theta.

    Sizes are GDP where every market has one, population where not; if neither is known of all,
    the one known of more, GDP first. All origins have the same basis, so that they compare. A
    place is no market of its own: what it costs to stay is not known.

    Args:
        costs: Cost by origin and market [any one unit, above 0]; None or absent where no way.
        markets: The destinations.
        theta: How fast the pull of a market fades with cost, above 0; 1 is Harris's.

    Raises:
        InputError: `theta`, a size or a cost cannot be used, or a market is there twice.
        ModelError: No market has a size.

    Example:
        >>> markets = [Market("b", gdp_usd=8.0), Market("c", gdp_usd=10.0)]
        >>> [found] = market_access({"a": {"b": 2.0, "c": 5.0}}, markets, theta=1.0)
        >>> found.value, found.basis
        (6.0, 'gdp')

    Source:
        Harris 1954, The Market as a Factor in the Localization of Industry in the United
        States; Donaldson and Hornbeck 2016, Railroads and American Economic Growth.
    """
    if problems := _check(costs, markets, theta):
        raise InputError(problems)
    basis = _basis(markets)
    return [_access(origin, row, markets, basis, theta) for origin, row in costs.items()]


def _check(
    costs: Mapping[str, Mapping[str, float | None]], markets: Sequence[Market], theta: float
) -> list[Problem]:
    inf = float("inf")
    problems = []
    if not 0 < theta < inf:
        message = f"{theta:g} is not above 0."
        problems.append(Problem("access.theta", "theta", message, "1 is common."))
    for place, count in Counter(market.place for market in markets).items():
        if count > 1:
            problems.append(Problem("access.twice", place, f"is there {count} times.", "Keep one."))
    for market in markets:
        for name in ("gdp_usd", "population"):
            size = getattr(market, name)
            if size is not None and not 0 <= size < inf:
                message = f"{size:g} is no size."
                problems.append(Problem("access.size", f"{market.place}, {name}", message))
    for origin, row in costs.items():
        for place, cost in row.items():
            if place != origin and cost is not None and not 0 < cost < inf:
                hint = "Give None where there is no way."
                message = f"{cost:g} is no cost."
                problems.append(Problem("access.cost", f"{origin} to {place}", message, hint))
    return problems


def _basis(markets: Sequence[Market]) -> Basis:
    with_gdp = sum(market.gdp_usd is not None for market in markets)
    with_people = sum(market.population is not None for market in markets)
    if not with_gdp and not with_people:
        message = "no market has a size."
        raise ModelError(Problem("access.no_size", "markets", message, "Give GDP or population."))
    return "gdp" if with_gdp >= with_people else "population"


def _access(
    origin: str,
    costs: Mapping[str, float | None],
    markets: Sequence[Market],
    basis: Basis,
    theta: float,
) -> Access:
    parts, left_out = [], []
    for market in markets:
        size = market.gdp_usd if basis == "gdp" else market.population
        cost = costs.get(market.place)
        if market.place == origin:
            left_out.append(LeftOut(origin, "access.self", "a place is no market of its own."))
        elif size is None:
            reason = f"its {'GDP' if basis == 'gdp' else 'population'} is not known."
            left_out.append(LeftOut(market.place, "access.no_size", reason))
        elif cost is None:
            reason = f"no way leads there from {origin}."
            left_out.append(LeftOut(market.place, "access.no_way", reason))
        else:
            parts.append((market.place, size / cost**theta))
    parts.sort(key=lambda part: (-part[1], part[0]))
    value = sum(part for _, part in parts)
    return Access(origin, value, basis, theta, tuple(parts), tuple(left_out))
