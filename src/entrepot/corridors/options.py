"""The choice of a handful of ways out of all that were found."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.overlay import Arc
from entrepot.kernel.codes import Mode

CRITERION_NAMES = ("cost", "time", "co2e", "reliability")
_SURE_ENOUGH = 1.1  # a variance this near the least is as reliable: 5 % of the deviation
MUCH = 0.07  # logarithm of a ratio: about 7 %
NEARLY = 1.02
HARDLY_WORSE = (1.02, 1.02, 1.15)  # cost, time and emissions, as shares of the other way's
LITTLE_WORSE = (1.1, 1.1, 1.1)
MUCH_BETTER = 1.5
MOST_SHARED = 0.7  # of the kilometres of the shorter way
LONG_ROAD_KM = 250.0  # a truck to a ship or aircraft going farther is a main haul
FAR_ROAD_KM = 600.0  # so is a truck to a train going beyond the reach of drayage
NO_GATE = 3  # rank of an arc that a way is not named by
_GATES = ("sea", "air")


@dataclass(frozen=True, eq=False)
class Candidate:
    """A way as arcs with their weights.

    Attributes:
        way: Arc numbers of the kernel; two candidates with the same are the same.
        arcs: The arcs, short hauls at the ends included.
        weights: Weights in whole units (arcs, 4).
        freight: Cents paid to others, by arc.
        best_in: Criteria in which it is best.
    """

    way: tuple[int, ...]
    arcs: tuple[Arc, ...]
    weights: NDArray[np.float64]
    freight: tuple[float, ...]
    best_in: tuple[str, ...] = ()

    def shown_for(self, names: Iterable[str]) -> "Candidate":
        """The same way with what it is best in; what is known of it stays known."""
        shown = copy(self)
        object.__setattr__(shown, "best_in", tuple(names))
        return shown

    @cached_property
    def total(self) -> tuple[float, ...]:
        """Totals in whole units."""
        return tuple(self.weights.sum(axis=0).tolist())

    @cached_property
    def modes(self) -> tuple[Mode, ...]:
        """Modes of the main haul in order."""
        return main_modes(self.arcs)

    @cached_property
    def chain(self) -> str:
        """Modes and gateways: what kind of way this is."""
        return ">".join(self.modes) + " by " + "/".join(gateways(self.arcs))

    @cached_property
    def steps_km(self) -> dict[tuple[str, str, str], float]:
        """Kilometres by pair of places and mode."""
        return {(arc.from_place, arc.to_place, arc.mode): arc.km for arc in self.arcs if arc.km > 0}


_Test = Callable[[Candidate, Sequence[Candidate]], bool]


def whole_front(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Every way that no other one beats, the cheapest first, each with what it is best in."""
    ways = unbeaten(candidates)
    least = [min(way.total[c] for way in ways) for c in range(len(CRITERION_NAMES))] if ways else []
    return [
        way.shown_for(name for c, name in enumerate(CRITERION_NAMES) if way.total[c] == least[c])
        for way in ways
    ]


def knee(front: Sequence[Candidate]) -> Candidate:
    """The way that is nearest to the best in all criteria together."""
    return _by_balance(front)[0]


def choose(
    candidates: Iterable[Candidate], most: int, *, sure_enough: float = _SURE_ENOUGH
) -> list[Candidate]:
    """Choose at most so many ways.

    First the best by each criterion, by cost, mean time and emissions exactly, the knee of
    the front, and ways nearly best that pay off otherwise; then ways of a kind not yet
    chosen (other modes or gateways), ways that share less than 70 % of their kilometres
    with every chosen one, and ways that differ much in cost and time. Ways beaten by
    another one are left out, and of the rest those that a chosen one outshines.

    Args:
        candidates: All ways found.
        most: Options wanted at most.
        sure_enough: A variance within this factor of the least is as reliable; 1 is exact.
    """
    front = unbeaten(candidates)
    best_in: dict[Candidate, list[str]] = {}
    for c, name in enumerate(CRITERION_NAMES):
        least = min(way.total[c] for way in front)
        enough = sure_enough * least if name == "reliability" else least
        best = next((way for way in best_in if way.total[c] <= enough), None)
        if best is None:
            best = min(front, key=lambda way: (way.total[c], way.total))
        best_in.setdefault(best, []).append(name)
    chosen = [way.shown_for(names) for way, names in best_in.items()][: max(most, 1)]
    ranked = _by_balance(front)
    steps = (
        _is_knee(ranked), _is_nearly_best(front), _has_new_modes, _is_new_chain,
        _is_dissimilar, _pays_off,
    )  # fmt: skip
    for is_new in steps:
        for way in ranked:
            if len(chosen) < most and is_new(way, chosen) and not _is_outshone(way, chosen):
                chosen.append(way)
    return sorted(chosen, key=lambda way: way.total)


