"""The API of notices of what is due, and of the calendar at a private address."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.web.answers import BEARER, Responses, faults, gives, json_body, takes, told
from entrepot.web.circle_calendar import ICALENDAR
from entrepot.web.feed_calendar import of_feed
from entrepot.web.notice_verbs import NoticeVerbs
from entrepot.web.render import language_of
from entrepot.web.sessions import who_asks

MOST = 2**62
Before = Annotated[int | None, Query(ge=1, le=MOST, description="`next` of the page before.")]
Number = Annotated[int, Path(ge=1, le=MOST, description="Which notice.")]
Token = Annotated[str, Path(max_length=80, description="What only the address holds.")]
_LOOK, _WRITES = faults(401, 403, 422, 503), faults(401, 403, 404, 413, 422, 429, 503)
_EMAIL = takes("application/json", description="`email`: where to; empty is nowhere.")
_READ_AT = takes("application/json", description="`read_at`: as marking told it.")
_ICS: Responses = {200: {"description": "Events of whole days.", "content": {ICALENDAR: {}}}}
_READ, _FEED = gives("How many were marked now."), gives("The address, told once.")


def notice_api(verbs: NoticeVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["notices"])

    @router.get("/notices", dependencies=[BEARER],
                responses={**gives("A page, the newest first."), **_LOOK})  # fmt: skip
    def list_notices(request: Request, before: Before = None) -> Response:
        """One's notices of what is due, and how many are unread."""
        return told(verbs.list(who_asks(request), before))

    @router.post("/notices/read", dependencies=[BEARER], responses={**_READ, **_WRITES})
    def read_all(request: Request) -> Response:
        """Mark all of one's notices as read."""
        return told(verbs.read(who_asks(request), None))

    @router.post("/notices/{number}/read", dependencies=[BEARER], responses={**_READ, **_WRITES})
    def read_one(request: Request, number: Number) -> Response:
        """Mark a notice as read."""
        return told(verbs.read(who_asks(request), number))

    @router.post("/notices/unread", dependencies=[BEARER], openapi_extra=_READ_AT,
                 responses={**_READ, **_WRITES})  # fmt: skip
    async def unread_those(request: Request) -> Response:
        """Mark as unread again what was marked as read at an instant."""
        body, who = await json_body(request), who_asks(request)
        read_at = str(body.get("read_at") or "") if isinstance(body, dict) else "?"
        return told(await run_in_threadpool(verbs.unread, who, None, read_at))

    @router.post("/notices/{number}/unread", dependencies=[BEARER],
                 responses={**_READ, **_WRITES})  # fmt: skip
    def unread_one(request: Request, number: Number) -> Response:
        """Mark a notice as unread again."""
        return told(verbs.unread(who_asks(request), number, ""))

    @router.post("/notices/address", dependencies=[BEARER], openapi_extra=_EMAIL,
                 responses={**gives("Where notices are mailed to."), **_WRITES})  # fmt: skip
    async def set_address(request: Request) -> Response:
        """Say where one's notices are mailed to."""
        body, who = await json_body(request), who_asks(request)
        email = str(body.get("email") or "") if isinstance(body, dict) else "?"
        return told(await run_in_threadpool(verbs.address, who, email))

    _add_feeds(router, verbs)
    return router


def _add_feeds(router: APIRouter, verbs: NoticeVerbs) -> None:
    @router.post("/calendar/feed", dependencies=[BEARER], responses={**_FEED, **_WRITES})
    def make_feed(request: Request) -> Response:
        """Make the private address of one's calendar; the one before holds no more."""
        return told(verbs.make_feed(who_asks(request)))

    @router.post("/calendar/feed/revoke", dependencies=[BEARER],
                 responses={**gives("How many were revoked."), **_WRITES})  # fmt: skip
    def revoke_feed(request: Request) -> Response:
        """Let the address of one's calendar hold no more."""
        return told(verbs.revoke_feed(who_asks(request)))

    @router.get("/calendar/{token}.ics", responses={**_ICS, **faults(404, 422, 503)})
    def read_feed(request: Request, token: Token) -> Response:
        """What falls due for whose address it is, for a calendar program."""
        base = str(request.base_url).rstrip("/")
        content = of_feed(verbs.calendar(token), base, language_of(request))
        headers = {"cache-control": "private, no-store", "x-robots-tag": "noindex"}
        return Response(content, 200, headers, ICALENDAR)
