"""Tables of what a region is and wants."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class Cluster(Row):
    """An industrial cluster and its target."""

    id: str
    name: str
    name_zh: str
    level: str
    place: str
    target_value: float | None
    unit: str
    target_year: int | None
    stage: str
    lead_enterprises: str
    hs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product(Row):
    """A product the region trades, with a figure where one is known."""

    id: str
    product: str
    name: str
    name_zh: str
    category: str
    hs_code: str
    value: float | None
    unit: str
    period: str
    growth_pct: float | None
    volume: float | None
    volume_unit: str


@dataclass(frozen=True, slots=True)
class TradeFigure(Row):
    """One published or derived figure of the region's trade."""

    id: str
    year: int
    period: str
    geography: str
    geography_zh: str
    flow: str
    flow_zh: str
    value: float | None
    unit: str
    growth_pct: float | None
    basis: str


@dataclass(frozen=True, slots=True)
class Partner(Row):
    """What a partner takes of the region's trade in a period."""

    id: str
    reporter: str
    partner: str
    iso3: str
    countries: tuple[str, ...]
    partner_kind: str
    year: int | None
    period: str
    rank: int | None
    share_pct: float | None
    value: float | None
    unit: str
    growth_pct: float | None


@dataclass(frozen=True, slots=True)
class Target(Row):
    """A stated goal with its baseline."""

    id: str
    indicator: str
    indicator_zh: str
    geography: str
    geography_zh: str
    baseline_value: float | None
    baseline_year: int | None
    operator: str
    target_value: float | None
    unit: str
    target_year: int | None


@dataclass(frozen=True, slots=True)
class Indicator(Row):
    """A measured value of the region."""

    id: str
    indicator: str
    geography: str
    value: float | None
    unit: str
    year: int | None


@dataclass(frozen=True, slots=True)
class PlaceFigure(Row):
    """One figure of a place in a period; empty where it was looked for and not found."""

    id: str
    geography: str
    indicator: str
    indicator_zh: str
    year: int | None
    period: str
    value: float | None
    unit: str
    growth_pct: float | None


@dataclass(frozen=True, slots=True)
class TargetMatch(Row):
    """A person's word on whether a figure measures a target, and why."""

    id: str
    target: str
    figure: str
    use: str
    reason: str
    reason_zh: str


@dataclass(frozen=True, slots=True)
class Agreement(Row):
    """An agreement with a counterpart, and where it stands."""

    id: str
    name: str
    kind: str
    counterpart: str
    country: str
    year: str
    stage: str
    fields: str


@dataclass(frozen=True, slots=True)
class Programme(Row):
    """A policy of the region: what it says."""

    id: str
    name: str
    name_zh: str
    what_it_says: str
    what_it_says_zh: str
    system_no: int | None


@dataclass(frozen=True, slots=True)
class Milestone(Row):
    """A dated step that a programme states, and what shows that it was reached."""

    id: str
    programme: str
    what: str
    what_zh: str
    due_on: date
    target: str
    reached_on: date | None
    evidence: str


@dataclass(frozen=True, slots=True)
class AlertRule(Row):
    """When an alert is raised, and within how many days it is to be dealt with."""

    kind: str
    threshold: Decimal
    deadline_days: int
    label_en: str
    label_zh: str
