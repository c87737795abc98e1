"""Market access of the places of a region on the network of a year, and what an opening adds."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from entrepot.corridors.access import Access, Market, market_access
from entrepot.corridors.closure import Avoid
from entrepot.corridors.doors import one_teu, open_doors
from entrepot.corridors.network import Network
from entrepot.corridors.overlay import opening
from entrepot.corridors.widening import widen
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import Source
from entrepot.region.cells import nearest
from entrepot.region.edits import Opening
from entrepot.region.model import Region
from entrepot.region.transport import Link
from entrepot.region.worth import worth_usd

By = Literal["cost", "time"]


@dataclass(frozen=True, slots=True)
class Markets:
    """The markets of a region with what their sizes rest on.

    Attributes:
        markets: Destinations of the pack outside the region's own country.
        rests_on: Sources of their sizes.
    """

    markets: tuple[Market, ...]
    rests_on: tuple[Source, ...]


def markets_of(region: Region) -> Markets:
    """The pack's destinations with their residents, and output where an indicator tells it."""
    output = _outputs(region)
    rows = [row for row in region.destinations
            if region.places[row.place].country != region.country]  # fmt: skip
    markets = [
        Market(row.place, output[row.place][0] if row.place in output else None,
               (row.population and float(row.population)) or None)
        for row in rows
    ]  # fmt: skip
    told = [row.cited for row in rows if row.population]
    told += [output[row.place][1] for row in rows if row.place in output]
    return Markets(tuple(markets), tuple(dict.fromkeys(told)))


def _outputs(region: Region) -> dict[str, tuple[float, Source]]:
    """Latest GDP of places that the indicators tell one of [USD]."""
    named = {place.name: place.id for place in region.places.values()} | {
        place: place for place in region.places
    }
    found: dict[str, tuple[float, Source]] = {}
    for row in sorted(region.indicators, key=lambda one: one.year or 0):
        place = named.get(row.geography)
        if row.indicator == "GDP" and place and row.value:
            usd = worth_usd(region, row.value, row.unit)
            if usd is not None:
                found[place] = (usd, row.cited)
    return found


def access_of(
    network: Network, places: Sequence[str], markets: Sequence[Market], *, theta: float,
    value_usd_per_teu: float, by: By = "cost", avoid: Sequence[Avoid] = (),
) -> list[Access]:  # fmt: skip
    """Market access of places, by the least cost or time of a TEU of the mean load.

    Args:
        network: The network of a day.
        places: Place ids.
        markets: The markets.
        theta: How fast the pull of a market falls with cost.
        value_usd_per_teu: What a TEU is worth, by which time is valued.
        by: Freight and time tied up [USD/TEU], or mean time [h].
        avoid: What to keep away from.

    Raises:
        InputError: `theta` cannot be used.
        ModelError: No market has a size.
    """
    costs = least_costs(
        network, places, markets, value_usd_per_teu=value_usd_per_teu, by=by, avoid=avoid
    )
    return market_access(costs, markets, theta=theta)


def least_costs(
    network: Network, places: Sequence[str], markets: Sequence[Market], *,
    value_usd_per_teu: float, by: By = "cost", avoid: Sequence[Avoid] = (),
) -> dict[str, dict[str, float | None]]:  # fmt: skip
    """Least cost or time of a TEU of the mean load by place and market, None where no way is.

    Args:
        network: The network of a day.
        places: Place ids.
        markets: The markets.
        value_usd_per_teu: What a TEU is worth, by which time is valued.
        by: Freight and time tied up [USD/TEU], or mean time [h].
        avoid: What to keep away from.
    """
    pairs = [(place, one.place) for place in places for one in markets if place != one.place]
    doors = open_doors(network, pairs, one_teu(network, value_usd_per_teu), avoid=avoid)
    weights = doors.usd if by == "cost" else doors.hours
    costs: dict[str, dict[str, float | None]] = {}
    for place in places:
        least, _ = doors.tree(place, weights)
        reached = {one.place: float(least[doors.into[one.place]])
                   for one in markets if one.place != place}  # fmt: skip
        costs[place] = {other: usd if isfinite(usd) else None for other, usd in reached.items()}
    return costs


def list_openings(network: Network) -> list[Link]:
    """Links that are not open on the network's day and that freight could run on."""
    return [
        link
        for link in network.region.links
        if link.use == "leg" and link.traffic != "passenger" and not _is_open(network, link)
    ]


def with_links_open(network: Network, ids: Sequence[str]) -> Network:
    """The network of the same day with some links open that are not.

    Raises:
        InputError: A link is not known, or is open already; all of it is told.
    """
    can_open = {link.id for link in list_openings(network)}
    known = {link.id for link in network.region.links}
    problems = [_cannot(name, known, sorted(can_open)) for name in ids if name not in can_open]
    if problems:
        raise InputError(problems)
    return widen(network, [Opening(name) for name in ids], network.on.year)


def _is_open(network: Network, link: Link) -> bool:
    return opening(link, network.on) == network.on


def _cannot(name: str, known: set[str], can_open: list[str]) -> Problem:
    if name in known:
        message = f"the link '{name}' is open already, or no freight runs on it."
        hint = f"Links that may open: {', '.join(can_open) or 'none'}."
        return Problem("access.open", "open", message, hint)
    hint = nearest(name, can_open) or f"Links that may open: {', '.join(can_open) or 'none'}."
    return Problem("access.link", "open", f"there is no link '{name}'.", hint)
