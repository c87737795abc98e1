"""Goods that came in for repair: swapped parts, and a case where they did not leave in time."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from entrepot.bonded.books import Move
from entrepot.bonded.repair import KINDS, OLD_PARTS, Part, Repair, needed_parts
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.amounts import Document
from entrepot.service.bonded_books import quantity
from entrepot.service.bonded_desk import Turn, say, told, turn
from entrepot.service.bonded_fields import Asked
from entrepot.service.window import Window
from entrepot.store import jobs
from entrepot.store.bonded import MOST, Bonded, Link, Row, new_reference
from entrepot.store.chains import append_event
from entrepot.store.window import as_json
from entrepot.window.actor import SYSTEM

JOB = "bonded_return"
MORNING = time(6)  # when a case is opened, in the zone of the region
REPAIR_DAYS = "bonded_repair_days"
_HEAD = (
    "reference", "book", "kind", "in_item", "out_item", "quantity", "return_by", "state", "firm",
    "firm_zh", "made_by", "made_at", "returned_at", "declaration", "is_sandbox",
)  # fmt: skip


def open_repair(window: Window, raw: object, *, by: str, at: datetime) -> Document:
    """Begin a repair or a remanufacture of goods that lie in a book.

    Args:
        window: The window.
        raw: `book`, `kind` (repair), `in_item`, `out_item` (the same), `quantity`, and
            `return_by` (so many days on as the law of the pack says).
        by: The firm of the book.
        at: Now.

    Raises:
        InputError: With everything that is wrong.
        MissingError: There is no such book, or it lacks an item.
        RefusedError: Fewer lie there than are to be repaired.
    """
    asked = Asked(raw)
    name, kind = asked.text("book", required=True), asked.word("kind", KINDS, default=KINDS[0])
    item = asked.text("in_item", required=True, most=40)
    out, much = asked.text("out_item", most=40) or item, quantity(asked, "quantity")
    last = asked.day("return_by", required=False)
    asked.end()
    with turn(window, by, at) as now:
        now.need_firm()
        book = now.get("book", name)
        now.need_own(book)
        items = {one["item"]: one for one in now.book.list_items(book_id=book["id"])}
        _check(items, item, out, much, kind)
        last = last or now.on + timedelta(days=window.legal.days(REPAIR_DAYS, now.on))
        if last < now.on:
            raise InputError(
                Problem("bonded.day", "return_by", f"{last} is over.", "Give a day to come.",
                        message_zh="复运出境期限已过。")
            )  # fmt: skip
        reference = new_reference("R")
        with now.book.as_system():
            now.book.add_repair(
                reference=reference, book_id=book["id"], org_id=book["org_id"],
                office=book["office"], kind=kind, in_item=item, out_item=out, quantity=much,
                return_by=last, by=now.actor.account, at=at,
            )  # fmt: skip
        repair = Repair(reference, item, out, much, last)
        jobs.defer_on(
            now.book.tx, JOB, key=reference, on=repair.opens_case_on,
            at=datetime.combine(repair.opens_case_on, MORNING, window.reference.zone),
        )  # fmt: skip
        now.note(reference, "repair_opened", {"book": name, "item": item, "return_by": last})
        return _document(now, now.get("repair", reference))


def act_on_repair(
    window: Window, reference: str, raw: object, *, by: str, at: datetime
) -> Document:
    """Let a repaired good leave, with the parts that were swapped; its `move` is `return`.

    The parts put in are consumed; a remanufactured good takes the place of the one that came
    in; then it is re-exported. A case that was opened is closed.

    Args:
        window: The window.
        reference: Of the repair.
        raw: `move`, `declaration`, and `parts` of `item`, `quantity` and `old`: what becomes
            of the part taken out.
        by: The firm.
        at: Now.

    Raises:
        InputError: With everything that is wrong.
        MissingError: There is no such repair for these eyes, or the book lacks a part.
        RefusedError: `bonded.short`, or the table of steps does not allow it.
    """
    asked = Asked(raw)
    name = asked.word("move", ("return",))
    declaration = asked.text("declaration", most=60)
    parts = tuple(
        Part(one.text("item", required=True, most=40), quantity(one, "quantity"),
             one.word("old", OLD_PARTS))
        for one in asked.rows("parts", required=False)
    )  # fmt: skip
    asked.end()
    with turn(window, by, at) as now:
        row = now.get("repair", reference)
        with now.book.as_system():
            row = {**row, "state": now.book.lock_repair(id=row["id"])["state"]}
        now.need_own(row)
        now.step("repair", name, row)
        if declaration:
            from entrepot.service.bonded_lists import find_declaration, need_release

            find_declaration(now, declaration, "re-export", now.get("book", row["book"]))
            need_release(now, declaration)
        link = Link(repair_id=row["id"], document=declaration)
        now.post({row["book_id"]: _moves(row, parts)}, link)
        with now.book.as_system():
            rows = [{"seq": place, "item": one.item, "quantity": one.quantity, "old": one.old}
                    for place, one in enumerate(parts, start=1)]  # fmt: skip
            now.book.add_parts(repair_id=row["id"], rows=as_json(rows))
            now.book.return_repair(declaration=declaration, at=at, id=row["id"])
            now.book.close_cases(at=at, outcome="returned", repair_id=row["id"])
        now.note(row["reference"], "repair_returned", {"parts": len(parts)})
        return _document(now, now.get("repair", reference))


def show_repair(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """A repair with its parts, its cases and what may be done.

    Raises:
        MissingError: There is none for these eyes.
    """
    with turn(window, by, at) as now:
        return _document(now, now.get("repair", reference))


def list_repairs(window: Window, *, by: str, at: datetime) -> Document:
    """The repairs somebody may see: those whose last day comes first, first."""
    with turn(window, by, at) as now:
        return {
            "repairs": [
                {**{name: say(value) for name, value in row.items()},
                 "days_left": (row["return_by"] - now.on).days
                 if row["state"] != "returned" else None}
                for row in now.book.list_repairs(most=MOST)
            ]
        }  # fmt: skip


def open_overdue(window: Window, *, at: datetime) -> list[str]:
    """Open a case for each repair whose last day is over; doing it twice changes nothing more.

    Returns:
        References of the repairs.
    """
    on = at.astimezone(window.reference.zone).date()
    opened = []
    with window.database.transaction() as tx:
        book = Bonded(tx)
        book.become_system()
        for row in book.list_overdue(on=on):
            if book.lock_repair(id=row["id"])["state"] == "open":
                opened.append(_open_case(book, row, at))
    return opened


def _open_case(book: Bonded, row: Row, at: datetime) -> str:
    book.open_case(repair_id=row["id"], due_on=row["return_by"], at=at)
    book.mark_overdue(id=row["id"])
    body = {"return_by": row["return_by"]}
    append_event(
        book, f"bonded:{row['reference']}", kind="bonded_repair_overdue", at=at, by=SYSTEM,
        body=body,
    )  # fmt: skip
    return str(row["reference"])


def _moves(row: Row, parts: tuple[Part, ...]) -> list[Move]:
    """Parts are consumed, a remanufactured good takes the other's place, and it leaves."""
    ref, much = row["reference"], row["quantity"]
    used = [
        Move(ref, item, "consume", "final", count) for item, count in needed_parts(parts).items()
    ]
    remade = [] if row["in_item"] == row["out_item"] else [
        Move(ref, row["in_item"], "consume", "final", much),
        Move(ref, row["out_item"], "in", "final", much),
    ]  # fmt: skip
    return [*used, *remade, Move(ref, row["out_item"], "re-export", "final", much)]


