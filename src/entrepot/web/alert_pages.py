"""The page of alerts: what calls for an answer, by whom and until when."""

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.errors import Problem
from entrepot.web.plan_access import ROLES
from entrepot.web.plan_verbs import PlanVerbs
from entrepot.web.port_page import act_and_show
from entrepot.web.programme_pages import plan_page
from entrepot.web.sessions import visitor_of, who_asks

PATH = "/alerts"
ALL = "all"


def alert_pages(verbs: PlanVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_alerts(request: Request) -> Response:
        """Alerts that are for one's eyes, those past their deadline first."""
        return _page(request, verbs)

    @router.post(PATH)
    async def check(request: Request) -> Response:
        """Look at the goals and at overdue tasks now."""

        def act(fields: dict[str, str]) -> str:
            raw = {"owner": fields["owner"]} if fields["owner"] else {}
            verbs.check(who_asks(request), raw)
            return f"{PATH}?done=checked"

        return await act_and_show(request, act, lambda *told: _page(request, verbs, *told))

    @router.post(PATH + "/{reference}")
    async def move(request: Request, reference: str) -> Response:
        """Close an alert, or hand it on."""

        def act(fields: dict[str, str]) -> str:
            raw = {name: fields[name] for name in ("reason", "owner", "due_on") if fields[name]}
            verbs.act_on_alert(who_asks(request), reference, {"move": fields["do"], **raw})
            return f"{PATH}?done=moved#{quote(reference)}"

        return await act_and_show(request, act, lambda *told: _page(request, verbs, *told))

    return router


def _page(
    request: Request, verbs: PlanVerbs, problems: Sequence[Problem] = (), status: int = 200
) -> Response:
    is_open = request.query_params.get("show") != ALL
    found = verbs.alerts(who_asks(request), is_open)
    may_check = bool(visitor_of(request).actor.roles & ROLES["check goals"])
    values = {"found": found, "is_open": is_open, "may_check": may_check}
    return plan_page(request, "alerts.html", values, problems, status)
