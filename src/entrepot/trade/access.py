"""Ad-valorem costs between places: factors of legs, multiplied along the cheapest path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from entrepot.kernel.errors import InputError, Problem
from entrepot.trade.baseline import Matrix


@dataclass(frozen=True, slots=True)
class Leg:
    """A way between two places, the same in both directions.

    Attributes:
        tail: Place at one end.
        head: Place at the other.
        factor: Price at one end over price at the other: 1.5 is half as much again.
    """

    tail: str
    head: str
    factor: float


def cheapest_factors(places: Sequence[str], legs: Sequence[Leg]) -> Matrix:
    """Least product of factors along a path between each two places.

    Args:
        places: Code of each place (n,).
        legs: Ways; of several between the same two the cheapest counts.

    Returns:
        Factors (n, n), 1 on the diagonal, infinite where no path leads.

    Raises:
        InputError: A place is not known, or a factor is below 1; all are told.

    Example:
        >>> cheapest_factors("abc", [Leg("a", "b", 1.5), Leg("b", "c", 2.0)]).tolist()
        [[1.0, 1.5, 3.0], [1.5, 1.0, 2.0], [3.0, 2.0, 1.0]]
    """
    if problems := _check(places, legs):
        raise InputError(problems)
    at = {code: place for place, code in enumerate(places)}
    factors = np.full((len(places), len(places)), np.inf)
    np.fill_diagonal(factors, 1.0)
    for leg in legs:
        pair = at[leg.tail], at[leg.head]
        factors[pair] = factors[pair[::-1]] = min(factors[pair], leg.factor)
    with np.errstate(over="ignore"):  # a way too dear to count is no way
        for middle in range(len(places)):
            np.minimum(factors, np.outer(factors[:, middle], factors[middle]), out=factors)
    return factors


def with_legs(legs: Sequence[Leg], others: Sequence[Leg]) -> list[Leg]:
    """Legs with others in the place of those between the same two places, or beside them."""
    changed = {frozenset((leg.tail, leg.head)) for leg in others}
    kept = [leg for leg in legs if frozenset((leg.tail, leg.head)) not in changed]
    return [*kept, *others]


def reached(places: Sequence[str], factors: Matrix) -> dict[str, Mapping[str, float | None]]:
    """Factors by origin and destination; None where no path leads."""
    return {
        origin: {
            place: float(one) if np.isfinite(one) else None
            for place, one in zip(places, row, strict=True)
        }
        for origin, row in zip(places, factors, strict=True)
    }


def _check(places: Sequence[str], legs: Sequence[Leg]) -> list[Problem]:
    problems = []
    for number, leg in enumerate(legs, start=1):
        for end in (leg.tail, leg.head):
            if end not in places:
                where = f"legs[{number}]"
                problems.append(Problem("access.place", where, f"'{end}' is no place of the case."))
        if not 1 <= leg.factor < np.inf:
            hint = "A factor is price there over price here: 1.5 for half as much again."
            message = f"{leg.factor:g} is below 1."
            problems.append(Problem("access.factor", f"legs[{number}].factor", message, hint))
    return problems
