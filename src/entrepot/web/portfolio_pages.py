"""The pages of portfolios: a case sent, its search watched and stopped, the plan that came out."""

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.web.language import Language
from entrepot.web.officer_page import read_fields, read_files
from entrepot.web.portfolio_access import ROLES
from entrepot.web.portfolio_sheet import FIRST, STATUS, rows_of
from entrepot.web.portfolio_verbs import PortfolioVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import who_asks, who_holds
from entrepot.web.verbs import Document
from entrepot.web.words import N_

PORTFOLIO = "/portfolio"
_TEMPLATES = {
    "plan": "portfolio_plan.html", "frontier": "portfolio_frontier.html",
    "regret": "portfolio_regret.html",
}  # fmt: skip
UNFINISHED = ("waiting", "working")
_NAMES = {
    "budget": N_("Budget"), "spend": N_("Spending"), "period": N_("Period"),
    "project": N_("Project"), "used": N_("What it takes"), "benefit": N_("Benefit"),
}  # fmt: skip
_Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_Name = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9_-]{0,59}$")]


def portfolio_pages(verbs: PortfolioVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PORTFOLIO)
    def show_portfolios(request: Request) -> Response:
        """A form to send a case with, and the newest searches, for analysts."""
        return _page(request, verbs)

    @router.post(PORTFOLIO)
    async def send_case(request: Request) -> Response:
        """Take a case to be searched in the background, and lead to its page."""
        files = await read_files(request, "file")
        return await run_in_threadpool(_take, request, verbs, files)

    @router.get(f"{PORTFOLIO}/{{id}}")
    def show_portfolio(request: Request, id: _Name) -> Response:
        """How far a search is, or the plan that came out; the newest version of a plan by name."""
        if not re.fullmatch("[0-9a-f]{32}", id):
            return show_version(request, verbs, id)
        return show_run(request, verbs.show(who_asks(request), id))

    @router.post(f"{PORTFOLIO}/{{id}}/stop")
    def stop_search(request: Request, id: _Id) -> Response:
        """End a search with the best plan found."""
        verbs.stop(who_asks(request), id)
        return RedirectResponse(f"{PORTFOLIO}/{id}", 303)

    @router.post(f"{PORTFOLIO}/{{id}}/cancel")
    def cancel_search(request: Request, id: _Id) -> Response:
        """End a search without an answer."""
        verbs.cancel(who_asks(request), id)
        return RedirectResponse(PORTFOLIO, 303)

    @router.post(f"{PORTFOLIO}/{{id}}/more")
    async def ask_more(request: Request, id: _Id) -> Response:
        """Ask for the frontier of a case, or for the plan least regretted."""
        told = await read_fields(request)
        return await run_in_threadpool(_ask_more, request, verbs, id, told["against"])

    return router


def show_run(
    request: Request, run: Document, refused: Sequence[Problem] = (), status: int = 200
) -> Response:
    """How far a search is, or what came out, with what was refused of it."""
    values = _shown(language_of(request), run) | {
        "may_plan": _may(request, "plan portfolios"), "refused": refused,
        "files": f"/api/v1/portfolio/{run['id']}",
    }  # fmt: skip
    return page(request, _TEMPLATES[run["ask"]], values, status)


def show_version(
    request: Request, verbs: PortfolioVerbs, plan: str, number: int | None = None
) -> Response:
    """A version of a plan, or the newest, with the others beside it."""
    kept = verbs.version(who_asks(request), plan, number)
    run = {"id": kept["run"], "name": plan, "ask": kept["ask"], "state": "done",
           "result": kept["result"], "problems": [], "choices": []}  # fmt: skip
    values = _shown(language_of(request), run) | {
        "kept": kept, "versions": verbs.versions(who_asks(request), plan)["versions"],
        "files": f"/api/v1/plans/{plan}/{kept['number']}", "may_plan": False,
    }  # fmt: skip
    return page(request, _TEMPLATES[kept["ask"]], values)


def _ask_more(request: Request, verbs: PortfolioVerbs, key: str, against: str) -> Response:
    """Start the search of a frontier, or of the least regret where nothing is named."""
    ask = "frontier" if against else "regret"
    run = verbs.ask_more(who_asks(request), key, ask, against)
    return RedirectResponse(f"{PORTFOLIO}/{run['id']}", 303)


def _page(
    request: Request, verbs: PortfolioVerbs, problems: Sequence[Problem] = (), status: int = 200
) -> Response:
    may_see, may_plan = (_may(request, what) for what in ("see portfolios", "plan portfolios"))
    runs = verbs.list(who_asks(request)) if may_see else []
    plans = verbs.plans(who_asks(request))["plans"] if may_see else []
    values = {
        "may_see": may_see, "may_plan": may_plan, "runs": runs, "problems": problems,
        "plans": plans,
        "waits": any(run["state"] in UNFINISHED for run in runs),
    }  # fmt: skip
    return page(request, "portfolio.html", values, status)


def _may(request: Request, what: str) -> bool:
    return any(who_holds(request, role) for role in ROLES[what])


def _take(request: Request, verbs: PortfolioVerbs, files: Sequence[tuple[str, bytes]]) -> Response:
    """Start the search of the first file, or show the page again with all that is wrong."""
    try:
        if not files:
            raise InputError(
                Problem("plan.no_file", "file", "no file came with the form.",
                        "Choose a file of JSON.", message_zh="表单中没有文件。")
            )  # fmt: skip
        name, content = files[0]
        run = verbs.start(who_asks(request), content, name[:100], "plan", "")
    except (InputError, RefusedError) as error:
        return _page(request, verbs, error.problems, status_of(error))
    return RedirectResponse(f"{PORTFOLIO}/{run['id']}", 303)


def _shown(language: Language, run: Document) -> Document:
    found = run["result"]
    told: Document = {
        "run": run, "found": found, "waits": run["state"] in UNFINISHED, "status": STATUS,
        "problems": [Problem(**one) for one in run["problems"]], "refused": (), "kept": None,
        "versions": [],
    }  # fmt: skip
    if found is None:
        return told
    if run["ask"] != "plan":
        rows = rows_of(found, FIRST[run["ask"]])
        names = {name: language.say(text) for name, text in _NAMES.items()}
        return told | {"rows": rows, "chart": {"rows": rows, "names": names}}
    return told | {
        "schedule": rows_of(found, "schedule"), "rejected": rows_of(found, "rejected"),
        "chart": _chart(language, found),
    }  # fmt: skip


def _chart(language: Language, found: Document) -> Document:
    """Bars of projects over periods, and spending beside the budget."""
    return {
        "periods": [row["period"] for row in found["money"]],
        "projects": [[row["project"], row["start"], row["end"]] for row in found["schedule"]],
        "budget": [row["budget"] for row in found["money"]],
        "spend": [row["spend"] for row in found["money"]],
        "names": {name: language.say(text) for name, text in _NAMES.items()},
    }
