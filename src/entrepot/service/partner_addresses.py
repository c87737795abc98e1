"""Where partners are written to, and who answers there, as the registers have it."""

from datetime import date, datetime
from typing import Any

from entrepot.kernel.panel import grouped
from entrepot.partners.channels import CHANNELS, is_open
from entrepot.partners.ties import PARTNERS
from entrepot.service.pipelines import need
from entrepot.service.roll_rows import SEERS, rolls_of
from entrepot.service.window import Window
from entrepot.store.rolls import acting_rolls

Document = dict[str, Any]


def list_addresses(window: Window, on: date, *, by: str, at: datetime) -> dict[str, Document]:
    """The office, the mailbox and the open channels of each partner on a day.

    Args:
        window: The window.
        on: The day.
        by: Who asks; empty is the machine itself.
        at: Now.

    Returns:
        By partner `office` and `mailbox`, empty where unknown, and `channels` with id and
        counterpart.

    Raises:
        RoleError: Who asks sees no registers of partners.
    """
    with acting_rolls(window.database, by, at) as (book, who):
        need(who, SEERS[PARTNERS.circle])
        rolls = rolls_of(window, book, (PARTNERS, CHANNELS))
    channels = grouped((row for row in rolls[CHANNELS.name] if is_open(row, on)), "partner")
    return {
        row["id"]: {"office": row["office"] or "", "mailbox": row["mailbox"] or "", "channels": [
            {"channel": one["id"], "counterpart": one["counterpart"]}
            for one in channels.get(row["id"], ())
        ]} for row in rolls[PARTNERS.name]
    }  # fmt: skip
