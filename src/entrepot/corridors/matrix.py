"""Matrices: the figures of every pair of origins and destinations, an origin at a time.

A cell tells the same as a question for its pair. What leads to a destination does not depend
on the origin, so it is made once (`goals`); the rows of an origin are the unit of work.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from entrepot.corridors.causes import Causes
from entrepot.corridors.choice import pick, unbeaten_of
from entrepot.corridors.cost import Z_90
from entrepot.corridors.goals import Goals, Steps
from entrepot.corridors.journey import quantile
from entrepot.corridors.lateness import Lateness
from entrepot.corridors.network import Indices
from entrepot.corridors.planning import EXACT
from entrepot.corridors.route import Numbers
from entrepot.corridors.tracing import find_ways, rows_of_ways

Kind = Literal["scalar", "pareto"]
EPSILON = 0.10  # in matrices: a front coarser than that of one question
MOST_ROUTES = 7
BEST = "best"  # in the column `route` of a scalar row, whose figures are of several ways
SAME = "corridors.same_place"
CUT = "corridors.cut"
_MEAN_H, _VARIANCE = 1, 3


class Row(NamedTuple):
    """One row of a matrix; figures that are not known are None, never 0.

    Attributes:
        origin, destination: Place ids.
        route: r1, r2, ... as `route` numbers them; `best` in a scalar row.
        cost_usd: Freight and inventory cost [USD].
        time_mean_h: Mean time from door to door [h].
        time_p90_h: Time that nine consignments of ten need at most [h]: in a Pareto row from
            the draws of its legs, the same as `route` tells; in a scalar row of the fastest
            way, a lognormal fitted to its mean and variance.
        co2e_wtw_kg: Emissions, well to wheel [kg CO2e].
        variance_h2: Variance of the time [h2].
        reason: Why there is no way, or `corridors.cut` where the search met its limit.
    """

    origin: str
    destination: str
    route: str | None
    cost_usd: float | None
    time_mean_h: float | None
    time_p90_h: float | None
    co2e_wtw_kg: float | None
    variance_h2: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix ready to be worked out, origin by origin.

    Attributes:
        kind: scalar, a row a cell; pareto, a row a route.
        goals: What leads to the destinations.
        reasons: Code of the reason of each pair without a way, by their numbers.
        epsilon: Tolerance of the front.
        most: Routes told at most, one at least.
    """

    kind: Kind
    goals: Goals
    reasons: dict[tuple[int, int], str]
    epsilon: float = EPSILON
    most: int = MOST_ROUTES

    @property
    def size(self) -> int:
        """Cells."""
        return len(self.goals.origins) * len(self.goals.destinations)


def find_reasons(goals: Goals, causes: Causes) -> dict[tuple[int, int], str]:
    """Code of the reason of every pair without a way, by the numbers of its ends."""
    found: dict[tuple[int, int], str] = {}
    for o, origin in enumerate(goals.origins):
        is_reached = np.asarray(np.isfinite(_best(goals, o)[0]).all(axis=1))
        for d, destination in enumerate(goals.destinations):
            if origin == destination:
                found[o, d] = SAME
            elif not is_reached[d]:
                found[o, d] = f"corridors.{causes.code(origin, destination)}"
    return found


def rows_of(matrix: Matrix, origin: int, lateness: Lateness) -> list[Row]:
    """The rows of one origin in the order of the destinations.

    Args:
        matrix: The matrix.
        origin: Number of the origin.
        lateness: The table of arcs, and the draws of legs that were made before.
    """
    if matrix.kind == "scalar":
        return list(scalar_rows(matrix, origin))
    return _front_rows(matrix, origin, lateness)


def scalar_rows(matrix: Matrix, o: int) -> Iterator[Row]:
    """The rows of one origin of a scalar matrix."""
    goals = matrix.goals
    best, spread = _best(goals, o)
    for d, (cents, hundredths, grams, variance) in enumerate(best.tolist()):
        names = goals.origins[o], goals.destinations[d]
        if (reason := matrix.reasons.get((o, d))) is not None:
            yield _empty(*names, reason)
            continue
        p90 = quantile(hundredths / 100, float(spread[d]) / 100, Z_90)
        yield Row(
            *names, BEST, cents / 100, hundredths / 100, round(p90, 2), grams / 1000,
            variance / 100, None,
        )  # fmt: skip


def _best(goals: Goals, o: int) -> tuple[Numbers, Numbers]:
    """Least weights to each destination (d, 4), and the variance of the fastest way (d)."""
    count, starts = len(goals.destinations), goals.starts[o]
    best, spread = np.full((count, len(goals.weights.all)), np.inf), np.full(count, np.inf)
    if len(starts.nodes) and count:
        totals = goals.least[:, :, starts.nodes] + starts.all
        best = totals.min(axis=2)
        first = totals[:, _MEAN_H].argmin(axis=1)
        along = goals.variance_along[np.arange(count), starts.nodes[first]]
        spread = starts.all[_VARIANCE, first] + along
    for (own, d), direct in goals.directs.items():
        if own == o:
            if direct.all[_MEAN_H, 0] < best[d, _MEAN_H]:
                spread[d] = direct.all[_VARIANCE, 0]
            best[d] = np.minimum(best[d], direct.all[:, 0])
    return best, spread


def _front_rows(matrix: Matrix, o: int, lateness: Lateness) -> list[Row]:
    """Rows of the ways that are told, their percentiles worked out all together."""
    goals, rows = matrix.goals, []
    ways: list[Indices] = []
    for d, destination in enumerate(goals.destinations):
        names = goals.origins[o], destination
        if (reason := matrix.reasons.get((o, d))) is not None:
            rows.append(_empty(*names, reason))
            continue
        told, totals, is_cut = _told(matrix, lateness.steps, o, d)
        ways += told
        rows += [
            _row(*names, number, total, CUT if is_cut else None)
            for number, total in enumerate(totals, start=1)
        ]
    p90s_h = iter(lateness.p90s_h(ways))
    return [row if row.route is None else row._replace(time_p90_h=next(p90s_h)) for row in rows]


def _told(
    matrix: Matrix, steps: Steps, o: int, d: int
) -> tuple[list[Indices], list[list[float]], bool]:
    """The ways of a cell that are told as rows of the table, their totals, and whether cut."""
    task = matrix.goals.task(o, d)
    found, is_cut = find_ways(task, matrix.epsilon)
    order = np.lexsort(found.totals.T[::-1])
    front = order[unbeaten_of(found.totals[order])]
    totals = found.totals[front]
    rows, first = rows_of_ways(
        found.arcs, found.first, front, task.sizes[1], steps.starts_of(o, d), steps.ends[d]
    )
    chosen, _ = pick(totals, rows, first, *steps.traits, matrix.most, EXACT)
    chosen.sort()
    return [rows[first[i] : first[i + 1]] for i in chosen], totals[chosen].tolist(), is_cut


def _row(
    origin: str, destination: str, number: int, total: Sequence[float], reason: str | None
) -> Row:
    cents, hundredths, grams, variance = total
    return Row(
        origin, destination, f"r{number}", cents / 100, hundredths / 100, None, grams / 1000,
        variance / 100, reason,
    )  # fmt: skip


def _empty(origin: str, destination: str, reason: str) -> Row:
    return Row(origin, destination, None, None, None, None, None, None, reason)
