"""The API of trade: models of tables that are sent with the request."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import Problem
from entrepot.web.answers import MediaTypeError, faults, gives, takes, told
from entrepot.web.trade_bodies import (
    AccessBody,
    CirculationBody,
    EquilibriumBody,
    FiguresBody,
    ForecastBody,
    GravityBody,
    GravityQuery,
    PlannedBody,
    ShareBody,
    SmartBody,
)
from entrepot.web.trade_verbs import TradeVerbs

KINDS = {"text/csv": "csv", "application/vnd.apache.parquet": "parquet"}
_ESTIMATED = gives("Coefficients with their errors, and how the estimate was reached.")
_SOLVED = gives("Real incomes, wages, prices and trade of each economy, with the residual.")

_FORESEEN = gives("Futures with their band, the backtest, and how likely the target is.")
_SCREENED = gives("Creation, diversion, revenue and welfare, and each partner.")
_STANDS = gives("Share, rank, prices and buyers.")
_NEEDED = gives("Needs, imports, contracts and gaps of each input by period.")
_SHOCKED = gives("Change of output of each product, direct and indirect.")
_FIGURES = gives("A row each, with balances; unknown where nothing is told.")
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

    _add_cases(router, verbs)

    @router.post("/forecast", responses={**_FORESEEN, **faults(413, 422)})
    def foresee(body: ForecastBody) -> Response:
        """Forecast a series, and how likely its target is."""
        return told(verbs.forecast(body.fields()))

    @router.post("/market-access", responses={**_REACHED, **faults(413, 422, 503)})
    def reach_markets(body: AccessBody) -> Response:
        """Market access by legs that are sent, or by the region's corridors."""
        return told(verbs.reach_markets(body.fields()))

    @router.post("/gravity", responses={**_ESTIMATED, **faults(413, 422)})
    def estimate_gravity(body: Annotated[GravityBody, Body()]) -> Response:
        """Estimate a gravity equation over rows, by Poisson pseudo-maximum likelihood."""
        return told(verbs.gravity(body.fields()))

    @router.post(
        "/gravity:file",
        openapi_extra=takes(*KINDS, description="A table of flows, of 10 MB at most."),
        responses={**_ESTIMATED, **faults(413, 415, 422)},
    )
    async def estimate_gravity_file(
        request: Request, asked: Annotated[GravityQuery, Query()]
    ) -> Response:
        """Estimate a gravity equation over a CSV or Parquet file, which is the body."""
        kind = kind_of(request)
        content = await request.body()
        return told(await run_in_threadpool(verbs.gravity_file, content, kind, asked.fields()))

    return router


def _add_cases(router: APIRouter, verbs: TradeVerbs) -> None:
    @router.post("/world-share", responses={**_STANDS, **faults(413, 422)})
    def share_of_world(body: ShareBody) -> Response:
        """An exporter's share of the world's trade of a product, its price and its buyers."""
        return told(verbs.world_share(body.fields()))

    @router.post("/planned-imports", responses={**_NEEDED, **faults(413, 422)})
    def plan_imports(body: PlannedBody) -> Response:
        """What a production plan needs from abroad, and what of it is not bought yet."""
        return told(verbs.planned_imports(body.fields()))

    @router.post("/circulation", responses={**_SHOCKED, **faults(413, 422)})
    def circulate(body: CirculationBody) -> Response:
        """What a shock through foreign markets does to each product made at home."""
        return told(verbs.circulation(body.fields()))

    @router.post("/services", responses={**_FIGURES, **faults(413, 422)})
    def add_services(body: FiguresBody) -> Response:
        """Trade in services by category and mode, and what told parts leave of a whole."""
        return told(verbs.services(body.fields()))

    @router.post("/node-flows", responses={**_FIGURES, **faults(413, 422)})
    def add_flows(body: FiguresBody) -> Response:
        """Goods, money, people and data that come into a node city and go out of it."""
        return told(verbs.node_flows(body.fields()))


def kind_of(request: Request) -> str:
    """Which kind of file a request says it sends.

    Raises:
        MediaTypeError: One that is not taken.
    """
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if said in KINDS:
        return KINDS[said]
    message = f"{said[:80]!r} is not taken here."
    hint = f"Send {' or '.join(KINDS)}."
    raise MediaTypeError(Problem("request.media_type", "Content-Type", message, hint))
