"""The API of cases of firms."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web import steward_sheet
from entrepot.web.answers import BEARER, PLAIN, faults, gives, json_body, takes, told
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.steward_verbs import StewardVerbs
from entrepot.web.trade_export import table_file

Name = Annotated[str, Path(max_length=60, pattern=PLAIN, description="Which case.")]
Number = Annotated[int, Query(ge=1, le=100_000)]
_LOOK = faults(401, 403, 404, 422, 503)
_WRITES = faults(401, 403, 404, 409, 413, 422, 429, 503)
_CASES = takes(
    "application/json", "text/csv",
    description="An object, a list or a table: `kind`, `promise_working_days`; by choice `case`,"
    " `firm`, `place`, `steward`, `opened_at`, `subject`, `legal_basis`, `remedy`, `next_step`,"
    " `item`, `cost`, `currency`, `approval`, `worked`, `source`, `status`.",
)  # fmt: skip
_MOVE = takes(
    "application/json",
    description="`move` (reply, pause, resume, close) and by choice `text`, `satisfaction`,"
    " `legal_basis`, `remedy`.",
)


def steward_api(verbs: StewardVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["industry"])

    @router.get("/cases", dependencies=[BEARER],
                responses={**gives("A page of the worklist."), **_LOOK})  # fmt: skip
    def list_cases(request: Request, page: Number = 1, closed: bool = False) -> Response:
        """Cases by due date, overdue first, and how they are served by kind."""
        who = who_asks(request)
        return told({**verbs.work(who, page, closed), "kinds": verbs.measure(who)["kinds"]})

    @router.get("/cases.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def list_cases_file(request: Request, form: Ending, closed: bool = False) -> Response:
        """All cases as a file, a case each row."""
        listed = verbs.every(who_asks(request), closed)
        return table_file(form, "cases", *steward_sheet.of_cases(listed))

    @router.get("/cases/{case}", dependencies=[BEARER],
                responses={**gives("The case with its history."), **_LOOK})  # fmt: skip
    def show_case(request: Request, case: Name) -> Response:
        """A case and all that happened to it."""
        return told(verbs.show(who_asks(request), case))

    @router.post("/cases", dependencies=[BEARER], openapi_extra=_CASES,
                 responses={**gives("What was opened."), **_WRITES})  # fmt: skip
    async def open_cases(request: Request) -> Response:
        """Open cases, all of them or none."""
        data, who = await request.body(), who_asks(request)
        return told(await run_in_threadpool(verbs.open, who, data))

    @router.post("/cases/{case}", dependencies=[BEARER], openapi_extra=_MOVE,
                 responses={**gives("The case."), **_WRITES})  # fmt: skip
    async def act(request: Request, case: Name) -> Response:
        """Answer a case, stop its clock, let it go on, or close it."""
        body, who = await json_body(request), who_asks(request)
        raw = {key: str(value) for key, value in body.items() if value is not None}
        return told(await run_in_threadpool(verbs.act, who, case, raw.pop("move", ""), raw))

    return router
