"""Own measurements: what the records of the house come to, never real and invented ones mixed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from entrepot.kernel.source import Status

_PRINTED = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Record:
    """What one case took.

    Attributes:
        what: Indicator.
        reference: Of the declaration, the refund case or the box.
        amount: In the unit of the indicator.
        where: Place it belongs to beside the whole region; empty where none is known.
        is_invented: Whether it is of a rehearsal.
    """

    what: str
    reference: str
    amount: Fraction
    where: str = ""
    is_invented: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """What the cases of an indicator and a place come to.

    Attributes:
        value: Plain mean to four decimals.
        records: The cases behind it, by reference.
        status: derived; synthetic where the cases are invented.
    """

    what: str
    where: str
    value: Decimal
    records: tuple[Record, ...]
    status: Status


def figures_of(records: Iterable[Record], region: str) -> list[Figure]:
    """Mean of each indicator for the region and for each place; without a case there is none.

    Invented cases count only for an indicator that has no real one.

    Example:
        >>> [one.value for one in figures_of([Record("h", "D1", Fraction(3, 2))], "weir")]
        [Decimal('1.5000')]
    """
    found: dict[tuple[str, str], list[Record]] = {}
    for one in _apart(records):
        for where in dict.fromkeys(filter(None, (region, one.where))):
            found.setdefault((one.what, where), []).append(one)
    return [_figure(what, where, some) for (what, where), some in sorted(found.items())]


def mean_of(amounts: Sequence[Fraction]) -> Decimal:
    """Plain mean, rounded once to four decimals."""
    mean = sum(amounts, Fraction(0)) / len(amounts)
    exact = Decimal(mean.numerator) / Decimal(mean.denominator)
    return exact.quantize(_PRINTED, ROUND_HALF_EVEN)


def _apart(records: Iterable[Record]) -> list[Record]:
    kept = list(records)
    real: Mapping[str, bool] = {one.what: True for one in kept if not one.is_invented}
    return [one for one in kept if not (one.is_invented and one.what in real)]


def _figure(what: str, where: str, records: Sequence[Record]) -> Figure:
    ordered = tuple(sorted(records, key=lambda one: one.reference))
    status: Status = "synthetic" if ordered[0].is_invented else "derived"
    return Figure(what, where, mean_of([one.amount for one in ordered]), ordered, status)
