"""Tables of projects: what is to be built, what it costs, needs, brings and owes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class RegionProject(Row):
    """A project as its sources tell it, and when it might be started."""

    id: str
    name: str
    name_zh: str
    place: str
    part_of: str
    kind: str
    stage: str
    stage_word: str
    promised: Decimal | None
    landed: Decimal | None
    amount_unit: str
    count: int | None
    capacity: str
    capacity_zh: str
    signed: str
    started: str
    trial: str
    opened: str
    planned_finish: str
    sponsor: str
    link: str
    programme: str
    earliest: int | None
    latest: int | None
    duration_years: int | None
    requires: tuple[str, ...]
    excludes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectCost(Row):
    """What a project costs in one of its years, from one source of money."""

    project: str
    year: int
    fund: str
    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class ProjectEffect(Row):
    """What a project brings a year once it is whole, and how well that is known."""

    project: str
    what: str
    target: str
    low: Decimal
    middle: Decimal
    high: Decimal
    unit: str
    ramp_years: int
    lasts_years: int
    grade: str


@dataclass(frozen=True, slots=True)
class ProjectOverlap(Row):
    """Two projects that partly do the same: what they share is to count once."""

    project: str
    other: str
    share: float


@dataclass(frozen=True, slots=True)
class ProjectNeed(Row):
    """What a project takes of something scarce beside money."""

    project: str
    what: str
    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class SiteLimit(Row):
    """What a place can give or bear, and which kinds of project its plan allows."""

    place: str
    what: str
    amount: Decimal | None
    used: Decimal | None
    unit: str
    kinds: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ProjectDuty(Row):
    """Something a project must do, the proof it needs, and the proof there is."""

    id: str
    project: str
    duty: str
    duty_zh: str
    proof: str
    proof_zh: str
    owner: str
    due_on: date
    evidence: str
    proved_on: date | None


@dataclass(frozen=True, slots=True)
class CompensationShare(Row):
    """What a party pays into a fund for a river, and what it may draw when its water is clean."""

    scheme: str
    party: str
    party_zh: str
    contribution_pct: Decimal
    payout_pct: Decimal
    annual: Decimal
    currency: str
    valid_from: date | None
    valid_to: date | None
