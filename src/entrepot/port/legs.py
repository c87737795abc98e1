"""Sealed legs between the hub and a partner seaport."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from entrepot.kernel.errors import Problem

SEALED, ARRIVED, SEAL_CHECK, CLEARED = "sealed", "arrived", "seal_check", "cleared"
STATES = (SEALED, ARRIVED, SEAL_CHECK, CLEARED)


@dataclass(frozen=True, slots=True)
class Leg:
    """A box on its way under seal.

    Attributes:
        container: Its number.
        origin, port: Where it left and where it is expected, by place.
        seal: Seal it left under.
        left_at, expected_at: When it left and should be there.
        arrived_at: When it came.
        seal_found: Seal read on arrival.
        state: sealed, arrived, seal_check or cleared.
    """

    container: str
    origin: str
    port: str
    seal: str
    left_at: datetime
    expected_at: datetime
    arrived_at: datetime | None = None
    seal_found: str = ""
    state: str = SEALED

    def late(self, at: datetime) -> timedelta:
        """How much later than expected it came, or is by now; nought where it is in time."""
        return max((self.arrived_at or at) - self.expected_at, timedelta(0))


def arrive(leg: Leg, seal: str, at: datetime) -> tuple[Leg, tuple[Problem, ...]]:
    """Take a box in at the coast.

    The release stands whatever is found: a seal that differs reopens the check of the seal,
    and no other check.

    Args:
        leg: The leg.
        seal: Seal read on the box; empty is broken or missing.
        at: When.

    Returns:
        The leg, `arrived` or in `seal_check`; and what stands against its arrival.
    """
    if leg.state != SEALED:
        return leg, (_state(leg),)
    if at < leg.left_at:
        return leg, (Problem("leg.order", leg.container, "it would arrive before it left.",
                             message_zh="到达早于出发。"),)  # fmt: skip
    state = ARRIVED if seal == leg.seal else SEAL_CHECK
    return replace(leg, arrived_at=at, seal_found=seal, state=state), ()


def settle(leg: Leg, seal: str) -> tuple[Leg, tuple[Problem, ...]]:
    """Close the check of a seal: goods and papers agree, and the box has a new seal."""
    if leg.state != SEAL_CHECK:
        return leg, (_state(leg),)
    if not seal:
        return leg, (Problem("leg.seal", leg.container, "the box has no new seal.",
                             "Name the seal it got.", message_zh="未填写新封志号。"),)  # fmt: skip
    return replace(leg, state=CLEARED, seal_found=seal), ()


def _state(leg: Leg) -> Problem:
    return Problem("leg.state", leg.container, f"the leg is {leg.state}.",
                   message_zh="该段运输当前状态不允许此操作。")  # fmt: skip
