"""Account books and handbooks: opened, read down to their movements, consumed from, counted."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from entrepot.bonded.books import Move
from entrepot.bonded.consumption import Bill, BillLine, check_bill, find_bill
from entrepot.bonded.count import Count, Yield, check_yield
from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.service.amounts import Document
from entrepot.service.bonded_desk import UNTIL, Turn, say, told, turn
from entrepot.service.bonded_fields import Asked
from entrepot.service.bonded_sales import assess_missing, assess_sale
from entrepot.service.window import Window
from entrepot.store.bonded import MOST, Link, Row, new_reference
from entrepot.store.window import as_json

KINDS = ("zone", "handbook")
ROLES = ("material", "product", "asset")
YIELD_PCT, COUNT_PCT = "bonded_yield_tolerance_pct", "bonded_count_tolerance_pct"
REPORT_DAYS = "handbook_report_days"
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
        bills = [_bill(one, items) for one in asked.rows("bills", required=False)]
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
                _save_bill(now, id, bill)
        now.note(reference, "book_opened", {"kind": kind, "zone": zone, "items": len(items)})
        return _document(now, now.get("book", reference))


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
        return _document(now, now.get("book", reference), item, before)


def carry_out(window: Window, reference: str, raw: object, *, by: str, at: datetime) -> Document:
    """Do with a book what a document asks for under `move`.

    `bill` adds a bill of materials, `consume` uses materials up for a product, `sell` assesses
    a domestic sale by material and by finished state, `count` takes in an inventory count,
    `close` ends the book.

    Raises:
        InputError: There is no such move, or with everything that is wrong.
        MissingError: There is no such book for these eyes.
        RefusedError: The table of steps or the stock does not allow it.
    """
    with turn(window, by, at) as now:
        row = now.get("book", reference)
        asked = Asked(raw)
        name = asked.word("move", tuple(_MOVES))
        asked.end()
        state = now.step("book", name, row)
        now.need_own(row)
        now.book.stay_system()
        answer = _MOVES[name](now, row, asked)
        if state != row["state"]:
            with now.book.as_system():
                now.book.set_book_state(state=state, id=row["id"])
        return {**_document(now, now.get("book", reference)), **answer}


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


# What may be done with a book


def _add_bill(now: Turn, row: Row, asked: Asked) -> Document:
    items = list(now.book.list_items(book_id=row["id"]))
    bill = _bill(asked, items)
    asked.end()
    known = _bills(now, row["id"])
    latest = max((one.version for one in known if one.product == bill.product), default=0)
    if bill.version <= latest:
        raise InputError(
            Problem("bonded.version", "version", f"Version {bill.version} is there already.",
                    f"Take {latest + 1}: a version never changes.", message_zh="该版本已存在。")
        )  # fmt: skip
    with now.book.as_system():
        _save_bill(now, row["id"], bill)
    now.note(row["reference"], "bill", {"product": bill.product, "version": bill.version})
    return {}


def _consume(now: Turn, row: Row, asked: Asked) -> Document:
    """Use materials up for units of a product, by a bill or as told; the yield is checked."""
    product, units = asked.text("product", required=True), quantity(asked, "units")
    version = asked.whole("version") if "version" in asked else None
    used = {
        one.text("material", required=True): quantity(one, "quantity")
        for one in asked.rows("used", required=False)
    }
    document = asked.text("document", most=60)
    asked.end()
    bill = find_bill(_bills(now, row["id"]), product, version)
    tolerance = now.window.legal.number(YIELD_PCT, now.on)
    told_used = used or bill.consumption(units)
    found = check_yield(bill, units, told_used, tolerance)
    if bad := [one for one in found if not one.is_within]:
        raise InputError([_out_of_yield(one) for one in bad])
    moves = [Move("", one, "consume", "final", much) for one, much in told_used.items()]
    link = Link(document=document or f"{product} v{bill.version}")
    now.post({row["id"]: [*moves, Move("", product, "in", "final", units)]}, link)
    body = {"product": product, "units": units, "version": bill.version}
    now.note(row["reference"], "consumed", body)
    return {"yield": [_yield_document(one) for one in found]}


def _sell(now: Turn, row: Row, asked: Asked) -> Document:
    items = {one["item"]: one for one in now.book.list_items(book_id=row["id"])}
    return {"sale": assess_sale(now.window, items, _bills(now, row["id"]), asked, now.on)}


def _count(now: Turn, row: Row, asked: Asked) -> Document:
    """Take in a count: losses within the tolerance are written off, those past it are taxed."""
    item, counted = asked.text("item", required=True), asked.number("counted", zero=True)
    on = asked.day("counted_on", required=False) or now.on
    rates = asked.text("duty", most=60), asked.text("vat", most=60)
    asked.end()
    assert counted is not None
    with now.book.as_system():
        rows = list(now.book.lock_items(book_ids=[row["id"]], items=[item]))
    if not rows:
        raise _no_item(item)
    stock = rows[0]
    closing = stock["opening"] + stock["received"] - stock["issued"]
    tolerance = now.window.legal.number(COUNT_PCT, now.on)
    found = Count(item, closing, counted, tolerance, stock["opening"] + stock["received"])
    owed = assess_missing(now.window, stock, found.taxed, rates, now.on) if found.taxed else None
    with now.book.as_system():
        id = now.book.add_count(
            book_id=row["id"], item=item, counted_on=on, expected=closing, counted=counted,
            tolerance_pct=tolerance, finding=found.finding, taxed=found.taxed,
            assessment=as_json(owed) if owed else None, by=now.actor.account, at=now.at,
        )  # fmt: skip
    if found.difference:
        kind = "surplus" if found.difference > 0 else "write-off"
        move = Move("", item, kind, "final", abs(found.difference))
        now.post({row["id"]: [move]}, Link(count_id=id, document=f"count {on}"))
    now.note(row["reference"], "counted", {"item": item, "finding": found.finding,
                                           "taxed": found.taxed})  # fmt: skip
    return {"count": {"item": item, "finding": found.finding, "expected": say(closing),
                      "counted": say(counted), "difference": say(found.difference),
                      "tolerance_pct": say(tolerance), "taxed": say(found.taxed),
                      "assessment": owed}}  # fmt: skip


def _close(now: Turn, row: Row, asked: Asked) -> Document:
    """Close a book in which nothing lies and nothing is under way."""
    asked.end()
    with now.book.as_system():
        now.book.lock_book(id=row["id"])  # no list of it is approved meanwhile
        items = list(now.book.list_items(book_id=row["id"]))
    left = [one["item"] for one in items
            if one["opening"] + one["received"] - one["issued"] or one["expected"]]  # fmt: skip
    if left:
        raise InputError(
            Problem("bonded.not_empty", row["reference"], f"{', '.join(left[:5])} still lie there.",
                    "Sell, re-export, destroy or count them first.",
                    message_zh=f"账册仍有结余：{'、'.join(left[:5])}。")
        )  # fmt: skip
    now.note(row["reference"], "book_closed", {})
    return {}


_MOVES = {"bill": _add_bill, "consume": _consume, "sell": _sell, "count": _count, "close": _close}


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


def _bill(asked: Asked, items: list[Any]) -> Bill:
    product = asked.text("product", required=True, most=40)
    lines = tuple(
        BillLine(one.text("material", required=True, most=40), one.number("net") or Decimal(1),
                 one.number("loss_pct", required=False, any_sign=True) or Decimal(0))
        for one in asked.rows("materials")
    )  # fmt: skip
    bill = Bill(product, asked.whole("version", default=1) or 1, lines)
    roles = {one["item"]: one["role"] for one in items}
    if roles.get(product) != "product":
        asked.fault("item_unknown", "product", f"{product!r} is no product of the book.",
                    "Name an item whose role is product.", "成品不在账册中。")  # fmt: skip
    materials = {item: role for item, role in roles.items() if role == "material"}
    asked.faults += check_bill(bill, materials)
    return bill


def _save_bill(now: Turn, id: int, bill: Bill) -> None:
    rows = [
        {"material": one.material, "net": one.net, "loss_pct": one.loss_pct} for one in bill.lines
    ]
    now.book.add_bill(
        book_id=id, product=bill.product, version=bill.version, by=now.actor.account, at=now.at,
        rows=as_json(rows),
    )  # fmt: skip


def _bills(now: Turn, id: int) -> list[Bill]:
    lines: dict[tuple[str, int], list[BillLine]] = {}
    for row in now.book.list_bills(book_id=id):
        line = BillLine(row["material"], row["net"], row["loss_pct"])
        lines.setdefault((row["product"], row["version"]), []).append(line)
    return [Bill(product, version, tuple(own)) for (product, version), own in lines.items()]


def _out_of_yield(one: Yield) -> Problem:
    told_pct = "–" if one.difference_pct is None else f"{float(one.difference_pct):+.2f} %"
    return Problem(
        "bonded.yield", f"used.{one.material}",
        f"{one.used:f} were used and {one.expected:f} expected: {told_pct}, allowed are "
        f"{one.tolerance_pct:f} %.",
        "Check the quantities, or add a version of the bill of materials.",
        message_zh=f"{one.material}：实际耗用{one.used:f}，按单耗应为{one.expected:f}（{told_pct}）。",
    )  # fmt: skip


def _no_item(item: str) -> MissingError:
    return MissingError(
        Problem("bonded.item_unknown", item, f"{item!r} is no item of the book.",
                "Name one of its items.", message_zh="料号不在账册中。")
    )  # fmt: skip


# Telling


def _document(now: Turn, row: Row, item: str = "", before: int = UNTIL) -> Document:
    items = list(now.book.list_items(book_id=row["id"]))
    if item and item not in {one["item"] for one in items}:
        raise _no_item(item)
    moves = list(now.book.list_moves(book_id=row["id"], item=item, before=before, most=MOST))
    return {
        **told(row, *_HEAD),
        "report_by": _report_by(now, row),
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
        "item": item,
        "moves": [told(one, *_MOVE) for one in moves],
        "next": moves[-1]["id"] if len(moves) == MOST else None,
        "steps": now.steps("book", row),
    }


def _report_by(now: Turn, row: Row) -> str | None:
    """Last day to report a handbook for verification, so many days after its end."""
    if row["kind"] != "handbook":
        return None
    days = now.window.legal.days(REPORT_DAYS, row["valid_to"])
    last: date = row["valid_to"] + timedelta(days=days)
    return last.isoformat()


def _item_document(one: Row) -> Document:
    closing = one["opening"] + one["received"] - one["issued"]
    return {
        **told(one, *_ITEM),
        "closing": say(closing),
        "available": say(closing - one["pre_deducted"]),
        "closing_statutory": say((closing * one["per_unit"]).quantize(Decimal("0.00001"))),
    }


def _yield_document(one: Yield) -> Document:
    pct = one.difference_pct
    return {
        "material": one.material, "expected": say(one.expected), "used": say(one.used),
        "difference_pct": None if pct is None else round(float(pct), 4), "is_within": one.is_within,
    }  # fmt: skip
