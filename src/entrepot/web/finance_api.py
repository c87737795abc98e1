"""The API of guarantees, refund cases and the editable calendar."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.cases import one_case
from entrepot.web.answers import BEARER, PLAIN, exact_body, faults, gives, takes, told
from entrepot.web.finance_verbs import FinanceVerbs
from entrepot.web.sessions import who_asks

Ref = Annotated[str, Path(max_length=40, pattern=PLAIN, description="Its reference.")]
Number = Annotated[int, Path(ge=1, le=2**62, description="Its number.")]
Year = Annotated[int, Path(ge=1990, le=2200, description="Calendar year.")]
_ACT = (401, 403, 404, 409, 413, 422, 429, 503)
MOST_LINES = 20_000


def guarantees_api(verbs: FinanceVerbs) -> APIRouter:
    """The routes of guarantees over the service's verbs."""
    router = APIRouter(prefix="/api/v1/guarantees", tags=["guarantees"], dependencies=[BEARER])

    @router.get("", responses={**gives("Newest first."), **faults(401, 403, 503)})
    def list_guarantees(request: Request) -> Response:
        """The instruments that are for these eyes, with their balances."""
        return told(verbs.guarantees(who_asks(request)))

    @router.post(
        "", status_code=201,
        openapi_extra=takes("application/json",
                            description="`kind`, `issuer`, `limit`, `from`, `to`, `firm`,"
                                        " `office`."),
        responses={**gives("The instrument.", 201), **faults(*_ACT)},
    )  # fmt: skip
    async def open_guarantee(request: Request) -> Response:
        """Register an instrument; customs activate it before anything leans on it."""
        raw = one_case(await exact_body(request))
        return told(await run_in_threadpool(verbs.open_guarantee, who_asks(request), raw), 201)

    @router.post("/claims/{number}/paid", responses={**gives("The guarantee."), **faults(*_ACT)})
    def pay_claim(request: Request, number: Number) -> Response:
        """Tell that the issuer paid a claim."""
        return told(verbs.pay_claim(who_asks(request), number))

    @router.get(
        "/{reference}",
        responses={**gives("With holdings, moves and claims."), **faults(401, 403, 404, 422, 503)},
    )
    def get_guarantee(request: Request, reference: Ref) -> Response:
        """An instrument with what leans on it."""
        return told(verbs.guarantee(who_asks(request), reference))

    @router.post("/{reference}/activate", responses={**gives("Active."), **faults(*_ACT)})
    def activate_guarantee(request: Request, reference: Ref) -> Response:
        """Let customs accept an instrument."""
        return told(verbs.activate(who_asks(request), reference))

    @router.post(
        "/{reference}/moves",
        openapi_extra=takes("application/json", description="`kind` (reserve, free, use or "
                            "claim), `amount`, `ref`, `key`."),
        responses={**gives("The balance."), **faults(*_ACT)},
    )  # fmt: skip
    async def move_guarantee(request: Request, reference: Ref) -> Response:
        """Move an amount under a reference; a repeated key is answered again."""
        raw = dict(one_case(await exact_body(request)))
        kind = str(raw.pop("kind", ""))
        who = who_asks(request)
        return told(await run_in_threadpool(verbs.move_guarantee, who, reference, kind, raw))

    @router.post(
        "/{reference}/moves:bulk",
        openapi_extra=takes("application/x-ndjson", description="A move a line."),
        responses={**gives("A result a line, and the balance."), **faults(*_ACT)},
    )
    async def move_many(request: Request, reference: Ref) -> Response:
        """Make the moves of a file, each by itself; a key once answered keeps its answer."""
        lines = lines_of(await request.body())
        return told(await run_in_threadpool(verbs.move_file, who_asks(request), reference, lines))

    @router.get(
        "/{reference}/verify",
        responses={**gives("The recount."), **faults(401, 403, 404, 422, 503)},
    )
    def verify_guarantee(request: Request, reference: Ref) -> Response:
        """Count an instrument again from its moves."""
        return told(verbs.verify(who_asks(request), reference))

    return router


