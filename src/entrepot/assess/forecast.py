"""A log random walk with drift: where a series may stand in a later year, and how sure that is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from entrepot.assess import student
from entrepot.trade.targets import HOLDS

Distribution = Literal["t", "normal"]
DISTRIBUTIONS: tuple[Distribution, ...] = ("t", "normal")
LEAST_CHANGES = 2  # a standard deviation needs as many
_DOWN = ("<", "<=")


@dataclass(frozen=True, slots=True)
class Walk:
    """What drives the logarithm of a series.

    Attributes:
        drift: Mean change a year.
        sd: Standard deviation of the change of a year.
        observations: Changes that both were estimated from; None where drift is known.
        distribution: t with observations - 1 degrees, or normal; normal where drift is known.
    """

    drift: float
    sd: float
    observations: int | None
    distribution: Distribution = "t"

    def spread(self, years: int) -> float:
        """Standard deviation of the logarithm after some years, doubt about drift included.

        Example:
            >>> round(Walk(0.05, 0.1, 9).spread(3), 6)
            0.2
        """
        doubt = 0.0 if self.observations is None else years / self.observations
        return self.sd * math.sqrt(years * (1 + doubt))

    def median(self, start: float, years: int) -> float:
        """Middle of the values after some years."""
        return start * math.exp(self.drift * years)

    def quantile(self, start: float, years: int, share: float) -> float:
        """Value below which a share of the futures lies."""
        score = student.quantile(share, self._degrees)
        return self.median(start, years) * math.exp(score * self.spread(years))

    def interval(self, start: float, years: int, share: float = 0.8) -> tuple[float, float]:
        """Ends of the middle share of the values."""
        tail = (1 - share) / 2
        low, high = (self.quantile(start, years, one) for one in (tail, 1 - tail))
        return low, high

    def probability(self, start: float, years: int, comparator: str, wanted: float) -> float:
        """Share of the futures that meet a target.

        Args:
            start: Value the walk starts from, above 0.
            years: Years ahead, 0 or more; without spread the answer is 0 or 1.
            comparator: As packs write it.
            wanted: The target; one at or below 0 lies below every future.
        """
        spread = self.spread(years)
        if spread == 0 or wanted <= 0:
            return float(HOLDS[comparator](self.median(start, years), wanted))
        score = (math.log(wanted / start) - self.drift * years) / spread
        return student.below(score if comparator in _DOWN else -score, self._degrees)

    @property
    def _degrees(self) -> int | None:
        is_normal = self.distribution == "normal" or self.observations is None
        return None if is_normal else (self.observations or 0) - 1


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often later values fell into the interval that earlier ones gave.

    Attributes:
        nominal: Share that should.
        inside, count: Values that did, of how many.
    """

    nominal: float
    inside: int
    count: int


def estimate(
    history: Mapping[int, float], distribution: Distribution = "t"
) -> Walk | None:  # fmt: skip
    """The walk of a history of years; None where it tells fewer than two changes.

    A change over several years counts once, as the sum of as many changes of one year.

    Args:
        history: Values above 0 by year.
        distribution: t or normal.

    Source:
        Maximum likelihood of a Brownian motion with drift at uneven times; with yearly
        values mean and sample standard deviation of the log changes.
    """
    years = sorted(history)
    steps = [later - year for year, later in pairwise(years)]
    logs = [math.log(history[year]) for year in years]
    changes = [later - log for log, later in pairwise(logs)]
    if len(changes) < LEAST_CHANGES:
        return None
    drift = sum(changes) / sum(steps)
    squares = ((change - drift * step) ** 2 / step
               for change, step in zip(changes, steps, strict=True))  # fmt: skip
    sd = math.sqrt(math.fsum(squares) / (len(changes) - 1))
    return Walk(drift, sd, len(changes), distribution)


def backtest(
    history: Mapping[int, float], ahead: int, *, least: int = 3, share: float = 0.8,
    distribution: Distribution = "t",
) -> Coverage:  # fmt: skip
    """Forecast from each year of a history as it stood then, and count the values inside.

    Args:
        history: Values above 0 by year.
        ahead: Years ahead, 1 or more.
        least: Changes that must be known at an origin.
        share: Of the interval.
        distribution: t or normal.
    """
    inside = count = 0
    years = sorted(history)
    for place in range(least, len(years)):
        wanted = years[place] + ahead
        walk = estimate({year: history[year] for year in years[: place + 1]}, distribution)
        if walk is None or wanted not in history:
            continue
        low, high = walk.interval(history[years[place]], ahead, share)
        inside += low <= history[wanted] <= high
        count += 1
    return Coverage(share, inside, count)


def pooled(found: Sequence[Coverage]) -> Coverage:
    """Several backtests of one share as one."""
    nominal = found[0].nominal if found else 0.0
    return Coverage(nominal, sum(one.inside for one in found), sum(one.count for one in found))
