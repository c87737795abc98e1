"""What a leg runs on: its gauge, the gauges before and after a change, its traffic."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypedDict, TypeVar, cast

from entrepot.corridors.journey import Leg
from entrepot.corridors.network import Network
from entrepot.corridors.overlay import Arc, NodeKey
from entrepot.region.transport import Link

_T = TypeVar("_T")
_ON_TRACK = frozenset({"dep", "arr", "train"})  # roles of nodes that name a mode and a gauge


class Change(TypedDict):
    """Gauges before and after a change [mm]; None where not known."""

    from_mm: int | None
    to_mm: int | None


class Changed(NamedTuple):
    """A change of gauge on a route: where, from what and to what [mm]."""

    place: str
    from_mm: int | None
    to_mm: int | None


def list_changes(legs: Iterable[Leg]) -> list[Changed]:
    """Changes of gauge on a route, in order.

    A short haul by truck between two yards changes the gauge as well, where the trains before
    and after it run on different ones.
    """
    found: list[Changed] = []
    last: int | None = None
    is_trucked = False
    for leg in legs:
        if leg.gauge_change:
            found.append(Changed(leg.to_place, leg.from_mm, leg.to_mm))
            last, is_trucked = leg.to_mm, False
        elif leg.mode == "rail" and leg.gauge_mm:
            if is_trucked and last and leg.gauge_mm != last:
                found.append(Changed(leg.from_place, last, leg.gauge_mm))
            last, is_trucked = leg.gauge_mm, False
        elif leg.kind == "haul" and leg.mode != "rail":
            is_trucked = leg.local
            last = last if is_trucked else None
    return found


def gauge_of(network: Network, arcs: Sequence[Arc]) -> int | None:
    """The one gauge that a haul by rail runs on, from the ends of its arcs or its links [mm]."""
    if arcs[0].mode != "rail" or arcs[0].kind == "transfer":
        return None
    if any(arc.gauge_change for arc in arcs):
        return None
    ends = [_gauge_at(network, node) for arc in arcs for node in (arc.tail, arc.head)]
    return _the_one(gauge for gauge in ends if gauge) or _the_one(
        link.gauge_mm for link in _links(network, arcs)
    )


def changed_gauges(network: Network, arcs: Sequence[Arc], numbers: Sequence[int]) -> Change:
    """Gauges before and after the change on a leg.

    The ends of the changing arc tell them, else the run on either side of it up to the next
    change, else the post. What would say that nothing changes is left out.

    Args:
        network: The network.
        arcs: All arcs of the way.
        numbers: Which of them make up the leg.
    """
    at = next((number for number in numbers if arcs[number].gauge_change), None)
    if at is None:
        return {"from_mm": None, "to_mm": None}
    before = _gauge_at(network, arcs[at].tail) or _gauge_along(network, arcs[:at][::-1])
    after = _gauge_at(network, arcs[at].head) or _gauge_along(network, arcs[at + 1 :])
    side_a, side_b = _post_gauges(network, arcs[at])
    before = before or (side_a if side_a != after else None)
    after = after or (side_b if side_b != before else None)
    return {"from_mm": before, "to_mm": after}


def _gauge_along(network: Network, arcs: Iterable[Arc]) -> int | None:
    """The gauge that a run tells first, up to another change or another mode."""
    for arc in arcs:
        if arc.gauge_change or arc.mode != "rail" or arc.kind == "transfer":
            return None
        found = _gauge_at(network, arc.tail) or _gauge_at(network, arc.head)
        if found:
            return found
    return None


def traffic_of(network: Network, arcs: Sequence[Arc]) -> str | None:
    """The one kind of traffic of the links a leg runs over."""
    return _the_one(link.traffic or None for link in _links(network, arcs))


def touches_ship(network: Network, arcs: Sequence[Arc]) -> bool:
    """Say whether goods are handled to or from a ship."""
    return any(
        arc.kind == "transfer" and "sea" in (_mode(network, arc.tail), _mode(network, arc.head))
        for arc in arcs
    )


def _post_gauges(network: Network, arc: Arc) -> tuple[int | None, int | None]:
    post = next((row for row in network.region.borders if row.id == arc.border), None)
    if post is None:
        return None, None
    sides = _the_one(post.gauge_a_mm), _the_one(post.gauge_b_mm)
    here = network.region.places[arc.from_place].country
    return sides if here == post.country_a else sides[::-1]


def _links(network: Network, arcs: Iterable[Arc]) -> list[Link]:
    links = cast(
        dict[str, Link],
        network.kept.get("links", lambda: {row.id: row for row in network.region.links}),
    )
    tags = (tag for arc in arcs for tag in arc.tags)
    return [links[tag[5:]] for tag in tags if tag.startswith("link:")]


def _gauge_at(network: Network, node: int) -> int | None:
    key = _key(network, node)
    if key and key[0] in _ON_TRACK and key[2] == "rail":
        return int(key[3]) or None
    return None


def _mode(network: Network, node: int) -> str:
    key = _key(network, node)
    return str(key[2]) if key and key[0] in _ON_TRACK else ""


def _key(network: Network, node: int) -> NodeKey:
    """Name of a node; none for the ends of short hauls, which are no nodes."""
    if node < 0:
        return ()
    keys = cast(tuple[NodeKey, ...], network.kept.get("node names", lambda: tuple(network.nodes)))
    return keys[node]


def _the_one(values: Iterable[_T | None]) -> _T | None:
    """The value that all share, None where one is unknown or they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None
