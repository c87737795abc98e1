"""Coming in and going out: the sign-in page, the account page, tokens for programs."""

import asyncio
import base64
import binascii
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import Problem
from entrepot.service.accounts import SignedIn, SignInError, TooManyError
from entrepot.web.navigation import desk_of
from entrepot.web.render import page
from entrepot.web.sessions import clear_cookie, set_cookie, visit_of, visitor_of, who_asks
from entrepot.web.window_verbs import Document, WindowVerbs

T = TypeVar("T")
HOME = "/desk"  # leads who has signed in to the page of his work
MOST_AT_ONCE = 2  # secrets proved at a time: each takes tens of milliseconds and 19 MiB
MOST_WAITING = 64
NO_STORE = {"cache-control": "no-store"}
_LOCAL = re.compile(r"/(?![/\\])[^\s\\]*")
Next = Annotated[str, Query(max_length=500)]
TOKEN_FAULTS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": text,
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
    for status, text in (
        (401, "The id or the secret is wrong."),
        (422, "Every fault of the request."),
        (429, "Too many wrong tries."),
    )
}


# Pages


def accounts_pages(verbs: WindowVerbs) -> APIRouter:
    """The pages of coming in and going out."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/sign-in")
    def show_sign_in(request: Request, next: Next = "") -> Response:
        """The form."""
        return _form(request, verbs, {"next": next})

    @router.post("/sign-in")
    async def post_sign_in(request: Request) -> Response:
        """Begin a session and lead on, or say that it did not work."""
        form = await request.form(max_files=0, max_fields=10)
        told = {name: str(form.get(name, "")) for name in ("account", "password", "next")}
        try:
            session = await _LANE.run(verbs.sign_in, told["account"].strip(), told["password"])
        except (SignInError, TooManyError) as error:
            answer = await run_in_threadpool(
                _form, request, verbs, told, error.problems, error.http_status
            )
            if isinstance(error, TooManyError):
                answer.headers["retry-after"] = str(error.retry_after_s)
            return answer
        await run_in_threadpool(_end_session, request, verbs)
        onward = RedirectResponse(local_path(told["next"]), status_code=303)
        set_cookie(request, onward, session.token)
        return onward

    @router.post("/sign-out")
    def post_sign_out(request: Request) -> Response:
        """End the session."""
        _end_session(request, verbs)
        answer = RedirectResponse("/sign-in", status_code=303)
        clear_cookie(request, answer)
        return answer

    @router.get("/desk")
    def lead_to_desk(request: Request) -> Response:
        """Lead to the page that one's roles work on."""
        roles = visitor_of(request).actor.roles
        return RedirectResponse(desk_of(roles, request.app.state.paths), status_code=303)

    @router.get("/account")
    def show_account(request: Request) -> Response:
        """Who I am here, what I may do, and for whom."""
        return page(request, "account.html", {"account": verbs.show_account(who_asks(request))})

    @router.post("/account/organisation")
    async def post_organisation(request: Request) -> Response:
        """Act for another of my organisations."""
        form = await request.form()
        token = visit_of(request).token
        await run_in_threadpool(verbs.switch_organisation, token, str(form.get("organisation", "")))
        return RedirectResponse(HOME, status_code=303)

    return router


def local_path(asked: str) -> str:
    """A page of ours to go on to; anything else leads home.

    Example:
        >>> local_path("//elsewhere"), local_path("/quote?origin=a")
        ('/desk', '/quote?origin=a')
    """
    return asked if _LOCAL.fullmatch(asked) else HOME


def _form(
    request: Request,
    verbs: WindowVerbs,
    told: dict[str, str],
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:
    values = {
        "account": told.get("account", ""),
        "next": told.get("next", ""),
        "problems": problems,
        "rehearsal": verbs.list_sandbox_accounts(),
    }
    return page(request, "sign_in.html", values, status)


def _end_session(request: Request, verbs: WindowVerbs) -> None:
    visit = visit_of(request)
    if visit.by_cookie:
        verbs.sign_out(visit.token)


class _Lane:
    """The few threads in which secrets are proved, so that nothing else waits for them."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(MOST_AT_ONCE, "sign-in")
        self._under_way = 0

    async def run(self, prove: Callable[[str, str], T], account: str, secret: str) -> T:
        """Prove a secret.

        Raises:
            TooManyError: Too many wait already.
        """
        if self._under_way >= MOST_WAITING:
            raise _busy()
        self._under_way += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, prove, account, secret)
        finally:
            self._under_way -= 1


def _busy() -> TooManyError:
    return TooManyError(
        Problem(
            "access.busy", "account", "Too many sign in at once: try again in a moment.",
            message_zh="同时登录人数过多，请稍后再试。",
        ),
        retry_after_s=5,
    )  # fmt: skip


_LANE = _Lane()


# Programs


class TokenBody(BaseModel):
    """What a program tells to get a token; other fields are passed over, as RFC 6749 asks."""

    grant_type: Literal["client_credentials"]
    client_id: str = Field("", max_length=200)
    client_secret: str = Field("", max_length=200)


def accounts_router(verbs: WindowVerbs) -> APIRouter:
    """The API of coming in."""
    router = APIRouter(prefix="/api/v1")

    @router.post("/token", responses=TOKEN_FAULTS)
    async def make_token(request: Request, body: Annotated[TokenBody, Form()]) -> Response:
        """A bearer token for a program, by its id and secret (RFC 6749, section 4.4).

        The two may stand in the form or in an `Authorization: Basic` header.
        """
        told = body.client_id, body.client_secret
        name, secret = _basic(request.headers.get("authorization", "")) or told
        session: SignedIn = await _LANE.run(verbs.sign_in_client, name, secret)
        answer = {
            "access_token": session.token,
            "token_type": "Bearer",
            "expires_in": session.expires_in_s,
        }
        return JSONResponse(answer, headers=NO_STORE)

    @router.get("/account", responses={401: TOKEN_FAULTS[401]})
    def show_account(request: Request) -> Document:
        """Who I am here, what I may do, and for whom."""
        return verbs.show_account(who_asks(request))

    return router


def _basic(header: str) -> tuple[str, str] | None:
    """Id and secret of an `Authorization: Basic` header."""
    word, _, coded = header.partition(" ")
    if word.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret
