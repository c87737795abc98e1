"""The page of the long runs of trade: who asked for what, how far it is, what came out."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from entrepot.kernel.errors import Problem
from entrepot.web.render import page
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.trade_verbs import RunVerbs
from entrepot.web.verbs import Document

RUNS = "/trade/runs"
UNFINISHED = ("waiting", "working")
_Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


def trade_runs_pages(verbs: RunVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(RUNS)
    def show_runs(request: Request) -> Response:
        """The newest runs, newest first, for analysts."""
        visitor_of(request)
        runs = [_shown(row) for row in verbs.list(who_asks(request), "")["runs"]]
        waits = any(row["state"] in UNFINISHED for row in runs)
        return page(request, "trade_runs.html", {"runs": runs, "waits": waits})

    @router.post(f"{RUNS}/{{id}}/cancel")
    def cancel_run(request: Request, id: _Id) -> Response:
        """Cancel a run that waits or is being worked out."""
        verbs.cancel(who_asks(request), id)
        return RedirectResponse(f"{RUNS}#run-{id}", 303)

    return router


def _shown(row: Document) -> Document:
    """A run with where its result lies: on the page of what-ifs, or as the API gives it."""
    address = f"/api/v1/trade/runs/{row['id']}"
    if row["model"] == "equilibrium":
        address = f"/trade/what-if?run={row['id']}"
    return {
        **row, "problems": [Problem(**one) for one in row["problems"]],
        "address": address if row["state"] == "done" else None,
        "can_end": row["state"] in UNFINISHED,
    }  # fmt: skip
