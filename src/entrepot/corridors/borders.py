"""Border crossings: which post a way uses, what it takes, and where the way is cut by it."""

from collections import defaultdict
from dataclasses import dataclass, field

from entrepot.corridors.cost import Price, Span, lognormal
from entrepot.corridors.overlay import Kind, Overlay, Run
from entrepot.kernel.codes import Mode
from entrepot.region.transport import Border

# Areas of the pack whose ids begin so say where no customs is met and where land is joined.
CUSTOMS_UNION = "union_"
LAND = "land_"


@dataclass(frozen=True, slots=True)
class Crossing:
    """What one crossing takes; its tags shut it."""

    id: str
    span: Span
    price: Price
    tags: tuple[str, ...]
    run: Run
    gauges_a: frozenset[int]
    gauges_b: frozenset[int]
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a way that lies in one country, or crosses a border."""

    kind: Kind
    a: str
    b: str
    km: float
    crossing: Crossing | None = None


@dataclass(slots=True)
class Posts:
    """The border posts of a region, by the places and by the countries they join."""

    overlay: Overlay
    _by_places: dict[tuple[str, str, Mode], Border] = field(default_factory=dict)
    _by_countries: dict[tuple[str, str, Mode], list[Border]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def __post_init__(self) -> None:
        for row in self.overlay.region.borders:
            for mode in row.modes:
                for a, b in ((row.place_a, row.place_b), (row.place_b, row.place_a)):
                    self._by_places.setdefault((a, b, mode), row)
                for a, b in ((row.country_a, row.country_b), (row.country_b, row.country_a)):
                    self._by_countries[a, b, mode].append(row)

    def cut(self, mode: Mode, a: str, b: str, km: float) -> tuple[Stretch, ...]:
        """Cut a way between two places at the border it crosses.

        The post of the two places is used, else the nearest one of the two countries on
        the way, else a crossing with default time and cost. Inside one customs territory
        no border is crossed.
        """
        row = self._by_places.get((a, b, mode))
        if row is not None:
            return (Stretch("border", a, b, km, self._crossing(row, a)),)
        here, there = self.overlay.country(a), self.overlay.country(b)
        if here == there or not here or not there:
            return (Stretch("haul", a, b, km),)
        row = self._nearest(mode, a, b)
        if row is not None:
            return self._at_post(row, a, b, km)
        if self._one_territory(here, there):
            return (Stretch("haul", a, b, km),)
        return (Stretch("border", a, b, km, self._unknown(mode, here, there)),)

    def crossing(self, name: str, mode: Mode) -> Crossing:
        """What a crossing takes by its name: a post, or two countries without one."""
        row = next((row for row in self.overlay.region.borders if row.id == name), None)
        if row is not None:
            return self._crossing(row, row.place_a)
        here, _, there = name.upper().partition("-")
        return self._unknown(mode, here, there)

    def _nearest(self, mode: Mode, a: str, b: str) -> Border | None:
        """Post of the two countries that lies least out of the way; open ones first."""
        here, there = self.overlay.country(a), self.overlay.country(b)
        rows = self._by_countries.get((here, there, mode), [])
        return min(rows, key=lambda row: (row.state == "closed", self._round(row, a, b)),
                   default=None)  # fmt: skip

    def _round(self, row: Border, a: str, b: str) -> float:
        first, second = self._sides(row, a)
        return self.overlay.apart_km(a, first) + self.overlay.apart_km(second, b)

    def _sides(self, row: Border, a: str) -> tuple[str, str]:
        """The post's places, the one on the side of `a` first."""
        if self.overlay.country(a) == row.country_a:
            return row.place_a, row.place_b
        return row.place_b, row.place_a

    def _at_post(self, row: Border, a: str, b: str, km: float) -> tuple[Stretch, ...]:
        first, second = self._sides(row, a)
        apart = self.overlay.apart_km
        parts = [apart(a, first), apart(first, second), apart(second, b)]
        scale = km / (sum(parts) or 1.0)
        pieces = (
            Stretch("haul", a, first, parts[0] * scale),
            Stretch("border", first, second, parts[1] * scale, self._crossing(row, first)),
            Stretch("haul", second, b, parts[2] * scale),
        )
        return tuple(piece for piece in pieces if piece.a != piece.b)

    def _one_territory(self, a: str, b: str) -> bool:
        """Say whether two countries are one customs territory or in a customs union."""
        region = self.overlay.region
        unions = (area.countries for area in region.areas if area.id.startswith(CUSTOMS_UNION))
        territories = (market.countries for market in region.markets)
        return any(a in group and b in group for group in (*unions, *territories))

    def joined_by_land(self, a: str, b: str) -> bool:
        """Say whether short hauls by truck may cross from one country to the other."""
        return a == b or any(
            a in area.countries and b in area.countries
            for area in self.overlay.region.areas
            if area.id.startswith(LAND)
        )

    def _crossing(self, row: Border, side_a: str) -> Crossing:
        number = self.overlay.book.number
        p50 = row.p50_h if row.p50_h is not None else number("border_p50_h")
        p90 = row.p90_h if row.p90_h is not None else max(p50, number("border_p90_h"))
        usd = row.cost_usd_per_teu
        usd = number("border_usd_per_teu") if usd is None else usd
        note = f"post is {row.state}" if row.state != "open" else ""
        run = Run("", row.id, row.status, row.source, note)
        gauges = frozenset(row.gauge_a_mm), frozenset(row.gauge_b_mm)
        if side_a == row.place_b:
            gauges = gauges[1], gauges[0]
        tags = (f"border:{row.id}", "border:all")
        span = lognormal(p50, p90)
        closed = row.state == "closed"
        return Crossing(row.id, span, Price(usd, 2 * usd), tags, run, *gauges, closed)

    def _unknown(self, mode: Mode, here: str, there: str) -> Crossing:
        number = self.overlay.book.number
        low, high = sorted((here, there))
        name = f"{low}-{high}".lower()
        usd = number("border_usd_per_teu")
        span = lognormal(number("border_p50_h"), number("border_p90_h"))
        note = f"no {mode} post between {low} and {high} is known: default time and cost"
        run = Run("", name, "modelled", "default border parameters of the pack", note)
        tags = (f"border:{name}", "border:all")
        return Crossing(name, span, Price(usd, 2 * usd), tags, run, frozenset(), frozenset())
