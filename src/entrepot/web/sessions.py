"""Who asks: the session behind a request's cookie or bearer token.

`admit` stands before every route: it lets the public ones pass and asks of the others what
`access.PERMISSIONS` names. A handler then takes `current_actor(request)` or `who_asks(request)`.
"""

import hmac
from dataclasses import dataclass

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import OutsideError, Problem
from entrepot.service.accounts import (
    CLIENT,
    PERSON,
    RoleError,
    SignInError,
    Visitor,
    need_role,
)
from entrepot.web.access import PERMISSIONS, PUBLIC, ROLES
from entrepot.web.guard import SAFE
from entrepot.web.window_verbs import WindowVerbs
from entrepot.window.actor import Actor

COOKIE = "session"
FIELD = "csrf"
HEADER = "x-csrf-token"
MOST_FIELDS, MOST_FILES = 4000, 20


@dataclass(frozen=True, slots=True)
class Visit:
    """What a request tells of who sent it.

    Attributes:
        visitor: Who, if the token holds.
        token: The token shown, also one that no longer holds.
        by_cookie: A browser sent it of itself, so a change must carry the form's token too.
    """

    visitor: Visitor | None = None
    token: str = ""
    by_cookie: bool = False


NOBODY = Visit()


def cookie_name(request: Request) -> str:
    """Name of the cookie; served over https a browser keeps others from setting it."""
    return f"__Host-{COOKIE}" if request.url.scheme == "https" else COOKIE


def set_cookie(request: Request, answer: Response, token: str) -> None:
    """Let the browser show a token from now on."""
    answer.set_cookie(
        cookie_name(request), token, path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip


def clear_cookie(request: Request, answer: Response) -> None:
    """Let the browser forget its token."""
    answer.delete_cookie(
        cookie_name(request), path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip


def visit_of(request: Request) -> Visit:
    """Who sent a request, looked up once; it asks the database, so call it in a thread.

    A bearer token goes before the cookie, and one that does not hold is not made good by it.
    """
    found: Visit | None = getattr(request.state, "visit", None)
    if found is None:
        found = _look_up(request)
        request.state.visit = found
    return found


def _look_up(request: Request) -> Visit:
    verbs: WindowVerbs | None = request.app.state.window
    word, _, bearer = request.headers.get("authorization", "").partition(" ")
    if verbs is None:
        return NOBODY
    if word.lower() == "bearer":
        return Visit(verbs.find_visitor(bearer.strip(), CLIENT), bearer.strip())
    token = request.cookies.get(cookie_name(request), "")
    return Visit(verbs.find_visitor(token, PERSON), token, by_cookie=True) if token else NOBODY


def visitor_shown(request: Request) -> Visitor | None:
    """Who sent a request, for the head of a page; nobody while the database is silent."""
    try:
        return visit_of(request).visitor
    except OutsideError:
        return None


def visitor_of(request: Request) -> Visitor:
    """Who sent a request.

    Raises:
        SignInError: Nobody knows.
    """
    visitor = visit_of(request).visitor
    if visitor is None:
        raise SignInError(
            Problem(
                "access.needed", request.url.path, "Sign in first.",
                message_zh="请先登录。",
            )
        )  # fmt: skip
    return visitor


def current_actor(request: Request) -> Actor | None:
    """Who acts in a request and for whom; None for who has not signed in."""
    visitor = visit_of(request).visitor
    return visitor.actor if visitor else None


def require(request: Request, *roles: str) -> Actor:
    """Who acts in a request, who must hold one of the roles; no roles ask for anybody known.

    Raises:
        SignInError: Nobody knows who it is.
        RoleError: He holds none of them.
    """
    actor = visitor_of(request).actor
    if roles:
        need_role(actor, *roles)
    return actor


def who_asks(request: Request) -> str:
    """Who acts in a request, as the window's verbs take it: `ACCOUNT@ORGANISATION`.

    Raises:
        SignInError: Nobody knows who it is.
    """
    return visitor_of(request).who


def who_may(request: Request) -> str | None:
    """Who acts in a request that needs nobody: None where nobody has signed in."""
    visitor = visitor_shown(request)
    return visitor.who if visitor else None


def who_holds(request: Request, role: str) -> str | None:
    """Who acts in a request that needs nobody, if he holds a role; None for everybody else."""
    visitor = visitor_shown(request)
    return visitor.who if visitor and role in visitor.actor.roles else None


# Before every route


async def admit(request: Request) -> None:
    """Let a request pass to its route, or say why not.

    Raises:
        SignInError: The route is not public and nobody knows who asks.
        RoleError: The role is missing, or the form was not made for this session.
        PaceError: The account makes too many changes.
    """
    key = f"{request.method} {request.scope['route'].path}"
    if key in PUBLIC:
        return
    roles = ROLES[PERMISSIONS[key]]
    await run_in_threadpool(require, request, *roles)
    visit: Visit = request.state.visit
    if request.method in SAFE:
        return
    if visit.by_cookie:
        await check_form(request, visit)
    if visit.visitor is not None:
        request.app.state.pace.take(visit.visitor.actor.account)


async def check_form(request: Request, visit: Visit) -> None:
    """Refuse a change whose form was not made for this session.

    Raises:
        RoleError: The form's token is missing or another's.
    """
    told = request.headers.get(HEADER)
    if told is None:
        form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
        told = str(form.get(FIELD, ""))
    if visit.visitor is None or not hmac.compare_digest(told.encode(), visit.visitor.csrf.encode()):
        raise RoleError(
            Problem(
                "request.form", FIELD, "This form is out of date: open the page anew.",
                message_zh="表单已失效，请重新打开页面。",
            )
        )  # fmt: skip
