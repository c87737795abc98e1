"""What a found way looks like to its reader: legs, routes, answers."""

from collections.abc import Collection
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import NamedTuple

from entrepot.corridors.cost import Z_90
from entrepot.corridors.overlay import Kind
from entrepot.kernel.codes import Mode
from entrepot.kernel.source import Status, weakest

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Leg:
    """One step of a route, in one country or across one border.

    Attributes:
        kind: haul, transfer, border or wait.
        from_place, to_place: Place ids, the same for a transfer or a wait.
        mode: What moves, or what is waited for.
        service: What people call the carrier's line.
        service_id: Its id in the pack, "" where none is scheduled.
        km: Length [km].
        hours_p50, hours_mean: Median and mean time [h]; only means add up.
        hours_var: Variance of the time [h2]; variances add up.
        freight_usd: What carriers, terminals and posts are paid [USD], in whole cents.
        inventory_usd: Cost of the value tied up meanwhile [USD], in whole cents.
        co2e_kg: Emissions, well to wheel [kg CO2e].
        co2e_ttw_kg: Of these, tank to wheel [kg CO2e]; None where a factor does not tell.
        border: Id of the border post, None if none is crossed.
        gauge_change: The gauge of the track changes.
        passages: Straits and canals, in order.
        path: Line on the map, latitude and longitude.
        status, source, note: Who says so.
        gauge_mm: Gauge of the track run on [mm]; None where it is not known or not one.
        from_mm, to_mm: Gauges before and after a change [mm]; None where not known.
        traffic: What the links carry: freight, mixed; None where not known or not one.
        at_port: A transfer to or from a ship.
    """

    kind: Kind
    from_place: str
    to_place: str
    mode: Mode
    service: str
    service_id: str
    km: float
    hours_p50: float
    hours_mean: float
    hours_var: float
    freight_usd: float
    inventory_usd: float
    co2e_kg: float
    co2e_ttw_kg: float | None
    border: str | None
    gauge_change: bool
    passages: tuple[str, ...]
    path: tuple[Point, ...]
    from_country: str
    to_country: str
    local: bool
    links: tuple[str, ...]
    status: Status
    source: str
    note: str
    gauge_mm: int | None = None
    from_mm: int | None = None
    to_mm: int | None = None
    traffic: str | None = None
    at_port: bool = False

    @property
    def cost_usd(self) -> float:
        """Freight and inventory cost [USD], in whole cents."""
        return round(self.freight_usd + self.inventory_usd, 2)


class Timed(NamedTuple):
    """What a leg tells of time: which leg it is, and how long it takes [h], [h2].

    Each field is the field of `Leg` by the same name.
    """

    kind: Kind
    from_place: str
    to_place: str
    mode: Mode
    service: str
    service_id: str
    border: str | None
    hours_p50: float
    hours_mean: float
    hours_var: float


class Split(NamedTuple):
    """Freight of a route before, between and after two customs territories [USD]."""

    origin: float
    main: float
    delivery: float


