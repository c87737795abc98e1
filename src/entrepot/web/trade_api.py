"""The API of trade: models of tables that are sent with the request."""

from typing import Annotated

from fastapi import APIRouter, Body
from starlette.responses import Response

from entrepot.web.answers import faults, gives, told
from entrepot.web.trade_bodies import AccessBody, EquilibriumBody, SmartBody
from entrepot.web.trade_verbs import TradeVerbs

_SOLVED = gives("Real incomes, wages, prices and trade of each economy, with the residual.")

_SCREENED = gives("Creation, diversion, revenue and welfare, and each partner.")
_REACHED = gives("Market access of each place, before and in the scenario.")


def trade_api(verbs: TradeVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/trade", tags=["trade"])

    @router.post("/equilibrium", responses={**_SOLVED, **faults(413, 422)})
    def solve_equilibrium(body: Annotated[EquilibriumBody, Body()]) -> Response:
        """Solve the world again after a shock; for cases of up to 100 economies or 2,000 cells."""
        return told(verbs.equilibrium(body.fields()))

    @router.post("/smart", responses={**_SCREENED, **faults(413, 422)})
    def screen_cut(body: SmartBody) -> Response:
        """Screen a tariff cut in one market, partner by partner."""
        return told(verbs.smart(body.fields()))

    @router.post("/market-access", responses={**_REACHED, **faults(413, 422, 503)})
    def reach_markets(body: AccessBody) -> Response:
        """Market access by legs that are sent, or by the region's corridors."""
        return told(verbs.reach_markets(body.fields()))

    return router
