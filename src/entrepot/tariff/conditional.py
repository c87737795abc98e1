"""Measures that hold on conditions: those that do, those that do not, those that may."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from entrepot.region.law import Measure
from entrepot.tariff.charge import Charge, NationalLine, Range
from entrepot.tariff.condition import Facts, judge
from entrepot.tariff.measures import KINDS, Rejected, Side, conditions_of, why_not


@dataclass(frozen=True, slots=True)
class Undecided:
    """A measure of which it is not known whether it holds, and what would tell."""

    measure: Measure
    why: str


@dataclass(frozen=True, slots=True)
class Sifted:
    """Measures by what their conditions come to.

    Attributes:
        holding: Without conditions, or with all of them met.
        undecided: A condition is not known, and none is known not to be met.
        rejected: A condition is not met.
    """

    holding: tuple[Measure, ...]
    undecided: tuple[Undecided, ...]
    rejected: tuple[Rejected, ...]

    def on_line(
        self, code: str, origin: str, on: date, closest: Mapping[Side, Measure]
    ) -> tuple[Undecided, ...]:
        """The undecided that may apply to a line, where no holding one is of a closer line."""
        return tuple(
            one
            for one in self.undecided
            if not why_not(one.measure, code, origin, on)
            and not _is_closer(closest.get((one.measure.kind, one.measure.regime)), one.measure)
        )


def sift(measures: Iterable[Measure], facts: Facts) -> Sifted:
    """Judge the conditions of measures.

    Args:
        measures: Measures of one market near a line.
        facts: What is known of the import.
    """
    holding: list[Measure] = []
    undecided: list[Undecided] = []
    rejected: list[Rejected] = []
    for measure in measures:
        found = judge(conditions_of(measure), facts)
        if found.state == "met":
            holding.append(measure)
        elif found.state == "unknown":
            undecided.append(Undecided(measure, found.why))
        else:
            rejected.append(Rejected(measure, found.why))
    return Sifted(tuple(holding), tuple(undecided), tuple(rejected))


def told(one: Undecided) -> Rejected:
    """A measure that may hold, as one that is not applied, and why."""
    return Rejected(one.measure, open_why(one))


def is_rate(one: Undecided) -> bool:
    """Whether it is one of the rates to choose from."""
    return KINDS[one.measure.kind].part in ("general", "rate")


def open_why(one: Undecided) -> str:
    """Why a measure that may hold is not applied."""
    return f"on a condition that is not known: {one.why}"


def waver(charges: Sequence[Charge], names: Sequence[str], needs: Iterable[str]) -> Charge:
    """One charge of several that it may be: known where all come to the same, else a range.

    Args:
        charges: What it may be; the first one lends its words.
        names: What each is called in the range.
        needs: What would tell which it is.
    """
    if len({charge.amount for charge in charges}) == 1:
        return charges[0]
    lines = tuple(
        NationalLine("", name, charge.rate, charge.amount, charge.state)
        for name, charge in zip(names, charges, strict=True)
    )
    known = [charge.amount for charge in charges if charge.amount is not None]
    by_amount = sorted(known, key=lambda money: money.amount)
    low = by_amount[0] if by_amount else None
    high = by_amount[-1] if len(known) == len(charges) else None
    return replace(
        charges[0], state="unknown", amount=None, working="",
        rate=" | ".join(dict.fromkeys(charge.rate for charge in charges if charge.rate)),
        needs=tuple(dict.fromkeys(needs)), range=Range(low, high, lines),
    )  # fmt: skip


def _is_closer(holding: Measure | None, other: Measure) -> bool:
    return holding is not None and len(holding.hs_code) > len(other.hs_code)
