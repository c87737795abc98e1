"""The pages of gates and sites: may this box leave, and it is here."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem
from entrepot.web.officer_page import carry_out, officer_page, read_fields, with_query
from entrepot.web.officer_verbs import Document, OfficerVerbs
from entrepot.web.problems import status_of
from entrepot.web.sessions import visitor_of, who_asks

COOKIE = "gate"
MOST_KEPT = 10
_KEPT = re.compile(r"([A-Z0-9]{1,20})\.(GO|STOP)\.(\d{9,11})", re.ASCII)
_NOT_LETTERS = re.compile(r"[\s\-./]+")


def gate_pages(verbs: OfficerVerbs) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/gate")
    def show_gate(request: Request) -> Response:
        """One field for a container's number."""
        return _gate(request, verbs)

    @router.post("/gate")
    async def ask_gate(request: Request) -> Response:
        """GO or STOP, and why."""
        fields = await read_fields(request)
        box = read_container(fields["container"])
        return await run_in_threadpool(_ask, request, verbs, box, fields["place"])

    @router.post("/gate/moves")
    async def move_out(request: Request) -> Response:
        """The container leaves."""
        fields = await read_fields(request)
        who = await run_in_threadpool(who_asks, request)
        box = read_container(fields["container"])
        return await carry_out(
            lambda: verbs.move_out(who, box, fields["place"]),
            with_query("/gate", done="moved"),
            partial(_gate, request, verbs),
        )

    @router.get("/arrivals")
    def show_arrivals(request: Request) -> Response:
        """The form."""
        return _arrivals(request, verbs)

    @router.post("/arrivals")
    async def tell_arrival(request: Request) -> Response:
        """A container is here."""
        fields = await read_fields(request)
        return await run_in_threadpool(_tell, request, verbs, dict(fields))

    return router


def read_container(text: str) -> str:
    """A container's number as it was scanned or typed: letters and digits alone.

    Example:
        >>> read_container("csqu 305438-3")
        'CSQU3054383'
    """
    return _NOT_LETTERS.sub("", text).upper()[:20]


def _places(request: Request) -> list[str]:
    return list(visitor_of(request).actor.offices)


# The gate


def _gate(
    request: Request,
    verbs: OfficerVerbs,
    problems: Sequence[Problem] = (),
    status: int = 200,
    answer: Document | None = None,
) -> HTMLResponse:
    places = _places(request)
    kept = [*([_checked(answer)] if answer else []), *_kept(request)][:MOST_KEPT]
    values = {
        "answer": answer,
        "places": places,
        "place": answer["place"] if answer else next(iter(places), ""),
        "history": [_told(one) for one in kept],
    }
    shown = officer_page(request, verbs, "gate.html", values, problems, status)
    if answer:
        shown.set_cookie(
            COOKIE, "~".join(kept), path="/gate", httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
    return shown


def _ask(request: Request, verbs: OfficerVerbs, box: str, place: str) -> HTMLResponse:
    try:
        answer = verbs.check_gate(who_asks(request), box, place or _places(request)[0])
    except InputError as error:
        return _gate(request, verbs, error.problems, status_of(error))
    return _gate(request, verbs, answer=answer)


def _checked(answer: Document) -> str:
    return f"{answer['container']}.{answer['decision']}.{int(datetime.now(UTC).timestamp())}"


def _kept(request: Request) -> list[str]:
    """The checks this browser kept; what somebody wrote into the cookie by hand is left out."""
    found = request.cookies.get(COOKIE, "").split("~")
    return [one for one in found if _KEPT.fullmatch(one)][:MOST_KEPT]


def _told(kept: str) -> dict[str, str]:
    container, decision, seconds = kept.split(".")
    at = datetime.fromtimestamp(int(seconds), UTC).isoformat()
    return {"container": container, "decision": decision, "at": at}


# Arrivals


def _arrivals(
    request: Request,
    verbs: OfficerVerbs,
    typed: dict[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status: int = 200,
    notice: Document | None = None,
) -> HTMLResponse:
    values: dict[str, Any] = {
        "places": _places(request),
        "typed": {"container": "", "site": "", "at": "", **(typed or {})},
        "notice": notice,
    }
    return officer_page(request, verbs, "arrivals.html", values, problems, status)


def _tell(request: Request, verbs: OfficerVerbs, typed: dict[str, str]) -> HTMLResponse:
    try:
        at = read_time(typed.get("at", ""), verbs.zone())
        box = read_container(typed.get("container", ""))
        notice = verbs.arrive(who_asks(request), box, typed.get("site", ""), arrived_at=at)
    except InputError as error:
        return _arrivals(request, verbs, typed, error.problems, status_of(error))
    return _arrivals(request, verbs, {"site": typed.get("site", "")}, notice=notice)


def read_time(text: str, zone: tzinfo) -> datetime | None:
    """A day and time typed into a form, in a zone; None where nothing was typed.

    Raises:
        InputError: It is none.
    """
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            Problem("input.instant", "at", "This is no day and time.",
                    "Write it as 2026-03-10T08:30.", message_zh="日期时间无效。")
        ) from None  # fmt: skip
    return found if found.tzinfo else found.replace(tzinfo=zone)
