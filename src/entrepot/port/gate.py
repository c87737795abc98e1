"""May this box leave: all reasons why not, from what the window and the port know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Word = Literal["GO", "STOP"]
GO: Word = "GO"
STOP: Word = "STOP"
HELD, NOT_RELEASED, ALREADY_OUT = "gate.held", "gate.not_released", "gate.already_out"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a box may not leave: a reason code, and what fills its text."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """A box at a gate.

    Attributes:
        container: Its number.
        is_released: A declaration releases it here.
        agencies: Who holds it under the declaration.
        holders: Who holds it at the port: an operator, an agency, a carrier unpaid.
        left_at: When it left this gate under the same release; None where it has not.
    """

    container: str
    is_released: bool = False
    agencies: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    left_at: datetime | None = None


def decide(standing: Standing) -> tuple[Reason, ...]:
    """Every reason to stop a box; none is GO.

    A box that has left is stopped for that alone: whatever else is true is true elsewhere.

    Example:
        >>> [one.code for one in decide(Standing("CSQU3054383", holders=("operator",)))]
        ['gate.not_released', 'gate.held']
    """
    named = {"no": standing.container}
    if standing.left_at is not None:
        return (Reason(ALREADY_OUT, named),)
    held = sorted({*standing.agencies, *standing.holders})
    unreleased = () if standing.is_released else (Reason(NOT_RELEASED, named),)
    return (*unreleased, *([Reason(HELD, {**named, "agency": ", ".join(held)})] if held else ()))


def word_of(reasons: tuple[Reason, ...]) -> Word:
    """GO or STOP."""
    return STOP if reasons else GO
