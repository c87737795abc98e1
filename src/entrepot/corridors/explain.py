"""Why there is no way from one place to another."""

from collections.abc import Collection

import numpy as np

from entrepot.corridors.closure import ALL, Avoid, shut
from entrepot.corridors.journey import Unreachable
from entrepot.corridors.network import Network
from entrepot.corridors.search import one_tree


def explain(
    network: Network, origin: str, destination: str, avoids: Collection[Avoid]
) -> Unreachable:
    """Find the nearest reason why no way is left, and say it in a sentence."""
    for place in (origin, destination):
        if not network.trucking.hauls(place, "out"):
            reach = network.book.number("drayage_radius_km")
            name = _name(network, place)
            reason = f"There is no terminal within {reach:g} km by road of {name}."
            return Unreachable("no_terminal", reason)
    if avoids and is_reachable(network, origin, destination, ()):
        return Unreachable("avoided", _needed(network, origin, destination, avoids))
    later = _opens(network, origin, destination, avoids)
    if later:
        return Unreachable("not_open_yet", later)
    closed = sorted({row.id for row in network.region.borders if row.state == "closed"})
    return Unreachable("no_service", _no_service(network, origin, destination, avoids, closed))


def is_reachable(
    network: Network,
    origin: str,
    destination: str,
    avoids: Collection[Avoid],
    *,
    with_later: bool = False,
) -> bool:
    """Say whether any way leads from one place to another."""
    return bool(
        _reached(network, origin, avoids, with_later) & _wanted(network, destination, avoids)
    )


def _reached(
    network: Network, origin: str, avoids: Collection[Avoid], with_later: bool = False
) -> set[int]:
    closed = shut(network, avoids, with_later=with_later).closed
    weights = np.ones(len(network.arcs))
    reached: set[int] = set()
    for node in _wanted(network, origin, avoids, "out") - reached:
        if node not in reached:
            least, _ = one_tree(network.indptr, network.heads, weights, closed, node)
            reached |= set(np.flatnonzero(np.isfinite(least)).tolist())
    return reached


def _wanted(network: Network, place: str, avoids: Collection[Avoid], way: str = "in") -> set[int]:
    tags = {avoid.tag for avoid in avoids}
    hauls = network.trucking.hauls(place, "out" if way == "out" else "in")
    return {h.node for h in hauls if not any(t in tags for part in h.parts for t in part.tags)}


def _needed(network: Network, origin: str, destination: str, avoids: Collection[Avoid]) -> str:
    """Which of the things avoided every way needs."""
    needed = [
        avoid
        for avoid in avoids
        if is_reachable(network, origin, destination, [a for a in avoids if a != avoid])
    ]
    told = " and ".join(_told(avoid) for avoid in (needed or avoids))
    if needed:
        return f"Every way needs {told}, which is to be avoided."
    return f"Every way needs one of what is to be avoided: {told}."


def _told(avoid: Avoid) -> str:
    return "a border" if (avoid.kind, avoid.id) == ("border", ALL) else f"{avoid.kind} {avoid.id}"


def _opens(
    network: Network, origin: str, destination: str, avoids: Collection[Avoid]
) -> str | None:
    if not is_reachable(network, origin, destination, avoids, with_later=True):
        return None
    links = {
        (arc.opens, tag[5:])
        for arc in network.arcs
        if arc.opens is not None
        for tag in arc.tags
        if tag.startswith("link:")
    }
    day, link = min(links, key=lambda found: (found[0], found[1]))
    return (
        f"The only ways use links that are not open yet; the first is link {link}, in {day.year}."
    )


def _no_service(
    network: Network, origin: str, destination: str, avoids: Collection[Avoid], closed: list[str]
) -> str:
    reached = _reached(network, origin, avoids)
    near = network.trucking.near(destination)
    names = [_name(network, place) for place, _ in near[:3]]
    modes = sorted(
        {m for place, _ in near for m in network.trucking.overlay.terminals[place].modes}
    )
    text = (
        f"No service reaches the terminals near {_name(network, destination)} "
        f"({', '.join(names)}; {', '.join(modes)}) from {_name(network, origin)}"
    )
    if len(reached) < 10:
        text = f"No service leaves the terminals near {_name(network, origin)}"
    if closed:
        text += f"; closed border posts: {', '.join(closed)}"
    return text + "."


def _name(network: Network, place: str) -> str:
    return network.region.places[place].name
