"""The pages of plans: a search kept as a version, versions shown and compared."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import InputError, RefusedError
from entrepot.web.officer_page import read_fields
from entrepot.web.portfolio_pages import PORTFOLIO, show_run, show_version
from entrepot.web.portfolio_verbs import PortfolioVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import who_asks

_Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_Plan = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9_-]{0,59}$")]


def portfolio_plan_pages(verbs: PortfolioVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.post(f"{PORTFOLIO}/{{id}}/keep")
    async def keep_plan(request: Request, id: _Id) -> Response:
        """Keep what came out of a search as the next version of a plan."""
        told = await read_fields(request)
        return await run_in_threadpool(_keep, request, verbs, id, told)

    @router.get(f"{PORTFOLIO}/{{plan}}/versions/{{number}}")
    def show_one(
        request: Request, plan: _Plan, number: Annotated[int, Path(ge=1, le=10**6)]
    ) -> Response:
        """A version of a plan."""
        return show_version(request, verbs, plan, number)

    @router.get(f"{PORTFOLIO}/{{plan}}/compare")
    def compare(
        request: Request, plan: _Plan,
        one: Annotated[int, Query(alias="from", ge=1, le=10**6)],
        other: Annotated[int, Query(alias="to", ge=1, le=10**6)],
    ) -> Response:  # fmt: skip
        """What differs between two versions of a plan."""
        found = verbs.compare(who_asks(request), plan, one, other)
        versions = verbs.versions(who_asks(request), plan)["versions"]
        return page(request, "portfolio_compare.html", {"found": found, "versions": versions})

    return router


def _keep(
    request: Request, verbs: PortfolioVerbs, key: str, told: Mapping[str, str]
) -> Response:  # fmt: skip
    """Keep a version, or show the search again with all that is wrong."""
    plan, note = told.get("plan", "").strip(), told.get("note", "").strip()
    try:
        found = verbs.keep(who_asks(request), key, plan, note)
    except (InputError, RefusedError) as error:
        run = verbs.show(who_asks(request), key)
        return show_run(request, run, error.problems, status_of(error))
    return RedirectResponse(f"{PORTFOLIO}/{plan}/versions/{found['number']}", 303)
