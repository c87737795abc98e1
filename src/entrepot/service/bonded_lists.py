"""Verification lists: the one document that moves stock, from the firm to the gate."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from entrepot.bonded.books import Move
from entrepot.bonded.consumption import statutory
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.amounts import Document
from entrepot.service.bonded_books import quantity
from entrepot.service.bonded_desk import Turn, say, told, turn
from entrepot.service.bonded_fields import Asked, exact
from entrepot.service.bonded_shares import rest_of_list
from entrepot.service.window import Window
from entrepot.store.bonded import MOST, Link, Row, new_reference
from entrepot.store.window import as_json

KINDS = ("in", "return-in", "domestic-sale", "re-export", "destroy")
AT_THE_GATE = ("in", "return-in", "domestic-sale", "re-export")
TOLERANCE = "bonded_weight_tolerance_pct"
_GROSS = "totalGrossMassMeasure"
Carried = Mapping[int, Mapping[str, Decimal]]  # quantities by item, by id of the list
_NOT_ON_PASS = ("withdraw", "finish")  # steps that wait until no gate pass is open
_NAMES_IT = ("domestic-sale",)  # kinds that always name a declaration
_SHARE = ("pass", "vehicle", "state", "gross_mass_kg", "pieces", "weighed_kg")
_HEAD = (
    "reference", "own_reference", "book", "zone", "kind", "declaration", "gross_mass_kg",
    "pieces", "state", "reason", "firm", "firm_zh", "made_by", "made_at", "decided_by",
    "decided_at", "pass", "is_sandbox",
)  # fmt: skip


def submit_list(window: Window, raw: object, *, by: str, at: datetime) -> Document:
    """Hand in a verification list; the same own reference is the same list.

    Args:
        window: The window.
        raw: `book`, `kind`, `own_reference`, `declaration` (of a domestic sale always),
            `gross_mass_kg`, `pieces` where they are counted, and `lines` of `item` and
            `quantity`.
        by: The firm of the book.
        at: Now.

    Raises:
        InputError: With everything that is wrong.
        MissingError: There is no such book of the firm, or no such declaration.
        RefusedError: The book is closed or past its last day, or the own reference names a list
            of other contents.
    """
    asked = Asked(raw)
    name, kind = asked.text("book", required=True, most=20), asked.word("kind", KINDS)
    own = asked.text("own_reference", required=True, most=60)
    declaration = asked.text("declaration", required=kind in _NAMES_IT, most=60)
    mass = asked.number("gross_mass_kg")
    pieces = asked.whole("pieces") if "pieces" in asked else None
    lines = [
        (one.text("item", required=True, most=40), quantity(one, "quantity"))
        for one in asked.rows("lines")
    ]
    if len({item for item, _ in lines}) < len(lines):
        asked.fault(
            "item_twice", "lines", "name an item twice.", "Add its quantities.", "料号重复。"
        )
    asked.end()
    with turn(window, by, at, key=f"list {own}") as now:
        now.need_firm()
        book = _open_book(now, name)
        if kept := now.book.find_own_list(org_id=now.actor.organisation, own_reference=own):
            return _repeated(now, kept["reference"], (book["reference"], kind, lines))
        if declaration:
            declared = find_declaration(now, declaration, kind, book)
            declaration = declared["number"] or declared["reference"]
            check_covered(now, declared, declaration, mass or Decimal(0))
        items = {one["item"]: one for one in now.book.list_items(book_id=book["id"])}
        _check_items(items, [item for item, _ in lines])
        reference = new_reference("V")
        with now.book.as_system():
            id = now.book.add_list(
                reference=reference, book_id=book["id"], org_id=book["org_id"],
                office=book["office"], kind=kind, own_reference=own, declaration=declaration,
                gross_mass_kg=mass, pieces=pieces, by=now.actor.account, at=at,
            )  # fmt: skip
            now.book.add_lines(list_id=id, rows=as_json(_line_rows(items, lines)))
        now.note(reference, "list_submitted", {"book": book["reference"], "kind": kind,
                                               "declaration": declaration})  # fmt: skip
        return _document(now, now.get("list", reference))


def act_on_list(window: Window, reference: str, raw: object, *, by: str, at: datetime) -> Document:
    """Approve, refuse, withdraw, finish or destroy by a list, as its `move` says.

    Approving sets the stock aside; withdrawing or refusing gives it back; `destroy` moves it
    once the goods were destroyed before the supervisor; `finish` ends a list that passed in
    part, and gives back what did not.

    Raises:
        InputError: There is no such move.
        MissingError: There is no such list for these eyes.
        RefusedError: `bonded.short`, or the table of steps does not allow it.
    """
    asked = Asked(raw)
    name = asked.word("move", ("approve", "refuse", "withdraw", "destroy", "finish"))
    reason = asked.text("reason", most=500)
    asked.end()
    with turn(window, by, at) as now:
        row = _locked(now, now.get("list", reference))
        now.need_own(row)
        state = now.step("list", name, row, reason)
        now.book.stay_system()
        if (name == "destroy") != (row["kind"] == "destroy") and name == "destroy":
            raise _not_destroyed(reference)
        if name == "approve":
            _two_pairs_of_eyes(now, row)
            if now.book.keep_open(id=row["book_id"]) != "open":
                raise _closed(row["book"])
        elif name in _NOT_ON_PASS and row["open_pass"]:
            raise _on_pass(reference, row["open_pass"])
        now.book.decide_list(
            state=state, reason=reason or row["reason"], at=at, id=row["id"],
            by=None if name == "withdraw" else now.actor.account,
        )  # fmt: skip
        now.note(row["reference"], f"list_{name}", {"reason": reason} if reason else {})
        document = _document(now, now.get("list", reference))
        _move(now, row, name)  # last, so that who wants the same stock waits the least
        return document


def _move(now: Turn, row: Row, name: str) -> None:
    """Set the stock of a list aside, give it back, or take it off as destroyed."""
    if name == "approve":
        now.post({row["book_id"]: _moves(row, "pre", _lines(now, row))}, _link(row))
    elif name == "destroy":
        finish(now, [row])
    elif row["state"] in ("approved", "partly passed"):
        now.post({row["book_id"]: _moves(row, "free", _held(now, row))}, _link(row))


def show_list(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """A list with its lines and what may be done.

    Raises:
        MissingError: There is none for these eyes.
    """
    with turn(window, by, at) as now:
        return _document(now, now.get("list", reference))


def list_lists(window: Window, *, by: str, at: datetime) -> Document:
    """The lists somebody may see: those that wait first, then the newest."""
    with turn(window, by, at) as now:
        rows = now.book.list_lists(most=MOST)
        return {"lists": [{name: say(value) for name, value in row.items()} for row in rows]}


def finish(
    now: Turn, rows: Sequence[Row], carried: Carried | None = None, pass_id: int | None = None
) -> None:
    """Move the stock of lists for good: what moves is set aside no more.

    Each declaration is read once more: goods whose release was taken back stay where they are.

    Args:
        now: The act.
        rows: The lists, locked.
        carried: What a gate pass carries of each, by id of the list and item; all of them
            without.
        pass_id: The gate pass.

    Raises:
        RefusedError: A declaration is not released, or the stock is short.
    """
    for row in rows:
        if row["declaration"]:
            need_release(now, row["declaration"])
        held = _held(now, row)
        much = held if carried is None else carried[row["id"]]
        aside = {(row["book_id"], item): one for item, one in held.items()}
        now.post({row["book_id"]: _moves(row, "final", much)}, _link(row, pass_id), aside)


def _held(now: Turn, row: Row) -> dict[str, Decimal]:
    """What a list still has set aside, by item."""
    with now.book.as_system():
        rows = now.book.held_of_lists(list_ids=[row["id"]])
        return {one["item"]: one["held"] for one in rows if one["held"]}


def _lines(now: Turn, row: Row) -> dict[str, Decimal]:
    """The quantities of a list, by item."""
    with now.book.as_system():
        rows = now.book.list_lines(list_ids=[row["id"]])
        return {one["item"]: one["quantity"] for one in rows}


def _moves(row: Row, stage: str, quantities: Mapping[str, Decimal]) -> list[Move]:
    """Movements of a list in a stage."""
    return [
        Move(row["reference"], item, row["kind"], stage, much) for item, much in quantities.items()
    ]


def find_declaration(now: Turn, name: str, kind: str, book: Row) -> Row:
    """The declaration that a list names: of the right flow, and of this book or this firm.

    Raises:
        MissingError: There is none such; one of others is none.
        RefusedError: Its flow is the other one.
    """
    with now.book.as_system():
        row = now.book.find_case(key=name)
        is_own = row is not None and (
            row["org_id"] == book["org_id"]
            or _book_number(now, row) == book["reference"]
        )  # fmt: skip
    if row is None or not is_own:
        raise MissingError(
            Problem("bonded.declaration", "declaration",
                    f"there is no declaration {name[:40]!r} of this firm or of this book.",
                    "Name one that the firm filed, or that names this book.",
                    message_zh="没有该企业或该账册的报关单。")
        )  # fmt: skip
    wanted = "export" if kind == "re-export" else "import"
    if row["flow"] != wanted:
        raise RefusedError(
            Problem("bonded.flow", "declaration", f"It is an {row['flow']}, not an {wanted}.",
                    "Name the declaration of these goods.", message_zh="报关单进出口方向不符。")
        )  # fmt: skip
    return dict(row)


def check_covered(now: Turn, row: Row, name: str, mass: Decimal) -> None:
    """See that the lists of a declaration do not hold more than it declares.

    Several lists may stand on one declaration, as when a week is declared at once; their gross
    masses together stay within that of the declaration, and the tolerance of the gate.

    Raises:
        RefusedError: `bonded.declaration_used`.
    """
    with now.book.as_system():
        now.book.lock_chain(chain=f"bonded-declaration:{row['reference']}")
        told = now.book.sum_of_declaration(names=[row["reference"], row["number"]])
        version = now.book.get_version(declaration_id=row["id"], n=row["version"])
    declared = exact(str(_find(version["payload"] if version else None, _GROSS) or ""))
    tolerance = now.window.legal.number(TOLERANCE, now.on)
    if declared is None or told + mass > declared * (1 + tolerance / 100):
        raise RefusedError(
            Problem("bonded.declaration_used", "gross_mass_kg",
                    f"Lists of {name} would hold {told + mass:f} kg, and it declares "
                    f"{'nothing' if declared is None else f'{declared:f} kg'}.",
                    "Name the declaration of these goods.",
                    message_zh=f"报关单{name}项下清单毛重合计将超过申报毛重。")
        )  # fmt: skip


def need_release(now: Turn, name: str) -> None:
    """Read a release once more, in the transaction that moves the goods.

    Raises:
        RefusedError: `bonded.not_released`.
    """
    with now.book.as_system():
        row = now.book.find_case(key=name)
        if row is not None:
            now.book.lock_case(id=row["id"])
            row = now.book.find_case(key=name)
    if row is None or row["released_at"] is None or row["holds"] or row["state"] in _UNDONE:
        raise RefusedError(
            Problem("bonded.not_released", name, "The declaration is not released.",
                    "Wait for its release; then weigh again.", message_zh="报关单尚未放行。")
        )  # fmt: skip


_UNDONE = ("CANCELLED", "CANCEL_REQUESTED", "WITHDRAWN", "REFUSED", "SEIZED")


def _book_number(now: Turn, row: Row) -> str:
    """The book that a declaration names, empty for none."""
    version = now.book.get_version(declaration_id=row["id"], n=row["version"])
    found = _find(version["payload"] if version else None, "accountBookNo")
    return found if isinstance(found, str) else ""


def _find(value: Any, name: str) -> Any:
    """A member of an object of JSON, wherever it stands."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
        value = list(value.values())
    if isinstance(value, list):
        return next((one for inner in value if (one := _find(inner, name)) is not None), None)
    return None


