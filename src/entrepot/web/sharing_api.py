"""The API of partner customs, and of what the window told: shared results, messages."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from entrepot.web.answers import BEARER, LOOK, faults, gives, told
from entrepot.web.sessions import who_asks
from entrepot.web.sharing_verbs import SharingVerbs

Number = Annotated[str, Path(pattern="^[A-Z0-9]{1,40}$", description="Number of the declaration.")]
Message = Annotated[int, Path(ge=1, le=2**62, description="Number of the message.")]
Cursor = Annotated[str, Query(max_length=20, description="Where the page before ended.")]
CHANGE = (401, 403, 404, 409, 422, 429, 503)


def sharing_api(verbs: SharingVerbs) -> APIRouter:
    """The routes over the service's verbs."""
    router = APIRouter(prefix="/api/v1", dependencies=[BEARER], tags=["sharing"])

    @router.get("/shared/{number}", responses={**gives("The agreed fields."), **faults(*LOOK)})
    def share(request: Request, number: Number) -> Response:
        """The agreed fields of a released through-declaration; each access is an event."""
        return told(verbs.share(who_asks(request), number))

    @router.get("/messages", responses={**gives("A page of messages."), **faults(*LOOK)})
    def list_messages(request: Request, cursor: Cursor = "") -> Response:
        """Messages to one's firm or offices, newest first; `cursor` gives the next page."""
        return told(verbs.list_messages(who_asks(request), cursor=cursor))

    @router.get("/messages/parked", responses={**gives("Parked messages."), **faults(*LOOK)})
    def list_parked(request: Request) -> Response:
        """Messages that were refused eight times, without what they say."""
        return told(verbs.list_parked(who_asks(request)))

    @router.post("/messages/{number}/retry", responses={**gives("The message."), **faults(*CHANGE)})
    def retry(request: Request, number: Message) -> Response:
        """Let a parked message be tried again, before those after it."""
        return told(verbs.retry(who_asks(request), number))

    return router
