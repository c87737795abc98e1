"""Items of programmes: planned, reported with evidence by their owner, closed by another person."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.plan.programmes import (
    DONE,
    DROPPED,
    KINDS,
    MEASURE,
    Item,
    check_change,
    check_close,
    check_item,
    check_report,
)
from entrepot.service.accounts import RoleError
from entrepot.service.fields import Fields
from entrepot.service.programmes import (
    PLANNER,
    Document,
    day_of,
    history_of,
    item_document,
    judged,
    open_register,
    show_programme,
)
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.plans import Plans, Row, acting_plans, get_item
from entrepot.window.actor import SYSTEM, Actor

MOVES = ("report", "close", "return", "move", "drop")
_LONGEST = {"title": 200, "title_zh": 200, "agenda": 400, "decision": 400, "what": 1000,
            "source": 400, "reason": 400}  # fmt: skip


def add_item(window: Window, raw: Mapping[str, object], *, by: str, at: datetime) -> Document:
    """Plan a measure, a task or a milestone of a programme.

    Args:
        window: The window.
        raw: programme, kind, title, owner and due_on; title_zh, parent, agenda, decision and
            target where there are any.
        by: A planner.
        at: Now.

    Raises:
        InputError: With every fault of every field.
        RoleError: Who acts is no planner.
    """
    fields = Fields(raw)
    told = _read_item(window, fields)
    on = day_of(window.reference, at)
    with acting_plans(window.database, by, at) as (book, actor):
        need_planner(actor)
        with book.as_system():
            told["parent_id"] = _parent(window, book, fields, told)
            _check_owner(book, fields, "owner", told["owner"])
            _checked(fields, check_item(_planned(told), on) if told["due_on"] else ())
            reference = book.add_item(region=_region(window), by=actor.account, at=at, **told)
        body = {name: _text(value) for name, value in told.items() if value}
        _note(book, actor, reference, "planned", body, at)
        return _document(window, book, actor, get_item(book, _region(window), reference), at)


def show_item(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """An item with its evidence and its history, and what who asks may do with it.

    Raises:
        MissingError: There is none for these eyes.
    """
    with acting_plans(window.database, by, at) as (book, actor):
        row = get_item(book, _region(window), reference)
        return _document(window, book, actor, row, at)


def show_with_moves(window: Window, name: str, *, by: str, at: datetime) -> Document:
    """A programme with its items, and what who asks may do with each.

    Raises:
        MissingError: The pack has none of this name.
    """
    register, actor = open_register(window, by=by, at=at, programme=name)
    document = show_programme(register, name)
    items = [{**one, "moves": moves_of(actor, one)} for one in document["items"]]
    return {**document, "items": items}


def act_on_item(
    window: Window, reference: str, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:
    """Make the `move` a document names: report, close, return, move or drop.

    Raises:
        InputError: There is no such move, or a field is wrong.
        MissingError: There is no such item for these eyes.
        RefusedError: The rules of the register do not allow it.
    """
    fields = Fields(raw)
    move = fields.word("move", MOVES, required=True)
    _checked(fields)
    return _ACTS[move](window, reference, fields, by=by, at=at)


def _report(window: Window, reference: str, fields: Fields, *, by: str, at: datetime) -> Document:
    """Tell what shows that an item is done: by its owner."""
    told = {"what": fields.text("what", required=True),
            "source": fields.text("source", required=True)}  # fmt: skip
    on = day_of(window.reference, at)
    reached = fields.day("reached_on") or on
    _lengths(fields, told)
    _checked(fields)
    with _changing(window, reference, by, at) as (book, actor, row, item):
        _refuse(check_report(item, actor.account, reached, on))
        book.add_evidence(item_id=row["id"], by=actor.account, at=at, **told)
        book.report_item(id=row["id"], by=actor.account, reached_on=reached)
        _note(book, actor, row["reference"], "reported",
              {**told, "reached_on": reached.isoformat()}, at)  # fmt: skip
    return show_item(window, reference, by=by, at=at)


def _close(window: Window, reference: str, fields: Fields, *, by: str, at: datetime) -> Document:
    """Close what its owner reported: by another person, a planner."""
    reason = _reason(fields, required=False)
    with _changing(window, reference, by, at) as (book, actor, row, item):
        need_planner(actor)
        _refuse(check_close(item, actor.account))
        book.close_item(id=row["id"], state=DONE, by=actor.account, at=at, closing=reason)
        _note(book, actor, row["reference"], "closed", {"reason": reason}, at)
    return show_item(window, reference, by=by, at=at)


def _return(window: Window, reference: str, fields: Fields, *, by: str, at: datetime) -> Document:
    """Give back to its owner what the evidence does not show."""
    reason = _reason(fields)
    with _changing(window, reference, by, at) as (book, actor, row, item):
        need_planner(actor)
        _refuse(check_change(item))
        book.return_item(id=row["id"])
        _note(book, actor, row["reference"], "returned", {"reason": reason}, at)
    return show_item(window, reference, by=by, at=at)


def _drop(window: Window, reference: str, fields: Fields, *, by: str, at: datetime) -> Document:
    """Drop an item, with the reason."""
    reason = _reason(fields)
    with _changing(window, reference, by, at) as (book, actor, row, item):
        need_planner(actor)
        _refuse(check_change(item))
        book.close_item(id=row["id"], state=DROPPED, by=actor.account, at=at, closing=reason)
        _note(book, actor, row["reference"], "dropped", {"reason": reason}, at)
    return show_item(window, reference, by=by, at=at)


def _move(window: Window, reference: str, fields: Fields, *, by: str, at: datetime) -> Document:
    """Change owner, day, agenda or decision; the first plan stays, and drift with it."""
    told = {"owner": fields.text("owner"), "due_on": fields.day("due_on"),
            "agenda": fields.text("agenda"), "decision": fields.text("decision")}  # fmt: skip
    reason = _reason(fields)
    _lengths(fields, told)
    with _changing(window, reference, by, at) as (book, actor, row, item):
        need_planner(actor)
        _refuse(check_change(item))
        changed: dict[str, Any] = {name: value or row[name] for name, value in told.items()}
        _check_owner(book, fields, "owner", changed["owner"])
        _checked(fields)
        book.move_item(id=row["id"], **changed)
        body = {name: _text(value) for name, value in told.items() if value}
        _note(book, actor, row["reference"], "moved", {**body, "reason": reason}, at)
    return show_item(window, reference, by=by, at=at)


_ACTS = {"report": _report, "close": _close, "return": _return, "move": _move, "drop": _drop}


def need_planner(actor: Actor) -> None:
    """See that who acts may plan.

    Raises:
        RoleError: He may not.
    """
    if actor != SYSTEM and PLANNER not in actor.roles:
        raise RoleError(
            Problem("plan.role", actor.account, "is no planner.",
                    "Ask for an account with the role planner.", message_zh="不是规划员。")
        )  # fmt: skip


# Fields


def _read_item(window: Window, fields: Fields) -> dict[str, Any]:
    names = [row.id for row in window.reference.table("programmes")]
    targets = [row.id for row in window.reference.table("targets")]
    told = {
        "programme": fields.word("programme", names, required=True),
        "kind": fields.word("kind", KINDS, required=True),
        "title": fields.text("title", required=True), "title_zh": fields.text("title_zh"),
        "owner": fields.text("owner", required=True), "due_on": fields.day("due_on"),
        "agenda": fields.text("agenda"), "decision": fields.text("decision"),
        "target": fields.word("target", targets),
    }  # fmt: skip
    if not fields.text("due_on"):
        fields.fault("missing", "due_on", "is empty.", "Give a day such as 2026-01-31.")
    _lengths(fields, told)
    return told


def _parent(window: Window, book: Plans, fields: Fields, told: Row) -> int | None:
    name = fields.text("parent")
    if not name:
        return None
    row = book.find_item(region=_region(window), reference=name.upper())
    if row is None or row["programme"] != told["programme"] or row["kind"] != MEASURE:
        fields.fault("unknown", "parent", f"{name!r} is no measure of this programme.",
                     "Name a measure, or leave it out.")  # fmt: skip
        return None
    if told["kind"] == MEASURE:
        fields.fault("parent", "parent", "a measure has none.", "Leave it out.")
    return int(row["id"])


def _check_owner(book: Plans, fields: Fields, name: str, owner: str) -> None:
    if owner and not book.knows_account(account=owner):
        fields.fault("unknown", name, f"{owner!r} is no account.", "Name one that may sign in.")


def _lengths(fields: Fields, told: Row) -> None:
    for name, longest in _LONGEST.items():
        if len(str(told.get(name) or "")) > longest:
            fields.fault("too_long", name, f"is longer than {longest} signs.", "Shorten it.")


def _reason(fields: Fields, *, required: bool = True) -> str:
    reason = fields.text("reason", required=required)
    _lengths(fields, {"reason": reason})
    _checked(fields)
    return reason


def _checked(fields: Fields, more: Sequence[Problem] = ()) -> None:
    """End the step where something is wrong.

    Raises:
        InputError: With every problem.
    """
    if fields.problems or more:
        raise InputError([*fields.problems, *more])


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise RefusedError(problems)


def _planned(told: Row) -> Item:
    return Item(told["programme"], told["kind"], told["owner"], told["due_on"], told["due_on"])


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


# Shared


@contextmanager
def _changing(
    window: Window, reference: str, by: str, at: datetime
) -> Iterator[tuple[Plans, Actor, Row, Item]]:
    """An item that who acts may see, locked and as it is now; changed by the window itself."""
    with acting_plans(window.database, by, at) as (book, actor):
        row = get_item(book, _region(window), reference)
        with book.as_system():
            book.lock_item(id=row["id"])
            row = get_item(book, _region(window), reference)
            yield book, actor, row, judged(item_document(row, day_of(window.reference, at)))


def _document(window: Window, book: Plans, actor: Actor, row: Row, at: datetime) -> Document:
    document = item_document(row, day_of(window.reference, at))
    chain = f"plan:{row['reference']}"
    return {**document, "history": history_of(book, chain), "moves": moves_of(actor, document)}


def moves_of(actor: Actor | None, document: Row) -> list[str]:
    """What somebody may do with an item."""
    if actor is None or not document["is_recorded"] or document["state"] in (DONE, DROPPED):
        return []
    item, plans = judged(document), PLANNER in actor.roles
    found = ["report"] if actor.account == item.owner else []
    if plans and not check_close(item, actor.account):
        found.append("close")
    if plans:
        found += [*(["return"] if item.evidence else []), "move", "drop"]
    return found


def _note(
    book: Plans, actor: Actor, reference: str, kind: str, body: Mapping[str, object], at: datetime
) -> None:
    append_event(book, f"plan:{reference}", kind=f"plan_{kind}", at=at, by=actor, body=body)


def _region(window: Window) -> str:
    return str(window.reference.settings.id)
