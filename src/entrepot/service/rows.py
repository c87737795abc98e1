"""Rows of the window's tables: what is written of a declaration, and where it stands by one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.money import Money
from entrepot.kernel.movement import Movement
from entrepot.window.evidence import Event
from entrepot.window.filed import Declaration
from entrepot.window.lifecycle import Standing

STANDING = (
    "reference", "flow", "type", "state", "channel", "revenue", "cargo", "amendment", "audit",
    "version", "documents_by", "value_limit_passed", "may_leave_directly",
    "security_missing", "owed", "previous_state", "accepted_at", "released_at", "expires_on",
    "completion_due",
)  # fmt: skip
CHANGED = (
    "id", "revision", "flow", "type", "lrn", "ucr", "decl_office", "border_office", "state",
    "channel", "revenue", "cargo", "amendment", "audit", "previous_state", "version", "number",
    "release_no", "score", "flags", "routed", "asked", "documents_by", "may_leave_directly",
    "security_missing", "owed", "value_limit_passed", "lodged_at", "accepted_at", "law_date",
    "released_at", "due_at", "expires_on", "completion_due", "fault",
)  # fmt: skip
COLUMNS = (
    *CHANGED,
    "reference", "org_id", "broker_id", "is_sandbox", "previous_id", "made_by", "made_at",
)  # fmt: skip


def standing_of(row: Mapping[str, Any]) -> Standing:
    """Where a stored declaration stands."""
    return Standing(
        **{name: row[name] for name in STANDING},
        holds=frozenset(row["holds"]),
        open_tasks=frozenset(row["open_tasks"]),
        discrepancies=frozenset(row["discrepancies"]),
        is_suspended=row["is_suspended"],
        flags=frozenset(row["flags"]),
        asked=frozenset(row["asked"]),
    )


def columns_of(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Some columns of a row."""
    return {name: row[name] for name in names}


def money_of(value: Mapping[str, str]) -> Money:
    """An amount as a document tells it."""
    return Money(Decimal(value["amount"]), value["currency"])


def release_number(number: str) -> str:
    """The number of the release order of a declaration."""
    return f"R{number}"


def event_row(event: Event) -> dict[str, Any]:
    """An event as a row to insert."""
    return {
        "chain": event.chain, "seq": event.seq, "kind": event.kind,
        "party": event.party, "account": event.account, "body": event.body,
        "prev_hash": event.prev_hash, "hash": event.hash,
    }  # fmt: skip


def movement_row(one: Movement) -> dict[str, Any]:
    """A movement as a row to insert."""
    return {
        "version": one.version, "seq": one.seq, "kind": one.kind, "flow": one.flow, "hs": one.hs,
        "partner": one.partner, "origin": one.origin, "value": one.value.amount,
        "currency": one.value.currency, "net_mass_kg": one.net_mass_kg,
        "trade_mode": one.trade_mode, "district": one.district, "period": one.period,
    }  # fmt: skip


def item_rows(declaration: Declaration) -> list[dict[str, Any]]:
    """The lines of a declaration as rows to insert."""
    return [
        {
            "seq": item.seq, "hs": item.hs_code, "goods_name": item.goods_name,
            "origin": item.origin_country, "partner": declaration.partner_country,
            "value": item.value.amount, "currency": item.value.currency,
            "net_mass_kg": item.net_mass_kg,
        }
        for item in declaration.items
    ]  # fmt: skip


def equipment_rows(
    declaration: Declaration, arrivals: Mapping[str, datetime]
) -> list[dict[str, Any]]:
    """The containers of a declaration as rows to insert, with arrivals already told."""
    return [
        {
            "container": box.no,
            "seal": str(box.values.get("seal_no") or ""),
            "arrived_at": arrivals.get(box.no),
        }
        for box in declaration.equipment
    ]