def _open_book(now: Turn, name: str) -> Row:
    book = now.get("book", name)
    now.need_own(book)
    is_past = book["valid_to"] is not None and now.on > book["valid_to"]
    if book["state"] != "open" or now.on < book["valid_from"] or is_past:
        raise _closed(name)
    return book


def _closed(name: str) -> RefusedError:
    return RefusedError(
        Problem("bonded.book_closed", name, "The book is closed, or not valid today.",
                "Take another book.", message_zh="账册已关闭或不在有效期内。")
    )  # fmt: skip


def _check_items(items: dict[str, Row], names: Sequence[str]) -> None:
    unknown = [
        Problem("bonded.item_unknown", f"lines[{place}].item", f"{name!r} is no item of the book.",
                "Name one of its items.", message_zh="料号不在账册中。",
                pointer=f"/lines/{place}/item")
        for place, name in enumerate(names) if name not in items
    ]  # fmt: skip
    if unknown:
        raise InputError(unknown)


def _line_rows(items: dict[str, Row], lines: Sequence[tuple[str, Decimal]]) -> list[dict[str, Any]]:
    return [
        {"seq": place, "item": item, "quantity": much,
         "statutory_quantity": statutory(much, items[item]["per_unit"])}
        for place, (item, much) in enumerate(lines, start=1)
    ]  # fmt: skip


