"""Whom to ask to come: gap, fit and origin, and how likely such a project lands.

How likely is learnt from what became of earlier projects, of those alone that were decided before
the day asked about, so no later outcome moves an earlier answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from math import exp, log

LEAST_OUTCOMES = 50  # below, a probability is marked uncalibrated
_PRIOR = 10.0  # outcomes that the share of all counts for in the share of a few
_BINS = 5
_ALL = ("", "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an earlier project on a day: landed, or lost."""

    on: date
    is_landed: bool
    origin: str = ""
    industry: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A firm that could be asked.

    Attributes:
        gap: What the chain lacks at its node [money]; None is unknown.
        fit: How well the limits of the region suit it, 0 to 1.
        tie: How well the region is tied to where it is from, 0 to 1.
    """

    id: str
    gap: float | None
    fit: float | None
    tie: float | None
    origin: str = ""
    industry: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A target with its place in the list.

    Attributes:
        gap_share: Its gap as a share of the largest; None is unknown.
        score: Gap share x fit x tie; None where a part is unknown.
        probability: That such a project lands.
        worth: Score x probability, by which the list is ordered.
    """

    target: Target
    gap_share: float | None
    score: float | None
    probability: float
    worth: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Outcomes whose probability, told on the day before, lay in a fifth of the range."""

    low: float
    high: float
    outcomes: int
    told: float
    landed: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well probabilities told before each outcome agreed with it.

    Attributes:
        brier: Mean squared distance; None without outcomes.
        brier_base: The same with the share of all before it told for each.
    """

    outcomes: int
    landed: int
    brier: float | None
    brier_base: float | None
    bins: Sequence[Bin]

    @property
    def is_calibrated(self) -> bool:
        """Whether there are outcomes enough to believe it."""
        return self.outcomes >= LEAST_OUTCOMES


def rank(targets: Sequence[Target], outcomes: Sequence[Outcome], on: date) -> list[Ranked]:
    """Targets, the most worth asking first; those of which a part is unknown last."""
    known = past(outcomes, on)
    largest = max((one.gap for one in targets if one.gap), default=0.0)
    found = [_ranked(one, known, largest) for one in targets]
    return sorted(found, key=lambda one: (one.worth is None, -(one.worth or 0), one.target.id))


@dataclass(slots=True)
class Past:
    """Outcomes that are known, counted: of all, by origin and by industry, how many and landed."""

    counts: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    def add(self, one: Outcome) -> None:
        """Count one more."""
        for key in {_ALL, ("origin", one.origin), ("industry", one.industry)}:
            number, landed = self.counts.get(key, (0, 0))
            self.counts[key] = (number + 1, landed + one.is_landed)

    def share(self, key: tuple[str, str], prior: float, weight: float) -> float:
        """Share that landed, a prior counting for some outcomes."""
        number, landed = self.counts.get(key, (0, 0))
        return (landed + weight * prior) / (number + weight)

    @property
    def base(self) -> float:
        """Share of all that landed, with one landed and one lost added."""
        return self.share(_ALL, 0.5, 2.0)


def past(outcomes: Iterable[Outcome], on: date) -> Past:
    """What is known of outcomes before a day."""
    found = Past()
    for one in outcomes:
        if one.on < on:
            found.add(one)
    return found


def _ranked(target: Target, known: Past, largest: float) -> Ranked:
    share = None if target.gap is None else target.gap / largest if largest else 0.0
    parts = (share, target.fit, target.tie)
    score = None
    if share is not None and target.fit is not None and target.tie is not None:
        score = share * target.fit * target.tie
    likely = probability(known, target.origin, target.industry)
    return Ranked(target, parts[0], score, likely, None if score is None else score * likely)


def probability(known: Past, origin: str, industry: str) -> float:
    """How likely a project of an origin and an industry lands, by what is known.

    The share of all in log odds, moved by what projects of the origin, and those of the industry,
    did otherwise; few move it little.
    """
    base = known.base
    keys = [("origin", origin)] * bool(origin) + [("industry", industry)] * bool(industry)
    moved = sum(_logit(known.share(key, base, _PRIOR)) - _logit(base) for key in keys)
    return 1 / (1 + exp(-_logit(base) - moved))


def _logit(share: float) -> float:
    return log(share / (1 - share))


def calibrate(outcomes: Iterable[Outcome], on: date) -> Calibration:
    """How well what would have been told before each outcome agreed with it."""
    decided = sorted((one for one in outcomes if one.on < on), key=lambda one: one.on)
    known, told, base = Past(), list[tuple[float, float]](), list[tuple[float, float]]()
    for _, some in groupby(decided, key=lambda one: one.on):
        of_day = list(some)
        told += [(probability(known, one.origin, one.industry), one.is_landed) for one in of_day]
        base += [(known.base, one.is_landed) for one in of_day]
        for one in of_day:
            known.add(one)
    landed = sum(one.is_landed for one in decided)
    return Calibration(len(decided), landed, _brier(told), _brier(base), _bins(told))


def _brier(pairs: Sequence[tuple[float, float]]) -> float | None:
    return sum((p - y) ** 2 for p, y in pairs) / len(pairs) if pairs else None


def _bins(pairs: Sequence[tuple[float, float]]) -> list[Bin]:
    found = []
    for at in range(_BINS):
        inside = [pair for pair in pairs if min(int(pair[0] * _BINS), _BINS - 1) == at]
        if inside:
            told, landed = (sum(column) / len(inside) for column in zip(*inside, strict=True))
            found.append(Bin(at / _BINS, (at + 1) / _BINS, len(inside), told, landed))
    return found
