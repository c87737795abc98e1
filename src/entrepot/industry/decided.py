"""Projects of pipelines that were decided: each time one was lost, and when it first landed."""

from collections.abc import Iterable
from typing import NamedTuple

from entrepot.industry.ladder import LANDED, LIST_OF, LOST, RUNG, SIGNED
from entrepot.industry.pipeline import StageEvent, effective


class Decision(NamedTuple):
    """That a project landed or was lost.

    Attributes:
        event: What decided it.
        is_landed: Which of the two.
    """

    event: StageEvent
    is_landed: bool


def decisions(events: Iterable[StageEvent]) -> list[Decision]:
    """Decisions of a project in order; one that revives and lands was decided twice.

    What comes later changes no earlier decision; after it first landed nothing is decided anew.
    """
    found: list[Decision] = []
    is_lost = False
    for one in effective(events):
        if LIST_OF.get(one.stage) == LANDED:
            return [*found, Decision(one, True)]
        if one.stage == LOST and not is_lost:
            found.append(Decision(one, False))
        if one.stage == LOST or one.stage in RUNG:
            is_lost = one.stage == LOST
    return found


def signing(events: Iterable[StageEvent]) -> StageEvent | None:
    """The first event by which a project was signed or went beyond."""
    return next((one for one in effective(events)
                 if RUNG.get(one.stage, -1) >= RUNG[SIGNED]), None)  # fmt: skip