@dataclass(frozen=True, slots=True)
class Route:
    """A way from door to door.

    Attributes:
        label: What sets it apart, such as "Rail and sea by NAME".
        modes: Modes of the main haul in order; short hauls by truck are left out.
        chain: Modes and gateways, the same for ways of one kind.
        legs: Its steps; their km, mean hours, variances, costs and emissions add up.
        best_in: Criteria in which no other way is better: cost, time, co2e, reliability.
    """

    label: str
    modes: tuple[Mode, ...]
    chain: str
    legs: tuple[Leg, ...]
    best_in: tuple[str, ...] = ()

    @property
    def freight_usd(self) -> float:
        """What carriers, terminals and posts are paid [USD]."""
        return round(sum(leg.freight_usd for leg in self.legs), 2)

    @property
    def inventory_usd(self) -> float:
        """Cost of the value tied up on the way [USD]."""
        return round(sum(leg.inventory_usd for leg in self.legs), 2)

    @property
    def cost_usd(self) -> float:
        """Freight and inventory cost [USD]."""
        return round(self.freight_usd + self.inventory_usd, 2)

    @property
    def hours_mean(self) -> float:
        """Mean time from door to door [h]."""
        return round(sum(leg.hours_mean for leg in self.legs), 2)

    @property
    def hours_var(self) -> float:
        """Variance of that time [h2]."""
        return round(sum(leg.hours_var for leg in self.legs), 2)

    @property
    def days_mean(self) -> float:
        """Mean time from door to door [d]."""
        return self.hours_mean / 24

    @property
    def days_p50(self) -> float:
        """Time that half of the consignments need at most [d]."""
        return quantile(self.hours_mean, self.hours_var, 0.0) / 24

    @property
    def days_p90(self) -> float:
        """Time that nine consignments of ten need at most [d]."""
        return quantile(self.hours_mean, self.hours_var, Z_90) / 24

    @property
    def co2e_kg(self) -> float:
        """Emissions, well to wheel [kg CO2e]."""
        return round(sum(leg.co2e_kg for leg in self.legs), 3)

    @property
    def co2e_ttw_kg(self) -> float | None:
        """Emissions, tank to wheel [kg CO2e]; None where a leg's are not known."""
        known = [leg.co2e_ttw_kg for leg in self.legs if leg.co2e_ttw_kg is not None]
        return round(sum(known), 3) if len(known) == len(self.legs) else None

    @property
    def co2e_hub_kg(self) -> float:
        """Of the emissions, what handling at terminals emits, well to wheel [kg CO2e]."""
        return round(sum(leg.co2e_kg for leg in self.legs if leg.kind == "transfer"), 3)

    @property
    def distance_km(self) -> float:
        """Length of the whole way [km]."""
        return round(sum(leg.km for leg in self.legs), 1)

    @property
    def gauge_changes(self) -> int:
        """How often the gauge of the track changes."""
        return sum(leg.gauge_change for leg in self.legs)

    @property
    def border_posts(self) -> tuple[str, ...]:
        """Border posts in the order they are crossed."""
        return tuple(leg.border for leg in self.legs if leg.border)

    @property
    def passages(self) -> tuple[str, ...]:
        """Straits and canals in the order they are sailed through."""
        return tuple(dict.fromkeys(p for leg in self.legs for p in leg.passages))

    @property
    def status(self) -> Status:
        """The least certain of its legs."""
        return weakest(leg.status for leg in self.legs)

    def split_cost(self, *, leaving: Collection[str], entering: Collection[str]) -> Split:
        """Split the freight at the borders of the two customs territories.

        The first part ends where the goods leave the exporting territory for good, the
        second at the first place of the importing one. The leg that leaves and the leg
        that arrives are of the second. Inventory cost is in none.

        Args:
            leaving: Countries of the territory the goods come from.
            entering: Countries of the territory they go to.
        """
        last = max(
            (i for i, leg in enumerate(self.legs)
             if leg.from_country in leaving and leg.to_country not in leaving),
            default=len(self.legs),
        )  # fmt: skip
        first = next(
            (i for i, leg in enumerate(self.legs) if i >= last and leg.to_country in entering),
            len(self.legs) - 1,
        )
        cents = [round(100 * leg.freight_usd) for leg in self.legs]
        parts = sum(cents[:last]), sum(cents[last : first + 1]), sum(cents[first + 1 :])
        return Split(*(part / 100 for part in parts))


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Why there is no way.

    Attributes:
        code: same_place, no_terminal, avoided, not_open_yet, border_closed or no_service.
        reason: The same as a sentence.
    """

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The ways worth taking, or why there is none.

    Attributes:
        options: Ways none of which is worse than another in every criterion.
        unreachable: Why there is no way at all.
        found: Ways the search found before the choice was made.
        is_cut: The search met its limit of labels, so that some ways may be missing.
    """

    options: tuple[Route, ...]
    unreachable: Unreachable | None = None
    found: int = 0
    is_cut: bool = False


def quantile(mean: float, variance: float, z: float) -> float:
    """Quantile of a lognormal time by its mean and variance.

    The sum of many waits and runs is nearly lognormal; the fit keeps its two moments.

    Args:
        mean: Mean time.
        variance: Its variance.
        z: Quantile of the standard normal distribution, 0 for the median.

    Source:
        Fenton 1960, The sum of log-normal probability distributions in scatter
        transmission systems (moment matching).
    """
    if mean <= 0 or variance <= 0:
        return mean
    sigma_2 = log(1 + variance / (mean * mean))
    return exp(log(mean) - sigma_2 / 2 + z * sqrt(sigma_2))
