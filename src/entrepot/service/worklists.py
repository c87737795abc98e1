"""What waits for officers: tasks by their deadline, and the board of appointments."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.service.files import open_file
from entrepot.service.officers import need_role, officer_agency
from entrepot.service.tellings import control_document
from entrepot.service.window import Window
from entrepot.store.window import acting
from entrepot.window.actor import Actor
from entrepot.window.inspection import slots_of

Document = dict[str, Any]
MOST_ROWS = 100
_FIRST = "0001-01-01T00:00:00+00:00|0"
_HIGHEST = 2**31 - 1
ORDERS = ("deadline", "score")
OFFICERS = (
    "document_officer", "inspector", "supervisor", "quarantine_officer", "market_officer",
)  # fmt: skip


def worklist(
    window: Window, *, by: str, at: datetime, queue: str = "all", order: str = "deadline",
    cursor: str = "", most: int = 50,
) -> Document:  # fmt: skip
    """Open tasks of an office, by deadline or by score, a page at a time.

    Args:
        window: The window.
        by: Account.
        at: Instant.
        queue: documents, inspection or all; an agency's officers see their own inspections.
        order: deadline, the earliest first; or score, the highest first, then by deadline.
        cursor: Where the page begins, as the page before said.
        most: Rows of a page.

    Raises:
        InputError: The queue, the order or the cursor is none.
        RefusedError: The account is no officer.
    """
    by_score = _is_by_score(order)
    after = _read_cursor(cursor, by_score=by_score)
    most = min(most, MOST_ROWS)
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, *OFFICERS)
        kinds = _kinds(actor, queue)
        rows: list[Mapping[str, Any]] = []
        for office in actor.offices[:1]:
            rows = list(
                (book.list_work_by_score if by_score else book.list_work)(
                    office=office, kinds=kinds, most=most + 1, **after
                )
            )  # fmt: skip
    page = rows[:most]
    more = _cursor(page[-1], by_score=by_score) if len(rows) > most else ""
    return {"rows": [_task(row, at) for row in page], "cursor": more}


def _kinds(actor: Actor, queue: str) -> list[str]:
    inspections = [f"inspection:{officer_agency(actor)}"]
    if "supervisor" in actor.roles:
        inspections = [f"inspection:{one}" for one in ("customs", "quarantine", "market")]
    if actor.agency:
        return inspections
    queues = {
        "documents": ["documents"],
        "inspection": inspections,
        "all": ["documents", *inspections],
    }
    if queue not in queues:
        raise InputError(
            Problem("input.queue", "queue", f"{queue!r} is no queue.",
                    f"Queues: {', '.join(queues)}.", message_zh="没有该队列。")
        )  # fmt: skip
    return queues[queue]


def _is_by_score(order: str) -> bool:
    if order not in ORDERS:
        raise InputError(
            Problem("input.order", "order", f"{order!r} is no order.",
                    f"Say {' or '.join(ORDERS)}.", message_zh="请填deadline或score。")
        )  # fmt: skip
    return order == "score"


def _cursor(row: Mapping[str, Any], *, by_score: bool) -> str:
    place = f"{row['due_at'].isoformat()}|{row['id']}"
    return f"{row['score']}|{place}" if by_score else place


def _read_cursor(text: str, *, by_score: bool) -> Document:
    score, _, place = (text or f"{_HIGHEST}|{_FIRST}").partition("|")
    if not by_score:
        place = text or _FIRST
    due, _, number = place.partition("|")
    try:
        told = {"after_due": datetime.fromisoformat(due), "after_id": int(number)}
        return {"after_score": int(score), **told} if by_score else told
    except ValueError:
        raise InputError(
            Problem("input.cursor", "cursor", f"{text!r} is no place in a list.",
                    "Use the cursor that the page before gave.", message_zh="游标无效。")
        ) from None  # fmt: skip


def _task(row: Mapping[str, Any], at: datetime) -> Document:
    return {
        "reference": row["reference"], "number": row["number"], "task": row["kind"],
        "due_at": row["due_at"].isoformat(), "opened_at": row["opened_at"].isoformat(),
        "is_late": row["due_at"] < at, "assignee": row["assignee"], "flow": row["flow"],
        "type": row["type"], "channel": row["channel"], "score": row["score"],
        "state": row["state"], "trader": row["name"], "trader_zh": row["name_zh"],
        "sandbox": row["is_sandbox"],
    }  # fmt: skip


def board(window: Window, *, by: str, at: datetime, day: date | None = None) -> Document:
    """The appointments of a day at the site of who asks, by slot and bay.

    Raises:
        RefusedError: The account is no officer, or its office has no site with bays.
    """
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, *OFFICERS)
        hours = window.hours_at(actor.offices)
        if hours is None:
            raise RefusedError(window.reasons.problem("inspection.no_site", by))
        day = day or at.astimezone(hours.zone).date()
        start = datetime.combine(day, time.min, hours.zone)
        rows = list(book.list_board(site=hours.site, start=start, stop=start + timedelta(days=1)))
    bays = [str(number) for number in range(1, hours.bays + 1)]
    booked = {(row["starts"], row["bay"]): row for row in rows}
    slots = [
        {
            "starts": begin.isoformat(),
            "ends": end.isoformat(),
            "bays": {bay: _visit(booked.get((begin, bay))) for bay in bays},
        }
        for begin, end in slots_of(day, hours)
    ]
    return {"site": hours.site, "day": day.isoformat(), "bays": bays, "slots": slots}


def _visit(row: Mapping[str, Any] | None) -> Document | None:
    if row is None:
        return None
    return {name: row[name] for name in ("reference", "number", "agencies", "state")}


def move_visit(
    window: Window, reference: str, *, start: datetime, by: str, at: datetime,
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Move the visit of a declaration to the first free bay at or after an instant.

    The old appointment is kept as moved.

    Raises:
        RefusedError: There is no visit to move, or the account is no officer.
        ModelError: Nothing is free.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_role(window, proceeding.actor, *OFFICERS)
        book, id_ = proceeding.book, proceeding.row["id"]
        visits = [one for one in book.list_appointments(declaration_id=id_) if not one["is_moved"]]
        if not visits:
            raise RefusedError(window.reasons.problem("task.none", reference, task="inspection"))
        book.move_appointment(declaration_id=id_)
        proceeding.row["sites"] = [visits[0]["site"]]
        window.book_visit(proceeding, list(visits[0]["agencies"]), after=start)
        proceeding.save()
        return control_document(
            book.list_appointments(declaration_id=id_), book.list_orders(declaration_id=id_),
            proceeding.standing.holds,
        )  # fmt: skip
