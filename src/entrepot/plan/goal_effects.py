"""What projects bring to a goal: how likely it is without them, with all, and each one's part.

An effect adds to the value of the goal's year, drawn from a triangle of low, middle and high, as
far as it has grown in by then. Two projects that overlap bring together less than the sum: the
smaller of both effects, times the share that they share, counts once; all together never bring
less than the largest. The parts of the gain are
by Shapley, so that they add up to it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.source import Source
from entrepot.plan.overlap import MOST_EXACT, Worth, shapley, shapley_by_orders

Vector = NDArray[np.float64]
DRAWS = 400
SEED = 1
ORDERS = 60
LEAST_DRAWS, MOST_CHANCES = 25, 1 << 17


@dataclass(frozen=True, slots=True)
class ProjectEffect:
    """What a project adds to a goal.

    Attributes:
        project, name: Its id and what people call it.
        low, middle, high: Least, likeliest and most that it adds a year, in the goal's unit.
        opens: Year from which on.
        ramp_years: Years until it is there in full; 0 at once.
        overlaps: Share of the smaller effect that both bring, by the other project.
        cited: Who says so.
        requires: Projects without which it adds nothing.
        lasts_years: Years that it adds for.
    """

    project: str
    name: str
    low: float
    middle: float
    high: float
    opens: int
    ramp_years: int
    overlaps: Mapping[str, float]
    cited: Source
    requires: frozenset[str] = frozenset()
    lasts_years: int = 100

    def grown(self, year: int) -> float:
        """Share of the effect that is there in a year.

        Example:
            >>> one = ProjectEffect("a", "a", 1, 2, 3, 2026, 2, {}, Source("s", "synthetic"))
            >>> [one.grown(year) for year in (2025, 2026, 2027, 2028)]
            [0.0, 0.5, 1.0, 1.0]
        """
        if not self.opens <= year < self.opens + self.lasts_years:
            return 0.0
        return min(1.0, (year - self.opens + 1) / max(self.ramp_years, 1))


@dataclass(frozen=True, slots=True)
class Gain:
    """What projects bring to the chance of a goal.

    Attributes:
        without, together: Chance without them and with all.
        alone: Gain of each one alone.
        shapley: Each one's part of the gain of all; the parts add up to it.
        added_80: Middle 80 per cent of what all add to the value.
    """

    without: float
    together: float
    alone: Mapping[str, float]
    shapley: Mapping[str, float]
    added_80: tuple[float, float]


def gain_of(
    chance: Callable[[float], float], wanted: float, year: int, effects: Sequence[ProjectEffect],
    *, draws: int = DRAWS, seed: int = SEED,
) -> Gain:  # fmt: skip
    """What projects bring to the chance that a value is reached.

    Args:
        chance: Value to the chance that the series reaches it without the projects.
        wanted: The goal.
        year: Its year.
        effects: Of up to twelve projects.
        draws: How many.
        seed: Of the draws; the same gives the same.
    """
    draws = max(LEAST_DRAWS, min(draws, MOST_CHANCES >> min(len(effects), MOST_EXACT)))
    drawn = draw(effects, year, draws, seed)

    def with_some(some: frozenset[str]) -> float:
        if not some:
            return chance(wanted)
        added = added_by(some, effects, drawn)
        return fsum(chance(wanted - one) for one in added.tolist()) / len(added)

    names = [one.project for one in effects]
    without, every = with_some(frozenset()), frozenset(names)
    known: dict[frozenset[str], float] = {}

    def brings(some: frozenset[str]) -> float:
        if some not in known:
            known[some] = with_some(some) - without
        return known[some]

    parts = _parts(names, brings, seed)
    low, high = np.percentile(added_by(every, effects, drawn), (10, 90)).tolist()
    return Gain(without, without + brings(every), {one: brings(frozenset([one])) for one in names},
                parts, (low, high))  # fmt: skip


def _parts(names: Sequence[str], brings: Worth, seed: int) -> dict[str, float]:
    """Shapley's parts: exact up to twelve projects, by drawn orders above."""
    if len(names) <= MOST_EXACT:
        return shapley(names, brings)
    chance = np.random.default_rng(seed)
    orders = [[names[place] for place in chance.permutation(len(names))] for _ in range(ORDERS)]
    return shapley_by_orders(names, brings, orders)


def draw(
    effects: Sequence[ProjectEffect], year: int, draws: int, seed: int
) -> Mapping[str, Vector]:
    """What each project adds in a year, once a draw (n_draws,)."""
    found = {}
    for place, one in enumerate(effects):
        order = np.random.default_rng([seed, place]).permutation(draws)
        chance = (order + 0.5) / draws  # each slice of the triangle once
        found[one.project] = one.grown(year) * _triangle(chance, one.low, one.middle, one.high)
    return found


def added_by(
    some: frozenset[str], effects: Sequence[ProjectEffect], drawn: Mapping[str, Vector]
) -> Vector:  # fmt: skip
    """What some projects add together, what two share counted once (n_draws,).

    One that requires another adds nothing without it, as far as that one is planned at all.
    """
    lacking = {one.project for one in effects if (one.requires & {*drawn}) - some}
    there = sorted(some - lacking)
    if not there:
        return np.zeros_like(next(iter(drawn.values())))
    added: Vector = np.sum([drawn[one] for one in there], axis=0)
    for one in effects:
        for other, share in one.overlaps.items():
            if one.project in there and other in there:
                added = added - share * np.minimum(drawn[one.project], drawn[other])
    largest = np.max([drawn[one] for one in there], axis=0)
    return np.where(largest > 0, np.maximum(added, largest), added)


def _triangle(chance: Vector, low: float, middle: float, high: float) -> Vector:
    """Quantiles of a triangle; one value where its ends are one."""
    if high <= low:
        return np.full(len(chance), middle)
    turn = (middle - low) / (high - low)
    rising = low + np.sqrt(chance * (high - low) * (middle - low))
    falling = high - np.sqrt((1 - chance) * (high - low) * (high - middle))
    return np.where(chance < turn, rising, falling)
