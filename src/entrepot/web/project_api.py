"""The API of projects: listed, shown with their sites, and made a case of planning."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web import plan_sheets
from entrepot.web.answers import PLAIN, exact_body, faults, gives, takes, told
from entrepot.web.plan_verbs import PlanVerbs
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file

Name = Annotated[str, Path(max_length=60, pattern=PLAIN, description="Id of the project.")]
Text = Annotated[str, Query(max_length=60, pattern=PLAIN)]
_CASE = takes(
    "application/json",
    description="`first_year`, `budget` (a number each period); `scale`, `rule`, `discount_rate`, "
    "`caps` by name, `benefit`, `spread`, `code`; `files` with `costs`, `effects`, `needs` as CSV.",
)
_FILES = ("costs", "effects", "needs")


def project_api(verbs: PlanVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/projects", tags=["plan"])

    @router.get("", responses={**gives("Projects, totals by stage."), **faults(422)})
    def list_projects(stage: Text = "", kind: Text = "", programme: Text = "") -> Response:
        """Projects: stage, programme, and whether cost and effect are known."""
        return told(verbs.projects({"stage": stage, "kind": kind, "programme": programme}))

    @router.post(
        "/case",
        responses={**gives("The case, and what is left out."), **faults(413, 422)},
        openapi_extra=_CASE,
    )
    async def make_case(request: Request) -> Response:
        """Make a case of the projects and a budget, as the portfolio takes it."""
        body = await exact_body(request)
        raw = dict(body) if isinstance(body, Mapping) else {"body": body}
        files = raw.pop("files", None)
        given = files if isinstance(files, Mapping) else {}
        texts = {name: str(given[name]).encode() for name in _FILES if name in given}
        return told(await run_in_threadpool(verbs.project_case, raw, texts))

    @router.get("/{project}", responses={**gives("The project."), **faults(404, 422)})
    def show_project(project: Name) -> Response:
        """A project with its costs, effects, site, duties and scenario."""
        return told(verbs.project(project))

    return router


def project_files(verbs: PlanVerbs) -> APIRouter:
    """The same rows as files."""
    router = APIRouter(prefix="/api/v1", tags=["plan"])

    @router.get("/projects.{form}", responses={**FILE, **faults(422)})
    def list_projects_file(
        form: Ending, stage: Text = "", kind: Text = "", programme: Text = ""
    ) -> Response:
        """Projects as a file."""
        found = verbs.projects({"stage": stage, "kind": kind, "programme": programme})
        return table_file(form, "projects", *plan_sheets.of_projects(found))

    return router
