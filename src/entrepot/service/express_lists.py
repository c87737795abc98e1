"""Files of express and mail lists: one parcel a line, judged and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from entrepot.bonded.express import Parcel, parse_parcel
from entrepot.kernel.money import Money, minor_unit
from entrepot.service.accounts import need_role
from entrepot.service.amounts import Document, money_document
from entrepot.service.ecommerce_acts import LAST, LOOKERS, MOST
from entrepot.service.list_bulk import Outcome, Replays
from entrepot.service.window import Window
from entrepot.store.ecommerce import (
    PARCEL,
    PARCELS,
    Lists,
    acting_on_lists,
    copy_events,
    copy_rows,
    new_name,
)
from entrepot.store.personal import personal_keys
from entrepot.window.actor import Actor
from entrepot.window.evidence import GENESIS, Event, link

FILERS = ("platform", "carrier", "broker")
SEERS = (*FILERS, *LOOKERS)


@dataclass(frozen=True, slots=True)
class PreparedParcel:
    """A parcel judged by itself, and how it will be known."""

    line: int
    parcel: Parcel
    reference: str
    digest: bytes


class ExpressFiler:
    """Files express and mail lists.

    Args:
        window: The window.
    """

    roles = FILERS

    def __init__(self, window: Window) -> None:
        self._keys = personal_keys(window.home.folder)

    def prepare(self, line: int, raw: Any, by: Actor, at: datetime) -> PreparedParcel:  # noqa: ARG002
        """Read and judge one parcel.

        Raises:
            InputError: With every fault.
        """
        parcel = parse_parcel(raw)
        digest = self._keys.digest(orjson.dumps(raw, option=orjson.OPT_SORT_KEYS))
        return PreparedParcel(line, parcel, new_name(PARCEL), digest)

    def keep(
        self, book: Lists, actor: Actor, prepared: Sequence[PreparedParcel], at: datetime
    ) -> list[Outcome]:  # fmt: skip
        """Keep parcels with their events."""
        book.lock_firm(org=actor.organisation)
        numbers = [one.parcel.waybill for one in prepared]
        replays = Replays(book.find_parcels(org=actor.organisation, numbers=numbers),
                          "express.waybill_taken")  # fmt: skip
        fresh = [
            one for one in prepared
            if replays.is_new(one.line, one.parcel.waybill, one.digest, one.reference)
        ]  # fmt: skip
        if fresh:
            book.make_parcel_staging()
            rows = (_row(one, actor, at) for one in fresh)
            copy_rows(book, "express_staging", PARCELS, rows)
            book.keep_staged_parcels()
            copy_events(book, (_event(one, actor, at) for one in fresh))
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


def _event(one: PreparedParcel, actor: Actor, at: datetime) -> Event:
    body = {"waybill": one.parcel.waybill, "kind": one.parcel.kind, "digest": one.digest.hex()}
    return link(f"list:{one.reference}", 1, GENESIS, at, "list_accepted", actor.party,
                actor.account, body)  # fmt: skip


def _row(one: PreparedParcel, actor: Actor, at: datetime) -> tuple[Any, ...]:
    parcel = one.parcel
    return (
        one.reference, actor.organisation, parcel.waybill, one.digest, parcel.kind, parcel.flow,
        parcel.description, parcel.pieces, parcel.gross_mass_kg, parcel.value.amount,
        parcel.value.currency, parcel.origin, actor.account, at,
    )  # fmt: skip
