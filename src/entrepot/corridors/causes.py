"""Why there is no way, for many pairs at once: the codes of `explain` without its sentences."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.closure import Avoid, shut
from entrepot.corridors.drayage import Way
from entrepot.corridors.network import Network
from entrepot.corridors.overlay import CLOSED
from entrepot.corridors.search import CRITERIA, goal_trees

_Key = tuple[str, tuple[Avoid, ...], date | None]


class Causes:
    """Tells the code of the reason for pairs without a way, the same as `explain` gives.

    What opens stays open, so that one look at the last day tells whether any later day
    brings a way; and one tree to a destination answers for every origin.
    """

    def __init__(self, network: Network, avoids: Sequence[Avoid]) -> None:
        self._network, self._avoids = network, tuple(avoids)
        days = [arc.opens for arc in network.arcs if arc.opens and arc.opens != CLOSED]
        self._last = max(days, default=None)
        self._near: dict[str, bool] = {}
        self._reaching: dict[_Key, NDArray[np.bool_]] = {}

    def code(self, origin: str, destination: str) -> str:
        """no_terminal, avoided, not_open_yet, border_closed or no_service."""
        if not (self._is_near(origin) and self._is_near(destination)):
            return "no_terminal"
        if self._avoids and self._is_reached(origin, destination, (), None):
            return "avoided"
        if self._last and self._is_reached(origin, destination, self._avoids, self._last):
            return "not_open_yet"
        if self._is_reached(origin, destination, self._avoids, CLOSED):
            return "border_closed"
        return "no_service"

    def _is_near(self, place: str) -> bool:
        """Whether a terminal, served or not, is within reach by truck."""
        if place not in self._near:
            overlay, book = self._network.trucking.overlay, self._network.book
            reach = book.number("drayage_radius_km") / book.number("detour_road")
            self._near[place] = any(
                overlay.apart_km(place, other) <= reach for other in overlay.terminals
            )
        return self._near[place]

    def _is_reached(
        self, origin: str, destination: str, avoids: tuple[Avoid, ...], until: date | None
    ) -> bool:
        key = (destination, avoids, until)
        if key not in self._reaching:
            self._reaching[key] = self._find_reaching(*key)
        nodes = self._nodes(origin, "out", avoids)
        return bool(self._reaching[key][nodes].any())

    def _find_reaching(
        self, destination: str, avoids: tuple[Avoid, ...], until: date | None
    ) -> NDArray[np.bool_]:
        """Nodes from which the destination is reached."""
        network, ends = self._network, self._nodes(destination, "in", avoids)
        least, _ = goal_trees(
            network.r_indptr, network.r_arcs, network.tails,
            np.ones((CRITERIA, len(network.arcs))), shut(network, avoids, until=until).closed,
            ends, np.zeros((CRITERIA, len(ends))),
        )  # fmt: skip
        return np.asarray(np.isfinite(least[0]))

    def _nodes(self, place: str, way: Way, avoids: Sequence[Avoid]) -> NDArray[np.int64]:
        tags = {avoid.tag for avoid in avoids}
        hauls = self._network.trucking.open_hauls(place, way, tags)
        return np.array([haul.node for haul in hauls], dtype=np.int64)
