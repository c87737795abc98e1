"""How long things last when some have not ended yet (Kaplan and Meier)."""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple


class Point(NamedTuple):
    """Share that lasts longer than some days, exactly."""

    days: int
    share: Fraction


def survival(lasted: Iterable[tuple[int, bool]]) -> list[Point]:
    """Share that lasts longer, after each length at which something ended.

    Args:
        lasted: Days and whether it ended then; what is still open is at risk up to its days and
            says no more.

    Source:
        Kaplan, E. L. and Meier, P. (1958), Journal of the American Statistical Association 53,
        457-481.
    """
    ordered, share, found = sorted(lasted), Fraction(1), list[Point]()
    at = 0
    while at < len(ordered):
        days, at_risk = ordered[at][0], len(ordered) - at
        ended = 0
        while at < len(ordered) and ordered[at][0] == days:
            ended += ordered[at][1]
            at += 1
        if ended:
            share *= Fraction(at_risk - ended, at_risk)
            found.append(Point(days, share))
    return found


def median_days(lasted: Iterable[tuple[int, bool]]) -> int | None:
    """Days after which no more than half last; None where more than half are still open."""
    half = Fraction(1, 2)
    return next((one.days for one in survival(lasted) if one.share <= half), None)
