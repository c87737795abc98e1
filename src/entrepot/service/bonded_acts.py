"""What is done with an account book: bills, consumption, sales at home, counts, its end."""

from datetime import datetime

from entrepot.bonded.books import Move
from entrepot.bonded.consumption import find_bill
from entrepot.bonded.count import Count, Yield, check_yield
from entrepot.kernel.errors import InputError, Problem
from entrepot.service import bonded_settlement
from entrepot.service.amounts import Document
from entrepot.service.bonded_bills import bills_of, read_bill, save_bill
from entrepot.service.bonded_books import book_document, no_item, quantity
from entrepot.service.bonded_desk import Turn, say, turn
from entrepot.service.bonded_fields import Asked
from entrepot.service.bonded_sales import assess_missing, assess_sale
from entrepot.service.bonded_settlement import COUNT_PCT, YIELD_PCT
from entrepot.service.window import Window
from entrepot.store.bonded import Link, Row
from entrepot.store.window import as_json


def carry_out(window: Window, reference: str, raw: object, *, by: str, at: datetime) -> Document:
    """Do with a book what a document asks for under `move`.

    `bill` adds a bill of materials, `consume` uses materials up for a product, `sell` assesses
    a domestic sale by material and by finished state, `count` takes in an inventory count,
    `settle` reports a handbook, `reopen` sends its report back, `close` ends the book.

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
        reason = asked.text("reason", most=500) if name == "reopen" else ""
        state = now.step("book", name, row, reason)
        now.need_own(row)
        now.book.stay_system()
        answer = _MOVES[name](now, row, asked)
        if state != row["state"]:
            with now.book.as_system():
                now.book.set_book_state(state=state, id=row["id"])
        return {**book_document(now, now.get("book", reference)), **answer}


def _add_bill(now: Turn, row: Row, asked: Asked) -> Document:
    items = list(now.book.list_items(book_id=row["id"]))
    bill = read_bill(asked, items)
    asked.end()
    known = bills_of(now, row["id"])
    latest = max((one.version for one in known if one.product == bill.product), default=0)
    if bill.version <= latest:
        raise InputError(
            Problem("bonded.version", "version", f"Version {bill.version} is there already.",
                    f"Take {latest + 1}: a version never changes.", message_zh="该版本已存在。")
        )  # fmt: skip
    with now.book.as_system():
        save_bill(now, row["id"], bill)
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
    bill = find_bill(bills_of(now, row["id"]), product, version)
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
    return {"sale": assess_sale(now.window, items, bills_of(now, row["id"]), asked, now.on)}


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
        raise no_item(item)
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
    """Close a handbook by its settlement; a book in which nothing lies and nothing moves."""
    if row["kind"] == "handbook":
        return bonded_settlement.close(now, row, asked)
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


_MOVES = {
    "bill": _add_bill, "consume": _consume, "sell": _sell, "count": _count, "close": _close,
    "settle": bonded_settlement.report, "reopen": bonded_settlement.reopen,
}  # fmt: skip


def _out_of_yield(one: Yield) -> Problem:
    told_pct = "–" if one.difference_pct is None else f"{float(one.difference_pct):+.2f} %"
    return Problem(
        "bonded.yield", f"used.{one.material}",
        f"{one.used:f} were used and {one.expected:f} expected: {told_pct}, allowed are "
        f"{one.tolerance_pct:f} %.",
        "Check the quantities, or add a version of the bill of materials.",
        message_zh=f"{one.material}：实际耗用{one.used:f}，按单耗应为{one.expected:f}（{told_pct}）。",
    )  # fmt: skip


def _yield_document(one: Yield) -> Document:
    pct = one.difference_pct
    return {
        "material": one.material, "expected": say(one.expected), "used": say(one.used),
        "difference_pct": None if pct is None else round(float(pct), 4), "is_within": one.is_within,
    }  # fmt: skip
