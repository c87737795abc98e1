"""The API of programmes, their items and alerts."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web import plan_sheets
from entrepot.web.answers import BEARER, PLAIN, exact_body, faults, gives, takes, told
from entrepot.web.plan_verbs import PlanVerbs
from entrepot.web.sessions import who_asks, who_may
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file
from entrepot.web.verbs import Document

Ref = Annotated[str, Path(max_length=60, pattern=PLAIN, description="Its reference.")]
Name = Annotated[str, Path(max_length=60, pattern=PLAIN, description="Id of the programme.")]
Text = Annotated[str, Query(max_length=60, pattern=PLAIN)]
IsOpen = Annotated[bool, Query(alias="open", description="Only those that are open.")]
_ITEM = takes(
    "application/json",
    description="`programme`, `kind`, `title`, `owner`, `due_on`; `title_zh`, `parent`, `agenda`,"
    " `decision`, `target`.",
)
_MOVE = takes(
    "application/json",
    description="`move`: report (`what`, `source`, `reached_on`), close, return, move or drop;"
    " with `reason`.",
)
_CHECK = takes("application/json", description="`owner` of what nobody owns; who asks if absent.")
_ALERT = takes(
    "application/json", description="`move`: close with `reason`, or assign with `owner`, `due_on`."
)
_LOOK = faults(401, 403, 404, 422, 503)
_WRITES = faults(401, 403, 404, 409, 413, 422, 429, 503)


def plan_api(verbs: PlanVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["programmes"])
    _add_programmes(router, verbs)
    _add_items(router, verbs)
    _add_alerts(router, verbs)
    return router


def _add_programmes(router: APIRouter, verbs: PlanVerbs) -> None:
    def listed(request: Request, owner: str, state: str, due: str) -> Document:
        return verbs.list(who_may(request) or "", {"owner": owner, "state": state, "due": due})

    @router.get("/programmes", dependencies=[BEARER],
                responses={**gives("Programmes, totals by standing."), **_LOOK})  # fmt: skip
    def list_programmes(
        request: Request, owner: Text = "", state: Text = "", due: Text = ""
    ) -> Response:
        """Programmes: how each stands, how late it is, what is due next."""
        return told(listed(request, owner, state, due))

    @router.get("/programmes.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def list_programmes_file(
        request: Request, form: Ending, owner: Text = "", state: Text = "", due: Text = ""
    ) -> Response:
        """The same as a file."""
        found = listed(request, owner, state, due)
        return table_file(form, "programmes", *plan_sheets.of_programmes(found))

    @router.get("/programmes/report", dependencies=[BEARER],
                responses={**gives("What is late, what is due."), **_LOOK})  # fmt: skip
    def report_programmes(request: Request) -> Response:
        """Where the programmes stand together, and who owes what."""
        return told(verbs.report(who_may(request) or ""))

    @router.get("/programmes/{programme}", dependencies=[BEARER],
                responses={**gives("The programme with its items."), **_LOOK})  # fmt: skip
    def show_programme(request: Request, programme: Name) -> Response:
        """A programme with its measures, tasks and milestones."""
        return told(verbs.show(who_may(request) or "", programme))


def _add_items(router: APIRouter, verbs: PlanVerbs) -> None:
    @router.get("/plan-items", dependencies=[BEARER],
                responses={**gives("Items, the nearest day first."), **_LOOK})  # fmt: skip
    def list_items(request: Request) -> Response:
        """Items of programmes that are for one's eyes."""
        return told(verbs.items(who_asks(request)))

    @router.get("/plan-items.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def list_items_file(request: Request, form: Ending) -> Response:
        """The same as a file, with evidence and where to read it."""
        found = verbs.items(who_asks(request))
        return table_file(form, "plan-items", *plan_sheets.of_items(found))

    @router.post("/plan-items", status_code=201, dependencies=[BEARER], openapi_extra=_ITEM,
                 responses={**gives("The item.", 201), **_WRITES})  # fmt: skip
    async def plan_item(request: Request) -> Response:
        """Plan a measure, a task or a milestone, with its owner and its day."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.add, who, raw), 201)

    @router.get("/plan-items/{reference}", dependencies=[BEARER],
                responses={**gives("The item."), **_LOOK})  # fmt: skip
    def show_item(request: Request, reference: Ref) -> Response:
        """An item with its evidence, its history, and the moves one may make."""
        return told(verbs.item(who_asks(request), reference))

    @router.post("/plan-items/{reference}", dependencies=[BEARER], openapi_extra=_MOVE,
                 responses={**gives("The item."), **_WRITES})  # fmt: skip
    async def move_item(request: Request, reference: Ref) -> Response:
        """Report it with evidence, close it as another person, give it back, change or drop it."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.act, who, reference, raw))


def _add_alerts(router: APIRouter, verbs: PlanVerbs) -> None:
    @router.get("/alerts", dependencies=[BEARER],
                responses={**gives("Overdue first."), **_LOOK})  # fmt: skip
    def list_alerts(request: Request, is_open: IsOpen = False) -> Response:
        """Alerts that are for one's eyes, those past their deadline first."""
        return told(verbs.alerts(who_asks(request), is_open))

    @router.get("/alerts.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def list_alerts_file(request: Request, form: Ending, is_open: IsOpen = False) -> Response:
        """The same as a file."""
        found = verbs.alerts(who_asks(request), is_open)
        return table_file(form, "alerts", *plan_sheets.of_alerts(found))

    @router.post("/alerts/check", dependencies=[BEARER], openapi_extra=_CHECK,
                 responses={**gives("What was raised."), **_WRITES})  # fmt: skip
    async def check_goals(request: Request) -> Response:
        """Look at the goals of trade and at overdue tasks; the same alert is raised once."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.check, who, raw))

    @router.get("/alerts/{reference}", dependencies=[BEARER],
                responses={**gives("The alert."), **_LOOK})  # fmt: skip
    def show_alert(request: Request, reference: Ref) -> Response:
        """An alert with its figures and its history."""
        return told(verbs.alert(who_asks(request), reference))

    @router.post("/alerts/{reference}", dependencies=[BEARER], openapi_extra=_ALERT,
                 responses={**gives("The alert."), **_WRITES})  # fmt: skip
    async def move_alert(request: Request, reference: Ref) -> Response:
        """Close it with the reason, or hand it to another owner."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.act_on_alert, who, reference, raw))
