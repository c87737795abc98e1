"""What bringing a TEU from place to place costs in money and in hours, apart from each other.

What an hour is worth decides which way is cheapest, so each pair is asked at several values.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from entrepot.corridors.closure import Avoid
from entrepot.corridors.doors import Doors, one_teu, open_doors
from entrepot.corridors.network import Network
from entrepot.corridors.overlay import Arc

Pair = tuple[str, str]
Carried = Mapping[Pair, "tuple[Haulage, ...] | None"]


@dataclass(frozen=True, slots=True)
class Haulage:
    """A way of one TEU of the mean load.

    Attributes:
        usd: What carriers, terminals and posts are paid [USD].
        hours: Mean time from door to door [h].
        arcs: Its steps.
    """

    usd: float
    hours: float
    arcs: tuple[Arc, ...]


def carry(
    network: Network, pairs: Iterable[Pair], *, usd_per_h: Sequence[float],
    avoid: Sequence[Avoid] = (),
) -> Carried:  # fmt: skip
    """The cheapest way of each pair at each of several values of an hour; None where none is.

    Args:
        network: The network of a day.
        pairs: Origins and destinations, as place ids.
        usd_per_h: What an hour of a TEU is worth [USD/h].
        avoid: What to keep away from.
    """
    wanted = list(dict.fromkeys(pairs))
    doors = open_doors(network, wanted, one_teu(network, 0.0), avoid=avoid)  # freight alone
    by_origin: dict[str, list[str]] = defaultdict(list)
    for origin, destination in wanted:
        by_origin[origin].append(destination)
    found: dict[Pair, list[Haulage]] = defaultdict(list)
    for worth in usd_per_h:
        weights = doors.usd + worth * doors.hours
        for origin, destinations in by_origin.items():
            least, by = doors.tree(origin, weights)
            for one in destinations:
                if isfinite(least[doors.into[one]]):
                    found[origin, one].append(_haulage(doors, doors.way(by, origin, one)))
    return {pair: tuple(found[pair]) if pair in found else None for pair in wanted}


def _haulage(doors: Doors, way: Sequence[int]) -> Haulage:
    arcs = list(way)
    return Haulage(
        float(doors.usd[arcs].sum()), float(doors.hours[arcs].sum()),
        tuple(doors.arcs[one] for one in arcs),
    )  # fmt: skip
