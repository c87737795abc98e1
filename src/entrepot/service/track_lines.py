"""Lines of trains and trucks on the map, along the built networks where they are there."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from entrepot.corridors.journey import Point
from entrepot.corridors.memory import Memory
from entrepot.corridors.simplify import simplify
from entrepot.kernel.errors import OutsideError
from entrepot.store.networks import Networks

if TYPE_CHECKING:
    from entrepot.corridors.hierarchy import HierarchySearch
    from entrepot.corridors.nearby import Near
    from entrepot.corridors.physical import Physical

MODES = ("rail", "road")
WITHIN_DEGREES = 0.005  # half a kilometre: finer than a screen shows a country
_KEPT_LINES = 4000
_DIGITS = 4


class Tracks:
    """One build of the networks, opened, with the lines found on it so far.

    Args:
        networks: The build.
    """

    def __init__(self, networks: Networks) -> None:
        self.key = networks.key
        self._networks = networks
        self._searches: dict[str, tuple[Physical, HierarchySearch, Near]] = {}
        self._lines = Memory[tuple[str, Point, Point], tuple[Point, ...] | None](_KEPT_LINES)
        self._lock = Lock()  # a search has room for one question at a time

    def line(self, mode: str, stops: Sequence[Point]) -> tuple[Point, ...] | None:
        """The line from stop to stop; None where a stretch has none.

        Args:
            mode: rail or road.
            stops: Latitude and longitude of each stop [degrees].
        """
        found: list[Point] = []
        for start, goal in pairwise(stops):
            part = self._stretch(mode, start, goal)
            if part is None:
                return None
            found += part[1:] if found and found[-1] == part[0] else part
        return tuple(found) or None

    def _stretch(self, mode: str, start: Point, goal: Point) -> tuple[Point, ...] | None:
        turned = goal < start
        key = (mode, goal, start) if turned else (mode, start, goal)
        line = self._lines.get(key, lambda: self._find(*key))
        return line[::-1] if turned and line else line

    def _find(self, mode: str, start: Point, goal: Point) -> tuple[Point, ...] | None:
        from entrepot.corridors import travel

        ask = travel.Ask(travel.Point("start", *start), travel.Point("goal", *goal), mode)
        with self._lock:
            network, search, near = self._search(mode)
            nodes, _ = travel.snap_pair(network, ask, near)
            track = search.track(*nodes) if nodes else None
        if track is None:
            return None
        between = (
            (round(a, _DIGITS), round(b, _DIGITS)) for a, b in travel.line_of(network, track)
        )
        return simplify((start, *between, goal), WITHIN_DEGREES)

    def _search(self, mode: str) -> "tuple[Physical, HierarchySearch, Near]":
        from entrepot.corridors.hierarchy import HierarchySearch
        from entrepot.corridors.nearby import make_near

        if mode not in self._searches:
            network = self._networks.physical(mode)
            hierarchy = self._networks.hierarchy(mode)
            search = HierarchySearch(network, hierarchy)
            self._searches[mode] = network, search, make_near(network)
        return self._searches[mode]


class TrackLines:
    """Opens the build in use, and again when another one has come.

    Args:
        cache: Folder of all builds.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._tracks: Tracks | None = None

    def open(self) -> Tracks | None:
        """The lines of the build in use; None where there is none."""
        try:
            networks = Networks(self._cache)
        except OutsideError:
            return None
        tracks = self._tracks
        if tracks is None or tracks.key != networks.key:
            tracks = self._tracks = Tracks(networks)
        return tracks
