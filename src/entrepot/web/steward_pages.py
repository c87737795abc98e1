"""The page of the steward's work: cases by due date, overdue first, answered by one key."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.web.forms import read_text
from entrepot.web.port_page import act_and_show
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import who_asks
from entrepot.web.steward_verbs import StewardVerbs

PATH = "/stewards/work"
TOLD = ("text", "satisfaction", "legal_basis", "remedy")
CLOSED = "closed"


def steward_pages(verbs: StewardVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_work(request: Request) -> Response:
        """Cases that are for one's eyes."""
        return _show(request, verbs)

    @router.post(PATH)
    async def open_cases(request: Request) -> Response:
        """Open the cases of a file."""
        async with request.form() as form:
            file = form.get("file")
            data = await file.read() if isinstance(file, UploadFile) else b""
        try:
            await run_in_threadpool(verbs.open, who_asks(request), data)
        except EntrepotError as error:
            problems, status = error.problems, status_of(error)
            return await run_in_threadpool(_show, request, verbs, problems, status)
        return RedirectResponse(f"{PATH}?done=moved", 303)

    @router.post(PATH + "/{case}")
    async def move(request: Request, case: str) -> Response:
        """Answer a case, stop its clock, let it go on, or close it."""

        def act(fields: dict[str, str]) -> str:
            raw = {name: fields[name] for name in TOLD if fields[name]}
            verbs.act(who_asks(request), case, fields["do"], raw)
            return f"{PATH}?done=moved"

        return await act_and_show(request, act, lambda *told: _show(request, verbs, *told))

    return router


def _show(
    request: Request, verbs: StewardVerbs, problems: Sequence[Problem] = (), status: int = 200
) -> Response:
    who, query = who_asks(request), request.query_params
    is_closed = read_text(query.get("show")) == CLOSED
    number = read_text(query.get("page"))
    at = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 6 else 1
    found = verbs.work(who, max(1, at), is_closed)
    values = {
        "found": found, "path": PATH, "is_closed": is_closed, "kinds": verbs.measure(who)["kinds"],
        "problems": problems, "done": "" if problems else read_text(query.get("done")),
    }  # fmt: skip
    return page(request, "stewards_work.html", values, status)
