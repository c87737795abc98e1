"""Flows of a node city: goods, money, people and data that come in and go out.

Each kind has its own unit and adds up with none of the others. What is not told is unknown.

Source: BPM6 for goods and money; statistics of travel and of telecommunication for the others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

KINDS = ("goods", "money", "people", "data")
DIRECTIONS = ("in", "out")


@dataclass(frozen=True, slots=True)
class Flow:
    """What came in and went out of a node in a period, in one unit; None where unknown."""

    period: str
    kind: str
    unit: str
    inward: float | None
    outward: float | None

    @property
    def turnover(self) -> float | None:
        """Both together."""
        return None if self.inward is None or self.outward is None else self.inward + self.outward

    @property
    def balance(self) -> float | None:
        """What went out less what came in."""
        return None if self.inward is None or self.outward is None else self.outward - self.inward


def node_flows(told: Mapping[tuple[str, str, str, str], float]) -> list[Flow]:
    """Flows of a node by period, kind and unit; every kind is there, unknown where not told.

    Args:
        told: By period, kind, direction and unit.
    """
    units = _units(told)
    periods = sorted({period for period, *_ in told})
    return [
        Flow(period, kind, unit, told.get((period, kind, "in", unit)),
             told.get((period, kind, "out", unit)))
        for period in periods for kind in KINDS for unit in units.get(kind, ("",))
    ]  # fmt: skip


def _units(told: Iterable[tuple[str, str, str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for _, kind, _, unit in told:
        found.setdefault(kind, set()).add(unit)
    return {kind: tuple(sorted(units)) for kind, units in found.items()}
