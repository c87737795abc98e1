"""The API of trade: models of tables that are sent with the request."""

from typing import Annotated

from fastapi import APIRouter, Body
from starlette.responses import Response

from entrepot.web.answers import faults, gives, told
from entrepot.web.trade_bodies import EquilibriumBody
from entrepot.web.trade_verbs import TradeVerbs

_SOLVED = gives("Real incomes, wages, prices and trade of each economy, with the residual.")


def trade_api(verbs: TradeVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/trade", tags=["trade"])

    @router.post("/equilibrium", responses={**_SOLVED, **faults(413, 422)})
    def solve_equilibrium(body: Annotated[EquilibriumBody, Body()]) -> Response:
        """Solve the world again after a shock; for cases of up to 100 economies or 2,000 cells."""
        return told(verbs.equilibrium(body.fields()))

    return router
