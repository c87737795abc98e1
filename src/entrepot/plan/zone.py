"""Trade, revenue and jobs with and without a zone that lowers duty and cost within it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from entrepot.plan.effects import trade_after

EXPORT, IMPORT = "export", "import"


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow of trade that the zone may touch.

    Attributes:
        value: In a year without the zone [money].
        inside: Share of it that would pass through the zone, 0 to 1.
        duty_pct: Duty today [%].
        zone_duty_pct: Duty within the zone [%].
        saved_pct: Of its value that the zone saves in time and fees [%].
        theta: Elasticity of trade.
        jobs_per_million: Jobs for each million of the flow; None is unknown.
    """

    name: str
    kind: str
    value: Decimal
    inside: Decimal
    duty_pct: Decimal
    zone_duty_pct: Decimal
    saved_pct: Decimal
    theta: float
    jobs_per_million: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure without and with the zone; None is unknown."""

    without: float | None
    with_zone: float | None

    @property
    def change(self) -> float | None:
        """What the zone adds."""
        if self.without is None or self.with_zone is None:
            return None
        return self.with_zone - self.without


@dataclass(frozen=True, slots=True)
class FlowTold:
    """A flow without and with the zone."""

    flow: Flow
    trade: Beside
    revenue: Beside
    jobs: Beside


def beside(flow: Flow) -> FlowTold:
    """A flow without and with the zone.

    What passes through the zone pays its duty and saves its cost; the rest stays as it is.
    Revenue is the duty on imports; exports pay none.
    """
    value, inside = float(flow.value), float(flow.value * flow.inside)
    grown = trade_after(inside, cost_ratio(flow), flow.theta)
    trade = Beside(value, value - inside + grown)
    today, there = float(flow.duty_pct) / 100, float(flow.zone_duty_pct) / 100
    is_import = flow.kind == IMPORT
    revenue = Beside(value * today, (value - inside) * today + grown * there) if is_import else \
        Beside(0.0, 0.0)  # fmt: skip
    return FlowTold(flow, trade, revenue, _jobs(flow, trade))


def cost_ratio(flow: Flow) -> float:
    """Cost of a unit in the zone over that outside, duty counted."""
    outside = 1 + float(flow.duty_pct) / 100
    return (1 + float(flow.zone_duty_pct) / 100 - float(flow.saved_pct) / 100) / outside


def together(told: Sequence[Beside]) -> Beside:
    """The sum of some figures; unknown where one is."""
    return Beside(_sum([one.without for one in told]), _sum([one.with_zone for one in told]))


def _jobs(flow: Flow, trade: Beside) -> Beside:
    if flow.jobs_per_million is None:
        return Beside(None, None)
    each = float(flow.jobs_per_million) / 1_000_000
    return Beside((trade.without or 0.0) * each, (trade.with_zone or 0.0) * each)


def _sum(figures: Sequence[float | None]) -> float | None:
    known = [one for one in figures if one is not None]
    return sum(known) if len(known) == len(figures) else None
