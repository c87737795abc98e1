"""The rehearsal: a firm's own reference steers what becomes of its declaration.

Only for sandbox organisations, and marked wherever it shows. The first letter says what
happens, a D in second place delays the decision to the next round of the clock, and G or N in
third place grants or denies a cancellation at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

JOINT = ("customs", "quarantine", "market")


@dataclass(frozen=True, slots=True)
class Steering:
    """What a reference asks for.

    Attributes:
        channel: Channel to set, empty to let the rules decide.
        agencies: Agencies that will inspect.
        is_rejected: The filing is refused after lodging.
        finding: `detained` or `query`, empty for neither.
        is_delayed: The decision waits for the clock.
        cancellation: grant or deny, empty to let an officer decide.
    """

    channel: str = ""
    agencies: tuple[str, ...] = ()
    is_rejected: bool = False
    finding: str = ""
    is_delayed: bool = False
    cancellation: str = ""


OUTCOMES: Mapping[str, Steering] = MappingProxyType(
    {
        "G": Steering(channel="GREEN"),
        "Y": Steering(channel="YELLOW"),
        "R": Steering(channel="RED", agencies=JOINT),
        "B": Steering(channel="BLUE"),
        "J": Steering(is_rejected=True),
        "D": Steering(channel="RED", agencies=("customs",), finding="detained"),
        "Q": Steering(channel="YELLOW", finding="query"),
    }
)
CANCELLATIONS = {"G": "grant", "N": "deny"}


def steer(lrn: str) -> Steering:
    """What the trader's reference asks for; nothing in particular for other letters."""
    first, second, third = list(f"{lrn.upper():3}")[:3]
    chosen = OUTCOMES.get(first, Steering())
    return Steering(
        channel=chosen.channel,
        agencies=chosen.agencies,
        is_rejected=chosen.is_rejected,
        finding=chosen.finding,
        is_delayed=second == "D",
        cancellation=CANCELLATIONS.get(third, ""),
    )