def refunds_api(verbs: FinanceVerbs) -> APIRouter:
    """The routes of refund cases over the service's verbs."""
    router = APIRouter(prefix="/api/v1/refund-cases", tags=["refunds"])

    @router.post(
        "/compute", responses={**gives("Sums, clock and working."), **faults(404, 409, 413, 422)},
        openapi_extra=takes("application/json",
                            description="A case, as `entrepot refund compute` takes it."),
    )  # fmt: skip
    async def compute_refund(request: Request) -> Response:
        """Work out what a case gets back and when it is due; nothing is stored."""
        raw = one_case(await exact_body(request))
        return told(await run_in_threadpool(verbs.compute_refund, raw))

    @router.get(
        "", dependencies=[BEARER],
        responses={**gives("Those whose clock runs first."), **faults(401, 403, 503)},
    )  # fmt: skip
    def list_refunds(request: Request) -> Response:
        """The cases that are for these eyes, with the working days left."""
        return told(verbs.refunds(who_asks(request)))

    @router.post(
        "", status_code=201, dependencies=[BEARER],
        openapi_extra=takes("application/json", description="A case with its class."),
        responses={**gives("The draft.", 201), **faults(*_ACT)},
    )  # fmt: skip
    async def file_refund(request: Request) -> Response:
        """File a draft."""
        raw = one_case(await exact_body(request))
        return told(await run_in_threadpool(verbs.file_refund, who_asks(request), raw), 201)

    @router.get("/{reference}", dependencies=[BEARER],
                responses={**gives("The case."), **faults(401, 403, 404, 422, 503)})  # fmt: skip
    def get_refund(request: Request, reference: Ref) -> Response:
        """A case with its sums, its clock and what was done."""
        return told(verbs.refund(who_asks(request), reference))

    @router.post(
        "/{reference}",
        dependencies=[BEARER],
        openapi_extra=takes("application/json", description="`move`, `reason`; `case` to edit."),
        responses={**gives("The case."), **faults(*_ACT)},
    )
    async def move_refund(request: Request, reference: Ref) -> Response:
        """Make a move of the table."""
        raw, who = one_case(await exact_body(request)), who_asks(request)
        return told(await run_in_threadpool(verbs.move_refund, who, reference, raw))

    return router


def calendar_api(verbs: FinanceVerbs) -> APIRouter:
    """The routes of the calendar two persons change."""
    router = APIRouter(prefix="/api/v1/calendar/working-days", tags=["calendar"])

    @router.get("/{year}", responses={**gives("Days and versions."), **faults(422, 503)})
    def get_year(year: Year) -> Response:
        """The days of a year that differ from their weekday, and every change."""
        return told(verbs.calendar(year, ""))

    @router.post(
        "", status_code=201, dependencies=[BEARER],
        openapi_extra=takes("application/json", description="`rows`, `years`, `reason`."),
        responses={**gives("The proposal.", 201), **faults(*_ACT)},
    )  # fmt: skip
    async def propose_days(request: Request) -> Response:
        """Propose days; a second person decides."""
        raw = await exact_body(request)
        return told(await run_in_threadpool(verbs.propose_days, who_asks(request), raw), 201)

    @router.post(
        "/proposals/{number}",
        dependencies=[BEARER],
        openapi_extra=takes("application/json", description="`approve` and `reason`."),
        responses={**gives("The decision, and the cases that moved."), **faults(*_ACT)},
    )
    async def decide_days(request: Request, number: Number) -> Response:
        """Approve or refuse a change; open terms are worked out anew."""
        raw, who = await exact_body(request), who_asks(request)
        approve, reason = _decision(raw)
        return told(await run_in_threadpool(verbs.decide_days, who, number, approve, reason))

    return router


def _decision(raw: Any) -> tuple[bool, str]:
    given = raw if isinstance(raw, dict) else {}
    approve, reason = given.get("approve"), given.get("reason") or ""
    if not isinstance(approve, bool) or not isinstance(reason, str):
        raise InputError(
            Problem("input.truth", "approve", "is neither true nor false.", "Write true.",
                    message_zh="应为 true 或 false。")
        )  # fmt: skip
    return approve, reason


def lines_of(body: bytes) -> list[str]:
    """The lines of a body.

    Raises:
        InputError: There are too many.
    """
    lines = body.decode("utf-8", "replace").splitlines()
    if len(lines) > MOST_LINES:
        raise InputError(
            Problem("input.too_many", "body", f"has more than {MOST_LINES} lines.",
                    "Send it in parts.", message_zh="行数过多。")
        )  # fmt: skip
    return lines
