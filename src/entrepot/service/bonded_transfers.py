"""Goods that change from one account book to another: both sides move, or neither does."""

from datetime import datetime
from typing import Any

from entrepot.bonded.books import Move
from entrepot.kernel.errors import MissingError, Problem, RefusedError
from entrepot.service.amounts import Document
from entrepot.service.bonded_books import quantity
from entrepot.service.bonded_desk import Turn, say, told, turn
from entrepot.service.bonded_fields import Asked
from entrepot.service.window import Window
from entrepot.store.bonded import MOST, Link, Row, get_thing, new_reference

_HEAD = (
    "reference", "own_reference", "from_reference", "to_reference", "from_item", "to_item",
    "quantity", "state", "firm", "firm_zh", "receiver", "receiver_zh", "made_by", "made_at",
    "decided_by", "decided_at", "is_sandbox",
)  # fmt: skip


def propose_transfer(window: Window, raw: object, *, by: str, at: datetime) -> Document:
    """Propose that goods change to another book; they are set aside at once.

    Args:
        window: The window.
        raw: `from_book`, `to_book`, `from_item`, `to_item` (the same), `quantity` and
            `own_reference`; the same own reference is the same transfer.
        by: The firm of the book that gives.
        at: Now.

    Raises:
        InputError: With everything that is wrong.
        MissingError: There is no such book, or it lacks the item.
        RefusedError: `bonded.short`, or the units of the items differ.
    """
    asked = Asked(raw)
    names = asked.text("from_book", required=True), asked.text("to_book", required=True)
    item = asked.text("from_item", required=True, most=40)
    other = asked.text("to_item", most=40) or item
    much, own = quantity(asked, "quantity"), asked.text("own_reference", required=True, most=60)
    asked.end()
    with turn(window, by, at, key=f"transfer {own}") as now:
        now.need_firm()
        giving = now.get("book", names[0])
        now.need_own(giving)
        with now.book.as_system():  # a receiver's book is none of the giver's to read
            taking = get_thing(now.book, "book", names[1])
        kept = now.book.find_own_transfer(from_org=now.actor.organisation, own_reference=own)
        if kept:
            return _repeated(now, kept["reference"], (*names, item, other, much))
        _check_books(now, giving, taking, item, other)
        reference = new_reference("T")
        with now.book.as_system():
            id = now.book.add_transfer(
                reference=reference, from_book=giving["id"], to_book=taking["id"],
                from_reference=giving["reference"], to_reference=taking["reference"],
                from_org=giving["org_id"], to_org=taking["org_id"], from_office=giving["office"],
                to_office=taking["office"], from_item=item, to_item=other, quantity=much,
                own_reference=own, by=now.actor.account, at=at,
            )  # fmt: skip
        move = Move(reference, item, "transfer-out", "pre", much)
        now.post({giving["id"]: [move]}, Link(transfer_id=id))
        now.note(reference, "transfer_proposed", {"from": names[0], "to": names[1]})
        return _document(now, now.get("transfer", reference))


def act_on_transfer(
    window: Window, reference: str, raw: object, *, by: str, at: datetime
) -> Document:
    """Accept a transfer as the firm that receives, or withdraw it as the one that gives.

    Accepting moves both sides in one transaction. Accepting once more changes nothing.

    Raises:
        InputError: There is no such move.
        MissingError: There is no such transfer for these eyes.
        RefusedError: `bonded.limit` of the book that receives, or the table of steps does not
            allow it.
    """
    asked = Asked(raw)
    name = asked.word("move", ("accept", "withdraw"))
    asked.end()
    with turn(window, by, at) as now:
        row = now.get("transfer", reference)
        with now.book.as_system():
            row = {**row, "state": now.book.lock_transfer(id=row["id"])["state"]}
        now.need_own(row, "to_org" if name == "accept" else "from_org")
        if name == "accept" and row["state"] == "done":
            return _document(now, row)
        state = now.step("transfer", name, row)
        now.book.stay_system()
        if name == "accept":
            _move_both(now, row)
        else:
            move = Move(row["reference"], row["from_item"], "transfer-out", "free", row["quantity"])
            now.post({row["from_book"]: [move]}, Link(transfer_id=row["id"]))
        with now.book.as_system():
            now.book.decide_transfer(state=state, by=now.actor.account, at=at, id=row["id"])
        now.note(row["reference"], f"transfer_{name}", {})
        return _document(now, now.get("transfer", reference))


def show_transfer(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """A transfer and what may be done.

    Raises:
        MissingError: There is none for these eyes.
    """
    with turn(window, by, at) as now:
        return _document(now, now.get("transfer", reference))


def list_transfers(window: Window, *, by: str, at: datetime) -> Document:
    """The transfers somebody may see: those that wait first, then the newest."""
    with turn(window, by, at) as now:
        rows = now.book.list_transfers(most=MOST)
        return {"transfers": [{name: say(value) for name, value in row.items()} for row in rows]}


def _move_both(now: Turn, row: Row) -> None:
    """Both sides at once; the items of both books are locked in one fixed order."""
    much = row["quantity"]
    out = Move(row["reference"], row["from_item"], "transfer-out", "final", much)
    into = Move(row["reference"], row["to_item"], "transfer-in", "final", much)
    now.post(
        {row["from_book"]: [out], row["to_book"]: [into]}, Link(transfer_id=row["id"]),
        {(row["from_book"], row["from_item"]): much},
    )  # fmt: skip


def _check_books(now: Turn, giving: Row, taking: Row, item: str, other: str) -> None:
    if giving["id"] == taking["id"]:
        raise RefusedError(
            Problem("bonded.same_book", "to_book", "A book gives nothing to itself.",
                    "Name another book.", message_zh="转出与转入账册相同。")
        )  # fmt: skip
    with now.book.as_system():
        units = []
        for book, name in ((giving, item), (taking, other)):
            rows = {one["item"]: one for one in now.book.list_items(book_id=book["id"])}
            if name not in rows or book["state"] != "open":
                raise MissingError(
                    Problem("bonded.item_unknown", name,
                            f"{book['reference']} is closed or has no item {name!r}.",
                            "Name one of its items.", message_zh="账册已关闭或没有该料号。")
                )  # fmt: skip
            units.append(rows[name]["unit"])
    if units[0] != units[1]:
        raise RefusedError(
            Problem("bonded.units", "to_item", f"It is kept in {units[1]}, not in {units[0]}.",
                    "Name an item kept in the same unit.", message_zh="两册料号计量单位不同。")
        )  # fmt: skip


def _repeated(now: Turn, reference: str, asked: tuple[Any, ...]) -> Document:
    row = now.get("transfer", reference)
    names = ("from_reference", "to_reference", "from_item", "to_item", "quantity")
    if tuple(row[name] for name in names) != asked:
        raise RefusedError(
            Problem("bonded.reference_taken", "own_reference", "It names another transfer.",
                    "Use one of its own for each transfer.", message_zh="该编号已用于另一结转。")
        )  # fmt: skip
    return _document(now, row)


def _document(now: Turn, row: Row) -> Document:
    steps = [
        name
        for name, org in (("accept", "to_org"), ("withdraw", "from_org"))
        if name in now.steps("transfer", row, org)
    ]
    return {**told(row, *_HEAD), "steps": steps}
