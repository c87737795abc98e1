"""The page of letters due to partners: each looked at, and those that are ticked sent once."""

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.service.accounts import RoleError, SignInError
from entrepot.web.forms import read_text
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.roll_verbs import RollVerbs
from entrepot.web.sessions import who_asks

LETTERS = "/letters"
TOLD = ("sent", "refused", "lacking")


def letter_pages(verbs: RollVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(LETTERS)
    def show_letters(request: Request) -> Response:
        """Letters due to partners by the contact schedule, as they would go out."""
        return _show(request, verbs)

    @router.post(LETTERS)
    async def send_letters(request: Request) -> Response:
        """Mail the letters that are ticked; one that went already goes no second time."""
        async with request.form() as form:
            only = [one for one in form.getlist("letter") if isinstance(one, str)]
        return await run_in_threadpool(_send, request, verbs, only)

    return router


def _send(request: Request, verbs: RollVerbs, only: Sequence[str]) -> Response:
    try:
        done = verbs.send(who_asks(request), None, only)
    except (RoleError, SignInError):
        raise
    except EntrepotError as error:
        return _show(request, verbs, error.problems, status_of(error))
    return RedirectResponse(f"{LETTERS}?{urlencode({one: len(done[one]) for one in TOLD})}", 303)


def _show(
    request: Request, verbs: RollVerbs, problems: Sequence[Problem] = (), status: int = 200
) -> Response:
    query = request.query_params
    told = {one: text for one in TOLD if (text := read_text(query.get(one))).isdecimal()}
    values = {"found": verbs.letters(who_asks(request), None), "told_of": told,
              "problems": problems, "done": ""}  # fmt: skip
    return page(request, "letters.html", values, status)
