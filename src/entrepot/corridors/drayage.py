"""Short hauls by road: from a place to the terminals around it, and inside one city."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.borders import Posts, Stretch
from entrepot.corridors.cost import NO_TIME, Span, fixed_time
from entrepot.corridors.memory import Memory
from entrepot.corridors.overland import DRAYAGE
from entrepot.corridors.overlay import Arc, Overlay, Run, marks
from entrepot.kernel.geography import EARTH_RADIUS_KM

Way = Literal["out", "in"]
_KEPT_PLACES = 1000


@dataclass(frozen=True, slots=True)
class Haul:
    """A haul to or from a `road` node; a border on the way is a part of its own."""

    node: int
    parts: tuple[Arc, ...]


@dataclass(slots=True)
class Trucking:
    """Hauls between any place and the terminals within reach.

    A border is crossed at the nearest road post of the two countries, else with default
    time and cost, and only where the pack says that land joins them.

    Attributes:
        overlay: The ground, kept for places and rates.
        places: Terminals and road places, in the order of the arrays.
        nodes: Their `road` nodes.
        revise: What a scenario makes of each part; None leaves it.
        doors: Places that keep their own door though a scenario gave them a yard.
    """

    overlay: Overlay
    posts: Posts
    places: tuple[str, ...]
    nodes: tuple[int, ...]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    revise: Callable[[Arc], Arc] | None = None
    doors: frozenset[str] = frozenset()
    _kept: Memory[tuple[str, Way], tuple[Haul, ...]] = field(
        default_factory=lambda: Memory(_KEPT_PLACES)
    )

    @classmethod
    def of(cls, overlay: Overlay, posts: Posts) -> "Trucking":
        """Every terminal of the overlay that trucks reach."""
        found = [
            (str(key[1]), node)
            for key, node in overlay.nodes.items()
            if key[0] == "road" and _has_yard(overlay, str(key[1]))
        ]
        places = tuple(place for place, _ in found)
        lat = np.array([overlay.place(place).lat for place in places])
        lon = np.array([overlay.place(place).lon for place in places])
        return cls(overlay, posts, places, tuple(node for _, node in found), lat, lon)

    def hauls(self, place: str, way: Way) -> tuple[Haul, ...]:
        """Hauls from a place to the terminals around it, or from them to it."""
        return self._kept.get((place, way), lambda: tuple(self._find(place, way)))

    def open_hauls(self, place: str, way: Way, shut: Collection[str]) -> list[Haul]:
        """Hauls from or to a place over nothing that is shut."""
        return [haul for haul in self.hauls(place, way) if not self.is_shut(haul, shut)]

    def is_shut(self, haul: Haul, shut: Collection[str]) -> bool:
        """Say whether a haul leads over something that is shut."""
        region = self.overlay.region
        return bool(shut) and any(
            mark in shut for part in haul.parts for mark in marks(region, part)
        )

    def direct(self, origin: str, destination: str) -> Haul | None:
        """The haul from door to door, where the two places are near enough."""
        most = self.overlay.book.number("drayage_radius_km")
        if origin == destination or self.overlay.drive_km(origin, destination) > most:
            return None
        parts = self._parts(origin, destination)
        return Haul(-1, parts) if parts else None

    def _parts(self, a: str, b: str) -> tuple[Arc, ...]:
        parts = haul_parts(self.overlay, self.posts, a, b, -1, -1)
        return tuple(map(self.revise, parts)) if self.revise else parts

    def near(self, place: str) -> list[tuple[str, float]]:
        """Terminals within reach and how far they are [km], nearest first."""
        here = self.overlay.place(place)
        km = _great_circles_km(here.lat, here.lon, self.lat, self.lon)
        book = self.overlay.book
        reach = book.number("drayage_radius_km") / book.number("detour_road")
        return sorted(
            ((self.places[i], float(km[i])) for i in np.flatnonzero(km <= reach)),
            key=lambda found: found[1],
        )

    def _find(self, place: str, way: Way) -> list[Haul]:
        number = dict(zip(self.places, self.nodes, strict=True))
        hauls: list[Haul] = []
        for other, _ in self.near(place):
            a, b = (place, other) if way == "out" else (other, place)
            parts = self._parts(a, b)
            if parts:
                hauls.append(Haul(number[other], parts))
        own = self.overlay.nodes.get(("road", place))
        if own is not None and (place not in number or place in self.doors):
            run = Run("", "at the door", "published", "")
            hauls.append(Haul(own, (Arc(-1, -1, "haul", "road", place, place, run, local=True),)))
        return hauls


def add_city_trucks(overlay: Overlay, posts: Posts) -> None:
    """Hauls by road between the terminals of one city."""
    reach = overlay.book.number("drayage_city_km") / overlay.book.number("detour_road")
    places = [str(key[1]) for key in overlay.nodes if key[0] == "road"]
    places = [place for place in places if _has_yard(overlay, place)]
    lat = np.array([overlay.place(place).lat for place in places])
    lon = np.array([overlay.place(place).lon for place in places])
    for i, a in enumerate(places):
        km = _great_circles_km(float(lat[i]), float(lon[i]), lat, lon)
        for j in np.flatnonzero(km <= reach):
            b = places[int(j)]
            if a != b and overlay.country(a) == overlay.country(b):
                tail, head = overlay.node("road", a), overlay.node("road", b)
                overlay.arcs += haul_parts(overlay, posts, a, b, tail, head)


def _has_yard(overlay: Overlay, place: str) -> bool:
    """Say whether boxes can be handed over at a place."""
    terminal = overlay.terminals.get(place)
    return terminal is not None and "road" in terminal.modes and len(terminal.modes) > 1


def haul_parts(
    overlay: Overlay, posts: Posts, a: str, b: str, tail: int, head: int
) -> tuple[Arc, ...]:
    """A truck between two places, cut at the road post between their countries.

    Nothing where the post is closed or out of the way, or no land joins the countries.
    """
    book = overlay.book
    detour, least = book.number("detour_road"), book.number("drayage_local_km")
    if not posts.joined_by_land(overlay.country(a), overlay.country(b)):
        return ()
    cut = posts.cut("road", a, b, max(overlay.drive_km(a, b), least))
    if any(piece.crossing and piece.crossing.is_closed for piece in cut):
        return ()
    if len(cut) > 1:
        cut = tuple(
            replace(piece, km=max(overlay.apart_km(piece.a, piece.b) * detour, 1.0))
            for piece in cut
        )
    if sum(piece.km for piece in cut) > book.number("drayage_radius_km"):
        return ()
    late = book.delay("road", (overlay.country(a),), DRAYAGE)
    return tuple(
        _part(overlay, piece, number == 0, late if number == 0 else NO_TIME, tail, head)
        for number, piece in enumerate(cut)
    )


def _part(
    overlay: Overlay, piece: Stretch, is_first: bool, late: Span, tail: int, head: int
) -> Arc:
    book, country = overlay.book, overlay.country(piece.a)
    tariff = book.tariff("road", country, country, DRAYAGE)
    price = tariff.over(piece.km) if is_first else tariff.per_km.times(piece.km)
    span = fixed_time(piece.km / book.speed_kmh("road", country, DRAYAGE)) + late
    run = Run("", "truck", tariff.status, tariff.source)
    crossing = piece.crossing
    if crossing:
        span, price, run = span + crossing.span, price + crossing.price, crossing.run
    carbon = book.carbon_per_km("road", country, DRAYAGE).times(piece.km)
    return Arc(
        tail, head, piece.kind, "road", piece.a, piece.b, run, piece.km, span, price, carbon,
        crossing.tags if crossing else (), border=crossing.id if crossing else None, local=True,
    )  # fmt: skip


def _great_circles_km(
    lat: float, lon: float, lats: NDArray[np.float64], lons: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Great circles from one point to many [km] (haversine)."""
    a, b = np.radians(lat), np.radians(lats)
    half = np.radians(lons - lon) / 2
    chord = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(half) ** 2
    km: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    return km