def _check(items: dict[str, Row], item: str, out: str, much: Decimal, kind: str) -> None:
    missing = [one for one in dict.fromkeys((item, out)) if one not in items]
    if missing:
        raise MissingError(
            [
                Problem("bonded.item_unknown", one, f"{one!r} is no item of the book.",
                        "Name one of its items.", message_zh="料号不在账册中。")
                for one in missing
            ]
        )  # fmt: skip
    if kind == "repair" and item != out:
        raise RefusedError(
            Problem("bonded.out_item", "out_item", "What is repaired goes out as what came in.",
                    "Call it a remanufacture.",
                    message_zh="维修货物应原样复运出境，变更料号的为再制造。")
        )  # fmt: skip
    row = items[item]
    free = row["opening"] + row["received"] - row["issued"] - row["pre_deducted"]
    if much > free:
        raise RefusedError(
            Problem("bonded.short", "quantity", f"Only {free:f} of {item} lie there.",
                    "Book them in first.", message_zh=f"{item}可用数量仅{free:f}。")
        )  # fmt: skip


def _document(now: Turn, row: Row) -> Document:
    return {
        **told(row, *_HEAD),
        "parts": [
            told(one, "seq", "item", "quantity", "old")
            for one in now.book.list_parts(repair_id=row["id"])
        ],
        "cases": [
            told(one, "due_on", "opened_at", "closed_at", "outcome")
            for one in now.book.list_cases(repair_id=row["id"])
        ],
        "steps": now.steps("repair", row),
    }
