"""Tables of how goods move: links, terminals, transfers, border posts, services."""

from dataclasses import dataclass
from datetime import date

from entrepot.kernel.codes import Mode
from entrepot.kernel.period import Period
from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class Link(Row):
    """A way between two places in one mode; only `use` leg is routed."""

    id: str
    from_place: str
    to_place: str
    mode: Mode
    use: str  # leg, path (whole way, a check) or observation
    km: float | None
    km_basis: str
    traffic: str  # freight, mixed or passenger
    gauge_mm: int | None
    state: str  # open, construction or planned
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which the link can be used."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Terminal(Row):
    """A place where goods are handed over between the modes it serves."""

    place: str
    modes: tuple[Mode, ...]
    gauges_mm: tuple[int, ...]
    is_liner_hub: bool
    capacity: float | None
    capacity_unit: str
    open_hours: str


@dataclass(frozen=True, slots=True)
class Transfer(Row):
    """Handling between two modes (or two gauges); place `*` is the default."""

    id: str
    place: str
    mode_a: Mode
    mode_b: Mode
    gauge_change: bool
    usd_per_teu: float
    usd_per_feu: float
    p50_h: float
    p90_h: float
    kg_co2e_per_t: float
    capacity_t_per_year: float | None


@dataclass(frozen=True, slots=True)
class Border(Row):
    """A border post; its time is lognormal through P50 and P90, gauge change included."""

    id: str
    place_a: str
    place_b: str
    country_a: str
    country_b: str
    lat: float
    lon: float
    modes: tuple[Mode, ...]
    gauge_a_mm: tuple[int, ...]
    gauge_b_mm: tuple[int, ...]
    p50_h: float | None
    p90_h: float | None
    mean_h: float | None
    cost_usd_per_teu: float | None
    open_hours: str
    regimes: tuple[str, ...]
    state: str  # open, restricted or closed
    year: int | None
    basis: str


@dataclass(frozen=True, slots=True)
class Ban(Row):
    """Goods that may not pass somewhere, or go by some mode, while it is in force."""

    id: str
    target: str  # KIND:ID as one keeps away from it, such as border:x or mode:air
    hs_codes: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which it is in force."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Service(Row):
    """A train, sailing, barge or flight that runs from one terminal to another."""

    id: str
    name: str
    name_zh: str
    from_place: str
    via: tuple[str, ...]
    to_place: str
    mode: Mode
    use: str  # offered (bookable), observed (a check) or price (a price observation)
    departures_per_week: float | None
    transit_days_min: float | None
    transit_days_max: float | None
    price: float | None
    price_unit: str  # USD/FEU, USD/TEU, CNY/TEU, CNY/FEU, USD/kg, USD/t
    year: int | None
    valid_from: date | None
    valid_to: date | None
    cutoff_h: float | None
    km: float | None
    passages: tuple[str, ...]
    capacity_teu: float | None

    @property
    def valid(self) -> Period:
        """Days on which the service runs."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class TimetableRow(Row):
    """When a service leaves; one without rows here goes by its departures a week.

    Weekdays, or days one by one, at an hour of its own clock. Weeks are counted from the one of
    Monday 1 January 2024; a row of every second week with `week` 1 holds in the second of each
    two.
    """

    id: str
    service: str
    days: tuple[str, ...]  # mon, tue, wed, thu, fri, sat, sun
    every_weeks: int
    week: int
    dates: tuple[date, ...]
    except_dates: tuple[date, ...]
    departs: str  # hour and minute, such as 08:00
    zone: str  # IANA name of the clock
    cutoff_h: float | None
    capacity_teu: float | None
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which the row holds."""
        return Period(self.valid_from, self.valid_to)
