"""The pages of projects: the register, one project with its site, and a case made of them."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.service.projects import read_pairs
from entrepot.web.forms import read_text
from entrepot.web.officer_page import read_fields
from entrepot.web.plan_verbs import PlanVerbs
from entrepot.web.portfolio_access import ROLES
from entrepot.web.portfolio_verbs import PortfolioVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import who_asks, who_holds
from entrepot.web.verbs import Document

PATH = "/projects"
FILTERS = ("stage", "kind", "programme")
FILES = ("costs", "effects", "needs")


def project_pages(verbs: PlanVerbs, portfolios: PortfolioVerbs | None) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_projects(request: Request) -> Response:
        """The projects of the region, by stage, kind and programme."""
        asked = request.query_params
        fields = {name: text for name in FILTERS if (text := read_text(asked.get(name)))}
        values = {"found": verbs.projects(fields), "fields": fields, "query": urlencode(fields)}
        return page(request, "projects.html", values)

    @router.get(PATH + "/case")
    def ask_case(request: Request) -> Response:
        """A form that makes a case of the projects."""
        return _page(request, {})

    @router.post(PATH + "/case")
    async def make_case(request: Request) -> Response:
        """Make the case and show what is left out, or search its best plan."""
        fields = await read_fields(request)
        form = await request.form()
        files = {name: await file.read() for name in FILES
                 if isinstance(file := form.get(name), UploadFile) and file.filename}  # fmt: skip
        await request.close()
        return await run_in_threadpool(_make, request, verbs, portfolios, fields, files)

    @router.get(PATH + "/{project}")
    def show_project(request: Request, project: str) -> Response:
        """A project with its site, duties, effects and scenario."""
        return page(request, "project.html", {"found": verbs.project(project)})

    return router


def _make(
    request: Request, verbs: PlanVerbs, portfolios: PortfolioVerbs | None,
    fields: Mapping[str, str], files: Mapping[str, bytes],
) -> Response:  # fmt: skip
    try:
        found = verbs.project_case(_question(fields), files)
        if fields["do"] == "search" and portfolios is not None:
            content = json.dumps(found["case"], ensure_ascii=False).encode()
            run = portfolios.start(who_asks(request), content, found["case"]["code"], "plan", "")
            return RedirectResponse(f"/portfolio/{run['id']}", 303)
    except EntrepotError as error:
        return _page(request, fields, error.problems, status_of(error))
    return _page(request, fields, found=found)


def _question(fields: Mapping[str, str]) -> Document:
    """The fields as the service takes them."""
    caps = fields["caps"].replace("\n", ",").split(",")
    return {
        "first_year": fields["first_year"],
        "budget": [one.strip() for one in fields["budget"].split(",") if one.strip()],
        "rule": fields["rule"], "discount_rate": fields["discount_rate"] or 0,
        "spread": fields["spread"] or 0,
        "caps": read_pairs("caps", [one.strip() for one in caps if one.strip()]),
    }  # fmt: skip


def _page(
    request: Request, fields: Mapping[str, str], problems: Sequence[Problem] = (),
    status: int = 200, found: Document | None = None,
) -> Response:  # fmt: skip
    may = any(who_holds(request, role) for role in ROLES["plan portfolios"])
    text = json.dumps(found["case"], ensure_ascii=False, indent=1) if found else ""
    values = {"may_plan": may, "fields": fields, "found": found, "text": text,
              "problems": problems}  # fmt: skip
    return page(request, "project_case.html", values, status)
