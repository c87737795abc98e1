"""The API of what a scenario of the corridors does to trade and income."""

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Query, Request, Response

from entrepot.kernel.errors import MissingError, Problem
from entrepot.web.answers import BEARER, faults, gives, told
from entrepot.web.effect_bodies import EffectBody, EffectFileQuery, EffectQuery
from entrepot.web.effect_sheet import lanes_sheet
from entrepot.web.opportunity_verbs import OpportunityVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file
from entrepot.web.trade_runs_api import Id
from entrepot.web.what_if_sheet import sheet_of

_LOOK = faults(401, 403, 404, 422, 503)
_STARTED = gives("The run; where it lies is in Location.", 202)
_SOLVED = gives("Economies, lanes of the corridors, bands, residual.")


def effect_api(verbs: OpportunityVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/trade", tags=["trade"])

    @router.get("/corridor-effect", dependencies=[BEARER], responses={**_SOLVED, **_LOOK})
    def get_corridor_effect(request: Request, asked: Annotated[EffectQuery, Query()]) -> Response:
        """What a kept scenario or a faster clearance does to trade and income everywhere."""
        return told(verbs.effect(who_asks(request), asked.fields()))

    @router.post("/corridor-effect", dependencies=[BEARER],
                 responses={**_SOLVED, **_LOOK, **faults(413)})  # fmt: skip
    def work_out_corridor_effect(request: Request, body: Annotated[EffectBody, Body()]) -> Response:
        """The same for a scenario that is sent."""
        return told(verbs.effect(who_asks(request), body.fields()))

    @router.post("/corridor-effect/runs", status_code=202, dependencies=[BEARER],
                 responses={**_STARTED, **_LOOK, **faults(413, 429)})  # fmt: skip
    def start_corridor_effect(request: Request, body: Annotated[EffectBody, Body()]) -> Response:
        """Ask for the same in the background, with up to 100,000 draws."""
        run = verbs.start_effect(who_asks(request), body.fields())
        return told(run, 202, {"location": f"/api/v1/trade/runs/{run['id']}"})

    @router.get("/corridor-effect.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def get_corridor_effect_file(
        request: Request, form: Ending, asked: Annotated[EffectFileQuery, Query()]
    ) -> Response:
        """The lanes or the economies as a file."""
        found = verbs.effect(who_asks(request), asked.fields())
        sheet = lanes_sheet(found) if asked.table == "lanes" else sheet_of(found)
        return table_file(form, f"corridor-effect-{asked.table}", *sheet)

    @router.get("/what-if/{run}.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def get_case_file(
        request: Request, run: Id, form: Ending,
        table: Annotated[Literal["lanes", "economies"], Query(description="Which rows.")]
        = "economies",
    ) -> Response:  # fmt: skip
        """What came out of a case that was worked out in the background, as a file."""
        found = verbs.show_case(who_asks(request), run)["found"]
        if found is None or (table == "lanes" and "corridors" not in found):
            message = "has no such rows, or is not done."
            raise MissingError(
                Problem("trade.no_rows", "run", message, message_zh="没有这些行，或尚未完成。")
            )
        sheet = lanes_sheet(found) if table == "lanes" else sheet_of(found)
        return table_file(form, f"what-if-{table}", *sheet)

    return router
