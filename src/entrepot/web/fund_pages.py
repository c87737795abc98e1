"""The pages of the fund: the board, a call, an application."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, RefusedError
from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.fund_intake import MONEY
from entrepot.service.fund_telling import MANAGER
from entrepot.web.fund_verbs import FundVerbs
from entrepot.web.officer_page import read_fields
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.verbs import Document

PATH = "/fund"
MOST_MILESTONES = 5
_SHOWN = (InputError, RefusedError, MissingError)
_CALL = ("title", "title_zh", "opens_on", "closes_on", "members", "quorum_pct", "majority_pct")
_MOVE = ("vote", "reason", "milestone", "evidence", "key")


def fund_pages(verbs: FundVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_board(request: Request) -> Response:
        """The calls, and the form to open one."""
        return _board(request, verbs, {})

    @router.post(PATH)
    async def post_call(request: Request) -> Response:
        """Open a call."""
        told = dict(await read_fields(request))
        return await run_in_threadpool(_open, request, verbs, told)

    @router.get(PATH + "/{reference}")
    def show_one(request: Request, reference: str) -> Response:
        """A call or an application."""
        return _one(request, verbs, reference, {})

    @router.post(PATH + "/{reference}")
    async def post_act(request: Request, reference: str) -> Response:
        """Apply to a call, or do one thing with an application."""
        told = dict(await read_fields(request))
        return await run_in_threadpool(_act, request, verbs, reference, told)

    return router


def _board(
    request: Request, verbs: FundVerbs, told: Mapping[str, str], error: EntrepotError | None = None
) -> Response:
    values = {
        "calls": verbs.list(who_asks(request))["rows"],
        "may_open": MANAGER in visitor_of(request).actor.roles,
        "fields": told,
    }
    return _page(request, "fund.html", values, error)


def _open(request: Request, verbs: FundVerbs, told: Mapping[str, str]) -> Response:
    raw: Document = {name: told[name] for name in _CALL if told.get(name)}
    raw["budget"] = {"amount": told.get("budget", ""), "currency": verbs.currency()}
    try:
        made = verbs.open(who_asks(request), raw)
    except (SignInError, RoleError):
        raise
    except _SHOWN as error:
        return _board(request, verbs, told, error)
    return RedirectResponse(f"{PATH}/{made['reference']}", 303)


def _one(
    request: Request, verbs: FundVerbs, reference: str, told: Mapping[str, str],
    error: EntrepotError | None = None,
) -> Response:  # fmt: skip
    found = verbs.show(who_asks(request), reference)
    values = {"found": found, "fields": told, "key": uuid4().hex, "zone": verbs.zone(),
              "rows": range(MOST_MILESTONES)}  # fmt: skip
    name = "fund_application.html" if "milestones" in found else "fund_call.html"
    return _page(request, name, values, error)


def _act(request: Request, verbs: FundVerbs, reference: str, told: Mapping[str, str]) -> Response:
    who, move, currency = who_asks(request), told.get("do", ""), verbs.currency()
    try:
        if move == "apply":
            made = verbs.apply(who, reference, _wish(told, currency))
        else:
            raw: Document = {name: told[name] for name in _MOVE if told.get(name)}
            raw["move"] = move
            if move in MONEY:
                raw["amount"] = {"amount": told.get("amount", ""), "currency": currency}
            else:
                raw.pop("key", None)
            made = verbs.act(who, reference, raw)
    except (SignInError, RoleError):
        raise
    except _SHOWN as error:
        return _one(request, verbs, reference, told, error)
    return RedirectResponse(f"{PATH}/{made['reference']}", 303)


def _wish(told: Mapping[str, str], currency: str) -> Document:
    """An application as the form tells it; rows left empty are none."""
    steps = [
        {"title": told.get(f"step_{n}", ""), "due_on": told.get(f"due_{n}", ""),
         "amount": {"amount": told.get(f"amount_{n}", ""), "currency": currency}}
        for n in range(MOST_MILESTONES)
        if told.get(f"step_{n}") or told.get(f"amount_{n}")
    ]  # fmt: skip
    asked = {"amount": told.get("asked", ""), "currency": currency}
    return {"title": told.get("title", ""), "title_zh": told.get("title_zh", ""), "asked": asked,
            "milestones": steps}  # fmt: skip


def _page(
    request: Request, template: str, values: Mapping[str, Any], error: EntrepotError | None
) -> HTMLResponse:
    problems = error.problems if error else ()
    told = {"problems": problems, "faults": {}, "matches": {}, "done": ""}
    return page(request, template, {**values, **told}, status_of(error) if error else 200)
