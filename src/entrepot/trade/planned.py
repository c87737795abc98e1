"""Planned imports: what a production plan needs from abroad, and what of it is bought already.

need = sum over products of output x input per unit
import need = need - what is made at home - what lies in stock, and nothing below zero
gap = import need - what is contracted

Source: material requirements planning, Orlicky (1975); Hirschman (1945) for the concentration of
origins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Amounts = Mapping[tuple[str, str], float]  # by input (or product) and period


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed of an input in a period; all in the input's unit.

    Attributes:
        period: The period.
        needed: For the planned output.
        home: Made at home.
        stock: Lies there at the start.
        imports: Has to come from abroad.
        contracted: Is bought already.
        stock_after: Lies there at the end, if what is contracted comes and the gap is filled.
    """

    period: str
    needed: float
    home: float
    stock: float
    imports: float
    contracted: float
    stock_after: float

    @property
    def gap(self) -> float:
        """What is not bought yet."""
        return max(0.0, self.imports - self.contracted)


@dataclass(frozen=True, slots=True)
class Planned:
    """An input over all periods, and where it is bought."""

    name: str
    needs: tuple[Need, ...]
    origins: Mapping[str, float]

    @property
    def herfindahl(self) -> float | None:
        """Concentration of the contracts on origins; None without any."""
        whole = sum(self.origins.values())
        return sum((one / whole) ** 2 for one in self.origins.values()) if whole else None

    @property
    def cover(self) -> float | None:
        """Share of the imports that is bought already; None where nothing has to be."""
        imports = sum(one.imports for one in self.needs)
        return 1 - sum(one.gap for one in self.needs) / imports if imports else None


def needs_of(
    plan: Amounts, per_unit: Mapping[tuple[str, str], float]
) -> dict[tuple[str, str], float]:
    """Needs by input and period.

    Args:
        plan: Output by product and period.
        per_unit: Of an input for one unit of a product, by product and input.
    """
    found: dict[tuple[str, str], float] = {}
    for (product, period), output in plan.items():
        for (of, name), much in per_unit.items():
            if of == product:
                found[name, period] = found.get((name, period), 0.0) + output * much
    return found


def plan_imports(
    needed: Amounts, home: Amounts, stock: Mapping[str, float],
    contracts: Mapping[tuple[str, str, str], float], periods: Sequence[str],
) -> list[Planned]:  # fmt: skip
    """What has to be imported, input by input; stock is carried from period to period.

    Args:
        needed: By input and period.
        home: Made at home, by input and period.
        stock: At the start, by input.
        contracts: By input, period and origin.
        periods: In their order.
    """
    names = sorted({name for name, _ in needed})
    return [_planned(name, needed, home, stock.get(name, 0.0), contracts, periods)
            for name in names]  # fmt: skip


def _planned(
    name: str, needed: Amounts, home: Amounts, stock: float,
    contracts: Mapping[tuple[str, str, str], float], periods: Sequence[str],
) -> Planned:  # fmt: skip
    needs: list[Need] = []
    for period in periods:
        need, made = needed.get((name, period), 0.0), home.get((name, period), 0.0)
        bought = _sum(much for (of, when, _), much in contracts.items()
                      if (of, when) == (name, period))  # fmt: skip
        imports = max(0.0, need - made - stock)
        after = max(0.0, stock + made + bought - need)
        needs.append(Need(period, need, made, stock, imports, bought, after))
        stock = after
    origins: dict[str, float] = {}
    for (of, _, origin), much in contracts.items():
        if of == name:
            origins[origin] = origins.get(origin, 0.0) + much
    return Planned(name, tuple(needs), origins)


def _sum(parts: Iterable[float]) -> float:
    return float(sum(parts))
