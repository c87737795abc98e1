"""The pages of export credit insurance: insured buyers, one of them with its shipments."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, RefusedError
from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.credit_insurance import FIRM
from entrepot.web.exporter_sheet import sheet
from entrepot.web.exporter_verbs import ExporterVerbs
from entrepot.web.officer_page import read_fields
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.verbs import Document

PATH = "/insurance"
COLUMNS = ("reference", "buyer", "country", "firm", "insurer", "state", "asked", "limit",
           "exposure", "free")  # fmt: skip
_SHOWN = (InputError, RefusedError, MissingError)
_WISH = ("insurer", "buyer", "country")
_TEXTS = ("reason", "grade", "country_grade", "ref", "terms_days", "shipped_on")
_SUMS = ("limit", "value", "amount")


def insurance_pages(verbs: ExporterVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_list(request: Request) -> Response:
        """The insured buyers, and the form to ask for a limit."""
        return _list(request, verbs, {})

    @router.get(PATH + ".csv")
    def get_sheet(request: Request) -> Response:
        """The insured buyers as CSV."""
        return sheet("insured-buyers", COLUMNS, verbs.buyers(who_asks(request))["rows"])

    @router.post(PATH)
    async def post_wish(request: Request) -> Response:
        """Ask for a limit."""
        told = dict(await read_fields(request))
        return await run_in_threadpool(_ask, request, verbs, told)

    @router.get(PATH + "/{reference}")
    def show_one(request: Request, reference: str) -> Response:
        """A buyer with its limit and shipments."""
        return _one(request, verbs, reference, {})

    @router.post(PATH + "/{reference}")
    async def post_act(request: Request, reference: str) -> Response:
        """Do one thing with a buyer or a shipment."""
        told = dict(await read_fields(request))
        return await run_in_threadpool(_act, request, verbs, reference, told)

    return router


def _list(
    request: Request, verbs: ExporterVerbs, told: Mapping[str, str],
    error: EntrepotError | None = None,
) -> Response:  # fmt: skip
    values = {
        "buyers": verbs.buyers(who_asks(request))["rows"],
        "may_ask": FIRM in visitor_of(request).actor.roles,
        "fields": told,
        "currency": verbs.currency(),
    }
    return _page(request, "insurance.html", values, error)


def _ask(request: Request, verbs: ExporterVerbs, told: Mapping[str, str]) -> Response:
    raw = _raw(verbs, told, _WISH, ("asked", "paid_12m"))
    try:
        made = verbs.ask(who_asks(request), raw)
    except (SignInError, RoleError):
        raise
    except _SHOWN as error:
        return _list(request, verbs, told, error)
    return RedirectResponse(f"{PATH}/{made['reference']}", 303)


def _one(
    request: Request, verbs: ExporterVerbs, reference: str, told: Mapping[str, str],
    error: EntrepotError | None = None,
) -> Response:  # fmt: skip
    found = verbs.buyer(who_asks(request), reference)
    values = {"found": found, "fields": told, "currency": verbs.currency()}
    return _page(request, "insured_buyer.html", values, error)


def _act(
    request: Request, verbs: ExporterVerbs, reference: str, told: Mapping[str, str]
) -> Response:
    raw = {"move": told.get("do", ""), **_raw(verbs, told, _TEXTS, _SUMS)}
    if raw["move"] == "refuse":
        raw = {name: raw[name] for name in ("move", "reason") if name in raw}
    elif raw["move"] in ("grant", "indemnify"):
        raw.pop("reason", None)
    elif raw["move"] == "reject":
        raw.pop("amount", None)
    try:
        verbs.act(who_asks(request), reference, raw)
    except (SignInError, RoleError):
        raise
    except (InputError, RefusedError) as error:
        return _one(request, verbs, reference, told, error)
    return RedirectResponse(f"{PATH}/{reference}", 303)


def _raw(
    verbs: ExporterVerbs, told: Mapping[str, str], texts: tuple[str, ...], sums: tuple[str, ...]
) -> Document:
    """What a form tells; fields left empty are not told."""
    currency = verbs.currency()
    raw: Document = {name: told[name] for name in texts if told.get(name)}
    money = {name: told[name] for name in sums if told.get(name)}
    return raw | {name: {"amount": sum_, "currency": currency} for name, sum_ in money.items()}


def _page(
    request: Request, template: str, values: Mapping[str, Any], error: EntrepotError | None
) -> HTMLResponse:
    problems = error.problems if error else ()
    told = {"problems": problems, "faults": {}, "matches": {}, "done": ""}
    return page(request, template, {**values, **told}, status_of(error) if error else 200)
