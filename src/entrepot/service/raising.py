"""An officer puts a declaration into a higher channel by hand; never into a lower one."""

from datetime import datetime
from typing import Any

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.service import automatic
from entrepot.service.files import open_file
from entrepot.service.officers import need_role, officer_agency
from entrepot.service.tellings import declaration_document
from entrepot.service.window import Window
from entrepot.window.lifecycle import CHANNELS, FREE

Document = dict[str, Any]
CHECKED = tuple(one for one in CHANNELS if one not in FREE | {"NONE"})
OFFICERS = (
    "document_officer", "inspector", "quarantine_officer", "market_officer", "supervisor",
)  # fmt: skip


def raise_channel(
    window: Window, reference: str, channel: str, *, reason: str, by: str, at: datetime,
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Put a declaration into a higher channel; in the red one the officer's agency inspects.

    Args:
        window: The window.
        reference: The declaration.
        channel: YELLOW or RED.
        reason: Why; officers read it, the trader does not.
        by: Account of an officer.
        at: Instant.
        expected: Revision the caller saw.

    Raises:
        InputError: There is no such channel with a check.
        RefusedError: It is no higher than now, no reason is given, or the control is over.
        MissingError: There is no such declaration for these eyes.
    """
    if channel not in CHECKED:
        raise InputError(
            Problem("input.channel", "channel", f"{channel!r} is no channel with a check.",
                    f"Say {' or '.join(CHECKED)}.", message_zh="请填YELLOW或RED。")
        )  # fmt: skip
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_role(window, proceeding.actor, *OFFICERS)
        standing, reasons = proceeding.standing, window.reasons
        problems = []
        if not reason.strip():
            problems.append(reasons.problem("window.reason_missing", reference))
        if CHANNELS.index(channel) <= CHANNELS.index(standing.channel):
            problems.append(
                reasons.problem("channel.not_higher", reference, channel=standing.channel)
            )
        if standing.state not in ("ACCEPTED", "UNDER_CONTROL"):
            problems.append(reasons.problem("channel.too_late", reference))
        if problems:
            raise RefusedError(problems)
        body = {"from": standing.channel, "channel": channel, "reason": reason}
        proceeding.note("channel_raised", proceeding.actor, body)
        proceeding.tell("CHANNEL", {"channel": channel})
        automatic.raise_channel(proceeding, channel, officer_agency(proceeding.actor))
        proceeding.proceed()
        proceeding.save()
        return declaration_document(proceeding)
