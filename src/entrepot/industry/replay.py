"""Where many projects stood, worked out by columns: the rules of `pipeline`, all events at once."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from entrepot.industry.ladder import CANONICAL, LADDER, LIST_OF, LOST, STALLED, STATES, VOID
from entrepot.industry.pipeline import BACK, FIRST, NEXT, REVIVED, SKIPPED

STAGES = (*CANONICAL, VOID)
STEPS = (FIRST, NEXT, SKIPPED, BACK, REVIVED)
_STALLED, _LOST, _VOID = (STAGES.index(one) for one in (STALLED, LOST, VOID))
_STATE = np.array([STATES.index(LIST_OF[one]) for one in LADDER])
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Told(NamedTuple):
    """Effective events of projects, in the order of project, day and root; n of them.

    Attributes:
        project, day: Whose and when, as whole numbers (n,).
        stage: Place in `STAGES` (n,).
        has_promised, has_landed, has_currency: Whether it says so (n,).
    """

    project: Ints
    day: Ints
    stage: Ints
    has_promised: Flags
    has_landed: Flags
    has_currency: Flags


class Stood(NamedTuple):
    """Where projects stood, one row for each day of events; events are places in `Told`.

    Attributes:
        last: Last event of the day.
        run: Event that began the run.
        rung: Event that told the rung.
        reason, source: Event that told it.
        promised, landed, currency: Event that told it; below nought where none did.
        step: Place in `STEPS`.
        state: Place in `STATES`.
        is_lost, is_stalled: Whether it is so.
        begins: Whether a time in a list begins.
    """

    last: Ints
    run: Ints
    rung: Ints
    reason: Ints
    source: Ints
    promised: Ints
    landed: Ints
    currency: Ints
    step: Ints
    state: Ints
    is_lost: Flags
    is_stalled: Flags
    begins: Flags


def effective_places(project: Ints, root: Ints, day: Ints, stage: Ints) -> Ints:
    """Places of the events that count, in the order of project, day and root.

    Args:
        project: Whose each event is; they are in the order in which they became known.
        root: Event that each replaces; the last word on it counts.
        day: When.
        stage: Place in `STAGES`.
    """
    by_root = np.argsort(root, kind="stable")
    last = by_root[_ends(root[by_root])]
    last = last[stage[last] != _VOID]
    found: Ints = last[np.lexsort((root[last], day[last], project[last]))]
    return found


def makes_story(told: Told, currency: Ints) -> bool:
    """Whether each project begins on the ladder and keeps its currency.

    Args:
        told: Effective events.
        currency: A whole number for each currency (n,).
    """
    first = _starts(told.project)
    some = told.has_currency
    whose, what = told.project[some], currency[some]
    is_same = (whose[1:] != whose[:-1]) | (what[1:] == what[:-1])
    return bool((told.stage[first] < len(LADDER)).all() and is_same.all())


def replay(told: Told) -> Stood:
    """Where projects stood, as `pipeline.standings` tells it of each.

    Args:
        told: Effective events that make a story.
    """
    first, stage = _starts(told.project), told.stage
    start, stalls = _latest(first), stage == _STALLED
    moved = _latest(~stalls)
    before = _shifted(moved)
    begins = ~stalls & (first | (stage != stage[before]))
    on_rung = stage < len(LADDER)
    rung, is_lost = _latest(on_rung), stage[moved] == _LOST
    promised, landed, currency = (
        _within(_latest(some), start)
        for some in (told.has_promised, told.has_landed, told.has_currency)
    )
    untold = first | ((_shifted(promised) < 0) & (_shifted(landed) < 0))
    source = _latest(told.has_promised | told.has_landed | untold)
    step = _steps(stage, before, first)[_latest(begins & on_rung)]
    state = np.where(is_lost, STATES.index(LOST), _STATE[stage[rung]])
    last = np.flatnonzero(_ends(told.project) | _ends(told.day))
    whose, which = told.project[last], state[last]
    return Stood(
        last, _latest(begins)[last], rung[last], _latest(~(stalls & is_lost))[last], source[last],
        promised[last], landed[last], currency[last], step[last], which, is_lost[last],
        (stalls & ~is_lost)[last], _starts(whose) | _starts(which),
    )  # fmt: skip


def _steps(stage: Ints, before: Ints, first: Flags) -> Ints:
    """How an event on the ladder comes after another; places in `STEPS`."""
    up = stage - stage[before]
    kinds = [first, stage[before] == _LOST, up < 0, up == 1]
    names = (FIRST, REVIVED, BACK, NEXT)
    found: Ints = np.select(kinds, [STEPS.index(one) for one in names], STEPS.index(SKIPPED))
    return found


def _starts(values: NDArray[Any]) -> Flags:
    """Whether a value is another than the one before; the first is."""
    found = np.ones(len(values), bool)
    found[1:] = values[1:] != values[:-1]
    return found


def _ends(values: NDArray[Any]) -> Flags:
    """Whether a value is another than the next; the last is."""
    found = np.ones(len(values), bool)
    found[:-1] = values[1:] != values[:-1]
    return found


def _latest(some: Flags) -> Ints:
    """The latest place up to each at which something is so; below nought where none is."""
    found: Ints = np.maximum.accumulate(np.where(some, np.arange(len(some)), -1))
    return found


def _shifted(places: Ints) -> Ints:
    return np.concatenate([np.full(min(1, len(places)), -1), places[:-1]])


def _within(places: Ints, start: Ints) -> Ints:
    """Places of the same project; below nought for those of one before."""
    return np.where(places < start, -1, places)
