"""Firms in trade: who is active, who enters, who leaves, how long they stay.

A firm is active in a period in which it trades. It enters in a period it trades in and did not in
the one before, and leaves after the last of a run of periods. A run that still lasts in the last
period, or had begun by the first, is censored: how long it will be, or was, is not known.

Source: Besedes and Prusa (2006), Product differentiation and duration of US import trade; Kaplan
and Meier (1958), Nonparametric estimation from incomplete observations; Bernard and others (2009),
The margins of US trade, for the contributions of firms that enter, leave and stay.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from entrepot.trade.indices import Margins, margins

Values = Mapping[str, int]  # minor units by firm


@dataclass(frozen=True, slots=True)
class Turn:
    """Firms of a period beside the one before.

    Attributes:
        period: The period.
        active: Firms that trade.
        entered: Active, and not in the period before; None where that one is unknown.
        left: Active in the period before, and not now; None alike.
        change: Change of value by firms that stay, enter and leave; None alike.
        before: The period before; None where it is unknown.
    """

    period: int
    active: int
    entered: int | None
    left: int | None
    change: Margins | None
    before: int | None = None

    @property
    def stayed(self) -> int | None:
        """Active in both periods."""
        return None if self.entered is None else self.active - self.entered


def turns(traded: Mapping[int, Values], unknown: Iterable[int] = ()) -> list[Turn]:
    """The periods in their order, each beside the one before.

    Args:
        traded: Value by firm, by period; a firm without trade is not in it.
        unknown: Periods of which nothing is known; who enters or leaves over one is not told.
    """
    return [turn for run in runs(traded, unknown) for turn in _turns(traded, run)]


def _turns(traded: Mapping[int, Values], run: Sequence[int]) -> list[Turn]:
    at_work = [{firm: value for firm, value in traded[one].items() if value} for one in run]
    found = [Turn(run[0], len(at_work[0]), None, None, None)]
    for (last, before), (period, now) in pairwise(zip(run, at_work, strict=True)):
        entered, left = len(now.keys() - before.keys()), len(before.keys() - now.keys())
        found.append(Turn(period, len(now), entered, left, margins(before, now), last))
    return found


def runs(known: Iterable[int], unknown: Iterable[int]) -> list[list[int]]:
    """Periods that follow one another with no unknown one between.

    Example:
        >>> runs([2020, 2021, 2023], [2022])
        [[2020, 2021], [2023]]
    """
    found: list[list[int]] = [[]]
    left_out = {*unknown}
    for period in sorted({*known} | left_out):
        if period in left_out:
            found.append([])
        else:
            found[-1].append(period)
    return [one for one in found if one]


@dataclass(frozen=True, slots=True)
class Spell:
    """A run of periods in which a firm trades.

    Attributes:
        length: Periods it has lasted.
        ended: Whether it is over; else it lasts still.
    """

    length: int
    ended: bool


def spells(active: Iterable[Sequence[bool]]) -> list[Spell]:
    """Runs of each firm that began within the periods.

    Args:
        active: For each firm, whether it trades in each period, oldest first.
    """
    return [spell for row in active for spell in _spells_of(row)]


def _spells_of(row: Sequence[bool]) -> list[Spell]:
    found: list[Spell] = []
    length, began_before = 0, bool(row and row[0])
    for trades in (*row, None):
        if trades:
            length += 1
            continue
        if length and not began_before:
            found.append(Spell(length, ended=trades is not None))
        length, began_before = 0, False
    return found


@dataclass(frozen=True, slots=True)
class Survival:
    """A step of the survival curve.

    Attributes:
        after: Periods.
        at_risk: Runs that had lasted so long.
        ended: Runs that ended then.
        share: Share of runs that last longer.
    """

    after: int
    at_risk: int
    ended: int
    share: Fraction


def survival(lasted: Iterable[Spell]) -> list[Survival]:
    """How long runs last, by the estimator of Kaplan and Meier; exact.

    Example:
        >>> [str(one.share) for one in survival([Spell(1, True), Spell(2, True), Spell(2, False)])]
        ['2/3', '1/3']
    """
    told, share, found = list(lasted), Fraction(1), []
    for after in sorted({one.length for one in told if one.ended}):
        at_risk = sum(one.length >= after for one in told)
        ended = sum(one.length == after and one.ended for one in told)
        share *= 1 - Fraction(ended, at_risk)
        found.append(Survival(after, at_risk, ended, share))
    return found
