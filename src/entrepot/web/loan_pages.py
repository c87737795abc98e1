"""The pages of trade loans: the form with a score, loans by their day, one loan."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, RefusedError
from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.loans import MONEY
from entrepot.web.fund_verbs import FundVerbs
from entrepot.web.officer_page import read_fields
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.verbs import Document

PATH = "/loans"
_SHOWN = (InputError, RefusedError, MissingError)


def loan_pages(verbs: FundVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/loan")
    def show_form(request: Request) -> Response:
        """The records of the scheme to fill in, and the score of those that are."""
        told = {name: value[:40] for name, value in request.query_params.items()}
        return _score(request, verbs, told)

    @router.get(PATH)
    def show_list(request: Request) -> Response:
        """The loans that are for these eyes, and the form to ask for one."""
        return _list(request, verbs, {})

    @router.post(PATH)
    async def post_wish(request: Request) -> Response:
        """Ask for a loan."""
        told = dict(await read_fields(request))
        return await run_in_threadpool(_ask, request, verbs, told)

    @router.get(PATH + "/{reference}")
    def show_one(request: Request, reference: str) -> Response:
        """A loan with its score and money."""
        return _one(request, verbs, reference)

    @router.post(PATH + "/{reference}")
    async def post_move(request: Request, reference: str) -> Response:
        """Decide a loan, or move its money."""
        told = dict(await read_fields(request))
        return await run_in_threadpool(_move, request, verbs, reference, told)

    return router


def _score(request: Request, verbs: FundVerbs, told: Mapping[str, str]) -> Response:
    features, currency = verbs.features(), verbs.currency()
    raw: Document = {"records": _records(features, told)}
    if told.get("asked"):
        raw["asked"] = {"amount": told["asked"], "currency": currency}
    values: Document = {"features": features, "fields": told, "found": None, "currency": currency}
    try:
        found = verbs.score(raw) if raw["records"] else None
    except InputError as error:
        return _page(request, "loan.html", values, error)
    return _page(request, "loan.html", {**values, "found": found})


def _records(features: Sequence[Document], told: Mapping[str, str]) -> list[Document]:
    names = [one["feature"] for one in features]
    return [
        {"feature": name, "value": told[name], "source": "form"} for name in names if told.get(name)
    ]


def _list(
    request: Request, verbs: FundVerbs, told: Mapping[str, str], error: EntrepotError | None = None
) -> Response:
    values = {
        "loans": verbs.loans(who_asks(request))["rows"],
        "may_ask": "trader" in visitor_of(request).actor.roles,
        "features": verbs.features(),
        "fields": told,
        "currency": verbs.currency(),
    }
    return _page(request, "loans.html", values, error)


def _ask(request: Request, verbs: FundVerbs, told: Mapping[str, str]) -> Response:
    raw = {
        "lender": told.get("lender", ""), "due_on": told.get("due_on", ""),
        "consent": told.get("consent", "no"), "records": _records(verbs.features(), told),
        "asked": {"amount": told.get("asked", ""), "currency": verbs.currency()},
    }  # fmt: skip
    try:
        made = verbs.ask_loan(who_asks(request), raw)
    except (SignInError, RoleError):
        raise
    except _SHOWN as error:
        return _list(request, verbs, told, error)
    return RedirectResponse(f"{PATH}/{made['reference']}", 303)


def _one(
    request: Request, verbs: FundVerbs, reference: str, error: EntrepotError | None = None
) -> Response:
    values = {
        "found": verbs.show_loan(who_asks(request), reference),
        "features": {one["feature"]: one for one in verbs.features()},
        "key": uuid4().hex,
        "money": MONEY,
        "zone": verbs.zone(),
    }
    return _page(request, "loan_case.html", values, error)


def _move(
    request: Request, verbs: FundVerbs, reference: str, told: Mapping[str, str]
) -> Response:  # fmt: skip
    move = told.get("do", "")
    raw: Document = {"move": move, "reason": told.get("reason", "")}
    if move != "refuse":
        raw["amount"] = {"amount": told.get("amount", ""), "currency": verbs.currency()}
    if move in MONEY:
        raw["key"] = told.get("key", "")
    try:
        verbs.move_loan(who_asks(request), reference, raw)
    except (SignInError, RoleError):
        raise
    except (InputError, RefusedError) as error:
        return _one(request, verbs, reference, error)
    return RedirectResponse(f"{PATH}/{reference}", 303)


def _page(
    request: Request, template: str, values: Mapping[str, Any], error: EntrepotError | None = None
) -> HTMLResponse:
    problems = error.problems if error else ()
    told = {"problems": problems, "faults": {}, "matches": {}, "done": ""}
    return page(request, template, {**values, **told}, status_of(error) if error else 200)