def unbeaten(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Ways such that no other one is as good in all criteria; of equal ones the first."""
    ordered = sorted(candidates, key=lambda way: way.total)
    kept: list[Candidate] = []
    for way in ordered:
        if not any(_beats(other.total, way.total) for other in kept):
            kept.append(way)
    return kept


def _beats(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] <= other[0] and one[1] <= other[1] and one[2] <= other[2] and one[3] <= other[3]


def _by_balance(front: Sequence[Candidate]) -> list[Candidate]:
    """Ways by how many times worse than the best they are over all: the knee comes first.

    The logarithms of the ratios are added, cost and time in full, the others by half, so
    that a way dearer by half is as bad as one slower by half.
    """
    totals = np.maximum(np.array([way.total for way in front]), 1.0)
    score = np.log(totals / totals.min(axis=0)) @ np.array([1.0, 1.0, 0.5, 0.5])
    return [front[i] for i in np.argsort(score, kind="stable")]


def _is_knee(ranked: Sequence[Candidate]) -> _Test:
    return lambda way, chosen: way is ranked[0] and all(way.way != one.way for one in chosen)


def _is_nearly_best(front: Sequence[Candidate]) -> _Test:
    """A way within a little of the least cost or emissions that pays off otherwise."""
    least = [min(way.total[c] for way in front) for c in range(len(CRITERION_NAMES))]

    def test(way: Candidate, chosen: Sequence[Candidate]) -> bool:
        near = any(way.total[c] <= NEARLY * least[c] for c in (0, 2))
        return near and _pays_off(way, chosen)

    return test


def _has_new_modes(way: Candidate, chosen: Sequence[Candidate]) -> bool:
    return all(way.modes != other.modes for other in chosen)


def _is_new_chain(way: Candidate, chosen: Sequence[Candidate]) -> bool:
    return all(way.chain != other.chain for other in chosen)


def _is_dissimilar(way: Candidate, chosen: Sequence[Candidate]) -> bool:
    return all(shared_share(way, other) < MOST_SHARED for other in chosen)


def _is_outshone(way: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Say whether a chosen way beats another but for a little.

    It is as good in cost and time and hardly worse in emissions, or hardly worse in each
    and much better in cost and time together.
    """
    return any(_is_within(other, way, HARDLY_WORSE) or (
        _is_within(other, way, LITTLE_WORSE) and _gain(other, way) >= MUCH_BETTER
    ) for other in chosen)  # fmt: skip


def _is_within(one: Candidate, other: Candidate, slacks: Sequence[float]) -> bool:
    return all(one.total[c] <= slack * other.total[c] for c, slack in enumerate(slacks))


def _gain(one: Candidate, other: Candidate) -> float:
    """How many times better one way is than another in cost and time together."""
    return (other.total[0] * other.total[1]) / max(one.total[0] * one.total[1], 1.0)


def _pays_off(way: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Say whether a way like others differs from each by much in cost and in time."""
    return all(
        all(abs(log(way.total[c] / other.total[c])) > MUCH for c in range(2) if other.total[c])
        for other in chosen
    )


def shared_share(one: Candidate, other: Candidate) -> float:
    """Share of the shorter way's kilometres that both ways use."""
    common = sum(km for key, km in one.steps_km.items() if key in other.steps_km)
    shortest = min(sum(one.steps_km.values()), sum(other.steps_km.values()))
    return common / shortest if shortest else 1.0


def main_modes(arcs: Iterable[Arc]) -> tuple[Mode, ...]:
    """Modes in order, without trucks that only feed another mode.

    A truck is a main haul when it goes far or crosses a border, or when it alone brings the
    goods to a ship or an aircraft over some distance; before or after a train it feeds it.
    """
    runs = _runs(arcs)
    kept: list[Mode] = []
    for i, (mode, km, crosses) in enumerate(runs):
        if mode == "road" and not crosses:
            is_by_train = any(run[0] == "rail" for run in runs[max(i - 1, 0) : i + 2])
            if km < LONG_ROAD_KM or (is_by_train and km < FAR_ROAD_KM):
                continue
        kept.append(mode)
    return tuple(dict.fromkeys(kept or [run[0] for run in runs]))


def _runs(arcs: Iterable[Arc]) -> list[tuple[Mode, float, bool]]:
    """Runs of one mode: their length [km], and whether they cross a border."""
    runs: list[tuple[Mode, float, bool]] = []
    for arc in arcs:
        if arc.km <= 0:
            continue
        if runs and runs[-1][0] == arc.mode:
            mode, km, crosses = runs[-1]
            runs[-1] = (mode, km + arc.km, crosses or bool(arc.border))
        else:
            runs.append((arc.mode, 0 + arc.km, bool(arc.border)))
    return runs


def gateways(arcs: Sequence[Arc]) -> tuple[str, ...]:
    """What a way is named by: its first seaport or airport, else its first border post."""
    rank, name = min(map(gate_of, arcs), key=lambda gate: gate[0], default=(NO_GATE, ""))
    return () if rank == NO_GATE else (name,)


def gate_of(arc: Arc) -> tuple[int, str]:
    """What a way by an arc may be named by, and its rank: seaport, airport, border post."""
    if arc.kind == "haul" and arc.mode in _GATES:
        return _GATES.index(arc.mode), arc.from_place
    return (2, arc.border) if arc.border else (NO_GATE, "")