def _repeated(now: Turn, reference: str, asked: tuple[Any, ...]) -> Document:
    row = now.get("list", reference)
    lines = now.book.list_lines(list_ids=[row["id"]])
    kept = (row["book"], row["kind"], [(one["item"], one["quantity"]) for one in lines])
    if kept != asked:
        raise RefusedError(
            Problem("bonded.reference_taken", "own_reference", "It names another list.",
                    "Use one of its own for each list.", message_zh="该编号已用于另一核注清单。")
        )  # fmt: skip
    return _document(now, row)


def _locked(now: Turn, row: Row) -> dict[str, Any]:
    """A list as it stands now that nobody else changes it."""
    with now.book.as_system():
        list(now.book.lock_lists(ids=[row["id"]]))
    return dict(now.get("list", row["reference"]))


def _link(row: Row, pass_id: int | None = None) -> Link:
    return Link(list_id=row["id"], pass_id=pass_id, document=row["declaration"])


def _two_pairs_of_eyes(now: Turn, row: Row) -> None:
    if now.actor.account == row["made_by"]:
        raise RefusedError(
            Problem("bonded.own", row["reference"], "Who made a list does not approve it.",
                    "Let another officer do so.", message_zh="不得审核本人提交的清单。")
        )  # fmt: skip


def _not_destroyed(reference: str) -> RefusedError:
    return RefusedError(
        Problem("bonded.step", reference, "Its goods leave by the gate, not by destruction.",
                "Put it on a gate pass.", message_zh="该清单应通过卡口核放。")
    )  # fmt: skip


def _on_pass(reference: str, name: str) -> RefusedError:
    return RefusedError(
        Problem("bonded.on_pass", reference, f"It stands on gate pass {name}.",
                "Cancel the gate pass first.", message_zh="清单已列入核放单，请先作废核放单。")
    )  # fmt: skip


def _document(now: Turn, row: Row) -> Document:
    lines = list(now.book.list_lines(list_ids=[row["id"]]))
    shares = list(now.book.list_shares(list_ids=[row["id"]]))
    left = rest_of_list(row, lines, shares)
    return {
        **told(row, *_HEAD),
        "lines": [
            {**told(one, "seq", "item", "quantity", "statutory_quantity"),
             "left": say(left.quantities[one["item"]])}
            for one in lines
        ],
        "passes": [told(one, *_SHARE) for one in shares],
        "left": {"gross_mass_kg": say(left.gross_mass_kg), "pieces": left.pieces},
        "steps": [one for one in now.steps("list", row) if _fits(one, row)],
    }  # fmt: skip


def _fits(name: str, row: Row) -> bool:
    """Whether a step fits a list of this kind, and where it stands."""
    if name == "destroy":
        return bool(row["kind"] == "destroy")
    return not (name in _NOT_ON_PASS and row["open_pass"])
