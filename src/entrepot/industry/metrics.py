"""What becomes of projects: reached, conversion, capital, what was not started, days in stages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from entrepot.industry.ladder import LADDER, LIST_OF, LISTS, RUNG, SIGNED, STARTED
from entrepot.industry.pipeline import StageEvent, Standing, effective, standings
from entrepot.industry.survival import median_days

_EXACT_PCT = Decimal(100)


class Worth(NamedTuple):
    """Amounts added up.

    Attributes:
        amounts: By currency; no rate joins two.
        unknown: Projects of which no amount is known.
    """

    amounts: Mapping[str, Decimal]
    unknown: int

    @property
    def single(self) -> Decimal | None:
        """The amount where all is in one currency; None where it cannot be told."""
        return next(iter(self.amounts.values())) if len(self.amounts) == 1 else None


class Life(NamedTuple):
    """A project up to a day.

    Attributes:
        project: Which.
        last: Where it stands.
        highest: Highest rung it ever reached.
        runs: Stage, days, and whether it left it, for each unbroken run.
    """

    project: str
    last: Standing
    highest: int
    runs: tuple[tuple[str, int, bool], ...]

    @property
    def is_live(self) -> bool:
        """Whether it is neither landed nor lost."""
        return self.last.state in LISTS


class Conversion(NamedTuple):
    """Share of those that reached one stage which reached a later one [%]; None without any."""

    before: str
    after: str
    projects_pct: float | None
    money_pct: float | None


class StageDays(NamedTuple):
    """Runs in a stage: how many, how many are open, and the median of their days."""

    stage: str
    entered: int
    open: int
    median_days: int | None


class Metrics(NamedTuple):
    """What became of projects up to a day."""

    reached: tuple[tuple[str, int, Worth], ...]
    conversion: tuple[Conversion, ...]
    not_started: tuple[Life, ...]
    promised: Worth
    landed: Worth
    stage_days: tuple[StageDays, ...]

    @property
    def not_started_worth(self) -> Worth:
        """Capital promised for what was signed and not started."""
        return worth(self.not_started, "promised")

    @property
    def landed_share(self) -> float | None:
        """Landed over promised capital; None where either is unknown or in other currencies."""
        return _ratio(self.landed, self.promised, Decimal(1))


def life_of(project: str, events: Iterable[StageEvent], day: date) -> Life | None:
    """A project up to a day; None where nothing had happened yet."""
    told = [one for one in effective(events) if one.on is not None and one.on <= day]
    if not told:
        return None
    highest = max(RUNG.get(one.stage, 0) for one in told)
    return Life(project, standings(told)[-1], highest, tuple(_runs(told, day)))


def _runs(told: Sequence[StageEvent], day: date) -> list[tuple[str, int, bool]]:
    """Unbroken runs; only another rung or being lost ends one."""
    found, stage, since = list[tuple[str, int, bool]](), "", day
    for one in told:
        assert one.on is not None
        if one.stage == stage or one.stage == "stalled":
            continue
        if stage in RUNG:
            found.append((stage, (one.on - since).days, True))
        stage, since = one.stage, one.on
    if stage in RUNG:
        found.append((stage, (day - since).days, False))
    return found


def measure(lives: Sequence[Life]) -> Metrics:
    """What became of projects."""
    by_rung = [[one for one in lives if one.highest >= rung] for rung in range(len(LADDER))]
    reached = tuple(
        (stage, len(some), worth(some, "promised"))
        for stage, some in zip(LADDER, by_rung, strict=True)
    )
    not_started = tuple(
        one for one in by_rung[RUNG[SIGNED]] if one.is_live and one.highest < RUNG[STARTED]
    )
    return Metrics(
        reached, tuple(_conversion(reached)), not_started, worth(lives, "promised"),
        worth(lives, "landed"), tuple(_stage_days(lives)),
    )  # fmt: skip


def worth(lives: Iterable[Life], name: str) -> Worth:
    """Amounts of a kind added up by currency."""
    amounts, unknown = dict[str, Decimal](), 0
    for one in lives:
        amount: Decimal | None = getattr(one.last, name)
        if amount is None:
            unknown += 1
        else:
            amounts[one.last.currency] = amounts.get(one.last.currency, Decimal(0)) + amount
    return Worth(amounts, unknown)


def _conversion(reached: Sequence[tuple[str, int, Worth]]) -> Iterable[Conversion]:
    for (before, many, whole), (after, few, part) in combinations(reached, 2):
        counted = 100 * few / many if many else None
        yield Conversion(before, after, counted, _ratio(part, whole, _EXACT_PCT))


def _ratio(part: Worth, whole: Worth, scale: Decimal) -> float | None:
    if len(whole.amounts) != 1 or not part.amounts.keys() <= whole.amounts.keys():
        return None
    base = whole.single
    if not part.amounts:
        return None if part.unknown or not base else 0.0
    return float(scale * (part.single or 0) / base) if base else None


def _stage_days(lives: Iterable[Life]) -> Iterable[StageDays]:
    runs: dict[str, list[tuple[int, bool]]] = {stage: [] for stage in LADDER}
    for one in lives:
        for stage, days, has_left in one.runs:
            runs[stage].append((days, has_left))
    for stage, some in runs.items():
        is_open = sum(not has_left for _, has_left in some)
        yield StageDays(stage, len(some), is_open, median_days(some))


def late(standing: Standing, day: date, limits: Mapping[str, int]) -> bool:
    """Whether a live project stalls, or has been in its stage longer than its pipeline allows."""
    if standing.is_lost or LIST_OF[standing.stage] not in LISTS:
        return False
    limit = limits.get(standing.stage)
    return standing.is_stalled or (limit is not None and (day - standing.since).days > limit)
