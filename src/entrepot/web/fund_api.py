"""The API of the fund, and of questions of small exporters that keep nothing."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web.answers import BEARER, PLAIN, exact_body, faults, gives, takes, told
from entrepot.web.fund_verbs import FundVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.verbs import Document

Ref = Annotated[str, Path(max_length=40, pattern=PLAIN, description="Its reference.")]
_CALL = takes("application/json", description="`title`, `budget`, days, `members` and shares.")
_WISH = takes("application/json", description="`title`, `asked` and `milestones`.")
_LOAN = takes("application/json", description="`lender`, `asked`, `due_on`, `consent`, `records`.")
_MONEY = takes(
    "application/json",
    description="`move`: grant, refuse, draw, repay or write_off; with `amount`, `key`, `reason`.",
)
_MOVE = takes(
    "application/json",
    description="`move`: vote, recuse, decide, commit, reach, draw or return; with what it needs.",
)
_WRITES = faults(401, 403, 404, 409, 413, 422, 429, 503)


def fund_api(verbs: FundVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["fund"])
    _add_fund(router, verbs)
    _add_questions(router, verbs)
    _add_loans(router, verbs)
    return router


def _add_fund(router: APIRouter, verbs: FundVerbs) -> None:
    @router.get("/fund/calls", dependencies=[BEARER],
                responses={**gives("Newest first."), **faults(401, 403, 503)})  # fmt: skip
    def list_calls(request: Request) -> Response:
        """The calls of the fund."""
        return told(verbs.list(who_asks(request)))

    @router.post("/fund/calls", status_code=201, dependencies=[BEARER], openapi_extra=_CALL,
                 responses={**gives("The call.", 201), **_WRITES})  # fmt: skip
    async def open_call(request: Request) -> Response:
        """Open a call for applications."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.open, who, raw), 201)

    @router.get("/fund/{reference}", dependencies=[BEARER],
                responses={**gives("It."), **faults(401, 403, 404, 422, 503)})  # fmt: skip
    def get_one(request: Request, reference: Ref) -> Response:
        """A call with its applications, or an application with its votes and money."""
        return told(verbs.show(who_asks(request), reference))

    @router.post(
        "/fund/calls/{reference}/applications", status_code=201, dependencies=[BEARER],
        openapi_extra=_WISH, responses={**gives("The application.", 201), **_WRITES},
    )  # fmt: skip
    async def apply(request: Request, reference: Ref) -> Response:
        """Apply for money of a call."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.apply, who, reference, raw), 201)

    @router.post("/fund/applications/{reference}", dependencies=[BEARER], openapi_extra=_MOVE,
                 responses={**gives("The application."), **_WRITES})  # fmt: skip
    async def act(request: Request, reference: Ref) -> Response:
        """Do one thing with an application."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.act, who, reference, raw))


def _add_questions(router: APIRouter, verbs: FundVerbs) -> None:
    def ask(path: str, verb: Callable[[object], Document], name: str, what: str) -> None:
        async def answer(request: Request) -> Response:
            return told(await run_in_threadpool(verb, await exact_body(request)))

        answer.__name__, answer.__doc__ = name, what
        router.post(
            path, openapi_extra=takes("application/json", description="The document."),
            responses={**gives("The answer."), **faults(413, 422, 503)},
        )(answer)  # fmt: skip

    ask("/loans/score", verbs.score, "score_loan", "Score a firm for a trade loan.")
    ask("/credit-insurance/quote", verbs.quote, "quote_insurance",
        "Quote a buyer's limit and the premium of shipments.")  # fmt: skip
    ask("/fruit/consolidate", verbs.consolidate, "consolidate_fruit",
        "Put batches of fruit into cold boxes of a train.")  # fmt: skip


def _add_loans(router: APIRouter, verbs: FundVerbs) -> None:
    @router.get("/loans", dependencies=[BEARER],
                responses={**gives("The next due first."), **faults(401, 403, 503)})  # fmt: skip
    def list_loans(request: Request) -> Response:
        """The loans that are for these eyes, with the days each is late."""
        return told(verbs.loans(who_asks(request)))

    @router.post("/loans", status_code=201, dependencies=[BEARER], openapi_extra=_LOAN,
                 responses={**gives("The loan.", 201), **_WRITES})  # fmt: skip
    async def ask_loan(request: Request) -> Response:
        """Ask a bank for a loan; the house scores the firm by its records."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.ask_loan, who, raw), 201)

    @router.get("/loans/{reference}", dependencies=[BEARER],
                responses={**gives("The loan."), **faults(401, 403, 404, 422, 503)})  # fmt: skip
    def get_loan(request: Request, reference: Ref) -> Response:
        """A loan with its score and money."""
        return told(verbs.show_loan(who_asks(request), reference))

    @router.post("/loans/{reference}", dependencies=[BEARER], openapi_extra=_MONEY,
                 responses={**gives("The loan."), **_WRITES})  # fmt: skip
    async def move_loan(request: Request, reference: Ref) -> Response:
        """Decide a loan, or move its money."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.move_loan, who, reference, raw))
