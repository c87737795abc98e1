"""Flows of many pairs on a network whose services, posts and terminals are limited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors import shared
from entrepot.corridors.doors import Doors
from entrepot.corridors.network import Indices, Numbers
from entrepot.corridors.things import Thing, gate_of
from entrepot.kernel.errors import ModelError, Problem

DEFAULT_GAP = 1e-6
MOST_ROUNDS = 400
_PASSES = 20
_GAINS = 1e-9  # a way must be this share cheaper than those known to be a new one


@dataclass(frozen=True, slots=True)
class Gates:
    """Things of known capacity as arrays.

    Attributes:
        things: The things (t).
        of_arc: Number of the thing each arc takes capacity of, -1 for none (m).
        scale: What passing costs more at capacity than in an empty thing [USD/TEU] (t).
        capacity: TEU a year (t).
        power: Power with which it rises (t).
    """

    things: tuple[Thing, ...]
    of_arc: Indices
    scale: Numbers
    capacity: Numbers
    power: Numbers

    def extras(self, loads: Numbers) -> Numbers:
        """What each thing adds to the cost of those who pass it [USD/TEU]."""
        values: Numbers = self.scale * (loads / self.capacity) ** self.power
        return values


@dataclass(frozen=True, slots=True)
class PairFlow:
    """What wants to get from one place to another [TEU/year]."""

    origin: str
    destination: str
    teu: float


@dataclass(frozen=True, slots=True)
class WayFlow:
    """What one way of a pair carries.

    Attributes:
        pair: Number of the pair.
        arcs: Arcs of the doors, in order.
        teu: Flow [TEU/year].
        usd: Cost at these flows [USD/TEU].
    """

    pair: int
    arcs: tuple[int, ...]
    teu: float
    usd: float


@dataclass(frozen=True, slots=True)
class Loading:
    """An equilibrium.

    Attributes:
        ways: Ways that carry something.
        loads: Load of each gate (t) [TEU/year].
        rounds: Times trees were grown.
        gap: (total cost - cost of everybody on a least way) / total cost.
        objective: The convex objective [USD/year].
        usd: Total cost [USD/year].
        without: Numbers of the pairs that no way joins.
    """

    ways: tuple[WayFlow, ...]
    loads: Numbers
    rounds: int
    gap: float
    objective: float
    usd: float
    without: tuple[int, ...]


def gates_of(
    doors: Doors, things: Sequence[Thing], costs: Mapping[str, float],
    congestion: Mapping[str, tuple[float, float]],
) -> Gates:  # fmt: skip
    """Gates as arrays.

    Args:
        doors: The network.
        things: Things of known capacity.
        costs: What passing an empty thing costs, by tag [USD/TEU].
        congestion: Share by which a full thing is dearer, and its power, by mode.
    """
    number = {f"{one.kind}:{one.id}": at for at, one in enumerate(things)}
    of_arc = [number.get(gate_of(arc) or "", -1) for arc in doors.arcs]
    rows = [
        (costs.get(tag, 0.0) * congestion[one.mode][0], one.capacity.teu, congestion[one.mode][1])
        for tag, one in zip(number, things, strict=True)
    ]
    scale, capacity, power = np.array(rows, np.float64).reshape(-1, 3).T.copy()
    return Gates(tuple(things), np.array(of_arc, np.int64), scale, capacity, power)


def load(
    doors: Doors, pairs: Sequence[PairFlow], gates: Gates, *, gap: float = DEFAULT_GAP,
    most: int = MOST_ROUNDS,
) -> Loading:  # fmt: skip
    """Find flows such that nobody gains by another way.

    Args:
        doors: The network.
        pairs: What wants to get where.
        gates: What is limited.
        gap: Relative gap to reach.
        most: Rounds after which to give up.

    Raises:
        ModelError: The gap is not reached; the message says which was.

    Source:
        Wardrop 1952 (the equilibrium); Dafermos and Sparrow 1969 (moving flow between two
        ways of a pair); Boyce, Ralevic-Dekic and Bar-Gera 2004 (the relative gap).
    """
    work = _Work(doors, pairs, gates)
    for rounds in range(1, most + 1):
        reached = work.grow()
        if reached <= gap:
            return work.told(rounds, max(reached, 0.0))
        work.settle()
    message = f"the gap reached in {most:,} rounds is {reached:.3g}, not {gap:g}."
    hint = "Allow more rounds or a wider gap."
    raise ModelError(Problem("assignment.gap_not_reached", "gap", message, hint))


@dataclass(slots=True)
class _Work:
    """Ways and flows while they are being found."""

    doors: Doors
    pairs: Sequence[PairFlow]
    gates: Gates
    ways: list[dict[tuple[int, ...], float]] = field(init=False)
    by_origin: dict[str, list[int]] = field(init=False)
    loads: Numbers = field(init=False)
    without: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.ways = [{} for _ in self.pairs]
        self.loads = np.zeros(len(self.gates.things))
        self.by_origin = {}
        for number, pair in enumerate(self.pairs):
            self.by_origin.setdefault(pair.origin, []).append(number)

    def costs(self) -> Numbers:
        """Cost of every arc at these loads [USD/TEU]."""
        extras = np.append(self.gates.extras(self.loads), 0.0)
        values: Numbers = self.doors.usd + extras[self.gates.of_arc]
        return values

    def grow(self) -> float:
        """Grow a tree an origin, add the ways that are cheaper; give the relative gap."""
        costs, shortest, total = self.costs(), 0.0, 0.0
        for origin, numbers in self.by_origin.items():
            least, by = self.doors.tree(origin, costs)
            for number in numbers:
                pair = self.pairs[number]
                best = float(least[self.doors.into[pair.destination]])
                if not np.isfinite(best):
                    self.without.add(number)
                    continue
                known = self.ways[number]
                now = {way: float(costs[list(way)].sum()) for way in known}
                if not known or best < min(now.values()) * (1 - _GAINS):
                    way = self.doors.way(by, origin, pair.destination)
                    known[way] = 0.0 if known else pair.teu
                    now.setdefault(way, best)
                shortest += pair.teu * best
                total += sum(teu * now[way] for way, teu in known.items())
        self._drop()
        if not self.loads.any():  # the first round: nobody was on a way before
            self.loads = self._loads()
            return 0.0 if not self.loads.any() else np.inf
        return (total - shortest) / total if total > 0 else 0.0

    def settle(self) -> None:
        """Even out the costs of the ways of each pair."""
        flat = [(number, way) for number, ways in enumerate(self.ways) for way in ways]
        first = np.searchsorted([number for number, _ in flat], np.arange(len(self.pairs) + 1))
        taken = [self._gates_of(way) for _, way in flat]
        start = np.concatenate([[0], np.cumsum([len(one) for one in taken])])
        flows = np.array([self.ways[number][way] for number, way in flat])
        fixed = np.array([self.doors.usd[list(way)].sum() for _, way in flat])
        gates = self.gates
        shared.even_out(
            first.astype(np.int64), fixed, start.astype(np.int64),
            np.array([gate for one in taken for gate in one], np.int64), flows, self.loads,
            gates.scale, gates.capacity, gates.power, _PASSES,
        )  # fmt: skip
        for (number, way), teu in zip(flat, flows.tolist(), strict=True):
            self.ways[number][way] = teu
        self.loads = self._loads()

    def told(self, rounds: int, gap: float) -> Loading:
        """The equilibrium as it stands; the flows of a pair add up to it."""
        for pair, known in zip(self.pairs, self.ways, strict=True):
            if known:
                most = max(known, key=lambda way: known[way])
                known[most] = pair.teu - sum(teu for way, teu in known.items() if way != most)
        costs, gates = self.costs(), self.gates
        ways = tuple(
            WayFlow(number, way, teu, float(costs[list(way)].sum()))
            for number, known in enumerate(self.ways)
            for way, teu in known.items()
            if teu > 0
        )
        fixed = sum(one.teu * float(self.doors.usd[list(one.arcs)].sum()) for one in ways)
        extra = gates.extras(self.loads) * self.loads
        return Loading(
            ways=ways,
            loads=self.loads,
            rounds=rounds,
            gap=gap,
            objective=fixed + float((extra / (gates.power + 1)).sum()),
            usd=fixed + float(extra.sum()),
            without=tuple(sorted(self.without)),
        )

    def _gates_of(self, way: tuple[int, ...]) -> list[int]:
        return [gate for gate in self.gates.of_arc[list(way)].tolist() if gate >= 0]

    def _loads(self) -> Numbers:
        loads: NDArray[np.float64] = np.zeros(len(self.gates.things))
        for ways in self.ways:
            for way, teu in ways.items():
                for gate in self._gates_of(way):
                    loads[gate] += teu
        return loads

    def _drop(self) -> None:
        """Forget ways that carry nothing, but for the newest."""
        for ways in self.ways:
            for way in list(ways)[:-1]:
                if ways[way] <= 0.0:
                    del ways[way]
