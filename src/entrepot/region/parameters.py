"""Tables of what moving costs: parameters with low, mid and high."""

from dataclasses import dataclass

from entrepot.kernel.codes import Mode
from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class Area(Row):
    """A set of countries that one rate, speed, factor or delay speaks of."""

    id: str
    name: str
    name_zh: str
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gauge(Row):
    """Track gauge of a country's main network."""

    country: str
    gauge_mm: int


@dataclass(frozen=True, slots=True)
class Rate(Row):
    """Freight rate of a mode inside an area, or from one area to another."""

    id: str
    mode: Mode
    name: str
    from_area: str
    to_area: str
    vehicle: str
    use: str  # default (priced with), lane (priced with between its two areas) or observed
    unit: str
    fixed: float | None
    low: float | None
    mid: float
    high: float | None
    currency: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Speed(Row):
    """Speed of a mode in an area; `includes` tells what is inside it."""

    id: str
    mode: Mode
    name: str
    area: str
    vehicle: str
    use: str  # default or observed
    unit: str
    low: float | None
    mid: float
    high: float | None
    includes: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Factor(Row):
    """Emission factor, well to wheel and tank to wheel."""

    id: str
    mode: str  # a mode, hub or reefer
    name: str
    area: str
    vehicle: str
    use: str  # default or observed
    wtw: float
    ttw: float | None
    unit: str
    low: float | None
    high: float | None
    edition: str
    page: str


@dataclass(frozen=True, slots=True)
class Delay(Row):
    """Lateness of a mode in an area: how often, and how long when late."""

    id: str
    mode: Mode
    name: str
    area: str
    vehicle: str
    use: str  # default or observed
    late_share: float
    mean_late_days: float
    cv: float
    year: int | None


@dataclass(frozen=True, slots=True)
class Payload(Row):
    """What a box, truck, train, barge or aircraft holds."""

    id: str
    name: str
    kind: str
    teu: float | None
    gross_t: float | None
    tare_t: float | None
    payload_t: float | None
    volume_m3: float | None


@dataclass(frozen=True, slots=True)
class Parameter(Row):
    """A single number of the model, such as the inventory carrying cost."""

    id: str
    name: str
    unit: str
    low: float | None
    mid: float
    high: float | None
    year: int | None
    use: str


@dataclass(frozen=True, slots=True)
class Destination(Row):
    """One of the places the region measures its access to."""

    place: str
    kind: str
    population: int | None
    population_year: int | None
    port: str
