"""The API of scenarios side by side, from their corridors to how likely goals are."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from entrepot.web.answers import BEARER, faults, gives, told
from entrepot.web.opportunity_verbs import OpportunityVerbs
from entrepot.web.scenario_compare_bodies import CompareBody, CompareFileQuery, CompareQuery
from entrepot.web.scenario_compare_sheet import SHEETS
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file

_LOOK = faults(401, 403, 404, 422, 503)
_TOLD = gives("Each scenario with effects by step and goals, and what they bring together.")


def scenario_compare_api(verbs: OpportunityVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/scenarios", dependencies=[BEARER], tags=["scenarios"])

    @router.get("/compare", responses={**_TOLD, **_LOOK})
    def compare_scenarios(request: Request, asked: Annotated[CompareQuery, Query()]) -> Response:
        """Kept scenarios beside a base: corridors, trade, output, goals, and what they share."""
        return told(verbs.compare(who_asks(request), asked.fields()))

    @router.post("/compare", responses={**_TOLD, **_LOOK, **faults(413)})
    def compare_sent_scenarios(request: Request, body: Annotated[CompareBody, Body()]) -> Response:
        """The same for scenarios that are sent, with a table of input and output."""
        return told(verbs.compare(who_asks(request), body.fields()))

    @router.get("/compare.{form}", responses={**FILE, **_LOOK})
    def get_comparison_file(
        request: Request, form: Ending, asked: Annotated[CompareFileQuery, Query()]
    ) -> Response:
        """Effects, goals or shares of what is brought together, as a file."""
        found = verbs.compare(who_asks(request), asked.fields())
        return table_file(form, f"scenarios-{asked.table}", *SHEETS[asked.table](found))

    return router
