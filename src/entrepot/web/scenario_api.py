"""The API of scenarios: run for everybody; kept, listed and removed by who has signed in."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from entrepot.web.answers import BEARER, LOOK, faults, gives, told
from entrepot.web.scenario_bodies import ScenarioBody
from entrepot.web.scenario_verbs import ScenarioVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.verbs import Verbs

Reference = Annotated[
    str, Path(pattern="^[A-Za-z0-9-]{1,40}$", description="Reference of a kept scenario.")
]
_CHANGE = (401, 403, 404, 422, 429, 503)
_RUN = gives("Each scenario with its hash, and each pair before and after.")
_ONE = gives("The scenario with its edits and runs.")


def scenario_api(verbs: Verbs) -> APIRouter:
    """Running scenarios, which anybody may."""
    router = APIRouter(prefix="/api/v1", tags=["scenarios"])

    @router.post("/scenarios", responses={**_RUN, **faults(422)})
    def run_scenarios(body: ScenarioBody) -> Response:
        """Run scenarios on pairs of places; nothing is kept."""
        return told(verbs.run_scenarios(body.fields()))

    return router


def kept_scenarios_api(verbs: ScenarioVerbs) -> APIRouter:
    """Scenarios that somebody keeps, seen by himself alone."""
    router = APIRouter(prefix="/api/v1/scenarios", dependencies=[BEARER], tags=["scenarios"])

    @router.get("", responses={**gives("The scenarios, newest first."), **faults(*LOOK)})
    def list_scenarios(request: Request) -> Response:
        """The scenarios one keeps, without those removed."""
        return told(verbs.list_all(who_asks(request)))

    @router.post("/kept", status_code=201, responses={**gives("The run.", 201), **faults(*_CHANGE)})
    def keep_scenarios(request: Request, body: ScenarioBody) -> Response:
        """Run scenarios and keep each under its name; other edits are another version."""
        return told(verbs.keep(who_asks(request), body.fields()), 201)

    @router.get("/{reference}", responses={**_ONE, **faults(*LOOK)})
    def show_scenario(request: Request, reference: Reference) -> Response:
        """A scenario one keeps, with its edits and its latest runs."""
        return told(verbs.show(who_asks(request), reference))

    @router.delete("/{reference}", responses={**_ONE, **faults(*_CHANGE)})
    def remove_scenario(request: Request, reference: Reference) -> Response:
        """Take a scenario off one's list; it can be put back."""
        return told(verbs.remove(who_asks(request), reference))

    @router.post("/{reference}/restore", responses={**_ONE, **faults(*_CHANGE)})
    def restore_scenario(request: Request, reference: Reference) -> Response:
        """Put a removed scenario back on one's list."""
        return told(verbs.restore(who_asks(request), reference))

    return router
