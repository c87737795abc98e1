"""Whether a place can take a project: each condition met, failed or unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.kernel.period import Period
from entrepot.kernel.source import Source
from entrepot.region.projects import ProjectNeed, SiteLimit

MET, FAILED, UNKNOWN = "met", "failed", "unknown"
VERDICTS = (FAILED, UNKNOWN, MET)
PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a place on a project.

    Attributes:
        place: Place that sets it; empty where no limit is known.
        needed: What the project takes; None is unknown.
        free: What the place has left; None is unknown.
    """

    what: str
    place: str
    needed: Decimal | None
    free: Decimal | None
    unit: str
    verdict: str
    cited: Source


def conditions_of(
    kind: str, needs: Sequence[ProjectNeed], limits: Sequence[SiteLimit]
) -> list[Condition]:
    """Every condition that the limits set, and every need for which no limit is known.

    Args:
        kind: What the project is.
        needs: What it takes.
        limits: Of its place and of those it lies in, as they hold on the day.
    """
    wanted = {need.what: need for need in needs}
    found = [_condition(kind, wanted.get(limit.what), limit) for limit in limits]
    limited = {limit.what for limit in limits}
    return [*found, *(_unlimited(need) for need in needs if need.what not in limited)]


def verdict_of(conditions: Sequence[Condition]) -> str:
    """The worst of all; unknown where no condition is known."""
    found = {one.verdict for one in conditions} or {UNKNOWN}
    return next(one for one in VERDICTS if one in found)


def _condition(kind: str, need: ProjectNeed | None, limit: SiteLimit) -> Condition:
    if limit.what == PLAN:
        verdict = MET if kind in limit.kinds else FAILED
        return Condition(PLAN, limit.place, None, None, "", verdict, limit.cited)
    free = None if None in (limit.amount, limit.used) else _left(limit)
    needed = None if need is None or need.unit != limit.unit else need.amount
    return Condition(limit.what, limit.place, needed, free, limit.unit,
                     _verdict(needed, free, limit), limit.cited)  # fmt: skip


def _verdict(needed: Decimal | None, free: Decimal | None, limit: SiteLimit) -> str:
    """Failed too where a place is too small as a whole, whatever is used of it."""
    if needed is None:
        return UNKNOWN
    if free is not None:
        return MET if needed <= free else FAILED
    return FAILED if limit.amount is not None and needed > limit.amount else UNKNOWN


def _left(limit: SiteLimit) -> Decimal:
    return (limit.amount or Decimal(0)) - (limit.used or Decimal(0))


def _unlimited(need: ProjectNeed) -> Condition:
    return Condition(need.what, "", need.amount, None, need.unit, UNKNOWN, need.cited)


def in_force(limits: Sequence[SiteLimit], on: date) -> list[SiteLimit]:
    """Limits that hold on a day."""
    return [one for one in limits if on in Period(one.valid_from, one.valid_to)]
