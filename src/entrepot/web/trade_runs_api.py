"""The API of long runs of the models of trade: asked for, looked at, cancelled."""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request, Response

from entrepot.web.answers import BEARER, faults, gives, told
from entrepot.web.sessions import who_asks
from entrepot.web.trade_bodies import RunBody
from entrepot.web.trade_verbs import RunVerbs

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id of the run.")]
_RUN = gives("The run: its state, how far it is, and what came out.")
_ASK = faults(401, 403, 413, 422, 429, 503)
_ONE = faults(401, 403, 404, 422, 429, 503)


def trade_runs_api(verbs: RunVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/trade/runs", tags=["trade"])

    @router.post(
        "", status_code=202, dependencies=[BEARER],
        responses={**gives("The run; where it lies is in Location.", 202), **_ASK},
    )  # fmt: skip
    def start_run(request: Request, body: Annotated[RunBody, Body()]) -> Response:
        """Ask for a run; the same question is worked out once and has one id."""
        document = verbs.start(who_asks(request), body.fields())
        where = {"location": f"/api/v1/trade/runs/{document['id']}"}
        return told(document, 202, where)

    @router.get("", dependencies=[BEARER],
                responses={**gives("The newest runs."), **faults(401, 403, 422, 503)})  # fmt: skip
    def list_runs(
        request: Request,
        name: Annotated[str, Query(max_length=100, description="Only those kept by it.")] = "",
    ) -> Response:
        """The newest runs without their results, newest first."""
        return told(verbs.list(who_asks(request), name))

    @router.get("/{id}", dependencies=[BEARER], responses={**_RUN, **_ONE})
    def get_run(request: Request, id: Id) -> Response:
        """How far a run is, and what came out."""
        return told(verbs.show(who_asks(request), id))

    @router.delete("/{id}", dependencies=[BEARER], responses={**_RUN, **_ONE})
    def cancel_run(request: Request, id: Id) -> Response:
        """Cancel a run that waits or is being worked out; one that has ended stays as it is."""
        return told(verbs.cancel(who_asks(request), id))

    return router
