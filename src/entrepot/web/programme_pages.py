"""The pages of programmes: the register, and a programme with its items and their forms."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem
from entrepot.plan.programmes import KINDS, STANDINGS
from entrepot.service.programmes import PLANNER
from entrepot.web.forms import read_text
from entrepot.web.plan_verbs import PlanVerbs
from entrepot.web.port_page import act_and_show
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_shown, who_asks, who_may
from entrepot.web.verbs import Document

PATH = "/programmes"
FILTERS = ("owner", "state", "due")
FIELDS = ("kind", "title", "title_zh", "owner", "due_on", "parent", "agenda", "decision", "target")
MOVED = ("what", "source", "reached_on", "owner", "due_on", "agenda", "decision", "reason")


def programme_pages(verbs: PlanVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_register(request: Request) -> Response:
        """The register, filtered by owner, standing and day."""
        return _register(request, verbs)

    @router.get(PATH + "/{programme}")
    def show_programme(request: Request, programme: str) -> Response:
        """A programme with its items."""
        return _programme(request, verbs, programme)

    @router.post(PATH + "/{programme}")
    async def plan(request: Request, programme: str) -> Response:
        """Plan an item."""
        given: dict[str, str] = {}

        def act(fields: dict[str, str]) -> str:
            given.update(fields)
            raw = {name: given[name] for name in FIELDS if given.get(name)}
            verbs.add(who_asks(request), {"programme": programme, **raw})
            return f"{PATH}/{quote(programme)}?done=planned"

        def again(problems: Sequence[Problem], status: int) -> Response:
            return _programme(request, verbs, programme, given, problems, status)

        return await act_and_show(request, act, again)

    @router.post(PATH + "/{programme}/{reference}")
    async def move(request: Request, programme: str, reference: str) -> Response:
        """Report, close, give back, change or drop an item."""

        def act(fields: dict[str, str]) -> str:
            raw = {name: fields[name] for name in MOVED if fields[name]}
            verbs.act(who_asks(request), reference, {"move": fields["do"], **raw})
            return f"{PATH}/{quote(programme)}?done=moved#{quote(reference)}"

        def again(problems: Sequence[Problem], status: int) -> Response:
            return _programme(request, verbs, programme, {}, problems, status)

        return await act_and_show(request, act, again)

    return router


def plan_page(
    request: Request, template: str, values: Document, problems: Sequence[Problem] = (),
    status: int = 200,
) -> Response:  # fmt: skip
    """A page of the room with its tabs, and what was refused or done."""
    visitor = visitor_shown(request)
    roles = visitor.actor.roles if visitor else None
    shared = {
        "may_plan": PLANNER in (roles or ()),
        "problems": problems,
        "done": "" if problems else request.query_params.get("done", ""),
    }
    return page(request, template, {**shared, **values}, status)


def _register(request: Request, verbs: PlanVerbs) -> Response:
    query, who = request.query_params, who_may(request) or ""
    fields = {name: text for name in FILTERS if (text := read_text(query.get(name)))}
    values: Document = {"fields": fields, "query": urlencode(fields), "standings": STANDINGS}
    try:
        found = verbs.list(who, fields)
    except InputError as error:
        every = verbs.list(who, {})
        told = {**values, "found": {**every, "programmes": [], "totals": {}}}
        return plan_page(request, "programmes.html", told, error.problems, status_of(error))
    return plan_page(request, "programmes.html", {**values, "found": found})


def _programme(
    request: Request, verbs: PlanVerbs, programme: str, given: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (), status: int = 200,
) -> Response:  # fmt: skip
    found = verbs.show(who_may(request) or "", programme)
    measures = [one for one in found["items"] if one["kind"] == "measure" and one["is_recorded"]]
    projects = verbs.projects({"programme": programme})["projects"]
    values = {"found": found, "fields": given or {}, "kinds": KINDS, "measures": measures,
              "projects": projects}  # fmt: skip
    return plan_page(request, "programme.html", values, problems, status)
