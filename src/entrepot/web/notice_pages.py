"""The page of one's notices: what is due, where it is mailed to, the address of the calendar."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.web.forms import read_text
from entrepot.web.notice_verbs import NoticeVerbs
from entrepot.web.officer_page import read_fields
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import who_asks

PATH = "/notices"
_MOST_DIGITS = 18
_DONE = {"revoke": "feed_revoked", "address": "address_kept"}


def notice_pages(verbs: NoticeVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_notices(request: Request) -> Response:
        """One's notices, the newest first."""
        return _show(request, verbs)

    @router.post(PATH)
    async def act(request: Request) -> Response:
        """Mark as read, keep an address of mail, make or revoke the address of the calendar."""
        fields = await read_fields(request)
        return await run_in_threadpool(_act, request, verbs, fields)

    return router


def _act(request: Request, verbs: NoticeVerbs, fields: dict[str, str]) -> Response:
    who, do = who_asks(request), fields["do"]
    try:
        if do == "feed":
            return _show(request, verbs, made=verbs.make_feed(who))
        if do == "revoke":
            verbs.revoke_feed(who)
        elif do == "address":
            verbs.address(who, fields["email"])
        elif do == "undo":
            verbs.unread(who, None, fields["read_at"])
        elif do == "unread":
            verbs.unread(who, _number(fields["notice"]) or 0, "")
        else:
            number = None if do == "read_all" else _number(fields["notice"]) or 0
            return _read(verbs.read(who, number)["read_at"])
    except (InputError, MissingError) as error:
        return _show(request, verbs, error.problems, status=status_of(error))
    return RedirectResponse(f"{PATH}?done={_DONE.get(do, 'notice_unread')}", 303)


def _read(read_at: str | None) -> Response:
    """Back to the page, which can undo what was marked now."""
    asked = {"done": "notice_read", **({"read_at": read_at} if read_at else {})}
    return RedirectResponse(f"{PATH}?{urlencode(asked)}", 303)


def _show(
    request: Request, verbs: NoticeVerbs, problems: Sequence[Problem] = (), *,
    made: dict[str, Any] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    who, query = who_asks(request), request.query_params
    base = str(request.base_url).rstrip("/")
    lang = language_of(request).code
    values = {
        "found": verbs.list(who, _number(read_text(query.get("before")))), "feed": verbs.feed(who),
        "address": f"{base}{made['path']}?lang={lang}" if made else "", "problems": problems,
        "read_at": read_text(query.get("read_at")),
        "done": "" if problems or made else read_text(query.get("done")),
    }  # fmt: skip
    return page(request, "notices.html", values, status)


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None
