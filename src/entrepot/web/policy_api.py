"""The API of export refunds, export controls and negative lists."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.service.cases import answer_cases
from entrepot.web.answers import exact_body, gives, told
from entrepot.web.api import PROBLEMS
from entrepot.web.policy_bodies import ControlsQuery, DayQuery, RefundQuery
from entrepot.web.tariff_verbs import TariffVerbs

ICALENDAR = "text/calendar; charset=utf-8"
_ASKED: dict[str, Any] = {
    "requestBody": {
        "description": "A plan or a list: `activity`, `sector`, `foreign_share_pct`, `on`, `zone`, "
        "`place`. Numbers are texts.",
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}

_SUPPOSED: dict[str, Any] = {
    "requestBody": {
        "description": "`zone` with `name`, `places`, `valid_from`, `valid_to`, `sections`, `hs`; "
        "`on`, `activities`, `goods`. The membership is a hypothesis and is kept nowhere.",
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


def policy_api(verbs: TariffVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1")

    @router.get("/refund-rates", responses={**gives("The rate, and what comes back."), **PROBLEMS})
    def get_refund_rate(asked: Annotated[RefundQuery, Query()]) -> Response:
        """The export refund of a good by its day of export."""
        return told(verbs.refund_rate(asked.fields()))

    @router.get("/controls/calendar", responses={**gives("Controls and lapses."), **PROBLEMS})
    def get_calendar(asked: Annotated[DayQuery, Query()]) -> Response:
        """Every export control with its state, and the days that change one."""
        return told(verbs.control_calendar(asked.fields()))

    @router.get("/controls/calendar.ics", responses=PROBLEMS)
    def get_calendar_file(asked: Annotated[DayQuery, Query()]) -> Response:
        """The days that change a control, for a calendar program."""
        content = verbs.calendar_file(verbs.control_calendar(asked.fields()))
        headers = {"content-disposition": 'attachment; filename="controls.ics"'}
        return Response(content, 200, headers, ICALENDAR)

    @router.get("/controls", responses={**gives("The controls that may hold."), **PROBLEMS})
    def get_controls(asked: Annotated[ControlsQuery, Query()]) -> Response:
        """The export controls on a good on its way to a destination."""
        return told(verbs.controls_on(asked.fields()))

    @router.get("/negative-list", responses={**gives("The lists in force."), **PROBLEMS})
    def get_negative_list(asked: Annotated[DayQuery, Query()]) -> Response:
        """The lists in force on a day, entry by entry, with the steps and clocks."""
        return told(verbs.list_restrictions(asked.fields()))

    @router.post(
        "/negative-list",
        responses={**gives("A verdict, or a list of them."), **PROBLEMS},
        openapi_extra=_ASKED,
    )
    async def check_negative_list(request: Request) -> Response:
        """Check a plan, or a list of plans, against the lists of its day."""
        found, _ = answer_cases(await exact_body(request), verbs.check_negative_list)
        return told(found)

    @router.post(
        "/pilot-zone",
        responses={**gives("What the supposed zone changes, or a list of such."), **PROBLEMS},
        openapi_extra=_SUPPOSED,
    )
    async def try_pilot_zone(request: Request) -> Response:
        """Try a pilot zone as a scenario: what would change inside it against today."""
        body = await exact_body(request)
        found, _ = await run_in_threadpool(answer_cases, body, verbs.try_pilot_zone)
        return told(found)

    return router
