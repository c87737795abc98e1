"""Why there is no way from one place to another."""

from collections.abc import Collection
from datetime import date

import numpy as np

from entrepot.corridors.closure import ALL, Avoid, shut
from entrepot.corridors.drayage import Way
from entrepot.corridors.journey import Unreachable
from entrepot.corridors.network import Network
from entrepot.corridors.overlay import CLOSED
from entrepot.corridors.search import one_tree


def explain(
    network: Network, origin: str, destination: str, avoids: Collection[Avoid]
) -> Unreachable:
    """Find the nearest reason why no way is left, and say it in a sentence."""
    for place in (origin, destination):
        if not _near(network, place):
            reach = network.book.number("drayage_radius_km")
            reason = f"There is no terminal within {reach:g} km by road of {_name(network, place)}."
            return Unreachable("no_terminal", reason)
    if avoids and is_reachable(network, origin, destination, ()):
        return Unreachable("avoided", _needed(network, origin, destination, avoids))
    return (
        _opens_later(network, origin, destination, avoids)
        or _closed(network, origin, destination, avoids)
        or Unreachable("no_service", _no_service(network, origin, destination, avoids))
    )


def is_reachable(
    network: Network,
    origin: str,
    destination: str,
    avoids: Collection[Avoid],
    until: date | None = None,
) -> bool:
    """Say whether any way leads from one place to another, with what opens until a day."""
    wanted = _ends(network, destination, avoids, "in")
    return bool(_reached(network, origin, avoids, until) & wanted)


def _reached(
    network: Network, origin: str, avoids: Collection[Avoid], until: date | None = None
) -> set[int]:
    closed = shut(network, avoids, until=until).closed
    weights = np.ones(len(network.arcs))
    reached: set[int] = set()
    for node in _ends(network, origin, avoids, "out"):
        if node not in reached:
            least, _ = one_tree(network.indptr, network.heads, weights, closed, node)
            reached |= set(np.flatnonzero(np.isfinite(least)).tolist())
    return reached


def _ends(network: Network, place: str, avoids: Collection[Avoid], way: Way) -> set[int]:
    tags = {avoid.tag for avoid in avoids}
    return {haul.node for haul in network.trucking.open_hauls(place, way, tags)}


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


def _opens_later(
    network: Network, origin: str, destination: str, avoids: Collection[Avoid]
) -> Unreachable | None:
    """The first later day on which a way opens, with the links that open on it."""
    days = sorted({arc.opens for arc in network.arcs if arc.opens and arc.opens != CLOSED})
    for day in days:
        if is_reachable(network, origin, destination, avoids, day):
            links = sorted(
                {tag for a in network.arcs if a.opens == day for tag in a.tags if "link:" in tag}
            )
            names = ", ".join(tag.removeprefix("link:") for tag in links)
            reason = f"The first way opens only in {day.year}, with link {names}."
            return Unreachable("not_open_yet", reason)
    return None


def _closed(
    network: Network, origin: str, destination: str, avoids: Collection[Avoid]
) -> Unreachable | None:
    """The posts that are closed, if a way would lead over them."""
    if not is_reachable(network, origin, destination, avoids, CLOSED):
        return None
    posts = sorted({arc.border for arc in network.arcs if arc.opens == CLOSED and arc.border})
    needed = [
        post
        for post in posts
        if not is_reachable(network, origin, destination, [*avoids, Avoid("border", post)], CLOSED)
    ]
    told = " and ".join(f"border {post}" for post in (needed or posts))
    return Unreachable("border_closed", f"Every way needs {told}, which is closed.")


def _no_service(network: Network, origin: str, destination: str, avoids: Collection[Avoid]) -> str:
    """Which end is not served, by its nearest terminals."""
    at_start = _ends(network, origin, avoids, "out")
    goes_nowhere = _reached(network, origin, avoids) <= at_start
    place, verb = (origin, "leaves") if goes_nowhere else (destination, "reaches")
    names = ", ".join(_name(network, other) for other in _near(network, place)[:3])
    text = f"No service {verb} the terminals near {_name(network, place)} ({names})"
    return text + (f" from {_name(network, origin)}." if not goes_nowhere else ".")


def _near(network: Network, place: str) -> list[str]:
    """Terminals within reach by truck, served or not, nearest first."""
    overlay, book = network.trucking.overlay, network.book
    reach = book.number("drayage_radius_km") / book.number("detour_road")
    apart = {other: overlay.apart_km(place, other) for other in overlay.terminals}
    return sorted((other for other, km in apart.items() if km <= reach), key=apart.__getitem__)


def _name(network: Network, place: str) -> str:
    return network.region.places[place].name
