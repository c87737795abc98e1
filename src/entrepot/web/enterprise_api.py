"""The API of the register of firms."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web.answers import BEARER, PLAIN, faults, gives, takes, told
from entrepot.web.enterprise_sheet import of_enterprises
from entrepot.web.enterprise_verbs import EnterpriseVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file

Word = Annotated[
    str, Query(max_length=80, pattern=PLAIN, description="In a name, a code or an id.")
]
Code = Annotated[str, Path(max_length=60, pattern=PLAIN, description="Credit code or id.")]
_FILE = takes(
    "text/csv",
    description="Columns name, source, status; by choice id, code, name_zh, aliases, former,"
    " address, place, kind, nodes, capacity, note; lists are separated by semicolons.",
)
_LOOK = faults(401, 403, 404, 422, 503)
_WRITES = faults(401, 403, 409, 413, 422, 429, 503)


def enterprise_api(verbs: EnterpriseVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["industry"])

    @router.get("/enterprises", dependencies=[BEARER],
                responses={**gives("Firms, and those one with them."), **_LOOK})  # fmt: skip
    def list_enterprises(request: Request, word: Word = "") -> Response:
        """Firms of the register."""
        return told(verbs.list(who_asks(request), word))

    @router.get("/enterprises.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def list_enterprises_file(request: Request, form: Ending, word: Word = "") -> Response:
        """The same as a file that can be imported again."""
        return table_file(form, "enterprises", *of_enterprises(verbs.list(who_asks(request), word)))

    @router.post("/enterprises", dependencies=[BEARER], openapi_extra=_FILE,
                 responses={**gives("Rows added, changed, unchanged."), **_WRITES})  # fmt: skip
    async def keep_enterprises(request: Request) -> Response:
        """Keep what a file tells of firms, all of it or nothing."""
        data, who = await request.body(), who_asks(request)
        return told(await run_in_threadpool(verbs.keep, who, data, "body.csv"))

    @router.post("/enterprises/match", dependencies=[BEARER], openapi_extra=_FILE,
                 responses={**gives("The firms each row may be."), **_WRITES})  # fmt: skip
    async def match_enterprises(request: Request) -> Response:
        """Tell for each row of a file which firms of the register it may be."""
        data, who = await request.body(), who_asks(request)
        return told(await run_in_threadpool(verbs.match, who, data, "body.csv"))

    @router.get("/enterprises/{code}", dependencies=[BEARER],
                responses={**gives("Register, declarations, projects, cases, timeline."),
                           **_LOOK})  # fmt: skip
    def show_enterprise(request: Request, code: Code) -> Response:
        """A firm with what other rooms hold of it, as far as one may see it."""
        return told(verbs.show(who_asks(request), code))

    return router
