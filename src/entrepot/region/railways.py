"""Tables that mend what an open map of the world's railways lacks or gets wrong."""

from dataclasses import dataclass
from datetime import date

from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class RailRepair(Row):
    """A piece of railway that the map lacks: a gap, a line, a transfer yard or a ferry."""

    id: str
    kind: str  # gap, missing_line, transfer or ferry
    name: str
    from_lat: float
    from_lon: float
    to_lat: float
    to_lon: float
    km: float
    gauges_mm: tuple[int, ...]
    detour_km: float | None
    pair: str
    pair_km_before: float | None
    pair_km: float | None
    pair_km_published: float | None
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class RailGauge(Row):
    """Gauge of a country's railways, of a line that differs, or of a section with two."""

    id: str
    kind: str  # country, line or dual
    country: str
    name: str
    gauges_mm: tuple[int, ...]
    waypoints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RailPassengerOnly(Row):
    """A run of track that no freight uses, point by point as the map has it."""

    id: str
    line: str
    name: str
    country: str
    seq: int
    waypoints: tuple[str, ...]
    km: float
    pair: str
    pair_km_before: float | None
    pair_km: float | None


@dataclass(frozen=True, slots=True)
class RailMileage(Row):
    """Published length of a line: it stretches straightened track, or judges the outcome."""

    id: str
    name: str
    from_lat: float
    from_lon: float
    to_lat: float
    to_lon: float
    published_km: float
    computed_km: float | None
    factor: float | None
    use: str  # stretch, check or report
    tolerance_pct: float | None
    year: int | None


@dataclass(frozen=True, slots=True)
class RailOpening(Row):
    """A line of the map that could not be used before a day."""

    id: str
    name: str
    waypoints: tuple[str, ...]
    opened: date
