"""CUSRES: what became of a declaration, as a message to who carries the goods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from entrepot.port.edifact import Segment, of

# 7365, processing indicator; a state that none of them says is told as received.
INDICATORS = {
    "REJECTED": "2", "RELEASED": "4", "COMPLETED": "4", "UNDER_CONTROL": "5", "SEIZED": "7",
    "PRELODGED": "9", "ACCEPTED": "1", "CONTROL_DONE": "1", "ASSESSED": "1",
}  # fmt: skip
RECEIVED = "1"
_CLEARED, _DOCUMENT = "58", "137"  # 2005: clearance; document


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a declaration stands.

    Attributes:
        reference: Of the declaration.
        number: Its number; empty before it has one.
        state: Its state.
        office: Where it was lodged.
        firm: Credit code of whose it is.
        released_at: When it was released; None before.
        release_no: Number of the release; empty before.
        containers: Boxes that are released.
    """

    reference: str
    number: str
    state: str
    office: str
    firm: str
    released_at: datetime | None
    release_no: str
    containers: Sequence[str]


def cusres_of(
    outcome: Outcome, *, reference: str, at: datetime, zone: tzinfo
) -> tuple[Segment, ...]:
    """A CUSRES of a declaration, from UNH to UNT.

    Args:
        outcome: How it stands.
        reference: Of the message, at most 14 signs.
        at: Now.
        zone: Clock by which instants are written.
    """
    body = [
        of("UNH", reference, ("CUSRES", "D", "95B", "UN")),
        of("BGM", ("", "", "", "CUSTOMS RESPONSE"), outcome.reference, "11"),
        of("NAD", "DT", (outcome.firm,)),
        of("LOC", "22", (outcome.office,)),
        of("DTM", (_DOCUMENT, f"{at.astimezone(zone):%Y%m%d%H%M}", "203")),
        of("GIS", (INDICATORS.get(outcome.state, RECEIVED),)),
    ]
    body += [of("EQD", "CN", (box,)) for box in outcome.containers]
    body.append(of("RFF", ("AAE", outcome.number or outcome.reference)))
    if outcome.released_at is not None:
        body.append(of("DTM", (_CLEARED, f"{outcome.released_at.astimezone(zone):%Y%m%d%H%M}",
                               "203")))  # fmt: skip
        body.append(of("RFF", ("ABT", outcome.release_no)))
    return (*body, of("UNT", str(len(body) + 1), reference))
