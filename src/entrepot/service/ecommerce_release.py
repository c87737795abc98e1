"""Lists released a thousand at a time: what they reserved of their buyers' years is used."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entrepot.bonded.intake import Intake
from entrepot.kernel.errors import InputError, Problem
from entrepot.service.accounts import need_role
from entrepot.service.amounts import Document
from entrepot.service.ecommerce_acts import (
    OFFICERS,
    check_move,
    day_of,
    locked,
    refuse_list,
    return_list,
)
from entrepot.service.window import Window
from entrepot.store.ecommerce import Lists, acting_on_lists, copy_events
from entrepot.window.actor import Actor
from entrepot.window.evidence import link

PART = 1000
Row = Mapping[str, Any]


def release_lists(
    window: Window, references: Sequence[str], *, by: str, at: datetime, on: date | None = None
) -> Document:
    """Release lists; what they reserved is used now. None named are all that wait by the day.

    Those that are named are released all or none; all that wait, a thousand at a time.

    Args:
        window: The window.
        references: Of the lists, or numbers of their orders, at most a thousand.
        by: An officer.
        at: Now.
        on: Legal day; today by default.

    Raises:
        InputError: There are too many.
        MissingError: There is no such list.
        RefusedError: One is not waiting, or who acts is no officer.
    """
    if len(references) > PART:
        raise InputError(too_many())
    day = day_of(window, at, on)
    if references:
        return {"released": _release_named(window, references, day, by, at)}
    released: list[str] = []
    while part := _release_waiting(window, day, by, at):
        released += part
    return {"released": released}


def carry_out(
    window: Window, reference: str, raw: object, *, by: str, at: datetime
) -> Document:  # fmt: skip
    """Make the `move` that a document asks for: return, release or refuse.

    Args:
        window: The window.
        reference: Of the list.
        raw: `move`, and `on`, `applied`, `reason` where it needs them.
        by: Who acts.
        at: Now.

    Raises:
        InputError: There is no such move, or a day is none.
        MissingError: There is no such list for these eyes.
        RefusedError: It is not allowed.
    """
    fields = Intake(raw)
    move = fields.word("move", ("return", "release", "refuse"))
    on = fields.day("on") if fields.has("on") else None
    applied = fields.day("applied") if fields.has("applied") else None
    reason = fields.text("reason", 500, required=False)
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    if move == "return":
        return return_list(window, reference, by=by, at=at, on=on, applied=applied)
    if move == "refuse":
        return refuse_list(window, reference, by=by, at=at, reason=reason, on=on)
    return release_lists(window, [reference], by=by, at=at, on=on)


def _release_named(
    window: Window, references: Sequence[str], day: date, by: str, at: datetime
) -> list[str]:
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *OFFICERS)
        rows = [locked(book, name) for name in sorted(set(references))]
        for row in rows:
            check_move(row, ("accepted",), "released")
        return _release(book, actor, [row["reference"] for row in rows], day, at)


def _release_waiting(window: Window, day: date, by: str, at: datetime) -> list[str]:
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *OFFICERS)
        return _release(book, actor, [], day, at)


def _release(
    book: Lists, actor: Actor, names: Sequence[str], day: date, at: datetime
) -> list[str]:  # fmt: skip
    """Release what waits of the named lists, or of all; lists first, then years, in one order."""
    with book.as_system():
        rows = list(book.lock_waiting(names=list(names), on=day, most=PART))
        found = [row["reference"] for row in rows]
        if found:
            book.release_locked(on=day, names=found)
            _use(book, [row for row in rows if row["counted"]], at)
            _tell(book, actor, found, day, at)
    return found


def _use(book: Lists, rows: Sequence[Row], at: datetime) -> None:
    taken: defaultdict[tuple[bytes, int], Decimal] = defaultdict(Decimal)
    for row in rows:
        taken[bytes(row["person"]), row["accepted_on"].year] += row["counted"]
    keys = sorted(taken)
    book.use_locked(persons=[person for person, _ in keys], years=[year for _, year in keys],
                    amounts=[taken[key] for key in keys])  # fmt: skip
    book.add_uses(
        persons=[row["person"] for row in rows],
        years=[row["accepted_on"].year for row in rows],
        names=[row["reference"] for row in rows], amounts=[row["counted"] for row in rows], at=at,
    )  # fmt: skip


def _tell(book: Lists, actor: Actor, names: Sequence[str], day: date, at: datetime) -> None:
    """An event for each, in its own chain, which nobody else adds to meanwhile."""
    chains = [f"list:{name}" for name in names]
    list(book.lock_chains(chains=chains))
    book.make_event_staging()
    copy_events(
        book,
        (
            link(head["chain"], head["seq"] + 1, bytes(head["hash"]), at, "list_released",
                 actor.party, actor.account, {"on": day})
            for head in list(book.find_heads(chains=chains))
        ),
    )  # fmt: skip


def too_many() -> Problem:
    """More lists are named than are released at once."""
    return Problem(
        "ecommerce.too_many", "lists", f"more than {PART} lists are named.",
        "Name fewer, or none for all that wait.", message_zh="清单数量过多。",
    )  # fmt: skip
