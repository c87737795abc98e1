"""The API of green channels."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web.answers import BEARER, PLAIN, exact_body, faults, gives, takes, told
from entrepot.web.green_verbs import GreenVerbs
from entrepot.web.sessions import who_asks

Ref = Annotated[str, Path(max_length=40, pattern=PLAIN, description="Its reference.")]
Channel = Annotated[
    str, Path(max_length=20, pattern=PLAIN, description="refund, loan or insurance.")
]  # fmt: skip
_GRANT = takes(
    "application/json", description="`firm`, `channel`, `from`, `to`, `grounds`, `source`."
)
_MOVE = takes("application/json", description="`move`: confirm or revoke, with its `reason`.")
_FINDING = takes("application/json", description="`finding`.")
_WRITES = faults(401, 403, 404, 409, 413, 422, 429, 503)


def green_api(verbs: GreenVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/green-channels", tags=["green channels"])

    @router.get("", dependencies=[BEARER],
                responses={**gives("Newest first."), **faults(401, 403, 503)})  # fmt: skip
    def list_eligible(request: Request) -> Response:
        """Eligibility with days and grounds; a firm sees its own alone."""
        return told(verbs.list(who_asks(request)))

    @router.post("", status_code=201, dependencies=[BEARER], openapi_extra=_GRANT,
                 responses={**gives("The eligibility.", 201), **_WRITES})  # fmt: skip
    async def grant_channel(request: Request) -> Response:
        """Grant a firm a green channel; a second person confirms it."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.grant, who, raw), 201)

    @router.get("/queues/{channel}", dependencies=[BEARER],
                responses={**gives("The queue."), **faults(401, 403, 404, 422, 503)})  # fmt: skip
    def get_green_queue(request: Request, channel: Channel) -> Response:
        """What waits in the order in which it is taken, why, and the audit sample."""
        return told(verbs.queue(who_asks(request), channel))

    @router.post("/queues/{channel}/samples/{case}", dependencies=[BEARER], openapi_extra=_FINDING,
                 responses={**gives("The case of the sample."), **_WRITES})  # fmt: skip
    async def examine_sample(request: Request, channel: Channel, case: Ref) -> Response:
        """Note what the examination of a case of the sample found."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.examine, who, channel, case, raw))

    @router.post("/{reference}", dependencies=[BEARER], openapi_extra=_MOVE,
                 responses={**gives("The eligibility."), **_WRITES})  # fmt: skip
    async def move_eligibility(request: Request, reference: Ref) -> Response:
        """Confirm what another person granted, or revoke it at once."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.act, who, reference, raw))

    return router
