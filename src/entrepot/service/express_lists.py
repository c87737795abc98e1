"""Files of express and mail lists: one parcel a line, judged and kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from entrepot.kernel.money import Money, minor_unit
from entrepot.service.accounts import need_role
from entrepot.service.amounts import Document, money_document
from entrepot.service.ecommerce_acts import LAST, LOOKERS, MOST
from entrepot.service.express_judge import ExpressJudge, PreparedParcel
from entrepot.service.list_bulk import Replays
from entrepot.service.list_lines import Outcome
from entrepot.service.window import Window
from entrepot.store.ecommerce import EVENTS, PARCELS, Lists, acting_on_lists, copy_text
from entrepot.store.personal import personal_keys
from entrepot.window.actor import Actor

FILERS = ("platform", "carrier", "broker")
SEERS = (*FILERS, *LOOKERS)


class ExpressFiler:
    """Files express and mail lists.

    Args:
        window: The window.
    """

    roles = FILERS

    def __init__(self, window: Window) -> None:
        self.judge = ExpressJudge(personal_keys(window.home.folder))

    def keep(
        self, book: Lists, actor: Actor, prepared: Sequence[PreparedParcel], at: datetime,  # noqa: ARG002
    ) -> list[Outcome]:  # fmt: skip
        """Keep parcels with their events."""
        book.lock_firm(org=actor.organisation)
        numbers = [one.waybill for one in prepared]
        replays = Replays(book.find_parcels(org=actor.organisation, numbers=numbers),
                          "express.waybill_taken")  # fmt: skip
        fresh = [
            one for one in prepared
            if replays.is_new(one.line, one.waybill, one.digest, one.reference)
        ]  # fmt: skip
        if fresh:
            book.make_parcel_staging()
            copy_text(book, "express_staging", PARCELS, [one.row for one in fresh])
            book.keep_staged_parcels()
            copy_text(book, "event_staging", EVENTS, [one.event for one in fresh])
            book.keep_staged_events()
        return [*(Outcome(one.line, one.reference) for one in fresh), *replays.settle({})]


def list_parcels(
    window: Window, *, by: str, at: datetime, before: datetime | None = None, last: str = "",
    most: int = MOST,
) -> Document:  # fmt: skip
    """Parcels that are for somebody's eyes, newest first.

    Args:
        window: The window.
        by: Who asks.
        at: Now.
        before: Instant of the last one already seen.
        last: Its reference.
        most: How many.
    """
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *SEERS)
        rows = list(book.list_parcels(before=before or LAST, last=last, most=most))
    return {"parcels": [_document(row) for row in rows], "is_whole": len(rows) < most}


def _document(row: Mapping[str, Any]) -> Document:
    return {
        "list": row["reference"], "waybill": row["waybill"], "kind": row["kind"],
        "flow": row["flow"], "description": row["description"], "pieces": row["pieces"],
        "gross_mass_kg": f"{row['gross_mass_kg'].normalize():f}", "origin": row["origin"],
        "value": money_document(Money(row["value"].quantize(minor_unit(row["currency"])),
                                      row["currency"])),
        "at": row["made_at"].isoformat(), "is_synthetic": row["is_sandbox"],
    }  # fmt: skip
