"""What stands where on a day: the three lists, what moved between two days, and the balance."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from entrepot.industry.ladder import ABSENT, LISTS, STATES
from entrepot.industry.pipeline import Span, Standing

Key = tuple[str, str]  # pipeline and project


class Move(NamedTuple):
    """A project that changed its list.

    Attributes:
        project: Which.
        before, after: List, landed, lost or absent.
        standing: Where it stood after it: its day and event are those of the move.
    """

    project: Key
    before: str
    after: str
    standing: Standing


class Balance(NamedTuple):
    """Projects of a state: there at first, come, gone, there at last."""

    opening: int
    into: int
    out: int
    closing: int


class Changes(NamedTuple):
    """What moved between two days.

    Attributes:
        moves: In their order.
        balance: By state.
        is_reconciled: Whether the moves lead from one day's states to the other's.
    """

    moves: tuple[Move, ...]
    balance: Mapping[str, Balance]
    is_reconciled: bool


def snapshot(spans: Iterable[tuple[Key, Span]], day: date) -> dict[str, list[tuple[Key, Standing]]]:
    """Projects of each state on a day, and where they stand."""
    found: dict[str, list[tuple[Key, Standing]]] = {state: [] for state in STATES}
    for project, span in spans:
        if span.covers(day):
            found[span.state].append((project, span.at(day)))
    return found


def states(spans: Iterable[tuple[Key, Span]], day: date) -> dict[Key, str]:
    """State of each project that there is on a day."""
    return {project: span.state for project, span in spans if span.covers(day)}


def is_live(state: str) -> bool:
    """Whether a project of a state is neither landed nor lost."""
    return state in LISTS


def changes(spans: Sequence[tuple[Key, Span]], since: date, day: date) -> Changes:
    """What moved after one day, up to another.

    Args:
        spans: All that touch the time between them.
        since: Day of the opening.
        day: Day of the closing.
    """
    opening, closing = states(spans, since), states(spans, day)
    begun = [(project, span) for project, span in spans if since < span.first <= day]
    begun.sort(key=lambda one: (one[1].first, one[1].standings[0].seq))
    now, moves = dict(opening), list[Move]()
    for project, span in begun:
        moves.append(Move(project, now.get(project, ABSENT), span.state, span.standings[0]))
        now[project] = span.state
    balance = {state: _balance(state, opening, closing, moves) for state in STATES}
    is_even = all(one.opening + one.into - one.out == one.closing for one in balance.values())
    return Changes(tuple(moves), balance, is_even and now == closing)


def _balance(
    state: str, opening: Mapping[Key, str], closing: Mapping[Key, str], moves: Sequence[Move]
) -> Balance:
    return Balance(
        sum(one == state for one in opening.values()), sum(one.after == state for one in moves),
        sum(one.before == state for one in moves), sum(one == state for one in closing.values()),
    )  # fmt: skip
