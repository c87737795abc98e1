"""The API of credit insurance and of service firms' books; quotes are with the fund's."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web.answers import BEARER, PLAIN, exact_body, faults, gives, takes, told
from entrepot.web.exporter_verbs import ExporterVerbs
from entrepot.web.sessions import who_asks

Ref = Annotated[str, Path(max_length=40, pattern=PLAIN, description="Its reference.")]
_WISH = takes(
    "application/json",
    description="`insurer` (credit code), `buyer`, `country`, `asked`, `paid_12m` where known.",
)
_MOVE = takes(
    "application/json",
    description="`move`: grant, refuse, ship, paid, claim, indemnify or reject; with its fields.",
)
_WRITES = faults(401, 403, 404, 409, 413, 422, 429, 503)


def exporter_api(verbs: ExporterVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["credit insurance"])
    _add_books(router, verbs)

    @router.get("/credit-insurance/buyers", dependencies=[BEARER],
                responses={**gives("Newest first."), **faults(401, 403, 503)})  # fmt: skip
    def list_buyers(request: Request) -> Response:
        """The insured buyers."""
        return told(verbs.buyers(who_asks(request)))

    @router.post("/credit-insurance/buyers", status_code=201, dependencies=[BEARER],
                 openapi_extra=_WISH,
                 responses={**gives("The buyer.", 201), **_WRITES})  # fmt: skip
    async def ask_limit(request: Request) -> Response:
        """Ask an insurer for a limit on a buyer."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.ask, who, raw), 201)

    @router.get("/credit-insurance/buyers/{reference}", dependencies=[BEARER],
                responses={**gives("It."), **faults(401, 403, 404, 422, 503)})  # fmt: skip
    def get_buyer(request: Request, reference: Ref) -> Response:
        """A buyer with its limit and shipments."""
        return told(verbs.buyer(who_asks(request), reference))

    @router.post("/credit-insurance/buyers/{reference}", dependencies=[BEARER],
                 openapi_extra=_MOVE, responses={**gives("The buyer."), **_WRITES})  # fmt: skip
    async def act_on_buyer(request: Request, reference: Ref) -> Response:
        """Decide a limit, declare a shipment, or say what came of one."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.act, who, reference, raw))

    return router


def _add_books(router: APIRouter, verbs: ExporterVerbs) -> None:
    @router.get("/service-firms/books", dependencies=[BEARER], tags=["service firms"],
                responses={**gives("A book an exporter, and their sum."),
                           **faults(401, 403, 503)})  # fmt: skip
    def list_books(request: Request) -> Response:
        """The books of a service firm: one for each exporter it files for, and their sum."""
        return told(verbs.books(who_asks(request)))
