"""The board of appointments: a day by slot and bay; a visit moves to another slot."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem
from entrepot.web.officer_page import Day, carry_out, officer_page, read_fields, with_query
from entrepot.web.officer_verbs import Document, OfficerVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.work_pages import seen


def board_pages(verbs: OfficerVerbs) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/board")
    def show_board(request: Request, day: Day = None) -> Response:
        """The appointments of a day at one's own site."""
        return _board(request, verbs, day)

    @router.post("/board/moves")
    async def move_visit(request: Request) -> Response:
        """A visit at the first free bay of another slot."""
        fields = await read_fields(request)
        who = await run_in_threadpool(who_asks, request)
        day = read_day(fields["day"])
        return await carry_out(
            lambda: verbs.move_visit(
                who, fields["reference"], start=read_start(fields["start"]), expected=seen(fields)
            ),
            with_query("/board", day=fields["day"] or fields["start"][:10], done="visit"),
            partial(_board, request, verbs, day),
        )

    return router


def _board(
    request: Request,
    verbs: OfficerVerbs,
    day: date | None,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:
    board = verbs.board(who_asks(request), day=day)
    shown = date.fromisoformat(board["day"])
    now = datetime.now(UTC)
    values = {
        "board": board,
        "before": (shown - timedelta(days=1)).isoformat(),
        "after": (shown + timedelta(days=1)).isoformat(),
        "free": free_slots(board, now),
        "has_visits": any(visit for slot in board["slots"] for visit in slot["bays"].values()),
    }
    return officer_page(request, verbs, "board.html", values, problems, status)


def free_slots(board: Document, now: datetime) -> list[str]:
    """Starts of the slots to come in which a bay is free."""
    return [
        slot["starts"]
        for slot in board["slots"]
        if None in slot["bays"].values() and datetime.fromisoformat(slot["starts"]) >= now
    ]


def read_day(text: str) -> date | None:
    """A day of a form; None where it is none, which is today."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in range(2000, 2200) else None


def read_start(text: str) -> datetime:
    """The start of a slot.

    Raises:
        InputError: It is no instant with its offset.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise InputError(
            Problem("input.instant", "start", "Choose a slot.",
                    "Write it with its offset, as 2026-03-10T08:30:00+08:00.",
                    message_zh="请选择时段。")
        )  # fmt: skip
    return found
