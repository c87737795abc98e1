"""Which box goes on which wagon: as much of what is booked as can be, on as few wagons as can be.

A booking goes whole or stays behind. A wagon takes boxes up to its places, its mass, and, of those
that need power, as many as it has sockets. Bookings are worth their places; of two plans that carry
as much, the one with fewer wagons is better. A mixed-integer programme, solved to the optimum.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs  # the class above it prints its name where JSON goes

from entrepot.port.wagons import Box, Plan, Wagon, check_plan, needs_of, takes

LIMIT_S = 2.0
_QUARTERS, _KILOGRAMS = 4, 1000  # places and masses as whole numbers
_OPTIONS = {"output_flag": False, "threads": 1, "random_seed": 1, "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.5}  # fmt: skip


def fill(boxes: Iterable[Box], wagons: Iterable[Wagon], *, limit_s: float = LIMIT_S) -> Plan:
    """Load as many places as can be, on as few wagons as can be.

    Args:
        boxes: What is booked.
        wagons: Of the train.
        limit_s: After so long the best plan found is taken [s].

    Example:
        >>> forty = Box(1, 1, Decimal(2), Decimal(20))
        >>> fill([forty], [Wagon(1, "flat", Decimal(2), Decimal(61))]).places
        {(1, 1): 1}
    """
    by_booking: defaultdict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        by_booking[box.booking].append(box)
    rows = sorted(wagons, key=lambda one: one.number)
    loadable = {name: own for name, own in by_booking.items() if _is_loadable(own, rows)}
    if not loadable:
        return Plan({}, tuple(sorted(by_booking)), Decimal(0), True)
    places, is_optimal = _Programme(loadable, rows).solve(limit_s)
    gone = {name for name, _ in places}
    check_plan(places, [box for own in loadable.values() for box in own], rows)
    teu = sum((box.teu for name in gone for box in loadable[name]), Decimal(0))
    return Plan(places, tuple(sorted(by_booking.keys() - gone)), teu, is_optimal)


def _scaled(teu: Decimal, tonnes: Decimal, sockets: int) -> tuple[float, float, float]:
    """As whole numbers: quarters of a place, kilograms, sockets."""
    return float(teu * _QUARTERS), float(tonnes * _KILOGRAMS), float(sockets)


def _is_loadable(own: Iterable[Box], wagons: Sequence[Wagon]) -> bool:
    """Whether each box alone fits on some wagon."""
    return all(any(takes(wagon, [box]) for wagon in wagons) for box in own)


@dataclass
class _Programme:
    """The programme: x of box and wagon, y of booking, u of wagon, all 0 or 1."""

    loadable: Mapping[int, Sequence[Box]]
    wagons: Sequence[Wagon]
    solver: Any = field(default_factory=_Highs)

    def __post_init__(self) -> None:
        self.boxes = [box for own in self.loadable.values() for box in own]
        self.bookings = {name: number for number, name in enumerate(self.loadable)}
        self.pairs = [
            (b, w)
            for b, box in enumerate(self.boxes)
            for w, wagon in enumerate(self.wagons)
            if takes(wagon, [box])
        ]
        self.first_y = len(self.pairs)
        self.first_u = self.first_y + len(self.bookings)

    def solve(self, limit_s: float) -> tuple[dict[tuple[int, int], int], bool]:
        """Boxes on wagons, and whether no plan is better."""
        solver = self.solver
        for name, value in _OPTIONS.items():
            solver.setOptionValue(name, value)
        solver.setOptionValue("time_limit", limit_s)
        self._add_columns()
        self._add_rows()
        self._start()
        solver.run()
        is_optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        values = np.rint(solver.getSolution().col_value[: self.first_y])
        places = {
            self.boxes[b].name: self.wagons[w].number
            for (b, w), value in zip(self.pairs, values, strict=True)
            if value
        }
        return places, is_optimal

    def _add_columns(self) -> None:
        """A quarter of a place more is worth more than all wagons together."""
        worth = len(self.wagons) + 1
        costs = [0.0] * self.first_y
        costs += [
            float(-worth * _QUARTERS * sum(box.teu for box in own))
            for own in self.loadable.values()
        ]
        costs += [1.0] * len(self.wagons)
        count = len(costs)
        none = np.array([], dtype=np.int32)
        self.solver.addCols(
            count, np.array(costs), np.zeros(count), np.ones(count), 0, none, none, np.array([])
        )
        self.solver.changeColsIntegrality(
            count, np.arange(count, dtype=np.int32),
            np.array([highspy.HighsVarType.kInteger] * count),
        )  # fmt: skip

    def _add_rows(self) -> None:
        of_box: defaultdict[int, list[int]] = defaultdict(list)
        of_wagon: defaultdict[int, list[int]] = defaultdict(list)
        for column, (b, w) in enumerate(self.pairs):
            of_box[b].append(column)
            of_wagon[w].append(column)
        for b, columns in of_box.items():  # a box is on one wagon if its booking goes
            y = self.first_y + self.bookings[self.boxes[b].booking]
            self._row(0, 0, [*columns, y], [*[1.0] * len(columns), -1.0])
        for w, columns in of_wagon.items():
            self._add_wagon(w, columns)
        for w in range(1, len(self.wagons)):  # of like wagons the first ones are taken
            if self.wagons[w].room == self.wagons[w - 1].room:
                self._row(0, 1, [self.first_u + w - 1, self.first_u + w], [1.0, -1.0])

    def _add_wagon(self, w: int, columns: Sequence[int]) -> None:
        u = self.first_u + w
        needs = [_scaled(*needs_of(self.boxes[self.pairs[column][0]])) for column in columns]
        for limit, weights in zip(
            _scaled(*self.wagons[w].room), zip(*needs, strict=True), strict=True
        ):
            if any(weights):
                self._row(-np.inf, 0, [*columns, u], [*weights, -limit])

    def _row(
        self, low: float, high: float, columns: Sequence[int], weights: Sequence[float]
    ) -> None:
        self.solver.addRow(
            low, high, len(columns), np.array(columns, dtype=np.int32), np.array(weights)
        )

    def _start(self) -> None:
        """Begin from a plan made by hand: bookings by size, each box on the first wagon it fits."""
        solution = highspy.HighsSolution()
        values = np.zeros(self.first_u + len(self.wagons))
        column_of = {pair: column for column, pair in enumerate(self.pairs)}
        for b, w in self._first_fit():
            values[column_of[b, w]] = 1
            values[self.first_y + self.bookings[self.boxes[b].booking]] = 1
            values[self.first_u + w] = 1
        solution.col_value = list(values)
        self.solver.setSolution(solution)

    def _first_fit(self) -> list[tuple[int, int]]:
        index = {box.name: b for b, box in enumerate(self.boxes)}
        loads: defaultdict[int, list[Box]] = defaultdict(list)
        found: list[tuple[int, int]] = []
        for own in sorted(
            self.loadable.values(), key=lambda own: -max(needs_of(box) for box in own)[0]
        ):
            trial = {w: list(load) for w, load in loads.items()}
            steps = [(box, self._first_wagon(box, trial)) for box in own]
            if all(w is not None for _, w in steps):
                loads = defaultdict(list, trial)
                found += [(index[box.name], w) for box, w in steps if w is not None]
        return found

    def _first_wagon(self, box: Box, loads: dict[int, list[Box]]) -> int | None:
        for w, wagon in enumerate(self.wagons):
            load = [*loads.get(w, ()), box]
            if takes(wagon, load):
                loads[w] = load
                return w
        return None
