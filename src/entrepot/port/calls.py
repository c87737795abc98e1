"""Transport calls: trains, vessels, flights and trucks, and where each stands."""

from dataclasses import dataclass
from datetime import datetime

from entrepot.kernel.errors import Problem
from entrepot.port.events import IN, OUT

MODES = ("train", "vessel", "flight", "truck")
DIRECTIONS = (IN, OUT)
EXPECTED, HERE, LEFT = "expected", "here", "left"


@dataclass(frozen=True, slots=True)
class Call:
    """A means of transport that calls at a site.

    Attributes:
        site: Place.
        mode: train, vessel, flight or truck.
        reference: Name of the train, voyage, flight or vehicle; one of its mode and site.
        route: The corridor or service it runs on.
        planned_at: When it is expected.
        arrived_at, departed_at: When it came and went.
    """

    site: str
    mode: str
    reference: str
    route: str
    planned_at: datetime
    arrived_at: datetime | None = None
    departed_at: datetime | None = None

    @property
    def state(self) -> str:
        """expected, here or left."""
        if self.departed_at is not None:
            return LEFT
        return HERE if self.arrived_at is not None else EXPECTED


def check_move(call: Call, move: str, at: datetime) -> tuple[Problem, ...]:
    """What stands against an arrival or departure of a call.

    Args:
        call: As it stands.
        move: arrive or depart.
        at: When.
    """
    if move == "arrive" and call.arrived_at is None:
        return ()
    if move == "depart" and call.arrived_at is not None and call.departed_at is None:
        if at >= call.arrived_at:
            return ()
        message, chinese = "it would leave before it came.", "离港早于到港。"
    else:
        message = f"it is {call.state}, and cannot {move}."
        chinese = "该班次当前状态不允许此操作。"
    return (Problem("call.state", call.reference, message, message_zh=chinese),)
