"""What the choice of ways compares of their arcs, as arrays."""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.options import gate_of
from entrepot.corridors.overlay import Arc
from entrepot.kernel.codes import MODES

ROAD, RAIL = MODES.index("road"), MODES.index("rail")
_NUMBERS = {mode: number for number, mode in enumerate(MODES)}


class Traits(NamedTuple):
    """A table of arcs, one entry an arc; of what is only asked to be the same, the number.

    Attributes:
        mode: Number of the mode.
        km: Length [km].
        crosses: It crosses a border.
        stretch: Number of both places and the mode, -1 for an arc without length.
        rank: 0, 1 or 2 where a way may be named by it, the least first, else `NO_GATE`.
        gate: Number of what a way is named by.
    """

    mode: NDArray[np.int64]
    km: NDArray[np.float64]
    crosses: NDArray[np.bool_]
    stretch: NDArray[np.int64]
    rank: NDArray[np.int64]
    gate: NDArray[np.int64]


def traits_of(arcs: Sequence[Arc]) -> Traits:
    """The table of some arcs."""
    gates = [gate_of(arc) for arc in arcs]
    stretches: dict[Hashable, int] = {}
    names: dict[str, int] = {}
    return Traits(
        np.array([_NUMBERS[arc.mode] for arc in arcs], np.int64),
        np.array([arc.km for arc in arcs], np.float64),
        np.array([bool(arc.border) for arc in arcs], np.bool_),
        np.array([
            stretches.setdefault((arc.from_place, arc.to_place, arc.mode), len(stretches))
            if arc.km > 0 else -1
            for arc in arcs
        ], np.int64),
        np.array([rank for rank, _ in gates], np.int64),
        np.array([names.setdefault(name, len(names)) for _, name in gates], np.int64),
    )  # fmt: skip
