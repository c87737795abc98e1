"""Account books and handbooks: opened, read down to their movements, consumed from, counted."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.service.amounts import Document
from entrepot.service.bonded_bills import read_bill, save_bill
from entrepot.service.bonded_desk import UNTIL, Turn, say, told, turn
from entrepot.service.bonded_fields import Asked
from entrepot.service.bonded_settlement import report_by, settlement_document, watch
from entrepot.service.window import Window
from entrepot.store.bonded import MOST, Row, new_reference
from entrepot.store.window import as_json

KINDS = ("zone", "handbook")
ROLES = ("material", "product", "asset")
_HEAD = (
    "reference", "kind", "zone", "office", "name", "valid_from", "valid_to", "state", "firm",
    "firm_zh", "made_at", "is_sandbox",
)  # fmt: skip
_ITEM = (
    "item", "role", "name", "hs", "origin", "unit", "statutory_unit", "per_unit", "unit_value",
    "currency", "quantity_limit", "opening", "received", "issued", "pre_deducted", "expected",
)  # fmt: skip
_MOVE = (
    "id", "item", "kind", "stage", "quantity", "statutory_quantity", "turned", "list", "pass",
    "declaration", "transfer", "repair", "document", "account", "at",
)  # fmt: skip


def open_book(window: Window, raw: object, *, by: str, at: datetime) -> Document:
    """Open an account book, or a handbook of processing trade.

    Args:
        window: The window.
        raw: `kind` (zone), `zone`, `office` (that of the zone's place), `name`, `valid_from`
            (today), `valid_to` (of a handbook), `items` and `bills`.
        by: A zone firm, or a trader.
        at: Now.

    Raises:
        InputError: With everything that is wrong.
        RefusedError: Who acts is no such firm.
    """
    with turn(window, by, at) as now:
        now.need_firm()
        asked = Asked(raw)
        kind = asked.word("kind", KINDS, default=KINDS[0])
        zone, office = _place(window, asked, kind)
        name = asked.text("name", required=True, most=100)
        start = asked.day("valid_from", required=False) or now.on
        end = asked.day("valid_to", required=kind == "handbook")
        if end is not None and end < start:
            asked.fault(
                "days", "valid_to", "lies before its first day.", "Mend it.", "早于起始日。"
            )
        items = [_item(one) for one in asked.rows("items")]
        _check_names(asked, items)
        bills = [read_bill(one, items) for one in asked.rows("bills", required=False)]
        asked.end()
        reference = new_reference("B")
        with now.book.as_system():
            id = now.book.add_book(
                reference=reference, org_id=now.actor.organisation, kind=kind, zone=zone,
                office=office, name=name, valid_from=start, valid_to=end, by=now.actor.account,
                at=at,
            )  # fmt: skip
            now.book.add_items(book_id=id, rows=as_json(items))
            for bill in bills:
                save_bill(now, id, bill)
        if kind == "handbook":
            watch(now, reference, end or start)
        now.note(reference, "book_opened", {"kind": kind, "zone": zone, "items": len(items)})
        return book_document(now, now.get("book", reference))


def list_books(window: Window, *, by: str, at: datetime, kind: str = "") -> Document:
    """The books somebody may see, newest first."""
    with turn(window, by, at) as now:
        rows = now.book.list_books(kind=kind, most=MOST)
        return {"books": [{name: say(value) for name, value in row.items()} for row in rows]}


def show_book(
    window: Window, reference: str, *, by: str, at: datetime, item: str = "", before: int = UNTIL
) -> Document:
    """A book with its items, its bills of materials, its counts and its movements.

    Args:
        window: The window.
        reference: Of the book.
        by: Who asks.
        at: Now.
        item: Only movements of this item; all where it is empty.
        before: Only movements older than the one of this number.

    Raises:
        MissingError: There is no such book for these eyes, or it lacks the item.
    """
    with turn(window, by, at) as now:
        return book_document(now, now.get("book", reference), item, before)


def verify_book(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """Count a book anew from its movements and compare.

    Returns:
        `agrees`, the number of `moves`, and `differences` by item.

    Raises:
        MissingError: There is no such book for these eyes.
    """
    with turn(window, by, at) as now:
        row = now.get("book", reference)
        counted = list(now.book.recount(book_id=row["id"]))
    differences = [
        {"item": one["item"], "figure": name, "kept": say(one[name]),
         "counted": say(one[f"counted_{name}"])}
        for one in counted for name in ("received", "issued", "pre_deducted", "expected")
        if one[name] != one[f"counted_{name}"]
    ]  # fmt: skip
    return {
        "book": row["reference"],
        "agrees": not differences,
        "moves": sum(one["moves"] for one in counted),
        "differences": differences,
    }


# Reading


def quantity(asked: Asked, name: str) -> Decimal:
    """A quantity of stock: above zero, with five decimals at most; 1 where it is at fault."""
    found = asked.number(name)
    if found is not None and found != round(found, 5):
        asked.fault("decimals", name, f"{found:f} has more than five decimals.", "Round it.",
                    "最多五位小数。")  # fmt: skip
    return found or Decimal(1)


def _place(window: Window, asked: Asked, kind: str) -> tuple[str, str]:
    """Zone of a book, and the office that watches it."""
    zones = {zone.id: zone for zone in window.reference.table("zones")}
    zone = asked.text("zone", required=kind == "zone", most=60)
    if zone and zone not in zones:
        asked.fault("zone", "zone", f"{zone!r} is no zone of the region.",
                    f"One of {', '.join(list(zones)[:12])}.", "没有该区域。")  # fmt: skip
    at_place = window.find_office_at(zones[zone].place) if zone in zones else None
    office = asked.text("office", most=60) or (at_place.office if at_place else "")
    if office not in window.offices:
        asked.fault("office", "office", f"{office!r} is no customs office of the region."
                    if office else "is empty, and no office sits where the zone is.",
                    f"One of {', '.join(list(window.offices)[:12])}.", "没有该海关。")  # fmt: skip
    return zone, office


def _item(one: Asked) -> dict[str, Any]:
    unit = one.text("unit", required=True, most=20)
    value = one.number("unit_value", required=False)
    return {
        "item": one.text("item", required=True, most=40),
        "role": one.word("role", ROLES, default="material"),
        "name": one.text("name", most=200),
        "hs": one.text("hs", most=12),
        "origin": one.text("origin", most=2),
        "unit": unit,
        "statutory_unit": one.text("statutory_unit", most=20) or unit,
        "per_unit": one.number("per_unit", required=False) or Decimal(1),
        "unit_value": value,
        "currency": one.text("currency", required=value is not None, most=3),
        "quantity_limit": one.number("limit", required=False, zero=True),
        "opening": one.number("opening", required=False, zero=True) or Decimal(0),
    }


def _check_names(asked: Asked, items: list[dict[str, Any]]) -> None:
    names = [one["item"] for one in items]
    for place, one in enumerate(items):
        if one["item"] in names[:place]:
            asked.fault("item_twice", f"items[{place}].item", f"{one['item']!r} is there before.",
                        "Name each item once.", "料号重复。")  # fmt: skip
        for name, is_right in (("hs", _is_hs(one["hs"])), ("origin", _is_country(one["origin"]))):
            if not is_right:
                asked.fault(
                    "form", f"items[{place}].{name}", f"{one[name]!r} has not its form.",
                    "HS code of 6 to 12 digits; country as two capitals.", "格式不符。",
                )  # fmt: skip


def _is_hs(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and 6 <= len(text) <= 12)


def _is_country(text: str) -> bool:
    return not text or (text.isascii() and text.isalpha() and text.isupper() and len(text) == 2)


def no_item(item: str) -> MissingError:
    """The book lacks an item."""
    return MissingError(
        Problem("bonded.item_unknown", item, f"{item!r} is no item of the book.",
                "Name one of its items.", message_zh="料号不在账册中。")
    )  # fmt: skip


# Telling


def book_document(now: Turn, row: Row, item: str = "", before: int = UNTIL) -> Document:
    """A book with its items, bills, counts and movements."""
    items = list(now.book.list_items(book_id=row["id"]))
    if item and item not in {one["item"] for one in items}:
        raise no_item(item)
    moves = list(now.book.list_moves(book_id=row["id"], item=item, before=before, most=MOST))
    return {
        **told(row, *_HEAD),
        "report_by": say(report_by(now.window, row["valid_to"]))
        if row["kind"] == "handbook"
        else None,
        "items": [_item_document(one) for one in items],
        "bills": [
            told(one, "product", "version", "material", "net", "loss_pct")
            for one in now.book.list_bills(book_id=row["id"])
        ],
        "counts": [
            {
                **told(
                    one,
                    "item",
                    "counted_on",
                    "expected",
                    "counted",
                    "tolerance_pct",
                    "finding",
                    "taxed",
                ),
                "assessment": one["assessment"],
            }
            for one in now.book.list_counts(book_id=row["id"])
        ],
        "settlement": settlement_document(now, row),
        "item": item,
        "moves": [told(one, *_MOVE) for one in moves],
        "next": moves[-1]["id"] if len(moves) == MOST else None,
        "steps": [one for one in now.steps("book", row) if one not in _not_for(row)],
    }


def _not_for(row: Row) -> tuple[str, ...]:
    """Steps that its kind does not have: only a handbook is reported, and then closed."""
    if row["kind"] != "handbook":
        return ("settle", "reopen")
    return ("close",) if row["state"] == "open" else ()


def _item_document(one: Row) -> Document:
    closing = one["opening"] + one["received"] - one["issued"]
    return {
        **told(one, *_ITEM),
        "closing": say(closing),
        "available": say(closing - one["pre_deducted"]),
        "closing_statutory": say((closing * one["per_unit"]).quantize(Decimal("0.00001"))),
    }
