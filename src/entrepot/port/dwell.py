"""Dwell by party: each interval of a box's stay is one party's, and they add up to the stay."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from entrepot.port.events import KINDS, OUT

OPERATOR, DECLARANT, CUSTOMS, AGENCY, CARRIER = (
    "operator", "declarant", "customs", "agency", "carrier",
)  # fmt: skip
PARTIES = (OPERATOR, DECLARANT, CUSTOMS, AGENCY, CARRIER)


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant from which it is somebody's turn; an empty party leaves it as it was."""

    at: datetime
    party: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A span of a stay and whose it is."""

    party: str
    starts: datetime
    ends: datetime

    @property
    def length(self) -> timedelta:
        """How long."""
        return self.ends - self.starts


LODGED, RELEASED, HELD, LIFTED = "lodged", "released", "held", "lifted"
_ARRIVALS = ("gate_in", "discharge")
_ORDER = (
    *_ARRIVALS,
    LODGED,
    HELD,
    LIFTED,
    RELEASED,
    *(kind for kind in KINDS if kind not in _ARRIVALS),
)  # of what one instant holds


def turns(happened: Iterable[tuple[datetime, str]]) -> tuple[Mark, ...]:
    """Whose turn it is from each thing on that happened to a box or its declaration.

    The operator has it while it handles the box; else a holding agency, then the carrier once
    it is released, customs while it is declared and not released, and the declarant before.

    Args:
        happened: Instants with the code of an equipment event, or lodged, released, held,
            lifted.
    """
    is_handled = is_lodged = is_released = False
    holds, found = 0, []
    for at, kind in sorted(happened, key=lambda one: (one[0], _ORDER.index(one[1]))):
        is_lodged |= kind == LODGED
        is_released |= kind == RELEASED
        holds += (kind == HELD) - (kind == LIFTED)
        if kind == "yard_out" or kind in _ARRIVALS:
            is_handled = kind == "yard_out" or not is_released
        elif kind in ("yard_in", LODGED, RELEASED, HELD):
            is_handled = False
        if kind not in KINDS or KINDS[kind].direction != OUT:
            found.append(Mark(at, _turn(is_handled, holds > 0, is_released, is_lodged)))
    return tuple(found)


def _turn(is_handled: bool, is_held: bool, is_released: bool, is_lodged: bool) -> str:
    if is_handled:
        return OPERATOR
    if is_held:
        return AGENCY
    if is_released:
        return CARRIER
    return CUSTOMS if is_lodged else DECLARANT


def attribute(starts: datetime, ends: datetime, marks: Iterable[Mark]) -> tuple[Interval, ...]:
    """Divide a stay among parties.

    A mark before the stay says whose turn it is when it begins; where none does, it is the
    operator's. Of marks at one instant the last counts.

    Args:
        starts: When the box came in.
        ends: When it went out, or now.
        marks: From when it was whose turn; those of one instant in their order.

    Returns:
        Intervals one after another, none of no length, that fill the stay.
    """
    party, since, found = OPERATOR, starts, []
    for mark in sorted(marks, key=attrgetter("at")):
        if not mark.party or mark.at >= ends:
            continue
        if mark.at > since:
            found.append(Interval(party, since, mark.at))
            since = mark.at
        party = mark.party
    if ends > since:
        found.append(Interval(party, since, ends))
    return _joined(found)


def _joined(intervals: Sequence[Interval]) -> tuple[Interval, ...]:
    found: list[Interval] = []
    for one in intervals:
        if found and found[-1].party == one.party:
            found[-1] = Interval(one.party, found[-1].starts, one.ends)
        else:
            found.append(one)
    return tuple(found)


def by_party(intervals: Iterable[Interval]) -> dict[str, timedelta]:
    """How long each party had, in the order of `PARTIES`, those with none left out."""
    total: dict[str, timedelta] = defaultdict(timedelta)
    for one in intervals:
        total[one.party] += one.length
    return {party: total[party] for party in PARTIES if party in total}
